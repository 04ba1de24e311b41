"""Errors that end the benchmark."""


class BenchError(Exception):
    """A contestant failed, or contestants disagree."""
