"""What each test of old scripts starts with: nothing is known of a program yet."""

import pytest

from utils.revive.reading.era import Era

FACTS = {name: value for name, value in vars(Era).items() if not name.startswith("_")}


@pytest.fixture(autouse=True)
def nothing_is_known(monkeypatch):
    for name, value in FACTS.items():
        monkeypatch.setattr(Era, name, value)
