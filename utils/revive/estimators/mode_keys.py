"""`ModeKeys` of `tf.contrib.learn` and `tf.estimator`: names of what a model is used for."""


class ModeKeys:
    """Training, evaluation, inference."""

    TRAIN = "train"
    EVAL = "eval"
    INFER = "infer"
    PREDICT = "infer"  # its name in tf.estimator
