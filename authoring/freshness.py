"""Whether the stored notebooks are what their scripts would give; nothing is executed."""

import nbformat

from authoring.answers import MARKER_WORDS, answers, is_exercise
from authoring.notebook import cell_content, cells_digest, notebook_pair, outputs_digest
from authoring.outputs import output_problems
from utils.lessons import LESSONS, SOLUTIONS
from utils.lessons.source import Problem, first_line, short_path


def stored_problems(lesson, solutions=SOLUTIONS, lessons=LESSONS):
    """Every `Problem` of the two stored notebooks of a `Lesson` without problems of its own."""
    fix = f"make build LESSON={lesson.number}, or python -m authoring.build {lesson.number}"
    problems = []
    for path, expected in notebook_pair(lesson, solutions, lessons).items():
        if not path.is_file():
            problems.append(Problem(short_path(path), "missing", f"{fix}."))
            continue
        try:
            stored = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
        except (ValueError, KeyError, AttributeError):  # no JSON, or JSON that is no notebook
            problems.append(Problem(short_path(path), "unreadable", f"{fix}."))
            continue
        comparison = Comparison(path, stored, expected, fix)
        leaks = list(comparison.leaks(lesson)) if path.parent == lessons else []
        leaking = {problem.cell for problem in leaks}
        problems += [*leaks, *comparison.edits(leaking), *comparison.run_problems()]
        problems += output_problems(stored, path)
    return problems


def orphans(scripts, solutions=SOLUTIONS, lessons=LESSONS):
    """A `Problem` for each notebook in the two folders that has no script."""
    names = {script.stem for script in scripts}
    return [
        Problem(short_path(path), "orphaned", f"delete it, or bring back {path.stem}.py.")
        for folder in (solutions, lessons)
        for path in sorted(folder.glob("*.ipynb"))
        if path.stem not in names
    ]


class Comparison:
    """A stored notebook beside the one that its script gives."""

    def __init__(self, path, stored, expected, fix):
        """Keep what is compared, and `fix`, what to type to build the notebook again."""
        self.path = path
        self.stored = stored
        self.expected = expected
        self.fix = fix

    def problem(self, verdict, detail, number=None):
        """A `Problem` of the stored notebook, of its cell `number` where one is given."""
        line = first_line(self.stored.cells[number - 1].source) if number else ""
        return Problem(short_path(self.path), verdict, detail, number, line)

    def leaks(self, lesson):
        """Cells of a lesson that hold an answer, a marker, or what stands in solutions only."""
        solved = {cell.id: answers(cell) for cell in lesson.cells if is_exercise(cell)}
        hidden = {cell.id for cell in lesson.cells if "solution" in cell.tags}
        wanted = [cell_content(cell) for cell in self.expected.cells]
        for number, cell in enumerate(self.stored.cells, start=1):
            if cell_content(cell) in wanted:
                continue
            lines = {line.strip() for line in cell.source.splitlines()}
            answered = any(lines.issuperset(answer) for answer in solved.get(cell.get("id"), []))
            if answered or cell.get("id") in hidden or MARKER_WORDS.search(cell.source):
                yield self.problem("an answer is left in", f"{self.fix}.", number)

    def edits(self, leaking=frozenset()):
        """Where the cells are not those of the script; cells already named are left out."""
        course = self.stored.metadata.get("course", {})
        touched = course.get("cells") != cells_digest(self.stored)
        verdict = "edited by hand" if touched else "stale"
        script = f"solutions/{self.expected.metadata.course.source}"
        detail = f"edit {script}, then {self.fix}." if touched else f"{self.fix}."
        wanted = [cell_content(cell) for cell in self.expected.cells]
        got = [cell_content(cell) for cell in self.stored.cells]
        changed = [n for n, content in enumerate(got, start=1) if content not in wanted]
        for number in changed:
            if number not in leaking:
                yield self.problem(verdict, detail, number)
        if not changed and got != wanted:
            missing = [cell.source for cell in self.expected.cells if cell_content(cell) not in got]
            what = f'"{first_line(missing[0])}" is missing' if missing else "cells changed places"
            yield self.problem(verdict, f"{what}; {detail}")
        if got == wanted and self._metadata() != self.expected.metadata:
            yield self.problem("edited by hand", f"the notebook's metadata changed; {self.fix}.")

    def _metadata(self):
        """The notebook's metadata without the digest of outputs, which no script tells."""
        metadata = dict(self.stored.metadata)
        metadata["course"] = {k: v for k, v in metadata.get("course", {}).items() if k != "outputs"}
        return metadata

    def run_problems(self):
        """Whether it was executed, from first to last cell, and its outputs left alone."""
        code = [
            (n, cell) for n, cell in enumerate(self.stored.cells, 1) if cell.cell_type == "code"
        ]
        counts = [cell.get("execution_count") for _, cell in code]
        course = self.stored.metadata.get("course", {})
        if None in counts:
            detail = f"{counts.count(None)} of {len(code)} cells, this the first; {self.fix}."
            yield self.problem("not executed", detail, code[counts.index(None)][0])
            return
        for place, (count, (number, _)) in enumerate(zip(counts, code, strict=True), start=1):
            if count != place:
                detail = f"code cell {place} ran as number {count}; {self.fix}."
                yield self.problem("out of order", detail, number)
                break
        if course.get("outputs") != outputs_digest(self.stored):
            detail = f"the outputs changed after the build; {self.fix}."
            yield self.problem("edited by hand", detail)
