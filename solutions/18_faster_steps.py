# %% [markdown]
# # 18 · Faster steps
#
# *Our training takes three hours on a processor. Can we make it faster, and keep every number?* Most changes gain nothing, because they speed up a part that takes little time. So we first look where the time goes. Then we change one thing at a time, check that values and gradients stay the same, and measure the gain in milliseconds.
#
# In this lesson we will try three changes with the LSTM of lesson 07. We use a fused operation, write gradients of our own, and run two halves of a batch at the same time.
#
# **After this lesson you can**
# - identify the operations that take the most time in a training step
# - implement an LSTM with a fused operation, and avoid its silent bugs
# - compare the time of a training step in a small and in a large network
# - implement gradients of your own, and keep only those multiplications in the loop that must wait
# - explain how to average the gradients of several towers
#
# **You need** lessons 06, 07, 08 and 10. **Time**: about 60 minutes, of which 17 for the exercises. **Order**: Run the cells from top to bottom. If you skip, 2 needs 1, 3 needs 2, 5 needs 3, 6 needs 5, *Common error* needs 2, and *Going deeper* needs 2.

# %%
import inspect
import time
from functools import partial

import numpy as np

from utils import backward, timing
from utils.checks import faster_steps as check
from utils.differences import show_difference
from utils.fast_lstm import fast_lstm
from utils.figures import timeline
from utils.figures.timeline_plots import timelines
from utils.graph import count_multiplications, fresh_session, load_values
from utils.prediction import show_prediction
from utils.tf1 import tf

# %% [markdown]
# ## 1 · Where does the time go?
#
# Which part of a training step should we speed up? We build the network of lesson 07, with 28 time steps, a dense layer and an LSTM. All data is time-major. The function that runs the LSTM is an argument, because we will replace it.


# %%
def build_network(lstm, x, num_units):
    """A dense layer, an LSTM and Adam -> variables, [outputs, *gradients], train_op."""
    layer = tf.layers.Dense(num_units)
    inputs = layer(x)
    cell = tf.nn.rnn_cell.BasicLSTMCell(num_units)
    cell.build((None, num_units))  # creates the kernel and the bias
    outputs = lstm(cell, inputs)  # [num_steps, batch, num_units]

    loss = tf.reduce_mean(outputs[-1] ** 2)
    variables = [*layer.trainable_variables, *cell.variables]
    gradients = tf.gradients(loss, variables)
    pairs = zip(gradients, variables, strict=True)
    train_op = tf.train.AdamOptimizer().apply_gradients(pairs)
    return variables, [outputs, *gradients], train_op


# %%
def by_dynamic_rnn(cell, x):
    outputs, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32, time_major=True)
    return outputs


# %% [markdown]
# TensorFlow can record when each operation of a run begins and ends. This record is a **timeline** (also called *trace* or *profile*). We get it with two more arguments of `session.run`:


# %%
def trace_step(session, train_op, feed):
    """Run a training step -> a record of each operation that ran."""
    options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
    metadata = tf.RunMetadata()
    session.run(train_op, feed, options=options, run_metadata=metadata)
    return timeline.records_of(metadata)


def trace_network(lstm):
    """Trace six training steps -> the records of the shortest one."""
    digits = np.random.default_rng(9).normal(size=[28, 128, 28])
    with fresh_session(seed=9) as session:
        x = tf.placeholder(tf.float32, digits.shape)
        _, _, train_op = build_network(lstm, x, num_units=128)
        session.run(tf.global_variables_initializer())
        traces = [trace_step(session, train_op, {x: digits}) for _ in range(6)]
    return min(traces, key=timeline.duration)


# %% [markdown]
# Random numbers replace the digits, because the time does not depend on their values. We keep the shortest of six steps, because other programs disturbed it least.
#
# **Predict before you run:** which type of operation takes the most time?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %% tags=["nbval-ignore-output"]
records = trace_network(by_dynamic_rnn)
spent = timeline.time_by_kind(records)
for kind, (runs, milliseconds) in list(spent.items())[:5]:
    print(f"{kind}: {milliseconds:.1f} ms in {runs} operations")

timelines({"dynamic_rnn": records}, "Matrix multiplications take more time than any other type")

# %%
share = timeline.share_of("MatMul", spent)
print("type with the most time:", next(iter(spent)))
print("its part of the time:", "more than 25 %" if share > 0.25 else share)
print("operations:", "more than 3,000" if len(records) > 3_000 else len(records))
show_prediction(prediction)

# %% [markdown]
# **Answer.** Matrix multiplications. In the benchmark of this course (`benchmarks/README.md`), on two idle cores, they took 60 % of the operations' time. Your numbers depend on your processor, and on what else it does.
#
# Each lane of the picture runs one operation after the other. If both lanes are blue, two multiplications run at the same time. In the forward pass this does not happen, because each time step waits for the one before. In the backward pass, it often does.
#
# This suggests three changes:
#
# 1. More than 3,000 operations must be started. So we use fewer, larger operations (sections 2 and 3).
# 2. In a loop, operations wait for another time step. So we move operations that need not wait out of the loop (sections 4 and 5).
# 3. If a lane is empty, a core can be idle. So we give it a part of the batch (section 6).

# %% [markdown]
# ## 2 · One operation for all time steps
#
# One time step of an LSTM needs about a dozen small operations. A **fused operation** (also called *fused kernel*) does the work of many operations. One of them is `BlockLSTM` in `tf.raw_ops`, which computes all time steps of an LSTM. Its kernel and bias have the layout of `BasicLSTMCell`. So we can pass the variables of a cell to it. (The order of the gates is *i, j, f, o*, as in lesson 06.)


# %%
def block_lstm(x, kernel, bias, cell_clip=-1.0):
    """All time steps: [num_steps, batch, size] -> .h and .cs, both [num_steps, batch, units]."""
    num_units = int(bias.shape[0]) // 4
    zeros = tf.zeros([tf.shape(x)[1], num_units])  # h and c before the first time step
    unused = tf.zeros([num_units])
    return tf.raw_ops.BlockLSTM(
        seq_len_max=tf.shape(x, out_type=tf.int64)[0],
        x=x,
        cs_prev=zeros,
        h_prev=zeros,
        w=kernel,
        b=bias,
        wci=unused,  # this and the next two belong to another LSTM
        wcf=unused,
        wco=unused,
        forget_bias=1.0,
        cell_clip=cell_clip,  # negative: c is not clipped (Going deeper)
    )


# %%
def by_block_lstm(cell, x):
    return block_lstm(x, *cell.variables).h


# %% [markdown]
# Does it compute the same? We compare outputs and gradients with NumPy. The loss is the sum of the squared outputs, and `backward.lstm_of_squares` uses the formulas of lesson 08. The bias is random too, so that a wrong order of the columns shows up.

# %%
random = np.random.default_rng(9)
sequences = random.normal(size=(20, 3, 4)).astype(np.float32)  # [num_steps, batch, input_size]
kernel = random.normal(scale=0.5, size=(4 + 6, 4 * 6)).astype(np.float32)
bias = random.normal(size=4 * 6).astype(np.float32)
lstm_by_numpy = backward.lstm_of_squares(sequences, kernel, bias)


# %%
def compare(name, rnn, cell_class, weights, inputs, by_numpy):
    """Count the matrix multiplications, and compare outputs and gradients with NumPy."""
    with fresh_session() as session:
        x = tf.placeholder(tf.float32, [None, None, 4])
        cell = cell_class(6)
        cell.build((None, 4))
        outputs = rnn(cell, x)
        gradients = tf.gradients(tf.reduce_sum(outputs**2), [*cell.variables, x])
        load_values(cell.variables, weights, session)
        results = session.run([outputs, *gradients], {x: inputs})
        inside, outside = count_multiplications(session.graph)

    print(f"{name}: multiplications in loops {inside}, outside {outside}")
    show_difference("    outputs and gradients:", results, by_numpy, limit=1e-4)


# %% [markdown]
# With its gradients, `dynamic_rnn` adds two loops to the graph. Together they contain three matrix multiplications.
#
# **Predict before you run:** how many matrix multiplications does `block_lstm` add to the graph?

# %%
for name, lstm in [("dynamic_rnn", by_dynamic_rnn), ("BlockLSTM", by_block_lstm)]:
    cell_class = tf.nn.rnn_cell.BasicLSTMCell
    compare(name, lstm, cell_class, [kernel, bias], sequences, lstm_by_numpy)

# %% [markdown]
# **Answer.** None. The loops and their multiplications are inside the fused operations, where we do not see them. Values and gradients are those of the LSTM.

# %% [markdown]
# ### Exercise 1 · `for_block_lstm_v2` · 6 min · ★★☆
#
# `BlockLSTMV2` is a newer version. Its columns have the order *i, f, j, o*, as in Keras. It has no argument `forget_bias`. By default it never clips. Convert the kernel and the bias of an LSTM for it, in NumPy. The check loads your arrays and compares the outputs.


# %%
def for_block_lstm_v2(kernel, bias, forget_bias):
    """[input_size + num_units, 4 * num_units], [4 * num_units], float -> the same two shapes."""
    ### BEGIN SOLUTION
    i, j, f, o = np.split(kernel, 4, axis=1)
    i_bias, j_bias, f_bias, o_bias = np.split(bias, 4)
    f_bias = f_bias + np.float32(forget_bias)
    return np.concatenate([i, f, j, o], axis=1), np.concatenate([i_bias, f_bias, j_bias, o_bias])
    ### END SOLUTION


check.for_block_lstm_v2(for_block_lstm_v2)

# %% [markdown]
# ## 3 · Measure the gain
#
# The fused operation is correct. Is it also faster? As in lesson 10, the ways run alternately and we compare medians. All networks get the same weights, so we can later compare their outputs and gradients.


# %%
def random_weights(num_units):
    """Kernel and bias of the dense layer, kernel and bias of the LSTM."""
    random = np.random.default_rng(9)
    shapes = [[28, num_units], [num_units], [2 * num_units, 4 * num_units], [4 * num_units]]
    return [random.normal(scale=0.1, size=shape) for shape in shapes]


# %%
def compare_steps(lstms, batch_size, num_units, rounds):
    """Compare training steps -> outputs and gradients, and the median times in seconds."""
    data = np.random.default_rng(9).normal(size=[28, batch_size, 28])
    results, steps = {}, {}
    with fresh_session(seed=9) as session:
        x = tf.placeholder(tf.float32, data.shape)
        for name, lstm in lstms.items():
            with tf.variable_scope(name):
                variables, fetches, train_op = build_network(lstm, x, num_units)
            session.run(tf.global_variables_initializer())
            load_values(variables, random_weights(num_units), session)
            results[name] = session.run(fetches, {x: data})
            steps[name] = partial(session.run, train_op, {x: data})
        return results, timing.interleaved(steps, rounds, warm_up=3)


# %% [markdown]
# The small network reads 8 sequences and has 16 units. The large network is that of section 1.
#
# **Predict before you run:** in which of the two networks does `BlockLSTM` save a larger part of the time?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %% tags=["nbval-ignore-output"]
lstms = {"dynamic_rnn": by_dynamic_rnn, "BlockLSTM": by_block_lstm}
_, small_seconds = compare_steps(lstms, batch_size=8, num_units=16, rounds=30)
_, large_seconds = compare_steps(lstms, batch_size=128, num_units=128, rounds=10)

print("small network:")
print(timing.gain_table(small_seconds, to="dynamic_rnn"))
print("large network:")
print(timing.gain_table(large_seconds, to="dynamic_rnn"))

# %%
small_ratio = timing.ratios(small_seconds, to="dynamic_rnn")["BlockLSTM"]
large_ratio = timing.ratios(large_seconds, to="dynamic_rnn")["BlockLSTM"]
print("small network:", "faster" if small_ratio < 0.9 else small_ratio)
print("large network:", "smaller gain, or a loss" if large_ratio > small_ratio else large_ratio)
show_prediction(prediction)

# %% [markdown]
# **Answer.** In the small network. There the multiplications are tiny, so most of the time is spent on starting operations. In the large network, multiplications take the time, and `BlockLSTM` must do the same ones.
#
# In the benchmark, on two idle cores, a training step of the large network even took longer: 46 ms with `BlockLSTM`, and 31 ms with `dynamic_rnn`. On another processor, the result can be different. So measure with your own sizes, on your own machine. For the large network, we must look at the multiplications.

# %% [markdown]
# ## 4 · Which multiplications must wait?
#
# The kernel consists of $W$ for the input and $U$ for the state. So each time step of an RNN or LSTM needs six multiplications (lesson 08):
#
# | pass | multiplication | is a part of |
# |---|---|---|
# | forward | $x_t W$ | the sum $a_t$ |
# | forward | $h_{t-1} U$ | the sum $a_t$ |
# | backward | $dL/da_t\; W^\top$ | the gradient of the input $x_t$ |
# | backward | $dL/da_t\; U^\top$ | the gradient of the state $h_{t-1}$ |
# | backward | $x_t^\top\; dL/da_t$ | the gradient of $W$, a sum over $t$ |
# | backward | $h_{t-1}^\top\; dL/da_t$ | the gradient of $U$, a sum over $t$ |
#
# A loop does all of them step by step. But which ones need the result of another time step? Here is a tiny case for two of them, with 5 time steps and 3 sequences. We put the rows of all time steps below each other, and multiply once.
#
# **Predict before you run:** how many of the six multiplications must stay in a loop?

# %%
random = np.random.default_rng(9)
inputs = random.normal(size=(5, 3, 4))  # [num_steps, batch, input_size]
a_gradients = random.normal(size=(5, 3, 6))
W = random.normal(size=(4, 6))

input_rows = inputs.reshape(15, 4)
gradient_rows = a_gradients.reshape(15, 6)

step_by_step = np.stack([inputs[t] @ W for t in range(5)])
at_once = (input_rows @ W).reshape(5, 3, 6)
show_difference("x W:", step_by_step, at_once, limit=1e-12)

sum_of_steps = sum(inputs[t].T @ a_gradients[t] for t in range(5))
in_one = input_rows.T @ gradient_rows
show_difference("dL/dW:", sum_of_steps, in_one, limit=1e-12)

# %% [markdown]
# **Answer.** Two, both with $U$. In the forward pass, $h_{t-1} U$ waits for the time step before. In the backward pass, $dL/da_t\; U^\top$ waits for the time step after. All inputs are known from the beginning, so $x_t W$ needs no loop. The three others can wait until both loops have ended. One multiplication even includes the sum over $t$.

# %% [markdown]
# ### Exercise 2 · `kernel_gradient` · 6 min · ★★☆
#
# Build the gradient of the whole kernel, $W$ above $U$, with *one* matrix multiplication. Here the tensors are batch-major. You get the inputs `x`, the outputs `h` of all time steps, and the gradients of `a`. The state before the first time step is zeros.


# %%
def kernel_gradient(x, h, a_gradients):
    """[batch, num_steps, size], [..., num_units], [..., columns] -> [size + num_units, columns]."""
    ### BEGIN SOLUTION
    h_before = tf.concat([tf.zeros_like(h[:, :1]), h[:, :-1]], axis=1)
    x_and_h = tf.concat([x, h_before], axis=2)
    return tf.tensordot(x_and_h, a_gradients, [[0, 1], [0, 1]])
    ### END SOLUTION


check.kernel_gradient(kernel_gradient)

# %% [markdown]
# ## 5 · Gradients of your own
#
# How can TensorFlow compute gradients in this way? `tf.gradients` makes the backward loop from the forward loop, so it keeps everything inside. A **custom gradient** replaces this. `tf.custom_gradient` wraps a function that returns two things: its value, and a function for the backward pass. The second function receives the gradient of the value, and returns the gradients of the arguments. Here is the smallest example:

# %%
with fresh_session() as session:

    @tf.custom_gradient
    def square(x):
        def gradient_of_x(gradient):
            return gradient * 2 * x

        return x**2, gradient_of_x

    x = tf.constant(3.0)
    value, gradient = session.run([square(x), tf.gradients(square(x), x)[0]])

print("value:", value, " gradient:", gradient)

# %% [markdown]
# Now we do it for an RNN. Here are its inputs and weights, and the outputs and gradients by NumPy:

# %%
random = np.random.default_rng(9)
rnn_inputs = random.normal(size=(5, 3, 4)).astype(np.float32)  # [num_steps, batch, input_size]
first_state = random.uniform(-1, 1, size=(3, 6)).astype(np.float32)
rnn_kernel = random.normal(scale=0.5, size=(4 + 6, 6)).astype(np.float32)
rnn_bias = random.normal(scale=0.5, size=6).astype(np.float32)
rnn_by_numpy = backward.rnn_of_squares(rnn_inputs, first_state, rnn_kernel, rnn_bias)

# %% [markdown]
# We write four small functions. They are a loop for the forward pass, a loop for the backward pass, the multiplications after the loops, and a function that connects them.
#
# Both loops use the ready-made loop `tf.scan`. It calls `body` for each time step, with the last result and the next element. It stacks all results. With `reverse=True` it starts at the last time step.


# %%
def forward_loop(x, W, U, bias):
    """h of all time steps. The loop contains only the multiplication by U."""
    from_inputs = tf.tensordot(x, W, 1) + bias  # all time steps at once

    def body(h, from_input):
        return tf.tanh(from_input + tf.matmul(h, U))

    return tf.scan(body, from_inputs, tf.constant(first_state))


def backward_loop(h, U, h_gradients):
    """dL/da of all time steps, from the last to the first."""

    def body(later_a_gradient, now):
        direct, h_now = now
        h_gradient = direct + tf.matmul(later_a_gradient, U, transpose_b=True)
        return h_gradient * (1 - h_now**2)

    return tf.scan(body, (h_gradients, h), tf.zeros_like(h[0]), reverse=True)


# %%
def after_the_loops(x, h, W, a_gradients):
    """The gradients of x, kernel and bias, from dL/da of all time steps."""
    h_before = tf.concat([first_state[np.newaxis], h[:-1]], axis=0)
    W_gradient = tf.tensordot(x, a_gradients, [[0, 1], [0, 1]])
    U_gradient = tf.tensordot(h_before, a_gradients, [[0, 1], [0, 1]])
    kernel_gradient = tf.concat([W_gradient, U_gradient], axis=0)
    x_gradient = tf.tensordot(a_gradients, tf.transpose(W), 1)
    return x_gradient, kernel_gradient, tf.reduce_sum(a_gradients, axis=[0, 1])


# %%
def by_own_gradient(cell, x):
    """An RNN, time-major, with the other multiplications outside of the loops."""

    @tf.custom_gradient
    def rnn(x, kernel, bias):
        W, U = kernel[:4], kernel[4:]
        h = forward_loop(x, W, U, bias)

        def backward_pass(h_gradients):
            a_gradients = backward_loop(h, U, h_gradients)
            return after_the_loops(x, h, W, a_gradients)

        return h, backward_pass

    return rnn(x, *cell.variables)


# %% [markdown]
# Is our backward pass correct? We compare it with NumPy again, and count the multiplications.


# %%
def by_loop(cell, x):
    first = tf.constant(first_state)
    outputs, _ = tf.nn.dynamic_rnn(cell, x, initial_state=first, time_major=True)
    return outputs


# %% [markdown]
# **Predict before you run:** for `dynamic_rnn`, the two loops contain three multiplications, each with $W$ and $U$ together. How many do our two loops contain?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
for name, rnn in [("dynamic_rnn", by_loop), ("own gradient", by_own_gradient)]:
    cell_class = tf.nn.rnn_cell.BasicRNNCell
    compare(name, rnn, cell_class, [rnn_kernel, rnn_bias], rnn_inputs, rnn_by_numpy)
show_prediction(prediction)

# %% [markdown]
# **Answer.** Two, both with $U$ alone. The other four are outside, and values and gradients are correct.
#
# `utils/fast_lstm.py` does the same for an LSTM:
#
# - Its forward pass is one `BlockLSTM`.
# - Its backward loop contains one fused operation and the multiplication by $U^\top$.
# - After the loop, one multiplication each gives the gradients of $W$, $U$ and $x$.
#
# How much does this gain in the large network?


# %%
def by_fast_lstm(cell, x):
    return fast_lstm(x, *cell.variables, parts=1)


# %% tags=["nbval-ignore-output"]
lstms = {"dynamic_rnn": by_dynamic_rnn, "fast_lstm": by_fast_lstm}
results, seconds = compare_steps(lstms, batch_size=128, num_units=128, rounds=15)
timing.gain_table(seconds, to="dynamic_rnn")

# %%
show_difference("outputs and gradients:", *results.values(), limit=1e-5)
fewer = len(trace_network(by_fast_lstm)) / len(trace_network(by_dynamic_rnn))
print("operations that run:", "fewer than half" if fewer < 0.5 else fewer)

# %% [markdown]
# The number of operations falls by more than half, but the time does not. In the benchmark, on two idle cores, the step took 28.9 ms instead of 29.8 ms, because the multiplications are the same. (If other programs use your processor, your table can show another gain.)
#
# So was the work for nothing? No, but it needs one more change. Much of the work is now in a few long operations. While the longest one runs, `BlockLSTM`, the second core has almost nothing to do.

# %% [markdown]
# ## 6 · Two halves at the same time
#
# Time steps wait for each other, but the sequences of a batch do not. So we split the batch into two halves, and build the LSTM once for each half, with the same weights. Such copies are called towers (lesson 07). In `fast_lstm`, the argument `parts` is the number of towers.
#
# **Predict before you run:** on two idle cores, by how many percent does a training step become shorter?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.


# %%
def by_two_halves(cell, x):
    return fast_lstm(x, *cell.variables, parts=2)


# %% tags=["nbval-ignore-output"]
lstms = {"dynamic_rnn": by_dynamic_rnn, "fast_lstm": by_fast_lstm, "two_halves": by_two_halves}
results, seconds = compare_steps(lstms, batch_size=128, num_units=128, rounds=15)
traces = {name: trace_network(lstm) for name, lstm in lstms.items()}

print(timing.gain_table(seconds, to="dynamic_rnn"))
timelines(traces, "Two halves can run in two lanes at the same time")

# %%
ratio = timing.ratios(seconds, to="dynamic_rnn")["two_halves"]
show_difference("outputs and gradients:", results["dynamic_rnn"], results["two_halves"], limit=1e-5)
print("time, divided by that of dynamic_rnn:", "below 1.3" if ratio < 1.3 else ratio)
show_prediction(prediction)

# %% [markdown]
# **Answer.** By 38 % in the benchmark, from 29.8 ms to 18.5 ms. It is less than 50 %, because for example the dense layer and Adam are not in halves. In an earlier series of the benchmark, two halves of `dynamic_rnn` saved only 24 %. So both changes matter, the gradients of our own and the halves. On a single core, or if other programs use the second core, there is little or no gain. So your table can differ.
#
# Look at the forward pass in the picture. In `fast_lstm`, it is one long `BlockLSTM`, and the other lane is almost empty. With two halves, there are two `BlockLSTM`, and on two idle cores they run at the same time.
#
# A **thread** (also called *worker*) runs one operation after the other. TensorFlow has as many threads as there are cores, so two cores give two lanes. *Going deeper* shows how to change this.

# %% [markdown]
# ### Exercise 3 · `mean_of_towers` · 5 min · ★★☆
#
# Old programs for several graphics cards give each tower a part of the batch. The loss of a tower is the mean over its own rows. Before the update, the program averages the gradients of all towers. The parts can have different sizes. Build the gradients of the mean over *all* rows.


# %%
def mean_of_towers(gradients, batch_sizes):
    """For each tower a list of tensors, one for each variable; list of ints -> list of tensors."""
    ### BEGIN SOLUTION
    total = sum(batch_sizes)
    means = []
    for of_one_variable in zip(*gradients, strict=True):
        weighted = [
            gradient * (size / total)
            for gradient, size in zip(of_one_variable, batch_sizes, strict=True)
        ]
        means.append(tf.add_n(weighted))
    return means
    ### END SOLUTION


check.mean_of_towers(mean_of_towers)

# %% [markdown]
# ## Common error: `w.dim_size(0) != input_size + cell_size: 4 vs. 10`
#
# Keras stores the kernel of an LSTM in two arrays, $W$ for the input and $U$ for the state. Somebody passes only $W$ to `BlockLSTM`.
#
# **Predict before you run:** is the error raised when we build the graph, or in the run?

# %% tags=["raises-exception"]
W, U = kernel[:4], kernel[4:]

with fresh_session() as session:
    outputs = block_lstm(tf.constant(sequences), W, bias).h
    print("The graph is built.")
    session.run(outputs)

# %% [markdown]
# **Answer.** In the run, because the operation does not look at its kernel before. The message says that `w` has 4 rows, but 10 are needed: 4 for the input and 6 for the state. The fix is to join both arrays. But the operation checks only the shape:

# %%
kernels = {
    "W above U": np.concatenate([W, U]),
    "U above W": np.concatenate([U, W]),
    "gates in another order": np.roll(kernel, 6, axis=1),
}
for name, some_kernel in kernels.items():
    with fresh_session() as session:
        values = session.run(block_lstm(tf.constant(sequences), some_kernel, bias).h)
    difference = np.abs(values - lstm_by_numpy[0]).max()
    verdict = "below 1e-5" if difference < 1e-5 else f"{difference:.1f}"
    print(f"{name}: shape {values.shape}, largest difference from NumPy {verdict}")

# %% [markdown]
# All three have the correct shape. Two of them are silent bugs. So compare the values with those of the cell before you trust a fused operation.

# %% [markdown]
# ## Summary
#
# - A timeline records when each operation of a run begins and ends. In a large LSTM, matrix multiplications take more time than any other type of operation (section 1).
# - `BlockLSTM` computes all time steps in one operation. A wrong order of the gates or a wrong forget bias raises no error, because only the shapes are checked (section 2 and *Common error*).
# - We compare medians of ways that run alternately. The fused operation saves a large part of the time in the small network, and less or nothing in the large one (section 3).
# - Only the two multiplications by $U$ must wait for another time step. With `tf.custom_gradient` all others leave the loop, and values and gradients stay the same (sections 4 and 5).
# - Towers read parts of a batch at the same time. In the mean of their gradients, the weight of a tower is its fraction of all rows (section 6).

# %%
check.progress()

# %% [markdown]
# ## Going deeper · How many threads?
#
# This section is optional. A session can ask for a number of threads. We test it with two operations that only wait for 0.1 seconds. One session asks for one thread, and the other for eight.
#
# **Predict before you run:** how much longer does the session with one thread take?


# %%
def wait():
    time.sleep(0.1)


def time_two_waits(threads):
    """Median seconds of two waits, in a session that asks for some threads."""
    with tf.Graph().as_default():
        waits = [tf.numpy_function(wait, [], []), tf.numpy_function(wait, [], [])]
        config = tf.ConfigProto(inter_op_parallelism_threads=threads)
        with tf.Session(config=config) as session:
            seconds = timing.interleaved({"waits": partial(session.run, waits)}, rounds=5)
    return seconds["waits"]


ratio = time_two_waits(threads=1) / time_two_waits(threads=8)
print("one thread divided by eight:", "between 0.7 and 1.5" if 0.7 < ratio < 1.5 else ratio)

# %% [markdown]
# **Answer.** Both take the same time. The *first* session of a process fixes the number of threads, and later sessions cannot change it. Our first session asked for none, so TensorFlow has one thread for each core.
#
# A second setting says how many threads share *one* operation. `utils.tf1` sets it to 1. The multiplications of a time step are too small to be shared. In your own program, pass both settings to the first session:
#
# ```python
# config = tf.ConfigProto(intra_op_parallelism_threads=1, inter_op_parallelism_threads=2)
# session = tf.Session(config=config)
# ```
#
# ## Going deeper · Fused cells in old code
#
# This section is optional. Old code used fused operations through classes of `tf.contrib`, which no longer exist. But their operations do:
#
# | old code | what it computes | its operation today |
# |---|---|---|
# | `tf.contrib.rnn.LSTMBlockCell` | one time step | `tf.raw_ops.LSTMBlockCell` |
# | `tf.contrib.rnn.LSTMBlockFusedCell` | all time steps | `tf.raw_ops.BlockLSTM` |
# | `tf.contrib.cudnn_rnn.CudnnLSTM` | all time steps, on a graphics card | `tf.raw_ops.CudnnRNN` |
#
# **Predict before you run:** what happens if we run `CudnnRNN` without a graphics card?

# %%
print("tf.contrib exists:", hasattr(tf, "contrib"))
for name in ["LSTMBlockCell", "BlockLSTM", "CudnnRNN"]:
    print(f"tf.raw_ops.{name} exists:", hasattr(tf.raw_ops, name))

with fresh_session() as session:
    state = tf.zeros([1, 3, 6])
    weights = np.zeros(400, np.float32)
    on_card = tf.raw_ops.CudnnRNN(
        input=np.zeros([5, 3, 4], np.float32), input_h=state, input_c=state, params=weights
    )
    try:
        session.run(on_card.output)
    except tf.errors.InvalidArgumentError as error:
        reason = "No OpKernel was registered to support Op 'CudnnRNN'"
        print("The run raises:", reason if reason in error.message else error.message)

# %% [markdown]
# **Answer.** The run raises an error, because only graphics cards can run this operation. Its weights are one long array, so they do not fit another operation without a conversion.

# %% [markdown]
# ## Going deeper · What `cell_clip` does
#
# This section is optional. We set the gates so that they keep and add. Then $c$ grows.
#
# **Predict before you run:** with the default of `cell_clip`, how large does $c$ become?

# %%
clip_by_default = inspect.signature(tf.raw_ops.BlockLSTM).parameters["cell_clip"].default
keep_and_add = np.repeat([2.0, 1.0, 3.0, 0.0], 6).astype(np.float32)  # biases of i, j, f, o

with fresh_session() as session:
    x = tf.constant(sequences)
    clipped = block_lstm(x, kernel, keep_and_add, clip_by_default).cs
    not_clipped = block_lstm(x, kernel, keep_and_add).cs
    clipped_value, not_clipped_value = session.run([clipped, not_clipped])

largest = not_clipped_value.max()
print("largest c, clipped:", clipped_value.max())
print("largest c, not clipped:", "above 10" if largest > 10 else largest)

# %% [markdown]
# **Answer.** At most 3, the default. The operation limits $c$, and so the memory, but raises no error. So always pass a negative `cell_clip`.

# %% [markdown]
# <details>
# <summary>Sources</summary>
#
# - *RNN and LSTM* (lesson 07) trains with `tf.nn.dynamic_rnn`, and does not discuss the time of a step. At that time, `tf.contrib` had the fused cells, which are gone.
# - Every change that was tried, and those that did not help, are in `benchmarks/README.md`.
# - The formulas of the backward pass are those of lesson 08. For the LSTM, see Greff and others, *LSTM: A Search Space Odyssey* (2015).
#
# </details>
