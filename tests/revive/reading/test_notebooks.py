"""An old notebook is run cell by cell, in its own folder, as a kernel would."""

import ast
from types import SimpleNamespace

import nbformat
import pytest
from child import run_python

import utils.revive.reading.notebooks as notebooks
from utils.revive.reading.notebooks import cells_and_kernel
from utils.revive.reading.source_text import CannotBeRead

# The first fails in its second cell. A process has one shell, so the second gets another.
RUN = (
    "import os\nfrom IPython.core.interactiveshell import InteractiveShell\n"
    "from utils.revive.reading.notebooks import run_notebook\n"
    "for name in ('failing', 'whole'):\n"
    "    print(run_notebook(f'{name}/old.ipynb', ['--epochs', '3']))\n"
    "    os.chdir('..')\n    InteractiveShell.clear_instance()"
)
FACTS = (
    "%xmode Plain\nimport os, sys\n"
    "print(os.path.basename(os.getcwd()), os.getcwd() == sys.path[0], sys.argv)"
)


def write(path, *cells, kernel=None, version=4):
    """A notebook of code cells; text that begins with `#!` is a cell of another kind."""
    v4 = nbformat.v4
    made = [
        v4.new_raw_cell(one) if one.startswith("#!") else v4.new_code_cell(one) for one in cells
    ]
    notebook = v4.new_notebook(cells=[v4.new_markdown_cell("words"), *made])
    if kernel:
        notebook.metadata["language_info"] = {"name": "python", "version": kernel}
    path.parent.mkdir(exist_ok=True)
    nbformat.write(notebook if version == 4 else nbformat.convert(notebook, version), path)
    return str(path)


@pytest.mark.parametrize("version", [3, 4])
def test_the_cells_with_code_are_numbered_from_1_without_the_empty_ones(version, tmp_path):
    path = write(tmp_path / "a.ipynb", "#! no code", "a = 1\n", " \n", "!ls", version=version)
    cells, kernel = cells_and_kernel(path)
    assert [cell.name for cell in cells] == [f"{path} cell {n}" for n in (1, 2)]
    assert [cell.source for cell in cells] == ["a = 1\n", "get_ipython().system('ls')\n"]
    assert kernel == ""


def test_a_notebook_names_its_python(tmp_path):
    assert cells_and_kernel(write(tmp_path / "a.ipynb", "a", kernel="2.7.12"))[1] == "2.7.12"


@pytest.mark.parametrize("content", ["text", "[]", "{}", '{"nbformat": 4, "cells": [{}]}'])
def test_another_file_is_no_notebook(content, tmp_path):
    (tmp_path / "a.ipynb").write_text(content)
    with pytest.raises(CannotBeRead, match="is not a notebook: "):
        cells_and_kernel(str(tmp_path / "a.ipynb"))


SOURCE = "b = 1  # one\n"


@pytest.mark.parametrize(
    ("read", "names", "executed"),
    [
        (SOURCE, {}, SOURCE),
        (SOURCE, {"b": 2}, "b = 1"),
        ("a = 1", {}, "a = 1"),
        ("c = 1", {}, "c = 1"),
    ],
)
def test_a_cell_is_executed_as_it_is_unless_it_was_read_otherwise(
    read, names, executed, monkeypatch
):
    ran = []
    shell = SimpleNamespace(
        user_ns={},
        compile=SimpleNamespace(),
        run_cell=lambda source: ran.append(source) or SimpleNamespace(success="perhaps"),
    )
    monkeypatch.setattr(notebooks, "tree_and_names", lambda name, source: (ast.parse(read), names))
    cell = SimpleNamespace(name="a.ipynb cell 1", source=SOURCE)
    assert notebooks._run_cell(shell, cell) == "perhaps"
    assert (ran, shell.user_ns) == ([executed], names)
    assert shell.compile.get_code_name("source", "number") == "a.ipynb cell 1"


def test_a_notebook_runs_in_its_folder_until_a_cell_fails(tmp_path):
    write(tmp_path / "failing" / "old.ipynb", FACTS, "1 / 0", "print('last')")
    write(tmp_path / "whole" / "old.ipynb", FACTS, "print('last')")
    ended = run_python("-c", RUN, cwd=tmp_path, IPYTHONDIR=str(tmp_path / "ipython"))
    failing, whole = ended.stdout.split("\n1\n")
    assert "failing True ['failing/old.ipynb', '--epochs', '3']" in failing
    assert "ZeroDivisionError" in failing
    assert "\nlast" not in failing
    assert whole.splitlines()[-3:] == [
        *("whole True ['whole/old.ipynb', '--epochs', '3']", "last", "0"),
    ]
    assert not list(tmp_path.rglob("*.sqlite"))
