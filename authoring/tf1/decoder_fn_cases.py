"""Cases of the decoder functions of `contrib.seq2seq` 1.0; a function (tf, library) -> tensors."""

import numpy as np

from authoring.tf1.made import cells, numbers

BATCH, STEPS, UNITS, SYMBOLS = 3, 5, 4, 7
LENGTHS = np.array([5, 2, 4], np.int32)


def _state(tf, layers=1):
    states = [
        cells(tf).LSTMStateTuple(
            tf.constant(numbers(20 + layer, BATCH, UNITS)),
            tf.constant(numbers(30 + layer, BATCH, UNITS)),
        )
        for layer in range(layers)
    ]
    return tuple(states) if layers > 1 else states[0]


def _cell(tf):
    return cells(tf).BasicLSTMCell(UNITS, state_is_tuple=True)


def _output_fn(tf):
    def output_fn(outputs):
        with tf.variable_scope("logits"):
            return tf.matmul(outputs, tf.get_variable("projection", [UNITS, SYMBOLS]))

    return output_fn


def _decoded(found):
    outputs, state, context = found
    assert context is None
    return {"outputs": outputs, "state": state}


def _trained(tf, library, decoder_fn, **options):
    inputs = tf.constant(numbers(1, BATCH, STEPS, 2))
    if options.get("time_major"):
        inputs = tf.transpose(inputs, [1, 0, 2])
    lengths = tf.constant(LENGTHS)
    return _decoded(library.dynamic_rnn_decoder(_cell(tf), decoder_fn, inputs, lengths, **options))


def simple_training(tf, library):
    """Given inputs, from the state of an encoder on."""
    return _trained(tf, library, library.simple_decoder_fn_train(_state(tf)))


def simple_training_time_major(tf, library):
    """The same, with time first."""
    decoder_fn = library.simple_decoder_fn_train(_state(tf))
    return _trained(tf, library, decoder_fn, time_major=True)


def simple_inference(tf, library):
    """Its own symbols, up to an end or seven steps."""
    embeddings = tf.get_variable("embedding", [SYMBOLS, 2])
    decoder_fn = library.simple_decoder_fn_inference(
        _output_fn(tf), _state(tf), embeddings, 1, 0, 5, SYMBOLS
    )
    return _decoded(library.dynamic_rnn_decoder(_cell(tf), decoder_fn))


def _attention(tf, library, option):
    memory = tf.constant(numbers(2, BATCH, 6, UNITS))
    return library.prepare_attention(memory, option, UNITS)


def bahdanau_training(tf, library):
    """Given inputs beside the attention."""
    attention = _attention(tf, library, "bahdanau")
    return _trained(tf, library, library.attention_decoder_fn_train(_state(tf), *attention))


def luong_training(tf, library):
    """Given inputs beside the attention, by a product."""
    attention = _attention(tf, library, "luong")
    return _trained(tf, library, library.attention_decoder_fn_train(_state(tf), *attention))


def bahdanau_inference(tf, library):
    """Its own symbols beside the attention, by a stack of two cells."""
    stack = cells(tf).MultiRNNCell([_cell(tf), _cell(tf)], state_is_tuple=True)
    embeddings = tf.get_variable("embedding", [SYMBOLS, 2])
    attention = _attention(tf, library, "bahdanau")
    decoder_fn = library.attention_decoder_fn_inference(
        _output_fn(tf), _state(tf, 2), *attention, embeddings, 1, 0, 6, SYMBOLS
    )
    return _decoded(library.dynamic_rnn_decoder(stack, decoder_fn))


def own_function(tf, library):
    """A function of one's own, which keeps the sum of all outputs as its context."""
    give = library.simple_decoder_fn_train(_state(tf))

    def decoder_fn(time, cell_state, cell_input, cell_output, context):
        done, state, cell_input, emitted, _ = give(time, cell_state, cell_input, cell_output, None)
        zeros = tf.zeros([BATCH, UNITS])
        context = zeros if cell_output is None else context + cell_output
        return done, state, cell_input, emitted, context

    inputs = tf.constant(numbers(1, BATCH, STEPS, 2))
    outputs, state, context = library.dynamic_rnn_decoder(
        _cell(tf), decoder_fn, inputs, tf.constant(LENGTHS)
    )
    return {"outputs": outputs, "state": state, "context": context}


CASES = {
    "simple_training": simple_training,
    "simple_training_time_major": simple_training_time_major,
    "simple_inference": simple_inference,
    "bahdanau_training": bahdanau_training,
    "luong_training": luong_training,
    "bahdanau_inference": bahdanau_inference,
    "own_function": own_function,
}
