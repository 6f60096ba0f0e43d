"""The benchmark on tiny sizes: whole tables, equal losses, and what it does where they are not."""

import json
import sys
from contextlib import ExitStack
from types import SimpleNamespace

import numpy as np
import pytest

pytest.importorskip("resource", reason="the benchmark runs on Linux and macOS")

from benchmarks import __main__ as command
from benchmarks import candidates as kinds
from benchmarks import graphs, inference, lessons, report, steps
from benchmarks.candidates import CANDIDATES, is_installed, names_for
from benchmarks.processes import Candidate, CandidateError, started
from benchmarks.shared import write_text
from benchmarks.tasks import Characters, Digits, Reading, Writing, keras_gates
from benchmarks.worker import Worker


@pytest.fixture(scope="module")
def candidates():
    with ExitStack() as stack:
        yield started(stack, CANDIDATES)


@pytest.mark.parametrize(
    ("measure", "kind"),
    [
        (steps.step, "digits"),
        (steps.characters, "characters"),
        (steps.seconds_to_98, "digits"),
        (inference.writing, "writing"),
        (inference.reading, "reading"),
    ],
)
def test_each_candidate_has_its_figures_and_computes_the_same(candidates, measure, kind):
    section = measure(candidates, quick=True)
    column = section.headings.index("candidate")
    assert [row[column] for row in section.rows] == names_for(kind)
    assert section.refusals == []
    for row in section.rows:
        assert len(row) == len(section.headings)
        if row[column] in candidates:
            assert "" not in row and steps.NOT_INSTALLED not in row
        else:
            assert steps.NOT_INSTALLED in row
    assert section.versions["tensorflow"]


@pytest.mark.parametrize("task", [Digits(8), Characters(), Reading(), Writing(length=20)])
def test_every_candidate_with_other_weights_is_refused(candidates, task):
    spoiled = set(steps.only(candidates, task.kind)) - {"course"}
    _, differences = steps.timed(candidates, task, rounds=1, steps=1, spoiled=spoiled)
    assert {name for name, it in differences.items() if steps.refused(it)} == spoiled


def test_a_candidate_that_trains_another_network_has_no_time(candidates):
    few = {name: candidates[name] for name in ("course", "keras")}
    section = steps.step(few, quick=True, spoiled={"keras"})
    shown = {row[1]: row[2] for row in section.rows}
    assert shown["keras"].startswith("refused: its values differ by")
    assert float(shown["course"]) > 0
    assert shown["source"] == steps.NOT_INSTALLED
    [refusal] = section.refusals
    assert refusal.startswith("step, batch 8, keras: refused")


def test_a_candidate_without_its_library_is_not_started(tmp_path, monkeypatch):
    monkeypatch.setattr(kinds, "BENCH", tmp_path)
    monkeypatch.setattr(kinds, "PYTHON_3_7", tmp_path / "bin" / "python")
    assert [name for name in CANDIDATES if not is_installed(name)] == [
        "source, TF 1.15",
        "pytorch",
        "jax",
        "jax, in graph",
        "onnx",
        "onnx, in graph",
    ]
    for package in ("jax", "onnxruntime"):  # without onnx
        (tmp_path / "lib" / "python3.11" / "site-packages" / package).mkdir(parents=True)
    (tmp_path / "complete").touch()
    assert is_installed("jax") and is_installed("source, TF 1.15")
    assert not is_installed("onnx")


def test_a_text_is_a_sample_by_the_softmax():
    logits = np.log([0.6, 0.3, 0.1])
    noise = np.random.default_rng(3).gumbel(size=(20_000, 3))
    read = []
    written = write_text(lambda one: read.append(one) or logits, noise)
    assert read == [0, *written[:-1]]
    np.testing.assert_allclose(np.bincount(written) / 20_000, [0.6, 0.3, 0.1], atol=0.015)


def test_versions_are_plain_strings_that_a_process_without_the_library_can_read(monkeypatch):
    class TorchVersion(str):
        """As PyTorch's, which is a string of a class of its own."""

    torch = SimpleNamespace(__version__=TorchVersion("2.13.0+cpu"))
    monkeypatch.setitem(sys.modules, "torch", torch)
    worker = SimpleNamespace(candidate=SimpleNamespace(versions={"TensorFlow": "1.15.5"}))
    versions = Worker.versions(worker)
    assert versions["TensorFlow"] == "1.15.5"
    version = versions["torch"]
    assert version == "2.13.0+cpu"
    assert type(version) is str


def test_values_that_differ_by_more_than_a_ten_thousandth_are_refused():
    assert steps.refused(9e-5) is None
    assert steps.refused(2e-4) == "refused: its values differ by 2.0e-04"


def test_a_process_that_ends_is_named_with_what_it_said_last():
    with Candidate("nobody") as candidate, pytest.raises(CandidateError) as raised:
        candidate.ask("memory")
    assert str(raised.value) == "The candidate nobody ended. Its last line was: KeyError: 'nobody'"


def test_static_graphs_grow_with_the_steps_and_dynamic_ones_do_not():
    section = graphs.building(quick=True)
    (few, static_few, *_, dynamic_few, _, _), (many, static_many, *_, dynamic_many, _, _) = (
        section.rows
    )
    assert (few, many) == (2, 5)
    assert int(static_few) < int(static_many)
    assert dynamic_few == dynamic_many


@pytest.mark.parametrize("power", [0, 0.5, 1, 2])
def test_the_exponent_of_a_power_is_found(power):
    sizes = np.array([16, 32, 128])
    assert graphs.exponent(sizes, 3.0 * sizes**power) == pytest.approx(power, abs=1e-9)


def test_a_lesson_has_a_cost_in_each_part():
    [row] = lessons.lessons(quick=True).rows
    name, *parts, peak, own = row
    assert name == "01_graph_and_session"
    kernel, imported, _, together, first_output, _ = map(float, parts)
    assert 0 < kernel + imported < first_output < together
    assert 100 < float(own) < float(peak)


@pytest.mark.parametrize(
    ("test", "part"),
    [
        ("tests.checks.test_checks", "exercises"),
        ("tests.lessons.test_lessons", "cells of lessons"),
        ("tests.lessons.test_links", "unit tests"),
        ("solutions.03_cell_variables.ipynb", "notebooks"),
    ],
)
def test_a_test_belongs_to_a_part_of_the_suite(test, part):
    assert lessons.part_of(test) == part


def test_the_tests_are_sorted_into_parts_that_add_up():
    section = lessons.suite(quick=True)
    seconds = dict(section.rows)
    assert list(seconds)[-2:] == ["sum of the parts", "two at a time"]
    assert section.refusals == []


def test_batches_begin_with_a_state_of_zeros_and_continue_with_the_last():
    batches = Characters(batch_size=4, num_steps=5).batches()
    (first, labels, begins), (second, _, continues) = next(batches), next(batches)
    assert (begins, continues) == (True, False)
    assert first.shape == (4, 5)
    np.testing.assert_array_equal(second[:, 0], labels[:, -1])


def test_made_batches_have_the_shapes_and_types_of_real_ones_and_any_number_of_steps():
    real, labels = next(Digits(batch_size=3).batches())
    made, made_labels = next(Digits(batch_size=3, num_steps=30, made=True).batches())
    assert (real.shape, made.shape) == ((3, 28, 28), (3, 30, 28))
    assert (made.dtype, made_labels.dtype) == (real.dtype, labels.dtype)
    assert made_labels.shape == labels.shape


def test_operations_are_those_of_the_matrix_multiplications():
    multiply_adds = 28 * 2 * (2 * 28 * 3 + 3 * (6 * 12)) + 3 * 2 * 3 * 10
    assert Digits(batch_size=2, num_units=3).operations == 2 * multiply_adds


def test_gates_change_places_and_nothing_else():
    assert keras_gates(np.array([1, 2, 3, 4])).tolist() == [1, 3, 2, 4]


def a_section(name="course", refusals=()):
    return report.Section("A step", ["candidate", "ms"], [[name, "1.0"]], {}, list(refusals))


def test_results_are_kept_beside_those_of_other_rows(tmp_path):
    path = tmp_path / "results.json"
    report.keep({"step": a_section("old"), "growth": a_section()}, path)
    report.keep({"step": a_section("new")}, path)
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert kept["step"]["rows"] == [["new", "1.0"]]
    assert kept["growth"]["measured"]["tensorflow"]
    shown = report.in_markdown(kept, ["step", "growth", "suite"])
    assert shown.index("| new | 1.0 |") < shown.index("| course | 1.0 |")


def test_the_readme_has_the_tables_of_the_results():
    kept = json.loads(report.RESULTS.read_text(encoding="utf-8"))
    text = report.README.read_text(encoding="utf-8")
    tables = report.in_markdown(kept, command.ROWS)
    assert text.split(report.BEGIN)[1].split(report.END)[0] == f"\n{tables}"
    assert set(kept) >= set(command.ROWS) - command.ONLY_WHEN_NAMED


def test_what_is_refused_is_said_and_ends_with_status_1(tmp_path, monkeypatch, capsys):
    path = tmp_path / "results.json"
    refused = a_section(refusals=["step, course: refused"])
    monkeypatch.setitem(command.ROWS, "growth", lambda quick: refused)
    assert command.main(["growth", "--results", str(path)]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "step, course: refused"
    monkeypatch.setitem(command.ROWS, "growth", lambda quick: a_section())
    assert command.main(["growth", "--results", str(path)]) == 0
    assert command.main(["speed"]) == 2
    assert "There is no row speed: there are step," in capsys.readouterr().err
