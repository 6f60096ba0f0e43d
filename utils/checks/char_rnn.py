"""The exercises of lesson 05, and the mistakes that people make in them."""

import numpy as np

from utils import reference
from utils.exercise import Exercise, Mistake, WrongAnswer, progress_of

random = np.random.default_rng(5)

LN_2 = np.log(2)


def _bits(losses):
    return np.concatenate([batch.ravel() for batch in losses]).mean() / LN_2


def _geometric_mean(losses):
    """Bits and perplexity from the probabilities themselves, without a mean of losses."""
    probabilities = [np.exp(-loss) for batch in losses for loss in batch.ravel()]
    perplexity = np.prod(probabilities) ** (-1 / len(probabilities))
    return float(np.log2(perplexity)), float(perplexity)


def _of_bits(bits):
    return bits, 2.0**bits


bits_and_perplexity = Exercise(
    name="bits_and_perplexity",
    oracle=_geometric_mean,
    cases=[
        # The batches are of unequal size, and the last of them is easier or harder than the rest.
        {"losses": [random.uniform(low, low + 1, size=shape) for shape, low in batches]}
        for batches in (
            [((2, 3), 2.1), ((2, 3), 1.8), ((1, 3), 0.2)],
            [((3, 2), 0.4), ((1, 2), 3.0)],
            [((2, 4), 1.3)],
        )
    ],
    mistakes=[
        Mistake(
            "nats are taken for bits",
            lambda losses: (_bits(losses) * LN_2, 2.0 ** (_bits(losses) * LN_2)),
            (
                "Which logarithm does TensorFlow's loss use, and which one counts bits?",
                "The losses are natural logarithms. How many of their units are one bit?",
            ),
        ),
        Mistake(
            "nats are multiplied by ln 2",
            lambda losses: _of_bits(_bits(losses) * LN_2**2),
            (
                "What should your function give for a loss of ln 2 everywhere?",
                "A coin costs ln 2 nats, which is 1 bit. Which way do you scale?",
            ),
        ),
        Mistake(
            "the batches count alike, whatever their size",
            lambda losses: _of_bits(np.mean([batch.mean() for batch in losses]) / LN_2),
            (
                "How many characters has the last batch, and how much does it weigh in your mean?",
                "The mean is over characters: a small batch must count for less.",
            ),
        ),
        Mistake(
            "the batches are taken for one array",
            lambda losses: _of_bits(np.mean(losses) / LN_2),
            (
                "Have all batches the same shape?",
                "Batches that differ in size form no array: go through them one by one.",
            ),
        ),
        Mistake(
            "the bits are still nats",
            lambda losses: (_bits(losses) * LN_2, 2.0 ** _bits(losses)),
            (
                "Your perplexity is right. What should your bits be for a loss of ln 2?",
                "The losses are natural logarithms. How many of their units are one bit?",
            ),
        ),
        Mistake(
            "the losses are added up",
            lambda losses: _of_bits(sum(batch.sum() for batch in losses) / LN_2),
            (
                "Would your number grow with twice as much text?",
                "Bits *per character*: divide by something.",
            ),
        ),
        Mistake(
            "a sum for each step, a mean over the rows",
            lambda losses: _of_bits(np.concatenate(losses).sum(axis=1).mean() / LN_2),
            (
                "Over how many numbers do you take the mean: as many as there are characters?",
                "Both axes hold characters, so the mean goes over both.",
            ),
        ),
        Mistake(
            "the logarithm is taken once more",
            lambda losses: _of_bits(np.log2(_bits(losses) * LN_2)),
            (
                "What is the loss already, before your function touches it?",
                "A loss is minus a logarithm. To change its base, only scale it.",
            ),
        ),
        Mistake(
            "the perplexity mixes 2 with nats",
            lambda losses: (_bits(losses), 2.0 ** (_bits(losses) * LN_2)),
            (
                "Your bits are right. What is the perplexity of a uniform guess among 64?",
                "Raise 2 to bits, or e to nats.",
            ),
        ),
        Mistake(
            "the perplexity mixes e with bits",
            lambda losses: (_bits(losses), np.exp(_bits(losses))),
            (
                "Your bits are right. What is the perplexity of a uniform guess among 64?",
                "Raise 2 to bits, or e to nats.",
            ),
        ),
    ],
    minutes=6,
    difficulty=1,
    tolerance=1e-4,  # a perplexity of 8 from float32 losses
)


def _rows(ids, batch_size, num_steps, number, shift=0):
    columns = (len(ids) - 1) // batch_size
    rows = ids[shift : shift + batch_size * columns].reshape(batch_size, columns)
    return rows[:, number * num_steps : (number + 1) * num_steps]


def _both(cut):
    return lambda *arguments: tuple(cut(*arguments, shift) for shift in (0, 1))


def _cut_after_cut(ids, batch_size, num_steps, number, shift=0):
    size = batch_size * num_steps
    return ids[number * size + shift :][:size].reshape(batch_size, num_steps)


def _down_the_columns(ids, batch_size, num_steps, number, shift=0):
    columns = (len(ids) - 1) // batch_size
    rows = ids[shift : shift + batch_size * columns].reshape(columns, batch_size).T
    return rows[:, number * num_steps : (number + 1) * num_steps]


def _shorter_text(ids, batch_size, num_steps, number, shift=0):
    rows = ids[: len(ids) // batch_size * batch_size].reshape(batch_size, -1)
    return rows[:, number * num_steps + shift :][:, :num_steps]


def _rolled(ids, batch_size, num_steps, number):
    inputs = _rows(ids, batch_size, num_steps, number)
    return inputs, np.roll(inputs, -1, axis=1)


def _labels_of_input_rows(ids, batch_size, num_steps, number):
    columns = (len(ids) - 1) // batch_size
    rows = ids[: batch_size * columns].reshape(batch_size, columns)
    return tuple(rows[:, number * num_steps + shift :][:, :num_steps] for shift in (0, 1))


def _whole_windows(ids, batch_size, num_steps, number, shift=0):
    columns = (len(ids) - 1) // batch_size // num_steps * num_steps
    rows = ids[shift : shift + batch_size * columns].reshape(batch_size, columns)
    return rows[:, number * num_steps : (number + 1) * num_steps]


def _index_by_index(ids, batch_size, num_steps, number):
    """Where each character of a batch lies in the text, said without cutting the text up."""
    columns = (len(ids) - 1) // batch_size
    row, step = np.ogrid[:batch_size, :num_steps]
    places = row * columns + number * num_steps + step
    return ids[places], ids[places + 1]


nth_batch = Exercise(
    name="nth_batch",
    oracle=_index_by_index,
    cases=[
        {
            "ids": random.integers(0, 64, size=length).astype(np.int32),
            "batch_size": batch_size,
            "num_steps": num_steps,
            "number": number,
        }
        # In the second, the length of the text can be divided by the batch size; the third asks
        # for the last window of the rows, whose last labels lie behind the rows of the inputs.
        for length, batch_size, num_steps, number in (
            (44, 3, 4, 1),
            (48, 4, 3, 2),
            (41, 2, 5, 3),
            (33, 3, 4, 0),
        )
    ],
    mistakes=[
        Mistake(
            "row k continues row k - 1, as in lesson 04",
            _both(_cut_after_cut),
            (
                "Which character of the text follows the last one of row 0 in batch 0?",
                "In your batches that character begins row 1. Where would row 0 need it?",
                "Cut the whole text into rows first, then take columns of them.",
            ),
        ),
        Mistake(
            "the text runs down the columns",
            _both(_down_the_columns),
            (
                "Read your first row aloud: is it a piece of the text?",
                "Each row is a piece of the text. In which order does `reshape` fill an array?",
            ),
        ),
        Mistake(
            "the labels begin with the row again",
            _rolled,
            (
                "Look at the last label of a row. Which character of the text is it?",
                "After the last step comes the first step of the next batch, not of this one.",
            ),
        ),
        Mistake(
            "the labels are cut from the rows of the inputs",
            _labels_of_input_rows,
            (
                "Which character of the text follows the last one of row 0?",
                "A row's last label lies behind the row: cut the labels from the text.",
            ),
        ),
        Mistake(
            "the rows are cut to whole windows",
            _both(_whole_windows),
            (
                "How long are your rows, and where does row 1 begin?",
                "Rows are as long as the text allows; what fills no window stays at their ends.",
            ),
        ),
        Mistake(
            "batches are counted from one",
            lambda ids, batch_size, num_steps, number: tuple(
                _rows(ids, batch_size, num_steps, number - 1, shift) for shift in (0, 1)
            ),
            (
                "What does your function give for batch 0, and what for batch 1?",
                "Batch 0 is the first: it begins in column 0.",
            ),
        ),
        Mistake(
            "a batch begins one step after the last",
            lambda ids, batch_size, num_steps, number: tuple(
                ids[shift : shift + (len(ids) - 1) // batch_size * batch_size].reshape(
                    batch_size, -1
                )[:, number : number + num_steps]
                for shift in (0, 1)
            ),
            (
                "How many characters of a row are in batch 0 and in batch 1 as well?",
                "A batch begins where the last one ended. How many columns does one use up?",
            ),
        ),
        Mistake(
            "no id is kept for the last label",
            _both(_shorter_text),
            (
                "Where is the label of the very last character that you cut into rows?",
                "The last id of the text can only be a label, so one id fewer is cut into rows.",
            ),
        ),
        Mistake(
            "the labels are the inputs",
            lambda *arguments: (_rows(*arguments), _rows(*arguments)),
            (
                "What would a network have to do to guess your labels without a fault?",
                "The label of a character is the character that follows it.",
            ),
        ),
    ],
    minutes=7,
    difficulty=2,
)


def _softmax(scores, axis=1):
    exponentials = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return exponentials / exponentials.sum(axis=axis, keepdims=True)


def _pair_by_pair(logits, temperature):
    """Softmax as 1 / sum of exp(difference): each logit against every other of its row."""
    differences = (logits[:, np.newaxis, :] - logits[:, :, np.newaxis]) / temperature
    return 1 / np.exp(np.minimum(differences, 700)).sum(axis=2)


def _finite_probabilities(answer, logits, temperature):
    with np.errstate(all="ignore"):
        returned = answer(logits, temperature)
    is_float = isinstance(returned, np.ndarray) and returned.dtype.kind == "f"
    if is_float and not np.isfinite(returned).all():
        raise WrongAnswer(
            f"with a temperature of {temperature} it gave {returned[~np.isfinite(returned)][0]} "
            f"for logits between {logits.min():.0f} and {logits.max():.0f}."
        )
    return returned


def _overflowing(logits, temperature):
    exponentials = np.exp(logits / temperature)
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def _without_keepdims(logits, temperature):
    exponentials = np.exp(logits / temperature)
    return exponentials / exponentials.sum(axis=1)


probabilities = Exercise(
    name="probabilities",
    oracle=_pair_by_pair,
    cases=[
        {"logits": random.normal(scale=scale, size=shape), "temperature": temperature}
        # The last one is so cold that exp of a logit alone is too large for a float64.
        for shape, scale, temperature in (
            ((3, 5), 2.0, 0.5),
            ((2, 4), 2.0, 2.0),
            ((4, 3), 1.5, 0.8),
            ((2, 5), 20.0, 0.01),
        )
    ],
    mistakes=[
        Mistake(
            "the temperature multiplies",
            lambda logits, temperature: _softmax(logits * temperature),
            (
                "At which temperature should the likeliest character win nearly always?",
                "A low temperature must push the logits apart. What does yours do to them?",
            ),
        ),
        Mistake(
            "the temperature is not used",
            lambda logits, temperature: _softmax(logits),
            (
                "Does your result change with the temperature?",
                "Dividing all probabilities and scaling back to 1 undoes itself.",
                "The temperature must act before the exponentials are taken.",
            ),
        ),
        Mistake(
            "the probabilities are divided",
            lambda logits, temperature: _softmax(logits) / temperature,
            (
                "What do the probabilities of a row add up to?",
                "The temperature must act on the logits, before they become probabilities.",
            ),
        ),
        Mistake(
            "the rows do not add up to one",
            lambda logits, temperature: np.exp(logits / temperature),
            (
                "What do the probabilities of a row add up to?",
                "Exponentials are positive, but each row must be scaled to a sum of 1.",
            ),
        ),
        Mistake(
            "each column adds up to one",
            lambda logits, temperature: _softmax(logits / temperature, axis=0),
            (
                "What do the probabilities of a row add up to?",
                "Each row is one prediction, over the vocabulary: which axis is summed over?",
            ),
        ),
        Mistake(
            "the whole batch adds up to one",
            lambda logits, temperature: _softmax(logits / temperature, axis=(0, 1)),
            (
                "What do the probabilities of a row add up to?",
                "Every row is a prediction of its own: sum over one axis only, and keep it.",
            ),
        ),
        Mistake(
            "a row's sum, or maximum, has lost its axis",
            _without_keepdims,
            (
                "Which shapes meet in your subtraction, and in your division?",
                "`sum` and `max` remove their axis, unless they are told to keep it.",
            ),
        ),
        Mistake(
            "a row is not finite",
            _overflowing,
            (
                "What is `np.exp(1000.0)`, and what is a row of `np.exp(-1000.0)` over its sum?",
                "Softmax stays the same when one number is taken from all logits of a row.",
                "Take away the largest of each row: then the largest exponential is 1.",
            ),
        ),
    ],
    minutes=6,
    difficulty=2,
    call=_finite_probabilities,
)


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


def _with_a_network(answer, embeddings, kernel, bias, softmax, state, start, length):
    step = _step_of(embeddings, kernel, bias, softmax)
    return answer(step, _drawing(), state, start, length)


def _by_reading_all_again(embeddings, kernel, bias, softmax, state, start, length):
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


def _sampling_case(vocab_size, size, num_units, start, length):
    def normal(*shape, scale):
        return random.normal(scale=scale, size=shape).astype(np.float32)

    return {
        "embeddings": normal(vocab_size, size, scale=1.0),
        "kernel": normal(size + num_units, num_units, scale=0.6),
        "bias": normal(num_units, scale=0.3),
        "softmax": normal(num_units, vocab_size, scale=2.0),
        "state": normal(1, num_units, scale=0.9),
        "start": start,
        "length": length,
    }


continue_text = Exercise(
    name="continue_text",
    oracle=_by_reading_all_again,
    cases=[
        _sampling_case(11, 5, 6, [3, 7, 1], 12),
        _sampling_case(9, 4, 7, [2, 8], 9),
        _sampling_case(13, 3, 8, [5], 15),
    ],
    mistakes=[
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
    ],
    minutes=9,
    difficulty=3,
    arguments=("step", "choose", "state", "start", "length"),
    call=_with_a_network,
)

progress = progress_of(bits_and_perplexity, nth_batch, probabilities, continue_text)
