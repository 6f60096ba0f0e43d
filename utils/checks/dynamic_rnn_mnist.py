"""The exercises of lesson 07, and the mistakes that people make in them."""

import numpy as np

from utils import reference
from utils.checks.in_graph import in_graph, require_tensors
from utils.exercise import Exercise, Mistake, WrongAnswer, progress_of
from utils.tf1 import tf

random = np.random.default_rng(7)


def _normal(*shape, scale=1.0):
    return random.normal(scale=scale, size=shape).astype(np.float32)


def _columns(images, dtype=np.float32):
    return np.stack([images[:, :, column] for column in range(images.shape[2])], axis=1).astype(
        dtype
    )


columns_as_steps = Exercise(
    name="columns_as_steps",
    oracle=lambda images: _columns(images) / np.float32(255),
    cases=[
        {"images": random.integers(1, 256, size=shape).astype(np.uint8)}
        for shape in ((3, 5, 7), (2, 6, 4), (1, 4, 9))
    ],
    mistakes=[
        Mistake(
            "the pixels are dealt out anew by reshape",
            lambda images: (
                images.reshape(len(images), images.shape[2], images.shape[1]).astype(np.float32)
                / np.float32(255)
            ),
            (
                "Is your first step the left edge of the digit?",
                "`reshape` keeps the order in which the pixels lie, and only counts them out anew.",
                "Two axes must change places, and with them the pixels.",
            ),
        ),
        Mistake(
            "the rows are the steps",
            lambda images: images.astype(np.float32) / np.float32(255),
            (
                "Which axis of your result counts the columns of the image?",
                "The axes of an image are rows, then columns; the steps are to come first.",
            ),
        ),
        Mistake(
            "the batch changes places too",
            lambda images: images.T.astype(np.float32) / np.float32(255),
            (
                "How many sequences has your batch?",
                "`.T` turns the order of all axes round. The first must stay where it is.",
            ),
        ),
        Mistake(
            "the digit is read from the right",
            lambda images: _columns(images)[:, ::-1] / np.float32(255),
            (
                "Which column of the image is your step 0?",
                "The first column is at the left edge.",
            ),
        ),
        Mistake(
            "the pixels still go up to 255",
            _columns,
            (
                "How large is the largest number in your result?",
                "The background is to be 0, and full ink 1.",
            ),
        ),
        Mistake(
            "the pixels are still bytes",
            lambda images: _columns(images, np.uint8),
            (
                "Which dtype has your result, and how large is its largest number?",
                "A network wants floats from 0 to 1, of the dtype that the docstring names.",
            ),
        ),
        Mistake(
            "whole numbers are divided by `//`",
            lambda images: _columns(images, np.uint8) // 255,
            (
                "Which values occur in your result?",
                "`//` divides whole numbers, and nearly every grey becomes 0.",
            ),
        ),
        Mistake(
            "the division drops the fraction",
            lambda images: (_columns(images, np.uint8) // 255).astype(np.float32),
            (
                "Which values occur in your result?",
                "`//` divides whole numbers, and nearly every grey becomes 0.",
            ),
        ),
        Mistake(
            "the result is float64",
            lambda images: _columns(images, np.float64) / 255,
            (
                "Which dtype has your result?",
                "Bytes divided by a number of Python's are float64, twice as large as is wanted.",
            ),
        ),
    ],
    minutes=5,
    difficulty=1,
)


def _last_output_oracle(outputs, time_major):
    steps = outputs if time_major else outputs.swapaxes(0, 1)
    *_, last = steps
    return last


last_output = Exercise(
    name="last_output",
    oracle=_last_output_oracle,
    cases=[
        {"outputs": _normal(*shape), "time_major": time_major}
        for shape, time_major in (((3, 5, 4), False), ((5, 3, 4), True), ((1, 6, 5), False))
    ],
    mistakes=[
        Mistake(
            "the last example is taken, whatever the order of the axes",
            lambda outputs, time_major: outputs[-1],
            (
                "What does the first axis count, batch-major?",
                "One index works on the first axis: in a batch-major tensor that is the example.",
            ),
        ),
        Mistake(
            "the second axis is always taken for the steps",
            lambda outputs, time_major: outputs[:, -1],
            (
                "Does your result depend on `time_major`?",
                "Time-major, the second axis counts the examples.",
            ),
        ),
        Mistake(
            "the two orders are exchanged",
            lambda outputs, time_major: outputs[:, -1] if time_major else outputs[-1],
            (
                "Which comes first when `time_major` is True?",
                "Time-major is `[num_steps, batch, num_units]`.",
            ),
        ),
        Mistake(
            "the first step is taken",
            lambda outputs, time_major: outputs[0] if time_major else outputs[:, 0],
            (
                "How much of the digit has the step seen that you took?",
                "Indices count from 0, and from the end with a minus.",
            ),
        ),
        Mistake(
            "the axis of the steps is kept",
            lambda outputs, time_major: outputs[-1:] if time_major else outputs[:, -1:],
            (
                "How many axes has your result?",
                "A slice, with its colon, keeps the axis; an index takes it away.",
            ),
        ),
        Mistake(
            "a batch of one is squeezed away",
            lambda outputs, time_major: tf.squeeze(outputs[-1:] if time_major else outputs[:, -1:]),
            (
                "What does `tf.squeeze` do to a batch of one?",
                "Without an axis, it removes every axis of length one.",
            ),
        ),
        Mistake(
            "the last unit is taken",
            lambda outputs, time_major: outputs[:, :, -1],
            (
                "What does the last axis count?",
                "The last axis holds the units, in either order, and all of them are wanted.",
            ),
        ),
        Mistake(
            "the outputs of all steps are averaged",
            lambda outputs, time_major: tf.reduce_mean(outputs, axis=0 if time_major else 1),
            (
                "How many steps go into your result?",
                "One step alone has seen everything.",
            ),
        ),
        Mistake(
            "the number of steps is that of the digits",
            lambda outputs, time_major: outputs[27] if time_major else outputs[:, 27],
            (
                "How many steps has the sequence that failed?",
                "A digit has 28 rows. Count from the end, and it works for any length.",
            ),
        ),
    ],
    minutes=4,
    difficulty=1,
    call=in_graph,
)


def _read_two_batches(answer, first, second, c, h, kernel, bias):
    """Let an answer draw its graph once, and run it on two batches of different sizes."""
    with tf.Graph().as_default(), tf.Session() as session:
        inputs = tf.placeholder(tf.float32, [None, *first.shape[1:]])
        cell = tf.nn.rnn_cell.BasicLSTMCell(len(c))
        cell.build((None, first.shape[2]))
        count = len(tf.global_variables())
        returned = answer(cell, inputs, tf.constant(c), tf.constant(h))
        if isinstance(returned, (tuple, list)):
            raise WrongAnswer(
                f"it returned {len(returned)} values: h after the last step alone is wanted."
            )
        require_tensors(returned)
        made = len(tf.global_variables()) - count
        if made:
            raise WrongAnswer(f"it made {made} new variables: run the cell that it was given.")
        for variable, value in zip(cell.variables, (kernel, bias), strict=True):
            variable.load(value, session)
        return [session.run(returned, {inputs: batch}) for batch in (first, second)]


def _read_oracle(first, second, c, h, kernel, bias):
    def step(inputs, state):
        return reference.lstm_step(inputs, state, kernel, bias)

    states = []
    for batch in (first, second):
        state = tuple(np.stack([part] * len(batch)) for part in (c, h))
        _, (_, last_h) = reference.unroll(step, batch, state)
        states.append(last_h)
    return states


def _state_of(inputs, c, h):
    size = tf.shape(inputs)[0]
    return tf.nn.rnn_cell.LSTMStateTuple(*(tf.tile(part[tf.newaxis], [size, 1]) for part in (c, h)))


def _reads(take, state_of=_state_of):
    """Make an answer out of the state that it starts from, and of what it takes at the end."""

    def answer(cell, inputs, c, h):
        outputs, final_state = tf.nn.dynamic_rnn(cell, inputs, initial_state=state_of(inputs, c, h))
        return take(outputs, final_state)

    return answer


def _last_h(outputs, final_state):
    return final_state.h


def _of_fixed_size(inputs, c, h):
    return tf.nn.rnn_cell.LSTMStateTuple(*(tf.tile(part[tf.newaxis], [3, 1]) for part in (c, h)))


def _of_static_size(inputs, c, h):
    size = inputs.shape[0]
    return tf.nn.rnn_cell.LSTMStateTuple(*(tf.tile(part[tf.newaxis], [size, 1]) for part in (c, h)))


def _of_one_row(inputs, c, h):
    return tf.nn.rnn_cell.LSTMStateTuple(c[tf.newaxis], h[tf.newaxis])


def _batches_case(sizes, num_steps, input_size, num_units):
    first, second = (_normal(size, num_steps, input_size) for size in sizes)
    return {
        "first": first,
        "second": second,
        "c": _normal(num_units, scale=0.8),
        "h": _normal(num_units, scale=0.5),
        "kernel": _normal(input_size + num_units, 4 * num_units, scale=0.4),
        "bias": _normal(4 * num_units, scale=0.3),
    }


read_from = Exercise(
    name="read_from",
    oracle=_read_oracle,
    cases=[_batches_case((3, 2), 4, 5, 6), _batches_case((3, 1), 2, 4, 3)],
    mistakes=[
        Mistake(
            "the batch size is baked in",
            _reads(_last_h, _of_fixed_size),
            (
                "The same graph is run on a batch of another size. Which number in it is fixed?",
                "The batch size is known when the graph runs: it must come out of a tensor.",
                "`tf.shape(inputs)` is a tensor, `inputs.shape` is not.",
            ),
        ),
        Mistake(
            "the batch size is read while the graph is drawn",
            _reads(_last_h, _of_static_size),
            (
                "What is `inputs.shape[0]` when a placeholder is `[None, num_steps, size]`?",
                "While the graph is drawn the size is unknown. `tf.shape` asks when it runs.",
            ),
        ),
        Mistake(
            "the state has one row for the whole batch",
            _reads(_last_h, _of_one_row),
            (
                "What shape has the state of a batch of three?",
                "Each example needs a row of its own, although all rows are alike.",
            ),
        ),
        Mistake(
            "c and h are given without a batch",
            _reads(_last_h, lambda inputs, c, h: tf.nn.rnn_cell.LSTMStateTuple(c, h)),
            (
                "What shape has `c`, and what shape has the state of a batch?",
                "A state is `[batch, num_units]`: a row for each example.",
            ),
        ),
        Mistake(
            "the reading begins with zeros",
            lambda cell, inputs, c, h: tf.nn.dynamic_rnn(cell, inputs, dtype=tf.float32)[1].h,
            (
                "Does your result depend on `c` and `h`?",
                "`dynamic_rnn` starts from zeros unless it is given an `initial_state`.",
            ),
        ),
        Mistake(
            "the state is a plain tuple",
            _reads(_last_h, lambda inputs, c, h: tuple(_state_of(inputs, c, h))),
            (
                "Of which type is the state that `cell.zero_state` makes?",
                "A cell takes a plain tuple, `dynamic_rnn` insists on `LSTMStateTuple`.",
            ),
        ),
        Mistake(
            "c and h are exchanged at the start",
            _reads(_last_h, lambda inputs, c, h: _state_of(inputs, h, c)),
            (
                "Which of the two stands first in the state of an LSTM?",
                "The tuple is `(c, h)`.",
            ),
        ),
        Mistake(
            "c is returned",
            _reads(lambda outputs, final_state: final_state.c),
            (
                "Which part of the state does a cell show to the layer above?",
                "`final_state[0]` is c.",
            ),
        ),
        Mistake(
            "the last example's outputs are returned",
            _reads(lambda outputs, final_state: outputs[-1]),
            (
                "What does the first axis of the outputs count?",
                "One index takes an example. The step's axis is the second.",
            ),
        ),
        Mistake(
            "all outputs are returned",
            _reads(lambda outputs, final_state: outputs),
            (
                "How many axes has your result?",
                "What is wanted is the state after the last step alone.",
            ),
        ),
    ],
    minutes=9,
    difficulty=3,
    tolerance=1e-5,
    call=_read_two_batches,
    arguments=("cell", "inputs", "c", "h"),
    place="the result for batch",
)


def _count(labels, guesses, num_classes):
    classes = range(num_classes)
    return np.array(
        [[int(((labels == row) & (guesses == col)).sum()) for col in classes] for row in classes]
    )


def _each_pair_once(labels, guesses, num_classes):
    matrix = np.zeros((num_classes, num_classes), int)
    matrix[labels, guesses] += 1
    return matrix


def _bytes_run_over(labels, guesses, num_classes):
    places = (labels * np.uint8(num_classes)).astype(int) + guesses
    return np.bincount(places, minlength=num_classes**2).reshape(num_classes, num_classes)


def _guesses_case(count, used, num_classes):
    labels = random.integers(0, used, size=count)
    guesses = np.where(random.uniform(size=count) < 0.6, labels, random.integers(0, used, count))
    return {
        "labels": labels.astype(np.uint8),
        "guesses": guesses.astype(np.int64),
        "num_classes": num_classes,
    }


def _of_any_integers(answer, *values):
    """A matrix of whole numbers, whatever their size in bytes."""
    matrix = answer(*values)
    counted = isinstance(matrix, np.ndarray) and matrix.dtype.kind in "iu"
    return matrix.astype(int) if counted else matrix


confusion_matrix = Exercise(
    name="confusion_matrix",
    call=_of_any_integers,
    arguments=("labels", "guesses", "num_classes"),
    oracle=_count,
    cases=[
        # The last classes do not occur, and 19 times 20 is more than a byte holds.
        _guesses_case(count, used, num_classes)
        for count, used, num_classes in ((40, 4, 6), (200, 19, 20), (300, 9, 10))
    ],
    mistakes=[
        Mistake(
            "rows and columns are exchanged",
            lambda labels, guesses, num_classes: _count(guesses, labels, num_classes),
            (
                "What does row 0 of your matrix add up to: the labels 0, or the guesses 0?",
                "A row belongs to a label.",
            ),
        ),
        Mistake(
            "the counts are floats",
            lambda labels, guesses, num_classes: _count(labels, guesses, num_classes).astype(float),
            (
                "Which dtype does `np.zeros` give when you name none?",
                "Counts are whole numbers: say so when you make the matrix.",
            ),
        ),
        Mistake(
            "each pair is counted once",
            _each_pair_once,
            (
                "What is the largest number in your matrix?",
                "`matrix[labels, guesses] += 1` adds one to a place, however often it is named.",
                "NumPy has a function that adds again and again: see `np.add.at`.",
            ),
        ),
        Mistake(
            "the classes that do not occur are missing",
            lambda labels, guesses, num_classes: _count(labels, guesses, int(labels.max()) + 1),
            (
                "What shape has your matrix, and how many classes are there?",
                "A class has its row and its column whether it occurs or not.",
            ),
        ),
        Mistake(
            "each row is divided by its sum",
            lambda labels, guesses, num_classes: (
                _count(labels, guesses, num_classes)
                / np.maximum(_count(labels, guesses, num_classes).sum(1, keepdims=True), 1)
            ),
            (
                "What do the numbers of your matrix add up to?",
                "Counts are wanted, not shares.",
            ),
        ),
        Mistake(
            "only the wrong guesses are counted",
            lambda labels, guesses, num_classes: _count(
                labels[labels != guesses], guesses[labels != guesses], num_classes
            ),
            (
                "What stands on the diagonal of your matrix?",
                "The right guesses are counted too.",
            ),
        ),
        Mistake(
            "the bytes run over",
            _bytes_run_over,
            (
                "Which dtype have the labels, and how far does it count?",
                "A label here is a byte, up to 255. Where is it multiplied?",
            ),
        ),
    ],
    minutes=7,
    difficulty=2,
)

progress = progress_of(columns_as_steps, last_output, read_from, confusion_matrix)
