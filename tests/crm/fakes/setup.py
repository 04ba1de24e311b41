"""The fields that docs/crm.md asks to set up, as a new account of a CRM gets them."""

import re
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs" / "crm.md"
ROW = re.compile(r"^\| `(\w+)` \| `(\w+)` \| ([\w ,()-]+) \|$", re.MULTILINE)


def fields_to_set_up(heading: str) -> dict[tuple[str, str], str]:
    """The type of each custom field, by object and name, of the section with this heading."""
    section = PAGE.read_text(encoding="utf-8").split(f"### {heading}\n")[1].split("\n#")[0]
    return {(object_, name): type_ for object_, name, type_ in ROW.findall(section)}
