"""What only Python 2 can do, by which a program tells its age; without TensorFlow."""

import ast
import random

import numpy as np
import pytest

from utils.revive import notes
from utils.revive.python2 import python2_signs
from utils.revive.reading.sources import compiled

pytestmark = pytest.mark.usefixtures("old_library_names")


def run(source, folder):
    """Run a source as the owner's file, and give the value of x."""
    (folder / "old.py").write_text(f"{source}\n", encoding="utf-8")
    (folder / "words").write_text("b a\n", encoding="utf-8")
    code, extra = compiled(str(folder / "old.py"))
    names = {"__name__": "old", "np": np, "random": random, "path": str(folder / "words"), **extra}
    exec(code, names)
    return names["x"]


# What Python 2 gave for x.
SIGNS = [
    ("x = map(str, [1, 2])[0]", "1"),
    ("x = zip([1], [2])[:1]", [(1, 2)]),
    ("y = map(str, [1, 2])\nx = y[1]", "2"),
    ("y = zip([1], [2])\nx = len(y)", 1),
    ("class A: pass\nself = A()\nself.y = filter(None, [0, 3])\nx = self.y[0]", 3),
    ("x = np.asarray(map(len, ['a'])).tolist()", [1]),
    ("x = np.mean({1: 2}.values()), np.array({1: 2}.keys()).tolist()", (2, [1])),
    ("x = len(filter(None, [1]))", 1),
    ("x = {1: 2}.keys()[0], {1: 2}.values()[-1]", (1, 2)),
    ("y = {2: 1, 1: 1}.keys()\ny.sort()\nx = y", [1, 2]),
    ("x = {1: 2}.items() + [(3, 4)]", [(1, 2), (3, 4)]),
    ("x = [0] + {1: 2}.values()", [0, 2]),
    ("x = random.choice({1: 2}.keys())", 1),
    ("x = range(3) + [4]", [0, 1, 2, 4]),
    ("x = range(3)\nx[0] = 5", [5, 1, 2]),
    ("x = range(3)\ndel x[1:]", [0]),
    ("x = range(2)\nx.append(5)", [0, 1, 5]),
    ("y = range(4)\nrandom.shuffle(y)\nx = sorted(y), type(y)", ([0, 1, 2, 3], list)),
    ("x = random.shuffle(range(3))", None),
    ("for n in range(7 / 2):\n    x = n", 2),
    ("number = 7 / 2\nfor n in range(number):\n    x = n", 2),
    ("def parts(step=6 / 2):\n    return range(0, 4, step)\nx = list(parts())", [0, 3]),
    ("class A: pass\nself = A()\nself.n = 7 / 2\nx = list(range(self.n))", [0, 1, 2]),
    ("x = np.zeros((4 / 2, 1)).shape", (2, 1)),
    ("y = [1, 2, 3]\nx = y[:len(y) / 2]", [1]),
    ("x = sorted([1, 2], cmp=lambda a, b: b - a)", [2, 1]),
    ("x = [1, 2]\nx.sort(lambda a, b: b - a)", [2, 1]),
    ("x = 'a'.decode('utf-8')", "a"),
    ("for line in open(path):\n    x = line.strip().decode('utf-8')", "b a"),
    ("with open(path, 'r') as f:\n    x = f.readline().decode('utf-8')", "b a\n"),
    ("f = open(path)\nx = f.read().decode('utf-8')", "b a\n"),
    ("import itertools\nx = list(itertools.izip([1], [2]))", [(1, 2)]),
    ("import urllib\nx = urllib.quote('a b')", "a%20b"),
    ("import string\nx = string.join(['a', 'b'])", "a b"),
    ("import sys\nx = sys.maxint > 2", True),
    ("print('a'),\nx = 1", 1),
    ("print('%d') % 3\nx = 1", 1),
    ("print('{}').format(3)\nx = 1", 1),
    ("print\nx = 1", 1),
]


@pytest.mark.parametrize(("source", "expected"), SIGNS)
def test_what_python_3_cannot_do_is_a_sign_and_is_done(source, expected, tmp_path):
    assert python2_signs.is_needed(ast.parse(source))
    assert run(f"{source}\nhalf = 7 / 2", tmp_path) == expected
    assert "A guess, because of " in " ".join(one.meaning for one in notes.sorted_notes())


@pytest.mark.parametrize(
    "source",
    [
        "import pandas as pd\nx = table.keys()[0], table[:n / 2]",
        "class A:\n    def keys(self):\n        return []\nx = a.keys()[0]",
        "x = zip(a, b)\nx = list(x)\ny = x[0]",
        "x = zip(a, b)\ndef f(x):\n    return x[0]",
        "self.x = zip(a, b)\ny = b.x[0]",
        "for x in zip(a, b):\n    y = x[0]",
        "x = map(f, a)\nfor y in x:\n    pass",
        "x = d.values()['a'], range(3)[1]",
        "x = d.keys()\ny = len(x), x[a]",
        "x = range(3)\ny = x[1], x.index(2)",
        "try:\n    x = d.keys()[0]\nexcept TypeError:\n    x = list(d)[0]",
        "x = 4 / 2\nx = int(x)\ny = range(x)",
        "x = np.zeros(int(4 / 2)), y[:n // 2]",
        "from __future__ import division\nx = range(4 / 2)",
        "x.sort(key=f)\ny = sorted(x, key=lambda a: 1)",
        "x = open(p, 'rb').read().decode('utf-8')",
        "for x in open(p, mode='rb'):\n    x.decode('utf-8')",
        "for x in open(p):\n    x.encode('latin-1').decode('utf-8')",
        "from io import open\nx = open(p).read().decode('utf-8')",
        "import urllib.request\nx = urllib.request.urlopen(p)",
        "from six.moves import urllib\nx = urllib.urlopen",
        "string = ''\nx = string.lower()",
        "import string\nx = string.ascii_letters",
        "print('a')\nx = print('b')",
        "from __future__ import print_function\nprint('a'),\nprint",
    ],
)
def test_what_python_3_can_do_is_no_sign(source):
    assert not any(python2_signs.signs(ast.parse(source)))
