"""The learner writes a layer without a bias whose calls share one kernel."""

import numpy as np

from utils.checks.cases import normal
from utils.checks.engine import Exercise, WrongAnswer
from utils.checks.in_graph import require_tensors
from utils.tf1 import tf

random = np.random.default_rng(1)


def _applied_twice(answer, both_inputs, kernel):
    """Apply one layer to two inputs, with a known kernel; return its two outputs."""
    num_units = kernel.shape[1]
    with tf.Graph().as_default():
        outputs, counts = [], []
        with tf.variable_scope("layer"):
            for inputs in both_inputs:
                outputs.append(answer(tf.constant(inputs), num_units))
                require_tensors(outputs[-1])
                counts.append(len(tf.global_variables()))
        for calls, count in zip(("one call", "two calls"), counts, strict=True):
            if count != 1:
                raise WrongAnswer(f"expected 1 variable after {calls}, got {count}.")
        (variable,) = tf.global_variables()
        shape, expected = variable.shape.as_list(), list(kernel.shape)
        if shape != expected:
            raise WrongAnswer(f"expected shape {expected} for the variable, got {shape}.")
        with tf.Session() as session:
            variable.load(kernel, session)
            return session.run(outputs)


def _kernel(*shape, reuse=tf.AUTO_REUSE):
    with tf.variable_scope("dense", reuse=reuse):
        return tf.get_variable("kernel", shape)


def _in_another_graph(inputs, num_units):
    with tf.Graph().as_default():
        return tf.matmul(inputs, _kernel(inputs.shape[1], num_units))


shared_product = Exercise(
    name="shared_product",
    oracle=lambda both_inputs, kernel: list(np.einsum("cbi,iu->cbu", both_inputs, kernel)),
    cases=[
        {"both_inputs": normal(random, 2, 2, 3), "kernel": normal(random, 3, 4)},
        {"both_inputs": normal(random, 2, 1, 5), "kernel": normal(random, 5, 2)},
    ],
    mistakes={
        "a new variable at each call": (
            lambda inputs, units: tf.matmul(inputs, tf.Variable(tf.ones([inputs.shape[1], units]))),
            "Two calls created two variables. How can the second call find the first one?",
            "`tf.Variable` always creates one. `tf.get_variable` can find one by its full name.",
            "Use `tf.get_variable` with the same full name in each call, and set `reuse`.",
        ),
        "there is no variable": (
            lambda inputs, units: tf.matmul(inputs, tf.ones([inputs.shape[1], units])),
            "The graph contains no variable. What could training change in your layer?",
            "`tf.ones` returns a constant. Section 4 shows how to create a variable.",
        ),
        "a bias as well": (
            lambda inputs, units: tf.layers.dense(inputs, units),
            "Your layer creates a kernel and a bias. Does the exercise mention a bias?",
            "The layer is only a matrix multiplication with the kernel.",
        ),
        "the second call creates the variable again": (
            lambda inputs, units: tf.matmul(inputs, _kernel(inputs.shape[1], units, reuse=False)),
            "The error says that the variable already exists. Which call created it?",
            "With `reuse=False`, a name can be created only once. See the table in section 5.",
            "Set `reuse` of the scope to the value that works in both columns of the table.",
        ),
        "reuse=True before the variable exists": (
            lambda inputs, units: tf.matmul(inputs, _kernel(inputs.shape[1], units, reuse=True)),
            "The error says that the variable does not exist. Which call should create it?",
            "`reuse=True` only finds variables. See the table in section 5.",
            "Set `reuse` of the scope to the value that works in both columns of the table.",
        ),
        "the batch size instead of the input size": (
            lambda inputs, units: tf.matmul(inputs, _kernel(inputs.shape[0], units)),
            "Your kernel has one row for each row of the batch. How many rows does it need?",
            "The kernel has shape `[input_size, num_units]`, and the batch is axis 0 of `inputs`.",
            "Take the input size from axis 1 of `inputs`.",
        ),
        "the two factors are swapped": (
            lambda inputs, units: tf.matmul(_kernel(inputs.shape[1], units), inputs),
            "You multiply the kernel by the inputs. Which one comes first?",
            "The result has shape `[batch, num_units]`, so the inputs are on the left.",
        ),
        "the sizes of another kernel": (
            lambda inputs, units: tf.matmul(inputs, _kernel(3, 2)),
            "Your kernel always has shape `[3, 2]`. Where do these two numbers come from?",
            "The check uses other sizes. Take them from `inputs.shape` and `num_units`.",
        ),
        "a graph of its own": (
            _in_another_graph,
            "The error says that two tensors are not from the same graph. Did you create one?",
            "The check has already selected a graph, and `inputs` belongs to it.",
            "Remove `tf.Graph()` from your function.",
        ),
        "the kernel is transposed": (
            lambda inputs, units: tf.matmul(
                inputs, _kernel(units, inputs.shape[1]), transpose_b=True
            ),
            "Your kernel has shape `[num_units, input_size]`. What does the exercise ask for?",
            "Swap the two sizes. Then `tf.matmul` does not need to transpose the kernel.",
        ),
        "multiplied element by element": (
            lambda inputs, units: inputs * _kernel(inputs.shape[1], units),
            "Your code multiplies with `*`. Is that a matrix multiplication?",
            "`*` multiplies element by element. The exercise names the function that you need.",
        ),
    },
    minutes=8,
    difficulty=2,
    arguments=("inputs", "num_units"),
    call=_applied_twice,
)
