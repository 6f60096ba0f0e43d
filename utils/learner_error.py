"""What an error in the learner's code says: the line that counts, and where it arose."""

import inspect
import linecache
import re

LONGEST_MESSAGE = 300
# What TensorFlow writes before it comes to the point.
PREAMBLE = ("Graph execution error:", "Detected at node", "File ", "Node: ")


def error_text(error):
    """Return the line of an error's message that counts; TensorFlow writes pages around it."""
    lines = [line.strip() for line in str(error).splitlines()]
    counts = (line for line in lines if line and not line.startswith(PREAMBLE))
    text = next(counts, "")
    return text if len(text) <= LONGEST_MESSAGE else f"{text[:LONGEST_MESSAGE]}…"


def error_kind(error):
    """Return what an error says without the names of nodes and scopes, which are the learner's."""
    return re.sub(r"\{\{.*?\}\}|[\w.]+(/[\w.]+)+", "", error_text(error))


def is_stub(answer, error):
    """Say whether an error is that of an answer not yet written, raised by the answer itself.

    TensorFlow raises a `NotImplementedError` too, where NumPy is given a tensor.
    """
    own = _own_frames(answer, error) if isinstance(error, NotImplementedError) else []
    return bool(own) and own[-1].tb_next is None


def _own_frames(answer, error):
    """Return the parts of an error's traceback that lie in the file of the learner's function."""
    code = getattr(inspect.unwrap(answer), "__code__", None)
    frames, trace = [], error.__traceback__
    while code is not None and trace is not None:
        if trace.tb_frame.f_code.co_filename == code.co_filename:
            frames.append(trace)
        trace = trace.tb_next
    return frames


def own_line(answer, error):
    """Say in which line of the learner's own code an error arose, where that can be known."""
    frames = _own_frames(answer, error)
    if not frames:
        return ""
    file = frames[-1].tb_frame.f_code.co_filename
    line = linecache.getline(file, frames[-1].tb_lineno).strip()
    return f" in your line `{line}`" if line else ""
