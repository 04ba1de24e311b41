"""An explanation as JSON: the same names, times in ISO 8601."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from jafflegaggle.explain.subjects import Explanation


def as_json(explanation: Explanation) -> str:
    """An explanation as one JSON document; what it is of stands under the name of its kind."""
    table = plain(explanation)
    table[explanation.kind] = table.pop("subject")
    return json.dumps(table, indent=2, ensure_ascii=False)


def plain(value: Any) -> Any:
    """A value as JSON has it.

    >>> plain(dt.datetime(2021, 12, 1, 10, 0, 0, 500, tzinfo=dt.UTC))
    '2021-12-01T10:00:00.000500Z'
    """
    if is_dataclass(value):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, dt.datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, Mapping):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(one) for one in value]
    return value
