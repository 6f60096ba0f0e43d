"""Find the class, forget bias and activation of a cell in a graph of TensorFlow 1.

They are not in the variables, but in the graph. `Saver.save` writes the graph beside the
checkpoint, into the .meta file. We follow the operations from a kernel to the gates:

    kernel -> MatMul -> BiasAdd -> Split 4: Sigmoid i, tanh j, f + forget bias, Sigmoid o    LSTM
    kernel -> MatMul -> BiasAdd -> tanh, which the next time step concatenates again          RNN
"""

from dataclasses import dataclass

from utils.convert.operations import READING, SUMS, Operations

ACTIVATIONS = {
    **{"Tanh": "tanh", "Sigmoid": "sigmoid", "Relu": "relu", "Relu6": "relu6", "Elu": "elu"},
    **{"Selu": "selu", "Softplus": "softplus", "Softsign": "softsign"},
}
CONCAT = {"Concat", "ConcatV2"}
FUSED = {"LSTMBlockCell", "BlockLSTM"}  # all of an LSTM in one operation, with tanh
LOOP = {"Identity", "NextIteration", "Merge", "Switch", "Select", "SelectV2"}
SLICES = {"StridedSlice", "Split", "SplitV", "Slice"}
HARD_SIGMOID = 0.2  # its derivative at 0 in Keras 2
FIRST_KERNEL = {"GRUCell": "candidate/kernel", "BasicRNNCell": "kernel"}
DENSE = "a dense layer"  # it multiplies inputs, and no state beside them
OTHER_GATES = "its graph does not use four gates as BasicLSTMCell does"


@dataclass(frozen=True)
class Seen:
    """The settings of a cell in a graph. A setting is None if the graph does not show it.

    Arguments:
        forget_bias, activation, recurrent_activation: see `Cell`.
        problem: why the cell is not the one that its variables show, or None.
    """

    forget_bias: float | None = None
    activation: str | None = None
    recurrent_activation: str | None = None
    problem: str | None = None


class Graph:
    """A graph, and the cells of its variables.

    Arguments:
        graph_def: a `GraphDef`, such as `session.graph.as_graph_def()`.
    """

    def __init__(self, graph_def):
        """Look at the operations once."""
        self._operations = Operations(graph_def)

    def seen_of(self, class_name, variables):
        """Return what is `Seen` of a cell.

        Arguments:
            class_name: one of `CLASSES`.
            variables: dict from weights' last names to the names of the variables.
        """
        if class_name.startswith("keras."):
            return self._seen_of_keras(class_name, variables["recurrent_kernel"])
        if "LSTM" in class_name:
            return self._seen_of_lstm(variables["kernel"])
        role = FIRST_KERNEL.get(class_name, "candidate/input_projection/kernel")
        found = {ACTIVATIONS[node.op] for node in self._activations(variables[role])}
        return Seen(activation=found.pop() if len(found) == 1 else None)

    def class_of(self, kernel):
        """Return "BasicLSTMCell", "BasicRNNCell" or `DENSE`, for what uses a kernel, or None."""
        if self._fused(kernel) or self._splits(kernel):
            return None if self._seen_of_lstm(kernel).problem else "BasicLSTMCell"
        inputs = {node.input[0] for node in self._products(kernel)}
        joined = {name for name in inputs if self._operations.kind(name) in CONCAT}
        if inputs and not joined:
            return DENSE
        for node in self._activations(kernel):
            # A dense layer may read a concatenation too, but not its own output.
            readers = self._operations.follow(node.name, LOOP)
            if joined & {reader.name for reader, _ in readers}:
                return "BasicRNNCell"
        return None

    def _products(self, kernel):
        readers = self._operations.follow(kernel, READING)
        return [node for node, position in readers if node.op == "MatMul" and position == 1]

    def _fused(self, kernel):
        return [n for n, _ in self._operations.follow(kernel, READING) if n.op in FUSED]

    def _splits(self, kernel):
        return [
            node
            for product in self._products(kernel)
            for node, _ in self._operations.follow(product.name, SUMS)
            if node.op == "Split" and node.attr["num_split"].i == 4
        ]

    def _activations(self, kernel):
        return [
            node
            for product in self._products(kernel)
            for node, _ in self._operations.follow(product.name, SUMS)
            if node.op in ACTIVATIONS
        ]

    def _seen_of_lstm(self, kernel):
        fused = self._fused(kernel)
        if fused:
            return Seen(round(fused[0].attr["forget_bias"].f, 6), "tanh")
        found = {self._gates(split) for split in self._splits(kernel)}
        if len(found) == 1:
            return found.pop()
        return Seen(problem=OTHER_GATES) if found else Seen()

    def _gates(self, split):
        """Return what is `Seen` behind a split into i, j, f and o."""
        i, j, f, o = ([n for n, _ in self._operations.readers(split.name, k)] for k in range(4))
        opened = [any(node.op == "Sigmoid" for node in gate) for gate in (i, f, o)]
        forget_bias = 0.0 if opened[1] else None
        for node in f:
            if node.op in SUMS and self._operations.number_in(node) is not None:
                forget_bias = self._operations.number_in(node)
        if forget_bias is None or not (opened[0] and opened[2]):
            return Seen(problem=OTHER_GATES)
        found = {ACTIVATIONS[node.op] for node in j if node.op in ACTIVATIONS}
        # Without an activation j is multiplied by Sigmoid(i), perhaps after an Identity.
        plain = self._operations.follow(split.name, {"Identity"}, output=1)
        kinds = [
            {self._operations.kind(name) for name in node.input}
            for node, _ in plain
            if node.op == "Mul"
        ]
        if not found and any("Sigmoid" in kind for kind in kinds):
            found = {"linear"}
        if len(found) != 1:
            names = " and ".join(sorted({node.op for node in j})) or "nothing"
            return Seen(
                problem=f"its activation in the graph is {names}, which Keras does not have"
            )
        return Seen(forget_bias, found.pop())

    def _seen_of_keras(self, class_name, recurrent_kernel):
        readers = self._operations.follow(recurrent_kernel, READING | SLICES | SUMS | {"MatMul"})
        found, hard = set(), False
        for node, _ in readers:
            if node.op in ACTIVATIONS:
                found.add(ACTIVATIONS[node.op])
            elif node.op == "Mul":
                number = self._operations.number_in(node)
                if number is not None and abs(number - HARD_SIGMOID) < 1e-6:
                    hard = True
                elif number is None and class_name == "keras.GRU":  # r * (h U)
                    more = self._operations.follow(node.name, SUMS)
                    found |= {ACTIVATIONS[n.op] for n, _ in more if n.op in ACTIVATIONS}
        if class_name == "keras.SimpleRNN" or not found:
            return Seen(activation=found.pop() if len(found) == 1 else None)
        if not hard and "sigmoid" not in found and len(found) == 1:
            return Seen()  # only the candidate was found, not the gates
        recurrent = "hard_sigmoid" if hard else "sigmoid"
        others = found - {recurrent} or found
        if len(others) != 1 or not (hard or "sigmoid" in found):
            return Seen(problem="its activations in the graph are not those of Keras")
        return Seen(None, others.pop(), recurrent)
