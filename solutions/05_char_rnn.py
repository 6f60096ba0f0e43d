# %% [markdown]
# # 05 · A character model: train it, measure it, let it write
#
# *The network of lesson 04's old code, whole: trained on nine plays, held against models that only count, and asked to write.*
#
# **You will be able to**
# - say what a bit per character is, compute it from losses, and judge a model on held-out text
# - cut a text into batches in which row k continues row k of the batch before
# - draw and train the whole network, and say what it must beat
# - show what throwing the state away costs, and where in a window
# - let a network write, from a start text, at a temperature
#
# **You need** lessons 02 and 04. **Time**: about 60 minutes, of which 28 for the exercises. **Order**: after the imports, 3 needs 1, 4 needs 3, 5 needs 3, 6 needs 3, 7 needs 6, and *Broken on purpose* needs 3. The two trainings, in 3 and 7, take about 20 seconds.

# %%
import re
from types import SimpleNamespace

import numpy as np

from utils import ngrams, plots, text_plots, training
from utils.checks import char_rnn as check
from utils.data import load_text
from utils.graph import fresh_session, variable_table
from utils.tf1 import tf

# %% [markdown]
# ## 1 · Bits per character, on text that was held out
#
# A model of text gives each next character a probability *p*. If the character that came had p = 1/2, the model was as surprised as by one toss of a coin: 1 bit. In general its surprise is $-\log_2 p$ bits, and the mean over a text is its **bits per character**. It is measured on **held-out** text, which the model has not seen: otherwise a model that knows the text by heart would win. Here the last tenth is held out.

# %%
text = load_text("shakespeare")
vocabulary = sorted(set(text))
id_of = {character: place for place, character in enumerate(vocabulary)}
ids = np.array([id_of[character] for character in text], np.int32)

end = len(ids) * 9 // 10
training_ids, heldout_ids = ids[:end], ids[end:]
print("to train on:", len(training_ids), " held out:", len(heldout_ids))
print("different characters:", len(vocabulary))

# %% [markdown]
# What must a network beat? Models that count. A **unigram** model knows how often each character occurs, a **bigram** model how often each follows each, a **trigram** model looks back at two. Counting has a trap:

# %%
counted = {text[place : place + 3] for place in range(end - 2)}
heldout = text[end:]
new = [heldout[place : place + 3] not in counted for place in range(len(heldout) - 2)]

print("of the trigrams held out, never seen before:", sum(new))

# %% [markdown]
# One *p* of 0 is enough to make the mean infinite. So the counts are **smoothed**: a part of the probability is kept for what was never seen, and shared out as the next simpler model would (Witten and Bell, 1991).
#
# **Predict before you run:** how many bits does a guess cost that holds all 64 characters to be alike? How many will a bigram and a trigram model need?

# %%
baselines = {"uniform": np.log2(len(vocabulary))}
for order, name in enumerate(("unigram", "bigram", "trigram"), start=1):
    baselines[name] = ngrams.witten_bell_bits(training_ids, heldout_ids, len(vocabulary), order)

for name, bits in baselines.items():
    print(f"{name:8} {bits:.2f} bits a character   perplexity {2**bits:4.1f}")

# %% [markdown]
# $2^{\text{bits}}$ is the **perplexity**: the trigram model is as unsure as if it had to choose among eight characters, all alike, each time.
#
# TensorFlow's losses are natural logarithms, and their unit is called **nat**. A coin costs $\ln 2 \approx 0.693$ nats, or 1 bit.
#
# ### Exercise 1 · `bits_and_perplexity` · 6 min · ★☆☆
#
# The losses of some text come batch by batch, in nats, one for each character; the batches may differ in size. Return the bits per character of the whole text, and the perplexity.


# %%
def bits_and_perplexity(losses):
    """List of float64 [rows, num_steps], in nats -> (bits per character, perplexity)."""
    ### BEGIN SOLUTION
    nats = sum(batch.sum() for batch in losses) / sum(batch.size for batch in losses)
    return nats / np.log(2), np.exp(nats)
    ### END SOLUTION


check.bits_and_perplexity(bits_and_perplexity)

# %% [markdown]
# ## 2 · Batches that go on
#
# No graph is drawn over a million steps. The text is read in **windows** of `num_steps` characters, and the state after one window is fed as the first state of the next. A batch has many rows, and each row has a state of its own. So row k of a batch must go on where row k of the batch before ended.
#
# `training.continued_batches` cuts the text into `batch_size` long rows, and a batch is the next `num_steps` columns of them. **Predict before you run:** the text is the alphabet, in 2 rows and windows of 5. What is in row 1 of the second batch?

# %%
letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))
for inputs, labels in training.continued_batches(letters, batch_size=2, num_steps=5):
    rows = ["".join(row) for row in inputs]
    print("inputs", rows, " labels", ["".join(row) for row in labels])

# %% [markdown]
# Read down: row 0 begins with a and goes on with f, row 1 goes on from m. The label of a window's last character is the first character of the next window. The last id can only be a label, so 25 letters are cut into rows of 12, a to l and m to x. What fills no row is left out, and in a row what fills no window: here k and l, w and x.
#
# In lesson 04's `inputs_and_labels`, row 1 continued row 0 instead. There every batch stood alone; with such batches, no state could be handed on.
#
# ### Exercise 2 · `nth_batch` · 7 min · ★★☆
#
# Cut one such batch out of the text: number 0 is the first.


# %%
def nth_batch(ids, batch_size, num_steps, number):
    """int32 [length], three whole numbers -> inputs and labels, int32 [batch_size, num_steps]."""
    ### BEGIN SOLUTION
    columns = (len(ids) - 1) // batch_size
    window = slice(number * num_steps, (number + 1) * num_steps)
    inputs = ids[: batch_size * columns].reshape(batch_size, columns)[:, window]
    labels = ids[1 : batch_size * columns + 1].reshape(batch_size, columns)[:, window]
    return inputs, labels
    ### END SOLUTION


check.nth_batch(nth_batch)

# %% [markdown]
# ## 3 · The network, and its training
#
# This is the network that lesson 04 took apart, with three additions. The first state has a name, `state`: zeros, unless a run feeds something else (lesson 02 fed a tensor of zeros in the same way). A scope lets a second drawing share the variables. And the steps are stacked into one tensor each.


# %%
def char_network(vocab_size, num_steps, embedding_size=32, num_units=128):
    """Draw the network for windows of num_steps ids; drawn again, it shares its variables."""
    with tf.variable_scope("model", reuse=tf.AUTO_REUSE):
        x = tf.placeholder(tf.int32, [None, num_steps], name="inputs")
        y = tf.placeholder(tf.int32, [None, num_steps], name="labels")
        embeddings = tf.get_variable("embedding_matrix", [vocab_size, embedding_size])
        vectors = tf.nn.embedding_lookup(embeddings, x)  # [rows, num_steps, embedding_size]
        rnn_inputs = [tf.squeeze(i, axis=[1]) for i in tf.split(vectors, num_steps, axis=1)]

        cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
        state = cell.zero_state(tf.shape(x)[0], tf.float32)  # [rows, num_units]
        rnn_outputs, final_state = tf.nn.static_rnn(cell, rnn_inputs, initial_state=state)

        with tf.variable_scope("softmax"):
            W = tf.get_variable("W", [num_units, vocab_size])
            b = tf.get_variable("b", [vocab_size], initializer=tf.constant_initializer(0.0))
        logits = [tf.matmul(output, W) + b for output in rnn_outputs]  # of [rows, vocab_size]
        y_as_list = [tf.squeeze(i, axis=[1]) for i in tf.split(y, num_steps, axis=1)]
        cross_entropy = tf.nn.sparse_softmax_cross_entropy_with_logits
        losses = [
            cross_entropy(labels=label, logits=logit)
            for label, logit in zip(y_as_list, logits, strict=True)
        ]
    network = SimpleNamespace(x=x, y=y, state=state, final_state=final_state)
    for name, steps in (("outputs", rnn_outputs), ("logits", logits), ("losses", losses)):
        setattr(network, name, tf.stack(steps, axis=1))  # [rows, num_steps, ...]
    return network


# %% [markdown]
# **Predict before you run:** which of the three matrices holds the most numbers?

# %%
with fresh_session(seed=5) as session:
    network = char_network(len(vocabulary), num_steps=25)
    table = variable_table(tf.trainable_variables())
    char_network(len(vocabulary), num_steps=1)
    print("variables after a second drawing:", len(tf.trainable_variables()))

for name in ("x", "outputs", "logits", "losses", "final_state"):
    print(f"{name:12}", getattr(network, name).shape)
table

# %% [markdown]
# The kernel does: its rows are the 32 numbers of a vector and the 128 of the state. `tf.AUTO_REUSE` (lesson 01) lets a second drawing with other `num_steps` find the same variables. That is needed below: to train takes windows of 25 characters, to write takes one character at a time.
#
# To measure, one function reads a text in windows. What it hands on from window to window is an argument, for section 4; by default it is the state as it is.


# %%
def bits_by_step(session, network, ids, hand_on=np.asarray, batch_size=128):
    """Bits at each step of a window, the mean over a text: ids [length] -> float64 [num_steps]."""
    num_steps = int(network.x.shape[1])
    nats, carried = [], {}
    for inputs, labels in training.continued_batches(ids, batch_size, num_steps):
        feed = {network.x: inputs, network.y: labels, **carried}
        losses, state = session.run([network.losses, network.final_state], feed)
        nats.append(losses.mean(axis=0, dtype=np.float64))
        carried = {network.state: hand_on(state)}
    return np.mean(nats, axis=0) / np.log(2)


# %% [markdown]
# Training is like that, with an update at each window. `training.train` runs it and shows a progress bar; its `carry` hands the state on. At the beginning of the text the feed gives zeros, since there the state would come from the text's end.


# %%
def endless_feeds(network, ids, batch_size):
    """What each update is fed: the windows of a text, again and again."""
    num_steps, num_units = int(network.x.shape[1]), int(network.state.shape[1])
    while True:
        first = {network.state: np.zeros([batch_size, num_units], np.float32)}
        for inputs, labels in training.continued_batches(ids, batch_size, num_steps):
            yield {network.x: inputs, network.y: labels, **first}
            first = {}


# %% [markdown]
# An update goes against the gradient of the mean loss. Three helpers make it quick and safe: **Adam** gives each weight a step size of its own, the **learning rate** that scales them all falls to 0 along a cosine, and gradients whose common length is above 1 are **clipped** to length 1 (lesson 08 shows what they can do otherwise).


# %%
def train_on(
    ids, heldout_ids, vocab_size, seed, updates, batch_size=32, num_steps=25, rate=0.005, **sizes
):
    """Train a new network: ids [length], twice, and settings -> its weights, the history."""
    with fresh_session(seed) as session:
        network = char_network(vocab_size, num_steps, **sizes)
        loss = tf.reduce_mean(network.losses)
        weights = tf.trainable_variables()
        gradients, _ = tf.clip_by_global_norm(tf.gradients(loss, weights), 1.0)
        updates_so_far = tf.train.get_or_create_global_step()
        learning_rate = tf.train.cosine_decay(rate, updates_so_far, updates)
        train_op = tf.train.AdamOptimizer(learning_rate).apply_gradients(
            zip(gradients, weights, strict=True), global_step=updates_so_far
        )

        def measure():
            bits = bits_by_step(session, network, heldout_ids, batch_size=batch_size)
            return {"held out": bits.mean()}

        session.run(tf.global_variables_initializer())
        feeds = endless_feeds(network, ids, batch_size)
        carry = {network.state: network.final_state}
        history = training.train(
            session, train_op, loss, feeds, updates, carry=carry, measure=measure, every=200
        )
        return session.run(weights), history


# %% [markdown]
# **Predict before you run:** 1,300 updates, each with a window of 25 characters in 32 rows. How often does the network read the plays? And which of the counted models will it beat?

# %% tags=["nbval-ignore-output"]
weights, history = train_on(training_ids, heldout_ids, len(vocabulary), seed=5, updates=1300)
print(f"held out, at the end: {history.measured['held out'][-1]:.2f} bits per character")
history

# %%
bits = history.measured["held out"]
print("updates that would read the plays once:", (len(training_ids) - 1) // 32 // 25)
print("before training, within 0.3 bits of the uniform guess:", abs(bits[0] - 6) < 0.3)
for name, value in baselines.items():
    print(f"trained, below the {name:7} model's {value:.2f} bits: {bits[-1] < value}")
print("by more than 0.2 bits:", bits[-1] < baselines["trigram"] - 0.2)

# %%
plots.lines(
    {"the network": bits},
    x=history.measured_after,
    levels=baselines,
    x_label="updates",
    y_label="bits per character, held out",
    title="The network ends below every counted model",
    alt="Bits per character on held-out text, by updates: the network begins near the uniform "
    "guess of 6 bits, falls below the unigram model's 4.81, the bigram model's 3.60 and the "
    "trigram model's 3.05 bits, and levels off.",
)

# %% [markdown]
# In 1,300 of 1,337 updates it has not quite read the plays once, and it beats all four. (The loss beside the progress bar is in nats.)
#
# The session is closed, and the weights have come out of it as arrays. Whoever wants to use them draws the network in a session of their own, and loads them:


# %%
def load(session, weights):
    """Put trained values into the variables of the network that was drawn in this session."""
    for variable, value in zip(tf.trainable_variables(), weights, strict=True):
        variable.load(value, session)


# %% [markdown]
# A trigram model looks back at two characters. What does the network look back at? At whatever its state keeps.
#
# ## 4 · The state, carried and thrown away
#
# The same weights read the held-out text three times. The state after a window is handed on as it is; or replaced by zeros; or given to another row (`np.roll` moves each state one row down), as it happens when the rows of a batch are shuffled. In each window, each of the 25 steps has a mean of its own.
#
# **Predict before you run:** what will be worst at the first step, and what at the last?

# %%
ways = {
    "carried": np.asarray,
    "zeros": np.zeros_like,
    "another row's": lambda state: np.roll(state, 1, axis=0),
}
with fresh_session() as session:
    network = char_network(len(vocabulary), num_steps=25)
    load(session, weights)
    by_step = {
        way: bits_by_step(session, network, heldout_ids, hand_on) for way, hand_on in ways.items()
    }

# %%
carried, zeros, of_another_row = by_step.values()
both = np.array([zeros, of_another_row])  # [2, num_steps]
print("carried, step 0 within 0.3 bits of the mean :", abs(carried[0] - carried.mean()) < 0.3)
print("the others at step 0, above 4.3 bits        :", (both[:, 0] > 4.3).all())
print("from step 12 on, less than 0.1 bit above it :", end=" ")
print(((both - carried)[:, 12:].mean(axis=1) < 0.1).all())
print("over the whole text, above 0.15 bits worse  :", end=" ")
print((both.mean(axis=1) > carried.mean() + 0.15).all())

# %%
plots.lines(
    by_step,
    x_label="step in the window",
    y_label="bits per character",
    title="A window that begins without its own state must first find its place again",
    markers=False,
    alt="Bits per character at steps 0 to 24 of a window. Carried: level, between 2.5 and 3 bits. "
    "Zeros, and another row's state: both above 4.3 bits at step 0; both fall steeply for about "
    "five steps, and join the carried line after about ten.",
)

# %% [markdown]
# Without its own state the network begins worse than the bigram model's 3.60 bits, though it sees the last character too; after some ten steps it has read enough to make up for it. So where states do not go on, the first characters of each window are predicted worse, and the mean is worse for all. A state from elsewhere costs about as much as zeros: it is a memory of another text.
#
# **Predict before you run:** now the windows are one character long, so a state that is thrown away is thrown away after each character. Which counted model could at best be reached?

# %%
with fresh_session() as session:
    reader = char_network(len(vocabulary), num_steps=1)
    load(session, weights)
    each_carried = bits_by_step(session, reader, heldout_ids).mean()
    each_zeros = bits_by_step(session, reader, heldout_ids, hand_on=np.zeros_like).mean()

print("carried, as good as in windows of 25        :", abs(each_carried - carried.mean()) < 0.02)
print("zeros each time, worse than the bigram model:", each_zeros > baselines["bigram"])

# %% [markdown]
# Carried, the length of the window does not matter: the values cross from run to run, and nothing is lost. (In training it matters, since gradients do not cross: lesson 11.) Thrown away, the network sees a single character, as the bigram model does, and does worse than counting: in training it met a state of zeros once in each row, at the very beginning, and never learned to do without.

# %% [markdown]
# ## 5 · Writing, at a temperature
#
# To write, the network reads a start text, character by character. The last logits give the probabilities of the character that follows; one is drawn, read in turn, and so on. A **temperature** *T* decides how daring the draw is. It divides the logits $z$ before the softmax:
#
# $$p_i = \frac{e^{z_i / T}}{\sum_j e^{z_j / T}}$$
#
# **Predict before you run:** three characters have the logits 2, 1 and 0. What becomes of the first one's share as T goes up, and as it goes down?

# %%
with fresh_session() as session:
    for temperature in (0.1, 0.5, 1.0, 2.0, 100.0):
        shares = session.run(tf.nn.softmax(tf.constant([2.0, 1.0, 0.0]) / temperature))
        print(f"T = {temperature:5}: ", *(f"{share:.2f}" for share in shares))

# %% [markdown]
# T = 1 is what the network learned. Near 0 the likeliest always wins; the higher T, the more alike they all are.
#
# ### Exercise 3 · `probabilities` · 6 min · ★★☆
#
# The same in NumPy, for a batch of logits. It must also be right for a low temperature, where $e^{z / T}$ alone would be too large for a float.


# %%
def probabilities(logits, temperature):
    """float64 [rows, vocab_size], a number above 0 -> float64 [rows, vocab_size]."""
    ### BEGIN SOLUTION
    scaled = logits / temperature
    scaled = scaled - scaled.max(axis=1, keepdims=True)
    exponentials = np.exp(scaled)
    return exponentials / exponentials.sum(axis=1, keepdims=True)
    ### END SOLUTION


check.probabilities(probabilities)

# %% [markdown]
# ### Exercise 4 · `continue_text` · 9 min · ★★★
#
# Now the loop. You are given `step(one_id, state)`, which reads one id and returns the logits for the next one and the new state, and `choose(logits)`, which returns an id, and may draw it by chance: call it once for each id that you write. Read the ids of `start`, beginning with `state`; then write `length` ids, and return them as a list, without the start.


# %%
def continue_text(step, choose, state, start, length):
    """Two functions, a first state, a list of ids, a whole number -> list of `length` ids."""
    ### BEGIN SOLUTION
    for one_id in start:
        logits, state = step(one_id, state)
    written = []
    for _ in range(length):
        written.append(choose(logits))
        logits, state = step(written[-1], state)
    return written
    ### END SOLUTION


check.continue_text(continue_text)

# %% [markdown]
# And with the trained network. Reading and writing are one loop here: each turn reads the text's next character, and draws one more once it stands at the end. The draw has a seed of its own.


# %%
def write(session, reader, start, length, temperature, seed=5, hand_on=np.asarray):
    """Continue a start text by so many characters: network with num_steps=1, ... -> text."""
    random = np.random.default_rng(seed)
    written, carried = start, {}
    for place in range(len(start) + length - 1):
        feed = {reader.x: [[id_of[written[place]]]], **carried}
        logits, state = session.run([reader.logits, reader.final_state], feed)
        carried = {reader.state: hand_on(state)}
        if place == len(written) - 1:
            scaled = logits[0, 0].astype(np.float64) / temperature  # [vocab_size]
            p = np.exp(scaled - scaled.max())
            written += vocabulary[random.choice(len(p), p=p / p.sum())]
    return written[len(start) :]


# %% [markdown]
# **Predict before you run:** 800 characters each at T = 0.5, 1 and 1.5, and once more at 0.5 with the state thrown away at every character. Which will repeat itself, and which will no longer have words?

# %% tags=["nbval-ignore-output"]
with fresh_session() as session:
    reader = char_network(len(vocabulary), num_steps=1)
    load(session, weights)
    samples = {T: write(session, reader, "ROMEO:\n", 800, T) for T in (0.5, 1.0, 1.5)}
    samples["thrown away"] = write(session, reader, "ROMEO:\n", 800, 0.5, hand_on=np.zeros_like)

for name, sample in samples.items():
    print(f"--- {name} ---\n{sample[:240]}\n")

# %%
words_of_the_plays = set(re.findall("[a-z']+", text.lower()))


def share_of_words(sample):
    """How many of the words of a text occur in the plays: from 0 to 1."""
    words = re.findall("[a-z']+", sample.lower())
    return np.mean([word in words_of_the_plays for word in words]) if words else 0.0


share = {name: share_of_words(sample) for name, sample in samples.items()}
print("the hotter, the fewer words of the plays :", share[0.5] > share[1.0] > share[1.5])
print("at T = 0.5, more than 7 in 10            :", share[0.5] > 0.7)
print("at T = 0.5, state thrown away, far fewer :", share["thrown away"] < share[0.5] - 0.1)

# %% [markdown]
# When cold, the network keeps to what it is sure of, and most of its words exist. When hot, it dares more and spells worse. Without its state even the cold draw falls apart: the network knows one character only, and cannot end a word that it has begun.

# %% [markdown]
# ## 6 · What one unit does
#
# The state is 128 numbers between -1 and 1. Does any of them stand for something that we can name? Rather than look for it by eye, correlate every unit with a property of the character just read.
#
# **Predict before you run:** which is easier to find in a single unit: that the text is inside a name in capitals, such as PROSPERO, or how far into the line it is?


# %%
def along(session, network, fetch, ids):
    """What a tensor of the network holds at each id that is read, one row: [about length, ...]."""
    parts, carried = [], {}
    for inputs, labels in training.continued_batches(ids, 1, int(network.x.shape[1])):
        feed = {network.x: inputs, network.y: labels, **carried}
        values, state = session.run([fetch, network.final_state], feed)
        parts.append(values[0])
        carried = {network.state: state}
    return np.concatenate(parts)


with fresh_session() as session:
    network = char_network(len(vocabulary), num_steps=25)
    load(session, weights)
    units = along(session, network, network.outputs, heldout_ids[:5001])  # [5000, num_units]

passage = text[end : end + len(units)]

# %%
capital = np.array([character.isupper() for character in passage])
beside = np.roll(capital, 1) | np.roll(capital, -1)
line_end = np.array([character == "\n" for character in passage])
line_begins = np.maximum.accumulate(np.where(np.roll(line_end, 1), np.arange(len(passage)), 0))
properties = {
    "inside a name in capitals": capital & beside,
    "how far into the line": np.arange(len(passage)) - line_begins,
}
values = np.array(list(properties.values()), float)  # [2, 5000]
correlation = np.corrcoef(values, units.T)[: len(values), len(values) :]  # [2, num_units]
strongest = dict(zip(properties, np.abs(correlation).max(axis=1), strict=True))

in_capitals = strongest["inside a name in capitals"]
print("inside a name in capitals, a unit correlates above 0.5:", in_capitals > 0.5)
print("how far into the line, no unit does so well           :", end=" ")
print(strongest["how far into the line"] < in_capitals)

# %% [markdown]
# Some unit tells capitals in a row from the rest; how far into the line the text is, no unit says as well. Here is the unit that was found, over a passage of the held-out text:

# %%
unit = np.abs(correlation[0]).argmax()
first = passage.index("\n\n") + 2
shown = slice(first, first + 300)
text_plots.text_strip(
    passage[shown],
    units[shown, unit],
    label="value of the unit, after it has read the character",
    title="One unit turns where a name stands in capitals",
    alt="300 characters of the held-out text, each on the colour of one unit's value after it was "
    "read. In the names of speakers, in capitals, most values have one sign; in the lines that "
    "they speak, most have the other, with exceptions.",
)

# %% [markdown]
# Nobody told it to: to guess what follows a capital, it pays to know whether a name is being spelled out.

# %% [markdown]
# ## 7 · A vocabulary of thousands
#
# The same functions, on 320 poems of the Tang dynasty. The text is forty times shorter, and has forty times as many different characters.
#
# **Predict before you run:** which of the network's matrices grow with the vocabulary? And how many of its characters occur just once?

# %%
poems = load_text("tang300")
poem_vocabulary = sorted(set(poems))
poem_id = {character: place for place, character in enumerate(poem_vocabulary)}
poem_ids = np.array([poem_id[character] for character in poems], np.int32)
poem_end = len(poem_ids) * 9 // 10
poem_training, poem_heldout = poem_ids[:poem_end], poem_ids[poem_end:]

how_often = np.bincount(poem_ids)
print(len(poem_ids), "characters,", len(how_often), "different ones")
print("that occur once :", (how_often == 1).sum())
lengths = [len(line) for line in re.findall("[\u3400-\u9fff]+(?=[\uff0c\u3002])", poems)]
of_5_or_7 = np.isin(lengths, (5, 7)).mean()
print(f"five or seven characters before a comma or a full stop: {of_5_or_7:.0%}")
unseen = ~np.isin(poem_heldout, poem_training)
print("held out:", len(unseen), " of these never trained on:", unseen.sum())

with fresh_session() as session:
    char_network(len(poem_vocabulary), num_steps=16, num_units=32)
    table = variable_table(tf.trainable_variables())
table

# %% [markdown]
# The embedding has a row and the softmax matrix a column for each of the 2,623 characters; the kernel knows nothing of the vocabulary. Nearly all numbers of this network stand in those two, six for each character of the training text.
#
# **Predict before you run:** will it beat the unigram model, and the bigram model?

# %% tags=["nbval-ignore-output"]
poem_weights, poem_history = train_on(
    poem_training,
    poem_heldout,
    len(poem_vocabulary),
    seed=5,
    updates=600,
    batch_size=4,
    num_steps=16,
    num_units=32,
    rate=0.006,
)
print(f"held out, at the end: {poem_history.measured['held out'][-1]:.2f} bits per character")
poem_history

# %%
poem_bits = poem_history.measured["held out"]
poem_baselines = {"uniform": np.log2(len(poem_vocabulary))}
counted_bits = {}
for order, name in enumerate(("unigram", "bigram", "trigram"), start=1):
    each = ngrams.bits_of_each(poem_training, poem_heldout, len(poem_vocabulary), order)
    poem_baselines[name] = each.mean()
    counted_bits[name] = each[3 - order :]  # each of them from the third character on

for name, value in poem_baselines.items():
    print(f"{name:8} {value:5.2f} bits a character")
print("the network, more than 0.4 bits below the unigram model:", end=" ")
print(poem_bits[-1] < poem_baselines["unigram"] - 0.4)
print("the network, within 0.4 bits of the bigram model        :", end=" ")
print(abs(poem_bits[-1] - poem_baselines["bigram"]) < 0.4)

# %% [markdown]
# Here the trigram model is worse than the bigram model: in 27,000 characters there are too few triples to count. The network learns something, and ends near the bigram model. Learns what? Split the held-out characters into marks (punctuation, spaces, ends of lines: about one in four) and Chinese characters.
#
# **Predict before you run:** on which of the two is the network better than counting?

# %%
with fresh_session() as session:
    network = char_network(len(poem_vocabulary), num_steps=16, num_units=32)
    load(session, poem_weights)
    nats = along(session, network, network.losses, poem_heldout)  # from the second character on
    network_bits = nats[1:] / np.log(2)

read = [poem_vocabulary[one_id] for one_id in poem_heldout[2 : len(nats) + 1]]
is_mark = np.array([not "\u3400" <= character <= "\u9fff" for character in read])
by_kind = {}
for kind, chosen in (("marks", is_mark), ("characters", ~is_mark)):
    by_kind[kind] = {name: each[: len(read)][chosen].mean() for name, each in counted_bits.items()}
    print(f"{kind:11}", *(f"{name} {value:5.2f}  " for name, value in by_kind[kind].items()))
    by_kind[kind]["network"] = network_bits[chosen].mean()

marks, characters = by_kind["marks"], by_kind["characters"]
print("marks: the network beats the trigram model by 0.4   :", end=" ")
print(marks["network"] < marks["trigram"] - 0.4)
print("characters: within 0.3 bits of the unigram model    :", end=" ")
print(abs(characters["network"] - characters["unigram"]) < 0.3)
print("characters: the bigram model beats the network      :", end=" ")
print(characters["network"] > characters["bigram"])

# %% [markdown]
# The network has learned the form: it knows where marks stand, and better than a model that looks back at two characters. Nearly always five or seven characters stand before a comma or a full stop, so it must keep a kind of count in its state. It has not learned which characters go together: about those it knows little more than how often they occur. A third of the vocabulary occurs only once, and 1 in 25 of the held-out characters was never trained on. 27,000 characters are enough for the form of these poems, and not for their words.

# %% [markdown]
# ## Broken on purpose
#
# The old code has placeholders of shape `[batch_size, num_steps]`, both numbers. It trains well. Then somebody wants it to write, and feeds it one character.
#
# **Predict before you run:** which two shapes will the error name?

# %% tags=["raises-exception"]
batch_size, num_steps = 32, 25
with fresh_session() as session:
    x = tf.placeholder(tf.int32, [batch_size, num_steps], name="input_placeholder")
    embeddings = tf.get_variable("embedding_matrix", [len(vocabulary), 32])
    vectors = tf.nn.embedding_lookup(embeddings, x)

    session.run(tf.global_variables_initializer())
    session.run(vectors, {x: [[id_of["R"]]]})

# %% [markdown]
# *Cannot feed value of shape (1, 1) for Tensor … which has shape (32, 25)*: what is fed must fit the placeholder in every axis that has a number. The fix is that of section 3: `None` for the rows, and for the steps a second drawing with `num_steps=1`, which shares the variables.

# %%
with fresh_session() as session:
    reader = char_network(len(vocabulary), num_steps=1)
    session.run(tf.global_variables_initializer())
    print("one character in, logits out:", session.run(reader.logits, {reader.x: [[5]]}).shape)

    x = tf.placeholder(tf.float32, [None, 4])
    cell = tf.nn.rnn_cell.BasicRNNCell(8)
    output, _ = cell(x, cell.zero_state(32, tf.float32))
    session.run(tf.global_variables_initializer())
    try:
        session.run(output, {x: [[1, 2, 3, 4]]})
    except tf.errors.InvalidArgumentError as error:
        print(re.search(r"Dimension 0.*", str(error))[0])

# %% [markdown]
# `None` for the rows is not enough where the state still says 32: the second error. In `char_network`, `tf.shape(x)[0]` asks each batch how many rows it has.
#
# A third error meets who lets a network read what is not in its vocabulary:

# %%
with fresh_session() as session:
    reader = char_network(len(vocabulary), num_steps=1)
    session.run(tf.global_variables_initializer())
    try:
        session.run(reader.logits, {reader.x: [[len(vocabulary)]]})
    except tf.errors.InvalidArgumentError as error:
        print(re.search(r"indices.*", str(error))[0])

# %% [markdown]
# The embedding has rows 0 to 63, and no row 64.

# %% [markdown]
# ## What you can do now
#
# - Bits per character are the mean of $-\log_2 p$ on held-out text: nats divided by ln 2, and $2^{\text{bits}}$ is the perplexity (section 1).
# - Row k of a batch continues row k of the batch before, so that states can be handed on (section 2).
# - The whole network is some twenty lines; it must beat models that only count (sections 3 and 7).
# - A state thrown away costs most at the first steps of a window, and ruins what is written (sections 4 and 5).
# - Read, draw at a temperature, read what was drawn: so a network writes (section 5).

# %%
check.progress()

# %% [markdown]
# **New words**: bits per character, held-out, unigram, bigram, trigram, smoothing, perplexity, nat, window, Adam, learning rate, clipping, temperature.
#
# **Where this came from**: the question *RNN and LSTM implementation in TensorFlow*, whose code comes from a blog post on character models (r2rt.com, *Recurrent Neural Networks in TensorFlow II*). The answers to its four questions hold (lesson 04), but for a word: the softmax matrix is said to lead from the state up to the *larger* space of the vocabulary. Here it leads down, from 128 to 64, and in section 7 up, from 32 to 2,623. What no longer holds of the code: the order of `tf.split`'s arguments. What was a trap from the start: `tf.squeeze(i)` without an axis, and a batch size in the placeholders. The post's cell is an LSTM, which lesson 06 opens; the plain cell is enough here.
