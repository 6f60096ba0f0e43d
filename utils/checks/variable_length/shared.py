"""What exercises of `variable_length` share."""

from utils.checks.in_graph import require_tensors, run_in_time
from utils.tf1 import tf


def run_on_batches(answer, batches):
    """Let an answer build its graph once, and run it on batches, each of values and lengths."""
    with tf.Graph().as_default(), tf.Session() as session:
        values = tf.placeholder(tf.float32, [None, None, *batches[0][0].shape[2:]])
        lengths = tf.placeholder(tf.int32, [None])
        fetch = answer(values, lengths)
        require_tensors(fetch)
        return [run_in_time(session, fetch, {values: v, lengths: n}) for v, n in batches]
