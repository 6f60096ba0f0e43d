"""The learner runs one training step with dropout, then a measurement without it."""

from functools import partial

import numpy as np

from utils.checks.engine import Exercise, call_unchanged
from utils.tf1 import tf

random = np.random.default_rng(12)


def _runs(training=0.7, measuring=1.0, trained="batch", measured="validation", updates=1):
    """Make a mistake out of what is fed to the training step, and to the measurement."""

    def answer(session, train_op, accuracy, keep_prob, batch, validation):
        feeds = {"batch": batch, "validation": validation}
        for _ in range(updates):
            session.run(train_op, {**feeds[trained], keep_prob: training})
        return session.run(accuracy, {**feeds[measured], keep_prob: measuring})

    return answer


def _measures_first(session, train_op, accuracy, keep_prob, batch, validation):
    measured = session.run(accuracy, validation)
    session.run(train_op, {**batch, keep_prob: 0.7})
    return measured


def _both_in_one_run(session, train_op, accuracy, keep_prob, batch, validation):
    return session.run([train_op, accuracy], {**batch, keep_prob: 0.7})[1]


def _in_the_given_dictionary(session, train_op, accuracy, keep_prob, batch, validation):
    batch[keep_prob] = 0.7
    session.run(train_op, batch)
    return session.run(accuracy, validation)


def _merged(session, train_op, accuracy, keep_prob, batch, validation):
    feed = {**batch, **validation, keep_prob: 0.7}
    return session.run([train_op, accuracy], feed)[1]


def _also_on_validation(session, train_op, accuracy, keep_prob, batch, validation):
    session.run(train_op, {**batch, keep_prob: 0.7})
    session.run(train_op, validation)
    return session.run(accuracy, validation)


def _named_by_text(session, train_op, accuracy, keep_prob, batch, validation):
    session.run(train_op, {**batch, "keep_prob": 0.7})
    return session.run(accuracy, validation)


def _starts_again(session, *arguments):
    session.run(tf.global_variables_initializer())
    return _runs()(session, *arguments)


def _on_a_network(answer, batch, validation):
    """Let an answer train and measure a network whose numbers show what it was fed, and when."""
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [None])
        keep_prob = tf.placeholder_with_default(1.0, [])
        weight = tf.get_variable("weight", initializer=0.2)
        accuracy = keep_prob * weight * tf.reduce_mean(x)
        with tf.control_dependencies([accuracy]):  # so that a run of both is always the same
            train_op = weight.assign_add(keep_prob * tf.reduce_mean(x)).op
        session.run(tf.global_variables_initializer())
        weight.load(0.5, session)  # as after some training
        on_network = partial(answer, session, train_op, accuracy, keep_prob)
        return call_unchanged(on_network, batch={x: batch}, validation={x: validation})


def _shares(count):
    return random.uniform(0.3, 0.9, size=count).astype(np.float32)


update_then_measure = Exercise(
    name="update_then_measure",
    oracle=lambda batch, validation: float((0.5 + 0.7 * batch.mean()) * validation.mean()),
    call=_on_a_network,
    arguments=("session", "train_op", "accuracy", "keep_prob", "batch", "validation"),
    cases=[{"batch": _shares(4), "validation": _shares(7)} for _ in range(2)],
    mistakes={
        "dropout is on in measuring": (
            _runs(measuring=0.7),
            "Which value does `keep_prob` have in your second run?",
            "Dropout must be off when we measure.",
            "The placeholder has a default of 1.0. Do not feed it in the second run.",
        ),
        "both runs get the same feed": (
            _runs(measuring=0.7, measured="batch"),
            "Do both of your runs get the same feed?",
            "Measure on the validation set, and without dropout.",
        ),
        "one run trains and measures": (
            _both_in_one_run,
            "Does your answer train and measure in the same run?",
            "Use two runs with different feeds. The training step comes first.",
        ),
        "dropout removes everything in measuring": (
            _runs(measuring=0.0),
            "Does your second run keep any number at all?",
            "`keep_prob` is the probability that a number is kept. Without dropout it is 1.",
        ),
        "dropout is off in training": (
            _runs(training=1.0),
            "Which value does `keep_prob` have in your first run?",
            "If you do not feed the placeholder, it has its default, and dropout is off.",
        ),
        "0.7 is used as the dropout rate": (
            _runs(training=1 - 0.7),
            "Does your first run keep 0.7 of the numbers, or 0.3?",
            "`tf.nn.dropout` expects a rate, but `keep_prob` is the probability to keep a number.",
        ),
        "it is measured on the training batch": (
            _runs(measured="batch"),
            "Which of the two dictionaries does your second run feed?",
            "The accuracy on the training batch is too optimistic. Use the validation set.",
        ),
        "it is measured before the training step": (
            _measures_first,
            "Which of your two runs comes first?",
            "Run the training step first, then measure.",
        ),
        "dropout is on in the wrong run": (
            _runs(training=1.0, measuring=0.7),
            "Which of your two runs feeds `keep_prob`?",
            "Dropout must be on in training and off in measuring.",
        ),
        "it is trained on the validation set": (
            _runs(trained="validation"),
            "Which of the two dictionaries does your first run feed?",
            "The validation set is only for measuring. Train on the batch.",
        ),
        "the given dictionary is changed": (
            _in_the_given_dictionary,
            "You add `keep_prob` to `batch` itself. Who else uses this dictionary?",
            "The caller would train with dropout everywhere from now on.",
            "Make a new dictionary for the run, for example with `{**batch, …}`.",
        ),
        "both dictionaries are one feed": (
            _merged,
            "You feed `batch` and `validation` in one run. Which of them does the run see?",
            "Both have the same keys, so the second replaces the first.",
            "Use two runs with different feeds. The training step comes first.",
        ),
        "it is also trained on the validation set": (
            _also_on_validation,
            "You also feed the validation set to `train_op`. What is this set for?",
            "The validation set is only for measuring. Train on the batch.",
        ),
        "the placeholder is named by a text": (
            _named_by_text,
            'Your feed has the key `"keep_prob"`. Is this the placeholder?',
            "A feed needs the tensor itself, which is the argument `keep_prob`.",
        ),
        "there are two training steps": (
            _runs(updates=2),
            "How often does your answer run `train_op`?",
            "Run only one training step.",
        ),
        "the weights are initialized again": (
            _starts_again,
            "Does your answer run an initializer?",
            "The variables of this session already have values. An initializer overwrites them.",
        ),
    },
    minutes=4,
    difficulty=1,
)
