"""The schemas in `allOf` that narrow the schemas beside them."""

from collections.abc import Iterable

from .document import Part


def narrowing(parts: Iterable[Part]) -> tuple[str, ...]:
    """Return the pointer prefixes of all schemas inside schemas that only narrow others.

    A schema in `allOf` without a type and a description narrows the schemas beside it: a webhook, for example, narrows
    the data of the envelope. Its properties are described where they are declared.
    """
    return tuple(
        f"{part.pointer}/"
        for part in parts
        if part.keyword == "allOf" and part.kind == "schema" and not part.node.keys() & {"$ref", "type", "description"}
    )
