"""What archives, servers and other programs give: bytes, which were text for Python 2."""

import bz2
import gzip
import http.client
import lzma
import subprocess
import sys
import tarfile
import zipfile
from functools import wraps

from utils.revive.python2.files import as_bytes, for_owner
from utils.revive.reading.era import Era
from utils.revive.reading.owner import asks_for_owner

GIVE = {
    bz2.BZ2File: ("read", "readline", "readlines"),
    gzip.GzipFile: ("read", "readline"),
    http.client.HTTPResponse: ("read", "readline"),
    lzma.LZMAFile: ("read", "readline"),
    subprocess: ("check_output",),
    subprocess.Popen: ("communicate",),
    tarfile.ExFileObject: ("read", "readline"),
    zipfile.ZipExtFile: ("read", "readline"),
    zipfile.ZipFile: ("read",),
}
TAKE = (bz2.BZ2File, gzip.GzipFile, lzma.LZMAFile)


def put_in_place():
    """Let the owner's code of Python 2 read text from all these, and write it to archives."""
    for place, names in GIVE.items():
        for name in names:
            setattr(place, name, _giving(getattr(place, name)))
    for kind in TAKE:
        kind.write = _taking(kind.write)


def _giving(today):
    @wraps(today)
    def read(*arguments, **settings):
        return for_owner(today(*arguments, **settings), sys._getframe(1))

    return read


def _taking(today):
    @wraps(today)
    def write(file, data):
        is_of_python_2 = Era.has_python_2 and asks_for_owner(sys._getframe(1))
        return today(file, as_bytes(data) if is_of_python_2 else data)

    return write
