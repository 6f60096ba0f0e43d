# %% [markdown]
# # 14 · A cell of your own
#
# *Papers describe cells that TensorFlow does not have. This lesson writes one, runs it wherever a built-in cell runs, and puts it through the tests that the built-in ones had to pass.*
#
# **You will be able to**
# - write a cell: `state_size`, `output_size`, `build`, `call`
# - check it by values, by gradients and by two ways of drawing, and say what each test can catch
# - give a cell a state of several parts
# - write a loop in the graph in which every row of the batch stops at a step of its own
# - normalise what goes into a cell's tanh, and say what that makes it proof against, and at what price
#
# **You need** lessons 03, 06, 08, 09, 10 and 12. **Time**: about 60 minutes, of which 30 for the exercises. **Order**: after the imports a section stands alone, but 2 needs 1, 4 needs 2, 6 needs 1, and *Broken on purpose* needs 1.

# %%
from contextlib import nullcontext

import numpy as np

from utils import backward, plots, reference
from utils.checks import your_own_cell as check
from utils.graph import fresh_session, variable_table
from utils.tf1 import tf

# %% [markdown]
# ## 1 · The four things that a cell says
#
# The **minimal gated unit** (MGU) of Zhou and others, 2016, is an LSTM stripped down: one gate, no second state. In the spelling of this course:
#
# $$f_t = \sigma([x_t, h_{t-1}]\,K_f + b_f) \qquad c_t = \tanh([x_t, f_t \odot h_{t-1}]\,K_c + b_c) \qquad h_t = (1 - f_t) \odot h_{t-1} + f_t \odot c_t$$
#
# $f$ is the **gate**, between 0 and 1 for each unit; $c$ is the candidate, a proposal for the new state (a GRU has one too, lesson 12); $\odot$ multiplies unit by unit. TensorFlow has no such cell. To be one, a class derives from `tf.nn.rnn_cell.RNNCell` and says four things:
#
# | | what it says | for the MGU |
# |---|---|---|
# | `state_size` | how wide the state is | `num_units` |
# | `output_size` | how wide the output is | `num_units` |
# | `build(input_shape)` | makes the variables, once the depth of the input is known | two kernels, two biases |
# | `call(inputs, state)` | computes one step: the output, and the new state | the formulas |
#
# `@property` lets `cell.state_size` be read without brackets. `add_weight` is a layer's own `get_variable`. `super().build(…)` says that the layer is built; after it `add_weight` only looks variables up, so it comes last. `**settings` hands on what every layer takes, such as its `name`.


# %%
class MGUCell(tf.nn.rnn_cell.RNNCell):
    """The minimal gated unit of Zhou et al., arXiv:1603.09420."""

    def __init__(self, num_units, **settings):
        super().__init__(**settings)
        self.num_units = num_units

    @property
    def state_size(self):
        return self.num_units

    @property
    def output_size(self):
        return self.num_units

    def build(self, input_shape):
        shape, zeros = [input_shape[-1] + self.num_units, self.num_units], tf.zeros_initializer()
        self.gate_kernel = self.add_weight("gate_kernel", shape)
        self.gate_bias = self.add_weight("gate_bias", shape[1:], initializer=zeros)
        self.candidate_kernel = self.add_weight("candidate_kernel", shape)
        self.candidate_bias = self.add_weight("candidate_bias", shape[1:], initializer=zeros)
        super().build(input_shape)

    def call(self, inputs, state):
        f = self.gate(inputs, state)  # [batch, num_units]
        c = self.candidate(inputs, f * state)  # [batch, num_units]
        new_state = (1 - f) * state + f * c
        return new_state, new_state

    def gate(self, inputs, state):
        joined = tf.concat([inputs, state], axis=1)
        return tf.sigmoid(tf.matmul(joined, self.gate_kernel) + self.gate_bias)

    def candidate(self, inputs, gated):
        joined = tf.concat([inputs, gated], axis=1)
        return tf.tanh(tf.matmul(joined, self.candidate_kernel) + self.candidate_bias)


# %% [markdown]
# The rest comes from `RNNCell`: `zero_state`, `variables`, and that `cell(x, h)` runs `build` before the first `call` only. So the cell can go wherever a cell can.
#
# **Predict before you run:** for an input of 4 numbers and 6 units a `BasicRNNCell` has 66 weights. How many have the MGU, the GRU (a cell with two gates, lesson 12) and the LSTM?

# %%
with fresh_session() as session:
    cell = MGUCell(6)
    outputs, final_state = tf.nn.dynamic_rnn(cell, tf.zeros([3, 5, 4]), dtype=tf.float32)
    table = variable_table(cell.variables)

    for other in (
        tf.nn.rnn_cell.BasicRNNCell(6),
        cell,
        tf.nn.rnn_cell.GRUCell(6),
        tf.nn.rnn_cell.BasicLSTMCell(6),
    ):
        other(tf.zeros([3, 4]), other.zero_state(3, tf.float32))
        count = sum(variable.shape.num_elements() for variable in other.variables)
        print(f"{type(other).__name__:13} {count:3} weights")

print("outputs", outputs.shape, " final state", final_state.shape)
table

# %% [markdown]
# One, two, three and four blocks of 66: a gate costs as much as a whole plain cell. `dynamic_rnn` put the variables into its scope `rnn`, as it does for built-in cells.
#
# What does the gate do? Weights chosen by hand show it: one unit, and an input of two numbers, a value and a **marker**, a sign that is 1 at two steps and 0 elsewhere. The gate is the sigmoid of 20 · marker - 10, and the candidate is tanh(value).
#
# **Predict before you run:** what will the state be between the two markers?


# %%
def load(cell, weights, session):
    """Put values into the variables of a cell, in their order."""
    for variable, value in zip(cell.variables, weights, strict=True):
        variable.load(value, session)


values = np.random.default_rng(14).uniform(-0.9, 0.9, size=20)
markers = np.isin(np.arange(20), [3, 11]).astype(float)
rows = np.stack([values, markers], axis=1)[np.newaxis]  # [1, num_steps, 2]

with fresh_session() as session:
    cell = MGUCell(1)
    outputs, _ = tf.nn.dynamic_rnn(cell, tf.constant(rows, tf.float32), dtype=tf.float32)
    # Rows of a kernel: value, marker, state.
    load(cell, ([[0], [20], [0]], [-10], [[1], [0], [0]], [0]), session)
    held = session.run(outputs)[0, :, 0]  # [num_steps]

print("tanh of the values at steps 3 and 11:", np.tanh(values[[3, 11]]).round(2))
plots.lines(
    {"value": values, "marker": markers, "state": held},
    x_label="step",
    y_label="value",
    title="The state of a minimal gated unit with weights set by hand",
    alt="Values, markers and the state over 20 steps. The values jump about between -0.9 and 0.9; "
    "the marker is 1 at steps 3 and 11 only. The state is near 0 up to step 2, leaps to tanh of "
    f"the value at step 3 ({held[3]:.2f}), stays there to step 10, and leaps again at step 11 "
    f"({held[11]:.2f}).",
)

# %% [markdown]
# Where $f$ is near 1 the state becomes the candidate, elsewhere it stays as it was. One gate does the work of two of an LSTM's: what it lets in, it forgets.

# %% [markdown]
# ### Exercise 1 · `leaky_cell` · 8 min · ★★☆
#
# Write a cell that moves only a part of the way at each step: $h_t = (1 - r)\,h_{t-1} + r \tanh([x_t, h_{t-1}]\,K + b)$, where $r$ is `rate`, a Python number. The output is the new state. Define a class inside the function, with one kernel and one bias, and return a cell made from it. (The check loads weights into it and runs it, with `dynamic_rnn` and by hand.)


# %%
def leaky_cell(num_units, rate):
    """Make a leaky cell: int, float -> an RNNCell with a kernel [input_size + num_units, num_units] and a bias [num_units]."""

    ### BEGIN SOLUTION
    class LeakyCell(tf.nn.rnn_cell.RNNCell):
        @property
        def state_size(self):
            return num_units

        @property
        def output_size(self):
            return num_units

        def build(self, input_shape):
            self.kernel = self.add_weight("kernel", [input_shape[-1] + num_units, num_units])
            self.bias = self.add_weight("bias", [num_units], initializer=tf.zeros_initializer())
            super().build(input_shape)

        def call(self, inputs, state):
            joined = tf.concat([inputs, state], axis=1)
            proposal = tf.tanh(tf.matmul(joined, self.kernel) + self.bias)
            new_state = (1 - rate) * state + rate * proposal
            return new_state, new_state

    return LeakyCell()
    ### END SOLUTION


check.leaky_cell(leaky_cell)

# %% [markdown]
# ## 2 · Checked like the built-in ones
#
# That a cell runs says nothing. Three things judge it: its values against NumPy, its gradients against finite differences (lesson 08), and one way of drawing it against another. All in float64, which finite differences need; a cell takes the dtype of its first input. First the formulas in NumPy, written from the paper and not from the cell:


# %%
def mgu_step(inputs, state, gate_kernel, gate_bias, candidate_kernel, candidate_bias):
    """One step of the MGU in NumPy: [batch, input_size], [batch, num_units], ... -> (h, h)."""
    f = reference.sigmoid(np.hstack([inputs, state]) @ gate_kernel + gate_bias)
    c = np.tanh(np.hstack([inputs, f * state]) @ candidate_kernel + candidate_bias)
    h = (1 - f) * state + f * c
    return h, h


def loss_of(weights):
    """The sum of the squares of all outputs: weights -> number."""
    outputs, _ = reference.unroll(lambda x, h: mgu_step(x, h, *weights), inputs, state)
    return np.sum(outputs**2)


batch_size, num_steps, input_size, num_units = 3, 5, 4, 6
random = np.random.default_rng(14)
inputs = random.normal(size=(batch_size, num_steps, input_size))
state = random.uniform(-1, 1, size=(batch_size, num_units))
shapes = [(input_size + num_units, num_units), (num_units,)] * 2
weights = [random.normal(scale=0.5, size=shape) for shape in shapes]

by_numpy, last_state = reference.unroll(lambda x, h: mgu_step(x, h, *weights), inputs, state)
slopes = [
    backward.finite_differences(lambda w, i=i: loss_of([*weights[:i], w, *weights[i + 1 :]]), value)
    for i, value in enumerate(weights)
]  # dL/dweight for each of the four


# %%
def run_cell(cell, way, with_gradients):
    """Run a cell on the data above -> outputs, final state, and the gradient of each weight."""
    with fresh_session() as session:
        x, first_state = tf.constant(inputs), tf.constant(state)
        if way == "dynamic":
            outputs, final_state = tf.nn.dynamic_rnn(cell, x, initial_state=first_state)
        else:
            steps = tf.unstack(x, axis=1)
            outputs, final_state = tf.nn.static_rnn(cell, steps, initial_state=first_state)
            outputs = tf.stack(outputs, axis=1)
        fetches = [outputs, final_state]
        if with_gradients:
            fetches += tf.gradients(tf.reduce_sum(tf.square(outputs)), cell.variables)
        load(cell, weights, session)
        return session.run(fetches)


def agree(some, others):
    """Say whether two lists of arrays are equal to eight decimals."""
    return all(np.allclose(a, b, rtol=1e-8, atol=1e-8) for a, b in zip(some, others, strict=True))


dynamic, static = (
    run_cell(MGUCell(num_units), way, with_gradients=True) for way in ("dynamic", "static")
)

print("values    = NumPy             :", agree(dynamic[:2], [by_numpy, last_state]))
print("gradients = finite differences:", agree(dynamic[2:], slopes))
print("static_rnn = dynamic_rnn      :", agree(static, dynamic))

# %% [markdown]
# The cell passes. Would a faulty one have failed? Here are four, each wrong in one place. All of them run.


# %%
class Exchanged(MGUCell):
    """f and 1 - f have changed places."""

    def call(self, inputs, state):
        f = self.gate(inputs, state)
        new_state = f * state + (1 - f) * self.candidate(inputs, f * state)
        return new_state, new_state


class Ungated(MGUCell):
    """The candidate sees the state itself."""

    def call(self, inputs, state):
        f = self.gate(inputs, state)
        new_state = (1 - f) * state + f * self.candidate(inputs, state)
        return new_state, new_state


class NoGradient(MGUCell):
    """No gradient goes back through what the candidate sees of the state."""

    def candidate(self, inputs, gated):
        return super().candidate(inputs, tf.stop_gradient(gated))


class Kept(MGUCell):
    """The gate is computed in the first call, and kept in the cell."""

    kept = None

    def gate(self, inputs, state):
        if self.kept is None:
            self.kept = super().gate(inputs, state)
        return self.kept


# %% [markdown]
# Five tests try them: one step on zeros, one step from a state of zeros, five steps from a random state, gradients, and static against dynamic. All but the last use `dynamic_rnn`.
#
# **Predict before you run:** which fault does each test catch? Two faults are caught by a single test each: by which?

# %%
zeros, no_inputs = np.zeros_like(state), np.zeros_like(inputs)
fresh = [w if w.ndim == 2 else np.zeros_like(w) for w in weights]  # the biases of a new cell


def tests_passed(cell_class):
    """Put a cell through the five tests: -> five bools."""
    with fresh_session() as session:
        x = tf.placeholder(tf.float64, [None, None, input_size])
        h = tf.placeholder(tf.float64, [None, num_units])
        cell = cell_class(num_units)
        outputs, final_state = tf.nn.dynamic_rnn(cell, x, initial_state=h)
        gradients = tf.gradients(tf.reduce_sum(tf.square(outputs)), cell.variables)
        load(cell, fresh, session)
        on_zeros = session.run(final_state, {x: no_inputs[:, :1], h: zeros})
        load(cell, weights, session)
        one_step = session.run(final_state, {x: inputs[:, :1], h: zeros})
        dynamic = session.run([outputs, final_state], {x: inputs, h: state})
        slopes_of_cell = session.run(gradients, {x: inputs, h: state})
    return [
        agree([on_zeros], [mgu_step(no_inputs[:, 0], zeros, *fresh)[0]]),
        agree([one_step], [mgu_step(inputs[:, 0], zeros, *weights)[0]]),
        agree(dynamic, [by_numpy, last_state]),
        agree(slopes_of_cell, slopes),
        agree(run_cell(cell_class(num_units), "static", with_gradients=False), dynamic),
    ]


columns = ["zeros", "one step", "five steps", "gradients", "static = dynamic"]
print(f"{'':10}", *(f"{name:10}" for name in columns))
for cell_class in (MGUCell, Exchanged, Ungated, NoGradient, Kept):
    marks = [f"{'passes' if passed else '-':10}" for passed in tests_passed(cell_class)]
    print(f"{cell_class.__name__:10}", *marks)

# %% [markdown]
# Zeros catch nothing, once more (lesson 02). One step from zeros misses a wrong use of the state. `NoGradient` has every value right; finite differences alone see it. `Kept`, which only static against dynamic sees, passes all that `dynamic_rnn` runs, for there `call` is called once, to draw the body of the loop, and the gate belongs to each turn; drawn step by step, every step after the first would reuse the gate of the first. A step must depend on its two arguments and the weights, on nothing else.

# %% [markdown]
# ## 3 · A state of several parts
#
# `state_size` may be a **nested** structure: a tuple of sizes, or of tuples. `zero_state` then makes zeros in the same structure, and `call` gets and returns such a structure. A cell may also hold another cell. This one runs any cell, and puts out beside its output the mean of all its outputs so far. For that its state carries their total and their count:


# %%
class WithMean(tf.nn.rnn_cell.RNNCell):
    """Puts out the output of a cell, and the mean of all its outputs so far."""

    def __init__(self, cell):
        super().__init__()
        self.cell = cell

    @property
    def state_size(self):
        return self.cell.state_size, (self.cell.output_size, 1)

    @property
    def output_size(self):
        return 2 * self.cell.output_size

    def call(self, inputs, state):
        inner_state, (total, count) = state
        output, inner_state = self.cell(inputs, inner_state)
        total, count = total + output, count + 1  # [batch, num_units], [batch, 1]
        return tf.concat([output, total / count], axis=1), (inner_state, (total, count))


# %% [markdown]
# It has no variables of its own, so it needs no `build`. Inside is an LSTM, whose state is itself a tuple, and the three rows have 5, 2 and 4 steps (`sequence_length`: past its end a row puts out zeros, lesson 10).
#
# **Predict before you run:** what will stand in `count` after the last step, in each row?

# %%
lengths = [5, 2, 4]
random = np.random.default_rng(14)
sequences = random.normal(size=(3, 5, 4)).astype(np.float32)

with fresh_session(seed=14) as session:
    cell = WithMean(tf.nn.rnn_cell.BasicLSTMCell(6))
    zero_state = cell.zero_state(3, tf.float32)
    outputs, final_state = tf.nn.dynamic_rnn(
        cell, tf.constant(sequences), sequence_length=lengths, dtype=tf.float32
    )
    session.run(tf.global_variables_initializer())
    outputs_value, (lstm_state, (total, count)) = session.run([outputs, final_state])
    names = [variable.name for variable in cell.variables]

print("state_size:", cell.state_size)
print("zero_state:", tf.nest.map_structure(lambda part: part.shape.as_list(), zero_state))
print("outputs   :", outputs_value.shape, " variables:", names)
print("count     :", count[:, 0])

own, means = np.split(outputs_value, 2, axis=2)  # each [batch, num_steps, num_units]
expected = [own[row, :length].mean(axis=0) for row, length in enumerate(lengths)]
print("total / count = mean of the valid outputs:", np.allclose(total / count, expected, atol=1e-6))
print("the last column of the means, row 1:", means[1, -1].round(2))

# %% [markdown]
# `count` is the row's length, since past the end of a row *every* part of the state stays as it was, however deep it lies. The mean over valid steps, which lesson 10 took with a mask, is here in the final state; the last column of the outputs would have given zeros for a short row.
#
# **Predict before you run:** the state that `call` returns does not fit `state_size`: one number more in a part, a part missing, a list in place of a tuple. Which of these do `static_rnn` and `dynamic_rnn` notice?


# %%
class Misfit(tf.nn.rnn_cell.RNNCell):
    """Says that its state is two parts of 6 and 1, and returns what it is told to."""

    state_size, output_size = (6, 1), 6

    def __init__(self, returned):
        super().__init__()
        self.returned = returned

    def call(self, inputs, state):
        return tf.zeros([3, 6]), tf.nest.map_structure(tf.zeros, self.returned)


returned_states = {
    "as promised": (tf.TensorShape([3, 6]), tf.TensorShape([3, 1])),
    "6 and 2    ": (tf.TensorShape([3, 6]), tf.TensorShape([3, 2])),
    "6 alone    ": tf.TensorShape([3, 6]),
    "[6, 1]     ": [tf.TensorShape([3, 6]), tf.TensorShape([3, 1])],
}
for name, returned in returned_states.items():
    with fresh_session() as session:
        x = tf.constant(sequences)
        tf.nn.static_rnn(Misfit(returned), tf.unstack(x, axis=1), dtype=tf.float32)
        try:
            tf.nn.dynamic_rnn(Misfit(returned), x, dtype=tf.float32)
            said = "fine"
        except (TypeError, ValueError) as error:
            said = f"{type(error).__name__}: " + str(error).split("\n")[0].split(". ")[0]
    print(f"{name} static_rnn: fine   dynamic_rnn: {said}")

# %% [markdown]
# `static_rnn` just hands on whatever comes; `Misfit` never looks at its state, so nothing is noticed. `dynamic_rnn` makes the state a loop variable, whose structure and shapes must be the same at every turn (lesson 09).

# %% [markdown]
# ### Exercise 2 · `state_shapes` · 4 min · ★☆☆
#
# What shapes will `zero_state` have? Given a `state_size`, a whole number or tuples of such at any depth, return the shapes `(batch_size, size)` in the same structure, with tuples for tuples.


# %%
def state_shapes(state_size, batch_size):
    """Shapes of a state: 3, 8 -> (8, 3); (3, (4, 1)), 8 -> ((8, 3), ((8, 4), (8, 1)))."""
    ### BEGIN SOLUTION
    if isinstance(state_size, int):
        return (batch_size, state_size)
    return tuple(state_shapes(part, batch_size) for part in state_size)
    ### END SOLUTION


check.state_shapes(state_shapes)

# %% [markdown]
# ## 4 · A loop in which every row stops by itself
#
# With `sequence_length`, lengths are known before the run. Sometimes only the state can tell that a row is done: a writer has put out its end sign, a thinker has come to rest. Then you write the loop (lesson 09 has its parts).
#
# Here every row gets the same input again and again, until its output moves by less than `tolerance` from one turn to the next. The cell is a stack of two MGUs (`MultiRNNCell`, lesson 12: each reads the output of the one below), so its state is a tuple of two. Three things are new:
# - `running`, a loop variable `[batch]` of booleans: which rows are still on their way. The condition is that there is one.
# - `tf.where(running, new, old)` chooses between the rows of two tensors; `tf.nest.map_structure` does it with every part of a state, as `dynamic_rnn` does past the end of a row.
# - A `TensorArray` with `dynamic_size=True`, since nobody knows how many turns there will be.


# %%
def run_until_settled(cell, inputs, state, tolerance, most_turns):
    """A cell, [batch, size], a state -> final state, turns taken [batch], moves [turns, batch]."""

    def body(turn, state, output, running, turns_taken, moves):
        new_output, new_state = cell(inputs, state)
        move = tf.reduce_max(tf.abs(new_output - output), axis=1)  # [batch]
        state, output = tf.nest.map_structure(
            lambda new, old: tf.where(running, new, old), (new_state, new_output), (state, output)
        )
        turns_taken += tf.cast(running, tf.int32)
        moves = moves.write(turn, move)
        running = tf.logical_and(running, move >= tolerance)
        return turn + 1, state, output, running, turns_taken, moves

    batch_size = tf.shape(inputs)[0]
    first = [
        tf.constant(0),
        state,
        tf.zeros([batch_size, cell.output_size]),
        tf.fill([batch_size], True),
        tf.zeros([batch_size], tf.int32),
        tf.TensorArray(tf.float32, size=0, dynamic_size=True),
    ]
    _, state, _, _, turns_taken, moves = tf.while_loop(
        lambda turn, state, output, running, *_: tf.reduce_any(running) & (turn < most_turns),
        body,
        first,
    )
    return state, turns_taken, moves.stack()


# %% [markdown]
# **Predict before you run:** the state begins with zeros, and all biases are zero. Row 0 gets zeros, row 1 small numbers, row 2 ten times as large ones. After how many turns does row 0 stop, and which of the other two takes longer?

# %%
tolerance = 1e-3
row = np.random.default_rng(14).normal(size=4)
still = np.array([0 * row, 0.3 * row, 3 * row], np.float32)  # [3, 4]

with fresh_session(seed=14) as session:
    cell = tf.nn.rnn_cell.MultiRNNCell([MGUCell(6), MGUCell(6)])
    state_now = cell.zero_state(3, tf.float32)
    fetches = run_until_settled(cell, tf.constant(still), state_now, tolerance, most_turns=200)
    session.run(tf.global_variables_initializer())
    settled, turns_taken, moves = session.run(fetches)
    lower, upper = np.split(np.array(session.run(cell.variables), object), 2)  # two MGUs

print("turns taken:", turns_taken, " turns of the loop:", len(moves))
plots.lines(
    {"row 1": moves[:, 1], "row 2": moves[:, 2]},
    x=np.arange(1, len(moves) + 1),
    x_label="turn",
    y_label="largest move of the output",
    title="How far the output moves from turn to turn",
    levels={"tolerance": tolerance},
    log_y=True,
    alt=f"The largest move of the output in each turn, on a logarithmic axis. Row 1 begins near "
    f"0.2 and is below the tolerance of 0.001 in turn {turns_taken[1]}; from the next turn on "
    f"its line is flat. Row 2 begins near 0.5, falls more slowly, and gets there in turn {turns_taken[2]}.",
)

# %% [markdown]
# Row 0 never moves: with no input, no bias and no state the candidate is 0. Row 2, with the same numbers ten times as large, leaps further at first and then takes longer. The flat end of row 1 is the move that it would make next, computed over and over: its state stands still, while the loop goes on for row 2.
#
# Does a row get what it would have got alone? NumPy runs the rows one by one, and looks at the gates of the lower cell at the end:

# %%
for row, x_row in enumerate(still.astype(np.float64)):
    h_lower = h_upper = np.zeros([1, 6])
    count, move = 0, np.inf
    while move >= tolerance:
        before = h_upper
        h_lower, _ = mgu_step(x_row[np.newaxis], h_lower, *lower)
        h_upper, _ = mgu_step(h_lower, h_upper, *upper)
        count, move = count + 1, np.abs(h_upper - before).max()
    alone = h_lower, h_upper
    same = [np.allclose(a[row], b, atol=1e-5) for a, b in zip(settled, alone, strict=True)]
    f = reference.sigmoid(np.hstack([x_row, h_lower[0]]) @ lower[0] + lower[1])  # [num_units]
    print(f"row {row} alone: {count:2} turns, both parts of the state equal: {all(same)}", end="  ")
    print(f"lowest gate: {f.min():.2f}")

# %% [markdown]
# Each row gets what is its own. Row 1's small numbers hold its gates near a half: the lowest is 0.44, so each unit of the lower cell goes 44 % or more of the way to its candidate at each turn. The lowest gate of row 2 is 0.13: its unit goes 13 % of the way, and 87 % is left. The line of row 2 falls at just that pace:

# %%
print("the last move of row 2, over the one before:", (moves[-1, 2] / moves[-2, 2]).round(2))

# %% [markdown]
# ### Exercise 3 · `read_until` · 10 min · ★★★
#
# A reader that stops when it is sure. Read `inputs` step by step; a row stops *after* the first step at which unit 0 of its output is above `threshold` (that step counts as read), or where the steps end. From then on its state stays. The loop ends when no row is left. Return the final state, and how many steps each row has read (int32).
#
# The state of the cell is a tuple, and its output need not be a part of it; `num_steps` is not known before the run.


# %%
def read_until(cell, inputs, state, threshold):
    """A cell, [batch, num_steps, size], a state, float -> (final state, int32 [batch])."""
    ### BEGIN SOLUTION
    num_steps = tf.shape(inputs)[1]

    def body(step, state, running, steps_read):
        output, new_state = cell(inputs[:, step], state)
        state = tf.nest.map_structure(lambda a, b: tf.where(running, a, b), new_state, state)
        steps_read += tf.cast(running, tf.int32)
        running = tf.logical_and(running, output[:, 0] <= threshold)
        return step + 1, state, running, steps_read

    everybody = tf.fill([tf.shape(inputs)[0]], True)
    _, final_state, _, steps_read = tf.while_loop(
        lambda step, state, running, _: (step < num_steps) & tf.reduce_any(running),
        body,
        [tf.constant(0), state, everybody, tf.cast(tf.zeros_like(everybody), tf.int32)],
    )
    return final_state, steps_read
    ### END SOLUTION


check.read_until(read_until)

# %% [markdown]
# ## 5 · A cell that normalises
#
# tanh has a slope of $1 - h^2$: near 1 where $h$ is small, near 0 where the unit is **saturated**, close to 1 or -1. On the way back each step multiplies the gradient by it (lesson 08). **Layer normalisation** (Ba and others, 2016) keeps what goes into the tanh, $a = [x_t, h_{t-1}]\,K$, in range. For each row, by itself:
#
# $$\text{normalised}(a) = \frac{a - \text{mean}(a)}{\sqrt{\text{variance}(a) + \epsilon}} \odot g + b \qquad h_t = \tanh(\text{normalised}(a))$$
#
# Mean and variance are over the units of the row; $\epsilon$ is a small number against division by zero. The **gain** $g$ and the bias $b$, both `[num_units]`, are variables, and begin as ones and zeros.
#
# **Predict before you run:** all weights of the kernel are made 2, 4, 8 times as large. What happens to the mean slope over 20 steps, with and without normalisation (here with $g = 1$, $b = 0$)?


# %%
def plain(a):
    """What goes into a BasicRNNCell's tanh: as it is."""
    return a


def normalised(a):
    """Each row with mean 0 and variance 1, without gain and bias: [batch, num_units] -> same."""
    mean, variance = a.mean(axis=1, keepdims=True), a.var(axis=1, keepdims=True)
    return (a - mean) / np.sqrt(variance + 1e-5)


def mean_slope(prepare, kernel, sequences):
    """Run h = tanh(prepare([x, h] kernel)) from zeros -> mean of 1 - h² over all steps."""

    def step(x, h):
        h = np.tanh(prepare(np.hstack([x, h]) @ kernel))
        return h, h

    outputs, _ = reference.unroll(step, sequences, np.zeros([len(sequences), kernel.shape[1]]))
    return np.mean(1 - outputs**2)


random = np.random.default_rng(14)
sequences_long = random.normal(size=(4, 20, 8))
kernel = random.uniform(-0.39, 0.39, size=(8 + 16, 16))  # as wide as a new kernel's
factors = [1, 2, 4, 8]
slope = {
    "as it is": [mean_slope(plain, factor * kernel, sequences_long) for factor in factors],
    "normalised": [mean_slope(normalised, factor * kernel, sequences_long) for factor in factors],
}
plots.lines(
    slope,
    x=factors,
    x_label="what the kernel is multiplied by",
    y_label="mean slope of tanh",
    title="The slope of tanh over 20 steps, by the size of the weights",
    decimals=2,
)

# %% [markdown]
# As it is, the units saturate. Normalised, nothing changes: a factor on the whole kernel is shared by all of a row's sums, and divided out again. At factor 1 it costs a little: a slope of 0.58 in place of 0.66.
#
# **Predict before you run:** is a row the same alone and in its batch? Would it be, if mean and variance were taken over the *other* axis, the batch's?

# %%
a = random.normal(size=(3, 16))


def over_the_batch(a):
    """Each unit with mean 0 and variance 1 over the rows of the batch."""
    return normalised(a.T).T


for prepare in (normalised, over_the_batch):
    print(f"{prepare.__name__:14} row 0 alone as in its batch:", end=" ")
    print(np.allclose(prepare(a[:1]), prepare(a)[:1]))

# %% [markdown]
# The mean over the batch is what *batch normalisation* takes; there a row's result hangs on who else is in the batch, and alone it is nothing but zeros.
#
# ### Exercise 4 · `layer_norm_cell` · 8 min · ★★★
#
# Write the cell in TensorFlow: output and new state are $\tanh(\text{normalised}([x_t, h_{t-1}]\,K))$, with gain and bias. Its three variables are to be called `kernel`, `gain` and `bias`, and gain and bias begin as in the text, the kernel at random. `tf.nn.moments(a, axes=…, keep_dims=True)` gives mean and variance. (The check compares values, gradients, `dynamic_rnn` and the loop by hand with NumPy.)


# %%
def layer_norm_cell(num_units, epsilon):
    """Make a layer-normalised cell: int, float -> an RNNCell with a kernel [input_size + num_units, num_units], a gain and a bias [num_units]."""

    ### BEGIN SOLUTION
    class LayerNormCell(tf.nn.rnn_cell.RNNCell):
        @property
        def state_size(self):
            return num_units

        @property
        def output_size(self):
            return num_units

        def build(self, input_shape):
            self.kernel = self.add_weight("kernel", [input_shape[-1] + num_units, num_units])
            self.gain = self.add_weight("gain", [num_units], initializer=tf.ones_initializer())
            self.bias = self.add_weight("bias", [num_units], initializer=tf.zeros_initializer())
            super().build(input_shape)

        def call(self, inputs, state):
            a = tf.matmul(tf.concat([inputs, state], axis=1), self.kernel)
            mean, variance = tf.nn.moments(a, axes=[1], keep_dims=True)
            scaled = (a - mean) / tf.sqrt(variance + epsilon)
            new_state = tf.tanh(scaled * self.gain + self.bias)
            return new_state, new_state

    return LayerNormCell()
    ### END SOLUTION


check.layer_norm_cell(layer_norm_cell)

# %% [markdown]
# Is what runs what you drew? Before a run TensorFlow rewrites the graph: it also looks for patterns that a fused operation (lesson 09) can replace, which is called **remapping**. Here is the formula, drawn as above, once as usual and once without remapping. The numbers are those of the machine that ran this cell last.
#
# **Predict before you run:** epsilon is 0.00001, 0.001 or 0.1. If the two differ at all, by how much can they, and at which epsilon the most?

# %% tags=["nbval-ignore-output"]
epsilons = [1e-5, 1e-3, 0.1]
config = tf.ConfigProto()
config.graph_options.rewrite_options.remapping = config.graph_options.rewrite_options.OFF

with fresh_session() as as_usual, tf.Session(config=config) as as_drawn:
    x = tf.placeholder(tf.float32, [None, 16])
    gain, bias = tf.placeholder(tf.float32, [16]), tf.placeholder(tf.float32, [16])
    mean, variance = tf.nn.moments(x, axes=[1], keep_dims=True)
    results = [(x - mean) / tf.sqrt(variance + epsilon) * gain + bias for epsilon in epsilons]
    in_one = [
        tf.nn.batch_normalization(x, mean, variance, bias, gain, epsilon) for epsilon in epsilons
    ]
    feeds = {x: a, gain: np.ones(16), bias: np.zeros(16)}
    other_way = [as_usual.run(y, feeds) for y in in_one]
    usual, drawn = ([session.run(y, feeds) for y in results] for session in (as_usual, as_drawn))

away = a - a.mean(axis=1, keepdims=True)
wanted = [away / np.sqrt(a.var(axis=1, keepdims=True) + epsilon) for epsilon in epsilons]
for epsilon, one, other, right in zip(epsilons, usual, drawn, wanted, strict=True):
    far = [np.abs(value - right).max() for value in (one, other)]
    print(f"epsilon {epsilon:<6} from NumPy, as usual: {far[0]:.6f}  as drawn: {far[1]:.6f}")

# %%
print("as drawn, equal to NumPy   :", np.allclose(drawn, wanted, atol=1e-5))
print("as usual, for epsilon 0.001:", np.allclose(usual[1], wanted[1], atol=1e-5))
print("batch_normalization, usual :", np.allclose(other_way, wanted, atol=1e-5))

# %% [markdown]
# The stored numbers come from an x86 processor under Linux. There TensorFlow 2.21 finds the pattern, puts its one operation for layer normalisation in place, and forgets your epsilon: what comes out is right for 0.001 alone. (Where there is no such operation, all six differences are zero.) At 1e-5 hardly anybody would notice; at 0.1 values are off by more than 0.1. Nobody who reads the code will find that; a comparison with NumPy does. In code of your own, take 0.001, or let `tf.nn.batch_normalization` do the last step: despite its name it normalises by whatever mean and variance it is given, and computes the same in an order that is not part of the pattern. (Exercise 4 is checked without remapping.)

# %% [markdown]
# ## 6 · Where the variables are made
#
# `build` is one place of several. Here is one small cell, five times; only the place at which it gets its kernel differs.


# %%
class Somewhere(tf.nn.rnn_cell.RNNCell):
    """tanh([x, h] kernel), for an input of 4 numbers; where the kernel comes from is left open."""

    state_size = output_size = 6
    shape = (4 + 6, 6)

    def call(self, inputs, state):
        new_state = tf.tanh(tf.matmul(tf.concat([inputs, state], axis=1), self.find()))
        return new_state, new_state

    def find(self):
        return self.kernel


class Build(Somewhere):
    def build(self, input_shape):
        self.kernel = self.add_weight("kernel", self.shape)


class Init(Somewhere):
    def __init__(self):
        super().__init__()
        self.kernel = tf.get_variable("kernel", self.shape)


class CallVariable(Somewhere):
    def find(self):
        return tf.Variable(tf.random_normal(self.shape), name="kernel")


class CallAddWeight(Somewhere):
    def find(self):
        return self.add_weight("kernel", self.shape)


class CallGetVariable(Somewhere):
    def find(self):
        return tf.get_variable("kernel", self.shape)


# %% [markdown]
# **Predict before you run:** five steps are drawn with `static_rnn`, which calls the cell five times, and with `dynamic_rnn`, which calls it once; at last the cell object is made in one graph, and run by `static_rnn` in another. How many kernels are there each time, of how many does `cell.variables` know, and which attempts end in an error?


# %%
def draw(cell, way):
    """Draw five steps: -> kernels in the graph, and how many of them the cell knows."""
    x = tf.zeros([3, 5, 4])
    if way == "dynamic_rnn":
        tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
    else:
        tf.nn.static_rnn(cell, tf.unstack(x, axis=1), dtype=tf.float32)
    return f"{len(tf.global_variables())}, {len(cell.variables)} known"


said, ways = {}, ("static_rnn", "dynamic_rnn", "other graph")
print(f"{'':16}", *(f"{way:13}" for way in ways))
for cell_class in (Build, Init, CallVariable, CallAddWeight, CallGetVariable):
    row = []
    for way in ways:
        with fresh_session():
            cell = cell_class()
            with fresh_session() if way == "other graph" else nullcontext():
                try:
                    row.append(draw(cell, way))
                except ValueError as error:
                    row.append("error")
                    text = str(error).strip().splitlines()[-1].split("ValueError: ")[-1]
                    said.setdefault(cell_class.__name__, text.split(" (graphs are")[0])
    print(f"{cell_class.__name__:16}", *(f"{text:13}" for text in row))

for name, text in said.items():
    print(f"\n{name}: {text}")

# %% [markdown]
# - In `build`, all is well. In `__init__` the depth of the input must be known beforehand, the variable belongs to the graph of that moment, and `cell.variables` does not know it: whatever goes through that list passes it by.
# - `tf.Variable` in `call` makes a new kernel at **every step** that is drawn, silently: five steps, five sets of weights. Only `dynamic_rnn` refuses: a first value cannot be computed inside its loop.
# - `add_weight` in `call` fails: when `call` runs, the layer counts as built, and may only look variables up.
# - `tf.get_variable` in `call` works, and old code has it, because `RNNCell` looks up the first one from the second call on.
#
# Lesson 03 had one more trap: a second cell object silently makes weights of its own. **Predict before you run:** does a second `MGUCell` too?


# %%
def stack(num_units):
    """A stack of one plain cell."""
    return tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.BasicRNNCell(num_units)])


for make, settings in (
    (tf.nn.rnn_cell.BasicRNNCell, {}),
    (tf.nn.rnn_cell.GRUCell, {}),
    (tf.nn.rnn_cell.BasicLSTMCell, {}),
    (stack, {}),
    (MGUCell, {}),
    (MGUCell, {"name": "second"}),
):
    with fresh_session():
        x, first = tf.zeros([3, 4]), make(6)
        first(x, first.zero_state(3, tf.float32))
        second = make(6, **settings)
        try:
            second(x, second.zero_state(3, tf.float32))
            outcome = second.variables[0].name
        except ValueError as error:
            outcome = str(error).split(",")[0]
    print(f"{type(first).__name__:12} again, {settings!s:18}: {outcome}")

# %% [markdown]
# A class that derives from `RNNCell` takes the name of its class and insists on it. TensorFlow's own basic cells (`BasicRNNCell`, `BasicLSTMCell`, `GRUCell`) count on in silence; `MultiRNNCell` insists too. The error is the better of the two. Where you mean two sets of weights, give each cell a name or a scope of its own, as `MultiRNNCell` did in section 4.

# %% [markdown]
# ## Broken on purpose
#
# You want to know how far the gates are open. So the cell keeps them in `self`, for use after the run has been drawn.
#
# **Predict before you run:** `call` has run by then, and `cell.f` is a tensor `[3, 6]`. Which step's gates does it hold?


# %% tags=["raises-exception"]
class GatesKept(MGUCell):
    """An MGU that keeps its gates."""

    def gate(self, inputs, state):
        self.f = super().gate(inputs, state)
        return self.f


with fresh_session() as session:
    cell = GatesKept(6)
    tf.nn.dynamic_rnn(cell, tf.zeros([3, 5, 4]), dtype=tf.float32)
    tf.reduce_mean(cell.f)

# %% [markdown]
# *Cannot use 'rnn/while/rnn/gates_kept/Sigmoid' as input to 'Mean' because 'rnn/while/rnn/gates_kept/Sigmoid' is in a while loop.* It holds no step's: it is a tensor of the loop's body, with another value at each turn (lesson 09). What is to come out must be in the output or the state. Here the output has the gates beside the state:


# %%
class GatesShown(MGUCell):
    """An MGU that puts its gates out beside its state."""

    @property
    def output_size(self):
        return 2 * self.num_units

    def call(self, inputs, state):
        _, new_state = super().call(inputs, state)
        return tf.concat([new_state, self.gate(inputs, state)], axis=1), new_state


with fresh_session(seed=14) as session:
    x = tf.random_normal([3, 5, 4])
    outputs, final_state = tf.nn.dynamic_rnn(GatesShown(6), x, dtype=tf.float32)
    shown, gates = tf.split(outputs, 2, axis=2)  # each [batch, num_steps, num_units]
    session.run(tf.global_variables_initializer())
    shown_value, gates_value, last = session.run([shown, gates, final_state])

print(
    "gates:",
    gates_value.shape,
    " all between 0 and 1:",
    0 < gates_value.min() < gates_value.max() < 1,
)
print("the rest is the state:", np.array_equal(shown_value[:, -1], last))

# %% [markdown]
# ## What you can do now
#
# - `state_size`, `output_size`, `build`, `call`: a class with these four goes wherever a built-in cell goes; variables belong in `build` (sections 1 and 6).
# - Values catch wrong formulas, if state and inputs tell; finite differences catch wrong gradients; static against dynamic catches what a cell keeps in itself (section 2).
# - A state may be any structure, if `call` returns the one that `state_size` promises (section 3).
# - `running`, `tf.where` and `tf.reduce_any`: each row stops by itself, and the loop with the last (section 4).
# - Layer normalisation takes mean and variance over the units of one row: proof against a factor on the whole kernel, and against the other rows (section 5).

# %%
check.progress()

# %% [markdown]
# **New words**: minimal gated unit, nested, saturated, layer normalisation, gain, remapping.
#
# **Where this came from**: Zhou and others, *Minimal gated unit for recurrent neural networks* (arXiv:1603.09420), and Ba and others, *Layer normalization* (arXiv:1607.06450). *LSTM: notes on TensorFlow, part one*, one of the posts behind this course, reads `build` and `call` of `BasicRNNCell`; the cell here is written after that pattern. Its `add_variable` is now `add_weight`, and `inputs_shape[1].value` is a plain number.
