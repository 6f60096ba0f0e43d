# %% [markdown]
# # 13 · Saving and watching
#
# *A session ends, and its weights are gone. What a checkpoint keeps of them and what it does not, how to get them back, how to watch a training, and how to hand a network to somebody who has not got your code.*
#
# **You will be able to**
# - list what is in a checkpoint, and read a value out of it without a graph
# - restore it into a graph drawn elsewhere: all of it, in part, or under other names
# - interrupt a training and go on with it, and say what that takes
# - read the errors of a missing, a mismatched and a damaged checkpoint, and name faults that raise none
# - write summaries, read them back, look at them in TensorBoard, and serve a network from a fresh process
#
# **You need** lessons 05 and 07, and of lesson 06 the forget bias. **Time**: about 60 minutes, of which 26 for the exercises. **Order**: after the imports, 2 needs 1, 3 needs 1, 4 needs 1, 5 needs 1, 6 needs 1, 7 needs 6, 8 needs 1, and *Broken on purpose* needs 1.
#
# All files go into a temporary folder, which is taken away when the kernel ends.

# %%
import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

import numpy as np
from tensorboard import program
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from utils import plots, reference, still, training
from utils.checks import saving_and_watching as check
from utils.data import load_mnist
from utils.graph import fresh_session, variable_table
from utils.table import Table
from utils.tf1 import tf

mnist = load_mnist()
temporary = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)


def new_folder():
    """An empty folder, another one at each call."""
    return Path(tempfile.mkdtemp(dir=temporary.name))


# %% [markdown]
# ## 1 · What is in a checkpoint?
#
# The network of lesson 07, made small: an LSTM of 32 units reads a digit row by row, and a dense layer turns its last h into ten logits.


# %%
def network(images, forget_bias=1.0):
    """Logits [batch, 10] for uint8 [batch, 28, 28]."""
    rows = tf.cast(images, tf.float32) / 255  # [batch, 28, 28]
    cell = tf.nn.rnn_cell.BasicLSTMCell(32, forget_bias=forget_bias)
    _, final_state = tf.nn.dynamic_rnn(cell, rows, dtype=tf.float32)
    return tf.layers.dense(final_state.h, 10)


def training_graph(rate):
    """Draw what training needs: images, labels, logits, loss, train_op."""
    images = tf.placeholder(tf.uint8, [None, 28, 28], name="images")
    labels = tf.placeholder(tf.int32, [None])
    logits = tf.identity(network(images), name="logits")
    loss = tf.reduce_mean(
        tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    )
    step = tf.train.get_or_create_global_step()
    train_op = tf.train.AdamOptimizer(rate).minimize(loss, step)
    return images, labels, logits, loss, train_op


with fresh_session() as session:
    network(tf.placeholder(tf.uint8, [None, 28, 28]))
    table = variable_table(tf.trainable_variables())

table

# %% [markdown]
# `tf.train.Saver()` draws operations that write every variable of the graph to disk, and others that read them back. `save` writes a **checkpoint**: the values that the variables have at that moment. The **global step** is a variable that counts updates, since `minimize` adds one to it each time; given to `save`, it becomes part of the file's name.
#
# Here the network trains for 100 updates, and is saved after 20 and after 100.

# %% tags=["nbval-ignore-output"]
where = str(new_folder() / "digits")

with fresh_session(seed=13) as session:
    images, labels, logits, loss, train_op = training_graph(rate=0.01)
    batches = training.shuffled_batches(
        mnist.train_images, mnist.train_labels, batch_size=64, seed=13
    )
    feeds = ({images: some, labels: their_labels} for some, their_labels in batches)
    session.run(tf.global_variables_initializer())
    saver, paths = tf.train.Saver(), []
    for updates in (20, 80):
        history = training.train(session, train_op, loss, feeds, updates)
        paths.append(saver.save(session, where, global_step=tf.train.get_global_step()))
    first_500, right = mnist.test_images[:500], mnist.test_labels[:500]
    wanted_logits = session.run(logits, {images: first_500})  # [500, 10]

early, late = paths
history

# %% [markdown]
# The session is closed, so its weights are gone. `save` returned the path of the checkpoint, which is no file of its own but the beginning of several names: `digits-100.index` and so on.
#
# **Predict before you run:** the network has four variables, with 8,138 values. How many variables are in the checkpoint, and about how many values?

# %%
in_checkpoint = tf.train.list_variables(late)  # pairs (name, shape), without graph or session
sizes = [int(np.prod(shape)) for _, shape in in_checkpoint]

print("variables:", len(in_checkpoint), " values:", sum(sizes))
Table(["name", "shape"], in_checkpoint)

# %% [markdown]
# Fifteen, and 24,417 values, which is 3 · 8,138 + 3. For each variable that it trains Adam keeps two more, of the same shape: a running mean of its gradients (`Adam`), and one of their squares (`Adam_1`). Such a companion is called a **slot**. `beta1_power` and `beta2_power` tell how old these means are: the first begins as 0.9, and is multiplied by 0.9 at each update. `global_step` counts. The names have no `:0` at the end: that belongs to a tensor's name.
#
# A reader takes one value out, still without a graph:

# %%
reader = tf.train.load_checkpoint(late)
print("dense/bias :", reader.get_tensor("dense/bias").shape, reader.get_tensor("dense/bias").dtype)
print("global_step:", reader.get_tensor("global_step"))
print("beta1_power is 0.9 * 0.9**100:", np.isclose(reader.get_tensor("beta1_power"), 0.9**101))

# %% [markdown]
# Which file holds what? The `.data-00000-of-00001` file is exactly as long as the values: 4 bytes for each `float32`, 8 for the global step, which is an `int64`, and nothing else.

# %%
folder = Path(late).parent
print("files:", *sorted(file.name for file in folder.iterdir()), sep="\n  ")

data = Path(f"{late}.data-00000-of-00001")
bias = reader.get_tensor("dense/bias")
print("as long as the values :", data.stat().st_size == 4 * (sum(sizes) - 1) + 8)
print("dense/bias lies in it :", bias.tobytes() in data.read_bytes())
index = Path(f"{late}.index").read_bytes()
print("the index has names   :", b"beta1_power" in index)
print("the graph is in .meta :", b"BasicLSTMCellZeroState" in Path(f"{late}.meta").read_bytes())

# %% [markdown]
# Values in `.data`, the names with their shapes and places in `.index`, the graph that was drawn at the time in `.meta`. `checkpoint`, without an ending, is a text that names the newest one (section 3). To hand the values on, you need `.data` and `.index`.

# %% [markdown]
# ### Exercise 1 · `trained_weights` · 6 min · ★★☆
#
# From a checkpoint alone, without a graph, take the weights that were trained: every variable that has a slot. A slot's name is that of its variable, a slash, and a last word that depends on the optimizer, which you do not know. Return a dictionary from names to arrays.


# %%
def trained_weights(path):
    """The variables of a checkpoint that have slots: path -> {name: array}."""
    ### BEGIN SOLUTION
    reader = tf.train.load_checkpoint(path)
    names = reader.get_variable_to_shape_map()
    owners = {name.rpartition("/")[0] for name in names}
    return {name: reader.get_tensor(name) for name in names if name in owners}
    ### END SOLUTION


check.trained_weights(trained_weights)

# %% [markdown]
# ## 2 · Into a graph built elsewhere
#
# `Saver.restore` reads the value of each variable of *its graph* from the checkpoint, by the variable's **name**. So a second graph, drawn anew, gets its weights where its names are the same. Here is the network alone, without labels, loss or optimizer.
#
# **Predict before you run:** must the initializer run first? And what of the eleven entries that this graph has no variable for?

# %%
with fresh_session(seed=1) as session:
    images = tf.placeholder(tf.uint8, [None, 28, 28])
    logits = network(images)
    saver = tf.train.Saver()
    print("variables of this graph:", len(tf.global_variables()))

    saver.restore(session, late)
    restored = session.run(logits, {images: first_500})
    session.run(tf.global_variables_initializer())
    initialized = session.run(logits, {images: first_500})

print("restored, the same logits below 1e-5 :", np.abs(restored - wanted_logits).max() < 1e-5)
print("initialized afterwards, still the same:", np.abs(initialized - wanted_logits).max() < 1e-5)

# %% [markdown]
# No initializer: to restore a variable is to initialize it, and an initializer that runs *afterwards* overwrites all. What the graph does not ask for stays in the file.
#
# **Predict before you run:** the network is drawn with `forget_bias=0.0`, where it was trained with 1.0. Does `restore` complain?

# %%
with fresh_session() as session:
    images = tf.placeholder(tf.uint8, [None, 28, 28])
    logits = network(images, forget_bias=0.0)
    tf.train.Saver().restore(session, late)
    other_bias = session.run(logits, {images: first_500})

for name, scores in (("forget_bias 1", restored), ("forget_bias 0", other_bias)):
    difference = np.abs(scores - wanted_logits).max()
    print(f"{name}: logits differ by more than 1: {difference > 1}", end="")
    print(f"   accuracy above 0.6: {(scores.argmax(axis=1) == right).mean() > 0.6}")

# %% [markdown]
# It does not. A checkpoint holds values under names, and nothing of how they are used: not the forget bias (which is in no variable, lesson 06), not the order of the gates, not that pixels are divided by 255. Who knows all that needs no TensorFlow. Here is the network in NumPy, with the values from the file:

# %%
read = tf.train.load_checkpoint(late).get_tensor
kernel, bias = (read(f"rnn/basic_lstm_cell/{name}") for name in ("kernel", "bias"))
V, b = read("dense/kernel"), read("dense/bias")

start = (np.zeros([5, 32]), np.zeros([5, 32]))  # c and h of five digits
_, (_, h) = reference.unroll(
    lambda inputs, state: reference.lstm_step(inputs, state, kernel, bias, forget_bias=1.0),
    first_500[:5] / 255,
    start,
)
print("the same logits below 1e-4:", np.abs(h @ V + b - wanted_logits[:5]).max() < 1e-4)

# %% [markdown]
# So keep the code that drew the graph with the checkpoint. Or take the graph out of the `.meta` file, which needs no code. Then you must know the names of the tensors to feed and to fetch; `training_graph` gave some.

# %%
with fresh_session() as session:
    saver = tf.train.import_meta_graph(f"{late}.meta")
    saver.restore(session, late)
    by_name = session.run("logits:0", {"images:0": first_500})
    print("variables:", len(tf.global_variables()))

print("the same logits below 1e-5:", np.abs(by_name - wanted_logits).max() < 1e-5)

# %% [markdown]
# ## 3 · To go on where a training stopped
#
# Ten batches. One training takes them all. Two others are cut off after five, and go on in a new session: the first restores everything that was in the graph, the second only the weights, as people do who saved `tf.trainable_variables()` to keep the file small.
#
# **Predict before you run:** each takes the last five batches, and the loss of each batch is noted before its update. At which of the five do the losses part?

# %%
ten_images = mnist.train_images[:640].reshape(10, 64, 28, 28)
ten_labels = mnist.train_labels[:640].reshape(10, 64)


def go_on(session, graph, batches):
    """Train on these of the ten batches; return the loss of each, before its update."""
    images, labels, _, loss, train_op = graph
    feeds = ({images: ten_images[batch], labels: ten_labels[batch]} for batch in batches)
    return np.array([session.run([loss, train_op], feed)[0] for feed in feeds])


everything, weights_only = str(new_folder() / "everything"), str(new_folder() / "weights")
with fresh_session(seed=3) as session:
    graph = training_graph(rate=0.01)
    session.run(tf.global_variables_initializer())
    go_on(session, graph, range(5))
    tf.train.Saver().save(session, everything)
    tf.train.Saver(tf.trainable_variables()).save(session, weights_only)
    whole = go_on(session, graph, range(5, 10))

for path in (everything, weights_only):
    with fresh_session(seed=4) as session:
        graph = training_graph(rate=0.01)
        session.run(tf.global_variables_initializer())
        variables = tf.global_variables() if path == everything else tf.trainable_variables()
        tf.train.Saver(variables).restore(session, path)
        same = np.abs(go_on(session, graph, range(5, 10)) - whole) < 1e-4
        step = session.run(tf.train.get_global_step())
    print(f"{Path(path).name:10} losses as if never cut: {same}  global step: {step}")

# %% [markdown]
# Everything restored, the training is the one that was never cut. With the weights alone the first loss is the same and all others are not: Adam's means start from zero again, as if the network were new. The global step does so too, and with it every learning rate that is computed from it, such as the cosine of lesson 07. To *use* a network the weights suffice; to *go on*, save all.
#
# A long training saves often. A `Saver` keeps its last five checkpoints, or as many as `max_to_keep` says, and deletes those before.
#
# **Predict before you run:** `max_to_keep=2`, saved after each of five steps; then the program starts again, with a new `Saver`, and saves three times more. Which checkpoints are left?

# %%
folder = new_folder()
with fresh_session() as session:
    step = tf.train.get_or_create_global_step()
    add_one = tf.assign_add(step, 1)
    session.run(step.initializer)
    for saves in (5, 3):
        saver = tf.train.Saver(max_to_keep=2)
        for _ in range(saves):
            session.run(add_one)
            saver.save(session, str(folder / "counter"), global_step=step)
        print("left:", *sorted(file.stem for file in folder.glob("*.index")))

newest = tf.train.latest_checkpoint(str(folder))
print("latest_checkpoint:", Path(newest).name)
print("it is named with its whole path:", newest in (folder / "checkpoint").read_text())

# %% [markdown]
# The new `Saver` does not know what the old one wrote, and never deletes it. `tf.train.latest_checkpoint(folder)` reads the text file `checkpoint`. There the whole path stands.
#
# **Predict before you run:** the folder is moved, as when it is copied to another machine. Will the newest checkpoint be found?

# %%
with fresh_session() as session:
    tf.get_variable("kernel", [2, 3])
    session.run(tf.global_variables_initializer())
    for relative in (False, True):
        there = new_folder()
        tf.train.Saver(save_relative_paths=relative).save(session, str(there / "small"))
        moved = there.rename(there.with_name(f"{there.name}_moved"))
        path = tf.train.get_checkpoint_state(str(moved)).model_checkpoint_path
        found = Path(f"{path}.index").exists()
        print(f"save_relative_paths={relative!s:5}  what `checkpoint` names is there: {found}")

# %% [markdown]
# All files are in the new folder, and `checkpoint` still names the old one, so `latest_checkpoint` gives None. Give the path yourself, or save with relative paths from the start.

# %% [markdown]
# ## 4 · In part, and under other names
#
# `Saver(variables)` saves and restores these alone. Say the reader of digits is to answer another question, *even or odd*. Its LSTM can be taken over; the last layer has two classes now, and must be new. What is not restored needs the initializer.
#
# **Predict before you run:** which of the four variables will equal those of the checkpoint, if the initializer runs before the restore, and if it runs after?

# %%
in_file = tf.train.load_checkpoint(late)
with fresh_session(seed=5) as session:
    rows = tf.cast(tf.placeholder(tf.uint8, [None, 28, 28]), tf.float32) / 255
    cell = tf.nn.rnn_cell.BasicLSTMCell(32)
    _, final_state = tf.nn.dynamic_rnn(cell, rows, dtype=tf.float32)
    tf.layers.dense(final_state.h, 2)
    initializer = tf.global_variables_initializer()
    saver = tf.train.Saver(tf.global_variables(scope="rnn/"))

    for first in ("initializer", "restore"):
        if first == "initializer":
            session.run(initializer)
        saver.restore(session, late)
        if first == "restore":
            session.run(initializer)
        print(f"{first} first")
        for variable in tf.global_variables():
            name, value = variable.op.name, session.run(variable)
            same = np.array_equal(value, in_file.get_tensor(name))
            print(f"   {name:27} {value.shape!s:9} as in the checkpoint: {same}")

# %% [markdown]
# The initializer first, or it wipes out what was restored. (`get_tensor` gives the checkpoint's `[32, 10]` for the layer that has `[32, 2]` now.)
#
# Now two networks in one graph, each in a scope of its own: as it was after 20 updates, and as it was after 100. In such a graph the variables are called `early/rnn/…` and `late/rnn/…`, names that are in neither checkpoint. Instead of a list, a `Saver` takes a dictionary: *name in the checkpoint* → *variable of the graph*. A variable's own name is `variable.op.name`; `variable.name` is that of its tensor, with `:0`.


# %%
with fresh_session() as session:
    images = tf.placeholder(tf.uint8, [None, 28, 28])
    scores = {}
    for scope, path in (("early", early), ("late", late)):
        with tf.variable_scope(scope):
            scores[scope] = network(images)
        variables = tf.global_variables(scope=f"{scope}/")
        names = {variable.op.name[len(scope) + 1 :]: variable for variable in variables}
        tf.train.Saver(names).restore(session, path)
    scores = session.run(scores, {images: first_500})

print("the last scope's names:", *names, sep="\n  ")
accuracy = {scope: (logits.argmax(axis=1) == right).mean() for scope, logits in scores.items()}
print("late, the same logits below 1e-5:", np.abs(scores["late"] - wanted_logits).max() < 1e-5)
print("more digits right late than early:", accuracy["late"] > accuracy["early"])

# %% [markdown]
# ### Exercise 2 · `names_in_checkpoint` · 6 min · ★★☆
#
# Make the dictionary for a `Saver` that restores all of `variables`, and nothing else. They stand in the graph under `scope`, which may itself be nested, such as `twins/left`; the checkpoint was saved from a graph without that scope. The check restores with your dictionary.


# %%
def names_in_checkpoint(variables, scope):
    """Variables of a scope, and the scope's name -> {name in the checkpoint: variable}."""
    ### BEGIN SOLUTION
    return {variable.op.name.removeprefix(f"{scope}/"): variable for variable in variables}
    ### END SOLUTION


check.names_in_checkpoint(names_in_checkpoint)

# %% [markdown]
# ## 5 · What can go wrong, and what it is called
#
# Seven faults. The first two lie in what is asked for, the others in the files, of which each attempt gets a copy. (`why` takes out of an error the one line that tells; most of the others are stack frames.)


# %%
def why(error, folder):
    """The line of an error that tells, without the folder and the numbers of checksums."""
    lines = str(error).split("Node: ")[-1].splitlines()
    return lines[-1 if len(lines) == 1 else 1].replace(str(folder), "…").split(": stored")[0]


def attempt(what, damage, scope=""):
    """Restore the network from a copy of the checkpoint, after the damage; print the outcome."""
    copy = new_folder()
    for file in Path(late).parent.glob(f"{Path(late).name}.*"):
        shutil.copy(file, copy / file.name.replace(Path(late).name, "digits"))
    path = damage(copy) or "digits"
    with fresh_session() as session:
        with tf.variable_scope(scope):
            network(tf.placeholder(tf.uint8, [None, 28, 28]))
        try:
            tf.train.Saver().restore(session, str(copy / path))
            print(f"{what}: no error")
        except (ValueError, tf.errors.OpError) as error:
            print(f"{what}: {type(error).__name__}\n    {why(error, copy)}")


def flip_a_bit(file, at):
    """Change one bit of a file, at a place from 0 (its beginning) to 1 (its end)."""
    content = bytearray(file.read_bytes())
    content[int(at * len(content))] ^= 1
    file.write_bytes(content)


# %% [markdown]
# **Predict before you run:** six of these raise an error. Which one does not?

# %%
values = "digits.data-00000-of-00001"
attempt("a name that is no checkpoint's", lambda copy: "digit")
attempt("other names in the graph", lambda copy: None, scope="late")
attempt("no .data file", lambda copy: (copy / values).unlink())
attempt("half a .data file", lambda copy: os.truncate(copy / values, 10_000))
attempt("a bit changed, at a fifth of it", lambda copy: flip_a_bit(copy / values, 0.2))
attempt("a bit changed, at four fifths", lambda copy: flip_a_bit(copy / values, 0.8))
attempt("a bit changed in .index", lambda copy: flip_a_bit(copy / "digits.index", 0.5))

# %% [markdown]
# | the error | what it means |
# |---|---|
# | `ValueError`, *not a valid checkpoint* | there is no `.index` of that name; often the step was forgotten (`digits` for `digits-100`) |
# | `NotFoundError`, *Key … not found in checkpoint* | the graph has a variable of a name that the checkpoint lacks: another scope, another class of cell, `dense_1` for `dense`. It comes with *a Variable name or other graph key that is missing*. |
# | `NotFoundError`, *No such file* | `.index` is there, `.data` is not: both must be copied |
# | `OutOfRangeError`, *Read less bytes than requested* | `.data` is cut off: a full disk, a download that broke |
# | `DataLossError`, *Checksum* | the bytes are not those that were written |
#
# Each value has a checksum, which is looked at when the value is read. Which value does the bit at four fifths belong to?

# %%
slot = reader.get_tensor("rnn/basic_lstm_cell/kernel/Adam_1").tobytes()
begins, changed = data.read_bytes().find(slot), int(0.8 * data.stat().st_size)
print("it lies in a slot of Adam:", begins <= changed < begins + len(slot))

# %% [markdown]
# This graph does not ask for slots, so the fault went unnoticed. A checkpoint that restores in part need not be whole.
#
# No error comes either where names and shapes fit, and mean something else. Two layers of the same shape, which `tf.layers` named in the order in which they were drawn:

# %%
path = str(new_folder() / "two_layers")
kernels = []
for order in (("reads", "writes"), ("writes", "reads")):
    with fresh_session(seed=6) as session:
        layers = {role: tf.layers.Dense(4) for role in ("reads", "writes")}
        for role in order:
            layers[role](tf.ones([1, 4]))
        if not kernels:
            session.run(tf.global_variables_initializer())
            tf.train.Saver().save(session, path)
        else:
            tf.train.Saver().restore(session, path)
        kernels.append(session.run({role: layer.kernel for role, layer in layers.items()}))
        print({role: layer.kernel.op.name for role, layer in layers.items()})

saved, restored = kernels
print("reads has its own kernel again :", np.array_equal(saved["reads"], restored["reads"]))
print("reads has the kernel of writes :", np.array_equal(saved["writes"], restored["reads"]))

# %% [markdown]
# The fix is to name what you draw, `tf.layers.Dense(4, name="reads")`, before the first checkpoint is written.

# %% [markdown]
# ### Exercise 3 · `misfits` · 8 min · ★★★
#
# `restore` stops at the first fault. Write what tells all of them beforehand: for a list of variables and a checkpoint, three sorted lists of names (without `:0`): those that the checkpoint lacks, those that only the checkpoint has, and those that both have in different shapes.


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
# ## 6 · Summaries: to watch a training
#
# A **summary** is a note of what a tensor was worth at some step. `tf.summary.scalar` draws an operation that makes one, as bytes; a `FileWriter` puts them into an **event file**. The smallest one that there is:

# %%
run = new_folder()
with fresh_session() as session:
    x = tf.placeholder(tf.float32, [])
    tf.summary.scalar("square", x**2)
    all_summaries = tf.summary.merge_all()  # one operation for all that were drawn so far
    with tf.summary.FileWriter(str(run)) as writer:
        for step in (0, 10, 20):
            note = session.run(all_summaries, {x: step})
            writer.add_summary(note, global_step=step)

print(type(note).__name__, "of", len(note), "that say:", *str(tf.Summary.FromString(note)).split())
print("files:", len(list(run.glob("events.out.tfevents.*"))))

# %% [markdown]
# TensorBoard has a reader, and you may use it too. A series of notes has a name, its **tag**.

# %%
events = EventAccumulator(str(run)).Reload()  # nothing is read before Reload
print("tags:", events.Tags()["scalars"])
print("square:", [(event.step, event.value) for event in events.Scalars("square")])

# %% [markdown]
# **Predict before you run:** two slips. The step is left out; and a second training writes into the same folder. What will the reader see?

# %%
run = new_folder()
for first in (1, 5):  # two trainings, one folder
    with fresh_session() as session:
        x = tf.placeholder(tf.float32, [])
        with_step, without = tf.summary.scalar("with_step", x), tf.summary.scalar("without", x)
        # A file is named for its second: without a suffix, one of the two could replace the other.
        with tf.summary.FileWriter(str(run), filename_suffix=f".{first}") as writer:
            for step in (1, 2, 3):
                writer.add_summary(session.run(with_step, {x: first * step}), step)
                writer.add_summary(session.run(without, {x: first * step}))

events = EventAccumulator(str(run)).Reload()
for tag in ("with_step", "without"):
    print(f"{tag:9}:", [(event.step, event.value) for event in events.Scalars(tag)])

# %% [markdown]
# Without a step all is noted at step 0, one point above the other. And a folder is one **run**: two trainings in it become one zigzag. Give each training a folder of its own, side by side in one folder, and TensorBoard draws them as two lines.
#
# Now a question that is worth watching. The network trains twice, from the same weights, with learning rates of 0.01 and of 1. Noted are the loss and the norm of the gradient, and a histogram: `tf.summary.histogram` counts how many of a tensor's values fall into each of many narrow ranges. The first two are taken on 500 digits that are held out; all are noted before the first update and after every four.


# %%
def train_watched(mnist, rate, updates, seed, run):
    """Train the network, and note loss, gradient and kernel in the folder `run`."""
    used = slice(5_000, None)
    with fresh_session(seed) as session:
        images, labels, _, loss, train_op = training_graph(rate)
        kernel = tf.trainable_variables()[0]  # [28 + 32, 4 * 32]
        tf.summary.scalar("loss", loss)
        gradients = tf.gradients(loss, tf.trainable_variables())
        tf.summary.scalar("gradient_norm", tf.global_norm(gradients))
        tf.summary.histogram("kernel", kernel)
        fetches = [tf.summary.merge_all(), tf.train.get_global_step(), loss, kernel]
        held_out = {images: mnist.train_images[:500], labels: mnist.train_labels[:500]}
        writer = tf.summary.FileWriter(str(run), session.graph)

        def measure():
            notes, step, loss_value, kernel_value = session.run(fetches, held_out)
            writer.add_summary(notes, step)
            return {"loss": loss_value, "kernel": np.sqrt((kernel_value**2).mean())}

        batches = training.shuffled_batches(
            mnist.train_images[used], mnist.train_labels[used], batch_size=64, seed=seed
        )
        feeds = ({images: some, labels: their_labels} for some, their_labels in batches)
        session.run(tf.global_variables_initializer())
        with writer:
            return training.train(session, train_op, loss, feeds, updates, measure=measure, every=4)


# %% [markdown]
# **Predict before you run:** the loss of a guess, all ten digits alike, is ln 10, about 2.3. Where will the loss be after 60 updates, with the one rate and with the other?

# %% tags=["nbval-ignore-output"]
runs = new_folder()
histories = {
    rate: train_watched(mnist, rate, updates=60, seed=13, run=runs / f"rate_{rate}")
    for rate in (0.01, 1.0)
}
histories

# %%
# 0 means all of them. Unless told, the reader keeps one histogram of a tag, and 10,000 scalars.
keep = {"histograms": 0}
watched = {run.name: EventAccumulator(str(run), keep).Reload() for run in sorted(runs.iterdir())}
for name, events in watched.items():
    tags = events.Tags()
    print(f"{name:9} scalars: {tags['scalars']}  histograms: {tags['histograms']}", end="")
    print("  graph:", tags["graph"])

read_back = {
    name: np.array([event.value for event in events.Scalars("loss")])
    for name, events in watched.items()
}
for rate, history in histories.items():
    same = np.array_equal(read_back[f"rate_{rate}"], history.measured["loss"])
    print(f"rate {rate:4}: what is read back is what was measured: {same}")
print("rate 0.01: the last loss is below 1.4:", read_back["rate_0.01"][-1] < 1.4)
print("rate 1   : the last loss is above 2  :", read_back["rate_1.0"][-1] > 2)
print("rate 1   : on the way it was above 5 :", read_back["rate_1.0"].max() > 5)

# %% [markdown]
# At rate 1 the network does far worse than a guess on the way, and after 60 updates its loss is still above 2, where the other's is below 1.4. The loss says that much, and not why. The histogram says more: it keeps the count of the values and the sum of their squares, and from these comes the root mean square of the kernel's 7,680 weights.

# %% [markdown]
# **Predict before you run:** at the start it is about 0.1. And after 60 updates, at either rate?

# %%
spread = {}
for name, events in watched.items():
    notes = [event.histogram_value for event in events.Histograms("kernel")]
    spread[name] = np.sqrt([note.sum_squares / note.num for note in notes])

for rate, history in histories.items():
    same = np.allclose(spread[f"rate_{rate}"], history.measured["kernel"], rtol=1e-4)
    print(f"rate {rate:4}: the same from the kernel itself: {same}")

plots.lines(
    {name.replace("_", " "): values for name, values in spread.items()},
    "update",
    "root mean square of the kernel",
    "At rate 1 the weights become more than forty times as large",
    x=[event.step for event in watched["rate_1.0"].Histograms("kernel")],
    log_y=True,
    alt="Root mean square of the kernel's weights by update, from the event files, on a "
    "logarithmic axis. Both runs begin at 0.1. At rate 0.01 it stays below 0.2; at rate 1 it is "
    "above 1 after four updates, and above 4 at the end.",
)

# %%
print("rate 0.01: less than twice as large       :", max(spread["rate_0.01"]) < 0.2)
print("rate 1   : above 1 after four updates     :", spread["rate_1.0"][1] > 1)
print("rate 1   : more than forty times as large :", spread["rate_1.0"][-1] > 4)

# %% [markdown]
# Adam moves a weight by up to about the learning rate at each update, however small its gradient. With steps of 1, weights that began near 0.1 have lost what they were within four updates. It is the rate that must be mended, not the network or the data.

# %% [markdown]
# ### Exercise 4 · `read_scalars` · 6 min · ★★☆
#
# Read one tag out of the folder of a run: the steps, `int64 [count]`, and the values, `float64 [count]`, as two NumPy arrays: every note, however many there are, in the order in which they were written.


# %%
def read_scalars(run, tag):
    """The folder of a run and a tag, both str -> (steps, values)."""
    ### BEGIN SOLUTION
    events = EventAccumulator(run, {"scalars": 0}).Reload().Scalars(tag)
    steps = np.array([event.step for event in events])
    return steps, np.array([event.value for event in events])
    ### END SOLUTION


check.read_scalars(read_scalars)

# %% [markdown]
# ## 7 · TensorBoard's page
#
# **TensorBoard** is a web page over such folders, and a small server for it. To watch a training of hours while it runs, start it in a terminal (in JupyterLab: *File*, *New*, *Terminal*), in the course's folder, and open the address that it prints:
#
#     .venv/bin/python -m tensorboard.main --logdir FOLDER
#
# (On Windows or in a conda environment, `python -m tensorboard.main --logdir FOLDER`.) `print(runs)` says which folder is yours here. It can also be started from Python, in a thread of this kernel; port 0 takes any that is free. Open the address in a browser on this computer, and look at *Scalars*, *Histograms* and *Graphs*.

# %% tags=["nbval-ignore-output"]
board = program.TensorBoard()
settings = {"logdir": runs, "host": "127.0.0.1", "port": 0}
# It reads the files once, before it answers; the one in the terminal, again and again.
settings |= {"reload_interval": 0, "reload_task": "blocking", "load_fast": "false"}
board.configure(argv=["tensorboard", *(f"--{name}={value}" for name, value in settings.items())])
address = board.launch()
print(address)

# %% [markdown]
# The page asks that server for its numbers, and so can you. **Predict before you run:** are they the same as those of section 6?


# %%
def ask(question):
    """What TensorBoard's server answers, without a detour through a proxy."""
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
        address + question
    ) as answer:
        return answer.read()


print("a page of HTML:", b"<!doctype html>" in ask(""))
for run, tags in sorted(json.loads(ask("data/plugin/scalars/tags")).items()):
    points = json.loads(ask(f"data/plugin/scalars/scalars?run={run}&tag=loss"))
    same = np.array_equal([value for _, _, value in points], read_back[run])
    print(f"{run:9} tags: {sorted(tags)}   the same losses: {same}")

# %% [markdown]
# The server ends with the kernel; the one in the terminal ends with Ctrl-C. This is the page as it looks in a browser:

# %%
still.tensorboard_page()

# %% [markdown]
# Two settings at the left are on unless you change them. *Smoothing* draws a running mean over each line; the pale line is what was noted. *Ignore outliers* lets the largest values run out of the chart: what happened to the gradient at rate 1 in the first updates is up there.
#
# ## 8 · Served by a process that has not got the code
#
# Whoever is to *use* a network needs its graph, its weights, and the names of what goes in and comes out. A **SavedModel** is a folder with all three. The last is called its **signature**. The graph is drawn anew for it, without the optimizer, and ends in probabilities.

# %%
export = new_folder() / "digits"
with fresh_session() as session:
    images = tf.placeholder(tf.uint8, [None, 28, 28])
    probabilities = tf.nn.softmax(network(images))  # [batch, 10]
    tf.train.Saver().restore(session, late)
    tf.saved_model.simple_save(
        session, str(export), inputs={"images": images}, outputs={"probabilities": probabilities}
    )
    ours = session.run(probabilities, {images: first_500})

print(*sorted(path.relative_to(export).as_posix() for path in export.rglob("*.*")), sep="\n")
Table(["name", "shape"], tf.train.list_variables(str(export / "variables" / "variables")))

# %% [markdown]
# `saved_model.pb` is the graph with its signature; `variables` is a checkpoint, of the four.
#
# Here is a program that knows nothing of this course: it names no cell, no size, no layer. It reads the images from a file, loads the model, asks the signature for the names of the tensors, and runs them. Then it does so in the way of today's TensorFlow, without a session. It runs in a fresh process, in a folder of its own, with Keras 3, under which the cells of TensorFlow 1 do not even exist.
#
# **Predict before you run:** how far are its probabilities from ours?

# %%
server = """
import sys
import numpy as np
import tensorflow

tf = tensorflow.compat.v1
export, images, results = sys.argv[1:]
images = np.load(images)
with tf.Session(graph=tf.Graph()) as session:
    signature = tf.saved_model.load(session, ["serve"], export).signature_def["serving_default"]
    fetch, feed = signature.outputs["probabilities"].name, signature.inputs["images"].name
    by_session = session.run(fetch, {feed: images})

function = tensorflow.saved_model.load(export).signatures["serving_default"]
by_function = function(images=tensorflow.constant(images))["probabilities"].numpy()
np.savez(results, by_session=by_session, by_function=by_function)
print("inputs:", *signature.inputs, " outputs:", *signature.outputs)
print("tf_keras was imported:", "tf_keras" in sys.modules)
"""
there = new_folder()
np.save(there / "images.npy", first_500)
command = [sys.executable, "-c", server, export, "images.npy", "results.npz"]
clean = {name: value for name, value in os.environ.items() if name != "TF_USE_LEGACY_KERAS"}
done = subprocess.run(command, cwd=there, env=clean, capture_output=True, text=True, check=True)
print(done.stdout, end="")

with np.load(there / "results.npz") as results:
    for name in ("by_session", "by_function"):
        difference = np.abs(results[name] - ours).max()
        print(f"{name:11}: {results[name].shape}, the same below 1e-6: {difference < 1e-6}")

# %% [markdown]
# The same. What section 2 found missing in a checkpoint, the forget bias and the division by 255, is here: it is in the graph.
#
# ## Broken on purpose
#
# **Predict before you run:** the digits are cropped to 24 by 24 pixels before they are read. Which of the four variables no longer fits, and which two shapes will the error name?

# %% tags=["raises-exception"]
with fresh_session() as session:
    images = tf.placeholder(tf.uint8, [None, 28, 28])
    network(images[:, 2:26, 2:26])
    tf.train.Saver().restore(session, late)

# %% [markdown]
# *Assign requires shapes of both tensors to match. lhs shape= [56,128] rhs shape= [60,128]*. The left-hand side is the graph's variable, the right-hand side the checkpoint's value: 24 + 32 rows against 28 + 32. It is the kernel, whose first rows meet the columns of the image; how *many* rows of pixels there are touches no variable. The error does not say which variable it is: exercise 3 does. The fix is the graph that the checkpoint was saved from; a kernel for other inputs has to be trained.

# %%
with fresh_session() as session:
    images = tf.placeholder(tf.uint8, [None, None, 28])
    logits = network(images[:, 2:26])  # 24 rows of 28
    tf.train.Saver().restore(session, late)
    shorter = session.run(logits, {images: first_500})

print("24 rows of 28:", shorter.shape)

# %% [markdown]
# ## What you can do now
#
# - A checkpoint holds values under names: `list_variables` lists them, slots and counters too, and `load_checkpoint` reads one (section 1).
# - `restore` goes by name: into a graph drawn anew or taken from `.meta` (section 2), for the variables of a list, or under other names with a dictionary (section 4).
# - To go on with a training, restore all, slots and global step included; `max_to_keep` says how many checkpoints stay (section 3).
# - *Not a valid checkpoint*, *Key not found*, *Checksum*: each names its fault; a damaged value that nobody reads, two layers exchanged, another forget bias raise none (sections 2 and 5).
# - A run is a folder of event files, with tags and steps, for the reader (section 6) and for TensorBoard's page (section 7); a SavedModel is graph, weights and signature, and runs where your code is not (section 8).

# %%
check.progress()

# %% [markdown]
# **New words**: checkpoint, global step, slot, summary, event file, tag, run, TensorBoard, SavedModel, signature.
#
# **Where this came from**: none of the five posts saves its network. The one on MNIST trains for 100,000 updates and prints its accuracy every 200: when its session closes, the weights are gone, and of the way there nothing is left but the printed lines. Old code that does save mostly holds: `tf.train.Saver` and `tf.summary` are in `tf.compat.v1` unchanged. Gone are the names of 2016: `tf.train.SummaryWriter`, `tf.scalar_summary`, `tf.merge_all_summaries`.
