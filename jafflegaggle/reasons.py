"""Why a row is quarantined, or is a finding: each reason once, with a sentence for people."""

from enum import Enum

_QUARANTINE, _FINDING = "quarantine", "findings"


class Reason(Enum):
    """A reason as it appears in a table, which table that is, and what it means.

    `{column}` is replaced by the name of a column.
    """

    MISSING = "missing_{column}", _QUARANTINE, "a required cell is empty"
    UNREADABLE = "unreadable_{column}", _QUARANTINE, "the cell cannot be read as the column's type"
    DUPLICATE = "duplicate_{column}", _QUARANTINE, "an earlier row has the same key"
    UNKNOWN_USER = "unknown_user", _QUARANTINE, "the event's user is not among the users"
    NO_EMAIL = "no_email", _FINDING, "the contact has no e-mail"
    NO_ADDRESS = "no_address", _FINDING, "the value in place of an e-mail identifies nobody"
    MALFORMED_DOMAIN = (
        "malformed_domain",
        _FINDING,
        "what follows the @ is not a domain, and no merge fixes it",
    )
    UNKNOWN_GAGGLE = (
        "unknown_gaggle",
        _FINDING,
        "users refer to a gaggle that is missing from `gaggles`",
    )
    UNKNOWN_EVENT_NAME = (
        "unknown_event_name",
        _FINDING,
        "events have a name that `rules.event_names` does not list",
    )
    NO_ACCOUNT = "no_account", _FINDING, "the e-mail leads to no account"

    def __init__(self, template: str, table: str, sentence: str) -> None:
        self.template = template
        self.table = table
        self.sentence = sentence

    def of(self, column: str = "") -> str:
        """The reason as it appears in a table.

        >>> Reason.MISSING.of("user_id"), Reason.NO_EMAIL.of()
        ('missing_user_id', 'no_email')
        """
        return self.template.format(column=column)

    @property
    def is_of_a_cell(self) -> bool:
        """Whether it includes a column's name."""
        return "{column}" in self.template

    @property
    def is_finding(self) -> bool:
        """Whether the row counts but deserves a look."""
        return self.table == _FINDING
