"""Batches of beams: repeated rows, paths through a search, and the tokens that it starts with.

Source: `beam_search_decoder.py` and `beam_search_ops.cc` of TensorFlow 1.15's contrib.seq2seq.
"""

from utils.tf1 import tf


def tile_batch(t, multiplier, name=None):
    """Repeat each row of a batch: rows a, b become a, a, b, b for a multiplier of 2.

    Arguments:
        t: a tensor [batch, ...] or a structure of such tensors.
        multiplier: how often each row stands in the result, an integer.
        name: of the operations.

    Returns:
        The same structure of tensors [batch * multiplier, ...].
    """

    def tile(tensor):
        tensor = tf.convert_to_tensor(tensor)
        batch, *others = tensor.shape.as_list()
        tiled = tf.repeat(tensor, multiplier, axis=0)
        tiled.set_shape([batch and batch * multiplier, *others])
        return tiled

    with tf.name_scope(name, "tile_batch"):
        return tf.nest.map_structure(tile, t)


def gather_tree(step_ids, parent_ids, max_sequence_lengths, end_token, name=None):
    """Follow each beam of the last step back to its first symbol.

    Arguments:
        step_ids: the symbol of each beam at each step, integers [num_steps, batch, beam_width].
        parent_ids: the beam of the step before that it continues, of the same shape.
        max_sequence_lengths: the steps of each row that count, integers [batch].
        end_token: an integer, which fills the result after its first occurrence and past the
            steps that count.
        name: unused, as in TensorFlow 1.

    Returns:
        The symbols on each path, integers [num_steps, batch, beam_width].
    """
    inside = tf.range(tf.shape(step_ids)[0])[:, tf.newaxis] < max_sequence_lengths
    beams = beams_on_paths(parent_ids, inside)
    symbols = tf.gather(step_ids, beams, batch_dims=2)
    ends = tf.cast(tf.equal(symbols, end_token), tf.int32)
    past_the_end = tf.cumsum(ends, exclusive=True) > 0
    counts = tf.logical_and(inside[:, :, tf.newaxis], tf.logical_not(past_the_end))
    return tf.where(counts, symbols, tf.fill(tf.shape(symbols), end_token))


def beams_on_paths(parent_ids, inside):
    """Return which beam each path of the last step had at each step.

    Arguments:
        parent_ids: integers [num_steps, batch, beam_width].
        inside: whether a step counts, booleans [num_steps, batch]; one that does not is passed
            over.

    Returns:
        Integers [num_steps, batch, beam_width].
    """
    last = tf.zeros_like(parent_ids[0]) + tf.range(tf.shape(parent_ids)[2])

    def one_step_back(beams, now):
        parents, counts = now
        return tf.where(counts, tf.gather(parents, beams, batch_dims=1), beams)

    # The parents at a step are the beams of the step before, so the first step's lead nowhere.
    earlier = tf.scan(one_step_back, (parent_ids, inside), last, reverse=True)
    return tf.concat([earlier[1:], last[tf.newaxis]], 0)


def lookup_function(embedding):
    """Return a function from integers to their embeddings.

    Arguments:
        embedding: a function already, or what `tf.nn.embedding_lookup` takes.
    """
    if callable(embedding):
        return embedding
    return lambda symbols: tf.nn.embedding_lookup(embedding, symbols)


def vector_of_tokens(start_tokens):
    """Return the start tokens as an integer tensor [batch], or raise ValueError."""
    tokens = tf.convert_to_tensor(start_tokens, tf.int32)
    if len(tokens.shape) != 1:
        raise ValueError(f"start_tokens must be integers [batch], got shape {tokens.shape}.")
    return tokens


def scalar_token(end_token):
    """Return the end token as an integer tensor [], or raise ValueError."""
    token = tf.convert_to_tensor(end_token, tf.int32)
    if len(token.shape) != 0:
        raise ValueError(f"end_token must be one integer, got shape {token.shape}.")
    return token
