"""The learner reads a long series in windows, each from the state after the one before it."""

import numpy as np

from utils import reference
from utils.checks.cases import normal
from utils.checks.engine import Exercise, WrongAnswer

random = np.random.default_rng(11)


def _read(months, state, kernel, bias):
    return reference.unroll(
        lambda inputs, pair: reference.lstm_step(inputs, pair, kernel, bias),
        months[..., np.newaxis],
        tuple(state),
    )


def _call_read_on(answer, months, num_steps, state, kernel, bias):
    """Give an answer a `step`, and require full windows, and a tuple for each state."""
    widths = []

    def step(window, state):
        window = np.asarray(window)
        if window.ndim != 2 or not window.size:
            shape = list(window.shape)
            raise ValueError(f"step expects a window [rows, num_steps], got shape {shape}")
        if window.shape[1] > num_steps:
            raise WrongAnswer(
                f"it read {window.shape[1]} months at once. Expected: windows of {num_steps}."
            )
        if isinstance(state, np.ndarray):
            shape = list(state.shape)
            raise ValueError(f"step expects the state (c, h), got an array of shape {shape}")
        widths.append(window.shape[1])
        return _read(window, state, kernel, bias)

    returned = answer(step, months, num_steps, tuple(state))
    if sum(widths) == months.shape[1] and set(widths[:-1]) - {num_steps}:
        raise WrongAnswer(
            f"it read windows of {widths} months: only the last may be shorter than {num_steps}."
        )
    if isinstance(returned, (tuple, list)) and [type(part) for part in returned[1:]] == [list]:
        raise WrongAnswer("the state that it returned is a list. Expected: a tuple.")
    return returned


def _windows(
    next_state=lambda begun, after, outputs: after,
    first=lambda state: state,
    starts=lambda months, width: range(0, months.shape[1], width),
    join=lambda parts: np.concatenate(parts, axis=1),
    last=lambda begun, after: after,
):
    """Make a mistake: in which state is carried, where it begins, what is read, what returned."""

    def answer(step, months, num_steps, state):
        begun = now = first(state)
        parts = []
        for place in starts(months, num_steps):
            outputs, after = step(months[:, place : place + num_steps], now)
            parts.append(outputs)
            now = next_state(begun, after, outputs)
        return join(parts), last(begun, after)

    return answer


def _c_alone(begun, after, outputs=None):
    return after[0], np.zeros_like(after[1])


def _zeros_like(state):
    return tuple(np.zeros_like(part) for part in state)


def _filled_up(step, months, num_steps, state):
    filled = np.pad(months, [(0, 0), (0, -months.shape[1] % num_steps)])
    outputs, state = _windows()(step, filled, num_steps, state)
    return outputs[:, : months.shape[1]], state


def _wrong_end(step, months, num_steps, state):
    parts = []
    for first in range(0, months.shape[1], num_steps):
        outputs, state = step(months[:, first:num_steps], state)
        parts.append(outputs)
    return np.concatenate(parts, axis=1), state


def _equal_parts(step, months, num_steps, state):
    parts = []
    for window in np.split(months, months.shape[1] // num_steps, axis=1):
        outputs, state = step(window, state)
        parts.append(outputs)
    return np.concatenate(parts, axis=1), state


def _both_results_as_state(step, months, num_steps, state):
    parts = []
    for first in range(0, months.shape[1], num_steps):
        state = step(months[:, first : first + num_steps], state)
        parts.append(state[0])
    return np.concatenate(parts, axis=1), state


read_on = Exercise(
    name="read_on",
    oracle=lambda months, num_steps, *others: _read(months, *others),
    cases=[
        {
            "months": random.uniform(0, 2, size=(rows, length)),
            "num_steps": num_steps,
            "state": np.stack(
                [random.normal(size=(rows, units)), random.uniform(-1, 1, size=(rows, units))]
            ),
            "kernel": normal(random, 1 + units, 4 * units, scale=0.6, dtype=float),
            "bias": normal(random, 4 * units, scale=0.5, dtype=float),
        }
        for rows, length, num_steps, units in ((3, 10, 4, 2), (2, 9, 3, 4), (4, 7, 2, 3))
    ],
    mistakes={
        "every window begins with the first state": (
            _windows(lambda begun, after, outputs: begun),
            "Your second window begins with the same state as the first one. "
            "Which state should it begin with?",
            "Look at the state that `step` returns. Your loop does not use it.",
            "Store it under the name that you pass to `step` in the next iteration.",
        ),
        "the state after a window is dropped": (
            _windows(lambda begun, after, outputs: begun, last=lambda begun, after: begun),
            "Your loop never changes the state. Where do you use the state that `step` returns?",
            "You store the new state in one variable, but pass another one to `step`.",
            "Use the same name for both.",
        ),
        "only c is carried": (
            _windows(_c_alone, last=_c_alone),
            "Your second window begins with zeros for h. Which arrays does the next step read?",
            "The next step reads c and h. Look at how you pass the state.",
            "Pass the whole pair to `step`, unchanged.",
        ),
        "windows after the first begin with zeros": (
            _windows(lambda begun, after, outputs: _zeros_like(after)),
            "Your second window begins with zeros. Which state should it begin with?",
            "Look for a state that is reset inside the loop.",
            "The state after one window is the state before the next one.",
        ),
        "the given state is not used": (
            _windows(first=_zeros_like),
            "Your result does not depend on the argument `state`. Where do you use it?",
            "Look at the state before your loop.",
            "Begin with `state` and not with zeros.",
        ),
        "the shorter window at the end is left out": (
            _windows(starts=lambda months, width: range(0, months.shape[1] - width + 1, width)),
            "Your outputs have fewer months than the input. Which months are missing?",
            "The last months do not fill a window. They should be read too.",
            "Let the loop run to the end. A slice stops at the end of the array.",
        ),
        "the shorter window at the end is padded": (
            _filled_up,
            "Your outputs are correct, but the final state is not. How many months did you read?",
            "You pad the last window. For `step`, zeros are months too.",
            "Pass the shorter window as it is.",
        ),
        "there is a window after the end": (
            _windows(starts=lambda months, width: range(0, months.shape[1] + 1, width)),
            "Your loop reads an empty window after the end. "
            "How many windows of 3 months do 9 months have?",
            "For 9 months in windows of 3, there are 3 windows. Count yours.",
            "Look at the end of your `range`.",
        ),
        "the loop counts rows": (
            _windows(starts=lambda months, width: range(0, len(months), width)),
            "The number of your windows depends on the number of rows. Which axis are the months?",
            "`len(months)` is the length of axis 0. The months are axis 1.",
        ),
        "the months are not sliced": (
            lambda step, months, num_steps, state: step(months[:num_steps], state),
            "Your first window contains all months. Where do you slice the axis of the months?",
            "`months` is `[rows, length]`, so the months are axis 1.",
            "A window contains all rows, and `num_steps` months of each.",
        ),
        "the months are cut into equal parts": (
            _equal_parts,
            "Your windows all have the same length. Is it `num_steps`?",
            "`np.split` makes equal parts. The last window may be shorter than the others.",
            "Slice `num_steps` months from each start, in a loop.",
        ),
        "only the first window is read": (
            lambda step, months, num_steps, state: step(months[:, :num_steps], state),
            "You call `step` only once. How many months does one call read?",
            "`step` reads one window. Call it in a loop until no month is left.",
        ),
        "windows overlap": (
            _windows(starts=lambda months, width: range(months.shape[1])),
            "Your second window begins one month after the first one. Where should it begin?",
            "Look at the step of your `range`.",
            "A window begins where the one before it ended.",
        ),
        "every window ends at `num_steps`": (
            _wrong_end,
            "Your second window is empty. Where should it end?",
            "Look at the end of the slice. It is the same in each iteration.",
            "A window that begins at `first` ends at `first + num_steps`.",
        ),
        "the outputs are concatenated along the rows": (
            _windows(join=np.concatenate),
            "Your outputs are concatenated along axis 0, the rows. Which axis are the months?",
            "`np.concatenate` joins along axis 0 unless you pass another axis.",
        ),
        "the outputs are not concatenated": (
            _windows(join=list),
            "You return a list of outputs. Expected: one array. How do you join the parts?",
            "Each part contains some months. Concatenate the parts along the axis of the months.",
        ),
        "the outputs are stacked": (
            _windows(join=np.stack),
            "You stack the windows along a new axis. Should the outputs have one more axis?",
            "The months of all windows share one axis, axis 1. Use `np.concatenate`.",
        ),
        "the last output is taken as the state": (
            _windows(lambda begun, after, outputs: outputs[:, -1]),
            "You pass one array to `step` as its state. "
            "How many arrays does the state of an LSTM have?",
            "The state of an LSTM is a pair. The output is only h.",
            "Pass the second result of `step`.",
        ),
        "both results of `step` are passed as the state": (
            _both_results_as_state,
            "Your state is the pair of outputs and state. Which of the two should `step` get?",
            "`step` returns two results. Look at the names on the left of `=`.",
            "Only the second result is the state.",
        ),
        "the arguments of `step` are swapped": (
            lambda step, months, num_steps, state: step(state, months[:, :num_steps]),
            "You pass the state to `step` as its window. Which argument comes first?",
            "Look at the order of the arguments. The window comes first.",
        ),
        "only the last window is returned": (
            _windows(join=lambda parts: parts[-1]),
            "You return the outputs of the last window only. Where do you keep the others?",
            "Collect the outputs of each window in a list, and concatenate them at the end.",
        ),
        "the first state is returned": (
            _windows(last=lambda begun, after: begun),
            "Your outputs are correct, but you return the first state. "
            "After which month should it be?",
            "Return the state after the last window.",
        ),
        "only the outputs are returned": (
            lambda *arguments: _windows()(*arguments)[0],
            "You return the outputs without the state. How many results does the task ask for?",
            "Look at the `return`. It should have two results, outputs and state.",
        ),
    },
    minutes=8,
    difficulty=2,
    call=_call_read_on,
    arguments=("step", "months", "num_steps", "state"),
)
