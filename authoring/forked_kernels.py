"""Kernels for nbval that start in moments, since they are forked from a process with TensorFlow.

Python's own fork server (`multiprocessing`) imports once what every lesson imports. Each kernel is
then a copy of that process: no session has run in it, and it has a graph of its own. What a kernel
does when TensorFlow is first imported in it, `tests/test_tf1.py` tests with kernels of its own.
"""

import multiprocessing
import os
import sys
from importlib.metadata import EntryPoint

import nbval.kernel
from ipykernel.kernelapp import IPKernelApp
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner
from traitlets import Dict, Unicode

NAME = "forked"
IMPORTED_ONCE = ["authoring.forked_kernels", "utils.tf1"]


def use_forked_kernels():
    """Let nbval fork its kernels, if this system can fork a process with many libraries."""
    if sys.platform != "linux":
        return
    multiprocessing.get_context("forkserver").set_forkserver_preload(IMPORTED_ONCE)
    place = f"{__name__}:{ForkedKernel.__name__}"
    KernelProvisionerFactory.provisioners[NAME] = EntryPoint(
        NAME, place, KernelProvisionerFactory.GROUP_NAME
    )
    nbval.kernel.NbvalKernelspecManager = ForkedKernelSpecs


class ForkedKernelSpecs(nbval.kernel.NbvalKernelspecManager):
    """What nbval knows of kernels, but each is forked."""

    def get_kernel_spec(self, kernel_name):
        """Return the specification of a kernel, with the name of what starts it."""
        spec = super().get_kernel_spec(kernel_name)
        spec.metadata["kernel_provisioner"] = {"provisioner_name": NAME}
        return spec


class ForkedKernel(LocalProvisioner):
    """Start a kernel in a fork, and answer for it as jupyter_client asks."""

    async def launch_kernel(self, cmd, **kwargs):
        """Fork a kernel.

        Arguments:
            cmd: a list of strings, `python -m ipykernel_launcher` and the arguments of the kernel.
            kwargs: for `subprocess.Popen`. Used are `cwd`, a path, and `env`, a dictionary.

        Returns:
            A dictionary that says how to reach the kernel.
        """
        arguments = cmd[cmd.index("ipykernel_launcher") + 1 :]
        self.process = ForkedProcess(arguments, kwargs["cwd"], kwargs["env"])
        self.pid = self.process.pid
        return self.connection_info


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
        os.environ.clear()
        os.environ.update(self.environment)
        silence = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(silence, descriptor)
        super().initialize(argv)


class ForkedProcess:
    """A process of the fork server, with the methods of `subprocess.Popen` that are called."""

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
        """Send a signal to the process."""
        os.kill(self.pid, number)
