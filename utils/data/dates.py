"""Random dates in words and in numbers: the two languages of lesson 17."""

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from utils.arguments import require_count

PAD, GO, END = 0, 1, 2
ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz ,-"  # the ids 3 to 41
NUM_SYMBOLS = 3 + len(ALPHABET)
SOURCE_STEPS, TARGET_STEPS = 23, 11  # the longest source and the longest target, with END
FIRST_DAY, NUM_DAYS = date(1900, 1, 1), 73_049  # to the end of 2099
# Python's own names of months depend on the settings of the computer.
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)


def make_dates(number, seed):
    """Make different random dates, in words and in numbers. Lesson 17.

    Arguments:
        number: the number of dates, an integer from 1 to 73,049.
        seed: an integer. The same seed gives the same dates.

    Returns:
        (words, numbers, data): two lists of strings and a tuple of arrays. The strings are such as
        "sat, 21 march 2093" and "2093-3-21". The arrays are int32: sources
        [number, SOURCE_STEPS], their lengths [number], targets [number, TARGET_STEPS] and their
        lengths [number]. Each length includes END.

    Raises ValueError if `number` is not an integer from 1 to 73,049.
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
    """Convert strings to ids. Each row is a text, then END, then padding.

    Arguments:
        texts: list of strings with characters of ALPHABET, each shorter than `num_steps`.
        num_steps: the number of time steps of each row.

    Returns:
        (ids, lengths): int32 [number, num_steps] and int32 [number]. Each length includes END.

    Raises ValueError if a text is too long, or has a character that is not in ALPHABET.
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
    """Convert the ids of one row to a string. Lesson 17.

    Arguments:
        ids: integers [num_steps], from 0 to NUM_SYMBOLS - 1.

    Returns:
        A string of the characters before END. PAD and GO become "?".
    """
    symbols = [int(symbol) for symbol in ids]
    if END in symbols:
        symbols = symbols[: symbols.index(END)]
    return "".join(ALPHABET[symbol - 3] if symbol > END else "?" for symbol in symbols)


def same_text(ids, others):
    """Compare two batches of ids: are the texts before END the same in each row? Lesson 17.

    Arguments:
        ids, others: integers [number, num_steps]. The number of time steps may differ.

    Returns:
        bool [number], True for the rows that have the same text.

    Raises ValueError if the number of rows differs.
    """
    return np.array([to_text(a) == to_text(b) for a, b in zip(ids, others, strict=True)])


def same_parts(ids, others):
    """Compare the years, the months and the days of two batches of written dates. Lesson 17.

    Arguments:
        ids, others: integers [number, num_steps], of dates such as "2093-3-21". The number of
            time steps may differ. A part that is missing, as in "2093-3", is not the same.

    Returns:
        bool [number, 3], True where the year, the month and the day are the same.

    Raises ValueError if the number of rows differs.
    """
    same = []
    for row, other in zip(ids, others, strict=True):
        parts, other_parts = to_text(row).split("-"), to_text(other).split("-")
        same.append([parts[k : k + 1] == other_parts[k : k + 1] != [] for k in range(3)])
    return np.array(same).reshape(-1, 3)


class Fractions(NamedTuple):
    """Which fractions of a batch are correct: of the characters, and of the complete dates."""

    characters: float
    dates: float


def fractions_correct(ids, targets):
    """Compute which fractions of the characters and of the complete dates are correct. Lesson 17.

    Arguments:
        ids: integers [number, steps], with at most `num_steps` steps. Missing steps are wrong.
        targets: integers [number, num_steps]. The padding after END is not counted.

    Returns:
        A `Fractions`.

    Raises ValueError if `ids` has more steps than `targets`.
    """
    is_character = targets != PAD
    missing = targets.shape[1] - ids.shape[1]
    is_correct = np.pad(ids, [(0, 0), (0, missing)], constant_values=PAD) == targets
    complete = (is_correct | ~is_character).all(axis=1)
    return Fractions(is_correct[is_character].mean(), complete.mean())
