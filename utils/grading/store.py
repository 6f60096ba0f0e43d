"""What was graded, kept, so that grading continues where it was interrupted."""

import hashlib
import json
from dataclasses import asdict

from utils.grading.points import Graded
from utils.lessons import ROOT
from utils.lessons.writing import whole


def course_digest():
    """A SHA-256 over all of the course on which a grade rests."""
    digest = hashlib.sha256()
    files = sorted((ROOT / "utils").rglob("*.py")) + sorted((ROOT / "lessons").glob("*.ipynb"))
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


class Store:
    """What was graded, kept in a folder, so that grading continues where it was interrupted."""

    def __init__(self, folder, limits):
        """Keep in `folder`; what was graded by another course or with other limits is not used."""
        self.folder = folder
        self._course = f"{course_digest()} {limits}"

    def _path(self, submission):
        key = f"{self._course} {submission.lesson.stem} {submission.digest}"
        return self.folder / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.json"

    def get(self, submission):
        """What was graded before of the same notebook, or None."""
        try:
            rows = json.loads(self._path(submission).read_text(encoding="utf-8"))
            return [Graded(**row) for row in rows]
        except (OSError, ValueError, TypeError):
            return None

    def put(self, submission, graded):
        """Keep what was graded, whole or not at all. Raises OSError."""
        path = self._path(submission)
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps([asdict(one) for one in graded])
        with whole(path) as draft:
            draft.write_text(text, encoding="utf-8")
