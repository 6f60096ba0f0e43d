"""The decoders of `tf.contrib.seq2seq` 1.0: a function of yours, asked at each step of a loop.

A decoder function takes (time, cell_state, cell_input, cell_output, context_state), where
cell_state, cell_output and context_state are None before the first step. It returns (done or None,
cell_state, the next input of the cell, what is emitted, context_state).

Source: `seq2seq/python/ops` of TensorFlow 1.0.
"""

from utils.revive.contrib_layers.layers import linear
from utils.tf1 import tf


def dynamic_rnn_decoder(
    cell,
    decoder_fn,
    inputs=None,
    sequence_length=None,
    parallel_iterations=None,
    swap_memory=False,
    time_major=False,
    scope=None,
    name=None,
):
    """Run a cell on what a decoder function gives it, until all rows are done.

    Arguments:
        cell: an `RNNCell`.
        decoder_fn: a decoder function.
        inputs: [batch, num_steps, input_size] in training, and None in inference.
        sequence_length: integers [batch]; read where the function returns None for `done`.
        time_major: whether time is the first axis of inputs and outputs.
        parallel_iterations, swap_memory, scope: as in `tf.nn.raw_rnn`.
        name: unused, as nothing is named by it.

    Returns:
        (outputs [batch, num_steps, size], the last state, the last context state).
    """
    read = None if inputs is None else _reader(tf.convert_to_tensor(inputs), time_major)

    def loop(time, cell_output, cell_state, loop_state):
        context = loop_state[1] if isinstance(loop_state, tuple) else None
        cell_input = read and read(time, is_first=cell_state is None)
        done, cell_state, cell_input, emitted, context = decoder_fn(
            time, cell_state, cell_input, cell_output, context
        )
        if done is None:
            done = time >= tf.cast(sequence_length, tf.int32)
        loop_state = done if context is None else (done, context)
        return done, cell_input, cell_state, emitted, loop_state

    steps, state, loop_state = tf.nn.raw_rnn(cell, loop, parallel_iterations, swap_memory, scope)
    outputs = steps.stack()
    context = loop_state[1] if isinstance(loop_state, tuple) else None
    return outputs if time_major else tf.transpose(outputs, [1, 0, 2]), state, context


def _reader(inputs, time_major):
    """A function (time, is_first) -> the inputs of a step [batch, input_size], or zeros."""
    inputs = inputs if time_major else tf.transpose(inputs, [1, 0, 2])
    num_steps = tf.shape(inputs)[0]
    steps = tf.TensorArray(inputs.dtype, num_steps, element_shape=inputs.shape[1:]).unstack(inputs)

    def read(time, is_first):
        if is_first:
            return steps.read(0)
        zeros = tf.zeros_like(inputs[0])
        return tf.cond(tf.equal(time, num_steps), lambda: zeros, lambda: steps.read(time))

    return read


def simple_decoder_fn_train(encoder_state, name=None):
    """Return a decoder function that reads the inputs, from the state of an encoder on."""

    def decoder_fn(time, cell_state, cell_input, cell_output, context_state):
        state = encoder_state if cell_state is None else cell_state
        return None, state, cell_input, cell_output, context_state

    return decoder_fn


def simple_decoder_fn_inference(
    output_fn,
    encoder_state,
    embeddings,
    start_of_sequence_id,
    end_of_sequence_id,
    maximum_length,
    num_decoder_symbols,
    dtype=tf.int32,
    name=None,
):
    """Return a decoder function that reads the symbols that it chose itself.

    Arguments:
        output_fn: cell outputs -> logits [batch, num_decoder_symbols]; None for as they are.
        encoder_state: the first state.
        embeddings: [num_decoder_symbols, embedding_size].
        start_of_sequence_id, end_of_sequence_id: the first symbol, and the one that ends a row.
        maximum_length: after one more step than this all rows end.
        num_decoder_symbols: int.
        dtype: of the symbols.
        name: unused, as nothing is named by it.
    """
    tokens = (start_of_sequence_id, end_of_sequence_id, maximum_length, dtype)
    choose = _chooser(encoder_state, embeddings, *tokens)

    def decoder_fn(time, cell_state, cell_input, cell_output, context_state):
        _refuse(cell_input)
        if cell_output is None:
            cell_state, emitted = encoder_state, tf.zeros([num_decoder_symbols])
            done, next_input = choose(time, None)
        else:
            emitted = output_fn(cell_output) if output_fn else cell_output
            done, next_input = choose(time, emitted)
        return done, cell_state, next_input, emitted, context_state

    return decoder_fn


def prepare_attention(attention_states, attention_option, num_units, reuse=False):
    """Return what an attention decoder function needs.

    Arguments:
        attention_states: what is attended to, [batch, length, num_units].
        attention_option: "bahdanau" or "luong".
        num_units: int, the size of the decoder's cell.
        reuse: whether the variables are there already.

    Returns:
        (keys [batch, length, num_units], values, a function (query, keys, values) -> the context
        [batch, num_units], a function of the same -> the attention [batch, num_units]).
    """
    if attention_option not in ("bahdanau", "luong"):
        raise ValueError(f"Unknown attention option {attention_option}!")
    with tf.variable_scope("attention_keys", reuse=reuse) as scope:
        keys = linear(attention_states, num_units, biases_initializer=None, scope=scope)
    with tf.variable_scope("attention_score", reuse=reuse):
        if attention_option == "bahdanau":
            query_weights = tf.get_variable("attnW", [num_units, num_units])
            score_weights = tf.get_variable("attnV", [num_units])
    with tf.variable_scope("attention_construct", reuse=reuse) as construct_scope:
        pass

    def score_fn(query, keys, values):
        if attention_option == "bahdanau":
            query = tf.expand_dims(tf.matmul(query, query_weights), 1)
            scores = tf.reduce_sum(score_weights * tf.tanh(keys + query), 2)
        else:
            scores = tf.reduce_sum(keys * tf.expand_dims(query, 1), 2)
        alignments = tf.expand_dims(tf.nn.softmax(scores), 2)  # over padding too, as in 1.0
        context = tf.reduce_sum(alignments * values, 1)
        context.set_shape([None, num_units])
        return context

    def construct_fn(query, keys, values):
        both = tf.concat([query, score_fn(query, keys, values)], 1)
        shares = tf.get_variable_scope().reuse or None  # which a scope that is entered took over
        return linear(both, num_units, biases_initializer=None, reuse=shares, scope=construct_scope)

    return keys, attention_states, score_fn, construct_fn


def attention_decoder_fn_train(
    encoder_state,
    attention_keys,
    attention_values,
    attention_score_fn,
    attention_construct_fn,
    name=None,
):
    """Return a decoder function that reads the inputs beside the last attention, and emits it."""

    def decoder_fn(time, cell_state, cell_input, cell_output, context_state):
        if cell_state is None:
            cell_state, attention = encoder_state, _no_attention(encoder_state)
        else:
            attention = attention_construct_fn(cell_output, attention_keys, attention_values)
            cell_output = attention
        next_input = tf.concat([cell_input, attention], 1)
        return None, cell_state, next_input, cell_output, context_state

    return decoder_fn


def attention_decoder_fn_inference(
    output_fn,
    encoder_state,
    attention_keys,
    attention_values,
    attention_score_fn,
    attention_construct_fn,
    embeddings,
    start_of_sequence_id,
    end_of_sequence_id,
    maximum_length,
    num_decoder_symbols,
    dtype=tf.int32,
    name=None,
):
    """Return a decoder function that reads its own symbols beside the last attention."""
    tokens = (start_of_sequence_id, end_of_sequence_id, maximum_length, dtype)
    choose = _chooser(encoder_state, embeddings, *tokens)

    def decoder_fn(time, cell_state, cell_input, cell_output, context_state):
        _refuse(cell_input)
        if cell_output is None:
            cell_state, attention = encoder_state, _no_attention(encoder_state)
            emitted = tf.zeros([num_decoder_symbols])
            done, symbols = choose(time, None)
        else:
            attention = attention_construct_fn(cell_output, attention_keys, attention_values)
            emitted = output_fn(attention) if output_fn else attention
            done, symbols = choose(time, emitted)
        return done, cell_state, tf.concat([symbols, attention], 1), emitted, context_state

    return decoder_fn


def _chooser(state, embeddings, start, end, maximum_length, dtype):
    """A function (time, logits or None) -> (done [batch], the embedded symbols)."""
    first = tf.nest.flatten(state)[0]
    batch_size = first.shape.as_list()[0] or tf.shape(first)[0]

    def choose(time, logits):
        if logits is None:
            symbols = tf.fill([batch_size], tf.cast(start, dtype))
            done = tf.zeros([batch_size], tf.bool)
        else:
            symbols = tf.cast(tf.argmax(logits, 1), dtype)
            done = tf.equal(symbols, tf.cast(end, dtype))
        done = tf.logical_or(done, time > tf.cast(maximum_length, tf.int32))
        return done, tf.gather(embeddings, symbols)

    return choose


def _refuse(cell_input):
    if cell_input is not None:
        raise ValueError(f"Expected cell_input to be None, but saw: {cell_input}")


def _no_attention(state):
    """Zeros of the size of the attention: that of the top layer's output."""
    top = state[-1] if isinstance(state, tuple) else state
    return tf.zeros_like(top.h if hasattr(top, "h") else top)
