import numpy as np

from utils.data.distractors import sequences_to_hold


def test_a_sequence_is_a_marked_bit_and_then_distractors():
    inputs, bits = sequences_to_hold(np.random.default_rng(0), batch_size=50, distance=4)
    assert inputs.shape == (50, 5, 2) and inputs.dtype == np.float32
    np.testing.assert_array_equal(inputs[:, 0, 0], bits)
    assert set(bits) == {-1, 1}
    assert (inputs[:, :, 1] == [1, 0, 0, 0, 0]).all()
    assert (np.abs(inputs[:, 1:, 0]) < 1).all() and len(np.unique(inputs[:, 1:, 0])) == 200
