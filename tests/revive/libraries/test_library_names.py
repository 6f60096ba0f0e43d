"""Names that Python's own library and NumPy had, as an owner's file finds them."""

from importlib import import_module

import numpy as np
import pytest

from utils.revive import notes
from utils.revive.libraries import library_names, numpy_calls
from utils.revive.reading.sources import compiled

pytestmark = pytest.mark.usefixtures("old_library_names")


def run(source, folder, **names):
    """Run a source as the owner's file, and give its names."""
    (folder / "old.py").write_text(source, encoding="utf-8")
    code, extra = compiled(str(folder / "old.py"))
    names = {"__name__": "old", **names, **extra}
    exec(code, names)
    return names


def noted():
    return {(one.line, one.old): one.today for one in notes.sorted_notes()}


EVERY = [(module, name) for module, names in library_names.NAMES.items() for name in names]


@pytest.mark.parametrize(("module", "name"), EVERY)
def test_each_name_is_found_by_the_owner_alone(module, name, tmp_path, monkeypatch):
    run(f"import {module}\nx = {module}.{name}\n", tmp_path)
    assert (2, f"{module}.{name}") in noted()
    monkeypatch.setattr(library_names, "asks_for_owner", lambda frame: False)
    assert not hasattr(import_module(module), name)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("issubclass(list, collections.MutableSequence)", True),
        ("fractions.gcd(12, 18)", 6),
        ("string.letters[:3] + string.lowercase[0] + string.uppercase[0]", "abcaA"),
        ("string.join(['a', 'b']) + string.join(['c', 'd'], '')", "a bcd"),
        ("'abc'.translate(string.maketrans('ab', 'xy'))", "xyc"),
        ("string.split(' a b ') + string.replace('ab', 'a', 'c').split()", ["a", "b", "cb"]),
        ("sys.maxint > 2 ** 31", True),
        ("time.clock() <= time.clock()", True),
        ("inspect.getargspec(lambda a, b=2: a).args", ["a", "b"]),
        ("urllib.quote('a b') + urllib.urlencode({'a': 1})", "a%20ba=1"),
        ("base64.encodestring(b'abc')", b"YWJj\n"),
    ],
)
def test_the_names_do_what_they_did(expression, expected, tmp_path):
    modules = ", ".join(library_names.NAMES)
    assert run(f"import {modules}\nx = {expression}\n", tmp_path)["x"] == expected


def test_a_file_for_both_pythons_may_set_the_encoding_of_text(tmp_path):
    source = "from __future__ import division\nimport sys\nreload(sys)\n"
    run(f"{source}sys.setdefaultencoding('utf8')\n", tmp_path)
    assert (4, "sys.setdefaultencoding") in noted()


def test_from_import_finds_them_too_and_no_other_name(tmp_path):
    run("from collections import Iterable, Mapping\n", tmp_path)
    assert noted()[(1, "collections.Iterable")] == "collections.abc.Iterable"
    with pytest.raises(AttributeError, match="module 'string' has no attribute 'nothing'"):
        run("import string\nx = string.nothing\n", tmp_path)


def test_rows_of_unequal_length_are_saved_as_objects(tmp_path, monkeypatch):
    monkeypatch.setattr(np, "save", numpy_calls.ragged(np.save, numpy_calls.save_of(np.save)))
    source = "import numpy as np\nnp.save(path, [[1, 2], [3]])\n"
    run(source, tmp_path, path=str(tmp_path / "rows.npy"))
    assert np.load(tmp_path / "rows.npy", allow_pickle=True).tolist() == [[1, 2], [3]]
    assert noted() == {(2, "np.save(rows)"): "np.array(rows, dtype=object)"}
