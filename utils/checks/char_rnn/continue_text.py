"""The learner writes `continue_text`, the loop in which a network reads its own ids."""

import numpy as np

from utils import reference
from utils.checks.cases import normal
from utils.checks.engine import Exercise, WrongAnswer

random = np.random.default_rng(5)

# Of the vocabulary, an embedding and the state; then the start, and how many ids follow it.
SIZES = (11, 5, 6, [3, 7, 1], 12), (9, 4, 7, [2, 8], 9), (13, 3, 8, [5], 15)


def _random_choice():
    """A new `choose` that samples, seeded: after another number of calls, it gives other ids."""
    chance = np.random.default_rng(5)
    return lambda logits: int(np.argmax(np.ravel(logits) + chance.gumbel(size=np.size(logits))))


def _with_a_network(answer, embeddings, kernel, bias, softmax, state, start, length):
    """Let an answer write with a network in NumPy, and count how often it chooses."""
    random_choice, chosen = _random_choice(), []

    def step(one_id, state):
        output, state = reference.rnn_step(embeddings[[one_id]], state, kernel, bias)
        return (output @ softmax)[0], state

    def choose(logits):
        chosen.append(random_choice(logits))
        return chosen[-1]

    written = answer(step, choose, state, start, length)
    if len(chosen) > length:  # too few give other ids, or none
        raise WrongAnswer(f"expected {length} calls of `choose`, got {len(chosen)}.")
    return written


def _by_reading_all_again(embeddings, kernel, bias, softmax, state, start, length):
    """Read the whole text from its beginning for every new character: no state is kept."""
    text, choose = list(start), _random_choice()
    for _ in range(length):
        output = state
        for one_id in text:
            output, _ = reference.rnn_step(embeddings[[one_id]], output, kernel, bias)
        text.append(choose(output @ softmax))
    return text[len(start) :]


def _answer(heard=lambda start: start, keeps_start=True, keeps_state=True, reads_chosen=True):
    """Make an answer, correct by default, from what it reads and in which states."""

    def answer(step, choose, state, start, length):
        given, written = state, []
        for one_id in heard(start):
            logits, state = step(one_id, state)
        begun = state = state if keeps_start else given
        for _ in range(length):
            written.append(choose(logits))
            one_id = written[-1] if reads_chosen else start[-1]
            logits, state = step(one_id, state if keeps_state else begun)
        return written

    return answer


_correct = _answer()


def _chosen_while_reading(step, choose, state, start, length):
    now = state
    for one_id in start:
        logits, now = step(one_id, now)
        choose(logits)
    return _correct(step, choose, state, start, length)


def _without_reading(step, choose, state, start, length):
    for one_id in start:
        logits, state = step(one_id, state)
    return [choose(logits) for _ in range(length)]


continue_text = Exercise(
    name="continue_text",
    oracle=_by_reading_all_again,
    cases=[
        {
            "embeddings": normal(random, vocab_size, size),
            "kernel": normal(random, size + num_units, num_units, scale=0.6),
            "bias": normal(random, num_units, scale=0.3),
            "softmax": normal(random, num_units, vocab_size, scale=2.0),
            "state": normal(random, 1, num_units, scale=0.9),
            "start": start,
            "length": length,
        }
        for vocab_size, size, num_units, start, length in SIZES
    ],
    mistakes={
        "the state stays the initial state while writing": (
            _answer(keeps_start=False, keeps_state=False),
            "While you write, every `step` gets the initial state. Which one should it get?",
            "`step` returns a new state. Pass it to the next call of `step`.",
        ),
        "the state stays the state after the start": (
            _answer(keeps_state=False),
            "While you write, every `step` gets the same state. Should it change?",
            "`step` returns a new state. Pass it to the next call of `step`.",
        ),
        "the state is never passed to the next step": (
            _answer(heard=lambda start: start[-1:], keeps_start=False, keeps_state=False),
            "Every call of `step` gets the initial state. Which one should it get?",
            "`step` returns a new state. Pass it to the next call of `step`.",
        ),
        "writing begins from the initial state": (
            _answer(keeps_start=False),
            "Your writing begins from the initial state. Does that state know the start?",
            "Continue with the state that you have after reading `start`.",
        ),
        "the state is not kept while reading": (
            _answer(heard=lambda start: start[-1:], keeps_start=False),
            "Each id of `start` is read from the initial state. Which state should the second get?",
            "`step` returns a new state. Keep it, also while you read `start`.",
        ),
        "all ids are chosen from the same logits": (
            _without_reading,
            "All your ids are chosen from the same logits. When does the network read again?",
            "After each choice, call `step` with the chosen id. It returns new logits.",
        ),
        "only the last id of the start is read": (
            _answer(heard=lambda start: start[-1:]),
            "Your result depends on only one id of `start`. Do you read all of them?",
            "Call `step` for every id of `start`, and keep the state each time.",
        ),
        "the last id of the start is read twice": (
            _answer(heard=lambda start: [*start, start[-1]]),
            "The last id of `start` goes through `step` twice. Is this necessary?",
            "After you read `start`, you already have logits. Choose from them first.",
        ),
        "the chosen ids are not read": (
            _answer(reads_chosen=False),
            "While you write, `step` always gets the same id. Which id should it get?",
            "The network must read the id that it has just written.",
        ),
        "choose is called twice for one id": (
            lambda step, choose, *given: _correct(
                step, lambda logits: (choose(logits), choose(logits))[0], *given
            ),
            "You call `choose` twice for each id. Do both calls give the same id?",
            "`choose` is random. Call it once, and store its result under a name.",
        ),
        "choose is called while reading the start": (
            _chosen_while_reading,
            "You call `choose` while you read `start`. Is anything written there?",
            "The start is given. Call `choose` only after you have read all of it.",
        ),
        "the most likely id is used instead of choose": (
            lambda step, _, *given: _correct(step, lambda logits: int(np.argmax(logits)), *given),
            "Your function always takes the most likely id. Where do you use `choose`?",
            "Let the function `choose` select each id from the logits.",
        ),
        "the length includes the start": (
            lambda step, choose, state, start, length: _correct(
                step, choose, state, start, length - len(start)
            ),
            "Your list is shorter than `length`. Do you count the ids of `start` too?",
            "Write `length` new ids, in addition to those of `start`.",
        ),
        "the start text is returned too": (
            lambda step, choose, state, start, length: (
                start + _correct(step, choose, state, start, length)
            ),
            "Your list is longer than `length`. Which ids should it contain?",
            "Return only the ids that were written, without the start.",
        ),
    },
    minutes=9,
    difficulty=3,
    arguments=("step", "choose", "state", "start", "length"),
    call=_with_a_network,
)
