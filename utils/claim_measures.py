"""How each claim of `utils.claims` is measured: lessons' own networks, with seeds of their own.

A measure gets the functions that a lesson's script defines, and a seed that the lesson did not use.
"""

import tempfile

import numpy as np

from utils import forecasts
from utils.data import load_mnist, load_sunspots, load_text, load_utterances

# The sunspot series begins with January 1749.
MONTHS_TO_1920, MONTHS_TO_1950, MONTHS_TO_1984 = ((y - 1749) * 12 for y in (1920, 1950, 1984))


def digits(lesson, seed):
    """Part of the 10,000 test digits that lesson 07's network reads right."""
    mnist = load_mnist()
    weights, _ = lesson.train_network(mnist, updates=1_400, seed=seed)
    logits = lesson.read_digits(weights, mnist.test_images)
    return (logits.argmax(axis=1) == mnist.test_labels).mean()


def characters(lesson, seed):
    """Bits per character of lesson 05's network on the last tenth of the plays."""
    text = load_text("shakespeare")
    vocabulary, ids = np.unique(list(text), return_inverse=True)
    end = len(ids) * 9 // 10
    ids = ids.astype(np.int32)
    _, history = lesson.train_on(ids[:end], ids[end:], len(vocabulary), seed=seed, updates=1_300)
    return history.measured["held out"][-1]


def bits_held(lesson, seed):
    """Part of 500 bits that lesson 06's LSTM holds for 80 steps, its forget gates open at first."""
    cell_class = lesson.tf.nn.rnn_cell.BasicLSTMCell
    right = lesson.learn_to_hold(cell_class, (80,), (seed,), updates=80, forget_bias=5.0)
    return right[80].item()


def letters(lesson, seed):
    """What lesson 06's LSTM says of 2,000 characters, as it was trained and with its gate f fixed.

    How much it says rightly; how often it says yes while f is open; what it finds of first letters
    less what it finds of later ones while f is shut; and how much wider the gate is at later
    letters than at the edges of words.
    """
    text = load_text("shakespeare")[:250_000]
    vocabulary, ids = np.unique(list(text), return_inverse=True)
    inside = lesson.inside_vowel_words(text)
    size = len(vocabulary)
    trained, _ = lesson.train_on_words(ids[:240_000], inside[:240_000], size, seed, updates=200)
    held_out, wanted = (ids[-2_000:], size), inside[-2_000:]
    first, later, between = lesson.places_in_words(text[-2_000:])
    answers, along = lesson.answers_of(trained, *held_out)
    always_open, _ = lesson.answers_of(trained, *held_out, f=1.0)
    always_shut, _ = lesson.answers_of(trained, *held_out, f=0.0)
    gate = along["f"][:, lesson.unit_that_goes_with(wanted, along["c"])]
    return {
        "right": (answers == wanted).mean(),
        "yes while open": always_open.mean(),
        "lost while shut": always_shut[wanted & first].mean() - always_shut[wanted & later].mean(),
        "gate within words": gate[later].mean() - max(gate[first].mean(), gate[between].mean()),
    }


def gain_of_open_gates(lesson, seed):
    """Lesson 08's LSTM at distance 80: its lowest error over that of the one with open gates."""
    lowest = {name: e.min() for name, e in lesson.learn({80: 300}, seed)[80].measured.items()}
    return lowest["LSTM"] / lowest["LSTM, forget_bias 5"]


def _a_year_ahead(lesson, seed, end, last, **settings):
    """RMSE a year ahead from `end` to `last` of lesson 11's network, trained up to `end`."""
    series = load_sunspots()
    trained = lesson.train_on(series[:end], seed=seed, **settings)
    return lesson.errors_of(lesson.forecast_with(trained, series), end, last)[1]


def _of_the_linear_rule(end, last):
    series = load_sunspots()
    return forecasts.rmse(forecasts.linear(series, end, 132, 12), series, 12, end, last)


def sunspots_in_the_test_years(lesson, seed):
    """Lesson 11's error a year ahead, 1950 to 1983, over that of the linear rule; and with rows
    that change places, over that of rows that do not."""
    end, last = MONTHS_TO_1950, MONTHS_TO_1984
    in_order = _a_year_ahead(lesson, seed, end, last)
    shuffled = _a_year_ahead(lesson, seed, end, last, shuffled=np.random.default_rng(seed))
    return {
        "over the linear rule": in_order / _of_the_linear_rule(end, last),
        "shuffled over in order": shuffled / in_order,
    }


def sunspots_in_calmer_years(lesson, seed):
    """The first on 1920 to 1949, with nothing fitted to them: no maximum there was new."""
    end, last = MONTHS_TO_1920, MONTHS_TO_1950
    return _a_year_ahead(lesson, seed, end, last) / _of_the_linear_rule(end, last)


FITTED = slice(MONTHS_TO_1920, MONTHS_TO_1950)  # years that the network was trained on, too


def _a_year_ahead_in_fit(lesson, seed, **settings):
    """RMSE a year ahead on 1920 to 1949 of lesson 11's network, trained on these years too."""
    series = load_sunspots()
    trained = lesson.train_on(series[: FITTED.stop], seed=seed, **settings)
    return lesson.errors_of(lesson.forecast_with(trained, series), FITTED.start, FITTED.stop)[1]


def sunspots_month_by_month(lesson, seed):
    """Lesson 11's error with windows of one month, over that with 32, and over one lag's."""
    series = load_sunspots()
    rule = forecasts.linear(series, FITTED.stop, 1, 12)
    of_one_month = _a_year_ahead_in_fit(lesson, seed, updates=10_000, num_steps=1)
    return {
        "over windows of 32": of_one_month / _a_year_ahead_in_fit(lesson, seed),
        "over one lag": of_one_month / forecasts.rmse(rule, series, 12, FITTED.start, FITTED.stop),
    }


def names_told_apart(lesson, seed):
    """What lesson 12's networks gain and lose in the share of held-out names that are right."""
    _, _, data = lesson.load_names(seed)
    _, off, on = lesson.train_on_languages(data, lesson.PLAN, seed, updates=80)
    answers = {name: logits[:1_000] for name, logits in off.items()} | {"left on": on[0]}
    right = {name: (a.argmax(axis=1) == data[2][:1_000]).mean() for name, a in answers.items()}
    return {
        "forward less backward": right["forward"] - right["backward"],
        # At as many weights as one direction has.
        "both less one": right["both"] - max(right["forward"], right["backward"]),
        "lost to dropout in training": right["both"] - right["both, dropout"],
        "lost to dropout left on": right["both, dropout"] - right["left on"],
    }


def gain_of_both_for_a_letter(lesson, seed):
    """Lesson 12: bits a letter saved by both sides over the better one, at as many weights."""
    _, _, data = lesson.load_names(seed)
    history, _ = lesson.train_on_letters(data, lesson.SIDES, seed, updates=80)
    bits = {name: values[-1] for name, values in history.measured.items()}
    return min(bits["left"], bits["right"]) - bits["both"]


def speakers(lesson, seed, steps=29, **switches):
    """Part of the 370 test utterances, padded to `steps`, whose speaker lesson 10's LSTM names."""
    train, test = load_utterances()
    frames, test_frames = (lesson.scaled(part.frames, of=train.frames) for part in (train, test))
    weights, _ = lesson.train_network(
        frames, train.lengths, train.speakers, updates=150, seed=seed, **switches
    )
    guesses = lesson.guess(weights, lesson.padded(test_frames, steps), test.lengths, **switches)
    return (guesses == test.speakers).mean()


def speakers_not_told(lesson, seed):
    """The same where it is not told the lengths, and the test utterances are padded to 90."""
    return speakers(lesson, seed, steps=90, told=False, valid=False)


def speakers_not_told_padded_alike(lesson, seed):
    """The same where they are padded to 29, as in training."""
    return speakers(lesson, seed, told=False, valid=False)


def growth_at_rate_1(lesson, seed):
    """How many times as large lesson 13's kernel becomes at rate 1, over the same at rate 0.01."""
    mnist, growths = load_mnist(), []
    for rate in (1.0, 0.01):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as run:
            sizes = lesson.train_watched(mnist, rate, 60, seed, run).measured["kernel"]
        growths.append(sizes[-1] / sizes[0])
    return growths[0] / growths[1]
