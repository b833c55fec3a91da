"""The documents that belong to the content of a world, and checks of those that come from outside."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from ..service.codec import codec
from ..service.decision import Later
from ..service.errors import Full, Invalid, Problem
from ..service.times import LATEST
from ..store.recorded import Document
from ..webhooks.stored import decode_webhook
from ..webhooks.subscriptions import bare, check_allowed
from .clock import Clock
from .faults import Fault
from .life import Life
from .limits import Limits
from .outside import decoded
from .settings import Settings, WorldSettings

CONTENT = ("settings", "clock", "credential", "fault", "later", "outside", "webhook")
"""The kinds of the documents that belong to the content of a world."""

PENDING = "delivery"
"""The kind of pending deliveries, which end when the content of their world is replaced."""

_LIMITED = {"fault": "faults", "webhook": "webhooks", "credential": "credentials"}


def settings_of(documents: Iterable[Document], initial: Settings) -> Settings:
    """Return the settings of a world with these documents.

    Raises:
        Invalid: A setting is unknown or invalid.
    """
    changes = next((it.data for it in documents if it.kind == "settings"), None)
    try:
        return initial.changed(cast("WorldSettings", changes or {}))
    except (ValueError, TypeError) as error:
        raise Invalid(Problem(f"The settings are invalid: {error}", ("body", "documents"))) from None


def check(documents: Sequence[Document], life: Life, settings: Settings) -> None:
    """Check documents that come from outside.

    Args:
        documents: The documents.
        life: A life of their world.
        settings: The settings of their world.

    Raises:
        Invalid: A document is invalid. The problem names it.
        Full: There are too many of a kind.
    """
    known: set[tuple[str, str]] = set()
    for index, document in enumerate(documents):
        try:
            _check_new(document, known)
            _check(document, life, settings)
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            message = f"The {document.kind} {document.key!r} is invalid: {error}"
            raise Invalid(Problem(message, ("body", "documents", index))) from None
    _check_limits(documents, settings.limits)


def _check_new(document: Document, known: set[tuple[str, str]]) -> None:
    name = (document.kind, document.key)
    if name in known:
        raise ValueError("Another document has the same key.")
    known.add(name)


def _check(document: Document, life: Life, settings: Settings) -> None:
    data: Mapping[str, Any] = document.data or {}
    match document.kind:
        case "settings" | "clock" | "outside":
            if document.key:
                raise ValueError("The key must be empty.")
            if document.kind == "clock":
                _check_clock(data)
            elif document.kind == "outside":
                decoded(data)
        case "credential":
            if len(document.key) != 64 or bytes.fromhex(document.key).hex() != document.key:
                raise ValueError("The key must be a SHA-256 digest in lower-case hexadecimal digits.")
            if not isinstance(data.get("orgId", ""), str):
                raise TypeError("orgId must be a string.")
            if not isinstance(data.get("superuser", False), bool):
                raise TypeError("superuser must be true or false.")
        case "fault":
            _number(document.key, "fault")
            codec(Fault).decode(data)
        case "later":
            _whole(document.key)
            later: Later = codec(Later).decode(data)
            if not 0 <= later.at <= LATEST:
                raise ValueError(f"at must be from 0 to {LATEST} milliseconds since 1970, not {later.at}.")
            life.pipeline.engine.rehearse(later)
        case "webhook":
            _number(document.key, "webhook")
            webhook, _ = decode_webhook(data)
            check_allowed(
                webhook, {bare(host) for host in settings.webhook_hosts}, life.pipeline.engine.contract.webhooks
            )
        case _:
            raise ValueError(f"Unknown kind. Known: {', '.join(CONTENT)}.")


def _number(key: str, kind: str) -> None:
    name, _, number = key.rpartition("-")
    if name != kind:
        raise ValueError(f"The key must be {kind}-N.")
    _whole(number)


def _whole(text: str) -> None:
    if str(int(text)) != text or int(text) < 1:  # in canonical form, because the mock removes it by this key
        raise ValueError("The number must be written in plain digits, from 1.")


def _check_clock(data: Mapping[str, Any]) -> None:
    mode, time, step, ahead = data["mode"], data.get("time"), data["step"], data["ahead"]
    clock = Clock()
    match mode:
        case "wall":
            clock.run(clock.now() + ahead)
            expected: Mapping[str, Any] = {"step": 0}
        case "frozen":
            clock.freeze(time)
            expected = {"time": clock.now(), "step": 0, "ahead": 0}
        case "stepped":
            clock.run_in_steps(time, step)
            expected = {"time": clock.now(), "ahead": 0}
        case _:
            raise ValueError(f"Unknown mode {mode!r}.")
    given = {name: value for name, value in (("time", time), ("step", step), ("ahead", ahead)) if value is not None}
    if given != {**given, **expected} or {*given} != {"step", "ahead", *expected} or bool in map(type, given.values()):
        raise ValueError(f"A clock with the mode {mode} cannot have {given}.")


def _check_limits(documents: Iterable[Document], limits: Limits) -> None:
    used = Counter(it.kind for it in documents if it.kind != "credential" or "orgId" in (it.data or {}))
    for kind, name in _LIMITED.items():
        limit: int = getattr(limits, name)
        if used[kind] > limit:
            raise Full(f"Too many {name}: {used[kind]} (limit {limit}). Raise Limits.{name}.")
