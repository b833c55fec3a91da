"""A program that passes responses and deliveries to a generated client, and reports its behaviour.

It reads JSON lines: the credentials of the client, then one `Question` in each line. It writes a `Reply` for each.
"""

import importlib.util
import json
import pkgutil
import re
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import httpx


def main() -> None:
    """Run the program. Its arguments are the folder of the package and its name."""
    folder, name = sys.argv[1:]
    sys.path.insert(0, folder)
    # The length of a backoff makes no difference here.
    time.sleep = lambda _seconds: None
    lines = iter(sys.stdin)
    reader = _Reader(name, json.loads(next(lines)))
    for line in lines:
        result, text, pointer = reader.reply(json.loads(line))
        print(json.dumps({"result": result, "text": text, "pointer": pointer}), flush=True)


_Reply = tuple[str, str, str]
"""The attributes of a `Reply`."""

_ACCEPTED = ("accepted", "", "")


class _Reader:
    """The client, with the operations by id."""

    def __init__(self, name: str, credentials: dict[str, str]) -> None:
        self._name = name
        self._credentials = credentials
        self._errors = self._module("_errors")
        resources = self._module("resources").Resources
        clients = (each for each in vars(self._module("_client")).values() if isinstance(each, type))
        self._client: Any = next(each for each in clients if issubclass(each, resources) and each is not resources)
        self._operations = {operation.id: operation for operation in self._found()}

    def reply(self, question: dict[str, Any]) -> _Reply:
        try:
            if question["kind"] == "webhook":
                return self._deliver(question["content"])
            operation = self._operations.get(question["operation"])
            if operation is None:
                return "failed", "The client of the old version does not have the operation.", ""
            return self._lose(operation) if question["kind"] == "lost" else self._respond(operation, question)
        except Exception as error:
            return "failed", f"The client of the old version could not be run: {type(error).__name__}: {error}", ""

    def _deliver(self, content: str) -> _Reply:
        if importlib.util.find_spec(f"{self._name}.webhooks") is None:
            return "failed", "The old version has no event for which a reader can be generated.", ""
        webhooks = self._module("webhooks")
        try:
            webhooks.parse(content)
        except webhooks.WebhookError as error:
            return "rejected", str(error), error.pointer
        return _ACCEPTED

    def _respond(self, operation: Any, question: dict[str, Any]) -> _Reply:
        response = httpx.Response(question["status"], headers=question["headers"], content=question["content"].encode())
        try:
            self._send(operation, httpx.MockTransport(lambda _request: response), 0)
        except self._errors.APIResponseError as error:
            return "rejected", str(error), error.pointer
        except self._errors.APIStatusError as error:
            if error.status_code < 400:
                return "rejected", f"It treats it as an error: {error}", ""
            return "accepted", "It reads only the message of an error.", ""
        return _ACCEPTED

    def _lose(self, operation: Any) -> _Reply:
        """Lose every response. The client accepts that if it sends no second request."""
        seen: list[httpx.Request] = []

        def lose(request: httpx.Request) -> httpx.Response:
            seen.append(request)
            raise httpx.ReadError("the connection was closed", request=request)

        with suppress(self._errors.APIConnectionError):
            self._send(operation, httpx.MockTransport(lose), 1)
        return ("rejected", "", "") if len(seen) > 1 else _ACCEPTED

    def _send(self, operation: Any, transport: httpx.MockTransport, retries: int) -> None:
        call = self._module("_call").Call(operation=operation, path=re.sub(r"\{[^}]*\}", "x", operation.path))
        with httpx.Client(transport=transport) as http:
            client = self._client(http_client=http, base_url="https://service.test", **self._credentials)
            client.send(call, max_retries=retries)

    def _found(self) -> Iterator[Any]:
        package = self._module("operations")
        kind = self._module("_call").Operation
        for module in pkgutil.iter_modules(package.__path__):
            yield from (
                each for each in vars(self._module(f"operations.{module.name}")).values() if isinstance(each, kind)
            )

    def _module(self, name: str) -> Any:
        return importlib.import_module(f"{self._name}.{name}")


if __name__ == "__main__":
    main()
