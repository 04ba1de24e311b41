"""What the documents of a snapshot are written from."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jafflegaggle.catalogue.build import catalogue
from jafflegaggle.catalogue.records import Catalogue, CatalogueTable
from jafflegaggle.config import Config
from jafflegaggle.publish.manifest import Manifest

NAME = "customer_360"
PRODUCT = "jafflegaggle"
HOMEPAGE = "https://example.org/jafflegaggle"


@dataclass(frozen=True)
class Snapshot:
    """A snapshot that is about to be published.

    Attributes:
        config: the configuration of its run.
        catalogue: what is declared, as it is configured.
        manifest: its manifest.
        uuid: the id of the run as a UUID, which some standards ask for.
        files: the data files of its tables, relative to the run's folder; none if not known.
        started: when the run started, UTC.
        finished: when it has computed everything.
    """

    config: Config
    catalogue: Catalogue
    manifest: Manifest
    uuid: str
    files: Mapping[str, Sequence[str]] = field(default_factory=dict)
    started: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))
    finished: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))

    @property
    def tables(self) -> list[CatalogueTable]:
        """Its tables; some are published only where their source is configured."""
        there = self.manifest.tables
        return [table for table in self.catalogue.published if table.name in there]


def catalogue_of(config: Config) -> Catalogue:
    """The catalogue as it is configured."""
    return catalogue(
        config.rules.id_type,
        config.checks.severities,
        {name: source.extra for name, source in config.sources.items() if source.extra},
        tuple(config.sources),
    )


def time_text(time: dt.datetime) -> str:
    """A time, UTC.

    >>> time_text(dt.datetime(2021, 12, 1, tzinfo=dt.UTC))
    '2021-12-01T00:00:00.000Z'
    """
    utc = time.astimezone(dt.UTC).replace(tzinfo=None)
    return f"{utc.isoformat(timespec='milliseconds')}Z"


def to_json(document: Mapping[str, Any]) -> str:
    """A document for files: a line per entry of its lists, which takes a tenth of indenting it.

    >>> print(to_json({"name": "a", "tables": [{"name": "b"}, {"name": "c"}]}), end="")
    {
    "name": "a",
    "tables": [
     {"name": "b"},
     {"name": "c"}
    ]
    }
    """
    return (
        "{\n"
        + ",\n".join(f"{json.dumps(key)}: {_text(v)}" for key, v in document.items())
        + "\n}\n"
    )


def _text(value: Any) -> str:
    if not isinstance(value, list) or not value:
        return json.dumps(value, ensure_ascii=False)
    return "[\n" + ",\n".join(f" {json.dumps(v, ensure_ascii=False)}" for v in value) + "\n]"
