"""The CRMs: each is a file here, and an entry below."""

from collections.abc import Mapping

from jafflegaggle.crm.systems import generic, hubspot, salesforce
from jafflegaggle.crm.systems.spec import System

SYSTEMS: Mapping[str, System] = {
    module.SYSTEM.name: module.SYSTEM for module in (hubspot, salesforce, generic)
}

__all__ = ["SYSTEMS", "System"]
