"""A script that compares versions as text is told that 1.15 is later than 1.4."""

import pytest

from utils.revive.old_modules import VERSION
from utils.revive.reading.old_version import Version


@pytest.mark.parametrize("older", ["1.4.0", "1.4.0-dev20171024", "1.10", "0.12.1", "1.15.4"])
def test_an_older_version_is_smaller(older):
    assert VERSION > older and VERSION >= older and older < VERSION and older <= VERSION
    assert not VERSION < older and not VERSION <= older and not older >= VERSION


@pytest.mark.parametrize("later", ["2.0.0", "1.15.6", "2.0.0-rc1"])
def test_a_later_version_is_larger(later):
    assert VERSION < later and VERSION <= later and later > VERSION
    assert not VERSION > later and not VERSION >= later


def test_it_is_text_in_everything_else():
    assert VERSION == "1.15.5" and VERSION >= "1.15.5" and not VERSION < "1.15.5"
    assert {VERSION: 1}["1.15.5"] == 1 and VERSION.split(".")[1] == "15"
    assert VERSION > "0" and VERSION < "one" and Version("1.4") < Version("1.10")
    with pytest.raises(TypeError):
        VERSION < 2  # noqa: B015 - Python's own text refuses it too
