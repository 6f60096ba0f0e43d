"""The exercises of lesson 15: what each is tried on; the mistakes stand in modules by exercise."""

import numpy as np

from utils.checks import ported_blocks, ported_gru, ported_lines, ported_lstm, ported_names
from utils.exercise import Exercise, progress_of

random = np.random.default_rng(15)


def _lstm_case(input_size, num_units, forget_bias):
    return {
        "kernel": random.normal(size=(input_size + num_units, 4 * num_units)),
        "bias": random.normal(size=4 * num_units),
        "forget_bias": forget_bias,
    }


lstm_to_keras = Exercise(
    name="lstm_to_keras",
    oracle=ported_lstm.like_the_lstm(),
    cases=[_lstm_case(5, 2, 1.0), _lstm_case(2, 3, 0.5), _lstm_case(1, 4, 2.5)],
    mistakes=ported_lstm.LSTM_TO_KERAS,
    minutes=8,
    difficulty=2,
    call=ported_blocks.either_float,
)


def _gru_case(input_size, num_units):
    rows = input_size + num_units
    return {
        "gate_kernel": random.normal(size=(rows, 2 * num_units)),
        "gate_bias": random.normal(size=2 * num_units),
        "candidate_kernel": random.normal(size=(rows, num_units)),
        "candidate_bias": random.normal(size=num_units),
    }


gru_to_keras = Exercise(
    name="gru_to_keras",
    oracle=ported_gru.like_the_gru(),
    cases=[_gru_case(6, 2), _gru_case(2, 3), _gru_case(1, 5)],
    mistakes=ported_gru.GRU_TO_KERAS,
    minutes=4,
    difficulty=1,
    call=ported_blocks.either_float,
)


layer_for = Exercise(
    name="layer_for",
    oracle=ported_names.like_the_reader(),
    cases=[
        {"name": "rnn/basic_rnn_cell/kernel", "rows": 9, "columns": 4},
        {"name": "rnn/basic_lstm_cell/kernel", "rows": 11, "columns": 24},
        {"name": "reader/rnn/multi_rnn_cell/cell_1/lstm_cell/kernel", "rows": 15, "columns": 48},
        {"name": "sides/bidirectional_rnn/fw/gru_cell/gates/kernel", "rows": 17, "columns": 12},
        {"name": "sides/bidirectional_rnn/fw/gru_cell/candidate/kernel", "rows": 17, "columns": 6},
        {"name": "lstm_or_gru/rnn/basic_rnn_cell/kernel", "rows": 8, "columns": 6},
        {"name": "basic/rnn/gru_cell/candidate/kernel", "rows": 5, "columns": 2},
        {"name": "gates/candidate/rnn/basic_rnn_cell/kernel", "rows": 7, "columns": 3},
        {"name": "after_lstm_cell/rnn/gru_cell/gates/kernel", "rows": 9, "columns": 8},
        {"name": "gru_cell/rnn/basic_lstm_cell/kernel", "rows": 5, "columns": 8},
    ],
    mistakes=ported_names.LAYER_FOR,
    minutes=5,
    difficulty=2,
)


def _lines_case(batch_size, num_steps, input_size, num_units, num_classes):
    labels = random.integers(0, num_classes, size=(batch_size, num_steps))
    return {
        "inputs": random.normal(size=(batch_size, num_steps, input_size)).astype(np.float32),
        "labels": np.eye(num_classes, dtype=np.float32)[labels],
        "W": random.normal(size=(num_units, num_classes)).astype(np.float32),
        "b": random.normal(size=num_classes).astype(np.float32),
        "kernel": random.normal(scale=0.5, size=(input_size + num_units, num_units)).astype(
            np.float32
        ),
        "bias": random.normal(size=num_units).astype(np.float32),
    }


port_lines = Exercise(
    name="port_lines",
    oracle=ported_lines.lines_oracle,
    cases=[_lines_case(3, 4, 2, 5, 6), _lines_case(2, 5, 3, 4, 3)],
    mistakes=ported_lines.PORT_LINES,
    minutes=8,
    difficulty=3,
    tolerance=1e-4,
    call=ported_lines.run_lines,
    arguments=("cell", "inputs", "labels", "W", "b"),
)

progress = progress_of(lstm_to_keras, gru_to_keras, layer_for, port_lines)
