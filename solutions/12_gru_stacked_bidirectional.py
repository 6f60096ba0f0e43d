# %% [markdown]
# # 12 · GRU, stacks, both directions
#
# *What stands around a cell in old code: another cell, a second layer, a way around it, dropout, a reading from the right. Each alone first, then together on surnames.*
#
# **You will be able to**
# - compute a GRU in NumPy from its two kernels, and tell it from its look-alikes
# - stack cells, and count what a list of cells has really made
# - put dropout around a cell, say where it acts, and when it must be off
# - say what each output of a bidirectional network has seen, and take what has seen everything
# - say, by measuring, for which task two directions are needed
#
# **You need** lessons 02, 04 and 07, and from lesson 10 what `sequence_length` does. **Time**: about 60 minutes, of which 29 for the exercises. **Order**: after the imports a section stands alone, but 7 needs 6, and 8 needs 6.

# %%
from collections import Counter

import numpy as np

from utils import direction_plots, plots, reference, training
from utils.checks import gru_stacked_bidirectional as check
from utils.data import load_surnames
from utils.graph import fresh_session, variable_table
from utils.reference import sigmoid
from utils.table import Table
from utils.tf1 import tf

# %% [markdown]
# ## 1 · Two gates, two kernels
#
# The **GRU**, gated recurrent unit, has two gates and one state, where an LSTM (lesson 06) has three and two. A gate is a number between 0 and 1 that multiplies what would pass. A step has two products, one after the other:
#
# $$[r, u] = \sigma([x_t, h_{t-1}]\, K_g + b_g) \qquad c = \tanh([x_t,\; r\, h_{t-1}]\, K_c + b_c)$$
#
# $$h_t = u\, h_{t-1} + (1 - u)\, c$$
#
# The **reset gate** $r$ says how much of the old state the **candidate** $c$ gets to see. The **update gate** $u$ says how much of the old state stays; the rest comes from the candidate. Each unit has gates of its own.
#
# **Predict before you run:** the cell reads 3 numbers a step and has 4 units. Which shapes have its four variables? With what does each bias begin?

# %%
random = np.random.default_rng(seed=12)
inputs = random.normal(size=(5, 3)).astype(np.float32)  # [batch_size, input_size]
state = random.uniform(-1, 1, size=(5, 4)).astype(np.float32)  # [batch_size, num_units]

with fresh_session(seed=12) as session:
    cell = tf.nn.rnn_cell.GRUCell(4)
    output, new_state = cell(tf.constant(inputs), tf.constant(state))

    session.run(tf.global_variables_initializer())
    biases = cell.variables[1], cell.variables[3]
    print("biases of the new cell:", *session.run(biases))
    for bias in biases:
        bias.load(random.normal(size=bias.shape.as_list()), session)
    weights = session.run(cell.variables)
    by_tensorflow = session.run(output)
    table = variable_table(cell.variables)

print("output and new state are one tensor:", output is new_state)
table

# %% [markdown]
# The gates share one kernel, `[3 + 4, 2 * 4]`, with $r$ on the left; the candidate has a kernel of its own, `[3 + 4, 4]`. The bias of the gates begins with ones, so a new update gate stands near $\sigma(1) = 0.73$, and keeps. How does that compare with the other cells?

# %%
for kind in (tf.nn.rnn_cell.BasicRNNCell, tf.nn.rnn_cell.GRUCell, tf.nn.rnn_cell.BasicLSTMCell):
    with fresh_session() as session:
        cell = kind(4)
        cell(tf.zeros([5, 3]), cell.zero_state(5, tf.float32))
        count = sum(variable.shape.num_elements() for variable in cell.variables)
        print(f"{kind.__name__:13} {count:3} weights, state_size {cell.state_size}")

# %% [markdown]
# Now NumPy, and beside it three look-alikes:
# - the gates in the other order, $u$ on the left;
# - $r$ behind the product with U instead of before it, as Keras has it with `reset_after=True` (lesson 15);
# - $1 - u$ and $u$ exchanged, as in a paper of 2014 that many texts follow (Chung and others).
#
# **Predict before you run:** which of them do you notice by a shape, an error, a value beyond 1?

# %%
gate_kernel, gate_bias, candidate_kernel, candidate_bias = weights
W, U = candidate_kernel[:3], candidate_kernel[3:]  # [3, 4], [4, 4]
r, u = np.split(sigmoid(np.hstack([inputs, state]) @ gate_kernel + gate_bias), 2, axis=1)


def candidate(seen):
    """The candidate, given what the state contributes to the sum: [5, 4] -> [5, 4]."""
    return np.tanh(inputs @ W + seen + candidate_bias)


c = candidate((r * state) @ U)
formulas = {
    "the formula": u * state + (1 - u) * c,
    "utils.reference": reference.gru_step(inputs, state, *weights)[0],
    "gates in the order u, r": r * state + (1 - r) * candidate((u * state) @ U),
    "r behind the product": u * state + (1 - u) * candidate(r * (state @ U)),
    "1 - u and u exchanged": (1 - u) * state + u * c,
}
for name, h in formulas.items():
    difference = np.abs(h - by_tensorflow).max()
    print(f"{name:23} {h.shape}  largest |h| {np.abs(h).max():.2f}", end="  ")
    print("agrees below 1e-6" if difference < 1e-6 else f"off by up to {difference:.2f}")

# %% [markdown]
# None of them. All have the right shape and stay within -1 and 1: only numbers tell. Whoever carries GRU weights from one library to another has to ask these three questions.

# %% [markdown]
# ### Exercise 1 · `gru_step` · 8 min · ★★☆
#
# Write the step for any shapes, and return the pair that a cell returns. (Use `reference.sigmoid`, but not `reference.gru_step`.)


# %%
def gru_step(inputs, state, gate_kernel, gate_bias, candidate_kernel, candidate_bias):
    """[batch, input_size], [batch, num_units], two kernels with their biases -> output, new state."""
    ### BEGIN SOLUTION
    gates = reference.sigmoid(np.concatenate([inputs, state], axis=1) @ gate_kernel + gate_bias)
    r, u = np.split(gates, 2, axis=1)
    joined = np.concatenate([inputs, r * state], axis=1)
    c = np.tanh(joined @ candidate_kernel + candidate_bias)
    h = u * state + (1 - u) * c
    return h, h
    ### END SOLUTION


check.gru_step(gru_step)

# %% [markdown]
# ## 2 · A stack is a cell
#
# In a **stack** the second cell reads what the first puts out. `MultiRNNCell` takes a list of cells and is itself a cell: one step of it is a step of each.
#
# **Predict before you run:** 3 sequences of 5 steps, 4 numbers a step, cells of 6 and of 2 units. Which shape have the outputs? What is the final state? Which part of it is `outputs[:, -1]`?

# %%
sequences = np.random.default_rng(12).normal(size=(3, 5, 4)).astype(np.float32)

with fresh_session(seed=12) as session:
    stack = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.GRUCell(size) for size in (6, 2)])
    outputs, final_state = tf.nn.dynamic_rnn(stack, tf.constant(sequences), dtype=tf.float32)
    session.run(tf.global_variables_initializer())
    weights = session.run(tf.trainable_variables())
    outputs_value, state_value = session.run([outputs, final_state])

print("kernels:", *[value.shape for value in weights if value.ndim == 2])
print("outputs:", outputs.shape, "  state:", [part.shape.as_list() for part in final_state])
for layer, part in enumerate(state_value):
    same = np.array_equal(outputs_value[:, -1], part)
    print(f"outputs[:, -1] is state[{layer}]: {same}")

# %% [markdown]
# The outputs are those of the top cell alone; the state is a tuple with a part for each cell. The same in NumPy, one layer after the other, each over all steps:

# %%
below = sequences
for layer, (size, values) in enumerate(((6, weights[:4]), (2, weights[4:]))):
    below, last = reference.unroll(
        lambda inputs, state, values=values: reference.gru_step(inputs, state, *values),
        below,
        np.zeros([3, size]),
    )  # [3, 5, size], [3, size]
    print(f"state[{layer}] agrees:", np.allclose(last, state_value[layer], atol=1e-6))
print("outputs agree :", np.allclose(below, outputs_value, atol=1e-6))

# %% [markdown]
# Step by step through the stack or layer by layer through time: the same numbers.
#
# ### A shorter way to write a list
#
# Much old code writes `[cell] * 2`. Here the inputs are 4 wide and the cells have 4 units.
#
# **Predict before you run:** how many variables does each list make? A cell has four. `stack.variables` and the graph are asked.

# %%
one = tf.nn.rnn_cell.GRUCell
lists = {"[GRUCell(4), GRUCell(4)]": lambda: [one(4), one(4)], "[cell] * 2": lambda: [one(4)] * 2}
found = {}
for name, make in lists.items():
    with fresh_session(seed=12) as session:
        stack = tf.nn.rnn_cell.MultiRNNCell(make())
        outputs, _ = tf.nn.dynamic_rnn(stack, tf.constant(sequences), dtype=tf.float32)
        session.run(tf.global_variables_initializer())
        found[name] = session.run([tf.trainable_variables(), outputs])
        sizes = [variable.shape.num_elements() for variable in tf.trainable_variables()]
        print(f"{name:24}  stack.variables: {len(stack.variables)}", end="   ")
        print(f"in the graph: {len(sizes)}, with {sum(sizes)} values")

# %% [markdown]
# Python's `[cell] * 2` is a list that holds *one* cell twice. `stack.variables` counts eight all the same, because it asks each entry of the list. The graph has four: both layers have the same weights. Count with `tf.trainable_variables()`. (TensorFlow says it once, in a line of its log, which this course keeps quiet.) NumPy, given these four, confirms it:

# %%
values, outputs_value = found["[cell] * 2"]
below = sequences
for _ in range(2):
    below, _ = reference.unroll(
        lambda inputs, state: reference.gru_step(inputs, state, *values), below, np.zeros([3, 4])
    )
print("the same weights twice, its outputs:", np.allclose(below, outputs_value, atol=1e-6))

# %% [markdown]
# ### Exercise 2 · `run_stack` · 6 min · ★★☆
#
# Stack `num_layers` GRUs of `num_units` units, each with weights of its own, run them over the inputs from a state of zeros, and return what `dynamic_rnn` returns.


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
# ## 3 · A way around a layer
#
# `ResidualWrapper(cell)` adds the cell's input to its output. The state stays what it was.
#
# **Predict before you run:** what must hold for `input_size` and `num_units`? And what is the output of a residual cell that has learned nothing, when its state is zeros and all its weights are 0?

# %%
x_value = np.random.default_rng(12).normal(size=(3, 4)).astype(np.float32)

with fresh_session(seed=12) as session:
    x = tf.constant(x_value)
    cell = tf.nn.rnn_cell.GRUCell(4)
    wrapped = tf.nn.rnn_cell.ResidualWrapper(cell)
    plain_output, plain_state = cell(x, cell.zero_state(3, tf.float32))
    output, state = wrapped(x, wrapped.zero_state(3, tf.float32))
    session.run(tf.global_variables_initializer())
    plain_value, value, state_value = session.run([plain_output, output, state])
    print("output is input + cell's output:", np.allclose(value, x_value + plain_value, atol=1e-6))
    print("state is the cell's state      :", np.array_equal(state_value, plain_value))
    for variable in cell.variables:
        variable.load(np.zeros(variable.shape.as_list()), session)
    print("weights of 0: output is input  :", np.array_equal(session.run(output), x_value))
    wide = tf.nn.rnn_cell.GRUCell(5)
    try:
        tf.nn.rnn_cell.ResidualWrapper(wide)(x, wide.zero_state(3, tf.float32))
    except ValueError as error:
        print("4 numbers into 5 units         :", error)

# %% [markdown]
# Both must be equal, or there is nothing to add. (So `outputs[:, -1]` is no longer the state.) What is it for? Here are stacks of 1 to 8 new GRUs of 16 units, one step from a state of zeros: how much of a gradient at the top comes out at the bottom? A residual layer hands it down by two ways, through the cell and around it.
#
# **Predict before you run:** after 8 plain layers, is it a tenth, a thousandth, a millionth?


# %%
def gradient_at_the_bottom(wrap, depth):
    """Length of the gradient at the inputs of a new stack, for one of length 1 at its outputs."""
    random = np.random.default_rng(12)
    above = random.normal(size=(20, 16)).astype(np.float32)
    above /= np.linalg.norm(above)  # length 1: the gradient that the outputs get, as grad_ys
    with fresh_session(seed=12) as session:
        x = tf.constant(random.normal(size=(20, 16)).astype(np.float32))
        cells = [wrap(tf.nn.rnn_cell.GRUCell(16)) for _ in range(depth)]
        stack = tf.nn.rnn_cell.MultiRNNCell(cells)
        output, _ = stack(x, stack.zero_state(20, tf.float32))
        session.run(tf.global_variables_initializer())
        [gradient] = session.run(tf.gradients(output, x, grad_ys=above))
    return np.linalg.norm(gradient)


lengths = {
    name: [gradient_at_the_bottom(wrap, depth) for depth in (1, 2, 4, 8)]
    for name, wrap in (("residual", tf.nn.rnn_cell.ResidualWrapper), ("plain", lambda cell: cell))
}
for name, values in lengths.items():
    print(f"{name:8}  1 layer: {values[0]:.1f}   8 layers: {values[-1]:.1g}")

# %%
plots.lines(
    lengths,
    "layers in the stack",
    "length of the gradient",
    "A plain stack loses most of the gradient at each new layer",
    x=(1, 2, 4, 8),
    log_y=True,
    alt="Length of the gradient at the bottom of a new stack, for one of length 1 at its top, by "
    "the number of layers, on a logarithmic axis. Residual: stays near 1 up to 8 layers. Plain: "
    "about 0.2 after one layer, and a straight line down to a few millionths after eight.",
)

# %% [markdown]
# About a fifth passes each plain layer: $0.2^8$ is a few millionths. (Each new update gate lets only a quarter of the candidate through, since $1 - 0.73$ is 0.27.) With the way around, the length stays near 1, up to 8 layers.

# %% [markdown]
# ## 4 · Dropout, and where it acts
#
# **Dropout** sets each number to zero with some probability, anew at every run, so that no unit can rely on another. `keep_prob` is the probability to be kept. In training only: a network that answers should answer with all it has.
#
# So `keep_prob` has to change between runs of one graph: a placeholder. `placeholder_with_default(1.0, [])` is 1 unless it is fed.
#
# **Predict before you run:** ones go through dropout with `keep_prob` 0.5. Which numbers come out, besides zeros? And what is their mean, over many?

# %%
with fresh_session(seed=12) as session:
    keep_prob = tf.placeholder_with_default(1.0, [])
    few, many = (tf.nn.dropout(tf.ones([n]), rate=1 - keep_prob) for n in (12, 100_000))
    print("not fed    :", *session.run(few).astype(int))
    print("fed 0.5    :", *session.run(few, {keep_prob: 0.5}).astype(int))
    print("again      :", *session.run(few, {keep_prob: 0.5}).astype(int))
    for keep in (0.5, 0.8):
        value = session.run(many, {keep_prob: keep})
        print(f"keep {keep}   : largest {value.max()}, mean {value.mean():.1f}")

# %% [markdown]
# What is kept is divided by `keep_prob`: the mean stays, and nothing has to be scaled when dropout is off. `DropoutWrapper` puts it around a cell, at three places.
#
# **Predict before you run:** your classifier reads the *final state*, and you wrap its cell with `output_keep_prob=0.5`. What does the dropout change?

# %%
sequences = np.random.default_rng(12).normal(size=(3, 6, 4)).astype(np.float32)
rows = []
for place in ("input_keep_prob", "output_keep_prob", "state_keep_prob"):
    with fresh_session(seed=12) as session:
        keep_prob = tf.placeholder_with_default(1.0, [])
        cell = tf.nn.rnn_cell.DropoutWrapper(tf.nn.rnn_cell.GRUCell(8), **{place: keep_prob})
        reading = tf.nn.dynamic_rnn(cell, tf.constant(sequences), dtype=tf.float32)
        session.run(tf.global_variables_initializer())
        runs = [session.run(reading, {keep_prob: 0.5}) for _ in range(2)]
    for name, first, second in zip(("outputs", "final state"), *runs, strict=True):
        zeros = "some" if (first == 0).any() else "none"
        changes = "no" if np.array_equal(first, second) else "yes"
        rows.append([place, name, changes, zeros])
Table(["dropout at", "of the results", "changes from run to run", "zeros in it"], rows)

# %% [markdown]
# Nothing at all: at the output, dropout comes *after* the state has been handed on, and `final_state` never meets it. No message says so. Use it with `outputs`; where you read the state, drop the inputs, or the state yourself with `tf.nn.dropout`. (`state_keep_prob` drops from the state itself, at every step.)

# %% [markdown]
# ## 5 · Both directions
#
# `bidirectional_dynamic_rnn` runs two cells: one from the first step to the last, one from the last to the first. It returns a pair of outputs and a pair of final states, forward first.
#
# **Predict before you run:** how many variables? And with which step's output is the *final state* of the backward half the same?

# %%
name = "Nieminen"
word = np.random.default_rng(12).normal(size=(1, 8, 5)).astype(np.float32)  # a vector a step
rows = np.repeat(word, 9, axis=0)  # [9, 8, 5]: nine times the same
for step in range(8):
    rows[1 + step, step] += 1  # row 1 + step differs from row 0 in this step alone

with fresh_session(seed=12) as session:
    cells = [tf.nn.rnn_cell.GRUCell(4) for _ in range(2)]
    reading = tf.nn.bidirectional_dynamic_rnn(*cells, tf.constant(rows), dtype=tf.float32)
    session.run(tf.global_variables_initializer())
    (forward, backward), (forward_state, backward_state) = session.run(reading)
    backward_weights = session.run(cells[1].variables)
    print("variables:", len(tf.trainable_variables()))

print("forward:", forward.shape, " backward:", backward.shape, " each state:", forward_state.shape)
for where, step in (("first", 0), ("last", -1)):
    same = np.array_equal(forward[:, step], forward_state)
    print(f"{where:5} step is the final state of  forward: {same!s:5}", end="")
    print("  backward:", np.array_equal(backward[:, step], backward_state))

# %% [markdown]
# The outputs stand in the order of the steps in both halves, whatever the order of reading. So the backward half, which ends with the first step, has its final state *there*. By hand it is: turn the inputs round, read, turn the outputs round.

# %%
turned, _ = reference.unroll(
    lambda inputs, state: reference.gru_step(inputs, state, *backward_weights),
    rows[:, ::-1],
    np.zeros([9, 4]),
)  # [9, 8, 4]
print("read from the right in NumPy, the same:", np.allclose(turned[:, ::-1], backward, atol=1e-6))

# %% [markdown]
# What has each output seen? Ask by changing an input: row 0 holds the steps as they are, and in each other row one step is different. An output that does not change has not seen that step.
#
# **Predict before you run:** what has `backward[:, -1]` seen, the last step of the backward half?

# %%
halves = {"forward half": forward, "backward half": backward}
seen = {}
for half, outputs in halves.items():
    change = np.abs(outputs[1:] - outputs[0]).max(axis=2)  # [changed step, step of the output]
    seen[half] = change.T > 1e-4
direction_plots.what_was_seen(seen, list(name), "What each output has seen of the eight steps")

# %% [markdown]
# One step: its own. Whoever joins `outputs[:, -1]` of both halves gets all of the word from the left, and from the right a single letter. What has seen everything is `forward[:, -1]` with `backward[:, 0]`: the two final states, which come as they should be.
#
# Now with padding. A word of 3 letters stands in 5 steps; the other two are filled up.
#
# **Predict before you run:** what goes wrong in the backward half without `sequence_length`? And in the forward half?

# %%
padded = np.random.default_rng(12).normal(size=(2, 5, 4)).astype(np.float32)
padded[1, :3] = padded[0, :3]  # the same word, other padding
states = {}
for told in (True, False):
    with fresh_session(seed=12) as session:
        cells = [tf.nn.rnn_cell.GRUCell(4) for _ in range(2)]
        length = [3, 3] if told else None
        outputs, final = tf.nn.bidirectional_dynamic_rnn(
            *cells, tf.constant(padded), sequence_length=length, dtype=tf.float32
        )
        session.run(tf.global_variables_initializer())
        states[told] = session.run(final)
        backward = session.run(outputs[1])
    same = [np.allclose(half[0], half[1], atol=1e-6) for half in states[told]]
    print(f"lengths given: {told!s:5}  one word, one state?  forward: {same[0]!s:5}", end="")
    print(f"  backward: {same[1]!s:5}  output of step 4 is zeros: {not backward[:, 4].any()}")

# %% [markdown]
# Without lengths both are wrong, each at its own end: the forward half goes on reading past the word, and the backward half begins with the padding and brings it into the word. With lengths only the word itself is turned round, and what follows it stays zeros. (The last step of a padded row then has seen *nothing*; the last valid one of the backward half has seen one.)

# %% [markdown]
# ### Exercise 3 · `whole_sequence` · 6 min · ★★☆
#
# In NumPy, from the outputs alone (lengths were given to the network): for each row the output of the forward half that has seen its whole sequence, and to the right of it that of the backward half.


# %%
def whole_sequence(forward, backward, lengths):
    """Two [batch, num_steps, num_units], int32 [batch] -> [batch, 2 * num_units]."""
    ### BEGIN SOLUTION
    last = forward[np.arange(len(lengths)), lengths - 1]
    return np.concatenate([last, backward[:, 0]], axis=1)
    ### END SOLUTION


check.whole_sequence(whole_sequence)

# %% [markdown]
# ## 6 · Which language is this name from?
#
# 3,727 surnames, each from one of ten languages. Those of up to 12 letters become ids, 1 to 53 for the characters and 0 for padding, and the first 1,000 of the shuffled names are held out. The labels are noisy (a family may live anywhere), so nobody gets all of them right.

# %%
LONGEST = 12


def load_names(seed):
    """Shuffled names, languages, and data: ids [number, 12], lengths [number], labels [number]."""
    short = [pair for pair in zip(*load_surnames(), strict=True) if len(pair[0]) <= LONGEST]
    order = np.random.default_rng(seed).permutation(len(short))
    names, languages = zip(*(short[place] for place in order), strict=True)
    characters = sorted(set("".join(names)))
    ids = np.zeros([len(names), LONGEST], np.int32)
    for row, name in enumerate(names):
        ids[row, : len(name)] = [1 + characters.index(letter) for letter in name]
    lengths = np.array([len(name) for name in names], np.int32)
    labels = np.unique(languages, return_inverse=True)[1].astype(np.int32)
    return names, languages, (ids, lengths, labels)


names, languages, data = load_names(seed=12)
print(len(names), "names, of", len(set(languages)), "languages; the largest id:", data[0].max())
for row in range(4):
    print(f"{names[row]:12} {languages[row]:9}", data[0][row])

# %% [markdown]
# Where in a name is its language? No network is needed to ask: guess the language that had the same first (or last) letters most often among the names that train.
#
# **Predict before you run:** which tells more, the first three letters or the last three?


# %%
def share_right(part):
    """Share of the held-out names whose language has this part of a name most often."""
    pairs = [(name[part], language) for name, language in zip(names, languages, strict=True)]
    counted = Counter(pairs[1_000:]).most_common()
    commonest = {piece: language for (piece, language), _ in reversed(counted)}
    return np.mean([commonest.get(piece) == language for piece, language in pairs[:1_000]])


print("letters  the first  the last")
for count in (1, 2, 3):
    print(f"{count:7}  {share_right(slice(count)):9.2f}  {share_right(slice(-count, None)):8.2f}")

# %% [markdown]
# The end: *-ski*, *-nen*, *-ic*. Two letters are enough to be right more often than not.
#
# **Predict before you run:** which half will do better alone, the one that reads the ending last or the one that reads it first? Will both together beat it?
#
# To be fair, both together get no more weights than one alone: 20 units each, instead of 32. A fourth network is the third with dropout. All draw both halves; a half whose state is not used gets no gradient, and is not counted.

# %%
PLAN = {  # name: halves that are used, num_units, whether dropout is fed
    "forward": ((0,), 32, False),
    "backward": ((1,), 32, False),
    "both": ((0, 1), 20, False),
    "both, dropout": ((0, 1), 20, True),
}


def language_logits(ids, lengths, halves, num_units, keep_prob):
    """int32 [batch, 12], int32 [batch] -> [batch, 10], from the final states of these halves."""
    vectors = tf.nn.embedding_lookup(tf.get_variable("embeddings", [54, 16]), ids)
    cells = [
        tf.nn.rnn_cell.DropoutWrapper(tf.nn.rnn_cell.GRUCell(num_units), input_keep_prob=keep_prob)
        for _ in range(2)
    ]
    _, states = tf.nn.bidirectional_dynamic_rnn(*cells, vectors, lengths, dtype=tf.float32)
    joined = tf.concat([states[half] for half in halves], axis=1)
    return tf.layers.dense(tf.nn.dropout(joined, rate=1 - keep_prob), 10)


def count_weights(draw, *settings):
    """How many weights get a gradient from what `draw(ids, lengths, *settings)` draws."""
    with fresh_session():
        drawn = draw(tf.zeros([1, 12], tf.int32), tf.ones([1], tf.int32), *settings)
        variables = tf.trainable_variables()
        pairs = zip(variables, tf.gradients(drawn, variables), strict=True)
        return sum(v.shape.num_elements() for v, gradient in pairs if gradient is not None)


for name, (halves, num_units, _) in PLAN.items():
    print(f"{name:14} {count_weights(language_logits, halves, num_units, 1.0):,} weights")

# %% [markdown]
# The four are drawn into one graph and trained on the same batches. The loss is the sum of theirs; no weight serves two of them, so each gets its own gradient. Dropout keeps 0.7 in training; whoever measures feeds nothing.


# %%
def train_on_languages(data, plan, seed, updates):
    """Train on all but the first 1,000 names: history, logits of the first 2,000, two with dropout."""
    with fresh_session(seed) as session:
        fed = x, n, y = [tf.placeholder(tf.int32, shape) for shape in ([None, 12], [None], [None])]
        keep_prob = tf.placeholder_with_default(1.0, [])
        logits, losses, right = {}, [], {}
        for name, (halves, num_units, with_dropout) in plan.items():
            with tf.variable_scope(name.replace(", ", "_")):
                kept = keep_prob if with_dropout else 1.0
                logits[name] = language_logits(x, n, halves, num_units, kept)
            losses.append(tf.losses.sparse_softmax_cross_entropy(y, logits[name]))
            hits = tf.equal(tf.argmax(logits[name], axis=1, output_type=tf.int32), y)
            right[name] = tf.reduce_mean(tf.cast(hits, tf.float32))
        step = tf.train.get_or_create_global_step()
        optimizer = tf.train.AdamOptimizer(tf.train.cosine_decay(0.02, step, updates))
        train_op, loss = optimizer.minimize(tf.add_n(losses), step), tf.add_n(losses)

        held_out = dict(zip(fed, (part[:1_000] for part in data), strict=True))
        rows = (part[1_000:] for part in data)
        batches = training.shuffled_batches(*rows, batch_size=256, seed=seed)
        feeds = ({**dict(zip(fed, batch, strict=True)), keep_prob: 0.7} for batch in batches)
        session.run(tf.global_variables_initializer())
        history = training.train(
            session, train_op, loss, feeds, updates, measure=lambda: session.run(right, held_out)
        )
        off = session.run(logits, dict(zip(fed, (part[:2_000] for part in data), strict=True)))
        on = [session.run(logits["both, dropout"], {**held_out, keep_prob: 0.7}) for _ in range(2)]
        return history, off, on


# %% tags=["nbval-ignore-output"]
history, off, on = train_on_languages(data, PLAN, seed=12, updates=80)
right = {name: logits.argmax(axis=1) == data[2][:2_000] for name, logits in off.items()}
for name, hits in right.items():
    print(f"{name:14} held out {hits[:1_000].mean():.3f}   that train {hits[1_000:].mean():.3f}")
history

# %%
held_out = {name: hits[:1_000].mean() for name, hits in right.items()}
alone = max(held_out["forward"], held_out["backward"])
ahead = {name: hits[1_000:].mean() - hits[:1_000].mean() for name, hits in right.items()}
print("all four above 0.5             :", min(held_out.values()) > 0.5)
print("forward not below backward     :", held_out["forward"] > held_out["backward"] - 0.01)
print("both gain 0.05 over the better :", held_out["both"] > alone + 0.05)
print("dropout gains 0.03             :", held_out["both, dropout"] > held_out["both"] + 0.03)
print("names that train are 0.15 ahead:", max(ahead.values()) > 0.15)
print("chance moves a share of 0.6 by :", np.sqrt(0.6 * 0.4 / 1_000).round(3))

# %% [markdown]
# The forward half does better alone, by two to seven names in a hundred: the ending is what it read last. Both together, with as many weights, stay within three hundredths of it, on some seeds above it, on others below. For this task the second direction is hardly worth having. (Nor is much won over a table: counting the last two letters is only a few names in a hundred behind the forward half, and level with the backward one.) And dropout does not help, it costs two to four names in a hundred: the names that train are less than a tenth ahead, so that there is little learned by heart for it to prevent.

# %% [markdown]
# ## 7 · Dropout left on
#
# The fourth network was measured as it should be: nothing was fed, so everything was kept. Now the same weights and the same 1,000 names, twice more, with 0.7 fed as in training.
#
# **Predict before you run:** what does it cost? And will the two measurements agree?

# %% tags=["nbval-ignore-output"]
labels = data[2][:1_000]
rows = []
for name, logits in (("off", off["both, dropout"][:1_000]), ("on", on[0]), ("on, again", on[1])):
    shifted = logits - logits.max(axis=1, keepdims=True)
    losses = np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(1_000), labels]
    rows.append([name, f"{(logits.argmax(axis=1) == labels).mean():.3f}", f"{losses.mean():.2f}"])
Table(["dropout", "share right", "loss"], rows)

# %%
labels = data[2][:1_000]
shares = [(logits.argmax(axis=1) == labels).mean() for logits in on]
cost = held_out["both, dropout"] - np.mean(shares)
changed = (on[0].argmax(axis=1) != on[1].argmax(axis=1)).sum()
print("left on, it costs 0.02 or more of the names            :", cost > 0.02)
print("answers that change from one time to the other, 200 up :", changed > 200)

# %% [markdown]
# Four or five names in a hundred are lost, with no message, and about a third of all answers change from one measurement to the next. In a network that is used, that means: ask twice, and get two answers. The opposite slip, a placeholder that was never fed in training, trains without dropout, and is as silent.

# %% [markdown]
# ### Exercise 4 · `update_then_measure` · 4 min · ★☆☆
#
# Make one update on `batch`, with dropout that keeps 0.7, and return the accuracy on `held_out`, measured as it should be. `batch` and `held_out` are feed dictionaries without `keep_prob`, which is a placeholder with the default 1.0.


# %%
def update_then_measure(session, train_op, accuracy, keep_prob, batch, held_out):
    """Session, operation, tensor, placeholder, two feed dictionaries -> a number."""
    ### BEGIN SOLUTION
    session.run(train_op, {**batch, keep_prob: 0.7})
    return session.run(accuracy, held_out)
    ### END SOLUTION


check.update_then_measure(update_then_measure)

# %% [markdown]
# ## 8 · A letter is missing
#
# Now a task for each step: every letter of a name is to be guessed from the others. From the left the forward half knows something, from the right the backward half.
#
# **Predict before you run:** a network is asked for the letter of step 3, and reads both outputs of step 3. How many bits a letter will it need? (Of 54 equally likely ids, one takes 5.75 bits.)
#
# Not many: both outputs at a step have seen *that step's letter* (section 5). So both halves have to be moved: what the forward half knew one step *before*, with what the backward half knew one step *behind*.

# %% [markdown]
# ### Exercise 5 · `without_itself` · 5 min · ★★☆
#
# Join the two halves so that each step gets what has been seen on either side of it, and not the step itself, with the forward half on the left. Where there is nothing to one side, put zeros. In NumPy.


# %%
def without_itself(forward, backward):
    """Two outputs [batch, num_steps, num_units] -> [batch, num_steps, 2 * num_units]."""
    ### BEGIN SOLUTION
    nothing = np.zeros_like(forward[:, :1])
    left = np.concatenate([nothing, forward[:, :-1]], axis=1)
    right = np.concatenate([backward[:, 1:], nothing], axis=1)
    return np.concatenate([left, right], axis=2)
    ### END SOLUTION


check.without_itself(without_itself)

# %% [markdown]
# The same in the graph, with `tf.pad`, for four networks: what stands on the left alone, on the right alone, both, and both without being moved. Again both together get no more weights than one side.

# %%
SIDES = {  # name: halves that are used, num_units, whether they are moved
    "left": ((0,), 24, True),
    "right": ((1,), 24, True),
    "both": ((0, 1), 14, True),
    "not moved": ((0, 1), 14, False),
}


def letter_logits(ids, lengths, halves, num_units, moved):
    """int32 [batch, 12], int32 [batch] -> [batch, 12, 54]: for each letter, from the others."""
    vectors = tf.nn.embedding_lookup(tf.get_variable("embeddings", [54, 16]), ids)
    cells = [tf.nn.rnn_cell.GRUCell(num_units) for _ in range(2)]
    outputs, _ = tf.nn.bidirectional_dynamic_rnn(*cells, vectors, lengths, dtype=tf.float32)
    if moved:
        forward, backward = outputs
        outputs = (
            tf.pad(forward[:, :-1], [[0, 0], [1, 0], [0, 0]]),
            tf.pad(backward[:, 1:], [[0, 0], [0, 1], [0, 0]]),
        )
    joined = tf.concat([outputs[half] for half in halves], axis=2)  # [batch, 12, units]
    return tf.layers.dense(joined, 54)


# %% [markdown]
# Does a step's own letter reach its logits, and how many weights has each? In one name each of eight letters is exchanged in turn, in new networks:

# %%
some = next(row for row, name in enumerate(names) if len(name) == 8 and name.endswith("ski"))
rows = np.repeat(data[0][some : some + 1], 9, axis=0)
rows[np.arange(1, 9), np.arange(8)] = 1 + rows[0, :8] % 53  # another letter, at step row - 1
own = np.eye(8, dtype=bool)
for name in ("both", "not moved"):
    with fresh_session(seed=12) as session:
        logits = letter_logits(tf.constant(rows), tf.fill([9], 8), *SIDES[name])[:, :8]
        session.run(tf.global_variables_initializer())
        value = session.run(logits)  # [9, 8, 54]
    changes = np.abs(value[1:] - value[0]).max(axis=2) > 1e-5  # [letter, step]
    print(f"{name:9}  own letter reaches {changes[own].sum()} of 8 steps", end=", ")
    print(f"other letters {changes[~own].sum()} of 56")

for name in ("left", "both"):
    print(f"{name:9}  {count_weights(letter_logits, *SIDES[name]):,} weights")

# %% [markdown]
# Now train the four, side by side as before. The loss is the mean over the letters that are there, not over the padding.


# %%
def train_on_letters(data, sides, seed, updates):
    """Train on all but the first 1,000 names: bits a letter over time, guesses for the 1,000."""
    with fresh_session(seed) as session:
        x = tf.placeholder(tf.int32, [None, 12])
        n = tf.placeholder(tf.int32, [None])
        mask = tf.sequence_mask(n, 12, tf.float32)
        losses, guesses = {}, {}
        for name, (halves, num_units, moved) in sides.items():
            with tf.variable_scope(name.replace(" ", "_")):
                logits = letter_logits(x, n, halves, num_units, moved)
            losses[name] = tf.losses.sparse_softmax_cross_entropy(x, logits, weights=mask)
            guesses[name] = tf.argmax(logits, axis=2)
        loss = tf.add_n(list(losses.values()))
        step = tf.train.get_or_create_global_step()
        optimizer = tf.train.AdamOptimizer(tf.train.cosine_decay(0.03, step, updates))
        train_op = optimizer.minimize(loss, step)
        ids, lengths, _ = data
        held_out = {x: ids[:1_000], n: lengths[:1_000]}

        def measure():
            return {name: nats / np.log(2) for name, nats in session.run(losses, held_out).items()}

        batches = training.shuffled_batches(ids[1_000:], lengths[1_000:], batch_size=256, seed=seed)
        feeds = ({x: some, n: their_lengths} for some, their_lengths in batches)
        session.run(tf.global_variables_initializer())
        history = training.train(session, train_op, loss, feeds, updates, measure=measure, every=20)
        return history, session.run(guesses, held_out)


# %% [markdown]
# **Predict before you run:** one side takes about 4 bits. What do both take: a tenth of a bit less, half a bit less, or half of it?

# %% tags=["nbval-ignore-output"]
letters, guesses = train_on_letters(data, SIDES, seed=12, updates=80)
answers = data[0][:1_000]
for name, bits in letters.measured.items():
    share = (guesses[name] == answers)[answers > 0].mean()
    print(f"{name:9} {bits[-1]:.2f} bits a letter, {share:.2f} of the letters right")
letters

# %%
bits = {name: values[-1] for name, values in letters.measured.items()}
print("left and right above 3.3  :", min(bits["left"], bits["right"]) > 3.3)
print("both 0.3 below the better :", bits["both"] < min(bits["left"], bits["right"]) - 0.3)
print("not moved, below 0.3      :", bits["not moved"] < 0.3)

letters_of = [part[part > 0] for part in (data[0][1_000:], data[0][:1_000])]  # train, held out
counts = 1 + np.bincount(letters_of[0], minlength=54)
by_counts = -np.log2(counts / counts.sum())[letters_of[1]].mean()
print("guessed by how often each letter occurs:", by_counts.round(1))

# %%
plots.lines(
    letters.measured,
    "update",
    "bits a letter, held out",
    "Both sides together beat either; what is not moved reads the answer",
    x=letters.measured_after,
    levels={"by how often": by_counts},
    markers=True,
    alt="Bits a letter on held-out names, by update. All four begin near 5.75. Left alone and right "
    "alone end between 3.5 and 4.2, left below right; both sides together end below 3.5; both, not "
    "moved, drop to almost 0 within 40 updates. A dotted line at 4.8 is guessing by how often each "
    "letter occurs.",
)

# %% [markdown]
# Here both sides together save nearly half a bit of each letter against the better one, with no more weights: what stands on the right cannot be had from the left. The task decides. One answer at the end of a sequence, from a state that has seen all of it: the second direction is a luxury. An answer at every step: without it each step lacks what is to come.
#
# And the fourth line is no success. If a network that guesses gets far better than you thought possible, ask what it has seen.

# %% [markdown]
# ## Broken on purpose
#
# `[cell] * 2` again, now with inputs of 3 numbers and cells of 4 units, as in many programs of the time.
#
# **Predict before you run:** section 2 had 4 and 4, and no error. The kernel of the gates is made by the bottom layer. How many rows has it, and how wide is what the second layer brings?

# %% tags=["raises-exception"]
with fresh_session() as session:
    cell = tf.nn.rnn_cell.GRUCell(4)
    stack = tf.nn.rnn_cell.MultiRNNCell([cell] * 2)
    tf.nn.dynamic_rnn(stack, tf.zeros([5, 6, 3]), dtype=tf.float32)

# %% [markdown]
# *Dimensions must be equal, but are 8 and 7*: the kernel has 3 + 4 rows, and the second layer comes with 4 + 4 numbers. The message names `cell_0`, since there the one cell made its variables, although the fault lies in the second layer. (TensorFlow 1.1 stopped with *Attempt to reuse RNNCell … with a different variable scope than its first use*, and warned of "silent model degradation" once the error would be gone. It is gone: section 2.)
#
# The fix is a cell for each layer. `[cell for _ in range(2)]` is none: it lists the same object twice.

# %%
with fresh_session() as session:
    cells = [tf.nn.rnn_cell.GRUCell(4) for _ in range(2)]
    stack = tf.nn.rnn_cell.MultiRNNCell(cells)
    outputs, _ = tf.nn.dynamic_rnn(stack, tf.zeros([5, 6, 3]), dtype=tf.float32)
    print("a cell for each layer:", len(tf.trainable_variables()), "variables and", outputs.shape)

with fresh_session() as session:
    cell = tf.nn.rnn_cell.GRUCell(4)
    tf.nn.bidirectional_dynamic_rnn(cell, cell, tf.zeros([5, 6, 3]), dtype=tf.float32)
    print("one cell for both directions:", len(tf.trainable_variables()), "variables, and no error")

# %% [markdown]
# The last line is the same trap with two directions: both halves share one set of weights, whatever the sizes, and nothing complains.

# %% [markdown]
# ## What you can do now
#
# - Two kernels, gates r and u, r before the product, u for what is kept: the GRU, to six decimals; its look-alikes give other numbers, and no error (section 1).
# - `MultiRNNCell` takes a cell for each layer; `tf.trainable_variables()` shows what a list has made; a residual wrapper keeps a gradient near its length through 8 new layers (sections 2 and 3).
# - `DropoutWrapper` drops inputs, outputs or states, and `output_keep_prob` never reaches the final state of the cell that it wraps; a placeholder with a default turns it off, and left on it costs several names in a hundred (sections 4 and 7).
# - The backward half's last step has seen one step; the two final states have seen everything (section 5).
# - For the language of a name the second direction gains next to nothing, for a letter in it nearly half a bit (sections 6 and 8).

# %%
check.progress()

# %% [markdown]
# **New words**: GRU, reset gate, update gate, candidate, stack, residual, dropout, `keep_prob`, bidirectional.
#
# **Where this came from**: the error that `[cell] * n` led to when TensorFlow 1.1 appeared, reported again and again (tensorflow issues 8191 and 12581; in the second, a list comprehension around one cell). The advice of its message still holds: a new cell for each layer and for each direction. What no longer holds is that you are stopped: of the error a line in the log is left. And the question what the last step of a bidirectional network has seen, which everybody meets who takes `outputs[:, -1]` from lesson 07 to two directions.
