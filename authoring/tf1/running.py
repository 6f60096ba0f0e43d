"""Build a case, give its variables their values and run it: the same in each TensorFlow."""

import json

import numpy as np


def flat(part):
    """Return the tensors of lists, tuples and dicts, one within the other, in their order."""
    if isinstance(part, dict):
        part = [part[key] for key in sorted(part)]
    if isinstance(part, (list, tuple)):
        return [tensor for one in part for tensor in flat(one)]
    return [part]


def build(tf, case, library):
    """Build the graph of a case.

    Arguments:
        tf: TensorFlow, old or new.
        case: a function (tf, library) -> {name: tensors}.
        library: the module that the case is about.

    Returns:
        (session, fetches, variables): an open session; a dict with "output NAME NUMBER" for each
        tensor and "gradient NAME" for each variable that has one, which is the gradient of the sum
        of the squares of all outputs that are floats; and a dict with the variables by name.
    """
    with tf.Graph().as_default() as graph:
        found = case(tf, library)
        fetches = {
            f"output {name} {number}": tensor
            for name in found
            for number, tensor in enumerate(flat(found[name]))
        }
        floats = [fetches[name] for name in sorted(fetches) if fetches[name].dtype == tf.float32]
        variables = {variable.op.name: variable for variable in tf.trainable_variables()}
        sources = dict(variables)
        if "inputs" in found:
            sources["of inputs"] = found["inputs"]
        names = sorted(sources)
        # Logarithms of 0 have no gradients, so what a search scores has none here.
        if names and "search" not in found:
            loss = tf.add_n([tf.reduce_sum(tf.square(tensor)) for tensor in floats])
            gradients = tf.gradients(loss, [sources[name] for name in names])
            for name, gradient in zip(names, gradients):  # noqa: B905 (older than strict=)
                if gradient is not None:
                    fetches["gradient " + name] = tf.convert_to_tensor(gradient)
        return tf.Session(graph=graph), fetches, variables


def run(session, fetches, variables, values):
    """Return what a case computes, as arrays by name: `fetches`, and "value NAME" as it is given.

    Arguments:
        session, fetches, variables: what `build` returned.
        values: the values of the variables by name.
    """
    for name in variables:
        initializer = variables[name].initializer
        session.run(initializer, {initializer.inputs[1]: values[name]})
    arrays = session.run(fetches)
    arrays.update({"value " + name: values[name] for name in variables})
    return {name: np.asarray(arrays[name]) for name in arrays}


def save(path, arrays):
    """Store arrays by name in one file, side by side, which is smaller than a file of many."""
    names = sorted(arrays)
    layout = [[name, arrays[name].dtype.name, list(arrays[name].shape)] for name in names]
    joined = np.concatenate([arrays[name].ravel().astype(np.float64) for name in names])
    joined = joined.astype(np.float32)  # All that is stored fits: no integer is above 2 ** 24.
    np.savez_compressed(path, layout=np.array(json.dumps(layout)), numbers=joined)


def load(path):
    """Return the arrays that `save` stored, by name."""
    arrays, start = {}, 0
    with np.load(path) as stored:
        layout, joined = json.loads(str(stored["layout"])), stored["numbers"]
    for name, dtype, shape in layout:
        end = start + int(np.prod(shape))
        arrays[name] = joined[start:end].reshape(shape).astype(dtype)
        start = end
    return arrays
