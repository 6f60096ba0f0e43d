# %% [markdown]
# # 16 · A cell of your own
#
# *I need a cell from a paper, and TensorFlow does not have it. How do I write it myself, and how do I know that it is correct?* A cell is a small class. But a cell with a bug usually runs too, and the loss even falls a little.
#
# In this lesson we will write a cell from its formulas and test it. Then we give cells a larger state, a loop that stops early, and a normalization.
#
# **After this lesson you can**
# - implement a cell with its four members, and explain when each one is used
# - identify where a cell must create its variables
# - debug a cell with three tests, and explain which bugs each test finds
# - implement a state of several parts, and a loop in which each row stops by itself
# - explain what layer normalization does to a cell
#
# **You need** lessons 03, 08, 10, 11 and 13. **Time**: about 70 minutes, of which 30 for the exercises. **Order**: Run the cells from top to bottom. If you skip, 2 needs 1, 3 needs 1, 5 needs 1, *Common error* needs 1, and *Going deeper* needs 2, 3, 4, 5 and 6.

# %%
import numpy as np

from utils import reference
from utils.backward import finite_differences
from utils.checks import your_own_cell as check
from utils.differences import (
    finite_differences_of_each,
    largest_difference,
    show_bound,
    show_difference,
)
from utils.figures import plots
from utils.figures.mgu_diagram import mgu_cell_diagram
from utils.graph import fresh_session, run_cell, variable_table
from utils.prediction import show_prediction
from utils.table import Table
from utils.tf1 import tf

# %% [markdown]
# ## 1 · The four members of a cell
#
# Our example is the **minimal gated unit** (MGU). It is similar to a GRU, but a single gate $f$ replaces the reset gate and the update gate:

# %%
mgu_cell_diagram()

# %% [markdown]
# Follow the line at the top. If the gate $f$ is 0, the old state stays. (The forget gate of an LSTM does the opposite.) The same gate also multiplies the old state before the candidate reads it:
#
# $$f = \sigma([x_t, h_{t-1}]\,K_f + b_f) \qquad \tilde h_t = \tanh([x_t, f \odot h_{t-1}]\,K_c + b_c)$$
#
# $$h_t = (1 - f) \odot h_{t-1} + f \odot \tilde h_t$$
#
# We derive a class from `tf.nn.rnn_cell.RNNCell`. It needs four members:
#
# | member | what it is | when TensorFlow uses it |
# |---|---|---|
# | `state_size` | size of the state | for `zero_state`, and to check the state |
# | `output_size` | size of the output | for the shape of the outputs, and for the zeros in the padding |
# | `build(input_shape)` | creates the variables | once, before the first `call` |
# | `call(inputs, state)` | computes the output and the new state | at each call of the cell |
#
# Our state and output have one number per unit:


# %%
class SizedCell(tf.nn.rnn_cell.RNNCell):
    def __init__(self, num_units, name=None):
        super().__init__(name=name)
        self.num_units = num_units

    @property
    def state_size(self):
        return self.num_units

    @property
    def output_size(self):
        return self.num_units


# %% [markdown]
# In `build`, `add_weight` creates a variable. The argument `input_shape` is the shape of the inputs at one time step, `[batch, input_size]`, so the last number is the input size. The line `super().build(…)` comes last, because after it `add_weight` raises an error (*Going deeper*).


# %%
class MGUCell(SizedCell):
    def build(self, input_shape):
        kernel_shape = [input_shape[-1] + self.num_units, self.num_units]
        zeros = tf.zeros_initializer()
        self.gate_kernel = self.add_weight("gate_kernel", kernel_shape)
        self.gate_bias = self.add_weight("gate_bias", [self.num_units], initializer=zeros)
        self.candidate_kernel = self.add_weight("candidate_kernel", kernel_shape)
        self.candidate_bias = self.add_weight("candidate_bias", [self.num_units], initializer=zeros)
        super().build(input_shape)

    def gate(self, inputs, state):
        joined = tf.concat([inputs, state], axis=1)
        return tf.sigmoid(tf.matmul(joined, self.gate_kernel) + self.gate_bias)

    def candidate(self, inputs, gated_state):
        joined = tf.concat([inputs, gated_state], axis=1)
        return tf.tanh(tf.matmul(joined, self.candidate_kernel) + self.candidate_bias)

    def call(self, inputs, state):
        f = self.gate(inputs, state)  # [batch, num_units]
        new_state = (1 - f) * state + f * self.candidate(inputs, f * state)
        return new_state, new_state


# %% [markdown]
# We run it with 4 inputs and 6 units. A `BasicRNNCell` of this size has $(4 + 6) \cdot 6 + 6 = 66$ parameters.
#
# **Predict before you run:** how many parameters does the minimal gated unit have?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
with fresh_session() as session:
    cell = MGUCell(6)
    tf.nn.dynamic_rnn(cell, tf.zeros([3, 5, 4]), dtype=tf.float32)
    table = variable_table(cell.variables)

show_prediction(prediction)
table

# %% [markdown]
# **Answer.** It has 132, because the gate and the candidate each have a kernel and a bias of this size. A GRU has three such blocks, and an LSTM has four.

# %% [markdown]
# ## 2 · Create the variables in `build`
#
# In `call` we know the shape of the input too. So why not create the kernel there? The next cell does. (Its sizes never change, so class attributes are enough.)


# %%
class CreatesInCall(tf.nn.rnn_cell.RNNCell):
    state_size = output_size = 6

    def call(self, inputs, state):
        kernel = tf.Variable(tf.random_normal([10, 6]))
        joined = tf.concat([inputs, state], axis=1)
        new_state = tf.tanh(tf.matmul(joined, kernel))
        return new_state, new_state


# %% [markdown]
# **Predict before you run:** the function `static_rnn` unrolls this cell over 5 time steps. How many kernels does the graph contain?

# %%
for cell in [MGUCell(6), CreatesInCall()]:
    with fresh_session():
        steps = tf.unstack(tf.zeros([3, 5, 4]), axis=1)
        tf.nn.static_rnn(cell, steps, dtype=tf.float32)
        kernels = [v for v in tf.trainable_variables() if len(v.shape) == 2]
    print(f"{type(cell).__name__}: {len(kernels)} kernels")

# %% [markdown]
# **Answer.** Five, one for each time step, because `static_rnn` calls the cell five times. An RNN must use the same weights at each time step, but no error is raised. The MGU has two kernels, because `build` runs only once. So count the variables of a new cell first.

# %% [markdown]
# ### Exercise 1 · `leaky_cell` · 8 min · ★★☆
#
# Write a cell that replaces only a part of its state:
#
# $$h_t = (1 - r)\,h_{t-1} + r \tanh([x_t, h_{t-1}]\,K + b)$$
#
# Here $r$ is `rate`, a Python number. The output is the new state. Inside the function, define a class that derives from `SizedCell`, with one kernel and one bias. Return a cell of this class.


# %%
def leaky_cell(num_units, rate):
    """int, float -> an RNNCell.

    Its kernel is [input_size + num_units, num_units], its bias [num_units].
    """

    ### BEGIN SOLUTION
    class LeakyCell(SizedCell):
        def build(self, input_shape):
            self.kernel = self.add_weight("kernel", [input_shape[-1] + num_units, num_units])
            self.bias = self.add_weight("bias", [num_units], initializer=tf.zeros_initializer())
            super().build(input_shape)

        def call(self, inputs, state):
            joined = tf.concat([inputs, state], axis=1)
            candidate = tf.tanh(tf.matmul(joined, self.kernel) + self.bias)
            new_state = (1 - rate) * state + rate * candidate
            return new_state, new_state

    return LeakyCell(num_units)
    ### END SOLUTION


check.leaky_cell(leaky_cell)

# %% [markdown]
# ## 3 · Test a cell like a built-in one
#
# Is our cell the MGU of the paper? Three tests show it:
#
# - *Values*: do the outputs agree with NumPy?
# - *Gradients*: do the gradients agree with finite differences (lesson 08)?
# - *Two ways*: do `dynamic_rnn` and `static_rnn` agree?
#
# We write the formulas in NumPy, from the paper:


# %%
def mgu_step(inputs, state, gate_kernel, gate_bias, candidate_kernel, candidate_bias):
    """One step: [batch, input_size], [batch, num_units], weights -> output, new state."""
    f = reference.sigmoid(np.concatenate([inputs, state], axis=1) @ gate_kernel + gate_bias)
    joined = np.concatenate([inputs, f * state], axis=1)
    candidate = np.tanh(joined @ candidate_kernel + candidate_bias)
    h = (1 - f) * state + f * candidate
    return h, h


# %% [markdown]
# All values are random, because zeros hide most bugs (lesson 02). The loss is the sum of all squared outputs.

# %%
random = np.random.default_rng(seed=14)
inputs = random.normal(size=[3, 5, 4])  # [batch, num_steps, input_size], float64
state = random.uniform(-1, 1, size=[3, 6])  # [batch, num_units]
weights = [random.normal(scale=0.5, size=shape) for shape in [(10, 6), (6,), (10, 6), (6,)]]


def outputs_in_numpy(weights):
    outputs, _ = reference.unroll(lambda x, h: mgu_step(x, h, *weights), inputs, state)
    return outputs


expected_outputs = outputs_in_numpy(weights)
expected_gradients = finite_differences_of_each(
    lambda weights: np.sum(outputs_in_numpy(weights) ** 2), weights
)


# %% [markdown]
# The function `finite_differences_of_each` returns the expected gradients for the four weights. Our function `run_cell` loads these weights into a cell, runs it, and returns its outputs and the gradients of the same loss.


# %%
def test_cell(cell_class):
    """The largest difference in each of the three tests."""
    outputs, gradients = run_cell(cell_class(6), "dynamic_rnn", inputs, state, weights)
    static_outputs, _ = run_cell(cell_class(6), "static_rnn", inputs, state, weights)
    return [
        largest_difference(outputs, expected_outputs),
        largest_difference(gradients, expected_gradients),
        largest_difference(outputs, static_outputs),
    ]


# %% [markdown]
# A test is useful only if a cell with a bug fails it. Here are three silent bugs. The first cell swaps $f$ and $1 - f$. The second one blocks the gradient from the candidate to the old state. The third one computes its gate in the first call only, and keeps it:


# %%
class Swapped(MGUCell):
    def gate(self, inputs, state):
        return 1 - super().gate(inputs, state)


class StopsGradient(MGUCell):
    def candidate(self, inputs, gated_state):
        return super().candidate(inputs, tf.stop_gradient(gated_state))


class KeepsGate(MGUCell):
    first_gate = None

    def gate(self, inputs, state):
        if self.first_gate is None:
            self.first_gate = super().gate(inputs, state)
        return self.first_gate


# %% [markdown]
# **Predict before you run:** which of the three bugs does the first test, the values, find?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
rows = []
for cell_class in [MGUCell, Swapped, StopsGradient, KeepsGate]:
    verdicts = ["passes" if largest < 1e-8 else "fails" for largest in test_cell(cell_class)]
    rows.append([cell_class.__name__, *verdicts])

show_prediction(prediction)
Table(["cell", "values", "gradients", "two ways"], rows)

# %% [markdown]
# **Answer.** The first test finds only *Swapped*. *StopsGradient* computes correct values, so only the gradients show the bug. *KeepsGate* is correct in `dynamic_rnn`, because the body of a loop is built once (lesson 10). With `static_rnn`, every time step uses the gate of the first.
#
# So `call` must not store anything in `self`.

# %% [markdown]
# ## 4 · A state of several parts
#
# What if a cell must remember several vectors? The `state_size` may be **nested**, a tuple of sizes or of other tuples. Then `zero_state` returns zeros in this structure, and `call` gets and returns it.
#
# The next cell is a wrapper. It joins the output of an inner cell with the mean of all its outputs so far. So its state is `(inner_state, total, count)`:


# %%
class WithMean(tf.nn.rnn_cell.RNNCell):
    def __init__(self, cell):
        super().__init__()
        self.cell = cell

    @property
    def state_size(self):
        return self.cell.state_size, self.cell.output_size, 1

    @property
    def output_size(self):
        return 2 * self.cell.output_size

    def call(self, inputs, state):
        inner_state, total, count = state
        output, inner_state = self.cell(inputs, inner_state)
        total += output  # [batch, num_units]
        count += 1  # [batch, 1]
        joined = tf.concat([output, total / count], axis=1)
        return joined, (inner_state, total, count)


# %% [markdown]
# We run it with an LSTM inside, on three sequences of 5, 2 and 4 time steps (`sequence_length`, lesson 11).
#
# **Predict before you run:** what is the final count of the second sequence?

# %%
lengths = [5, 2, 4]
sequences = np.random.default_rng(seed=14).normal(size=[3, 5, 4])

with fresh_session(seed=14) as session:
    cell = WithMean(tf.nn.rnn_cell.BasicLSTMCell(6))
    results = tf.nn.dynamic_rnn(cell, tf.constant(sequences), lengths, dtype=tf.float64)
    session.run(tf.global_variables_initializer())
    outputs_value, (_, total, count) = session.run(results)

print("state_size:", cell.state_size)
print("count:", count[:, 0])
for row, length in enumerate(lengths):
    mean_of_outputs = outputs_value[row, :length, :6].mean(axis=0)
    show_difference(f"row {row}, mean:", total[row] / count[row], mean_of_outputs)

# %% [markdown]
# **Answer.** It is 2. After the end of a row, `dynamic_rnn` copies every part of its state. So the mean needs no mask (lesson 11).

# %% [markdown]
# ### Exercise 2 · `state_shapes` · 4 min · ★☆☆
#
# What shapes does `zero_state` return? You get a `state_size`, an integer or a tuple that may contain tuples. Return the shapes `(batch_size, size)` in the same structure.


# %%
def state_shapes(state_size, batch_size):
    """3, 8 -> (8, 3); (3, (4, 1)), 8 -> ((8, 3), ((8, 4), (8, 1)))."""
    ### BEGIN SOLUTION
    if isinstance(state_size, int):
        return (batch_size, state_size)
    return tuple(state_shapes(part, batch_size) for part in state_size)
    ### END SOLUTION


check.state_shapes(state_shapes)

# %% [markdown]
# ## 5 · Each row stops by itself
#
# With `sequence_length`, we know before the run where a row ends. But sometimes only the values decide it. For example, a network can repeat a step until its state no longer changes. So we write a loop (lesson 10) with the loop variable `running`, one boolean for each row. The loop ends when no row is running.
#
# Our cell reads the same input in every iteration. A row stops after the first iteration in which each unit of its state moves by less than `tolerance`. From the next iteration on, `tf.where(running, new_state, state)` keeps its state. (In TensorFlow 1, a condition of shape `[batch]` chooses whole rows.) If a row may never stop, pass `maximum_iterations` to `tf.while_loop`.


# %%
def run_until_settled(cell, x, state, tolerance):
    """A cell, [batch, size], [batch, num_units] -> final state, iterations of each row."""

    def condition(running, state, iterations):
        return tf.reduce_any(running)

    def body(running, state, iterations):
        _, new_state = cell(x, state)
        move = tf.reduce_max(tf.abs(new_state - state), axis=1)  # [batch]
        new_state = tf.where(running, new_state, state)
        iterations += tf.cast(running, tf.int32)  # adds 1 for each running row
        return running & (move >= tolerance), new_state, iterations

    batch_size = tf.shape(x)[0]
    all_running = tf.fill([batch_size], True)
    first_values = [all_running, state, tf.zeros([batch_size], tf.int32)]
    _, final_state, iterations = tf.while_loop(condition, body, first_values)
    return final_state, iterations


# %% [markdown]
# Row 0 gets zeros, row 1 small numbers, and row 2 the same numbers times five.
#
# **Predict before you run:** which row needs the most iterations?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
tolerance = 0.01
numbers = np.random.default_rng(seed=14).normal(size=4)
still_inputs = np.array([0 * numbers, 0.3 * numbers, 1.5 * numbers])  # [3, 4]

with fresh_session(seed=14) as session:
    cell = MGUCell(6)
    zeros = cell.zero_state(3, tf.float64)
    results = run_until_settled(cell, tf.constant(still_inputs), zeros, tolerance)
    session.run(tf.global_variables_initializer())
    weights_value, (final_state, iterations) = session.run([cell.variables, results])

print("iterations of each row:", iterations)
gate_kernel, gate_bias = weights_value[:2]
x_and_h = np.concatenate([still_inputs, final_state], axis=1)
gates = reference.sigmoid(x_and_h @ gate_kernel + gate_bias)
print("smallest gate of each row:", gates.min(axis=1).round(2))
show_prediction(prediction)

# %% [markdown]
# **Answer.** Row 2, with 25 iterations. Its inputs are large, so one of its gates is only 0.1, and this unit moves slowly. Row 0 stops at once, because its inputs, its state and the biases are zeros, so its candidate is zero too.
#
# Because `tf.where` keeps its state, each row gets the same result as alone (*Going deeper*).

# %% [markdown]
# ### Exercise 3 · `read_until` · 10 min · ★★★
#
# Write a reader that stops when it is sure. A row stops *after* the first time step at which unit 0 of its output is above `threshold`, or at the last time step. Then its state stays as it is. The loop ends when no row is left. Return the final state, and the number of time steps that each row has read (int32).
#
# The state of the cell is a tuple. The output of the cell need not be equal to any part of this state. To treat each part, `tf.nest.map_structure(choose, new_state, state)` applies a function `choose(new, old)`. The number of time steps is not known before the run.


# %%
def read_until(cell, inputs, state, threshold):
    """A cell, [batch, num_steps, size], a state, float -> final state, int32 [batch]."""
    ### BEGIN SOLUTION
    num_steps = tf.shape(inputs)[1]
    batch_size = tf.shape(inputs)[0]

    def condition(step, state, running, steps_read):
        return (step < num_steps) & tf.reduce_any(running)

    def body(step, state, running, steps_read):
        output, new_state = cell(inputs[:, step], state)
        state = tf.nest.map_structure(
            lambda new, old: tf.where(running, new, old), new_state, state
        )
        steps_read += tf.cast(running, tf.int32)
        running = running & (output[:, 0] <= threshold)
        return step + 1, state, running, steps_read

    all_running = tf.fill([batch_size], True)
    first_values = [tf.constant(0), state, all_running, tf.zeros([batch_size], tf.int32)]
    _, final_state, _, steps_read = tf.while_loop(condition, body, first_values)
    return final_state, steps_read
    ### END SOLUTION


check.read_until(read_until)

# %% [markdown]
# ## 6 · A cell that normalizes
#
# Weights grow during training. What does this do to the gradient? At each time step, the backward pass multiplies it by the kernel and by the derivative $1 - h^2$ of tanh (lesson 08). A large kernel gives large sums $a = [x_t, h_{t-1}]\,K$. Then $h = \tanh(a)$ is close to 1 or -1. The unit is **saturated**, and its derivative is almost 0. So one factor grows, and the other one shrinks.
#
# We compare this with normalized sums. From the sums of a row, we subtract their mean, and we divide them by their standard deviation:


# %%
def normalize(a, axis):
    """Mean 0 and variance 1 along an axis: [batch, num_units] -> the same shape."""
    mean = a.mean(axis=axis, keepdims=True)
    variance = a.var(axis=axis, keepdims=True)
    return (a - mean) / np.sqrt(variance + 1e-5)


def gradient_norm(kernel, normalized):
    """The norm of the gradient of the first state, for a loss after 20 time steps."""

    def loss(h):
        for x_t in long_inputs:
            a = np.concatenate([x_t, h], axis=1) @ kernel
            h = np.tanh(normalize(a, axis=1) if normalized else a)
        return np.sum(h**2)

    # With large weights, the loss is strongly curved. So the step must be small.
    return np.linalg.norm(finite_differences(loss, np.zeros([4, 16]), step=1e-7))


# %% [markdown]
# **Predict before you run:** we double a new kernel up to three times. How does the gradient of the first state change without normalization, and how with it?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
random = np.random.default_rng(seed=14)
long_inputs = random.normal(size=[20, 4, 8])  # [num_steps, batch, input_size]
limit = np.sqrt(6 / (8 + 16 + 16))  # Glorot's range for 8 inputs and 16 units
kernel = random.uniform(-limit, limit, size=[8 + 16, 16])

norms = {"normalized": [], "not normalized": []}
for doublings in range(4):
    larger = 2**doublings * kernel
    norms["normalized"].append(gradient_norm(larger, normalized=True))
    norms["not normalized"].append(gradient_norm(larger, normalized=False))

show_prediction(prediction)
title = "With normalized sums, doubling the whole kernel does not change the gradient"
x_label, y_label = "how often the kernel is doubled", "norm of the gradient"
plots.lines(norms, x_label, y_label, title, log_y=True)

# %%
larger_state_rows = np.concatenate([kernel[:8], 8 * kernel[8:]])
norm = gradient_norm(larger_state_rows, normalized=True)
show_bound("rows for the state times 8, normalized:", norm, above=10)

# %% [markdown]
# **Answer.** Without normalization it becomes much larger, from below 0.001 to above 1,000. Here the kernel grows faster than the derivative shrinks, so the gradient explodes (lesson 09). With normalization nothing changes, because the division by the standard deviation cancels the factor. This holds only for a factor of the whole kernel. If only its rows for the state grow, the gradient can still explode, as the last line shows.
#
# This is **layer normalization**. Two more variables, both `[num_units]`, let the network scale and shift each unit. The **gain** $g$ multiplies the normalized sum and begins with ones. The bias $b$ is added to it and begins with zeros. A small $\epsilon$ prevents a division by zero:
#
# $$\text{norm}(a) = \frac{a - \text{mean}(a)}{\sqrt{\text{variance}(a) + \epsilon}} \odot g + b \qquad h_t = \tanh(\text{norm}(a))$$
#
# Mean and variance are those of one row, so the axis is 1. With axis 0, a row would depend on the other rows of its batch (*Going deeper*).
#
# ### Exercise 4 · `layer_norm_cell` · 8 min · ★★★
#
# Write the cell in TensorFlow. Its output is its new state. Call the three variables `kernel`, `gain` and `bias`. The function `tf.nn.moments(a, axes=…, keep_dims=True)` returns mean and variance.


# %%
def layer_norm_cell(num_units, epsilon):
    """int, float -> an RNNCell.

    Its kernel is [input_size + num_units, num_units], its gain and its bias [num_units].
    """

    ### BEGIN SOLUTION
    class LayerNormCell(SizedCell):
        def build(self, input_shape):
            self.kernel = self.add_weight("kernel", [input_shape[-1] + num_units, num_units])
            self.gain = self.add_weight("gain", [num_units], initializer=tf.ones_initializer())
            self.bias = self.add_weight("bias", [num_units], initializer=tf.zeros_initializer())
            super().build(input_shape)

        def call(self, inputs, state):
            a = tf.matmul(tf.concat([inputs, state], axis=1), self.kernel)
            mean, variance = tf.nn.moments(a, axes=[1], keep_dims=True)
            normalized = (a - mean) / tf.sqrt(variance + epsilon)
            new_state = tf.tanh(normalized * self.gain + self.bias)
            return new_state, new_state

    return LayerNormCell(num_units)
    ### END SOLUTION


check.layer_norm_cell(layer_norm_cell)

# %% [markdown]
# ## Common error: `Cannot use … as input to 'Mean' because … is in a while loop`
#
# How large is the gate? To find out, people store it in `self` and use it after `dynamic_rnn`.
#
# **Predict before you run:** the sequences have five time steps, and `self.f` is a single tensor. To which time step does it belong?


# %% tags=["raises-exception"]
class StoresGate(MGUCell):
    def gate(self, inputs, state):
        self.f = super().gate(inputs, state)
        return self.f


with fresh_session() as session:
    cell = StoresGate(6)
    tf.nn.dynamic_rnn(cell, tf.zeros([3, 5, 4]), dtype=tf.float32)
    mean_gate = tf.reduce_mean(cell.f)

# %% [markdown]
# **Answer.** To none. It is a tensor in the body of the loop (lesson 10), so nothing outside of the loop can use it. The fix is to make it a part of the output. The first *Going deeper* runs such a cell.

# %% [markdown]
# ## Summary
#
# - A cell has four members. The sizes are `state_size` and `output_size`, `build` creates the variables once, and `call` computes one time step.
# - Variables belong in `build`. With `tf.Variable` in `call`, `static_rnn` silently creates new weights at each time step. To find this bug, count the variables.
# - Values show wrong formulas, and finite differences show wrong gradients. A comparison of `static_rnn` with `dynamic_rnn` shows what a cell keeps in itself.
# - A state may be nested, if `call` returns the structure of `state_size`. In a loop, `tf.where` keeps the state of a row that has stopped.
# - Layer normalization gives the sums of each row mean 0 and variance 1, then applies a gain and a bias. So a common factor of the whole kernel does not change the gradient of the first state.
#
# In lesson 17 two networks work together, and the second one writes a sequence of its own.

# %%
check.progress()

# %% [markdown]
# ## Going deeper · A gate in the output
#
# This section is optional, and fixes the common error. The output of this cell contains its state and its gate. To keep the code short, it computes the gate twice:


# %%
class OutputsGate(MGUCell):
    @property
    def output_size(self):
        return 2 * self.num_units

    def call(self, inputs, state):
        _, new_state = super().call(inputs, state)
        return tf.concat([new_state, self.gate(inputs, state)], axis=1), new_state


# %%
with fresh_session(seed=14) as session:
    x = tf.random_normal([3, 5, 4])
    outputs, _ = tf.nn.dynamic_rnn(OutputsGate(6), x, dtype=tf.float32)
    states, gates = tf.split(outputs, 2, axis=2)  # each [3, 5, 6]
    session.run(tf.global_variables_initializer())
    gates_value = session.run(gates)

print(f"gates: {gates_value.shape}, from {gates_value.min():.1f} to {gates_value.max():.1f}")

# %% [markdown]
# Each time step has its gates. The function `tf.split` separates them from the states.

# %% [markdown]
# ## Going deeper · Another structure
#
# This section is optional. What goes wrong if `call` does not return the structure of `state_size`? This cell returns a list instead of a tuple:


# %%
class ReturnsLists(WithMean):
    def call(self, inputs, state):
        output, (inner_state, total, count) = super().call(inputs, state)
        return output, [inner_state, total, count]


with fresh_session() as session:
    x = tf.zeros([3, 5, 4])
    cell = ReturnsLists(tf.nn.rnn_cell.BasicLSTMCell(6))
    tf.nn.static_rnn(cell, tf.unstack(x, axis=1), dtype=tf.float32)
    print("static_rnn : no error")
    try:
        tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
    except (TypeError, ValueError) as error:
        print(f"dynamic_rnn: {type(error).__name__}:", str(error).splitlines()[0].split(". ")[0])

# %% [markdown]
# The function `static_rnn` passes anything from one time step to the next. In `dynamic_rnn` the state is a loop variable, so its structure may not change. If you see this message, compare `state_size` with what `call` returns.

# %% [markdown]
# ## Going deeper · A row must not depend on its batch
#
# This section is optional. Is the result of each row in section 5 correct? In NumPy, we run one row at a time:

# %%
for row in range(3):
    x, h = still_inputs[[row]], np.zeros([1, 6])
    move = np.inf
    while move >= tolerance:
        new_h, _ = mgu_step(x, h, *weights_value)
        move = np.abs(new_h - h).max()
        h = new_h
    show_difference(f"row {row}, alone and in the batch:", final_state[[row]], h)

# %% [markdown]
# Each row gets the same result as alone. Two bugs would make it depend on the other rows. The first is a loop without `tf.where`. Then all rows run for 25 iterations, like row 2:

# %%
h = np.zeros([3, 6])
for _ in range(25):
    h, _ = mgu_step(still_inputs, h, *weights_value)

for row in range(3):
    show_difference(f"row {row}, with and without tf.where:", final_state[row], h[row])

# %% [markdown]
# The state of row 1 continues to move until row 2 has finished. Row 0 does not move, because its inputs are zeros.
#
# The second bug is layer normalization over the wrong axis. We normalize row 0 in its batch and alone:

# %%
sums = random.normal(size=[3, 16])

for axis in [1, 0]:
    in_batch = normalize(sums, axis)[0]
    alone = normalize(sums[:1], axis)[0]
    show_difference(f"axis {axis}, row 0 in batch and alone:", in_batch, alone)

# %% [markdown]
# Axis 0 is the batch. It belongs to another method, *batch normalization*.

# %% [markdown]
# ## Going deeper · More places for variables
#
# This section is optional. Old code creates variables in other places too. Which of them work? Each cell below creates one kernel `[10, 6]`.


# %%
def plain_step(inputs, state, kernel):
    """One step without a bias, as a cell returns it: output, new state."""
    joined = tf.concat([inputs, state], axis=1)
    new_state = tf.tanh(tf.matmul(joined, kernel))
    return new_state, new_state


class CreatesInInit(tf.nn.rnn_cell.RNNCell):
    state_size = output_size = 6

    def __init__(self):
        super().__init__()
        self.kernel = tf.get_variable("kernel", [10, 6])

    def call(self, inputs, state):
        return plain_step(inputs, state, self.kernel)


# %%
class AddsWeightInCall(tf.nn.rnn_cell.RNNCell):
    state_size = output_size = 6

    def call(self, inputs, state):
        kernel = self.add_weight("kernel", [10, 6])
        return plain_step(inputs, state, kernel)


class GetsVariableInCall(tf.nn.rnn_cell.RNNCell):
    state_size = output_size = 6

    def call(self, inputs, state):
        kernel = tf.get_variable("kernel", [10, 6])
        return plain_step(inputs, state, kernel)


# %% [markdown]
# **Predict before you run:** `tf.get_variable` is in `call` too. Does `static_rnn` create five kernels again?


# %%
def run_five_steps(cell, way):
    """What happens if a function of TensorFlow runs the cell over five time steps."""
    x = tf.zeros([3, 5, 4])
    try:
        if way == "dynamic_rnn":
            tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
        else:
            tf.nn.static_rnn(cell, tf.unstack(x, axis=1), dtype=tf.float32)
    except ValueError as error:
        message = str(error).strip().splitlines()[-1].split("ValueError: ")[-1].split(",")[0]
        return "error: " + " ".join("…" if "/" in word else word for word in message.split())
    return f"{len(tf.global_variables())} created, {len(cell.variables)} in cell.variables"


rows = []
for cell_class in [CreatesInInit, CreatesInCall, AddsWeightInCall, GetsVariableInCall]:
    for way in ["static_rnn", "dynamic_rnn"]:
        with fresh_session():
            rows.append([cell_class.__name__, way, run_five_steps(cell_class(), way)])

Table(["cell", "run by", "result"], rows)

# %% [markdown]
# **Answer.** No, only one. From the second call on, `RNNCell` turns on `reuse` for `tf.get_variable` (lesson 01). So old code with `tf.get_variable` in `call` is correct. In contrast, `add_weight` in `call` fails, because the cell already counts as built.
#
# In `__init__`, the cell works, but it must know `input_size` in advance. And `cell.variables` is empty, so code that saves or loads these variables misses the kernel.
# %% [markdown]
# <details>
# <summary>Sources</summary>
#
# The minimal gated unit is that of Zhou and others, *Minimal gated unit for recurrent neural networks* (2016, arXiv:1603.09420). Layer normalization is that of Ba, Kiros and Hinton, *Layer normalization* (2016, arXiv:1607.06450).
#
# - *LSTM: notes on TensorFlow, part one*, a post that reads `build` and `call` of `BasicRNNCell`. Still true: the order of events, and that a cell needs these two methods. Our cells follow this pattern. No longer true: the names. Its `add_variable` is now `add_weight`, and `inputs_shape[1].value` is a plain number.
#
# </details>
