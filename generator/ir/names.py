"""Names for Python, made from names that may be anything."""

import itertools
import keyword
import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import cache

# Names that generated annotations use; a member or method of the same name would hide them.
_ANNOTATIONS = frozenset({"bool", "bytes", "dict", "float", "int", "object", "str", "tuple"})

# What every method takes besides, as `_options.CallOptions`.
_CALL_OPTIONS = {"deadline", "extra_body", "extra_query", "headers", "max_response_bytes", "max_retries", "timeout"}

# What generated modules of operations import: writers of bodies, and styles of parameters.
_WRITERS = {"binary_request", "form_request", "json_request", "multipart_request", "text_request"}
_STYLES = {
    "comma_separated",
    "deep_object",
    "exploded_object",
    "json_text",
    "object_list",
    "object_pairs",
    "pipe_separated",
    "space_separated",
}

FIELD_RESERVED = _ANNOTATIONS | {"classmethod", "extra", "field", "from_dict", "nulls", "self", "to_dict"}
ARGUMENT_RESERVED = (
    _ANNOTATIONS | {"as_text", "call", "models", "operations", "options", "self"} | _CALL_OPTIONS | _STYLES
)
METHOD_RESERVED = _ANNOTATIONS | {"models"}
RESOURCE_RESERVED = _ANNOTATIONS | {
    "aclose",
    "base_url",
    "close",
    "is_closed",
    "request",
    "self",
    "send",
    "type",
    "with_options",
}

CLIENT_RESERVED = (
    _ANNOTATIONS
    | {"allow_http", "api_key", "base_url", "client", "environment", "given", "hidden", "http_client"}
    | {"max_connections", "options", "password", "pool_timeout", "self", "settings", "token", "token_leeway", "type"}
    | {"username"}
    | _CALL_OPTIONS
)

# Functions stand in one module with what they are made of.
FUNCTION_RESERVED = (
    _ANNOTATIONS
    | _WRITERS
    | _STYLES
    | {
        "annotations",
        "anything",
        "array",
        "as_text",
        "boolean",
        "bytes_body",
        "calendar_date",
        "date_time",
        "empty_body",
        "integer",
        "json_body",
        "location",
        "mapping",
        "models",
        "null",
        "nullable",
        "number",
        "redirect",
        "string",
        "tagged",
        "text_body",
        "union",
        "uuid",
    }
)
# What `models/__init__.py` itself calls: a module that it has imported becomes a name of its own there.
MODULE_RESERVED = frozenset({"getattr", "globals", "import_module"})
CLASS_RESERVED = frozenset(
    {
        "AbstractSet",
        "Any",
        "AsyncIterator",
        "AsyncResources",
        "AsyncTransport",
        "AttributeError",
        "Call",
        "CallOptions",
        "ClassVar",
        "Decoder",
        "Iterator",
        "Literal",
        "Mapping",
        "OMITTED",
        "Operation",
        "Reader",
        "Resources",
        "Sequence",
        "Transport",
        "TypeAlias",
        "UUID",
        "Unpack",
    }
)

# Factories stand beside these in the package `testing`.
TESTING_RESERVED = (
    *sorted(_ANNOTATIONS),
    *("annotations", "date", "datetime", "delivery", "error", "error_response", "response", "webhook_event"),
)

# Requests of the mock name these in their classes and modules.
REQUEST_RESERVED = _ANNOTATIONS | {"classmethod", "operation", "read", "self"}
REQUEST_CLASS_RESERVED = frozenset(
    {"ABSENT", "Absent", "Any", "ClassVar", "Literal", "Mapping", "Self", "Typed", "Values"}
)

# Punctuation separates words, as in users/get-authenticated.
_PUNCTUATION = re.compile(r"[^\w\s]+")

_CAPITALISED = re.compile("([A-Z]?[a-z]+)")

# Names become names of files, of which systems allow 255 bytes.
_LONGEST = 100


def identifier(name: str, reserved: Collection[str] = ()) -> str:
    """Return a lower-case identifier with underscores: none in front, no keyword, nothing that is reserved."""
    result = _identifier(name)
    return f"{result}_" if keyword.iskeyword(result) or result in reserved else result


@cache
def _identifier(name: str) -> str:
    result = _cut(_normal("_".join(_words(name)).lower())).strip("_")
    if result.isidentifier():
        return result
    return f"n{result}" if result and f"n{result}".isidentifier() else "unnamed"


def class_name(name: str, reserved: Collection[str] = CLASS_RESERVED) -> str:
    """Return an identifier that begins with a capital letter and that no generated module uses for something else."""
    capitalised = (word if word.isupper() else word.capitalize() for word in _words(name))
    result = _cut(_normal("".join(capitalised)))
    if not (result.isidentifier() and result[0].isupper()):
        result = f"N{result}" if result and f"N{result}".isidentifier() else "Unnamed"
    return f"{result}_" if keyword.iskeyword(result) or result in reserved else result


def _normal(text: str) -> str:
    # Python reads identifiers in this form, so two spellings of one name must meet here.
    return _PUNCTUATION.sub(" ", unicodedata.normalize("NFKC", text))


def _words(name: str) -> list[str]:
    """Return the words of a name: `fooBar`, `foo_bar` and `foo/bar` have the same two."""
    text = "".join(char for char in _normal(name) if char.isidentifier() or char.isdecimal() or char in " _")
    if any(char.isupper() for char in text):
        text = " ".join(_CAPITALISED.split(text))
    return re.findall("[^ _]+", text)


def _cut(text: str) -> str:
    return text.encode()[:_LONGEST].decode(errors="ignore")


def unique(names: Iterable[str]) -> list[str]:
    """Return the names, with a number after those that repeat an earlier one."""
    taken: set[str] = set()
    result: list[str] = []
    for name in names:
        candidate, count = name, 1
        while candidate in taken:
            count += 1
            candidate = f"{name.rstrip('_')}_{count}"
        taken.add(candidate)
        result.append(candidate)
    return result


def resource_classes(resources: Iterable[str], models: Iterable[str]) -> list[str]:
    """Return classes for resources, of which each has an async twin, that are not those of models."""
    taken = set(models)
    result: list[str] = []
    for resource in resources:
        first = class_name(resource)
        candidates = itertools.chain([first, f"{first}Resource"], (f"{first}Resource{n}" for n in itertools.count(2)))
        name = next(name for name in candidates if not {name, f"Async{name}"} & taken)
        taken |= {name, f"Async{name}"}
        result.append(name)
    return result


def singular(word: str) -> str:
    """Return the singular of an English plural, as far as its ending tells."""
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def method_name(operation_id: str, resource: str) -> str:
    """Return an operation id without the noun of its resource: `remove_physical_key` of `physical_keys` is `remove`."""
    words = operation_id.split("_")
    noun = [singular(word) for word in resource.split("_")]
    for start in range(len(words) - len(noun) + 1):
        end = start + len(noun)
        if [singular(word) for word in words[start:end]] == noun and len(words) > len(noun):
            words = words[:start] + words[end:]
            break
    return identifier("_".join(words), METHOD_RESERVED)


def is_id(name: str) -> bool:
    """Return whether a name is that of an id, or of several: `id`, `userId`, `user_ids`, `uuid`."""
    return identifier(name).rpartition("_")[2] in {"id", "ids", "uuid", "uuids"}


def path_parameter(name: str, path: str) -> str:
    """Return the Python name of a path parameter: a bare `{id}` is `user_id` in `/users/{id}`."""
    before = path.partition(f"{{{name}}}")[0].rstrip("/").rpartition("/")[2]
    if name == "id" and before and "{" not in before:
        return f"{singular(identifier(before))}_id"
    return name
