"""`python -m jiheng.web.tied MODULE ARGUMENTS`: run a module, and end when the parent is gone."""

import ctypes
import os
import runpy
import signal
import sys

DIE_WITH_PARENT = 1
"""prctl's PR_SET_PDEATHSIG, of Linux."""

if __name__ == "__main__":
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGTERM)
        if os.getppid() == 1:
            sys.exit(1)
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
