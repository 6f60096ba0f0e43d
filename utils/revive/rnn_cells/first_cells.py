"""The cells of `tensorflow.models.rnn`, up to 0.10: the state of an LSTM was one tensor."""

from utils.revive.rnn_cells import cells
from utils.revive.rnn_cells.cells import BasicRNNCell as BasicRNNCell
from utils.revive.rnn_cells.cells import EmbeddingWrapper as EmbeddingWrapper
from utils.revive.rnn_cells.cells import GRUCell as GRUCell
from utils.revive.rnn_cells.cells import InputProjectionWrapper as InputProjectionWrapper
from utils.revive.rnn_cells.cells import OutputProjectionWrapper as OutputProjectionWrapper
from utils.revive.rnn_cells.cells import _linear as _linear
from utils.revive.rnn_cells.cells import linear as linear


class BasicLSTMCell(cells.BasicLSTMCell):
    """An LSTM cell with a state [batch, 2 * num_units]."""

    def __init__(self, *arguments, **settings):
        super().__init__(*arguments, **{"state_is_tuple": False} | settings)


class LSTMCell(cells.LSTMCell):
    """An LSTM cell with a state [batch, 2 * num_units]."""

    def __init__(self, *arguments, **settings):
        super().__init__(*arguments, **{"state_is_tuple": False} | settings)


class MultiRNNCell(cells.MultiRNNCell):
    """A stack whose states stand beside each other in one tensor."""

    def __init__(self, *arguments, **settings):
        super().__init__(*arguments, **{"state_is_tuple": False} | settings)
