"""The learner writes `one_hot`, which makes a vector with a single 1 for each id."""

import numpy as np

from utils.checks.engine import Exercise

random = np.random.default_rng(4)


def _all_ids_everywhere(ids, vocab_size):
    vectors = np.zeros((*ids.shape, vocab_size))
    vectors[:, :, ids] = 1.0
    return vectors


def _ids_as_rows(ids, vocab_size):
    vectors = np.zeros((*ids.shape, vocab_size))
    vectors[ids] = 1.0
    return vectors


one_hot = Exercise(
    name="one_hot",
    oracle=lambda ids, vocab_size: 1.0 * (ids[..., np.newaxis] == np.arange(vocab_size)),
    cases=[
        # The last characters of the vocabulary do not occur.
        {"ids": random.integers(0, used, shape, np.int32), "vocab_size": vocab_size}
        for shape, used, vocab_size in (((2, 3), 4, 5), ((4, 4), 4, 7), ((1, 6), 8, 9))
    ],
    mistakes={
        "the largest id of the batch gives the length": (
            lambda ids, vocab_size: np.eye(ids.max() + 1)[ids],
            "Your vectors are shorter than the vocabulary. Where does their length come from?",
            "A character needs an index even if it is not in this batch. Use `vocab_size`.",
        ),
        "the ids count from 1": (
            lambda ids, vocab_size: np.eye(vocab_size)[ids - 1],
            "Each 1 is one position too early. At which index is the 1 for id 0?",
            "Ids count from 0, so the 1 for id 0 belongs at index 0.",
        ),
        "every vector contains the ones of all ids": (
            _all_ids_everywhere,
            "Your vectors contain more than a single 1. Which of your indices sets the others?",
            "With `:` for the first two axes, each id is set in every row and time step.",
            "NumPy needs an array of indices for each axis: rows, time steps and ids.",
        ),
        "the ids are used as rows of the batch": (
            _ids_as_rows,
            "The error says that an index is out of bounds. Which axis do your ids index?",
            "With one index, NumPy takes axis 0, the batch. The ids belong to the last axis.",
        ),
        "the batch is flattened": (
            lambda ids, vocab_size: np.eye(vocab_size)[ids.ravel()],
            "Your array has two axes. Which axes did `ids` have?",
            "Keep the two axes of `ids`, and add one for the vocabulary.",
        ),
        "the lesson's vocabulary": (
            lambda ids, vocab_size: np.eye(64)[ids],
            "Your vectors always have 64 numbers. Where does this number come from?",
            "The check uses other vocabularies. Use `vocab_size`.",
        ),
        "the vocabulary is the first axis": (
            lambda ids, vocab_size: np.moveaxis(np.eye(vocab_size)[ids], -1, 0),
            "The first axis of your array is the vocabulary. Which axis should it be?",
            "Expected shape: `[batch, num_steps, vocab_size]`. The vocabulary is the last axis.",
        ),
        "the ids of a row share one vector": (
            lambda ids, vocab_size: np.eye(vocab_size)[ids].sum(axis=1),
            "Your array has two axes, but the answer needs three. Which axis did you sum over?",
            "Each id needs its own vector. A sum of the vectors loses the order of the ids.",
        ),
    },
    minutes=5,
    difficulty=1,
)
