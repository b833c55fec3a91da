"""Names for Python, made from names that may be anything."""

import keyword
import unicodedata
from collections.abc import Collection, Iterable

from openapi_python_client.strings import pascal_case, snake_case

# Names that generated annotations use; a member or method of the same name would hide them.
_ANNOTATIONS = frozenset({"bool", "bytes", "dict", "float", "int", "object", "str", "tuple"})

FIELD_RESERVED = _ANNOTATIONS | {"extra", "field", "from_dict", "to_dict"}
ARGUMENT_RESERVED = _ANNOTATIONS | {"models", "operations", "self"}
METHOD_RESERVED = _ANNOTATIONS
FUNCTION_RESERVED = _ANNOTATIONS | {"models"}
RESOURCE_RESERVED = _ANNOTATIONS | {"aclose", "base_url", "close", "send", "with_options"}
CLASS_RESERVED = frozenset(
    {"Any", "Async", "Literal", "Mapping", "Reader", "Resources", "AsyncResources", "Sequence", "TYPE_CHECKING"}
)


def identifier(name: str, reserved: Collection[str] = ()) -> str:
    """A snake_case identifier: no leading underscore, no keyword, nothing that is reserved."""
    # Python reads identifiers in this normal form, so two spellings of one name must meet here.
    result = unicodedata.normalize("NFKC", snake_case(unicodedata.normalize("NFKC", name))).strip("_")
    if not result.isidentifier():
        result = f"n{result}" if f"n{result}".isidentifier() else "unnamed"
    return f"{result}_" if keyword.iskeyword(result) or result in reserved else result


def class_name(name: str) -> str:
    """A PascalCase identifier that no generated module uses for something else."""
    result = unicodedata.normalize("NFKC", pascal_case(unicodedata.normalize("NFKC", name)))
    if not result.isidentifier():
        result = f"N{result}" if f"N{result}".isidentifier() else "Unnamed"
    return f"{result}_" if keyword.iskeyword(result) or result in CLASS_RESERVED else result


def unique(names: Iterable[str]) -> list[str]:
    """The same names, those that came before told apart by a number."""
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


def singular(word: str) -> str:
    """The singular of an English plural, as far as endings tell."""
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def method_name(operation_id: str, resource: str) -> str:
    """The operation id without the noun of its resource: `remove_physical_key` of `physical_keys` is `remove`."""
    words = operation_id.split("_")
    noun = [singular(word) for word in resource.split("_")]
    for start in range(len(words) - len(noun) + 1):
        end = start + len(noun)
        if [singular(word) for word in words[start:end]] == noun and len(words) > len(noun):
            words = words[:start] + words[end:]
            break
    return identifier("_".join(words), METHOD_RESERVED)


def path_parameter(name: str, path: str) -> str:
    """What a path parameter is called: a bare `{id}` is the id of what stands before it, as in `/users/{id}`."""
    before = path.partition(f"{{{name}}}")[0].rstrip("/").rpartition("/")[2]
    if name == "id" and before and "{" not in before:
        return f"{singular(identifier(before))}_id"
    return name
