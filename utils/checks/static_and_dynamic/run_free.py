"""The learner writes the loop of a network that reads its own last output."""

import numpy as np

from utils import reference
from utils.checks.cases import normal
from utils.checks.engine import Exercise, WrongAnswer
from utils.checks.in_graph import require_tensors, run_in_time
from utils.tf1 import tf

random = np.random.default_rng(9)
LONGEST_LOOP = 2.0  # seconds; the loops of the cases take milliseconds


def _run_free_oracle(first_input, state, kernel, bias, num_steps):
    """Run the LSTM on its own outputs in Python: [batch, steps, units] and the last (c, h)."""
    outputs, current = [], first_input
    for _ in range(num_steps):
        current, state = reference.lstm_step(current, state, kernel, bias)
        outputs.append(current)
    return np.stack(outputs, axis=1), state


def _run_free_on_a_cell(answer, first_input, state, kernel, bias, num_steps):
    """Let an answer run an LSTM with known weights on its own outputs."""
    with tf.Graph().as_default(), tf.Session() as session:
        cell = tf.nn.rnn_cell.BasicLSTMCell(first_input.shape[1])
        cell.build((None, first_input.shape[1]))
        count = len(tf.global_variables())
        steps = tf.placeholder(tf.int32, [], name="num_steps")
        c_and_h = tf.nn.rnn_cell.LSTMStateTuple(*(tf.constant(part) for part in state))
        returned = answer(cell, tf.constant(first_input), c_and_h, steps)
        if not isinstance(returned, (tuple, list)) or len(returned) != 2:
            raise WrongAnswer("it did not return a pair: the outputs and the final state.")
        outputs, final_state = returned
        fetches = outputs, tuple(final_state) if isinstance(final_state, tuple) else final_state
        require_tensors(fetches)
        made = len(tf.global_variables()) - count
        if made:
            raise WrongAnswer(f"it made {made} new variables: call the one cell that it was given.")
        for variable, value in zip(cell.variables, (kernel, bias), strict=True):
            variable.load(value, session)
        return run_in_time(session, fetches, {steps: num_steps}, LONGEST_LOOP)


def _loop(old="", first=0, continues=tf.less):
    """Make a mistake: a loop in which one thing stays the old one, or is another one."""

    def answer(cell, first_input, state, num_steps):
        def body(count, current, state, outputs):
            output, new_state = cell(state[1] if old == "read h" else current, state)
            written = {"write": current, "write state": new_state[0]}.get(old, output)
            new_outputs = outputs.write(count, written)
            new_outputs.mark_used()  # TensorFlow prints a warning where it is not used
            following = {"input": current, "next is state": new_state}.get(old, output)
            return (
                count if old == "count" else count + 1,
                following,
                state if old == "state" else new_state,
                outputs if old == "outputs" else new_outputs,
            )

        places = tf.TensorArray(tf.float32, size=num_steps)
        _, last_output, last_state, outputs = tf.while_loop(
            lambda count, *_: continues(count, num_steps),
            body,
            [tf.constant(first), first_input, state, places],
        )
        if old == "stack":
            return outputs, last_state
        stacked = outputs.stack()
        if old == "reshape":
            shape = [tf.shape(first_input)[0], num_steps, first_input.shape[1]]
            return tf.reshape(stacked, shape), last_state
        returned_state = {"final state": state, "output as state": last_output}
        return (
            stacked if old == "axes" else tf.transpose(stacked, [1, 0, 2]),
            returned_state.get(old, last_state),
        )

    return answer


def _python_loop(cell, first_input, state, num_steps):
    outputs, current = [], first_input
    for _ in range(num_steps):
        current, state = cell(current, state)
        outputs.append(current)
    return tf.stack(outputs, axis=1), state


def _last_output(cell, first_input, state, num_steps):
    return tf.while_loop(
        lambda count, current, state: count < num_steps,
        lambda count, current, state: (count + 1, *cell(current, state)),
        [tf.constant(0), first_input, state],
    )[1:]


def _first_input_is_an_output(cell, first_input, state, num_steps):
    def body(count, current, state, outputs):
        output, state = cell(current, state)
        return count + 1, output, state, outputs.write(count, output)

    outputs = tf.TensorArray(tf.float32, size=num_steps).write(0, first_input)
    *_, state, outputs = tf.while_loop(
        lambda count, *_: count < num_steps, body, [tf.constant(1), first_input, state, outputs]
    )
    return tf.transpose(outputs.stack(), [1, 0, 2]), state


def _joined_outputs(cell, first_input, state, num_steps):
    def body(count, current, state, outputs):
        output, state = cell(current, state)
        return count + 1, output, state, tf.concat([outputs, output[:, tf.newaxis]], axis=1)

    batch_size, size = first_input.shape
    first_values = [tf.constant(0), first_input, state, tf.zeros([batch_size, 0, size])]
    *_, state, outputs = tf.while_loop(lambda count, *_: count < num_steps, body, first_values)
    return outputs, state


def _run_free_case(batch_size, size, num_steps):
    return {
        "first_input": normal(random, batch_size, size),
        "state": tuple(normal(random, batch_size, size, scale=0.5) for _ in "ch"),
        "kernel": normal(random, 2 * size, 4 * size, scale=0.5),
        "bias": normal(random, 4 * size, scale=0.5),
        "num_steps": num_steps,
    }


run_free = Exercise(
    name="run_free",
    oracle=_run_free_oracle,
    cases=[_run_free_case(2, 3, 4), _run_free_case(3, 4, 7)],
    mistakes={
        "the loop is Python's": (
            _python_loop,
            "You use `num_steps` in a Python loop. Does it have a value while the graph is built?",
            "`num_steps` is a tensor, so only a run knows its value.",
            "Use `tf.while_loop`, which repeats its body in the run.",
        ),
        "it writes after the last position": (
            _loop(continues=tf.less_equal),
            "Your loop writes after the last position. Which index does its last iteration use?",
            "The positions of the `TensorArray` are 0 to `num_steps` - 1.",
            "Write with the counter itself. Continue while it is less than `num_steps`.",
        ),
        "one iteration is missing": (
            _loop(continues=lambda count, num_steps: count < num_steps - 1),
            "Your last output is missing. When does your condition become false?",
            "With `num_steps` 1, the body must run once.",
            "Continue while the counter is less than `num_steps`.",
        ),
        "the counter is not increased": (
            _loop("count"),
            "Your counter keeps its value. What does your body return for it?",
            "A loop variable changes only if the body returns a new value for it.",
            "Return the counter plus 1.",
        ),
        "the first input is used every time": (
            _loop("input"),
            "Your cell reads the same input in each iteration. What does your body return for it?",
            "From the second iteration on, the input is the output of the iteration before.",
            "Return the output of the cell as the next input.",
        ),
        "the state is not passed on": (
            _loop("state"),
            "Your cell reads the same state in each iteration. Which state does your body return?",
            "A loop variable changes only if the body returns a new value for it.",
            "Return the new state of the cell.",
        ),
        "the first input is not used": (
            _loop("read h"),
            "Your answer does not depend on `first_input`. What does your cell read first?",
            "The initial *h* belongs to the state. It is not the first input.",
            "Make the input a loop variable that begins with `first_input`.",
        ),
        "the state is the next input": (
            _loop("next is state"),
            "Your next input is a pair. What does the cell read in the next iteration?",
            "The cell returns its output first, then its new state.",
            "Return the output of the cell as the next input.",
        ),
        "the first input is the first output": (
            _first_input_is_an_output,
            "The first position of your outputs contains `first_input`. What should it contain?",
            "The first output is what the cell returns after it has read `first_input`.",
            "Begin the counter with 0, and write only in the body.",
        ),
        "the outputs are joined with `tf.concat`": (
            _joined_outputs,
            "Your loop variable grows in each iteration. Which shape must it have?",
            "A loop variable has one shape in all iterations.",
            "Write the outputs to a `TensorArray`.",
        ),
        "the inputs are written": (
            _loop("write"),
            "The first position of your outputs contains `first_input`. What should it contain?",
            "Write what the cell returned in this iteration, not what it read.",
        ),
        "the states are written": (
            _loop("write state"),
            "Your outputs contain the cell state. Which of the two states is the output?",
            "Write the first result of the cell.",
        ),
        "the counter begins with 1": (
            _loop(first=1),
            "The first position of your outputs is empty. What is the first value of your counter?",
            "Positions are counted from 0, so the counter begins with 0.",
        ),
        "the first state is returned": (
            _loop("final state"),
            "Your final state equals the initial state. Which variable do you return?",
            "`while_loop` returns the loop variables after the last iteration.",
            "Return the state that you get from `while_loop`.",
        ),
        "the last output is returned as the state": (
            _loop("output as state"),
            "Your final state is a single tensor. How many parts does the state of an LSTM have?",
            "The state is the pair of *c* and *h*. The last output is only *h*.",
            "Return the state that you get from `while_loop`.",
        ),
        "the written TensorArray is not returned": (
            _loop("outputs"),
            "All your outputs are zeros. What does your body do with the result of `write`?",
            "`write` returns a new `TensorArray`, and does not change the old one.",
            "Return the new `TensorArray` from the body.",
        ),
        "the outputs are time-major": (
            _loop("axes"),
            "Axis 0 of your outputs counts the time steps. Which axis should it be?",
            "`stack` puts the positions of the `TensorArray` first.",
            "Swap the first two axes with `tf.transpose`.",
        ),
        "the axes are swapped by a reshape": (
            _loop("reshape"),
            "The shape of your outputs is correct. Which sequence does their second row come from?",
            "A reshape keeps the order of the numbers, so it mixes time steps and sequences.",
            "Swap the first two axes with `tf.transpose`.",
        ),
        "only the last output is returned": (
            _last_output,
            "Your outputs contain a single time step. Where are the others?",
            "Collect the outputs of all iterations in a `TensorArray`.",
        ),
        "the outputs are a TensorArray": (
            _loop("stack"),
            "Your outputs are a `TensorArray`. Which method makes one tensor of it?",
            "Call `stack` after the loop. It puts the time steps first.",
        ),
    },
    minutes=10,
    difficulty=3,
    arguments=("cell", "first_input", "state", "num_steps"),
    call=_run_free_on_a_cell,
    tolerance=1e-5,
)
