"""Which files and frames are the owner's: neither installed, nor Python's, nor the course's."""

import os
import sys
from types import SimpleNamespace

import numpy as np
import pytest

import utils.revive
from utils.revive.reading.owner import (
    asks_for_owner,
    frame_of_owner,
    is_owners,
    library_folders,
    line_of_owner,
)


def frame(file, outside=None, module="__main__", line=7):
    """A frame of a file, called by the frame `outside`."""
    return SimpleNamespace(
        f_code=SimpleNamespace(co_filename=file),
        f_globals={"__name__": module},
        f_lineno=line,
        f_back=outside,
    )


COURSE, LIBRARY, NUMPY = utils.revive.__file__, os.__file__, np.__file__
IMPORT = "<frozen importlib._bootstrap>"


@pytest.mark.parametrize("file", ["<string>", "<stdin>", __file__, "train.py", "/data/utils/x.py"])
def test_a_script_is_the_owners(file):
    assert is_owners(file)
    assert frame_of_owner(frame(file)).f_lineno == 7
    assert asks_for_owner(frame(file))
    assert asks_for_owner(frame(IMPORT, frame(IMPORT, frame(file))))


@pytest.mark.parametrize(
    "file", [COURSE, LIBRARY, NUMPY, "<unknown>", "/elsewhere/site-packages/x.py"]
)
def test_a_library_is_not_and_neither_is_the_course(file):
    assert not is_owners(file)
    assert frame_of_owner(frame(file)) is None
    assert not asks_for_owner(frame(file, frame("train.py")))
    assert not asks_for_owner(frame(IMPORT, frame(file, frame("train.py"))))


def test_folders_and_answers_are_found_once():
    assert library_folders() is library_folders()
    before = is_owners.cache_info()
    is_owners("seen_once_in_this_test.py")
    is_owners("seen_once_in_this_test.py")
    after = is_owners.cache_info()
    assert (after.misses - before.misses, after.hits - before.hits) == (1, 1)


def test_the_owners_frame_is_the_nearest_outside_of_libraries():
    owner = frame("train.py", frame("outer.py"))
    assert frame_of_owner(frame(COURSE, frame(LIBRARY, owner))) is owner
    for file in ("model.py", "/data/model.py"):
        module = frame(file, owner, "model")
        assert frame_of_owner(module) is module
    assert frame_of_owner(None) is None
    assert not asks_for_owner(None)
    assert not asks_for_owner(frame(IMPORT))


@pytest.mark.parametrize("module", ["collections", "Zoo"])
def test_text_that_a_library_executes_is_not_the_owners(module):
    # Such as `collections.namedtuple`, which executes a text to make a class.
    owner = frame("train.py")
    assert frame_of_owner(frame("<string>", owner, module)) is owner
    program = frame("<string>", owner, "__main__")
    assert frame_of_owner(program) is program


def test_the_line_is_that_which_is_being_run():
    file, number = line_of_owner()
    assert (file, number) == (__file__, sys._getframe().f_lineno - 1)


def test_outside_the_owners_code_there_is_no_line(monkeypatch):
    monkeypatch.setattr(sys, "_getframe", lambda depth: frame(COURSE))
    assert line_of_owner() is None
