"""Answers to the exercises of `graph_and_session` that their catalogues did not come from."""

import pytest

from utils.checks import graph_and_session as check
from utils.checks.engine.result import FAILED, PASSED
from utils.tf1 import tf


def closes_the_session(session, fetch_name, feed_name, value):
    with session:
        return session.run(f"{fetch_name}:0", {f"{feed_name}:0": value})


def by_the_operations(session, fetch_name, feed_name, value):
    fetch, feed = map(session.graph.get_operation_by_name, (fetch_name, feed_name))
    return fetch.outputs[0].eval({feed.outputs[0]: value})


def by_callable(session, fetch_name, feed_name, value):
    feed = session.graph.get_tensor_by_name(f"{feed_name}:0")
    return session.make_callable(f"{fetch_name}:0", [feed])(value)


def takes_what_is_there(inputs, num_units):
    made = tf.global_variables() or [tf.get_variable("kernel", [inputs.shape[1], num_units])]
    return tf.tensordot(inputs, made[0], 1)


def named_after_the_input(inputs, num_units):
    with tf.variable_scope(inputs.op.name, reuse=tf.AUTO_REUSE):
        return tf.matmul(inputs, tf.get_variable("kernel", [inputs.shape[1], num_units]))


@pytest.mark.parametrize(
    ("exercise", "answer"),
    [
        (check.yearly_mean, lambda months: tf.map_fn(tf.reduce_mean, months)),
        (check.yearly_mean, lambda months: tf.nn.moments(months, [-1])[0]),
        (check.run_by_name, closes_the_session),
        (check.run_by_name, by_the_operations),
        (check.run_by_name, by_callable),
        (check.shared_product, takes_what_is_there),
        (
            check.shared_product,
            lambda inputs, num_units: tf.layers.dense(
                inputs, num_units, use_bias=False, name="one", reuse=tf.AUTO_REUSE
            ),
        ),
    ],
)
def test_another_way_to_the_right_answer_passes(exercise, answer):
    assert exercise(answer).status == PASSED


@pytest.mark.parametrize(
    ("exercise", "answer", "mistake"),
    [
        (check.yearly_mean, lambda months: months.mean(1), "a tensor does not have this method"),
        (check.yearly_mean, lambda months: tf.reduce_sum(months, 0) / 12, None),
        (
            check.run_by_name,
            lambda session, fetch_name, feed_name, value: session.run(
                "fetch_name:0", feed_dict={"feed_name:0": value}
            ),
            "the names of the arguments are in quotes",
        ),
        (check.shared_product, named_after_the_input, "a new variable at each call"),
        (
            check.shared_product,
            lambda inputs, num_units: tf.multiply(
                inputs, tf.get_variable("weights", [inputs.shape[1], num_units])
            ),
            "multiplied element by element",
        ),
    ],
)
def test_a_wrong_answer_fails_and_gets_the_name_of_its_mistake(exercise, answer, mistake):
    result = exercise(answer)
    assert (result.status, result.mistake) == (FAILED, mistake)
