"""What the vendors' documents say of a request, as JSON schemas; what they do not name is refused.

HubSpot: https://developers.hubspot.com/docs/api-reference/crm-imports-v3/guide.
Salesforce: https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/create_job.htm.
"""

from collections.abc import Mapping, Sequence
from typing import Any

Schema = Mapping[str, Any]


def record(properties: Schema, required: Sequence[str] | None = None) -> Schema:
    """An object with no other properties than these; all are required unless said otherwise."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties if required is None else required),
        "additionalProperties": False,
    }


TEXT = {"type": "string", "minLength": 1}
TYPE_ID = {"type": "string", "pattern": "^[0-9]+-[0-9]+$"}
COLUMN = {
    "columnObjectTypeId": TYPE_ID,
    "columnName": TEXT,
    "propertyName": TEXT,
    "columnType": {
        "enum": [
            "HUBSPOT_OBJECT_ID",
            "HUBSPOT_ALTERNATE_ID",
            "FLEXIBLE_ASSOCIATION_LABEL",
            "ASSOCIATION_KEYS",
            "STANDARD",
            "EVENT_TIMESTAMP",
        ]
    },
    "associationIdentifierColumn": {"type": "boolean"},
}
# The column of two files, in the one where it is foreign: it is no property there.
COMMON = {
    "columnObjectTypeId": TYPE_ID,
    "toColumnObjectTypeId": TYPE_ID,
    "columnName": TEXT,
    "propertyName": {"type": "null"},
    "foreignKeyType": record(
        {
            "associationTypeId": {"type": "integer"},
            "associationCategory": {
                "enum": ["HUBSPOT_DEFINED", "USER_DEFINED", "INTEGRATOR_DEFINED"]
            },
        }
    ),
}
PAGE = record(
    {
        "hasHeader": {"type": "boolean"},
        "columnMappings": {
            "type": "array",
            "minItems": 1,
            "maxItems": 999,
            "items": {
                "oneOf": [
                    record(COLUMN, ["columnObjectTypeId", "columnName", "propertyName"]),
                    record(COMMON),
                ]
            },
        },
    }
)
FILE = record(
    {
        "fileName": TEXT,
        "fileFormat": {"enum": ["CSV", "SPREADSHEET"]},
        "fileImportPage": PAGE,
    }
)
IMPORT_REQUEST = record(
    {
        "name": TEXT,
        "importOperations": {
            "type": "object",
            "propertyNames": TYPE_ID,
            "additionalProperties": {"enum": ["CREATE", "UPDATE", "UPSERT"]},
        },
        "dateFormat": {"enum": ["MONTH_DAY_YEAR", "DAY_MONTH_YEAR", "YEAR_MONTH_DAY"]},
        "marketableContactImport": {"type": "boolean"},
        "createContactListFromImport": {"type": "boolean"},
        "files": {"type": "array", "items": FILE},
    },
    ["name", "files"],
)
JOB = {
    **record(
        {
            "object": TEXT,
            "operation": {"enum": ["insert", "delete", "hardDelete", "update", "upsert"]},
            "externalIdFieldName": TEXT,
            "assignmentRuleId": TEXT,
            "contentType": {"enum": ["CSV"]},
            "lineEnding": {"enum": ["LF", "CRLF"]},
            "columnDelimiter": {
                "enum": ["BACKQUOTE", "CARET", "COMMA", "PIPE", "SEMICOLON", "TAB"]
            },
        },
        ["object", "operation"],
    ),
    "if": {"properties": {"operation": {"const": "upsert"}}},
    "then": {"required": ["externalIdFieldName"]},
    "else": {"properties": {"externalIdFieldName": False}},
}
