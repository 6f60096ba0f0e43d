"""The learner ports two lines with `contrib.layers.fully_connected` to `tf.layers.dense`."""

import numpy as np

from utils.checks.cases import normal
from utils.checks.engine import Exercise, WrongAnswer
from utils.checks.in_graph import require_tensors
from utils.tf1 import tf

random = np.random.default_rng(20)
dense = tf.layers.dense


def _run(answer, inputs, num_hidden, num_classes, weights):
    """Let an answer build its layers, and run them with weights that the oracle knows."""
    with tf.Graph().as_default(), tf.Session() as session:
        returned = answer(tf.constant(inputs), num_hidden, num_classes)
        require_tensors(returned)
        values = {weight.shape: weight for weight in weights}  # all four shapes differ
        variables = tf.trainable_variables()
        shapes = [tuple(variable.shape.as_list()) for variable in variables]
        if sorted(shapes) != sorted(values):
            expected = ", ".join(str(list(shape)) for shape in values)
            got = ", ".join(str(list(shape)) for shape in shapes) or "none"
            raise WrongAnswer(f"expected variables of the shapes {expected}, got {got}.")
        for variable, shape in zip(variables, shapes, strict=True):
            variable.load(values[shape], session)
        return session.run(returned)


def _by_numpy(inputs, num_hidden, num_classes, weights):
    kernel, bias, V, b_out = weights
    sums = inputs @ kernel + bias
    hidden = np.where(sums > 0, sums, np.float32(0))
    return hidden @ V + b_out


def _layers(first=tf.nn.relu, second=None, before=tf.identity, after=tf.identity, **settings):
    """Make an answer that goes wrong where a setting differs from the default."""

    def answer(inputs, num_hidden, num_classes):
        hidden = dense(before(inputs), num_hidden, activation=first, **settings)
        return after(dense(hidden, num_classes, activation=second, **settings))

    return answer


def _both_returned(inputs, num_hidden, num_classes):
    hidden = dense(inputs, num_hidden, activation=tf.nn.relu)
    return hidden, dense(hidden, num_classes)


def _hidden_returned(inputs, num_hidden, num_classes):
    hidden = dense(inputs, num_hidden, activation=tf.nn.relu)
    dense(hidden, num_classes)
    return hidden


def _second_from_inputs(inputs, num_hidden, num_classes):
    dense(inputs, num_hidden, activation=tf.nn.relu)
    return dense(inputs, num_classes)


def _sizes_swapped(inputs, num_hidden, num_classes):
    return _layers()(inputs, num_classes, num_hidden)


def _case(batch_size, input_size, num_hidden, num_classes):
    shapes = (input_size, num_hidden), (num_hidden,), (num_hidden, num_classes), (num_classes,)
    return {
        "inputs": normal(random, batch_size, input_size),
        "num_hidden": num_hidden,
        "num_classes": num_classes,
        "weights": [normal(random, *shape) for shape in shapes],
    }


LOGITS = "`activation_fn=None` means that the logits stay as they are."

dense_layers = Exercise(
    name="dense_layers",
    oracle=_by_numpy,
    call=_run,
    cases=[_case(5, 4, 6, 3), _case(7, 3, 8, 2)],
    arguments=("inputs", "num_hidden", "num_classes"),
    tolerance=1e-5,
    mistakes={
        "no layer has a relu": (
            _layers(first=None),
            "Your first layer is linear. What does the old default do?",
            "`fully_connected` applies relu by default, and `tf.layers.dense` applies nothing.",
            "Pass `activation` to the first layer.",
        ),
        "both layers have a relu": (
            _layers(second=tf.nn.relu),
            "None of your logits is negative. Does the second old line apply relu?",
            LOGITS,
        ),
        "only the second layer has a relu": (
            _layers(first=None, second=tf.nn.relu),
            "None of your logits is negative. Which layer needs the relu?",
            LOGITS,
            "Move the activation to the first layer.",
        ),
        "the activation is tanh": (
            _layers(first=tf.tanh),
            "Your hidden layer uses tanh. What is the default of `fully_connected`?",
            "Look at the last column of the report.",
        ),
        "the activation is a sigmoid": (
            _layers(first=tf.sigmoid),
            "Your hidden layer uses a sigmoid. What is the default of `fully_connected`?",
            "Look at the last column of the report.",
        ),
        "the relu comes before the first layer": (
            _layers(first=None, before=tf.nn.relu),
            "You apply relu to the inputs. What should it be applied to?",
            "An activation is applied to the result of its layer.",
            "Use the argument `activation` of the first layer.",
        ),
        "the logits go through a softmax": (
            _layers(second=tf.nn.softmax),
            "Your logits are between 0 and 1. Does the old code contain a softmax?",
            LOGITS,
        ),
        "the layers have no biases": (
            _layers(use_bias=False),
            "Your graph contains two variables. How many does the old code create?",
            "`fully_connected` creates `weights` and `biases` for each layer.",
        ),
        "the second layer reads the inputs": (
            _second_from_inputs,
            "What does your second layer read?",
            "In the old code it reads the result of the first layer.",
            "Pass `hidden` to the second layer.",
        ),
        "the two sizes are swapped": (
            _sizes_swapped,
            "How many numbers per row does your first layer return?",
            "The first layer has `num_hidden` units, and the second has `num_classes`.",
        ),
        "the hidden layer is returned": (
            _hidden_returned,
            "Your result has `num_hidden` columns. How many should it have?",
            "Return the logits, which are the result of the second layer.",
        ),
        "the hidden layer is returned with the logits": (
            _both_returned,
            "You return two tensors. How many should it be?",
            "Return only the logits.",
        ),
        "there is one layer": (
            lambda inputs, num_hidden, num_classes: dense(inputs, num_classes),
            "Your graph contains one layer. How many does the old code build?",
            "The logits are computed from `hidden`, and not from the inputs.",
        ),
    },
    minutes=5,
    difficulty=1,
)
