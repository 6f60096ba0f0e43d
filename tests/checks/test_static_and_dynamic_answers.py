"""Answers to lesson 10 that are wrong in a way easily missed, or right in another way."""

import numpy as np
import pytest

from utils.checks import static_and_dynamic as check
from utils.tf1 import tf


def pairs(counts):
    (fewer, at_fewer), (more, at_more) = counts.items()
    return fewer, at_fewer, more, at_more


def whole_multiples(num_steps, counts):
    fewer = min(counts)
    return num_steps * (counts[fewer] // fewer)


def counted_twice(num_steps, counts):
    fewer, at_fewer, more, at_more = pairs(counts)
    return at_fewer + num_steps * (at_more - at_fewer) // (more - fewer)


def from_the_larger_count(num_steps, counts):
    fewer, at_fewer, more, at_more = pairs(counts)
    return at_more - (more - num_steps) * (at_more - at_fewer) / (more - fewer)


def on_the_wrong_side(num_steps, counts):
    fewer, at_fewer, more, at_more = pairs(counts)
    return at_more + (num_steps - fewer) * (at_more - at_fewer) // (more - fewer)


def added_steps_only(num_steps, counts):
    fewer, at_fewer, more, at_more = pairs(counts)
    return (at_more - at_fewer) // (more - fewer) * (num_steps - fewer)


def undivided(num_steps, counts):
    _, at_fewer, more, at_more = pairs(counts)
    return at_more + (num_steps - more) * (at_more - at_fewer)


def divided_by_the_larger_key(num_steps, counts):
    fewer, at_fewer, more, at_more = pairs(counts)
    return at_fewer + (at_more - at_fewer) / more * (num_steps - fewer)


def keys_of_the_text(num_steps, counts):
    one_step = (counts[50] - counts[25]) / 25
    return counts[25] + (num_steps - 25) * one_step


def keys_of_the_text_by_name(num_steps, counts):
    return counts[25] + (num_steps - 25) * 5


def by_position(num_steps, counts):
    return counts[0] + num_steps * (counts[1] - counts[0])


def formula_of_the_text(num_steps, counts):
    return 24 + 5 * num_steps


def mean_per_step(num_steps, counts):
    return num_steps * np.mean([count / steps for steps, count in counts.items()])


def one_more(num_steps, counts):
    fewer, at_fewer, more, at_more = pairs(counts)
    each = (at_more - at_fewer) // (more - fewer)
    return at_fewer + each * (num_steps - fewer + 1)


def per_step_only(num_steps, counts):
    fewer, at_fewer, more, at_more = pairs(counts)
    return (at_more - at_fewer) // (more - fewer)


def always_three_axes(tensor):
    return tf.transpose(tensor, (1, 0, 2))


def reshaped(tensor):
    shape = tensor.shape.as_list()
    return tf.reshape(tensor, [shape[1], shape[0], *shape[2:]])


def python_while(tensor, limit):
    count = 0
    while tf.reduce_max(tf.abs(tensor)) > limit:
        tensor = tensor * 0.5
        count = count + 1
    return tensor, tf.constant(count)


def halve(tensor, limit, largest=lambda x: tf.reduce_max(tf.abs(x)), compare=tf.greater):
    def body(count, x):
        return count + 1, x * 0.5

    first = [tf.constant(0), tensor]
    count, x = tf.while_loop(lambda count, x: compare(largest(x), limit), body, first)
    return x, count


def without_the_sign(tensor, limit):
    return halve(tensor, limit, largest=tf.reduce_max)


def until_condition(tensor, limit):
    return halve(tensor, limit, compare=tf.less_equal)


def halves_at_the_limit(tensor, limit):
    return halve(tensor, limit, compare=tf.greater_equal)


def free(cell, first_input, state, num_steps, extra=0, body_of=None):
    def body(step, current, state, outputs):
        current, state = cell(current, state)
        return step + 1, current, state, outputs.write(step, current)

    first = [0, first_input, state, tf.TensorArray(tf.float32, num_steps)]
    *_, state, outputs = tf.while_loop(
        lambda step, *_: step + extra < num_steps, body_of or body, first
    )
    return tf.transpose(outputs.stack(), [1, 0, 2]), state


def one_iteration_too_few(*arguments):
    return free(*arguments, extra=1)


def one_iteration_too_many(*arguments):
    return free(*arguments, extra=-1)


def last_output_for_the_state(cell, first_input, state, num_steps):
    outputs, _ = free(cell, first_input, state, num_steps)
    return outputs, outputs[:, -1]


@pytest.mark.parametrize(
    ("name", "answer", "mistake"),
    [
        ("to_time_major", always_three_axes, "the last axis is always axis 2"),
        ("to_time_major", reshaped, "the axes are swapped by a reshape"),
        ("operations_at", whole_multiples, "the graph grows in proportion to the smaller count"),
        ("operations_at", counted_twice, "the counted steps are added again"),
        (
            "operations_at",
            on_the_wrong_side,
            "the smaller number of steps is subtracted for the larger count",
        ),
        ("operations_at", added_steps_only, "only the added steps are counted"),
        (
            "operations_at",
            undivided,
            "the difference of the counts is taken for each step after the larger count",
        ),
        (
            "operations_at",
            divided_by_the_larger_key,
            "the difference is divided by the larger number of steps",
        ),
        (
            "operations_at",
            keys_of_the_text,
            "the larger number of steps is that of the text",
        ),
        ("operations_at", keys_of_the_text_by_name, "the numbers of steps are those of the text"),
        ("operations_at", by_position, "the counts are read by position"),
        ("operations_at", formula_of_the_text, "the network is always the lesson's"),
        ("operations_at", mean_per_step, "the two averages per step are averaged"),
        ("operations_at", one_more, "one step too many is added"),
        ("operations_at", per_step_only, "only one step is counted"),
        ("halve_until", python_while, "the loop is Python's"),
        ("halve_until", without_the_sign, "the sign is not removed"),
        ("halve_until", until_condition, "the condition says when to stop"),
        ("halve_until", halves_at_the_limit, "it halves once more at the limit"),
        ("run_free", one_iteration_too_few, "one iteration is missing"),
        ("run_free", one_iteration_too_many, "it writes after the last position"),
        ("run_free", last_output_for_the_state, "the last output is returned as the state"),
    ],
)
def test_a_wrong_answer_fails_and_is_named(name, answer, mistake):
    result = getattr(check, name)(answer)
    assert (result.status, result.mistake) == ("failed", mistake), result


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("to_time_major", lambda tensor: tf.einsum("bt...->tb...", tensor)),
        ("operations_at", from_the_larger_count),
        ("halve_until", halve),
        ("halve_until", lambda tensor, limit: halve(tensor, tf.constant(limit))),
        ("run_free", free),
    ],
)
def test_another_right_answer_passes(name, answer):
    result = getattr(check, name)(answer)
    assert (result.status, result.mistake) == ("passed", None), result
