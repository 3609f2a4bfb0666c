"""Importing this before numpy keeps its matrices on one core.

Other steps run on the others, and for matrices as small as this room's the threads of
OpenBLAS wait for each other longer than they compute: three times the processor's time.
"""

import os

THREADS = os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
