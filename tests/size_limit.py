"""A limit of the size of files, at which writing fails in the middle, as on a full disk."""

from contextlib import contextmanager

import pytest


@contextmanager
def size_limit(size, *processes):
    """Let no file of this process, or of others, grow beyond `size` bytes while the block runs.

    Skips the test on a system that has no such limit, or none for `processes`, which are ids.
    """
    resource = pytest.importorskip("resource")
    if processes and not hasattr(resource, "prlimit"):
        pytest.skip("only Linux limits another process")

    def limit(size):
        for process in processes:
            resource.prlimit(process, resource.RLIMIT_FSIZE, size)
        if not processes:
            resource.setrlimit(resource.RLIMIT_FSIZE, size)

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    limit((size, before[1]))
    try:
        yield
    finally:
        limit(before)
