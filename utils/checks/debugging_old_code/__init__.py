"""The exercises of the lesson `debugging_old_code`, in their order."""

from utils.checks.debugging_old_code.clipped_update import clipped_update
from utils.checks.debugging_old_code.probabilities_and_loss import probabilities_and_loss
from utils.checks.debugging_old_code.read_in_pieces import read_in_pieces
from utils.checks.debugging_old_code.test_accuracy import test_accuracy
from utils.checks.debugging_old_code.time_major_outputs import time_major_outputs
from utils.checks.debugging_old_code.train_with_rates import train_with_rates
from utils.checks.debugging_old_code.two_readers import two_readers
from utils.checks.engine import progress_of

progress = progress_of(
    two_readers,
    clipped_update,
    train_with_rates,
    test_accuracy,
    read_in_pieces,
    time_major_outputs,
    probabilities_and_loss,
)
