"""A synthetic task that needs a long memory: one bit, then numbers that must be ignored."""

import numpy as np


def sequences_to_hold(random, batch_size, distance):
    """Make sequences that begin with a bit. Random numbers, the distractors, follow. Lesson 09.

    Arguments:
        random: a `np.random.Generator`.
        batch_size: the number of sequences.
        distance: the number of distractors after the bit.

    Returns:
        (inputs, bits): float32 [batch_size, distance + 1, 2] and float64 [batch_size]. The inputs
        of a time step are a number and a mark. At the first time step, the number is the bit,
        which is 1 or -1, and the mark is 1. After it, the mark is 0.
    """
    inputs = np.zeros([batch_size, distance + 1, 2], np.float32)
    inputs[:, :, 0] = random.uniform(-1, 1, size=(batch_size, distance + 1))
    bits = random.choice([-1.0, 1.0], size=batch_size)
    inputs[:, 0, 0] = bits
    inputs[:, 0, 1] = 1
    return inputs, bits
