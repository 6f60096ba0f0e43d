"""Counted models of text: what a network that reads characters must beat.

After Witten and Bell (1991), "The zero-frequency problem": how often a context has been followed
by something new says how much probability to keep for what was never seen after it.
"""

import numpy as np

from utils.arguments import require_count


def witten_bell_bits(training, heldout, vocab_size, order):
    """Bits per character of a counted model, on text that it was not counted on. Lesson 05.

    Arguments and errors are those of `bits_of_each`.

    Returns:
        A float: the mean of what `bits_of_each` returns.
    """
    return float(bits_of_each(training, heldout, vocab_size, order).mean())


def bits_of_each(training, heldout, vocab_size, order):
    """Bits of each held-out character, by a counted and smoothed model. Lesson 05.

    The model knows how often each id followed the `order - 1` ids before it. What it counted, it
    mixes with the next shorter context: a context that came up n times, and was followed by d
    different ids, gives n parts to its own counts and d parts to the shorter one. Below the
    shortest, all ids are alike.

    Arguments:
        training: integers [length], 0 to vocab_size - 1: the ids that are counted.
        heldout: integers [at least order]: the ids that are predicted. The first
            `order - 1` of them are only read.
        vocab_size: how many ids there are.
        order: 1 for a unigram model, 2 for a bigram model, 3 for a trigram model, and so on.

    Returns:
        float64 [len(heldout) - order + 1]: -log2 of the probability that each id had.

    Raises:
        ValueError: an argument is not as said above.
    """
    require_count("vocab_size", vocab_size)
    require_count("order", order)
    training = _checked_ids("training", training, vocab_size, least=order)
    heldout = _checked_ids("heldout", heldout, vocab_size, least=order)
    if vocab_size**order >= 2**62:
        raise ValueError(
            f"order must keep vocab_size ** order below 2 ** 62, got {vocab_size} ** {order}"
        )

    predicted = len(heldout) - order + 1
    probability = np.full(predicted, 1 / vocab_size)
    for length in range(1, order + 1):
        grams, counts = np.unique(_grams(training, length, vocab_size), return_counts=True)
        contexts, first = np.unique(grams // vocab_size, return_index=True)
        seen = np.add.reduceat(counts, first)  # n, for each context
        different = np.diff(np.append(first, len(grams)))  # d, for each context
        wanted = _grams(heldout, length, vocab_size)[-predicted:]
        count = _looked_up(wanted, grams, counts)
        n = _looked_up(wanted // vocab_size, contexts, seen)
        d = _looked_up(wanted // vocab_size, contexts, different)
        known = n > 0  # a context that never came up has nothing to say
        mixed = (count[known] + d[known] * probability[known]) / (n[known] + d[known])
        probability[known] = mixed
    return -np.log2(probability)


def _grams(ids, length, vocab_size):
    """Every run of `length` ids as one number, its last id counting least."""
    grams = np.zeros(len(ids) - length + 1, np.int64)
    for place in range(length):
        grams = grams * vocab_size + ids[place : place + len(grams)]
    return grams


def _looked_up(wanted, keys, values):
    """The value of each wanted key, from sorted keys; 0 for one that is not there."""
    places = np.searchsorted(keys, wanted).clip(max=len(keys) - 1)
    return np.where(keys[places] == wanted, values[places], 0)


def _checked_ids(name, ids, vocab_size, least):
    ids = np.asarray(ids)
    if ids.ndim != 1 or len(ids) < least or ids.dtype.kind not in "iu":
        raise ValueError(
            f"{name} must be {least} or more integers on one axis, "
            f"got {ids.dtype} of shape {list(ids.shape)}"
        )
    if ids.min() < 0 or ids.max() >= vocab_size:
        wrong = ids[(ids < 0) | (ids >= vocab_size)][0]
        raise ValueError(f"{name} must be ids from 0 to {vocab_size - 1}, got {wrong}")
    return ids.astype(np.int64)
