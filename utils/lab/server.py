"""Run JupyterLab as a child process, on this computer only, with a token and its own settings."""

import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from urllib.request import ProxyHandler, Request, build_opener

LOOPBACK = "127.0.0.1"
FIRST_PORT, ANY_PORT = 8888, 0
LONGEST_START = 120  # seconds: the first start on a slow disk
LONGEST_STOP = 10  # seconds
# Without this JupyterLab asks every learner whether to fetch its news.
NEWS_SETTINGS = "lab/user-settings/@jupyterlab/apputils-extension/notification.jupyterlab-settings"


class ServerFailed(RuntimeError):
    """JupyterLab never answered, or answered without its token."""


class ServerEnded(ServerFailed):
    """JupyterLab ended before it answered, for example because its port was taken."""


@contextmanager
def lab_server(folder, token, first_port=FIRST_PORT):
    """Run JupyterLab in `folder` until the block ends, and give its process and its port.

    Arguments:
        folder: the folder that JupyterLab shows. Its settings are in `.jupyter` of this folder.
        token: the token that a browser must send, a string of letters and digits.
        first_port: the first port to try. With ANY_PORT, the system chooses the port.

    Raises ServerEnded and ServerFailed. JupyterLab has written its own error to stderr before.
    """
    settings = folder / ".jupyter"
    without_news(settings)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as runtime:
        child = subprocess.Popen(
            _command(folder, first_port),
            env=_environment(token, settings, runtime),
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C reaches Jupyter once, through _stop
        )
        port = None
        try:
            port = _wait_for_port(child, Path(runtime), token)
            yield child, port
        finally:
            _stop(child, port, token)


def without_news(settings):
    """Keep JupyterLab from asking about its news, in the folder of its settings."""
    news = settings / NEWS_SETTINGS
    if not news.exists():
        news.parent.mkdir(parents=True, exist_ok=True)
        news.write_text('{"fetchNews": "false"}\n', encoding="utf-8")


def lab_environment(settings):
    """What JupyterLab must find in its environment, to use `settings` and no other of its folders.

    Arguments:
        settings: the path of a folder.

    Returns:
        A dict of variables.
    """
    return {
        "JUPYTER_PREFER_ENV_PATH": "1",
        "JUPYTER_CONFIG_DIR": str(settings),
        "JUPYTER_DATA_DIR": str(settings / "data"),
        "IPYTHONDIR": str(settings / "ipython"),
        # So that a terminal in JupyterLab finds `course`.
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
    }


def _command(folder, first_port):
    settings = {
        "ServerApp.ip": LOOPBACK,
        "ServerApp.port": first_port,
        "ServerApp.port_retries": 50,
        "ServerApp.open_browser": False,
        "ServerApp.root_dir": folder,
        "ServerApp.log_level": "ERROR",
        "LabApp.log_level": "ERROR",
        # Otherwise each kernel warns that others on this machine could listen, and they could.
        "KernelManager.transport_encryption": "auto",
        # The only user of a container is often root.
        "ServerApp.allow_root": hasattr(os, "geteuid") and os.geteuid() == 0,
    }
    return [sys.executable, "-m", "utils.lab.jupyter", *(f"--{k}={v}" for k, v in settings.items())]


def _environment(token, settings, runtime):
    """The environment without what belongs to another Jupyter or IPython, at home or in a shell."""
    ours = lab_environment(settings) | {
        "JUPYTER_TOKEN": token,  # a command line can be read by everybody on the machine
        "JUPYTER_RUNTIME_DIR": runtime,
    }
    theirs = ("JUPYTER", "IPYTHON")
    return {k: v for k, v in os.environ.items() if not k.startswith(theirs)} | ours


def _wait_for_port(child, runtime, token):
    end = time.monotonic() + LONGEST_START
    while time.monotonic() < end:
        if child.poll() is not None:
            raise ServerEnded(f"JupyterLab ended with status {child.returncode}.")
        for info in _servers_noted(runtime):
            if info["token"] != token:
                raise ServerFailed(
                    "A Jupyter setting on this computer changes the token. Remove this setting."
                )
            if _answers(info["port"], token):
                return info["port"]
        time.sleep(0.05)
    raise ServerFailed(f"JupyterLab did not answer within {LONGEST_START} seconds.")


def _servers_noted(runtime):
    """Yield what the child has written about itself. On Windows, its process id is another one."""
    for path in runtime.glob("jpserver-*.json"):
        try:
            yield json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue  # not whole yet


def _answers(port, token, path="status", method="GET"):
    """Whether the server there takes the token: another Jupyter on the port would not."""
    url = f"http://{LOOPBACK}:{port}/api/{path}"
    request = Request(url, headers={"Authorization": f"token {token}"}, method=method)
    try:
        # A proxy set for the network must not be asked for this machine.
        build_opener(ProxyHandler({})).open(request, timeout=5).close()
    except (HTTPException, OSError):
        return False
    return True


def _stop(child, port, token):
    """Ask JupyterLab to end with its kernels. If it does not end, kill it."""
    try:
        if not (port and _answers(port, token, "shutdown", "POST")):
            child.terminate()
        child.wait(LONGEST_STOP)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        child.kill()
        child.wait()
