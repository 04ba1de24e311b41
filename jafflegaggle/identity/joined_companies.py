"""Lines of `merged_user` that join the users of two companies: seldom meant, and hard to see."""

from collections.abc import Callable, Collection, Iterator, Mapping

from jafflegaggle.identity.lines import Status
from jafflegaggle.identity.merge_compiler import Compiled
from jafflegaggle.identity.merge_list import MergeList
from jafflegaggle.text import extract_email_domain, is_well_formed_domain

CompanyOf = Callable[[str], str | None]


def companies_by_email(targets: Mapping[str, str], personal: Collection[str]) -> CompanyOf:
    """The company of any e-mail after domain merges; None: it has none.

    Args:
        targets: what domains are merged into.
        personal: the domains that are nobody's company.
    """
    known: dict[str, str | None] = {}

    def company_of(email: str) -> str | None:
        domain = extract_email_domain(email)
        if domain is None:
            return None
        if domain not in known:
            company = targets.get(domain, domain)
            is_one = company not in personal and is_well_formed_domain(company)
            known[domain] = company if is_one else None
        return known[domain]

    return company_of


def lines_joining_companies(
    merge_list: MergeList, compiled: Compiled, company_of: CompanyOf
) -> Iterator[tuple[str, str]]:
    """Each applied line that joins two companies: which line, and the companies, its own first.

    A line does where its target has another company; where the target has none, such as a personal
    address, the lines that bring several companies to it do so together.

    Args:
        merge_list: `merged_user`.
        compiled: the same, compiled.
        company_of: the company of an e-mail.

    Yields:
        The number of the line (the old e-mail, where the list is not a file), and the companies.
    """
    lines = [
        (str(row.line) if row.line is not None else old or "", company, row.target or "")
        for row, (old, _) in zip(compiled.report, merge_list.pairs, strict=True)
        if row.status is Status.APPLIED and (company := company_of(old or ""))
    ]
    brought: dict[str, set[str]] = {}
    for _, company, target in lines:
        brought.setdefault(target, set()).add(company)
    for line, company, target in lines:
        home = company_of(target)
        others = ({home} if home else brought[target]) - {company}
        if others:
            yield line, ", ".join([company, *sorted(others)])
