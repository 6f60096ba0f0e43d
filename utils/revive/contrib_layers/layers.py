"""`tf.contrib.layers`: layers with their old defaults, names of variables, and collections."""

from functools import partial

from utils.revive.contrib.arg_scope import add_arg_scope
from utils.revive.contrib_layers.feature_columns import (
    create_feature_spec_for_parsing as create_feature_spec_for_parsing,
)
from utils.revive.contrib_layers.feature_columns import real_valued_column as real_valued_column
from utils.revive.contrib_layers.image_layers import avg_pool2d as avg_pool2d
from utils.revive.contrib_layers.image_layers import avg_pool3d as avg_pool3d
from utils.revive.contrib_layers.image_layers import conv1d as conv1d
from utils.revive.contrib_layers.image_layers import conv2d as conv2d
from utils.revive.contrib_layers.image_layers import conv3d as conv3d
from utils.revive.contrib_layers.image_layers import convolution as convolution
from utils.revive.contrib_layers.image_layers import convolution1d as convolution1d
from utils.revive.contrib_layers.image_layers import convolution2d as convolution2d
from utils.revive.contrib_layers.image_layers import convolution3d as convolution3d
from utils.revive.contrib_layers.image_layers import max_pool2d as max_pool2d
from utils.revive.contrib_layers.image_layers import max_pool3d as max_pool3d
from utils.revive.contrib_layers.layer_parts import finished, model_variable, xavier_initializer
from utils.revive.contrib_layers.layer_parts import smart_cond as smart_cond
from utils.revive.contrib_layers.layer_parts import (
    variance_scaling_initializer as variance_scaling_initializer,
)
from utils.revive.contrib_layers.layer_parts import (
    xavier_initializer_conv2d as xavier_initializer_conv2d,
)
from utils.revive.contrib_layers.more_image_layers import bias_add as bias_add
from utils.revive.contrib_layers.more_image_layers import conv2d_transpose as conv2d_transpose
from utils.revive.contrib_layers.more_image_layers import (
    convolution2d_transpose as convolution2d_transpose,
)
from utils.revive.contrib_layers.more_image_layers import instance_norm as instance_norm
from utils.revive.contrib_layers.more_image_layers import separable_conv2d as separable_conv2d
from utils.revive.contrib_layers.more_image_layers import (
    separable_convolution2d as separable_convolution2d,
)
from utils.revive.contrib_layers.more_layers import dense_to_sparse as dense_to_sparse
from utils.revive.contrib_layers.more_layers import repeat as repeat
from utils.revive.contrib_layers.more_layers import softmax as softmax
from utils.revive.contrib_layers.more_layers import stack as stack
from utils.revive.contrib_layers.more_layers import summarize_activation as summarize_activation
from utils.revive.contrib_layers.more_layers import summarize_activations as summarize_activations
from utils.revive.contrib_layers.more_layers import summarize_collection as summarize_collection
from utils.revive.contrib_layers.more_layers import summarize_tensor as summarize_tensor
from utils.revive.contrib_layers.more_layers import summarize_tensors as summarize_tensors
from utils.revive.contrib_layers.more_layers import summarize_variables as summarize_variables
from utils.revive.contrib_layers.more_layers import unit_norm as unit_norm
from utils.revive.contrib_layers.optimize_loss import optimize_loss as optimize_loss
from utils.revive.contrib_layers.regularizers import apply_regularization as apply_regularization
from utils.revive.contrib_layers.regularizers import l1_l2_regularizer as l1_l2_regularizer
from utils.revive.contrib_layers.regularizers import l1_regularizer as l1_regularizer
from utils.revive.contrib_layers.regularizers import l2_regularizer as l2_regularizer
from utils.tf1 import tf


@add_arg_scope
def fully_connected(
    inputs,
    num_outputs,
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
    """A dense layer, with relu unless told otherwise, and variables `weights` and `biases`.

    Arguments:
        inputs: [..., input_size], whose last size is known.
        num_outputs: int, the size of the result's last axis.
        activation_fn: a function of the result, or None.
        normalizer_fn, normalizer_params: what takes the place of the biases, and its arguments.
        weights_initializer, biases_initializer: first values; no biases where the second is None.
        weights_regularizer, biases_regularizer: functions whose values go to
            `tf.GraphKeys.REGULARIZATION_LOSSES`.

    Returns:
        A tensor [..., num_outputs].
    """
    with tf.variable_scope(scope, "fully_connected", [inputs], reuse=reuse):
        inputs = tf.convert_to_tensor(inputs)
        size, extra = int(inputs.shape[-1]), (variables_collections, trainable, inputs.dtype)
        initializer = weights_initializer or xavier_initializer()
        shape = [size, int(num_outputs)]
        weights = model_variable("weights", shape, initializer, weights_regularizer, *extra)
        if inputs.shape.rank == 2:
            outputs = tf.matmul(inputs, weights)
        else:
            outputs = tf.tensordot(inputs, weights, [[inputs.shape.rank - 1], [0]])
        if normalizer_fn is None and biases_initializer is not None:
            regularizer = biases_regularizer
            outputs += model_variable("biases", shape[1:], biases_initializer, regularizer, *extra)
        return finished(
            outputs, activation_fn, normalizer_fn, normalizer_params, outputs_collections
        )


linear = partial(fully_connected, activation_fn=None)
relu = partial(fully_connected, activation_fn=tf.nn.relu)


@add_arg_scope
def dropout(inputs, keep_prob=0.5, noise_shape=None, is_training=True, scope=None, seed=None):
    """Values of which a share is kept, and divided by it, in training alone."""
    return tf.layers.dropout(inputs, 1 - keep_prob, noise_shape, seed, is_training, name=scope)


def flatten(inputs, outputs_collections=None, scope=None):
    """[batch, ...] to [batch, everything else]."""
    return finished(tf.layers.flatten(inputs, name=scope), None, None, None, outputs_collections)


def one_hot_encoding(labels, num_classes, on_value=1.0, off_value=0.0, scope=None):
    """Labels [batch] to rows [batch, num_classes] with a single one each."""
    return tf.one_hot(tf.cast(labels, tf.int64), num_classes, on_value, off_value, name=scope)


@add_arg_scope
def batch_norm(
    inputs,
    decay=0.999,
    center=True,
    scale=False,
    epsilon=0.001,
    activation_fn=None,
    updates_collections=tf.GraphKeys.UPDATE_OPS,
    is_training=True,
    reuse=None,
    scope=None,
    trainable=True,
    **settings,
):
    """Batch normalization; its moving averages are updated at once where the collection is None."""
    with tf.variable_scope(scope, "BatchNorm", [inputs], reuse=reuse):
        inputs = tf.convert_to_tensor(inputs)
        layer = tf.layers.BatchNormalization(
            momentum=decay,
            epsilon=epsilon,
            center=center,
            scale=scale,
            trainable=trainable,
            _scope=tf.get_variable_scope(),
            _reuse=reuse,
        )
        # Rows went through the kernel for images, whose moving variance is that of a sample.
        is_rows = inputs.shape.rank == 2
        images = tf.reshape(inputs, [-1, 1, 1, int(inputs.shape[-1])]) if is_rows else inputs
        outputs = layer.apply(images, training=is_training)
        outputs = tf.reshape(outputs, [-1, int(inputs.shape[-1])]) if is_rows else outputs
        known = {one.ref() for one in tf.get_collection(tf.GraphKeys.MODEL_VARIABLES)}
        for one in layer.variables:
            if one.ref() not in known:
                tf.add_to_collection(tf.GraphKeys.MODEL_VARIABLES, one)
        for update in layer.updates:
            if updates_collections is None:
                with tf.control_dependencies([update]):
                    outputs = tf.identity(outputs)
            elif updates_collections != tf.GraphKeys.UPDATE_OPS:
                tf.add_to_collection(updates_collections, update)
        if updates_collections == tf.GraphKeys.UPDATE_OPS:
            for update in layer.updates:
                if update not in tf.get_collection(updates_collections):
                    tf.add_to_collection(updates_collections, update)
    return activation_fn(outputs) if activation_fn else outputs


@add_arg_scope
def layer_norm(
    inputs, center=True, scale=True, activation_fn=None, reuse=None, variables_collections=None,
    outputs_collections=None, trainable=True, begin_norm_axis=1, begin_params_axis=-1, scope=None,
):  # fmt: skip
    """Values [batch, ...] with mean beta and standard deviation gamma in each example.

    Arguments:
        begin_norm_axis: the first axis over which the mean is taken.
        begin_params_axis: the first axis of beta and gamma.
    """
    with tf.variable_scope(scope, "LayerNorm", [inputs], reuse=reuse):
        inputs = tf.convert_to_tensor(inputs)
        size, dtype = inputs.shape[begin_params_axis:].as_list(), inputs.dtype
        extra = (None, variables_collections, trainable, dtype)
        beta = model_variable("beta", size, tf.zeros_initializer(), *extra) if center else None
        gamma = model_variable("gamma", size, tf.ones_initializer(), *extra) if scale else None
        axes = list(range(inputs.shape.rank))[begin_norm_axis:]
        mean, variance = tf.nn.moments(inputs, axes, keep_dims=True)
        epsilon = 1e-3 if dtype == tf.float16 else 1e-12
        outputs = tf.nn.batch_normalization(inputs, mean, variance, beta, gamma, epsilon)
        return finished(outputs, activation_fn, None, None, outputs_collections)


def embed_sequence(
    ids,
    vocab_size=None,
    embed_dim=None,
    unique=False,
    initializer=None,
    regularizer=None,
    trainable=True,
    scope=None,
    reuse=None,
):
    """Ids, int [batch, steps], to their vectors [batch, steps, embed_dim], from one table."""
    with tf.variable_scope(scope, "EmbedSequence", [ids], reuse=reuse):
        shape, collections = [vocab_size, embed_dim], None
        extra = (regularizer, collections, trainable, tf.float32)
        return tf.nn.embedding_lookup(model_variable("embeddings", shape, initializer, *extra), ids)
