"""The graphs in which the mended functions of lesson 16 are tried, and what each should find."""

import numpy as np

from utils import reference
from utils.checks.in_graph import require_tensors
from utils.compare import difference
from utils.exercise import WrongAnswer
from utils.tf1 import tf


def _placeholder(array):
    return tf.placeholder(array.dtype, array.shape)


def _load(session, variables, values):
    """Give each variable its value, all in one run, which is quicker than a run for each."""
    starts = [variable.initializer for variable in variables]
    session.run(starts, {start.inputs[1]: v for start, v in zip(starts, values, strict=True)})


def _behind(operation):
    """Return all operations that must run for this one to run, and this one."""
    waiting, seen = [operation], set()
    while waiting:
        operation = waiting.pop()
        if operation not in seen:
            seen.add(operation)
            waiting += [source.op for source in operation.inputs] + list(operation.control_inputs)
    return seen


def _variables_behind(state):
    """Return the names of the variables of a graph that a tensor is computed from."""
    kinds = "VariableV2", "VarHandleOp"
    return {operation.name for operation in _behind(state.op) if operation.type in kinds}


class _Watched(tf.Session):
    """A session that remembers how large its graph was at its first and its last run."""

    def __init__(self, watch=lambda operations: None):
        super().__init__()
        self.watch = watch
        self.sizes = []

    def run(self, fetches, *arguments, **settings):
        self.sizes.append(len(self.graph.get_operations()))
        operations = []
        for fetch in tf.nest.flatten(fetches):
            try:
                found = self.graph.as_graph_element(fetch)
            except (TypeError, ValueError, KeyError):
                continue  # the run itself will say what is wrong with it
            operations.append(found if isinstance(found, tf.Operation) else found.op)
        self.watch(operations)
        return super().run(fetches, *arguments, **settings)


def _rnn(inputs, kernel, bias):
    start = np.zeros([len(inputs), len(bias)], inputs.dtype)
    return reference.unroll(lambda x, h: reference.rnn_step(x, h, kernel, bias), inputs, start)


def read_both(answer, first, second, num_units, kernels, biases):
    """Let an answer draw two readers, load each with weights of its own, and run both."""
    with tf.Graph().as_default(), tf.Session() as session:
        tensors = _placeholder(first), _placeholder(second)
        states = answer(*tensors, num_units)
        if not isinstance(states, (tuple, list)) or len(states) != 2:
            raise WrongAnswer("two final states are wanted, as a pair.")
        for state in states:
            if isinstance(state, (tuple, list)):
                raise WrongAnswer(
                    f"each of the two should be one tensor, the final state: "
                    f"what came is a {type(state).__name__} of {len(state)}."
                )
        require_tensors(states)
        behind = [_variables_behind(state) for state in states]
        for names, name in zip(behind, ("first", "second"), strict=True):
            if not names:
                raise WrongAnswer(f"the {name} state comes from no variable: no cell made it.")
        if behind[0] == behind[1]:
            count = len(behind[0])
            raise WrongAnswer(
                f"both states come from the same {count} variables, where two readers share none."
            )
        values = {}
        for names, name, kernel, bias in zip(
            behind, ("first", "second"), kernels, biases, strict=True
        ):
            if len(names) != 2:
                raise WrongAnswer(
                    f"the {name} state comes from {len(names)} variables, and a reader has two."
                )
            for variable in tf.global_variables():
                if variable.op.name in names:
                    value = kernel if variable.shape.rank == 2 else bias
                    if variable.shape != value.shape:
                        wanted, got = list(value.shape), variable.shape.as_list()
                        raise WrongAnswer(f"a variable has shape {got} where {wanted} is wanted.")
                    values[variable] = value
        _load(session, list(values), list(values.values()))
        return session.run(states, dict(zip(tensors, (first, second), strict=True)))


def read_both_oracle(first, second, num_units, kernels, biases):
    """The final states of the two readers, by NumPy."""
    readers = zip((first, second), kernels, biases, strict=True)
    return [_rnn(inputs, kernel, bias)[1] for inputs, kernel, bias in readers]


def _train_with(answer, first_kernel, steepness, rates):
    """Let an answer train in a graph of its own; return what it gave, and what it drew."""
    with tf.Graph().as_default() as graph:
        kernel = tf.get_variable("kernel", initializer=tf.constant(first_kernel))
        rate = tf.get_variable("rate", initializer=0.9, trainable=False)
        loss = tf.reduce_sum(0.5 * steepness * kernel**2)
        train_op = tf.train.GradientDescentOptimizer(rate).minimize(loss)
        initialize = tf.global_variables_initializer()

        def refuse_what_has_no_order(fetched):
            if train_op not in fetched:
                return
            for other in fetched:
                behind = _behind(other)
                if any(o.type == "Assign" and o.inputs[0].op is rate.op for o in behind):
                    raise WrongAnswer(
                        "the rate is set in the same run as the update: a run has no order, "
                        "and either may come first."
                    )
                if kernel.op in behind and train_op not in behind:
                    raise WrongAnswer(
                        "the kernel is fetched in the same run as the update: a run has no "
                        "order, and the kernel may be read before or after it."
                    )

        with _Watched(refuse_what_has_no_order) as session:
            session.run(initialize)
            session.sizes.clear()
            before = len(graph.get_operations())
            kernels = answer(session, kernel, rate, train_op, rates)
            first_run = session.sizes[0] if session.sizes else before
            return kernels, first_run - before, len(graph.get_operations()) - first_run


def run_with_rates(answer, first_kernel, steepness, rates):
    """Let an answer train twice, first with fewer rates: how much does it draw each time?"""
    _, *drawn_for_two = _train_with(answer, first_kernel, steepness, rates[:2])
    kernels, *drawn_for_all = _train_with(answer, first_kernel, steepness, rates)
    if difference(run_with_rates_oracle(first_kernel, steepness, rates), kernels, 1e-5) is None:
        count = (
            f"{sum(drawn_for_two)} operations for 2 rates, {sum(drawn_for_all)} for {len(rates)}"
        )
        if drawn_for_all[1] > drawn_for_two[1]:
            raise WrongAnswer(f"the kernels are right, but each turn draws: {count}.")
        if drawn_for_all[0] > drawn_for_two[0]:
            raise WrongAnswer(f"the kernels are right, but each rate is drawn: {count}.")
    return kernels


def run_with_rates_oracle(first_kernel, steepness, rates):
    """The kernel after each update of plain gradient descent."""
    factors = np.cumprod([1 - rate * steepness for rate in rates])
    return [(first_kernel * factor).astype(np.float32) for factor in factors]


def run_pieces(answer, pieces, c, h, kernel, bias):
    """Let an answer read pieces with an LSTM that starts from c and h, both not zero."""
    with tf.Graph().as_default(), tf.Session() as session:
        inputs = tf.placeholder(tf.float32, pieces[0].shape)
        cell = tf.nn.rnn_cell.BasicLSTMCell(c.shape[1])
        state = tf.nn.rnn_cell.LSTMStateTuple(tf.constant(c), tf.constant(h))
        steps = tf.unstack(inputs, axis=1)  # drawn step by step, which is quicker for two or three
        found, final_state = tf.nn.static_rnn(cell, steps, initial_state=state)
        outputs = tf.stack(found, axis=1)
        _load(session, cell.variables, (kernel, bias))
        return answer(session, inputs, state, outputs, final_state, pieces)


def run_pieces_oracle(pieces, c, h, kernel, bias):
    """The outputs over all pieces, by NumPy, which reads them in one go."""
    whole = np.concatenate(pieces, axis=1)
    step = lambda x, state: reference.lstm_step(x, state, kernel, bias)  # noqa: E731
    return reference.unroll(step, whole, (c, h))[0]


def run_time_major(answer, inputs, kernel, bias):
    """Let an answer run a cell that holds these weights over batch-major inputs."""
    with tf.Graph().as_default(), tf.Session() as session:
        given = _placeholder(inputs)
        cell = tf.nn.rnn_cell.BasicRNNCell(len(bias))
        cell.build((None, inputs.shape[2]))
        count = len(tf.global_variables())
        outputs = answer(cell, given)
        if isinstance(outputs, (tuple, list)):
            raise WrongAnswer(f"it returned {len(outputs)} values: the outputs alone are wanted.")
        require_tensors(outputs)
        made = len(tf.global_variables()) - count
        if made:
            raise WrongAnswer(f"it made {made} new variables: run the cell that it was given.")
        _load(session, cell.variables, (kernel, bias))
        return session.run(outputs, {given: inputs})


def run_time_major_oracle(inputs, kernel, bias):
    """The outputs, steps first, by NumPy."""
    outputs, _ = _rnn(inputs, kernel, bias)
    return np.stack([outputs[:, step] for step in range(inputs.shape[1])])


def run_loss(answer, output, V, c, labels):
    """Run probabilities and loss as they are drawn; a result that is not finite is named."""
    options = tf.ConfigProto()  # the graph's optimizer makes log(softmax) stable: a mend by luck
    options.graph_options.rewrite_options.disable_meta_optimizer = True
    with tf.Graph().as_default(), tf.Session(config=options) as session:
        arrays = output, V, c, labels
        tensors = [_placeholder(array) for array in arrays]
        fetches = answer(*tensors)
        require_tensors(fetches)
        session.run(tf.global_variables_initializer())
        returned = session.run(fetches, dict(zip(tensors, arrays, strict=True)))
    if isinstance(returned, (tuple, list)):
        for name, part in zip(("probabilities are", "loss is"), returned, strict=False):
            if np.asarray(part).dtype.kind == "f" and not np.isfinite(part).all():
                raise WrongAnswer(
                    f"the {name} not finite, where a logit lies hundreds below the largest."
                )
    return returned


def run_loss_oracle(output, V, c, labels):
    """Softmax and mean cross entropy in float64, by way of the logarithm of the sum."""
    logits = output.astype(np.float64) @ V + c
    logits -= logits.max(axis=1, keepdims=True)
    logs = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    loss = -logs[np.arange(len(labels)), labels].mean()
    return np.exp(logs).astype(np.float32), np.asarray(loss, np.float32)


def _complaint_of_no_operation(returned):
    if returned is None:
        return "it returned None: is the `return` missing?"
    if isinstance(returned, (tuple, list)) and any(isinstance(r, tf.Operation) for r in returned):
        kind = type(returned).__name__
        return f"it returned the operation in a {kind}: the operation itself is wanted."
    return f"it returned a value of type {type(returned).__name__}: the operation is wanted."


def run_update(answer, kernel, bias, steepness, rate, limit):
    """Run the operation that an answer made, once; return the variables after it.

    The loss depends on a third variable, which the answer is not told to train.
    """
    with tf.Graph().as_default(), tf.Session() as session:
        other, *variables = [
            tf.get_variable(name, initializer=tf.constant(value))
            for name, value in (("other", 3 * bias[:2]), ("kernel", kernel), ("bias", bias))
        ]
        loss = tf.add_n([0.5 * steepness * tf.reduce_sum(v**2) for v in (other, *variables)])
        optimizer = tf.train.GradientDescentOptimizer(rate)
        operation = answer(optimizer, loss, variables, limit)
        if not isinstance(operation, tf.Operation):
            raise WrongAnswer(_complaint_of_no_operation(operation))
        updates = [o for o in _behind(operation) if o.type == "ApplyGradientDescent"]
        if any(update.inputs[0].op is other.op for update in updates):
            raise WrongAnswer("it trains a variable that is not among `variables`.")
        if len(updates) > len(variables):  # which of them comes first is left to chance
            raise WrongAnswer(f"it makes {len(updates)} updates of {len(variables)} variables.")
        session.run(tf.global_variables_initializer())
        session.run(operation)
        return session.run(variables)


def run_update_oracle(kernel, bias, steepness, rate, limit):
    """One clipped step; the gradient of steepness / 2 * v^2 is steepness * v."""
    length = steepness * np.sqrt((kernel**2).sum() + (bias**2).sum())
    factor = 1 - rate * steepness * min(1, limit / length)
    return [(value * factor).astype(np.float32) for value in (kernel, bias)]


def run_measure(answer, batches, kernel):
    """Let an answer measure a layer; training moves it, and dropout blurs what it sees."""
    with tf.Graph().as_default(), _Watched() as session:
        inputs = tf.placeholder(tf.float32, [None, len(kernel)])
        labels = tf.placeholder(tf.int32, [None])
        keep_prob = tf.placeholder_with_default(0.5, [])
        weights = tf.get_variable("kernel", initializer=tf.constant(-kernel))
        logits = tf.matmul(tf.nn.dropout(inputs, keep_prob=keep_prob, seed=16), weights)
        right = tf.equal(tf.argmax(logits, axis=1, output_type=tf.int32), labels)
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
        with tf.control_dependencies([right]):  # else one run could do either first
            train_op = tf.train.GradientDescentOptimizer(3.0).minimize(tf.reduce_mean(losses))
        _load(session, [weights], [kernel])
        session.sizes.clear()
        found = answer(session, train_op, right, inputs, labels, keep_prob, batches)
        drawn = session.sizes[-1] - session.sizes[0] if session.sizes else 0
        moved = not np.array_equal(session.run(weights), kernel)
        if difference(run_measure_oracle(batches, kernel), found, 1e-6) is None:
            if moved:
                raise WrongAnswer("the share is right, but the weights are others than before.")
            if drawn:
                raise WrongAnswer("the share is right, but it draws operations for each batch.")
        return found


def run_measure_oracle(batches, kernel):
    """The share of right guesses over all examples, by NumPy."""
    hits = [(inputs @ kernel).argmax(axis=1) == labels for inputs, labels in batches]
    return float(np.concatenate(hits).mean())
