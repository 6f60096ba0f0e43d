"""A decoder that runs in a loop of the graph, until each row of the batch is finished.

Source: `decoder.py` and `basic_decoder.py` of TensorFlow 1.15's contrib.seq2seq.
"""

from typing import NamedTuple

from utils.revive.notes import note
from utils.revive.reading.era import Era
from utils.tf1 import tf

LENGTHS = "Up to 1.1 two values were returned, as here; since 1.2 the lengths are the third."


class Decoder:
    """What `dynamic_decode` asks; one of your own has these methods and attributes.

    Attributes:
        batch_size: an integer tensor [].
        output_size, output_dtype: the shapes, without the batch, and dtypes of one step's outputs.
        tracks_own_finished: whether a finished row may continue, because rows are swapped.
    """

    batch_size = None
    output_size = None
    output_dtype = None
    tracks_own_finished = False

    def initialize(self, name=None):
        """Return (finished: booleans [batch], the first inputs, the first state)."""
        raise NotImplementedError(f"{type(self).__name__} lacks the method initialize.")

    def step(self, time, inputs, state, name=None):
        """Run one time step: return (outputs, next state, next inputs, finished [batch]).

        Arguments:
            time: the number of the step, an integer tensor [].
            inputs, state: of this step, as the step before returned them.
            name: unused, as in TensorFlow 1.
        """
        raise NotImplementedError(f"{type(self).__name__} lacks the method step.")

    def finalize(self, outputs, final_state, sequence_lengths):
        """Return (outputs, final state), changed where a decoder needs to see all steps.

        Arguments:
            outputs: of all steps, each part [num_steps, batch, ...].
            final_state: after the last step.
            sequence_lengths: integers [batch].
        """
        return outputs, final_state


class BasicDecoderOutput(NamedTuple):
    """The cell's outputs [batch, num_steps, output_size], and symbols [batch, num_steps]."""

    rnn_output: object
    sample_id: object


class BasicDecoder(Decoder):
    """Run a cell along what a helper gives it.

    Arguments:
        cell: an RNN cell.
        helper: what is read at each step, such as a `TrainingHelper`.
        initial_state: the cell's state before the first step.
        output_layer: a layer such as `tf.layers.Dense` for the cell's outputs, or None.
    """

    def __init__(self, cell, helper, initial_state, output_layer=None):
        self._cell = cell
        self._helper = helper
        self._initial_state = initial_state
        self._output_layer = output_layer

    @property
    def batch_size(self):
        """The helper's batch size, an integer tensor []."""
        return self._helper.batch_size

    @property
    def output_size(self):
        """The shapes of one step's outputs, without the batch."""
        size = output_shape(self._cell, self._output_layer)
        return BasicDecoderOutput(size, self._helper.sample_ids_shape)

    @property
    def output_dtype(self):
        """The dtypes of one step's outputs: that of the state, and that of the helper's symbols."""
        dtype = tf.nest.flatten(self._initial_state)[0].dtype
        return BasicDecoderOutput(dtype, self._helper.sample_ids_dtype)

    def initialize(self, name=None):
        """Return (finished: booleans [batch], the first inputs, the first state)."""
        return *self._helper.initialize(), self._initial_state

    def step(self, time, inputs, state, name=None):
        """Run one time step: return (outputs, next state, next inputs, finished [batch])."""
        outputs, state = self._cell(inputs, state)
        if self._output_layer is not None:
            outputs = self._output_layer(outputs)
        symbols = self._helper.sample(time=time, outputs=outputs, state=state)
        finished, inputs, state = self._helper.next_inputs(
            time=time, outputs=outputs, state=state, sample_ids=symbols
        )
        return BasicDecoderOutput(outputs, symbols), state, inputs, finished


def output_shape(cell, output_layer):
    """Return the shape of the output of a cell, or of the layer after it, for one row."""
    shape = tf.TensorShape([None]).concatenate(cell.output_size)
    if output_layer is not None:
        shape = output_layer.compute_output_shape(shape)
    return shape[1:]


def dynamic_decode(
    decoder,
    output_time_major=False,
    impute_finished=False,
    maximum_iterations=None,
    parallel_iterations=32,
    swap_memory=False,
    scope=None,
):
    """Run a decoder until each row is finished.

    Arguments:
        decoder: a `Decoder`.
        output_time_major: whether time is the first axis of the outputs.
        impute_finished: whether outputs past a row's end are 0 and its state is copied through.
        maximum_iterations: at most so many time steps, or None.
        parallel_iterations, swap_memory: as in `tf.while_loop`.
        scope: the variable scope; "decoder" without it.

    Returns:
        (outputs, final state, lengths): each part of the outputs [batch, num_steps, ...], what the
        decoder's state is after the last step, and integers [batch].

    Raises TypeError where decoder is no `Decoder`.
    """
    if not isinstance(decoder, Decoder):
        raise TypeError(f"dynamic_decode: decoder must be a Decoder, got {type(decoder).__name__}.")
    with tf.variable_scope(scope, "decoder") as scope:
        if scope.caching_device is None:  # Weights are read once, and not at each step.
            scope.set_caching_device(lambda operation: operation.device)
        finished, inputs, state = decoder.initialize()
        if maximum_iterations is not None:
            maximum_iterations = tf.convert_to_tensor(maximum_iterations, tf.int32)
            finished = tf.logical_or(finished, maximum_iterations <= 0)
        arrays = tf.nest.map_structure(
            lambda size, dtype: _growing_array(decoder.batch_size, size, dtype),
            decoder.output_size,
            decoder.output_dtype,
        )

        def body(time, arrays, state, inputs, finished, lengths):
            outputs, next_state, next_inputs, now_finished = decoder.step(time, inputs, state)
            if not decoder.tracks_own_finished:
                now_finished = tf.logical_or(now_finished, finished)
            lengths = tf.where(finished, lengths, tf.fill(tf.shape(lengths), time + 1))
            if impute_finished:
                outputs = tf.nest.map_structure(
                    lambda new: tf.where(finished, tf.zeros_like(new), new), outputs
                )
                next_state = tf.nest.map_structure(
                    lambda new, old: _copied_through(finished, new, old), next_state, state
                )
            arrays = tf.nest.map_structure(
                lambda array, output: array.write(time, output), arrays, outputs
            )
            return time + 1, arrays, next_state, next_inputs, now_finished, lengths

        _, arrays, state, _, _, lengths = tf.while_loop(
            lambda *now: tf.logical_not(tf.reduce_all(now[4])),
            body,
            (tf.constant(0), arrays, state, inputs, finished, tf.zeros_like(finished, tf.int32)),
            parallel_iterations=parallel_iterations,
            maximum_iterations=maximum_iterations,
            swap_memory=swap_memory,
        )
        outputs = tf.nest.map_structure(lambda array: array.stack(), arrays)
        outputs, state = decoder.finalize(outputs, state, lengths)
        if not output_time_major:
            outputs = tf.nest.map_structure(with_axes_swapped, outputs)
    if Era.number_decoded == 2:
        note("dynamic_decode", "outputs, state, lengths = ...", LENGTHS)
    return (outputs, state, lengths)[: Era.number_decoded]


def _growing_array(batch_size, size, dtype):
    """Return an empty array for outputs [batch, *size] of each time step."""
    batch = tf.TensorShape([tf.get_static_value(batch_size)])
    shape = batch.concatenate(size)
    return tf.TensorArray(dtype, size=0, dynamic_size=True, element_shape=shape)


def _copied_through(finished, new, old):
    """Return a part of the state: the new one, but the old one in rows that were finished."""
    if isinstance(new, tf.TensorArray) or len(new.shape) == 0:
        return new
    new.set_shape(old.shape)
    return tf.where(finished, old, new)


def with_axes_swapped(tensor):
    """Return a tensor [time, batch, ...] as [batch, time, ...], or the other way round."""
    swapped = tf.transpose(tensor, tf.concat([[1, 0], tf.range(2, tf.rank(tensor))], 0))
    first, second, *others = tensor.shape.as_list()
    swapped.set_shape([second, first, *others])
    return swapped
