"""The mechanism of the mutants: the places where a fault can be put, and the catalogue of all mutants."""

import json
from collections.abc import Callable
from copy import copy
from functools import partial
from threading import Lock
from typing import Any, Generic, TypeVar

import httpx
from attrs import evolve, field, fields, frozen
from spkey_mock import Settings, World, Worlds
from spkey_mock.aggregates import REGISTRY
from spkey_mock.aggregates.users import USERS, User
from spkey_mock.conformance.promises import load
from spkey_mock.http.transport import Transport
from spkey_mock.service.aggregate import Aggregate, Context
from spkey_mock.service.credentials import Caller
from spkey_mock.service.decision import Decision
from spkey_mock.service.event import Event
from spkey_mock.service.registry import Registry
from spkey_mock.service.state import State
from spkey_mock.service.typed import Typed

JSON = dict[str, Any]

NAME = "mutant"
"""The name of the world with the fault."""

BASE_URL = f"http://localhost/w/{NAME}"


@frozen
class Mutant:
    """A mock with one fault.

    Attributes:
        name: The name.
        text: The fault in one sentence.
        topic: The module that it stands in.
        rules: The rules that it breaks. Each of them must catch it.
        transport: Creates a mock with the fault, and a transport to it. Its base URL is `BASE_URL`.
    """

    name: str
    text: str
    topic: str
    rules: tuple[str, ...]
    transport: Callable[[], httpx.BaseTransport] = field(repr=False)


CATALOGUE: dict[str, Mutant] = {}
"""The mutants by name, once the modules of `topics` are imported."""


def _register(rules: tuple[str, ...], fault: Callable[..., Any], transport: Callable[[], httpx.BaseTransport]) -> None:
    name = fault.__name__
    if name in CATALOGUE:
        raise ValueError(f"The mutant {name} must be defined once.")
    if unknown := sorted(set(rules) - load().rules.keys()) or not rules:
        raise ValueError(f"The mutant {name} must name rules of the contract, not {unknown}.")
    text = (fault.__doc__ or "").strip()
    CATALOGUE[name] = Mutant(name, text, fault.__module__.rpartition(".")[2], rules, transport)


# Faults in an aggregate


S = TypeVar("S", bound=State)
R = TypeVar("R", bound=Typed)


class Copy(Generic[S]):
    """A copy of an aggregate, of which a mutant replaces a part.

    Attributes:
        aggregate: The copy.
    """

    def __init__(self, original: Aggregate[S]) -> None:
        self.aggregate = copy(original)
        self.aggregate.events = dict(original.events)
        self.aggregate.tasks = dict(original.tasks)
        # A query across streams belongs to no aggregate.
        self.aggregate.handlers = {
            operation: handler if handler.aggregate is None else evolve(handler, aggregate=self.aggregate)
            for operation, handler in original.handlers.items()
        }

    def function(self, operation: str) -> Callable[[S, Any, Context], Any]:
        """Return the function that handles an operation."""
        return self.aggregate.handlers[operation].function

    def handle(self, operation: str, function: Callable[[S, Any, Context], Any]) -> None:
        """Replace the function that handles an operation."""
        handler = self.aggregate.handlers[operation]
        self.aggregate.handlers[operation] = evolve(handler, function=function)

    def admit(self, operation: str, access: Callable[[S, Caller], None]) -> None:
        """Replace the check of who may use an operation."""
        handler = self.aggregate.handlers[operation]
        self.aggregate.handlers[operation] = evolve(handler, access=access)

    def applied(self, kind: type[Event[S]], change: Callable[[S, S], JSON]) -> None:
        """Change the state that an event leads to.

        Args:
            kind: The class of the event.
            change: Returns the attributes that get other values, given the state before and after the event.
        """

        class Changed(kind):  # type: ignore[valid-type, misc]
            def apply(self, state: S, at: int) -> S:
                after: S = super().apply(state, at)
                return evolve(after, **change(state, after))

        self._replace(kind, Changed)

    def published(self, kind: type[Event[S]], change: Callable[[JSON], JSON]) -> None:
        """Change the public data of an event.

        Args:
            kind: The class of the event.
            change: Returns the data in place of the given one.
        """

        class Changed(kind):  # type: ignore[valid-type, misc]
            def public(self, aggregate_id: str, at: int) -> JSON:
                return change(super().public(aggregate_id, at))

        self._replace(kind, Changed)

    def _replace(self, kind: type[Event[S]], changed: type[Event[S]]) -> None:
        changed.__name__ = kind.__name__
        self.aggregate.events[kind.__name__] = changed
        for operation, handler in self.aggregate.handlers.items():
            if handler.aggregate is not None:
                self.handle(operation, partial(_decide, handler.function, kind, changed))


def _decide(
    function: Callable[..., Any], kind: type[Any], changed: type[Any], state: State, request: Any, context: Context
) -> Any:
    def replaced(event: Any) -> Any:
        if type(event) is not kind:
            return event
        return changed(**{attribute.name: getattr(event, attribute.name) for attribute in fields(kind)})

    decided = function(state, request, context)
    if isinstance(decided, Decision):
        return evolve(decided, events=tuple(map(replaced, decided.events)))
    return replaced(decided)


def altered(request: R, **values: object) -> R:
    """Return a typed request with other values."""
    return type(request)(**{name: getattr(request, name) for name in request.__slots__} | values)


def in_aggregate(
    original: Aggregate[S], *rules: str
) -> Callable[[Callable[[Copy[S]], None]], Callable[[Copy[S]], None]]:
    """Define a mutant by a fault in an aggregate.

    Args:
        original: The aggregate. The fault replaces a part of a copy.
        rules: The rules that the mutant breaks.
    """

    def register(fault: Callable[[Copy[S]], None]) -> Callable[[Copy[S]], None]:
        def transport() -> httpx.BaseTransport:
            changed = Copy(original)
            fault(changed)
            return copied(changed)

        _register(rules, fault, transport)
        return fault

    return register


def copied(changed: Copy[Any]) -> httpx.BaseTransport:
    """Return a transport to a mock with a copy in place of its original."""
    others = [it for it in REGISTRY.aggregates.values() if it.name != changed.aggregate.name]
    return served(World(Settings(), name=NAME, registry=Registry(changed.aggregate, *others)))


Users = Copy[User]


def in_users(*rules: str) -> Callable[[Callable[[Users], None]], Callable[[Users], None]]:
    """Define a mutant by a fault in the aggregate of users."""
    return in_aggregate(USERS, *rules)


# Faults in the machinery


def in_world(*rules: str) -> Callable[[Callable[[World], None]], Callable[[World], None]]:
    """Define a mutant by a fault in one world, whose webhooks or credentials get another method."""

    def register(fault: Callable[[World], None]) -> Callable[[World], None]:
        def transport() -> httpx.BaseTransport:
            world = World(Settings(), name=NAME)
            fault(world)
            return served(world)

        _register(rules, fault, transport)
        return fault

    return register


# Faults in front of the mock


@frozen
class Upstream:
    """The mock behind a proxy.

    Attributes:
        world: Its world.
        send: Sends a request to it.
        memory: What the proxy remembers of earlier requests.
        lock: The lock that guards the memory.
    """

    world: World
    send: Callable[[httpx.Request], httpx.Response]
    memory: dict[Any, Any] = field(factory=dict[Any, Any])
    lock: Any = field(factory=Lock)

    def send_as(self, org_id: str, request: httpx.Request, **changes: Any) -> httpx.Response:
        """Send a request with an API key of an organisation in place of its own credentials."""
        key = self.memory.get(("key", org_id)) or self.world.credentials.issue_key(org_id)
        self.memory["key", org_id] = key
        headers = [it for it in request.headers.multi_items() if it[0] not in (*CREDENTIALS, "content-length")]
        return self.send(resent(request, headers=[*headers, ("x-api-key", key)], **changes))


Proxy = Callable[[httpx.Request, Upstream], httpx.Response]

CREDENTIALS = ("x-api-key", "authorization")
"""The headers that carry credentials."""


class _Proxied(httpx.BaseTransport):
    def __init__(self, proxy: Proxy) -> None:
        world = World(Settings(), name=NAME)
        self._upstream = Upstream(world, served(world).handle_request)
        self._proxy = proxy

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        # The suite prepares its tests by the control API, which it does not test.
        return self._upstream.send(request) if "/_mock/" in request.url.path else self._proxy(request, self._upstream)


def in_proxy(*rules: str) -> Callable[[Proxy], Proxy]:
    """Define a mutant by a proxy in front of an unchanged mock."""

    def register(proxy: Proxy) -> Proxy:
        _register(rules, proxy, lambda: _Proxied(proxy))
        return proxy

    return register


def in_response(
    *rules: str, to: str, status: int = 200, becomes: int | None = None
) -> Callable[[Callable[[Any], Any]], Callable[[Any], Any]]:
    """Define a mutant by a change of one kind of response.

    Args:
        rules: The rules that it breaks.
        to: The operation whose responses are changed. The function changes their JSON body in place.
        status: The status of these responses.
        becomes: Another status in its place.
    """

    def register(change: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def proxy(request: httpx.Request, upstream: Upstream) -> httpx.Response:
            response = upstream.send(request)
            if (operation(request), response.status_code, request.method == "HEAD") != (to, status, False):
                return response
            body = response.json()
            change(body)
            return respond(response, body, becomes)

        _register(rules, change, lambda: _Proxied(proxy))
        return change

    return register


# What mutants are made of


def served(world: World) -> httpx.BaseTransport:
    """Return a transport to a server with this world."""
    worlds = Worlds()
    worlds.mount(world)
    return Transport(worlds)


def unchanged(**settings: Any) -> httpx.BaseTransport:
    """Return a transport to a mock without a fault."""
    return served(World(Settings(**settings), name=NAME))


def path(request: httpx.Request) -> str:
    """Return the path of a request below the base URL, with its percent-escapes."""
    return request.url.raw_path.decode().partition("?")[0].removeprefix(f"/w/{NAME}")


def operation(request: httpx.Request) -> str:
    """Return the id of the operation that a request addresses, or an empty text."""
    found = load().operation(request.method, path(request))
    return "" if found is None else found.id


def user_of(request: httpx.Request) -> str:
    """Return the id of the user that the path of an operation names, with its percent-escapes. Empty if none."""
    _, kind, *rest = path(request).split("/")
    return rest[0] if kind == "users" and rest else ""


def body_of(request: httpx.Request) -> JSON:
    """Return the JSON object of a request, or an empty one."""
    try:
        body = json.loads(request.content or b"{}")
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def resent(request: httpx.Request, *, drop: str = "", json: object = None, **changes: Any) -> httpx.Request:
    """Return a copy of a request with other parts.

    Args:
        request: The request.
        drop: The name of a header to leave out.
        json: Another body.
        changes: Other arguments of `httpx.Request`.
    """
    headers = [it for it in request.headers.multi_items() if it[0] not in ("content-length", drop)]
    content = request.content if json is None else write(json)
    return httpx.Request(
        **{"method": request.method, "url": request.url, "headers": headers, "content": content, **changes}
    )


def reject(request: httpx.Request, status: int) -> httpx.Response:
    """Return an error as the contract describes it."""
    body = {"success": False, "errors": [{"code": status, "message": "This mock has a fault."}]}
    return httpx.Response(status, headers={"content-type": "application/json"}, content=write(body), request=request)


def respond(response: httpx.Response, body: object, status: int | None = None) -> httpx.Response:
    """Return a response with another JSON body, and perhaps another status."""
    headers = [(name, value) for name, value in response.headers.multi_items() if name != "content-length"]
    return httpx.Response(status or response.status_code, headers=headers, content=write(body))


def write(body: object) -> bytes:
    """Return a value as JSON."""
    return json.dumps(body, ensure_ascii=False).encode()
