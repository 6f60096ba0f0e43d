"""N-gram models of text: the baseline of a character model. This module needs only NumPy.

The smoothing is that of Witten and Bell, The zero-frequency problem, 1991. An n-gram model must
also give a probability to characters that never followed a context in the training set. This
probability is larger if many different characters followed the context.
"""

import numpy as np

from utils.arguments import require_count


def witten_bell_bits(training, validation, vocab_size, order):
    """Compute the bits per character of an n-gram model on a validation or test set. Lesson 05.

    Arguments and errors are those of `bits_of_each`.

    Returns:
        A float: the mean of the array that `bits_of_each` returns.
    """
    return float(bits_of_each(training, validation, vocab_size, order).mean())


def bits_of_each(training, validation, vocab_size, order):
    """Compute the bits of each character of a validation or test set. Lesson 05.

    The n-gram model counts how often each id follows the `order - 1` ids before it, its context.
    It interpolates these counts with the model of the next shorter context. If a context occurs n
    times, and d different ids follow it, then its own counts have the weight n / (n + d) and the
    shorter context has the weight d / (n + d). Below a context of length 0, all ids have the same
    probability.

    Arguments:
        training: integers [length], from 0 to vocab_size - 1: the ids that are counted.
        validation: integers [length], at least `order` of them: the ids that are predicted. The
            first `order - 1` ids are only used as context.
        vocab_size: the number of different ids, an integer of at least 1.
        order: 1 for a unigram model, 2 for a bigram model, 3 for a trigram model, and so on.

    Returns:
        float64 [len(validation) - order + 1]: -log2 of the probability of each id.

    Raises:
        ValueError: an argument has another dtype, shape or range.
    Source: Witten and Bell, The zero-frequency problem, 1991, method C.
    """
    require_count("vocab_size", vocab_size)
    require_count("order", order)
    training = _checked_ids("training", training, vocab_size, least=order)
    validation = _checked_ids("validation", validation, vocab_size, least=order)
    if vocab_size**order >= 2**62:
        raise ValueError(
            f"order must keep vocab_size ** order below 2 ** 62, got {vocab_size} ** {order}"
        )

    predicted = len(validation) - order + 1
    probability = np.full(predicted, 1 / vocab_size)
    for length in range(1, order + 1):
        grams, counts = np.unique(_grams(training, length, vocab_size), return_counts=True)
        contexts, first = np.unique(grams // vocab_size, return_index=True)
        seen = np.add.reduceat(counts, first)  # n of each context
        different = np.diff(np.append(first, len(grams)))  # d of each context
        wanted = _grams(validation, length, vocab_size)[-predicted:]
        count = _looked_up(wanted, grams, counts)
        n = _looked_up(wanted // vocab_size, contexts, seen)
        d = _looked_up(wanted // vocab_size, contexts, different)
        known = n > 0  # a context that never occurs keeps the shorter model
        mixed = (count[known] + d[known] * probability[known]) / (n[known] + d[known])
        probability[known] = mixed
    return -np.log2(probability)


def _grams(ids, length, vocab_size):
    """Return each n-gram of `length` ids as one integer, in the number system of `vocab_size`."""
    grams = np.zeros(len(ids) - length + 1, np.int64)
    for offset in range(length):
        grams = grams * vocab_size + ids[offset : offset + len(grams)]
    return grams


def _looked_up(wanted, keys, values):
    """Return the value of each wanted key from sorted keys, and 0 for a key that is missing."""
    indices = np.searchsorted(keys, wanted).clip(max=len(keys) - 1)
    return np.where(keys[indices] == wanted, values[indices], 0)


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
