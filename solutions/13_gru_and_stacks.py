# %% [markdown]
# # 13 · GRU and stacks
#
# *I found one line in our old code: `MultiRNNCell([DropoutWrapper(GRUCell(128), output_keep_prob=0.5)] * 3)`. What does it do, and can I keep it?* Old code often combines GRU cells, several layers, connections around a layer, and dropout. This one line contains two bugs, and a third one if your classifier reads the final state. With inputs of 128 numbers, none of them raises an error.
#
# In this lesson we will look at each part alone, and then return to this line.
#
# **After this lesson you can**
# - explain what the two gates of a GRU do, and implement one step in NumPy
# - implement a network with several layers, and identify layers that share their weights
# - explain why residual connections help deep networks
# - identify which results the dropout of a wrapper changes
# - implement dropout that is on in training and off in measuring
#
# **You need** lessons 02 to 07. **Time**: about 55 minutes, of which 18 for the exercises. **Order**: Run the cells from top to bottom. If you skip, 2 needs 1.

# %%
import numpy as np

from utils import reference
from utils.checks import gru_and_stacks as check
from utils.differences import show_difference
from utils.figures import gradient_plots
from utils.figures.gru_diagram import gru_cell_diagram
from utils.figures.lstm_diagram import lstm_cell_diagram
from utils.graph import fresh_session, variable_table
from utils.prediction import show_prediction
from utils.reference import sigmoid
from utils.table import Table
from utils.tf1 import tf

# %% [markdown]
# ## 1 · A GRU has one state and two gates
#
# Here is the LSTM of lesson 06 again. A **GRU** (*gated recurrent unit*) does a similar job without the output gate, which is the part in color:

# %%
lstm_cell_diagram(
    ["forget", "input", "output"], title="An LSTM has two states, c and h, and three gates"
)

# %% [markdown]
# The GRU has no separate cell state either. Its memory is the hidden state itself:

# %%
gru_cell_diagram()

# %% [markdown]
# Follow the line at the top. The **update gate** $u$ controls how much of the old state is kept, like the forget gate. The rest, $1 - u$, comes from the candidate $\tilde h_t$, so no input gate is needed. For example, with $u = 0.9$ the new state is 90 % old state and 10 % candidate.
#
# The **reset gate** $r$ multiplies the old state before the candidate reads it. If $r$ is 0, the candidate depends only on the input.
#
# **Predict before you run:** an LSTM that reads 3 numbers and has 4 units has 128 parameters. How many does such a GRU have?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
random = np.random.default_rng(seed=12)
inputs = random.normal(size=[5, 3]).astype(np.float32)  # [batch_size, input_size]
state = random.uniform(-1, 1, size=[5, 4]).astype(np.float32)  # [batch_size, num_units]

with fresh_session(seed=12) as session:
    cell = tf.nn.rnn_cell.GRUCell(4)
    output, new_state = cell(tf.constant(inputs), tf.constant(state))
    session.run(tf.global_variables_initializer())
    gate_bias, candidate_bias = cell.variables[1], cell.variables[3]
    print("bias of the gates    :", session.run(gate_bias))
    print("bias of the candidate:", session.run(candidate_bias))

    for bias in [gate_bias, candidate_bias]:  # random, non-zero biases for section 2
        bias.load(random.normal(size=bias.shape.as_list()), session)
    weights = session.run(cell.variables)
    output_value = session.run(output)

print("parameters           :", sum(values.size for values in weights))
show_prediction(prediction)
variable_table(cell.variables)

# %% [markdown]
# **Answer.** It has 96, three quarters of an LSTM, because it has three blocks instead of four. They are in two kernels. The first contains the two gates side by side, $r$ on the left. The candidate needs its own kernel, because it reads $r\,h_{t-1}$ instead of $h_{t-1}$.
#
# The bias of the gates starts at 1. So in a new cell, $u$ is near $\sigma(1) = 0.73$. The output and the new state are the same tensor.
#
# Next we write this as formulas, and test them.

# %% [markdown]
# ## 2 · One step in NumPy
#
# One step is
#
# $$[r, u] = \sigma([x_t, h_{t-1}]\, K_g + b_g) \qquad \tilde h_t = \tanh([x_t,\; r\, h_{t-1}]\, K_c + b_c)$$
#
# $$h_t = u\, h_{t-1} + (1 - u)\, \tilde h_t$$
#
# The gates multiply element by element. (TensorFlow's code calls the candidate $c$.)
#
# Other books and libraries use variants of this formula. We compare three:
#
# - The gates are in the order u, r.
# - The roles of $u$ and $1 - u$ are swapped.
# - The reset gate multiplies after the matrix multiplication with $U$, as in Keras with `reset_after=True` (lesson 19).
#
# **Predict before you run:** how many of the three variants raise an error?

# %%
x, h = inputs[0], state[0]  # the first example of the batch
gate_kernel, gate_bias, candidate_kernel, candidate_bias = weights
W, U = candidate_kernel[:3], candidate_kernel[3:]  # [3, 4], [4, 4]

gates = sigmoid(np.concatenate([x, h]) @ gate_kernel + gate_bias)
r, u = gates[:4], gates[4:]


def next_state(r, u):
    """The new state of this example, for any gates [4], [4] -> [4]."""
    candidate = np.tanh(x @ W + (r * h) @ U + candidate_bias)
    return u * h + (1 - u) * candidate


# %%
reset_after = np.tanh(x @ W + r * (h @ U) + candidate_bias)
results = {
    "the formula": next_state(r, u),
    "order u, r": next_state(u, r),
    "u and 1 - u swapped": next_state(r, 1 - u),
    "reset after": u * h + (1 - u) * reset_after,
}
for name, new_h in results.items():
    difference = np.abs(new_h - output_value[0]).max()
    verdict = "below 1e-6" if difference < 1e-6 else f"{difference:.2f}"
    print(f"{name:19}: shape {new_h.shape}, largest difference {verdict}")

# %% [markdown]
# **Answer.** None of them. All variants have the correct shape, but wrong numbers. So if you copy GRU weights from one library to another, check these three points. Then compare the outputs for random inputs.

# %% [markdown]
# ### Exercise 1 · `gru_step` · 8 min · ★★☆
#
# Write the step for a whole batch, and for any shapes. Like the cell, return the output and the new state. (The module `utils.reference` contains a solution. Use only its `sigmoid`.)


# %%
def gru_step(inputs, state, gate_kernel, gate_bias, candidate_kernel, candidate_bias):
    """[batch, input_size], [batch, num_units], two kernels with their biases -> output, new state."""
    ### BEGIN SOLUTION
    gates = sigmoid(np.concatenate([inputs, state], axis=1) @ gate_kernel + gate_bias)
    r, u = np.split(gates, 2, axis=1)
    joined = np.concatenate([inputs, r * state], axis=1)
    candidate = np.tanh(joined @ candidate_kernel + candidate_bias)
    h = u * state + (1 - u) * candidate
    return h, h
    ### END SOLUTION


check.gru_step(gru_step)

# %% [markdown]
# The next question is how several cells work together.

# %% [markdown]
# ## 3 · Layers
#
# A network can have several layers. In a **stack** (also called *stacked RNN*, *deep RNN* or *multi-layer RNN*), the outputs of one layer are the inputs of the next. The class `MultiRNNCell` takes a list of cells, the bottom layer first. It is itself a cell, so we can pass it to `dynamic_rnn`.
#
# Our example has 3 sequences of 5 time steps, with 4 numbers at each step. The bottom layer has 6 units, and the top layer has 2.
#
# **Predict before you run:** what shape do the outputs have?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
sequences = np.random.default_rng(seed=12).normal(size=[3, 5, 4]).astype(np.float32)

with fresh_session(seed=12) as session:
    cells = [tf.nn.rnn_cell.GRUCell(6), tf.nn.rnn_cell.GRUCell(2)]
    stack = tf.nn.rnn_cell.MultiRNNCell(cells)
    outputs, final_state = tf.nn.dynamic_rnn(stack, tf.constant(sequences), dtype=tf.float32)
    session.run(tf.global_variables_initializer())
    weights = session.run(tf.trainable_variables())
    outputs_value, state_value = session.run([outputs, final_state])

print("outputs:", outputs_value.shape)
for layer, layer_state in enumerate(state_value):
    print(f"final state of layer {layer}:", layer_state.shape)
show_prediction(prediction)

# %% [markdown]
# **Answer.** They have shape `[3, 5, 2]`, because they are the outputs of the top layer only. The final state is a tuple with one state per layer. In NumPy, we run the first layer over all time steps, and then the second layer over its outputs:

# %%
layer_inputs = sequences
for num_units, layer_weights in [(6, weights[:4]), (2, weights[4:])]:
    h = np.zeros([3, num_units], np.float32)
    layer_outputs = []
    for step in range(5):
        h, _ = reference.gru_step(layer_inputs[:, step], h, *layer_weights)
        layer_outputs.append(h)
    layer_inputs = np.stack(layer_outputs, axis=1)  # [3, 5, num_units]

show_difference("outputs, NumPy and TensorFlow", layer_inputs, outputs_value)

# %% [markdown]
# ### Exercise 2 · `run_stack` · 6 min · ★★☆
#
# Build a stack of `num_layers` GRU layers with `num_units` units each. Every layer has its own weights. Run it over the inputs with `dynamic_rnn`, from a state of zeros, and return both results.


# %%
def run_stack(inputs, num_units, num_layers):
    """Tensor [batch, num_steps, input_size], int, int -> outputs, final state."""
    ### BEGIN SOLUTION
    cells = [tf.nn.rnn_cell.GRUCell(num_units) for _ in range(num_layers)]
    stack = tf.nn.rnn_cell.MultiRNNCell(cells)
    return tf.nn.dynamic_rnn(stack, inputs, dtype=tf.float32)
    ### END SOLUTION


check.run_stack(run_stack)

# %% [markdown]
# What happens with eight layers?

# %% [markdown]
# ## 4 · Residual connections
#
# In the backward pass, the gradient travels from the top layer down to the bottom. If each layer lets only a small part of it pass, the bottom layers hardly learn.
#
# A **residual connection** (also called *skip connection*) adds the input of a layer to its output. So the gradient has a second way, around the layer. In TensorFlow, this is `ResidualWrapper(cell)`. The input and the output need the same size, because they are added.
#
# We build new networks of 1 to 8 layers. At the top we start with a gradient of norm 1 (argument `grad_ys`), and measure its norm at the inputs.
#
# **Predict before you run:** what norm is left at the inputs of 8 layers without residual connections?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.


# %%
def norm_at_the_inputs(num_layers, residual):
    """Norm of the gradient at the inputs of a new network, if it is 1 at the outputs."""
    random = np.random.default_rng(seed=12)
    top_gradient = random.normal(size=[20, 16]).astype(np.float32)
    top_gradient /= np.linalg.norm(top_gradient)

    with fresh_session(seed=12) as session:
        x = tf.constant(random.normal(size=[20, 16]).astype(np.float32))
        cells = [tf.nn.rnn_cell.GRUCell(16) for _ in range(num_layers)]
        if residual:
            cells = [tf.nn.rnn_cell.ResidualWrapper(cell) for cell in cells]
        stack = tf.nn.rnn_cell.MultiRNNCell(cells)
        output, _ = stack(x, stack.zero_state(20, tf.float32))
        [gradient] = tf.gradients(output, x, grad_ys=top_gradient)
        session.run(tf.global_variables_initializer())
        return np.linalg.norm(session.run(gradient))


# %%
depths = [1, 2, 4, 8]
norms = {
    "with residual connections": [norm_at_the_inputs(depth, residual=True) for depth in depths],
    "without": [norm_at_the_inputs(depth, residual=False) for depth in depths],
}
for name, values in norms.items():
    print(f"{name:25}: 1 layer {values[0]:.1f}, 8 layers {values[-1]:.1g}")
show_prediction(prediction)

# %%
gradient_plots.norm_by_depth(depths, norms)

# %% [markdown]
# **Answer.** A few millionths are left. On average, a layer lets about 0.22 of the gradient pass, and $0.22^8$ is a few millionths. One reason is the update gate of a new GRU, because only $1 - 0.73 = 0.27$ of the candidate reaches the output. With residual connections, the norm stays near 1.
#
# These are the numbers of a new network, and they change during training. With residual connections, `outputs[:, -1]` is no longer the final state of a GRU, because the wrapper changes the output but not the state.

# %% [markdown]
# ## 5 · What dropout does
#
# **Dropout** is a common remedy for overfitting (lesson 05). At each training step, it sets a random part of the numbers to zero, so no unit can rely on one other unit. The probability that a number is kept is called **`keep_prob`** in old code. The newer argument `rate` of `tf.nn.dropout` is the opposite, so we write `rate=1 - keep_prob`. Always write its name, because the second argument without a name is still `keep_prob`.
#
# Dropout must be on in training and off everywhere else, so `keep_prob` is a placeholder. With `tf.placeholder_with_default(1.0, [])`, it is 1 if we do not feed it.
#
# **Predict before you run:** dropout with a `keep_prob` of 0.5 gets twelve ones. Which numbers does it return besides zeros?

# %%
with fresh_session(seed=12) as session:
    keep_prob = tf.placeholder_with_default(1.0, [])
    twelve = tf.nn.dropout(tf.ones([12]), rate=1 - keep_prob)
    many = tf.nn.dropout(tf.ones([100_000]), rate=1 - keep_prob)

    print("not fed  :", session.run(twelve))
    print("0.5      :", session.run(twelve, {keep_prob: 0.5}))
    print("0.5 again:", session.run(twelve, {keep_prob: 0.5}))
    for value in [0.5, 0.8]:
        result = session.run(many, {keep_prob: value})
        print(f"keep_prob {value}: largest value {result.max()}, mean {result.mean():.1f}")

# %% [markdown]
# **Answer.** It returns 2, because each number that is kept is divided by `keep_prob`. So the mean stays the same, and the trained weights also fit when dropout is off.

# %% [markdown]
# ## 6 · Where a wrapper applies dropout
#
# For cells, old code uses `DropoutWrapper(cell, …)`. It has an argument for the inputs, one for the outputs and one for the state. Imagine that your classifier reads the *final state*, and you add `output_keep_prob=0.5`.
#
# **Predict before you run:** does this dropout change the final state?

# %%
sequences = np.random.default_rng(seed=12).normal(size=[3, 6, 4]).astype(np.float32)


def changes(first, second):
    return "no" if np.array_equal(first, second) else "yes"


rows = []
for argument in ["input_keep_prob", "output_keep_prob", "state_keep_prob"]:
    with fresh_session(seed=12) as session:
        keep_prob = tf.placeholder_with_default(1.0, [])
        cell = tf.nn.rnn_cell.GRUCell(8)
        wrapped = tf.nn.rnn_cell.DropoutWrapper(cell, **{argument: keep_prob})
        results = tf.nn.dynamic_rnn(wrapped, tf.constant(sequences), dtype=tf.float32)
        session.run(tf.global_variables_initializer())
        first_outputs, first_state = session.run(results, {keep_prob: 0.5})
        next_outputs, next_state = session.run(results, {keep_prob: 0.5})
    in_outputs = changes(first_outputs, next_outputs)
    rows.append([argument, in_outputs, changes(first_state, next_state)])

Table(["dropout", "changes the outputs", "changes the final state"], rows)

# %% [markdown]
# **Answer.** No. The wrapper applies this dropout only to the output, after the cell has computed its state. So a classifier that reads the final state trains without it, and no error is raised. In a stack, the next layer reads the outputs, so only the dropout of the top layer is lost.
#
# If you read the final state, use `input_keep_prob`, or apply `tf.nn.dropout` to the state. The argument `state_keep_prob` applies dropout to the state at every time step, so it also disturbs the memory.

# %% [markdown]
# ## 7 · On in training, off in measuring
#
# What happens if we forget to turn dropout off? A new network with two layers classifies 1,000 sequences into ten classes. It does this twice without a feed, and twice with a `keep_prob` of 0.7.
#
# **Predict before you run:** how many of the 1,000 answers are different the second time, if 0.7 is fed?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
sequences = np.random.default_rng(seed=12).normal(size=[1_000, 6, 4]).astype(np.float32)

with fresh_session(seed=12) as session:
    keep_prob = tf.placeholder_with_default(1.0, [])
    cells = []
    for _ in range(2):
        cell = tf.nn.rnn_cell.GRUCell(16)
        cells.append(tf.nn.rnn_cell.DropoutWrapper(cell, input_keep_prob=keep_prob))
    stack = tf.nn.rnn_cell.MultiRNNCell(cells)
    _, final_state = tf.nn.dynamic_rnn(stack, tf.constant(sequences), dtype=tf.float32)
    logits = tf.layers.dense(final_state[-1], 10)
    answers = tf.argmax(logits, axis=1)
    session.run(tf.global_variables_initializer())

    changed = {}
    for name, feed in [("not fed", {}), ("0.7", {keep_prob: 0.7})]:
        first_answers = session.run(answers, feed)
        next_answers = session.run(answers, feed)
        changed[name] = np.sum(first_answers != next_answers)

print("not fed:", changed["not fed"], "answers change")
print("0.7    :", f"about {changed['0.7'] / 100:.0f}00 answers change")
show_prediction(prediction)

# %% [markdown]
# **Answer.** About half of them. Without a feed, none changes. So if a network gives two answers to the same question, look for dropout that is on. The opposite bug is also silent. If you never feed `keep_prob` in training, the network trains without dropout.

# %% [markdown]
# ### Exercise 3 · `update_then_measure` · 4 min · ★☆☆
#
# Run one training step on `batch`, with a `keep_prob` of 0.7. Then return the accuracy on `validation`, without dropout. Both are feed dictionaries without `keep_prob`, which is a placeholder with the default 1.0. Do not change them.


# %%
def update_then_measure(session, train_op, accuracy, keep_prob, batch, validation):
    """Session, operation, tensor, placeholder, two feed dictionaries -> a number."""
    ### BEGIN SOLUTION
    session.run(train_op, {**batch, keep_prob: 0.7})
    return session.run(accuracy, validation)
    ### END SOLUTION


check.update_then_measure(update_then_measure)

# %% [markdown]
# ## Common error: `Dimensions must be equal, but are 8 and 7`
#
# Old code often creates its layers with `[cell] * 2`. Here the inputs have 3 numbers, and the cell has 4 units.
#
# **Predict before you run:** how many cells does the list `[cell] * 2` contain?

# %% tags=["raises-exception"]
with fresh_session() as session:
    cell = tf.nn.rnn_cell.GRUCell(4)
    stack = tf.nn.rnn_cell.MultiRNNCell([cell] * 2)
    tf.nn.dynamic_rnn(stack, tf.zeros([5, 6, 3]), dtype=tf.float32)

# %% [markdown]
# **Answer.** It contains one cell, twice, because Python does not copy the object. The cell creates its kernel in the bottom layer, with 3 + 4 = 7 rows. In the top layer, the same kernel gets 4 + 4 = 8 numbers. (`[cell for _ in range(2)]` has the same bug.)
#
# With inputs of 4 numbers, however, both layers need 8 rows. Now there is no error, and both layers share their weights. To find this bug, count `tf.trainable_variables()`. A GRU has four variables, so two layers must have eight. The fix is a new cell for each layer:

# %%
for name in ["[cell] * 2", "fixed"]:
    with fresh_session() as session:
        if name == "fixed":
            cells = [tf.nn.rnn_cell.GRUCell(4) for _ in range(2)]
        else:
            cells = [tf.nn.rnn_cell.GRUCell(4)] * 2
        stack = tf.nn.rnn_cell.MultiRNNCell(cells)
        tf.nn.dynamic_rnn(stack, tf.zeros([5, 6, 4]), dtype=tf.float32)
        in_graph = len(tf.trainable_variables())
        print(f"{name:10}: {in_graph} variables in the graph, {len(stack.variables)} in the stack")

# %% [markdown]
# Do not count `stack.variables`, because it counts the shared variables twice.
#
# Now we can read the line of the introduction. Its three layers share their weights. Its `output_keep_prob` is a constant, so dropout is on in every run. And this dropout does not change the final state of the top layer. In the fixed version, `keep_prob` is the placeholder of section 5:
#
# ```python
# cells = [
#     tf.nn.rnn_cell.DropoutWrapper(tf.nn.rnn_cell.GRUCell(128), input_keep_prob=keep_prob)
#     for _ in range(3)
# ]
# stack = tf.nn.rnn_cell.MultiRNNCell(cells)
# ```

# %% [markdown]
# ## Summary
#
# - In a GRU, the update gate controls how much of the old state is kept, and the reset gate how much of it the candidate reads. Variants of the formula give other numbers and raise no error.
# - `MultiRNNCell` takes a new cell for each layer. With `[cell] * n`, the layers share their weights, and `tf.trainable_variables()` shows it.
# - A residual connection adds the input of a layer to its output, so the gradient can travel around the layer. In a new network of 8 layers, its norm stays near 1 instead of a few millionths.
# - `output_keep_prob` changes the outputs of a cell but never its final state. `input_keep_prob` and `state_keep_prob` change both.
# - A placeholder with the default 1.0 turns dropout on in training only. If dropout stays on, the network gives different answers to the same question.
#
# In lesson 14 a second layer reads the sequence from its end.

# %%
check.progress()

# %% [markdown]
# <details>
# <summary>Sources</summary>
#
# The GRU is that of Cho and others, *Learning phrase representations using RNN encoder-decoder* (2014). The paper with $u$ and $1 - u$ swapped is Chung and others, *Empirical evaluation of gated recurrent neural networks on sequence modeling* (2014).
#
# - In TensorFlow 1.1, `[cell] * n` raised an error, *Attempt to reuse RNNCell … with a different variable scope than its first use* (issue 8191). A list comprehension around one cell raised it too (issue 12581). Still true: the advice of the message, a new cell for each layer. No longer true: that TensorFlow stops. It only writes a line in its log, which this course does not show.
#
# </details>
