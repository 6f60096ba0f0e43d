import re

import numpy as np
import pytest
from figure_text import assert_readable

from utils.figures import gate_plots

GENERATOR = np.random.default_rng(0)


def kernel_of(input_size, num_units):
    return GENERATOR.normal(size=(input_size + num_units, 4 * num_units)).astype(np.float32)


def gates_of(num_steps, names=("forget gate", "input gate", "output gate")):
    return {name: GENERATOR.uniform(size=num_steps) for name in names}


def values_of(num_steps, names=("c", "h")):
    return {name: GENERATOR.normal(size=num_steps) for name in names}


def drawn(num_steps=5, gates=None, values=None, **settings):
    gates = gates_of(num_steps) if gates is None else gates
    values = values_of(num_steps) if values is None else values
    return gate_plots.gates_over_time(gates, values, "A finding", **settings)


@pytest.mark.parametrize(
    ("input_size", "num_units"), [(3, 4), (1, 1), (28, 4), (2, 2), (48, 16), (60, 3), (1, 9)]
)
def test_a_kernel_of_any_size_can_be_read(input_size, num_units):
    assert_readable(gate_plots.gate_kernel_heatmap(kernel_of(input_size, num_units), input_size))


def test_the_blocks_of_a_kernel_stand_in_tensorflows_order():
    axes = gate_plots.gate_kernel_heatmap(kernel_of(3, 4), 3).figure.axes[0]
    names = {text.get_text()[0]: text.get_position()[0] for text in axes.texts if ":" in str(text)}
    assert {name: names[name] for name in "ijfo"} == {"i": 1.5, "j": 5.5, "f": 9.5, "o": 13.5}


def test_a_kernel_is_described_block_by_block():
    kernel = np.zeros([3, 4])
    kernel[0], kernel[2] = [0.5, -1, 2, 0.25], [-0.5, 0, 1, 0.75]
    assert gate_plots.gate_kernel_heatmap(kernel, 2).alt == (
        "LSTM kernel [3, 4]: rows 0 to 1 are W, row 2 is U; "
        "column 0: i, input gate, from -0.5 to 0.5; column 1: j, candidate, from -1 to 0; "
        "column 2: f, forget gate, from 0 to 2; column 3: o, output gate, from 0 to 0.75."
    )


@pytest.mark.parametrize(
    ("kernel", "input_size", "message"),
    [
        (
            np.zeros([7, 8]),
            3,
            "kernel must be [input_size + num_units, 4 * num_units] with input_size = 3, "
            "at most 64 by 64, got shape [7, 8]",
        ),
        (np.zeros([3, 0]), 3, "kernel must be finite numbers on 2 axes, got shape [3, 0]"),
        (np.zeros([3, 4]), 3, "input_size = 3, at most 64 by 64, got shape [3, 4]"),
        (np.zeros([37, 68]), 20, "at most 64 by 64, got shape [37, 68]"),
        (np.zeros([2, 4]), 0, "input_size must be an integer, 1 or more, got 0"),
        ([[1.0] * 4, [np.inf] * 4], 1, "kernel must be finite numbers on 2 axes, got inf"),
    ],
)
def test_a_kernel_that_cannot_be_drawn_is_named(kernel, input_size, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        gate_plots.gate_kernel_heatmap(kernel, input_size)


@pytest.mark.parametrize(
    ("num_steps", "settings"),
    [
        (1, {}),
        (16, {}),
        (100, {}),
        (60, {"labels": [*list("To be, or not to be" * 3), "\n", "$", "_"], "x_label": "letter"}),
        (9, {"labels": list("$a_b$ \\x "), "marked": ("a name", np.arange(9) > 4)}),
        (30, {"marked": ("words that began with a vowel", [True] * 30)}),
    ],
)
def test_gates_over_time_can_be_read(num_steps, settings):
    assert_readable(drawn(num_steps, **settings))


def test_one_gate_and_four_gates_can_be_read():
    assert_readable(drawn(gates=gates_of(5, "f"), values=values_of(5, "c")))
    assert_readable(drawn(gates=gates_of(5, "ijfo"), values=values_of(5, "chy")))


def test_the_bars_are_the_gates_from_top_to_bottom():
    gates = gates_of(5)
    lines, *rows = drawn(gates=gates).figure.axes
    rows.sort(key=lambda axes: -axes.get_position().y0)
    for axes, (name, gate) in zip(rows, gates.items(), strict=True):
        assert axes.get_ylabel() == name
        np.testing.assert_allclose([bar.get_height() for bar in axes.patches], gate)
        assert axes.get_position().y0 > lines.get_position().y1


def test_marked_steps_are_shaded_in_every_row():
    plain = drawn().figure.axes
    shaded = drawn(marked=("a name", [True, False, False, True, False])).figure.axes
    for before, after in zip(plain, shaded, strict=False):
        assert len(after.patches) == len(before.patches) + 2


def test_gates_are_described_by_their_values_or_by_the_alt_of_the_caller():
    gates = {"f": [1.0, 0.5]}
    assert drawn(gates=gates, values={"c": [0.25, -1]}).alt == (
        "A finding. By step: f: 1, 0.5; c: 0.25, -1."
    )
    assert drawn(alt="The gate shuts.").alt == "The gate shuts."


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"gates": {}}, "gates must hold 1 to 4 series, got 0"),
        ({"gates": gates_of(5, "abcde")}, "gates must hold 1 to 4 series, got 5"),
        ({"values": {}}, "values must hold 1 to 3 series, got 0"),
        ({"values": values_of(4)}, "'c' must have 5 values, got 4"),
        ({"gates": {"f": [0, 0.5, 1.5, 1, 1]}}, "gate 'f' must lie from 0 to 1, got 1.5"),
        ({"gates": {"f": [0, 0.5, -0.5, 1, 1]}}, "gate 'f' must lie from 0 to 1, got -0.5"),
        ({"gates": {"f": [[1.0]]}}, "gates 'f' must be finite numbers on 1 axes"),
        ({"values": {"c": [np.nan] * 5}}, "values 'c' must be finite numbers on 1 axes, got nan"),
        ({"num_steps": 101}, "num_steps must be an integer, 1 to 100, got 101"),
        ({"labels": list("abc")}, "labels must be 5 strings, got 3"),
        ({"marked": ("a", [True])}, "marked must be 5 booleans, got shape [1]"),
    ],
)
def test_gates_that_cannot_be_drawn_are_named(settings, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        drawn(**settings)


# One memory under sliders


def memory(num_steps=30, candidate=0.9, cell_state=0.5, hidden_state=-0.4, title="A finding"):
    levels = (candidate, cell_state, hidden_state)
    return gate_plots.memory_over_time(*([level] * num_steps for level in levels), title)


@pytest.mark.parametrize("levels", [(0.9, 0.5, -0.4), (0, 0, 0), (1.1, 1.1, 1.1), (-1, -1, -1.1)])
@pytest.mark.parametrize("num_steps", [1, 30, 100])
def test_a_memory_over_time_can_be_read(num_steps, levels):
    assert_readable(memory(num_steps, *levels))


def test_the_axis_of_a_memory_never_moves():
    limits = {memory(cell_state=level).figure.axes[0].get_ylim() for level in (0, 0.3, 1)}
    assert len(limits) == 1


def test_a_memory_is_described_by_its_values():
    assert memory(num_steps=2).alt == (
        "A finding. By step: candidate j: 0.9, 0.9; cell state c: 0.5, 0.5; "
        "hidden state h: -0.4, -0.4."
    )


@pytest.mark.parametrize(
    ("series", "message"),
    [
        (([0, 1], [0], [0, 0]), "'cell state c' must have 2 values, got 1"),
        (([0, 1], [0, -1.2], [0, 0]), "'cell state c' must be within 1.1 of 0, got -1.2"),
        (([0, np.inf], [0, 0], [0, 0]), "series 'candidate j' must be finite numbers on 1 axes"),
        (([0] * 101,) * 3, "num_steps must be an integer, 1 to 100, got 101"),
    ],
)
def test_a_memory_that_cannot_be_drawn_is_named(series, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        gate_plots.memory_over_time(*series, "A finding")
