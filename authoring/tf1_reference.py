"""Store what the real TensorFlow 1 computes, for the tests of `utils.revive`.

    make tf1-reference PYTHON27=/path/to/python2.7 PYTHON36=... PYTHON37=...

Installs 0.12.1, 1.0.1 and 1.15.5 into environments of their own, runs the cases of `authoring.tf1`
and the scripts of `tests/revive/scripts` and writes `tests/revive/reference/`. Without the three
paths, python2.7, python3.6 and python3.7 are looked for where commands are.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from authoring.tf1 import scripts
from utils.lessons import ROOT

OLD = ["--no-deps", "numpy==1.16.6", "six==1.16.0", "protobuf==3.17.3", "wheel==0.37.1"]
PYTHON2 = ["mock==3.0.5", "funcsigs==1.0.2"]
# The Python of each version, and what pip installs.
VERSIONS = {
    scripts.PYTHON2: ("2.7", ["tensorflow==0.12.1", *OLD, *PYTHON2]),
    "0.12.1": ("3.6", ["tensorflow==0.12.1", *OLD]),
    "1.0.1": ("3.6", ["tensorflow==1.0.1", *OLD]),
    "1.15.5": ("3.7", ["tensorflow==1.15.5", "protobuf<3.21"]),
}
ENVIRONMENTS = ROOT / ".venv-tf1"
REFERENCE = ROOT / "tests" / "revive" / "reference"
SCRIPTS = REFERENCE / "scripts"


def find_python(version):
    """Return the path of a Python that is named in the environment or found as a command.

    Arguments:
        version: "3.6" for PYTHON36 or python3.6.

    Raises SystemExit, with one sentence, where there is none of this version.
    """
    name = f"PYTHON{version.replace('.', '')}"
    python = os.environ.get(name) or shutil.which(f"python{version}")
    said = ""
    if python:
        answer = subprocess.run([python, "--version"], capture_output=True, text=True)
        said = answer.stdout + answer.stderr  # Python 2 says it there
    if not said.startswith(f"Python {version}."):
        raise SystemExit(f"Python {version} was not found: give its path as {name}=...")
    return python


def install(version):
    """Return the Python of an environment with a TensorFlow, made when it is first needed.

    Returns:
        The path of the Python, and the variables that it must be run with.
    """
    python_version, packages = VERSIONS[version]
    folder = ENVIRONMENTS / version
    complete = folder / "complete"
    python, variables, where = folder / "bin" / "python", {}, []
    if python_version == "2.7":  # which has no venv: a folder for what a user installs does
        python, variables, where = find_python("2.7"), {"PYTHONUSERBASE": str(folder)}, ["--user"]
    elif not complete.exists():
        subprocess.run([find_python(python_version), "-m", "venv", "--clear", folder], check=True)
    if not complete.exists():
        command = [python, "-m", "pip", "install", "--quiet", *where, *packages]
        subprocess.run(command, env=os.environ | variables, check=True)
        complete.touch()
    return python, variables


def run_script(name, python, variables):
    """Store what a script prints, and the checkpoint that it saves.

    Arguments:
        name: a name in `scripts.ALL`.
        python, variables: what `install` returned.
    """
    script = scripts.ALL[name]
    environment = os.environ | variables
    environment |= {"PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"}
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "scripts"
        scripts.prepare(folder)
        ended = subprocess.run(
            [python, "-W", "ignore", *script.start],
            cwd=folder,
            env=environment,
            input=script.said,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            check=True,
        )
        lines = ended.stdout.splitlines(keepends=True)
        printed = "".join(line for line in lines if not line.startswith("Extracting"))
        (SCRIPTS / f"{name}.txt").write_text(printed, encoding="utf-8")
        checkpoint = folder / script.checkpoint
        for file in checkpoint.parent.glob(f"{checkpoint.name}*"):
            if file.suffix != ".meta":
                ending = file.name.removeprefix(checkpoint.name)
                shutil.copy(file, SCRIPTS / f"{name}.ckpt{ending}")
    print(SCRIPTS / f"{name}.txt")


def main():
    """Write the reference of each version, and return the exit status."""
    installed = {version: install(version) for version in VERSIONS}
    shutil.rmtree(REFERENCE, ignore_errors=True)
    SCRIPTS.mkdir(parents=True)
    for version, (python, _) in installed.items():
        if version != scripts.PYTHON2:
            command = [python, "-W", "ignore", "-m", "authoring.tf1.record", REFERENCE]
            subprocess.run(command, cwd=ROOT, check=True)
    for name, script in scripts.ALL.items():
        run_script(name, *installed[script.version])
    return 0


if __name__ == "__main__":
    sys.exit(main())
