"""Compares an operation of a package with what `oracle` says of it."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs
import httpx

from generator.ir.operations import Operation

from . import oracle
from .samples import is_array, is_object
from .support import BASE_URL, Exchange, Package


class Comparison:
    """An operation of a package, beside what a document says of it."""

    def __init__(self, package: Package, documented: oracle.Operation) -> None:
        self._package = package
        self._documented = documented
        found = {
            operation.id: (resource.name, operation)
            for resource in package.api.resources
            for operation in resource.operations
        }
        self._resource, self._operation = found[documented.id]

    def request_faults(self) -> Iterator[str]:
        """Say where requests differ from what the document says, with few arguments and with many."""
        media_type = self._media_type
        if media_type is not None and media_type not in self._documented.media_types:
            yield f"sends {media_type}, documented are {[*self._documented.media_types]}"
            return
        yield from self._faults(self._documented.arguments(media_type, everything=False))
        for turn in range(self._documented.turns(media_type)):
            arguments = self._documented.arguments(media_type, everything=True, turn=turn)
            yield from self._faults(arguments)
            yield from self._faults(arguments, as_models=True)

    def credential_faults(self) -> Iterator[str]:
        """Say which alternatives of credentials do not suffice."""
        declared = oracle.schemes(self._documented.document)
        for alternative in self._documented.security or [{}]:
            credentials = [self._credential(declared[name]) for name in alternative]
            found = self._call(self._required, {name: value for each in credentials for name, value in each.items()})
            fault = _nothing_sent(found) or self._documented.credential_fault(found.sent)
            if fault is not None:
                yield f"with {[*alternative]}: {fault}"

    def answer_faults(self) -> Iterator[str]:
        """Say which documented successes are not returned as they are."""
        found = self._call(self._required)
        if fault := _nothing_sent(found):
            yield fault
            return
        for answer in self._documented.answers(found.sent.headers.get("accept", "*/*")):
            response = httpx.Response(answer.status, headers=answer.headers, content=answer.content)
            result = self._call(self._required, answer=response).result
            yield from (f"{answer.status}{each}" for each in differences(answer.value, plain(result)))
            if answer.is_model and not hasattr(result, "to_dict"):
                yield f"{answer.status}: expected a model, got {result!r}"

    @property
    def _media_type(self) -> str | None:
        return None if self._operation.body is None else self._operation.body.media_type

    @property
    def _required(self) -> dict[str, Any]:
        return keywords(self._operation, self._documented.arguments(self._media_type, everything=False))

    def _faults(self, arguments: oracle.Arguments, *, as_models: bool = False) -> Iterator[str]:
        try:
            given = keywords(self._operation, arguments)
        except LookupError as error:
            yield f"no argument for {error}"
            return
        found = self._call(self._as_models(given) if as_models else given)
        if fault := _nothing_sent(found):
            yield f"{fault} for {given}"
            return
        expected = self._documented.request(arguments, self._media_type, BASE_URL)
        received = self._documented.received(found.sent)
        for each in attrs.fields(oracle.Request):
            yield from differences(getattr(expected, each.name), getattr(received, each.name), each.name)
        faults = self._documented.credential_fault(found.sent), self._documented.accept_fault(found.sent)
        yield from (fault for fault in faults if fault is not None)

    def _as_models(self, given: dict[str, Any]) -> dict[str, Any]:
        """Return the arguments with models for objects: what an application has that changes what it received."""
        names = _Names(self._package)
        decoders = {each.name: each.type.decoder for each in self._operation.located("body", "content")}
        return {name: _read(value, decoders.get(name), names) for name, value in given.items()}

    def _credential(self, scheme: Mapping[str, Any]) -> dict[str, str]:
        """Return the arguments of the client for a security scheme."""
        if scheme.get("scheme") == "basic":
            return {"username": oracle.USERNAME, "password": oracle.PASSWORD}
        for each in self._package.api.service.credentials:
            if scheme.get("in") == each.kind and scheme["name"].lower() == each.wire.lower():
                return {each.name: oracle.key(each.wire)}
        return {"token": oracle.TOKEN}

    def _call(
        self, arguments: dict[str, Any], credentials: dict[str, str] | None = None, answer: httpx.Response | None = None
    ) -> Exchange:
        """Call the method of the sync and of the async client, which must do the same.

        Args:
            arguments: The arguments of the method.
            credentials: Those of the client. By default, all that operations of the package use.
            answer: What the server responds with. By default, an empty success.
        """
        if credentials is None:
            schemes = oracle.schemes(self._documented.document).values()
            used = {each.name for each in self._package.api.service.credentials} | {"password"}
            given = {name: value for scheme in schemes for name, value in self._credential(scheme).items()}
            credentials = {name: value for name, value in given.items() if name in used}
        # A server that is given replaces every other one, so only documents without servers get one.
        server = {} if self._documented.document.get("servers") else {"base_url": BASE_URL}
        call = self._package, f"{self._resource}.{self._operation.method}", arguments, {**server, **credentials}
        response = answer or httpx.Response(200)
        found, other = exchange(*call, response), asyncio.run(async_exchange(*call, response))
        assert self._comparable(found) == self._comparable(other)
        return found

    def _comparable(self, found: Exchange) -> object:
        result = type(found.result) if isinstance(found.result, Exception) else found.result
        return result, found.request and self._documented.received(found.request)


def exchange(
    package: Package, method: str, arguments: dict[str, Any], options: dict[str, str], answer: httpx.Response
) -> Exchange:
    """Call a method of a sync client with these options."""
    seen: list[httpx.Request] = []
    with httpx.Client(transport=httpx.MockTransport(_server(answer, seen))) as http:
        try:
            client = package.module.DemoXClient(http_client=http, **options)
            result = _method(client, method)(**arguments)
        except Exception as error:
            result = error
    return Exchange(result, seen[0] if seen else None)


async def async_exchange(
    package: Package, method: str, arguments: dict[str, Any], options: dict[str, str], answer: httpx.Response
) -> Exchange:
    """Call a method of an async client with these options."""
    seen: list[httpx.Request] = []
    async with httpx.AsyncClient(transport=httpx.MockTransport(_server(answer, seen))) as http:
        try:
            client = package.module.AsyncDemoXClient(http_client=http, **options)
            result = await _method(client, method)(**arguments)
        except Exception as error:
            result = error
    return Exchange(result, seen[0] if seen else None)


def _server(answer: httpx.Response, seen: list[httpx.Request]) -> Callable[[httpx.Request], httpx.Response]:
    def respond(request: httpx.Request) -> httpx.Response:
        # The client removes credentials and cookies from a request that was sent.
        seen.append(httpx.Request(request.method, request.url, headers=request.headers, content=request.content))
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    return respond


def _method(client: Any, method: str) -> Any:
    resource, name = method.split(".")
    return getattr(getattr(client, resource), name)


def _nothing_sent(found: Exchange) -> str | None:
    return f"nothing was sent: {found.result!r}" if found.request is None else None


def keywords(operation: Operation, arguments: oracle.Arguments) -> dict[str, Any]:
    """Return the keyword arguments of a method.

    Raises:
        LookupError: The method has no such argument.
    """
    by_wire = {(each.location, each.wire): each.name for each in operation.parameters}
    given = {by_wire[place]: value for place, value in arguments.parameters.items()}
    content, extra = operation.located("content"), operation.located("extra")
    if content and arguments.body is not None:
        return {**given, content[0].name: arguments.body}
    further: dict[str, Any] = {}
    body: dict[str, Any] = arguments.body or {}
    for name, value in body.items():
        if ("body", name) not in by_wire and extra:
            further[name] = value
        else:
            given[by_wire["body", name]] = value
    return {**given, extra[0].name: further} if further else given


class _Names(dict[str, Any]):
    """The names that decoders use: those of the runtime, and the models."""

    def __init__(self, package: Package) -> None:
        super().__init__(models=package.models)
        for file in package.folder.glob("_[a-z]*.py"):
            self.update(vars(package.load(file.stem)))

    def __missing__(self, name: str) -> Any:
        return getattr(self["models"], name)


def _read(value: Any, decoder: str | None, names: _Names) -> Any:
    if decoder is None or value is None:
        return value
    try:
        return eval(decoder, {}, names)(value)
    except names["DecodeError"]:
        return value  # A request lacks what only the service sets.


def plain(value: Any) -> Any:
    """Return a result as the JSON that it was made from."""
    if hasattr(value, "to_dict"):
        return value.to_dict()
    if isinstance(value, tuple):
        return [plain(each) for each in value]  # pyright: ignore[reportUnknownVariableType]
    return {name: plain(each) for name, each in value.items()} if is_object(value) else value


class _Nothing:
    def __repr__(self) -> str:
        return "nothing"


_NOTHING = _Nothing()


def differences(expected: Any, found: Any, where: str = "") -> Iterator[str]:
    """Say where values differ. The order of properties is no difference."""
    if is_object(expected) and is_object(found):
        for name in {**expected, **found}:
            yield from differences(expected.get(name, _NOTHING), found.get(name, _NOTHING), f"{where}/{name}")
    elif is_array(expected) and is_array(found) and len(expected) == len(found):
        for index, (one, other) in enumerate(zip(expected, found, strict=True)):
            yield from differences(one, other, f"{where}/{index}")
    elif expected != found or type(expected) is not type(found):
        yield f"{where}: expected {expected!r}, got {found!r}"
