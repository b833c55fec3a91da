"""Finds requests that the old version accepts and the new one rejects."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from attrs import evolve

from ...document.document import PathOperation, essence_of, path_names
from ..changes import Change, Use, Witness
from . import credentials
from .contract import Contract
from .drafts import Draft, Drafter, parameter_key
from .requests import Rejection, rejections, value_of
from .uses import is_about, removed, way
from .values import NOTHING, Values

_USES = 3
"""The number of operations in which a witness of a change is looked for."""

_TRIED = 600
"""The number of values that are tried for a change in an operation."""


class Sending:
    """Finds requests that the old version accepts and the new one rejects.

    Args:
        old: The old version.
        new: The new version.
        values: Finds values.
    """

    def __init__(self, old: Contract, new: Contract, values: Values) -> None:
        self._old = old
        self._new = new
        self._drafter = Drafter(old, new, values)
        self._values = values

    def witness(self, change: Change) -> Witness:
        """Return a witness of a change that is breaking for callers that send requests."""
        unconfirmed: Witness | None = None
        for use in islice(self._uses(change), _USES):
            found = self._in(change, use)
            if found is not None and found.confirmed:
                return found
            unconfirmed = unconfirmed or found
        return unconfirmed or Witness("request", None, "No request was found that the old version accepts.", False)

    def operations(self, use: Use) -> tuple[PathOperation | None, PathOperation | None]:
        """Return the operation of a use in the old and in the new version."""
        old, new = self._old.operation(use.operation), self._new.operation(use.operation)
        if old is None and new is not None:
            # The operation was moved.
            old = self._old.with_id(new.node.get("operationId", ""))
        return old, new

    def request(self, use: Use) -> dict[str, Any] | None:
        """Return an ordinary request for the operation of a use, or None if the old version accepts none."""
        old, new = self.operations(use)
        if old is None:
            return None
        request = self._drafter.base(old, new).request()
        return None if rejections(self._old, request) else request

    def _uses(self, change: Change) -> Iterator[Use]:
        found = [use for use in change.uses if use.audience == "request"]
        yield from found
        if not found:  # such as a server of the whole document
            for operation in self._old.requests.operations():
                yield Use(f"{operation.method.upper()} {operation.path}", "request")

    def _in(self, change: Change, use: Use) -> Witness | None:
        old, new = self.operations(use)
        if old is None:
            return None
        base = self._drafter.base(old, new)
        fallback: Witness | None = None
        with_credentials = change.kind.startswith("security-")
        for request in islice(self._requests(change, use, base, new), _TRIED):
            if rejections(self._old, request, with_credentials=with_credentials):
                continue
            found = rejections(self._new, request, with_credentials=with_credentials)
            related = [rejection for rejection in found if _concerns(rejection, use)]
            if related:
                return Witness("request", request, related[0].text, confirmed=True)
            if change.kind == "parameter-style-changed" and (misread := self._misread(request, use)):
                return Witness("request", request, misread, confirmed=True)
            fallback = fallback or Witness("request", request, _instead(found), confirmed=False)
        return fallback

    def _misread(self, request: dict[str, Any], use: Use) -> str | None:
        """Return how the new version reads a parameter in the old style, if it reads a different value."""
        before, after = (value_of(contract, request, use.part) for contract in (self._old, self._new))
        if before == after or before is None:
            return None
        return f"The new version reads {json.dumps(after)} instead of {json.dumps(before)}."

    def _requests(self, change: Change, use: Use, base: Draft, new: PathOperation | None) -> Iterator[dict[str, Any]]:
        if change.kind == "server-removed":
            yield {**base.request(), "server": change.old}
        elif change.kind.startswith("security-"):
            for requirement in credentials.alternatives(self._old.requests, base.operation):
                yield credentials.carrying(self._old.requests, requirement, base.request())
        else:
            yield from (draft.request() for draft in self._drafts(change, use, base, new))

    def _drafts(self, change: Change, use: Use, base: Draft, new: PathOperation | None) -> Iterator[Draft]:
        if use.part == "body":
            yield from self._bodies(change, use, base, new)
        elif use.part:
            yield from self._parameter(change, use, base, new)
        yield base

    def _bodies(self, change: Change, use: Use, base: Draft, new: PathOperation | None) -> Iterator[Draft]:
        medias = self._drafter.media_types(base.operation, new)
        chosen = [media for media in medias if essence_of(media).lower() == essence_of(use.media).lower()] or medias
        if change.kind.startswith("body-"):
            yield evolve(base, body=NOTHING)
        for media_type in chosen:
            yield self._drafter.with_body(base, new, media_type)
            own, others = self._drafter.bodies(base.operation, new, media_type)
            for value in islice(self._values.at(own, others, way(change, use), removed(change)), _TRIED):
                if own[0].accepts(value) and not all(place.accepts(value) for place in others):
                    yield evolve(base, media=media_type, body=value)

    def _parameter(self, change: Change, use: Use, base: Draft, new: PathOperation | None) -> Iterator[Draft]:
        before = self._drafter.parameters(self._old, base.operation)
        after = self._drafter.parameters(self._new, new)
        location, _, name = use.part.partition(" ")
        key = self._key(location, name, base.operation, new)
        parameter = before.get(key, after.get(key))
        if parameter is None:
            return
        if location != "path":
            yield base.with_value(key, parameter, NOTHING)
        if key in before:
            own, *others = self._drafter.places(before, after, key)
            yield base.with_value(key, parameter, self._drafter.ordinary([own, *others]))
            for value in self._values.at([own], others, way(change, use), removed(change)):
                yield base.with_value(key, parameter, value)

    def _key(self, location: str, name: str, old: PathOperation, new: PathOperation | None) -> tuple[str, object]:
        # The name in the new version, or in the old one if the parameter was removed.
        names = path_names(new.path) if new is not None else []
        return parameter_key({"in": location, "name": name}, names if name in names else path_names(old.path))


def _concerns(rejection: Rejection, use: Use) -> bool:
    return rejection.part.lower() == use.part.lower() and is_about(rejection.path, use.path)


def _instead(found: list[Rejection]) -> str:
    if not found:
        return "The new version accepts it."
    return f"The new version rejects it for another reason: {found[0].text}"
