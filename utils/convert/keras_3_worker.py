"""Runs functions where `keras` is Keras 3: `utils.convert.keras_3` starts this file in a process.

It imports nothing of the course, since `utils.tf1` would bring Keras 2 into the process. Requests
and answers are those of `utils.worker_process`.
"""

import builtins
import io
import marshal
import os
import pickle
import sys
from contextlib import redirect_stdout
from types import FunctionType


def as_arrays(value):
    """Return a value with NumPy arrays in place of tensors and variables."""
    if type(value) in (list, tuple):
        return type(value)(map(as_arrays, value))
    if type(value) is dict:
        return {key: as_arrays(part) for key, part in value.items()}
    return value.numpy() if hasattr(value, "numpy") else value


def run(code, defaults, arguments, settings):
    """Make a function of its code, and return what it prints and what it returns."""
    names = {"__name__": "in_keras_3", "__builtins__": builtins}
    function = FunctionType(marshal.loads(code), names, argdefs=defaults[0])
    function.__kwdefaults__ = defaults[1]
    with redirect_stdout(io.StringIO()) as printed:
        result = function(*arguments, **settings)
    return printed.getvalue(), as_arrays(result)


def main():
    """Answer requests with (True, value) or (False, message), until standard input ends."""
    while True:
        try:
            code, (defaults, arguments, settings), _ = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        try:
            answer = True, run(code, defaults, arguments, settings)
        except Exception as error:
            answer = False, f"{type(error).__name__}: {error}"
        answers.write(pickle.dumps(answer))
        answers.flush()


if __name__ == "__main__":
    # Whatever TensorFlow prints must not come between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    import keras
    import tensorflow

    tensorflow.get_logger().setLevel("ERROR")  # AutoGraph finds no source, and need not
    answers.write(pickle.dumps((True, keras.__version__)))
    answers.flush()
    main()
