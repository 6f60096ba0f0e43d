"""`tf.contrib.slim.learning` and `tf.contrib.training`: a training step, and the loop around it."""

from utils.revive.contrib_layers.optimize_loss import multiply_gradients, with_values
from utils.tf1 import tf

DEFAULT = 0  # as it was written there: None has a meaning of its own


def clip_gradient_norms(gradients_to_variables, max_norm):
    """Make each gradient with a larger norm as long as `max_norm`.

    Arguments:
        gradients_to_variables: pairs of a gradient, which may be None, and a variable.
        max_norm: the largest norm of a gradient by itself.

    Returns:
        The pairs, with the clipped gradients.
    """

    def clipped(values):
        return tf.clip_by_norm(values, max_norm)

    return [
        (gradient if gradient is None else with_values(clipped, gradient), variable)
        for gradient, variable in gradients_to_variables
    ]


def create_train_op(
    total_loss,
    optimizer,
    global_step=DEFAULT,
    clip_gradient_norm=0,
    summarize_gradients=False,
    gate_gradients=tf.train.Optimizer.GATE_OP,
    aggregation_method=None,
    colocate_gradients_with_ops=False,
    gradient_multipliers=None,
    check_numerics=True,
    update_ops=None,
    variables_to_train=None,
    transform_grads_fn=None,
):
    """One training step.

    Arguments:
        total_loss: a tensor, one number.
        optimizer: of `tf.train`.
        global_step: the variable that counts the steps, or None; by default that of the graph.
        clip_gradient_norm: the largest norm of each gradient, or 0.
        summarize_gradients: whether each gradient gets a histogram.
        gradient_multipliers: {variable or its name: factor of its gradient}.
        check_numerics: whether a loss that is no number is an error.
        update_ops: what is run before; by default the graph's collection.
        variables_to_train: by default all that can be trained.
        transform_grads_fn: a function of the pairs of a gradient and a variable.

    Returns:
        A tensor, the loss before the step, which is done when this is fetched.
    """
    if global_step is DEFAULT:
        global_step = tf.train.get_or_create_global_step()
    updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS) if update_ops is None else update_ops
    with tf.control_dependencies(list(updates)):
        total_loss = tf.identity(total_loss)
    pairs = optimizer.compute_gradients(
        total_loss,
        variables_to_train or tf.trainable_variables(),
        gate_gradients=gate_gradients,
        aggregation_method=aggregation_method,
        colocate_gradients_with_ops=colocate_gradients_with_ops,
    )
    if transform_grads_fn is not None:
        pairs = transform_grads_fn(pairs)
    if gradient_multipliers:
        pairs = multiply_gradients(pairs, gradient_multipliers)
    if clip_gradient_norm > 0:
        pairs = clip_gradient_norms(pairs, clip_gradient_norm)
    if summarize_gradients:
        for gradient, variable in pairs:
            tf.summary.histogram(f"{variable.op.name}/gradient", tf.convert_to_tensor(gradient))
    if check_numerics:
        total_loss = tf.check_numerics(total_loss, "LossTensor is inf or nan")
    with tf.control_dependencies([total_loss]):  # or it might be computed after the step
        step = optimizer.apply_gradients(pairs, global_step)
    with tf.control_dependencies([step]):
        train_op = tf.identity(total_loss, "train_op")
    tf.add_to_collection(tf.GraphKeys.TRAIN_OP, train_op)
    return train_op


def train_step(sess, train_op, global_step, train_step_kwargs):
    """Do a training step.

    Arguments:
        sess: a session.
        train_op: what `create_train_op` has given.
        global_step: the variable that counts the steps.
        train_step_kwargs: tensors that are truth values, `should_log` and `should_stop`.

    Returns:
        The loss, and whether it was the last step.
    """
    loss, step = sess.run([train_op, global_step])
    asked = {name: train_step_kwargs.get(name) for name in ("should_log", "should_stop")}
    told = {name: one is not None and sess.run(one) for name, one in asked.items()}
    if told["should_log"]:
        tf.logging.info("global step %d: loss = %.4f", step, loss)
    return loss, told["should_stop"]


def train(
    train_op,
    logdir,
    train_step_fn=train_step,
    train_step_kwargs=DEFAULT,
    log_every_n_steps=1,
    graph=None,
    master="",
    is_chief=True,
    global_step=None,
    number_of_steps=None,
    init_op=DEFAULT,
    init_feed_dict=None,
    local_init_op=DEFAULT,
    init_fn=None,
    ready_op=DEFAULT,
    summary_op=DEFAULT,
    save_summaries_secs=600,
    summary_writer=DEFAULT,
    startup_delay_steps=0,
    saver=None,
    save_interval_secs=600,
    sync_optimizer=None,
    session_config=None,
    session_wrapper=None,
    trace_every_n_steps=None,
    ignore_live_threads=False,
):
    """Do training steps until a number of them is done or the input ends.

    Arguments:
        train_op: what `create_train_op` has given.
        logdir: the folder for checkpoints and summaries, or None.
        train_step_fn, train_step_kwargs: as `train_step` and its last argument.
        log_every_n_steps: how often the loss is logged.
        number_of_steps: the global step at which training ends, or None.
        init_op, init_feed_dict, local_init_op, ready_op, init_fn: as for `tf.train.Supervisor`.
        summary_op, summary_writer, save_summaries_secs: what is written for TensorBoard, and how
            often.
        saver, save_interval_secs: what writes checkpoints, and how often.
        session_config, session_wrapper: of the session.
        startup_delay_steps, sync_optimizer, trace_every_n_steps: for several machines and for
            traces; they change nothing here.

    Returns:
        The loss before the last step.
    """
    with (graph or tf.get_default_graph()).as_default() as graph:
        global_step = tf.train.get_or_create_global_step() if global_step is None else global_step
        if train_step_kwargs is DEFAULT:
            train_step_kwargs = {
                "should_log": tf.equal(tf.mod(global_step, max(log_every_n_steps, 1)), 0)
                if log_every_n_steps > 0
                else None,
                "should_stop": tf.greater_equal(global_step, number_of_steps)
                if number_of_steps
                else None,
            }
        given = {
            "init_op": init_op,
            "local_init_op": local_init_op,
            "ready_op": ready_op,
            "summary_op": summary_op,
            "summary_writer": summary_writer,
        }
        supervisor = tf.train.Supervisor(
            graph=graph,
            is_chief=is_chief,
            logdir=logdir,
            init_feed_dict=init_feed_dict,
            global_step=global_step,
            saver=saver or tf.train.Saver(),
            save_summaries_secs=save_summaries_secs,
            save_model_secs=save_interval_secs,
            init_fn=init_fn,
            **{name: one for name, one in given.items() if one is not DEFAULT},
        )
    loss, is_last = None, False
    with supervisor.managed_session(
        master, session_config, start_standard_services=bool(logdir)
    ) as session:
        threads = supervisor.start_queue_runners(session)
        session = session if session_wrapper is None else session_wrapper(session)
        try:
            while not is_last and not supervisor.should_stop():
                loss, is_last = train_step_fn(session, train_op, global_step, train_step_kwargs)
        except tf.errors.OutOfRangeError:  # the input has ended
            pass
        if logdir and is_chief:
            supervisor.saver.save(session, supervisor.save_path, supervisor.global_step)
            supervisor.stop(threads, True, ignore_live_threads)
    return loss
