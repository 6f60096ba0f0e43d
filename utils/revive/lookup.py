"""`tf.contrib.lookup`: tables of words and their numbers, which TensorFlow still has inside."""

from importlib import import_module

NAMES = (
    "HashTable",
    "KeyValueTensorInitializer",
    "TextFileInitializer",
    "index_table_from_file",
    "index_table_from_tensor",
    "index_to_string_table_from_file",
    "index_to_string_table_from_tensor",
)
inside = import_module("tensorflow.python.ops.lookup_ops")
globals().update({name: getattr(inside, name) for name in NAMES})
