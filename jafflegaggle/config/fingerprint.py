"""Whether two runs were configured alike."""

import dataclasses
import hashlib
import json
from typing import Any


def fingerprint(*settings: Any) -> str:
    """A hash of frozen dataclasses and plain values: the same for the same settings.

    >>> fingerprint({"a": 1, "b": (2,)}) == fingerprint({"b": [2], "a": 1})
    True
    """
    text = json.dumps([_plain(value) for value in settings], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _plain(value: Any) -> Any:
    return dataclasses.asdict(value) if dataclasses.is_dataclass(value) else value  # type: ignore[arg-type]
