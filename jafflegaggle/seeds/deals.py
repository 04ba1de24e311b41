"""The deals of the demo's sales team."""

from jafflegaggle.seeds import clock, stories
from jafflegaggle.seeds.company import Company, is_personal
from jafflegaggle.seeds.dice import Dice

NUMBER_OF_DEALS = 122

_KINDS = (("Team", "$4,000"), ("Business", "$10,000"), ("Enterprise", "$40,000"))
_LATEST_CLOSED = "2021-11-25"  # later ones may still be open
_STAGES = ("Won", "Lost")

Deal = tuple[str, str, str, str, str]


def make_deals(company: Company) -> list[Deal]:
    """122 deals by their closing date, at most one per gaggle, plus those of the stories."""
    dice = Dice("deals")
    buyers = {
        user.gaggle_id: user
        for user in reversed(company.users)
        if user.gaggle_id not in stories.GAGGLES
        and user.id not in stories.USERS
        and not is_personal(user.email)
    }
    gaggles = [gaggle for gaggle in company.gaggles if gaggle.id in buyers]
    deals = list(stories.DEALS)
    while len(deals) < NUMBER_OF_DEALS:
        gaggle = dice.take(gaggles)
        buyer = buyers[gaggle.id]
        kind, amount = dice.pick(_KINDS)
        closing = clock.text(buyer.created_at + dice.below(clock.END - buyer.created_at))[:10]
        stages = (*_STAGES, "Open") if closing > _LATEST_CLOSED else _STAGES
        deals.append(
            (closing, amount, f"{gaggle.name} - {kind} Deal", dice.pick(stages), buyer.email)
        )
    return sorted(deals)
