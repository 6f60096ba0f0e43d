"""What must not be compared in an output: one table of rules, for the builder and for nbval."""

import re
from functools import cache
from pathlib import Path

RULES_FILE = Path(__file__).with_name("scrub.cfg")


@cache
def rules():
    """The rules of `scrub.cfg`, read as nbval reads them: pairs of a pattern and its label."""
    text = RULES_FILE.read_text(encoding="ascii")
    pairs = re.findall(r"^regex: (.*)$\n^replace: (.*)$", text, flags=re.MULTILINE)
    return [(re.compile(pattern), label) for pattern, label in pairs]


def scrub(text):
    """Replace everything that differs between runs or between computers by labels."""
    for pattern, label in rules():
        text = pattern.sub(label, text)
    return text


def unstable_parts(text):
    """The parts of `text` that `scrub` would replace: pairs of a rule's label and a part."""
    found = []
    for pattern, label in rules():
        if match := pattern.search(text):
            found.append((re.search(r"<(\w+)>", label)[1], match.group().strip()))
        text = pattern.sub(label, text)
    return found
