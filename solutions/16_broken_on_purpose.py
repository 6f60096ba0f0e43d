# %% [markdown]
# # 16 · Broken on purpose
#
# *Eighteen faults of old recurrent code, each as a small graph. The loud ones stop with an error. The silent ones run, and give a wrong number.*
#
# **You will be able to**
# - read a graph's errors: which line of the message counts, and which line of yours it means
# - tell a mend that removes the message from one that removes the fault
# - find the axes that changed places, or stretched, without an error
# - show with one number that a loss or an update is not what its name says
# - measure without changing what you measure
#
# **You need** lessons 01 to 07. **Time**: about 75 minutes, of which 39 for the exercises. **Order**: after the imports, every section stands alone. The last table is for later, when something of your own is broken.
#
# The sizes below all differ, so that an axis can be known by its length.

# %%
import time

import numpy as np

from utils import reference
from utils.checks import broken_on_purpose as check
from utils.data import load_mnist
from utils.graph import fresh_session, variable_table
from utils.tf1 import tf

batch_size, num_steps, input_size, num_units = 3, 5, 4, 6
random = np.random.default_rng(seed=16)
sequences = random.normal(size=(batch_size, num_steps, input_size)).astype(np.float32)
weights = random.normal(scale=0.4, size=(input_size + num_units, num_units)).astype(np.float32)
no_bias = np.zeros(num_units, np.float32)


def by_numpy(inputs):
    """What a BasicRNNCell with these weights makes of [batch, num_steps, 4]: outputs, state."""
    start = np.zeros([len(inputs), num_units], np.float32)
    return reference.unroll(lambda x, h: reference.rnn_step(x, h, weights, no_bias), inputs, start)


def cell_with_weights(session):
    """A BasicRNNCell that holds the weights above."""
    cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
    cell.build((None, input_size))
    for variable, value in zip(cell.variables, (weights, no_bias), strict=True):
        variable.load(value, session)
    return cell


# %% [markdown]
# ## 1 · Building the graph
#
# ### Fault 1 · Two readers
#
# A program compares questions with answers. Each is read by a `dynamic_rnn` of its own, with a cell object of its own.
#
# **Predict before you run:** lesson 03 called two cell objects in one graph, and got two kernels. And here?

# %% tags=["raises-exception"]
with fresh_session() as session:
    for sentences in (tf.zeros([3, 5, 4]), tf.zeros([3, 7, 4])):  # questions, then answers
        cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
        tf.nn.dynamic_rnn(cell, sentences, dtype=tf.float32)

# %% [markdown]
# *Variable rnn/basic_rnn_cell/kernel already exists.* Read the name from the left: `rnn` is the scope that each `dynamic_rnn` opens, and the second opens it again. The message comes while the graph is **drawn**, so the last of your own lines in the traceback is the line that drew too much.
#
# Lesson 03 called its cells by themselves. With a scope that is opened by its name, and without:

# %%
with fresh_session() as session:
    x, state = tf.zeros([3, 4]), tf.zeros([3, 6])
    for _ in range(2):
        tf.nn.rnn_cell.BasicRNNCell(num_units)(x, state)
    print("no scope:", *(v.op.name for v in tf.global_variables() if v.shape.rank == 2))
    try:
        for _ in range(2):
            with tf.variable_scope("rnn"):
                tf.nn.rnn_cell.BasicRNNCell(num_units)(x, state)
    except ValueError as error:
        print("scope   :", str(error).split(",")[0])

# %% [markdown]
# Outside, the second cell takes the next free name. A scope that is opened anew counts its names anew.
#
# *Did you mean to set reuse=True or reuse=tf.AUTO_REUSE?* Do what the question proposes, and count:

# %%
with fresh_session() as session:
    for sentences in (tf.zeros([3, 5, 4]), tf.zeros([3, 7, 4])):
        with tf.variable_scope("reader", reuse=tf.AUTO_REUSE):
            cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
            tf.nn.dynamic_rnn(cell, sentences, dtype=tf.float32)
    table = variable_table(tf.global_variables())

table

# %% [markdown]
# One kernel: questions and answers are read with the same weights. If one network was meant, this is the mend. If two were meant, the message is gone and the fault is not.

# %% [markdown]
# ### Exercise 1 · `two_readers` · 5 min · ★★☆
#
# Two were meant. Read both inputs, each with weights of its own, in the graph that you are in. Return the two final states. Broken:
#
# ```python
# _, first_state = tf.nn.dynamic_rnn(tf.nn.rnn_cell.BasicRNNCell(num_units), first, dtype=tf.float32)
# _, second_state = tf.nn.dynamic_rnn(tf.nn.rnn_cell.BasicRNNCell(num_units), second, dtype=tf.float32)
# return first_state, second_state
# ```


# %%
def two_readers(first, second, num_units):
    """Two tensors [batch, num_steps, input_size], int -> two final states [batch, num_units]."""
    ### BEGIN SOLUTION
    states = []
    for name, inputs in (("first", first), ("second", second)):
        with tf.variable_scope(name):
            cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
            states.append(tf.nn.dynamic_rnn(cell, inputs, dtype=tf.float32)[1])
    return tuple(states)
    ### END SOLUTION


check.two_readers(two_readers)

# %% [markdown]
# ### Fault 2 · A list of layers
#
# `MultiRNNCell` stacks cells: the output of each is the input of the next. Its list is quickly written as `[cell] * 2`.
#
# **Predict before you run:** how many variables have two layers of 6 units, over an input that is 6 wide?


# %%
def stack(cells, width):
    """Draw a stack of cells over an input of this width; return its variables' names."""
    inputs = tf.zeros([batch_size, num_steps, width])
    tf.nn.dynamic_rnn(tf.nn.rnn_cell.MultiRNNCell(cells), inputs, dtype=tf.float32)
    return [variable.op.name for variable in tf.global_variables()]


with fresh_session() as session:
    print("[cell] * 2:", *stack([tf.nn.rnn_cell.BasicRNNCell(6)] * 2, width=6), sep="\n  ")
with fresh_session() as session:
    two = [tf.nn.rnn_cell.BasicRNNCell(6) for _ in range(2)]
    print("two cells :", *stack(two, width=6), sep="\n  ")

# %% [markdown]
# `[cell] * 2` is a list that names *one* object twice. It makes one kernel, which serves as both layers, and nothing says so. The mend makes a cell for each place.
#
# **Predict before you run:** with an input 4 wide, the fault is loud. Which two numbers will the error name?

# %% tags=["raises-exception"]
with fresh_session() as session:
    stack([tf.nn.rnn_cell.BasicRNNCell(6)] * 2, width=4)

# %% [markdown]
# *Dimensions must be equal, but are 12 and 10*. The second layer gets 6 numbers from below and 6 from its state, 12 in all, and meets a kernel of 4 + 6 rows: that of the first layer. The scope says it too: both layers are `cell_0`. The loud case is the lucky one.

# %% [markdown]
# ### Fault 3 · An early initializer
#
# **Predict before you run:** the kernel's initializer is run. Which variable will be missing its value?

# %% tags=["raises-exception"]
with fresh_session() as session:
    kernel = tf.get_variable("kernel", [4, 6])
    session.run(tf.global_variables_initializer())
    train_op = tf.train.MomentumOptimizer(0.1, 0.9).minimize(tf.reduce_sum(kernel**2))
    session.run(train_op)

# %% [markdown]
# One that the script never names: `kernel/Momentum`, in which the optimizer keeps a running sum of the gradients. Adam makes two such for each variable, one for the gradient and one for its square, and two more (`beta1_power`, `beta2_power`).
#
# This error is raised in a **run**, and holds more than one trace (run the cell to see them). Python's own shows `session.run`, where the error came out. The one under *Original stack trace* shows the line that **drew** the operation. The sentence to read stands above `[[{{node …}}]]`. To find all that is missing, ask the graph:

# %%
with fresh_session() as session:
    kernel = tf.get_variable("kernel", [4, 6])
    missing = []
    session.run(tf.global_variables_initializer())
    train_op = tf.train.AdamOptimizer(0.1).minimize(tf.reduce_sum(kernel**2))
    missing.append(session.run(tf.report_uninitialized_variables()))
    session.run(tf.global_variables_initializer())  # mended: drawn after the last variable
    missing.append(session.run(tf.report_uninitialized_variables()))
    session.run(train_op)

print("drawn before the optimizer, missing:", [name.decode() for name in missing[0]])
print("drawn after it, missing            :", [name.decode() for name in missing[1]])

# %% [markdown]
# ### Fault 4 · A session from before
#
# In a notebook, the first cell opened a session. Then the model was drawn again, in a new graph.
#
# **Predict before you run:** the tensor exists, the session is open. What is wrong?

# %% tags=["raises-exception"]
with tf.Graph().as_default():
    tf.constant(0.0, name="earlier")
    session = tf.Session()

with tf.Graph().as_default():
    total = tf.constant([1.0, 2.0], name="total")
    session.run(total)

# %% [markdown]
# *is not an element of this graph*: a session belongs to the graph that was the default when it was opened. The same fault has two more messages. One comes where the session's graph is empty, the other from `tf.reset_default_graph()`, which people add as a cure: Python still holds tensors of the old graph.

# %%
with tf.Session(graph=tf.Graph()) as on_empty:
    try:
        on_empty.run(total)
    except RuntimeError as error:
        print("empty graph:", error)

held = tf.constant([1.0, 2.0], name="held")
tf.reset_default_graph()
try:
    held + tf.constant([1.0, 1.0], name="new")
except ValueError as error:
    print("after reset:", str(error).split(" (graphs")[0])

graph = tf.Graph()
with graph.as_default():
    total = tf.constant([1.0, 2.0], name="total")
with tf.Session(graph=graph) as session:
    print("mended     :", session.run(total), " same graph:", session.graph is total.graph)

# %% [markdown]
# The mend: name the graph, draw everything in it, and open the session on it by name.

# %% [markdown]
# ### Fault 5 · A rate for each epoch
#
# Old language models lower their learning rate after each epoch, like this. The values are right.
#
# **Predict before you run:** the graph begins with some operations. How many does a turn of the loop add?

# %%
with fresh_session() as session:
    rate = tf.get_variable("rate", [], trainable=False)
    session.run(tf.global_variables_initializer())
    print("before the loop:      operations", len(session.graph.get_operations()))
    for epoch in range(1, 5):
        session.run(tf.assign(rate, 0.5**epoch))
        count = len(session.graph.get_operations())
        print(f"epoch {epoch}  rate {session.run(rate):.4f}  operations {count}")

# %% [markdown]
# Two: a constant for the new value, and an assignment. After an epoch each, nobody notices. Any `tf.` call in a loop does the same, such as `session.run(tf.argmax(logits, 1))` for every batch. And the session must take in the changed graph at the next run, before it computes anything:

# %%
with fresh_session() as session:
    rate = tf.get_variable("rate", [], trainable=False)
    one_assignment = tf.assign(rate, 0.5)
    session.run(one_assignment)
    seconds = {"drawn once": [], "drawn in the loop": []}
    for _ in range(40):
        for name, times in seconds.items():
            start = time.perf_counter()
            session.run(one_assignment if name == "drawn once" else tf.assign(rate, 0.5))
            times.append(time.perf_counter() - start)

once, in_loop = (np.median(times) for times in seconds.values())
print("a turn that draws takes more than three times as long:", in_loop > 3 * once)

# %% [markdown]
# There are two ways to notice. Count the operations, or forbid new ones: **finalize** closes a graph, and makes the silent fault loud.

# %%
with fresh_session() as session:
    rate = tf.get_variable("rate", [], trainable=False)
    session.run(tf.global_variables_initializer())
    session.graph.finalize()
    try:
        session.run(tf.assign(rate, 0.5))
    except RuntimeError as error:
        print("RuntimeError:", error)

# %% [markdown]
# ### Exercise 2 · `train_with_rates` · 6 min · ★★☆
#
# Mend this loop. However many rates there are, the graph must end with the same number of operations. `kernel` and `rate` are variables, and `train_op` makes one update with the rate that `rate` holds.
#
# ```python
# kernels = []
# for value in rates:
#     session.run(tf.assign(rate, value))
#     session.run(train_op)
#     kernels.append(session.run(kernel))
# return kernels
# ```


# %%
def train_with_rates(session, kernel, rate, train_op, rates):
    """One update with each of the rates; the kernel's value after each, a list of arrays."""
    ### BEGIN SOLUTION
    new_rate = tf.placeholder(tf.float32, [])
    set_rate = tf.assign(rate, new_rate)
    kernels = []
    for value in rates:
        session.run(set_rate, {new_rate: value})
        session.run(train_op)
        kernels.append(session.run(kernel))
    return kernels
    ### END SOLUTION


check.train_with_rates(train_with_rates)

# %% [markdown]
# ## 2 · Feeding
#
# ### Fault 6 · Pixels from 0 to 1
#
# The graph takes bytes and divides by 255 itself, as in lesson 07. Somebody divides before feeding too.
#
# **Predict before you run:** an error, numbers that are 255 times too small, or something else?

# %%
images = load_mnist().test_images[:batch_size]  # uint8 [3, 28, 28]

with fresh_session() as session:
    fed = tf.placeholder(tf.uint8, [None, 28, 28])
    ids = tf.placeholder(tf.int32, [None])
    for name, value in (("bytes", images), ("images / 255", images / 255)):
        seen = session.run(fed, {fed: value})
        print(f"{name:12}  pixels above 0: fed {(value > 0).sum()}, seen {(seen > 0).sum()}")
    print("ids 1.9 and 2.7 are seen as", session.run(ids, {ids: np.array([1.9, 2.7])}))
    print(
        "300 in a byte is seen as   ", session.run(fed, {fed: np.full([1, 28, 28], 300)})[0, 0, 0]
    )

# %% [markdown]
# What is fed is converted to the placeholder's dtype, without a word: fractions are cut off, and what is too large runs over. Only full ink was left, as a 1 (and the graph will divide it by 255). So look at what arrives: a placeholder can be fetched like any tensor. Or ask NumPy, before feeding, whether a fraction or a sign could be lost:

# %%
for given, wanted in (("uint8", "uint8"), ("float64", "uint8"), ("int64", "int8")):
    print(f"{given:7} to {wanted:5}:", np.can_cast(given, wanted, "same_kind"))
print("300 as int8:", np.array([300]).astype(np.int8)[0])

# %% [markdown]
# The divided pixels would have been found. The size it does not ask: 300 may become an `int8`, and is a 44. Against that, look at the largest value.

# %% [markdown]
# ### Fault 7 · Ids from 1 to 64
#
# A vocabulary of 64 characters, numbered by a tool that counts from 1.
#
# **Predict before you run:** which part of the message will tell you *where* in the batch the culprit is?

# %% tags=["raises-exception"]
with fresh_session() as session:
    embedding = tf.get_variable("embedding", [64, 8])
    ids = tf.placeholder(tf.int32, [None, None], name="ids")
    vectors = tf.nn.embedding_lookup(embedding, ids)
    session.run(tf.global_variables_initializer())
    session.run(vectors, {ids: [[3, 17], [64, 2]]})

# %% [markdown]
# *indices[1,0] = 64 is not in [0, 64)*: row 1, step 0, holds a 64, and the rows of the embedding go from 0 to 63. An embedding of 65 rows would silence it. It mends nothing: row 0 is never used, and every output layer still numbers its classes from 0. Look at the smallest and the largest id, and subtract where they are made.
#
# Labels have the same fault.
#
# **Predict before you run:** of ten classes, the label is 10. The loss has two forms, for ids and for one-hot vectors. What does each say?

# %%
with fresh_session() as session:
    logits = tf.zeros([1, 10])
    for label in (9, 10):
        given = tf.placeholder_with_default([label], [None])
        sparse = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=given, logits=logits)
        one_hot = tf.one_hot(given, 10)
        dense = tf.nn.softmax_cross_entropy_with_logits(labels=one_hot, logits=logits)
        try:
            by_id = f"{session.run(sparse)[0]:.2f}"
        except tf.errors.InvalidArgumentError as error:
            by_id = next(line for line in str(error).splitlines() if "valid range" in line)
        print(f"label {label:2}  one-hot: {session.run(dense)[0]:.2f}  id: {by_id}")

# %% [markdown]
# `tf.one_hot` makes a row of zeros out of a label that does not exist, and the loss of that example is 0, as if it were perfectly right. (On a GPU, says TensorFlow's documentation, the form for ids does not stop either: it gives NaN.)

# %% [markdown]
# ### Fault 8 · A state made of eight rows
#
# **Predict before you run:** trained in batches of 8, now given 3 sequences. Which two shapes will not fit each other?

# %% tags=["raises-exception"]
with fresh_session() as session:
    inputs = tf.placeholder(tf.float32, [None, num_steps, input_size])
    cell = cell_with_weights(session)
    start = cell.zero_state(8, tf.float32)
    outputs, _ = tf.nn.dynamic_rnn(cell, inputs, initial_state=start)
    session.run(outputs, {inputs: sequences})

# %% [markdown]
# *shape[0] = [3,4] vs. shape[1] = [8,6]*: a step joins the input, 3 rows of 4, to the state, 8 rows of 6. The second numbers may differ, they are joined. The first must not. `zero_state(3, …)` would only wait for the next batch. Ask for the size when the graph runs:

# %%
with fresh_session() as session:
    inputs = tf.placeholder(tf.float32, [None, num_steps, input_size])
    cell = cell_with_weights(session)
    start = cell.zero_state(tf.shape(inputs)[0], tf.float32)
    outputs, _ = tf.nn.dynamic_rnn(cell, inputs, initial_state=start)
    for rows in (3, 1):
        got = session.run(outputs, {inputs: sequences[:rows]})
        agrees = np.allclose(got, by_numpy(sequences[:rows])[0], atol=1e-6)
        print(f"batch of {rows}: {got.shape}, as by NumPy: {agrees}")

# %% [markdown]
# ### Fault 9 · A text in pieces
#
# A long sequence is read in pieces of 2 steps, with `zero_state` as the initial state.
#
# **Predict before you run:** which of the three pieces agree with reading all six steps at once?

# %%
long = np.concatenate([sequences, sequences[:, :1]], axis=1)  # [3, 6, 4]
whole, _ = by_numpy(long)  # [3, 6, 6]

with fresh_session() as session:
    inputs = tf.placeholder(tf.float32, [None, 2, input_size])
    cell = cell_with_weights(session)
    state = cell.zero_state(tf.shape(inputs)[0], tf.float32)
    outputs, final_state = tf.nn.dynamic_rnn(cell, inputs, initial_state=state)
    for piece in range(3):
        steps = slice(2 * piece, 2 * piece + 2)
        got = session.run(outputs, {inputs: long[:, steps]})
        print(f"piece {piece}: as by NumPy: {np.allclose(got, whole[:, steps], atol=1e-6)}")

# %% [markdown]
# Only the first. A run keeps nothing for the next one, except in variables, and the state is not a variable: each run begins with zeros again. The final state must be fetched, and fed as the next initial state. (`state` is no placeholder, but any tensor can be fed; a pair of tensors can be the key of a feed too.)

# %% [markdown]
# ### Exercise 3 · `read_in_pieces` · 6 min · ★★☆
#
# Mend the loop for an LSTM, whose state is a pair. `pieces` is a list of arrays `[batch, steps, input_size]`. The first piece starts from the graph's own initial state.
#
# ```python
# found = [session.run(outputs, {inputs: piece}) for piece in pieces]
# return np.concatenate(found, axis=1)
# ```


# %%
def read_in_pieces(session, inputs, state, outputs, final_state, pieces):
    """The outputs of all pieces, read as one sequence: [batch, all steps, num_units]."""
    ### BEGIN SOLUTION
    found, feed = [], {}
    for piece in pieces:
        output, last = session.run([outputs, final_state], {inputs: piece, **feed})
        found.append(output)
        feed = {state: last}
    return np.concatenate(found, axis=1)
    ### END SOLUTION


check.read_in_pieces(read_in_pieces)

# %% [markdown]
# ## 3 · Shapes and axes
#
# ### Fault 10 · A flag, copied
#
# `time_major=True` came with code from elsewhere. The data are batch-major: 3 sequences of 5 steps.
#
# **Predict before you run:** the outputs have the shape that you expect. Of the 15 outputs, one for each row and step, how many are right?

# %%
with fresh_session() as session:
    cell = cell_with_weights(session)
    outputs, state = tf.nn.dynamic_rnn(
        cell, tf.constant(sequences), time_major=True, dtype=tf.float32
    )
    got, last = session.run([outputs, state])

right = np.isclose(got, by_numpy(sequences)[0], atol=1e-6).all(axis=2)  # [3, 5]
print("outputs:", got.shape, " right:", right.sum(), "of", right.size)
print(right.astype(int))
print("state  :", last.shape)

# %% [markdown]
# One: row 0, step 0. The data were taken for 5 sequences of 3 steps: each began with a zero state at row 0, and went on to the next *example*. Of all shapes only the state's, `[5, 6]` instead of `[3, 6]`, shows it; in a batch of 5 none would. What finds it for sure is a comparison, with NumPy as here, or with itself as in lesson 07: exchange one example, and see whose outputs change.

# %% [markdown]
# ### Exercise 4 · `time_major_outputs` · 5 min · ★★☆
#
# The rest of the old program wants its outputs time-major, and gets its inputs batch-major. Mend this, for any sizes:
#
# ```python
# outputs, _ = tf.nn.dynamic_rnn(cell, inputs, time_major=True, dtype=tf.float32)
# return outputs
# ```


# %%
def time_major_outputs(cell, inputs):
    """A cell, a tensor [batch, num_steps, input_size] -> [num_steps, batch, num_units]."""
    ### BEGIN SOLUTION
    by_steps = tf.transpose(inputs, [1, 0, 2])
    outputs, _ = tf.nn.dynamic_rnn(cell, by_steps, time_major=True, dtype=tf.float32)
    return outputs
    ### END SOLUTION


check.time_major_outputs(time_major_outputs)

# %% [markdown]
# ### Fault 11 · A single customer
#
# The last step is cut out with a slice, `[batch, 1, num_classes]`, and squeezed. It ran for months, in batches.
#
# **Predict before you run:** one sequence comes alone. What does the message say about axes?

# %% tags=["raises-exception"]
with fresh_session() as session:
    logits = tf.placeholder(tf.float32, [None, 1, 10])
    guess = tf.argmax(tf.squeeze(logits), axis=1)
    print("three:", session.run(guess, {logits: np.eye(10)[[7, 2, 1], np.newaxis]}))
    print("one  :", session.run(guess, {logits: np.eye(10)[[7], np.newaxis]}))

# %% [markdown]
# *Expected dimension in the range [-1, 1), but got 1*: a tensor was asked for axis 1 and has axis 0 alone. The squeeze ate the batch (lesson 04). Some mend the line that complains, with `axis=-1`. Compare:

# %%
with fresh_session() as session:
    logits = tf.placeholder(tf.float32, [None, 1, 10])
    last_axis = tf.argmax(tf.squeeze(logits), axis=-1)
    named = tf.argmax(tf.squeeze(logits, axis=[1]), axis=1)
    one = {logits: np.eye(10)[[7], np.newaxis]}
    print("argmax over axis -1:", session.run(last_axis, one).shape)
    print("squeeze of axis 1  :", session.run(named, one).shape)

# %% [markdown]
# With `axis=-1` the complaint is gone, and the answer has no batch any more: whoever loops over it gets the next error. Named, the squeeze takes what it should.

# %% [markdown]
# ### Fault 12 · A dense layer's answer
#
# A network forecasts one number for each sequence. Its last layer gives `[batch, 1]`, and the labels are `[batch]`. The loss is the mean squared difference.
#
# **Predict before you run:** first every forecast is exactly right, then every forecast is the mean of the labels. What is the loss, each time?

# %%
labels = np.array([1.0, 2.0, 6.0], np.float32)  # [3]

with fresh_session() as session:
    forecast = tf.placeholder(tf.float32, [None, 1])
    differences = forecast - labels
    loss = tf.reduce_mean(tf.square(differences))
    slope = tf.gradients(loss, forecast)[0]
    for name, value in (("right", labels), ("mean of the labels", np.full(3, labels.mean()))):
        loss_value, slope_value = session.run([loss, slope], {forecast: value[:, np.newaxis]})
        print(f"{name:18}  loss {loss_value:5.2f}  slope {slope_value[:, 0].round(2) + 0.0}")
    print("differences:", session.run(differences, {forecast: labels[:, np.newaxis]}).shape)

# %% [markdown]
# A column minus a row is a square. Where two shapes differ, an axis of length 1 is stretched to fit (**broadcasting**, as in NumPy): `[3, 1] - [3]` is `[3, 3]`, each forecast compared with *every* label. The right forecasts get a loss, and a slope that drives them away. At the mean of the labels the slope is 0: this is where such a training comes to rest. The mend gives both one shape, and a line that insists on it:

# %%
with fresh_session() as session:
    forecast = tf.placeholder(tf.float32, [None, 1])
    try:
        forecast.shape.assert_is_compatible_with(labels.shape)
    except ValueError as error:
        print("as it was:", error)
    mended = tf.squeeze(forecast, axis=[1])  # [batch]
    mended.shape.assert_is_compatible_with(labels.shape)
    loss = tf.reduce_mean(tf.square(mended - labels))
    print("right, mended, loss:", session.run(loss, {forecast: labels[:, np.newaxis]}))

# %% [markdown]
# ## 4 · Training
#
# ### Fault 13 · Probabilities in
#
# The program needs probabilities for its samples, so the last layer ends in a softmax. The loss gets them as well, under `logits=`.
#
# **Predict before you run:** the network is right, and as certain as can be. What is its loss, with 2, 10 and 64 classes? (Given logits it would be 0.)

# %%
with fresh_session() as session:
    for num_classes in (2, 10, 64):
        certain = tf.one_hot([0], num_classes) * 50.0  # logits [1, num_classes]
        given = tf.nn.softmax(certain)
        loss = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[0], logits=given)
        floor = np.log(np.e + num_classes - 1) - 1
        print(f"{num_classes:2} classes: loss {session.run(loss)[0]:.2f}", end="   ")
        print(
            f"ln(e + {num_classes - 1}) - 1 = {floor:.2f}   ln({num_classes}) = {np.log(num_classes):.2f}"
        )

# %% [markdown]
# The softmax is done twice. The second one gets numbers from 0 to 1, so it can give the label no more than $e$ parts of $e + n - 1$, and the loss has a floor, however long the training. For 64 characters the floor lies about one nat below ln 64, the loss of a network that knows nothing. A loss that settles just above ln(e + n - 1) - 1 gives this fault away. (Lesson 07 shows the slope, which is next to nothing.)

# %% [markdown]
# ### Exercise 5 · `probabilities_and_loss` · 5 min · ★★☆
#
# Return both, right: the probabilities, for sampling, and the mean loss. The logits may lie hundreds apart.
#
# ```python
# probabilities = tf.nn.softmax(tf.matmul(output, V) + c)
# losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=probabilities)
# return probabilities, tf.reduce_mean(losses)
# ```


# %%
def probabilities_and_loss(output, V, c, labels):
    """[batch, num_units], [num_units, classes], [classes], ids [batch] -> [batch, classes], []."""
    ### BEGIN SOLUTION
    logits = tf.matmul(output, V) + c
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    return tf.nn.softmax(logits), tf.reduce_mean(losses)
    ### END SOLUTION


check.probabilities_and_loss(probabilities_and_loss)

# %% [markdown]
# ### Fault 14 · The number that counts
#
# What is wanted is few errors, so the loss is the share of errors.
#
# **Predict before you run:** at which of its lines will this stop?

# %% tags=["raises-exception"]
with fresh_session() as session:
    kernel = tf.get_variable("kernel", [4, 10])
    guesses = tf.argmax(tf.matmul(tf.ones([3, 4]), kernel), axis=1)
    errors = tf.cast(tf.not_equal(guesses, [7, 2, 1]), tf.float32)
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_mean(errors))

# %% [markdown]
# At the last: *No gradients provided for any variable*. The message lists the variables and the loss, and says that no path with a slope leads from one to the other. It does not say where the path ends. Ask `tf.gradients`, piece by piece, which gives `None` where there is none:

# %%
with fresh_session() as session:
    kernel = tf.get_variable("kernel", [4, 10])
    logits = tf.matmul(tf.ones([3, 4]), kernel)
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[7, 2, 1], logits=logits)
    pieces = {
        "matmul": logits,
        "cross entropy": losses,
        "argmax": tf.argmax(logits, axis=1),
        "cast to int and back": tf.cast(tf.cast(logits, tf.int32), tf.float32),
        "stop_gradient": tf.stop_gradient(logits),
    }
    for name, piece in pieces.items():
        print(f"{name:20}", "None" if tf.gradients(piece, kernel)[0] is None else "a gradient")

# %% [markdown]
# The mend: train on the cross entropy, measure the share of errors. The message comes only if *no* variable has a gradient.
#
# **Predict before you run:** here the path to the embedding is cut, and that to the output layer is not. What will `minimize` say?

# %%
with fresh_session(seed=16) as session:
    embedding = tf.get_variable("embedding", [64, 4])
    kernel = tf.get_variable("kernel", [4, 10])
    vectors = tf.stop_gradient(tf.nn.embedding_lookup(embedding, [5, 9, 60]))
    logits = tf.matmul(vectors, kernel)
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[7, 2, 1], logits=logits)
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_mean(losses))

    session.run(tf.global_variables_initializer())
    before = session.run([embedding, kernel])
    session.run(train_op)
    after = session.run([embedding, kernel])

for name, old, new in zip(("embedding", "kernel"), before, after, strict=True):
    print(f"{name:9} moved: {not np.array_equal(old, new)}")

# %% [markdown]
# `minimize` says nothing. The embedding stays as its initializer made it. After one update, every variable that is to learn should have moved.

# %% [markdown]
# ### Fault 15 · Clipping
#
# Gradients longer than 1 are to be clipped. The learning rate is 1, so the update should be no longer than 1.
#
# **Predict before you run:** how long is it, and how long are the clipped gradients?

# %%
with fresh_session() as session:
    kernel = tf.get_variable("kernel", [4], initializer=tf.initializers.ones())
    loss = tf.reduce_sum(10.0 * kernel**2)
    train_op = tf.train.GradientDescentOptimizer(1.0).minimize(loss)
    clipped, _ = tf.clip_by_global_norm(tf.gradients(loss, [kernel]), 1.0)

    session.run(tf.global_variables_initializer())
    before = session.run(kernel)
    clipped_value, _ = session.run([clipped[0], train_op])
    after = session.run(kernel)

print(f"length of the clipped gradient: {np.linalg.norm(clipped_value):.1f}")
print(f"length of the update          : {np.linalg.norm(after - before):.1f}")

# %% [markdown]
# The clipping is drawn, and it works, and nobody uses it: `minimize` made its update out of gradients of its own. A line changes nothing by standing below another. What counts are the arrows of the graph, and none leads from the clipped gradients to `train_op`.

# %% [markdown]
# ### Exercise 6 · `clipped_update` · 5 min · ★★☆
#
# Put the clipping where it belongs, between the two halves of `minimize`: `compute_gradients` gives pairs of a gradient and its variable, `apply_gradients` takes such pairs and makes the update. Train these variables and no others. All gradients together must not be longer than `limit`.
#
# ```python
# train_op = optimizer.minimize(loss, var_list=variables)
# tf.clip_by_global_norm(tf.gradients(loss, variables), limit)
# return train_op
# ```


# %%
def clipped_update(optimizer, loss, variables, limit):
    """An optimizer, a scalar tensor, a list of variables, a number -> the operation to run."""
    ### BEGIN SOLUTION
    gradients, _ = tf.clip_by_global_norm(tf.gradients(loss, variables), limit)
    return optimizer.apply_gradients(zip(gradients, variables, strict=True))
    ### END SOLUTION


check.clipped_update(clipped_update)

# %% [markdown]
# ## 5 · Measuring
#
# ### Fault 16 · The same question twice
#
# **Dropout** sets a random part of the units to zero, so that a network in training does not lean on a few (lesson 12). `keep_prob` is the share that stays.
#
# **Predict before you run:** a network is asked the same thing twice. Does it answer the same?

# %%
with fresh_session(seed=16) as session:
    keep_prob = tf.placeholder_with_default(0.5, [])
    cell = cell_with_weights(session)
    dropped = tf.nn.rnn_cell.DropoutWrapper(cell, output_keep_prob=keep_prob)
    outputs, _ = tf.nn.dynamic_rnn(dropped, tf.constant(sequences), dtype=tf.float32)
    for name, feed in (("as in training", {}), ("keep_prob 1.0", {keep_prob: 1.0})):
        first, second = (session.run(outputs, feed) for _ in range(2))
        print(f"{name:14}  twice the same: {np.array_equal(first, second)}", end="   ")
        print("as by NumPy:", np.allclose(first, by_numpy(sequences)[0], atol=1e-6))

# %% [markdown]
# Not until dropout is off. The default of 0.5 was made for training, and whoever measures has to remember to feed 1.0. The safer mend is the other default: off, unless the training feeds it.

# %% [markdown]
# ### Fault 17 · A list of fetches
#
# The line that trains, `session.run([train_op, loss], …)`, was copied for the test set. The four measurements below follow one another, with no training between them.
#
# **Predict before you run:** what do they show?

# %%
test_inputs = np.random.default_rng(17).normal(size=(20, 4)).astype(np.float32)
test_labels = (test_inputs @ np.array([1, -2, 3, 0.5]))[:, np.newaxis].astype(np.float32)

with fresh_session() as session:
    kernel = tf.get_variable("kernel", [4, 1], initializer=tf.initializers.zeros())
    loss = tf.reduce_mean(tf.square(tf.matmul(tf.constant(test_inputs), kernel) - test_labels))
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
    session.run(tf.global_variables_initializer())
    copied = [session.run([train_op, loss])[1] for _ in range(4)]

    session.run(tf.global_variables_initializer())
    alone = [session.run(loss) for _ in range(4)]

print("fetched with train_op:", *(f"{value:6.2f}" for value in copied))
print("fetched alone        :", *(f"{value:6.2f}" for value in alone))

# %% [markdown]
# The more often you measure, the better it gets: the network is being trained on the test set. A run does *all* that its fetches need, and the order of a list of fetches is no order. When you measure, fetch what you measure and nothing else.

# %% [markdown]
# ### Exercise 7 · `test_accuracy` · 7 min · ★★★
#
# Three faults in one loop; none of them is loud. `right` is a tensor `[batch]`, True where a guess is right. `keep_prob` is a placeholder whose default is 0.5. The batches are pairs of inputs and labels, the last may be smaller, and every example counts the same. Mend it:
#
# ```python
# shares = []
# for some_inputs, some_labels in batches:
#     _, hits = session.run([train_op, right], {inputs: some_inputs, labels: some_labels})
#     shares.append(hits.mean())
# return np.mean(shares)
# ```


# %%
def test_accuracy(session, train_op, right, inputs, labels, keep_prob, batches):
    """The share of right guesses over all examples of all batches: a number from 0 to 1."""
    ### BEGIN SOLUTION
    hits = [
        session.run(right, {inputs: some_inputs, labels: some_labels, keep_prob: 1.0})
        for some_inputs, some_labels in batches
    ]
    return float(np.concatenate(hits).mean())
    ### END SOLUTION


check.test_accuracy(test_accuracy)

# %% [markdown]
# ## Broken on purpose
#
# ### Fault 18 · The shape that is wanted
#
# One more, in two acts. The sequences arrive time-major, `[5, 3, 4]`; the placeholder wants `[?, 5, 4]`.
#
# **Predict before you run:** this one is loud. But what will the next person write to make it quiet?

# %% tags=["raises-exception"]
by_steps = sequences.transpose(1, 0, 2)  # [num_steps, batch_size, input_size]

with fresh_session() as session:
    inputs = tf.placeholder(tf.float32, [None, num_steps, input_size], name="inputs")
    session.run(inputs, {inputs: by_steps})

# %% [markdown]
# *Cannot feed value of shape (5, 3, 4) for Tensor inputs:0, which has shape (?, 5, 4)*: what came, where to, what is wanted. Two mends make the message go away.
#
# **Predict before you run:** which rows does each get right?

# %%
with fresh_session() as session:
    inputs = tf.placeholder(tf.float32, [None, num_steps, input_size], name="inputs")
    _, state = tf.nn.dynamic_rnn(cell_with_weights(session), inputs, dtype=tf.float32)
    mends = {
        "reshape": by_steps.reshape(-1, num_steps, input_size),
        "transpose": by_steps.transpose(1, 0, 2),
    }
    for name, value in mends.items():
        got = session.run(state, {inputs: value})
        right = np.isclose(got, by_numpy(sequences)[1], atol=1e-5).all(axis=1)
        print(f"{name:9}  fed {value.shape}  states that are right: {right.sum()} of 3")

# %% [markdown]
# `reshape` counts the numbers out anew, in the order in which they lie: the shape is the wanted one, and each row is a mixture of all three sequences. `transpose` exchanges the axes. A message tells what a line cannot bear, not what you meant.

# %% [markdown]
# ### The table
#
# | what you see | what it is | what mends it | fault, or lesson |
# |---|---|---|---|
# | *Variable … already exists* | drawn twice under one scope | one network: share the scope; two: a scope each | 1 |
# | a stack has too few variables; *are 12 and 10* | `[cell] * n` | a cell object for each layer | 2 |
# | *Attempting to use uninitialized value* | the initializer was drawn before the variable, or never run | draw it last; `tf.report_uninitialized_variables` | 3 |
# | *not an element of this graph*, *The Session graph is empty*, *must be from the same graph* | a session or a tensor of another graph | `tf.Session(graph=graph)` | 4 |
# | the number of operations grows, turns are slow | `tf.` calls in a loop | draw once, before the loop, and feed the value; `graph.finalize()` | 5 |
# | inputs are nearly all zero | floats fed as whole numbers | feed the placeholder's dtype; fetch what arrives | 6 |
# | *is not in [0, 64)*, *outside the valid range*; a loss of 0 with one-hot labels | ids or labels that begin at 1 | look at the smallest and the largest; subtract | 7 |
# | *ConcatOp : Dimension 0 … must be equal* | a batch size baked into the state | `tf.shape(inputs)[0]` | 8 |
# | forgets at every seam | the state is not fed back | fetch `final_state`, feed it next time | 9 |
# | no error, wrong outputs, the state has `num_steps` rows | `time_major` does not fit the data | transpose the inputs, or drop the flag | 10 |
# | *Expected dimension in the range*, in a batch of one | `tf.squeeze` without an axis | name the axis | 11 |
# | every forecast is the mean | `[batch, 1]` minus `[batch]` | one shape; `assert_is_compatible_with` | 12 |
# | the loss stops at ln(e + n - 1) - 1 | softmax twice | logits to the loss, softmax beside it | 13 |
# | *No gradients provided*; a variable that never moves | argmax, a cast or `stop_gradient` on the path | a loss with a slope; `tf.gradients(loss, tf.trainable_variables())`: which is None? | 14 |
# | clipping changes nothing | clipped after `minimize` | clip, then `apply_gradients` | 15 |
# | two answers to one question | dropout is on | feed 1.0, or make that the default | 16 |
# | better each time it is measured | `train_op` among the fetches | fetch the measure alone | 17 |
# | *Cannot feed value of shape* | another order of axes | transpose; reshape only where the order is kept | 18 |
# | *… is not available with Keras 3* | the door to the old cells is shut | `TF_USE_LEGACY_KERAS`, before Keras is touched | lesson 01 |
# | *expected ndim=2, found ndim=3* | a step with the axis of the steps | squeeze that axis | lesson 04 |
# | `state[0]` is not what the cell puts out | an LSTM's state is `(c, h)` | `state.h` | lesson 06 |
# | `outputs[-1]` is not the final h | batch-major: it is the last example | `outputs[:, -1]` | lesson 07 |

# %% [markdown]
# ## What you can do now
#
# - A drawing error points at your line; a run's error has its sentence above `[[{{node …}}]]`, and the drawing line in the last trace (section 1).
# - `AUTO_REUSE`, a larger embedding, `axis=-1`, `reshape`: each removes a message and keeps the fault (faults 1, 7, 11, 18).
# - Where no error comes, compare with NumPy, or look at the shape of something you do not use (section 3).
# - A loss has a floor, an update has a length, a variable moves: numbers that tell (section 4).
# - Ask twice; fetch the measure alone; count each example once (section 5).

# %%
check.progress()

# %% [markdown]
# **New words**: broadcasting, `finalize`.
#
# **Where this came from**: all five posts behind the course, and the questions under them. The state from `zero_state(128)` and the squeeze without an axis stand in their code, and both are as broken as on the first day.
