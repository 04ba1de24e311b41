"""From a key to what it is: which kinds of it the snapshot has."""

from collections.abc import Callable, Sequence
from typing import Any

from pyspark.sql import Column
from pyspark.sql import functions as F

from jafflegaggle.errors import InputError
from jafflegaggle.explain.contact import contact
from jafflegaggle.explain.domain import domain, has_domain
from jafflegaggle.explain.facts import Id, Line
from jafflegaggle.explain.gaggle import gaggle
from jafflegaggle.explain.keys import KINDS, Key, Kind, key_of
from jafflegaggle.explain.lines import COMPANIES, USERS, lines_about, links, path
from jafflegaggle.explain.nearest import nearest
from jafflegaggle.explain.notes import Keys, findings_about, quarantined
from jafflegaggle.explain.rows import Rows
from jafflegaggle.explain.subjects import Explanation, Nobody
from jafflegaggle.publish import Snapshot

A_KIND: dict[Kind, str] = {
    "email": "an e-mail",
    "user": "a user",
    "domain": "a domain",
    "gaggle": "a gaggle",
}
# What is there to explain, its name, and by which lines the key leads there.
Found = tuple[str, Id, Sequence[Line]]


def explain(snapshot: Snapshot, given: str, kind: Kind | None = None) -> Explanation:
    """Explain a key by what a snapshot holds.

    Args:
        snapshot: the snapshot.
        given: an e-mail, a user id, a domain or a gaggle id.
        kind: which of them it is; None: whichever the snapshot has.

    Raises:
        InputError: it is of several kinds, or nothing has it; the message names the way out.
    """
    rows = Rows(snapshot)
    key = key_of(given, rows.id_type)
    kinds = (kind,) if kind else key.kinds
    _assert_possible(key, kind)
    looks = {one: _LOOKS[one](rows, key.value_as(one)) for one in kinds}
    found = {one: look for one, look in looks.items() if look is not None}
    if len(found) > 1:
        several = " and ".join(A_KIND[one] for one in found)
        ways = " or ".join(f"--as {one}" for one in found)
        raise InputError(f"{key.text} is {several}: add {ways}")
    for asked_as, (subject, name, led_by) in found.items():
        shown = str(key.value_as(asked_as))
        made = _SUBJECTS[subject](rows, name)
        return _explanation(rows, shown, asked_as, subject, led_by, made)
    mentions = _mentions(rows, key, kinds if kind else KINDS)
    if mentions.lines or mentions.findings or mentions.quarantine:
        return _explanation(rows, key.email or key.text, kind, "nobody", [], mentions)
    raise InputError(_unknown(rows, key, kinds))


def _explanation(
    rows: Rows, key: str, asked_as: Kind | None, kind: str, led_by: Sequence[Line], subject: Any
) -> Explanation:
    manifest = rows.snapshot.manifest
    return Explanation(
        manifest.snapshot_date, manifest.run_id, key, asked_as, kind, led_by, subject
    )


def _assert_possible(key: Key, kind: Kind | None) -> None:
    if not key.text:
        raise InputError("KEY is empty; expected an e-mail, a user id, a domain or a gaggle id")
    # An id that cannot be read may be that of a quarantined row.
    if kind in ("email", "domain") and key.value_as(kind) is None:
        expected = "name@domain" if kind == "email" else "a domain such as x.com"
        raise InputError(f"--as {kind}: expected {expected}, found {key.text}")


# What a key is of each kind ----------------------------------------------------------------------


def _contact_of(rows: Rows, where: Column) -> Id | None:
    found = rows.one("contact_aliases", ("contact_user_id",), where)
    return found["contact_user_id"] if found else None


def _as_email(rows: Rows, email: str) -> Found | None:
    """The contact of any of its users; else that of the e-mail that the list leads to."""
    contact_id = _contact_of(rows, F.col("email") == F.lit(email))
    if contact_id is not None:
        return "contact", contact_id, []
    lines = links(lines_about(rows, USERS, [email]))
    if not lines:
        return None
    target = lines[0].target
    led_by = path([*lines, *lines_about(rows, USERS, [], target)], email, target)
    contact_id = _contact_of(rows, F.col("email") == F.lit(target))
    return None if contact_id is None else ("contact", contact_id, led_by)


def _as_user(rows: Rows, user_id: Id | None) -> Found | None:
    if user_id is None:
        return None
    contact_id = _contact_of(rows, F.col("user_id") == F.lit(user_id))
    return None if contact_id is None else ("contact", contact_id, [])


def _as_domain(rows: Rows, name: str) -> Found | None:
    is_there = (
        rows.has("accounts", F.col("corporate_email") == F.lit(name))
        or rows.has("contact_aliases", has_domain(name))
        or bool(lines_about(rows, COMPANIES, [name], name, name))
    )
    return ("domain", name, []) if is_there else None


def _as_gaggle(rows: Rows, gaggle_id: Id | None) -> Found | None:
    if gaggle_id is None:
        return None
    is_it = F.col("gaggle_id") == F.lit(gaggle_id)
    is_there = rows.has("gaggle_facts", is_it) or rows.has("contact_aliases", is_it)
    return ("gaggle", gaggle_id, []) if is_there else None


_LOOKS: dict[Kind, Callable[[Rows, Any], Found | None]] = {
    "email": _as_email,
    "user": _as_user,
    "domain": _as_domain,
    "gaggle": _as_gaggle,
}
_SUBJECTS: dict[str, Callable[[Rows, Any], Any]] = {
    "contact": contact,
    "domain": domain,
    "gaggle": gaggle,
}


# What nobody has ---------------------------------------------------------------------------------


def _mentions(rows: Rows, key: Key, kinds: Sequence[Kind]) -> Nobody:
    """What mentions a key that nobody has."""
    of_user, of_gaggle = "user" in kinds, "gaggle" in kinds
    ids = [] if key.id is None else [key.id]
    emails = [key.email] if key.email and "email" in kinds else []
    keys = Keys(
        users=ids if of_user else [],
        gaggles=ids if of_gaggle else [],
        emails=emails,
        domains=[key.domain] if key.domain and "domain" in kinds else [],
        users_as_written=[key.text] if of_user else [],
        gaggles_as_written=[key.text] if of_gaggle else [],
    )
    lines = [line for one in emails for line in lines_about(rows, USERS, [one], new=one)]
    return Nobody(lines, findings_about(rows, keys), quarantined(rows, keys))


def _unknown(rows: Rows, key: Key, kinds: Sequence[Kind]) -> str:
    """The message for a key that the snapshot does not know, with the nearest ones."""
    snapshot = rows.snapshot
    possible = [one for one in kinds if key.value_as(one) is not None]
    near = nearest(rows, key, possible)
    hint = f"; nearest: {'; '.join(near)}" if near else ""
    if kinds and not possible:
        hint = "; ids are whole numbers there"
    names = " or ".join(A_KIND[one].split()[1] for one in kinds) or "e-mail, user, domain or gaggle"
    return (
        f"{key.text}: no such {names} in the snapshot {snapshot.manifest.snapshot_date} of "
        f"{snapshot.place}{hint}"
    )
