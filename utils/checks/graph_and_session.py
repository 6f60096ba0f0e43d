"""The exercises of lesson 01, and the mistakes that people make in them."""

import numpy as np

from utils.checks.in_graph import in_graph, require_tensors
from utils.exercise import Exercise, Mistake, WrongAnswer, progress_of
from utils.tf1 import tf

random = np.random.default_rng(1)

yearly_mean = Exercise(
    name="yearly_mean",
    oracle=lambda months: np.array(
        [sum(year.tolist()) / len(year) for year in months], dtype=months.dtype
    ),
    cases=[
        {"months": random.uniform(0, 200, size=(years, 12)).astype(np.float32)}
        for years in (3, 5, 12)
    ],
    mistakes=[
        Mistake(
            "the mean over the years instead of the months",
            lambda months: tf.reduce_mean(months, axis=0),
            (
                "How many numbers come out, and how many years went in?",
                "`axis` names the axis that disappears. Which axis of `[years, 12]` should?",
                "Axis 0 counts the years and must stay; it is the axis of the months that goes.",
            ),
        ),
        Mistake(
            "a NumPy function is given a tensor",
            lambda months: np.mean(months, axis=1),
            (
                "Does `months` hold numbers while your line is read?",
                "NumPy computes at once; a tensor needs a function that draws.",
                "Section 2 draws the highest month of each year: with a function of which library?",
            ),
        ),
        Mistake(
            "it runs instead of drawing",
            lambda months: tf.Session().run(tf.reduce_mean(months, axis=1)),
            (
                "Who runs the graph here: your function, or the check?",
                "Your function is to draw only, and to return a tensor.",
            ),
        ),
        Mistake(
            "the highest month instead of the mean",
            lambda months: tf.reduce_max(months, axis=1),
            (
                "What does the function that you use compute?",
                "`tf.reduce_…` functions come in many kinds: which one takes the mean?",
            ),
        ),
        Mistake(
            "one mean over everything",
            tf.reduce_mean,
            (
                "What shape has your result, and what shape has one number a year?",
                "Without `axis`, `tf.reduce_mean` takes the mean of all values at once.",
                "Name the axis that counts the months.",
            ),
        ),
        Mistake(
            "the sum instead of the mean",
            lambda months: tf.reduce_sum(months, axis=1),
            (
                "By which factor are your numbers too large?",
                "The factor is the number of months: which function divides by it?",
            ),
        ),
        Mistake(
            "a column is kept",
            lambda months: tf.reduce_mean(months, axis=1, keepdims=True),
            (
                "Your numbers are right. What is their shape?",
                "`[years, 1]` is a table with one column; one number a year is `[years]`.",
                "Look at what `keepdims` does.",
            ),
        ),
    ],
    minutes=4,
    difficulty=1,
    tolerance=1e-3,
    call=in_graph,
)


def _with_session(answer, fetch_name, feed_name, scale, shift, value):
    """Give an answer a session on a graph with two operations of these names."""
    returned = []  # by the session
    with tf.Graph().as_default() as graph:
        x = tf.zeros(value.shape, tf.float32, name=feed_name)
        tf.add(scale * x, shift, name=fetch_name)
    with tf.Session(graph=graph) as session:
        run = session.run
        session.run = lambda *arguments, **options: _noted(returned, run(*arguments, **options))
        got = answer(session, fetch_name, feed_name, value)
    if not returned:
        raise WrongAnswer("it did not run the session.")
    if got is None and returned[-1] is not None:
        raise WrongAnswer("it returned nothing: a `return` is missing.")
    return got


def _noted(values, value):
    values.append(value)
    return value


def _feeds_by_operation_name(session, fetch_name, feed_name, value):
    return session.run(f"{fetch_name}:0", {feed_name: value})


def _exchanges_the_names(session, fetch_name, feed_name, value):
    return session.run(f"{feed_name}:0", {f"{fetch_name}:0": value})


def _feeds_the_operation_itself(session, fetch_name, feed_name, value):
    operation = session.graph.get_operation_by_name(feed_name)
    return session.run(f"{fetch_name}:0", {operation: value})


def _fetches_the_operation(session, fetch_name, feed_name, value):
    return session.run(fetch_name, {f"{feed_name}:0": value})


run_by_name = Exercise(
    name="run_by_name",
    oracle=lambda fetch_name, feed_name, scale, shift, value: value * scale + shift,
    cases=[
        {
            "fetch_name": fetch_name,
            "feed_name": feed_name,
            "scale": scale,
            "shift": shift,
            "value": random.normal(size=shape).astype(np.float32),
        }
        for fetch_name, feed_name, scale, shift, shape in (
            ("result", "x", 2.0, 1.0, (2, 3)),
            ("layer/out", "layer/in", -3.0, 0.5, (4,)),
            ("y", "months", 0.25, 4.0, (1, 5)),
        )
    ],
    mistakes=[
        Mistake(
            "nothing is fed",
            lambda session, fetch_name, feed_name, value: session.run(f"{fetch_name}:0"),
            (
                "Does your result depend on `value` at all?",
                "The graph has a value of its own for this tensor. What replaces it for one run?",
                "`session.run` takes a second argument: a dictionary from tensors to values.",
            ),
        ),
        Mistake(
            "the operation is fed instead of its tensor",
            _feeds_by_operation_name,
            (
                "Read the error: what does it say that you named?",
                "An operation can have several outputs. How is its first output named?",
                "A tensor's name is its operation's name, a colon, and the number of the output.",
            ),
        ),
        Mistake(
            "the operation itself is the key of the feed",
            _feeds_the_operation_itself,
            (
                "Read the error: what does it say that your key is?",
                "A feed replaces a tensor. Which output of the operation do you mean?",
            ),
        ),
        Mistake(
            "a list is fetched",
            lambda session, fetch_name, feed_name, value: session.run(
                [f"{fetch_name}:0"], {f"{feed_name}:0": value}
            ),
            (
                "What comes back when `session.run` is asked for a list?",
                "Ask for the one tensor, without brackets.",
            ),
        ),
        Mistake(
            "the two names are exchanged",
            _exchanges_the_names,
            (
                "Which of the two names do you ask for, and which do you replace?",
                "`session.run` takes the fetch first; the feed is the dictionary.",
            ),
        ),
        Mistake(
            "the operation is fetched instead of its tensor",
            _fetches_the_operation,
            (
                "What did `session.run` return, and what kind of thing did you ask it for?",
                "Running an operation is done for its effect and returns None.",
                "Ask for the operation's first output: what is the name of that tensor?",
            ),
        ),
    ],
    minutes=5,
    difficulty=2,
    arguments=("session", "fetch_name", "feed_name", "value"),
    call=_with_session,
)


def _applied_twice(answer, first, second, kernel):
    """Apply one layer to two inputs, with a known kernel; return its two outputs."""
    num_units = kernel.shape[1]
    with tf.Graph().as_default():
        outputs, counts = [], []
        with tf.variable_scope("layer"):
            for inputs in (first, second):
                outputs.append(answer(tf.constant(inputs), num_units))
                require_tensors(outputs[-1])
                counts.append(len(tf.global_variables()))
        if counts[0] != 1:
            raise WrongAnswer(f"after one call there are {counts[0]} variables, not 1.")
        if counts[1] != 1:
            raise WrongAnswer(f"after two calls there are {counts[1]} variables, not 1.")
        (variable,) = tf.global_variables()
        shape, wanted = variable.shape.as_list(), list(kernel.shape)
        if shape != wanted:
            raise WrongAnswer(f"the variable has shape {shape} where {wanted} is wanted.")
        with tf.Session() as session:
            variable.load(kernel, session)
            return session.run(outputs)


def _makes_a_new_variable(inputs, num_units):
    kernel = tf.Variable(tf.ones([int(inputs.shape[1]), num_units]))
    return tf.matmul(inputs, kernel)


def _no_variable(inputs, num_units):
    return tf.matmul(inputs, tf.ones([inputs.shape[1], num_units]))


def _with_a_bias(inputs, num_units):
    with tf.variable_scope("dense", reuse=tf.AUTO_REUSE):
        kernel = tf.get_variable("kernel", [inputs.shape[1], num_units])
        bias = tf.get_variable("bias", [num_units])
    return tf.matmul(inputs, kernel) + bias


def _never_reuses(inputs, num_units):
    kernel = tf.get_variable("kernel", [inputs.shape[1], num_units])
    return tf.matmul(inputs, kernel)


def _reuses_what_is_not_there(inputs, num_units):
    with tf.variable_scope("dense", reuse=True):
        kernel = tf.get_variable("kernel", [inputs.shape[1], num_units])
    return tf.matmul(inputs, kernel)


def _multiplies_from_the_left(inputs, num_units):
    with tf.variable_scope("dense", reuse=tf.AUTO_REUSE):
        kernel = tf.get_variable("kernel", [num_units, inputs.shape[1]])
    return tf.transpose(tf.matmul(kernel, inputs, transpose_b=True))


def _two_products(first, second, kernel):
    return [np.einsum("bi,iu->bu", inputs, kernel) for inputs in (first, second)]


def _normal(*shape):
    return random.normal(size=shape).astype(np.float32)


shared_product = Exercise(
    name="shared_product",
    oracle=_two_products,
    cases=[
        {"first": _normal(2, 3), "second": _normal(2, 3), "kernel": _normal(3, 4)},
        {"first": _normal(1, 5), "second": _normal(1, 5), "kernel": _normal(5, 2)},
    ],
    mistakes=[
        Mistake(
            "a new variable at each call",
            _makes_a_new_variable,
            (
                "How many variables are in the graph after two calls?",
                "`tf.Variable` always makes a new one. Which function looks for one by its name?",
                "`tf.get_variable`, in a scope that allows it to be found again.",
            ),
        ),
        Mistake(
            "there is no variable",
            _no_variable,
            (
                "What could training change in your layer?",
                "`tf.ones` and its like make constants. What keeps a value from run to run?",
            ),
        ),
        Mistake(
            "a bias as well",
            _with_a_bias,
            (
                "Which variables does the exercise ask for?",
                "Only the product is wanted, without a bias.",
            ),
        ),
        Mistake(
            "the second call makes the variable again",
            _never_reuses,
            (
                "Read the error: which variable exists already, and who made it?",
                "`tf.get_variable` refuses to make a name twice unless the scope allows reuse.",
                "`tf.variable_scope` has an argument for this; one value of it fits both calls.",
            ),
        ),
        Mistake(
            "reuse=True before anything exists",
            _reuses_what_is_not_there,
            (
                "Which of the two calls failed, the first or the second?",
                "`reuse=True` only finds variables. Who makes this one?",
                "Look at the table in section 5: which kind of scope never fails?",
            ),
        ),
        Mistake(
            "the kernel lies on its side",
            _multiplies_from_the_left,
            (
                "In which order are the two sizes of a kernel named in this course?",
                "With row vectors, `inputs` stands on the left of the product.",
            ),
        ),
    ],
    minutes=8,
    difficulty=2,
    arguments=("inputs", "num_units"),
    call=_applied_twice,
)

progress = progress_of(yearly_mean, run_by_name, shared_product)
