"""Measure training, checks, builds and pages: ``python -m booktools.bench``."""
