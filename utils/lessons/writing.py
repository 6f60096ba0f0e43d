"""Write files completely or not at all, and explain errors of writing."""

import errno
import os
from contextlib import contextmanager, suppress
from threading import get_ident


@contextmanager
def whole(path):
    """Give a draft to write. After the block, it replaces the file. Raises OSError.

    If the block fails, the draft is deleted, and the file does not change. Several processes can do
    this at the same time.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}-{get_ident()}")
    try:
        yield draft
        draft.replace(path)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise


def write_sentence(error):
    """Return what an `OSError` of writing means, and what to do."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "The disk or your quota is full. Free some space."
    path = error.filename2 or error.filename or "A file"
    if isinstance(error, (FileExistsError, IsADirectoryError, NotADirectoryError)):
        return f"{path} is in the way. Move it to another folder."
    return f"{path} cannot be written: {error.strerror or error}. Make it writable."
