"""What `[checks]` may set: the limits, and how severe each check is."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from jafflegaggle.config.section import Section
from jafflegaggle.models import CHECKS, Severity

Severities = Mapping[str, Mapping[str, Severity]]


def default_severities() -> Severities:
    """How severe each check is unless the configuration says otherwise."""
    return {table: {check.key: check.severity for check in of} for table, of in CHECKS.items()}


@dataclass(frozen=True)
class Checks:
    """The limits, and how severe each check is.

    Attributes:
        max_quarantined_fraction: which part of a source's rows may be set aside.
        max_emails_without_domain_fraction: which part of the e-mails may lead to no domain.
        max_rows_lost_since_last_snapshot: which part of a table's rows may be gone.
        severities: `error`, `warn` or `off`, by table and by the check's key.
    """

    max_quarantined_fraction: float = 0.05
    max_emails_without_domain_fraction: float = 0.9
    max_rows_lost_since_last_snapshot: float = 0.1
    severities: Severities = field(default_factory=default_severities)


def checks_of(top: Section) -> Checks:
    """Read `[checks]`, and `[checks.<table>]` for each table and source.

    Raises:
        InputError: naming the file, the key, what was found and what was expected.
    """
    defaults = Checks()
    limits = [field.name for field in fields(Checks) if field.name.startswith("max_")]
    reader = top.section_of("checks", (*limits, *CHECKS))
    fractions = {limit: reader.fraction(limit, getattr(defaults, limit)) for limit in limits}
    return Checks(**fractions, severities={table: _severities(reader, table) for table in CHECKS})


def _severities(reader: Section, table: str) -> dict[str, Severity]:
    section = reader.section_of(table, [check.key for check in CHECKS[table]])
    severities: dict[str, Severity] = {}
    for check in CHECKS[table]:
        # Only a check that costs more than the others may be silent.
        choices = ("error", "warn", "off") if check.severity == "off" else ("error", "warn")
        severities[check.key] = section.text(check.key, check.severity, choices)  # type: ignore[assignment]
    return severities
