# %% [markdown]
# # 03 · The variables of a cell
#
# Suppose you have a trained network and need its two matrices $W$ and $U$, for example to compute its outputs without TensorFlow. You look for two variables with these names, but there are none. A question on Stack Overflow asks exactly this, for a `BasicRNNCell`. You need the answer whenever you inspect, test, copy or convert the weights of a recurrent network.
#
# In this lesson we will find $W$ and $U$ in the variables of a cell. Then we compute the cell's output from them in NumPy, and load weights of our own.
#
# **After this lesson you can**
# - explain when a cell creates its variables, and what `build` and `call` do
# - identify $W$ and $U$ in the kernel, and convert them to another notation
# - compute a cell's output from its variables
# - implement a cell with weights of your own, so that you know its result in advance
# - debug *Expected inputs.shape[-1] to be known*
#
# **You need** lesson 02. **Time**: about 60 minutes, of which 26 for the exercises. **Order**: Run the cells from top to bottom. If you skip, 2 needs 1, 3 needs 1, 4 needs 1, 6 needs 1, *Common error* needs 1, and *Going deeper* needs 1.

# %%
import numpy as np

from utils import reference
from utils.checks import cell_variables as check
from utils.data.loaders import load_mnist
from utils.differences import show_difference
from utils.figures import plots
from utils.graph import fresh_session, variable_table
from utils.prediction import show_prediction
from utils.tf1 import tf

# %% [markdown]
# ## 1 · A cell creates its variables at its first call
#
# Where are the weights of a cell? Every cell lists its variables in `cell.variables`. We look at this list twice, before and after we call the cell. The sizes are those of the question on Stack Overflow. Input and state are random, because zeros prove nothing (lesson 02).

# %%
batch_size = 4
input_size = 3
num_units = 2

random = np.random.default_rng(seed=3)
inputs = random.uniform(-1, 1, size=[batch_size, input_size]).astype(np.float32)  # [4, 3]
state = random.uniform(-1, 1, size=[batch_size, num_units]).astype(np.float32)  # [4, 2]

# %% [markdown]
# **Predict before you run:** how many variables does the cell have before its first call?

# %%
with fresh_session(seed=3) as session:
    x = tf.placeholder(tf.float32, [None, input_size])
    h = tf.placeholder(tf.float32, [None, num_units])
    cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
    print("before the first call:", len(cell.variables), "variables")
    output, new_state = cell(x, h)
    print("after the first call: ", len(cell.variables), "variables")

    kernel_variable, bias_variable = cell.variables
    session.run(tf.global_variables_initializer())
    bias_variable.load([0.5, -0.4], session)  # the initializer gives zeros
    kernel, bias = session.run([kernel_variable, bias_variable])
    output_value = session.run(output, {x: inputs, h: state})  # [4, 2]

variable_table(cell.variables)

# %% [markdown]
# **Answer.** The cell has no variables before the call, and two after it. The kernel needs one row for each number of the input, and the cell sees the input for the first time when we call it.
#
# In general, `kernel, bias = cell.variables` gives the two variables in this order, after the first call. `session.run` returns their values as NumPy arrays. (Section 5 explains `load`.) But where are $W$ and $U$?

# %% [markdown]
# ## 2 · One kernel contains W and U
#
# Lesson 02 joined the two matrices of the formula into one matrix, the kernel:
#
# $$h_t = \tanh(x_t W + h_{t-1} U + b)$$
#
# Each value of the joined $[x_t, h_{t-1}]$ multiplies one row of the kernel.
#
# **Predict before you run:** our kernel has 5 rows, numbered 0 to 4. Which rows multiply the state?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
show_prediction(prediction)
plots.kernel_heatmap(
    kernel,
    input_size=input_size,
    title="The kernel has 3 rows for the input, then 2 rows for the state",
)

# %% [markdown]
# **Answer.** Rows 3 and 4 multiply the state, because the input comes first. (The colors show the sign of each weight.)
#
# In general, the first `input_size` rows of the kernel are **$W$**, also called *input weights*. The other `num_units` rows are **$U$**, also called *recurrent weights*. Each row belongs to one number of the input or of the state, and each column belongs to one unit.

# %% [markdown]
# ### Exercise 1 · `split_kernel` · 4 min · ★☆☆
#
# Return the pair $W$ `[input_size, num_units]` and $U$ `[num_units, num_units]`. The check uses kernels of several sizes.


# %%
def split_kernel(kernel, input_size):
    """Take W and U out of a kernel: [input_size + num_units, num_units], int -> (W, U)."""
    ### BEGIN SOLUTION
    return kernel[:input_size], kernel[input_size:]
    ### END SOLUTION


check.split_kernel(split_kernel)

# %% [markdown]
# ## 3 · Compute the output from W and U
#
# Are these really the matrices of the formula? Now we can do what the author of the question wanted, and compute the output in NumPy. `reference.split_kernel` is a solution of exercise 1.

# %%
W, U = reference.split_kernel(kernel, input_size)  # [3, 2] and [2, 2]
by_numpy = np.tanh(inputs @ W + state @ U + bias)  # [4, 2]

show_difference("TensorFlow and NumPy:", output_value, by_numpy)

# %% [markdown]
# NumPy and TensorFlow agree. But would this test find a wrong cut? Suppose we think that $U$ comes first, and take the first two rows as $U$ and the other three as $W$. The shapes are the same as before.
#
# **Predict before you run:** does NumPy raise an error?

# %%
wrong_U = kernel[:num_units]  # [2, 2]
wrong_W = kernel[num_units:]  # [3, 2]
by_wrong_cut = np.tanh(inputs @ wrong_W + state @ wrong_U + bias)

show_difference("TensorFlow and the wrong cut:", output_value, by_wrong_cut)

# %% [markdown]
# **Answer.** No, because the shapes fit. But the numbers are wrong, and the test finds it. So compare values and not only shapes.
#
# Next, we compare our matrices with those of other authors, who often use other letters.

# %% [markdown]
# ## 4 · The same step in another notation
#
# In books and posts, $W$ and $U$ do not always have the same meaning. A post of 2017 differs from TensorFlow in two ways. It swaps the letters, and it writes vectors as columns, as many books do.
#
# | | this course | the post |
# |---|---|---|
# | input and state are | rows | columns |
# | weights of the input | $W$ `[input_size, num_units]` | $U$ `[num_units, input_size]` |
# | weights of the state | $U$ `[num_units, num_units]` | $W$ `[num_units, num_units]` |
# | one step | $h_t = \tanh(x_t W + h_{t-1} U + b)$ | $h_t = \tanh(U x_t + W h_{t-1} + b)$ |
#
# What is the effect of columns? In this example, the input is (1, 2), there are three units, and we ignore the state. The course multiplies a row by a matrix:
#
# $$\begin{bmatrix} 1 & 2 \end{bmatrix} \begin{bmatrix} 3 & 5 & 7 \\ 4 & 6 & 8 \end{bmatrix} = \begin{bmatrix} 11 & 17 & 23 \end{bmatrix}$$
#
# The post multiplies a matrix by a column:
#
# $$\begin{bmatrix} 3 & 4 \\ 5 & 6 \\ 7 & 8 \end{bmatrix} \begin{bmatrix} 1 \\ 2 \end{bmatrix} = \begin{bmatrix} 11 \\ 17 \\ 23 \end{bmatrix}$$
#
# The results are the same, because the second matrix is the first one transposed.

# %% [markdown]
# ### Exercise 2 · `column_form` · 5 min · ★★☆
#
# Convert a TensorFlow kernel to the notation of the post. Return two matrices. The first is the post's $W$, which belongs to the state. The second is the post's $U$, which belongs to the input.


# %%
def column_form(kernel, input_size):
    """The post's matrices: kernel, int -> ([num_units, num_units], [num_units, input_size])."""
    ### BEGIN SOLUTION
    return kernel[input_size:].T, kernel[:input_size].T
    ### END SOLUTION


check.column_form(column_form)

# %% [markdown]
# Do both notations describe the same step? We compute it as the post does, for the first row of our batch. `check.column_form.oracle` is a solution of exercise 2.
#
# **Predict before you run:** what shape does the new state have in the post's notation?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
post_W, post_U = check.column_form.oracle(kernel, input_size)  # [2, 2] and [2, 3]

x_column = inputs[0].reshape(input_size, 1)
h_column = state[0].reshape(num_units, 1)
bias_column = bias.reshape(num_units, 1)
new_column = np.tanh(post_U @ x_column + post_W @ h_column + bias_column)

print("shape of the new state:", new_column.shape)
show_difference("TensorFlow and the post:", output_value[0], new_column[:, 0])
show_prediction(prediction)

# %% [markdown]
# **Answer.** The new state is a column of shape `[2, 1]`, with one row per unit. Its values are those of TensorFlow.
#
# In general, $(x W)^\top = W^\top x^\top$. So to convert weights between the two notations, transpose both matrices and swap the letters. We can now read weights. Next we write them.

# %% [markdown]
# ## 5 · Load your own weights
#
# To copy a trained network into TensorFlow, you put its weights into a cell. We start with weights of our own, because then we know the result in advance. Our cell has one unit and computes the mean of a row of pixels. A row of an MNIST image has 28 pixels, so every weight in $W$ is 1/28. $U$ and the bias are zeros, so the state has no effect.

# %%
row_size = 28
images = load_mnist().test_images[:4]  # [4, 28, 28], values from 0 to 255
pixels = images[:, 14] / 255  # row 14 of each digit: [4, 28]

mean_W = np.full([row_size, 1], 1 / row_size)
mean_U = np.zeros([1, 1])
mean_kernel = np.concatenate([mean_W, mean_U])  # [29, 1]

# %% [markdown]
# To **load** a value means to put it into a variable. The method for this is `variable.load(value, session)`.
#
# **Predict before you run:** does the cell return exactly the mean?

# %%
with fresh_session() as session:
    x = tf.placeholder(tf.float32, [None, row_size])
    cell = tf.nn.rnn_cell.BasicRNNCell(1)
    output, _ = cell(x, tf.zeros([4, 1]))

    kernel_variable, bias_variable = cell.variables
    kernel_variable.load(mean_kernel, session)
    bias_variable.load([0.0], session)
    cell_output = session.run(output, {x: pixels})  # [4, 1]

means = pixels.mean(axis=1)  # [4]
print("mean of each row:  ", means.round(4))
print("tanh of the mean:  ", np.tanh(means).round(4))
print("output of the cell:", cell_output[:, 0].round(4))

# %% [markdown]
# **Answer.** No. The cell returns tanh of the mean, as the formula requires. For numbers near 0 the difference is small, because there tanh(z) is almost z.
#
# We ran no initializer, because a loaded variable does not need one. Old code often uses another method, `variable.assign(value)`. What does it do alone?
#
# **Predict before you run:** the bias is 0.5, and we call `bias_variable.assign([0.7])` without `session.run`. What is the value of the bias now?

# %%
with fresh_session() as session:
    cell = tf.nn.rnn_cell.BasicRNNCell(1)
    cell(tf.zeros([4, row_size]), tf.zeros([4, 1]))
    bias_variable = cell.variables[1]

    bias_variable.load([0.5], session)
    print("after load:              ", session.run(bias_variable))
    bias_variable.assign([0.7])
    print("after assign without run:", session.run(bias_variable))
    session.run(tf.global_variables_initializer())
    print("after the initializer:   ", session.run(bias_variable))

# %% [markdown]
# **Answer.** The bias is still 0.5. `assign` only adds an operation to the graph, and the value changes when a session runs this operation. In contrast, `load` changes the value immediately. An initializer that runs later overwrites the loaded value, here with 0.
#
# In general, first call the cell, then run the initializers if you need them, then load. `load_values` of lesson 02 calls `load` for each variable of a list.

# %% [markdown]
# ### Exercise 3 · `load_weights` · 7 min · ★★☆
#
# Load $W$, $U$ and the bias into a cell. The cell has already been called, and the session has already run the initializers.


# %%
def load_weights(session, cell, W, U, bias):
    """Put [input_size, num_units], [num_units, num_units] and [num_units] into the cell."""
    ### BEGIN SOLUTION
    kernel_variable, bias_variable = cell.variables
    kernel_variable.load(np.concatenate([W, U]), session)
    bias_variable.load(bias, session)
    ### END SOLUTION


check.load_weights(load_weights)

# %% [markdown]
# ### Exercise 4 · `remembering_kernel` · 10 min · ★★★
#
# Choose a kernel that makes a cell remember two inputs. The cell has `2 * input_size` units, so its state has two halves of `input_size` units each. The bias is zeros. After each step,
# - the first half is tanh of the current input,
# - the second half is tanh of what the first half was before this step.
#
# The kernel consists of six blocks `[input_size, input_size]`, each either all zeros or an identity matrix (`np.eye`). In the table, each question mark is one block. The block decides how the values on its left reach the half above it: unchanged (an identity matrix) or not at all (zeros).
#
# | | first half of the new state | second half of the new state |
# |---|---|---|
# | input | ? | ? |
# | first half of the old state | ? | ? |
# | second half of the old state | ? | ? |


# %%
def remembering_kernel(input_size):
    """Kernel [input_size + 2 * input_size, 2 * input_size], float64, of zeros and ones."""
    ### BEGIN SOLUTION
    copy = np.eye(input_size)
    nothing = np.zeros([input_size, input_size])
    return np.block([[copy, nothing], [nothing, copy], [nothing, nothing]])
    ### END SOLUTION


check.remembering_kernel(remembering_kernel)

# %% [markdown]
# So far we called each cell once. What happens at a second call?

# %% [markdown]
# ## 6 · `build` creates the variables, `call` computes the step
#
# In lesson 04 we will call one cell at every time step, and all time steps must use the same weights. So a second call must not create new ones. To see why it does not, we look at two methods of `BasicRNNCell`.
# - **`build`** creates kernel and bias. It needs only the last number of the input's shape, the **depth** (also called *number of features*). For a cell, the depth is `input_size`.
# - **`call`** computes one step. It joins input and state, multiplies by the kernel, adds the bias and applies tanh. It returns the result twice, as output and as new state.
#
# `cell(x, h)` calls these methods for you. The class below does the same as `BasicRNNCell`. In addition, each method writes its name into the list `methods`, so we see when it runs.


# %%
methods = []


class RecordingCell(tf.nn.rnn_cell.BasicRNNCell):
    """A BasicRNNCell that records which of its methods run."""

    def build(self, inputs_shape):
        methods.append("build")
        super().build(inputs_shape)

    def call(self, inputs, state):
        methods.append("call")
        return super().call(inputs, state)


# %% [markdown]
# **Predict before you run:** we call one cell twice, then a second cell once. How many variables does the graph contain at the end?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
methods.clear()
with fresh_session() as session:
    x = tf.zeros([batch_size, input_size])
    h = tf.zeros([batch_size, num_units])

    first_cell = RecordingCell(num_units)
    first_cell(x, h)
    first_cell(x, h)
    print("first cell, two calls:", methods)

    second_cell = RecordingCell(num_units)
    second_cell(x, h)
    for variable in tf.global_variables():
        print(variable.name)

show_prediction(prediction)

# %% [markdown]
# **Answer.** The graph contains four variables, two per cell object. The first cell ran `build` only at its first call, so its second call used the same weights. The second cell ran its own `build`, so it has its own kernel and its own bias.
#
# In general, a cell object owns one kernel, and every call of this object uses it. A second object chooses a new name, such as `recording_cell_1`, so there is no error *already exists*. But if the same code runs twice in one graph, you get a second network with weights of its own. This is a silent bug. To fix it, start with a new graph, or use the old cell object again.
#
# The next section shows an error that `build` does raise.

# %% [markdown]
# ## Common error: Expected inputs.shape[-1] to be known
#
# `build` raises this error for some inputs. You may read that the reason is an input with only one value. Is that true?
#
# **Predict before you run:** does an input of shape `[None, 1]` raise the error?

# %%
with fresh_session() as session:
    x = tf.placeholder(tf.float32, [None, 1])
    cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
    output, _ = cell(x, tf.zeros([batch_size, num_units]))

print("depth 1, shape of the output:", output.shape)

# %% [markdown]
# **Answer.** No, a depth of 1 works. The error appears if the depth is *not known*:

# %% tags=["raises-exception"]
with fresh_session() as session:
    x = tf.placeholder(tf.float32, [None, None])
    cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
    cell(x, tf.zeros([batch_size, num_units]))

# %% [markdown]
# The message ends with *received shape: (None, None)* (older versions write *saw shape*). A kernel needs a fixed number of rows, so `build` stops if the depth is `None`. The first `None`, the batch size, is no problem, because no variable depends on it. You fix the error by giving the depth to the tensor with `set_shape`:

# %%
with fresh_session() as session:
    x = tf.placeholder(tf.float32, [None, None])
    x.set_shape([None, input_size])
    cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
    output, _ = cell(x, tf.zeros([batch_size, num_units]))

print("fixed, shape of the output:", output.shape)

# %% [markdown]
# ## Summary
#
# - A cell creates its variables at its first call, because `build` needs the depth of the input. Every later call runs only `call`, with the same variables. A second cell object creates its own variables.
# - The first `input_size` rows of the kernel are $W$, and the other `num_units` rows are $U$. For a source that writes vectors as columns, transpose both, and check which letter belongs to the input.
# - `np.tanh(x @ W + h @ U + bias)` gives TensorFlow's output, with a difference below 1e-6.
# - `variable.load(value, session)` puts a value into a variable immediately. With weights that you choose, you know the result of the cell in advance.
# - *Expected inputs.shape[-1] to be known* means that the last number of the input's shape is `None`. Give the shape to the tensor with `set_shape`.
#
# One step is complete. In lesson 04 the cell reads a whole text.

# %%
check.progress()

# %% [markdown]
# ## Going deeper · Cells with `reuse=True`
#
# This section is optional. Old code sometimes creates a second cell with `reuse=True`. One source explains that cells then share their weights. We test this in two graphs, with and without an earlier cell.

# %%
for has_earlier_cell in [True, False]:
    with fresh_session() as session:
        x = tf.zeros([batch_size, input_size])
        h = tf.zeros([batch_size, num_units])
        if has_earlier_cell:
            tf.nn.rnn_cell.BasicRNNCell(num_units)(x, h)
        sharing_cell = tf.nn.rnn_cell.BasicRNNCell(num_units, reuse=True)
        try:
            sharing_cell(x, h)
            print("with an earlier cell:", len(tf.global_variables()), "variables in the graph")
        except ValueError as error:
            first_part = str(error).split(",")[0]
            print("without an earlier cell: ValueError:", first_part)

# %% [markdown]
# With an earlier cell there are only two variables, so both cells share one kernel and one bias. Without an earlier cell, we get an error, because `reuse=True` never creates a variable. Lesson 01 showed the same rule for variable scopes.

# %% [markdown]
# <details>
# <summary>Sources</summary>
#
# - *Internal variables in BasicRNNCell* (Stack Overflow, question 47965256). Still true: `kernel, bias = cell.variables` gives the variables. No longer true: the names `tf.contrib.rnn`, `tf.placeholder` and `tf.Session`. `tf.contrib` no longer exists, and the other two are in `tf.compat.v1`. Its example feeds zeros, which proves nothing (lesson 02).
# - *LSTM: notes on TensorFlow, part one*, a copy of the cell's source with comments. Still true: what `build` and `call` do. Never true: that `build` raises an error "if the input is only one value" (see *Common error*), and that the output is the next step's input and state. It is only the state.
# - *Lesson 12: TensorFlow, the RNN's principle and analysis* is the post of 2017 with the other notation of section 4. The formula in our table follows from the shapes that the post lists. Only partly true: a cell with `reuse=True` shares the weights of an earlier cell. The post does not say that there must be one (*Going deeper*).
#
# </details>
