"""`tf.contrib.slim`: the layers of contrib under shorter names, and variables of a model."""

import types

from utils.revive.contrib.framework import add_arg_scope as add_arg_scope
from utils.revive.contrib.framework import arg_scope as arg_scope
from utils.revive.contrib.framework import assign_from_checkpoint_fn as assign_from_checkpoint_fn
from utils.revive.contrib.framework import get_model_variables as get_model_variables
from utils.revive.contrib.framework import get_variables as get_variables
from utils.revive.contrib.framework import get_variables_to_restore as get_variables_to_restore
from utils.revive.contrib.framework import model_variable as model_variable
from utils.revive.contrib.framework import variable as variable
from utils.revive.contrib_layers.layers import avg_pool2d as avg_pool2d
from utils.revive.contrib_layers.layers import avg_pool3d as avg_pool3d
from utils.revive.contrib_layers.layers import batch_norm as batch_norm
from utils.revive.contrib_layers.layers import bias_add as bias_add
from utils.revive.contrib_layers.layers import conv1d as conv1d
from utils.revive.contrib_layers.layers import conv2d as conv2d
from utils.revive.contrib_layers.layers import conv2d_transpose as conv2d_transpose
from utils.revive.contrib_layers.layers import conv3d as conv3d
from utils.revive.contrib_layers.layers import convolution as convolution
from utils.revive.contrib_layers.layers import convolution1d as convolution1d
from utils.revive.contrib_layers.layers import convolution2d as convolution2d
from utils.revive.contrib_layers.layers import convolution2d_transpose as convolution2d_transpose
from utils.revive.contrib_layers.layers import convolution3d as convolution3d
from utils.revive.contrib_layers.layers import dropout as dropout
from utils.revive.contrib_layers.layers import flatten as flatten
from utils.revive.contrib_layers.layers import fully_connected as fully_connected
from utils.revive.contrib_layers.layers import instance_norm as instance_norm
from utils.revive.contrib_layers.layers import l1_regularizer as l1_regularizer
from utils.revive.contrib_layers.layers import l2_regularizer as l2_regularizer
from utils.revive.contrib_layers.layers import layer_norm as layer_norm
from utils.revive.contrib_layers.layers import max_pool2d as max_pool2d
from utils.revive.contrib_layers.layers import max_pool3d as max_pool3d
from utils.revive.contrib_layers.layers import one_hot_encoding as one_hot_encoding
from utils.revive.contrib_layers.layers import repeat as repeat
from utils.revive.contrib_layers.layers import separable_conv2d as separable_conv2d
from utils.revive.contrib_layers.layers import separable_convolution2d as separable_convolution2d
from utils.revive.contrib_layers.layers import softmax as softmax
from utils.revive.contrib_layers.layers import stack as stack
from utils.revive.contrib_layers.layers import unit_norm as unit_norm
from utils.revive.contrib_layers.layers import (
    variance_scaling_initializer as variance_scaling_initializer,
)
from utils.revive.contrib_layers.layers import xavier_initializer as xavier_initializer


def analyze_vars(variables, print_info=False):
    """Count the numbers in variables.

    Arguments:
        variables: a list of variables.
        print_info: whether a line is printed for each.

    Returns:
        How many numbers there are, and their bytes.
    """
    sizes = [one.shape.num_elements() or 0 for one in variables]
    if print_info:
        for one, size in zip(variables, sizes, strict=True):
            print(f"{one.name} {one.shape} [{size}]")
    pairs = zip(variables, sizes, strict=True)
    return sum(sizes), sum(size * one.dtype.size for one, size in pairs)


model_analyzer = types.SimpleNamespace(analyze_vars=analyze_vars)
