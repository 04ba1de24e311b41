"""What an export has written, for people."""

from jafflegaggle.crm.columns import UNCHANGED
from jafflegaggle.crm.export import Exported
from jafflegaggle.crm.lists import REJECTED
from jafflegaggle.crm.systems.spec import PLURALS
from jafflegaggle.models.audit.crm_changes import OPERATIONS
from jafflegaggle.report.layout import section


def to_text(exported: Exported) -> str:
    """The changes by operation, and the files with rows."""
    operations = (*OPERATIONS, UNCHANGED)
    counts = [
        (PLURALS[object_], *(of[name] for name in operations))
        for object_, of in exported.counts.items()
    ]
    files = [(part.name, part.rows, part.bytes) for part in exported.parts]
    shown = [
        f"Exported to {exported.folder}",
        *([exported.why_all] if exported.why_all else []),
        section("Changes", ("", *operations), counts),
        section("Files", ("file", "rows", "bytes"), files),
    ]
    if exported.rejected:
        noun = "row is" if exported.rejected == 1 else "rows are"
        shown.append(f"{exported.rejected:,} {noun} not sent: {REJECTED} has the reasons")
    shown.append(f"When it is loaded: jafflegaggle acknowledge {exported.folder} --config FILE")
    return "\n\n".join(shown)
