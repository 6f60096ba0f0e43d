"""The time that a session may take to rearrange a graph."""

import pytest

from utils.revive import sessions
from utils.tf1 import tf


@pytest.fixture(autouse=True)
def in_place(monkeypatch):
    kept = sessions.session.BaseSession.__init__
    monkeypatch.setattr(sessions.session.BaseSession, "__init__", kept)  # put back at the end
    sessions.put_in_place()


def limit_of(session):
    return session._config.graph_options.rewrite_options.meta_optimizer_timeout_ms


def test_each_kind_of_session_has_the_limit_and_runs():
    with tf.Graph().as_default():
        three = tf.constant(1) + tf.constant(2)
        settings = tf.ConfigProto(allow_soft_placement=True)
        with tf.Session(config=settings) as given, tf.Session() as plain:
            assert given.run(three) == plain.run(three) == 3
            assert limit_of(given) == limit_of(plain) == sessions.LIMIT
            assert given._config.allow_soft_placement
        assert not settings.graph_options.rewrite_options.meta_optimizer_timeout_ms
        interactive = tf.InteractiveSession()
        assert limit_of(interactive) == sessions.LIMIT
        interactive.close()


def test_a_limit_of_the_scripts_own_stays_and_what_is_no_settings_is_left_to_the_session():
    settings = tf.ConfigProto()
    settings.graph_options.rewrite_options.meta_optimizer_timeout_ms = 7
    with tf.Graph().as_default(), tf.Session(config=settings) as session:
        assert limit_of(session) == 7
    assert sessions.limited("fast") == "fast"
