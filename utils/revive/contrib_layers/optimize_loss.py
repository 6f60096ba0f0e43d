"""`optimize_loss` of `tf.contrib.layers`: gradients, clipped, scaled, and applied."""

from utils.tf1 import tf

OPTIMIZERS = {
    "Adagrad": tf.train.AdagradOptimizer,
    "Adam": tf.train.AdamOptimizer,
    "Ftrl": tf.train.FtrlOptimizer,
    "Momentum": lambda rate: tf.train.MomentumOptimizer(rate, momentum=0.9),
    "RMSProp": tf.train.RMSPropOptimizer,
    "SGD": tf.train.GradientDescentOptimizer,
}


def optimize_loss(
    loss,
    global_step,
    learning_rate,
    optimizer,
    gradient_noise_scale=None,
    gradient_multipliers=None,
    clip_gradients=None,
    learning_rate_decay_fn=None,
    update_ops=None,
    variables=None,
    name=None,
    summaries=None,
    colocate_gradients_with_ops=False,
    increment_global_step=True,
):
    """One training step.

    Arguments:
        loss: a tensor, one number.
        global_step: the variable that counts the steps, or None.
        learning_rate: a number, a tensor, or None where the optimizer has its own.
        optimizer: "Adam" or another of contrib's names, a class, a function of the learning rate,
            or an optimizer.
        gradient_noise_scale: not covered.
        gradient_multipliers: {variable or its name: factor of its gradient}.
        clip_gradients: the largest global norm, or a function of a list of (gradient, variable).
        learning_rate_decay_fn: a function of the learning rate and the step.
        update_ops: what is run before; by default the graph's collection.
        variables: what is trained; by default all.

    Returns:
        A tensor, the loss before the step, which is done when this is fetched.

    Raises:
        ValueError: an optimizer of an unknown name, or noise.
    """
    if gradient_noise_scale is not None:
        raise ValueError("gradient_noise_scale is not covered by `course revive`; leave it out.")
    global_step = tf.train.get_global_step() if global_step is None else global_step
    with tf.variable_scope(name, "OptimizeLoss", [loss, global_step]):
        updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS) if update_ops is None else update_ops
        with tf.control_dependencies(list(updates)):
            loss = tf.identity(loss)
        chosen = _optimizer(optimizer, _rate(learning_rate, learning_rate_decay_fn, global_step))
        pairs = chosen.compute_gradients(
            loss,
            variables or tf.trainable_variables(),
            colocate_gradients_with_ops=colocate_gradients_with_ops,
        )
        pairs = [(gradient, variable) for gradient, variable in pairs if gradient is not None]
        pairs = multiply_gradients(pairs, gradient_multipliers or {})
        if callable(clip_gradients):
            pairs = clip_gradients(pairs)
        elif clip_gradients is not None:
            gradients, trained = zip(*pairs, strict=True)
            clipped, _ = tf.clip_by_global_norm(gradients, clip_gradients)
            pairs = list(zip(clipped, trained, strict=True))
        tf.summary.scalar("loss", loss)
        with tf.control_dependencies([loss]):  # or it might be computed after the step
            step = chosen.apply_gradients(pairs, global_step if increment_global_step else None)
        with tf.control_dependencies([step]):
            return tf.identity(loss)


def _rate(learning_rate, decay, global_step):
    if learning_rate is None:
        return None
    if isinstance(learning_rate, int | float):
        start = tf.constant_initializer(float(learning_rate))
        learning_rate = tf.get_variable("learning_rate", [], initializer=start, trainable=False)
    return decay(learning_rate, global_step) if decay else learning_rate


def _optimizer(optimizer, rate):
    if isinstance(optimizer, str):
        if optimizer not in OPTIMIZERS:
            raise ValueError(f"optimizer: wanted one of {list(OPTIMIZERS)}, got {optimizer!r}.")
        optimizer = OPTIMIZERS[optimizer]
    if not callable(optimizer):
        return optimizer
    return optimizer() if rate is None else optimizer(rate)


def multiply_gradients(grads_and_vars, gradient_multipliers):
    """Multiply gradients by factors.

    Arguments:
        grads_and_vars: pairs of a gradient and a variable.
        gradient_multipliers: {variable or its name: factor of its gradient}.

    Returns:
        The pairs, with the products.
    """
    result = []
    for gradient, variable in grads_and_vars:
        names = [key for key in gradient_multipliers if key in (variable.op.name, variable)]
        if names:
            factor = tf.cast(gradient_multipliers[names[0]], gradient.dtype)
            gradient = with_values(lambda values, factor=factor: values * factor, gradient)
        result.append((gradient, variable))
    return result


def with_values(function, gradient):
    """A gradient of which a function has changed the values, also where it is of some rows only."""
    if isinstance(gradient, tf.IndexedSlices):
        values = function(gradient.values)
        return tf.IndexedSlices(values, gradient.indices, gradient.dense_shape)
    return function(gradient)
