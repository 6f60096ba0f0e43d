"""Check whether the lessons will run here, and print each problem with its fix.

With SCRIPT, say what in an old script or notebook fails today, and whether `course revive` covers
it; the script is read and not run. The exit status is 0 only if the lessons will run, or if all is
covered.
"""

import os
import platform
import subprocess
import sys
from pathlib import Path

from utils.data.files import damage, file_states
from utils.environment import (
    NEWEST_TENSORFLOW,
    REINSTALL,
    Problem,
    dotted,
    environment_problems,
    installed_version,
    tensorflow_problem,
)
from utils.lessons import MY_LESSONS

try:
    import psutil
except ImportError:  # The lessons do not need it.
    psutil = None

GIGABYTE = 10**9
ENOUGH_MEMORY = 1.5 * GIGABYTE  # for a lesson's kernel of up to 1 GB, JupyterLab and a browser


def add_arguments(parser):
    """Add the arguments of `course doctor` to its parser."""
    parser.add_argument("script", nargs="?", metavar="SCRIPT", help="an old script or notebook")


def run(options):
    """Print what is installed, each problem and its fix.

    Returns:
        The exit status: 0 if the lessons will run, else 1.
    """
    if options.script:
        from utils.revive import scanning

        return scanning.run(options.script)
    states = list(file_states())
    print_table(version_rows() + machine_rows() + [data_row(state) for state in states])

    problems = environment_problems(sorted({Path.cwd(), MY_LESSONS})) + course_problems()
    problems += [Problem(*damage(state)) for state in states if state.got != state.wanted]
    problems = problems or proof_problems()
    print_numbered("Problem", "Fix", problems)
    print_numbered("Note", "Tip", version_notes() + script_notes() + memory_notes())
    print("The lessons will not run yet." if problems else "The lessons will run.")
    return 1 if problems else 0


def version_rows():
    """Return the rows of the table for Python and the main packages."""
    keras = installed_version("keras")
    return [
        ("Python", platform.python_version()),
        ("TensorFlow", installed_version("tensorflow", "tensorflow-cpu") or "not installed"),
        ("Keras", f"{keras} (the lessons use tf_keras)" if keras else "not installed"),
        ("tf_keras", installed_version("tf_keras") or "not installed"),
        ("NumPy", installed_version("numpy") or "not installed"),
    ]


def machine_rows():
    """Return the rows of the table for the processor and the memory."""
    memory = "unknown, because psutil is not installed"
    if psutil:
        total, available = psutil.virtual_memory()[:2]
        memory = f"{total / GIGABYTE:.1f} GB, {available / GIGABYTE:.1f} GB of it available"
    return [
        ("processor", f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}"),
        ("memory", memory),
    ]


def data_row(state):
    """Return the row of the table for the `FileState` of a data file."""
    if state.got == state.wanted:
        return state.name, f"correct, checksum {state.got[:12]}"
    return state.name, "MISSING" if state.got is None else f"DAMAGED, checksum {state.got[:12]}"


def course_problems():
    """Return a list with the `Problem` if notebooks cannot import the course, or an empty list."""
    if installed_version("recurrent-networks-course"):
        return []
    fix = "run `python -m pip install --no-deps --no-build-isolation -e .`"
    return [Problem("The course's package is not installed.", f"In the course's folder, {fix}.")]


def proof_problems():
    """Run one time step of a cell in a new process, and return its problems as a list."""
    # A notebook finds Python's own modules before the files in its folder: so does -P.
    command = [sys.executable, "-P", "-c", "from utils.doctor import one_step; one_step()"]
    ended = subprocess.run(command, capture_output=True, text=True, errors="replace")
    if ended.returncode == 0:
        return []
    last_line = (ended.stderr.strip().splitlines() or [f"exit status {ended.returncode}"])[-1]
    return [Problem(f"A time step of BasicRNNCell could not be run: {last_line}", REINSTALL)]


def one_step():
    """Run one time step of `BasicRNNCell`. Raises `AssertionError` if NumPy's result differs."""
    # Imported here, because the command must run even if these imports fail.
    import numpy as np

    from utils.tf1 import tf

    cell = tf.nn.rnn_cell.BasicRNNCell(3)
    inputs, state = np.float32([[1.0, -2.0]]), np.float32([[0.1, 0.2, 0.3]])
    output, _ = cell(tf.constant(inputs), tf.constant(state))
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        output, kernel, bias = session.run([output, *cell.variables])
    expected = np.tanh(np.concatenate([inputs, state], axis=1) @ kernel + bias)
    np.testing.assert_allclose(output, expected, rtol=0, atol=1e-6)


def version_notes():
    """Return a note if the notebooks were stored with another version of TensorFlow."""
    found, stored = installed_version("tensorflow", "tensorflow-cpu"), dotted(NEWEST_TENSORFLOW)
    if tensorflow_problem() or found.startswith(f"{stored}."):
        return []
    what = f"This is TensorFlow {found}, and the notebooks were stored with TensorFlow {stored}."
    return [Problem(what, "If your numbers differ in their last digits, both are correct.")]


def script_notes():
    """Return a note on a setting that your own scripts need."""
    if os.environ.get("TF_USE_LEGACY_KERAS") in ("1", "true", "True"):
        return []
    command = "set TF_USE_LEGACY_KERAS=1" if os.name == "nt" else "export TF_USE_LEGACY_KERAS=1"
    return [
        Problem(
            "TF_USE_LEGACY_KERAS is not set to 1. The lessons set it themselves, but your own "
            "scripts stop with\n  AttributeError: `BasicLSTMCell` is not available with Keras 3.",
            f"Run `{command}` before you start Python. The version of tf_keras must be that of "
            "TensorFlow.",
        )
    ]


def memory_notes():
    """Return a note if little memory is available."""
    if psutil is None or psutil.virtual_memory().available >= ENOUGH_MEMORY:
        return []
    return [
        Problem(
            "Less than 1.5 GB of memory is available, and a lesson needs up to 1 GB.",
            "Close other programs, and shut down the kernels of other notebooks.",
        )
    ]


def print_table(rows):
    """Print rows of two cells in two columns."""
    width = max(len(name) for name, _ in rows)
    print("\n".join(f"{name:{width}}  {value}" for name, value in rows), end="\n\n")


def print_numbered(kind, remedy, problems):
    """Print each `Problem`, and its fix on the next line."""
    for number, problem in enumerate(problems, start=1):
        print(f"{kind} {number}. {problem.what}\n  {remedy}: {problem.fix}\n")
