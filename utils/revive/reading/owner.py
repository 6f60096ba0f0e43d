"""Which files are the owner's: those that are neither installed, nor Python's, nor the course's.

Libraries that were written for TensorFlow 1 are run as the owner's files are, and not reported.
"""

import site
import sys
import sysconfig
from functools import cache
from pathlib import Path

import utils

OF_TENSORFLOW_1 = ("tflearn",)


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
    return any(f"/site-packages/{name}/" in Path(path).as_posix() for name in OF_TENSORFLOW_1)


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
