"""The exercises of lesson 05: what each is tried on; the mistakes stand in modules by exercise."""

import numpy as np

from utils.checks import text_batches, text_bits, text_temperature, text_writing
from utils.exercise import Exercise, progress_of

random = np.random.default_rng(5)


def _geometric_mean(losses):
    """Bits and perplexity from the probabilities themselves, without a mean of losses."""
    probabilities = [np.exp(-loss) for batch in losses for loss in batch.ravel()]
    perplexity = np.prod(probabilities) ** (-1 / len(probabilities))
    return float(np.log2(perplexity)), float(perplexity)


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
    mistakes=text_bits.BITS_AND_PERPLEXITY,
    minutes=6,
    difficulty=1,
    tolerance=1e-4,  # a perplexity of 8 from float32 losses
)


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
    mistakes=text_batches.NTH_BATCH,
    minutes=7,
    difficulty=2,
)


def _pair_by_pair(logits, temperature):
    """Softmax as 1 / sum of exp(difference): each logit against every other of its row."""
    differences = (logits[:, np.newaxis, :] - logits[:, :, np.newaxis]) / temperature
    return 1 / np.exp(np.minimum(differences, 700)).sum(axis=2)


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
    mistakes=text_temperature.PROBABILITIES,
    minutes=6,
    difficulty=2,
    call=text_temperature.finite_probabilities,
)


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
    oracle=text_writing.by_reading_all_again,
    cases=[
        _sampling_case(11, 5, 6, [3, 7, 1], 12),
        _sampling_case(9, 4, 7, [2, 8], 9),
        _sampling_case(13, 3, 8, [5], 15),
    ],
    mistakes=text_writing.CONTINUE_TEXT,
    minutes=9,
    difficulty=3,
    arguments=("step", "choose", "state", "start", "length"),
    call=text_writing.with_a_network,
)

progress = progress_of(bits_and_perplexity, nth_batch, probabilities, continue_text)
