"""An old script, run unchanged by `course revive` in a process and a folder of its own."""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from utils.table import Table
from utils.tf1 import tf

NAME, REPORT = "train.py", "report.json"
KEYS = ["line", "old", "today", "meaning"]  # of a row of the report
HEADINGS = ["line", "in the script", "today", "what changed"]
SECONDS = 600


@dataclass(frozen=True, eq=False)
class Revived:
    """What a script did: its printed text, the report on its lines, and its checkpoints.

    `error` is the last line of its error, or "" if it ran to its end. `report` is a `Table`.
    `checkpoints` are dicts from the name of a variable to its array, by the checkpoint's name.
    """

    printed: str
    error: str
    report: Table
    checkpoints: dict


@cache
def revive(script):
    """Run a script of TensorFlow 0.8 to 1.15 with `course revive`, in a temporary folder.

    The same text is run once in a process, since TensorFlow takes some seconds to start.

    Arguments:
        script: its text, a string; it may be Python 2.

    Returns:
        A `Revived`. An error of the script is in its `error`, and is not raised.

    Raises:
        RuntimeError: the command itself could not run, or the script did not end in time.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / NAME).write_text(script, encoding="utf-8")
        command = [sys.executable, "-m", "utils", "revive", "--quiet", "--report", REPORT, NAME]
        ended = _run(command, folder)
        if not (folder / REPORT).is_file():
            raise RuntimeError(f"course revive could not run: {ended.stderr.strip()}")
        rows = json.loads((folder / REPORT).read_text(encoding="utf-8"))
        errors = ended.stderr.strip().splitlines() if ended.returncode else []
        return Revived(
            printed=ended.stdout,
            error=errors[-1] if errors else "",
            report=Table(HEADINGS, [[row[key] for key in KEYS] for row in rows]),
            checkpoints={path.stem: _values(path) for path in sorted(folder.glob("*.index"))},
        )


def _run(command, folder):
    # The process must find the course, wherever a hosted notebook put it.
    paths = [str(Path(__file__).resolve().parents[2]), os.environ.get("PYTHONPATH", "")]
    variables = {"PYTHONIOENCODING": "utf-8", "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    try:
        return subprocess.run(
            command,
            cwd=folder,
            env=os.environ | variables,
            capture_output=True,
            encoding="utf-8",
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise RuntimeError(f"The script did not end within {SECONDS} s; stop it earlier.") from None


def _values(path):
    reader = tf.train.load_checkpoint(str(path.with_suffix("")))
    return {name: reader.get_tensor(name) for name in reader.get_variable_to_shape_map()}
