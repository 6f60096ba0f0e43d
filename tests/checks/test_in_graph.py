import time
from importlib import import_module

import pytest

from utils.checks import static_and_dynamic as check
from utils.checks.engine.exercise import WrongAnswer
from utils.checks.engine.learner_error import error_kind
from utils.checks.in_graph import in_graph, run_in_time
from utils.tf1 import tf


def endless():
    return tf.while_loop(lambda step: step < 4, lambda step: step, [tf.constant(0)])


def test_a_loop_that_never_ends_is_stopped_and_named():
    with tf.Graph().as_default(), tf.Session() as session:
        loop = endless()
        started = time.perf_counter()
        with pytest.raises(WrongAnswer, match=r"^the loop did not end within 0\.3 s: .*\?$"):
            run_in_time(session, loop, seconds=0.3)
        assert time.perf_counter() - started < 5
        assert session.run(tf.constant(1)) == 1  # the session is still of use


def test_an_answer_that_never_ends_is_stopped_in_a_graph_of_its_own(monkeypatch):
    monkeypatch.setattr("utils.checks.in_graph.LONGEST_RUN", 0.3)
    with pytest.raises(WrongAnswer, match="the loop did not end"):
        in_graph(endless)


def test_an_exercise_says_that_the_learners_loop_did_not_end(monkeypatch):
    # In the package itself, the name of the module is that of the exercise.
    module = import_module("utils.checks.static_and_dynamic.run_free")
    monkeypatch.setattr(module, "LONGEST_LOOP", 0.3)

    def run_free(cell, first_input, state, num_steps):
        _, output, state = tf.while_loop(
            lambda step, *_: step < num_steps,
            lambda step, current, state: (step, *cell(current, state)),
            [tf.constant(0), first_input, state],
        )
        return output, state

    result = check.run_free(run_free)
    assert result.status == "failed"
    assert "the loop did not end within 0.3 s" in result.message


def test_errors_of_two_tensor_arrays_are_of_one_kind():
    texts = [f"TensorArray TensorArray_{count}: Could not write to it" for count in (0, 17)]
    kinds = {error_kind(ValueError(text)) for text in texts}
    assert kinds == {"TensorArray: Could not write to it"}


def test_errors_of_one_operation_are_of_one_kind_whatever_its_inputs_are_called():
    said = (
        "Dimensions must be equal, but are 3 and 4 for '{{{{node {}}}}} = Mul[T=DT_FLOAT]({})' with"
    )
    texts = [said.format("mul", "Placeholder, sub"), said.format("a/Mul_1", "c, a/Cast_3")]
    assert len({error_kind(ValueError(text)) for text in texts}) == 1
