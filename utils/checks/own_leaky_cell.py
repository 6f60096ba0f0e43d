"""What people get wrong in leaky_cell (lesson 14, a cell that leaks)."""

from utils.checks.own_cells import (
    BUILT_TOO_SOON,
    EQUAL_NUMBERS,
    BuiltTooSoon,
    Cell,
    KernelForInputsAlone,
    KernelOfZeros,
    MadeByTheClassVariable,
    MadeInCall,
    OutputAlone,
    SizesAreMethods,
    StateInSelf,
    Unprepared,
    WithoutSize,
    kernel_sum,
)
from utils.exercise import Mistake
from utils.tf1 import tf


def _leaky(mix, cell_class=Cell):
    """Make an answer out of `mix(cell, inputs, state, rate)`: its new state, or a pair."""

    def answer(num_units, rate):
        def step(cell, inputs, state):
            result = mix(cell, inputs, state, rate)
            return result if isinstance(result, tuple) else (result, result)

        return cell_class(num_units, step, {"bias": 0.0})

    return answer


def _proposal(cell, inputs, state, order=1):
    return tf.tanh(kernel_sum(cell, inputs, state, order) + cell.bias)


def _right(cell, inputs, state, rate):
    return (1 - rate) * state + rate * _proposal(cell, inputs, state)


LEAKY_CELL = [
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
        _leaky(
            lambda cell, x, h, r: tf.tanh((1 - r) * h + r * (kernel_sum(cell, x, h) + cell.bias))
        ),
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
        _leaky(_right, OutputAlone),
        (
            "How many things does a cell return?",
            "Output and new state are a pair, also where they are the same tensor.",
        ),
    ),
    Mistake(
        "the variables are made in `call`",
        _leaky(_right, MadeInCall),
        (
            "How often does `call` run, and how often may a variable be made?",
            "`build` runs once, before the first `call`, and is told the shape of the input.",
        ),
    ),
    Mistake(
        "the layer is called built before it has its variables",
        _leaky(_right, BuiltTooSoon),
        BUILT_TOO_SOON,
    ),
    Mistake(
        "the variables are made by `tf.Variable`",
        _leaky(_right, MadeByTheClassVariable),
        (
            "By hand your cell is right. Where does `build` run when `dynamic_rnn` calls it?",
            "A first value cannot be computed in a loop's body; a layer's own way avoids that.",
        ),
    ),
    Mistake("the kernel begins with equal numbers", _leaky(_right, KernelOfZeros), EQUAL_NUMBERS),
    Mistake(
        "the kernel has no rows for the state",
        _leaky(_right, KernelForInputsAlone),
        (
            "How wide is what the kernel is multiplied by?",
            "`call` joins inputs and state: the kernel has a row for each number of both.",
        ),
    ),
    Mistake(
        "the bias is not used",
        _leaky(lambda cell, x, h, r: (1 - r) * h + r * tf.tanh(kernel_sum(cell, x, h))),
        (
            "Which of your two variables does `call` not use?",
            "The bias is added to the product, inside the tanh.",
        ),
    ),
    Mistake(
        "tanh is missing",
        _leaky(lambda cell, x, h, r: (1 - r) * h + r * (kernel_sum(cell, x, h) + cell.bias)),
        (
            "Between which two numbers should the proposal lie?",
            "Product and bias go through an activation before the old state is mixed in.",
        ),
    ),
    Mistake(
        "a sigmoid stands in place of the tanh",
        _leaky(
            lambda cell, x, h, r: (1 - r) * h + r * tf.sigmoid(kernel_sum(cell, x, h) + cell.bias)
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
        lambda num_units, rate: Cell,
        (
            "What does one write after the name of a class to get an object of it?",
            "`MGUCell` is a class, and `MGUCell(6)` is a cell.",
        ),
    ),
    Mistake(
        "`state_size` is missing",
        _leaky(_right, WithoutSize),
        (
            "Which two sizes does every cell say?",
            "Without it, nobody knows how wide the first state must be.",
        ),
    ),
    Mistake(
        "the sizes are methods",
        _leaky(_right, SizesAreMethods),
        (
            "What does `cell.state_size` give, without brackets?",
            "A line above the `def` makes a method one that is read like a number.",
        ),
    ),
    Mistake(
        "`super().__init__()` is missing",
        _leaky(_right, Unprepared),
        (
            "What must happen in a class's `__init__` before its own attributes are set?",
            "`RNNCell` has an `__init__` too, and yours takes its place.",
        ),
    ),
    Mistake(
        "the state is kept in the cell",
        _leaky(_right, StateInSelf),
        (
            "Where does `call` get the state from?",
            "Does the cell know that a loop drawn once will run it many times?",
            "The old state comes in as an argument, and the new one goes out by `return`.",
        ),
    ),
]
