"""Read the list of students that a learning platform exports, and match its names."""

import csv
import re
import unicodedata

from utils.grading.submissions import CannotGrade

FULL_NAME = ("full name", "student", "students", "student name", "name")
FIRST_NAME, LAST_NAME = ("first name", "given name"), ("last name", "surname", "family name")
# Rows that Canvas adds to its table.
NO_STUDENTS = ("points possible", "student, test")
NUMBER = re.compile(r"_\d+$")  # a number for students with the same name
UNICODE_TEXT = (b"\xff\xfe", b"\xfe\xff")  # UTF-16, as a spreadsheet saves "Unicode text"


def read_students(path):
    """Return the names in a list of students, each once.

    The list has one name on each line, or is a table. In a table, the names are in the column
    `Full name`, `Student` or `Name`, in `First name` and `Last name`, or else in the first column.

    Raises CannotGrade if the list cannot be read.
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
        raise CannotGrade(f"The list of students {path} is not CSV: {error}. {content}") from None
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


def _cell(row, column):
    return row[column] if column < len(row) else ""


def listed_names(students, names):
    """Find the names of a list for the names of notebooks.

    For example, `ada_lovelace`, `lovelaceada` and `Lovelace, Ada` are all Ada Lovelace.

    Arguments:
        students: the names of the list.
        names: the names of the notebooks.

    Returns:
        A dict from names of notebooks to names of the list. Names that are not in the list are
        left out.
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
    """Return the words of a name, with letters and digits only, without accents."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    words = (re.sub(r"[\W_]", "", word) for word in re.split(r"[\s,_]+", plain.casefold()))
    return [word for word in words if word]


def _forms(name):
    """Return a name without spaces, and the same with its last words first."""
    parts = _parts(name)
    return {"".join(parts[start:] + parts[:start]) for start in range(len(parts))}
