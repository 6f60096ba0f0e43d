"""What must be so before TensorFlow is imported: the checks that the door and the doctor share.

Nothing here imports TensorFlow, so a fault is named in milliseconds and in two sentences.
`python -m utils.environment` prints what to install beside the TensorFlow of a hosted notebook.
"""

from __future__ import annotations  # An older Python must get as far as being told so.

import sys
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

OLDEST_PYTHON, NEWEST_PYTHON = (3, 11), (3, 13)
OLDEST_TENSORFLOW, NEWEST_TENSORFLOW = (2, 16), (2, 21)

# What the door and the figures import from outside Python's own library.
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
    """One sentence on what is wrong, and one on what to do."""

    what: str
    fix: str


class TensorFlowNotReady(ImportError):
    """The lessons cannot run here; the message says what is wrong and what to do.

    Arguments:
        problem: a `Problem`, kept as the attribute `problem`.
    """

    def __init__(self, problem):
        super().__init__(f"{problem.what} {problem.fix}")
        self.problem = problem


def environment_problems(folders):
    """Everything that would keep TensorFlow from being imported as the lessons need it.

    Arguments:
        folders: paths of folders in which Python looks before it looks for installed packages.

    Returns:
        A list of `Problem`, the first one first to be mended; empty where all is well.
    """
    problems = [python_problem()]
    problems += [shadow_problem(file) for folder in folders for file in shadowing_files(folder)]
    problems += [tensorflow_problem(), tf_keras_problem(), missing_problem("numpy")]
    return [problem for problem in problems if problem]


def python_problem():
    """The `Problem` of a Python that the course does not run on, or None."""
    if OLDEST_PYTHON <= sys.version_info[:2] <= NEWEST_PYTHON:
        return None
    return Problem(
        f"This is Python {dotted(sys.version_info[:2])}, and the lessons need Python "
        f"{dotted(OLDEST_PYTHON)} to {dotted(NEWEST_PYTHON)}.",
        "Install one of these, and set the course up again with it.",
    )


def tensorflow_problem():
    """The `Problem` of a TensorFlow that is missing, too old or too new, or None."""
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
    """The `Problem` of a tf_keras that is missing or does not fit TensorFlow, or None."""
    wanted, found = tf_keras_wanted(), installed_version("tf_keras")
    fix = f'Run `python -m pip install "tf_keras=={wanted}.*"`, then restart the kernel.'
    if not find_spec("tf_keras") or found is None:
        return missing_problem("tf_keras", fix)
    if tensorflow_problem() or found.startswith(f"{wanted}."):
        return None
    what = f"tf_keras {found} is installed, and this TensorFlow needs tf_keras {wanted}."
    return Problem(what, fix)


def tf_keras_wanted():
    """The version of tf_keras, such as "2.21", that fits the TensorFlow that is there.

    Another one may fail: tf_keras 2.21 needs a newer protobuf than TensorFlow 2.19 comes with.
    """
    tensorflow = installed_version("tensorflow", "tensorflow-cpu") or dotted(NEWEST_TENSORFLOW)
    return dotted(tensorflow.split(".")[:2])


def missing_problem(module, fix=REINSTALL):
    """The `Problem` of a `module` that cannot be found, or None."""
    if find_spec(module):
        return None
    return Problem(f"{module} is not installed for {sys.executable}.", fix)


def shadow_problem(file):
    """The `Problem` of a `file` of your own that Python takes for a package."""
    yours = file.parent if file.name == "__init__.py" else file
    return Problem(
        f"Your own {yours} hides the package {yours.stem} that the lessons need.",
        f"Rename {yours.name}, then restart the kernel.",
    )


def shadowing_files(folder):
    """The files in `folder` that Python would import in place of what the course needs.

    Arguments:
        folder: path of a folder; one that does not exist holds no such file.

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
    """The folders in which Python looks before it comes to one that holds installed packages.

    Returns:
        A list of paths from `sys.path`, among them the folder of a notebook or script.
    """
    folders = (Path(entry) for entry in sys.path)
    return list(takewhile(lambda folder: not any(folder.glob("*.dist-info")), folders))


def installed_version(*distributions):
    """The version of the first of these distributions that is installed, or None."""
    for distribution in distributions:
        try:
            return version(distribution)
        except PackageNotFoundError:
            continue
    return None


def dotted(numbers):
    """Numbers as a version: (3, 11) is "3.11"."""
    return ".".join(map(str, numbers))


if __name__ == "__main__":
    print(f"tf_keras=={tf_keras_wanted()}.*")
