"""Signals: which accounts deserve a call, and why.

To add a signal, add an entry to SIGNALS: `account_signals` gets its rows, the scores its points,
and the configuration its section.
"""

from jafflegaggle.models.signals.conditions import (
    at_least,
    at_least_times,
    at_most_times,
    below,
    days_after,
    days_until,
    false,
    none,
    of,
    ratio,
    true,
    within,
)
from jafflegaggle.models.signals.keys import count, factor, share
from jafflegaggle.models.signals.spec import OPPORTUNITY, RISK, Signal

CHAMPION_GONE = "champion_gone"
MAX_DAYS_OTHERS = count(
    "max_days_others", 6, "how many days ago the last event of another one is, at most"
)

# Where the field has a name for it, a comment says which, and where this differs.
SIGNALS: tuple[Signal, ...] = (
    # A product-qualified lead (PQL): a free account whose usage, not a form, says that it is ready.
    # Others define it by the key events of one user; here by people and weeks, of any event.
    Signal(
        "product_qualified",
        OPPORTUNITY,
        30,
        "several people use it week after week, and the company does not pay",
        (
            at_least(
                of("active_users_7d"),
                count("min_active_users_7d", 3, "contacts with an event in the last 7 days"),
            ),
            at_least(
                of("active_weeks_of_4"),
                count("min_active_weeks", 3, "weeks with an event, of the last four"),
            ),
            false("is_paying", "it does not pay"),
        ),
    ),
    # Expansion of people, as in growth accounting; that of money takes a history of invoices.
    Signal(
        "growing_seats",
        OPPORTUNITY,
        20,
        "many of its people have just signed up",
        (
            at_least(
                of("new_users_28d"),
                count("min_new_users", 3, "contacts who signed up in the last 28 days"),
            ),
            at_least(
                ratio("new_users_28d", "number_of_users_associated"),
                share("min_share", 0.2, "which share of all its contacts these are"),
            ),
        ),
    ),
    Signal(
        "usage_surge",
        OPPORTUNITY,
        20,
        "it is used far more than in the 28 days before",
        (
            at_least(
                of("user_days_28d"),
                count("min_user_days", 10, "days with an event in the last 28, over its contacts"),
            ),
            at_least_times(
                "user_days_28d",
                "user_days_previous_28d",
                factor("min_growth", 1.5, "how many times those of the 28 days before these are"),
            ),
        ),
        previous="user_days_previous_28d",
    ),
    Signal(
        "several_gaggles",
        OPPORTUNITY,
        10,
        "several of its teams have a gaggle of their own",
        (at_least(of("number_of_gaggles"), count("min_gaggles", 2, "gaggles with its contacts")),),
    ),
    Signal(
        "trial_ending",
        OPPORTUNITY,
        20,
        "its trial is about to end",
        (
            within(
                days_until("trial_ends_at"),
                0,
                count("max_days", 14, "how many days ahead the trial may end"),
            ),
        ),
    ),
    # Contraction, as in growth accounting: there a user or a sum is counted, here days of users,
    # which fall before anybody leaves.
    Signal(
        "going_quiet",
        RISK,
        30,
        "it is used far less than in the 28 days before",
        (
            at_least(
                of("user_days_previous_28d"),
                count(
                    "min_user_days", 10, "days with an event in the 28 before, over its contacts"
                ),
            ),
            at_most_times(
                "user_days_28d",
                "user_days_previous_28d",
                share("max_ratio", 0.5, "to which share of these it fell in the last 28 days"),
            ),
        ),
        value="user_days_28d",
        previous="user_days_previous_28d",
    ),
    # The champion is the person who carries the product in a company: here the most active one.
    Signal(
        CHAMPION_GONE,
        RISK,
        20,
        "its most active contact is silent, while a colleague is not",
        (
            within(
                days_after("champion_last_event", "days since the last event of its champion"),
                count("min_days", 14, "how many days its most active contact is silent, at least"),
                count("max_days", 56, "and at most: later it is no news"),
            ),
            true(
                "has_recent_others",
                "another one of its own contacts has an event within `max_days_others`",
                MAX_DAYS_OTHERS,
            ),
        ),
    ),
    Signal(
        "paying_and_silent",
        RISK,
        40,
        "it pays, and nobody uses it",
        (none("active_users_28d"), true("is_paying", "it pays")),
    ),
    Signal(
        "seats_unused",
        RISK,
        20,
        "it pays for more seats than it uses",
        (
            below(
                ratio("active_users_28d", "number_of_seats"),
                share("max_share", 0.4, "which share of its seats is active in the last 28 days"),
            ),
        ),
    ),
)
