"""From the event stream to what each user did: read whole, or what came after the last run."""

from jafflegaggle.event_log.log import EventLog, event_log

__all__ = ["EventLog", "event_log"]
