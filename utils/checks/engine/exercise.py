"""The engine of the exercises: cases, an independent oracle, and the mistakes that people make."""

import copy
import inspect
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from utils.checks.engine.compare import describe, difference, given_text, outline
from utils.checks.engine.learner_error import (
    error_kind,
    error_text,
    is_interrupt,
    is_stub,
    own_line,
)
from utils.checks.engine.outcome import Outcome, WrongAnswer
from utils.checks.engine.result import FAILED, NOT_ATTEMPTED, NOT_RUN, PASSED, Progress, Result

WRITE_IT = "Put your answer in place of `raise NotImplementedError`, and run the cell again."


@dataclass(repr=False)
class Exercise:
    """A task whose answer is a function, judged on seeded cases against an independent oracle.

    Calling it with the learner's function gives a `Result`, and never raises for a wrong answer.

    Arguments:
        name: the name of the function that the learner writes.
        oracle: a function of the values of a case that computes what is wanted in another way.
        cases: for each case a dictionary from argument names to values, in the order in which
            the learner's function takes them.
        mistakes: those that people make: a dict from a name, in a few words, to a function that
            takes what the learner's function takes and makes the mistake, with two or three
            hints, from a question to nearly the answer; never the answer.
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
    mistakes: dict[str, tuple]
    minutes: int
    difficulty: int
    tolerance: float = 1e-6
    call: Callable = lambda function, *values: function(*values)
    arguments: tuple[str, ...] = ()
    place: str = "the answer"
    status: str = NOT_RUN
    has_passed: bool = False
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
        self.has_passed = self.has_passed or result.passed
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
        for position, (outcome, expected) in enumerate(zip(outcomes, self._wanted, strict=True)):
            complaint = self._complaint(answer, outcome, expected)
            if complaint:
                message = f"{self._given(self.cases[position])}{complaint}"
                return self._failed(message, outcomes, position)
        count = len(self.cases)
        cases = f"all {count} test cases" if count > 1 else "the only test case"
        return Result(self.name, PASSED, f"Correct in {cases}.")

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

    def outcome_of_mistake(self, name, position):
        """Return what a known mistake does in a case; it is tried once, since graphs are slow.

        Arguments:
            name: one of the keys of `mistakes`.
            position: that of the case in `cases`.

        Returns:
            An `Outcome` without its error, which would hold on to a graph.
        """
        if (name, position) not in self._kept:
            outcome = self.outcome(self.mistakes[name][0], self.cases[position])
            if is_interrupt(outcome.error):
                return outcome
            self._kept[name, position] = replace(outcome, error=None)
        return self._kept[name, position]

    def recognize(self, outcomes, failing):
        """Find the known mistake that an answer makes.

        That is the first that does in every case what the answer did. Where there is none, it is
        the only one that does so in the first failing case and in three quarters of all cases.

        Arguments:
            outcomes: one `Outcome` for each case.
            failing: the position of the first case in which the answer failed.

        Returns:
            The name of the mistake, or None.
        """

        def agrees(name, position):
            made = self.outcome_of_mistake(name, position)
            return outcomes[position].equals(made, self.tolerance)

        alike = []
        for name in self.mistakes:
            if not agrees(name, failing):  # asked first, because a mistake takes time to run
                continue
            count = sum(agrees(name, position) for position in range(len(outcomes)))
            if count == len(outcomes):
                return name
            if count >= 0.75 * len(outcomes):
                alike.append(name)
        return alike[0] if len(alike) == 1 else None

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
        """Say what an answer was called with: arrays by their shape, what is short by its value."""
        parts = [
            given_text(name, value)
            for name, value in case.items()
            # Anything else went to the adapter, and the learner's function never saw it.
            if not self.arguments or name in self.arguments
        ]
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

    def _failed(self, message, outcomes=(), position=None):
        """Return the `Result` of an answer that failed, in the case at `position` if it ran."""
        if not outcomes:
            return Result(self.name, FAILED, message)
        outcome, shown = outcomes[position], {}
        if outcome.error is None:
            expected = outline(self._wanted[position])
            shown = {"expected": expected, "got": outline(outcome.value)}
        name = self.recognize(outcomes, position)
        if name is None:
            return Result(self.name, FAILED, message, **shown)
        self._times_made[name] += 1
        hints = self.mistakes[name][1 : 1 + self._times_made[name]]
        return Result(self.name, FAILED, message, name, hints, **shown)


def progress_of(*exercises):
    """Make the function `progress()` of a lesson's checks.

    Arguments:
        exercises: the lesson's, in their order.

    Returns:
        A function without arguments that returns a `Progress`.
    """

    def progress():
        """Show what is done and what is left."""
        return Progress(
            tuple((e.name, e.status, e.minutes, e.difficulty, e.has_passed) for e in exercises)
        )

    return progress
