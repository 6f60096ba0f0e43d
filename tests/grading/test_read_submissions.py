"""What is read of a notebook that was handed in, and of a list of students."""

import hashlib
import json
from pathlib import Path

import pytest

from utils.grading.students import read_students
from utils.grading.submissions import CannotGrade, Submission, find_submissions
from utils.lessons.exercises import StatedExercise, StatedLesson


def lesson(stem, *names):
    exercises = tuple(StatedExercise(name, 3, f"id-{name}", "") for name in names)
    return StatedLesson(stem, f"{stem[:2]} · Title", 20, "", exercises, "v1")


LESSONS = {
    "03_cells": lesson("03_cells", "double", "half"),
    "06_gates": lesson("06_gates", "half", "third", "fourth"),
}


def cell(source, kind="code", **more):
    return {"cell_type": kind, "source": source} | more


def notebook(*cells, source="03_cells.py", version="v1"):
    return {"cells": list(cells), "metadata": {"course": {"source": source, "cells": version}}}


def read(folder, content, path="ada/x.ipynb"):
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    text = content if isinstance(content, str) else json.dumps(content)
    file.write_text(text, encoding="utf-8")
    [submission] = find_submissions(folder, LESSONS)
    return submission


def test_the_code_cells_are_kept_with_their_place_and_their_id(tmp_path):
    content = notebook(
        cell("# Title", "markdown"),
        cell(["a = 1\n", "b = 2"], id="one"),
        cell("c = 3"),
        cell("d = 4", "Code"),
    )
    found = read(tmp_path, content)
    assert found.cells == ((2, "one", "a = 1\nb = 2"), (3, "", "c = 3"))
    assert (found.student, found.lesson, found.notes) == ("ada", LESSONS["03_cells"], ())
    assert found.path == tmp_path / "ada/x.ipynb"
    assert found.digest == hashlib.sha256(found.path.read_bytes()).hexdigest()
    with pytest.raises(AttributeError):
        found.student = "bob"


@pytest.mark.parametrize("content", ["", "[1]", "{}", '{"cells": 3}', '{"cells": [3]}', "[" * 9999])
def test_a_file_that_is_no_notebook_is_noted(content, tmp_path):
    found = read(tmp_path, content)
    assert found == Submission(
        "ada", tmp_path / "ada/x.ipynb", notes=("is not a notebook: ask for the .ipynb file again",)
    )


def test_a_file_that_cannot_be_read_is_noted(tmp_path, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert read(tmp_path, notebook()).notes == ("cannot be read: Permission denied",)


@pytest.mark.parametrize(
    ("cells", "source", "stem"),
    [
        ([cell("def double(): pass")], "06_gates.py", "06_gates"),
        ([cell("def third(): pass"), cell("def fourth(): pass"), cell("half = 1")], "", "06_gates"),
        ([cell("def half(): pass"), cell("def double(): pass")], "09_none.py", "03_cells"),
        ([cell("def other(): pass")], "", None),
    ],
)
def test_a_lesson_is_known_by_its_metadata_else_by_most_of_its_functions(
    cells, source, stem, tmp_path
):
    found = read(tmp_path, notebook(*cells, source=source))
    assert found.lesson == LESSONS.get(stem)
    assert found.notes == (() if stem else ("is not a notebook of this course",))


@pytest.mark.parametrize(
    ("version", "ids", "notes"),
    [
        ("v1", [], ()),
        (None, [], ()),
        ("v0", ["id-double", "id-half"], ()),
        ("v0", ["id-double"], ("an older version of the lesson; changed: half",)),
        ("v2", [], ("an older version of the lesson; changed: double, half",)),
    ],
)
def test_exercises_that_changed_since_a_notebook_was_handed_out_are_noted(
    version, ids, notes, tmp_path
):
    cells = [cell("x = 1", id=one) for one in ids]
    assert read(tmp_path, notebook(*cells, version=version)).notes == notes


def test_a_cell_that_changes_the_checks_is_noted(tmp_path):
    cells = [cell("# x", "markdown"), cell("check.double = 1"), cell("check.double(2)")]
    assert read(tmp_path, notebook(*cells)).notes == ("cell 2 changes the checks",)


@pytest.mark.parametrize(
    ("path", "student"),
    [
        ("3/ada/x.ipynb", "ada"),
        ("03/ada/x.ipynb", "ada"),
        ("Lesson_3/ada/x.ipynb", "ada"),
        ("lesson-06/ada/x.ipynb", "ada"),
        ("03_CELLS/ada/x.ipynb", "ada"),
        ("7/ada/x.ipynb", "7"),
        ("003/ada/x.ipynb", "003"),
        ("3b/ada/x.ipynb", "3b"),
        ("ada/x.ipynb", "ada"),
        ("ada_03_cells.ipynb", "ada"),
        ("ada - 06_gates (1).ipynb", "ada"),
        ("ada_03_cells-Copy1.ipynb", "ada"),
        ("03_cells.ipynb", "03_cells"),
        ("_12_assignsubmission_file_/x.ipynb", "x.ipynb"),
    ],
)
def test_a_folder_that_names_a_lesson_is_no_student(path, student, tmp_path):
    assert read(tmp_path, notebook(), path).student == student


def students(folder, *paths):
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(json.dumps(notebook()), encoding="utf-8")
    return [one.student for one in find_submissions(folder, LESSONS)]


@pytest.mark.parametrize(
    ("paths", "found"),
    [
        (["all/bob/x.ipynb", "all/ada/x.ipynb"], ["ada", "bob"]),
        (["all/ada/x.ipynb", "all/ada/y.ipynb"], ["all", "all"]),
        (["all/ada/x.ipynb", "bob/x.ipynb"], ["all", "bob"]),
        (["all/ada/x.ipynb", "all/y.ipynb"], ["all", "all"]),
        (["all/ada/one/x.ipynb", "all/ada/two/x.ipynb"], ["all", "all"]),
        (["all/ada/x.ipynb", "more/bob/x.ipynb"], ["all", "more"]),
        (["all/ada/x.ipynb", "bob_03_cells.ipynb"], ["all", "bob"]),
        (["ada/x.ipynb", "__MACOSX/ada/x.ipynb", "bob/.x/x.ipynb"], ["ada"]),
    ],
)
def test_one_folder_around_all_students_is_no_student(paths, found, tmp_path):
    assert students(tmp_path, *paths) == found


def test_the_numbers_of_canvas_are_kept_where_two_students_have_one_name(tmp_path):
    names = ["ann_11_1_x", "ann_LATE_12_2_x", "bob_late_13_3_x", "bob_13_4_x"]
    for name in names:
        (tmp_path / f"{name}_03_cells.ipynb").write_text(json.dumps(notebook()), encoding="utf-8")
    assert [one.student for one in find_submissions(tmp_path, LESSONS)] == [
        *("ann_11_1_x", "ann_LATE_12_2_x", "bob_13_4_x", "bob_late_13_3_x"),
    ]
    other = tmp_path / "other"
    other.mkdir()
    for name in ("ann_11_1", "ann_LATE_12_2", "bob_late_13_3", "bob_13_4"):
        (other / f"{name}_03_cells.ipynb").write_text(json.dumps(notebook()), encoding="utf-8")
    found = [(one.student, one.notes) for one in find_submissions(other, LESSONS)]
    late, same = "handed in late", "another student has the same name"
    assert found == [("ann_11", (same,)), ("ann_12", (late, same)), ("bob", ()), ("bob", (late,))]


def test_submissions_are_sorted_by_student_then_lesson_then_path(tmp_path):
    for path, source in [
        ("bob/a.ipynb", "03_cells.py"),
        ("ada/a.ipynb", "06_gates.py"),
        ("ada/z.ipynb", "03_cells.py"),
        ("ada/y.ipynb", "03_cells.py"),
        ("ada/c.ipynb", "none.py"),
    ]:
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(json.dumps(notebook(source=source)), encoding="utf-8")
    found = find_submissions(tmp_path, LESSONS)
    names = [one.path.relative_to(tmp_path).as_posix() for one in found]
    assert names == ["ada/c.ipynb", "ada/y.ipynb", "ada/z.ipynb", "ada/a.ipynb", "bob/a.ipynb"]


def test_a_folder_without_notebooks_says_what_to_do(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "folder.ipynb").mkdir()
    for folder, sentence in [
        (tmp_path / "none", "none does not exist. Give the unzipped folder"),
        (tmp_path / "file", "file is a file. Give the unzipped folder"),
        (tmp_path, "contains no notebook (*.ipynb). Unzip the submissions in this folder."),
    ]:
        with pytest.raises(CannotGrade) as refused:
            find_submissions(folder, LESSONS)
        assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ada\nBob\nAda\n\n Eve ", ["Ada", "Bob", "Eve"]),
        ("Students\nAda\nName", ["Ada", "Name"]),
        ("STUDENT,x\n,y\nAda,z", ["Ada"]),
        ("Ada;x\ty\nBob\tz", ["Ada;x", "Bob"]),
        ("Zoe\u0308", ["Zo\u00eb"]),
    ],
)
def test_a_list_of_students_has_each_name_once(text, names, tmp_path):
    (tmp_path / "list").write_text(text, encoding="utf-8")
    assert read_students(tmp_path / "list") == names


def test_a_list_of_students_that_cannot_be_read_says_why(tmp_path):
    with pytest.raises(CannotGrade, match=r"cannot be read: No such file or directory\. Put one"):
        read_students(tmp_path / "none")
    (tmp_path / "list").write_text("name\n", encoding="utf-8")
    with pytest.raises(CannotGrade, match="is empty"):
        read_students(tmp_path / "list")
