"""The section `[checks]`: the limits, and the severity of each check."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from jafflegaggle.checks.limits import LIMITS
from jafflegaggle.checks.spec import Check, Severity
from jafflegaggle.config.section import Section
from jafflegaggle.models import checked_subjects

Severities = Mapping[str, Mapping[str, Severity]]
DEFAULT_LIMITS = {limit.name: limit.default for limit in LIMITS}
CHECKS: Mapping[str, tuple[Check, ...]] = {
    subject.name: tuple(checks) for subject, checks in checked_subjects()
}


def default_severities() -> Severities:
    """The default severity of each check."""
    return {name: {check.key: check.severity for check in of} for name, of in CHECKS.items()}


def choices_of(check: Check) -> tuple[str, ...]:
    """The severities that a check may have; only expensive checks may be off."""
    return ("error", "warn", "off") if check.severity == "off" else ("error", "warn")


@dataclass(frozen=True)
class Checks:
    """The limits, and the severity of each check.

    Attributes:
        limits: fractions, or numbers of days, by the name of their check.
        severities: `error`, `warn` or `off`, by table or source and by the check's key.
    """

    limits: Mapping[str, float] = field(default_factory=lambda: dict(DEFAULT_LIMITS))
    severities: Severities = field(default_factory=default_severities)


def checks_of(top: Section) -> Checks:
    """Read `[checks]`, and `[checks.<table>]` for each table and source.

    Raises:
        InputError: naming the file, the key, what was found and what was expected.
    """
    reader = top.section_of("checks", (*DEFAULT_LIMITS, *CHECKS))
    limits = {
        limit.name: reader.number(limit.name, int(limit.default))
        if limit.is_in_days
        else reader.fraction(limit.name, limit.default)
        for limit in LIMITS
    }
    return Checks(limits, {name: _severities(reader, name) for name in CHECKS})


def _severities(reader: Section, name: str) -> dict[str, Severity]:
    section = reader.section_of(name, [check.key for check in CHECKS[name]])
    return {
        check.key: section.text(check.key, check.severity, choices_of(check))  # type: ignore[misc]
        for check in CHECKS[name]
    }
