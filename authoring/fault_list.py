"""Faults by the lines that they change, and the list of those that make no difference."""

import re
from typing import NamedTuple


def single_spaced(text):
    """A text with one space in place of all other white space."""
    return " ".join(text.split())


class Fault(NamedTuple):
    """The lines that a change takes out of a module, and what it puts there, with single spaces."""

    module: str
    old: str
    new: str

    def __str__(self):
        return f"{self.module}\n- {self.old}\n+ {self.new}"


def equivalent_faults(text):
    """Faults that change nothing that a test can see, as a dict from `Fault` to the reason.

    A paragraph has the path of a module, lines with `-` and `+`, and at the end the reason.
    """
    reasons = {}
    for paragraph in re.split(r"\n\s*\n", re.sub(r"(?m)^#.*\n?", "", text).strip()):
        module, *lines = paragraph.splitlines() or [""]
        changes = [line for line in lines if line[:2] in ("- ", "+ ")]
        reason = single_spaced(" ".join(line for line in lines if line not in changes))
        if module and not (changes and reason):
            raise ValueError(f"a fault has no change or no reason:\n{paragraph}")
        for line in changes:
            if line.startswith("- "):
                old = single_spaced(line[2:])
            else:
                reasons[Fault(module, old, single_spaced(line[2:]))] = reason
    return reasons
