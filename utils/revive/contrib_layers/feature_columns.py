"""Columns of numbers, and the examples that are read by them: `tf.contrib.learn.io` too."""

from utils.tf1 import tf


def real_valued_column(
    column_name, dimension=1, default_value=None, dtype=tf.float32, normalizer=None
):
    """A column of `dimension` numbers, as `tf.feature_column.numeric_column` makes it."""
    return tf.feature_column.numeric_column(
        column_name, (dimension,), default_value, dtype, normalizer
    )


def create_feature_spec_for_parsing(feature_columns):
    """What `tf.parse_example` needs for some columns: a dict of name to `tf.FixedLenFeature`."""
    return tf.feature_column.make_parse_example_spec(list(feature_columns))


def read_batch_features(
    file_pattern,
    batch_size,
    features,
    reader,
    randomize_input=True,
    num_epochs=None,
    queue_capacity=10_000,
    feature_queue_capacity=100,
    reader_num_threads=1,
    num_enqueue_threads=2,
    parse_fn=None,
    name=None,
):
    """Read examples from files, in a random order, and parse a batch of them.

    Arguments:
        file_pattern: a pattern, or a list of files or patterns.
        batch_size: the number of examples; the last batch of `num_epochs` may have fewer.
        features: a dict of name to `tf.FixedLenFeature` or `tf.VarLenFeature`.
        reader: a class such as `tf.TFRecordReader`.
        randomize_input: whether files and examples are shuffled.
        num_epochs: how often each file is read, or None for ever.
        queue_capacity: how many examples wait; all but three batches before the first one is taken.
        feature_queue_capacity, num_enqueue_threads: not used, because nothing waits twice.
        reader_num_threads: how many read at once.
        parse_fn: a function of one serialized example, applied before they are parsed.
        name: the scope of the operations.

    Returns:
        A dict of name to tensor, whose first dimension is the batch.
    """
    patterns = [file_pattern] if isinstance(file_pattern, str) else list(file_pattern)
    with tf.name_scope(name, "read_batch_features"):
        files = sorted(file for pattern in patterns for file in tf.gfile.Glob(pattern))
        if not files:
            raise ValueError(f"No files match {file_pattern}.")
        queue = tf.train.string_input_producer(
            files, num_epochs=num_epochs, shuffle=randomize_input, name="file_name_queue"
        )
        waiting = []
        for _ in range(reader_num_threads):
            example = reader().read(queue)[1]
            waiting.append([parse_fn(example) if parse_fn else example])
        settings = {
            "batch_size": batch_size,
            "capacity": queue_capacity,
            "allow_smaller_final_batch": num_epochs is not None,
        }
        if randomize_input:
            settings["min_after_dequeue"] = max(queue_capacity - 3 * batch_size, batch_size)
            examples = tf.train.shuffle_batch_join(waiting, **settings)
        else:
            examples = tf.train.batch_join(waiting, **settings)
        return tf.parse_example(examples, features)
