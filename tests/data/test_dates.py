"""The dates of lesson 17: each target says the same day as its source."""

import re
from datetime import date, datetime

import numpy as np
import pytest

from utils.data.dates import (
    END,
    PAD,
    SOURCE_STEPS,
    TARGET_STEPS,
    fractions_correct,
    make_dates,
    same_parts,
    same_text,
    to_ids,
    to_text,
)


def day_in_words(text):
    """Read a date in words by another way than the one that wrote it."""
    text = re.sub(r"^(mon|tue|wed|thu|fri|sat|sun), ", "", text)
    form = "%d %B %Y" if text[0].isdigit() else "%B %d, %Y"
    return datetime.strptime(text, form).date()


def test_both_sides_say_the_same_day_and_no_day_comes_twice():
    words, numbers, _ = make_dates(500, seed=3)
    days = [date(*map(int, number.split("-"))) for number in numbers]
    assert [day_in_words(text) for text in words] == days
    assert len(set(days)) == 500
    weekdays = {text[:3]: day.weekday() for text, day in zip(words, days, strict=True)}
    assert [weekdays[name] for name in ("mon", "sun")] == [0, 6]
    assert {text[0].isdigit() for text in words} == {True, False}


def test_the_longest_texts_fill_the_steps():
    words, numbers, data = make_dates(20_000, seed=3)
    assert max(map(len, words)) == SOURCE_STEPS - 1
    assert max(map(len, numbers)) == TARGET_STEPS - 1
    assert [array.dtype for array in data] == [np.int32] * 4
    assert data[0].shape == (20_000, SOURCE_STEPS)
    assert data[3].min() == len("1900-1-1") + 1


def test_ids_become_text_again_and_each_text_has_its_end():
    ids, lengths = to_ids(["7 may, 1963-x", "ab"], 15)
    assert [to_text(row) for row in ids] == ["7 may, 1963-x", "ab"]
    assert list(lengths) == [14, 3]
    assert list(ids[1, 2:5]) == [END, PAD, PAD]
    assert to_text([PAD, 3, 4]) == "?01"


def test_texts_are_compared_up_to_their_end():
    ids, _ = to_ids(["1", "12", "1"], 4)
    others, _ = to_ids(["1", "1", "2"], 6)
    others[0, 2:] = 7
    assert same_text(ids, others).tolist() == [True, False, False]
    with pytest.raises(ValueError, match="zip"):
        same_text(ids, others[:2])


def test_the_parts_of_a_date_are_compared_and_a_missing_part_is_wrong():
    ids, _ = to_ids(["1999-1-2", "1999-11-2", "1998-1-2", "1999-1", "", "1-9-3-4"], 11)
    others, _ = to_ids(["1999-1-2", "1999-1-2", "1999-1-20", "1999-1-2", "1-2-3", "1-9-3"], 12)
    same = same_parts(ids, others)
    assert same.T.tolist() == [
        [True, True, False, True, False, True],
        [True, False, True, True, False, True],
        [True, True, False, False, False, True],
    ]
    assert same_parts(ids[:0], others[:0]).shape == (0, 3)


def test_the_padding_is_not_counted_and_a_missing_step_is_wrong():
    targets, _ = to_ids(["123", "1", "12"], 5)  # 4, 2 and 3 characters, with END
    ids, _ = to_ids(["124", "1", "12"], 4)
    ids[1, 2:] = 7  # in the padding
    found = fractions_correct(ids, targets)
    assert found.characters == pytest.approx(8 / 9)
    assert found.dates == pytest.approx(2 / 3)
    assert fractions_correct(ids[:, :2], targets) == pytest.approx((6 / 9, 1 / 3))
    with pytest.raises(ValueError, match="negative"):
        fractions_correct(np.zeros([3, 6], int), targets)


def test_the_same_seed_gives_the_same_dates():
    assert make_dates(5, seed=1)[:2] == make_dates(5, seed=1)[:2]
    assert make_dates(5, seed=1)[0] != make_dates(5, seed=2)[0]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: make_dates(0, seed=1), "number must be an integer, 1 to 73049, got 0"),
        (lambda: make_dates(73_050, seed=1), "1 to 73049, got 73050"),
        (lambda: to_ids(["abc"], 3), "a text must be shorter than 3, got 'abc'"),
        (lambda: to_ids(["A"], 3), "a text must have characters of"),
    ],
)
def test_what_cannot_be_made_is_named(make, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        make()
