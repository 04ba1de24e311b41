"""What ends the benchmark, told in words."""


class BenchError(Exception):
    """A contestant failed, or they do not agree."""
