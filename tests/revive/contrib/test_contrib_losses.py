"""Losses and metrics of contrib, whose predictions come first, against NumPy."""

import numpy as np
import pytest

from utils.revive import cross_entropies, notes
from utils.revive.contrib import contrib_losses, contrib_metrics
from utils.tf1 import tf

RANDOM = np.random.default_rng(8)
LABELS, PREDICTIONS = RANDOM.uniform(0.1, 0.9, (2, 4, 3)).astype("f4")
LOGITS, ONE_HOT = RANDOM.normal(size=(4, 3)).astype("f4"), np.eye(3, dtype="f4")[[2, 0, 1, 2]]
WEIGHTS = np.array([1, 0, 2, 0.5], "f4")


def evaluated(build):
    with tf.Graph().as_default(), tf.Session() as session:
        return session.run(build())


def weighted_mean(values):
    """The sum by weights of the rows, over the number of values that count."""
    values = values.reshape(4, -1)
    return (values * WEIGHTS[:, None]).sum() / (np.count_nonzero(WEIGHTS) * values.shape[1])


def log_softmax(logits):
    return logits - np.log(np.exp(logits).sum(1, keepdims=True))


SIGMOIDS = 1 / (1 + np.exp(-LOGITS))
CASES = {
    "mean_squared_error": (PREDICTIONS, LABELS, (PREDICTIONS - LABELS) ** 2),
    "absolute_difference": (PREDICTIONS, LABELS, abs(PREDICTIONS - LABELS)),
    "log_loss": (
        PREDICTIONS,
        LABELS,
        -LABELS * np.log(PREDICTIONS) - (1 - LABELS) * np.log(1 - PREDICTIONS),
    ),
    "sigmoid_cross_entropy": (
        LOGITS,
        ONE_HOT,
        -ONE_HOT * np.log(SIGMOIDS) - (1 - ONE_HOT) * np.log(1 - SIGMOIDS),
    ),
    "softmax_cross_entropy": (LOGITS, ONE_HOT, -(ONE_HOT * log_softmax(LOGITS)).sum(1)),
    "sparse_softmax_cross_entropy": (
        LOGITS,
        ONE_HOT.argmax(1)[:, None],
        -(ONE_HOT * log_softmax(LOGITS)).sum(1),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_predictions_come_first_and_weights_are_of_rows(name):
    first, second, losses = CASES[name]
    loss = getattr(contrib_losses, name)
    with tf.Graph().as_default(), tf.Session() as session:
        kept = [loss(first, second), loss(first, second, WEIGHTS)]
        found = session.run(kept)
        assert [one.name for one in tf.losses.get_losses()] == [one.name for one in kept]
    np.testing.assert_allclose(found, [losses.mean(), weighted_mean(losses)], rtol=1e-4)


def test_weights_may_have_an_axis_of_length_1_too_many_or_lack_axes():
    logits = RANDOM.normal(size=(4, 2, 3)).astype("f4")
    labels = np.eye(3, dtype="f4")[RANDOM.integers(3, size=(4, 2))]
    found = evaluated(
        lambda: [
            contrib_losses.softmax_cross_entropy(LOGITS, ONE_HOT, WEIGHTS[:, None]),
            contrib_losses.softmax_cross_entropy(logits, labels, WEIGHTS),
            contrib_losses.cosine_distance(PREDICTIONS, LABELS, 1, WEIGHTS),
            contrib_losses.mean_squared_error(PREDICTIONS, LABELS, np.array([1, 0, 1, 1])),
        ]
    )
    of_steps = -(labels * (logits - np.log(np.exp(logits).sum(2, keepdims=True)))).sum(2)
    wanted = [
        weighted_mean(-(ONE_HOT * log_softmax(LOGITS)).sum(1)),
        weighted_mean(of_steps),
        weighted_mean(1 - (PREDICTIONS * LABELS).sum(1)),
        ((PREDICTIONS - LABELS)[[0, 2, 3]] ** 2).mean(),
    ]
    np.testing.assert_allclose(found, wanted, rtol=1e-4)


def test_labels_are_smoothed_and_logarithms_kept_from_0():
    found = evaluated(
        lambda: [
            contrib_losses.log_loss([1.0, 0.0], [0.0, 1.0], epsilon=1e-3),
            contrib_losses.sigmoid_cross_entropy(LOGITS[:1], ONE_HOT[:1], label_smoothing=0.2),
            contrib_losses.softmax_cross_entropy(LOGITS, ONE_HOT, label_smoothing=0.3),
        ]
    )
    halves, thirds = 0.8 * ONE_HOT + 0.1, 0.7 * ONE_HOT + 0.1
    of_sigmoids = -halves * np.log(SIGMOIDS) - (1 - halves) * np.log(1 - SIGMOIDS)
    of_softmaxes = -(thirds * log_softmax(LOGITS)).sum(1)
    wanted = [-np.log(1e-3), of_sigmoids[0].mean(), of_softmaxes.mean()]
    np.testing.assert_allclose(found, wanted, rtol=1e-3)


def test_a_loss_takes_its_keywords_of_0_12():
    labels = ONE_HOT.argmax(1)
    found = evaluated(
        lambda: [
            contrib_losses.sum_of_squares(PREDICTIONS, targets=LABELS, weight=WEIGHTS),
            contrib_losses.sparse_softmax_cross_entropy(LOGITS, labels, weight=WEIGHTS),
        ]
    )
    names = ("mean_squared_error", "sparse_softmax_cross_entropy")
    np.testing.assert_allclose(found, [weighted_mean(CASES[n][2]) for n in names], rtol=1e-4)


def test_a_cosine_distance_has_an_axis_by_both_of_its_names():
    expected = (1 - (PREDICTIONS * LABELS).sum(1)).mean()
    for settings in ({"axis": 1}, {"dim": 1}):
        found = evaluated(
            lambda s=settings: contrib_losses.cosine_distance(PREDICTIONS, LABELS, **s)
        )
        np.testing.assert_allclose(found, expected, rtol=1e-5)


PREDICTED, TRUE = np.array([1, 1, 1, 0, 0, 1]), np.array([1, 0, 0, 1, 0, 1])
METRICS = {
    "accuracy": 3 / 6,
    "precision": 2 / 4,
    "recall": 2 / 3,
    "true_positives": 2,
    "false_positives": 2,
    "false_negatives": 1,
    "mean_absolute_error": 3 / 6,
    "mean_squared_error": 3 / 6,
    "root_mean_squared_error": (3 / 6) ** 0.5,
}


@pytest.mark.parametrize("name", METRICS)
def test_a_metric_takes_predictions_first(name):
    metric = getattr(contrib_metrics, f"streaming_{name}")
    with tf.Graph().as_default(), tf.Session() as session:
        value, update = metric(tf.constant(PREDICTED, tf.float32), tf.constant(TRUE, tf.float32))
        session.run(tf.local_variables_initializer())
        session.run(update)
        np.testing.assert_allclose(session.run(value), METRICS[name], rtol=1e-6)


def test_metrics_with_more_arguments_and_without_variables():
    scores = np.array([0.9, 0.8, 0.3, 0.1], "f4")
    with tf.Graph().as_default(), tf.Session() as session:
        results = [
            contrib_metrics.streaming_auc(scores, np.array([1, 0, 1, 0])),
            contrib_metrics.streaming_mean_iou(tf.constant(PREDICTED), tf.constant(TRUE), 2),
        ]
        plain = [
            contrib_metrics.accuracy(tf.constant(PREDICTED), tf.constant(TRUE)),
            contrib_metrics.accuracy(tf.constant(PREDICTED), tf.constant(TRUE), PREDICTED),
            contrib_metrics.confusion_matrix(TRUE, PREDICTED),
        ]
        session.run(tf.local_variables_initializer())
        session.run([update for _, update in results])
        (auc, overlap), (share, weighted, table) = session.run([[v for v, _ in results], plain])
    np.testing.assert_allclose([auc, overlap], [0.75, (2 / 5 + 1 / 4) / 2], atol=0.01)
    assert (share, weighted) == (0.5, 0.5) and table.tolist() == [[1, 2], [1, 2]]


@pytest.mark.parametrize(("weights", "expected"), [(2.0, 3 / 6), ([[1.0], [0.0]], 1 / 3)])
def test_the_weights_of_an_accuracy_may_be_fewer_than_the_predictions(weights, expected):
    first, second = PREDICTED.reshape(2, 3), TRUE.reshape(2, 3)
    found = evaluated(lambda: contrib_metrics.accuracy(first, second, weights))
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_a_ctc_loss_takes_its_inputs_first_too(monkeypatch):
    monkeypatch.setattr(notes, "NOTES", {})
    logits = RANDOM.normal(size=(5, 2, 4)).astype("f4")

    def losses():
        labels = tf.SparseTensor([[0, 0], [1, 0], [1, 1]], [1, 0, 2], [2, 2])
        given = (tf.constant(logits), [5, 4])
        return [
            tf.nn.ctc_loss(labels, *given),
            cross_entropies.ctc_loss(labels, *given),
            cross_entropies.ctc_loss(given[0], labels, given[1]),
            cross_entropies.ctc_loss(inputs=given[0], labels=labels, sequence_length=given[1]),
        ]

    today, *found = evaluated(losses)
    for one in found:
        np.testing.assert_array_equal(one, today)
