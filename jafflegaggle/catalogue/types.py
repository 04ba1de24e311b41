"""The types of columns in the words of the standards."""

import re

# By the DDL type: Data Package v2, ODCS.
_TYPES = {
    "string": ("string", "string"),
    "bigint": ("integer", "integer"),
    "int": ("integer", "integer"),
    "double": ("number", "number"),
    "decimal": ("number", "number"),
    "boolean": ("boolean", "boolean"),
    "date": ("date", "date"),
    "timestamp": ("datetime", "timestamp"),
    "array": ("array", "array"),
}


def package_type(ddl: str) -> str:
    """The type of a field of a Data Package.

    >>> package_type("decimal(28,2)"), package_type("timestamp"), package_type("array<string>")
    ('number', 'datetime', 'array')
    """
    return _TYPES[_base(ddl)][0]


def contract_type(ddl: str) -> str:
    """The logical type of a property of a data contract.

    >>> contract_type("timestamp"), contract_type("int")
    ('timestamp', 'integer')
    """
    return _TYPES[_base(ddl)][1]


def item_type(ddl: str) -> str:
    """The type of the items of an array; '' for another type.

    >>> item_type("array<string>"), item_type("string")
    ('string', '')
    """
    found = re.fullmatch(r"array<(.*)>", ddl)
    return found[1] if found else ""


def _base(ddl: str) -> str:
    return re.split(r"[(<]", ddl.lower(), maxsplit=1)[0]
