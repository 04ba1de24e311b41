"""One file a source: rename, read the cells, set aside."""

from jafflegaggle.staging.cells import kept
from jafflegaggle.staging.deals import staged_deals
from jafflegaggle.staging.events import staged_events
from jafflegaggle.staging.gaggles import staged_gaggles
from jafflegaggle.staging.users import staged_users

__all__ = ["kept", "staged_deals", "staged_events", "staged_gaggles", "staged_users"]
