"""The learner writes a cell that normalizes the sums before its tanh."""

from functools import partial

import numpy as np

from utils.checks.cases import normal
from utils.checks.engine import Exercise
from utils.checks.made_cells import run_made_cell, unrolled
from utils.checks.your_own_cell.shared import Cell, mistakes_with_any_cell
from utils.tf1 import tf

random = np.random.default_rng(14)


def _product(cell, joined):
    return tf.matmul(joined, cell.kernel)


def _scaled(cell, a):
    return a * cell.gain + cell.bias


def _layer_norm(
    order=1,
    before=_product,
    axes=(1,),
    keep_dims=True,
    stop=tf.identity,
    centered=True,
    under=lambda variance, epsilon: tf.sqrt(variance + epsilon),
    after=lambda cell, a: tf.tanh(_scaled(cell, a)),
    stretched=lambda variance, num_units: variance,
    returns=lambda state, new_state: new_state,
    gain=1.0,
    cell_class=Cell,
):
    """Make an answer that goes wrong where a setting differs from the default."""

    def answer(num_units, epsilon):
        def step(cell, inputs, state):
            a = before(cell, tf.concat([inputs, state][::order], axis=1))
            mean, variance = map(stop, tf.nn.moments(a, axes=list(axes), keep_dims=keep_dims))
            above = a - mean if centered else a
            spread = under(stretched(variance, num_units), epsilon)
            new_state = returns(state, after(cell, above / spread))
            return new_state, new_state

        return cell_class(num_units, step, {"gain": gain, "bias": 0.0})

    return answer


def _oracle(num_units, epsilon, inputs, state, weights, thorough):
    def step(x, h, kernel, gain, bias):
        rows = []
        for a in np.hstack([x, h]) @ kernel:
            away = a - a.sum() / num_units
            rows.append(away / (away @ away / num_units + epsilon) ** 0.5 * gain + bias)
        return (np.tanh(rows),) * 2

    return unrolled(step, inputs, state, weights, thorough)


def _case(epsilon, thorough, batch_size, num_steps, input_size, num_units):
    return {
        "num_units": num_units,
        "epsilon": epsilon,
        "inputs": normal(random, batch_size, num_steps, input_size),
        "state": normal(random, batch_size, num_units, scale=0.5),
        "weights": (
            normal(random, input_size + num_units, num_units, scale=0.5),
            normal(random, num_units, scale=0.3, mean=1.0),
            normal(random, num_units, scale=0.3),
        ),
        "thorough": thorough,
    }


layer_norm_cell = Exercise(
    name="layer_norm_cell",
    oracle=_oracle,
    cases=[_case(0.01, False, 3, 4, 2, 5), _case(0.2, True, 2, 3, 4, 3)],
    mistakes={
        "mean and variance are taken over the batch": (
            _layer_norm(axes=(0,)),
            "Does a row of your cell depend on the other rows of its batch?",
            "Look at `axes`. The units are axis 1 of `[batch, num_units]`.",
        ),
        "the sums are divided by the variance, not by its root": (
            _layer_norm(under=lambda variance, epsilon: variance + epsilon),
            "Is the variance of your normalized rows 1?",
            "Look at the denominator of the fraction. It contains a square root.",
        ),
        "the root is taken before epsilon is added": (
            _layer_norm(under=lambda variance, epsilon: tf.sqrt(variance) + epsilon),
            "Do you add $\\epsilon$ after the square root?",
            "In the formula, it is inside the root, added to the variance.",
        ),
        "epsilon is not the argument": (
            _layer_norm(under=lambda variance, epsilon: tf.sqrt(variance + 1e-5)),
            "Does your result depend on the argument `epsilon`?",
            "The lesson uses 1e-5, but the check uses other values.",
        ),
        "tanh comes before the normalization": (
            _layer_norm(before=lambda cell, joined: tf.tanh(_product(cell, joined)), after=_scaled),
            "Can your output be larger than 1?",
            "Look at the order of tanh and normalization. tanh comes last.",
        ),
        "gain and bias come after tanh": (
            _layer_norm(after=lambda cell, a: _scaled(cell, tf.tanh(a))),
            "Can your output be larger than 1?",
            "Look at the place of gain and bias. tanh comes last.",
        ),
        "inputs and state are normalized, not the sums": (
            _layer_norm(
                before=lambda cell, joined: joined,
                after=lambda cell, a: tf.tanh(_scaled(cell, _product(cell, a))),
            ),
            "Does your result change if all weights are twice as large?",
            "First multiply by the kernel, then normalize.",
        ),
        "the gain is not used": (
            _layer_norm(after=lambda cell, a: tf.tanh(a + cell.bias)),
            "Does your `call` use all three variables?",
            "The gain multiplies the normalized sums, before the bias is added.",
        ),
        "tanh is missing": (
            _layer_norm(after=_scaled),
            "Can your state be larger than 1?",
            "The second formula applies a function to the normalized sums.",
        ),
        "the bias is added before the normalization": (
            _layer_norm(
                before=lambda cell, joined: _product(cell, joined) + cell.bias,
                after=lambda cell, a: tf.tanh(a * cell.gain),
            ),
            "Do you add the bias before you normalize?",
            "In the formula, the bias comes last, after the gain.",
        ),
        "the bias is added after tanh": (
            _layer_norm(after=lambda cell, a: tf.tanh(a * cell.gain) + cell.bias),
            "Can your output be larger than 1?",
            "Look at the place of the bias. tanh comes last.",
        ),
        "the activation is a sigmoid": (
            _layer_norm(after=lambda cell, a: tf.sigmoid(_scaled(cell, a))),
            "Can your output be negative?",
            "This cell has no gate. Look at the activation in the formula.",
        ),
        "the old state is added": (
            _layer_norm(returns=lambda state, new_state: state + new_state),
            "Can your output be larger than 1?",
            "The formula has no residual connection. The new state is the tanh alone.",
        ),
        "the variance is divided by num_units - 1": (
            _layer_norm(
                stretched=lambda variance, num_units: variance * num_units / (num_units - 1)
            ),
            "Is your variance a little larger than that of `np.var`?",
            "Divide the sum of squares by the number of units. `tf.nn.moments` does it.",
        ),
        "mean and variance are taken over all rows and units": (
            _layer_norm(axes=(0, 1)),
            "Does each of your rows have its own mean?",
            "Look at `axes`. It should contain only the axis of the units.",
        ),
        "epsilon is left out": (
            _layer_norm(under=lambda variance, epsilon: tf.sqrt(variance)),
            "Does your result depend on `epsilon`?",
            "It is added to the variance, inside the square root.",
        ),
        "the mean is not subtracted": (
            _layer_norm(centered=False),
            "Is the mean of your normalized rows 0?",
            "Look at the numerator of the fraction.",
        ),
        "mean and variance lack an axis": (
            _layer_norm(keep_dims=False),
            "Does your mean have the shape `[batch, 1]`?",
            "A mean `[batch]` does not fit `[batch, num_units]`. Use `keep_dims=True`.",
        ),
        "the gain multiplies the bias too": (
            _layer_norm(after=lambda cell, a: tf.tanh((a + cell.bias) * cell.gain)),
            "Does your gain multiply the bias?",
            "The bias is added last, after the gain.",
        ),
        "the bias is not used": (
            _layer_norm(after=lambda cell, a: tf.tanh(a * cell.gain)),
            "Does your `call` use all three variables?",
            "The bias is added last, after the gain.",
        ),
        "the gain comes before the normalization": (
            _layer_norm(
                before=lambda cell, joined: _product(cell, joined) * cell.gain,
                after=lambda cell, a: tf.tanh(a + cell.bias),
            ),
            "Do you apply the gain before you normalize?",
            "Normalize the result of the matrix multiplication. Gain and bias come afterwards.",
        ),
        **mistakes_with_any_cell(_layer_norm),
        "no gradient flows through mean and variance": (
            _layer_norm(stop=tf.stop_gradient),
            "Your values are correct. Does a gradient flow through your mean and variance?",
            "Both depend on the kernel too. Do not use `tf.stop_gradient`.",
        ),
        "the gain does not begin with ones": (
            _layer_norm(gain=0.0),
            "Does your gain begin with ones?",
            "`add_weight` takes an `initializer`. Section 6 says how gain and bias begin.",
        ),
    },
    minutes=8,
    difficulty=3,
    arguments=("num_units", "epsilon"),
    call=partial(run_made_cell, begins={"kernel": None, "gain": 1, "bias": 0}),
    tolerance=1e-5,
    place="(outputs, final state, gradients)",
)
