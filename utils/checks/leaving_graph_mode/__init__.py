"""The exercises of the lesson `leaving_graph_mode`, in their order."""

from utils.checks.engine import progress_of
from utils.checks.leaving_graph_mode.gru_to_keras import gru_to_keras
from utils.checks.leaving_graph_mode.layer_for import layer_for
from utils.checks.leaving_graph_mode.lstm_to_keras import lstm_to_keras
from utils.checks.leaving_graph_mode.port_lines import port_lines

progress = progress_of(lstm_to_keras, gru_to_keras, port_lines, layer_for)
