"""What people get wrong in layer_norm_cell (lesson 14, layer normalisation)."""

from utils.checks.own_cells import (
    BUILT_TOO_SOON,
    EQUAL_NUMBERS,
    BuiltTooSoon,
    Cell,
    KernelOfZeros,
    kernel_sum,
)
from utils.exercise import Mistake
from utils.tf1 import tf


def _normalised(a, epsilon, axes=(1,), power=0.5, stop=tf.identity, keep=True):
    moments = tf.nn.moments(a, axes=list(axes), keep_dims=keep)
    mean, variance = (stop(part) for part in moments)
    return (a - mean) / (variance + epsilon) ** power


def _layer_norm(formula, gain=1.0, cell_class=Cell):
    """Make an answer out of `formula(cell, inputs, state, epsilon)`, its new state."""

    def answer(num_units, epsilon):
        def step(cell, inputs, state):
            new_state = formula(cell, inputs, state, epsilon)
            return new_state, new_state

        return cell_class(num_units, step, {"gain": gain, "bias": 0.0})

    return answer


def _scaled(**settings):
    def formula(cell, inputs, state, epsilon):
        a = kernel_sum(cell, inputs, state)
        return tf.tanh(_normalised(a, epsilon, **settings) * cell.gain + cell.bias)

    return formula


def _inputs_normalised(cell, inputs, state, epsilon):
    joined = _normalised(tf.concat([inputs, state], axis=1), epsilon)
    return tf.tanh(tf.matmul(joined, cell.kernel) * cell.gain + cell.bias)


def _epsilon_outside(cell, inputs, state, epsilon):
    a = kernel_sum(cell, inputs, state)
    mean, variance = tf.nn.moments(a, axes=[1], keep_dims=True)
    return tf.tanh((a - mean) / (tf.sqrt(variance) + epsilon) * cell.gain + cell.bias)


def _not_centred(cell, inputs, state, epsilon):
    a = kernel_sum(cell, inputs, state)
    _, variance = tf.nn.moments(a, axes=[1], keep_dims=True)
    return tf.tanh(a / tf.sqrt(variance + epsilon) * cell.gain + cell.bias)


LAYER_NORM_CELL = [
    Mistake(
        "mean and variance are taken over the batch",
        _layer_norm(_scaled(axes=(0,))),
        (
            "Would a row of your batch come out the same alone?",
            "Which axis of `[batch, num_units]` counts the units?",
        ),
    ),
    Mistake(
        "it is divided by the variance, not by its root",
        _layer_norm(_scaled(power=1.0)),
        (
            "What is the variance of your rows afterwards?",
            "Look at what stands under the line of the fraction.",
        ),
    ),
    Mistake(
        "the root is taken before epsilon is added",
        _layer_norm(_epsilon_outside),
        ("What stands under the root?", "$\\epsilon$ is added to the variance itself."),
    ),
    Mistake(
        "epsilon is not the one that is given",
        _layer_norm(
            lambda cell, x, h, epsilon: tf.tanh(
                _normalised(kernel_sum(cell, x, h), 1e-5) * cell.gain + cell.bias
            )
        ),
        (
            "Does your result depend on `epsilon`?",
            "The check gives other values than the lesson's 1e-5.",
        ),
    ),
    Mistake(
        "the tanh comes first",
        _layer_norm(
            lambda cell, x, h, epsilon: (
                _normalised(tf.tanh(kernel_sum(cell, x, h)), epsilon) * cell.gain + cell.bias
            )
        ),
        (
            "Can your output be larger than 1?",
            "What is normalised is what goes *into* the tanh.",
        ),
    ),
    Mistake(
        "input and state are normalised, not their products",
        _layer_norm(_inputs_normalised),
        (
            "Does your result change when all weights are twice as large?",
            "First multiply by the kernel, then normalise.",
        ),
    ),
    Mistake(
        "the gain is not used",
        _layer_norm(
            lambda cell, x, h, epsilon: tf.tanh(
                _normalised(kernel_sum(cell, x, h), epsilon) + cell.bias
            )
        ),
        (
            "Which of your three variables does `call` not use?",
            "The gain multiplies what was normalised, before the bias is added.",
        ),
    ),
    Mistake(
        "tanh is missing",
        _layer_norm(
            lambda cell, x, h, epsilon: (
                _normalised(kernel_sum(cell, x, h), epsilon) * cell.gain + cell.bias
            )
        ),
        (
            "Can a state of this cell be larger than 1?",
            "What is normalised goes into an activation, as in `BasicRNNCell`.",
        ),
    ),
    Mistake(
        "the bias is added before normalising",
        _layer_norm(
            lambda cell, x, h, epsilon: tf.tanh(
                _normalised(kernel_sum(cell, x, h) + cell.bias, epsilon) * cell.gain
            )
        ),
        (
            "Where in the formula does the bias stand?",
            "It comes after the gain: what is normalised has no bias.",
        ),
    ),
    Mistake(
        "mean and variance are taken over all rows and units",
        _layer_norm(_scaled(axes=(0, 1))),
        (
            "How many means does a batch of three rows have in your cell?",
            "Each row has a mean of its own: which axis must be left out?",
        ),
    ),
    Mistake(
        "epsilon is left out",
        _layer_norm(lambda cell, x, h, epsilon: _scaled()(cell, x, h, 0.0)),
        (
            "Does your result depend on `epsilon`?",
            "It is added to the variance, under the root.",
        ),
    ),
    Mistake(
        "the mean is not subtracted",
        _layer_norm(_not_centred),
        (
            "What is the mean of your rows before gain and bias?",
            "Look at what stands above the line of the fraction.",
        ),
    ),
    Mistake(
        "mean and variance have lost their axis",
        _layer_norm(_scaled(keep=False)),
        (
            "Which shapes have the sums, and which has their mean?",
            "A mean `[batch]` does not fit `[batch, num_units]`: it must keep an axis of 1.",
        ),
    ),
    Mistake(
        "the gain multiplies the bias too",
        _layer_norm(
            lambda cell, x, h, epsilon: tf.tanh(
                (_normalised(kernel_sum(cell, x, h), epsilon) + cell.bias) * cell.gain
            )
        ),
        (
            "What does the gain multiply in the formula?",
            "The bias is added last, after the gain.",
        ),
    ),
    Mistake(
        "the bias is not used",
        _layer_norm(
            lambda cell, x, h, epsilon: tf.tanh(
                _normalised(kernel_sum(cell, x, h), epsilon) * cell.gain
            )
        ),
        (
            "Which of your three variables does `call` not use?",
            "The bias is added last, after the gain.",
        ),
    ),
    Mistake(
        "the gain comes before normalising",
        _layer_norm(
            lambda cell, x, h, epsilon: tf.tanh(
                _normalised(kernel_sum(cell, x, h) * cell.gain, epsilon) + cell.bias
            )
        ),
        (
            "Of what do you take mean and variance?",
            "They are those of the product alone; gain and bias come after.",
        ),
    ),
    Mistake(
        "the state stands before the inputs",
        _layer_norm(
            lambda cell, x, h, epsilon: tf.tanh(
                _normalised(kernel_sum(cell, x, h, order=-1), epsilon) * cell.gain + cell.bias
            )
        ),
        (
            "Which rows of the kernel does the input meet?",
            "The first `input_size` rows of the kernel are for the inputs.",
        ),
    ),
    Mistake(
        "the layer is called built before it has its variables",
        _layer_norm(_scaled(), cell_class=BuiltTooSoon),
        BUILT_TOO_SOON,
    ),
    Mistake(
        "the kernel begins with equal numbers",
        _layer_norm(_scaled(), cell_class=KernelOfZeros),
        EQUAL_NUMBERS,
    ),
    Mistake(
        "mean and variance are constants to the gradient",
        _layer_norm(_scaled(stop=tf.stop_gradient)),
        (
            "Your values are right. What does a weight change, besides its own sum?",
            "Mean and variance depend on the kernel too: let the gradient through.",
        ),
    ),
    Mistake(
        "the gain does not begin as ones",
        _layer_norm(_scaled(), gain=0.0),
        (
            "With what does `add_weight` fill a variable if you do not say it?",
            "A gain multiplies: with which number does it change nothing?",
        ),
    ),
]
