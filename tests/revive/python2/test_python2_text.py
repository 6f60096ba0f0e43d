"""Text and bytes of Python 2, which were one thing: in its files, and in what they read."""

import csv
import gzip
import json
import struct

import numpy as np
import pytest

from utils.revive import notes
from utils.revive.libraries import numpy_calls
from utils.revive.python2 import archives, files, old_bytes
from utils.revive.python2.old_bytes import OldBytes
from utils.revive.reading.era import Era
from utils.revive.reading.sources import compiled
from utils.tf1 import tf


@pytest.fixture(autouse=True)
def in_place(monkeypatch):
    gfile = tf.gfile.GFile
    monkeypatch.setattr(notes, "NOTES", {})
    monkeypatch.setattr(Era, "is_python_2", False)
    monkeypatch.setattr(Era, "has_python_2", False)
    monkeypatch.setattr(gfile, "_prepare_value", files._prepare_of(gfile._prepare_value))
    monkeypatch.setattr(csv, "reader", files._csv_of(csv.reader))
    for place, names in archives.GIVE.items():
        for name in {*names, *(["write"] if place in archives.TAKE else [])}:
            monkeypatch.setattr(place, name, getattr(place, name))
    archives.put_in_place()
    monkeypatch.setattr(np, "fromstring", numpy_calls.of_bytes(np.fromstring))


def run(source, folder, **names):
    """Run a source as the owner's file, and give the value of x."""
    (folder / "old.py").write_text(f"{source}\nxrange\n", encoding="utf-8")
    code, extra = compiled(str(folder / "old.py"))
    names = {"__name__": "old", **names, **extra}
    exec(code, names)
    return names["x"]


def noted():
    found = {(one.line, one.old) for one in notes.sorted_notes()}
    return {(line, old) for line, old in found if old not in ("Python 2", "xrange")}


LITERALS = [
    (r"""x = "a" + b'b' """, "ab"),
    (r"""x = b"a" 'b' ur"c" """, "abc"),
    (r"""x = {"PAD": 1}[b"PAD"] """, 1),
    (r"""x = "C:\Users\new\u4e00\\x" """, "C:\\Users\new\\u4e00\\x"),
    (r"""x = ur"[\u4e00-\u9fa5]\d", u"\u4e00" """, ("[\u4e00-\u9fa5]\\d", "\u4e00")),
    (r"""x = "\xe2\x80\x99".decode("utf-8"), u"\xe2", b"\xc3\xa9" """, ("\u2019", "\xe2", "\xe9")),
    (r"""x = '\\xe2' r'\xe2' """, "\\xe2\\xe2"),
    (r"""x = b"\x89PNG" """, b"\x89PNG"),
    ("from __future__ import unicode_literals\n" r"""x = "\u4e00" + b"\xc3\xa9" """, "\u4e00\xe9"),
    ('x = b"""two\nlines"""', "two\nlines"),
]


@pytest.mark.parametrize(("source", "expected"), LITERALS)
def test_what_is_between_quotes_is_the_text_that_it_was(source, expected, tmp_path):
    got = run(source, tmp_path)
    assert got == expected and type(got) is type(expected)


def test_each_line_with_bytes_that_are_taken_for_text_is_a_guess_of_the_report(tmp_path):
    run("x = b'a'\nx = u'a'\nx = br'\\d' + B'b'\nx = b'\\xff'", tmp_path)
    assert noted() == {(1, 'b"..."'), (3, 'b"..."')}
    assert all("a guess" in one.meaning for one in notes.sorted_notes() if one.old[0] == "b")


def test_a_file_that_python_3_can_read_keeps_its_bytes(tmp_path):
    (tmp_path / "new.py").write_text("x = b'a'\n", encoding="utf-8")
    names = {}
    exec(compiled(str(tmp_path / "new.py"))[0], names)
    assert names["x"] == b"a" and not noted()


TEXT = "the\tcaf\xe9\nand b\n"
READ = [
    ("[line[:-1].split('\\t') for line in f]", [["the", "caf\xe9"], ["and b"]]),
    ("f.readlines()[1].strip().split(' ')", ["and", "b"]),
    ("[w for w in f.read().split() if w in {u'caf\\xe9': 1}]", ["caf\xe9"]),
    ("f.read(3) == 'the', f.read(1) != ' ', f.read(2) == b'ca'", (True, True, True)),
    ("{'the': 1, 'th': 2}[f.read(3)]", 1),
    ("'%s %s' % (f.read(3), f.read(1))", "the \t"),
    ("'{:>5}'.format(f.read(3)) + f.read(1)", "  the\t"),
    ("[c for c in f.read(3)].index('e')", 2),
    ("ord(f.read(3)[1])", 104),
    ("f.read(3).replace('h', b'H').upper(), 'he' in f.read()", ("THE", False)),
    ("f.read().decode('utf-8')", TEXT),
    ("unicode(f.read(), 'utf-8')", TEXT),
    ("list(csv.reader(f, delimiter='\\t'))", [["the", "caf\xe9"], ["and b"]]),
]


@pytest.mark.parametrize("make", ["open", "GFile"])
@pytest.mark.parametrize(("expression", "expected"), READ)
def test_bytes_that_are_read_are_text_too(expression, expected, make, tmp_path):
    (tmp_path / "words").write_text(TEXT, encoding="utf-8")
    path = str(tmp_path / "words")
    source = f"import csv\nf = {make}(path, 'rb')\nx = {expression}"
    assert run(source, tmp_path, GFile=tf.gfile.GFile, path=path) == expected


ARCHIVES = {
    "gzip.open": "gzip.open(path, 'rb')",
    "BZ2File": "bz2.BZ2File(path)",
    "LZMAFile": "lzma.LZMAFile(path)",
    "zip": "zipfile.ZipFile(path).open('words')",
    "tar": "tarfile.open(path).extractfile('words')",
    "StringIO": "StringIO.StringIO(open(path, 'rb').read())",
}
MAKE = {
    "zip": "with zipfile.ZipFile(path, 'w') as f:\n    f.writestr('words', text)\n",
    "tar": "f = tarfile.open(path, 'w')\nf.add(raw, 'words')\nf.close()\n",
    "StringIO": "with open(path, 'w') as f:\n    f.write(text)\n",
}
IN_ARCHIVES = [
    "[line[:-1].split('\\t') == ['and b'] for line in f] == [False, True]",
    "f.readlines()[1].strip() + 'c' == 'and bc'",
    "f.readline()[0] == 't' and f.readline() in {'and b\\n': 1}",
    "f.read() == text.encode('utf-8')",
]


@pytest.mark.parametrize("kind", ARCHIVES)
def test_what_is_read_from_archives_is_text_too_and_text_can_be_written(kind, tmp_path):
    names = {"path": str(tmp_path / "archive"), "text": TEXT, "raw": str(tmp_path / "words")}
    (tmp_path / "words").write_text(TEXT, encoding="utf-8")
    opened = ARCHIVES[kind]
    write = opened.replace("'rb'", "'wb'").replace("File(path)", "File(path, 'w')")
    make = MAKE.get(kind, f"f = {write}\nf.write(text)\nf.close()\n")
    looks = [f"f = {opened}\nx = x + [{look}]\n" for look in IN_ARCHIVES]
    modules = "import bz2, gzip, lzma, StringIO, tarfile, zipfile\n"
    assert run(f"{modules}{make}x = []\n{''.join(looks)}", tmp_path, **names) == [True] * 4


def test_archives_give_bytes_to_python_3_and_take_them_alone(tmp_path):
    (tmp_path / "new.py").write_text("x = gzip.open(path).read()\n", encoding="utf-8")
    names = {"gzip": gzip, "path": tmp_path / "archive"}
    with gzip.open(names["path"], "wb") as archive:
        archive.write(b"a")
        with pytest.raises(TypeError):
            archive.write("a")
    exec(compiled(str(tmp_path / "new.py"))[0], names)
    assert type(names["x"]) is bytes


def test_other_programs_and_whole_archives_give_text_too(tmp_path):
    source = "import subprocess, sys, zipfile\nargs = [sys.executable, '-c', 'print(1)']\n"
    source += "x = subprocess.check_output(args).strip() + '2'\n"
    source += "with zipfile.ZipFile(path, 'w') as f:\n    f.writestr('words', 'a b')\n"
    source += "x = x, zipfile.ZipFile(path).read('words').split()[1] + 'c'\n"
    assert run(source, tmp_path, path=str(tmp_path / "archive")) == ("12", "bc")


def test_a_file_in_memory_takes_bytes_and_text(tmp_path):
    source = "from cStringIO import StringIO\nf = StringIO()\nf.write('a')\nf.write(odd)\n"
    source += "x = f.getvalue(), StringIO('a\\nb').readlines(), f.getvalue()[0] == 'a'"
    assert run(source, tmp_path, odd=b"\xff") == (b"a\xff", ["a\n", "b"], True)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("struct.unpack('>h', f.read(2))[0]", 0x6162),
        ("np.frombuffer(f.read(2), np.uint8).tolist()", [97, 98]),
        ("np.fromstring(f.read(2), dtype=np.uint8).tolist()", [97, 98]),
        ("f.read(2)[:1] + f.read(1)", b"ac"),
        ("json.load(f)", None),
        ("hashlib.md5(f.read(0)).hexdigest()", "d41d8cd98f00b204e9800998ecf8427e"),
    ],
)
def test_bytes_stay_bytes_where_they_are_unpacked(expression, expected, tmp_path):
    (tmp_path / "data").write_bytes(b"abcd" if expected else b"null")
    source = "import hashlib, json, struct\nimport numpy as np\nf = open(path, 'rb')\nx = "
    assert run(source + expression, tmp_path, path=str(tmp_path / "data")) == expected
    assert not {old for _, old in noted()} & {"bytes as text"}


def test_the_line_that_takes_bytes_for_text_is_noted(tmp_path):
    source = "f = open('old.py', 'rb')\nline = f.readline()\nx = line.split(' ')\n"
    run(source.replace("old.py", (tmp_path / "old.py").as_posix()), tmp_path)
    assert noted() == {(3, "bytes as text")}


def test_libraries_see_bytes_alone(monkeypatch):
    monkeypatch.setattr(old_bytes, "asks_for_owner", lambda frame: False)
    one = OldBytes(b"a b")
    assert (one.split(b" "), one[0], list(one)[1]) == ([b"a", b"b"], 97, 32)
    assert json.loads(OldBytes(b"[1]")) == [1] and struct.unpack("3s", one) == (b"a b",)


# What bytes that came from anywhere give, where Python 2 had text.
BYTES = "caf\xe9 <s> one two </s>".encode()
OF_BYTES = [
    ("b[b.index('<s>') + 3 : b.rindex('</s>')].strip()", "one two"),
    ("b.split(' ')[0].title()", "Caf\xe9"),
    ("odd.find(re.sub('a', '', odd)), odd.index(odd[1:])", (0, 1)),
    ("b.startswith('caf') and not b.endswith('caf')", True),
    ("re.sub(r'<.*?>', '', b).split()", ["caf\xe9", "one", "two"]),
    ("re.compile(r'[a-z]+').findall(b)[1:3]", ["s", "one"]),
    ("re.search('(o.e)', string=b).group(1), re.split(' ', 'a b')", ("one", ["a", "b"])),
    ("re.match(re.compile(pattern), b).group(0)", b"caf"),
    ("' '.join([b[6:9], 'end'])", "<s> end"),
    ("''.join(part for part in [b[:3], b[-4:]])", b"caf</s>"),
    ("''.join([b[:3], b[-4:]]) + ' end'", "caf</s> end"),
    ("os.path.join('a', 'b') + '/' + ''.join([])", "a/b/"),
    ("[3, 1].index(1), ' a '.join('bc'), b.count('e')", (1, "b a c", 1)),
]


@pytest.mark.parametrize(("expression", "expected"), OF_BYTES)
def test_bytes_from_anywhere_have_the_methods_of_text(expression, expected, tmp_path):
    source = f"import os, re\nx = {expression}"
    assert run(source, tmp_path, b=BYTES, odd=b"\xff\xfe", pattern=b"[a-z]+") == expected


def test_bytes_in_which_a_pattern_looks_are_noted(tmp_path):
    run("import re\nx = re.findall('a', b)\nx = re.findall('a', 'a')\n", tmp_path, b=b"a")
    assert noted() == {(2, "bytes as text")}


def test_in_a_file_of_python_3_bytes_are_no_text(tmp_path):
    (tmp_path / "new.py").write_text("x = b.split(' ')\n", encoding="utf-8")
    with pytest.raises(TypeError, match="bytes-like"):
        exec(compiled(str(tmp_path / "new.py"))[0], {"b": b"a b"})


def test_a_dimension_of_a_tensor_is_divided_as_an_integer(tmp_path):
    assert run("x = size / 2, -size.value / 2", tmp_path, size=tf.Dimension(7)) == (3, -4)
