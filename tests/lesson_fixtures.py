"""What the tests of the builder share: where their fixtures lie, and how a tiny script is made."""

from pathlib import Path

import pytest

FIXTURES = Path(__file__).parent / "notebooks"
TINY = FIXTURES / "01_tiny.py"


def verdict_of(path):
    """What a fixture's name says: all before a double dash, which tells variants apart."""
    return path.stem.partition("--")[0].replace("_", " ")


def by_name(paths):
    return [pytest.param(path, id=path.stem) for path in sorted(paths)]


def write_script(folder, *cells, name="01_tiny.py"):
    folder.mkdir(parents=True, exist_ok=True)
    text = "\n\n".join(f"# %%{cell}" if cell[0] in " \n" else f"# %%\n{cell}" for cell in cells)
    path = folder / name
    path.write_text(text + "\n", encoding="utf-8")
    return path
