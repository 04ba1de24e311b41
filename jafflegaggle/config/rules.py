"""Reading the rules: their lists of domains and e-mails, and the file with more of them."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jafflegaggle.config.section import Section
from jafflegaggle.config.settings import RulesSection
from jafflegaggle.config.values import declared_by
from jafflegaggle.domain_lists import read_domains
from jafflegaggle.errors import InputError
from jafflegaggle.rules import Rules
from jafflegaggle.text import has_address, normalize_email

# What shows that something else was meant than one domain: a pattern, an address, a comment.
NO_DOMAIN = re.compile(r"""[*/"'#<>:;]|.@|,\s*$""")


def rules_of(top: Section, values: Mapping[str, Any]) -> Rules:
    """The rules, with the personal domains of the file.

    Args:
        top: the configuration.
        values: the values of the section, by its settings.

    Raises:
        InputError: naming the key, and what in its list or its file is no domain or no e-mail.
    """
    reader = top.section_of("rules", [one.name for one in declared_by(RulesSection)])
    rules = {name: value for name, value in values.items() if name != "personal_domains_file"}
    for key in ("personal_domains", "company_domains", "internal_domains"):
        for domain in rules[key]:
            if NO_DOMAIN.search(domain) or not domain.strip():
                raise reader.error(key, f"expected domains such as gmail.com, found {domain!r}")
    for email in rules["internal_emails"]:
        if not has_address(normalize_email(email) or ""):
            raise reader.error("internal_emails", f"expected e-mails, found {email!r}")
    return Rules(**rules, domains_of_file=_domains_in(reader, "personal_domains_file"))


def _domains_in(reader: Section, key: str) -> tuple[str, ...]:
    file = reader.text(key, "")
    if not file:
        return ()
    try:
        text = Path(file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise reader.error(key, f"{file} cannot be read ({error})") from None
    try:
        return read_domains(text, file)
    except InputError as error:
        raise reader.error(key, str(error)) from None
