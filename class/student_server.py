"""A student's server: the lessons are brought up to date, memory is limited, JupyterLab starts.

JupyterHub runs it as the student, on one machine and in a container.
"""

import os
import sys
from pathlib import Path

from utils.lab.server import lab_environment, without_news
from utils.lab.working_copy import WorkingCopy
from utils.lessons import LESSONS, MY_LESSONS_VARIABLE
from utils.lessons.writing import write_sentence

GIB = 2**30
MEMORY = int(float(os.environ.get("CLASS_GIB", 2)) * GIB)  # of one process, such as a kernel
MINUTE = 60
SETTINGS = {
    # A forgotten tab keeps its kernel for half an hour, and no longer.
    "MappingKernelManager.cull_idle_timeout": os.environ.get("CLASS_IDLE", 30 * MINUTE),
    "MappingKernelManager.cull_interval": 2 * MINUTE,
    "MappingKernelManager.cull_connected": True,
    # The status bar shows the memory, and warns near the limit.
    "ResourceUseDisplay.mem_limit": MEMORY,
    "ResourceUseDisplay.mem_warning_threshold": 0.2,
    "KernelManager.transport_encryption": "auto",
}


def deliver(folder):
    """Bring the working copy up to date; a full disk keeps nobody from starting."""
    try:
        lines = WorkingCopy(folder).update(sorted(LESSONS.glob("*.ipynb")))
        without_news(folder / ".jupyter")
    except OSError as error:
        lines = [f"The lessons cannot be brought up to date: {write_sentence(error)}"]
    print(*lines, sep="\n", flush=True)


def limit_memory(size):
    """Refuse more memory than `size` bytes to this process and to each that it starts.

    Then `numpy.ones` of a size that does not fit is a MemoryError, and not a dead kernel.
    """
    import resource

    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    if hard != resource.RLIM_INFINITY:
        size = min(size, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (size, size))


def main(arguments):
    """Become the server of JupyterHub."""
    folder = Path.home() / "my_lessons"
    deliver(folder)
    limit_memory(MEMORY)
    settings = SETTINGS
    if os.geteuid() == 0:  # a trial in a container
        settings = settings | {"ServerApp.allow_root": True}
    options = [f"--{name}={value}" for name, value in settings.items()]
    environment = os.environ | lab_environment(folder / ".jupyter")
    environment |= {MY_LESSONS_VARIABLE: str(folder), "JUPYTERHUB_ROOT_DIR": str(folder)}
    # Many students share few processors.
    environment |= {"TF_NUM_INTRAOP_THREADS": "1", "OMP_NUM_THREADS": "1"}
    os.chdir(folder)
    command = [sys.executable, "-m", "jupyterhub.singleuser", *options, *arguments]
    os.execve(sys.executable, command, environment)


if __name__ == "__main__":
    main(sys.argv[1:])
