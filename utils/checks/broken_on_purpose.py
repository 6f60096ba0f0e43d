"""The exercises of lesson 16: what each is tried on; the mistakes stand in modules by section."""

import numpy as np

from utils.checks import broken_graphs as graphs
from utils.checks import (
    broken_in_building,
    broken_in_feeding,
    broken_in_measuring,
    broken_in_shapes,
    broken_in_training,
)
from utils.exercise import Exercise, progress_of

random = np.random.default_rng(16)


def _normal(*shape, scale=1.0):
    return random.normal(scale=scale, size=shape).astype(np.float32)


def _rnn_weights(input_size, num_units, gates=1):
    shape = input_size + num_units, gates * num_units
    return {"kernel": _normal(*shape, scale=0.5), "bias": _normal(shape[1], scale=0.5)}


def _readers_case(batch_size, steps, input_size, num_units):
    weights = [_rnn_weights(input_size, num_units) for _ in range(2)]
    return {
        "first": _normal(batch_size, steps[0], input_size),
        "second": _normal(batch_size, steps[1], input_size),
        "num_units": num_units,
        "kernels": [weight["kernel"] for weight in weights],
        "biases": [weight["bias"] for weight in weights],
    }


two_readers = Exercise(
    name="two_readers",
    oracle=graphs.read_both_oracle,
    call=graphs.read_both,
    cases=[_readers_case(2, (3, 5), 4, 6), _readers_case(3, (4, 2), 5, 3)],
    arguments=("first", "second", "num_units"),
    tolerance=1e-5,
    mistakes=broken_in_building.TWO_READERS,
    minutes=5,
    difficulty=2,
)


def _rates_case(size, steepness, rates):
    return {"first_kernel": _normal(size), "steepness": steepness, "rates": rates}


train_with_rates = Exercise(
    name="train_with_rates",
    oracle=graphs.run_with_rates_oracle,
    call=graphs.run_with_rates,
    cases=[
        _rates_case(4, 0.7, [0.5, 0.25, 0.3, 0.1]),
        _rates_case(3, 1.3, [0.2, 0.4, 0.1]),
    ],
    arguments=("session", "kernel", "rate", "train_op", "rates"),
    tolerance=1e-5,
    mistakes=broken_in_building.TRAIN_WITH_RATES,
    minutes=6,
    difficulty=2,
)


def _pieces_case(batch_size, num_pieces, steps, input_size, num_units):
    return {
        "pieces": [_normal(batch_size, steps, input_size) for _ in range(num_pieces)],
        "c": _normal(batch_size, num_units),
        "h": _normal(batch_size, num_units, scale=0.5),
        **_rnn_weights(input_size, num_units, gates=4),
    }


read_in_pieces = Exercise(
    name="read_in_pieces",
    oracle=graphs.run_pieces_oracle,
    call=graphs.run_pieces,
    cases=[_pieces_case(2, 4, 3, 5, 4), _pieces_case(3, 3, 2, 4, 5)],
    arguments=("session", "inputs", "state", "outputs", "final_state", "pieces"),
    tolerance=1e-5,
    mistakes=broken_in_feeding.READ_IN_PIECES,
    minutes=6,
    difficulty=2,
)


time_major_outputs = Exercise(
    name="time_major_outputs",
    oracle=graphs.run_time_major_oracle,
    call=graphs.run_time_major,
    cases=[
        {"inputs": _normal(batch_size, num_steps, input_size), **_rnn_weights(input_size, units)}
        for batch_size, num_steps, input_size, units in ((3, 5, 4, 6), (1, 4, 3, 5))
    ],
    arguments=("cell", "inputs"),
    tolerance=1e-5,
    mistakes=broken_in_shapes.TIME_MAJOR_OUTPUTS,
    minutes=5,
    difficulty=2,
)


def _loss_case(batch_size, num_units, num_classes, scale):
    labels = random.integers(0, num_classes, size=batch_size).astype(np.int32)
    output, V = _normal(batch_size, num_units), _normal(num_units, num_classes, scale=scale)
    return {"output": output, "V": V, "c": _normal(num_classes), "labels": labels}


probabilities_and_loss = Exercise(
    name="probabilities_and_loss",
    oracle=graphs.run_loss_oracle,
    call=graphs.run_loss,
    cases=[_loss_case(3, 4, 5, 1.0), _loss_case(5, 3, 4, 150.0)],
    tolerance=1e-4,
    mistakes=broken_in_training.PROBABILITIES_AND_LOSS,
    minutes=5,
    difficulty=2,
)


def _update_case(shapes, steepness, rate, limit):
    kernel, bias = (_normal(*shape) for shape in shapes)
    settings = {"steepness": steepness, "rate": rate, "limit": limit}
    return {"kernel": kernel, "bias": bias, **settings}


clipped_update = Exercise(
    name="clipped_update",
    oracle=graphs.run_update_oracle,
    call=graphs.run_update,
    cases=[
        _update_case(((3, 4), (4,)), 5.0, 0.5, 1.7),
        _update_case(((2, 3), (3,)), 0.2, 0.3, 4.0),  # short: nothing to clip
    ],
    arguments=("optimizer", "loss", "variables", "limit"),
    tolerance=1e-5,
    mistakes=broken_in_training.CLIPPED_UPDATE,
    minutes=5,
    difficulty=2,
)


def _measure_case(sizes, input_size, num_classes):
    kernel, batches = _normal(input_size, num_classes), []
    for size in sizes:
        inputs = _normal(size, input_size)
        guesses = (inputs @ kernel).argmax(axis=1)
        wrong = np.arange(size) % (2 + len(batches)) == 0
        batches.append((inputs, np.where(wrong, 0, guesses).astype(np.int32)))
    return {"batches": batches, "kernel": kernel}


test_accuracy = Exercise(
    name="test_accuracy",
    oracle=graphs.run_measure_oracle,
    call=graphs.run_measure,
    cases=[_measure_case((40, 40, 7), 6, 4), _measure_case((30, 30, 30, 11), 5, 7)],
    arguments=("session", "train_op", "right", "inputs", "labels", "keep_prob", "batches"),
    mistakes=broken_in_measuring.TEST_ACCURACY,
    minutes=7,
    difficulty=3,
)


progress = progress_of(
    two_readers,
    train_with_rates,
    read_in_pieces,
    time_major_outputs,
    probabilities_and_loss,
    clipped_update,
    test_accuracy,
)
