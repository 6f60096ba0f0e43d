# %% [markdown]
# # 04 · From ids to steps: embedding, split, squeeze, unrolling
#
# *A few lines of an old character model, and the four questions that one of its readers asked.*
#
# ```python
# rnn_inputs = [tf.squeeze(i) for i in tf.split(1, num_steps, tf.nn.embedding_lookup(embeddings, x))]
# with tf.variable_scope('softmax'):
#     W = tf.get_variable('W', [state_size, num_classes])
# y_as_list = [tf.squeeze(i, squeeze_dims=[1]) for i in tf.split(1, num_steps, y)]
# ```
#
# The reader's questions stand in italics below, each where it is answered.
#
# **You will be able to**
# - follow text from characters to a list of `[batch, size]` tensors, and say each shape
# - say why the embedding has `vocab_size` rows, and what the split cuts up
# - say what squeeze is for, and why you should name its axis
# - unroll a cell by hand, and show that it equals `static_rnn` in values and in gradients
# - tell the kernel, the embedding and the softmax matrix apart
#
# **You need** lessons 02 and 03. **Time**: about 55 minutes, of which 26 for the exercises. **Order**: after the imports, 2 needs 1, 3 needs 2, 4 needs 3, 5 needs 1, and *Broken on purpose* needs 1.

# %%
import numpy as np

from utils import backward, diagrams, reference
from utils.checks import unrolling as check
from utils.data import load_text
from utils.graph import fresh_session, variable_table
from utils.tf1 import tf

# %% [markdown]
# ## 1 · Text as ids
#
# A network needs numbers. Every character of the text gets an **id**, its place in the **vocabulary**, the sorted list of all characters that occur.

# %%
text = load_text("shakespeare")
vocabulary = sorted(set(text))
vocab_size = len(vocabulary)
id_of = {character: position for position, character in enumerate(vocabulary)}

batch_size, num_steps, embedding_size, num_units = 3, 5, 8, 6
beginning = text[: batch_size * num_steps]
ids = np.array([id_of[character] for character in beginning], np.int32)
ids = ids.reshape(batch_size, num_steps)  # [batch_size, num_steps]

print("characters in the text:", len(text), " in the vocabulary:", vocab_size)
print("the beginning         :", repr(beginning))
print(ids)

# %% [markdown]
# Three rows of five characters: `batch_size` is 3, `num_steps` is 5.
#
# ## 2 · The embedding
#
# An id is a name, not a quantity: 40 is not twice 20. So each id gets a vector, a row of a matrix that the network learns: the **embedding**, `[vocab_size, embedding_size]`.
#
# *Why is its first dimension `num_classes`?* Because each character of the vocabulary needs a row, whether it occurs in this batch or not. The old code calls the size of the vocabulary `num_classes`: the characters are both what is read and what is guessed. (In the old code the vectors are as wide as the state. They need not be: here the sizes are 8 and 6.)
#
# **Predict before you run:** which shape comes out of `[3, 5]` ids and a `[64, 8]` embedding?

# %%
with fresh_session(seed=4) as session:
    x = tf.placeholder(tf.int32, [batch_size, num_steps], name="inputs")
    embeddings = tf.get_variable("embedding_matrix", [vocab_size, embedding_size])
    vectors = tf.nn.embedding_lookup(embeddings, x)

    session.run(tf.global_variables_initializer())
    embeddings_value, vectors_value = session.run([embeddings, vectors], {x: ids})

print("ids      :", x.shape)
print("embedding:", embeddings.shape)
print("vectors  :", vectors.shape)
print("row 0, step 2 is row", ids[0, 2], "of the matrix:", end=" ")
print(np.array_equal(vectors_value[0, 2], embeddings_value[ids[0, 2]]))

# %% [markdown]
# Looking up is choosing rows. Some posts say that it is a product with **one-hot** vectors, which hold a single one, at the place of the id. That gives the same:

# %%
with fresh_session() as session:
    one_hots = tf.one_hot(ids, vocab_size)  # [3, 5, 64]
    product = session.run(tf.tensordot(one_hots, embeddings_value, axes=1))  # [3, 5, 8]

print("the product gives the same vectors:", np.allclose(product, vectors_value, atol=1e-6))

# %% [markdown]
# ### Exercise 1 · `one_hot` · 5 min · ★☆☆
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
# ## 3 · Split and squeeze
#
# A cell takes one step: `[batch, size]`. We have all steps in one tensor, `[batch, num_steps, size]`. `tf.split` cuts it along the axis of the steps:

# %%
with fresh_session(seed=4) as session:
    vectors = tf.constant(vectors_value)
    slices = tf.split(vectors, num_steps, axis=1)
    steps = [tf.squeeze(one_slice, axis=[1]) for one_slice in slices]
    steps_value = session.run(steps)

print("vectors:", vectors.shape)
print("split  :", len(slices), "tensors of shape", slices[0].shape)
print("squeeze:", len(steps), "tensors of shape", steps[0].shape)
print(
    "step 2 is column 2 of the batch:", np.array_equal(steps_value[2], embeddings_value[ids[:, 2]])
)

# %%
diagrams.shape_steps(
    [
        ("ids", (3, 5), "int32"),
        ("vectors", (3, 5, 8)),
        ("split", [(3, 1, 8)] * 5),
        ("squeeze", [(3, 8)] * 5),
    ],
    title="Split cuts the steps apart; squeeze removes the axis that is left",
)

# %% [markdown]
# *Does the split cut `[batch, num_steps]` into `[batch, 1]`?* Almost: the cut is along the steps, but it comes after the embedding, so each piece is `[batch, 1, size]`: one step, of all rows.
#
# *Why squeeze?* A slice one step thick still has the axis of the steps. The cell wants two axes, and `squeeze` takes the one of length 1 away. It has nothing to do with one-hot vectors.
#
# **Predict before you run:** the old code says `tf.squeeze(i)`, without an axis. What happens to a batch of one?

# %%
with fresh_session() as session:
    for rows in (3, 1):
        one_slice = tf.split(tf.zeros([rows, num_steps, embedding_size]), num_steps, axis=1)[0]
        print("batch of", rows, " slice:", one_slice.shape, end="  ")
        print("squeeze(i):", tf.squeeze(one_slice).shape, end="  ")
        print("squeeze(i, axis=[1]):", tf.squeeze(one_slice, axis=[1]).shape)

    try:
        cell = tf.nn.rnn_cell.BasicRNNCell(num_units, name="cell")
        cell(tf.squeeze(one_slice), tf.zeros([1, num_units]))
    except ValueError as error:
        print("the cell, given squeeze(i):", error)

# %% [markdown]
# Without an axis, squeeze removes every axis of length 1, so also that of a batch of one. In training, with batches of 32, nobody notices; draw the graph again for a single sentence, and the cell stops.

# %% [markdown]
# ### Exercise 2 · `steps_of` · 7 min · ★★☆
#
# Old code often hands its ids over **time-major**: the steps come first, `[num_steps, batch]` (the lesson's are **batch-major**). Write the whole way for them: look up, split, squeeze. The number of steps is that of `ids`, and a batch of one must work.


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
# ## 4 · Unrolled by hand, and by `static_rnn`
#
# To **unroll** is to call one cell once for each step, and hand the state on. `tf.nn.static_rnn` does the same in one call. Here are both, with one cell, and so with one kernel. To compare their gradients too, each gets a **loss**, the one number that training would make small (here the sum of all squares). `tf.gradients(loss, variables)` draws its derivatives, and `tf.trainable_variables()` lists what training may change.

# %%
state = np.random.default_rng(4).uniform(-1, 1, size=(batch_size, num_units)).astype(np.float32)

with fresh_session(seed=4) as session:
    steps = [tf.constant(step) for step in steps_value]
    cell = tf.nn.rnn_cell.BasicRNNCell(num_units)

    outputs_by_hand, state_now = [], tf.constant(state)
    for step in steps:
        output, state_now = cell(step, state_now)
        outputs_by_hand.append(output)

    outputs_static, final_state = tf.nn.static_rnn(cell, steps, initial_state=tf.constant(state))

    weights = tf.trainable_variables()
    gradients_by_hand = tf.gradients(tf.reduce_sum(tf.square(outputs_by_hand)), weights)
    gradients_static = tf.gradients(tf.reduce_sum(tf.square(outputs_static)), weights)

    session.run(tf.global_variables_initializer())
    kernel, bias = session.run(weights)
    by_hand = session.run([tf.stack(outputs_by_hand, axis=1), state_now, *gradients_by_hand])
    by_static_rnn = session.run([tf.stack(outputs_static, axis=1), final_state, *gradients_static])

print("variables:", [variable.name for variable in weights])

# %% [markdown]
# NumPy is the third: `reference.unroll` repeats the step, and `backward.rnn_gradients` goes back through time by hand (lesson 08 derives it).
#
# **Predict before you run:** do the gradients agree too, or only the outputs?

# %%
outputs, last_state = reference.unroll(
    lambda inputs, state: reference.rnn_step(inputs, state, kernel, bias), vectors_value, state
)
# The loss is the sum of squares, so its gradient for an output is twice that output.
gradients = backward.rnn_gradients(vectors_value, state, kernel, bias, output_gradients=2 * outputs)
by_numpy = [outputs, last_state, gradients.kernel, gradients.bias]
parts = ["outputs", "final state", "dL/dkernel", "dL/dbias"]

for part, hand, static, ours in zip(parts, by_hand, by_static_rnn, by_numpy, strict=True):
    same = [np.allclose(hand, other, rtol=1e-5, atol=1e-5) for other in (static, ours)]
    print(f"{part:12} {hand.shape!s:10}  by hand = static_rnn: {same[0]}  = NumPy: {same[1]}")

# %% [markdown]
# **Predict before you run:** a network over 5 steps has two variables. How many has one over 20 steps, and how much does the graph grow? (Without an `initial_state`, `static_rnn` begins with zeros, and must be told their `dtype`.)

# %%
print("steps  variables  operations")
for steps_count in (1, 5, 20):
    with fresh_session() as session:
        inputs = [tf.zeros([batch_size, embedding_size])] * steps_count
        tf.nn.static_rnn(tf.nn.rnn_cell.BasicRNNCell(num_units), inputs, dtype=tf.float32)
        operations = len(session.graph.get_operations())
        print(f"{steps_count:5}  {len(tf.global_variables()):9}  {operations:10}")

# %% [markdown]
# One kernel however many steps: it is one cell that is drawn again and again. What is drawn for one step more, and what happens when a second cell object takes the same place? (In lesson 03 a second one silently made weights of its own.)

# %%
names = []
for steps_count in (1, 2):
    with fresh_session() as session:
        inputs = [tf.zeros([batch_size, embedding_size])] * steps_count
        tf.nn.static_rnn(tf.nn.rnn_cell.BasicRNNCell(num_units), inputs, dtype=tf.float32)
        names.append([operation.name for operation in session.graph.get_operations()])
        if steps_count == 2:
            try:
                tf.nn.static_rnn(tf.nn.rnn_cell.BasicRNNCell(num_units), inputs, dtype=tf.float32)
            except ValueError as error:
                print(str(error).split(",")[0])

print("drawn for the second step:")
print(*[name for name in names[1] if name not in names[0]], sep="\n")

# %% [markdown]
# `static_rnn` makes its cell's variables in a scope `rnn`, and stops where that scope has them already. The picture counts steps from 1, as formulas do; code counts from 0.

# %%
diagrams.unrolled(num_steps=5, batch_size=3, input_size=8, num_units=6)

# %% [markdown]
# ### Exercise 3 · `run_backwards` · 8 min · ★★☆
#
# Half of a bidirectional network (lesson 12) reads its steps from the last to the first. Do that by hand, with the one cell that you are given. `outputs[0]` belongs to `steps[0]`, and the final state is the state after the last reading.


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
# ### Exercise 4 · `inputs_and_labels` · 6 min · ★★☆
#
# The network is to guess the next character. Cut a piece of text, as ids, into inputs and labels: the first row holds the first `num_steps` characters, and each row continues where the last one ended; ids left over at the end are dropped. The label of a character is the character that follows it in the text.


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
# ## 5 · The softmax matrix is not the kernel
#
# The old code makes one matrix `W` itself, in a scope `softmax`, and its reader asks: *is this one matrix for the input and for the previous state?* It is for neither. This `W` is not lesson 03's $W$ but lesson 02's $V$: it takes each output to one logit for each character of the vocabulary. **Softmax** turns logits into probabilities, and the loss of one character is minus the logarithm of the probability that its label got. Give all 64 the same probability, and the loss is ln 64.
#
# Here is the whole network, on the text. (`?` is how a shape prints `None`.)

# %%
labels = np.array([id_of[c] for c in text[1 : batch_size * num_steps + 1]], np.int32)
labels = labels.reshape(batch_size, num_steps)  # for each character the one that follows it

with fresh_session(seed=4) as session:
    x = tf.placeholder(tf.int32, [None, num_steps], name="inputs")
    y = tf.placeholder(tf.int32, [None, num_steps], name="labels")
    embeddings = tf.get_variable("embedding_matrix", [vocab_size, embedding_size])
    vectors = tf.nn.embedding_lookup(embeddings, x)
    rnn_inputs = [tf.squeeze(i, axis=[1]) for i in tf.split(vectors, num_steps, axis=1)]
    cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
    rnn_outputs, _ = tf.nn.static_rnn(cell, rnn_inputs, dtype=tf.float32)

    with tf.variable_scope("softmax"):
        W = tf.get_variable("W", [num_units, vocab_size])
        b = tf.get_variable("b", [vocab_size], initializer=tf.constant_initializer(0.0))
    logits = [tf.matmul(output, W) + b for output in rnn_outputs]  # list of [batch, vocab_size]
    y_as_list = [tf.squeeze(i, axis=[1]) for i in tf.split(y, num_steps, axis=1)]  # of [batch]
    losses = [
        tf.nn.sparse_softmax_cross_entropy_with_logits(labels=label, logits=logit)
        for label, logit in zip(y_as_list, logits, strict=True)
    ]
    loss = tf.reduce_mean(losses)

    session.run(tf.global_variables_initializer())
    first_loss, logits_value = session.run([loss, tf.stack(logits, axis=1)], {x: ids, y: labels})
    table = variable_table(tf.global_variables())

print("logits, one step :", logits[0].shape)
print("labels, one step :", y_as_list[0].shape)
print("loss, untrained  :", first_loss.round(1), "  ln(64) is", np.log(vocab_size).round(1))

exponentials = np.exp(logits_value)  # [3, 5, 64]
probabilities = exponentials / exponentials.sum(axis=2, keepdims=True)  # [3, 5, 64]
of_labels = np.take_along_axis(probabilities, labels[:, :, np.newaxis], axis=2)  # [3, 5, 1]
print("the same by NumPy:", np.abs(-np.log(of_labels).mean() - first_loss) < 1e-5)
table

# %% [markdown]
# Three matrices, three jobs: the **embedding** takes an id to a vector, the **kernel** takes input and state to the new state, the **softmax** matrix takes the output to logits. The labels are split and squeezed like the inputs. Before training the loss is about ln 64, as if all characters were alike (lesson 05 trains it).

# %% [markdown]
# ## Broken on purpose
#
# **Predict before you run:** the squeeze is left out. What will the cell complain about?

# %% tags=["raises-exception"]
with fresh_session() as session:
    slices = tf.split(tf.zeros([batch_size, num_steps, embedding_size]), num_steps, axis=1)
    cell = tf.nn.rnn_cell.BasicRNNCell(num_units, name="cell")
    tf.nn.static_rnn(cell, slices, dtype=tf.float32)

# %% [markdown]
# *expected ndim=2, found ndim=3*: the cell counts axes, and finds the axis of the steps that the split left. The fix is the squeeze, with its axis.
#
# Two things in the old code have aged. `tf.split(1, num_steps, value)` fails: its arguments stand in another order now. `squeeze_dims`, an old name for `axis`, still works:

# %%
with fresh_session() as session:
    value = tf.zeros([batch_size, num_steps, embedding_size])
    try:
        tf.split(1, num_steps, value)
    except (TypeError, ValueError) as error:
        print("tf.split(1, num_steps, value):", type(error).__name__)
    print("tf.split(value, num_steps, axis=1):", len(tf.split(value, num_steps, axis=1)), "slices")
    old_name = tf.squeeze(tf.zeros([batch_size, 1, embedding_size]), squeeze_dims=[1])
    print("squeeze_dims is still understood:", old_name.shape)

# %% [markdown]
# ## What you can do now
#
# - Characters, ids, vectors, slices, steps: `[3, 5]`, `[3, 5, 8]`, five `[3, 1, 8]`, five `[3, 8]` (sections 1 to 3).
# - The embedding has a row for each character of the vocabulary; the split cuts up the steps (sections 2 and 3).
# - The cell wants two axes, so squeeze the third away, and name it (section 3).
# - Unrolled by hand and by `static_rnn`: the same values, the same gradients, one kernel (section 4).
# - Embedding, kernel and softmax matrix are three things (section 5).

# %%
check.progress()

# %% [markdown]
# **New words**: id, vocabulary, embedding, one-hot, split, squeeze, batch-major, time-major, unroll, loss, label, softmax, softmax matrix.
#
# **Where this came from**: the question *RNN and LSTM implementation in TensorFlow*, about the character model of a blog post (r2rt.com). Its four questions stand in italics above. The answers hold; the order of `tf.split`'s arguments and `tf.nn.rnn`, now `static_rnn`, do not, and `tf.squeeze(i)` without an axis was a fault from the start.
