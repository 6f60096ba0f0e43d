"""What people get wrong in nth_batch (lesson 05, batches that go on)."""

import numpy as np

from utils.exercise import Mistake


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


NTH_BATCH = [
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
            ids[shift : shift + (len(ids) - 1) // batch_size * batch_size].reshape(batch_size, -1)[
                :, number : number + num_steps
            ]
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
]
