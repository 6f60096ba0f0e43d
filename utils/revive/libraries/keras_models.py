"""What models of Keras 2 had: more names in their module, and generators that yield lists."""

import sys
from functools import wraps
from importlib import import_module
from inspect import isgenerator

from utils.revive.libraries.library_names import looking_further
from utils.revive.notes import note
from utils.revive.reading.owner import is_owners

TODAY = "tf_keras.models"
NAMES = ("Input", "InputLayer", "Layer")  # which it had imported for itself
MEANING = "A list of inputs and targets was taken for both, and is the inputs alone today."
READERS = ("fit_generator", "evaluate_generator")


def put_in_place():
    """Change `keras.models`, and the models that run in a graph."""
    keras, models = import_module("tf_keras"), import_module(TODAY)
    names = {one: (f"keras.layers.{one}", getattr(keras.layers, one)) for one in NAMES}
    names["K"] = ("import keras.backend as K", keras.backend)
    look = looking_further("keras.models", names)
    for name in (TODAY, "tf_keras.api._v1.keras.models", "tf_keras.api._v2.keras.models"):
        if name in sys.modules:
            sys.modules[name].__getattr__ = look
    models.__getattr__ = look
    model = import_module("tf_keras.src.engine.training_v1").Model
    for name in READERS:
        setattr(model, name, _taking_lists(getattr(model, name)))


def _taking_lists(today):
    @wraps(today)
    def read(model, generator, *arguments, **settings):
        settings = {name: with_tuples(value) for name, value in settings.items()}
        arguments = [with_tuples(value) for value in arguments]
        return today(model, with_tuples(generator), *arguments, **settings)

    return read


def with_tuples(generator):
    """A generator that yields tuples where another one yields `[inputs, targets]`.

    Arguments:
        generator: a generator; anything else is returned as it is.
    """
    return _tuples(generator) if isgenerator(generator) else generator


def _tuples(generator):
    for batch in generator:
        if isinstance(batch, list) and len(batch) in (2, 3):
            where = generator.gi_code.co_filename, generator.gi_frame.f_lineno  # of its yield
            if is_owners(where[0]):  # which may be read by another thread
                note("yield [inputs, targets]", "yield inputs, targets", MEANING, where)
            batch = tuple(batch)
        yield batch
