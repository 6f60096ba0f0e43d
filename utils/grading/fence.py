"""Limit what an answer can do: files, processes, the network and memory.

The limits stop Python's own functions, but not C code that an answer may call. They are set once,
in the process that will run an answer.
"""

import os
import sys
from functools import partial

from utils.lessons import ROOT

MOST_BYTES_IN_A_FILE = 2**28
SYSTEM = ("/dev", "/proc", "/sys", "/usr", "/lib", "/etc", os.environ.get("SYSTEMROOT", "/usr"))
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# The events of Python: https://docs.python.org/3/library/audit_events.html
PROCESSES = (
    *("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn"),
    *("os.fork", "os.forkpty", "os.startfile", "os.kill", "os.killpg"),
)
NETWORK = (
    *("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"),
    *("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"),
)
ONLY_ITS_OWN = "an answer may change files only in its own folder"
# For each event the positions of the paths among its arguments. Each one has the position of the
# open folder from which a relative path begins, or None.
CHANGES = {
    "os.remove": {0: 1},
    "os.rmdir": {0: 1},
    "os.mkdir": {0: 2},
    "os.chmod": {0: 2},
    "os.chown": {0: 3},
    "os.utime": {0: 3},
    "os.truncate": {0: None},
    "os.rename": {0: 2, 1: 3},
    "os.link": {0: 2, 1: 3},
}


def put_up(folder, memory):
    """Limit this process for good.

    Arguments:
        folder: the only folder in which it may write.
        memory: the memory limit in GiB. Only Linux has this limit.
    """
    _limit(memory)
    folder = os.path.realpath(folder)
    ours = {os.path.realpath(ROOT), os.path.realpath("")}
    libraries = {os.path.realpath(path) for path in [*sys.path, sys.prefix, sys.base_prefix]}
    readable = [folder, *SYSTEM, os.path.realpath(ROOT / "utils"), *(libraries - ours)]
    sys.addaudithook(partial(_refuse, folder=folder, readable=tuple(readable)))


def _limit(memory):
    try:
        import resource
    except ImportError:  # Windows
        return
    limits = {
        resource.RLIMIT_DATA: int(memory * 2**30),
        resource.RLIMIT_FSIZE: MOST_BYTES_IN_A_FILE,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in limits.items():
        _, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))


def _refuse(event, arguments, folder, readable):
    if event == "open":
        path, mode, flags = arguments
        # From an open folder others can be opened, and their events do not say where they begin.
        changes = set(mode or "") & set("wax+") or flags & WRITES or os.path.isdir(path)
        if not _is_below(path, (folder, os.devnull) if changes else readable):
            raise PermissionError(ONLY_ITS_OWN if changes else "an answer may not read this file")
    elif event in CHANGES:
        for position, base in CHANGES[event].items():
            if not _is_below(arguments[position], (folder,), arguments[base] if base else None):
                raise PermissionError(ONLY_ITS_OWN)
    elif event == "os.symlink":  # where it leads would have to be found again at each event
        raise PermissionError("an answer may not create a symbolic link")
    elif event in PROCESSES:
        raise PermissionError("an answer may not start or end a process")
    elif event in NETWORK:
        raise PermissionError("an answer may not use the network")


def _is_below(path, folders, base=None):
    if isinstance(path, int):  # it is open already
        return True
    path = os.fsdecode(path)
    if os.pardir in path.split(os.sep) and not os.path.isabs(path):  # above an open folder, perhaps
        return False
    path = os.path.join(_opened_folder(base), path)
    path = os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))
    return any(path == folder or path.startswith(folder + os.sep) for folder in folders)


def _opened_folder(number):
    """Return the folder of an open file's number, or the current folder without a number."""
    if number is None or number < 0:
        return os.getcwd()
    return os.readlink(f"/proc/self/fd/{number}") if sys.platform == "linux" else os.sep
