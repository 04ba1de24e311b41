"""What must hold of the tables before anybody sees them; each model says what that is."""

from jafflegaggle.checks.measure import measured
from jafflegaggle.checks.result import Result, as_table

__all__ = ["Result", "as_table", "measured"]
