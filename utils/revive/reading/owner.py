"""Which files are the owner's: those that are neither installed, nor Python's, nor the course's.

Libraries that were written for TensorFlow 1 are run as the owner's files are, and not reported.
"""

import re
import site
import sys
import sysconfig
from functools import cache
from itertools import islice
from pathlib import Path

import utils

OF_TENSORFLOW_1 = ("tflearn",)
OF_TODAY = ("keras", "tf_keras", "tensorboard", "tensorflow")
MOST_FILES = 200  # of a library that is read, because reading a large one takes seconds
IMPORT = re.compile(r"^\s*(import tensorflow\b|from tensorflow\b)", re.MULTILINE)
OF_1 = re.compile(
    r"\btf\.(app|contrib|ConfigProto|flags|get_variable|global_variables_initializer|placeholder"
    r"|Session|train\.\w*Optimizer|variable_scope)\b|\btensorflow\.contrib\b"
)
OF_BOTH = re.compile(r"\bcompat(\.| import )v[12]\b|\bdisable_v2_behavior\b|\btf2\b")


@cache
def library_folders():
    """The folders of Python, of what is installed, and of the course, as strings."""
    paths = sysconfig.get_paths()
    folders = [paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    folders += [site.getusersitepackages(), *utils.__path__]
    return tuple(f"{Path(folder).resolve().as_posix()}/" for folder in folders)


@cache
def is_owners(filename):
    """Whether a file belongs to the owner of the script.

    Arguments:
        filename: path of a file, as code objects and modules name it.
    """
    if filename.startswith("<"):
        return filename in ("<string>", "<stdin>")
    path = Path(filename).resolve().as_posix()
    if is_of_tensorflow_1(path):
        return True
    return "/site-packages/" not in path and not path.startswith(library_folders())


def is_of_tensorflow_1(path):
    """Whether a file belongs to an installed library that was written for TensorFlow 1."""
    folder, found, rest = Path(path).as_posix().rpartition("/site-packages/")
    return bool(found) and is_library_of_1(Path(folder, "site-packages", rest.partition("/")[0]))


@cache
def is_library_of_1(place):
    """Whether a library uses names that TensorFlow 2 has not, and does not provide for both.

    Arguments:
        place: the `Path` of its folder, or of its only file.
    """
    if place.name in OF_TENSORFLOW_1:
        return place.suffix != ".py"
    if place.name in OF_TODAY:
        return False
    files = [place] if place.suffix == ".py" else place.rglob("*.py")
    files = list(islice(files, MOST_FILES + 1))
    if len(files) > MOST_FILES:
        return False
    texts = [one.read_text(encoding="utf-8", errors="ignore") for one in files if one.is_file()]
    texts = [text for text in texts if IMPORT.search(text)]
    return any(map(OF_1.search, texts)) and not any(map(OF_BOTH.search, texts))


def frame_outside(file):
    """The frame that calls functions of a file, which may call each other.

    Arguments:
        file: the `__file__` of the function that asks.
    """
    frame = sys._getframe(1)
    while frame.f_code.co_filename == file:
        frame = frame.f_back
    return frame


def frame_of_owner(frame):
    """The nearest frame of the owner's code, from `frame` outwards, or None."""
    while frame is not None:
        name = frame.f_code.co_filename
        if is_owners(name) and (name != "<string>" or frame.f_globals["__name__"] == "__main__"):
            return frame
        frame = frame.f_back
    return None


def asks_for_owner(frame):
    """Whether an attribute is asked for by the owner's code, not by a library's.

    Arguments:
        frame: the frame in which it is asked for; that of an import stands for the one outside.
    """
    while frame is not None and frame.f_code.co_filename.startswith("<frozen importlib"):
        frame = frame.f_back
    return frame is not None and is_owners(frame.f_code.co_filename)


def line_of_owner():
    """The owner's line that is being run: its file and number, or None outside the owner's code."""
    frame = frame_of_owner(sys._getframe(1))
    return frame and (frame.f_code.co_filename, frame.f_lineno)
