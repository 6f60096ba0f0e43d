"""What all candidates share. Python 3.7 reads this file too, for TensorFlow 1.15."""

import os
import pickle
import sys
import time
from statistics import median
from types import MappingProxyType

RATE, LONGEST_GRADIENT, ADAM_EPSILON = 0.005, 1.0, 1e-8
SEED = 5
# Rows, inner size, columns: as large as those of a training step, and larger.
MULTIPLICATIONS = ((128, 256, 512), (512, 256, 512), (3_584, 256, 512), (2_048, 2_048, 2_048))
FIRST_CHARACTER = 0


class Library:
    """A candidate. Its method `prepare` sets `self.step`, which is called with each batch."""

    versions = MappingProxyType({})  # of libraries that run in yet another process

    def run(self, batches):
        """Make one step with each batch, and return (seconds, what the steps returned)."""
        started = time.perf_counter()
        values = [self.step(*batch) for batch in batches]
        return time.perf_counter() - started, values

    def matrix_rate(self, rounds):
        """Return the best rate of matrix multiplication, in floating-point operations a second."""
        best = 0.0
        for rows, inner, columns in MULTIPLICATIONS:
            run = self.multiplication(rows, inner, columns)
            operations = 2 * rows * inner * columns
            repeats = max(1, int(2e8 / operations))
            times = []
            for _ in range(rounds + 1):
                started = time.perf_counter()
                for _ in range(repeats):
                    run()
                times.append(time.perf_counter() - started)
            best = max(best, repeats * operations / median(times[1:]))
        return best


def write_text(read, noise):
    """Write a text one character at a time, and return its ids, a list.

    Arguments:
        read: a function from an id to the logits of the next one, an array of `vocab_size` numbers.
        noise: float32 [length, vocab_size]. The id with the largest sum of logit and noise is
            written. Noise from a Gumbel distribution makes this a sample by the softmax, and the
            same noise gives the same text in all libraries.
    """
    written = [FIRST_CHARACTER]
    for row in noise:
        written.append(int((read(written[-1]) + row).argmax()))
    return written[1:]


def answer_requests(make_worker):
    """Answer requests, as `utils.worker_process` says, until standard input ends.

    Arguments:
        make_worker: a function without arguments; the methods of what it returns are called.
    """
    # Libraries print; the answers keep a descriptor of their own.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    worker = make_worker()
    pickle.dump((True, "ready"), answers)
    answers.flush()
    while True:
        try:
            do, arguments, settings = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        pickle.dump((True, getattr(worker, do)(*arguments, **settings)), answers)
        answers.flush()
