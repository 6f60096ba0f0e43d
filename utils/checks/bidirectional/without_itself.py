"""The learner joins both directions so that no step sees itself."""

import numpy as np

from utils.checks.engine import Exercise

random = np.random.default_rng(12)


def _shifted(outputs, by):
    """Shift outputs by so many steps: below zero to earlier ones; zeros come in."""
    shifted = np.roll(outputs, by, axis=1)
    shifted[:, slice(by) if by >= 0 else slice(by, None)] = 0
    return shifted


def _joined(forward, backward):
    return np.concatenate([forward, backward], axis=2)


def _step_by_step(forward, backward):
    rows, num_steps, num_units = forward.shape
    joined = np.zeros((rows, num_steps, 2 * num_units))
    for step in range(num_steps - 1):
        joined[:, step + 1, :num_units] = forward[:, step]
        joined[:, step, num_units:] = backward[:, step + 1]
    return joined


def _in_place(forward, backward):
    forward[:, 1:] = forward[:, :-1].copy()
    forward[:, 0] = 0
    backward[:, :-1] = backward[:, 1:].copy()
    backward[:, -1] = 0
    return _joined(forward, backward)


def _two_layers(*shape):
    return {"forward": random.normal(size=shape), "backward": random.normal(size=shape)}


without_itself = Exercise(
    name="without_itself",
    oracle=_step_by_step,
    cases=[_two_layers(3, 5, 2), _two_layers(2, 4, 3)],
    mistakes={
        "nothing is shifted": (
            _joined,
            "At step 3, your result has seen the input of step 3. Did you shift the outputs?",
            "The forward output of step 2 has seen the inputs up to step 2.",
            "Shift each layer by one time step, away from where it starts.",
        ),
        "both layers are shifted the wrong way": (
            lambda f, b: _joined(_shifted(f, -1), _shifted(b, 1)),
            "At step 3, you use the forward output of step 4. What has it seen?",
            "For step 3, the forward output must come from step 2.",
        ),
        "both layers are shifted to later steps": (
            lambda f, b: _joined(_shifted(f, 1), _shifted(b, 1)),
            "At step 3, you use the backward output of step 2. What has it seen?",
            "The backward layer needs the opposite shift, because it reads from the other end.",
        ),
        "the backward layer is not shifted": (
            lambda f, b: _joined(_shifted(f, 1), b),
            "Has the backward output of step 3 seen the input of step 3?",
            "Yes, it has just read it. The backward output of step 4 has not.",
        ),
        "the forward layer is not shifted": (
            lambda f, b: _joined(f, _shifted(b, -1)),
            "Has the forward output of step 3 seen the input of step 3?",
            "Yes, it has just read it. The forward output of step 2 has not.",
        ),
        "the shift is circular": (
            lambda f, b: _joined(np.roll(f, 1, axis=1), np.roll(b, -1, axis=1)),
            "Your first step gets the last forward output. What should it get from the left?",
            "`np.roll` is circular: the end comes back at the beginning.",
            "Replace these values with zeros.",
        ),
        "one time step is missing": (
            lambda f, b: _joined(f[:, :-1], b[:, 1:]),
            "Your result has one time step less than the inputs. Which step did you lose?",
            "The first time step has no letter on its left, but it needs a row too.",
            "Add zeros where a side has nothing.",
        ),
        "one time step too many": (
            lambda f, b: _joined(np.hstack([0 * f[:, :1], f]), np.hstack([b, 0 * b[:, :1]])),
            "Your result has one time step more than the inputs. Did you only add zeros?",
            "When zeros are added at one end, the output at the other end is not used.",
        ),
        "the first and the last step are missing": (
            lambda f, b: _joined(f[:, :-2], b[:, 2:]),
            "Your result has two time steps less than the inputs. Where are the ends?",
            "The first step gets zeros from the left, and the last step zeros from the right.",
        ),
        "the backward layer comes first": (
            lambda f, b: _joined(_shifted(b, -1), _shifted(f, 1)),
            "Your first columns belong to the backward layer. Which layer should come first?",
            "The values are correct, but their order is not.",
        ),
        "the given arrays are overwritten": (
            _in_place,
            "You assign new values to `forward`. Who else uses this array?",
            "Assign to a new array, or join zeros and a slice.",
        ),
        "all axes are padded": (
            lambda f, b: _joined(np.pad(f[:, :-1], 1), np.pad(b[:, 1:], 1)),
            "All axes of your result are longer. What does `np.pad` do with a single number?",
            "It adds this many zeros before and after each axis.",
            "Pass one pair for each axis, for example `(1, 0)` for the time steps.",
        ),
        "the batch is shifted": (
            lambda f, b: _joined(
                _shifted(f.swapaxes(0, 1), 1), _shifted(b.swapaxes(0, 1), -1)
            ).swapaxes(0, 1),
            "You shift along axis 0. What is the first axis?",
            "The first axis is the batch. The time is the second axis.",
        ),
        "both layers are shifted to earlier steps": (
            lambda f, b: _joined(_shifted(f, -1), _shifted(b, -1)),
            "At step 3, you use the forward output of step 4. What has it seen?",
            "The forward layer needs the opposite shift, because it reads from the other end.",
        ),
        "both layers are shifted by two": (
            lambda f, b: _joined(_shifted(f, 2), _shifted(b, -2)),
            "At step 3, you use the forward output of step 1. Has it seen step 2?",
            "Only the step itself must be hidden, so a shift of one is enough.",
        ),
        "the ends are zeros, but nothing is shifted": (
            lambda f, b: _joined(_shifted(_shifted(f, -1), 1), _shifted(_shifted(b, 1), -1)),
            "At step 3, your result has seen the input of step 3. Did you only replace the ends?",
            "Every time step needs the output of a neighbor.",
        ),
        "the ends are repeated": (
            lambda f, b: _joined(
                np.hstack([f[:, :1], f[:, :-1]]), np.hstack([b[:, 1:], b[:, -1:]])
            ),
            "Your first step gets the forward output of step 0. What has this output seen?",
            "Where a side has nothing, the result is zeros.",
        ),
        "the layers are added": (
            lambda f, b: _shifted(f, 1) + _shifted(b, -1),
            "Your result has `num_units` columns. Should it not have twice as many?",
            "A sum mixes the units of both layers.",
            "Join both arrays along the last axis.",
        ),
        "the layers are joined along the time steps": (
            lambda f, b: np.concatenate([_shifted(f, 1), _shifted(b, -1)], axis=1),
            "Your result has twice as many time steps as the inputs. Which axis did you join?",
            "Axis 1 is the time. The units are the last axis.",
        ),
    },
    minutes=5,
    difficulty=2,
)
