"""The learner writes a loop in which each row of the batch stops when it is sure."""

import numpy as np

from utils import reference
from utils.checks.cases import normal
from utils.checks.engine import Exercise, WrongAnswer
from utils.checks.engine.compare import describe, difference
from utils.checks.in_graph import require_tensors, run_in_time
from utils.tf1 import tf

LSTMStateTuple = tf.nn.rnn_cell.LSTMStateTuple


class CountedLstm(tf.nn.rnn_cell.BasicLSTMCell):
    """An LSTM that counts how often a run computes it, and whose output is 3 h.

    So its output is not part of its state. Its name is a scope's too, and a scope may not begin
    with an underscore.
    """

    def __init__(self, num_units):
        super().__init__(num_units)
        self.runs = 0

    def call(self, inputs, state):
        """Compute one step, and count it when it runs."""

        def count(values):
            self.runs += 1
            return values

        counted = tf.py_func(count, [inputs], tf.float32)
        counted.set_shape(inputs.shape)
        output, state = super().call(counted, state)
        return 3.0 * output, state


def _run(answer, inputs, state, threshold, kernel, bias):
    """Let an answer run an LSTM with known weights, and count how often the cell was run."""
    with tf.Graph().as_default(), tf.Session() as session:
        cell = CountedLstm(state[0].shape[1])
        cell.build((None, inputs.shape[2]))
        x = tf.placeholder(tf.float32, [None, None, inputs.shape[2]])
        returned = answer(cell, x, LSTMStateTuple(*map(tf.constant, state)), threshold)
        if not isinstance(returned, (tuple, list)) or len(returned) != 2:
            raise WrongAnswer("it did not return a pair, the final state and the steps read.")
        require_tensors(returned)
        if getattr(returned[0], "dtype", None) == tf.int32:
            raise WrongAnswer("the first result contains integers, and not the final state.")
        if not isinstance(returned[0], LSTMStateTuple):
            raise WrongAnswer(
                f"the final state is {describe(returned[0])}, and not an `LSTMStateTuple` as "
                "`state` is, so `dynamic_rnn` could not continue from it."
            )
        for variable, value in zip(cell.variables, (kernel, bias), strict=True):
            variable.load(value, session)
        found = run_in_time(session, tuple(returned), {x: inputs}, seconds=5.0)
    wanted = _oracle(inputs, state, threshold, kernel, bias)
    needed = wanted[1].max()
    if cell.runs > needed and not difference(wanted, found, 1e-5):
        raise WrongAnswer(
            f"the loop took {cell.runs} iterations, but after {needed} no row was left."
        )
    return found


def _oracle(inputs, state, threshold, kernel, bias):
    """Read row by row."""
    states, counts = [], []
    for row, steps in enumerate(inputs):
        row_state = tuple(part[row : row + 1] for part in state)
        for count, x in enumerate(steps, 1):  # noqa: B007
            h, row_state = reference.lstm_step(x[np.newaxis], row_state, kernel, bias)
            if 3.0 * h[0, 0] > threshold:
                break
        states.append(row_state)
        counts.append(count)
    final_state = tuple(np.concatenate(parts) for parts in zip(*states, strict=True))
    return final_state, np.array(counts, np.int32)


def _each_part(chooses, new, old):
    return tf.nest.map_structure(lambda a, b: tf.where(chooses, a, b), new, old)


def _reader(
    kept="running",
    counted="running",
    choose=_each_part,
    continues=lambda running, sure: running & ~sure,
    left=tf.reduce_any,
    bound=tf.logical_and,
    asked=lambda output, state: output[:, 0],
    at=lambda inputs, step: inputs[:, step],
    first_count=0,
    steps_in=lambda inputs: tf.shape(inputs)[1],
    returns=lambda state, steps_read, step: (state, steps_read),
    begin=lambda state: state,
    end=lambda state: state,
):
    """Make an answer that goes wrong where a setting differs from the default.

    `kept` and `counted` say which rows an iteration changes.
    """

    def answer(cell, inputs, state, threshold):
        def body(step, state, running, steps_read):
            output, new_state = cell(at(inputs, step), state)
            still = continues(running, asked(output, new_state) > threshold)
            rows = {
                "running": running,
                "still running": still,
                "stopped": ~running,
                "all": tf.ones_like(running),
            }
            steps_read += tf.cast(rows[counted], tf.int32)
            return step + 1, choose(rows[kept], new_state, state), still, steps_read

        def condition(step, state, running, steps_read):
            return bound(left(running), step < steps_in(inputs))

        batch = tf.shape(inputs)[:1]
        counts = tf.fill(batch, first_count)
        first = [tf.constant(0), begin(state), tf.fill(batch, True), counts]
        step, state, _, steps_read = tf.while_loop(condition, body, first)
        return returns(end(state), steps_read, step)

    return answer


def _case(seed, batch_size, num_steps, size, num_units, threshold):
    """Seeds are chosen for rows that stop at different steps, and would continue at a later one."""
    random = np.random.default_rng(seed)
    return {
        "inputs": normal(random, batch_size, num_steps, size, scale=1.5),
        "state": (
            normal(random, batch_size, num_units),
            normal(random, batch_size, num_units, scale=0.3),
        ),
        "threshold": threshold,
        "kernel": normal(random, size + num_units, 4 * num_units),
        "bias": normal(random, 4 * num_units, scale=0.5),
    }


TWO_THINGS = "The condition needs two parts: a time step is left, and a row is running."

read_until = Exercise(
    name="read_until",
    oracle=_oracle,
    cases=[
        _case(330, 3, 8, 3, 2, 0.6),
        _case(393, 4, 5, 2, 3, 0.9),  # one row reads to the end
    ],
    mistakes={
        "the state of a stopped row changes": (
            _reader(kept="all"),
            "Does the state of a stopped row change in your loop?",
            "The cell computes all rows in every iteration.",
            "Use `tf.where` with `running` to keep the old state of the stopped rows.",
        ),
        "a part of the state of a stopped row changes": (
            _reader(
                choose=lambda chooses, new, old: LSTMStateTuple(
                    new.c, tf.where(chooses, new.h, old.h)
                )
            ),
            "Does your loop keep every part of the state?",
            "The state of an LSTM has two parts. `tf.nest.map_structure` treats both.",
        ),
        "the step that decides is not kept": (
            _reader(kept="still running"),
            "Your counts are correct. Does the state contain the step that made the row stop?",
            "Choose the new state with `running` as it was at the beginning of the iteration.",
        ),
        "the step that decides is not counted": (
            _reader(counted="still running"),
            "If a row is sure at its first step, is your count 1?",
            "Count with `running` as it was at the beginning of the iteration.",
        ),
        "the step that decides is neither kept nor counted": (
            _reader(kept="still running", counted="still running"),
            "Does a row in your loop still read the step that makes it sure?",
            "It stops *after* this step. Look at where your loop changes `running`.",
            "Use the old `running` for state and count, and change it last.",
        ),
        "a row that has stopped can start again": (
            _reader(continues=lambda running, sure: ~sure),
            "Can a row that has stopped start again in your loop?",
            "At a later step, its unit 0 may be below the threshold again.",
            "Combine the new condition with the old `running` by a logical *and*.",
        ),
        "the first row that stops ends the loop": (
            _reader(left=tf.reduce_all),
            "Does your loop end when the first row stops?",
            "`reduce_all` is true only if every row is running. One running row is enough.",
        ),
        "the loop continues without a running row": (
            _reader(left=lambda running: tf.constant(True)),
            "Your result is correct. Does your loop end as soon as no row is running?",
            TWO_THINGS,
        ),
        "the loop runs past the last step": (
            _reader(bound=lambda left, more_steps: left),
            "Does your loop end for a row that is never sure?",
            TWO_THINGS,
        ),
        "one of the two conditions is enough": (
            _reader(bound=tf.logical_or),
            "Does your loop end if only one of its two conditions is false?",
            "For another iteration, both must be true. Use a logical *and*.",
        ),
        "the state is compared, not the output": (
            _reader(asked=lambda output, state: state.h[:, 0]),
            "Does your answer compare the output with the threshold?",
            "The output of this cell is not a part of its state. Use the first value of the pair.",
        ),
        "any unit can stop the row": (
            _reader(asked=lambda output, state: tf.reduce_max(output, axis=1)),
            "Does your answer look at unit 0 only?",
            "The other units of the output do not matter. Take column 0.",
        ),
        "all units must be above the threshold": (
            _reader(asked=lambda output, state: tf.reduce_min(output, axis=1)),
            "Does your answer look at unit 0 only?",
            "The other units of the output do not matter. Take column 0.",
        ),
        "the last unit decides": (
            _reader(asked=lambda output, state: output[:, -1]),
            "Does your answer look at unit 0?",
            "Your answer looks at the last unit. Take column 0.",
        ),
        "the first axis is read as time": (
            _reader(at=lambda inputs, step: inputs[step]),
            "Does each iteration read one time step of all rows?",
            "`inputs` is `[batch, num_steps, size]`, so the time step is the second index.",
        ),
        "the last time step is not read": (
            _reader(steps_in=lambda inputs: tf.shape(inputs)[1] - 1),
            "Does a row that is never sure read all time steps?",
            "The last step is `num_steps - 1`. Look at the condition of your loop.",
        ),
        "the counts begin with 1": (
            _reader(first_count=1),
            "Are all your counts too large by 1?",
            "Before the first iteration, no row has read a time step.",
        ),
        "one count for all rows": (
            _reader(returns=lambda state, steps_read, step: (state, step)),
            "Does your second result contain one number for each row?",
            "The number of iterations is only correct for the longest row.",
            "Add a loop variable `[batch]` that counts the steps of each row.",
        ),
        "the results are swapped": (
            _reader(returns=lambda state, steps_read, step: (steps_read, state)),
            "Do you return the final state first?",
            "The exercise asks for the final state, and then for the counts.",
        ),
        "the given state is not used": (
            _reader(begin=lambda state: tf.nest.map_structure(tf.zeros_like, state)),
            "Does your loop begin with the given state?",
            "Use the argument `state` as the first value of the loop variable.",
        ),
        "all rows are counted in every iteration": (
            _reader(counted="all"),
            "Do all your rows have the same count?",
            "A stopped row reads no more steps. Add 1 only for the running rows.",
        ),
        "old and new are swapped in `tf.where`": (
            _reader(kept="stopped"),
            "Do your running rows keep the old state?",
            "If the condition is true, `tf.where` takes its second argument.",
        ),
        "a row continues while it is sure": (
            _reader(continues=lambda running, sure: running & sure),
            "Does a row in your loop stop when its unit 0 is *above* the threshold?",
            "Look at the comparison with the threshold. It is the wrong way round.",
        ),
        "the batch size is taken from `inputs.shape`": (
            lambda cell, inputs, state, threshold: tf.fill([inputs.shape[0]], True),
            "Your graph needs the batch size when it is built. Is it known then?",
            "`inputs.shape` says None where a size is known only in the run.",
            "Use `tf.shape(inputs)[0]`.",
        ),
        "the number of time steps is taken from `inputs.shape`": (
            _reader(steps_in=lambda inputs: inputs.shape[1]),
            "Your loop needs the number of time steps when it is built. Is it known then?",
            "`inputs.shape` says None where a size is known only in the run.",
            "Use `tf.shape(inputs)[1]`.",
        ),
        "the final state is a plain tuple": (
            _reader(end=tuple),
            "Is your final state an `LSTMStateTuple`?",
            "`dynamic_rnn` needs the structure of `state_size`. Return the state of the loop.",
        ),
    },
    minutes=10,
    difficulty=3,
    arguments=("cell", "inputs", "state", "threshold"),
    call=_run,
    tolerance=1e-5,
)
