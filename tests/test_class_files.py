"""The files of a class on Kubernetes and under systemd name what there is."""

import re
import shlex

import yaml

from utils.lessons import ROOT

CLASS = ROOT / "class"


def dockerfile():
    text = (CLASS / "Dockerfile").read_text(encoding="utf-8")
    return [shlex.split(line) for line in text.splitlines() if line and line[0] not in "# "]


def values():
    return yaml.safe_load((CLASS / "values.yaml").read_text(encoding="utf-8"))


def test_the_image_copies_what_there_is_and_runs_as_no_root():
    lines = dockerfile()
    for name, *sources, _ in (line for line in lines if line[0] == "COPY"):
        for source in sources:
            assert list(ROOT.glob(source)), f"{name} {source}"
    assert [line[1] for line in lines if line[0] == "USER"] == ["1000"]
    assert any("--require-hashes" in line for line in lines if line[0] == "RUN")


def test_the_cluster_starts_the_server_that_the_image_has():
    command = values()["singleuser"]["cmd"]
    [default] = [line[1:] for line in dockerfile() if line[0] == "CMD"]
    assert re.findall(r"[\w./]+", " ".join(default)) == command
    assert (ROOT / command[1].removeprefix("/srv/course/")).is_file()


def test_a_student_of_the_cluster_has_limits_a_store_and_no_way_out():
    student = values()["singleuser"]
    assert float(student["memory"]["limit"].rstrip("G")) > float(student["extraEnv"]["CLASS_GIB"])
    assert student["storage"]["capacity"]
    assert not any(student["networkPolicy"]["egressAllowRules"].values())


def test_idle_servers_end_and_the_beginning_of_a_lesson_is_prepared():
    assert values()["cull"]["enabled"]
    assert values()["prePuller"]["hook"]["enabled"]
    assert values()["scheduling"]["userPlaceholder"]["replicas"] > 0


def test_nothing_secret_is_in_the_values():
    text = (CLASS / "values.yaml").read_text(encoding="utf-8")
    assert not re.search(r"(?i)^\s*(client_secret|password|token):\s*\S", text, re.MULTILINE)


def test_the_services_start_what_the_page_installs():
    for name, program in (("hub", "class/jupyterhub_config.py"), ("proxy", "class/proxy")):
        unit = (CLASS / "systemd" / f"class-{name}.service").read_text(encoding="utf-8")
        assert f"/srv/course/{program}" in unit
        assert "127.0.0.1" in unit or name == "hub"
        assert (ROOT / program).exists()


def test_the_settings_of_the_page_are_those_that_the_server_reads():
    page = (ROOT / "docs" / "class_server.md").read_text(encoding="utf-8")
    settings = (CLASS / "jupyterhub_config.py").read_text(encoding="utf-8")
    for name in re.findall(r"\bCLASS_\w+", page):
        assert name in settings
    assert "/etc/class/school.py" in page and "/etc/class/school.py" in settings
