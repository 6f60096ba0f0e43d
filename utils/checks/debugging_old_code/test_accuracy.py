"""The learner measures a network: no training, no dropout, each example counts the same."""

from itertools import product

import numpy as np

from utils.checks.cases import normal
from utils.checks.debugging_old_code.shared import load
from utils.checks.engine import Exercise, WrongAnswer
from utils.checks.engine.compare import difference
from utils.tf1 import tf

random = np.random.default_rng(16)


def _measure_twice(answer, batches, kernel):
    """Let an answer measure all batches, and then one: does it add operations for each batch?"""
    wanted, one_batch = _share_by_numpy(batches, kernel), batches[:1]
    found, moved, added = _measure(answer, batches, kernel)
    if difference(wanted, found, test_accuracy.tolerance) is None:
        if moved:
            raise WrongAnswer("the accuracy is correct, but the weights have changed.")
        if added > _measure(answer, one_batch, kernel)[2]:
            raise WrongAnswer(
                "the accuracy is correct, but each batch adds operations to the graph."
            )
    return found


def _measure(answer, batches, kernel):
    """Let an answer measure a layer; training moves it, and dropout blurs what it sees."""
    with tf.Graph().as_default() as graph, tf.Session() as session:
        inputs = tf.placeholder(tf.float32, [None, len(kernel)])
        labels = tf.placeholder(tf.int32, [None])
        keep_prob = tf.placeholder_with_default(0.5, [])
        weights = tf.get_variable("kernel", initializer=tf.constant(-kernel))
        logits = tf.matmul(tf.nn.dropout(inputs, keep_prob=keep_prob, seed=16), weights)
        correct = tf.equal(tf.argmax(logits, axis=1, output_type=tf.int32), labels)
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
        with tf.control_dependencies([correct]):  # else one run could do either first
            train_op = tf.train.GradientDescentOptimizer(3.0).minimize(tf.reduce_mean(losses))
        load(session, [weights], [kernel])
        count = len(graph.get_operations())
        found = answer(session, train_op, correct, inputs, labels, keep_prob, batches)
        moved = not np.array_equal(session.run(weights), kernel)
        return found, moved, len(graph.get_operations()) - count


def _share_by_numpy(batches, kernel):
    return _share([(inputs @ kernel).argmax(axis=1) == labels for inputs, labels in batches])


def _share(hits):
    return float(np.concatenate(hits).mean())


def _measures(trains=False, keeps=1.0, share=_share, seen=lambda correct: correct):
    """Make an answer that fetches `seen(correct)` for each batch, and returns `share(all hits)`."""

    def answer(session, train_op, correct, inputs, labels, keep_prob, batches):
        feeds = {} if keeps is None else {keep_prob: keeps}
        training = [train_op] if trains else []
        hits = [
            session.run([seen(correct), *training], {inputs: x, labels: y, **feeds})[0]
            for x, y in batches
        ]
        return share(hits)

    return answer


def _all_initialized(session, *others):
    session.run(tf.global_variables_initializer())
    return _measures()(session, *others)


BUGS = {
    "the network is trained while it is measured": (
        "The weights change while you measure. What do you fetch?",
        "One of your fetches is `train_op`, and a run executes all fetches.",
        "Fetch only `correct`.",
    ),
    "dropout is on": (
        "You measure with dropout. Which value does `keep_prob` have?",
        "If nothing is fed, `keep_prob` is 0.5.",
        "Feed 1.0 for `keep_prob`.",
    ),
    "every batch counts the same": (
        "An example of the small last batch counts more than the others. Should it?",
        "A mean of batch means gives each batch the same weight.",
        "Join the results of all batches, and take one mean at the end.",
    ),
}


def _left(trains, drops, by_batch):
    """The mistake that leaves some of the three bugs; its hints are those of the first."""
    names = [name for name, left in zip(BUGS, (trains, drops, by_batch), strict=True) if left]
    share = (lambda hits: float(np.mean([one.mean() for one in hits]))) if by_batch else _share
    answer = _measures(trains, None if drops else 1.0, share)
    return ", and ".join(names), (answer, *BUGS[names[0]])


def _case(sizes, input_size, num_classes):
    kernel, batches = normal(random, input_size, num_classes), []
    for size in sizes:
        inputs = normal(random, size, input_size)
        guesses = (inputs @ kernel).argmax(axis=1)
        wrong = np.arange(size) % (2 + len(batches)) == 0
        batches.append((inputs, np.where(wrong, 0, guesses).astype(np.int32)))
    return {"batches": batches, "kernel": kernel}


test_accuracy = Exercise(
    name="test_accuracy",
    oracle=_share_by_numpy,
    call=_measure_twice,
    cases=[_case((40, 40, 7), 6, 4), _case((30, 30, 30, 11), 5, 7)],
    arguments=("session", "train_op", "correct", "inputs", "labels", "keep_prob", "batches"),
    mistakes={
        **dict(_left(*bugs) for bugs in product((False, True), repeat=3) if any(bugs)),
        "an operation is built for each batch": (
            _measures(seen=tf.identity),
            "Your graph grows with each batch. Which line in your loop adds operations?",
            "A `tf.` call inside the loop adds an operation.",
            "The run returns an array, so use NumPy for the rest.",
        ),
        "everything is initialized before it is measured": (
            _all_initialized,
            "You measure new weights and not the trained ones. What has changed them?",
            "The initializer overwrites the weights that the session contains.",
            "Remove the initializer.",
        ),
        "the error rate is returned": (
            _measures(share=lambda hits: 1 - _share(hits)),
            "Your result is 1 minus the accuracy. Is this not the error rate?",
            "`correct` is True where a prediction is correct.",
            "Return the mean of these values.",
        ),
        "only the first batch is measured": (
            _measures(share=lambda hits: float(hits[0].mean())),
            "Your accuracy is that of the first batch only. What happens to the others?",
            "Look at where your function returns.",
            "Return after the loop, with the results of all batches.",
        ),
        "everything is dropped": (
            _measures(keeps=0.0),
            "With your `keep_prob`, no unit stays. Should all of them stay?",
            "In Keras, the argument is the part to remove. Here it is the part to keep.",
            "Feed 1.0 for `keep_prob`.",
        ),
        "the last batch is taken for a full one": (
            _measures(share=lambda hits: np.concatenate(hits).sum() / hits[0].size / len(hits)),
            "You count the last batch as if it were full. How large is it?",
            "The batches have different sizes.",
            "Divide by the sum of all sizes, or join the results first.",
        ),
        "the mean is taken of a list of batches": (
            _measures(share=np.mean),
            "Your list contains arrays of different lengths. Can NumPy average it?",
            "The last batch is smaller.",
            "Join the arrays with `np.concatenate`, then take the mean.",
        ),
        "the last batch alone is counted": (
            _measures(share=lambda hits: float(hits[-1].mean())),
            "Your accuracy is that of the last batch only. What happens to the others?",
            "Look at what you keep in each iteration.",
            "Append the result of each batch to a list.",
        ),
        "the correct predictions are counted, and not divided": (
            _measures(share=lambda hits: float(np.concatenate(hits).sum())),
            "Your result is larger than 1. Should an accuracy not be at most 1?",
            "You count the correct predictions.",
            "Divide by the number of examples.",
        ),
    },
    minutes=7,
    difficulty=3,
)
