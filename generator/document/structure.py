"""The objects of OpenAPI 3.1 and the fields that each may have.

The meta schema of OpenAPI says the same, but its violations say neither what kind of object was expected nor whether it
matters. With a table, one walk finds every part of a document, and one fault gives one problem.
"""

from collections.abc import Mapping
from typing import Literal

from attrs import frozen

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@frozen
class Field:
    """What a field of an object holds.

    Attributes:
        kind: The kind of its value, or of each value in it: a kind of object, one of `SCALARS`, or words separated by
            `|` for one of these words.
        collection: Whether the field holds one value, a list of them, or a table of them by name.
    """

    kind: str
    collection: Literal["", "list", "table"]


SCALARS = {
    "any": "any value",
    "boolean": "true or false",
    "count": "a whole number from 0 on",
    "number": "a number",
    "string": "text",
    "type": "array, boolean, integer, null, number, object, string, or a list of these",
}
"""The kinds of values that are no objects of OpenAPI, and how messages name them."""

OTHERS = "*"
"""Stands for every field of an object that is not named, except extensions."""


def _field(text: str) -> Field:
    if text.endswith("[]"):
        return Field(text[:-2], "list")
    return Field(text[:-2], "table") if text.endswith("{}") else Field(text, "")


def _fields(table: Mapping[str, str]) -> dict[str, Field]:
    return {name: _field(text) for name, text in table.items()}


_DESCRIBED = {"summary": "string", "description": "string"}
_SENT = {  # Parameters, and headers of responses.
    "description": "string",
    "required": "boolean",
    "deprecated": "boolean",
    "allowEmptyValue": "boolean",
    "style": "deepObject|form|label|matrix|pipeDelimited|simple|spaceDelimited",
    "explode": "boolean",
    "allowReserved": "boolean",
    "schema": "schema",
    "content": "media type{}",
    "example": "any",
    "examples": "example{}",
}
_SCHEMA = {
    **dict.fromkeys(("$id", "$schema", "$ref", "$anchor", "$dynamicRef", "$dynamicAnchor", "$comment"), "string"),
    **dict.fromkeys(("title", "description", "format", "pattern", "contentEncoding", "contentMediaType"), "string"),
    **dict.fromkeys(("deprecated", "readOnly", "writeOnly", "uniqueItems", "nullable"), "boolean"),
    **dict.fromkeys(("maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum", "multipleOf"), "number"),
    **dict.fromkeys(("maxLength", "minLength", "maxItems", "minItems", "maxProperties", "minProperties"), "count"),
    **dict.fromkeys(("maxContains", "minContains"), "count"),
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), "schema[]"),
    **dict.fromkeys(("$defs", "definitions", "properties", "patternProperties", "dependentSchemas"), "schema{}"),
    **dict.fromkeys(("not", "if", "then", "else", "items", "contains", "contentSchema"), "schema"),
    **dict.fromkeys(("additionalProperties", "propertyNames"), "schema"),
    **dict.fromkeys(("unevaluatedItems", "unevaluatedProperties"), "schema"),
    **dict.fromkeys(("const", "default", "example", "dependentRequired"), "any"),
    **dict.fromkeys(("enum", "examples"), "any[]"),
    "required": "string[]",
    "type": "type",
    "discriminator": "discriminator",
    "xml": "xml",
    "externalDocs": "external documentation",
}

_OBJECTS: dict[str, dict[str, str]] = {
    "document": {
        "openapi": "string",
        "info": "info",
        "jsonSchemaDialect": "string",
        "servers": "server[]",
        "paths": "paths",
        "webhooks": "path item{}",
        "components": "components",
        "security": "security requirement[]",
        "tags": "tag[]",
        "externalDocs": "external documentation",
    },
    "info": {
        **dict.fromkeys(("title", "summary", "description", "termsOfService", "version"), "string"),
        "contact": "contact",
        "license": "licence",
    },
    "contact": dict.fromkeys(("name", "url", "email"), "string"),
    "licence": dict.fromkeys(("name", "identifier", "url"), "string"),
    "server": {"url": "string", "description": "string", "variables": "server variable{}"},
    "server variable": {"enum": "string[]", "default": "string", "description": "string"},
    "components": {
        "schemas": "schema{}",
        "responses": "response{}",
        "parameters": "parameter{}",
        "examples": "example{}",
        "requestBodies": "request body{}",
        "headers": "header{}",
        "securitySchemes": "security scheme{}",
        "links": "link{}",
        "callbacks": "callback{}",
        "pathItems": "path item{}",
    },
    "paths": {OTHERS: "path item"},
    "path item": {
        "$ref": "string",
        **_DESCRIBED,
        **dict.fromkeys(METHODS, "operation"),
        "servers": "server[]",
        "parameters": "parameter[]",
    },
    "operation": {
        "tags": "string[]",
        **_DESCRIBED,
        "externalDocs": "external documentation",
        "operationId": "string",
        "parameters": "parameter[]",
        "requestBody": "request body",
        "responses": "responses",
        "callbacks": "callback{}",
        "deprecated": "boolean",
        "security": "security requirement[]",
        "servers": "server[]",
    },
    "external documentation": {"description": "string", "url": "string"},
    "parameter": {"name": "string", "in": "cookie|header|path|query", **_SENT},
    "request body": {"description": "string", "content": "media type{}", "required": "boolean"},
    "media type": {"schema": "schema", "example": "any", "examples": "example{}", "encoding": "encoding{}"},
    "encoding": {
        "contentType": "string",
        "headers": "header{}",
        "style": "deepObject|form|pipeDelimited|spaceDelimited",
        "explode": "boolean",
        "allowReserved": "boolean",
    },
    "responses": {OTHERS: "response"},
    "response": {
        "description": "string",
        "headers": "header{}",
        "content": "media type{}",
        "links": "link{}",
        "x-redirect": "schema",  # The only extension of ours that holds a part of the document.
    },
    "callback": {OTHERS: "path item"},
    "example": {**_DESCRIBED, "value": "any", "externalValue": "string"},
    "link": {
        **dict.fromkeys(("operationRef", "operationId", "description"), "string"),
        "parameters": "any{}",
        "requestBody": "any",
        "server": "server",
    },
    "header": _SENT,
    "tag": {"name": "string", "description": "string", "externalDocs": "external documentation"},
    "schema": _SCHEMA,
    "discriminator": {"propertyName": "string", "mapping": "string{}"},
    "xml": {
        **dict.fromkeys(("name", "namespace", "prefix"), "string"),
        **dict.fromkeys(("attribute", "wrapped"), "boolean"),
    },
    "security scheme": {
        "type": "apiKey|http|mutualTLS|oauth2|openIdConnect",
        **dict.fromkeys(("description", "name", "scheme", "bearerFormat", "openIdConnectUrl"), "string"),
        "in": "cookie|header|query",
        "flows": "flows",
    },
    "flows": dict.fromkeys(("implicit", "password", "clientCredentials", "authorizationCode"), "flow"),
    "flow": {
        **dict.fromkeys(("authorizationUrl", "tokenUrl", "refreshUrl"), "string"),
        "scopes": "string{}",
    },
    "security requirement": {OTHERS: "string[]"},
}

OBJECTS: dict[str, dict[str, Field]] = {kind: _fields(fields) for kind, fields in _OBJECTS.items()}
"""The fields of each kind of object."""

REQUIRED: dict[str, tuple[str, ...]] = {
    "document": ("info",),
    "info": ("title", "version"),
    "licence": ("name",),
    "server": ("url",),
    "server variable": ("default",),
    "external documentation": ("url",),
    "parameter": ("name", "in"),
    "request body": ("content",),
    "response": ("description",),
    "tag": ("name",),
    "discriminator": ("propertyName",),
    "security scheme": ("type",),
}
"""The fields that an object must have."""

REFERABLE = frozenset(
    {
        "callback",
        "example",
        "header",
        "link",
        "parameter",
        "path item",
        "request body",
        "response",
        "schema",
        "security scheme",
    }
)
"""The objects in whose place a reference may stand."""


def article(kind: str) -> str:
    """Return a kind of object with its article, for messages."""
    return f"{'an' if kind[0] in 'aeio' else 'a'} {kind}"
