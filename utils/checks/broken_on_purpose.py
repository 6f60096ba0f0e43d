"""The exercises of lesson 16, and the mistakes that people make in them."""

from itertools import product

import numpy as np

from utils.checks import broken_graphs as graphs
from utils.exercise import Exercise, Mistake, progress_of
from utils.tf1 import tf

random = np.random.default_rng(16)


def _normal(*shape, scale=1.0):
    return random.normal(scale=scale, size=shape).astype(np.float32)


def _rnn_weights(input_size, num_units, gates=1):
    shape = input_size + num_units, gates * num_units
    return {"kernel": _normal(*shape, scale=0.5), "bias": _normal(shape[1], scale=0.5)}


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


def _readers_case(batch_size, steps, input_size, num_units):
    weights = [_rnn_weights(input_size, num_units) for _ in range(2)]
    return {
        "first": _normal(batch_size, steps[0], input_size),
        "second": _normal(batch_size, steps[1], input_size),
        "num_units": num_units,
        "kernels": [weight["kernel"] for weight in weights],
        "biases": [weight["bias"] for weight in weights],
    }


two_readers = Exercise(
    name="two_readers",
    oracle=graphs.read_both_oracle,
    call=graphs.read_both,
    cases=[_readers_case(2, (3, 5), 4, 6), _readers_case(3, (4, 2), 5, 3)],
    arguments=("first", "second", "num_units"),
    tolerance=1e-5,
    mistakes=[
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
    ],
    minutes=5,
    difficulty=2,
)


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


def _graph_reset_in_the_loop(session, kernel, rate, train_op, value):
    tf.reset_default_graph()
    return _assigned_in_the_loop(session, kernel, rate, train_op, value)


def _session_in_the_loop(session, kernel, rate, train_op, value):
    with tf.Session() as another:
        return _loaded(another, kernel, rate, train_op, value)


def _rates_case(size, steepness, rates):
    return {"first_kernel": _normal(size), "steepness": steepness, "rates": rates}


train_with_rates = Exercise(
    name="train_with_rates",
    oracle=graphs.run_with_rates_oracle,
    call=graphs.run_with_rates,
    cases=[
        _rates_case(4, 0.7, [0.5, 0.25, 0.3, 0.1]),
        _rates_case(3, 1.3, [0.2, 0.4, 0.1]),
    ],
    arguments=("session", "kernel", "rate", "train_op", "rates"),
    tolerance=1e-5,
    mistakes=[
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
            "the rate never changes",
            _rates(
                lambda session, kernel, rate, train_op, value: _trained(session, kernel, train_op)
            ),
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
    ],
    minutes=6,
    difficulty=2,
)


def _pieces(fed, joined=lambda found: np.concatenate(found, axis=1), first=None):
    """Make an answer out of what is fed for the state: `fed(state, last)`."""

    def answer(session, inputs, state, outputs, final_state, pieces):
        found, feed = [], first(session, state) if first else {}
        for piece in pieces:
            output, last = session.run([outputs, final_state], {inputs: piece, **feed})
            found.append(output)
            feed = fed(state, last)
        return joined(found)

    return answer


def _fed_back(state, last):
    return {state: last}


def _first_state_kept(session, inputs, state, outputs, final_state, pieces):
    last = session.run(final_state, {inputs: pieces[0]})
    later = [session.run(outputs, {inputs: piece, state: last}) for piece in pieces[1:]]
    return np.concatenate([session.run(outputs, {inputs: pieces[0]}), *later], axis=1)


def _state_of_a_run_begun_anew(session, inputs, state, outputs, final_state, pieces):
    found, feed = [], {}
    for piece in pieces:
        found.append(session.run(outputs, {inputs: piece, **feed}))
        feed = {state: session.run(final_state, {inputs: piece})}
    return np.concatenate(found, axis=1)


def _own_state_fed(session, inputs, state, outputs, final_state, pieces):
    found = []
    for piece in pieces:
        last = session.run(final_state, {inputs: piece})
        found.append(session.run(outputs, {inputs: piece, state: last}))
    return np.concatenate(found, axis=1)


def _final_state_fed(session, inputs, state, outputs, final_state, pieces):
    return _pieces(lambda _, last: {final_state: last})(
        session, inputs, state, outputs, final_state, pieces
    )


def _zeros_each_time(state, last):
    return {state: [np.zeros_like(part) for part in last]}


def _zeros_at_first(session, state):
    return {state: [np.zeros_like(part) for part in session.run(state)]}


def _pieces_case(batch_size, num_pieces, steps, input_size, num_units):
    return {
        "pieces": [_normal(batch_size, steps, input_size) for _ in range(num_pieces)],
        "c": _normal(batch_size, num_units),
        "h": _normal(batch_size, num_units, scale=0.5),
        **_rnn_weights(input_size, num_units, gates=4),
    }


read_in_pieces = Exercise(
    name="read_in_pieces",
    oracle=graphs.run_pieces_oracle,
    call=graphs.run_pieces,
    cases=[_pieces_case(2, 4, 3, 5, 4), _pieces_case(3, 3, 2, 4, 5)],
    arguments=("session", "inputs", "state", "outputs", "final_state", "pieces"),
    tolerance=1e-5,
    mistakes=[
        Mistake(
            "the state is not fed back",
            _pieces(lambda state, last: {}),
            (
                "What does the second run know of the first?",
                "Fetch the final state together with the outputs, and feed it in the next run.",
            ),
        ),
        Mistake(
            "every later piece starts from the first one's state",
            _first_state_kept,
            (
                "Which state does your third piece start from?",
                "The state has to be fetched anew in each turn.",
            ),
        ),
        Mistake(
            "the state comes from a run that began anew",
            _state_of_a_run_begun_anew,
            (
                "What does the run that fetches your state start from?",
                "Outputs and final state belong to one run: fetch both at once.",
            ),
        ),
        Mistake(
            "each piece starts from its own final state",
            _own_state_fed,
            (
                "Has the first piece read anything before it begins?",
                "The final state of a piece is the start of the *next* one.",
            ),
        ),
        Mistake(
            "h alone is fed back",
            _pieces(lambda state, last: {state.h: last.h}),
            (
                "How many parts has the state of an LSTM?",
                "c has to go from piece to piece as well.",
            ),
        ),
        Mistake(
            "c alone is fed back",
            _pieces(lambda state, last: {state.c: last.c}),
            (
                "How many parts has the state of an LSTM?",
                "h has to go from piece to piece as well.",
            ),
        ),
        Mistake(
            "c and h are exchanged",
            _pieces(lambda state, last: {state.c: last.h, state.h: last.c}),
            (
                "In which order do the two stand in the state?",
                "The tuple is `(c, h)`. It can be fed as a whole.",
            ),
        ),
        Mistake(
            "the last output is fed as both parts",
            _pieces(lambda state, last: {state.c: last.h, state.h: last.h}),
            (
                "Which part of the state is the last output?",
                "The output is h. c appears in the final state alone.",
            ),
        ),
        Mistake(
            "the reading begins with zeros",
            _pieces(_fed_back, first=_zeros_at_first),
            (
                "What does the graph start from, if you feed nothing?",
                "The first piece needs no feed for the state: the graph has one of its own.",
            ),
        ),
        Mistake(
            "every piece begins with zeros",
            _pieces(_zeros_each_time, first=_zeros_at_first),
            (
                "What does your second piece know of the first?",
                "What a run leaves behind is its final state: that is to be fed, not zeros.",
            ),
        ),
        Mistake(
            "the final state is fed to itself",
            _final_state_fed,
            (
                "Which tensor does the reading start from, and which does it end in?",
                "Feed the value of the final state in the place of the initial one.",
            ),
        ),
        Mistake(
            "the pieces are joined below each other",
            _pieces(_fed_back, np.concatenate),
            (
                "Which axis of the outputs counts the steps?",
                "`np.concatenate` joins along axis 0, the batch, unless it is told otherwise.",
            ),
        ),
        Mistake(
            "the last piece alone is returned",
            _pieces(_fed_back, lambda found: found[-1]),
            (
                "How many steps has your result?",
                "Keep the outputs of every piece.",
            ),
        ),
    ],
    minutes=6,
    difficulty=2,
)


def _turned(tensor):
    return tf.transpose(tensor, [1, 0, 2])


def _as_it_is(tensor):
    return tensor


def _dealt_out(tensor):
    shape = tensor.shape.as_list()
    return tf.reshape(tensor, [shape[1], shape[0], shape[2]])


def _runs(time_major, before=_as_it_is, after=_as_it_is, part=0):
    """Make an answer: what is done before, the flag, and what is done after."""

    def answer(cell, inputs):
        ran = tf.nn.dynamic_rnn(cell, before(inputs), time_major=time_major, dtype=tf.float32)
        return after(ran[part])

    return answer


def _in_a_new_cell(cell, inputs):
    return _runs(True, _turned)(type(cell)(cell.state_size), inputs)


time_major_outputs = Exercise(
    name="time_major_outputs",
    oracle=graphs.run_time_major_oracle,
    call=graphs.run_time_major,
    cases=[
        {"inputs": _normal(batch_size, num_steps, input_size), **_rnn_weights(input_size, units)}
        for batch_size, num_steps, input_size, units in ((3, 5, 4, 6), (1, 4, 3, 5))
    ],
    arguments=("cell", "inputs"),
    tolerance=1e-5,
    mistakes=[
        Mistake(
            "the flag does not fit the data",
            _runs(True),
            (
                "What does the first axis of `inputs` count?",
                "With the flag, `dynamic_rnn` takes the first axis for the steps.",
            ),
        ),
        Mistake(  # and its twin, which turns the inputs and drops the flag: the same numbers
            "the shape is right, but the cell ran along the batch",
            _runs(True, after=_turned),
            (
                "Along which axis of `inputs` does your cell run?",
                "If you turn the outputs: by then it is too late, examples were read as steps.",
                "If you turn the inputs: what must `dynamic_rnn` be told of them?",
            ),
        ),
        Mistake(
            "the outputs are batch-major",
            _runs(False),
            (
                "Your reading is right. Which axis comes first in your result?",
                "The program wants `[num_steps, batch, num_units]`.",
            ),
        ),
        Mistake(
            "the inputs are dealt out anew by reshape",
            _runs(True, _dealt_out),
            (
                "Is your first step the first step of every example?",
                "`reshape` keeps the order in which the numbers lie; the axes must be exchanged.",
            ),
        ),
        Mistake(
            "the outputs are dealt out anew by reshape",
            _runs(False, after=_dealt_out),
            (
                "Is your first row the first step of every example?",
                "`reshape` keeps the order in which the numbers lie; the axes must be exchanged.",
            ),
        ),
        Mistake(
            "all three axes of the inputs are turned round",
            _runs(True, tf.transpose),
            (
                "What does `tf.transpose` do, if it is not told which axes?",
                "The depth must stay last: name the new order.",
            ),
        ),
        Mistake(
            "all three axes of the outputs are turned round",
            _runs(False, after=tf.transpose),
            (
                "What does `tf.transpose` do, if it is not told which axes?",
                "The units must stay last: name the new order.",
            ),
        ),
        Mistake(
            "the final state is returned",
            _runs(True, _turned, part=1),
            (
                "How many axes has your result?",
                "The outputs of every step are wanted: the first of the pair.",
            ),
        ),
        Mistake(
            "a new cell is run",
            _in_a_new_cell,
            (
                "Whose weights does your reading use?",
                "A new cell object makes weights of its own. Run the one that you are given.",
            ),
        ),
    ],
    minutes=5,
    difficulty=2,
)


def _losses(labels, logits):
    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)


def _of_logits(probabilities, loss):
    """Make an answer out of two functions: of the logits, and of the logits and the labels."""

    def answer(output, V, c, labels):
        logits = tf.matmul(output, V) + c
        return probabilities(logits), loss(logits, labels)

    return answer


def _mean_loss(logits, labels):
    return tf.reduce_mean(_losses(labels, logits))


def _loss_by_hand(least):
    def loss(logits, labels):
        chosen = tf.reduce_sum(tf.nn.softmax(logits) * tf.one_hot(labels, logits.shape[1]), axis=1)
        return -tf.reduce_mean(tf.log(tf.maximum(chosen, least)))

    return loss


def _loss_case(batch_size, num_units, num_classes, scale):
    labels = random.integers(0, num_classes, size=batch_size).astype(np.int32)
    output, V = _normal(batch_size, num_units), _normal(num_units, num_classes, scale=scale)
    return {"output": output, "V": V, "c": _normal(num_classes), "labels": labels}


probabilities_and_loss = Exercise(
    name="probabilities_and_loss",
    oracle=graphs.run_loss_oracle,
    call=graphs.run_loss,
    cases=[_loss_case(3, 4, 5, 1.0), _loss_case(5, 3, 4, 150.0)],
    tolerance=1e-4,
    mistakes=[
        Mistake(
            "the softmax is done twice",
            _of_logits(tf.nn.softmax, lambda z, labels: _mean_loss(tf.nn.softmax(z), labels)),
            (
                "What does the loss do with what it gets under `logits=`?",
                "The loss does a softmax of its own. What should it be given?",
            ),
        ),
        Mistake(
            "the softmax is not done at all",
            _of_logits(_as_it_is, _mean_loss),
            (
                "Do the rows of your first result add up to one?",
                "The loss wants logits, and the samples want probabilities: keep both.",
            ),
        ),
        Mistake(
            "the logarithm of zero",
            _of_logits(tf.nn.softmax, _loss_by_hand(0.0)),
            (
                "What is a probability in float32, if its logit lies hundreds below the largest?",
                "Softmax and logarithm must be done as one. Which function does both?",
            ),
        ),
        Mistake(
            "the probabilities are kept above a small number",
            _of_logits(tf.nn.softmax, _loss_by_hand(1e-10)),
            (
                "How large can your loss be at most?",
                "A floor under the probability is a ceiling over the loss, with no slope above it.",
                "Softmax and logarithm must be done as one. Which function does both?",
            ),
        ),
        Mistake(
            "the softmax runs down the batch",
            _of_logits(lambda z: tf.nn.softmax(z, axis=0), _mean_loss),
            (
                "What adds up to one in your first result, the rows or the columns?",
                "Each example has its own softmax, over the classes.",
            ),
        ),
        Mistake(
            "the losses are added up",
            _of_logits(tf.nn.softmax, lambda z, labels: tf.reduce_sum(_losses(labels, z))),
            (
                "Does your loss grow with the batch?",
                "The mean is wanted.",
            ),
        ),
        Mistake(
            "a loss for each example",
            _of_logits(tf.nn.softmax, lambda z, labels: _losses(labels, z)),
            (
                "What shape has your second result?",
                "One number is wanted: the mean.",
            ),
        ),
        Mistake(
            "each class by a sigmoid of its own",
            _of_logits(tf.nn.sigmoid, _mean_loss),
            (
                "Do the rows of your first result add up to one?",
                "Of several classes one is right: that is a softmax.",
            ),
        ),
    ],
    minutes=5,
    difficulty=2,
)


def _updates(change):
    """Make an answer out of what it does to the gradients: `change(gradients, limit)`."""

    def answer(optimizer, loss, variables, limit):
        gradients = change(tf.gradients(loss, variables), limit)
        return optimizer.apply_gradients(zip(gradients, variables, strict=True))

    return answer


def _clipped(gradients, limit):
    return tf.clip_by_global_norm(gradients, limit)[0]


def _always_scaled(gradients, limit):
    length = tf.linalg.global_norm(gradients)
    return [gradient * limit / length for gradient in gradients]


def _variables_clipped(optimizer, loss, variables, limit):
    with tf.control_dependencies([optimizer.minimize(loss, var_list=variables)]):
        now = [tf.identity(v.read_value()) for v in variables]
        short = _clipped(now, limit)
        return tf.group(*[tf.assign(v, value) for v, value in zip(variables, short, strict=True)])


def _both_updates(optimizer, loss, variables, limit):
    update = optimizer.minimize(loss, var_list=variables)
    return tf.group(update, _updates(_clipped)(optimizer, loss, variables, limit))


def _update_case(shapes, steepness, rate, limit):
    kernel, bias = (_normal(*shape) for shape in shapes)
    settings = {"steepness": steepness, "rate": rate, "limit": limit}
    return {"kernel": kernel, "bias": bias, **settings}


clipped_update = Exercise(
    name="clipped_update",
    oracle=graphs.run_update_oracle,
    call=graphs.run_update,
    cases=[
        _update_case(((3, 4), (4,)), 5.0, 0.5, 2.0),
        _update_case(((2, 3), (3,)), 0.2, 0.5, 4.0),  # short: nothing to clip
    ],
    arguments=("optimizer", "loss", "variables", "limit"),
    tolerance=1e-5,
    mistakes=[
        Mistake(
            "nothing is clipped",
            _updates(lambda gradients, limit: gradients),
            (
                "Which gradients does your update use?",
                "`minimize` computes gradients and applies them; the clipping lies between.",
            ),
        ),
        Mistake(
            "each variable is clipped by itself",
            _updates(lambda gradients, limit: [tf.clip_by_norm(g, limit) for g in gradients]),
            (
                "How long are all your gradients together?",
                "Clipped one by one, the gradients no longer stand in proportion.",
            ),
        ),
        Mistake(
            "each number is clipped by itself",
            _updates(
                lambda gradients, limit: [tf.clip_by_value(g, -limit, limit) for g in gradients]
            ),
            (
                "Does your update still point down the slope?",
                "The length of all gradients together is meant, not the size of each number.",
            ),
        ),
        Mistake(
            "short gradients are made longer",
            _updates(_always_scaled),
            (
                "What happens to gradients that are shorter than the limit?",
                "To clip is to shorten what is too long, and to leave the rest alone.",
            ),
        ),
        Mistake(
            "the variables are clipped",
            _variables_clipped,
            (
                "What is too long, the step or the place?",
                "The gradients are to be shortened, before the variables change.",
            ),
        ),
        Mistake(
            "both updates are made",
            _both_updates,
            (
                "How many updates does one run of your operation make?",
                "`minimize` is one update already. Its two halves are wanted instead of it.",
            ),
        ),
        Mistake(
            "the loss is cut off",
            lambda optimizer, loss, variables, limit: optimizer.minimize(
                tf.minimum(loss, limit), var_list=variables
            ),
            (
                "What is the slope of a loss that is held at its limit?",
                "The loss may be as large as it is. The gradients are to be shortened.",
            ),
        ),
        Mistake(
            "the limit is the lesson's",
            _updates(lambda gradients, limit: _clipped(gradients, 1.0)),
            (
                "Which of the four arguments have you not used?",
                "The limit is given to you.",
            ),
        ),
        Mistake(
            "the gradients are returned",
            lambda optimizer, loss, variables, limit: _clipped(
                tf.gradients(loss, variables), limit
            ),
            (
                "What will the program run, to train?",
                "Return the operation that `apply_gradients` draws.",
            ),
        ),
    ],
    minutes=5,
    difficulty=2,
)

FAULTS = {
    "the network is trained while it is measured": (
        "Which of your fetches changes the weights?",
        "When you measure, fetch what you measure and nothing else.",
    ),
    "dropout is on": (
        "What is `keep_prob`, in your run?",
        "Its default was made for training. When you measure, everything stays.",
    ),
    "every batch counts the same": (
        "How much does an example of a small last batch count, in your mean of shares?",
        "Keep the hits of all examples, and take one mean at the end.",
    ),
}


def _hits(session, right, inputs, labels, feed, batches, train_op=None):
    fetches = [right] if train_op is None else [right, train_op]
    return [session.run(fetches, {inputs: x, labels: y, **feed})[0] for x, y in batches]


def _share(hits):
    return float(np.concatenate(hits).mean())


def _everything_dropped(session, train_op, right, inputs, labels, keep_prob, batches):
    return _share(_hits(session, right, inputs, labels, {keep_prob: 0.0}, batches))


def _measures(trains=False, drops=False, by_batch=False, share=_share):
    """Make an answer that has some of the three faults."""

    def answer(session, train_op, right, inputs, labels, keep_prob, batches):
        feed = {} if drops else {keep_prob: 1.0}
        hits = _hits(session, right, inputs, labels, feed, batches, train_op if trains else None)
        return float(np.mean([one.mean() for one in hits])) if by_batch else share(hits)

    return answer


def _left(*faults):
    """The mistake that leaves some of the three faults; its hints are those of the first."""
    names = [name for name, left in zip(FAULTS, faults, strict=True) if left]
    return Mistake(", and ".join(names), _measures(*faults), FAULTS[names[0]])


def _measure_case(sizes, input_size, num_classes):
    kernel, batches = _normal(input_size, num_classes), []
    for size in sizes:
        inputs = _normal(size, input_size)
        guesses = (inputs @ kernel).argmax(axis=1)
        wrong = np.arange(size) % (2 + len(batches)) == 0
        batches.append((inputs, np.where(wrong, 0, guesses).astype(np.int32)))
    return {"batches": batches, "kernel": kernel}


test_accuracy = Exercise(
    name="test_accuracy",
    oracle=graphs.run_measure_oracle,
    call=graphs.run_measure,
    cases=[_measure_case((40, 40, 7), 6, 4), _measure_case((30, 30, 30, 11), 5, 7)],
    arguments=("session", "train_op", "right", "inputs", "labels", "keep_prob", "batches"),
    mistakes=[
        *[_left(*faults) for faults in product((False, True), repeat=3) if any(faults)],
        Mistake(
            "everything is dropped",
            _everything_dropped,
            (
                "Which share of the units *stays*, if `keep_prob` is 0?",
                "Other libraries ask which share goes. Here it is the share that stays.",
            ),
        ),
        Mistake(
            "the last batch is taken for a full one",
            _measures(
                share=lambda hits: float(sum(h.sum() for h in hits) / hits[0].size / len(hits))
            ),
            (
                "How many examples are there in all batches together?",
                "Add up the sizes of the batches, instead of multiplying by the first one's.",
            ),
        ),
        Mistake(
            "the last batch alone is counted",
            _measures(share=lambda hits: float(hits[-1].mean())),
            (
                "What becomes of the hits of the first batch?",
                "Keep the hits of every batch.",
            ),
        ),
        Mistake(
            "the hits are counted, and not divided",
            _measures(share=lambda hits: float(sum(h.sum() for h in hits))),
            (
                "Between which two numbers does a share lie?",
                "Divide by the number of all examples.",
            ),
        ),
    ],
    minutes=7,
    difficulty=3,
)

progress = progress_of(
    two_readers,
    train_with_rates,
    read_in_pieces,
    time_major_outputs,
    probabilities_and_loss,
    clipped_update,
    test_accuracy,
)
