"""What the tests of the converter share."""

import pytest

from utils import convert


@pytest.fixture(scope="session")
def keras():
    """One process with Keras 3 for all tests: it takes seconds to start."""
    with convert.KerasProcess() as process:
        yield process
