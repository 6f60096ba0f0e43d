"""What people get wrong in state_shapes (lesson 14, states in parts), and how it is judged."""

from utils.compare import difference
from utils.exercise import Mistake, WrongAnswer
from utils.tf1 import tf


def _plain(shapes):
    """Turn named tuples, lists and TensorShapes into tuples."""
    if isinstance(shapes, tf.TensorShape):
        return tuple(shapes.as_list())
    if isinstance(shapes, (tuple, list)):
        return tuple(_plain(part) for part in shapes)
    return shapes


def shapes_of_zeros(state_size, batch_size):
    """Return the shapes of the state that `zero_state` makes."""
    with tf.Graph().as_default():
        cell = tf.nn.rnn_cell.BasicRNNCell(1)
        cell_class = type("Cell", (type(cell),), {"state_size": state_size})
        zeros = cell_class(1).zero_state(batch_size, tf.float32)
        return _plain(tf.nest.map_structure(lambda part: part.shape, zeros))


def _is_list_somewhere(state_size, shapes):
    """Say whether a list stands where the state has a tuple; for one shape, a list is as good."""
    return isinstance(state_size, tuple) and (
        isinstance(shapes, list) or any(map(_is_list_somewhere, state_size, shapes))
    )


def run_shapes(answer, state_size, batch_size):
    """Let an answer say the shapes, and insist on tuples."""
    shapes = answer(state_size, batch_size)
    plain = _plain(shapes)
    wanted = shapes_of_zeros(state_size, batch_size)
    if not difference(wanted, plain, 0.0) and _is_list_somewhere(state_size, shapes):
        raise WrongAnswer("the numbers are right, but a list stands where the state has a tuple.")
    return plain


def _nested_lists(state_size, batch_size):
    if isinstance(state_size, int):
        return (batch_size, state_size)
    return [_nested_lists(part, batch_size) for part in state_size]


def _joined(state_size, batch_size):
    if isinstance(state_size, int):
        return (batch_size, state_size)
    return tuple((batch_size, size) for size in tf.nest.flatten(state_size))


def _two_levels(state_size, batch_size):
    if isinstance(state_size, int):
        return (batch_size, state_size)
    return tuple(
        _top_level(part, batch_size) if isinstance(part, tuple) else (batch_size, part)
        for part in state_size
    )


def _plain_tuples_alone(state_size, batch_size):
    if type(state_size) is tuple:
        return tuple(_plain_tuples_alone(part, batch_size) for part in state_size)
    return (batch_size, state_size)


def _shapes(leaf):
    def answer(state_size, batch_size):
        return tf.nest.map_structure(lambda size: leaf(size, batch_size), state_size)

    return answer


def _top_level(state_size, batch_size):
    sizes = state_size if isinstance(state_size, tuple) else (state_size,)
    return tuple((batch_size, size) for size in sizes)


STATE_SHAPES = [
    Mistake(
        "the structure is flattened",
        lambda state_size, batch_size: [(batch_size, size) for size in tf.nest.flatten(state_size)],
        (
            "How many parts has `(3, (4, 1))`, at its outermost level?",
            "A pair inside a pair stays a pair: `call` will unpack it as such.",
        ),
    ),
    Mistake(
        "only the outermost level is looked at",
        _top_level,
        (
            "What comes out for `(4, 1)` inside of `(3, (4, 1))`?",
            "A part may be a tuple itself, with parts of its own: do with it what you do here.",
        ),
    ),
    Mistake(
        "the parts of all levels stand in one tuple",
        _joined,
        (
            "How many parts has `(3, (4, 1))`, at its outermost level?",
            "A pair inside a pair stays a pair: `call` will unpack it as such.",
        ),
    ),
    Mistake(
        "lists stand for the tuples",
        _nested_lists,
        (
            "Which state of `Misfit` had the right numbers, and was refused?",
            "A state is made of tuples: turn each list into one.",
        ),
    ),
    Mistake(
        "a named tuple is taken for a size",
        _plain_tuples_alone,
        (
            "What is `type(cell.state_size)` for an LSTM?",
            "`isinstance` takes a named tuple for a tuple, too.",
        ),
    ),
    Mistake(
        "only two levels are looked at",
        _two_levels,
        (
            "How deep may tuples lie in tuples?",
            "What you do to the outermost tuple, do to each tuple inside: call yourself.",
        ),
    ),
    Mistake(
        "the batch stands last",
        _shapes(lambda size, batch_size: (size, batch_size)),
        ("What do the rows of a state stand for?", "One row for each sequence of the batch."),
    ),
    Mistake(
        "the batch is missing",
        _shapes(lambda size, batch_size: (size,)),
        (
            "How many axes has the state of a `BasicRNNCell`?",
            "`state_size` does not know the batch; `zero_state` is told.",
        ),
    ),
    Mistake(
        "one tensor for all parts",
        lambda state_size, batch_size: (batch_size, sum(tf.nest.flatten(state_size))),
        (
            "How many tensors has the state of an LSTM?",
            "Each size is a tensor of its own; nothing is joined.",
        ),
    ),
]
