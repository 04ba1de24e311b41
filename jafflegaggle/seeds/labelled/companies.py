"""Stories of companies: which domains are one, and which only look like it."""

from jafflegaggle.seeds.labelled.company import LabelledCompany, typo_of

SUFFIXES = ("com", "co.uk", "de", "com.au", "io", "example")
UNIVERSITY = "edu"


def subdomains(made: LabelledCompany) -> None:
    """Subdomains of a company; departments that buy on their own; and shared hosts."""
    for at in range(160):
        domain = f"{made.company()}.{SUFFIXES[at % len(SUFFIXES)]}"
        below = f"{made.dice.pick(('mail', 'eu', 'corp', 'team.it'))}.{domain}"
        made.staff(below, 1 + at % 3, made.gaggle())
        if at % 2 or domain.endswith(".example"):
            made.staff(domain, 1 + at % 4, made.gaggle())
        made.label("registrable_domain", "subdomain", below, domain, is_same=True)
    for at in range(12):
        domain = f"{made.company()}.{UNIVERSITY}"
        department = f"{('cs', 'law', 'med')[at % 3]}.{domain}"
        made.staff(domain, 3, made.gaggle())
        made.staff(department, 2, made.gaggle())
        kind = "a department that buys on its own" if at % 2 else "a department"
        made.label("registrable_domain", kind, department, domain, is_same=at % 2 == 0)
    hosts = ("github.io", "blogspot.com", "onmicrosoft.com", "myshopify.com", "uk.com")
    for at in range(100):
        host, company = hosts[at % len(hosts)], made.company()
        domain = f"{company}.{host}"
        made.staff(domain, 2, made.gaggle())
        made.label("registrable_domain", "shared host", domain, host, is_same=False)


def misspelt_domains(made: LabelledCompany) -> None:
    """A misspelt domain of one user; and companies whose names differ by a letter or a number."""
    for at in range(180):
        company, suffix = made.company(), ("com", "co.uk", "io")[at % 3]
        domain, gaggle = f"{company}.{suffix}", made.gaggle()
        made.staff(domain, 5 + at % 4, gaggle)
        wrong = f"{company}.co" if at % 15 == 0 and suffix == "com" else ""
        wrong = wrong or f"{typo_of(made.dice, company)}.{suffix}"
        made.staff(wrong, 1, gaggle if at % 2 else made.gaggle())
        made.label("domain_typo", "misspelt domain", wrong, domain, is_same=True)
    for at in range(150):
        company = made.company()
        domain, like = f"{company}.com", f"{typo_of(made.dice, company)}.com"
        kinds = (
            ("two large companies", 6, 6),
            ("two small companies", 3, 1),
            ("a large one and a small one", 7, 2),
            ("two large companies", 5, 5),
            ("a large one and a lone user", 6, 1),
        )
        kind, large, small = kinds[at % len(kinds)]
        made.staff(domain, large, made.gaggle())
        made.staff(like, small, made.gaggle())
        made.label("domain_typo", kind, like, domain, is_same=False)
    for _ in range(40):
        company = made.company()
        made.staff(f"{company}1.com", 6, made.gaggle())
        made.staff(f"{company}2.com", 1, made.gaggle())
        pair = (f"{company}2.com", f"{company}1.com")
        made.label("domain_typo", "numbered companies", *pair, is_same=False)
    for known, lone in (
        *(("acme.com", "acne.com"), ("ford.com", "fort.com"), ("dell.com", "bell.com")),
        *(("nike.com", "bike.com"), ("visa.com", "vista.com"), ("apple.com", "aple.com")),
    ):
        made.staff(known, 6, made.gaggle())
        made.staff(lone, 1, made.gaggle())
        made.label("domain_typo", "short names", lone, known, is_same=False)
    for _ in range(30):
        company = made.company()
        made.staff(f"{company}.de", 6, made.gaggle())
        made.staff(f"{company}.se", 1, made.gaggle())
        pair = (f"{company}.se", f"{company}.de")
        made.label("domain_typo", "one label in two countries", *pair, is_same=False)


def siblings(made: LabelledCompany) -> None:
    """One label under two suffixes; with a gaggle in common it is nearly always one company."""
    for at in range(150):
        company, gaggle = made.company(), made.gaggle()
        one, other = (("com", "co.uk"), ("com", "de"), ("io", "com.au"), ("net", "fr"))[at % 4]
        made.staff(f"{company}.{one}", 1 + at % 5, gaggle)
        made.staff(f"{company}.{other}", 2, gaggle)
        pair = (f"{company}.{one}", f"{company}.{other}")
        made.label("same_label", "suffixes", *pair, is_same=True)
    for at in range(90):
        company = made.company()
        one, other = (("com", "co.uk"), ("com", "io"), ("de", "fr"))[at % 3]
        made.staff(f"{company}.{one}", 3, made.gaggle())
        made.staff(f"{company}.{other}", 2, made.gaggle())
        pair = (f"{company}.{one}", f"{company}.{other}")
        made.label("same_label", "without a gaggle in common", *pair, is_same=False)
    for _ in range(18):
        company, gaggle = made.company(), made.gaggle()
        made.staff(f"{company}.com", 3, gaggle)
        made.staff(f"{company}.org", 2, gaggle)
        pair = (f"{company}.com", f"{company}.org")
        made.label("same_label", "partners who work together", *pair, is_same=False)


STORIES = (subdomains, misspelt_domains, siblings)
