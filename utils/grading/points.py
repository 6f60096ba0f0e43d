"""Judge a submission: the result and the points of each exercise."""

from dataclasses import dataclass, field

from utils.checks.engine.result import FAILED, PASSED
from utils.grading.answers import answers_to, parsed, unusual_names

MISSING = "missing"
SUSPECT = ("tampered: ", "changes the checks")  # in the notes on who tried to fake a result


@dataclass
class Graded:
    """The result of one exercise.

    Arguments:
        name: the name of the exercise.
        of: the points of a correct answer.
        status: passed, failed, not attempted or missing.
        message: one sentence for the student.
        source: the cell that counts, as it was handed in.
        mistake, hints, expected, got: as in the `Result` of the check.
        tampered: how the answer tried to change its check. Such an answer gets no points.
        notes: other notes for the instructor.
    """

    name: str
    of: int
    status: str
    message: str
    source: str = ""
    mistake: str | None = None
    hints: tuple[str, ...] = ()
    expected: str | None = None
    got: str | None = None
    tampered: str = ""
    notes: list[str] = field(default_factory=list)

    @property
    def points(self):
        """All points if the exercise is passed, else 0."""
        return self.of if self.status == PASSED else 0


def grade(submission, judge, solved):
    """Judge every exercise of a submission.

    Arguments:
        submission: a `Submission` of a lesson.
        judge: a function such as `JudgingProcess.judge`.
        solved: the cells of the course's own answers, a dict from a cell's id to its source.

    Returns:
        A list of `Graded`, in the lesson's order.
    """
    return [
        _grade_exercise(submission, exercise, judge, solved)
        for exercise in submission.lesson.exercises
    ]


def _grade_exercise(submission, exercise, judge, solved):
    answers = answers_to(exercise, submission.cells)
    if not answers:
        message = (
            f"No cell of the notebook defines `{exercise.name}`. If its cell is lost, "
            f"`course lab --reset {submission.lesson.number}` gives a new copy of the lesson."
        )
        return Graded(exercise.name, exercise.minutes, MISSING, message)
    graded = []
    for answer in answers:
        graded.append(_grade_answer(submission, exercise, answer, judge, solved))
        if graded[-1].status == PASSED or graded[-1].tampered:
            break
    best = graded[0] if graded[-1].status == FAILED and not graded[-1].tampered else graded[-1]
    if len(answers) > 1:
        place = answers[graded.index(best)].place
        best.notes.insert(0, f"defined in {len(answers)} cells, cell {place} counts")
    return best


def _grade_answer(submission, exercise, answer, judge, solved):
    graded = Graded(exercise.name, exercise.minutes, FAILED, "", answer.source)
    if parsed(answer.source) is None:
        graded.message = f"The cell is not valid Python{_where(answer.source)}."
        return graded
    found = judge(
        lesson=submission.lesson.checks,
        name=exercise.name,
        imports=submission.lesson.imports,
        answer=answer.source,
        others=[source for place, _, source in submission.cells if place != answer.place],
    )
    if "tampered" in found:
        graded.tampered = found["tampered"]
        graded.message = f"This answer gets no points: {graded.tampered}."
        return graded
    for name in ("status", "message", "mistake", "hints", "expected", "got"):
        setattr(graded, name, found.get(name, getattr(graded, name)))
    if "note" in found:
        graded.notes.append(found["note"])
    if unusual := unusual_names(answer.source, solved.get(exercise.cell_id, "")):
        graded.notes.append(f"look at: {', '.join(unusual)}")
    return graded


def _where(source):
    try:
        compile(source, "cell", "exec")
    except SyntaxError as error:
        return f": {error.msg}, in line {error.lineno}"
    except (ValueError, RecursionError, MemoryError):
        pass
    return ""


def row_notes(graded):
    """Return short notes for the instructor on a submission."""
    notes = []
    for one in graded:
        found = [f"tampered: {one.tampered}"] if one.tampered else []
        found += ["missing"] if one.status == MISSING else []
        notes += [f"{one.name}: {note}" for note in [*found, *one.notes]]
    return tuple(notes)
