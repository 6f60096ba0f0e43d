"""The exercises of the lesson `backpropagation_through_time`, in their order."""

from utils.checks.backpropagation_through_time.finite_differences import finite_differences
from utils.checks.backpropagation_through_time.state_gradients import state_gradients
from utils.checks.backpropagation_through_time.step_back import step_back
from utils.checks.engine import progress_of

progress = progress_of(finite_differences, step_back, state_gradients)
