import pytest

from utils.figures import timeline
from utils.figures.timeline import Record
from utils.graph import fresh_session
from utils.tf1 import tf


def traced(build):
    with fresh_session() as session:
        fetches, metadata = build(), tf.RunMetadata()
        options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
        session.run(fetches, options=options, run_metadata=metadata)
    return timeline.records_of(metadata)


def square_of_random():
    random = tf.random_normal([5, 5], name="input")
    product = tf.matmul(random, random)
    return tf.gradients(tf.reduce_sum(product), random)


def test_a_traced_run_gives_a_record_of_each_operation_in_their_order():
    records = traced(square_of_random)
    begins = [record.begin for record in records]
    assert begins == sorted(begins)
    assert begins[0] == 0
    assert all(record.begin <= record.end for record in records)
    assert any(record.kind == "RandomStandardNormal" for record in records)
    assert all(record.is_backward for record in records if record.multiplies)


def test_a_run_without_a_trace_has_no_records():
    with pytest.raises(ValueError, match="metadata: expected the records of a traced run"):
        timeline.records_of(tf.RunMetadata())


RECORDS = [
    Record("a", "MatMul", 0.0, 4.0),
    Record("b", "Mul", 1.0, 2.0),
    Record("c", "_FusedMatMul", 2.0, 5.0),
    Record("gradients/d", "BlockLSTMGrad", 4.5, 6.0),
]


def test_the_time_of_each_type_is_added_up_with_one_name_for_all_multiplications():
    spent = timeline.time_by_kind(RECORDS)
    assert spent == {"MatMul": (2, 7.0), "BlockLSTMGrad": (1, 1.5), "Mul": (1, 1.0)}
    assert list(spent) == ["MatMul", "BlockLSTMGrad", "Mul"]
    assert timeline.share_of("MatMul", spent) == pytest.approx(7 / 9.5)
    assert timeline.share_of("Add", spent) == 0
    assert timeline.duration(RECORDS) == 6.0


def test_operations_at_the_same_time_are_in_different_lanes():
    first, second = timeline.lanes(RECORDS)
    assert [record.name for record in first] == ["a", "gradients/d"]
    assert [record.name for record in second] == ["b", "c"]


def test_a_record_knows_its_pass_and_whether_it_is_fused():
    assert [record.is_backward for record in RECORDS] == [False, False, False, True]
    assert [record.is_fused for record in RECORDS] == [False, False, False, True]
