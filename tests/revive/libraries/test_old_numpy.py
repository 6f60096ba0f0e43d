"""What NumPy did by itself when the scripts were written, as an owner's file finds it."""

from inspect import signature

import numpy as np
import pytest

from utils.revive import notes
from utils.revive.libraries import numpy_calls, old_arrays, protobufs, tensors_in_numpy
from utils.revive.reading.sources import compiled
from utils.tf1 import tf

CALLS = {*numpy_calls.OF_ROWS, *numpy_calls.STACKS, *numpy_calls.KEYWORDS, "array", "asarray",
         "fromstring", "linspace", "load", "loadtxt", "save", "set_printoptions",
         "sum"}  # fmt: skip
CONVERSIONS = ("__complex__", "__float__", "__int__")
# What the NumPy of an older TensorFlow still does by itself, so that the report does not name it.
BY_ITSELF = {f"array.{name}" for name in old_arrays.METHODS if hasattr(np.ndarray, name)}
BY_ITSELF |= {"copy=False"} if np.__version__ < "2" else set()
BY_ITSELF |= set() if "shape" in signature(np.reshape).parameters else {"np.reshape(newshape=)"}


@pytest.fixture(autouse=True)
def in_place(monkeypatch):
    monkeypatch.setattr(notes, "NOTES", {})
    for room, names in ((np, CALLS), (np.random, ("choice", "permutation"))):
        for name in names:
            monkeypatch.setattr(room, name, getattr(room, name))
    monkeypatch.setattr(tf.Tensor, "__array__", tf.Tensor.__array__)
    old = {name: vars(np.ndarray).get(name) for name in (*CONVERSIONS, *old_arrays.METHODS)}
    for part in (numpy_calls, old_arrays, tensors_in_numpy):
        part.put_in_place()
    yield
    with old_arrays._can_be_changed(np.ndarray):
        for name, method in old.items():
            if method is not None:
                setattr(np.ndarray, name, method)
            elif hasattr(np.ndarray, name):
                delattr(np.ndarray, name)


def run(source, folder, **names):
    """Run a source as the owner's file, and give the value of x."""
    (folder / "old.py").write_text(source, encoding="utf-8")
    names |= {"__name__": "old", "np": np, "tf": tf, "path": str(folder / "array")}
    exec(compiled(str(folder / "old.py"))[0], names)
    return names["x"]


def noted():
    return {one.old for one in notes.sorted_notes()}


# What is written, what NumPy 1.16 gave for it, and what the report names.
ONE_NUMBER = "an array of one number"
OF_ITS_TIME = [
    ("float(np.array([1.5])) + int(np.array([[2.7]]))", 3.5, ONE_NUMBER),
    ("'%f %d' % (np.array([1.5]), np.array([[2]]))", "1.500000 2", ONE_NUMBER),
    ("complex(np.array([2])), __import__('math').exp(np.zeros([1, 1]))", (2, 1), ONE_NUMBER),
    ("np.asarray([2.0, np.array([1.5])], np.float32).tolist()", [2, 1.5], ONE_NUMBER),
    ("np.array([1], 'i2').tostring()", b"\x01\0", "array.tostring"),
    ("np.array([1], 'i2')[0].tostring()", b"\x01\0", "array.tostring"),
    ("np.array([1], 'i2').newbyteorder().tolist()", [256], "array.newbyteorder"),
    ("np.array([[1, 5], [4, 2]]).ptp(axis=1).tolist()", [4, 2], "array.ptp"),
    ("np.array([], 'f8', copy=False).tolist()", [], "copy=False"),
    ("np.array([1, 2], copy=False).tolist()", [1, 2], "copy=False"),
    ("np.loadtxt(['1 #2'], 'U2', comments='').tolist()", ["1", "#2"], 'np.loadtxt(comments="")'),
    ("(np.set_printoptions(threshold=np.nan), str(np.arange(2000)).count(' ') > 1999,\n"
     " np.set_printoptions(threshold=1000))[1]", True, "np.set_printoptions(threshold=nan)"),
    ("np.sum(i for i in [1, 2])", 3, "np.sum(generator)"),
    ("np.vstack(np.ones(2) * i for i in [1, 2]).tolist()", [[1, 1], [2, 2]], "np.vstack(iterator)"),
    ("np.hstack(map(np.atleast_1d, [1, 2])).tolist()", [1, 2], "np.hstack(iterator)"),
    ("np.linspace(0, 1, 3.0).tolist()", [0, 0.5, 1], "np.linspace(start, stop, float)"),
    ("np.reshape([1, 2], newshape=[2, 1]).tolist()", [[1], [2]], "np.reshape(newshape=)"),
    ("np.percentile([1, 4], 50, interpolation='lower')", 1, "np.percentile(interpolation=)"),
    ("np.histogram([1, 3], [0, 2, 4], normed=True)[0].sum()", 0.5, "np.histogram(normed=)"),
    ("sorted(np.random.permutation([[1], [1, 2]]).tolist())", [[1], [1, 2]], None),
    ("[one.tolist() for one in np.array_split([[1], [2, 3], [4]], 2)]", [[[1], [2, 3]], [[4]]],
     "np.array_split(rows)"),
    ("np.savez(path, a=[[1], [1, 2]]), np.load(path + '.npz')['a'].tolist()",
     (None, [[1], [1, 2]]), "np.savez(rows)"),
    ("np.save(path, np.array([{1}], dtype=object)), np.load(path + '.npy').tolist()",
     (None, [{1}]), "np.load(file)"),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "expected", "old"), OF_ITS_TIME)
def test_numpy_does_what_it_did(expression, expected, old, tmp_path):
    assert run(f"x = {expression}", tmp_path) == expected
    assert old in noted() or old is None or old in BY_ITSELF


def test_an_array_of_one_number_is_stored_in_one_place_of_another(tmp_path):
    source = "x = np.zeros(4)\nx[0] = np.array([1.5])\nx.itemset(1, 3)\nx.itemset((2,), 4)\n"
    assert run(source, tmp_path).tolist() == [1.5, 3, 4, 0]
    array = np.zeros(1)
    array.itemset(2)
    assert array.tolist() == [2]


@pytest.mark.parametrize(
    ("expression", "problem"),
    [
        ("float(np.zeros(2))", "(0-dimensional|length-1) arrays"),
        ("int(np.zeros([0]))", "(0-dimensional|length-1) arrays"),
        ("np.array([[1], [1, 2]], np.float32)", "with a sequence"),
        ("np.sum(1, 2, 3, 4, 5, 6, 7, 8, 9)", "positional"),
        ("np.zeros(2, int) + np.zeros(3)", "broadcast"),
    ],
)
def test_what_numpy_never_did_is_refused_as_before(expression, problem, tmp_path):
    with pytest.raises((TypeError, ValueError), match=problem):
        run(f"x = {expression}", tmp_path)


def test_a_type_of_another_layout_is_left_alone(monkeypatch):
    before = np.ndarray.__flags__
    with old_arrays._can_be_changed(np.ndarray) as is_possible:
        assert is_possible
    assert np.ndarray.__flags__ == before
    with pytest.raises(TypeError, match="immutable"):
        np.ndarray.ptp = None
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(old_arrays, "PLACE_OF_FLAGS", 3)
        with old_arrays._can_be_changed(np.ndarray) as is_possible:
            assert not is_possible


# What TensorFlow 1.0 computed: a tensor was one object for NumPy.
X = "x = tf.constant([[1.0, 0.0], [2.0, 1.0]]); "
OF_TENSORS = [
    ("tf.equal(x, np.ones_like(x))", [[True, False], [False, True]]),
    ("tf.equal(tf.cast(x, tf.int64), np.zeros_like(x))", [[False, True], [False, False]]),
    ("x * np.ones_like(x) - np.zeros_like(x)", [[1, 0], [2, 1]]),
    ("np.square(x) + np.add(x, 1) + np.power(x, 2)", [[4, 1], [11, 4]]),
    ("np.sum(x)", [[1, 0], [2, 1]]),
]


@pytest.mark.parametrize(("expression", "expected"), OF_TENSORS)
def test_a_tensor_is_an_object_for_numpy(expression, expected, tmp_path):
    with tf.Graph().as_default(), tf.Session() as session:
        assert session.run(run(f"{X}x = {expression}", tmp_path)).tolist() == expected
    assert noted() == {"a function of NumPy with a tensor"}


def test_libraries_cannot_make_an_array_of_a_tensor(monkeypatch):
    monkeypatch.setattr(tensors_in_numpy, "asks_for_owner", lambda frame: False)
    with tf.Graph().as_default(), pytest.raises(NotImplementedError, match="symbolic"):
        np.ones_like(tf.constant([1.0]))


def keep_lists_of_numbers(monkeypatch):
    for kind in (tf.train.FloatList, tf.train.Int64List):
        monkeypatch.setattr(kind, "__init__", kind.__init__)
    for name in ("append", "extend"):
        several = type(tf.train.Int64List().value)
        monkeypatch.setattr(several, name, getattr(several, name))


def test_truth_values_are_integers_in_examples(monkeypatch):
    monkeypatch.setattr(notes, "NOTES", {})
    monkeypatch.setattr(notes, "line_of_owner", lambda: ("old.py", 1))
    keep_lists_of_numbers(monkeypatch)
    protobufs.put_in_place()
    numbers = tf.train.Int64List(value=[True, np.bool_(False), 3])
    numbers.value.append(True)
    numbers.value.extend(iter([4, np.bool_(True), False]))
    assert list(numbers.value) == [1, 0, 3, 1, 4, 1, 0]
    assert [one.old for one in notes.sorted_notes()] == ["a truth value in a field of integers"]
    words = tf.train.BytesList(value=[b"one"])
    words.value.append(b"two")
    assert list(words.value) == [b"one", b"two"]
    with pytest.raises(TypeError):
        numbers.value.append(1.5)
    assert len(numbers.value) == 7


def test_an_array_of_one_number_is_a_number_in_summaries_and_examples(monkeypatch):
    value = tf.Summary.Value
    monkeypatch.setattr(value, "__init__", value.__init__)
    monkeypatch.setattr(value, "__setattr__", value.__setattr__)
    several = type(tf.Summary().value)
    monkeypatch.setattr(several, "add", several.add)
    keep_lists_of_numbers(monkeypatch)
    protobufs.put_in_place()
    first = value(tag="a", simple_value=np.array([2.0]))
    summary = tf.Summary(value=[first])
    summary.value.add(tag="b", simple_value=np.array([[3.0]]))
    summary.value[0].simple_value += np.array(0.5)
    assert [(one.tag, one.simple_value) for one in summary.value] == [("a", 2.5), ("b", 3)]
    rows = [np.array([[1], [2]]), np.array([3]), [4, np.array(5)], []]
    found = [list(tf.train.Int64List(value=one).value) for one in rows]
    assert found == [[1, 2], [3], [4, 5], []]
    assert list(tf.train.FloatList(value=np.ones([1])).value) == [1]
    with pytest.raises(TypeError):
        value(simple_value=np.ones(2))
