# %% [markdown]
# # 15 · Leaving graph mode
#
# *You have a network in graph mode, with weights that took days to train, and want it in today's Keras, with the same numbers. This lesson carries it over, by hand and by a program, and then the script around it.*
#
# **You will be able to**
# - carry the weights of an LSTM to Keras by hand, and show that values and gradients are the same
# - say what the settings of a Keras layer do to weights that were copied into it
# - do the same for a GRU
# - convert what a session or a checkpoint holds, and say what no file can tell you
# - rewrite an old script: what became of placeholders and sessions, and of names that are gone
#
# **You need** lessons 06 and 12, and of lesson 08 what `tf.gradients` gives. **Time**: about 60 minutes, of which 25 for the exercises. **Order**: after the imports a section stands alone, but 2 needs 1, 3 needs 2, 4 needs 2, and 5 needs 2.

# %%
import importlib
import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from operator import attrgetter

import numpy as np

from utils import backward, convert, plots, reference
from utils.checks import leaving_graph_mode as check
from utils.data import load_mnist, load_sunspots
from utils.graph import fresh_session, variable_table
from utils.table import Table
from utils.tf1 import tf

# %% [markdown]
# ## 1 · Two cells, two layouts
#
# **Keras** is the library of layers that TensorFlow took in, and then let go again. There are two of it today. *Keras 2* is the package `tf_keras`; the cells of this course stand on it. *Keras 3* is the package `keras`, and what `tf.keras` means unless you ask for the other. One process holds one of them, and this kernel holds Keras 2. Its layers keep their weights as those of Keras 3 do, so the first half of the way can be gone here, side by side with the old cell.
#
# The input is real again: sunspot numbers, `[5, 6, 3]`: five sequences of six steps, with three months at each step. The state before is random, and so is the bias, so that everything tells.
#
# **Predict before you run:** the cell has 4 units. Which shapes has its kernel, `[W; U]` in four blocks? The Keras layer has three weights: which shapes can they have?

# %%
num_units, num_steps, input_size = 4, 6, 3
inputs = (load_sunspots()[:90] / 100).reshape(5, num_steps, input_size).astype(np.float32)
random = np.random.default_rng(seed=15)
c, h = random.uniform(-1, 1, size=(2, 5, num_units)).astype(np.float32)  # each [5, 4]

with fresh_session(seed=15) as session:
    cell = tf.nn.rnn_cell.BasicLSTMCell(num_units)
    state = tf.nn.rnn_cell.LSTMStateTuple(tf.constant(c), tf.constant(h))
    outputs, _ = tf.nn.dynamic_rnn(cell, tf.constant(inputs), initial_state=state)
    gradients = tf.gradients(tf.reduce_mean(tf.square(outputs)), cell.variables)
    layer = tf.keras.layers.LSTM(num_units)
    layer(tf.constant(inputs))  # a layer makes its weights when it is called, like a cell

    session.run(tf.global_variables_initializer())
    cell.variables[1].load(random.uniform(-0.5, 0.5, size=4 * num_units), session)
    kernel, bias = session.run(cell.variables)
    by_tf1, kernel_gradient, bias_gradient = session.run([outputs, *gradients])
    new_bias = session.run(layer.weights[2])
    table = variable_table([*cell.variables, *layer.weights])

print("tf.keras is", tf.keras.layers.LSTM.__module__.split(".")[0])
table

# %% [markdown]
# Keras keeps W and U apart: its `kernel` is W alone, and U is the **recurrent kernel**. Both have as many numbers as before, 128 in all. The bias has the same shape in both.
#
# Lesson 06 found that the forget bias, 1, is in no variable of TF 1's cell: a new cell's bias is all zeros.
#
# **Predict before you run:** a new Keras layer begins with open forget gates too. What does *its* bias hold?

# %%
print("bias of a new Keras layer, block by block:", *np.split(new_bias, 4))

# %% [markdown]
# There are ones, in the second block. That says two things: in Keras the forget bias lies in the bias, and the forget gate stands second. TF 1 keeps i, j, f, o; Keras keeps i, f, c, o, where c is its name for j.

# %% [markdown]
# ## 2 · An LSTM by hand
#
# So there are five things to do:
# 1. cut the kernel: the first `input_size` rows are W, the others U
# 2. put the blocks i, j, f, o in the order i, f, j, o, in W, U and bias
# 3. add the forget bias to block f
# 4. hand the state over as `[h, c]`, which in TF 1 is `(c, h)`
# 5. let the gates go through a sigmoid, by a setting of the layer: its **recurrent activation** is Keras's name for what the gates go through


# %%
def in_keras_order(weights):
    """Columns i, j, f, o -> i, f, j, o: [..., 4 * num_units]."""
    i, j, f, o = np.split(weights, 4, axis=-1)
    return np.concatenate([i, f, j, o], axis=-1)


def by_keras(kind, weights, states, slopes=False, **settings):
    """[outputs [5, 6, 4]] of a Keras layer; with slopes, the gradients of section 1's loss too."""
    with fresh_session() as session:
        layer = kind(num_units, return_sequences=True, **settings)
        outputs = layer(tf.constant(inputs), initial_state=[tf.constant(s) for s in states])
        loss = tf.reduce_mean(tf.square(outputs))
        gradients = tf.gradients(loss, layer.weights) if slopes else []
        layer.set_weights(weights)
        return session.run([outputs, *gradients])


def largest(one, other):
    return np.abs(one - other).max()


# %%
f_only = np.repeat([0, 0, 1, 0], num_units).astype(np.float32)  # 1 in block f of i, j, f, o
kept = kernel[:input_size], kernel[input_size:], bias + f_only
moved = [in_keras_order(part) for part in kept]

LSTM = tf.keras.layers.LSTM
by_hand, *gradients_by_hand = by_keras(
    LSTM, moved, [h, c], slopes=True, recurrent_activation="sigmoid"
)

print("shapes:", *(part.shape for part in moved))
print("outputs agree below 1e-6:", largest(by_hand, by_tf1) < 1e-6)

# %% [markdown]
# They agree. To see what each of the five is worth, leave one out at a time; the first cannot be left out, as *Broken on purpose* shows.
#
# **Predict before you run:** which of the other four raises an error? And which does the least harm?

# %%
no_forget_bias = [in_keras_order(part) for part in (*kept[:2], bias)]
left_out = {
    "nothing": (moved, [h, c], "sigmoid"),
    "the order of the blocks": (kept, [h, c], "sigmoid"),
    "the forget bias": (no_forget_bias, [h, c], "sigmoid"),
    "the order of the state": (moved, [c, h], "sigmoid"),
    "the recurrent activation": (moved, [h, c], "hard_sigmoid"),
}
for name, (weights, states, activation) in left_out.items():
    [outputs] = by_keras(LSTM, weights, states, recurrent_activation=activation)
    print(f"left out: {name:25} largest error {largest(outputs, by_tf1):.2f}")

# %% [markdown]
# None raises: all shapes fit. The last one does so little harm that a quick look would not find it, and it is what this layer does when it is not told otherwise (section 3).
#
# **Predict before you run:** the gradients of the Keras layer come in Keras's layout. What must be done to compare them, and what becomes of the forget bias? (NumPy is the third: `backward.lstm_gradients` of lesson 08.)

# %%
gradients_moved = [
    in_keras_order(part)
    for part in (kernel_gradient[:input_size], kernel_gradient[input_size:], bias_gradient)
]
by_numpy, _ = reference.unroll(
    lambda x, state: reference.lstm_step(x, state, kernel, bias), inputs, (c, h)
)
# The loss is the mean of the squares: its gradient for an output is twice that output, shared out.
third = backward.lstm_gradients(inputs, (c, h), kernel, bias, 2 * by_numpy / by_numpy.size)
third_moved = [
    in_keras_order(part)
    for part in (third.kernel[:input_size], third.kernel[input_size:], third.bias)
]
print("outputs, NumPy         :", largest(by_numpy, by_hand) < 1e-6)
for name, keras, tf1, numpy in zip(
    ("kernel", "recurrent kernel", "bias"),
    gradients_by_hand,
    gradients_moved,
    third_moved,
    strict=True,
):
    print(f"dL/d {name:17} = TF 1: {largest(keras, tf1) < 1e-6}", end="")
    print(f"   = NumPy: {largest(keras, numpy) < 1e-6}   largest {np.abs(tf1).max():.3f}")

# %% [markdown]
# The same cut and the same order, and nothing else: the forget bias is a constant that was added, and a constant has no part in a gradient. So training can go on in Keras from these weights. What an optimizer remembers, such as Adam's averages, is not moved: it begins anew.

# %% [markdown]
# ### Exercise 1 · `lstm_to_keras` · 8 min · ★★☆
#
# Do points 1 to 3, in one function and for any sizes. The kernel has `4 * num_units` columns; so many rows less than all belong to the input.


# %%
def lstm_to_keras(kernel, bias, forget_bias):
    """TF 1's [input_size + num_units, 4 * num_units], [4 * num_units], number -> kernel, recurrent kernel, bias of Keras."""
    ### BEGIN SOLUTION
    num_units = len(bias) // 4
    i, j, f, o = np.split(bias, 4)
    new_bias = np.concatenate([i, f + forget_bias, j, o])
    i, j, f, o = np.split(kernel, 4, axis=1)
    new_kernel = np.concatenate([i, f, j, o], axis=1)
    return new_kernel[:-num_units], new_kernel[-num_units:], new_bias
    ### END SOLUTION


check.lstm_to_keras(lstm_to_keras)

# %% [markdown]
# ## 3 · What the gates go through
#
# Weights are half of a layer; its settings are the other half, and no weight tells them. Here are the settings that a layer has if you give none, in v1 mode, which is what this kernel and every script with `disable_v2_behavior` is in, and in v2 mode, the layers of which are in `tf.compat.v2`. Both are Keras 2. (In a process that has Keras 3, `tf.keras` is Keras 3; section 5 looks at its settings.)

# %%
for mode, layers in (("v1", tf.keras.layers), ("v2", tf.compat.v2.keras.layers)):
    with fresh_session():
        for kind in (layers.LSTM, layers.GRU):
            config = kind(num_units).get_config()
            print(f"Keras 2, {mode} mode, {kind.__name__:4}", end="  ")
            print(f"recurrent_activation={config['recurrent_activation']!r}", end="  ")
            print(f"reset_after={config.get('reset_after', '-')}")

# %% [markdown]
# The same line of code, `LSTM(4)`, is another function in either mode. (What `reset_after` does, section 4 shows.) **Hard sigmoid** is a sigmoid made of three straight lines, from the time when exponentials were dear:
#
# $$\text{hard sigmoid}(z) = \min(\max(0.2\,z + 0.5,\; 0),\; 1)$$
#
# **Predict before you run:** where do the two differ most? And can a gate of either be quite shut?


# %%
def hard_sigmoid(z):
    return np.clip(0.2 * z + 0.5, 0, 1)


z = np.linspace(-6, 6, 121)
apart = np.abs(hard_sigmoid(z) - reference.sigmoid(z))
print("they differ most at z =", z[np.isclose(apart, apart.max())].round(1), end="")
print(", by", apart.max().round(3))
with fresh_session() as session:
    three = tf.constant([-3.0, -2.4, 0.0])
    [slopes] = session.run(tf.gradients(tf.keras.activations.hard_sigmoid(three), three))
print("gradient of the hard sigmoid at -3, -2.4 and 0:", slopes.round(2))

plots.lines(
    {"sigmoid": reference.sigmoid(z), "hard sigmoid": hard_sigmoid(z)},
    x=z,
    x_label="z, what goes into the gate",
    y_label="how far the gate is open",
    title="A hard sigmoid is never more than 0.076 from the sigmoid, and shuts at -2.5",
    alt="Two curves from z = -6 to 6, both 0.5 at z = 0. The sigmoid rises smoothly from near 0 to "
    "near 1. The hard sigmoid is 0 up to z = -2.5, rises along a straight line, and is 1 from "
    "z = 2.5 on. At -2.5 and 2.5 they are furthest apart, by 0.076.",
)

# %% [markdown]
# At its corners, by 0.076; and a hard gate shuts entirely: where it is shut, its gradient is 0. That this is all that was wrong in the last row of section 2, NumPy shows, with the gate as an argument:


# %%
def lstm_by_numpy(gate):
    """Outputs [5, 6, 4] by NumPy, in TF 1's layout, with this function for the three gates."""
    now_c, now_h, outputs = c, h, []
    for step in range(num_steps):
        x_and_h = np.concatenate([inputs[:, step], now_h], axis=1)
        i, j, f, o = np.split(x_and_h @ kernel + bias, 4, axis=1)
        now_c = gate(f + 1.0) * now_c + gate(i) * np.tanh(j)
        now_h = gate(o) * np.tanh(now_c)
        outputs.append(now_h)
    return np.stack(outputs, axis=1)


[by_default] = by_keras(LSTM, moved, [h, c])  # no recurrent_activation
for gate in (reference.sigmoid, hard_sigmoid):
    outputs = lstm_by_numpy(gate)
    print(
        f"NumPy with {gate.__name__:12} = TF 1's cell: {largest(outputs, by_tf1) < 1e-6!s:5}",
        end="",
    )
    print(f"   = Keras 2 by default: {largest(outputs, by_default) < 1e-6}")

# %% [markdown]
# Weights from TF 1's cells need sigmoids; weights that were *trained* with hard sigmoids need those. Look into the config before you look for an error in the weights.

# %% [markdown]
# ## 4 · A GRU by hand
#
# TF 1's `GRUCell` has two kernels: that of the gates, with the blocks r, u (reset and update, lesson 12), and that of the candidate. Keras has one kernel and one recurrent kernel with three blocks, z, r, h: z is its name for u, and h for the candidate.
#
# The other difference is when the reset gate multiplies. In TF 1 it multiplies the state, before U does: $(r \odot h)\,U$. In a Keras layer with `reset_after=True` it multiplies what U has made of the state: $r \odot (h\,U + b')$, with one more bias, $b'$, inside.
#
# **Predict before you run:** which shapes have the three weights of a Keras GRU with 4 units? Does the bias of TF 1 fit the layer with `reset_after=True`?

# %%
with fresh_session(seed=16) as session:
    gru = tf.nn.rnn_cell.GRUCell(num_units)
    outputs, _ = tf.nn.dynamic_rnn(gru, tf.constant(inputs), initial_state=tf.constant(h))
    gradients = tf.gradients(tf.reduce_mean(tf.square(outputs)), gru.variables)
    session.run(tf.global_variables_initializer())
    first_biases = session.run(gru.variables[1::2])
    for variable in gru.variables[1::2]:
        variable.load(random.uniform(-0.5, 0.5, size=variable.shape.as_list()), session)
    gru_by_tf1, *gru_gradients = session.run([outputs, *gradients])
    gru_weights = session.run(gru.variables)
    table = variable_table(gru.variables)

print("biases of a new cell: gates", first_biases[0], " candidate", first_biases[1])
table


# %%
def gru_in_keras_order(gate_kernel, gate_bias, candidate_kernel, candidate_bias):
    """The four of TF 1 -> kernel, recurrent kernel and bias of Keras, blocks z, r, h."""
    r, u = np.split(gate_kernel, 2, axis=1)
    joined = np.concatenate([u, r, candidate_kernel], axis=1)  # [7, 3 * 4]
    r, u = np.split(gate_bias, 2)
    return [joined[:input_size], joined[input_size:], np.concatenate([u, r, candidate_bias])]


GRU = tf.keras.layers.GRU
gru_moved = gru_in_keras_order(*gru_weights)
before = {"recurrent_activation": "sigmoid", "reset_after": False}
outputs, *gradients = by_keras(GRU, gru_moved, [h], slopes=True, **before)

print("shapes:", *(part.shape for part in gru_moved))
print("outputs agree below 1e-6  :", largest(outputs, gru_by_tf1) < 1e-6)
moved_back = gru_in_keras_order(*gru_gradients)  # the gradients of TF 1, in Keras's layout
same = [largest(*pair) < 1e-6 for pair in zip(gradients, moved_back, strict=True)]
print("gradients agree below 1e-6:", all(same))

# %% [markdown]
# A new GRU's gates begin with a bias of 1, but here the ones *are* in the variable: there is nothing to add. Now with the other settings:

# %%
kernel_, recurrent_, bias_ = gru_moved
two_rows = [kernel_, recurrent_, np.stack([bias_, np.zeros_like(bias_)])]
in_old_order = [
    np.concatenate([np.split(part, 3, axis=-1)[place] for place in (1, 0, 2)], axis=-1)
    for part in gru_moved
]
after = before | {"reset_after": True}
try:
    by_keras(GRU, gru_moved, [h], **after)
except ValueError as error:
    print("reset_after=True:", error)

for name, weights, settings in (
    ("reset_after=True, a second row of zeros", two_rows, after),
    ("hard sigmoid", gru_moved, before | {"recurrent_activation": "hard_sigmoid"}),
    ("blocks left in the order r, u, candidate", in_old_order, before),
):
    [outputs] = by_keras(GRU, weights, [h], **settings)
    print(f"{name:41} largest error {largest(outputs, gru_by_tf1):.2f}")

# %% [markdown]
# With `reset_after=True` the bias has two rows, one for the input and one for the state, and TF 1's does not fit: for once there is an error. Whoever fills the second row with zeros gets rid of the error, and not of the fault, because $(r \odot h)\,U$ and $r \odot (h\,U)$ are two functions. No weights make one the other; only `reset_after=False` does.

# %% [markdown]
# ### Exercise 2 · `gru_to_keras` · 4 min · ★☆☆
#
# The same for any sizes: section 4's function cuts at the notebook's `input_size`, yours must find the place in the four arrays.


# %%
def gru_to_keras(gate_kernel, gate_bias, candidate_kernel, candidate_bias):
    """TF 1's four weights -> kernel, recurrent kernel, bias of Keras's GRU with reset_after=False."""
    ### BEGIN SOLUTION
    num_units = len(candidate_bias)
    reset, update = np.split(gate_kernel, 2, axis=1)
    whole = np.hstack([update, reset, candidate_kernel])
    reset, update = np.split(gate_bias, 2)
    return whole[:-num_units], whole[-num_units:], np.hstack([update, reset, candidate_bias])
    ### END SOLUTION


check.gru_to_keras(gru_to_keras)

# %% [markdown]
# ## 5 · A whole network, by program
#
# `utils.convert` does this for all cells of a network, and puts them together again: stacks, and both directions. It reads a session, or a checkpoint of lesson 13. Here is a network as somebody may have left it: two layers of LSTM with `forget_bias=0.0`, as in TensorFlow's own tutorial on language models; a GRU in both directions; a dense layer above them; one update by Adam.

# %%
with fresh_session(seed=15) as session, tempfile.TemporaryDirectory() as folder:
    x = tf.constant(inputs)
    rnn = tf.nn.rnn_cell
    with tf.variable_scope("tutorial"):
        cells = [rnn.BasicLSTMCell(size, forget_bias=0.0) for size in (4, 5)]
        stacked, _ = tf.nn.dynamic_rnn(rnn.MultiRNNCell(cells), x, dtype=tf.float32)
    with tf.variable_scope("sides"):
        directions = rnn.GRUCell(2), rnn.GRUCell(2)
        both, _ = tf.nn.bidirectional_dynamic_rnn(*directions, x, dtype=tf.float32)
    network_outputs = [tf.concat(both, axis=2), stacked]  # [5, 6, 2 + 2], [5, 6, 5]
    logits = tf.layers.dense(tf.concat(network_outputs, axis=2), 2)
    loss = tf.reduce_mean(tf.square(logits))
    adam = tf.train.AdamOptimizer(0.01)
    pairs = adam.compute_gradients(loss)  # of gradient and variable
    train_op = adam.apply_gradients(pairs)

    session.run(tf.global_variables_initializer())
    session.run(train_op)
    wanted, loss_by_outputs, loss_by_weights = session.run(
        [
            network_outputs,
            tf.gradients(loss, network_outputs),
            {variable.op.name: gradient for gradient, variable in pairs},
        ]
    )
    from_session = convert.variables_of(session)
    checkpoint = tf.train.Saver().save(session, f"{folder}/left_by_somebody", global_step=1)
    from_checkpoint = convert.read_checkpoint(checkpoint)

same = [np.array_equal(from_session[name], from_checkpoint[name]) for name in from_session]
print("names, in the session and in the checkpoint:", len(from_session), len(from_checkpoint))
print("the same values:", all(same))

# %% [markdown]
# What a program finds in these arrays, it finds by their names and shapes: the last part of a name says which cell it is, and the shape how wide.
#
# **Predict before you run:** there are 44 arrays. How many of them belong to the four cells, and to what do most belong?

# %%
found = convert.find_cells(from_checkpoint)
found

# %% [markdown]
# Four cells in two networks: 12 arrays, two of each LSTM and four of each GRU. The dense layer's two are not placed, and the other 30 are Adam's. (In the terminal, `python -m utils.convert CHECKPOINT --list` prints the same, and `python -m utils.convert CHECKPOINT OUT.keras` writes a file for Keras 3.)
#
# The last line is the one to read twice. The forget bias is in no variable, so it is in no checkpoint; the program took TensorFlow's default, 1, and here it is 0. Only the script knows, or its author.
#
# Now Keras 3, in a process of its own. It runs both networks as they were found, and once more with the forget bias told; then the LSTM that section 2 moved by hand, and a GRU without any setting. With `output_weights`, it also differentiates the sum of these times the outputs: with the loss's gradients for the outputs, that gives the loss's gradients for the weights.
#
# The last run is to see an activation alone: a cell of one unit with W = 1, U = 0 and b = 0 gives nothing but its activation of the input.

# %%
told = convert.find_cells(from_checkpoint, forget_bias={"tutorial": 0.0})
settings = {"units": num_units, "recurrent_activation": "sigmoid"}
lstm = convert.KerasLayer("LSTM", settings, moved)
points = np.array([-2.5, -2.0, 0.0, 1.0, 2.0], np.float32)
one_by_one = {"units": 1, "activation": "hard_sigmoid"}
activation = convert.KerasLayer("SimpleRNN", one_by_one, [np.eye(1), np.zeros([1, 1]), np.zeros(1)])

with convert.KerasProcess() as keras, tempfile.TemporaryDirectory() as folder:
    as_found = [keras.run(network, inputs).outputs for network in found.networks]
    as_told = [
        keras.run(network, inputs, output_weights=gradient)
        for network, gradient in zip(told.networks, loss_by_outputs, strict=True)
    ]
    convert.save_keras(told.networks[1:], f"{folder}/tutorial.keras", keras=keras)  # the stack
    from_file = keras.predict(f"{folder}/tutorial.keras", inputs)
    by_keras_3 = keras.run(lstm, inputs, [h, c], output_weights=2 * by_tf1 / by_tf1.size)
    no_settings = keras.run(replace(lstm, config={"units": num_units}), inputs, [h, c])
    hard_3 = keras.run(activation, points.reshape(5, 1, 1)).outputs.ravel()
    try:
        keras.run(replace(convert.to_keras(found.cells[0])[0], config={"units": 2}), inputs)
    except convert.ConversionError as error:
        refused = error.what

print("Keras", keras.version.split(".")[0], "has run", len(as_found + as_told) + 4, "times")

# %% [markdown]
# **Predict before you run:** the stack ran with a forget bias of 1 where it was made with 0. Are its outputs, which lie between -1 and 1, wrong by thousandths, hundredths or tenths?

# %%
for network, outputs, one, other in zip(found.networks, wanted, as_found, as_told, strict=True):
    print(f"{network.name.split('/')[0]:8} {outputs.shape}", end="   ")
    print(f"as found: largest error {largest(one, outputs):.2f}", end="   ")
    print("as told: below 1e-6:", largest(other.outputs, outputs) < 1e-6)
print("read from tutorial.keras: below 1e-6:", largest(from_file, wanted[1]) < 1e-6)

# %% [markdown]
# By hundredths, and silently. Told its forget bias, it is the same below 1e-6, from memory and from the file. Now the gradients. Those of TF 1 come to Keras's layout by the way of the weights, with a forget bias of 0, since a gradient has none.


# %%
def gradient_in_keras_order(cell):
    """Gradients of a cell's weights, in the layout of Keras's three."""
    parts = {name: loss_by_weights[f"{cell.name}/{name}"] for name in cell.weights}
    return convert.to_keras(replace(cell, weights=parts, forget_bias=0.0))[0].weights


_, stack = told.networks
moved_gradients = [part for cell in stack.parts for part in gradient_in_keras_order(cell)]
pairs = list(zip(as_told[1].gradients.weights, moved_gradients, strict=True))
same = [largest(*pair) < 1e-6 for pair in pairs]
print("stack, gradients of", len(same), "weights, all below 1e-6:", all(same), end="")
print(f", the largest is {max(np.abs(part).max() for part in moved_gradients):.2f}")

pairs = list(zip(by_keras_3.gradients.weights, gradients_moved, strict=True))
same = [largest(*pair) < 1e-6 for pair in pairs]
print("moved by hand, outputs below 1e-6:", largest(by_keras_3.outputs, by_tf1) < 1e-6, end="")
print(", gradients:", all(same))
print("without any setting, outputs below 1e-6:", largest(no_settings.outputs, by_tf1) < 1e-6)
print("a GRU without any setting:", refused)

# %% [markdown]
# The weights of section 2 are right in Keras 3 too, and there the sigmoid is the default again. A GRU's `reset_after` is `True` unless you say `False`, as in v2 mode, so it wants a bias of two rows (section 4). One trap is left, for those whose network was trained in Keras 2 *with* hard sigmoids, and who write `recurrent_activation="hard_sigmoid"` in Keras 3.
#
# **Predict before you run:** in Keras 2 the hard sigmoid of 1 is 0.7. Is it 0.7 there too?

# %%
print("z                     ", *(f"{value:6.2f}" for value in points))
for name, values in (
    ("sigmoid", reference.sigmoid(points)),
    ("hard sigmoid of Keras 2", np.clip(0.2 * points + 0.5, 0, 1)),
    ("hard sigmoid of Keras 3", hard_3),
    ("z / 6 + 0.5, cut", np.clip(points / 6 + 0.5, 0, 1)),
):
    print(f"{name:23}", *(f"{value:6.2f}" for value in values))

# %% [markdown]
# It is 0.67. The name stayed, and the function changed: in Keras 3 the line has the slope 1/6, not 0.2. Such a layer needs a function of your own for its gates.

# %% [markdown]
# ### Exercise 3 · `layer_for` · 5 min · ★★☆
#
# Read a line of a checkpoint as the program does. From the name of one kernel and its shape, say which Keras layer it needs: its class, how many numbers it reads at a step, and its units. The names end like those of the table: `basic_rnn_cell/kernel`, `basic_lstm_cell/kernel` or `lstm_cell/kernel`, `gru_cell/gates/kernel` or `gru_cell/candidate/kernel`. Keras's classes are `"SimpleRNN"`, `"LSTM"` and `"GRU"`.


# %%
def layer_for(name, rows, columns):
    """Name and shape of a kernel -> (class of the Keras layer, input_size, units)."""
    ### BEGIN SOLUTION
    if name.endswith("lstm_cell/kernel"):
        kind, blocks = "LSTM", 4
    elif name.endswith("gates/kernel"):
        kind, blocks = "GRU", 2
    elif name.endswith("candidate/kernel"):
        kind, blocks = "GRU", 1
    else:
        kind, blocks = "SimpleRNN", 1
    units = columns // blocks
    return kind, rows - units, units
    ### END SOLUTION


check.layer_for(layer_for)

# %% [markdown]
# ## 6 · The script around it
#
# Weights are moved; what becomes of the script? Here is a small one as this course writes it: twelve months of sunspots in, the thirteenth to be told, five updates. The weights that it starts from are kept.

# %%
months = (load_sunspots()[:260] / 100).reshape(20, 13, 1).astype(np.float32)
year, next_month = months[:, :12], months[:, 12]  # [20, 12, 1], [20, 1]

with fresh_session(seed=15) as session:
    x = tf.placeholder(tf.float32, [None, 12, 1])
    y = tf.placeholder(tf.float32, [None, 1])
    _, state = tf.nn.dynamic_rnn(tf.nn.rnn_cell.BasicRNNCell(4), x, dtype=tf.float32)
    loss = tf.reduce_mean(tf.square(tf.layers.dense(state, 1) - y))
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss)

    session.run(tf.global_variables_initializer())
    start = session.run(tf.trainable_variables())  # kernel, bias, and those of the dense layer
    feed = {x: year, y: next_month}
    old_losses = [session.run([loss, train_op], feed)[0] for _ in range(5)]

print("losses:", *(f"{value:.3f}" for value in old_losses))

# %% [markdown]
# And here is the same in Keras 3, without a session. In Keras 3 and TensorFlow 2, operations are run where they stand, at once, which is called **eager execution**. `@tf.function` brings the graph back for one function. `GradientTape` notes what is computed, so that it can give gradients.
#
# **Predict before you run:** `update` is called five times. How often does it print *drawing*? And does anything have to be initialized?

# %%
script = """
import sys
from operator import attrgetter
import keras, numpy as np, tensorflow as tf

year, next_month, kernel, bias, V, b = np.load(sys.argv[1]).values()
rnn, dense = keras.layers.SimpleRNN(4), keras.layers.Dense(1)
dense(rnn(year))                          # the first call makes the weights
rnn.set_weights([kernel[:1], kernel[1:], bias])
dense.set_weights([V, b])
weights = rnn.trainable_variables + dense.trainable_variables
optimizer = keras.optimizers.SGD(0.1)

@tf.function
def update(x, y):
    print("drawing")
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(dense(rnn(x)) - y))
    optimizer.apply(tape.gradient(loss, weights), weights)
    return loss

print("losses:", *(f"{update(year, next_month):.6f}" for _ in range(5)))
old = "placeholder", "nn.rnn_cell.BasicLSTMCell", "layers.dense"
for name in ("placeholder", *(f"compat.v1.{name}" for name in old)):
    try:
        attrgetter(name)(tf)(tf.float32)
    except (AttributeError, RuntimeError) as error:
        print(f"tf.{name}: {type(error).__name__}: {error}")
"""

# %%
own = {"TF_USE_LEGACY_KERAS": "0", "KERAS_BACKEND": "tensorflow", "CUDA_VISIBLE_DEVICES": "-1"}
with tempfile.TemporaryDirectory() as folder:
    np.savez(f"{folder}/start.npz", year, next_month, *start)
    command = [sys.executable, "-c", script, f"{folder}/start.npz"]
    process = subprocess.run(
        command, env=os.environ | own, capture_output=True, text=True, check=True
    )

drawing, losses, *errors = process.stdout.splitlines()
new_losses = np.array(losses.split()[1:], float)
print(drawing)
print("losses:", *(f"{value:.3f}" for value in new_losses))
print("the same as in the session, below 1e-5:", np.abs(new_losses - old_losses).max() < 1e-5)
print(*errors, sep="\n")
print("here: TF_USE_LEGACY_KERAS =", os.environ["TF_USE_LEGACY_KERAS"])

# %% [markdown]
# Once: the graph is drawn at the first call, and run at every call, so it has not gone, it has moved into the function. The losses are those of the session.
#
# And there stands the error that many people meet with old cells and with `tf.layers`: they are *not available with Keras 3*. They want two things: the package `tf_keras`, which is installed here, and `TF_USE_LEGACY_KERAS=1` in the environment before TensorFlow is imported. The last line shows this kernel's; that process had a 0, and the package alone did not help.
#
# | in graph mode | in the script above |
# |---|---|
# | `tf.placeholder` | an argument of a function: `x`, `y` |
# | `feed_dict` | what the function is called with |
# | `session.run([loss, …])` | the call; what was fetched is what it returns |
# | `tf.global_variables_initializer()` | nothing: a layer's first call makes its weights and sets them |
# | `dynamic_rnn(cell, x)`, state after the last step | `rnn(x)` |
# | `optimizer.minimize(loss)` | `tape.gradient(loss, weights)`, `optimizer.apply` |
# | the graph, and the session that runs it | `@tf.function` |

# %% [markdown]
# ## 7 · Old names
#
# A script from before TensorFlow 1.0, or one with `contrib` in it, does not even get so far. `attrgetter("nn.rnn")(tf)` looks up a name with dots in it, and raises an `AttributeError` where there is none. The tables look in two places: `tf`, which in this course is `tensorflow.compat.v1`, and what a plain `import tensorflow as tf` gives; for the names in `keras`, that of this kernel, Keras 2.
#
# **Predict before you run:** which of these fifteen old names has `tensorflow.compat.v1` kept?


# %%
def has(module, name):
    try:
        attrgetter(name)(module)
    except AttributeError:
        return False
    return True


def look_up(names):
    """A table of old names and new ones, and where each can be found."""
    rows = []
    for old, new in names.items():
        in_v1, in_plain = (
            ["yes" if has(module, name) else "-" for name in (old, new)]
            for module in (tf, tf.compat.v2)
        )
        rows.append([old, in_v1[0], in_plain[0], new, in_v1[1], in_plain[1]])
    return Table(["old name", "compat.v1", "plain", "now", "compat.v1", "plain"], rows)


# %%
for name in ("contrib.rnn.BasicLSTMCell", "nn.rnn", "pack"):
    try:
        attrgetter(name)(tf)
    except AttributeError as error:
        print(f"tf.{name}: {error}")

look_up(
    {
        "contrib.rnn.BasicLSTMCell": "nn.rnn_cell.BasicLSTMCell",
        "contrib.layers.fully_connected": "layers.dense",
        "contrib.layers.xavier_initializer": "glorot_uniform_initializer",
        "models.rnn.rnn_cell": "nn.rnn_cell",
        "nn.rnn": "nn.static_rnn",
        "nn.bidirectional_rnn": "nn.static_bidirectional_rnn",
        "pack": "stack",
        "unpack": "unstack",
        "mul": "multiply",
        "sub": "subtract",
        "neg": "negative",
        "batch_matmul": "matmul",
        "scalar_summary": "summary.scalar",
        "merge_all_summaries": "summary.merge_all",
        "train.SummaryWriter": "summary.FileWriter",
    }
)

# %% [markdown]
# None. What took their place is in `compat.v1`, and some of it in a plain TensorFlow too. The next table is of names that this course uses, or that you will still meet.
#
# **Predict before you run:** what has a plain TensorFlow kept of them?

# %%
look_up(
    {
        "initialize_all_variables": "global_variables_initializer",
        "arg_max": "argmax",
        "log": "math.log",
        "placeholder": "function",
        "Session": "function",
        "get_variable": "Variable",
        "nn.static_rnn": "keras.layers.RNN",
        "nn.dynamic_rnn": "keras.layers.RNN",
        "nn.bidirectional_dynamic_rnn": "keras.layers.Bidirectional",
        "nn.rnn_cell.BasicRNNCell": "keras.layers.SimpleRNNCell",
        "nn.rnn_cell.BasicLSTMCell": "keras.layers.LSTMCell",
        "nn.rnn_cell.GRUCell": "keras.layers.GRUCell",
        "nn.rnn_cell.MultiRNNCell": "keras.layers.StackedRNNCells",
        "layers.dense": "keras.layers.Dense",
        "train.AdamOptimizer": "keras.optimizers.Adam",
        "train.Saver": "train.Checkpoint",
    }
)

# %% [markdown]
# Nothing; so `import tensorflow.compat.v1 as tf` is the first line that an old script needs, and for its cells and `tf.layers` it needs the package `tf_keras` too, and `TF_USE_LEGACY_KERAS=1` in the environment before that line (section 6). Of what was in `contrib`, and of the MNIST loader of the tutorials, not all moved:

# %%
for module in ("tensorflow.contrib.rnn", "tensorflow.examples.tutorials.mnist"):
    try:
        importlib.import_module(module)
    except ModuleNotFoundError as error:
        print(f"import {module}: {error}")

print("MNIST now: load_mnist() of this course,", load_mnist().test_images.shape, end="; ")
print("keras.datasets.mnist.load_data:", has(tf, "keras.datasets.mnist.load_data"))

were_there = (
    "BasicRNNCell BasicLSTMCell LSTMCell GRUCell MultiRNNCell DropoutWrapper ResidualWrapper "
    "LayerNormBasicLSTMCell AttentionCellWrapper UGRNNCell NASCell LSTMBlockCell PhasedLSTMCell"
)
for kept, what in ((True, "of contrib.rnn, in nn.rnn_cell now:"), (False, "not there:")):
    print(what, *(name for name in were_there.split() if has(tf.nn.rnn_cell, name) is kept))
print("legacy_seq2seq, under nn:", has(tf, "nn.legacy_seq2seq") or has(tf, "nn.seq2seq"))

# %% [markdown]
# What is nowhere, you write yourself: a cell as in lesson 14, `legacy_seq2seq`'s loss as a mean of cross-entropies (lesson 05).
#
# Last come the names that stayed while their arguments changed. `value` is `[5, 6, 3]`.
#
# **Predict before you run:** which of these lines still run?

# %%
calls = """tf.split(1, 6, value)
tf.split(value, 6, axis=1)
tf.concat(1, [value, value])
tf.concat([value, value], axis=1)
tf.reverse(value, [False, True, False])
tf.reverse(value, axis=[1])
tf.squeeze(value[:, :1], squeeze_dims=[1])
tf.argmax(value, dimension=1)
tf.reduce_sum(value, reduction_indices=1)""".splitlines()

with fresh_session():
    value = tf.zeros([5, 6, 3])
    for call in calls:
        try:
            result = eval(call)
            shape = result.shape if isinstance(result, tf.Tensor) else f"{len(result)} tensors"
            print(f"{call:43} {shape}")
        except (TypeError, ValueError) as error:
            print(f"{call:43} {type(error).__name__}: {str(error).split('.')[0]}")

# %% [markdown]
# `tf.split` and `tf.concat` want the value first now. Their errors say it in a roundabout way: `split` took `value` for the axis, `split_dim`, and that must be an int; `concat` took the list for the axis, and that must be of rank 0, a single number. The last three are old names of `axis`, and are still understood.
#
# Errors are the good case. **Predict before you run:** these three lines of old scripts run. What did they mean, and what do they do? (The old cross-entropy took the logits first.)

# %%
scores, labels = np.array([[3.0, 1.0, 0.0]], np.float32), np.array([[0.0, 1.0, 0.0]], np.float32)
cross_entropy = tf.nn.softmax_cross_entropy_with_logits

with fresh_session(seed=15) as session:
    matrix = tf.constant([[0, 1, 2], [3, 4, 5]])
    print("tf.reverse(matrix, [False, True]):", *session.run(tf.reverse(matrix, [False, True])))
    print("what was meant                   :", *session.run(tf.reverse(matrix, axis=[1])))
    meant, done = session.run(
        [cross_entropy(labels=labels, logits=scores), cross_entropy(scores, labels)]
    )
    print(f"cross-entropy, by position: {done[0]:.2f}   what was meant: {meant[0]:.2f}")
    ones = tf.ones([100, 100])
    for name, module in (("compat.v1", tf), ("plain", tf.compat.v2)):
        kept = session.run(module.nn.dropout(ones, 0.9)).astype(bool).mean()
        print(f"dropout(ones, 0.9), {name:9}: about {kept:.1f} of the ones are kept")

# %% [markdown]
# `tf.reverse` wants the numbers of the axes now, instead of a flag for each. On a matrix, `[False, True]` is taken for the axes 0 and 1, and both are reversed; above, `[False, True, False]` was 0, 1, 0, so *axis 0 specified more than once*. The cross-entropy takes labels first now, so by position the scores are the labels. And 0.9 is the share to *keep* in `compat.v1`, the share to *drop* in a plain TensorFlow. Write the names of arguments, and such lines cannot turn round.

# %% [markdown]
# ### Exercise 4 · `port_lines` · 8 min · ★★★
#
# Here are four lines of a language model of 2016, batch-major; `labels` are one-hot, `[batch, num_steps, num_classes]`:
#
#     outputs, _ = tf.nn.rnn(cell, tf.unpack(tf.transpose(inputs, [1, 0, 2])), dtype=tf.float32)
#     output = tf.reshape(tf.concat(1, outputs), [-1, num_units])
#     logits = tf.matmul(output, W) + b
#     losses = tf.nn.softmax_cross_entropy_with_logits(logits, tf.reshape(labels, [-1, num_classes]))
#
# Make them run, and mean what they meant: return `losses`, `[batch * num_steps]`, all steps of the first sequence first. Use the cell that you are given; `num_units` and `num_classes` are the two sizes of `W`.


# %%
def port_lines(cell, inputs, labels, W, b):
    """A cell; tensors [batch, num_steps, size], one-hot labels, [num_units, num_classes], [num_classes]."""
    ### BEGIN SOLUTION
    num_units, num_classes = W.shape
    steps = tf.unstack(tf.transpose(inputs, [1, 0, 2]))
    outputs, _ = tf.nn.static_rnn(cell, steps, dtype=tf.float32)
    output = tf.reshape(tf.concat(outputs, axis=1), [-1, num_units])
    return tf.nn.softmax_cross_entropy_with_logits(
        labels=tf.reshape(labels, [-1, num_classes]), logits=tf.matmul(output, W) + b
    )
    ### END SOLUTION


check.port_lines(port_lines)

# %% [markdown]
# ## Broken on purpose
#
# **Predict before you run:** somebody hands a Keras layer what a cell of TF 1 has, kernel and bias. What does the layer complain about?

# %% tags=["raises-exception"]
with fresh_session() as session:
    layer = tf.keras.layers.LSTM(4)
    layer(tf.zeros([5, 6, 3]))
    layer.set_weights([np.zeros([3 + 4, 16]), np.zeros(16)])

# %% [markdown]
# *a weight list of length 2, but the layer was expecting 3 weights*: the kernel has to be cut first, and by rows. The error says how many weights, and no more: it knows nothing of the order of blocks.
#
# **Predict before you run:** the cut is made, but the recurrent kernel stands first. When does the layer complain?

# %%
for input_size_ in (3, 4):
    with fresh_session():
        layer = tf.keras.layers.LSTM(4)
        layer(tf.zeros([5, 6, input_size_]))
        try:
            layer.set_weights([np.zeros([4, 16]), np.zeros([input_size_, 16]), np.zeros(16)])
            print(f"input_size {input_size_}, num_units 4: nothing is said")
        except ValueError as error:
            print(f"input_size {input_size_}, num_units 4: {error}")

# %% [markdown]
# Only where the sizes differ. So test what you moved with outputs, and not with shapes; with inputs, states and a bias that tell.

# %% [markdown]
# ## What you can do now
#
# - LSTM: cut the kernel, reorder the blocks, fold the forget bias, exchange the state; values and gradients are the same below 1e-6 (sections 1 and 2).
# - Weights do not say what the gates go through. Hard sigmoids cost some hundredths and no error; look into the config (sections 2, 3 and 5).
# - GRU: blocks z, r, h, `reset_after=False`, a sigmoid (section 4).
# - `utils.convert` moves a session or a checkpoint; the forget bias you must know yourself (section 5).
# - A placeholder is an argument now, a run is a call, the graph is a `tf.function`; and old lines that run are not always right (sections 6 and 7).

# %%
check.progress()

# %% [markdown]
# **New words**: Keras, recurrent kernel, recurrent activation, hard sigmoid, eager execution.
#
# **Where this came from**: three of the posts that this course answers hold lines that no longer run: *RNN and LSTM implementation in TensorFlow* has the old order of `tf.split`, *RNN and LSTM* on MNIST has `contrib` and the old loader. What their authors did with the cells still runs, and with this lesson, outside graph mode too.
