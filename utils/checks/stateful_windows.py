"""What people get wrong in read_on (lesson 11, the state handed on)."""

import numpy as np

from utils.exercise import Mistake


def _starts(months, num_steps):
    return range(0, months.shape[1], num_steps)


def _side_by_side(parts):
    return np.concatenate(parts, axis=1)


def _windows(
    next_state=lambda begun, after, outputs: after,
    first=lambda state: state,
    starts=_starts,
    join=_side_by_side,
    last=lambda begun, after: after,
):
    """Make a mistake: in how the state goes on, where it begins, what is read, what returned."""

    def answer(step, months, num_steps, state):
        begun = now = first(state)
        parts = []
        for place in starts(months, num_steps):
            outputs, after = step(months[:, place : place + num_steps], now)
            parts.append(outputs)
            now = next_state(begun, after, outputs)
        return join(parts), last(begun, after)

    return answer


def _zeros_like(state):
    return tuple(np.zeros_like(part) for part in state)


def _one_window_too_many(months, num_steps):
    return range(0, months.shape[1] + 1, num_steps)


def _as_many_as_rows(months, num_steps):
    return range(0, len(months), num_steps)


def _slice_of_rows(step, months, num_steps, state):
    parts = []
    for place in range(0, len(months), num_steps):
        outputs, state = step(months[place : place + num_steps], state)
        parts.append(outputs)
    return np.concatenate(parts), state


def _whole_windows(months, num_steps):
    return range(0, months.shape[1] - num_steps + 1, num_steps)


READ_ON = [
    Mistake(
        "every window begins with the first state",
        _windows(lambda begun, after, outputs: begun),
        (
            "Does the second window know anything of the first?",
            "What does your loop do with the state that `step` returns?",
            "Keep it under the name that the next turn hands to `step`.",
        ),
    ),
    Mistake(
        "the state after a window is dropped",
        _windows(lambda begun, after, outputs: begun, last=lambda begun, after: begun),
        (
            "What becomes of the state that `step` returns?",
            "Two names for the state are one too many: yours is never renewed.",
        ),
    ),
    Mistake(
        "c alone goes on",
        _windows(
            lambda begun, after, outputs: (after[0], np.zeros_like(after[1])),
            last=lambda begun, after: (after[0], np.zeros_like(after[1])),
        ),
        (
            "Which two arrays does the second window begin with?",
            "h goes into the next step too: hand on the pair as it is.",
        ),
    ),
    Mistake(
        "windows after the first begin with zeros",
        _windows(lambda begun, after, outputs: _zeros_like(after)),
        (
            "Which state does your second window get?",
            "The state after one window is the state before the next.",
        ),
    ),
    Mistake(
        "the given state is not used",
        _windows(first=_zeros_like),
        (
            "Does your result depend on `state`?",
            "The reading begins with the state that you are given, not with zeros.",
        ),
    ),
    Mistake(
        "the shorter window at the end is left out",
        _windows(starts=_whole_windows),
        (
            "How many months do your outputs have, and how many were given?",
            "What fills no window is still read: a slice may be shorter than its limits say.",
        ),
    ),
    Mistake(
        "there is a window behind the end",
        _windows(starts=_one_window_too_many),
        (
            "With 9 months in windows of 3, how many windows does your loop read?",
            "A shorter window is left over only where the division leaves a rest.",
        ),
    ),
    Mistake(
        "the loop counts rows",
        _windows(starts=_as_many_as_rows),
        (
            "Which axis of `months` counts the months, and which does `len` give?",
            "`months` is `[rows, length]`: the loop goes along axis 1.",
        ),
    ),
    Mistake(
        "the windows are cut out of the rows",
        _slice_of_rows,
        (
            "Which shape has your first window?",
            "A window holds all rows, and `num_steps` months of each.",
        ),
    ),
    Mistake(
        "only the first window is read",
        lambda step, months, num_steps, state: step(months[:, :num_steps], state),
        (
            "How many months do your outputs have, and how many were given?",
            "`step` reads one window: call it until no month is left.",
        ),
    ),
    Mistake(
        "windows overlap",
        _windows(starts=lambda months, num_steps: range(months.shape[1])),
        (
            "Where does your second window begin?",
            "A window begins where the one before it ended.",
        ),
    ),
    Mistake(
        "the outputs are joined below each other",
        _windows(join=np.concatenate),
        (
            "Which axis of the outputs counts the months?",
            "`np.concatenate` joins along axis 0 unless it is told otherwise.",
        ),
    ),
    Mistake(
        "the outputs are not joined",
        _windows(join=list),
        (
            "What is the first thing that you return: a list, or an array?",
            "Each part holds some months; NumPy joins parts along the axis of the months.",
        ),
    ),
    Mistake(
        "the last output is taken for the state",
        _windows(lambda begun, after, outputs: outputs[:, -1]),
        (
            "How many arrays has the state of an LSTM, and how many do you hand on?",
            "The output is h alone; `step` returns the state beside it.",
        ),
    ),
    Mistake(
        "only the last window is returned",
        _windows(join=lambda parts: parts[-1]),
        (
            "How many months do your outputs have?",
            "Collect the outputs of every window, and join them.",
        ),
    ),
    Mistake(
        "the first state is returned",
        _windows(last=lambda begun, after: begun),
        (
            "Your outputs are right. After which month is the state that you return?",
            "The caller wants to read on: give the state after the last window.",
        ),
    ),
]
