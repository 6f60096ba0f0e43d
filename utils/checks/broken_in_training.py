"""What people get wrong in probabilities_and_loss and clipped_update (lesson 16, training)."""

from utils.exercise import Mistake
from utils.tf1 import tf


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


def _softmax_by_hand(logits):
    powers = tf.exp(logits)
    return powers / tf.reduce_sum(powers, axis=1, keepdims=True)


def _loss_by_hand(least):
    def loss(logits, labels):
        chosen = tf.reduce_sum(tf.nn.softmax(logits) * tf.one_hot(labels, logits.shape[1]), axis=1)
        return -tf.reduce_mean(tf.log(tf.maximum(chosen, least)))

    return loss


PROBABILITIES_AND_LOSS = [
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
        _of_logits(lambda logits: logits, _mean_loss),
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
        "the exponential is too large",
        _of_logits(_softmax_by_hand, _mean_loss),
        (
            "What is `exp(200)` in float32?",
            "`tf.nn.softmax` takes the largest logit off before it takes the exponential.",
        ),
    ),
    *[
        Mistake(
            f"the probabilities are kept above {least:g}",
            _of_logits(tf.nn.softmax, _loss_by_hand(least)),
            (
                "How large can your loss be at most?",
                "A floor under the probability is a ceiling over the loss, with no slope above it.",
                "Softmax and logarithm must be done as one. Which function does both?",
            ),
        )
        for least in (1e-7, 1e-8, 1e-10, 1e-12)
    ],
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
]


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


def _longer_by_the_others(optimizer, loss, variables, limit):
    length = tf.linalg.global_norm(tf.gradients(loss, tf.trainable_variables()))
    gradients, _ = tf.clip_by_global_norm(tf.gradients(loss, variables), limit, use_norm=length)
    return optimizer.apply_gradients(zip(gradients, variables, strict=True))


def _variables_clipped(optimizer, loss, variables, limit):
    with tf.control_dependencies([optimizer.minimize(loss, var_list=variables)]):
        now = [tf.identity(v.read_value()) for v in variables]
        short = _clipped(now, limit)
        return tf.group(*[tf.assign(v, value) for v, value in zip(variables, short, strict=True)])


def _both_updates(optimizer, loss, variables, limit):
    update = optimizer.minimize(loss, var_list=variables)
    return tf.group(update, _updates(_clipped)(optimizer, loss, variables, limit))


CLIPPED_UPDATE = [
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
        _updates(lambda gradients, limit: [tf.clip_by_value(g, -limit, limit) for g in gradients]),
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
        "all variables are trained, not the ones that were given",
        lambda optimizer, loss, variables, limit: _updates(_clipped)(
            optimizer, loss, tf.trainable_variables(), limit
        ),
        (
            "Which of the four arguments have you not used?",
            "Asked for gradients without a list, an optimizer takes every variable there is.",
        ),
    ),
    Mistake(
        "the lengths of all variables are counted, and some are trained",
        _longer_by_the_others,
        (
            "Of which variables are the gradients whose length you measure?",
            "Only the variables that are trained take part in the clipping.",
        ),
    ),
    Mistake(
        "the optimizer is the lesson's",
        lambda optimizer, loss, variables, limit: _updates(_clipped)(
            tf.train.GradientDescentOptimizer(1.0), loss, variables, limit
        ),
        (
            "Which of the four arguments have you not used?",
            "The optimizer is given to you, and it holds the learning rate.",
        ),
    ),
    Mistake(
        "nothing is returned",
        lambda optimizer, loss, variables, limit: None,
        (
            "What will the program run, to train?",
            "Return the operation that `apply_gradients` draws.",
        ),
    ),
    Mistake(
        "the operation is returned in a list",
        lambda optimizer, loss, variables, limit: [tf.no_op()],
        (
            "What does `apply_gradients` return, one operation or several?",
            "Return it as it is.",
        ),
    ),
    Mistake(
        "the gradients are returned",
        lambda optimizer, loss, variables, limit: _clipped(tf.gradients(loss, variables), limit),
        (
            "What will the program run, to train?",
            "Return the operation that `apply_gradients` draws.",
        ),
    ),
]
