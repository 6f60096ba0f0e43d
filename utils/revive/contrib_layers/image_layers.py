"""The layers of contrib for images."""

from utils.revive.contrib.arg_scope import add_arg_scope
from utils.revive.contrib_layers.layer_parts import finished, model_variable, xavier_initializer
from utils.tf1 import tf


@add_arg_scope
def conv2d(
    inputs,
    num_outputs,
    kernel_size,
    stride=1,
    padding="SAME",
    data_format=None,
    rate=1,
    activation_fn=tf.nn.relu,
    normalizer_fn=None,
    normalizer_params=None,
    weights_initializer=None,
    weights_regularizer=None,
    biases_initializer=tf.zeros_initializer(),  # noqa: B008
    biases_regularizer=None,
    reuse=None,
    variables_collections=None,
    outputs_collections=None,
    trainable=True,
    scope=None,
):
    """A convolution of images [batch, height, width, channels], with relu unless told otherwise.

    Returns:
        A tensor [batch, height, width, num_outputs], smaller where there is a stride.
    """
    with tf.variable_scope(scope, "Conv", [inputs], reuse=reuse):
        extra = (variables_collections, trainable, inputs.dtype)
        shape = [*_pair(kernel_size), int(inputs.shape[-1]), num_outputs]
        initializer = weights_initializer or xavier_initializer()
        weights = model_variable("weights", shape, initializer, weights_regularizer, *extra)
        outputs = tf.nn.convolution(
            inputs, weights, padding.upper(), _pair(stride), dilation_rate=_pair(rate)
        )
        if normalizer_fn is None and biases_initializer is not None:
            regularizer = biases_regularizer
            outputs += model_variable("biases", shape[3:], biases_initializer, regularizer, *extra)
        return finished(
            outputs, activation_fn, normalizer_fn, normalizer_params, outputs_collections
        )


convolution2d = conv2d


def _pair(value):
    return list(value) if isinstance(value, list | tuple) else [value, value]


@add_arg_scope
def max_pool2d(inputs, kernel_size, stride=2, padding="VALID", scope=None):
    """The largest value of each window of images [batch, height, width, channels]."""
    return tf.layers.max_pooling2d(inputs, kernel_size, stride, padding.lower(), name=scope)


@add_arg_scope
def avg_pool2d(inputs, kernel_size, stride=2, padding="VALID", scope=None):
    """The mean of each window of images [batch, height, width, channels]."""
    return tf.layers.average_pooling2d(inputs, kernel_size, stride, padding.lower(), name=scope)
