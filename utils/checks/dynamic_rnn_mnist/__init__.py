"""The exercises of the lesson `dynamic_rnn_mnist`, in their order."""

from utils.checks.dynamic_rnn_mnist.columns_as_steps import columns_as_steps
from utils.checks.dynamic_rnn_mnist.confusion_matrix import confusion_matrix
from utils.checks.dynamic_rnn_mnist.last_output import last_output
from utils.checks.dynamic_rnn_mnist.read_from import read_from
from utils.checks.engine import progress_of

progress = progress_of(columns_as_steps, last_output, read_from, confusion_matrix)
