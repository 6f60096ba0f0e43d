"""Training in a session: mini-batches, the training loop with its progress bar, and its history."""

import time
from dataclasses import dataclass

import numpy as np
from tqdm.auto import tqdm

from utils.arguments import require_count

# A notebook sends three messages for each new state of the bar. A program that waits for the end of
# the cell keeps only about a thousand messages, so in a long run it would lose the last ones.
SECONDS_BETWEEN_BARS = 1


@dataclass(frozen=True, repr=False)
class History:
    """The losses and measurements of a training run.

    Arguments:
        losses: float64 [updates], the loss of each mini-batch, before its training step.
        measured_after: int64 [k], the number of training steps before each measurement.
        measured: dict from a name to the measured values, float64 [k].
        seconds: the time of the training steps and the measurements.
    """

    losses: np.ndarray
    measured_after: np.ndarray
    measured: dict[str, np.ndarray]
    seconds: float

    def __repr__(self):
        few = min(10, len(self.losses))
        first, last = self.losses[:few].mean(), self.losses[-few:].mean()
        count = f"{len(self.losses):,} updates in {self.seconds:.1f} s"
        return f"{count}; loss over {few} updates {first:.3f} at first, {last:.3f} at last"


def adam_step(loss, rate, updates=None, clip=1.0, variables=None):
    """Add the operation of a training step to the graph: Adam, with clipped gradients. Lesson 05.

    Arguments:
        loss: a scalar tensor.
        rate: the initial learning rate, a number.
        updates: the number of training steps after which the learning rate is 0. It follows a
            cosine. If it is None, the learning rate is constant.
        clip: the largest global norm of the gradients. If it is None, they are not clipped.
        variables: the variables to train, by default all trainable variables of the graph.

    Returns:
        An operation. If `updates` is given, it also increases the graph's global step by 1.
    """
    # Imported here, because other libraries use the batches and the training loop, too.
    from utils.tf1 import tf

    variables = tf.trainable_variables() if variables is None else variables
    gradients, step = tf.gradients(loss, variables), None
    if clip is not None:
        gradients, _ = tf.clip_by_global_norm(gradients, clip)
    if updates is not None:
        step = tf.train.get_or_create_global_step()
        rate = tf.train.cosine_decay(rate, step, updates)
    pairs = zip(gradients, variables, strict=True)
    return tf.train.AdamOptimizer(rate).apply_gradients(pairs, global_step=step)


def in_two_towers(network, batch):
    """Build a network in two towers, each of which reads half of the batch. See lesson 18.

    TensorFlow can compute both towers at the same time. They share their variables, in the scope
    `tower`.

    Arguments:
        network: a function from a tensor [batch_size, ...] to a tuple of tensors. The last tensor
            must be [batch_size, ...] too. It must create its variables by name, as `tf.layers`.
        batch: a tensor [batch_size, ...]. The batch size must be even when the graph runs.

    Returns:
        The last tensor of the tuple, for the whole batch.
    """
    # Imported here, as in `adam_step`.
    from utils.tf1 import tf

    results = []
    for half in tf.split(batch, 2):
        with tf.variable_scope("tower", reuse=tf.AUTO_REUSE):
            results.append(network(half)[-1])
    return tf.concat(results, axis=0)


def train(
    session, train_op, loss, feeds, updates, carry=None, measure=None, every=100, title="training"
):
    """Run the training loop, with a progress bar. Lesson 05.

    Arguments:
        session: a `tf.Session` whose variables are initialized.
        train_op: the operation of one training step.
        loss: a scalar tensor, fetched in each training step.
        feeds: an iterator of feed dictionaries, one for each training step.
        updates: the number of training steps, at least 1.
        carry: a dict from an initial state to its final state. The value of the final state is fed
            as the initial state of the next training step. If a feed dictionary contains the
            initial state, that value is used, for example at the beginning of a text.
        measure: a function without arguments that returns a dict from names to numbers. It is
            called before the first training step, after every `every` steps, and at the end.
        every: the number of training steps between two measurements.
        title: the text beside the progress bar. If it is None, there is no bar.

    Returns:
        A `History`.

    Raises:
        ValueError: `updates` or `every` is not an integer above 0, or there are too few feeds.
        FloatingPointError: the loss is not finite. The message names the training step.
    """
    require_count("updates", updates)
    require_count("every", every)
    carry = carry or {}
    feeds, carried = iter(feeds), {}
    losses, measured_after, measured = [], [], []
    started = time.perf_counter()

    def measure_now():
        if measure is not None:
            measured_after.append(len(losses))
            measured.append(measure())

    # With None, there is a bar in a notebook and in a terminal, but not in a log file.
    disable = True if title is None else None
    with tqdm(
        total=updates,
        desc=title,
        unit="update",
        disable=disable,
        mininterval=SECONDS_BETWEEN_BARS,
    ) as bar:
        for update in range(updates):
            if update % every == 0:
                measure_now()
            feed = next(feeds, None)
            if feed is None:
                raise ValueError(f"feeds must have one for each of {updates} steps, got {update}")
            fetches = [train_op, loss, list(carry.values())]
            _, loss_value, final_states = session.run(fetches, {**carried, **feed})
            if not np.isfinite(loss_value):
                raise FloatingPointError(f"the loss of training step {update} is {loss_value}")
            carried = dict(zip(carry, final_states, strict=True))
            losses.append(loss_value)
            bar.set_postfix(loss=f"{loss_value:.3f}", refresh=False)
            bar.update()
    measure_now()
    return History(
        np.array(losses, np.float64),
        np.array(measured_after, np.int64),
        {name: np.array([m[name] for m in measured], np.float64) for name in (measured or [{}])[0]},
        time.perf_counter() - started,
    )


def shuffled_batches(*arrays, batch_size, seed):
    """Return mini-batches without end, in a new random order in each epoch. Lesson 07.

    Arguments:
        arrays: one or more arrays [number, ...], with the same number of examples.
        batch_size: the number of examples in a batch, from 1 to `number`. If the last examples of
            an epoch are fewer than `batch_size`, this epoch leaves them out.
        seed: an integer. The same seed gives the same order.

    Returns:
        An endless iterator of tuples, with one array [batch_size, ...] for each of `arrays`, of
        the same dtype.

    Raises:
        ValueError: the arrays differ in length, or `batch_size` is not from 1 to `number`.
    """
    number = _shared_length(arrays)
    require_count("batch_size", batch_size, most=number)

    def batches():
        random = np.random.default_rng(seed)
        while True:
            order = random.permutation(number)
            for start in range(0, number - batch_size + 1, batch_size):
                rows = order[start : start + batch_size]
                yield tuple(array[rows] for array in arrays)

    return batches()


def batches_in_order(*arrays, batch_size):
    """Return the mini-batches of one epoch, in the order of the arrays. Lesson 07.

    Arguments:
        arrays: one or more arrays [number, ...], with the same number of examples.
        batch_size: the number of examples in a batch, at least 1. The last batch may be smaller.

    Returns:
        An iterator of tuples, with one slice of each of `arrays`.

    Raises:
        ValueError: the arrays differ in length, or `batch_size` is not an integer above 0.
    """
    number = _shared_length(arrays)
    require_count("batch_size", batch_size)
    starts = range(0, number, batch_size)
    return (tuple(array[start : start + batch_size] for array in arrays) for start in starts)


def continued_batches(sequence, batch_size, num_steps):
    """Return the mini-batches of one epoch of a long sequence. Lesson 05.

    The sequence is split into `batch_size` rows of equal length. A batch has the next `num_steps`
    columns of these rows, so row k of a batch continues row k of the batch before. The values at
    the end that do not fill a batch are left out.

    Arguments:
        sequence: array [length].
        batch_size, num_steps: the shape of a batch, integers of at least 1.

    Returns:
        An iterator of (inputs, labels), both [batch_size, num_steps] and of the dtype of the
        sequence. The label of an input is the next value of the sequence.

    Raises:
        ValueError: the sequence does not have one axis, or is too short for one batch.
    """
    sequence = np.asarray(sequence)
    require_count("batch_size", batch_size)
    require_count("num_steps", num_steps)
    least = batch_size * num_steps + 1
    if sequence.ndim != 1 or sequence.size < least:
        shape = list(sequence.shape)
        raise ValueError(
            f"sequence must have one axis of {least} values or more, got shape {shape}"
        )
    columns = (sequence.size - 1) // batch_size
    inputs, labels = (
        sequence[shift : shift + batch_size * columns].reshape(batch_size, columns)
        for shift in (0, 1)
    )
    starts = range(0, columns - num_steps + 1, num_steps)
    return ((inputs[:, s : s + num_steps], labels[:, s : s + num_steps]) for s in starts)


def _shared_length(arrays):
    lengths = {len(array) for array in arrays}
    if len(lengths) != 1:
        raise ValueError(f"arrays must have the same number of rows, got {sorted(lengths)}")
    return lengths.pop()
