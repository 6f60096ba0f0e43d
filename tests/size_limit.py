"""A limit of the size of files, at which writing fails in the middle, as on a full disk."""

from contextlib import contextmanager

import pytest


@contextmanager
def size_limit(size):
    """Let no file grow beyond `size` bytes while the block runs; skip the test where none can."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
