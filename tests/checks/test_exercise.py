import _thread
import asyncio
import functools
import threading
import time

import numpy as np
import pytest

from utils.checks.engine import Exercise, WrongAnswer, progress_of
from utils.checks.engine.result import FAILED, NOT_ATTEMPTED, NOT_RUN, PASSED, Result


def double(values, times):
    return values * times


@pytest.fixture
def exercise():
    return Exercise(
        name="double",
        oracle=lambda values, times: np.multiply(values, times),
        cases=[
            {"values": np.array([1.0, 2.0]), "times": 3},
            {"values": np.array([[1.5]]), "times": 2},
        ],
        mistakes={
            "added": (lambda values, times: values + times, "Which?", "Times, not plus."),
            "transposed beyond use": (
                lambda values, times: values.reshape(2) * times,
                "What shape?",
                "Any shape.",
            ),
        },
        minutes=2,
        difficulty=1,
    )


def test_a_right_answer_passes(exercise):
    result = exercise(double)
    assert result.status == PASSED
    assert result.passed
    assert repr(result) == "double · Passed: correct in all 2 test cases."
    assert exercise.status == PASSED


def test_a_stub_is_not_attempted(exercise):
    def stub(values, times):
        raise NotImplementedError

    assert exercise(stub).status == NOT_ATTEMPTED
    assert repr(exercise(stub)).startswith("double · Not attempted: put your answer")


def test_a_not_implemented_error_of_a_library_is_not_taken_for_the_stub(exercise):
    def answer(values, times):
        return library(values)

    namespace = {}
    exec(
        compile("def library(values): raise NotImplementedError('a tensor')", "library.py", "exec"),
        namespace,
    )
    library = namespace["library"]
    result = exercise(answer)
    assert result.status == FAILED
    assert "`NotImplementedError: a tensor` in your line `return library(values)`" in result.message


def test_a_known_mistake_is_named_and_gives_one_more_hint_each_time(exercise):
    def answer(values, times):
        return times + values

    first, second, third = (exercise(answer) for _ in range(3))
    assert first.mistake == "added"
    assert first.hints == ("Which?",)
    assert second.hints == third.hints == ("Which?", "Times, not plus.")
    assert "Common mistake: added. Hint: Which?" in repr(first)


def test_a_mistake_that_raises_is_recognized_by_its_error(exercise):
    def answer(values, times):
        return np.reshape(values, 2) * times

    result = exercise(answer)
    assert result.mistake == "transposed beyond use"


def test_a_known_mistake_is_tried_once_however_many_answers_come(exercise):
    tried = []

    def made(values, times):
        tried.append(times)
        raise ValueError("never")

    exercise.mistakes["made"] = (made, "Which?", "This.")
    for answer in (np.add, np.subtract, made):
        exercise(answer)
    assert sorted(tried) == [2, 2, 3, 3]  # in each case once as a mistake, once as an answer
    assert exercise.outcome_of_mistake("made", 0).error is None


def test_an_interrupt_while_a_mistake_is_tried_is_not_kept(exercise):
    interrupts = [KeyboardInterrupt(), None]

    def made(values, times):
        interrupt = interrupts.pop(0)
        if interrupt:
            raise interrupt
        return values - times

    exercise.mistakes = {"taken away": (made, "Which?", "This.")}
    exercise.cases = exercise.cases[:1]
    assert exercise(np.subtract).mistake is None
    assert exercise(np.subtract).mistake == "taken away"


def test_another_error_of_the_same_type_is_not_taken_for_the_mistake(exercise):
    def answer(values, times):
        if values.size == 1:
            raise ValueError("something else")
        return values * times

    result = exercise(answer)
    assert result.mistake is None
    assert "`ValueError: something else` in your line `raise ValueError(" in result.message


def test_an_error_names_the_learners_own_line_and_not_the_librarys(exercise):
    def answer(values, times):
        return np.linalg.inv(values)

    assert "in your line `return np.linalg.inv(values)`" in exercise(answer).message


@pytest.mark.parametrize("error", [SystemExit, RecursionError, MemoryError, AssertionError])
def test_whatever_is_raised_becomes_a_result(exercise, error):
    def answer(values, times):
        raise error("here")

    result = exercise(answer)
    assert result.status == FAILED
    assert error.__name__ in result.message


def test_a_long_message_is_cut_to_its_first_line(exercise):
    def answer(values, times):
        raise ValueError("x" * 1000 + "\nsecond line")

    assert len(exercise(answer).message) < 450
    assert "xx…`" in exercise(answer).message


def test_of_a_session_error_the_line_that_counts_is_shown(exercise):
    def answer(values, times):
        raise ValueError(
            "Graph execution error:\n\nDetected at node 'MatMul' defined at:\n"
            "    File \"cell.py\", line 4, in <module>\nNode: 'MatMul'\nMatrix size-incompatible"
        )

    assert "`ValueError: Matrix size-incompatible`" in exercise(answer).message


def test_an_argument_that_was_changed_fails_a_right_answer(exercise):
    def answer(values, times):
        values *= times
        return values

    result = exercise(answer)
    assert result.status == FAILED
    assert "changed its argument `values`" in result.message


def test_the_cases_stay_as_they_were_after_an_answer_that_changes_them(exercise):
    def answer(values, times):
        values[...] = 0.0
        return values

    exercise(answer)
    assert exercise(double).passed


def test_a_value_in_place_of_the_function_is_explained(exercise):
    result = exercise(double(np.ones(2), 3))
    assert result.status == FAILED
    assert "Give the function itself, `double`" in result.message


@pytest.mark.parametrize("answer", [lambda: 1, lambda values: 1, lambda a, b, c: 1])
def test_wrong_arguments_are_explained_before_anything_runs(exercise, answer):
    assert "called as `double(values, times)`" in exercise(answer).message


def test_other_names_for_the_arguments_are_welcome(exercise):
    assert exercise(lambda x, y: x * y).passed
    assert exercise(functools.partial(lambda k, x, y: x * y, None)).passed
    assert exercise(np.multiply).passed


def test_a_complaint_of_the_adapter_is_shown_as_it_is(exercise):
    def refuses(function, *values):
        raise WrongAnswer("a pair is wanted.")

    exercise.call = refuses
    assert exercise(double).message == "With `values` [2], `times` = 3: a pair is wanted."


def test_an_interrupted_answer_gives_a_result_that_names_the_line(exercise):
    def answer(values, times):
        end = time.monotonic() + 20  # never ends, but for a test that would wait for ever
        while time.monotonic() < end:
            time.sleep(0.01)

    timer = threading.Timer(0.3, _thread.interrupt_main)
    timer.start()
    result = exercise(answer)
    timer.join()
    assert result.status == FAILED
    assert "interrupted it in your line" in result.message
    assert exercise(double).passed


def test_progress_counts_what_is_done_and_the_minutes_that_are_left(exercise):
    other = Exercise("other", double, exercise.cases, {}, minutes=7, difficulty=3)
    progress = progress_of(exercise, other)
    assert [row[1] for row in progress().rows] == [NOT_RUN, NOT_RUN]
    exercise(double)
    assert progress().sentence == "1 of 2 exercises passed, about 7 minutes are left."
    other(double)
    assert progress().sentence == "2 of 2 exercises passed, nothing is left."
    assert "double" in repr(progress()) and "★★★" in repr(progress())
    assert "<table>" in progress()._repr_html_()


def test_progress_remembers_what_had_passed_and_shows_what_came_after(exercise):
    progress = progress_of(exercise)
    exercise(double)
    exercise(np.add)
    assert progress().sentence == "1 of 1 exercises passed, nothing is left."
    assert "passed before, now failed" in repr(progress())
    assert "passed before, now failed" in progress()._repr_html_()
    exercise(double)
    assert "before" not in repr(progress())


@pytest.fixture
def counting():
    """Five cases of which the last is the odd one out, and mistakes that differ only there."""
    return Exercise(
        name="twice",
        oracle=lambda number: 2 * number,
        cases=[{"number": number} for number in (1, 2, 3, 4, 0)],
        mistakes={
            "one more": (lambda number: 2 * number + 1, "Which?", "This."),
            "one less": (lambda number: 2 * number - 1, "Which?", "This."),
        },
        minutes=1,
        difficulty=1,
    )


def test_a_mistake_made_in_all_cases_but_one_keeps_its_name(counting):
    assert counting(lambda number: 2 * number + (number > 0)).mistake == "one more"


def test_a_mistake_made_in_fewer_than_three_quarters_of_the_cases_is_not_named(counting):
    assert counting(lambda number: 2 * number + (0 < number < 4)).mistake is None


def test_a_mistake_that_agrees_but_not_where_the_answer_first_fails_is_not_named(counting):
    assert counting(lambda number: 2 * number + (number != 1 or 5)).mistake is None


def test_of_two_mistakes_that_agree_in_most_cases_neither_is_named(counting):
    counting.mistakes["nearly one more"] = (
        lambda number: 2 * number + (number < 4),
        "Which?",
        "This.",
    )
    assert counting(lambda number: 2 * number + (number in (1, 2, 3))).mistake == "nearly one more"
    counting.mistakes["one more, or two"] = (
        lambda number: 2 * number + 1 + (number == 4),
        "Which?",
        "This.",
    )
    assert counting(lambda number: 2 * number + (1 if number < 4 else 7)).mistake is None


def test_a_result_in_html_escapes_what_the_learner_wrote(exercise):
    def answer(values, times):
        raise ValueError("<script>alert(1)</script> & `code`")

    shown = exercise(answer)._repr_html_()
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown


def test_a_result_in_html_shows_mistake_hints_and_what_came(exercise):
    shown = exercise(lambda values, times: values + times)._repr_html_()
    for words in ("added", "Which?", "✗ double", "Expected: float64 array of shape [2]"):
        assert words in shown


class Unsayable(Exception):
    def __str__(self):
        raise RuntimeError("no words")


class Unfinished:
    def __call__(self, values, times):
        raise NotImplementedError


@pytest.mark.parametrize("error", [GeneratorExit, asyncio.CancelledError, Unsayable])
def test_not_even_the_strangest_errors_escape(exercise, error):
    def answer(values, times):
        raise error

    result = exercise(answer)
    assert result.status == FAILED
    assert error.__name__ in repr(result)


def test_a_function_that_wraps_itself_is_judged_all_the_same(exercise):
    def answer(values, times):
        raise ValueError("inside")

    answer.__wrapped__ = answer
    assert "ValueError: inside" in exercise(answer).message


def test_an_interrupt_that_became_another_error_is_an_interrupt(exercise):
    def answer(values, times):
        try:
            raise KeyboardInterrupt
        finally:
            raise ValueError("while cleaning up")

    assert "interrupted it" in exercise(answer).message


@pytest.mark.parametrize("stub", [Unfinished(), functools.partial(Unfinished())])
def test_a_stub_may_be_any_kind_of_callable(exercise, stub):
    assert exercise(stub).status == NOT_ATTEMPTED


def test_an_exercise_that_is_shown_says_how_to_use_it(exercise):
    assert repr(exercise) == "double: not run. Give it your function: `check.double(double)`."


@pytest.mark.parametrize(
    "answer", [lambda values, times: "x" * 100_000, lambda values, times: "two\nlines" * 1000]
)
def test_a_result_stays_one_line_that_can_be_read(exercise, answer):
    assert len(repr(exercise(answer))) < 400
    assert "\n" not in repr(exercise(answer))


def test_backticks_in_a_message_do_not_end_its_code(exercise):
    def answer(values, times):
        raise TypeError("`x` and `y` must agree")

    assert "`TypeError: 'x' and 'y' must agree`" in exercise(answer).message


def test_emphasis_in_a_hint_is_set_and_what_is_code_or_a_product_is_left_alone():
    hints = ("The *new* one, at step *t*: `a *b* c`, and 2 * x * y.", "Of *this step*, not x*y*z.")
    shown = Result("double", "failed", "It is *wrong*.", mistake="m", hints=hints)._repr_html_()
    assert "The <em>new</em> one, at step <em>t</em>: <code" in shown
    assert ">a *b* c</code>, and 2 * x * y.</li>" in shown
    assert "Of <em>this step</em>, not x*y*z.</li>" in shown
    assert "it is *wrong*." in shown


def test_an_exercise_of_one_case_says_so(counting):
    counting.cases = counting.cases[:1]
    assert counting(lambda number: number + number).message == "Correct in the only test case."


def test_an_argument_that_was_changed_a_little_was_changed(exercise):
    def answer(values, times):
        product = values * times
        values += 1e-9
        return product

    assert "changed its argument `values`" in exercise(answer).message


def test_a_mistake_made_in_exactly_three_quarters_of_the_cases_keeps_its_name(counting):
    counting.cases = counting.cases[1:]
    assert counting(lambda number: 2 * number + (number > 0)).mistake == "one more"


def test_of_two_arguments_that_were_changed_the_first_is_named(exercise):
    def answer(values, times):
        product = values * times
        values += 1
        times += 1
        return product

    for case in exercise.cases:
        case["times"] = np.array(case["times"])
    assert "changed its argument `values`" in exercise(answer).message
