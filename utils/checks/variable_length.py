"""The exercises of lesson 10: what each is tried on; the mistakes stand in modules by subject."""

import numpy as np

from utils.checks import last_outputs, masked_means, padded_batches
from utils.checks.in_graph import require_tensors, run_in_time
from utils.compare import difference
from utils.exercise import Exercise, WrongAnswer, progress_of
from utils.tf1 import tf

random = np.random.default_rng(10)

TOLERANCE_OF_LOSS = 1e-5


def _normal(*shape, dtype=np.float32):
    return random.normal(size=shape).astype(dtype)


def _flat_case(lengths, size, dtype=np.float32):
    return {
        "flat": _normal(sum(lengths), size, dtype=dtype),
        "lengths": np.array(lengths, np.int32),
    }


batch_from_flat = Exercise(
    name="batch_from_flat",
    oracle=padded_batches.batch_oracle,
    cases=[
        _flat_case([3, 5, 2], 4),
        _flat_case([6, 1, 4, 5], 3, np.float64),
        _flat_case([2, 3], 5),
    ],
    mistakes=padded_batches.BATCH_FROM_FLAT,
    minutes=7,
    difficulty=2,
)


def _run_on_batches(answer, *given):
    """Let an answer draw its graph once, and run it on batches: values, lengths, values, …"""
    with tf.Graph().as_default(), tf.Session() as session:
        values = tf.placeholder(tf.float32, [None, None, *given[0].shape[2:]])
        lengths = tf.placeholder(tf.int32, [None])
        fetch = answer(values, lengths)
        require_tensors(fetch)
        batches = zip(given[::2], given[1::2], strict=True)
        return [run_in_time(session, fetch, {values: v, lengths: n}) for v, n in batches]


def _for_each(oracle):
    return lambda *given: [oracle(*batch) for batch in zip(given[::2], given[1::2], strict=True)]


def _outputs_case(*batches):
    case = {}
    for name, (num_steps, lengths) in zip(("first", "second"), batches, strict=True):
        case[name] = _normal(num_steps, len(lengths), 6)
        case[f"{name}_lengths"] = np.array(lengths, np.int32)
    return case


last_valid = Exercise(
    name="last_valid",
    oracle=_for_each(
        lambda outputs, lengths: np.stack([outputs[n - 1, row] for row, n in enumerate(lengths)])
    ),
    cases=[
        _outputs_case((5, [2, 5, 3]), (7, [6, 1, 3, 2, 4])),
        _outputs_case((6, [3, 1]), (3, [2])),
    ],
    mistakes=last_outputs.LAST_VALID,
    minutes=6,
    difficulty=2,
    call=_run_on_batches,
    arguments=("outputs", "lengths"),
    place="the result for batch",
)


def _run_with_infinity_too(answer, *given):
    """Run an answer on batches; then on the last of them with losses of infinity past the ends."""
    losses, lengths = given[-2:]
    past = np.arange(losses.shape[1]) >= lengths[:, np.newaxis]
    results = _run_on_batches(answer, *given, np.where(past, np.float32(np.inf), losses), lengths)
    if np.isfinite(results[-1]).all() or difference(
        _mean_loss_oracle(*given)[:-1], results[:-1], TOLERANCE_OF_LOSS
    ):
        return _comparable(results)
    raise WrongAnswer(
        "it is right while the losses past the ends are finite; where they are infinity, "
        f"it gives {np.ravel(results[-1])[0]}."
    )


def _comparable(results):
    # A string, for NaN is unlike itself, and a mistake that leads to it would not be recognised.
    return [
        value if np.isfinite(value).all() else f"{np.ravel(value)[0]}, not finite"
        for value in results
    ]


def _losses_case(*batches):
    case = {}
    for name, (num_steps, lengths) in zip(("first", "second"), batches, strict=True):
        losses = random.uniform(0.2, 3, size=(len(lengths), num_steps)).astype(np.float32)
        case |= {name: losses, f"{name}_lengths": np.array(lengths, np.int32)}
    return case


def _mean_loss_oracle(*given):
    results = [
        np.array(np.mean([row[:n].mean() for row, n in zip(losses, lengths, strict=True)]), "f4")
        for losses, lengths in zip(given[::2], given[1::2], strict=True)
    ]
    return [*results, results[-1]]


mean_loss = Exercise(
    name="mean_loss",
    oracle=_mean_loss_oracle,
    cases=[
        _losses_case((5, [2, 5, 3]), (7, [6, 1, 3, 2])),
        _losses_case((4, [3, 1]), (6, [2, 5, 4])),
    ],
    mistakes=masked_means.MEAN_LOSS,
    minutes=8,
    difficulty=3,
    tolerance=TOLERANCE_OF_LOSS,
    call=_run_with_infinity_too,
    arguments=("losses", "lengths"),
    place="the result for batch",
)


def _order_case(lengths, *shape, dtype=np.float32):
    results = random.normal(scale=9, size=(len(lengths), *shape)).astype(dtype)
    return {"results": results, "order": np.argsort(lengths, kind="stable")}


put_back = Exercise(
    name="put_back",
    oracle=lambda results, order: np.array(
        [results[list(order).index(number)] for number in range(len(order))]
    ),
    cases=[
        _order_case([7, 3, 9, 4, 8, 2, 6], 3),
        _order_case([5, 8, 3, 4, 9], dtype=np.float64),
        _order_case([4, 9, 2, 7, 5, 1], 2, 4),
    ],
    mistakes=padded_batches.PUT_BACK,
    minutes=6,
    difficulty=2,
)

progress = progress_of(batch_from_flat, last_valid, mean_loss, put_back)
