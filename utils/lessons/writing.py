"""Files that are written whole or not at all, and the sentence for one that cannot be written."""

import errno
import os
from contextlib import contextmanager, suppress
from threading import get_ident


@contextmanager
def whole(path):
    """Give a draft to write, which then takes the place of a file, or is deleted. Raises OSError.

    So the file is there whole, or as it was before; also where another process does the same.
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
    """Say in one or two sentences what an `OSError` of writing means, and what to do."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "The disk or your quota is full. Free some space."
    path = error.filename2 or error.filename or "A file"
    if isinstance(error, (FileExistsError, IsADirectoryError, NotADirectoryError)):
        return f"{path} is in the way. Move it to another place."
    return f"{path} cannot be written: {error.strerror or error}. Make it writable."
