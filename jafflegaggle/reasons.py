"""Why a row is quarantined, or is a finding: each reason once, with a sentence for people."""

from enum import Enum

_QUARANTINE, _FINDING = "quarantine", "findings"


class Reason(Enum):
    """A reason as it appears in a table, which table that is, and what it means.

    `{column}` is replaced by the name of a column.
    """

    MISSING = "missing_{column}", _QUARANTINE, "the cell is empty, and a row needs it"
    UNREADABLE = (
        "unreadable_{column}",
        _QUARANTINE,
        "the cell holds what cannot be read, and a row needs it",
    )
    DUPLICATE = "duplicate_{column}", _QUARANTINE, "another row has the same key, and comes first"
    UNKNOWN_USER = "unknown_user", _QUARANTINE, "the event's user is not among the users"
    UNREADABLE_CELL = (
        "unreadable_{column}",
        _FINDING,
        "the cell holds what cannot be read; the row counts, and the cell is NULL",
    )
    NO_EMAIL = "no_email", _FINDING, "the contact has no e-mail"
    NO_ADDRESS = "no_address", _FINDING, "what stands in the place of an e-mail names nobody"
    MALFORMED_ADDRESS = (
        "malformed_address",
        _FINDING,
        "the e-mail is not one address, such as two in a cell, and leads to no company",
    )
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
    EVENTS_AFTER_SNAPSHOT = (
        "events_after_snapshot",
        _FINDING,
        "events are after the snapshot's date, and do not count in it",
    )
    DEALS_AFTER_SNAPSHOT = (
        "deals_after_snapshot",
        _FINDING,
        "deals are won after the snapshot's date, and do not count in it",
    )
    UNUSED_EVENT_NAME = "unused_event_name", _FINDING, "no event has a name of `event_names`"
    UNUSED_ORDER_EVENT = "unused_order_event", _FINDING, "no event has a name of `order_events`"
    UNUSED_WON_STAGE = "unused_won_stage", _FINDING, "no deal has a name of `won_stages`"
    UNUSED_ACTIVE_STATUS = (
        "unused_active_status",
        _FINDING,
        "no subscription has a name of `active_statuses`, so that none is active",
    )
    ID_IN_ANOTHER_CASE = (
        "id_in_another_case",
        _FINDING,
        "the same id is there in another case, and ids of text are compared as they stand",
    )
    UNKNOWN_ACCOUNT = "unknown_account", _FINDING, "the subscription leads to no account"
    SEVERAL_CURRENCIES = (
        "several_currencies",
        _FINDING,
        "the account's amounts are in several currencies, and are not added up",
    )
    NO_ACCOUNT = "no_account", _FINDING, "the e-mail leads to no account"
    INTERNAL = (
        "internal",
        _FINDING,
        "the deal or subscription is that of an internal contact, who has no account",
    )
    LOOKS_PERSONAL = (
        "looks_personal",
        _FINDING,
        "a company in many gaggles, nearly all with one of its contacts: an e-mail provider?",
    )

    LINE_VANISHED = (
        "line_vanished",
        _FINDING,
        "the last snapshot applied a line that its merge list no longer has",
    )
    LINE_SKIPPED = (
        "line_skipped",
        _FINDING,
        "the last snapshot applied a line that is skipped now, with something wrong",
    )
    ACCOUNT_SHRANK = (
        "account_shrank",
        _FINDING,
        "the account lost 30 % of its users, and at least 10, since the last snapshot",
    )
    SPLIT = (
        "split",
        _FINDING,
        "the users of a contact that the CRM has are now several contacts; one keeps the record",
    )
    STALE_EVENTS = (
        "stale_events",
        _FINDING,
        "the last event is more than `checks.max_event_age_days` before the snapshot's date",
    )
    MERGE_JOINS_COMPANIES = (
        "merge_joins_companies",
        _FINDING,
        "a line of `merged_user` joins users of two companies",
    )

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


# Few by their nature: the summary shows each of them with its value.
SHOWN_IN_SUMMARY = (
    Reason.EVENTS_AFTER_SNAPSHOT,
    Reason.DEALS_AFTER_SNAPSHOT,
    Reason.UNUSED_EVENT_NAME,
    Reason.UNUSED_ORDER_EVENT,
    Reason.UNUSED_WON_STAGE,
    Reason.UNUSED_ACTIVE_STATUS,
    Reason.STALE_EVENTS,
)
