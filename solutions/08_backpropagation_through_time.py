# %% [markdown]
# # 08 · Backpropagation through time
#
# *My network does not learn from inputs that are more than a few time steps back. Are its gradients correct, and how far back do they reach?* To answer, you must know where the gradient travels. TensorFlow computes gradients in one call. So it is easy to ask for the wrong gradient, or to cut off a part of it, and the loss still falls.
#
# In this lesson we will follow a gradient back through time by hand, check it in two other ways, and see what a cut between two windows removes.
#
# **After this lesson you can**
# - explain where a gradient travels in an unrolled RNN, and compute it by hand
# - implement a check of gradients by finite differences
# - identify which gradient `tf.gradients` returns for the outputs of `dynamic_rnn`
# - explain what truncation cuts off
# - debug a loss that gives no gradient
#
# **You need** lessons 02, 04, 05 and 07. *Going deeper* also needs lesson 06. **Time**: about 55 minutes, of which 20 for the exercises. **Order**: Run the cells from top to bottom. If you skip, 2 needs 1, and *Going deeper* needs 3.

# %%
import numpy as np

from utils import backward, reference
from utils.checks import backpropagation_through_time as check
from utils.differences import show_difference
from utils.figures import plots
from utils.figures.backward_diagram import backward_pass
from utils.graph import fresh_session, load_values
from utils.prediction import show_prediction
from utils.table import Table
from utils.tf1 import tf

# %% [markdown]
# ## 1 · Where the gradient travels
#
# Each training step needs the gradient of every parameter. An RNN uses its kernel at every time step, but the loss is at the end. How does the gradient get from there to the first time step?
#
# In the picture, the loss reads only the last state. The thin gray arrows are the **forward pass**, which computes the states and the loss. The thick arrows are the **backward pass**, which computes the gradients. Begin at the loss and follow the thick arrows.

# %%
backward_pass(
    num_steps=3,
    loss_at=[3],
    title="The gradient follows each arrow backward, and the kernel collects the shares",
)

# %% [markdown]
# From each state, the gradient takes three paths. They lead to the state before, to the input, and to the kernel with the bias. The kernel gets a share from each time step, and its gradient is the sum of these shares. This computation is **backpropagation through time** (BPTT). It is the chain rule, applied from the last time step to the first.
#
# Now we do it with numbers. The smallest RNN has one unit, so every letter is one number. Here $y$ is the target:
#
# $$a_t = w\,x_t + u\,h_{t-1} + b \qquad h_t = \tanh(a_t) \qquad L = (h_3 - y)^2$$
#
# The derivative of tanh is $1 - h_t^2$. So one step back takes two multiplications:
#
# $$\frac{dL}{da_t} = \frac{dL}{dh_t}\,(1 - h_t^2) \qquad\qquad \frac{dL}{dh_{t-1}} = \frac{dL}{da_t}\,u$$
#
# At each time step, the share of $w$ is $\frac{dL}{da_t} x_t$, the share of $u$ is $\frac{dL}{da_t} h_{t-1}$, and the share of $b$ is $\frac{dL}{da_t}$.
#
# **Predict before you run:** in the next cell, $u$ is 0.9. Is the absolute value of $dL/dh_t$ larger at time step 1 or at time step 3?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
x = [0.5, -1.0, 0.8]
h_0 = 0.2
y = 1.0
w, u, b = 1.5, 0.9, 0.1


def states_of(w, u, b):
    """The states h_0, h_1, h_2, h_3."""
    states = [h_0]
    for x_t in x:
        a = w * x_t + u * states[-1] + b
        states.append(np.tanh(a))
    return states


# %%
states = states_of(w, u, b)
w_gradient = u_gradient = b_gradient = 0.0
h_gradient = 2 * (states[3] - y)

for t in [3, 2, 1]:
    print(f"time step {t}: h = {states[t]:6.3f}, dL/dh = {h_gradient:6.3f}")
    a_gradient = h_gradient * (1 - states[t] ** 2)
    w_gradient += a_gradient * x[t - 1]
    u_gradient += a_gradient * states[t - 1]
    b_gradient += a_gradient
    h_gradient = a_gradient * u

by_hand = np.array([w_gradient, u_gradient, b_gradient])
print("gradients of w, u, b:", by_hand.round(4))
show_prediction(prediction)

# %% [markdown]
# **Answer.** It is larger at time step 3. Each step back multiplies the gradient by $u\,(1 - h_t^2)$. Here this factor is always below 1, so after two steps less than a third is left. This is one reason why an RNN learns near dependencies more easily than distant ones. Lesson 09 measures it for long sequences.
#
# Are these numbers correct? We need a test.

# %% [markdown]
# ## 2 · Check gradients in two ways
#
# A wrong gradient raises no error. Often the loss still falls, only more slowly. So we use two methods that do not depend on our formulas:
#
# - **Finite differences** (the test is also called *gradient checking*) need no calculus. We change one parameter by a small $\epsilon$ in both directions, and measure how much the loss changes: $\frac{L(w + \epsilon) - L(w - \epsilon)}{2 \epsilon}$.
# - `tf.gradients(loss, tensors)` adds the backward pass to the graph. It returns a list with one gradient for each tensor.


# %%
def loss_of(parameters):
    """The loss as a function of the array [w, u, b]."""
    w, u, b = parameters
    return (states_of(w, u, b)[3] - y) ** 2


with fresh_session() as session:
    tf_w, tf_u, tf_b = [tf.constant(value, tf.float64) for value in (w, u, b)]
    h = tf.constant(h_0, tf.float64)
    for x_t in x:
        h = tf.tanh(tf_w * x_t + tf_u * h + tf_b)
    loss = (h - y) ** 2
    by_tensorflow = session.run(tf.gradients(loss, [tf_w, tf_u, tf_b]))

# %%
by_differences = backward.finite_differences(loss_of, np.array([w, u, b]))

show_difference("by hand and tf.gradients", by_hand, by_tensorflow, limit=1e-8)
show_difference("by hand and finite differences", by_hand, by_differences, limit=1e-8)

# %% [markdown]
# All three methods agree. They ran in float64, with about 16 significant digits. TensorFlow's default is float32, with about 7.
#
# **Predict before you run:** we repeat the finite difference for $w$ with $\epsilon = 10^{-6}$, in both types. How many decimals of the gradient are correct in float32?

# %%
epsilon = 1e-6

for dtype in [np.float64, np.float32]:
    above = loss_of(np.array([w + epsilon, u, b], dtype))
    below = loss_of(np.array([w - epsilon, u, b], dtype))
    difference = (above - below) / (2 * epsilon)
    error = abs(difference - w_gradient)
    print(f"{dtype.__name__}: error", "below 1e-8" if error < 1e-8 else "above 0.001")

# %% [markdown]
# **Answer.** At most two, because the error is above 0.001. The loss is about 0.13. Near this value, two neighboring float32 numbers differ by $1.5 \cdot 10^{-8}$, so the difference of two losses is a multiple of that. We divide it by $2\epsilon = 2 \cdot 10^{-6}$, so the result is a multiple of about 0.007. This is 5 % of the gradient. In general, check gradients in float64, with a small network and random, non-zero inputs.

# %% [markdown]
# ### Exercise 1 · `finite_differences` · 6 min · ★★☆
#
# Write the check for any function of an array. Change one number of the array at a time, by `step` in both directions. The array itself must stay as it was.


# %%
def finite_differences(function, array, step):
    """float64 array -> number, float64 of any shape, float -> gradient, float64 of that shape."""
    ### BEGIN SOLUTION
    gradient = np.zeros_like(array)
    for index in np.ndindex(array.shape):
        above, below = array.copy(), array.copy()
        above[index] += step
        below[index] -= step
        gradient[index] = (function(above) - function(below)) / (2 * step)
    return gradient
    ### END SOLUTION


check.finite_differences(finite_differences)

# %% [markdown]
# With this test we can now trust a longer derivation.

# %% [markdown]
# ## 3 · Many units, and a loss at every time step
#
# A real RNN has many units, reads a batch, and often has a loss at every time step. What changes? Look at the thick arrows that end at a state:

# %%
backward_pass(
    num_steps=3,
    loss_at=[1, 2, 3],
    title="Each state gets a gradient from its own output and from the next time step",
)

# %% [markdown]
# Two thick arrows end at $h_1$, and two at $h_2$. One comes from the loss, through the output of the same time step. We call it the direct part. The other comes back from the next time step. The **total gradient** is their sum:
#
# $$\frac{dL}{dh_t} = \text{direct part}_t + \frac{dL}{da_{t+1}}\,U^\top$$
#
# The last time step has only the direct part. All other formulas are those of section 1, with matrices. The kernel is $W$ above $U$ (lesson 02), and the sign $\odot$ multiplies element by element.
#
# | gradient of | formula | shape |
# |---|---|---|
# | the sum $a_t$ | $dL/da_t = dL/dh_t \odot (1 - h_t \odot h_t)$ | `[batch_size, num_units]` |
# | the input | $dL/dx_t = dL/da_t\; W^\top$ | `[batch_size, input_size]` |
# | the state before, the part that comes back | $dL/da_t\; U^\top$ | `[batch_size, num_units]` |
# | the kernel | sum over $t$ of $[x_t, h_{t-1}]^\top\, dL/da_t$ | `[input_size + num_units, num_units]` |
# | the bias | sum over $t$ and over the batch of $dL/da_t$ | `[num_units]` |
#
# A gradient always has the shape of its tensor. So if you forget a transpose, look at the shapes.
#
# The function `backward.rnn_gradients` is this table in NumPy, as a loop from the last time step to the first. We compare it with `tf.gradients`. The loss is $\frac12 \sum (h_t - y_t)^2$, so the direct part is $h_t - y_t$.

# %%
batch_size, num_steps, input_size, num_units = 3, 6, 4, 5
random = np.random.default_rng(seed=8)
inputs = random.normal(size=(batch_size, num_steps, input_size))
targets = random.uniform(-1, 1, size=(batch_size, num_steps, num_units))
first_state = random.uniform(-1, 1, size=(batch_size, num_units))
kernel = random.normal(scale=0.5, size=(input_size + num_units, num_units))
bias = random.normal(scale=0.1, size=num_units)

with fresh_session() as session:
    sequence = tf.constant(inputs)  # float64, so the cell's variables are float64 too
    start = tf.constant(first_state)
    cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
    outputs, _ = tf.nn.static_rnn(cell, tf.unstack(sequence, axis=1), start)
    loss = 0.5 * tf.reduce_sum((tf.stack(outputs, axis=1) - targets) ** 2)
    gradients = tf.gradients(loss, [*cell.variables, sequence, start])
    load_values(cell.variables, [kernel, bias], session)
    by_tensorflow = session.run(gradients)

# %% [markdown]
# Finite differences check every number of the kernel `[9, 5]`, the bias `[5]`, the inputs `[3, 6, 4]` and the first state `[3, 5]`.
#
# **Predict before you run:** how many forward passes does this take?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.


# %%
def rnn_outputs(inputs, first_state, kernel, bias):
    """The outputs of all time steps: [batch, num_steps, num_units]."""
    h, outputs = first_state, []
    for t in range(num_steps):
        h, _ = reference.rnn_step(inputs[:, t], h, kernel, bias)
        outputs.append(h)
    return np.stack(outputs, axis=1)


def rnn_loss(inputs, first_state, kernel, bias):
    outputs = rnn_outputs(inputs, first_state, kernel, bias)
    return 0.5 * np.sum((outputs - targets) ** 2)


# %%
direct = rnn_outputs(inputs, first_state, kernel, bias) - targets
ours = backward.rnn_gradients(inputs, first_state, kernel, bias, direct)
by_hand = [ours.kernel, ours.bias, ours.inputs, ours.state]

differences = backward.finite_differences
by_differences = [
    differences(lambda changed: rnn_loss(inputs, first_state, changed, bias), kernel),
    differences(lambda changed: rnn_loss(inputs, first_state, kernel, changed), bias),
    differences(lambda changed: rnn_loss(changed, first_state, kernel, bias), inputs),
    differences(lambda changed: rnn_loss(inputs, changed, kernel, bias), first_state),
]


# %%
show_difference("by hand and tf.gradients", by_hand, by_tensorflow, limit=1e-7)
show_difference("by hand and finite differences", by_hand, by_differences, limit=1e-7)
print("forward passes for finite differences:", 2 * sum(array.size for array in by_hand))
show_prediction(prediction)

# %% [markdown]
# **Answer.** It takes 274, two for each of the 137 numbers. Backpropagation through time needs one forward pass and one backward pass, for any number of parameters. So we train with backpropagation, and test it with finite differences.

# %% [markdown]
# ### Exercise 2 · `step_back` · 8 min · ★★☆
#
# Write one step of the backward pass. You get the total gradient $dL/dh_t$ and the arrays of this time step. Return a tuple with the gradients of the kernel, the bias and $x_t$, and for $h_{t-1}$ the part that comes back.


# %%
def step_back(h_gradient, x, h_before, h, kernel):
    """[batch, units], [batch, input_size], two [batch, units], kernel -> the four gradients."""
    ### BEGIN SOLUTION
    a_gradient = h_gradient * (1 - h**2)
    kernel_gradient = np.concatenate([x, h_before], axis=1).T @ a_gradient
    bias_gradient = a_gradient.sum(axis=0)
    W, U = kernel[: x.shape[1]], kernel[x.shape[1] :]
    return kernel_gradient, bias_gradient, a_gradient @ W.T, a_gradient @ U.T
    ### END SOLUTION


check.step_back(step_back)

# %% [markdown]
# We now have two kinds of gradient for a state, the direct part and the total. People often confuse them.

# %% [markdown]
# ## 4 · The gradient of each time step
#
# How far back does the gradient reach in your network? To find out, people often write the two lines below, and look at the norm at each time step.
#
# ```python
# outputs, _ = tf.nn.dynamic_rnn(cell, inputs, dtype=tf.float64)
# gradient = tf.gradients(loss, outputs)
# ```
#
# **Predict before you run:** the loss reads only the last of six outputs. At which time steps is this gradient zero?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.


# %%
def norms(gradient):
    """The norm at each time step, for a gradient [batch, num_steps, size]."""
    return np.linalg.norm(gradient, axis=(0, 2))


six_inputs = np.random.default_rng(seed=5).normal(size=(3, 6, 4))

with fresh_session(seed=5) as session:
    sequence = tf.constant(six_inputs)
    cell = tf.nn.rnn_cell.BasicRNNCell(8)
    outputs, _ = tf.nn.dynamic_rnn(cell, sequence, dtype=tf.float64)  # [3, 6, 8]
    loss = tf.reduce_sum(outputs[:, -1])
    gradients = tf.gradients(loss, [outputs, sequence])
    session.run(tf.global_variables_initializer())
    weights = session.run(cell.variables)
    of_outputs, of_inputs = session.run(gradients)

print("outputs:", norms(of_outputs).round(2))
print("inputs :", norms(of_inputs).round(2))
show_prediction(prediction)

# %% [markdown]
# **Answer.** It is zero at the first five time steps. But the gradient of the *inputs* is not zero there, so the gradient does reach the first time step. Why is the first line zero?
#
# `dynamic_rnn` computes the states in a loop, and copies them into `outputs`. The next time step reads the state, and not its copy. Only the loss reads the copy. So the gradient of `outputs` is the direct part alone. In contrast, the list of `static_rnn` contains the states themselves, because the output of a cell is its new state (lesson 02).

# %%
with fresh_session() as session:
    sequence = tf.constant(six_inputs)
    cell = tf.nn.rnn_cell.BasicRNNCell(8)
    states, _ = tf.nn.static_rnn(cell, tf.unstack(sequence, axis=1), dtype=tf.float64)
    loss = tf.reduce_sum(states[-1])
    gradients = tf.gradients(loss, [*states, sequence])
    load_values(cell.variables, weights, session)
    *of_states, of_inputs_by_static = session.run(gradients)
    of_states = np.stack(of_states, axis=1)  # [3, 6, 8]

show_difference("gradient of the inputs", of_inputs, of_inputs_by_static, limit=1e-12)

# %%
plots.lines(
    {"states of static_rnn": norms(of_states), "outputs of dynamic_rnn": norms(of_outputs)},
    x=[1, 2, 3, 4, 5, 6],
    x_label="time step",
    y_label="norm of the gradient",
    title="Every state gets a gradient, but only the last output of dynamic_rnn gets one",
    decimals=2,
)

# %% [markdown]
# The gradient of the inputs is the same in both networks. So the training was correct, and only our question was wrong. To see the total gradient of each state, use the list of `static_rnn`. If you must keep `dynamic_rnn`, look at the gradient of its inputs.

# %% [markdown]
# ### Exercise 3 · `state_gradients` · 6 min · ★★☆
#
# Compute in NumPy what the list gives, the total gradient $dL/dh_t$ at each time step. You get the states $h_1$ to $h_T$ of an RNN with $T$ time steps, the matrix $U$, and the direct parts.


# %%
def state_gradients(states, U, output_gradients):
    """[batch, num_steps, units], [units, units], direct parts -> [batch, num_steps, units]."""
    ### BEGIN SOLUTION
    total = output_gradients.copy()
    for t in reversed(range(states.shape[1] - 1)):
        a_gradient = total[:, t + 1] * (1 - states[:, t + 1] ** 2)
        total[:, t] += a_gradient @ U.T
    return total
    ### END SOLUTION


check.state_gradients(state_gradients)

# %% [markdown]
# So far, the whole sequence was in one graph. For a long text this is impossible.

# %% [markdown]
# ## 5 · What truncation cuts off
#
# A text with a million characters is too long to unroll. Lesson 05 cut it into windows, and fed the final state of one window to the next. This is **truncation** (also called *truncated backpropagation through time*). The state crosses from window to window, so the network can remember. Does the gradient cross too?
#
# We compare two networks with the same weights. The first has both windows in one graph. The second has only window 2, and we feed it the final state of window 1. The loss is the sum of the last state.
#
# **Predict before you run:** for the inputs of window 1, what does `tf.gradients` return in the second network?

# %%
random = np.random.default_rng(seed=8)
ten_inputs = random.normal(size=(2, 10, 3))
cell_weights = [random.normal(scale=0.4, size=(7, 4)), np.zeros(4)]  # kernel and bias


def last_state(cell, window, state):
    """Run a cell over a window [batch, num_steps, size], from a given state."""
    _, final_state = tf.nn.static_rnn(cell, tf.unstack(window, axis=1), state)
    return final_state


# %%
with fresh_session() as session:
    cell = tf.nn.rnn_cell.BasicRNNCell(4)
    window_1 = tf.constant(ten_inputs[:, :5])
    window_2 = tf.constant(ten_inputs[:, 5:])
    fed_state = tf.placeholder(tf.float64, [2, 4])

    crossing = last_state(cell, window_1, cell.zero_state(2, tf.float64))
    whole = last_state(cell, window_2, crossing)
    truncated = last_state(cell, window_2, fed_state)
    whole_gradient = tf.gradients(tf.reduce_sum(whole), window_1)[0]
    truncated_gradient = tf.gradients(tf.reduce_sum(truncated), window_1)[0]

    load_values(cell.variables, cell_weights, session)
    crossing_value = session.run(crossing)
    results = session.run([whole, truncated, whole_gradient], {fed_state: crossing_value})

# %%
show_difference("last states", results[0], results[1], limit=1e-12)
print("one graph: norm of the gradient of window 1:", np.linalg.norm(results[2]).round(2))
print("truncated: gradient of window 1:", truncated_gradient)

# %% [markdown]
# **Answer.** It returns `None`, because the second graph contains no path from window 1 to the loss. The last states are equal, so the value crosses. The gradient does not cross:

# %%
backward_pass(
    num_steps=6,
    loss_at=[1, 2, 3, 4, 5, 6],
    window=3,
    title="Across the cut, the state is passed forward as a value, but no gradient comes back",
)

# %% [markdown]
# The network can remember something from window 1, but no gradient teaches it what to remember. A shorter dependency is also lost if the cut goes through it. So choose `num_steps` longer than the dependencies that the network must learn, better several times as long. *Going deeper* measures how much of the gradient is left.

# %% [markdown]
# ## Common error: `No gradients provided for any variable`
#
# We want a high accuracy. So why not train the accuracy itself?
#
# **Predict before you run:** does the optimizer raise an error, or does it train?

# %% tags=["raises-exception"]
with fresh_session() as session:
    labels = tf.constant([0, 2, 1])
    cell = tf.nn.rnn_cell.BasicRNNCell(4)
    _, state = tf.nn.dynamic_rnn(cell, tf.zeros([3, 6, 5]), dtype=tf.float32)
    logits = tf.layers.dense(state, 3)
    predicted = tf.argmax(logits, axis=1, output_type=tf.int32)
    accuracy = tf.reduce_mean(tf.cast(tf.equal(predicted, labels), tf.float32))
    tf.train.AdamOptimizer().minimize(-accuracy)

# %% [markdown]
# **Answer.** It raises an error, because `argmax` and `equal` have no gradient. If a weight changes a little, the predicted classes stay the same. So `tf.gradients` finds no path from the loss to a variable.
#
# The same message appears if the loss depends only on fed values, or if `var_list` names the variables of another cell. To find the cause, ask for the gradient of each variable and look for `None`. The fix here is a loss that changes smoothly, the cross-entropy of lesson 04:

# %%
with accuracy.graph.as_default():  # the graph of the cell above
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    variables = tf.trainable_variables()

    for name, loss in [("accuracy", accuracy), ("cross-entropy", tf.reduce_mean(losses))]:
        gradients = tf.gradients(loss, variables)
        missing = [gradient for gradient in gradients if gradient is None]
        print(f"{name}: {len(missing)} of {len(variables)} gradients are None")

# %% [markdown]
# ## Summary
#
# - The gradient travels from the loss back through every state. Each step back multiplies it by $1 - h_t^2$ and by $U^\top$. The kernel and the bias add up the shares of all time steps.
# - Finite differences change one number at a time and measure the loss. They are slow, but they can test any gradient. Use float64.
# - For the outputs of `dynamic_rnn`, `tf.gradients` returns only the direct part, because `outputs` is a copy of the states. For the total gradient, use the list of `static_rnn`.
# - Truncation cuts a sequence into windows. The state crosses the cut as a value, but the gradient does not. So no gradient teaches the network a dependency that is longer than a window.
# - *No gradients provided for any variable* means that no path leads from the loss to a variable. Look for `None` in the result of `tf.gradients`.
#
# In lesson 09 the sequences become long, and the gradients vanish or explode.

# %%
check.progress()

# %% [markdown]
# ## Going deeper · How much of the gradient is left after truncation
#
# This section is optional. We take a network with 40 time steps and a loss at each of them. We compute the gradient of its kernel in one piece, and then in shorter windows. We compare the norms, and the directions by their cosine, which is 1 for equal directions.
#
# **Predict before you run:** with windows of 5 time steps, what part of the norm is left: 0.9, 0.7 or 0.5?

# %%
random = np.random.default_rng(seed=7)
long_inputs = random.normal(size=(4, 40, 3))
long_targets = random.uniform(-1, 1, size=(4, 40, 16))
U_16, _ = np.linalg.qr(random.normal(size=(16, 16)))  # this U keeps the norm of a vector
W_16 = random.normal(scale=0.1, size=(3, 16))
kernel_16 = np.concatenate([W_16, U_16])


# %%
def step_16(x_t, h):
    return reference.rnn_step(x_t, h, kernel_16, np.zeros(16))


def kernel_gradient(window):
    """Return the gradient of the kernel, added up over windows of this length."""
    total, state = np.zeros_like(kernel_16), np.zeros((4, 16))
    for first in range(0, 40, window):
        x = long_inputs[:, first : first + window]
        y = long_targets[:, first : first + window]
        outputs, final_state = reference.unroll(step_16, x, state)  # calls step_16 at each step
        gradients = backward.rnn_gradients(x, state, kernel_16, np.zeros(16), outputs - y)
        total += gradients.kernel
        state = final_state  # the value crosses
    return total


# %%
whole = kernel_gradient(40)
rows = []
for window in [40, 20, 10, 5, 2, 1]:
    truncated = kernel_gradient(window)
    ratio = np.linalg.norm(truncated) / np.linalg.norm(whole)
    cosine = np.sum(truncated * whole) / np.linalg.norm(truncated) / np.linalg.norm(whole)
    rows.append([window, f"{ratio:.2f}", f"{cosine:.2f}"])

Table(["window", "norm, as a part of the whole", "cosine with the whole"], rows)

# %% [markdown]
# **Answer.** About 0.7. The shorter the window, the smaller the norm. Even with windows of one time step, the cosine is 0.85, so truncation may look harmless. But the missing part is not random. It is everything that reaches beyond a window, and for distant dependencies that is all there is.

# %% [markdown]
# ## Going deeper · The gradients of an LSTM
#
# This section is optional. The LSTM of lesson 06 has two states, and the gradient travels through both. Unlike in lesson 06, the letters $i$, $j$, $f$ and $o$ are here the values after sigmoid and tanh:
#
# $$c_t = f_t \odot c_{t-1} + i_t \odot j_t \qquad\qquad h_t = o_t \odot \tanh(c_t)$$
#
# So $c_t$ reaches the loss in two ways, through $h_t$ and through $c_{t+1}$:
#
# $$\frac{dL}{dc_t} = \frac{dL}{dh_t} \odot o_t \odot (1 - \tanh^2 c_t) \;+\; \frac{dL}{dc_{t+1}} \odot f_{t+1}$$
#
# The second way is the reason for the LSTM. From $c_{t+1}$ to $c_t$, the gradient is only multiplied by the forget gate. There is no matrix $U$ and no derivative of tanh.
#
# The product rule gives the gradients of the four blocks of sums. Each one contains the derivative of its own function, which is $1 - j^2$ for tanh and $i\,(1 - i)$ for the sigmoid:
#
# $$\frac{dL}{da} = \left[\;\frac{dL}{dc}\, j\, i(1-i), \quad \frac{dL}{dc}\, i\, (1 - j^2), \quad \frac{dL}{dc}\, c_{t-1}\, f(1-f), \quad \frac{dL}{dh}\, \tanh(c)\, o(1-o)\;\right]$$
#
# From here on, the table of section 3 applies without a change. `backward.lstm_gradients` computes all of this. We check it with the same two methods.

# %%
random = np.random.default_rng(seed=8)
lstm_kernel = random.normal(scale=0.3, size=(input_size + num_units, 4 * num_units))
lstm_bias = random.normal(scale=0.1, size=4 * num_units)
first_c = random.uniform(-1, 1, size=(batch_size, num_units))

with fresh_session() as session:
    sequence = tf.constant(inputs)
    start = tf.nn.rnn_cell.LSTMStateTuple(c=tf.constant(first_c), h=tf.constant(first_state))
    cell = tf.nn.rnn_cell.BasicLSTMCell(num_units)
    outputs, _ = tf.nn.static_rnn(cell, tf.unstack(sequence, axis=1), start)
    loss = 0.5 * tf.reduce_sum((tf.stack(outputs, axis=1) - targets) ** 2)
    gradients = tf.gradients(loss, [*cell.variables, sequence, start.c, start.h])
    load_values(cell.variables, [lstm_kernel, lstm_bias], session)
    by_tensorflow = session.run(gradients)


# %%
def lstm_outputs(kernel, bias, inputs, c, h):
    """The outputs of all time steps: [batch, num_steps, num_units]."""
    state, outputs = (c, h), []
    for t in range(num_steps):
        output, state = reference.lstm_step(inputs[:, t], state, kernel, bias)
        outputs.append(output)
    return np.stack(outputs, axis=1)


arguments = [lstm_kernel, lstm_bias, inputs, first_c, first_state]


def differences_of(position):
    """The gradient of the loss for one of the five arguments, by finite differences."""

    def loss_of_one(value):
        changed = list(arguments)
        changed[position] = value
        return 0.5 * np.sum((lstm_outputs(*changed) - targets) ** 2)

    return backward.finite_differences(loss_of_one, arguments[position])


by_differences = [differences_of(position) for position in range(5)]

# %%
direct = lstm_outputs(*arguments) - targets
ours = backward.lstm_gradients(inputs, (first_c, first_state), lstm_kernel, lstm_bias, direct)
by_hand = [ours.kernel, ours.bias, ours.inputs, *ours.state]
show_difference("by hand and tf.gradients", by_hand, by_tensorflow, limit=1e-7)
show_difference("by hand and finite differences", by_hand, by_differences, limit=1e-7)

# %% [markdown]
# All three agree. Now we look at the second way alone. We set $U$ to zero, so the only way back is through $c$. The loss reads only the last output.
#
# **Predict before you run:** a new cell has a `forget_bias` of 1. What does one step back multiply the gradient of $c$ by, on average: about 1, 0.7 or 0.1?

# %%
without_U = lstm_kernel.copy()
without_U[input_size:] = 0
zeros = np.zeros((batch_size, num_units))
direct = np.zeros((batch_size, num_steps, num_units))
direct[:, -1] = 1
ours = backward.lstm_gradients(inputs, (zeros, zeros), without_U, lstm_bias, direct)

for t in range(num_steps - 1, 0, -1):
    gates = reference.lstm_gates(inputs[:, t], (zeros, zeros), without_U, lstm_bias)
    forget_gate = gates[2]
    difference = np.abs(ours.c[:, t - 1] - forget_gate * ours.c[:, t]).max()
    verdict = "below 1e-12" if difference < 1e-12 else difference
    print(
        f"step back from index {t}: mean forget gate {forget_gate.mean():.2f}, difference {verdict}"
    )

# %% [markdown]
# **Answer.** About 0.7. The factor is exactly the forget gate, and a `forget_bias` of 1 gives a sigmoid of 0.73. What the cell adds to $c$ does not change the gradient that comes back, because a sum passes its gradient to each term unchanged. So the LSTM forgets gradients as fast as it forgets values. A forget gate of 1 keeps both. Lesson 09 needs this number.

# %% [markdown]
# <details>
# <summary>Sources</summary>
#
# - *RNN and LSTM*, a post of 2017 about MNIST digits. Still true: in a plain RNN, gradients vanish or explode, because all time steps share the same weights. It sends its readers elsewhere for the mathematics, and this lesson is that part. Too short: that the LSTM solves this problem. Its factor is the forget gate, and by default this is 0.73 (*Going deeper*). Lesson 09 measures both.
# - The method is that of Werbos, *Backpropagation through time: what it does and how to do it* (1990). The gradients of the LSTM follow Greff and others, *LSTM: a search space odyssey* (2015), without peepholes.
#
# </details>
