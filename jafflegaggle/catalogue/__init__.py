"""What is published, as plain records, and as documents that other tools read.

Everything follows from the declarations of tables, sources and checks.
"""

from jafflegaggle.catalogue.build import catalogue
from jafflegaggle.catalogue.records import (
    Catalogue,
    CatalogueCheck,
    CatalogueColumn,
    CatalogueTable,
    Origin,
)

__all__ = [
    "Catalogue",
    "CatalogueCheck",
    "CatalogueColumn",
    "CatalogueTable",
    "Origin",
    "catalogue",
]
