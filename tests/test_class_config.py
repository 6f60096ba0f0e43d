"""The settings of a class server, read without JupyterHub."""

import importlib.util
import json
import os
import re
import subprocess
import sys

import pytest
from child import run_python
from traitlets.config import PyFileConfigLoader

from utils.lessons import LESSONS, ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="JupyterHub has no Windows")

SECRETS = {
    "CLASS_STUDENTS": "student1 student2",
    "CLASS_PASSWORD": "a",
    "CLASS_TEACHERS_PASSWORD": "b",
    "CLASS_TRIAL_TOKEN": "c",
}


def config(monkeypatch, **variables):
    for name in [name for name in os.environ if name.startswith("CLASS_")]:
        monkeypatch.delenv(name)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return PyFileConfigLoader("jupyterhub_config.py", str(ROOT / "class")).load_config()


def load(name):
    specification = importlib.util.spec_from_file_location(name, ROOT / "class" / f"{name}.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_a_trial_lets_in_the_students_that_are_named_and_nobody_else(monkeypatch, tmp_path):
    c = config(monkeypatch, CLASS_TRIAL=str(tmp_path), **SECRETS)
    assert c.Authenticator.allowed_users == {"student1", "student2"}
    assert "allow_all" not in c.Authenticator
    assert c.JupyterHub.spawner_class == "simple"
    assert str(tmp_path) in c.JupyterHub.db_url


def test_a_class_has_a_system_user_for_each_student_and_limits_that_are_kept(monkeypatch):
    c = config(monkeypatch)
    assert c.JupyterHub.spawner_class == "systemd"
    assert c.SystemdSpawner.mem_limit and c.SystemdSpawner.isolate_tmp
    assert c.PAMAuthenticator.allowed_groups
    assert "allow_all" not in c.Authenticator


@pytest.mark.parametrize("trial", [True, False])
def test_only_this_machine_is_served_and_a_restart_ends_nothing(monkeypatch, tmp_path, trial):
    variables = SECRETS | {"CLASS_TRIAL": str(tmp_path)} if trial else {}
    c = config(monkeypatch, **variables)
    for address in (
        c.JupyterHub.bind_url,
        c.JupyterHub.hub_bind_url,
        c.ConfigurableHTTPProxy.api_url,
    ):
        assert address.startswith("http://127.0.0.1:")
    assert c.ConfigurableHTTPProxy.should_start is False
    assert c.JupyterHub.cleanup_servers is False
    assert c.JupyterHub.active_server_limit >= 1


def test_idle_servers_end_later_than_they_report_that_they_are_used(monkeypatch):
    [culler] = config(monkeypatch).JupyterHub.services
    timeout = next(word for word in culler["command"] if word.startswith("--timeout="))
    assert int(timeout.split("=")[1]) > 300  # seconds between two reports of a server


def test_a_student_gets_the_lessons_again_after_deleting_one_and_keeps_what_was_written(tmp_path):
    server = load("student_server")
    server.deliver(tmp_path)
    names = {path.name for path in LESSONS.glob("*.ipynb")}
    assert {path.name for path in tmp_path.glob("*.ipynb")} == names
    deleted, edited = sorted(tmp_path.glob("*.ipynb"))[:2]
    deleted.unlink()
    notebook = json.loads(edited.read_text(encoding="utf-8"))
    notebook["cells"][0]["source"] = "mine"
    edited.write_text(json.dumps(notebook), encoding="utf-8")
    server.deliver(tmp_path)
    assert deleted.exists()
    assert json.loads(edited.read_text(encoding="utf-8"))["cells"][0]["source"] == "mine"


def test_a_folder_that_cannot_be_written_keeps_nobody_from_starting(tmp_path, capsys):
    server = load("student_server")
    (tmp_path / "file").write_text("", encoding="utf-8")
    server.deliver(tmp_path / "file")
    assert "cannot be brought up to date" in capsys.readouterr().out


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts this memory")
def test_too_much_memory_is_an_error_with_a_sentence(tmp_path):
    code = (
        "import importlib.util, sys\n"
        f"specification = importlib.util.spec_from_file_location('s', {str(ROOT)!r} + "
        "'/class/student_server.py')\n"
        "server = importlib.util.module_from_spec(specification)\n"
        "specification.loader.exec_module(server)\n"
        "import numpy as np\n"
        "server.limit_memory(2**30)\n"
        "np.ones(2**20)\n"
        "np.ones(2**28)\n"
    )
    ended = run_python("-c", code, cwd=tmp_path)
    assert ended.returncode == 1
    assert "Unable to allocate 2.00 GiB" in ended.stderr.splitlines()[-1]


def test_the_proxy_is_locked_without_an_address_of_a_registry():
    folder = ROOT / "class" / "proxy"
    lock = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))
    asked = json.loads((folder / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert lock["packages"][""]["dependencies"] == asked
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert not [name for name, entry in packages.items() if "resolved" in entry]
    for name, version in asked.items():
        assert re.fullmatch(r"[\d.]+", version)
        assert packages[f"node_modules/{name}"]["version"] == version


def test_a_server_without_node_says_what_to_install(tmp_path):
    script = (ROOT / "packaging" / "install_class.sh").read_text(encoding="utf-8")
    course = tmp_path / "course"
    (course / "packaging").mkdir(parents=True)
    (course / "packaging" / "install_class.sh").write_text(script, encoding="utf-8")
    (course / "packaging" / "install.sh").write_text("exit 0\n", encoding="utf-8")
    (tmp_path / "bin").mkdir()
    for name in ("sh", "dirname"):
        (tmp_path / "bin" / name).symlink_to(f"/bin/{name}")
    ended = subprocess.run(
        ["sh", "packaging/install_class.sh"],
        cwd=course,
        env={"PATH": str(tmp_path / "bin")},
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 1
    assert "Node.js 20 or newer" in ended.stderr
