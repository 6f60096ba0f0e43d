"""Distributions by their old names and arguments, against formulas in NumPy."""

import math

import numpy as np
import pytest

from utils.revive.contrib import distributions, more_distributions
from utils.tf1 import tf


def evaluated(build):
    with tf.Graph().as_default(), tf.Session() as session:
        return session.run(build())


def normal(value, mean, deviation):
    """The logarithm of the density of a normal distribution."""
    return -0.5 * ((value - mean) / deviation) ** 2 - math.log(deviation * math.sqrt(2 * math.pi))


CASES = [
    (lambda: distributions.Normal(mu=1.0, sigma=2.0), 0.5, normal(0.5, 1, 2)),
    (lambda: distributions.Normal(1.0, 2.0), 0.5, normal(0.5, 1, 2)),
    (lambda: distributions.Normal(loc=1.0, scale=2.0), 0.5, normal(0.5, 1, 2)),
    (lambda: distributions.Bernoulli(p=0.3), 1, math.log(0.3)),
    (lambda: distributions.Bernoulli(logits=0.0), 1, math.log(0.5)),
    (lambda: distributions.Categorical(p=[0.2, 0.8]), 1, math.log(0.8)),
    (lambda: distributions.Uniform(a=0.0, b=4.0), 1.0, -math.log(4)),
    (lambda: distributions.Exponential(lam=2.0), 1.5, math.log(2) - 3),
    (lambda: distributions.Gamma(alpha=1.0, beta=2.0), 1.5, math.log(2) - 3),
    (lambda: distributions.Beta(a=2.0, b=1.0), 0.5, 0.0),
    (lambda: distributions.Laplace(0.0, 2.0), 1.0, -math.log(4) - 0.5),
    (lambda: distributions.Multinomial(n=2.0, p=[0.5, 0.5]), [1.0, 1.0], math.log(0.5)),
    (lambda: distributions.Dirichlet(alpha=[1.0, 1.0]), [0.3, 0.7], 0.0),
    (lambda: distributions.StudentT(1.0, mu=0.0, sigma=1.0), 1.0, -math.log(2 * math.pi)),
]


@pytest.mark.parametrize(("make", "value", "expected"), CASES)
def test_a_distribution_takes_its_old_arguments(make, value, expected):
    def all_densities():
        one = make()
        logarithms = [one.log_prob(value), one.log_pdf(value), one.log_pmf(value)]
        return [*logarithms, *(tf.log(prob) for prob in (one.pdf(value), one.pmf(value)))]

    np.testing.assert_allclose(evaluated(all_densities), expected, atol=1e-5)


def test_samples_and_deviations_have_their_old_names():
    def build():
        one = distributions.Normal(mu=[1.0, -1.0], sigma=2.0)
        return one.std(), one.sample_n(4000, seed=3)

    deviation, samples = evaluated(build)
    assert deviation.tolist() == [2, 2] and samples.shape == (4000, 2)
    np.testing.assert_allclose(samples.mean(0), [1, -1], atol=0.15)
    np.testing.assert_allclose(samples.std(0), 2, atol=0.1)


MEANS, DEVIATIONS = np.array([[0.5, -1.0], [2.0, 0.0]], "f4"), np.array([0.5, 2.0], "f4")


@pytest.mark.parametrize("names", [("loc", "scale_diag"), ("mu", "diag_stdev")])
def test_a_normal_distribution_with_independent_components(names):
    value = np.array([0.1, 0.2], "f4")

    def build():
        one = distributions.MultivariateNormalDiag(
            **dict(zip(names, (MEANS, DEVIATIONS), strict=True))
        )
        samples = one.sample(3000, seed=5)
        parts = [one.mean(), one.mode(), one.stddev(), one.variance(), one.entropy()]
        return one.log_prob(value), one.pdf(value), samples, parts

    log, density, samples, (mean, mode, deviation, variance, entropy) = evaluated(build)
    wanted = sum(
        np.array([normal(value[k], MEANS[row, k], DEVIATIONS[k]) for row in range(2)])
        for k in range(2)
    )
    np.testing.assert_allclose(log, wanted, rtol=1e-5)
    np.testing.assert_allclose(density, np.exp(wanted), rtol=1e-5)
    np.testing.assert_allclose(samples.mean(0), MEANS, atol=0.2)
    np.testing.assert_allclose(samples.std(0), [DEVIATIONS] * 2, atol=0.1)
    assert (mean == MEANS).all() and (mode == MEANS).all() and (deviation == DEVIATIONS).all()
    assert (variance == DEVIATIONS**2).all()
    np.testing.assert_allclose(entropy, math.log(2 * math.pi * math.e), rtol=1e-5)


@pytest.mark.parametrize(
    ("arguments", "settings", "deviations"),
    [
        (([0.5, -1.0],), {}, [1, 1]),
        (([0.5, -1.0],), {"scale_identity_multiplier": 3.0}, [3, 3]),
        (([0.5, -1.0], [0.5, 2.0], 3.0), {}, [3.5, 5]),
        (([[0.5, -1.0]] * 2, [0.5, 2.0]), {"scale_identity_multiplier": [1.0, 2.0]}, [2.5, 4]),
        (([0.5, -1.0], [0.5, 2.0], True), {}, [0.5, 2]),
    ],
)
def test_a_multiple_of_1_is_added_to_the_deviations(arguments, settings, deviations):
    found = evaluated(
        lambda: distributions.MultivariateNormalDiag(*arguments, **settings).log_prob([0.1, 0.2])
    )
    wanted = normal(0.1, 0.5, deviations[0]) + normal(0.2, -1, deviations[1])
    np.testing.assert_allclose(np.ravel(found)[-1], wanted, rtol=1e-5)


def test_an_argument_that_there_never_was_is_refused():
    with pytest.raises(TypeError, match="scale_tril"):
        distributions.MultivariateNormalDiag([0.0], scale_tril=[[1.0]])


def test_divergences_of_old_distributions():
    def build():
        normals = [distributions.Normal(1.0, 2.0), distributions.Normal(mu=0.0, sigma=1.0)]
        diagonal = [
            distributions.MultivariateNormalDiag([1.0, 0.0], [2.0, 1.0]),
            distributions.MultivariateNormalDiag(scale_diag=[1.0, 1.0]),
        ]
        return distributions.kl(*normals), distributions.kl_divergence(*diagonal)

    np.testing.assert_allclose(evaluated(build), (4 + 1) / 2 - 0.5 - math.log(2), rtol=1e-5)


# What 1.15.5 computed, rounded.
TRIANGLE = np.array([[1.0, 0.0], [0.5, 2.0]], "f4")
POINT = np.array([0.2, 0.3], "f4")
TWO = np.array([[0.5, -1.0], [0.0, 2.0]], "f4")


def make_triangular():
    return more_distributions.MultivariateNormalTriL(TWO, TRIANGLE)


def make_mixture():
    parts = distributions.MultivariateNormalDiag
    return more_distributions.Mixture(
        cat=distributions.Categorical(probs=[[0.3, 0.7], [0.5, 0.5]]),
        components=[parts(TWO, [[1.0, 2.0]] * 2), parts(-TWO, [[2.0, 1.0]] * 2)],
    )


def make_mixture_of_numbers():
    parts = [distributions.Normal(0.0, 1.0), distributions.Normal(2.0, 0.5)]
    return more_distributions.Mixture(distributions.Categorical(probs=[0.3, 0.7]), parts)


def make_one_hot():
    return more_distributions.OneHotCategorical(logits=[[1.0, 2.0, 0.0]])


OF_1_15 = [
    (make_triangular, "log_prob", [POINT], [-2.83884, -2.95602]),
    (make_triangular, "pdf", [POINT], [0.05849, 0.05203]),
    (make_triangular, "mode", [], TWO),
    (make_triangular, "covariance", [], [[1, 0.5], [0.5, 4.25]]),
    (make_triangular, "std", [], [1, 2.06155]),
    (make_triangular, "entropy", [], [3.53102, 3.53102]),
    (
        lambda: more_distributions.MultivariateNormalFullCovariance(TWO[0], TRIANGLE @ TRIANGLE.T),
        "log_prob", [POINT], -2.83884,
    ),
    (make_mixture, "log_prob", [POINT], [-2.82201, -3.50699]),
    (make_mixture, "mean", [], [[-0.2, 0.4], [0, 0]]),
    (make_mixture_of_numbers, "log_prob", [0.5], -2.19083),
    (make_mixture_of_numbers, "mean", [], 1.4),
    (make_one_hot, "log_prob", [[0, 1, 0]], [-0.40761]),
    (make_one_hot, "pmf", [[1, 0, 0]], [0.24473]),
    (make_one_hot, "entropy", [], [0.8324]),
    (make_one_hot, "mode", [], [[0, 1, 0]]),
    (make_one_hot, "mean", [], [[0.24473, 0.66524, 0.09003]]),
    (lambda: more_distributions.NormalWithSoftplusScale(0.0, 1.0), "log_prob", [0.3], -1.21754),
    (
        lambda: more_distributions.MultivariateNormalDiagWithSoftplusScale(TWO, [1.0, 2.0]),
        "log_prob", [POINT], [-3.07795, -3.19609],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("make", "method", "arguments", "expected"), OF_1_15)
def test_what_contrib_alone_had_computes_what_it_did(make, method, arguments, expected):
    found = evaluated(lambda: getattr(make(), method)(*arguments))
    np.testing.assert_allclose(found, expected, atol=1e-5)
    assert found.shape == np.shape(expected)


def test_samples_have_their_shapes_and_means():
    def build():
        relaxed = more_distributions.RelaxedOneHotCategorical(0.5, probs=[0.2, 0.7, 0.1])
        makes = (make_triangular, make_mixture, make_mixture_of_numbers, make_one_hot)
        return [one.sample([2, 9000], seed=3) for one in (*(make() for make in makes), relaxed)]

    triangular, mixture, numbers, one_hot, relaxed = evaluated(build)
    centered = (triangular - TWO)[0, :, 0]
    np.testing.assert_allclose(np.cov(centered.T), [[1, 0.5], [0.5, 4.25]], atol=0.2)
    np.testing.assert_allclose(mixture.mean((0, 1)), [[-0.2, 0.4], [0, 0]], atol=0.1)
    np.testing.assert_allclose(numbers.mean((0, 1)), 1.4, atol=0.05)
    np.testing.assert_allclose(one_hot.mean((0, 1)), [[0.245, 0.665, 0.09]], atol=0.02)
    assert set(one_hot.sum(-1).ravel()) == {1} and one_hot.dtype == np.int32
    np.testing.assert_allclose(relaxed.sum(-1), 1, atol=1e-5)
    shares = np.bincount(relaxed.argmax(-1).ravel()) / 18000
    np.testing.assert_allclose(shares, [0.2, 0.7, 0.1], atol=0.02)
