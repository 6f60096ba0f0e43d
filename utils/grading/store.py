"""Store grades, so that grading can continue after an interruption."""

import hashlib
import json
from dataclasses import asdict

from utils.grading.points import Graded
from utils.lessons import ROOT
from utils.lessons.writing import whole


def course_digest():
    """Return a SHA-256 over all files of the course that can change a grade."""
    digest = hashlib.sha256()
    files = sorted((ROOT / "utils").rglob("*.py")) + sorted((ROOT / "lessons").glob("*.ipynb"))
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


class Store:
    """Grades in a folder, so that grading can continue after an interruption."""

    def __init__(self, folder, limits):
        """Use `folder`. Grades from another version of the course or other limits are not used."""
        self.folder = folder
        self._course = f"{course_digest()} {limits}"

    def _path(self, submission):
        key = f"{self._course} {submission.lesson.stem} {submission.digest}"
        return self.folder / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.json"

    def get(self, submission):
        """Return the stored grades of the same notebook, or None."""
        try:
            rows = json.loads(self._path(submission).read_text(encoding="utf-8"))
            return [Graded(**row) for row in rows]
        except (OSError, ValueError, TypeError):
            return None

    def put(self, submission, graded):
        """Store the grades of a notebook. Raises OSError."""
        path = self._path(submission)
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps([asdict(one) for one in graded])
        with whole(path) as draft:
            draft.write_text(text, encoding="utf-8")
