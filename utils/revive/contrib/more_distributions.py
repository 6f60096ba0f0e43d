"""Distributions that `tf.contrib.distributions` alone had: normal with a matrix, and mixtures."""

import math

from utils.revive.contrib import distributions as ds
from utils.tf1 import tf


class MultivariateNormalTriL(ds.OldMethods):
    """A normal distribution [..., n] of `loc + scale_tril @ noise`.

    Arguments:
        loc: the means [..., n]; zeros without it.
        scale_tril: a lower triangular matrix [..., n, n] with a diagonal above 0.
        settings: not used.
    """

    def __init__(self, loc=None, scale_tril=None, **settings):
        self.scale = tf.convert_to_tensor(scale_tril)
        self.loc = tf.zeros_like(self.scale[..., 0]) if loc is None else tf.convert_to_tensor(loc)

    def mean(self):
        """The means."""
        return self.loc + tf.zeros_like(self.scale[..., 0])

    mode = mean

    def covariance(self):
        """The matrix of covariances [..., n, n]."""
        return tf.matmul(self.scale, self.scale, transpose_b=True)

    def variance(self):
        """The variances [..., n]."""
        return tf.matrix_diag_part(self.covariance())

    def stddev(self):
        """The standard deviations [..., n]."""
        return tf.sqrt(self.variance())

    def sample(self, sample_shape=(), seed=None):
        """Samples [*sample_shape, ..., n]."""
        shape = _shape(sample_shape, self.mean())
        noise = tf.random_normal(shape, dtype=self.scale.dtype, seed=seed)
        return self.loc + tf.matmul(self.scale, noise[..., tf.newaxis])[..., 0]

    def log_prob(self, value):
        """The logarithm of the density, [...]."""
        centered = (tf.convert_to_tensor(value, self.loc.dtype) - self.loc)[..., tf.newaxis]
        noise = tf.matrix_triangular_solve(self.scale, centered)[..., 0]
        squares = tf.reduce_sum(tf.square(noise) + math.log(2 * math.pi), -1)
        return -0.5 * squares - self._log_determinant()

    def prob(self, value):
        """The density, [...]."""
        return tf.exp(self.log_prob(value))

    def entropy(self):
        """The entropy, [...]."""
        of_noise = 0.5 * math.log(2 * math.pi * math.e) + tf.zeros_like(self.mean())
        return tf.reduce_sum(of_noise, -1) + self._log_determinant()

    def _log_determinant(self):
        return tf.reduce_sum(tf.log(tf.matrix_diag_part(self.scale)), -1)


class MultivariateNormalFullCovariance(MultivariateNormalTriL):
    """A normal distribution [..., n] with a matrix of covariances [..., n, n]."""

    def __init__(self, loc=None, covariance_matrix=None, **settings):
        super().__init__(loc, tf.cholesky(covariance_matrix))


class MultivariateNormalDiagWithSoftplusScale(ds.MultivariateNormalDiag):
    """A normal distribution [..., n] whose deviations are softplus of `scale_diag`."""

    def __init__(self, loc, scale_diag, **settings):
        super().__init__(loc, tf.nn.softplus(scale_diag))


class NormalWithSoftplusScale(ds.Normal):
    """A normal distribution whose deviation is softplus of `scale`."""

    def __init__(self, loc, scale, **settings):
        super().__init__(loc, tf.nn.softplus(scale))


class Mixture(ds.OldMethods):
    """A mixture of distributions.

    Arguments:
        cat: a `Categorical` of their weights, [..., number].
        components: a list of distributions, each [...] or [..., n].
        settings: not used.
    """

    def __init__(self, cat, components, **settings):
        self.cat, self.components = cat, list(components)

    def log_prob(self, value):
        """The logarithm of the density, [...]."""
        parts = [one.log_prob(value) for one in self.components]
        return tf.reduce_logsumexp(tf.stack(parts, -1) + tf.nn.log_softmax(self.cat.logits), -1)

    def prob(self, value):
        """The density, [...]."""
        return tf.exp(self.log_prob(value))

    def mean(self):
        """The mean."""
        means = [one.mean() for one in self.components]
        weights = tf.unstack(self.cat.probs, axis=-1)
        parts = zip(weights, means, strict=True)
        return tf.add_n([_beside(weight, mean) * mean for weight, mean in parts])

    def sample(self, sample_shape=(), seed=None):
        """Samples [*sample_shape, ...], or with an n behind."""
        chosen = self.cat.sample(sample_shape, seed)
        found = [one.sample(sample_shape, seed) for one in self.components]
        total = tf.zeros_like(found[0])
        for number, values in enumerate(found):
            total += _beside(tf.cast(tf.equal(chosen, number), values.dtype), values) * values
        return total


class OneHotCategorical(ds.OldMethods):
    """One of n classes as a vector [..., n] of zeros and a 1.

    Arguments:
        logits, probs: [..., n], one of both.
        dtype: the type of a sample.
        settings: not used.
    """

    def __init__(self, logits=None, probs=None, dtype=tf.int32, **settings):
        self._classes, self.dtype = ds.Categorical(logits, probs), dtype
        self.logits, self.probs = self._classes.logits, self._classes.probs

    def sample(self, sample_shape=(), seed=None):
        """Samples [*sample_shape, ..., n]."""
        classes = self._classes.sample(sample_shape, seed)
        return tf.one_hot(classes, int(self.logits.shape[-1]), dtype=self.dtype)

    def log_prob(self, value):
        """The logarithm of the probability of a vector, [...]."""
        return tf.reduce_sum(tf.cast(value, self.logits.dtype) * tf.nn.log_softmax(self.logits), -1)

    def prob(self, value):
        """The probability of a vector, [...]."""
        return tf.exp(self.log_prob(value))

    def mean(self):
        """The probabilities."""
        return self.probs

    def mode(self):
        """The vector of the likeliest class."""
        size = int(self.logits.shape[-1])
        return tf.one_hot(tf.argmax(self.logits, -1), size, dtype=self.dtype)

    def entropy(self):
        """The entropy, [...]."""
        return self._classes.entropy()


class RelaxedOneHotCategorical(ds.OldMethods):
    """A vector [..., n] near that of one class, with gradients; Jang, Gu, Poole (2017).

    Arguments:
        temperature: near 0 the vectors are nearly those of one class.
        logits, probs: [..., n], one of both.
        settings: not used.
    """

    def __init__(self, temperature, logits=None, probs=None, **settings):
        self.temperature = temperature
        self.logits = tf.log(probs) if logits is None else tf.convert_to_tensor(logits)

    def sample(self, sample_shape=(), seed=None):
        """Samples [*sample_shape, ..., n]."""
        shape = _shape(sample_shape, self.logits)
        uniform = tf.random_uniform(shape, 1e-20, 1.0, self.logits.dtype, seed)
        return tf.nn.softmax((self.logits - tf.log(-tf.log(uniform))) / self.temperature)


def _shape(sample_shape, values):
    """The shape of samples of `values`."""
    return tf.concat([tf.reshape(tf.cast(sample_shape, tf.int32), [-1]), tf.shape(values)], 0)


def _beside(weights, values):
    """Weights [...] as [..., 1] where the values are [..., n]."""
    is_same = weights.shape.rank in (0, values.shape.rank)
    return weights if is_same else weights[..., tf.newaxis]
