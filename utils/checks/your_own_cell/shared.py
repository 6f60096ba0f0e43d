"""What exercises of `your_own_cell` share: cells to make mistakes with."""

from utils.tf1 import tf


class Cell(tf.nn.rnn_cell.RNNCell):
    """A cell with a kernel, some vectors, and a step that is given."""

    kernel_start, has_rows_for_state = None, True

    def __init__(self, num_units, step, vectors):
        super().__init__(name="leaky_cell")  # errors quote the name
        self.num_units, self.step, self.vectors = num_units, step, vectors

    state_size = output_size = property(lambda self: self.num_units)

    def build(self, input_shape):
        """Create the kernel and the vectors."""
        rows = input_shape[-1] + self.has_rows_for_state * self.num_units
        shape = [rows, self.num_units]
        self.kernel = self.add_weight("kernel", shape, initializer=self.kernel_start)
        for name, number in self.vectors.items():
            start = tf.constant_initializer(number)
            setattr(self, name, self.add_weight(name, [self.num_units], initializer=start))
        super().build(input_shape)

    def call(self, inputs, state):
        """Compute the step that was given."""
        return self.step(self, inputs, state)


class _BuiltTooSoon(Cell):
    def build(self, input_shape):
        tf.nn.rnn_cell.RNNCell.build(self, input_shape)
        super().build(input_shape)


class _KernelOfZeros(Cell):
    kernel_start = tf.zeros_initializer()


def mistakes_with_any_cell(make):
    """Return the mistakes that do not depend on what the cell computes.

    Arguments:
        make: `order` and `cell_class` -> an answer that makes a cell of this class, and joins
            inputs and state in this order, 1 or -1.
    """
    return {
        "the state comes before the inputs": (
            make(order=-1),
            "Does your kernel multiply the inputs by its first rows?",
            "Look at the order in which `call` joins inputs and state.",
            "The first `input_size` rows belong to the inputs. Join the inputs first.",
        ),
        "`super().build(…)` comes before the variables": (
            make(cell_class=_BuiltTooSoon),
            "Does your `build` create variables after `super().build(…)`?",
            "After this line, the cell counts as built and may not create variables. Put it last.",
        ),
        "the first values of the kernel are all equal": (
            make(cell_class=_KernelOfZeros),
            "Does your kernel begin with random values?",
            "Equal weights give equal gradients, so all units would stay equal.",
            "Without an `initializer`, `add_weight` fills a kernel with random values.",
        ),
    }
