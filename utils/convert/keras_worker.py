"""Keras 3, in a process of its own: `utils.convert.keras_process` starts this file.

It reads and answers requests as `utils.worker_process` says. It
imports nothing of the course, since `utils.tf1` would bring Keras 2 into the process.

A layer comes as (class_name, config, weights), a network as a list of layers and of
("both", name, forward, backward), of which the last two are lists of layers again.
"""

import os
import pickle
import sys

import numpy as np

STATES = {"SimpleRNN": 1, "GRU": 1, "LSTM": 2}


class Chain:
    """Layers made and called one after the other, from zero states or from those given."""

    def __init__(self, states=None, keep_states=False):
        """Begin with `states`, a flat list from which each recurrent layer takes its own."""
        self.states = None if states is None else list(states)
        self.keep_states = keep_states
        self.final_states, self.variables = [], []

    def call(self, sequence, layers, go_backwards=False):
        """Call layers; with `go_backwards` the first one reads from the end."""
        for layer in layers:
            if layer[0] == "both":
                sequence = self.both(sequence, *layer[1:])
                continue
            made = self.made(layer, go_backwards)
            go_backwards = False
            sequence = self.called(made, sequence, layer[2], STATES.get(layer[0], 0))
        return sequence

    def both(self, sequence, name, forward, backward):
        """Call two directions, and put what they give side by side."""
        (kind, config, weights), (other_kind, other_config, more_weights) = forward[0], backward[0]
        alike = (kind, config["units"]) == (other_kind, other_config["units"])
        if len(forward) == len(backward) == 1 and alike:
            made = keras.layers.Bidirectional(
                self.made(forward[0]),
                backward_layer=self.made(backward[0], go_backwards=True),
                name=name,
                dtype=dtype_of(forward),
            )
            return self.called(made, sequence, [*weights, *more_weights], 2 * STATES[kind])
        # Bidirectional takes one layer a direction, and both of one size.
        ways = [self.call(sequence, forward), self.call(sequence, backward, go_backwards=True)]
        ways[1] = keras.ops.flip(ways[1], axis=1)
        return keras.layers.Concatenate(name=name, dtype=dtype_of(forward))(ways)

    def made(self, layer, go_backwards=False):
        """Make a layer of Keras, without weights as yet."""
        class_name, config, _ = layer
        arguments = config | {"dtype": dtype_of([layer])}
        if class_name in STATES:
            arguments |= {"return_sequences": True, "return_state": self.keep_states}
            arguments |= {"go_backwards": go_backwards}
        return getattr(keras.layers, class_name)(**arguments)

    def called(self, made, sequence, weights, count):
        """Give a layer its weights and call it, from `count` of the states if there are any."""
        made.build(sequence.shape)
        made.set_weights(weights)
        self.variables += made.trainable_variables
        if not count:
            return made(sequence)
        states = None
        if self.states is not None:
            states, self.states = self.states[:count], self.states[count:]
        outputs = made(sequence, initial_state=states)
        if self.keep_states:
            outputs, *final_states = outputs
            self.final_states += final_states
        return outputs


def dtype_of(layers):
    """The name of the kind of float that the layers' weights are."""
    first = layers[0]
    return dtype_of(first[2]) if first[0] == "both" else np.asarray(first[2][0]).dtype.name


def run(layers, inputs, states=None, output_weights=None):
    """Return outputs, final states, and the gradients of sum(output_weights * outputs)."""
    kind = dtype_of(layers)
    inputs = tensorflow.constant(inputs, kind)
    if states is not None:
        states = [tensorflow.constant(state, kind) for state in states]
    chain = Chain(states, keep_states=True)
    with tensorflow.GradientTape() as tape:
        tape.watch([inputs, *(states or [])])
        outputs = chain.call(inputs, layers)
        factors = np.ones(outputs.shape) if output_weights is None else output_weights
        loss = tensorflow.reduce_sum(outputs * tensorflow.constant(factors, kind))
    sources = [[inputs], states or [], [variable.value for variable in chain.variables]]
    gradients = tape.gradient(loss, sources, unconnected_gradients="zero")
    return arrays([outputs]), arrays(chain.final_states), [arrays(each) for each in gradients]


def arrays(tensors):
    """Return tensors as arrays, in a list."""
    return [np.asarray(tensor) for tensor in tensors]


def save(networks, path):
    """Save one functional model of networks (key, input_size, layers); dicts if there are more."""
    inputs, outputs = {}, {}
    for name, input_size, layers in networks:
        kind = dtype_of(layers)
        shape = (None, input_size)
        inputs[name] = keras.Input(shape, name=name, dtype=kind)
        outputs[name] = Chain().call(inputs[name], layers)
    if len(networks) == 1:
        [inputs], [outputs] = inputs.values(), outputs.values()
    keras.Model(inputs, outputs).save(path)


def read(path):
    """Return {name: [layer]} of the recurrent layers of a model, each with its projection."""
    found = {}
    for layer in keras.models.load_model(path, compile=False)._flatten_layers():
        if type(layer).__name__ == "Bidirectional":
            found[f"{layer.name}/forward"] = [described(layer.forward_layer)]
            found[f"{layer.name}/backward"] = [described(layer.backward_layer)]
        elif type(layer).__name__ in STATES and layer._inbound_nodes:
            found[layer.name] = [described(layer)]
            readers = [node.operation for node in layer._outbound_nodes]
            if len(readers) == 1 and type(readers[0]).__name__ == "Dense":
                dense = described(readers[0])
                if len(dense[2]) == 1 and dense[1]["activation"] == "linear":
                    found[layer.name].append(dense)
    return found


def described(layer):
    """Return (class_name, config, weights) of a layer, with the arguments that say what it does."""
    config = layer.get_config()
    telling = ["units", "activation", "recurrent_activation", "reset_after", "use_bias"]
    return (
        type(layer).__name__,
        {key: config[key] for key in telling if key in config},
        layer.get_weights(),
    )


def predict(path, inputs):
    """Load a model and return what it gives for an array, or for a dict of arrays."""
    model = keras.models.load_model(path, compile=False)
    outputs = model(inputs)
    if isinstance(outputs, dict):
        return {name: np.asarray(output) for name, output in outputs.items()}
    return np.asarray(outputs)


def main():
    """Answer requests with (True, value) or (False, message), until standard input ends."""
    while True:
        try:
            name, arguments, _ = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        try:
            answer = (
                True,
                {"run": run, "save": save, "read": read, "predict": predict}[name](*arguments),
            )
        except Exception as error:
            answer = False, f"{type(error).__name__}: {error}"
        pickle.dump(answer, answers)
        answers.flush()


if __name__ == "__main__":
    # Whatever TensorFlow prints must not come between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    import keras
    import tensorflow

    pickle.dump((True, keras.__version__), answers)
    answers.flush()
    main()
