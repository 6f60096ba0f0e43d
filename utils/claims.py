"""What the lessons say of trained networks, with the marks that each must reach on any seed.

`make accuracy` measures these. A measure gets the functions that a lesson's script defines, and
calls the lesson's own network with a seed that the lesson did not use.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from utils.data import load_mnist, load_text


@dataclass(frozen=True)
class Claim:
    """What is claimed of a network, whatever the seed.

    Arguments:
        lesson: its number, such as "07".
        name: what is measured, with units.
        measure: a function (functions of the lesson, seed) -> number; each call has a process
            of its own.
        least, most: the marks that each number must reach, or must not pass.
        budget: the seconds that one call should take on two cores that do nothing else; shown
            beside what it took, and not judged, since machines are busy at times.
    """

    lesson: str
    name: str
    measure: Callable
    least: float = -np.inf
    most: float = np.inf
    budget: float = np.inf

    @property
    def mark(self):
        """The marks as a person writes them."""
        marks = {"≥ {:g}": self.least, "≤ {:g}": self.most}
        return ", ".join(text.format(mark) for text, mark in marks.items() if np.isfinite(mark))

    def holds(self, value):
        """Say whether a measured value reaches the marks."""
        return bool(self.least <= value <= self.most)


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
    """Part of 2,000 letters for which lesson 06's LSTM says rightly how their word began."""
    text = load_text("shakespeare")[:250_000]
    vocabulary, ids = np.unique(list(text), return_inverse=True)
    inside = lesson.inside_vowel_words(text)
    size = len(vocabulary)
    trained, _ = lesson.train_on_words(ids[:240_000], inside[:240_000], size, seed, updates=200)
    return lesson.share_right(trained, ids[-2_000:], inside[-2_000:], size)


def gain_of_open_gates(lesson, seed):
    """Lesson 08's LSTM at distance 80: its lowest error over that of the one with open gates."""
    lowest = {name: e.min() for name, e in lesson.learn({80: 300}, seed)[80].measured.items()}
    return lowest["LSTM"] / lowest["LSTM, forget_bias 5"]


CLAIMS = (
    Claim("05", "bits per character, held out", characters, most=2.9, budget=40),
    Claim("06", "letters judged right", letters, least=0.98),
    Claim("06", "bits held over 80 steps, forget_bias=5", bits_held, least=0.9),
    Claim("07", "test digits read right", digits, least=0.985, budget=40),
    Claim("08", "error at distance 80, forget_bias 1 over 5", gain_of_open_gates, least=3),
)
