"""Answers to the exercises of `long_memory` that their catalogues did not come from."""

import numpy as np
import pytest

from utils.checks import long_memory as check
from utils.checks.engine.result import FAILED, PASSED
from utils.tf1 import tf


def clipped_by_tensorflow(gradients, most):
    with tf.Graph().as_default(), tf.Session() as session:
        return session.run(tf.clip_by_global_norm(gradients, most))


def pair_not_unpacked(gradients, most):
    clipped = clipped_by_tensorflow(gradients, most)
    return [clipped, np.linalg.norm(np.concatenate([g.ravel() for g in gradients]))]


def scaled_in_place(gradients, most):
    clipped, norm = clipped_by_tensorflow(gradients, most)
    for gradient, scaled in zip(gradients, clipped, strict=True):
        gradient[:] = scaled
    return gradients, norm


def norm_first(gradients, most):
    return clipped_by_tensorflow(gradients, most)[::-1]


def as_one_vector(gradients, most):
    clipped, norm = clipped_by_tensorflow(gradients, most)
    return np.hstack([np.ravel(gradient) for gradient in clipped]), norm


def global_norm(gradients):
    return np.linalg.norm(np.hstack([np.ravel(gradient) for gradient in gradients]))


def by_the_largest_norm(gradients, most):
    norm = max(np.sqrt((gradient**2).sum()) for gradient in gradients)
    return [gradient / max(1, norm / most) for gradient in gradients], norm


def below_the_limit(gradients, most):
    norm = global_norm(gradients)
    if norm < most:
        gradients = [most * gradient / norm for gradient in gradients]
    return gradients, norm


def lengthened(gradients, most):
    norm = global_norm(gradients)
    return [gradient * max(1, norm / most) for gradient in gradients], norm


def weights(switched=20, from_mark=(2, 0, -2, 0), biases=(-1, 0, 1, 1), dtype=float):
    def answer(n):
        kernel = np.zeros((2 * n + 1, 4 * n), dtype)
        kernel[:n, n : 2 * n] = np.eye(n)
        kernel[n] = np.repeat(from_mark, n) * switched
        return kernel, np.repeat(biases, n).astype(dtype) * switched

    return answer


def mark_in_the_last_row(n):
    kernel, bias = weights()(n)
    kernel[2 * n] = kernel[n]
    kernel[n] = 0
    return kernel, bias


def scaled(radius_of, split=lambda kernel, input_size: np.split(kernel, [input_size])):
    def answer(kernel, input_size, radius):
        W, U = split(kernel, input_size)
        return np.vstack([W, radius / radius_of(U) * U])

    return answer


def by_a_complex_square(U):
    return max(np.sqrt((e * e.conjugate()).real) for e in np.linalg.eigvals(U))


def upside_down(kernel, input_size, radius):
    W, U = np.split(kernel, [input_size])
    return np.vstack([W, U * (by_a_complex_square(U) / radius)])


def of_the_wrong_rows(kernel, input_size, radius):
    W, U = np.split(kernel, [input_size])
    return np.vstack([radius / by_a_complex_square(U) * W, U])


def by_an_orthogonal_start(kernel, input_size, radius):
    with tf.Graph().as_default(), tf.Session() as session:
        U = session.run(tf.orthogonal_initializer(radius)([kernel.shape[1]] * 2, tf.float64))
    return np.concatenate([kernel[:input_size], U])


@pytest.mark.parametrize(
    ("exercise", "answer"),
    [
        (check.clip_by_global_norm, clipped_by_tensorflow),
        (check.kernel_with_radius, scaled(lambda U: np.abs(np.linalg.eig(U)[0]).max())),
        (check.kernel_with_radius, scaled(by_a_complex_square)),
        (check.hold_weights, weights(switched=8)),
        (check.hold_weights, lambda n: list(weights(dtype=np.float32)(n))),
        (check.hold_weights, weights(dtype=np.int32)),
    ],
)
def test_a_right_answer_of_another_kind_passes(exercise, answer):
    assert exercise(answer).status == PASSED


@pytest.mark.parametrize(
    ("exercise", "answer", "mistake"),
    [
        (check.clip_by_global_norm, pair_not_unpacked, "the tuple is not unpacked"),
        (check.clip_by_global_norm, norm_first, "the norm is returned first"),
        (check.clip_by_global_norm, as_one_vector, "one long vector is returned"),
        (check.clip_by_global_norm, by_the_largest_norm, "the largest norm is used"),
        (
            check.clip_by_global_norm,
            below_the_limit,
            "gradients are scaled only below the limit",
        ),
        (
            check.clip_by_global_norm,
            lengthened,
            "the factor is the norm divided by the limit",
        ),
        (check.clip_by_global_norm, scaled_in_place, "the argument is changed"),
        (
            check.kernel_with_radius,
            scaled(lambda U: np.linalg.svd(U)[1][0]),
            "U is divided by its matrix norm",
        ),
        (
            check.kernel_with_radius,
            scaled(lambda U: np.max(np.linalg.eigvals(U))),
            "the absolute value is missing",
        ),
        (
            check.kernel_with_radius,
            scaled(by_a_complex_square, lambda kernel, n: (kernel[:n], kernel)),
            "the eigenvalues of the whole kernel are computed",
        ),
        (
            check.kernel_with_radius,
            scaled(lambda U: min(abs(np.linalg.eig(U)[0]))),
            "the smallest eigenvalue is used",
        ),
        (
            check.kernel_with_radius,
            scaled(lambda U: max(abs(np.linalg.eigh(U)[0]))),
            "U is treated as symmetric",
        ),
        (check.kernel_with_radius, upside_down, "the factor is inverted"),
        (check.kernel_with_radius, of_the_wrong_rows, "W is scaled instead of U"),
        (check.kernel_with_radius, scaled(lambda U: -by_a_complex_square(U)), None),
        (check.kernel_with_radius, by_an_orthogonal_start, None),
        (
            check.hold_weights,
            weights(biases=(0, 0, 1, 1)),
            "the input gate is half open between marks",
        ),
        (
            check.hold_weights,
            weights(from_mark=(2, 0, -1, 0)),
            "the mark does not close the forget gate completely",
        ),
        (check.hold_weights, weights(switched=5), "the gates are not open enough"),
        (
            check.hold_weights,
            weights(from_mark=(-2, 0, -2, 0), biases=(1, 0, 1, 1)),
            "the mark closes the input gate",
        ),
        (check.hold_weights, mark_in_the_last_row, "all outputs are 0"),
        (check.hold_weights, weights(biases=(-1, 0, 1, -1)), "all outputs are 0"),
        (check.hold_weights, lambda n: weights()(n)[::-1], None),
        (check.hold_weights, lambda n: weights()(n)[0], None),
    ],
)
def test_a_wrong_answer_fails_and_a_common_one_is_named(exercise, answer, mistake):
    result = exercise(answer)
    assert result.status == FAILED
    assert result.mistake == mistake, result
    assert result.message.endswith(".")


def test_weights_of_another_shape_are_told_by_their_names():
    assert (
        "expected shape [5, 8] for the kernel, got [3, 8]"
        in check.hold_weights(lambda n: (weights()(n)[0][: n + 1], weights()(n)[1])).message
    )
    assert (
        "expected shape [8] for the bias, got [1, 8]"
        in check.hold_weights(lambda n: (weights()(n)[0], weights()(n)[1][np.newaxis])).message
    )
