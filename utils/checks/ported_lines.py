"""What people get wrong in port_lines (lesson 15, old names), and how it is judged."""

import numpy as np

from utils import reference
from utils.checks.in_graph import require_tensors
from utils.exercise import Mistake, WrongAnswer
from utils.tf1 import tf


def run_lines(answer, inputs, labels, W, b, kernel, bias):
    """Let an answer draw its part with a cell whose weights are known, and run it."""
    with tf.Graph().as_default(), tf.Session() as session:
        cell = tf.nn.rnn_cell.BasicRNNCell(len(bias))
        cell.build((None, inputs.shape[2]))
        count = len(tf.global_variables())
        losses = answer(cell, *(tf.constant(value) for value in (inputs, labels, W, b)))
        require_tensors(losses)
        made = len(tf.global_variables()) - count
        if made:
            raise WrongAnswer(f"it made {made} new variables: use the cell that it was given.")
        for variable, value in zip(cell.variables, (kernel, bias), strict=True):
            variable.load(value, session)
        return session.run(losses)


def lines_oracle(inputs, labels, W, b, kernel, bias):
    """Return the losses of all steps, sequence by sequence, by NumPy."""
    outputs, _ = reference.unroll(
        lambda x, state: reference.rnn_step(x, state, kernel, bias),
        inputs,
        np.zeros((len(inputs), len(bias)), np.float32),
    )
    logits = outputs @ W + b  # [batch, num_steps, num_classes]
    right = (logits * labels).sum(axis=2)
    return (np.log(np.exp(logits).sum(axis=2)) - right).ravel()


def _losses(labels, logits):
    return tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits)


def _like_the_lines(
    losses=_losses,
    biased=True,
    read=lambda inputs: inputs,
    order=lambda outputs: outputs,
    order_labels=lambda labels: labels,
):
    """Make an answer that goes wrong where a setting differs from the default."""

    def answer(cell, inputs, labels, W, b):
        num_units, num_classes = W.shape.as_list()
        outputs, _ = tf.nn.dynamic_rnn(cell, read(inputs), dtype=tf.float32)
        logits = tf.matmul(tf.reshape(order(outputs), [-1, num_units]), W)
        logits = logits + b if biased else logits
        return losses(tf.reshape(order_labels(labels), [-1, num_classes]), logits)

    return answer


def _exchange(tensor):
    return tf.transpose(tensor, [1, 0, 2])


PORT_LINES = [
    Mistake(
        "labels and logits are exchanged",
        _like_the_lines(losses=lambda labels, logits: _losses(logits, labels)),
        (
            "Which of the two does the cross-entropy take first today?",
            "It does not complain, since both have the same shape.",
            "Write the names of both arguments.",
        ),
    ),
    Mistake(
        "the outputs are joined step by step",
        _like_the_lines(order=_exchange),
        (
            "Which sequence and step does the second row of your `output` belong to?",
            "The labels go sequence by sequence. Joined along axis 0, the outputs do not.",
        ),
    ),
    Mistake(
        "the losses stand step by step",
        _like_the_lines(order=_exchange, order_labels=_exchange),
        (
            "Whose loss is your second one?",
            "Each loss is right, but all steps of the first sequence should come first.",
        ),
    ),
    Mistake(
        "the sequences are taken for steps",
        _like_the_lines(read=_exchange),
        (
            "Along which axis does your network read?",
            "`inputs` is batch-major; a list for `static_rnn` holds one step of all sequences.",
        ),
    ),
    Mistake(
        "the bias b is left out",
        _like_the_lines(biased=False),
        (
            "Which of your arguments have you not used?",
            "Compare your logits with the third of the old lines.",
        ),
    ),
    Mistake(
        "the softmax is done twice",
        _like_the_lines(losses=lambda labels, logits: _losses(labels, tf.nn.softmax(logits))),
        (
            "What does *with logits* mean, at the end of that name?",
            "The cross-entropy does the softmax itself.",
        ),
    ),
    Mistake(
        "the mean is returned",
        _like_the_lines(losses=lambda *both: tf.reduce_mean(_losses(*both))),
        (
            "How many losses are wanted?",
            "The four old lines end before any mean is taken.",
        ),
    ),
]
