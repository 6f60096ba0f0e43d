"""Tables of text, shown as plain text or as HTML."""

import html

LEFT = "style='text-align:left'"  # because notebooks align the text of tables to the right
LONGEST_NAME = 40  # characters. A longer name may be broken after each "/".


class Table:
    """A table with headings. It is shown as aligned text, and in Jupyter as HTML."""

    def __init__(self, headings, rows):
        """Create a table.

        Arguments:
            headings: list of strings, one for each column.
            rows: list of lists with one value for each column. Values are shown as text.
        """
        self.headings = list(headings)
        self.rows = [[str(value) for value in row] for row in rows]

    def __repr__(self):
        lines = [self.headings, *self.rows]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        lines.insert(1, ["-" * width for width in widths])
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in lines
        )

    def _repr_html_(self):
        head = "".join(f"<th {LEFT}>{html.escape(heading)}</th>" for heading in self.headings)
        body = "".join(
            "<tr>" + "".join(f"<td {LEFT}>{_in_html(cell)}</td>" for cell in row) + "</tr>\n"
            for row in self.rows
        )
        return f"<table>\n<tr>{head}</tr>\n{body}</table>"


def _in_html(cell):
    text = html.escape(cell)
    return text if len(cell) <= LONGEST_NAME else text.replace("/", "/<wbr>")
