"""Stories of people: who signed up twice, and who only looks like it."""

from jafflegaggle.seeds.labelled.company import (
    LabelledCompany,
    dotted,
    joined,
    letters,
    typo_of,
    typos,
)

PROVIDERS = ("gmail.com", "hotmail.com", "icloud.com", "outlook.com", "yahoo.com")
WITH_TAGS = (
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "hotmail.co.uk",
    "icloud.com",
    "proton.me",
)
MISSPELT = (
    *(("gmail.com", typo) for typo in ("gmial.com", "gmai.com", "gmaill.com", "gmal.com")),
    *(("gmail.com", typo) for typo in ("gnail.com", "gmail.co", "gmail.con", "gmaul.com")),
    *(("hotmail.com", typo) for typo in ("hotmial.com", "hotmal.com", "hotmaill.com")),
    *(("yahoo.com", typo) for typo in ("yaho.com", "yahooo.com", "yhaoo.com", "yahoo.con")),
    *(("outlook.com", typo) for typo in ("outlok.com", "outloook.com", "oultook.com")),
    *(("icloud.com", typo) for typo in ("iclould.com", "icoud.com", "icloud.co")),
)


def tags(made: LabelledCompany) -> None:
    """One mailbox with a tag; and families of which each has a tag of its own."""
    home = made.gaggle()
    for at in range(240):
        name, domain = made.name(), WITH_TAGS[at % len(WITH_TAGS)]
        one = made.sign_up(name, f"{dotted(name)}@{domain}", home)
        tag = made.dice.pick(("news", "jaffle", "work", "2", "test.account"))
        other = made.sign_up(name, f"{dotted(name)}+{tag}@{domain}", made.gaggle())
        made.label("same_mailbox", "tag", one, other, is_same=True)
    for _ in range(12):
        one_of, other_of = made.name(), made.name()
        family = f"the{letters(one_of.split()[1])}s"
        one = made.sign_up(one_of, f"{family}+{letters(one_of.split()[0])}@gmail.com", home)
        other = made.sign_up(other_of, f"{family}+{letters(other_of.split()[0])}@gmail.com", home)
        made.label("same_mailbox", "siblings with one mailbox", one, other, is_same=False)
    for _ in range(60):
        name, other_name = made.name(), made.name()
        root = joined(name)
        one = made.sign_up(name, f"{root}@yahoo.com", home)
        other = made.sign_up(other_name, f"{root}-{letters(other_name.split()[0])}@yahoo.com", home)
        made.label("same_mailbox", "siblings at one address root", one, other, is_same=False)


def dots(made: LabelledCompany) -> None:
    """Dots and alias domains of one mailbox; and dots that make two mailboxes elsewhere."""
    for at in range(200):
        name, gaggle = made.name(), made.gaggle()
        one = made.sign_up(name, f"{joined(name)}@gmail.com", gaggle)
        domain = ("gmail.com", "googlemail.com")[at % 2]
        other = made.sign_up(name, f"{dotted(name)}@{domain}", gaggle)
        made.label("same_mailbox", "dots", one, other, is_same=True)
    for at in range(90):
        name, gaggle = made.name(), made.gaggle()
        one = made.sign_up(name, f"{dotted(name)}@icloud.com", gaggle)
        other = made.sign_up(name, f"{dotted(name)}@{('me.com', 'mac.com')[at % 2]}", gaggle)
        made.label("same_mailbox", "alias domain", one, other, is_same=True)
    for at in range(120):
        name, other_name, gaggle = made.name(), made.name(), made.gaggle()
        domain = ("yahoo.com", "outlook.com")[at % 2]
        one = made.sign_up(name, f"{joined(name)}@{domain}", gaggle)
        other = made.sign_up(other_name, f"{dotted(name)}@{domain}", gaggle)
        made.label("local_part_typo", "dots of another provider", one, other, is_same=False)


def misspelt_providers(made: LabelledCompany) -> None:
    """A misspelt provider, and the right one later; and providers that look alike."""
    for at in range(210):
        name, gaggle = made.name(), made.gaggle()
        right, wrong = MISSPELT[at % len(MISSPELT)]
        local = made.dice.pick((dotted(name), joined(name), letters(name.split()[0]) + str(at)))
        one = made.sign_up(name, f"{local}@{wrong}", gaggle)
        other = made.sign_up(name, f"{local}@{right}", gaggle)
        made.label("provider_typo", "misspelt provider", one, other, is_same=True)
    for _ in range(5):  # nobody of them has the right address
        name = made.name()
        made.sign_up(name, f"{dotted(name)}@hotmall.com", made.gaggle())
    alike = (("gmail.com", "ymail.com"), ("gmail.com", "mail.com"), ("gmx.de", "gmx.at"))
    for at in range(120):
        name, other_name, gaggle = made.name(), made.name(), made.gaggle()
        right, also = alike[at % len(alike)]
        one = made.sign_up(name, f"{dotted(name)}@{right}", gaggle)
        other = made.sign_up(other_name, f"{dotted(name)}@{also}", gaggle)
        made.label("provider_typo", "providers that look alike", one, other, is_same=False)
    # A cleaning service and a bakery, one letter from a provider; of some people no name is known.
    for at in range(100):
        domain, right = (("hotmaid.com", "hotmail.com"), ("gmaile.com", "gmail.com"))[at % 2]
        name, other_name = made.name(), made.name()
        local = f"{letters(name.split()[0])}{at}"
        one = made.sign_up("" if at % 6 == 0 else name, f"{local}@{domain}", made.gaggle())
        other = made.sign_up(other_name, f"{local}@{right}", made.gaggle())
        made.label("provider_typo", "companies like a provider", one, other, is_same=False)


def names_in_a_gaggle(made: LabelledCompany) -> None:
    """A colleague with a personal e-mail too; and namesakes."""
    for at in range(300):
        name, domain, gaggle = made.name(), f"{made.company()}.com", made.gaggle()
        written = (name, name.upper(), f"{name.split()[1]}, {name.split()[0]}")[at % 3]
        provider = made.dice.pick(PROVIDERS)
        one = made.sign_up(name, f"{letters(name.split()[0])}@{domain}", gaggle)
        other = made.sign_up(written, f"{joined(name)}{1960 + at % 40}@{provider}", gaggle)
        made.label("same_name", "work and home", one, other, is_same=True)
    for at in range(35):
        name, domain, gaggle = made.name(), f"{made.company()}.com", made.gaggle()
        one = made.sign_up(name, f"{dotted(name)}@{domain}", gaggle)
        other = made.sign_up(name, f"{dotted(name)}{at}@{made.dice.pick(PROVIDERS)}", gaggle)
        made.label("same_name", "namesakes, one at home", one, other, is_same=False)
    for at in range(60):
        name, domain, gaggle = made.name(), f"{made.company()}.com", made.gaggle()
        made.sign_up(name, f"{dotted(name)}@{domain}", gaggle)
        one = made.sign_up(name, f"{joined(name)}2@{domain}", gaggle)
        other = made.sign_up(name, f"{dotted(name)}{at}@{made.dice.pick(PROVIDERS)}", gaggle)
        made.label("same_name", "namesakes of one company", one, other, is_same=False)
    for at in range(60):
        name, domain = made.name(), f"{made.company()}.com"
        one = made.sign_up(name, f"{dotted(name)}@{domain}", made.gaggle())
        other = made.sign_up(name, f"{dotted(name)}{at}@gmail.com", made.gaggle())
        made.label("same_name", "namesakes of two gaggles", one, other, is_same=False)


def misspelt_names(made: LabelledCompany) -> None:
    """A misspelt local part; and colleagues whose names differ by a letter, or by a number."""
    for at in range(220):
        name, gaggle = made.name(), made.gaggle()
        domain = f"{made.company()}.com" if at % 4 else made.dice.pick(PROVIDERS)
        one = made.sign_up(name, f"{dotted(name)}@{domain}", gaggle)
        other = made.sign_up(name, f"{typo_of(made.dice, dotted(name))}@{domain}", made.gaggle())
        made.label("local_part_typo", "misspelt local part", one, other, is_same=True)
    for _ in range(150):
        name, gaggle, domain = made.name(), made.gaggle(), f"{made.company()}.com"
        first, last = name.split()
        like = next(one for one in typos(made.dice, first.lower()) if one.isalpha()).title()
        one = made.sign_up(name, f"{dotted(name)}@{domain}", gaggle)
        other = made.sign_up(f"{like} {last}", f"{dotted(f'{like} {last}')}@{domain}", gaggle)
        made.label("local_part_typo", "john.smith and jon.smith", one, other, is_same=False)
    for _ in range(80):
        name, gaggle, domain = made.name(), made.gaggle(), f"{made.company()}.com"
        one = made.sign_up(name, f"{dotted(name)}1@{domain}", gaggle)
        other = made.sign_up(name, f"{dotted(name)}2@{domain}", gaggle)
        made.label("local_part_typo", "numbered namesakes", one, other, is_same=False)
    for _ in range(25):
        name, gaggle, domain = made.name(), made.gaggle(), f"{made.company()}.com"
        first, last = map(letters, name.split())
        one = made.sign_up(name, f"{first}.{last}@{domain}", gaggle)
        other = made.sign_up(name, f"{first}{last}@{domain}", gaggle)
        made.label("local_part_typo", "namesakes with a dot", one, other, is_same=False)


def people_of_two_domains(made: LabelledCompany) -> None:
    """The same local part at two domains of a company; roles, and two people of one first name."""
    for at in range(120):
        label, gaggle = made.company(), made.gaggle()
        domain, other_domain = f"{label}.com", (f"mail.{label}.com", f"{label}.co.uk")[at % 2]
        made.staff(domain, 2, gaggle)
        made.label(
            *(("registrable_domain", "subdomain"), ("same_label", "suffixes"))[at % 2],
            domain,
            other_domain,
            is_same=True,
        )
        for number in range(2):
            name = made.name()
            short = f"{letters(name.split()[0])}{'x' * number}"
            local = made.dice.pick((dotted(name), joined(name), short))
            one = made.sign_up(name, f"{local}@{domain}", gaggle)
            other = made.sign_up(name, f"{local}@{other_domain}", gaggle)
            made.label("same_local_part", "two domains", one, other, is_same=True)
        for role in ("info", "sales-eu", "support")[: 1 + at % 3]:
            one = made.sign_up(made.name(), f"{role}@{domain}", gaggle)
            other = made.sign_up(made.name(), f"{role}@{other_domain}", gaggle)
            made.label("same_local_part", "shared mailboxes", one, other, is_same=False)
        # Of some of these no name is known.
        name, other_name = made.name(), made.name()
        local = f"{letters(name.split()[0])[:2]}{letters(other_name.split()[0])[:2]}{at}"
        one = made.sign_up("" if at % 20 == 0 else name, f"{local}@{domain}", gaggle)
        other = made.sign_up(other_name, f"{local}@{other_domain}", gaggle)
        made.label("same_local_part", "two people, one local part", one, other, is_same=False)
        name, other_name = made.name(), made.name()
        local = f"{letters(name.split()[0])}{at}"
        shared = f"{name.split()[0].title()}{at} {other_name.split()[1]}"
        one = made.sign_up(f"{name.split()[0]}{at} {name.split()[1]}", f"{local}@{domain}", gaggle)
        other = made.sign_up(shared, f"{local}@{other_domain}", gaggle)
        made.label("same_local_part", "one first name", one, other, is_same=False)


STORIES = (
    tags,
    dots,
    misspelt_providers,
    names_in_a_gaggle,
    misspelt_names,
    people_of_two_domains,
)
