"""A cell that looks at a memory at each time step.

Source: `attention_wrapper.py` of TensorFlow 1.15's contrib.seq2seq, whose variables it has.
"""

from typing import NamedTuple

from utils.tf1 import tf


class AttentionWrapperState(NamedTuple):
    """The state of an `AttentionWrapper`.

    Attributes:
        cell_state: that of the inner cell.
        attention: what the last step saw, [batch, attention_size].
        time: the number of steps so far, an integer tensor [].
        alignments: the weights of the last step, [batch, max_time].
        alignment_history: the weights of all steps, a `TensorArray`, or () if they are not kept.
        attention_state: the state of the attention mechanism.
    With several mechanisms each of the last three is a tuple.
    """

    cell_state: object
    attention: object
    time: object
    alignments: object
    alignment_history: object
    attention_state: object

    def clone(self, **changes):
        """Return a state with some of its parts replaced by others of the same shape.

        Raises ValueError where a shape differs.
        """

        def with_shape_of(old, new):
            if isinstance(new, tf.Tensor):
                if not new.shape.is_compatible_with(old.shape):
                    what = f"a part of shape {new.shape} cannot replace one of shape {old.shape}"
                    raise ValueError(f"AttentionWrapperState.clone: {what}.")
                new.set_shape(old.shape)
            return new

        return tf.nest.map_structure(with_shape_of, self, self._replace(**changes))


class AttentionWrapper(tf.nn.rnn_cell.RNNCell):
    """A cell that reads the input joined with what it last saw of a memory, and then looks again.

    Arguments:
        cell: an RNN cell.
        attention_mechanism: an `AttentionMechanism`, or a list of some.
        attention_layer_size: the size of a layer for the cell's output joined with the weighted
            mean of the memory, or a list of sizes; None for the weighted mean as it is.
        alignment_history: whether the state keeps the weights of all steps.
        cell_input_fn: from (inputs, attention) to the inner cell's inputs; they are joined
            without it.
        output_attention: whether the output is the attention, as Luong has it, or the inner
            cell's output, as Bahdanau has it.
        initial_cell_state: the inner cell's state in `zero_state`; zeros without it.
        name: of the variable scope.
        dtype: of the variables.

    Raises TypeError where attention_mechanism is none, and ValueError where there are not as
    many sizes as mechanisms.
    """

    def __init__(
        self,
        cell,
        attention_mechanism,
        attention_layer_size=None,
        alignment_history=False,
        cell_input_fn=None,
        output_attention=True,
        initial_cell_state=None,
        name=None,
        dtype=None,
    ):
        super().__init__(name=name, dtype=dtype)
        self._is_list = isinstance(attention_mechanism, list | tuple)
        self._mechanisms = tuple(attention_mechanism) if self._is_list else (attention_mechanism,)
        for mechanism in self._mechanisms:
            if not hasattr(mechanism, "initial_alignments"):
                what = f"must be an AttentionMechanism, got {type(mechanism).__name__}"
                raise TypeError(f"AttentionWrapper: attention_mechanism {what}.")
        self._attention_layers = [None] * len(self._mechanisms)
        sizes = [mechanism.values.shape.as_list()[-1] for mechanism in self._mechanisms]
        if attention_layer_size is not None:
            sizes = tf.nest.flatten(attention_layer_size)
            if len(sizes) != len(self._mechanisms):
                what = f"{len(sizes)} sizes for {len(self._mechanisms)} attention mechanisms"
                raise ValueError(f"AttentionWrapper: attention_layer_size has {what}.")
            self._attention_layers = [
                tf.layers.Dense(size, use_bias=False, dtype=mechanism.dtype, name="attention_layer")
                for size, mechanism in zip(sizes, self._mechanisms, strict=True)
            ]
        self._attention_size = sum(sizes)
        self._cell = cell
        self._cell_input_fn = cell_input_fn or (lambda *parts: tf.concat(parts, -1))
        self._output_attention = output_attention
        self._keeps_history = alignment_history
        self._initial_cell_state = initial_cell_state

    @property
    def output_size(self):
        """The size of the attention, or of the inner cell's output."""
        return self._attention_size if self._output_attention else self._cell.output_size

    @property
    def state_size(self):
        """The sizes of the parts of the state."""
        sizes = [mechanism.alignments_size for mechanism in self._mechanisms]
        return AttentionWrapperState(
            cell_state=self._cell.state_size,
            attention=self._attention_size,
            time=tf.TensorShape([]),
            alignments=self._one_or_all(sizes),
            alignment_history=self._one_or_all(
                [size if self._keeps_history else () for size in sizes]
            ),
            attention_state=self._one_or_all(
                [mechanism.state_size for mechanism in self._mechanisms]
            ),
        )

    def zero_state(self, batch_size, dtype):
        """Return the state before the first step.

        Arguments:
            batch_size: an integer or an integer tensor [], that of the memory.
            dtype: of the state.

        Returns:
            An `AttentionWrapperState`. Running it fails where the memory has another batch size.
        """
        cell_state = self._initial_cell_state
        if cell_state is None:
            cell_state = self._cell.zero_state(batch_size, dtype)
        with tf.control_dependencies(self._same_batch_sizes(batch_size)):
            cell_state = tf.nest.map_structure(tf.identity, cell_state)
        alignments = [m.initial_alignments(batch_size, dtype) for m in self._mechanisms]
        histories = [
            tf.TensorArray(dtype, size=0, dynamic_size=True, element_shape=weights.shape)
            if self._keeps_history
            else ()
            for weights in alignments
        ]
        states = [m.initial_state(batch_size, dtype) for m in self._mechanisms]
        return AttentionWrapperState(
            cell_state=cell_state,
            attention=tf.zeros([batch_size, self._attention_size], dtype),
            time=tf.zeros([], tf.int32),
            alignments=self._one_or_all(alignments),
            alignment_history=self._one_or_all(histories),
            attention_state=self._one_or_all(states),
        )

    def call(self, inputs, state):
        """Run one time step.

        Arguments:
            inputs: [batch, input_size].
            state: an `AttentionWrapperState`.

        Returns:
            (output [batch, output_size], new state).

        Raises TypeError for another kind of state.
        """
        if not isinstance(state, AttentionWrapperState):
            what = f"the state must be an AttentionWrapperState, got {type(state).__name__}"
            raise TypeError(f"AttentionWrapper: {what}; make it with zero_state(...).clone(...).")
        cell_inputs = self._cell_input_fn(inputs, state.attention)
        output, cell_state = self._cell(cell_inputs, state.cell_state)
        with tf.control_dependencies(self._same_batch_sizes(tf.shape(output)[0])):
            output = tf.identity(output)
        attentions, weights, states = [], [], []
        for mechanism, layer, old_state in zip(
            self._mechanisms,
            self._attention_layers,
            self._all_of(state.attention_state),
            strict=True,
        ):
            alignments, new_state = mechanism(output, state=old_state)
            seen = tf.matmul(alignments[:, tf.newaxis], mechanism.values)[:, 0]
            attentions.append(layer(tf.concat([output, seen], 1)) if layer else seen)
            weights.append(alignments)
            states.append(new_state)
        histories = self._all_of(state.alignment_history)
        if self._keeps_history:
            histories = [
                history.write(state.time, alignments)
                for history, alignments in zip(histories, weights, strict=True)
            ]
        attention = tf.concat(attentions, 1)
        state = AttentionWrapperState(
            cell_state=cell_state,
            attention=attention,
            time=state.time + 1,
            alignments=self._one_or_all(weights),
            alignment_history=self._one_or_all(histories),
            attention_state=self._one_or_all(states),
        )
        return (attention if self._output_attention else output), state

    def _one_or_all(self, parts):
        """Return a tuple if a list of mechanisms was given, and otherwise the only part."""
        return tuple(parts) if self._is_list else parts[0]

    def _all_of(self, parts):
        """Return a list with a part for each mechanism."""
        return list(parts) if self._is_list else [parts]

    def _same_batch_sizes(self, batch_size):
        """Return operations that fail where a memory has another batch size."""
        message = (
            "AttentionWrapper: the memory and the state differ in batch size. For a "
            "BeamSearchDecoder tile both with tile_batch(..., multiplier=beam_width)."
        )
        return [
            tf.assert_equal(batch_size, mechanism.batch_size, message=message)
            for mechanism in self._mechanisms
        ]
