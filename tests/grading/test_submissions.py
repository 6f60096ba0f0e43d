"""Whose notebook a file is, in the layouts that learning platforms export."""

import json

import pytest
from kinds import LESSON, untouched

from utils.grading.students import listed_names, read_students
from utils.grading.submissions import CannotGrade, find_submissions
from utils.grading.table import Row, best_rows, rows_of_missing, write_table
from utils.lessons.exercises import stated_lessons

NAME = LESSON.stem
LESSONS_OF_THE_COURSE = stated_lessons()


def found_in(folder, *paths, notebook=None):
    text = json.dumps(notebook or untouched())
    for path in paths:
        try:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
        except UnicodeEncodeError:
            pytest.skip("names of files have another encoding here, without these letters")
    return find_submissions(folder, LESSONS_OF_THE_COURSE)


@pytest.mark.parametrize(
    ("paths", "students"),
    [
        ([f"ada/{NAME}.ipynb", f"bob/{NAME}.ipynb"], ["ada", "bob"]),
        ([f"ada/{NAME}.ipynb"], ["ada"]),
        ([f"ada/week 3/{NAME}.ipynb", f"bob/{NAME}.ipynb"], ["ada", "bob"]),
        ([f"submitted/ada/{NAME}/{NAME}.ipynb", f"submitted/bob/{NAME}/x.ipynb"], ["ada", "bob"]),
        ([f"03/ada/{NAME}.ipynb", "lesson 3/bob/x.ipynb"], ["ada", "bob"]),
        ([f"ada_{NAME}.ipynb", f"Bob Ray {NAME}-1.ipynb"], ["Bob Ray", "ada"]),
        ([f"{NAME}.ipynb"], [NAME]),
        (
            [f"Zoë Brown_4711_assignsubmission_file_/{NAME}.ipynb",
             f"王 芳_4712_assignsubmission_file_/{NAME}.ipynb"],
            ["Zoë Brown", "王 芳"],
        ),
        ([f"Zoë Brown_4711_assignsubmission_file_{NAME}.ipynb"], ["Zoë Brown"]),
        (
            [f"Wei Li_11_assignsubmission_file/{NAME}.ipynb",
             f"Wei Li_12_assignsubmission_file/{NAME}.ipynb"],
            ["Wei Li_11", "Wei Li_12"],
        ),
        ([f"brownzoe_1234_56789_{NAME}.ipynb"], ["brownzoe"]),
        ([f"brownzoe_12_1_{NAME}.ipynb", f"brownzoe_13_2_{NAME}.ipynb"],
         ["brownzoe_12", "brownzoe_13"]),
        (["brownzoe_1234_56789_my own name.ipynb"], ["brownzoe"]),
        ([f"ada/{NAME}.ipynb.txt", f"bob/{NAME}.IPYNB", "eve.ipynb.json"], ["ada", "bob", "eve"]),
        ([f"O'Neil \"Al\"/{NAME}.ipynb"], ["O'Neil \"Al\""]),
        ([f"ada/{NAME}.ipynb", f"ada/.ipynb_checkpoints/{NAME}.ipynb",
          f"__MACOSX/ada/{NAME}.ipynb"], ["ada"]),
    ],
)  # fmt: skip
def test_the_student_is_found_in_the_path(paths, students, tmp_path):
    assert [submission.student for submission in found_in(tmp_path, *paths)] == students


def test_a_name_is_the_same_however_its_letters_are_composed(tmp_path):
    [submission] = found_in(tmp_path, f"Zoe\u0308/{NAME}.ipynb")
    assert submission.student == "Zo\u00eb"


def test_namesakes_are_noted_but_moodle_numbers_a_student_again_in_each_lesson(tmp_path):
    folder = "Wei Li_{}_assignsubmission_file/x.ipynb"
    found = found_in(tmp_path, folder.format(11), folder.format(12))
    assert [one.notes for one in found] == [("another student has the same name",)] * 2
    other = json.loads((LESSON.parent / "02_basic_rnn_cell.ipynb").read_text(encoding="utf-8"))
    (tmp_path / folder.format(11)).unlink()
    found = found_in(tmp_path, folder.format(90), notebook=other)
    assert [(one.student, one.notes) for one in found] == [("Wei Li", ())] * 2


def test_a_late_submission_is_noted(tmp_path):
    [submission] = found_in(tmp_path, f"brownzoe_LATE_1234_56789_{NAME}.ipynb")
    assert submission.student == "brownzoe"
    assert submission.notes == ("handed in late",)


def test_who_handed_in_other_files_alone_is_named_with_one_of_them(tmp_path):
    others = ["bob/a.html", "bob/b.pdf", "ada/c.pdf", "kim_12_34_essay.pdf", "list.csv", "ours/x"]
    for name in others:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "ada" / "x.ipynb").write_text(json.dumps(untouched()), encoding="utf-8")
    found = find_submissions(tmp_path, LESSONS_OF_THE_COURSE, ours=["ours"])
    assert [(one.student, one.file, one.lesson is not None) for one in found] == [
        ("ada", "x.ipynb", True),
        ("bob", "a.html", False),
        ("kim", "kim_12_34_essay.pdf", False),
    ]
    assert {one.notes for one in found[1:]} == {
        ("is not a notebook: ask for the .ipynb file again",)
    }


def test_half_a_letter_in_a_cell_is_written_as_its_number(tmp_path):
    notebook = untouched()
    notebook["cells"][1]["source"] = "x = '\ud83d'"
    [submission] = found_in(tmp_path, "ada/x.ipynb", notebook=notebook)
    assert submission.cells[0][2] == "x = '\\ud83d'"


def test_the_lesson_is_known_by_its_functions_where_the_metadata_are_lost(tmp_path):
    notebook = untouched() | {"metadata": {}}
    [submission] = found_in(tmp_path, "ada/homework.ipynb", notebook=notebook)
    assert submission.lesson.stem == NAME


def test_a_large_notebook_is_read(tmp_path):
    notebook = untouched()
    notebook["cells"][1]["outputs"] = [{"output_type": "stream", "text": "x" * 80_000_000}]
    [submission] = found_in(tmp_path, "ada/large.ipynb", notebook=notebook)
    assert submission.lesson.stem == NAME and submission.notes == ()


def test_of_two_notebooks_the_better_counts_and_both_are_named(tmp_path):
    first, second = found_in(tmp_path, "ada/a.ipynb", "ada/b.ipynb")
    graded = [Row(first, points_of(first, 1)), Row(second, points_of(second, 0))]
    [kept] = best_rows(graded)
    assert kept.submission.path.name == "a.ipynb"
    assert kept.notes == ("does not count: b.ipynb with 0 points",)


def points_of(submission, passed):
    from utils.grading.points import FAILED, PASSED, Graded

    exercises = submission.lesson.exercises
    statuses = [PASSED] * passed + [FAILED] * (len(exercises) - passed)
    return tuple(
        Graded(e.name, e.minutes, status, "x")
        for e, status in zip(exercises, statuses, strict=True)
    )


def test_the_missing_are_those_of_the_list_however_they_are_written(tmp_path):
    (tmp_path / "list").write_text("student\nAda  Lovelace\nGus\n\nGus\n", encoding="utf-8")
    students = read_students(tmp_path / "list")
    assert students == ["Ada  Lovelace", "Gus"]
    [submission] = found_in(tmp_path, f"ada_lovelace/{NAME}.ipynb")
    rows = rows_of_missing(students, [Row(submission, points_of(submission, 0))])
    assert [(row.submission.student, row.notes) for row in rows] == [
        ("Gus", ("handed in nothing",))
    ]


@pytest.mark.parametrize(
    "text",
    [
        'Name,Mail\n"Lovelace, Ada",a@b\nGus,c@d\n',
        'name;mail\n"Lovelace, Ada";a@b\nGus;c@d\n',
        'Identifier,Full name,Grade\nParticipant 1,"Lovelace, Ada",\nParticipant 2,Gus,\n',
        'Student,ID\n    Points Possible,\n"Lovelace, Ada",1\nGus,2\n"Student, Test",3\n',
        "Lovelace, Ada\tx\nGus\ty\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_the_names_of_a_table_are_found(text, encoding, tmp_path):
    (tmp_path / "list.csv").write_text(text, encoding=encoding)
    assert read_students(tmp_path / "list.csv") == ["Lovelace, Ada", "Gus"]


def test_first_and_last_names_are_joined(tmp_path):
    text = "First name,Last name,Email address\nAda,Lovelace,a@b\n小明,王,w@b\nGus\n"
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    assert read_students(tmp_path / "list.csv") == ["Ada Lovelace", "小明 王", "Gus"]


@pytest.mark.parametrize(
    ("listed", "name"),
    [
        ("Ada Lovelace", "ada_lovelace"),
        ("Lovelace, Ada", "Ada Lovelace"),
        ("Ada Lovelace", "lovelaceada"),
        ("Seán O'Brien Smith", "obriensmithsean"),
        ("Seán O'Brien Smith", "Seán O\u2019Brien Smith"),
        ("小明 王", "王小明"),
        ("Wei Li", "Wei Li_4711"),
    ],
)
def test_a_name_is_known_however_a_platform_writes_it(listed, name):
    assert listed_names(["Gus", listed], [name, "Eve"]) == {name: listed}


def test_a_name_as_it_is_comes_before_one_that_is_only_alike():
    students = ["Zoë Li", "Zoe Li", "Li Zoe"]
    assert listed_names(students, students) == {name: name for name in students}
    assert listed_names(["Zoë Li", "Gus"], ["Zoë Li", "Li, Zoe"]) == {"Zoë Li": "Zoë Li"}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty. Put one name on each line."),
        (b"Name\n", "is empty"),
        (b" ,\n\n", "is empty"),
        (b"\xff\xfe\x00", "is not UTF-8 text. In a spreadsheet, save it as CSV UTF-8."),
        ("Seán".encode("cp1252"), "is not UTF-8 text"),
        (b"x" * 200_000, "is not CSV"),
    ],
)
def test_a_broken_list_is_one_sentence(content, sentence, tmp_path):
    (tmp_path / "list").write_bytes(content)
    with pytest.raises(CannotGrade, match=sentence):
        read_students(tmp_path / "list")


def test_a_spreadsheet_computes_no_name(tmp_path):
    [submission] = found_in(tmp_path, f"=1+1/{NAME}.ipynb")
    write_table([Row(submission, points_of(submission, 2))], tmp_path / "grades.csv")
    [_, line] = (tmp_path / "grades.csv").read_text(encoding="utf-8-sig").splitlines()
    assert line == "'=1+1,03,9,26,4,5,0,0,"
