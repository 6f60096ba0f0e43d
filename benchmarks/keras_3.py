"""Candidates in Keras 3 on TensorFlow, plain and compiled by XLA."""

import keras
import numpy as np
import tensorflow as tf

from benchmarks.shared import (
    ADAM_EPSILON,
    LONGEST_GRADIENT,
    RATE,
    SEED,
    Library,
    write_text,
)
from benchmarks.tasks import keras_gates


class DenseEmbedding(keras.layers.Layer):
    """An embedding whose gradient is one matrix.

    Keras' Adam squares the slices of `keras.layers.Embedding`'s gradient before it adds them up,
    and so trains another way than TensorFlow 1 and PyTorch do.
    """

    def __init__(self, matrix):
        super().__init__()
        self.matrix = self.add_weight(shape=matrix.shape, name="embedding")
        self.matrix.assign(matrix)

    def call(self, ids):
        """Look rows up: int [batch, steps] -> float32 [batch, steps, size]."""
        return keras.ops.matmul(keras.ops.one_hot(ids, self.matrix.shape[0]), self.matrix)


class Keras3(Library):
    """A Keras model that trains batch by batch, reads or writes."""

    def __init__(self, name):
        """Compile by XLA where the candidate's name says so."""
        self.jit_compile = "compiled" in name

    def prepare(self, task):
        """Make a task's model with the task's weights."""
        keras.backend.clear_session()
        of_digits = task.kind in ("digits", "reading")
        self.model = self._digits(task) if of_digits else self._characters(task)
        rate = keras.optimizers.schedules.CosineDecay(RATE, task.updates)
        self.model.compile(
            keras.optimizers.Adam(rate, epsilon=ADAM_EPSILON, global_clipnorm=LONGEST_GRADIENT),
            keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            jit_compile=self.jit_compile,
        )
        others = {"reading": self.model.predict_on_batch, "writing": self._write}
        self.step = others.get(task.kind, self._train)

    def _digits(self, task):
        weights = task.weights
        images = keras.Input([28, 28], batch_size=None, dtype="uint8")
        rows = keras.layers.Rescaling(1 / 255)(images)
        dense, lstm = keras.layers.Dense(task.num_units), keras.layers.LSTM(task.num_units)
        last = keras.layers.Dense(10)
        model = keras.Model(images, last(lstm(dense(rows))))
        dense.set_weights([weights["dense kernel"], weights["dense bias"]])
        last.set_weights([weights["last kernel"], weights["last bias"]])
        bias = keras_gates(weights["lstm bias"])
        bias[task.num_units : 2 * task.num_units] += 1  # the forget bias of BasicLSTMCell
        kernel = keras_gates(weights["lstm kernel"])
        lstm.set_weights([*np.split(kernel, [task.num_units]), bias])
        return model

    def _characters(self, task):
        weights = task.weights
        ids = keras.Input([task.num_steps], batch_size=task.batch_size, dtype="int32")
        self.rnn = keras.layers.SimpleRNN(task.num_units, return_sequences=True, stateful=True)
        last = keras.layers.Dense(task.vocab_size)
        model = keras.Model(ids, last(self.rnn(DenseEmbedding(weights["embedding"])(ids))))
        split = np.split(weights["rnn kernel"], [task.embedding_size])
        self.rnn.set_weights([*split, weights["rnn bias"]])
        last.set_weights([weights["softmax kernel"], weights["softmax bias"]])
        return model

    def _train(self, inputs, labels, begins=False):
        if begins:
            self.rnn.reset_states()
        self.model.reset_metrics()  # otherwise the loss is the mean of all batches so far
        return self.model.train_on_batch(inputs, labels)

    def _write(self, noise):
        self.rnn.reset_states()
        return write_text(lambda one: self.model.predict_on_batch(np.array([[one]]))[0, 0], noise)

    def guesses(self, images):
        """Return the class of the largest logit for uint8 [batch, 28, 28]."""
        return self.model.predict_on_batch(images).argmax(axis=1)

    def multiplication(self, rows, inner, columns):
        """Return a function that multiplies two float32 matrices of these sizes."""
        random = np.random.default_rng(SEED)
        a, b = (
            tf.constant(random.normal(size=shape).astype(np.float32))
            for shape in ((rows, inner), (inner, columns))
        )
        return lambda: tf.matmul(a, b)
