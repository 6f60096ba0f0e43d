# %% [markdown]
# # 02 · One step of BasicRNNCell
#
# *A recurrent cell is a function of two things, the input now and the state so far; this lesson runs it once, and computes the same numbers without TensorFlow.*
#
# **You will be able to**
# - name every tensor of one step, and say its shape
# - run one step with an input and a state of your own
# - say why the cell returns the same tensor twice
# - compute the step in NumPy, and show that it agrees to six decimals
# - tell a test that shows something from a test that shows nothing
#
# **You need** lesson 01. **Time**: about 55 minutes, of which 20 for the exercises. **Order**: after the imports a section stands alone, but 3 needs 1, 4 needs 3, and 5 needs 3.

# %%
import numpy as np

from utils import diagrams, plots, reference
from utils.checks import basic_rnn_cell as check
from utils.data import load_mnist
from utils.graph import fresh_session, variable_table
from utils.tf1 import tf

# %% [markdown]
# ## 1 · The step and its shapes
#
# To read a sequence, a network needs to remember. A **cell** carries its memory, the **state**, from step to step. At step *t* it takes the input $x_t$ and the state $h_{t-1}$, and makes the new state
#
# $$h_t = \tanh(x_t W + h_{t-1} U + b)$$
#
# $W$ weighs the input, $U$ the state, $b$ is the **bias**, and tanh squashes every sum to between -1 and 1. TensorFlow keeps $W$ on top of $U$ in one matrix, the **kernel**, and joins $x_t$ and $h_{t-1}$ side by side: $[x_t, h_{t-1}]$ times the kernel is the same sum, as sections 3 and 4 show.

# %% [markdown]
# Three sizes give all the shapes:
# - `batch_size`: how many sequences go through at once, one per row
# - `input_size`: how many numbers one step of the input has
# - `num_units`: how wide the state is; each of its numbers is called a **unit**. It is *not* the number of steps: the cell does not know how long the sequence is.
#
# | tensor | shape | here |
# |---|---|---|
# | input $x_t$ | `[batch_size, input_size]` | `[3, 28]` |
# | state before, $h_{t-1}$ | `[batch_size, num_units]` | `[3, 4]` |
# | $W$ | `[input_size, num_units]` | `[28, 4]` |
# | $U$ | `[num_units, num_units]` | `[4, 4]` |
# | kernel, $W$ above $U$ | `[input_size + num_units, num_units]` | `[32, 4]` |
# | bias $b$ | `[num_units]` | `[4]` |
# | output, and new state $h_t$ | `[batch_size, num_units]` | `[3, 4]` |
#
# The round boxes of the picture are TensorFlow's operations: concat joins, MatMul multiplies, BiasAdd adds the bias to every row.

# %%
diagrams.cell_step(batch_size=3, input_size=28, num_units=4)

# %% [markdown]
# The input is real: row 14 of three handwritten digits, divided by 255. The picture shows the first digit. When a digit is read from the top, row by row, each row is one step (section 5).

# %%
images = load_mnist().test_images[:3]  # uint8 [3, 28, 28]
inputs = (images[:, 14] / 255).astype(np.float32)  # [batch_size, input_size]

plots.digit_rows(images[0] / 255, row=14, label=7)

# %% [markdown]
# ## 2 · The smallest demo
#
# This demo is from a post of 2017: input and state are tensors of zeros, and the run feeds ones and 0.1s in their place, by name.
#
# **Predict before you run:** what shape has the output, and between which two numbers must all its values lie?

# %%
with fresh_session(seed=2) as session:  # the names are the post's
    x = tf.zeros([1, 4])  # [batch_size, input_size]
    m = tf.zeros([1, 2])  # [batch_size, num_units]
    g, out_m = tf.nn.rnn_cell.BasicRNNCell(2)(x, m)

    session.run(tf.global_variables_initializer())
    g_result, out_m_result = session.run(
        [g, out_m], {x.name: np.ones([1, 4]), m.name: 0.1 * np.ones([1, 2])}
    )

print("g_result             :", g_result.round(3))
print("out_m_result         :", out_m_result.round(3))
print("one and the same tensor:", g is out_m)

# %% [markdown]
# The shape is `[1, 2]`, all values lie between -1 and 1, and both results are the same. The first is the **output**, which the next layer sees; the second is the **new state**, which the next step sees. In `BasicRNNCell` they are one tensor under two names. Every cell returns a pair, because others keep more in their state than they put out. An LSTM (lesson 06) does:

# %%
for cell in (tf.nn.rnn_cell.BasicRNNCell(2), tf.nn.rnn_cell.BasicLSTMCell(2)):
    print(type(cell).__name__, " output:", cell.output_size, " state:", cell.state_size)

# %% [markdown]
# ## 3 · A step on real input, twice
#
# First by TensorFlow. The cell makes its variables when it is called, and `cell.variables` lists them, kernel first. The state is random; the bias is set by hand, since a new cell's is zeros (section 4 shows why that matters). `assign` draws an operation that sets a variable.

# %%
num_units = 4
random = np.random.default_rng(seed=2)
state = random.uniform(-1, 1, size=(3, num_units)).astype(np.float32)  # [batch_size, num_units]

with fresh_session(seed=2) as session:
    x = tf.placeholder(tf.float32, [None, 28])
    h = tf.placeholder(tf.float32, [None, num_units])
    cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
    output, new_state = cell(x, h)

    session.run(tf.global_variables_initializer())
    session.run(cell.variables[1].assign([0.3, -0.2, 0.1, 0.4]))
    kernel, bias = session.run(cell.variables)
    by_tensorflow = session.run(output, {x: inputs, h: state})
    table = variable_table(cell.variables)

table

# %% [markdown]
# Two variables: the kernel, 28 + 4 rows and 4 columns, and the bias. Now by NumPy:

# %%
x_and_h = np.concatenate([inputs, state], axis=1)  # [3, 28 + 4]
by_numpy = np.tanh(x_and_h @ kernel + bias)  # [3, 4]
difference = np.abs(by_numpy - by_tensorflow).max()

print("x", inputs.shape, " h", state.shape, " [x, h]", x_and_h.shape)
print("kernel", kernel.shape, " bias", bias.shape, " output", by_numpy.shape)
print("by TensorFlow\n", by_tensorflow.round(3))
print("by NumPy\n", by_numpy.round(3))
print("largest difference below 1e-6:", difference < 1e-6)

# %% [markdown]
# ### Exercise 1 · `rnn_step` · 8 min · ★★☆
#
# Write the step in NumPy, for any shapes. (`utils.reference` holds the course's own; do not use it here.) Return the pair, a tuple, that the cell returns.


# %%
def rnn_step(inputs, state, kernel, bias):
    """One step: [batch, input_size], [batch, num_units], [input_size + num_units, num_units], [num_units]."""
    ### BEGIN SOLUTION
    new_state = np.tanh(np.concatenate([inputs, state], axis=1) @ kernel + bias)
    return new_state, new_state
    ### END SOLUTION


check.rnn_step(rnn_step)

# %% [markdown]
# ### Exercise 2 · `number_of_weights` · 4 min · ★☆☆
#
# How many numbers do the kernel and the bias hold together?


# %%
def number_of_weights(input_size, num_units):
    """Count the values in kernel and bias: int, int -> int."""
    ### BEGIN SOLUTION
    return (input_size + num_units) * num_units + num_units
    ### END SOLUTION


check.number_of_weights(number_of_weights)

# %% [markdown]
# ## 4 · A test that shows nothing
#
# A question on Stack Overflow tests this cell with an input of zeros, a state of zeros and a fresh cell, whose bias is zeros. The output is zeros, as expected. What did the test show?
#
# Below are five formulas, of which only the first is right: the second lacks tanh, the third the state, the fourth the bias, and the fifth joins $h$ and $x$ in the wrong order. Three tests try them: zeros everywhere; real input, with a bias of zeros; real input and a bias.
#
# **Predict before you run:** which wrong formulas does each test catch?

# %%
W, U = kernel[:28], kernel[28:]
formulas = {
    "tanh(x W + h U + b)": lambda x, h, b: np.tanh(x @ W + h @ U + b),
    "x W + h U + b": lambda x, h, b: x @ W + h @ U + b,
    "tanh(x W + b)": lambda x, h, b: np.tanh(x @ W + b),
    "tanh(x W + h U)": lambda x, h, b: np.tanh(x @ W + h @ U),
    "tanh([h, x] [W; U] + b)": lambda x, h, b: np.tanh(np.concatenate([h, x], axis=1) @ kernel + b),
}
tests = {
    "zeros": (np.zeros_like(inputs), np.zeros_like(state), np.zeros_like(bias)),
    "input": (inputs, state, np.zeros_like(bias)),
    "input and bias": (inputs, state, bias),
}


def by_the_cell(inputs, state, bias):
    """One step by TensorFlow, with the kernel from above and this bias."""
    with fresh_session() as session:
        cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
        output, _ = cell(tf.constant(inputs), tf.constant(state))
        for variable, value in zip(cell.variables, (kernel, bias), strict=True):
            session.run(variable.assign(value))
        return session.run(output)


wanted = {name: by_the_cell(*test) for name, test in tests.items()}
print("zeros in, zeros out:", not wanted["zeros"].any())
print(f"{'formula':26}", *(f"{name:8}" for name in tests))
for formula, function in formulas.items():
    agrees = [np.allclose(function(*tests[name]), wanted[name], atol=1e-6) for name in tests]
    print(f"{formula:26}", *(f"{'agrees' if agree else '-':8}" for agree in agrees))

# %% [markdown]
# On zeros all five agree: every product is 0, the bias is 0, and tanh(0) is 0. Real input catches three of the four wrong ones; the missing bias shows only where the bias is not zero. A test needs inputs that **tell**: different numbers everywhere, and none of them zero. Our rows of pixels break this rule. Where a column is empty in all three rows, a row of W goes untested:

# %%
untested = (inputs == 0).all(axis=0)  # [28]
wrong_W = W.copy()
wrong_W[untested] = 99
by_wrong_W = np.tanh(inputs @ wrong_W + state @ U + bias)

print("columns empty in all three rows:", untested.sum())
print("99 in their rows of W passes   :", np.allclose(by_wrong_W, by_tensorflow, atol=1e-6))

# %% [markdown]
# ## 5 · The state is the memory
#
# **Predict before you run:** the same row of pixels goes in three times, after different pasts. Will the output be the same? (`reference.rnn_step` is the course's step in NumPy, like yours of exercise 1.)

# %%
row = inputs[:1]
for past in (-0.9, 0.0, 0.9):
    output, _ = reference.rnn_step(row, np.full((1, 4), past, np.float32), kernel, bias)
    print(f"state before: all {past:4}   output: {output.round(2)}")

# %% [markdown]
# Same row, three outputs: the state carries the past. A sequence is read by handing each new state to the next step. Here is a whole digit, row by row from the top, one run for each row:

# %%
with fresh_session() as session:
    x = tf.placeholder(tf.float32, [None, 28])
    h = tf.placeholder(tf.float32, [None, num_units])
    cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
    _, new_state = cell(x, h)
    for variable, value in zip(cell.variables, (kernel, bias), strict=True):
        session.run(variable.assign(value))

    memory = np.zeros([1, num_units], np.float32)
    states = []
    for row in images[0].astype(np.float32) / 255:
        memory = session.run(new_state, {x: row[np.newaxis], h: memory})
        states.append(memory[0])

states = np.array(states)  # [28, num_units]
plots.lines(
    {f"unit {unit}": states[:, unit] for unit in range(num_units)},
    x_label="row of the digit",
    y_label="value of the unit",
    title="The units settle before the ink, and leap where it begins",
    decimals=2,
)

# %% [markdown]
# Rows 0 to 6 and row 27 are empty: there the new state comes from the old state and the bias alone. Over the first seven rows it settles; at row 7 the ink begins, and it leaps.

# %% [markdown]
# ### Exercise 3 · `last_state` · 8 min · ★★☆
#
# Do the same in NumPy: start from zeros, read `rows` from the first to the last, return the final state `[1, num_units]`. `reference.rnn_step` is there for the step.


# %%
def last_state(rows, kernel, bias):
    """State after the last row: [num_steps, input_size], kernel, bias -> [1, num_units]."""
    ### BEGIN SOLUTION
    state = np.zeros((1, len(bias)))
    for row in rows:
        _, state = reference.rnn_step(row[np.newaxis], state, kernel, bias)
    return state
    ### END SOLUTION


check.last_state(last_state)

# %% [markdown]
# How long does a row leave a trace? Erase row 8, and read the digit again (`reference.unroll` repeats the step):


# %%
def step(inputs, state):
    """The step of the cell above: [1, 28], [1, num_units] -> output, new state."""
    return reference.rnn_step(inputs, state, kernel, bias)


whole = images[:1] / 255  # [1, 28, 28]
erased = whole.copy()
erased[:, 8] = 0
with_row, without_row = (
    reference.unroll(step, digit, np.zeros([1, num_units]))[0] for digit in (whole, erased)
)  # each [1, 28, num_units]
change = np.abs(with_row - without_row).max(axis=(0, 2))  # [28]
for row in (8, 10, 14, 27):
    print(f"after row {row:2} the states differ by {change[row]:.2f}")

# %% [markdown]
# The trace fades within a few rows. These weights are random; lesson 07 trains a network that reads digits in this way.

# %% [markdown]
# ## 6 · What the cell does not hold
#
# Many drawings of an RNN show a third matrix, $V$, that makes the prediction $o_t = h_t V + c$, and some list $o_t$ among the results of the cell.
#
# **Predict before you run:** `input_size` is 28 and `num_units` is 4. Is the output 28 wide? And which variables in the table did the cell not make?

# %%
with fresh_session() as session:
    cell = tf.nn.rnn_cell.BasicRNNCell(4)
    output, _ = cell(tf.zeros([3, 28]), tf.zeros([3, 4]))
    of_the_cell = len(tf.global_variables())

    V = tf.get_variable("V", [4, 10])
    c = tf.get_variable("c", [10])
    logits = tf.matmul(output, V) + c
    table = variable_table(tf.global_variables())

print("output of the cell   :", output.shape, "from", of_the_cell, "variables")
print("with a layer above it:", logits.shape)
table

# %% [markdown]
# The output is as wide as the state, and there is no $V$ in the cell. The layer above is yours to make, as wide as you like: here ten **logits** a row, one score for each digit, not yet turned into probabilities.

# %% [markdown]
# ## Broken on purpose
#
# **Predict before you run:** the cell has 4 units. The state that comes in is 5 wide. Which two numbers will the error name?

# %% tags=["raises-exception"]
with fresh_session() as session:
    cell = tf.nn.rnn_cell.BasicRNNCell(num_units=4)
    cell(tf.zeros([3, 28]), tf.zeros([3, 5]))

# %% [markdown]
# *Dimensions must be equal, but are 33 and 32*: 28 + 5 numbers a row meet a kernel with 28 + 4 rows. Such an error is read backwards: take `input_size` away from both, and what is left are the state's width and `num_units`. The fix: a state that is `num_units` wide. To start from zeros, ask the cell itself, which knows its width:

# %%
with fresh_session() as session:
    cell = tf.nn.rnn_cell.BasicRNNCell(num_units=4)
    output, _ = cell(tf.zeros([3, 28]), cell.zero_state(batch_size=3, dtype=tf.float32))

print("output:", output.shape)

# %% [markdown]
# ## What you can do now
#
# - Three sizes name every shape of a step: `batch_size`, `input_size`, `num_units` (section 1).
# - A step runs on an input and a state of your own, fed by the tensor or by its name (sections 2 and 3).
# - Output and new state are one tensor (section 2), as wide as the state; the layer above is your own (section 6).
# - `np.tanh(np.concatenate([x, h], axis=1) @ kernel + bias)` is the cell, to six decimals (section 3).
# - Zeros cannot tell these formulas apart; test with inputs that can (section 4).

# %%
check.progress()

# %% [markdown]
# **New words**: cell, state, kernel, bias, output, `batch_size`, `input_size`, `num_units`, unit, logits.
#
# **Where this came from**: the demo and the table of dimensions of *Lesson 11: TensorFlow, the RNN's principle and analysis* (2017). It still gives the same array twice. What no longer holds, or never did: the names `tf.Session` and `tf.nn.rnn_cell` have moved to `tf.compat.v1`; the post's table of a cell lists $o_t$, as wide as the input, as the first result, though of `BasicRNNCell` it then says, rightly, that both results are $h_t$ (section 6); and it calls $W$ what this lesson and TensorFlow's documentation call $U$, which lesson 03 sorts out.
