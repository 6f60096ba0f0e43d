# %% [markdown]
# # 10 · Static and dynamic
#
# *With 1,000 time steps, our old script starts slowly. May we replace `static_rnn` by `dynamic_rnn`? Will the results stay the same?* Both functions run the same cell, but they build different graphs. The graph decides how long the program takes to start, how fast it trains, and which batches it accepts.
#
# In this lesson we will compare the results, the graphs and the times of the two functions. Then we will write the loop of `dynamic_rnn` ourselves.
#
# **After this lesson you can**
# - compare `static_rnn` and `dynamic_rnn`, in values and in gradients
# - compute how a graph grows with the time steps
# - compare running times in a fair way, and choose between static and dynamic
# - explain what `time_major` changes in the graph
# - implement a loop inside the graph with `while_loop` and `TensorArray`
#
# **You need** lessons 04, 07 and 08, and for exercise 4 also 05 and 06. **Time**: about 60 minutes, of which 25 for the exercises. **Order**: Run the cells from top to bottom. If you skip, 2 needs 1, 3 needs 1 and 2, 4 needs 1, 5 needs 1, 6 needs 1, and *Going deeper* needs 1.

# %%
from collections import Counter
from functools import partial

import numpy as np

from utils import backward, reference, timing
from utils.checks import static_and_dynamic as check
from utils.differences import show_difference
from utils.figures import plots
from utils.figures.loop_diagram import loop_iteration
from utils.graph import fresh_session, load_values
from utils.prediction import show_prediction
from utils.table import Table
from utils.tf1 import tf

# %% [markdown]
# ## 1 · Are the results the same?
#
# We used `static_rnn` in lesson 04 and `dynamic_rnn` in lesson 07. How do they differ?
#
# | function | its input | what it adds to the graph |
# |---|---|---|
# | `static_rnn` | a list of `num_steps` tensors `[batch, input_size]` | the cell's operations, once for each time step |
# | `dynamic_rnn` | one tensor `[batch, num_steps, input_size]` | the cell's operations once, inside a loop |
#
# *Static* means that the number of time steps is fixed when we build the graph. *Dynamic* means that the loop reads this number when the graph runs. We choose random inputs and weights. Then we write both ways as functions with the same arguments and results:

# %%
batch_size, num_steps, input_size, num_units = 3, 5, 4, 6
random = np.random.default_rng(9)
inputs = random.normal(size=(batch_size, num_steps, input_size)).astype(np.float32)
first_state = random.uniform(-1, 1, size=(batch_size, num_units)).astype(np.float32)
kernel = random.normal(scale=0.4, size=(input_size + num_units, num_units))
bias = random.normal(scale=0.3, size=num_units)


# %%
def by_static_rnn(cell, x, state):
    steps = tf.unstack(x, axis=1)  # split and squeeze in one call
    outputs, final_state = tf.nn.static_rnn(cell, steps, initial_state=state)
    return tf.stack(outputs, axis=1), final_state


def by_dynamic_rnn(cell, x, state):
    return tf.nn.dynamic_rnn(cell, x, initial_state=state)


# %% [markdown]
# Both get the same weights, inputs and initial state. The loss is the sum of the squared outputs. The second cell below computes the same in NumPy, with the backward pass of lesson 08.


# %%
def run(way):
    """The outputs, the final state, and the gradients of kernel, bias and inputs."""
    with fresh_session() as session:
        x = tf.placeholder(tf.float32, [None, num_steps, input_size])
        cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
        outputs, final_state = way(cell, x, tf.constant(first_state))
        loss = tf.reduce_sum(outputs**2)
        gradients = tf.gradients(loss, [*cell.variables, x])
        load_values(cell.variables, [kernel, bias], session)
        return session.run([outputs, final_state, *gradients], {x: inputs})


# %%
def rnn_step(x_t, h):
    return reference.rnn_step(x_t, h, kernel, bias)


outputs, final_state = reference.unroll(rnn_step, inputs, first_state)
direct = 2 * outputs  # the derivative of the squared outputs
gradients = backward.rnn_gradients(inputs, first_state, kernel, bias, direct)
by_numpy = [outputs, final_state, gradients.kernel, gradients.bias, gradients.inputs]

# %% [markdown]
#
#
# **Predict before you run:** which results differ between the two functions? The outputs, the final state, the gradients, or none of them?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
show_difference("static_rnn and NumPy", run(by_static_rnn), by_numpy, limit=1e-5)
show_difference("dynamic_rnn and NumPy", run(by_dynamic_rnn), by_numpy, limit=1e-5)
show_prediction(prediction)

# %% [markdown]
# **Answer.** None. So you may replace `static_rnn` by `dynamic_rnn` in old code. But the outputs are then one tensor and not a list, so `outputs[-1]` must become `outputs[:, -1]` (lesson 07).
#
# Let's look at their graphs.

# %% [markdown]
# ## 2 · How the graph grows
#
# Why does our old script start slowly? Before the first run, Python must add every operation to the graph. So let's count them, first in two tiny graphs:


# %%
def count_operations(kind, num_steps, with_gradients=False):
    """Build a "static" or "dynamic" graph over some time steps, and count the operations."""
    with fresh_session() as session:
        x = tf.placeholder(tf.float32, [batch_size, num_steps, input_size])
        cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
        if kind == "static":
            outputs, _ = tf.nn.static_rnn(cell, tf.unstack(x, axis=1), dtype=tf.float32)
        else:
            outputs, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
        if with_gradients:
            tf.gradients(outputs, cell.variables)
        return len(session.graph.get_operations())


# %%
for few_steps in [2, 3]:
    print(f"static, {few_steps} time steps:", count_operations("static", few_steps), "operations")

# %% [markdown]
# **Predict before you run:** how many operations does the static graph contain for 100 time steps? And the dynamic graph?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
lengths = [20, 40, 60, 80, 100]
operations = {}
for kind in ["static", "dynamic"]:
    operations[kind] = [count_operations(kind, length) for length in lengths]
    operations[f"{kind}, with gradients"] = [
        count_operations(kind, length, with_gradients=True) for length in lengths
    ]

for name, counts in operations.items():
    print(f"{name}: {counts[0]} operations for 20 time steps, {counts[-1]} for 100")
show_prediction(prediction)

# %%
plots.lines(
    operations,
    x=lengths,
    x_label="number of time steps",
    y_label="operations in the graph",
    title="The static graph grows with the time steps, but the dynamic graph does not",
    decimals=0,
)

# %% [markdown]
# **Answer.** The static graph contains 524. Each time step adds 5 operations, and 24 exist only once, so $24 + 5 \cdot 100 = 524$. With gradients, each time step adds $(2018 - 418) / 80 = 20$, and 18 exist only once. So 1,000 time steps, as in our old script, need $18 + 20 \cdot 1000 = 20018$ operations. The dynamic graph contains 118 operations for any number of time steps, or 214 with gradients. Up to 18 time steps, the static graph is smaller, because a loop needs operations of its own.

# %% [markdown]
# ### Exercise 1 · `operations_at` · 4 min · ★☆☆
#
# `counts` contains the operations of a static graph for two numbers of time steps, for example `{25: 149, 50: 274}`. Compute the number for `num_steps` time steps.


# %%
def operations_at(num_steps, counts):
    """Number of time steps, {time steps: operations} with two entries -> number of operations."""
    ### BEGIN SOLUTION
    (fewer, at_fewer), (more, at_more) = sorted(counts.items())
    one_step = (at_more - at_fewer) / (more - fewer)
    return at_fewer + (num_steps - fewer) * one_step
    ### END SOLUTION


check.operations_at(operations_at)

# %% [markdown]
# ## 3 · What it costs in seconds
#
# A single measurement says little, because other programs slow the machine down. So `timing.interleaved` runs both ways alternately, in several rounds, and returns the median of each. Then we compare ratios. First, we build a graph of 100 time steps with its gradients. (`partial(f, a)` makes a function that calls `f(a)`.)

# %%
builders = {
    "static": partial(count_operations, "static", 100, with_gradients=True),
    "dynamic": partial(count_operations, "dynamic", 100, with_gradients=True),
}
seconds = timing.interleaved(builders, rounds=3, warm_up=0)
ratio = seconds["static"] / seconds["dynamic"]
verdict = "more than twice" if ratio > 2 else f"{ratio:.1f} times"
print(f"static takes {verdict} as long to build as dynamic")

# %% [markdown]
# Next, we run a training step of an LSTM over 20 time steps. The small network reads 8 sequences with 16 units, and the large one reads 64 sequences with 128 units.


# %%
def training_step(way, sequences, units):
    """Build a network, and return a function that runs one training step."""
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [sequences, 20, 28])
        cell = tf.nn.rnn_cell.BasicLSTMCell(units)
        outputs, _ = way(cell, x, cell.zero_state(sequences, tf.float32))
        loss = tf.reduce_mean(outputs**2)
        train_op = tf.train.GradientDescentOptimizer(0.001).minimize(loss)
        session = tf.Session()
        session.run(tf.global_variables_initializer())
    data = np.random.default_rng(9).normal(size=[sequences, 20, 28])
    return partial(session.run, train_op, {x: data})


# %% [markdown]
# **Predict before you run:** is a training step of the small network faster in the static or in the dynamic way?

# %% tags=["nbval-ignore-output"]
steps = {
    "small, static_rnn": training_step(by_static_rnn, 8, 16),
    "small, dynamic_rnn": training_step(by_dynamic_rnn, 8, 16),
    "large, static_rnn": training_step(by_static_rnn, 64, 128),
    "large, dynamic_rnn": training_step(by_dynamic_rnn, 64, 128),
}
seconds = timing.interleaved(steps, rounds=20)
rows = [[name, f"{1000 * time:.1f}"] for name, time in seconds.items()]
Table(["network", "training step (ms)"], rows)

# %%
ratio = seconds["small, static_rnn"] / seconds["small, dynamic_rnn"]
# The bound is 1.2 instead of 1, because times vary from run to run.
verdict = "not slower" if ratio < 1.2 else f"{ratio:.1f} times slower"
print(f"small network: static is {verdict} than dynamic")

# %% [markdown]
# **Answer.** Often the static way is somewhat faster, because the operations of the loop cost time too. In the large network it gains little or nothing, because the matrix multiplications need most of the time. But a long static graph takes long to build. So use `dynamic_rnn` for most programs. Use `static_rnn` if sequences are short, or if you need the total gradient of each state (lesson 08).
#
# A static graph has one more limit, the fixed number of time steps.

# %% [markdown]
# ## 4 · A loop inside the graph
#
# Sentences have different lengths, so each batch may have another `num_steps`. Can one graph read them all? A placeholder `[None, None, input_size]` leaves this number open.

# %%
with fresh_session(seed=9) as session:
    x = tf.placeholder(tf.float32, [None, None, input_size])
    cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
    outputs, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
    session.run(tf.global_variables_initializer())
    for shape in [(3, 5, input_size), (2, 9, input_size)]:
        outputs_value = session.run(outputs, {x: np.ones(shape)})
        print("dynamic_rnn:", shape, "->", outputs_value.shape)
    try:
        tf.unstack(x, axis=1)  # the list for static_rnn
    except ValueError as error:
        print("unstack raises:", error)

# %% [markdown]
# `static_rnn` needs a list, and `tf.unstack` cannot make a list of unknown length. But `dynamic_rnn` computes five time steps in one run and nine in the next. How can the same operations do this?
#
# They are inside a **`while_loop`**, TensorFlow's loop inside the graph. A **loop variable** is a tensor that changes from one iteration to the next. A `while_loop` takes three arguments:
#
# - The **condition** is a function of the loop variables. The loop continues while it is true.
# - The **body** is a function of the loop variables, which returns their next values in the same order.
# - A list contains the first values of the loop variables.
#
# Here the body doubles a number, five times.


# %%
def condition(step, number):
    return step < 5


def body(step, number):
    print("Python calls the body")
    return step + 1, 2.0 * number


# %% [markdown]
# **Predict before you run:** how often does Python call the function `body`?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
with fresh_session() as session:
    results = tf.while_loop(condition, body, [tf.constant(0), tf.constant(1.0)])
    step_value, number_value = session.run(results)
    print("after the loop: step", step_value, " number", number_value)
    types = [operation.type for operation in session.graph.get_operations()]
    print("multiplications in the graph:", types.count("Mul"))
show_prediction(prediction)

# %% [markdown]
# **Answer.** Once. The call adds operations to the graph, and the run repeats them. So a single multiplication computes $2^5 = 32$. In general, a body is built once, and only the run decides how often it is repeated. A result of the body can leave the loop only as a loop variable.

# %% [markdown]
# ### Exercise 2 · `halve_until` · 6 min · ★★☆
#
# Sometimes the data decides how often a loop runs. Halve a tensor until the largest of its absolute values is at most `limit`. Return the tensor and the number of iterations, which may be 0.


# %%
def halve_until(tensor, limit):
    """A float32 tensor of any shape, a float -> a tensor of this shape, int32 []."""

    ### BEGIN SOLUTION
    def condition(halved, count):
        return tf.reduce_max(tf.abs(halved)) > limit

    def body(halved, count):
        return halved / 2, count + 1

    halved, count = tf.while_loop(condition, body, [tensor, tf.constant(0)])
    return halved, count
    ### END SOLUTION


check.halve_until(halve_until)

# %% [markdown]
# The loop of an RNN also reads an input in each iteration.

# %% [markdown]
# ## 5 · Which axis comes first?
#
# An iteration reads one time step of all sequences. In a time-major tensor, time step $t$ is simply `x[t]`. So `dynamic_rnn` makes batch-major data time-major, with a **transpose**, which swaps axes. Here are two sequences, 11 to 13 and 21 to 23:

# %%
batch_major = np.array([[11, 12, 13], [21, 22, 23]])  # [batch, num_steps]

print("transpose:")
print(np.transpose(batch_major))
print("reshape:")
print(np.reshape(batch_major, [3, 2]))

# %% [markdown]
# Both results have shape `[3, 2]`. In the transpose, row 0 is the first time step of both sequences. But the rows of the reshape mix time steps and sequences, which is a silent bug.
#
# If your data is time-major already, pass `time_major=True`.
#
# **Predict before you run:** how many transposes does `dynamic_rnn` add to the graph in each case?


# %%
def count_transposes(time_major):
    """Build a dynamic_rnn, and count the operations of type Transpose."""
    with fresh_session() as session:
        x = tf.placeholder(tf.float32, [None, None, input_size])
        cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
        tf.nn.dynamic_rnn(cell, x, dtype=tf.float32, time_major=time_major)
        types = [operation.type for operation in session.graph.get_operations()]
        return types.count("Transpose")


print("time_major=False:", count_transposes(time_major=False), "transposes")
print("time_major=True :", count_transposes(time_major=True), "transposes")

# %% [markdown]
# **Answer.** It adds two for batch-major data, one for the inputs and one for the outputs. With `time_major=True` there are none. But this argument does not transpose your data. If your data is batch-major, the network reads the sequences as time steps, and no error is raised (*Going deeper* of lesson 07).

# %% [markdown]
# ### Exercise 3 · `to_time_major` · 5 min · ★☆☆
#
# Make batch-major data time-major. The function must also accept labels `[batch, num_steps]` and tensors with four axes. The axes from 2 on keep their order. (`tf.transpose(x, order)` takes the new order of the axes as a list.)


# %%
def to_time_major(tensor):
    """A tensor [batch, num_steps, ...] -> a tensor [num_steps, batch, ...]."""
    ### BEGIN SOLUTION
    perm = [1, 0, *range(2, tensor.shape.rank)]
    return tf.transpose(tensor, perm)
    ### END SOLUTION


check.to_time_major(to_time_major)

# %% [markdown]
# ## 6 · Write `dynamic_rnn` yourself
#
# If you can write this loop, you can also build networks for which no function exists.
#
# An RNN must return the outputs of all iterations. For this we need a **`TensorArray`**, an array with one position for each time step. Its method `write` stores a tensor and returns a new array. The next iteration must continue with this new array, so the array is a loop variable too. The picture shows the third of five iterations. Follow each loop variable from left to right.

# %%
loop_iteration(
    num_steps=5,
    step=2,
    title="One iteration reads one position, calls the cell and writes one position",
)

# %% [markdown]
# The inputs do not change, so their array is no loop variable. Its method `unstack` fills it with the time steps of a time-major tensor. After the loop, the method `stack` joins the positions of the outputs array into one tensor.


# %%
def loop_by_hand(cell, x, state):
    steps = tf.transpose(x, [1, 0, 2])  # [num_steps, batch, input_size]
    count = tf.shape(steps)[0]
    inputs_array = tf.TensorArray(tf.float32, size=count).unstack(steps)
    outputs_array = tf.TensorArray(tf.float32, size=count)

    def condition(step, state, outputs_array):
        return step < count

    def body(step, state, outputs_array):
        output, new_state = cell(inputs_array.read(step), state)
        return step + 1, new_state, outputs_array.write(step, output)

    first_values = [tf.constant(0), state, outputs_array]
    _, final_state, outputs_array = tf.while_loop(condition, body, first_values)
    return tf.transpose(outputs_array.stack(), [1, 0, 2]), final_state


# %% [markdown]
# **Predict before you run:** we wrote only a forward pass. Which results of our loop agree with NumPy, as in section 1?

# %%
show_difference("our loop and NumPy", run(loop_by_hand), by_numpy, limit=1e-5)

# %% [markdown]
# **Answer.** All of them, because `tf.gradients` builds the backward pass of a loop too. So we have written the main part of `dynamic_rnn`.

# %% [markdown]
# ### Exercise 4 · `run_free` · 10 min · ★★★
#
# A network that writes text reads its own last output (lesson 05). No tensor with all inputs exists, so `dynamic_rnn` cannot help. Write this loop. The first iteration reads `first_input`, and each later one reads the output before. `num_steps` is a tensor. The cell is an LSTM whose output has the size of its input. You can pass its whole state `(c, h)` as one loop variable.


# %%
def run_free(cell, first_input, state, num_steps):
    """A cell, [batch, size], a state, int32 [] -> outputs [batch, num_steps, size], final state."""

    ### BEGIN SOLUTION
    def condition(step, current, state, outputs):
        return step < num_steps

    def body(step, current, state, outputs):
        output, new_state = cell(current, state)
        return step + 1, output, new_state, outputs.write(step, output)

    outputs = tf.TensorArray(tf.float32, size=num_steps)
    first_values = [tf.constant(0), first_input, state, outputs]
    _, _, final_state, outputs = tf.while_loop(condition, body, first_values)
    return tf.transpose(outputs.stack(), [1, 0, 2]), final_state
    ### END SOLUTION


check.run_free(run_free)

# %% [markdown]
# ## Common error: `Input tensor enters the loop with shape …, but has shape …`
#
# Many people first try to collect the outputs with `tf.concat`.
#
# **Predict before you run:** what shape does `collected` have before the first iteration, and after it?

# %% tags=["raises-exception"]
steps = np.arange(30.0).reshape(5, 3, 2)  # five time steps, time-major


def condition(step, collected):
    return step < 5


def body(step, collected):
    return step + 1, tf.concat([collected, tf.constant(steps)[step]], axis=0)


with fresh_session() as session:
    first_values = [tf.constant(0), tf.zeros([0, 2], tf.float64)]
    tf.while_loop(condition, body, first_values)

# %% [markdown]
# **Answer.** The loop variable begins with shape `[0, 2]`, and the body returns shape `[3, 2]`. But the body is built only once, so the graph needs one shape that fits all iterations. The best fix is a `TensorArray`, because `tf.concat` copies all earlier outputs in each iteration. If the shape really must grow, pass a **shape invariant** for each loop variable. This is its shape, with `None` where it changes:

# %%
with fresh_session() as session:
    first_values = [tf.constant(0), tf.zeros([0, 2], tf.float64)]
    shapes = [tf.TensorShape([]), tf.TensorShape([None, 2])]
    _, collected = tf.while_loop(condition, body, first_values, shape_invariants=shapes)
    collected_value = session.run(collected)

print("shape of the collected outputs:", collected_value.shape)

# %% [markdown]
# ## Summary
#
# - `static_rnn` and `dynamic_rnn` give the same values and the same gradients. They build different graphs.
# - A static graph grows with each time step, and its length is fixed. A dynamic graph has one size. It reads any length if the placeholder leaves the number of time steps open.
# - To compare times, run both ways alternately, take medians and compare ratios. Static takes longer to build, but the training steps of a small network are often somewhat faster. So use `dynamic_rnn` if sequences are long or vary.
# - `dynamic_rnn` transposes batch-major inputs and outputs. With `time_major=True` it does not, so your data must be time-major.
# - A `while_loop` has loop variables, a condition, and a body, which is built once. A `TensorArray` collects the outputs.
#
# In lesson 11 each row of a batch has its own length.

# %%
check.progress()

# %% [markdown]
# ## Going deeper · Two more ways to run a cell
#
# This section is optional. Old code also calls a cell in a Python loop, as in lesson 04. And it can pass the cell to the `RNN` layer of **Keras**, TensorFlow's library of layers.


# %%
def by_python_loop(cell, x, state):
    outputs = []
    for step in tf.unstack(x, axis=1):
        output, state = cell(step, state)
        outputs.append(output)
    return tf.stack(outputs, axis=1), state


def by_keras_layer(cell, x, state):
    layer = tf.keras.layers.RNN(cell, return_sequences=True, return_state=True)
    return layer(x, initial_state=[state])


# %% [markdown]
# **Predict before you run:** for five time steps, how many matrix multiplications does each way add to the graph?

# %%
for way in [by_python_loop, by_static_rnn, by_dynamic_rnn, by_keras_layer]:
    with fresh_session() as session:
        x = tf.placeholder(tf.float32, [None, num_steps, input_size])
        way(tf.nn.rnn_cell.BasicRNNCell(num_units), x, tf.constant(first_state))
        types = [operation.type for operation in session.graph.get_operations()]
    print(f"{way.__name__}: {types.count('MatMul')} matrix multiplications")

show_difference("Python loop and NumPy", run(by_python_loop), by_numpy, limit=1e-5)
show_difference("Keras' RNN layer and NumPy", run(by_keras_layer), by_numpy, limit=1e-5)

# %% [markdown]
# **Answer.** The Python loop adds five, like `static_rnn`. The layer is dynamic, but it adds two. It also calls the cell once before its loop, to find the shape of the outputs.

# %% [markdown]
# ## Going deeper · Two settings of the loop
#
# This section is optional. Old code often passes two more arguments to `dynamic_rnn`. `parallel_iterations` limits how many iterations may run at the same time. In an RNN, each iteration waits for the state of the one before, so there is little to gain. The other argument saves memory on a graphics card. The backward pass needs many tensors of the loop, and `swap_memory=True` allows the loop to move them to the main memory.
#
# **Predict before you run:** does one of them change a value?


# %%
def one_iteration_at_a_time(cell, x, state):
    return tf.nn.dynamic_rnn(cell, x, initial_state=state, parallel_iterations=1)


def with_swapped_memory(cell, x, state):
    return tf.nn.dynamic_rnn(cell, x, initial_state=state, swap_memory=True)


show_difference("parallel_iterations=1", run(one_iteration_at_a_time), by_numpy, limit=1e-5)
show_difference("swap_memory=True", run(with_swapped_memory), by_numpy, limit=1e-5)

# %% [markdown]
# **Answer.** No. The results stay the same if you remove both from old code. But without `swap_memory`, a long sequence may need too much memory on a graphics card. Now look at the operations that make the loop. A profiler and many error messages use their names:

# %%
with fresh_session() as session:
    x = tf.placeholder(tf.float32, [None, None, input_size])
    cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
    by_dynamic_rnn(cell, x, tf.constant(first_state))
    types = Counter(operation.type for operation in session.graph.get_operations())

for name in ["Enter", "Merge", "Switch", "NextIteration", "Exit", "LoopCond"]:
    print(f"{name}: {types[name]}")

# %% [markdown]
# There are four loop variables, because `dynamic_rnn` has two counters besides the state and the outputs array. Each loop variable has one Merge, one Switch, one NextIteration and one Exit. Merge takes the first value or the next one. Switch asks the condition (LoopCond). If it is true, the value enters the body. If not, it leaves through Exit. There are more Enters, because constants and weights also enter the loop.

# %% [markdown]
# ## Going deeper · Inputs without a feed: queues and `tf.data`
#
# This section is optional. Some old programs contain no placeholder for the data. Their batches come out of a queue, which threads fill in the background. If you run such a graph, your program may hang and print nothing.
#
# **Predict before you run:** what must be started before the first batch can come?

# %%
rows = np.arange(12.0).reshape(6, 2)

with fresh_session() as session:
    (row,) = tf.train.slice_input_producer([tf.constant(rows)], shuffle=False)
    batch = tf.train.batch([row], batch_size=3)

    try:
        session.run(batch, options=tf.RunOptions(timeout_in_ms=500))
    except tf.errors.DeadlineExceededError:
        print("no batch within half a second")

    coordinator = tf.train.Coordinator()
    threads = tf.train.start_queue_runners(session, coordinator)
    by_queue = [session.run(batch) for _ in range(2)]
    coordinator.request_stop()
    coordinator.join(threads)

print("batches, largest difference from the rows:", np.abs(np.concatenate(by_queue) - rows).max())

# %% [markdown]
# **Answer.** The threads, with `start_queue_runners`. Without them the queue stays empty, and the run waits forever. `RunOptions` with a timeout turns this wait into an error.
#
# Later programs use `tf.data`. It needs no threads of your own. It can also fill short sequences with zeros, so that all sequences of a batch have one length (lesson 11).

# %%
lengths = [2, 5, 3, 4]


def sequences():
    for length in lengths:
        yield np.ones([length, input_size], np.float32)


with fresh_session() as session:
    shape = tf.TensorShape([None, input_size])
    dataset = tf.data.Dataset.from_generator(sequences, tf.float32, shape)
    dataset = dataset.padded_batch(2, padded_shapes=shape)
    batch = tf.data.make_one_shot_iterator(dataset).get_next()
    shapes = [session.run(batch).shape for _ in range(2)]
    try:
        session.run(batch)
    except tf.errors.OutOfRangeError:
        end = "OutOfRangeError"

print("shape in the graph:", batch.shape)
print("shapes in the runs:", *shapes)
print("after the last batch:", end)

# %% [markdown]
# In the graph, the number of time steps is unknown, because each batch has its own. So these batches need `dynamic_rnn`. After the last batch, the run raises `OutOfRangeError`. Old training loops catch it to end an epoch.

# %% [markdown]
# <details>
# <summary>Sources</summary>
#
# - *RNN and LSTM implementation in TensorFlow* (lesson 04) unrolls with `tf.nn.rnn`, which is now `tf.nn.static_rnn`. *RNN and LSTM* (lesson 07) uses `tf.nn.dynamic_rnn`. Neither post explains how the two differ, or that they compute the same.
# - Older versions of TensorFlow report the common error as *The shape for while/Merge_1:0 is not an invariant for the loop*.
# - The operations of the loop are described in *Dynamic Control Flow in Large-Scale Machine Learning* by Yu and others (2018).
#
# </details>
