"""The learner writes a cell that replaces only a part of its state at each time step."""

from functools import partial

import numpy as np

from utils import reference
from utils.checks.cases import normal
from utils.checks.engine import Exercise
from utils.checks.made_cells import run_made_cell, unrolled
from utils.checks.your_own_cell.shared import Cell, mistakes_with_any_cell
from utils.tf1 import tf

random = np.random.default_rng(14)


class _KernelForInputsAlone(Cell):
    has_rows_for_state = False


class _CreatesByVariable(Cell):
    def build(self, input_shape):
        shape = [input_shape[-1] + self.num_units, self.num_units]
        self.kernel = tf.Variable(tf.random_normal(shape), name="kernel")
        self.bias = tf.Variable(tf.zeros([self.num_units]), name="bias")
        self.built = True


class _CreatesInCall(_CreatesByVariable):
    def build(self, input_shape):
        self.built = True

    def call(self, inputs, state):
        super().build(inputs.shape)
        return super().call(inputs, state)


class _OutputAlone(Cell):
    def call(self, inputs, state):
        return super().call(inputs, state)[0]


class _SizesAreMethods(Cell):
    def state_size(self):
        return self.num_units

    output_size = state_size


class _Unprepared(Cell):
    def __init__(self, num_units, step, vectors):
        self.num_units, self.step, self.vectors = num_units, step, vectors


class _WithoutSize(Cell):
    state_size = tf.nn.rnn_cell.RNNCell.state_size


class _StateInSelf(Cell):
    kept = None

    def call(self, inputs, state):
        before = tf.zeros_like(state) if self.kept is None else self.kept
        output, self.kept = super().call(inputs, before)
        return output, self.kept


def _leaky(
    order=1,
    biased=True,
    reads=lambda state, rate: state,
    activation=lambda total, rate: tf.tanh(total),
    after=lambda cell, candidate: candidate,
    mix=lambda old, new, rate: (1 - rate) * old + rate * new,
    returns=lambda old, candidate, new: (new, new),
    cell_class=Cell,
):
    """Make an answer that goes wrong where a setting differs from the default."""

    def answer(num_units, rate):
        def step(cell, inputs, state):
            joined = tf.concat([inputs, reads(state, rate)][::order], axis=1)
            product = tf.matmul(joined, cell.kernel)
            total = product + cell.bias if biased else product
            candidate = after(cell, activation(total, rate))
            return returns(state, candidate, mix(state, candidate, rate))

        return cell_class(num_units, step, {"bias": 0.0})

    return answer


def _oracle(num_units, rate, inputs, state, weights, thorough):
    def step(x, h, kernel, bias):
        h = (1 - rate) * h + rate * reference.rnn_step(x, h, kernel, bias)[0]
        return h, h

    return unrolled(step, inputs, state, weights, thorough)


def _case(rate, thorough, batch_size, num_steps, input_size, num_units):
    return {
        "num_units": num_units,
        "rate": rate,
        "inputs": normal(random, batch_size, num_steps, input_size),
        "state": normal(random, batch_size, num_units, scale=0.5),
        "weights": (
            normal(random, input_size + num_units, num_units, scale=0.5),
            normal(random, num_units, scale=0.5),
        ),
        "thorough": thorough,
    }


leaky_cell = Exercise(
    name="leaky_cell",
    oracle=_oracle,
    cases=[_case(0.3, False, 2, 4, 3, 5), _case(0.8, True, 3, 2, 4, 2)],
    mistakes={
        "rate and 1 - rate are swapped": (
            _leaky(mix=lambda old, new, rate: rate * old + (1 - rate) * new),
            "With a rate of 0, does your state stay the same?",
            "Look at the factors of the old state and of the tanh.",
            "`rate` multiplies the tanh, and 1 - rate multiplies the old state.",
        ),
        "the new state is the tanh alone": (
            _leaky(mix=lambda old, new, rate: new),
            "Does your result depend on `rate`?",
            "Your cell is a `BasicRNNCell`. In the formula, a part of the old state stays.",
        ),
        "the old state is added before the tanh": (
            _leaky(
                activation=lambda total, rate: total,
                mix=lambda old, new, rate: tf.tanh((1 - rate) * old + rate * new),
            ),
            "Is your tanh the last operation?",
            "Look at the parentheses of tanh in the formula.",
            "Apply tanh to the candidate alone, and add the part of the old state afterwards.",
        ),
        **mistakes_with_any_cell(_leaky),
        "the old state is returned": (
            _leaky(returns=lambda old, candidate, new: (new, old)),
            "Your first time step is correct. Does the second begin with the new state?",
            "`call` returns a pair, the output and the *new* state.",
        ),
        "`call` returns the output alone": (
            _leaky(cell_class=_OutputAlone),
            "Does your `call` return two values?",
            "Return a pair, the output and the new state, even if they are the same tensor.",
        ),
        "the variables are created in `call`": (
            _leaky(cell_class=_CreatesInCall),
            "Does your `call` create variables?",
            "`call` runs at every time step, but `build` runs once (section 2).",
            "Create the variables in `build`, with the last number of `input_shape`.",
        ),
        "the variables are created with `tf.Variable`": (
            _leaky(cell_class=_CreatesByVariable),
            "Step by step, your cell is correct. Does it also work in `dynamic_rnn`?",
            "`dynamic_rnn` calls `build` inside its loop. `tf.Variable` fails there.",
            "Use `self.add_weight`, as in `MGUCell`.",
        ),
        "the kernel has no rows for the state": (
            _leaky(cell_class=_KernelForInputsAlone),
            "Does your kernel have `input_size + num_units` rows?",
            "`call` joins inputs and state. The kernel needs a row for each number of both.",
        ),
        "the bias is not used": (
            _leaky(biased=False),
            "Does your `call` use both variables?",
            "The bias is added after the matrix multiplication, inside the tanh.",
        ),
        "tanh is missing": (
            _leaky(activation=lambda total, rate: total),
            "Can your candidate be larger than 1?",
            "Look at the function that the formula applies to $[x_t, h_{t-1}]\\,K + b$.",
        ),
        "a sigmoid is used instead of tanh": (
            _leaky(activation=lambda total, rate: tf.sigmoid(total)),
            "Can your candidate be negative?",
            "This cell has no gate. Look at the activation in the formula.",
        ),
        "the old state is kept whole": (
            _leaky(mix=lambda old, new, rate: old + rate * new),
            "With a rate of 1, does your new state still contain the old state?",
            "The factors of the old state and of the tanh add up to 1.",
        ),
        "the tanh has no factor": (
            _leaky(mix=lambda old, new, rate: (1 - rate) * old + new),
            "With a rate of 0, does your state stay the same?",
            "In the formula, both terms have a factor. Look at the factor of the tanh.",
        ),
        "the output is the candidate": (
            _leaky(returns=lambda old, candidate, new: (candidate, new)),
            "Your state is correct. Is your output the new state?",
            "Return the new state twice.",
        ),
        "the new state is the candidate": (
            _leaky(returns=lambda old, candidate, new: (new, candidate)),
            "Your first output is correct. Does the second time step begin with this output?",
            "Your pair ends with the candidate. The new state is the same as the output.",
        ),
        "the candidate reads only a part of the state": (
            _leaky(reads=lambda state, rate: rate * state),
            "Does your kernel multiply the whole old state?",
            "Only in the MGU, something multiplies the state before the candidate reads it.",
        ),
        "the bias is added after tanh": (
            _leaky(biased=False, after=lambda cell, candidate: candidate + cell.bias),
            "Can your candidate be larger than 1?",
            "Look at the parentheses of tanh in the formula. The bias is inside.",
        ),
        "rate is inside the tanh": (
            _leaky(
                activation=lambda total, rate: tf.tanh(rate * total),
                mix=lambda old, new, rate: (1 - rate) * old + new,
            ),
            "Does `rate` multiply the result of tanh?",
            "In the formula, `rate` is in front of tanh, not inside.",
        ),
        "tanh is applied twice": (
            _leaky(mix=lambda old, new, rate: tf.tanh((1 - rate) * old + rate * new)),
            "Does your cell apply tanh more than once?",
            "The formula applies it to the candidate only. The new state needs no tanh of its own.",
        ),
        "nothing is returned": (
            lambda num_units, rate: None,
            "Does your function return a cell?",
            "After the class, create an object of it and return this object.",
        ),
        "the class is returned, not a cell": (
            lambda num_units, rate: Cell,
            "Does your function return an object of the class?",
            "`MGUCell` is a class, and `MGUCell(6)` is a cell.",
        ),
        "`state_size` is missing": (
            _leaky(cell_class=_WithoutSize),
            "Does your class have all four members?",
            "`zero_state` needs the size of the state. Look at the table in section 1.",
        ),
        "the sizes are methods": (
            _leaky(cell_class=_SizesAreMethods),
            "Is `cell.state_size` a number, without parentheses?",
            "Look at the line above `def state_size` in `MGUCell`.",
        ),
        "`super().__init__()` is missing": (
            _leaky(cell_class=_Unprepared),
            "Does your `__init__` call the `__init__` of `RNNCell`?",
            "Begin your `__init__` with the same line as `MGUCell`.",
        ),
        "the state is kept in the cell": (
            _leaky(cell_class=_StateInSelf),
            "Does your `call` use its argument `state`?",
            "*KeepsGate* in section 3 also keeps a tensor in `self`.",
            "Read the old state from the argument, and return the new one.",
        ),
    },
    minutes=8,
    difficulty=2,
    arguments=("num_units", "rate"),
    call=partial(run_made_cell, begins={"kernel": None, "bias": None}),
    tolerance=1e-5,
    place="(outputs, final state, gradients)",
)
