"""What a `TensorArray` was up to TensorFlow 0.12, and up to 1.3.

`stack` and `unstack` were called `pack` and `unpack`. Since 1.4 all elements must have one shape
when they are written. Before, an array that is only written and read one by one could hold, for
example, a level of a tree in each element.
"""

import sys
from functools import wraps
from importlib import import_module

from utils.revive.notes import note
from utils.revive.reading.owner import asks_for_owner
from utils.tf1 import tf

gradient_registry = import_module("tensorflow.python.framework.ops").gradient_registry
tensor_array_grad = import_module("tensorflow.python.ops.tensor_array_grad")
TODAY = {"pack": "stack", "unpack": "unstack"}
OF_ONE_SHAPE = ("gather", "scatter", "split", "stack", "unstack")
ATTRIBUTE = "identical_element_shapes"
WRITING = "TensorArrayWriteV3"


def put_in_place():
    """Give a `TensorArray` the names of its methods, and elements of several shapes."""
    for name in OF_ONE_SHAPE:
        setattr(tf.TensorArray, name, _asking_for_one_shape(getattr(tf.TensorArray, name)))
    for old, today in TODAY.items():
        setattr(tf.TensorArray, old, _another_word(old, today))
    tf.TensorArray.__init__ = _of_any_shapes(tf.TensorArray.__init__)
    gradient = gradient_registry._registry[WRITING]
    gradient["type"] = _gradient_of_writing(gradient["type"])


def _another_word(old, today):
    def method(array, *arguments, **settings):
        note(f"TensorArray.{old}", f"TensorArray.{today}")
        return getattr(array, today)(*arguments, **settings)

    return method


def _of_any_shapes(make):
    @wraps(make)
    def make_old(array, *arguments, **settings):
        make(array, *arguments, **settings)
        maker = _maker(array.handle)
        if maker is None or maker is not array.handle.op or not maker.get_attr(ATTRIBUTE):
            return
        if asks_for_owner(sys._getframe(1)):
            _changed(maker.graph).add(maker.name)
            maker._set_attr(ATTRIBUTE, tf.AttrValue(b=False))

    return make_old


def _asking_for_one_shape(today):
    @wraps(today)
    def method(array, *arguments, **settings):
        maker = _maker(array.handle)
        if maker is not None and maker.name in _changed(maker.graph):
            maker._set_attr(ATTRIBUTE, tf.AttrValue(b=True))
        return today(array, *arguments, **settings)

    return method


def _changed(graph):
    """The names of the arrays of a graph whose elements may have several shapes."""
    if not hasattr(graph, "arrays_of_any_shapes"):
        graph.arrays_of_any_shapes = set()
    return graph.arrays_of_any_shapes


def _maker(handle):
    """The operation that made an array, from a handle inside or outside a loop, or None."""
    operation = getattr(handle, "op", None)
    while operation is not None and operation.type in ("Enter", "Identity", "Switch", "Merge"):
        operation = operation.inputs[0].op
    return operation if operation is not None and operation.type == "TensorArrayV3" else None


def _gradient_of_writing(today):
    """The gradient, which is zero for an element that nothing reads, whatever its shape."""

    @wraps(today)
    def gradient(operation, flow):
        maker = _maker(operation.inputs[0])
        if maker is None or maker.get_attr(ATTRIBUTE):
            return today(operation, flow)
        handle, index, value = operation.inputs[:3]
        source = tensor_array_grad._GetGradSource(flow)
        with tf.control_dependencies([operation.outputs[0]]):  # the array is there, and written
            flow = tf.identity(flow)
        array = tf.TensorArray(value.dtype, handle=handle, flow=flow)
        array = array.grad(source=source, flow=flow)  # writing to it adds to what is there
        return [None, None, array.write(index, tf.zeros_like(value)).read(index), flow]

    return gradient
