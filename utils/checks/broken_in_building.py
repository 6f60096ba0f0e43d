"""What people get wrong in two_readers and train_with_rates (lesson 16, building the graph)."""

from utils.exercise import Mistake
from utils.tf1 import tf


def _reader(inputs, num_units, scope=None, reuse=False, cell=None):
    with tf.variable_scope(scope or tf.get_variable_scope(), reuse=reuse):
        cell = cell or tf.nn.rnn_cell.BasicRNNCell(num_units)
        return tf.nn.dynamic_rnn(cell, inputs, dtype=tf.float32)


def _readers(scopes=("first", "second"), reuse=False, part=1, swap=False):
    """Make an answer: two readers, in these scopes, with this reuse, that return this part."""

    def answer(first, second, num_units):
        inputs = (first, first) if swap else (first, second)
        return tuple(
            _reader(one, num_units, scope, reuse)[part]
            for one, scope in zip(inputs, scopes, strict=True)
        )

    return answer


def _graph_thrown_away(first, second, num_units):
    state = _reader(first, num_units)[1]
    tf.reset_default_graph()
    return state, _reader(second, num_units)[1]


def _graph_of_its_own(first, second, num_units):
    state = _reader(first, num_units)[1]
    with tf.Graph().as_default():
        return state, _reader(second, num_units)[1]


def _one_after_the_other(first, second, num_units):
    state = _reader(first, num_units, "first")[1]
    with tf.variable_scope("second"):
        cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
        return state, tf.nn.dynamic_rnn(cell, second, initial_state=state)[1]


TWO_READERS = [
    Mistake(
        "nothing is mended",
        _readers((None, None)),
        (
            "Under which name does each of your readers look for its kernel?",
            "A variable scope puts a prefix before the names that are made in it.",
        ),
    ),
    Mistake(
        "both inputs are read with the same weights",
        _readers(("reader", "reader"), tf.AUTO_REUSE),
        (
            "How many kernels has your graph, and how many were meant?",
            "To reuse is to share. What two readers need are two names.",
            "One cell object shares its weights too, in whichever scope it is called.",
        ),
    ),
    Mistake(
        "reuse=True, and nothing to find",
        _readers(reuse=True),
        (
            "What does `reuse=True` do where no variable has been made yet?",
            "It only finds. Here two kernels are to be made.",
        ),
    ),
    Mistake(
        "the graph is thrown away between the readers",
        _graph_thrown_away,
        (
            "In which graph is `second`, after your reset?",
            "A program has one graph, with both readers in it. Change the names instead.",
        ),
    ),
    Mistake(
        "the second reader has a graph of its own",
        _graph_of_its_own,
        (
            "In which graph is `second`?",
            "Tensors of two graphs cannot meet. Change the names, not the graph.",
        ),
    ),
    Mistake(
        "the second reader starts from the first one's state",
        _one_after_the_other,
        (
            "Would your second state change with `first`?",
            "Each reader starts from zeros.",
        ),
    ),
    Mistake(
        "both readers read the first input",
        _readers(swap=True),
        (
            "Does your result depend on `second`?",
            "Look at what each call of `dynamic_rnn` is given.",
        ),
    ),
    Mistake(
        "the outputs are returned",
        _readers(part=0),
        (
            "What does `dynamic_rnn` return, and in which order?",
            "The outputs of all steps come first, the final state second.",
        ),
    ),
    Mistake(
        "the outputs are returned with the states",
        _readers(part=slice(2)),
        (
            "What does `dynamic_rnn` return, and in which order?",
            "Of each pair, take the second part.",
        ),
    ),
    Mistake(
        "the states are in the wrong order",
        lambda first, second, num_units: _readers()(second, first, num_units),
        (
            "Which input does the first of your two states come from?",
            "The state of `first` comes first.",
        ),
    ),
]


def _rates(turn, before=lambda session, rate: None):
    """Make an answer out of one turn: `turn(session, kernel, set_rate, train_op, value)`."""

    def answer(session, kernel, rate, train_op, rates):
        prepared = before(session, rate)
        return [turn(session, kernel, prepared or rate, train_op, value) for value in rates]

    return answer


def _trained(session, kernel, train_op):
    session.run(train_op)
    return session.run(kernel)


def _assigned_in_the_loop(session, kernel, rate, train_op, value):
    session.run(tf.assign(rate, value))
    return _trained(session, kernel, train_op)


def _loaded_too_late(session, kernel, rate, train_op, value):
    trained = _trained(session, kernel, train_op)
    rate.load(value, session)
    return trained


def _loaded_before_initializing(session, kernel, rate, train_op, value):
    session.run(tf.global_variables_initializer())
    rate.load(value, session)
    return _trained(session, kernel, train_op)


def _kernel_before(session, kernel, rate, train_op, value):
    rate.load(value, session)
    before = session.run(kernel)
    session.run(train_op)
    return before


def _loaded(session, kernel, rate, train_op, value):
    rate.load(value, session)
    return _trained(session, kernel, train_op)


def _first_rate_for_all(session, kernel, rate, train_op, rates):
    rate.load(rates[0], session)
    return [_trained(session, kernel, train_op) for _ in rates]


def _last_rate_for_all(session, kernel, rate, train_op, rates):
    for value in rates:
        rate.load(value, session)
    return [_trained(session, kernel, train_op) for _ in rates]


def _assignment_for_each_rate(session, kernel, rate, train_op, rates):
    kernels = []
    for assignment in [tf.assign(rate, value) for value in rates]:
        session.run(assignment)
        kernels.append(_trained(session, kernel, train_op))
    return kernels


def _fed_but_assigned_in_the_loop(session, kernel, rate, train_op, rates):
    new_rate = tf.placeholder(tf.float32, [])
    kernels = []
    for value in rates:
        session.run(tf.assign(rate, new_rate), {new_rate: value})
        kernels.append(_trained(session, kernel, train_op))
    return kernels


def _kernel_read_in_the_loop(session, kernel, rate, train_op, value):
    rate.load(value, session)
    session.run(train_op)
    return session.run(kernel.read_value())


def _kernel_in_the_same_run(session, kernel, rate, train_op, value):
    rate.load(value, session)
    return session.run([train_op, kernel])[1]


def _rate_in_the_same_run(session, kernel, rate, train_op, rates):
    new_rate = tf.placeholder(tf.float32, [])
    set_rate = tf.assign(rate, new_rate)
    kernels = []
    for value in rates:
        session.run([set_rate, train_op], {new_rate: value})
        kernels.append(session.run(kernel))
    return kernels


def _graph_reset_in_the_loop(session, kernel, rate, train_op, value):
    tf.reset_default_graph()
    return _assigned_in_the_loop(session, kernel, rate, train_op, value)


def _session_in_the_loop(session, kernel, rate, train_op, value):
    with tf.Session() as another:
        return _loaded(another, kernel, rate, train_op, value)


TRAIN_WITH_RATES = [
    Mistake(
        "the assignment is drawn in the loop",
        _rates(_assigned_in_the_loop),
        (
            "Which of your lines inside the loop begins with `tf.`, or draws in another way?",
            "The value may change from turn to turn; the operation need not.",
            "What brings a new value into an old graph? A feed does, and so does `load`.",
        ),
    ),
    Mistake(
        "the placeholder stands before the loop, and the assignment in it",
        _fed_but_assigned_in_the_loop,
        (
            "Which of your lines inside the loop begins with `tf.`, or draws in another way?",
            "The feed is right. The assignment belongs before the loop, beside the placeholder.",
        ),
    ),
    Mistake(
        "a reading of the kernel is drawn in each turn",
        _rates(_kernel_read_in_the_loop),
        (
            "What does `read_value()` give you, a number or a tensor?",
            "It draws an operation each time. The variable itself can be fetched.",
        ),
    ),
    Mistake(
        "an assignment is drawn for each rate",
        _assignment_for_each_rate,
        (
            "How many assignments has your graph, with a thousand rates?",
            "Drawn before the loop is better, but drawn once is meant.",
            "What brings a new value into an old graph? A feed does, and so does `load`.",
        ),
    ),
    Mistake(
        "the kernel is fetched in the same run as the update",
        _rates(_kernel_in_the_same_run),
        (
            "In which order does a run do what is in its list of fetches?",
            "The order of a list of fetches is no order: one run, then another.",
        ),
    ),
    Mistake(
        "the rate is set in the same run as the update",
        _rate_in_the_same_run,
        (
            "In which order does a run do what is in its list of fetches?",
            "The order of a list of fetches is no order: one run, then another.",
        ),
    ),
    Mistake(
        "the rate never changes",
        _rates(lambda session, kernel, rate, train_op, value: _trained(session, kernel, train_op)),
        (
            "Which of your lines changes the value that the session holds?",
            "An assignment that is drawn must be run; a Python name is no variable.",
        ),
    ),
    Mistake(
        "the rate is set after the update",
        _rates(_loaded_too_late),
        (
            "Which rate does your first update use?",
            "Set the rate, then train.",
        ),
    ),
    Mistake(
        "everything is initialized in each turn",
        _rates(_loaded_before_initializing),
        (
            "What is left of the first update, when your second turn begins?",
            "An initializer of all variables gives the kernel its first value again.",
        ),
    ),
    Mistake(
        "the first rate is used for all",
        _first_rate_for_all,
        (
            "How often does your code set the rate?",
            "Draw once, but run in every turn.",
        ),
    ),
    Mistake(
        "the last rate is used for all",
        _last_rate_for_all,
        (
            "How many updates lie between setting the first rate and setting the second?",
            "Each turn sets its rate and trains once.",
        ),
    ),
    Mistake(
        "the kernel is fetched before the update",
        _rates(_kernel_before),
        (
            "Is your first kernel one that was trained?",
            "Fetch the kernel after the update, in a run of its own.",
        ),
    ),
    Mistake(
        "the graph is thrown away in each turn",
        _rates(_graph_reset_in_the_loop),
        (
            "What would become of `kernel` and `train_op` in a new graph?",
            "Nothing needs to be thrown away, if nothing is drawn in the loop.",
        ),
    ),
    Mistake(
        "each turn has a session of its own",
        _rates(_session_in_the_loop),
        (
            "Which session holds the values of the variables?",
            "Use the session that you are given.",
        ),
    ),
    Mistake(
        "the graph is finalized, and drawn in after that",
        _rates(_assigned_in_the_loop, before=lambda session, rate: session.graph.finalize()),
        (
            "What does `finalize` forbid?",
            "It finds the fault; it does not mend it. Draw before you finalize.",
        ),
    ),
]
