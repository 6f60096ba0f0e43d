"""Answers to lesson 15 that are wrong in a way easily missed, or right in another way."""

import numpy as np
import pytest

from utils.checks import saving_and_watching as check
from utils.checks.engine.result import FAILED, PASSED
from utils.tf1 import tf


def names_off_a_list(variables, scope):
    names = {}
    while variables:
        variable = variables.pop()
        names[variable.op.name.removeprefix(f"{scope}/")] = variable
    return names


def lists_of_names(variables, path):
    here = {variable.op.name: variable.shape for variable in variables}
    there = dict(tf.train.list_variables(path))
    other = [name for name in here if name in there and here[name] != there[name]]
    return list(np.setdiff1d([*here], [*there])), sorted({*there} - {*here}), sorted(other)


def lists_of_sorted_variables(variables, path):
    variables.sort(key=lambda variable: variable.name)
    return lists_of_names(variables, path)


@pytest.mark.parametrize(
    ("exercise", "answer"),
    [("names_in_checkpoint", names_off_a_list), ("misfits", lists_of_sorted_variables)],
)
def test_the_list_of_variables_is_left_as_it_is(exercise, answer):
    result = getattr(check, exercise)(answer)
    assert (result.status, result.mistake) == (FAILED, None)
    assert "it changed its argument `variables`" in result.message


def weights_where(pick):
    def answer(path):
        shapes = dict(tf.train.list_variables(path))
        read = tf.train.load_checkpoint(path).get_tensor
        return {name: read(name) for name in shapes if pick(name, shapes)}

    return answer


@pytest.mark.parametrize(
    ("pick", "mistake"),
    [
        (
            lambda name, shapes: len(shapes[name]) > 1 and name.rpartition("/")[0] not in shapes,
            "all variables except the slots are returned",
        ),
        (
            lambda name, shapes: any(
                other.startswith(f"{name}/") and shapes[other] == shapes[name] for other in shapes
            ),
            "every name below counts as a slot",
        ),
    ],
)
def test_no_shape_tells_which_variables_were_trained(pick, mistake):
    result = check.trained_weights(weights_where(pick))
    assert (result.status, result.mistake) == (FAILED, mistake)


def cut_at_the_first_slash(path):
    reader = tf.train.load_checkpoint(path)
    shapes = reader.get_variable_to_shape_map()
    owners = [name.partition("/")[0] for name in shapes]
    return {owner: reader.get_tensor(owner) for owner in owners if owner in shapes}


def split_at_the_scope(variables, scope):
    return {v.op.name.split(scope + "/")[1]: v for v in variables}


def with_equal_shapes(variables, path):
    here = {v.op.name: v.shape.as_list() for v in variables}
    there = dict(tf.train.list_variables(path))
    equal = [name for name, shape in here.items() if there.get(name) == shape]
    return sorted(here.keys() - there), sorted(there.keys() - here), sorted(equal)


@pytest.mark.parametrize(
    ("exercise", "answer", "mistake"),
    [
        ("trained_weights", cut_at_the_first_slash, "the names are cut at the first slash"),
        ("names_in_checkpoint", split_at_the_scope, "the name is split at the scope"),
        ("misfits", with_equal_shapes, "names with equal shapes are returned"),
    ],
)
def test_a_common_mistake_has_a_name(exercise, answer, mistake):
    result = getattr(check, exercise)(answer)
    assert (result.status, result.mistake) == (FAILED, mistake)


def test_names_that_numpy_has_compared_pass():
    assert check.misfits(lists_of_names).status == PASSED
