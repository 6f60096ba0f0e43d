"""A class server to try on this computer, in one command: `make class`.

It prints who can sign in, and where. Ctrl-C ends it with every server. All students are the same
user of the system, so one of them can read the files of another: never use it for marked work.
"""

import argparse
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, Request, build_opener

import psutil

COURSE = Path(__file__).resolve().parents[1]
FOLDER = COURSE / "class" / "trial"
PROXY = COURSE / "class" / "proxy" / "node_modules" / ".bin" / "configurable-http-proxy"
TEACHER = "teacher"
LOOPBACK = "127.0.0.1"
LONGEST_START, LONGEST_STOP = 90, 60  # seconds


class Trial:
    """A proxy and a hub, which is started again when it ends by itself."""

    def __init__(self, folder, students, port=8000):
        """Choose ports and passwords, and prepare the folder.

        Arguments:
            folder: where the homes, the database and the logs go.
            students: how many there are: student1, student2, …
            port: the first to try for the browser.
        """
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        self.port = _free_port(port)
        self.names = [f"student{number}" for number in range(1, students + 1)]
        # SharedPasswordAuthenticator asks for 32 characters of whoever may see all servers.
        self.password, self.teachers_password = secrets.token_hex(8), secrets.token_hex(16)
        self.token = secrets.token_hex(32)
        self.hub = self.proxy = self.culler = None
        ports = {"CLASS_PORT": self.port, "CLASS_HUB_PORT": _free_port(8081)}
        ports["CLASS_PROXY_PORT"] = _free_port(8181)
        self.environment = os.environ | {name: str(number) for name, number in ports.items()}
        self.environment |= {
            "CLASS_TRIAL": str(self.folder),
            "CLASS_STUDENTS": " ".join(self.names),
            "CLASS_TEACHERS": TEACHER,
            "CLASS_PASSWORD": self.password,
            "CLASS_TEACHERS_PASSWORD": self.teachers_password,
            "CLASS_TRIAL_TOKEN": self.token,
            "CONFIGPROXY_AUTH_TOKEN": secrets.token_hex(32),
        }

    @property
    def address(self):
        """Where a browser finds it."""
        return f"http://{LOOPBACK}:{self.port}"

    def start(self):
        """Start both. Raises RuntimeError, with the last lines of the log, where the hub ends."""
        self.proxy = self._start_proxy()
        self.start_hub()

    def start_hub(self):
        """Start the hub, and wait until it answers through the proxy."""
        self._end_culler()
        command = [sys.executable, "-m", "jupyterhub", "-f", COURSE / "class/jupyterhub_config.py"]
        self.hub = self._start(command, "hub.log")
        end = time.monotonic() + LONGEST_START
        while not self._ask("/hub/api/"):
            if self.hub.poll() is not None or time.monotonic() > end:
                self.stop()
                lines = (self.folder / "hub.log").read_text(errors="replace").splitlines()
                raise RuntimeError("\n".join(["The hub did not start:", *lines[-15:]]))
            time.sleep(0.2)
        self.culler = _culler_of(self.hub.pid)

    def watch(self):
        """Start the hub or the proxy again whenever one of them ends; until Ctrl-C."""
        while True:
            if self.proxy.poll() is not None:
                self.proxy = self._start_proxy()
            if self.hub.poll() is not None:
                print("The hub ended, and is started again. No server ends with it.", flush=True)
                self.start_hub()
            time.sleep(0.5)

    def stop(self):
        """End every server, then the hub and the proxy."""
        with ThreadPoolExecutor(10) as pool:
            for name in self.running():
                pool.submit(self._ask, f"/hub/api/users/{name}/server", "DELETE")
        end = time.monotonic() + LONGEST_STOP
        while self.running() and time.monotonic() < end:
            time.sleep(0.2)
        for child in filter(None, (self.hub, self.proxy)):
            child.terminate()
            try:
                child.wait(LONGEST_STOP)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        self._end_culler()

    def running(self):
        """The names of the students whose servers run."""
        users = json.loads(self._ask("/hub/api/users") or "[]")
        return [user["name"] for user in users if user["servers"]]

    def _ask(self, path, method="GET"):
        """What the hub answers, or None where it does not."""
        headers = {"Authorization": f"token {self.token}"}
        request = Request(self.address + path, headers=headers, method=method)
        try:
            # A proxy set for the network must not be asked for this machine.
            with build_opener(ProxyHandler({})).open(request, timeout=10) as answer:
                return answer.read()
        except (URLError, OSError):
            return None

    def _end_culler(self):
        """End the service of a hub that was killed, and so could not end it."""
        if self.culler and self.culler.is_running():
            self.culler.terminate()

    def _start_proxy(self):
        ports = {name: self.environment[f"CLASS_{name}"] for name in ("HUB_PORT", "PROXY_PORT")}
        command = [PROXY, "--ip", LOOPBACK, "--port", str(self.port), "--log-level", "warn"]
        command += ["--api-ip", LOOPBACK, "--api-port", ports["PROXY_PORT"]]
        command += ["--default-target", f"http://{LOOPBACK}:{ports['HUB_PORT']}"]
        command += ["--error-target", f"http://{LOOPBACK}:{ports['HUB_PORT']}/hub/error"]
        return self._start(command, "proxy.log")

    def _start(self, command, log):
        with open(self.folder / log, "a") as file:
            return subprocess.Popen(
                command,
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                start_new_session=True,  # Ctrl-C reaches them once, through stop
            )


def _culler_of(pid):
    """The process that ends idle servers, or None."""
    children = psutil.Process(pid).children()
    return next((one for one in children if "jupyterhub_idle_culler" in one.cmdline()), None)


def _free_port(first):
    """The first free port from `first` on."""
    for port in range(first, first + 1000):
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((LOOPBACK, port))
            except OSError:
                continue
            return port
    raise RuntimeError(f"No port from {first} on is free.")


def main():
    """Run a trial until Ctrl-C."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--students", type=int, default=5, help="how many can sign in (5)")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where their files go")
    parser.add_argument("--fresh", action="store_true", help="forget what an earlier trial kept")
    options = parser.parse_args()
    if options.fresh:
        shutil.rmtree(options.folder, ignore_errors=True)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    trial = Trial(options.folder, options.students)
    try:
        print("Starting the hub.", flush=True)
        trial.start()
        print(f"Open {trial.address} and sign in (stop with Ctrl-C):")
        print(f"  {trial.names[0]} to {trial.names[-1]}, password {trial.password}")
        print(f"  {TEACHER}, password {trial.teachers_password}", flush=True)
        trial.watch()
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopping all servers.")
        trial.stop()
        print(f"Stopped. The students' notebooks are in {options.folder}/homes.")
        return 0


if __name__ == "__main__":
    sys.exit(main())
