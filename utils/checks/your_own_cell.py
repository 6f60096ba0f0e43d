"""The exercises of lesson 14: what each is tried on; the mistakes stand in modules by exercise."""

import numpy as np

from utils.checks import own_cell_runs, own_layer_norm, own_leaky_cell, own_state_shapes, own_stops
from utils.checks.early_stops import reader_case, reader_oracle, run_reader
from utils.exercise import Exercise, progress_of
from utils.tf1 import tf

random = np.random.default_rng(14)


def _normal(*shape, scale=1.0, middle=0.0):
    return random.normal(middle, scale, size=shape).astype(np.float32)


def _cell_case(setting, batch_size, num_steps, input_size, num_units, scale=0.5):
    name, value = setting
    return {
        "num_units": num_units,
        name: value,
        "inputs": _normal(batch_size, num_steps, input_size),
        "state": _normal(batch_size, num_units, scale=0.5),
        "kernel": _normal(input_size + num_units, num_units, scale=scale),
    }


leaky_cell = Exercise(
    name="leaky_cell",
    oracle=own_cell_runs.leaky_oracle,
    cases=[
        _cell_case(("rate", rate), *sizes)
        | {"bias": _normal(sizes[-1], scale=0.5), "thorough": thorough}
        for rate, sizes, thorough in ((0.3, (2, 4, 3, 5), False), (0.8, (3, 2, 4, 2), True))
    ],
    mistakes=own_leaky_cell.LEAKY_CELL,
    minutes=8,
    difficulty=2,
    arguments=("num_units", "rate"),
    call=own_cell_runs.run_leaky,
    tolerance=1e-5,
    place="(outputs, final state, gradients)",
)


state_shapes = Exercise(
    name="state_shapes",
    oracle=own_state_shapes.shapes_of_zeros,
    cases=[
        {"state_size": (3, (4, 1)), "batch_size": 2},
        {"state_size": 5, "batch_size": 3},
        {"state_size": (tf.nn.rnn_cell.LSTMStateTuple(4, 4), (2, (7,)), 6), "batch_size": 5},
    ],
    mistakes=own_state_shapes.STATE_SHAPES,
    minutes=4,
    difficulty=1,
    call=own_state_shapes.run_shapes,
)


read_until = Exercise(
    name="read_until",
    oracle=reader_oracle,
    cases=[
        reader_case(330, 3, 8, 3, 2, 0.6),
        reader_case(393, 4, 5, 2, 3, 0.9),  # one row reads to the end
    ],
    mistakes=own_stops.READ_UNTIL,
    minutes=10,
    difficulty=3,
    arguments=("cell", "inputs", "state", "threshold"),
    call=run_reader,
    tolerance=1e-5,
)


def _layer_norm_case(epsilon, thorough, *sizes):
    num_units = sizes[-1]
    return _cell_case(("epsilon", epsilon), *sizes) | {
        "gain": _normal(num_units, scale=0.3, middle=1.0),
        "bias": _normal(num_units, scale=0.3),
        "thorough": thorough,
    }


layer_norm_cell = Exercise(
    name="layer_norm_cell",
    oracle=own_cell_runs.layer_norm_oracle,
    cases=[_layer_norm_case(0.01, False, 3, 4, 2, 5), _layer_norm_case(0.2, True, 2, 3, 4, 3)],
    mistakes=own_layer_norm.LAYER_NORM_CELL,
    minutes=8,
    difficulty=3,
    arguments=("num_units", "epsilon"),
    call=own_cell_runs.run_layer_norm,
    tolerance=1e-5,
    place="(outputs, final state, gradients)",
)

progress = progress_of(leaky_cell, state_shapes, read_until, layer_norm_cell)
