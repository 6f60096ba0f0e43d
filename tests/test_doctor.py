import os
import shutil
from importlib.metadata import entry_points, version
from pathlib import Path

import pytest
from child import break_tensorflow, claim_version, hide_module, run_python

import utils
from utils import command, doctor, environment

PACKAGE = Path(utils.__file__).parent
INSTALL = "python -m pip install -r requirements.txt"


def consult(*options, cwd, **where):
    ended = run_python(*options, "-m", "utils", "doctor", cwd=cwd, **where)
    assert ended.stderr == ""
    return ended


def consult_copy(course, cwd):
    """Let the doctor of another copy of the course speak, in place of the one that is installed."""
    code = f"import sys; del sys.modules['utils']; sys.path.insert(0, {str(course)!r}); "
    code += "from utils.command import main; sys.exit(main(['doctor']))"
    ended = run_python("-P", "-c", code, cwd=cwd)
    assert ended.stderr == ""
    return ended


def problems_in(ended):
    """The problems and fixes that the doctor printed, having checked that it said no."""
    assert ended.returncode == 1
    assert ended.stdout.endswith("\nThe lessons will not run yet.\n")
    paragraphs = ended.stdout.split("\n\n")
    return [paragraph for paragraph in paragraphs if paragraph.startswith("Problem ")]


@pytest.fixture
def copied_course(tmp_path):
    """A copy of the course that a child finds first, in the folder `course`."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PACKAGE, tmp_path / "course" / "utils", ignore=ignored)
    return tmp_path / "course"


def test_where_all_is_well_the_doctor_says_that_lessons_will_run_and_helps_old_scripts(tmp_path):
    ended = consult(cwd=tmp_path, TF_USE_LEGACY_KERAS="0")
    assert ended.returncode == 0
    assert ended.stdout.endswith("\nThe lessons will run.\n")
    assert "Problem" not in ended.stdout
    assert "AttributeError: `BasicLSTMCell` is not available with Keras 3" in ended.stdout
    assert "TF_USE_LEGACY_KERAS=1` before you start Python" in ended.stdout
    table = dict(line.split(maxsplit=1) for line in ended.stdout.split("\n\n")[0].splitlines())
    first = ["Python", "TensorFlow", "Keras", "tf_keras", "NumPy", "processor", "memory"]
    assert list(table)[:7] == first
    assert table["shakespeare.txt"] == "correct, checksum ba7910531cc3"
    assert len(table) == 7 + 9


@pytest.mark.parametrize("folder", [".", "my_lessons"])
def test_a_file_that_hides_a_package_is_named(folder, tmp_path, copied_course):
    folder = tmp_path / "anywhere" if folder == "." else copied_course / folder
    folder.mkdir()
    (tmp_path / "anywhere").mkdir(exist_ok=True)
    for name in ("utils.py", "numpy.py"):
        (folder / name).write_text("raise SystemExit('imported')", encoding="utf-8")
    assert problems_in(consult_copy(copied_course, cwd=tmp_path / "anywhere")) == [
        f"Problem {number}. Your own {folder / module}.py hides the package {module} "
        f"that the lessons need.\n  Fix: Rename {module}.py, then restart the kernel."
        for number, module in [(1, "utils"), (2, "numpy")]
    ]


def test_a_wrong_version_of_tensorflow_is_named(tmp_path):
    claim_version(tmp_path / "site", "1.15.0")
    ended = consult(cwd=tmp_path, search_first=tmp_path / "site")
    (problem,) = problems_in(ended)
    assert "TensorFlow 1.15.0 is installed, and the lessons need TensorFlow 2.16 to" in problem
    assert INSTALL in problem
    assert "\nTensorFlow                        1.15.0\n" in ended.stdout


def test_a_wrong_version_of_python_is_named(tmp_path):
    code = "import sys; sys.version_info = (3, 10, 13)\n"
    (tmp_path / "sitecustomize.py").write_text(code, encoding="utf-8")
    (problem,) = problems_in(consult(cwd=tmp_path, search_first=tmp_path))
    assert "This is Python 3.10, and the lessons need Python 3.11 to 3.13." in problem


def test_a_tf_keras_that_cannot_be_imported_is_named(tmp_path):
    hide_module(tmp_path, "tf_keras")
    (problem,) = problems_in(consult(cwd=tmp_path, search_first=tmp_path))
    assert problem.startswith("Problem 1. tf_keras is not installed")
    wanted = ".".join(version("tensorflow").split(".")[:2])
    assert f'python -m pip install "tf_keras=={wanted}.*"' in problem


def test_where_nothing_is_installed_the_doctor_still_speaks(tmp_path):
    ended = consult("-S", cwd=tmp_path, search_first=PACKAGE.parent)
    tensorflow, tf_keras, numpy, course = problems_in(ended)
    assert "The course's package is not installed." in course
    assert "--no-build-isolation -e ." in course
    assert "TensorFlow is not installed" in tensorflow
    assert "tf_keras is not installed" in tf_keras
    assert "numpy is not installed" in numpy
    assert "unknown, because psutil is not installed" in ended.stdout


def test_a_damaged_and_a_missing_data_file_are_named_with_their_sums_and_the_fix(copied_course):
    datasets = copied_course / "utils" / "data" / "datasets"
    with (datasets / "surnames.tsv").open("ab") as file:
        file.write(b"Turing\tEnglish\n")
    (datasets / "mnist" / "train-labels-idx1-ubyte.gz").unlink()
    ended = consult_copy(copied_course, cwd=copied_course)
    missing, damaged = problems_in(ended)
    assert "mnist/train-labels-idx1-ubyte.gz is missing" in missing
    assert "git checkout -- utils/data/datasets/mnist/train-labels-idx1-ubyte.gz" in missing
    assert "surnames.tsv is damaged: its SHA-256 checksum is " in damaged
    assert "but it should be f49210065dfb" in damaged
    assert "git checkout -- utils/data/datasets/surnames.tsv" in damaged
    assert "surnames.tsv                      DAMAGED, checksum " in ended.stdout
    assert "mnist/train-labels-idx1-ubyte.gz  MISSING\n" in ended.stdout


def test_a_fault_that_only_a_step_of_a_cell_brings_out_is_named(tmp_path):
    break_tensorflow(tmp_path / "site", "raise ImportError('DLL load failed.')")
    (problem,) = problems_in(consult(cwd=tmp_path, search_first=tmp_path / "site"))
    assert "A time step of BasicRNNCell could not be run" in problem
    assert "TensorFlow is installed but cannot be imported: DLL load failed." in problem


def test_a_tensorflow_that_takes_python_down_with_it_is_named(tmp_path):
    break_tensorflow(tmp_path / "site", "import os\nos._exit(132)")
    (problem,) = problems_in(consult(cwd=tmp_path, search_first=tmp_path / "site"))
    assert "A time step of BasicRNNCell could not be run: exit status 132" in problem


def test_a_file_that_hides_one_of_pythons_own_modules_does_not_stop_notebooks(tmp_path):
    (tmp_path / "random.py").write_text("raise SystemExit('imported')", encoding="utf-8")
    ended = consult("-P", cwd=tmp_path)  # Without -P the doctor itself would find the file.
    assert (ended.returncode, ended.stdout.splitlines()[-1]) == (0, "The lessons will run.")


@pytest.mark.parametrize(("value", "notes"), [("1", 0), ("True", 0), ("0", 1), (None, 1)])
def test_the_note_for_old_scripts_is_there_unless_keras_2_is_asked_for(value, notes, monkeypatch):
    monkeypatch.delenv("TF_USE_LEGACY_KERAS", raising=False)
    if value is not None:
        monkeypatch.setitem(os.environ, "TF_USE_LEGACY_KERAS", value)
    assert len(doctor.script_notes()) == notes


@pytest.mark.parametrize(
    ("version", "notes"), [("2.21.3", 0), ("2.20.0", 1), ("2.15.0", 0), (None, 0)]
)
def test_another_tensorflow_than_the_one_of_the_stored_numbers_is_noted(
    version, notes, monkeypatch
):
    for module in (doctor, environment):
        monkeypatch.setattr(module, "installed_version", lambda *names: version)
    found = doctor.version_notes()
    assert len(found) == notes
    assert all(
        note.what == f"This is TensorFlow {version}, and the notebooks were stored with "
        "TensorFlow 2.21."
        for note in found
    )


@pytest.mark.parametrize(("enough", "notes"), [(0, 0), (10**18, 1)])
def test_too_little_memory_is_noted(enough, notes, monkeypatch):
    monkeypatch.setattr(doctor, "ENOUGH_MEMORY", enough)
    assert len(doctor.memory_notes()) == notes


def test_the_command_course_is_installed_with_the_doctor():
    (script,) = entry_points(group="console_scripts", name="course")
    assert script.load() is command.main
    assert "doctor" in command.COMMANDS
