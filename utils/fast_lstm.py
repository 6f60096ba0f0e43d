"""A fast LSTM for processors. It needs few operations, and runs parts of the batch in parallel.

The forward pass of each part is one operation, `BlockLSTM`. The backward pass has a loop over the
time steps. The loop contains only what needs the result of the next time step: the gradients of
the gates, and their multiplication by U'. After the loop, one matrix multiplication over all time
steps computes each of these gradients:

    dL/dW = sum_t x_t' dL/da_t    dL/dU = sum_t h_{t-1}' dL/da_t    dL/dx_t = dL/da_t W'

Here ' means transposed, a_t is x_t W + h_{t-1} U + b, and the sums run over the batch too. The
derivation is that of `utils.backward` (lesson 08): Greff et al., LSTM: a search space odyssey,
arXiv:1503.04069, section II.B, without peepholes.
"""

from utils.tf1 import tf


def fast_lstm(x, kernel, bias, forget_bias=1.0, parts=2):
    """Run an LSTM over a batch of sequences, with the results of `BasicLSTMCell`. Lesson 18.

    The initial state is zero. The batch is split into parts, which can be computed in parallel.
    This is faster if each operation uses one thread, and several operations run at the same time.
    The import of `utils.tf1` sets TensorFlow up in this way.

    Arguments:
        x: float32 tensor [num_steps, batch, input_size], time-major. The number of time steps and
            the batch size may be unknown until the graph runs.
        kernel: float32 [input_size + num_units, 4 * num_units], columns in the order i, j, f, o.
        bias: float32 [4 * num_units], in the same order.
        forget_bias: a number that is added before the sigmoid of the forget gate.
        parts: the number of parts, at least 1. The best number is that of the processor's cores.

    Returns:
        The output of every time step, [num_steps, batch, num_units]. TensorFlow can compute its
        gradients for `x`, `kernel` and `bias`, but not the gradients of these gradients.

    Raises:
        ValueError: the shapes do not fit each other, or `parts` is below 1.
    """
    _require_layout(x, kernel, bias)
    if parts < 1:
        raise ValueError(f"parts: expected 1 or more, got {parts}")
    batch = tf.shape(x)[1]
    sizes = [(batch + part) // parts for part in range(parts)]  # their sum is the batch size
    outputs = [
        _one_part(part, kernel, bias, forget_bias) for part in tf.split(x, tf.stack(sizes), axis=1)
    ]
    return tf.concat(outputs, axis=1)


def _one_part(x, kernel, bias, forget_bias):
    num_units = int(kernel.shape[1]) // 4

    @tf.custom_gradient
    def lstm(x, kernel, bias):
        unused = tf.zeros([num_units])
        peepholes = {"wci": unused, "wcf": unused, "wco": unused}
        zeros = tf.zeros([tf.shape(x)[1], num_units])
        forward_pass = tf.raw_ops.BlockLSTM(
            seq_len_max=tf.shape(x, out_type=tf.int64)[0],
            x=x,
            cs_prev=zeros,
            h_prev=zeros,
            w=kernel,
            b=bias,
            forget_bias=forget_bias,
            cell_clip=-1.0,  # no clipping of the cell state
            **peepholes,
        )

        def backward_pass(output_gradients):
            # We transpose the kernel once and then split it. This is faster than a transposition
            # in each matrix multiplication.
            transposed = tf.transpose(kernel)
            W_transposed, U_transposed = transposed[:, :-num_units], transposed[:, -num_units:]
            c_before = tf.concat([zeros[tf.newaxis], forward_pass.cs[:-1]], axis=0)

            def body(step, c_gradient, h_gradient, a_gradients):
                gradients = tf.raw_ops.LSTMBlockCellGrad(
                    x=x[step],
                    cs_prev=c_before[step],
                    h_prev=zeros,  # required, but not used
                    w=kernel,
                    b=bias,
                    i=forward_pass.i[step],
                    cs=forward_pass.cs[step],
                    f=forward_pass.f[step],
                    o=forward_pass.o[step],
                    ci=forward_pass.ci[step],
                    co=forward_pass.co[step],
                    cs_grad=c_gradient,
                    h_grad=output_gradients[step] + h_gradient,
                    use_peephole=False,
                    **peepholes,
                )
                a_gradient = gradients.dicfo
                h_gradient = tf.matmul(a_gradient, U_transposed)
                written = a_gradients.write(step, a_gradient)
                return step - 1, gradients.cs_prev_grad, h_gradient, written

            num_steps = tf.shape(x)[0]
            empty_array = tf.TensorArray(tf.float32, size=num_steps)
            *_, written = tf.while_loop(
                lambda step, *_: step >= 0, body, [num_steps - 1, zeros, zeros, empty_array]
            )
            a_gradients = written.stack()  # [num_steps, batch, 4 * num_units]
            a_rows = _rows(a_gradients)
            W_gradient = tf.matmul(_rows(x), a_rows, transpose_a=True)
            U_gradient = tf.matmul(
                _rows(forward_pass.h[:-1]), _rows(a_gradients[1:]), transpose_a=True
            )  # the initial h is zero
            # A multiplication by ones is a sum. It is faster than `reduce_sum` over the rows.
            bias_gradient = tf.matmul(tf.ones([1, tf.shape(a_rows)[0]]), a_rows)[0]
            x_gradient = tf.matmul(a_rows, W_transposed)
            kernel_gradient = tf.concat([W_gradient, U_gradient], axis=0)
            return tf.reshape(x_gradient, tf.shape(x)), kernel_gradient, bias_gradient

        return forward_pass.h, backward_pass

    return lstm(x, kernel, bias)


def _rows(steps):
    """Reshape [num_steps, batch, size] to [num_steps * batch, size]."""
    return tf.reshape(steps, [-1, steps.shape.as_list()[2]])


def _require_layout(x, kernel, bias):
    shapes = [tensor.shape.as_list() for tensor in (x, kernel, bias)]
    x_shape, kernel_shape, bias_shape = shapes
    if len(x_shape) == 3 and len(kernel_shape) == 2 and bias_shape == kernel_shape[1:]:
        num_units, rest = divmod(kernel_shape[1], 4)
        if rest == 0 and kernel_shape[0] - num_units == x_shape[2]:
            return
    wanted = "[num_steps, batch, input_size], [input_size + num_units, 4 * num_units]"
    raise ValueError(f"x, kernel, bias: expected {wanted} and [4 * num_units], got {shapes}")
