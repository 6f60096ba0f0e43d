# %% [markdown]
# # 01 · Graph and session
#
# *Code for TensorFlow 1 works in two stages: it draws a computation, then runs it. Many puzzles in old RNN code come from mixing them up.*
#
# **You will be able to**
# - say what happens when a line is read, and what happens in `Session.run`
# - feed a placeholder, by the tensor or by its name, and feed a tensor that is no placeholder
# - make variables, initialize them, and say where their values live
# - share one variable between two places with a scope, and say what `reuse` does and what it does not
# - read the error of a variable that was never initialized, and fix it
#
# **You need** Python and NumPy. **Time**: about 50 minutes, of which 17 for the exercises. **Order**: after the imports, every section stands alone.

# %%
import os

import numpy as np

from utils.checks import graph_and_session as check
from utils.data import load_sunspots
from utils.graph import graph_edges, variable_table
from utils.graph_diagram import computation_graph
from utils.tf1 import tf

# %% [markdown]
# ## The door
#
# A script from 2017 begins with `import tensorflow as tf`. Today that import has no `tf.placeholder` and no `tf.nn.rnn_cell`. Both live on in `tensorflow.compat.v1`, with most of TensorFlow 1 (`tf.contrib` is gone). With that import, and `tf.disable_v2_behavior()` to bring graphs back, the script gets as far as its first recurrent cell:
#
# > AttributeError: \`BasicLSTMCell\` is not available with Keras 3.
#
# Keras is TensorFlow's library of layers, and these cells need its version 2, the package `tf_keras`. The last import above is the course's door: it sets all this up. What came of it:

# %%
print("an old name that is there again:", tf.nn.rnn_cell.BasicRNNCell.__name__)
print("operations run as soon as they are written:", tf.executing_eagerly())
print("the environment variable TF_USE_LEGACY_KERAS is", os.environ["TF_USE_LEGACY_KERAS"])

# %% [markdown]
# In a script of your own, the essentials are these four lines. The package `tf_keras` must be installed, and the environment variable must be set before anything touches Keras:
#
# ```python
# import os
# os.environ["TF_USE_LEGACY_KERAS"] = "1"
# import tensorflow.compat.v1 as tf
# tf.disable_v2_behavior()
# ```
#
# `python -m utils.doctor` tells what is missing in your environment. To see all that the door does, read `utils/tf1.py`.

# %% [markdown]
# ## 1 · A line draws, `Session.run` computes
#
# A **graph** is a drawing: boxes that each do one thing (**operations**), and arrows for the results that pass between them (**tensors**). When Python executes the lines below, it only draws, into the graph that `as_default` names.
#
# **Predict before you run:** what does the last line show, `5.0` or something else?

# %%
graph = tf.Graph()
with graph.as_default():
    a = tf.constant(2.0, name="a")
    b = tf.constant(3.0, name="b")
    total = tf.add(a, b, name="total")

total

# %% [markdown]
# No number: a tensor stands for a result that nobody has asked for yet. `total:0` is output number 0 of the operation `total`, and its shape `()` says that it will be a single number.
#
# A **session** runs graphs. To *prove* when things happen, the next cell adds an operation that records each of its calls: `tf.py_func` makes an operation out of a Python function.

# %%
calls = []


def write_down(value):
    """Keep a value in a Python list, and return it."""
    calls.append(float(value))
    return value


with graph.as_default():
    noted = tf.py_func(write_down, [total], tf.float32, name="noted")

print("calls after the line was read:", len(calls))
with tf.Session(graph=graph) as session:
    print("session.run(noted) returns   :", session.run(noted))
    print("calls after one run          :", len(calls))
    session.run(noted)
    print("calls after two runs         :", len(calls))
    print("session.run(total) returns   :", session.run(total))
    print("calls after that             :", len(calls))

# %% [markdown]
# Three things to remember:
# - Drawing called nothing.
# - A run keeps no result for the next one: two runs, two calls.
# - A run computes only what its **fetch** (the thing asked for) needs. `total` does not need `noted`, so `noted` was not called.
#
# The picture shows the last run. What `total` needs is drawn in full, the rest is pale; the thick border is the fetch. An arrow carries a shape, `[]` for a single number, and a box names its operation and says what kind it is (`AddV2` is what `tf.add` draws).

# %%
computation_graph(graph_edges(graph), fetch=total, title="Fetching total leaves noted alone")

# %% [markdown]
# ## 2 · Placeholders: what comes from outside
#
# A **placeholder** is an input without a value. Each run brings the value in its **feed**, a dictionary. The data are real: the monthly mean sunspot number, an index of the spots on the sun, from 1749 to 1983.

# %%
sunspots = load_sunspots().astype(np.float32).reshape(-1, 12)  # [years, 12]

graph = tf.Graph()
with graph.as_default():
    months = tf.placeholder(tf.float32, [None, 12], name="months")  # [years, 12]
    highest = tf.reduce_max(months, axis=1, name="highest")  # [years]

with tf.Session(graph=graph) as session:
    three_years = session.run(highest, feed_dict={months: sunspots[:3]})
    all_years = session.run("highest:0", feed_dict={"months:0": sunspots})

print("shape of all the data :", sunspots.shape)
print("three years           :", three_years)
print("all years             :", all_years.shape)
print("the same as NumPy     :", np.array_equal(all_years, sunspots.max(axis=1)))

# %% [markdown]
# `None` in the shape means *not known yet*: three years fit, and so do 235. The second run names everything by text: a tensor's name is its operation's name, a colon, and the number of the output.

# %% [markdown]
# ### Exercise 1 · `yearly_mean` · 4 min · ★☆☆
#
# Draw the mean of each year. `months` is a placeholder `[years, 12]`; return a tensor `[years]`.


# %%
def yearly_mean(months):
    """Mean over the months of each year: tensor [years, 12] -> tensor [years]."""
    ### BEGIN SOLUTION
    return tf.reduce_mean(months, axis=1)
    ### END SOLUTION


check.yearly_mean(yearly_mean)

# %% [markdown]
# ## 3 · Feeding a tensor that is no placeholder
#
# A demo of `BasicRNNCell` from 2017 makes its input with `tf.zeros`, and then feeds ones. Can that work? Lesson 02 runs the demo; here is the trick alone.
#
# **Predict before you run:** three runs, three results. Which?

# %%
graph = tf.Graph()
with graph.as_default():
    x = tf.zeros([1, 4], name="x")
    result = tf.add(2.0 * x, 1.0, name="result")

with tf.Session(graph=graph) as session:
    print("fed nothing        :", session.run(result))
    print("fed ones, by name  :", session.run(result, {x.name: np.ones([1, 4])}))
    print("fed nothing again  :", session.run(result))

# %% [markdown]
# A feed replaces a tensor's value for one run, whatever would have computed it, and the next run knows nothing of it. A placeholder differs in one thing: without a feed it has nothing to fall back on.

# %%
with tf.Graph().as_default(), tf.Session() as session:
    unfed = tf.placeholder(tf.float32, [1, 4], name="unfed")
    try:
        session.run(unfed)
    except tf.errors.InvalidArgumentError as error:
        print(*[line for line in error.message.splitlines() if "must feed" in line])

# %% [markdown]
# ### Exercise 2 · `run_by_name` · 5 min · ★★☆
#
# Somebody hands you a session and two *operation* names. Fetch the first output (number 0) of the operation `fetch_name`, while the first output of `feed_name` is replaced by `value`.


# %%
def run_by_name(session, fetch_name, feed_name, value):
    """Run one operation's output with another's replaced: str, str, array -> array."""
    ### BEGIN SOLUTION
    return session.run(f"{fetch_name}:0", {f"{feed_name}:0": value})
    ### END SOLUTION


check.run_by_name(run_by_name)

# %% [markdown]
# ## 4 · Variables: what stays
#
# A placeholder's value is gone after the run. A **variable** keeps its value from run to run: the weights of a network are variables. `tf.get_variable` makes one with a name, a shape, and an **initializer**, which says how its first value is made. Two more things are drawn here: `tf.assign_add`, an operation that changes a variable when it runs, and `tf.global_variables_initializer`, which draws one operation; run, it gives every variable drawn so far its first value.

# %%
graph = tf.Graph()
with graph.as_default():
    kernel = tf.get_variable("kernel", [3, 2], initializer=tf.initializers.ones())
    bias = tf.get_variable("bias", [2], initializer=tf.initializers.zeros())
    add_one = tf.assign_add(bias, tf.ones([2]), name="add_one")
    initialize = tf.global_variables_initializer()

variable_table([kernel, bias])

# %% [markdown]
# The table shows names and shapes, but no numbers: the graph holds none for its variables. They live in the session.
#
# **Predict before you run:** two sessions share this graph. The first adds one to the bias twice. What does the second see?

# %%
first, second, third = (tf.Session(graph=graph) for _ in range(3))
first.run(initialize)
second.run(initialize)
first.run(add_one)
first.run(add_one)

print("bias in the first session :", first.run(bias))
print("bias in the second session:", second.run(bias))
first.close()
try:
    first.run(bias)
except RuntimeError as error:
    print("the first, once closed    :", error)
table = variable_table([kernel, bias], session=third)
second.close()
third.close()
table

# %% [markdown]
# One graph, two sessions, two sets of values. A new session begins with nothing, and a closed one cannot be asked any more (lesson 13 saves values to a file).

# %% [markdown]
# ## 5 · Scopes, and what `reuse` does
#
# A **variable scope** puts a prefix before the names made inside it. `tf.get_variable` looks at the full name, and what it does depends on the scope's `reuse`. Here each kind of scope asks twice for a variable of its own, and once for `made/kernel`, which exists already. (Without an initializer, the first values are random.)

# %%
with tf.Graph().as_default():
    with tf.variable_scope("made"):
        tf.get_variable("kernel", [3, 2])

    for kind, reuse in (("no", False), ("yes", True), ("auto", tf.AUTO_REUSE)):
        for scope in (kind, kind, "made"):
            try:
                with tf.variable_scope(scope, reuse=reuse):
                    outcome = tf.get_variable("kernel", [3, 2]).name
            except ValueError as error:
                outcome = "ValueError: " + str(error).split(",")[0]
            print(f"reuse {kind:5} asks for {scope + '/kernel':12} -> {outcome}")

# %% [markdown]
# - `reuse=False` makes the variable, and refuses to make it twice.
# - `reuse=True` finds a variable and never makes one. Something must have made it before.
# - `tf.AUTO_REUSE` makes what is missing and finds the rest.

# %% [markdown]
# ### Exercise 3 · `shared_product` · 8 min · ★★☆
#
# Multiply `inputs` `[batch, input_size]` by a variable `kernel` `[input_size, num_units]`. `tf.matmul` multiplies matrices, and `inputs.shape[1]` is the width of the inputs. The check calls your function twice in one graph, and both calls must use **one** variable; you choose the scope.


# %%
def shared_product(inputs, num_units):
    """Product of the inputs with one shared kernel: [batch, input_size] -> [batch, num_units]."""
    ### BEGIN SOLUTION
    with tf.variable_scope("dense", reuse=tf.AUTO_REUSE):
        kernel = tf.get_variable("kernel", [inputs.shape[1], num_units])
    return tf.matmul(inputs, kernel)
    ### END SOLUTION


check.shared_product(shared_product)

# %% [markdown]
# ## Broken on purpose
#
# An error that everybody meets. **Predict before you run:** everything is drawn, the session is open. What is missing?

# %% tags=["raises-exception"]
graph = tf.Graph()
with graph.as_default():
    kernel = tf.get_variable("kernel", [3, 2], initializer=tf.initializers.ones())

with tf.Session(graph=graph) as session:
    session.run(kernel)

# %% [markdown]
# TensorFlow's errors are long, and most of their lines are TensorFlow's own. Look for the one line that speaks of your graph, near the end: *Attempting to use uninitialized value kernel*. The initializer is an operation like any other: draw it **after the last variable**, since it covers only those that exist by then, and run it once in each session.

# %%
graph = tf.Graph()
with graph.as_default():
    too_early = tf.global_variables_initializer()
    kernel = tf.get_variable("kernel", [3, 2], initializer=tf.initializers.ones())
    in_time = tf.global_variables_initializer()
    is_initialized = tf.is_variable_initialized(kernel)

with tf.Session(graph=graph) as session:
    session.run(too_early)
    print("initializer drawn before the variable:", session.run(is_initialized))
    session.run(in_time)
    print("initializer drawn after it           :", session.run(is_initialized))
    print(session.run(kernel))

# %% [markdown]
# ## What you can do now
#
# - A line draws; `Session.run` computes what its fetch needs, again in each run (section 1).
# - A feed gives a placeholder its value, and replaces any other tensor's, for one run (sections 2 and 3).
# - Variables keep their values in a session, from their initializer's run on (section 4).
# - A scope with `tf.AUTO_REUSE` shares a variable; `reuse=True` only finds what exists (section 5).
# - *Attempting to use uninitialized value* means that this session has not run the variable's initializer: it was not drawn, drawn too early, or not run.
#
# From lesson 02 on, `fresh_session(seed)` from `utils.graph` stands for three lines: a new `tf.Graph` made the default, `tf.set_random_seed` for its random numbers, a session on it.

# %%
check.progress()

# %% [markdown]
# **New words**: graph, operation, tensor, session, fetch, feed, placeholder, variable, initializer, variable scope, reuse. The glossary has them all, with the Chinese terms of the posts behind this course.
#
# **Where this came from**: the demo of `BasicRNNCell` in *Lesson 11: TensorFlow, the RNN's principle and analysis*, a post of 2017 that feeds `tf.zeros` by name, and says of a cell's `reuse=True` that it makes cells share weights. The trick still works; lesson 03 shows the other half of the sentence on `reuse`. The names `tf.Session` and `tf.placeholder` are found under `tf.compat.v1` now.
