"""`utils.revive.contrib.crf`, against all sequences of tags one by one."""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from utils.revive.contrib import crf
from utils.tf1 import tf


@pytest.fixture(scope="module")
def model():
    """A graph for any sizes, and a function that runs it."""
    with tf.Graph().as_default() as graph:
        inputs = tf.placeholder(tf.float32, [None, None, None])
        tags = tf.placeholder(tf.int64, [None, None])
        lengths = tf.placeholder(tf.int32, [None])
        transitions = tf.placeholder(tf.float32, [None, None])
        likelihood, _ = crf.crf_log_likelihood(inputs, tags, lengths, transitions)
        best_tags, best_score = crf.crf_decode(inputs, transitions, lengths)
        found = {
            "likelihood": likelihood,
            "score": crf.crf_sequence_score(inputs, tags, lengths, transitions),
            "norm": crf.crf_log_norm(inputs, lengths, transitions),
            "best_tags": best_tags,
            "best_score": best_score,
            "gradients": tf.gradients(likelihood, [inputs, transitions]),
        }
    with tf.Session(graph=graph) as session:
        yield lambda *arrays: session.run(
            found, dict(zip((inputs, tags, lengths, transitions), arrays, strict=True))
        )


def score_of(path, inputs, transitions):
    score = sum(inputs[t, tag] for t, tag in enumerate(path))
    return score + sum(transitions[pair] for pair in pairwise(path))


def case_of(lengths, steps, num_tags, seed):
    """Random (inputs, tags, lengths, transitions)."""
    random, shape = np.random.default_rng(seed), (len(lengths), steps)
    inputs = random.normal(size=(*shape, num_tags))
    tags = random.integers(0, num_tags, size=shape)
    return inputs, tags, np.array(lengths), random.normal(size=(num_tags, num_tags))


@st.composite
def sequences(draw):
    """Sizes and a seed: (inputs, tags, lengths, transitions)."""
    batch, steps, num_tags = (draw(st.integers(1, largest)) for largest in (3, 4, 3))
    seed = draw(st.integers(0, 2**32))
    lengths = draw(st.lists(st.integers(0, steps), min_size=batch, max_size=batch))
    return case_of(lengths, steps, num_tags, seed)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(sequences())
@example(case_of([4, 3, 4, 2, 4], steps=4, num_tags=3, seed=1))
def test_a_crf_scores_and_decodes_as_all_its_paths_do(model, case):
    inputs, tags, lengths, transitions = case
    found = model(*case)
    for row, length in enumerate(lengths):
        score = score_of(tags[row, :length], inputs[row], transitions)
        assert found["score"][row] == pytest.approx(score, abs=1e-5)
        if length == 0:
            assert found["norm"][row] == 0
            continue
        paths = list(product(range(len(transitions)), repeat=length))
        scores = np.array([score_of(path, inputs[row], transitions) for path in paths])
        assert found["norm"][row] == pytest.approx(np.log(np.exp(scores).sum()), abs=1e-5)
        assert tuple(found["best_tags"][row, :length]) == paths[scores.argmax()]
        assert not found["best_tags"][row, length:].any()
        assert found["best_score"][row] == pytest.approx(scores.max(), abs=1e-5)
        best, best_score = crf.viterbi_decode(inputs[row, :length], transitions)
        assert tuple(best) == paths[scores.argmax()]
        assert best_score == pytest.approx(scores.max())


@settings(max_examples=10, deadline=None, derandomize=True)
@given(sequences())
def test_the_gradient_is_what_is_seen_less_what_is_expected(model, case):
    inputs, tags, lengths, transitions = case
    by_input, by_transition = np.zeros_like(inputs), np.zeros_like(transitions)
    for row, length in enumerate(lengths):
        if length == 0:
            continue
        paths = list(product(range(len(transitions)), repeat=length))
        odds = np.exp([score_of(path, inputs[row], transitions) for path in paths])
        weighted = [(tuple(tags[row, :length]), 1), *zip(paths, -odds / odds.sum(), strict=True)]
        for path, weight in weighted:
            for t, tag in enumerate(path):
                by_input[row, t, tag] += weight
            for pair in pairwise(path):
                by_transition[pair] += weight
    for found, expected in zip(model(*case)["gradients"], (by_input, by_transition), strict=True):
        np.testing.assert_allclose(found, expected, atol=1e-5)


def test_padding_is_ignored_whatever_tag_it_has(model):
    inputs = np.arange(6.0).reshape(1, 3, 2)
    transitions = np.eye(2)
    padded = model(inputs, [[0, 1, -1]], [2], transitions)
    assert padded["score"] == [0 + 3]
