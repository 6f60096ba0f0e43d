"""The exercises of the lesson `lstm_gates`, in their order."""

from utils.checks.engine import progress_of
from utils.checks.lstm_gates.fold_forget_bias import fold_forget_bias
from utils.checks.lstm_gates.lstm_step import lstm_step
from utils.checks.lstm_gates.lstm_weights import lstm_weights

progress = progress_of(lstm_step, fold_forget_bias, lstm_weights)
