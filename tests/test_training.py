"""Batches, the loop, what it carries, measures and refuses."""

import io
import itertools
import sys
import time

import numpy as np
import pytest
import tqdm

from utils import training
from utils.graph import fresh_session
from utils.tf1 import tf


@pytest.fixture
def parabola():
    """A session with `w`, begun at 5, and the loss (w - target)^2."""
    with fresh_session() as session:
        target = tf.placeholder(tf.float32, [], name="target")
        w = tf.get_variable("w", [], initializer=tf.constant_initializer(5.0))
        loss = tf.square(w - target)
        train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
        session.run(tf.global_variables_initializer())
        yield session, train_op, loss, target, w


def test_each_update_takes_the_next_feed_and_its_loss_is_kept(parabola):
    session, train_op, loss, target, w = parabola
    feeds = [{target: value} for value in (1.0, 2.0, 3.0)]
    history = training.train(session, train_op, loss, feeds, updates=3, title=None)
    expected, value = [], 5.0
    for feed in feeds:
        expected.append((value - feed[target]) ** 2)
        value -= 0.2 * (value - feed[target])
    np.testing.assert_allclose(history.losses, expected, rtol=1e-5)
    assert session.run(w) == pytest.approx(value)
    assert history.seconds > 0


def test_it_measures_before_the_first_update_then_every_so_many_and_after_the_last(parabola):
    session, train_op, loss, target, w = parabola
    history = training.train(
        session,
        train_op,
        loss,
        itertools.repeat({target: 0.0}),
        updates=7,
        measure=lambda: {"w": session.run(w), "twice": 2 * session.run(w)},
        every=3,
        title=None,
    )
    assert history.measured_after.tolist() == [0, 3, 6, 7]
    np.testing.assert_allclose(history.measured["w"], 5 * 0.8 ** np.array([0, 3, 6, 7]), rtol=1e-5)
    np.testing.assert_allclose(history.measured["twice"], 2 * history.measured["w"])


def test_a_last_update_that_is_measured_anyway_is_measured_once(parabola):
    session, train_op, loss, target, w = parabola
    feeds = itertools.repeat({target: 0.0})
    measure = {"measure": lambda: {"w": session.run(w)}, "every": 2, "title": None}
    history = training.train(session, train_op, loss, feeds, updates=4, **measure)
    assert history.measured_after.tolist() == [0, 2, 4]


def test_the_final_state_of_one_update_is_the_initial_state_of_the_next():
    with fresh_session() as session:
        before = tf.nn.rnn_cell.LSTMStateTuple(
            tf.placeholder(tf.float32, [2]), tf.zeros([2], name="h")
        )
        after = tf.nn.rnn_cell.LSTMStateTuple(before.c + 1.0, before.h + 10.0)
        loss = tf.reduce_sum(before.c) + tf.reduce_sum(before.h)
        begin = {before: (np.zeros(2), np.zeros(2))}
        feeds = [begin, {}, {}, begin, {}]
        history = training.train(
            session, tf.no_op(), loss, feeds, updates=5, carry={before: after}, title=None
        )
    assert history.losses.tolist() == [0, 22, 44, 0, 22]


def test_a_state_that_is_no_placeholder_begins_with_its_own_value():
    with fresh_session() as session:
        before = tf.ones([1])
        carry = {before: 2.0 * before}
        loss = tf.reduce_sum(before)
        feeds = itertools.repeat({})
        history = training.train(session, tf.no_op(), loss, feeds, 4, carry=carry, title=None)
    assert history.losses.tolist() == [1, 2, 4, 8]


def test_a_loss_that_is_not_finite_stops_it_and_the_update_is_named(parabola):
    session, train_op, loss, target, _ = parabola
    feeds = [{target: 0.0}, {target: np.nan}, {target: 0.0}]
    with pytest.raises(FloatingPointError, match="the loss of training step 1 is nan"):
        training.train(session, train_op, loss, feeds, updates=3, title=None)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"updates": 0}, "updates must be an integer, 1 or more, got 0"),
        ({"updates": 2.5}, "updates must be an integer, 1 or more, got 2.5"),
        ({"updates": 3, "every": 0}, "every must be an integer, 1 or more, got 0"),
        ({"updates": 3}, "feeds must have one for each of 3 steps, got 2"),
    ],
)
def test_what_cannot_be_trained_on_is_named(parabola, wrong, message):
    session, train_op, loss, target, _ = parabola
    with pytest.raises(ValueError, match=message):
        training.train(session, train_op, loss, [{target: 0.0}] * 2, title=None, **wrong)


def test_a_history_is_shown_as_one_line(parabola):
    session, train_op, loss, target, _ = parabola
    feeds = itertools.repeat({target: 0.0})
    shown = repr(training.train(session, train_op, loss, feeds, updates=20, title=None))
    assert shown.startswith("20 updates in ")
    losses = 25 * 0.64 ** np.arange(20)  # each update takes w to 0.8 of its value
    first, last = losses[:10].mean(), losses[10:].mean()
    assert shown.endswith(f"loss over 10 updates {first:.3f} at first, {last:.3f} at last")


@pytest.fixture
def bar_of_terminals(monkeypatch):
    """The bar that `tqdm` chooses where no part of Jupyter has been imported."""
    monkeypatch.setattr(training, "tqdm", tqdm.tqdm)


@pytest.mark.usefixtures("bar_of_terminals")
@pytest.mark.parametrize(
    ("terminal", "title", "shown"),
    [(True, "a parabola", True), (True, None, False), (False, "a parabola", False)],
)
def test_a_titled_bar_counts_to_the_end_in_a_terminal_and_is_in_no_log(
    parabola, terminal, title, shown, monkeypatch
):
    session, train_op, loss, target, _ = parabola
    screen = io.StringIO()
    screen.isatty = lambda: terminal
    monkeypatch.setattr(sys, "stderr", screen)
    feeds = itertools.repeat({target: 0.0})
    training.train(session, train_op, loss, feeds, updates=3, title=title)
    assert ("a parabola" in screen.getvalue()) is shown
    assert ("3/3" in screen.getvalue()) is shown


@pytest.mark.usefixtures("bar_of_terminals")
def test_a_bar_is_drawn_once_a_second_however_fast_the_updates_are(parabola, monkeypatch):
    session, train_op, loss, target, _ = parabola
    screen = io.StringIO()
    screen.isatty = lambda: True
    monkeypatch.setattr(sys, "stderr", screen)

    def feeds():
        for _ in range(30):
            time.sleep(0.05)
            yield {target: 0.0}

    history = training.train(session, train_op, loss, feeds(), updates=30, title="a parabola")
    drawn = screen.getvalue().count("/30")
    assert 3 <= drawn <= history.seconds + 2  # at the beginning, at each second, at the end


def test_two_towers_share_their_variables_and_keep_the_order_of_the_rows():
    def network(rows):
        return "unused", tf.layers.dense(rows, 2)

    inputs = np.arange(12, dtype=np.float32).reshape(4, 3)
    with fresh_session(seed=1) as session:
        joined = training.in_two_towers(network, tf.constant(inputs))
        kernel, bias = tf.trainable_variables()
        session.run(tf.global_variables_initializer())
        joined_value, kernel_value = session.run([joined, kernel])
    assert [kernel.name, bias.name] == ["tower/dense/kernel:0", "tower/dense/bias:0"]
    np.testing.assert_allclose(joined_value, inputs @ kernel_value, rtol=1e-5)


def test_shuffled_batches_keep_rows_together_and_meet_each_row_once_a_pass():
    images = np.arange(10, dtype=np.uint8).reshape(10, 1)
    labels = np.arange(10) * 2
    batches = training.shuffled_batches(images, labels, batch_size=3, seed=1)
    passes = [[next(batches) for _ in range(3)] for _ in range(2)]
    seen = [np.concatenate([x[:, 0] for x, _ in one_pass]) for one_pass in passes]
    for one_pass, numbers in zip(passes, seen, strict=True):
        assert all(x.dtype == np.uint8 and x.shape == (3, 1) for x, _ in one_pass)
        assert all((y == 2 * x[:, 0]).all() for x, y in one_pass)
        assert len(set(numbers)) == 9
    assert seen[0].tolist() != seen[1].tolist()


def test_shuffled_batches_depend_on_their_seed_alone():
    def first(seed):
        return next(training.shuffled_batches(np.arange(50), batch_size=50, seed=seed))[0].tolist()

    assert first(1) == first(1)
    assert first(1) != first(2)
    assert sorted(first(2)) == list(range(50))


def test_batches_in_order_end_with_what_is_left():
    batches = list(training.batches_in_order(np.arange(7), np.arange(7) * 2, batch_size=3))
    assert [x.tolist() for x, _ in batches] == [[0, 1, 2], [3, 4, 5], [6]]
    assert all((y == 2 * x).all() for x, y in batches)


def test_a_row_of_continued_batches_continues_the_row_of_the_batch_before():
    text = np.arange(26, dtype=np.int32)  # 25 inputs: two rows of 12, of which 3 batches of 4
    batches = list(training.continued_batches(text, batch_size=2, num_steps=4))
    assert len(batches) == 3
    inputs = np.concatenate([x for x, _ in batches], axis=1)
    labels = np.concatenate([y for _, y in batches], axis=1)
    assert inputs.tolist() == [list(range(12)), list(range(12, 24))]
    assert labels.tolist() == (inputs + 1).tolist()
    assert inputs.dtype == np.int32


def test_continued_batches_use_a_sequence_that_is_just_long_enough():
    assert len(list(training.continued_batches(np.arange(9), 2, 4))) == 1


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: training.shuffled_batches(np.zeros(3), np.zeros(4), batch_size=1, seed=0),
            r"arrays must have the same number of rows, got \[3, 4\]",
        ),
        (
            lambda: training.shuffled_batches(np.zeros(3), batch_size=4, seed=0),
            "batch_size must be an integer, 1 to 3, got 4",
        ),
        (
            lambda: training.batches_in_order(np.zeros(3), batch_size=0),
            "batch_size must be an integer, 1 or more, got 0",
        ),
        (
            lambda: training.batches_in_order(batch_size=1),
            r"arrays must have the same number of rows, got \[\]",
        ),
        (
            lambda: training.continued_batches(np.arange(8), 2, 4),
            r"sequence must have one axis of 9 values or more, got shape \[8\]",
        ),
        (
            lambda: training.continued_batches(np.zeros((9, 9)), 2, 4),
            r"sequence must have one axis of 9 values or more, got shape \[9, 9\]",
        ),
        (
            lambda: training.continued_batches(np.arange(8), 2, 0),
            "num_steps must be an integer, 1 or more, got 0",
        ),
    ],
)
def test_batches_that_cannot_be_made_are_refused_at_once(make, message):
    with pytest.raises(ValueError, match=message):
        make()
