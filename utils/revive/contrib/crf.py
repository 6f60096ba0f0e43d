"""`tf.contrib.crf`: a linear-chain conditional random field.

The score of a sequence of tags is the sum of the inputs at these tags and of the transitions
between them. Only the first `sequence_lengths` positions count; what stands beyond is ignored.

Source: `crf/python/ops/crf.py` of TensorFlow 1.15; Collins, The forward-backward algorithm.
"""

import numpy as np

from utils.tf1 import tf


def crf_log_likelihood(inputs, tag_indices, sequence_lengths, transition_params=None):
    """Return the logarithm of the probability of sequences of tags.

    Arguments:
        inputs: the scores of tags at each position, [batch, num_steps, num_tags].
        tag_indices: integers [batch, num_steps].
        sequence_lengths: integers [batch].
        transition_params: [num_tags, num_tags], from row to column; without it a variable
            `transitions` is made.

    Returns:
        (log-likelihoods [batch], the transitions).
    """
    if transition_params is None:
        num_tags = inputs.shape.as_list()[2]
        transition_params = tf.get_variable("transitions", [num_tags, num_tags])
    score = crf_sequence_score(inputs, tag_indices, sequence_lengths, transition_params)
    return score - crf_log_norm(inputs, sequence_lengths, transition_params), transition_params


def crf_sequence_score(inputs, tag_indices, sequence_lengths, transition_params):
    """Return the score of sequences of tags [batch]; arguments as in `crf_log_likelihood`."""
    unary = crf_unary_score(tag_indices, sequence_lengths, inputs)
    return unary + crf_binary_score(tag_indices, sequence_lengths, transition_params)


def crf_unary_score(tag_indices, sequence_lengths, inputs):
    """Return the sum of the inputs at the tags [batch]; arguments as in `crf_log_likelihood`."""
    inside = tf.sequence_mask(sequence_lengths, tf.shape(tag_indices)[1])
    tags = tf.where(inside, tag_indices, tf.zeros_like(tag_indices))
    scores = tf.gather(inputs, tags, batch_dims=2)  # [batch, num_steps]
    return tf.reduce_sum(scores * tf.cast(inside, scores.dtype), 1)


def crf_binary_score(tag_indices, sequence_lengths, transition_params):
    """Return the sum of the transitions [batch]; arguments as in `crf_log_likelihood`."""
    inside = tf.sequence_mask(sequence_lengths, tf.shape(tag_indices)[1])
    tags = tf.where(inside, tag_indices, tf.zeros_like(tag_indices))
    pairs = tf.stack([tags[:, :-1], tags[:, 1:]], 2)
    scores = tf.gather_nd(transition_params, pairs)  # [batch, num_steps - 1]
    return tf.reduce_sum(scores * tf.cast(inside[:, 1:], scores.dtype), 1)


def crf_log_norm(inputs, sequence_lengths, transition_params):
    """Return the logarithm of the sum of exp(score) over all sequences of tags.

    Arguments:
        inputs, sequence_lengths, transition_params: as in `crf_log_likelihood`.

    Returns:
        A tensor [batch]; 0 for a sequence of length 0.
    """

    def step(alphas, now):
        scores, inside = now
        sums = tf.reduce_logsumexp(alphas[:, :, tf.newaxis] + transition_params, 1)
        return tf.where(inside, scores + sums, alphas)

    alphas = tf.foldl(step, _later_steps(inputs, sequence_lengths), inputs[:, 0])
    log_norm = tf.reduce_logsumexp(alphas, 1)
    return tf.where(sequence_lengths > 0, log_norm, tf.zeros_like(log_norm))


def crf_decode(potentials, transition_params, sequence_length):
    """Find the sequences of tags with the highest scores, in the graph.

    Arguments:
        potentials: the scores of tags at each position, [batch, num_steps, num_tags].
        transition_params: [num_tags, num_tags].
        sequence_length: integers [batch].

    Returns:
        (tags: int32 [batch, num_steps], 0 beyond a sequence's end; their scores [batch]).
    """
    unchanged = tf.zeros_like(potentials[:, 0], tf.int32) + tf.range(tf.shape(potentials)[2])

    def step(before, now):
        best, _ = before
        scores, inside = now
        candidates = best[:, :, tf.newaxis] + transition_params
        previous = tf.argmax(candidates, 1, output_type=tf.int32)
        best_now = scores + tf.reduce_max(candidates, 1)
        return tf.where(inside, best_now, best), tf.where(inside, previous, unchanged)

    later_steps = _later_steps(potentials, sequence_length)
    best, previous = tf.scan(step, later_steps, (potentials[:, 0], unchanged))
    last = tf.argmax(best[-1], 1, output_type=tf.int32)
    tags = tf.scan(
        lambda tag, pointers: tf.gather(pointers, tag, batch_dims=1), previous, last, reverse=True
    )
    length = tf.maximum(sequence_length, 1)  # A sequence of length 0 has its first tag, as ever.
    inside = tf.sequence_mask(length, tf.shape(potentials)[1], tf.int32)
    return tf.transpose(tags) * inside, tf.reduce_max(best[-1], 1)


def viterbi_decode(score, transition_params):
    """Find the sequence of tags with the highest score, in NumPy.

    Arguments:
        score: the scores of tags at each position, an array [num_steps, num_tags].
        transition_params: an array [num_tags, num_tags].

    Returns:
        (tags: a list of num_steps integers, their score).
    """
    best, previous = score[0], []
    for scores in score[1:]:
        candidates = best[:, np.newaxis] + transition_params
        previous.append(candidates.argmax(0))
        best = scores + candidates.max(0)
    tags = [best.argmax()]
    for pointers in reversed(previous):
        tags.append(pointers[tags[-1]])
    return tags[::-1], best.max()


def _later_steps(inputs, sequence_lengths):
    """Return the steps after the first, and whether each is inside a sequence, time first.

    Returns:
        (inputs [num_steps, batch, num_tags], booleans [num_steps, batch]): a last step that is
        outside of every sequence is added, so that there is one at least.
    """
    inputs = tf.concat([inputs[:, 1:], inputs[:, :1]], 1)
    inside = tf.sequence_mask(sequence_lengths - 1, tf.shape(inputs)[1])
    return tf.transpose(inputs, [1, 0, 2]), tf.transpose(inside)
