"""What holds a learner's function against the course's, and keeps it from doing harm."""

# ruff: noqa: F401 - what the chapters' checks are made of
from mlp.checks.engine.compare import agree, as_array, close, entry, number
from mlp.checks.engine.examine import Case, Check
from mlp.checks.engine.mistakes import Mistake
from mlp.checks.engine.probe import Problem, demand
