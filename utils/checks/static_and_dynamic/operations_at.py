"""The learner predicts how many operations a static graph has, from two counts."""

from functools import cache
from typing import NamedTuple

from utils.checks.engine import Exercise
from utils.tf1 import tf


@cache
def _operations(num_steps, cell, gradients):
    """Count the operations of a statically unrolled cell, by building its graph."""
    with tf.Graph().as_default() as graph:
        steps = tf.unstack(tf.placeholder(tf.float32, [3, num_steps, 4]), axis=1)
        outputs, _ = tf.nn.static_rnn(getattr(tf.nn.rnn_cell, cell)(6), steps, dtype=tf.float32)
        if gradients:
            tf.gradients(outputs, tf.trainable_variables())
        return len(graph.get_operations())


def _operations_case(num_steps, counted, cell, gradients):
    counts = {count: _operations(count, cell, gradients) for count in counted}
    return {"num_steps": num_steps, "counts": counts, "cell": cell, "gradients": gradients}


class Given(NamedTuple):
    """What a wrong answer computes with: the arguments, and what one step really adds."""

    num_steps: int
    fewer: int
    at_fewer: int
    more: int
    at_more: int

    @property
    def one_step(self):
        """What one step really adds."""
        return (self.at_more - self.at_fewer) / (self.more - self.fewer)


def _wrong(formula):
    """Make a mistake out of a formula: a function of a `Given`."""

    def answer(num_steps, counts):
        (fewer, at_fewer), (more, at_more) = sorted(counts.items())
        return formula(Given(num_steps, fewer, at_fewer, more, at_more))

    return answer


def _own_network(num_steps, counts):
    """Count in a graph of the lesson's own network, whatever `counts` says."""
    return _operations(num_steps, "BasicRNNCell", False)


PROPORTION = (
    "Your answer doubles when the steps double. Do the two given counts do this?",
    "Some operations exist only once, for example those of the variables.",
    "First find how many operations one more step adds. Then start from one of the counts.",
)
AVERAGE = (
    "You divide a whole count by its steps. Is the result the same for both counts?",
    *PROPORTION[1:],
)
ONLY_STEPS = (
    "Your answer is too small. Where do you add the operations that were there before?",
    "Replace `num_steps` by one of the two keys. The result should be its count.",
    "Add the operations of the missing steps to one of the counts.",
)
ONE_STEP = (
    "Your answer does not depend on `num_steps`. Is it what a single step adds?",
    "Multiply what one step adds by the number of missing steps, and add it to a count.",
)
FIXED_PART = (
    "Your answer does not depend on `num_steps`. Does it contain any step?",
    "What you found is the part that exists once. Add the operations of all steps.",
)
COUNTED_TWICE = (
    "Your answer is too large. Does the count that you start from already contain some steps?",
    "Add operations only for the steps that are not yet in this count.",
)
MIXED = (
    "You start from one count. Do you subtract the number of steps of the same count?",
    "The missing steps are those between this count and `num_steps`.",
    "Use the key and the value of the same entry.",
)
DIFFERENCE = (
    "Your answer is far too large. How many steps are between the two counts?",
    "The difference of the counts is what all these steps add together.",
    "Divide the difference of the counts by the difference of the steps.",
)
DIVIDED = (
    "The number of operations per step is wrong. What do you divide the difference by?",
    "The difference of the counts belongs to the steps between the two keys.",
    "Divide by the difference of the two keys of `counts`.",
)
UPSIDE_DOWN = (
    "Your answer is hardly larger than a count. Do you divide steps by operations?",
    "You need operations per step, so divide a difference of operations.",
)
OFF_BY_ONE = (
    "Your answer is wrong by the operations of one step. How many steps are missing?",
    "From 3 steps to 5 steps, two steps are added.",
)
ONCE_MORE = (
    "Your answer does not depend on `num_steps`. For which number of steps is it correct?",
    "The difference of the counts belongs to the steps between them, not to all missing steps.",
    "Find what one step adds, and multiply it by the number of missing steps.",
)
SUM = (
    "You add the two counts. Is there a graph with the operations of both?",
    "Compare the two counts instead: their difference comes from the steps between them.",
)
NO_GROWTH = (
    "Your answer does not depend on `num_steps`. Which of the two functions builds such a graph?",
    "These counts come from `static_rnn`, which calls the cell once for each step.",
)
EXAMPLE_KEYS = (
    "Your code uses numbers of steps that `counts` does not contain. Where are they from?",
    "The numbers of steps in the text are an example. The check uses others.",
    "Take the two numbers of steps from the keys of `counts`.",
)
LIST_INDEX = (
    "`counts` is a dictionary. What are its keys?",
    "Its keys are numbers of steps, so `counts[0]` would be a graph without steps.",
    "Loop over `counts.items()`, or sort it, to get both pairs.",
)
OWN_NETWORK = (
    "Your answer is correct for a plain RNN only. Which of your numbers ignore `counts`?",
    "The check also uses an LSTM, and a graph with gradients. Their steps are larger.",
    "Compute everything from `counts`.",
)

operations_at = Exercise(
    name="operations_at",
    # A float, so that a line through the counts by `/` is correct as well.
    oracle=lambda num_steps, counts, *network: float(_operations(num_steps, *network)),
    cases=[
        _operations_case(30, (3, 5), "BasicRNNCell", False),
        _operations_case(12, (2, 4), "BasicLSTMCell", False),
        _operations_case(15, (2, 5), "BasicRNNCell", True),
    ],
    mistakes={
        "the graph grows in proportion": (
            _wrong(lambda g: g.num_steps * g.at_more / g.more),
            *PROPORTION,
        ),
        "the graph grows in proportion to the smaller count": (
            _wrong(lambda g: g.num_steps * g.at_fewer / g.fewer),
            *PROPORTION,
        ),
        "the larger count per step is rounded down": (
            _wrong(lambda g: g.num_steps * (g.at_more // g.more)),
            *PROPORTION,
        ),
        "the two averages per step are averaged": (
            _wrong(lambda g: g.num_steps * (g.at_fewer / g.fewer + g.at_more / g.more) / 2),
            *AVERAGE,
        ),
        "both counts are divided by all steps": (
            _wrong(lambda g: g.num_steps * (g.at_fewer + g.at_more) / (g.fewer + g.more)),
            *AVERAGE,
        ),
        "only the steps are counted": (
            _wrong(lambda g: g.num_steps * g.one_step),
            *ONLY_STEPS,
        ),
        "only the added steps are counted": (
            _wrong(lambda g: (g.num_steps - g.fewer) * g.one_step),
            *ONLY_STEPS,
        ),
        "only the steps after the larger count are counted": (
            _wrong(lambda g: (g.num_steps - g.more) * g.one_step),
            *ONLY_STEPS,
        ),
        "only one step is counted": (
            _wrong(lambda g: g.one_step),
            *ONE_STEP,
        ),
        "only the fixed part is counted": (
            _wrong(lambda g: g.at_fewer - g.fewer * g.one_step),
            *FIXED_PART,
        ),
        "the counted steps are added again": (
            _wrong(lambda g: g.at_fewer + g.num_steps * g.one_step),
            *COUNTED_TWICE,
        ),
        "the counted steps are added again to the larger count": (
            _wrong(lambda g: g.at_more + g.num_steps * g.one_step),
            *COUNTED_TWICE,
        ),
        "the smaller number of steps is subtracted for the larger count": (
            _wrong(lambda g: g.at_more + (g.num_steps - g.fewer) * g.one_step),
            *MIXED,
        ),
        "the larger number of steps is subtracted for the smaller count": (
            _wrong(lambda g: g.at_fewer + (g.num_steps - g.more) * g.one_step),
            *MIXED,
        ),
        "the difference of the counts is taken for one step": (
            _wrong(lambda g: g.at_fewer + (g.num_steps - g.fewer) * (g.at_more - g.at_fewer)),
            *DIFFERENCE,
        ),
        "the difference of the counts is taken for each step after the larger count": (
            _wrong(lambda g: g.at_more + (g.num_steps - g.more) * (g.at_more - g.at_fewer)),
            *DIFFERENCE,
        ),
        "the difference of the counts is multiplied by all steps": (
            _wrong(lambda g: g.num_steps * (g.at_more - g.at_fewer)),
            *DIFFERENCE,
        ),
        "the difference is divided by the larger number of steps": (
            _wrong(
                lambda g: g.at_fewer + (g.num_steps - g.fewer) * (g.at_more - g.at_fewer) / g.more
            ),
            *DIVIDED,
        ),
        "the difference is divided by the smaller number of steps": (
            _wrong(
                lambda g: g.at_fewer + (g.num_steps - g.fewer) * (g.at_more - g.at_fewer) / g.fewer
            ),
            *DIVIDED,
        ),
        "the division is upside down": (
            _wrong(lambda g: g.at_fewer + (g.num_steps - g.fewer) / g.one_step),
            *UPSIDE_DOWN,
        ),
        "one step too few is added": (
            _wrong(lambda g: g.at_fewer + (g.num_steps - g.fewer - 1) * g.one_step),
            *OFF_BY_ONE,
        ),
        "one step too many is added": (
            _wrong(lambda g: g.at_fewer + (g.num_steps - g.fewer + 1) * g.one_step),
            *OFF_BY_ONE,
        ),
        "the same difference is added once more": (
            _wrong(lambda g: g.at_more + (g.at_more - g.at_fewer)),
            *ONCE_MORE,
        ),
        "the two counts are added": (
            _wrong(lambda g: g.at_fewer + g.at_more),
            *SUM,
        ),
        "the graph does not grow": (
            _wrong(lambda g: g.at_more),
            *NO_GROWTH,
        ),
        "the graph does not grow, from the smaller count": (
            _wrong(lambda g: g.at_fewer),
            *NO_GROWTH,
        ),
        "the numbers of steps are those of the text": (
            lambda num_steps, counts: counts[25],
            *EXAMPLE_KEYS,
        ),
        "the larger number of steps is that of the text": (
            lambda num_steps, counts: counts[50],
            *EXAMPLE_KEYS,
        ),
        "the counts are read by position": (
            lambda num_steps, counts: counts[0],
            *LIST_INDEX,
        ),
        "the second count is read by position": (
            lambda num_steps, counts: counts[1],
            *LIST_INDEX,
        ),
        "a step always adds the lesson's 5 operations": (
            _wrong(lambda g: g.at_fewer + 5 * (g.num_steps - g.fewer)),
            *OWN_NETWORK,
        ),
        "a step always adds the lesson's 5 operations to the larger count": (
            _wrong(lambda g: g.at_more + 5 * (g.num_steps - g.more)),
            *OWN_NETWORK,
        ),
        "the network is always the lesson's": (
            _own_network,
            *OWN_NETWORK,
        ),
    },
    minutes=4,
    difficulty=1,
    arguments=("num_steps", "counts"),
    call=lambda answer, num_steps, counts, *network: answer(num_steps, counts),
)
