import numpy as np
import pytest

from utils.checks import faster_steps as check
from utils.tf1 import tf


def turned(kernel, bias):
    columns, biases = np.split(kernel, 4, axis=1), np.split(bias, 4)
    order = [0, 2, 1, 3]
    return (np.concatenate([parts[i] for i in order], axis=-1) for parts in (columns, biases))


def added_to_a_view(kernel, bias, forget_bias):
    forget_gate = np.split(bias, 4)[2]
    forget_gate += forget_bias
    return tuple(turned(kernel, bias))


def added_to_what_is_new(kernel, bias, forget_bias):
    kernel, bias = turned(kernel, bias)
    bias[len(bias) // 4 : len(bias) // 2] += forget_bias
    return [kernel, bias]


def forget_bias_of_one(kernel, bias, forget_bias):
    kernel, bias = turned(kernel, bias)
    second = np.arange(len(bias)) // (len(bias) // 4) == 1
    return kernel, np.where(second, bias + np.float32(1), bias)


def added_everywhere(kernel, bias, forget_bias):
    kernel, bias = turned(kernel, bias)
    return kernel, bias + np.float32(forget_bias)


def only_the_kernel_reordered(kernel, bias, forget_bias):
    return next(iter(turned(kernel, bias))), bias


def rows_reordered(kernel, bias, forget_bias):
    blocks = np.split(kernel, 4, axis=0)
    _, bias = added_to_what_is_new(kernel, bias, forget_bias)
    return np.concatenate([blocks[0], blocks[2], blocks[1], blocks[3]]), bias


def by_the_old_registry(x, limit):
    """The way before `tf.custom_gradient`: a gradient is registered and put in place by name."""
    name = f"Limit{limit}{id(x)}"
    tf.RegisterGradient(name)(lambda op, gradient: tf.clip_by_value(gradient, -limit, limit))
    with tf.get_default_graph().gradient_override_map({"Identity": name}):
        return tf.identity(x)


def by_minimum_and_maximum(x, limit):
    @tf.custom_gradient
    def limited(x):
        return x + 0, lambda gradient: tf.maximum(-limit, tf.minimum(gradient, limit))

    return limited(x)


def by_the_gradient_of_a_clipped_value(x, limit):
    return (
        x
        + tf.clip_by_value(x, -limit, limit)
        - tf.stop_gradient(tf.clip_by_value(x, -limit, limit))
    )


def by_a_limited_value_with_its_own_gradient(x, limit):
    @tf.custom_gradient
    def limited(x):
        value = tf.maximum(tf.minimum(x, limit), -limit)
        return value, lambda gradient: tf.maximum(tf.minimum(gradient, limit), -limit)

    return limited(x)


def by_no_way_back(x, limit):
    return tf.stop_gradient(x)


def by_a_shorter_gradient(x, limit):
    @tf.custom_gradient
    def limited(x):
        return tf.identity(x), lambda g: g * tf.minimum(1.0, limit / tf.norm(g))

    return limited(x)


def added_by_weights(weight_of):
    def answer(gradients, batch_sizes):
        weights = [weight_of(size, batch_sizes) for size in batch_sizes]
        return [
            tf.add_n([part * weight for part, weight in zip(parts, weights, strict=True)])
            for parts in zip(*gradients, strict=True)
        ]

    return answer


def weights_by_the_largest(gradients, batch_sizes):
    weights = [size / max(batch_sizes) for size in batch_sizes]
    return [
        tf.add_n([part * weight for part, weight in zip(parts, weights, strict=True)])
        for parts in zip(*gradients, strict=True)
    ]


def by_mean_of_stacks(gradients, batch_sizes):
    return tuple(tf.reduce_mean(tf.stack(parts), axis=0) for parts in zip(*gradients, strict=True))


def by_stacks(gradients, batch_sizes):
    weights = tf.constant(batch_sizes, tf.float32) / float(sum(batch_sizes))
    return tuple(
        tf.tensordot(weights, tf.stack(parts), 1) for parts in zip(*gradients, strict=True)
    )


def by_repeated_towers(gradients, batch_sizes):
    """Each tower as often as it has rows, and then the plain mean."""
    rows = [part for part, size in zip(gradients, batch_sizes, strict=True) for _ in range(size)]
    return [tf.reduce_mean(parts, axis=0) for parts in zip(*rows, strict=True)]


@pytest.mark.parametrize(
    ("name", "answer", "mistake"),
    [
        ("for_block_lstm_v2", added_to_a_view, "the bias that was given is changed"),
        ("for_block_lstm_v2", forget_bias_of_one, "the forget bias is always 1"),
        ("for_block_lstm_v2", added_everywhere, "the forget bias is added to all blocks"),
        (
            "for_block_lstm_v2",
            only_the_kernel_reordered,
            "the bias keeps its old order, without the forget bias",
        ),
        ("for_block_lstm_v2", rows_reordered, "the rows of the kernel are reordered"),
        (
            "limit_gradient",
            by_a_limited_value_with_its_own_gradient,
            "value and gradient are limited",
        ),
        ("limit_gradient", by_a_shorter_gradient, "the norm is limited"),
        ("limit_gradient", by_the_gradient_of_a_clipped_value, None),
        ("limit_gradient", by_no_way_back, None),
        ("mean_of_towers", by_mean_of_stacks, "every tower counts the same"),
        ("mean_of_towers", weights_by_the_largest, "divided by the largest tower"),
        (
            "mean_of_towers",
            added_by_weights(lambda size, sizes: size // sum(sizes)),
            "the weights are rounded down to 0",
        ),
        (
            "mean_of_towers",
            added_by_weights(lambda size, sizes: sizes[0] / sum(sizes)),
            "the size of the first tower counts for all",
        ),
        (
            "mean_of_towers",
            added_by_weights(lambda size, sizes: size / sum(sizes) / len(sizes)),
            "divided by the rows and by the towers",
        ),
        ("mean_of_towers", lambda gradients, batch_sizes: gradients[0], "only the first tower"),
        (
            "mean_of_towers",
            added_by_weights(lambda size, sizes: (sum(sizes) - size) / sum(sizes)),
            None,
        ),
    ],
)
def test_a_wrong_answer_fails_and_is_named(name, answer, mistake):
    result = getattr(check, name)(answer)
    assert (result.status, result.mistake) == ("failed", mistake)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("for_block_lstm_v2", added_to_what_is_new),
        ("limit_gradient", by_the_old_registry),
        ("limit_gradient", by_minimum_and_maximum),
        ("mean_of_towers", by_stacks),
        ("mean_of_towers", by_repeated_towers),
    ],
)
def test_another_right_answer_passes(name, answer):
    result = getattr(check, name)(answer)
    assert (result.status, result.mistake) == ("passed", None)
