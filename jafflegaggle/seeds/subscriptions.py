"""The subscriptions of the demo's billing: few enough to read."""

from typing import NamedTuple


class Subscription(NamedTuple):
    """A row of subscriptions; dates are text, and an empty cell is NULL."""

    subscription_id: str
    corporate_email: str = ""
    email: str = ""
    gaggle_id: str = ""
    plan: str = ""
    status: str = "active"
    seats: int = 0
    amount: str = ""
    currency: str = "USD"
    started_at: str = ""
    ended_at: str = ""
    trial_ends_at: str = ""


SUBSCRIPTIONS = (
    # More people than seats.
    Subscription(
        "S-1001", "briskladles.example", plan="Team", seats=5, amount="200", started_at="2021-09-15"
    ),
    # Paid for, and silent.
    Subscription(
        "S-1002",
        "hollowteapots.example",
        plan="Business",
        seats=10,
        amount="500",
        started_at="2021-09-08",
    ),
    # Found by the e-mail of who bought it.
    Subscription(
        "S-1003",
        email="edmundfarquhar@mapleskillets.example",
        plan="Team",
        seats=5,
        amount="200",
        started_at="2021-10-04",
    ),
    # A trial that ends in eight days, found by the gaggle.
    Subscription(
        "S-1004",
        gaggle_id="2004",
        plan="Team",
        status="trialing",
        seats=4,
        amount="200",
        started_at="2021-11-09",
        trial_ends_at="2021-12-09",
    ),
    # Most seats are empty.
    Subscription(
        "S-1005",
        "oakbarrels.example",
        plan="Enterprise",
        seats=20,
        amount="1,500",
        started_at="2021-09-06",
    ),
    # Two currencies, which are never added.
    Subscription(
        "S-1006",
        "cedargraters.example",
        plan="Team",
        seats=2,
        amount="200",
        started_at="2021-09-09",
    ),
    Subscription(
        "S-1007",
        "cedargraters.example",
        plan="Team",
        seats=2,
        amount="180",
        currency="EUR",
        started_at="2021-10-11",
    ),
    # Under the domain that the Rams had before, and behind with the payment.
    Subscription(
        "S-1008",
        "rams.sl",
        plan="Business",
        status="past_due",
        seats=8,
        amount="500",
        started_at="2021-09-20",
    ),
    # By an e-mail that was merged into another.
    Subscription(
        "S-1009",
        email="constancerohr@icloud.com",
        plan="Enterprise",
        seats=12,
        amount="1,500",
        started_at="2021-11-30",
    ),
    # No longer a customer.
    Subscription(
        "S-1010",
        "velvetbadgers.example",
        plan="Team",
        status="canceled",
        seats=10,
        amount="200",
        started_at="2021-09-13",
        ended_at="2021-10-31",
    ),
    # Nobody knows this company.
    Subscription(
        "S-1011",
        "nowherenests.example",
        plan="Team",
        seats=5,
        amount="200",
        started_at="2021-11-12",
    ),
)
