"""The learner trains with another learning rate in each iteration; the graph must not grow."""

from collections import namedtuple

import numpy as np

from utils.checks.cases import normal
from utils.checks.debugging_old_code.shared import load, operations_behind
from utils.checks.engine import Exercise, WrongAnswer
from utils.checks.engine.compare import difference
from utils.tf1 import tf

random = np.random.default_rng(16)


def _train_twice(answer, first_kernel, steepness, rates):
    """Let an answer train, and again with fewer rates: how many operations does it add?"""
    wanted, two_rates = _kernels_by_numpy(first_kernel, steepness, rates), rates[:2]
    kernels, many = _train(answer, first_kernel, steepness, rates)
    if difference(wanted, kernels, train_with_rates.tolerance) is None:
        _, few = _train(answer, first_kernel, steepness, two_rates)
        added = [sizes[-1] - sizes[0] for sizes in (few, many)]
        count = f"{added[0]} operations for 2 rates, {added[1]} for {len(wanted)}"
        if many[-1] - many[1] > few[-1] - few[1]:
            raise WrongAnswer(
                f"the kernels are correct, but each iteration adds operations: {count}."
            )
        if added[1] > added[0]:
            raise WrongAnswer(f"the kernels are correct, but each rate adds operations: {count}.")
    return kernels


def _train(answer, first_kernel, steepness, rates):
    """Let an answer train; return its kernels, and the graph's size before, at each run, after."""
    with tf.Graph().as_default() as graph, tf.Session() as session:
        kernel = tf.get_variable("kernel", initializer=tf.constant(-first_kernel))
        rate = tf.get_variable("rate", initializer=0.9, trainable=False)
        loss = tf.reduce_sum(0.5 * steepness * kernel**2)
        train_op = tf.train.GradientDescentOptimizer(rate).minimize(loss)
        load(session, [kernel, rate], [first_kernel, 0.9])
        sizes, run = [len(graph.get_operations())], session.run

        def watched_run(fetches, *arguments, **settings):
            sizes.append(len(graph.get_operations()))
            found = run(fetches, *arguments, **settings)  # refuses what cannot be fetched
            fetched = [graph.as_graph_element(fetch) for fetch in tf.nest.flatten(fetches)]
            _require_order([getattr(one, "op", one) for one in fetched], kernel, rate, train_op)
            return found

        session.run = watched_run
        kernels = answer(session, kernel, rate, train_op, rates)
        return kernels, [*sizes, len(graph.get_operations())]


def _require_order(fetched, kernel, rate, train_op):
    """Insist that what runs together with the update comes after it."""
    running = operations_behind(*fetched)
    sets = [one for one in running if one.type == "Assign" and one.inputs[0].op is rate.op]
    reads = [one for one in fetched if kernel.op in operations_behind(one)]
    for what, found in (("the rate is set", sets), ("the kernel is fetched", reads)):
        if train_op in running and any(train_op not in operations_behind(one) for one in found):
            either = "a run has no order, and either may come first"
            raise WrongAnswer(f"{what} in the same run as the update: {either}.")


def _kernels_by_numpy(first_kernel, steepness, rates):
    """The kernel after each update of plain gradient descent."""
    factors = np.cumprod([1 - rate * steepness for rate in rates])
    return [(first_kernel * factor).astype(np.float32) for factor in factors]


Turn = namedtuple("Turn", "session kernel rate train_op value")  # the value is one of the rates


def _load(turn):
    turn.rate.load(turn.value, turn.session)


def _assign(turn):
    turn.session.run(tf.assign(turn.rate, turn.value))


def _update(turn):
    turn.session.run(turn.train_op)


def _fetch(turn):
    return turn.session.run(turn.kernel)


def _turns(*steps, then=(_update, _fetch), used=lambda rates: rates):
    """Make an answer that takes these steps for each rate, and keeps the last result."""

    def answer(session, kernel, rate, train_op, rates):
        turns = [Turn(session, kernel, rate, train_op, value) for value in used(rates)]
        return [[step(turn) for step in (*steps, *then)][-1] for turn in turns]

    return answer


def _assignment_in_the_loop(session, kernel, rate, *others):
    fed = tf.placeholder(tf.float32, [])
    answer = _turns(lambda turn: session.run(tf.assign(rate, fed), {fed: turn.value}))
    return answer(session, kernel, rate, *others)


def _assignment_for_each_rate(session, kernel, rate, train_op, rates):
    assignments = {value: tf.assign(rate, value) for value in rates}
    answer = _turns(lambda turn: session.run(assignments[turn.value]))
    return answer(session, kernel, rate, train_op, rates)


def _rate_in_the_same_run(session, kernel, rate, train_op, rates):
    fed = tf.placeholder(tf.float32, [])
    both = [tf.assign(rate, fed), train_op]
    answer = _turns(lambda turn: session.run(both, {fed: turn.value}), then=[_fetch])
    return answer(session, kernel, rate, train_op, rates)


def _initialized_first(session, *others):
    session.run(tf.global_variables_initializer())
    return _turns(_load)(session, *others)


def _another_session(session, *others):
    with tf.Session() as another:
        return _turns(_load)(another, *others)


def _finalized_then_built(session, *others):
    session.graph.finalize()
    return _turns(_assign)(session, *others)


NO_ORDER = (
    "You fetch two things in one run. Must one come after the other?",
    "A run executes its fetches in no fixed order.",
    "Make two runs, one after the other.",
)

train_with_rates = Exercise(
    name="train_with_rates",
    oracle=_kernels_by_numpy,
    call=_train_twice,
    cases=[
        {"first_kernel": normal(random, 4), "steepness": 0.7, "rates": [0.5, 0.25, 0.3, 0.1]},
        {"first_kernel": normal(random, 3), "steepness": 1.3, "rates": [0.2, 0.4, 0.1]},
    ],
    arguments=("session", "kernel", "rate", "train_op", "rates"),
    tolerance=1e-5,
    mistakes={
        "the assignment is built in the loop": (
            _turns(_assign),
            "Your graph grows with each rate. Which line in your loop adds operations?",
            "The call `tf.assign` in the loop adds an operation in each iteration.",
            "Build one assignment from a placeholder before the loop, and feed the rate.",
        ),
        "the placeholder is before the loop, and the assignment in it": (
            _assignment_in_the_loop,
            "Your graph grows with each rate. Which line in your loop adds operations?",
            "The feed is correct, but `tf.assign` is still in the loop.",
            "Move the assignment before the loop, next to the placeholder.",
        ),
        "a read of the kernel is built in each iteration": (
            _turns(_load, _update, then=[lambda turn: turn.session.run(turn.kernel.read_value())]),
            "Your graph grows with each rate. Which line in your loop adds operations?",
            "Each call of `read_value()` adds an operation.",
            "Fetch the variable itself: `session.run(kernel)`.",
        ),
        "an assignment is built for each rate": (
            _assignment_for_each_rate,
            "Your graph contains one assignment for each rate. Is one not enough?",
            "The value can be fed, so the operation can stay the same.",
            "Build one assignment from a placeholder, and feed each rate.",
        ),
        "the kernel is fetched in the same run as the update": (
            _turns(_load, then=[lambda turn: turn.session.run([turn.train_op, turn.kernel])[1]]),
            *NO_ORDER,
        ),
        "the rate is set in the same run as the update": (_rate_in_the_same_run, *NO_ORDER),
        "only the last kernel is returned": (
            lambda *given: _turns(_load)(*given)[-1],
            "You return one kernel. Should it be one for each rate?",
            "Look at what you keep in each iteration.",
            "Append each kernel to a list, and return the list.",
        ),
        "the rate never changes": (
            _turns(),
            "All your updates use the same rate. Do you change it?",
            "The rate changes only if a run executes an assignment.",
            "In each iteration, run the assignment with the new rate.",
        ),
        "the rate is set after the update": (
            _turns(then=[_update, _load, _fetch]),
            "Your first update does not use the first rate. When do you set it?",
            "Look at the order of the runs in your loop.",
            "First set the rate, then run `train_op`.",
        ),
        "everything is initialized in each iteration": (
            _turns(lambda turn: turn.session.run(tf.global_variables_initializer()), _load),
            "Each of your kernels has had only one update. What resets it?",
            "The initializer gives the kernel its first value again.",
            "Remove the initializer.",
        ),
        "everything is initialized before the loop": (
            _initialized_first,
            "Your training starts with another kernel than the session's. What has changed it?",
            "The initializer overwrites the kernel that the session contains.",
            "Remove the initializer.",
        ),
        "the first rate is used for all": (
            _turns(_load, used=lambda rates: rates[:1] * len(rates)),
            "All your updates use the first rate. How often do you set it?",
            "The assignment is built once, but it must run in each iteration.",
            "Run the assignment inside the loop.",
        ),
        "the last rate is used for all": (
            _turns(_load, used=lambda rates: rates[-1:] * len(rates)),
            "All your updates use the last rate. When do you set the rates?",
            "You set all rates before the first update.",
            "In each iteration, set one rate and make one update.",
        ),
        "the kernel is fetched before the update": (
            _turns(_load, then=[lambda turn: (_fetch(turn), _update(turn))[0]]),
            "Your first kernel was fetched before any update. When should you fetch it?",
            "Look at the order of the runs in your loop.",
            "First run `train_op`, then fetch the kernel in another run.",
        ),
        "the graph is reset in each iteration": (
            _turns(lambda turn: tf.reset_default_graph(), _assign),
            "You reset the graph. Do `kernel` and `train_op` not belong to the old one?",
            "If the loop adds no operations, no reset is necessary.",
            "Build one assignment before the loop, and remove the reset.",
        ),
        "another session is used": (
            _another_session,
            "You open a new session. Does it contain the values of the given one?",
            "Each session has its own values for the variables.",
            "Use the argument `session`.",
        ),
        "the graph is finalized, and gets operations after that": (
            _finalized_then_built,
            "You call `finalize`. Do you add operations after it?",
            "`finalize` finds this bug, but it does not fix it.",
            "Build the assignment before the loop, then call `finalize`.",
        ),
    },
    minutes=6,
    difficulty=2,
)
