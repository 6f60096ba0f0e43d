"""Scripts of TensorFlow 0.8 to 1.15 run unchanged on today's TensorFlow.

`course revive SCRIPT.py` runs a script. Where the command cannot be used, `import utils.revive` as
the first line of a script or notebook does the same for what comes after it.
"""

import sys
from pathlib import Path

from utils.revive.reading.course_modules import import_from_course

COURSE = Path(__file__).resolve().parents[2]
COURSES_OWN = [COURSE / name for name in ("utils", "authoring", "tests", "benchmarks")]


def _is_imported_by_the_course():
    """Whether a file of the course imports a part of this package, and no script is meant."""
    frame = sys._getframe(2)
    while frame.f_globals["__name__"].split(".")[0] in ("importlib", "_frozen_importlib"):
        frame = frame.f_back
    folders = Path(frame.f_code.co_filename).parents
    return any(folder in folders for folder in COURSES_OWN)


def report():
    """The old names that this kernel's cells have used so far, as a table."""
    return import_from_course("utils.revive.notes").table_of_notes()


if not _is_imported_by_the_course():
    from utils.revive.starting import start_in_a_script

    start_in_a_script()
