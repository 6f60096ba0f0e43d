"""A decoder that keeps the best few sequences at each time step.

Source: `beam_search_decoder.py` of TensorFlow 1.15's contrib.seq2seq; the length penalty is that
of Wu et al., Google's neural machine translation system, arXiv:1609.08144.
"""

from typing import NamedTuple

from utils.revive.seq2seq.beams import (
    beams_on_paths,
    gather_tree,
    lookup_function,
    scalar_token,
    vector_of_tokens,
)
from utils.revive.seq2seq.decoding import Decoder, output_shape
from utils.tf1 import tf


class BeamSearchDecoderState(NamedTuple):
    """The state of a search.

    Attributes:
        cell_state: that of the cell, each part [batch, beam_width, size].
        log_probs: the logarithm of the probability of each beam, [batch, beam_width].
        finished: whether a beam has ended, booleans [batch, beam_width].
        lengths: the symbols of each beam, its end among them, int64 [batch, beam_width].
        accumulated_attention_probs: always (), since there is no coverage penalty here.
    """

    cell_state: object
    log_probs: object
    finished: object
    lengths: object
    accumulated_attention_probs: object


class BeamSearchDecoderOutput(NamedTuple):
    """For each step the beams' scores, their symbols, and the beams that they continue."""

    scores: object
    predicted_ids: object
    parent_ids: object


class FinalBeamSearchDecoderOutput(NamedTuple):
    """Symbols [batch, num_steps, beam_width], the best beam first, and the search's outputs."""

    predicted_ids: object
    beam_search_decoder_output: object


class BeamSearchDecoder(Decoder):
    """Keep the beam_width best sequences of each row at each step.

    Arguments:
        cell: an RNN cell.
        embedding: [num_symbols, input_size], or a function of integers.
        start_tokens: integers [batch].
        end_token: an integer.
        initial_state: the cell's state, each part [batch * beam_width, size]; see `tile_batch`.
        beam_width: an integer.
        output_layer: a layer such as `tf.layers.Dense` for the cell's outputs, or None.
        length_penalty_weight: scores are divided by ((5 + length) / 6) to this power.
        coverage_penalty_weight: must be 0.
        reorder_tensor_arrays: whether histories in the state, such as that of the weights of an
            attention, are sorted along the paths; they are then tensors [num_steps, batch *
            beam_width, size] and not arrays.

    Raises ValueError for a coverage penalty, and for tokens of another rank.
    """

    tracks_own_finished = True

    def __init__(
        self,
        cell,
        embedding,
        start_tokens,
        end_token,
        initial_state,
        beam_width,
        output_layer=None,
        length_penalty_weight=0.0,
        coverage_penalty_weight=0.0,
        reorder_tensor_arrays=True,
    ):
        if coverage_penalty_weight:
            raise ValueError("BeamSearchDecoder: coverage_penalty_weight is not covered; use 0.")
        self._cell = cell
        self._embed = lookup_function(embedding)
        self._output_layer = output_layer
        self._length_penalty_weight = length_penalty_weight
        self._reorder_tensor_arrays = reorder_tensor_arrays
        self._beam_width = beam_width
        start_tokens = vector_of_tokens(start_tokens)
        self._end_token = scalar_token(end_token)
        self.batch_size = tf.size(start_tokens)
        self._initial_cell_state = tf.nest.map_structure(self._split, initial_state)
        self._start_inputs = self._embed(tf.tile(start_tokens[:, tf.newaxis], [1, beam_width]))

    @property
    def output_size(self):
        """The shapes of one step's outputs, without the batch."""
        shape = tf.TensorShape([self._beam_width])
        return BeamSearchDecoderOutput(shape, shape, shape)

    @property
    def output_dtype(self):
        """The dtypes of one step's outputs."""
        dtype = tf.nest.flatten(self._initial_cell_state)[0].dtype
        return BeamSearchDecoderOutput(dtype, tf.int32, tf.int32)

    def initialize(self, name=None):
        """Return (finished [batch, beam_width], the first inputs, the first state).

        All beams begin alike, so only the first counts and the others have probability 0.
        """
        dtype = self.output_dtype.scores
        is_first = tf.one_hot(
            tf.zeros([self.batch_size], tf.int32), self._beam_width, True, False, dtype=tf.bool
        )
        zeros = tf.zeros_like(is_first, dtype)
        log_probs = tf.where(is_first, zeros, tf.log(zeros))
        finished = tf.logical_not(is_first)
        lengths = tf.zeros_like(is_first, tf.int64)
        state = BeamSearchDecoderState(self._initial_cell_state, log_probs, finished, lengths, ())
        return finished, self._start_inputs, state

    def step(self, time, inputs, state, name=None):
        """Continue the beams by one symbol and keep the best.

        Arguments:
            time: the number of the step, an integer tensor [].
            inputs: [batch, beam_width, input_size].
            state: a `BeamSearchDecoderState`.
            name: unused, as in TensorFlow 1.

        Returns:
            (a `BeamSearchDecoderOutput`, next state, next inputs, finished [batch, beam_width]).
        """
        cell_state = tf.nest.map_structure(self._merge, state.cell_state)
        outputs, cell_state = self._cell(self._merge(inputs), cell_state)
        if self._output_layer is not None:
            outputs = self._output_layer(outputs)
        log_probs = state.log_probs[:, :, tf.newaxis] + self._continuations(
            self._split(outputs), state.finished
        )
        num_symbols = output_shape(self._cell, self._output_layer).as_list()[-1]
        scores = log_probs / self._length_penalty(state, num_symbols)
        flat_size = [self.batch_size, self._beam_width * num_symbols]
        best_scores, best = tf.nn.top_k(tf.reshape(scores, flat_size), self._beam_width)
        parents, symbols = best // num_symbols, best % num_symbols

        was_finished = tf.gather(state.finished, parents, batch_dims=1)
        lengths = tf.gather(state.lengths, parents, batch_dims=1)
        cell_state = tf.nest.map_structure(self._split, cell_state)
        next_state = BeamSearchDecoderState(
            cell_state=tf.nest.map_structure(
                lambda part: self._continued(part, parents), cell_state
            ),
            log_probs=tf.gather(tf.reshape(log_probs, flat_size), best, batch_dims=1),
            finished=tf.logical_or(was_finished, tf.equal(symbols, self._end_token)),
            lengths=lengths + tf.cast(tf.logical_not(was_finished), tf.int64),
            accumulated_attention_probs=(),
        )
        output = BeamSearchDecoderOutput(best_scores, symbols, parents)
        return output, next_state, self._embed(symbols), next_state.finished

    def finalize(self, outputs, final_state, sequence_lengths):
        """Follow each beam of the last step back to its start.

        Arguments:
            outputs: a `BeamSearchDecoderOutput`, each part [num_steps, batch, beam_width].
            final_state: a `BeamSearchDecoderState`.
            sequence_lengths: unused, since the state has the lengths of the beams.

        Returns:
            (a `FinalBeamSearchDecoderOutput`, final state).
        """
        longest = tf.cast(tf.reduce_max(final_state.lengths, 1), tf.int32)
        symbols = gather_tree(outputs.predicted_ids, outputs.parent_ids, longest, self._end_token)
        if self._reorder_tensor_arrays:
            cell_state = tf.nest.map_structure(
                lambda part: self._sorted_history(part, outputs.parent_ids, final_state.lengths),
                final_state.cell_state,
            )
            final_state = final_state._replace(cell_state=cell_state)
        return FinalBeamSearchDecoderOutput(symbols, outputs), final_state

    def _continuations(self, logits, finished):
        """Return log-probabilities [batch, beam_width, num_symbols]; an ended beam ends again."""
        log_probs = tf.nn.log_softmax(logits)
        num_symbols = tf.shape(logits)[2]
        ends = tf.one_hot(self._end_token, num_symbols, 0.0, logits.dtype.min, dtype=logits.dtype)
        is_finished = tf.tile(finished[:, :, tf.newaxis], [1, 1, num_symbols])
        return tf.where(is_finished, tf.zeros_like(log_probs) + ends, log_probs)

    def _length_penalty(self, state, num_symbols):
        """Return what the score of each continuation is divided by."""
        if self._length_penalty_weight == 0:
            return 1.0
        goes_on = 1 - tf.one_hot(self._end_token, num_symbols, dtype=tf.int64)
        running = tf.cast(tf.logical_not(state.finished), tf.int64)
        lengths = state.lengths[:, :, tf.newaxis] + running[:, :, tf.newaxis] * goes_on
        return ((5 + tf.cast(lengths, state.log_probs.dtype)) / 6) ** self._length_penalty_weight

    def _split(self, part):
        """Return [batch * beam_width, size] as [batch, beam_width, size]; histories as they are."""
        if isinstance(part, tf.TensorArray) or len(part.shape) == 0:
            return part
        sizes = tf.shape(part)[1:]
        split = tf.reshape(part, tf.concat([[self.batch_size, self._beam_width], sizes], 0))
        batch = tf.get_static_value(self.batch_size)
        split.set_shape([batch, self._beam_width, *part.shape.as_list()[1:]])
        return split

    def _merge(self, part):
        """Return [batch, beam_width, size] as [batch * beam_width, size]; histories as they are."""
        if isinstance(part, tf.TensorArray) or len(part.shape) == 0:
            return part
        batch, _, *sizes = part.shape.as_list()
        merged = tf.reshape(part, tf.concat([[-1], tf.shape(part)[2:]], 0))
        merged.set_shape([batch and batch * self._beam_width, *sizes])
        return merged

    def _continued(self, part, parents):
        """Return the part of the state for each new beam: that of the beam that it continues."""
        if isinstance(part, tf.TensorArray) or len(part.shape) == 0:
            return part
        continued = tf.gather(part, parents, batch_dims=1)
        continued.set_shape(part.shape)
        return continued

    def _sorted_history(self, part, parent_ids, lengths):
        """Return a history as a tensor whose beams are those on the paths; else the part."""
        if not isinstance(part, tf.TensorArray) or part.element_shape.is_fully_defined():
            return part  # TensorFlow 1 left an array whose sizes it knew as it was.
        history = part.stack()  # [num_steps, batch * beam_width, size]
        num_steps, num_rows, size = tf.unstack(tf.shape(history))
        inside = tf.sequence_mask(tf.reduce_max(lengths, 1), num_steps)
        on_paths = beams_on_paths(parent_ids, tf.transpose(inside))
        # Past the end of a path TensorFlow 1 leaves the beams where they are.
        on_path = tf.transpose(tf.sequence_mask(lengths, num_steps), [2, 0, 1])
        unmoved = tf.zeros_like(on_paths) + tf.range(self._beam_width)
        split = tf.reshape(history, [num_steps, self.batch_size, self._beam_width, size])
        sorted_beams = tf.gather(split, tf.where(on_path, on_paths, unmoved), batch_dims=2)
        return tf.reshape(sorted_beams, [num_steps, num_rows, size])
