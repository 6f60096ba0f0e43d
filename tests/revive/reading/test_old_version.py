"""A script that compares versions as text is told that 1.15 is later than 1.4."""

from operator import ge, gt, le, lt

import pytest

from utils.revive.old_modules import VERSION
from utils.revive.reading.old_version import Version


@pytest.mark.parametrize("older", ["1.4.0", "1.4.0-dev20171024", "1.10", "0.12.1", "1.15.4"])
def test_an_older_version_is_smaller(older):
    assert gt(VERSION, older) and ge(VERSION, older) and lt(older, VERSION) and le(older, VERSION)
    assert not lt(VERSION, older) and not le(VERSION, older) and not ge(older, VERSION)


@pytest.mark.parametrize("later", ["2.0.0", "1.15.6", "2.0.0-rc1"])
def test_a_later_version_is_larger(later):
    assert lt(VERSION, later) and le(VERSION, later) and gt(later, VERSION)
    assert not gt(VERSION, later) and not ge(VERSION, later)


def test_it_is_text_in_everything_else():
    assert VERSION == "1.15.5" and ge(VERSION, "1.15.5") and not lt(VERSION, "1.15.5")
    assert {VERSION: 1}["1.15.5"] == 1 and VERSION.split(".")[1] == "15"
    assert gt(VERSION, "0") and lt(VERSION, "one") and lt(Version("1.4"), Version("1.10"))
    with pytest.raises(TypeError):
        lt(VERSION, 2)
