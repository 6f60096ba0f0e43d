"""The version that scripts are told: some ask whether it is at least 1.4, and compare text."""

import re

NUMBERS = re.compile(r"\d+(\.\d+)+")


class Version(str):
    """A version such as "1.15.5", which is later than "1.4.0" although its text is smaller.

    The scripts that compare text are from before 1.10, where both gave the same answer.
    """

    __hash__ = str.__hash__

    def __lt__(self, other):
        """Whether another version is later."""
        return self._compared(other, "__lt__")

    def __le__(self, other):
        """Whether another version is later or the same."""
        return self._compared(other, "__le__")

    def __gt__(self, other):
        """Whether another version is earlier."""
        return self._compared(other, "__gt__")

    def __ge__(self, other):
        """Whether another version is earlier or the same."""
        return self._compared(other, "__ge__")

    def _compared(self, other, comparison):
        if not isinstance(other, str) or not NUMBERS.match(other):
            return getattr(str, comparison)(self, other)
        return getattr(list, comparison)(_numbers(self), _numbers(other))


def _numbers(version):
    """The numbers that a version begins with: [1, 4, 0] for "1.4.0-dev20171024"."""
    return [int(one) for one in NUMBERS.match(version).group().split(".")]
