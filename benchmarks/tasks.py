"""What every candidate does: the networks' first weights, their batches, and the recipe.

NumPy alone, since each library has a process of its own. Kernels are laid out as in TensorFlow 1.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from benchmarks.shared import RATE, SEED
from utils.data.loaders import load_mnist, load_text
from utils.training import continued_batches, shuffled_batches


def cosine_rate(update, updates):
    """Return the learning rate of a training step: a cosine from 0.005 down to 0 (lesson 07)."""
    return RATE * 0.5 * (1 + np.cos(np.pi * min(update, updates) / updates))


def keras_gates(kernel_or_bias):
    """Bring the column blocks of an LSTM, i, j, f, o, into the order of Keras and PyTorch."""
    i, j, f, o = np.split(kernel_or_bias, 4, axis=-1)
    return np.concatenate([i, f, j, o], axis=-1)


def _glorot(random, *shape):
    limit = np.sqrt(6 / sum(shape))
    return random.uniform(-limit, limit, shape).astype(np.float32)


def _zeros(*shape):
    return np.zeros(shape, np.float32)


@dataclass(frozen=True)
class Digits:
    """Lesson 07's network: dense, LSTM, dense, over the rows of digits.

    Arguments:
        batch_size: digits of a batch.
        updates: the number of training steps over which the learning rate falls to 0.
        num_units: the number of units of the first layer and of the LSTM.
        num_steps: rows of an image; digits have 28.
        made: noise instead of digits, with any number of time steps, in the memory of one batch.
    """

    batch_size: int = 128
    updates: int = 1_000
    num_units: int = 128
    num_steps: int = 28
    made: bool = False
    kind: str = "digits"

    @cached_property
    def weights(self):
        """The first weights: dict from a name to a float32 array."""
        random, units = np.random.default_rng(SEED), self.num_units
        return {
            "dense kernel": _glorot(random, 28, units),
            "dense bias": _zeros(units),
            "lstm kernel": _glorot(random, 2 * units, 4 * units),
            "lstm bias": _zeros(4 * units),
            "last kernel": _glorot(random, units, 10),
            "last bias": _zeros(10),
        }

    def batches(self):
        """Batches without end: uint8 [batch, num_steps, 28] and labels int32 [batch]."""
        if self.made:
            return self._noise()
        mnist = load_mnist()
        images, labels = mnist.train_images[5_000:], mnist.train_labels[5_000:].astype(np.int32)
        return shuffled_batches(images, labels, batch_size=self.batch_size, seed=SEED)

    def _noise(self):
        random, shape = np.random.default_rng(SEED), (self.batch_size, self.num_steps, 28)
        while True:
            images = random.integers(0, 256, shape, dtype=np.uint8)
            yield images, random.integers(0, 10, self.batch_size, dtype=np.int32)

    @property
    def operations(self):
        """Floating-point operations of the matrix multiplications of a training step.

        Multiplying [n, k] by [k, m] takes 2 n k m of them. The backward pass has two
        multiplications for each, one for each factor. The inputs of the first layer need none.
        """
        rows, units = self.num_steps * self.batch_size, self.num_units
        first, lstm = 2 * rows * 28 * units, 2 * rows * 2 * units * 4 * units
        last = 2 * self.batch_size * units * 10
        return 2 * first + 3 * lstm + 3 * last


@dataclass(frozen=True)
class Characters:
    """Lesson 05's network: embedding, BasicRNNCell, softmax, with a state that is carried.

    Arguments: as for `Digits`; `num_steps` characters of each row are in a batch.
    """

    batch_size: int = 32
    updates: int = 1_300
    num_steps: int = 25
    num_units: int = 128
    kind: str = "characters"
    vocab_size: int = 64
    embedding_size: int = 32

    @cached_property
    def weights(self):
        """The first weights: dict from a name to a float32 array."""
        random, units, size = np.random.default_rng(SEED), self.num_units, self.embedding_size
        return {
            "embedding": random.uniform(-1, 1, (self.vocab_size, size)).astype(np.float32),
            "rnn kernel": _glorot(random, size + units, units),
            "rnn bias": _zeros(units),
            "softmax kernel": _glorot(random, units, self.vocab_size),
            "softmax bias": _zeros(self.vocab_size),
        }

    def batches(self):
        """Batches without end: int32 inputs and labels [batch, steps]; True at each beginning."""
        _, ids = np.unique(list(load_text("shakespeare")), return_inverse=True)
        ids = ids.astype(np.int32)
        while True:
            begins = True
            for inputs, labels in continued_batches(ids, self.batch_size, self.num_steps):
                yield inputs, labels, begins
                begins = False


@dataclass(frozen=True)
class Reading(Digits):
    """The forward pass of lesson 07's network, for a single digit."""

    batch_size: int = 1
    kind: str = "reading"

    def batches(self):
        """Single digits without end: uint8 [1, num_steps, 28]."""
        for images, _ in super().batches():
            yield (images,)


@dataclass(frozen=True)
class Writing(Characters):
    """Texts of lesson 05's network, written one character at a time by sampling.

    Arguments: as for `Characters`; `length` is the number of characters of a text.
    """

    batch_size: int = 1
    num_steps: int = 1
    length: int = 800
    kind: str = "writing"

    @cached_property
    def weights(self):
        """First weights with a larger softmax layer: choices as clear as a trained network's."""
        weights = super().weights
        return weights | {"softmax kernel": 8 * weights["softmax kernel"]}

    def batches(self):
        """The noise of one text after the other: float32 [length, vocab_size]; `write_text`."""
        random = np.random.default_rng(SEED)
        while True:
            yield (random.gumbel(size=(self.length, self.vocab_size)).astype(np.float32),)


TASKS = {task.kind: task for task in (Digits, Characters, Reading, Writing)}
