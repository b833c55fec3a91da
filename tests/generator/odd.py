"""Names and texts that a contract may hold and that are easy to get wrong, and a document full of them."""

import builtins
import keyword
import re
from typing import Any

PAYLOAD = "__import__('builtins').__dict__.__setitem__('pwned', True)"

RESERVED = sorted(
    {*keyword.kwlist, *keyword.softkwlist, *(name for name in dir(builtins) if name[0].islower())}
    | {
        "Any", "AsyncResources", "AsyncTransport", "AsyncUsers", "Call", "CallOptions", "Callable", "Decoder",
        "EventData", "Literal", "Mapping", "OMITTED", "Operation", "Reader", "Resources", "Sequence", "TYPE_CHECKING",
        "Transport", "TypeAlias", "Unpack", "_lazy", "_warnings", "aclose", "annotations", "anything", "api_key",
        "array", "as_text", "attrs", "base_url", "binary_request", "body", "boolean", "bytes_body", "cached_property",
        "call", "close", "cls", "comma_separated", "cookies", "deadline", "deep_object", "empty_body",
        "exploded_object", "extra", "field", "find", "form_request", "from_dict", "frozen", "headers", "http_client",
        "import_module", "integer", "json_body", "json_request", "json_text", "lazy", "location", "mapping",
        "max_retries", "members", "models", "multipart_request", "names", "null", "nullable", "number", "object_list",
        "object_pairs", "operations", "options", "password", "path", "pipe_separated", "query", "reader", "resources",
        "rest", "self", "send", "space_separated", "string", "tagged", "text_body", "text_request", "timeout",
        "to_dict", "token", "union", "username", "value", "warnings", "with_options",
        "extra_body", "extra_query", "given", "hidden", "is_closed", "items", "max_connections", "max_response_bytes",
        "pool_timeout", "request", "settings",
        "AttributeError", "DeprecationWarning", "Exception", "ImportError", "KeyError", "LookupError", "TypeError",
        "ValueError",
    }
)  # fmt: skip

COLLIDING = [
    "fooBar", "foo_bar", "FooBar", "foo-bar", "foo.bar", "foobar", "FOOBAR", "foo__bar", "_foo_bar", "foo_bar_",
    "foo_bar_2", "class_", "Class", "CLASS", "extra_", "self_",
]  # fmt: skip

PLAIN = ["_private", "__dunder__", "_", "1st", "9", "a", "A", "x-y.z", "n", "unnamed", "Async", "AsyncA", "Pet", "pets"]

STRANGE = [
    "\u540d\u524d", "stra\u00dfe", "strasse", "\u00fcber", "\u212a", "k", "\ufb01", "fi", "\U0001f511", "\U0001f511x",
    "\u0661", "\u00b2", "a\u0301", "\u00e1", "\u200fabc", "e\u202egnorw", "a b", " ", "!", "a!", "\u0131", "\u0130",
    "\u01c5", "\u00df", "\ufe4d", "x" * 300, "\u00e9" * 200,
]  # fmt: skip

HOSTILE = [
    '"""',
    "'''",
    '"',
    "'",
    "\\",
    'ends with a quote"',
    "ends with a backslash\\",
    'ends with both\\"',
    '""""""""',
    f'"""\n{PAYLOAD}\n"""',
    f'\\"""\n{PAYLOAD}\n\\"""',
    f'")\n{PAYLOAD}\nprint("',
    f"')\n{PAYLOAD}\nprint('",
    f"{{{PAYLOAD}}}",
    f"{{{{ {PAYLOAD} }}}}",
    "{{ ''.__class__.__mro__ }}",
    "{% raise %}",
    "{# gone #}",
    "{x!r:>{y}}",
    "%(a)s %s $x ${x}",
    f"a\r{PAYLOAD}",
    f"a\u2028{PAYLOAD}",
    f"a\u0085{PAYLOAD}",
    f"# a\n{PAYLOAD}",
    "\\N{BULLET} \\x41 \\u0041 \\",
    "a\ttab\u000bfeed",
    "\u202eright to left\u202c",
    "\u200f\u200e",
    "\ufeffbom",
    "word " * 400,
    "w" * 400,
    "Args:\n    x: y",
    "-->",
    "| a | b |",
    "`code` *bold* <script>",
]

NAMES = list(dict.fromkeys([*RESERVED, *COLLIDING, *PLAIN, *STRANGE]))


def component_names() -> list[str]:
    """The names that OpenAPI allows for schemas."""
    return [name for name in NAMES if re.fullmatch(r"[a-zA-Z0-9._-]+", name)]


def document() -> dict[str, Any]:
    """A document that has the names in every place where a name can stand, and the texts in every other."""
    schemas = {name: _schema(name, index) for index, name in enumerate(component_names())}
    schemas["every"] = {
        "type": "object",
        "description": "\n\n".join(HOSTILE),
        "title": HOSTILE[9],
        "properties": {name: {"$ref": f"#/components/schemas/{name}"} for name in schemas},
    }
    schemas["members"] = {
        "type": "object",
        "required": HOSTILE,
        "properties": {
            name: {"type": "string", "description": _text(index)} for index, name in enumerate([*NAMES, *HOSTILE])
        },
    }
    in_path = [name for name in NAMES if name.isprintable() and not set(name) & set("{}?#/")]
    path = "/path/" + "/".join(f"{{{name}}}" for name in in_path)
    return {
        "openapi": "3.1.0",
        "info": {"title": HOSTILE[8], "version": HOSTILE[9], "description": HOSTILE[10]},
        "servers": [{"url": f"https://h{index}.test/{text}"} for index, text in enumerate(HOSTILE)],
        "tags": [{"name": name, "description": _text(index)} for index, name in enumerate([*NAMES, *HOSTILE])],
        "paths": {
            **{f"/operations/{index}": _named(name, index) for index, name in enumerate([*NAMES, *HOSTILE])},
            "/queries": {"get": _operation("odd_queries", _parameters("query", [*NAMES, *HOSTILE]))},
            "/headers": {"get": _operation("odd_headers", _parameters("header", component_names()))},
            path: {"get": _operation("odd_path", _parameters("path", in_path))},
            "/body": {"post": {**_operation("odd_body", []), "requestBody": {"required": True, **_json("members")}}},
            "/members": {"get": _operation("odd_members", [], "members")},
            **{text: {"get": _operation(f"path {text}", [])} for text in map("/{}".format, HOSTILE)},
        },
        "components": {"schemas": schemas},
    }


def _text(index: int) -> str:
    return HOSTILE[index % len(HOSTILE)]


def _json(schema: str) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}}


def _named(name: str, index: int) -> dict[str, Any]:
    operation = _operation(name, [], "every")
    return {"get": {**operation, "tags": [name], "summary": _text(index), "description": _text(index + 1)}}


def _operation(identifier: str, parameters: list[Any], answer: str | None = None) -> dict[str, Any]:
    response = {"description": HOSTILE[9], **(_json(answer) if answer else {})}
    return {"operationId": identifier, "tags": ["odd"], "parameters": parameters, "responses": {"200": response}}


def _parameters(location: str, names: list[str]) -> list[Any]:
    """Return a parameter for each name. Only those in the query have enums, because each enum becomes a module."""
    return [
        {
            "name": name,
            "in": location,
            "required": location == "path",
            "description": _text(index),
            "schema": {"enum": [_text(index), "a"]} if location == "query" else {"type": "string"},
        }
        for index, name in enumerate(names)
    ]


def _schema(name: str, index: int) -> dict[str, Any]:
    text = _text(index)
    forms: list[dict[str, Any]] = [
        {"type": "object", "properties": {"a": {"const": text}}, "description": text},
        {"enum": [*HOSTILE], "description": text},
        {"type": "object", "required": [text], "properties": {text: {"$ref": f"#/components/schemas/{name}"}}},
        {
            "oneOf": [
                {"type": "object", "required": [text], "properties": {text: {"const": f"{text}{tag}"}}} for tag in "ab"
            ]
        },
    ]
    return forms[index % len(forms)]
