# %% [markdown]
# # 19 · Leaving graph mode
#
# *We have a network in TensorFlow 1, with weights that took days to train. We want it in today's Keras, and we cannot train it again.* The weights are copied in a minute. Then the new network runs, raises no error, and its answers are a little wrong. This is because some numbers of an old network are in no variable, and some settings of Keras have another default.
#
# In this lesson we will convert an LSTM by hand and check its outputs and gradients. Then we do the same for a GRU, a padded batch and a checkpoint. At the end we continue a training in Keras, and rewrite the script.
#
# **After this lesson you can**
# - implement the conversion of an LSTM to Keras, and compare outputs and gradients
# - identify settings that no weight shows, and debug them
# - explain how `sequence_length` becomes a mask
# - implement a training that continues in Keras 3 where TensorFlow 1 stopped
# - explain what becomes of a session, and identify old names and old defaults
#
# **You need** lessons 06, 08, 11 and 13, and from lesson 15 what a checkpoint is. **Time**: about 65 minutes, of which 25 for the exercises. **Order**: Run the cells from top to bottom. If you skip, 2 needs 1, 3 needs 2, 4 needs 2, 7 needs 1, and *Going deeper* needs 5.

# %%
import tempfile

import numpy as np

from utils import backward, convert, reference
from utils.checks import leaving_graph_mode as check
from utils.contrib import layers as contrib_layers
from utils.contrib import look_up
from utils.convert.keras_3 import Keras3Error, in_keras_3
from utils.data.loaders import load_sunspots
from utils.differences import show_difference
from utils.figures import plots
from utils.figures.keras_diagram import lstm_weights_in_keras
from utils.graph import fresh_session, load_values
from utils.prediction import show_prediction
from utils.table import Table
from utils.tf1 import tf

# %% [markdown]
# ## 1 · Two layouts of the same weights
#
# **Keras** is TensorFlow's library of layers. Today it has version 3, but the old cells need version 2, and a process can hold only one of them. So this notebook uses a second process with Keras 3. `in_keras_3(function, ...)` sends a function there and returns its result. The function must import what it uses.
#
# Our LSTM has 4 units. The inputs are sunspot numbers, 5 sequences of 6 time steps with 3 numbers each. First we run it in TensorFlow 1, with random, non-zero weights and states.

# %%
num_units, num_steps, input_size = 4, 6, 3
inputs = (load_sunspots()[:90] / 100).reshape(5, num_steps, input_size).astype(np.float32)
random = np.random.default_rng(seed=15)
start_c = random.uniform(-1, 1, size=(5, num_units)).astype(np.float32)
start_h = random.uniform(-1, 1, size=(5, num_units)).astype(np.float32)
kernel = random.normal(scale=0.5, size=(7, 16)).astype(np.float32)
bias = random.normal(scale=0.5, size=16).astype(np.float32)


# %%
def run_in_tensorflow_1(inputs, lengths=None):
    """Outputs [5, 6, 4], h of the final state, and gradients of the mean of squared outputs."""
    with fresh_session() as session:
        cell = tf.nn.rnn_cell.BasicLSTMCell(num_units)
        state = tf.nn.rnn_cell.LSTMStateTuple(tf.constant(start_c), tf.constant(start_h))
        outputs, final_state = tf.nn.dynamic_rnn(cell, inputs, lengths, initial_state=state)
        gradients = tf.gradients(tf.reduce_mean(outputs**2), cell.variables)
        load_values(cell.variables, [kernel, bias], session)
        return session.run([outputs, final_state.h, gradients])


tf1_outputs, tf1_state, tf1_gradients = run_in_tensorflow_1(inputs)
print("variables of the cell: kernel", kernel.shape, " bias", bias.shape)

# %% [markdown]
# **Predict before you run:** an LSTM layer of Keras has three weights, because it keeps $W$ and $U$ apart. What shapes do they have?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.


# %%
def new_weights():
    """Runs in the process with Keras 3."""
    import keras

    layer = keras.layers.LSTM(4)
    layer.build((5, 6, 3))
    return layer.get_weights()


new_kernel, new_recurrent_kernel, new_bias = in_keras_3(new_weights)
print("kernel          :", new_kernel.shape)
print("recurrent kernel:", new_recurrent_kernel.shape)
print("bias            :", new_bias.shape)
for block in np.split(new_bias, 4):
    print("    block of the bias:", block)
show_prediction(prediction)

# %% [markdown]
# **Answer.** They are `[3, 16]`, `[4, 16]` and `[16]`. What Keras calls `kernel` is $W$ alone. $U$ is the **recurrent kernel**.
#
# The bias of a new layer has ones in its second block. In TensorFlow 1, the forget bias is in no variable (lesson 06), but in Keras it is a part of the bias. And the forget gate is the second block, not the third.

# %%
lstm_weights_in_keras()

# %% [markdown]
# Now we do what the picture shows.
#
# ## 2 · An LSTM in five steps
#
# 1. Cut the kernel. The first `input_size` rows are $W$, the others are $U$.
# 2. Reorder the blocks i, j, f, o to i, f, j, o, in $W$, $U$ and the bias.
# 3. Add the forget bias to block f of the bias.
# 4. Pass the state as `[h, c]`. In TensorFlow 1 it is `(c, h)`.
# 5. Use the sigmoid for the gates. Keras calls this setting the **recurrent activation**.


# %%
def in_keras_order(weights):
    """Reorder the columns of [..., 4 * num_units] from i, j, f, o to i, f, j, o."""
    i, j, f, o = np.split(weights, 4, axis=-1)
    return np.concatenate([i, f, j, o], axis=-1)


W, U = kernel[:input_size], kernel[input_size:]
i, j, f, o = np.split(bias, 4)
bias_with_1 = np.concatenate([i, j, f + 1.0, o])

converted = [in_keras_order(W), in_keras_order(U), in_keras_order(bias_with_1)]
states = [start_h, start_c]

# %% [markdown]
# In place of `tf.gradients`, there is a `GradientTape`. It records what is computed, and then computes the gradients.


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
numpy_outputs, _ = reference.unroll(
    lambda x, state: reference.lstm_step(x, state, kernel, bias), inputs, (start_c, start_h)
)
show_difference("outputs, Keras and TensorFlow 1:", keras_outputs, tf1_outputs)
show_difference("outputs, Keras and NumPy:", keras_outputs, numpy_outputs)

# %% [markdown]
# The outputs agree, and lie between -1 and 1. What if we forget a step?
#
# **Predict before you run:** we leave out one of the five steps at a time. Which of them raise an error?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
not_cut = [in_keras_order(kernel), in_keras_order(bias_with_1)]
no_forget_bias = [in_keras_order(W), in_keras_order(U), in_keras_order(bias)]
left_out = {
    "step 1, the cut": (not_cut, states, "sigmoid"),
    "step 2, the order of the blocks": ([W, U, bias_with_1], states, "sigmoid"),
    "step 3, the forget bias": (no_forget_bias, states, "sigmoid"),
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
# **Answer.** Only step 1 raises an error, because the layer expects three weights. All other shapes fit, so you get wrong outputs. Step 5 is the most dangerous one, because a quick look does not find such a small error. So never test a conversion by its shapes. Compare the outputs, with random, non-zero inputs, states and bias.
#
# A training also needs correct gradients. They have the layout of the weights, so we cut and reorder them too. The forget bias is a constant and changes no gradient. The third method is lesson 08's formulas in NumPy.


# %%
def gradients_in_keras_order(kernel_gradient, bias_gradient):
    parts = [kernel_gradient[:input_size], kernel_gradient[input_size:], bias_gradient]
    return [in_keras_order(part) for part in parts]


output_gradients = 2 * numpy_outputs / numpy_outputs.size  # of the mean of the squares
by_hand = backward.lstm_gradients(inputs, (start_c, start_h), kernel, bias, output_gradients)
from_tf1 = gradients_in_keras_order(*tf1_gradients)
from_numpy = gradients_in_keras_order(by_hand.kernel, by_hand.bias)
show_difference("gradients, Keras and TensorFlow 1:", keras_gradients, from_tf1)
show_difference("gradients, Keras and NumPy:", keras_gradients, from_numpy)

# %% [markdown]
# ### Exercise 1 · `lstm_to_keras` · 8 min · ★★☆
#
# Write steps 1 to 3 as one function, for any sizes. The bias has `4 * num_units` numbers, and $U$ has `num_units` rows.


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
# No weight shows step 5. Which settings does a layer have if we give none? We ask Keras 3, and Keras 2 in graph mode, as an old script uses it.


# %%
def gate_settings(layers=None):
    """The settings of new layers, in Keras 3 or in the module that is given."""
    if layers is None:
        from keras import layers
    lstm = layers.LSTM(4).get_config()
    gru = layers.GRU(4).get_config()
    return [lstm["recurrent_activation"], gru["recurrent_activation"], gru["reset_after"]]


Table(
    ["version", "LSTM: recurrent activation", "GRU: recurrent activation", "GRU: reset_after"],
    [
        ["Keras 3", *in_keras_3(gate_settings)],
        ["Keras 2 in graph mode", *gate_settings(tf.keras.layers)],
    ],
)

# %% [markdown]
# The **hard sigmoid** is $0.2\,z + 0.5$, limited to the range from 0 to 1. It is near the sigmoid, and cheaper. The gates of a `BasicLSTMCell` are sigmoids. But if the old script used `tf.keras.layers.LSTM` without settings, they are hard sigmoids. (Keras 3 has another hard sigmoid, see *Going deeper*.)
#
# The last column matters for a GRU. The cell of TensorFlow 1 multiplies the state by the reset gate, and then by $U$. With `reset_after=True`, Keras multiplies by $U$ first, with one more bias $b'$:
#
# $$\text{before: } (r \odot h)\,U \qquad\qquad \text{after: } r \odot (h\,U + b')$$
#
# TensorFlow 1 has a kernel for the gates r and u, and one for the candidate. Keras has the blocks z, r, h. Here z is another name for u, and h is the candidate.

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
z_r_h = np.concatenate([u_kernel, r_kernel, candidate_kernel], axis=1)
gru_bias = np.concatenate([u_bias, r_bias, candidate_bias])
gru_weights = [z_r_h[:input_size], z_r_h[input_size:], gru_bias]
print("shapes:", *[part.shape for part in gru_weights])

# %% [markdown]
# **Predict before you run:** do these weights fit a GRU layer of Keras 3 without any settings?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
two_rows = [*gru_weights[:2], np.stack([gru_bias, np.zeros_like(gru_bias)])]
try:
    in_keras_3(run_layer, "GRU", gru_weights, inputs, [start_h])
except Keras3Error as error:
    print(error)

outputs, _ = in_keras_3(run_layer, "GRU", two_rows, inputs, [start_h])
show_difference("a second row of zeros:", outputs, gru_outputs)
outputs, _ = in_keras_3(run_layer, "GRU", gru_weights, inputs, [start_h], reset_after=False)
show_difference("reset_after=False:", outputs, gru_outputs)
show_prediction(prediction)

# %% [markdown]
# **Answer.** No. With `reset_after=True`, the bias has two rows, one for the input and one for the state. A second row of zeros removes the error message, but the outputs stay wrong, because the layer computes another function. The fix is `reset_after=False`.

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
# Real batches are padded. In TensorFlow 1, `sequence_length` stops each row at its end (lesson 11). A Keras layer takes a mask instead, `[batch, num_steps]`. For example, a row with 2 of 4 time steps has the mask True, True, False, False.
#
# Our batch has five lengths. In row 0, one time step of the data is all zeros, like three months without sunspots.

# %%
lengths = np.array([6, 4, 2, 5, 3], np.int32)
mask = np.arange(num_steps) < lengths[:, np.newaxis]  # bool [5, 6]
padded = inputs * mask[:, :, np.newaxis]
padded[0, 2] = 0

padded_outputs, padded_state, padded_gradients = run_in_tensorflow_1(padded, lengths)
print("row 2, unit 0, TensorFlow 1:", padded_outputs[2, :, 0].round(2))

# %% [markdown]
# **Predict before you run:** row 2 has two valid time steps. What does Keras output in its padding: zeros, the last valid output, or new values?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
for name, one_mask in [("without a mask", None), ("with the mask", mask)]:
    outputs, _ = in_keras_3(run_layer, "LSTM", converted, padded, states, one_mask)
    print(f"row 2, unit 0, {name:14}:", outputs[2, :, 0].round(2))
show_difference("outputs[:, -1] and the state h:", outputs[:, -1], padded_state)
show_prediction(prediction)

# %% [markdown]
# **Answer.** With the mask, it repeats the last valid output, where `dynamic_rnn` outputs zeros. So in Keras `outputs[:, -1]` is the last valid output of each row. A classifier that reads the final state gives the same results.
#
# But a loss over all outputs also contains the repeated values. The setting `zero_output_for_mask=True` gives zeros as before. We compare the gradients too. The last experiment uses the mask of the layer `Masking`, which treats each time step of zeros as padding.


# %%
def mask_of_masking_layer(inputs):
    import keras

    return keras.layers.Masking(mask_value=0.0).compute_mask(inputs)


zeros_mask = in_keras_3(mask_of_masking_layer, padded)

# %%
experiments = {
    "mask": (mask, False),
    "mask, zero_output_for_mask": (mask, True),
    "mask of the Masking layer": (zeros_mask, True),
}
expected = gradients_in_keras_order(*padded_gradients)
for name, (one_mask, with_zeros) in experiments.items():
    outputs, gradients = in_keras_3(
        run_layer, "LSTM", converted, padded, states, one_mask, zero_output_for_mask=with_zeros
    )
    print(name)
    show_difference("    outputs", outputs, padded_outputs)
    show_difference("    gradients", gradients, expected)

# %% [markdown]
# With mask and zeros, outputs and gradients are those of TensorFlow 1. The `Masking` layer, however, skips the zeros in row 0, which are data. So make the mask from the lengths.
#
# ## 5 · A training that continues
#
# Can we continue the training of a whole network? Our example reads twelve months of sunspot numbers and predicts the next month. Its LSTM has `forget_bias=0.0`, as in TensorFlow's own tutorial on language models.

# %%
months = (load_sunspots()[:260] / 100).reshape(20, 13, 1).astype(np.float32)
year, next_month = months[:, :12], months[:, 12]  # [20, 12, 1], [20, 1]


def build_network(x, y):
    """The loss and the operation that trains, for [batch, 12, 1] and [batch, 1]."""
    cell = tf.nn.rnn_cell.BasicLSTMCell(8, forget_bias=0.0)
    _, state = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
    predicted = tf.layers.dense(state.h, 1, name="dense")
    loss = tf.reduce_mean((predicted - y) ** 2)
    return predicted, loss, tf.train.GradientDescentOptimizer(0.1).minimize(loss)


# %% [markdown]
# We train for 30 steps, save a checkpoint, and train for 10 more steps, which Keras should repeat. The function `find_cells` finds cells by the names and shapes of their variables. We use it twice, with the graph beside the checkpoint (the `.meta` file) and with the values alone.
#
# **Predict before you run:** which number does `find_cells` not find in the values?

# %%
with fresh_session(seed=15) as session, tempfile.TemporaryDirectory() as folder:
    x = tf.placeholder(tf.float32, [None, 12, 1], name="x")
    y = tf.placeholder(tf.float32, [None, 1])
    predicted, loss, train_op = build_network(x, y)
    saver = tf.train.Saver()
    session.run(tf.global_variables_initializer())
    feed = {x: year, y: next_month}
    first_losses = [session.run([loss, train_op], feed)[0] for _ in range(30)]
    path = saver.save(session, f"{folder}/model")
    values = dict(convert.read_checkpoint(path))  # name: array
    with_graph = convert.find_cells(convert.read_checkpoint(path))
    without_graph = convert.find_cells(values)
    next_losses = [session.run([loss, train_op], feed)[0] for _ in range(10)]

for name, array in sorted(values.items()):
    print(f"{name:26} {array.shape}")
for name, found in [("with the graph", with_graph), ("without", without_graph)]:
    print(f"{name:15}: forget bias", found.cells[0].forget_bias)

# %% [markdown]
# **Answer.** The forget bias. It is in no variable, so without the graph `find_cells` takes the default, 1. If you have only the values, look into the script. Now we train in Keras 3.


# %%
def continue_training(lstm_weights, dense_weights, year, next_month, num_steps):
    """Runs in Keras 3. Return the losses of the next training steps."""
    import keras

    lstm, dense = keras.layers.LSTM(8), keras.layers.Dense(1)
    model = keras.Sequential([lstm, dense])
    model.build(year.shape)
    lstm.set_weights(lstm_weights)
    dense.set_weights(dense_weights)
    model.compile(optimizer=keras.optimizers.SGD(0.1), loss="mse")
    history = model.fit(year, next_month, batch_size=20, epochs=num_steps, verbose=0)
    return history.history["loss"]


# %%
dense_weights = [values["dense/kernel"], values["dense/bias"]]
in_keras = {}
for name, found in [("forget bias 0", with_graph), ("forget bias 1", without_graph)]:
    [layer] = convert.to_keras(found.cells[0])
    in_keras[name] = in_keras_3(
        continue_training, layer.weights, dense_weights, year, next_month, num_steps=10
    )
    print(f"{name}: first loss {in_keras[name][0]:.3f}")
    show_difference("    all losses", in_keras[name], next_losses)

# %%
plots.lines(
    {
        "TensorFlow 1": [*first_losses, *next_losses],
        "Keras 3, forget bias 0": [*first_losses, *in_keras["forget bias 0"]],
        "Keras 3, forget bias 1": [*first_losses, *in_keras["forget bias 1"]],
    },
    x_label="training step",
    y_label="loss",
    markers=False,
    title="With the correct forget bias, the loss continues as in TensorFlow 1",
)

# %% [markdown]
# With the correct forget bias, all ten losses agree. With 1, the loss jumps to twice its value. Training repairs this tiny network in one step, but the result is another network. (An optimizer such as Adam also has slots, which we do not convert here, see lesson 15.)
#
# In the terminal, `course convert model.ckpt network.keras` does all this at once ([old checkpoints](../docs/old_checkpoints.md)).

# %% [markdown]
# ### Exercise 3 · `layer_for` · 5 min · ★★☆
#
# Read the name of a kernel as the program does. Return the class of the Keras layer, its input size and its number of units. The names end like this:
#
# | end of the name | layer |
# |---|---|
# | `basic_rnn_cell/kernel` | `"SimpleRNN"` |
# | `basic_lstm_cell/kernel`, `lstm_cell/kernel` | `"LSTM"` |
# | `gru_cell/gates/kernel`, `gru_cell/candidate/kernel` | `"GRU"` |


# %%
def layer_for(name, rows, columns):
    """Name and shape of a kernel -> (class of the Keras layer, input_size, num_units)."""
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
# ## 6 · From a session to functions
#
# What becomes of the script? The function `continue_training` has no placeholder and no session. In TensorFlow 2, an operation runs as soon as Python reaches it. This is **eager execution**.
#
# | graph mode | Keras 3 |
# |---|---|
# | `tf.placeholder` | an argument of a function |
# | `session.run(loss, feed)` | the call of this function |
# | `global_variables_initializer()` | nothing, a layer initializes its own weights |
# | `dynamic_rnn(cell, x)`, final state | `LSTM(8)(x)` |
# | `optimizer.minimize(loss)`, `session.run(train_op, feed)` | `model.compile`, `model.fit` |
# | the graph | a function with `@tf.function` |
#
# The graph is not gone. At its first call, a function with `@tf.function` runs once in Python, and TensorFlow records its operations as a graph. This is called **tracing**. Later calls run the graph without Python. (`model.fit` does this too.)
#
# **Predict before you run:** we call a function four times, with 20, 20, 20 and 10 rows. How often does it print *tracing*?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.


# %%
def call_four_times():
    """Runs in the process with Keras 3."""
    import tensorflow as tf

    @tf.function
    def mean(x):
        print("tracing with shape", x.shape)
        return tf.reduce_mean(x)

    for rows in [20, 20, 20, 10]:
        mean(tf.zeros([rows, 12]))
        print("called with", rows, "rows")


in_keras_3(call_four_times)
show_prediction(prediction)

# %% [markdown]
# **Answer.** Twice, because a new shape needs a new graph. So `print` shows the tracing, not the calls. And batches of many lengths need many graphs, so pad them to a few lengths (lesson 11).

# %% [markdown]
# ## 7 · Old names and old defaults
#
# Many old lines fail only because a name has changed. [Old names](../docs/old_names.md) is the complete list, and `look_up` searches it.

# %%
look_up(
    "nn.rnn",
    "unpack",
    "concat",
    "nn.softmax_cross_entropy_with_logits",
    "contrib.layers.fully_connected",
)

# %% [markdown]
# A name that raises an error is harmless, but the last two rows raise none. We compare `fully_connected` with `tf.layers.dense`, with the same weights. (`tf.contrib` is gone, so we use a copy that belongs to the course.)
#
# **Predict before you run:** neither call names an activation. Can the outputs of both layers be negative?

# %%
with fresh_session() as session:
    x = tf.constant(inputs[:, 0])  # [5, 3]
    old = contrib_layers.fully_connected(x, 4)
    new = tf.layers.dense(x, 4)
    with_relu = tf.layers.dense(x, 4, activation=tf.nn.relu)
    dense_kernel, dense_bias = kernel[:3, :4], bias[:4]
    load_values(tf.trainable_variables(), [dense_kernel, dense_bias] * 3, session)
    old_value, new_value, relu_value = session.run([old, new, with_relu])

print("smallest output, fully_connected:", f"{old_value.min():.2f}")
print("smallest output, dense          :", f"{new_value.min():.2f}")
show_difference("fully_connected, dense with relu:", old_value, relu_value)

# %% [markdown]
# **Answer.** No. The old function applies relu by default, but `tf.layers.dense` has no activation by default. So write the activation.

# %% [markdown]
# ### Exercise 4 · `port_lines` · 8 min · ★★★
#
# Here are four lines of a language model of 2016, batch-major. The labels are one-hot, `[batch, num_steps, num_classes]`.
#
# ```python
# outputs, _ = tf.nn.rnn(cell, tf.unpack(tf.transpose(inputs, [1, 0, 2])), dtype=tf.float32)
# output = tf.reshape(tf.concat(1, outputs), [-1, num_units])
# logits = tf.matmul(output, W) + b
# losses = tf.nn.softmax_cross_entropy_with_logits(logits, tf.reshape(labels, [-1, num_classes]))
# ```
#
# Make them run, with the meaning that they had. Return the losses, `[batch * num_steps]`, all time steps of the first sequence first. Use the cell that you are given. $W$ has the shape `[num_units, num_classes]`.


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
# If you run the old cells in today's TensorFlow, this is often the first error:


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
# The old cells need Keras 2, the package `tf_keras`. It is installed, but TensorFlow uses it only if this environment variable is `1` before the import. The fix is to restart Python and to begin with these lines ([old scripts](../docs/old_scripts.md)):
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
# - An LSTM is converted in five steps: cut the kernel, reorder the blocks, add the forget bias, swap the state, use the sigmoid. Then outputs and gradients agree below 1e-6 (sections 1 and 2).
# - No weight shows the recurrent activation, `reset_after` or the forget bias. A wrong one usually raises no error, so compare outputs (sections 2, 3 and 5).
# - `sequence_length` becomes a mask. With `zero_output_for_mask=True`, outputs and gradients agree in the padding too (section 4).
# - A training continues with equal losses, because weights, forget bias and optimizer are the same (section 5).
# - A session becomes the call of a function, which `@tf.function` traces. Look up old names, and write the activation and the names of arguments, because defaults and orders have changed (sections 6 and 7).

# %%
check.progress()

# %% [markdown]
# ## Going deeper · A frozen graph
#
# This section is optional. Sometimes no checkpoint is left, but only a file `model.pb`. It is often a **frozen graph**, in which the values of the variables are stored as constants. We make such a file from the trained network:

# %%
with fresh_session() as session, tempfile.TemporaryDirectory() as folder:
    x = tf.placeholder(tf.float32, [None, 12, 1], name="x")
    predicted, _, _ = build_network(x, tf.constant(next_month))
    variables = tf.trainable_variables()
    load_values(variables, [values[variable.op.name] for variable in variables], session)
    before = session.run(predicted, {x: year})

    frozen = tf.graph_util.convert_variables_to_constants(
        session, session.graph_def, [predicted.op.name]
    )
    with open(f"{folder}/model.pb", "wb") as file:
        file.write(frozen.SerializeToString())
    with open(f"{folder}/model.pb", "rb") as file:
        from_file = tf.GraphDef.FromString(file.read())

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

# %%
plots.lines(
    {"sigmoid": reference.sigmoid(z), "Keras 2": keras_2, "Keras 3": keras_3},
    x=z,
    x_label="z, the sum before the gate",
    y_label="value of the gate",
    title="Both hard sigmoids close the gate completely, but at different points",
)

# %% [markdown]
# **Answer.** No, it is 0.67. The name is the same, but Keras 3 uses the gradient 1/6 instead of 0.2. So in Keras 3 you write this function yourself and pass it as the recurrent activation. You can also multiply the weights and biases of the gates by 1.2, as `course convert` does.

# %% [markdown]
# ## Going deeper · Three lines that run and are wrong
#
# This section is optional. The cross-entropy used to take the logits first. Today the labels come first. Both have the same shape, so there is no error:

# %%
scores = np.array([[3.0, 1.0, 0.0]], np.float32)
label = np.array([[0.0, 1.0, 0.0]], np.float32)
cross_entropy = tf.nn.softmax_cross_entropy_with_logits
with fresh_session() as session:
    by_name, by_position = session.run(
        [cross_entropy(labels=label, logits=scores), cross_entropy(scores, label)]
    )
print(f"by name: {by_name[0]:.2f}, by position as in old code: {by_position[0]:.2f}")

# %% [markdown]
# The second line is `tf.reverse`. It used to take one flag per axis. Today it takes the numbers of the axes.
#
# **Predict before you run:** what does `tf.reverse(matrix, [False, True])` reverse today?

# %%
with fresh_session() as session:
    matrix = tf.constant([[0, 1, 2], [3, 4, 5]])
    old_call, meant = session.run([tf.reverse(matrix, [False, True]), tf.reverse(matrix, axis=[1])])
print("tf.reverse(matrix, [False, True]):", old_call.tolist())
print("what the old code means          :", meant.tolist())

# %% [markdown]
# **Answer.** It reverses both axes, because `False` counts as 0 and `True` as 1. The third line is dropout. Its number is the part to keep in `compat.v1`, and the part to drop in TensorFlow 2:

# %%
with fresh_session(seed=15) as session:
    ones = tf.ones([100, 100])
    kept = session.run([tf.nn.dropout(ones, 0.9), tf.compat.v2.nn.dropout(ones, 0.9)])
for name, value in zip(["compat.v1", "TensorFlow 2"], kept, strict=True):
    print(f"dropout(ones, 0.9), {name:12}: keeps about {(value > 0).mean():.1f}")

# %% [markdown]
# <details>
# <summary>Sources</summary>
#
# - No longer true: the order of arguments in `tf.split`, in the post *RNN and LSTM implementation in TensorFlow*. Its cell and its loop still run.
# - No longer true: `tf.contrib` and the loader of the digits, in the post *RNN and LSTM* on MNIST. Its cells still run, and with this lesson also in Keras.
# - Still true: that the cells of TensorFlow 1 store the blocks in the order i, j, f, o. It is not the order of Keras.
#
# </details>
