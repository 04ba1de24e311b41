"""How a finding is declared: by its reason, and by the function that finds its rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.models.inputs import inputs_among
from jafflegaggle.reasons import Reason


@dataclass(frozen=True)
class Finding:
    """What is worth a look; called with what it reads, it gives rows of `findings`.

    Attributes:
        reason: what is noteworthy; None: the rows say so in their own column `reason`.
        source: the source that the rows come from; '': they say so in their own column `source`.
        key: the column by which a person finds a row; '' for a number about all of them.
        function: from what it reads to the rows, with what was found in `value`; None where it is
            known that there are none.
    """

    reason: Reason | None
    source: str
    key: str
    function: Callable[..., DataFrame | None]

    def __call__(self, *args: object) -> DataFrame:
        """The rows, of which the function says that there may be some."""
        rows = self.function(*args)
        assert rows is not None
        return self._select(rows)

    def among(self, inputs: Mapping[str, object]) -> DataFrame | None:
        """The rows by what is there, by its name; None where an input, or all of them, are not."""
        given = inputs_among(self.function, inputs)
        rows = None if given is None else self.function(**given)
        return None if rows is None else self._select(rows)

    def _select(self, rows: DataFrame) -> DataFrame:
        reason = F.lit(self.reason.of()) if self.reason else F.col("reason")
        key = F.col(self.key) if self.key else F.lit(None)
        source = F.lit(self.source) if self.source else F.col("source")
        return rows.select(
            source.alias("source"),
            key.cast("string").alias("key"),
            reason.alias("reason"),
            F.col("value").cast("string").alias("value"),
        )


def finding(
    reason: Reason | None, source: str, key: str = ""
) -> Callable[[Callable[..., DataFrame | None]], Finding]:
    """Declare a finding by the function that finds it."""
    return lambda function: Finding(reason, source, key, function)
