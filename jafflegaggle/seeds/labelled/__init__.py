"""A labelled company: people and domains of whom it is known which are one, to measure suggestions.

It is made anew wherever it is needed, always the same, and has hundreds of pairs and of non-pairs.
"""

from jafflegaggle.seeds.labelled.company import LabelledCompany, make_labelled
from jafflegaggle.seeds.labelled.write import write_labelled

__all__ = ["LabelledCompany", "make_labelled", "write_labelled"]
