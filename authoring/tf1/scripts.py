"""The old-style scripts of the tests: how each is run, by the real TensorFlow and by `revive`.

No old Python reads this file.
"""

import gzip
import shutil
from pathlib import Path
from typing import NamedTuple

import numpy as np

from utils.lessons import ROOT

SCRIPTS = ROOT / "tests" / "revive" / "scripts"
DIGITS = {"train": 40, "t10k": 10}  # the made-up archives: how many images


class Script(NamedTuple):
    """How a script is run.

    `start` is what follows `python`, `version` the environment of the real TensorFlow, `checkpoint`
    what the script saves, `restore` what comes before the path of another checkpoint, `revived`
    what `course revive` adds, and `said` what the script reads from standard input.
    """

    start: list
    version: str
    checkpoint: str = "model.ckpt"
    restore: tuple = ()
    revived: tuple = ()
    said: str = ""


PYTHON2 = "0.12.1-python2"
ALL = {
    "characters": Script(["characters/train.py"], PYTHON2, "save/model.ckpt", ("--restore",)),
    "chatbot": Script(
        ["-m", "chatbot.train"], PYTHON2, "chat.ckpt", ("--restore",), said="¿who?\n"
    ),
    "digits": Script(["digits.py"], "0.12.1"),
    "ptb": Script(["ptb.py"], "0.12.1", restore=("--restore",)),
    "series": Script(["series.py"], "1.0.1", "model.ckpt-10"),
    "tagger": Script(["tagger.py"], "1.0.1"),
    "poems": Script(["poems.py"], "1.15.5", restore=("--restore",)),
    "sensors": Script(["sensors.py"], "1.15.5", restore=("--restore",), revived=("--cudnn",)),
    "slim_digits": Script(["slim_digits.py"], "1.15.5", restore=("--restore",)),
    "translate": Script(["translate.py"], "1.15.5"),
}


def prepare(folder):
    """Copy the scripts into a folder, and write four archives of made-up digits beside them.

    Arguments:
        folder: a path, where nothing is yet.
    """
    folder = Path(folder)
    shutil.copytree(SCRIPTS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "MNIST_data").mkdir()
    random = np.random.RandomState(9)
    for part, number in DIGITS.items():
        images = random.randint(0, 256, [number, 28, 28]).astype(np.uint8)
        labels = random.randint(0, 10, number).astype(np.uint8)
        for kind, array in (("images-idx3", images), ("labels-idx1", labels)):
            sizes = np.array([0x800 + array.ndim, *array.shape], ">i4")
            with gzip.open(folder / "MNIST_data" / f"{part}-{kind}-ubyte.gz", "wb") as file:
                file.write(sizes.tobytes() + array.tobytes())
