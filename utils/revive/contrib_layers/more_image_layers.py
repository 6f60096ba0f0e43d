"""More layers of contrib for images: convolutions of each channel, transposed ones, and norms."""

from utils.revive.contrib.arg_scope import add_arg_scope
from utils.revive.contrib_layers.layer_parts import (
    finished,
    model_variable,
    require_channels_last,
    sides,
    xavier_initializer,
)
from utils.tf1 import tf

ZEROS = tf.zeros_initializer()


@add_arg_scope
def conv2d_transpose(
    inputs,
    num_outputs,
    kernel_size,
    stride=1,
    padding="SAME",
    data_format=None,
    activation_fn=tf.nn.relu,
    normalizer_fn=None,
    normalizer_params=None,
    weights_initializer=None,
    weights_regularizer=None,
    biases_initializer=ZEROS,
    biases_regularizer=None,
    reuse=None,
    variables_collections=None,
    outputs_collections=None,
    trainable=True,
    scope=None,
):
    """The transpose of a convolution of images [batch, height, width, channels], with relu.

    Returns:
        A tensor [batch, height * stride, width * stride, num_outputs], larger by the kernel where
        the padding is "VALID".
    """
    require_channels_last(data_format)
    with tf.variable_scope(scope, "Conv2d_transpose", [inputs], reuse=reuse):
        inputs = tf.convert_to_tensor(inputs)
        extra = (variables_collections, trainable, inputs.dtype)
        shape = [*sides(kernel_size, 2), num_outputs, int(inputs.shape[-1])]
        initializer = weights_initializer or xavier_initializer()
        weights = model_variable("weights", shape, initializer, weights_regularizer, *extra)
        sizes, strides = tf.shape(inputs), sides(stride, 2)
        is_valid = padding.upper() == "VALID"
        wider = [max(shape[one] - strides[one], 0) if is_valid else 0 for one in (0, 1)]
        known = inputs.shape.as_list()
        grown = [(known[one + 1] or sizes[one + 1]) * strides[one] + wider[one] for one in (0, 1)]
        outputs = tf.nn.conv2d_transpose(
            inputs, weights, [known[0] or sizes[0], *grown, num_outputs], strides, padding.upper()
        )
        if normalizer_fn is None and biases_initializer is not None:
            regularizer = biases_regularizer
            outputs += model_variable(
                "biases", [num_outputs], biases_initializer, regularizer, *extra
            )
        return finished(
            outputs, activation_fn, normalizer_fn, normalizer_params, outputs_collections
        )


@add_arg_scope
def separable_conv2d(
    inputs,
    num_outputs,
    kernel_size,
    depth_multiplier=1,
    stride=1,
    padding="SAME",
    data_format=None,
    rate=1,
    activation_fn=tf.nn.relu,
    normalizer_fn=None,
    normalizer_params=None,
    weights_initializer=None,
    pointwise_initializer=None,
    weights_regularizer=None,
    biases_initializer=ZEROS,
    biases_regularizer=None,
    reuse=None,
    variables_collections=None,
    outputs_collections=None,
    trainable=True,
    scope=None,
):
    """A convolution of each channel, then of all channels at each place, with relu.

    Arguments:
        inputs: images [batch, height, width, channels].
        num_outputs: channels of the result; None leaves the second convolution out.
        depth_multiplier: channels after the first convolution, for each channel before it.

    Returns:
        A tensor [batch, height, width, num_outputs], smaller where there is a stride.
    """
    require_channels_last(data_format)
    with tf.variable_scope(scope, "SeparableConv2d", [inputs], reuse=reuse):
        inputs = tf.convert_to_tensor(inputs)
        channels = int(inputs.shape[-1])
        extra = (weights_regularizer, variables_collections, trainable, inputs.dtype)
        initializer, size = weights_initializer or xavier_initializer(), channels * depth_multiplier
        shape = [*sides(kernel_size, 2), channels, depth_multiplier]
        depthwise = model_variable("depthwise_weights", shape, initializer, *extra)
        strides = [1, *sides(stride, 2), 1]
        outputs = tf.nn.depthwise_conv2d(
            inputs, depthwise, strides, padding.upper(), sides(rate, 2)
        )
        if num_outputs is not None:
            initializer = pointwise_initializer or initializer
            shape, size = [1, 1, size, num_outputs], num_outputs
            pointwise = model_variable("pointwise_weights", shape, initializer, *extra)
            outputs = tf.nn.conv2d(outputs, pointwise, [1, 1, 1, 1], "VALID")
        if normalizer_fn is None and biases_initializer is not None:
            extra = (biases_regularizer, *extra[1:])
            outputs += model_variable("biases", [size], biases_initializer, *extra)
        return finished(
            outputs, activation_fn, normalizer_fn, normalizer_params, outputs_collections
        )


convolution2d_transpose = conv2d_transpose
separable_convolution2d = separable_conv2d


@add_arg_scope
def bias_add(
    inputs,
    activation_fn=None,
    initializer=ZEROS,
    regularizer=None,
    reuse=None,
    variables_collections=None,
    outputs_collections=None,
    trainable=True,
    data_format=None,
    scope=None,
):
    """Values [..., size] with biases [size] added."""
    require_channels_last(data_format)
    with tf.variable_scope(scope, "BiasAdd", [inputs], reuse=reuse):
        inputs = tf.convert_to_tensor(inputs)
        extra = (regularizer, variables_collections, trainable, inputs.dtype)
        outputs = inputs + model_variable("biases", [int(inputs.shape[-1])], initializer, *extra)
        return finished(outputs, activation_fn, None, None, outputs_collections)


@add_arg_scope
def instance_norm(
    inputs,
    center=True,
    scale=True,
    epsilon=1e-6,
    activation_fn=None,
    param_initializers=None,
    reuse=None,
    variables_collections=None,
    outputs_collections=None,
    trainable=True,
    data_format=None,
    scope=None,
):
    """Each channel of each image [batch, height, width, channels] with mean 0 and variance 1.

    Returns:
        A tensor of the same shape, multiplied by gamma and moved by beta.
    """
    require_channels_last(data_format)
    with tf.variable_scope(scope, "InstanceNorm", [inputs], reuse=reuse):
        inputs = tf.convert_to_tensor(inputs)
        size, first = [int(inputs.shape[-1])], param_initializers or {}
        extra = (None, variables_collections, trainable, inputs.dtype)
        beta = gamma = None
        if center:
            beta = model_variable("beta", size, first.get("beta", ZEROS), *extra)
        if scale:
            ones = first.get("gamma", tf.ones_initializer())
            gamma = model_variable("gamma", size, ones, *extra)
        axes = list(range(1, inputs.shape.rank - 1))
        mean, variance = tf.nn.moments(inputs, axes, keep_dims=True)
        outputs = tf.nn.batch_normalization(inputs, mean, variance, beta, gamma, epsilon)
        return finished(outputs, activation_fn, None, None, outputs_collections)
