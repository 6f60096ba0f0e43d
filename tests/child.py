"""Python in a process of its own, and the faults that can be put in its way."""

import os
import subprocess
import sys
from importlib.metadata import version

OURS = ("TF_", "CUDA_", "PYTHON", "PYTEST")


def run_python(*arguments, cwd, search_first=None, said=None, **variables):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    environment |= {"PYTHONIOENCODING": "utf-8"} | variables
    if search_first:
        environment["PYTHONPATH"] = str(search_first)
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env=environment,
        input=said,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )


def claim_version(folder, number, of="tensorflow"):
    """Let Python find another version of TensorFlow, or of another package, in `folder`."""
    information = folder / f"{of}-{number}.dist-info"
    information.mkdir(parents=True)
    text = f"Metadata-Version: 2.1\nName: {of}\nVersion: {number}\n"
    (information / "METADATA").write_text(text, encoding="utf-8")


def break_tensorflow(folder, code):
    """Let Python find a TensorFlow in `folder` that does nothing but run `code`."""
    claim_version(folder, version("tensorflow"))
    (folder / "tensorflow.py").write_text(code, encoding="utf-8")


def hide_module(folder, name):
    """Make every import of `name` fail, for Pythons that look in `folder` when they start."""
    code = f"import sys\nsys.modules[{name!r}] = None\n"
    (folder / "sitecustomize.py").write_text(code, encoding="utf-8")
