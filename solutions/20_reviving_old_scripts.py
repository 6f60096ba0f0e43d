# %% [markdown]
# # 20 · Reviving old scripts
#
# *I found the training script of our alarm network. It is from 2016, in Python 2, and nobody has run it for years. Can I still run it, or must I rewrite it?* You can run it today, in one command. If you want to keep it, you will also rewrite it. An error shows you each name that has gone. However, some old lines run today and compute something else. After you have fixed the last error, the script runs, but it trains another network.
#
# In this lesson we will run a script of 2016 unchanged, and then rewrite it with the help of a report. We compare the losses and the weights of both programs.
#
# **After this lesson you can**
# - explain what `course revive` does with an old script
# - identify the lines of a script whose meaning has changed
# - compute what old lines meant: a division of integers, a default activation, one cell for two layers
# - implement today's version of an old script, and compare it with the original, epoch by epoch
# - identify when it is better to stop, and to convert the weights instead
#
# **You need** lessons 04, 06, 13 and 15. *Going deeper* also needs lesson 16. **Time**: about 55 minutes. With the exercise of *Going deeper* about 60, of which 19 for the exercises. **Order**: Run the cells from top to bottom. If you skip, 2 needs 1, 4 needs 1, and 5 needs 1.

# %%
import numpy as np

from utils.checks import reviving_old_scripts as check
from utils.contrib import layers
from utils.contrib.old_scripts import revive
from utils.differences import show_bound
from utils.figures import plots
from utils.graph import fresh_session, load_values
from utils.prediction import show_prediction
from utils.table import Table
from utils.tf1 import tf

# %% [markdown]
# ## 1 · Run it unchanged
#
# Here is the script, as a text in two parts. The first part contains the data and the network. Four sensors give a reading at each of six time steps. A stack of two LSTM layers reads them. Two dense layers decide if there is an alarm.

# %%
network = """\
import numpy as np
import tensorflow as tf

np.random.seed(20)
tf.set_random_seed(20)
readings = np.random.randn(330, 6, 4)  # 330 sequences, 6 time steps, 4 sensors
is_alarm = readings[:, :, 0].mean(axis=1) > 0
labels = np.eye(2)[is_alarm.astype(int)]

x = tf.placeholder(tf.float32, [None, 6, 4])
y = tf.placeholder(tf.float32, [None, 2])
rate = tf.placeholder(tf.float32, [])

steps = [tf.squeeze(step, [1]) for step in tf.split(1, 6, x)]
cell = tf.nn.rnn_cell.BasicLSTMCell(4)
stack = tf.nn.rnn_cell.MultiRNNCell([cell] * 2)
outputs, _ = tf.nn.rnn(stack, steps, dtype=tf.float32)
mean = tf.reduce_mean(tf.pack(outputs), 0)
both = tf.concat(1, [outputs[-1], mean])
hidden = tf.contrib.layers.fully_connected(both, 8)
logits = tf.contrib.layers.fully_connected(hidden, 2, activation_fn=None)
losses = tf.nn.softmax_cross_entropy_with_logits(logits, y)
weights = tf.reduce_sum(tf.mul(y, [1.0, 2.0]), 1)  # an alarm counts twice
loss = tf.reduce_mean(tf.mul(losses, weights))
"""

# %% [markdown]
# The second part trains the network for six epochs. The learning rate is halved after every second epoch. The weights are saved twice.

# %%
training = """
train_op = tf.train.GradientDescentOptimizer(rate).minimize(loss)
saver = tf.train.Saver()
with tf.Session() as sess:
    sess.run(tf.initialize_all_variables())
    saver.save(sess, 'first.ckpt')
    num_batches = len(readings) / 16
    for epoch in xrange(6):
        total = 0.0
        for i in xrange(num_batches):
            rows = slice(16 * i, 16 * i + 16)
            feed = {x: readings[rows], y: labels[rows], rate: 0.5 ** (epoch / 2)}
            total += sess.run([loss, train_op], feed)[0]
        print 'epoch %d: loss %.2f' % (epoch, total / num_batches)
    saver.save(sess, 'trained.ckpt')
"""

# %% [markdown]
# **Predict before you run:** we give this script to Python 3. Which line is the first one with an error?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
script = network + training
try:
    compile(script, "train.py", "exec")
except SyntaxError as error:
    print(f"line {error.lineno}: {error.text.strip()}")
    print(error.msg)
show_prediction(prediction)

# %% [markdown]
# **Answer.** It is line 38, the last but one, because Python reads the whole file before it executes anything. After this fix, the next error appears, then the next one. You see one error at a time, so you cannot know how many are left.
#
# The command `course revive` runs the script as it is. It reads Python 2, and it gives the old names back, with their old meaning. It changes no file. In a terminal you type:
#
# ```sh
# course revive train.py
# ```
#
# In this lesson, the function `revive` runs the same command in a temporary folder, and returns what happened.

# %%
old = revive(script)
print(old.printed)

# %% [markdown]
# The script has also written two checkpoints, which we will use in section 5. If you only want to run the script again, you are done. (Its first weights are not those of 2016, because random numbers depend on the version. So expect similar losses, and not the same digits.) But if you want to work with the script, you must know what is old in it.
#
# ## 2 · Read the report
#
# While the script runs, the command notes each line that used something old. At the end it prints these notes as a report. If it contains a sentence, a new name is not enough, and you must think about the line.
#
# **Predict before you run:** in which lines of the script is a new name not enough?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
show_prediction(prediction)
old.report

# %% [markdown]
# **Answer.** There are six lines with a sentence in the last column: the stack, both dense layers, the cross-entropy, and two divisions. (In the cross-entropy, only the order of the arguments has changed, but its error comes in a later line.) A change in a library after which old code fails, or gives other results, is a **breaking change**. Our report contains three kinds:
#
# | change | example | today |
# |---|---|---|
# | another name | `tf.pack` is `tf.stack` | an error |
# | another order of arguments | `tf.concat(axis, values)` is `tf.concat(values, axis)` | mostly an error |
# | another meaning | `[cell] * 2`, `fully_connected`, `/` | often no error |
#
# Other old names still work, but should not be used in new code. Such a name is **deprecated**. For example, `tf.initialize_all_variables` only gives a warning, so it is not in the report. Its new name is `tf.global_variables_initializer`.
#
# Line 1 of the report is about Python itself. The command `python -m fissix -w train.py` translates Python 2 to Python 3, except for the divisions. Most changes of the first two kinds are easy to fix, because TensorFlow stops at their lines:

# %%
with fresh_session():
    part = tf.zeros([3, 4])
    try:
        tf.pack([part, part])
    except AttributeError as error:
        print(error)

    try:
        tf.concat(1, [part, part])
    except ValueError as error:
        print(error)

    print("concat(values, axis):", tf.concat([part, part], axis=1).shape)

# %% [markdown]
# The second message does not name its cause, the old order of the arguments. TensorFlow takes the list for the axis, and an axis must be a single number (*rank 0*).
#
# For the third kind, you must know what the old line meant. So we look at each case with small numbers.
#
# ## 3 · The same line with another meaning
#
# ### A division
#
# The script computes its learning rate as a power of 0.5, with the exponent `epoch / 2`. In Python 2, `/` of two integers rounds down. This is **floor division** (also called *integer division*). In Python 3 it is written `//`.
#
# **Predict before you run:** what is the learning rate of epoch 1, in Python 2 and in Python 3?

# %%
for epoch in range(4):
    in_python_2 = 0.5 ** (epoch // 2)
    in_python_3 = 0.5 ** (epoch / 2)
    print(f"epoch {epoch}: Python 2 {in_python_2:.3f}, Python 3 {in_python_3:.3f}")

# %% [markdown]
# **Answer.** It is 1 in Python 2, but 0.707 in Python 3. No error appears. The other division of the script, `len(readings) / 16`, does raise one, because `range` takes no float.

# %% [markdown]
# ### Exercise 1 · `old_rates` · 4 min · ★☆☆
#
# An old script computes its learning rate in this line. All names except `decay` and `rate` are integers:
#
# ```python
# rate = decay ** ((epoch - warm_up) / every)
# ```
#
# Compute the rates that Python 2 used in the epochs from 0 to `num_epochs - 1`. In the first epochs the exponent is negative. Keep it so.


# %%
def old_rates(decay, warm_up, every, num_epochs):
    """Float, three ints -> float64 [num_epochs]."""
    ### BEGIN SOLUTION
    epochs = np.arange(num_epochs)
    return decay ** ((epochs - warm_up) // every)
    ### END SOLUTION


check.old_rates(old_rates)

# %% [markdown]
# ### A default
#
# Many old scripts use **contrib**, which is `tf.contrib`, a collection of code by contributors. It was removed in TensorFlow 2. Its dense layer was `fully_connected`, and today's is `tf.layers.dense`. The course has the old one in `utils.contrib`, so we can run both with the same weights.
#
# **Predict before you run:** before the activation, the sums of the layer are 3 and -1. What do the old and the new layer return?

# %%
inputs = np.array([[1.0, 2.0]], np.float32)
kernel = np.array([[1.0, -3.0], [1.0, 1.0]], np.float32)

with fresh_session() as session:
    start = tf.constant_initializer(kernel)
    old_layer = layers.fully_connected(inputs, 2, weights_initializer=start)
    new_layer = tf.layers.dense(inputs, 2, kernel_initializer=start)
    session.run(tf.global_variables_initializer())
    print("NumPy, the sums:", inputs @ kernel)
    print("fully_connected:", session.run(old_layer))
    print("dense          :", session.run(new_layer))

# %% [markdown]
# **Answer.** The old layer returns 3 and 0, and the new one 3 and -1. The default activation was relu, $\max(0, z)$, and today it is none. If you only replace the name, your network loses its activation. So write `activation=tf.nn.relu` where the old line has no `activation_fn`.

# %% [markdown]
# ### Exercise 2 · `dense_layers` · 5 min · ★☆☆
#
# Write these two lines with `tf.layers.dense`, and return the logits:
#
# ```python
# hidden = tf.contrib.layers.fully_connected(inputs, num_hidden)
# logits = tf.contrib.layers.fully_connected(hidden, num_classes, activation_fn=None)
# ```


# %%
def dense_layers(inputs, num_hidden, num_classes):
    """A tensor [batch, input_size], two ints -> logits [batch, num_classes]."""
    ### BEGIN SOLUTION
    hidden = tf.layers.dense(inputs, num_hidden, activation=tf.nn.relu)
    return tf.layers.dense(hidden, num_classes)
    ### END SOLUTION


check.dense_layers(dense_layers)

# %% [markdown]
# The third case is the list of cells.
#
# ## 4 · One cell or two
#
# The script builds its stack from `[cell] * 2`. In lesson 13, this list contained one cell twice, so both layers shared their weights. Did it mean the same in 2016?
#
# **Predict before you run:** how many kernels does the stack have today, and how many are in the checkpoint of the old script?

# %%
with fresh_session():
    cell = tf.nn.rnn_cell.BasicLSTMCell(4)
    stack = tf.nn.rnn_cell.MultiRNNCell([cell] * 2)
    tf.nn.static_rnn(stack, [tf.zeros([1, 4])], dtype=tf.float32)
    print("today:")
    for variable in tf.trainable_variables():
        print("   ", variable.op.name, variable.shape)

print("in the checkpoint:")
for name, value in sorted(old.checkpoints["first.ckpt"].items()):
    if "lstm_cell" in name:
        print("   ", name, value.shape)

# %% [markdown]
# **Answer.** There is one kernel today, but there are two in the checkpoint. Up to TensorFlow 1.0, a cell asked for its variables at each call, inside the scope of its layer. So each layer had its own. Since 1.2, a cell keeps the variables of its first call. (In 1.1, this line raised an error.) The correct translation is a list of two cells.
#
# ## 5 · Rewrite it, and compare
#
# To **port** a program means to change it so that it runs in another environment. We keep the original, which still runs under `course revive`, and compare numbers. A test that compares new results with stored old ones is a **regression test**.
#
# Here is the network, with the changes of the report. Two arguments turn on two silent bugs, so that we can see what they do. (In a script of your own, the port begins with the setup of lesson 19, *Common error*, in place of `import tensorflow as tf`.)


# %%
def build_network(x, y, own_weights=True, activation=tf.nn.relu):
    """float32 [batch, 6, 4], one-hot float32 [batch, 2] -> loss []."""
    steps = tf.unstack(x, axis=1)  # split and squeeze in one call
    cells = [tf.nn.rnn_cell.BasicLSTMCell(4), tf.nn.rnn_cell.BasicLSTMCell(4)]
    if not own_weights:
        cells = [cells[0]] * 2
    stack = tf.nn.rnn_cell.MultiRNNCell(cells)
    outputs, _ = tf.nn.static_rnn(stack, steps, dtype=tf.float32)
    mean = tf.reduce_mean(tf.stack(outputs), axis=0)
    both = tf.concat([outputs[-1], mean], axis=1)
    hidden = tf.layers.dense(both, 8, activation=activation)
    logits = tf.layers.dense(hidden, 2)
    losses = tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=logits)
    weights = tf.reduce_sum(y * [1.0, 2.0], axis=1)
    return tf.reduce_mean(losses * weights)


# %% [markdown]
# Both programs must start with the same weights. The same seed is not enough, because random numbers also depend on the operations of the graph. So we load the first checkpoint of the revived script, and translate its names. (A file from 2016 can have still other names for the cells, see [old checkpoints](../docs/old_checkpoints.md).)


# %%
def old_name(name):
    """The name that a variable of today's network has in the old checkpoint."""
    if name.startswith("rnn/"):
        return name.replace("rnn/", "RNN/")
    name = name.replace("dense", "fully_connected")
    return name.replace("kernel", "weights").replace("bias", "biases")


# %%
def load_checkpoint(checkpoint, session):
    """Load a dict from old names to arrays into the variables of the graph."""
    variables = tf.trainable_variables()
    values = [checkpoint[old_name(variable.op.name)] for variable in variables]
    load_values(variables, values, session)


def weights_by_old_name(session):
    """A dict from old names to arrays, as in the old checkpoint."""
    values = session.run(tf.trainable_variables())
    names = [old_name(variable.op.name) for variable in tf.trainable_variables()]
    return dict(zip(names, values, strict=True))


# %% [markdown]
# The rates are an argument, so that we can also train with wrong ones.

# %%
data = np.random.RandomState(20)  # the same numbers as after np.random.seed(20)
readings = data.randn(330, 6, 4)
is_alarm = readings[:, :, 0].mean(axis=1) > 0
labels = np.eye(2)[is_alarm.astype(int)]

batches = []
for first_row in range(0, 16 * (len(readings) // 16), 16):
    rows = slice(first_row, first_row + 16)
    batches.append((readings[rows], labels[rows]))

rates_of_python_2 = [0.5 ** (epoch // 2) for epoch in range(6)]
rates_of_python_3 = [0.5 ** (epoch / 2) for epoch in range(6)]


# %%
def train(rates, **network_settings):
    """Train from the first weights -> mean loss of each epoch, and the trained weights."""
    with fresh_session() as session:
        x = tf.placeholder(tf.float32, [None, 6, 4])
        y = tf.placeholder(tf.float32, [None, 2])
        rate = tf.placeholder(tf.float32, [])
        loss = build_network(x, y, **network_settings)
        train_op = tf.train.GradientDescentOptimizer(rate).minimize(loss)
        load_checkpoint(old.checkpoints["first.ckpt"], session)

        epoch_losses = []
        for epoch_rate in rates:
            total = 0.0
            for inputs, targets in batches:
                feed = {x: inputs, y: targets, rate: epoch_rate}
                total += session.run([loss, train_op], feed)[0]
            epoch_losses.append(total / len(batches))

        return epoch_losses, weights_by_old_name(session)


# %%
old_losses = [float(line.split()[-1]) for line in old.printed.splitlines()]
our_losses, our_weights = train(rates_of_python_2)
print("old script:", *(f"{loss:.2f}" for loss in old_losses))
print("our port  :", *(f"{loss:.2f}" for loss in our_losses))

differences = []
for name, value in our_weights.items():
    differences.append(np.abs(value - old.checkpoints["trained.ckpt"][name]).max())
show_bound("trained weights, largest difference", max(differences), below=1e-4)
print("variables of the port:", len(our_weights))
print("variables in the file:", len(old.checkpoints["trained.ckpt"]))

# %% [markdown]
# The losses agree, and after 120 training steps the weights do too, up to rounding errors of float32. So the port is the old network, with the same training.
#
# What happens if you replace only the names? Then all three silent bugs are in your port.
#
# **Predict before you run:** in which epoch do the wrong learning rates first change the loss?

# %%
versions = {
    "old script": old_losses,
    "one cell for both layers": train(rates_of_python_2, own_weights=False)[0],
    "no relu": train(rates_of_python_2, activation=None)[0],
    "rates of Python 3": train(rates_of_python_3)[0],
    "only names replaced": train(rates_of_python_3, own_weights=False, activation=None)[0],
}
rows = []
for name, losses in versions.items():
    rows.append([name, *(f"{loss:.2f}" for loss in losses[:3])])

Table(["version", "epoch 0", "epoch 1", "epoch 2"], rows)

# %%
plots.lines(
    {name: versions[name] for name in ("old script", "only names replaced")},
    x_label="epoch",
    y_label="mean loss",
    title="Replacing only the names raises no error, and trains another network",
    alt="The mean loss of six epochs. With only names replaced, it falls faster than in the "
    "old script, from about 1.0 to about 0.25 instead of 0.34.",
)

# %% [markdown]
# **Answer.** In epoch 1, because epoch 0 has the same rate in both. If epoch 0 differs, look at the network, the data and the first weights. If a later one differs, look at what changes during training.
#
# Note that the wrong version has the *lower* loss. So a good loss does not show that a port is correct. `load_checkpoint` did not find the shared cell either. It asks only for the variables of the graph, so the weights of the second layer stayed in the file. To find this bug, compare the number of variables in the graph and in the file, here 6 and 8.

# %% [markdown]
# ### Exercise 3 · `agreeing_epochs` · 4 min · ★★☆
#
# Count the epochs before the first difference. Two losses agree if their absolute difference is at most `tolerance`. If all epochs agree, return their number.


# %%
def agreeing_epochs(old, new, tolerance):
    """Two float64 arrays [num_epochs], a float -> int from 0 to num_epochs."""
    ### BEGIN SOLUTION
    for epoch in range(len(old)):
        if abs(new[epoch] - old[epoch]) > tolerance:
            return epoch
    return len(old)
    ### END SOLUTION


check.agreeing_epochs(agreeing_epochs)

# %% [markdown]
# ## 6 · When to stop
#
# What do you want from the old program? The answer decides how much work is worth it:
#
# | you want | do this |
# |---|---|
# | to run an old program again | run it with `course revive`, and change nothing |
# | to continue to work on the program | run it, then port it along the report |
# | only the trained weights, in a new program | convert the checkpoint: `course convert`, [lesson 19](19_leaving_graph_mode.ipynb) and [old checkpoints](../docs/old_checkpoints.md) |
# | a new program on your own data | do not port it: write it in Keras 3 |
#
# Not every old name is covered. For example, the ready-made models of `tf.contrib.learn` are not. What happens in a script that uses one?

# %%
not_covered = revive("import tensorflow as tf\nmodel = tf.contrib.learn.DNNClassifier([10])\n")
print(not_covered.error)

# %% [markdown]
# The script stops, and the message names what does the same today. If only one line stops, replace it. If half of the program is built on it, convert the weights instead. [Old names](../docs/old_names.md) lists what is covered.

# %% [markdown]
# ## Common error: `No gradients provided for any variable`
#
# This code passes the logits first, as scripts up to 0.12 did. Today the labels come first.
#
# **Predict before you run:** does the line with the cross-entropy raise the error?

# %% tags=["raises-exception"]
with fresh_session():
    y = tf.constant([[0.0, 1.0]])
    logits = tf.get_variable("logits", [1, 2])
    losses = tf.nn.softmax_cross_entropy_with_logits(logits, y)
    tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_mean(losses))

# %% [markdown]
# **Answer.** No, the last line raises it. TensorFlow takes the logits for the labels, and this function computes no gradient for labels. The fix is to name both arguments. Check other losses too, because the sigmoid version still gives a gradient. So a swapped call raises no error, and it is a silent bug:

# %%
softmax = tf.nn.softmax_cross_entropy_with_logits
sigmoid = tf.nn.sigmoid_cross_entropy_with_logits

with fresh_session():
    y = tf.constant([[0.0, 1.0]])
    logits = tf.get_variable("logits", [1, 2])
    losses = {
        "softmax, by position": softmax(logits, y),
        "softmax, by name": softmax(labels=y, logits=logits),
        "sigmoid, by position": sigmoid(logits, y),
    }
    for name, loss in losses.items():
        gradient = tf.gradients(loss, logits)[0]
        print(name, "gives", "no gradient" if gradient is None else "a gradient")

# %% [markdown]
# ## Summary
#
# - `course revive` reads Python 2, gives the old names back with their old meaning, and changes no file. At the end it lists each line that used something old.
# - The last column of the report shows what needs thought. In our script these were the stack, both dense layers, the cross-entropy and two divisions.
# - In Python 2, `/` of two integers rounds down. The default activation of `fully_connected` was relu. With `[cell] * 2`, each layer had its own weights up to TensorFlow 1.0, and today both layers share them.
# - After 120 training steps, the weights of our port agreed with those of the original.
# - If you need only the weights, convert them. If a large part of the program is not covered, do not port it.
#
# In lesson 21 we will search for bugs that no report lists.

# %%
check.progress()

# %% [markdown]
# ## Going deeper · A mean over other axes
#
# This section is optional. Our script does not use it, but another old script may contain contrib's `layer_norm`. Layer normalization (lesson 16) subtracts a mean and divides by a standard deviation. But over which axes? Here is one sequence with two time steps and two units.
#
# **Predict before you run:** Keras's layer takes the mean over the last axis, so it treats each time step alone. What is its result for this sequence?

# %%
sequence = np.array([[[1.0, 3.0], [5.0, 7.0]]], np.float32)  # [batch, num_steps, num_units]

with fresh_session() as session:
    old_layer = layers.layer_norm(tf.constant(sequence))
    new_layer = tf.keras.layers.LayerNormalization()(tf.constant(sequence))
    session.run(tf.global_variables_initializer())
    print("contrib:", session.run(old_layer).round(2).ravel())
    print("Keras  :", session.run(new_layer).round(2).ravel())

centered = sequence - sequence.mean()
print("NumPy, one mean of all numbers:", (centered / sequence.std()).round(2).ravel())

# %% [markdown]
# **Answer.** It is -1 and 1 at both time steps. Contrib's layer takes one mean over all axes but the first, here the mean 4 of all four numbers. Keras's layer also removes the difference between the two time steps, and contrib's keeps it.

# %% [markdown]
# ### Exercise 4 · `contrib_layer_norm` · 6 min · ★★☆
#
# Write contrib's layer normalization for a tensor of any rank. The mean and the variance are taken over all axes but the first. The epsilon in the root is `1e-12`. Then multiply by `gamma` (the gain) and add `beta` (the bias). `tf.nn.moments` returns mean and variance.


# %%
def contrib_layer_norm(inputs, gamma, beta):
    """Tensors [batch, ..., size], [size], [size] -> tensor [batch, ..., size]."""
    ### BEGIN SOLUTION
    axes = list(range(1, inputs.shape.rank))
    mean, variance = tf.nn.moments(inputs, axes, keepdims=True)
    normalized = (inputs - mean) / tf.sqrt(variance + 1e-12)
    return normalized * gamma + beta
    ### END SOLUTION


check.contrib_layer_norm(contrib_layer_norm)

# %% [markdown]
# <details>
# <summary>Sources</summary>
#
# The script was written for this lesson. Its line with split and squeeze comes from the question *RNN and LSTM implementation in tensorflow* (lesson 04).
#
# - TensorFlow's release notes for 1.0 list most of its changes under *Breaking Changes to the API*: the order of arguments of `concat` and `split`, `pack`, `mul`, and the cross-entropies.
# - TensorFlow issues 8191 and 12581 are about `[cell] * n` (lesson 13).
# - Still true: what the notes say of these names. No longer true: that the cross-entropies refuse arguments by position. They did so from 1.0 to 1.15.
#
# </details>
