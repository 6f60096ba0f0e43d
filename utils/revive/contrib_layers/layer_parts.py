"""What the layers of contrib share: first weights, variables, and what follows them."""

from utils.tf1 import tf


def xavier_initializer(uniform=True, seed=None, dtype=tf.float32):
    """First weights of variance 2 / (inputs + outputs); Glorot, Bengio (2010)."""
    kind = tf.glorot_uniform_initializer if uniform else tf.glorot_normal_initializer
    return kind(seed=seed, dtype=dtype)


xavier_initializer_conv2d = xavier_initializer


def variance_scaling_initializer(
    factor=2.0, mode="FAN_IN", uniform=False, seed=None, dtype=tf.float32
):
    """First weights of variance factor / n; n is the number that `mode` names."""
    distribution = "uniform" if uniform else "truncated_normal"
    return tf.variance_scaling_initializer(factor, mode.lower(), distribution, seed, dtype)


def smart_cond(pred, fn1, fn2, name=None):
    """What `fn1` or `fn2` returns; one alone is built where `pred` is known already."""
    known = tf.get_static_value(pred) if tf.is_tensor(pred) else pred
    if known is None:
        return tf.cond(pred, fn1, fn2, name=name)
    return fn1() if known else fn2()


def sides(value, number):
    """The sides of a window as a list, of one number or of as many as there are axes."""
    return list(value) if isinstance(value, list | tuple) else [value] * number


def require_channels_last(data_format):
    """Refuse a layout that TensorFlow has for graphics cards alone.

    Raises:
        ValueError: the channels come before the other axes, as in "NCHW".
    """
    if data_format and not data_format.endswith("C"):
        raise ValueError(f"data_format={data_format} is not covered: the channels come last.")


def finished(outputs, activation_fn, normalizer_fn, normalizer_params, collections):
    """What follows the multiplication in each layer."""
    if normalizer_fn is not None:
        outputs = normalizer_fn(outputs, **normalizer_params or {})
    if activation_fn is not None:
        outputs = activation_fn(outputs)
    if isinstance(collections, str):
        collections = [collections]
    for collection in collections or []:
        tf.add_to_collection(collection, outputs)
    return outputs


def model_variable(name, shape, initializer, regularizer, collections, trainable, dtype):
    """A variable of a model, in the collections that contrib put it into."""
    if isinstance(collections, dict):
        collections = collections.get(name)
    keys = [tf.GraphKeys.GLOBAL_VARIABLES, tf.GraphKeys.MODEL_VARIABLES, *(collections or [])]
    return tf.get_variable(
        name,
        shape,
        dtype,
        initializer=initializer,
        regularizer=regularizer,
        trainable=trainable,
        collections=keys,
    )
