"""A customer 360 on PySpark: contacts, gaggle facts and accounts from users, gaggles and events."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jafflegaggle.api import customer_360
    from jafflegaggle.publish.snapshots import read_snapshot
    from jafflegaggle.rules import Rules
    from jafflegaggle.sources.sources import Sources

__version__ = "0.1.0"
__all__ = ["Rules", "Sources", "__version__", "customer_360", "read_snapshot"]

_HOMES = {
    "Rules": "jafflegaggle.rules",
    "Sources": "jafflegaggle.sources.sources",
    "customer_360": "jafflegaggle.api",
    "read_snapshot": "jafflegaggle.publish.snapshots",
}


def __getattr__(name: str) -> Any:
    """Import the public names lazily, so that `--help` needs no PySpark."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
