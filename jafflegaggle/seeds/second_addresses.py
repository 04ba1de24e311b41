"""A gaggle whose people signed up twice, or look as if they had: which of them are one is known."""

from typing import NamedTuple

from jafflegaggle.seeds.team import Member, Team

_COMPANY = "copperkettles.example"


class Label(NamedTuple):
    """Two e-mails or domains, whether they are one person or company, and how they came about."""

    list: str
    one: str
    other: str
    is_one: bool
    story: str


COPPER_KETTLES = Team(
    "Copper Kettles",
    _COMPANY,
    (
        Member("Marguerite Lavelle", 88, (60, 75), 2, "marguerite.lavelle@gmail.com"),
        Member("Oswald Pemberton", 86, (40, 55), 2),
        Member("Henrietta Cole", 85, (50, 70), 2, "henrietta.cole@outlook.com"),
        Member("Ida Thorne", 84, (14, 33), 1),
        Member("Ada Thorne", 83, (21, 47), 1),
        Member("John Mercer", 82, (18, 52), 1),
        Member("Front Desk", 80, (30,), 1, f"info@{_COMPANY}"),
        Member("John Mercer", 60, (16, 41), 1, f"johnmercer2@{_COMPANY}"),
        Member("Front Desk", 50, (25,), 1, "copperkettles.front@gmail.com"),
        Member("Marguerite Lavelle", 40, (8, 22), 2, "margueritelavelle+orders@gmail.com"),
        Member("Oswald Pemberton", 35, (5, 19), 2, "oswald.pemberton@icloud.com"),
        Member("Henrietta Cole", 30, (12, 28), 1, "henrietta.cole@outlok.com"),
        Member("Theodora Vance", 28, (9,), 1, f"theodoravance@kitchen.{_COMPANY}"),
        Member("Quentin Marsh", 25, (11, 20), 1),
        Member("Quentin Marsh", 22, (10, 13), 1, f"quentinmarhs@{_COMPANY}"),
        Member("Basil Rowntree", 20, (7,), 1, "basilrowntree@coperkettles.example"),
    ),
)
_USER, _DOMAIN = "merged_user", "merged_company_domain"
LABELS = (
    Label(
        *(_USER, "margueritelavelle+orders@gmail.com", "marguerite.lavelle@gmail.com"),
        *(True, "a tag and dots"),
    ),
    Label(
        *(_USER, "oswald.pemberton@icloud.com", f"oswaldpemberton@{_COMPANY}"),
        *(True, "signed up from home"),
    ),
    Label(
        *(_USER, "henrietta.cole@outlok.com", "henrietta.cole@outlook.com"),
        *(True, "a typo of the provider"),
    ),
    Label(
        *(_USER, f"quentinmarhs@{_COMPANY}", f"quentinmarsh@{_COMPANY}"),
        *(True, "a typo of the local part"),
    ),
    Label(*(_USER, f"adathorne@{_COMPANY}", f"idathorne@{_COMPANY}"), *(False, "siblings")),
    Label(
        *(_USER, f"johnmercer2@{_COMPANY}", f"johnmercer@{_COMPANY}"),
        *(False, "namesakes in one gaggle"),
    ),
    Label(
        *(_USER, "copperkettles.front@gmail.com", f"info@{_COMPANY}"),
        *(False, "a shared mailbox"),
    ),
    Label(_DOMAIN, f"kitchen.{_COMPANY}", _COMPANY, True, "a subdomain"),
    Label(_DOMAIN, "coperkettles.example", _COMPANY, True, "a typo of the company"),
)
