"""The exercises of lesson 09, and the mistakes that people make in them."""

from functools import cache

import numpy as np

from utils import reference
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


def _run_free_oracle(first_input, state, kernel, bias, num_steps):
    outputs, current = [], first_input
    for _ in range(num_steps):
        current, state = reference.lstm_step(current, state, kernel, bias)
        outputs.append(current)
    return np.stack(outputs, axis=1), state


def _turn(cell, first_input, count, current, state, outputs):
    output, state = cell(current, state)
    return count + 1, output, state, outputs.write(count, output)


def _loop(turn=_turn, goes_on=tf.less, batch_major=True, first=0, final_state=True):
    """Make an answer out of its turns: what is done in one, from which on, and how many."""

    def answer(cell, first_input, state, num_steps):
        places = tf.TensorArray(tf.float32, size=num_steps, element_shape=first_input.shape)
        _, _, last_state, outputs = tf.while_loop(
            lambda count, *_: goes_on(count, num_steps),
            lambda *variables: turn(cell, first_input, *variables),
            [tf.constant(first), first_input, state, places],
        )
        stacked = outputs.stack()
        stacked = tf.transpose(stacked, [1, 0, 2]) if batch_major else stacked
        return stacked, last_state if final_state else state

    return answer


def _not_counted(cell, first_input, count, current, state, outputs):
    output, state = cell(current, state)
    return count, output, state, outputs.write(count, output)


def _first_input_again(cell, first_input, count, current, state, outputs):
    output, state = cell(first_input, state)
    return count + 1, current, state, outputs.write(count, output)


def _state_not_handed_on(cell, first_input, count, current, state, outputs):
    output, _ = cell(current, state)
    return count + 1, output, state, outputs.write(count, output)


def _input_written(cell, first_input, count, current, state, outputs):
    output, state = cell(current, state)
    return count + 1, output, state, outputs.write(count, current)


def _write_dropped(cell, first_input, count, current, state, outputs):
    output, state = cell(current, state)
    outputs.write(count, output).mark_used()
    return count + 1, output, state, outputs


def _python_loop(cell, first_input, state, num_steps):
    outputs, current = [], first_input
    for _ in range(num_steps):
        current, state = cell(current, state)
        outputs.append(current)
    return tf.stack(outputs, axis=1), state


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
    oracle=_run_free_oracle,
    cases=[_run_free_case(2, 3, 4), _run_free_case(3, 4, 7)],
    mistakes=[
        Mistake(
            "the loop is Python's",
            _python_loop,
            (
                "What is the value of `num_steps` while the graph is drawn?",
                "`num_steps` is a tensor: only a run knows its value, and `range` needs it now.",
                "A loop that the run repeats is drawn by `tf.while_loop`.",
            ),
        ),
        Mistake(
            "it writes past the last place",
            _loop(goes_on=tf.less_equal),
            (
                "In which turn does `write` get an index that is too large?",
                "The places of the `TensorArray` are 0 to `num_steps` - 1.",
            ),
        ),
        Mistake(
            "the counter stays where it is",
            _loop(_not_counted),
            (
                "What does your body return as the counter of the next turn?",
                "With the same counter each turn writes to the same place, and a place can be "
                "written once.",
            ),
        ),
        Mistake(
            "the first input comes again and again",
            _loop(_first_input_again),
            (
                "What does the cell see in the second turn?",
                "What the next turn shall know must be returned by the body: the input too.",
            ),
        ),
        Mistake(
            "the state is not handed on",
            _loop(_state_not_handed_on),
            (
                "Which state does your body return: the one that came in, or the cell's new one?",
                "A loop variable changes only by what the body returns in its place.",
            ),
        ),
        Mistake(
            "the inputs are written",
            _loop(_input_written),
            (
                "What stands in the first place of your outputs?",
                "Write what the cell returned in this turn, not what it was given.",
            ),
        ),
        Mistake(
            "the first turn has the number 1",
            _loop(first=1),
            (
                "Into which place does your first turn write?",
                "The places are numbered from 0, and the turns too.",
            ),
        ),
        Mistake(
            "the first state is returned",
            _loop(final_state=False),
            (
                "Is the state that you return the one that went into the loop, or out of it?",
                "What `while_loop` returns are the loop variables after the last turn.",
            ),
        ),
        Mistake(
            "the written TensorArray is dropped",
            _loop(_write_dropped),
            (
                "Where do all those zeros come from?",
                "What does `write` return, and what does your body do with it?",
                "`write` gives a new `TensorArray`; the body has to return that one.",
            ),
        ),
        Mistake(
            "the outputs are time-major",
            _loop(batch_major=False),
            (
                "Which axis of your outputs counts the steps?",
                "`stack` puts the places of the `TensorArray` first; the batch is wanted there.",
            ),
        ),
    ],
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


def _block_oracle(kernel, bias, forget_bias, inputs):
    zeros = np.zeros((len(inputs), len(bias) // 4), np.float32)
    outputs, _ = reference.unroll(
        lambda x, state: reference.lstm_step(x, state, kernel, bias, forget_bias),
        inputs,
        (zeros, zeros),
    )
    return outputs.astype(np.float32)


def _blocks(order, biased=2, turn_bias=True):
    """Make an answer: columns in an order of i, j, f, o; the forget bias to one block of these."""

    def answer(kernel, bias, forget_bias):
        parts = list(np.split(bias, 4))
        if biased is not None:
            parts[biased] = parts[biased] + np.float32(forget_bias)
        columns = np.split(kernel, 4, axis=1)
        turned = [columns["ijfo".index(gate)] for gate in order]
        biases = [parts["ijfo".index(gate)] for gate in order] if turn_bias else parts
        return np.concatenate(turned, axis=1), np.concatenate(biases)

    return answer


def _block_case(batch_size, num_steps, input_size, num_units, forget_bias):
    return {
        "kernel": _normal(input_size + num_units, 4 * num_units, scale=0.5),
        "bias": _normal(4 * num_units, scale=0.5),
        "forget_bias": forget_bias,
        "inputs": _normal(batch_size, num_steps, input_size),
    }


for_block_lstm_v2 = Exercise(
    name="for_block_lstm_v2",
    oracle=_block_oracle,
    cases=[_block_case(2, 4, 5, 3, 1.0), _block_case(3, 5, 2, 4, 2.5)],
    mistakes=[
        Mistake(
            "nothing is changed",
            _blocks("ijfo", biased=None),
            (
                "In which two things does the operation differ from the cell?",
                "Neither the order of the blocks nor the forget bias fits as it is.",
            ),
        ),
        Mistake(
            "the order of the gates is kept",
            _blocks("ijfo"),
            (
                "Which gate do the second quarter of the columns belong to, in either layout?",
                "Two of the four blocks of columns have to change places, in kernel and bias.",
            ),
        ),
        Mistake(
            "the forget bias is left out",
            _blocks("ifjo", biased=None),
            (
                "Where does the forget bias come from, in an operation that has no such argument?",
                "The cell adds it while it runs; here it has to lie in the bias itself.",
            ),
        ),
        Mistake(
            "the forget bias lands on another block",
            _blocks("ifjo", biased=1),
            (
                "Which block of your new bias got the forget bias?",
                "The third block is the forget gate's in the old order, not in the new one.",
            ),
        ),
        Mistake(
            "the bias keeps its old order",
            _blocks("ifjo", turn_bias=False),
            (
                "The kernel is right. In which order do the blocks of your bias stand?",
                "The bias has the same four blocks as the columns of the kernel.",
            ),
        ),
    ],
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


def _kernel_gradient_oracle(x, h, a_gradients):
    gradient = 0.0
    for example in range(len(x)):
        before = np.zeros_like(h[0, 0])
        for step in range(x.shape[1]):
            row = np.concatenate([x[example, step], before])
            gradient = gradient + np.outer(row, a_gradients[example, step])
            before = h[example, step]
    return gradient


def _zeros_then(h, axis=1):
    kept = h[:, :-1] if axis == 1 else h[:-1]
    first = h[:, :1] if axis == 1 else h[:1]
    return tf.concat([tf.zeros_like(first), kept], axis=axis)


def _later(h):
    return tf.concat([h[:, 1:], tf.zeros_like(h[:, :1])], axis=1)


def _gathered(before=_zeros_then, parts=lambda x, h: [x, h], scale=lambda x: 1.0):
    """Make an answer out of which h goes with a step, the order of the rows, and a factor."""

    def answer(x, h, a_gradients):
        rows = tf.concat(parts(x, before(h)), axis=2)
        return tf.tensordot(rows, a_gradients, [[0, 1], [0, 1]]) * scale(x)

    return answer


def _step_by_step(x, h, a_gradients):
    rows = tf.concat([x, _zeros_then(h)], axis=2)
    return tf.add_n(
        [
            tf.matmul(rows[:, step], a_gradients[:, step], transpose_a=True)
            for step in range(x.shape[1])
        ]
    )


def _last_step(x, h, a_gradients):
    rows = tf.concat([x, _zeros_then(h)], axis=2)
    return tf.matmul(rows[:, -1], a_gradients[:, -1], transpose_a=True)


def _gradients_case(batch_size, num_steps, size, num_units, columns):
    return {
        "x": _normal(batch_size, num_steps, size),
        "h": _normal(batch_size, num_steps, num_units, scale=0.5),
        "a_gradients": _normal(batch_size, num_steps, columns, scale=0.5),
    }


kernel_gradient = Exercise(
    name="kernel_gradient",
    oracle=_kernel_gradient_oracle,
    cases=[_gradients_case(3, 5, 4, 6, 6), _gradients_case(2, 4, 3, 2, 8)],
    mistakes=[
        Mistake(
            "h of the same step",
            _gathered(before=lambda h: h),
            (
                "Which h went into `a` at step *t*: the one that the step makes?",
                "The kernel met `[x_t, h_{t-1}]`, so step 0 met zeros.",
                "All h move back by one step, and the last one is not needed.",
            ),
        ),
        Mistake(
            "h of the step after",
            _gathered(before=_later),
            (
                "Which h stands beside `x_0` in your matrix?",
                "A step meets the h from *before* it; you moved them the other way.",
            ),
        ),
        Mistake(
            "h moves along the batch",
            _gathered(before=lambda h: _zeros_then(h, axis=0)),
            (
                "Along which axis did your zeros come in?",
                "Here the first axis counts sequences; the steps are on the second.",
            ),
        ),
        Mistake(
            "the rows of the state come first",
            _gathered(parts=lambda x, h: [h, x]),
            (
                "Which rows of the kernel multiply the input (lesson 03)?",
                "The gradient has the kernel's layout: rows of the input first.",
            ),
        ),
        Mistake(
            "one product for each step",
            _step_by_step,
            (
                "How many products does your graph have for 28 steps? And for 1,000?",
                "A product sums over what its two matrices share. Which sums do you need?",
                "If steps and batch are one axis of both, the product sums over both.",
            ),
        ),
        Mistake(
            "only the last step counts",
            _last_step,
            (
                "At which steps was the kernel used?",
                "One kernel serves all steps, so each step has its share in the gradient.",
            ),
        ),
        Mistake(
            "the mean over the batch",
            _gathered(scale=lambda x: 1 / int(x.shape[0])),
            (
                "By which factor is your gradient too small?",
                "Where a loss is a mean, that lies in the gradients of `a` already: here you sum.",
            ),
        ),
    ],
    minutes=6,
    difficulty=2,
    call=_run_one_product,
    tolerance=1e-5,
)

progress = progress_of(to_time_major, operations_at, run_free, for_block_lstm_v2, kernel_gradient)
