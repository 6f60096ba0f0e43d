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
# $W$ weighs the input, $U$ the state, $b$ is the **bias**, and tanh presses every sum between -1 and 1. TensorFlow keeps $W$ on top of $U$ in one matrix, the **kernel**, and joins $x_t$ and $h_{t-1}$ side by side: $[x_t, h_{t-1}]$ times the kernel is the same sum, as section 3 computes.

# %%
diagrams.cell_step(batch_size=3, input_size=28, num_units=4)

# %% [markdown]
# Three sizes give all the shapes:
# - `batch_size`: how many sequences go through at once, one per row
# - `input_size`: how many numbers one step of the input has
# - `num_units`: how wide the state is; each of its numbers is called a **unit**. It is *not* the number of steps: the cell does not know how long the sequence is.
#
# The input here is real: of three handwritten digits the row of pixels in the middle, divided by 255. The picture shows the first digit. When a digit is read from the top, row by row, each row is one step (section 5).

# %%
images = load_mnist().test_images[:3]  # uint8 [3, 28, 28]
inputs = (images[:, 14] / 255).astype(np.float32)  # [batch_size, input_size]

plots.digit_rows(images[0], row=14, label=7)

# %% [markdown]
# ## 2 · The smallest demo
#
# This demo stands in a post of 2017 that many people began with: input and state are tensors of zeros, and the run feeds ones and 0.1s in their place, by name.
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
# `[1, 2]`, between -1 and 1, and twice the same. The first is called the **output**, what the layer above sees; the second is the **new state**, what the next step sees. In `BasicRNNCell` they are one tensor under two names. An LSTM (lesson 06) keeps more in its state than it puts out, and so every cell returns a pair.

# %% [markdown]
# ## 3 · A step on real input, twice
#
# First by TensorFlow. The cell makes its variables when it is called; the state is random; the bias is set by hand, for a new cell's is zeros (section 4 shows why that matters). `assign` draws an operation that sets a variable.

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

print("by TensorFlow\n", by_tensorflow.round(3))
print("by NumPy\n", by_numpy.round(3))
print("largest difference below 1e-6:", difference < 1e-6)

# %% [markdown]
# ### Exercise 1 · `rnn_step` · 8 min · ★★☆
#
# Write the step for any shapes, without `reference`. Return the pair, a tuple, that the cell returns.


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
# A well-known question about this cell tests it with an input of zeros, a state of zeros and a fresh cell, whose bias is zeros. The output is zeros, as expected. What did the test show?
#
# Below are five formulas, of which only the first is right: the second lacks tanh, the third the state, the fourth the bias, and the fifth joins $h$ and $x$ in the wrong order. Three tests try them: zeros everywhere; real input, with a bias of zeros; real input and a bias.
#
# **Predict before you run:** which formulas does each test find out?

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
print(f"{'formula':26}", *(f"{name:8}" for name in tests))
for formula, function in formulas.items():
    agrees = [np.allclose(function(*tests[name]), wanted[name], atol=1e-6) for name in tests]
    print(f"{formula:26}", *(f"{'agrees' if agree else '-':8}" for agree in agrees))

# %% [markdown]
# On zeros all five agree: every product is 0, the bias is 0, and tanh(0) is 0. Real input finds out three of the four, and the forgotten bias is found only where the bias is not zero. A test needs inputs that **tell**: different numbers everywhere, and none of them zero.

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
# The output depends on the past through the state and through nothing else. A sequence is read by handing each new state to the next step. Here is a whole digit, row by row from the top, one run for each row:

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
    title="The units settle on empty rows, and leap where the ink begins",
    decimals=2,
)

# %% [markdown]
# Rows 0 to 6 and row 27 are empty. There the new state comes from the old state and the bias alone, and settles. From row 7 on there is ink, and every row leaves its trace in all the states that follow. The weights are random still; lesson 07 trains them until a layer above can read the digit from the last state.

# %% [markdown]
# ### Exercise 3 · `last_state` · 8 min · ★★☆
#
# Do the walk in NumPy: start from zeros, read `rows` from the first to the last, return the final state `[1, num_units]`. `reference.rnn_step` is there for the step.


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
# ## 6 · What the cell does not hold
#
# Many drawings of an RNN show a third matrix, $V$, that makes the prediction $o_t = h_t V + c$, and some say that the cell returns $o_t$, as wide as the input.
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
# The output is as wide as the state, and there is no $V$ in the cell. The layer above is yours to make, as wide as you like: here ten **logits** a row: one score for each digit, not yet turned into probabilities.

# %% [markdown]
# ## Broken on purpose
#
# **Predict before you run:** the cell has 4 units. The state that comes in is 5 wide. Which two numbers will the error name?

# %% tags=["raises-exception"]
with fresh_session() as session:
    cell = tf.nn.rnn_cell.BasicRNNCell(num_units=4)
    cell(tf.zeros([3, 28]), tf.zeros([3, 5]))

# %% [markdown]
# *Dimensions must be equal, but are 33 and 32*: 28 + 5 numbers a row meet a kernel with 28 + 4 rows. Such an error is read backwards: take `input_size` away from both, and what is left are the state's width and `num_units`. The mend: a state that is `num_units` wide. To start from zeros, ask the cell itself, which knows its width:

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
# **Where this came from**: the demo and the table of dimensions of *RNN principle and code, lesson 11* (2017). It still gives the same array twice. What no longer holds, or never did: the names `tf.Session` and `tf.nn.rnn_cell` have moved to `tf.compat.v1`; the post says that the output is as wide as the input, which section 6 measures to be wrong; and it calls $W$ what this lesson and TensorFlow's documentation call $U$, which lesson 03 sorts out.
