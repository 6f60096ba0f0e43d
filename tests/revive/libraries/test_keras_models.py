"""Models of Keras 2: what their module had, and generators that yield lists."""

from importlib import import_module

import numpy as np
import pytest

from utils.revive import notes
from utils.revive.libraries import keras_models
from utils.tf1 import tf


@pytest.fixture(autouse=True)
def models(monkeypatch):
    monkeypatch.setattr(notes, "NOTES", {})
    model = import_module("tf_keras.src.engine.training_v1").Model
    for name in keras_models.READERS:
        monkeypatch.setattr(model, name, getattr(model, name))
    module = import_module("tf_keras.models")
    monkeypatch.setattr(module, "__getattr__", None, raising=False)
    keras_models.put_in_place()
    return module


def test_the_module_has_what_it_had_imported():
    from tf_keras.models import Input, InputLayer, K, Layer, Model

    keras = import_module("tf_keras")
    assert (Input, InputLayer, Layer) == (
        keras.layers.Input,
        keras.layers.InputLayer,
        keras.layers.Layer,
    )
    assert Model is keras.Model and K is keras.backend
    assert ("keras.models.Input", "keras.layers.Input") in {
        (one.old, one.today) for one in notes.NOTES.values()
    }
    with pytest.raises(ImportError):
        from tf_keras.models import NoSuchName  # noqa: F401


def batches(kind, inputs=1):
    while True:
        x = np.ones((4, 2))
        yield kind([[x] * inputs if inputs > 1 else x, np.zeros((4, 1))])


@pytest.mark.parametrize("inputs", [1, 2])
def test_a_generator_of_lists_trains_like_one_of_tuples(models, inputs):
    keras, losses = import_module("tf_keras"), []
    for kind in (list, tuple):
        with tf.Graph().as_default(), tf.Session().as_default():
            places = [keras.layers.Input((2,)) for _ in range(inputs)]
            joined = keras.layers.add(places) if inputs > 1 else places[0]
            outputs = keras.layers.Dense(1, kernel_initializer="ones")(joined)
            model = models.Model(places, outputs)
            model.compile("sgd", "mse")
            found = model.fit_generator(
                batches(kind, inputs),
                steps_per_epoch=3,
                epochs=1,
                verbose=0,
                validation_data=batches(kind, inputs),
                validation_steps=1,
            )
            losses.append([found.history[name][0] for name in ("loss", "val_loss")])
            losses[-1].append(model.evaluate_generator(batches(kind, inputs), steps=2))
    np.testing.assert_allclose(losses[0], losses[1], rtol=1e-6)
    line = batches.__code__.co_firstlineno + 3
    assert [(one.file, one.line, one.old) for one in notes.NOTES.values()] == [
        (__file__, line, "yield [inputs, targets]")
    ]


def test_what_is_no_generator_stays():
    data = [np.ones(2), np.zeros(2)]
    assert keras_models.with_tuples(data) is data
