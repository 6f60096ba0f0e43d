"""What an error in the learner's code says: the line that counts, and where it arose."""

import functools
import inspect
import linecache
import re

from utils.checks.engine.compare import shorten

LONGEST_MESSAGE = 300
# What TensorFlow writes before it comes to the point.
PREAMBLE = ("Graph execution error:", "Detected at node", "File ", "Node: ")


def error_text(error):
    """Return the line of an error's message that counts; TensorFlow writes pages around it."""
    lines = [line.strip() for line in _message(error).splitlines()]
    counts = (line for line in lines if line and not line.startswith(PREAMBLE))
    text = next(counts, "").removesuffix("Originally defined at:")
    text = re.sub(r"0x[0-9a-f]{6,}", "…", text)  # an address is another one in each run
    text = re.sub(r"TensorArray TensorArray_\d+", "TensorArray", text)  # counted by the process
    return shorten(text.replace("`", "'"), LONGEST_MESSAGE)


def error_kind(error):
    """Return what an error says without the names of nodes and scopes, which are the learner's."""
    names = r"\{\{.*?\}\}|(?<=[\w\]])\([\w/, ]*\)(?=')|[\w.]+(/[\w.]+)+"
    return re.sub(names, "", error_text(error))


def is_stub(answer, error):
    """Say whether an error is that of an answer not yet written, raised by the answer itself.

    TensorFlow raises a `NotImplementedError` too, where NumPy is given a tensor.
    """
    own = _own_frames(answer, error) if isinstance(error, NotImplementedError) else []
    return bool(own) and own[-1].tb_next is None


def is_interrupt(error):
    """Say whether an error is the learner's Ctrl-C, or was raised while handling it."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__context__
    return error is not None


def own_line(answer, error):
    """Say in which line of the learner's own code an error arose, where that can be known."""
    code, frames = _code_of(answer), _own_frames(answer, error)
    if code is None:
        return ""
    number = frames[-1].tb_lineno if frames else None
    if number is None:  # raised in a run: TensorFlow says where the operation was drawn
        drawn = re.findall(rf'File "{re.escape(code.co_filename)}", line (\d+)', _message(error))
        number = int(drawn[-1]) if drawn else 0
    line = shorten(linecache.getline(code.co_filename, number)).replace("`", "'")
    return f" in your line `{line}`" if line else ""


def _message(error):
    try:
        return str(error)
    except Exception:  # whatever the learner's own exception class does
        return "its message cannot be shown"


def _code_of(answer):
    while isinstance(answer, functools.partial):
        answer = answer.func
    try:
        answer = inspect.unwrap(answer)
    except ValueError:  # it wraps itself
        return None
    return getattr(answer, "__code__", None) or getattr(type(answer).__call__, "__code__", None)


def _own_frames(answer, error):
    """Return the parts of an error's traceback that lie in the file of the learner's function."""
    code = _code_of(answer)
    frames, trace = [], error.__traceback__
    while code is not None and trace is not None:
        if trace.tb_frame.f_code.co_filename == code.co_filename:
            frames.append(trace)
        trace = trace.tb_next
    return frames
