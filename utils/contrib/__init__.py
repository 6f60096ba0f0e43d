"""The modules of `tf.contrib` that lessons compare code of today with, and the table of old names.

Lessons import them from here, because `import utils.revive` in a script or notebook starts to
revive what comes after it.
"""

from utils.revive import layers, legacy_seq2seq, seq2seq
from utils.revive.old_names import look_up

__all__ = ["layers", "legacy_seq2seq", "look_up", "seq2seq"]
