"""Let nbval fork its kernels, as `make lab` does, so that TensorFlow is imported once.

What happens when TensorFlow is first imported in a kernel, `tests/test_tf1.py` tests with kernels
of its own.
"""

import nbval.kernel

from utils.lab.forked_kernels import IS_POSSIBLE, forked, offer_forked_kernels


def use_forked_kernels():
    """Let nbval fork its kernels, if this system can fork a process with many libraries."""
    if IS_POSSIBLE:
        offer_forked_kernels()
        nbval.kernel.NbvalKernelspecManager = ForkedKernelSpecs


class ForkedKernelSpecs(nbval.kernel.NbvalKernelspecManager):
    """What nbval knows of kernels, but each is forked."""

    def get_kernel_spec(self, kernel_name):
        """Return the specification of a kernel, a `KernelSpec`."""
        return forked(super().get_kernel_spec(kernel_name))
