"""What a `BasicDecoder` reads by functions of the owner's own, or now and then its own outputs.

Source: `seq2seq/python/ops/helper.py` of TensorFlow 1.15.
"""

from utils.revive.seq2seq.decoding import with_axes_swapped
from utils.revive.seq2seq.helpers import Helper, TrainingHelper
from utils.tf1 import tf


class CustomHelper(Helper):
    """Read what functions return.

    Arguments:
        initialize_fn: a function without arguments; see `Helper.initialize`.
        sample_fn: a function of time, outputs and state; see `Helper.sample`.
        next_inputs_fn: a function of these and of sample_ids; see `Helper.next_inputs`.
        sample_ids_shape, sample_ids_dtype: of one sample; by default one integer.
    """

    def __init__(
        self,
        initialize_fn,
        sample_fn,
        next_inputs_fn,
        sample_ids_shape=None,
        sample_ids_dtype=None,
    ):
        self._initialize, self._sample, self._next = initialize_fn, sample_fn, next_inputs_fn
        self.sample_ids_shape = tf.TensorShape(sample_ids_shape or [])
        self.sample_ids_dtype = sample_ids_dtype or tf.int32
        self._batch_size = None

    @property
    def batch_size(self):
        """The batch size, which the first inputs tell; raises ValueError before that."""
        if self._batch_size is None:
            raise ValueError("CustomHelper: initialize it before you ask for its batch size.")
        return self._batch_size

    def initialize(self, name=None):
        """Return (finished: booleans [batch], the first inputs)."""
        finished, inputs = self._initialize()
        if self._batch_size is None:
            self._batch_size = tf.size(finished)
        return finished, inputs

    def sample(self, time, outputs, state, name=None):
        """Return what was chosen at this step."""
        return self._sample(time=time, outputs=outputs, state=state)

    def next_inputs(self, time, outputs, state, sample_ids, name=None):
        """Return (finished [batch], the next inputs, the state)."""
        return self._next(time=time, outputs=outputs, state=state, sample_ids=sample_ids)


class InferenceHelper(Helper):
    """Read what was sampled by a function, up to an end.

    Arguments:
        sample_fn: from the outputs to the samples.
        sample_shape, sample_dtype: of one sample.
        start_inputs: the first inputs [batch, input_size].
        end_fn: from the samples to booleans [batch].
        next_inputs_fn: from the samples to the next inputs; without it they are the inputs.
    """

    def __init__(
        self, sample_fn, sample_shape, sample_dtype, start_inputs, end_fn, next_inputs_fn=None
    ):
        self._sample, self._end, self._next = sample_fn, end_fn, next_inputs_fn
        self.sample_ids_shape, self.sample_ids_dtype = tf.TensorShape(sample_shape), sample_dtype
        self._start_inputs = tf.convert_to_tensor(start_inputs)
        self.batch_size = tf.shape(self._start_inputs)[0]

    def initialize(self, name=None):
        """Return (finished: booleans [batch], the first inputs)."""
        return tf.fill([self.batch_size], False), self._start_inputs

    def sample(self, time, outputs, state, name=None):
        """Return the samples."""
        return self._sample(outputs)

    def next_inputs(self, time, outputs, state, sample_ids, name=None):
        """Return (finished [batch], the next inputs, the state)."""
        inputs = sample_ids if self._next is None else self._next(sample_ids)
        return self._end(sample_ids), inputs, state


class ScheduledOutputTrainingHelper(TrainingHelper):
    """Read the inputs that are given, or now and then the outputs themselves.

    The samples tell where: 1 where the outputs are read, and 0 elsewhere.

    Arguments:
        inputs, sequence_length, time_major, name: as in `TrainingHelper`.
        sampling_probability: of reading the outputs, a float [] or [batch].
        seed: of where they are read.
        next_inputs_fn: from outputs to inputs; without it they are the inputs.
        auxiliary_inputs: what stands beside the inputs at each step, or None.
    """

    def __init__(
        self,
        inputs,
        sequence_length,
        sampling_probability,
        time_major=False,
        seed=None,
        next_inputs_fn=None,
        auxiliary_inputs=None,
        name=None,
    ):
        self._probability, self._seed = sampling_probability, seed
        self._from_outputs, self._beside = next_inputs_fn, None
        if auxiliary_inputs is not None:
            beside = tf.convert_to_tensor(auxiliary_inputs)
            inputs = tf.concat([inputs, beside], -1)
            self._beside = beside if time_major else with_axes_swapped(beside)
        super().__init__(inputs, sequence_length, time_major, name)

    def sample(self, time, outputs, state=None, name=None):
        """Return where the outputs are read, 1 or 0 [batch]."""
        uniform = tf.random_uniform([self.batch_size], seed=self._seed)
        return tf.cast(uniform < self._probability, tf.int32)

    def next_inputs(self, time, outputs, state, sample_ids, name=None):
        """Return (finished [batch], the next inputs, the state)."""
        finished, inputs, state = super().next_inputs(time, outputs, state)
        if self._from_outputs is not None:
            outputs = self._from_outputs(outputs)
        if self._beside is not None:
            last = tf.shape(self._beside)[0] - 1
            outputs = tf.concat([outputs, self._beside[tf.minimum(time + 1, last)]], -1)
        are_outputs = tf.logical_and(tf.cast(sample_ids, tf.bool), ~tf.reduce_all(finished))
        return finished, tf.where(are_outputs, outputs, inputs), state
