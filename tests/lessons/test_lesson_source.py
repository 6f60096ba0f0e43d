import pytest
from lesson_fixtures import TINY, write_script

from authoring import build
from utils.lessons import UnknownLesson, find_scripts
from utils.lessons.source import read_lesson


def test_each_cell_knows_its_line_in_the_script():
    lesson = read_lesson(TINY)
    lines = TINY.read_text(encoding="utf-8").splitlines()
    for cell in lesson.cells:
        assert lines[cell.line - 1].removeprefix("# ") == cell.source.splitlines()[0]


def test_a_comment_that_looks_like_a_shell_command_stays_a_comment(tmp_path):
    script = write_script(tmp_path, "# ls is a name\n# %time too\nls = 1")
    assert read_lesson(script).cells[0].source == "# ls is a name\n# %time too\nls = 1"


def test_blank_lines_between_cells_belong_to_neither(tmp_path):
    script = write_script(tmp_path, "\n\nfirst = 1\n\n\n\n", "second = 2\n\n")
    assert [(cell.source, cell.line) for cell in read_lesson(script).cells] == [
        ("first = 1", 3),
        ("second = 2", 10),
    ]


def test_cells_with_the_same_source_have_different_ids_and_keep_them_when_others_change(tmp_path):
    before = [cell.id for cell in read_lesson(write_script(tmp_path, "1", "2", "1")).cells]
    after = [cell.id for cell in read_lesson(write_script(tmp_path, "1", "3", "1")).cells]
    assert len(set(before)) == 3
    assert (before[0], before[2]) == (after[0], after[2])
    assert before[1] != after[1]


@pytest.mark.parametrize("name", ["3", "03", "03_cells", "solutions/03_cells.py"])
def test_a_lesson_is_found_by_its_number_or_its_name(name, tmp_path):
    wanted = write_script(tmp_path, "1", name="03_cells.py")
    write_script(tmp_path, "1", name="13_others.py")
    assert find_scripts([name], tmp_path) == [wanted]


def test_an_unknown_lesson_is_answered_with_those_that_there_are(tmp_path, capsys):
    script = write_script(tmp_path, "1", name="03_cells.py")
    assert build.main(["4"], script.parent) == 1
    assert capsys.readouterr().err == "There is no lesson 4. Choose one of 03_cells.\n"
    with pytest.raises(UnknownLesson, match="Run this in a clone"):
        find_scripts([], tmp_path / "nowhere")
