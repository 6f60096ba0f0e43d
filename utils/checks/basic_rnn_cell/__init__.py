"""The exercises of the lesson `basic_rnn_cell`, in their order."""

from utils.checks.basic_rnn_cell.last_state import last_state
from utils.checks.basic_rnn_cell.number_of_weights import number_of_weights
from utils.checks.basic_rnn_cell.rnn_step import rnn_step
from utils.checks.engine import progress_of

progress = progress_of(number_of_weights, rnn_step, last_state)
