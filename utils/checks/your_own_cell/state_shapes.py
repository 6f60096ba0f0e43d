"""The learner turns a `state_size` into the shapes of the state's tensors."""

from utils.checks.engine import Exercise, WrongAnswer
from utils.checks.engine.compare import difference
from utils.tf1 import tf


def _plain(shapes):
    """Turn named tuples, lists and `TensorShape`s into tuples."""
    if isinstance(shapes, tf.TensorShape):
        return tuple(shapes.as_list())
    if isinstance(shapes, (tuple, list)):
        return tuple(_plain(part) for part in shapes)
    return shapes


def _oracle(state_size, batch_size):
    """Ask a cell with this state for its `zero_state`."""
    with tf.Graph().as_default():
        cell_class = type("Cell", (tf.nn.rnn_cell.BasicRNNCell,), {"state_size": state_size})
        zeros = cell_class(1).zero_state(batch_size, tf.float32)
        return _plain(tf.nest.map_structure(lambda part: part.shape, zeros))


def _is_list_somewhere(state_size, shapes):
    """Say whether a list is used where the state has a tuple; for one shape, a list is as good."""
    return isinstance(state_size, tuple) and (
        isinstance(shapes, list) or any(map(_is_list_somewhere, state_size, shapes))
    )


def _run(answer, state_size, batch_size):
    """Get the shapes from an answer, and insist on tuples."""
    shapes = answer(state_size, batch_size)
    plain = _plain(shapes)
    is_right = not difference(_oracle(state_size, batch_size), plain, 0.0)
    if is_right and _is_list_somewhere(state_size, shapes):
        raise WrongAnswer(
            "the numbers are correct, but a list is used where the state has a tuple."
        )
    return plain


def _shapes(
    leaf=lambda size, batch_size: (batch_size, size),
    has_parts=lambda size: isinstance(size, tuple),
    kind=tuple,
    levels=None,
):
    """Make an answer that goes wrong where a setting differs from the default."""

    def answer(state_size, batch_size, level=0):
        if level == levels or not has_parts(state_size):
            return leaf(state_size, batch_size)
        return kind(answer(part, batch_size, level + 1) for part in state_size)

    return answer


def _flattened(state_size, batch_size):
    return [(batch_size, size) for size in tf.nest.flatten(state_size)]


PAIR_IN_PAIR = (
    "Does your answer for `(3, (4, 1))` have two parts?",
    "A pair inside a pair stays a pair, because `call` unpacks it like this.",
)

state_shapes = Exercise(
    name="state_shapes",
    oracle=_oracle,
    cases=[
        {"state_size": (3, (4, 1)), "batch_size": 2},
        {"state_size": 5, "batch_size": 3},
        {"state_size": (tf.nn.rnn_cell.LSTMStateTuple(4, 4), (2, (7,)), 6), "batch_size": 5},
    ],
    mistakes={
        "the structure is flattened": (_flattened, *PAIR_IN_PAIR),
        "only the outermost level is looked at": (
            _shapes(levels=1),
            "Does your answer look inside the part `(4, 1)` of `(3, (4, 1))`?",
            "A part may be a tuple with parts of its own.",
            "Call your function again for each part.",
        ),
        "a tuple is taken for a size": (
            _shapes(levels=0),
            "Does your answer contain three shapes for `(3, (4, 1))`?",
            "First test whether `state_size` is an integer or a tuple.",
        ),
        "the parts of all levels are in one tuple": (
            lambda size, batch_size: (
                (batch_size, size) if isinstance(size, int) else tuple(_flattened(size, batch_size))
            ),
            *PAIR_IN_PAIR,
        ),
        "tuples became lists": (
            _shapes(kind=list),
            "Does your answer contain lists?",
            "`ReturnsLists` in section 4 had the same problem. Turn each list into a tuple.",
        ),
        "a named tuple is taken for a size": (
            _shapes(has_parts=lambda size: type(size) is tuple),
            "Does your answer also work for an `LSTMStateTuple`?",
            "It is a named tuple, so its `type` is not `tuple`. Use `isinstance`.",
        ),
        "only two levels are looked at": (
            _shapes(levels=2),
            "Does your answer work for tuples three levels deep?",
            "Tuples may be nested to any depth, so a fixed number of loops is not enough.",
            "Call your function again for each part.",
        ),
        "the batch comes last": (
            _shapes(lambda size, batch_size: (size, batch_size)),
            "Is the batch size the first number of your shapes?",
            "A state has one row for each sequence of the batch.",
        ),
        "the batch is missing": (
            _shapes(lambda size, batch_size: (size,)),
            "Do your shapes contain the batch size?",
            "The state of a `BasicRNNCell` has two axes. `state_size` contains only the second.",
        ),
        "the sizes are returned unchanged": (
            lambda state_size, batch_size: state_size,
            "Does your answer contain shapes, or sizes?",
            "Replace each size by a pair with the batch size.",
        ),
        "the batch size is joined to the tuple": (
            lambda state_size, batch_size: (
                (batch_size, state_size)
                if isinstance(state_size, int)
                else (batch_size, *state_size)
            ),
            "Does your answer for `(3, (4, 1))` have two parts?",
            "Each part has its own shape, so the batch size appears in every part.",
        ),
        "one tensor for all parts": (
            lambda state_size, batch_size: (batch_size, sum(tf.nest.flatten(state_size))),
            "Does your answer contain one shape for each size?",
            "Each size belongs to its own tensor. The sizes are not added.",
        ),
    },
    minutes=4,
    difficulty=1,
    call=_run,
)
