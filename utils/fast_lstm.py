"""An LSTM along whole sequences, for processors: few operations, and parts of the batch at once.

Forwards each part of the batch is one `BlockLSTM`. Backwards a loop holds only what must wait for
the step after it: the gradients of the gates, and their product with U'. What need not wait is one
product over all steps after the loop:

    dL/dW = sum_t x_t' dL/da_t    dL/dU = sum_t h_{t-1}' dL/da_t    dL/dx_t = dL/da_t W'

where ' transposes, a_t = x_t W + h_{t-1} U + b, and the sums run over the batch too. The derivation
is that of `utils.backward` (lesson 08): Greff et al., LSTM: a search space odyssey,
arXiv:1503.04069, section II.B, without peepholes.
"""

from utils.tf1 import tf


def fast_lstm(x, kernel, bias, forget_bias=1.0, parts=2):
    """Run an LSTM over sequences, from zeros: values and gradients of `BasicLSTMCell`. Lesson 18.

    The parts of the batch do not wait for each other. That helps where each operation has one
    thread, and as many operations run at once as there are parts: which `utils.tf1` asks for.

    Arguments:
        x: float32 tensor [num_steps, batch, input_size]: time-major. Steps and batch may be open.
        kernel: [input_size + num_units, 4 * num_units], columns in the order i, j, f, o.
        bias: [4 * num_units], in the same order.
        forget_bias: a number, added to the gate f.
        parts: into how many parts the batch is cut, at least 1: as many as there are cores.

    Returns:
        The output of every step, [num_steps, batch, num_units]. Its gradients for `x`, `kernel`
        and `bias` are defined; gradients of these gradients are not.

    Raises:
        ValueError: the shapes do not fit each other, or there is no part.
    """
    _require_layout(x, kernel, bias)
    if parts < 1:
        raise ValueError(f"parts: expected 1 or more, got {parts}")
    batch = tf.shape(x)[1]
    sizes = [(batch + part) // parts for part in range(parts)]  # their sum is the batch
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
        forwards = tf.raw_ops.BlockLSTM(
            seq_len_max=tf.shape(x, out_type=tf.int64)[0],
            x=x,
            cs_prev=zeros,
            h_prev=zeros,
            w=kernel,
            b=bias,
            forget_bias=forget_bias,
            cell_clip=-1.0,  # never
            **peepholes,
        )

        def backwards(output_gradients):
            # Transposed once, and cut after it: TensorFlow would otherwise let each multiplication
            # transpose its factor, which takes longer.
            transposed = tf.transpose(kernel)
            W_transposed, U_transposed = transposed[:, :-num_units], transposed[:, -num_units:]
            c_before = tf.concat([zeros[tf.newaxis], forwards.cs[:-1]], axis=0)

            def body(step, c_gradient, h_gradient, a_gradients):
                gradients = tf.raw_ops.LSTMBlockCellGrad(
                    x=x[step],
                    cs_prev=c_before[step],
                    h_prev=zeros,  # asked for, but never used
                    w=kernel,
                    b=bias,
                    i=forwards.i[step],
                    cs=forwards.cs[step],
                    f=forwards.f[step],
                    o=forwards.o[step],
                    ci=forwards.ci[step],
                    co=forwards.co[step],
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
            places = tf.TensorArray(tf.float32, size=num_steps)
            *_, written = tf.while_loop(
                lambda step, *_: step >= 0, body, [num_steps - 1, zeros, zeros, places]
            )
            a_gradients = written.stack()  # [num_steps, batch, 4 * num_units]
            a_rows = _rows(a_gradients)
            W_gradient = tf.matmul(_rows(x), a_rows, transpose_a=True)
            U_gradient = tf.matmul(
                _rows(forwards.h[:-1]), _rows(a_gradients[1:]), transpose_a=True
            )  # h before the first step is zero
            # A product with ones is a sum, and faster than `reduce_sum` over rows.
            bias_gradient = tf.matmul(tf.ones([1, tf.shape(a_rows)[0]]), a_rows)[0]
            x_gradient = tf.matmul(a_rows, W_transposed)
            kernel_gradient = tf.concat([W_gradient, U_gradient], axis=0)
            return tf.reshape(x_gradient, tf.shape(x)), kernel_gradient, bias_gradient

        return forwards.h, backwards

    return lstm(x, kernel, bias)


def _rows(steps):
    """[num_steps, batch, size] -> [num_steps * batch, size]."""
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
