"""The cells of `tf.nn.rnn_cell`, which take their old arguments too, and old helpers beside them.

A state of an LSTM that comes as one tensor, [batch, 2 * num_units], is taken as such: up to 0.10
that was how it came.
"""

import copy

import numpy as np

from utils.revive.notes import note, note_name
from utils.revive.reading.era import Era
from utils.revive.rnn_cells.cell_wrappers import DeviceWrapper as DeviceWrapper
from utils.revive.rnn_cells.cell_wrappers import EmbeddingWrapper as EmbeddingWrapper
from utils.revive.rnn_cells.cell_wrappers import InputProjectionWrapper as InputProjectionWrapper
from utils.revive.rnn_cells.cell_wrappers import OutputProjectionWrapper as OutputProjectionWrapper
from utils.tf1 import tf

rnn_cell = tf.nn.rnn_cell
OF_THE_GRAPH = ("_current_scope", "rnncell_scope", "_inbound_nodes_value", "_outbound_nodes_value")
KERAS_COPY = rnn_cell.RNNCell.__deepcopy__
EACH_SCOPE = "Up to 1.0 a cell had variables of its own in each scope where it was called."
ONE_TENSOR = "Up to 0.10 the state of an LSTM was one tensor; pass state_is_tuple=False."


def _without_input_size(name, arguments, settings, place):
    """The arguments of a cell without `input_size`, which came at this place of those by position.

    From 1.2 on a truth value, a function or a text came there.
    """
    given = arguments[place] if len(arguments) > place else False
    by_position = given is None or (isinstance(given, int) and not isinstance(given, bool))
    if len(arguments) > place and by_position:
        arguments = arguments[:place] + arguments[place + 1 :]
    if (given not in (None, False) and by_position) or settings.get("input_size") is not None:
        note_name(f"tf.nn.rnn_cell.{name}")
    return arguments, {key: value for key, value in settings.items() if key != "input_size"}


class _AnySizes:
    """A cell whose batch size may be a variable, and whose inputs may have several sizes.

    So it was up to 0.12 and 1.0. For each further size of its inputs there is a copy of the cell.
    """

    def __call__(self, inputs, state, *arguments, **settings):
        cell = self._for_inputs(inputs)
        if cell is not self:
            return cell(inputs, state, *arguments, **settings)
        return super().__call__(inputs, state, *arguments, **settings)

    def _for_inputs(self, inputs):
        shape = tf.TensorShape(getattr(inputs, "shape", None))
        size = shape[-1].value if shape.rank else None
        if size is None:
            return self
        cells = vars(self).setdefault("_cells_by_size", {size: self})
        if size not in cells:
            note("a cell for inputs of two sizes", "a cell for each size", EACH_SCOPE)
            cells[size] = copied(self)
        return cells[size]

    def zero_state(self, batch_size, dtype):
        """Zeros for a batch of this size: an int, a tensor or a variable."""
        if isinstance(batch_size, tf.Variable):
            batch_size = tf.convert_to_tensor(batch_size)
        return super().zero_state(batch_size, dtype)


class BasicRNNCell(_AnySizes, rnn_cell.BasicRNNCell):
    """`BasicRNNCell(num_units)`, or with an `input_size` as up to 1.1."""

    def __init__(self, *arguments, **settings):
        arguments, settings = _without_input_size("BasicRNNCell", arguments, settings, 1)
        super().__init__(*arguments, **settings)


class GRUCell(_AnySizes, rnn_cell.GRUCell):
    """`GRUCell(num_units)`, or with an `input_size` as up to 1.1."""

    def __init__(self, *arguments, **settings):
        arguments, settings = _without_input_size("GRUCell", arguments, settings, 1)
        super().__init__(*arguments, **settings)


class _EitherState(_AnySizes):
    """A cell whose state may be a tuple or one tensor, whatever it was made for."""

    def __call__(self, inputs, state, *arguments, **settings):
        if self._state_is_tuple and isinstance(state, tf.Tensor | np.ndarray):
            note("a state as one tensor", "state_is_tuple=False", ONE_TENSOR)
            take_one_tensor(self)
        return super().__call__(inputs, state, *arguments, **settings)


def take_one_tensor(cell):
    """Let a cell, and those inside it, take their states as one tensor."""
    if hasattr(cell, "_state_is_tuple"):
        cell._state_is_tuple = False
    for inner in getattr(cell, "_cells", [getattr(cell, "_cell", None)]):
        if inner is not None:
            take_one_tensor(inner)


def copied(cell):
    """A cell of its own with the settings of another, whose variables are those of its scope."""
    return _not_called(copy.deepcopy(cell, _of_the_graph(cell)))


def deep_copy(cell, memo):
    """What `copy.deepcopy(cell)` gives the owner's code: the same, even after a call of the cell.

    Up to 1.1 a cell held its settings only. Today it also holds tensors, which have no copies.
    """
    memo.update(_of_the_graph(cell))
    return _not_called(KERAS_COPY(cell, memo))


def _of_the_graph(cell):
    """What belongs to the graph, and is not copied: {id: the object}."""
    shared = {}
    for part in _with_those_inside(cell):
        for name, one in vars(part).items():
            for value in one if isinstance(one, list | tuple) else [one]:
                if name in OF_THE_GRAPH or isinstance(value, tf.Tensor | tf.Variable):
                    shared[id(value)] = value
    return shared


def _not_called(cell):
    """The cell, without what a call had left in it and in those inside."""
    for part in _with_those_inside(cell):
        vars(part).pop("_cells_by_size", None)
        if getattr(part, "built", False):
            part.built, part._scope = False, None
            vars(part).pop("rnncell_scope", None)
            part._trainable_weights.clear()
            part._non_trainable_weights.clear()
    return cell


def _with_those_inside(cell):
    """A cell, and the cells that it wraps or stacks, at any depth."""
    found, waiting = [], [cell]
    while waiting:
        found.append(waiting.pop())
        for one in vars(found[-1]).values():
            parts = one if isinstance(one, list | tuple) else [one]
            waiting += [part for part in parts if isinstance(part, rnn_cell.RNNCell)]
    return found


class BasicLSTMCell(_EitherState, rnn_cell.BasicLSTMCell):
    """`BasicLSTMCell(num_units, forget_bias)`, or with an `input_size` as up to 1.1."""

    def __init__(self, *arguments, **settings):
        arguments, settings = _without_input_size("BasicLSTMCell", arguments, settings, 2)
        if len(arguments) < 3:
            settings.setdefault("state_is_tuple", Era.state_is_tuple)
        super().__init__(*arguments, **settings)


class LSTMCell(_EitherState, rnn_cell.LSTMCell):
    """`LSTMCell(num_units)`, or with an `input_size` as up to 1.1."""

    def __init__(self, *arguments, **settings):
        arguments, settings = _without_input_size("LSTMCell", arguments, settings, 1)
        settings.setdefault("state_is_tuple", Era.state_is_tuple)
        super().__init__(*arguments, **settings)


class MultiRNNCell(_EitherState, rnn_cell.MultiRNNCell):
    """A stack of cells, of which no two are one: `[cell] * n` makes n cells."""

    def __init__(self, cells, *arguments, **settings):
        if len({id(cell) for cell in cells}) < len(cells):
            note_name("tf.nn.rnn_cell.MultiRNNCell")
            cells = [copied(cell) for cell in cells]
        if not arguments:
            settings.setdefault("state_is_tuple", Era.state_is_tuple)
        super().__init__(cells, *arguments, **settings)


def _linear(args, output_size, bias, bias_start=0.0, scope=None, **settings):
    """`concat(args, 1) @ kernel + bias`, as cells of one's own used it.

    Arguments:
        args: a tensor [batch, n], or a list of such; their columns stand beside each other.
        output_size: int, the number of columns of the result.
        bias: whether a bias is added.
        bias_start: the first value of the bias, or from 1.2 on an initializer for it.
        scope: the variables' scope; by default "Linear".
        settings: `kernel_initializer` and `bias_initializer`, as from 1.2 on.

    Returns:
        A tensor [batch, output_size].

    Raises:
        ValueError: `args` holds nothing, or a tensor of another rank.
    """
    tensors = list(args) if isinstance(args, list | tuple) else [args]
    if not tensors or any(tensor.shape.rank != 2 for tensor in tensors):
        shapes = [tensor.shape for tensor in tensors]
        raise ValueError(f"args: wanted tensors of rank 2, got shapes {shapes}.")
    start = settings.get("bias_initializer")
    if start is None:
        is_number = isinstance(bias_start, int | float)
        start = tf.constant_initializer(bias_start) if is_number else bias_start
    with tf.variable_scope(scope or "Linear"):
        inputs = tensors[0] if len(tensors) == 1 else tf.concat(tensors, 1)
        shape = [int(inputs.shape[1]), int(output_size)]
        kernel = tf.get_variable(
            "kernel", shape, inputs.dtype, initializer=settings.get("kernel_initializer")
        )
        product = tf.matmul(inputs, kernel)
        if not bias:
            return product
        return product + tf.get_variable("bias", shape[1:], inputs.dtype, initializer=start)


linear = _linear
