"""The exercises of the lesson `stateful_sequences`, in their order."""

from utils.checks.engine import progress_of
from utils.checks.stateful_sequences.lagged import lagged
from utils.checks.stateful_sequences.read_on import read_on
from utils.checks.stateful_sequences.reset_rows import reset_rows
from utils.checks.stateful_sequences.score import score

progress = progress_of(score, lagged, read_on, reset_rows)
