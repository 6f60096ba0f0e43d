# %% [markdown]
# # 07 · Digits, read row by row
#
# Many old posts end with an accuracy, for example 99 %. Can you trust it? One post classifies the handwritten digits of MNIST with an LSTM. It says that `output[-1]` is the output of the last time step, but the first axis of its outputs is the batch. And the post measures the accuracy on the batch that it has just trained on. Both mistakes can be silent bugs, so you must know what `dynamic_rnn` returns, and how to measure a classifier.
#
# In this lesson we will build the network of this post, train it, and measure it on new digits.
#
# **After this lesson you can**
# - explain how an image becomes a sequence, and what shape each tensor of the classifier has
# - identify the output of the last time step in the result of `dynamic_rnn`
# - implement a graph that takes a batch of any size
# - explain the purpose of the training set, the validation set and the test set
# - compute accuracy, error rate and confusion matrix of a classifier
#
# **You need** lessons 01, 02, 04 and 05, and from lesson 06 the state `(c, h)` of an LSTM. **Time**: about 60 minutes, of which 25 for the exercises. **Order**: Run the cells from top to bottom. If you skip, 3 needs 2, 5 needs 4, 6 needs 5, and *Going deeper* needs 2 and 5.

# %%
import numpy as np

from utils import training
from utils.checks import dynamic_rnn_mnist as check
from utils.data.loaders import load_mnist
from utils.differences import show_bound, show_difference
from utils.figures import diagrams, digit_plots, plots
from utils.graph import fresh_session, load_values
from utils.prediction import show_prediction
from utils.table import Table
from utils.tf1 import tf

mnist = load_mnist()  # 60,000 digits for training and 10,000 for the test, uint8 [number, 28, 28]

# %% [markdown]
# ## 1 · An image is a sequence of rows
#
# How can a recurrent network read an image? We give it one row of pixels at each time step, from top to bottom. A digit has 28 rows of 28 pixels, so `num_steps` and `input_size` are both 28. A batch of images already has the axes `[batch, num_steps, input_size]`. Here are three digits on their way through the network of the post:

# %%
diagrams.shape_steps(
    [
        ("images", (3, 28, 28), "uint8"),
        ("dense layer", (3, 28, 128)),
        ("LSTM outputs", (3, 28, 128)),
        ("final h", (3, 128)),
        ("logits", (3, 10)),
    ],
    title="The network turns 28 rows of pixels into ten logits",
)

# %% [markdown]
# The network has three layers:
#
# - A **dense layer** (also called a *fully connected layer*) multiplies each row of 28 pixels by a kernel and adds a bias.
# - An LSTM with 128 units reads the 28 rows.
# - A second dense layer computes ten logits from the final `h`.
#
# The post reshapes the images to `[batch * 28, 28]` before the first dense layer, and back after it. Is this necessary?
#
# **Predict before you run:** we apply `tf.layers.Dense(128)` to three images `[3, 28, 28]`, without any reshape. What shape does the result have?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
with fresh_session(seed=7) as session:
    images = tf.placeholder(tf.uint8, [None, 28, 28])
    rows = tf.cast(images, tf.float32) / 255  # values from 0 to 1
    layer = tf.layers.Dense(128)

    directly = layer(rows)
    flat = layer(tf.reshape(rows, [-1, 28]))  # [batch * 28, 128]
    restored = tf.reshape(flat, [-1, 28, 128])

    session.run(tf.global_variables_initializer())
    feed = {images: mnist.test_images[:3]}
    directly_value, restored_value = session.run([directly, restored], feed)

print("without a reshape:", directly_value.shape)
show_difference("with and without the reshapes", directly_value, restored_value)
show_prediction(prediction)

# %% [markdown]
# **Answer.** It has shape `[3, 28, 128]`. A dense layer multiplies only the last axis and keeps the others, so the reshapes are not necessary.

# %% [markdown]
# ### Exercise 1 · `columns_as_steps` · 5 min · ★☆☆
#
# We can also read a digit from left to right, one column per time step. Prepare such a batch in NumPy, as floats from 0 to 1. The first time step is the left column, from top to bottom.


# %%
def columns_as_steps(images):
    """Bytes, uint8 [batch, height, width] -> float32 [batch, width, height], 0 to 1."""
    ### BEGIN SOLUTION
    return images.transpose(0, 2, 1).astype(np.float32) / 255
    ### END SOLUTION


check.columns_as_steps(columns_as_steps)

# %% [markdown]
# The dense layer treats each row alone, but the LSTM connects the rows.
#
# ## 2 · What `dynamic_rnn` returns
#
# How do we run an LSTM over all 28 rows? The function **`dynamic_rnn`** adds a loop to the graph, while `static_rnn` of lesson 04 adds the operations of every time step. From a tensor `[batch, num_steps, input_size]` it computes two results:
#
# | result | shape | meaning |
# |---|---|---|
# | `outputs` | `[batch, num_steps, num_units]` | the output of every time step |
# | `final_state` | for an LSTM a pair `(c, h)`, each `[batch, num_units]` | the state after the last time step |
#
# The classifier needs only the last output, because the LSTM has then read the whole digit. How do we select it? In the picture, each field is the output of one digit after one of its rows:

# %%
diagrams.last_outputs(batch_size=3, num_steps=28)

# %% [markdown]
# The blue column contains the last time step of every digit. The orange row contains all time steps of the last digit. So we need `outputs[:, -1]`. We check this with an LSTM of 5 units and random parameters.

# %%
random = np.random.default_rng(seed=7)
kernel = random.normal(scale=0.3, size=(28 + 5, 4 * 5)).astype(np.float32)
bias = random.normal(scale=0.3, size=4 * 5).astype(np.float32)


def run_lstm(inputs, time_major=False):
    """Run an LSTM over float32 inputs, and return (outputs, final_state) as arrays."""
    with fresh_session() as session:
        cell = tf.nn.rnn_cell.BasicLSTMCell(5)
        sequence = tf.constant(inputs)
        results = tf.nn.dynamic_rnn(cell, sequence, dtype=tf.float32, time_major=time_major)
        load_values(cell.variables, [kernel, bias], session)
        return session.run(results)


# %%
digits = mnist.test_images / np.float32(255)  # [10000, 28, 28]
outputs, final_state = run_lstm(digits[:3])

print("outputs       :", outputs.shape)
print("outputs[-1]   :", outputs[-1].shape)
print("outputs[:, -1]:", outputs[:, -1].shape)
print("final h       :", final_state.h.shape)
show_difference("outputs[:, -1] and final h", outputs[:, -1], final_state.h)

# %% [markdown]
# The result of `outputs[:, -1]` equals the final `h`. If you wrote `outputs[-1]` here, you would notice, because the shapes `[28, 5]` and `[3, 5]` differ. But for 28 digits, both shapes are `[28, 5]`.
#
# **Predict before you run:** in a batch of 28 digits, how many of the 28 rows of `outputs[-1]` equal the same row of the final `h`?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
outputs_28, state_28 = run_lstm(digits[:28])
is_equal = (outputs_28[-1] == state_28.h).all(axis=1)  # [28]

print("equal rows:", is_equal.sum(), "of 28")
print("index of the equal row:", is_equal.nonzero()[0])
show_prediction(prediction)

# %% [markdown]
# **Answer.** Only one, the last time step of the last digit. In the picture, this field belongs to both selections. The other 27 rows are wrong, and TensorFlow raises no error.
#
# Some programs use time-major tensors (lesson 04), and pass `time_major=True`. There, time is the first axis, so `outputs[-1]` is correct:

# %%
rows_first = digits[:3].transpose(1, 0, 2)  # [28, 3, 28], time-major
outputs_by_row, state_by_row = run_lstm(rows_first, time_major=True)
show_difference("outputs[-1] and final h", outputs_by_row[-1], state_by_row.h)

# %% [markdown]
# ### Exercise 2 · `last_output` · 4 min · ★☆☆
#
# Return the output of the last time step, `[batch, num_units]`. The tensor `outputs` comes from `dynamic_rnn` and is batch-major or time-major.


# %%
def last_output(outputs, time_major):
    """Tensor [batch, num_steps, num_units], or [num_steps, batch, num_units] where time_major."""
    ### BEGIN SOLUTION
    return outputs[-1] if time_major else outputs[:, -1]
    ### END SOLUTION


check.last_output(last_output)

# %% [markdown]
# ## 3 · A batch of any size
#
# In training, a batch has 128 digits. Later we want to classify any number of them. The post creates its initial state with `cell.zero_state(128, tf.float32)`, so 128 is a constant of the graph.
#
# **Predict before you run:** what happens to a batch of 100?

# %%
with fresh_session(seed=7) as session:
    inputs = tf.placeholder(tf.float32, [None, 28, 28])
    cell = tf.nn.rnn_cell.BasicLSTMCell(5)
    zero_state = cell.zero_state(128, tf.float32)
    _, final_state = tf.nn.dynamic_rnn(cell, inputs, initial_state=zero_state)

    session.run(tf.global_variables_initializer())
    try:
        session.run(final_state, {inputs: digits[:100]})
    except tf.errors.InvalidArgumentError as error:
        begin = error.message.index("ConcatOp")
        print(error.message[begin:].splitlines()[0])

# %% [markdown]
# **Answer.** It raises an error. The cell joins the rows of pixels `[100, 28]` and the state `[128, 5]` (lesson 02), but their numbers of rows differ. There are two fixes:
#
# - Pass only a `dtype`. Then `dynamic_rnn` creates the zeros itself, one row for each example.
# - Pass `tf.shape(inputs)[0]` to `zero_state`. This tensor is computed when the graph runs. In contrast, `inputs.shape[0]` is read while Python builds the graph, where it is still unknown.

# %%
with fresh_session(seed=7) as session:
    inputs = tf.placeholder(tf.float32, [None, 28, 28])
    cell = tf.nn.rnn_cell.BasicLSTMCell(5)
    _, by_dtype = tf.nn.dynamic_rnn(cell, inputs, dtype=tf.float32)

    batch_size = tf.shape(inputs)[0]
    zero_state = cell.zero_state(batch_size, tf.float32)
    _, by_zero_state = tf.nn.dynamic_rnn(cell, inputs, initial_state=zero_state)

    session.run(tf.global_variables_initializer())
    for size in (100, 1):
        first, second = session.run([by_dtype.h, by_zero_state.h], {inputs: digits[:size]})
        show_difference(f"final h {first.shape}", first, second)

# %% [markdown]
# We use the first fix, because it is shorter.

# %% [markdown]
# ### Exercise 3 · `read_from` · 9 min · ★★★
#
# The initial state need not be zeros. Run `cell`, an LSTM, over `inputs` with `dynamic_rnn`. Every example starts from the same `c` and `h`. Return the final `h`. The check runs your graph on two batches of different sizes. You need three tools. With `c[tf.newaxis]`, the vector `c` becomes a matrix of one row. Then `tf.tile(x, [n, 1])` joins n copies of a matrix `x`, one below the other. Finally, `tf.nn.rnn_cell.LSTMStateTuple(c, h)` makes the pair, because `dynamic_rnn` does not accept a plain tuple.


# %%
def read_from(cell, inputs, c, h):
    """A cell, inputs [None, num_steps, size], c and h [num_units] -> last h [batch, num_units]."""
    ### BEGIN SOLUTION
    rows = [tf.shape(inputs)[0], 1]
    state = tf.nn.rnn_cell.LSTMStateTuple(tf.tile([c], rows), tf.tile([h], rows))
    _, final_state = tf.nn.dynamic_rnn(cell, inputs, initial_state=state)
    return final_state.h
    ### END SOLUTION


check.read_from(read_from)

# %% [markdown]
# ## 4 · Train, and watch the validation set
#
# How do we get an honest accuracy? A network can memorize its training set (lesson 05), so we need other digits to measure:
#
# | set | digits | purpose |
# |---|---|---|
# | training set | 55,000 | fit the parameters |
# | validation set | 5,000 | choose the hyperparameters, watch the training |
# | test set | 10,000 | measure the final network |
#
# A **hyperparameter** is a number that we choose before training, for example the number of units. The **test set** is used for no choice at all, so its accuracy is an honest estimate for new digits.

# %%
training_set = mnist.train_images[5_000:], mnist.train_labels[5_000:]
validation_set = mnist.train_images[:5_000], mnist.train_labels[:5_000]


def build_network(images, initial_state=None):
    """For uint8 images [batch, 28, 28], return (outputs, final_state, logits)."""
    rows = tf.cast(images, tf.float32) / 255  # [batch, 28, 28]
    inputs = tf.layers.dense(rows, 128)  # [batch, 28, 128]
    cell = tf.nn.rnn_cell.BasicLSTMCell(128)
    outputs, final_state = tf.nn.dynamic_rnn(
        cell, inputs, initial_state=initial_state, dtype=tf.float32
    )
    logits = tf.layers.dense(final_state.h, 10)  # [batch, 10]
    return outputs, final_state, logits


# %% [markdown]
# The next function adds what training needs:
#
# - The loss is the cross-entropy of lesson 04.
# - The **accuracy** is the fraction of correctly classified digits. The **error rate** is 1 minus the accuracy. From 98 % to 99 % accuracy, it halves.
# - A training step works as in lesson 05. Its falling learning rate is called a **learning rate schedule**.


# %%
def build_training(updates):
    """Return the placeholders for images and labels, loss, error rate and train_op."""
    images = tf.placeholder(tf.uint8, [None, 28, 28])
    labels = tf.placeholder(tf.int32, [None])
    _, _, logits = build_network(images)  # [batch, 10]

    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    loss = tf.reduce_mean(losses)
    predicted = tf.argmax(logits, axis=1, output_type=tf.int32)  # [batch]
    is_wrong = tf.not_equal(predicted, labels)  # [batch]
    error_rate = tf.reduce_mean(tf.cast(is_wrong, tf.float32))
    train_op = training.adam_step(loss, rate=0.005, updates=updates)
    return images, labels, loss, error_rate, train_op


# %%
def train(training_set, validation_set, updates, seed):
    """Train on images and labels; return the weights and the history."""
    with fresh_session(seed) as session:
        images, labels, loss, error_rate, train_op = build_training(updates)

        def percent_wrong(examples):
            some_images, some_labels = examples
            feed = {images: some_images[:1_000], labels: some_labels[:1_000]}
            return 100 * session.run(error_rate, feed)

        def measure():
            on_training = percent_wrong(training_set)
            on_validation = percent_wrong(validation_set)
            return {"training set": on_training, "validation set": on_validation}

        batches = training.shuffled_batches(*training_set, batch_size=128, seed=seed)
        feeds = ({images: x, labels: y} for x, y in batches)
        session.run(tf.global_variables_initializer())
        history = training.train(session, train_op, loss, feeds, updates, measure=measure)
        return session.run(tf.trainable_variables()), history


# %% [markdown]
# We train for 850 training steps of 128 digits, which are 2 epochs. Every 100 training steps, we measure on 1,000 digits of each set. The training takes about a minute, and up to five minutes on a busy computer.
#
# **Predict before you run:** at the end, is the error rate on the validation set similar to that of the training set, or several times as high?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %% tags=["nbval-ignore-output"]
weights, history = train(training_set, validation_set, updates=850, seed=7)
history

# %%
show_prediction(prediction)
plots.lines(
    {name: error_rates[1:] for name, error_rates in history.measured.items()},
    x=history.measured_after[1:],  # without the untrained network
    x_label="training step",
    y_label="error rate (%)",
    title="After two epochs, the validation error is not several times as high",
    alt="Error rate by training step, on 1,000 digits of the training set and 1,000 of the validation "
    "set: both are below 15 % after 100 steps, and end close together, below 3 %.",
)

# %% [markdown]
# **Answer.** It is higher, but not several times as high, so we see little overfitting. Each curve uses its own 1,000 digits, and some digits are easier than others. So the small gap at the end can be partly luck, and early in our run the validation error is even the lower one.
#
# In general, choose the hyperparameters and the number of training steps with the validation set. Suppose you train 50 networks and keep the one with the smallest validation error. It was partly lucky on these digits, so its error on new digits is probably larger. This is why the final result comes from the test set.
#
# ## 5 · Measure on the test set
#
# How good is the network on new digits? The next function loads the weights into a new graph, and classifies 500 digits at a time.


# %%
def predict(weights, images, every_row=False):
    """Logits [number, 10] for uint8 [number, 28, 28]; every_row: outputs [number, 28, 128]."""
    with fresh_session() as session:
        x = tf.placeholder(tf.uint8, [None, 28, 28])
        outputs, _, logits = build_network(x)
        load_values(tf.trainable_variables(), weights, session)
        fetch = outputs if every_row else logits
        results = []
        for start in range(0, len(images), 500):
            batch = images[start : start + 500]
            results.append(session.run(fetch, {x: batch}))
        return np.concatenate(results)


# %% [markdown]
# **Predict before you run:** how many of the 10,000 test digits does the network classify wrongly after 2 epochs?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %% tags=["nbval-ignore-output"]
test_logits = predict(weights, mnist.test_images)  # [10000, 10]
guesses = test_logits.argmax(axis=1)  # [10000]
is_correct = guesses == mnist.test_labels

accuracy = is_correct.mean()
print("wrong test digits:", (~is_correct).sum(), "of 10,000")
print(f"accuracy {accuracy:.2%}, error rate {1 - accuracy:.2%}")
show_prediction(prediction)

# %% [markdown]
# **Answer.** About 160 in our runs, so the accuracy is above 98 %.
#
# The post measures on a single batch of 128 digits. Is this enough? We shuffle the test digits, cut them into 80 pieces of 125, about the size of such a batch, and measure each piece.

# %%
shuffled = np.random.default_rng(seed=7).permutation(is_correct)
accuracies = shuffled.reshape(80, 125).mean(axis=1)  # [80]

show_bound("accuracy on all 10,000 digits", 100 * accuracy, above=98, unit="%")
show_bound("accuracy on the worst piece", 100 * accuracies.min(), below=97, unit="%")
show_bound("standard deviation of the pieces", 100 * accuracies.std(), above=0.8, below=1.5)
plots.lines(
    {"80 pieces": 100 * np.sort(accuracies)},
    x_label="pieces of 125 digits, from the worst to the best",
    y_label="accuracy (%)",
    title="On 125 digits, the same network can look perfect or much worse than it is",
    levels={"all 10,000 digits": 100 * accuracy},
    alt="The accuracy on 80 pieces of the test set, sorted. It rises from below 97 % on the worst "
    "piece to 100 % on the best. The accuracy on all digits, above 98 %, is in between.",
)

# %% [markdown]
# With few digits, a high accuracy can be luck. The **standard error** is the usual size of this luck. For an error rate $p$ on $n$ digits, it is $\sqrt{p (1 - p) / n}$. With $p = 0.0165$, this is 1.1 percentage points for 125 digits, about the standard deviation of our 80 pieces. For 10,000 digits, it is 0.13.
#
# The post has a second problem. It measures on training digits. It trains for 100,000 training steps, which are 233 epochs. In general, trust an accuracy only if it was measured on many examples, and if they were used for nothing else.

# %% [markdown]
# One number does not show which digits are wrong.
#
# ## 6 · Which digits does the network confuse?
#
# A **confusion matrix** has a row for each label and a column for each predicted class, or *guess*. It counts how often each pair occurs. Here is a tiny case with ten cats and ten dogs:
#
# | | guess cat | guess dog |
# |---|---|---|
# | label cat | 8 | 2 |
# | label dog | 1 | 9 |
#
# The correct predictions are on the diagonal, so the accuracy is 17/20.
#
# **Predict before you run:** which two digits does our network confuse most often?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
show_prediction(prediction)
digit_plots.confusion_matrix(
    mnist.test_labels,
    guesses,
    num_classes=10,
    title="The network confuses only a few pairs of digits often",
    alt="Confusion matrix of the 10,000 test digits, labels in rows, guesses in columns: about "
    "a thousand on each field of the diagonal; beside it most fields hold 0 to 3, a few hold more.",
)

# %% [markdown]
# **Answer.** In our run it is 4 and 9. Row 4, column 9 counts the 4s that the network takes for a 9.
#
# Are the wrong predictions at least uncertain? Of all wrong predictions, these 12 have the highest probabilities:

# %%
digit_plots.confident_errors(
    mnist.test_images,
    mnist.test_labels,
    test_logits,
    title="The network is almost certain of these classes, but they are wrong",
)

# %% [markdown]
# Some of these digits are hard for us too, but others are easy. So a high probability does not prove that a prediction is correct. If you want to change the network because of its errors, look at those of the validation set instead.

# %% [markdown]
# ### Exercise 4 · `confusion_matrix` · 7 min · ★★☆
#
# Compute the confusion matrix in NumPy, with one row per label and one column per class. The counts are integers.


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
# ## Common error: `Variable rnn/basic_lstm_cell/kernel already exists`
#
# This error appears if you build a network twice in one graph, for example if you run a cell of a notebook twice. In section 3 it did not appear, because both calls shared one LSTM cell.
#
# **Predict before you run:** which call raises it, that of `BasicLSTMCell` or that of `dynamic_rnn`?

# %% tags=["raises-exception"]
with fresh_session() as session:
    for _ in range(2):
        inputs = tf.zeros([3, 28, 28])
        cell = tf.nn.rnn_cell.BasicLSTMCell(128)
        outputs, final_state = tf.nn.dynamic_rnn(cell, inputs, dtype=tf.float32)

# %% [markdown]
# **Answer.** The second call of `dynamic_rnn`, because an LSTM cell creates its variables only when it is first called. The function opens the variable scope `rnn`. There the second cell asks for a new kernel with the same name. The message proposes `reuse`. This is correct only if both networks should share their weights. There are two other fixes:
#
# - If you only ran a cell of a notebook again, start with a new graph, with `fresh_session` or `tf.reset_default_graph()`.
# - If you want two networks, give each its own scope:

# %%
with fresh_session() as session:
    for name in ("rows", "columns"):
        inputs = tf.zeros([3, 28, 28])
        cell = tf.nn.rnn_cell.BasicLSTMCell(128)
        outputs, final_state = tf.nn.dynamic_rnn(cell, inputs, dtype=tf.float32, scope=name)
    for variable in tf.trainable_variables():
        print(variable.name)

# %% [markdown]
# ## Summary
#
# - A digit is a sequence of 28 rows. Images have shape `[batch, 28, 28]`, outputs `[batch, 28, 128]`, and logits `[batch, 10]`.
# - In batch-major outputs, the last time step is `outputs[:, -1]`, which equals the final `h`. In time-major outputs, it is `outputs[-1]`.
# - A graph takes any batch size if `dynamic_rnn` gets only a `dtype`, or if the initial state gets its size from `tf.shape(inputs)[0]`.
# - The training set fits the parameters, the validation set serves to choose hyperparameters, and the test set measures the final network.
# - The accuracy is the fraction of correct predictions, here above 98 %, and the error rate is the rest. The confusion matrix counts the predictions for each label.
#
# We let TensorFlow compute the gradients. In lesson 08 we will compute them ourselves, and see how far they travel.

# %%
check.progress()

# %% [markdown]
# ## Going deeper · A test for mixed axes
#
# This section is optional. If you pass `time_major=True` with batch-major data, TensorFlow raises no error. To find such a bug, replace one digit of a batch, and look at which outputs change.
#
# **Predict before you run:** three digits are batch-major, and `time_major` is wrongly True. We replace digit 0. How many of the three arrays `outputs[0]`, `outputs[1]`, `outputs[2]` change?

# %%
three = digits[:3]  # [3, 28, 28]
replaced = three.copy()
replaced[0] = digits[3]

for time_major in (False, True):
    before, _ = run_lstm(three, time_major)
    after, _ = run_lstm(replaced, time_major)
    largest_change = np.abs(after - before).max(axis=(1, 2))  # [3]
    changed = (largest_change > 1e-3).nonzero()[0]
    print(f"time_major={time_major}: outputs that change:", changed)

# %% [markdown]
# **Answer.** All three. TensorFlow takes the three digits for three time steps of one sequence, so digit 0 has an effect on the others. In our network, one example of a batch never changes the result of another.

# %% [markdown]
# ## Going deeper · Logits or probabilities?
#
# This section is optional. TensorFlow has two functions for the cross-entropy. They differ only in the form of the labels:
#
# | function | labels |
# |---|---|
# | `sparse_softmax_cross_entropy_with_logits` | integers `[batch]`, such as 7 |
# | `softmax_cross_entropy_with_logits` | one-hot vectors `[batch, 10]`, as in the post |
#
# Both take logits, because they compute the softmax themselves. If you pass probabilities, the softmax is computed twice. This is a silent bug, because the shapes are the same.
#
# We test it with a network that is certain of class 0. Its logit for class 0 is 12, and all others are 0. The first label is 0, so this prediction is correct. The second label is 1, so this prediction is wrong.
#
# **Predict before you run:** for the correct prediction, the loss of the logits is 0.00. How large is the loss if we pass the probabilities instead?

# %%
with fresh_session() as session:
    certain = [12.0] + [0.0] * 9
    logits = tf.constant([certain, certain])
    labels = tf.constant([0, 1])
    one_hot_labels = tf.one_hot(labels, 10)

    one_hot_losses = tf.nn.softmax_cross_entropy_with_logits(labels=one_hot_labels, logits=logits)
    print("one-hot labels:", session.run(one_hot_losses).round(2))

    rows = []
    for name, given in [("logits", logits), ("probabilities", tf.nn.softmax(logits))]:
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=given)
        gradient = tf.gradients(losses, logits)[0]  # [2, 10]
        losses_value, gradient_value = session.run([losses, gradient])
        correct_loss, wrong_loss = losses_value
        norm = np.linalg.norm(gradient_value[1])
        rows.append([name, f"{correct_loss:.2f}", f"{wrong_loss:.2f}", f"{norm:.2f}"])

headings = ["loss, correct prediction", "loss, wrong prediction", "its gradient norm"]
Table(["passed as logits", *headings], rows)

# %% [markdown]
# **Answer.** It is 1.46, although the prediction is perfect. The probabilities are about 1 and nine times 0. So the second softmax gives the correct class only $e / (e + 9) = 0.23$, and $-\ln 0.23 = 1.46$. The last column shows the greater damage. For the wrong prediction, the gradient is almost 0, so the network cannot learn from its worst errors. With logits, both forms of labels give the same losses.

# %% [markdown]
# ## Going deeper · What the network knows after each row
#
# This section is optional. The outputs contain `h` after every row. We can apply the last dense layer to each of them. Orange lines mark the column of the correct class.

# %%
V, b_out = weights[-2:]  # the last dense layer: [128, 10], [10]
four = [3, 5, 30, 11]  # test digits: a 0, a slanted 1, a 3 and a 6
logits_by_row = predict(weights, mnist.test_images[four], every_row=True) @ V + b_out
exponentials = np.exp(logits_by_row)
probabilities_by_row = exponentials / exponentials.sum(axis=2, keepdims=True)  # [4, 28, 10]

digit_plots.row_by_row(
    mnist.test_images[four],
    mnist.test_labels[four],
    probabilities_by_row,
    "The network settles on the correct class only in the lower rows",
    alt="Four test digits, a 0, a 1, a 3 and a 6; beside each row of pixels the probability of "
    "each class after that row. Further up it changes between classes; at the bottom the right "
    "class is the darkest.",
)

# %% [markdown]
# Does `h` contain nothing useful in the upper rows? We cannot conclude this. The last layer was trained only on `h` after row 27, so it may not understand earlier states. A better test fits a new linear layer for each row. This is called a **linear probe**. We fit it with least squares on 2,000 digits of the validation set, and measure it on 1,000 others.
#
# **Predict before you run:** after row 13, half of the image, what percentage of the digits does the last layer classify correctly, and what percentage does a probe?

# %%
some_images, labels = validation_set[0][:3_000], validation_set[1][:3_000]
validation_outputs = predict(weights, some_images, every_row=True)
targets = np.eye(10)[labels[:2_000]]  # one-hot, [2000, 10]

last_layer_accuracy, probe_accuracy = [], []
for row in range(28):
    h = validation_outputs[:, row]  # [3000, 128]
    h_and_one = np.hstack([h, np.ones([3_000, 1])])  # the 1 multiplies the bias
    fit, new = h_and_one[:2_000], h_and_one[2_000:]
    # A small multiple of the identity keeps the system of equations solvable.
    probe = np.linalg.solve(fit.T @ fit + 0.1 * np.eye(129), fit.T @ targets)  # [129, 10]
    by_probe = (new @ probe).argmax(axis=1)
    by_last_layer = (h[2_000:] @ V + b_out).argmax(axis=1)
    probe_accuracy.append((by_probe == labels[2_000:]).mean())
    last_layer_accuracy.append((by_last_layer == labels[2_000:]).mean())

# %% tags=["nbval-ignore-output"]
Table(
    ["after row", "last layer", "probe"],
    [
        [row, f"{last_layer_accuracy[row]:.0%}", f"{probe_accuracy[row]:.0%}"]
        for row in (6, 13, 20, 27)
    ],
)

# %%
plots.lines(
    {"a probe for each row": probe_accuracy, "the last layer": last_layer_accuracy},
    "last row that was read",
    "accuracy",
    "A probe recognizes most digits after half of the rows, but the last layer does not",
    alt="Accuracy on 1,000 digits of the validation set, by the last row that was read. A probe "
    "for each row rises from a tenth to above 0.8 at row 13 and above 0.95 at the end. The "
    "network's last layer is still below 0.3 at row 13, and meets the probe at the last rows.",
)

# %% [markdown]
# **Answer.** After row 13, the last layer classifies less than 30 % correctly, in our run hardly more than a guess. The probe classifies more than 80 % correctly. So after half of the rows, `h` contains the information, but in a form that the last layer cannot use.

# %% [markdown]
# ## Going deeper · A state that does not belong to the batch
#
# This section is optional. An image does not continue the image before it. What happens if we carry the state over anyway, as lesson 05 does for text?
#
# **Predict before you run:** each of four batches of 1,000 test digits starts from the final state of the batch before. Is the accuracy of the later batches still above 90 %?

# %%
with fresh_session() as session:
    images = tf.placeholder(tf.uint8, [None, 28, 28])
    first_c = tf.placeholder(tf.float32, [None, 128])
    first_h = tf.placeholder(tf.float32, [None, 128])
    first_state = tf.nn.rnn_cell.LSTMStateTuple(first_c, first_h)
    _, final_state, logits = build_network(images, initial_state=first_state)
    load_values(tf.trainable_variables(), weights, session)

    state = (np.zeros([1_000, 128]), np.zeros([1_000, 128]))  # (c, h)
    accuracy_by_batch = []
    for start in range(0, 4_000, 1_000):
        batch = mnist.test_images[start : start + 1_000]
        batch_labels = mnist.test_labels[start : start + 1_000]
        feed = {images: batch, first_state: state}
        logits_value, state = session.run([logits, final_state], feed)
        accuracy_by_batch.append((logits_value.argmax(axis=1) == batch_labels).mean())

# %%
first, *others = accuracy_by_batch
show_bound("accuracy of the first batch", 100 * first, above=96, unit="%")
show_bound("best accuracy of the others", 100 * max(others), below=80, unit="%")

# %% [markdown]
# **Answer.** No, it is below 80 %, because each digit starts from the state of another digit. The network has never started from such a state in training.

# %% [markdown]
# <details>
# <summary>Sources</summary>
#
# The source is the post *RNN and LSTM*, which classifies MNIST with TensorFlow 1.2.
#
# - Still true: an LSTM between two dense layers classifies digits row by row.
# - Still true: every batch of images starts from a state of zeros, and only a batch that continues the last one starts from its final state.
# - Never true: that `output[-1]` is the same as `state[1]`. For batch-major outputs it is the last example (section 2).
# - Never necessary: the reshapes around the dense layers (section 1), and 100,000 training steps for an accuracy of 98 %, because 850 are enough (section 5).
# - A trap: the batch size 128 is a constant of the graph (section 3).
# - A trap: the accuracy is measured on the batch that was just trained on (section 5).
# - No longer true: the loader `tensorflow.examples.tutorials.mnist` no longer exists, and `tf.contrib.rnn.BasicLSTMCell` is now `tf.nn.rnn_cell.BasicLSTMCell`.
#
# </details>
