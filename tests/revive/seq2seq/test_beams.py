"""Paths and searches with beams, against searches in plain Python."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.reference import rnn_step
from utils.revive import seq2seq
from utils.tf1 import tf

START, END = 1, 0
NUM_UNITS = 3


@pytest.fixture(scope="module")
def tree():
    with tf.Graph().as_default() as graph:
        steps, parents = (tf.placeholder(tf.int32, [None, None, None]) for _ in range(2))
        lengths = tf.placeholder(tf.int32, [None])
        paths = seq2seq.gather_tree(steps, parents, lengths, END)
    with tf.Session(graph=graph) as session:
        yield lambda *arrays: session.run(
            paths, dict(zip((steps, parents, lengths), arrays, strict=True))
        )


@settings(max_examples=40, deadline=None, derandomize=True)
@given(*(st.integers(1, largest) for largest in (5, 3, 4)), st.integers(0, 2**32))
def test_paths_are_followed_back_to_their_start(tree, num_steps, batch, width, seed):
    random = np.random.default_rng(seed)
    steps = random.integers(0, 5, size=(num_steps, batch, width))
    parents = random.integers(0, width, size=(num_steps, batch, width))
    lengths = random.integers(0, num_steps + 1, size=batch)
    expected = np.full_like(steps, END)
    for row, beam in product(range(batch), range(width)):
        path, at = [], beam
        for t in reversed(range(lengths[row])):
            path.insert(0, steps[t, row, at])
            at = parents[t, row, at]
        if END in path:
            path = path[: path.index(END)]
        expected[: len(path), row, beam] = path
    np.testing.assert_array_equal(tree(steps, parents, lengths), expected)


def probabilities(symbol, state, weights):
    """The logarithms of the next symbols' probabilities after a symbol, and the new state."""
    inputs = weights["embedding"][[symbol]]
    output, state = rnn_step(inputs, state[np.newaxis], weights["kernel"], np.zeros(NUM_UNITS))
    logits = (output @ weights["dense"])[0]
    return logits - np.log(np.exp(logits).sum()), state[0]


def search(state, weights, width, most_steps, penalty):
    """Beams, the best first: (log-probability, symbols).

    As in TensorFlow 1 an end does not count for the length when it is chosen, but later it does.
    """

    def score(beam):
        log_probability, _, _, length = beam
        return log_probability / ((5 + length) / 6) ** penalty

    beams = [(0.0, [], state, 0)]
    for step in range(1, most_steps + 1):
        longer = []
        for log_probability, symbols, state, _ in beams:
            if END in symbols:
                longer.append((log_probability, symbols, state, len(symbols)))
                continue
            logs, new_state = probabilities((symbols or [START])[-1], state, weights)
            longer += [
                (log_probability + log, [*symbols, symbol], new_state, step - (symbol == END))
                for symbol, log in enumerate(logs)
            ]
        beams = sorted(longer, key=score, reverse=True)[:width]
        if all(END in symbols for _, symbols, *_ in beams):
            break
    return [beam[:2] for beam in beams]


def searched_by_revive(states, weights, width, most_steps, penalty):
    with tf.Graph().as_default(), tf.Session() as session:
        cell = tf.nn.rnn_cell.BasicRNNCell(NUM_UNITS)
        layer = tf.layers.Dense(len(weights["embedding"]), use_bias=False)
        decoder = seq2seq.BeamSearchDecoder(
            cell,
            tf.constant(weights["embedding"], tf.float32),
            np.full(len(states), START),
            END,
            seq2seq.tile_batch(tf.constant(states, tf.float32), width),
            width,
            layer,
            length_penalty_weight=penalty,
        )
        outputs, state, _ = seq2seq.dynamic_decode(decoder, maximum_iterations=most_steps)
        session.run(tf.global_variables_initializer())
        cell.variables[0].load(weights["kernel"].astype(np.float32))
        layer.kernel.load(weights["dense"].astype(np.float32))
        return session.run([outputs.predicted_ids, state.log_probs, state.lengths])


def drawn_weights(seed, num_symbols):
    random = np.random.default_rng(seed)
    weights = {
        "embedding": random.normal(size=(num_symbols, 2)),
        "kernel": random.normal(size=(2 + NUM_UNITS, NUM_UNITS)),
        "dense": 2 * random.normal(size=(NUM_UNITS, num_symbols)),
    }
    return weights, random.normal(size=(2, NUM_UNITS))


@settings(max_examples=5, deadline=None, derandomize=True)
@given(
    st.integers(0, 2**32), st.integers(1, 3), st.integers(0, 3), st.integers(1, 5),
    st.sampled_from([0.0, 0.7]),
)  # fmt: skip
def test_a_beam_search_finds_what_one_in_python_finds(seed, width, more, most_steps, penalty):
    weights, states = drawn_weights(seed, width + more + 1)
    symbols, log_probs, lengths = searched_by_revive(states, weights, width, most_steps, penalty)
    for row, state in enumerate(states):
        for beam, (log_prob, path) in enumerate(search(state, weights, width, most_steps, penalty)):
            assert log_probs[row, beam] == pytest.approx(log_prob, rel=1e-5, abs=1e-5)
            assert lengths[row, beam] == len(path)
            assert list(symbols[row, : len(path), beam]) == path
            assert not (symbols[row, len(path) :, beam] != END).any()


def test_a_search_with_all_beams_finds_the_best_of_all_sequences():
    weights, states = drawn_weights(seed=5, num_symbols=3)
    symbols, log_probs, _ = searched_by_revive(states, weights, 27, 3, 0.0)
    for row, first in enumerate(states):
        found = {}
        for path in product(range(3), repeat=3):
            path = path[: path.index(END) + 1] if END in path else path
            state, total = first, 0.0
            for before, symbol in zip((START, *path), path, strict=False):
                logs, state = probabilities(before, state, weights)
                total += logs[symbol]
            found[path] = total
        best = max(found, key=found.get)
        assert log_probs[row, 0] == pytest.approx(found[best], rel=1e-5)
        assert tuple(symbols[row, : len(best), 0]) == best


def test_rows_are_repeated_one_beside_the_other():
    with tf.Graph().as_default(), tf.Session() as session:
        rows = tf.constant([[1], [2]])
        tiled = seq2seq.tile_batch((rows, rows[:, 0]), 3)
        assert [part.shape.as_list() for part in tiled] == [[6, 1], [6]]
        matrix, vector = session.run(tiled)
    assert list(vector) == list(matrix[:, 0]) == [1, 1, 1, 2, 2, 2]


def test_what_is_not_covered_is_said():
    with pytest.raises(ValueError, match="coverage_penalty_weight is not covered"):
        seq2seq.BeamSearchDecoder(
            None, np.eye(3), [1], END, np.ones(2), 2, coverage_penalty_weight=1.0
        )
