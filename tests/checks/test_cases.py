"""The arrays of the cases of exercises."""

import numpy as np

from utils.checks.cases import normal


def test_numbers_are_normally_distributed_with_the_mean_and_deviation_that_are_asked_for():
    made = normal(np.random.default_rng(1), 200, 300, scale=2.0, mean=5.0, dtype=np.float64)
    assert made.shape == (200, 300)
    assert made.dtype == np.float64
    np.testing.assert_allclose([made.mean(), made.std()], [5, 2], atol=0.03)
    share_within_one_deviation = (abs(made - 5) < 2).mean()
    np.testing.assert_allclose(share_within_one_deviation, 0.683, atol=0.01)


def test_numbers_are_standard_ones_of_32_bits_where_nothing_is_asked_for():
    made = normal(np.random.default_rng(2), 10_000)
    assert made.dtype == np.float32
    np.testing.assert_allclose([made.mean(), made.std()], [0, 1], atol=0.03)


def test_a_generator_gives_the_same_numbers_again():
    first, again = (normal(np.random.default_rng(3), 2, 3) for _ in range(2))
    np.testing.assert_array_equal(first, again)
