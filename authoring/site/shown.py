"""Stored outputs of a cell as HTML."""

import base64
import re
from html import escape

COLOR = re.compile(r"\x1b\[[0-9;]*m")


def output_html(output, save):
    """Return an output as HTML.

    Arguments:
        output: of a stored notebook.
        save: a function that keeps the bytes of a picture and returns its address.
    """
    if output.output_type == "stream":
        return preformatted(output.text)
    if output.output_type == "error":
        return preformatted(error_text(output), "error")
    if "image/png" in output.data:
        return picture_html(output, save)
    if "text/html" in output.data:
        table = output.data["text/html"].replace("<table", "<table class='docutils'")
        return f"<div class='output table-wrapper'>{table}</div>"
    return preformatted(output.data["text/plain"])


def error_text(output):
    """The last lines of an error, without colors: its type and its message."""
    text = COLOR.sub("", f"{output.ename}: {output.evalue}")
    return text.rstrip()


def preformatted(text, kind=""):
    """Text as it was printed."""
    return f"<div class='output {kind}'><pre>{escape(text.rstrip())}</pre></div>"


def picture_html(output, save):
    """A picture with its text alternative and its size."""
    details = output.metadata["image/png"]
    address = escape(save(base64.b64decode(output.data["image/png"])))
    alternative = escape(" ".join(details["alt"].split()))
    size = f'width="{details["width"]}" height="{details["height"]}"'
    return (
        f'<figure class="output"><a href="{address}">'
        f'<img src="{address}" alt="{alternative}" {size} loading="lazy"></a></figure>'
    )
