"""The exercises of lesson 08: what each is tried on; the mistakes stand in modules by exercise."""

import numpy as np

from utils import backward, reference
from utils.checks import gradient_clipping, gradient_differences, gradient_step, gradient_walk
from utils.exercise import Exercise, progress_of

random = np.random.default_rng(8)


def _function_of(weights):
    """A function without symmetries: each number has a part of its own, and meets the others."""

    def function(array):
        return np.float64(np.sum(weights * array**3) + np.sum(array) ** 2 + np.prod(array))

    return function


def _with_a_function(answer, weights, array, step):
    return answer(_function_of(weights), array, step)


def _differences_case(*shape, step):
    return {
        "weights": random.uniform(2, 4, size=shape) * random.choice([-1, 1], size=shape),
        "array": random.uniform(0.5, 1.5, size=shape),
        "step": step,
    }


finite_differences = Exercise(
    name="finite_differences",
    oracle=lambda weights, array, step: backward.finite_differences(
        _function_of(weights), array, step
    ),
    cases=[
        _differences_case(3, 2, step=1e-2),
        _differences_case(4, step=1e-3),
        _differences_case(2, 1, 3, step=1e-2),
    ],
    mistakes=gradient_differences.FINITE_DIFFERENCES,
    minutes=6,
    difficulty=2,
    arguments=("function", "array", "step"),
    call=_with_a_function,
)


def _step_case(batch_size, input_size, num_units):
    x = random.normal(size=(batch_size, input_size))
    h_before = random.uniform(-0.9, 0.9, size=(batch_size, num_units))
    kernel = random.normal(scale=0.4, size=(input_size + num_units, num_units))
    h, _ = reference.rnn_step(x, h_before, kernel, random.normal(scale=0.2, size=num_units))
    h_gradient = random.normal(size=h.shape)
    return {"h_gradient": h_gradient, "x": x, "h_before": h_before, "h": h, "kernel": kernel}


def _step_back_oracle(h_gradient, x, h_before, h, kernel):
    """The course's walk over one step; its bias is what h leaves over."""
    bias = (np.arctanh(h) - np.concatenate([x, h_before], axis=1) @ kernel).mean(axis=0)
    inputs, direct = x[:, np.newaxis], h_gradient[:, np.newaxis]
    found = backward.rnn_gradients(inputs, h_before, kernel, bias, direct)
    return found.kernel, found.bias, found.inputs[:, 0], found.state


step_back = Exercise(
    name="step_back",
    oracle=_step_back_oracle,
    cases=[_step_case(3, 4, 2), _step_case(1, 2, 5), _step_case(4, 3, 3)],
    mistakes=gradient_step.STEP_BACK,
    minutes=8,
    difficulty=2,
)


def _states_case(batch_size, num_steps, num_units):
    shape = (batch_size, num_steps, num_units)
    return {
        "states": random.uniform(-0.8, 0.8, size=shape),
        "U": random.normal(scale=0.5, size=(num_units, num_units)),
        "output_gradients": random.normal(size=shape),
    }


state_gradients = Exercise(
    name="state_gradients",
    oracle=gradient_walk.state_gradients_oracle,
    cases=[_states_case(3, 5, 4), _states_case(2, 7, 3), _states_case(1, 4, 2)],
    mistakes=gradient_walk.STATE_GRADIENTS,
    minutes=6,
    difficulty=2,
)


def _clip_case(most, *shapes, scale=1.0):
    return {
        "gradients": [random.normal(scale=scale, size=shape) for shape in shapes],
        "most": most,
    }


clip_by_global_norm = Exercise(
    name="clip_by_global_norm",
    oracle=gradient_clipping.clip_oracle,
    cases=[
        _clip_case(1.5, (3, 2), (4,), (2, 5), scale=2.0),
        _clip_case(9.0, (2, 3), (3,), scale=0.5),
        _clip_case(0.25, (5,), (1, 4), scale=1.0),
    ],
    mistakes=gradient_clipping.CLIP_BY_GLOBAL_NORM,
    minutes=6,
    difficulty=2,
)

progress = progress_of(finite_differences, step_back, state_gradients, clip_by_global_norm)
