"""Writes the demo company as the files of a small data export."""

import csv
import gzip
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from jafflegaggle.seeds import imported, second_addresses, stories
from jafflegaggle.seeds.activity import make_events
from jafflegaggle.seeds.clock import text
from jafflegaggle.seeds.company import FIRST_ID, make_company
from jafflegaggle.seeds.crm import COMPANY_RECORDS, CONTACT_RECORDS, CompanyRecord, ContactRecord
from jafflegaggle.seeds.deals import make_deals
from jafflegaggle.seeds.subscriptions import SUBSCRIPTIONS, Subscription


def write_demo(output: Path) -> dict[str, int]:
    """Write the files of the demo to a folder; return the number of rows of each.

    Every run writes the same text. The compressed events are also the same bytes if Python has the
    same zlib.
    """
    company = make_company()
    users = [*company.users, *imported.users()]
    gaggles = [*company.gaggles, *imported.gaggles()]
    events = sorted([*make_events(company.users), *imported.events()])
    tables: dict[str, tuple[str, list[Sequence[object]]]] = {
        "raw_user.csv": (
            "id,name,email,gaggle_id,created_at",
            [(u.id, u.name, u.email, u.gaggle_id, text(u.created_at)) for u in users],
        ),
        "raw_gaggle.csv": (
            "id,name,created_at",
            [(g.id, g.name, text(g.created_at)) for g in gaggles],
        ),
        "raw_event.csv.gz": (
            "event_id,user_id,event_name,timestamp",
            [
                (f"E{number}", event.user_id, event.name, text(event.time))
                for number, event in enumerate(events, FIRST_ID)
            ],
        ),
        "merged_user.csv": ("old_email,new_email", [*company.merged_users]),
        "merged_company_domain.csv": (
            "old_domain,new_domain",
            [*stories.MERGED_COMPANY_DOMAINS],
        ),
        "deals.csv": (
            "close_date,amount,deal_name,deal_stage,email",
            [*sorted([*make_deals(company), *imported.DEALS])],
        ),
        "subscriptions.csv": (",".join(Subscription._fields), [*SUBSCRIPTIONS]),
        "crm_companies.csv": (",".join(CompanyRecord._fields), [*COMPANY_RECORDS]),
        "crm_contacts.csv": (",".join(ContactRecord._fields), [*CONTACT_RECORDS]),
        "labels.csv": (
            "list,one,other,is_one,story",
            [(*one[:3], str(one.is_one).lower(), one.story) for one in second_addresses.LABELS],
        ),
    }
    output.mkdir(parents=True, exist_ok=True)
    for name, (header, rows) in tables.items():
        content = csv_text(header, rows)
        (output / name).write_bytes(_packed(content) if name.endswith(".gz") else content)
    return {name: len(rows) for name, (_, rows) in tables.items()}


def csv_text(header: str, rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV file."""
    lines = io.StringIO()
    lines.write(f"{header}\n")
    csv.writer(lines, lineterminator="\n").writerows(rows)
    return lines.getvalue().encode()


def _packed(content: bytes) -> bytes:
    """The content as gzip, without the time and the file name, which would change the bytes."""
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=packed, mtime=0) as file:
        file.write(content)
    return packed.getvalue()
