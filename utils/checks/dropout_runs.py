"""What people get wrong in update_then_measure (lesson 12, dropout left on)."""

from utils.exercise import Mistake
from utils.tf1 import tf


def _runs(training=0.7, measuring=None, trained="batch", measured="held out", updates=1):
    """Make a mistake out of what is fed to the update, and to the measurement."""

    def answer(session, train_op, accuracy, keep_prob, batch, held_out):
        feeds = {"batch": batch, "held out": held_out}
        for _ in range(updates):
            session.run(train_op, {**feeds[trained], keep_prob: training})
        fed = {} if measuring is None else {keep_prob: measuring}
        return session.run(accuracy, {**feeds[measured], **fed})

    return answer


def _measures_first(session, train_op, accuracy, keep_prob, batch, held_out):
    measured = session.run(accuracy, held_out)
    session.run(train_op, {**batch, keep_prob: 0.7})
    return measured


def _both_in_one_run(session, train_op, accuracy, keep_prob, batch, held_out):
    return session.run([train_op, accuracy], {**batch, keep_prob: 0.7})[1]


def _begins_anew(session, train_op, accuracy, keep_prob, batch, held_out):
    session.run(tf.global_variables_initializer())
    session.run(train_op, {**batch, keep_prob: 0.7})
    return session.run(accuracy, held_out)


UPDATE_THEN_MEASURE = [
    Mistake(
        "dropout stays on in measuring",
        _runs(measuring=0.7),
        (
            "Which value has `keep_prob` in your second run?",
            "A network that is measured should answer with all it has.",
            "The placeholder has a default, which is meant for this.",
        ),
    ),
    Mistake(
        "it is measured as it was trained",
        _runs(measuring=0.7, measured="batch"),
        (
            "What do your two runs feed, and in what should they differ?",
            "Measure on what did not train, and with all that the network has.",
        ),
    ),
    Mistake(
        "one run trains and measures",
        _both_in_one_run,
        (
            "Which value has `keep_prob` in a run?",
            "Two runs, two feeds: first the update, then the measurement.",
        ),
    ),
    Mistake(
        "everything is dropped in measuring",
        _runs(measuring=0.0),
        (
            "What is left of a network that keeps nothing?",
            "`keep_prob` is the share that is kept, not the share that is dropped.",
        ),
    ),
    Mistake(
        "dropout is off in training",
        _runs(training=1.0),
        (
            "Which value has `keep_prob` in your first run?",
            "Unless it is fed, the placeholder has its default.",
        ),
    ),
    Mistake(
        "0.7 is dropped instead of kept",
        _runs(training=1 - 0.7),
        (
            "Is `keep_prob` what is dropped, or what stays?",
            "`tf.nn.dropout` takes a rate; here the placeholder is what is kept.",
        ),
    ),
    Mistake(
        "it is measured on the batch that trained",
        _runs(measured="batch"),
        (
            "Which feeds does your second run get?",
            "What was just trained on says little of what is new.",
        ),
    ),
    Mistake(
        "it is measured before the update",
        _measures_first,
        (
            "In which order do your two runs stand?",
            "The update comes first.",
        ),
    ),
    Mistake(
        "dropout is on in the wrong run",
        _runs(training=1.0, measuring=0.7),
        (
            "Which of your two runs feeds `keep_prob`?",
            "Dropout belongs to the update.",
        ),
    ),
    Mistake(
        "it is trained on what is held out",
        _runs(trained="held out"),
        (
            "Which feeds does your first run get?",
            "What is held out is only measured on.",
        ),
    ),
    Mistake(
        "there are two updates",
        _runs(updates=2),
        (
            "How often does your answer run `train_op`?",
            "One update is asked for.",
        ),
    ),
    Mistake(
        "the weights begin anew",
        _begins_anew,
        (
            "What becomes of weights that were trained before, when the initializer runs?",
            "The session that you are given has its variables already.",
        ),
    ),
]
