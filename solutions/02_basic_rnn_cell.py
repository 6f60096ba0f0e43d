# %% [markdown]
# # 02 · One step of BasicRNNCell
#
# Sentences, sounds and prices are sequences, and sequences have different lengths. An ordinary network expects an input of one fixed size. It also processes each input alone, so it cannot know whether *bank* comes after *river* or after *money*. A recurrent network reads step by step and keeps a memory. One small function does this work, and TensorFlow 1 calls its simplest form `BasicRNNCell`. Most old RNN code is easy to read once you know one step of it.
#
# In this lesson we will look at the whole network, run one step in TensorFlow, and compute the same numbers in NumPy.
#
# **After this lesson you can**
# - explain why a network is called recurrent, and what its state is for
# - identify every tensor of one step by its shape
# - implement one step in NumPy, and compare it with TensorFlow
# - explain why a test with zeros proves nothing
# - debug the error *Dimensions must be equal*
#
# **You need** lesson 01. **Time**: about 55 minutes, of which 20 for the exercises. **Order**: Run the cells from top to bottom. If you skip, 3 needs 1, 4 needs 3, 5 needs 3, and *Going deeper* needs 3.

# %%
import numpy as np

from utils import reference
from utils.checks import basic_rnn_cell as check
from utils.data.loaders import load_mnist
from utils.differences import show_difference
from utils.figures import diagrams, multiplication, plots
from utils.graph import fresh_session, load_values, variable_table
from utils.prediction import show_prediction
from utils.tf1 import tf

# %% [markdown]
# ## 1 · A network that reads step by step
#
# How can one network read a sequence of any length? It needs a function that reads one position of the sequence, and a memory that connects the positions.
#
# One position is a **time step**. The function is a **cell**. At each time step, the cell receives an **input** and the **state**, which is the memory (also called the *hidden state*). It returns a new state for the next time step.
#
# A **recurrent neural network** (RNN) is a network that contains such a cell. *Recurrent* means *coming back*, because the result of the cell comes back as its own input. This is a loop. To **unroll** the network means to replace the loop by one copy of the cell for each time step:

# %%
diagrams.unrolled(num_steps=4, batch_size=3, input_size=28, num_units=4)

# %% [markdown]
# Follow the state from left to right, from $h_0$ to $h_4$. All copies of the cell use the same weights, so the same network can read 4 time steps or 400. (Ignore the letters $W$, $U$ and $b$ and the numbers in brackets for now. Section 2 explains them.)
#
# In the smallest cell, input and state are single numbers. The cell multiplies each by a weight and adds the results. Then tanh maps the sum to a value between -1 and 1.
#
# **Predict before you run:** the input is 1 at the first time step and 0 at all others. Is the state 0 again after the second time step?

# %%
input_weight = 1.0
state_weight = 0.9
state = 0.0

for x in [1.0, 0.0, 0.0, 0.0]:
    state = np.tanh(x * input_weight + state * state_weight)
    print(f"input {x}   new state {state:.2f}")

# %% [markdown]
# **Answer.** No, it is 0.60. Each new state is computed from the old one, so the first input still has an effect after four time steps. This is the memory of an RNN, and it fades.
#
# Our real data are handwritten digits of 28 by 28 pixels. We read them row by row from the top, so a digit is a sequence of 28 time steps with 28 values each. Row 0 is the input $x_1$, because formulas count time steps from 1.

# %%
images = load_mnist().test_images[:3] / 255  # [3, 28, 28], values from 0 to 1

plots.digit_rows(images[0], row=14, label=7)

# %% [markdown]
# Next we look inside one time step.

# %% [markdown]
# ## 2 · One step and its shapes
#
# In practice, the input $x$ and the state $h$ are vectors. Each value of the state is a **unit**. The two weights become matrices, $W$ for the input and $U$ for the state, and the cell needs the sum $x W + h U$.
#
# TensorFlow needs only one matrix multiplication for this sum. It joins $x$ and $h$ side by side, and it stores $W$ above $U$ in one matrix, the **kernel**. Compare the colors in this example with 3 input values and 2 units.

# %%
multiplication.joined_multiplication(
    x=[[1, 2, 0]],
    h=[[3, 1]],
    W=[[1, 0], [2, 1], [0, 4]],
    U=[[1, 2], [0, 1]],
)

# %% [markdown]
# The orange values meet only the rows of $W$, the blue values only the rows of $U$. So $[x, h]$ times the kernel equals $x W + h U$.
#
# Each unit also adds a number of its own, the **bias** $b$. So one step computes the new state $h_t$ from the input $x_t$ and the old state $h_{t-1}$:
#
# $$h_t = \tanh(x_t W + h_{t-1} U + b)$$
#
# Kernel and bias contain the **parameters** of the cell, also called *weights*, which training changes. A cell creates both when we call it for the first time.
#
# **Predict before you run:** a cell with 4 units reads rows of 28 pixels. What shape does its kernel have?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
with fresh_session():  # a new graph and its session, as in lesson 01
    cell = tf.nn.rnn_cell.BasicRNNCell(num_units=4)
    cell(tf.zeros([3, 28]), tf.zeros([3, 4]))
    table = variable_table(cell.variables)

show_prediction(prediction)
table

# %% [markdown]
# **Answer.** The kernel has shape `[32, 4]`. It has 28 rows for the pixels, 4 rows for the state, and one column for each unit.
#
# Three sizes determine every shape of a step:
# - **`input_size`** is the number of values in one input.
# - **`num_units`** is the number of units, also called the *hidden size*. It is not the number of time steps, which a cell does not know.
# - **`batch_size`** is the number of sequences that we process together, one per row. They form a **batch**, also called a *mini-batch*. No parameter depends on its size.
#
# | tensor | shape | here |
# |---|---|---|
# | input $x_t$ | `[batch_size, input_size]` | `[3, 28]` |
# | old state $h_{t-1}$ | `[batch_size, num_units]` | `[3, 4]` |
# | $W$ | `[input_size, num_units]` | `[28, 4]` |
# | $U$ | `[num_units, num_units]` | `[4, 4]` |
# | kernel, $W$ above $U$ | `[input_size + num_units, num_units]` | `[32, 4]` |
# | bias $b$ | `[num_units]` | `[4]` |
# | output, and new state $h_t$ | `[batch_size, num_units]` | `[3, 4]` |
#
# The picture shows the whole step. Its round boxes are TensorFlow's operations.

# %%
diagrams.cell_step(batch_size=3, input_size=28, num_units=4)

# %% [markdown]
# ### Exercise 1 · `number_of_weights` · 4 min · ★☆☆
#
# How many parameters does a cell have? Count the values in its kernel and its bias.


# %%
def number_of_weights(input_size, num_units):
    """Count the values in kernel and bias: int, int -> int."""
    ### BEGIN SOLUTION
    return (input_size + num_units) * num_units + num_units
    ### END SOLUTION


check.number_of_weights(number_of_weights)

# %% [markdown]
# But does TensorFlow compute exactly this formula?

# %% [markdown]
# ## 3 · TensorFlow and NumPy compute the same step
#
# TensorFlow and NumPy must start from the same numbers, so we choose them all. The inputs are row 14 of our three digits.

# %%
input_size, num_units = 28, 4
random = np.random.default_rng(seed=2)

inputs = images[:, 14]  # [3, 28]
state = random.uniform(-1, 1, size=(3, num_units))  # [3, 4]
kernel = random.uniform(-0.5, 0.5, size=(input_size + num_units, num_units))  # [32, 4]
bias = np.array([0.3, -0.2, 0.1, 0.4])  # [4]

# %% [markdown]
# We begin with TensorFlow. `load_values` puts our kernel and bias into the variables of the cell. The cell returns a pair. The first part is its **output**, which the next layer of a network receives. The second part is the new state, which the next time step receives.
#
# **Predict before you run:** are the output and the new state two tensors, or one tensor?

# %%
with fresh_session() as session:
    x = tf.placeholder(tf.float32, [None, input_size])
    h = tf.placeholder(tf.float32, [None, num_units])
    cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
    output, new_state = cell(x, h)

    load_values(cell.variables, [kernel, bias], session)
    by_tensorflow = session.run(output, {x: inputs, h: state})

print("result\n", by_tensorflow.round(3))
print("name of the output   :", output.name)
print("name of the new state:", new_state.name)

# %% [markdown]
# **Answer.** They are one tensor. `BasicRNNCell` returns it twice. The cells of later lessons return two different values.
#
# Now we compute the same in NumPy, one unit after another. Each unit uses one column of $W$, one column of $U$, and one number of the bias.

# %%
W = kernel[:input_size]  # [28, 4]
U = kernel[input_size:]  # [4, 4]
by_numpy = np.zeros([3, num_units])

for unit in range(num_units):
    from_input = inputs @ W[:, unit]  # [3], one number for each digit
    from_state = state @ U[:, unit]  # [3]
    by_numpy[:, unit] = np.tanh(from_input + from_state + bias[unit])

show_difference("TensorFlow and NumPy:", by_tensorflow, by_numpy)

# %% [markdown]
# The results agree, so the formula is correct for these inputs.

# %% [markdown]
# ### Exercise 2 · `rnn_step` · 8 min · ★★☆
#
# Write the step for any shapes, without a loop over the units. Use only one matrix multiplication, as in the picture of section 2. Return a pair, as the cell does. (The module `utils.reference` contains a solution. Do not use it here.)


# %%
def rnn_step(inputs, state, kernel, bias):
    """One step: [batch, input_size], [batch, num_units], [input_size + num_units, num_units], [num_units]."""
    ### BEGIN SOLUTION
    new_state = np.tanh(np.concatenate([inputs, state], axis=1) @ kernel + bias)
    return new_state, new_state
    ### END SOLUTION


check.rnn_step(rnn_step)

# %% [markdown]
# Our comparison used a random state and a non-zero bias. Next we see why this matters.

# %% [markdown]
# ## 4 · A test that proves nothing
#
# A question on Stack Overflow tests a new cell with an input of zeros and a state of zeros. The bias of a new cell is zeros too. The output is zeros, as expected. Does this prove the formula?
#
# We try four wrong formulas. The first three lack tanh, the state or the bias. The last one joins $h$ and $x$ in the wrong order.


# %%
def wrong_results(inputs, state, bias):
    """Compute one step with four wrong formulas: dict from a name to an array [3, 4]."""
    wrong_order = np.concatenate([state, inputs], axis=1)
    return {
        "no tanh": inputs @ W + state @ U + bias,
        "no state": np.tanh(inputs @ W + bias),
        "no bias": np.tanh(inputs @ W + state @ U),
        "wrong order": np.tanh(wrong_order @ kernel + bias),
    }


# %% [markdown]
# A test rejects a formula if its result differs from TensorFlow's.


# %%
def tensorflow_step(inputs, state, bias):
    """Run one step in TensorFlow, with the kernel of section 3."""
    with fresh_session() as session:
        cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
        output, _ = cell(tf.constant(inputs, tf.float32), tf.constant(state, tf.float32))
        load_values(cell.variables, [kernel, bias], session)
        return session.run(output)


def rejected(inputs, state, bias):
    """The names of the wrong formulas that a test with these values rejects."""
    expected = tensorflow_step(inputs, state, bias)
    results = wrong_results(inputs, state, bias)
    return [name for name in results if not np.allclose(results[name], expected, atol=1e-6)]


# %% [markdown]
# **Predict before you run:** how many of the four wrong formulas does the test with zeros reject?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
zero_inputs = np.zeros([3, input_size])
zero_state = np.zeros([3, num_units])
zero_bias = np.zeros(num_units)

print("only zeros          :", rejected(zero_inputs, zero_state, zero_bias))
print("real input and state:", rejected(inputs, state, zero_bias))
print("real bias too       :", rejected(inputs, state, bias))
show_prediction(prediction)

# %% [markdown]
# **Answer.** It rejects none. Every matrix multiplication gives 0, the bias is 0, and tanh(0) is 0, so all four formulas agree with TensorFlow. Real inputs reject three of them. Only a bias that is not zero rejects the formula without a bias.
#
# So a good test uses random, non-zero values for every input, state and parameter. Many of our pixels are 0, so even they are not a perfect test (*Going deeper*).

# %% [markdown]
# One step is now tested, and next we connect many of them.

# %% [markdown]
# ## 5 · The state carries the past
#
# To read a whole digit, we run the cell 28 times. Each run receives the next row of pixels and the state of the previous run. The first state is zeros. This is the picture of section 1, written as a loop.
#
# Rows 0 to 6 of our digit are empty, so the input of the first seven time steps is zeros.
#
# **Predict before you run:** does the state stay at zero during these seven time steps?

# %%
with fresh_session() as session:
    x = tf.placeholder(tf.float32, [None, input_size])
    h = tf.placeholder(tf.float32, [None, num_units])
    cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
    _, new_state = cell(x, h)
    load_values(cell.variables, [kernel, bias], session)

    current_state = np.zeros([1, num_units])
    states = []
    for row in images[0]:
        row_as_batch = row[np.newaxis]  # [1, 28], a batch of one
        current_state = session.run(new_state, {x: row_as_batch, h: current_state})
        states.append(current_state[0])

# %%
states = np.array(states)  # [28, num_units]

plots.lines(
    {f"unit {unit}": states[:, unit] for unit in range(num_units)},
    x_label="row of the digit, one per time step",
    y_label="value of the unit",
    title="The state settles while the rows are empty, and changes when the digit begins",
    decimals=2,
)

# %% [markdown]
# **Answer.** No. The bias and the old state produce a new state, even when the input is zeros. After a few time steps this state no longer changes. At row 7 the digit begins, and the state changes at once. With this random kernel, the effect of early rows fades quickly (*Going deeper*). Training looks for a kernel that keeps what is useful.

# %% [markdown]
# ### Exercise 3 · `last_state` · 8 min · ★★☆
#
# Do the same in NumPy. Start from a state of zeros, read `rows` from the first to the last, and return the final state `[1, num_units]`. Use `reference.rnn_step(inputs, state, kernel, bias)` for the step.


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
# The final state has four numbers. To recognize digits, a network needs ten numbers, one for each class from 0 to 9. Where do they come from?

# %% [markdown]
# ## 6 · The prediction comes from another layer
#
# Many pictures of an RNN show a third matrix, $V$, that computes a prediction from the output. Is $V$ part of the cell?
#
# We call a cell, and then add a layer with $V$ and a bias `b_out`. For each digit, the layer computes ten **logits**, which are scores for the ten classes before they become probabilities.
#
# **Predict before you run:** the network has $V$ and `b_out` too. How many variables does the cell have now?

# %%
with fresh_session():
    cell = tf.nn.rnn_cell.BasicRNNCell(4)
    output, _ = cell(tf.zeros([3, 28]), tf.zeros([3, 4]))

    V = tf.get_variable("V", [4, 10])
    b_out = tf.get_variable("b_out", [10])
    logits = tf.matmul(output, V) + b_out
    table = variable_table(tf.global_variables())

print("output of the cell:", output.shape)
print("logits            :", logits.shape)
print("variables of the cell:", len(cell.variables))
table

# %% [markdown]
# **Answer.** It still has two, its kernel and its bias. The output of the cell has shape `[3, 4]`, the shape of the state. $V$ and `b_out` belong to a layer that you add yourself, with as many columns as you need. Lesson 07 trains such a network.

# %% [markdown]
# ## Common error: Dimensions must be equal
#
# This error appears when the shapes of a step do not fit together. Here the cell has 4 units, but the state has 5 values.
#
# **Predict before you run:** which two numbers does the error message contain?

# %% tags=["raises-exception"]
with fresh_session():
    cell = tf.nn.rnn_cell.BasicRNNCell(num_units=4)
    cell(tf.zeros([3, 28]), tf.zeros([3, 5]))

# %% [markdown]
# **Answer.** The message says *Dimensions must be equal, but are 33 and 32*. The joined $[x, h]$ has 28 + 5 columns, and the kernel has 28 + 4 rows. The 28, the size of the input, is in both. So the state is wrong: it has 5 numbers instead of 4.
#
# The fix is a state with `num_units` columns. For a state of zeros, ask the cell itself, because it knows its size:

# %%
with fresh_session():
    cell = tf.nn.rnn_cell.BasicRNNCell(num_units=4)
    initial_state = cell.zero_state(batch_size=3, dtype=tf.float32)
    output, _ = cell(tf.zeros([3, 28]), initial_state)

print("initial state:", initial_state.shape)
print("output       :", output.shape)

# %% [markdown]
# ## Summary
#
# - A network is called recurrent because its cell receives its own result again at the next time step. This result, the state, is the memory (sections 1 and 5).
# - The sizes `batch_size`, `input_size` and `num_units` determine every shape of a step. The output has the shape of the state, and the logits come from another layer (sections 2 and 6).
# - One step joins $x$ and $h$, multiplies by the kernel, adds the bias and applies tanh. NumPy and TensorFlow give the same numbers (section 3).
# - With zeros, wrong formulas give the correct output by accident. A good test uses random, non-zero values (section 4).
# - *Dimensions must be equal* compares the columns of $[x, h]$ with the rows of the kernel. Subtract `input_size` from both numbers. What remains is the size of your state and the number of units (*Common error*).
#
# In lesson 03 we will look at the variables of the cell, and load our own numbers into them.

# %%
check.progress()

# %% [markdown]
# ## Going deeper · What a test with pixels does not see
#
# *Optional.* Our own test in section 3 is not perfect. Many pixels are 0 in all three inputs. Each of them multiplies its row of $W$ by 0, so nothing tests this row. Let us write 99 into all such rows.

# %%
empty_pixels = (inputs == 0).all(axis=0)  # [28], True where all three digits have 0
wrong_W = W.copy()
wrong_W[empty_pixels] = 99
print("pixels that are 0 in all three inputs:", empty_pixels.sum())

random_inputs = random.uniform(0.1, 1, size=(3, input_size))
for name, x in [("pixels as inputs", inputs), ("random inputs", random_inputs)]:
    with_W = np.tanh(x @ W + state @ U + bias)
    with_wrong_W = np.tanh(x @ wrong_W + state @ U + bias)
    difference = np.abs(with_W - with_wrong_W).max()
    print(f"{name}: the wrong W changes the output by up to {difference:.2f}")

# %% [markdown]
# The test with pixels does not detect that 18 of the 28 rows are wrong. The test with random inputs does.

# %% [markdown]
# ## Going deeper · How long does a row leave a trace?
#
# *Optional.* The memory of this cell fades. How fast? We erase row 8 of 100 digits, read each digit with and without this row, and compare the states. `reference.unroll` repeats a step over a sequence.


# %%
def step(inputs, state):
    """One step with the kernel and bias of section 3."""
    return reference.rnn_step(inputs, state, kernel, bias)


complete = load_mnist().test_images[:100] / 255  # [100, 28, 28]
erased = complete.copy()
erased[:, 8] = 0
states_complete, _ = reference.unroll(step, complete, np.zeros([100, num_units]))
states_erased, _ = reference.unroll(step, erased, np.zeros([100, num_units]))
change = np.abs(states_complete - states_erased).max(axis=2).mean(axis=0)  # [28]

for row in [8, 9, 10, 12, 16]:
    print(f"after row {row:2}, the states differ by {change[row]:.2f} on average")

# %% [markdown]
# With this kernel, each time step removes more than half of the difference, and eight rows later it is below 0.01. The kernel is random here. Training can make the memory longer, but lessons 06 and 09 show that this remains difficult for such a cell.

# %% [markdown]
# ## Going deeper · A demo of 2017, run today
#
# *Optional.* The post behind this lesson feeds tensors that are not placeholders, by their names. Lesson 01 shows that this works. Here is the demo, with the names of the post. `m` is the state, and `g` is the output.

# %%
with fresh_session(seed=2) as session:
    x = tf.zeros([1, 4])
    m = tf.zeros([1, 2])
    g, out_m = tf.nn.rnn_cell.BasicRNNCell(2)(x, m)

    session.run(tf.global_variables_initializer())
    feed = {x.name: np.ones([1, 4]), m.name: 0.1 * np.ones([1, 2])}
    g_result, out_m_result = session.run([g, out_m], feed)

print("g_result    :", g_result.round(3))
print("out_m_result:", out_m_result.round(3))

# %% [markdown]
# The two results are equal, as in the post. They differ from the numbers in the post, because the initial kernel is random.

# %% [markdown]
# <details>
# <summary>Sources</summary>
#
# *Lesson 12: TensorFlow, the RNN's principle and analysis*, a post of 2017:
#
# - The demo returns the same array twice. Still true (*Going deeper*).
# - `tf.Session` and `tf.nn.rnn_cell` are imported from `tensorflow`. No longer true, they are in `tensorflow.compat.v1`.
# - The cell returns a prediction $o_t$ with the size of the input. Never true of `BasicRNNCell`, which returns $h_t$ twice (sections 3 and 6). The post says so itself further down.
# - The matrix of the state is called $W$. TensorFlow calls it $U$. Lesson 03 compares both notations.
#
# *Internal variables in BasicRNNCell*, question 47965256 on Stack Overflow:
#
# - The question tests the cell with zeros. Such a test never proved anything (section 4).
#
# </details>
