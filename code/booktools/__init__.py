"""Sphinx extensions of this book. They are plumbing; the lesson is in `mlp`."""
