# %% [markdown]
# # 03 · The variables of a cell
#
# *Somebody asked on Stack Overflow how to get W and U out of a `BasicRNNCell`. This lesson takes them out, rebuilds the output from them, and puts others in.*
#
# **You will be able to**
# - say when a cell makes its variables, and list them
# - find $W$ and $U$ in the kernel, and translate both spellings of them
# - rebuild a cell's output from its variables
# - load weights by hand that give a result you knew before
# - say what `build` and `call` do, and what *Expected inputs.shape[-1] to be known* means
#
# **You need** lesson 02. **Time**: about 50 minutes, of which 26 for the exercises. **Order**: after the imports, 2 needs 1, 3 needs 1, 4 needs 1, 5 needs 1, 6 needs 1, and *Broken on purpose* needs 1.

# %%
import numpy as np

from utils import plots, reference
from utils.checks import cell_variables as check
from utils.data import load_mnist
from utils.graph import fresh_session, variable_table
from utils.tf1 import tf

# %% [markdown]
# ## 1 · No variables before the call
#
# **Predict before you run:** how many variables does a new cell have? And after its first call?

# %%
input_size, num_units = 28, 8
images = load_mnist().test_images[:4]  # uint8 [4, 28, 28]
inputs = (images[:, 14] / 255).astype(np.float32)  # row 14 of four digits: [4, 28]
random = np.random.default_rng(seed=3)
state = random.uniform(-1, 1, size=(4, num_units)).astype(np.float32)  # [4, 8]

with fresh_session(seed=3) as session:
    x = tf.placeholder(tf.float32, [None, input_size])
    h = tf.placeholder(tf.float32, [None, num_units])
    cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
    before = cell.variables
    output, new_state = cell(x, h)
    after = cell.variables

    session.run(tf.global_variables_initializer())
    session.run(after[1].assign(random.uniform(-1, 1, size=num_units)))  # a bias that tells
    kernel, bias, output_value = session.run([*after, output], {x: inputs, h: state})

print("before the call:", before)
variable_table(after)

# %% [markdown]
# None, then two. The cell could not make them sooner: the kernel has a row for each number of the input, and the cell first sees the input when it is called.
#
# `kernel, bias = cell.variables` gives the variables in this order. Fetched in a session, they are NumPy arrays.

# %% [markdown]
# ## 2 · W and U are rows of the kernel
#
# There is no variable called $W$ and none called $U$. The kernel holds both: the cell multiplies $[x_t, h_{t-1}]$ with it, so its first `input_size` rows meet the input, and the other `num_units` rows meet the state.

# %%
plots.kernel_heatmap(
    kernel, input_size=input_size, title="One kernel: 28 rows for the input, 8 for the state"
)

# %% [markdown]
# A **row** says where a number comes from; a **column** says which unit it goes to. Every unit has one column, through W and U.

# %% [markdown]
# ### Exercise 1 · `split_kernel` · 4 min · ★☆☆
#
# Return the pair $W$ `[input_size, num_units]` and $U$ `[num_units, num_units]`.


# %%
def split_kernel(kernel, input_size):
    """Take W and U out of a kernel: [input_size + num_units, num_units], int -> (W, U)."""
    ### BEGIN SOLUTION
    return kernel[:input_size], kernel[input_size:]
    ### END SOLUTION


check.split_kernel(split_kernel)

# %% [markdown]
# ## 3 · The output, rebuilt
#
# The question's author wanted to reproduce the cell's output with code of their own. With W, U and the bias it is one line:

# %%
W, U = reference.split_kernel(kernel, input_size)
rebuilt = np.tanh(inputs @ W + state @ U + bias)  # [4, 8]

print("largest difference below 1e-6:", np.abs(rebuilt - output_value).max() < 1e-6)

# %% [markdown]
# (Lesson 02's warning holds here too: where a column is empty in all four rows, a row of W goes untested.)
#
# The question's example feeds zeros, into a fresh cell, whose bias is zeros too. Then **any** kernel passes, as lesson 02 would lead you to expect:

# %%
zeros, zero_state, no_bias = (
    np.zeros([4, input_size]),
    np.zeros([4, num_units]),
    np.zeros(num_units),
)
wrong_W, wrong_U = random.normal(size=W.shape), random.normal(size=U.shape)

for name, some_W, some_U in (("the cell's", W, U), ("random", wrong_W, wrong_U)):
    on_zeros = np.tanh(zeros @ some_W + zero_state @ some_U + no_bias)
    on_rows = np.tanh(inputs @ some_W + state @ some_U + bias)
    print(f"{name:11} gives zeros on zeros: {not on_zeros.any()}", end="   ")
    print("agrees on real rows:", np.allclose(on_rows, output_value, atol=1e-6))

# %% [markdown]
# ## 4 · Two spellings
#
# Posts do not agree on the letters. This course uses those of TensorFlow's comment, `W * input + U * state`, in the order in which its code multiplies, rows on the left. *Lesson 11* of 2017, the post behind lesson 02, writes vectors as **columns** and **swaps the letters**:
#
# | | input's matrix | state's matrix | a step |
# |---|---|---|---|
# | this course | $W$ `[input_size, num_units]` | $U$ `[num_units, num_units]` | $h_t = \tanh(x_t W + h_{t-1} U + b)$ |
# | the post of 2017 | $U$ `[num_units, input_size]` | $W$ `[num_units, num_units]` | $h_t = \tanh(U x_t + W h_{t-1} + b)$, from its shapes |

# %% [markdown]
# ### Exercise 2 · `column_form` · 5 min · ★★☆
#
# From a TensorFlow kernel, return the post's pair: its $W$ (for the state) first, then its $U$ (for the input).


# %%
def column_form(kernel, input_size):
    """The post's matrices: kernel, int -> ([num_units, num_units], [num_units, input_size])."""
    ### BEGIN SOLUTION
    return kernel[input_size:].T, kernel[:input_size].T
    ### END SOLUTION


check.column_form(column_form)

# %% [markdown]
# Both spellings compute the same step. Here is the first of our four rows, written as columns, with the matrices that the check computes for itself:

# %%
post_W, post_U = check.column_form.oracle(kernel, input_size)
x_column, h_column = inputs[:1].T, state[:1].T  # [28, 1], [8, 1]
new_column = np.tanh(post_U @ x_column + post_W @ h_column + bias[:, np.newaxis])  # [8, 1]

print("the same step:", np.abs(new_column.T - output_value[:1]).max() < 1e-6)

# %% [markdown]
# ## 5 · Weights of your own
#
# The surest way to know what a weight does is to choose it. Let one unit compute something we know beforehand: the mean of the row of pixels, in other words how much ink the row has. Every weight of W is 1/28, U and the bias are zeros.
#
# **Predict before you run:** will the cell return the mean itself, or something a little different?

# %%
with fresh_session() as session:
    x = tf.placeholder(tf.float32, [None, input_size])
    cell = tf.nn.rnn_cell.BasicRNNCell(1)
    output, _ = cell(x, tf.zeros([4, 1]))

    mean_kernel = np.concatenate([np.full([input_size, 1], 1 / input_size), np.zeros([1, 1])])
    for variable, value in zip(cell.variables, (mean_kernel, np.zeros(1)), strict=True):
        variable.load(value, session)
    ink = session.run(output, {x: inputs})

print("ink of each row       :", inputs.mean(axis=1).round(4))
print("tanh of that          :", np.tanh(inputs.mean(axis=1)).round(4))
print("what the cell returned:", ink[:, 0].round(4))

# %% [markdown]
# tanh makes every mean a little smaller, large ones most. `variable.load(value, session)` puts a value in at once and draws nothing. `variable.assign(value)` only *draws* an assignment, which must be run. A loaded variable needs no initializer, and an initializer that is run after the load overwrites it:

# %%
with fresh_session() as session:
    cell = tf.nn.rnn_cell.BasicRNNCell(1)
    cell(tf.zeros([4, input_size]), tf.zeros([4, 1]))
    bias_variable = cell.variables[1]
    operations = len(session.graph.get_operations())

    bias_variable.load([0.5], session)
    drawn = len(session.graph.get_operations()) - operations
    print("after load           :", session.run(bias_variable), " drawn:", drawn)
    bias_variable.assign([0.7])
    drawn = len(session.graph.get_operations()) - operations
    print("after assign, not run:", session.run(bias_variable), " drawn:", drawn)
    session.run(tf.global_variables_initializer())
    print("after the initializer:", session.run(bias_variable))

# %% [markdown]
# ### Exercise 3 · `load_weights` · 7 min · ★★☆
#
# Load W, U and the bias into a cell that has been called already, in a session that has run the initializers.


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
# Choose the kernel of a cell with `2 * input_size` units that remembers **two** inputs: after each step, the first half of the state holds tanh of the input now, and the second half holds tanh of what the first half held before. The bias is zeros. All that you need are zeros and ones in the right places. The check runs your kernel and looks at the states.


# %%
def remembering_kernel(input_size):
    """Kernel [input_size + 2 * input_size, 2 * input_size], float64, of zeros and ones."""
    ### BEGIN SOLUTION
    one, none = np.eye(input_size), np.zeros((input_size, input_size))
    W = np.concatenate([one, none], axis=1)
    U = np.concatenate([np.concatenate([none, one], axis=1), np.concatenate([none, none], axis=1)])
    return np.concatenate([W, U])
    ### END SOLUTION


check.remembering_kernel(remembering_kernel)

# %% [markdown]
# ## 6 · `build` makes, `call` computes
#
# The source of `BasicRNNCell` has two methods that matter. `build(inputs_shape)` makes kernel and bias; it looks only at the last entry of the shape, the **depth**, which is `input_size`. `call(inputs, state)` joins, multiplies, adds the bias, applies tanh, and returns the result twice. `cell(x, h)` runs `build` the first time only, and `call` every time. A cell that writes down which of its methods run shows it:

# %%
ran = []


class NotedCell(tf.nn.rnn_cell.BasicRNNCell):
    """A BasicRNNCell that writes down which of its methods run."""

    def build(self, inputs_shape):
        ran.append("build")
        super().build(inputs_shape)

    def call(self, inputs, state):
        ran.append("call")
        return super().call(inputs, state)


with fresh_session() as session:
    x, h = tf.zeros([4, input_size]), tf.zeros([4, num_units])
    cell = NotedCell(num_units)
    cell(x, h)
    cell(x, h)
    ran_in_two_calls = list(ran)
    NotedCell(num_units)(x, h)
    names = [variable.name for variable in tf.global_variables()]

print("what ran in two calls of one cell:", ran_in_two_calls)
print("the variables, after a second cell object was called:")
print(*names, sep="\n")

# %% [markdown]
# Calling **one** cell again reuses its weights. The last two lines hold a trap: a **new** cell object in the same graph silently makes weights of its own. Run a notebook cell twice in one graph and it happens: nothing fails, and the network is no longer what you think. The fix is a new graph, or the old cell object.
#
# A cell's `reuse=True` shares the weights of an earlier cell, if there is one:

# %%
for made_before in (False, True):
    with fresh_session() as session:
        x, h = tf.zeros([4, input_size]), tf.zeros([4, num_units])
        try:
            if made_before:
                tf.nn.rnn_cell.BasicRNNCell(num_units)(x, h)
            tf.nn.rnn_cell.BasicRNNCell(num_units, reuse=True)(x, h)
            outcome = f"{len(tf.global_variables())} variables in the graph"
        except ValueError as error:
            outcome = "ValueError: " + str(error).split(",")[0]
    print(f"another cell called before: {made_before!s:5} -> {outcome}")

# %% [markdown]
# ## Broken on purpose
#
# `build` begins with a test: if the depth is `None`, it stops. One reader's notes took this for *an error if the input is only one value*.
#
# **Predict before you run:** which of the two fails, an input with a depth of one, or an input whose depth is not known?

# %%
with fresh_session() as session:
    cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
    output, _ = cell(tf.placeholder(tf.float32, [None, 1]), tf.zeros([4, num_units]))

print("depth 1 works:", output.shape)

# %% tags=["raises-exception"]
with fresh_session() as session:
    cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
    cell(tf.placeholder(tf.float32, [None, None]), tf.zeros([4, num_units]))

# %% [markdown]
# *Expected inputs.shape[-1] to be known, received shape: (None, None)* (older versions say *saw shape*). A kernel needs a number of rows, and `None` is no number. The first `None`, the batch, may stay open: no variable depends on it. Where a tensor does not know its depth, `set_shape` tells it:

# %%
with fresh_session() as session:
    x = tf.placeholder(tf.float32, [None, None])
    x.set_shape([None, input_size])
    output, _ = tf.nn.rnn_cell.BasicRNNCell(num_units)(x, tf.zeros([4, num_units]))

print("fixed:", output.shape)

# %% [markdown]
# ## What you can do now
#
# - `kernel, bias = cell.variables`, after the cell was built or called and not before (section 1).
# - The first `input_size` rows of the kernel are W, the other rows are U; other posts exchange the letters and transpose (sections 2 and 4).
# - `np.tanh(x @ W + h @ U + bias)` rebuilds the output; zeros would not tell (section 3).
# - `variable.load` puts chosen weights in, and chosen weights show what a weight does (section 5).
# - `build` needs the depth, `call` computes, a second cell object has weights of its own (section 6).

# %%
check.progress()

# %% [markdown]
# **New words**: $W$, $U$, depth, `build`, `call`, load.
#
# **Where this came from**: the question *Internal variables in BasicRNNCell* (Stack Overflow 47965256). Its answer still holds; only names have moved (`tf.contrib.rnn` is gone, `tf.placeholder` and `tf.Session` are in `tf.compat.v1`). Its example feeds zeros, which section 3 shows to prove nothing. *LSTM: notes on TensorFlow, part one*, a commented copy of the cell's source, is right on what `build` and `call` do; it is wrong on the test of the depth, and where it calls the output the next step's *input and state*: it is the state alone. The other spelling in section 4, and what a cell's `reuse` does, are those of *Lesson 11: TensorFlow, the RNN's principle and analysis*.
