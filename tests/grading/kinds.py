"""Notebooks of lesson 03 as a class hands them in, each with the points that it must get."""

import copy
import json
import re

from utils.lessons import LESSONS

LESSON = LESSONS / "03_cell_variables.ipynb"
POINTS = {"split_kernel": 4, "column_form": 5, "load_weights": 7, "remembering_kernel": 10}
ALL = sum(POINTS.values())
RIGHT = {
    "split_kernel": "return kernel[:input_size], kernel[input_size:]",
    "column_form": "return kernel[input_size:].T, kernel[:input_size].T",
    "load_weights": "k, b = cell.variables\n    k.load(np.concatenate([W, U]), session)\n"
    "    b.load(bias, session)",
    "remembering_kernel": "one, none = np.eye(input_size), np.zeros((input_size, input_size))\n"
    "    rows = [[one, none], [none, one], [none, none]]\n    return np.block(rows)",
}
STUB = "raise NotImplementedError"
PATCH = (
    "import utils.checks.engine.exercise as engine\nfrom utils.checks.engine.result import Result\n"
    "engine.Exercise._judge = lambda self, answer: "
    "Result(self.name, 'passed', 'Correct in all 3 test cases.')\n\n"
)


def untouched():
    """The lesson as it is handed out, as JSON with each source as one string."""
    notebook = json.loads(LESSON.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
    return notebook


def cell_of(notebook, name):
    return next(cell for cell in notebook["cells"] if f"def {name}(" in cell["source"])


def answered(bodies, before="", name_before=None):
    """A notebook with the bodies of some answers; `before` is put in front of one of them."""
    notebook = untouched()
    for name, body in bodies.items():
        cell = cell_of(notebook, name)
        cell["source"] = cell["source"].replace(STUB, body)
        if name == name_before:
            cell["source"] = before + cell["source"]
    return notebook


def right(**bodies):
    """All answers right, except for those whose bodies are given."""
    return answered(RIGHT | bodies)


def wrong(before=""):
    return answered(dict.fromkeys(RIGHT, "return None"), before, "split_kernel")


def add(notebook, source, place=2):
    cell = {"cell_type": "code", "id": f"added-{place}", "metadata": {}, "outputs": []}
    notebook["cells"].insert(place, cell | {"execution_count": None, "source": source})
    return notebook


def half():
    bodies = {name: RIGHT[name] for name in ("split_kernel", "column_form")}
    zeros = {"remembering_kernel": "return np.zeros((3 * input_size, 2 * input_size))"}
    return answered(bodies | zeros)


def checks_deleted():
    notebook = wrong()
    for name in ("split_kernel", "column_form"):
        cell = cell_of(notebook, name)
        cell["source"] = cell["source"].replace(f"check.{name}({name})", "'passed'")
    return notebook


def duplicated():
    notebook = right()
    place = notebook["cells"].index(cell_of(notebook, "column_form"))
    notebook["cells"].insert(place + 1, copy.deepcopy(notebook["cells"][place]))
    return notebook


def asks_the_oracle():
    body = "return check.{0}.oracle(*list(locals().values()))"
    return answered({name: body.format(name) for name in RIGHT})


def merged():
    """Every answer in one cell."""
    notebook, sources = right(), []
    for name in RIGHT:
        cell = cell_of(notebook, name)
        sources.append(cell["source"])
        notebook["cells"].remove(cell)
    return add(notebook, "\n\n".join(sources), place=5)


def without_ids():
    """As a hosted notebook saves it: no ids, no metadata of the course."""
    notebook = right()
    notebook["metadata"] = {}
    for cell in notebook["cells"]:
        del cell["id"]
    return notebook


def in_an_added_cell(own=None):
    notebook = right()
    cell = cell_of(notebook, "split_kernel")
    answer = cell["source"]
    cell["source"] = answer.replace(RIGHT["split_kernel"], own or STUB)
    return add(notebook, answer, place=len(notebook["cells"]))


def as_a_lambda():
    notebook = untouched()
    cell = cell_of(notebook, "split_kernel")
    cell["source"] = "split_kernel = lambda kernel, n: (kernel[:n], kernel[n:])"
    return notebook


def with_magics():
    notebook = right()
    cell = cell_of(notebook, "split_kernel")
    cell["source"] = f"%%time\n!pip install numpy\n{cell['source']}\n%matplotlib inline"
    return notebook


def loops_outside():
    """What stands beside the function in its cell would never end, or uses the notebook's names."""
    notebook = right()
    cell = cell_of(notebook, "split_kernel")
    cell["source"] += "\nW, U = split_kernel(kernel, input_size)\nwhile True:\n    pass\n"
    return notebook


def older():
    """Handed out before exercise 1 was changed."""
    notebook = right()
    notebook["metadata"]["course"]["cells"] = "0" * 64
    cell_of(notebook, "split_kernel")["id"] = "older"
    return notebook


def empty():
    return untouched() | {"cells": []}


def only(name, body):
    """Right but for one exercise, of which the points are lost."""
    return right(**{name: body}), ALL - POINTS[name]


def kinds(outside):
    """Each kind of notebook with its points and words that its notes must hold.

    Arguments:
        outside: a folder with a file, which must both be there afterwards.
    """
    quoted = repr(str(outside))
    fake = 'b\'{"status": "passed", "message": "Correct."}\\n\''
    into_all = (
        f"import os\n    for n in range(3, 60):\n        try:\n            os.write(n, {fake})\n"
    )
    into_all += "        except OSError:\n            pass\n    os._exit(0)"
    helper = "def cut(kernel, n):\n    return kernel[:n], kernel[n:]"
    many = (
        "import subprocess, sys\n    sleep = [sys.executable, '-c', 'import time; time.sleep(99)']"
    )
    many += "\n    return [subprocess.Popen(sleep) for _ in range(40)]"
    return {
        # The twelve that were tried with nbgrader.
        "right": (right(), ALL, ""),
        "half": (half(), 9, ""),
        "abort": (
            *only("load_weights", "import os\n    os.abort()"),
            "load_weights: was ended by the system (SIG",
        ),
        "checks deleted": (checks_deleted(), 0, ""),
        "patch in an answer": (wrong(PATCH), 0, "tampered: the answer changed utils.checks.engine"),
        "patch elsewhere": (add(wrong(), PATCH), 0, "cell 3 changes the checks"),
        "duplicated": (duplicated(), ALL, "column_form: defined in 2 cells"),
        "helper": (
            add(right(split_kernel="return cut(kernel, input_size)"), helper),
            ALL,
            "split_kernel: needs cut from another cell",
        ),
        "syntax error": (*only("load_weights", "k, b = = cell.variables"), ""),
        "asks the oracle": (asks_the_oracle(), 0, "asked for check.split_kernel.oracle"),
        "endless loop": (
            *only("column_form", "while True:\n        pass"),
            "column_form: did not end within",
        ),
        "memory": (
            *only("column_form", "return np.ones((40_000, 40_000)) * np.ones((40_000, 40_000))"),
            "",
        ),
        # More that a class hands in.
        "untouched": (untouched(), 0, ""),
        "empty": (empty(), 0, "split_kernel: missing"),
        "older": (older(), ALL, "an older version of the lesson; changed: split_kernel"),
        "merged": (merged(), ALL, ""),
        "without ids": (without_ids(), ALL, ""),
        "in an added cell": (in_an_added_cell(), ALL, ""),
        "better in an added cell": (
            in_an_added_cell(own="return None"),
            ALL,
            "split_kernel: defined in 2 cells",
        ),
        "as a lambda": (as_a_lambda(), 4, ""),
        "with magics": (with_magics(), ALL, ""),
        "loops outside": (loops_outside(), ALL, ""),
        "uses another answer": (
            right(column_form="W, U = split_kernel(kernel, input_size)\n    return U.T, W.T"),
            ALL,
            "column_form: needs split_kernel from another cell",
        ),
        "uses a constant": (
            add(right(split_kernel=RIGHT["split_kernel"] + " if YES else None"), "YES = True"),
            ALL,
            "split_kernel: needs YES from another cell",
        ),
        "李 小明 'x'": (
            *only("split_kernel", "return kernel[input_size:], kernel[:input_size]"),
            "",
        ),
        # More that goes wrong, or is meant to.
        "exits": (*only("split_kernel", "raise SystemExit(0)"), ""),
        "ends its process": (
            *only("split_kernel", "import os\n    os._exit(0)"),
            "split_kernel: ended its process",
        ),
        "fakes a result": (*only("split_kernel", into_all), "tampered: the answer faked a result"),
        "starts processes": (*only("split_kernel", many), "look at: subprocess, sys"),
        "deletes": (
            *only("split_kernel", f"import shutil\n    shutil.rmtree({quoted})"),
            "",
        ),
        "overwrites": (
            *only("split_kernel", f"open({quoted} + '/kept.txt', 'w')"),
            "look at: open",
        ),
        "reads the solution": (
            *only("split_kernel", "open(reference.__file__ + '/../../solutions/03.py')"),
            "look at: open, reference",
        ),
        "uses the network": (
            *only("split_kernel", "import socket\n    socket.create_connection(('127.0.0.1', 9))"),
            "look at: socket",
        ),
        "fills the disk": (
            *only("split_kernel", "open('large', 'wb').write(bytes(2**29))"),
            "look at: open",
        ),
        "writes without end": (
            *only("split_kernel", "while True:\n        print('x' * 9999)"),
            "split_kernel: did not end within",
        ),
        "refuses to end": (
            *only(
                "split_kernel",
                "while True:\n        try:\n            while True:\n                pass\n"
                "        except BaseException:\n            pass",
            ),
            "split_kernel: did not end within",
        ),
        "recurses": (
            *only(
                "split_kernel",
                "import sys\n    sys.setrecursionlimit(10**9)\n"
                "    return split_kernel(kernel, input_size)",
            ),
            "look at: sys",
        ),
        "leaves a thread": (
            right(
                split_kernel="import threading, time\n"
                "    threading.Thread(target=time.sleep, args=[99]).start()\n    "
                + RIGHT["split_kernel"]
            ),
            ALL,
            "",
        ),
        "patches NumPy": (
            *only("split_kernel", "np.abs = lambda x: 0 * x\n    return kernel, kernel"),
            "tampered: the answer changed numpy.abs",
        ),
        "puts its own check": (
            wrong("check.split_kernel = lambda answer: 'passed'\n"),
            0,
            "changes the checks",
        ),
        "imports its check": (
            *only(
                "split_kernel",
                "from utils.checks.cell_variables.split_kernel import split_kernel as mine\n"
                "    return mine.oracle(kernel, input_size)",
            ),
            "tampered: the answer asked for check.split_kernel.oracle",
        ),
        "ends the judge": (
            *only(
                "split_kernel",
                "import ctypes, os\n    ctypes.CDLL(None).kill(os.getppid(), 9)",
            ),
            "look at: ctypes, os",
        ),
    }


def write_kinds(folder, chosen):
    """Write notebooks, a folder for each student, who is called as the kind."""
    for kind, (notebook, *_) in chosen.items():
        path = folder / kind / LESSON.name
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(notebook), encoding="utf-8")


def body_of(page, name):
    """The box of an exercise on a feedback page."""
    return re.search(rf'<h2 id="{name}">.*?(?=<h2|$)', page, re.DOTALL)[0]
