"""The tools of `testing`, which makes responses and errors for the tests of applications. Nothing else imports it."""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from types import ModuleType
from typing import Any, Generic, NamedTuple, ParamSpec, TypeVar, cast

from ._call import pairs
from ._codec import DecodeError, encode
from ._errors import NESTED, TEXTS, APIStatusError, status_error
from ._http import HTTPX, HttpResponse, Library

P = ParamSpec("P")
T = TypeVar("T")
OperationT = TypeVar("OperationT", bound=str)


class _Example:
    def __repr__(self) -> str:
        return "<example>"


EXAMPLE: Any = _Example()
"""The default of an argument whose value is an example with a structure."""


def factory(function: Callable[P, T]) -> Callable[P, T]:
    """Return a function that makes a model, with errors that name the arguments that it takes."""
    name = function.__name__
    known = [each for each in function.__annotations__ if each != "return"]

    @wraps(function)
    def make(*args: P.args, **kwargs: P.kwargs) -> T:
        unknown = kwargs.keys() - set(known)
        if unknown:
            raise TypeError(f"Unknown argument {min(unknown)!r} of {name}. Known: {', '.join(known)}.")
        try:
            return function(*args, **kwargs)
        except DecodeError as error:
            raise ValueError(f"{name} would not match the contract: {error}.") from None

    return make


class Success(NamedTuple):
    """A success of an operation.

    Attributes:
        status: Its status.
        outcome: The properties that its status adds to its body.
    """

    status: int
    outcome: Mapping[str, bool]


class ErrorExample(NamedTuple):
    """An example of a response that is an error.

    Attributes:
        status: Its status: "404", "4XX" or "default".
        body: Its JSON body. None if it has none.
        operations: The operations that return it.
        meaning: Its meaning, if it has no body.
    """

    status: str
    body: Any
    operations: tuple[str, ...]
    meaning: str | None = None


class Responses(Generic[OperationT]):
    """Makes responses as the contract declares them.

    Args:
        operations: Whether each operation is a command, by operationId.
        successes: The successes that return a model, by the name of its class. A model that is not listed is returned
            with status 200.
        errors: The errors.
    """

    def __init__(
        self,
        operations: Mapping[str, bool],
        successes: Mapping[str, Sequence[Success]],
        errors: Sequence[ErrorExample],
    ) -> None:
        self._operations = operations
        self._successes = successes
        self._errors = errors

    def response(
        self,
        value: object = None,
        *,
        status_code: int | None = None,
        headers: Mapping[str, str] | None = None,
        library: ModuleType | None = None,
    ) -> HttpResponse:
        """Return a successful response, for a mock of the HTTP client.

        Args:
            value: The body: a model, or any other value that can be written as JSON. The model of a redirect becomes
                its Location header. None for no body.
            status_code: The status. By default that with which the contract returns the model, 200 if the contract does
                not say, or 204 without a body.
            headers: The headers.
            library: `httpx2` for a response of httpx2. By default `httpx`.
        """
        make = _library(library).Response
        if value is None:
            return make(status_code or 204, headers=headers)
        body = encode(value)
        success = self._success(type(value).__name__, body)
        if 300 <= success.status < 400:
            return make(status_code or success.status, headers={"Location": _location(body), **(headers or {})})
        if success.outcome:
            body = {name: each for name, each in body.items() if name not in success.outcome}
        return make(status_code or success.status, headers=headers, json=body)

    def error_response(
        self,
        status_code: int,
        message: str | None = None,
        *,
        operation: OperationT | None = None,
        body: object = None,
        headers: Mapping[str, str] | None = None,
        library: ModuleType | None = None,
    ) -> HttpResponse:
        """Return a response that is an error, in the form that the contract documents, for a mock of the HTTP client.

        Args:
            status_code: The status, from 300 to 599. If the contract does not declare it, the body is plain text, as
                proxies send it.
            message: The message of the error. By default that of the contract's example.
            operation: The operationId of the operation that fails. Operations differ in the form of their errors. By
                default the first operation of the contract that declares the status.
            body: The whole body instead: any value that can be written as JSON.
            headers: The headers, such as Retry-After.
            library: `httpx2` for a response of httpx2. By default `httpx`.

        Raises:
            ValueError: The status is not that of an error, the operation is unknown, or its error has no message.
        """
        if not 300 <= status_code < 600:
            raise ValueError(f"status_code must be from 300 to 599, not {status_code}.")
        make = _library(library).Response
        if body is not None:
            return make(status_code, headers=headers, json=encode(body))
        example = self._example(status_code, self._operation(status_code, operation))
        if example is not None and example.meaning is not None and message is None:
            return make(status_code, headers=headers)
        if example is not None:
            found = example.body if message is None else _with_message(example.body, message)
            return make(status_code, headers=headers, json=found)
        response = make(status_code)
        return make(status_code, headers=headers, text=response.reason_phrase if message is None else message)

    def error(
        self,
        status_code: int,
        message: str | None = None,
        *,
        operation: OperationT | None = None,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> APIStatusError:
        """Return the error that the SDK raises for `error_response`, for a mock of the client.

        The arguments are those of `error_response`.
        """
        response = self.error_response(status_code, message, operation=operation, body=body, headers=headers)
        chosen = self._operation(status_code, operation)
        example = self._example(status_code, chosen)
        meaning = None if example is None else example.meaning
        return status_error(response, command=self._operations[chosen], meaning=meaning)

    def _success(self, model: str, body: Any) -> Success:
        for success in self._successes.get(model, ()):
            if all(body.get(name) == value for name, value in success.outcome.items()):
                return success
        return Success(200, {})

    def _operation(self, status_code: int, operation: str | None) -> str:
        """Return the operation, or by default the first one that declares a status, or else the first one."""
        if operation is None:
            declaring = (each for each in self._operations if self._example(status_code, each) is not None)
            return next(declaring, next(iter(self._operations)))
        if operation not in self._operations:
            raise ValueError(f"Unknown operation {operation!r}. Known: {', '.join(self._operations)}.")
        return operation

    def _example(self, status_code: int, operation: str) -> ErrorExample | None:
        declared = {example.status: example for example in self._errors if operation in example.operations}
        status = str(status_code)
        return declared.get(status) or declared.get(f"{status[0]}XX") or declared.get("default")


def _library(module: ModuleType | None) -> Library:
    return HTTPX if module is None else cast("Library", module)


def _location(body: Mapping[str, Any]) -> str:
    """Return the location of a redirect, with the other properties of its model as the query."""
    query = "&".join(pairs({name: value for name, value in body.items() if name != "location"}))
    return f"{body['location'].partition('?')[0]}?{query}"


def _with_message(body: Any, message: str) -> Any:
    """Return the body of an error with another message in the place of its own.

    Raises:
        ValueError: The body has no message.
    """
    if isinstance(body, str):
        return message
    if isinstance(body, list) and body:
        items = cast("list[object]", body)
        return [_with_message(items[0], message), *items[1:]]
    found = cast("dict[str, Any]", body) if isinstance(body, dict) else {}
    nested = (key for key in NESTED if isinstance(found.get(key), (dict, list)))
    texts = (key for key in TEXTS if isinstance(found.get(key), str))
    key = next(texts, None) or next(nested, None)
    if key is None:
        raise ValueError("The example of this error has no message. Pass the whole body instead.")
    return {**found, key: _with_message(found[key], message)}
