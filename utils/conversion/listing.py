"""What was found among variables, in tables: cells, networks, and what could not be placed."""

from dataclasses import dataclass

from utils.conversion.cells import PROJECTION, Cell
from utils.conversion.weights import to_keras
from utils.table import Table

KNOWN_BY = {"name": "its name", "shape": "its shapes", "you": "you"}


@dataclass(frozen=True)
class Unplaced:
    """A variable that is part of no cell, and why it is not."""

    name: str
    shape: list
    why: str


@dataclass(frozen=True, eq=False)
class Found:
    """What `find_cells` found: cells, the networks they make up, and what is left."""

    cells: list
    networks: list
    unplaced: list
    slots: list
    remarks: list

    def __repr__(self):
        parts = [repr(table) for table in self._tables()] + self._sentences()
        return "\n\n".join(parts)

    def _repr_html_(self):
        tables = "".join(table._repr_html_() for table in self._tables())
        return tables + "".join(f"<p>{sentence}</p>" for sentence in self._sentences())

    def _tables(self):
        headings = ["cell", "class", "known by", "reads", "gives", "activation", "forget bias"]
        rows = [
            [
                cell.name,
                cell.class_name,
                KNOWN_BY[cell.seen_by],
                cell.input_size,
                cell.output_size,
                cell.activation,
                f"{cell.forget_bias:g}" if "LSTM" in cell.class_name else "",
                _in_keras(cell),
            ]
            for cell in self.cells
        ]
        tables = [Table([*headings, "in Keras 3"], rows)]
        if self.networks:
            rows = []
            for network in self.networks:
                shapes = (
                    f"[batch, steps, {network.input_size}]",
                    f"[batch, steps, {network.output_size}]",
                )
                rows.append([network.name, *shapes, _made_of(network)])
            tables.append(Table(["network", "input", "output", "made of"], rows))
        if self.unplaced:
            rows = [[entry.name, entry.shape, entry.why] for entry in self.unplaced]
            tables.append(Table(["not placed", "shape", "why"], rows))
        return tables

    def _sentences(self):
        said = list(self.remarks)
        projected = [cell.name for cell in self.cells if PROJECTION in cell.weights]
        if projected:
            said.append(
                f"{', '.join(projected)}: Keras holds the projection P twice, in the recurrent "
                "kernel (P U) and in the Dense layer. Outputs are the same, but trained further "
                "the two part, and it is another network."
            )
        if any("No cell by its name" in entry.why for entry in self.unplaced):
            said.append(
                "If one of those is a cell under a name of its own, say so: "
                "--cell SCOPE=BasicLSTMCell, or classes={SCOPE: 'BasicLSTMCell'}."
            )
        if self.slots:
            count = len(self.slots)
            said.append(f"Left out as an optimizer's: {count} variable{'s' * (count > 1)}.")
        if self.cells:
            said.append(
                "Not in the variables, so taken as said or by default: forget biases and "
                "activations. Clipping, residual and dropout wrappers cannot be seen either."
            )
        return said


def _in_keras(cell):
    first, *projection = to_keras(cell)
    arguments = ", reset_after=False" if first.class_name == "GRU" else ""
    words = [f"{first.class_name}({cell.num_units}{arguments})"]
    return " + ".join(words + [f"Dense({layer.config['units']})" for layer in projection])


def _made_of(network):
    words = []
    for part in network.parts:
        if isinstance(part, Cell):
            words.append(part.class_name)
        else:
            ways = [
                " -> ".join(cell.class_name for cell in way)
                for way in (part.forward, part.backward)
            ]
            words.append(f"({ways[0]} forward, {ways[1]} backward)")
    return " -> ".join(words)
