"""The learner computes the weights of Bahdanau's attention for one time step of the decoder."""

import numpy as np

from utils.checks.cases import normal
from utils.checks.engine import Exercise
from utils.checks.in_graph import in_graph
from utils.tf1 import tf

random = np.random.default_rng(17)


def _hidden(query, memory, query_kernel, memory_kernel):
    return tf.matmul(query, query_kernel)[:, tf.newaxis] + tf.matmul(memory, memory_kernel)


def _scores(query, memory, query_kernel, memory_kernel, v):
    return tf.reduce_sum(tf.tanh(_hidden(query, memory, query_kernel, memory_kernel)) * v, axis=2)


def _is_valid(lengths, scores):
    return tf.sequence_mask(lengths, scores.shape[1])


def _filled(scores, lengths, value, keep=lambda is_valid: is_valid):
    valid = keep(_is_valid(lengths, scores))
    return tf.where(valid, scores, tf.fill(tf.shape(scores), value))


def _weights(scores, lengths):
    return tf.nn.softmax(_filled(scores, lengths, -np.inf))


def _scores_are(scores_of):
    """Make a mistake out of the scores: `scores_of(query, memory, query_kernel, ..., v)`."""

    def answer(query, memory, lengths, query_kernel, memory_kernel, v):
        return _weights(scores_of(query, memory, query_kernel, memory_kernel, v), lengths)

    return answer


def _after_the_scores(finish):
    """Make a mistake out of what follows the scores: `finish(scores, lengths, memory)`."""

    def answer(query, memory, lengths, query_kernel, memory_kernel, v):
        scores = _scores(query, memory, query_kernel, memory_kernel, v)
        return finish(scores, lengths, memory)

    return answer


def _position_by_position(query, memory, lengths, query_kernel, memory_kernel, v):
    weights = np.zeros(memory.shape[:2])
    for row, length in enumerate(lengths):
        powers = []
        for step in range(length):
            hidden = np.tanh(query_kernel.T @ query[row] + memory_kernel.T @ memory[row, step])
            powers.append(np.exp(np.dot(v, hidden)))
        weights[row, :length] = np.array(powers) / sum(powers)
    return weights.astype(np.float32)


def _case(num_steps, query_size, memory_size, num_units, lengths):
    return {
        "query": normal(random, len(lengths), query_size),
        "memory": normal(random, len(lengths), num_steps, memory_size),
        "lengths": np.array(lengths, np.int32),
        "query_kernel": normal(random, query_size, num_units),
        "memory_kernel": normal(random, memory_size, num_units),
        "v": normal(random, num_units),
    }


additive_weights = Exercise(
    name="additive_weights",
    oracle=_position_by_position,
    call=in_graph,
    cases=[_case(6, 4, 5, 3, [2, 5]), _case(5, 3, 2, 6, [4, 1, 3]), _case(7, 2, 4, 5, [6, 3, 2])],
    mistakes={
        "the padding is not masked": (
            _after_the_scores(lambda scores, lengths, memory: tf.nn.softmax(scores)),
            "Your padded positions have weights above 0. Do you use `lengths`?",
            "A weight is exactly 0 if its score is minus infinity.",
            "Replace the scores of the padding with `tf.where`, before the softmax.",
        ),
        "the mask comes after the softmax": (
            _after_the_scores(
                lambda scores, lengths, memory: (
                    tf.nn.softmax(scores) * tf.cast(_is_valid(lengths, scores), tf.float32)
                )
            ),
            "Your weights do not add up to 1 in a row. Where do you mask?",
            "The softmax has already given a share to the padding.",
            "Mask the scores before the softmax.",
        ),
        "the scores of the padding are 0": (
            _after_the_scores(
                lambda scores, lengths, memory: tf.nn.softmax(_filled(scores, lengths, 0.0))
            ),
            "Your padded positions have weights above 0. Is a score of 0 small?",
            "The softmax computes exp(0), which is 1.",
            "Use minus infinity for the padding.",
        ),
        "the valid positions are masked": (
            _after_the_scores(
                lambda scores, lengths, memory: tf.nn.softmax(
                    _filled(scores, lengths, -np.inf, tf.logical_not)
                )
            ),
            "Your valid positions have the weight 0. Which ones did you mask?",
            "`tf.where` takes its second argument where the condition is true.",
        ),
        "tanh is missing": (
            _scores_are(
                lambda q, m, q_kernel, m_kernel, v: tf.reduce_sum(
                    _hidden(q, m, q_kernel, m_kernel) * v, axis=2
                )
            ),
            "Your weights are the same for every query. Is there a tanh in your scores?",
            "Without tanh, the query adds the same number to all scores of a row.",
            "Apply tanh to the sum of both matrix multiplications.",
        ),
        "tanh comes last": (
            _scores_are(
                lambda q, m, q_kernel, m_kernel, v: tf.tanh(
                    tf.reduce_sum(_hidden(q, m, q_kernel, m_kernel) * v, axis=2)
                )
            ),
            "All your scores are between -1 and 1. Where do you apply tanh?",
            "In the formula, `v` multiplies the result of tanh.",
        ),
        "`v` is not used": (
            _scores_are(
                lambda q, m, q_kernel, m_kernel, v: tf.reduce_sum(
                    tf.tanh(_hidden(q, m, q_kernel, m_kernel)), axis=2
                )
            ),
            "Your weights do not depend on `v`. How do you get from units to one score?",
            "Each unit has its own factor in `v`.",
            "Multiply by `v` before the sum over the units.",
        ),
        "the query is not used": (
            _scores_are(
                lambda q, m, q_kernel, m_kernel, v: tf.reduce_sum(
                    tf.tanh(tf.matmul(m, m_kernel)) * v, axis=2
                )
            ),
            "Your weights are the same for every query. Do you use `query`?",
            "The formula adds two matrix multiplications inside tanh.",
        ),
        "query and memory are multiplied": (
            _scores_are(
                lambda q, m, q_kernel, m_kernel, v: tf.reduce_sum(
                    tf.matmul(q, q_kernel)[:, tf.newaxis] * tf.matmul(m, m_kernel) * v, axis=2
                )
            ),
            "You multiply query and memory. Which operation does the formula have?",
            "This score is called additive, in contrast to the one of section 4.",
        ),
        "the softmax runs along the batch": (
            _after_the_scores(
                lambda scores, lengths, memory: tf.nn.softmax(
                    _filled(scores, lengths, -1e9), axis=0
                )
            ),
            "Your weights add up to 1 in a column. Along which axis should they?",
            "Each row has its own weights, one for each position of the memory.",
        ),
        "the scores are added along the time steps": (
            _scores_are(
                lambda q, m, q_kernel, m_kernel, v: tf.reduce_sum(
                    tf.tanh(_hidden(q, m, q_kernel, m_kernel)) * v, axis=1
                )
            ),
            "Your answer has one number for each unit. Over which axis do you add?",
            "Each position of the memory needs its own score.",
            "Add over the units, which are the last axis.",
        ),
        "`v` is used as a matrix": (
            _scores_are(
                lambda q, m, q_kernel, m_kernel, v: tf.matmul(
                    tf.tanh(_hidden(q, m, q_kernel, m_kernel)), v
                )
            ),
            "`tf.matmul` multiplies matrices. How many axes does `v` have?",
            "A dot product with a vector multiplies, and then adds over the units.",
            "Multiply with `*`, and add over the last axis.",
        ),
        "a sigmoid takes the place of the softmax": (
            _after_the_scores(
                lambda scores, lengths, memory: tf.sigmoid(_filled(scores, lengths, -np.inf))
            ),
            "Your weights do not add up to 1 in a row. Which function do you apply?",
            "The sigmoid looks at each score alone.",
            "Use the softmax over the positions.",
        ),
        "the scores are returned": (
            _after_the_scores(lambda scores, lengths, memory: scores),
            "Some of your weights are below 0. Did you return the scores?",
            "The softmax turns scores into weights.",
            "Mask the scores, then apply the softmax.",
        ),
        "the context is returned": (
            _after_the_scores(
                lambda scores, lengths, memory: tf.reduce_sum(
                    _weights(scores, lengths)[:, :, tf.newaxis] * memory, axis=1
                )
            ),
            "Your answer has the size of the memory. Did you compute the context?",
            "The exercise asks for the weights only.",
        ),
        "the mask is too narrow": (
            _after_the_scores(
                lambda scores, lengths, memory: tf.where(tf.sequence_mask(lengths), scores, scores)
            ),
            "Your mask is only as wide as the longest row. How wide are the scores?",
            "`tf.sequence_mask` has an argument for the number of columns.",
            "Pass the number of time steps as `maxlen`.",
        ),
        "the query has no axis for the time steps": (
            _scores_are(
                lambda q, m, q_kernel, m_kernel, v: tf.reduce_sum(
                    tf.tanh(tf.matmul(q, q_kernel) + tf.matmul(m, m_kernel)) * v, axis=2
                )
            ),
            "You add a tensor of two axes to one of three. Which axis is missing?",
            "The query is the same for all positions of a row.",
            "Give the query an axis of length 1 in the middle.",
        ),
    },
    minutes=7,
    difficulty=2,
    tolerance=1e-5,
)
