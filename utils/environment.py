"""Check the installation before TensorFlow is imported. `utils.tf1` and `course doctor` use this.

This module does not import TensorFlow, so it finds a problem in milliseconds.
`python -m utils.environment` prints what to install beside the TensorFlow of a hosted notebook.
"""

from __future__ import annotations  # An older Python must be able to print the problem.

import sys
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

OLDEST_PYTHON, NEWEST_PYTHON = (3, 11), (3, 13)
OLDEST_TENSORFLOW, NEWEST_TENSORFLOW = (2, 16), (2, 21)

# The packages outside Python's own library that the setup module and the figures import.
COURSE_MODULES = [
    "utils", "tensorflow", "tf_keras", "keras", "numpy", "matplotlib", "IPython", "ipywidgets",
    "tqdm", "PIL", "absl", "astunparse", "certifi", "charset_normalizer", "comm", "cycler",
    "dateutil", "flatbuffers", "fontTools", "gast", "google", "h5py", "idna", "kiwisolver",
    "ml_dtypes", "opt_einsum", "packaging", "pygments", "pyparsing", "requests",
    "setuptools", "six", "tblib", "termcolor", "traitlets", "typing_extensions", "urllib3", "wrapt",
]  # fmt: skip

REINSTALL = (
    "In the course's folder run `python -m pip install -r requirements.txt`, "
    "then restart the kernel."
)


class Problem(NamedTuple):
    """A problem: one sentence says what is wrong, and one sentence says what to do."""

    what: str
    fix: str


class TensorFlowNotReady(ImportError):
    """The lessons cannot run here. The message says what is wrong and what to do.

    Arguments:
        problem: a `Problem`, kept as the attribute `problem`.
    """

    def __init__(self, problem):
        super().__init__(f"{problem.what} {problem.fix}")
        self.problem = problem


def environment_problems(folders):
    """Find all problems that stop the lessons from importing TensorFlow.

    Arguments:
        folders: paths of folders in which Python looks before it looks for installed packages.

    Returns:
        A list of `Problem`, in the order in which they should be fixed. It is empty if there are
        no problems.
    """
    problems = [python_problem()]
    problems += [shadow_problem(file) for folder in folders for file in shadowing_files(folder)]
    problems += [tensorflow_problem(), tf_keras_problem(), missing_problem("numpy")]
    return [problem for problem in problems if problem]


def python_problem():
    """Return the `Problem` if the course does not run on this Python, or None."""
    if OLDEST_PYTHON <= sys.version_info[:2] <= NEWEST_PYTHON:
        return None
    return Problem(
        f"This is Python {dotted(sys.version_info[:2])}, and the lessons need Python "
        f"{dotted(OLDEST_PYTHON)} to {dotted(NEWEST_PYTHON)}.",
        "Install one of these versions, and install the course again with it.",
    )


def tensorflow_problem():
    """Return the `Problem` if TensorFlow is missing, too old or too new, or None."""
    found = installed_version("tensorflow", "tensorflow-cpu")
    if found is None:
        return Problem(f"TensorFlow is not installed for {sys.executable}.", REINSTALL)
    if OLDEST_TENSORFLOW <= tuple(map(int, found.split(".")[:2])) <= NEWEST_TENSORFLOW:
        return None
    return Problem(
        f"TensorFlow {found} is installed, and the lessons need TensorFlow "
        f"{dotted(OLDEST_TENSORFLOW)} to {dotted(NEWEST_TENSORFLOW)}.",
        REINSTALL,
    )


def tf_keras_problem():
    """Return the `Problem` if tf_keras is missing or does not fit TensorFlow, or None."""
    wanted, found = tf_keras_wanted(), installed_version("tf_keras")
    fix = f'Run `python -m pip install "tf_keras=={wanted}.*"`, then restart the kernel.'
    if not find_spec("tf_keras") or found is None:
        return missing_problem("tf_keras", fix)
    if tensorflow_problem() or found.startswith(f"{wanted}."):
        return None
    what = f"tf_keras {found} is installed, and this TensorFlow needs tf_keras {wanted}."
    return Problem(what, fix)


def tf_keras_wanted():
    """Return the version of tf_keras, such as "2.21", that fits the installed TensorFlow.

    Another version may fail. For example, tf_keras 2.21 needs a newer protobuf than
    TensorFlow 2.19.
    """
    tensorflow = installed_version("tensorflow", "tensorflow-cpu") or dotted(NEWEST_TENSORFLOW)
    return dotted(tensorflow.split(".")[:2])


def missing_problem(module, fix=REINSTALL):
    """Return the `Problem` if a `module` cannot be found, or None."""
    if find_spec(module):
        return None
    return Problem(f"{module} is not installed for {sys.executable}.", fix)


def shadow_problem(file):
    """Return the `Problem` of your own `file` that has the name of a package."""
    yours = file.parent if file.name == "__init__.py" else file
    return Problem(
        f"Your own {yours} hides the package {yours.stem} that the lessons need.",
        f"Rename {yours.name}, then restart the kernel.",
    )


def shadowing_files(folder):
    """Find the files in `folder` that Python would import instead of a package of the course.

    Arguments:
        folder: the path of a folder. If it does not exist, the result is empty.

    Returns:
        A list of absolute paths: modules such as `numpy.py`, or the `__init__.py` of packages.
    """
    course = Path(__file__).resolve().with_name("__init__.py")
    names = [
        name for module in COURSE_MODULES for name in (f"{module}.py", f"{module}/__init__.py")
    ]
    files = [Path(folder).absolute() / name for name in names]
    return [file for file in files if file.is_file() and file.resolve() != course]


def folders_searched_first():
    """Return the folders in which Python looks before it looks for installed packages.

    Returns:
        A list of paths from `sys.path`, for example the folder of a notebook or script.
    """
    folders = (Path(entry) for entry in sys.path)
    return list(takewhile(lambda folder: not any(folder.glob("*.dist-info")), folders))


def installed_version(*distributions):
    """Return the version of the first of these distributions that is installed, or None."""
    for distribution in distributions:
        try:
            return version(distribution)
        except PackageNotFoundError:
            continue
    return None


def dotted(numbers):
    """Write numbers as a version: (3, 11) is "3.11"."""
    return ".".join(map(str, numbers))


if __name__ == "__main__":
    print(f"tf_keras=={tf_keras_wanted()}.*")
