"""Requests that the old version accepts, built from values that the new one also accepts where possible."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from attrs import evolve, field, frozen

from ...document.document import Node, PathOperation, is_json, path_names
from . import styles
from .contract import Contract, filled
from .media import concrete, media_of
from .places import Place
from .values import NOTHING, Values

Key = tuple[str, object]
"""A parameter: its location with its name or, for one in the path, its position there."""


_NOT_EMPTY = {"minLength": 1, "minItems": 1, "minProperties": 1}
"""Limits of parameters that are sent. An empty array, for example, sends nothing."""


@frozen
class Draft:
    """A request for an operation.

    Attributes:
        operation: The operation.
        values: The parameters that are sent, each with its value.
        media: The media type of the body.
        body: The body, or `NOTHING`.
    """

    operation: PathOperation
    values: Mapping[Key, tuple[Node, Any]] = field(factory=dict[Key, tuple[Node, Any]])
    media: str = ""
    body: Any = NOTHING

    def with_value(self, key: Key, parameter: Node, value: Any) -> "Draft":
        """Return the request with another value of a parameter, or without it if the value is `NOTHING`."""
        others = {each: pair for each, pair in self.values.items() if each != key}
        return evolve(self, values=others if value is NOTHING else {**others, key: (parameter, value)})

    def request(self) -> dict[str, Any]:
        """Return the request as JSON."""
        query: dict[str, Any] = {}
        headers: dict[str, str] = {}
        cookies: list[str] = []
        path: dict[str, str] = {}
        for (location, key), (parameter, value) in self.values.items():
            for name, text in styles.write(parameter, value):
                if location == "query":
                    query[name] = text if name not in query else [*_listed(query[name]), text]
                elif location == "header":
                    headers[name] = text
                elif location == "cookie":
                    cookies.append(f"{name}={text}")
                elif isinstance(key, int):
                    path[path_names(self.operation.path)[key]] = quote(text, safe="")
        if cookies:
            headers["Cookie"] = "; ".join(cookies)
        if self.body is not NOTHING:
            headers["Content-Type"] = self.media
        head = {"method": self.operation.method.upper(), "path": filled(self.operation.path, path)}
        body = {} if self.body is NOTHING else {"body": self.body}
        return {**head, "query": query, "headers": headers, **body}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


class Drafter:
    """Builds requests that the old version accepts.

    Args:
        old: The old version.
        new: The new version.
        values: Finds values.
    """

    def __init__(self, old: Contract, new: Contract, values: Values) -> None:
        self._old = old
        self._new = new
        self._values = values

    def parameters(self, contract: Contract, operation: PathOperation | None) -> dict[Key, Node]:
        """Return the parameters of an operation."""
        if operation is None:
            return {}
        names = path_names(operation.path)
        return {parameter_key(each, names): each for each in contract.requests.parameters(operation)}

    def base(self, old: PathOperation, new: PathOperation | None) -> Draft:
        """Return a request that the old version accepts, and the new one too if possible."""
        before, after = self.parameters(self._old, old), self.parameters(self._new, new)
        draft = Draft(old)
        for key in dict.fromkeys([*before, *after]):
            parameter = before.get(key, after.get(key, {}))
            required = any(each.get("required") or each["in"] == "path" for each in _present(before, after, key))
            if required and not parameter.get("x-server-set"):
                value = self.ordinary([*self.places(before, after, key)], [self._old.sent(_NOT_EMPTY)])
                draft = draft.with_value(key, parameter, value)
        medias = self.media_types(old, new)
        wanted = any(self._is_body_required(*pair) for pair in ((self._old, old), (self._new, new)))
        return self.with_body(draft, new, medias[0]) if medias and (wanted or old.method != "get") else draft

    def ordinary(self, places: list[Place], always: Sequence[Place] = ()) -> Any:
        """Return a value that all schemas accept, or else one that the first and the last ones accept."""
        found = (self._values.ordinary([*each, *always]) for each in (places, places[:1]))
        return next((value for value in found if value is not NOTHING), NOTHING)

    def places(self, before: Mapping[Key, Node], after: Mapping[Key, Node], key: Key) -> Iterator[Place]:
        """Return the schemas of a parameter, that of the old version first."""
        if key in before:
            yield self._old.sent(self._old.illustrated(before[key]))
        if key in after and not after[key].get("x-server-set"):
            yield self._new.sent(self._new.illustrated(after[key]))

    def media_types(self, old: PathOperation, new: PathOperation | None) -> list[str]:
        """Return the media types of the old body: those that the new version also has first, and JSON before others."""
        before, after = self.content(self._old, old), self.content(self._new, new)
        return sorted(map(concrete, before), key=lambda key: (media_of(after, key) is None, not is_json(key)))

    def with_body(self, draft: Draft, new: PathOperation | None, media_type: str) -> Draft:
        """Return the request with an ordinary body of a media type."""
        own, others = self.bodies(draft.operation, new, media_type)
        value = self.ordinary([*own, *others])
        return evolve(draft, media=media_type, body=value)

    def bodies(self, old: PathOperation, new: PathOperation | None, media_type: str) -> tuple[list[Place], list[Place]]:
        """Return the schemas of a body: that of the old version, and that of the new one."""
        before = media_of(self.content(self._old, old), media_type)
        after = media_of(self.content(self._new, new), media_type)
        own = [] if before is None else [self._old.sent(self._old.illustrated(before))]
        return own, [] if after is None else [self._new.sent(self._new.illustrated(after))]

    def content(self, contract: Contract, operation: PathOperation | None) -> Node:
        """Return the media types of the body of an operation."""
        body = None if operation is None else contract.requests.request_body(operation.node)
        found: Node = {} if body is None else body.get("content", {})
        return found

    def _is_body_required(self, contract: Contract, operation: PathOperation | None) -> bool:
        body = None if operation is None else contract.requests.request_body(operation.node)
        return body is not None and bool(body.get("required"))


def parameter_key(parameter: Node, names: list[str]) -> Key:
    """Return a parameter's identity on the wire. Names in paths are not sent, and names of headers ignore case."""
    location, name = parameter["in"], parameter["name"]
    if location == "path" and name in names:
        return location, names.index(name)
    return location, name.lower() if location == "header" else name


def _present(before: Mapping[Key, Node], after: Mapping[Key, Node], key: Key) -> list[Node]:
    return [each[key] for each in (before, after) if key in each]
