"""The command `course`: what it lists, what it loads, and what it completes."""

import os
import subprocess
import sys

import pytest
from child import run_python

from utils.command import COMMANDS, course_parser, main


def loaded(statement, tmp_path):
    """The modules that a child process has after a statement."""
    code = f"import contextlib, sys\n{statement}\nprint(*sys.modules)"
    ended = run_python("-c", code, cwd=tmp_path)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.split()


def test_help_lists_each_command_with_what_it_does_and_loads_no_library(tmp_path):
    statement = (
        "from utils.command import main\n"
        "with contextlib.suppress(SystemExit):\n    main(['--help'])"
    )
    modules = loaded(statement, tmp_path)
    assert not {"tensorflow", "matplotlib", "numpy", "jupytext"} & set(modules)
    for name, (_, summary) in COMMANDS.items():
        assert name in modules
        assert set(summary.split()) <= set(modules)


def test_the_functions_of_a_lesson_are_read_without_what_is_claimed_of_them(tmp_path):
    modules = loaded("from utils.lessons.functions import lesson_functions", tmp_path)
    assert not [name for name in modules if name.startswith("authoring")]


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_says_what_it_does_and_what_it_takes(name, capsys):
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert f"usage: course {name}" in capsys.readouterr().out


def test_python_m_utils_is_the_command(tmp_path):
    ended = run_python("-m", "utils", "--help", cwd=tmp_path)
    assert ended.stdout.startswith("usage: course ")


@pytest.mark.parametrize("words", [[], ["walk"], ["--version", "lab"]])
def test_what_is_no_command_is_answered_with_those_that_there_are(words, capsys):
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert "usage: course" in capsys.readouterr().err


def test_a_command_is_complete_only_where_it_is_asked_for():
    asked = course_parser(["convert", "model.ckpt"]).parse_args(["convert", "model.ckpt", "--list"])
    assert asked.checkpoint == "model.ckpt" and asked.list
    with pytest.raises(SystemExit):
        course_parser(["lab"]).parse_args(["convert", "model.ckpt", "--list"])


@pytest.mark.parametrize(
    ("line", "completions"),
    [
        ("course ", {*COMMANDS, "--help", "-h"}),
        ("course co", {"convert"}),
        ("course lab --r", {"--reset"}),
        ("course convert --fo", {"--forget-bias"}),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="argcomplete writes to descriptor 8")
def test_a_shell_gets_what_completes_a_line(line, completions, tmp_path):
    asked = {
        "_ARGCOMPLETE": "1",
        "_ARGCOMPLETE_IFS": " ",
        "COMP_LINE": line,
        "COMP_POINT": str(len(line)),
    }
    command = f'"{sys.executable}" -m utils 8>&1 9>/dev/null >/dev/null'
    output = subprocess.check_output(
        ["bash", "-c", command], cwd=tmp_path, env=os.environ | asked, text=True
    )
    assert {word.strip() for word in output.split()} == completions


def test_a_module_utils_in_a_folder_of_pythonpath_does_not_hide_the_course(tmp_path):
    (tmp_path / "utils.py").write_text("raise SystemExit('the wrong one')\n", encoding="utf-8")
    entry_point = "from utils.command import main; main(['--help'])"
    answer = run_python("-c", entry_point, cwd=tmp_path.parent, search_first=tmp_path)
    assert answer.returncode == 0, answer.stderr
    assert "usage: course" in answer.stdout
