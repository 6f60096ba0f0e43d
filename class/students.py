"""Made-up students on a running class server: how many does this machine carry?

They sign in through the form, all at once, open a lesson and run it, as browsers do:

    python class/students.py http://127.0.0.1:8000 --password … --students 10 --lesson 03
"""

import argparse
import json
import os
import threading
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psutil
import requests
import websocket

from utils.lessons import find_scripts
from utils.table import Table

LONGEST_START, LONGEST_CELL = 600, 600  # seconds
MIB = 2**20
KINDS = {"ipykernel_launcher": "kernel", "singleuser": "server", "idle_culler": "culler"}
KINDS |= {"configurable-http-proxy": "proxy", "jupyterhub_config": "hub"}


class Student:
    """A student with a browser."""

    def __init__(self, address, name):
        """Keep the hub's address and the student's name; nothing is asked yet."""
        self.address, self.name = address, name
        self.server = f"{address}/user/{name}"
        self.session = requests.Session()
        self.session.trust_env = False  # a proxy set for the network is not asked

    def sign_in(self, password):
        """Sign in through the form, and wait for the server.

        Raises RuntimeError where none comes.
        """
        self.session.get(f"{self.address}/hub/login").raise_for_status()
        form = {"username": self.name, "password": password, "_xsrf": self._xsrf("/hub/")}
        answer = self.session.post(f"{self.address}/hub/login?next=", data=form)
        if answer.status_code >= 400:
            raise RuntimeError(f"sign-in: {answer.status_code}")
        end = time.monotonic() + LONGEST_START
        while time.monotonic() < end:
            self.session.get(f"{self.server}/lab")  # which signs in to the server, too
            answer = self.session.get(f"{self.server}/api/status")
            if answer.ok and answer.headers["Content-Type"].startswith("application/json"):
                return
            time.sleep(1)
        raise RuntimeError(f"no server within {LONGEST_START} s: {answer.status_code}")

    def notebook(self, name):
        """Open a notebook, as JSON."""
        answer = self.session.get(f"{self.server}/api/contents/{name}")
        answer.raise_for_status()
        return answer.json()["content"]

    @contextmanager
    def kernel(self):
        """Start a kernel, give a function that runs code in it, and end it."""
        kernels = f"{self.server}/api/kernels"
        headers = {"X-XSRFToken": self._xsrf(f"/user/{self.name}/")}
        answer = self.session.post(kernels, json={"name": "python3"}, headers=headers)
        answer.raise_for_status()
        path = f"{kernels}/{answer.json()['id']}"
        cookies = "; ".join(
            f"{cookie.name}={cookie.value}"
            for cookie in self.session.cookies
            if f"/user/{self.name}/".startswith(cookie.path)
        )
        socket = websocket.create_connection(
            path.replace("http", "ws", 1) + "/channels",
            cookie=cookies,
            timeout=LONGEST_CELL,
            http_no_proxy=["*"],
        )
        try:
            yield lambda code: _execute(socket, code)
        finally:
            socket.close()
            self.session.delete(path, headers=headers)

    def _xsrf(self, path):
        tokens = [c for c in self.session.cookies if c.name == "_xsrf" and path == c.path]
        return tokens[-1].value if tokens else ""


def _execute(socket, code):
    """Run code; return what it showed, and the name of its error or an empty text."""
    message = uuid.uuid4().hex
    header = {"msg_id": message, "msg_type": "execute_request", "session": message}
    header |= {"version": "5.3", "username": "", "date": ""}
    content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}}
    content |= {"allow_stdin": False, "stop_on_error": False}
    request = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
    socket.send(json.dumps(request | {"channel": "shell", "buffers": []}))
    shown, error, waiting = [], "", {"execute_reply", "idle"}
    while waiting:
        answer = json.loads(socket.recv())
        kind, content = answer["msg_type"], answer["content"]
        if kind == "status" and content["execution_state"] in ("restarting", "dead"):
            return "".join(shown), "the kernel died"
        if answer["parent_header"].get("msg_id") != message:
            continue
        if kind == "stream":
            shown.append(content["text"])
        elif kind in ("execute_result", "display_data"):
            shown.append(content["data"].get("text/plain", ""))
        elif kind == "error":
            error = f"{content['ename']}: {content['evalue']}"
        elif kind == "status":
            waiting.discard(content["execution_state"])
        waiting.discard(kind)
    return "".join(shown), error


def attend(student, password, lesson, at_once, runs):
    """Sign in and open a lesson, wait for all others, then run it from first to last cell.

    Returns:
        The seconds until the lesson was open, those for its cells, and the errors that none of the
        lesson's cells is meant to raise.
    """
    begin = time.monotonic()
    try:
        student.sign_in(password)
        cells = student.notebook(f"{lesson}.ipynb")["cells"]
    finally:
        opened = time.monotonic() - begin
        at_once.wait()
    begin, errors = time.monotonic(), []
    if runs:
        with student.kernel() as execute:
            for cell in cells:
                if cell["cell_type"] == "code":
                    error = execute("".join(cell["source"]))[1]
                    if error and "raises-exception" not in cell["metadata"].get("tags", []):
                        errors.append(error)
            runs.wait()  # so that the memory is measured while all kernels are there
    return opened, time.monotonic() - begin, errors


def memory():
    """The processes of class servers on this machine, as a dict from their kind to a list of PSS.

    PSS is the memory of a process, with its part of what it shares with others, in MiB.
    """
    found = {}
    for process in psutil.process_iter(["cmdline"]):
        line = " ".join(process.info["cmdline"] or [])
        kind = next((kind for word, kind in KINDS.items() if word in line), None)
        if kind and process.pid != os.getpid():
            try:
                if kind == "kernel" and "singleuser" not in " ".join(process.parent().cmdline()):
                    continue  # of another Jupyter
                found.setdefault(kind, []).append(process.memory_full_info().pss / MIB)
            except (psutil.Error, AttributeError):
                continue
    return found


def main():
    """Let the students come, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("address", help="of the hub, such as http://127.0.0.1:8000")
    parser.add_argument("--password", required=True, help="which `make class` prints")
    parser.add_argument("--students", type=int, default=5, help="student1 to this one (5)")
    parser.add_argument("--lesson", default="03", help="the lesson to open and run (03)")
    parser.add_argument("--open-only", action="store_true", help="do not run it")
    options = parser.parse_args()
    [script] = find_scripts([options.lesson])
    measured = {}
    at_once = threading.Barrier(options.students, timeout=LONGEST_START)
    runs = threading.Barrier(options.students, action=lambda: measured.update(memory()))
    students = [Student(options.address, f"student{n + 1}") for n in range(options.students)]
    with ThreadPoolExecutor(options.students) as pool:
        answers = [
            pool.submit(
                attend,
                student,
                options.password,
                script.stem,
                at_once,
                None if options.open_only else runs,
            )
            for student in students
        ]
    rows, errors = [], Counter()
    for student, answer in zip(students, answers, strict=True):
        if error := answer.exception():
            errors[f"{student.name}: {error!r}"] += 1
            continue
        opened, ran, raised = answer.result()
        errors.update(raised)
        rows.append((opened, ran))
    print(f"{len(rows)} of {options.students} students opened {script.stem}.")
    for name, seconds in zip(("open", "run"), zip(*rows, strict=True), strict=False):
        print(f"seconds to {name} it: {min(seconds):.0f} to {max(seconds):.0f}")
    measured = measured or memory()
    kinds = [[kind, len(sizes), f"{max(sizes):.0f}"] for kind, sizes in measured.items()]
    print(Table(["process", "number", "largest, MiB"], kinds))
    print(f"errors: {sum(errors.values())}")
    for error, count in errors.most_common(10):
        print(f"  {count} x {error}")


if __name__ == "__main__":
    main()
