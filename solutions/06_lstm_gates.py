# %% [markdown]
# # 06 · The gates of an LSTM
#
# *An LSTM is a recurrent cell with three gates. This lesson takes a step apart, gate by gate, works the gates by hand, and measures what they are good for.*
#
# **You will be able to**
# - name the four blocks of an LSTM's kernel, and compute a step from them in NumPy
# - say which half of the state is which, and what `state_is_tuple` changes
# - find the forget bias, and say what it does at the start of training
# - set a cell by hand so that it holds a value for 200 steps, and say which cells learn to
# - read a picture of gates over time, and name what `LSTMCell` adds
#
# **You need** lessons 02 to 04, and from lesson 05 what Adam and clipping are. **Time**: about 60 minutes, of which 27 for the exercises. **Order**: after the imports, 2 needs 1, 3 needs 1, 4 needs 1, 5 needs 1, 7 needs 6, 8 needs 7, 9 needs 6, 10 needs 1, and *Broken on purpose* needs 1.

# %%
import re
from itertools import permutations

import numpy as np

from utils import gate_plots, plots, reference, training
from utils.checks import lstm_gates as check
from utils.data import load_sunspots, load_text
from utils.graph import fresh_session, variable_table
from utils.reference import sigmoid
from utils.table import Table
from utils.tf1 import tf

# %% [markdown]
# ## 1 · One kernel, four blocks
#
# An **LSTM** carries two states from step to step: the **cell state** $c$, its memory, and $h$, what it shows. Each step begins like lesson 02's, with a product and a bias, but four times as wide:
#
# $$[i, j, f, o] = x_t W + h_{t-1} U + b$$
#
# $$c_t = \sigma(f + \text{forget\_bias})\, c_{t-1} + \sigma(i) \tanh(j) \qquad h_t = \sigma(o) \tanh(c_t)$$
#
# The **sigmoid** $\sigma(z) = 1 / (1 + e^{-z})$ gives a number between 0 and 1. What it multiplies passes whole, in part, or not at all: that is a **gate**. The **input gate** $i$ says how much is let in of $j$, the new content; the **forget gate** $f$ how much of the old $c$ is kept; the **output gate** $o$ how much of $c$ is shown. All of these products are element by element: each unit has gates of its own.
#
# **Predict before you run:** the cell has 4 units and reads 3 numbers a step. What shape has the one kernel?

# %%
input_size, num_units = 3, 4
months = load_sunspots()[:15] / 100  # the sunspot numbers of 15 months, as an input that tells
inputs = months.reshape(5, input_size).astype(np.float32)  # [batch_size, input_size]
random = np.random.default_rng(seed=6)
c, h = random.uniform(-1, 1, size=(2, 5, num_units)).astype(np.float32)  # each [5, 4]

with fresh_session(seed=6) as session:
    x = tf.placeholder(tf.float32, [None, input_size])
    state = tuple(tf.placeholder(tf.float32, [None, num_units]) for _ in range(2))
    cell = tf.nn.rnn_cell.BasicLSTMCell(num_units)
    output, new_state = cell(x, state)

    session.run(tf.global_variables_initializer())
    first_bias = session.run(cell.variables[1])
    cell.variables[1].load(random.uniform(-1, 1, size=first_bias.shape), session)
    kernel, bias = session.run(cell.variables)
    feeds = {x: inputs, state: (c, h)}  # a tuple of placeholders takes a tuple of arrays
    output_value, new_state_value = session.run([output, new_state], feeds)
    table = variable_table(cell.variables)

table

# %% [markdown]
# `[3 + 4, 4 * 4]`: the rows are those of lesson 03, W above U, and the columns are four blocks of `num_units`, in the order $i, j, f, o$.

# %%
gate_plots.gate_kernel_heatmap(kernel, input_size=input_size)

# %% [markdown]
# ## 2 · The step, gate by gate
#
# **Predict before you run:** the state of lesson 02's cell is multiplied by a matrix at every step. Which matrix is $c$ multiplied by?

# %%
i, j, f, o = np.split(inputs @ kernel[:3] + h @ kernel[3:] + bias, 4, axis=1)  # each [5, 4]

let_in = sigmoid(i) * np.tanh(j)
kept = sigmoid(f + 1.0) * c  # the forget bias is 1 unless the cell is told otherwise
new_c = kept + let_in
new_h = sigmoid(o) * np.tanh(new_c)

by_reference = reference.lstm_step(inputs, (c, h), kernel, bias)[1]
for name, ours, tensorflow, third in zip(
    "ch", (new_c, new_h), new_state_value, by_reference, strict=True
):
    print(f"{name}_t {ours.shape}", end="   ")
    print("largest difference below 1e-6:", np.abs(ours - tensorflow).max() < 1e-6, end="   ")
    print("and from utils.reference:", np.abs(ours - third).max() < 1e-6)

# %% [markdown]
# None: it is multiplied by a gate, and something is added. The products with W and U are the only two with a matrix (TensorFlow joins $[x, h]$ and needs one).

# %% [markdown]
# ### Exercise 1 · `lstm_step` · 8 min · ★★☆
#
# Write the step for any shapes and any forget bias. Return what the cell returns: the output, and the state as a tuple. (`utils.reference` holds the course's own; use `reference.sigmoid` alone.)


# %%
def lstm_step(inputs, c, h, kernel, bias, forget_bias):
    """[batch, input_size], two [batch, num_units], kernel, bias, number -> output, (new c, new h)."""
    ### BEGIN SOLUTION
    sums = np.concatenate([inputs, h], axis=1) @ kernel + bias
    i, j, f, o = np.split(sums, 4, axis=1)
    keep = reference.sigmoid(f + forget_bias)
    c = keep * c + reference.sigmoid(i) * np.tanh(j)
    h = reference.sigmoid(o) * np.tanh(c)
    return h, (c, h)
    ### END SOLUTION


check.lstm_step(lstm_step)

# %% [markdown]
# ## 3 · The state is a pair
#
# **Predict before you run:** is `new_state[0]` what the cell puts out?

# %%
print("new_state is a", type(new_state).__name__, "with the fields", new_state._fields)
print("the output is new_state[0], called c:", output is new_state.c)
print("the output is new_state[1], called h:", output is new_state.h)

with fresh_session() as session:
    cell = tf.nn.rnn_cell.BasicLSTMCell(num_units)
    exchanged, _ = cell(tf.constant(inputs), (tf.constant(h), tf.constant(c)))
    for variable, value in zip(cell.variables, (kernel, bias), strict=True):
        variable.load(value, session)
    error = np.abs(session.run(exchanged) - output_value).max()
print("given (h, c), nothing complains; the largest error is", error.round(2))

# %% [markdown]
# `LSTMStateTuple` is `(c, h)`, and a plain tuple does as well. Both halves have one shape, so only the numbers tell when they are exchanged: write `state.h`, not `state[1]`.
#
# Older code has one array instead, `[batch, 2 * num_units]`. **Predict before you run:** which half of it is $h$?

# %%
with fresh_session() as session:
    cell = tf.nn.rnn_cell.BasicLSTMCell(num_units, state_is_tuple=False)
    joined = np.concatenate([c, h], axis=1)  # [5, 8]
    _, joined_state = cell(tf.constant(inputs), tf.constant(joined))
    for variable, value in zip(cell.variables, (kernel, bias), strict=True):
        variable.load(value, session)
    joined_value = session.run(joined_state)

print("state_is_tuple=False: one tensor of shape", joined_state.shape)
halves = np.split(joined_value, 2, axis=1)
print("left half is c :", np.allclose(halves[0], new_state_value.c, atol=1e-6))
print("right half is h:", np.allclose(halves[1], new_state_value.h, atol=1e-6))

# %% [markdown]
# ## 4 · The order of the blocks
#
# Four equal blocks can be named in 24 orders. Shapes fit in all of them.
#
# **Predict before you run:** how many of the 24 give the cell's output?

# %%
blocks = np.split(np.concatenate([inputs, h], axis=1) @ kernel + bias, 4, axis=1)
errors = {}
for order in permutations("ijfo"):
    of = dict(zip(order, blocks, strict=True))
    c_t = sigmoid(of["f"] + 1.0) * c + sigmoid(of["i"]) * np.tanh(of["j"])
    h_t = sigmoid(of["o"]) * np.tanh(c_t)
    errors["".join(order)] = np.abs(h_t - output_value).max()

print("orders that agree below 1e-6:", [order for order, e in errors.items() if e < 1e-6])
print("largest error of i, f, j, o :", errors["ifjo"].round(2))

# %% [markdown]
# One. The order $i, f, j, o$ is that of Keras, whose documents call $j$ by the name $c$: i, f, c, o. Read in that order these weights give wrong numbers, and no error. The next section takes them to Keras rightly.

# %% [markdown]
# ## 5 · Where the forget bias is
#
# A post that this lesson answers says: *forget_bias, 1 by default, means that the forget gate's initial value is 1*.
#
# **Predict before you run:** what does the bias variable of a new cell hold in its block f: zeros or ones? And what does a forget gate open to, when all inputs are zeros?

# %%
print("bias of the new cell, block f:", first_bias[2 * num_units : 3 * num_units])
print("anything in it but zeros     :", first_bias.any())

without, _ = reference.lstm_step(inputs, (c, h), kernel, bias, forget_bias=0.0)
print("left out, the largest error is", np.abs(without - output_value).max().round(2))

print("\nforget_bias  gate of a new cell  left of c after 10 steps  after 80")
for forget_bias in (0.0, 1.0, 3.0, 5.0):
    with fresh_session() as session:
        cell = tf.nn.rnn_cell.BasicLSTMCell(1, forget_bias=forget_bias)
        _, kept = cell(tf.zeros([1, 1]), (tf.ones([1, 1]), tf.zeros([1, 1])))  # c is 1
        session.run(tf.global_variables_initializer())
        gate = session.run(kept.c).item()
    print(f"{forget_bias:11}  {gate:18.2f}  {gate**10:24.2f}  {gate**80:8.2f}")

# %% [markdown]
# Zeros: the forget bias is in no variable. The cell adds it at each step, *before* the sigmoid, so a new gate stands at $\sigma(1) = 0.73$ and not at 1, and after 10 steps 4 % of a value is left. (With $c = 1$, and nothing let in, the new $c$ is the gate.) Whoever copies the weights must carry the number beside them, or put it where it can be seen:

# %%
by_keras_order = [0, 2, 1, 3]  # i, f, j, o
folded = bias + np.repeat([0, 0, 1, 0], num_units).astype(np.float32)
with fresh_session() as session:
    cell = tf.nn.rnn_cell.BasicLSTMCell(num_units, forget_bias=0.0)
    folded_output, _ = cell(tf.constant(inputs), (tf.constant(c), tf.constant(h)))
    in_keras = tf.keras.layers.LSTMCell(num_units, recurrent_activation="sigmoid")
    keras_output, _ = in_keras(tf.constant(inputs), [tf.constant(h), tf.constant(c)])

    W, U, b = (
        np.concatenate([np.split(weights, 4, axis=-1)[place] for place in by_keras_order], axis=-1)
        for weights in (kernel[:input_size], kernel[input_size:], folded)
    )
    variables, values = [*cell.variables, *in_keras.weights], [kernel, folded, W, U, b]
    for variable, value in zip(variables, values, strict=True):
        variable.load(value, session)
    same = [
        np.abs(v - output_value).max() < 1e-6 for v in session.run([folded_output, keras_output])
    ]

print("forget_bias=0 and 1 in the bias, the same output:", same[0])
print("the same weights in Keras, the same output      :", same[1])

# %% [markdown]
# In Keras the order is i, f, j, o, the forget bias lies in the bias, and the state is `[h, c]` (lesson 15 has the whole list).

# %% [markdown]
# ### Exercise 2 · `fold_forget_bias` · 4 min · ★☆☆
#
# Return the bias of a cell with `forget_bias=0.0` that does what a cell with this `bias` and this `forget_bias` does.


# %%
def fold_forget_bias(bias, forget_bias):
    """Put the forget bias into the bias: [4 * num_units], number -> [4 * num_units]."""
    ### BEGIN SOLUTION
    folded = bias.copy()
    num_units = len(bias) // 4
    folded[2 * num_units : 3 * num_units] += forget_bias
    return folded
    ### END SOLUTION


check.fold_forget_bias(fold_forget_bias)

# %% [markdown]
# ## 6 · What each gate does
#
# Here is a cell of one unit whose gates you work by hand. Its input is four numbers: a value, and three switches that are 0 or 1: *write* opens the input gate, *erase* shuts the forget gate (open, it keeps, whatever its name says), *show* opens the output gate. The weights are large, so that the gates are open or shut, and hardly between. At step 2 a 0.9 is written, at step 9 erased, at step 12 a -0.9 is written.
#
# `tf.nn.dynamic_rnn` runs a cell over a whole sequence, `[batch, num_steps, size]`, like `static_rnn`, but in a loop inside the graph, so that any number of steps will do (lesson 07).
#
# **Predict before you run:** *show* is 1 at steps 5 to 7, 10, 14 and 15. Where is $h$ not 0?


# %%
def run_by_tensorflow(cell_class, kernel, bias, inputs):
    """Outputs [batch, num_steps, num_units] of a cell with these weights, from a state of zeros."""
    with fresh_session() as session:
        cell = cell_class(len(bias) // (4 if "LSTM" in cell_class.__name__ else 1))
        outputs, _ = tf.nn.dynamic_rnn(cell, tf.constant(inputs, tf.float32), dtype=tf.float32)
        for variable, value in zip(cell.variables, (kernel, bias), strict=True):
            variable.load(value, session)
        return session.run(outputs)


# %%
def gates_along(inputs, kernel, bias, **fixed):
    """Gates and states of one sequence [num_steps, input_size], by NumPy: each [num_steps, num_units].

    The gates are past their sigmoid, j is past tanh. A gate that is `fixed`, as in f=1.0, has that
    value at every step.
    """
    c = h = np.zeros([1, len(bias) // 4])
    steps = []
    for step in inputs:
        gates = reference.lstm_gates(step[np.newaxis], (c, h), kernel, bias)
        i, j, f, o = (fixed.get(n, g) + 0 * g for n, g in zip("ijfo", gates, strict=True))
        c = f * c + i * j
        h = o * np.tanh(c)
        steps.append([part[0] for part in (i, j, f, o, c, h)])
    return dict(zip("ijfoch", np.swapaxes(steps, 0, 1), strict=True))


# %%
memory_kernel = np.array(
    [  # i, j, f, o
        [0, 1, 0, 0],  # value
        [20, 0, 0, 0],  # write
        [0, 0, -20, 0],  # erase
        [0, 0, 0, 20],  # show
        [0, 0, 0, 0],  # h
    ],
    np.float32,
)
memory_bias = np.array([-10, 0, 9, -10], np.float32)  # f: 9 and the forget bias make 10

# %%
switched = np.zeros([16, 4], np.float32)  # [num_steps, input_size]
switched[:, 0] = np.random.default_rng(6).uniform(-1, 1, size=16)
switched[[2, 12], 0] = 0.9, -0.9
for switch, steps in ((1, [2, 12]), (2, [9]), (3, [5, 6, 7, 10, 14, 15])):
    switched[steps, switch] = 1

by_hand = gates_along(switched, memory_kernel, memory_bias)
outputs = run_by_tensorflow(
    tf.nn.rnn_cell.BasicLSTMCell, memory_kernel, memory_bias, switched[np.newaxis]
)
print("TensorFlow shows the same h:", np.abs(outputs[0] - by_hand["h"]).max() < 1e-6)
print("step:", *(f"{step:5}" for step in (1, 2, 8, 9, 11, 12, 15)))
for name in "ch":
    print(f"   {name}:", *(f"{by_hand[name][step, 0]:z5.2f}" for step in (1, 2, 8, 9, 11, 12, 15)))

# %%
NAMES = {"i": "i: lets in", "f": "f: keeps", "o": "o: shows"}

gate_plots.gates_over_time(
    {name: by_hand[gate][:, 0] for gate, name in NAMES.items()},
    {"c": by_hand["c"][:, 0], "h": by_hand["h"][:, 0]},
    title="c changes only where a gate lets it; h is tanh(c), where it is shown",
    alt="Sixteen steps. The input gate is open at steps 2 and 12 only, the forget gate shut at "
    "step 9 only, the output gate open at 5 to 7, 10, 14 and 15. c is 0.72 from step 2 to 8, 0 "
    "from 9 to 11, and -0.72 from 12 on. h is 0, but 0.61 at steps 5 to 7 and -0.61 at 14 and 15.",
)

# %% [markdown]
# The values go on changing at every step, and $c$ does not see them: it holds tanh(0.9) = 0.72 until it is erased. At step 8, $c$ holds it while $h$ is 0: what a cell remembers is not what it shows. At step 10 it would be shown, and there is nothing left.

# %% [markdown]
# ## 7 · Holding a value for 200 steps
#
# Can only an LSTM remember? Each sequence here begins with a **bit**, 1 or -1, with a mark beside it; then come 200 **distractors**, numbers between -1 and 1 that count for nothing, without a mark. At the end the sign of the output should be the bit. Neither cell is trained; their weights are set by hand:
# - `BasicRNNCell(1)`, $h_t = \tanh(x_t + 3 h_{t-1})$, blind to the mark
# - `BasicLSTMCell(1)`: the mark opens the input gate, the other gates stay open
#
# **Predict before you run:** how many of 64 bits does each hold?


# %%
def sequences_to_hold(random, batch_size, distance, graded=False):
    """Inputs [batch_size, distance + 1, 2], a number and a mark; and the marked numbers [batch_size]."""
    inputs = np.zeros([batch_size, distance + 1, 2], np.float32)
    inputs[:, :, 0] = random.uniform(-1, 1, size=(batch_size, distance + 1))
    inputs[:, 0, 1] = 1
    if not graded:
        inputs[:, 0, 0] = np.sign(inputs[:, 0, 0])
    return inputs, inputs[:, 0, 0].copy()


def rnn_weights(from_input, from_state):
    """Kernel and bias of BasicRNNCell(1): h_t = tanh(from_input * x_t + from_state * h_{t-1})."""
    return np.array([[from_input], [0], [from_state]], np.float32), np.zeros(1, np.float32)


def lstm_weights_by_hand(forget):
    """Kernel and bias of BasicLSTMCell(1): the mark opens the input gate; f + forget_bias is given."""
    kernel = np.array([[0, 1, 0, 0], [30, 0, 0, 0], [0, 0, 0, 0]], np.float32)  # number, mark, h
    return kernel, np.array([-15, 0, forget - 1, 15], np.float32)


# %%
rnn_class, lstm_class = tf.nn.rnn_cell.BasicRNNCell, tf.nn.rnn_cell.BasicLSTMCell
long_inputs, bits = sequences_to_hold(np.random.default_rng(6), batch_size=64, distance=200)
for cell_class, weights in ((rnn_class, rnn_weights(1, 3)), (lstm_class, lstm_weights_by_hand(15))):
    outputs = run_by_tensorflow(cell_class, *weights, long_inputs)  # [64, 201, 1]
    held = (np.sign(outputs[:, -1, 0]) == bits).sum()
    print(f"{cell_class.__name__:13} holds {held} of {len(bits)} bits over 200 steps")

# %% [markdown]
# Both hold all of them. With a weight of 3, the state of the RNN is drawn to about 1 or -1, and a distractor is too weak to pull it over to the other side. Two places to rest are enough for one bit. They are not enough for a **graded** value, any number between -1 and 1: what is drawn to two places forgets where it came from.
#
# So, graded values, and six cells. First in quiet: zeros in place of the distractors. A weight of 1 has no such places; and if, besides, the input is multiplied by 0.01, tanh is nearly a straight line. **Drift** is how far $h$ has moved from its first value: the root of the mean square over 64 sequences, divided by the weight of the input.
#
# **Predict before you run:** which of them drift least?

# %%
by_hand_cells = {
    "RNN, weight 3": (rnn_class, rnn_weights(1, 3), 1),
    "RNN, weight 1": (rnn_class, rnn_weights(1, 1), 1),
    "RNN, weight 1, input x 0.01": (rnn_class, rnn_weights(0.01, 1), 0.01),
    "RNN, weight 0.99, input x 0.01": (rnn_class, rnn_weights(0.01, 0.99), 0.01),
    "LSTM, forget gate sigmoid(10)": (lstm_class, lstm_weights_by_hand(10), 1),
    "LSTM, forget gate sigmoid(15)": (lstm_class, lstm_weights_by_hand(15), 1),
}
graded_inputs, _ = sequences_to_hold(np.random.default_rng(6), 64, 200, graded=True)
quiet_inputs = graded_inputs.copy()
quiet_inputs[:, 1:, 0] = 0


# %%
def drift(cell_class, weights, scale, inputs):
    """How far the outputs have moved since the first step, at each step: [num_steps - 1]."""
    outputs = run_by_tensorflow(cell_class, *weights, inputs)[:, :, 0] / scale
    return np.sqrt(np.mean((outputs[:, 1:] - outputs[:, :1]) ** 2, axis=0))


quiet = {name: drift(*settings, quiet_inputs) for name, settings in by_hand_cells.items()}
plots.lines(
    {name: np.maximum(values, 1e-7) for name, values in quiet.items()},  # 0 has no logarithm
    x=np.arange(1, 201),
    x_label="steps since the value came",
    y_label="drift",
    title="In quiet, an RNN can hold a graded value too, if its weight is exactly 1",
    log_y=True,
    alt="Drift over 200 steps without distractors, on a logarithmic axis. The RNN with weight 3 "
    "goes to 0.6 within five steps, with weight 1 to 0.4 slowly; with its input times 0.01 it "
    "stays below 0.01 where its weight is 1, and comes near 0.5 where it is 0.99. The LSTM stays "
    "below 0.01 with a forget gate of sigmoid(10), and below 0.0001 with sigmoid(15).",
)

# %% [markdown]
# So a plain RNN *can* hold a graded value, for a while: with a small input, and a weight of 1. But 0.99 instead of 1 loses it. The LSTM needs no exact weight: between 10 and 15 the sigmoid is nearly 1 everywhere. Now the distractors come back.
#
# **Predict before you run:** which cells can keep the distractors out?

# %%
rows = []
for name, settings in by_hand_cells.items():
    noisy = drift(*settings, graded_inputs)
    rows.append([name, f"{quiet[name][-1]:.3f}", f"{noisy[-1]:.3f}"])

print("drift after 200 steps")
Table(["cell", "zeros", "distractors"], rows)

# %% [markdown]
# The LSTMs alone, of these six. One unit of an RNN *adds* its input to what it holds, at every step with the same weight, so it treats value and distractors alike. A gate *multiplies*: it can treat each step differently.
#
# And three units of an RNN? Two of them see the number, one times 0.01, one times -0.01; both have a bias of -10, which the mark takes away for one step. The third adds half their difference to what it holds.
#
# **Predict before you run:** does the third keep the distractors out?

# %%
for weight in (1, 0.99):
    three_units = np.array(
        [
            [0.01, -0.01, 0],  # number
            [10, 10, 0],  # mark
            [0, 0, 0.5],  # first unit
            [0, 0, -0.5],  # second
            [0, 0, weight],  # third, which holds
        ],
        np.float32,
    )
    outputs = run_by_tensorflow(rnn_class, three_units, np.float32([-10, -10, 0]), graded_inputs)
    held = outputs[:, 1:, 2] / 0.01  # [64, 200]; the value reaches the third unit at step 1
    moved = np.sqrt(np.mean((held[:, -1] - held[:, 0]) ** 2))
    print(f"three units, weight {weight:4}: drift among distractors {moved:.3f}")

# %% [markdown]
# It does: near -1 tanh is flat, and no number gets through. Two units have become a gate. So an RNN *can* be set to do what the LSTM does; it takes more units, and the weight still has to be exactly 1.

# %% [markdown]
# ### Exercise 3 · `hold_weights` · 10 min · ★★★
#
# Set `BasicLSTMCell(num_units)` by hand. Its input is `num_units` numbers and a mark, in this order. At a mark the numbers are stored, one in each unit, $c = \tanh(\text{number})$, **in place of** those stored before; between marks they are held, for 200 steps if need be, and always shown. Outputs within 0.02 will do.


# %%
def hold_weights(num_units):
    """Weights that hold: int -> kernel [2 * num_units + 1, 4 * num_units], bias [4 * num_units]."""
    ### BEGIN SOLUTION
    kernel = np.zeros((2 * num_units + 1, 4 * num_units))
    i, j, f = (slice(block * num_units, (block + 1) * num_units) for block in range(3))
    mark = num_units
    kernel[mark, i], kernel[mark, f] = 40, -40
    kernel[:num_units, j] = np.eye(num_units)
    bias = np.repeat([-20.0, 0.0, 20.0, 20.0], num_units)
    return kernel, bias
    ### END SOLUTION


check.hold_weights(hold_weights)

# %% [markdown]
# ## 8 · Which cell learns to hold?
#
# What can be set by hand need not be found by training. The task is the one above: a bit, then distractors, 10, 30 or 80 of them. Three kinds of cell, each of 16 units, learn it from 60 batches of 64 new sequences. `tf.layers.dense`, a matrix and a bias, makes one logit of the last output: its sigmoid is the probability that the bit is 1. Adam's learning rate is 0.003 for all. Each gradient is clipped at a length of 0.1 by itself (lesson 05 clipped all of them by their common length).
#
# Networks for three seeds stand in one graph and see the same batches. They share no variable, so the sum of their losses trains each by its own.
#
# **Predict before you run:** which kinds hold the bit over 10 steps with most seeds, and which over 80? (Right by guessing: 0.5.)


# %%
def networks_that_hold(cell_class, seeds, **settings):
    """Draw a network for each seed: its inputs, labels and logits, one loss, and how it is trained."""
    x = tf.placeholder(tf.float32, [None, None, 2])
    wanted = tf.placeholder(tf.float32, [None])
    logits = []
    for seed in seeds:
        tf.set_random_seed(seed)
        with tf.variable_scope(f"seed_{seed}"):
            outputs, _ = tf.nn.dynamic_rnn(cell_class(16, **settings), x, dtype=tf.float32)
            logits.append(tf.layers.dense(outputs[:, -1], 1)[:, 0])  # [batch_size]
    labels = tf.stack([(wanted + 1) / 2] * len(seeds))  # 0 or 1: [seeds, batch_size]
    losses = tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=tf.stack(logits))
    loss = tf.reduce_sum(tf.reduce_mean(losses, axis=1))
    adam = tf.train.AdamOptimizer(0.003)
    clipped = [(tf.clip_by_norm(g, 0.1), v) for g, v in adam.compute_gradients(loss)]
    return x, wanted, logits, loss, adam.apply_gradients(clipped)


# %%
def learn_to_hold(cell_class, distances, seeds, updates, **settings):
    """Train networks for each distance; the share of 500 new bits that each of them holds."""
    right = {}
    with fresh_session() as session:
        x, wanted, logits, loss, train_op = networks_that_hold(cell_class, seeds, **settings)
        for distance in distances:
            random = np.random.default_rng(seeds[0])
            batches = (sequences_to_hold(random, 64, distance) for _ in range(updates))
            feeds = ({x: inputs, wanted: bits} for inputs, bits in batches)
            session.run(tf.global_variables_initializer())
            title = f"{cell_class.__name__}, {distance} steps"
            training.train(session, train_op, loss, feeds, updates, title=title)
            inputs, bits = sequences_to_hold(random, 500, distance)
            answers = np.sign(session.run(logits, {x: inputs}))  # [seeds, 500]
            right[distance] = (answers == bits).mean(axis=1)
    return right


# %% tags=["nbval-ignore-output"]
kinds = {
    "BasicRNNCell": (tf.nn.rnn_cell.BasicRNNCell, {}),
    "BasicLSTMCell": (tf.nn.rnn_cell.BasicLSTMCell, {}),
    "BasicLSTMCell, forget_bias=5": (tf.nn.rnn_cell.BasicLSTMCell, {"forget_bias": 5.0}),
}
right = {
    name: learn_to_hold(cell_class, (10, 30, 80), seeds=(1, 2, 3), updates=60, **settings)
    for name, (cell_class, settings) in kinds.items()
}
Table(
    ["bits held, seeds 1, 2, 3", *(f"{distance} steps" for distance in (10, 30, 80))],
    [
        [name, *("  ".join(f"{share:.2f}" for share in shares) for shares in by_distance.values())]
        for name, by_distance in right.items()
    ],
)

# %%
for name, by_distance in right.items():
    print(f"{name:29} holds 10 steps with every seed:", by_distance[10].min() > 0.95)
print()
plain, as_it_comes, opened = (np.median(by_distance[80]) for by_distance in right.values())
print("BasicLSTMCell learned 80 steps with most seeds:", as_it_comes > 0.75)
print("BasicRNNCell did worse than it by 0.1 or more :", plain < as_it_comes - 0.1)
print("forget_bias=5 learned 80 steps with most seeds:", opened > 0.9)

# %% [markdown]
# At 10 steps all learn. At 80 the LSTM as it comes fails, with most seeds or with all, and the plain RNN, which has no gate, does not do worse. *An LSTM remembers for long* is not true of every LSTM. Section 5 has the reason: its forget gates begin at 0.73, and $0.73^{80}$ is nothing, neither for the value on its way forward nor for its gradient on its way back (lesson 08 measures that). With `forget_bias=5` the gates begin at 0.99, and it learns. The gates do help; they have to be open when training begins.

# %% [markdown]
# ## 9 · Gates of a trained network, over a line of text
#
# Now gates that nobody set. A network reads Shakespeare character by character, and says at each letter: **did the word that this letter is in begin with a vowel?** (Elsewhere the answer is no.) To know, it has to hold the first letter's kind up to the end of the word, and then forget it. Here is a line, marked where the answer is yes:


# %%
def inside_vowel_words(text):
    """For each character: is it in a word that began with a vowel? bool [len(text)]."""
    inside = np.zeros(len(text), bool)
    for word in re.finditer(r"[A-Za-z']+", text):
        inside[word.start() : word.end()] = word[0][0] in "aeiouAEIOU"
    return inside


text = load_text("shakespeare")[:250_000]
vocabulary, ids = np.unique(list(text), return_inverse=True)
inside = inside_vowel_words(text)

line = "This is the indictment of the good Lord Hastings;"
print("in the part that is kept for measuring:", line in text[240_000:])
print(line)
print("".join("^" if yes else " " for yes in inside_vowel_words(line)))
always_no = 1 - inside[-2_000:].mean()
print(f"\nalways no would be right for {always_no:.3f} of the last 2,000 characters")

# %% [markdown]
# The cell has 16 units, the usual forget bias, and one-hot inputs (lesson 04), in pieces of 40 characters.


# %%
def train_on_words(ids, inside, vocab_size, seed, updates, num_steps=40):
    """Train on pieces of a text; kernel and bias of the cell and of the layer, and the history."""
    with fresh_session(seed) as session:
        x = tf.placeholder(tf.int32, [None, num_steps])
        wanted = tf.placeholder(tf.float32, [None, num_steps])
        cell = tf.nn.rnn_cell.BasicLSTMCell(16)
        outputs, _ = tf.nn.dynamic_rnn(cell, tf.one_hot(x, vocab_size), dtype=tf.float32)
        logits = tf.layers.dense(outputs, 1)[:, :, 0]  # [batch_size, num_steps]
        losses = tf.nn.sigmoid_cross_entropy_with_logits(labels=wanted, logits=logits)
        loss = tf.reduce_mean(losses)
        train_op = tf.train.AdamOptimizer(0.02).minimize(loss)

        pieces = len(ids) // num_steps
        rows = (a[: pieces * num_steps].reshape(pieces, num_steps) for a in (ids, inside))
        batches = training.shuffled_batches(*rows, batch_size=64, seed=seed)
        feeds = ({x: characters, wanted: answers} for characters, answers in batches)
        session.run(tf.global_variables_initializer())
        history = training.train(session, train_op, loss, feeds, updates)
        return session.run(tf.trainable_variables()), history


# %% tags=["nbval-ignore-output"]
trained, history = train_on_words(ids[:240_000], inside[:240_000], len(vocabulary), 7, updates=200)
history

# %% [markdown]
# `gates_along` of section 6 reads the last 2,000 characters, which it was not trained on. Its `fixed` gates let you ask what a gate is good for: fix it, and see what is lost.
#
# **Predict before you run:** of the letters where the answer is yes, which does it still find with a forget gate that is always open? And with one that is always shut?


# %%
def answers_of(trained, ids, vocab_size, **fixed):
    """What a trained network answers, bool [len(ids)], and its gates and states; some gates fixed."""
    kernel, bias, layer_kernel, layer_bias = trained
    along = gates_along(np.eye(vocab_size)[ids], kernel, bias, **fixed)
    return (along["h"] @ layer_kernel + layer_bias)[:, 0] > 0, along


def places_in_words(text):
    """Where a word begins, where it goes on, and where there is none: three bool [len(text)]."""
    letters = np.array([character.isalpha() for character in text])
    after_letter = np.concatenate([[False], letters[:-1]])
    return letters & ~after_letter, letters & after_letter, ~letters


held_out, wanted = (ids[-2_000:], len(vocabulary)), inside[-2_000:]
first, later, between = places_in_words(text[-2_000:])
as_trained, along = answers_of(trained, *held_out)
always_open, open_along = answers_of(trained, *held_out, f=1.0)
always_shut, _ = answers_of(trained, *held_out, f=0.0)
found_first, found_later = (always_shut[wanted & where].mean() for where in (first, later))
print("as trained, right above 0.98               :", (as_trained == wanted).mean() > 0.98)
print("always open, yes at fewer than 1 in 100    :", always_open.mean() < 0.01)
print("always open, largest |c| above 500         :", np.abs(open_along["c"]).max() > 500)
print("always shut, first letters found, above 0.9:", found_first > 0.9)
print("always shut, later ones found, 0.15 fewer  :", found_later < found_first - 0.15)

# %% [markdown]
# Always open, it finds none, or next to none: nothing is erased, and $c$ adds up until no new letter counts. Always shut, it still finds first letters, which it has just read, and loses many of the later ones: it has $h$ alone to remember by. How much is right in your run, for every gate (*no* everywhere gives 0.862):

# %% tags=["nbval-ignore-output"]
Table(
    ["gate", "always 0", "always 1"],
    [
        [
            name,
            *(
                f"{(answers_of(trained, *held_out, **{gate: value})[0] == wanted).mean():.3f}"
                for value in (0.0, 1.0)
            ),
        ]
        for gate, name in NAMES.items()
    ],
)

# %% [markdown]
# Which unit holds the answer? Take the one whose $c$ goes with it most closely, up or down, and draw its gates over the line.


# %%
def unit_that_goes_with(wanted, c):
    """The unit of c [num_steps, num_units] that is most closely correlated with the answers."""
    return int(np.argmax([abs(np.corrcoef(unit, wanted)[0, 1]) for unit in c.T]))


unit = unit_that_goes_with(wanted, along["c"])
ids_of_line = np.searchsorted(vocabulary, list("\n" + line))  # a line follows the end of another
_, over_line = answers_of(trained, ids_of_line, len(vocabulary))
gate_plots.gates_over_time(
    {name: over_line[gate][1:, unit] for gate, name in NAMES.items()},
    {"c": over_line["c"][1:, unit], "h": over_line["h"][1:, unit]},
    title="The forget gate is open within words, and narrower at their edges",
    labels=list(line),
    marked=("in a word that began with a vowel", inside_vowel_words(line)),
    x_label="character",
    alt="Three gates of one unit, and its c and h, over a line of text. The words that began with "
    "a vowel are shaded. The forget gate is wider open within words than at spaces and at first "
    "letters; c differs between shaded words and others.",
)

# %% tags=["nbval-ignore-output"]
Table(
    ["mean of the gate", "first letters", "later letters", "between words"],
    [
        [name, *(f"{along[gate][where, unit].mean():.2f}" for where in (first, later, between))]
        for gate, name in NAMES.items()
    ],
)

# %%
keeps_first, keeps_later, keeps_between = (
    along["f"][where, unit].mean() for where in (first, later, between)
)
print("keeps more at later letters than between words  :", keeps_later > keeps_between)
print("keeps more at later letters than at first ones  :", keeps_later > keeps_first)

# %% [markdown]
# The forget gate found what *erase* did in section 6, less tidily. The input gate's part differs from training to training: with seed 7, when this page was made, it opened for first letters and little else. With other seeds it is as wide between words, where it writes over the old value. Put 4 in place of 7, and look again.

# %% [markdown]
# ## 10 · What LSTMCell adds
#
# `tf.nn.rnn_cell.LSTMCell` without further arguments is `BasicLSTMCell`. Its extras:
#
# | argument | what it adds |
# |---|---|
# | `use_peepholes=True` | **peepholes**: the gates see $c$ too, each unit its own: $i$ and $f$ the old $c$, $o$ the new one |
# | `num_proj=2` | a **projection**: $h$ is multiplied by a matrix `[num_units, num_proj]`, so that it is narrower than $c$ |
# | `cell_clip=0.5` | $c$ is cut to between -0.5 and 0.5 (the values; lesson 05 clipped gradients) |
# | `proj_clip=0.5` | the same for a projected $h$ |
#
# **Predict before you run:** how many values do the peepholes of 4 units add? And with `num_proj=2`, which of the shapes change?

# %%
extras = {"none": {}, "peepholes": {"use_peepholes": True}, "num_proj=2": {"num_proj": 2}}
rows = []
for extra, settings in extras.items():
    with fresh_session() as session:
        cell = tf.nn.rnn_cell.LSTMCell(num_units, **settings)
        output, new = cell(tf.constant(inputs), cell.zero_state(5, tf.float32))
        sizes = {v.name.split("lstm_cell/")[1][:-2]: v.shape.as_list() for v in cell.variables}
        shapes = [new.c.shape.as_list(), new.h.shape.as_list(), sizes.pop("kernel")]
        more = ", ".join(f"{name} {size}" for name, size in sizes.items() if name != "bias")
        rows.append([extra, *shapes, more or "none"])
Table(["extra", "c", "h, and output", "kernel", "variables besides the bias"], rows)

# %% [markdown]
# Three vectors, 12 values: a peephole is no matrix. With the projection $h$ is 2 wide, and so the kernel loses two rows of U. Here are the cell without extras, the peepholes in NumPy, and the clip:

# %%
with fresh_session(seed=6) as session:
    plain = tf.nn.rnn_cell.LSTMCell(num_units)
    peeping = tf.nn.rnn_cell.LSTMCell(num_units, use_peepholes=True)
    clipped = tf.nn.rnn_cell.LSTMCell(num_units, cell_clip=0.5)
    with tf.variable_scope("plain"):
        plain_output, _ = plain(tf.constant(inputs), (tf.constant(c), tf.constant(h)))
    with tf.variable_scope("peeping"):
        output, _ = peeping(tf.constant(inputs), (tf.constant(c), tf.constant(h)))
    with tf.variable_scope("clipped"):
        _, clipped_state = clipped(tf.constant(inputs), (tf.constant(c), tf.constant(h)))
    session.run(tf.global_variables_initializer())
    peep_kernel, peep_bias, w_f, w_i, w_o = session.run(peeping.variables)  # w_: each [4]
    for variable, value in zip(plain.variables, (kernel, bias), strict=True):
        variable.load(value, session)
    plain_value, peep_value, clipped_c = session.run([plain_output, output, clipped_state.c])

i, j, f, o = np.split(np.concatenate([inputs, h], axis=1) @ peep_kernel + peep_bias, 4, axis=1)
new_c = sigmoid(f + w_f * c + 1.0) * c + sigmoid(i + w_i * c) * np.tanh(j)
new_h = sigmoid(o + w_o * new_c) * np.tanh(new_c)
without = reference.lstm_step(inputs, (c, h), peep_kernel, peep_bias)[0]

print("no extras, as section 1, below 1e-6     :", np.abs(plain_value - output_value).max() < 1e-6)
print("peepholes, largest difference below 1e-6:", np.abs(new_h - peep_value).max() < 1e-6)
print("without them, the largest error is      :", np.abs(without - peep_value).max().round(2))
print("largest |c| of the clipped cell         :", np.abs(clipped_c).max())

# %% [markdown]
# ### Exercise 4 · `lstm_weights` · 5 min · ★★☆
#
# How many numbers does an `LSTMCell` learn, without peepholes? `num_proj` is a number, or None where there is no projection.


# %%
def lstm_weights(input_size, num_units, num_proj):
    """Count the values of all variables: int, int, int or None -> int."""
    ### BEGIN SOLUTION
    width_of_h = num_units if num_proj is None else num_proj
    count = (input_size + width_of_h + 1) * 4 * num_units
    return count if num_proj is None else count + num_units * num_proj
    ### END SOLUTION


check.lstm_weights(lstm_weights)

# %% [markdown]
# ## Broken on purpose
#
# To carry a state from run to run, somebody makes one placeholder for both halves, `[2, batch_size, num_units]`.
#
# **Predict before you run:** `c, h = both` is what the cell does first. Will the error speak of the state?

# %% tags=["raises-exception"]
with fresh_session() as session:
    both = tf.placeholder(tf.float32, [2, 5, num_units])
    cell = tf.nn.rnn_cell.BasicLSTMCell(num_units)
    cell(tf.constant(inputs), both)

# %% [markdown]
# *You are attempting to use Python control flow in a layer that was not declared to be dynamic*, and in it *Iterating over a symbolic tf.Tensor is not allowed* (older versions: *Tensor objects are only iterable when eager execution is enabled*). No word of a state, and the advice, eager execution or `dynamic=True`, leads away from the fault: the cell takes its state apart into two, and a tensor cannot be taken apart like a tuple. The fix: make the tuple.
#
# The other way round nothing complains: `tf.matmul(new_state, V)`, where `new_state.h` was meant, makes one tensor of the tuple.

# %%
with fresh_session() as session:
    both = tf.placeholder(tf.float32, [2, 5, num_units])
    cell = tf.nn.rnn_cell.BasicLSTMCell(num_units)
    state = tf.nn.rnn_cell.LSTMStateTuple(*tf.unstack(both))
    output, new_state_of_tuple = cell(tf.constant(inputs), state)
    for variable, value in zip(cell.variables, (kernel, bias), strict=True):
        variable.load(value, session)
    mended = session.run(output, {both: np.stack([c, h])})
    V = tf.ones([num_units, 10])
    print(
        "the mended cell gives the output of section 1:",
        np.allclose(mended, output_value, atol=1e-6),
    )
    print("tf.matmul(state, V)  :", tf.matmul(new_state_of_tuple, V).shape)
    print("tf.matmul(state.h, V):", tf.matmul(new_state_of_tuple.h, V).shape)

# %% [markdown]
# ## What you can do now
#
# - The kernel's columns are four blocks, $i, j, f, o$; one product, three sigmoids and two tanh are the step (sections 1, 2 and 4).
# - The state is `(c, h)`, and the output is `state.h`; without `state_is_tuple` the two stand side by side, $c$ on the left (section 3).
# - The forget bias is added at run time and stands in no variable; a new forget gate is at 0.73, and that is too little for 80 steps (sections 5 and 8).
# - Cells of both kinds can be set by hand to hold a bit; a graded value among distractors takes a gate, which an LSTM has, and an RNN has to make of units; what is learned depends on how the forget gates begin (sections 7 and 8).
# - Gates drawn over time show when a unit writes, keeps and erases; `LSTMCell` adds peepholes, a projection and clipping (sections 6, 9 and 10).

# %%
check.progress()

# %% [markdown]
# **New words**: LSTM, gate, input gate, forget gate, output gate, sigmoid, cell state, forget bias, distractor, graded, drift, peephole, projection.
#
# **Where this came from**: the LSTM of *RNN and LSTM implementation in TensorFlow*, whose gates the answer only points to; a post that classifies digits with an LSTM, and notes its arguments; and a third whose title says LSTM and whose code stops at `BasicRNNCell`. The digits' post is right that the LSTM was made for long memory, and that `state[1]` is what is put out. It says that a `forget_bias` of 1 makes the forget gate begin at 1: it begins at 0.73 (section 5).
