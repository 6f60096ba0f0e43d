"""The exercises of the lesson `saving_and_watching`, in their order."""

from utils.checks.engine import progress_of
from utils.checks.saving_and_watching.best_checkpoint import best_checkpoint
from utils.checks.saving_and_watching.misfits import misfits
from utils.checks.saving_and_watching.names_in_checkpoint import names_in_checkpoint
from utils.checks.saving_and_watching.trained_weights import trained_weights

progress = progress_of(trained_weights, names_in_checkpoint, misfits, best_checkpoint)
