"""A made-up task for long memory: one bit, then random numbers that must be ignored."""

import numpy as np


def sequences_to_hold(random, batch_size, distance):
    """Sequences that begin with a bit and a mark; all that follows are distractors. Lesson 09.

    Arguments:
        random: a `np.random.Generator`.
        batch_size: how many sequences.
        distance: how many distractors follow the bit.

    Returns:
        Inputs float32 [batch_size, distance + 1, 2], a number and a mark at each time step, and the
        bits [batch_size], which are 1 or -1. The mark is 1 at the bit, and 0 after it.
    """
    inputs = np.zeros([batch_size, distance + 1, 2], np.float32)
    inputs[:, :, 0] = random.uniform(-1, 1, size=(batch_size, distance + 1))
    bits = random.choice([-1.0, 1.0], size=batch_size)
    inputs[:, 0, 0] = bits
    inputs[:, 0, 1] = 1
    return inputs, bits
