"""Generates packages from small documents, imports them, and calls their methods sync and async."""

import importlib
import itertools
import json
import re
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import Any, NamedTuple

import anyio
import httpx

from generator.build.api import build
from generator.document.load import load
from generator.emit import sdk
from generator.emit.files import Files, write
from generator.emit.formatting import formatted
from generator.ir.api import API
from generator.ir.service import Credential, Service

BASE_URL = "https://service.test"
HEAD = "openapi: 3.1.0\ninfo: {title: A service, version: '1'}\n"

SERVICE = Service(title="A service", version="1", environments={}, credentials=(), credential_required=False, rules=())

_numbers = itertools.count(1)


class Exchange(NamedTuple):
    """What a method returned or raised, and the request it sent."""

    result: Any
    request: httpx.Request | None

    @property
    def sent(self) -> httpx.Request:
        assert self.request is not None, f"nothing was sent: {self.result!r}"
        return self.request

    @property
    def body(self) -> bytes:
        return self.sent.content

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Package:
    """A generated package that was imported.

    Attributes:
        api: What it was made from.
        files: Its generated modules.
        folder: Where it is.
    """

    def __init__(self, api: API, files: Files, folder: Path) -> None:
        self.api = api
        self.files = files
        self.folder = folder
        self.module = importlib.import_module(folder.name)

    @property
    def notes(self) -> str:
        return "\n".join(self.api.notes)

    @property
    def methods(self) -> set[str]:
        return {
            f"{resource.name}.{operation.method}"
            for resource in self.api.resources
            for operation in resource.operations
        }

    def load(self, module: str) -> ModuleType:
        return importlib.import_module(f"{self.folder.name}.{module}")

    @property
    def models(self) -> Any:
        return self.load("models")

    def decode(self, model: str, value: object) -> Any:
        return getattr(self.models, model).from_dict(value)

    def call(self, method: str, *args: Any, answer: Any = None, client: Any = None, **kwargs: Any) -> Exchange:
        """Call a method of the sync and of the async client, which must do the same.

        Args:
            method: The resource and the method.
            args: The arguments of the method.
            answer: What the server responds with: a response, or the JSON of one with status 200.
            client: Arguments of the client that replace those of `client_arguments`.
            kwargs: The keyword arguments of the method.
        """
        given = {**self.client_arguments, **(client or {})}
        exchange = self._sync(method, args, kwargs, answer, given)
        other = anyio.run(self._async, method, args, kwargs, answer, given)
        assert _comparable(exchange) == _comparable(other)
        return exchange

    @property
    def client_arguments(self) -> dict[str, str]:
        """The arguments of a client: a server, and every credential that the document declares."""
        found = {"base_url": BASE_URL}
        for credential in self.api.service.credentials:
            found |= _arguments(credential)
        return found

    def _sync(
        self, method: str, args: tuple[Any, ...], kwargs: dict[str, Any], answer: Any, client: dict[str, Any]
    ) -> Exchange:
        seen: list[httpx.Request] = []
        with httpx.Client(transport=httpx.MockTransport(_server(answer, seen))) as http:
            try:
                caller = self.module.DemoXClient(http_client=http, **client)
                result = _find(caller, method)(*args, **kwargs)
            except Exception as error:
                result = error
        return Exchange(result, seen[0] if seen else None)

    async def _async(
        self, method: str, args: tuple[Any, ...], kwargs: dict[str, Any], answer: Any, client: dict[str, Any]
    ) -> Exchange:
        seen: list[httpx.Request] = []
        async with httpx.AsyncClient(transport=httpx.MockTransport(_server(answer, seen))) as http:
            try:
                caller = self.module.AsyncDemoXClient(http_client=http, **client)
                result = await _find(caller, method)(*args, **kwargs)
            except Exception as error:
                result = error
        return Exchange(result, seen[0] if seen else None)


def _arguments(credential: Credential) -> dict[str, str]:
    """Return the arguments that give a client this credential."""
    if credential.kind == "basic":
        return {"username": "user", "password": "pass"}
    return {credential.name: "t" if credential.kind == "bearer" else "k"}


def _server(answer: Any, seen: list[httpx.Request]) -> Callable[[httpx.Request], httpx.Response]:
    def respond(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if isinstance(answer, httpx.Response):
            return httpx.Response(answer.status_code, content=answer.content, headers=answer.headers)
        return httpx.Response(200, content=json.dumps(answer))

    return respond


def _find(client: Any, method: str) -> Any:
    resource, name = method.split(".")
    return getattr(getattr(client, resource), name)


def _comparable(exchange: Exchange) -> object:
    result, request = exchange
    shown = (type(result), str(result)) if isinstance(result, Exception) else result
    if request is None:
        return shown
    # Mock transports of both kinds are called with the same headers but for how the body is announced.
    headers = sorted((name, _BOUNDARY.sub("", value)) for name, value in request.headers.items())
    return shown, request.method, str(request.url), _without_boundary(request), headers


_BOUNDARY = re.compile(r"boundary=\S+")


def _without_boundary(request: httpx.Request) -> bytes:
    """Return the body without the random text between the parts of a form."""
    found = _BOUNDARY.search(request.headers.get("Content-Type", ""))
    return request.content.replace(found[0].removeprefix("boundary=").encode(), b"") if found else request.content


def document(*texts: str) -> str:
    """The text of a document that is made of these parts, with a head if they have none."""
    text = "".join(map(textwrap.dedent, texts))
    return text if "openapi:" in text or text.startswith("{") else HEAD + text


def understand(folder: Path, *texts: str, strict: bool = False, formats: bool = False) -> API:
    """The API that a document describes."""
    text = document(*texts)
    file = folder / ("spec.json" if text.startswith("{") else "spec.yaml")
    file.write_text(text, "utf-8")
    return build(load(file, strict=strict), strict=strict, formats=formats)


def generate(folder: Path, *texts: str, formats: bool = False) -> Package:
    """The package for a document. Whoever generates one forgets it in the end."""
    folder.mkdir(parents=True, exist_ok=True)
    api = understand(folder, *texts, formats=formats)
    root = folder / f"demo_{next(_numbers)}"
    files = _named(formatted(sdk.sources(api, "demo_x")), root.name)
    write(root, {**_named(_runtime(), root.name), **files})
    sys.path.insert(0, str(folder))
    try:
        importlib.invalidate_caches()
        return Package(api, files, root)
    finally:
        sys.path.remove(str(folder))


def different_parts(folders: Iterable[Path]) -> Iterator[Path]:
    """Return the parts of packages, but each module that is the same in all of them once: checking takes long."""
    seen: set[str] = set()
    for path in (path for folder in folders for path in sorted(folder.iterdir())):
        if path.is_dir() or path.stem in {"_client", "_service"} or path.name not in seen:
            yield path
        seen.add(path.name)


def forget(package: Package) -> None:
    """Removes the modules of a package."""
    for name in [name for name in sys.modules if name.partition(".")[0] == package.folder.name]:
        del sys.modules[name]


def _named(files: Files, name: str) -> dict[PurePosixPath, str]:
    return {path: text.replace("demo_x", name) for path, text in files.items()}


@cache
def _runtime() -> Files:
    return formatted(sdk.runtime("demo_x", SERVICE))
