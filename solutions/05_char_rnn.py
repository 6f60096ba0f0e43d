# %% [markdown]
# # 05 · A character model: train, measure, sample
#
# In lesson 04 we built a network that should predict the next character of a text. We did not train it, so its loss was that of pure guessing. Training is easy to start, but is the result any good? Perhaps simple counting does better, or the network only memorized its own text. Every model of text raises these questions, from this small network to a large language model.
#
# In this lesson we will train the network on plays by Shakespeare and compare it with models that only count characters. Then we let it write.
#
# **After this lesson you can**
# - compute bits per character and perplexity from losses, on a validation set
# - compare a network with n-gram models as baselines
# - implement mini-batches in which each row continues in the next mini-batch
# - explain how a character model is trained, and identify overfitting in a plot
# - implement sampling with a temperature
#
# **You need** lessons 02 to 04. **Time**: about 70 minutes, of which 28 for the exercises. **Order**: Run the cells from top to bottom. If you skip, 2 needs 1, 4 needs 2, 5 needs 4, 6 needs 5, 7 needs 5, *Common error* needs 5, and *Going deeper* needs 5. The two trainings take 20 seconds to a minute.

# %%
from types import SimpleNamespace

import numpy as np

from utils import training
from utils.baselines import ngrams
from utils.checks import char_rnn as check
from utils.data.loaders import load_text
from utils.data.words import share_of_words
from utils.figures import plots, text_plots
from utils.figures.moving import moving
from utils.graph import fresh_session, load_values
from utils.prediction import show_prediction
from utils.tf1 import tf

# %% [markdown]
# ## 1 · Measure surprise in bits
#
# A model gives each possible next character a probability. Then we look at the character that really comes, and at its probability $p$. If $p$ is small, the model is surprised. We measure the surprise in bits:
#
# | $p$ | 1 | 1/2 | 1/4 | 1/64 |
# |---|---|---|---|---|
# | surprise $-\log_2 p$ | 0 bits | 1 bit, as for a coin toss | 2 bits | 6 bits, as for a guess among 64 |
#
# The mean surprise over a text is its **bits per character**.
#
# On which text do we measure? A network can memorize the text that it is trained on, so we split the plays. The **training set** is used to fit the parameters. The **validation set** (also called *development set*) is only used to measure. Here it is the last tenth of the plays.

# %%
text = load_text("shakespeare")
vocabulary = sorted(set(text))
vocab_size = len(vocabulary)
id_of = {character: index for index, character in enumerate(vocabulary)}
ids = np.array([id_of[character] for character in text], np.int32)

end = len(ids) * 9 // 10
training_ids, validation_ids = ids[:end], ids[end:]
print("training set:  ", len(training_ids), "characters")
print("validation set:", len(validation_ids), "characters")
print("vocabulary:    ", vocab_size, "characters")

# %% [markdown]
# TensorFlow's losses use the natural logarithm. Their unit is the **nat**, and 1 bit is $\ln 2 \approx 0.693$ nats.
#
# The **perplexity** is $2^{\text{bits}}$. For example, 3 bits give a perplexity of 8, so the model is as uncertain as a guess among 8 equally likely characters.

# %% [markdown]
# ### Exercise 1 · `bits_and_perplexity` · 6 min · ★☆☆
#
# The list `losses` contains one array for each batch of a text. An array contains one loss for each character, in nats. The batches can have different sizes. Return bits per character and perplexity of the whole text.


# %%
def bits_and_perplexity(losses):
    """List of float64 [rows, num_steps], in nats -> (bits per character, perplexity)."""
    ### BEGIN SOLUTION
    total = sum(batch.sum() for batch in losses)
    characters = sum(batch.size for batch in losses)
    nats = total / characters
    return nats / np.log(2), np.exp(nats)
    ### END SOLUTION


check.bits_and_perplexity(bits_and_perplexity)

# %% [markdown]
# We can now measure a model. But which number is good?

# %% [markdown]
# ## 2 · Baselines: models that only count
#
# A **baseline** is a simple model that a network must beat, because otherwise we do not need the network.
#
# The usual baseline for text is an **n-gram model** (also called *count-based model*). It counts how often each character follows the $n - 1$ characters before it. A **unigram** model looks at no character before, a **bigram** model at one and a **trigram** model at two. For example, a bigram model learns this:

# %%
training_text = text[:end]
for first, second in ("qu", "th", "zq"):
    share = training_text.count(first + second) / training_text.count(first)
    print(f"after {first} comes {second}: {share:.0%}")

# %% [markdown]
# The last line shows a problem. A pair that never occurs gets the probability 0, so its surprise is infinite. So n-gram models use **smoothing**: they keep a small probability for pairs that they never counted. `utils.baselines.ngrams` does this.
#
# **Predict before you run:** a uniform guess among 64 characters needs 6 bits per character. How many bits does the trigram model need on the validation set?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
baselines = {"uniform guess": np.log2(vocab_size)}
for n, name in [(1, "unigram"), (2, "bigram"), (3, "trigram"), (5, "5-gram")]:
    baselines[name] = ngrams.witten_bell_bits(training_ids, validation_ids, vocab_size, n)

for name, bits in baselines.items():
    print(f"{name:13} {bits:.2f} bits per character, perplexity {2**bits:4.1f}")
show_prediction(prediction)

# %% [markdown]
# **Answer.** It needs 3.05 bits, about half of the uniform guess. The 5-gram model, which looks at four characters, needs 2.60. These are the numbers to beat.
#
# An n-gram model looks back at a fixed number of characters. In contrast, a recurrent network can carry information over many time steps.

# %% [markdown]
# ## 3 · Mini-batches that continue each other
#
# How does a network read a million characters? A graph with a million time steps is too large. So the network reads one **window** of `num_steps` characters after the other. The final state of one window becomes the initial state of the next.
#
# A **mini-batch** is the small part of the training set that the network reads at once. Here it is one window of each of several rows of text. Each row has its own state, so row k of a mini-batch must continue where row k of the previous one ended. Here is the alphabet in 2 rows and in windows of 5:
#
# | | first mini-batch | second mini-batch |
# |---|---|---|
# | row 0 | `abcde` | `fghij` |
# | row 1 | `mnopq` | ? |
#
# **Predict before you run:** what is in row 1 of the second mini-batch?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))
for inputs, labels in training.continued_batches(letters, batch_size=2, num_steps=5):
    print("inputs:", ["".join(row) for row in inputs])
    print("labels:", ["".join(row) for row in labels])
show_prediction(prediction)

# %% [markdown]
# **Answer.** It is `rstuv`, because row 1 continues after `q`. `training.continued_batches` cuts the text into two long rows, a to l and m to x. Then it takes five columns at a time. The label of the last character in a window is the first character of the next window. Characters that do not fill a row or a window are left out.

# %% [markdown]
# ### Exercise 2 · `nth_batch` · 7 min · ★★☆
#
# Return the inputs and labels of one such mini-batch. If `number` is 0, return the first one. Make the rows as long as the text allows, but remember that each input needs a label. The length of a row need not be a multiple of `num_steps`.


# %%
def nth_batch(ids, batch_size, num_steps, number):
    """int32 [length], three integers -> inputs and labels, int32 [batch_size, num_steps]."""
    ### BEGIN SOLUTION
    columns = (len(ids) - 1) // batch_size
    used = batch_size * columns
    window = slice(number * num_steps, (number + 1) * num_steps)
    inputs = ids[:used].reshape(batch_size, columns)
    labels = ids[1 : used + 1].reshape(batch_size, columns)
    return inputs[:, window], labels[:, window]
    ### END SOLUTION


check.nth_batch(nth_batch)

# %% [markdown]
# ## 4 · The network and its loss
#
# How good is the network before training? It is the network of lesson 04, only larger, with two changes in the code. The initial state has a name, `state`, so that a run can feed it. And `tf.unstack` does split and squeeze in one call.


# %%
def build_network(vocab_size, num_steps, embedding_size=32, num_units=128):
    """Build the network for windows of num_steps ids, and return its tensors."""
    with tf.variable_scope("model"):
        x = tf.placeholder(tf.int32, [None, num_steps], name="inputs")
        y = tf.placeholder(tf.int32, [None, num_steps], name="labels")
        embedding = tf.get_variable("embedding_matrix", [vocab_size, embedding_size])
        vectors = tf.nn.embedding_lookup(embedding, x)  # [batch, num_steps, embedding_size]

        cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
        state = cell.zero_state(tf.shape(x)[0], tf.float32)  # [batch, num_units]
        steps = tf.unstack(vectors, axis=1)
        outputs, final_state = tf.nn.static_rnn(cell, steps, initial_state=state)

        V = tf.get_variable("softmax/W", [num_units, vocab_size])
        b_out = tf.get_variable("softmax/b", [vocab_size], initializer=tf.zeros_initializer())
        logits = tf.stack([tf.matmul(output, V) + b_out for output in outputs], axis=1)
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits)

    outputs = tf.stack(outputs, axis=1)  # [batch, num_steps, num_units]
    network = SimpleNamespace(x=x, y=y, state=state, final_state=final_state)
    network.outputs, network.logits, network.losses = outputs, logits, losses
    return network


# %% [markdown]
# The next function measures the loss on a text, in bits. It passes the state from each window to the next.


# %%
def evaluate(session, network, ids, keep_state=True, batch_size=32):
    """Mean bits per character at each time step of a window: ids [length] -> [num_steps]."""
    num_steps = int(network.x.shape[1])
    bits, feed_state = [], {}
    for inputs, labels in training.continued_batches(ids, batch_size, num_steps):
        feed = {network.x: inputs, network.y: labels, **feed_state}
        losses, state = session.run([network.losses, network.final_state], feed)
        bits.append(losses.mean(axis=0) / np.log(2))
        if keep_state:
            feed_state = {network.state: state}
    return np.mean(bits, axis=0)


# %% [markdown]
# **Predict before you run:** how many bits per character does the network need before training?

# %%
with fresh_session(seed=5) as session:
    network = build_network(vocab_size, num_steps=25)
    session.run(tf.global_variables_initializer())
    untrained = evaluate(session, network, validation_ids[:20_000])

print(f"untrained network: {untrained.mean():.1f} bits per character")

# %% [markdown]
# **Answer.** It needs 6 bits, like the uniform guess, because all 64 characters get about the same probability (lesson 04). Training must do better.

# %% [markdown]
# ## 5 · Train the network
#
# How does the network learn to predict? Like `evaluate`, training reads one mini-batch after the other and passes the state on. But after each mini-batch, it also changes the weights. One such change is a **training step** (also called *update* or *iteration*). One pass over the whole training set is an **epoch**. In training, the network always reads the true characters of the text, even after a wrong prediction. This is called **teacher forcing**.
#
# The next function gives one feed for each training step. At the start of an epoch, all rows begin again. So the first feed of an epoch also contains a state of zeros. The other feeds contain no state, because the training loop (below) feeds the final state of the training step before. It feeds only the values, so no gradient flows back into an earlier window (lesson 08).


# %%
def endless_feeds(network, ids, batch_size, num_steps):
    """One feed per training step, epoch after epoch."""
    zeros = np.zeros([batch_size, int(network.state.shape[1])])
    while True:  # each iteration is one epoch
        feed_state = {network.state: zeros}
        for inputs, labels in training.continued_batches(ids, batch_size, num_steps):
            yield {network.x: inputs, network.y: labels, **feed_state}
            feed_state = {}  # from here on, the training loop carries the state


# %% [markdown]
# A training step changes the weights against the gradient of the mean loss. The function `training.adam_step` adds its operation to the graph, with three standard tools of TensorFlow:
#
# - **Adam** (`tf.train.AdamOptimizer`) is an optimizer that adapts the size of the step for each weight.
# - The **learning rate** scales all steps. Here it begins at 0.005 and falls to 0 (`tf.train.cosine_decay`).
# - **Clipping** (also called *gradient clipping by global norm*, `tf.clip_by_global_norm`) scales the gradients down if the norm of all gradients together is above 1. Lesson 09 shows why.
#
# The training loop is `training.train`. Its argument `carry` maps the initial state to the final state, so the loop knows what to feed.


# %%
def train(
    ids, validation_ids, vocab_size, seed, updates, batch_size=32, num_steps=25, num_units=128
):
    """Train a new network: two texts as ids, and arguments -> its weights, the history."""
    with fresh_session(seed) as session:
        network = build_network(vocab_size, num_steps, num_units=num_units)
        loss = tf.reduce_mean(network.losses)
        train_op = training.adam_step(loss, rate=0.005, updates=updates)
        part = ids[: len(validation_ids)]  # of the training set, to save time

        def measure():
            on_training = evaluate(session, network, part, batch_size=batch_size)
            on_validation = evaluate(session, network, validation_ids, batch_size=batch_size)
            return {"training": on_training.mean(), "validation": on_validation.mean()}

        session.run(tf.global_variables_initializer())
        feeds = endless_feeds(network, ids, batch_size, num_steps)
        carry = {network.state: network.final_state}
        every = max(1, updates // 10)
        history = training.train(session, train_op, loss, feeds, updates, carry, measure, every)
        return session.run(tf.trainable_variables()), history


# %% [markdown]
# A mini-batch of 32 rows and 25 time steps has 800 characters. So 1,300 training steps are a little less than one epoch.
#
# **Predict before you run:** which of the five baselines will the network beat on the validation set?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %% tags=["nbval-ignore-output"]
weights, history = train(training_ids, validation_ids, vocab_size, seed=5, updates=1300)
print(f"training set:   {history.measured['training'][-1]:.2f} bits per character at the end")
print(f"validation set: {history.measured['validation'][-1]:.2f} bits per character at the end")
history

# %%
final_bits = history.measured["validation"][-1]
for name, bits in baselines.items():
    verdict = "beats" if final_bits < bits else "does not beat"
    print(f"The network {verdict} this baseline: {name}, {bits:.2f} bits.")

show_prediction(prediction)

# %%
plots.lines(
    {f"{name} set": bits for name, bits in history.measured.items()},
    x=history.measured_after,
    levels=baselines,
    x_label="training steps",
    y_label="bits per character",
    title="The network beats the trigram model, but not the 5-gram model",
    alt="Bits per character by training steps, on the training set and on the validation set. "
    "Both begin near the uniform guess of 6 bits. They fall below the unigram model's 4.81, the "
    "bigram model's 3.60 and the trigram model's 3.05 bits, and level off. The training loss "
    "ends a little lower than the validation loss, which stays above the 5-gram model's 2.60.",
)

# %% [markdown]
# **Answer.** It beats four of them, and only the 5-gram model is better. The network needs about 2.8 bits, so its perplexity is about 7. (The loss in the last line of the training is in nats.) In general, compare a network with a baseline, on a validation set.
#
# The next section shows why we also plot the training loss.

# %% [markdown]
# ## 6 · Overfitting
#
# Above, the network read each character at most once, so it could not memorize much. What happens with little data and many epochs? We train the same network on only 5,000 characters, about two pages. Now 300 training steps are 50 epochs.
#
# **Predict before you run:** the training loss falls until the end. Does the validation loss also fall until the end?

# %% tags=["nbval-ignore-output"]
_, small_history = train(
    training_ids[:5000], validation_ids[:20_000], vocab_size, seed=5, updates=300
)
print(f"training set:   {small_history.measured['training'][-1]:.2f} bits per character at the end")
print(f"validation set: {small_history.measured['validation'][-1]:.2f} bits at the end")
small_history

# %%
# The numbers above differ a little between machines. What follows is the same on all of them.
small_training = small_history.measured["training"]
small_validation = small_history.measured["validation"]
rise = small_validation[-1] - small_validation.min()
print("training loss:  ", "lower" if small_training[-1] < 2.2 else "not lower", "than 2.2 bits")
print("validation loss:", "more" if rise > 0.2 else "less", "than 0.2 bits above its minimum")

# %%
plots.lines(
    {"training set": small_training, "validation set": small_validation},
    x=small_history.measured_after,
    x_label="training steps",
    y_label="bits per character",
    title="The training loss falls until the end, but the validation loss rises again",
    alt="Bits per character by training steps, for a training set of 5,000 characters. The "
    "training loss falls from 6 to below 2.2 bits. The validation loss falls to about 4 bits in "
    "the first 100 steps and then rises by half a bit.",
)

# %% [markdown]
# **Answer.** No, it does not. The validation loss falls for about 100 training steps and then rises, while the training loss continues to fall. This is **overfitting**. The network memorizes details of two pages, and they do not help on another text.
#
# By its training loss, this network looks better than the first one, with about 1.7 bits instead of 2.6. But on the validation set it is much worse, with about 4.6 bits instead of 2.8. So always plot both losses. If the validation loss rises, get more data, use a smaller network, or stop at the minimum (*early stopping*).
#
# From here on we use the first network again.

# %% [markdown]
# ## 7 · Sample text with a temperature
#
# How does a network write? It reads a start text and predicts the next character. We choose a character at random, with the predicted probabilities. This is called **sampling**. Then the network reads the chosen character, and so on. Here it reads its own characters, so there is no teacher forcing.
#
# The **temperature** $T$ controls how random the choice is. It divides the logits before the softmax. For example, the logits 2, 1 and 0 give the first character the probability 0.67 at $T = 1$.
#
# **Predict before you run:** at $T = 2$, is this probability higher or lower?


# %%
def softmax(logits):
    """Logits [classes] -> probabilities [classes], as in lesson 04."""
    exponentials = np.exp(logits)
    return exponentials / exponentials.sum()


tiny_logits = np.array([2.0, 1.0, 0.0])
for temperature in (0.1, 0.5, 1.0, 2.0, 100.0):
    print(f"T = {temperature:5}: {softmax(tiny_logits / temperature).round(2)}")

# %% [markdown]
# **Answer.** It is lower, because the division brings the logits closer together. Near $T = 0$ the most likely character always wins. At a high temperature all characters become almost equally likely. In general:
#
# $$p_k = \frac{e^{z_k / T}}{\sum_j e^{z_j / T}}$$
#
# We look at this with the trained network, after the fixed text `ROMEO: O, th`.


# %%
def read(session, network, character, state):
    """Read one character, with num_steps=1: -> logits [vocab_size], new state [1, num_units]."""
    feed = {network.x: [[id_of[character]]], network.state: state}
    logits, new_state = session.run([network.logits, network.final_state], feed)
    return logits[0, 0].astype(np.float64), new_state


with fresh_session() as session:
    network = build_network(vocab_size, num_steps=1)
    load_values(tf.trainable_variables(), weights, session)
    state = np.zeros([1, 128])
    for character in "ROMEO:\nO, th":
        next_logits, state = read(session, network, character, state)


# %%
def next_character(temperature):
    """The ten most likely characters after the fixed text, at a temperature."""
    probabilities = softmax(next_logits / temperature)
    return text_plots.likely_characters(probabilities, vocabulary, temperature)


moving(next_character, temperature=(0.2, 2.2, 1.0))

# %% [markdown]
# In a live notebook, move the slider from 0.2 to 2.2.

# %% [markdown]
# ### Exercise 3 · `probabilities` · 6 min · ★★☆
#
# Compute the softmax with a temperature for a batch of logits. It must also work where $e^{z / T}$ is too large for a float. The softmax does not change if you subtract the same number from all logits of a row.


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
# Write the loop that samples a text. You get two functions:
#
# - `step(one_id, state)` reads one id. It returns the logits for the next id and the new state.
# - `choose(logits)` returns an id. It may use random numbers, so do not call it while you read `start`. Call it once for each id that you write.
#
# First read the ids of `start`, beginning with `state`. Then write `length` ids. Return them as a list, without the start.


# %%
def continue_text(step, choose, state, start, length):
    """Two functions, a state, a list of ids, an integer -> list of `length` ids."""
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
# Now the trained network writes. The function `sample` first reads the start text, and begins to choose after its last character.


# %%
def sample(session, network, start, length, temperature, seed=5):
    """Continue a start text by `length` characters: network with num_steps=1, ... -> text."""
    random = np.random.default_rng(seed)
    written, state = start, np.zeros([1, 128])
    for position in range(len(start) + length - 1):
        logits, state = read(session, network, written[position], state)
        if position == len(written) - 1:
            chosen = random.choice(vocab_size, p=softmax(logits / temperature))
            written += vocabulary[chosen]
    return written[len(start) :]


# %% [markdown]
# **Predict before you run:** the network writes 800 characters at each of the temperatures 0.5, 1 and 1.5. At which temperature are most of the words real words from the plays?

# %% tags=["nbval-ignore-output"]
with fresh_session() as session:
    network = build_network(vocab_size, num_steps=1)
    load_values(tf.trainable_variables(), weights, session)
    shares = {}
    for temperature in (0.5, 1.0, 1.5):
        sampled = sample(session, network, "ROMEO:\n", 800, temperature)
        shares[temperature] = share_of_words(sampled, text)
        print(f"--- T = {temperature}, real words: {shares[temperature]:.0%} ---")
        print(sampled[:200], "\n")

# %%
falls = shares[0.5] > shares[1.0] > shares[1.5]
print("At T = 0.5,", "more" if shares[0.5] > 0.7 else "less", "than 70 % are real words.")
print("A higher temperature gives", "fewer" if falls else "not fewer", "real words.")

# %% [markdown]
# **Answer.** Most words are real at 0.5. At 1.5 the network often chooses unlikely characters, so most words do not exist. Even at 0.5 the text has no meaning, because this small network learns spelling and little more.

# %% [markdown]
# ## Common error: Cannot feed value of shape (1, 1) for Tensor
#
# Old programs often fix both axes of the placeholder, as `[batch_size, num_steps]`. Training works. But to write, the network must read a single character.
#
# **Predict before you run:** which two shapes does the error name?

# %% tags=["raises-exception"]
batch_size, num_steps = 32, 25
with fresh_session() as session:
    x = tf.placeholder(tf.int32, [batch_size, num_steps], name="input_placeholder")
    embedding = tf.get_variable("embedding_matrix", [vocab_size, 32])
    vectors = tf.nn.embedding_lookup(embedding, x)

    session.run(tf.global_variables_initializer())
    session.run(vectors, {x: [[id_of["R"]]]})

# %% [markdown]
# **Answer.** It names `(1, 1)`, the shape of the fed value, and `(32, 25)`, the shape of the placeholder. The fix has two parts. Write `None` for the number of rows, also in the initial state, where `tf.shape(x)[0]` gives the number. For the time steps, build a second network with `num_steps=1` and load the trained weights. This works because no weight depends on rows or time steps.

# %%
with fresh_session() as session:
    network = build_network(vocab_size, num_steps=1)
    load_values(tf.trainable_variables(), weights, session)
    logits_value = session.run(network.logits, {network.x: [[id_of["R"]]]})

print("logits:", logits_value.shape)

# %% [markdown]
# ## Summary
#
# - Bits per character are the mean of $-\log_2 p$ on the validation set. Divide TensorFlow's loss by ln 2 to get bits, and compute $2^{\text{bits}}$ to get the perplexity.
# - A network is compared with baselines. Ours needs about 2.8 bits, fewer than the trigram model (3.05). The 5-gram model (2.60) is still better.
# - Row k of a mini-batch continues row k of the previous mini-batch, so the final state of one is the initial state of the next.
# - A character model is trained with teacher forcing, one window per training step. It overfits when the training loss falls and the validation loss rises.
# - To sample a text, divide the logits by the temperature, choose a character with the softmax, and let the network read it.
#
# We trained with windows of 25 time steps. In lesson 06 we will see why a plain RNN forgets after a few dozen, and how an LSTM remembers.

# %%
check.progress()

# %% [markdown]
# ## Going deeper · What a reset of the state costs
#
# This section is optional. Many old programs start every window from a zero state. This raises no error, but what does it cost? We evaluate the trained network twice on the validation set. The first time we keep the state. The second time we reset it to zeros before each window.
#
# **Predict before you run:** a window has 25 time steps. At which of them does the reset make the predictions worse?

# %%
with fresh_session() as session:
    network = build_network(vocab_size, num_steps=25)
    load_values(tf.trainable_variables(), weights, session)
    kept = evaluate(session, network, validation_ids)  # [num_steps]
    reset = evaluate(session, network, validation_ids, keep_state=False)

cost = reset - kept
print("cost at time step 0:     ", "more" if cost[0] > 1.5 else "less", "than 1.5 bits")
print("cost at time steps 12-24:", "less" if cost[12:].mean() < 0.1 else "more", "than 0.1 bits")
print("mean cost:               ", "more" if cost.mean() > 0.15 else "less", "than 0.15 bits")

# %%
plots.lines(
    {"state kept": kept, "state reset": reset},
    levels={"bigram": baselines["bigram"]},
    x_label="time step in the window",
    y_label="bits per character",
    title="After a reset, the network needs about ten time steps to recover",
    markers=False,
    alt="Bits per character at time steps 0 to 24 of a window. With the state kept, the line is "
    "level, between 2.5 and 3 bits. After a reset it begins above 4.3 bits at time step 0, higher "
    "than the bigram model. It falls steeply for five steps and joins the other line after ten.",
)

# %% [markdown]
# **Answer.** The reset makes the first ten time steps worse. At time step 0 the network has no context and needs about 5 bits. After ten time steps it has read enough to predict as well as before. On average the reset costs more than 0.15 bits.
#
# What happens if we reset the state after every character? We test it with windows of one character.

# %%
with fresh_session() as session:
    network = build_network(vocab_size, num_steps=1)
    load_values(tf.trainable_variables(), weights, session)
    kept_each = evaluate(session, network, validation_ids[:50_000]).mean()
    reset_each = evaluate(session, network, validation_ids[:50_000], keep_state=False).mean()

print("state kept: ", "below" if kept_each < baselines["trigram"] else "above", "the trigram model")
print("state reset:", "below" if reset_each < baselines["bigram"] else "above", "the bigram model")

# %% [markdown]
# If we keep the state, the length of the window does not matter here. If we reset it after every character, the network sees only one character, like a bigram model. But it is worse than the bigram model, because in training the state was zero only at the start of an epoch. So the network hardly learned to predict from a zero state.

# %% [markdown]
# ## Going deeper · One unit that recognizes names
#
# This section is optional too. The state has 128 numbers. Does one of them have a meaning that we can name? We compute the correlation of every unit with a property of the text. In these plays, most names of speakers are in capitals, for example PROSPERO. Our property is 1 inside such a name, and 0 elsewhere.


# %%
def values_along(session, network, fetch, ids):
    """Values of a tensor at each id of one long row: ids [length] -> [about length, ...]."""
    num_steps = int(network.x.shape[1])
    parts, feed_state = [], {}
    for inputs, labels in training.continued_batches(ids, 1, num_steps):
        feed = {network.x: inputs, network.y: labels, **feed_state}
        values, state = session.run([fetch, network.final_state], feed)
        parts.append(values[0])
        feed_state = {network.state: state}
    return np.concatenate(parts)


with fresh_session() as session:
    network = build_network(vocab_size, num_steps=25)
    load_values(tf.trainable_variables(), weights, session)
    units = values_along(session, network, network.outputs, validation_ids[:5001])

# %%
passage = text[end : end + len(units)]
is_capital = np.array([character.isupper() for character in passage])
next_to_capital = np.roll(is_capital, 1) | np.roll(is_capital, -1)
in_name = is_capital & next_to_capital

correlations = [np.corrcoef(in_name, unit)[0, 1] for unit in units.T]
best_unit = np.abs(correlations).argmax()
strongest = abs(correlations[best_unit])
print("strongest correlation:", "above 0.5" if strongest > 0.5 else "below 0.5")

# %%
first = passage.index("\n\n") + 2
shown = slice(first, first + 300)
text_plots.text_strip(
    passage[shown],
    units[shown, best_unit],
    label="value of the unit, after it has read the character",
    title="One unit changes its sign inside names in capitals",
    alt="300 characters of the validation set, each on the color of one unit's value after it was "
    "read. In the names of speakers, in capitals, most values have one sign. In the lines that "
    "they speak, most have the other, with exceptions.",
)

# %% [markdown]
# We did not ask for such a unit. It probably helps to predict, because after a capital inside a name, the next character is often also a capital.

# %% [markdown]
# ## Going deeper · Chinese poems: a vocabulary of thousands
#
# This section is optional too. We train a smaller network in the same way on 320 poems of the Tang dynasty. The text is forty times shorter than the plays, and its vocabulary is forty times larger.

# %%
poems = load_text("tang300")
poem_vocabulary = sorted(set(poems))
poem_id = {character: index for index, character in enumerate(poem_vocabulary)}
poem_ids = np.array([poem_id[character] for character in poems], np.int32)
poem_end = len(poem_ids) * 9 // 10
poem_training, poem_validation = poem_ids[:poem_end], poem_ids[poem_end:]

once = (np.bincount(poem_ids) == 1).sum()
print(len(poem_ids), "characters,", len(poem_vocabulary), "different ones,", once, "occur once")

# %% tags=["nbval-ignore-output"]
poem_sizes = {"batch_size": 4, "num_steps": 16, "num_units": 32}
poem_weights, poem_history = train(
    poem_training, poem_validation, len(poem_vocabulary), seed=5, updates=600, **poem_sizes
)
print(f"validation set: {poem_history.measured['validation'][-1]:.2f} bits per character")
poem_history

# %% [markdown]
# Is the network equally good on all characters? We compare it with the n-gram models in two groups. Marks are punctuation, spaces and line feeds. The rest are Chinese characters.

# %%
with fresh_session() as session:
    network = build_network(len(poem_vocabulary), num_steps=16, num_units=32)
    load_values(tf.trainable_variables(), poem_weights, session)
    nats = values_along(session, network, network.losses, poem_validation)

# All models predict the third character and those after it.
bits = {"network": nats[1:] / np.log(2)}
for n, name in enumerate(("unigram", "bigram", "trigram"), start=1):
    each = ngrams.bits_of_each(poem_training, poem_validation, len(poem_vocabulary), n)
    bits[name] = each[3 - n :][: len(nats) - 1]

predicted = [poem_vocabulary[one_id] for one_id in poem_validation[2 : len(nats) + 1]]
is_mark = np.array([not "\u3400" <= character <= "\u9fff" for character in predicted])

# %%
on_marks = {name: values[is_mark].mean() for name, values in bits.items()}
on_characters = {name: values[~is_mark].mean() for name, values in bits.items()}
for name in ("unigram", "bigram", "trigram"):
    print(f"{name}: {on_marks[name]:.2f} bits on marks, {on_characters[name]:.2f} on characters")

best_on_marks = min(on_marks, key=on_marks.get)
best_on_characters = min(on_characters, key=on_characters.get)
print("best model on marks:", best_on_marks)
print("best model on Chinese characters:", best_on_characters)

# %% [markdown]
# The network is the best model on marks. Nearly all lines have five or seven characters before a comma or a full stop. So the network must count in some way. On Chinese characters it is worse than the bigram model. A third of the vocabulary occurs only once, and 27,000 characters are too few to learn which characters belong together.

# %% [markdown]
# <details>
# <summary>Sources</summary>
#
# The question is *RNN and LSTM implementation in tensorflow*, about the character model in the post *Recurrent Neural Networks in Tensorflow II* (r2rt.com).
#
# - Still true: the answers to its four questions (lesson 04), and that the state is carried from batch to batch.
# - No longer true: the order of the arguments of `tf.split`.
# - Never true: that the softmax matrix leads to the *larger* space of the vocabulary. In this lesson it leads from 128 units down to 64 characters. For the Chinese poems it leads up, from 32 to 2,623.
# - A choice of the post: its cell is an LSTM, and its placeholders have a fixed batch size. Here the plain cell is enough, and the number of rows is free.
# - The smoothing is method C of Witten and Bell, *The zero-frequency problem* (1991).
#
# </details>
