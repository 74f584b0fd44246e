"""Holds numpy to one thread, as the command line does; imported before anything loads numpy.

The threads of several tests at once wait for each other: a fit took ten times as long.
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"
