"""The candidates in JAX: loops by `lax.scan`, compiled by XLA."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np

from benchmarks.shared import (
    ADAM_EPSILON,
    FIRST_CHARACTER,
    LONGEST_GRADIENT,
    SEED,
    Library,
    write_text,
)
from benchmarks.tasks import cosine_rate

FIRST_DECAY, SECOND_DECAY = 0.9, 0.999  # of Adam


def digits_logits(weights, images):
    """Lesson 07's network: uint8 [batch, num_steps, 28] -> logits [batch, 10]."""
    W, U = jnp.split(weights["lstm kernel"], 2)
    rows = images.astype(jnp.float32).swapaxes(0, 1) / 255
    inputs = rows @ weights["dense kernel"] + weights["dense bias"]

    def step(state, from_input):
        c, h = state
        i, j, f, o = jnp.split(from_input + h @ U, 4, axis=1)
        c = jax.nn.sigmoid(f + 1) * c + jax.nn.sigmoid(i) * jnp.tanh(j)
        return (c, jax.nn.sigmoid(o) * jnp.tanh(c)), None

    zeros = jnp.zeros([len(images), len(U)])
    (_, h), _ = jax.lax.scan(step, (zeros, zeros), inputs @ W + weights["lstm bias"])
    return h @ weights["last kernel"] + weights["last bias"]


def digits_loss(weights, images, labels):
    """The mean cross-entropy of a batch."""
    return cross_entropy(digits_logits(weights, images), labels)


def next_logits(weights, state, ids):
    """One time step of lesson 05's network: ids [batch] -> new state, logits [batch, vocab]."""
    inputs = jnp.concatenate([weights["embedding"][ids], state], axis=1)
    state = jnp.tanh(inputs @ weights["rnn kernel"] + weights["rnn bias"])
    return state, state @ weights["softmax kernel"] + weights["softmax bias"]


def characters_loss(weights, ids, labels, state):
    """The mean cross-entropy of a batch of windows, and the final state."""
    state, logits = jax.lax.scan(partial(next_logits, weights), state, ids.T)
    return cross_entropy(logits, labels.T), state


def cross_entropy(logits, labels):
    """The mean cross-entropy: logits [..., classes], int32 [...] -> a scalar."""
    chosen = jnp.take_along_axis(jax.nn.log_softmax(logits), labels[..., None], axis=-1)
    return -chosen.mean()


def written_text(weights, noise):
    """A text inside the compiled function; see `benchmarks.shared.write_text`."""

    def step(before, row):
        state, logits = next_logits(weights, *before)
        one = (logits + row).argmax(axis=1)
        return (state, one), one[0]

    units = len(weights["rnn bias"])
    first = jnp.zeros([1, units]), jnp.full([1], FIRST_CHARACTER)
    return jax.lax.scan(step, first, noise)[1]


def adam(weights, moments, gradients, rate, update):
    """One update as TensorFlow makes it, with clipped gradients: -> weights, moments."""
    norm = jnp.sqrt(sum((g**2).sum() for g in gradients.values()))
    scale = jnp.minimum(1, LONGEST_GRADIENT / norm)
    rate *= jnp.sqrt(1 - SECOND_DECAY**update) / (1 - FIRST_DECAY**update)
    new_weights, new_moments = {}, {}
    for name, gradient in gradients.items():
        gradient *= scale
        first, second = moments[name]
        first += (1 - FIRST_DECAY) * (gradient - first)
        second += (1 - SECOND_DECAY) * (gradient**2 - second)
        new_moments[name] = first, second
        new_weights[name] = weights[name] - rate * first / (jnp.sqrt(second) + ADAM_EPSILON)
    return new_weights, new_moments


@partial(jax.jit, static_argnums=0, donate_argnums=(1, 2))
def training_step(loss_of, weights, moments, rate, update, *batch):
    """Make one training step: -> what `loss_of` returns, the new weights, the new moments."""
    has_more = loss_of is characters_loss
    value, gradients = jax.value_and_grad(loss_of, has_aux=has_more)(weights, *batch)
    return value, *adam(weights, moments, gradients, rate, update)


class Jax(Library):
    """Functions that train batch by batch, read or write."""

    def __init__(self, name):
        """Write whole texts in a compiled loop where the candidate's name says so."""
        self.in_graph = "in graph" in name

    def prepare(self, task):
        """Load a task's weights, and choose its step."""
        self.task, self.update = task, 0
        self.weights = {name: jnp.array(value) for name, value in task.weights.items()}
        zeros = jnp.zeros_like
        self.moments = {name: (zeros(w), zeros(w)) for name, w in self.weights.items()}
        self.logits = jax.jit(digits_logits)
        self.step = getattr(self, f"_{task.kind}")
        if task.kind == "writing":
            self.step = self._whole_text if self.in_graph else self._writing
            self.next_logits, self.whole_text = jax.jit(next_logits), jax.jit(written_text)

    def _train(self, loss_of, *batch):
        rate = cosine_rate(self.update, self.task.updates)
        self.update += 1
        value, self.weights, self.moments = training_step(
            loss_of, self.weights, self.moments, rate, float(self.update), *batch
        )
        return value

    def _digits(self, images, labels):
        return float(self._train(digits_loss, images, labels))

    def _characters(self, ids, labels, begins):
        if begins:
            self.state = np.zeros([self.task.batch_size, self.task.num_units], np.float32)
        loss, self.state = self._train(characters_loss, ids, labels, self.state)
        return float(loss)

    def _reading(self, images):
        return np.asarray(self.logits(self.weights, images))

    def _writing(self, noise):
        self.state = np.zeros([1, self.task.num_units], np.float32)

        def read(one):
            ids = np.array([one])
            self.state, logits = self.next_logits(self.weights, self.state, ids)
            return np.asarray(logits)[0]

        return write_text(read, noise)

    def _whole_text(self, noise):
        return np.asarray(self.whole_text(self.weights, noise))

    def guesses(self, images):
        """Return the class of the largest logit for uint8 [batch, 28, 28]."""
        return self._reading(images).argmax(axis=1)

    def multiplication(self, rows, inner, columns):
        """Return a function that multiplies two float32 matrices of these sizes."""
        random = np.random.default_rng(SEED)
        a, b = (
            jnp.array(random.normal(size=shape), jnp.float32)
            for shape in ((rows, inner), (inner, columns))
        )
        multiply = jax.jit(jnp.matmul)
        return lambda: multiply(a, b).block_until_ready()
