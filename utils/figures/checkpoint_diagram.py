"""A diagram of how the variables of a graph get their values from a checkpoint."""

from utils.figures.drawing.boxes import arrow, box, canvas, words
from utils.figures.drawing.chart_texts import first_that_fits
from utils.figures.picture import FAINT, INK, INPUT, LABEL_SIZE, STATE, Picture, house_style

# In inches: the middles of the two columns, and what a name needs.
GRAPH, CHECKPOINT = 1.55, 6.35
WIDTH, HEIGHT, ROW, TOP = 2.9, 0.24, 0.3, 0.5
LONGEST_NAME, MOST_ENTRIES = 36, 20


@house_style
def restore_by_name(names, entries, title):
    """Draw a diagram of how `Saver.restore` finds a value for each variable. Lesson 15.

    Arguments:
        names: dict from a name in the checkpoint to the name of the variable that gets its value,
            as a `Saver` accepts it. It has 1 to 20 entries.
        entries: list of all names in the checkpoint, from top to bottom, at most 20.
        title: a sentence that states the finding.

    Returns:
        A `Picture`. Entries that are not restored are pale.

    Raises:
        ValueError: there are no names or too many, a name is not in `entries`, or it has more
            than 36 characters.
    """
    if not 1 <= len(names) <= len(entries) <= MOST_ENTRIES:
        raise ValueError(
            f"names must be 1 to {len(entries)}, and entries at most {MOST_ENTRIES}, "
            f"got {len(names)} and {len(entries)}"
        )
    for name in (*names, *names.values(), *entries):
        if len(name) > LONGEST_NAME:
            raise ValueError(f"a name must have at most {LONGEST_NAME} characters, got {name!r}")
    missing = [name for name in names if name not in entries]
    if missing:
        raise ValueError(f"names must be entries of the checkpoint, got {missing[0]!r}")

    height = TOP + ROW * len(entries)
    figure, axes = canvas(8.0, height, title)
    for x, heading in ((GRAPH, "variables of the graph"), (CHECKPOINT, "names in the checkpoint")):
        words(axes, x, height - 0.18, heading, LABEL_SIZE)
    asked = [entry for entry in entries if entry in names]
    for row, entry in enumerate(entries):
        y = height - TOP - ROW * row
        is_asked = entry in names
        box(axes, CHECKPOINT, y, WIDTH, HEIGHT, INPUT if is_asked else FAINT, strength=0.1)
        words(axes, CHECKPOINT, y, entry, color=INK if is_asked else FAINT)
        if is_asked:
            place = (asked.index(entry) + 0.5) / len(asked) * len(entries) - 0.5
            graph_y = height - TOP - ROW * place
            box(axes, GRAPH, graph_y, WIDTH, HEIGHT, STATE)
            words(axes, GRAPH, graph_y, names[entry])
            arrow(axes, [(CHECKPOINT - WIDTH / 2, y), (GRAPH + WIDTH / 2, graph_y)])
    return Picture(figure, _described(names, entries))


def _described(names, entries):
    asked = [entry for entry in entries if entry in names]
    pairs = [name if name == names[name] else f"{names[name]} from {name}" for name in asked]
    return first_that_fits(
        f"A graph with {len(asked)} variables, and a checkpoint with {len(entries)} names. "
        f"No variable asks for {len(entries) - len(asked)} of the names. Restored by name: ",
        [", ".join(pairs)],
        [f"{pairs[0]} and {len(pairs) - 1} others"],
    )
