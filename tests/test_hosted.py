"""The cell of docs/installing.md for a notebook where TensorFlow is there already."""

import json
import os
import re
import shlex
import sys
from pathlib import Path

import pytest
from child import claim_version, run_python
from jupyter_client.manager import start_new_kernel
from packaging.requirements import Requirement
from packaging.version import Version

from utils.environment import NEWEST_TENSORFLOW, OLDEST_TENSORFLOW, dotted
from utils.lessons import ROOT

PAGE = (ROOT / "docs" / "installing.md").read_text(encoding="utf-8")
SECTION = re.search(r"(?ms)^## Colab.*?(?=^## )", PAGE)[0]
CELL = "\n".join(
    line.strip() for line in re.search(r"(?s)```text\n(.*?)```", SECTION)[1].split("\n")
)


def locked_version(name):
    lines = (ROOT / "requirements.in").read_text(encoding="utf-8").splitlines()
    return next(line.split()[0].split("==")[1] for line in lines if line.startswith(f"{name}=="))


def asked_for(cwd, **where):
    ended = run_python("-m", "utils.environment", cwd=cwd, **where)
    assert (ended.returncode, ended.stderr) == (0, "")
    return Requirement(ended.stdout.strip())


def test_the_page_names_the_versions_of_tensorflow_that_are_accepted():
    oldest, newest = dotted(OLDEST_TENSORFLOW), dotted(NEWEST_TENSORFLOW)
    assert f"TensorFlow {oldest} to {newest}" in SECTION
    assert locked_version("tensorflow").startswith(f"{newest}.")


def test_beside_the_locked_tensorflow_the_locked_tf_keras_is_asked_for(tmp_path):
    claim_version(tmp_path, locked_version("tensorflow"))
    assert locked_version("tf_keras") in asked_for(tmp_path, search_first=tmp_path).specifier


@pytest.mark.parametrize("version", ["2.16.2", "2.19.0", "2.20.0"])
def test_beside_another_tensorflow_the_tf_keras_of_its_version_is_asked_for(version, tmp_path):
    claim_version(tmp_path, version)
    requirement = asked_for(tmp_path, search_first=tmp_path)
    assert requirement.name == "tf_keras"
    same = [f"{Version(version).major}.{minor}.9" for minor in range(15, 23)]
    assert list(requirement.specifier.filter(same)) == [f"{version.rpartition('.')[0]}.9"]


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="this is no clone")
@pytest.mark.skipif(sys.platform == "win32", reason="no notebook is hosted on Windows")
def test_the_cell_installs_the_course_and_replaces_nothing(tmp_path, monkeypatch):
    report = tmp_path / "report.json"
    settings = {
        "HOME": tmp_path,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PIP_DRY_RUN": "1",  # Else the course that is tested here would be replaced.
        "PIP_REPORT": report,
        "PIP_NO_INDEX": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # pip reads this one the other way round.
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, str(value))
    manager, client = start_new_kernel(cwd=tmp_path)
    try:
        cell = CELL.replace("ADDRESS", shlex.quote(ROOT.as_posix()))  # it may have spaces
        client.execute_interactive(cell, output_hook=lambda message: None, timeout=120)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    [installed] = json.loads(report.read_text(encoding="utf-8"))["install"]
    assert installed["metadata"]["name"] == "recurrent-networks-course"
    assert installed["download_info"]["url"] == (tmp_path / "course").as_uri()
