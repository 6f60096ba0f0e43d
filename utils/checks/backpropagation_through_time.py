"""The exercises of lesson 08, and the mistakes that people make in them."""

import numpy as np

from utils import backward, reference
from utils.exercise import Exercise, Mistake, progress_of
from utils.tf1 import tf

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


def _moved(array, index, distance):
    moved = array.copy()
    moved[index] += distance
    return moved


def _for_each_number(formula):
    """Make a mistake out of what it puts at one index."""

    def answer(function, array, step):
        gradient = np.zeros_like(array)
        for index in np.ndindex(array.shape):
            gradient[index] = formula(function, array, step, index)
        return gradient

    return answer


@_for_each_number
def _to_one_side(function, array, step, index):
    return (function(_moved(array, index, step)) - function(array)) / step


@_for_each_number
def _to_the_other_side(function, array, step, index):
    return (function(array) - function(_moved(array, index, -step))) / step


@_for_each_number
def _divided_by_one_step(function, array, step, index):
    above, below = _moved(array, index, step), _moved(array, index, -step)
    return (function(above) - function(below)) / step


@_for_each_number
def _multiplied_by_the_step(function, array, step, index):
    above, below = _moved(array, index, step), _moved(array, index, -step)
    return (function(above) - function(below)) / 2 * step


@_for_each_number
def _sign_lost(function, array, step, index):
    above, below = _moved(array, index, step), _moved(array, index, -step)
    return abs(function(above) - function(below)) / (2 * step)


@_for_each_number
def _all_moved(function, array, step, index):
    return (function(array + step) - function(array - step)) / (2 * step)


def _rows_moved(function, array, step):
    gradient = np.zeros_like(array)
    for row in range(len(array)):
        above, below = _moved(array, row, step), _moved(array, row, -step)
        gradient[row] = (function(above) - function(below)) / (2 * step)
    return gradient


def _moves_kept(function, array, step):
    gradient, moved = np.zeros_like(array), array.copy()
    for index in np.ndindex(array.shape):
        moved[index] += step
        above = function(moved)
        moved[index] -= 2 * step
        gradient[index] = (above - function(moved)) / (2 * step)
    return gradient


def _array_left_moved(function, array, step):
    gradient = np.zeros_like(array)
    for index in np.ndindex(array.shape):
        array[index] += step
        above = function(array)
        array[index] -= 2 * step
        gradient[index] = (above - function(array)) / (2 * step)
    return gradient


def _shape_lost(function, array, step):
    return backward.finite_differences(function, array, step).ravel()


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
    mistakes=[
        Mistake(
            "moved to one side only",
            _to_one_side,
            (
                "At how many points does the formula of the lesson ask for the function?",
                "A move up and a move down: the error of the one cancels that of the other.",
            ),
        ),
        Mistake(
            "moved to the other side only",
            _to_the_other_side,
            (
                "At how many points does the formula of the lesson ask for the function?",
                "A move up and a move down: the error of the one cancels that of the other.",
            ),
        ),
        Mistake(
            "divided by one step",
            _divided_by_one_step,
            (
                "How far do your two points lie from each other?",
                "Your gradient is twice what is wanted.",
            ),
        ),
        Mistake(
            "divided by two, and multiplied by the step",
            _multiplied_by_the_step,
            (
                "In which order does Python work off `a / 2 * b`?",
                "Everything below the fraction's line needs a bracket around it.",
            ),
        ),
        Mistake(
            "the sign is lost",
            _sign_lost,
            (
                "Which way does the loss go when a number grows: are all your numbers positive?",
                "A gradient says the direction too: it is no distance.",
            ),
        ),
        Mistake(
            "all numbers are moved at once",
            _all_moved,
            (
                "How many of your numbers are different from each other?",
                "Each number of the gradient asks what happens when one number alone is moved.",
            ),
        ),
        Mistake(
            "a whole row is moved",
            _rows_moved,
            (
                "What does `array[0]` stand for, where the array has two axes?",
                "`np.ndindex(array.shape)` goes through the places of single numbers.",
            ),
        ),
        Mistake(
            "the copy stays moved",
            _moves_kept,
            (
                "Your first number is right. What does the copy look like at the second?",
                "When one number is done, it must stand where it stood before.",
                "Take a new copy for each number.",
            ),
        ),
        Mistake(
            "the array itself is moved",
            _array_left_moved,
            (
                "What has become of the learner's weights when your function is done?",
                "Move a copy, and leave what you were given as it was.",
            ),
        ),
        Mistake(
            "the shape is lost",
            _shape_lost,
            (
                "Your numbers are right. What is their shape?",
                "A gradient has the shape of what it belongs to.",
            ),
        ),
    ],
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


def _step_back(
    slope=lambda h, h_before: 1 - h**2,
    joined=lambda x, h_before: np.concatenate([x, h_before], axis=1),
    summed=lambda a: a.sum(axis=0),
    back=lambda a, U: a @ U.T,
    input_first=True,
    batch=lambda gradient, count: gradient,
):
    """Make a mistake out of the one part of the step that is wrong."""

    def answer(h_gradient, x, h_before, h, kernel):
        a = h_gradient * slope(h, h_before)
        W, U = np.split(kernel, [x.shape[1]])
        if not input_first:
            U, W = np.split(kernel, [h.shape[1]])
        kernel_gradient = batch(joined(x, h_before).T @ a, len(x))
        return kernel_gradient, batch(summed(a), len(x)), a @ W.T, back(a, U)

    return answer


step_back = Exercise(
    name="step_back",
    oracle=_step_back_oracle,
    cases=[_step_case(3, 4, 2), _step_case(1, 2, 5), _step_case(4, 3, 3)],
    mistakes=[
        Mistake(
            "the slope of tanh is missing",
            _step_back(slope=lambda h, h_before: 1),
            (
                "What stands between h and the sum that tanh is applied to?",
                "The table needs the gradient to that sum. You are given the one to h.",
            ),
        ),
        Mistake(
            "the slope at the state before",
            _step_back(slope=lambda h, h_before: 1 - h_before**2),
            (
                "Which of the two states came out of this step's tanh?",
                "The slope is taken where the tanh was: at what the step returned.",
            ),
        ),
        Mistake(
            "tanh is applied once more",
            _step_back(slope=lambda h, h_before: 1 - np.tanh(h) ** 2),
            (
                "Is `h` the sum that tanh is applied to, or what tanh gave?",
                "In the slope, 1 - tanh(a)**2, the tanh of a is h itself.",
            ),
        ),
        Mistake(
            "U is not transposed",
            _step_back(back=lambda a, U: a @ U),
            (
                "Forwards, unit i reaches unit j through U[i, j]. Which number leads back?",
                "A square matrix hides a missing transpose: compare with what you do for x.",
            ),
        ),
        Mistake(
            "the last rows of the kernel are taken for the input",
            _step_back(input_first=False),
            (
                "Which rows of the kernel multiply the input?",
                "W is the first `input_size` rows, U the rest.",
            ),
        ),
        Mistake(
            "the state stands before the input in the kernel's gradient",
            _step_back(joined=lambda x, h_before: np.concatenate([h_before, x], axis=1)),
            (
                "Which rows of the kernel does your first row of its gradient belong to?",
                "The rows of the gradient stand in the order of the kernel's rows.",
            ),
        ),
        Mistake(
            "the kernel's gradient has the rows of W only",
            _step_back(joined=lambda x, h_before: x),
            (
                "What shape has the kernel, and what shape has your gradient?",
                "The kernel multiplies the input and the state: both have a part in it.",
            ),
        ),
        Mistake(
            "the mean over the batch",
            _step_back(batch=lambda gradient, count: gradient / count),
            (
                "Is the loss here a sum over the rows, or a mean?",
                "If the loss is a mean, its gradient to h says so already: add up the rows.",
            ),
        ),
        Mistake(
            "the bias is not summed over the batch",
            _step_back(summed=lambda a: a),
            (
                "What shape has the bias?",
                "All rows of the batch share the bias: each adds its share.",
            ),
        ),
    ],
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


def _state_gradients_oracle(states, U, output_gradients):
    """The course's walk, over a network whose inputs are such that it takes these states."""
    start = np.zeros_like(states[:, 0])
    before = np.concatenate([start[:, np.newaxis], states[:, :-1]], axis=1)
    inputs = np.arctanh(states) - before @ U
    kernel = np.concatenate([np.eye(len(U)), U])
    return backward.rnn_gradients(inputs, start, kernel, np.zeros(len(U)), output_gradients).h


def _walk_back(slope=lambda h_next, h_now: 1 - h_next**2, back=lambda a, U: a @ U.T):
    """Make a mistake out of the slope that it takes, or of the way that it goes back."""

    def answer(states, U, output_gradients):
        total = output_gradients.copy()
        for t in reversed(range(states.shape[1] - 1)):
            a_next = total[:, t + 1] * slope(states[:, t + 1], states[:, t])
            total[:, t] += back(a_next, U)
        return total

    return answer


def _gradients_to_the_sums(states, U, output_gradients):
    return _walk_back()(states, U, output_gradients) * (1 - states**2)


def _last_step_first(states, U, output_gradients):
    return _walk_back()(states, U, output_gradients)[:, ::-1]


def _last_output_only(states, U, output_gradients):
    direct = np.zeros_like(output_gradients)
    direct[:, -1] = output_gradients[:, -1]
    return _state_gradients_oracle(states, U, direct)


def _one_step_back(states, U, output_gradients):
    total = output_gradients.copy()
    total[:, :-1] += (output_gradients[:, 1:] * (1 - states[:, 1:] ** 2)) @ U.T
    return total


def _walked_forwards(states, U, output_gradients):
    total = output_gradients.copy()
    for t in range(1, states.shape[1]):
        total[:, t] += (total[:, t - 1] * (1 - states[:, t - 1] ** 2)) @ U.T
    return total


state_gradients = Exercise(
    name="state_gradients",
    oracle=_state_gradients_oracle,
    cases=[_states_case(3, 5, 4), _states_case(2, 7, 3), _states_case(1, 4, 2)],
    mistakes=[
        Mistake(
            "only the last output has a share",
            _last_output_only,
            (
                "What does your loop do with `output_gradients[:, 0]`?",
                "Each step has a direct part of its own, besides what comes back.",
            ),
        ),
        Mistake(
            "the gradients to the sums",
            _gradients_to_the_sums,
            (
                "The last step's gradient is known without any walk: and what is yours?",
                "dL/da is on the way to the step before. dL/dh is asked for.",
            ),
        ),
        Mistake(
            "the last step stands first",
            _last_step_first,
            (
                "You walk from the end. In which order do your results lie in their list?",
                "Turn the list round before you stack it.",
            ),
        ),
        Mistake(
            "what comes back goes one step only",
            _one_step_back,
            (
                "Over how many steps does the last output's share go back in yours?",
                "What a step hands back is its gradient in all, not its direct part.",
            ),
        ),
        Mistake(
            "the walk goes forwards",
            _walked_forwards,
            (
                "Which step's gradient is known first, with nothing else computed?",
                "Nothing comes back to the last step: begin there.",
            ),
        ),
        Mistake(
            "U is not transposed",
            _walk_back(back=lambda a, U: a @ U),
            (
                "Forwards, unit i reaches unit j through U[i, j]. Which number leads back?",
                "In the formula something stands at U.",
            ),
        ),
        Mistake(
            "the slope of the wrong step",
            _walk_back(slope=lambda h_next, h_now: 1 - h_now**2),
            (
                "From step t + 1 back to step t: which of the two steps' tanh lies between?",
                "What comes back to step t went through the sum of step t + 1.",
            ),
        ),
        Mistake(
            "the slope of tanh is missing",
            _walk_back(slope=lambda h_next, h_now: 1),
            (
                "What lies between h of step t + 1 and the product with U?",
                "Each step back goes through a tanh.",
            ),
        ),
    ],
    minutes=6,
    difficulty=2,
)


def _clip_case(most, *shapes, scale=1.0):
    return {
        "gradients": [random.normal(scale=scale, size=shape) for shape in shapes],
        "most": most,
    }


def _clip_oracle(gradients, most):
    with tf.Graph().as_default(), tf.Session() as session:
        return session.run(tf.clip_by_global_norm([tf.constant(g) for g in gradients], most))


def _norms(gradients):
    return np.array([np.linalg.norm(g) for g in gradients])


def _global_norm(gradients):
    return np.linalg.norm(_norms(gradients))


def _scaled(factor=lambda norm, most: min(1.0, most / norm), norm_of=_global_norm):
    """Make a mistake out of the factor, or of the norm; it returns a pair, as is wanted."""

    def answer(gradients, most):
        norm = norm_of(gradients)
        return [g * factor(norm, most) for g in gradients], norm

    return answer


def _each_by_its_own(gradients, most):
    clipped = [g * min(1.0, most / np.linalg.norm(g)) for g in gradients]
    return clipped, _global_norm(gradients)


def _norm_after_clipping(gradients, most):
    clipped, _ = _clip_oracle(gradients, most)
    return clipped, _global_norm(clipped)


clip_by_global_norm = Exercise(
    name="clip_by_global_norm",
    oracle=_clip_oracle,
    cases=[
        _clip_case(1.5, (3, 2), (4,), (2, 5), scale=2.0),
        _clip_case(9.0, (2, 3), (3,), scale=0.5),
        _clip_case(0.25, (5,), (1, 4), scale=1.0),
    ],
    mistakes=[
        Mistake(
            "each array by its own norm",
            _each_by_its_own,
            (
                "By how many different factors are your arrays multiplied?",
                "One factor for all of them: only then does the direction stay.",
            ),
        ),
        Mistake(
            "small gradients are made larger",
            _scaled(lambda norm, most: most / norm),
            (
                "What do you do with gradients whose norm is below the limit?",
                "Clipping only ever makes shorter.",
            ),
        ),
        Mistake(
            "the norms are added up",
            _scaled(norm_of=lambda gradients: np.sum(_norms(gradients))),
            (
                "How long is an arrow that goes 3 to the east and 4 to the north?",
                "Put all numbers into one long row: what is its norm?",
            ),
        ),
        Mistake(
            "the root is missing",
            _scaled(norm_of=lambda gradients: np.sum(_norms(gradients) ** 2)),
            (
                "What is the norm of a single number, 3?",
                "The sum of squares is not yet a norm.",
            ),
        ),
        Mistake(
            "clipped by value",
            lambda gradients, most: (
                [np.clip(g, -most, most) for g in gradients],
                _global_norm(gradients),
            ),
            (
                "Does your result point in the direction of the gradients that you were given?",
                "No number is cut: all are multiplied by one factor.",
            ),
        ),
        Mistake(
            "the norm after clipping",
            _norm_after_clipping,
            (
                "What would a plot of your norms tell about a training that explodes?",
                "The norm that is returned is the one that was found, before anything was scaled.",
            ),
        ),
        Mistake(
            "the norm is not returned",
            lambda gradients, most: _clip_oracle(gradients, most)[0],
            (
                "How many things does `tf.clip_by_global_norm` return?",
                "A pair is wanted: the list, and the norm.",
            ),
        ),
    ],
    minutes=6,
    difficulty=2,
)

progress = progress_of(finite_differences, step_back, state_gradients, clip_by_global_norm)
