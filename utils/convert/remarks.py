"""Remarks on cells that are converted, but were part of a larger network."""

import re

from utils.convert.naming import AVERAGE

ATTENTION = re.compile(r"(?:^|/)\w*attention\w*decoder\w*(?:/|$)", re.IGNORECASE)
ATTENTION_WEIGHT = re.compile(r"(?:(?P<scope>.*)/)?Attn[WV]_\d+")  # of legacy_seq2seq


def remarks_on(cells, names, stored):
    """Return sentences on cells of attention decoders, and on values that are moving averages.

    Arguments:
        cells: list of `Cell`.
        names: the names of all variables.
        stored: dict from variables' names to the names under which their values are.
    """
    found = []
    matches = [match for match in map(ATTENTION_WEIGHT.fullmatch, names) if match]
    decoders = {match["scope"] or "" for match in matches}
    for cell in cells:
        inside = any(not scope or cell.name.startswith(scope + "/") for scope in decoders)
        if inside or ATTENTION.search(cell.name):
            found.append(
                f"{cell.name}: this cell is in an attention decoder. Its input depends on the "
                "attention at the time step before, which is not converted. So run the cell "
                "for one time step after the other."
            )
    averaged = [
        cell.name
        for cell in cells
        if any(stored.get(name) == name + AVERAGE for name in names if name.startswith(cell.name))
    ]
    if averaged:
        found.append(f"The values of {', '.join(averaged)} are moving averages ({AVERAGE[1:]}).")
    return found
