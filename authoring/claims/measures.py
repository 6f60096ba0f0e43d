"""How each claim of lessons 05 to 14 is measured: their own networks, with other seeds.

A measure gets the functions that a lesson's script defines, and a seed that the lesson did not use.
"""

from functools import partial

import numpy as np

from utils import reference
from utils.baselines import forecasts
from utils.data.loaders import (
    load_mnist,
    load_sunspots,
    load_text,
    load_utterances,
    padded_surnames,
)

# The sunspot series begins with January 1749.
MONTHS_TO_1920, MONTHS_TO_1950, MONTHS_TO_1984 = ((y - 1749) * 12 for y in (1920, 1950, 1984))


def digits(lesson, seed):
    """Part of the 10,000 test digits that lesson 07's network reads right."""
    mnist = load_mnist()
    training_set = mnist.train_images[5_000:], mnist.train_labels[5_000:]
    validation_set = mnist.train_images[:5_000], mnist.train_labels[:5_000]
    weights, _ = lesson.train(training_set, validation_set, updates=1_400, seed=seed)
    logits = lesson.predict(weights, mnist.test_images)
    return (logits.argmax(axis=1) == mnist.test_labels).mean()


def characters(lesson, seed):
    """Bits per character of lesson 05's network on the last tenth of the plays."""
    text = load_text("shakespeare")
    vocabulary, ids = np.unique(list(text), return_inverse=True)
    end = len(ids) * 9 // 10
    ids = ids.astype(np.int32)
    _, history = lesson.train(ids[:end], ids[end:], len(vocabulary), seed=seed, updates=1_300)
    return history.measured["validation"][-1]


def bits_held(lesson, seed, **network):
    """Part of 500 bits that a network of lesson 09 holds for 80 steps; by default its LSTM, with a
    forget bias of 5."""
    network = network or {
        "cell_class": lesson.tf.nn.rnn_cell.BasicLSTMCell,
        "forget_bias": 5.0,
    }
    return lesson.accuracy_after_training(network, 80, 100, seed)


def bits_held_by_default(lesson, seed):
    """The same of its LSTM as TensorFlow initializes it."""
    return bits_held(lesson, seed, cell_class=lesson.tf.nn.rnn_cell.BasicLSTMCell)


def bits_held_by_the_orthogonal_rnn(lesson, seed):
    """The same of its RNN with an orthogonal U."""
    cell_class, initializer = lesson.tf.nn.rnn_cell.BasicRNNCell, lesson.orthogonal_kernel
    return bits_held(lesson, seed, cell_class=cell_class, initializer=initializer)


def letters(lesson, seed):
    """How lesson 06's LSTM judges 2,000 characters: how much of it rightly, and how much more open
    its forget gate is at later letters than at the edges of words.
    """
    text = load_text("shakespeare")[:250_000]
    vocabulary, ids = np.unique(list(text), return_inverse=True)
    labels = lesson.inside_vowel_words(text)
    trained, _ = lesson.train(ids[:240_000], labels[:240_000], len(vocabulary), seed)
    kernel, bias, V, b_out = trained
    inputs, labels = np.eye(len(vocabulary))[ids[-2_000:]], labels[-2_000:]
    recorded = reference.lstm_over_time(inputs, kernel, bias)
    answers = (recorded["h"] @ V + b_out)[:, 0] > 0
    gate = recorded["forget gate"][:, lesson.unit_with_the_answer(labels, recorded["c"])]
    inside = lesson.inside_words(text[-2_000:])
    return {
        "right": (answers == labels).mean(),
        "gate within words": gate[inside].mean() - gate[~inside].mean(),
    }


def _a_year_ahead(lesson, seed, end, last, **settings):
    """RMSE a year ahead from `end` to `last` of lesson 12's network, trained up to `end`."""
    series = load_sunspots()
    trained = lesson.train(series[:end], seed=seed, **settings)
    return forecasts.errors(lesson.predict(trained, series), series, end, last)[1]


def _of_the_autoregressive_model(end, last):
    series = load_sunspots()
    return forecasts.rmse(forecasts.autoregressive(series, end, 132, 12), series, 12, end, last)


def sunspots_in_the_test_years(lesson, seed):
    """Lesson 12's error a year ahead, 1950 to 1983, over that of the autoregressive model; and with
    rows that are shuffled, over that of rows that are not."""
    end, last = MONTHS_TO_1950, MONTHS_TO_1984
    in_order = _a_year_ahead(lesson, seed, end, last)
    make_batches = partial(lesson.shuffled_batches, random=np.random.default_rng(seed))
    shuffled = _a_year_ahead(lesson, seed, end, last, make_batches=make_batches)
    return {
        "over the autoregressive model": in_order / _of_the_autoregressive_model(end, last),
        "shuffled over in order": shuffled / in_order,
    }


def sunspots_in_calmer_years(lesson, seed):
    """The first on 1920 to 1949, with nothing fitted to them: no maximum there was new."""
    end, last = MONTHS_TO_1920, MONTHS_TO_1950
    return _a_year_ahead(lesson, seed, end, last) / _of_the_autoregressive_model(end, last)


FITTED = slice(MONTHS_TO_1920, MONTHS_TO_1950)  # years that the network was trained on, too


def _a_year_ahead_in_fit(lesson, seed, **settings):
    """RMSE a year ahead on 1920 to 1949 of lesson 12's network, trained on these years too."""
    series = load_sunspots()
    trained = lesson.train(series[: FITTED.stop], seed=seed, **settings)
    forecast = lesson.predict(trained, series)
    return forecasts.errors(forecast, series, FITTED.start, FITTED.stop)[1]


def sunspots_month_by_month(lesson, seed):
    """Lesson 12's error with windows of one month, over that with 32, and over one lag's."""
    series = load_sunspots()
    rule = forecasts.autoregressive(series, FITTED.stop, 1, 12)
    of_one_month = _a_year_ahead_in_fit(lesson, seed, updates=10_000, num_steps=1)
    return {
        "over windows of 32": of_one_month / _a_year_ahead_in_fit(lesson, seed),
        "over one lag": of_one_month / forecasts.rmse(rule, series, 12, FITTED.start, FITTED.stop),
    }


def names_told_apart(lesson, seed):
    """How much more accurate lesson 14's networks are than each other, on the first 1,000 names."""
    *_, ids, lengths, labels = padded_surnames(seed)
    _, logits = lesson.train_on_languages(ids, lengths, labels, updates=80, seed=seed)

    def accuracy(some_logits):
        return (some_logits[:1_000].argmax(axis=1) == labels[:1_000]).mean()

    forward, backward, both = (accuracy(logits[name]) for name in ("forward", "backward", "both"))
    return {
        "forward less backward": forward - backward,
        # At as many parameters as one layer has.
        "both less forward": both - forward,
    }


def gain_of_both_for_a_letter(lesson, seed):
    """Lesson 14: bits a letter saved by both layers over the better one, at as many parameters."""
    *_, ids, lengths, _ = padded_surnames(seed)
    history, _ = lesson.train_on_letters(ids, lengths, updates=120, seed=seed)
    bits = {name: values[-1] for name, values in history.measured.items()}
    return min(bits["forward"], bits["backward"]) - bits["both"]


def speakers(lesson, seed, steps=29, pass_lengths=True):
    """Part of the 370 test utterances, padded to `steps`, whose speaker lesson 11's LSTM names."""
    train, test = load_utterances()
    frames, test_frames = (lesson.scaled(part.frames, of=train.frames) for part in (train, test))
    examples = frames, train.lengths, train.speakers
    weights, _ = lesson.train(*examples, updates=150, seed=seed, pass_lengths=pass_lengths)
    lengths = test.lengths if pass_lengths else None
    guesses = lesson.predict(weights, lesson.padded(test_frames, steps), lengths)
    return (guesses == test.speakers).mean()


def speakers_not_told(lesson, seed):
    """The same without `sequence_length`, where the test utterances are padded to 90."""
    return speakers(lesson, seed, steps=90, pass_lengths=False)


def speakers_not_told_padded_alike(lesson, seed):
    """The same where they are padded to 29, as in training."""
    return speakers(lesson, seed, pass_lengths=False)
