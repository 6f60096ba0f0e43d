"""Batches of examples of similar length, by queues; the batches are those of 1.15.5."""

import pytest

from utils.revive.contrib import buckets
from utils.tf1 import tf


def batches(make_tensors, keeps=lambda length: True, **settings):
    """All batches of twelve examples, whose lengths are 1 up to 6 and again, in some order."""
    with tf.Graph().as_default(), tf.Session() as session:
        number = tf.train.range_input_producer(12, num_epochs=1, shuffle=False).dequeue()
        length = number % 6 + 1
        tensors = make_tensors(tf.fill([length], number), number)
        settings |= {"bucket_boundaries": [3, 5], "dynamic_pad": True, "keep_input": keeps(length)}
        found = buckets.bucket_by_sequence_length(length, tensors, **settings)
        session.run(tf.local_variables_initializer())
        coordinator, arrays = tf.train.Coordinator(), []
        threads = tf.train.start_queue_runners(session, coordinator)
        with pytest.raises(tf.errors.OutOfRangeError):
            while True:
                arrays.append(tf.nest.map_structure(lambda one: one.tolist(), session.run(found)))
        coordinator.request_stop()
        coordinator.join(threads)
        return sorted(arrays, key=str), found


def test_batches_are_of_similar_length_and_padded():
    found, (lengths, outputs) = batches(lambda row, number: {"row": row, "n": number}, batch_size=2)
    assert found == [
        ([1, 2], {"n": [0, 1], "row": [[0, 0], [1, 1]]}),
        ([1, 2], {"n": [6, 7], "row": [[6, 0], [7, 7]]}),
        ([3, 4], {"n": [2, 3], "row": [[2, 2, 2, 0], [3] * 4]}),
        ([3, 4], {"n": [8, 9], "row": [[8, 8, 8, 0], [9] * 4]}),
        ([5, 6], {"n": [10, 11], "row": [[10] * 5 + [0], [11] * 6]}),
        ([5, 6], {"n": [4, 5], "row": [[4] * 5 + [0], [5] * 6]}),
    ]
    assert lengths.shape == [2] and outputs["row"].shape.as_list() == [2, None]


def test_each_bucket_may_have_a_size_of_its_own_and_the_last_batch_be_smaller():
    sizes = {"batch_size": [1, 2, 3], "allow_smaller_final_batch": True}
    found, (lengths, _) = batches(lambda row, number: [row], **sizes)
    assert [lengths for lengths, _ in found] == [[1], [1], [2], [2], [3, 4], [3, 4], [5, 6, 5], [6]]
    assert lengths.shape.as_list() == [None]


def test_what_is_not_kept_is_left_out():
    found, _ = batches(lambda row, number: [number], batch_size=2, keeps=lambda length: length > 2)
    assert [lengths for lengths, _ in found] == [[3, 4], [3, 4], [5, 6], [5, 6]]


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"bucket_boundaries": [3, 3]}, "wanted lengths that increase"),
        ({"bucket_boundaries": []}, "wanted lengths that increase"),
        ({"bucket_boundaries": [3], "batch_size": [1]}, "one for each of 2 buckets, got 1"),
        ({"bucket_boundaries": [3], "bucket_capacities": [1] * 3}, "one for each of 2 buckets"),
    ],
)
def test_what_does_not_fit_is_refused(settings, problem):
    with tf.Graph().as_default(), pytest.raises(ValueError, match=problem):
        buckets.bucket_by_sequence_length(1, [2], **{"batch_size": 2} | settings)
