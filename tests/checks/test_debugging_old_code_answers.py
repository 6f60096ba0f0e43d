"""Answers to the exercises of `debugging_old_code` that were judged wrongly, or named nowhere."""

import numpy as np
import pytest

from utils.checks import debugging_old_code as check
from utils.checks.engine.result import FAILED, PASSED
from utils.tf1 import tf


def named_cells(first, second, num_units):
    cells = [tf.nn.rnn_cell.BasicRNNCell(num_units, name=name) for name in ("one", "two")]
    pairs = zip(cells, (first, second), strict=True)
    return [tf.nn.dynamic_rnn(cell, one, dtype=tf.float32)[1] for cell, one in pairs]


def bias_in_common(first, second, num_units):
    states = []
    for name, inputs in (("first", first), ("second", second)):
        kernel = tf.get_variable(name, [inputs.shape[2] + num_units, num_units])
        with tf.variable_scope("both", reuse=tf.AUTO_REUSE):
            bias = tf.get_variable("bias", [num_units])
        state = tf.zeros([inputs.shape[0], num_units])
        for step in tf.unstack(inputs, axis=1):
            state = tf.tanh(tf.matmul(tf.concat([step, state], 1), kernel) + bias)
        states.append(state)
    return states


def kernel_in_common(first, second, num_units):
    with tf.variable_scope("both"):
        kernel = tf.get_variable("kernel", [first.shape[2] + num_units, num_units])
    states = []
    for name, inputs in (("first", first), ("second", second)):
        bias = tf.get_variable(name, [num_units], initializer=tf.initializers.zeros())
        state = tf.zeros([inputs.shape[0], num_units])
        for step in tf.unstack(inputs, axis=1):
            joined = tf.concat([step, state], axis=1)
            state = tf.tanh(tf.nn.bias_add(tf.matmul(joined, kernel), bias))
        states.append(state)
    return states


def last_kernel(session, kernel, *others):
    return with_load(session, kernel, *others)[-1]


def with_load(session, kernel, rate, train_op, rates):
    kernels = []
    for value in rates:
        rate.load(value, session)
        session.run(train_op)
        kernels.append(session.run(kernel))
    return kernels


def initialized_first(session, *others):
    session.run(tf.global_variables_initializer())
    return with_load(session, *others)


def rates_used_up(session, kernel, rate, train_op, rates):
    kernels = with_load(session, kernel, rate, train_op, rates)
    rates.clear()
    return kernels


def grouped_with_the_update(session, kernel, rate, train_op, rates):
    value = tf.placeholder(tf.float32, [])
    step = tf.group(tf.assign(rate, value), train_op)
    return [session.run(step, {value: one}) or session.run(kernel) for one in rates]


def next_rate_after_the_update(session, kernel, rate, train_op, rates):
    value = tf.placeholder(tf.float32, [])
    with tf.control_dependencies([train_op]):
        step = tf.assign(rate, value)
        trained = kernel.read_value()
    rate.load(rates[0], session)
    return [session.run([trained, step], {value: one})[0] for one in [*rates[1:], 0.0]]


def rate_fed_in_its_place(session, kernel, rate, train_op, rates):
    return [session.run(train_op, {rate: value}) or session.run(kernel) for value in rates]


def last_output_for_the_pair(session, inputs, state, outputs, final_state, pieces):
    found, feeds = [], {}
    for piece in pieces:
        found.append(session.run(outputs, {inputs: piece, **feeds}))
        feeds = {state: found[-1][:, -1]}
    return np.concatenate(found, axis=1)


def two_runs_for_each_piece(session, inputs, state, outputs, final_state, pieces):
    found, now = [], session.run(state)
    for piece in pieces:
        feeds = {inputs: piece, state: tuple(now)}
        found.append(session.run(outputs, feeds))
        now = session.run(final_state, feeds)
    return np.hstack(found)


def added(least):
    def answer(output, V, b_out, labels):
        probabilities = tf.nn.softmax(tf.matmul(output, V) + b_out)
        chosen = tf.reduce_sum(probabilities * tf.one_hot(labels, V.shape[1]), axis=1)
        return probabilities, -tf.reduce_mean(tf.log(chosen + least))

    return answer


def by_hand(output, V, b_out, labels):
    logits = tf.matmul(output, V) + b_out
    logs = logits - tf.reduce_logsumexp(logits, axis=1, keepdims=True)
    return [tf.exp(logs), -tf.reduce_mean(tf.gather(logs, labels, axis=1, batch_dims=1))]


def loss_first(output, V, b_out, labels):
    probabilities, loss = by_hand(output, V, b_out, labels)
    return loss, probabilities


def without_bias(output, V, b_out, labels):
    return by_hand(output, V, 0.0, labels)


def times_the_limit(optimizer, loss, variables, limit):
    pairs = optimizer.compute_gradients(loss, variables)
    return optimizer.apply_gradients([(gradient * limit, one) for gradient, one in pairs])


def norm_of_the_variables(optimizer, loss, variables, limit):
    norm = tf.linalg.global_norm(variables)
    gradients, _ = tf.clip_by_global_norm(tf.gradients(loss, variables), limit, use_norm=norm)
    return optimizer.apply_gradients(zip(gradients, variables, strict=True))


def variables_used_up(optimizer, loss, variables, limit):
    gradients, _ = tf.clip_by_global_norm(tf.gradients(loss, variables), limit)
    return optimizer.apply_gradients([(gradient, variables.pop(0)) for gradient in gradients])


def pair_not_taken_apart(optimizer, loss, variables, limit):
    gradients = [gradient for gradient, _ in optimizer.compute_gradients(loss, variables)]
    clipped = tf.clip_by_global_norm(gradients, limit)
    return optimizer.apply_gradients(zip(clipped, variables, strict=True))


def without_variables(optimizer, loss, variables, limit):
    gradients, _ = zip(*optimizer.compute_gradients(loss, variables), strict=True)
    return optimizer.apply_gradients(tf.clip_by_global_norm(gradients, limit)[0])


def other_variable_by_another_optimizer(optimizer, loss, variables, limit):
    others = [one for one in tf.trainable_variables() if one not in variables]
    another = tf.train.AdamOptimizer(0.1).minimize(loss, var_list=others)
    return tf.group(another, scaled_by_hand(optimizer, loss, variables, limit))


def scaled_by_hand(optimizer, loss, variables, limit):
    pairs = optimizer.compute_gradients(loss, variables)
    factor = tf.minimum(1.0, limit / tf.linalg.global_norm([gradient for gradient, _ in pairs]))
    return optimizer.apply_gradients([(factor * gradient, one) for gradient, one in pairs])


def batches_used_up(session, train_op, correct, inputs, labels, keep_prob, batches):
    hits = []
    while batches:
        some_inputs, some_labels = batches.pop(0)
        hits.append(session.run(correct, {inputs: some_inputs, labels: some_labels, keep_prob: 1}))
    return np.concatenate(hits).mean()


def measured(share, built=lambda correct, batches: [correct] * len(batches)):
    def answer(session, train_op, correct, inputs, labels, keep_prob, batches):
        return share(
            [
                session.run(hits, {inputs: one[0], labels: one[1], keep_prob: 1.0})
                for hits, one in zip(built(correct, batches), batches, strict=True)
            ]
        )

    return answer


def joined_mean(hits):
    return np.concatenate(hits).mean()


@pytest.mark.parametrize(
    ("name", "answer", "mistake"),
    [
        ("two_readers", bias_in_common, "both readers share one of their variables"),
        ("two_readers", kernel_in_common, "both readers share one of their variables"),
        ("train_with_rates", last_kernel, "only the last kernel is returned"),
        ("train_with_rates", initialized_first, "everything is initialized before the loop"),
        (
            "train_with_rates",
            grouped_with_the_update,
            "the rate is set in the same run as the update",
        ),
        ("read_in_pieces", last_output_for_the_pair, "one array is fed for the pair"),
        ("probabilities_and_loss", added(1e-6), "the probabilities are kept above 1e-06"),
        ("probabilities_and_loss", added(1e-10), "the probabilities are kept above 1e-10"),
        ("probabilities_and_loss", loss_first, "the probabilities come second"),
        ("probabilities_and_loss", without_bias, "the bias is not added"),
        ("clipped_update", times_the_limit, "the gradients are scaled by the limit"),
        ("clipped_update", norm_of_the_variables, "the norm of the variables is used"),
        (
            "clipped_update",
            pair_not_taken_apart,
            "both results of the clipping are taken for gradients",
        ),
        ("clipped_update", without_variables, "the gradients come without their variables"),
        (
            "clipped_update",
            other_variable_by_another_optimizer,
            "all variables are trained, not the ones that were given",
        ),
        (
            "test_accuracy",
            measured(lambda hits: 1 - np.mean(np.concatenate(hits))),
            "the error rate is returned",
        ),
        (
            "test_accuracy",
            measured(lambda hits: np.mean(hits[0])),
            "only the first batch is measured",
        ),
        ("test_accuracy", measured(np.mean), "the mean is taken of a list of batches"),
        (
            "test_accuracy",
            measured(joined_mean, lambda correct, batches: [tf.identity(correct) for _ in batches]),
            "an operation is built for each batch",
        ),
    ],
)
def test_a_wrong_answer_fails_under_its_name(name, answer, mistake):
    result = getattr(check, name)(answer)
    assert result.status == FAILED
    assert result.mistake == mistake, result


@pytest.mark.parametrize(
    ("name", "answer", "argument"),
    [
        ("train_with_rates", rates_used_up, "rates"),
        ("clipped_update", variables_used_up, "variables"),
        ("test_accuracy", batches_used_up, "batches"),
    ],
)
def test_a_changed_list_is_named(name, answer, argument):
    result = getattr(check, name)(answer)
    assert result.status == FAILED
    assert f"it changed its argument `{argument}`" in result.message


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("two_readers", named_cells),
        ("train_with_rates", with_load),
        ("train_with_rates", next_rate_after_the_update),
        ("train_with_rates", rate_fed_in_its_place),
        ("read_in_pieces", two_runs_for_each_piece),
        (
            "time_major_outputs",
            lambda cell, inputs: tf.stack(
                tf.nn.static_rnn(cell, tf.unstack(inputs, axis=1), dtype=tf.float32)[0]
            ),
        ),
        ("probabilities_and_loss", by_hand),
        ("clipped_update", scaled_by_hand),
        ("test_accuracy", measured(lambda hits: sum(map(sum, hits)) / sum(map(len, hits)))),
    ],
)
def test_another_right_answer_passes(name, answer):
    result = getattr(check, name)(answer)
    assert result.status == PASSED, result
