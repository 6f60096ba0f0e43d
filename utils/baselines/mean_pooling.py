"""A classifier of sequences that knows nothing of their order; NumPy alone."""

import numpy as np

TRAINING_STEPS, RATE, WEIGHT_DECAY = 1000, 2.0, 0.001


def mean_pooling(frames, labels, new_frames):
    """Classify sequences by the means of their frames, with one softmax layer. Lesson 11.

    Arguments:
        frames: a list of float arrays [length, size], the training set.
        labels: int [number], their classes, 0 to the largest one.
        new_frames: a list of float arrays [length, size], the sequences to classify.

    Returns:
        int64 [number of new frames], their predicted classes.

    Raises:
        ValueError: there are not as many labels as sequences.
    """
    labels = np.asarray(labels)
    if len(frames) != len(labels):
        raise ValueError(f"labels must be {len(frames)}, one a sequence, got {len(labels)}")
    means = _means(frames)
    center, deviation = means.mean(axis=0), means.std(axis=0)
    inputs = _with_ones((means - center) / deviation)
    one_hot = np.eye(labels.max() + 1)[labels]
    weights = np.zeros([inputs.shape[1], one_hot.shape[1]])
    for _ in range(TRAINING_STEPS):
        exponentials = np.exp(inputs @ weights)
        probabilities = exponentials / exponentials.sum(axis=1, keepdims=True)
        gradient = inputs.T @ (probabilities - one_hot) / len(labels) + WEIGHT_DECAY * weights
        weights -= RATE * gradient
    return (_with_ones((_means(new_frames) - center) / deviation) @ weights).argmax(axis=1)


def _means(frames):
    return np.array([sequence.mean(axis=0) for sequence in frames])


def _with_ones(rows):
    """Add a column of ones, whose weights are the bias."""
    return np.column_stack([rows, np.ones(len(rows))])
