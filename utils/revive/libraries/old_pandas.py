"""What tables of pandas had when the scripts were written."""

import inspect
import sys
from functools import wraps
from numbers import Integral

from utils.revive.notes import note
from utils.revive.reading.owner import asks_for_owner

BY_NAME = "Only the first arguments can be passed by position today."
ALL_COLUMNS = "The pieces that the function gets have their columns of groups too, as up to 2."
# Methods whose later arguments came by position, in the order in which they come by name today.
BY_POSITION = (
    "drop", "drop_duplicates", "dropna", "interpolate", "max", "mean", "median", "min",
    "reset_index", "set_index", "sort_index", "sort_values", "std", "sum", "to_csv", "var",
)  # fmt: skip
OF_ONE_KIND = {"applymap": 2, "icol": 2, "order": 1}  # those of tables, or of columns alone
# method: (what to write today, the method)
METHODS = {
    "applymap": ("map(function)", lambda table, function: table.map(function)),
    "get_value": ("at[row, column]", lambda table, row, column: table.at[row, column]),
    "get_values": ("to_numpy()", lambda table: table.to_numpy()),
    "icol": ("iloc[:, place]", lambda table, place: table.iloc[:, place]),
    "irow": ("iloc[place]", lambda table, place: table.iloc[place]),
    "iteritems": ("items()", lambda table: table.items()),
    "order": ("sort_values()", lambda column, **settings: column.sort_values(**settings)),
}


def as_matrix(table, columns=None):
    """The values of a table, or of some of its columns, as an array."""
    return (table if columns is None else table[columns]).to_numpy()


def sort(table, columns=None, axis=0, ascending=True, inplace=False):
    """A table in the order of some columns, or of its index; a column is sorted in place."""
    if table.ndim == 1:
        return table.sort_values(ascending=ascending, inplace=True)
    if columns is None:
        return table.sort_index(axis=axis, ascending=ascending, inplace=inplace)
    return table.sort_values(columns, axis=axis, ascending=ascending, inplace=inplace)


class OldPlaces:
    """`table.ix`: rows and columns by label, or by place where their labels are no integers."""

    def __init__(self, table):
        """Keep the table."""
        self._table = table

    def __getitem__(self, key):
        """The rows, or the rows and columns."""
        access, key = self._found(key)
        return access[key]

    def __setitem__(self, key, value):
        """Change them."""
        access, key = self._found(key)
        access[key] = value

    def _found(self, key):
        """`iloc` and places where all parts of a key can be places, or `loc` and labels."""
        parts = key if isinstance(key, tuple) else (key,)
        axes = self._table.axes[: len(parts)]
        if not any(map(_are_places, axes, parts)):
            return self._table.loc, key
        access, found = self._table.iloc, tuple(map(_by_place, axes, parts))
        if any(one is None for one in found):
            access, found = self._table.loc, tuple(map(_labels, axes, parts))
        return access, found if isinstance(key, tuple) else found[0]


def _are_places(index, key):
    """Whether a key is by place on an axis: there are numbers in it, and the labels are none."""
    if getattr(index.dtype, "kind", "O") in "iu":
        return False
    parts = [key.start, key.stop] if isinstance(key, slice) else key
    parts = parts.tolist() if hasattr(parts, "tolist") else parts
    parts = [one for one in (parts if isinstance(parts, list) else [parts]) if one is not None]
    numbers = [isinstance(one, Integral) and not isinstance(one, bool) for one in parts]
    return bool(parts) and all(numbers)


def _by_place(index, key):
    """The places that a key means on an axis, or None if it must be looked up as a label."""
    if _are_places(index, key) or (isinstance(key, slice) and key == slice(None)):
        return key
    is_one = isinstance(key, str | Integral) and not isinstance(key, bool)
    found = [place for place, label in enumerate(index) if label == key] if is_one else []
    return found[0] if len(found) == 1 else None


def _labels(index, key):
    return index[key] if _are_places(index, key) else key


def append_of(pandas):
    """`append`, with the functions of pandas."""

    def append(table, other, ignore_index=False):
        """A table, and other rows below it."""
        if isinstance(other, dict) or (table.ndim == 2 and getattr(other, "ndim", 2) == 1):
            other = pandas.DataFrame([other])
        others = other if isinstance(other, list) else [other]
        return pandas.concat([table, *others], ignore_index=ignore_index)

    return append


def change(pandas):
    """Give tables and columns what they had."""
    methods = METHODS | {
        "append": ("pd.concat([table, other])", append_of(pandas)),
        "as_matrix": ("to_numpy()", as_matrix),
        "sort": ("sort_values(columns)", sort),
    }
    for dimensions, kind in ((2, pandas.DataFrame), (1, pandas.Series)):
        for name, (today, written) in methods.items():
            is_of_kind = OF_ONE_KIND.get(name, dimensions) == dimensions
            if is_of_kind and not hasattr(kind, name):
                setattr(kind, name, _noted(name, today, written))
        for name in BY_POSITION:
            if hasattr(kind, name):
                setattr(kind, name, by_position(getattr(kind, name)))
        if not hasattr(kind, "ix"):
            kind.ix = property(_places)
        if hasattr(kind, "fillna"):
            kind.fillna = _filling(kind.fillna)
    for name in ("concat", "read_csv", "read_table"):
        if hasattr(pandas, name):
            setattr(pandas, name, by_position(getattr(pandas, name)))


def _places(table):
    note(".ix", ".loc, or .iloc by place")
    return OldPlaces(table)


def _noted(name, today, written):
    def method(table, *arguments, **settings):
        note(f".{name}", f".{today}" if "pd." not in today else today)
        return written(table, *arguments, **settings)

    method.__name__, method.__doc__ = name, written.__doc__
    return method


def by_position(today):
    """A function whose later arguments may come by position, in the order of their names.

    Lines that pandas cannot read are left out where `error_bad_lines` says so, and columns are
    what stands between blanks where `delim_whitespace` does.
    """
    parameters = inspect.signature(today).parameters.values()
    first = [one for one in parameters if one.kind is one.POSITIONAL_OR_KEYWORD]
    later = [one.name for one in parameters if one.kind is one.KEYWORD_ONLY]

    @wraps(today)
    def function(*arguments, **settings):
        if len(arguments) > len(first):
            given = dict(zip(later, arguments[len(first) :], strict=False))
            note(f"{today.__name__} by position", f"{', '.join(given)} by name", BY_NAME)
            arguments, settings = arguments[: len(first)], given | settings
        if "error_bad_lines" in settings and "on_bad_lines" in later:
            note("error_bad_lines", 'on_bad_lines="skip"')
            settings.pop("warn_bad_lines", None)
            is_error = settings.pop("error_bad_lines")
            settings["on_bad_lines"] = "error" if is_error else "skip"
        if "delim_whitespace" in settings and "delim_whitespace" not in later:
            note("delim_whitespace", r'sep=r"\s+"')
            settings |= {"sep": r"\s+"} if settings.pop("delim_whitespace") else {}
        return today(*arguments, **settings)

    return function


def _filling(today):
    ways = {"ffill": "ffill", "pad": "ffill", "bfill": "bfill", "backfill": "bfill"}

    @wraps(today)
    def fillna(table, value=None, method=None, axis=None, inplace=False, limit=None, **settings):
        if method is None:
            return today(table, value, axis=axis, inplace=inplace, limit=limit, **settings)
        note("fillna(method)", f"{ways[method]}()")
        return getattr(table, ways[method])(axis=axis, inplace=inplace, limit=limit)

    return fillna


def change_groups(groupby):
    """Let the functions of `groupby(column).apply` see that column, as up to pandas 2.

    It is so for the owner's code alone, and where this says nothing of `include_groups`.
    """
    kind = groupby.DataFrameGroupBy
    today = kind.apply

    @wraps(today)
    def apply(groups, function, *arguments, **settings):
        has_all_columns = "include_groups" in settings or groups._selection is not None
        if has_all_columns or not callable(function) or not asks_for_owner(sys._getframe(1)):
            return today(groups, function, *arguments, **settings)
        note("groupby(column).apply", "groupby(column)[columns].apply", ALL_COLUMNS)

        def of_piece(piece):
            return function(piece, *arguments, **settings)

        return groups._python_apply_general(of_piece, groups._selected_obj)

    kind.apply = apply
