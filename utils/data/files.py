"""Read the files in `datasets`, and compare each one with its checksum.

This module does not need NumPy, so `course doctor` can check the files even if NumPy is missing.
The contents, sources and licenses of the files are in utils/data/datasets/README.md.
"""

from __future__ import annotations  # The doctor reads this file with an older Python, too.

import hashlib
from pathlib import Path
from typing import NamedTuple

DATASETS = Path(__file__).parent / "datasets"

SHA256 = {
    "mnist/train-images-idx3-ubyte.gz": (
        "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"
    ),
    "mnist/train-labels-idx1-ubyte.gz": (
        "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"
    ),
    "mnist/t10k-images-idx3-ubyte.gz": (
        "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"
    ),
    "mnist/t10k-labels-idx1-ubyte.gz": (
        "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"
    ),
    "shakespeare.txt": "ba7910531cc32c662686f5ec5b07c83a28e61701f8c18d757e5c7517a01636bb",
    "tang300_hant.txt": "ccde2a9fa98eaadc1c33c6a885b5794249baef2d400ab89499b01664080a7b66",
    "sunspots.csv": "b2c2f0e85cc61795e80b840bc65094d268d05b350f34db2b4f34e1ceed1cc577",
    "japanese_vowels.npz": "424991bc6050405433247320e63e247b680c71fae4a26c6c6f9e8766341e61b9",
    "surnames.tsv": "f49210065dfb0be04fddf9e745fa6d0e095de1f0eb187505acbca7816ec43b4a",
}


class FileState(NamedTuple):
    """A data file: its name in `datasets`, the SHA-256 checksum expected, and got (or None)."""

    name: str
    wanted: str
    got: str | None


class DataFileDamaged(OSError):
    """A data file is missing, or its checksum is not the expected one.

    Arguments:
        state: a `FileState`, kept as the attribute `state`.
    """

    def __init__(self, state):
        super().__init__(" ".join(damage(state)))
        self.state = state


def damage(state):
    """Return what is wrong with a damaged file, and what to do, as two strings."""
    path = f"utils/data/datasets/{state.name}"
    if state.got is None:
        what = f"The data file {path} is missing."
    else:
        what = (
            f"The data file {path} is damaged: its SHA-256 checksum is {state.got}, but it should "
            f"be {state.wanted}."
        )
    fix = f"In the course's folder, run `git checkout -- {path}`, or download the course again."
    return what, fix


def file_states():
    """Yield the `FileState` of every data file, for `course doctor`."""
    for name in SHA256:
        yield read(name)[0]


def read(name):
    """Read a data file once, so that the bytes that are used are those that were checked.

    Arguments:
        name: the name of the file in `datasets`, one of `SHA256`.

    Returns:
        (state, content): its `FileState`, and its bytes, or None if the file is missing.
    """
    try:
        content = (DATASETS / name).read_bytes()
    except FileNotFoundError:
        return FileState(name, SHA256[name], None), None
    return FileState(name, SHA256[name], hashlib.sha256(content).hexdigest()), content


def read_whole(name):
    """Return the bytes of a data file. Raises `DataFileDamaged` if its checksum is wrong."""
    state, content = read(name)
    if state.got != state.wanted:
        raise DataFileDamaged(state)
    return content
