"""Real servers: started as a learner starts them, read through their address, stopped by id."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

import psutil
import pytest
from jupyter_client import BlockingKernelClient
from size_limit import size_limit
from test_working_copy import write

from utils.lab.command import serve
from utils.lab.forked_kernels import IS_POSSIBLE
from utils.lab.server import ServerEnded, ServerFailed, lab_server

NAME = "01_graph_and_session"
LAB = """
import sys
from pathlib import Path
from utils.command import course_parser
from utils.lab.command import run
course = Path(sys.argv[1])
folders = [course / name for name in ("my lessons", "lessons", "solutions")]
words = ["lab", "--no-browser"]
sys.exit(run(course_parser(words).parse_args(words), *folders))
"""
WINDOWS = sys.platform == "win32"


def course(path):
    (path / "solutions").mkdir()
    (path / "solutions" / f"{NAME}.py").write_text("# %%\n", encoding="utf-8")
    write(path / "lessons" / f"{NAME}.ipynb", "1 + 1")
    return path


def start(path, **environment):
    return subprocess.Popen(
        [sys.executable, "-c", LAB, path],
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        creationflags=subprocess.CREATE_NEW_PROCESS_GROUP if WINDOWS else 0,
    )


def stop(process, number=signal.SIGTERM):
    if process.poll() is None:
        process.send_signal(signal.CTRL_BREAK_EVENT if WINDOWS else number)
    return process.communicate(timeout=30)


@contextmanager
def stopped_at_the_end(process):
    try:
        yield process
    finally:
        stop(process)


def address(process):
    for line in process.stdout:
        if found := re.search(r"http://127\.0\.0\.1:(\d+)/\S*\?token=(\w+)", line):
            return found[0], int(found[1]), found[2]
    pytest.fail(f"No address: {process.stderr.read()}")


def get(url, token=None, method="GET", content=None):
    headers = {"Authorization": f"token {token}"} if token else {}
    data = json.dumps(content).encode() if content else None
    request = Request(url, data, headers, method=method)
    try:
        with build_opener(ProxyHandler({})).open(request, timeout=30) as response:
            return response.status, response.read()
    except HTTPError as error:
        return error.code, error.read()


@contextmanager
def kernel_of(lab):
    """The client of the lab's only kernel, once it answers.

    A kernel that is still starting answers the interrupt of a shutdown with a traceback.
    """
    [server, *_] = psutil.Process(lab.pid).children()
    [file] = Path(server.environ()["JUPYTER_RUNTIME_DIR"]).glob("kernel-*.json")
    client = BlockingKernelClient(connection_file=str(file))
    client.load_connection_file()
    client.start_channels()
    deadline = time.monotonic() + 60
    while True:
        try:
            client.wait_for_ready(timeout=30)
            break
        except RuntimeError:  # on a busy machine a kernel counts as dead after one second's silence
            if time.monotonic() > deadline:
                raise
    yield client
    client.stop_channels()


@pytest.fixture(scope="module")
def taken_port():
    """Port 8888, taken: by this socket, or by somebody else already."""
    with socket.socket() as taken:
        try:
            taken.bind(("127.0.0.1", 8888))
            taken.listen()
        except OSError:  # somebody else holds it, and may let go of it during the test
            yield None
        else:
            yield 8888


@pytest.fixture(scope="module")
def two_servers(tmp_path_factory, taken_port):
    """Two started at once on one folder, in a home whose own Jupyter settings would spoil them."""
    home = tmp_path_factory.mktemp("home")
    for folder in (home, home / ".jupyter"):
        folder.mkdir(exist_ok=True)
        bad = {"ServerApp": {"port": "none"}, "IdentityProvider": {"token": ""}}
        (folder / "jupyter_server_config.json").write_text(json.dumps(bad), encoding="utf-8")
    spoilt = {"HOME": str(home), "JUPYTER_CONFIG_DIR": str(home), "JUPYTER_TOKEN": "known"}
    path = course(tmp_path_factory.mktemp("two"))
    with ExitStack() as stack:
        processes = [start(path, **spoilt) for _ in range(2)]
        for process in processes:
            stack.enter_context(stopped_at_the_end(process))
        yield [(process, *address(process)) for process in processes]


def test_two_at_once_each_answer_on_a_free_port(two_servers, taken_port):
    ports = {port for _, _, port, _ in two_servers}

    assert len(ports - {taken_port}) == 2
    for _, url, _, _ in two_servers:
        status, page = get(url)
        assert status == 200
        assert b"JupyterLab" in page


def test_the_lesson_is_served_to_the_token_alone(two_servers):
    (_, url, _, token), (_, _, _, other_token) = two_servers
    lesson = re.sub(r"/lab/tree/(.*)\?.*", r"/api/contents/\1", url)

    assert get(lesson, token)[0] == 200
    assert get(lesson)[0] == 403
    assert get(lesson, other_token)[0] == 403


def of_living(processes, question):
    """Ask each process; one that has ended since it was listed, as helpers do, is left out."""
    answers = []
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            answers.append(question(process))
    return answers


def test_the_token_is_on_no_command_line(two_servers):
    for process, _, _, token in two_servers:
        lab = psutil.Process(process.pid)
        lines = [lab.cmdline(), *of_living(lab.children(recursive=True), psutil.Process.cmdline)]
        assert len(lines) > 1
        assert not any(token in " ".join(line) for line in lines)


def test_only_this_machine_is_listened_to(two_servers):
    for process, _, port, _ in two_servers:
        children = psutil.Process(process.pid).children(recursive=True)
        sockets = [
            connection.laddr
            for connections in of_living(children, lambda child: child.net_connections("inet"))
            for connection in connections
            if connection.status == psutil.CONN_LISTEN
        ]
        assert ("127.0.0.1", port) in sockets
        assert {host for host, _ in sockets} == {"127.0.0.1"}


@pytest.mark.skipif(WINDOWS, reason="Windows sends no such signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_kernel_is_forked_and_a_stopped_lab_leaves_no_process(two_servers, number):
    process, url, _, token = two_servers[number == signal.SIGINT]
    kernels = re.sub(r"/lab/tree/[^?]*", "/api/kernels", url)
    assert get(kernels, token, "POST")[0] == 201
    printed = []
    with kernel_of(process) as client:
        client.execute_interactive(
            "import sys; print('utils.tf1' in sys.modules)",
            timeout=60,
            output_hook=lambda message: printed.append(message["content"].get("text")),
        )
    assert f"{IS_POSSIBLE}\n" in printed
    children = psutil.Process(process.pid).children(recursive=True)
    assert len(children) >= 2  # the server and a kernel

    out, errors = stop(process, number)

    # Of two that start at once, one may lose the port that both had found free, and tries again.
    lost_race = "the Jupyter server could not be started because no available port could be found"
    assert [line for line in errors.splitlines() if lost_race not in line] == []
    assert process.returncode == 0
    assert out == "JupyterLab has stopped. Your notebooks are in my lessons.\n"
    assert psutil.wait_procs(children, timeout=5)[1] == []


def spoil(folder, setting):
    settings = folder / ".jupyter"
    settings.mkdir()
    (settings / "jupyter_server_config.json").write_text(json.dumps(setting), encoding="utf-8")
    return folder


def test_a_setting_that_changes_the_token_is_not_served(tmp_path):
    spoil(tmp_path, {"IdentityProvider": {"token": "known"}})

    with pytest.raises(ServerFailed, match="changes the token"), lab_server(tmp_path, "secret"):
        pytest.fail("It was served.")


def test_a_jupyter_that_ends_is_tried_once_more_and_then_said_to_have_ended(tmp_path, capsys):
    spoil(tmp_path, {"ServerApp": {"cookie_secret_file": 3}})

    with pytest.raises(ServerEnded, match="JupyterLab ended with status 1"):
        serve(tmp_path, "01_graph_and_session.ipynb", browser=False)
    assert capsys.readouterr().out == "JupyterLab ended. We try again with another port.\n"


def test_a_disk_that_is_full_at_a_save_is_said_and_leaves_the_notebook_whole(tmp_path):
    path = tmp_path / "my lessons" / f"{NAME}.ipynb"
    with stopped_at_the_end(start(course(tmp_path))) as process:
        url, _, token = address(process)
        lesson = re.sub(r"/lab/tree/(.*)\?.*", r"/api/contents/\1", url)
        content = json.loads(get(lesson, token)[1])["content"]
        content["cells"][0]["source"] = "mine" * 100_000
        saved, before = {"type": "notebook", "content": content}, path.read_bytes()
        servers = [child.pid for child in psutil.Process(process.pid).children()]
        with size_limit(100_000, *servers):
            status, answer = get(lesson, token, "PUT", saved)

        assert status == 500
        assert b"File too large" in answer  # on a full disk: No space left on device
        assert path.read_bytes() == before
        assert get(lesson, token, "PUT", saved)[0] == 200
        assert b"mine" in path.read_bytes()
