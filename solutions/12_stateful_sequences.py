# %% [markdown]
# # 12 · A series that continues
#
# *Our LSTM forecasts next year's sales with a small error.* Before you believe this, ask three questions. Is a forecast without a network worse? Does the network remember earlier batches? Is the future in its data by mistake? If one of the three is wrong, the forecast looks better than it is.
#
# In this lesson we will forecast the sunspots, one month and one year ahead. We will carry the state of an LSTM through 235 years, and compare it with simple baselines.
#
# **After this lesson you can**
# - compare a forecast with three baselines, on a test set
# - implement a state that is carried from window to window, and reset single rows
# - explain what a stateful layer keeps, and when you must reset it
# - identify where a linear model is better than the network, and why
# - debug shuffled rows and data leakage, which raise no error
#
# **You need** lessons 05 to 08. **Time**: about 65 minutes, of which 26 for the exercises. **Order**: Run the cells from top to bottom. If you skip, 2 needs 1, 3 needs 1, 4 needs 3, 5 needs 2, 6 needs 5, and *Going deeper* needs 5. The two trainings in sections 5 and 6 take about ten seconds.

# %%
from types import SimpleNamespace

import numpy as np

from utils import reference, training
from utils.baselines import forecasts
from utils.checks import stateful_sequences as check
from utils.data.loaders import load_sunspots
from utils.figures import plots, series_plots
from utils.graph import fresh_session, load_values
from utils.prediction import show_prediction
from utils.table import Table
from utils.tf1 import tf

# %% [markdown]
# ## 1 · The series and its test set
#
# Our series is the sunspot number of each month, from 1749 to 1983. In each month we make two forecasts, 1 month and 12 months ahead. A forecast may only use the past. So we cut the series in 1950. The years before are the training set, and the years after are the test set.
#
# Are the test years like the training years? Single months jump up and down, so we smooth them. A **moving average** (also called *rolling mean*) is the mean of the last months, here of the last 12.
#
# **Predict before you run:** is the sun in the test years more active than before, or less, or the same?

# %%
sunspots = load_sunspots()  # float64 [2820], one number per month
test_start = (1950 - 1749) * 12  # the index of January 1950
moving_average = forecasts.moving_average(sunspots, 12)  # [2820]

parts = {"training set": moving_average[11:test_start], "test set": moving_average[test_start:]}
for name, part in parts.items():
    print(f"{name}: highest moving average {part.max():.0f}")
    print(f"    months with a moving average above 150: {(part > 150).sum()} of {len(part)}")

# %%
plots.lines(
    {"moving average": moving_average[11::12]},
    x=np.arange(1749, 1984),
    levels={"150": 150},
    x_label="year",
    y_label="sunspot number",
    title="The sun has a maximum about every 11 years, and the highest is after 1950",
    markers=False,
    alt="Mean sunspot number of each year from 1749 to 1983, with 22 maxima about eleven years "
    "apart. The lowest year is 1810 with 0, the highest is 1957 with 190. The level of 150 is "
    "passed briefly in 1778, and after 1949 in three years around 1957 and in two around 1980.",
)

# %% [markdown]
# **Answer.** It is more active. The moving average is above 150 in only 9 months of two centuries, but in 51 months of the 34 test years. So a model meets values that it hardly knows. In section 5, this decides which model is better.
#
# ## 2 · Three baselines
#
# A network must beat a baseline (lesson 05). For a series, three baselines are usual. Here they forecast April:
#
# | | January | February | March | forecast for April |
# |---|---|---|---|---|
# | measured | 10 | 20 | 40 | |
# | persistence | | | 40 | 40 |
# | moving average of 2 months | | 20 | 40 | 30 |
# | autoregressive model, for example with the weights 2 and -1 | | 20 | 40 | 2 · 40 - 20 = 60 |
#
# - **Persistence** (also called *naive forecast*) repeats the last value.
# - The moving average repeats the mean of the last values.
# - An **autoregressive model** (also called *AR model*) multiplies each of the last values by a weight, and adds a constant. It is linear, and least squares finds the weights. Each past value that it reads is a **lag**.
#
# In code, a forecast is an array. Entry `forecast[t]` is made in month t, for month `t + ahead`. We measure it by its **root mean square error** (RMSE), in sunspots. For example, the errors 3 and -4 have the RMSE $\sqrt{(9 + 16) / 2} \approx 3.5$.

# %% [markdown]
# ### Exercise 1 · `score` · 5 min · ★★☆
#
# Compute the RMSE of a forecast. Use the months of `series` from index `first` to the end. `first` is the first month that is forecast, and not the month in which this forecast is made.


# %%
def score(forecast, series, ahead, first):
    """Two float64 [length], two integers -> a number."""
    ### BEGIN SOLUTION
    errors = forecast[first - ahead : len(series) - ahead] - series[first:]
    return np.sqrt(np.mean(errors**2))
    ### END SOLUTION


check.score(score)

# %% [markdown]
# The autoregressive models read 36 lags for one month ahead, and 132 lags, which is 11 years, for 12 months ahead. (These numbers were chosen on a validation set, see *Going deeper*.) They are fitted to the training set alone.
#
# **Predict before you run:** 12 months ahead, which baseline is the best on the test set?

# %%
ar_next_month = forecasts.autoregressive(sunspots, test_start, lags=36, ahead=1)
ar_next_year = forecasts.autoregressive(sunspots, test_start, lags=132, ahead=12)
baselines = {
    "persistence": np.stack([sunspots, sunspots], axis=1),
    "moving average": np.stack([moving_average, moving_average], axis=1),
    "autoregressive model": np.stack([ar_next_month, ar_next_year], axis=1),
}
forecasts.error_table(baselines, sunspots, test_start)

# %% [markdown]
# **Answer.** The autoregressive model. 12 months ahead, its error is almost a third smaller than that of persistence. One month ahead, persistence is hard to beat.

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
# An LSTM does not need such a table. What it knows of the past is in its state, if we carry the state.

# %% [markdown]
# ## 3 · Carry the state from window to window
#
# A long series is read in windows. In lesson 05 we passed the final state of one window to the next. An LSTM needs the same, but its state is a pair `(c, h)`. A feed can name the whole pair.
#
# We read two rows of 24 months, first in one run, then in two windows of 12. For the second window we try four initial states.
#
# **Predict before you run:** with zeros for *h* and the carried *c*, are the outputs of the second window correct?

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

    whole = session.run(outputs, {window: months})
    c, h = session.run(final_state, {window: months[:, :12]})  # the first window
    starts = {
        "carried c and h": (c, h),
        "only c": (c, zeros),
        "zeros": (zeros, zeros),
        "the other row's state": (c[::-1], h[::-1]),
    }
    second_window = {}
    for name, pair in starts.items():
        feed = {window: months[:, 12:], initial_state: pair}
        second_window[name] = session.run(outputs, feed)


# %%
def numpy_step(x, state):
    return reference.lstm_step(x, state, kernel, bias)


by_numpy, _ = reference.unroll(numpy_step, months, (zeros, zeros))
difference = np.abs(whole - by_numpy).max()
print("one run: largest difference from NumPy:", "below 1e-6" if difference < 1e-6 else difference)
print("second window: largest difference from one run:")
for name, result in second_window.items():
    print(f"    {name}: {np.abs(result - whole[:, 12:]).max():.2f}")

# %% [markdown]
# **Answer.** No. The next step reads *c* and *h*, so we must carry both. Then two windows give the result of one run. In the last line, two rows swap their states. The shapes still fit, so there is no error message. Section 6 measures this bug.

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
# Here Python holds the state between two runs. The graph itself can do this too.

# %% [markdown]
# ## 4 · A stateful layer keeps its own state
#
# Some programs never feed a state, but still remember. They keep *c* and *h* in two variables, and `trainable=False` protects these from the optimizer. At the end of a run, `tf.assign` stores the final state there. Such a layer is **stateful**.
#
# **Predict before you run:** we read the same window twice, and both runs store their state. Are the outputs of both runs equal?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
with fresh_session() as session:
    window = tf.placeholder(tf.float64, [2, None, 1])
    cell = tf.nn.rnn_cell.BasicLSTMCell(3)
    kept_c = tf.get_variable("kept_c", initializer=zeros, trainable=False)
    kept_h = tf.get_variable("kept_h", initializer=zeros, trainable=False)
    kept_state = tf.nn.rnn_cell.LSTMStateTuple(c=kept_c, h=kept_h)
    outputs, final_state = tf.nn.dynamic_rnn(cell, window, initial_state=kept_state)
    store = [tf.assign(kept_c, final_state.c), tf.assign(kept_h, final_state.h)]
    reset = tf.variables_initializer([kept_c, kept_h])

    session.run(tf.global_variables_initializer())
    load_values(cell.variables, [kernel, bias], session)
    feed = {window: months[:, :12]}
    for name in ("run without store", "run without store", "run with store", "run with store"):
        fetches = [outputs, store] if name == "run with store" else [outputs]
        output_value = session.run(fetches, feed)[0]
        print(f"{name}: last output of row 0, unit 0 = {output_value[0, -1, 0]:.3f}")

    session.run(reset)
    output_value = session.run(outputs, feed)
    print(f"after a reset: last output of row 0, unit 0 = {output_value[0, -1, 0]:.3f}")
show_prediction(prediction)

# %% [markdown]
# **Answer.** No. The second run with `store` begins where the first one ended, so the same window gives another result. Reset the state before each measurement, and at the beginning of each epoch. Also note that an `assign` does not run if you do not fetch it. In Keras 2, the same layer has `stateful=True` and a method `reset_states()`.
#
# From here on, we feed the state again. Sometimes only one row of a batch begins a new series, so we reset only this row.

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
# We can now carry a state and reset it. So we can train.

# %% [markdown]
# ## 5 · The network against the baselines
#
# We cut the training set into 8 rows of 300 months. A batch holds the next 32 months of all rows, and row k continues row k of the batch before:
#
# | | batch 0 begins in | batch 1 begins in |
# |---|---|---|
# | row 0 | January 1749 | September 1751 |
# | row 1 | January 1774 | September 1776 |
#
# To **standardize** the series, we subtract its mean and divide by its standard deviation, both of the training set. A dense layer computes only the change, and we add the present value. So before training, the network is already close to persistence.


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
# `training.continued_batches` (lesson 05) cuts the indices of the months, and we look up inputs and labels. The months of 1949 are never inputs, because their labels are in the test set.


# %%
def endless_feeds(network, labels, series, num_steps, shuffle=None):
    """One feed per training step, from a standardized series [length], epoch after epoch."""
    indices = np.arange(len(series) - 11)  # the last one is never an input
    zeros = np.zeros([8, 16])
    while True:  # each iteration is one epoch
        feed_state = {network.state: (zeros, zeros)}
        for window, _ in training.continued_batches(indices, 8, num_steps):
            if shuffle is not None:
                window = shuffle.permutation(window)  # the bug of section 6
            next_month, next_year = series[window + 1], series[window + 12]
            yield {
                network.months: series[window][:, :, np.newaxis],
                labels: np.stack([next_month, next_year], axis=2),
                **feed_state,
            }
            feed_state = {}  # from now on, `carry` feeds the state


# %% [markdown]
# The training is that of lesson 05. The loss is the mean square error of both forecasts.


# %%
def train(series, seed, updates=300, num_steps=32, shuffle=None):
    """Train a new network on a series [length] -> its weights, its scale, the history."""
    mean, deviation = series.mean(), series.std()
    standardized = (series - mean) / deviation
    with fresh_session(seed) as session:
        network = build_network()
        labels = tf.placeholder(tf.float32, [None, None, 2], name="labels")
        loss = tf.reduce_mean(tf.square(network.forecast - labels))
        train_op = training.adam_step(loss, 0.01, updates)
        session.run(tf.global_variables_initializer())

        feeds = endless_feeds(network, labels, standardized, num_steps, shuffle)
        carry = {network.state: network.final_state}
        history = training.train(session, train_op, loss, feeds, updates, carry=carry)
        weights = session.run(tf.trainable_variables())
    return SimpleNamespace(weights=weights, mean=mean, deviation=deviation, history=history)


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
# To forecast, the network reads the whole series, but each forecast depends only on the months up to then. We train for 33 epochs.
#
# **Predict before you run:** 12 months ahead, which of the three baselines will the network beat?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %% tags=["nbval-ignore-output"]
trained = train(sunspots[:test_start], seed=11)
by_network = predict(trained, sunspots)  # [2820, 2]
models = baselines | {"network": by_network}
print(forecasts.error_table(models, sunspots, test_start))
trained.history

# %%
_, network_next_year = forecasts.errors(by_network, sunspots, test_start)
for name, forecast in baselines.items():
    _, baseline_next_year = forecasts.errors(forecast, sunspots, test_start)
    verdict = "beats" if network_next_year < baseline_next_year else "does not beat"
    print(f"12 months ahead, the network {verdict} this baseline: {name}.")
show_prediction(prediction)

# %% [markdown]
# **Answer.** It beats persistence and the moving average, but not the autoregressive model. The network has an RMSE of about 31, and a linear model with 133 weights has 28.7. With persistence as the only baseline, we would call the network a success.
#
# Where does it lose? High months are rare in the training set. So we look at the forecasts that were made when the moving average was above 150.
#
# **Predict before you run:** above 150, does the network forecast too much or too little?

# %%
made_in = np.arange(test_start - 12, len(sunspots) - 12)  # the months in which we forecast
is_high = moving_average[made_in] > 150
measured = sunspots[made_in + 12]
ar_errors = ar_next_year[made_in] - measured
network_errors = by_network[made_in, 1] - measured

print(f"above 150, {is_high.sum()} of {len(is_high)} forecasts:")
print(f"    autoregressive model: mean error {ar_errors[is_high].mean():.0f}")
network_mean = network_errors[is_high].mean()
print("    network: mean error", "below -15" if network_mean < -15 else network_mean)

ar_rmse = np.sqrt(np.mean(ar_errors[~is_high] ** 2))
network_rmse = np.sqrt(np.mean(network_errors[~is_high] ** 2))
verdict = "less" if abs(network_rmse / ar_rmse - 1) < 0.15 else "more"
print("up to 150:")
print(f"    autoregressive model: RMSE {ar_rmse:.1f}")
print(f"    network: RMSE differs from this by {verdict} than 15 %")

# %%
validation_start = (1920 - 1749) * 12
ar_usual = forecasts.rmse(ar_next_year, sunspots, 12, validation_start, test_start)
_, network_usual = forecasts.errors(by_network, sunspots, validation_start, test_start)

series_plots.forecast_panels(
    1950 + np.arange(len(measured)) / 12,
    measured,
    {"network": by_network[made_in, 1], "autoregressive model": ar_next_year[made_in]},
    {"network": network_usual, "autoregressive model": ar_usual},
    x_label="year",
    y_label="sunspots",
    title="12 months ahead, the network underestimates the high maximum after 1957",
    alt="Monthly sunspot numbers from 1950 to 1983, and the forecasts made 12 months before, by the "
    "network and by the autoregressive model, each with a band of its RMSE on 1920 to 1949. Both "
    "follow the three cycles, and both are late when the numbers rise in 1956. In 1958 and 1959, "
    "with months near 200, the autoregressive model reaches them, and the network stays below.",
)

# %% [markdown]
# **Answer.** It forecasts too little, on average by more than 15 sunspots. The autoregressive model is only 6 too low. In all other months, both models are about equally good. (The band in the picture is the RMSE of each model on 1920 to 1949.)
#
# Why is the linear model better here? It uses the same weights at every level, so it continues above 150 as it did below. The LSTM is not linear. Its tanh and sigmoid can make the forecast level off at high values. It can only learn from data whether this is correct, and 9 months are too few. So where data is rare, a linear model can be safer.
#
# The test years matter too. If we train up to 1919 and test on 1920 to 1949, where no month is so high, the network is better (`make accuracy` measures this).
#
# ## 6 · Two silent bugs
#
# The first bug is shuffled rows. In lesson 07 we shuffled the training set. If we shuffle the rows of each batch here, row k gets the state of another row.
#
# **Predict before you run:** which forecast does this bug make worse, 1 month or 12 months ahead?

# %% tags=["nbval-ignore-output"]
shuffled = train(sunspots[:test_start], seed=11, shuffle=np.random.default_rng(11))
by_shuffled = predict(shuffled, sunspots)
models = {"rows in order": by_network, "rows shuffled": by_shuffled}
forecasts.error_table(models, sunspots, test_start)

# %%
_, shuffled_next_year = forecasts.errors(by_shuffled, sunspots, test_start)
increase = shuffled_next_year - network_next_year
verdict = "more" if increase > 1 else "less"
print(f"12 months ahead, the error increases by {verdict} than 1 sunspot")

# %% [markdown]
# **Answer.** The forecast 12 months ahead becomes worse, because it needs a long past. One month ahead, the last few months are enough. To find this bug, compare windows with one long run, as in section 3.
#
# The second bug makes the error *smaller*. We want an autoregressive model for quiet and for active years. So we take windows of 24 months, 12 to read and 12 to forecast. We divide each window by its mean, and at the end we multiply the forecast by this mean.


# %%
def scaled_forecast(series, months_in_mean):
    """Forecast 12 months ahead from 12 lags, each window divided by the mean of its first months."""
    windows = np.lib.stride_tricks.sliding_window_view(series, 24)  # [length - 23, 24]
    mean = windows[:, :months_in_mean].mean(axis=1, keepdims=True) + 1  # + 1, so it is never 0
    scaled = windows / mean
    constant = np.ones([len(windows), 1])
    inputs = np.concatenate([scaled[:, :12], constant], axis=1)  # 12 lags and a constant
    labels = scaled[:, -1]

    training_windows = test_start - 23  # these end before the test set
    weights, *_ = np.linalg.lstsq(inputs[:training_windows], labels[:training_windows], rcond=None)
    forecast = np.full(len(series), np.nan)
    forecast[11:-12] = inputs @ weights * mean[:, 0]
    return forecast


# %% [markdown]
# **Predict before you run:** we divide by the mean of all 24 months, or only of the first 12. Which of the two gets the smaller error?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
for months_in_mean in (24, 12):
    error = forecasts.rmse(scaled_forecast(sunspots, months_in_mean), sunspots, 12, test_start)
    print(f"mean of the first {months_in_mean} months: test RMSE 12 months ahead {error:.1f}")
show_prediction(prediction)

# %% [markdown]
# **Answer.** The mean of all 24 months gives 18.2, much less than every other model. But this mean contains the 12 months that we want to forecast, so the future is part of the forecast. This is **data leakage** (also called *leak*). In real use, these months do not exist yet. With the mean of the first 12 months, the model is worse than persistence.
#
# There is a simple test for leakage. Change the future, and compute the forecasts again. Forecasts that were made before must stay the same.

# %%
from_1970 = (1970 - 1749) * 12
changed_series = sunspots.copy()
changed_series[from_1970:] = 0

makers = {
    "mean of 24 months": lambda series: scaled_forecast(series, 24),
    "mean of 12 months": lambda series: scaled_forecast(series, 12),
    "autoregressive model": lambda series: forecasts.autoregressive(series, test_start, 132, 12),
    "network": lambda series: predict(trained, series)[:, 1],
}
for name, make_forecast in makers.items():
    changes = make_forecast(changed_series) - make_forecast(sunspots)
    largest_change = np.nanmax(np.abs(changes[:from_1970]))
    verdict = "no leakage" if largest_change < 1e-3 else "leakage"
    print(f"{name}: forecasts made before 1970 change by up to {largest_change:.0f}, {verdict}")

# %% [markdown]
# Only the mean of 24 months fails. Write this test for every forecast that you use.

# %% [markdown]
# ## Common error: `The value of a feed cannot be a tf.Tensor object`
#
# We want to carry the state, and `final_state` is at hand. So we feed it directly:

# %% tags=["raises-exception"]
with fresh_session() as session:
    window = tf.placeholder(tf.float32, [None, None, 1])
    cell = tf.nn.rnn_cell.BasicLSTMCell(3)
    initial_state = cell.zero_state(tf.shape(window)[0], tf.float32)
    outputs, final_state = tf.nn.dynamic_rnn(cell, window, initial_state=initial_state)

    session.run(tf.global_variables_initializer())
    session.run(outputs, {window: np.ones([2, 8, 1]), initial_state: final_state})

# %% [markdown]
# `final_state` is a pair of tensors, so it has no values outside of a run (lesson 01). The fix is to fetch the values in one run, and to feed them to the next:
#
# ```python
# state = session.run(final_state, {window: first_window})
# session.run(outputs, {window: second_window, initial_state: state})
# ```

# %% [markdown]
# ## Summary
#
# - We compare a forecast with persistence, a moving average and an autoregressive model. The test set comes last in time.
# - To carry the state of an LSTM, fetch the pair `(c, h)` and feed it to the next window. For a row that begins a new series, set both to zeros.
# - A stateful layer keeps its state in variables that are not trained. It needs a reset before each measurement and before each epoch.
# - The network beats persistence a year ahead, but a linear model beats the network. The difference is in the high months, because the network has seen too few of them.
# - Shuffled rows and data leakage raise no error. To find them, compare windows with one long run, and change the future.

# %%
check.progress()

# %% [markdown]
# ## Going deeper · How many lags?
#
# This section is optional. The number of lags is a hyperparameter, so we chose it on a validation set, 1920 to 1949. Here the models are fitted to the years before 1920.
#
# **Predict before you run:** for 12 months ahead, which number of lags is the best: 12, 36 or 132?

# %%
prediction = ""  # Write your prediction between the quotes, then run this cell.

# %%
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
print("windows of 1 month:")
print("    worse than windows of 32 by", "more" if error_1 - error_32 > 2 else "less", "than 2")
print("    better than one lag by", "more" if error_one_lag - error_1 > 1 else "less", "than 1")

# %% [markdown]
# **Answer.** It is between the two. Even a state that was never trained contains something of the past, and the dense layer can use it. But with a gradient over 32 months, the network learns what to store.

# %% [markdown]
# ## Going deeper · The wrong start of a row
#
# This section is optional. At the beginning of an epoch, each row goes back to its first month. What happens if we forget the reset? We look at the first 6 months of each row, with the trained network and three initial states. The first is zeros. The second is the state at the end of the same row, because nobody reset it. The third is the state at the end of the row before. Row 1 begins where row 0 ends, so this is the true past.
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
for name in ("not reset", "row before"):
    increase = errors[name] - errors["zeros"]
    verdict = "more than 3 worse" if increase > 3 else "no more than 3 different"
    verdict = "more than 3 better" if increase < -3 else verdict
    print(f"{name}: RMSE {verdict} than zeros")

# %% [markdown]
# **Answer.** The state that is not reset is worse, because it belongs to another point of the sun's cycle. The true past is better than zeros. In training, only the first of 9 windows in each epoch gets the wrong state, so this bug is easy to miss.

# %% [markdown]
# ## Going deeper · Average two models
#
# This section is optional. The network and the autoregressive model make different errors, so we average their forecasts.

# %%
average = (by_network[:, 1] + ar_next_year) / 2
error = forecasts.rmse(average, sunspots, 12, test_start)
_, ar_error = forecasts.errors(baselines["autoregressive model"], sunspots, test_start)
verdict = "better" if error < min(network_next_year, ar_error) else "not better"
print(f"12 months ahead, the average is {verdict} than both models")

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
