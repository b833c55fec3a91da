"""The media types of bodies, and the choice of one if a document offers several."""

from collections.abc import Iterator
from typing import Any

from attrs import evolve, frozen

from ..document.document import Document, Node, essence_of, is_json
from ..document.json_types import leaf_schemas
from .unsupported import UnsupportedError

# The forms of a body, best first.
_FORMS = ("json", "form", "multipart", "text", "binary")

_TEXT = frozenset(
    {
        "application/graphql",
        "application/jwt",
        "application/x-ndjson",
        "application/x-yaml",
        "application/xml",
        "application/yaml",
    }
)


@frozen(kw_only=True)
class Media:
    """A media type of a body.

    Attributes:
        media_type: The media type, as it is sent.
        form: How such a body is written: `json`, `form`, `multipart`, `text` or `binary`, or `parts` for the forms of
            multipart that are not supported.
        key: The media type in the document.
        node: The media type object of the document.
    """

    media_type: str
    form: str
    key: str
    node: Node

    @property
    def schema(self) -> Any:
        """The schema of the body. An empty schema if the document has none."""
        return self.node.get("schema", {})


def request_media(document: Document, content: Node) -> Media | None:
    """Return the media type in which a request body is sent, or None if there is none.

    Raises:
        UnsupportedError: The document offers only media types that cannot be written.
    """
    found = [media for media in _all(document, content) if media.form != "parts"]
    if content and not found:
        raise UnsupportedError(f"its body is {next(iter(content))}", "Use multipart/form-data or JSON.")
    # Of texts, those that are nothing but text: XML would have to be written by the user.
    best = min(
        found, key=lambda media: (_FORMS.index(media.form), not media.media_type.startswith("text/")), default=None
    )
    return None if best is None else _concrete(best)


def response_media(document: Document, content: Node) -> list[Media]:
    """Return the media types in which a response body is read: all those of the best form."""
    found = list(_all(document, content))
    for form in ("json", "text"):
        if chosen := [media for media in found if media.form == form]:
            return [_concrete(media) for media in chosen] if form == "json" else found
    return found


def is_binary(document: Document, schema: Any) -> bool:
    """Return whether a schema describes the bytes of a file rather than a JSON value."""
    parts = [schema, *leaf_schemas(document, schema)] if isinstance(schema, dict) else []
    return any(
        part.get("format") == "binary" or ("contentMediaType" in part and "contentEncoding" not in part)
        for part in parts
    )


def _all(document: Document, content: Node) -> Iterator[Media]:
    for media_type, node in content.items():
        yield Media(media_type=media_type, form=_form(document, media_type, node), key=media_type, node=node)


def _form(document: Document, media_type: str, node: Node) -> str:
    essence = essence_of(media_type).lower()
    if essence in {"*/*", "application/*"}:
        return "json" if "schema" in node and not is_binary(document, node["schema"]) else "binary"
    if is_json(media_type):
        return "json"
    if essence == "application/x-www-form-urlencoded":
        return "form"
    if essence == "multipart/form-data":
        return "multipart"
    if essence.startswith("multipart/"):
        return "parts"
    return "text" if essence.startswith("text/") or essence.endswith("+xml") or essence in _TEXT else "binary"


def _concrete(media: Media) -> Media:
    """Return the media type without wildcards and parameters, for the Content-Type of a body."""
    essence = essence_of(media.media_type)
    if "*" in essence:
        essence = "application/json" if media.form == "json" else "application/octet-stream"
    return evolve(media, media_type=essence)
