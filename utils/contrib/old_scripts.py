"""Run an old script unchanged with `course revive`, in its own process and folder."""

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
KEYS = ["line", "old", "today", "meaning"]  # the keys of a row of the report
HEADINGS = ["line", "in the script", "today", "what changed"]
SECONDS = 600


@dataclass(frozen=True, eq=False)
class Revived:
    """The results of an old script: its printed text, the report on its lines, its checkpoints.

    Arguments:
        printed: the text that the script printed, a string.
        error: the last line of its error, or "" if it raised no error.
        report: a `Table` with a row for each old name in the script.
        checkpoints: dict from the name of a checkpoint to a dict from names of variables to arrays.
    """

    printed: str
    error: str
    report: Table
    checkpoints: dict


@cache
def revive(script):
    """Run a script of TensorFlow 0.8 to 1.15 with `course revive`, in a temporary folder.

    A second call with the same script returns the first result again, because TensorFlow takes
    some seconds to start.

    Arguments:
        script: the text of the script, a string. It may be Python 2 or Python 3.

    Returns:
        A `Revived`. If the script raises an error, this error is in `error` and is not raised here.

    Raises:
        RuntimeError: the command could not run, or the script did not end within 600 seconds.
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
    # A hosted notebook may put the course into any folder, and the process must find it.
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
        raise RuntimeError(f"The script did not end within {SECONDS} s. Make it shorter.") from None


def _values(path):
    reader = tf.train.load_checkpoint(str(path.with_suffix("")))
    return {name: reader.get_tensor(name) for name in reader.get_variable_to_shape_map()}
