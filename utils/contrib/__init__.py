"""Modules of `tf.contrib` that run on today's TensorFlow, and the table of old names.

Lessons import these modules from here and not from `utils.revive`, because `import utils.revive`
changes how the rest of a script or notebook runs.
"""

from utils.revive import legacy_seq2seq, seq2seq
from utils.revive.contrib_layers import layers
from utils.revive.old_names import look_up

__all__ = ["layers", "legacy_seq2seq", "look_up", "seq2seq"]
