"""The learner makes four lines of a language model of 2016 run today."""

import numpy as np

from utils import reference
from utils.checks.cases import normal
from utils.checks.engine import Exercise, WrongAnswer
from utils.checks.in_graph import require_tensors
from utils.tf1 import tf

random = np.random.default_rng(15)


def _run(answer, inputs, labels, W, b, kernel, bias):
    """Let an answer build its part with a cell whose weights are known, and run it."""
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


def _oracle(inputs, labels, W, b, kernel, bias):
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


def _swap_axes(tensor):
    return tf.transpose(tensor, [1, 0, 2])


def _like_the_lines(
    losses=_losses,
    biased=True,
    read=tf.identity,
    order=tf.identity,
    order_labels=tf.identity,
    units=None,
):
    """Make an answer that is wrong where a setting differs from the default."""

    def answer(cell, inputs, labels, W, b):
        num_units, num_classes = W.shape.as_list()
        num_units = units or num_units
        outputs, _ = tf.nn.dynamic_rnn(cell, read(inputs), dtype=tf.float32)
        logits = tf.matmul(tf.reshape(order(outputs), [-1, num_units]), W)
        logits = logits + b if biased else logits
        return losses(tf.reshape(order_labels(labels), [-1, num_classes]), logits)

    return answer


def _reshaped(cell, inputs, labels, W, b):
    """Reshape where the old lines transpose: each list item mixes time steps and sequences."""
    batch_size, num_steps, size = inputs.shape.as_list()
    inputs = tf.reshape(inputs, [num_steps, batch_size, size])
    return _like_the_lines(read=_swap_axes)(cell, inputs, labels, W, b)


def _last_step(cell, inputs, labels, W, b):
    _, state = tf.nn.dynamic_rnn(cell, inputs, dtype=tf.float32)
    return _losses(labels[:, -1], tf.matmul(state, W) + b)


def _with_two_axes(cell, inputs, labels, W, b):
    losses = _like_the_lines()(cell, inputs, labels, W, b)
    return tf.reshape(losses, tf.shape(labels)[:2])


def _case(batch_size, num_steps, input_size, num_units, num_classes):
    labels = random.integers(0, num_classes, size=(batch_size, num_steps))
    return {
        "inputs": normal(random, batch_size, num_steps, input_size),
        "labels": np.eye(num_classes, dtype=np.float32)[labels],
        "W": normal(random, num_units, num_classes),
        "b": normal(random, num_classes),
        "kernel": normal(random, input_size + num_units, num_units, scale=0.5),
        "bias": normal(random, num_units),
    }


BATCH_MAJOR = (
    "Does your network read along the time steps or along the batch?",
    "Look at the axes: `inputs` is batch-major, and `static_rnn` takes a list of steps.",
    "Transpose before you unstack, as the old line does.",
)

port_lines = Exercise(
    name="port_lines",
    oracle=_oracle,
    cases=[_case(3, 4, 2, 5, 6), _case(2, 5, 3, 4, 3)],
    mistakes={
        "labels and logits are swapped": (
            _like_the_lines(losses=lambda labels, logits: _losses(logits, labels)),
            "Which argument does your cross-entropy get first?",
            "Look at the last line: today the labels come first, and no error shows it.",
            "Write the names `labels=` and `logits=`.",
        ),
        "the outputs are joined step by step": (
            _like_the_lines(order=_swap_axes),
            "Are your outputs in the same order as the labels?",
            "Look at `tf.concat`: along axis 0, all sequences of the first time step come first.",
            "Concatenate along axis 1, before the reshape.",
        ),
        "the losses are ordered step by step": (
            _like_the_lines(order=_swap_axes, order_labels=_swap_axes),
            "To which sequence does your second loss belong?",
            "Look at the order of outputs and labels: all steps of the first sequence come first.",
            "Concatenate along axis 1, and do not transpose the labels.",
        ),
        "the sequences are taken for steps": (_like_the_lines(read=_swap_axes), *BATCH_MAJOR),
        "the sequences are taken for steps, and put back in their order": (
            _like_the_lines(read=_swap_axes, order=_swap_axes),
            *BATCH_MAJOR,
        ),
        "the inputs are reshaped and not transposed": (
            _reshaped,
            "Does each of your time steps contain numbers of one time step only?",
            "Look at the first line: a reshape to the same shape does not swap the axes.",
            "Use `tf.transpose(inputs, [1, 0, 2])`, as the old line does.",
        ),
        "the notebook's `num_units` is used": (
            _like_the_lines(units=4),
            "Does the given cell have the number of units of the notebook's cell?",
            "Look at `num_units`: the check uses cells of other sizes.",
            "Read the sizes from `W.shape`.",
        ),
        "only the last time step is used": (
            _last_step,
            "How many losses does your answer return for each sequence?",
            "Look at the old lines: they use the outputs of all time steps.",
            "Concatenate all outputs along axis 1, and reshape them to `[-1, num_units]`.",
        ),
        "the losses have two axes": (
            _with_two_axes,
            "How many axes does your result have?",
            "Look at the second and the fourth old line: both reshape to one row per time step.",
            "Reshape outputs and labels to two axes.",
        ),
        "the cross-entropy is the one with sigmoids": (
            _like_the_lines(
                losses=lambda labels, logits: tf.nn.sigmoid_cross_entropy_with_logits(
                    labels=labels, logits=logits
                )
            ),
            "How many losses does your answer return for each time step?",
            "Look at the name of the cross-entropy in the last old line.",
            "Use `tf.nn.softmax_cross_entropy_with_logits`.",
        ),
        "the bias b is left out": (
            _like_the_lines(biased=False),
            "Does your answer use all its arguments?",
            "Look at the third old line.",
            "Add `b` to the matrix multiplication.",
        ),
        "the softmax is done twice": (
            _like_the_lines(losses=lambda labels, logits: _losses(labels, tf.nn.softmax(logits))),
            "How often does your answer apply the softmax?",
            "Look at the name: a function `..._with_logits` applies the softmax itself.",
            "Pass the logits without a softmax.",
        ),
        "the mean is returned": (
            _like_the_lines(losses=lambda *both: tf.reduce_mean(_losses(*both))),
            "How many losses does your answer return?",
            "Look at the last old line: it computes one loss for each time step.",
            "Return the losses without a mean.",
        ),
    },
    minutes=8,
    difficulty=3,
    tolerance=1e-4,
    call=_run,
    arguments=("cell", "inputs", "labels", "W", "b"),
)
