"""What is claimed of trained networks: how it is measured, judged and shown."""

import ast
import inspect
import os
from threading import Lock

import pytest

from authoring.claims import accuracy
from authoring.claims.accuracy import main, measure
from authoring.claims.table import CLAIMS, Claim
from utils.lessons import find_scripts
from utils.lessons.functions import lesson_functions

SCRIPT = """
import math
from collections import Counter as Tally

LIMIT, SIZES = 3, {"units": 4}
made_by_training = Tally([math.pi] * 10**9)


class Reader:
    size = LIMIT


def double(number, times=SIZES["units"]):
    return times * Reader.size * number + math.floor(0.5)


def counted(number, tally=made_by_training):
    return tally[number]


print("trained")
"""


def seed_doubled(lesson, seed):
    return 2 * seed


def process_number(lesson, seed):
    return os.getpid()


def sum_and_product(lesson, seed):
    return {"sum": seed + 4.0, "product": seed * 4.0}


def has_imports(lesson, seed):
    return float(hasattr(lesson, "np"))


def test_only_what_a_script_defines_is_run(tmp_path, capsys):
    script = tmp_path / "01_tiny.py"
    script.write_text(SCRIPT, encoding="utf-8")
    lesson = lesson_functions(script)
    assert lesson.double(2) == 24
    assert not hasattr(lesson, "made_by_training")
    assert not hasattr(lesson, "counted")
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("marks", "value", "holds", "shown"),
    [
        ({"least": 0.985}, 0.985, True, "≥ 0.985"),
        ({"least": 0.985}, 0.9849, False, "≥ 0.985"),
        ({"most": 2.9}, 2.9, True, "≤ 2.9"),
        ({"most": 2.9}, 2.91, False, "≤ 2.9"),
        ({"least": 1, "most": 2}, 2.5, False, "≥ 1, ≤ 2"),
        ({"least": 1}, float("nan"), False, "≥ 1"),
    ],
)
def test_a_claim_holds_or_not(marks, value, holds, shown):
    claim = Claim("01", "something", seed_doubled, **marks)
    assert claim.holds(value) is holds
    assert claim.mark == shown


def test_the_table_has_each_seed_and_one_that_misses_fails_the_claim(capsys, monkeypatch):
    one_at_a_time = Lock()  # Python 3.11 may fail where two threads parse at once

    def measured_here(claim, seed):
        with one_at_a_time:
            return measure(claim, seed)

    monkeypatch.setattr(accuracy, "_in_a_process_of_its_own", measured_here)
    claims = [
        Claim("02", "twice the seed", seed_doubled, most=4, budget=40),
        Claim("02", "imports", has_imports, least=1),
    ]
    assert main(claims, seeds=(1, 3)) == 1
    printed = capsys.readouterr().out
    row = next(line for line in printed.splitlines() if line.startswith("02      twice"))
    assert row.split()[4:6] == ["2.0000", "6.0000"]
    verdict, *took_and_budget = row.split()[-5:]
    assert (verdict, took_and_budget[1:]) == ("NO", ["s", "40", "s"])
    assert "1 of 2 claims hold on 2 seeds." in printed
    assert main(claims[1:], seeds=(1,)) == 0


def test_each_call_has_a_process_of_its_own(capsys):
    main([Claim("02", "process", process_number)], seeds=(1, 2))
    row = capsys.readouterr().out.splitlines()[-2].split()
    assert len({row[2], row[3], f"{os.getpid():.4f}"}) == 3


def test_one_training_serves_the_claims_that_are_parts_of_what_it_says(capsys, monkeypatch):
    trained, one_at_a_time = [], Lock()

    def once(claim, seed):
        trained.append(seed)
        with one_at_a_time:  # Python 3.11 fails where two threads parse at once
            return measure(claim, seed)

    monkeypatch.setattr(accuracy, "_in_a_process_of_its_own", once)
    claims = [Claim("02", part, sum_and_product, part, most=10) for part in ("sum", "product")]
    assert main(claims, seeds=(2, 3)) == 1
    assert sorted(trained) == [2, 3]
    printed = capsys.readouterr().out
    assert "lesson 02, sum, seed 3: 7.0000" in printed
    assert "lesson 02, product, seed 3: 12.0000" in printed


def taken_from_the_lesson(function):
    """What a measure, and what it calls beside it, takes out of a lesson: `lesson.name`."""
    tree = ast.parse(inspect.getsource(function))
    names = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "lesson"
    }
    for node in ast.walk(tree):
        beside = inspect.getmodule(function)
        called = getattr(beside, node.func.id, None) if is_plain_call(node) else None
        if inspect.getmodule(called) is beside and called is not function:
            names |= taken_from_the_lesson(called)
    return names


def is_plain_call(node):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: f"{claim.lesson}-{claim.name}")
def test_a_claim_can_fail_and_its_lesson_has_all_that_it_takes_from_it(claim):
    assert claim.least > float("-inf") or claim.most < float("inf")
    [script] = find_scripts([claim.lesson])
    lesson = lesson_functions(script)
    taken = taken_from_the_lesson(claim.measure)
    assert taken, f"{claim.measure.__name__} calls nothing of {script.name}"
    assert [name for name in sorted(taken) if not hasattr(lesson, name)] == []


def test_three_seeds_are_the_rule():
    assert len(set(accuracy.SEEDS)) == 3
