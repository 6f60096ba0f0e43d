"""The learner clips the gradients between the two halves of `minimize`; returns the update."""

import numpy as np

from utils.checks.cases import normal
from utils.checks.debugging_old_code.shared import operations_behind
from utils.checks.engine import Exercise, WrongAnswer, call_unchanged
from utils.checks.engine.compare import outline
from utils.tf1 import tf

random = np.random.default_rng(16)


def _run_once(answer, kernel, bias, steepness, rate, limit):
    """Run the operation that an answer built, once; return the variables after it.

    The loss depends on a third variable, which the answer is not told to train.
    """
    with tf.Graph().as_default(), tf.Session() as session:
        other, *variables = [
            tf.get_variable(name, initializer=tf.constant(value))
            for name, value in (("other", 3 * bias[:2]), ("kernel", kernel), ("bias", bias))
        ]
        loss = tf.add_n([0.5 * steepness * tf.reduce_sum(v**2) for v in (other, *variables)])
        given = {"loss": loss, "variables": variables, "limit": limit}
        optimizer = tf.train.GradientDescentOptimizer(rate)
        operation = call_unchanged(answer, optimizer=optimizer, **given)
        if not isinstance(operation, tf.Operation):
            raise WrongAnswer(f"expected an operation, got {outline(operation)}.")
        session.run(tf.global_variables_initializer())
        session.run(operation)
        if not np.array_equal(session.run(other), 3 * bias[:2]):
            raise WrongAnswer("it trains a variable that is not among `variables`.")
        behind = [one.type for one in operations_behind(operation)]
        updates = behind.count("ApplyGradientDescent")
        if updates > len(variables):  # which of them comes first is left to chance
            raise WrongAnswer(
                f"expected {len(variables)} updates, one for each variable, got {updates}."
            )
        return session.run(variables)


def _one_step_by_numpy(kernel, bias, steepness, rate, limit):
    """One clipped step; the gradient of steepness / 2 * v^2 is steepness * v."""
    length = steepness * np.sqrt((kernel**2).sum() + (bias**2).sum())
    factor = 1 - rate * steepness * min(1, limit / length)
    return [(value * factor).astype(np.float32) for value in (kernel, bias)]


def _updates(change):
    """Make an answer out of what it does to the gradients: `change(gradients, limit)`."""

    def answer(optimizer, loss, variables, limit):
        gradients = change(tf.gradients(loss, variables), limit)
        return optimizer.apply_gradients(zip(gradients, variables, strict=True))

    return answer


def _clipped(gradients, limit, length=None):
    return tf.clip_by_global_norm(gradients, limit, use_norm=length)[0]


_fixed = _updates(_clipped)


def _longer_by_the_others(optimizer, loss, variables, limit):
    length = tf.linalg.global_norm(tf.gradients(loss, tf.trainable_variables()))
    answer = _updates(lambda gradients, limit: _clipped(gradients, limit, length))
    return answer(optimizer, loss, variables, limit)


def _variables_clipped(optimizer, loss, variables, limit):
    with tf.control_dependencies([optimizer.minimize(loss, var_list=variables)]):
        short = _clipped([tf.identity(v.read_value()) for v in variables], limit)
        return tf.group(*[tf.assign(v, value) for v, value in zip(variables, short, strict=True)])


def _updates_by_norm_of_variables(optimizer, loss, variables, limit):
    length = tf.linalg.global_norm(variables)
    answer = _updates(lambda gradients, limit: _clipped(gradients, limit, length))
    return answer(optimizer, loss, variables, limit)


def _both_updates(optimizer, loss, variables, limit):
    update = optimizer.minimize(loss, var_list=variables)
    return tf.group(update, _fixed(optimizer, loss, variables, limit))


def _case(input_size, num_units, **settings):
    kernel, bias = normal(random, input_size, num_units), normal(random, num_units)
    return {"kernel": kernel, "bias": bias, **settings}


WHAT_IS_RUN = (
    "The program needs an operation to run. Do you return one?",
    "`apply_gradients` returns the operation that changes the variables.",
    "Return what `apply_gradients` returns.",
)

clipped_update = Exercise(
    name="clipped_update",
    oracle=_one_step_by_numpy,
    call=_run_once,
    cases=[
        _case(3, 4, steepness=5.0, rate=0.5, limit=1.7),
        _case(2, 3, steepness=0.2, rate=0.3, limit=4.0),  # short: nothing to clip
    ],
    arguments=("optimizer", "loss", "variables", "limit"),
    tolerance=1e-5,
    mistakes={
        "nothing is clipped": (
            _updates(lambda gradients, limit: gradients),
            "Your update is longer than the limit. Does it use the clipped gradients?",
            "`minimize` computes its own gradients and applies them at once.",
            "Clip the gradients, then pass them to `apply_gradients`.",
        ),
        "each variable is clipped by itself": (
            _updates(lambda gradients, limit: [tf.clip_by_norm(g, limit) for g in gradients]),
            "You clip each gradient alone. What is the norm of all of them together?",
            "The global norm is the norm of all gradients together.",
            "Use `tf.clip_by_global_norm` for the complete list.",
        ),
        "each number is clipped by itself": (
            _updates(
                lambda gradients, limit: [tf.clip_by_value(g, -limit, limit) for g in gradients]
            ),
            "You clip each number alone. Does the update keep its direction?",
            "The limit is for the norm of all gradients together.",
            "Use `tf.clip_by_global_norm` for the complete list.",
        ),
        "short gradients are made longer": (
            _updates(
                lambda gradients, limit: [
                    g * limit / tf.linalg.global_norm(gradients) for g in gradients
                ]
            ),
            "Your update makes short gradients longer. Should clipping do this?",
            "Clipping changes only gradients with a norm above the limit.",
            "Use `tf.clip_by_global_norm`, which leaves short gradients as they are.",
        ),
        "both results of the clipping are taken for gradients": (
            _updates(tf.clip_by_global_norm),
            "You use both results of the clipping as gradients. Is the second a gradient?",
            "It returns the list of clipped gradients, and then their norm before the clipping.",
            "Take only the first result.",
        ),
        "the gradients come without their variables": (
            lambda optimizer, loss, variables, limit: optimizer.apply_gradients(
                _clipped(tf.gradients(loss, variables), limit)
            ),
            "You pass gradients without their variables. Which gradient belongs to which variable?",
            "`apply_gradients` takes pairs of a gradient and its variable.",
            "Use `zip` to make these pairs.",
        ),
        "the variables are clipped": (
            _variables_clipped,
            "You clip the variables. Should you not clip the gradients?",
            "The limit is for the gradients, before the update.",
            "Clip the gradients, then pass them to `apply_gradients`.",
        ),
        "both updates are made": (
            _both_updates,
            "One run of your operation makes two updates. Should it not make one?",
            "`minimize` is already an update, without clipping.",
            "Remove `minimize`, and use only `apply_gradients`.",
        ),
        "the loss is cut off": (
            lambda optimizer, loss, variables, limit: optimizer.minimize(
                tf.minimum(loss, limit), var_list=variables
            ),
            "You clip the loss. Should you not clip the gradients?",
            "Above the limit, a clipped loss has a gradient of zero.",
            "Compute the gradients of `loss`, and clip these.",
        ),
        "the gradients are scaled by the limit": (
            _updates(lambda gradients, limit: [limit * gradient for gradient in gradients]),
            "Your update grows with the limit. Should short gradients not stay as they are?",
            "A product with the limit is not clipping.",
            "Use `tf.clip_by_global_norm` for the complete list.",
        ),
        "the norm of the variables is used": (
            _updates_by_norm_of_variables,
            "You compute the norm of the variables. Should it not be the norm of the gradients?",
            "Look at the argument `use_norm` or at your own norm.",
            "Leave out `use_norm`. Then the function computes the norm of the gradients.",
        ),
        "the limit is the lesson's": (
            _updates(lambda gradients, limit: _clipped(gradients, 1.0)),
            "Your function clips at 1. Do you use `limit`?",
            "Look at the second argument of `tf.clip_by_global_norm`.",
            "Pass `limit`.",
        ),
        "all variables are trained, not the ones that were given": (
            lambda optimizer, loss, variables, limit: _fixed(
                optimizer, loss, tf.trainable_variables(), limit
            ),
            "Your update trains variables that are not in `variables`. Should it?",
            "Without a list of variables, an optimizer takes all trainable variables.",
            "Compute the gradients only for `variables`.",
        ),
        "the norm counts all variables, and only some are trained": (
            _longer_by_the_others,
            "Your global norm contains gradients of variables that are not trained. Should it?",
            "The clipping should depend only on `variables`.",
            "Compute the gradients, and their norm, only for `variables`.",
        ),
        "the optimizer is the lesson's": (
            lambda optimizer, *others: _fixed(tf.train.GradientDescentOptimizer(1.0), *others),
            "Your update has another learning rate. Do you use `optimizer`?",
            "The given optimizer contains the learning rate.",
            "Call `optimizer.apply_gradients`.",
        ),
        "nothing is returned": (lambda *given: None, *WHAT_IS_RUN),
        "the operation is returned in a list": (
            lambda *given: [tf.no_op()],
            "You return a list. Should it be one operation?",
            "`apply_gradients` returns one operation for all variables.",
            "Return this operation itself.",
        ),
        "the gradients are returned": (
            lambda optimizer, loss, variables, limit: _clipped(
                tf.gradients(loss, variables), limit
            ),
            *WHAT_IS_RUN,
        ),
    },
    minutes=5,
    difficulty=2,
)
