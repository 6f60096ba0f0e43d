"""The learner writes `inputs_and_labels`, which cuts a text into inputs and what follows them."""

import numpy as np

from utils.checks.engine import Exercise

random = np.random.default_rng(4)


def _index_by_index(ids, batch_size, num_steps):
    """Take each character by its index in the text, without cutting the text up."""
    row, step = np.ogrid[:batch_size, :num_steps]
    index = row * num_steps + step
    return ids[index], ids[index + 1]


def _rows(ids, batch_size, num_steps):
    return ids[: batch_size * num_steps].reshape(batch_size, num_steps)


inputs_and_labels = Exercise(
    name="inputs_and_labels",
    oracle=_index_by_index,
    cases=[
        {"ids": random.integers(0, 50, 13, np.int32), "batch_size": 3, "num_steps": 4},
        {"ids": random.integers(0, 50, 50, np.int32), "batch_size": 4, "num_steps": 7},
        {"ids": random.integers(0, 50, 9, np.int32), "batch_size": 2, "num_steps": 4},
    ],
    mistakes={
        "the labels are the inputs": (
            lambda *given: (_rows(*given), _rows(*given)),
            "Each of your labels equals its input. Is this what the model should guess?",
            "The label of an id is the next id of the text.",
            "Cut the labels like the inputs, but start one id later.",
        ),
        "the labels are the characters before": (
            lambda ids, *sizes: (_rows(ids[1:], *sizes), _rows(ids, *sizes)),
            "Your labels come before their inputs in the text. Should the model guess the past?",
            "The label of an id is the next id. Swap the two arrays.",
        ),
        "the labels are rolled within each row": (
            lambda *given: (_rows(*given), np.roll(_rows(*given), -1, axis=1)),
            "The last label of each row equals the first input of that row. Is it the next id?",
            "`np.roll` along a row moves the first id of the row to its end.",
            "Cut the labels from `ids` itself, starting one id later.",
        ),
        "the very last label is the first id": (
            lambda *given: (_rows(*given), np.roll(_rows(*given), -1)),
            "Only your very last label is wrong: it is the first id. Which id comes next?",
            "The text contains one more id after the last input. It is the last label.",
        ),
        "the rows do not continue each other": (
            lambda ids, batch_size, num_steps: tuple(
                _rows(part, batch_size, len(part) // batch_size)[:, :num_steps]
                for part in (ids[:-1], ids[1:])
            ),
            "Your second row does not continue the first. Which ids are missing between them?",
            "Use the first `batch_size * num_steps` ids. Leave out only ids at the end.",
        ),
        "each row is one id too short": (
            lambda *given: (_rows(*given)[:, :-1], _rows(*given)[:, 1:]),
            "Your rows have `num_steps - 1` ids. Which id is missing at the end of each row?",
            "You cut the labels from the inputs. The last label of a row is not in its inputs.",
            "Cut the labels from `ids` itself, starting one id later.",
        ),
        "the rows overlap": (
            lambda ids, batch_size, num_steps: tuple(
                np.array([part[row : row + num_steps] for row in range(batch_size)])
                for part in (ids, ids[1:])
            ),
            "Your second row begins one id after the first. Where did the first row end?",
            "Each row continues where the row above it ended, so it begins `num_steps` ids later.",
        ),
        "a row for every piece of the text": (
            lambda ids, batch_size, num_steps: tuple(
                _rows(part, len(ids) // num_steps, num_steps) for part in (ids, ids[1:])
            ),
            "Your arrays have too many rows. How many rows does a batch have?",
            "Use the first `batch_size * num_steps` ids, and leave out the rest.",
        ),
        "all ids are reshaped": (
            lambda ids, batch_size, num_steps: ids.reshape(batch_size, num_steps),
            "The error says that the ids do not fit into the shape. How many ids do you need?",
            "Use the first `batch_size * num_steps` ids, and leave out the rest.",
        ),
        "one label is missing": (
            lambda ids, *sizes: (
                _rows(ids, *sizes),
                ids[1 : np.prod(sizes)].reshape(sizes),
            ),
            "The error says that your labels do not fit into the shape. How many are there?",
            "The last label is the id after the last input, so the cut must end one id later.",
        ),
        "the label is the id plus 1": (
            lambda *given: (_rows(*given), _rows(*given) + 1),
            "Your labels are the ids plus 1. Is this the next character of the text?",
            "The label is the id at the next position, and not the next number.",
        ),
        "the text runs along the columns": (
            lambda ids, batch_size, num_steps: tuple(
                _rows(part, num_steps, batch_size).T for part in (ids, ids[1:])
            ),
            "Your columns contain pieces of the text. Should the rows contain them?",
            "A row contains `num_steps` ids in the order of the text. `reshape` fills row by row.",
        ),
    },
    minutes=6,
    difficulty=2,
)
