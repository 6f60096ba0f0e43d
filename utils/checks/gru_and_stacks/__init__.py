"""The exercises of the lesson `gru_and_stacks`, in their order."""

from utils.checks.engine import progress_of
from utils.checks.gru_and_stacks.gru_step import gru_step
from utils.checks.gru_and_stacks.run_stack import run_stack
from utils.checks.gru_and_stacks.update_then_measure import update_then_measure

progress = progress_of(gru_step, run_stack, update_then_measure)
