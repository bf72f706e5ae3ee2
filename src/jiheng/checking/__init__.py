"""The catalogue of checks and the runner."""

from jiheng.checking.catalogue import CATALOGUE, Check
from jiheng.checking.result import CheckResult, check
from jiheng.checking.run import UnknownCodes, selected

__all__ = ["CATALOGUE", "Check", "CheckResult", "UnknownCodes", "check", "selected"]
