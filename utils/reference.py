"""The forward pass of TensorFlow 1's cells in NumPy. Lessons and tests compare TensorFlow with it.

All arrays are batch-major, and vectors are rows. At one time step, `inputs` have the shape
[batch, input_size] and a state has the shape [batch, num_units]. A kernel is [W; U]: its first
`input_size` rows, W, multiply the input, and its other `num_units` rows, U, multiply the state.
The columns of one kernel and one bias contain all gates of a cell, each in `num_units` columns.
The formulas are those of TensorFlow's own source, `legacy_cells.py` of tf_keras.

Arrays of float32 stay float32, and other floats become float64. NumPy returns float64 if an
operation gets both. A ValueError is raised for integers, booleans and objects, for a size of zero
such as an empty batch, and for an array whose shape does not fit. It names the argument, the
expected shape and the shape that it got. No function changes its arguments.
"""

import numpy as np

from utils.arguments import checked_array


def sigmoid(x):
    """Return the sigmoid 1 / (1 + exp(-x)) of each element, computed so that exp cannot overflow.

    Arguments:
        x: floats of any shape.

    Returns:
        Floats of the same shape, from 0 to 1.
    """
    return 0.5 * (1 + np.tanh(0.5 * x))


def split_kernel(kernel, input_size):
    """Split a kernel into W for the input and U for the state. Lesson 03.

    Arguments:
        kernel: floats [input_size + num_units, n * num_units]. The number n is 1 for the RNN, and
            4 for the LSTM.
        input_size: the number of rows that multiply the input, an integer of at least 1.

    Returns:
        (W, U): W [input_size, n * num_units] and U [num_units, n * num_units]. Both are views of
        the kernel.

    Raises ValueError if the kernel of no cell has this shape with this input size.
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
    """Compute one time step of `BasicRNNCell`: h_t = tanh(x_t W + h_{t-1} U + b). Lesson 02.

    Arguments:
        inputs: x_t [batch, input_size].
        state: the hidden state h_{t-1} [batch, num_units].
        kernel: [W; U], [input_size + num_units, num_units].
        bias: b [num_units].
        activation: a function that is applied to each element of an array, by default tanh.

    Returns:
        (output, new_state): h_t [batch, num_units], the same array twice.

    Raises ValueError if a shape or a dtype does not fit.
    Source: Elman, Finding structure in time, 1990; `BasicRNNCell.call`.
    """
    x, h = _inputs_and_state(inputs, state)
    W, U, b = _weights(x, h, kernel, bias, gates=1)
    h = activation(x @ W + h @ U + b)
    return h, h


def lstm_gates(inputs, state, kernel, bias, forget_bias=1.0):
    """Compute the gates i, f, o and the candidate j of `BasicLSTMCell` at one time step. Lesson 06.

    The arguments are those of `lstm_step`.

    Returns:
        (i, j, f, o), each [batch, num_units]: the input gate, the candidate, the forget gate and
        the output gate. The gates are results of the sigmoid, and the candidate of tanh.

    Raises ValueError if a shape or a dtype does not fit.
    """
    x, (_, h) = _inputs_and_state(inputs, state, {"(c, h)": 2})
    W, U, b = _weights(x, h, kernel, bias, gates=4)
    i, j, f, o = np.split(x @ W + h @ U + b, 4, axis=1)
    return sigmoid(i), np.tanh(j), sigmoid(f + forget_bias), sigmoid(o)


def lstm_step(inputs, state, kernel, bias, forget_bias=1.0):
    """Compute a time step of `BasicLSTMCell`: c_t = f c_{t-1} + i j, h_t = o tanh(c_t). Lesson 06.

    Arguments:
        inputs: x_t [batch, input_size].
        state: the tuple (c_{t-1}, h_{t-1}) of cell state and hidden state, each
            [batch, num_units].
        kernel: [W; U], [input_size + num_units, 4 * num_units], columns in the order i, j, f, o.
        bias: [4 * num_units], in the same order.
        forget_bias: a number that is added before the sigmoid of the forget gate. It is not a part
            of `bias`.

    Returns:
        (output, (c_t, h_t)), all [batch, num_units]. The output is h_t.

    Raises ValueError if a shape or a dtype does not fit.
    Source: Zaremba et al., Recurrent neural network regularization, arXiv:1409.2329, and
    `BasicLSTMCell.call`.
    """
    i, j, f, o = lstm_gates(inputs, state, kernel, bias, forget_bias)
    c, _ = state
    c = f * c + i * j
    h = o * np.tanh(c)
    return h, (c, h)


def lstm_over_time(inputs, kernel, bias, forget_bias=1.0):
    """Run `BasicLSTMCell` along one sequence, and return its gates and states. Lesson 06.

    The initial state is zero.

    Arguments:
        inputs: [num_steps, input_size], one sequence.
        kernel, bias, forget_bias: as in `lstm_step`.

    Returns:
        A dict with the keys "forget gate", "input gate", "output gate", "c" and "h". Each value is
        an array [num_steps, num_units].

    Raises ValueError if a shape or a dtype does not fit.
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
    """Compute one time step of `GRUCell`: h_t = u h_{t-1} + (1 - u) c. Lesson 13.

    The reset gate r is multiplied by the state before the candidate's U. With `reset_after` of
    Keras, it is multiplied after U. The update gate u is the part of the old state that is kept.
    In some books, it is the part that is replaced.

    Arguments:
        inputs: x_t [batch, input_size].
        state: the hidden state h_{t-1} [batch, num_units].
        gate_kernel: [W; U], [input_size + num_units, 2 * num_units], columns in the order r, u.
        gate_bias: [2 * num_units], in the same order.
        candidate_kernel: [W; U] of the candidate c, [input_size + num_units, num_units].
        candidate_bias: [num_units].

    Returns:
        (output, new_state): h_t [batch, num_units], the same array twice.

    Raises ValueError if a shape or a dtype does not fit.
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
    """Call a cell at each time step of a batch, as `static_rnn` and `dynamic_rnn` do. Lesson 04.

    Arguments:
        step: a function (inputs_t, state) -> (output, new_state), such as
            `lambda inputs_t, state: rnn_step(inputs_t, state, kernel, bias)`.
        inputs: [batch, num_steps, input_size].
        state: the initial state: an array [batch, num_units], or a tuple of such arrays.
        sequence_length: integers [batch], from 0 to num_steps, or None if no sequence is padded.

    Returns:
        (outputs [batch, num_steps, num_units], final_state). After the end of a sequence, its
        outputs are zero and its state does not change.

    Raises ValueError if a shape or a dtype does not fit, or a length is not from 0 to num_steps.
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
    """Return the inputs [batch, input_size] and the state [batch, num_units] of a time step."""
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
    """Return the new state of the sequences that still run, and the old state of the others."""
    if isinstance(new, tuple) and len(new) == len(old):
        return tuple(_copy_through(running, *parts) for parts in zip(new, old, strict=True))
    new = checked_array("new state of step", new, {"batch": len(running), "num_units": None})
    sizes = {"batch": len(running), "num_units": new.shape[1]}
    return np.where(running, new, checked_array("state", old, sizes))
