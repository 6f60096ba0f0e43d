"""The learner builds the gradient of a kernel, over all steps, as one matrix multiplication."""

import numpy as np

from utils.checks.cases import normal
from utils.checks.engine import Exercise, WrongAnswer
from utils.checks.in_graph import in_graph, require_tensors
from utils.tf1 import tf

random = np.random.default_rng(9)
PRODUCTS = {"MatMul", "SparseMatMul", "BatchMatMul", "BatchMatMulV2", "BatchMatMulV3", "Einsum"}


def _kernel_gradient_oracle(x, h, a_gradients):
    """Add up one outer product for each step of each example: [input + units, columns]."""
    gradient = 0.0
    for example in zip(x, h, a_gradients, strict=True):
        before = np.zeros_like(h[0, 0])
        for x_t, h_t, a_gradient in zip(*example, strict=True):
            gradient = gradient + np.outer(np.concatenate([x_t, before]), a_gradient)
            before = h_t
    return gradient


def _run_one_product(answer, *arrays):
    """Let an answer build its gradient, and insist on one multiplication for all time steps."""

    def build(*tensors):
        gradient = answer(*tensors)
        require_tensors(gradient)
        operations = tf.get_default_graph().get_operations()
        products = [operation for operation in operations if operation.type in PRODUCTS]
        if len(products) != 1:
            raise WrongAnswer(
                f"it adds {len(products)} matrix multiplications, but one is expected."
            )
        if products[0]._get_control_flow_context() is not None:
            raise WrongAnswer("its matrix multiplication is in a loop, which repeats it.")
        return gradient

    return in_graph(build, *arrays)


def _product(parts, a_gradients):
    return tf.tensordot(tf.concat(parts, axis=2), a_gradients, [[0, 1], [0, 1]])


def _before(h):
    return tf.pad(h[:, :-1], [[0, 0], [1, 0], [0, 0]])


def _after(first, h):
    """The outputs one time step later, with something else at time step 0."""
    return tf.concat([first, h[:, :-1]], axis=1)


def _step_by_step(x, h, a_gradients):
    steps = [slice(step, step + 1) for step in range(x.shape[1])]
    return tf.add_n([_product([x[:, t], _before(h)[:, t]], a_gradients[:, t]) for t in steps])


def _gradient_case(batch_size, num_steps, size, num_units, columns):
    return {
        "x": normal(random, batch_size, num_steps, size),
        "h": normal(random, batch_size, num_steps, num_units, scale=0.5),
        "a_gradients": normal(random, batch_size, num_steps, columns, scale=0.5),
    }


kernel_gradient = Exercise(
    name="kernel_gradient",
    oracle=_kernel_gradient_oracle,
    cases=[_gradient_case(3, 5, 4, 6, 6), _gradient_case(2, 4, 3, 2, 8)],
    mistakes={
        "h of the same step": (
            lambda x, h, a: _product([x, h], a),
            "You join `x_t` and `h_t`. Which h did the kernel multiply at time step t?",
            "The kernel multiplies the state before the time step: zeros at step 0.",
            "Put zeros in front of `h`, and leave out its last time step.",
        ),
        "h of the step after": (
            lambda x, h, a: _product([x, tf.pad(h[:, 1:], [[0, 0], [0, 1], [0, 0]])], a),
            "You join `x_t` and the h of the step after. Which h did the kernel multiply?",
            "The kernel multiplies the state before the time step.",
            "Shift `h` in the other direction, with zeros at time step 0.",
        ),
        "h moves along the batch": (
            lambda x, h, a: _product([x, tf.pad(h[:-1], [[1, 0], [0, 0], [0, 0]])], a),
            "You shift `h` along axis 0. Which axis contains the time steps?",
            "The tensors are batch-major, so axis 0 counts the sequences.",
            "Shift `h` along axis 1.",
        ),
        "step 0 repeats its own output": (
            lambda x, h, a: _product([x, _after(h[:, :1], h)], a),
            "At time step 0 you use the first output. Which state did the kernel multiply there?",
            "All sequences start from a state of zeros.",
            "Use `tf.zeros_like(h[:, :1])` in front.",
        ),
        "step 0 gets the last output": (
            lambda x, h, a: _product([x, _after(h[:, -1:], h)], a),
            "At time step 0 you use the last output. Which state did the kernel multiply there?",
            "`tf.roll` moves the end to the beginning. But sequences start from zeros.",
            "Put zeros in front of `h[:, :-1]`.",
        ),
        "step 0 is left out": (
            lambda x, h, a: _product([x[:, 1:], h[:, :-1]], a[:, 1:]),
            "You leave out time step 0. Did the kernel multiply `x_0`?",
            "At step 0, the kernel multiplied `x_0` and a state of zeros.",
            "Keep all time steps of `x`, and put zeros in front of `h`.",
        ),
        "x is shifted like h": (
            lambda x, h, a: _product([x[:, :-1], h[:, :-1]], a[:, 1:]),
            "You use both x and h of the step before. Which x did the kernel multiply?",
            "A time step reads its own input and the state before it.",
            "Shift only `h`, and keep all time steps of `x`.",
        ),
        "x is shifted instead of h": (
            lambda x, h, a: _product([_before(x), h], a),
            "You shift `x`. Which of the two comes from the step before?",
            "A time step reads its own input and the state before it.",
            "Shift `h`, and keep `x`.",
        ),
        "the rows of the state come first": (
            lambda x, h, a: _product([_before(h), x], a),
            "Your first rows belong to the state. Which rows of the kernel multiply the input?",
            "The gradient has the layout of the kernel, W above U.",
            "Put `x` first when you join.",
        ),
        "one multiplication for each step": (
            _step_by_step,
            "You use one multiplication for each time step. How many are there for 1,000 steps?",
            "A matrix multiplication sums over the axis that both matrices share.",
            "Let it sum over batch and time steps together, for example with `tf.tensordot`.",
        ),
        "W and U have one multiplication each": (
            lambda x, h, a: tf.concat([_product([x], a), _product([_before(h)], a)], axis=0),
            "You use two multiplications, for W and for U. Can one do the work of both?",
            "W and U are the rows of one kernel. Their inputs are the columns of one matrix.",
            "Join `x` and the state along the last axis, then multiply once.",
        ),
        "rows and columns are swapped": (
            lambda x, h, a: tf.tensordot(a, tf.concat([x, _before(h)], axis=2), [[0, 1], [0, 1]]),
            "Your answer has the shape of the transposed kernel. Which tensor comes first?",
            "The kernel has a row for each input, and a column for each number of `a`.",
            "Swap the two tensors of your multiplication.",
        ),
        "each sequence has its own gradient": (
            lambda x, h, a: tf.matmul(tf.concat([x, _before(h)], axis=2), a, transpose_a=True),
            "Your answer has a kernel for each sequence. How many kernels does the RNN have?",
            "The gradient is a sum over the time steps and over the batch.",
            "Let the multiplication sum over both axes, or add over axis 0.",
        ),
        "only the last step counts": (
            lambda x, h, a: _product([x[:, -1:], h[:, -2:-1]], a[:, -1:]),
            "You use only the last time step. At which time steps was the kernel used?",
            "One kernel serves all time steps, so each adds to its gradient.",
        ),
        "the mean over the batch": (
            lambda x, h, a: _product([x, _before(h)], a) / int(x.shape[0]),
            "Your gradient is divided by the batch size. Does the formula contain a mean?",
            "If the loss is a mean, the gradients of `a` contain the division already.",
            "Return the sum.",
        ),
        "the mean over the time steps": (
            lambda x, h, a: _product([x, _before(h)], a) / int(x.shape[1]),
            "Your gradient is divided by the number of time steps. Does the formula do this?",
            "The formula is a sum over all time steps.",
        ),
        "the mean over batch and time steps": (
            lambda x, h, a: _product([x, _before(h)], a) / int(x.shape[0] * x.shape[1]),
            "Your gradient is divided by the number of rows. Does the formula contain a mean?",
            "The formula is a sum over time steps and over the batch.",
        ),
    },
    minutes=6,
    difficulty=2,
    call=_run_one_product,
    tolerance=1e-5,
)
