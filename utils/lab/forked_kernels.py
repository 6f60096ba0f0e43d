"""Kernels that start in moments, because they are forked from a process with TensorFlow.

Python's own fork server (`multiprocessing`) imports once what every lesson imports. A kernel is
then a copy of that process. No session has run in it, and it has a graph of its own. Kernels share
the memory of what was imported until one of them writes to it.

Only on Linux: macOS cannot fork a process with such libraries, and Windows cannot fork.
"""

import atexit
import multiprocessing
import os
import sys
import threading
from contextlib import suppress
from importlib.metadata import EntryPoint
from multiprocessing.util import Finalize

from ipykernel.kernelapp import IPKernelApp
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner
from traitlets import Dict, Unicode

NAME = "forked"  # what the specification of a kernel calls this way to start it
IS_POSSIBLE = sys.platform == "linux"
LAUNCHER = "ipykernel_launcher"
IMPORTED_ONCE = "utils.lab.imported_once"


def offer_forked_kernels(to_all=False):
    """Let Jupyter fork kernels in this process. The first one waits for the imports.

    Arguments:
        to_all: whether every kernel is forked, or only one whose specification asks for NAME.
    """
    multiprocessing.get_context("forkserver").set_forkserver_preload([IMPORTED_ONCE])
    place = f"{__name__}:{ForkedKernel.__name__}"
    KernelProvisionerFactory.provisioners[NAME] = EntryPoint(
        NAME, place, KernelProvisionerFactory.GROUP_NAME
    )
    if to_all:
        KernelProvisionerFactory.instance().default_provisioner_name = NAME


def forked(specification):
    """Return the specification of a kernel, a `KernelSpec`, changed so that Jupyter forks it."""
    specification.metadata["kernel_provisioner"] = {"provisioner_name": NAME}
    return specification


class ForkedKernel(LocalProvisioner):
    """Fork a kernel of this Python. Start another one as usual, and one that cannot be forked."""

    async def launch_kernel(self, cmd, **kwargs):
        """Start a kernel.

        Arguments:
            cmd: a list of strings, for example `python -m ipykernel_launcher -f FILE`.
            kwargs: for `subprocess.Popen`. A fork uses `cwd`, a path, and `env`, a dictionary.

        Returns:
            A dictionary that says how to reach the kernel.
        """
        if cmd[0] == sys.executable and LAUNCHER in cmd:
            arguments = cmd[cmd.index(LAUNCHER) + 1 :]
            self.cwd = kwargs.get("cwd", os.getcwd())
            with suppress(EOFError, OSError):  # the imports have failed, so there is no server
                self.process = ForkedProcess(arguments, self.cwd, kwargs["env"])
                self.pid = self.process.pid
                return self.connection_info
        return await super().launch_kernel(cmd, **kwargs)


class ForkedKernelApp(IPKernelApp):
    """A kernel in a process that was made for it, whose folder and variables are not yet its own.

    They are set here and not around the kernel, so that a traceback has no line of this module.
    """

    folder = Unicode()
    environment = Dict()

    def initialize(self, argv=None):
        """Begin a session of the system, in the folder and with the variables of this kernel."""
        os.setsid()
        os.chdir(self.folder)
        os.environ.update(self.environment)
        threading.Thread(
            target=_end_with, args=[multiprocessing.parent_process()], daemon=True
        ).start()
        # A process of the fork server ends without what `atexit` was asked to run.
        Finalize(None, atexit._run_exitfuncs, exitpriority=0)
        silence = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(silence, descriptor)
        super().initialize(argv)


def _end_with(parent):
    """End this process after the one that has asked for it, even if that one was killed."""
    parent.join()
    os._exit(1)


class ForkedProcess:
    """A process of the fork server, with the methods of `subprocess.Popen` that Jupyter calls."""

    stdin = stdout = stderr = None

    def __init__(self, arguments, folder, environment):
        self._process = multiprocessing.get_context("forkserver").Process(
            target=ForkedKernelApp.launch_instance,
            kwargs={"argv": arguments, "folder": str(folder), "environment": environment},
            daemon=True,
        )
        self._process.start()
        self.pid = self._process.pid

    def poll(self):
        """Return the exit status, or None while the process runs."""
        return self._process.exitcode

    def wait(self):
        """Wait for the end of the process, and return its exit status."""
        self._process.join()
        return self._process.exitcode

    def send_signal(self, number):
        """Send a signal to the process, if it still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self):
        """End the process at once."""
        self._process.kill()

    def terminate(self):
        """Ask the process to end."""
        self._process.terminate()
