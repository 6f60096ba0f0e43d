"""What people get wrong in continue_text (lesson 05, writing), and how it is judged."""

import numpy as np

from utils import reference
from utils.exercise import Mistake


def _drawing():
    """A new `choose` that draws by chance, seeded: another number of calls, and it draws others."""
    chance = np.random.default_rng(5)
    return lambda logits: int(np.argmax(np.ravel(logits) + chance.gumbel(size=np.size(logits))))


def _step_of(embeddings, kernel, bias, softmax):
    """A network in NumPy that reads one id: (id, state) -> (logits, new state)."""

    def step(one_id, state):
        output, state = reference.rnn_step(embeddings[[one_id]], state, kernel, bias)
        return (output @ softmax)[0], state

    return step


def with_a_network(answer, embeddings, kernel, bias, softmax, state, start, length):
    """Let an answer write with a network in NumPy."""
    step = _step_of(embeddings, kernel, bias, softmax)
    return answer(step, _drawing(), state, start, length)


def by_reading_all_again(embeddings, kernel, bias, softmax, state, start, length):
    """Read the whole text from its beginning for every new character: no state is kept."""

    def step(inputs, state):
        return reference.rnn_step(inputs, state, kernel, bias)

    text, choose = list(start), _drawing()
    while len(text) < len(start) + length:
        outputs, _ = reference.unroll(step, embeddings[text][np.newaxis], state)
        text.append(choose(outputs[0, -1] @ softmax))
    return text[len(start) :]


def _read(step, state, start):
    for one_id in start:
        logits, state = step(one_id, state)
    return logits, state


def _write(step, choose, logits, state, length):
    written = []
    for _ in range(length):
        written.append(choose(logits))
        logits, state = step(written[-1], state)
    return written


def _state_thrown_away(step, choose, state, start, length):
    return _write(lambda one_id, _: step(one_id, state), choose, *_read(step, state, start), length)


def _start_forgotten(step, choose, state, start, length):
    logits, _ = _read(step, state, start)
    return _write(step, choose, logits, state, length)


def _read_twice(step, choose, state, start, length):
    _, state_now = _read(step, state, start)
    return _write(step, choose, *step(start[-1], state_now), length)


def _same_input(step, choose, state, start, length):
    logits, state = _read(step, state, start)
    return _write(lambda _, state: step(start[-1], state), choose, logits, state, length)


def _chosen_twice(step, choose, state, start, length):
    written = []
    logits, state = _read(step, state, start)
    for _ in range(length):
        written.append(choose(logits))
        logits, state = step(choose(logits), state)
    return written


def _also(read, choose):
    choose(read[0])
    return read


CONTINUE_TEXT = [
    Mistake(
        "the state is not handed on while writing",
        _state_thrown_away,
        (
            "Which state does each call of `step` get while you write?",
            "`step` returns a new state each time. Where does yours go?",
        ),
    ),
    Mistake(
        "the state is never handed on",
        lambda step, choose, state, start, length: _write(
            lambda one_id, _: step(one_id, state), choose, *step(start[-1], state), length
        ),
        (
            "Which state does each call of `step` get?",
            "`step` returns a new state each time. Where does yours go?",
        ),
    ),
    Mistake(
        "the start text is forgotten before writing",
        _start_forgotten,
        (
            "Which state does the first character that you wrote meet?",
            "Go on from the state after the start text, not from the first one.",
        ),
    ),
    Mistake(
        "the state holds only the last character of the start",
        lambda step, choose, state, start, length: _write(
            step, choose, *_read(step, state, start[-1:]), length
        ),
        (
            "Which state does the last id of `start` meet?",
            "Every character of the start goes through `step`, so that the state knows it.",
        ),
    ),
    Mistake(
        "the last character of the start is read twice",
        _read_twice,
        (
            "How often does the last id of `start` go through `step`?",
            "Its logits are there when it has been read: choose from them at once.",
        ),
    ),
    Mistake(
        "what was chosen is not read",
        _same_input,
        (
            "Which id does each call of `step` get while you write?",
            "The network must read what it has written, to know where it is.",
        ),
    ),
    Mistake(
        "choose is called twice for one character",
        _chosen_twice,
        (
            "How often do you call `choose` for one character?",
            "`choose` may draw: a second call gives another id than the first.",
        ),
    ),
    Mistake(
        "choose is called while the start is read",
        lambda step, choose, state, start, length: _write(
            step,
            choose,
            *_read(lambda *given: _also(step(*given), choose), state, start),
            length,
        ),
        (
            "How many ids do you write, and how often do you call `choose`?",
            "The start is given: nothing is chosen until it has been read.",
        ),
    ),
    Mistake(
        "the likeliest is taken instead of calling choose",
        lambda step, choose, state, start, length: _write(
            step, lambda logits: int(np.argmax(logits)), *_read(step, state, start), length
        ),
        (
            "Who decides which id comes next, in your function?",
            "`choose` is given to you: it may draw. Let it decide each time.",
        ),
    ),
    Mistake(
        "the start text is returned too",
        lambda step, choose, state, start, length: [
            *start,
            *_write(step, choose, *_read(step, state, start), length),
        ],
        (
            "How long is your list, and how long should it be?",
            "Only what was written is wanted, without the start.",
        ),
    ),
]
