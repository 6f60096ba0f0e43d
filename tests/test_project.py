"""The files around the course agree with each other: locks, environment, Makefile, package."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from child import run_python
from matplotlib.image import imread
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from authoring import version_range
from utils.environment import NEWEST_TENSORFLOW, OLDEST_TENSORFLOW
from utils.figures.diagrams import readme_picture

ROOT = Path(__file__).resolve().parents[1]
OTHERS = ("class", "dask", "dev", "faults", "site", "tf-2.16", "tf-2.19", "uv")
LOCKS = ["requirements", *(f"requirements-{name}" for name in OTHERS)]
EDITABLE = "python -m pip install --no-deps --no-build-isolation --editable ."
PIN = re.compile(r"(?P<name>[\w.-]+)==(?P<version>[\w.]+)\s*#\s*(?P<reason>\S.*)")


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def normalised(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def direct_lines(lock):
    lines = [line.strip() for line in read(f"{lock}.in").splitlines()]
    return [line for line in lines if line and not line.startswith(("#", "-r ", "-c "))]


def locked(lock):
    """The entries of a lock: one string each, hashes included, comments left out."""
    text = re.sub(r"(?m)^\s*#.*\n", "", read(f"{lock}.txt"))
    return [entry for entry in re.split(r"\n(?=\S)", text.strip()) if entry]


def versions(lock):
    found = {}
    for entry in locked(lock):
        requirement = Requirement(entry.split("\\")[0].strip())
        found.setdefault(normalised(requirement.name), set()).add(str(requirement.specifier))
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_each_direct_dependency_is_pinned_with_its_reason_beside_it(lock):
    assert direct_lines(lock)
    for line in direct_lines(lock):
        assert PIN.fullmatch(line), line


@pytest.mark.parametrize("lock", LOCKS)
def test_each_direct_dependency_is_locked_at_the_version_asked_for(lock):
    for line in direct_lines(lock):
        pin = PIN.fullmatch(line)
        assert versions(lock)[normalised(pin["name"])] == {f"=={pin['version']}"}


@pytest.mark.parametrize("lock", LOCKS)
def test_each_locked_entry_is_one_version_with_hashes(lock):
    for entry in locked(lock):
        first, *hashes = (line.strip(" \\") for line in entry.splitlines())
        assert re.fullmatch(r"[\w.-]+==[\w.]+( ; .+)?", first), first
        assert hashes, first
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", line) for line in hashes), first


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_no_address_and_no_path(lock):
    for sign in ("://", "/", "~", "\\\\", "index", "find-links"):
        assert sign not in read(f"{lock}.txt"), sign


def test_what_learners_get_authors_get_in_the_same_versions():
    learners, authors = set(locked("requirements")), set(locked("requirements-dev"))

    assert learners - authors == set()
    assert learners - set(locked("requirements-class")) == set()
    assert authors - learners
    assert "-r requirements.in" in read("requirements-dev.in").splitlines()


@pytest.mark.parametrize("lock", ["requirements-site", "requirements-faults"])
def test_what_authors_get_a_larger_set_has_in_the_same_versions(lock):
    assert set(locked("requirements-dev")) - set(locked(lock)) == set()
    assert "-r requirements-dev.in" in read(f"{lock}.in").splitlines()


@pytest.mark.parametrize("version", ["2.16", "2.19"])
def test_beside_an_older_tensorflow_all_else_is_what_authors_get(version):
    older, newest = versions(f"requirements-tf-{version}"), versions("requirements-dev")
    differ = {name for name in older if older[name] != newest.get(name)}

    asked_for = {
        normalised(PIN.fullmatch(line)["name"])
        for line in direct_lines(f"requirements-tf-{version}")
    }
    assert asked_for <= differ
    assert differ - asked_for <= {"ml-dtypes", "protobuf", "tensorflow-io-gcs-filesystem"}
    assert newest.keys() <= older.keys()


def test_the_oldest_tensorflow_and_one_between_are_tried_each_week():
    workflow = yaml.safe_load(read(".github/workflows/range.yml"))
    job = workflow["jobs"]["range"]
    tried = job["strategy"]["matrix"]["tensorflow"]

    assert "schedule" in workflow[True]
    assert job["steps"][-1]["run"].startswith("make range ")
    assert tried == version_range.versions()
    numbers = [tuple(map(int, version.split("."))) for version in tried]
    assert numbers[0] == OLDEST_TENSORFLOW < numbers[1] < NEWEST_TENSORFLOW


def test_the_build_backend_is_in_the_lock():
    needed = {normalised(name) for name in pyproject()["build-system"]["requires"]}

    assert needed <= versions("requirements").keys()


def pyproject():
    return tomllib.loads(read("pyproject.toml"))


def minor_versions(specifier):
    return [f"3.{n}" for n in range(5, 30) if SpecifierSet(specifier).contains(f"3.{n}.5")]


def test_conda_installs_the_lock_on_the_pythons_of_the_package():
    environment = yaml.safe_load(read("environment.yml"))
    python, pip, from_pip = environment["dependencies"]

    assert minor_versions(python.removeprefix("python ")) == ["3.11", "3.12", "3.13"]
    assert minor_versions(pyproject()["project"]["requires-python"]) == ["3.11", "3.12", "3.13"]
    assert pip == "pip"
    assert from_pip == {"pip": ["-r requirements.txt"]}
    assert environment["name"] in read("environment.yml").split("conda activate ")[1]


def test_the_package_is_the_second_step_of_conda_binder_and_ci():
    for name in ("environment.yml", "binder/postBuild", ".github/workflows/tests.yml"):
        assert EDITABLE in read(name), name
    assert "dependencies" not in pyproject()["project"]


def test_binder_installs_the_same_lock_on_a_python_of_the_course():
    assert read("binder/requirements.txt") == "-r ../requirements.txt\n"
    assert read("binder/runtime.txt") in {"python-3.11\n", "python-3.12\n", "python-3.13\n"}


def test_ci_runs_every_system_on_every_python_and_each_week():
    workflow = yaml.safe_load(read(".github/workflows/tests.yml"))
    matrix = workflow["jobs"]["test"]["strategy"]["matrix"]

    assert [name.split("-")[0] for name in matrix["os"]] == ["ubuntu", "macos", "windows"]
    assert matrix["python"] == minor_versions(pyproject()["project"]["requires-python"])
    assert "schedule" in workflow[True]  # `on`, as YAML reads it


def test_ci_makes_faults_each_week_in_all_that_computes_what_is_expected():
    workflow = yaml.safe_load(read(".github/workflows/faults.yml"))
    job = workflow["jobs"]["faults"]
    rows = job["strategy"]["matrix"]["include"]

    assert "schedule" in workflow[True]
    assert job["steps"][-1]["run"].startswith("make faults ")
    assert {"modules": "reference checks/engine convert/weights convert/keras_cells"} in rows
    assert any("modules" not in row for row in rows)
    for name in " ".join(row.get("modules", "") for row in rows).split():
        assert (ROOT / "utils" / name).is_dir() or (ROOT / "utils" / f"{name}.py").is_file()


def test_each_target_of_the_makefile_is_one_line_of_the_help():
    makefile = read("Makefile")
    targets = re.findall(r"(?m)^([a-z][\w-]*):", makefile)
    described = re.findall(r"(?m)^([a-z][\w-]*):.*## \w.+", makefile)
    phony = re.search(r"(?m)^\.PHONY: (.*)", makefile)[1].split()

    assert targets == described
    assert targets == phony
    assert targets[0] == "help"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no make")
def test_the_help_lists_each_target():
    # `make test` runs this, and another make must not take over its flags.
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    listed = subprocess.check_output(["make"], cwd=ROOT, env=clean, text=True)
    targets = re.findall(r"(?m)^([a-z][\w-]*):", read("Makefile"))

    assert [line.split()[:2] for line in listed.splitlines()] == [["make", t] for t in targets]


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="this is no clone")
@pytest.mark.parametrize(
    ("path", "ignored"),
    [("my_lessons/01.ipynb", 0), ("figures/01.png", 0), ("utils/figures/new.py", 1)],
)
def test_git_ignores_what_a_learner_writes_and_no_source(path, ignored):
    checked = subprocess.run(["git", "check-ignore", "--no-index", "-q", path], cwd=ROOT)
    assert checked.returncode == ignored


def test_the_citation_is_whole_and_of_this_version():
    citation = yaml.safe_load(read("CITATION.cff"))
    project = pyproject()["project"]

    assert {"cff-version", "message", "title", "authors"} <= citation.keys()
    assert citation["cff-version"] == "1.2.0"
    assert (citation["version"], citation["license"]) == (project["version"], project["license"])
    assert read("LICENSE").startswith("MIT License")


def test_the_picture_of_the_readme_is_what_diagrams_draw(tmp_path):
    readme_picture().save(tmp_path / "now.png")
    stored, now = imread(ROOT / "docs" / "unrolled.png"), imread(tmp_path / "now.png")
    assert stored.shape == now.shape
    assert abs(stored - now).mean() < 0.01  # letters differ a little between systems


def test_an_installed_course_needs_no_network(tmp_path):
    refuse = (
        "import socket\n"
        "def refuse(*arguments): raise OSError('there is no network')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "from utils.command import main\n"
        "raise SystemExit(main(['run', '04']))\n"
    )
    ended = run_python("-c", refuse, cwd=tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert "4 of 4 exercises passed" in ended.stdout


def test_the_badges_of_the_readme_say_what_the_project_asks_for():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    pinned = re.search(r"(?m)^tensorflow==(\d+\.\d+)", (ROOT / "requirements.in").read_text())[1]
    assert f"badge/TensorFlow-{pinned}-" in readme
    pythons = re.search(r"badge/Python-([^-]*)-", readme)[1].split("%20%7C%20")
    workflow = (ROOT / ".github" / "workflows" / "tests.yml").read_text()
    assert pythons == re.findall(r'"(3\.\d+)"', re.search(r"python: \[(.*)\]", workflow)[1])
