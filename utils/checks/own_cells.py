"""Cells of lesson 14 whose step is given, sound and faulty, and hints that two exercises give."""

from utils.tf1 import tf


class Cell(tf.nn.rnn_cell.RNNCell):
    """A cell with a kernel, some vectors, and a step that is given."""

    kernel_start, has_rows_for_state = None, True

    def __init__(self, num_units, step, vectors):
        super().__init__(name="leaky_cell")  # errors quote the name: so they are as long as yours
        self.num_units, self.step, self.vectors = num_units, step, vectors

    state_size = output_size = property(lambda self: self.num_units)

    def build(self, input_shape):
        """Make the kernel and the vectors."""
        rows = input_shape[-1] + self.has_rows_for_state * self.num_units
        shape = [rows, self.num_units]
        self.kernel = self.add_weight("kernel", shape, initializer=self.kernel_start)
        for name, number in self.vectors.items():
            start = tf.constant_initializer(number)
            setattr(self, name, self.add_weight(name, [self.num_units], initializer=start))
        super().build(input_shape)

    def call(self, inputs, state):
        """Take the step that was given."""
        return self.step(self, inputs, state)


def kernel_sum(cell, inputs, state, order=1):
    """Return the product of the kernel with inputs and state, in this order or the other."""
    return tf.matmul(tf.concat([inputs, state][::order], axis=1), cell.kernel)


class BuiltTooSoon(Cell):
    """Calls itself built, and makes its variables afterwards."""

    def build(self, input_shape):
        """Make the variables, too late."""
        tf.nn.rnn_cell.RNNCell.build(self, input_shape)
        super().build(input_shape)


class KernelOfZeros(Cell):
    """Begins with a kernel of zeros."""

    kernel_start = tf.zeros_initializer()


class KernelForInputsAlone(Cell):
    """Has no rows for the state in its kernel."""

    has_rows_for_state = False


class MadeByTheClassVariable(Cell):
    """Makes its variables by `tf.Variable`."""

    def build(self, input_shape):
        """Make the variables."""
        shape = [input_shape[-1] + self.num_units, self.num_units]
        self.kernel = tf.Variable(tf.random_normal(shape), name="kernel")
        self.bias = tf.Variable(tf.zeros([self.num_units]), name="bias")
        self.built = True


class MadeInCall(Cell):
    """Makes its variables in `call`."""

    def build(self, input_shape):
        """Make nothing."""
        self.built = True

    def call(self, inputs, state):
        """Make the variables, and take the step."""
        shape = [inputs.shape[1] + self.num_units, self.num_units]
        self.kernel = tf.Variable(tf.random_normal(shape), name="kernel")
        self.bias = tf.Variable(tf.zeros([self.num_units]), name="bias")
        return super().call(inputs, state)


class OutputAlone(Cell):
    """Returns its output without a state."""

    def call(self, inputs, state):
        """Take the step, and lose the new state."""
        return super().call(inputs, state)[0]


class SizesAreMethods(Cell):
    """Says its sizes by methods."""

    def state_size(self):
        """Return the number of units."""
        return self.num_units

    output_size = state_size


class Unprepared(Cell):
    """Leaves out `super().__init__()`."""

    def __init__(self, num_units, step, vectors):
        self.num_units, self.step, self.vectors = num_units, step, vectors


class WithoutSize(Cell):
    """Does not say its `state_size`."""

    state_size = tf.nn.rnn_cell.RNNCell.state_size


class StateInSelf(Cell):
    """Keeps its state itself, and begins with zeros."""

    kept = None

    def call(self, inputs, state):
        """Take the step from the state that was kept."""
        output, self.kept = super().call(
            inputs, tf.zeros_like(state) if self.kept is None else self.kept
        )
        return output, self.kept


BUILT_TOO_SOON = (
    "What does `super().build(…)` say of the layer, and what may it do afterwards?",
    "A layer that is built only looks variables up: make them before.",
)

EQUAL_NUMBERS = (
    "If all weights are equal, how do the units ever become different?",
    "Without an `initializer`, `add_weight` fills a kernel at random.",
)
