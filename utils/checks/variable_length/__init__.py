"""The exercises of the lesson `variable_length`, in their order."""

from utils.checks.engine import progress_of
from utils.checks.variable_length.batch_from_flat import batch_from_flat
from utils.checks.variable_length.last_valid import last_valid
from utils.checks.variable_length.mean_loss import mean_loss
from utils.checks.variable_length.put_back import put_back

progress = progress_of(batch_from_flat, last_valid, mean_loss, put_back)
