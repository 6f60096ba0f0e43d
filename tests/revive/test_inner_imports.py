"""Imports from the inside of TensorFlow, which name its outside or Keras; without TensorFlow."""

import ast

import pytest

from utils.revive import notes
from utils.revive.reading import sources


@pytest.fixture(autouse=True)
def no_notes(monkeypatch):
    monkeypatch.setattr(notes, "NOTES", {})


def noted():
    return {(one.line, one.old) for one in notes.sorted_notes()}


def test_keras_is_imported_from_its_own_package(tmp_path):
    source = (
        "from tensorflow.python.keras.layers import LSTM, Dense as D\n"
        "from tensorflow.python import keras, pywrap_tensorflow\n"
        "import tensorflow.contrib.keras as K\n"
        "from tensorflow.contrib.keras.python.keras import backend\n"
        "from tensorflow.keras.models import Sequential\n"
        "from .keras import layers\n"
        "import tensorflow.python.keras\n"
    )
    tree, names = sources.tree_and_names(tmp_path / "old.py", source)
    assert ast.unparse(tree).splitlines() == [
        "from tf_keras.layers import LSTM, Dense as D",
        "from tensorflow.python import pywrap_tensorflow",
        "import tf_keras as keras",
        "import tf_keras as K",
        "from tf_keras import backend",
        "from tensorflow.keras.models import Sequential",
        "from .keras import layers",
        "import tensorflow.python.keras",
    ]
    assert not names
    assert noted() == {
        (1, "import tensorflow.python.keras.layers"),
        (2, "import tensorflow.python.keras"),
        (3, "import tensorflow.contrib.keras"),
        (4, "import tensorflow.contrib.keras.python.keras"),
    }


def test_imports_from_the_inside_of_1_15_name_its_outside(tmp_path):
    source = (
        "from tensorflow_core.contrib import rnn\n"
        "import tensorflow_core as tf, tensorflow_core._api.v1.nn as nn\n"
        "from tensorflow_core.python.keras import Input\n"
        "from tensorflow._api.v1.keras import layers\n"
        "from .tensorflow_core import mine\n"
        "from tensorflow_core_of_mine import mine\n"
    )
    tree, _ = sources.tree_and_names(tmp_path / "old.py", source)
    assert ast.unparse(tree).splitlines() == [
        "from tensorflow.contrib import rnn",
        "import tensorflow as tf, tensorflow.nn as nn",
        "from tf_keras import Input",
        "from tensorflow.keras import layers",
        "from .tensorflow_core import mine",
        "from tensorflow_core_of_mine import mine",
    ]
    assert {(2, "import tensorflow_core"), (4, "import tensorflow._api.v1.keras")} <= noted()
