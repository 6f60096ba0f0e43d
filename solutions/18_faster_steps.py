# %% [markdown]
# # 18 · Faster steps
#
# *Our training takes three hours on a processor. Can we make it faster, and keep the results?* Many changes gain nothing, and some even make a program slower. So we first look where the time goes. Then we change one thing, check that values and gradients stay the same, and measure again.
#
# In this lesson we will try three changes with the LSTM of lesson 07: a fused operation, a gradient of our own, and two halves of a batch at the same time. All our times are from a machine with two cores, while no other program used them.
#
# **After this lesson you can**
# - identify the operations that take the most time in a training step
# - implement an LSTM with a fused operation, and avoid its silent bugs
# - compare the time of a training step in a small and in a large network
# - implement gradients of your own, and keep only those multiplications in the loop that must wait
# - explain how two copies of a network (*towers*) use two cores, and how to average their gradients
#
# **You need** lessons 06, 07, 08 and 10. **Time**: about 55 minutes, of which 17 for the exercises. **Order**: Run the cells from top to bottom. If you skip, 2 needs 1, 3 needs 2, 5 needs 2, 6 needs 3, *Common error* needs 2, and *Going deeper* needs 2.

# %%
import inspect
import time
from functools import partial

import numpy as np

from utils import backward, timing
from utils.checks import faster_steps as check
from utils.differences import show_bound, show_difference
from utils.fast_lstm import fast_lstm
from utils.figures import timeline
from utils.figures.timeline_plots import timelines
from utils.graph import count_multiplications, fresh_session, load_values
from utils.prediction import show_prediction
from utils.tf1 import tf

# %% [markdown]
# ## 1 · Where does the time go?
#
# Our example is the network of lesson 07, with 28 time steps, a dense layer and an LSTM. To keep the code short, the loss is the mean of the squared last outputs. The data is time-major, because the operation of section 2 needs this order.


# %%
def build_network(lstm, x, num_units):
    """Build a dense layer and an LSTM -> the operation that trains them."""
    cell = tf.nn.rnn_cell.BasicLSTMCell(num_units)
    cell.build((None, num_units))  # creates the kernel and the bias
    outputs = lstm(cell, tf.layers.dense(x, num_units))  # [num_steps, batch, num_units]
    loss = tf.reduce_mean(outputs[-1] ** 2)
    return tf.train.AdamOptimizer().minimize(loss)


def by_dynamic_rnn(cell, x):
    outputs, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32, time_major=True)
    return outputs


# %% [markdown]
# TensorFlow can record when each operation of a run begins and ends. This record is a **timeline** (also called *trace* or *profile*). In `session.run`, the argument `options` asks for the record, and `run_metadata` receives it. Recording takes time too, so a run in a picture is often slower than in a table.
#
# A **thread** (also called *worker*) runs one operation after the other. In this course, TensorFlow has one thread for each core, and each operation runs on a single thread (*Going deeper*). In the picture below, each of our two threads has a lane. White means that it runs no operation: it waits, or TensorFlow starts the next operation.


# %%
def trace_network(lstm):
    """Trace 15 training steps -> the records of the fastest one."""
    digits = np.random.default_rng(9).normal(size=[28, 128, 28])  # as fast as real digits
    options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
    traces = []
    with fresh_session(seed=9) as session:
        x = tf.placeholder(tf.float32, digits.shape)
        train_op = build_network(lstm, x, num_units=128)
        session.run(tf.global_variables_initializer())
        for _ in range(15):
            metadata = tf.RunMetadata()
            session.run(train_op, {x: digits}, options, metadata)
            traces.append(timeline.records_of(metadata))
    return min(traces, key=timeline.duration)


# %% [markdown]
# **Predict before you run:** which type of operation takes the most time? How much of the picture will be white?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %% tags=["nbval-ignore-output"]
records = trace_network(by_dynamic_rnn)
spent = timeline.time_by_kind(records)
for kind, (runs, milliseconds) in list(spent.items())[:4]:
    print(f"{kind}: {milliseconds:.1f} ms in {runs} operations")
working = sum(milliseconds for _, milliseconds in spent.values())
run = timeline.duration(records)
print(f"all types: {working:.1f} ms in {len(records)} operations")
print(f"the run: {run:.1f} ms in two lanes, {1 - working / (2 * run):.0%} white")

timelines({"dynamic_rnn": records}, "Matrix multiplications take most of the time")

# %%
show_bound("share of matrix multiplications:", timeline.share_of("MatMul", spent), above=0.5)
show_bound("operations in one training step:", len(records), above=3_000)
show_prediction(prediction)

# %% [markdown]
# **Answer.** Matrix multiplications (`MatMul`) take more than half of the time of all operations. In our run, almost half of the picture is white. Each of the 28 time steps has 3 multiplications, one in the forward pass and two in the backward pass. The dense layer adds 2, because nothing needs the gradient of the data. So there are $3 \cdot 28 + 2 = 86$.
#
# In the forward pass, each time step waits for the one before, so only one lane is blue at a time. In the backward pass, each time step has two multiplications that do not wait for each other. So both lanes are then blue.
#
# This suggests three changes:
#
# 1. The run starts more than 3,000 operations. Can a single operation replace most of them (sections 2 and 3)?
# 2. Operations in a loop wait for each other. Can some of them leave the loop (sections 4 and 5)?
# 3. Often one lane is white. Can it compute a part of the batch (section 6)?

# %% [markdown]
# ## 2 · One operation for all time steps
#
# A **fused operation** (also called *fused kernel*) does the work of many operations. The operation `BlockLSTM` of `tf.raw_ops` computes all time steps of an LSTM. Its kernel and bias have the layout of `BasicLSTMCell`, so we can pass the variables of a cell to it.


# %%
def block_lstm(x, kernel, bias, cell_clip=-1.0):
    """All time steps: [num_steps, batch, size] -> .h and .cs, both [num_steps, batch, units]."""
    num_units = int(bias.shape[0]) // 4
    zeros = tf.zeros([tf.shape(x)[1], num_units])  # h and c before the first time step
    unused = tf.zeros([num_units])  # peephole weights (lesson 06), which our LSTM does not have
    return tf.raw_ops.BlockLSTM(
        seq_len_max=tf.shape(x, out_type=tf.int64)[0],
        x=x,
        cs_prev=zeros,
        h_prev=zeros,
        w=kernel,
        b=bias,
        wci=unused,
        wcf=unused,
        wco=unused,
        forget_bias=1.0,  # as in BasicLSTMCell
        cell_clip=cell_clip,  # negative: c is not clipped (Going deeper)
    )


def by_block_lstm(cell, x):
    return block_lstm(x, *cell.variables).h


# %% [markdown]
# We compare outputs and gradients with NumPy and the formulas of lesson 08. The loss is the sum of the squared outputs. The bias is random too, because zeros would hide a wrong order.

# %%
random = np.random.default_rng(9)
input_size, num_units = 4, 6
sequences = random.normal(size=(20, 2, input_size)).astype(np.float32)  # time-major
kernel = random.normal(scale=0.5, size=(input_size + num_units, 4 * num_units)).astype(np.float32)
bias = random.normal(size=4 * num_units).astype(np.float32)
lstm_by_numpy = backward.lstm_of_squares(sequences, kernel, bias)


# %%
def compare(name, layer, cell, weights, expected):
    """Compare outputs and gradients with NumPy, and count the matrix multiplications."""
    with fresh_session() as session:
        x = tf.constant(sequences)
        cell.build((None, input_size))
        outputs = layer(cell, x)
        gradients = tf.gradients(tf.reduce_sum(outputs**2), [*cell.variables, x])
        load_values(cell.variables, weights, session)
        results = session.run([outputs, *gradients])
        inside, outside = count_multiplications(session.graph)

    print(f"{name}: multiplications in loops {inside}, outside {outside}")
    show_difference("    outputs and gradients:", results, expected, limit=1e-4)


# %% [markdown]
# With its gradients, `dynamic_rnn` adds two loops to the graph. Together they contain three matrix multiplications. In section 1, each of them ran 28 times. Now we count each only once, because it is in the graph only once.
#
# **Predict before you run:** how many matrix multiplications does `block_lstm` add to the graph?

# %%
for name, lstm in [("dynamic_rnn", by_dynamic_rnn), ("BlockLSTM", by_block_lstm)]:
    compare(name, lstm, tf.nn.rnn_cell.BasicLSTMCell(num_units), [kernel, bias], lstm_by_numpy)

# %% [markdown]
# **Answer.** None. They are inside the fused operations, one for the forward pass and one for the backward pass. Values and gradients are those of the LSTM.

# %% [markdown]
# ### Exercise 1 · `for_block_lstm_v2` · 6 min · ★★☆
#
# In `BasicLSTMCell`, the columns have the order *i, j, f, o* (lesson 06). A newer version of `BlockLSTM` is called `BlockLSTMV2`. Its columns have the order *i, f, j, o*, as in Keras, and it has no argument `forget_bias`. Convert the kernel and the bias of an LSTM for it, in NumPy.


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
# The fused operation is correct. Is it also faster? As in lesson 10, the ways run alternately and we compare medians.


# %%
def time_training_steps(lstms, batch_size, num_units, rounds):
    """The median time of a training step with each LSTM, in seconds."""
    data = np.random.default_rng(9).normal(size=[28, batch_size, 28])
    steps = {}
    with fresh_session(seed=9) as session:
        x = tf.placeholder(tf.float32, data.shape)
        for name, lstm in lstms.items():
            with tf.variable_scope(name):
                train_op = build_network(lstm, x, num_units)
            steps[name] = partial(session.run, train_op, {x: data})
        session.run(tf.global_variables_initializer())
        return timing.interleaved(steps, rounds, warm_up=3)


# %% [markdown]
# The small network reads 8 sequences and has 16 units. The large network is that of section 1. With `BlockLSTM`, both start fewer than 100 operations in a training step.
#
# **Predict before you run:** how much of the time does `BlockLSTM` save in the small network, and how much in the large one?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %% tags=["nbval-ignore-output"]
lstms = {"dynamic_rnn": by_dynamic_rnn, "BlockLSTM": by_block_lstm}
small_seconds = time_training_steps(lstms, batch_size=8, num_units=16, rounds=30)
large_seconds = time_training_steps(lstms, batch_size=128, num_units=128, rounds=15)
traces = {name: trace_network(lstm) for name, lstm in lstms.items()}

print("small network:")
print(timing.gain_table(small_seconds, to="dynamic_rnn"))
print("large network:")
print(timing.gain_table(large_seconds, to="dynamic_rnn"))
timelines(traces, "With BlockLSTM, one lane does almost all the work")

# %%
small_ratio = timing.ratios(small_seconds, to="dynamic_rnn")["BlockLSTM"]
show_bound("small network, BlockLSTM divided by dynamic_rnn:", small_ratio, below=0.5)
show_bound("operations with BlockLSTM:", len(traces["BlockLSTM"]), below=100)
show_prediction(prediction)

# %% [markdown]
# **Answer.** In the small network, it saves more than half of the time. Both ways compute the same. So there, `dynamic_rnn` spends most of its time on starting and running thousands of small operations.
#
# In the large network, a training step takes 1.2 to 1.5 times as long, also in the benchmark of this course (`benchmarks/README.md`). The picture shows why. The backward pass of `BlockLSTM` is one operation, so it has only one thread (section 1). The backward pass of `dynamic_rnn` has many operations, so it can use both. The forward pass loses nothing, because `dynamic_rnn` too computes only one multiplication at a time there. Your ratio may differ (*Going deeper*).
#
# So fewer operations are not always faster. Measure with your own sizes. For our large network, we keep the forward pass of `BlockLSTM` and replace its backward pass. We begin with an RNN, because its formulas are shorter.

# %% [markdown]
# ## 4 · Which multiplications must wait?
#
# In an RNN, $a_t = x_t W + h_{t-1} U + b$ is the sum before the tanh. In an LSTM, $a_t$ has four parts, one sum for each gate and one for the candidate. In both, each time step needs six multiplications (lesson 08). The kernel joins $W$ and $U$, so section 2 counted only three:
#
# | pass | multiplication | is needed for |
# |---|---|---|
# | forward | $x_t W$ | the sum $a_t$ |
# | forward | $h_{t-1} U$ | the sum $a_t$ |
# | backward | $dL/da_t\; W^\top$ | the gradient of the input $x_t$ |
# | backward | $dL/da_t\; U^\top$ | the gradient of the state $h_{t-1}$ |
# | backward | $x_t^\top\; dL/da_t$ | the gradient of $W$, a sum over $t$ |
# | backward | $h_{t-1}^\top\; dL/da_t$ | the gradient of $U$, a sum over $t$ |
#
# The code below computes two of them step by step, and at once with the rows of all time steps below each other.
#
# **Predict before you run:** how many of the six must stay in a loop, because the next iteration needs their result?

# %%
random = np.random.default_rng(9)
inputs = random.normal(size=(5, 3, 4))  # 5 time steps, 3 sequences
a_gradients = random.normal(size=(5, 3, 6))
W = random.normal(size=(4, 6))
input_rows = inputs.reshape(15, 4)
gradient_rows = a_gradients.reshape(15, 6)

step_by_step = np.stack([inputs[t] @ W for t in range(5)])
at_once = (input_rows @ W).reshape(5, 3, 6)
show_difference("x W:", step_by_step, at_once, limit=1e-12)

sum_of_steps = sum(inputs[t].T @ a_gradients[t] for t in range(5))
at_once = input_rows.T @ gradient_rows
show_difference("gradient of W:", sum_of_steps, at_once, limit=1e-12)

# %% [markdown]
# **Answer.** Two, both by $U$. In the forward pass, $h_{t-1} U$ waits for the time step before. In the backward pass, $dL/da_t\; U^\top$ waits for the time step after. All inputs are known from the beginning, so $x_t W$ needs no loop. No iteration needs the gradients of $x_t$, $W$ and $U$, so we can compute these three after both loops.

# %% [markdown]
# ## 5 · A gradient of your own
#
# We can compute $x W$ before the loop, and then the gradients of $W$ and $x$ are outside too. The gradient of $U$ is harder. From the forward loop, `tf.gradients` makes a backward loop, and the multiplication for the gradient of $U$ stays inside.
#
# A **custom gradient** replaces this backward loop. We write `@tf.custom_gradient` above a function that returns two things, its value and a second function. The second function receives the gradient of the loss with respect to the value. It returns one gradient for each argument. Here is the smallest example:


# %%
@tf.custom_gradient
def square(x):
    def backward_pass(gradient):
        return gradient * 20 * x  # ten times too large, so that we see which one is used

    return x**2, backward_pass


with fresh_session() as session:
    x = tf.constant(3.0)
    value, gradient = session.run([square(x), tf.gradients(square(x), x)[0]])
print("value:", value, " gradient:", gradient)

# %% [markdown]
# At $x = 3$, the gradient of $x^2$ is 6, but `tf.gradients` returns our 60. It never tests what we write. So we always compare a custom gradient with NumPy.
#
# Now we write one for an RNN. The loop is the ready-made `tf.scan(function, elements, initializer)`. The function is the body of a loop (lesson 10). It gets the result of the iteration before, which is `initializer` at first, and the next element. At the end, all results are stacked. With `reverse=True` it starts at the last time step.


# %%
@tf.custom_gradient
def states_of(from_inputs, U):
    """x W + b of all time steps -> h of all time steps. The loops multiply only by U."""
    zeros = tf.zeros_like(from_inputs[0])

    def forward_step(h, from_input):
        return tf.tanh(from_input + tf.matmul(h, U))

    h = tf.scan(forward_step, from_inputs, zeros)

    def backward_step(later_a_gradient, direct_and_h):
        direct, h_now = direct_and_h
        h_gradient = direct + tf.matmul(later_a_gradient, U, transpose_b=True)
        return h_gradient * (1 - h_now**2)

    def backward_pass(h_gradients):
        a_gradients = tf.scan(backward_step, (h_gradients, h), zeros, reverse=True)
        h_before = tf.concat([zeros[tf.newaxis], h[:-1]], axis=0)
        U_gradient = tf.tensordot(h_before, a_gradients, [[0, 1], [0, 1]])
        return a_gradients, U_gradient

    return h, backward_pass


# %% [markdown]
# Both loops begin with zeros: the first state is zeros, and no later gradient arrives at the last time step. An iteration of the backward loop adds $dL/da_{t+1}\; U^\top$ and `direct`, the gradient that comes from the output of this time step. The sum is $dL/dh_t$. Times $1 - h_t^2$, the derivative of tanh, it becomes $dL/da_t$. With the axes `[[0, 1], [0, 1]]`, `tf.tensordot` multiplies two tensors and sums over the time steps and the batch.
#
# Because $a_t$ is `from_inputs[t]` plus $h_{t-1} U$, the gradient of `from_inputs` is that of $a$. From there, `tf.gradients` continues by itself to $W$, $b$ and $x$.


# %%
def by_own_gradient(cell, x):
    rnn_kernel, rnn_bias = cell.variables
    W, U = rnn_kernel[:input_size], rnn_kernel[input_size:]
    from_inputs = tf.tensordot(x, W, 1) + rnn_bias  # all time steps at once
    return states_of(from_inputs, U)


# %% [markdown]
# **Predict before you run:** the two loops of `dynamic_rnn` contain three multiplications, each for $W$ and $U$ together. How many are in our loops, and how many outside?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
weights = [kernel[:, :num_units], bias[:num_units]]  # of an RNN
rnn_by_numpy = backward.rnn_of_squares(sequences, np.zeros((2, num_units)), *weights)

for name, rnn in [("dynamic_rnn", by_dynamic_rnn), ("own gradient", by_own_gradient)]:
    compare(name, rnn, tf.nn.rnn_cell.BasicRNNCell(num_units), weights, rnn_by_numpy)
show_prediction(prediction)

# %% [markdown]
# **Answer.** Two are in the loops, both with $U$ alone. The other four are outside: $x W$, and those for the gradients of $x$, $W$ and $U$.
#
# The function `fast_lstm` in `utils` does the same for the backward pass of an LSTM. Its forward pass is one `BlockLSTM`, so $x_t W$ stays inside this operation. Its backward loop contains the fused gradient of one time step (`LSTMBlockCellGrad`) and the multiplication by $U^\top$. After the loop come four multiplications, for the gradients of $W$, $U$, $b$ and $x$. The one for $b$ multiplies by ones, which gives a sum.

# %% [markdown]
# ### Exercise 2 · `limit_gradient` · 6 min · ★★☆
#
# In 2013, Graves trained LSTMs with a limit for each number of a gradient, because some became too large (also called *clipping by value*). Build an operation whose value is `x`, without a change. In the backward pass, each number of the gradient above `limit` becomes `limit`, and each number below `-limit` becomes `-limit`.


# %%
def limit_gradient(x, limit):
    """A float32 tensor, a positive float -> a tensor of the same shape and values."""

    ### BEGIN SOLUTION
    @tf.custom_gradient
    def limited(x):
        return tf.identity(x), lambda gradient: tf.clip_by_value(gradient, -limit, limit)

    return limited(x)
    ### END SOLUTION


check.limit_gradient(limit_gradient)

# %% [markdown]
# ## 6 · Two towers at the same time
#
# Time steps wait for each other, but the sequences of a batch do not. So we split the batch into two halves, and build the LSTM once for each half, with the same weights. Such a copy is called a **tower** (today a *replica*, and the method *data parallelism*). Towers work with every LSTM:


# %%
def by_fast_lstm(cell, x):
    return fast_lstm(x, *cell.variables, parts=1)  # 1: it does not split the batch


def in_two_towers(lstm, cell, x):
    """Run an LSTM as two towers, each with half of the batch."""
    first, second = tf.split(x, 2, axis=1)  # [num_steps, batch / 2, size]
    return tf.concat([lstm(cell, first), lstm(cell, second)], axis=1)


# %% [markdown]
# **Predict before you run:** which saves more time, `fast_lstm` alone, or `dynamic_rnn` in two towers?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %% tags=["nbval-ignore-output"]
lstms = {
    "dynamic_rnn": by_dynamic_rnn,
    "fast_lstm": by_fast_lstm,
    "dynamic_rnn_towers": partial(in_two_towers, by_dynamic_rnn),
    "BlockLSTM_towers": partial(in_two_towers, by_block_lstm),
    "fast_lstm_towers": partial(in_two_towers, by_fast_lstm),
}
seconds = time_training_steps(lstms, batch_size=128, num_units=128, rounds=15)
print(timing.gain_table(seconds, to="dynamic_rnn"))

traces = {name: trace_network(lstms[name]) for name in ["fast_lstm", "fast_lstm_towers"]}
timelines(traces, "With two towers, both lanes work most of the time")

# %%
for name in traces:
    cell = tf.nn.rnn_cell.BasicLSTMCell(num_units)
    compare(name, lstms[name], cell, [kernel, bias], lstm_by_numpy)
show_prediction(prediction)

# %% [markdown]
# **Answer.** The towers. With `dynamic_rnn`, they save 10 to 25 %, and `fast_lstm` alone saves almost nothing. But both together save more than a third. The towers of `BlockLSTM` do not reach this, so our own backward pass is needed.
#
# The picture shows why. With `fast_lstm` alone, one lane is almost empty during `BlockLSTM` and most of the backward loop. With two towers, both lanes work. The towers of `dynamic_rnn` gain less, because its backward pass used both lanes already (section 1). Compare the times only in the table, because recording takes longer if there are more operations.

# %% [markdown]
# ### Exercise 3 · `mean_of_towers` · 5 min · ★★☆
#
# Above, both towers share one loss. Old programs for several graphics cards (GPUs) give each tower its own loss, the mean over the rows of its part, and average the gradients. The parts can have different sizes. For example, one loss is 2, over 3 rows, and another is 6, over 1 row. Then the mean over *all* rows is 3, and not 4. Build the gradients of this mean.


# %%
def mean_of_towers(gradients, batch_sizes):
    """gradients[tower][variable], batch_sizes[tower] -> one tensor for each variable."""
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
W, U = kernel[:input_size], kernel[input_size:]

with fresh_session() as session:
    outputs = block_lstm(tf.constant(sequences), W, bias).h
    print("The graph is built.")
    session.run(outputs)

# %% [markdown]
# **Answer.** In the run. The message says that `w` has 4 rows, but 10 are needed: 4 for the input and 6 for the state. The fix is to join both arrays, $W$ above $U$. Weights from Keras need two more steps. Their columns have the order *i, f, j, o*, so swap *f* and *j*. Keras adds no forget bias, but `block_lstm` adds 1, so subtract 1 from the bias of gate *f*. The operation checks none of this, only the shape:

# %%
expected_outputs, *_ = lstm_by_numpy
i, j, f, o = np.split(kernel, 4, axis=1)
kernels = {
    "W above U": np.concatenate([W, U]),
    "U above W": np.concatenate([U, W]),
    "gates in the order of Keras": np.concatenate([i, f, j, o], axis=1),
}
for name, some_kernel in kernels.items():
    with fresh_session() as session:
        values = session.run(block_lstm(tf.constant(sequences), some_kernel, bias).h)
    show_difference(name, values, expected_outputs, limit=1e-5)

# %% [markdown]
# All three run, but two of them are silent bugs. So compare the values with those of the cell before you trust a fused operation.

# %% [markdown]
# ## Summary
#
# - A timeline records when each operation begins and ends. In a large LSTM, matrix multiplications take the most time, and one lane is often white (section 1).
# - The operation `BlockLSTM` computes all time steps of an LSTM. A wrong order of the gates, or of $W$ and $U$, raises no error, because only the shapes are checked (section 2 and *Common error*).
# - The fused operation saves much time in the small network. In the large one it can lose time, because its gradient uses only one thread (section 3).
# - Only the two multiplications by $U$ must stay in the loops, because the next iteration needs their results. The others can leave. For the gradient of $U$, this needs `tf.custom_gradient` (sections 4 and 5).
# - Two towers read halves of a batch on two cores at the same time. To average gradients of towers of different sizes, weight each by its number of rows (section 6).
#
# With a gain of more than a third, three hours become less than two. But the fastest graph is still a graph of TensorFlow 1. In lesson 19 we will take the weights out of it, to Keras 3.

# %%
check.progress()

# %% [markdown]
# ## Going deeper · A timeline in your own program
#
# This section is optional. TensorFlow itself writes a timeline as text:

# %%
from tensorflow.python.client.timeline import Timeline

with fresh_session() as session:
    ones = tf.ones([100, 100])
    options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
    metadata = tf.RunMetadata()
    session.run(tf.matmul(ones, tf.random.normal([100, 100])), None, options, metadata)

text = Timeline(metadata.step_stats).generate_chrome_trace_format()
print("the text contains the multiplication:", '"MatMul"' in text)

# %% [markdown]
# Save this text in a file that ends in `.json`, and open it in the browser Chrome at the address `chrome://tracing`.
#
# ## Going deeper · How many threads?
#
# This section is optional. In this course, TensorFlow has one thread for each core (section 1). A session can ask for another number. We test it with two operations that only wait for 0.1 seconds.
#
# **Predict before you run:** does the session with one thread take longer?


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
show_bound("one thread divided by eight:", ratio, above=0.7, below=1.5)

# %% [markdown]
# **Answer.** No, both take the same time. By default, all sessions use the threads of the *first* session of the process, so a later number changes nothing. Our first session gave no number, so TensorFlow has one thread for each core. Only with `use_per_session_threads=True` does a session get threads of its own.
#
# A second setting, `intra_op_parallelism_threads`, says how many threads share *one* operation. In this course, `utils.tf1` sets it to 1 before the first session. By default, one operation may use all cores, so the ratios of this lesson may differ in your own program. There, pass both settings to the first session:
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
    weights = np.zeros(400, np.float32)  # any size: the run stops before they are read
    on_card = tf.raw_ops.CudnnRNN(
        input=np.zeros([5, 3, 4], np.float32), input_h=state, input_c=state, params=weights
    )
    try:
        session.run(on_card.output)
    except tf.errors.InvalidArgumentError as error:
        reason = "No OpKernel was registered to support Op 'CudnnRNN'"
        print("The run raises:", reason if reason in error.message else error.message)

# %% [markdown]
# **Answer.** The run raises an error, because only graphics cards can run this operation.

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

print("largest c, clipped:", clipped_value.max())
show_bound("largest c, not clipped:", not_clipped_value.max(), above=10)

# %% [markdown]
# **Answer.** At most 3, the default. The operation limits $c$, so a cell cannot count above 3, but it raises no error. So always pass a negative `cell_clip`, as `block_lstm` does.

# %% [markdown]
# <details>
# <summary>Sources</summary>
#
# - *RNN and LSTM* (lesson 07) trains with `tf.nn.dynamic_rnn`, and does not discuss the time of a step.
# - Every change that was tried, and those that did not help, are in `benchmarks/README.md`.
# - Appleyard and others, *Optimizing Performance of Recurrent Neural Networks on GPUs* (2016), also moves multiplications out of the loop.
# - Graves, *Generating Sequences With Recurrent Neural Networks* (2013), limits the numbers of a gradient in section 2.
# - The formulas of the backward pass are those of lesson 08. For the LSTM, see Greff and others, *LSTM: A Search Space Odyssey* (2015).
#
# </details>
