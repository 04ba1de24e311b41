"""Why a contact, a domain or a gaggle is as a snapshot has it.

What there is to say is fetched once (`find.py`, into the structure of `facts.py`), and shown as a
tree or as JSON.
"""

from jafflegaggle.explain.as_json import as_json
from jafflegaggle.explain.find import explain
from jafflegaggle.explain.keys import KINDS, Kind
from jafflegaggle.explain.shown import as_tree
from jafflegaggle.explain.subjects import Explanation

__all__ = ["KINDS", "Explanation", "Kind", "as_json", "as_tree", "explain"]
