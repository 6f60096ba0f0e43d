"""The cells of TensorFlow 1 in NumPy, forwards: what every claim about a cell is compared with.

Everything is batch-major, and vectors are rows: at one step `inputs` are [batch, input_size] and a
state is [batch, num_units]. A kernel is [W; U]: its first `input_size` rows, W, multiply the input,
its other `num_units` rows, U, multiply the state. The gates of a cell stand side by side in the
columns of one kernel and one bias. The formulas are those of the cells in TensorFlow's own source,
`legacy_cells.py` of tf_keras.

float32 arrays stay float32, any other float is taken to float64, and where the two meet NumPy goes
on in float64. Integers, booleans and objects are refused, and so is a size of zero, such as an
empty batch. Every array that does not fit raises a ValueError that names the argument, the expected
shape and the shape that it got. No argument is ever changed.
"""

import numpy as np

from utils.arguments import checked_array


def sigmoid(x):
    """Return 1 / (1 + exp(-x)) for floats of any shape, written so that no exp can overflow."""
    return 0.5 * (1 + np.tanh(0.5 * x))


def split_kernel(kernel, input_size):
    """Return W, which multiplies the input, and U, which multiplies the state. Lesson 03.

    Arguments:
        kernel: [input_size + num_units, n * num_units] for a cell of n gates; n is 1 for the RNN.
        input_size: how many rows of the kernel belong to the input, at least 1.

    Returns:
        W [input_size, n * num_units] and U [num_units, n * num_units], views of the kernel.

    Raises ValueError where no cell with such an input has such a kernel.
    """
    sizes = {"input_size + num_units": None, "n * num_units": None}
    kernel = checked_array("kernel", kernel, sizes)
    rows, columns = kernel.shape
    if not isinstance(input_size, (int, np.integer)) or not 1 <= input_size < rows:
        wanted = f"an integer from 1 to {rows - 1}"
        raise ValueError(f"input_size: expected {wanted}, got {input_size!r}")
    if columns % (rows - input_size):
        raise ValueError(
            "kernel: expected floats of shape [input_size + num_units, n * num_units] "
            f"with input_size = {input_size}, got {kernel.dtype} of shape {[rows, columns]}"
        )
    return kernel[:input_size], kernel[input_size:]


def rnn_step(inputs, state, kernel, bias, activation=np.tanh):
    """One step of `BasicRNNCell`: h_t = tanh(x_t W + h_{t-1} U + b). Lesson 02.

    Arguments:
        inputs: x_t [batch, input_size].
        state: h_{t-1} [batch, num_units].
        kernel: [W; U], [input_size + num_units, num_units].
        bias: b [num_units].
        activation: takes the place of tanh; a function of an array, element by element.

    Returns:
        (output, new_state), both h_t [batch, num_units]: the same array twice.

    Raises ValueError where a shape or dtype does not fit.
    Source: Elman, Finding structure in time, 1990; `BasicRNNCell.call`.
    """
    x, h = _inputs_and_state(inputs, state)
    W, U, b = _weights(x, h, kernel, bias, gates=1)
    h = activation(x @ W + h @ U + b)
    return h, h


def lstm_gates(inputs, state, kernel, bias, forget_bias=1.0):
    """The three gates i, f, o of `BasicLSTMCell`, and j, what i lets in. Lesson 06.

    The arguments are those of `lstm_step`.

    Returns:
        (i, j, f, o), each [batch, num_units], past the sigmoid (the gates) or tanh (j): how much
        is let in, what is let in, how much is kept, how much is shown.

    Raises ValueError where the value does not fit, naming it, what is expected and what it got.
    """
    x, (_, h) = _inputs_and_state(inputs, state, {"(c, h)": 2})
    W, U, b = _weights(x, h, kernel, bias, gates=4)
    i, j, f, o = np.split(x @ W + h @ U + b, 4, axis=1)
    return sigmoid(i), np.tanh(j), sigmoid(f + forget_bias), sigmoid(o)


def lstm_step(inputs, state, kernel, bias, forget_bias=1.0):
    """One step of `BasicLSTMCell`: c_t = f c_{t-1} + i j and h_t = o tanh(c_t). Lesson 06.

    Arguments:
        inputs: x_t [batch, input_size].
        state: the tuple (c_{t-1}, h_{t-1}), each [batch, num_units].
        kernel: [W; U], [input_size + num_units, 4 * num_units], columns in the order i, j, f, o.
        bias: [4 * num_units], in the same order.
        forget_bias: a number added to the forget gate before its sigmoid; it is no part of `bias`.

    Returns:
        (output, (c_t, h_t)), all [batch, num_units]; the output is h_t.

    Raises ValueError where a shape or dtype does not fit.
    Source: Zaremba et al., Recurrent neural network regularization, arXiv:1409.2329, and
    `BasicLSTMCell.call`.
    """
    i, j, f, o = lstm_gates(inputs, state, kernel, bias, forget_bias)
    c, _ = state
    c = f * c + i * j
    h = o * np.tanh(c)
    return h, (c, h)


def lstm_over_time(inputs, kernel, bias, forget_bias=1.0):
    """The gates and states of `BasicLSTMCell` along one sequence, from a state of zeros. Lesson 06.

    Arguments:
        inputs: [num_steps, input_size], one sequence.
        kernel, bias, forget_bias: as of `lstm_step`.

    Returns:
        A dict from "forget gate", "input gate", "output gate", "c" and "h" to
        [num_steps, num_units].

    Raises ValueError where a shape or dtype does not fit.
    """
    inputs = checked_array("inputs", inputs, {"num_steps": None, "input_size": None})
    columns = {"4 * num_units": None}
    c = h = np.zeros([1, len(checked_array("bias", bias, columns)) // 4], inputs.dtype)
    steps = []
    for step in inputs:
        i, j, f, o = lstm_gates(step[np.newaxis], (c, h), kernel, bias, forget_bias)
        c = f * c + i * j
        h = o * np.tanh(c)
        steps.append(np.concatenate([f, i, o, c, h]))
    names = ("forget gate", "input gate", "output gate", "c", "h")
    return dict(zip(names, np.stack(steps, axis=1), strict=True))


def gru_step(inputs, state, gate_kernel, gate_bias, candidate_kernel, candidate_bias):
    """One step of `GRUCell`: h_t = u h_{t-1} + (1 - u) c. Lesson 13.

    The gate r multiplies the state before the candidate's U does, and u is how much of the old
    state is kept; with Keras's `reset_after` and in some books it is the other way round.

    Arguments:
        inputs: x_t [batch, input_size].
        state: h_{t-1} [batch, num_units].
        gate_kernel: [W; U], [input_size + num_units, 2 * num_units], columns in the order r, u.
        gate_bias: [2 * num_units], in the same order.
        candidate_kernel: [W; U] of the candidate c, [input_size + num_units, num_units].
        candidate_bias: [num_units].

    Returns:
        (output, new_state), both h_t [batch, num_units]: the same array twice.

    Raises ValueError where a shape or dtype does not fit.
    Source: Cho et al., Learning phrase representations, arXiv:1406.1078; `GRUCell.call`.
    """
    x, h = _inputs_and_state(inputs, state)
    W, U, b = _weights(x, h, gate_kernel, gate_bias, gates=2, prefix="gate_")
    r, u = np.split(sigmoid(x @ W + h @ U + b), 2, axis=1)
    W, U, b = _weights(x, h, candidate_kernel, candidate_bias, gates=1, prefix="candidate_")
    c = np.tanh(x @ W + (r * h) @ U + b)
    h = u * h + (1 - u) * c
    return h, h


def unroll(step, inputs, state, sequence_length=None):
    """Run a step along a sequence, as `static_rnn` and `dynamic_rnn` do. Lesson 04.

    Arguments:
        step: a function (inputs_t, state) -> (output, new_state), such as
            `lambda inputs_t, state: rnn_step(inputs_t, state, kernel, bias)`.
        inputs: [batch, num_steps, input_size].
        state: before the first step: an array [batch, num_units], or a tuple of such states.
        sequence_length: integers [batch], from 0 to num_steps, or None where every row is full.

    Returns:
        (outputs [batch, num_steps, num_units], final_state). Past the end of a row its outputs
        are zero and its state is copied through.

    Raises ValueError where the value does not fit, naming it, what is expected and what it got.
    """
    sizes = {"batch": None, "num_steps": None, "input_size": None}
    inputs = checked_array("inputs", inputs, sizes)
    batch, num_steps, _ = inputs.shape
    if sequence_length is None:
        sequence_length = np.full(batch, num_steps)
    lengths = checked_array("sequence_length", sequence_length, {"batch": batch}, "integers")
    if lengths.min() < 0 or lengths.max() > num_steps:
        got = f"{lengths.min()} to {lengths.max()}"
        raise ValueError(f"sequence_length: expected integers from 0 to {num_steps}, got {got}")
    outputs = []
    for t in range(num_steps):
        running = t < lengths[:, np.newaxis]
        output, new_state = step(inputs[:, t], state)
        output = checked_array("output of step", output, {"batch": batch, "num_units": None})
        outputs.append(np.where(running, output, 0))
        state = _copy_through(running, new_state, state)
    return np.stack(outputs, axis=1), state


def _inputs_and_state(inputs, state, parts=None):
    """Return the inputs [batch, input_size] and the state [batch, num_units] of one step."""
    inputs = checked_array("inputs", inputs, {"batch": None, "input_size": None})
    sizes = (parts or {}) | {"batch": len(inputs), "num_units": None}
    return inputs, checked_array("state", state, sizes)


def _weights(inputs, state, kernel, bias, gates, prefix=""):
    """Return W [input_size, n], U [num_units, n] and the bias [n], where n = gates * num_units."""
    input_size, num_units = inputs.shape[1], state.shape[1]
    rows = {"input_size + num_units": input_size + num_units}
    columns = {"num_units" if gates == 1 else f"{gates} * num_units": gates * num_units}
    kernel = checked_array(prefix + "kernel", kernel, rows | columns)
    bias = checked_array(prefix + "bias", bias, columns)
    return *split_kernel(kernel, input_size), bias


def _copy_through(running, new, old):
    """Return the new state for the rows that are still running, the old one for the others."""
    if isinstance(new, tuple) and len(new) == len(old):
        return tuple(_copy_through(running, *parts) for parts in zip(new, old, strict=True))
    new = checked_array("new state of step", new, {"batch": len(running), "num_units": None})
    sizes = {"batch": len(running), "num_units": new.shape[1]}
    return np.where(running, new, checked_array("state", old, sizes))
