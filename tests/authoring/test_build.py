import base64
import json
import shutil
from pathlib import Path

import nbformat
import pytest
from lesson_fixtures import FIXTURES, TINY, write_script
from size_limit import size_limit

from authoring import build, outputs
from utils.lessons.source import LessonError

SIGNATURE = base64.b64encode(b"\x89PNG").decode()  # as much of a picture as these tests need
VERSIONED = base64.b64encode(b"\x89PNG tEXtSoftware\0Matplotlib version 3").decode()


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


def test_a_full_disk_leaves_both_notebooks_as_they_were(tmp_path, monkeypatch, capsys):
    script = write_script(tmp_path, "1")
    before = [tmp_path / folder / f"{script.stem}.ipynb" for folder in ("", "lessons")]
    for path in before:
        path.parent.mkdir(exist_ok=True)
        path.write_text("before", encoding="utf-8")
    monkeypatch.setattr(build, "execute", lambda notebook, path: None)
    with size_limit(500):
        assert build.main([], tmp_path, tmp_path / "lessons") == 1
    said = capsys.readouterr().err
    assert said == "The disk or your quota is full. Free some space.\n"
    assert [path.read_text(encoding="utf-8") for path in before] == ["before", "before"]
    assert not list(tmp_path.rglob(".*"))
