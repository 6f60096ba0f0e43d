"""`tf.contrib.learn.ModeKeys`: names of what a model is used for."""


class ModeKeys:
    """Training, evaluation, inference."""

    TRAIN = "train"
    EVAL = "eval"
    INFER = "infer"
