"""The engine of the exercises: cases, an independent oracle, and the mistakes that people make."""

import copy
import inspect
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from utils.compare import describe, difference, outline
from utils.learner_error import error_kind, error_text, is_interrupt, is_stub, own_line
from utils.result import FAILED, NOT_ATTEMPTED, NOT_RUN, PASSED, Progress, Result

WRITE_IT = "Put your answer in place of `raise NotImplementedError`, and run the cell again."


class WrongAnswer(Exception):
    """Raised by an exercise's `call` for an answer that cannot even be compared; says why."""


@dataclass(frozen=True)
class Mistake:
    """A mistake that people make.

    Arguments:
        name: what it is, in a few words.
        answer: a function that makes it; it takes what the learner's function takes.
        hints: two or three, from a question to nearly the answer; never the answer.
    """

    name: str
    answer: Callable
    hints: tuple[str, ...]


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


@dataclass(repr=False)
class Exercise:
    """A task whose answer is a function, judged on seeded cases against an independent oracle.

    Calling it with the learner's function gives a `Result`, and never raises for a wrong answer.

    Arguments:
        name: the name of the function that the learner writes.
        oracle: a function of the values of a case that computes what is wanted in another way.
        cases: for each case a dictionary from argument names to values, in the order in which
            the learner's function takes them.
        mistakes: those that people make, each with a name of its own.
        minutes: how long a learner takes, about.
        difficulty: 1 to 3.
        tolerance: the largest absolute difference that still counts as equal.
        call: how the learner's function is applied to the values of a case; for functions that
            build a graph, `utils.checks.in_graph` does it.
        arguments: the names of what the learner's function takes, where `call` gives it other
            arguments than those of the case.
        place: what is compared, where that is not what the learner's function returns.
    """

    name: str
    oracle: Callable
    cases: list[dict[str, Any]]
    mistakes: list[Mistake]
    minutes: int
    difficulty: int
    tolerance: float = 1e-6
    call: Callable = lambda function, *values: function(*values)
    arguments: tuple[str, ...] = ()
    place: str = "the answer"
    status: str = NOT_RUN
    _times_made: Counter = field(default_factory=Counter, repr=False)
    _kept: dict = field(default_factory=dict, repr=False)

    def __call__(self, answer):
        """Judge an answer.

        Arguments:
            answer: the learner's function itself, not what it returns.

        Returns:
            A `Result`: passed, failed or not attempted.
        """
        result = self._judge(answer)
        self.status = result.status
        return result

    def __repr__(self):
        return f"{self.name}: {NOT_RUN}. Give it your function: `check.{self.name}({self.name})`."

    def _judge(self, answer):
        complaint = self._cannot_call(answer)
        if complaint:
            return self._failed(complaint)
        outcomes = []
        for case in self.cases:
            outcome = self.outcome(answer, case)
            if is_stub(answer, outcome.error):
                return Result(self.name, NOT_ATTEMPTED, WRITE_IT)
            if is_interrupt(outcome.error):
                return self._failed(f"You interrupted it{own_line(answer, outcome.error)}.")
            outcomes.append(outcome)
        for case, outcome, expected in zip(self.cases, outcomes, self._wanted, strict=True):
            complaint = self._complaint(answer, outcome, expected)
            if complaint:
                message = f"{self._given(case)}{complaint}"
                return self._failed(message, outcomes, expected, outcome)
        count = len(self.cases)
        return Result(self.name, PASSED, f"Right in {count} case{'s' if count > 1 else ''}.")

    @cached_property
    def _wanted(self):
        return [self.oracle(*copy.deepcopy(case).values()) for case in self.cases]

    def outcome(self, function, case):
        """Apply a function to a copy of a case, and keep what it did.

        Arguments:
            function: the learner's, or one that makes a mistake.
            case: a dictionary from argument names to values.

        Returns:
            An `Outcome`; whatever the function raises is in it.
        """
        given = copy.deepcopy(case)
        try:
            value, error = self.call(function, *given.values()), None
        except BaseException as raised:  # the learner's code may raise anything
            value, error = None, raised
        changed = tuple(name for name in case if difference(case[name], given[name], 0.0))
        failure = None if error is None else (type(error), error_kind(error))
        return Outcome(value, error, failure, changed)

    def outcome_of_mistake(self, mistake, position):
        """Return what a known mistake does in a case; it is tried once, since graphs are slow.

        Arguments:
            mistake: one of `mistakes`.
            position: that of the case in `cases`.

        Returns:
            An `Outcome` without its error, which would hold on to a graph.
        """
        key = mistake.name, position
        if key not in self._kept:
            outcome = self.outcome(mistake.answer, self.cases[position])
            if is_interrupt(outcome.error):
                return outcome
            self._kept[key] = replace(outcome, error=None)
        return self._kept[key]

    def recognise(self, outcomes):
        """Find the known mistake that does in every case what an answer did.

        Arguments:
            outcomes: one `Outcome` for each case.

        Returns:
            The `Mistake`, or None.
        """
        for mistake in self.mistakes:
            if all(
                outcome.equals(self.outcome_of_mistake(mistake, position), self.tolerance)
                for position, outcome in enumerate(outcomes)
            ):
                return mistake
        return None

    def _cannot_call(self, answer):
        names = self.arguments or tuple(self.cases[0])
        wanted = f"{self.name}({', '.join(names)})"
        if not callable(answer):
            return (
                f"Give the function itself, `{self.name}`, without calling it: "
                f"what came is {describe(answer)}."
            )
        try:
            inspect.signature(answer).bind(*names)
        except TypeError:
            return f"The function is called as `{wanted}`, and yours does not take these arguments."
        except Exception:  # some callables have no signature: calling them will tell
            return None
        return None

    def _given(self, case):
        """Say what an answer was called with: numbers by their value, arrays by their shape."""
        parts = []
        for name, value in case.items():
            if self.arguments and name not in self.arguments:
                continue  # it went to the adapter, and the learner's function never saw it
            if isinstance(value, np.ndarray):
                parts.append(f"`{name}` {list(value.shape)}")
            elif isinstance(value, (list, tuple)):
                parts.append(f"{len(value)} `{name}`")
            else:
                parts.append(f"`{name}` = {value}")
        return f"With {', '.join(parts)}: " if parts else ""

    def _complaint(self, answer, outcome, expected):
        error = outcome.error
        if isinstance(error, WrongAnswer):
            return str(error)
        if error is not None:
            return (
                f"it raised `{type(error).__name__}: {error_text(error)}`{own_line(answer, error)}."
            )
        if outcome.changed:
            return f"it changed its argument `{outcome.changed[0]}`: work on a copy."
        found = difference(expected, outcome.value, self.tolerance, self.place)
        return found and f"{found}."

    def _failed(self, message, outcomes=None, expected=None, outcome=None):
        mistake = self.recognise(outcomes) if outcomes else None
        shown = {}
        if outcome is not None and outcome.error is None:
            shown = {"expected": outline(expected), "got": outline(outcome.value)}
        if mistake is None:
            return Result(self.name, FAILED, message, **shown)
        self._times_made[mistake.name] += 1
        hints = mistake.hints[: self._times_made[mistake.name]]
        return Result(self.name, FAILED, message, mistake.name, hints, **shown)


def progress_of(*exercises):
    """Make the function `progress()` of a lesson's checks.

    Arguments:
        exercises: the lesson's, in their order.

    Returns:
        A function without arguments that returns a `Progress`.
    """

    def progress():
        """Show what is done and what is left."""
        return Progress(tuple((e.name, e.status, e.minutes, e.difficulty) for e in exercises))

    return progress
