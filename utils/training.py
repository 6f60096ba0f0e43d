"""Training in a session: batches, the loop with its progress bar, and what it leaves behind."""

import time
from dataclasses import dataclass

import numpy as np
from tqdm.auto import tqdm

from utils.arguments import require_count

# A notebook's bar is three messages each time that it is drawn, and a reader that waits for the
# cell's end keeps only the last thousand or so: in a run of minutes, the end would be lost.
SECONDS_BETWEEN_BARS = 1


@dataclass(frozen=True, repr=False)
class History:
    """What a training run leaves behind.

    Arguments:
        losses: float64 [updates], the loss of each batch, before the update that it led to.
        measured_after: int64 [k], after how many updates something was measured.
        measured: dict from a name to what was measured then, float64 [k].
        seconds: how long the updates and the measuring took.
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
    """Build the operation of a training step by Adam, with clipped gradients. Lesson 05.

    Arguments:
        loss: a scalar tensor.
        rate: the learning rate, at first.
        updates: after how many training steps the rate has fallen to 0, on a cosine; without it,
            the rate stays.
        clip: the largest norm that all gradients have together; None does not clip.
        variables: what is trained; by default all trainable variables of the graph.

    Returns:
        An operation, which also counts the graph's global step up where the rate falls.
    """
    # Imported here, as batches and the loop also serve a process that has another library.
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
    """Build a network once for each half of a batch; the halves can be computed at once. Lesson 07.

    Both copies share their variables, in a scope `tower`.

    Arguments:
        network: a function from a tensor [rows, ...] to a tuple of tensors, of which the last one
            is [rows, ...] too. It must create its variables by name, as `tf.layers` does.
        batch: a tensor [rows, ...]; the number of rows must be even when the graph runs.

    Returns:
        The last tensor of the tuple, for all rows.
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
    """Run `train_op` again and again, with a progress bar. Lesson 05.

    Arguments:
        session: a `tf.Session` whose variables are initialized.
        train_op: the operation that makes one update.
        loss: a scalar tensor, fetched with each update.
        feeds: an iterator of feed dictionaries, one for each update.
        updates: how many updates, at least 1.
        carry: a dict from an initial state to the final state of the same structure: the value
            that the final state had in one update is fed at the next. Where a feed names the
            initial state itself, it wins, as at the beginning of a text.
        measure: a function without arguments that returns a dict from names to numbers; called
            before the first update, then every `every` updates, and after the last.
        every: how many updates lie between two measurements.
        title: what stands at the progress bar; None for no bar.

    Returns:
        A `History`.

    Raises:
        ValueError: `updates` or `every` is no integer above 0, or the feeds end too early.
        FloatingPointError: the loss is no longer finite; names the update.
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

    # None: in a notebook and a terminal there is a bar, in a log there is none.
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
                raise ValueError(f"feeds must hold one for each of {updates} updates, got {update}")
            fetches = [train_op, loss, list(carry.values())]
            _, loss_value, final_states = session.run(fetches, {**carried, **feed})
            if not np.isfinite(loss_value):
                raise FloatingPointError(f"the loss of update {update} is {loss_value}")
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
    """Batches without end, in a new order at each pass over the arrays. Lesson 07.

    Arguments:
        arrays: one or more, each [number, ...] with the same number.
        batch_size: rows of a batch, at most `number`. Rows that fill no batch at the end of a
            pass are left out of that pass.
        seed: of the order.

    Returns:
        An endless iterator of tuples, one array [batch_size, ...] for each of `arrays`, of the
        same dtype.

    Raises:
        ValueError: the arrays differ in number, or `batch_size` is not 1 to `number`.
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
    """One pass over the arrays in their order; the last batch may be smaller. Lesson 07.

    Arguments:
        arrays: one or more, each [number, ...] with the same number.
        batch_size: rows of a batch, at least 1.

    Returns:
        An iterator of tuples, one slice of each of `arrays`.

    Raises:
        ValueError: the arrays differ in number, or `batch_size` is no integer above 0.
    """
    number = _shared_length(arrays)
    require_count("batch_size", batch_size)
    starts = range(0, number, batch_size)
    return (tuple(array[start : start + batch_size] for array in arrays) for start in starts)


def continued_batches(sequence, batch_size, num_steps):
    """One pass over a long sequence: row k of a batch continues row k of the last. Lesson 05.

    The sequence is cut into `batch_size` rows of equal length, and a batch is the next `num_steps`
    columns of them. What fills no batch at the end is left out.

    Arguments:
        sequence: array [length].
        batch_size, num_steps: the shape of a batch.

    Returns:
        An iterator of (inputs, labels), both [batch_size, num_steps] and of the dtype of the
        sequence. A label is the value that follows its input.

    Raises:
        ValueError: the sequence has not one axis, or is too short for one batch and its labels.
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
