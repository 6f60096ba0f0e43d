"""Operations with their arguments in the old order and in today's give the same, as NumPy does."""

import numpy as np
import pytest

from utils.revive import arguments, cross_entropies
from utils.tf1 import tf

RANDOM = np.random.default_rng(5)
A, B = RANDOM.normal(size=(2, 3, 4)).astype("f4"), RANDOM.normal(size=(2, 3, 4)).astype("f4")


def evaluated(build):
    with tf.Graph().as_default(), tf.Session() as session:
        return session.run(build())


@pytest.mark.parametrize(
    "call",
    [
        lambda: arguments.concat(1, [A, B]),
        lambda: arguments.concat(-2, [A, B]),
        lambda: arguments.concat([A, B], 1),
        lambda: arguments.concat([A, B], axis=1),
        lambda: arguments.concat(concat_dim=1, values=[A, B]),
        lambda: arguments.concat(1, values=[A, B]),
        lambda: arguments.concat(np.int64(1), [A, B]),
        lambda: arguments.concat(1, tf.unstack(tf.stack([A, B]))),
    ],
)
def test_concat_in_both_orders(call):
    assert np.array_equal(evaluated(call), np.concatenate([A, B], axis=1))


@pytest.mark.parametrize(
    "call",
    [
        lambda: arguments.split(2, 2, A),
        lambda: arguments.split(A, 2, 2),
        lambda: arguments.split(A, 2, axis=2),
        lambda: arguments.split(split_dim=2, num_split=2, value=A),
        lambda: arguments.split(2, 2, value=A),
        lambda: arguments.split(value=A, num_or_size_splits=2, axis=2),
    ],
)
def test_split_in_both_orders(call):
    for part, expected in zip(evaluated(call), np.split(A, 2, axis=2), strict=True):
        assert np.array_equal(part, expected)


@pytest.mark.parametrize("dims", [[False, True, False], [1], (False, True, False)])
def test_reverse_by_truth_values_and_by_axes(dims):
    assert np.array_equal(evaluated(lambda: arguments.reverse(A, dims)), A[:, ::-1])


def test_batch_matmul_with_an_adjoint():
    product = evaluated(lambda: arguments.batch_matmul(A, B, adj_y=True))
    np.testing.assert_allclose(product, A @ B.transpose(0, 2, 1), rtol=1e-5)


def test_select_and_listdiff():
    assert evaluated(lambda: arguments.select([True, False], [1, 2], [3, 4])).tolist() == [1, 4]
    values, indices = evaluated(lambda: arguments.listdiff([5, 6, 7], [6]))
    assert (values.tolist(), indices.tolist()) == ([5, 7], [0, 2])


def test_a_graphics_card_is_the_processor_and_the_processor_stays():
    with tf.Graph().as_default():
        with arguments.device("/gpu:1"):
            on_card = tf.constant(1.0)
        with arguments.device("/cpu:0"):
            on_processor = tf.constant(1.0)
    assert on_card.device == on_processor.device == "/device:CPU:0"


def test_summaries_by_their_first_names_hold_the_tag_and_the_value():
    with tf.Graph().as_default(), tf.Session() as session:
        arguments.scalar_summary("loss", 2.5)
        arguments.histogram_summary("weights", A)
        arguments.image_summary("image", RANDOM.uniform(size=(4, 5, 5, 1)), max_images=2)
        arguments.audio_summary("sound", RANDOM.uniform(size=(1, 20)), 8000)
        written = session.run(arguments.merge_all_summaries())
    values = {one.tag: one for one in tf.Summary.FromString(written).value}
    assert values["loss"].simple_value == 2.5
    assert values["weights"].histo.num == A.size
    assert {"image/image/0", "image/image/1"} <= values.keys()
    assert "image/image/2" not in values
    assert any(tag.startswith("sound/audio") for tag in values)


LOGITS = RANDOM.normal(size=(5, 3)).astype("f4")
ONE_HOT = np.eye(3, dtype="f4")[[0, 2, 1, 1, 0]]
LOG_SOFTMAX = LOGITS - np.log(np.exp(LOGITS).sum(1, keepdims=True))


@pytest.mark.parametrize(
    ("name", "labels", "expected"),
    [
        ("softmax_cross_entropy_with_logits", ONE_HOT, -(ONE_HOT * LOG_SOFTMAX).sum(1)),
        (
            "sparse_softmax_cross_entropy_with_logits",
            ONE_HOT.argmax(1),
            -(ONE_HOT * LOG_SOFTMAX).sum(1),
        ),
        (
            "sigmoid_cross_entropy_with_logits",
            ONE_HOT,
            np.log1p(np.exp(-LOGITS)) + (1 - ONE_HOT) * LOGITS,
        ),
    ],
)
def test_a_cross_entropy_takes_the_logits_first_and_both_by_name(name, labels, expected):
    loss = getattr(cross_entropies, name)
    calls = [
        lambda: loss(LOGITS, labels),
        lambda: loss(labels=labels, logits=LOGITS),
        lambda: loss(LOGITS, labels=labels),
        lambda: loss(None, labels=labels, logits=LOGITS),
    ]
    for call in calls:
        np.testing.assert_allclose(evaluated(call), expected, atol=1e-6)


def test_the_weighted_cross_entropy_takes_the_weight_third():
    new = evaluated(
        lambda: cross_entropies.weighted_cross_entropy_with_logits(LOGITS, ONE_HOT, 2.0)
    )
    log_sigmoid = -np.log1p(np.exp(-LOGITS))
    expected = -2 * ONE_HOT * log_sigmoid - (1 - ONE_HOT) * (log_sigmoid - LOGITS)
    np.testing.assert_allclose(new, expected, atol=1e-6)


@pytest.mark.parametrize("name", ["sampled_softmax_loss", "nce_loss"])
def test_a_sampled_loss_takes_inputs_and_labels_in_both_orders(name):
    loss, weights = getattr(cross_entropies, name), RANDOM.normal(size=(7, 4)).astype("f4")
    inputs, labels = RANDOM.normal(size=(5, 4)).astype("f4"), np.array([[0], [6], [2], [3], [3]])

    def both():
        settings = {"num_sampled": 3, "num_classes": 7}
        settings["sampled_values"] = tf.nn.uniform_candidate_sampler(labels, 1, 3, True, 7, seed=1)
        return (
            loss(weights, np.zeros(7, "f4"), inputs, labels, **settings),
            loss(weights, np.zeros(7, "f4"), labels, inputs, **settings),
        )

    old, new = evaluated(both)
    assert old.shape == (5,) and (old > 0).all()
    assert np.array_equal(old, new)
