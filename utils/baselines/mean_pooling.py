"""A baseline that classifies sequences without the order of their frames. It needs only NumPy."""

import numpy as np

TRAINING_STEPS, RATE, WEIGHT_DECAY = 1000, 2.0, 0.001


def mean_pooling(frames, labels, new_frames):
    """Train a softmax layer on the mean frame of each sequence, and classify others. Lesson 11.

    Arguments:
        frames: a list of float arrays [length, size], the training set.
        labels: integers [number], the class of each sequence, from 0.
        new_frames: a list of float arrays [length, size], the sequences to classify.

    Returns:
        int64 [number of new sequences], their predicted classes.

    Raises:
        ValueError: the number of labels is not that of the sequences.
    """
    labels = np.asarray(labels)
    if len(frames) != len(labels):
        raise ValueError(f"labels must be {len(frames)}, one for each sequence, got {len(labels)}")
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
    """Add a column of ones. The weights of this column are the bias."""
    return np.column_stack([rows, np.ones(len(rows))])
