"""Run functions in a second process with Keras 3, because a process can have only one Keras."""

import atexit
import marshal
import sys
from pathlib import Path

from utils.worker_process import WorkerEnded, WorkerProcess, WorkerRefused

WORKER = Path(__file__).with_name("keras_3_worker.py")
_processes = []  # empty, or the process that the first call has started


class Keras3Error(RuntimeError):
    """A function raised an error in the process with Keras 3, or the process ended."""


def in_keras_3(function, *arguments, **settings):
    """Run a function in a second process, where `keras` is Keras 3, and return its result.

    If the function prints text, this text is printed here. Lesson 19.

    Arguments:
        function: a Python function. Only its code is sent, so it must import what it uses. It
            cannot use other names of the notebook.
        arguments, settings: passed to the function: arrays, numbers, strings, and lists, tuples
            and dicts of them.

    Returns:
        What the function returns. Tensors and variables become NumPy arrays.

    Raises:
        Keras3Error: the function raised an error. The message contains its text.
        ValueError: the function uses a variable of an enclosing function.
    """
    if function.__closure__:
        raise ValueError(f"{function.__name__} must not use variables of an enclosing function")
    if not _processes:
        # With -P no file of a learner's folder can take the place of Keras.
        process = WorkerProcess([sys.executable, "-P", str(WORKER)])
        _processes.append(process)
        _answered(process.answer)
    code = marshal.dumps(function.__code__)
    defaults = function.__defaults__, function.__kwdefaults__
    printed, result = _answered(_processes[0].ask, code, defaults, arguments, settings)
    print(printed, end="")
    return result


@atexit.register
def close():
    """End the second process. The next call of `in_keras_3` starts another one."""
    while _processes:
        _processes.pop().close()


def _answered(ask, *request):
    try:
        return ask(*request)
    except WorkerRefused as error:
        raise Keras3Error(str(error)) from None
    except WorkerEnded as error:
        close()
        raise Keras3Error(f"The process with Keras 3 {error}. Run the cell again.") from None
    except KeyboardInterrupt:
        close()  # an answer that comes late would be taken for the next one's
        raise
