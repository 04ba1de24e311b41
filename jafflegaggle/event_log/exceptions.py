"""Events that do not count, or have an unexpected name."""

from collections.abc import Sequence
from typing import NamedTuple

from pyspark.sql import DataFrame


class EventExceptions(NamedTuple):
    """Parts of the quarantine and of the findings, each read only if it is needed."""

    quarantine: Sequence[DataFrame] = ()
    findings: Sequence[DataFrame] = ()
