"""`course wheels`: what is fetched for which system, and what is said where it cannot be had."""

import subprocess
from argparse import Namespace

import pytest

from utils.lab import wheels
from utils.lessons import ROOT

LOCK = """\
# made by make lock
appnope==1.0.0 ; sys_platform == 'darwin' \\
    --hash=sha256:aa
    # via ipykernel
numpy==2.4.6 \\
    --hash=sha256:bb \\
    --hash=sha256:cc
pywinpty==3.1.2 ; os_name == 'nt' \\
    --hash=sha256:dd
soupsieve==2.10 ; python_full_version < '3.11.5' \\
    --hash=sha256:ee
"""


def names(text):
    return [line.split("==")[0] for line in text.splitlines() if "==" in line]


@pytest.mark.parametrize(
    ("system", "version", "wanted"),
    [
        ("linux", "3.11.0", ["numpy", "soupsieve"]),
        ("linux", "3.11.99", ["numpy"]),
        ("macos", "3.13.0", ["appnope", "numpy"]),
        ("windows", "3.12.0", ["numpy", "pywinpty"]),
    ],
)
def test_each_system_gets_what_its_conditions_ask(system, version, wanted):
    found = wheels.lock_for(LOCK, system, version)
    assert names(found) == wanted
    assert "numpy==2.4.6 \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc\n" in found
    assert ";" not in found and "#" not in found


def test_the_lock_of_the_course_has_tensorflow_for_every_system():
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    for system in wheels.SYSTEMS:
        assert {"tensorflow", "jupyterlab"} <= set(names(wheels.lock_for(text, system, "3.12.0")))


class Pip:
    """Stands in for `subprocess.run`: notes the commands, and ends pip with a status."""

    def __init__(self, status):
        self.status, self.commands = status, []

    def __call__(self, command, **_):
        self.commands.append([str(word) for word in command])
        return subprocess.CompletedProcess(command, self.status if "pip" in command else 0)


def test_a_room_like_this_computer_gets_both_locks_and_the_course(tmp_path, monkeypatch, capsys):
    pip = Pip(0)
    monkeypatch.setattr(subprocess, "run", pip)
    folder = tmp_path / "two words"

    assert wheels.run(Namespace(folder=folder, system=None, python=None)) == 0
    locks = [command[-1] for command in pip.commands if "download" in command]
    assert locks == [str(ROOT / name) for name in wheels.LOCKS]
    assert all("--require-hashes" in command for command in pip.commands if "pip" in command)
    assert f"make lab WHEELS='{folder}'" in capsys.readouterr().out


def test_another_system_and_another_python_are_asked_for_by_their_tags(tmp_path, monkeypatch):
    pip = Pip(0)
    monkeypatch.setattr(subprocess, "run", pip)
    wheels.run(Namespace(folder=tmp_path, system="windows", python="3.12"))

    assert {"--platform=win_amd64", "3.12", "--no-deps"} <= set(pip.commands[0])


def test_what_cannot_be_had_ends_with_what_to_do(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(subprocess, "run", Pip(1))
    assert wheels.run(Namespace(folder=tmp_path, system=None, python=None)) == 1
    assert "Run the same command again to continue." in capsys.readouterr().err


def test_a_place_that_is_no_clone_or_no_folder_is_said(tmp_path, capsys):
    options = Namespace(folder=tmp_path / "file" / "in_it", system=None, python=None)
    assert wheels.run(options, root=tmp_path) == 1
    assert "Run this in a clone of the course." in capsys.readouterr().err
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert wheels.run(options) == 1
    assert "cannot be used" in capsys.readouterr().err
