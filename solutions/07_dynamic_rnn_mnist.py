# %% [markdown]
# # 07 · Digits, read row by row
#
# *The classifier of an old post, trained in about half a minute: what `dynamic_rnn` returns, how to measure what was learned, and what the network knows after each row.*
#
# A post from the days of TensorFlow 1.2 classifies handwritten digits with an LSTM. This lesson draws its network, keeps what is right, and mends what is not.
#
# **You will be able to**
# - feed images as sequences, in bytes, without a reshape
# - say what `dynamic_rnn` returns, and take the last step out of it, batch-major and time-major
# - draw a graph that takes a batch of any size
# - train the classifier, and measure it on digits that it was not trained on
# - say what it knows after each row, what it confuses, and why no state goes from batch to batch
#
# **You need** lessons 02, 04 and 05, and of lesson 06 the state `(c, h)` of an LSTM. **Time**: about 60 minutes, of which 25 for the exercises. **Order**: after the imports a section stands alone, but 6 needs 5, 7 needs 5, and 8 needs 5.

# %%
import numpy as np

from utils import digit_plots, plots, reference, timing, training
from utils.checks import dynamic_rnn_mnist as check
from utils.data import load_mnist
from utils.graph import fresh_session, variable_table
from utils.tf1 import tf

mnist = load_mnist()  # images: uint8 [60000, 28, 28] to train on, [10000, 28, 28] to test on

# %% [markdown]
# ## 1 · An image is a sequence of rows
#
# A digit has 28 rows of 28 pixels. Read from the top it is a sequence: `num_steps` is 28, and `input_size` is 28. A batch of images, `[batch, 28, 28]`, already has the axes `[batch, num_steps, input_size]`.
#
# A pixel is a byte, 0 to 255 (`uint8`). A network wants floats from 0 to 1.
#
# **Predict before you run:** how many megabytes are the 60,000 images as bytes, and as float32?

# %%
images = mnist.train_images
print("images:", images.shape, images.dtype)
print(f"as bytes  : {images.nbytes / 1e6:.0f} MB")
print(f"as float32: {images.size * np.dtype(np.float32).itemsize / 1e6:.0f} MB")

# %% [markdown]
# So they stay bytes, and only the batch that is being read becomes floats, inside the graph: feed `uint8`, cast, divide.
#
# The post puts a layer of 128 units between the rows and the cell. To do so it flattens the batch to `[batch * 28, 28]`, applies the layer, and restores the axes.
#
# **Predict before you run:** what does the layer do with three axes, if nothing is flattened?

# %%
with fresh_session(seed=7) as session:
    images = tf.placeholder(tf.uint8, [None, 28, 28])
    rows = tf.cast(images, tf.float32) / 255  # [batch, 28, 28]
    layer = tf.layers.Dense(128)

    flat = layer(tf.reshape(rows, [-1, 28]))  # [batch * 28, 128]
    restored = tf.reshape(flat, [-1, 28, 128])
    directly = layer(rows)  # [batch, 28, 128]

    session.run(tf.global_variables_initializer())
    feed = {images: mnist.test_images[:3]}
    rows_value, restored_value, directly_value = session.run([rows, restored, directly], feed)
    print("layer:", layer.kernel.shape, layer.bias.shape)

print(
    "rows :", rows_value.shape, rows_value.dtype, "from", rows_value.min(), "to", rows_value.max()
)
print("flattened and restored:", restored_value.shape, " directly:", directly_value.shape)
print("the same below 1e-6:", np.abs(restored_value - directly_value).max() < 1e-6)

# %% [markdown]
# A **dense layer** multiplies the last axis by its kernel and adds its bias; however many axes stand before it, it leaves them alone. The reshapes can go.

# %% [markdown]
# ### Exercise 1 · `columns_as_steps` · 5 min · ★☆☆
#
# A digit can be read from the left as well, a column a step, each column from top to bottom. Prepare such a batch in NumPy: floats from 0 to 1, column 0 first.


# %%
def columns_as_steps(images):
    """Bytes, uint8 [batch, height, width] -> float32 [batch, width, height], 0 to 1."""
    ### BEGIN SOLUTION
    return images.transpose(0, 2, 1).astype(np.float32) / 255
    ### END SOLUTION


check.columns_as_steps(columns_as_steps)

# %% [markdown]
# ## 2 · What `dynamic_rnn` returns
#
# `tf.nn.dynamic_rnn(cell, inputs, dtype=tf.float32)` runs a cell along the second axis of `inputs`, in a loop inside the graph. (`static_rnn` draws every step; lesson 09 compares the two.) It returns a pair:
#
# | | shape | what |
# |---|---|---|
# | `outputs` | `[batch, num_steps, num_units]` | the output of every step |
# | `final_state` | for an LSTM `(c, h)`, each `[batch, num_units]` | the state after the last step |
#
# A note in the post says that `output[-1]` gives the same as `state[1]`, which is h.
#
# **Predict before you run:** three digits, 28 rows, 5 units. Which shape has `outputs[-1]`, and is it h?

# %%
random = np.random.default_rng(seed=7)
kernel = random.normal(scale=0.3, size=(28 + 5, 4 * 5)).astype(np.float32)
bias = random.normal(scale=0.3, size=4 * 5).astype(np.float32)


def read(inputs, time_major=False):
    """Read float32 inputs with an LSTM of 5 units: outputs, and the final state (c, h)."""
    with fresh_session() as session:
        cell = tf.nn.rnn_cell.BasicLSTMCell(5)
        x = tf.constant(inputs)
        reading = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32, time_major=time_major)
        for variable, value in zip(cell.variables, (kernel, bias), strict=True):
            variable.load(value, session)
        return session.run(reading)


three = mnist.test_images[:3] / np.float32(255)  # [3, 28, 28]
outputs, final_state = read(three)

print("outputs:", outputs.shape, " c:", final_state.c.shape, " h:", final_state.h.shape)
print("final_state[1] is h  :", np.array_equal(final_state[1], final_state.h))
print("outputs[:, -1]       :", outputs[:, -1].shape, end="")
print("   equals h:", np.array_equal(outputs[:, -1], final_state.h))
print("outputs[-1]          :", outputs[-1].shape, end="")
print("  equals h:", np.array_equal(outputs[-1], final_state.h))

# %% [markdown]
# `outputs[-1]` takes the last element of the *first* axis: all 28 steps of the last digit. The last step of all digits is `outputs[:, -1]`, and that is h. NumPy says so too, reading each digit alone:

# %%
for number in range(3):
    alone, (c, h) = reference.unroll(
        lambda inputs, state: reference.lstm_step(inputs, state, kernel, bias),
        three[number : number + 1],
        (np.zeros([1, 5]), np.zeros([1, 5])),
    )  # alone: [1, 28, 5]
    ours = alone[0], c[0], h[0]
    theirs = outputs[number], final_state.c[number], final_state.h[number]
    agree = [np.allclose(one, other, atol=1e-5) for one, other in zip(ours, theirs, strict=True)]
    print(f"digit {number} alone, by NumPy: outputs, c and h agree:", all(agree))

# %% [markdown]
# With three digits the shapes differ, `[28, 5]` and `[3, 5]`, so the mistake would come out. There is a batch size that hides it.
#
# **Predict before you run:** in a batch of 28 digits both have the shape `[28, 5]`. How many of the 28 rows agree?

# %%
outputs_28, state_28 = read(mnist.test_images[:28] / np.float32(255))
same = (outputs_28[-1] == state_28.h).all(axis=1)

print("outputs[-1]:", outputs_28[-1].shape, " h:", state_28.h.shape)
print("rows that agree:", same.nonzero()[0], "of 28")

# %% [markdown]
# One: the last step of the last digit. No shape complains, and 27 of the 28 rows come from the wrong digit.
#
# The note is right for time-major data, `[num_steps, batch, size]`: there the first axis counts the steps. `dynamic_rnn` must be told, with `time_major=True`; it then returns its outputs time-major too.
#
# **Predict before you run:** what if it is told so, and the data are batch-major after all?

# %%
outputs_time, state_time = read(three.transpose(1, 0, 2), time_major=True)
print("time-major data:", outputs_time.shape, end="")
print("  outputs[-1] equals h:", np.array_equal(outputs_time[-1], state_time.h))
print("the same numbers as batch-major:", np.allclose(state_time.h, final_state.h, atol=1e-6))

outputs_wrong, state_wrong = read(three, time_major=True)
print("batch-major data, time_major=True:", outputs_wrong.shape, "and h", state_wrong.h.shape)

other_first = three.copy()
other_first[0] = mnist.test_images[3] / np.float32(255)
for told in (False, True):
    before, after = (read(inputs, time_major=told)[0] for inputs in (three, other_first))
    change = np.abs(after - before).max(axis=(1, 2)) > 1e-3
    print(f"time_major={told!s:5}  digit 0 is exchanged; outputs that change:", change.nonzero()[0])

# %% [markdown]
# It runs. The outputs even have the shape that you expect, but digits were taken for steps: row 0 of the three digits became one sequence of three steps, row 1 another, and what the network says of digit 2 depends on digit 0. The shape of h, `[28, 5]`, gives it away: 28 sequences where there were three. A check that needs no shapes: exchange one example, and see whose results change.

# %% [markdown]
# ### Exercise 2 · `last_output` · 4 min · ★☆☆
#
# Take the output of the last step, `[batch, num_units]`, out of what `dynamic_rnn` returned. (`final_state.h` is not at hand.)


# %%
def last_output(outputs, time_major):
    """Tensor [batch, num_steps, num_units], or [num_steps, batch, num_units] where time_major."""
    ### BEGIN SOLUTION
    return outputs[-1] if time_major else outputs[:, -1]
    ### END SOLUTION


check.last_output(last_output)

# %% [markdown]
# ## 3 · A batch size that is not baked in
#
# The post starts from `cell.zero_state(128, …)`. Its placeholder leaves the batch open, `[None, 28, 28]`.
#
# **Predict before you run:** which shape do the outputs have then? And what becomes of a batch of 100?

# %%
hundred = mnist.test_images[:100] / np.float32(255)

with fresh_session(seed=7) as session:
    inputs = tf.placeholder(tf.float32, [None, 28, 28])
    cell = tf.nn.rnn_cell.BasicLSTMCell(5)
    start = cell.zero_state(128, tf.float32)
    baked_outputs, baked_state = tf.nn.dynamic_rnn(cell, inputs, initial_state=start)
    print("inputs:", inputs.shape, " outputs:", baked_outputs.shape)

    session.run(tf.global_variables_initializer())
    try:
        session.run(baked_state, {inputs: hundred})
    except tf.errors.InvalidArgumentError as error:
        print(next(line for line in str(error).splitlines() if line.startswith("ConcatOp")))

# %% [markdown]
# The 128 went into the graph, and a batch of 100 cannot be joined to it: *Dimension 0 in both shapes must be equal*. So the post's network can never read the last, smaller batch of the test set, nor a single digit.
#
# A state that starts from zeros need not be given at all: with a `dtype` instead, `dynamic_rnn` makes the zeros itself, as many as the batch has rows when it runs. Where you want to have the state in hand, take the size from a tensor: `tf.shape(inputs)[0]`, which is computed when the graph runs, not `inputs.shape[0]`, which is asked while the graph is drawn, and is unknown then.

# %%
with fresh_session(seed=7) as session:
    inputs = tf.placeholder(tf.float32, [None, 28, 28])
    cell = tf.nn.rnn_cell.BasicLSTMCell(5)
    _, by_dtype = tf.nn.dynamic_rnn(cell, inputs, dtype=tf.float32)
    start = cell.zero_state(tf.shape(inputs)[0], tf.float32)
    with tf.variable_scope(tf.get_variable_scope(), reuse=True):  # the same weights
        _, by_shape = tf.nn.dynamic_rnn(cell, inputs, initial_state=start)

    print("inputs.shape[0]:", inputs.shape[0], " zeros:", start.h.shape)
    session.run(tf.global_variables_initializer())
    for size in (100, 1):
        one, other = session.run([by_dtype.h, by_shape.h], {inputs: hundred[:size]})
        same = np.allclose(one, other, atol=1e-6)
        print(f"batch of {size:3}: h {one.shape!s:9} the same both ways: {same}")

# %% [markdown]
# ### Exercise 3 · `read_from` · 9 min · ★★★
#
# A state need not start from zeros. Let `dynamic_rnn` run `cell`, an LSTM, over `inputs`, and start every example from the same `c` and `h`. Return h after the last step. The check runs your graph on two batches of different sizes. (`tf.tile` repeats rows. Make the state with `tf.nn.rnn_cell.LSTMStateTuple(c, h)`: a cell takes a plain tuple too, `dynamic_rnn` does not.)


# %%
def read_from(cell, inputs, c, h):
    """A cell, tensors [None, num_steps, size], [num_units], [num_units] -> [batch, num_units]."""
    ### BEGIN SOLUTION
    rows = [tf.shape(inputs)[0], 1]
    state = tf.nn.rnn_cell.LSTMStateTuple(tf.tile([c], rows), tf.tile([h], rows))
    _, final_state = tf.nn.dynamic_rnn(cell, inputs, initial_state=state)
    return final_state.h
    ### END SOLUTION


check.read_from(read_from)

# %% [markdown]
# ## 4 · Logits in, and labels in two forms
#
# The loss of a digit is minus the logarithm of the probability that its label got (lesson 04). TensorFlow has it twice: for labels as numbers, `[batch]`, under the name `sparse_…`, and for one-hot labels, `[batch, 10]`, as in the post. Both take logits, and do the softmax themselves.

# %%
logits_value = np.random.default_rng(7).normal(size=(3, 10)).astype(np.float32)
labels = mnist.test_labels[:3].astype(np.int32)

with fresh_session() as session:
    logits = tf.constant(logits_value)
    sparse = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    one_hot = tf.nn.softmax_cross_entropy_with_logits(labels=tf.one_hot(labels, 10), logits=logits)
    sparse_value, one_hot_value = session.run([sparse, one_hot])

exponentials = np.exp(logits_value)
probabilities = exponentials / exponentials.sum(axis=1, keepdims=True)  # [3, 10]
by_numpy = -np.log(probabilities[np.arange(3), labels])

print("labels         :", labels)
print("labels, sparse :", sparse_value.round(3))
print("labels, one-hot:", one_hot_value.round(3))
print("NumPy          :", by_numpy.round(3))

# %% [markdown]
# Because they do the softmax themselves, *with logits* means just that. Feed them probabilities, and the softmax is done twice, without an error.
#
# **Predict before you run:** a network is certain of a digit: its logit is 12, all others are 0. First it is the right digit, then a wrong one. What is the loss, given the logits, and given their softmax? And how steep is it in the label's logit, which training follows?

# %%
label, wrong = 7, 2
for name, digit in (("right", label), ("wrong", wrong)):
    with fresh_session() as session:
        logits = tf.constant([[12.0 if place == digit else 0.0 for place in range(10)]])
        for given, what in ((logits, "logits"), (tf.nn.softmax(logits), "probabilities")):
            loss = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[label], logits=given)
            slope = tf.gradients(loss, logits)[0][0, label]
            loss_value, slope_value = session.run([loss[0], slope])
            print(f"certain of the {name} digit, given {what:13}: ", end="")
            print(f"loss {loss_value:5.2f}   slope {slope_value:z5.2f}")

print("ln(e + 9) - 1 is", np.round(np.log(np.e + 9) - 1, 2))

# %% [markdown]
# Given logits, an error that is certain costs 12, and its slope is -1. Given probabilities, the best possible loss is 1.46 (the ten numbers go from 0 to 1 at most, so the second softmax cannot give the label more than e out of e + 9), and where the network is certain of an error the slope is next to nothing: it hardly learns from it.

# %% [markdown]
# ## 5 · Train, and measure on what was not trained on
#
# The post's network: a dense layer of 128, an LSTM of 128 units, a dense layer of 10 on the last h.


# %%
def network(images, **settings):
    """Outputs, final state and logits for uint8 [batch, 28, 28]; settings are for dynamic_rnn."""
    rows = tf.cast(images, tf.float32) / 255  # [batch, 28, 28]
    inputs = tf.layers.dense(rows, 128)  # [batch, 28, 128]
    cell = tf.nn.rnn_cell.BasicLSTMCell(128)
    outputs, final_state = tf.nn.dynamic_rnn(cell, inputs, dtype=tf.float32, **settings)
    return outputs, final_state, tf.layers.dense(final_state.h, 10)


with fresh_session() as session:
    every_h, last_state, scores = network(tf.placeholder(tf.uint8, [None, 28, 28]))
    print("outputs:", every_h.shape, " h:", last_state.h.shape, " logits:", scores.shape)
    table = variable_table(tf.trainable_variables())

table

# %% [markdown]
# The rows of a digit wait for each other; digits do not. So cut the batch in halves, and let a loop read each: on two cores they run at once. Such copies of a network that share their weights are called **towers** in old code, where there is mostly one for each graphics card.


# %%
def in_two_towers(images):
    """Logits [batch, 10] for uint8 [batch, 28, 28] with an even batch: two loops, one network."""
    towers = []
    for half in tf.split(images, 2):
        with tf.variable_scope("tower", reuse=tf.AUTO_REUSE):  # makes weights, then finds them
            _, _, logits = network(half)
        towers.append(logits)
    return tf.concat(towers, axis=0)


# %% [markdown]
# **Predict before you run:** how many arrays of weights do two towers have, six or twelve? Do you get the same gradients?

# %%
with fresh_session(seed=7) as session:
    images = tf.placeholder(tf.uint8, [None, 28, 28])
    towers = in_two_towers(images)
    weights = tf.trainable_variables()
    with tf.variable_scope("tower", reuse=True):
        _, _, logits = network(images)

    results, steps, feed = {}, {}, {images: mnist.train_images[:128]}
    session.run(tf.global_variables_initializer())
    for name, scores in {"one loop": logits, "two towers": towers}.items():
        gradients = tf.gradients(tf.reduce_mean(tf.square(scores)), weights)
        results[name] = session.run([scores, *gradients], feed)
        steps[name] = lambda gradients=gradients: session.run(gradients, feed)
    seconds = timing.interleaved(steps, rounds=9)

pairs = list(zip(*results.values(), strict=True))
print("arrays of weights:", len(weights))
print("logits and gradients equal:", all(np.allclose(*pair, atol=1e-6) for pair in pairs))
print("two towers are not slower :", timing.ratios(seconds, to="one loop")["two towers"] < 1.3)

# %% [markdown]
# The same numbers; on two cores that have nothing else to do, in about three quarters of the time.
#
# Three sets of digits, each with one purpose. 55,000 of the training digits train. The other 5,000, held out, tell how the training goes: whoever chooses a learning rate or a number of updates by them fits the choice to them. So the **test set**, 10,000 digits more, is for one measurement at the end, and nothing should be chosen by it. (Sections 6 to 8 look at test digits again; that does no harm as long as nothing is changed for what one sees.)
#
# The post trains with Adam at a constant 0.001, for 100,000 updates. Here the learning rate falls from 0.005 to 0, along a cosine, and gradients whose common length is above 1 are scaled down to length 1 (lesson 08 says why).


# %%
def training_graph(updates):
    """Draw all that training needs: placeholders for images and labels, loss, accuracy, train_op."""
    images = tf.placeholder(tf.uint8, [None, 28, 28])
    labels = tf.placeholder(tf.int32, [None])
    logits = in_two_towers(images)
    loss = tf.reduce_mean(
        tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    )
    right = tf.equal(tf.argmax(logits, axis=1, output_type=tf.int32), labels)  # [batch]
    accuracy = tf.reduce_mean(tf.cast(right, tf.float32))

    step = tf.train.get_or_create_global_step()  # counts the updates
    optimizer = tf.train.AdamOptimizer(tf.train.cosine_decay(0.005, step, updates))
    gradients, variables = zip(*optimizer.compute_gradients(loss), strict=True)
    gradients, _ = tf.clip_by_global_norm(gradients, 1.0)
    train_op = optimizer.apply_gradients(zip(gradients, variables, strict=True), step)
    return images, labels, loss, accuracy, train_op


# %% [markdown]
# A batch is 128 digits, drawn without repetition until all had their turn, then in a new order. On the way the **accuracy**, the share of digits whose largest logit is that of their label, is measured after every 100 updates, on 1,000 digits that it is trained on, and on 1,000 that are held out.


# %%
def train_network(mnist, updates, seed):
    """Train on all but the first 5,000 digits of `mnist`; return the weights and the history."""
    used, used_labels = mnist.train_images[5_000:], mnist.train_labels[5_000:]
    held_out, held_out_labels = mnist.train_images[:5_000], mnist.train_labels[:5_000]
    with fresh_session(seed) as session:
        images, labels, loss, accuracy, train_op = training_graph(updates)
        seen = {images: used[:1_000], labels: used_labels[:1_000]}
        unseen = {images: held_out[:1_000], labels: held_out_labels[:1_000]}

        def measure():
            return {
                "that train": session.run(accuracy, seen),
                "held out": session.run(accuracy, unseen),
            }

        batches = training.shuffled_batches(used, used_labels, batch_size=128, seed=seed)
        feeds = ({images: some, labels: their_labels} for some, their_labels in batches)
        session.run(tf.global_variables_initializer())
        history = training.train(session, train_op, loss, feeds, updates, measure=measure)
        return session.run(tf.trainable_variables()), history


# %% [markdown]
# The weights come out as six arrays. To measure, they are loaded into a graph of their own, which takes 500 digits at a time: more digits in one run only need more memory.


# %%
def read_digits(weights, images, every_row=False):
    """Logits [number, 10] for uint8 [number, 28, 28]; every_row: outputs [number, 28, 128]."""
    with fresh_session() as session:
        x = tf.placeholder(tf.uint8, [None, 28, 28])
        outputs, _, logits = network(x)
        for variable, value in zip(tf.trainable_variables(), weights, strict=True):
            variable.load(value, session)
        fetch = outputs if every_row else logits
        batches = training.batches_in_order(images, batch_size=500)
        return np.concatenate([session.run(fetch, {x: batch}) for (batch,) in batches])


# %% [markdown]
# **Predict before you run:** the 55,000 digits fill 429 batches. How often does each digit train in 850 updates? In the post's 100,000?

# %% tags=["nbval-ignore-output"]
updates = 850
weights, history = train_network(mnist, updates, seed=7)
test_logits = read_digits(weights, mnist.test_images)  # [10000, 10]
some = slice(5_000, None, 11)  # every eleventh of the digits that train
train_logits = read_digits(weights, mnist.train_images[some])  # [5000, 10]

right = test_logits.argmax(axis=1) == mnist.test_labels  # [10000]
right_in_training = train_logits.argmax(axis=1) == mnist.train_labels[some]
print(f"of 10,000 test digits      {right.mean():.2%} are right")
print(f"of 5,000 digits that train {right_in_training.mean():.2%} are right")
history

# %%
print("times that each digit trains:", round(updates * 128 / 55_000, 1), end="")
print("   in the post:", round(100_000 * 128 / 55_000, 1))
print("held out, above 0.85 after 100 updates:", history.measured["held out"][1] > 0.85)
print("held out, above 0.97 at the end       :", history.measured["held out"][-1] > 0.97)
print("test accuracy above 0.983             :", right.mean() > 0.983)
print("higher on digits that train           :", right_in_training.mean() > right.mean())

# %%
plots.lines(
    {f"digits {name}": 100 * np.maximum(1 - v, 1e-3) for name, v in history.measured.items()},
    "update",
    "digits that are wrong (%)",
    "The first hundred updates bring the most, the others the last percents",
    x=history.measured_after,
    log_y=True,
    alt="Share of digits that are wrong, by update, of 1,000 that train and of 1,000 that are held "
    "out: both lines begin near 90 %, are below 15 % after 100 updates, and end below 3 %.",
)

# %% [markdown]
# At the end the network does better on digits that it was trained on than on digits that are new to it. (For the first 429 updates it has seen no digit twice, and many not at all: there the two lines say the same, up to chance.) The post measures on the very batch of its last update, and calls that the accuracy. Besides, 128 digits are a coarse ruler. Cut the test set into 80 pieces of 125, and measure on each:

# %%
pieces = right.reshape(80, 125).mean(axis=1)  # [80]
print("one digit changes the accuracy of a piece by", 1 / 125)
print("the worst piece is below 0.975:", pieces.min() < 0.975)
print("the best piece is all right   :", pieces.max() == 1)

# %% [markdown]
# One network, and on 125 digits its accuracy may be below 97.5 % or 100 %, by the luck of the draw.

# %% [markdown]
# ## 6 · What it knows after each row
#
# `outputs` holds h after every row. Put through the last layer, each h gives logits: what the network would answer if the digit ended there. Here for four digits.
#
# **Predict before you run:** one is a 0, one a slanted 1, one a 3, one a 6. After how many rows would you know each?

# %%
V, c = weights[-2:]  # the last layer: [128, 10], [10]
four = [3, 5, 30, 11]  # test digits
exponentials = np.exp(read_digits(weights, mnist.test_images[four], every_row=True) @ V + c)
probabilities = exponentials / exponentials.sum(axis=2, keepdims=True)  # [4, 28, 10]

digit_plots.row_by_row(
    mnist.test_images[four],
    mnist.test_labels[four],
    probabilities,
    "The right answer comes late to stay",
    alt="Four test digits, a 0, a 1, a 3 and a 6; beside each row of pixels the probability of "
    "each class after that row. Further up it changes between classes; at the bottom the right "
    "class is the darkest.",
)

# %% [markdown]
# (Where a 1 is likely before its ink begins, that is no knowledge: it is what this layer says of a state that has seen empty rows.)
#
# Does it not *know* before? Take care: the network was trained on its last output only. Nothing ever asked the last layer to make sense of h after row 13. So ask in another way: fit, for each row, a layer of its own to h after that row. Least squares will do, on 2,000 of the held-out digits, with 1,000 others to measure on. (The small multiple of the identity keeps the solution small where units say the same.)
#
# **Predict before you run:** after half of the rows, how many digits does the network's last layer get right? And a layer fitted to that row?

# %%
outputs = read_digits(weights, mnist.train_images[:3_000], every_row=True)  # [3000, 28, 128]
labels = mnist.train_labels[:3_000]
wanted = np.eye(10)[labels[:2_000]]  # [2000, 10]

by_last_layer, by_fitted = [], []
for row in range(28):
    h = np.pad(outputs[:, row], [(0, 0), (0, 1)], constant_values=1)  # [3000, 129], 1 for the bias
    known, new = h[:2_000], h[2_000:]
    fitted = np.linalg.solve(known.T @ known + 0.1 * np.eye(129), known.T @ wanted)  # [129, 10]
    for layer, shares in ((np.vstack([V, c]), by_last_layer), (fitted, by_fitted)):
        shares.append(((new @ layer).argmax(axis=1) == labels[2_000:]).mean())

print("after row 13, last layer below 0.3:", by_last_layer[13] < 0.3)
print("after row 13, fitted above 0.8    :", by_fitted[13] > 0.8)
print("after row 27, both above 0.95     :", min(by_last_layer[27], by_fitted[27]) > 0.95)

# %%
plots.lines(
    {"a layer fitted to the row": by_fitted, "the network's last layer": by_last_layer},
    "row that was read last",
    "share of digits that are right",
    "Most digits are known at half their height, long before the last layer can say so",
    alt="Share of 1,000 held-out digits that are right, by the row that was read last. A layer "
    "fitted to each row rises from a tenth to above 0.8 at row 13 and above 0.95 at the end. The "
    "network's last layer is still below 0.3 at row 13, and meets the other at the last rows.",
)

# %% [markdown]
# h after half of the rows already tells most digits apart; the last layer does little better there than guessing, since it was made to read h after row 27. Before you say that a network does not know something, ask whether you can read it.

# %% [markdown]
# ## 7 · What it confuses
#
# A **confusion matrix** counts, for each label (row), how often each class was guessed (column). The diagonal is right.
#
# **Predict before you run:** which two digits will be taken for each other most often?

# %%
guesses = test_logits.argmax(axis=1)  # [10000]
digit_plots.confusion_matrix(
    mnist.test_labels,
    guesses,
    num_classes=10,
    title="The errors are few, and not spread evenly",
    alt="Confusion matrix of the 10,000 test digits, labels in rows, guesses in columns: about "
    "a thousand on each field of the diagonal; beside it most fields hold 0 to 3, a few hold more.",
)

# %% [markdown]
# Add a field to its mirror image across the diagonal to see which two are taken for each other: mostly it is 4 and 9, with some seeds 2 and 7. The diagonal over the number of digits is the accuracy. Each field of it, over the sum of its row, says how well one class is known:

# %%
of_each = np.bincount(mnist.test_labels, minlength=10)  # the sums of the rows
right_of_each = np.bincount(mnist.test_labels[right], minlength=10)  # the diagonal
print("digits of each class:", of_each)
print("the diagonal gives the accuracy  :", np.isclose(right_of_each.sum() / 10_000, right.mean()))
print("of each class, above 0.95 right  :", (right_of_each / of_each).min() > 0.95)

# %% [markdown]
# Now the errors themselves, those first of which the network is most certain. Below each stand its label, the guess, and the guess's probability.

# %%
exponentials = np.exp(test_logits - test_logits.max(axis=1, keepdims=True))  # none overflows
certainty = (exponentials / exponentials.sum(axis=1, keepdims=True)).max(axis=1)  # [10000]
wrong = np.flatnonzero(~right)
surest = wrong[np.argsort(-certainty[wrong])][:12]

digit_plots.digit_grid(
    mnist.test_images[surest],
    [f"{mnist.test_labels[i]} taken for {guesses[i]}\n{certainty[i]:.2f}" for i in surest],
    title="Wrong, and sure of it",
    alt="Twelve test digits that the network got wrong, those first of which it is surest. Below "
    "each: the label, the guess, and the probability that the network gave to its guess.",
)

# %% [markdown]
# Some of them you would get wrong too. Others are plain, and the network is certain all the same: a probability says how sure the network is, not how right.

# %% [markdown]
# ### Exercise 4 · `confusion_matrix` · 7 min · ★★☆
#
# Count in NumPy: a row for each label, a column for each guess. The counts are integers.


# %%
def confusion_matrix(labels, guesses, num_classes):
    """uint8 [number], int64 [number], int -> int [num_classes, num_classes]."""
    ### BEGIN SOLUTION
    matrix = np.zeros((num_classes, num_classes), int)
    np.add.at(matrix, (labels, guesses), 1)
    return matrix
    ### END SOLUTION


check.confusion_matrix(confusion_matrix)

# %% [markdown]
# ## 8 · No state from batch to batch
#
# A note in the post says: an image has nothing to do with the one before it, so every batch starts from zeros; in a time series, where a batch continues the last, start from the last state. That is so, and here is what happens to one who carries the state over all the same: batch after batch of 1,000 test digits, each read from the state that the batch before left.
#
# **Predict before you run:** how many of the digits will still be right?

# %%
with fresh_session() as session:
    images = tf.placeholder(tf.uint8, [None, 28, 28])
    start = tf.nn.rnn_cell.LSTMStateTuple(*(tf.placeholder(tf.float32, [None, 128]) for _ in "ch"))
    _, final_state, logits = network(images, initial_state=start)
    for variable, value in zip(tf.trainable_variables(), weights, strict=True):
        variable.load(value, session)

    zeros = (np.zeros([1_000, 128]), np.zeros([1_000, 128]))  # (c, h)
    from_zeros, carried_on, state = [], [], zeros
    for batch, label in training.batches_in_order(
        mnist.test_images[:4_000], mnist.test_labels[:4_000], batch_size=1_000
    ):
        logits_value = session.run(logits, {images: batch, start: zeros})
        from_zeros.append((logits_value.argmax(axis=1) == label).mean())
        logits_value, state = session.run([logits, final_state], {images: batch, start: state})
        carried_on.append((logits_value.argmax(axis=1) == label).mean())

print("the first batch is the same    :", carried_on[0] == from_zeros[0])
print("from zeros, all above 0.96     :", min(from_zeros) > 0.96)
print("carried over, the rest below 0.8:", max(carried_on[1:]) < 0.8)

# %% [markdown]
# The states that are handed over belong to other digits, and the network never began from such a state. (Lesson 05 carries a state where it belongs, from text to the text that follows.)
#
# Two more slips run without an error: `time_major=True` on batch-major images, and columns given to a network that learned rows. Neither does much better than guessing:

# %%
some, labels = mnist.test_images[:1_000], mnist.test_labels[:1_000]
with fresh_session() as session:
    outputs, _, _ = network(tf.constant(some), time_major=True)
    for variable, value in zip(tf.trainable_variables(), weights, strict=True):
        variable.load(value, session)
    wrong_axis = session.run(outputs)[:, -1] @ weights[-2] + weights[-1]  # [1000, 10]
by_columns = read_digits(weights, some.transpose(0, 2, 1))

for name, logits_value in (("time_major=True", wrong_axis), ("columns for rows", by_columns)):
    print(
        f"{name:16}: accuracy below 0.25: {(logits_value.argmax(axis=1) == labels).mean() < 0.25}"
    )

# %% [markdown]
# ## Broken on purpose
#
# In a notebook a cell is soon run twice. **Predict before you run:** the same network is drawn a second time, into the same graph. What is in its way?

# %% tags=["raises-exception"]
with fresh_session() as session:
    for _ in range(2):
        inputs = tf.zeros([3, 28, 28])
        cell = tf.nn.rnn_cell.BasicLSTMCell(128)
        outputs, final_state = tf.nn.dynamic_rnn(cell, inputs, dtype=tf.float32)

# %% [markdown]
# *Variable rnn/basic_lstm_cell/kernel already exists*: `dynamic_rnn` makes its cell's variables in a scope `rnn`, and the new cell finds the place taken. In a notebook without `fresh_session` it is enough to run a cell for the second time, since there every cell draws into the same default graph. The message proposes `reuse=True`; that is right where two networks are to share their weights, as in section 3. Where you only ran a cell again, take a new graph. Where you want two networks, give each a scope:

# %%
with fresh_session() as session:
    for name in ("rows", "columns"):
        inputs = tf.zeros([3, 28, 28])
        cell = tf.nn.rnn_cell.BasicLSTMCell(128)
        outputs, final_state = tf.nn.dynamic_rnn(cell, inputs, dtype=tf.float32, scope=name)
    print(*[variable.name for variable in tf.trainable_variables()], sep="\n")

# %% [markdown]
# ## What you can do now
#
# - Rows are steps: `[batch, 28, 28]` in bytes, cast in the graph; a dense layer takes three axes as they are (section 1).
# - `dynamic_rnn` returns outputs and final state. Batch-major the last step is `outputs[:, -1]`, time-major `outputs[-1]`, and either is h (section 2).
# - Leave the start to `dtype`, or size it by `tf.shape`: the graph takes any batch (section 3).
# - Logits, not probabilities, go into the loss (section 4). Halves of a batch can be read side by side, with the same numbers; 850 updates give above 98.3 % on 10,000 digits that did not train (section 5).
# - h knows most digits after half of the rows, though the last layer cannot read it there (section 6); errors are counted in a matrix and looked at (section 7); every batch starts from zeros (section 8).

# %%
check.progress()

# %% [markdown]
# **New words**: `dynamic_rnn`, dense layer, tower, accuracy, test set, confusion matrix.
#
# **Where this came from**: the post *RNN and LSTM*, which classifies MNIST. Its network holds, and so does its note on the state between batches (section 8). What does not: that `output[-1]` gives what `state[1]` gives (section 2, batch-major it is another thing altogether); a batch size of 128 inside the graph (section 3); an accuracy measured on the batch just trained on, and 100,000 updates, where a hundredth, with a learning rate that falls, gives above 98.3 % (section 5). Its reshapes are no longer needed (section 1). Its loader, `tensorflow.examples.tutorials.mnist`, is gone, and `tf.contrib.rnn.BasicLSTMCell` is `tf.nn.rnn_cell.BasicLSTMCell`.
