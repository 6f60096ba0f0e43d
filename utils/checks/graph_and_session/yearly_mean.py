"""The learner adds the mean of each year's twelve months to a graph."""

import numpy as np

from utils.checks.engine import Exercise
from utils.checks.in_graph import in_graph
from utils.tf1 import tf

random = np.random.default_rng(1)

yearly_mean = Exercise(
    name="yearly_mean",
    oracle=lambda months: np.array([sum(year.tolist()) / 12 for year in months], np.float32),
    cases=[{"months": np.float32(random.uniform(0, 200, (years, 12)))} for years in (3, 5, 12)],
    mistakes={
        "the mean over the years instead of the months": (
            lambda months: tf.reduce_mean(months, axis=0),
            "Your result contains one value for each month. Should it contain one for each year?",
            "`axis` is the axis that disappears. Your result lost the axis of the years.",
            "In the shape `[years, 12]`, choose the axis of the months.",
        ),
        "a NumPy function for a tensor": (
            lambda months: np.mean(months, axis=1),
            "NumPy computes with values. Does `months` have a value while the graph is built?",
            "Section 2 computes the highest month with a function of TensorFlow.",
            "Use TensorFlow's function for the mean, with the same `axis` as in section 2.",
        ),
        "it runs the graph instead of building it": (
            lambda months: tf.Session().run(tf.reduce_mean(months, axis=1)),
            "Your function runs a session. Should it return a value or a tensor?",
            "The check runs the graph. Your function only adds an operation to it.",
            "Return the tensor, without `Session.run`.",
        ),
        "the highest month instead of the mean": (
            lambda months: tf.reduce_max(months, axis=1),
            "Your result is the highest month of each year. What does the exercise ask for?",
            "TensorFlow has one `tf.reduce_…` function for the maximum, and another for the mean.",
        ),
        "one mean of all values": (
            tf.reduce_mean,
            "Your result is a single number. Should there be one for each year?",
            "Without `axis`, `tf.reduce_mean` computes the mean of all values.",
            "Pass the axis of the months as `axis`.",
        ),
        "the sum instead of the mean": (
            lambda months: tf.reduce_sum(months, axis=1),
            "Your values are 12 times too large. How do you get the mean from the sum?",
            "The mean is the sum divided by the number of months.",
            "TensorFlow has one `tf.reduce_…` function for the sum, and another for the mean.",
        ),
        "the axis of the months is still there": (
            lambda months: tf.reduce_mean(months, axis=1, keepdims=True),
            "Your values are correct, but the shape is `[years, 1]`. Which axis should disappear?",
            "The exercise asks for the shape `[years]`, which has only one axis.",
            "Look at your argument `keepdims`.",
        ),
        "a Python loop over a tensor": (
            lambda months: sum(months) / 12,
            "The error says that a loop over a tensor is not allowed. Does it have values yet?",
            "One operation computes the result of all years, as in section 2.",
        ),
        "the tensor is evaluated instead of returned": (
            lambda months: tf.reduce_mean(months, axis=1).eval(),
            "Your function calls `eval`. Should it return a value or a tensor?",
            "The check runs the graph. Your function only adds an operation to it.",
            "Return the tensor, without `eval`.",
        ),
        "a name that TensorFlow does not have": (
            lambda months: tf.mean(months, axis=1),
            "TensorFlow has no function `mean`. What is the function for the maximum called?",
            "The functions that remove an axis begin with `tf.reduce_`.",
        ),
        "a tensor does not have this method": (
            lambda months: months.mean(axis=1),
            "NumPy arrays have a method `mean`. Does a tensor have one?",
            "Use a function of TensorFlow with the tensor as its argument, as in section 2.",
        ),
    },
    minutes=4,
    difficulty=1,
    tolerance=1e-3,
    call=in_graph,
)
