"""The guard for the Python programs that readers start; found by PYTHONPATH (see ../worker.py)."""

import os

from tests.fuzzing import guard

_log = os.open(os.environ["JIHENG_FUZZ_LOG"], os.O_WRONLY | os.O_APPEND)
guard.install(lambda wrong: os.write(_log, f"{wrong}\n".encode()))
