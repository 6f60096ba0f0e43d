"""Checkpoints of TensorFlow 0.8 to 1.1, whose variables had other names, in revived scripts."""

import re
from collections import defaultdict

from utils.revive.notes import note
from utils.tf1 import tf

RESTORE = tf.train.Saver.restore
# Parts of a name, from what an old version wrote to what a new one writes; "" is left out.
PARTS = [
    (r"linear", ""),
    (r"matrix|weights|w_0", "kernel"),
    (r"biases|b", "bias"),
    (r"w_p_0", "projection/kernel"),
    (r"(bahdanau|luong)_attention", ""),
    (r"lstm_block_wrapper", "lstm_fused_cell"),
    (r"bi_rnn_fw", "bidirectional_rnn/fw"),
    (r"bi_rnn_bw", "bidirectional_rnn/bw"),
    (r"bi_rnn", "bidirectional_rnn"),
    (r"cell(\d+)", r"cell_\1"),
    (r"convolution(2d)?_(\d+)", r"conv2d_\2"),
]
# From 1.1 on the variables of a cell inside a wrapper are below the wrapper's name.
WRAPPER = re.compile(
    r"\b(embedding|input_projection|output_projection)_wrapper/(?!(kernel|bias|embedding)\b)"
)
CAMEL_CASE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def canonical(name):
    """One name for all those that a variable had in the versions of TensorFlow 1.

    Arguments:
        name: "RNN/MultiRNNCell/Cell0/BasicLSTMCell/Linear/Matrix", or
            "rnn/multi_rnn_cell/cell_0/basic_lstm_cell/kernel".

    Returns:
        The second form of these.
    """
    parts = []
    for part in name.split("/"):
        part = CAMEL_CASE.sub("_", part).lower() if not part.islower() else part
        for pattern, today in PARTS:
            if match := re.fullmatch(pattern, part):
                part = match.expand(today)
                break
        parts += [part] if part else []
    return WRAPPER.sub("", "/".join(parts))


def old_names_of(wanted, stored):
    """Find variables of a graph in a checkpoint of another version.

    Arguments:
        wanted: {name: shape} of the variables that the checkpoint lacks; shapes are lists.
        stored: {name: shape} of what the checkpoint has.

    Returns:
        {name: name in the checkpoint}, for those that exactly one name there fits.
    """
    by_canonical = defaultdict(list)
    for name in stored:
        by_canonical[canonical(name)].append(name)
    found = {}
    for name, shape in wanted.items():
        fitting = [old for old in by_canonical[canonical(name)] if stored[old] == shape]
        if len(fitting) == 1:
            found[name] = fitting[0]
    return found


def put_in_place():
    """Let `Saver.restore` find variables under the names that they had."""
    tf.train.Saver.restore = _restore


def _restore(self, sess, save_path):
    stored, wanted = _stored(save_path), _wanted(self)
    missing = {name: v.shape.as_list() for name, v in wanted.items() if name not in stored}
    found = old_names_of(missing, stored) if missing else {}
    if not missing or len(found) < len(missing):
        return RESTORE(self, sess, save_path)  # whose error names what is not there
    old, new = next((old, new) for new, old in found.items())
    note("Saver.restore", f"{old} is now {new}", f"{len(found)} variables had other names.")
    reader = tf.train.NewCheckpointReader(save_path)
    for name, variable in wanted.items():
        variable.load(reader.get_tensor(found.get(name, name)), sess)
    return None


def _stored(path):
    try:
        return dict(tf.train.NewCheckpointReader(path).get_variable_to_shape_map())
    except (tf.errors.OpError, TypeError, ValueError):
        return {}


def _wanted(saver):
    variables = saver._var_list
    if variables is None:
        variables = tf.global_variables()
    if isinstance(variables, dict):
        return dict(variables)
    return {variable.op.name: variable for variable in variables if hasattr(variable, "load")}
