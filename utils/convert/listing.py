"""Tables of what was found in a checkpoint: cells, networks, and all other variables."""

from dataclasses import dataclass

from utils.convert.cells import Cell
from utils.convert.classes import PROJECTION
from utils.convert.weights import to_keras
from utils.table import Table

BY_ITS_NAME = "probably a dense layer, by its name"
KNOWN_BY = {"name": "its name", "shape": "its shapes", "graph": "its graph", "you": "you"}


@dataclass(frozen=True)
class Unplaced:
    """A variable that is not part of a cell, and the reason."""

    name: str
    shape: list
    why: str


@dataclass(frozen=True, eq=False)
class Found:
    """The result of `find_cells`: cells, their networks, and all other variables."""

    cells: list
    networks: list
    unplaced: list
    slots: list
    remarks: list
    averages: list
    settings: list

    def __repr__(self):
        parts = [repr(table) for table in self._tables()] + self._sentences()
        return "\n\n".join(parts)

    def _repr_html_(self):
        tables = "".join(table._repr_html_() for table in self._tables())
        return tables + "".join(f"<p>{sentence}</p>" for sentence in self._sentences())

    def _tables(self):
        headings = ["cell", "class", "known by", "input", "output", "activation", "forget bias"]
        rows = [
            [
                cell.name,
                cell.class_name,
                KNOWN_BY[cell.seen_by],
                cell.input_size,
                cell.output_size,
                cell.activation,
                f"{cell.forget_bias:g}" if cell.has_forget_bias else "",
                _in_keras(cell),
            ]
            for cell in self.cells
        ]
        tables = [Table([*headings, "in Keras 3"], rows)]
        if self.networks:
            rows = []
            for network in self.networks:
                shapes = (
                    f"[batch, num_steps, {network.input_size}]",
                    f"[batch, num_steps, {network.output_size}]",
                )
                rows.append([network.name, *shapes, _made_of(network)])
            tables.append(Table(["network", "input", "output", "parts"], rows))
        if self.unplaced:
            rows = [[entry.name, entry.shape, entry.why] for entry in self.unplaced]
            tables.append(Table(["not converted", "shape", "reason"], rows))
        return tables

    def _sentences(self):
        said = list(self.remarks)
        projected = [cell.name for cell in self.cells if PROJECTION in cell.weights]
        if projected:
            said.append(
                f"{', '.join(projected)}: Keras stores the projection P twice, in the recurrent "
                "kernel (P U) and in the Dense layer. The outputs are the same. But if you train "
                "the model further, the two copies become different, and so does the network."
            )
        if any(BY_ITS_NAME in entry.why for entry in self.unplaced):
            said.append(
                "If one of them is a cell, give its class: --cell SCOPE=BasicLSTMCell, or "
                "classes={SCOPE: 'BasicLSTMCell'} in Python."
            )
        if self.averages:
            said.append(
                f"The moving averages were left out ({_counted(self.averages)}). To convert them "
                "instead, use --averages, or averages=True in Python."
            )
        if self.slots:
            said.append(f"The variables of the optimizer were left out ({_counted(self.slots)}).")
        return said + self.settings


def _counted(variables):
    return f"{len(variables)} variable{'s' * (len(variables) > 1)}"


def _in_keras(cell):
    first, *projection = to_keras(cell)
    told = {"reset_after": None, "use_bias": None, "recurrent_activation": "sigmoid"}
    arguments = "".join(
        f", {key}={first.config[key]!r}"
        for key, usual in told.items()
        if key in first.config and first.config[key] != usual
    )
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
