"""`tf.contrib.lookup`: tables of words and their numbers, which TensorFlow still has inside."""

from importlib import import_module

NAMES = (
    "HashTable",
    "KeyValueTensorInitializer",
    "TextFileInitializer",
    "index_table_from_file",
    "index_to_string_table_from_file",
)
inside = import_module("tensorflow.python.ops.lookup_ops")
globals().update({name: getattr(inside, name) for name in NAMES})

string_to_index_table_from_file = inside.index_table_from_file


def MutableHashTable(
    key_dtype,
    value_dtype,
    default_value,
    shared_name=None,
    name="MutableHashTable",
    checkpoint=True,
):
    """A table that can be changed; its shared name is today the name itself."""
    return inside.MutableHashTable(
        key_dtype, value_dtype, default_value, shared_name or name, checkpoint
    )


def MutableDenseHashTable(
    key_dtype, value_dtype, default_value, empty_key, initial_num_buckets=None, shared_name=None,
    name="MutableDenseHashTable", checkpoint=True, deleted_key=None,
):  # fmt: skip
    """A table that can be changed, in which two keys have a meaning of their own."""
    return inside.DenseHashTable(
        key_dtype,
        value_dtype,
        default_value,
        empty_key,
        deleted_key,
        initial_num_buckets,
        shared_name or name,
        checkpoint,
    )


def index_table_from_tensor(mapping, *arguments, **settings):
    """A table from words to their numbers in `mapping`, which has another name inside."""
    return inside.index_table_from_tensor(mapping, *arguments, **settings)


def index_to_string_table_from_tensor(mapping, *arguments, **settings):
    """A table from numbers to the words of `mapping`, which has another name inside."""
    return inside.index_to_string_table_from_tensor(mapping, *arguments, **settings)


string_to_index_table_from_tensor = index_table_from_tensor
