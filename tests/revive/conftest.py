"""What each test of old scripts starts with: nothing is known of a program yet."""

import sys

import pytest

from utils.revive import notes
from utils.revive.libraries import library_names
from utils.revive.reading.era import Era

FACTS = {name: value for name, value in vars(Era).items() if not name.startswith("_")}


@pytest.fixture(autouse=True)
def nothing_is_known(monkeypatch):
    for name, value in FACTS.items():
        monkeypatch.setattr(Era, name, value)


@pytest.fixture
def old_library_names(monkeypatch):
    """What Python's own library has dropped is there, and nothing is noted yet."""
    monkeypatch.setattr(notes, "NOTES", {})
    library_names.put_in_place()
    yield
    for name in library_names.NAMES:
        del sys.modules[name].__getattr__
