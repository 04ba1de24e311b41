"""E-mail providers whose mailboxes have several addresses, and the local parts of roles.

Sources: the help pages of each provider ("plus addressing", "dots don't matter in Gmail addresses",
"use @me.com, @mac.com and @icloud.com"), and the rules of the package email-normalize 3.2 on PyPI.
"""

from dataclasses import dataclass

from pyspark.sql import Column
from pyspark.sql import functions as F

from jafflegaggle.frames import as_string


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_COUNTRIES = _words("""
    at be br ca ch cl cn co co.id co.il co.in co.jp co.kr co.nz co.th co.uk co.za com.ar com.au
    com.br com.mx com.tr cz de dk es fi fr gr hu ie in it jp kr lt lv my nl no ph pl pt ro rs ru se
    sg sk
""")


@dataclass(frozen=True)
class Provider:
    """A provider, and which of its addresses are one mailbox.

    Attributes:
        name: its name.
        domains: its domains. Behind a `+` in the local part all of them take any tag.
        mailbox_domain: the domain of every mailbox, where its domains are one; '' where each has
            mailboxes of its own.
        ignores_dots: whether dots in the local part make no difference.
    """

    name: str
    domains: tuple[str, ...]
    mailbox_domain: str = ""
    ignores_dots: bool = False

    @property
    def doc(self) -> str:
        """What it equates, for people."""
        parts = ["+tag", *(["dots"] if self.ignores_dots else [])]
        parts += [f"all of {' '.join(self.domains)}"] if self.mailbox_domain else []
        return f"{self.name}: {', '.join(parts)}"


PROVIDERS = (
    Provider("gmail", ("gmail.com", "googlemail.com"), "gmail.com", ignores_dots=True),
    Provider(
        "outlook",
        (
            *("outlook.com", "hotmail.com", "live.com", "msn.com", "passport.com"),
            *(f"{name}.{end}" for name in ("outlook", "hotmail", "live") for end in _COUNTRIES),
        ),
    ),
    Provider("icloud", ("icloud.com", "me.com", "mac.com"), "icloud.com"),
    Provider("proton", ("proton.me", "protonmail.com", "protonmail.ch", "pm.me")),
    Provider(
        "fastmail",
        tuple(f"fastmail.{end}" for end in _words("com co.uk de es fm in jp net org se to us")),
    ),
)

# Mailboxes of a function, not of a person. A number, or a word behind a mark, changes nothing.
ROLES = _words("""
    abuse account accounting accounts admin administration administrator alerts all api apply
    billing board bookings bookkeeping booking buchhaltung careers claims compliance contact
    contacto contactus customer customercare customers customerservice dev developer developers
    dispatch donotreply einkauf email enquiries enquiry events everyone facturation facturacion
    feedback finance frontdesk general hello hallo help helpdesk hostmaster hr info information
    inquiries inquiry invoice invoices it jobs kontakt legal mail mailer mailerdaemon management
    manager marketing media moderator news newsletter noc noreply notification notifications office
    operations ops order orders ordini partners payment payments payroll postmaster press privacy
    procurement purchasing qa reception recruiting recruitment rechnung redaktion registration
    reservations returns root sales secretary security service services shop spam staff subscribe
    subscriptions support sysadmin system team tech technical test tester testing tickets training
    unsubscribe user users vendas ventas verkauf vertrieb webmaster welcome
""")
# Up to so many letters they are also the beginnings of names (`it.lee`), and roles only alone.
SHORT = 3
LONG_ROLES = tuple(role for role in ROLES if len(role) > SHORT)
ALONE, WITH_MORE = r"^[a-z]*[._-]?[0-9]*(?:\+.*)?\z", r"^[a-z]*[._-]"
NO_REPLY = r"^(?:no|do[._-]?not)[._-]?reply(?:[^a-z].*)?\z|^mailer[._-]daemon"


def mailbox(local: Column, domain: Column) -> Column:
    """The mailbox of an address by its provider's own rule; NULL of others.

    >>> given = [("ann.lee+x", "googlemail.com"), ("a.b+x", "me.com"), ("a+x", "acme.com")]
    >>> parts = make_df(given, "local string, domain string")
    >>> found = parts.select(mailbox(F.col("local"), F.col("domain")).alias("mailbox"))
    >>> [row.mailbox for row in found.collect()]
    ['annlee@gmail.com', 'a.b@icloud.com', None]
    """
    without_tag = as_string(F.substring_index(local, "+", 1))
    found = F.lit(None).cast("string")
    for provider in PROVIDERS:
        name = F.regexp_replace(without_tag, r"\.", "") if provider.ignores_dots else without_tag
        of_mailbox = F.lit(provider.mailbox_domain) if provider.mailbox_domain else domain
        is_one = domain.isin(*provider.domains) & (name != F.lit(""))
        found = F.when(is_one, F.concat(name, F.lit("@"), of_mailbox)).otherwise(found)
    return found


def provider_name(domain: Column) -> Column:
    """The provider of a domain, for evidence; NULL of others."""
    found = F.lit(None).cast("string")
    for provider in PROVIDERS:
        found = F.when(domain.isin(*provider.domains), F.lit(provider.name)).otherwise(found)
    return found


def is_role(local: Column) -> Column:
    """Whether a local part is that of a function: info, sales, support and their like.

    >>> roles = ["info", "sales-eu", "support+x", "no-reply", "do.not.reply", "hr", "qa2", "info.x"]
    >>> people = ["it.lee", "infolee", "nolan", "no", "ann.info", "hr.fox", "Info"]
    >>> parts = make_df({"local": [*roles, *people]}, "local string")
    >>> rows = parts.select(is_role(F.col("local")).alias("is_role")).collect()
    >>> [row.is_role for row in rows] == [True] * len(roles) + [False] * len(people)
    True
    """
    # Looking up the first letters costs less than a pattern of all roles.
    first = F.regexp_extract(local, "^[a-z]*", 0)
    return (
        (first.isin(*ROLES) & local.rlike(ALONE))
        | (first.isin(*LONG_ROLES) & local.rlike(WITH_MORE))
        | (
            first.isin("no", "noreply", "do", "donot", "donotreply", "mailer")
            & local.rlike(NO_REPLY)
        )
    )
