"""The learner writes `nth_batch`, which cuts out a batch whose rows continue those of the last."""

import numpy as np

from utils.checks.engine import Exercise

random = np.random.default_rng(5)


def _index_by_index(ids, batch_size, num_steps, number):
    """Compute the index of each character of a batch in the text, without cutting the text."""
    columns = (len(ids) - 1) // batch_size
    row, step = np.ogrid[:batch_size, :num_steps]
    positions = row * columns + number * num_steps + step
    return ids[positions], ids[positions + 1]


def _rows(ids, batch_size, columns):
    return ids[: batch_size * columns].reshape(batch_size, columns)


def _cut(
    rows=lambda ids, batch_size, num_steps: _rows(ids, batch_size, len(ids) // batch_size),
    first=lambda num_steps, number: number * num_steps,
):
    """Make an answer out of how the text becomes rows, and of a batch's first column."""

    def answer(ids, batch_size, num_steps, number):
        column = first(num_steps, number)
        # For the inputs the text has no last id, and for the labels no first.
        both = [rows(part, batch_size, num_steps) for part in (ids[:-1], ids[1:])]
        return tuple(part[:, column : column + num_steps] for part in both)

    return answer


def _inputs(*given):
    inputs, _ = _cut()(*given)
    return inputs


def _batch_after_batch(ids, batch_size, num_steps, number):
    rest = ids[number * batch_size * num_steps :]
    return _rows(rest, batch_size, num_steps), _rows(rest[1:], batch_size, num_steps)


def _labels_of_the_same_rows(ids, batch_size, num_steps, number):
    first, rows = number * num_steps, _rows(ids, batch_size, len(ids) // batch_size)
    return rows[:, first:][:, :num_steps], rows[:, first + 1 :][:, :num_steps]


def _labels_of_rolled_rows(ids, batch_size, num_steps, number):
    rows = _rows(ids, batch_size, (len(ids) - 1) // batch_size)
    first = number * num_steps
    return tuple(part[:, first:][:, :num_steps] for part in (rows, np.roll(rows, -1, axis=1)))


def _rows_of_all_ids(ids, batch_size, num_steps, number):
    columns, first = len(ids) // batch_size, number * num_steps
    both = [_rows(part, batch_size, columns) for part in (ids, ids[1:])]
    return tuple(part[:, first:][:, :num_steps] for part in both)


nth_batch = Exercise(
    name="nth_batch",
    oracle=_index_by_index,
    cases=[
        {"ids": random.integers(0, 64, 44, np.int32), "batch_size": 3, "num_steps": 4, "number": 1},
        # The length of this text can be divided by the batch size.
        {"ids": random.integers(0, 64, 48, np.int32), "batch_size": 4, "num_steps": 3, "number": 2},
        # This is the rows' last window, whose last labels lie behind the rows of the inputs.
        {"ids": random.integers(0, 64, 41, np.int32), "batch_size": 2, "num_steps": 5, "number": 3},
        {"ids": random.integers(0, 64, 33, np.int32), "batch_size": 3, "num_steps": 4, "number": 0},
    ],
    mistakes={
        "row k continues row k - 1, as in lesson 04": (
            _batch_after_batch,
            "Row 1 continues row 0 of the same batch. Where should row 0 continue?",
            "Row 0 must continue in row 0 of the next batch.",
            "First cut the whole text into long rows, then take some columns of them.",
        ),
        "the text runs down the columns": (
            _cut(lambda ids, batch_size, _: _rows(ids, len(ids) // batch_size, batch_size).T),
            "Your text runs down the columns. Is your first row a piece of the text?",
            "`reshape` fills one row after the other. Check the order of the two sizes.",
        ),
        "the last label is the first input of the row": (
            lambda *given: (_inputs(*given), np.roll(_inputs(*given), -1, axis=1)),
            "The last label of each row is wrong. Which character follows the window?",
            "It is the first character of the next window. Take it from the text.",
        ),
        "the last window has too few labels": (
            lambda ids, *sizes: _labels_of_the_same_rows(ids[:-1], *sizes),
            "In the last window, labels are missing. Where is the label of the last input?",
            "It comes after the end of the row. Cut the labels from the text, one id later.",
        ),
        "the last label of the last window is wrong": (
            _labels_of_rolled_rows,
            "In the last window, the last label is the row's first id. Where is the correct one?",
            "It comes after the end of the row. Cut the labels from the text, one id later.",
        ),
        "the rows are shortened to complete windows": (
            _cut(
                lambda ids, batch_size, num_steps: _rows(
                    ids, batch_size, len(ids) // batch_size // num_steps * num_steps
                )
            ),
            "Row 0 is correct, but the other rows begin too early. How long are your rows?",
            "Do not shorten the rows to a multiple of `num_steps`. The rest stays unused.",
        ),
        "batches are counted from one": (
            _cut(first=lambda num_steps, number: (number - 1) * num_steps),
            "You return the batch before the correct one. What is the number of the first batch?",
            "Batch 0 is the first one, and it begins in column 0.",
        ),
        "each batch begins one column after the previous one": (
            _cut(first=lambda num_steps, number: number),
            "Your batches overlap. In which column should batch 1 begin?",
            "A batch begins where the previous one ended. Each one uses `num_steps` columns.",
        ),
        "no id is kept for the last label": (
            _labels_of_the_same_rows,
            "Your rows use every id of the text. Does the last id have a label?",
            "The last id can only be a label. Compute the length of a row without it.",
        ),
        "the labels end before the rows": (
            _rows_of_all_ids,
            "Your code fails if the length of the text is a multiple of `batch_size`. Why?",
            "The last id can only be a label. Compute the length of a row without it.",
        ),
        "inputs and labels are swapped": (
            lambda *given: _cut()(*given)[::-1],
            "Your inputs come one character after your labels. Which of them comes first?",
            "Return the inputs first, then the labels.",
        ),
        "the labels are the inputs plus 1": (
            lambda *given: (_inputs(*given), _inputs(*given) + 1),
            "Each of your labels is its input plus 1. Is this the next character of the text?",
            "An id is a position in the vocabulary. Take the labels from the text.",
        ),
        "the labels are the next window": (
            lambda ids, batch_size, num_steps, number: (
                _inputs(ids, batch_size, num_steps, number),
                _inputs(ids, batch_size, num_steps, number + 1),
            ),
            "Your labels begin `num_steps` characters after the inputs. How far should it be?",
            "A label is the next character, so it is only one position later.",
        ),
        "the labels are the inputs": (
            lambda *given: (_inputs(*given), _inputs(*given)),
            "Your labels equal your inputs. Is this the task of the network?",
            "The label of a character is the next character of the text.",
        ),
    },
    minutes=7,
    difficulty=2,
)
