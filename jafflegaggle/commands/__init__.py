"""The commands, one module each: `add` declares its arguments, and `command` what it does.

Engines and configurations are imported where they are needed: `--help` needs neither.
"""

from jafflegaggle.commands import (
    acknowledge,
    changes,
    docs,
    explain,
    export,
    init,
    plan,
    report,
    run,
    seed,
    snapshots,
    suggest,
    validate,
)

# In the order of `--help`.
COMMANDS = (
    init,
    validate,
    run,
    report,
    plan,
    explain,
    suggest,
    changes,
    export,
    acknowledge,
    snapshots,
    docs,
    seed,
)

__all__ = ["COMMANDS"]
