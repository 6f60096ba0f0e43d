"""A lesson as the source of an nbgrader assignment, for schools that have its hub.

nbgrader cannot grade a cell that holds both an answer and its test, so each exercise becomes two
cells: the answer, and a locked test whose last value is the points.
"""

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from authoring.answers import is_exercise
from authoring.notebook import write_notebook
from utils.lessons.exercises import HEADING

NOTHING = {"grade": False, "solution": False, "locked": False, "task": False}
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def write_assignment(lesson, folder):
    """Write a lesson where nbgrader looks for the source of an assignment.

    Arguments:
        lesson: a `Lesson` without problems.
        folder: nbgrader's course; the notebook is `source/NN_name/NN_name.ipynb` below it.

    Returns:
        The path written.
    """
    notebook = assignment(lesson)
    nbformat.validate(notebook)
    path = folder / "source" / lesson.path.stem / f"{lesson.path.stem}.ipynb"
    write_notebook(notebook, path)
    return path


def assignment(lesson):
    """The notebook of an assignment, answers in: `nbgrader generate_assignment` takes them out."""
    given = [cell for cell in lesson.cells if "solution" not in cell.tags]
    prose = "\n".join(cell.source for cell in given if cell.kind == "markdown")
    points = {name: int(minutes) for name, minutes in HEADING.findall(prose)}
    cells = []
    for cell in given:
        if is_exercise(cell):
            cells += _exercise_cells(cell, points)
        else:
            new_cell = {"code": new_code_cell, "markdown": new_markdown_cell}[cell.kind]
            node = new_cell(cell.source, id=cell.id, metadata=dict(cell.metadata))
            cells.append(_marked(node, f"cell-{cell.id}", locked=True))
    return new_notebook(cells=cells, metadata={"kernelspec": KERNEL})


def _exercise_cells(cell, points):
    answer, check = cell.source.rstrip().rsplit("\n", 1)
    name = check.removeprefix("check.").partition("(")[0]
    # nbgrader takes a number, the last value, for the points: anything else would be full marks.
    test = f"result = {check}\ndisplay(result)\n{points[name]} * result.passed"
    yield _marked(new_code_cell(answer.rstrip(), id=cell.id), name, solution=True)
    graded = new_code_cell(test, id=f"{cell.id}-check")
    yield _marked(graded, f"{name}-check", grade=True, locked=True, points=points[name])


def _marked(cell, grade_id, **roles):
    cell.metadata["nbgrader"] = {"schema_version": 3, "grade_id": grade_id} | NOTHING | roles
    return cell
