import re
from collections import Counter

import numpy as np
import pytest

from utils.baselines.ngrams import bits_of_each, witten_bell_bits
from utils.data.loaders import load_text

random = np.random.default_rng(5)
IDS = random.integers(0, 4, size=60) * random.integers(0, 2, size=60)


def probability(training, vocab_size, context, following):
    """The definition, id by id: c(context, following) + d * shorter, over n + d."""
    length = len(context)
    shorter = 1 / vocab_size
    if length:
        shorter = probability(training, vocab_size, context[1:], following)
    starts = range(len(training) - length)
    after = Counter(
        training[start + length]
        for start in starts
        if tuple(training[start : start + length]) == tuple(context)
    )
    if not after:
        return shorter
    return (after[following] + len(after) * shorter) / (after.total() + len(after))


@pytest.mark.parametrize("order", [1, 2, 3, 4])
@pytest.mark.parametrize("length", [5, 30])
def test_bits_are_those_of_the_definition(order, length):
    training, validation = IDS[:-length].tolist(), IDS[-length:].tolist()
    bits = [
        -np.log2(probability(training, 6, validation[place - order + 1 : place], validation[place]))
        for place in range(order - 1, length)
    ]
    assert witten_bell_bits(training, validation, 6, order) == pytest.approx(np.mean(bits))


@pytest.mark.parametrize("context", [(), (0,), (5,), (1, 0), (5, 5)])
def test_the_probabilities_of_a_context_add_up_to_one(context):
    order = len(context) + 1
    bits = [witten_bell_bits(IDS, [*context, i], 6, order) for i in range(6)]
    assert (2.0 ** -np.array(bits)).sum() == pytest.approx(1)


def test_a_longer_context_never_seen_leaves_it_to_the_shorter():
    assert witten_bell_bits([0, 1, 0, 2], [5, 1], 6, 2) == witten_bell_bits([0, 1, 0, 2], [1], 6, 1)


def test_each_id_that_is_predicted_has_its_bits():
    each = bits_of_each(IDS[:50], IDS[50:], 6, 3)
    assert each.shape == (8,) and each.dtype == np.float64
    assert each.mean() == pytest.approx(witten_bell_bits(IDS[:50], IDS[50:], 6, 3))
    assert each[2] == pytest.approx(witten_bell_bits(IDS[:50], IDS[52:55], 6, 3))


def test_the_baselines_of_lesson_05():
    text = load_text("shakespeare")
    vocabulary = np.array(sorted(set(text)))
    ids = np.searchsorted(vocabulary, list(text))
    end = len(ids) * 9 // 10
    bits = [witten_bell_bits(ids[:end], ids[end:], len(vocabulary), n) for n in (1, 2, 3)]
    assert bits == pytest.approx([4.81, 3.60, 3.05], abs=0.01)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([], [1], 3, 1), "training must be 1 or more integers on one axis"),
        (([0, 1], [0, 1], 3, 3), "training must be 3 or more integers on one axis"),
        (([0, 1, 2], [1], 3, 2), "validation must be 2 or more integers on one axis"),
        (([[0, 1]], [1], 3, 1), "got int64 of shape [1, 2]"),
        (([0.5, 1], [1], 3, 1), "got float64 of shape [2]"),
        (([0, 3], [1], 3, 1), "training must be ids from 0 to 2, got 3"),
        (([0, 1], [-1], 3, 1), "validation must be ids from 0 to 2, got -1"),
        (([0, 1], [1], 3, 0), "order must be an integer, 1 or more, got 0"),
        (([0, 1], [1], 3, True), "order must be an integer, 1 or more, got True"),
        (([0, 1], [1], 0, 1), "vocab_size must be an integer, 1 or more, got 0"),
        (([0] * 50, [0] * 50, 64, 11), "order must keep vocab_size ** order below 2 ** 62"),
    ],
)
def test_what_cannot_be_counted_is_named(arguments, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        witten_bell_bits(*arguments)
