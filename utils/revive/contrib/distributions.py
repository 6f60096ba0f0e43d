"""`tf.contrib.distributions`: the classes of `tf.distributions`, with their old arguments too.

Up to 0.12 a normal distribution had `mu` and `sigma`, and densities were `pdf` and `pmf`.
"""

import math

from utils.tf1 import tf


class OldMethods:
    """What densities and samples were called up to 0.12."""

    def pdf(self, value):
        """The density, now `prob`."""
        return self.prob(value)

    def log_pdf(self, value):
        """The logarithm of the density, now `log_prob`."""
        return self.log_prob(value)

    def pmf(self, value):
        """The probability, now `prob`."""
        return self.prob(value)

    def log_pmf(self, value):
        """The logarithm of the probability, now `log_prob`."""
        return self.log_prob(value)

    def std(self):
        """The standard deviation, now `stddev`."""
        return self.stddev()

    def sample_n(self, n, seed=None):
        """A number of samples, now `sample`."""
        return self.sample([n], seed)


def _with_old_arguments(name, **old):
    """A class of `tf.distributions` whose arguments may have their old names too."""
    today = getattr(tf.distributions, name)

    class Distribution(OldMethods, today):
        __doc__ = today.__doc__

        def __init__(self, *arguments, **settings):
            settings = {old.get(key, key): value for key, value in settings.items()}
            today.__init__(self, *arguments, **settings)

    Distribution.__name__ = Distribution.__qualname__ = name
    return Distribution


Bernoulli = _with_old_arguments("Bernoulli", p="probs")
Beta = _with_old_arguments("Beta", a="concentration1", b="concentration0")
Categorical = _with_old_arguments("Categorical", p="probs")
Dirichlet = _with_old_arguments("Dirichlet", alpha="concentration")
Exponential = _with_old_arguments("Exponential", lam="rate")
Gamma = _with_old_arguments("Gamma", alpha="concentration", beta="rate")
Laplace = _with_old_arguments("Laplace")
Multinomial = _with_old_arguments("Multinomial", n="total_count", p="probs")
Normal = _with_old_arguments("Normal", mu="loc", sigma="scale")
StudentT = _with_old_arguments("StudentT", mu="loc", sigma="scale")
Uniform = _with_old_arguments("Uniform", a="low", b="high")


class MultivariateNormalDiag(OldMethods):
    """A normal distribution [..., n] whose components are independent.

    Arguments:
        loc: the means [..., n]; zeros without it.
        scale_diag: the standard deviations [..., n], up to 0.12 `diag_stdev`; 1 without both
            this and the next.
        scale_identity_multiplier: [...], which is added to each standard deviation.
        mu, diag_stdev: the first two, as they were called up to 0.12.
        validate_args, allow_nan_stats, name: not used.
    """

    def __init__(
        self,
        loc=None,
        scale_diag=None,
        scale_identity_multiplier=None,
        validate_args=False,
        allow_nan_stats=True,
        name=None,
        *,
        mu=None,
        diag_stdev=None,
    ):
        loc = mu if loc is None else loc
        scale = diag_stdev if scale_diag is None else scale_diag
        self.loc = tf.zeros_like(scale) if loc is None else tf.convert_to_tensor(loc)
        added = scale_identity_multiplier
        if scale is None:
            scale = tf.ones_like(self.loc) if added is None else tf.zeros_like(self.loc)
        self.scale = tf.convert_to_tensor(scale)
        if not (added is None or isinstance(added, bool)):  # up to 0.12 `validate_args` came third
            self.scale += tf.convert_to_tensor(added, self.scale.dtype)[..., tf.newaxis]
        self._components = tf.distributions.Normal(self.loc, self.scale)

    def mean(self):
        """The means."""
        return self.loc + tf.zeros_like(self.scale)

    mode = mean

    def stddev(self):
        """The standard deviations."""
        return self.scale + tf.zeros_like(self.loc)

    def variance(self):
        """The variances."""
        return tf.square(self.stddev())

    def sample(self, sample_shape=(), seed=None):
        """Samples [*sample_shape, ..., n]."""
        return self._components.sample(sample_shape, seed)

    def log_prob(self, value):
        """The logarithm of the density, [...]."""
        return tf.reduce_sum(self._components.log_prob(value), -1)

    def prob(self, value):
        """The density, [...]."""
        return tf.exp(self.log_prob(value))

    def entropy(self):
        """The entropy, [...]."""
        return tf.reduce_sum(tf.log(self.stddev()) + 0.5 * math.log(2 * math.pi * math.e), -1)


def kl_divergence(distribution_a, distribution_b, allow_nan_stats=True, name=None):
    """The Kullback-Leibler divergence of two distributions."""
    if isinstance(distribution_a, MultivariateNormalDiag):
        parts = (distribution_a._components, distribution_b._components)
        return tf.reduce_sum(tf.distributions.kl_divergence(*parts), -1)
    return tf.distributions.kl_divergence(distribution_a, distribution_b, allow_nan_stats, name)


kl = kl_divergence
