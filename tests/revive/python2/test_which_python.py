"""Which Python a program was written for, by its syntax or by its names; without TensorFlow."""

import ast

import pytest

from utils.revive import notes
from utils.revive.python2.python3_signs import sign_of_library, sign_of_syntax
from utils.revive.python2.which_python import look_at
from utils.revive.reading.program import files_of, program_file, program_files, rooms_of
from utils.revive.reading.sources import compiled


@pytest.fixture(autouse=True)
def no_notes(monkeypatch):
    monkeypatch.setattr(notes, "NOTES", {})


def write(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def values(folder, files, script="old.py"):
    """The value of x in each file of a program, looked at from its script."""
    write(folder, files)
    look_at(program_files(folder / script))
    found = {}
    for name in files:
        code, extra = compiled(str(folder / name))
        names = {"__name__": "old", "__package__": "", **extra}
        exec(code, names)
        found[name] = names.get("x")
    return found


def reasons(old):
    return [one.meaning for one in notes.sorted_notes() if one.old == old]


HALF = "x = 7 / 2\n"
LEFT_OVER = "def never(n):\n    return [unichr(i) for i in xrange(n)]\n"
FOR_PYTHON_3 = [
    LEFT_OVER,
    "class Words:\n    def never(self):\n        return self.never, reduce(max, [1])\n",
    "for i in xrange(2):\n    print(f'{i}')\n",
    "for i in xrange(2):\n    print(i, end='')\n",
    "def f(n: int):\n    return n\nf(long(3))\n",
    "def f(*, n=1):\n    return n\nf(n=long(3))\n",
    "first, *rest = list(xrange(2))\n",
    "class A(object):\n    def __init__(self):\n        super().__init__()\nA(), unichr(97)\n",
    "if 0:\n    open('a', encoding='utf-8')\nunichr(97)\n",
    "# \u4e00\nunichr(97)\n",
    "import six\nunichr(97)\n",
    "import sys\nif sys.version_info[0] > 2:\n    unicode = str\nunichr(97), unicode\n",
    "try:\n    xrange\nexcept NameError:\n    xrange = range\nunichr(97)\n",
    "from __future__ import division\nunichr(97)\n",
]


@pytest.mark.parametrize("source", FOR_PYTHON_3)
def test_a_file_of_python_3_keeps_its_division_and_has_the_missing_names(source, tmp_path):
    assert values(tmp_path, {"old.py": source + HALF}) == {"old.py": 3.5}
    (reason,) = reasons("names of Python 2")
    assert reason.startswith("It is taken for Python 3, where `/` of integers has a remainder, be")
    assert not reasons("Python 2")


def test_what_is_left_over_can_be_called_after_all(tmp_path):
    write(tmp_path, {"old.py": f"{LEFT_OVER}y = {{1: 2}}.has_key(1), {{1: 2}}.items\nprint(f'')\n"})
    look_at(program_files(tmp_path / "old.py"))
    code, names = compiled(str(tmp_path / "old.py"))
    exec(code, names)
    assert names["never"](2) == ["\0", "\1"] and names["y"][0] is True


@pytest.mark.parametrize(
    "source",
    [
        "for i in xrange(2):\n    pass\n",
        "def used():\n    return unichr(97)\nused()\n",
        "def main(_):\n    return unichr(97)\nif 0:\n    tf.app.run()\n",
        "class A:\n    def used(self):\n        return unichr(97)\nA().used()\n",
        "class B(Exception):\n    def called_by_others(self):\n        unichr(97)\nB()\n",
        "from __future__ import print_function\nprint(unichr(97), end='')\n",
        "import six\ny = {1: 2}.keys()[0]\n",
        "import io\nfrom io import open\nunichr(97)\nif 0:\n    open('a', encoding='utf-8')\n",
    ],
)
def test_a_name_that_the_program_comes_to_is_a_guess_for_python_2(source, tmp_path):
    assert values(tmp_path, {"old.py": source + HALF}) == {"old.py": 3}
    (reason,) = reasons("Python 2")
    assert reason.startswith("A guess, because of ") and "old.py, line " in reason


def test_the_files_of_a_program_agree(tmp_path):
    files = {"old.py": "if 0: import model\n" + HALF, "model.py": HALF + "xrange(2)\n"}
    assert values(tmp_path, files) == {"old.py": 3, "model.py": 3}
    guess = f"A guess, because of xrange in {tmp_path / 'model.py'}, line 2: "
    assert [reason.startswith(guess) for reason in reasons("Python 2")] == [True, True]


@pytest.mark.parametrize(
    "names",
    [
        "try:\n    xrange\nexcept NameError:\n    xrange = range\n",
        "from six.moves import xrange\n",
        "if 0: from inner import *\n",
    ],
)
def test_a_name_that_comes_by_a_star_is_no_sign(names, tmp_path):
    files = {
        "old.py": f"if 0: from tools.words import *; xrange(2)\n{HALF}",
        "tools/words.py": names + HALF,
        "tools/inner/__init__.py": "xrange = range\n" + HALF,
        "tools/__init__.py": "",
    }
    found = values(tmp_path, files)
    assert found["old.py"] == 3.5 and not reasons("Python 2") + reasons("names of Python 2")


def test_a_name_that_no_star_brings_is_a_sign_beside_it(tmp_path):
    files = {"old.py": f"if 0: from words import *\nxrange(2)\n{HALF}", "words.py": "y = 1\n"}
    assert values(tmp_path, files)["old.py"] == 3


def test_one_file_of_python_3_tells_of_the_others(tmp_path):
    files = {
        "old.py": "if 0: import model\nxrange(2)\n" + HALF,
        "model.py": HALF + "print(f'{x}')\n",
    }
    assert values(tmp_path, files) == {"old.py": 3.5, "model.py": 3.5}


def test_syntax_of_python_2_is_certain_and_a_file_of_python_3_beside_it_is_named(tmp_path):
    files = {
        "old.py": "if 0: import model, new\n" + HALF,
        "model.py": "y = 1 <> 2\n" + HALF,
        "new.py": HALF + "print(f'{x}')\n",
    }
    assert values(tmp_path, files) == {"old.py": 3, "model.py": 3, "new.py": 3.5}
    assert reasons("Python 3") == ["This file has an f-string in line 2, so `/` is today's here."]


def test_a_file_of_python_2_that_is_met_late_is_named(tmp_path):
    values(tmp_path, {"old.py": HALF})
    write(tmp_path, {"late.py": "print 1\n"})
    compiled(str(tmp_path / "late.py"))
    (reason,) = reasons("Python 2, met late")
    assert reason.startswith("The files before it were taken for Python 3")


def test_a_file_that_protobuf_has_generated_keeps_its_bytes(tmp_path):
    head = "# -*- coding: utf-8 -*-\n# Generated by the protocol buffer compiler.  DO NOT EDIT!\n"
    files = {"old.py": "print 1\n", "text_pb2.py": f"{head}x = type(b'a')\n"}
    assert values(tmp_path, files)["text_pb2.py"] is bytes
    assert values(tmp_path, files | {"text.py": "x = type(b'a')\n"})["text.py"] is str


@pytest.mark.parametrize(("kernel", "half"), [("", 3), ("2.7.12", 3), ("3.6.0", 3.5)])
def test_the_cells_of_a_notebook_agree_with_each_other_and_with_its_kernel(kernel, half):
    cells = [program_file("n cell 1", "xrange(2)\n"), program_file("n cell 2", HALF)]
    look_at(cells, kernel)
    code, names = compiled("n cell 2", HALF)
    exec(code, names)
    assert names["x"] == half


SYNTAX = [
    "print('a', file=f)", "print(*a)", "x: int = 1", "def f() -> int: pass", "raise A from b",
    "def f():\n yield from a", "a @ b", "a @= b", "async def f(): pass", "[*a, 1]", "{**a}",
    "f(*a, 1)", "class A(metaclass=B): pass", "def f():\n x = 1\n def g():\n  nonlocal x",
    "(n := 3)", "\u4e00 = 1",
]  # fmt: skip


@pytest.mark.parametrize("source", SYNTAX)
def test_syntax_that_python_3_alone_reads_is_seen(source):
    assert sign_of_syntax(ast.parse(source))


@pytest.mark.parametrize(
    "source",
    [
        "from __future__ import print_function\nprint('a', file=f)",
        "print('a', b)",
        "f(a, *b, **c)",
        "super(A, self).f()",
        "try:\n    import queue\nexcept ImportError:\n    import Queue as queue",
        "# -*- coding: utf-8 -*-\nx = u'\u4e00'",
    ],
)
def test_what_both_read_is_no_sign_of_python_3(source):
    tree = ast.parse(source)
    assert sign_of_syntax(tree) is None and sign_of_library(tree, source) is None


def test_modules_are_looked_for_up_to_the_root_of_the_repository(tmp_path, monkeypatch):
    files = {"a/b/c/old.py": "", "a/b/model.py": "", "a/model.py": "", "a/pkg/__init__.py": "",
             "a/pkg/m.py": "", "x.py": ""}  # fmt: skip
    write(tmp_path, files)
    (tmp_path / "a" / ".git").mkdir()
    monkeypatch.chdir(tmp_path / "a" / "b" / "c")
    rooms = rooms_of("old.py")
    assert [room.name for room in rooms] == ["c", "b", "a"]
    assert files_of("model", rooms) == [tmp_path / "a/b/model.py"]
    assert files_of("pkg.m", rooms) == [tmp_path / "a/pkg/m.py", tmp_path / "a/pkg/__init__.py"]
    assert files_of("x", rooms) == []


def test_the_folder_around_a_package_and_the_working_directory_are_rooms(tmp_path, monkeypatch):
    write(tmp_path, {"a/b/__init__.py": "", "a/b/old.py": "", "a/c/d/old.py": ""})
    monkeypatch.chdir(tmp_path / "a" / "c" / "d")
    assert [room.name for room in rooms_of(tmp_path / "a/b/old.py")] == ["b", "a"]
    assert [room.name for room in rooms_of(tmp_path / "a/c/d/old.py")] == ["d"]
    monkeypatch.chdir(tmp_path / "a")
    assert [room.name for room in rooms_of(tmp_path / "a/c/d/old.py")] == ["d", "a"]
