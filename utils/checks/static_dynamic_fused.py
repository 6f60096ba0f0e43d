"""The exercises of lesson 09; the mistakes in the longer ones stand in modules by subject."""

from functools import cache

import numpy as np

from utils.checks import block_layouts, free_running, gathered_gradients
from utils.checks.in_graph import in_graph, require_tensors, run_in_time
from utils.exercise import Exercise, Mistake, WrongAnswer, progress_of
from utils.tf1 import tf

LONGEST_LOOP = 2.0  # seconds; the loops of the cases take milliseconds
PRODUCTS = {"MatMul", "BatchMatMul", "BatchMatMulV2", "BatchMatMulV3", "Einsum"}

random = np.random.default_rng(9)


def _normal(*shape, scale=1.0):
    return random.normal(scale=scale, size=shape).astype(np.float32)


def _last_two_exchanged(tensor):
    rank = tensor.shape.rank
    return tf.transpose(tensor, [*range(rank - 2), rank - 1, rank - 2])


to_time_major = Exercise(
    name="to_time_major",
    oracle=lambda tensor: np.stack([tensor[:, step] for step in range(tensor.shape[1])]),
    cases=[
        {"tensor": _normal(3, 5, 4)},
        {"tensor": _normal(2, 6)},
        {"tensor": _normal(2, 4, 3, 5)},
    ],
    mistakes=[
        Mistake(
            "the axes are renamed by a reshape",
            lambda tensor: tf.reshape(
                tensor, [tensor.shape[1], tensor.shape[0], *tensor.shape[2:]]
            ),
            (
                "Your shape is right. Which row does your first number of step 1 come from?",
                "A reshape keeps the numbers in their order, and only cuts them up in another way.",
                "To exchange axes, the numbers themselves must move.",
            ),
        ),
        Mistake(
            "all axes are turned round",
            tf.transpose,
            (
                "Which axis of your result counts the batch?",
                "`tf.transpose` without a `perm` turns the order of all axes round.",
                "Only the first two axes change places. Say where each axis comes from.",
            ),
        ),
        Mistake(
            "the last two axes change places",
            _last_two_exchanged,
            (
                "Which two axes changed places, and which two should?",
                "Batch and steps are the first two axes.",
            ),
        ),
        Mistake(
            "three axes are taken for granted",
            lambda tensor: tf.transpose(tensor, [1, 0, 2]),
            (
                "How many axes have the labels of a batch?",
                "The check has tensors of two and of four axes too.",
                "A tensor knows its `shape.rank`; all axes from 2 on stay where they are.",
            ),
        ),
    ],
    minutes=5,
    difficulty=1,
    call=in_graph,
)


@cache
def _operations(cell, num_steps, gradients):
    """Count the operations of a statically unrolled cell, by drawing it."""
    with tf.Graph().as_default() as graph:
        steps = tf.unstack(tf.placeholder(tf.float32, [3, num_steps, 4]), axis=1)
        outputs, _ = tf.nn.static_rnn(getattr(tf.nn.rnn_cell, cell)(6), steps, dtype=tf.float32)
        if gradients:
            tf.gradients(outputs, tf.trainable_variables())
        return len(graph.get_operations())


def _operations_case(num_steps, counted, cell, gradients):
    return {
        "num_steps": num_steps,
        "counts": {count: _operations(cell, count, gradients) for count in counted},
        "cell": cell,
        "gradients": gradients,
    }


def _line(counts):
    (fewer, at_fewer), (more, at_more) = sorted(counts.items())
    return fewer, at_fewer, more, at_more


def _proportional(num_steps, counts):
    _, _, more, at_more = _line(counts)
    return num_steps * at_more / more


def _nothing_beside_the_steps(num_steps, counts):
    fewer, at_fewer, more, at_more = _line(counts)
    return (at_more - at_fewer) / (more - fewer) * num_steps


def _difference_undivided(num_steps, counts):
    fewer, at_fewer, _, at_more = _line(counts)
    return at_fewer + (at_more - at_fewer) * (num_steps - fewer)


operations_at = Exercise(
    name="operations_at",
    # A float, so that a line drawn through the counts by `/` is right as well.
    oracle=lambda num_steps, counts, cell, gradients: float(
        _operations(cell, num_steps, gradients)
    ),
    cases=[
        _operations_case(30, (3, 5), "BasicRNNCell", False),
        _operations_case(12, (2, 4), "BasicLSTMCell", False),
        _operations_case(15, (2, 5), "BasicRNNCell", True),
    ],
    mistakes=[
        Mistake(
            "the graph grows in proportion",
            _proportional,
            (
                "Do twice the steps need twice the operations, in the two counts that you have?",
                "Some operations are there once, however many steps: the variables, for example.",
                "Find first how many operations *one step more* adds.",
            ),
        ),
        Mistake(
            "only the steps are counted",
            _nothing_beside_the_steps,
            (
                "Put one of the two counted numbers of steps in. Does its own count come out?",
                "Besides what each step adds, there is what stands in the graph once.",
            ),
        ),
        Mistake(
            "the difference of the counts is taken for one step",
            _difference_undivided,
            (
                "How many steps lie between the two counts?",
                "Their difference is what all these steps add together.",
            ),
        ),
        Mistake(
            "the graph does not grow",
            lambda num_steps, counts: counts[max(counts)],
            (
                "Which of the two functions draws a graph that does not grow?",
                "These counts are of `static_rnn`, which draws the cell once for each step.",
            ),
        ),
    ],
    minutes=4,
    difficulty=1,
    arguments=("num_steps", "counts"),
    call=lambda answer, num_steps, counts, cell, gradients: answer(num_steps, counts),
)


def _run_free_on_a_cell(answer, first_input, state, kernel, bias, num_steps):
    """Let an answer run an LSTM with known weights on its own outputs."""
    with tf.Graph().as_default(), tf.Session() as session:
        cell = tf.nn.rnn_cell.BasicLSTMCell(first_input.shape[1])
        cell.build((None, first_input.shape[1]))
        count = len(tf.global_variables())
        steps = tf.placeholder(tf.int32, [], name="num_steps")
        c_and_h = tf.nn.rnn_cell.LSTMStateTuple(*(tf.constant(part) for part in state))
        returned = answer(cell, tf.constant(first_input), c_and_h, steps)
        if not isinstance(returned, (tuple, list)) or len(returned) != 2:
            raise WrongAnswer("it did not return a pair: the outputs and the final state.")
        outputs, final_state = returned
        fetches = (outputs, tuple(final_state) if _is_pair(final_state) else final_state)
        require_tensors(fetches)
        made = len(tf.global_variables()) - count
        if made:
            raise WrongAnswer(f"it made {made} new variables: call the one cell that it was given.")
        for variable, value in zip(cell.variables, (kernel, bias), strict=True):
            variable.load(value, session)
        return run_in_time(session, fetches, {steps: num_steps}, LONGEST_LOOP)


def _is_pair(state):
    return isinstance(state, tuple) and len(state) == 2


def _run_free_case(batch_size, size, num_steps):
    return {
        "first_input": _normal(batch_size, size),
        "state": (_normal(batch_size, size, scale=0.5), _normal(batch_size, size, scale=0.5)),
        "kernel": _normal(2 * size, 4 * size, scale=0.5),
        "bias": _normal(4 * size, scale=0.5),
        "num_steps": num_steps,
    }


run_free = Exercise(
    name="run_free",
    oracle=free_running.run_free_oracle,
    cases=[_run_free_case(2, 3, 4), _run_free_case(3, 4, 7)],
    mistakes=free_running.RUN_FREE,
    minutes=10,
    difficulty=3,
    arguments=("cell", "first_input", "state", "num_steps"),
    call=_run_free_on_a_cell,
    tolerance=1e-5,
)


def _run_block_lstm_v2(answer, kernel, bias, forget_bias, inputs):
    """Load what an answer returned into `BlockLSTMV2`, and return its outputs."""
    wanted = kernel.shape, bias.shape
    returned = answer(kernel, bias, forget_bias)
    if not isinstance(returned, (tuple, list)) or len(returned) != 2:
        raise WrongAnswer("it did not return a pair: the kernel and the bias.")
    for name, value, shape in zip(("kernel", "bias"), returned, wanted, strict=True):
        kind = getattr(value, "dtype", None)
        if kind not in (np.float32, np.float64) or value.shape != shape:
            got = f"{kind} {list(value.shape)}" if kind else type(value).__name__
            wanted_shape = list(shape)
            raise WrongAnswer(f"its {name} must be an array of floats {wanted_shape}, got {got}.")
    kernel, bias = (value.astype(np.float32) for value in returned)
    batch_size, num_steps, _ = inputs.shape
    num_units = len(bias) // 4
    nothing, zeros = np.zeros(num_units, np.float32), np.zeros((batch_size, num_units), np.float32)
    with tf.Graph().as_default(), tf.Session() as session:
        fused = tf.raw_ops.BlockLSTMV2(
            seq_len_max=num_steps,
            x=inputs.transpose(1, 0, 2),
            cs_prev=zeros,
            h_prev=zeros,
            w=kernel,
            b=bias,
            wci=nothing,
            wcf=nothing,
            wco=nothing,
            cell_clip=-1.0,
        )
        return session.run(tf.transpose(fused.h, [1, 0, 2]))


def _block_case(batch_size, num_steps, input_size, num_units, forget_bias):
    return {
        "kernel": _normal(input_size + num_units, 4 * num_units, scale=0.5),
        "bias": _normal(4 * num_units, scale=0.5),
        "forget_bias": forget_bias,
        "inputs": _normal(batch_size, num_steps, input_size),
    }


for_block_lstm_v2 = Exercise(
    name="for_block_lstm_v2",
    oracle=block_layouts.block_oracle,
    cases=[_block_case(2, 4, 5, 3, 1.0), _block_case(3, 5, 2, 4, 2.5)],
    mistakes=block_layouts.FOR_BLOCK_LSTM_V2,
    minutes=6,
    difficulty=2,
    arguments=("kernel", "bias", "forget_bias"),
    call=_run_block_lstm_v2,
    tolerance=1e-5,
    place="what BlockLSTMV2 makes of it",
)


def _run_one_product(answer, x, h, a_gradients):
    """Let an answer draw its gradient, and insist on one product, however many steps there are."""

    def drawn(*tensors):
        gradient = answer(*tensors)
        operations = tf.get_default_graph().get_operations()
        products = sum(op.type in PRODUCTS for op in operations)
        if products > 1:
            raise WrongAnswer(f"it draws {products} matrix products, where one is wanted.")
        return gradient

    return in_graph(drawn, x, h, a_gradients)


def _gradients_case(batch_size, num_steps, size, num_units, columns):
    return {
        "x": _normal(batch_size, num_steps, size),
        "h": _normal(batch_size, num_steps, num_units, scale=0.5),
        "a_gradients": _normal(batch_size, num_steps, columns, scale=0.5),
    }


kernel_gradient = Exercise(
    name="kernel_gradient",
    oracle=gathered_gradients.kernel_gradient_oracle,
    cases=[_gradients_case(3, 5, 4, 6, 6), _gradients_case(2, 4, 3, 2, 8)],
    mistakes=gathered_gradients.KERNEL_GRADIENT,
    minutes=6,
    difficulty=2,
    call=_run_one_product,
    tolerance=1e-5,
)

progress = progress_of(to_time_major, operations_at, run_free, for_block_lstm_v2, kernel_gradient)
