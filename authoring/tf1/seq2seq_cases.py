"""Cases of `contrib.seq2seq`; each is a function (tf, library) -> {name: tensors}."""

import numpy as np

from authoring.tf1.made import cells, numbers, symbols

BATCH, STEPS, SYMBOLS = 2, 4, 6


def _cell(tf):
    return cells(tf).BasicLSTMCell(3, state_is_tuple=True)


def _embedding(tf):
    return tf.get_variable("embedding", [SYMBOLS, 4])


def _decoded(library, decoder, **options):
    outputs, state, lengths = library.dynamic_decode(decoder, **options)
    return {"outputs": outputs, "state": state, "lengths": lengths}


def _trained(library, tf, cell, state, **options):
    inputs = tf.constant(numbers(1, BATCH, STEPS, 4))
    helper = library.TrainingHelper(inputs, tf.constant(np.array([4, 2], np.int32)))
    decoder = library.BasicDecoder(cell, helper, state, tf.layers.Dense(SYMBOLS))
    return _decoded(library, decoder, **options)


def training(tf, library):
    """Given inputs, with outputs that end."""
    cell = _cell(tf)
    return _trained(library, tf, cell, cell.zero_state(BATCH, tf.float32), impute_finished=True)


def training_time_major(tf, library):
    """Given inputs, time first, with outputs that run on, two steps long at most."""
    helper = library.TrainingHelper(
        tf.constant(numbers(1, STEPS, BATCH, 4)),
        tf.constant(np.array([4, 2], np.int32)),
        time_major=True,
    )
    cell = _cell(tf)
    decoder = library.BasicDecoder(cell, helper, cell.zero_state(BATCH, tf.float32))
    return _decoded(library, decoder, output_time_major=True, maximum_iterations=3)


def greedy(tf, library):
    """The best symbols, up to an end."""
    helper = library.GreedyEmbeddingHelper(_embedding(tf), np.array([1, 2, 3], np.int32), 0)
    cell = _cell(tf)
    state = cell.zero_state(3, tf.float32)
    decoder = library.BasicDecoder(cell, helper, state, tf.layers.Dense(SYMBOLS))
    return _decoded(library, decoder, maximum_iterations=7)


def _attention(mechanism, wrapper_options, **options):
    """Return a case with an attention whose memory has two lengths."""

    def case(tf, library):
        memory = tf.constant(numbers(2, BATCH, 5, 4))
        lengths = tf.constant(np.array([5, 3], np.int32))
        make = getattr(library, mechanism)
        attention = make(3, memory, memory_sequence_length=lengths, **options)
        cell = library.AttentionWrapper(_cell(tf), attention, **wrapper_options)
        state = cell.zero_state(BATCH, tf.float32)
        encoded = cells(tf).LSTMStateTuple(
            tf.constant(numbers(3, BATCH, 3)), tf.constant(numbers(4, BATCH, 3))
        )
        found = _trained(library, tf, cell, state.clone(cell_state=encoded))
        history = found["state"].alignment_history
        if wrapper_options.get("alignment_history"):
            history = history.stack()
        found["state"] = [
            *found["state"].cell_state,
            found["state"].attention,
            found["state"].time,
            found["state"].alignments,
            history,
        ]
        return found

    return case


def two_attentions(tf, library):
    """Two mechanisms, each with its layer."""
    mechanisms = [
        library.LuongAttention(3, tf.constant(numbers(2, BATCH, 5, 4))),
        library.BahdanauAttention(5, tf.constant(numbers(3, BATCH, 2, 3))),
    ]
    cell = library.AttentionWrapper(_cell(tf), mechanisms, attention_layer_size=[2, 3])
    found = _trained(library, tf, cell, cell.zero_state(BATCH, tf.float32))
    found["state"] = [found["state"].attention, found["state"].alignments]
    return found


def _searched(found):
    outputs, state = found["outputs"], found["state"]
    search = outputs.beam_search_decoder_output
    return {
        "symbols": outputs.predicted_ids,
        "search": [search.scores, search.predicted_ids, search.parent_ids],
        "state": [state.log_probs, state.finished, state.lengths],
        "lengths": found["lengths"],
    }


def _beams(**options):
    """Return a case in which three beams end at different steps."""

    def case(tf, library):
        cell = _cell(tf)
        decoder = library.BeamSearchDecoder(
            cell,
            _embedding(tf),
            np.array([1, 2, 3], np.int32),
            0,
            cell.zero_state(3 * 3, tf.float32),
            3,
            tf.layers.Dense(SYMBOLS),
            **options,
        )
        return _searched(_decoded(library, decoder, maximum_iterations=7))

    return case


def _beams_with_attention(known_sizes):
    """Return a case with a memory that is tiled, and the history of its weights.

    TensorFlow 1 sorted the history along the paths only where it did not know all sizes.
    """

    def case(tf, library):
        memory = tf.constant(numbers(2, BATCH, 5, 4))
        if not known_sizes:
            memory = tf.placeholder_with_default(memory, [None, None, 4])
        attention = library.BahdanauAttention(3, library.tile_batch(memory, 3))
        wrapper = library.AttentionWrapper(_cell(tf), attention, 4, alignment_history=True)
        encoded = cells(tf).LSTMStateTuple(
            tf.constant(numbers(3, BATCH, 3)), tf.constant(numbers(4, BATCH, 3))
        )
        state = wrapper.zero_state(BATCH * 3, tf.float32)
        state = state.clone(cell_state=library.tile_batch(encoded, 3))
        decoder = library.BeamSearchDecoder(
            wrapper,
            _embedding(tf),
            np.array([1, 2], np.int32),
            0,
            state,
            3,
            tf.layers.Dense(SYMBOLS, use_bias=False),
        )
        found = _decoded(library, decoder, maximum_iterations=5)
        history = found["state"].cell_state.alignment_history
        found = _searched(found)
        found["history"] = history.stack() if known_sizes else history
        return found

    return case


def tree(tf, library):
    """Paths, one of which ends early, and a row of which only some steps count."""
    steps = symbols(1, 4, 5, 3, 4)
    parents = symbols(2, 4, 5, 3, 4)
    lengths = np.array([5, 3, 0], np.int32)
    return {"paths": library.gather_tree(steps, parents, lengths, 3)}


def _losses(reductions):
    def case(tf, library):
        logits = tf.constant(numbers(1, BATCH, STEPS, SYMBOLS))
        targets = tf.constant(symbols(2, SYMBOLS, BATCH, STEPS))
        weights = tf.constant(numbers(3, BATCH, STEPS).clip(0, 1))
        found = {"logits": logits}
        for one, two in reductions:
            options = {key: True for key in (one, two) if key.startswith("sum")}
            for axis in ("across_timesteps", "across_batch"):
                options["average_" + axis] = "average_" + axis in (one, two)
            name = one + ", " + two
            found[name] = library.sequence_loss(logits, targets, weights, **options)
        return found

    return case


AVERAGES = [
    (one, two) for one in ("average_across_timesteps", "") for two in ("average_across_batch", "")
]
SUMS = [
    ("sum_over_timesteps", "sum_over_batch"),
    ("sum_over_timesteps", ""),
    ("", "sum_over_batch"),
]
HISTORY = {"alignment_history": True}
CASES = {"losses": _losses(AVERAGES)}
# In 1.0 there were other decoders.
LATER_CASES = {
    "sums": _losses(SUMS),
    "training": training,
    "training_time_major": training_time_major,
    "greedy": greedy,
    "bahdanau": _attention("BahdanauAttention", {"output_attention": False}),
    "bahdanau_normalized": _attention("BahdanauAttention", HISTORY, normalize=True),
    "luong": _attention("LuongAttention", dict(HISTORY, attention_layer_size=4)),
    "luong_scaled": _attention("LuongAttention", {}, scale=True),
    "two_attentions": two_attentions,
    "beams": _beams(),
    "beams_length_penalty": _beams(length_penalty_weight=0.8),
    "beams_with_attention": _beams_with_attention(known_sizes=False),
    "beams_with_known_sizes": _beams_with_attention(known_sizes=True),
    "tree": tree,
}
