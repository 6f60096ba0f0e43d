import numpy as np
import pytest

from utils.data.windows import forecast_batches


def test_rows_continue_and_labels_are_as_far_ahead_as_asked():
    series = np.arange(100.0) ** 2
    batches = list(forecast_batches(series, rows=3, num_steps=5, ahead=(1, 4)))
    columns = (100 - 4) // 3
    assert len(batches) == columns // 5
    for number, (inputs, labels) in enumerate(batches):
        assert inputs.shape == (3, 5, 1)
        months = number * 5 + columns * np.arange(3)[:, np.newaxis] + np.arange(5)
        np.testing.assert_array_equal(inputs[:, :, 0], months**2)
        np.testing.assert_array_equal(labels[:, :, 0], (months + 1) ** 2)
        np.testing.assert_array_equal(labels[:, :, 1], (months + 4) ** 2)


def test_a_series_must_fill_one_batch():
    assert len(list(forecast_batches(np.zeros(2 * 3 + 12), rows=2, num_steps=3))) == 1
    with pytest.raises(ValueError, match="one axis of 7 values or more"):
        forecast_batches(np.zeros(2 * 3 + 11), rows=2, num_steps=3)
