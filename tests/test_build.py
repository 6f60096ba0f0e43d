import base64
import json
import shutil
from pathlib import Path

import nbformat
import pytest

from utils import build, outputs
from utils.lesson_source import (
    LESSONS,
    SOLUTIONS,
    LessonError,
    UnknownLesson,
    find_scripts,
    read_lesson,
)
from utils.notebook import lesson_notebook

FIXTURES = Path(__file__).parent / "notebooks"
TINY = FIXTURES / "01_tiny.py"
SIGNATURE = base64.b64encode(b"\x89PNG").decode()  # as much of a picture as these tests need
VERSIONED = base64.b64encode(b"\x89PNG tEXtSoftware\0Matplotlib version 3").decode()


def verdict_of(path):
    """What a fixture's name says: all before a double dash, which tells variants apart."""
    return path.stem.partition("--")[0].replace("_", " ")


def by_name(paths):
    return [pytest.param(path, id=path.stem) for path in sorted(paths)]


def write_script(folder, *cells, name="01_tiny.py"):
    folder.mkdir(parents=True, exist_ok=True)
    text = "\n\n".join(f"# %%{cell}" if cell[0] in " \n" else f"# %%\n{cell}" for cell in cells)
    path = folder / name
    path.write_text(text + "\n", encoding="utf-8")
    return path


def display(kind, content, alt):
    data, metadata = {kind: content, "text/plain": "two dots"}, {kind: {"alt": alt}}
    return f"display({data}, raw=True, metadata={metadata})"


def build_in(folder, script=TINY):
    (folder / "solutions").mkdir(parents=True)
    copy = Path(shutil.copy(script, folder / "solutions" / "01_tiny.py"))
    build.build(copy, folder / "solutions", folder / "lessons")
    return [folder / room / "01_tiny.ipynb" for room in ("solutions", "lessons")]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return build_in(tmp_path_factory.mktemp("built"))


@pytest.fixture
def stored(tmp_path):
    """A fresh solution and lesson, as they are stored, in folders that a test may spoil."""
    for room, notebook in (("solutions", "solution"), ("lessons", "fresh")):
        (tmp_path / room).mkdir()
        shutil.copy(FIXTURES / "stored" / f"{notebook}.ipynb", tmp_path / room / "01_tiny.ipynb")
    shutil.copy(TINY, tmp_path / "solutions")
    return tmp_path


def check(folder, *arguments):
    return build.main(["--check", *arguments], folder / "solutions", folder / "lessons")


# The script


@pytest.mark.parametrize("script", by_name((FIXTURES / "scripts").glob("*.py")))
def test_a_script_gets_the_verdict_that_it_is_named_for(script, tmp_path):
    [problem] = build.check(script, tmp_path, tmp_path)
    assert problem.verdict == verdict_of(script)
    assert str(problem).startswith(f"scripts/{script.name}")
    if problem.verdict != "text before the first cell":
        assert problem.cell == 2
        assert f'cell 2 ("{problem.first_line[:40]}' in str(problem)


def test_answers_in_a_method_a_block_and_an_inner_function_are_accepted(tmp_path):
    script = write_script(
        tmp_path,
        "class Cell:\n"
        "    def call(self, inputs):\n"
        "        ### BEGIN SOLUTION\n"
        "        return inputs\n"
        "        ### END SOLUTION\n"
        "    def build(self):\n"
        "        with open('x') as file:\n"
        "            ### BEGIN SOLUTION\n"
        "            return file\n"
        "            ### END SOLUTION\n"
        "check.cell(Cell)",
        "def outer():\n"
        "    def inner(step):\n"
        "        ### BEGIN SOLUTION\n"
        "        return step\n"
        "        ### END SOLUTION\n"
        "    return inner\n"
        "check.outer(outer)",
        ' tags=["solution"]\nouter()(Cell)',
        "def other(outer):\n    return outer",
    )
    assert [p.verdict for p in build.check(script, tmp_path, tmp_path / "lessons")] == [
        "missing",
        "missing",
    ]
    inner = lesson_notebook(read_lesson(script)).cells[1].source
    assert inner == (
        "def outer():\n"
        "    def inner(step):\n"
        "        raise NotImplementedError\n"
        "    return inner\n"
        "check.outer(outer)"
    )


def test_all_problems_of_a_script_are_named_at_once(tmp_path):
    script = write_script(tmp_path, "%time 1", ' tags=["slow"]\n1', "def f(:")
    verdicts = [problem.verdict for problem in build.check(script, tmp_path, tmp_path)]
    assert verdicts == ["magic", "unknown tag", "does not parse"]


def test_each_cell_knows_its_line_in_the_script():
    lesson = read_lesson(TINY)
    lines = TINY.read_text(encoding="utf-8").splitlines()
    for cell in lesson.cells:
        assert lines[cell.line - 1].removeprefix("# ") == cell.source.splitlines()[0]


def test_a_comment_that_looks_like_a_shell_command_stays_a_comment(tmp_path):
    script = write_script(tmp_path, "# ls is a name\n# %time too\nls = 1")
    assert read_lesson(script).cells[0].source == "# ls is a name\n# %time too\nls = 1"


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
    with pytest.raises(UnknownLesson, match="Work in a clone"):
        find_scripts([], tmp_path / "nowhere")


# Building


def test_the_same_script_gives_the_same_bytes_whatever_the_user_has_set(
    built, tmp_path, monkeypatch
):
    kernel = tmp_path / "jupyter" / "kernels" / "python3"
    kernel.mkdir(parents=True)
    spec = {"argv": ["no-such-python"], "display_name": "Mine", "language": "python"}
    (kernel / "kernel.json").write_text(json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    again = build_in(tmp_path / "another folder")
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in built]
    assert b"\r" not in again[0].read_bytes()


def test_what_is_stored_among_the_fixtures_is_what_a_build_gives(built):
    for path, fixture in zip(built, ("solution", "fresh"), strict=True):
        assert path.read_bytes() == (FIXTURES / "stored" / f"{fixture}.ipynb").read_bytes()


def test_a_lesson_has_stubs_for_answers_and_its_solutions_ids(built):
    solution, lesson = (nbformat.read(path, as_version=4) for path in built)
    nbformat.validate(lesson)
    by_id = {cell.id: cell for cell in solution.cells}
    assert [cell.id for cell in lesson.cells] == [
        cell.id for cell in solution.cells if "solution" not in cell.metadata.get("tags", [])
    ]
    [changed] = [cell for cell in lesson.cells if cell.source != by_id[cell.id].source]
    assert '"""Twice a number."""\n    raise NotImplementedError\n\n\ncheck' in changed.source
    assert "SOLUTION" not in built[1].read_text(encoding="utf-8")


def test_a_notebook_says_nothing_of_the_machine_that_built_it(built):
    text = built[0].read_text(encoding="utf-8")
    metadata = json.loads(text)["metadata"]
    assert metadata["language_info"] == {"name": "python"}
    assert metadata["kernelspec"]["name"] == "python3"
    assert metadata["course"]["source"] == "01_tiny.py"
    assert set(metadata) == {"language_info", "kernelspec", "course"}
    assert str(built[0].parent) not in text


def test_outputs_are_tidied(built):
    cells = nbformat.read(built[0], as_version=4).cells
    printed, value = cells[4].outputs
    assert (printed.text, value.data["text/plain"]) == ("one\ntwo\n", "2")
    [error] = cells[5].outputs
    message = "[Errno 2] No such file or directory: '<path>'"
    assert (error.ename, error.evalue) == ("FileNotFoundError", message)
    assert error.traceback == [f"FileNotFoundError: {message}"]


def test_outputs_that_cannot_be_compared_are_refused_and_nothing_is_written(tmp_path):
    faults = {
        "output on stderr": "import sys\nprint('careful', file=sys.stderr)",
        "path in the output": "'/home/somebody/course'",
        "address in the output": "object()",
        "time in the output": "print('2024-05-06 07:08:09')",
        "no text alternative": display("image/png", SIGNATURE, alt=""),
        "another kind of picture": display("image/svg+xml", "<svg/>", alt="two dots"),
        "version in a picture": display("image/png", VERSIONED, alt="two dots"),
    }
    script = write_script(
        tmp_path / "solutions",
        *faults.values(),
        ' tags=["raises-exception"]\n"nothing"',
        ' tags=["nbval-ignore-output"]\nprint("07:08:09")',
        display("image/png", SIGNATURE, alt="two dots"),
    )
    with pytest.raises(LessonError) as raised:
        build.build(script, tmp_path / "solutions", tmp_path / "lessons")
    found = [(problem.cell, problem.verdict) for problem in raised.value.problems]
    assert found == [*enumerate([*faults, "nothing raised"], start=1)]
    assert not list(tmp_path.rglob("*.ipynb"))


def test_a_cell_that_raises_without_the_tag_is_named_and_the_next_lesson_is_built(tmp_path, capsys):
    write_script(tmp_path, "1", "1 / 0", name="01_raises.py")
    write_script(tmp_path, "1", name="02_fine.py")
    assert build.main([], tmp_path, tmp_path / "lessons") == 1
    printed = capsys.readouterr()
    assert 'cell 2 ("1 / 0"): raised without the tag: ZeroDivisionError' in printed.err
    assert "02_fine.ipynb" in printed.out
    assert [path.name for path in tmp_path.glob("*.ipynb")] == ["02_fine.ipynb"]


@pytest.mark.parametrize(
    ("verdict", "cell"),
    [("too slow", "import time\ntime.sleep(60)"), ("the kernel died", "import os\nos._exit(1)")],
)
def test_a_cell_that_never_ends_or_ends_its_kernel_is_named(verdict, cell, tmp_path, monkeypatch):
    monkeypatch.setattr(outputs, "CELL_SECONDS", 1)
    with pytest.raises(LessonError) as raised:
        build.build(write_script(tmp_path, "1", cell), tmp_path, tmp_path)
    assert [(p.cell, p.verdict) for p in raised.value.problems] == [(2, verdict)]


# What is stored


@pytest.mark.parametrize("fixture", by_name((FIXTURES / "stored").glob("*.ipynb")))
def test_a_stored_notebook_gets_the_verdict_that_it_is_named_for(fixture, stored):
    room = "solutions" if fixture.stem == "solution" else "lessons"
    path = Path(shutil.copy(fixture, stored / room / "01_tiny.ipynb"))
    problems = build.check(
        stored / "solutions" / "01_tiny.py", stored / "solutions", stored / "lessons"
    )
    wanted = verdict_of(fixture)
    assert {p.verdict for p in problems} == ({wanted} - {"fresh", "solution"})
    assert {p.file for p in problems} <= {f"{room}/{path.name}"}


def test_fresh_notebooks_pass_the_check_and_nothing_is_executed(stored, monkeypatch, capsys):
    monkeypatch.setattr(build, "execute", None)
    assert check(stored) == 0
    assert "Fresh" in capsys.readouterr().out


def test_every_problem_is_a_line_with_file_cell_what_and_how(stored, capsys):
    (stored / "solutions" / "01_tiny.ipynb").unlink()
    shutil.copy(FIXTURES / "stored" / "stale.ipynb", stored / "lessons" / "01_tiny.ipynb")
    shutil.copy(FIXTURES / "stored" / "fresh.ipynb", stored / "lessons" / "02_gone.ipynb")
    assert check(stored) == 1
    mend = "make build LESSON=01, or python -m utils.build 01."
    assert capsys.readouterr().err.splitlines() == [
        f"solutions/01_tiny.ipynb: missing: {mend}",
        f'lessons/01_tiny.ipynb, cell 4 ("print("one")"): stale: {mend}',
        "lessons/02_gone.ipynb: orphaned: delete it, or bring back 02_gone.py.",
    ]


def test_a_change_in_an_answer_makes_both_notebooks_stale(stored):
    script = stored / "solutions" / "01_tiny.py"
    text = script.read_text(encoding="utf-8")
    script.write_text(text.replace("number + number", "2 * number"), encoding="utf-8")
    problems = build.check(script, stored / "solutions", stored / "lessons")
    assert {(p.file.split("/")[0], p.cell, p.verdict) for p in problems} == {
        ("solutions", 3, "stale"),
        ("lessons", 3, "stale"),
    }


@pytest.mark.parametrize("script", by_name(SOLUTIONS.glob("[0-9][0-9]_*.py")))
def test_the_course_is_fresh(script):
    assert [str(problem) for problem in build.check(script)] == []


def test_the_course_has_no_notebook_without_a_script():
    names = {path.stem for path in SOLUTIONS.glob("*.py")}
    assert {path.stem for path in [*SOLUTIONS.glob("*.ipynb"), *LESSONS.glob("*.ipynb")]} <= names
