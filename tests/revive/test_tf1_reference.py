"""What `utils.revive` computes is what the real TensorFlow 1 computed; see `authoring.tf1`."""

import importlib
from functools import cache

import numpy as np
import pytest

from authoring.tf1.running import build, load, run
from utils.lessons import ROOT
from utils.revive import old_checkpoints
from utils.tf1 import tf

REFERENCE = ROOT / "tests" / "revive" / "reference"
FILES = sorted(REFERENCE.glob("*.npz"))
LIBRARIES = {
    "legacy": "legacy_seq2seq", "seq2seq": "seq2seq", "crf": "contrib.crf", "decoder_fn": "seq2seq"
}  # fmt: skip
LAST_VERSION = "1.15.5"


def case_and_library(path):
    library_name, case_name, _version = path.stem.split("-")
    cases = importlib.import_module(f"authoring.tf1.{library_name}_cases")
    library = importlib.import_module(f"utils.revive.{LIBRARIES[library_name]}")
    return (cases.CASES | getattr(cases, "LATER_CASES", {}))[case_name], library


def stored_in(path, variables):
    """The arrays of a file, whose variables have the names that they have today."""
    arrays = load(path)
    wanted = {name: tuple(variable.shape.as_list()) for name, variable in variables.items()}
    stored = {
        name.removeprefix("value "): array.shape
        for name, array in arrays.items()
        if "value " in name
    }
    found = old_checkpoints.old_names_of(wanted, stored)
    assert sorted(found.values()) == sorted(stored)
    for new, old in found.items():
        for kind in ("value", "gradient"):
            if f"{kind} {old}" in arrays:
                arrays[f"{kind} {new}"] = arrays.pop(f"{kind} {old}")
    return arrays


@cache
def built(case, library):
    """The graph of a case, which is the same for all versions."""
    return build(tf, case, library)


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_the_real_tensorflow_computed_the_same(path):
    session, fetches, variables = built(*case_and_library(path))
    stored = stored_in(path, variables)
    values = {name: stored["value " + name] for name in variables}
    found = run(session, fetches, variables, values)
    assert found.keys() == stored.keys()
    for name, array in stored.items():
        np.testing.assert_allclose(found[name], array, rtol=1e-5, atol=1e-5, err_msg=name)
        assert found[name].shape == array.shape
        assert found[name].dtype == array.dtype


def test_each_library_and_version_has_cases():
    kinds = {tuple(path.stem.split("-")[::2]) for path in FILES}
    first = {(name, version) for name in ("legacy", "crf") for version in ("0.12.1", "1.0.1")}
    last = {(name, LAST_VERSION) for name in LIBRARIES if name != "decoder_fn"}
    assert kinds == first | last | {("seq2seq", "1.0.1"), ("decoder_fn", "1.0.1")}


@pytest.mark.parametrize("version", ["0.12.1", "1.0.1", LAST_VERSION])
def test_a_checkpoint_of_the_real_tensorflow_restores(version, monkeypatch):
    path = REFERENCE / f"legacy-attention_fed-{version}.npz"
    case, library = case_and_library(path)
    monkeypatch.setattr(tf.train.Saver, "restore", tf.train.Saver.restore)
    old_checkpoints.put_in_place()
    with tf.Graph().as_default(), tf.Session() as session:
        outputs = case(tf, library)["outputs"]
        tf.train.Saver().restore(session, str(path.with_suffix(".ckpt")))
        for number, output in enumerate(session.run(outputs)):
            stored = load(path)[f"output outputs {number}"]
            np.testing.assert_allclose(output, stored, rtol=1e-5, atol=1e-5)
