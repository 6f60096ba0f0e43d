"""`tf.contrib.lookup`: tables of words and their numbers, which TensorFlow still has inside."""

from importlib import import_module

NAMES = (
    "HashTable",
    "KeyValueTensorInitializer",
    "MutableHashTable",
    "TextFileInitializer",
    "index_table_from_file",
    "index_to_string_table_from_file",
)
inside = import_module("tensorflow.python.ops.lookup_ops")
globals().update({name: getattr(inside, name) for name in NAMES})

MutableDenseHashTable = inside.DenseHashTable
string_to_index_table_from_file = inside.index_table_from_file


def index_table_from_tensor(mapping, *arguments, **settings):
    """A table from words to their numbers in `mapping`, which has another name inside."""
    return inside.index_table_from_tensor(mapping, *arguments, **settings)


def index_to_string_table_from_tensor(mapping, *arguments, **settings):
    """A table from numbers to the words of `mapping`, which has another name inside."""
    return inside.index_to_string_table_from_tensor(mapping, *arguments, **settings)


string_to_index_table_from_tensor = index_table_from_tensor
