"""The two notebooks of a lesson, before they are executed, and the digests that they carry."""

import hashlib
import json

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from authoring.answers import is_exercise, without_answers
from utils.lessons import LESSONS, SOLUTIONS
from utils.lessons.writing import whole


def solution_notebook(lesson):
    """The solution of a `Lesson`: all its cells, answers in."""
    return _notebook(lesson, lesson.cells)


def lesson_notebook(lesson):
    """What a learner gets of a `Lesson`: stubs for answers, and no cell tagged `solution`."""
    given = [cell for cell in lesson.cells if "solution" not in cell.tags]
    notebook = _notebook(lesson, given)
    for cell, node in zip(given, notebook.cells, strict=True):
        if is_exercise(cell):
            node.source = without_answers(cell.source)
    return sign_cells(notebook)


def notebook_pair(lesson, solutions=SOLUTIONS, lessons=LESSONS):
    """Where a lesson's notebooks belong, and what they are before they are executed."""
    name = f"{lesson.path.stem}.ipynb"
    return {
        solutions / name: solution_notebook(lesson),
        lessons / name: lesson_notebook(lesson),
    }


def _notebook(lesson, cells):
    new_cell = {"code": new_code_cell, "markdown": new_markdown_cell}
    nodes = [new_cell[c.kind](c.source, id=c.id, metadata=c.metadata) for c in cells]
    metadata = {
        "kernelspec": {
            "display_name": "Python 3 (ipykernel)",
            "language": "python",
            "name": "python3",
        },
        "language_info": {"name": "python"},
        "course": {"source": lesson.path.name},
    }
    return sign_cells(new_notebook(cells=nodes, metadata=metadata))


def sign_cells(notebook):
    """Keep a digest of the cells, by which an edit can be told from a script that moved on."""
    notebook.metadata.course.cells = cells_digest(notebook)
    return notebook


def cell_content(cell):
    """All of a cell that its script decides."""
    return cell.cell_type, cell.get("id"), cell.source, cell.metadata


def cells_digest(notebook):
    """A SHA-256 over what the script decides."""
    return _digest([cell_content(cell) for cell in notebook.cells])


def outputs_digest(notebook):
    """A SHA-256 over what running gave; in which order the cells ran does not count."""
    outputs = [output.copy() for cell in notebook.cells for output in cell.get("outputs", [])]
    for output in outputs:
        output.pop("execution_count", None)
    return _digest(outputs)


def _digest(content):
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def write_notebook(notebook, path):
    """Write a notebook so that the same notebook gives the same bytes on every system."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole(path) as draft:
        draft.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
