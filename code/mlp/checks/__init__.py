"""Feedback on a learner's own functions: ``check(sigmoid)``."""

from mlp.checks.check import check
from mlp.checks.report import Entry, Report

__all__ = ["Entry", "Report", "check"]
