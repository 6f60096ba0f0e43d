# %% [markdown]
# # 17 · From one sequence to another
#
# *Our old forms contain dates such as `thu, 7 march 2019`. We need `2019-3-7`.* Both sides are sequences, but with different lengths and in a different order. Our networks so far have one output (lesson 07) or one at each time step (lessons 05 and 14), so none of them can do this. Translating a sentence is the same problem.
#
# In this lesson we will connect two networks, one that reads and one that writes. We will measure how many dates are correct, and then add attention by hand. Old code uses `tf.contrib.seq2seq`, which is not in TensorFlow 2. Our module `utils.contrib` contains it, so we can compare.
#
# **After this lesson you can**
# - explain what the encoder passes to the decoder, and why training uses teacher forcing
# - implement a loss that ignores the padding
# - implement greedy decoding inside the graph
# - implement attention, and identify in its map what the decoder looks at
# - compare beam search with greedy decoding
#
# **You need** lessons 05, 07, 10, 11, 14 and 16. **Time**: about 65 minutes, of which 24 for the exercises. **Order**: Run the cells from top to bottom. If you skip, 2 needs 1, 3 needs 2, 4 needs 1, 5 needs 3 and 4, 6 needs 3, and *Going deeper* needs 4.

# %%
import numpy as np

from utils import training
from utils.checks import encoder_decoder as check
from utils.contrib import legacy_seq2seq, seq2seq
from utils.data import dates
from utils.data.dates import END, GO, NUM_SYMBOLS, PAD, TARGET_STEPS, to_text
from utils.differences import show_bound, show_difference
from utils.figures.attention_diagram import attention_cell_diagram
from utils.figures.attention_plots import attention_map
from utils.graph import fresh_session, load_values
from utils.prediction import show_prediction
from utils.tf1 import tf

# %% [markdown]
# ## 1 · One network reads, another writes
#
# How can a network read 17 characters and then write 8? We use two networks:
#
# - The **encoder** reads the whole source, for example `thu, 7 march 2019`. We keep its final state.
# - The **decoder** starts with this state and writes the *target*, here `2019-3-7`, one character per time step.
#
# ```text
#  t  h  u  ,  …  9  END           2  0  1  9  -  …  7  END
#  ↓  ↓  ↓  ↓     ↓   ↓            ↑  ↑  ↑  ↑  ↑     ↑   ↑
#  [     encoder      ] → state → [        decoder        ]
# ```
#
# This pair is a **sequence-to-sequence** model (also *seq2seq*, *encoder-decoder*). In this first model, the state is all that the decoder knows of the source.
#
# Our data are random dates, in words and in numbers. The ids 0 to 2 are PAD, GO (also *start of sequence*) and END (*end of sequence*), and the others are characters. Each source and target ends with END, which the lengths in parentheses count.

# %% [markdown]
# **Predict before you run:** after which character of the source can a model write the first character of the target?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
words, numbers, data = dates.make_dates(4_000, seed=17)
sources, source_lengths, targets, target_lengths = data
for row in range(3):
    print(f"{words[row]:22} ({source_lengths[row]}) -> {numbers[row]} ({target_lengths[row]})")
print("ids of the last target:", targets[2])
show_prediction(prediction)

# %% [markdown]
# **Answer.** After the first digit of the year, when almost the whole source has been read. So the encoder reads everything before the decoder starts.
#
# Here is the encoder. It reads in both directions (lesson 14), with half of the units in each. So each of its outputs can depend on the whole source. The argument `make_decoder` is a function that returns the cell of the decoder and its first state. In section 4, we will pass another function.


# %%
NUM_UNITS = 64


def build_network(sources, lengths, make_decoder):
    """int32 [batch, num_steps], int32 [batch] -> embedding, cell, its first state, dense layer."""
    embedding = tf.get_variable("embedding", [NUM_SYMBOLS, 16])
    inputs = tf.nn.embedding_lookup(embedding, sources)
    forward = tf.nn.rnn_cell.GRUCell(NUM_UNITS // 2)
    backward = tf.nn.rnn_cell.GRUCell(NUM_UNITS // 2)
    outputs, states = tf.nn.bidirectional_dynamic_rnn(
        forward, backward, inputs, lengths, dtype=tf.float32
    )
    outputs = tf.concat(outputs, axis=2)  # [batch, num_steps, NUM_UNITS]
    state = tf.concat(states, axis=1)  # [batch, NUM_UNITS]
    cell, first_state = make_decoder(outputs, lengths, state)
    dense = tf.layers.Dense(NUM_SYMBOLS, name="dense")
    dense.build([None, NUM_UNITS])  # creates its variables
    return embedding, cell, first_state, dense


# %% [markdown]
# Our first decoder is a GRU:


# %%
def plain_decoder(outputs, lengths, state):
    """A GRU that starts with the final state of the encoder."""
    return tf.nn.rnn_cell.GRUCell(NUM_UNITS), state


# %% [markdown]
# But what are the inputs of the decoder?

# %% [markdown]
# ## 2 · In training, the decoder reads the true characters
#
# Like the model of lesson 05, the decoder reads a character and predicts the next one. In training, it reads the *true* previous character, which is teacher forcing. At first, almost all predictions are wrong. If the decoder read them, it would learn from wrong inputs. At time step 0, the decoder reads GO:
#
# | time step | 0 | 1 | 2 | 3 | … | 8 |
# |---|---|---|---|---|---|---|
# | decoder reads | GO | 2 | 0 | 1 | … | 7 |
# | decoder should predict | 2 | 0 | 1 | 9 | … | END |
#
# Without this shift, the code raises no error, but the decoder only learns to copy (lesson 14).

# %% [markdown]
# ### Exercise 1 · `decoder_inputs` · 4 min · ★☆☆
#
# Make the inputs of the decoder from a batch of targets. Each row begins with `go` and has as many time steps as before. Use NumPy, and keep the dtype.


# %%
def decoder_inputs(targets, go):
    """Integers [batch, num_steps], int -> integers [batch, num_steps] of the same dtype."""
    ### BEGIN SOLUTION
    inputs = np.full_like(targets, go)
    inputs[:, 1:] = targets[:, :-1]
    return inputs
    ### END SOLUTION


check.decoder_inputs(decoder_inputs)

# %% [markdown]
# The targets have 9 to 11 time steps. With the padding in the mean, the loss would look better than it is. So we need the masked mean of lesson 11. In old code, and in our training below, `seq2seq.sequence_loss` computes it.

# %% [markdown]
# ### Exercise 2 · `masked_loss` · 6 min · ★★☆
#
# Compute the mean cross-entropy per valid time step, in the graph. Use `tf.nn.sparse_softmax_cross_entropy_with_logits` for the losses.


# %%
def masked_loss(logits, targets, lengths):
    """[batch, num_steps, num_symbols], int32 [batch, num_steps], int32 [batch] -> loss []."""
    ### BEGIN SOLUTION
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=targets, logits=logits)
    mask = tf.sequence_mask(lengths, tf.shape(targets)[1], dtype=tf.float32)
    return tf.reduce_sum(losses * mask) / tf.reduce_sum(mask)
    ### END SOLUTION


check.masked_loss(masked_loss)

# %% [markdown]
# With teacher forcing, all inputs are known. So the decoder can run in `dynamic_rnn`:


# %%
def teach(network, targets, lengths):
    """Run the decoder along the true targets -> logits [batch, TARGET_STEPS, NUM_SYMBOLS]."""
    embedding, cell, state, dense = network
    shifted = tf.pad(targets[:, :-1], [[0, 0], [1, 0]], constant_values=GO)
    inputs = tf.nn.embedding_lookup(embedding, shifted)
    outputs, _ = tf.nn.dynamic_rnn(cell, inputs, lengths, initial_state=state)
    return dense(outputs)


# %% [markdown]
# We train on 3,000 dates. The other 1,000 are the validation set.


# %%
def train(data, make_decoder, updates, seed):
    """Train on the dates after the first 1,000 -> trained values of the variables."""
    with fresh_session(seed) as session:
        fed = [tf.placeholder(tf.int32, [None, *array.shape[1:]]) for array in data]
        sources, source_lengths, targets, target_lengths = fed
        network = build_network(sources, source_lengths, make_decoder)
        logits = teach(network, targets, target_lengths)
        mask = tf.sequence_mask(target_lengths, TARGET_STEPS, tf.float32)
        loss = seq2seq.sequence_loss(logits, targets, mask)
        train_op = training.adam_step(loss, 0.02, updates)  # the learning rate falls to 0

        training_set = [array[1_000:] for array in data]
        batches = training.shuffled_batches(*training_set, batch_size=64, seed=seed)
        feeds = (dict(zip(fed, batch, strict=True)) for batch in batches)
        session.run(tf.global_variables_initializer())
        training.train(session, train_op, loss, feeds, updates)
        return session.run(tf.trainable_variables())


# %% [markdown]
# ## 3 · In use, the decoder reads its own predictions
#
# When we use the model, there is no target, so the decoder must read what it has just predicted. In **greedy decoding**, this is always the symbol with the highest logit. A row that has written END is finished, and continues with PAD. Here is one time step:


# %%
def write_one(network, symbols, state, finished):
    """One time step of the decoder -> new symbols [batch], state, finished [batch]."""
    embedding, cell, _, dense = network
    inputs = tf.nn.embedding_lookup(embedding, symbols)
    output, state = cell(inputs, state)
    best = tf.argmax(dense(output), axis=1, output_type=tf.int32)
    symbols = tf.where(finished, tf.fill(tf.shape(best), PAD), best)
    finished = tf.logical_or(finished, tf.equal(symbols, END))
    return symbols, state, finished


# %% [markdown]
# The `while_loop` of lesson 10 repeats this time step inside the graph. It ends when all rows are finished, or after `TARGET_STEPS` iterations, because an untrained decoder may never write END. With `dynamic_size=True`, the array grows with each write:


# %%
def decode_greedily(network, batch_size):
    """Write until all rows have their END -> ids int32 [batch, steps written]."""
    _, _, first_state, _ = network

    def continues(symbols, state, finished, written):
        return tf.logical_not(tf.reduce_all(finished))

    def body(symbols, state, finished, written):
        symbols, state, finished = write_one(network, symbols, state, finished)
        return symbols, state, finished, written.write(written.size(), symbols)

    symbols = tf.fill([batch_size], GO)
    finished = tf.fill([batch_size], False)
    written = tf.TensorArray(tf.int32, size=0, dynamic_size=True)
    first_values = (symbols, first_state, finished, written)
    *_, written = tf.while_loop(continues, body, first_values, maximum_iterations=TARGET_STEPS)
    return tf.transpose(written.stack())


# %% [markdown]
# After the training, we measure the correct fractions of the characters and of the complete dates, with teacher forcing and with greedy decoding:


# %%
def measure(data, make_decoder, trained):
    """Validation set: fractions with teacher forcing, the same with greedy decoding, its ids."""
    sources, source_lengths, targets, target_lengths = (array[:1_000] for array in data)
    with fresh_session() as session:
        network = build_network(sources, source_lengths, make_decoder)
        taught = tf.argmax(teach(network, targets, target_lengths), axis=2)
        written = decode_greedily(network, 1_000)
        load_values(tf.trainable_variables(), trained, session)
        taught_ids, ids = session.run([taught, written])
    with_teacher = dates.fractions_correct(taught_ids, targets)
    return with_teacher, dates.fractions_correct(ids, targets), ids


# %% [markdown]
# **Predict before you run:** after 300 training steps, teacher forcing predicts 9 of 10 characters correctly. What fraction of the complete dates does greedy decoding write correctly?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %% tags=["nbval-ignore-output"]
plain_trained = train(data, plain_decoder, updates=300, seed=17)
taught, greedy, plain_ids = measure(data, plain_decoder, plain_trained)
year, month, day = dates.same_parts(plain_ids, targets[:1_000]).mean(axis=0)
for name, found in (("teacher forcing", taught), ("greedy decoding", greedy)):
    print(f"{name}: {found.characters:.2f} of the characters, {found.dates:.3f} of the dates")
print(f"greedy decoding: year {year:.2f}, month {month:.2f}, day {day:.2f} correct")
for row in range(3):
    print(f"{words[row]:22} -> {to_text(plain_ids[row])}")
show_prediction(prediction)

# %%
# The digits above differ between computers, but these bounds must hold on each:
lost = taught.characters - greedy.characters
show_bound("characters, teacher forcing", taught.characters, above=0.75)
show_bound("characters lost by greedy decoding", lost, above=0.005)
show_bound("dates, greedy decoding", greedy.dates, below=0.7)
show_bound("dates, both ways: difference", abs(taught.dates - greedy.dates), below=0.005)
show_bound("years correct", year, above=0.8)
show_bound("years less days correct", year - day, above=0.2)

# %% [markdown]
# **Answer.** Only about 0.2, and less than 0.5 with three other seeds. If each of ten characters were correct with probability 0.9, $0.9^{10} = 0.35$ of the dates would be complete. The printed parts explain our lower fraction: $0.96 \cdot 0.63 \cdot 0.32$ is only about 0.2. The mean over all characters hides that the day is wrong in two of three dates. So measure complete outputs.
#
# Up to its first wrong character, greedy decoding reads the same inputs as teacher forcing, so the same dates are complete. After this character, the decoder reads its own error, which never happened in training (**exposure bias**). So more characters are wrong.
#
# The whole source must fit into one vector of 64 numbers, and 300 training steps are too few for this. Can the decoder look at the source again?

# %% [markdown]
# ## 4 · Attention by hand
#
# With **attention**, it can. The outputs of the encoder become a **memory**, and the decoder looks at it at each time step:
#
# 1. The decoder makes a **query**, a vector that describes what it looks for.
# 2. Each position of the memory gets a **score**, here its dot product with the query.
# 3. A softmax turns the scores into **attention weights**, whose sum is 1. Padding gets the score $-\infty$, so its weight is 0.
# 4. The **context** is the weighted mean of the memory.


# %%
def attend(query, memory, is_valid):
    """[batch, size], [batch, steps, size], bool [batch, steps] -> weights, context [batch, size]."""
    scores = tf.reduce_sum(query[:, tf.newaxis] * memory, axis=2)  # [batch, steps]
    lowest = tf.fill(tf.shape(scores), -np.inf)
    weights = tf.nn.softmax(tf.where(is_valid, scores, lowest))
    context = tf.reduce_sum(weights[:, :, tf.newaxis] * memory, axis=1)
    return weights, context


# %% [markdown]
# A tiny memory has the positions [4, 0] and [0, 4], and one that is padding.
#
# **Predict before you run:** what is the context for the query [0, 0], which looks for nothing?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
tiny_memory = np.array([[[4, 0], [0, 4], [9, 9]]], np.float32)
with fresh_session() as session:
    for query in ([1, 0], [0, 1], [0, 0]):
        fetches = attend(tf.constant([query], tf.float32), tiny_memory, [[True, True, False]])
        weights, context = session.run(fetches)
        print(f"query {query}: weights {weights[0].round(2)}, context {context[0].round(2)}")
show_prediction(prediction)

# %% [markdown]
# **Answer.** It is [2, 2], the plain mean of the valid positions, because equal scores give equal weights. For a query $q$ and the positions $m_j$ of the memory:
#
# $$w_j = \mathrm{softmax}_j(q \cdot m_j) \qquad \mathrm{context} = \sum_j w_j\, m_j$$
#
# Now we make the decoder a cell of its own (lesson 16). Its output is the **attention vector**, which a matrix makes from *h* and the context:

# %%
attention_cell_diagram()

# %% [markdown]
# The state has three parts: *h*, the last attention vector, and the attention weights, which we want to see later. We write the cell as two short classes. The first one contains the GRU, the memory and the sizes:


# %%
class KeepsMemory(tf.nn.rnn_cell.RNNCell):
    """A cell with a GRU inside, the memory, and a state of three parts."""

    def __init__(self, memory, lengths):
        super().__init__()
        self.gru = tf.nn.rnn_cell.GRUCell(NUM_UNITS)
        self.memory = memory  # [batch, steps, NUM_UNITS]
        self.is_valid = tf.sequence_mask(lengths, memory.shape[1])

    @property
    def state_size(self):
        return NUM_UNITS, NUM_UNITS, self.memory.shape[1]

    @property
    def output_size(self):
        return NUM_UNITS


# %% [markdown]
# The second one adds the two matrices and computes one time step:


# %%
class AttentionCell(KeepsMemory):
    """A GRU that looks at all outputs of the encoder at each time step."""

    def build(self, input_shape):
        self.query_kernel = self.add_weight("query_kernel", [NUM_UNITS, NUM_UNITS])
        self.joining_kernel = self.add_weight("joining_kernel", [2 * NUM_UNITS, NUM_UNITS])
        super().build(input_shape)

    def call(self, inputs, state):
        old_h, old_attention, _ = state
        h, _ = self.gru(tf.concat([inputs, old_attention], axis=1), old_h)
        query = tf.matmul(h, self.query_kernel)
        weights, context = attend(query, self.memory, self.is_valid)
        joined = tf.concat([h, context], axis=1)
        attention = tf.matmul(joined, self.joining_kernel)  # like old code, without tanh
        return attention, (h, attention, weights)


# %%
def attention_decoder(outputs, lengths, state):
    """An `AttentionCell` whose hidden state starts with the final state of the encoder."""
    first_state = state, tf.zeros_like(state), tf.zeros_like(outputs[:, :, 0])
    return AttentionCell(outputs, lengths), first_state


# %% [markdown]
# In old code, the class `LuongAttention` has the same score (*Going deeper*). The class `BahdanauAttention` has another one. Its query $q$ is *h* itself, and $W_q$, $W_m$ and $v$ are parameters:
#
# $$\mathrm{score}_j = v \cdot \tanh(q\, W_q + m_j\, W_m)$$

# %% [markdown]
# ### Exercise 3 · `additive_weights` · 7 min · ★★☆
#
# Compute these attention weights for one time step of the decoder, in the graph. The padding gets the weight 0. The function `tf.matmul` also multiplies `[batch, num_steps, size]` by a matrix.


# %%
def additive_weights(query, memory, lengths, query_kernel, memory_kernel, v):
    """[batch, query_size], [batch, num_steps, memory_size], int32 [batch], and the parameters
    [query_size, size], [memory_size, size], [size] -> [batch, num_steps].
    """
    ### BEGIN SOLUTION
    from_query = tf.matmul(query, query_kernel)[:, tf.newaxis]
    from_memory = tf.matmul(memory, memory_kernel)
    scores = tf.reduce_sum(v * tf.tanh(from_query + from_memory), axis=2)
    is_valid = tf.sequence_mask(lengths, memory.shape[1])
    scores = tf.where(is_valid, scores, tf.fill(tf.shape(scores), -np.inf))
    return tf.nn.softmax(scores)
    ### END SOLUTION


check.additive_weights(additive_weights)

# %% [markdown]
# Does attention help with our dates?

# %% [markdown]
# ## 5 · What the decoder looks at
#
# **Predict before you run:** we train again, and only the decoder is different. How many dates are correct with attention?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %% tags=["nbval-ignore-output"]
attention_trained = train(data, attention_decoder, updates=300, seed=17)
_, with_attention, _ = measure(data, attention_decoder, attention_trained)
print(f"plain decoder : {greedy.dates:.3f} of the dates")
print(f"with attention: {with_attention.dates:.3f} of the dates")
show_prediction(prediction)

# %%
show_bound("dates with attention", with_attention.dates, above=0.8)
show_bound("dates gained by attention", with_attention.dates - greedy.dates, above=0.2)

# %% [markdown]
# **Answer.** Almost all: more than 0.95 in our runs with four seeds. After 1,000 training steps, the plain decoder also writes more than 0.9 of the dates correctly, which `make accuracy` measures. So one vector is enough for a date, but attention learns faster.
#
# To see the attention weights, we feed the true characters of one target to the cell, and collect the weights from its state:


# %%
def weights_along(data, row, trained):
    """Attention weights for one date -> float32 [TARGET_STEPS, num_steps]."""
    sources, lengths, targets, _ = (array[row : row + 1] for array in data)
    with fresh_session() as session:
        embedding, cell, state, _ = build_network(sources, lengths, attention_decoder)
        weights = []
        for symbol in [GO, *targets[0, :-1].tolist()]:
            inputs = tf.nn.embedding_lookup(embedding, [symbol])
            _, state = cell(inputs, state)
            weights.append(state[2][0])
        load_values(tf.trainable_variables(), trained, session)
        return np.array(session.run(weights))


# %% [markdown]
# **Predict before you run:** the source is *sat, 28 march 2071*, and the target is *2071-3-28*. Where does the decoder look when it writes the year?

# %%
row = words.index("sat, 28 march 2071")
looked = weights_along(data, row, attention_trained)
attention_map(
    looked[: target_lengths[row], : source_lengths[row]],
    [*words[row], "END"],
    [*numbers[row], "END"],
    "The decoder looks at each digit of the year in turn",
    alt="In the first four rows, the dark cells form a diagonal at the year of the source.",
)

# %%
start = words[row].index("2071")
on_same_digit = np.diag(looked[:4, start : start + 4]).mean()
on_end = looked[4 : target_lengths[row], source_lengths[row] - 1].mean()
show_bound("year: weight on the same digit", on_same_digit, above=0.5)
show_bound("month and day: weight on END", on_end, above=0.5)

# %% [markdown]
# **Answer.** For each digit of the year, the decoder looks at the same digit in this *attention map*. After the year, it looks only at END. There, the forward layer of the encoder has read the whole date. So its output can already contain the month and the day. But with two of three other seeds, the decoder looked at the month and the day instead.
#
# So be careful: such maps show where the decoder looks, but not what it finds there. Next we change how the decoder chooses its symbols.

# %% [markdown]
# ## 6 · Beam search
#
# Greedy decoding never takes a symbol back. A tiny case shows the danger. A model writes a or b, and then x or y. The last two columns contain the probabilities of x and y after this first symbol:
#
# | first symbol | then x | then y |
# |---|---|---|
# | a: 0.6 | 0.5 | 0.5 |
# | b: 0.4 | 0.9 | 0.1 |
#
# **Predict before you run:** which pair of symbols is the most probable?

# %%
first = np.array([0.6, 0.4])
then = np.array([[0.5, 0.5], [0.9, 0.1]])
joint = first[:, np.newaxis] * then
print(joint)  # the rows are a and b, and the columns x and y

# %% [markdown]
# **Answer.** It is bx with 0.36. Greedy decoding takes a, and then has only 0.30. **Beam search** keeps several sequences at each time step, called beams. It continues each beam with every symbol, and keeps the most probable sequences. The number of beams is the *width*. With a width of 2, the search still has b when the 0.9 appears. We add log-probabilities, because a long product becomes too small for float32.

# %% [markdown]
# ### Exercise 4 · `beam_step` · 7 min · ★★★
#
# Write one step of the search in NumPy. No beam has written END. The row `next_log_probs[beam]` contains the log-probability of each symbol after this beam. Continue each beam by each symbol, and keep the best `width` sequences, the best one first. Return which beam each one continues, its new symbol, and its log-probability.


# %%
def beam_step(log_probs, next_log_probs, width):
    """[beams], [beams, num_symbols], int -> parents, symbols, log-probabilities, each [width]."""
    ### BEGIN SOLUTION
    totals = log_probs[:, np.newaxis] + next_log_probs
    best = np.argsort(-totals, axis=None)[:width]
    parents, symbols = np.divmod(best, totals.shape[1])
    return parents, symbols, totals[parents, symbols]
    ### END SOLUTION


check.beam_step(beam_step)

# %% [markdown]
# For the dates, we use the class of old code and our plain decoder. With attention, a search can gain little. The function `tile_batch` repeats the results of the encoder once for each beam:


# %%
def search(data, make_decoder, trained, width):
    """Beam search on the validation dates -> ids [1_000, steps] and log-probability of the best."""

    def make_beams(outputs, lengths, state):
        return make_decoder(*seq2seq.tile_batch((outputs, lengths, state), width))

    with fresh_session() as session:
        network = build_network(data[0][:1_000], data[1][:1_000], make_beams)
        embedding, cell, state, dense = network
        decoder = seq2seq.BeamSearchDecoder(
            cell, embedding, tf.fill([1_000], GO), END, state, width, output_layer=dense
        )
        outputs, final, _ = seq2seq.dynamic_decode(decoder, maximum_iterations=TARGET_STEPS)
        load_values(tf.trainable_variables(), trained, session)
        ids, log_probs = session.run([outputs.predicted_ids, final.log_probs])
        return ids[:, :, 0], log_probs[:, 0]


# %% [markdown]
# **Predict before you run:** a width of 1 must write the same as our greedy loop. How many more dates are correct with a width of 5?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.


# %% tags=["nbval-ignore-output"]
ids_1, log_probs_1 = search(data, plain_decoder, plain_trained, width=1)
ids_5, log_probs_5 = search(data, plain_decoder, plain_trained, width=5)
as_greedy = dates.same_text(ids_1, plain_ids).sum()
more_probable = np.sum(log_probs_5 > log_probs_1 + 1e-4)
correct_1 = dates.same_text(ids_1, targets[:1_000]).sum()
correct_5 = dates.same_text(ids_5, targets[:1_000]).sum()
print(f"width 1: {correct_1} of 1,000 dates correct, {as_greedy} as our greedy loop")
print(f"width 5: {correct_5} of 1,000 dates correct, {more_probable} more probable than before")
show_prediction(prediction)

# %%
show_bound("width 1, as our greedy loop", as_greedy, above=995)
show_bound("width 5, more probable", more_probable, above=50)
show_bound("width 5, correct dates gained", correct_5 - correct_1, above=0, below=80)

# %% [markdown]
# **Answer.** Only about 30 in our run, although it finds a more probable date for about 300 of the 1,000 sources. So a more probable date is often another wrong date. Then the model gives a wrong date a higher probability than the correct one, and no search can correct this. Beam search costs `width` times the work of the decoder, so measure before you use it.

# %% [markdown]
# ## Common error: `was passed int64 … incompatible with expected int32`
#
# This loop forgets the `output_type` of `tf.argmax`.
#
# **Predict before you run:** is the error raised when we build the loop, or in the run?

# %% tags=["raises-exception"]
with fresh_session() as session:
    logits = tf.zeros([3, NUM_SYMBOLS])

    def body(time, symbols):
        return time + 1, tf.argmax(logits, axis=1)

    first_values = [tf.constant(0), tf.fill([3], GO)]
    loop = tf.while_loop(lambda time, symbols: time < TARGET_STEPS, body, first_values)
    print("The loop is built.")
    session.run(loop)

# %% [markdown]
# **Answer.** In the run. The message names `Merge` and `NextIteration`, the parts of a loop that carry its variables. One of them enters as int32, but `tf.argmax` returns int64 by default. The fix is `output_type=tf.int32`, as in `write_one`.

# %% [markdown]
# ## Summary
#
# - The encoder passes its final state to the decoder, and with attention also all its outputs. In training, the decoder reads the true previous character, because its first predictions are wrong and would be wrong inputs (sections 1 and 2).
# - A loss that ignores the padding is a masked sum, divided by the number of valid time steps (section 2).
# - Greedy decoding feeds the best symbol back in a `while_loop`, until all rows have written END. One wrong character spoils a date (section 3).
# - Attention compares a query with the memory, turns the scores into weights, and averages the memory. In our map, it looks at the digits of the year one by one (sections 4 and 5).
# - Beam search often finds a more probable sequence than greedy decoding, but only a few more dates were correct (section 6).
#
# Such loops take time. In lesson 18 we will measure where it goes, and make a training step faster.

# %%
check.progress()

# %% [markdown]
# ## Going deeper · The wrapper of old code
#
# This section is optional. The classes `LuongAttention` and `AttentionWrapper` are from `tf.contrib`, and `utils.contrib` contains them. Do they compute the same as our cell? We load our parameters into the wrapper and run both on random inputs. Then we compare the outputs and the attention weights. The wrapper multiplies the memory by its kernel, and we multiply the query. But $(q K) \cdot m = q \cdot (m K^T)$, so its kernel is ours, transposed.

# %%
random = np.random.default_rng(seed=17)
memory = random.uniform(-1, 1, size=[3, 5, NUM_UNITS]).astype(np.float32)
inputs = random.normal(size=[3, 4, 16]).astype(np.float32)
lengths = np.array([5, 2, 4])

with fresh_session(seed=17) as session:
    cell, first_state = attention_decoder(memory, lengths, tf.zeros([3, NUM_UNITS]))
    by_hand, final_state = tf.nn.dynamic_rnn(cell, inputs, initial_state=first_state)
    own = tf.trainable_variables()

    mechanism = seq2seq.LuongAttention(NUM_UNITS, memory, lengths)
    gru = tf.nn.rnn_cell.GRUCell(NUM_UNITS)
    wrapper = seq2seq.AttentionWrapper(gru, mechanism, attention_layer_size=NUM_UNITS)
    wrapped, wrapper_state = tf.nn.dynamic_rnn(wrapper, inputs, dtype=tf.float32, scope="wrapper")
    others = [variable for variable in tf.trainable_variables() if variable not in own]

    session.run(tf.global_variables_initializer())
    query_kernel, joining_kernel, *gru_weights = session.run(own)
    load_values(others, [query_kernel.T, *gru_weights, joining_kernel], session)
    ours = session.run([by_hand, final_state[2]])
    theirs = session.run([wrapped, wrapper_state.alignments])

show_difference("outputs:", ours[0], theirs[0])
show_difference("attention weights:", ours[1], theirs[1])

# %% [markdown]
# Yes. So you can replace the wrapper by a cell that you can read.
#
# If you keep the wrapper, be careful with its state, which has more parts than that of its cell. Start with the zero state of the wrapper, and replace only the state of the cell inside. The last line passes the final state of the encoder, as for a plain decoder:

# %% tags=["raises-exception"]
with fresh_session() as session:
    encoder_state = tf.zeros([3, NUM_UNITS])
    mechanism = seq2seq.LuongAttention(NUM_UNITS, tf.zeros([3, 5, NUM_UNITS]))
    wrapper = seq2seq.AttentionWrapper(tf.nn.rnn_cell.GRUCell(NUM_UNITS), mechanism)
    zero_state = wrapper.zero_state(3, tf.float32)
    output, _ = wrapper(tf.zeros([3, 16]), zero_state.clone(cell_state=encoder_state))
    print("output:", output.shape)
    wrapper(tf.zeros([3, 16]), encoder_state)

# %% [markdown]
# TensorFlow 1 wrote *Expected state to be instance of AttentionWrapperState*. Without `.clone`, the zero state raises no error. But then the decoder starts with zeros, and knows the source only through attention.

# %% [markdown]
# ## Going deeper · What buckets were for
#
# This section is optional. The first seq2seq code, `legacy_seq2seq`, had no `while_loop`. It built one copy of the cell for each time step, like `static_rnn` (lesson 10). So each graph had a fixed length. To avoid long padding, people built the network several times, for several pairs of lengths. Such a pair is also called a bucket, but it is not the bucket of lesson 11. A batch of short sequences goes to a small bucket.
#
# **Predict before you run:** our three buckets have 12, 17 and 23 time steps in the source, and 9, 10 and 11 in the target. How often is a GRU built?

# %%
buckets = [(12, 9), (17, 10), (23, 11)]


def small_network(encoder_inputs, decoder_inputs):
    """Lists of int32 [batch], one for each time step -> list of logits, final state."""
    return legacy_seq2seq.embedding_rnn_seq2seq(
        encoder_inputs,
        decoder_inputs,
        tf.nn.rnn_cell.GRUCell(NUM_UNITS),
        num_encoder_symbols=NUM_SYMBOLS,
        num_decoder_symbols=NUM_SYMBOLS,
        embedding_size=16,
    )


# %%
with fresh_session() as session:
    longest_source, longest_target = buckets[-1]
    source_steps = [tf.zeros([4], tf.int32)] * longest_source
    target_steps = [tf.zeros([4], tf.int32)] * longest_target
    weight_steps = [tf.ones([4])] * longest_target
    _, losses = legacy_seq2seq.model_with_buckets(
        source_steps, target_steps, target_steps, weight_steps, buckets, small_network
    )
    operations = [operation.type for operation in session.graph.get_operations()]
    num_variables = len(tf.trainable_variables())

print("losses:", len(losses), " variables:", num_variables)
print("GRU steps in the graph:", operations.count("Tanh"))  # each step has one tanh

# %% [markdown]
# **Answer.** It is built 82 times, once for each time step of each bucket. There are three losses, one for each bucket, and all copies share the same 12 variables. In contrast, a loop contains its GRU once, and runs as often as a batch needs.

# %% [markdown]
# <details>
# <summary>Sources</summary>
#
# - Sutskever and others, *Sequence to sequence learning with neural networks* (arXiv:1409.3215) describe the two networks. Bahdanau and others, *Neural machine translation by jointly learning to align and translate* (arXiv:1409.0473) describe attention with the additive score. In its experiments, one vector is not enough for long sentences. Luong and others (arXiv:1508.04025) describe the dot product and the attention vector that the decoder reads again. Theirs has a tanh, which `AttentionWrapper` leaves out.
# - The names and variables are those of `tf.contrib.seq2seq` and `tf.contrib.legacy_seq2seq` in TensorFlow 1.15. Both are gone from TensorFlow 2. [Old names](../docs/old_names.md) lists what replaces them.
# - Buckets are no longer needed. The functions `dynamic_rnn` and `dynamic_decode` run as many time steps as a batch needs (*Going deeper*).
#
# </details>
