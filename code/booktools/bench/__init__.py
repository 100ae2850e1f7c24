"""Measure training, checks and builds: ``python -m booktools.bench``."""
