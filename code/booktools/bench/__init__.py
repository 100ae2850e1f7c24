"""Measure training, checks, pages and builds: ``python -m booktools.bench``."""
