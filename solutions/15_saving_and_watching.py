# %% [markdown]
# # 15 · Saving and watching
#
# *The training took two days, and then the notebook was closed.* The weights were in the memory of the session, so they are lost. A checkpoint saves them. But a restored network can stop with *Key not found*, or give different answers without any error.
#
# In this lesson we will save a small network, restore it into other graphs, and find mistakes that raise no error. Then we will compare two trainings in TensorBoard.
#
# **After this lesson you can**
# - explain what a checkpoint contains, and what it does not contain
# - explain what a training needs to continue as if it had never stopped
# - implement restoring in part and under other names
# - debug a checkpoint that does not fit its graph
# - implement summaries, and compare two trainings in TensorBoard
#
# **You need** lessons 05 to 07. **Time**: about 65 minutes, of which 28 for the exercises. **Order**: Run the cells from top to bottom. If you skip, 2 needs 1, 3 needs 1, 4 needs 2, 5 needs 1, 7 needs 1, *Common error* needs 1, and *Going deeper* needs 1, 2 and 7.

# %%
from pathlib import Path

import numpy as np
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from utils import training
from utils.checks import saving_and_watching as check
from utils.data.checkpoints import new_folder, try_to_restore
from utils.data.loaders import load_mnist
from utils.differences import largest_difference, show_bound, show_difference
from utils.figures import still
from utils.figures.checkpoint_diagram import restore_by_name
from utils.graph import fresh_session
from utils.prediction import show_prediction
from utils.table import Table
from utils.tf1 import tf

mnist = load_mnist()

# %% [markdown]
# ## 1 · What a checkpoint contains
#
# A **checkpoint** is a copy of the values of variables on disk. It is like a dictionary from names to arrays. A `tf.train.Saver` writes it:

# %%
with fresh_session() as session:
    tf.get_variable("weights", initializer=[0.5, -1.0])
    saver = tf.train.Saver()  # for all variables that exist at this moment
    session.run(tf.global_variables_initializer())
    path = saver.save(session, str(new_folder() / "tiny"))  # a temporary folder

print("names and shapes:", tf.train.list_variables(path))
print("weights:", tf.train.load_checkpoint(path).get_tensor("weights"))

# %% [markdown]
# We can read the values even without a graph. Now we save a network as in lesson 07. An LSTM reads a digit row by row, and a dense layer turns the last *h* into logits. The **global step** is a variable that counts training steps. The method `minimize` adds 1 to it each time.


# %%
def build_network(images, num_classes=10, forget_bias=1.0):
    """uint8 [batch, 28, 28] -> logits [batch, num_classes]."""
    rows = tf.cast(images, tf.float32) / 255  # [batch, 28, 28]
    cell = tf.nn.rnn_cell.BasicLSTMCell(32, forget_bias=forget_bias)
    _, final_state = tf.nn.dynamic_rnn(cell, rows, dtype=tf.float32)
    return tf.layers.dense(final_state.h, num_classes)


# %%
def training_graph(rate):
    """Build what training needs: images, labels, logits, loss and train_op."""
    images = tf.placeholder(tf.uint8, [None, 28, 28], name="images")
    labels = tf.placeholder(tf.int32, [None])
    logits = tf.identity(build_network(images), name="logits")
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    step = tf.train.get_or_create_global_step()
    train_op = tf.train.AdamOptimizer(rate).minimize(loss, global_step=step)
    return images, labels, logits, loss, train_op


# %% [markdown]
# Here are 100 batches, and a function that trains on them:

# %%
# Section 7 uses some of the first 5,000 images for validation.
shuffled = training.shuffled_batches(
    mnist.train_images[5_000:], mnist.train_labels[5_000:], batch_size=64, seed=13
)
batches = [next(shuffled) for _ in range(100)]  # pairs (images, labels)


def train(session, parts, batches):
    """Make a training step with each batch. Return the losses, each before its step."""
    images, labels, _, loss, train_op = parts
    losses = []
    for some_images, some_labels in batches:
        feed = {images: some_images, labels: some_labels}
        loss_value, _ = session.run([loss, train_op], feed)
        losses.append(loss_value)
    return np.array(losses)


# %% [markdown]
# If we pass the global step to `save`, it becomes a part of the file name:

# %%
first_500, labels_500 = mnist.test_images[:500], mnist.test_labels[:500]
path = str(new_folder() / "digits")

with fresh_session(seed=13) as session:
    parts = training_graph(rate=0.01)
    images, _, logits, _, _ = parts
    session.run(tf.global_variables_initializer())
    train(session, parts, batches)
    saved_logits = session.run(logits, {images: first_500})  # [500, 10]
    saved_path = tf.train.Saver().save(session, path, global_step=tf.train.get_global_step())

# %% [markdown]
# **Predict before you run:** the LSTM and the dense layer have two variables each. How many variables are in the checkpoint?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
in_checkpoint = tf.train.list_variables(saved_path)  # a list of pairs (name, shape)
print("variables:", len(in_checkpoint))
show_prediction(prediction)
Table(["name", "shape"], in_checkpoint)

# %% [markdown]
# **Answer.** There are 15. For each variable that it trains, Adam keeps two more of the same shape, the running means of its gradients and of their squares. Such an additional variable is called a **slot**. The other three entries are single numbers: the global step, and two powers with which Adam corrects its running means.
#
# On disk, a checkpoint is several files:

# %%
for file in sorted(Path(saved_path).parent.iterdir()):
    print(file.name)

# %% [markdown]
# The `.data` file contains the values, and `.index` the names and shapes. The method `restore` reads only these two, so copy both. Its argument is the path that `save` returned, which has no ending. The `.meta` file contains the graph, and the text file `checkpoint` names the newest checkpoint (*Going deeper*).

# %% [markdown]
# ### Exercise 1 · `trained_weights` · 6 min · ★★☆
#
# Read the trained variables from a checkpoint, without a graph. They are those that have a slot. The name of a slot is the name of its variable, a slash, and one more word. This word depends on the optimizer, so you do not know it. Return a dictionary from names to arrays.


# %%
def trained_weights(path):
    """The variables of a checkpoint that have slots: path -> {name: array}."""
    ### BEGIN SOLUTION
    checkpoint = tf.train.load_checkpoint(path)
    names = checkpoint.get_variable_to_shape_map()
    owners = {name.rpartition("/")[0] for name in names}
    return {name: checkpoint.get_tensor(name) for name in names if name in owners}
    ### END SOLUTION


check.trained_weights(trained_weights)

# %% [markdown]
# ## 2 · Restore into another graph
#
# Another program builds our network without loss and optimizer. How does `restore` find the value of each variable? It searches the checkpoint for its *name*:

# %%
with fresh_session() as session:
    build_network(tf.placeholder(tf.uint8, [None, 28, 28]))
    names_in_graph = [variable.op.name for variable in tf.global_variables()]

restore_by_name(
    {name: name for name in names_in_graph},
    [name for name, _ in in_checkpoint],
    "Each variable gets the value with its own name, and 11 values stay in the file",
)

# %% [markdown]
# **Predict before you run:** we run the initializer before `restore`, and then after it. In which case do we get the saved logits?

# %%
with fresh_session(seed=1) as session:
    images = tf.placeholder(tf.uint8, [None, 28, 28])
    logits = build_network(images)
    session.run(tf.global_variables_initializer())
    tf.train.Saver().restore(session, saved_path)
    restored = session.run(logits, {images: first_500})

    session.run(tf.global_variables_initializer())
    initialized = session.run(logits, {images: first_500})

show_difference("initializer, then restore:", restored, saved_logits, limit=1e-5)
difference = largest_difference(initialized, saved_logits)
show_bound("restore, then initializer: largest difference", difference, above=1)

# %% [markdown]
# **Answer.** Only in the first case. An initializer that runs *after* `restore` overwrites everything, and raises no error. If `restore` gives a value to every variable, you need no initializer at all.
#
# **Predict before you run:** the network was trained with a forget bias of 1. Now somebody builds it with 0. What does `restore` do?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
with fresh_session() as session:
    images = tf.placeholder(tf.uint8, [None, 28, 28])
    logits = build_network(images, forget_bias=0.0)
    tf.train.Saver().restore(session, saved_path)
    other_logits = session.run(logits, {images: first_500})

accuracy = (saved_logits.argmax(axis=1) == labels_500).mean()
other_accuracy = (other_logits.argmax(axis=1) == labels_500).mean()
show_bound("accuracy, forget bias 1", accuracy, above=0.6)
show_bound("accuracy, forget bias 0", other_accuracy, below=0.45)
show_prediction(prediction)

# %% [markdown]
# **Answer.** It raises no error, but the network is much worse. The method `restore` reads only names and values. The forget bias (lesson 06) and the division of the pixels by 255 are in no variable. They are in the graph, but `restore` does not read `.meta`. So always keep the code with its checkpoint.
#
# To *use* the network, four variables are enough. And to *train* it further?

# %% [markdown]
# ## 3 · Continue a training
#
# To save space, people often save only `tf.trainable_variables()`. Is this enough? One training uses the batches 0 to 9 without a stop. After five of them, it saves all variables, and then only the trainable ones. From each checkpoint, a new session continues.

# %%
all_path = str(new_folder() / "all_variables")
weights_path = str(new_folder() / "trainable_variables")

with fresh_session(seed=3) as session:
    parts = training_graph(rate=0.01)
    session.run(tf.global_variables_initializer())
    train(session, parts, batches[:5])
    tf.train.Saver().save(session, all_path)
    tf.train.Saver(tf.trainable_variables()).save(session, weights_path)
    without_a_stop = train(session, parts, batches[5:10])

# %% [markdown]
# **Predict before you run:** we compare each loss with that of the training without a stop. With the trainable variables alone, which of the batches 5 to 9 is the first with a different loss?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.


# %%
def continue_from(path, only_weights):
    """Restore, train on batches 5 to 9. Return their losses and the global step."""
    with fresh_session(seed=4) as session:
        parts = training_graph(rate=0.01)
        session.run(tf.global_variables_initializer())
        variables = tf.trainable_variables() if only_weights else tf.global_variables()
        tf.train.Saver(variables).restore(session, path)
        losses = train(session, parts, batches[5:10])
        return losses, session.run(tf.train.get_global_step())


# %%
all_losses, all_step = continue_from(all_path, only_weights=False)
weights_losses, weights_step = continue_from(weights_path, only_weights=True)

for name, losses in [("all variables", all_losses), ("trainable variables", weights_losses)]:
    differs = np.abs(losses - without_a_stop) > 1e-4
    print(f"{name}: batches with a different loss: {np.arange(5, 10)[differs]}")
print("global step at the end:", all_step, "and", weights_step)
show_prediction(prediction)

# %% [markdown]
# **Answer.** Batch 6. The loss of batch 5 comes from the forward pass, which is computed before the weights change. So it depends on the restored weights alone. But then Adam makes its step, and its running means start from zero again. The global step starts from zero too, and so does a learning rate schedule (lesson 07). So save and restore all variables.
#
# Two things are in no variable. The first is the position in the data, so we passed batches 5 to 9 ourselves. The second is the state of random numbers, for example of dropout (*Going deeper*).
#
# Sometimes we want to restore only a part.

# %% [markdown]
# ## 4 · Restore in part, or under other names
#
# A `Saver` that gets a list of variables saves and restores only these. For example, a new network for *even or odd* can reuse the trained LSTM. But its dense layer has two classes. So first we initialize all variables, and then `restore` overwrites those of the LSTM.

# %%
with fresh_session(seed=5) as session:
    build_network(tf.placeholder(tf.uint8, [None, 28, 28]), num_classes=2)
    lstm_variables = tf.global_variables(scope="rnn/")  # names that begin with rnn/
    session.run(tf.global_variables_initializer())
    tf.train.Saver(lstm_variables).restore(session, saved_path)
    kernel = session.run(lstm_variables[0])

saved_kernel = tf.train.load_checkpoint(saved_path).get_tensor("rnn/basic_lstm_cell/kernel")
print("kernel of the LSTM, difference to the saved one:", np.abs(kernel - saved_kernel).max())

# %% [markdown]
# A larger program often builds our network in a scope, for example `left` beside `right`. Then a variable has a name such as `left/dense/bias`, which is not in the checkpoint. So we give the `Saver` a dictionary from names in the checkpoint to variables of the graph.
#
# **Predict before you run:** which key belongs to the variable `left/dense/bias`?

# %%
with fresh_session() as session:
    images = tf.placeholder(tf.uint8, [None, 28, 28])
    with tf.variable_scope("left"):
        logits = build_network(images)
    variables = tf.global_variables()
    variable_of = dict(zip(names_in_graph, variables, strict=True))  # the names of section 2
    tf.train.Saver(variable_of).restore(session, saved_path)
    restored = session.run(logits, {images: first_500})

for name, variable in variable_of.items():
    print(f"{name:26} -> {variable.op.name}")
show_difference("restored:", restored, saved_logits, limit=1e-5)

# %% [markdown]
# **Answer.** `dense/bias`, without the scope. (The name is `variable.op.name`, because `variable.name` ends in `:0`.)

# %% [markdown]
# ### Exercise 2 · `names_in_checkpoint` · 6 min · ★★☆
#
# Make this dictionary without a list of names, for all of `variables`. In the graph, they are in the scope `scope`, which can be nested, for example `twins/left`. The checkpoint was saved without this scope.


# %%
def names_in_checkpoint(variables, scope):
    """Variables of a scope, and the scope's name -> {name in the checkpoint: variable}."""
    ### BEGIN SOLUTION
    return {variable.op.name.removeprefix(f"{scope}/"): variable for variable in variables}
    ### END SOLUTION


check.names_in_checkpoint(names_in_checkpoint)

# %% [markdown]
# ## 5 · Mistakes that `restore` reports, and one that it does not
#
# We make three mistakes:
#
# - The path is `digits` instead of `digits-100`.
# - The network is in a scope, and we use no dictionary.
# - Two layers of the same shape are built in the other order.
#
# **Predict before you run:** which one raises no error?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.


# %%
def restore_network(path, scope=""):
    """Build the network in a scope and restore it. Return the error as a string."""
    with fresh_session() as session:
        with tf.variable_scope(scope):
            build_network(tf.placeholder(tf.uint8, [None, 28, 28]))
        return try_to_restore(session, path)


print(restore_network(saved_path.removesuffix("-100")))
print(restore_network(saved_path, scope="left"))


# %% [markdown]
# For the last mistake, we save a tiny layer *reader* with the kernel 1, and a *writer* with the kernel 2:


# %%
def new_kernel(value):
    """Build a dense layer whose kernel is [[value]]. Return this variable."""
    layer = tf.layers.Dense(1, kernel_initializer=tf.constant_initializer(value))
    layer(tf.ones([1, 1]))  # creates the kernel
    return layer.kernel


# %%
with fresh_session() as session:
    reader = new_kernel(1.0)
    writer = new_kernel(2.0)
    session.run(tf.global_variables_initializer())
    path = tf.train.Saver().save(session, str(new_folder() / "two_layers"))

with fresh_session() as session:
    writer = new_kernel(2.0)
    reader = new_kernel(1.0)
    tf.train.Saver().restore(session, path)
    print(f"the reader is now {reader.op.name}, with the value {session.run(reader)}")
show_prediction(prediction)

# %% [markdown]
# **Answer.** The last one. The reader got the kernel of the writer, because `tf.layers` chooses the names `dense` and `dense_1` in the order of building. The fix is to choose the names before you save, with `name="reader"`. The other errors name the cause:
#
# | error | cause |
# |---|---|
# | *not a valid checkpoint* | there is no such `.index` file, often because the step is missing |
# | *Key … not found in checkpoint* | the name of a variable is not in the checkpoint, for example because of a scope |
#
# But `restore` stops at the first problem. You can list all of them:

# %% [markdown]
# ### Exercise 3 · `misfits` · 8 min · ★★★
#
# Compare a list of variables with a checkpoint. Return three sorted lists of names, without `:0`: those that the checkpoint lacks, those that only the checkpoint has, and those with two different shapes.


# %%
def misfits(variables, path):
    """Variables of a graph, a checkpoint -> (missing, left over, of another shape), lists of str."""
    ### BEGIN SOLUTION
    here = {variable.op.name: variable.shape.as_list() for variable in variables}
    there = dict(tf.train.list_variables(path))
    in_both = here.keys() & there.keys()
    other_shape = sorted(name for name in in_both if here[name] != there[name])
    return sorted(here.keys() - there.keys()), sorted(there.keys() - here.keys()), other_shape
    ### END SOLUTION


check.misfits(misfits)

# %% [markdown]
# ## 6 · Write a summary, and read it
#
# A checkpoint shows one moment of a training. How do we record its whole course? A **summary** is a small record with the value of a tensor. The function `tf.summary.scalar` adds an operation that makes it. A `FileWriter` writes it with its step into an **event file**. The series has a name, its **tag**.
#
# **Predict before you run:** the last line of the next cell does not pass a step. At which step do we read its value?

# %%
run = new_folder()
with fresh_session() as session:
    x = tf.placeholder(tf.float32, [])
    tf.summary.scalar("square", x**2)
    all_summaries = tf.summary.merge_all()  # one operation for all summaries of the graph
    with tf.summary.FileWriter(str(run)) as writer:
        for step in [10, 20, 30]:
            writer.add_summary(session.run(all_summaries, {x: step}), global_step=step)
        writer.add_summary(session.run(all_summaries, {x: 40}))

# %% [markdown]
# All event files in one folder are one **run**. An `EventAccumulator` reads them:

# %%
events = EventAccumulator(str(run), {"scalars": 0})  # 0: all values, by default at most 10,000
events.Reload()
for event in events.Scalars("square"):
    print(f"step {event.step}: square = {event.value}")

# %% [markdown]
# **Answer.** At step 0. No error is raised, so always pass the step.
#
# A value and a checkpoint with the same step belong together. So a summary helps us to choose a checkpoint. The last one is not always the best, because a network can overfit (lesson 07). So people keep the **best checkpoint**, which has the smallest loss on the validation set.

# %% [markdown]
# ### Exercise 4 · `best_checkpoint` · 8 min · ★★☆
#
# A run contains the validation loss, which can be a very long series. At some of its steps, the network was saved. You get the paths of these checkpoints, in any order. Each one ends in a dash and the step, for example `runs/digits-100`. Return the best path.


# %%
def best_checkpoint(run, tag, paths):
    """The folder of a run and the tag of the loss, both str, list of paths -> the best path."""
    ### BEGIN SOLUTION
    events = EventAccumulator(run, {"scalars": 0}).Reload().Scalars(tag)
    loss_of_step = {event.step: event.value for event in events}
    return min(paths, key=lambda path: loss_of_step[int(path.rpartition("-")[2])])
    ### END SOLUTION


check.best_checkpoint(best_checkpoint)

# %% [markdown]
# ## 7 · Compare two trainings
#
# Which learning rate is better, 0.01 or 1? We train twice from the same weights. Each run has its own folder. We record the loss on the validation set, the norm of its gradient, and the size of the weights.


# %%
def add_summaries(loss):
    """Add all summaries. Return one operation that makes them."""
    weights = tf.trainable_variables()
    kernel = weights[0]  # of the LSTM, [28 + 32, 4 * 32]
    tf.summary.scalar("loss", loss)
    tf.summary.scalar("gradient_norm", tf.global_norm(tf.gradients(loss, weights)))
    tf.summary.scalar("weight_size", tf.sqrt(tf.reduce_mean(kernel**2)))
    return tf.summary.merge_all()


# %%
def train_and_watch(mnist, batches, rate, seed, run):
    """Train, and write summaries every four steps. Return the losses on the validation set."""
    with fresh_session(seed) as session:
        parts = training_graph(rate)
        images, labels, _, loss, _ = parts
        all_summaries = add_summaries(loss)
        validation_set = {images: mnist.train_images[:500], labels: mnist.train_labels[:500]}
        session.run(tf.global_variables_initializer())

        losses = []
        with tf.summary.FileWriter(str(run), session.graph) as writer:
            for step in range(0, len(batches) + 1, 4):
                summary, loss_value = session.run([all_summaries, loss], validation_set)
                writer.add_summary(summary, global_step=step)
                losses.append(loss_value)
                train(session, parts, batches[step : step + 4])  # at the end, no batch is left
        return np.array(losses)


# %% [markdown]
# **Predict before you run:** a random guess has the loss $\ln 10$, about 2.3. With the learning rate 1, does the loss fall below 2 in 60 training steps?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
runs = new_folder()
losses = {}
for rate in [0.01, 1.0]:
    losses[rate] = train_and_watch(mnist, batches[:60], rate, seed=13, run=runs / f"rate_{rate}")

show_bound("rate 0.01, last loss", losses[0.01][-1], below=1.4)
show_bound("rate 1.0, smallest loss", losses[1.0].min(), above=2)
show_bound("rate 1.0, largest loss", losses[1.0].max(), above=5)
show_prediction(prediction)

# %% [markdown]
# **Answer.** No. At first it even rises above 5, so the network is much worse than a random guess. With 0.01 it falls below 1.4, so this rate is better. The weights show why (*Going deeper*).
#
# **TensorBoard** shows all runs on a web page, also during a training. Start it in a terminal, in the folder of the course, and open the address that it prints:
#
# ```sh
# .venv/bin/python -m tensorboard.main --logdir FOLDER
# ```
#
# (On Windows or with conda, write `python` in place of `.venv/bin/python`.) Instead of `FOLDER`, write the path that `print(runs)` shows. This is a picture of the page:

# %%
still.tensorboard_page()

# %% [markdown]
# The rate 1 is blue. At step 4, the norm of its gradient is above 100, and its loss is about 9. Its weights grow to the end. At the left, the smoothing is 0 and *Ignore outliers* is off. By default, TensorBoard smooths the lines and cuts off the largest values, so change both if you look for a bug.

# %% [markdown]
# ## Common error: Assign requires shapes of both tensors to match
#
# Somebody crops the digits from 28 by 28 to 24 by 24 pixels before the network reads them.
#
# **Predict before you run:** which of the four variables does not fit any more?

# %% tags=["raises-exception"]
with fresh_session() as session:
    images = tf.placeholder(tf.uint8, [None, 28, 28])
    build_network(images[:, 2:26, 2:26])
    tf.train.Saver().restore(session, saved_path)

# %% [markdown]
# **Answer.** The kernel of the LSTM. The left-hand side (lhs) of the message, `[56,128]`, is the variable of the graph, with 24 + 32 rows. The right-hand side is the value of the checkpoint, with 28 + 32 rows. The message does not name the variable. Your function `misfits` does.
#
# The image may have 24 rows, because no variable depends on the number of time steps. So we only fill the missing columns with zeros:

# %%
with fresh_session() as session:
    images = tf.placeholder(tf.uint8, [None, 28, 28])
    padded = tf.pad(images[:, 2:26, 2:26], [[0, 0], [0, 0], [2, 2]])  # 24 rows, 28 columns
    build_network(padded)
    print(try_to_restore(session, saved_path))

# %% [markdown]
# ## Summary
#
# - A checkpoint contains the values of variables under their names, also slots and the global step. How the graph uses them, for example the forget bias, is only in the code and in `.meta`, and `restore` reads neither (sections 1 and 2).
# - If you restore all variables and continue with the next batch, a training without random numbers continues as if it had never stopped. Without the slots, it differs after one training step. The state of random numbers, for example of dropout, is not saved (*Going deeper*).
# - A `Saver` with a list restores only these variables, after the initializer. A dictionary restores under other names (section 4).
# - Most errors of `restore` name their cause. Two swapped layers and another forget bias raise no error (sections 2 and 5, *Common error*).
# - A summary is written into an event file, with a tag and a step. The validation loss shows which checkpoint is the best. TensorBoard compares all runs of a folder (sections 6 and 7).
#
# In lesson 16 we will write a cell that TensorFlow does not have.

# %%
check.progress()

# %% [markdown]
# ## Going deeper · Why the learning rate 1 fails
#
# This section is optional. In section 7, the weights grow. We read their size, the root mean square of the kernel, from the event files. Then we make a single training step with the rate 1, and see how far the weights move.
#
# **Predict before you run:** the first weights are near 0.1. By how much does one training step change them?

# %%
sizes = {}
for rate in [0.01, 1.0]:
    events = EventAccumulator(str(runs / f"rate_{rate}"), {"scalars": 0}).Reload()
    sizes[rate] = [event.value for event in events.Scalars("weight_size")]

show_bound("rate 0.01, size at the end", sizes[0.01][-1], below=0.2)
show_bound("rate 1.0, size after 4 steps", sizes[1.0][1], above=1)
show_bound("rate 1.0, size at the end", sizes[1.0][-1], above=4)

# %%
with fresh_session(seed=13) as session:
    parts = training_graph(rate=1.0)
    kernel = tf.trainable_variables()[0]
    session.run(tf.global_variables_initializer())
    before = session.run(kernel)
    train(session, parts, batches[:1])
    change = np.abs(session.run(kernel) - before)

print(f"first step: median change {np.median(change):.1f}, largest change {change.max():.1f}")

# %% [markdown]
# **Answer.** By about 1. In its first step, Adam moves almost every weight by the learning rate, even if its gradient is small. So nothing is left of the first weights.

# %% [markdown]
# ## Going deeper · Random numbers start again
#
# This section is optional. Dropout draws new random numbers in each run. Here one session runs it three times, and saves all variables after the second time. The global step is there only because a `Saver` needs at least one variable. A new session, with the same seed, restores them.
#
# **Predict before you run:** which of the three masks does dropout use after `restore`?

# %%
folder = new_folder()
with fresh_session(seed=3) as session:
    step = tf.train.get_or_create_global_step()
    dropped = tf.nn.dropout(tf.ones([20]), keep_prob=0.5)
    session.run(tf.global_variables_initializer())
    masks = [session.run(dropped), session.run(dropped)]
    path = tf.train.Saver().save(session, str(folder / "with_dropout"))
    masks.append(session.run(dropped))

with fresh_session(seed=3) as session:
    step = tf.train.get_or_create_global_step()
    dropped = tf.nn.dropout(tf.ones([20]), keep_prob=0.5)
    tf.train.Saver().restore(session, path)
    after_restore = session.run(dropped)

for number, mask in enumerate(masks, start=1):
    print(f"mask {number} again:", np.array_equal(mask, after_restore))

# %% [markdown]
# **Answer.** It uses the first one, and not the third. The random numbers belong to the session, so they start again from the seed. So a training with dropout continues with other masks, and its losses are not equal to those of a training without a stop.

# %% [markdown]
# ## Going deeper · Which checkpoints are kept
#
# This section is optional. A long training saves often. A `Saver` keeps its last five checkpoints, or as many as `max_to_keep` says, and deletes the older ones.
#
# **Predict before you run:** with `max_to_keep=2`, we save at five steps. Then the program starts again with a new `Saver`, and saves three times more. Which checkpoints are left?

# %%
folder = new_folder()
with fresh_session() as session:
    step = tf.train.get_or_create_global_step()
    add_one = tf.assign_add(step, 1)
    session.run(step.initializer)
    for number_of_saves in [5, 3]:
        saver = tf.train.Saver(max_to_keep=2)
        for _ in range(number_of_saves):
            session.run(add_one)
            saver.save(session, str(folder / "counter"), global_step=step)
        print("left:", *sorted(file.stem for file in folder.glob("*.index")))

newest = tf.train.latest_checkpoint(str(folder))
print("latest_checkpoint:", Path(newest).name)

# %% [markdown]
# **Answer.** Four. The new `Saver` does not know the files of the old one, so it never deletes them. This also helps with the best checkpoint: save it with a `Saver` of its own.
#
# The function `latest_checkpoint` reads the text file `checkpoint`. If you save with an absolute path, as we do, this file contains it. So what happens if we move the folder, for example to another machine?

# %%
with fresh_session() as session:
    tf.get_variable("weights", [2, 3])
    session.run(tf.global_variables_initializer())
    for relative in [False, True]:
        folder = new_folder()
        tf.train.Saver(save_relative_paths=relative).save(session, str(folder / "small"))
        moved = folder.rename(folder.with_name(f"{folder.name}_moved"))
        state = tf.train.get_checkpoint_state(str(moved))
        exists = Path(f"{state.model_checkpoint_path}.index").exists()
        print(f"save_relative_paths={relative}:", "found" if exists else "not found")

# %% [markdown]
# All files are in the new folder, but `checkpoint` still names the old one. So pass the path yourself, or save with `save_relative_paths=True`.

# %% [markdown]
# ## Going deeper · The graph in `.meta`
#
# This section is optional. In section 2, our code built the graph. Without the code, the `.meta` file can replace it. But you need the names of the tensors that you feed and fetch. Our function `training_graph` chose two of them, `images` and `logits`.

# %%
with fresh_session() as session:
    saver = tf.train.import_meta_graph(f"{saved_path}.meta")
    saver.restore(session, saved_path)
    by_name = session.run("logits:0", {"images:0": first_500})

show_difference("from .meta:", by_name, saved_logits, limit=1e-5)

# %% [markdown]
# The forget bias and the division by 255 are in this graph, so the logits are the same.

# %% [markdown]
# ## Going deeper · A SavedModel
#
# This section is optional. If other people should use the network, give them a **SavedModel**. This is a folder with the graph, the weights, and the names of inputs and outputs. These names are called the **signature**. We build the graph without an optimizer, and its output is probabilities.

# %%
export = new_folder() / "digits"
with fresh_session() as session:
    images = tf.placeholder(tf.uint8, [None, 28, 28])
    probabilities = tf.nn.softmax(build_network(images))  # [batch, 10]
    tf.train.Saver().restore(session, saved_path)
    tf.saved_model.simple_save(
        session, str(export), inputs={"images": images}, outputs={"probabilities": probabilities}
    )
    ours = session.run(probabilities, {images: first_500})

for file in sorted(export.rglob("*.*")):
    print(file.relative_to(export).as_posix())
exported = tf.train.list_variables(str(export / "variables" / "variables"))
print("variables in this checkpoint:", len(exported))

# %% [markdown]
# The next program knows nothing about our code. It contains no cell, no size and no layer. It runs in a new Python process, where TensorFlow uses Keras 3. This is today's version (lesson 19), and it does not have the cells of TensorFlow 1. The program loads the model in a session, and then again in the way of TensorFlow 2. The names `serve` and `serving_default` are those that `simple_save` gives to the graph and its signature.
#
# **Predict before you run:** how large is the difference to our probabilities?

# %%
server = """
import sys
import numpy as np
import tensorflow

tf = tensorflow.compat.v1
export, images, results = sys.argv[1:]
images = np.load(images)
with tf.Session(graph=tf.Graph()) as session:
    model = tf.saved_model.load(session, ["serve"], export)
    signature = model.signature_def["serving_default"]
    fetch = signature.outputs["probabilities"].name
    feed = signature.inputs["images"].name
    by_session = session.run(fetch, {feed: images})

function = tensorflow.saved_model.load(export).signatures["serving_default"]
by_function = function(images=tensorflow.constant(images))["probabilities"].numpy()
np.savez(results, by_session=by_session, by_function=by_function)
print("inputs:", *signature.inputs, " outputs:", *signature.outputs)
"""

# %%
import os
import subprocess
import sys

folder = new_folder()
np.save(folder / "images.npy", first_500)
command = [sys.executable, "-c", server, export, "images.npy", "results.npz"]
environment = dict(os.environ)
environment.pop("TF_USE_LEGACY_KERAS", None)  # Without this setting, TensorFlow uses Keras 3.
done = subprocess.run(
    command, cwd=folder, env=environment, capture_output=True, text=True, check=True
)
print(done.stdout, end="")

with np.load(folder / "results.npz") as results:
    for name in ["by_session", "by_function"]:
        show_difference(name, results[name], ours)

# %% [markdown]
# **Answer.** Below 1e-6 in both cases. The graph of the SavedModel contains the forget bias and the division by 255. Lesson 19 and `docs/old_checkpoints.md` show how to move such weights to Keras 3.

# %% [markdown]
# <details>
# <summary>Sources</summary>
#
# - None of the five posts behind this course saves its network. The one on MNIST trains for 100,000 training steps and prints its accuracy every 200. When its session closes, the weights are lost.
# - Still true: in `tf.compat.v1`, `tf.train.Saver` and `tf.summary` are unchanged.
# - No longer true: the names of 2016, `tf.train.SummaryWriter`, `tf.scalar_summary` and `tf.merge_all_summaries`. Lesson 19 lists what replaced such names.
#
# </details>
