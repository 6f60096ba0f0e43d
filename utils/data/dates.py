"""Dates in words and in numbers, made by rule: the two languages of lesson 17."""

from datetime import date, timedelta

import numpy as np

from utils.arguments import require_count

PAD, GO, END = 0, 1, 2
ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz ,-"  # the ids 3 to 41
NUM_SYMBOLS = 3 + len(ALPHABET)
SOURCE_STEPS, TARGET_STEPS = 23, 11  # the longest source and the longest target, with END
FIRST_DAY, NUM_DAYS = date(1900, 1, 1), 73_049  # to the end of 2099
# Names of our own, since those of Python follow the settings of the computer.
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)


def make_dates(number, seed):
    """Make random dates, no two of them equal, in words and in numbers.

    Arguments:
        number: how many, 1 to 73,049.
        seed: integer; the same seed gives the same dates.

    Returns:
        (words, numbers, data): two lists of strings, such as "sat, 21 march 2093" and "2093-3-21",
        and a tuple of int32 arrays: sources [number, SOURCE_STEPS], their lengths [number],
        targets [number, TARGET_STEPS], their lengths [number]. Each length counts END.

    Raises ValueError where there are not so many dates.
    """
    require_count("number", number, most=NUM_DAYS)
    random = np.random.default_rng(seed)
    words, numbers = [], []
    for days in random.choice(NUM_DAYS, size=number, replace=False):
        day = FIRST_DAY + timedelta(days=int(days))
        month = MONTHS[day.month - 1]
        ways = (
            f"{month} {day.day}, {day.year}",
            f"{day.day} {month} {day.year}",
            f"{WEEKDAYS[day.weekday()]}, {day.day} {month} {day.year}",
        )
        words.append(ways[random.integers(len(ways))])
        numbers.append(f"{day.year}-{day.month}-{day.day}")
    return words, numbers, (*to_ids(words, SOURCE_STEPS), *to_ids(numbers, TARGET_STEPS))


def to_ids(texts, num_steps):
    """Turn strings into ids, each with END behind it and then padding.

    Arguments:
        texts: strings of characters of ALPHABET, each shorter than num_steps.
        num_steps: columns of the result.

    Returns:
        (ids, lengths): int32 [number, num_steps] and int32 [number].

    Raises ValueError for another character, or a text that is too long.
    """
    ids = np.full([len(texts), num_steps], PAD, np.int32)
    for row, text in enumerate(texts):
        if len(text) >= num_steps:
            raise ValueError(f"a text must be shorter than {num_steps}, got {text!r}")
        if set(text) - set(ALPHABET):
            raise ValueError(f"a text must have characters of {ALPHABET!r}, got {text!r}")
        ids[row, : len(text) + 1] = [*(3 + ALPHABET.index(character) for character in text), END]
    lengths = np.array([len(text) + 1 for text in texts], np.int32)
    return ids, lengths


def to_text(ids):
    """Turn the ids [num_steps] of one row into a string: all before END, "?" for PAD and GO."""
    symbols = [int(symbol) for symbol in ids]
    if END in symbols:
        symbols = symbols[: symbols.index(END)]
    return "".join(ALPHABET[symbol - 3] if symbol > END else "?" for symbol in symbols)


def same_text(ids, others):
    """Compare two batches of ids, row by row: do both say the same before END?

    Arguments:
        ids, others: [number, steps]; one may have fewer steps than the other.

    Returns:
        bool [number].

    Raises ValueError where one has more rows.
    """
    return np.array([to_text(a) == to_text(b) for a, b in zip(ids, others, strict=True)])
