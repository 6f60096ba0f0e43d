"""What running a notebook gives: its outputs made comparable, and those refused that cannot be."""

import base64
import binascii
import os
from subprocess import DEVNULL

from ipykernel.kernelspec import RESOURCES, get_kernel_dict
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from authoring.notebook import outputs_digest
from utils.lessons.scrub import scrub, unstable_parts
from utils.lessons.source import LessonError, Problem, first_line, short_path

CELL_SECONDS = 300
WIDGET = "application/vnd.jupyter.widget-view+json"


class RunningInterpreter(AsyncKernelManager):
    """A kernel of the Python that runs the builder, whatever kernels the user has installed."""

    @property
    def kernel_spec(self):
        """A kernel that sends on what Python writes, and not what TensorFlow's C++ writes.

        nbval's kernels do the same, and those lines hold the time.
        """
        spec = get_kernel_dict(extra_arguments=["--IPKernelApp.capture_fd_output=False"])
        return KernelSpec(resource_dir=RESOURCES, **spec)


def execute(notebook, path):
    """Run a notebook in a fresh kernel in the folder of `path`, and tidy its outputs, in place.

    Raises LessonError where a cell raises that should not, or where an output cannot be compared.
    """
    metadata = notebook.metadata.copy()
    reached = []
    client = NotebookClient(
        notebook,
        kernel_manager_class=RunningInterpreter,
        timeout=CELL_SECONDS,
        record_timing=False,
        store_widget_state=False,
        on_cell_start=lambda cell, cell_index: reached.append(cell_index),
    )
    environment = os.environ | {"PYTHONHASHSEED": "0"}
    try:
        client.execute(cwd=str(path.parent), env=environment, stdout=DEVNULL, stderr=DEVNULL)
    except CellExecutionError as error:
        found = ("raised without the tag", f"{error.ename}: {scrub(error.evalue)}")
    except CellTimeoutError:
        found = ("too slow", f"the cell ran for more than {CELL_SECONDS} s.")
    except DeadKernelError:
        found = ("the kernel died", "did the cell take too much memory?")
    else:
        found = None
    if found:
        raise LessonError([_problem(path, notebook.cells[reached[-1]], reached[-1] + 1, *found)])
    notebook.metadata = metadata  # without the kernel's versions
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = _tidy(cell.outputs)
    notebook.metadata.course.outputs = outputs_digest(notebook)
    if problems := output_problems(notebook, path):
        raise LessonError(problems)


def _tidy(outputs):
    tidied = []
    for output in outputs:
        before = tidied[-1] if tidied else {}
        if output.output_type == "stream" and before.get("name") == output.name:
            before.text += output.text
            continue
        if output.output_type == "error":
            output.evalue = scrub(output.evalue)
            output.traceback = [f"{output.ename}: {output.evalue}"]
        # A widget's number is random, and a reader of what is stored has no program behind it.
        if output.get("data", {}).pop(WIDGET, None) and "image/png" not in output.data:
            continue  # a progress bar: stored, it would stand at 0 %
        tidied.append(output)
    return tidied


def output_problems(notebook, path):
    """Every `Problem` of the outputs of an executed notebook."""
    return [
        _problem(path, cell, number, verdict, detail)
        for number, cell in enumerate(notebook.cells, start=1)
        if cell.cell_type == "code"
        for verdict, detail in _cell_problems(cell)
    ]


def _problem(path, cell, number, verdict, detail):
    return Problem(short_path(path), verdict, detail, number, first_line(cell.source))


def _cell_problems(cell):
    tags = cell.metadata.get("tags", [])
    raised = any(output.output_type == "error" for output in cell.outputs)
    if "raises-exception" in tags and cell.execution_count is not None and not raised:
        yield "nothing raised", "take the tag raises-exception away, or break the cell again."
    for output in cell.outputs:
        if output.output_type == "stream" and output.name == "stderr":
            yield "output on stderr", first_line(output.text)
        elif output.output_type == "error" and "raises-exception" not in tags:
            yield "raised without the tag", f"{output.ename}: {first_line(output.evalue)}"
        yield from _picture_problems(output)
        for label, part in _unstable(output):
            if label == "path" or "nbval-ignore-output" not in tags:
                yield f"{label} in the output", f"{part}; it differs elsewhere or the next time."


def _picture_problems(output):
    data = output.get("data", {})
    for kind in [key for key in data if key.startswith("image/")]:
        if kind != "image/png":
            yield "another kind of picture", f"{kind}; nbval leaves only PNG uncompared."
        elif b"tEXtSoftware" in _decoded(data[kind]):
            yield "version in a picture", "save it with metadata={'Software': None}."
        if not output.get("metadata", {}).get(kind, {}).get("alt") or not data.get("text/plain"):
            yield (
                "no text alternative",
                "show figures as the objects that utils.figures.plots returns.",
            )


def _decoded(text):
    try:
        return base64.b64decode(text)
    except binascii.Error:
        return b""  # a picture edited by hand, which the digest tells


def _unstable(output):
    data = output.get("data", {})
    shown = [value for kind, value in data.items() if not kind.startswith("image/")]
    for text in [output.get("text"), output.get("evalue"), *shown]:
        if isinstance(text, str):
            yield from unstable_parts(text)
