"""What graphs of TensorFlow 0.8 to 0.12 did: optimizers under reuse, and arrays of tensors."""

import numpy as np
import pytest

from utils.revive import notes, slots, tensor_arrays
from utils.tf1 import tf


@pytest.fixture
def in_place(monkeypatch):
    monkeypatch.setattr(notes, "NOTES", {})
    monkeypatch.setattr(slots.slot_creator, "_create_slot_var", slots.TODAYS)
    slots.put_in_place()


def adam(value, num_steps, rate=0.1, decays=(0.9, 0.999), epsilon=1e-8):
    """What Adam makes of a value with the loss value ** 2, computed with NumPy."""
    first = second = np.zeros_like(value)
    for step in range(1, num_steps + 1):
        gradient = 2 * value
        first = decays[0] * first + (1 - decays[0]) * gradient
        second = decays[1] * second + (1 - decays[1]) * gradient**2
        corrected = rate * np.sqrt(1 - decays[1] ** step) / (1 - decays[0] ** step)
        value = value - corrected * first / (np.sqrt(second) + epsilon)
    return value


def test_the_variables_of_an_optimizer_are_new_where_others_are_reused(in_place):
    start = np.array([1.0, -3.0])
    with tf.Graph().as_default(), tf.Session() as session:
        weights = tf.get_variable("weights", initializer=tf.constant(start, tf.float32))
        tf.get_variable_scope().reuse_variables()
        train = tf.train.AdamOptimizer(0.1).minimize(tf.reduce_sum(weights**2))
        assert tf.get_variable_scope().reuse
        assert tf.get_variable("weights", [2]) is weights
        session.run(tf.global_variables_initializer())
        for _ in range(3):
            session.run(train)
        np.testing.assert_allclose(session.run(weights), adam(start, 3), rtol=1e-5)
    assert [one.old for one in notes.sorted_notes()] == ["minimize where variables are reused"]


def test_another_error_of_an_optimizer_stays(in_place):
    with tf.Graph().as_default():
        weights = tf.get_variable("weights", [2])
        with pytest.raises(ValueError, match="No gradients provided"):
            tf.train.AdamOptimizer(0.1).minimize(tf.constant(1.0), var_list=[weights])


@pytest.fixture
def old_arrays(in_place, monkeypatch):
    for name in ("__init__", *tensor_arrays.OF_ONE_SHAPE):
        monkeypatch.setattr(tf.TensorArray, name, getattr(tf.TensorArray, name))
    for name in tensor_arrays.TODAY:
        monkeypatch.setattr(tf.TensorArray, name, None, raising=False)
    gradient = tensor_arrays.gradient_registry._registry[tensor_arrays.WRITING]
    monkeypatch.setitem(gradient, "type", gradient["type"])
    monkeypatch.setattr(tensor_arrays, "asks_for_owner", lambda frame: True)
    tensor_arrays.put_in_place()


def test_an_array_of_tensors_has_its_old_methods(old_arrays):
    values = np.arange(6.0).reshape(3, 2)
    with tf.Graph().as_default(), tf.Session() as session:
        array = tf.TensorArray(tf.float64, 3).unpack(values)
        assert session.run(array.pack()).tolist() == values.tolist()
        assert session.run(array.read(1)).tolist() == [2.0, 3.0]
    assert [(one.old, one.today) for one in notes.sorted_notes()] == [
        ("TensorArray.unpack", "TensorArray.unstack"),
        ("TensorArray.pack", "TensorArray.stack"),
    ]


def growing_levels(factor, array, num_levels=4):
    """Level `i` has `i + 1` elements, each of which is the factor times the sum of the last level.

    Returns:
        The array, whose sums are factor, 2 factor ** 2, 6 factor ** 3 and 24 factor ** 4.
    """

    def one_level(level, array):
        total = tf.cond(
            level > 0,
            lambda: tf.reduce_sum(array.read(tf.maximum(level - 1, 0))),
            lambda: tf.constant(1.0),
        )
        return level + 1, array.write(level, tf.fill([level + 1], total) * factor)

    return tf.while_loop(lambda level, _: level < num_levels, one_level, [0, array])[1]


def test_the_elements_of_an_array_may_have_several_shapes(old_arrays):
    with tf.Graph().as_default(), tf.Session() as session:
        factor = tf.constant(2.0)
        array = growing_levels(factor, tf.TensorArray(tf.float32, 4, clear_after_read=False))
        total = tf.reduce_sum(array.read(2))  # nothing reads level 3: its gradient is zero
        found = session.run([total, *tf.gradients(total, factor)])
    np.testing.assert_allclose(found, [6 * 2**3, 18 * 2**2])


def test_the_elements_of_an_array_that_is_stacked_have_one_shape(old_arrays):
    with tf.Graph().as_default(), tf.Session() as session:
        array = tf.TensorArray(tf.float32, 4, clear_after_read=False)
        stacked = growing_levels(tf.constant(2.0), array).stack()
        with pytest.raises(tf.errors.InvalidArgumentError, match="inferred element shape"):
            session.run(stacked)


def test_an_array_whose_shapes_are_not_to_be_inferred_stays_as_it_is(old_arrays):
    with tf.Graph().as_default(), tf.Session() as session:
        array = tf.TensorArray(tf.float32, 2, infer_shape=False)
        array = array.split(tf.constant([1.0, 2.0, 3.0]), [1, 2])
        assert session.run(array.read(1)).tolist() == [2.0, 3.0]


def test_the_arrays_of_libraries_stay_as_they_are(old_arrays, monkeypatch):
    monkeypatch.setattr(tensor_arrays, "asks_for_owner", lambda frame: False)
    with tf.Graph().as_default():
        array = tf.TensorArray(tf.float32, 4)
        assert array.handle.op.get_attr(tensor_arrays.ATTRIBUTE)
