"""Every exercise of every lesson: its solution, its mistakes, and answers that are no answers."""

import ast
import importlib
import re
from functools import cache
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from utils.checks import in_graph
from utils.checks.engine.result import FAILED, NOT_ATTEMPTED, PASSED, stars
from utils.environment import NEWEST_TENSORFLOW
from utils.lessons import find_scripts
from utils.lessons.functions import lesson_functions
from utils.tf1 import tf

SOURCES = find_scripts()


@pytest.fixture(autouse=True)
def short_wait_for_endless_loops(monkeypatch):
    """A loop that does not end is no sooner told after three seconds than after one and a half."""
    monkeypatch.setattr(in_graph, "LONGEST_RUN", 1.5)


def checks_of(source):
    return importlib.import_module(f"utils.checks.{source.stem[3:]}")


def exercises_of(source):
    checks = checks_of(source)
    return [getattr(checks, name) for name, *_ in checks.progress().rows]


@cache
def solutions_of(source):
    """The solved functions of a lesson, taken out of its script."""
    code = source.read_text(encoding="utf-8")
    lesson = lesson_functions(source)
    return {
        node.name: getattr(lesson, node.name)
        for node in ast.parse(code).body
        if isinstance(node, ast.FunctionDef)
        and "### BEGIN SOLUTION" in ast.get_source_segment(code, node)
    }


LESSONS = [pytest.param(source, id=source.stem) for source in SOURCES]
EXERCISES = [
    pytest.param(source, exercise, id=f"{source.stem[:2]}-{exercise.name}")
    for source in SOURCES
    for exercise in exercises_of(source)
]
MISTAKES = [
    pytest.param(exercise, name, id=f"{source.stem[:2]}-{exercise.name}-{name}")
    for source in SOURCES
    for exercise in exercises_of(source)
    for name in exercise.mistakes
]
# On an older TensorFlow the first of these is no mistake, and the second raises what another does.
OF_THE_NEWEST = (
    "`super().build(…)` comes before the variables",
    "the mask is Boolean, and its dtype is not float",
)


def can_be_told(name):
    newest = ".".join(map(str, NEWEST_TENSORFLOW))
    return name not in OF_THE_NEWEST or tf.__version__.startswith(f"{newest}.")


@pytest.mark.parametrize("source", LESSONS)
def test_a_lesson_has_three_exercises_or_more_and_solves_each(source):
    names = [exercise.name for exercise in exercises_of(source)]
    assert len(names) >= 3
    assert sorted(names) == sorted(solutions_of(source))
    files = {file.stem for file in Path(checks_of(source).__file__).parent.glob("*.py")}
    assert files - {"__init__", "shared"} == set(names)


@pytest.mark.parametrize("source", LESSONS)
def test_headings_say_the_minutes_and_the_difficulty_that_progress_says(source):
    text = source.read_text(encoding="utf-8")
    headings = re.findall(r"^# ### Exercise (\d+) · `(\w+)` · (\d+) min · (\S+)$", text, re.M)
    said = {name: (int(minutes), shown) for _, name, minutes, shown in headings}
    held = {e.name: (e.minutes, stars(e.difficulty)) for e in exercises_of(source)}
    assert said == held
    assert [int(number) for number, *_ in headings] == list(range(1, len(headings) + 1))
    total = int(re.search(r"of which (\d+) for the exercises", text)[1])
    assert total == sum(e.minutes for e in exercises_of(source))


@pytest.mark.parametrize(("source", "exercise"), EXERCISES)
def test_the_solution_passes(source, exercise):
    result = exercise(solutions_of(source)[exercise.name])
    assert result.status == PASSED, result


@pytest.mark.parametrize(("exercise", "name"), MISTAKES)
def test_a_mistake_is_recognized_by_name_with_its_first_hint(exercise, name):
    if not can_be_told(name):
        pytest.skip("an older TensorFlow does not tell it")
    answer, *hints = exercise.mistakes[name]
    exercise._times_made.clear()
    result = exercise(answer)
    assert result.status == FAILED
    assert result.mistake == name, result
    assert list(result.hints) == hints[:1]


@pytest.mark.parametrize(("source", "exercise"), EXERCISES)
def test_no_two_mistakes_do_the_same_in_every_case(source, exercise):
    assert len(exercise.mistakes) >= 2
    made = {
        name: [exercise.outcome_of_mistake(name, i) for i in range(len(exercise.cases))]
        for name in filter(can_be_told, exercise.mistakes)
    }
    for (name, outcomes), (other, others) in combinations(made.items(), 2):
        assert not all(
            a.equals(b, exercise.tolerance) for a, b in zip(outcomes, others, strict=True)
        ), f"These two do the same in every case: {name}; {other}."


@pytest.mark.parametrize(("source", "exercise"), EXERCISES)
def test_hints_go_from_a_question_on_and_never_show_the_answer(source, exercise):
    code = source.read_text(encoding="utf-8")
    body = code.split(f"def {exercise.name}(")[1]
    body = body.split("### BEGIN SOLUTION")[1].split("### END SOLUTION")[0]
    lines = {re.sub(r"^return |\s", "", line) for line in body.splitlines() if line.strip()}
    for name, (_, *hints) in exercise.mistakes.items():
        assert 2 <= len(hints) <= 3, name
        assert hints[0].endswith("?"), f"{name}: {hints[0]}"
        for hint in hints:
            shown = [line for line in lines if len(line) > 8 and line in re.sub(r"\s", "", hint)]
            assert not shown, f"{name}: {hint}"


def each_leaf(change, value):
    if isinstance(value, (tuple, list)):
        return type(value)(each_leaf(change, part) for part in value)
    return change(value)


def not_a_number(leaf):
    return leaf * np.asarray(
        np.nan, getattr(leaf, "dtype", np.float64).name if is_float(leaf) else None
    )


def is_float(leaf):
    dtype = getattr(leaf, "dtype", None)
    return dtype is not None and np.issubdtype(getattr(dtype, "as_numpy_dtype", dtype), np.floating)


def other_dtype(leaf):
    if isinstance(leaf, tf.Tensor):
        return tf.cast(leaf, tf.float16)
    return np.asarray(leaf).astype(np.float16)


def one_axis_more(leaf):
    return leaf[np.newaxis] if hasattr(leaf, "shape") else np.asarray(leaf)[np.newaxis]


def as_list(leaf):
    if isinstance(leaf, tf.Tensor):
        return [leaf]
    return np.asarray(leaf).tolist() if isinstance(leaf, np.ndarray) else [leaf]


def as_tensor_or_array(leaf):
    return np.zeros(1) if isinstance(leaf, tf.Tensor) else tf.constant(leaf)


NO_ANSWERS = {
    "None": lambda leaf: None,
    "NaN": not_a_number,
    "text": lambda leaf: "42",
    "another dtype": other_dtype,
    "broadcastable": one_axis_more,
    "a list": as_list,
    "a tensor, or an array where a tensor is wanted": as_tensor_or_array,
    "an object": lambda leaf: object(),
}


@pytest.mark.parametrize("kind", NO_ANSWERS)
@pytest.mark.parametrize(("source", "exercise"), EXERCISES)
def test_what_is_no_answer_fails_with_a_sentence(source, exercise, kind):
    if (exercise.name, kind) == ("load_weights", "a list"):
        pytest.skip("NumPy and TensorFlow take lists as well, so these weights are right")
    solution = solutions_of(source)[exercise.name]

    def answer(*arguments):
        value = solution(*arguments)
        if value is None:  # an answer that acts on the session: let it act on wrong values
            session, cell, *values = arguments
            return solution(session, cell, *(each_leaf(NO_ANSWERS[kind], v) for v in values))
        return each_leaf(NO_ANSWERS[kind], value)

    result = exercise(answer)
    assert result.status == FAILED, result
    assert result.message.endswith((".", "?"))
    assert "\n" not in repr(result)


@pytest.mark.parametrize(("source", "exercise"), EXERCISES)
def test_an_untouched_stub_is_not_attempted_and_one_that_raises_is_shown(source, exercise):
    def stub(*arguments):
        raise NotImplementedError

    def raises(*arguments):
        raise KeyError("missing")

    assert exercise(stub).status == NOT_ATTEMPTED
    assert "`KeyError: 'missing'` in your line `raise KeyError(" in exercise(raises).message


@pytest.mark.parametrize(("source", "exercise"), EXERCISES)
def test_an_answer_that_changes_its_arrays_fails(source, exercise):
    solution = solutions_of(source)[exercise.name]
    touched = []

    def answer(*arguments):
        value = solution(*arguments)
        for argument in arguments:
            if isinstance(argument, np.ndarray):
                argument += 1
                touched.append(True)
        return value

    result = exercise(answer)
    if touched:
        assert result.status == FAILED
        assert "changed its argument" in result.message
    else:
        assert result.status == PASSED


def in_a_new_cell(cell, steps, state):
    cell = tf.nn.rnn_cell.BasicRNNCell(cell.state_size)
    outputs = []
    for step in reversed(steps):
        output, state = cell(step, state)
        outputs.insert(0, output)
    return outputs, state


def without_the_bias(cell, steps, state):
    outputs = []
    for step in reversed(steps):
        state = tf.tanh(tf.matmul(tf.concat([step, state], 1), cell.variables[0]))
        outputs.insert(0, 2.0 * state)
    return outputs, state


def with_a_second_variable(inputs, num_units):
    tf.Variable(0, trainable=False)
    with tf.variable_scope("dense", reuse=tf.AUTO_REUSE):
        kernel = tf.get_variable("kernel", [inputs.shape[1], num_units])
    return tf.matmul(inputs, kernel)


def added_to_what_is_there(session, cell, W, U, bias):
    cell.variables[0].load(np.concatenate([W, U]), session)
    session.run(cell.variables[1].assign_add(bias))


def rows_that_lie_apart(ids, batch_size, num_steps):
    length = (len(ids) - 1) // batch_size
    rows = [ids[shift:][: length * batch_size].reshape(batch_size, length) for shift in (0, 1)]
    return tuple(row[:, :num_steps] for row in rows)


def in_four_turns(cell, first_input, state, num_steps):
    outputs = []
    for _ in range(4):
        first_input, state = cell(first_input, state)
        outputs.append(first_input)
    return tf.stack(outputs, axis=1), state


def weights_that_hold(num_units, switched=15, dtype=np.float32):
    kernel = np.zeros([2 * num_units + 1, 4 * num_units], dtype)
    kernel[:num_units, num_units : 2 * num_units] = np.eye(num_units)
    kernel[num_units, :num_units] = 2 * switched
    kernel[num_units, 2 * num_units : 3 * num_units] = -3 * switched
    return [kernel, np.repeat(np.array([-1, 0, 1, 1], dtype) * switched, num_units)]


def names_after_the_innermost_scope(variables, scope):
    inner = scope.split("/")[-1]
    return {variable.op.name.split(f"{inner}/", 1)[1]: variable for variable in variables}


def misfits_of(variables, path, order=sorted):
    here = {variable.op.name: variable.shape for variable in variables}
    there = dict(tf.train.list_variables(path))
    both = here.keys() & there.keys()
    other_shape = [name for name in both if here[name] != there[name]]
    return order(here.keys() - there.keys()), order(there.keys() - here.keys()), order(other_shape)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("names_in_checkpoint", names_after_the_innermost_scope),
        ("misfits", lambda variables, path: misfits_of(variables, path, order=list)),
        ("misfits", lambda variables, path: misfits_of(tf.trainable_variables(), path)),
        ("best_checkpoint", lambda run, tag, paths: sorted(paths)[1]),
        ("run_by_name", lambda session, fetch, feed, value: 2 * value + 1),
        ("run_by_name", lambda session, fetch, feed, v: session.run(f"{fetch}:0", {"x:0": v})),
        ("shared_product", with_a_second_variable),
        ("load_weights", added_to_what_is_there),
        ("one_hot", lambda ids, vocab_size: np.eye(ids.max() + 2)[ids]),
        ("split_kernel", lambda kernel, input_size: (kernel[:4], kernel[4:])),
        ("hold_weights", lambda num_units: weights_that_hold(num_units, switched=3)),
        ("run_backwards", in_a_new_cell),
        ("run_backwards", without_the_bias),
        ("inputs_and_labels", rows_that_lie_apart),
        ("to_time_major", lambda tensor: tf.einsum("bt...->tb...", tensor[:2])),
        ("operations_at", lambda num_steps, counts: max(counts.values()) + 5 * num_steps - 25),
        ("run_free", in_four_turns),
    ],
)
def test_an_answer_that_is_right_by_accident_only_does_not_pass(name, answer):
    (exercise,) = [e for source in SOURCES for e in exercises_of(source) if e.name == name]
    assert exercise(answer).status == FAILED


def one_by_one(embeddings, ids):
    return [tf.gather(embeddings, step) for step in tf.unstack(ids)]


def by_interpolation(num_steps, counts):
    slope, start = np.polyfit(list(counts), list(counts.values()), 1)
    return round(start + slope * num_steps)


def with_an_array_that_grows(cell, first_input, state, num_steps):
    def body(step, output, state, outputs):
        output, state = cell(output, state)
        return step + 1, output, state, outputs.write(step, output)

    growing = tf.TensorArray(tf.float32, size=0, dynamic_size=True)
    first = [0, first_input, state, growing]
    result = tf.while_loop(lambda step, *_: step < num_steps, body, first)
    return tf.einsum("tbs->bts", result[3].stack()), result[2]


def by_ragged_rows(losses, lengths):
    return tf.reduce_mean(tf.reduce_mean(tf.RaggedTensor.from_tensor(losses, lengths), axis=1))


def by_assigning(session, cell, W, U, bias):
    kernel, bias_variable = cell.variables
    session.run([tf.assign(kernel, np.vstack([W, U])), tf.assign(bias_variable, bias)])


def weights_by_pattern(path):
    names = [name for name, _ in tf.train.list_variables(path)]
    return {
        name: tf.train.load_variable(path, name)
        for name in names
        if any(re.fullmatch(rf"{re.escape(name)}/[^/]+", other) for other in names)
    }


def names_by_depth(variables, scope):
    depth = len(scope.split("/"))
    return {"/".join(v.name.split(":")[0].split("/")[depth:]): v for v in variables}


def best_file_by_file(run, tag, paths):
    best = None, np.inf
    for file in sorted(Path(run).iterdir()):
        for event in tf.train.summary_iterator(str(file)):
            for value in event.summary.value:
                saved = [path for path in paths if path.split("-")[-1] == str(event.step)]
                if saved and value.tag == tag and value.simple_value < best[1]:
                    best = saved[0], value.simple_value
    return best[0]


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("trained_weights", weights_by_pattern),
        ("names_in_checkpoint", names_by_depth),
        ("misfits", lambda variables, path: [tuple(p) for p in misfits_of(variables, path)]),
        ("best_checkpoint", best_file_by_file),
        ("yearly_mean", lambda months: tf.reduce_sum(months, 1) / 12),
        ("yearly_mean", lambda months: tf.add_n(tf.unstack(months, axis=1)) / 12.0),
        ("split_kernel", lambda kernel, input_size: np.split(kernel, [input_size])),
        ("load_weights", by_assigning),
        ("hold_weights", weights_that_hold),
        ("hold_weights", lambda num_units: weights_that_hold(num_units, dtype=int)),
        ("steps_of", one_by_one),
        ("to_time_major", lambda tensor: tf.stack(tf.unstack(tensor, axis=1))),
        ("operations_at", by_interpolation),
        ("run_free", with_an_array_that_grows),
        ("last_valid", lambda outputs, n: tf.reverse_sequence(outputs, n, 0, batch_axis=1)[0]),
        ("mean_loss", by_ragged_rows),
        ("put_back", lambda results, order: results[np.argsort(order)]),
    ],
)
def test_another_way_to_the_right_answer_passes(name, answer):
    (exercise,) = [e for source in SOURCES for e in exercises_of(source) if e.name == name]
    assert exercise(answer).status == PASSED
