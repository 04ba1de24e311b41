"""The configuration: its settings, and how they are loaded."""

from jafflegaggle.config.checks import Checks
from jafflegaggle.config.fingerprint import fingerprint
from jafflegaggle.config.load import from_toml, load
from jafflegaggle.config.output import Output
from jafflegaggle.config.settings import (
    Config,
    Crm,
    CrmObject,
    Incremental,
    Jdbc,
    Source,
)

__all__ = [
    "Checks",
    "Config",
    "Crm",
    "CrmObject",
    "Incremental",
    "Jdbc",
    "Output",
    "Source",
    "fingerprint",
    "from_toml",
    "load",
]
