"""Keras trains a graph with the optimizers that a script makes."""

from importlib import import_module

import numpy as np
import pytest

from utils.revive.libraries import keras_optimizers
from utils.tf1 import tf


@pytest.mark.parametrize("name", ["SGD", "RMSprop", "Adam", "Adagrad", "Nadam"])
def test_an_optimizer_with_its_old_arguments_trains_a_graph(name, monkeypatch):
    optimizers = import_module("tf_keras.optimizers")
    for other in dir(import_module("tf_keras.optimizers.legacy")):
        monkeypatch.setattr(optimizers, other, getattr(optimizers, other), raising=False)
    keras_optimizers.put_in_place()
    keras = import_module("tf_keras")
    with tf.Graph().as_default(), tf.Session().as_default():
        model = keras.models.Sequential([keras.layers.SimpleRNN(1, input_shape=(3, 2))])
        optimizer = getattr(optimizers, name)(lr=0.1)
        model.compile(optimizer=optimizer, loss="mse")
        before = model.get_weights()
        model.fit(np.ones((4, 3, 2)), np.zeros(4), epochs=2, verbose=0)
        assert not np.allclose(before[0], model.get_weights()[0])
