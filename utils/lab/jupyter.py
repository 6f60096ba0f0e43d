"""JupyterLab, whose kernels are forked where that is possible: `python -m utils.lab.jupyter`."""

import sys
from multiprocessing import forkserver

from utils.lab.forked_kernels import IS_POSSIBLE, offer_forked_kernels


def main(arguments):
    """Run JupyterLab until it ends.

    Arguments:
        arguments: a list of strings, the arguments of `python -m jupyterlab`.
    """
    # Not at the top: each kernel imports this module, as `multiprocessing` asks of a main module.
    from jupyterlab import labapp

    if IS_POSSIBLE:
        offer_forked_kernels(to_all=True)
        forkserver.ensure_running()  # it imports while the browser opens
    labapp.main(arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
