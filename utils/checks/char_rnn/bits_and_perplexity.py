"""The learner writes `bits_and_perplexity`: losses in nats become bits per character."""

import numpy as np

from utils.checks.engine import Exercise

random = np.random.default_rng(5)

LN_2 = np.log(2)
UNITS = "The losses use the natural logarithm. One bit is ln 2 of their units."


def _geometric_mean(losses):
    """Bits and perplexity from the probabilities themselves, without a mean of losses."""
    probabilities = [np.exp(-loss) for batch in losses for loss in batch.ravel()]
    perplexity = np.prod(probabilities) ** (-1 / len(probabilities))
    return float(np.log2(perplexity)), float(perplexity)


def _each(losses):
    return np.concatenate([batch.ravel() for batch in losses])


def _nats(losses):
    return _each(losses).mean()


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
    mistakes={
        "nats are used as bits": (
            lambda losses: _of_bits(_nats(losses)),
            "Your numbers are too small for bits. Which logarithm do the losses use?",
            UNITS,
        ),
        "nats are multiplied by ln 2": (
            lambda losses: _of_bits(_nats(losses) * LN_2),
            "Your bits are too small. What do you get if every loss is ln 2?",
            "A loss of ln 2 nats is 1 bit. Check in which direction you convert.",
        ),
        "all batches have the same weight": (
            lambda losses: _of_bits(np.mean([batch.mean() for batch in losses]) / LN_2),
            "A small batch has the same weight as a large one. Should it?",
            "Take the mean over all characters, not the mean of the batches' means.",
        ),
        "the list of batches is used as one array": (
            lambda losses: _of_bits(np.mean(losses) / LN_2),
            "Do all batches have the same shape?",
            "Batches of different sizes do not form one array. Process them one by one.",
        ),
        "the bits are still nats": (
            lambda losses: (_nats(losses), np.exp(_nats(losses))),
            "Your perplexity is correct. What are your bits if every loss is ln 2?",
            UNITS,
        ),
        "the two results are swapped": (
            lambda losses: _of_bits(_nats(losses) / LN_2)[::-1],
            "Your first number is the perplexity. Which number does the docstring name first?",
            "Return the bits first, then the perplexity.",
        ),
        "only the last batch is used": (
            lambda losses: _of_bits(losses[-1].mean() / LN_2),
            "Your result depends on only one batch. Which batches do you use?",
            "Collect the losses of all batches before you take the mean.",
        ),
        "the result is a sum, not a mean": (
            lambda losses: _of_bits(_each(losses).sum() / LN_2),
            "Your numbers are too large. Do they grow with the length of the text?",
            "Bits *per character* are a mean, so divide by the number of characters.",
        ),
        "the losses of a row are added": (
            lambda losses: _of_bits(np.concatenate(losses).sum(axis=1).mean() / LN_2),
            "Your numbers are too large. Do you divide by the number of rows?",
            "Both axes contain characters. Take the mean over both.",
        ),
        "the logarithm is taken once more": (
            lambda losses: _of_bits(np.log2(_nats(losses))),
            "Your bits are not proportional to the losses. Do you take another logarithm?",
            "A loss already is a logarithm. To change its base, divide by a constant.",
        ),
        "the perplexity is 2 to the power of nats": (
            lambda losses: (_nats(losses) / LN_2, 2.0 ** _nats(losses)),
            "Your bits are correct. What perplexity do you get for 6 bits?",
            "The base must fit the unit: 2 for bits, e for nats.",
        ),
        "the perplexity is e to the power of bits": (
            lambda losses: (_nats(losses) / LN_2, np.exp(_nats(losses) / LN_2)),
            "Your bits are correct. What perplexity do you get for 6 bits?",
            "The base must fit the unit: 2 for bits, e for nats.",
        ),
        "the perplexity is a mean of exponentials": (
            lambda losses: (_nats(losses) / LN_2, np.exp(_each(losses)).mean()),
            "Your bits are correct. Is your perplexity a mean over characters?",
            "First compute the mean loss of the whole text, then the power.",
        ),
    },
    minutes=6,
    difficulty=1,
    tolerance=1e-4,  # a perplexity of 8 from float32 losses
)
