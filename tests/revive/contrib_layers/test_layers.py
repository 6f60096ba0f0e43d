"""The layers of contrib against NumPy: values, names of variables, collections."""

import numpy as np
import pytest

from utils.revive.contrib import framework, lookup, slim
from utils.revive.contrib.arg_scope import arg_scope
from utils.revive.contrib_layers import layers, regularizers
from utils.tf1 import tf

RANDOM = np.random.default_rng(11)
X = RANDOM.normal(size=(3, 4)).astype("f4")
STEPS = RANDOM.normal(size=(3, 2, 4)).astype("f4")


def run(build, seed=0):
    """Give the value of what `build` builds, and {name: value} of its variables, all random."""
    random = np.random.default_rng(seed)
    with tf.Graph().as_default(), tf.Session() as session:
        result = build()
        variables = {v.op.name: v for v in tf.global_variables()}
        values = {n: random.normal(size=v.shape.as_list()) for n, v in variables.items()}
        for name, variable in variables.items():
            variable.load(values[name], session)
        return session.run(result), values


@pytest.mark.parametrize("inputs", [X, STEPS])
def test_fully_connected_has_relu_weights_and_biases(inputs):
    output, values = run(lambda: layers.fully_connected(tf.constant(inputs), 5))
    expected = np.maximum(
        inputs @ values["fully_connected/weights"] + values["fully_connected/biases"], 0
    )
    np.testing.assert_allclose(output, expected, atol=1e-5)
    assert values.keys() == {"fully_connected/weights", "fully_connected/biases"}


@pytest.mark.parametrize(
    "build",
    [
        lambda: layers.linear(tf.constant(X), 5),
        lambda: layers.fully_connected(tf.constant(X), 5, None),
        lambda: slim.fully_connected(X, 5, activation_fn=None),
    ],
)
def test_linear_has_no_activation(build):
    output, values = run(build)
    weights, biases = values.values()
    np.testing.assert_allclose(output, X @ weights + biases, atol=1e-5)


def test_fully_connected_is_shared_by_reuse_and_goes_without_biases():
    def build():
        first = layers.fully_connected(X, 4, biases_initializer=None, scope="one")
        return layers.fully_connected(first, 4, biases_initializer=None, scope="one", reuse=True)

    output, values = run(build)
    weights = values["one/weights"]
    assert len(values) == 1
    expected = np.maximum(np.maximum(X @ weights, 0) @ weights, 0)
    np.testing.assert_allclose(output, expected, atol=1e-5)


def test_first_weights_are_xaviers_and_first_biases_zero():
    with tf.Graph().as_default(), tf.Session() as session:
        tf.set_random_seed(1)
        layers.fully_connected(tf.zeros([1, 300]), 200)
        session.run(tf.global_variables_initializer())
        weights, biases = session.run(tf.trainable_variables())
        in_model = [v.op.name for v in framework.get_model_variables()]
    limit = np.sqrt(6 / 500)
    assert abs(weights).max() <= limit and abs(weights).max() > 0.99 * limit
    assert abs(weights.std() - limit / np.sqrt(3)) < 0.01 * limit
    assert not biases.any()
    assert in_model == ["fully_connected/weights", "fully_connected/biases"]


def test_a_regularizer_is_collected_with_the_losses():
    def build():
        layers.fully_connected(X, 5, weights_regularizer=layers.l2_regularizer(0.1))
        (loss,) = tf.losses.get_regularization_losses()
        return loss

    loss, values = run(build)
    assert loss == pytest.approx(0.1 * (values["fully_connected/weights"] ** 2).sum() / 2, rel=1e-5)


def test_penalties_of_weights():
    w = X[0]
    build = {
        "l1": lambda: regularizers.l1_regularizer(0.5)(tf.constant(w)),
        "l2": lambda: regularizers.l2_regularizer(0.5)(tf.constant(w)),
        "both": lambda: regularizers.l1_l2_regularizer(0.5, 0.25)(tf.constant(w)),
        "all": lambda: regularizers.apply_regularization(
            regularizers.l2_regularizer(1.0), [tf.constant(w), tf.constant(X)]
        ),
    }
    got = {name: run(one)[0] for name, one in build.items()}
    assert got["l1"] == pytest.approx(0.5 * abs(w).sum())
    assert got["l2"] == pytest.approx(0.25 * (w**2).sum())
    assert got["both"] == pytest.approx(0.5 * abs(w).sum() + 0.125 * (w**2).sum())
    assert got["all"] == pytest.approx(((w**2).sum() + (X**2).sum()) / 2)
    assert regularizers.l2_regularizer(0.0)(w) is None


@pytest.mark.parametrize("scale", [-0.1, 1])
def test_a_scale_that_is_no_float_is_refused(scale):
    with pytest.raises(ValueError, match="scale: wanted a float from 0 up"):
        regularizers.l2_regularizer(scale)


def test_a_convolution_has_relu_and_keeps_the_size():
    images = RANDOM.normal(size=(2, 5, 6, 3)).astype("f4")
    output, values = run(lambda: layers.conv2d(tf.constant(images), 4, [3, 3]))
    kernel, biases = values["Conv/weights"], values["Conv/biases"]
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1), (0, 0)))
    expected = np.zeros((2, 5, 6, 4))
    for row in range(5):
        for column in range(6):
            window = padded[:, row : row + 3, column : column + 3]
            expected[:, row, column] = np.tensordot(window, kernel, 3) + biases
    np.testing.assert_allclose(output, np.maximum(expected, 0), atol=1e-4)


def test_pools_take_the_largest_value_and_the_mean_of_windows():
    images = RANDOM.normal(size=(2, 4, 4, 3)).astype("f4")
    windows = images.reshape(2, 2, 2, 2, 2, 3)
    largest, _ = run(lambda: layers.max_pool2d(tf.constant(images), [2, 2]))
    mean, _ = run(lambda: layers.avg_pool2d(tf.constant(images), [2, 2]))
    np.testing.assert_allclose(largest, windows.max((2, 4)), atol=1e-6)
    np.testing.assert_allclose(mean, windows.mean((2, 4)), atol=1e-6)


def test_layer_norm_is_over_all_of_an_example():
    output, values = run(lambda: layers.layer_norm(tf.constant(STEPS)))
    mean, variance = STEPS.mean((1, 2), keepdims=True), STEPS.var((1, 2), keepdims=True)
    gamma, beta = values["LayerNorm/gamma"], values["LayerNorm/beta"]
    np.testing.assert_allclose(output, gamma * (STEPS - mean) / np.sqrt(variance) + beta, atol=1e-5)


def test_batch_norm_trains_on_the_batch_and_moves_its_averages_at_once_or_by_the_collection():
    with tf.Graph().as_default(), tf.Session() as session:
        at_once = layers.batch_norm(tf.constant(X), decay=0.9, updates_collections=None)
        layers.batch_norm(tf.constant(X), decay=0.9, scope="later")
        updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
        session.run(tf.global_variables_initializer())
        variables = {v.op.name: v for v in tf.global_variables()}
        output = session.run(at_once)
        moved = session.run(variables["BatchNorm/moving_mean"])
        unmoved = session.run(variables["later/moving_mean"])
        session.run(updates)
        moved_later = session.run(variables["later/moving_mean"])
    expected = (X - X.mean(0)) / np.sqrt(X.var(0) + 0.001)
    np.testing.assert_allclose(output, expected, atol=1e-5)
    np.testing.assert_allclose(moved, 0.1 * X.mean(0), atol=1e-6)
    assert not unmoved.any()
    np.testing.assert_allclose(moved_later, 0.1 * X.mean(0), atol=1e-6)
    assert "BatchNorm/gamma" not in variables and "BatchNorm/beta" in variables


def test_dropout_keeps_a_share_and_only_in_training():
    ones = np.ones([100, 100], "f4")
    kept, _ = run(lambda: layers.dropout(tf.constant(ones), 0.75))
    still, _ = run(lambda: layers.dropout(tf.constant(ones), 0.75, is_training=False))
    assert abs((kept > 0).mean() - 0.75) < 0.03
    assert np.allclose(kept[kept > 0], 1 / 0.75)
    assert np.array_equal(still, ones)


def test_ids_become_their_vectors():
    ids = np.array([[2, 0], [1, 2]])
    output, values = run(lambda: layers.embed_sequence(tf.constant(ids), 3, 4, scope="words"))
    np.testing.assert_allclose(output, values["words/embeddings"][ids], atol=1e-6)


def test_flatten_and_one_hot():
    assert run(lambda: layers.flatten(tf.constant(STEPS)))[0].shape == (3, 8)
    rows, _ = run(lambda: layers.one_hot_encoding(tf.constant([2, 0]), 3))
    assert rows.tolist() == [[0, 0, 1], [1, 0, 0]]


def test_arguments_hold_for_a_block_and_give_way_to_those_of_a_call():
    def build():
        with (
            arg_scope([layers.fully_connected], activation_fn=None) as scope,
            arg_scope([layers.fully_connected], biases_initializer=None),
        ):
            first = slim.fully_connected(X, 5, scope="a")
        with arg_scope(scope):
            second = slim.fully_connected(X, 5, activation_fn=tf.nn.relu, scope="b")
        return first, second, slim.fully_connected(X, 5, scope="c")

    (first, second, third), values = run(build)
    np.testing.assert_allclose(first, X @ values["a/weights"], atol=1e-5)
    expected = X @ values["b/weights"] + values["b/biases"]
    np.testing.assert_allclose(second, np.maximum(expected, 0), atol=1e-5)
    assert (third >= 0).all() and "a/biases" not in values


def test_a_block_refuses_a_function_that_takes_nothing_from_it():
    with pytest.raises(ValueError, match="flatten takes no arguments from a block"):
        arg_scope([layers.flatten], x=1).__enter__()


def test_one_step_of_optimize_loss_clips_multiplies_and_counts():
    with tf.Graph().as_default(), tf.Session() as session:
        w, v = tf.get_variable("w", initializer=X[0]), tf.get_variable("v", initializer=X[1])
        step = tf.train.get_or_create_global_step()
        loss = tf.reduce_sum(w**2) + tf.reduce_sum(3.0 * v)
        train = layers.optimize_loss(
            loss, step, 0.5, "SGD", gradient_multipliers={"v": 2.0}, clip_gradients=1.5
        )
        session.run(tf.global_variables_initializer())
        before = session.run(train)
        after = session.run([w, v, step])
    gradients = np.concatenate([2 * X[0], 2 * 3.0 * np.ones(4)])
    gradients *= min(1, 1.5 / np.linalg.norm(gradients))
    assert before == pytest.approx((X[0] ** 2).sum() + 3 * X[1].sum(), rel=1e-5)
    np.testing.assert_allclose(after[0], X[0] - 0.5 * gradients[:4], atol=1e-5)
    np.testing.assert_allclose(after[1], X[1] - 0.5 * gradients[4:], atol=1e-5)
    assert after[2] == 1


@pytest.mark.parametrize(
    "optimizer",
    ["Adam", tf.train.AdagradOptimizer, lambda rate: tf.train.RMSPropOptimizer(rate)],
)
def test_an_optimizer_is_a_name_a_class_or_a_function(optimizer):
    with tf.Graph().as_default(), tf.Session() as session:
        w = tf.get_variable("w", initializer=X[0])
        decay = lambda rate, step: rate / 2  # noqa: E731
        train = layers.optimize_loss(
            tf.reduce_sum(w**2),
            tf.train.get_or_create_global_step(),
            0.1,
            optimizer,
            learning_rate_decay_fn=decay,
        )
        session.run(tf.global_variables_initializer())
        losses = [session.run(train) for _ in range(20)]
    assert losses[-1] < losses[0]


def test_an_unknown_optimizer_and_noise_are_refused():
    with tf.Graph().as_default():
        w = tf.get_variable("w", initializer=X[0])
        step = tf.train.get_or_create_global_step()
        with pytest.raises(ValueError, match=r"optimizer: wanted one of .*, got .Adm."):
            layers.optimize_loss(tf.reduce_sum(w), step, 0.1, "Adm")
        with pytest.raises(ValueError, match="gradient_noise_scale is not covered"):
            layers.optimize_loss(tf.reduce_sum(w), step, 0.1, "Adam", gradient_noise_scale=1.0)


def test_variables_are_found_by_scope_by_name_and_left_out():
    with tf.Graph().as_default():
        with tf.variable_scope("a"):
            slim.fully_connected(X, 2)
            framework.variable("own", [2], trainable=False)
        with tf.variable_scope("b") as scope:
            framework.model_variable("own", [3])
        names = lambda found: [one.op.name for one in found]  # noqa: E731
        weights = ["a/fully_connected/weights", "a/fully_connected/biases"]
        assert names(framework.get_variables("a")) == [*weights, "a/own"]
        assert names(framework.get_variables(scope)) == ["b/own"]
        assert names(framework.get_variables_by_name("own")) == ["a/own", "b/own"]
        assert names(framework.get_trainable_variables("a")) == weights
        framework.add_model_variable(tf.get_variable("single", []))
        framework.add_model_variable(framework.get_model_variables()[0])
        assert names(framework.get_model_variables()) == [*weights, "b/own", "single"]
        assert names(framework.get_variables_to_restore(["a"], ["a/own"])) == weights
        assert slim.model_analyzer.analyze_vars(tf.trainable_variables()) == (14, 56)


def test_variables_come_back_from_a_checkpoint_and_what_it_lacks_is_left_alone(tmp_path):
    path = str(tmp_path / "model")
    with tf.Graph().as_default(), tf.Session() as session:
        tf.get_variable("a", initializer=X[0])
        session.run(tf.global_variables_initializer())
        tf.train.Saver().save(session, path)
    with tf.Graph().as_default(), tf.Session() as session:
        a, b = tf.get_variable("a", [4]), tf.get_variable("b", initializer=X[1])
        session.run(tf.global_variables_initializer())
        slim.assign_from_checkpoint_fn(path, [a, b], ignore_missing_vars=True)(session)
        got = session.run([a, b])
    assert np.array_equal(got[0], X[0]) and np.array_equal(got[1], X[1])


def test_smart_cond_builds_one_branch_where_the_condition_is_known():
    def build():
        def branch(number):
            return lambda: built.append(number) or tf.constant(number)

        fed = tf.placeholder_with_default(False, [])
        return [layers.smart_cond(one, branch(1), branch(2)) for one in (True, False, fed)]

    built = []
    assert run(build)[0] == [1, 2, 2]
    assert sorted(built) == [1, 1, 2, 2]


def test_words_have_numbers_in_a_file_and_back(tmp_path):
    path = tmp_path / "words.txt"
    path.write_text("the\ncat\n", encoding="utf-8")
    with tf.Graph().as_default(), tf.Session() as session:
        numbers = lookup.index_table_from_file(str(path), default_value=9)
        words = lookup.index_to_string_table_from_file(str(path), default_value="?")
        found = numbers.lookup(tf.constant(["cat", "dog", "the"]))
        back = words.lookup(tf.constant([0, 5], tf.int64))
        session.run(tf.tables_initializer())
        assert session.run(found).tolist() == [1, 9, 0]
        assert session.run(back).tolist() == [b"the", b"?"]


def test_words_in_a_list_and_their_numbers_look_each_other_up():
    with tf.Graph().as_default(), tf.Session() as session:
        numbers = lookup.index_table_from_tensor(mapping=["the", "cat"], num_oov_buckets=1)
        words = lookup.index_to_string_table_from_tensor(mapping=["the", "cat"])
        found = numbers.lookup(tf.constant(["cat", "dog", "the"]))
        back = words.lookup(tf.constant([1, 0], tf.int64))
        session.run(tf.tables_initializer())
        assert session.run(found).tolist() == [1, 2, 0]
        assert session.run(back).tolist() == [b"cat", b"the"]
