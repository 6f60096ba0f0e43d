"""The gradients of the RNN and the LSTM in NumPy: backpropagation through time.

The backward pass begins at the last time step. At step t, the gradient of the loss with respect to
h_t is a sum of two parts. One comes directly from the output of step t, and the other one comes
from step t + 1. From this sum we compute the gradient for a_t = x_t W + h_{t-1} U + b, which is
the argument of the activation functions. Then the chain rule gives all other gradients:

    dL/dx_t = dL/da_t W'                        dL/dh_{t-1} = dL/da_t U'
    dL/d[W; U] = sum_t [x_t, h_{t-1}]' dL/da_t  dL/db = sum_t dL/da_t

Here ' means transposed, and the sums run over the batch too. Shapes, dtypes and errors are those of
`utils.reference`. Sources: Werbos, Backpropagation through time: what it does and how to do it,
1990; Greff et al., LSTM: a search space odyssey, arXiv:1503.04069, II.B, without peepholes.
"""

from functools import partial
from typing import NamedTuple

import numpy as np

from utils.arguments import checked_array
from utils.reference import lstm_gates, lstm_step, rnn_step, split_kernel, unroll


class RnnGradients(NamedTuple):
    """The gradients of the loss with respect to the arguments and the hidden states of an RNN.

    Arguments:
        kernel: [input_size + num_units, num_units].
        bias: [num_units].
        inputs: [batch, num_steps, input_size].
        state: for the initial state, [batch, num_units].
        h: dL/dh_t, the sum of both parts, [batch, num_steps, num_units].
    """

    kernel: np.ndarray
    bias: np.ndarray
    inputs: np.ndarray
    state: np.ndarray
    h: np.ndarray


class LstmGradients(NamedTuple):
    """The gradients of the loss with respect to the arguments and the states of an LSTM.

    Arguments:
        kernel: [input_size + num_units, 4 * num_units], columns in the order i, j, f, o.
        bias: [4 * num_units], in the same order.
        inputs: [batch, num_steps, input_size].
        state: for the initial state, a tuple (c, h), each [batch, num_units].
        h: dL/dh_t, the sum of both parts, [batch, num_steps, num_units].
        c: dL/dc_t, the sum of both parts, [batch, num_steps, num_units].
    """

    kernel: np.ndarray
    bias: np.ndarray
    inputs: np.ndarray
    state: tuple[np.ndarray, np.ndarray]
    h: np.ndarray
    c: np.ndarray


def rnn_gradients(inputs, state, kernel, bias, output_gradients, final_state_gradient=None):
    """Compute the backward pass of an unrolled `BasicRNNCell` with tanh. Lesson 08.

    Arguments:
        inputs: [batch, num_steps, input_size].
        state, kernel, bias: as in `rnn_step`.
        output_gradients: the direct part of dL/dh_t, which comes from the output of the same time
            step, [batch, num_steps, num_units].
        final_state_gradient: the direct part for the final state, [batch, num_units]. None is zero.

    Returns:
        `RnnGradients`.

    Raises ValueError if a shape or a dtype does not fit.
    """
    h, final_state = unroll(lambda x_t, h_t: rnn_step(x_t, h_t, kernel, bias), inputs, state)
    output_gradients, h_gradient = _loss_gradients(
        h, output_gradients, final_state, final_state_gradient
    )
    W, U = split_kernel(kernel, np.shape(inputs)[2])
    h_gradients, a_gradients = [], []
    for t in reversed(range(h.shape[1])):
        h_gradient = h_gradient + output_gradients[:, t]
        a_gradient = h_gradient * (1 - h[:, t] ** 2)
        h_gradients.append(h_gradient)
        a_gradients.append(a_gradient)
        h_gradient = a_gradient @ U.T
    return RnnGradients(
        *_argument_gradients(inputs, _before(state, h), W, _in_order(a_gradients)),
        state=h_gradient,
        h=_in_order(h_gradients),
    )


def lstm_gradients(
    inputs, state, kernel, bias, output_gradients, final_state_gradient=None, forget_bias=1.0
):
    """Compute the backward pass of an unrolled `BasicLSTMCell`. Lesson 08.

    Arguments:
        inputs: [batch, num_steps, input_size].
        state, kernel, bias, forget_bias: as in `lstm_step`.
        output_gradients: the direct part of dL/dh_t, which comes from the output of the same time
            step, [batch, num_steps, num_units].
        final_state_gradient: the direct part for the final state, a tuple (c, h), each
            [batch, num_units]. None is zero.

    Returns:
        `LstmGradients`.

    Raises ValueError if a shape or a dtype does not fit.
    """

    def step(x, state):
        h, (c, h) = lstm_step(x, state, kernel, bias, forget_bias)
        return np.concatenate([c, h], axis=1), (c, h)

    c_and_h, final_state = unroll(step, inputs, state)
    c, h = np.split(c_and_h, 2, axis=2)
    output_gradients, (c_gradient, h_gradient) = _loss_gradients(
        h, output_gradients, final_state, final_state_gradient
    )
    inputs = np.asarray(inputs)
    W, U = split_kernel(kernel, inputs.shape[2])
    c_before, h_before = _before(state[0], c), _before(state[1], h)
    c_gradients, h_gradients, a_gradients = [], [], []
    for t in reversed(range(h.shape[1])):
        before = c_before[:, t], h_before[:, t]
        i, j, f, o = lstm_gates(inputs[:, t], before, kernel, bias, forget_bias)
        shown = np.tanh(c[:, t])
        h_gradient = h_gradient + output_gradients[:, t]
        c_gradient = c_gradient + h_gradient * o * (1 - shown**2)
        a_gradient = np.concatenate(
            [
                c_gradient * j * i * (1 - i),
                c_gradient * i * (1 - j**2),
                c_gradient * c_before[:, t] * f * (1 - f),
                h_gradient * shown * o * (1 - o),
            ],
            axis=1,
        )
        c_gradients.append(c_gradient)
        h_gradients.append(h_gradient)
        a_gradients.append(a_gradient)
        c_gradient = c_gradient * f
        h_gradient = a_gradient @ U.T
    return LstmGradients(
        *_argument_gradients(inputs, h_before, W, _in_order(a_gradients)),
        state=(c_gradient, h_gradient),
        h=_in_order(h_gradients),
        c=_in_order(c_gradients),
    )


def rnn_of_squares(inputs, state, kernel, bias):
    """Run a `BasicRNNCell`, and compute the gradients of the loss sum(outputs ** 2). Lesson 18.

    Arguments:
        inputs: [num_steps, batch, input_size], time-major.
        state, kernel, bias: as in `rnn_step`.

    Returns:
        [outputs [num_steps, batch, num_units], dL/dkernel, dL/dbias, dL/dinputs].

    Raises ValueError if a shape or a dtype does not fit.
    """
    return _of_squares(rnn_step, rnn_gradients, inputs, state, kernel=kernel, bias=bias)


def lstm_of_squares(inputs, kernel, bias, forget_bias=1.0):
    """Do the same as `rnn_of_squares` with a `BasicLSTMCell`. Its initial state is zero. Lesson 18.

    The other arguments are those of `lstm_step`. Results and errors are those of `rnn_of_squares`.
    """
    zeros = np.zeros([inputs.shape[1], len(bias) // 4], inputs.dtype)
    weights = {"kernel": kernel, "bias": bias, "forget_bias": forget_bias}
    return _of_squares(lstm_step, lstm_gradients, inputs, (zeros, zeros), **weights)


def _of_squares(step, gradients_of, inputs, state, **weights):
    inputs = np.swapaxes(inputs, 0, 1)
    h, _ = unroll(partial(step, **weights), inputs, state)
    gradients = gradients_of(inputs, state, output_gradients=2 * h, **weights)
    return [h.swapaxes(0, 1), gradients.kernel, gradients.bias, gradients.inputs.swapaxes(0, 1)]


def finite_differences(function, array, step=6e-6):
    """Compute the gradient of a function by central differences, in float64. Lesson 08.

    Two calls of the function increase and decrease one element of the array by `step`. In float32,
    rounding errors would be larger than the differences.

    Arguments:
        function: takes a float64 array of the shape of `array` and returns one float64 number.
        array: floats of any shape, at which the gradient is computed.
        step: a number. The error is about step ** 2, plus 1e-16 / step from rounding. For values
            near 1, this sum is smallest near 6e-6.

    Returns:
        The gradient, float64, of the shape of the array.

    Raises ValueError for other dtypes. Source: Press et al., Numerical recipes, section 5.7.
    """
    axes = {f"axis {axis}": None for axis in range(np.ndim(array))}
    array = checked_array("array", array, axes).astype(np.float64)

    def value(index, distance):
        moved = array.copy()
        moved[index] += distance
        result = np.asarray(function(moved))
        if result.ndim or result.dtype != np.float64:
            got = f"{result.dtype} of shape {list(result.shape)}"
            raise ValueError(f"function: expected float64 of shape [], got {got}")
        return result

    gradient = np.empty_like(array)
    for index in np.ndindex(array.shape):
        gradient[index] = (value(index, step) - value(index, -step)) / (2 * step)
    return gradient


def _loss_gradients(outputs, output_gradients, final_state, final_state_gradient):
    """Check the shapes of the direct gradients, and return them as arrays."""
    batch, num_steps, num_units = outputs.shape
    sizes = {"batch": batch, "num_steps": num_steps, "num_units": num_units}
    output_gradients = checked_array("output_gradients", output_gradients, sizes)
    if final_state_gradient is None:
        final_state_gradient = np.zeros_like(final_state)
    parts = {"(c, h)": 2} if isinstance(final_state, tuple) else {}
    sizes = parts | {"batch": batch, "num_units": num_units}
    return output_gradients, checked_array("final_state_gradient", final_state_gradient, sizes)


def _argument_gradients(inputs, h_before, W, a_gradients):
    """Compute the gradients of kernel, bias and inputs from dL/da_t [batch, num_steps, n]."""
    x_and_h = np.concatenate([inputs, h_before], axis=2)
    kernel_gradient = np.tensordot(x_and_h, a_gradients, axes=([0, 1], [0, 1]))
    return kernel_gradient, a_gradients.sum(axis=(0, 1)), a_gradients @ W.T


def _before(initial, states):
    """Return the state before each time step, from the initial state and the state after each."""
    return np.concatenate([np.asarray(initial)[:, np.newaxis], states[:, :-1]], axis=1)


def _in_order(steps):
    """Return arrays, listed from the last time step to the first, as [batch, num_steps, n]."""
    return np.stack(steps[::-1], axis=1)
