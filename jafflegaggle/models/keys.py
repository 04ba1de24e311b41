"""Keys of tables by which those of others are proven."""

from pyspark.sql import functions as F

from jafflegaggle.checks.proofs import Keys, Same

USERS = Keys("valid users", "staged_users", ("user_id",), lambda: F.col("reason").isNull())
ALIASES = Keys("users of contact_aliases", "contact_aliases", ("user_id",))
# In these rows the user and the contact are one.
OWN_CONTACTS = Keys(
    "users who are their own contact",
    "contact_aliases",
    ("user_id",),
    lambda: F.col("user_id") == F.col("contact_user_id"),
)
CONTACTS = Keys("contacts", "contacts", ("user_id",))
IN_A_GAGGLE = Keys(
    "external contacts in a gaggle",
    "contacts",
    ("user_id", "gaggle_id"),
    lambda: ~F.col("is_internal"),
)
CURRENT_GAGGLES = Keys(
    "current gaggles", "contact_gaggles", ("user_id", "gaggle_id"), lambda: F.col("is_current")
)
# What a user is, a contact is, and a contact in a gaggle: each has the keys of the one before.
ALIASES_ARE_USERS = Same(ALIASES, USERS)
CONTACTS_ARE_USERS = Same(CONTACTS, OWN_CONTACTS)
ALIASES_ARE_OF_CONTACTS = Same(OWN_CONTACTS, CONTACTS)
GAGGLES_ARE_OF_CONTACTS = Same(CURRENT_GAGGLES, IN_A_GAGGLE)
