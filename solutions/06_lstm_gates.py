# %% [markdown]
# # 06 · The gates of an LSTM
#
# *The keys that I left on the table are gone.* To write *are* and not *is*, a network must remember *keys* while it reads six other words. A plain RNN often fails here, because early inputs fade. The LSTM was made for this problem, and many recurrent networks in old TensorFlow code are LSTMs.
#
# In this lesson we will watch a plain RNN forget. Then we build the LSTM cell gate by gate, compute one step in NumPy, and look at the gates of a trained network.
#
# **After this lesson you can**
# - explain why a plain RNN forgets, and how an LSTM keeps a value
# - explain what each of the three gates does
# - implement one step of an LSTM, and identify the four blocks of its kernel
# - compute the effect of the forget bias at the start of training
# - debug a state that is passed to the cell in the wrong form
#
# **You need** lessons 02 to 05. **Time**: about 50 minutes. With the exercise of *Going deeper* about 55, of which 17 for the exercises. **Order**: Run the cells from top to bottom. If you skip, 6 needs 5, *Common error* needs 5, and *Going deeper* needs 5.

# %%
import numpy as np

from utils import reference, training
from utils.checks import lstm_gates as check
from utils.data.loaders import load_text
from utils.data.words import inside_vowel_words, inside_words
from utils.differences import show_difference
from utils.figures import gate_plots, plots
from utils.figures.lstm_diagram import lstm_cell_diagram
from utils.figures.moving import moving
from utils.graph import fresh_session, load_values, variable_table
from utils.prediction import show_prediction
from utils.reference import sigmoid
from utils.table import Table
from utils.tf1 import tf

# %% [markdown]
# ## 1 · A plain RNN forgets
#
# How long does the first input of a sequence have an effect? We test this with the one-unit cell of lesson 02, $h_t = \tanh(x_t + 0.9\,h_{t-1})$. It reads two sequences, which begin with 1 and with -1. The next 20 inputs are random, but the same in both.
#
# **Predict before you run:** how large is the difference between the two states at the end?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
random = np.random.default_rng(seed=6)
next_inputs = random.uniform(-1, 1, size=20)
states = {}

for first_input in [1.0, -1.0]:
    h = np.tanh(first_input)
    states_over_time = [h]
    for x in next_inputs:
        h = np.tanh(x + 0.9 * h)
        states_over_time.append(h)
    states[f"first input {first_input:g}"] = np.array(states_over_time)

differences = np.abs(states["first input 1"] - states["first input -1"])
for step in [0, 5, 10, 20]:
    print(f"difference at time step {step:2}: {differences[step]:.4f}")
show_prediction(prediction)

# %%
plots.lines(
    states,
    x_label="time step",
    y_label="state h",
    title="After 20 time steps, almost nothing is left of the first input",
)

# %% [markdown]
# **Answer.** The difference is 0.0001. Each time step multiplies the old state by 0.9 and applies tanh, which makes the difference smaller every time. In general, a plain RNN computes its whole state again at each time step, so old values usually fade. (Lesson 09 tests other weights.) To keep a value, we need a memory that is not overwritten.

# %% [markdown]
# ## 2 · The cell state is a memory that we add to
#
# The **LSTM** (*long short-term memory*) has such a memory, the **cell state** $c$. In the picture it is the straight line at the top, with no matrix and no tanh, and for now only an addition.

# %%
lstm_cell_diagram([])

# %% [markdown]
# Like the cell of lesson 02, this cell multiplies $x_t$ and the hidden state $h_{t-1}$ by weights and applies tanh. But the result does not replace the memory. It is a proposal of what to add, the **candidate** $j$ (also called *candidate cell state* or *input modulation gate*). The new hidden state is $\tanh(c_t)$, because $c$ can grow beyond 1. So an LSTM has two states: $c$ is the memory, and $h$ is what the cell shows.
#
# **Predict before you run:** the candidate is 0.9 once, then 0 three times, then 0.5 three times. What is $c$ at the end?

# %%
c = 0.0
for j in [0.9, 0.0, 0.0, 0.0, 0.5, 0.5, 0.5]:
    c = c + j
    print(f"candidate {j}   cell state {c:.1f}")

# %% [markdown]
# **Answer.** It is 2.4. The 0.9 does not fade while the candidate is 0, so an addition can keep a value exactly. But every candidate is added, and nothing is ever removed. The cell needs control over its memory.

# %% [markdown]
# ## 3 · Three gates
#
# A **gate** is a vector of numbers between 0 and 1, one for each unit. It multiplies another vector element by element. A gate of 1 (open) lets a number pass, 0 (closed) blocks it, and 0.5 lets half of it pass.
#
# Like the candidate, each gate is computed from $x_t$ and $h_{t-1}$, but with its own weights, and with a **sigmoid** instead of tanh. The sigmoid $\sigma(z) = 1 / (1 + e^{-z})$ is always between 0 and 1. So the network learns when to open a gate.
#
# First, the cell must be able to remove a value. The **forget gate** $f$ multiplies the old cell state. Its name is misleading, because an open forget gate *keeps* the value.

# %%
lstm_cell_diagram(["forget"])

# %% [markdown]
# Second, not every input is important. The **input gate** $i$ multiplies the candidate. If it is closed, nothing is added.

# %%
lstm_cell_diagram(["forget", "input"])

# %% [markdown]
# Third, the cell may keep a value that it does not need now. The **output gate** $o$ multiplies $\tanh(c_t)$. If it is closed, $h_t$ is 0, but the cell state still contains the value.

# %%
lstm_cell_diagram(["forget", "input", "output"])

# %% [markdown]
# This is the whole cell.

# %% [markdown]
# ## 4 · Set the gates by hand
#
# We run one unit over 16 time steps. It should store 0.9 at step 2 and -0.9 at step 12, and ignore the random candidates at all other steps. So the input gate is open only at steps 2 and 12. The forget gate erases the memory at step 9.


# %%
def run_memory(candidate, forget_gate, input_gate, output_gate):
    """One unit: four arrays [num_steps] -> cell states and hidden states, both [num_steps]."""
    c = 0.0
    cell_states, hidden_states = [], []
    for step in range(len(candidate)):
        c = forget_gate[step] * c + input_gate[step] * candidate[step]
        h = output_gate[step] * np.tanh(c)
        cell_states.append(c)
        hidden_states.append(h)
    return np.array(cell_states), np.array(hidden_states)


# %%
random = np.random.default_rng(seed=6)
candidate = random.uniform(-1, 1, size=16)
candidate[2] = 0.9
candidate[12] = -0.9

forget_gate = np.ones(16)
forget_gate[9] = 0
input_gate = np.zeros(16)
input_gate[[2, 12]] = 1
output_gate = np.zeros(16)
output_gate[[5, 6, 7, 10, 14, 15]] = 1

# %% [markdown]
# **Predict before you run:** at which time step is the output gate open although the hidden state is 0?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
show_prediction(prediction)
cell_states, hidden_states = run_memory(candidate, forget_gate, input_gate, output_gate)
gate_plots.gates_over_time(
    {"forget gate": forget_gate, "input gate": input_gate, "output gate": output_gate},
    {"c": cell_states, "h": hidden_states},
    title="The cell state changes only when a gate allows it",
    x_label="time step",
)

# %% [markdown]
# **Answer.** At step 10. The forget gate has erased the cell state at step 9, so there is nothing to show. At step 8, in contrast, $c$ is 0.9 but $h$ is 0, because the output gate is closed.
#
# A gate can also be partly open. In the next picture, the forget gate has the same value at all time steps, and the two other gates are open. Only two candidates are not 0.

# %%
two_candidates = np.zeros(30)
two_candidates[2] = 0.9
two_candidates[16] = -0.6
always = np.ones(30)


def memory_picture(forget_gate):
    """The same forget gate at each of 30 time steps."""
    cell_states, hidden_states = run_memory(two_candidates, forget_gate * always, always, always)
    title = f"A forget gate of {forget_gate:.2f} keeps {forget_gate**10:.0%} over 10 time steps"
    return gate_plots.memory_over_time(two_candidates, cell_states, hidden_states, title)


moving(memory_picture, forget_gate=(0.0, 1.0, 0.9))

# %% [markdown]
# A gate of 0.9 is almost open, but $0.9^{10}$ is only 0.35, so the cell state fades. In a live notebook, move the slider to 1. Then the cell state stays constant between the two candidates. Next, we look at the real cell.

# %% [markdown]
# ## 5 · One step of TensorFlow's cell
#
# The class `BasicLSTMCell` computes the three gates and the candidate with a single matrix multiplication. In the pictures, $i$ is the input gate itself. But in TensorFlow's code, and from here on, $i$ is the sum *before* the sigmoid. The input gate is $\sigma(i)$. The same is true for $f$ and $o$, and the candidate is $\tanh(j)$:
#
# $$[i, j, f, o] = x_t W + h_{t-1} U + b$$
#
# $$c_t = \sigma(f + \text{forget\_bias}) \, c_{t-1} + \sigma(i) \tanh(j) \qquad\quad h_t = \sigma(o) \tanh(c_t)$$
#
# The second line is our last picture of the cell, plus the `forget_bias` (section 6).
#
# **Predict before you run:** our cell has 4 units and reads 3 numbers at each time step. What shape does its kernel have?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
show_prediction(prediction)
input_size, num_units = 3, 4
random = np.random.default_rng(seed=6)
inputs = random.uniform(-1, 1, size=[5, input_size]).astype(np.float32)  # [batch_size, input_size]
c = random.uniform(-1, 1, size=[5, num_units]).astype(np.float32)  # [batch_size, num_units]
h = random.uniform(-1, 1, size=[5, num_units]).astype(np.float32)
bias = random.uniform(-1, 1, size=4 * num_units).astype(np.float32)

with fresh_session(seed=6) as session:
    cell = tf.nn.rnn_cell.BasicLSTMCell(num_units)
    output, new_state = cell(tf.constant(inputs), (tf.constant(c), tf.constant(h)))
    session.run(tf.global_variables_initializer())
    cell.variables[1].load(bias, session)
    kernel = session.run(cell.variables[0])
    output_value, new_state_value = session.run([output, new_state])

print("new state:", type(new_state).__name__, "with the fields", new_state._fields)
print("output   :", "the field h" if output is new_state.h else "another tensor")
variable_table(cell.variables)

# %%
gate_plots.gate_kernel_heatmap(
    kernel,
    input_size,
    title="The kernel consists of four blocks of columns, in the order i, j, f, o",
)

# %% [markdown]
# **Answer.** The shape is `[7, 16]`. The 7 rows are $W$ above $U$, as in lesson 03. The 16 columns are four blocks with one column per unit. The state is an `LSTMStateTuple`, the pair $(c, h)$, and the output is $h$.
#
# Now we compute unit 0 of the first example in NumPy. Its four sums are in columns 0, 4, 8 and 12.

# %%
sums = np.concatenate([inputs, h], axis=1) @ kernel + bias  # [5, 16]
i, j, f, o = sums[0, [0, 4, 8, 12]]

new_c = sigmoid(f + 1.0) * c[0, 0] + sigmoid(i) * np.tanh(j)
new_h = sigmoid(o) * np.tanh(new_c)
print(f"NumPy     : c {new_c:.4f}   h {new_h:.4f}")
print(f"TensorFlow: c {new_state_value.c[0, 0]:.4f}   h {new_state_value.h[0, 0]:.4f}")

wrong_f, wrong_j = j, f  # the blocks in the order i, f, j, o
wrong_c = sigmoid(wrong_f + 1.0) * c[0, 0] + sigmoid(i) * np.tanh(wrong_j)
print(f"in the order i, f, j, o: c {wrong_c:.4f}")

# %% [markdown]
# NumPy and TensorFlow agree. In the order i, f, j, o, which Keras uses (lesson 19), the result is wrong. There is no error, because all blocks have the same shape.

# %% [markdown]
# ### Exercise 1 · `lstm_step` · 8 min · ★★☆
#
# Write the step for all units and examples, and for any shapes. Like the cell, return the output and the pair $(c, h)$. (The module `utils.reference` contains a solution. Use only its `sigmoid`.)


# %%
def lstm_step(inputs, c, h, kernel, bias, forget_bias):
    """[batch, input_size], two [batch, num_units], kernel, bias, number -> output, (new c, new h)."""
    ### BEGIN SOLUTION
    sums = np.concatenate([inputs, h], axis=1) @ kernel + bias
    i, j, f, o = np.split(sums, 4, axis=1)
    kept = sigmoid(f + forget_bias) * c
    new_c = kept + sigmoid(i) * np.tanh(j)
    new_h = sigmoid(o) * np.tanh(new_c)
    return new_h, (new_c, new_h)
    ### END SOLUTION


check.lstm_step(lstm_step)

# %% [markdown]
# ## 6 · The forget bias
#
# In a new cell the weights are small, so $f$ is near 0 and $\sigma(f)$ is near 0.5. This would remove half of the memory at each time step. So the cell adds a constant to $f$ before the sigmoid, the **forget bias**, which is 1 by default.
#
# You may read that the forget gate therefore starts at 1. Is that true? We give a new cell zeros as input and as $h$, and a cell state of 1. Then the candidate is tanh(0), which is 0. Nothing is added, so the new cell state is the value of the forget gate.
#
# **Predict before you run:** with a forget bias of 1, what value does the forget gate of a new cell have?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
show_prediction(prediction)
rows = []
for forget_bias in [0.0, 1.0, 3.0, 5.0]:
    with fresh_session() as session:
        cell = tf.nn.rnn_cell.BasicLSTMCell(1, forget_bias=forget_bias)
        state = (tf.ones([1, 1]), tf.zeros([1, 1]))  # c is 1, h is 0
        _, new_state = cell(tf.zeros([1, 1]), state)
        session.run(tf.global_variables_initializer())
        gate = session.run(new_state.c).item()
        new_bias = session.run(cell.variables[1])
    kept = [f"{gate:.2f}", f"{gate**10:.2f}", f"{gate**80:.2f}"]
    rows.append([forget_bias, *kept, str(new_bias)])

Table(["forget_bias", "forget gate", "left after 10 steps", "after 80", "bias variable"], rows)

# %% [markdown]
# **Answer.** It is 0.73, because $\sigma(1) = 0.73$. Each time step multiplies the old cell state by this gate, so only 4 % of a value is left after 10 time steps. A larger forget bias keeps more, which can help with long sequences (lesson 09).
#
# The last column is zeros in every row, so no variable contains the forget bias. If you copy the weights of a cell, you must also copy this number:

# %%
for forget_bias in [1.0, 0.0]:
    by_numpy, _ = reference.lstm_step(inputs, (c, h), kernel, bias, forget_bias)
    show_difference(f"forget bias {forget_bias}", by_numpy, output_value)

# %% [markdown]
# ### Exercise 2 · `fold_forget_bias` · 4 min · ★☆☆
#
# Keras is TensorFlow's library of layers. Its LSTM has no argument `forget_bias`, so the constant must be part of the bias. Do the same for a TensorFlow cell, with the blocks in the order i, j, f, o. Return the new bias. With this bias, a cell with `forget_bias=0.0` must compute the same as before.


# %%
def fold_forget_bias(bias, forget_bias):
    """Move the forget bias into the bias: [4 * num_units], number -> [4 * num_units]."""
    ### BEGIN SOLUTION
    folded = bias.copy()
    num_units = len(bias) // 4
    folded[2 * num_units : 3 * num_units] += forget_bias
    return folded
    ### END SOLUTION


check.fold_forget_bias(fold_forget_bias)

# %% [markdown]
# What does a trained network do with its gates?

# %% [markdown]
# ## 7 · Gates over a line of text
#
# We train a small LSTM on a task that needs a memory. It reads Shakespeare and answers one question at each character: is this character in a word that begins with a vowel? Here the answer is yes at the marked characters.


# %%
text = load_text("shakespeare")[:250_000]
vocabulary, ids = np.unique(list(text), return_inverse=True)
labels = inside_vowel_words(text)

line = "This is the indictment of the good Lord Hastings;"
print(line)
print("".join("^" if inside else " " for inside in inside_vowel_words(line)))

# %% [markdown]
# Like `static_rnn`, `tf.nn.dynamic_rnn` runs a cell over a whole sequence (lesson 07). The output layer (`tf.layers.dense`, a kernel and a bias) computes one logit per character. The sigmoid of the logit is the probability of yes, so a positive logit means yes. The loss is again the cross-entropy.


# %%
def build_network(inputs, vocab_size):
    """Ids int32 [batch, num_steps] -> logits [batch, num_steps]."""
    cell = tf.nn.rnn_cell.BasicLSTMCell(16)
    one_hots = tf.one_hot(inputs, vocab_size)
    outputs, _ = tf.nn.dynamic_rnn(cell, one_hots, dtype=tf.float32)
    return tf.layers.dense(outputs, 1)[:, :, 0]


def train(ids, labels, vocab_size, seed, updates=200, num_steps=40):
    """Train on pieces of a text; return the values of all variables, and the history."""
    pieces = len(ids) // num_steps
    id_rows = ids[: pieces * num_steps].reshape(pieces, num_steps)
    label_rows = labels[: pieces * num_steps].reshape(pieces, num_steps)
    batches = training.shuffled_batches(id_rows, label_rows, batch_size=64, seed=seed)

    with fresh_session(seed) as session:
        x = tf.placeholder(tf.int32, [None, num_steps])
        y = tf.placeholder(tf.float32, [None, num_steps])
        logits = build_network(x, vocab_size)
        losses = tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=logits)
        loss = tf.reduce_mean(losses)
        train_op = tf.train.AdamOptimizer(0.02).minimize(loss)
        session.run(tf.global_variables_initializer())
        feeds = ({x: batch_ids, y: batch_labels} for batch_ids, batch_labels in batches)
        history = training.train(session, train_op, loss, feeds, updates)
        return session.run(tf.trainable_variables()), history


# %% tags=["nbval-ignore-output"]
trained, history = train(ids[:240_000], labels[:240_000], len(vocabulary), seed=7)
history

# %% [markdown]
# To see the gates, we run the trained cell in NumPy, on the last 2,000 characters, which were not used for training.

# %%
kernel_16, bias_16, V, b_out = trained
test_ids, test_labels = ids[-2_000:], labels[-2_000:]
one_hots = np.eye(len(vocabulary))
recorded = reference.lstm_over_time(one_hots[test_ids], kernel_16, bias_16)
logits = recorded["h"] @ V + b_out
accuracy = ((logits[:, 0] > 0) == test_labels).mean()

print("always no: accuracy", f"{1 - test_labels.mean():.2f}")
print("network  : accuracy", "above 0.98" if accuracy > 0.98 else f"{accuracy:.2f}")

# %% [markdown]
# We choose the unit whose cell state has the strongest correlation with the labels, and plot its gates over the line.
#
# **Predict before you run:** at which characters does the forget gate of this unit close?


# %%
def unit_with_the_answer(labels, cell_states):
    """The unit of [num_steps, num_units] with the strongest correlation with the labels."""
    correlations = [abs(np.corrcoef(states, labels)[0, 1]) for states in cell_states.T]
    return int(np.argmax(correlations))


unit = unit_with_the_answer(test_labels, recorded["c"])
line_ids = np.searchsorted(vocabulary, list("\n" + line))  # the line before ends with \n
gates = reference.lstm_over_time(one_hots[line_ids], kernel_16, bias_16)
gates = {name: values[1:, unit] for name, values in gates.items()}

# %%
gate_plots.gates_over_time(
    {name: gates[name] for name in ["forget gate", "input gate", "output gate"]},
    {"c": gates["c"], "h": gates["h"]},
    title="The forget gate is open inside words, and it closes at their edges",
    labels=list(line),
    marked=("in a word that begins with a vowel", inside_vowel_words(line)),
    x_label="character",
    alt="Three gates of one unit, and its c and h, over a line of text. The words that begin with "
    "a vowel are shaded. The forget gate is more open inside words than at spaces and first "
    "letters. The cell state differs between shaded words and others.",
)


# %%
inside = inside_words(text[-2_000:])  # letters that follow a letter
forget_gate = recorded["forget gate"][:, unit]
larger = forget_gate[inside].mean() > forget_gate[~inside].mean()
print("mean of the forget gate: larger", "inside words" if larger else "at the edges")

# %% [markdown]
# **Answer.** It closes between words, and often at first letters. Inside a word it is open, so the cell state keeps the answer until the word ends. In our training run, the input gate opens at first letters, because they decide the answer. With another seed, details differ.
#
# In general, plot the gates of a unit over real data to see when it writes, keeps and erases.

# %% [markdown]
# ## Common error: `Iterating over a symbolic tf.Tensor is not allowed`
#
# To pass a state from one run to the next, old code often has one placeholder for $c$ and $h$, with the shape `[2, batch_size, num_units]`.
#
# **Predict before you run:** does the error message mention the state?

# %% tags=["raises-exception"]
with fresh_session() as session:
    both = tf.placeholder(tf.float32, [2, 5, num_units])
    cell = tf.nn.rnn_cell.BasicLSTMCell(num_units)
    cell(tf.constant(inputs), both)

# %% [markdown]
# **Answer.** No. It begins with *You are attempting to use Python control flow in a layer that was not declared to be dynamic*. The cause is the line `c, h = state` inside the cell, because Python cannot unpack a tensor of the graph. The fix is `tf.unstack` and a tuple. Name its fields, because swapped parts raise no error:

# %%
with fresh_session() as session:
    both = tf.placeholder(tf.float32, [2, 5, num_units])
    c_part, h_part = tf.unstack(both)
    correct_state = tf.nn.rnn_cell.LSTMStateTuple(c=c_part, h=h_part)
    swapped_state = tf.nn.rnn_cell.LSTMStateTuple(c=h_part, h=c_part)
    cell = tf.nn.rnn_cell.BasicLSTMCell(num_units)
    correct, _ = cell(tf.constant(inputs), correct_state)
    swapped, _ = cell(tf.constant(inputs), swapped_state)
    load_values(cell.variables, [kernel, bias], session)
    correct_value, swapped_value = session.run([correct, swapped], {both: np.stack([c, h])})

show_difference("fixed", correct_value, output_value)
show_difference("swapped", swapped_value, output_value)

# %% [markdown]
# ## Summary
#
# - A plain RNN overwrites its whole state at each time step, so old values fade. An LSTM changes its cell state only by a gate and an addition, so it can keep a value.
# - The forget gate controls what the cell keeps, the input gate what it adds, and the output gate what it shows in $h$.
# - One matrix multiplication gives four blocks of columns, in the order $i, j, f, o$. Another order gives wrong numbers and raises no error.
# - The forget bias is added before the sigmoid and is in no variable. By default, a new forget gate is 0.73, so 4 % of a value is left after 10 time steps.
# - The state is the tuple $(c, h)$, and the output is `state.h`. A single tensor leads to *Iterating over a symbolic tf.Tensor is not allowed*. Swapped parts raise no error.
#
# In lesson 07 an LSTM classifies digits, and we measure how good it is.

# %%
check.progress()

# %% [markdown]
# ## Going deeper · What `LSTMCell` adds
#
# This section is optional. Old code also uses `tf.nn.rnn_cell.LSTMCell`. Without further arguments, it is the same as `BasicLSTMCell`. These arguments are new:
#
# | argument | what it adds | why |
# |---|---|---|
# | `use_peepholes=True` | a **peephole** for each gate: it also reads the cell state, with one weight per unit | a gate can react to $c$ even if the output gate is closed |
# | `num_proj=2` | a **projection**: $h$ is multiplied by a matrix `[num_units, num_proj]` | $h$ has fewer values than $c$, so the kernel has fewer rows |
# | `cell_clip=0.5` | limits each value of $c$ to between -0.5 and 0.5 | $c$ cannot grow without limit |
#
# With peepholes $w_i, w_f, w_o$, the formulas of section 5 become
#
# $$c_t = \sigma(f + w_f c_{t-1} + \text{forget\_bias}) \, c_{t-1} + \sigma(i + w_i c_{t-1}) \tanh(j) \qquad h_t = \sigma(o + w_o c_t) \tanh(c_t)$$
#
# **Predict before you run:** how many parameters do the peepholes of 4 units add?

# %%
options = {
    "none": {},
    "use_peepholes=True": {"use_peepholes": True},
    "num_proj=2": {"num_proj": 2},
}
rows = []
for name, arguments in options.items():
    with fresh_session() as session:
        cell = tf.nn.rnn_cell.LSTMCell(num_units, **arguments)
        _, new_state = cell(tf.constant(inputs), cell.zero_state(5, tf.float32))
        shapes = [str(variable.shape) for variable in cell.variables]
    rows.append([name, str(new_state.c.shape), str(new_state.h.shape), ", ".join(shapes)])

Table(["argument", "c", "h and output", "variables"], rows)

# %% [markdown]
# **Answer.** They add 12, three vectors of 4 weights. With the projection, $h$ has 2 values, so the kernel has two rows less, and there is one more matrix. Now we compare the plain `LSTMCell` with `BasicLSTMCell`, compute the peepholes in NumPy, and test the clipping:

# %%
with fresh_session(seed=6) as session:
    state = (tf.constant(c), tf.constant(h))
    with tf.variable_scope("plain"):
        plain_cell = tf.nn.rnn_cell.LSTMCell(num_units)
        plain_output, _ = plain_cell(tf.constant(inputs), state)
    with tf.variable_scope("peepholes"):
        cell = tf.nn.rnn_cell.LSTMCell(num_units, use_peepholes=True)
        output, _ = cell(tf.constant(inputs), state)
    with tf.variable_scope("clipped"):
        clipped_cell = tf.nn.rnn_cell.LSTMCell(num_units, cell_clip=0.5)
        _, clipped_state = clipped_cell(tf.constant(inputs), state)
    session.run(tf.global_variables_initializer())
    peephole_kernel, peephole_bias, w_f, w_i, w_o = session.run(cell.variables)
    load_values(plain_cell.variables, [kernel, bias], session)
    values = session.run([plain_output, output, clipped_state.c])
plain_value, peephole_value, clipped_c = values

# %%
sums = np.concatenate([inputs, h], axis=1) @ peephole_kernel + peephole_bias
i, j, f, o = np.split(sums, 4, axis=1)
new_c = sigmoid(f + w_f * c + 1.0) * c + sigmoid(i + w_i * c) * np.tanh(j)
new_h = sigmoid(o + w_o * new_c) * np.tanh(new_c)

show_difference("plain", plain_value, output_value)
show_difference("peepholes", new_h, peephole_value)
print("clipped: largest |c|", np.abs(clipped_c).max())

# %% [markdown]
# Old code may also contain `state_is_tuple=False`. Then the state is one tensor `[batch_size, 2 * num_units]`, with $c$ in the left half and $h$ in the right half:

# %%
with fresh_session() as session:
    cell = tf.nn.rnn_cell.BasicLSTMCell(num_units, state_is_tuple=False)
    joined_state = np.concatenate([c, h], axis=1)  # [5, 8]
    _, new_joined_state = cell(tf.constant(inputs), tf.constant(joined_state))
    load_values(cell.variables, [kernel, bias], session)
    joined_value = session.run(new_joined_state)

left, right = np.split(joined_value, 2, axis=1)
show_difference("c", left, new_state_value.c)
show_difference("h", right, new_state_value.h)

# %% [markdown]
# ### Exercise 3 · `lstm_weights` · 5 min · ★★☆
#
# How many parameters does an `LSTMCell` without peepholes have? `num_proj` is a number, or None if there is no projection.


# %%
def lstm_weights(input_size, num_units, num_proj):
    """Count the values of all variables: int, int, int or None -> int."""
    ### BEGIN SOLUTION
    size_of_h = num_units if num_proj is None else num_proj
    count = (input_size + size_of_h + 1) * 4 * num_units
    if num_proj is not None:
        count += num_units * num_proj
    return count
    ### END SOLUTION


check.lstm_weights(lstm_weights)

# %% [markdown]
# <details>
# <summary>Sources</summary>
#
# The gates and their order are those of `BasicLSTMCell`, after Zaremba and others, *Recurrent neural network regularization* (2014). Three posts lead to this lesson.
#
# - *RNN and LSTM*, a post that classifies MNIST digits. Still true: `state[1]` is the output. Never true: that with `forget_bias=1` the forget gate starts at 1. It starts at 0.73 (section 6).
# - *RNN and LSTM implementation in tensorflow* (Stack Overflow). Still true: the weights of the gates belong to the cell, which creates them at its first call. For the gates, the answer refers to Christopher Olah's *Understanding LSTM Networks*, whose drawings are the model of our pictures.
# - *LSTM: notes on TensorFlow, part one*. Its title says LSTM, but its code ends with `BasicRNNCell`. This lesson continues there.
# - The common error has another message in older versions: *Tensor objects are only iterable when eager execution is enabled*.
#
# </details>
