"""The media types of bodies."""

from typing import Any

from ...document.document import Node, essence_of, is_json

__all__ = ["concrete", "media_of", "shown"]


def media_of(content: Node, media_type: str) -> Node | None:
    """Return the media type object for a body of a media type, the most specific one."""
    essence = essence_of(media_type).lower()
    by_essence = {essence_of(key).lower(): node for key, node in content.items()}
    for key in (essence, f"{essence.partition('/')[0]}/*", "*/*"):
        if key in by_essence:
            found: Node = by_essence[key]
            return found
    return None


def concrete(media_type: str) -> str:
    """Return a media type that belongs to a range of media types."""
    essence = essence_of(media_type)
    if essence in {"*/*", "application/*"}:
        return "application/json"
    return essence.replace("*", "plain") if "*" in essence else media_type


def json_first(content: Node) -> list[str]:
    """Return the media types of a body, those of JSON first."""
    return sorted(map(concrete, content), key=lambda media_type: not is_json(media_type))


def shown(holder: Node) -> list[Any]:
    """Return the examples of a media type object or a parameter."""
    found = [holder["example"]] if "example" in holder else []
    return found + [each["value"] for each in holder.get("examples", {}).values() if "value" in each]
