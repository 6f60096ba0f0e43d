"""The candidate in PyTorch."""

import numpy as np
import torch
from torch import nn

from benchmarks.shared import ADAM_EPSILON, LONGEST_GRADIENT, SEED, Library, write_text
from benchmarks.tasks import cosine_rate, keras_gates


class PyTorch(Library):
    """A module that trains batch by batch, reads or writes."""

    def __init__(self, name):
        """There is one way, whatever the name."""

    def prepare(self, task):
        """Make a task's module with the task's weights."""
        self.task, self.update, self.state = task, 0, None
        self.of_digits = task.kind in ("digits", "reading")
        self.layers = self._digits(task) if self.of_digits else self._characters(task)
        self.parameters = [p for p in self.layers.parameters() if p.requires_grad]
        self.optimizer = torch.optim.Adam(self.parameters, eps=ADAM_EPSILON)
        others = {"reading": self._read, "writing": self._write}
        self.step = others.get(task.kind, self._train)

    def _digits(self, task):
        weights, units = task.weights, task.num_units
        bias = keras_gates(weights["lstm bias"])
        bias[units : 2 * units] += 1  # the forget bias of BasicLSTMCell
        layers = nn.ModuleList([nn.Linear(28, units), nn.LSTM(units, units, batch_first=True)])
        layers.append(nn.Linear(units, 10))
        _load_linear(layers[0], weights["dense kernel"], weights["dense bias"])
        _load_recurrent(layers[1], keras_gates(weights["lstm kernel"]), bias)
        _load_linear(layers[2], weights["last kernel"], weights["last bias"])
        return layers

    def _characters(self, task):
        weights, size, units = task.weights, task.embedding_size, task.num_units
        layers = nn.ModuleList([nn.Embedding(task.vocab_size, size)])
        layers.append(nn.RNN(size, units, batch_first=True))
        layers.append(nn.Linear(units, task.vocab_size))
        _load(layers[0].weight, weights["embedding"])
        _load_recurrent(layers[1], weights["rnn kernel"], weights["rnn bias"])
        _load_linear(layers[2], weights["softmax kernel"], weights["softmax bias"])
        return layers

    def _logits(self, inputs):
        first, recurrent, last = self.layers
        if self.of_digits:
            outputs, (h, _) = recurrent(first(inputs.float() / 255))
            return last(h[0])
        outputs, state = recurrent(first(inputs), self.state)
        self.state = state.detach()  # the value goes on, the gradient does not
        return last(outputs).flatten(0, 1)

    def _train(self, inputs, labels, begins=False):
        if begins:
            self.state = None
        settings = self.optimizer.param_groups[0]
        settings["lr"] = cosine_rate(self.update, self.task.updates)
        self.update += 1
        # TensorFlow adds epsilon before it corrects the second moment, PyTorch after it.
        settings["eps"] = ADAM_EPSILON / np.sqrt(1 - settings["betas"][1] ** self.update)
        inputs, labels = (torch.from_numpy(np.ascontiguousarray(a)) for a in (inputs, labels))
        loss = nn.functional.cross_entropy(self._logits(inputs), labels.long().flatten())
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.parameters, LONGEST_GRADIENT)
        self.optimizer.step()
        return loss.item()

    @torch.inference_mode()
    def _read(self, images):
        return self._logits(torch.from_numpy(images)).numpy()

    @torch.inference_mode()
    def _write(self, noise):
        self.state = None
        return write_text(lambda one: self._logits(torch.tensor([[one]])).numpy()[0], noise)

    def guesses(self, images):
        """Return the class of the largest logit for uint8 [batch, 28, 28]."""
        return self._read(images).argmax(axis=1)

    def multiplication(self, rows, inner, columns):
        """Return a function that multiplies two float32 matrices of these sizes."""
        random = np.random.default_rng(SEED)
        a, b = (
            torch.from_numpy(random.normal(size=shape).astype(np.float32))
            for shape in ((rows, inner), (inner, columns))
        )
        return lambda: torch.matmul(a, b)


def _load(parameter, value):
    parameter.data = torch.from_numpy(np.array(value, np.float32))


def _load_linear(layer, kernel, bias):
    _load(layer.weight, kernel.T)
    _load(layer.bias, bias)


def _load_recurrent(layer, kernel, bias):
    """Give a recurrent layer the rows of W and of U, and its bias, which PyTorch has twice.

    The second one stays zero: were both trained, their sum would be moved twice as far.
    """
    W, U = np.split(kernel, [layer.input_size])
    _load(layer.weight_ih_l0, W.T)
    _load(layer.weight_hh_l0, U.T)
    _load(layer.bias_ih_l0, bias)
    _load(layer.bias_hh_l0, np.zeros_like(bias))
    layer.bias_hh_l0.requires_grad_(False)
