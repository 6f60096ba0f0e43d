"""Predictions that are an iterator, as from TensorFlow 0.12 on, and an array, as before."""

import numpy as np


class Predictions(np.lib.mixins.NDArrayOperatorsMixin):
    """What `predict` of `tf.contrib.learn.Estimator` returns.

    It is computed example by example where it is iterated over, and in one where it is taken for
    an array, or for a dict of arrays. It has no `len`, which `list` would ask for all of them.

    Arguments:
        examples: a generator of arrays, or of dicts of arrays.
    """

    def __init__(self, examples):
        self._examples, self._whole = examples, None

    def __iter__(self):
        return self if self._whole is None else iter(self._whole)

    def __next__(self):
        return next(self._examples)

    def whole(self):
        """All that is not yet iterated over: an array, or a dict of arrays."""
        if self._whole is None:
            self._whole = stacked(list(self._examples))
        return self._whole

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.whole(), dtype)

    def __array_ufunc__(self, function, method, *inputs, **settings):
        arrays = [one.whole() if isinstance(one, Predictions) else one for one in inputs]
        return getattr(function, method)(*arrays, **settings)

    def __getitem__(self, place):
        return self.whole()[place]

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.whole(), name)


def stacked(examples):
    """A list of arrays, or of dicts of arrays, as one array, or one dict of arrays."""
    if examples and isinstance(examples[0], dict):
        return {key: np.stack([one[key] for one in examples]) for key in examples[0]}
    return np.stack(examples)
