# %% [markdown]
# # 19 · Leaving graph mode
#
# *We have a network in TensorFlow 1, with weights that took days to train. We want it in today's Keras, and we cannot train it again.* The weights are copied in a minute. Then the new network runs, and all its answers are a little wrong. This is because some numbers of an old network are in no variable, and some settings of Keras have another default.
#
# In this lesson we will convert an LSTM by hand and check its outputs and gradients. Then we do the same for a GRU, a padded batch and a checkpoint. At the end we continue a training in Keras, and look up old names.
#
# **After this lesson you can**
# - implement the conversion of an LSTM to Keras, and compare outputs and gradients
# - identify settings that no weight shows, and debug them
# - explain how `sequence_length` becomes a mask
# - implement a training that continues in Keras 3 where TensorFlow 1 stopped
# - explain what becomes of a session, and identify today's version of old lines
#
# **You need** lessons 06, 08, 11 and 13, and from lesson 15 what a checkpoint is. **Time**: about 65 minutes, of which 25 for the exercises. **Order**: Run the cells from top to bottom. If you skip, 2 needs 1, 3 needs 2, 4 needs 2, and *Going deeper* needs 4 and 5.

# %%
import numpy as np

from utils import backward, convert, reference
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
from utils.table import Table
from utils.tf1 import tf

# %% [markdown]
# ## 1 · Two layouts of the same weights
#
# How does Keras, TensorFlow's library of layers, store the weights of an LSTM? To compare, we first need an LSTM in TensorFlow 1, with random, non-zero weights and states. It has 4 units. Its inputs are sunspot numbers, 5 sequences of 6 time steps with 3 numbers each.

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
# Today's version of Keras is 3, but the old cells need version 2, and a process can hold only one of them. So this notebook has a second process with Keras 3. `in_keras_3(function, ...)` sends a function there and returns its result. The function must import what it uses.
#
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
# Next, we do what the picture shows.
#
# ## 2 · An LSTM in five steps
#
# The first three steps change the weights, and the last two change the call:
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
# The function `run_layer` runs any recurrent layer of Keras with given weights. We also want its gradients. In place of `tf.gradients`, TensorFlow 2 has a `GradientTape`, which records what is computed inside its `with`.


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
def step(x, state):
    return reference.lstm_step(x, state, kernel, bias)


numpy_outputs, _ = reference.unroll(step, inputs, (start_c, start_h))
keras_outputs, keras_gradients = in_keras_3(
    run_layer, "LSTM", converted, inputs, states, recurrent_activation="sigmoid"
)
show_difference("outputs, Keras and TensorFlow 1:", keras_outputs, tf1_outputs)
show_difference("outputs, Keras and NumPy:", keras_outputs, numpy_outputs)

# %% [markdown]
# All three agree. What if we forget a step?
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
# **Answer.** Only step 1 raises an error, because the layer expects three weights. All other shapes fit, so you get wrong outputs. The outputs lie between -1 and 1, so an error of 0.11, as in step 5, is easy to overlook. So never test a conversion by its shapes. Compare the outputs, with random, non-zero inputs, states and bias.
#
# To continue a training, the gradients must agree too. We compute them in Keras, in TensorFlow 1, and in NumPy with the formulas of lesson 08. A gradient has the same layout as its weight. So we first cut and reorder the gradients of TensorFlow 1 and of NumPy, like the weights. Step 3 has no counterpart, because adding a constant to the bias does not change its gradient.


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
# Step 5 is not in the weights, because it is a setting of the layer. Which settings does a layer have if we give none? We ask Keras 3, and also Keras 2 in graph mode, as an old script uses it.


# %%
def gate_settings(layers=None):
    """The settings of new layers, in Keras 3 or in the module that is given."""
    if layers is None:
        from keras import layers  # in the other process, this is Keras 3
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
# The **hard sigmoid** is $0.2\,z + 0.5$, limited to the range from 0 to 1. The gates of a `BasicLSTMCell` are sigmoids. But if the old script used `tf.keras.layers.LSTM` without settings, they are hard sigmoids. (Keras 3 has another hard sigmoid, see *Going deeper*.)
#
# ### The setting of a GRU
#
# The last column decides what a GRU computes. The cell of TensorFlow 1 multiplies the state by the reset gate, and then by $U$. With `reset_after=True`, Keras multiplies by $U$ first, with one more bias $b'$:
#
# $$\text{before: } (r \odot h)\,U \qquad\qquad \text{after: } r \odot (h\,U + b')$$
#
# The layout is different too. TensorFlow 1 has one kernel for the gates r and u, and another one for the candidate. Keras has one kernel with three blocks, which it calls z, r and h. They are our update gate u, our reset gate r and our candidate. So we put u before r:

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
# How does Keras know where a padded row ends? In TensorFlow 1, `sequence_length` stops each row at its end (lesson 11). A Keras layer takes a mask instead, `[batch, num_steps]`. For example, a row with 2 of 4 time steps has the mask True, True, False, False.
#
# Our batch has five lengths. In row 0, one valid time step is all zeros, as for three months without sunspots. This makes no difference here, but it matters for a `Masking` layer (*Going deeper*).

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
# But a loss over all outputs also contains the repeated values. The setting `zero_output_for_mask=True` gives zeros as before. Does it also give the old gradients?

# %%
expected = gradients_in_keras_order(*padded_gradients)
for with_zeros in [False, True]:
    outputs, gradients = in_keras_3(
        run_layer, "LSTM", converted, padded, states, mask, zero_output_for_mask=with_zeros
    )
    print("zero_output_for_mask =", with_zeros)
    show_difference("    outputs", outputs, padded_outputs)
    show_difference("    gradients", gradients, expected)

# %% [markdown]
# Yes, now outputs and gradients are those of TensorFlow 1. So in Keras, pass a mask and set `zero_output_for_mask`. (A `Masking` layer is not the same, see *Going deeper*.)
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
# We train for 30 steps, save a checkpoint, and train for 10 more steps. Keras should repeat these 10.

# %%
with fresh_session(seed=15) as session:
    x = tf.placeholder(tf.float32, [None, 12, 1], name="x")
    y = tf.placeholder(tf.float32, [None, 1])
    predicted, loss, train_op = build_network(x, y)
    saver = tf.train.Saver()
    session.run(tf.global_variables_initializer())
    feed = {x: year, y: next_month}
    first_losses = [session.run([loss, train_op], feed)[0] for _ in range(30)]
    path = saver.save(session, str(new_folder() / "model"))
    next_losses = [session.run([loss, train_op], feed)[0] for _ in range(10)]

print(f"loss at first {first_losses[0]:.3f}, when saved {next_losses[0]:.3f}")

# %% [markdown]
# The checkpoint contains the values of the variables, and a file `.meta` beside it contains the graph (lesson 15). The function `find_cells` recognizes cells by the names and shapes of their variables. We call it with the graph, and with the values alone.
#
# **Predict before you run:** one number of the LSTM is in the graph, but not among the values. Which one?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
checkpoint = convert.read_checkpoint(path)
values = dict(checkpoint)  # name: array
cell_with_graph = convert.find_cells(checkpoint).cells[0]
cell_without_graph = convert.find_cells(values).cells[0]

for name, array in sorted(values.items()):
    print(f"{name:26} {array.shape}")
print("forget bias, with the graph:", cell_with_graph.forget_bias)
print("forget bias, without it    :", cell_without_graph.forget_bias)
show_prediction(prediction)

# %% [markdown]
# **Answer.** It is the forget bias. It is in no variable, so without the graph `find_cells` takes the default, 1. If you have only the values, look for the forget bias in the script. Now we train in Keras 3.


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
for name, cell in [("forget bias 0", cell_with_graph), ("forget bias 1", cell_without_graph)]:
    layer = convert.to_keras(cell)[0]  # a list, because some cells become two layers
    in_keras[name] = in_keras_3(
        continue_training, layer.weights, dense_weights, year, next_month, num_steps=10
    )
    print(f"{name}: first loss {in_keras[name][0]:.3f}")
    show_difference("    all losses", in_keras[name], next_losses)

# %%
before = first_losses[20:]  # of the training steps 20 to 29
plots.lines(
    {
        "TensorFlow 1": [*before, *next_losses],
        "Keras 3, forget bias 0": [*before, *in_keras["forget bias 0"]],
        "Keras 3, forget bias 1": [*before, *in_keras["forget bias 1"]],
    },
    x_label="training step",
    y_label="loss",
    x=np.arange(20, 40),
    markers=False,
    title="With the correct forget bias, the loss continues as in TensorFlow 1",
)

# %% [markdown]
# With the correct forget bias, all ten losses agree. With 1, the loss first jumps to twice its value. Then it even falls below that of TensorFlow 1, but it is the loss of another network. So a lower loss does not show that a conversion is correct.
#
# (An optimizer such as Adam also has slots, see lesson 15. We do not convert them.)
#
# In the terminal, the command `course convert model.ckpt network.keras` does all this at once ([old checkpoints](../docs/old_checkpoints.md)).

# %% [markdown]
# ### Exercise 3 · `layer_for` · 5 min · ★★☆
#
# How does `find_cells` know the layer? Read the name of a kernel as it does. Return the class of the Keras layer, its input size and its number of units. The names end like this:
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
# The weights are in Keras now. But what becomes of the script? The function `continue_training` has no placeholder and no session. In TensorFlow 2, an operation runs as soon as Python reaches it. This is **eager execution**.
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
# The graph is not gone. When you first call a function with `@tf.function`, its Python code runs once, and TensorFlow records the operations as a graph. This is called **tracing**. Later calls run this graph, and not the Python code. But inputs of a new shape are traced again, which is slow (*Going deeper*). So pad your batches to a few lengths (lesson 11).

# %% [markdown]
# ## 7 · Old names
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
# For the first three rows, it is enough to replace the name or the order of the arguments. A sentence in the last column means that more has changed. So name the arguments of a loss, and write the activation of a layer. Lesson 20 rewrites a whole script in this way.
#
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
# Make them run, with the meaning that they had. Return the losses, `[batch * num_steps]`, all time steps of the first sequence first. Use the cell that you are given. In this old code, `W` is the softmax matrix, `[num_units, num_classes]`, and not a part of a kernel.


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
# Most people meet this error first when they run the old cells in today's TensorFlow:


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
# - A training continues in Keras 3 with equal losses if weights, forget bias and optimizer are the same (section 5).
# - A session becomes the call of a function, which `@tf.function` traces. For today's version of an old line, look up its names. Write the activation and the names of arguments, because defaults and orders have changed (sections 6 and 7).

# %%
check.progress()

# %% [markdown]
# ## Going deeper · When a function is traced
#
# This section is optional. While Python runs the function, `print` prints. So it shows when TensorFlow records a graph.
#
# **Predict before you run:** we call a function four times, with 20, 20, 20 and 10 rows. How often does it print *tracing*?


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

# %% [markdown]
# **Answer.** Twice, once for each shape. So `print` shows the tracing, and not the calls. `model.fit` traces its training step in the same way.

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
# This section is optional. Many examples in Keras do not compute a mask. They use the layer `Masking`, which takes each time step of zeros for padding.
#
# **Predict before you run:** in the batch of section 4, one time step of row 0 is all zeros. Does `Masking` give the outputs of TensorFlow 1?


# %%
def mask_of_masking_layer(inputs):
    import keras

    return keras.layers.Masking(mask_value=0.0).compute_mask(inputs)


zeros_mask = in_keras_3(mask_of_masking_layer, padded)
outputs, _ = in_keras_3(
    run_layer, "LSTM", converted, padded, states, zeros_mask, zero_output_for_mask=True
)
print("row 0, mask from the lengths :", mask[0])
print("row 0, mask of Masking layer :", zeros_mask[0])
show_difference("outputs with the Masking layer:", outputs, padded_outputs)

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
# ## Going deeper · Two lines that run and are wrong
#
# This section is optional. The first line is `tf.reverse`. It used to take one flag per axis. Today it takes the numbers of the axes.
#
# **Predict before you run:** what does `tf.reverse(matrix, [False, True])` reverse today?

# %%
with fresh_session() as session:
    matrix = tf.constant([[0, 1, 2], [3, 4, 5]])
    old_call, meant = session.run([tf.reverse(matrix, [False, True]), tf.reverse(matrix, axis=[1])])
print("tf.reverse(matrix, [False, True]):", old_call.tolist())
print("what the old code means          :", meant.tolist())

# %% [markdown]
# **Answer.** It reverses both axes, because `False` counts as 0 and `True` as 1. The second line is dropout. Its number is the part to keep in `compat.v1`, and the part to drop in TensorFlow 2:

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
