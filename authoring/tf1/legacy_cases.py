"""Cases of `legacy_seq2seq`; each is a function (tf, library) -> {name: tensors}."""

from authoring.tf1.made import cells, constants, numbers, symbols


def _symbols(tf):
    """Return the inputs of an encoder of 3 time steps and a decoder of 4, for a batch of 2."""
    return constants(tf, symbols(1, 5, 3, 2)), constants(tf, symbols(2, 6, 4, 2))


def _decoded(outputs, state):
    return {"outputs": outputs, "state": state}


def basic(tf, library):
    """Two weights of their own, for vectors."""
    inputs, targets = constants(tf, numbers(1, 3, 2, 4)), constants(tf, numbers(2, 4, 2, 4))
    return _decoded(*library.basic_rnn_seq2seq(inputs, targets, cells(tf).GRUCell(3)))


def tied(tf, library):
    """One set of weights, and a loop function."""
    inputs, targets = constants(tf, numbers(1, 3, 2, 3)), constants(tf, numbers(2, 4, 2, 3))
    return _decoded(
        *library.tied_rnn_seq2seq(
            inputs,
            targets,
            cells(tf).BasicLSTMCell(3, state_is_tuple=True),
            loop_function=lambda previous, step: 0.5 * previous + step,
        )
    )


def decoder(tf, library):
    """A decoder alone, which feeds itself through a projection."""
    state = tf.constant(numbers(3, 2, 3))
    projection = tf.constant(numbers(4, 3, 6)), tf.constant(numbers(5, 6))
    return _decoded(
        *library.embedding_rnn_decoder(
            _symbols(tf)[1],
            state,
            cells(tf).BasicRNNCell(3),
            num_symbols=6,
            embedding_size=4,
            output_projection=projection,
            feed_previous=True,
        )
    )


def embedding(tf, library):
    """Symbols on both sides, and two layers."""
    LSTM = cells(tf).BasicLSTMCell
    layers = [LSTM(3, state_is_tuple=True), LSTM(3, state_is_tuple=True)]
    cell = cells(tf).MultiRNNCell(layers, state_is_tuple=True)
    return _decoded(*library.embedding_rnn_seq2seq(*_symbols(tf), cell, 5, 6, 4))


def _fed(feed_previous, function_name):
    """Return a case in which a tensor says whether the decoder feeds itself."""

    def case(tf, library):
        inputs, targets = _symbols(tf)
        cell = cells(tf).GRUCell(3)
        seq2seq = getattr(library, function_name)
        feed = tf.constant(feed_previous)
        return _decoded(*seq2seq(inputs, targets, cell, 5, 6, 4, feed_previous=feed))

    return case


def attention(tf, library):
    """Two heads, which read the initial state too, and a loop function."""
    cell = cells(tf).BasicLSTMCell(3, state_is_tuple=True)
    state = cells(tf).LSTMStateTuple(tf.constant(numbers(3, 2, 3)), tf.constant(numbers(4, 2, 3)))
    return _decoded(
        *library.attention_decoder(
            constants(tf, numbers(1, 4, 2, 3)),
            state,
            tf.constant(numbers(2, 2, 5, 4)),
            cell,
            output_size=3,
            num_heads=2,
            loop_function=lambda previous, step: 0.5 * previous + step,
            initial_state_attention=True,
        )
    )


def attention_projected(tf, library):
    """Symbols, attention, and a decoder that feeds itself through a projection."""
    cell = cells(tf).LSTMCell(3, state_is_tuple=True)
    projection = tf.constant(numbers(4, 3, 6)), tf.constant(numbers(5, 6))
    return _decoded(
        *library.embedding_attention_seq2seq(
            *_symbols(tf),
            cell=cell,
            num_encoder_symbols=5,
            num_decoder_symbols=6,
            embedding_size=4,
            output_projection=projection,
            feed_previous=True,
        )
    )


def buckets(tf, library):
    """Two lengths, one model, with attention."""
    inputs, targets = _symbols(tf)
    weights = constants(tf, abs(numbers(3, 4, 2)))

    def seq2seq(inputs, targets):
        cell = cells(tf).GRUCell(3)
        return library.embedding_attention_seq2seq(inputs, targets, cell, 5, 6, 4)

    outputs, losses = library.model_with_buckets(
        inputs, targets, targets, weights, [(2, 3), (3, 4)], seq2seq
    )
    return {"outputs": outputs, "losses": losses}


def losses(tf, library):
    """Each way to average."""
    logits = constants(tf, numbers(1, 4, 2, 6))
    targets = constants(tf, symbols(2, 6, 4, 2))
    weights = constants(tf, numbers(3, 4, 2).clip(0, 1))
    found = {"logits": logits}
    for timesteps in (True, False):
        found[f"by example, time {timesteps}"] = library.sequence_loss_by_example(
            logits, targets, weights, average_across_timesteps=timesteps
        )
        for batch in (True, False):
            name = f"time {timesteps}, batch {batch}"
            found[name] = library.sequence_loss(
                logits,
                targets,
                weights,
                average_across_timesteps=timesteps,
                average_across_batch=batch,
            )
    return found


CASES = {
    "basic": basic,
    "tied": tied,
    "decoder": decoder,
    "embedding": embedding,
    "embedding_fed": _fed(True, "embedding_rnn_seq2seq"),
    "embedding_given": _fed(False, "embedding_rnn_seq2seq"),
    "attention": attention,
    "attention_fed": _fed(True, "embedding_attention_seq2seq"),
    "attention_given": _fed(False, "embedding_attention_seq2seq"),
    "attention_projected": attention_projected,
    "buckets": buckets,
    "losses": losses,
}
