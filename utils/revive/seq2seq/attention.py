"""How much each position of a memory counts for a query: Bahdanau's and Luong's attention.

Source: `attention_wrapper.py` of TensorFlow 1.15's contrib.seq2seq, whose variables they have.
"""

import math

from utils.tf1 import tf


class AttentionMechanism:
    """The memory of an attention, and its keys, with what lies past a row's length masked.

    Arguments:
        memory: [batch, max_time, memory_size]; memory_size must be known.
        memory_sequence_length: integers [batch] from 1 up, or None where every row is full.
        num_units: the size of the keys.
        probability_fn: from scores to weights, both [batch, max_time]; the softmax without it.
        score_mask_value: the score of positions past a row's length; -inf without it.
        dtype: of the keys.

    Attributes:
        values: the memory, 0 past a row's length.
        keys: [batch, max_time, num_units].
        batch_size, alignments_size: batch and max_time, integers or tensors [].

    Raises ValueError where memory_size is not known.
    """

    query_layer = None

    def __init__(
        self, memory, memory_sequence_length, num_units, probability_fn, score_mask_value, dtype
    ):
        self.dtype = dtype or tf.float32
        self._num_units = num_units
        self._probability_fn = probability_fn or tf.nn.softmax
        self._mask_value = -math.inf if score_mask_value is None else score_mask_value
        memory = tf.convert_to_tensor(memory)
        if memory.shape.as_list()[2] is None:
            what = f"the last size of memory must be known, got shape {memory.shape}"
            raise ValueError(f"{type(self).__name__}: {what}; use memory.set_shape.")
        self._inside = None
        if memory_sequence_length is not None:
            message = "Attention: all values in memory_sequence_length must be above 0."
            positive = tf.assert_positive(memory_sequence_length, message=message)
            with tf.control_dependencies([positive]):
                self._inside = tf.sequence_mask(memory_sequence_length, tf.shape(memory)[1])
            memory *= tf.cast(self._inside, memory.dtype)[:, :, tf.newaxis]
        self.values = memory
        self.memory_layer = self._layer("memory_layer")
        self.keys = self.memory_layer(memory)
        self.batch_size, self.alignments_size = (
            size or tf.shape(self.keys)[axis]
            for axis, size in enumerate(self.keys.shape.as_list()[:2])
        )

    @property
    def state_size(self):
        """The size of the state of an attention, which is its weights."""
        return self.alignments_size

    def initial_alignments(self, batch_size, dtype):
        """Return weights of 0, [batch, max_time]."""
        alignments = tf.zeros([batch_size, self.alignments_size], dtype)
        alignments.set_shape([None, self.keys.shape.as_list()[1]])
        return alignments

    initial_state = initial_alignments

    def __call__(self, query, state):
        """Weigh the memory.

        Arguments:
            query: [batch, query_size].
            state: the weights of the step before, which these kinds of attention ignore.

        Returns:
            (weights [batch, max_time], the next state: the same).
        """
        score = self._score(query)
        if self._inside is not None:
            score = tf.where(self._inside, score, tf.fill(tf.shape(score), self._mask_value))
        alignments = self._probability_fn(score)
        return alignments, alignments

    def _score(self, query):
        raise NotImplementedError(f"{type(self).__name__} lacks a score.")

    def _layer(self, name):
        return tf.layers.Dense(self._num_units, use_bias=False, dtype=self.dtype, name=name)


class BahdanauAttention(AttentionMechanism):
    """Score a position by v tanh(W_query query + W_memory memory).

    Arguments:
        num_units: the size of the keys and of v.
        memory, memory_sequence_length, probability_fn, score_mask_value, dtype: as in
            `AttentionMechanism`.
        normalize: whether v has length g, a variable, and a bias b is added inside tanh.
        name: unused, as in TensorFlow 1.

    Source: Bahdanau et al., arXiv:1409.0473; normalized: Salimans and Kingma, arXiv:1602.07868.
    """

    def __init__(
        self,
        num_units,
        memory,
        memory_sequence_length=None,
        normalize=False,
        probability_fn=None,
        score_mask_value=None,
        dtype=None,
        name="BahdanauAttention",
    ):
        super().__init__(
            memory, memory_sequence_length, num_units, probability_fn, score_mask_value, dtype
        )
        self.query_layer = self._layer("query_layer")
        self._normalize = normalize

    def _score(self, query):
        with tf.variable_scope(None, "bahdanau_attention"):
            hidden = self.keys + self.query_layer(query)[:, tf.newaxis]
            v = tf.get_variable("attention_v", [self._num_units], query.dtype)
            if self._normalize:
                length = tf.constant_initializer(math.sqrt(1 / self._num_units))
                g = tf.get_variable("attention_g", [], query.dtype, length)
                b = tf.get_variable(
                    "attention_b", [self._num_units], query.dtype, tf.zeros_initializer()
                )
                v = g * v * tf.rsqrt(tf.reduce_sum(tf.square(v)))
                hidden += b
            return tf.reduce_sum(v * tf.tanh(hidden), 2)


class LuongAttention(AttentionMechanism):
    """Score a position by the dot product of the query and W_memory memory.

    Arguments:
        num_units: the size of the keys, which must be that of the query.
        memory, memory_sequence_length, probability_fn, score_mask_value, dtype: as in
            `AttentionMechanism`.
        scale: whether the scores are multiplied with a variable g.
        name: unused, as in TensorFlow 1.

    Raises ValueError, when it is called, where query and keys differ in size.
    Source: Luong et al., arXiv:1508.04025.
    """

    def __init__(
        self,
        num_units,
        memory,
        memory_sequence_length=None,
        scale=False,
        probability_fn=None,
        score_mask_value=None,
        dtype=None,
        name="LuongAttention",
    ):
        super().__init__(
            memory, memory_sequence_length, num_units, probability_fn, score_mask_value, dtype
        )
        self._scale = scale

    def _score(self, query):
        size = query.shape.as_list()[-1]
        if size != self._num_units:
            what = f"num_units is {self._num_units}, and the cell's output has size {size}"
            raise ValueError(f"LuongAttention: {what}; they must be equal.")
        with tf.variable_scope(None, "luong_attention"):
            score = tf.matmul(self.keys, query[:, :, tf.newaxis])[:, :, 0]
            if self._scale:
                g = tf.get_variable("attention_g", [], query.dtype, tf.ones_initializer())
                score *= g
        return score


def hardmax(logits, name=None):
    """Return 1 at the largest of each row and 0 elsewhere, [batch, size].

    Arguments:
        logits: [batch, size].
        name: unused, as in TensorFlow 1.
    """
    return tf.one_hot(tf.argmax(logits, -1), tf.shape(logits)[-1], dtype=logits.dtype)
