"""Optimizers, images, datasets and training loops of contrib: what TensorFlow 1.15.5 gave."""

import numpy as np
import pytest

from utils.revive.contrib import datasets, images, learning, optimizers
from utils.revive.estimators import predictor
from utils.tf1 import tf

IMAGE = np.arange(12, dtype="f4").reshape(3, 4)
TURNED = [0.2674, 1.3599, 3.8667, 4.4831, 1.3071, 4.1024, 6.8976, 9.6929, 3.2631, 7.1333, 8.3498,
          4.1687]  # fmt: skip


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


def values(session, *tensors):
    session.run(tf.global_variables_initializer())
    return [value.ravel() for value in session.run(list(tensors))]


def adam(weights, gradients, rows_of_step, is_lazy=False, nesterov=False, decay=0.0):
    """Adam by its formulas in float64, for rows that have a gradient in each step."""
    weights, m, v = weights.astype(float), np.zeros_like(weights, float), np.zeros(weights.shape)
    for step, (gradient, rows) in enumerate(zip(gradients, rows_of_step, strict=True), start=1):
        whole = np.zeros_like(m)
        whole[rows] = gradient[rows]
        fading = rows if is_lazy else slice(None)
        weights[rows] -= decay * weights[rows]
        m[fading] = 0.9 * m[fading] + 0.1 * whole[fading]
        v[fading] = 0.999 * v[fading] + 0.001 * whole[fading] ** 2
        mean = 0.9 * m + 0.1 * whole if nesterov else m
        change = 0.1 * np.sqrt(1 - 0.999**step) / (1 - 0.9**step) * mean / (np.sqrt(v) + 1e-8)
        changed = rows if is_lazy or nesterov else slice(None)
        weights[changed] -= change[changed]
    return weights


@pytest.mark.parametrize("use_resource", [False, True])
@pytest.mark.parametrize(
    ("make", "settings"),
    [
        (lambda: optimizers.LazyAdamOptimizer(0.1), {"is_lazy": True}),
        (lambda: optimizers.NadamOptimizer(0.1), {"nesterov": True}),
        (lambda: optimizers.AdamWOptimizer(0.01, 0.1), {"decay": 0.01}),
        (lambda: optimizers.AdamWOptimizer(lambda: 0.01, 0.1), {"decay": 0.01}),
    ],
)
def test_an_optimizer_changes_rows_as_its_formulas_say(session, make, settings, use_resource):
    random = np.random.default_rng(5)
    start, factors = random.normal(size=(2, 4, 3)).astype("f4")
    gradients, rows_of_step = [factors] * 3, [[1, 3], [0, 1], [1, 3]]
    fed = tf.placeholder(tf.int32, [None])
    with tf.variable_scope("", use_resource=use_resource):
        table = tf.get_variable("table", initializer=start)
    loss = tf.reduce_sum(tf.gather(table, fed) * tf.gather(factors, fed))
    step = make().minimize(loss)
    session.run(tf.global_variables_initializer())
    for rows in rows_of_step:
        session.run(step, {fed: rows})
    expected = adam(start, gradients, rows_of_step, **settings)
    np.testing.assert_allclose(session.run(table), expected, atol=1e-5)


@pytest.mark.parametrize("use_resource", [False, True])
def test_only_chosen_weights_decay_and_before_the_step(session, use_resource):
    with tf.variable_scope("", use_resource=use_resource):
        first, second = (tf.get_variable(name, initializer=[2.0, 4.0]) for name in "ab")
    optimizer = optimizers.MomentumWOptimizer(0.5, learning_rate=0.1, momentum=0.9)
    pairs = optimizer.compute_gradients(tf.reduce_sum(first**2 + second**2))
    step = optimizer.apply_gradients(pairs, decay_var_list=[first])
    session.run(tf.global_variables_initializer())
    session.run(step)
    decayed, kept = session.run([first, second])
    np.testing.assert_allclose(decayed, [2 - 1 - 0.4, 4 - 2 - 0.8], atol=1e-6)
    np.testing.assert_allclose(kept, [2 - 0.4, 4 - 0.8], atol=1e-6)


def test_images_are_turned_moved_and_seen_from_another_side(session):
    nearest, bilinear, moved, other = values(
        session,
        images.rotate(IMAGE, 0.5),
        images.rotate(IMAGE[None, :, :, None], [0.5], "BILINEAR"),
        images.translate(IMAGE[:, :, None], [1, -0.6]),
        images.transform(IMAGE, [1, 0.5, 0, 0, 1, 0, 0.1, 0], "BILINEAR", output_shape=[2, 2]),
    )
    assert nearest.tolist() == [0, 2, 2, 7, 0, 5, 6, 11, 4, 9, 9, 0]
    np.testing.assert_allclose(bilinear, TURNED, atol=1e-4)
    assert moved.tolist() == [0, 4, 5, 6, 0, 8, 9, 10, 0, 0, 0, 0]
    np.testing.assert_allclose(other, [0, 0.9091, 4.5, 5], atol=1e-4)


def elements(session, dataset):
    element, found = dataset.make_one_shot_iterator().get_next(), []
    with pytest.raises(tf.errors.OutOfRangeError):
        while True:
            found.append(session.run(element))
    return found


def test_windows_slide_over_a_dataset(session):
    window = datasets.sliding_window_batch(3, window_shift=2, window_stride=2)
    found = elements(session, tf.data.Dataset.range(7).apply(window))
    assert np.array(found).tolist() == [[0, 2, 4], [2, 4, 6]]
    pairs = tf.data.Dataset.from_tensor_slices((np.arange(5), {"a": np.arange(5) * 2}))
    (first, named), second = elements(session, pairs.apply(datasets.sliding_window_batch(2, 2)))
    assert (first.tolist(), named["a"].tolist()) == ([0, 1], [0, 2])
    assert second[0].tolist() == [2, 3]


def a_loss():
    weights = tf.get_variable("w", initializer=[3.0, 4.0])
    bias = tf.get_variable("b", initializer=1.0)
    return weights, bias, tf.reduce_sum(weights**2) + 2 * bias


def test_a_training_step_multiplies_and_clips_gradients(session):
    weights, bias, loss = a_loss()
    step = learning.create_train_op(
        loss,
        tf.train.GradientDescentOptimizer(0.1),
        clip_gradient_norm=5.0,
        gradient_multipliers={"w": 2.0},
    )
    session.run(tf.global_variables_initializer())
    assert session.run(step) == pytest.approx(27)
    session.run([step])
    session.run([step])
    trained = session.run([weights, bias, tf.train.get_global_step()])
    np.testing.assert_allclose(trained[0], [2.1, 2.8], atol=1e-6)
    assert (trained[1], trained[2]) == (pytest.approx(0.4), 3)


def test_a_training_loop_ends_after_its_steps_and_continues_from_its_checkpoint(tmp_path):
    def trained(number):
        with tf.Graph().as_default():
            *_, loss = a_loss()
            step = learning.create_train_op(loss, tf.train.GradientDescentOptimizer(0.1))
            return learning.train(step, str(tmp_path), number_of_steps=number)

    weights, bias, losses = np.array([3.0, 4.0]), 1.0, []
    for _ in range(5):
        losses.append((weights**2).sum() + 2 * bias)
        weights, bias = 0.8 * weights, bias - 0.2
    assert trained(3) == pytest.approx(losses[2], rel=1e-5)
    assert (tmp_path / "model.ckpt-3.index").is_file()
    assert trained(5) == pytest.approx(losses[4], rel=1e-5)


def test_a_model_in_a_folder_is_a_function_of_arrays(session, tmp_path):
    inputs = tf.placeholder(tf.float32, [None])
    outputs = 3 * inputs
    tf.saved_model.simple_save(session, str(tmp_path / "model"), {"x": inputs}, {"y": outputs})
    predict = predictor.from_saved_model(str(tmp_path / "model"))
    assert predict({"x": [1, 2]})["y"].tolist() == [3, 6]
    with pytest.raises(ValueError, match="'x'"):
        predict({"z": [1]})
    with pytest.raises(ValueError, match="got 'other'"):
        predictor.from_saved_model(str(tmp_path / "model"), "other")
