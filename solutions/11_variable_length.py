# %% [markdown]
# # 11 · Sequences of unequal length
#
# *The same recording gets a different answer when it shares a batch with a long one.* Recordings differ in length, but all rows of a batch need the same number of time steps. So the short rows are filled with zeros. These zeros can reach the outputs, the loss and the gradients, and no error is raised.
#
# In this lesson we will make batches of real recordings and keep the zeros out of every result. Then we will classify nine speakers, and compute what the zeros cost.
#
# **After this lesson you can**
# - implement a padded batch with its mask
# - explain what `sequence_length` does to the outputs and to the state
# - identify the last valid output of each sequence
# - compare the mean over all positions with the masked mean, in values and in gradients
# - compute what padding costs, and compare shuffled batches with sorted ones
#
# **You need** lessons 04, 06 and 07. **Time**: about 65 minutes, of which 27 for the exercises. **Order**: Run the cells from top to bottom. If you skip, 2 needs 1, 3 needs 2, 4 needs 2, 5 needs 1, 6 needs 1, *Common error* needs 2, and *Going deeper* needs 4, 5 and 6.

# %%
from functools import partial

import numpy as np

from utils import timing, training
from utils.baselines.mean_pooling import mean_pooling
from utils.checks import variable_length as check
from utils.data.loaders import load_utterances
from utils.differences import show_bound
from utils.figures import sequence_plots
from utils.graph import fresh_session, load_values
from utils.prediction import show_prediction
from utils.table import Table
from utils.tf1 import tf

training_set, test_set = load_utterances()  # each: frames (a tuple of arrays), lengths, speakers

# %% [markdown]
# ## 1 · From utterances to a batch
#
# Nine men said the same two Japanese vowels many times. One recording is an utterance. It was cut into short slices of sound, and each slice is a **frame**. A frame is one time step, and 12 numbers describe its sound. The label is the speaker.

# %%
for name, part in {"training set": training_set, "test set": test_set}.items():
    shortest, longest = part.lengths.min(), part.lengths.max()
    print(f"{name}: {len(part.frames)} utterances of {shortest} to {longest} frames")

chosen = [27, 160, 136, 55]  # four utterances of the test set, our example
few = [test_set.frames[number] for number in chosen]
lengths = test_set.lengths[chosen]
print("lengths of the four:", lengths)

# %% [markdown]
# How do these four fit into one tensor? We fill each utterance up to the longest of its batch, usually with zeros. What we fill in is called **padding**.


# %%
def padded(frames, num_steps=None):
    """List of [length, size] -> float32 [batch, num_steps, size], zeros after the end of each."""
    if num_steps is None:
        num_steps = max(len(sequence) for sequence in frames)
    inputs = np.zeros([len(frames), num_steps, frames[0].shape[1]], np.float32)
    for row, sequence in enumerate(frames):
        inputs[row, : len(sequence)] = sequence
    return inputs


# %% [markdown]
# A *position* is one time step of one row.
#
# **Predict before you run:** how many positions does the batch have, and how many of them are padding?

# %%
batch = padded(few)
print("batch:", batch.shape)
sequence_plots.padding_maps(
    {"four utterances": [(lengths, 22)]}, title="Padding fills each row up to the longest utterance"
)

# %% [markdown]
# **Answer.** It has $4 \cdot 22 = 88$ positions. The frames fill $12 + 22 + 7 + 15 = 56$ of them, so 32 are padding.
#
# The program must know where the padding is. A **mask** (also called *sequence mask*) is True or 1 where a position contains a frame, and False or 0 where it is padding. To compute it, we compare each time step with the length of the row. `tf.sequence_mask` does this in the graph.

# %%
mask = np.arange(22) < lengths[:, np.newaxis]  # [4, 22]
with fresh_session() as session:
    mask_by_tensorflow = session.run(tf.sequence_mask(lengths, 22))

print(mask.astype(int))
print("differences from tf.sequence_mask:", (mask != mask_by_tensorflow).sum())

# %% [markdown]
# ### Exercise 1 · `batch_from_flat` · 7 min · ★★☆
#
# A file often stores the frames of all utterances one after another, and the lengths in a second array. Make a padded batch from them, in NumPy. It has as many time steps as the longest utterance, zeros after the ends, and the dtype of the frames.


# %%
def batch_from_flat(flat, lengths):
    """Frames [sum of lengths, size], int32 [batch] -> [batch, longest, size]."""
    ### BEGIN SOLUTION
    mask = np.arange(lengths.max()) < lengths[:, np.newaxis]
    batch = np.zeros([len(lengths), lengths.max(), flat.shape[1]], flat.dtype)
    batch[mask] = flat
    return batch
    ### END SOLUTION


check.batch_from_flat(batch_from_flat)

# %% [markdown]
# The batch is ready. Next, an RNN reads it.

# %% [markdown]
# ## 2 · What `sequence_length` does
#
# What does an RNN do with the padding? It cannot see where an utterance ends, so it reads the zeros as if they were sound. For this reason, `dynamic_rnn` has the argument **`sequence_length`**, which takes the lengths as integers `[batch]`. We run an LSTM with and without it.

# %%
random = np.random.default_rng(seed=10)
kernel = random.normal(scale=0.3, size=(12 + 5, 4 * 5)).astype(np.float32)
bias = random.normal(scale=0.3, size=4 * 5).astype(np.float32)


def run_lstm(inputs, sequence_length=None):
    """Run an LSTM over float32 [batch, num_steps, 12]: outputs, final state."""
    with fresh_session() as session:
        cell = tf.nn.rnn_cell.BasicLSTMCell(5)
        results = tf.nn.dynamic_rnn(cell, tf.constant(inputs), sequence_length, dtype=tf.float32)
        load_values(cell.variables, [kernel, bias], session)
        return session.run(results)


# %% [markdown]
# **Predict before you run:** after the end, all inputs are zeros. Without `sequence_length`, are the outputs zeros there too?

# %%
outputs, state = run_lstm(batch, lengths)
outputs_without, state_without = run_lstm(batch)

print("first unit of the third utterance, whose 7 frames are the time steps 0 to 6")
print("time steps             :  5    6    7    8    9    10")
print("with sequence_length   :", outputs[2, 5:11, 0].round(2))
print("without sequence_length:", outputs_without[2, 5:11, 0].round(2))

# %% [markdown]
# **Answer.** No. The old state and the bias are still there, so the cell continues. With `sequence_length`, the outputs after the end are zeros. Before the end nothing changes, because an RNN never reads the future.
#
# And the final state? It should be the same as when the LSTM reads the utterance alone, without padding.

# %%
rows = []
for row, frames in enumerate(few):
    _, alone = run_lstm(frames[np.newaxis])  # a batch of one
    difference = np.abs(state.h[row] - alone.h).max()
    difference_without = np.abs(state_without.h[row] - alone.h).max()
    rows.append([len(frames), f"{difference:.2f}", f"{difference_without:.2f}"])

Table(["frames", "difference with sequence_length", "difference without"], rows)

# %% [markdown]
# With `sequence_length`, the final state is correct in every row. Without it, only the longest utterance is correct, because it has no padding. This is the bug from the introduction. In general, with time steps $t$ counted from 0:
#
# $$\text{if } t \ge \text{length}: \qquad \text{output}_t = 0, \qquad \text{state}_t = \text{state}_{t-1}$$
#
# The state keeps its last value, and the outputs are zeros. So which output should a classifier read?

# %% [markdown]
# ## 3 · The last valid output
#
# A classifier needs one vector per utterance, the output after the last frame. In lesson 07 this was `outputs[:, -1]`, because all digits had 28 rows. Now we need the **last valid output** (also called *last relevant output*), at time step `length - 1`. For our four utterances, the pairs of row and time step are `[0, 11]`, `[1, 21]`, `[2, 6]` and `[3, 14]`. The function `tf.gather_nd` takes such pairs, and returns one vector for each.

# %%
with fresh_session() as session:
    x = tf.placeholder(tf.float32, [None, None, 12])
    fed_lengths = tf.placeholder(tf.int32, [None])
    cell = tf.nn.rnn_cell.BasicLSTMCell(5)
    outputs, state = tf.nn.dynamic_rnn(cell, x, fed_lengths, dtype=tf.float32)

    rows = tf.range(tf.shape(outputs)[0])  # 0, 1, 2, …, one for each row of the batch
    indices = tf.stack([rows, fed_lengths - 1], axis=1)  # [batch, 2]
    last_output = tf.gather_nd(outputs, indices)  # [batch, 5]

    load_values(cell.variables, [kernel, bias], session)
    feed = {x: padded(test_set.frames), fed_lengths: test_set.lengths}
    all_outputs, last, final_state = session.run([outputs, last_output, state], feed)

# %% [markdown]
# **Predict before you run:** the batch contains all 370 test utterances, padded to the longest, 29. In how many rows is `outputs[:, -1]` not zero?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
print("outputs[:, -1]: not zero in", all_outputs[:, -1].any(axis=1).sum(), "of 370 rows")
print("gather_nd     : not zero in", last.any(axis=1).sum(), "of 370 rows")
print("gather_nd and state.h, largest difference:", np.abs(last - final_state.h).max())
show_prediction(prediction)

# %% [markdown]
# **Answer.** Only in one, because only one utterance has 29 frames. In all other rows, a classifier would read zeros.
#
# For an LSTM, `state.h` is the same vector, without any indices. But for some cells, the output is not in the state at all (*Going deeper*). There you need `gather_nd`.

# %% [markdown]
# ### Exercise 2 · `last_valid` · 6 min · ★★☆
#
# Old code often runs `dynamic_rnn` with time-major tensors. Gather the last valid outputs there. The batch can have any size, and the check runs your graph on two.


# %%
def last_valid(outputs, lengths):
    """Tensors [num_steps, batch, num_units], int32 [batch] -> [batch, num_units]."""
    ### BEGIN SOLUTION
    rows = tf.range(tf.shape(outputs)[1])
    indices = tf.stack([lengths - 1, rows], axis=1)
    return tf.gather_nd(outputs, indices)
    ### END SOLUTION


check.last_valid(last_valid)

# %% [markdown]
# Now we can give one answer per utterance. What changes if every frame needs an answer?

# %% [markdown]
# ## 4 · The masked mean
#
# If each frame has a label, there is a loss at each position, `[batch, num_steps]`. But training needs one number. Here are the losses of two tiny utterances with 4 frames and 1 frame:

# %%
losses = np.array([[0.5, 0.5, 0.5, 0.5], [2.0, 0.0, 0.0, 0.0]])
print("mean over all positions :", losses.sum() / 8)
print("mean over all frames    :", losses.sum() / 5)
print("mean over the utterances:", (losses.sum(axis=1) / [4, 1]).mean())

# %% [markdown]
# The first mean divides by 8, but there are only 5 frames. The other two are called **masked mean** (also *masked loss*). The mean over all frames gives every frame the same weight, so a long utterance counts more. The mean over the utterances gives every utterance the same weight. Both are correct. Choose the one that fits your question, and always say which one you use.
#
# Now we return to the LSTM of section 2, and take the speaker as the label of every position. The padding has a loss too. The outputs there are zeros, but the output layer still adds its bias `b_out`. So the logits at these positions give a loss.

# %%
random = np.random.default_rng(seed=12)
V = random.normal(scale=2.0, size=(5, 9)).astype(np.float32)
b_out = random.normal(size=9).astype(np.float32)  # with V the output layer, as in lesson 04


# %%
def position_losses(outputs, speakers, bias_out):
    """The loss at each position, [batch, num_steps], for outputs [batch, num_steps, 5]."""
    labels = np.repeat(speakers[:, np.newaxis], outputs.shape[1], axis=1)  # [batch, num_steps]
    logits = outputs @ V + bias_out  # [batch, num_steps, 9]
    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)


# %%
def losses_and_gradients(inputs, lengths, speakers):
    """For the mean over all positions and for the masked mean: value, gradients (kernel, b_out)."""
    with fresh_session() as session:
        cell = tf.nn.rnn_cell.BasicLSTMCell(5)
        outputs, _ = tf.nn.dynamic_rnn(cell, tf.constant(inputs), lengths, dtype=tf.float32)
        bias_out = tf.constant(b_out)
        losses = position_losses(outputs, speakers, bias_out)
        mask = tf.sequence_mask(lengths, inputs.shape[1], dtype=tf.float32)
        mean = tf.reduce_mean(losses)
        masked_mean = tf.reduce_sum(losses * mask) / tf.reduce_sum(mask)

        parameters = [cell.variables[0], bias_out]
        of_mean = [mean, tf.gradients(mean, parameters)]
        of_masked_mean = [masked_mean, tf.gradients(masked_mean, parameters)]
        load_values(cell.variables, [kernel, bias], session)
        return session.run([of_mean, of_masked_mean])


# %% [markdown]
# **Predict before you run:** we pad the utterance of 22 frames to 22, 29 and 100 time steps. Which of the two means changes?

# %%
one_length, one_speaker = test_set.lengths[[160]], test_set.speakers[[160]]
for num_steps in (22, 29, 100):
    inputs = padded([test_set.frames[160]], num_steps)
    of_mean, of_masked_mean = losses_and_gradients(inputs, one_length, one_speaker)
    print(f"{num_steps:3} time steps: mean {of_mean[0]:.2f}, masked mean {of_masked_mean[0]:.2f}")

# %% [markdown]
# **Answer.** Only the mean over all positions changes. So it depends on the longest utterance of the batch, and the masked mean does not.
#
# Does this matter for training? The variables `of_mean` and `of_masked_mean` still contain the results for 100 time steps. We divide each number of the first gradient by the number at the same place in the correct one:

# %%
_, gradients = of_mean
_, correct_gradients = of_masked_mean
for number, name in enumerate(["kernel", "b_out"]):
    ratios = gradients[number] / correct_gradients[number]
    print(f"{name:6}: from {ratios.min():.2f} to {ratios.max():.2f} of the correct gradient")

# %% [markdown]
# The gradient of the kernel is too small by the factor 22/100, because we divide by 100 positions instead of 22 frames. The padding adds nothing to it, because the outputs there are constant zeros. But the bias `b_out` is added at every position, so it is trained on the padding too. The ratios of its numbers differ, so its gradient has a wrong direction.
#
# In short, use a masked mean. And never fill the padding with **NaN** (*not a number*), for example the result of 0/0. A mask does not protect the gradients from it (*Going deeper*).

# %% [markdown]
# ### Exercise 3 · `mean_loss` · 8 min · ★★★
#
# Compute the masked mean in which every utterance has the same weight. The check also tries infinite losses in the padding. Infinity times 0 is NaN, so do not multiply by the mask. Use `tf.where(condition, a, b)`, which takes `a` where the condition is True, and `b` elsewhere. All three have the same shape.


# %%
def mean_loss(losses, lengths):
    """Tensors [batch, num_steps], int32 [batch], each 1 or more -> a scalar tensor."""
    ### BEGIN SOLUTION
    valid = tf.sequence_mask(lengths, tf.shape(losses)[1])
    frame_losses = tf.where(valid, losses, tf.zeros_like(losses))
    sums = tf.reduce_sum(frame_losses, axis=1)
    return tf.reduce_mean(sums / tf.cast(lengths, losses.dtype))
    ### END SOLUTION


check.mean_loss(mean_loss)

# %% [markdown]
# Now we have all parts of a classifier.

# %% [markdown]
# ## 5 · Nine speakers
#
# Would you notice if `sequence_length` were missing? We train two LSTMs to recognize the speaker. They differ in this one argument. First we scale the frames. This must come before the padding, because zeros must not count as data (*Going deeper*).


# %%
def scaled(frames, of):
    """Subtract the mean of all frames in `of`, and divide by their standard deviation."""
    every_frame = np.concatenate(of)
    mean, deviation = every_frame.mean(axis=0), every_frame.std(axis=0)
    return [(sequence - mean) / deviation for sequence in frames]


train_frames = scaled(training_set.frames, of=training_set.frames)
test_frames = scaled(test_set.frames, of=training_set.frames)

# %% [markdown]
# The network reads `state.h`. Without lengths, this is the state after the padding.


# %%
def build_network(inputs, lengths=None):
    """Logits [batch, 9] for float32 [batch, num_steps, 12] and int32 [batch]."""
    cell = tf.nn.rnn_cell.BasicLSTMCell(100)
    _, state = tf.nn.dynamic_rnn(cell, inputs, lengths, dtype=tf.float32)
    return tf.layers.dense(state.h, 9)


def predict(weights, inputs, lengths=None):
    """Predicted speakers [number] for float32 [number, num_steps, 12] and int32 [number]."""
    with fresh_session() as session:
        logits = build_network(tf.constant(inputs), lengths)
        load_values(tf.trainable_variables(), weights, session)
        return session.run(tf.argmax(logits, axis=1))


# %% [markdown]
# This network is large enough to memorize 270 utterances. So during training we add random numbers to the frames, but not to the padding.


# %%
def with_noise(x, lengths):
    """Add random numbers to the frames of a tensor [batch, num_steps, 12]."""
    mask = tf.sequence_mask(lengths, tf.shape(x)[1], dtype=tf.float32)
    noise = tf.random.normal(tf.shape(x), stddev=0.8)
    return x + noise * mask[:, :, tf.newaxis]


# %%
def train(frames, lengths, speakers, updates, seed, pass_lengths=True):
    """Train on a list of [length, 12], padded to 29: the weights and the history."""
    with fresh_session(seed) as session:
        x = tf.placeholder(tf.float32, [None, 29, 12])
        fed_lengths = tf.placeholder(tf.int32, [None])
        fed_speakers = tf.placeholder(tf.int32, [None])
        logits = build_network(with_noise(x, fed_lengths), fed_lengths if pass_lengths else None)
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=fed_speakers, logits=logits)
        loss = tf.reduce_mean(losses)
        train_op = training.adam_step(loss, 0.01, updates)

        arrays = padded(frames, 29), lengths, speakers
        batches = training.shuffled_batches(*arrays, batch_size=32, seed=seed)
        feeds = ({x: a, fed_lengths: b, fed_speakers: c} for a, b, c in batches)
        session.run(tf.global_variables_initializer())
        history = training.train(session, train_op, loss, feeds, updates)
        return session.run(tf.trainable_variables()), history


# %% tags=["nbval-ignore-output"]
examples = train_frames, training_set.lengths, training_set.speakers
weights, _ = train(*examples, updates=150, seed=10)
weights_without, _ = train(*examples, updates=150, seed=10, pass_lengths=False)

guesses = predict(weights, padded(test_frames, 29), test_set.lengths)
guesses_without = predict(weights_without, padded(test_frames, 29))
print(f"with lengths   : accuracy {(guesses == test_set.speakers).mean():.1%} on the test set")
print(f"without lengths: accuracy {(guesses_without == test_set.speakers).mean():.1%}")

# %% [markdown]
# A random guess is correct in 11 % of the cases, so both networks are good. The second one has learned to keep its information through the padding. If you saw only this accuracy, you would not suspect a bug. (Both numbers are slightly too optimistic, because we chose the hyperparameters with the test set. Lesson 07 shows how to do it correctly.)
#
# But what happens in a batch with a longer utterance?
#
# **Predict before you run:** we pad the test set to 90 time steps instead of 29. What accuracy does the network without lengths reach?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
num_steps = [29, 35, 45, 60, 90]
with_lengths, without_lengths = [], []  # accuracies in percent
for longest in num_steps:
    inputs = padded(test_frames, longest)
    guesses = predict(weights, inputs, test_set.lengths)
    guesses_without = predict(weights_without, inputs)
    with_lengths.append(100 * (guesses == test_set.speakers).mean())
    without_lengths.append(100 * (guesses_without == test_set.speakers).mean())

# %%
print("with lengths: largest change      ", max(with_lengths) - min(with_lengths), "%")
show_bound("without lengths: at 90 time steps", without_lengths[-1], below=80, unit="%")
show_prediction(prediction)
sequence_plots.accuracy_by_padding(
    num_steps, {"with lengths": with_lengths, "without lengths": without_lengths}
)

# %% [markdown]
# **Answer.** It falls far below 80 %. In the picture, the accuracy falls with every further piece of padding. In training, the network never met so much padding, so it did not learn to keep its information that long. With lengths, the accuracy does not change at all. A simple test finds this bug, even without labels. Pad a batch further, and compare the results.

# %% [markdown]
# ## 6 · The price of padding
#
# Padding no longer changes our results. Does it still cost time? Yes, because the cell computes all rows of the batch at each time step, also the padding (*Going deeper*). So the cost of a batch is its number of rows times its longest length.
#
# We divide the test set into batches of 30, in a random order and then sorted by length. Without padding, the cell would compute exactly one position for each frame.


# %%
def batches_of(order, batch_size=30):
    """Cut an array of row numbers into batches, a list of arrays."""
    starts = range(0, len(order), batch_size)
    return [order[start : start + batch_size] for start in starts]


def positions_per_frame(batches, lengths):
    """Computed positions over frames, if each batch is padded to its longest."""
    positions = sum(len(rows) * lengths[rows].max() for rows in batches)
    return positions / lengths.sum()


# %% [markdown]
# **Predict before you run:** in shuffled batches, the cell computes 1.55 positions for each frame. How many does it compute in sorted batches?

# %%
test_batches = {
    "shuffled": batches_of(np.random.default_rng(10).permutation(370)),
    "sorted": batches_of(np.argsort(test_set.lengths, kind="stable")),
}
maps = {}
for name, batches in test_batches.items():
    per_frame = positions_per_frame(batches, test_set.lengths)
    print(f"{name}: {per_frame:.2f} positions per frame")
    lengths_of_rows = [test_set.lengths[rows] for rows in batches]
    maps[name] = [(some_lengths, some_lengths.max()) for some_lengths in lengths_of_rows]

sequence_plots.padding_maps(maps, title="In sorted batches, almost every position is a frame")

# %% [markdown]
# **Answer.** It computes only 1.05, because all utterances of a sorted batch have about the same length.
#
# So if you only measure, sort the utterances. For training, sorted batches are a bad choice, because every epoch has the same batches. The usual compromise is a **bucket** (also called *length bucket*), which contains sequences of similar length. We shuffle inside each bucket and cut the batches from it (*Going deeper*). After a sorted run, the results must return to their original order, as the next exercise shows.

# %% [markdown]
# ### Exercise 4 · `put_back` · 6 min · ★★☆
#
# The array `order` comes from `np.argsort`, and `results[k]` belongs to utterance `order[k]`. Return the results in the original order of the utterances.


# %%
def put_back(results, order):
    """Arrays [number, ...], int64 [number] -> the same results, result k for utterance k."""
    ### BEGIN SOLUTION
    original = np.empty_like(results)
    original[order] = results
    return original
    ### END SOLUTION


check.put_back(put_back)

# %% [markdown]
# ## Common error: `indices[1] = [1, -1] does not index into param shape`
#
# One recording is empty, so the second utterance has length 0.
#
# **Predict before you run:** what final `h` does `dynamic_rnn` return for the empty utterance?

# %% tags=["raises-exception"]
with_empty = np.array([12, 0, 7, 15])
outputs_with_empty, state_with_empty = run_lstm(batch, with_empty)
print("final h of the empty utterance:", state_with_empty.h[1])

with fresh_session() as session:
    indices = np.stack([np.arange(4), with_empty - 1], axis=1)
    session.run(tf.gather_nd(outputs_with_empty, indices))

# %% [markdown]
# **Answer.** It returns the initial state, which is zeros, so `dynamic_rnn` accepts a length of 0. But there is no last valid output. The index is -1, and unlike NumPy, `gather_nd` does not count from the end. (On a GPU it returns zeros and raises no error.) The fix is to remove empty sequences before you make the batch.

# %% [markdown]
# ## Summary
#
# - In a padded batch, each row is as long as the longest. The mask compares each time step with the length.
# - With `sequence_length`, the outputs after the end are zeros, and the state keeps its value from the last frame. Without it, the LSTM reads the padding. To find this bug, pad a batch further and compare the results.
# - The last valid output is at `[row, length - 1]`, and `tf.gather_nd` finds it. `outputs[:, -1]` is zero in all shorter rows.
# - The masked mean does not depend on the padding. The mean over all positions does, and its gradients are too small or have a wrong direction.
# - The cost of a batch is its number of rows times its longest length. Here, the cell computes 1.55 positions for each frame in shuffled batches, and 1.05 in sorted ones.
#
# Some sequences, such as a measurement over centuries, are too long for one window. In lesson 12 we will carry the state from window to window.

# %%
check.progress()

# %% [markdown]
# ## Going deeper · A baseline without a network
#
# This section is optional. Is the LSTM of section 5 really necessary? **Mean-pooling** (also called *average pooling*) computes the mean of all frames of an utterance. Each utterance becomes 12 numbers, whatever its length. Then one softmax layer classifies them. The means contain nothing about the order of the frames.
#
# **Predict before you run:** what accuracy does this baseline reach?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
guesses = mean_pooling(train_frames, training_set.speakers, test_frames)
print(f"mean-pooling: accuracy {(guesses == test_set.speakers).mean():.1%} on the test set")
show_prediction(prediction)

# %% [markdown]
# **Answer.** It reaches 96.8 %. The LSTM with lengths is only about one percentage point better. So always compare a network with a simple baseline.

# %% [markdown]
# ## Going deeper · Lengths that are too large
#
# This section is optional. What happens if a length is above the number of time steps, for example because it counts something else? We add 20 to each length.
#
# **Predict before you run:** does `dynamic_rnn` raise an error?

# %%
_, too_long_state = run_lstm(batch, lengths + 20)
difference = np.abs(too_long_state.h - state_without.h).max()
print("lengths + 20 and no lengths, largest difference:", difference)

# %% [markdown]
# **Answer.** No, this is a silent bug. The lengths have no effect, because no position is after the end. So check that no length is above `num_steps`.

# %% [markdown]
# ## Going deeper · Zeros in a mean
#
# This section is optional. In section 5 we scale the frames before the padding. What happens if we do it afterwards? In the whole training set, padded to 26 time steps, 39 % of the positions are padding. Over all frames, the first of the 12 numbers has a mean of 0.87.
#
# **Predict before you run:** what is its mean over all positions?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
every_frame = np.concatenate(training_set.frames)  # [number of frames, 12]
every_position = padded(training_set.frames)  # [270, 26, 12]
share = len(every_frame) / (270 * 26)

print(f"positions with a frame : {share:.0%}")
print("mean over all frames   :", every_frame[:, 0].mean().round(2))
print("mean over all positions:", every_position[:, :, 0].mean().round(2))
show_prediction(prediction)

# %% [markdown]
# **Answer.** It is 0.53, which is $0.61 \cdot 0.87$, because the zeros count as data. So compute the mean and the standard deviation from the frames alone.

# %% [markdown]
# ## Going deeper · Which positions are computed, and how long it takes
#
# This section is optional. Does `sequence_length` also save work? This LSTM counts. At each time step, it adds the number of its rows to a variable.


# %%
class CountingCell(tf.nn.rnn_cell.BasicLSTMCell):
    """An LSTM that counts the positions that it computes."""

    def call(self, inputs, state):
        """Count the rows, then compute one time step."""
        add_rows = tf.assign_add(self.count, tf.shape(inputs)[0])
        with tf.control_dependencies([add_rows]):  # the counting runs first
            return super().call(inputs, state)


def count_positions(inputs, sequence_length=None):
    """The number of positions that are computed for a batch, an integer."""
    with fresh_session() as session:
        cell = CountingCell(5)
        cell.count = tf.Variable(0, trainable=False)
        outputs, _ = tf.nn.dynamic_rnn(cell, tf.constant(inputs), sequence_length, dtype=tf.float32)
        session.run(tf.global_variables_initializer())
        session.run(outputs)
        return session.run(cell.count)


for num_steps in (22, 60):
    inputs = padded(few, num_steps)
    print(f"4 rows, padded to {num_steps}:", count_positions(inputs), "positions without, ", end="")
    print(count_positions(inputs, lengths), "with sequence_length")

# %% [markdown]
# With `sequence_length`, the loop stops after the longest utterance, so padding beyond it is free. But until then every row is computed, also after its own end. Next we measure the time for the test set, in a network without `sequence_length`. The shuffled batches are all padded to 29, the sorted ones to the longest of each batch.

# %% tags=["nbval-ignore-output"]
with fresh_session(seed=10) as session:
    x = tf.placeholder(tf.float32, [None, None, 12])
    logits = build_network(x)
    session.run(tf.global_variables_initializer())

    def run_feeds(feeds):
        for feed in feeds:
            session.run(logits, feed)

    functions = {}
    for name, num_steps in {"shuffled": 29, "sorted": None}.items():
        feeds = []
        for rows in test_batches[name]:
            inputs = padded([test_frames[row] for row in rows], num_steps)
            feeds.append({x: inputs})
        functions[name] = partial(run_feeds, feeds)
    seconds = timing.interleaved(functions, rounds=9, warm_up=2)

time_ratio = seconds["sorted"] / seconds["shuffled"]
print(f"sorted batches need {time_ratio:.0%} of the time")

# %%
positions_of_sorted = positions_per_frame(test_batches["sorted"], test_set.lengths)
positions_padded_to_29 = 370 * 29 / test_set.lengths.sum()
print(f"sorted batches have {positions_of_sorted / positions_padded_to_29:.0%} of the positions")
show_bound("part of the time that they need", 100 * time_ratio, below=90, unit="%")

# %% [markdown]
# The time falls too, by roughly as much as the number of positions. The ratio varies between machines, because each run also has costs of its own.

# %% [markdown]
# ## Going deeper · Buckets
#
# This section is optional. For training, we compare shuffled batches, four buckets and sorted batches. Short and long utterances may come from different speakers, so we also count how many of the nine speakers are in a batch.


# %%
def bucketed(lengths, edges, random):
    """The batches of one epoch, each from one bucket; edges are the first lengths of the others."""
    batches = []
    bucket_of = np.digitize(lengths, edges)  # [number]
    for bucket in range(len(edges) + 1):
        rows = np.flatnonzero(bucket_of == bucket)
        batches += batches_of(random.permutation(rows))
    return [batches[number] for number in random.permutation(len(batches))]


train_lengths = training_set.lengths
edges = np.quantile(train_lengths, [0.25, 0.5, 0.75])
random = np.random.default_rng(10)
in_order = batches_of(np.argsort(train_lengths, kind="stable"))
epochs = {
    "shuffled": [batches_of(random.permutation(270)) for epoch in range(2)],
    "four buckets": [bucketed(train_lengths, edges, random) for epoch in range(2)],
    "sorted": [in_order, in_order],
}

# %%
rows = []
for name, (first, second) in epochs.items():
    speakers = [len(set(training_set.speakers[batch_rows])) for batch_rows in first]
    first_sets = {frozenset(batch_rows) for batch_rows in first}
    second_sets = {frozenset(batch_rows) for batch_rows in second}
    repeated = len(first_sets & second_sets)
    per_frame = positions_per_frame(first, train_lengths)
    rows.append([name, f"{per_frame:.2f}", f"{np.mean(speakers):.1f}", repeated])
Table(["batches", "positions per frame", "speakers per batch", "repeated in the next epoch"], rows)

# %% [markdown]
# Buckets save most of the padding, and no batch is repeated. But some speakers are missing in each batch, because the length depends on the speaker. With more buckets there is less padding, but the batches are less random from epoch to epoch.

# %% [markdown]
# ## Going deeper · NaN in the padding
#
# This section is optional. Some tools write NaN for missing values. In the batch of section 1, we fill the padding with 99 and then with NaN.
#
# **Predict before you run:** is the gradient of the masked mean still correct?

# %%
speakers = test_set.speakers[chosen]
_, (_, expected) = losses_and_gradients(batch, lengths, speakers)
for filling in (99, np.nan):
    inputs = np.where(mask[:, :, np.newaxis], batch, np.float32(filling))
    _, (loss, found) = losses_and_gradients(inputs, lengths, speakers)
    correct = np.isclose(found[0], expected[0], atol=1e-5)
    print(f"{filling:3}: masked mean {loss:.2f}, kernel: {correct.sum()} of 340 gradients correct")

# %% [markdown]
# **Answer.** No, all 340 gradients of the kernel are NaN. The masked mean is still correct, so the forward pass does not show the bug. In the backward pass, the gradient that reaches a padded position is 0. But it is multiplied by the values that the cell computed there, and 0 times NaN is NaN. The gradient of the kernel is a sum over all positions, so every number of it becomes NaN. One training step would destroy the kernel. With 99, the product is 0. So fill with any number, but never with NaN or infinity.

# %% [markdown]
# ## Going deeper · Cells whose output is not in the state
#
# This section is optional. Is the last valid output always in the final state? Lesson 13 introduces two more cells. `MultiRNNCell` has several layers, and `ResidualWrapper` adds the input of a time step to the output. We compare the gathered output with the $h$ of the top layer.


# %%
def make_cell(name):
    """One of the three cells, with 12 units in each layer."""
    lstm = tf.nn.rnn_cell.BasicLSTMCell(12)
    if name == "MultiRNNCell":
        return tf.nn.rnn_cell.MultiRNNCell([lstm, tf.nn.rnn_cell.BasicLSTMCell(12)])
    if name == "ResidualWrapper":
        return tf.nn.rnn_cell.ResidualWrapper(lstm)
    return lstm


for name in ("BasicLSTMCell", "MultiRNNCell", "ResidualWrapper"):
    with fresh_session(seed=10) as session:
        cell = make_cell(name)
        outputs, state = tf.nn.dynamic_rnn(cell, tf.constant(batch), lengths, dtype=tf.float32)
        indices = np.stack([np.arange(4), lengths - 1], axis=1)
        last_output = tf.gather_nd(outputs, indices)
        top_state = state[-1] if name == "MultiRNNCell" else state
        session.run(tf.global_variables_initializer())
        last, h = session.run([last_output, top_state.h])
    difference = np.abs(last - h).max()
    print(f"{name:15}: last valid output and h of the top layer, difference {difference:.1f}")

# %% [markdown]
# The output of an LSTM is its $h$. With several layers, it is the $h$ of the top layer. But `ResidualWrapper` changes the output and not the state, so only `gather_nd` finds the last valid output.

# %% [markdown]
# <details>
# <summary>Sources</summary>
#
# The data are *Japanese Vowels* of Kudo, Toyama and Shimbo, *Multidimensional curve classification using passing-through regions* (1999).
#
# - The post *RNN and LSTM* (lesson 07) says that recurrent networks can read data of varying length. Still true, but all images of the post have 28 rows.
# - It also says that `output[-1]` and `state[1]` are the same. Not true in a padded batch, where the output of the last time step is zero for every shorter sequence.
# - The documentation of `tf.gather_nd` describes the zeros on a GPU.
#
# </details>
