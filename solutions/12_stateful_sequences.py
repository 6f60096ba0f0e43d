# %% [markdown]
# # 12 · A series that continues
#
# *Our LSTM forecasts next year's sales with a small error.* Before you believe this, ask three questions. Is a simple forecast without a network as good? Does the network remember earlier batches? Does its data contain the future by mistake?
#
# In this lesson we will forecast sunspots with an LSTM that carries its state through two centuries, compare it with simple baselines, and find two silent bugs.
#
# **After this lesson you can**
# - compare a forecast with three baselines, on a test set
# - implement a state that is carried from window to window, and reset single rows
# - explain what a stateful layer keeps, and when you must reset it
# - identify where a linear model is better than the network, and why
# - debug shuffled rows and data leakage, which raise no error
#
# **You need** lessons 05 to 08. **Time**: about 60 minutes, of which 26 for the exercises. **Order**: Run the cells from top to bottom. If you skip, 2 needs 1, 3 needs 1, 4 needs 3, 5 needs 2, 6 needs 5, and *Going deeper* needs 5.

# %%
from functools import partial
from types import SimpleNamespace

import numpy as np

from utils import training
from utils.baselines import forecasts
from utils.checks import stateful_sequences as check
from utils.data.loaders import load_sunspots
from utils.data.windows import forecast_batches
from utils.differences import show_bound, show_difference
from utils.figures import series_plots
from utils.graph import fresh_session, load_values
from utils.prediction import show_prediction
from utils.table import Table
from utils.tf1 import tf

# %% [markdown]
# ## 1 · The series and its test set
#
# Sunspots are dark spots on the sun, and an active sun has many of them. Our series is the sunspot number of each month, from 1749 to 1983. In each month we forecast 1 month and 12 months ahead. A forecast may only use the past, so the years before 1950 are the training set, and the later years are the test set.
#
# Are the test years like the training years? Single months jump up and down, so we smooth them. A **moving average** (also called *rolling mean*) is the mean of the last months, here of the last 12.
#
# **Predict before you run:** is the sun in the test years more active than before, less active, or the same?

# %%
sunspots = load_sunspots()  # float64 [2820], one number per month
test_start = (1950 - 1749) * 12  # the index of January 1950
moving_average = forecasts.moving_average(sunspots, 12)  # [2820]

parts = {"training set": moving_average[:test_start], "test set": moving_average[test_start:]}
for name, part in parts.items():
    print(f"{name}: moving average above 150 in {(part > 150).sum()} of {len(part)} months")

# %%
series_plots.training_and_test(
    x=np.arange(1749, 1984),
    values=moving_average[11::12],  # of each December, so the mean of the year
    test_start=1950,
    level=150,
    x_label="year",
    y_label="mean sunspot number",
    title="The sun has a maximum about every 11 years, and the highest is after 1950",
)

# %% [markdown]
# **Answer.** It is more active, because the moving average is above 150 far more often. So a model meets values that it hardly knows. This becomes important in section 5.
#
# ## 2 · Three baselines
#
# How good is a simple forecast? Three baselines (lesson 05) are usual for a series. Here is what they forecast after the values 10, 20 and 40:
#
# - **Persistence** (also called *naive forecast*) repeats the last value, 40.
# - The moving average repeats the mean of the last values. For two values, it forecasts 30.
# - An **autoregressive model** (also called *AR model*) is linear. It multiplies each of the last values by a weight, and adds a constant. With the weights 2 and -1 and the constant 0, it forecasts 2 · 40 - 20 = 60. Least squares finds the weights. Each past value that it reads is a **lag**.
#
# In code, entry `forecast[t]` is made in month t, for month `t + ahead`. We measure a model by its **root mean square error** (RMSE). For example, the errors 3 and -4 have the RMSE $\sqrt{(9 + 16) / 2} \approx 3.5$.

# %% [markdown]
# ### Exercise 1 · `score` · 5 min · ★★☆
#
# Compute the RMSE over the months of `series` from index `first` to the end. The forecast *for* month `first` was made `ahead` months before.


# %%
def score(forecast, series, ahead, first):
    """Two float64 [length], two integers -> a number."""
    ### BEGIN SOLUTION
    errors = forecast[first - ahead : len(series) - ahead] - series[first:]
    return np.sqrt(np.mean(errors**2))
    ### END SOLUTION


check.score(score)

# %% [markdown]
# Our autoregressive model reads 36 lags for 1 month ahead, and 132 lags, which are 11 years, for 12 months ahead (*Going deeper* shows why). Both are fitted to the training set alone.
#
# **Predict before you run:** 12 months ahead, which baseline is the best on the test set?

# %%
ar_next_month = forecasts.autoregressive(sunspots, test_start, lags=36, ahead=1)
ar_next_year = forecasts.autoregressive(sunspots, test_start, lags=132, ahead=12)
baselines = {  # column 0: 1 month ahead, column 1: 12 months ahead
    "persistence": np.stack([sunspots, sunspots], axis=1),
    "moving average": np.stack([moving_average, moving_average], axis=1),
    "autoregressive model": np.stack([ar_next_month, ar_next_year], axis=1),
}
forecasts.error_table(baselines, sunspots, test_start)

# %% [markdown]
# **Answer.** The autoregressive model is the best. Its error is almost a third smaller than that of persistence.

# %% [markdown]
# ### Exercise 2 · `lagged` · 7 min · ★★☆
#
# Least squares needs the series as a table. Row 0 contains the first `lags` values, with the oldest first. Its label is the value `ahead` months after the last of them. Row 1 begins one month later, and so on. Return all rows that have a label.


# %%
def lagged(series, lags, ahead):
    """float64 [length], two integers -> inputs [rows, lags], labels [rows]."""
    ### BEGIN SOLUTION
    rows = len(series) - lags - ahead + 1
    inputs = np.stack([series[row : row + lags] for row in range(rows)])
    return inputs, series[lags + ahead - 1 :]
    ### END SOLUTION


check.lagged(lagged)

# %% [markdown]
# An LSTM needs no such table. Its state can contain the past, if we carry the state.

# %% [markdown]
# ## 3 · Carry the state from window to window
#
# Does the network remember earlier batches? Only if the final state of one window is the initial state of the next (lesson 05). For an LSTM, a feed can name the whole pair `(c, h)`.
#
# We read two rows of 24 months, in one run and in two windows. For the second window we try four initial states.
#
# **Predict before you run:** with the carried *c* and zeros for *h*, are the outputs of the second window correct?

# %%
months = np.stack([sunspots[:24], sunspots[720:744]])  # two rows of 24 months
months = months[:, :, np.newaxis] / 100  # input_size is 1: [2, 24, 1]
random = np.random.default_rng(seed=18)
kernel = random.normal(scale=0.5, size=(1 + 3, 4 * 3))
bias = random.normal(size=4 * 3)
zeros = np.zeros([2, 3])

# %%
with fresh_session() as session:
    window = tf.placeholder(tf.float64, [2, None, 1])
    cell = tf.nn.rnn_cell.BasicLSTMCell(3)
    initial_state = cell.zero_state(2, tf.float64)  # the pair (c, h), each [2, 3]
    outputs, final_state = tf.nn.dynamic_rnn(cell, window, initial_state=initial_state)
    load_values(cell.variables, [kernel, bias], session)

    one_run = session.run(outputs, {window: months})
    c, h = session.run(final_state, {window: months[:, :12]})  # after the first window
    starts = {
        "carried c and h": (c, h),
        "only c": (c, zeros),
        "zeros": (zeros, zeros),
        "the other row's state": (c[::-1], h[::-1]),
    }
    for name, start in starts.items():
        second_window = session.run(outputs, {window: months[:, 12:], initial_state: start})
        show_difference(name, second_window, one_run[:, 12:])

# %% [markdown]
# **Answer.** No. The next step reads *c* and *h*, so only both together give the result of one run. With only *c*, the error is the smallest of the three, so it is the easiest to miss. In the last line, the two rows swap their states. Section 6 measures this bug, which raises no error because the shapes fit.

# %% [markdown]
# ### Exercise 3 · `read_on` · 8 min · ★★☆
#
# Write this for any number of windows. `step(window, state)` reads `[rows, num_steps]` months. It returns the outputs `[rows, num_steps, num_units]` and the new state. Begin with `state`. The last window can be shorter than `num_steps`. Return the outputs of all months and the last state.


# %%
def read_on(step, months, num_steps, state):
    """Function, [rows, length], int, state -> outputs [rows, length, num_units], state."""
    ### BEGIN SOLUTION
    parts = []
    for first in range(0, months.shape[1], num_steps):
        outputs, state = step(months[:, first : first + num_steps], state)
        parts.append(outputs)
    return np.concatenate(parts, axis=1), state
    ### END SOLUTION


check.read_on(read_on)

# %% [markdown]
# Here Python keeps the state between two runs. But the graph can also keep it.

# %% [markdown]
# ## 4 · A stateful layer keeps its own state
#
# In a **stateful** layer, two variables keep *c* and *h*. They are not trained. Instead, `tf.assign` stores the final state there, but only in a run that fetches `store` (lesson 01). The variables have two rows, so this layer accepts only batches of two rows. The operation `reset` runs their initializers again, which gives zeros.


# %%
def build_stateful_layer(window):
    """An LSTM for float64 [2, num_steps, 1] -> its cell, its outputs, and the operations store and reset."""
    cell = tf.nn.rnn_cell.BasicLSTMCell(3)
    kept_c = tf.get_variable("kept_c", initializer=zeros, trainable=False)
    kept_h = tf.get_variable("kept_h", initializer=zeros, trainable=False)
    kept_state = tf.nn.rnn_cell.LSTMStateTuple(kept_c, kept_h)
    outputs, final_state = tf.nn.dynamic_rnn(cell, window, initial_state=kept_state)
    store = [tf.assign(kept_c, final_state.c), tf.assign(kept_h, final_state.h)]
    reset = tf.variables_initializer([kept_c, kept_h])
    return cell, outputs, store, reset


# %% [markdown]
# **Predict before you run:** we read the same window twice, and both runs store their state. Are the outputs of both runs equal?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
with fresh_session() as session:
    window = tf.placeholder(tf.float64, [2, None, 1])
    cell, outputs, store, reset = build_stateful_layer(window)
    last_output = outputs[0, -1, 0]  # of row 0, unit 0
    session.run(tf.global_variables_initializer())
    load_values(cell.variables, [kernel, bias], session)

    feed = {window: months[:, :12]}
    first, _ = session.run([last_output, store], feed)
    second, _ = session.run([last_output, store], feed)
    session.run(reset)
    third, _ = session.run([last_output, store], feed)

print(f"first run    : last output {first:.3f}")
print(f"second run   : last output {second:.3f}")
print(f"after a reset: last output {third:.3f}")
show_prediction(prediction)

# %% [markdown]
# **Answer.** No. The second run begins where the first one ended, so the same window gives another result. Reset the state before each measurement, and at the beginning of each epoch. If only one row of a batch begins a new series, reset only this row.

# %% [markdown]
# ### Exercise 4 · `reset_rows` · 6 min · ★★☆
#
# You get a state `(c, h)` of tensors, and a bool tensor `is_new` that is true for each row that begins a new series. Return the state with zeros in these rows. All other rows stay as they are.


# %%
def reset_rows(state, is_new):
    """LSTMStateTuple of float32 [rows, num_units], bool [rows] -> LSTMStateTuple."""
    ### BEGIN SOLUTION
    is_kept = tf.cast(tf.logical_not(is_new), tf.float32)[:, tf.newaxis]
    return tf.nn.rnn_cell.LSTMStateTuple(state.c * is_kept, state.h * is_kept)
    ### END SOLUTION


check.reset_rows(reset_rows)

# %% [markdown]
# We will train with 8 rows and forecast with 1. The stateful layer accepts only one number of rows, so we use the way of section 3.

# %% [markdown]
# ## 5 · The network against the baselines
#
# Does the network beat the baselines? We cut the training set into 8 rows of 300 months. A batch contains the next 32 months of all rows, so row k continues row k of the batch before:
#
# | | batch 1 | batch 2 | … |
# |---|---|---|---|
# | row 0 | months 0 to 31 | months 32 to 63 | … |
# | row 1 | months 300 to 331 | months 332 to 363 | … |
# | … | … | … | … |
#
# To **standardize** the series, we subtract its mean and divide by its standard deviation, both of the training set. The dense layer computes only the change from the present month, so the untrained network is close to persistence.


# %%
def build_network():
    """Build a network for months [rows, num_steps, 1]; its forecast is [rows, num_steps, 2]."""
    months = tf.placeholder(tf.float32, [None, None, 1], name="months")
    cell = tf.nn.rnn_cell.BasicLSTMCell(16)
    state = cell.zero_state(tf.shape(months)[0], tf.float32)  # (c, h), each [rows, 16]
    outputs, final_state = tf.nn.dynamic_rnn(cell, months, initial_state=state)
    forecast = months + tf.layers.dense(outputs, 2)
    return SimpleNamespace(months=months, state=state, final_state=final_state, forecast=forecast)


# %% [markdown]
# `forecast_batches` returns the batches of one epoch, without months whose labels are in the test set. As in lesson 05, each epoch begins with a state of zeros.


# %%
def endless_feeds(network, labels, series, num_steps, make_batches):
    """One feed per training step, from a standardized series [length], epoch after epoch."""
    zeros = np.zeros([8, 16])
    while True:  # each iteration is one epoch
        feed_state = {network.state: (zeros, zeros)}
        for months, targets in make_batches(series, 8, num_steps):
            yield {network.months: months, labels: targets, **feed_state}
            feed_state = {}  # from here on, the training loop carries the state


# %%
def train(series, seed, updates=300, num_steps=32, make_batches=forecast_batches):
    """Train a new network on a series [length] -> its weights, its scale, the history."""
    mean, deviation = series.mean(), series.std()
    standardized = (series - mean) / deviation
    with fresh_session(seed) as session:
        network = build_network()
        labels = tf.placeholder(tf.float32, [None, None, 2], name="labels")
        loss = tf.reduce_mean(tf.square(network.forecast - labels))
        train_op = training.adam_step(loss, 0.01, updates)
        session.run(tf.global_variables_initializer())

        feeds = endless_feeds(network, labels, standardized, num_steps, make_batches)
        carry = {network.state: network.final_state}
        history = training.train(session, train_op, loss, feeds, updates, carry=carry)
        weights = session.run(tf.trainable_variables())
    return SimpleNamespace(weights=weights, mean=mean, deviation=deviation, history=history)


# %% [markdown]
# To forecast, the network reads the whole series as one row. A forecast depends only on the months up to then.


# %%
def predict(trained, series):
    """Read a series [length] as one row -> forecasts [length, 2], in sunspots."""
    standardized = (series - trained.mean) / trained.deviation
    with fresh_session() as session:
        network = build_network()
        load_values(tf.trainable_variables(), trained.weights, session)
        feed = {network.months: standardized[np.newaxis, :, np.newaxis]}
        forecast = session.run(network.forecast, feed)[0]
    return forecast.astype(np.float64) * trained.deviation + trained.mean


# %% [markdown]
# A row contains 9 whole windows, so the 300 training steps are about 33 epochs.
#
# **Predict before you run:** 12 months ahead, which of the three baselines will the network beat?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %% tags=["nbval-ignore-output"]
trained = train(sunspots[:test_start], seed=11)
by_network = predict(trained, sunspots)  # [2820, 2]
models = baselines | {"network": by_network}
show_prediction(prediction)
print(forecasts.error_table(models, sunspots, test_start))
trained.history

# %%
a_year_ahead = {"network": by_network[:, 1], "autoregressive model": ar_next_year}
series_plots.sunspots_a_year_ahead(sunspots, a_year_ahead, test_start)

# %% [markdown]
# **Answer.** It beats persistence and the moving average, but not the autoregressive model, which is linear. With persistence as the only baseline, we would not have noticed.
#
# The picture shows where it loses. After 1957 and after 1979, the network forecasts too little, but the autoregressive model follows the high values. In all other months, both are about equally good (*Going deeper*).
#
# Why is the linear model better here? A likely reason is that it uses the same weights at every level, so it continues above 150 as it did below. The LSTM is not linear, so what it learns below 150 need not be right above it. In the training set, the moving average is above 150 in only 9 months (section 1), too few to learn from. So where data is rare, a linear model can be safer.

# %% [markdown]
# ## 6 · Two silent bugs
#
# Which mistakes would we not notice? The first is shuffled rows. In lesson 07 we shuffled the digits, which is correct because no digit continues another. But if we shuffle the rows of each batch here, row k gets the state of another row.


# %%
def shuffled_batches(series, rows, num_steps, random):
    """The batches of one epoch, each with its rows in a random order."""
    for months, targets in forecast_batches(series, rows, num_steps):
        order = random.permutation(rows)
        yield months[order], targets[order]


# %% tags=["nbval-ignore-output"]
make_batches = partial(shuffled_batches, random=np.random.default_rng(11))
shuffled = train(sunspots[:test_start], seed=11, make_batches=make_batches)
models = {"rows in order": by_network, "rows shuffled": predict(shuffled, sunspots)}
forecasts.error_table(models, sunspots, test_start)

# %% [markdown]
# The forecast 12 months ahead becomes worse, probably because it needs a longer past than the forecast 1 month ahead. With other seeds, this difference stays (`make accuracy` measures three), but the small difference 1 month ahead can be luck. To find this bug, look at two batches that follow each other. Row k of the second must begin in the month after row k of the first ends.
#
# The second bug makes the error *smaller*, so nobody searches for it. Active years have far more sunspots than quiet ones, so many programs scale each window by its own mean. Our windows have 24 months, 12 of the past and 12 of the future. We divide a window by a mean of its months. Then an autoregressive model reads the 12 past months and forecasts the last month, and we multiply its forecast by the same mean.


# %%
def scaled_forecast(series, months_in_mean):
    """Forecast 12 months ahead; each window is divided by the mean of its first months."""
    windows = np.lib.stride_tricks.sliding_window_view(series, 24)  # row k: months k to k + 23
    mean = windows[:, :months_in_mean].mean(axis=1)
    scale = mean + 1  # plus 1, so that we never divide by 0
    return forecasts.scaled_autoregressive(series, scale, test_start, lags=12, ahead=12)


# %% [markdown]
# **Predict before you run:** we divide by the mean of all 24 months, or only of the first 12. Which of the two gets the smaller error?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
for months_in_mean in (24, 12):
    error = forecasts.rmse(scaled_forecast(sunspots, months_in_mean), sunspots, 12, test_start)
    print(f"mean of {months_in_mean} months: test RMSE 12 months ahead {error:.1f}")
show_prediction(prediction)

# %% [markdown]
# **Answer.** The mean of all 24 months gives 18.2, much less than every other model. But it contains the 12 months after the forecast is made, which do not exist yet. This is **data leakage** (also called *leak*). Without leakage, the model is worse than persistence.
#
# To test for leakage, change the future, and compute the forecasts again. Forecasts that were made before must stay the same.

# %%
from_1970 = (1970 - 1749) * 12
changed = sunspots.copy()
changed[from_1970:] = 0

original_and_changed = {
    "mean of 24 months": (scaled_forecast(sunspots, 24), scaled_forecast(changed, 24)),
    "mean of 12 months": (scaled_forecast(sunspots, 12), scaled_forecast(changed, 12)),
    "network": (by_network[:, 1], predict(trained, changed)[:, 1]),
}
for name, (original, after_change) in original_and_changed.items():
    change = np.abs(after_change - original)[:from_1970]
    largest = np.nanmax(change)
    verdict = "no leakage" if largest < 1e-3 else "leakage"
    print(f"{name}: forecasts made before 1970 change by up to {largest:.0f}, {verdict}")

# %% [markdown]
# Write this test for every forecast that you use. But it does not repeat the training, so it cannot find weights or a mean that were fitted to test years. To find these too, train again on the changed series, with the same seed.

# %% [markdown]
# ## Common error: `The value of a feed cannot be a tf.Tensor object`
#
# We want to carry the state, and `final_state` is at hand. So we feed it directly.
#
# **Predict before you run:** is the error raised before TensorFlow computes the outputs, or after?

# %% tags=["raises-exception"]
with fresh_session() as session:
    window = tf.placeholder(tf.float32, [None, None, 1])
    cell = tf.nn.rnn_cell.BasicLSTMCell(3)
    initial_state = cell.zero_state(tf.shape(window)[0], tf.float32)
    outputs, final_state = tf.nn.dynamic_rnn(cell, window, initial_state=initial_state)

    session.run(tf.global_variables_initializer())
    session.run(outputs, {window: np.ones([2, 8, 1]), initial_state: final_state})

# %% [markdown]
# **Answer.** Before. We may feed values only, and `final_state` is a pair of tensors, which has no values outside of a run (lesson 01). Fetch the values in one run, and feed them to the next:
#
# ```python
# state = session.run(final_state, {window: first_window})
# session.run(outputs, {window: second_window, initial_state: state})
# ```

# %% [markdown]
# ## Summary
#
# - We compare a forecast with persistence, a moving average and an autoregressive model. The test set is the last part of the series.
# - To carry the state of an LSTM, fetch the pair `(c, h)` and feed it to the next window. Where a new series begins, set both to zeros.
# - A stateful layer keeps its state in variables that are not trained. Reset it before each measurement and each epoch.
# - A year ahead, the network beats persistence, but a linear model beats the network. The network loses in the high months, probably because it has seen too few of them.
# - Shuffled rows and data leakage raise no error. To find them, check that each row continues, and change the future.
#
# So far, each network had one layer. In lesson 13 we will stack several, and meet a simpler cell than the LSTM.

# %%
check.progress()

# %% [markdown]
# ## Going deeper · Where the network loses, in numbers
#
# This section is optional. We split the forecasts 12 months ahead into two groups. The first group was made while the moving average was above 150. The second group contains all others.
#
# **Predict before you run:** in the other months, is the network better than the autoregressive model?

# %%
made_in = np.arange(test_start - 12, len(sunspots) - 12)  # the months in which we forecast
is_high = moving_average[made_in] > 150
measured = sunspots[made_in + 12]
ar_errors = ar_next_year[made_in] - measured
network_errors = by_network[made_in, 1] - measured
ar_rmse = np.sqrt(np.mean(ar_errors[~is_high] ** 2))
network_rmse = np.sqrt(np.mean(network_errors[~is_high] ** 2))

print("forecasts made above 150:", is_high.sum(), "of", len(made_in))
print(f"    mean error of the autoregressive model: {ar_errors[is_high].mean():.0f}")
show_bound("    mean error of the network:", network_errors[is_high].mean(), below=-15)
print(f"others: RMSE of the autoregressive model {ar_rmse:.1f}")
show_bound("    RMSE of the network / this", network_rmse / ar_rmse, above=0.85, below=1.15)

# %% [markdown]
# **Answer.** No, both are about equally good. Above 150, the network forecasts more than 15 sunspots too little on average, and the autoregressive model only 6.
#
# Section 5 says that the LSTM has seen too few high months. A second experiment, which is not in this notebook, supports this (`make accuracy` runs it). We trained up to 1919 and tested on 1920 to 1949, where few months are so high. There the network was better than the autoregressive model.

# %% [markdown]
# ## Going deeper · How many lags?
#
# This section is optional. The number of lags is a hyperparameter, so we chose it on a validation set, 1920 to 1949. Here the models are fitted to the years before 1920.
#
# **Predict before you run:** for 12 months ahead, which number of lags is the best: 12, 36 or 132?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
validation_start = (1920 - 1749) * 12
rows = []
for lags in (6, 12, 36, 132, 240):
    row = [lags]
    for ahead in (1, 12):
        forecast = forecasts.autoregressive(sunspots, validation_start, lags, ahead)
        error = forecasts.rmse(forecast, sunspots, ahead, validation_start, test_start)
        row.append(f"{error:.1f}")
    rows.append(row)

show_prediction(prediction)
Table(["lags", "validation RMSE 1 month ahead", "validation RMSE 12 months ahead"], rows)

# %% [markdown]
# **Answer.** It is 132, which is 11 years, a whole cycle of the sun. So a long memory helps here. For one month ahead, 36 lags are enough.

# %% [markdown]
# ## Going deeper · Windows of a single month
#
# This section is optional. Lesson 08 showed that no gradient crosses from one window to the window before. In the extreme case, a window has one month. The state is carried, so the network can know the past. But no gradient teaches it what to store. We train for 10,000 steps, again 33 epochs, and measure on years of the training set. The third model is an autoregressive model with one lag, which knows nothing of the past.
#
# **Predict before you run:** is the network with windows of one month as good as the one with 32 months, or as bad as the model with one lag?

# %% tags=["nbval-ignore-output"]
one_month = train(sunspots[:test_start], seed=11, updates=10_000, num_steps=1)
by_one_month = predict(one_month, sunspots)
one_lag = forecasts.autoregressive(sunspots, test_start, lags=1, ahead=12)

_, error_32 = forecasts.errors(by_network, sunspots, validation_start, test_start)
_, error_1 = forecasts.errors(by_one_month, sunspots, validation_start, test_start)
error_one_lag = forecasts.rmse(one_lag, sunspots, 12, validation_start, test_start)
print("12 months ahead, RMSE on 1920 to 1949:")
print(f"windows of 32 months {error_32:.1f}, of 1 month {error_1:.1f}, one lag {error_one_lag:.1f}")
one_month.history

# %%
show_bound("RMSE, 1 month less 32 months", error_1 - error_32, above=2)
show_bound("RMSE, one lag less 1 month", error_one_lag - error_1, above=1)

# %% [markdown]
# **Answer.** It is between the two. Even a state that was never trained contains something of the past, and the dense layer can use it. But with a gradient over 32 months, the network learns what to store.

# %% [markdown]
# ## Going deeper · The wrong start of a row
#
# This section is optional. At the beginning of an epoch, each row goes back to its first month. What happens if we forget the reset? (In Keras 2, a layer with `stateful=True` has a method `reset_states()` for it.) We look at the first 6 months of each row, with the trained network and three initial states. The first is zeros. The second is the state at the end of the same row, because nobody reset it. The third is the state at the end of the row before. Row 1 begins where row 0 ends, so this is the true past.
#
# **Predict before you run:** which initial state is worse than zeros?

# %%
standardized = (sunspots[:test_start] - trained.mean) / trained.deviation
rows = standardized[: 8 * 300].reshape(8, 300, 1)
first_months = 300 * np.arange(8)[:, np.newaxis] + np.arange(6)  # indices [8, 6]
labels = standardized[first_months + 12]

with fresh_session() as session:
    network = build_network()
    load_values(tf.trainable_variables(), trained.weights, session)
    c, h = session.run(network.final_state, {network.months: rows})
    starts = {
        "zeros": (np.zeros_like(c), np.zeros_like(h)),
        "not reset": (c, h),
        "row before": (np.roll(c, 1, axis=0), np.roll(h, 1, axis=0)),
    }
    errors = {}
    for name, start in starts.items():
        feed = {network.months: rows[:, :6], network.state: start}
        forecast = session.run(network.forecast, feed)[:, :, 1]
        row_errors = (forecast - labels)[1:]  # row 0 has no row before
        errors[name] = trained.deviation * np.sqrt(np.mean(row_errors**2))

# %%
show_bound("RMSE, not reset less zeros", errors["not reset"] - errors["zeros"], above=3)
show_bound("RMSE, row before less zeros", errors["row before"] - errors["zeros"], below=-3)

# %% [markdown]
# **Answer.** The state that is not reset is worse, because it belongs to another point of the sun's cycle. The true past is better than zeros. In training, only the first of 9 windows in each epoch gets the wrong state, so this bug is easy to miss.

# %% [markdown]
# ## Going deeper · Average two models
#
# This section is optional. The network and the autoregressive model make different errors, so we average their forecasts.

# %%
average = (by_network[:, 1] + ar_next_year) / 2
error = forecasts.rmse(average, sunspots, 12, test_start)
ar_error = forecasts.rmse(ar_next_year, sunspots, 12, test_start)
_, network_error = forecasts.errors(by_network, sunspots, test_start)
show_bound("RMSE, average less best of the two", error - min(network_error, ar_error), below=0)

# %% [markdown]
# The average is better than each of them. If two models fail in different months, their average is often a good third model.

# %% [markdown]
# <details>
# <summary>Sources</summary>
#
# - The post *RNN and LSTM* ends with a note. Images have nothing to do with each other, so every batch may start from zeros. In a time series, the next batch starts from the last state. Lesson 07 shows the first half, this lesson the second. Still true. The post does not say that row k must continue row k, that no gradient crosses, and that the state needs a reset where a series begins.
# - Yule invented the autoregressive model in 1927, for the sunspots (*On a method of investigating periodicities in disturbed series*).
#
# </details>
