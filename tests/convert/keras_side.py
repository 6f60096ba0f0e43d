"""Networks of TensorFlow 1, run with random weights and states beside their conversion."""

from dataclasses import dataclass

import numpy as np

from utils.convert import find_cells, state_to_keras, variables_of
from utils.graph import fresh_session
from utils.tf1 import tf


@dataclass
class Side:
    """What a network gave, and the gradients of sum(output_weights * outputs)."""

    outputs: np.ndarray
    states: list
    by_inputs: np.ndarray
    by_states: list
    by_variables: dict


class Trial:
    """One network of TensorFlow 1 with random numbers in it, found again by the converter.

    Arguments:
        cells: function without arguments that makes the cell; or, for both directions, a pair.
        input_size, batch, steps: the sizes.
        seed: of every number.
        dtype: "float32" or "float64".
        run: "static" or "dynamic".
        made: what the converter is told of the cells, such as {"forget_bias": 0.5}.
    """

    def __init__(
        self, cells, input_size, batch, steps, seed, dtype="float32", run="static", **made
    ):
        self.random = np.random.default_rng(seed)
        self.dtype = dtype
        self.inputs = self.normal(batch, steps, input_size)
        with fresh_session(seed) as session:
            x = tf.constant(self.inputs)
            starts, outputs, final = self._drawn(cells, x, batch, steps, run)
            self.output_weights = (
                self.normal(*outputs.shape.as_list()) / outputs.shape.num_elements()
            )
            variables = tf.trainable_variables()
            for variable in variables:
                variable.load(self.glorot(variable.shape.as_list()), session)
            self.found = find_cells(variables_of(session), **made)
            [self.network] = self.found.networks
            self.starts = self._start_values(starts)
            flat = tf.nest.flatten(starts)
            feeds = dict(zip(flat, tf.nest.flatten(self.starts), strict=True))
            loss = tf.reduce_sum(self.output_weights * outputs)
            gradients = tf.gradients(loss, [x, *flat, *variables])
            values = session.run([outputs, tf.nest.flatten(final), gradients], feeds)
        outputs, final, (by_inputs, *others) = values
        by_states, by_variables = others[: len(flat)], others[len(flat) :]
        names = [variable.op.name for variable in variables]
        by_variables = dict(zip(names, by_variables, strict=True))
        self.tf1 = Side(outputs, final, by_inputs, by_states, by_variables)

    def normal(self, *shape):
        return self.random.normal(size=shape).astype(self.dtype)

    def glorot(self, shape):
        limit = np.sqrt(6 / sum(shape)) if len(shape) == 2 else 0.5
        return self.random.uniform(-limit, limit, shape).astype(self.dtype)

    def cells(self):
        """The cells in the order of the network: a direction after the other."""
        parts = []
        for part in self.network.parts:
            parts += [part] if hasattr(part, "class_name") else [*part.forward, *part.backward]
        return parts

    def states(self):
        """The initial states as Keras takes them."""
        states = []
        for cell, start in zip(self.cells(), self.starts, strict=True):
            states += state_to_keras(cell, start)
        return states

    def _drawn(self, cells, x, batch, steps, run):
        def start_of(cell):
            return tf.nest.map_structure(lambda zeros: zeros, cell.zero_state(batch, self.dtype))

        if isinstance(cells, tuple):
            pair = [make() for make in cells]
            starts = [start_of(cell) for cell in pair]
            outputs, final = tf.nn.bidirectional_dynamic_rnn(*pair, x, None, *starts)
            return starts, tf.concat(outputs, axis=2), final
        cell = cells()
        starts = start_of(cell)
        if run == "dynamic":
            outputs, final = tf.nn.dynamic_rnn(cell, x, initial_state=starts)
        else:
            outputs, final = tf.nn.static_rnn(cell, tf.unstack(x, steps, axis=1), starts)
            outputs = tf.stack(outputs, axis=1)
        return starts, outputs, final

    def _start_values(self, starts):
        """A random state for each cell: of a projected one a state that it can reach."""
        values = []
        sizes = iter(part.shape.as_list() for part in tf.nest.flatten(starts))
        for cell in self.cells():
            parts = [self.normal(*next(sizes)) for _ in range(1 + ("LSTM" in cell.class_name))]
            if "projection/kernel" in cell.weights:
                parts[1] = self.normal(*parts[0].shape) @ cell.weights["projection/kernel"]
            values.append(tuple(parts) if len(parts) > 1 else parts[0])
        return values
