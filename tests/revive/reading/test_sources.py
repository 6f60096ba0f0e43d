"""How the owner's files are read: encodings, tabs, Python 2, old states; all without TensorFlow."""

import ast
from pathlib import Path

import numpy as np
import pytest

from utils.revive import notes
from utils.revive.python2 import python2_names, python2_signs
from utils.revive.python2.which_python import look_at
from utils.revive.reading import sources
from utils.revive.reading.era import Era
from utils.revive.reading.program import program_files
from utils.revive.reading.source_text import CannotBeRead, text_of
from utils.revive.reading.sources import compiled


@pytest.fixture(autouse=True)
def no_notes(monkeypatch):
    monkeypatch.setattr(notes, "NOTES", {})


def run(source, tmp_path, **names):
    """Run a source as the owner's file, and give its names."""
    path = tmp_path / "old.py"
    path.write_text(source, encoding="utf-8")
    code, extra = compiled(str(path))
    names = {"__name__": "old", **names, **extra}
    exec(code, names)
    return names


def noted():
    return {(one.line, one.old) for one in notes.sorted_notes()}


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("", "utf-8"),
        ("", "utf-8-sig"),
        ("# -*- coding: gbk -*-\n", "gbk"),
        ("# vim: set fileencoding=latin-1 :\n", "latin-1"),
        ("", "gb18030"),
    ],
)
def test_a_file_is_read_in_its_encoding(head, encoding, tmp_path):
    word = "caf\xe9" if encoding == "latin-1" else "\u5e8a\u524d\u660e\u6708\u5149"
    path = tmp_path / "poem.py"
    path.write_bytes(f"{head}x = '{word}'\r\n".encode(encoding))
    names = {}
    exec(compiled(str(path))[0], names)
    assert names["x"] == word
    assert bool(noted()) == (encoding == "gb18030")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"PK\x03\x04\0\0", "is not text"),
        (b"# coding: klingon\n", "names an encoding that Python does not know"),
    ],
)
def test_a_file_that_is_no_text_is_refused(content, problem, tmp_path):
    (tmp_path / "x.py").write_bytes(content)
    with pytest.raises(CannotBeRead, match=problem):
        text_of(tmp_path / "x.py")


def test_what_neither_python_can_read_keeps_its_line(tmp_path):
    with pytest.raises(SyntaxError) as raised:
        run("x = 1\ny = = 2\n", tmp_path)
    assert raised.value.lineno == 2


def test_tabs_are_eight_columns_wide(tmp_path):
    source = "x = []\nif True:\n        x.append(1)\n\tx.append(2)\n"
    assert run(source, tmp_path)["x"] == [1, 2]


PYTHON_2 = [
    ("x = 7 / 2, -7 / 2, 7 / 2.0\nprint x", (3, -4, 3.5)),
    ("x = 7\nx /= 2\nprint x", 3),
    ("class A:\n def f(self): return 7 / 2, 'a'.encode('utf8')\nx = A().f()\nprint x", (3, "a")),
    ("import sys\nx = 7 / 2\nprint >>sys.stderr, 'aside'", 3),
    ("x = unicode('caf', 'utf-8') + unicode(5)\nprint x", "caf5"),
    ("from __future__ import division\nx = 7 / 2\nprint x", 3.5),
    ("import numpy as np\nx = (np.arange(5) / 2).tolist()\nprint x", [0, 0, 1, 1, 2]),
    ("x = range(3)\nx[0] = 5\nprint x", [5, 1, 2]),
    ("x = [b for b in xrange(3)]", [0, 1, 2]),
    ("x = {1: 2}.has_key(1)", True),
    ("x = sorted({1: 2, 0: 3}.iteritems())", [(0, 3), (1, 2)]),
    ("x = {3: 1}.keys()[0]\nprint x", 3),
    ("x = map(lambda y: y + 1, [1])[0]\nprint x", 2),
    ("x = zip([1], [2])[0]\nprint x", (1, 2)),
    ("from itertools import izip\nx = list(izip([1], [2]))", [(1, 2)]),
    ("x = [3, 1, 2]\nx.sort(cmp=lambda a, b: b - a)\nprint x", [3, 2, 1]),
    ("x = sorted([3, 1], lambda a, b: a - b)\nprint x", [1, 3]),
    ("x = [(1, 'b'), (2, 'a')]\nx.sort(key=lambda p: p[1], reverse=True)\nprint x",
     [(1, "b"), (2, "a")]),
    ("x = unicode('a') + unichr(98) + 'c'.decode('utf-8')", "abc"),
    ("x = 'a'.encode('utf-8') + 'b'\nprint x", "ab"),
    ("x = reduce(lambda a, b: a * b, [2, 3])", 6),
    ("x = long(3) + 4L", 7),
    ("x = 0777", 511),
    ("x = round(2.5), round(-2.5), round(1.25, 1), isinstance('a', basestring)",
     (3.0, -3.0, 1.3, True)),
    ("x = cmp(1, 2)", -1),
    ("import sys\nx = sys.stdout\nreload(sys)\nsys.setdefaultencoding('utf-8')\n"
     "x = x is sys.stdout", True),
    ("x = 1 <> 2", True),
    ("try:\n  raise ValueError, 'no'\nexcept ValueError, e:\n  x = str(e)", "no"),
    ("def f((a, b)):\n  return a + b\nx = f((1, 2))", 3),
    ("exec 'x = 4'", 4),
    ("import cPickle as p\nx = p.loads(p.dumps([1]))", [1]),
    ("import numpy as np\na = np.array(['a'], dtype='string')\nb = np.dtype('unicode')\n"
     "x = a.astype('string').tolist(), a.dtype == b, 'string'\nprint x", (["a"], False, "string")),
    ("from StringIO import StringIO\nx = StringIO('ab').read()", "ab"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), PYTHON_2)
def test_python_2_means_what_it_meant(source, expected, tmp_path):
    got = run(source, tmp_path)["x"]
    assert got == expected and type(got) is type(expected)
    assert (1, "Python 2") in noted()


@pytest.mark.parametrize(
    "source",
    [
        "x = 7 / 2",
        "try:\n    xrange\nexcept NameError:\n    xrange = range\nx = xrange(3)",
        "import sys\nif sys.version_info[0] < 3:\n    text = unicode\nelse:\n    text = str",
        "try:\n    import cPickle\nexcept ImportError:\n    import pickle as cPickle",
        "from six.moves import xrange, cPickle\nx = xrange(3)",
        "import six\nx = six.iteritems({})",
        "def cmp(a, b):\n    return a\nx = cmp(1, 2)",
        "x = sorted([1], key=str), open, round(2.5), input",
        "x = list(map(str, [1]))[0], range(3)[1], {}.items(), len(range(3)), range(7 // 2)",
        "def map(a):\n    return [a]\nx = map(1)[0]",
        "x = table.values()['a'], group.keys(1)[0]",
        "number = 7 / 2\nnumber = int(number)\nx = range(number)",
        "rate = 1 / 2\nx = range(5)",
        "from __future__ import division\nnumber = 7 / 2\nx = range(number)",
        "number = 7 / 2\ndef f(number):\n    return range(number)",
        "with GFile(p, 'rb') as f:\n    x = f.read().decode('utf-8')",
        "with open(p, 'rb') as f:\n    x = f.read().decode('utf-8')",
        "import sys\nwith GFile(p) as f:\n    if sys.version_info[0] > 2:\n        x = f.read()\n"
        "    else:\n        x = f.read().decode('utf-8')",
    ],
)
def test_a_file_that_python_3_can_read_is_left_alone(source):
    assert not python2_signs.is_needed(ast.parse(source))


def test_a_text_that_is_decoded_where_it_is_read_is_python_2(tmp_path):
    source = "with G.GFile(p, 'r') as f:\n    x = f.read().decode('utf-8').split()\n"
    (tmp_path / "words").write_text("words b", encoding="utf-8")

    class Files:
        GFile = staticmethod(Path.open)

    assert run(source, tmp_path, G=Files, p=tmp_path / "words")["x"] == ["words", "b"]
    assert (2, ".decode() of text") in noted()


def test_each_name_of_python_2_has_a_line_of_its_own(tmp_path):
    source = """\
from six.moves import reduce
def ask(words):
    answer = unicode(raw_input("> "))
    for n in xrange(2):
        if words.has_key(answer): print n, words.has_key, self.xrange
    return reduce(max, words.itervalues())
"""
    run(source, tmp_path)
    today = {(one.line, one.old, one.today) for one in notes.sorted_notes()}
    assert today == {
        (1, "Python 2", "Python 3: python -m fissix -w"),
        (3, "unicode", "str"),
        (3, "raw_input", "input"),
        (4, "xrange", "range"),
        (5, ".has_key()", "key in dictionary"),
        (5, "print x", "print(x)"),
        (6, ".itervalues()", ".values()"),
    }


CHANGED = """\
import cPickle as p, os
try:
    x = os.getcwdu(), sys.maxint, p.load(f)
except IOError, e:
    raise A, 'x'
except (A, B), e:
    x, y = {}.keys(), map(int, []); y = {}.iteritems()
for k in {}.keys(): exec 'x'
def f((a, b)):
    # a comment
    return f.next() <> `a` + 4L
class C:
    __metaclass__ = D
    def __nonzero__(self): print \\
        "x"
"""


def test_each_statement_of_python_2_has_a_line_of_its_own(tmp_path):
    sources.tree_and_names(tmp_path / "old.py", CHANGED)
    today = {(one.line, one.old, one.today) for one in notes.sorted_notes()}
    assert today - {(1, "Python 2", "Python 3: python -m fissix -w")} == {
        (1, "import cPickle as p, os", "import pickle as p, os"),
        (3, "os.getcwdu", "os.getcwd"),
        (3, "sys.maxint", "sys.maxsize"),
        (4, "except Error, e", "except Error as e"),
        (5, "raise Error, text", "raise Error(text)"),
        (6, "except Error, e", "except Error as e"),
        (7, "a list from .keys(), .values() or .items()", "list(dictionary.keys())"),
        (7, "a list from map", "list(map(...))"),
        (7, ".iteritems()", ".items()"),
        (8, "exec code", "exec(code)"),
        (9, "def f((a, b))", "def f(pair): a, b = pair"),
        (11, ".next()", "next(iterator)"),
        (11, "<>", "!="),
        (11, "`x`", "repr(x)"),
        (11, "0777 or 4L", "0o777 or 4"),
        (12, "__metaclass__", "class A(metaclass=M)"),
        (14, "__nonzero__", "__bool__"),
        (14, "print x", "print(x)"),
    }


@pytest.mark.parametrize(
    ("line", "has_a_note"),
    [
        ("x = dict((k, v) for v, k in d.items())", False),
        ("x = [k for k in d.keys() if k]", False),
        ("x = sorted(d.items(), key=lambda pair: pair[1])", False),
        ("for k, v in d.items(): x = k", False),
        ("x = dict(zip(d.keys(), map(str, d.values())))", False),
        ("x = 1 in d.values(), len(d.keys()), ','.join(d.keys())", False),
        ("x = 1 not in d.keys()", False),
        ("x = d.keys() == [1]", True),
        ("x = d.keys()", True),
        ("x = np.array(d.values()), random.choice(d.keys())", True),
        ("x = [d.keys() for k in a]", True),
        ("for k in d.keys(): del d[k]", True),
    ],
)
def test_a_list_of_a_dict_that_is_only_walked_through_has_no_note(line, has_a_note, tmp_path):
    sources.tree_and_names(tmp_path / "old.py", f"print 1\n{line}\n")
    lines = {one.line for one in notes.sorted_notes() if one.old.startswith("a list")}
    assert lines == ({2} if has_a_note else set())


def test_one_file_of_python_2_tells_of_all_that_are_imported(tmp_path):
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "reader.py").write_text("print 'read'\n", encoding="utf-8")
    source = "if __name__ == '__main__':\n    import model\nx = 7 / 2\n"
    (tmp_path / "model.py").write_text("from package import reader\n", encoding="utf-8")
    assert run(source, tmp_path)["x"] == 3.5
    look_at(program_files(tmp_path / "old.py"))
    assert run(source, tmp_path)["x"] == 3
    assert noted() == {(3, "/ of integers")}
    assert run("x = f'{7 / 2}'\nprint(x, end='')\n", tmp_path)["x"] == "3.5"


def test_a_guess_and_each_division_of_integers_is_noted_on_its_line(tmp_path):
    run("print 1\nx = 6 / 2\nx = 7 / 2\ny = 'a'.encode('utf-8')\nz = 6.0 / 2\n", tmp_path)
    python_2 = {(1, "Python 2"), (1, "print x")}
    divisions = {(2, "/ of integers"), (3, "/ of integers")}
    assert noted() - python_2 == divisions | {(4, ".encode() of text")}
    exact, other = (one for one in notes.sorted_notes() if one.old == "/ of integers")
    assert "is a float" in exact.meaning and "rounded the quotient down" in other.meaning


@pytest.mark.parametrize("numbers", ["0, 1, 2", "1, 2, 0"])
def test_one_remainder_of_a_line_is_enough_for_the_warning(numbers, tmp_path):
    run(f"print 1\nfor n in [{numbers}]:\n    x = n / 2\n", tmp_path)
    [division] = (one for one in notes.sorted_notes() if one.old == "/ of integers")
    assert "rounded the quotient down" in division.meaning


def test_a_print_that_python_3_reads_alike_is_not_noted(tmp_path):
    source = (
        "print 0\nif True:\n    # how much\n    print('%d of %d' % (1,\n"
        "        2))\nprint(1, 2)\nprint(len('a')), 'a'\n"
    )
    run(source, tmp_path)
    assert noted() == {(1, "Python 2")} | {(line, "print x") for line in (1, 6, 7)}


def test_a_file_is_written_and_read_as_text_and_executed(tmp_path):
    (tmp_path / "other.py").write_text("z = 5 / 2\nprint z\n", encoding="utf-8")
    source = "f = file(p, 'w')\nf.write(u'caf\\xe9')\nf.close()\nx = open(p, 'rU').read()\n"
    names = run(
        source + "execfile(q, globals())\nprint x", tmp_path, p=str(tmp_path / "t"),
        q=str(tmp_path / "other.py"),
    )  # fmt: skip
    assert (names["x"], names["z"]) == ("caf\xe9", 2)
    assert (tmp_path / "t").read_bytes() == "caf\xe9".encode()


def test_a_division_of_arrays_of_integers_and_of_floats():
    whole, real = np.array([7, -7]), np.array([7.0, -7.0])
    assert python2_names.divide(whole, 2).tolist() == [3, -4]
    assert python2_names.divide(real, 2).tolist() == [3.5, -3.5]
    assert python2_names.divide(True, 2) == 0


@pytest.mark.parametrize(
    ("source", "is_tuple"),
    [
        ("state = model.initial_state.eval()", False),
        ("p = tf.placeholder(tf.float32, [None, cell.state_size])", False),
        ("p = tf.zeros([n, cell.output_size])", True),
        ("x = loss.eval()", True),
        ("sizes = [cell.state_size]", True),
        ("self.state_size = 5\nx = tf.reshape(x, [-1, self.state_size])", True),
    ],
)
def test_a_script_that_takes_a_state_for_one_tensor_is_recognized(source, is_tuple):
    sources.look_for_old_states(ast.parse(source))
    assert Era.state_is_tuple is is_tuple


@pytest.mark.parametrize(("names", "number"), [("a, _", 2), ("a, b, _", 3), ("a", 3)])
def test_a_script_that_takes_two_values_of_dynamic_decode_is_recognized(names, number):
    sources.look_for_old_states(ast.parse(f"{names} = seq2seq.dynamic_decode(decoder)"))
    assert Era.number_decoded == number


def test_a_range_that_is_shuffled_is_a_list_in_a_file_of_python_3(tmp_path):
    source = "import random\nx = range(4)\nrandom.shuffle(x)\ny = range(3)\n"
    names = run(f"{source}match 1:\n    case _:\n        pass\n", tmp_path)
    assert sorted(names["x"]) == [0, 1, 2, 3] and names["y"] == range(3)
    assert {(2, "shuffle(range)"), (1, "names of Python 2")} == noted()


def test_an_import_of_the_first_modules_for_recurrent_networks_is_noted(tmp_path):
    source = (
        "from tensorflow.models.rnn import rnn, rnn_cell as cells, seq2seq\n"
        "import tensorflow.models.rnn.rnn_cell\n"
        "from tensorflow.models.rnn import ptb\n"
        "from tensorflow.models.rnn.rnn_cell import GRUCell\n"
    )
    sources.tree_and_names(tmp_path / "old.py", source)
    assert [(one.line, one.today) for one in notes.sorted_notes()] == [
        (1, "tf.nn.static_rnn, tf.nn.rnn_cell, a loop over the cell"),
        (2, "tf.nn.rnn_cell"),
    ]


@pytest.mark.parametrize("print_line", ["print(kind)", "print kind"])
def test_async_is_a_name_again(tmp_path, print_line):
    source = """
class Flags:
    "whether it is async"
    async = True
    kind = 'async' # async

def start(async=False):
    return async, Flags.async, Flags(). async, Flags.kind

kind = start(async=2)
PRINT
"""
    names = run(source.replace("PRINT", print_line), tmp_path)
    assert names["kind"] == (2, True, True, "async")
    assert vars(names["Flags"])["async"] is True
    assert names["Flags"].__doc__ == "whether it is async"
    assert {(line, old) for line, old in noted() if old == "async"} == {
        (line, "async") for line in (4, 7, 8, 10)
    }


def test_async_of_python_3_stays_a_keyword(tmp_path):
    source = """
async def numbers():
    yield 1

async def total():
    return sum([one async for one in numbers()])
"""
    names = run(source, tmp_path)
    with pytest.raises(StopIteration) as ended:
        names["total"]().send(None)
    assert ended.value.value == 1
    assert not noted()


FIRST_STATES = """
IMPORT
outputs, states = seq2seq.rnn_decoder(inputs, state, cell)
last, x, other = states[-1], states[0], outputs[-1]
"""


@pytest.mark.parametrize(
    ("line", "last"),
    [
        ("from tensorflow.models.rnn import seq2seq", "states"),
        ("from tensorflow.python.ops import seq2seq", "states[-1]"),
    ],
)
def test_the_last_state_of_the_first_modules_is_the_only_one(line, last):
    tree, _ = sources.tree_and_names("old.py", FIRST_STATES.replace("IMPORT", line))
    assert ast.unparse(tree.body[-1].value) == f"({last}, states[0], outputs[-1])"
    assert ((4, "states[-1]") in noted()) is (last == "states")
