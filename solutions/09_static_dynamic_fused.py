# %% [markdown]
# # 09 · Static, dynamic, fused
#
# *One cell can be run along a sequence in several ways. Where do they agree, and what does each of them cost?*
#
# **You will be able to**
# - hold a loop by hand, `static_rnn` and `dynamic_rnn` against NumPy, in values and gradients
# - say what `time_major` saves, predict how a graph grows with the steps, and choose between static and dynamic
# - write the loop inside the graph yourself, with `while_loop` and `TensorArray`
# - give an LSTM's weights to a fused operation, and measure fairly whether it is faster
# - take out of a loop what need not wait, with gradients of your own, and get a faster step with the same numbers
#
# **You need** lessons 04 and 06 to 08. **Time**: about 70 minutes, of which 31 for the exercises. **Order**: after the imports a section stands alone, but 2 needs 1, 3 needs 1, 4 needs 1, 5 needs 1, 6 needs 5, 7 needs 4, and *Broken on purpose* needs 1.

# %%
import inspect
import time
from collections import Counter
from contextlib import ExitStack

import numpy as np

from utils import backward, plots, reference, timing
from utils.checks import static_dynamic_fused as check
from utils.fast_lstm import fast_lstm
from utils.graph import fresh_session
from utils.table import Table
from utils.tf1 import tf

# %% [markdown]
# ## 1 · One cell, four ways
#
# Lesson 04 unrolled a cell by hand and with `static_rnn`, which draws the cell once for each step. Lesson 07 used `dynamic_rnn`, which draws it once, inside a loop that the run repeats.
#
# | | `static_rnn` | `dynamic_rnn` |
# |---|---|---|
# | takes | a list of `num_steps` tensors `[batch, size]` | one tensor `[batch, num_steps, size]`, or with `time_major=True` `[num_steps, batch, size]` |
# | gives outputs | as a list of `[batch, num_units]` | as one tensor, in the axis order of its input |
# | and | the final state | the final state |
#
# Both begin with `initial_state`, here random numbers. `tf.unstack` is lesson 04's split and squeeze in one.

# %%
batch_size, num_steps, input_size, num_units = 3, 5, 4, 6
random = np.random.default_rng(9)
inputs = random.normal(size=(batch_size, num_steps, input_size)).astype(np.float32)
state = random.uniform(-1, 1, size=(batch_size, num_units)).astype(np.float32)


def four_ways(cell, x, first_state):
    """Run one cell in four ways: {way: (outputs [batch, num_steps, num_units], final state)}."""
    steps = tf.unstack(x, axis=1)  # list of num_steps [batch, input_size]
    outputs, state_now = [], first_state
    for step in steps:
        output, state_now = cell(step, state_now)
        outputs.append(output)

    static, static_state = tf.nn.static_rnn(cell, steps, initial_state=first_state)
    dynamic, dynamic_state = tf.nn.dynamic_rnn(cell, x, initial_state=first_state)
    time_major, time_major_state = tf.nn.dynamic_rnn(
        cell, tf.transpose(x, [1, 0, 2]), initial_state=first_state, time_major=True
    )
    return {
        "by hand": (tf.stack(outputs, axis=1), state_now),
        "static_rnn": (tf.stack(static, axis=1), static_state),
        "dynamic_rnn": (dynamic, dynamic_state),
        "dynamic_rnn, time-major": (tf.transpose(time_major, [1, 0, 2]), time_major_state),
    }


# %% [markdown]
# The fifth way is NumPy's: `reference.unroll` forwards, `backward.rnn_gradients` backwards.
#
# **Predict before you run:** which of the four agree with NumPy in their values, and which in their gradients, down to the gradient of every input?

# %%
with fresh_session(seed=9) as session:
    cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
    x = tf.placeholder(tf.float32, [batch_size, num_steps, input_size])
    ways = four_ways(cell, x, tf.constant(state))
    session.run(tf.global_variables_initializer())
    session.run(cell.variables[1].assign([0.3, -0.2, 0.1, 0.4, -0.1, 0.2]))
    kernel, bias = session.run(cell.variables)

    results = {}
    for way, (outputs, final_state) in ways.items():
        loss = tf.reduce_sum(tf.square(outputs))
        gradients = tf.gradients(loss, [*cell.variables, x])
        results[way] = session.run([outputs, final_state, *gradients], {x: inputs})

outputs, final_state = reference.unroll(
    lambda x_t, h: reference.rnn_step(x_t, h, kernel, bias), inputs, state
)
# The loss is the sum of squares, so its gradient for an output is twice that output.
gradients = backward.rnn_gradients(inputs, state, kernel, bias, output_gradients=2 * outputs)
by_numpy = [outputs, final_state, gradients.kernel, gradients.bias, gradients.inputs]

print(f"{'equal to NumPy':25} outputs  state  dL/dkernel  dL/dbias  dL/dinputs")
for way, values in results.items():
    same = [np.allclose(a, b, atol=1e-5) for a, b in zip(values, by_numpy, strict=True)]
    print(f"{way:25} {same[0]!s:8} {same[1]!s:6} {same[2]!s:11} {same[3]!s:9} {same[4]}")

# %% [markdown]
# All four agree in everything. It is one cell object with one kernel; static or dynamic is a question of drawing, not of mathematics.
#
# Without an `initial_state` both begin with zeros, and must be told which kind of zeros. What do they say when they are told nothing?

# %%
with fresh_session(seed=9) as session:
    cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
    x = tf.constant(inputs)
    try:
        tf.nn.dynamic_rnn(cell, x)
    except ValueError as error:
        print("neither:", error)

    by_dtype, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
    zeros = cell.zero_state(batch_size, tf.float32)  # [batch, num_units]
    by_zero_state, _ = tf.nn.dynamic_rnn(cell, x, initial_state=zeros)
    session.run(tf.global_variables_initializer())
    a, b = session.run([by_dtype, by_zero_state])

print("dtype alone = zero_state:", np.array_equal(a, b))

# %% [markdown]
# ## 2 · Batch-major and time-major
#
# A loop over steps wants the steps first: then step *t* is `x[t]`. So `dynamic_rnn` turns batch-major data round before its loop, and its outputs back after it; `time_major=True` says that this is done already. A **transpose** is the operation that exchanges axes; unlike a reshape, it moves the numbers.
#
# **Predict before you run:** how many transposes are in the graph either way? And with the gradients for the inputs, which must travel back the same way?


# %%
def count_transposes(time_major, with_gradients):
    """Draw a dynamic_rnn, and count the operations of type Transpose: bool, bool -> int."""
    with fresh_session() as session:
        x = tf.placeholder(tf.float32, [None, None, input_size])
        cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
        outputs, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32, time_major=time_major)
        if with_gradients:
            tf.gradients(outputs, [x, *cell.variables])
        return Counter(op.type for op in session.graph.get_operations())["Transpose"]


print("             forwards  with gradients")
for name, time_major in (("batch-major", False), ("time-major", True)):
    counts = [count_transposes(time_major, gradients) for gradients in (False, True)]
    print(f"{name:12} {counts[0]:8}  {counts[1]:14}")

# %% [markdown]
# `time_major=True` saves two transposes forwards, and as many backwards where the inputs need gradients, as an embedding does, if your data come time-major (section 6 times it). It does not turn anything round for you: set on batch-major data it reads sequences as steps, without an error (lesson 07).

# %% [markdown]
# ### Exercise 1 · `to_time_major` · 5 min · ★☆☆
#
# Make batch-major data time-major. Labels `[batch, num_steps]` and tensors of four axes must work too: the axes from 2 on stay where they are.


# %%
def to_time_major(tensor):
    """A tensor [batch, num_steps, ...] -> a tensor [num_steps, batch, ...]."""
    ### BEGIN SOLUTION
    perm = [1, 0, *range(2, tensor.shape.rank)]
    return tf.transpose(tensor, perm)
    ### END SOLUTION


check.to_time_major(to_time_major)

# %% [markdown]
# ## 3 · What the graph holds
#
# **Predict before you run:** how many operations are there for 2, 25, 50 and 100 steps: does the graph grow in either case, and do the gradients grow with it?


# %%
def draw(way, steps_count, with_gradients=False):
    """Draw one cell over some steps, and count the operations: "static" or "dynamic" -> int."""
    with fresh_session() as session:
        x = tf.placeholder(tf.float32, [batch_size, steps_count, input_size])
        cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
        if way == "static":
            outputs, _ = tf.nn.static_rnn(cell, tf.unstack(x, axis=1), dtype=tf.float32)
        else:
            outputs, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
        if with_gradients:
            tf.gradients(outputs, cell.variables)
        return len(session.graph.get_operations())


steps_counts = [2, 25, 50, 100]
operations = {
    f"{way}{', with gradients' * with_gradients}": [
        draw(way, count, with_gradients) for count in steps_counts
    ]
    for way in ("static", "dynamic")
    for with_gradients in (False, True)
}
plots.lines(
    operations,
    x=steps_counts,
    x_label="number of steps",
    y_label="operations in the graph",
    title="The static graph grows with the steps, the dynamic one does not",
    decimals=0,
)

# %% [markdown]
# A dynamic graph is larger at first, for a loop has parts of its own (section 4), and stays as it is. A static graph gains the same number of operations with every step, and with gradients several times as many.

# %% [markdown]
# ### Exercise 2 · `operations_at` · 4 min · ★☆☆
#
# `counts` holds the operations of a static graph at two numbers of steps, such as `{25: 149, 50: 274}`. How many will it have at `num_steps`? (The check draws that graph, and counts.)


# %%
def operations_at(num_steps, counts):
    """Operations at another number of steps: int, {steps: operations} with two entries -> int."""
    ### BEGIN SOLUTION
    (fewer, at_fewer), (more, at_more) = sorted(counts.items())
    each_step = (at_more - at_fewer) // (more - fewer)
    return at_fewer + (num_steps - fewer) * each_step
    ### END SOLUTION


check.operations_at(operations_at)

# %% [markdown]
# All these operations have to be drawn, each time the script starts.
#
# **Predict before you run:** how much longer does it take to draw 200 steps statically? (`timing.interleaved` times both in turn, and keeps the median; section 6 says why.)

# %%
steps_counts = [10, 50, 100, 200]
seconds = {"static": [], "dynamic": []}
for count in steps_counts:
    times = timing.interleaved(
        {way: lambda way=way, count=count: draw(way, count) for way in seconds},
        rounds=3,
        warm_up=0,
    )
    for way in seconds:
        seconds[way].append(times[way])

at_200 = {way: times[-1] for way, times in seconds.items()}
print("at 200 steps, static takes more than twice as long:", end=" ")
print(at_200["static"] > 2 * at_200["dynamic"])
print("operations for 200 steps:", {way: draw(way, 200) for way in seconds})

# %%
plots.lines(
    {way: 1000 * np.array(times) for way, times in seconds.items()},
    x=steps_counts,
    x_label="number of steps",
    y_label="time to draw (milliseconds)",
    title="The time to draw grows with the operations",
    alt="Time to draw, by number of steps, 10 to 200: static rises with the steps, and takes more "
    "than twice as long as dynamic at 200; dynamic takes about the same time for any number.",
)

# %% [markdown]
# The other difference is what they refuse. A placeholder `[None, None, size]` leaves batch and steps open until the run:

# %%
with fresh_session(seed=9) as session:
    x = tf.placeholder(tf.float32, [None, None, input_size])
    cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
    outputs, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
    session.run(tf.global_variables_initializer())
    for shape in ([3, 5, input_size], [2, 9, input_size]):
        print("dynamic_rnn:", shape, "->", session.run(outputs, {x: np.ones(shape)}).shape)

    try:
        tf.nn.static_rnn(cell, x, dtype=tf.float32)
    except TypeError as error:
        print("static_rnn, given x         :", str(error).split(". ")[0])
    try:
        tf.unstack(x, axis=1)
    except ValueError as error:
        print("static_rnn's list, unstacked:", error)

# %% [markdown]
# `static_rnn` wants a list, and a list has a length when the graph is drawn. So: `dynamic_rnn` where sequences are long or their lengths vary; static where they are short and always the same, or where you need each step as a tensor of its own (lesson 08 does).

# %% [markdown]
# ## 4 · The loop inside
#
# `dynamic_rnn` is built on **`tf.while_loop`**. A `while_loop` takes three things:
# - **loop variables**: the tensors that change from turn to turn, with their first values
# - the **condition**: a function of them, which says whether another turn follows
# - the **body**: a function of them, which returns their values for the next turn, in the same order
#
# **Predict before you run:** the body doubles a number, five times. How many multiplications are in the graph, and how often is the Python function `body` called? And can a tensor of the body be fetched?

# %%
called, doubled = [], []
with fresh_session() as session:

    def body(step, number):
        called.append(step)
        doubled.append(2.0 * number)
        return step + 1, doubled[-1]

    steps_done, result = tf.while_loop(
        lambda step, number: step < 5, body, [tf.constant(0), tf.constant(1.0)]
    )
    print("result:", session.run(result), " turns:", session.run(steps_done))
    types = Counter(op.type for op in session.graph.get_operations())
    try:
        session.run(doubled[-1])
    except ValueError as error:
        print("fetching it:", str(error).split(". ")[0])

print("multiplications:", types["Mul"], " calls of body:", len(called))
print(*[f"{kind} {types[kind]}" for kind in ("Enter", "Merge", "Switch", "NextIteration", "Exit")])

# %% [markdown]
# The body is drawn once, and the run goes round. Each loop variable comes in through an Enter, passes a Merge (first value or next one), a Switch (another turn or not), a NextIteration on its way back, and an Exit at the end: that is the size of the dynamic graph. Results come out only through loop variables; a tensor inside has another value at each turn, and cannot be fetched.
#
# How then do all the outputs come out? Through a **`TensorArray`**, an array with a place for each step, which is a loop variable too. `write` puts a tensor into a place and *returns the array* to go on with; `stack` makes one tensor of all places, the steps first. A second one hands in the inputs.


# %%
def loop_by_hand(cell, x, first_state):
    """What dynamic_rnn does: cell, [batch, num_steps, size], state -> outputs, final state."""
    steps = tf.transpose(x, [1, 0, 2])  # [num_steps, batch, size]
    count = tf.shape(steps)[0]
    inputs_array = tf.TensorArray(tf.float32, size=count).unstack(steps)
    outputs_array = tf.TensorArray(tf.float32, size=count)

    def body(step, state, outputs_array):
        output, state = cell(inputs_array.read(step), state)
        return step + 1, state, outputs_array.write(step, output)

    _, final_state, outputs_array = tf.while_loop(
        lambda step, state, outputs_array: step < count,
        body,
        [tf.constant(0), first_state, outputs_array],
    )
    return tf.transpose(outputs_array.stack(), [1, 0, 2]), final_state


# %% [markdown]
# **Predict before you run:** is it equal to `dynamic_rnn`, gradients included? How many MatMuls has either graph forwards, for five steps?


# %%
def run_loop(draw_outputs, **settings):
    """Draw a loop, give it section 1's weights and inputs -> values and gradients, two op lists."""
    with fresh_session() as session:
        x = tf.placeholder(tf.float32, [None, None, input_size])
        cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
        cell.build((None, input_size))
        outputs, final_state = draw_outputs(cell, x, tf.constant(state), **settings)
        forwards = session.graph.get_operations()
        gradients = tf.gradients(tf.reduce_sum(tf.square(outputs)), [*cell.variables, x])
        for variable, value in zip(cell.variables, (kernel, bias), strict=True):
            variable.load(value, session)
        values = session.run([outputs, final_state, *gradients], {x: inputs})
        same = all(np.allclose(a, b, atol=1e-5) for a, b in zip(values, by_numpy, strict=True))
        return same, forwards, session.graph.get_operations()


def dynamic(cell, x, first_state, **settings):
    """dynamic_rnn, called like loop_by_hand."""
    return tf.nn.dynamic_rnn(cell, x, initial_state=first_state, **settings)


for name, loop in (("dynamic_rnn", dynamic), ("loop_by_hand", loop_by_hand)):
    same, forwards, _ = run_loop(loop)
    types = Counter(op.type for op in forwards)
    print(f"{name:13} values and gradients equal to NumPy: {same}", end="  ")
    print(f"MatMul: {types['MatMul']}  Transpose: {types['Transpose']}")

# %% [markdown]
# Fifteen lines, and it is `dynamic_rnn`, but for `sequence_length` (lesson 10). One MatMul serves all steps.
#
# `dynamic_rnn` hands two settings on to `while_loop`. `parallel_iterations` says how many turns may be under way at once, where they do not wait for each other (here each waits for the state). `swap_memory` lets the tensors that the gradients will need, which the loop keeps on stacks, move from a graphics card's memory to the computer's.
#
# **Predict before you run:** does either change a value? What do they change in the graph?

# %%
for settings in ({}, {"parallel_iterations": 1}, {"swap_memory": True}):
    same, _, drawn = run_loop(dynamic, **settings)
    turns = {op.get_attr("parallel_iterations") for op in drawn if op.type == "Enter"}
    swaps = [op.get_attr("swap_memory") for op in drawn if op.type == "StackPushV2"]
    print(f"{settings!s:27} equal: {same}  turns at once: {turns}  may swap: {sum(swaps)}", end=" ")
    print("of", len(swaps), "stacks")

# %% [markdown]
# The same values and gradients. `parallel_iterations` is an attribute of the Enter operations, `swap_memory` one of the stacks. Section 6 times both.

# %% [markdown]
# ### Exercise 3 · `run_free` · 10 min · ★★★
#
# A network that writes (lesson 05) reads what it has just put out: no list of inputs exists beforehand, and `static_rnn` and `dynamic_rnn` want one. Write that loop: the first turn sees `first_input`, every other turn the output of the turn before. `num_steps` is a tensor, and the cell an LSTM as wide as its input; its state `(c, h)` may be one loop variable.


# %%
def run_free(cell, first_input, state, num_steps):
    """A cell, [batch, size], a state, int32 [] -> outputs [batch, num_steps, size], final state."""

    ### BEGIN SOLUTION
    def body(step, current, state, outputs):
        output, state = cell(current, state)
        return step + 1, output, state, outputs.write(step, output)

    _, _, final_state, outputs = tf.while_loop(
        lambda step, current, state, outputs: step < num_steps,
        body,
        [tf.constant(0), first_input, state, tf.TensorArray(tf.float32, size=num_steps)],
    )
    return tf.transpose(outputs.stack(), [1, 0, 2]), final_state
    ### END SOLUTION


check.run_free(run_free)

# %% [markdown]
# ## 5 · Fused: the whole sequence in one operation
#
# A step of an LSTM is a dozen small operations, and the run has to start each of them. A **fused operation** does them all in one go. Old code got it from cells of `tf.contrib`; what is left today are the operations themselves, in `tf.raw_ops`.

# %%
names = [
    ("tf.nn", tf.nn, ["rnn", "static_rnn", "dynamic_rnn"]),
    ("tf", tf, ["contrib"]),
    ("tf.raw_ops", tf.raw_ops, ["LSTMBlockCell", "BlockLSTM", "BlockLSTMV2", "CudnnRNN"]),
]
for module_name, module, attributes in names:
    for attribute in attributes:
        print(f"{module_name}.{attribute}:", "there" if hasattr(module, attribute) else "gone")

with fresh_session() as session:
    first_state = tf.zeros([1, batch_size, num_units])
    for_cuda = tf.raw_ops.CudnnRNN(
        input=inputs, input_h=first_state, input_c=first_state, params=np.zeros(400, np.float32)
    )
    try:
        session.run(for_cuda.output)
    except tf.errors.InvalidArgumentError as error:
        text = "No OpKernel was registered to support Op 'CudnnRNN'"
        print(f"CudnnRNN, run here: {text}:", text in error.message)

# %% [markdown]
# | old code | what it was | its operation today |
# |---|---|---|
# | `tf.nn.rnn` | the static unroll | `tf.nn.static_rnn` |
# | `tf.contrib.rnn.LSTMBlockCell` | one step, fused | `tf.raw_ops.LSTMBlockCell` |
# | `tf.contrib.rnn.LSTMBlockFusedCell` | all steps, fused | `tf.raw_ops.BlockLSTM` |
# | `tf.contrib.cudnn_rnn.CudnnLSTM` | all steps, by a graphics card's library | `tf.raw_ops.CudnnRNN`, for graphics cards only |
#
# `BlockLSTM` takes time-major inputs, and kernel and bias laid out as in `BasicLSTMCell`: columns in the order *i, j, f, o* (its documentation writes *icfo*: its *c* is our *j*). Three of its arguments need care:
# - `forget_bias`, added to the gate *f* at run time, as the cell does (lesson 06)
# - `cell_clip`, which by default cuts *c* off at 3; zero or a negative number means never
# - `wci, wcf, wco`, weights of a variant called *peephole*, which stay unused


# %%
def fused(cell, x, cell_clip=-1.0):
    """An LSTM cell's weights in one BlockLSTM, from zeros: [num_steps, batch, size] -> h and c of every step, as .h and .cs."""
    if not cell.built:
        cell.build((None, x.shape[2]))
    kernel, bias = cell.variables
    zeros = tf.zeros([tf.shape(x)[1], cell.output_size])  # [batch, num_units]
    unused = tf.zeros([cell.output_size])
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
        forget_bias=1.0,
        cell_clip=cell_clip,
    )


# %% [markdown]
# **Predict before you run:** are values and gradients those of `dynamic_rnn`, and what is there in the graph for 20 steps: how many MatMuls, is there a loop? A random bias makes sure that the order of its four blocks counts.

# %%
random = np.random.default_rng(9)
long_inputs = random.normal(size=(20, batch_size, input_size)).astype(np.float32)  # time-major

with fresh_session(seed=9) as session:
    x = tf.placeholder(tf.float32, [None, None, input_size])
    cell = tf.nn.rnn_cell.BasicLSTMCell(num_units)
    dynamic_outputs, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32, time_major=True)
    before = len(session.graph.get_operations())
    fused_outputs = fused(cell, x).h
    added = session.graph.get_operations()[before:]

    session.run(tf.global_variables_initializer())
    cell.variables[1].load(random.normal(size=4 * num_units), session)
    kernel_lstm, bias_lstm = session.run(cell.variables)
    results = []
    for outputs in (dynamic_outputs, fused_outputs):
        gradients = tf.gradients(tf.reduce_sum(tf.square(outputs)), [*cell.variables, x])
        results.append(session.run([outputs, *gradients], {x: long_inputs}))

zeros = np.zeros([batch_size, num_units], np.float32)
outputs, _ = reference.unroll(
    lambda x_t, state: reference.lstm_step(x_t, state, kernel_lstm, bias_lstm),
    long_inputs.transpose(1, 0, 2),
    (zeros, zeros),
)
types = Counter(op.type for op in added)
print(f"BlockLSTM: {types['BlockLSTM']}  MatMul: {types['MatMul']}  Enter: {types['Enter']}")
print("values equal to NumPy:", np.allclose(results[1][0], outputs.transpose(1, 0, 2), atol=1e-5))
for part, a, b in zip(["values", "dL/dkernel", "dL/dbias", "dL/dinputs"], *results, strict=True):
    print(f"{part:10} {b.shape!s:12} equal to dynamic_rnn: {np.allclose(a, b, atol=1e-4)}")

# %% [markdown]
# One `BlockLSTM` for all steps, without a loop, and with gradients of its own. Now the default of `cell_clip`: the gates are set to keep and to add, so that *c* grows.

# %%
with fresh_session() as session:
    x = tf.constant(long_inputs)
    cell = tf.nn.rnn_cell.BasicLSTMCell(num_units)
    cell.build((None, input_size))
    cell.variables[0].load(kernel_lstm, session)
    cell.variables[1].load(np.repeat([2.0, 1.0, 3.0, 0.0], num_units), session)  # i, j, f, o
    default = inspect.signature(tf.raw_ops.BlockLSTM).parameters["cell_clip"].default
    never, by_default = session.run([fused(cell, x).cs, fused(cell, x, cell_clip=default).cs])

print("cell_clip by default:", default)
print("largest c by default:", by_default.max(), " never clipped, above 10:", never.max() > 10)

# %% [markdown]
# Long memories would be cut off, without a word: say `cell_clip=-1.0`.
#
# ### Exercise 4 · `for_block_lstm_v2` · 6 min · ★★☆
#
# `BlockLSTMV2` differs from `BlockLSTM` in three ways: its columns stand in the order *i, f, j, o*, as in Keras; it has no argument `forget_bias`; and by default it never clips. Turn an LSTM's kernel and bias into what it wants, in NumPy. (The check loads them and compares the outputs.)


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
# ## 6 · Time, side by side
#
# A time alone says little: it depends on the machine, and on what else the machine is doing. So the ways take turns, round after round, so that a slow moment hits all of them; of each the *median* counts, which a few slow rounds do not move; and what is compared are ratios. The first run of a graph stands apart, since it also prepares the graph.
#
# What is timed is a whole training step of an LSTM on 20 steps of 28 numbers: forwards, backwards, update.


# %%
def by_dynamic_rnn(cell, x, **settings):
    """Time-major unless the settings say otherwise: [num_steps, batch, size] -> outputs."""
    settings = {"time_major": True, **settings}
    return tf.nn.dynamic_rnn(cell, x, dtype=tf.float32, **settings)[0]


outputs_of = {
    "static_rnn": lambda cell, x: tf.nn.static_rnn(cell, tf.unstack(x), dtype=tf.float32)[0],
    "dynamic_rnn": by_dynamic_rnn,
    "dynamic_rnn, batch-major": lambda cell, x: by_dynamic_rnn(cell, x, time_major=False),
    "dynamic_rnn, parallel_iterations=1": lambda cell, x: by_dynamic_rnn(
        cell, x, parallel_iterations=1
    ),
    "dynamic_rnn, swap_memory": lambda cell, x: by_dynamic_rnn(cell, x, swap_memory=True),
    "BlockLSTM": lambda cell, x: fused(cell, x).h,
}


# %%
def prepare(stack, way, batch_size, num_units):
    """Draw a network that trains -> a function that runs a step, seconds to draw, to run first."""
    started = time.perf_counter()
    session = stack.enter_context(fresh_session(seed=9))  # closed with the stack
    shape = [batch_size, 20, 28] if "batch-major" in way else [20, batch_size, 28]
    x = tf.placeholder(tf.float32, shape)
    outputs = outputs_of[way](tf.nn.rnn_cell.BasicLSTMCell(num_units), x)
    loss = tf.reduce_mean(tf.square(outputs))
    train_op = tf.train.GradientDescentOptimizer(0.001).minimize(loss)
    session.run(tf.global_variables_initializer())
    drawn = time.perf_counter() - started
    data = np.random.default_rng(9).normal(size=shape)
    session.run(train_op, {x: data})
    return lambda: session.run(train_op, {x: data}), drawn, time.perf_counter() - started - drawn


# %% [markdown]
# **Predict before you run:** order `static_rnn`, `dynamic_rnn` and `BlockLSTM` by the time to draw, and by the time of a step. Is the order the same for a small network (8 sequences, 16 units) and a wide one (64 sequences, 128 units)? The numbers are those of the machine that ran this cell last.

# %% tags=["nbval-ignore-output"]
with ExitStack() as stack:
    small = {way: prepare(stack, way, batch_size=8, num_units=16) for way in outputs_of}
    wide = {way: prepare(stack, way, 64, 128) for way in ("static_rnn", "dynamic_rnn", "BlockLSTM")}
    seconds = timing.interleaved({way: small[way][0] for way in small}, rounds=30)
    wide_seconds = timing.interleaved({way: wide[way][0] for way in wide}, rounds=10)

ratio = timing.ratios(seconds, to="dynamic_rnn")
wide_ratio = timing.ratios(wide_seconds, to="dynamic_rnn")
rows = []
for way, (_, drawn, first) in small.items():
    row = [way, f"{drawn:.2f}", f"{first:.2f}", f"{1000 * seconds[way]:.1f}", f"{ratio[way]:.2f}"]
    rows.append([*row, f"{wide_ratio[way]:.2f}" if way in wide_ratio else ""])

Table(
    ["way", "draw and initialize (s)", "first run (s)", "step (ms)", "small, dynamic = 1", "wide"],
    rows,
)

# %%
start = {way: drawn + first for way, (_, drawn, first) in small.items()}
print(
    "until a first step is done, static takes longer :", start["static_rnn"] > start["dynamic_rnn"]
)
print("a small step: static_rnn is at most a fifth slower:", ratio["static_rnn"] < 1.2)
print("a small step: BlockLSTM is faster               :", ratio["BlockLSTM"] < 0.9)
print(
    "in the wide network BlockLSTM gains less        :",
    wide_ratio["BlockLSTM"] > ratio["BlockLSTM"],
)

# %% [markdown]
# Static pays before the first step, and in the small network gets some of it back at every step; in the wide one, little or nothing. The small network, where the products are tiny, gains most from the fused operation; in the wide one multiplying counts, which all of them must do, and its lead shrinks or turns round. Transposes, one turn at once, and `swap_memory`, which without a graphics card has nowhere to swap to, make little difference. (The times to draw and of the first run are one each, so rough.) So measure, with your own sizes, on your own machine.

# %% [markdown]
# ## 7 · Faster: what must wait, and what need not
#
# Section 6 used the operations there are. With your own loop you can go further, if you know where the time goes. A run with a **trace** records every operation: when it began, and when it ended. Here is a training step of lesson 07's size: 128 digits of 28 rows, a layer of 128, an LSTM of 128 units, Adam.
#
# **Predict before you run:** which kind of operation takes most of the time?


# %%
def lstm_network(session, lstm):
    """Draw a network around an LSTM -> a placeholder, [outputs, *gradients], train_op."""
    x = tf.placeholder(tf.float32, [28, 128, 28])  # [num_steps, batch, size]
    inputs_of_lstm = tf.layers.dense(x, 128)
    cell = tf.nn.rnn_cell.BasicLSTMCell(128)
    cell.build((None, 128))
    outputs = lstm(cell, inputs_of_lstm)  # [num_steps, batch, num_units]
    loss = tf.reduce_sum(tf.square(outputs[-1])) / 128
    gradients = tf.gradients(loss, [*cell.variables, inputs_of_lstm])
    train_op = tf.train.AdamOptimizer().minimize(loss)
    session.run(tf.global_variables_initializer())
    cell.variables[1].load(np.random.default_rng(9).normal(size=4 * 128), session)
    return x, [outputs, *gradients], train_op


def plain(cell, x):
    """The LSTM as lesson 07 draws it, time-major."""
    return tf.nn.dynamic_rnn(cell, x, dtype=tf.float32, time_major=True)[0]


digits = np.random.default_rng(9).normal(size=[28, 128, 28])


def traced(session, train_op, feed):
    """Run a step twice, the second time with a trace -> microseconds, and runs, of each type."""
    session.run(train_op, feed)
    options, trace = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE), tf.RunMetadata()
    session.run(train_op, feed, options=options, run_metadata=trace)
    spent, runs = Counter(), Counter()
    for device in trace.step_stats.dev_stats:
        for node in device.node_stats:  # its label: "name = Type(inputs)"
            kind = node.timeline_label.partition(" = ")[2].partition("(")[0]
            spent[kind] += node.op_end_rel_micros - node.op_start_rel_micros
            runs[kind] += 1
    return spent, runs


# %% tags=["nbval-ignore-output"]
with fresh_session(seed=9) as session:
    x, _, train_op = lstm_network(session, plain)
    spent, runs = traced(session, train_op, {x: digits})

total = sum(spent.values())
rows = [
    [kind, runs[kind], f"{microseconds / 1000:.1f}", f"{microseconds / total:.0%}"]
    for kind, microseconds in spent.most_common(8)
]
Table(["type", "runs", "milliseconds", "share"], rows)

# %%
products = sum(spent[kind] for kind in spent if "MatMul" in kind)
print("matrix products take more than a quarter of the time:", products > total / 4)

# %% [markdown]
# Matrix products, which an optimized build may run under names such as `_MklMatMul`. They cannot be left out; but must they wait for each other? Lesson 08's formulas say which do:
#
# $$a_t = x_t W + h_{t-1} U + b \qquad \frac{\partial L}{\partial h_{t-1}} = \frac{\partial L}{\partial a_t} U^\top \qquad \frac{\partial L}{\partial x_t} = \frac{\partial L}{\partial a_t} W^\top$$
#
# $$\frac{\partial L}{\partial W} = \sum_t x_t^\top \frac{\partial L}{\partial a_t} \qquad \frac{\partial L}{\partial U} = \sum_t h_{t-1}^\top \frac{\partial L}{\partial a_t}$$
#
# Of these six products only $h_{t-1} U$, and on the way back $\frac{\partial L}{\partial a_t} U^\top$, wait for another step. The others need no loop: rows of all steps, one below the other, are one matrix, and the sum over the steps is part of a product.
#
# `tf.gradients` does not know that: it turns the loop round, and does at each turn all that belongs to the step. With **`tf.custom_gradient`** you say yourself how to go back: it wraps a function that returns its value, and a function from the value's gradient to the gradients of its arguments. The smallest one:

# %%
with fresh_session() as session:

    @tf.custom_gradient
    def square(x):
        return x * x, lambda gradient: gradient * 2 * x

    x = tf.constant(3.0)
    print("value and slope:", session.run([square(x), tf.gradients(square(x), x)[0]]))

# %% [markdown]
# Now section 1's RNN. `tf.scan` is section 4's loop, ready-made: it carries something along the first axis, and stacks what comes out of each turn; with `reverse=True` it begins at the end.


# %%
def gathered(cell, x, first_state):
    """An RNN whose loops hold only what must wait: [batch, num_steps, size] -> outputs, state."""

    @tf.custom_gradient
    def rnn(steps, kernel, bias):
        W, U = kernel[:input_size], kernel[input_size:]
        from_inputs = tf.tensordot(steps, W, 1) + bias  # [num_steps, batch, num_units]
        h = tf.scan(lambda h, a: tf.tanh(a + tf.matmul(h, U)), from_inputs, first_state)

        def backwards(output_gradients):
            def turn(later, now):
                output_gradient, h_now = now
                h_gradient = output_gradient + tf.matmul(later, U, transpose_b=True)
                return h_gradient * (1 - h_now**2)

            last = tf.zeros_like(first_state)
            a_gradients = tf.scan(turn, (output_gradients, h), last, reverse=True)
            h_before = tf.concat([[first_state], h[:-1]], axis=0)
            W_gradient = tf.tensordot(steps, a_gradients, [[0, 1], [0, 1]])
            U_gradient = tf.tensordot(h_before, a_gradients, [[0, 1], [0, 1]])
            x_gradient = tf.tensordot(a_gradients, tf.transpose(W), 1)
            kernel_gradient = tf.concat([W_gradient, U_gradient], axis=0)
            return x_gradient, kernel_gradient, tf.reduce_sum(a_gradients, axis=[0, 1])

        return h, backwards

    h = rnn(tf.transpose(x, [1, 0, 2]), *cell.variables)
    return tf.transpose(h, [1, 0, 2]), h[-1]


# %% [markdown]
# **Predict before you run:** are values and gradients still NumPy's? How many products are there in the graph, outside loops and inside?

# %%
for name, loop in (("dynamic_rnn", dynamic), ("gathered", gathered)):
    same, _, drawn = run_loop(loop)
    products = [op for op in drawn if op.type == "MatMul"]
    in_loops = sum(op._get_control_flow_context() is not None for op in products)
    print(f"{name:11} equal to NumPy: {same}", end="   ")
    print(f"products in loops: {in_loops}  outside: {len(products) - in_loops}")

# %% [markdown]
# The loops keep two products, each with $U$ alone; before there were three, each as large as the whole kernel.
#
# ### Exercise 5 · `kernel_gradient` · 6 min · ★★☆
#
# Sequences that start from zeros, batch-major: `x`, the outputs `h` of all steps, and the gradients of `a`. Draw the gradient of the whole kernel as *one* matrix product.


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
# `fast_lstm` in `utils/fast_lstm.py` does the same for an LSTM, in some sixty lines that you can read now:
# 1. Forwards, `BlockLSTM`, which returns the gates, *c* and *h* of every step.
# 2. Backwards, a loop of `LSTMBlockCellGrad`, which is the element-wise part of one step, fused, and the product with $U^\top$.
# 3. After the loop, one product for each of $W$, $U$ and $x$.
# 4. All this once for each half of the batch, as in the two towers of lesson 07.
#
# **Predict before you run:** is it equal to `dynamic_rnn`? How much faster is a step with points 1 to 3, and with the last one too?

# %% tags=["nbval-ignore-output"]
whole, halves = "fast_lstm, the batch as a whole", "fast_lstm, in two halves"
lstms = {
    "dynamic_rnn": plain,
    whole: lambda cell, x: fast_lstm(x, *cell.variables, parts=1),
    halves: lambda cell, x: fast_lstm(x, *cell.variables),
}
results, operations, steps = {}, {}, {}
with ExitStack() as stack:
    for name, lstm in lstms.items():
        session = stack.enter_context(fresh_session(seed=9))
        x, fetches, train_op = lstm_network(session, lstm)
        feed = {x: digits}
        results[name] = session.run(fetches, feed)
        operations[name] = traced(session, train_op, feed)[1].total()
        steps[name] = lambda session=session, op=train_op, feed=feed: session.run(op, feed)
    fast_seconds = timing.interleaved(steps, rounds=30, warm_up=3)

fast_ratio = timing.ratios(fast_seconds, to="dynamic_rnn")
rows = [
    [name, operations[name], f"{1000 * fast_seconds[name]:.1f}", f"{fast_ratio[name]:.2f}"]
    for name in lstms
]
Table(["training step", "operations run", "milliseconds", "dynamic_rnn = 1"], rows)

# %%
names = ["values", "dL/dkernel", "dL/dbias", "dL/dinputs"]
for part, a, *others in zip(names, *results.values(), strict=True):
    difference = max(np.abs(a - other).max() for other in others)
    print(f"{part:10} {a.shape!s:15} largest difference below 1e-5: {difference < 1e-5}")

fewer = operations[whole] < operations["dynamic_rnn"] / 2
print("as a whole it runs fewer than half of the operations:", fewer)
print("in two halves it is faster, or at least not much slower:", fast_ratio[halves] < 1.3)

# %% [markdown]
# Fewer operations alone gain little here: products take most of the time, and they are as many numbers to multiply as before. On two idle cores the halves gain the most: the same products, on both cores at once. On one core, or a busy machine, little is left of that.
#
# A run has a **thread** for each operation that it works at; how many there can be at once, a session may ask for. Here are two operations that do nothing but wait a tenth of a second. Two sessions run them: one asks for one thread, the other for eight.
#
# **Predict before you run:** how long does each of the two take?


# %%
def two_waits(threads):
    """Return a function that waits twice for 0.1 s, in a session that asks for some threads."""
    with tf.Graph().as_default() as graph:
        waits = [tf.numpy_function(lambda: time.sleep(0.1), [], []) for _ in range(2)]
    config = tf.ConfigProto(inter_op_parallelism_threads=threads)
    session = tf.Session(graph=graph, config=config)
    return lambda: session.run(waits)


wait_seconds = timing.interleaved({"one": two_waits(1), "eight": two_waits(8)}, rounds=5)
ratio = timing.ratios(wait_seconds, to="eight")["one"]
print("asked for one thread, it takes as long as with eight:", 0.67 < ratio < 1.5)

# %% [markdown]
# Equally long: how many threads there are is settled by the first session of a process, and this kernel's first session was in section 1. It asked for none, and so as many operations could run at once as there are cores: on two, both wait together.
#
# There is a second setting, how many threads share *one* operation. `utils.tf1` asks for one: the products of a step are too small to be shared out, and with halves both cores have work anyway. In a process of your own, ask for both before its first session: `tf.Session(config=tf.ConfigProto(intra_op_parallelism_threads=1, inter_op_parallelism_threads=2))`.

# %% [markdown]
# ## Broken on purpose
#
# Without a `TensorArray` one would collect outputs by `tf.concat`. **Predict before you run:** the loop variable begins with shape `[0, 2]`; what shape has it after one turn?

# %% tags=["raises-exception"]
with fresh_session() as session:
    steps = tf.constant(inputs[..., :2].transpose(1, 0, 2))  # [5, 3, 2], time-major
    tf.while_loop(
        lambda step, collected: step < num_steps,
        lambda step, collected: (step + 1, tf.concat([collected, steps[step]], axis=0)),
        [tf.constant(0), tf.zeros([0, 2])],
    )

# %% [markdown]
# *enters the loop with shape (0, 2), but has shape (3, 2) after one iteration*. The body is drawn once and serves every turn, so the shape of a loop variable must be the same at every turn. (Older versions say *The shape for while/Merge_1:0 is not an invariant for the loop*.) If it really is to grow, `shape_invariants` names for each loop variable a **shape invariant**, a shape that holds at all turns, with `None` for what changes:

# %%
with fresh_session() as session:
    steps = tf.constant(inputs[..., :2].transpose(1, 0, 2))
    _, collected = tf.while_loop(
        lambda step, collected: step < num_steps,
        lambda step, collected: (step + 1, tf.concat([collected, steps[step]], axis=0)),
        [tf.constant(0), tf.zeros([0, 2])],
        shape_invariants=[tf.TensorShape([]), tf.TensorShape([None, 2])],
    )
    value = session.run(collected)

print(
    "collected:",
    value.shape,
    " equal:",
    np.array_equal(value, np.concatenate([step for step in inputs[..., :2].transpose(1, 0, 2)])),
)

# %% [markdown]
# It works, and copies all it has at every turn. For one output a step, use the `TensorArray`.

# %% [markdown]
# ## What you can do now
#
# - By hand, `static_rnn`, `dynamic_rnn`, NumPy: the same values, the same gradients (section 1).
# - Time-major saves the transposes, two forwards and two backwards; it turns nothing round itself (section 2). Static grows with each step, and wants to know how many; dynamic does neither (section 3).
# - Loop variables, a condition, a body drawn once, and a `TensorArray` that is handed on: that is `dynamic_rnn` (section 4).
# - A fused operation computes the same from the same weights, if gate order, forget bias and clipping are right; whether it is faster depends on the sizes (sections 5 and 6).
# - Only the state's two products wait for another step; the others are one product each, outside the loop, and halves of a batch run side by side (section 7).

# %%
check.progress()

# %% [markdown]
# **New words**: `while_loop`, loop variable, condition, body, `TensorArray`, transpose, fused operation, trace, custom gradient, thread, shape invariant.
#
# **Where this came from**: two of the posts behind this course. *RNN and LSTM implementation in TensorFlow* (lesson 04) unrolls with `tf.nn.rnn`, and *RNN and LSTM* (lesson 07) uses `tf.nn.dynamic_rnn`; neither says how the two differ, or that they compute the same. `tf.nn.rnn` is now `static_rnn`; `tf.contrib`, with its fused cells, is gone.
