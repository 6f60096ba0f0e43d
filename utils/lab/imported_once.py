"""What a fork server imports for all its kernels. If that fails, the server ends.

Then a kernel is started as usual, and its first cell says what is wrong with the installation.
"""

import sys
from importlib import import_module

try:
    for name in ("utils.lab.forked_kernels", "utils.tf1"):
        import_module(name)
except Exception:
    sys.exit(1)
