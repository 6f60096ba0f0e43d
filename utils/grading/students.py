"""The list of a class, as learning platforms export it, and whom its names mean."""

import csv
import re
import unicodedata

from utils.grading.submissions import CannotGrade

FULL_NAME = ("full name", "student", "students", "student name", "name")
FIRST_NAME, LAST_NAME = ("first name", "given name"), ("last name", "surname", "family name")
# What Canvas adds to the names of its table.
NO_STUDENTS = ("points possible", "student, test")
NUMBER = re.compile(r"_\d+$")  # which tells two students of one name apart
UNICODE_TEXT = (b"\xff\xfe", b"\xfe\xff")  # UTF-16, as a spreadsheet saves "Unicode text"


def read_students(path):
    """The names in a list of students, each once.

    It has one name a line, or is a table: then the names are in the column `Full name`, `Student`
    or `Name`, in the columns `First name` and `Last name`, or else in the first column.

    Raises CannotGrade where the list cannot be read.
    """
    content = "Put one name on each line."
    try:
        data = path.read_bytes()
        text = data.decode("utf-16" if data.startswith(UNICODE_TEXT) else "utf-8-sig")
    except OSError as error:
        what = f"The list of students {path} cannot be read: {error.strerror}."
        raise CannotGrade(f"{what} {content}") from None
    except ValueError:
        what = f"The list of students {path} cannot be read: it is not UTF-8 text."
        raise CannotGrade(f"{what} In a spreadsheet, save it as CSV UTF-8.") from None
    lines = text.splitlines()
    delimiter = next((sign for sign in "\t;" if any(sign in line for line in lines)), ",")
    try:
        rows = list(csv.reader(lines, delimiter=delimiter))
    except csv.Error as error:
        raise CannotGrade(f"The list of students {path} is not a CSV: {error}. {content}") from None
    rows = [[_normal(cell) for cell in row] for row in rows if any(map(str.strip, row))]
    names = [name for name in _names(rows) if name and name.casefold() not in NO_STUDENTS]
    if not names:
        raise CannotGrade(f"The list of students {path} is empty. {content}")
    return list(dict.fromkeys(names))


def _normal(text):
    return unicodedata.normalize("NFC", text.strip())


def _names(rows):
    headings = [heading.casefold() for heading in rows[0]] if rows else []
    first, last = (_column(headings, names) for names in (FIRST_NAME, LAST_NAME))
    full = _column(headings, FULL_NAME)
    if full is None and first is not None and last is not None:
        return [f"{_cell(row, first)} {_cell(row, last)}".strip() for row in rows[1:]]
    if full is not None:
        return [_cell(row, full) for row in rows[1:]]
    return [row[0] for row in rows]


def _column(headings, names):
    return next((headings.index(name) for name in names if name in headings), None)


def _cell(row, place):
    return row[place] if place < len(row) else ""


def listed_names(students, names):
    """Which name of a list is meant by the names that were found beside the notebooks.

    `ada_lovelace`, `lovelaceada` and `Lovelace, Ada` all mean Ada Lovelace.

    Arguments:
        students: the names of the list.
        names: those of the notebooks.

    Returns:
        A dict from a name of the notebooks to that of the list, without the names that are not
        in the list.
    """
    same = {_words(student): student for student in students}
    found = {name: same[_words(name)] for name in names if _words(name) in same}
    left = [student for student in students if student not in found.values()]
    by_letters = {form: student for student in left for form in _forms(student)}
    for name in names:
        letters = "".join(_parts(NUMBER.sub("", name)))
        if name not in found and letters in by_letters:
            found[name] = by_letters[letters]
    return found


def _words(name):
    return " ".join(name.replace("_", " ").split()).casefold()


def _parts(name):
    """The words of a name, in letters and digits alone, without accents."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    words = (re.sub(r"[\W_]", "", word) for word in re.split(r"[\s,_]+", plain.casefold()))
    return [word for word in words if word]


def _forms(name):
    """A name without spaces, as it is and with each number of its last words in front."""
    parts = _parts(name)
    return {"".join(parts[place:] + parts[:place]) for place in range(len(parts))}
