# %% [markdown]
# # 19 · Leaving graph mode
#
# *We have a network in TensorFlow 1, with weights that took days to train. We want it in today's Keras, and we cannot train it again.* If we copy the weights in a wrong layout, the new network often runs, but its outputs are wrong. Some numbers of the old network are in no variable, and some settings of Keras have another default.
#
# In this lesson we will convert an LSTM, a GRU and a padded batch, and compare outputs and gradients. Then we continue a training, and see what happens to the old script.
#
# **After this lesson you can**
# - implement the conversion of an LSTM to Keras, and compare outputs and gradients
# - identify settings that no weight shows, and debug them
# - explain how `sequence_length` becomes a mask
# - implement a training that continues in Keras 3 where TensorFlow 1 stopped, with the slots of Adam
# - explain what replaces a session, and identify today's version of old lines
#
# **You need** lessons 06, 08, 11 and 13, and from lesson 15 what a checkpoint is. **Time**: about 60 minutes. With the exercise of *Going deeper* about 65, of which 25 for the exercises. **Order**: Run the cells from top to bottom. If you skip, 2 needs 1, 3 needs 2, 4 needs 2, 5 needs 2, and *Going deeper* needs 4 and 5.

# %%
import numpy as np

from utils import convert, reference
from utils.checks import leaving_graph_mode as check
from utils.contrib import look_up
from utils.convert.keras_3 import Keras3Error, in_keras_3
from utils.data.checkpoints import new_folder
from utils.data.loaders import load_sunspots
from utils.differences import show_difference
from utils.figures import plots
from utils.figures.keras_diagram import lstm_weights_in_keras
from utils.graph import fresh_session, load_values
from utils.prediction import show_prediction
from utils.tf1 import tf

# %% [markdown]
# ## 1 · Two layouts of the same weights
#
# How does Keras, a library of layers that is installed with TensorFlow, store the weights of an LSTM? We first need an LSTM in TensorFlow 1. It reads 5 sequences of 6 time steps with 3 numbers each. All arrays are random, so that no error hides behind a zero.

# %%
num_units, num_steps, input_size = 4, 6, 3
random = np.random.default_rng(seed=15)
inputs = random.normal(size=(5, num_steps, input_size)).astype(np.float32)
start_c = random.uniform(-1, 1, size=(5, num_units)).astype(np.float32)
start_h = random.uniform(-1, 1, size=(5, num_units)).astype(np.float32)
kernel = random.normal(scale=0.5, size=(7, 16)).astype(np.float32)
bias = random.normal(scale=0.5, size=16).astype(np.float32)


# %%
def run_in_tensorflow_1(inputs, lengths=None):
    """Outputs [5, 6, 4], and the gradients of the mean of squared outputs."""
    with fresh_session() as session:
        cell = tf.nn.rnn_cell.BasicLSTMCell(num_units)
        state = tf.nn.rnn_cell.LSTMStateTuple(tf.constant(start_c), tf.constant(start_h))
        outputs, _ = tf.nn.dynamic_rnn(cell, inputs, lengths, initial_state=state)
        gradients = tf.gradients(tf.reduce_mean(outputs**2), cell.variables)
        load_values(cell.variables, [kernel, bias], session)
        return session.run([outputs, gradients])


tf1_outputs, tf1_gradients = run_in_tensorflow_1(inputs)
print("variables of the cell: kernel", kernel.shape, " bias", bias.shape)

# %% [markdown]
# Today's version of Keras is 3, but the old cells need version 2. In one process, TensorFlow uses only one of them, so this notebook has a second process with Keras 3. Our function `in_keras_3` runs a function there and returns its result. That function must import what it uses.
#
# **Predict before you run:** the first 3 rows of our kernel ($W$) multiply the inputs, and the other 4 ($U$) multiply the state. Keras keeps $W$ and $U$ apart, so its LSTM layer has three weights. What shapes do they have?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.


# %%
def new_weights():
    """Runs in the process with Keras 3."""
    import keras

    layer = keras.layers.LSTM(4)
    layer.build((5, 6, 3))
    return layer.get_weights()


weights = in_keras_3(new_weights)
print("shapes:", *[array.shape for array in weights])
print("last weight:", weights[2])
show_prediction(prediction)

# %% [markdown]
# **Answer.** They are `[3, 16]`, `[4, 16]` and `[16]`. What Keras calls `kernel` is $W$ alone. $U$ is the **recurrent kernel**.
#
# The last weight is the bias. Its second block contains ones. They are the forget bias, which is in no variable of TensorFlow 1 (lesson 06). So in Keras, the forget gate is the second block, and not the third.

# %%
lstm_weights_in_keras()

# %% [markdown]
# ## 2 · An LSTM in five steps
#
# The first three steps change the weights, as in the picture. The last two change the call:
#
# 1. Add the forget bias to block f of the bias.
# 2. Cut the kernel. The first `input_size` rows are $W$, the others are $U$.
# 3. Reorder the blocks i, j, f, o to i, f, j, o, in $W$, $U$ and the bias.
# 4. Pass the state as `[h, c]`. In TensorFlow 1 it is `(c, h)`.
# 5. Use the sigmoid for the gates. Keras calls this setting the **recurrent activation**. In Keras 3 the sigmoid is the default, but in old Keras layers it is not (section 3).


# %%
def in_keras_order(weights):
    """Reorder the columns of [..., 4 * num_units] from i, j, f, o to i, f, j, o."""
    i, j, f, o = np.split(weights, 4, axis=-1)
    return np.concatenate([i, f, j, o], axis=-1)


def cut_and_reorder(kernel, bias, input_size):
    """Steps 2 and 3. Return the three arrays of Keras."""
    W, U = kernel[:input_size], kernel[input_size:]
    return [in_keras_order(W), in_keras_order(U), in_keras_order(bias)]


i, j, f, o = np.split(bias, 4)
bias_with_1 = np.concatenate([i, j, f + 1.0, o])
converted = cut_and_reorder(kernel, bias_with_1, input_size)
states = [start_h, start_c]

# %% [markdown]
# The next function runs any recurrent layer of Keras with given weights. In place of `tf.gradients`, TensorFlow 2 has a `GradientTape`, which records what is computed inside its `with`.


# %%
def run_layer(class_name, weights, inputs, states, mask=None, **settings):
    """Runs in Keras 3. Return outputs, and gradients of the mean of squared outputs."""
    import keras
    import tensorflow as tf

    layer_class = getattr(keras.layers, class_name)
    layer = layer_class(states[0].shape[1], return_sequences=True, name="layer", **settings)
    layer.build(inputs.shape)
    layer.set_weights(weights)
    with tf.GradientTape() as tape:
        outputs = layer(inputs, initial_state=states, mask=mask)
        loss = tf.reduce_mean(outputs**2)
    return outputs, tape.gradient(loss, layer.trainable_variables)


# %%
keras_outputs, keras_gradients = in_keras_3(
    run_layer, "LSTM", converted, inputs, states, recurrent_activation="sigmoid"
)
show_difference("outputs, Keras and TensorFlow 1:", keras_outputs, tf1_outputs)

# %% [markdown]
# Both agree. Now we leave out one of the five steps at a time. For step 5, we pass the `hard_sigmoid` of Keras 3, which is similar to the default of old Keras layers.
#
# **Predict before you run:** which of the five mistakes raise an error?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
no_forget_bias = cut_and_reorder(kernel, bias, input_size)
not_cut = [in_keras_order(kernel), in_keras_order(bias_with_1)]
not_reordered = [kernel[:input_size], kernel[input_size:], bias_with_1]
left_out = {
    "step 1, the forget bias": (no_forget_bias, states, "sigmoid"),
    "step 2, the cut": (not_cut, states, "sigmoid"),
    "step 3, the order of the blocks": (not_reordered, states, "sigmoid"),
    "step 4, the order of the state": (converted, [start_c, start_h], "sigmoid"),
    "step 5, the sigmoid": (converted, states, "hard_sigmoid"),
}

# %%
for name, (weights, first_states, gates) in left_out.items():
    try:
        outputs, _ = in_keras_3(
            run_layer, "LSTM", weights, inputs, first_states, recurrent_activation=gates
        )
        show_difference(name, outputs, tf1_outputs)
    except Keras3Error as error:
        print(f"{name:34} {error}")
show_prediction(prediction)

# %% [markdown]
# **Answer.** Only step 2 raises an error, because the layer expects three weights. In the other cases all shapes fit, but the outputs are wrong. So compare the outputs, with random, non-zero inputs, states and bias.
#
# To continue a training, the gradients must agree too. A gradient has the layout of its weight, so we cut and reorder it too. It needs no step 1, because a constant does not change a gradient.

# %%
expected = cut_and_reorder(*tf1_gradients, input_size)
show_difference("gradients, Keras and TensorFlow 1:", keras_gradients, expected)

# %% [markdown]
# ### Exercise 1 · `lstm_to_keras` · 8 min · ★★☆
#
# Write steps 1 to 3 as one function, for any sizes and any forget bias. The bias has `4 * num_units` numbers, and $U$ has `num_units` rows.


# %%
def lstm_to_keras(kernel, bias, forget_bias):
    """[input_size + num_units, 4 * num_units], [4 * num_units], number -> the 3 weights of Keras."""
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
# ## 3 · Settings that no weight shows
#
# Which settings does a layer have if we give none? We ask Keras 3, and Keras 2 in graph mode.


# %%
def default_settings():
    """Runs in Keras 3."""
    import keras

    return keras.layers.LSTM(4).get_config(), keras.layers.GRU(4).get_config()


keras_3 = in_keras_3(default_settings)
keras_2 = tf.keras.layers.LSTM(4).get_config(), tf.keras.layers.GRU(4).get_config()

for name, (lstm, gru) in {"Keras 3": keras_3, "Keras 2 in graph mode": keras_2}.items():
    print(f"{name}: gates {lstm['recurrent_activation']}, reset_after {gru['reset_after']}")

# %% [markdown]
# The **hard sigmoid** is $0.2\,z + 0.5$, limited to the range from 0 to 1. It is the default of an old `tf.keras.layers.LSTM`, but not of a `BasicLSTMCell`. (Keras 3 has another hard sigmoid, see *Going deeper*.)
#
# The setting `reset_after` decides what a GRU computes. For the candidate, the cell of TensorFlow 1 multiplies the state by the reset gate, and then by the candidate's $U$. With `reset_after=True`, Keras multiplies by $U$ first, with one more bias $b'$:
#
# $$\text{before: } (r \odot h)\,U \qquad\qquad \text{after: } r \odot (h\,U + b')$$
#
# The layout is different too. TensorFlow 1 has one kernel for the gates r and u, and another one for the candidate. Keras has one kernel with the blocks u, r and candidate, which it calls z, r and h. So we put u before r, append the candidate, and cut the kernel into $W$ and $U$:

# %%
shapes = [(7, 8), 8, (7, 4), 4]
weights = [random.normal(scale=0.5, size=shape).astype(np.float32) for shape in shapes]
gate_kernel, gate_bias, candidate_kernel, candidate_bias = weights

with fresh_session() as session:
    cell = tf.nn.rnn_cell.GRUCell(num_units)
    outputs, _ = tf.nn.dynamic_rnn(cell, inputs, initial_state=tf.constant(start_h))
    load_values(cell.variables, weights, session)
    gru_outputs = session.run(outputs)

# %%
r_kernel, u_kernel = np.split(gate_kernel, 2, axis=1)
r_bias, u_bias = np.split(gate_bias, 2)
gru_kernel = np.concatenate([u_kernel, r_kernel, candidate_kernel], axis=1)
gru_bias = np.concatenate([u_bias, r_bias, candidate_bias])
gru_weights = [gru_kernel[:input_size], gru_kernel[input_size:], gru_bias]

# %% [markdown]
# **Predict before you run:** do these weights fit a GRU layer of Keras 3 without any settings?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
try:
    in_keras_3(run_layer, "GRU", gru_weights, inputs, [start_h])
except Keras3Error as error:
    print(error)

two_rows = [*gru_weights[:2], np.stack([gru_bias, np.zeros_like(gru_bias)])]
outputs, _ = in_keras_3(run_layer, "GRU", two_rows, inputs, [start_h])
show_difference("a second row of zeros:", outputs, gru_outputs)
outputs, _ = in_keras_3(run_layer, "GRU", gru_weights, inputs, [start_h], reset_after=False)
show_difference("reset_after=False:", outputs, gru_outputs)
show_prediction(prediction)

# %% [markdown]
# **Answer.** No. With `reset_after=True`, the bias has a second row of 12 numbers. Its last 4, for the candidate, are $b'$. A row of zeros removes the error, but the outputs stay wrong, because the layer computes another function. The fix is `reset_after=False`.

# %% [markdown]
# ### Exercise 2 · `gru_to_keras` · 4 min · ★☆☆
#
# Convert a `GRUCell` of any size, for a layer with `reset_after=False`. Unlike the cell above, find the number of units in the four arrays.


# %%
def gru_to_keras(gate_kernel, gate_bias, candidate_kernel, candidate_bias):
    """The four weights of a `GRUCell` -> kernel, recurrent kernel and bias of Keras."""
    ### BEGIN SOLUTION
    num_units = len(candidate_bias)
    reset, update = np.split(gate_kernel, 2, axis=1)
    whole = np.concatenate([update, reset, candidate_kernel], axis=1)
    reset, update = np.split(gate_bias, 2)
    return whole[:-num_units], whole[-num_units:], np.concatenate([update, reset, candidate_bias])
    ### END SOLUTION


check.gru_to_keras(gru_to_keras)

# %% [markdown]
# ## 4 · Padding: from `sequence_length` to a mask
#
# In TensorFlow 1, `sequence_length` stops each row at its end (lesson 11). A Keras layer takes a mask instead, `[batch, num_steps]`. For example, a row with 2 of 4 time steps has the mask True, True, False, False. Our batch has five lengths:

# %%
lengths = np.array([6, 4, 2, 5, 3], np.int32)
mask = np.arange(num_steps) < lengths[:, np.newaxis]  # bool [5, 6]
padded = inputs * mask[:, :, np.newaxis]

padded_outputs, padded_gradients = run_in_tensorflow_1(padded, lengths)
expected = cut_and_reorder(*padded_gradients, input_size)
print("row 2, unit 2, in TensorFlow 1:", padded_outputs[2, :, 2].round(2))

# %% [markdown]
# In the padding of row 2, `dynamic_rnn` outputs zeros. In Keras we try no mask, the mask, and the mask with `zero_output_for_mask`.
#
# **Predict before you run:** what does Keras output in the padding if we pass only the mask: zeros, the last valid output, or new values?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
settings = {
    "no mask": {},
    "mask": {"mask": mask},
    "mask, zero_output": {"mask": mask, "zero_output_for_mask": True},
}
for name, setting in settings.items():
    outputs, gradients = in_keras_3(run_layer, "LSTM", converted, padded, states, **setting)
    print(f"{name}: row 2, unit 2:", outputs[2, :, 2].round(2))
    show_difference("    outputs", outputs, padded_outputs)
    show_difference("    gradients", gradients, expected)
show_prediction(prediction)

# %% [markdown]
# **Answer.** It repeats the last valid output. So with only the mask, `outputs[:, -1]` is the last valid output of each row, which is enough for a classifier. But a loss over all outputs also contains the repeated values, so the gradients differ. With `zero_output_for_mask=True`, outputs and gradients are those of TensorFlow 1. Then `outputs[:, -1]` contains zeros for each shorter row.
#
# ## 5 · A training that continues
#
# Can we continue a training in Keras? Our network reads twelve months of sunspot numbers and predicts the next month. Its LSTM has `forget_bias=0.0`, as in TensorFlow's tutorial on language models. We train it with Adam for 30 steps, save a checkpoint, and train for 10 more steps. Keras should repeat these 10.

# %%
months = (load_sunspots()[:260] / 100).reshape(20, 13, 1).astype(np.float32)
year, next_month = months[:, :12], months[:, 12]  # [20, 12, 1], [20, 1]


def build_network(x, y):
    """The loss and the operation that trains, for [batch, 12, 1] and [batch, 1]."""
    cell = tf.nn.rnn_cell.BasicLSTMCell(8, forget_bias=0.0)
    _, state = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
    predicted = tf.layers.dense(state.h, 1, name="dense")
    loss = tf.reduce_mean((predicted - y) ** 2)
    return predicted, loss, tf.train.AdamOptimizer(0.01).minimize(loss)


# %%
with fresh_session(seed=15) as session:
    x = tf.placeholder(tf.float32, [None, 12, 1], name="x")
    y = tf.placeholder(tf.float32, [None, 1])
    predicted, loss, train_op = build_network(x, y)
    saver = tf.train.Saver()
    session.run(tf.global_variables_initializer())
    feed = {x: year, y: next_month}
    for _ in range(30):
        session.run(train_op, feed)
    path = saver.save(session, str(new_folder() / "model"))
    next_losses = [session.run([loss, train_op], feed)[0] for _ in range(10)]

print(f"loss when saved: {next_losses[0]:.3f}")

# %% [markdown]
# A file `.meta` beside the checkpoint contains the graph (lesson 15). Our function `read_checkpoint` reads both. From them, `find_cells` recognizes cells by the names and shapes of their variables. We call `find_cells` with the graph, and with the values alone.

# %%
checkpoint = convert.read_checkpoint(path)
values = dict(checkpoint)  # name: array
cell_with_graph = convert.find_cells(checkpoint).cells[0]
cell_without_graph = convert.find_cells(values).cells[0]

for name in sorted(values):
    print(name, values[name].shape)
print("forget bias, with the graph:", cell_with_graph.forget_bias)
print("forget bias, without it    :", cell_without_graph.forget_bias)

# %% [markdown]
# The forget bias is a constant of the graph, so it is not one of the values. Without the graph, `find_cells` takes the default, 1. Then look for the forget bias in the script.
#
# For each weight, Adam has two slots, here called `Adam` and `Adam_1`. A slot has the layout of its weight, so we cut and reorder it like a gradient:


# %%
def slots_in_keras_order(slot):
    """The slots of one name, for W, U and bias of the LSTM, and for both weights of dense."""
    lstm_slots = [values[f"rnn/basic_lstm_cell/{name}/{slot}"] for name in ["kernel", "bias"]]
    dense_slots = [values[f"dense/{name}/{slot}"] for name in ["kernel", "bias"]]
    return cut_and_reorder(*lstm_slots, input_size=1) + dense_slots


slots = []  # Keras has both slots of the first weight, then both of the second, and so on
for pair in zip(slots_in_keras_order("Adam"), slots_in_keras_order("Adam_1"), strict=True):
    slots.extend(pair)

# %% [markdown]
# In Keras, an optimizer has the variables `iterations`, `learning_rate`, and then the slots. Keras computes the two powers of Adam from `iterations`, so we set it to 30. One batch contains all 20 sequences, so one epoch is one training step.


# %%
def continue_training(weights, slots, year, next_month):
    """Runs in Keras 3. Return the losses of ten training steps."""
    import keras

    model = keras.Sequential([keras.layers.LSTM(8), keras.layers.Dense(1)])
    model.build(year.shape)
    model.set_weights(weights)
    adam = keras.optimizers.Adam(0.01, epsilon=1e-8)  # as in TensorFlow 1
    adam.build(model.trainable_variables)
    if slots:
        adam.iterations.assign(30)
        for variable, value in zip(adam.variables[2:], slots, strict=True):
            variable.assign(value)
    model.compile(optimizer=adam, loss="mse")
    history = model.fit(year, next_month, batch_size=20, epochs=10, verbose=0)
    return history.history["loss"]


# %% [markdown]
# **Predict before you run:** we continue with everything, without slots and step count, and with the wrong forget bias of 1. In each case, which of the ten losses is the first wrong one, if any?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
dense_weights = [values["dense/kernel"], values["dense/bias"]]
losses = {"TensorFlow 1": next_losses}
for name, cell, given_slots in [
    ("Keras 3", cell_with_graph, slots),
    ("without slots", cell_with_graph, []),
    ("forget bias 1", cell_without_graph, slots),
]:
    layer = convert.to_keras(cell)[0]  # a list, because some cells become two layers
    weights = [*layer.weights, *dense_weights]
    losses[name] = in_keras_3(continue_training, weights, given_slots, year, next_month)
    print(f"{name}: first loss {losses[name][0]:.3f}, second loss {losses[name][1]:.3f}")

show_difference("all ten losses, Keras 3:", losses["Keras 3"], next_losses)
show_prediction(prediction)

# %%
plots.lines(
    losses,
    x=np.arange(30, 40),
    x_label="training step",
    y_label="loss",
    markers=False,
    title="With slots and the correct forget bias, the loss is that of TensorFlow 1",
)

# %% [markdown]
# **Answer.** With everything, none of the ten losses is wrong. Without the slots, the second one is wrong, because the first update was. With the forget bias 1, the first one is already wrong. But both of these losses later fall below that of TensorFlow 1. So a falling loss does not show that a conversion is correct.
#
# In the terminal, `course convert model.ckpt network.keras` converts a network at once, without slots. It refuses cells that no layer of Keras 3 computes, for example those with peepholes ([old checkpoints](../docs/old_checkpoints.md)).

# %% [markdown]
# ## 6 · What happens to the script?
#
# So far we have converted the weights, but not the script around them. In TensorFlow 2, an operation runs as soon as Python reaches it. This is **eager execution**.
#
# | graph mode | Keras 3 |
# |---|---|
# | `tf.placeholder` | an argument of a function |
# | `tf.get_variable`, running an initializer | a layer, whose weights have values once it is built |
# | `session.run(loss, feed)` | the call of a function |
# | a loop over `session.run(train_op, feed)` | `model.fit(...)` |
# | `tf.train.Saver` | `model.save("network.keras")` |
# | the graph | a function with `@tf.function` |
#
# At the first call of a function with `@tf.function`, its Python code runs, and TensorFlow records the operations as a graph. This is called **tracing**. Later calls run only the graph. So a `print` in the function shows when it is traced.
#
# **Predict before you run:** we call a function with 20, 20 and 10 rows. How often does it print *tracing*?


# %%
def call_three_times():
    """Runs in the process with Keras 3."""
    import tensorflow as tf

    @tf.function
    def mean(x):
        print("tracing with shape", x.shape)
        return tf.reduce_mean(x)

    for rows in [20, 20, 10]:
        print("call with", rows, "rows")
        mean(tf.zeros([rows, 12]))

    print("the same function, with a signature")
    any_rows = tf.function(mean.python_function, input_signature=[tf.TensorSpec([None, 12])])
    for rows in [20, 10]:
        any_rows(tf.zeros([rows, 12]))


in_keras_3(call_three_times)

# %% [markdown]
# **Answer.** Twice, because each shape gets a graph of its own. With the signature `[None, 12]`, it is traced once for any number of rows.
#
# There is a second way: keep the session, and run the old script with `tensorflow.compat.v1`. Many of its lines fail only because a name has changed. Our function `look_up` searches the list of [old names](../docs/old_names.md):

# %%
look_up("nn.rnn", "unpack", "concat", "contrib.layers.fully_connected")

# %% [markdown]
# In the first three rows, only a name or the order of the arguments has changed. In the last row, a default has changed too. The old layer applies a relu, $\max(0, z)$, and `tf.layers.dense` does not. So name the arguments, and write the activation of a layer.
#
# ### Exercise 3 · `port_lines` · 8 min · ★★★
#
# These four lines are from a language model of 2016. The inputs are batch-major, and the labels are one-hot, `[batch, num_steps, num_classes]`.
#
# ```python
# outputs, _ = tf.nn.rnn(cell, tf.unpack(tf.transpose(inputs, [1, 0, 2])), dtype=tf.float32)
# output = tf.reshape(tf.concat(1, outputs), [-1, num_units])
# logits = tf.matmul(output, W) + b
# losses = tf.nn.softmax_cross_entropy_with_logits(logits, tf.reshape(labels, [-1, num_classes]))
# ```
#
# Make them run, with the meaning that they had. Return the losses, `[batch * num_steps]`, all time steps of the first sequence first. Use the cell that you are given. Here, `W` is the softmax matrix, `[num_units, num_classes]`.


# %%
def port_lines(cell, inputs, labels, W, b):
    """A cell; tensors [batch, num_steps, size], labels, [num_units, num_classes], [num_classes]."""
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
# ## Common error: `BasicLSTMCell` is not available with Keras 3
#
# This is the error of an old cell in today's TensorFlow.
#
# **Predict before you run:** is a package missing?


# %%
def old_cell_with_keras_3():
    import os

    import tensorflow.compat.v1 as tf

    try:
        tf.nn.rnn_cell.BasicLSTMCell(4)
    except AttributeError as error:
        print("AttributeError:", error)
    print("TF_USE_LEGACY_KERAS =", os.environ.get("TF_USE_LEGACY_KERAS"))


in_keras_3(old_cell_with_keras_3)

# %% [markdown]
# **Answer.** No. The old cells need Keras 2, the package `tf_keras`. It is installed, but TensorFlow uses it only if the environment variable `TF_USE_LEGACY_KERAS` is `1` before the import. So restart Python, and begin with these lines ([old scripts](../docs/old_scripts.md)):
#
# ```python
# import os
#
# os.environ["TF_USE_LEGACY_KERAS"] = "1"
# import tensorflow.compat.v1 as tf
#
# tf.disable_v2_behavior()
# ```

# %% [markdown]
# ## Summary
#
# - We convert an LSTM in five steps: add the forget bias, cut the kernel, reorder the blocks, swap the state, use the sigmoid. Then outputs and gradients agree (sections 1 and 2).
# - No variable of TensorFlow 1 shows the recurrent activation, `reset_after` or the forget bias. A wrong one often raises no error, so compare outputs (sections 2, 3 and 5).
# - In Keras, a mask replaces `sequence_length`. With `zero_output_for_mask=True`, outputs and gradients agree in the padding too (section 4).
# - A training continues in Keras 3 with equal losses if weights, forget bias and slots are converted. The slots have the layout of their weights (section 5).
# - The call of a function replaces a session, and `@tf.function` traces it. For today's version of an old line, look up its names. Name the arguments and the activation, because orders and defaults have changed (section 6).
#
# Weights are only a part of a program. In lesson 20 we will bring back a whole script.

# %%
check.progress()

# %% [markdown]
# ## Going deeper · From a name to a layer
#
# This section is optional. How does `find_cells` know the layer? It reads the end of the kernel's name.
#
# ### Exercise 4 · `layer_for` · 5 min · ★★☆
#
# Do the same as `find_cells`. Return the name of the Keras class, the input size and the number of units.
#
# | end of the name | Keras class |
# |---|---|
# | `basic_rnn_cell/kernel` | `"SimpleRNN"` |
# | `basic_lstm_cell/kernel`, `lstm_cell/kernel` | `"LSTM"` |
# | `gru_cell/gates/kernel`, `gru_cell/candidate/kernel` | `"GRU"` |


# %%
def layer_for(name, rows, columns):
    """Name and shape of a kernel -> (name of the Keras class, input_size, num_units)."""
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
# ## Going deeper · A frozen graph
#
# This section is optional. Sometimes no checkpoint is left, but only a file `model.pb`. It is often a **frozen graph**, in which the values of the variables are stored as constants. We make such a file from the trained network:

# %%
with fresh_session() as session:
    x = tf.placeholder(tf.float32, [None, 12, 1], name="x")
    predicted, _, _ = build_network(x, tf.constant(next_month))
    variables = tf.trainable_variables()
    load_values(variables, [values[variable.op.name] for variable in variables], session)
    before = session.run(predicted, {x: year})

    frozen = tf.graph_util.convert_variables_to_constants(
        session, session.graph_def, [predicted.op.name]
    )

file = new_folder() / "model.pb"
file.write_bytes(frozen.SerializeToString())
from_file = tf.GraphDef.FromString(file.read_bytes())
print("the same operations as before saving:", from_file == frozen)

# %% [markdown]
# **Predict before you run:** we import the graph into a new session. Do we have to initialize something?

# %%
with fresh_session() as session:
    tf.import_graph_def(from_file, name="")
    after = session.run("dense/BiasAdd:0", {"x:0": year})
    print("variables:", len(tf.global_variables()))
show_difference("outputs before and after:", after, before)

# %% [markdown]
# **Answer.** No, because there are no variables. So such a graph runs, but it cannot be trained. For Keras, we read the constants, and also the forget bias, which is a constant of the graph too.

# %%
constants = {}
for node in from_file.node:
    if node.op == "Const" and node.name.endswith(("kernel", "bias")):
        constants[node.name] = tf.make_ndarray(node.attr["value"].tensor)
for name, array in sorted(constants.items()):
    print(f"{name:26} {array.shape}", "equal:", np.array_equal(array, values[name]))

found = convert.find_cells(constants, graph=from_file)
print("forget bias:", found.cells[0].forget_bias)

# %% [markdown]
# ## Going deeper · The `Masking` layer
#
# This section is optional. Many examples in Keras do not compute a mask. They use the layer `Masking`, which takes each time step of zeros for padding. But zeros can also be data. So in row 0 of the batch of section 4, we set one valid time step to zeros.
#
# **Predict before you run:** does `Masking` give the outputs of TensorFlow 1?


# %%
def mask_of_masking_layer(inputs):
    import keras

    return keras.layers.Masking(mask_value=0.0).compute_mask(inputs)


with_zeros = padded.copy()
with_zeros[0, 2] = 0
expected, _ = run_in_tensorflow_1(with_zeros, lengths)

zeros_mask = in_keras_3(mask_of_masking_layer, with_zeros)
outputs, _ = in_keras_3(
    run_layer, "LSTM", converted, with_zeros, states, zeros_mask, zero_output_for_mask=True
)
print("row 0, mask from the lengths :", mask[0])
print("row 0, mask of Masking layer :", zeros_mask[0])
show_difference("outputs with the Masking layer:", outputs, expected)

# %% [markdown]
# **Answer.** No. It skips the third time step of row 0, although these zeros are data. So make the mask from the lengths.
#
# ## Going deeper · Two hard sigmoids
#
# This section is optional. You have a network that was trained with the hard sigmoid of Keras 2, and write `recurrent_activation="hard_sigmoid"` in Keras 3.
#
# **Predict before you run:** in Keras 2, the hard sigmoid of 1 is 0.7. Is it 0.7 in Keras 3, too?


# %%
def hard_sigmoid_of_keras_3(z):
    import keras

    return keras.activations.hard_sigmoid(z)


z = np.linspace(-4, 4, 81).astype(np.float32)
keras_3 = in_keras_3(hard_sigmoid_of_keras_3, z)
with fresh_session() as session:
    keras_2 = session.run(tf.keras.activations.hard_sigmoid(tf.constant(z)))
at_1 = np.argmin(np.abs(z - 1))
print(f"at z = 1: Keras 2 {keras_2[at_1]:.2f}, Keras 3 {keras_3[at_1]:.2f}")
show_difference("Keras 2 and 0.2 z + 0.5:", keras_2, np.clip(0.2 * z + 0.5, 0, 1))
show_difference("Keras 3 and z / 6 + 0.5:", keras_3, np.clip(z / 6 + 0.5, 0, 1))
larger = in_keras_3(hard_sigmoid_of_keras_3, 1.2 * z)
show_difference("Keras 3 at 1.2 z, and Keras 2:", larger, keras_2)

# %%
plots.lines(
    {"sigmoid": reference.sigmoid(z), "Keras 2": keras_2, "Keras 3": keras_3},
    x=z,
    x_label="z, the sum before the gate",
    y_label="value of the gate",
    title="Both hard sigmoids close the gate completely, but at different points",
)

# %% [markdown]
# **Answer.** No, it is 0.67. The name is the same, but Keras 3 divides $z$ by 6, and Keras 2 multiplies it by 0.2. So in Keras 3 you write this function yourself and pass it as the recurrent activation. Or you multiply the weights and biases of the gates by 1.2, as the last line shows. This is what `course convert` does.

# %% [markdown]
# <details>
# <summary>Sources</summary>
#
# - No longer true: the order of arguments in `tf.split`, in the post *RNN and LSTM implementation in TensorFlow*. Its cell and its loop still run.
# - No longer true: the names in `tf.contrib` and the loader of the digits, in the post *RNN and LSTM* on MNIST. Its cells still run, and with this lesson also in Keras.
# - Still true: that the cells of TensorFlow 1 store the blocks in the order i, j, f, o. It is not the order of Keras.
#
# </details>
