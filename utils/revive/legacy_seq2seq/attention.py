"""Decoders that look back at the outputs of the encoder, at each time step.

Source: `legacy_seq2seq/python/ops/seq2seq.py` of TensorFlow 1.15, whose variables they have; the
attention is that of Vinyals et al., Grammar as a foreign language, arXiv:1412.7449.
"""

from utils.revive.legacy_seq2seq.decoders import fed_or_given, feed_best_symbol
from utils.revive.rnn_cells.cell_wrappers import EmbeddingWrapper, OutputProjectionWrapper, dense
from utils.revive.rnn_cells.cells import copied
from utils.tf1 import tf


def attention_decoder(
    decoder_inputs,
    initial_state,
    attention_states,
    cell,
    output_size=None,
    num_heads=1,
    loop_function=None,
    dtype=None,
    scope=None,
    initial_state_attention=False,
):
    """Run a cell along the inputs, each joined with a weighted mean of the attention states.

    Arguments:
        decoder_inputs: tensors [batch, input_size], one for each time step.
        initial_state: the cell's state before the first step.
        attention_states: [batch, attention_length, attention_size]; the last size must be known.
        cell: an RNN cell.
        output_size: the size of the outputs; without it the cell's.
        num_heads: how many weighted means are taken at each step.
        loop_function: as in `rnn_decoder`.
        dtype: of the variables.
        scope: the name of the variable scope.
        initial_state_attention: whether the first step gets weighted means for the initial
            state, and not zeros.

    Returns:
        (outputs, final state): a list of tensors [batch, output_size], and the cell's state.

    Raises ValueError for no inputs, no heads or an attention_size that is not known.
    """
    if not decoder_inputs:
        raise ValueError("attention_decoder: decoder_inputs is empty; give at least one input.")
    if num_heads < 1:
        raise ValueError("attention_decoder: num_heads is 0; for no attention use rnn_decoder.")
    size = attention_states.shape.as_list()[2]
    if size is None:
        raise ValueError(
            "attention_decoder: the last size of attention_states is not known; "
            "set it with attention_states.set_shape([None, None, size])."
        )
    with tf.variable_scope(scope or "attention_decoder", dtype=dtype) as scope:
        heads = [_head(number, attention_states, size) for number in range(num_heads)]

        def attend(query):
            query = tf.concat(tf.nest.flatten(query), 1)
            return [head(query) for head in heads]

        batch = tf.shape(decoder_inputs[0])[0]
        means = [tf.zeros([batch, size], scope.dtype) for _ in heads]
        if initial_state_attention:
            means = attend(initial_state)
        state, outputs = initial_state, []
        for t, inputs in enumerate(decoder_inputs):
            if t > 0:
                tf.get_variable_scope().reuse_variables()
                if loop_function is not None:
                    with tf.variable_scope("loop_function", reuse=True):
                        inputs = loop_function(outputs[-1], t)
            cell_output, state = cell(
                dense(tf.concat([inputs, *means], 1), inputs.shape.as_list()[1]), state
            )
            reuse = True if initial_state_attention else None
            with tf.variable_scope(tf.get_variable_scope(), reuse=reuse):
                means = attend(state)
            with tf.variable_scope("AttnOutputProjection"):
                cell_output = tf.concat([cell_output, *means], 1)
                outputs.append(dense(cell_output, output_size or cell.output_size))
    return outputs, state


def _head(number, attention_states, size):
    """Return a function from a query [batch, query_size] to a weighted mean [batch, size].

    The weights are a softmax of v tanh(W state + U query + b) along the attention states.
    """
    W = tf.get_variable(f"AttnW_{number}", [1, 1, size, size])
    v = tf.get_variable(f"AttnV_{number}", [size])
    features = tf.tensordot(attention_states, W[0, 0], 1)  # [batch, attention_length, size]

    def weighted_mean(query):
        with tf.variable_scope(f"Attention_{number}"):
            projected = dense(query, size)[:, tf.newaxis]
        scores = tf.reduce_sum(v * tf.tanh(features + projected), 2)
        weights = tf.nn.softmax(scores)[:, :, tf.newaxis]  # [batch, attention_length, 1]
        return tf.reduce_sum(weights * attention_states, 1)

    return weighted_mean


def embedding_attention_decoder(
    decoder_inputs,
    initial_state,
    attention_states,
    cell,
    num_symbols,
    embedding_size,
    num_heads=1,
    output_size=None,
    output_projection=None,
    feed_previous=False,
    update_embedding_for_previous=True,
    dtype=None,
    scope=None,
    initial_state_attention=False,
):
    """Run `attention_decoder` along embedded symbols.

    Arguments:
        decoder_inputs: integers [batch], one tensor for each time step.
        num_symbols, embedding_size: the shape of the variable `embedding`.
        output_projection, feed_previous, update_embedding_for_previous: as in
            `embedding_rnn_decoder`.
        initial_state, attention_states, cell, num_heads, output_size, dtype, scope,
            initial_state_attention: as in `attention_decoder`.

    Returns:
        (outputs, final state): a list of tensors [batch, output_size], and the cell's state.
    """
    with tf.variable_scope(scope or "embedding_attention_decoder", dtype=dtype):
        embedding = tf.get_variable("embedding", [num_symbols, embedding_size])
        inputs = [tf.nn.embedding_lookup(embedding, symbols) for symbols in decoder_inputs]
        loop_function = None
        if feed_previous:
            loop_function = feed_best_symbol(
                embedding, output_projection, update_embedding_for_previous
            )
        return attention_decoder(
            inputs,
            initial_state,
            attention_states,
            cell,
            output_size,
            num_heads,
            loop_function,
            initial_state_attention=initial_state_attention,
        )


def embedding_attention_seq2seq(
    encoder_inputs,
    decoder_inputs,
    cell,
    num_encoder_symbols,
    num_decoder_symbols,
    embedding_size,
    num_heads=1,
    output_projection=None,
    feed_previous=False,
    dtype=None,
    scope=None,
    initial_state_attention=False,
):
    """Encode embedded symbols, and decode embedded symbols with attention to the encoder's outputs.

    Arguments:
        num_heads, initial_state_attention: as in `attention_decoder`.
        the others: as in `embedding_rnn_seq2seq`.

    Returns:
        (outputs, final state): a list of tensors [batch, num_decoder_symbols], or [batch,
        output_size] with output_projection, and the cell's state.
    """
    with tf.variable_scope(scope or "embedding_attention_seq2seq", dtype=dtype) as scope:
        encoder = EmbeddingWrapper(copied(cell), num_encoder_symbols, embedding_size)
        encoder_outputs, state = tf.nn.static_rnn(encoder, encoder_inputs, dtype=scope.dtype)
        attention_states = tf.stack(encoder_outputs, 1)  # [batch, num_steps, output_size]
        if output_projection is None:
            cell = OutputProjectionWrapper(cell, num_decoder_symbols)

        def decoder(feed_previous, **options):
            return embedding_attention_decoder(
                decoder_inputs,
                state,
                attention_states,
                cell,
                num_decoder_symbols,
                embedding_size,
                num_heads=num_heads,
                output_projection=output_projection,
                feed_previous=feed_previous,
                initial_state_attention=initial_state_attention,
                **options,
            )

        return fed_or_given(decoder, feed_previous)
