"""Mini-batches of a long series for a stateful network, with a label for each time step."""

import numpy as np

from utils import training


def forecast_batches(series, rows, num_steps, ahead=(1, 12)):
    """Return one epoch of a series, for a network that forecasts at each time step. Lesson 12.

    The series is split into `rows` rows of equal length. A batch has the next `num_steps` values
    of all rows, so row k of a batch continues row k of the batch before.

    Arguments:
        series: numbers [length].
        rows, num_steps: the shape of a batch, integers of at least 1.
        ahead: for each forecast, how many time steps after its input its label is.

    Returns:
        An iterator of (inputs [rows, num_steps, 1], labels [rows, num_steps, len(ahead)]).

    Raises:
        ValueError: the series is too short for one batch and its labels.
    """
    series = np.asarray(series)
    # The last index is never an input, because `continued_batches` uses it only as a label.
    indices = np.arange(len(series) - max(ahead) + 1)

    def batch(window):
        labels = [series[window + distance] for distance in ahead]
        return series[window][:, :, np.newaxis], np.stack(labels, axis=2)

    windows = training.continued_batches(indices, rows, num_steps)
    return (batch(window) for window, _ in windows)
