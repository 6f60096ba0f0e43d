# %% [markdown]
# # 01 · Graph and session
#
# You open a network from 2017, add `print(loss)`, and see `Tensor("loss:0", shape=(), dtype=float32)` instead of a number. The reason is that TensorFlow 1 code runs in two phases. First, Python *builds a graph*, which is a description of the computation. Then a *session* executes it. Many bugs in old RNN code come from confusing the two phases.
#
# Why learn this *graph mode* today? The code of many papers uses it, and to run, fix or migrate such code, you must be able to read it. TensorFlow 2 still builds graphs too, with `tf.function`.
#
# In this lesson we will build small graphs, execute them in sessions, feed values into them, and create variables that keep and share their values.
#
# **After this lesson you can**
# - explain what happens while Python builds a graph, and what happens in `Session.run`
# - implement a run that feeds a placeholder or another tensor, directly or by its name
# - identify where the values of variables are stored, and how they get their first values
# - implement a layer whose calls share one variable, with a variable scope and the right `reuse`
# - debug the error *Attempting to use uninitialized value*
#
# **You need** Python and NumPy. **Time**: about 50 minutes, of which 17 for the exercises. **Order**: Run the cells from top to bottom. If you skip, run the imports first. After them, every section runs alone.
#
# The next cell imports TensorFlow, which can take half a minute. TensorFlow 2 executes every line immediately (*eager execution*). The last import switches it to graph mode. *Going deeper* shows how to do this in a script of your own.

# %%
import numpy as np

from utils.checks import graph_and_session as check
from utils.data.loaders import load_sunspots
from utils.figures.graph_diagram import computation_graph
from utils.figures.graph_parts import graph_edges
from utils.graph import fresh_session, variable_table
from utils.prediction import show_prediction
from utils.table import Table
from utils.tf1 import tf

# %% [markdown]
# ## 1 · Python builds the graph, `Session.run` executes it
#
# If a line does not compute its result, what does it do? It adds a node to a **graph** (also called *computation graph*). Each node is an **operation** (*op* for short), for example an addition. Each edge is a **tensor**, which has a name, a shape and a type (*dtype*). When the graph is executed, a value flows along each edge.
#
# The lines below add three operations to the graph that `as_default` selects.
#
# **Predict before you run:** does the last line show `5.0`, or something else?

# %%
graph = tf.Graph()
with graph.as_default():
    a = tf.constant(2.0, name="a")
    b = tf.constant(3.0, name="b")
    total = tf.add(a, b, name="total")

total

# %% [markdown]
# **Answer.** It shows the name, the shape and the type of the tensor. There is no value, because nothing has been computed yet. Its shape `()` is the shape of a single number.
#
# To compute the value we need a **session**, which executes a graph. In `session.run(total)`, the argument `total` is the **fetch**, the tensor whose value we ask for.
#
# When exactly is a value computed? To find out, we write a Python function that records every call. `tf.py_func` adds an operation that calls it.

# %%
calls = []


def record(value):
    """Append a value to the list `calls`, and return the value unchanged."""
    calls.append(value)
    return value


with graph.as_default():
    recorded = tf.py_func(record, [total], tf.float32, name="recorded")

print("calls while the graph was built:", len(calls))

# %% [markdown]
# **Predict before you run:** we fetch `recorded` twice, then `total` once. How many calls are there at the end? Write your prediction into the next cell. You will see it again below the result.

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
with tf.Session(graph=graph) as session:
    print("first run, fetch recorded:", session.run(recorded))
    print("calls so far:", len(calls))

    print("second run, fetch recorded:", session.run(recorded))
    print("calls so far:", len(calls))

    print("third run, fetch total:", session.run(total))
    print("calls so far:", len(calls))

show_prediction(prediction)

# %% [markdown]
# **Answer.** There are two calls. The runs show three rules:
# - Python builds the graph without executing any operation.
# - A run computes everything again, even if an earlier run computed it already. So the second run called `record` again. (Only variables keep their values, as section 4 shows.)
# - A run executes only the operations that its fetch needs. The third run fetched `total`, which does not need `recorded`.
#
# The picture shows the third run. The colored operations were executed, and the pale one was not. The label `[]` on an arrow is the shape of a single number.

# %%
computation_graph(graph_edges(graph), fetch=total, title="Fetching total does not execute recorded")

# %% [markdown]
# This graph always computes 2 + 3. Next we give a graph an input.

# %% [markdown]
# ## 2 · Placeholders: inputs of the graph
#
# A network reads different data in each run, so its graph needs an input whose value is not yet known. Such an input is a **placeholder**. Each run gets the value from a dictionary, the **feed** (argument `feed_dict`).
#
# Our data are the monthly sunspot numbers from 1749 to 1983. One row is one year. The graph below computes the highest monthly value of each year.
#
# **Predict before you run:** we feed 3 years in the first run and 235 years in the second. Does the same graph accept both?

# %%
sunspots = load_sunspots().astype(np.float32).reshape(-1, 12)  # [years, 12]

graph = tf.Graph()
with graph.as_default():
    months = tf.placeholder(tf.float32, [None, 12], name="months")  # [years, 12]
    highest = tf.reduce_max(months, axis=1, name="highest")  # [years]

with tf.Session(graph=graph) as session:
    three_years = session.run(highest, feed_dict={months: sunspots[:3]})
    all_years = session.run(highest, feed_dict={months: sunspots})

print("highest monthly values of three years:", three_years)
print("shape of the second result:", all_years.shape)

# %% [markdown]
# **Answer.** Yes. `None` in the shape means that this size is not known while the graph is built, so a run may use any number of years.
#
# When you load a graph from a file, you have names instead of Python variables. The name of a tensor is the name of its operation, a colon, and the number of the output. Here we fetch and feed by name:

# %%
with tf.Session(graph=graph) as session:
    by_name = session.run("highest:0", feed_dict={"months:0": sunspots})

difference = np.abs(by_name - sunspots.max(axis=1)).max()
print("largest difference from NumPy:", difference)

# %% [markdown]
# ### Exercise 1 · `yearly_mean` · 4 min · ★☆☆
#
# Add an operation that computes the mean of each year. The argument `months` is a placeholder of shape `[years, 12]`. Return a tensor of shape `[years]`.


# %%
def yearly_mean(months):
    """Mean over the months of each year: tensor [years, 12] -> tensor [years]."""
    ### BEGIN SOLUTION
    return tf.reduce_mean(months, axis=1)
    ### END SOLUTION


check.yearly_mean(yearly_mean)

# %% [markdown]
# So far we fed a placeholder. Next we feed an ordinary tensor.

# %% [markdown]
# ## 3 · A feed can replace any tensor
#
# Some old code creates an input with `tf.zeros`, and then feeds other values. But the result of `tf.zeros` is not a placeholder, because it has a value of its own. Does the feed have an effect? We test it with the formula `2 * x + 1`.
#
# **Predict before you run:** the first run feeds nothing, the second feeds ones, and the third feeds nothing again. What does the third run print?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
graph = tf.Graph()
with graph.as_default():
    x = tf.zeros([1, 4], name="x")
    result = tf.add(2.0 * x, 1.0, name="result")

ones = np.ones([1, 4])
with tf.Session(graph=graph) as session:
    print("first run, no feed:", session.run(result))
    print("second run, fed ones:", session.run(result, feed_dict={"x:0": ones}))
    print("third run, no feed:", session.run(result))

show_prediction(prediction)

# %% [markdown]
# **Answer.** The third run prints ones again, because it computes `2 * 0 + 1`. A feed replaces the value of a tensor, but for one run only.
#
# A placeholder does not have a value of its own. So a run that needs it raises an error if it is not fed.

# %%
graph = tf.Graph()
with graph.as_default():
    unfed = tf.placeholder(tf.float32, [1, 4], name="unfed")

with tf.Session(graph=graph) as session:
    try:
        session.run(unfed)
    except tf.errors.InvalidArgumentError as error:
        begin = error.message.index("You must feed")
        print(error.message[begin:])

# %% [markdown]
# ### Exercise 2 · `run_by_name` · 5 min · ★★☆
#
# You get a session and the names of two *operations*. Replace the first output (number 0) of the operation `feed_name` by `value`. In the same run, fetch the first output of the operation `fetch_name`, and return it.


# %%
def run_by_name(session, fetch_name, feed_name, value):
    """Run one operation's output with another's replaced: str, str, array -> array."""
    ### BEGIN SOLUTION
    return session.run(f"{fetch_name}:0", {f"{feed_name}:0": value})
    ### END SOLUTION


check.run_by_name(run_by_name)

# %% [markdown]
# A fed value is lost after the run. But a network must remember what it learns.

# %% [markdown]
# ## 4 · Variables keep their values between runs
#
# Training changes the weights of a network a little in each run, so they must keep their values from run to run. A **variable** does this.
#
# `tf.get_variable` creates a variable with a name, a shape and an **initializer**, the rule for its first value. Here we create a matrix `kernel` and a vector `bias`, which are TensorFlow's names for the weights of a layer.

# %%
graph = tf.Graph()
with graph.as_default():
    kernel = tf.get_variable("kernel", [3, 2], initializer=tf.initializers.ones())
    bias = tf.get_variable("bias", [2], initializer=tf.initializers.zeros())

variable_table([kernel, bias])

# %% [markdown]
# The table contains no values, because an initializer is only a rule. `tf.global_variables_initializer` adds an operation that applies the rules. When a session runs it, each variable gets its first value.
#
# We also add an operation that changes a variable. Each run of `add_one` adds 1 to each element of the bias.

# %%
with graph.as_default():
    initialize = tf.global_variables_initializer()
    add_one = tf.assign_add(bias, tf.ones([2]), name="add_one")

# %% [markdown]
# Now two sessions use the same graph. Both run `initialize`. Then only the first session runs `add_one`, twice.
#
# **Predict before you run:** what is the bias in the second session?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
first = tf.Session(graph=graph)
second = tf.Session(graph=graph)
first.run(initialize)
second.run(initialize)

first.run(add_one)
first.run(add_one)

print("bias in the first session:", first.run(bias))
print("bias in the second session:", second.run(bias))
show_prediction(prediction)

# %% [markdown]
# **Answer.** It is still zero. The graph describes the variable, but each session stores its own value. In the first session, the bias is 2 after two additions.
#
# When we close a session, the values of its variables are lost.

# %%
second.close()
first.close()
try:
    first.run(bias)
except RuntimeError as error:
    print(error)

# %% [markdown]
# Lesson 15 saves the values to a file. Next we look at the names of variables.

# %% [markdown]
# ## 5 · Scopes, and what `reuse` does
#
# A recurrent network applies the same weights to each element of a sequence. So several parts of the graph must share one variable. In TensorFlow 1 they share it by its name.
#
# A **variable scope** adds a prefix to the names of the variables created in it. The scope's argument **`reuse`** decides whether `tf.get_variable` creates a variable or finds an existing one.

# %%
with tf.Graph().as_default():
    with tf.variable_scope("layer"):
        created = tf.get_variable("kernel", [3, 2])
    with tf.variable_scope("layer", reuse=True):
        found = tf.get_variable("kernel", [3, 2])
    count = len(tf.global_variables())

print("created:", created.name)
print("found  :", found.name)
print("variables in the graph:", count)

# %% [markdown]
# The graph contains one variable, and both names in Python refer to it. What happens with other values of `reuse`? The next function asks for a kernel. It returns the full name, or the error.


# %%
def ask_for_kernel(scope, reuse):
    """Ask for a kernel in a scope; return the variable's full name or the error."""
    try:
        with tf.variable_scope(scope, reuse=reuse):
            kernel = tf.get_variable("kernel", [3, 2])
        return kernel.name
    except ValueError as error:
        message = str(error).split(",")[0]
        return f"ValueError: {message}"


# %% [markdown]
# We try each value of `reuse` in a new graph that contains only `old/kernel`.
#
# **Predict before you run:** with `reuse=True` we ask for `new/kernel`, which does not exist yet. What happens?

# %%
kinds = [("False", False), ("True", True), ("tf.AUTO_REUSE", tf.AUTO_REUSE)]
rows = []
for text, reuse in kinds:
    with tf.Graph().as_default():
        ask_for_kernel("old", reuse=False)  # creates old/kernel
        old = ask_for_kernel("old", reuse)
        new = ask_for_kernel("new", reuse)
    rows.append([text, old, new])

Table(["reuse", "old/kernel exists", "new/kernel does not exist"], rows)

# %% [markdown]
# **Answer.** It raises an error. These are the three rules:
# - `reuse=False` only creates variables. It raises an error if the name exists. A scope without the argument does the same. (Inside a scope with `reuse=True` or `tf.AUTO_REUSE`, every scope inherits this value.)
# - `reuse=True` only finds variables. It raises an error if the name does not exist.
# - `tf.AUTO_REUSE` finds the variable if it exists, and creates it otherwise.

# %% [markdown]
# ### Exercise 3 · `shared_product` · 8 min · ★★☆
#
# Write a layer that multiplies `inputs` `[batch, input_size]` by a variable `kernel` `[input_size, num_units]`. `tf.matmul` is the matrix multiplication, and `inputs.shape[1]` is the input size. The check calls your function twice in one graph. Both calls must use the same variable. You choose the name of the scope.


# %%
def shared_product(inputs, num_units):
    """Multiply the inputs by one shared kernel: [batch, input_size] -> [batch, num_units]."""
    ### BEGIN SOLUTION
    with tf.variable_scope("dense", reuse=tf.AUTO_REUSE):
        kernel = tf.get_variable("kernel", [inputs.shape[1], num_units])
    return tf.matmul(inputs, kernel)
    ### END SOLUTION


check.shared_product(shared_product)

# %% [markdown]
# The last section shows a short form for notebooks.

# %% [markdown]
# ## 6 · `fresh_session`: a new graph and its session
#
# If you run a notebook cell twice in the same graph, `tf.get_variable` raises the error *already exists*. So each cell should start with an empty graph, and with a session for it. From lesson 02 on, one line does both:
#
# ```python
# with fresh_session(seed=1) as session:
#     ...
# ```
#
# `fresh_session` is a function of this course. It does the same as these four lines:
#
# ```python
# graph = tf.Graph()
# with graph.as_default():
#     tf.set_random_seed(1)
#     with tf.Session(graph=graph) as session:
#         ...
# ```
#
# At the end of the block, the session is closed. The seed fixes the random numbers, for example the first values of a variable that you create without an initializer.
#
# **Predict before you run:** two blocks create a variable with the same name, and `reuse` is not set. Does the second block raise an error?

# %%
with fresh_session(seed=1) as session:
    kernel = tf.get_variable("kernel", [3, 2])  # random first values
    session.run(tf.global_variables_initializer())
    first_values = session.run(kernel)

with fresh_session(seed=1) as session:
    kernel = tf.get_variable("kernel", [3, 2])
    session.run(tf.global_variables_initializer())
    second_values = session.run(kernel)

print("name in the second graph:", kernel.name)
print("largest difference of the values:", np.abs(first_values - second_values).max())

# %% [markdown]
# **Answer.** No, because each block has its own graph. The values are random but equal, because both graphs contain the same operations and use the same seed.
#
# Next, we look at an error that beginners of TensorFlow 1 often meet.

# %% [markdown]
# ## Common error: Attempting to use uninitialized value
#
# **Predict before you run:** the graph is built, and the session is open. What is missing?

# %% tags=["raises-exception"]
graph = tf.Graph()
with graph.as_default():
    kernel = tf.get_variable("kernel", [3, 2], initializer=tf.initializers.ones())

with tf.Session(graph=graph) as session:
    session.run(kernel)

# %% [markdown]
# **Answer.** The session has not run an initializer. TensorFlow's error messages are long, and most lines are about its own code. Look near the end for the line about your graph, which is *Attempting to use uninitialized value kernel*.
#
# The fix has two parts:
# - Add the initializer to the graph *after* the last variable, because it covers only the variables that exist at that moment.
# - Run it once in *each* session.
#
# In the next cell, the first initializer comes too early. To find variables without a value, we use `tf.report_uninitialized_variables`.

# %%
graph = tf.Graph()
with graph.as_default():
    too_early = tf.global_variables_initializer()
    kernel = tf.get_variable("kernel", [3, 2], initializer=tf.initializers.ones())
    in_time = tf.global_variables_initializer()
    uninitialized = tf.report_uninitialized_variables([kernel])

with tf.Session(graph=graph) as session:
    session.run(too_early)
    print("without a value after too_early:", session.run(uninitialized))
    session.run(in_time)
    print("without a value after in_time:", session.run(uninitialized))
    print(session.run(kernel))

# %% [markdown]
# ## Summary
#
# - While Python builds a graph, it only adds operations. `Session.run` executes the operations that its fetch needs, and it executes them again in each run (section 1).
# - A feed gives a placeholder its value for one run. It can also replace any other tensor. You can give the tensor or its name, such as `"x:0"` (sections 2 and 3).
# - A session stores the values of the variables, and each session has its own. A variable gets its first value when the session runs the initializer (section 4).
# - Calls share a variable if they ask for the same full name. `tf.AUTO_REUSE` creates the variable at the first call and finds it later, but `reuse=True` only finds it (section 5).
# - *Attempting to use uninitialized value* means that this session has not run an initializer that covers the variable. Add the initializer after the last variable, and run it in each session.
#
# In lesson 02 we will build the first recurrent network and run one step of it.

# %%
check.progress()

# %% [markdown]
# ## Going deeper · The setup in a script of your own
#
# This part is optional. In your own script, install the package `tf_keras` and begin with these four lines.
#
# ```python
# import os
# os.environ["TF_USE_LEGACY_KERAS"] = "1"
# import tensorflow.compat.v1 as tf
# tf.disable_v2_behavior()
# ```
#
# The environment variable selects Keras 2, which contains the old recurrent cells. It must be set before the first use of Keras. The last line switches back to graph mode. If something does not work, the command `python -m utils doctor`, in the folder of this course, reports what is missing in your environment.

# %% [markdown]
# <details>
# <summary>Sources</summary>
#
# Section 3 tests the demo in *Lesson 11: TensorFlow, RNN principle and analysis*, a Chinese blog post of 2017.
#
# - Still true: a tensor that `tf.zeros` created can be fed by its name, as the demo does.
# - No longer true: `import tensorflow as tf` does not give you `tf.Session` and `tf.nn.rnn_cell` any more. They are in `tensorflow.compat.v1`.
# - Only partly true: the post writes that cells share their weights with `reuse=True`. They do so if the variables already exist, because this argument creates none. Lesson 03 shows it for cells.
#
# </details>
