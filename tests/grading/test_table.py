"""The table of grades, its summary and the feedback pages, without a judge."""

from pathlib import Path

import pytest

from utils.grading.feedback import LONGEST_SOURCE, feedback_page, file_name
from utils.grading.points import Graded
from utils.grading.submissions import Submission
from utils.grading.table import (
    Row,
    about_the_list,
    best_rows,
    rows_of_missing,
    summary,
    write_table,
)
from utils.lessons.exercises import StatedExercise, StatedLesson


def lesson(stem, *minutes):
    exercises = tuple(
        StatedExercise(name, points, name, "") for name, points in zip("abc", minutes, strict=False)
    )
    return StatedLesson(stem, f"{stem[:2]} · Title", 20, "", exercises, "1")


CELLS, GATES = lesson("03_cells", 3, 5), lesson("06_gates", 2)


def row(student, of=CELLS, statuses=(), mistakes=(None, None), notes=(), file="x.ipynb"):
    graded = tuple(
        Graded(exercise.name, exercise.minutes, status, "It is.", mistake=mistake)
        for exercise, status, mistake in zip(of.exercises if of else (), statuses, mistakes)  # noqa: B905
    )
    return Row(Submission(student, Path(file), of), graded, notes)


def lines_of(rows, tmp_path):
    path = tmp_path / "grades.csv"
    write_table(rows, path)
    assert [file.name for file in tmp_path.iterdir()] == ["grades.csv"]
    return path.read_bytes().decode("utf-8-sig").split("\r\n")


def test_a_line_has_the_points_of_each_exercise_of_each_lesson(tmp_path):
    rows = [
        row("ada", statuses=("passed", "failed"), notes=("one", "two")),
        row("bob", GATES, ("passed",)),
        row("eve"),
        row("zoe", None),
    ]
    assert lines_of(rows, tmp_path) == [
        "student,lesson,points,of,03 a,03 b,06 a,notes",
        "ada,03,3,8,3,0,,one; two",
        "bob,06,2,2,,,2,",
        "eve,03,,,,,,",
        "zoe,,,,,,,",
        "",
    ]


@pytest.mark.parametrize("sign", "=+-@")
def test_no_name_is_a_formula(sign):
    assert row(f"{sign}1").cells()["student"] == f"'{sign}1"


def test_of_two_files_of_a_lesson_the_better_counts_else_the_later():
    better, worse = (row("ada", statuses=s, file=f"{s[0]}") for s in (("passed",), ("failed",)))
    [kept] = best_rows([worse, better])
    assert kept.points == 3
    assert kept.notes == ("does not count: failed with 0 points",)
    [kept] = best_rows([row("ada", notes=("n",), file=name) for name in ("1", "3", "2")])
    assert kept.submission.path.name == "3"
    assert kept.notes == (
        *("n", "does not count: 1 with 0 points", "does not count: 2 with 0 points"),
    )


def test_another_lesson_another_student_or_no_notebook_is_a_row_of_its_own():
    rows = [row("ada"), row("ada", GATES), row("bob"), row("ada", None), row("ada", None, file="y")]
    assert best_rows(rows) == rows


def test_a_student_of_the_list_without_a_file_is_missing_in_each_lesson():
    rows = [
        row("ada_lovelace", statuses=("passed", "passed")),
        row("bob", GATES, ("passed",)),
        row("Eve", None),
        row("gus", lesson("09_none", 1)),
    ]
    missing = rows_of_missing(["Ada  Lovelace", "bob", "eve", "zoe"], rows)
    assert [(r.submission.student, r.submission.lesson.stem, r.notes) for r in missing] == [
        (name, stem, ("handed in nothing",))
        for name, stem in [
            *(("Ada  Lovelace", "06_gates"), ("bob", "03_cells")),
            *(("zoe", "03_cells"), ("zoe", "06_gates")),
        ]
    ]


def test_names_that_are_not_in_the_list_are_found():
    rows = [row("ada_lovelace"), row("zoe"), row("bob")]
    assert about_the_list("class.csv", ["Ada Lovelace"], rows) == [
        "These students are not in class.csv: bob; zoe."
    ]
    assert about_the_list("class.csv", ["Ada Lovelace"], rows[:1]) == []


def test_the_summary_counts_by_lesson_and_ranks_the_mistakes():
    both, none = ("passed", "passed"), ("failed", "failed")
    rows = [
        row("u", GATES, ("passed",)),
        row("a", statuses=both),
        *(row("b", statuses=none, mistakes=("m4", name)) for name in ("m2", "m1", "m3", "m3")),
        row("c", statuses=none, mistakes=("m4", "m0")),
        row("z", None),
    ]
    assert summary(rows) == [
        "03 · Title",
        "6 notebooks, 1.3 of 8 points on average",
        "  a: 1 of 6 passed",
        "      5 made this mistake: m4",
        "  b: 1 of 6 passed",
        "      2 made this mistake: m3",
        "      1 made this mistake: m0",
        "      1 made this mistake: m1",
        "",
        "06 · Title",
        "1 notebook, 2.0 of 2 points on average",
        "  a: 1 of 1 passed",
    ]


def test_a_row_cannot_be_changed():
    with pytest.raises(AttributeError):
        row("ada").notes = ()


@pytest.mark.parametrize(
    ("student", "taken", "name"),
    [
        ("Ada B", (), "Ada B-03.html"),
        ("a/b:*c", (), "a_b_c-03.html"),
        (" .a. ", (), "a-03.html"),
        (". .", (), "student-03.html"),
        ("Ada", ("ada-03.html",), "Ada-03-2.html"),
        ("Ada", ("ada-03.html", "ada-03-2.html"), "Ada-03-3.html"),
        ("x" * 200, (), "x" * 150 + "-03.html"),
        ("ö" * 76, (), "ö" * 75 + "-03.html"),
        ("x" + "ö" * 76, (), "x" + "ö" * 74 + "-03.html"),
    ],
)
def test_a_page_has_a_name_of_its_own_on_every_system(student, taken, name):
    assert file_name(student, CELLS, taken) == name


def page_of(*graded):
    return feedback_page(Row(Submission("A <b>", Path("x"), CELLS), graded))


def test_a_page_shows_the_points_and_each_exercise():
    page = page_of(
        Graded("a", 3, "passed", "It is.", "x < 1"),
        Graded("b", 5, "missing", "No cell.", " "),
    )
    for part in (
        '<h1>03 · Title</h1><p class="quiet">A &lt;b&gt;, x</p>',
        "<b>3 of 8 points</b>",
        '<tr><td><a href="#a"><code>a</code></a></td><td>passed</td>'
        '<td class="number">3 of 3</td></tr>',
        '<td>not in the notebook</td><td class="number">0 of 5</td></tr></table>',
        '<h2 id="a">Exercise 1<span>3 of 3 points</span></h2>',
        '<h2 id="b">Exercise 2<span>0 of 5 points</span></h2>',
        "<details><summary>Your code</summary><pre>x &lt; 1</pre></details>",
        "Failed: no cell.",
        "Passed: it is.",
    ):
        assert part in page, part
    assert page.count("<details") == 1
    assert "—" not in page and "not attempted" not in page


def test_the_code_of_an_answer_that_failed_is_open_and_a_long_one_is_cut():
    assert LONGEST_SOURCE == 20_000
    wrong = {"mistake": "mis", "hints": ["Which?"], "expected": "int 1", "got": "int 2"}
    page = page_of(Graded("a", 3, "failed", "It is.", "y" * 20_000, **wrong))
    assert f"<details open><summary>Your code</summary><pre>{'y' * 20_000}</pre>" in page
    for part in ("<b>mis</b>", "<li>Which?</li>", "Expected: int 1 · Got: int 2"):
        assert part in page, part
    page = page_of(Graded("a", 3, "not attempted", "Write it.", "y" * 20_001))
    assert f"<details><summary>Your code</summary><pre>{'y' * 20_000}\n…</pre>" in page
    assert "<td>not attempted</td>" in page
    assert "Not attempted: write it." in page and "Failed" not in page
