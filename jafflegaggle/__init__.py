"""A customer 360 on Spark: contacts, gaggle facts and accounts from users, gaggles and events."""

__version__ = "0.1.0"
