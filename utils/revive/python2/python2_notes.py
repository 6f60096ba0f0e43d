"""What to write today for each word of Python 2, noted on its line of the owner's file."""

import ast
import io

from utils.revive.notes import note

NAMES = {
    "basestring": "str",
    "cmp": "(a > b) - (a < b)",
    "execfile": "exec(open(path).read())",
    "file": "open",
    "long": "int",
    "raw_input": "input",
    "reduce": "functools.reduce",
    "reload": "importlib.reload",
    "unichr": "chr",
    "unicode": "str",
    "xrange": "range",
}
METHODS = {
    "has_key": "key in dictionary",
    "iteritems": ".items()",
    "iterkeys": ".keys()",
    "itervalues": ".values()",
}
# What the fixers of fissix change; a fixer that is not here changes a name of the tables above.
STATEMENTS = {
    "dict": ("a list from .keys(), .values() or .items()", "list(dictionary.keys())"),
    "except": ("except Error, e", "except Error as e"),
    "exec": ("exec code", "exec(code)"),
    "filter": ("a list from filter", "list(filter(...))"),
    "getcwdu": ("os.getcwdu", "os.getcwd"),
    "map": ("a list from map", "list(map(...))"),
    "metaclass": ("__metaclass__", "class A(metaclass=M)"),
    "ne": ("<>", "!="),
    "next": (".next()", "next(iterator)"),
    "nonzero": ("__nonzero__", "__bool__"),
    "numliterals": ("0777 or 4L", "0o777 or 4"),
    "print": ("print x", "print(x)"),
    "raise": ("raise Error, text", "raise Error(text)"),
    "repr": ("`x`", "repr(x)"),
    "tuple_params": ("def f((a, b))", "def f(pair): a, b = pair"),
    "zip": ("a list from zip", "list(zip(...))"),
}
MODULES = ("imports", "itertools", "itertools_imports", "renames", "urllib")


def note_change(fixer, before, after, where):
    """Note what a fixer has changed.

    Arguments:
        fixer: its name, "print" for example.
        before, after: the piece of source.
        where: the file and the line.
    """
    if fixer in MODULES:
        note(before.split("(")[0], after.split("(")[0] or "nothing", where=where)
    elif fixer == "print" and _prints_one_value_in_brackets(before):
        return  # the fixer adds a second pair of brackets, which changes nothing
    elif fixer in STATEMENTS and ".iter" not in before:
        note(*STATEMENTS[fixer], where=where)


def _prints_one_value_in_brackets(statement):
    try:
        (line,) = ast.parse(statement.strip()).body
    except (SyntaxError, ValueError):
        return False
    call = getattr(line, "value", None)
    return isinstance(call, ast.Call) and len(call.args) == 1 and not call.keywords


def note_names(source, path):
    """Note each name of Python 2 that a source uses and does not define.

    Arguments:
        source: the text of a file, as its owner wrote it.
        path: where it is.
    """
    tokens = _tokens(source)
    defined = {text for before, text, after, *_ in tokens if _is_defined(before, after)}
    for before, text, after, line, words in tokens:
        is_method = before == "."
        if not is_method and (text in defined or words[:1] in (["import"], ["from"])):
            continue
        today = (METHODS if is_method else NAMES).get(text)
        if today and (not is_method or after == "("):
            note(f".{text}()" if is_method else text, today, where=(path, line))


def _is_defined(before, after):
    return after == "=" or before in ("def", "class", "for", "as", "import")


def _tokens(source):
    """The tokens of a source, each with its neighbors, its line and the words of that line."""
    from fissix.pgen2.tokenize import TokenError, generate_tokens

    found = []
    try:
        for _, text, (line, _), _, whole in generate_tokens(io.StringIO(source).readline):
            if text.strip():
                found.append((text, line, whole.split()))
    except TokenError:
        pass
    texts = ["", *(text for text, *_ in found), ""]
    return [
        (texts[place], text, texts[place + 2], line, words)
        for place, (text, line, words) in enumerate(found)
    ]
