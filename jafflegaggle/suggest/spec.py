"""What a rule of suggestions is: its name, list and confidence, and the function that finds pairs.

    @rule(list_name="merged_user", confidence=Confidence.HIGH, doc="...")
    def same_mailbox(people: DataFrame) -> DataFrame:
        ...

Each parameter is named after a frame of `frames.py`. The function gives candidate pairs, `old_key,
new_key, evidence`; which of the two is old is decided later, unless the rule is directed. To add a
rule, declare it, and name it in RULES.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from pyspark.sql import DataFrame

from jafflegaggle.models.inputs import inputs_among

ListName = Literal["merged_user", "merged_company_domain"]
PEOPLE: ListName = "merged_user"
COMPANIES: ListName = "merged_company_domain"
Pairs = Callable[..., DataFrame]


class Confidence(StrEnum):
    """How sure a rule is, in the order of the suggestions."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """Its place among all, the surest first."""
        return list(Confidence).index(self)


@dataclass(frozen=True)
class Rule:
    """A rule of suggestions.

    Attributes:
        name: the name of its function.
        list_name: the merge list that its suggestions are for.
        confidence: how sure it is.
        doc: what it finds, for people.
        is_directed: whether `new_key` is always the target.
        pairs: finds the candidate pairs.
    """

    name: str
    list_name: ListName
    confidence: Confidence
    doc: str
    is_directed: bool
    pairs: Pairs

    def among(self, frames: Mapping[str, object]) -> DataFrame | None:
        """The candidate pairs by the frames that are there; None where one is missing."""
        inputs = inputs_among(self.pairs, frames)
        return None if inputs is None else self.pairs(**inputs)


def rule(
    *, list_name: ListName, confidence: Confidence, doc: str, is_directed: bool = False
) -> Callable[[Pairs], Rule]:
    """Declare a rule by decorating its function."""

    def declare(function: Pairs) -> Rule:
        return Rule(function.__name__, list_name, confidence, doc, is_directed, function)

    return declare
