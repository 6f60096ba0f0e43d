# %% [markdown]
# # 04 · From ids to time steps: embedding, split, squeeze, unroll
#
# Our model reads a text, one character at a time, and guesses the next character. But a cell does not read text. Each call takes the numbers of one time step, `[batch_size, input_size]`. So old programs prepare the text, often in one dense line:
#
# ```python
# rnn_inputs = [tf.squeeze(i) for i in tf.split(1, num_steps, tf.nn.embedding_lookup(embeddings, x))]
# ```
#
# A reader of this program asked four questions on Stack Overflow. How many rows does `embeddings` have, and why? What does `tf.split` cut into pieces? Why is `tf.squeeze` necessary? Does one weight matrix serve both the input and the state?
#
# In this lesson we will follow 15 characters of Shakespeare through the whole network, and answer these questions on the way.
#
# **After this lesson you can**
# - explain how characters become a list of tensors `[batch_size, size]`, with the shape after each operation
# - identify the size of the vocabulary in the shapes of a network
# - debug a squeeze that is missing, or that removes the wrong axis
# - implement an unrolled network as a loop, and compare it with `static_rnn` in values and in gradients
# - compare the jobs of the embedding matrix, the kernel and the softmax matrix
#
# **You need** lessons 02 and 03. **Time**: about 60 minutes, of which 26 for the exercises. **Order**: Run the cells from top to bottom. If you skip, 2 needs 1, 3 needs 2, 4 needs 3, 5 needs 1, 6 needs 1, *Common error* needs 1, and *Going deeper* needs 1.

# %%
import numpy as np

from utils.checks import unrolling as check
from utils.data.loaders import load_text
from utils.differences import show_difference
from utils.figures import diagrams
from utils.graph import fresh_session, load_values, variable_table
from utils.prediction import show_prediction
from utils.tf1 import tf

# %% [markdown]
# ## 1 · From text to ids
#
# What does the model read, and what should it answer? Our text begins with *First Citizen*:
#
# | the model reads | `F` | `i` | `r` | `s` | `t` |
# |---|---|---|---|---|---|
# | it should answer | `i` | `r` | `s` | `t` | space |
#
# The correct answer is called the **label** (also called *target*). Here the label of a character is the next character of the text.
#
# A network computes with numbers, so we number the characters. The **vocabulary** is the sorted list of all different characters in the text. The **id** of a character (also called *index*) is its position in this list.
#
# **Predict before you run:** how many different characters do you expect in an English text?

# %%
text = load_text("shakespeare")
vocabulary = sorted(set(text))
vocab_size = len(vocabulary)

print("size of the vocabulary:", vocab_size)

# %% [markdown]
# **Answer.** This text contains 64, because capitals, punctuation, the space and the line feed (`\n`) are characters too. We take the first 15 characters as three sequences of five. So `batch_size` is 3, and **`num_steps`**, the number of time steps, is 5.

# %%
batch_size, num_steps = 3, 5
embedding_size, num_units = 8, 6

id_of = {character: index for index, character in enumerate(vocabulary)}
beginning = text[: batch_size * num_steps]
ids = np.array([id_of[character] for character in beginning], np.int32)
ids = ids.reshape(batch_size, num_steps)

print("first 15 characters:", repr(beginning))
print("ids, shape", ids.shape)
print(ids)

# %% [markdown]
# ### Exercise 1 · `inputs_and_labels` · 6 min · ★★☆
#
# Cut the ids of a long text into inputs and labels. Fill the inputs row by row, with the next `num_steps` ids of the text in each row. The label of each id is the next id of the text, so the last label is the id after the last input. Ids that are left over after it are not used.


# %%
def inputs_and_labels(ids, batch_size, num_steps):
    """int32 [at least batch_size * num_steps + 1] -> two int32 [batch_size, num_steps]."""
    ### BEGIN SOLUTION
    used = batch_size * num_steps
    inputs = ids[:used].reshape(batch_size, num_steps)
    labels = ids[1 : used + 1].reshape(batch_size, num_steps)
    return inputs, labels
    ### END SOLUTION


check.inputs_and_labels(inputs_and_labels)

# %% [markdown]
# The text is now an array of integers. Next, each integer becomes a vector.
#
# ## 2 · From ids to vectors: the embedding
#
# Why can a cell not compute with ids? Because an id is a name and not a quantity. The character with id 40 is not twice the character with id 20. So we give each id its own vector, and the network learns the values. The **embedding** (also called *embedding matrix*) contains one vector per row. To look up an id means to take its row. Here is a tiny embedding, for three characters:

# %%
tiny_embedding = np.array([[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]])
tiny_ids = np.array([2, 0, 2])
one_hot_vectors = np.array([[0, 0, 1], [1, 0, 0], [0, 0, 1]])

print("looked up:")
print(tiny_embedding[tiny_ids])
print("one-hot vectors times the embedding:")
print(one_hot_vectors @ tiny_embedding)

# %% [markdown]
# Both results are the same. The **one-hot** vector of an id is 0 everywhere, except for a single 1 at the position that the id gives. For example, id 2 of three ids gives $(0, 0, 1)$. Many posts explain the embedding by this matrix multiplication. TensorFlow's `embedding_lookup` takes the rows directly.
#
# **Predict before you run:** the ids have shape `[3, 5]`, and the embedding has shape `[64, 8]`. What shape does the result of the lookup have?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
with fresh_session(seed=4) as session:
    x = tf.placeholder(tf.int32, [batch_size, num_steps], name="inputs")
    embedding = tf.get_variable("embedding_matrix", [vocab_size, embedding_size])
    vectors = tf.nn.embedding_lookup(embedding, x)

    session.run(tf.global_variables_initializer())
    embedding_value, vectors_value = session.run([embedding, vectors], {x: ids})

print("embedding:", embedding.shape)
print("vectors  :", vectors.shape)
show_difference("TensorFlow and NumPy:", vectors_value, embedding_value[ids])
show_prediction(prediction)

# %% [markdown]
# **Answer.** The shape is `[3, 5, 8]`. Each of the 15 ids becomes a vector of 8 numbers, so the lookup adds an axis at the end.
#
# *Question 1: how many rows does the embedding have, and why?* It has 64, one for each character of the vocabulary. The model also chooses its answer among these 64 characters, so they are its classes. This is why the old program calls the size of the vocabulary `num_classes`.

# %% [markdown]
# ### Exercise 2 · `one_hot` · 5 min · ★☆☆
#
# Make the one-hot vectors of a batch of ids, as a NumPy array.


# %%
def one_hot(ids, vocab_size):
    """One-hot vectors: int32 [batch, num_steps], int -> float64 [batch, num_steps, vocab_size]."""
    ### BEGIN SOLUTION
    return np.eye(vocab_size)[ids]
    ### END SOLUTION


check.one_hot(one_hot)

# %% [markdown]
# We now have the vectors of all time steps in one tensor. The cell takes them one by one.
#
# ## 3 · From one tensor to a list: split and squeeze
#
# A cell takes one time step, `[batch_size, size]`. Our tensor `[batch_size, num_steps, size]` contains five. So we **split** it along axis 1, the axis of the time steps.
#
# **Predict before you run:** `tf.split(vectors, 5, axis=1)` returns five slices. What shape does each slice have?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
with fresh_session() as session:
    vectors = tf.constant(vectors_value)
    slices = tf.split(vectors, num_steps, axis=1)
    steps = [tf.squeeze(one_slice, axis=[1]) for one_slice in slices]
    steps_value = session.run(steps)

print("vectors      :", vectors.shape)
print("after split  :", len(slices), "tensors of shape", slices[0].shape)
print("after squeeze:", len(steps), "tensors of shape", steps[0].shape)
show_difference("steps[2] and vectors[:, 2]:", steps_value[2], vectors_value[:, 2])
show_prediction(prediction)

# %%
diagrams.shape_steps(
    [
        ("ids", (3, 5), "int32"),
        ("vectors", (3, 5, 8)),
        ("split", [(3, 1, 8)] * 5),
        ("squeeze", [(3, 8)] * 5),
    ],
    title="Split separates the time steps, and squeeze removes the axis of length 1",
)

# %% [markdown]
# **Answer.** Each slice has shape `[3, 1, 8]`. The axis of the time steps is still there, with length 1.
#
# *Question 2: what does the split cut into pieces?* It cuts the vectors, and not the ids, because the lookup comes first. A slice `[batch_size, 1, size]` is one time step of all sequences.
#
# *Question 3: why is the squeeze necessary?* The input of a cell has two axes, but a slice has three. The **squeeze** removes axis 1, which has length 1.
#
# Now you can read the old line, from the inside to the outside:
#
# ```python
# rnn_inputs = [tf.squeeze(i) for i in tf.split(1, num_steps, tf.nn.embedding_lookup(embeddings, x))]
# ```
#
# It does lookup, split and squeeze. (Today, the tensor is the first argument of `tf.split`.) But `tf.squeeze(i)` does not name an axis. Does this matter?
#
# **Predict before you run:** for a batch of one, the slice `i` has shape `[1, 1, 8]`. What shape does `tf.squeeze(i)` have?

# %%
with fresh_session() as session:
    i = tf.zeros([1, 1, embedding_size])
    print("tf.squeeze(i)                  :", tf.squeeze(i).shape)
    print("tf.squeeze(i, axis=[1])        :", tf.squeeze(i, axis=[1]).shape)
    print("tf.squeeze(i, squeeze_dims=[1]):", tf.squeeze(i, squeeze_dims=[1]).shape)

    cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
    try:
        cell(tf.squeeze(i), tf.zeros([1, num_units]))
    except ValueError as error:
        print("The cell raises:", error)

# %% [markdown]
# **Answer.** It has shape `[8]`. Without an axis, squeeze removes every axis of length 1, and here also the batch. So the old line works while a batch has several sequences. It fails later, when the trained model reads a single text. Always name the axis. (`squeeze_dims` is an old name of `axis`.)

# %% [markdown]
# ### Exercise 3 · `steps_of` · 7 min · ★★☆
#
# Our tensors are **batch-major**, because the batch is axis 0. Old code often uses **time-major** tensors, where the time steps are axis 0. Write lookup, split and squeeze for time-major ids `[num_steps, batch]`. Take the number of time steps from `ids`. A batch of one must work too.


# %%
def steps_of(embeddings, ids):
    """Tensors [vocab_size, size] and int32 [num_steps, batch] -> list of num_steps [batch, size]."""
    ### BEGIN SOLUTION
    vectors = tf.nn.embedding_lookup(embeddings, ids)
    slices = tf.split(vectors, int(ids.shape[0]), axis=0)
    return [tf.squeeze(one_slice, axis=[0]) for one_slice in slices]
    ### END SOLUTION


check.steps_of(steps_of)

# %% [markdown]
# We have a list with one tensor for each time step. Now we can call the cell.
#
# ## 4 · Unroll the cell
#
# To read a sequence, we unroll the cell. This means that we call it once for each time step, and pass the new state to the next call.

# %%
diagrams.unrolled(num_steps=5, batch_size=3, input_size=8, num_units=6)

# %% [markdown]
# We can write this as a loop:


# %%
def loop_rnn(cell, steps, state):
    """A cell, a list of [batch, size], a state -> (list of outputs, final state)."""
    outputs = []
    for step in steps:
        output, state = cell(step, state)
        outputs.append(output)
    return outputs, state


# %% [markdown]
# The function **`static_rnn`** in `tf.nn` does the same in one call. Let's compare both, with random, non-zero weights and a random initial state.

# %%
random = np.random.default_rng(4)
kernel = random.normal(scale=0.3, size=(embedding_size + num_units, num_units))
bias = random.normal(scale=0.3, size=num_units)
start = random.uniform(-1, 1, size=(batch_size, num_units)).astype(np.float32)

# %% [markdown]
# In training, the gradients must agree too. The function `tf.gradients` computes them (lesson 08). A gradient needs a **loss**, which is the single number that training makes smaller. Here it is the mean of all squared outputs.
#
# **Predict before you run:** do the loop and `static_rnn` agree only in their outputs, or also in the gradients?

# %%
with fresh_session() as session:
    cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
    steps = [tf.constant(step) for step in steps_value]
    loop_outputs, loop_state = loop_rnn(cell, steps, tf.constant(start))
    static_outputs, static_state = tf.nn.static_rnn(cell, steps, tf.constant(start))

    loop_loss = tf.reduce_mean(tf.stack(loop_outputs) ** 2)
    static_loss = tf.reduce_mean(tf.stack(static_outputs) ** 2)
    loop_gradients = tf.gradients(loop_loss, cell.variables)
    static_gradients = tf.gradients(static_loss, cell.variables)

    load_values(cell.variables, [kernel, bias], session)
    loop = session.run([loop_outputs, loop_state, loop_gradients])
    static = session.run([static_outputs, static_state, static_gradients])

show_difference("outputs:", loop[0], static[0])
show_difference("final state:", loop[1], static[1])
show_difference("gradients of kernel and bias:", loop[2], static[2])

# %% [markdown]
# **Answer.** They agree in the gradients too. So you can replace a loop in old code by `static_rnn`, or `static_rnn` by a loop. Only the names of the variables can change, which matters when you load saved weights (lesson 15).

# %% [markdown]
# But are both correct? We compute the same outputs in NumPy:

# %%
numpy_outputs = []
numpy_state = start
for step in steps_value:
    joined = np.concatenate([step, numpy_state], axis=1)
    numpy_state = np.tanh(joined @ kernel + bias)
    numpy_outputs.append(numpy_state)

show_difference("outputs of the loop and NumPy:", loop[0], numpy_outputs)

# %% [markdown]
# ### Exercise 4 · `run_backwards` · 8 min · ★★☆
#
# A bidirectional network (lesson 14) contains a layer that reads from the last time step to the first. Write it as a loop, with the one cell that you are given. `outputs[0]` belongs to `steps[0]`. The final state is the state after the cell has read `steps[0]`.


# %%
def run_backwards(cell, steps, state):
    """A cell, a list of [batch, size], a state -> (list of [batch, num_units], final state)."""
    ### BEGIN SOLUTION
    outputs = []
    for step in reversed(steps):
        output, state = cell(step, state)
        outputs.insert(0, output)
    return outputs, state
    ### END SOLUTION


check.run_backwards(run_backwards)

# %% [markdown]
# ## 5 · One kernel for all time steps
#
# The picture in section 4 shows five cells, but a single kernel. Does the graph really contain only one? Let's count its variables and operations. We pass no initial state, so `static_rnn` creates a state of zeros. For this it needs a `dtype`.
#
# **Predict before you run:** a network over 5 time steps has two variables, the kernel and the bias. How many variables does a network over 20 time steps have?

# %%
for steps_count in (1, 5, 20):
    with fresh_session() as session:
        cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
        steps = [tf.zeros([batch_size, embedding_size])] * steps_count
        tf.nn.static_rnn(cell, steps, dtype=tf.float32)
        variables = len(tf.global_variables())
        operations = len(session.graph.get_operations())
    print(f"{steps_count:2} time steps: {variables} variables, {operations} operations")

# %% [markdown]
# **Answer.** It also has two. The cell creates them in its first call, and every later call uses them again. So the number of parameters does not depend on the number of time steps.
#
# The graph, however, grows by five operations with each time step. So long sequences make large graphs, and lesson 10 introduces a loop inside the graph.
#
# *Question 4: does one weight matrix serve both the input and the state?* Yes, the kernel does. Its first rows, $W$, multiply the input, and its other rows, $U$, multiply the state.
#
# ## 6 · The output layer and the loss
#
# Each output has 6 numbers, but the model must choose among 64 characters. So an output layer multiplies each output by the **softmax matrix** $V$ `[6, 64]` (also called *output matrix*) and adds a bias. The result is one logit for each character.
#
# How good are these logits? **Softmax** turns them into probabilities, which are positive and have the sum 1. The **cross-entropy** (also called *negative log-likelihood*) is minus the logarithm of the label's probability. Here are three logits, with two possible labels:


# %%
def softmax(logits):
    """Logits [classes] -> probabilities [classes]."""
    exponentials = np.exp(logits)
    return exponentials / exponentials.sum()


probabilities = softmax(np.array([2.0, 1.0, 0.0]))
print("probabilities:", probabilities.round(2))
for label in (0, 2):
    print(f"the label is {label}: loss {-np.log(probabilities[label]):.2f}")

# %% [markdown]
# A label with a high probability gives a small loss. In formulas, for logits $z$:
#
# $$p_k = \frac{e^{z_k}}{\sum_j e^{z_j}} \qquad\qquad \text{loss} = -\ln p_{\text{label}}$$
#
# Here is the whole network, from ids to logits:


# %%
def build_network(inputs):
    """Ids int32 [batch, num_steps] -> list of num_steps logits [batch, vocab_size]."""
    embedding = tf.get_variable("embedding_matrix", [vocab_size, embedding_size])
    vectors = tf.nn.embedding_lookup(embedding, inputs)
    slices = tf.split(vectors, num_steps, axis=1)
    steps = [tf.squeeze(one_slice, axis=[1]) for one_slice in slices]
    cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
    outputs, _ = tf.nn.static_rnn(cell, steps, dtype=tf.float32)

    V = tf.get_variable("V", [num_units, vocab_size])
    b_out = tf.get_variable("b_out", [vocab_size], initializer=tf.zeros_initializer())
    return [tf.matmul(output, V) + b_out for output in outputs]


# %% [markdown]
# **Predict before you run:** before training, all 64 characters get about the same probability. About how large is the loss?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
label_ids = [id_of[character] for character in text[1 : batch_size * num_steps + 1]]
labels = np.array(label_ids, np.int32).reshape(batch_size, num_steps)

with fresh_session(seed=4) as session:
    x = tf.placeholder(tf.int32, [None, num_steps], name="inputs")
    y = tf.placeholder(tf.int32, [None, num_steps], name="labels")
    logits = tf.stack(build_network(x), axis=1)  # [batch, num_steps, vocab_size]
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits)
    loss = tf.reduce_mean(losses)

    session.run(tf.global_variables_initializer())
    loss_value, logits_value = session.run([loss, logits], {x: ids, y: labels})
    table = variable_table(tf.global_variables())

print("loss :", loss_value.round(1))
print("ln 64:", np.log(64).round(1))
show_prediction(prediction)
table

# %% [markdown]
# **Answer.** The loss is about $-\ln \frac{1}{64} = \ln 64 \approx 4.2$. This is a good first test of a classifier. If the loss of an untrained network is much larger, look for a bug.
#
# Does TensorFlow's loss agree with the formula? We compute it in NumPy.

# %%
numpy_losses = []
for row in range(batch_size):
    for step in range(num_steps):
        probabilities = softmax(logits_value[row, step])
        numpy_losses.append(-np.log(probabilities[labels[row, step]]))

show_difference("loss of TensorFlow and NumPy:", loss_value, np.mean(numpy_losses), limit=1e-5)

# %% [markdown]
# The old program calls the softmax matrix `W`:
#
# ```python
# with tf.variable_scope('softmax'):
#     W = tf.get_variable('W', [state_size, num_classes])
# ```
#
# This `W` is our $V$, and not the $W$ of the kernel. So the network has three matrices with three jobs:
#
# | matrix | shape here | takes | gives |
# |---|---|---|---|
# | embedding | `[64, 8]` | an id | its vector |
# | kernel | `[14, 6]` | a vector and the old state | the new state |
# | softmax matrix $V$ | `[6, 64]` | an output | one logit per character |
#
# Lesson 05 trains this network.

# %% [markdown]
# ## Common error: `expected ndim=2, found ndim=3`
#
# In the code below, the squeeze is missing.
#
# **Predict before you run:** which shape will the error message name?

# %% tags=["raises-exception"]
with fresh_session() as session:
    vectors = tf.zeros([batch_size, num_steps, embedding_size])
    slices = tf.split(vectors, num_steps, axis=1)
    cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
    tf.nn.static_rnn(cell, slices, dtype=tf.float32)

# %% [markdown]
# **Answer.** It names `(Dimension(3), Dimension(1), Dimension(8))`, which is the shape `[3, 1, 8]` of a slice. The cell expects two axes, `[batch_size, input_size]`, and finds three. The fix is the squeeze of section 3. In new code, `tf.unstack` does split and squeeze in one call:

# %%
with fresh_session() as session:
    vectors = tf.zeros([batch_size, num_steps, embedding_size])
    steps = tf.unstack(vectors, axis=1)
    cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
    outputs, _ = tf.nn.static_rnn(cell, steps, dtype=tf.float32)

print("steps  :", len(steps), "tensors of shape", steps[0].shape)
print("outputs:", len(outputs), "tensors of shape", outputs[0].shape)

# %% [markdown]
# ## Summary
#
# - Characters become ids `[3, 5]`. The lookup gives vectors `[3, 5, 8]`, the split gives five slices `[3, 1, 8]`, and the squeeze gives five tensors `[3, 8]`.
# - The embedding has a row for each character of the vocabulary, and the softmax matrix has a column for each. Old code calls this number `num_classes`.
# - A missing squeeze leads to `expected ndim=2, found ndim=3`. A squeeze without an axis also removes a batch of one.
# - To unroll a network, we call one cell at each time step and pass its state to the next call. The loop and `static_rnn` agree in values and gradients, and both use one kernel.
# - The embedding takes an id to its vector, the kernel takes a vector and a state to the new state, and the softmax matrix takes an output to logits.
#
# Our network can compute a loss, but its weights are still random. In lesson 05 we will train it.

# %%
check.progress()

# %% [markdown]
# ## Going deeper · Two networks in one graph
#
# This section is optional. In lesson 03, a second cell object silently created new variables. With `static_rnn`, it raises an error that many people search for. The reason is that `static_rnn` opens a variable scope with the name `rnn`. Each time, the automatic names inside this scope start again from the first one. So both kernels get the same name. Give each network its own scope:

# %%
with fresh_session() as session:
    steps = [tf.zeros([batch_size, embedding_size])] * num_steps
    first_cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
    second_cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
    tf.nn.static_rnn(first_cell, steps, dtype=tf.float32)

    try:
        tf.nn.static_rnn(second_cell, steps, dtype=tf.float32)
    except ValueError as error:
        print("ValueError:", str(error).split(".")[0])

    third_cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
    tf.nn.static_rnn(third_cell, steps, dtype=tf.float32, scope="second_rnn")
    names = [variable.name for variable in tf.global_variables()]

print(*names, sep="\n")

# %% [markdown]
# <details>
# <summary>Sources</summary>
#
# The four questions are from *RNN and LSTM implementation in tensorflow*, about the character model in the post *Recurrent Neural Networks in Tensorflow II* (r2rt.com).
#
# - Still true: the cell creates its own weights, `num_classes` is the size of the vocabulary, the input of a cell has two axes, and the split comes after the lookup.
# - No longer true: `tf.split(1, num_steps, value)` is now `tf.split(value, num_steps, axis=1)`, and `tf.nn.rnn` is now `tf.nn.static_rnn`.
# - Never true: that `tf.squeeze(i)` needs no axis. Without one, it removes a batch of one.
# - A choice of the post: its embedding is as wide as the state. Here the sizes are 8 and 6.
#
# </details>
