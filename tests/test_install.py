"""packaging/install.sh, with a real .venv whose pip only notes down what it was asked for."""

import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no make")

ROOT = Path(__file__).resolve().parents[1]
PIP = """
import os, sys
with open("calls", "a") as calls:
    print(*sys.argv[1:], file=calls)
sys.exit(os.environ.get("PIP_FAILS") == "yes")
"""
LOCK, AUTHORS_LOCK = (
    "install --no-compile --require-hashes -r requirements.txt",
    "requirements-dev.txt",
)
LOCKS = tuple(f"requirements{name}.txt" for name in ("", "-dev", "-site", "-faults"))
COURSE = "install --no-compile --quiet --no-deps --no-build-isolation --editable ."

# `make test` runs this, and another make must not take over its flags.
OUTSIDE_MAKE = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}


@pytest.fixture
def course(tmp_path):
    path = tmp_path / "a course"
    (path / "packaging").mkdir(parents=True)
    for name in ("packaging/install.sh", "packaging/recurrent_networks_course.pth", "Makefile"):
        shutil.copy(ROOT / name, path / name)
    for name in (*LOCKS, "pyproject.toml"):
        (path / name).write_text("# first\n", encoding="utf-8")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", path / ".venv"], check=True)
    for name, text in (("pip/__main__.py", PIP), ("pip-1.dist-info/METADATA", "Name: pip\n")):
        file = packages(path) / name
        file.parent.mkdir(parents=True)
        file.write_text(text, encoding="utf-8")
    for name in ("RECORD", "INSTALLER"):
        (packages(path) / "pip-1.dist-info" / name).write_text("pip\n", encoding="utf-8")
    return path


def packages(course):
    variables = {"base": str(course / ".venv")}
    return Path(sysconfig.get_path("purelib", "venv", variables))


def install(course, who="learners", **environment):
    """Run the script; give its exit status, its lines of error, and what pip was asked for."""
    calls = course / "calls"
    calls.unlink(missing_ok=True)
    done = subprocess.run(
        ["sh", "packaging/install.sh", who],
        cwd=course,
        env=os.environ | {"UV": "no", "PYTHON": ""} | environment,
        capture_output=True,
        text=True,
    )
    asked = calls.read_text(encoding="utf-8").splitlines() if calls.exists() else []
    return done.returncode, done.stderr.splitlines(), asked


def test_the_lock_then_the_course_are_installed_once(course):
    assert install(course) == (0, [], [LOCK, COURSE])
    assert install(course) == (0, [], [])


def test_packages_are_compiled_before_the_first_import(course):
    module = packages(course) / "package.py"
    module.write_text("x = 1\n", encoding="utf-8")
    (packages(course) / "of_another_python.py").write_text("print 1\n", encoding="utf-8")

    assert install(course, PYTHONDONTWRITEBYTECODE="1") == (0, [], [LOCK, COURSE])
    assert Path(importlib.util.cache_from_source(str(module))).exists()


def test_a_file_that_was_only_touched_installs_nothing(course):
    install(course)
    for name in ("requirements.txt", "pyproject.toml"):
        os.utime(course / name, (4e9, 4e9))

    assert install(course) == (0, [], [])


@pytest.mark.parametrize(
    ("changed", "asked"), [("requirements.txt", [LOCK]), ("pyproject.toml", [COURSE])]
)
def test_only_what_changed_is_installed_again(course, changed, asked):
    install(course)
    (course / changed).write_text("# second\n", encoding="utf-8")

    assert install(course) == (0, [], asked)
    assert install(course) == (0, [], [])


def test_a_folder_that_was_moved_installs_the_course_again(course):
    install(course)
    moved = course.rename(course.with_name("moved"))

    assert install(moved) == (0, [], [COURSE])


def test_an_install_that_failed_says_what_to_do_and_is_continued(course):
    status, errors, asked = install(course, PIP_FAILS="yes")

    assert (status, asked) == (1, [LOCK])
    assert errors[0] == "The install stopped before its end."
    assert "run the same command again" in errors[1]
    assert install(course) == (0, [], [LOCK, COURSE])


def test_a_full_disk_is_named_where_an_install_stopped(course, tmp_path):
    df = tmp_path / "df"
    df.write_text("#!/bin/sh\necho Filesystem\necho disk 100 100 0 100% /\n", encoding="utf-8")
    df.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    status, errors, _ = install(course, PIP_FAILS="yes", PATH=path)

    assert status == 1
    assert errors[1].startswith("The disk is nearly full: free")


def test_a_damaged_lock_is_named_where_an_install_stopped(course):
    for words in ("init --quiet", "add .", "-c user.name=a -c user.email=a commit --quiet -m a"):
        subprocess.run(["git", *words.split()], cwd=course, check=True)
    whole = install(course, PIP_FAILS="yes")[1]
    (course / "requirements.txt").write_text("tensorflow==2.21.0 \\\n", encoding="utf-8")
    damaged = install(course, PIP_FAILS="yes")[1]

    assert "git checkout" not in whole[1]
    assert damaged[1].startswith(
        "requirements.txt was changed here: `git checkout requirements.txt`"
    )


def test_a_package_that_was_cut_off_is_installed_again(course):
    half = packages(course) / "tensorflow-2.dist-info"
    half.mkdir()
    (half / "METADATA").write_text("Name: tensorflow\n", encoding="utf-8")
    install(course)

    assert not half.exists()
    assert (packages(course) / "pip-1.dist-info").exists()


def test_what_authors_installed_is_enough_for_learners(course):
    install(course)
    assert install(course, "developers")[2] == [LOCK.replace("requirements.txt", AUTHORS_LOCK)]
    assert install(course, "developers")[2] == []
    assert install(course, "learners")[2] == []


@pytest.mark.parametrize("larger", ["site", "faults"])
def test_what_a_larger_set_needs_is_enough_for_learners_and_authors(course, larger):
    assert install(course, larger)[2] == [
        LOCK.replace("requirements.txt", f"requirements-{larger}.txt"),
        COURSE,
    ]
    for who in ("developers", "learners", larger):
        assert install(course, who)[2] == []


def test_a_learners_lock_that_changed_makes_the_authors_install_unsure(course):
    install(course, "developers")
    (course / "requirements.txt").write_text("# second\n", encoding="utf-8")
    install(course, "learners")

    assert install(course, "developers")[2] == [LOCK.replace("requirements.txt", AUTHORS_LOCK)]


def test_pip_takes_over_where_uv_cannot_be_had(course):
    # This pip says that it installed uv, and there is none: as a broken build would be.
    status, _, asked = install(course, UV="")

    assert status == 0
    assert asked[0].endswith("-r requirements-uv.txt")
    assert asked[1:] == [LOCK, COURSE]


def test_a_folder_of_wheels_is_all_that_is_asked(course, tmp_path):
    wheels = tmp_path / "the wheels"
    wheels.mkdir()
    status, _, asked = install(course, UV="", WHEELS=str(wheels))

    assert status == 0
    address = f"--no-index --find-links {wheels.resolve().as_uri()} "
    assert asked[0].startswith(f"install {address}--quiet")
    assert asked[1:] == [line.replace("compile ", f"compile {address}") for line in (LOCK, COURSE)]


def test_a_folder_of_wheels_that_is_not_there_is_named(course):
    status, errors, asked = install(course, WHEELS="no such folder")

    assert (status, asked) == (1, [])
    assert errors[0] == "There is no folder no such folder."


def test_a_missing_python_is_said_in_two_sentences(tmp_path, course):
    shutil.rmtree(course / ".venv")
    status, errors, _ = install(course, PYTHON="no-such-python")

    assert status == 1
    assert errors[0].endswith("was found at PYTHON=no-such-python.")
    assert errors[1].startswith("Install one")
    assert not (course / ".venv").exists()


def test_a_half_made_venv_is_made_again(course):
    (packages(course) / "pip-1.dist-info" / "RECORD").unlink()
    # The real pip of the new .venv then fails, as there is no course to install.
    install(course, PYTHON=sys.executable)

    python = course / ".venv" / "bin" / "python"
    assert (
        subprocess.run([python, "-m", "pip", "--version"], stdout=subprocess.DEVNULL).returncode
        == 0
    )
    assert not (packages(course) / "pip-1.dist-info").exists()


def test_cleaning_removes_what_can_be_made_again_and_keeps_what_the_learner_wrote(course):
    kept = course / "my_lessons" / "__pycache__" / "mine"
    removed = [
        course / name
        for name in ("utils/__pycache__/a", "figures/02/01.png", "lessons/.ipynb_checkpoints/a")
    ]
    for file in (kept, *removed):
        file.parent.mkdir(parents=True)
        file.write_text("", encoding="utf-8")
    subprocess.run(["make", "clean"], cwd=course, env=OUTSIDE_MAKE, check=True)

    assert kept.exists()
    assert not (course / ".venv").exists()
    assert [file for file in removed if file.parent.exists()] == []
