"""Measures suggestions on the labelled company; fills docs/suggestions.md (`make suggestions`)."""

import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from docs.generate import rows_of
from jafflegaggle import engine
from jafflegaggle.config import load
from jafflegaggle.job import run
from jafflegaggle.publish import use_snapshot
from jafflegaggle.seeds.labelled import make_labelled, write_labelled
from jafflegaggle.seeds.labelled.company import Label
from jafflegaggle.suggest import GUESSED
from jafflegaggle.suggest.choice import Suggestion
from jafflegaggle.suggest.run import Suggestions, suggest

PAGE = Path(__file__).with_name("suggestions.md")
BEGIN, END = "<!-- measured: `make suggestions` -->\n", "<!-- end -->\n"


class Measured(NamedTuple):
    """How well a rule does.

    Attributes:
        rule: its name.
        suggested: its suggestions.
        right: those of two that are one.
        pairs: the pairs that it should find.
        found: those that suggestions join, by whichever rule.
    """

    rule: str
    suggested: int
    right: int
    pairs: int
    found: int

    @property
    def precision(self) -> float:
        """The share of its suggestions that are right."""
        return self.right / self.suggested

    @property
    def recall(self) -> float:
        """The share of its pairs that are found."""
        return self.found / self.pairs


class Story(NamedTuple):
    """A story: how many of its pairs suggestions join."""

    rule: str
    kind: str
    is_same: bool
    pairs: int
    joined: int


def measure(found: Suggestions, labels: Sequence[Label]) -> list[Measured]:
    """How well each rule does, in the order of GUESSED."""
    same = _roots((label.one, label.other) for label in labels if label.is_same)
    suggestions = [*found.people, *found.companies]
    joined = _roots((one.old, one.new) for one in suggestions)
    measured = []
    for rule in GUESSED:
        own = [one for one in suggestions if one.rule is rule]
        pairs = [one for one in labels if one.rule == rule.name and one.is_same]
        measured.append(
            Measured(
                rule.name,
                len(own),
                sum(_are_one(same, one.old, one.new) for one in own),
                len(pairs),
                sum(_are_one(joined, one.one, one.other) for one in pairs),
            )
        )
    return measured


def stories(found: Suggestions, labels: Sequence[Label]) -> list[Story]:
    """Each story of pairs or non-pairs, and how many suggestions join."""
    suggestions: Iterable[Suggestion] = [*found.people, *found.companies]
    joined = _roots((one.old, one.new) for one in suggestions)
    kinds: dict[tuple[str, str, bool], list[Label]] = {}
    for label in labels:
        kinds.setdefault((label.rule, label.kind, label.is_same), []).append(label)
    return [
        Story(*kind, len(pairs), sum(_are_one(joined, one.one, one.other) for one in pairs))
        for kind, pairs in kinds.items()
    ]


def _roots(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    parents: dict[str, str] = {}

    def root(key: str) -> str:
        while (above := parents.setdefault(key, key)) != key:
            key = above
        return key

    for one, other in pairs:
        parents[root(one)] = root(other)
    return {key: root(key) for key in list(parents)}


def _are_one(roots: Mapping[str, str], one: str, other: str) -> bool:
    return roots.get(one, one) == roots.get(other, other)


def suggestions_for_labelled(folder: Path, engine_name: str = "embedded") -> Suggestions:
    """The job and its suggestions on the labelled company."""
    write_labelled(folder)
    config = load(str(folder / "labelled.toml"))
    run(config, engine_name)
    with (
        engine.open_session(engine_name) as session,
        use_snapshot(session, config.output) as snapshot,
    ):
        return suggest(session, config, snapshot)


def measured_page(page: str, found: Suggestions, labels: Sequence[Label]) -> str:
    """The page with the tables of what was measured."""
    confidences = {rule.name: str(rule.confidence) for rule in GUESSED}
    rules = [
        (
            f"`{one.rule}`",
            confidences[one.rule],
            f"{one.suggested:,}",
            f"{one.precision:.3f}",
            f"{one.pairs:,}",
            f"{one.recall:.3f}",
        )
        for one in measure(found, labels)
    ]
    told = [
        (f"`{one.rule}`", one.kind, "yes" if one.is_same else "no", str(one.pairs), str(one.joined))
        for one in stories(found, labels)
    ]
    header = ("rule", "confidence", "suggestions", "precision", "pairs", "recall")
    story_header = ("rule", "story", "one?", "pairs", "joined")
    lines = [*rows_of(header, rules), "", *rows_of(story_header, told)]
    filled = "\n".join([BEGIN, *lines, ""]) + f"\n{END}"
    return re.sub(f"{re.escape(BEGIN)}.*{re.escape(END)}", lambda _: filled, page, flags=re.DOTALL)


def main() -> None:
    """Measure, show, and fill the page."""
    with tempfile.TemporaryDirectory() as folder:
        found = suggestions_for_labelled(Path(folder))
    page = measured_page(PAGE.read_text(encoding="utf-8"), found, make_labelled().labels)
    PAGE.write_text(page, encoding="utf-8")
    print(page.partition(BEGIN)[2].partition(END)[0].strip())


if __name__ == "__main__":
    main()
