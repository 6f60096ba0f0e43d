"""Encoders and decoders without attention: lists of tensors, one for each time step.

Source: `legacy_seq2seq/python/ops/seq2seq.py` of TensorFlow 1.15, whose variables they have.
"""

from utils.revive.rnn_cells.cell_wrappers import EmbeddingWrapper, OutputProjectionWrapper
from utils.revive.rnn_cells.cells import copied
from utils.tf1 import tf


def rnn_decoder(decoder_inputs, initial_state, cell, loop_function=None, scope=None):
    """Run a cell along the inputs, or along what it made of its own outputs.

    Arguments:
        decoder_inputs: tensors [batch, input_size], one for each time step.
        initial_state: the cell's state before the first step.
        cell: an RNN cell.
        loop_function: from the previous output [batch, output_size] and the number of the step
            it makes the next input [batch, input_size]; only the first of the inputs is then used.
        scope: the name of the variable scope.

    Returns:
        (outputs, final state): a list of tensors [batch, output_size], and the cell's state.
    """
    with tf.variable_scope(scope or "rnn_decoder"):
        state, outputs = initial_state, []
        for t, inputs in enumerate(decoder_inputs):
            if t > 0:
                if loop_function is not None:
                    with tf.variable_scope("loop_function", reuse=True):
                        inputs = loop_function(outputs[-1], t)
                tf.get_variable_scope().reuse_variables()
            output, state = cell(inputs, state)
            outputs.append(output)
    return outputs, state


def basic_rnn_seq2seq(encoder_inputs, decoder_inputs, cell, dtype=tf.float32, scope=None):
    """Encode one sequence, and decode another from the state that is left.

    Arguments:
        encoder_inputs: tensors [batch, input_size], one for each time step.
        decoder_inputs: the same for the decoder.
        cell: an RNN cell; encoder and decoder have weights of their own.
        dtype: of the encoder's first state.
        scope: the name of the variable scope.

    Returns:
        (outputs, final state): a list of tensors [batch, output_size], and the cell's state.
    """
    with tf.variable_scope(scope or "basic_rnn_seq2seq"):
        _, state = tf.nn.static_rnn(copied(cell), encoder_inputs, dtype=dtype)
        return rnn_decoder(decoder_inputs, state, cell)


def tied_rnn_seq2seq(
    encoder_inputs, decoder_inputs, cell, loop_function=None, dtype=tf.float32, scope=None
):
    """Encode and decode with one cell and one set of weights.

    Arguments:
        encoder_inputs: tensors [batch, input_size], one for each time step.
        decoder_inputs: the same for the decoder.
        cell: an RNN cell.
        loop_function: as in `rnn_decoder`.
        dtype: of the encoder's first state.
        scope: the name of the variable scope inside "combined_tied_rnn_seq2seq".

    Returns:
        (outputs, final state): a list of tensors [batch, output_size], and the cell's state.
    """
    with tf.variable_scope("combined_tied_rnn_seq2seq"):
        scope = scope or "tied_rnn_seq2seq"
        _, state = tf.nn.static_rnn(cell, encoder_inputs, dtype=dtype, scope=scope)
        tf.get_variable_scope().reuse_variables()
        return rnn_decoder(decoder_inputs, state, cell, loop_function, scope)


def feed_best_symbol(embedding, output_projection=None, update_embedding=True):
    """Return a loop function: the embedding of the symbol with the largest previous output.

    Arguments:
        embedding: a variable [num_symbols, embedding_size].
        output_projection: (W [output_size, num_symbols], b [num_symbols]) that make symbols of
            outputs, or None where outputs are for symbols already.
        update_embedding: whether gradients reach the embedding through this loop.
    """

    def loop_function(previous, _):
        if output_projection is not None:
            W, b = output_projection
            previous = tf.matmul(previous, W) + b
        inputs = tf.nn.embedding_lookup(embedding, tf.argmax(previous, 1))
        return inputs if update_embedding else tf.stop_gradient(inputs)

    return loop_function


def embedding_rnn_decoder(
    decoder_inputs,
    initial_state,
    cell,
    num_symbols,
    embedding_size,
    output_projection=None,
    feed_previous=False,
    update_embedding_for_previous=True,
    scope=None,
):
    """Run a cell along embedded symbols.

    Arguments:
        decoder_inputs: integers [batch], one tensor for each time step.
        initial_state: the cell's state before the first step.
        cell: an RNN cell.
        num_symbols, embedding_size: the shape of the variable `embedding`.
        output_projection: as in `feed_best_symbol`; used only with feed_previous.
        feed_previous: whether each step takes the best symbol of the step before it as its input.
        update_embedding_for_previous: as in `feed_best_symbol`.
        scope: the name of the variable scope.

    Returns:
        (outputs, final state): a list of tensors [batch, output_size], and the cell's state.
    """
    with tf.variable_scope(scope or "embedding_rnn_decoder"):
        embedding = tf.get_variable("embedding", [num_symbols, embedding_size])
        inputs = [tf.nn.embedding_lookup(embedding, symbols) for symbols in decoder_inputs]
        loop_function = None
        if feed_previous:
            loop_function = feed_best_symbol(
                embedding, output_projection, update_embedding_for_previous
            )
        return rnn_decoder(inputs, initial_state, cell, loop_function)


def embedding_rnn_seq2seq(
    encoder_inputs,
    decoder_inputs,
    cell,
    num_encoder_symbols,
    num_decoder_symbols,
    embedding_size,
    output_projection=None,
    feed_previous=False,
    dtype=None,
    scope=None,
):
    """Encode embedded symbols, and decode embedded symbols from the state that is left.

    Arguments:
        encoder_inputs: integers [batch], one tensor for each time step.
        decoder_inputs: the same for the decoder.
        cell: an RNN cell; encoder and decoder have weights of their own.
        num_encoder_symbols, num_decoder_symbols: how many symbols there are.
        embedding_size: the size of an embedded symbol.
        output_projection: as in `feed_best_symbol`; without it the outputs pass through a layer.
        feed_previous: whether each step takes the best symbol of the step before it as its input;
            True, False or a boolean tensor.
        dtype: of the variables and of the encoder's first state.
        scope: the name of the variable scope.

    Returns:
        (outputs, final state): a list of tensors [batch, num_decoder_symbols], or [batch,
        output_size] with output_projection, and the cell's state.
    """
    with tf.variable_scope(scope or "embedding_rnn_seq2seq", dtype=dtype) as scope:
        encoder = EmbeddingWrapper(copied(cell), num_encoder_symbols, embedding_size)
        _, state = tf.nn.static_rnn(encoder, encoder_inputs, dtype=scope.dtype)
        if output_projection is None:
            cell = OutputProjectionWrapper(cell, num_decoder_symbols)

        def decoder(feed_previous, **options):
            return embedding_rnn_decoder(
                decoder_inputs,
                state,
                cell,
                num_decoder_symbols,
                embedding_size,
                output_projection,
                feed_previous,
                **options,
            )

        return fed_or_given(decoder, feed_previous)


def fed_or_given(decoder, feed_previous):
    """Run a decoder that feeds itself or not, or both where a tensor decides at each run.

    Arguments:
        decoder: a function of feed_previous and update_embedding_for_previous.
        feed_previous: True, False or a boolean tensor [].

    Returns:
        What the decoder returns: (outputs, final state).
    """
    if isinstance(feed_previous, bool):
        return decoder(feed_previous)

    def branch(feeds):
        with tf.variable_scope(tf.get_variable_scope(), reuse=None if feeds else True):
            outputs, state = decoder(feeds, update_embedding_for_previous=False)
        structure.append((outputs, state))
        return tf.nest.flatten((outputs, state))

    structure = []
    flat = tf.cond(feed_previous, lambda: branch(True), lambda: branch(False))
    return tf.nest.pack_sequence_as(structure[0], flat)
