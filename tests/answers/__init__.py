"""Answers to the TODOs, wrong and right, that the checks are tested with."""
