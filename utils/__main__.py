"""`python -m utils` is the command `course`."""

import sys

from utils.command import main

sys.exit(main())
