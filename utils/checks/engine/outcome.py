"""What calling an answer leads to."""

from dataclasses import dataclass
from typing import Any

from utils.checks.engine.compare import difference


class WrongAnswer(Exception):
    """Raised by an exercise's `call` for an answer that cannot even be compared; says why."""


@dataclass(frozen=True)
class Outcome:
    """What calling a function on one case led to.

    Arguments:
        value: what it returned.
        error: what it raised.
        failure: the type of the error, and what it says without the learner's own names.
        changed: the names of the arguments that it changed.
    """

    value: Any = None
    error: BaseException | None = None
    failure: tuple[type, str] | None = None
    changed: tuple[str, ...] = ()

    def equals(self, other, tolerance):
        """Say whether two functions did the same, so far as a learner could see."""
        if (self.changed, self.failure) != (other.changed, other.failure):
            return False
        return self.failure is not None or difference(other.value, self.value, tolerance) is None


def call_unchanged(function, **arguments):
    """Call an answer, and insist that it leaves its lists and dictionaries as they were.

    It is for adapters that make them, since an `Exercise` itself looks at what a case holds.

    Arguments:
        function: the learner's.
        arguments: what it takes, in this order, under the names that the exercise gives them.

    Returns:
        What the function returned.

    Raises:
        WrongAnswer: the function added, removed, replaced or moved something.
    """
    before = {name: _parts(value) for name, value in arguments.items()}
    returned = function(*arguments.values())
    for name, value in arguments.items():
        if before[name] != _parts(value):
            raise WrongAnswer(f"it changed its argument `{name}`: work on a copy.")
    return returned


def _parts(value):
    """Return the identities of what a list or dictionary holds, since tensors have no order."""
    if isinstance(value, dict):
        return [(id(key), id(part)) for key, part in value.items()]
    return [id(part) for part in value] if isinstance(value, list) else None
