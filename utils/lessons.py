"""Where the lessons are, and which one a name means; quick to import."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOLUTIONS, LESSONS = ROOT / "solutions", ROOT / "lessons"
MY_LESSONS = ROOT / "my_lessons"
SCRIPTS = "[0-9][0-9]_*.py"


class UnknownLesson(LookupError):
    """There is no such lesson."""


def find_scripts(names=(), folder=SOLUTIONS):
    """The scripts that `names` mean, such as "3", "03" or "03_cell_variables"; all, without names.

    Raises UnknownLesson, with the names that there are.
    """
    scripts = sorted(folder.glob(SCRIPTS))
    if not scripts:
        raise UnknownLesson(f"There is no lesson in {folder}. Work in a clone of the course.")
    return [_find_script(name, scripts) for name in names] if names else scripts


def _find_script(name, scripts):
    stem = Path(name).stem
    found = [script for script in scripts if stem.zfill(2) in (script.stem, script.stem[:2])]
    if len(found) != 1:
        choices = ", ".join(script.stem for script in scripts)
        problem = "more than one lesson" if found else "no lesson"
        raise UnknownLesson(f"There is {problem} {name}. Choose one of {choices}.")
    return found[0]
