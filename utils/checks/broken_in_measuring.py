"""What people get wrong in test_accuracy (lesson 16, measuring)."""

from itertools import product

import numpy as np

from utils.exercise import Mistake
from utils.tf1 import tf

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


def _drawn_for_each_batch(session, train_op, right, inputs, labels, keep_prob, batches):
    hits = [
        session.run(tf.identity(right), {inputs: x, labels: y, keep_prob: 1.0}) for x, y in batches
    ]
    return _share(hits)


def _all_initialized(session, train_op, right, inputs, labels, keep_prob, batches):
    session.run(tf.global_variables_initializer())
    return _share(_hits(session, right, inputs, labels, {keep_prob: 1.0}, batches))


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


TEST_ACCURACY = [
    *[_left(*faults) for faults in product((False, True), repeat=3) if any(faults)],
    Mistake(
        "an operation is drawn for each batch",
        _drawn_for_each_batch,
        (
            "Which of your lines inside the loop begins with `tf.`?",
            "What comes out of the run is an array: NumPy can do the rest.",
        ),
    ),
    Mistake(
        "everything is initialized before it is measured",
        _all_initialized,
        (
            "What is left of the training, when your loop begins?",
            "The session that you are given holds the trained weights.",
        ),
    ),
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
        _measures(share=lambda hits: float(sum(h.sum() for h in hits) / hits[0].size / len(hits))),
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
]
