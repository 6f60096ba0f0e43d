# %% [markdown]
# # 21 · Debugging old code
#
# *I took over a recurrent network of 2017. It stops with an error, deep in a file that I have never opened.* Or it runs, and its numbers are wrong. You can try one change after another until the message is gone, but the message is not the bug. You need a method: find your own line, decide what you want, and test with numbers that you know.
#
# In this lesson we will read a long traceback and fix eight bugs, which include a NaN. At the end, an index leads from an error text or a symptom to its fix. If you are in a hurry, [start there](#Going-deeper-·-From-a-symptom-to-its-fix).
#
# **After this lesson you can**
# - identify your own line in a long traceback of graph mode
# - explain why a message can disappear while the bug stays
# - debug wrong numbers that raise no error
# - identify the operation that produced the first infinity or NaN
# - debug a loop that adds operations, and a measurement that trains the network
#
# **You need** lessons 01 to 08, clipping from lesson 09, and dropout from lesson 13. One part of *Going deeper* also needs lesson 16. **Time**: about 65 minutes. With the three exercises of *Going deeper* about 80, of which 39 for the exercises. **Order**: Run the cells from top to bottom. If you skip, 2 needs 1, and *Going deeper* needs 1.

# %%
import traceback

import numpy as np

from utils import reference
from utils.checks import debugging_old_code as check
from utils.debugging import printed_lines, your_lines
from utils.differences import show_difference
from utils.figures.debugging_diagrams import unused_clipping
from utils.graph import fresh_session, load_values, variable_table
from utils.prediction import show_prediction
from utils.tf1 import tf

# %% [markdown]
# We choose the weights of a small RNN, so `by_numpy` can compute its correct outputs. All its sizes differ, so a shape shows which axis is where.

# %%
batch_size, num_steps, input_size, num_units = 3, 5, 4, 6
random = np.random.default_rng(seed=16)
sequences = random.normal(size=(batch_size, num_steps, input_size)).astype(np.float32)
kernel_value = random.normal(scale=0.4, size=(input_size + num_units, num_units))
kernel_value = kernel_value.astype(np.float32)
bias_value = np.zeros(num_units, np.float32)


def by_numpy(inputs):
    """The outputs and the final state of a BasicRNNCell with these weights, from a zero state."""
    start = np.zeros([len(inputs), num_units], np.float32)

    def step(x, h):
        return reference.rnn_step(x, h, kernel_value, bias_value)

    return reference.unroll(step, inputs, start)


# %% [markdown]
# ## 1 · Which line of a traceback is yours?
#
# A **traceback** (also called *stack trace*) lists the calls that led to an error. In graph mode it can have a hundred lines, and only a few are yours.
#
# ### Bug 1: A state for eight sequences
#
# This network was trained in batches of 8, but now it gets 3 sequences. A script prints this error, here shortened and with remarks:
#
# ```text
# Traceback (most recent call last):
#   File "train.py", line 14, in <module>               <- where the error was raised
#     session.run(outputs, {inputs: sequences})
#   File ".../tensorflow/python/client/session.py", line 977, in run
#   ...
# InvalidArgumentError: Graph execution error:
#
# Detected at node 'rnn/while/basic_rnn_cell/concat' defined at (most recent call last):
#   ...
# ConcatOp : Dimension 0 in both shapes must be equal:  <- what is wrong
#     shape[0] = [3,4] vs. shape[1] = [8,6]
#      [[{{node rnn/while/basic_rnn_cell/concat}}]]
#
# Original stack trace for 'rnn/while/basic_rnn_cell/concat':
#   File "train.py", line 12, in <module>
#   File "train.py", line 5, in read                    <- your line that added the operation
#   File ".../tensorflow/python/ops/rnn.py", line 750, in dynamic_rnn
#   ...
# ```
#
# The error is long because the operation was *built* in one place and *executed* in another. The first part, *Traceback*, shows where it was executed. The last part, *Original stack trace*, shows where it was built. The sentence above `[[{{node …}}]]` says what is wrong. Here, 3 rows of inputs cannot be joined with 8 rows of the state.
#
# In Python, `error.op` is the operation, and its `traceback` shows where it was built. Our function `your_lines` keeps only the lines of your own files.
#
# **Predict before you run:** which line of `read` do we see at the end?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.


# %%
def read(inputs, rows, session):
    """Add an RNN to the graph, with a state of so many rows. Return its outputs."""
    cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
    state = cell.zero_state(rows, tf.float32)
    outputs, _ = tf.nn.dynamic_rnn(cell, inputs, initial_state=state)
    load_values(cell.variables, [kernel_value, bias_value], session)
    return outputs


# %%
with fresh_session() as session:
    inputs = tf.placeholder(tf.float32, [None, num_steps, input_size])
    outputs = read(inputs, 8, session)
    try:
        session.run(outputs, {inputs: sequences})
    except tf.errors.InvalidArgumentError as error:
        operation = error.op

print("failed operation:", operation.name)
for line in your_lines(operation.traceback):
    print(line)
show_prediction(prediction)

# %% [markdown]
# **Answer.** We see the line with `dynamic_rnn`, because it added the `concat` that failed. But this line is correct. The sentence with the shapes says what to look for: a state of 8 rows. It is made by `zero_state` one line above, and the 8 comes from the call `read(inputs, 8, session)`. So the last line is only near the bug. From there, search for the number in the sentence.
#
# In the fix, the call gets the number of rows from the inputs (lesson 07), so any batch size works:

# %%
with fresh_session() as session:
    inputs = tf.placeholder(tf.float32, [None, num_steps, input_size])
    outputs = read(inputs, tf.shape(inputs)[0], session)
    for rows in (3, 1):
        outputs_value = session.run(outputs, {inputs: sequences[:rows]})
        expected, _ = by_numpy(sequences[:rows])
        show_difference(f"batch of {rows}, NumPy:", outputs_value, expected)

# %% [markdown]
# Other errors are raised while the graph is *built*. Then Python's own traceback contains your line. For example, we build the network twice in one graph:

# %%
try:
    with fresh_session() as session:
        read(tf.zeros([3, 5, 4]), 3, session)
        read(tf.zeros([3, 7, 4]), 3, session)
except ValueError as error:
    print(str(error).split(",")[0])
    for line in your_lines(traceback.extract_tb(error.__traceback__)):
        print(line)

# %% [markdown]
# So in both cases, your line is the last one before the lines of TensorFlow begin. In a notebook, your file is a cell, for example `Cell In[7]`.

# %% [markdown]
# ## 2 · A message that disappears is not a fix
#
# ### Bug 2: Two networks and one name
#
# A program compares questions with answers. One RNN should read the questions, and another one the answers. Building them gave the error that we just saw. Its text continues: *Did you mean to set reuse=True or reuse=tf.AUTO_REUSE in VarScope?* We do that.
#
# **Predict before you run:** how many kernels does the graph contain now?

# %%
with fresh_session() as session:
    with tf.variable_scope("reader", reuse=tf.AUTO_REUSE):
        read(tf.zeros([3, 5, 4]), 3, session)  # questions
        read(tf.zeros([3, 7, 4]), 3, session)  # answers
    table = variable_table(tf.trainable_variables())

table

# %% [markdown]
# **Answer.** It contains one. The message is gone, but questions and answers now share their weights. The message cannot know if you want one network or two. So first decide what you want, then count the variables.

# %% [markdown]
# ### Exercise 1 · `two_readers` · 5 min · ★★☆
#
# Read both inputs in the current graph, each with its own weights. Return the two final states. The version with the bug:
#
# ```python
# first_cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
# second_cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
# _, first_state = tf.nn.dynamic_rnn(first_cell, first, dtype=tf.float32)
# _, second_state = tf.nn.dynamic_rnn(second_cell, second, dtype=tf.float32)
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
            _, state = tf.nn.dynamic_rnn(cell, inputs, dtype=tf.float32)
            states.append(state)
    return tuple(states)
    ### END SOLUTION


check.two_readers(two_readers)

# %% [markdown]
# ## 3 · Wrong numbers without an error
#
# Without an error, you need a test. A good test compares with numbers that you know in advance. For a classifier, you know two. Before training, it can only guess, so with $n$ classes the loss is about $\ln n$. After many training steps on one small batch, the loss is about 0, because a network can memorize a few examples. Our test has 10 classes and 16 random examples. We compute the loss once from logits, which is correct, and once from probabilities, which is a bug.
#
# **Predict before you run:** which of the two numbers finds the bug?

# %%
examples = np.random.default_rng(seed=21)
batch = examples.normal(size=(16, num_steps, input_size)).astype(np.float32)
classes = examples.integers(10, size=16)

for scores in ("logits", "probabilities"):
    with fresh_session(seed=21) as session:
        cell = tf.nn.rnn_cell.BasicRNNCell(16)
        _, state = tf.nn.dynamic_rnn(cell, tf.constant(batch), dtype=tf.float32)
        logits = tf.layers.dense(state, 10)
        if scores == "probabilities":
            logits = tf.nn.softmax(logits)  # the bug
        loss = tf.losses.sparse_softmax_cross_entropy(classes, logits)
        train_op = tf.train.AdamOptimizer(0.05).minimize(loss)
        session.run(tf.global_variables_initializer())
        first_loss = session.run(loss)
        for _ in range(200):
            session.run(train_op)
        last_loss = session.run(loss)
    print(f"{scores:13}: first loss {first_loss:.1f}, last loss {last_loss:.1f}")

print(f"ln 10 = {np.log(10):.1f}")

# %% [markdown]
# **Answer.** The second one. Both first losses are near $\ln 10$. But with probabilities, the last loss is 1.5, because a softmax of probabilities is never near 1 ([bug 17](#Bug-17:-Softmax-twice)).
#
# ### Bug 3: A column minus a row
#
# A network forecasts one number for each sequence, `[batch, 1]`, but the labels have shape `[batch]`. The loss is the mean squared error.
#
# **Predict before you run:** all forecasts are exactly correct. What is the loss?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
labels = np.array([1.0, 2.0, 6.0], np.float32)  # [3], the mean is 3
column = labels[:, np.newaxis]  # [3, 1]

with fresh_session() as session:
    forecasts = tf.placeholder(tf.float32, [None, 1])
    errors = forecasts - labels
    loss = tf.reduce_mean(tf.square(errors))
    gradient = tf.gradients(loss, forecasts)[0]
    print(session.run(errors, {forecasts: column}))
    print(f"loss of correct forecasts: {session.run(loss, {forecasts: column}):.2f}")
    at_mean = session.run(gradient, {forecasts: np.full([3, 1], 3.0)})
    print("gradient if every forecast is the mean:", at_mean[:, 0])
show_prediction(prediction)

# %% [markdown]
# **Answer.** It is 9.33 and not 0. TensorFlow takes the labels `[3]` for one row, `[1, 3]`. Then it repeats the column and the row until both have the shape `[3, 3]`, as NumPy does. This is **broadcasting**. So each forecast is compared with *every* label. The gradient is zero if every forecast is the mean of all labels, so the training ends there.
#
# The fix gives both the same shape, and one more line tests it:

# %%
with fresh_session() as session:
    forecasts = tf.placeholder(tf.float32, [None, 1])
    try:
        forecasts.shape.assert_is_compatible_with(labels.shape)
    except ValueError as error:
        print("before the fix:", error)

    squeezed = tf.squeeze(forecasts, axis=[1])  # [batch]
    squeezed.shape.assert_is_compatible_with(labels.shape)
    loss = tf.reduce_mean(tf.square(squeezed - labels))
    print("loss of correct forecasts:", session.run(loss, {forecasts: column}))

# %% [markdown]
# ### Bug 4: Clipping that is not used
#
# Somebody clips the gradients to a norm of 1. The learning rate is 1, so an update should have at most the norm 1 too.
#
# **Predict before you run:** what are the norms of the clipped gradient and of the update?

# %%
with fresh_session() as session:
    kernel = tf.get_variable("kernel", [4], initializer=tf.initializers.ones())
    loss = tf.reduce_sum(10.0 * kernel**2)
    train_op = tf.train.GradientDescentOptimizer(1.0).minimize(loss)
    clipped, _ = tf.clip_by_global_norm(tf.gradients(loss, [kernel]), 1.0)

    session.run(tf.global_variables_initializer())
    before = session.run(kernel)
    clipped_value = session.run(clipped[0])
    session.run(train_op)
    after = session.run(kernel)

print(f"norm of the clipped gradient: {np.linalg.norm(clipped_value):.1f}")
print(f"norm of the update          : {np.linalg.norm(after - before):.1f}")
unused_clipping()

# %% [markdown]
# **Answer.** They are 1 and 40. The clipping works, but the optimizer does not use it, because `minimize` computes its own gradients. A run follows only the edges of the graph, and no edge leads from the clipped gradients to `train_op`.

# %% [markdown]
# ### Exercise 2 · `clipped_update` · 5 min · ★★☆
#
# The method `minimize` does two things. First `compute_gradients` gives pairs of a gradient and its variable, then `apply_gradients` takes such pairs. Between the two, clip the gradients to a global norm of `limit`. Train only the given variables. The version with the bug:
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
# ## 4 · Where does the NaN come from?
#
# ### Bug 5: A loss of NaN
#
# The loss falls for an hour, and then it is NaN (*not a number*, lesson 11). Any sum with a NaN is NaN, and a NaN often comes from an infinity. So you must find the *first* value that is not finite. The network below writes its cross-entropy by hand, as many old scripts do. Its learning rate is much too high, so we need not wait.


# %%
def network():
    """Add an RNN with a loss. Return its tensors by their names, and the training step."""
    cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
    steps = tf.unstack(tf.constant(sequences), axis=1)
    _, state = tf.nn.static_rnn(cell, steps, dtype=tf.float32)
    tensors = {"logits": tf.layers.dense(state, 4)}
    tensors["probabilities"] = tf.nn.softmax(tensors["logits"])
    tensors["logarithms"] = tf.log(tensors["probabilities"])
    tensors["products"] = tf.one_hot([2, 0, 1], 4) * tensors["logarithms"]
    tensors["loss"] = -tf.reduce_sum(tensors["products"])
    train_op = tf.train.GradientDescentOptimizer(300.0).minimize(tensors["loss"])
    return tensors, train_op


# %% [markdown]
# We fetch all tensors on the way to the loss.
#
# **Predict before you run:** after one training step, which of the five tensors is the first that is not finite?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
with fresh_session(seed=21) as session:
    tensors, train_op = network()
    session.run(tf.global_variables_initializer())
    print(f"loss before: {session.run(tensors['loss']):.1f}")
    session.run(train_op)
    values = session.run(tensors)

print("smallest probability:", values["probabilities"].min())
for name, value in values.items():
    found = []
    if np.isinf(value).any():
        found.append("infinity")
    if np.isnan(value).any():
        found.append("NaN")
    print(f"{name:13} contains", found or "only finite numbers")
show_prediction(prediction)

# %% [markdown]
# **Answer.** It is the logarithms. A probability is exactly 0 in float32, and the logarithm of 0 is minus infinity. The next line multiplies it by a 0 of the one-hot vector, and this gives NaN.
#
# In a large graph, TensorFlow can search for you. The function `tf.add_check_numerics_ops` adds a check after every operation that computes floats. Call it after the last line that builds the graph:

# %% tags=["raises-exception"]
with fresh_session(seed=21) as session:
    tensors, train_op = network()
    check_op = tf.add_check_numerics_ops()
    graph = session.graph
    session.run(tf.global_variables_initializer())
    session.run(train_op)
    session.run(check_op)

# %% [markdown]
# The sentence names the first bad operation: *Log:0 : Tensor had Inf values*. But this traceback leads to the check. So we ask the graph which line added `Log`:

# %%
for line in your_lines(graph.get_operation_by_name("Log").traceback):
    print(line)

# %% [markdown]
# This method does not support the loop of `dynamic_rnn`. There you check single tensors, see *Going deeper*.
#
# The fix for our NaN is a function that computes softmax and logarithm together:

# %%
with fresh_session(seed=21) as session:
    tensors, _ = network()
    mean_loss = tf.losses.sparse_softmax_cross_entropy([2, 0, 1], tensors["logits"])
    loss = 3 * mean_loss  # the sum over 3 examples, as before
    train_op = tf.train.GradientDescentOptimizer(300.0).minimize(loss)
    session.run(tf.global_variables_initializer())
    for step in range(1, 4):
        session.run(train_op)
        is_finite = np.isfinite(session.run(loss))
        print(f"training step {step}: loss", "finite" if is_finite else "not finite")

# %% [markdown]
# The loss stays finite, even with this learning rate. Other sources of NaN are exploding gradients (lesson 09) and a division by zero, for example by a length.

# %% [markdown]
# ## 5 · Loops around the session
#
# ### Bug 6: New operations in every iteration
#
# Old language models lower their learning rate after each epoch, as below. All values are correct, but the graph grows.
#
# **Predict before you run:** how many operations does each epoch add to the graph?

# %%
with fresh_session() as session:
    rate = tf.get_variable("rate", [], trainable=False)
    session.run(tf.global_variables_initializer())
    print("before:  operations", len(session.graph.get_operations()))
    for epoch in range(1, 4):
        session.run(tf.assign(rate, 0.5**epoch))
        count = len(session.graph.get_operations())
        print(f"epoch {epoch}: operations {count}, rate {session.run(rate):.3f}")

    session.graph.finalize()
    try:
        session.run(tf.assign(rate, 0.5))
    except RuntimeError as error:
        print("after finalize:", error)

# %% [markdown]
# **Answer.** It adds two, a constant with the new value and an assignment. If the call is made for every batch, the graph soon has thousands of useless operations.
#
# The method **`finalize`** of a graph forbids new operations, so the bug becomes an error. Call it before every training loop.

# %% [markdown]
# ### Exercise 3 · `train_with_rates` · 6 min · ★★☆
#
# Fix this loop. The graph must have the same number of operations for any number of rates. The operation `train_op` makes one update with the current value of the variable `rate`.
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
# ### Bug 7: A measurement that trains
#
# Somebody measures the loss on the test set four times. The line is a copy of the line in the training loop, `session.run([train_op, loss])`.
#
# **Predict before you run:** how many of the four measurements are correct?

# %%
test_inputs = np.random.default_rng(17).normal(size=(20, 4)).astype(np.float32)
test_labels = (test_inputs @ np.array([1, -2, 3, 0.5]))[:, np.newaxis].astype(np.float32)

with fresh_session() as session:
    kernel = tf.get_variable("kernel", [4, 1], initializer=tf.initializers.zeros())
    errors = tf.matmul(tf.constant(test_inputs), kernel) - test_labels
    loss = tf.reduce_mean(tf.square(errors))
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss)

    for fetches in ([train_op, loss], [loss]):
        session.run(tf.global_variables_initializer())
        measured = [session.run(fetches)[-1] for _ in range(4)]
        print(f"{len(fetches)} fetches, test loss:", np.round(measured, 1))

# %% [markdown]
# **Answer.** Only the first, 18.5, because an update needs the forward pass first. Then the test loss falls, because each measurement also trains the network on the test set. A run executes everything in the list of fetches. So when you measure, fetch only what you measure.

# %% [markdown]
# ### Exercise 4 · `test_accuracy` · 7 min · ★★★
#
# This loop has three bugs, and none of them raises an error. The tensor `correct` has shape `[batch]` and is True where a prediction is correct. The placeholder `keep_prob` of dropout (lesson 13) has the default 0.5. The last batch may be smaller, but every example counts the same. Fix it:
#
# ```python
# accuracies = []
# for some_inputs, some_labels in batches:
#     feed = {inputs: some_inputs, labels: some_labels}
#     _, hits = session.run([train_op, correct], feed)
#     accuracies.append(hits.mean())
# return np.mean(accuracies)
# ```


# %%
def test_accuracy(session, train_op, correct, inputs, labels, keep_prob, batches):
    """The accuracy over all examples of all batches: a number from 0 to 1."""
    ### BEGIN SOLUTION
    hits = []
    for some_inputs, some_labels in batches:
        feed = {inputs: some_inputs, labels: some_labels, keep_prob: 1.0}
        hits.append(session.run(correct, feed))
    return float(np.concatenate(hits).mean())
    ### END SOLUTION


check.test_accuracy(test_accuracy)

# %% [markdown]
# ## Common error: `Cannot feed value of shape`
#
# In bug 8, the sequences are time-major, `[5, 3, 4]`, but the placeholder expects `[?, 5, 4]`:

# %% tags=["raises-exception"]
time_major = sequences.transpose(1, 0, 2)  # [num_steps, batch_size, input_size]

with fresh_session() as session:
    inputs = tf.placeholder(tf.float32, [None, num_steps, input_size], name="inputs")
    session.run(inputs, {inputs: time_major})

# %% [markdown]
# Two lines make the message disappear, `reshape` and `transpose`.
#
# **Predict before you run:** how many of the 3 final states are correct after each of them?

# %%
candidates = {
    "reshape": time_major.reshape(-1, num_steps, input_size),
    "transpose": time_major.transpose(1, 0, 2),
}

with fresh_session() as session:
    inputs = tf.placeholder(tf.float32, [None, num_steps, input_size], name="inputs")
    cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
    _, state = tf.nn.dynamic_rnn(cell, inputs, dtype=tf.float32)
    load_values(cell.variables, [kernel_value, bias_value], session)
    for name, value in candidates.items():
        state_value = session.run(state, {inputs: value})
        _, expected = by_numpy(sequences)
        is_correct = np.isclose(state_value, expected, atol=1e-5).all(axis=1)
        print(f"{name:9} shape {value.shape}, correct states: {is_correct.sum()} of 3")

# %% [markdown]
# **Answer.** After `reshape` none is correct, and after `transpose` all three are. A `reshape` keeps all numbers in their order, so it mixes sequences. A `transpose` swaps the axes. So again, a message can disappear while the bug stays.

# %% [markdown]
# ## Summary
#
# - In an error of `session.run`, the sentence above `[[{{node …}}]]` says what is wrong. Your line is the last one of your own in *Original stack trace*. In an error while building, it is in Python's own traceback.
# - A message cannot know what you want. Both `AUTO_REUSE` and `reshape` can remove a message and keep the bug. So count the variables, or compare with NumPy.
# - Without an error, test with numbers that you know. The first loss of a classifier is about $\ln n$, and the loss of one small batch can fall to 0. With plain gradient descent, the norm of a clipped update is at most the limit times the learning rate.
# - Fetch all tensors on the way to the loss, or use `tf.add_check_numerics_ops`. The first value that is not finite is the origin of the NaN.
# - A `tf.` call in a loop adds operations, and `finalize` makes it an error. A measurement that fetches `train_op` trains the network.
#
# This was the last lesson. You can now read a recurrent network of TensorFlow 1, test it, fix it and convert it. Continue with an old script of your own: run it with `course revive` (lesson 20), and compare it with numbers that you know.

# %%
check.progress()

# %% [markdown]
# ## Going deeper · From a symptom to its fix
#
# This section is optional. It is an index of all bugs in this lesson, and of the common errors in all others. For an error, take the part of its text that contains no name and no size of yours, and search for it here. The errors while building come first, then those of a run. The last column leads to an explanation. It contains the fix, or an exercise in which you write it.
#
# | error text | cause, and fix | more |
# |---|---|---|
# | *is not available with Keras 3*, *has no attribute 'placeholder'*, *No module named 'tensorflow.contrib'* | a newer TensorFlow: change the setup or the name | [old scripts](../docs/old_scripts.md) |
# | *Variable … already exists, disallowed* | two networks in one scope: a scope for each, or a new graph | [bug 2](#Bug-2:-Two-networks-and-one-name) |
# | *Dimensions must be equal, but are … and …* | one cell object for two layers: create two | [bug 9](#Bug-9:-One-cell-for-all-layers) |
# | the same, with a single cell | a state of another size: `cell.zero_state` | [lesson 02](02_basic_rnn_cell.ipynb) |
# | *Dimension must be … but is …* | `transpose` of a pair of outputs: join the pair first | [lesson 14](14_bidirectional.ipynb) |
# | *expected ndim=2, found ndim=3* | a time step with an axis too many: squeeze it | [lesson 04](04_unrolling.ipynb) |
# | *Expected inputs.shape[-1] to be known* | a placeholder without its last size: give it | [lesson 03](03_cell_variables.ipynb) |
# | *Iterating over a symbolic tf.Tensor is not allowed* | one tensor as the state of an LSTM: pass `(c, h)` | [lesson 06](06_lstm_gates.ipynb) |
# | *enters the loop with shape … but has shape …* | a loop variable that grows: use a `TensorArray` | [lesson 10](10_static_and_dynamic.ipynb) |
# | *Cannot use … as input to … because … is in a while loop* | a tensor of the loop used outside: make it a part of the output | [lesson 16](16_your_own_cell.ipynb) |
# | *don't have the same nested structure* | `call` returns another structure than `state_size`: return the same | [lesson 16](16_your_own_cell.ipynb) |
# | *None values not supported* | a gradient of `None` is clipped: name the variables with `var_list` | [lesson 09](09_long_memory.ipynb) |
# | *No gradients provided for any variable* | logits and labels swapped: name both arguments (lesson 20), or `argmax` or a cast before the loss: use a smooth loss | [bug 18](#Bug-18:-No-path-to-a-variable) |
# | *must be from the same graph* | a tensor of an older graph: build all in one graph | [bug 11](#Bug-11:-A-session-of-another-graph) |
# | *Graph is finalized and cannot be modified* | a `tf.` call in a loop: call it before | [bug 6](#Bug-6:-New-operations-in-every-iteration) |
# | *Attempting to use uninitialized value* | initializer added too early, or not run | [bug 10](#Bug-10:-An-early-initializer) |
# | *is not an element of this graph*, *The Session graph is empty* | session of another graph: `tf.Session(graph=graph)` | [bug 11](#Bug-11:-A-session-of-another-graph) |
# | *Cannot feed value of shape* | other order of axes: transpose | [bug 8](#Common-error:-Cannot-feed-value-of-shape) |
# | *The value of a feed cannot be a tf.Tensor object* | a tensor is fed: fetch its value first | [lesson 12](12_stateful_sequences.ipynb) |
# | *ConcatOp : Dimension 0 in both shapes must be equal* | a fixed batch size in the state: `tf.shape(inputs)[0]` | [bug 1](#Bug-1:-A-state-for-eight-sequences) |
# | *w.dim_size(0) != input_size + cell_size* | a kernel of Keras: join $W$ and $U$ | [lesson 18](18_faster_steps.ipynb) |
# | *indices[…] = … is not in [0, …)*, *outside the valid range* | ids that start at 1: subtract 1 | [bug 13](#Bug-13:-Ids-that-start-at-1) |
# | *does not index into param shape* | an empty sequence has no last output: remove it | [lesson 11](11_variable_length.ipynb) |
# | *Expected dimension in the range* | `tf.squeeze` without an axis: name it | [bug 16](#Bug-16:-A-batch-of-one) |
# | *was passed int64 … incompatible with expected int32* | a loop variable changes its dtype: `output_type=tf.int32` | [lesson 17](17_encoder_decoder.ipynb) |
# | *Tensor had Inf values*, *Tensor had NaN values* | a check found infinity or NaN: find its operation, often log(0) | [bug 5](#Bug-5:-A-loss-of-NaN) |
# | *has been marked as not fetchable* | a tensor inside a loop: print it there | [inside a loop](#Inside-a-loop:-A-value-that-cannot-be-fetched) |
# | *Key … not found in checkpoint* | another scope, cell or version: map the names | [lesson 15](15_saving_and_watching.ipynb) |
# | *Assign requires shapes of both tensors to match* | another size than in the checkpoint: build it as before | [lesson 15](15_saving_and_watching.ipynb) |
#
# If there is no error, look for the symptom:
#
# | symptom | cause, and fix | more |
# |---|---|---|
# | the loss is NaN | often log(0): use TensorFlow's cross-entropy | [bug 5](#Bug-5:-A-loss-of-NaN) |
# | every forecast is the mean | `[batch, 1]` minus `[batch]`: one shape for both | [bug 3](#Bug-3:-A-column-minus-a-row) |
# | clipping changes nothing | clipped beside `minimize`: use `apply_gradients` | [bug 4](#Bug-4:-Clipping-that-is-not-used) |
# | the graph grows, the loop becomes slow | a `tf.` call in a loop: call it before | [bug 6](#Bug-6:-New-operations-in-every-iteration) |
# | the test loss falls with every measurement | `train_op` is fetched too | [bug 7](#Bug-7:-A-measurement-that-trains) |
# | inputs are nearly all zero | floats fed as integers: feed the correct dtype | [bug 12](#Bug-12:-Floats-in-an-integer-placeholder) |
# | one-hot labels, and the loss of one class is always 0 | labels that start at 1: subtract 1 | [bug 13](#Bug-13:-Ids-that-start-at-1) |
# | forgets at the start of each window | state not fed back: fetch and feed it | [bug 14](#Bug-14:-A-state-that-is-not-fed-back) |
# | wrong outputs, the state has `num_steps` rows | `time_major` does not fit the data | [bug 15](#Bug-15:-A-flag-that-does-not-fit-the-data) |
# | a few examples cannot be memorized, the loss stops at ln(e + n - 1) - 1 | softmax twice: pass logits to the loss | [bug 17](#Bug-17:-Softmax-twice) |
# | a variable never changes | no gradient reaches it: look for `None` | [bug 18](#Bug-18:-No-path-to-a-variable) |
# | different answers to the same question | dropout is on: `keep_prob` of 1 | [bug 19](#Bug-19:-Dropout-in-a-measurement) |
# | `state[0]` is not the output | the pair is `(c, h)`: `state.h` | [lesson 06](06_lstm_gates.ipynb) |
# | `outputs[-1]` is not the last step | it is the last example: `outputs[:, -1]` | [lesson 07](07_dynamic_rnn_mnist.ipynb) |
# | the last output of short rows is zero | it is padding: use the final state | [lesson 11](11_variable_length.ipynb) |

# %% [markdown]
# ## Going deeper · Eleven more bugs
#
# This section is optional. Each bug has a heading, and the index leads here.
#
# ### Bug 9: One cell for all layers
#
# *Symptom*: a stack has too few variables, or *Dimensions must be equal, but are 12 and 10*. *Cause*: the list `[cell] * 2` contains the same object twice. Both layers share one kernel, which fits only if the inputs have as many numbers as the cell has units. *Fix*: create a cell for each layer (lesson 13).


# %%
def variables_of(cells, input_size):
    """Build a stack of cells in a new graph; return the names of its variables."""
    with fresh_session():
        inputs = tf.zeros([batch_size, num_steps, input_size])
        stack = tf.nn.rnn_cell.MultiRNNCell(cells)
        tf.nn.dynamic_rnn(stack, inputs, dtype=tf.float32)
        return [variable.op.name for variable in tf.global_variables()]


shared = [tf.nn.rnn_cell.BasicRNNCell(6)] * 2
separate = [tf.nn.rnn_cell.BasicRNNCell(6) for _ in range(2)]
print("[cell] * 2: variables", len(variables_of(shared, input_size=6)))
print("two cells : variables", len(variables_of(separate, input_size=6)))

try:
    variables_of([tf.nn.rnn_cell.BasicRNNCell(6)] * 2, input_size=4)
except ValueError as error:
    print("input size 4:", str(error).split(" for ")[0])

# %% [markdown]
# The 12 are 6 numbers from the layer below and 6 from the state. The 10 are the rows of the first layer's kernel, 4 + 6.
#
# ### Bug 10: An early initializer
#
# *Symptom*: *Attempting to use uninitialized value*. *Cause*: the initializer covers only the variables that exist when it is added. An optimizer creates variables of its own, for example Adam's averages. *Fix*: add the initializer after the last line that builds the graph. The function `tf.report_uninitialized_variables` lists what is missing.

# %%
with fresh_session() as session:
    kernel = tf.get_variable("kernel", [4, 6])
    too_early = tf.global_variables_initializer()
    train_op = tf.train.AdamOptimizer(0.1).minimize(tf.reduce_sum(kernel**2))
    in_time = tf.global_variables_initializer()
    uninitialized = tf.report_uninitialized_variables()

    for name, initializer in (("too early", too_early), ("in time", in_time)):
        session.run(initializer)
        missing = [name.decode() for name in session.run(uninitialized)]
        print(f"{name}: without a value {missing}")

# %% [markdown]
# ### Bug 11: A session of another graph
#
# *Symptom*: *is not an element of this graph*, *The Session graph is empty*, or *must be from the same graph*. *Cause*: a session belongs to the graph that was the default when it was opened. After `tf.reset_default_graph()`, Python still has tensors of the old graph. *Fix*: keep the graph in a variable, and open the session with `tf.Session(graph=graph)`.

# %%
first_graph, second_graph = tf.Graph(), tf.Graph()
with first_graph.as_default():
    first = tf.constant([1.0, 2.0], name="first")
with second_graph.as_default():
    second = tf.constant([1.0, 1.0], name="second")
    try:
        first + second
    except ValueError as error:
        print(str(error).split(" (graphs")[0])

for graph in (second_graph, tf.Graph(), first_graph):
    with tf.Session(graph=graph) as session:
        try:
            print("fixed:", session.run(first))
        except (ValueError, RuntimeError) as error:
            print(error)

# %% [markdown]
# ### Bug 12: Floats in an integer placeholder
#
# *Symptom*: the network learns nothing, because its inputs are nearly all zero. *Cause*: a feed is converted to the dtype of the placeholder without an error. Fractions are cut off, and numbers that are too large overflow. *Fix*: fetch the placeholder to see what arrives. Or ask `np.can_cast` before you feed. It looks only at the dtypes, so check the largest value too.

# %%
with fresh_session() as session:
    pixels = tf.placeholder(tf.uint8, [None])
    for values in ([0.2, 0.9, 1.0], [128, 255, 300]):
        arrived = session.run(pixels, {pixels: np.array(values)})
        print(f"fed {values}, arrived {arrived.tolist()}")

print("float64 to uint8, same kind of number:", np.can_cast("float64", "uint8", "same_kind"))

# %% [markdown]
# ### Bug 13: Ids that start at 1
#
# *Symptom*: *indices[1,0] = 64 is not in [0, 64)*. Here, `[1,0]` is the position in the batch, row 1 and step 0. *Cause*: the ids of the data start at 1, but those of TensorFlow start at 0. For labels, the message contains *outside the valid range*. But with one-hot labels there is no error. A label that is too large becomes a row of zeros, so its loss is 0. All smaller labels are one class too high, which nothing shows. *Fix*: look at the smallest and the largest id, and subtract 1. A larger embedding only hides the bug.

# %%
with fresh_session() as session:
    embedding = tf.get_variable("embedding", [64, 8])
    ids = tf.placeholder(tf.int32, [None, None])
    vectors = tf.nn.embedding_lookup(embedding, ids)
    session.run(tf.global_variables_initializer())
    try:
        session.run(vectors, {ids: [[3, 17], [64, 2]]})
    except tf.errors.InvalidArgumentError as error:
        print([line for line in str(error).splitlines() if "indices" in line])
    fixed = session.run(vectors, {ids: np.array([[3, 17], [64, 2]]) - 1})
    print("fixed, shape of the vectors:", fixed.shape)

    logits = tf.zeros([1, 10])
    for label in (9, 10):
        one_hot = tf.one_hot([label], 10)
        loss = tf.nn.softmax_cross_entropy_with_logits(labels=one_hot, logits=logits)
        print(f"10 classes, label {label}: loss {session.run(loss)[0]:.2f}")

# %% [markdown]
# To be sure in every run, add `tf.debugging.assert_less(ids, 64)` to the graph. It works only if something in the run needs it. The function `tf.control_dependencies` makes sure of this:

# %%
with fresh_session() as session:
    ids = tf.placeholder(tf.int32, [None])
    with tf.control_dependencies([tf.debugging.assert_less(ids, 64)]):
        checked = tf.identity(ids)
    try:
        session.run(checked, {ids: [3, 64]})
    except tf.errors.InvalidArgumentError as error:
        print(next(line for line in str(error).splitlines() if "Condition" in line))

# %% [markdown]
# ### Bug 14: A state that is not fed back
#
# *Symptom*: a long sequence is read in windows, and the network forgets at the start of each. *Cause*: a run keeps nothing for the next run, except in variables. *Fix*: fetch the final state, and feed it as the first state of the next window.

# %%
long = np.concatenate([sequences, sequences[:, :1]], axis=1)  # [3, 6, 4]
expected, _ = by_numpy(long)  # [3, 6, 6]

with fresh_session() as session:
    inputs = tf.placeholder(tf.float32, [None, 2, input_size])
    outputs = read(inputs, tf.shape(inputs)[0], session)
    for window in range(3):
        steps = slice(2 * window, 2 * window + 2)
        outputs_value = session.run(outputs, {inputs: long[:, steps]})
        is_equal = np.allclose(outputs_value, expected[:, steps], atol=1e-6)
        print(f"window {window}:", "equal to NumPy" if is_equal else "not equal to NumPy")

# %% [markdown]
# ### Exercise 5 · `read_in_pieces` · 6 min · ★★☆
#
# Fix the loop for an LSTM, whose state is a pair. The argument `pieces` is a list of arrays `[batch, steps, input_size]`. The first piece starts with the graph's own first state. A feed can replace any tensor, so it can replace `state`. A pair of arrays replaces a pair of tensors.
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
# ### Bug 15: A flag that does not fit the data
#
# *Symptom*: wrong outputs in the expected shape. Only the state has the wrong number of rows. *Cause*: the flag `time_major=True` was copied, but the data are batch-major. So the cell takes 3 sequences of 5 steps for 5 sequences of 3 steps. Only one output is correct, the first of the first sequence, because its position is the same in both orders. *Fix*: transpose the inputs, or remove the flag. To find it, compare with NumPy, or change one example and look which outputs change (lesson 07).

# %%
expected, _ = by_numpy(sequences)
for name, inputs in (("batch-major", sequences), ("transposed", sequences.transpose(1, 0, 2))):
    with fresh_session() as session:
        cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
        outputs, state = tf.nn.dynamic_rnn(
            cell, tf.constant(inputs), time_major=True, dtype=tf.float32
        )
        load_values(cell.variables, [kernel_value, bias_value], session)
        outputs_value, state_value = session.run([outputs, state])
    if name == "transposed":
        outputs_value = outputs_value.transpose(1, 0, 2)  # [batch, num_steps, num_units]
    is_correct = np.isclose(outputs_value, expected, atol=1e-6).all(axis=2)  # [3, 5]
    print(f"{name}: state {state_value.shape}, correct outputs {is_correct.sum()} of 15")

# %% [markdown]
# ### Exercise 6 · `time_major_outputs` · 5 min · ★★☆
#
# The rest of the old program expects time-major outputs, but the inputs are batch-major. Fix this for any sizes:
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
# ### Bug 16: A batch of one
#
# *Symptom*: *Expected dimension in the range [-1, 1), but got 1*, only for a single sequence. *Cause*: without an axis, `tf.squeeze` also removes a batch axis of length 1 (lesson 04). *Fix*: name the axis. With `axis=-1` in `argmax` the message disappears too, but then the answer has no batch axis.

# %%
with fresh_session() as session:
    logits = tf.placeholder(tf.float32, [None, 1, 10])
    variants = {
        "argmax over axis 1 ": tf.argmax(tf.squeeze(logits), axis=1),
        "argmax over axis -1": tf.argmax(tf.squeeze(logits), axis=-1),
        "squeeze of axis 1  ": tf.argmax(tf.squeeze(logits, axis=[1]), axis=1),
    }
    for name, predicted in variants.items():
        try:
            print(name, "shape", session.run(predicted, {logits: np.zeros([1, 1, 10])}).shape)
        except tf.errors.InvalidArgumentError as error:
            print(name, [line for line in str(error).splitlines() if "Expected" in line])

# %% [markdown]
# ### Bug 17: Softmax twice
#
# *Symptom*: the loss falls and then stops, far above 0. *Cause*: the loss gets probabilities as `logits=`, so it computes the softmax of a softmax. With $n$ classes, even perfect probabilities give a loss of $\ln(e + n - 1) - 1$. *Fix*: pass logits to the loss, and compute the softmax separately. Lesson 07 shows how small the gradients are.

# %%
with fresh_session() as session:
    for num_classes in (2, 10, 64):
        perfect = tf.one_hot([0], num_classes)  # probabilities
        loss = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[0], logits=perfect)
        lowest = np.log(np.e + num_classes - 1) - 1
        print(f"{num_classes:2} classes: loss {session.run(loss)[0]:.2f}, formula {lowest:.2f}")

# %% [markdown]
# ### Exercise 7 · `probabilities_and_loss` · 5 min · ★★☆
#
# Return the probabilities, for sampling, and the mean loss. The logits can differ by hundreds. The version with the bug:
#
# ```python
# probabilities = tf.nn.softmax(tf.matmul(output, V) + b_out)
# losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=probabilities)
# return probabilities, tf.reduce_mean(losses)
# ```


# %%
def probabilities_and_loss(output, V, b_out, labels):
    """[batch, num_units], [num_units, classes], [classes], ids [batch] -> [batch, classes], []."""
    ### BEGIN SOLUTION
    logits = tf.matmul(output, V) + b_out
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    return tf.nn.softmax(logits), tf.reduce_mean(losses)
    ### END SOLUTION


check.probabilities_and_loss(probabilities_and_loss)

# %% [markdown]
# ### Bug 18: No path to a variable
#
# *Symptom*: *No gradients provided for any variable*, or a variable that never changes. *Cause*: the path to the variable contains `argmax`, a cast to integers or `tf.stop_gradient`. The message appears only if *no* variable has a gradient. If one variable has none, `minimize` skips it without an error. *Fix*: use a smooth loss (lesson 08), or remove `tf.stop_gradient`. To find the variable, ask `tf.gradients`, and look for `None`.

# %%
with fresh_session() as session:
    embedding = tf.get_variable("embedding", [64, 4])
    kernel = tf.get_variable("kernel", [4, 10])
    vectors = tf.stop_gradient(tf.nn.embedding_lookup(embedding, [5, 9, 60]))
    logits = tf.matmul(vectors, kernel)
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[7, 2, 1], logits=logits)
    tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_mean(losses))  # raises no error
    for name, tensor in (("losses", losses), ("argmax", tf.argmax(logits, axis=1))):
        gradients = tf.gradients(tensor, [kernel, embedding])
        found = ["None" if gradient is None else "found" for gradient in gradients]
        print(f"{name}: gradient of kernel {found[0]}, of embedding {found[1]}")

# %% [markdown]
# ### Bug 19: Dropout in a measurement
#
# *Symptom*: two answers to the same question. *Cause*: the value of `keep_prob` is that of the training, for example by the default of its placeholder. *Fix*: feed 1.0 when you measure. It is safer to make 1.0 the default, and to feed another value in training (lesson 13).

# %%
with fresh_session(seed=16) as session:
    keep_prob = tf.placeholder_with_default(0.5, [])
    outputs = read(tf.constant(sequences), 3, session)
    dropped = tf.nn.dropout(outputs, keep_prob=keep_prob)
    for name, feed in (("default 0.5", {}), ("fed 1.0", {keep_prob: 1.0})):
        first = session.run(dropped, feed)
        second = session.run(dropped, feed)
        print(f"{name}:", "equal" if np.array_equal(first, second) else "different", "answers")

# %% [markdown]
# ## Going deeper · Print or check a tensor
#
# This section is optional. It has two tools for a single tensor. They also work inside a loop, where `tf.add_check_numerics_ops` does not. The function **`check_numerics`** raises an error for infinity or NaN, and **`tf.Print`** prints values. Both return the tensor that they get. Our function `printed_lines` collects what TensorFlow prints, so that we can see it here.
#
# **Predict before you run:** one of the two runs below uses what `tf.Print` returned. What does each run print?

# %%
with fresh_session() as session:
    x = tf.constant([0.5, 0.0])
    shown = tf.Print(x, [x], message="x is ")
    without = x * 10
    using = shown * 10
    for name, tensor in (("x", without), ("shown", using)):
        with printed_lines() as lines:
            session.run(tensor)
        print(f"computed from {name}: printed {lines}")

    checked = tf.debugging.check_numerics(tf.log(x), "my logarithm")
    try:
        session.run(checked * 10)
    except tf.errors.InvalidArgumentError as error:
        print([line for line in str(error).splitlines() if "Tensor had" in line])

# %% [markdown]
# **Answer.** Only the second run prints. A run executes what its fetch needs, and `without` does not need `shown`. So continue with the *returned* tensor: `x = tf.Print(x, [x])`. It prints to the standard error of the process. This is the terminal, and not always the notebook.

# %% [markdown]
# ### Inside a loop: A value that cannot be fetched
#
# *Symptom*: *has been marked as not fetchable*. *Cause*: a `dynamic_rnn` is a loop in the graph, and a tensor inside it has another value in each iteration. *Fix*: print the value with `tf.Print` in a cell of your own (lesson 16). The second message shows that `tf.add_check_numerics_ops` does not support this loop.


# %%
class PrintingCell(tf.nn.rnn_cell.BasicRNNCell):
    """A BasicRNNCell that prints one number of its output at each time step."""

    def call(self, inputs, state):
        output, _ = super().call(inputs, state)
        output = tf.Print(output, [output[0, 0]], message="output ")
        return output, output


# %%
with fresh_session() as session:
    cell = PrintingCell(num_units, name="cell")
    outputs, _ = tf.nn.dynamic_rnn(cell, tf.constant(sequences), dtype=tf.float32)
    load_values(cell.variables, [kernel_value, bias_value], session)
    try:
        session.run("rnn/while/cell/Tanh:0")
    except ValueError as error:
        print(str(error).split(". ")[0])
    with printed_lines() as lines:
        outputs_value = session.run(outputs)
    try:
        tf.add_check_numerics_ops()
    except ValueError as error:
        print(error)

printed = [float(line.removeprefix("output [").removesuffix("]")) for line in lines]
show_difference(
    f"{len(lines)} lines, and the outputs:", outputs_value[0, :, 0], printed, limit=1e-4
)

# %% [markdown]
# <details>
# <summary>Sources</summary>
#
# The bugs are those of all five posts behind the course, and of the questions below them. Two of them are in their code: the state from `zero_state(128)` (bug 1), and `tf.squeeze` without an axis (bug 16). For labels out of range, TensorFlow's documentation adds that a GPU gives NaN instead of an error.
#
# </details>
