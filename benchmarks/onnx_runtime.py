"""The candidates in ONNX Runtime, which reads and writes but does not train."""

import numpy as np
import onnx
import onnxruntime

from benchmarks.shared import FIRST_CHARACTER, Library, write_text

HEADER = '<ir_version: 10, opset_import: ["": 21]>'
# The operation LSTM has the gates i, o, f, c, and its inputs are time-major.
READING = """reading (uint8[1, 28, 28] images) => (float[1, 10] logits) {
    numbers = Cast<to = 1>(images)
    rows = Div(numbers, largest)
    multiplied = MatMul(rows, dense_kernel)
    inputs = Add(multiplied, dense_bias)
    steps = Transpose<perm = [1, 0, 2]>(inputs)
    outputs, state = LSTM<hidden_size = 128>(steps, W, U, bias)
    h = Squeeze(state, first_axis)
    logits = Gemm(h, last_kernel, last_bias)
}"""
ONE_CHARACTER = """
    vector = Gather(embedding, id)
    inputs = Concat<axis = 1>(vector, state)
    multiplied = Gemm(inputs, rnn_kernel, rnn_bias)
    new_state = Tanh(multiplied)
    logits = Gemm(new_state, softmax_kernel, softmax_bias)
"""
STEP = f"""step (int64[1] id, float[1, 128] state)
    => (float[1, 64] logits, float[1, 128] new_state) {{
{ONE_CHARACTER}
}}"""
TEXT = f"""text (float[length, 64] noise) => (int64[length, 1] ids) {{
    last_id, last_state, ids = Scan<num_scan_inputs = 1, body = one_character
        (int64[1] id, float[1, 128] state, float[64] row)
        => (int64[1] new_id, float[1, 128] new_state, int64[1] written) {{
{ONE_CHARACTER}
        sum = Add(logits, row)
        new_id = ArgMax<axis = 1, keepdims = 0>(sum)
        written = Identity(new_id)
    }}>(first_id, first_state, noise)
}}"""


class Onnx(Library):
    """A model in a session."""

    def __init__(self, name):
        """Write whole texts inside the model where the candidate's name says so."""
        self.in_graph = "in graph" in name

    def prepare(self, task):
        """Make a task's model with the task's weights, and choose its step."""
        weights = {name.replace(" ", "_"): value for name, value in task.weights.items()}
        if task.kind == "reading":
            self.run_model = session(READING, weights | lstm_weights(task))
            self.step = lambda images: self.run_model(None, {"images": images})[0]
        elif self.in_graph:
            first = {
                "first_id": np.array([FIRST_CHARACTER]),
                "first_state": np.zeros([1, task.num_units], np.float32),
            }
            self.run_model = session(TEXT, weights | first)
            self.step = lambda noise: self.run_model(None, {"noise": noise})[0]
        else:
            self.run_model, self.units = session(STEP, weights), task.num_units
            self.step = self._write

    def _write(self, noise):
        self.state = np.zeros([1, self.units], np.float32)

        def read(one):
            feed = {"id": np.array([one]), "state": self.state}
            logits, self.state = self.run_model(None, feed)
            return logits[0]

        return write_text(read, noise)


def lstm_weights(task):
    """What the operation LSTM needs, and two constants: a dict from a name to an array."""
    kernel, bias = iofc(task.weights["lstm kernel"]), iofc(task.weights["lstm bias"])
    units = task.num_units
    bias[2 * units : 3 * units] += 1  # the forget bias of BasicLSTMCell
    W, U = np.split(kernel.T[np.newaxis], 2, axis=2)
    return {
        "W": W,
        "U": U,
        "bias": np.concatenate([bias, np.zeros_like(bias)])[np.newaxis],
        "largest": np.float32(255),
        "first_axis": np.array([0]),
    }


def iofc(kernel_or_bias):
    """Bring the column blocks of an LSTM, i, j, f, o, into the order of ONNX."""
    i, j, f, o = np.split(kernel_or_bias, 4, axis=-1)
    return np.concatenate([i, o, f, j], axis=-1)


def session(text, weights):
    """Return the function that runs a model.

    Arguments:
        text: the model's graph, as `onnx.parser` reads it.
        weights: dict from a name in the graph to its value; names that it does not use do no harm.
    """
    model = onnx.parser.parse_model(f"{HEADER}\n{text}")
    for name, value in weights.items():
        array = np.ascontiguousarray(value)
        model.graph.initializer.append(onnx.numpy_helper.from_array(array, name))
    settings = onnxruntime.SessionOptions()
    settings.log_severity_level = 3  # weights that a model does not use are worth no warning
    return onnxruntime.InferenceSession(model.SerializeToString(), settings).run
