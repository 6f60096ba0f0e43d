"""The learner gives the recurrent part of a kernel a given spectral radius."""

import numpy as np

from utils.checks.engine import Exercise

random = np.random.default_rng(9)


def _radius_by_powers(U):
    """The n-th root of the norm of U to the power n, for n = 2**40; no eigenvalue is needed."""
    log_radius = 0.0
    for squared in range(40):
        norm = np.linalg.norm(U)
        log_radius += np.log(norm) / 2**squared
        U = (U / norm) @ (U / norm)
    return np.exp(log_radius)


def _oracle(kernel, input_size, radius):
    expected = kernel.copy()
    expected[input_size:] *= radius / _radius_by_powers(kernel[input_size:])
    return expected


def _radius(U):
    return np.abs(np.linalg.eigvals(U)).max()


def _scaled(measure=_radius, joined=lambda W, U: (W, U)):
    """Make a mistake out of what U is divided by, or of what is returned."""

    def answer(kernel, input_size, radius):
        W, U = kernel[:input_size], kernel[input_size:]
        return np.concatenate(joined(W, U * radius / measure(U)))

    return answer


def _whole(kernel, input_size, radius):
    return kernel * radius / _radius(kernel[input_size:])


def _first_rows(kernel, input_size, radius):
    W, U = kernel[:input_size], kernel[input_size:]
    return np.concatenate([W * radius / _radius(U), U])


def _inverted(kernel, input_size, radius):
    W, U = kernel[:input_size], kernel[input_size:]
    return np.concatenate([W, U * _radius(U) / radius])


def _state_first(kernel, input_size, radius):
    U, W = np.split(kernel, [kernel.shape[1]])
    return np.concatenate([U * radius / _radius(U), W])


def _in_place(kernel, input_size, radius):
    U = kernel[input_size:]
    U *= radius / _radius(U)
    return kernel


def _orthogonal(kernel, input_size, radius):
    W, U = kernel[:input_size], kernel[input_size:]
    return np.concatenate([W, radius * np.linalg.qr(U)[0]])


def _case(eigenvalues, input_size, radius):
    """A kernel whose U has these eigenvalues; a complex one is for itself and its conjugate."""
    blocks = [[[e.real, e.imag], [-e.imag, e.real]] if e.imag else [[e.real]] for e in eigenvalues]
    num_units = sum(map(len, blocks))
    U, start = np.zeros((num_units, num_units)), 0
    for block in blocks:
        stop = start + len(block)
        U[start:stop, start:stop] = block
        start = stop
    basis = random.normal(size=(num_units, num_units))
    W = random.normal(size=(input_size, num_units))
    kernel = np.concatenate([W, basis @ U @ np.linalg.inv(basis)])
    return {"kernel": kernel, "input_size": input_size, "radius": radius}


kernel_with_radius = Exercise(
    name="kernel_with_radius",
    oracle=_oracle,
    cases=[
        # The largest is negative, complex, positive, and negative again. A complex answer is
        # compared digit by digit, so that only one case in four has one, and not the first.
        _case([-1.9 + 0j, 0.8 + 0j, 0.5 + 0j], input_size=2, radius=0.9),
        _case([0.3 + 1.4j, 1.1 + 0j, -0.6 + 0j], input_size=3, radius=1.2),
        _case([0.7 + 0j, -0.4 + 0j], input_size=4, radius=2.0),
        _case([-1.3 + 0j, 1.1 + 0j], input_size=3, radius=0.6),
    ],
    mistakes={
        "the whole kernel is scaled": (
            _whole,
            "You change all rows of the kernel. Which rows multiply the state?",
            "Only U may change. W stays as it is.",
        ),
        "W is scaled instead of U": (
            _first_rows,
            "You change the first rows of the kernel. Do they multiply the state?",
            "The kernel contains W above U. Scale U.",
        ),
        "the first rows are used as U": (
            _state_first,
            "You treat the first rows as U. Is U above W in the kernel?",
            "The input comes first, so W does too. W has `input_size` rows.",
        ),
        "U is divided by its matrix norm": (
            _scaled(lambda U: np.linalg.norm(U, ord=2)),
            "Your spectral radius is too small. Did you use `np.linalg.norm(U, 2)`?",
            "This norm belongs to one multiplication. The spectral radius comes from eigenvalues.",
            "Section 2 has a function for the spectral radius.",
        ),
        "U is divided by the norm of its numbers": (
            _scaled(np.linalg.norm),
            "Your spectral radius is too small. Is `np.linalg.norm(U)` the spectral radius?",
            "The spectral radius comes from eigenvalues. Section 2 has a function for it.",
        ),
        "U is divided by its largest number": (
            _scaled(lambda U: np.abs(U).max()),
            "You divide by the largest number of U. Is it an eigenvalue?",
            "The spectral radius comes from eigenvalues. Section 2 has a function for it.",
        ),
        "the first eigenvalue is used": (
            _scaled(lambda U: abs(np.linalg.eigvals(U)[0])),
            "You use the first eigenvalue. Is it always the largest?",
            "NumPy does not sort the eigenvalues. Take the maximum of their absolute values.",
        ),
        "the eigenvectors are used": (
            _scaled(lambda U: np.abs(np.linalg.eig(U)[1]).max()),
            "You use the second result of `np.linalg.eig`. What does it contain?",
            "It contains the eigenvectors. The eigenvalues are the first result.",
        ),
        "the eigenvalues of the whole kernel are computed": (
            lambda kernel, input_size, radius: _scaled(lambda U: _radius(kernel))(
                kernel, input_size, radius
            ),
            "Only a square matrix has eigenvalues. Which part of the kernel is square?",
            "The last rows of the kernel are U. Compute the eigenvalues of U.",
        ),
        "the absolute value is missing": (
            _scaled(lambda U: np.linalg.eigvals(U).max()),
            "Your result is wrong for negative eigenvalues. Is -1.9 larger than 0.8?",
            "Eigenvalues can be negative or complex. Take the absolute values before the maximum.",
        ),
        "only the real parts are used": (
            _scaled(lambda U: np.abs(np.linalg.eigvals(U).real).max()),
            "Your result is wrong for complex eigenvalues. Do you use only the real parts?",
            "`np.abs` of a complex number includes the imaginary part. Leave out `.real`.",
        ),
        "the smallest eigenvalue is used": (
            _scaled(lambda U: np.abs(np.linalg.eigvals(U)).min()),
            "Your spectral radius is too large. Did you take the smallest eigenvalue?",
            "After many multiplications, the eigenvalue with the largest absolute value remains.",
        ),
        "U is treated as symmetric": (
            _scaled(lambda U: np.abs(np.linalg.eigvalsh(U)).max()),
            "You use `eigvalsh`. Is U equal to its transpose?",
            "`eigvalsh` is only for symmetric matrices. Use `eigvals`.",
        ),
        "the old spectral radius remains": (
            _scaled(lambda U: 1.0),
            "Your spectral radius is a multiple of the expected one. Did you divide?",
            "U already has a spectral radius. Divide by it first.",
        ),
        "the factor is inverted": (
            _inverted,
            "You multiply by the old spectral radius. Does this make it disappear?",
            "Look at the quotient. Divide by the old radius, and multiply by the new one.",
        ),
        "the spectral radius is always 1": (
            lambda kernel, input_size, radius: _scaled()(kernel, input_size, 1.0),
            "Your spectral radius is 1 in every case. Do you use the argument `radius`?",
            "After the division the spectral radius is 1. One factor is missing.",
        ),
        "only U is returned": (
            _scaled(joined=lambda W, U: (U,)),
            "Your array has fewer rows than the kernel. Where is W?",
            "Join W and the new U again, with W above.",
        ),
        "U is made orthogonal": (
            _orthogonal,
            "Your U has other eigenvectors than before. Did you multiply it by one number?",
            "Do not create a new matrix. Multiply the U that you received.",
        ),
        "the argument is changed": (
            _in_place,
            "Your result is correct, but `kernel` has changed. Do you scale a slice of it?",
            "A slice is not a copy, so `*=` changes the kernel itself.",
        ),
    },
    minutes=5,
    difficulty=2,
)
