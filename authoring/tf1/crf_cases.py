"""Cases of `contrib.crf`; each is a function (tf, library) -> {name: tensors}."""

import numpy as np

from authoring.tf1.made import numbers, symbols


def _scored(lengths, num_steps):
    def case(tf, library):
        inputs = tf.constant(3 * numbers(1, len(lengths), num_steps, 3), name="inputs")
        tags = tf.constant(symbols(2, 3, len(lengths), num_steps))
        lengths_ = tf.constant(np.array(lengths, np.int32))
        likelihood, transitions = library.crf_log_likelihood(inputs, tags, lengths_)
        return {
            "inputs": inputs,
            "likelihood": likelihood,
            "score": library.crf_sequence_score(inputs, tags, lengths_, transitions),
            "unary": library.crf_unary_score(tags, lengths_, inputs),
            "binary": library.crf_binary_score(tags, lengths_, transitions),
            "norm": library.crf_log_norm(inputs, lengths_, transitions),
        }

    return case


def _decoded(lengths, num_steps):
    def case(tf, library):
        inputs = tf.constant(3 * numbers(1, len(lengths), num_steps, 3))
        lengths_ = tf.constant(np.array(lengths, np.int32))
        transitions = tf.constant(3 * numbers(2, 3, 3))
        tags, score = library.crf_decode(inputs, transitions, lengths_)
        return {"tags": tags, "score": score}

    return case


def viterbi(tf, library):
    """The best tags in NumPy."""
    tags, score = library.viterbi_decode(3 * numbers(1, 5, 3), 3 * numbers(2, 3, 3))
    return {"tags": tf.constant(np.array(tags, np.int32)), "score": tf.constant(score)}


CASES = {"lengths": _scored([4, 2, 1], 4), "viterbi": viterbi}
# Since 1.3 a sequence may be empty, since 1.4 the best tags are found in the graph.
LATER_CASES = {
    "empty": _scored([0, 3], 3),
    "one_step": _scored([1, 0, 1], 1),
    "decode": _decoded([4, 2, 1, 0], 4),
    "decode_one_step": _decoded([1, 1], 1),
}
