"""The candidates by their names: what each is, what it can do, and whether it is installed."""

import sys
from typing import NamedTuple

from utils.lessons import ROOT

BENCH = ROOT / ".venv-bench"
PYTHON_3_7 = ROOT / ".venv-tf1" / "1.15.5" / "bin" / "python"
REFERENCE = "course"  # whose time counts as 1
ONNX = ("onnxruntime", "onnx")
EVERYTHING = ("digits", "characters", "writing", "reading")


class Kind(NamedTuple):
    """What a candidate is.

    Arguments:
        library: its name; candidates of one library have one floor.
        made_by: the module in this folder, and the class in it.
        tasks: what it can do, by the kind of a task.
        packages: what it needs in `.venv-bench`; none for the course's own Python.
    """

    library: str
    made_by: str
    tasks: tuple = EVERYTHING
    packages: tuple = ()


CANDIDATES = {
    "source": Kind("TensorFlow", "graph_mode.GraphModeToday"),
    "source, TF 1.15": Kind("TensorFlow 1", "tensorflow_1.TensorFlow1"),
    "course": Kind("TensorFlow", "graph_mode.GraphModeToday"),
    "course, towers": Kind("TensorFlow", "graph_mode.GraphModeToday", ("digits",)),
    "course, in graph": Kind("TensorFlow", "graph_mode.GraphModeToday", ("writing",)),
    "course, fast": Kind(
        "TensorFlow", "graph_mode.GraphModeToday", ("digits", "writing", "reading")
    ),
    "keras": Kind("TensorFlow", "keras_3.Keras3"),
    "keras compiled": Kind("TensorFlow", "keras_3.Keras3"),
    "pytorch": Kind("PyTorch", "pytorch.PyTorch", packages=("torch",)),
    "jax": Kind("JAX", "jax_xla.Jax", packages=("jax",)),
    "jax, in graph": Kind("JAX", "jax_xla.Jax", ("writing",), ("jax",)),
    "onnx": Kind("ONNX Runtime", "onnx_runtime.Onnx", ("writing", "reading"), ONNX),
    "onnx, in graph": Kind("ONNX Runtime", "onnx_runtime.Onnx", ("writing",), ONNX),
}


def names_for(*tasks):
    """Return the names of the candidates that can do one of the tasks, by the tasks' kinds."""
    return [name for name, kind in CANDIDATES.items() if set(tasks) & set(kind.tasks)]


def python_of(name):
    """Return the path of the Python that runs a candidate, as a string."""
    kind = CANDIDATES.get(name)
    return str(BENCH / "bin" / "python") if kind and kind.packages else sys.executable


def is_installed(name):
    """Whether the library of a candidate is there."""
    kind = CANDIDATES[name]
    if kind.library == "TensorFlow 1":
        return (PYTHON_3_7.parents[1] / "complete").exists()
    return all(any(BENCH.glob(f"lib/python*/site-packages/{it}")) for it in kind.packages)
