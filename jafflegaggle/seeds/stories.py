"""The people and companies that a reader of the demo can follow by name.

Everything else in the demo is random; these are fixed, and the generator builds around them.
"""

from typing import NamedTuple

from jafflegaggle.seeds.clock import END, second


class GaggleStory(NamedTuple):
    """A gaggle with a given name and size; its members' domains are drawn from these."""

    name: str
    domains: tuple[str, ...]
    size: int


class UserStory(NamedTuple):
    """A user with a given name and address; without a gaggle, it is drawn."""

    name: str
    email: str
    gaggle_id: int | None = None


class ActivityStory(NamedTuple):
    """How many events and orders a user has; the exact first or last time, or a limit."""

    events: int
    orders: int
    first: int | None = None
    last: int | None = None
    until: int = END


EMPTY_GAGGLE = 1822

GAGGLES = {
    # Two companies in one gaggle, each of them also with a gaggle of its own.
    1042: GaggleStory("Herons & Ledgers", ("quietherons.example", "plumledger.example"), 13),
    1057: GaggleStory("Quiet Herons", ("quietherons.example",), 8),
    1086: GaggleStory("Plum Ledger", ("plumledger.example",), 6),
    # Names and domains that CSV parsers or engines may trip over.
    1064: GaggleStory("Butter, Salt & Sons", ("buttersalt.example",), 7),
    1077: GaggleStory("Käsekönig", ("käsekönig.example",), 5),
    1111: GaggleStory('The "Secret" Sauce', ("secretsauce.example",), 9),
    1204: GaggleStory("Iron Gophers", ("irongophers.example",), 8),
    # Companies of the merged people.
    1093: GaggleStory("Velvet Badgers", ("velvetbadgers.example",), 12),
    1150: GaggleStory("Paper Lanterns", ("paperlanterns.example",), 10),
    1155: GaggleStory("Outlaws", ("outlaws.com",), 12),
    # Companies that moved to another domain.
    1187: GaggleStory("Rams", ("rams.sl",), 9),
    1221: GaggleStory("Supersonics", ("supersonics.com",), 8),
    1392: GaggleStory("Supersonics", ("supersonics.com",), 3),
    1371: GaggleStory("Thunder", ("thunder.com",), 7),
    1426: GaggleStory("Thrashers", ("thrashers.com",), 5),
    1505: GaggleStory("Jets", ("jets.com",), 9),
    1261: GaggleStory("Amber Kites", ("amberkites.example",), 6),
    1290: GaggleStory("Kiteworks", ("kiteworks.test",), 5),
    1333: GaggleStory("Kiteworks Group", ("kiteworks.example",), 7),
    # One company in two gaggles, with its domain spelled three ways.
    1318: GaggleStory("Bots", ("bots.co",), 9),
    1381: GaggleStory("Bots Lunch Club", ("bots.co",), 7),
    EMPTY_GAGGLE: GaggleStory("Ghost Ladles", ("ghostladles.example",), 0),
}

USERS = {
    # One person, two sign-ups.
    5315: UserStory("Constance Rohr", "constancerohr@icloud.com", 1155),
    6759: UserStory("Constance Rohr", "constancerohr@outlaws.com", 1155),
    # ... under a nickname first.
    4702: UserStory("Steph P", "stephp@gmail.com", 1505),
    6480: UserStory("Stephanie Pennell", "stephaniepennell@jets.com", 1505),
    # ... three times: a chain of two merges.
    1702: UserStory("Tamsin Okoro", "tamsin.okoro@hotmail.com", 1093),
    3377: UserStory("Tamsin Okoro", "tamsin.okoro@yahoo.com", 1093),
    5210: UserStory("Tamsin Okoro", "tamsinokoro@velvetbadgers.example", 1093),
    # ... who left the company: from its address to a personal one.
    2211: UserStory("Ottoline Fenn", "ottolinefenn@velvetbadgers.example", 1093),
    6033: UserStory("Ottoline Fenn", "ottoline.fenn@gmail.com", 1093),
    # ... with stray spaces and capitals, which the merge line does not have.
    4477: UserStory("Idris Falk", " Idris.Falk@Outlook.com ", 1150),
    6101: UserStory("Idris Falk", "idrisfalk@paperlanterns.example", 1150),
    # ... whose new address has not signed up yet.
    5533: UserStory("Casimir Rook", "casimir.rook@yahoo.com", 1150),
    # One address, signed up twice: one contact without any merge line.
    3912: UserStory("Bramwell Oakes", "bramwelloakes@quietherons.example", 1057),
    4870: UserStory("Bram Oakes", "BramwellOakes@QuietHerons.example", 1042),
    # The Rams moved from rams.sl to rams.la.
    1310: UserStory("Leopold Drake", "leopolddrake@rams.sl", 1187),
    1394: UserStory("Greta Maddox", "gretamaddox@rams.sl", 1187),
    1561: UserStory("Arlo Whitlock", "arlowhitlock@rams.sl", 1187),
    1733: UserStory("Selma Voss", "selmavoss@rams.sl", 1187),
    2508: UserStory("Juno Tremblay", "juno.tremblay@icloud.com", 1187),
    3027: UserStory("Rufus Calloway", "rufuscalloway@rams.la", 1187),
    4410: UserStory("Nadia Halloran", "nadiahalloran@rams.la", 1187),
    5902: UserStory("Otto Grimaldi", "ottogrimaldi@rams.la", 1187),
    6266: UserStory("Vera Larkspur", "veralarkspur@hotmail.com", 1187),
    # Their company is bots.co.
    2954: UserStory("Mirela Sandoval", "mirelasandoval@Bots.co", 1318),
    3140: UserStory("Hector Appleyard", "hectorappleyard@BOTS.co", 1381),
    # Malformed addresses; the first one is fixed by a merge of domains.
    2666: UserStory("Silas Orwin", "silasorwin@iron,gophers.example", 1204),
    2345: UserStory("Wanda Pike", "wandapike@nodot"),
    2718: UserStory("Cosmo Bellamy", "cosmobellamy@two..dots.example"),
    3803: UserStory("Edda Prior", "eddaprior@blue teapots.example"),
    5005: UserStory("Gus Underhill", "gus.underhill"),
    5656: UserStory("Pia Ravenel", "piaravenel@"),
    # No address at all.
    4040: UserStory("Linus Abara", ""),
}

SIGN_UPS = {
    1000: second("2021-09-01 06:41:27"),
    5315: second("2021-11-21 06:52:00"),
    6759: second("2021-11-30 21:38:15"),
}

ACTIVITIES = {
    # The demo begins on its first day.
    1000: ActivityStory(events=61, orders=9, first=second("2021-09-01 07:04:33")),
    5315: ActivityStory(
        events=22, orders=4, first=second("2021-11-22 05:21:05"), until=SIGN_UPS[6759]
    ),
    6759: ActivityStory(events=13, orders=5, last=second("2021-12-01 20:20:24")),
}

MERGED_USERS = (
    ("constancerohr@icloud.com", "constancerohr@outlaws.com"),
    ("stephp@gmail.com", "stephaniepennell@jets.com"),
    # The later link of the chain comes first, as people write it.
    ("tamsin.okoro@yahoo.com", "tamsinokoro@velvetbadgers.example"),
    ("tamsin.okoro@hotmail.com", "tamsin.okoro@yahoo.com"),
    ("Tamsin.Okoro@Hotmail.com", "tamsin.okoro@yahoo.com"),  # duplicate
    ("ottolinefenn@velvetbadgers.example", "ottoline.fenn@gmail.com"),
    ("idris.falk@outlook.com", "IdrisFalk@PaperLanterns.example "),
    ("casimir.rook@yahoo.com", "casimirrook@paperlanterns.example"),  # missing_target
    ("tamsin.o@outlook.com", "tamsinokoro@velvetbadgers.example"),  # unknown_old
    # From a gaggle without a company to one of the company.
    ("tobin.ashworth@outlook.com", "tobinashworth@harborspoons.example"),
)

MERGED_COMPANY_DOMAINS = (
    ("thrashers.com", "jets.com"),
    ("supersonics.com", "thunder.com"),
    ("rams.sl", "rams.la"),
    ("kiteworks.test", "kiteworks.example"),
    ("amberkites.example", "kiteworks.test"),
    ("iron,gophers.example", "irongophers.example"),
)

DEALS = (
    # Closed under an address that was merged into another.
    ("2021-11-29", "$40,000", "Outlaws - Enterprise Deal", "Won", "constancerohr@icloud.com"),
    # Nobody has this address, but the company, which moved, is an account.
    ("2021-10-20", "$12,500.50", "Rams - Custom Deal", "Won", "accounts.payable@rams.sl"),
    # Neither a contact nor an account.
    ("2021-11-12", "$10,000", "Nowhere Nests - Business Deal", "Won", "ap@nowherenests.example"),
    # A contact with a personal address: the deal goes to the account of its gaggle.
    ("2021-11-24", "$10,000", "Rams - Business Deal", "Lost", "juno.tremblay@icloud.com"),
)
