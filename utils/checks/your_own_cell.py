"""The exercises of lesson 14, and the mistakes that people make in them."""

import numpy as np

from utils import reference
from utils.checks.cells import gradients_of, run_made_cell
from utils.checks.early_stops import each_row, reader, reader_case, reader_oracle, run_reader
from utils.compare import difference
from utils.exercise import Exercise, Mistake, WrongAnswer, progress_of
from utils.tf1 import tf

random = np.random.default_rng(14)


def _normal(*shape, scale=1.0, middle=0.0):
    return random.normal(middle, scale, size=shape).astype(np.float32)


class _Cell(tf.nn.rnn_cell.RNNCell):
    """A cell with a kernel, some vectors, and a step that is given."""

    kernel_start, has_rows_for_state = None, True

    def __init__(self, num_units, step, vectors):
        super().__init__(name="leaky_cell")  # errors quote the name: so they are as long as yours
        self.num_units, self.step, self.vectors = num_units, step, vectors

    state_size = output_size = property(lambda self: self.num_units)

    def build(self, input_shape):
        rows = input_shape[-1] + self.has_rows_for_state * self.num_units
        shape = [rows, self.num_units]
        self.kernel = self.add_weight("kernel", shape, initializer=self.kernel_start)
        for name, number in self.vectors.items():
            start = tf.constant_initializer(number)
            setattr(self, name, self.add_weight(name, [self.num_units], initializer=start))
        super().build(input_shape)

    def call(self, inputs, state):
        return self.step(self, inputs, state)


def _sum(cell, inputs, state, order=1):
    return tf.matmul(tf.concat([inputs, state][::order], axis=1), cell.kernel)


def _leaky(mix, cell_class=_Cell):
    """Make an answer out of `mix(cell, inputs, state, rate)`: its new state, or a pair."""

    def answer(num_units, rate):
        def step(cell, inputs, state):
            result = mix(cell, inputs, state, rate)
            return result if isinstance(result, tuple) else (result, result)

        return cell_class(num_units, step, {"bias": 0.0})

    return answer


def _proposal(cell, inputs, state, order=1):
    return tf.tanh(_sum(cell, inputs, state, order) + cell.bias)


def _right(cell, inputs, state, rate):
    return (1 - rate) * state + rate * _proposal(cell, inputs, state)


class _BuiltTooSoon(_Cell):
    def build(self, input_shape):
        tf.nn.rnn_cell.RNNCell.build(self, input_shape)
        super().build(input_shape)


class _KernelOfZeros(_Cell):
    kernel_start = tf.zeros_initializer()


class _KernelForInputsAlone(_Cell):
    has_rows_for_state = False


class _MadeByTheClassVariable(_Cell):
    def build(self, input_shape):
        shape = [input_shape[-1] + self.num_units, self.num_units]
        self.kernel = tf.Variable(tf.random_normal(shape), name="kernel")
        self.bias = tf.Variable(tf.zeros([self.num_units]), name="bias")
        self.built = True


class _MadeInCall(_Cell):
    def build(self, input_shape):
        self.built = True

    def call(self, inputs, state):
        shape = [inputs.shape[1] + self.num_units, self.num_units]
        self.kernel = tf.Variable(tf.random_normal(shape), name="kernel")
        self.bias = tf.Variable(tf.zeros([self.num_units]), name="bias")
        return super().call(inputs, state)


class _OutputAlone(_Cell):
    def call(self, inputs, state):
        return super().call(inputs, state)[0]


class _SizesAreMethods(_Cell):
    def state_size(self):
        return self.num_units

    output_size = state_size


class _Unprepared(_Cell):
    def __init__(self, num_units, step, vectors):
        self.num_units, self.step, self.vectors = num_units, step, vectors


class _WithoutSize(_Cell):
    state_size = tf.nn.rnn_cell.RNNCell.state_size


class _StateInSelf(_Cell):
    """Keeps its state itself, and begins with zeros."""

    kept = None

    def call(self, inputs, state):
        output, self.kept = super().call(
            inputs, tf.zeros_like(state) if self.kept is None else self.kept
        )
        return output, self.kept


def _run_leaky(answer, num_units, rate, inputs, state, kernel, bias, thorough):
    with tf.Graph().as_default():
        weights = {"kernel": kernel, "bias": bias}
        return run_made_cell(answer(num_units, rate), inputs, state, weights, thorough=thorough)


def _leaky_oracle(num_units, rate, inputs, state, kernel, bias, thorough):
    def step(x, h, kernel, bias):
        h = (1 - rate) * h + rate * reference.rnn_step(x, h, kernel, bias)[0]
        return h, h

    return _unrolled(step, inputs, state, [kernel, bias], thorough)


def _unrolled(step, inputs, state, weights, thorough):
    """Return what `run_made_cell` is to return, by NumPy."""
    weights = [weight.astype(np.float64) for weight in weights]
    outputs, final_state = reference.unroll(lambda x, h: step(x, h, *weights), inputs, state)
    gradients = gradients_of(step, inputs, state, weights) if thorough else []
    return outputs.astype(np.float32), final_state.astype(np.float32), gradients


def _cell_case(setting, batch_size, num_steps, input_size, num_units, scale=0.5):
    name, value = setting
    return {
        "num_units": num_units,
        name: value,
        "inputs": _normal(batch_size, num_steps, input_size),
        "state": _normal(batch_size, num_units, scale=0.5),
        "kernel": _normal(input_size + num_units, num_units, scale=scale),
    }


BUILT_TOO_SOON = (
    "What does `super().build(…)` say of the layer, and what may it do afterwards?",
    "A layer that is built only looks variables up: make them before.",
)
EQUAL_NUMBERS = (
    "If all weights are equal, how do the units ever become different?",
    "Without an `initializer`, `add_weight` fills a kernel at random.",
)

leaky_cell = Exercise(
    name="leaky_cell",
    oracle=_leaky_oracle,
    cases=[
        _cell_case(("rate", rate), *sizes)
        | {"bias": _normal(sizes[-1], scale=0.5), "thorough": thorough}
        for rate, sizes, thorough in ((0.3, (2, 4, 3, 5), False), (0.8, (3, 2, 4, 2), True))
    ],
    mistakes=[
        Mistake(
            "old and new have changed places",
            _leaky(lambda cell, x, h, r: r * h + (1 - r) * _proposal(cell, x, h)),
            (
                "With a rate of 0, should the state move or stay?",
                "`rate` is the part of the way that a step goes: which term does it weigh?",
            ),
        ),
        Mistake(
            "nothing leaks: the new state is the tanh alone",
            _leaky(lambda cell, x, h, r: _proposal(cell, x, h)),
            (
                "Does your result depend on `rate`?",
                "That is a `BasicRNNCell`. A part of the old state stays, unchanged.",
            ),
        ),
        Mistake(
            "the old state is mixed in before the tanh",
            _leaky(lambda cell, x, h, r: tf.tanh((1 - r) * h + r * (_sum(cell, x, h) + cell.bias))),
            (
                "Which part of the formula stands inside the tanh?",
                "What stays of the old state is added outside of it.",
            ),
        ),
        Mistake(
            "the state stands before the inputs",
            _leaky(lambda cell, x, h, r: (1 - r) * h + r * _proposal(cell, x, h, order=-1)),
            (
                "Which rows of the kernel does the input meet?",
                "The first `input_size` rows of the kernel are for the inputs.",
            ),
        ),
        Mistake(
            "the old state is handed on",
            _leaky(lambda cell, x, h, r: (_right(cell, x, h, r), h)),
            (
                "Your first step is right. From which state does the second begin?",
                "`call` returns a pair: the output, and the *new* state.",
            ),
        ),
        Mistake(
            "`call` returns the output alone",
            _leaky(_right, _OutputAlone),
            (
                "How many things does a cell return?",
                "Output and new state are a pair, also where they are the same tensor.",
            ),
        ),
        Mistake(
            "the variables are made in `call`",
            _leaky(_right, _MadeInCall),
            (
                "How often does `call` run, and how often may a variable be made?",
                "`build` runs once, before the first `call`, and is told the shape of the input.",
            ),
        ),
        Mistake(
            "the layer is called built before it has its variables",
            _leaky(_right, _BuiltTooSoon),
            BUILT_TOO_SOON,
        ),
        Mistake(
            "the variables are made by `tf.Variable`",
            _leaky(_right, _MadeByTheClassVariable),
            (
                "By hand your cell is right. Where does `build` run when `dynamic_rnn` calls it?",
                "A first value cannot be computed in a loop's body; a layer's own way avoids that.",
            ),
        ),
        Mistake(
            "the kernel begins with equal numbers", _leaky(_right, _KernelOfZeros), EQUAL_NUMBERS
        ),
        Mistake(
            "the kernel has no rows for the state",
            _leaky(_right, _KernelForInputsAlone),
            (
                "How wide is what the kernel is multiplied by?",
                "`call` joins inputs and state: the kernel has a row for each number of both.",
            ),
        ),
        Mistake(
            "the bias is not used",
            _leaky(lambda cell, x, h, r: (1 - r) * h + r * tf.tanh(_sum(cell, x, h))),
            (
                "Which of your two variables does `call` not use?",
                "The bias is added to the product, inside the tanh.",
            ),
        ),
        Mistake(
            "tanh is missing",
            _leaky(lambda cell, x, h, r: (1 - r) * h + r * (_sum(cell, x, h) + cell.bias)),
            (
                "Between which two numbers should the proposal lie?",
                "Product and bias go through an activation before the old state is mixed in.",
            ),
        ),
        Mistake(
            "a sigmoid stands in place of the tanh",
            _leaky(
                lambda cell, x, h, r: (1 - r) * h + r * tf.sigmoid(_sum(cell, x, h) + cell.bias)
            ),
            (
                "Can your proposal be negative?",
                "There is no gate here: `rate` is a fixed number, and the activation is the tanh.",
            ),
        ),
        Mistake(
            "nothing is taken away from the old state",
            _leaky(lambda cell, x, h, r: h + r * _proposal(cell, x, h)),
            (
                "With a rate of 1, what should be left of the old state?",
                "Of the old state only the part stays that the proposal does not replace.",
            ),
        ),
        Mistake(
            "the output is the proposal",
            _leaky(lambda cell, x, h, r: (_proposal(cell, x, h), _right(cell, x, h, r))),
            (
                "Your state is right. What is the output to be?",
                "Output and new state are the same tensor.",
            ),
        ),
        Mistake(
            "nothing is returned",
            lambda num_units, rate: None,
            (
                "What does your function give back after the class is defined?",
                "A cell is made by calling the class; then it must be returned.",
            ),
        ),
        Mistake(
            "the class is returned, not a cell",
            lambda num_units, rate: _Cell,
            (
                "What does one write after the name of a class to get an object of it?",
                "`MGUCell` is a class, and `MGUCell(6)` is a cell.",
            ),
        ),
        Mistake(
            "`state_size` is missing",
            _leaky(_right, _WithoutSize),
            (
                "Which two sizes does every cell say?",
                "Without it, nobody knows how wide the first state must be.",
            ),
        ),
        Mistake(
            "the sizes are methods",
            _leaky(_right, _SizesAreMethods),
            (
                "What does `cell.state_size` give, without brackets?",
                "A line above the `def` makes a method one that is read like a number.",
            ),
        ),
        Mistake(
            "`super().__init__()` is missing",
            _leaky(_right, _Unprepared),
            (
                "What must happen in a class's `__init__` before its own attributes are set?",
                "`RNNCell` has an `__init__` too, and yours takes its place.",
            ),
        ),
        Mistake(
            "the state is kept in the cell",
            _leaky(_right, _StateInSelf),
            (
                "Where does `call` get the state from?",
                "Does the cell know that a loop drawn once will run it many times?",
                "The old state comes in as an argument, and the new one goes out by `return`.",
            ),
        ),
    ],
    minutes=8,
    difficulty=2,
    arguments=("num_units", "rate"),
    call=_run_leaky,
    tolerance=1e-5,
    place="(outputs, final state, gradients)",
)


def _plain(shapes):
    """Turn named tuples, lists and TensorShapes into tuples."""
    if isinstance(shapes, tf.TensorShape):
        return tuple(shapes.as_list())
    if isinstance(shapes, (tuple, list)):
        return tuple(_plain(part) for part in shapes)
    return shapes


def _shapes_of_zeros(state_size, batch_size):
    with tf.Graph().as_default():
        cell = tf.nn.rnn_cell.BasicRNNCell(1)
        cell_class = type("Cell", (type(cell),), {"state_size": state_size})
        zeros = cell_class(1).zero_state(batch_size, tf.float32)
        return _plain(tf.nest.map_structure(lambda part: part.shape, zeros))


def _is_list_somewhere(state_size, shapes):
    """Say whether a list stands where the state has a tuple; for one shape, a list is as good."""
    return isinstance(state_size, tuple) and (
        isinstance(shapes, list) or any(map(_is_list_somewhere, state_size, shapes))
    )


def _run_shapes(answer, state_size, batch_size):
    shapes = answer(state_size, batch_size)
    plain = _plain(shapes)
    wanted = _shapes_of_zeros(state_size, batch_size)
    if not difference(wanted, plain, 0.0) and _is_list_somewhere(state_size, shapes):
        raise WrongAnswer("the numbers are right, but a list stands where the state has a tuple.")
    return plain


def _nested_lists(state_size, batch_size):
    if isinstance(state_size, int):
        return (batch_size, state_size)
    return [_nested_lists(part, batch_size) for part in state_size]


def _joined(state_size, batch_size):
    if isinstance(state_size, int):
        return (batch_size, state_size)
    return tuple((batch_size, size) for size in tf.nest.flatten(state_size))


def _two_levels(state_size, batch_size):
    if isinstance(state_size, int):
        return (batch_size, state_size)
    return tuple(
        _top_level(part, batch_size) if isinstance(part, tuple) else (batch_size, part)
        for part in state_size
    )


def _plain_tuples_alone(state_size, batch_size):
    if type(state_size) is tuple:
        return tuple(_plain_tuples_alone(part, batch_size) for part in state_size)
    return (batch_size, state_size)


def _shapes(leaf):
    def answer(state_size, batch_size):
        return tf.nest.map_structure(lambda size: leaf(size, batch_size), state_size)

    return answer


def _top_level(state_size, batch_size):
    sizes = state_size if isinstance(state_size, tuple) else (state_size,)
    return tuple((batch_size, size) for size in sizes)


state_shapes = Exercise(
    name="state_shapes",
    oracle=_shapes_of_zeros,
    cases=[
        {"state_size": (3, (4, 1)), "batch_size": 2},
        {"state_size": 5, "batch_size": 3},
        {"state_size": (tf.nn.rnn_cell.LSTMStateTuple(4, 4), (2, (7,)), 6), "batch_size": 5},
    ],
    mistakes=[
        Mistake(
            "the structure is flattened",
            lambda state_size, batch_size: [
                (batch_size, size) for size in tf.nest.flatten(state_size)
            ],
            (
                "How many parts has `(3, (4, 1))`, at its outermost level?",
                "A pair inside a pair stays a pair: `call` will unpack it as such.",
            ),
        ),
        Mistake(
            "only the outermost level is looked at",
            _top_level,
            (
                "What comes out for `(4, 1)` inside of `(3, (4, 1))`?",
                "A part may be a tuple itself, with parts of its own: do with it what you do here.",
            ),
        ),
        Mistake(
            "the parts of all levels stand in one tuple",
            _joined,
            (
                "How many parts has `(3, (4, 1))`, at its outermost level?",
                "A pair inside a pair stays a pair: `call` will unpack it as such.",
            ),
        ),
        Mistake(
            "lists stand for the tuples",
            _nested_lists,
            (
                "Which state of `Misfit` had the right numbers, and was refused?",
                "A state is made of tuples: turn each list into one.",
            ),
        ),
        Mistake(
            "a named tuple is taken for a size",
            _plain_tuples_alone,
            (
                "What is `type(cell.state_size)` for an LSTM?",
                "`isinstance` takes a named tuple for a tuple, too.",
            ),
        ),
        Mistake(
            "only two levels are looked at",
            _two_levels,
            (
                "How deep may tuples lie in tuples?",
                "What you do to the outermost tuple, do to each tuple inside: call yourself.",
            ),
        ),
        Mistake(
            "the batch stands last",
            _shapes(lambda size, batch_size: (size, batch_size)),
            ("What do the rows of a state stand for?", "One row for each sequence of the batch."),
        ),
        Mistake(
            "the batch is missing",
            _shapes(lambda size, batch_size: (size,)),
            (
                "How many axes has the state of a `BasicRNNCell`?",
                "`state_size` does not know the batch; `zero_state` is told.",
            ),
        ),
        Mistake(
            "one tensor for all parts",
            lambda state_size, batch_size: (batch_size, sum(tf.nest.flatten(state_size))),
            (
                "How many tensors has the state of an LSTM?",
                "Each size is a tensor of its own; nothing is joined.",
            ),
        ),
    ],
    minutes=4,
    difficulty=1,
    call=_run_shapes,
)


read_until = Exercise(
    name="read_until",
    oracle=reader_oracle,
    cases=[
        reader_case(330, 3, 8, 3, 2, 0.6),
        reader_case(393, 4, 5, 2, 3, 0.9),  # one row reads to the end
    ],
    mistakes=[
        Mistake(
            "a stopped row's state goes on",
            reader(keep=lambda running, new, old, still: new),
            (
                "What happens to the state of a row that has stopped, while others go on?",
                "The cell computes all rows at every turn; you choose what to keep of it.",
            ),
        ),
        Mistake(
            "a part of the state goes on",
            reader(
                keep=lambda running, new, old, still: type(new)(
                    new[0], tf.where(running, new[1], old[1])
                )
            ),
            (
                "How many parts has the state?",
                "What is kept for one part must be kept for all of them.",
            ),
        ),
        Mistake(
            "the step that decides is not kept",
            reader(keep=lambda running, new, old, still: each_row(still, new, old)),
            (
                "Your counts are right. Has a row's state seen the step that made it stop?",
                "For the state, use the `running` that the turn began with.",
            ),
        ),
        Mistake(
            "the step that decides is not counted",
            reader(counts="after"),
            (
                "A row that is sure at its first step has read how many?",
                "Count the rows that were running when the turn began.",
            ),
        ),
        Mistake(
            "the step that decides is neither kept nor counted",
            reader(keep=lambda running, new, old, still: each_row(still, new, old), counts="after"),
            (
                "Does a row read the step at which it becomes sure?",
                "It stops *after* that step. Which `running` should your turn use?",
            ),
        ),
        Mistake(
            "a row that has stopped can start again",
            reader(goes_on=lambda running, sure: tf.logical_not(sure)),
            (
                "What does your loop do with a row that was sure, and at a later turn is not?",
                "A row goes on only if it was running before, too.",
            ),
        ),
        Mistake(
            "the first row that stops stops them all",
            reader(left=tf.reduce_all),
            (
                "How many rows must be running for another turn?",
                "`reduce_all` asks whether every row is running.",
            ),
        ),
        Mistake(
            "the loop goes on with nobody left",
            reader(left=lambda running: tf.constant(True)),
            (
                "Your answer is right. When could the loop have ended?",
                "The condition may ask two things: are there steps, and are there rows?",
            ),
        ),
        Mistake(
            "the loop runs past the last step",
            reader(bound=lambda left, more_steps: left),
            (
                "What about a row that is never sure?",
                "The condition may ask two things: are there steps, and are there rows?",
            ),
        ),
        Mistake(
            "one of the two conditions is enough",
            reader(bound=tf.logical_or),
            (
                "What must have run out for the loop to end: steps and rows, or one of them?",
                "For another turn there must be a step, and a row to read it.",
            ),
        ),
        Mistake(
            "the state is asked, not the output",
            reader(asked=lambda output, new: new[1][:, 0]),
            (
                "A cell returns a pair. Of which of the two does the exercise speak?",
                "The output of a cell need not be a part of its state; here it is not.",
            ),
        ),
        Mistake(
            "any unit may be sure",
            reader(asked=lambda output, new: tf.reduce_max(output, axis=1)),
            (
                "Which unit of the output decides?",
                "Only unit 0 is asked; what the others say does not count.",
            ),
        ),
        Mistake(
            "the given state is not used",
            reader(begin=lambda cell, state: tf.nest.map_structure(tf.zeros_like, state)),
            (
                "With which state does your loop begin?",
                "`state` is an argument: zeros would forget what was read before.",
            ),
        ),
        Mistake(
            "each row gets the number of turns",
            reader(counts="turns"),
            (
                "Do all your rows have the same count?",
                "A row that has stopped is counted no further: each needs a count of its own.",
            ),
        ),
        Mistake(
            "old and new have changed places",
            reader(keep=lambda running, new, old, still: each_row(running, old, new)),
            (
                "Which rows take the second argument of `tf.where`, and which the third?",
                "Where the condition is true, it takes the second argument.",
            ),
        ),
    ],
    minutes=10,
    difficulty=3,
    arguments=("cell", "inputs", "state", "threshold"),
    call=run_reader,
    tolerance=1e-5,
)


def _run_layer_norm(answer, num_units, epsilon, inputs, state, kernel, gain, bias, thorough):
    with tf.Graph().as_default():
        weights = {"kernel": kernel, "gain": gain, "bias": bias}
        begins = {"gain": 1, "bias": 0}
        cell = answer(num_units, epsilon)
        return run_made_cell(cell, inputs, state, weights, begins, thorough)


def _layer_norm_oracle(num_units, epsilon, inputs, state, kernel, gain, bias, thorough):
    def step(x, h, kernel, gain, bias):
        rows = []
        for a in np.hstack([x, h]) @ kernel:
            away = a - a.sum() / num_units
            rows.append(away / (away @ away / num_units + epsilon) ** 0.5 * gain + bias)
        return (np.tanh(rows),) * 2

    return _unrolled(step, inputs, state, [kernel, gain, bias], thorough)


def _normalised(a, epsilon, axes=(1,), power=0.5, stop=tf.identity, keep=True):
    moments = tf.nn.moments(a, axes=list(axes), keep_dims=keep)
    mean, variance = (stop(part) for part in moments)
    return (a - mean) / (variance + epsilon) ** power


def _layer_norm(formula, gain=1.0, cell_class=_Cell):
    """Make an answer out of `formula(cell, inputs, state, epsilon)`, its new state."""

    def answer(num_units, epsilon):
        def step(cell, inputs, state):
            new_state = formula(cell, inputs, state, epsilon)
            return new_state, new_state

        return cell_class(num_units, step, {"gain": gain, "bias": 0.0})

    return answer


def _scaled(**settings):
    def formula(cell, inputs, state, epsilon):
        a = _sum(cell, inputs, state)
        return tf.tanh(_normalised(a, epsilon, **settings) * cell.gain + cell.bias)

    return formula


def _inputs_normalised(cell, inputs, state, epsilon):
    joined = _normalised(tf.concat([inputs, state], axis=1), epsilon)
    return tf.tanh(tf.matmul(joined, cell.kernel) * cell.gain + cell.bias)


def _epsilon_outside(cell, inputs, state, epsilon):
    a = _sum(cell, inputs, state)
    mean, variance = tf.nn.moments(a, axes=[1], keep_dims=True)
    return tf.tanh((a - mean) / (tf.sqrt(variance) + epsilon) * cell.gain + cell.bias)


def _not_centred(cell, inputs, state, epsilon):
    a = _sum(cell, inputs, state)
    _, variance = tf.nn.moments(a, axes=[1], keep_dims=True)
    return tf.tanh(a / tf.sqrt(variance + epsilon) * cell.gain + cell.bias)


def _layer_norm_case(epsilon, thorough, *sizes):
    num_units = sizes[-1]
    return _cell_case(("epsilon", epsilon), *sizes) | {
        "gain": _normal(num_units, scale=0.3, middle=1.0),
        "bias": _normal(num_units, scale=0.3),
        "thorough": thorough,
    }


layer_norm_cell = Exercise(
    name="layer_norm_cell",
    oracle=_layer_norm_oracle,
    cases=[_layer_norm_case(0.01, False, 3, 4, 2, 5), _layer_norm_case(0.2, True, 2, 3, 4, 3)],
    mistakes=[
        Mistake(
            "mean and variance are taken over the batch",
            _layer_norm(_scaled(axes=(0,))),
            (
                "Would a row of your batch come out the same alone?",
                "Which axis of `[batch, num_units]` counts the units?",
            ),
        ),
        Mistake(
            "it is divided by the variance, not by its root",
            _layer_norm(_scaled(power=1.0)),
            (
                "What is the variance of your rows afterwards?",
                "Look at what stands under the line of the fraction.",
            ),
        ),
        Mistake(
            "the root is taken before epsilon is added",
            _layer_norm(_epsilon_outside),
            ("What stands under the root?", "$\\epsilon$ is added to the variance itself."),
        ),
        Mistake(
            "epsilon is not the one that is given",
            _layer_norm(
                lambda cell, x, h, epsilon: tf.tanh(
                    _normalised(_sum(cell, x, h), 1e-5) * cell.gain + cell.bias
                )
            ),
            (
                "Does your result depend on `epsilon`?",
                "The check gives other values than the lesson's 1e-5.",
            ),
        ),
        Mistake(
            "the tanh comes first",
            _layer_norm(
                lambda cell, x, h, epsilon: (
                    _normalised(tf.tanh(_sum(cell, x, h)), epsilon) * cell.gain + cell.bias
                )
            ),
            (
                "Can your output be larger than 1?",
                "What is normalised is what goes *into* the tanh.",
            ),
        ),
        Mistake(
            "input and state are normalised, not their products",
            _layer_norm(_inputs_normalised),
            (
                "Does your result change when all weights are twice as large?",
                "First multiply by the kernel, then normalise.",
            ),
        ),
        Mistake(
            "the gain is not used",
            _layer_norm(
                lambda cell, x, h, epsilon: tf.tanh(
                    _normalised(_sum(cell, x, h), epsilon) + cell.bias
                )
            ),
            (
                "Which of your three variables does `call` not use?",
                "The gain multiplies what was normalised, before the bias is added.",
            ),
        ),
        Mistake(
            "tanh is missing",
            _layer_norm(
                lambda cell, x, h, epsilon: (
                    _normalised(_sum(cell, x, h), epsilon) * cell.gain + cell.bias
                )
            ),
            (
                "Can a state of this cell be larger than 1?",
                "What is normalised goes into an activation, as in `BasicRNNCell`.",
            ),
        ),
        Mistake(
            "the bias is added before normalising",
            _layer_norm(
                lambda cell, x, h, epsilon: tf.tanh(
                    _normalised(_sum(cell, x, h) + cell.bias, epsilon) * cell.gain
                )
            ),
            (
                "Where in the formula does the bias stand?",
                "It comes after the gain: what is normalised has no bias.",
            ),
        ),
        Mistake(
            "mean and variance are taken over all rows and units",
            _layer_norm(_scaled(axes=(0, 1))),
            (
                "How many means does a batch of three rows have in your cell?",
                "Each row has a mean of its own: which axis must be left out?",
            ),
        ),
        Mistake(
            "epsilon is left out",
            _layer_norm(lambda cell, x, h, epsilon: _scaled()(cell, x, h, 0.0)),
            (
                "Does your result depend on `epsilon`?",
                "It is added to the variance, under the root.",
            ),
        ),
        Mistake(
            "the mean is not subtracted",
            _layer_norm(_not_centred),
            (
                "What is the mean of your rows before gain and bias?",
                "Look at what stands above the line of the fraction.",
            ),
        ),
        Mistake(
            "mean and variance have lost their axis",
            _layer_norm(_scaled(keep=False)),
            (
                "Which shapes have the sums, and which has their mean?",
                "A mean `[batch]` does not fit `[batch, num_units]`: it must keep an axis of 1.",
            ),
        ),
        Mistake(
            "the gain multiplies the bias too",
            _layer_norm(
                lambda cell, x, h, epsilon: tf.tanh(
                    (_normalised(_sum(cell, x, h), epsilon) + cell.bias) * cell.gain
                )
            ),
            (
                "What does the gain multiply in the formula?",
                "The bias is added last, after the gain.",
            ),
        ),
        Mistake(
            "the bias is not used",
            _layer_norm(
                lambda cell, x, h, epsilon: tf.tanh(
                    _normalised(_sum(cell, x, h), epsilon) * cell.gain
                )
            ),
            (
                "Which of your three variables does `call` not use?",
                "The bias is added last, after the gain.",
            ),
        ),
        Mistake(
            "the gain comes before normalising",
            _layer_norm(
                lambda cell, x, h, epsilon: tf.tanh(
                    _normalised(_sum(cell, x, h) * cell.gain, epsilon) + cell.bias
                )
            ),
            (
                "Of what do you take mean and variance?",
                "They are those of the product alone; gain and bias come after.",
            ),
        ),
        Mistake(
            "the state stands before the inputs",
            _layer_norm(
                lambda cell, x, h, epsilon: tf.tanh(
                    _normalised(_sum(cell, x, h, order=-1), epsilon) * cell.gain + cell.bias
                )
            ),
            (
                "Which rows of the kernel does the input meet?",
                "The first `input_size` rows of the kernel are for the inputs.",
            ),
        ),
        Mistake(
            "the layer is called built before it has its variables",
            _layer_norm(_scaled(), cell_class=_BuiltTooSoon),
            BUILT_TOO_SOON,
        ),
        Mistake(
            "the kernel begins with equal numbers",
            _layer_norm(_scaled(), cell_class=_KernelOfZeros),
            EQUAL_NUMBERS,
        ),
        Mistake(
            "mean and variance are constants to the gradient",
            _layer_norm(_scaled(stop=tf.stop_gradient)),
            (
                "Your values are right. What does a weight change, besides its own sum?",
                "Mean and variance depend on the kernel too: let the gradient through.",
            ),
        ),
        Mistake(
            "the gain does not begin as ones",
            _layer_norm(_scaled(), gain=0.0),
            (
                "With what does `add_weight` fill a variable if you do not say it?",
                "A gain multiplies: with which number does it change nothing?",
            ),
        ),
    ],
    minutes=8,
    difficulty=3,
    arguments=("num_units", "epsilon"),
    call=_run_layer_norm,
    tolerance=1e-5,
    place="(outputs, final state, gradients)",
)

progress = progress_of(leaky_cell, state_shapes, read_until, layer_norm_cell)
