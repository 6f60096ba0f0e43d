"""A class server, started as an instructor starts it; skipped where JupyterHub is not installed."""

import importlib.util
import os
import signal

import pytest

from utils.lessons import LESSONS, ROOT

pytest.importorskip("jupyterhub")
CLASS = ROOT / "class"
PROXY = CLASS / "proxy" / "node_modules" / ".bin" / "configurable-http-proxy"
pytestmark = pytest.mark.skipif(not PROXY.exists(), reason="`make class` installs the proxy")


def load(name):
    specification = importlib.util.spec_from_file_location(f"class_{name}", CLASS / f"{name}.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


students = load("students")


@pytest.fixture(scope="module")
def trial(tmp_path_factory):
    started = load("trial").Trial(tmp_path_factory.mktemp("trial"), students=2, port=18000)
    started.start()
    yield started
    started.stop()
    assert started.hub.poll() is not None and started.proxy.poll() is not None


def signed_in(trial, name):
    student = students.Student(trial.address, name)
    student.sign_in(trial.password)
    return student


def test_a_student_finds_the_lessons_a_kernel_and_a_check_that_answers(trial):
    student = signed_in(trial, "student1")
    names = {path.name for path in LESSONS.glob("*.ipynb")}
    listed = student.session.get(f"{student.server}/api/contents/").json()["content"]
    assert names <= {file["name"] for file in listed}
    with student.kernel() as execute:
        cells = student.notebook("03_cell_variables.ipynb")["cells"]
        code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        assert execute(code[0]) == ("", "")
        answer = "def split_kernel(kernel, size):\n    return kernel[:size], kernel[size:]\n"
        shown, error = execute(f"{answer}\ncheck.split_kernel(split_kernel)")
        assert (error, "Passed" in shown) == ("", True)
        shown, _ = execute("!course progress | tail -1")
        assert "my_lessons" not in shown and "lesson" in shown


def test_too_much_memory_is_a_sentence_and_the_kernel_lives(trial):
    with signed_in(trial, "student1").kernel() as execute:
        _, error = execute("import numpy as np\nlarge = np.ones(3 * 2**27)")
        assert "Unable to allocate 3.00 GiB" in error
        assert execute("print('alive')") == ("alive\n", "")


def test_the_status_bar_can_read_the_memory(trial):
    student = signed_in(trial, "student1")
    metrics = student.session.get(f"{student.server}/api/metrics/v1").json()
    assert metrics["rss"] > 0
    assert metrics["limits"]["memory"]["rss"] == 2 * 2**30


def test_a_stranger_and_a_wrong_password_stay_outside(trial):
    for name, password in (("student3", trial.password), ("student2", "guessed")):
        stranger = students.Student(trial.address, name)
        with pytest.raises(RuntimeError, match="sign-in: 403"):
            stranger.sign_in(password)


def test_a_student_cannot_open_the_server_of_another_and_a_teacher_can(trial):
    first, second = signed_in(trial, "student1"), signed_in(trial, "student2")
    assert second.session.get(f"{first.server}/api/contents/").status_code == 403
    teacher = students.Student(trial.address, "teacher")
    teacher.sign_in(trial.teachers_password)
    asked = teacher.session.get(f"{first.server}/lab")  # the hub asks a teacher whether to enter
    assert asked.ok and "oauth2/authorize" in asked.url
    assert not second.session.get(f"{first.server}/lab").ok


def test_a_hub_that_is_killed_and_started_again_loses_nobody(trial):
    student = signed_in(trial, "student1")
    with student.kernel() as execute:
        execute("kept = 42")
        os.kill(trial.hub.pid, signal.SIGKILL)
        trial.hub.wait()
        assert execute("print(kept)") == ("42\n", "")  # while there is no hub
        assert student.notebook("01_graph_and_session.ipynb")["cells"]
        trial.start_hub()
        assert execute("print(kept)") == ("42\n", "")
    assert "student1" in trial.running()
    assert student.session.get(f"{trial.address}/hub/home").ok
    assert "/login" not in student.session.get(f"{trial.address}/hub/home").url
    signed_in(trial, "student2")
