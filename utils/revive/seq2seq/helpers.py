"""What a `BasicDecoder` reads at each time step: given inputs, or what it chose itself.

Source: `seq2seq/python/ops/helper.py` of TensorFlow 1.15.
"""

from utils.revive.seq2seq.beams import lookup_function, scalar_token, vector_of_tokens
from utils.revive.seq2seq.decoding import with_axes_swapped
from utils.tf1 import tf


class Helper:
    """What a decoder asks at each step; one of your own has these methods and attributes.

    Attributes:
        batch_size: an integer tensor [].
        sample_ids_shape, sample_ids_dtype: of one sample, without the batch.
    """

    batch_size = None
    sample_ids_shape = tf.TensorShape([])
    sample_ids_dtype = tf.int32

    def initialize(self, name=None):
        """Return (finished: booleans [batch], the first inputs [batch, input_size])."""
        raise NotImplementedError(f"{type(self).__name__} lacks the method initialize.")

    def sample(self, time, outputs, state, name=None):
        """Return the symbols chosen at this step, integers [batch].

        Arguments:
            time: the number of the step, an integer tensor [].
            outputs: the decoder's, [batch, output_size].
            state: the cell's state after the step.
            name: unused, as in TensorFlow 1.
        """
        raise NotImplementedError(f"{type(self).__name__} lacks the method sample.")

    def next_inputs(self, time, outputs, state, sample_ids, name=None):
        """Return (finished [batch], the next inputs [batch, input_size], the state).

        Arguments:
            sample_ids: what `sample` returned.
            the others: as in `sample`.
        """
        raise NotImplementedError(f"{type(self).__name__} lacks the method next_inputs.")


class TrainingHelper(Helper):
    """Read the inputs that are given, which is teacher forcing.

    Arguments:
        inputs: [batch, num_steps, input_size], or with the two first axes swapped.
        sequence_length: integers [batch].
        time_major: whether time is the first axis of the inputs.
        name: unused, as in TensorFlow 1.

    Raises ValueError where sequence_length is no vector.
    """

    def __init__(self, inputs, sequence_length, time_major=False, name=None):
        self.sequence_length = tf.cast(sequence_length, tf.int32)  # NumPy's integers have 64 bits
        if len(self.sequence_length.shape) != 1:
            what = f"must be integers [batch], got shape {self.sequence_length.shape}"
            raise ValueError(f"TrainingHelper: sequence_length {what}.")
        self.inputs = tf.convert_to_tensor(inputs)
        by_step = self.inputs if time_major else with_axes_swapped(self.inputs)
        shape = by_step.shape[1:]
        array = tf.TensorArray(by_step.dtype, tf.shape(by_step)[0], element_shape=shape)
        self._steps = array.unstack(by_step)
        self._zero_inputs = tf.zeros_like(by_step[0])
        self.batch_size = tf.size(self.sequence_length)

    def initialize(self, name=None):
        """Return (finished: booleans [batch], the inputs of the first step)."""
        return self._read(0)

    def sample(self, time, outputs, state=None, name=None):
        """Return the symbol with the largest output, integers [batch]."""
        return tf.argmax(outputs, -1, output_type=tf.int32)

    def next_inputs(self, time, outputs, state, sample_ids=None, name=None):
        """Return (finished [batch], the inputs of the next step, the state)."""
        return *self._read(time + 1), state

    def _read(self, time):
        """Return which rows end before a step, and its inputs [batch, input_size]."""
        finished = time >= self.sequence_length
        inputs = tf.cond(
            tf.reduce_all(finished), lambda: self._zero_inputs, lambda: self._steps.read(time)
        )
        return finished, inputs


class ScheduledEmbeddingTrainingHelper(TrainingHelper):
    """Read the inputs that are given, or now and then what was sampled from the outputs.

    The samples are -1 where the given inputs are read.

    Arguments:
        inputs, sequence_length, time_major, name: as in `TrainingHelper`.
        embedding: [num_symbols, input_size], or a function of integers.
        sampling_probability: of reading a sample, a float [] or [batch].
        seed, scheduling_seed: of the samples, and of where they are read.

    Source: Bengio et al., Scheduled sampling, arXiv:1506.03099.
    """

    def __init__(
        self,
        inputs,
        sequence_length,
        embedding,
        sampling_probability,
        time_major=False,
        seed=None,
        scheduling_seed=None,
        name=None,
    ):
        super().__init__(inputs, sequence_length, time_major, name)
        self._embed = lookup_function(embedding)
        self._probability = sampling_probability
        self._seed, self._scheduling_seed = seed, scheduling_seed

    def sample(self, time, outputs, state=None, name=None):
        """Return the sampled symbols, integers [batch], -1 where none was taken."""
        uniform = tf.random_uniform([self.batch_size], seed=self._scheduling_seed)
        samples = _sample_from(outputs, self._seed)
        return tf.where(uniform < self._probability, samples, -tf.ones_like(samples))

    def next_inputs(self, time, outputs, state, sample_ids, name=None):
        """Return (finished [batch], the next inputs, the state)."""
        finished, inputs, state = super().next_inputs(time, outputs, state)
        embedded = self._embed(tf.maximum(sample_ids, 0))
        return finished, tf.where(sample_ids < 0, inputs, embedded), state


class GreedyEmbeddingHelper(Helper):
    """Read the embedding of the symbol with the largest output, up to an end symbol.

    Arguments:
        embedding: [num_symbols, input_size], or a function of integers.
        start_tokens: integers [batch].
        end_token: an integer.

    Raises ValueError for start tokens or an end token of another rank.
    """

    def __init__(self, embedding, start_tokens, end_token):
        self._embed = lookup_function(embedding)
        start_tokens = vector_of_tokens(start_tokens)
        self._end_token = scalar_token(end_token)
        self.batch_size = tf.size(start_tokens)
        self._start_inputs = self._embed(start_tokens)

    def initialize(self, name=None):
        """Return (finished: booleans [batch], the embedded start tokens)."""
        return tf.fill([self.batch_size], False), self._start_inputs

    def sample(self, time, outputs, state, name=None):
        """Return the symbol with the largest output, integers [batch]."""
        return tf.argmax(outputs, -1, output_type=tf.int32)

    def next_inputs(self, time, outputs, state, sample_ids, name=None):
        """Return (finished [batch], the embedded symbols, the state)."""
        return tf.equal(sample_ids, self._end_token), self._embed(sample_ids), state


class SampleEmbeddingHelper(GreedyEmbeddingHelper):
    """Read the embedding of a symbol that is sampled from the outputs, up to an end symbol.

    Arguments:
        embedding, start_tokens, end_token: as in `GreedyEmbeddingHelper`.
        softmax_temperature: the outputs are divided by it, a float above 0.
        seed: of the samples.
    """

    def __init__(self, embedding, start_tokens, end_token, softmax_temperature=None, seed=None):
        super().__init__(embedding, start_tokens, end_token)
        self._temperature = softmax_temperature
        self._seed = seed

    def sample(self, time, outputs, state, name=None):
        """Return the sampled symbols, integers [batch]."""
        if self._temperature is not None:
            outputs = outputs / self._temperature
        return _sample_from(outputs, self._seed)


def _sample_from(logits, seed):
    """Return one symbol for each row of logits, integers [batch]."""
    return tf.multinomial(logits, 1, seed, output_dtype=tf.int32)[:, 0]
