"""The catalogue of checks and the runner."""

from jiheng.checking.catalogue import CATALOGUE, Check
from jiheng.checking.result import Checked, check, scored
from jiheng.checking.run import UnknownCodes, selected

__all__ = ["CATALOGUE", "Check", "Checked", "UnknownCodes", "check", "scored", "selected"]
