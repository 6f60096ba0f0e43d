"""The layers of contrib for sequences, images and volumes: convolutions and windows."""

from utils.revive.contrib.arg_scope import add_arg_scope
from utils.revive.contrib_layers.layer_parts import (
    finished,
    model_variable,
    require_channels_last,
    sides,
    xavier_initializer,
)
from utils.tf1 import tf


@add_arg_scope
def convolution(
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
    """A convolution over one to three axes of [batch, ..., channels], with relu.

    Returns:
        A tensor [batch, ..., num_outputs], smaller where there is a stride.

    Raises:
        ValueError: the channels do not come last.
    """
    inputs = tf.convert_to_tensor(inputs)
    require_channels_last(data_format)
    number = inputs.shape.ndims - 2
    with tf.variable_scope(scope, "Conv", [inputs], reuse=reuse):
        extra = (variables_collections, trainable, inputs.dtype)
        shape = [*sides(kernel_size, number), int(inputs.shape[-1]), num_outputs]
        initializer = weights_initializer or xavier_initializer()
        weights = model_variable("weights", shape, initializer, weights_regularizer, *extra)
        strides, rates = sides(stride, number), sides(rate, number)
        outputs = tf.nn.convolution(inputs, weights, padding.upper(), strides, dilation_rate=rates)
        if normalizer_fn is None and biases_initializer is not None:
            regularizer = biases_regularizer
            outputs += model_variable("biases", shape[-1:], biases_initializer, regularizer, *extra)
        return finished(
            outputs, activation_fn, normalizer_fn, normalizer_params, outputs_collections
        )


def _convolution_over(number, shape):
    """`convolution` for inputs of one shape, with arguments of its own in an `arg_scope`."""

    def convolve(inputs, *arguments, **settings):
        inputs = tf.convert_to_tensor(inputs)
        if inputs.shape.ndims != number + 2:
            raise ValueError(f"conv{number}d wants inputs {shape}, and got {inputs.shape}.")
        return convolution(inputs, *arguments, **settings)

    convolve.__name__ = f"conv{number}d"
    convolve.__doc__ = f"A convolution of {shape}, with relu unless told otherwise."
    return add_arg_scope(convolve)


conv1d = convolution1d = _convolution_over(1, "[batch, steps, channels]")
conv2d = convolution2d = _convolution_over(2, "[batch, height, width, channels]")
conv3d = convolution3d = _convolution_over(3, "[batch, depth, height, width, channels]")


def _window_over(number, name, pool):
    """A layer that takes one value from each window."""

    def take(inputs, kernel_size, stride=2, padding="VALID", data_format=None,
             outputs_collections=None, scope=None):  # fmt: skip
        require_channels_last(data_format)
        size, strides = sides(kernel_size, number), sides(stride, number)
        outputs = pool(inputs, size, strides, padding.lower(), name=scope)
        return finished(outputs, None, None, None, outputs_collections)

    take.__name__ = name
    take.__doc__ = f"`{name}` over windows of [batch, ..., channels]."
    return add_arg_scope(take)


max_pool2d = _window_over(2, "max_pool2d", tf.layers.max_pooling2d)
avg_pool2d = _window_over(2, "avg_pool2d", tf.layers.average_pooling2d)
max_pool3d = _window_over(3, "max_pool3d", tf.layers.max_pooling3d)
avg_pool3d = _window_over(3, "avg_pool3d", tf.layers.average_pooling3d)
