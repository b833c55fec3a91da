"""Secret properties: their values are sent, received and compared, but never shown."""

import logging
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import TypeAdapter, ValidationError

from generator.build import mock_contract
from generator.document.load import load

from .support import Package, document

SPEC = """
paths:
  /doors/{door}/open:
    post:
      operationId: open_door
      tags: [doors]
      parameters: [{name: door, in: path, required: true, schema: {type: integer}}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Opening'}}}}
      responses:
        '200': {description: Open., content: {application/json: {schema: {$ref: '#/components/schemas/Guest'}}}}
  /forms:
    post:
      operationId: send_form
      tags: [doors]
      requestBody:
        required: true
        content: {application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/Opening'}}}
      responses: {'204': {description: Sent.}}
components:
  schemas:
    Opening:
      type: object
      required: [pin]
      properties:
        pin: {type: string, x-secret: true}
        note: {type: string}
        guests: {type: array, items: {$ref: '#/components/schemas/Guest'}}
        factor: {type: number}
    Guest:
      type: object
      required: [name, pin, code]
      properties:
        name: {type: string}
        pin: {type: [string, 'null'], x-secret: true}
        code: {allOf: [{$ref: '#/components/schemas/Code'}], x-secret: true}
        link: {type: string, x-secret: true}
        word: {type: [string, 'null'], x-secret: true}
        friends: {type: array, items: {$ref: '#/components/schemas/Friend'}}
    Friend:
      type: object
      properties:
        pin: {type: string, x-secret: true}
        others: {type: object, additionalProperties: {type: string, x-secret: true}}
    Code: {type: string, description: A code.}
"""

SECRET = "marker-\n secret "
GUEST = {"name": "Ada", "pin": SECRET, "code": SECRET, "link": SECRET, "word": SECRET}
OPEN = "doors.open"


@pytest.fixture
def doors(package: Callable[..., Package]) -> Package:
    return package(SPEC)


def test_a_model_shows_that_it_has_secrets_but_not_which(doors: Package) -> None:
    guest = doors.decode("Guest", {**GUEST, "friends": [{"pin": SECRET}]})
    assert repr(guest) == (
        "Guest(name='Ada', pin=<secret>, code=<secret>, link=<secret>, word=<secret>, "
        "friends=(Friend(pin=<secret>, others=None, extra={}),), extra={})"
    )
    assert "pin=None" in repr(doors.decode("Guest", {**GUEST, "pin": None}))


def test_a_model_with_secrets_shows_only_the_names_of_unknown_properties(doors: Package) -> None:
    """A later version of the service may send another secret."""
    guest = doors.decode("Guest", {**GUEST, "backup_pin": SECRET, "floors": 2})
    assert repr(guest).endswith(", extra={'backup_pin': <secret>, 'floors': <secret>})")
    assert guest.extra == {"backup_pin": SECRET, "floors": 2}


def test_secrets_are_attributes_like_all_others(doors: Package) -> None:
    guest = doors.decode("Guest", GUEST)
    assert guest.pin == guest.code == SECRET
    assert guest.to_dict() == GUEST
    assert guest == doors.models.Guest(name="Ada", pin=SECRET, code=SECRET, link=SECRET, word=SECRET)
    assert guest != doors.decode("Guest", {**GUEST, "pin": "1"})
    with pytest.raises(ValueError, match="/code is missing"):
        doors.decode("Guest", {"name": "Ada", "pin": None})


def test_a_secret_argument_is_sent_as_it_is(doors: Package) -> None:
    exchange = doors.call(OPEN, 1, pin=SECRET, note=" a ", answer=GUEST)
    assert exchange.json == {"pin": SECRET, "note": " a "}
    assert exchange.result.pin == SECRET
    assert doors.call("doors.send_form", pin="a b", answer=httpx.Response(204)).body == b"pin=a+b"


RESPONSES: dict[str, Any] = {
    "error": httpx.Response(404, json={"error": "NotFound"}),
    "response that does not match": {**GUEST, "name": 5},
    "response that is no JSON": httpx.Response(200, text=SECRET),
}
WRONG: dict[str, dict[str, Any]] = {
    "other argument": {"note": object()},
    "number": {"factor": float("nan")},
    "option": {"deadline": -1},
}


@pytest.mark.parametrize(
    ("response", "arguments"),
    [
        *(pytest.param(response, {}, id=name) for name, response in RESPONSES.items()),
        *(pytest.param(GUEST, arguments, id=name) for name, arguments in WRONG.items()),
    ],
)
def test_no_error_shows_a_secret_that_was_sent_or_received(
    doors: Package, response: Any, arguments: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        error = doors.call(OPEN, 1, pin=SECRET, answer=response, **arguments).result
    assert isinstance(error, Exception)
    seen = [repr(error), str(error), caplog.text, *traceback.format_exception(error)]
    seen += [repr(value) for frame in frames(doors, error) for value in frame.values()]
    assert not [text for text in seen if "marker" in text]


def frames(package: Package, error: BaseException | None) -> Iterator[dict[str, Any]]:
    """The local variables of the package's frames in the tracebacks of an error."""
    while error is not None:
        for frame, _ in traceback.walk_tb(error.__traceback__):
            if frame.f_globals["__name__"].partition(".")[0] == package.folder.name:
                yield frame.f_locals
        error = error.__context__


def test_a_call_does_not_show_its_secret(doors: Package) -> None:
    call = doors.load("operations").open_door(1, pin=SECRET)
    assert "marker" not in repr(call)
    assert b"marker" in call.content


def test_pydantic_shows_no_secret_of_a_model_that_it_rejects(doors: Package) -> None:
    guest: Any = doors.models.Guest
    adapter = TypeAdapter[Any](list[guest])
    assert adapter.validate_python([GUEST])[0].pin == SECRET
    with pytest.raises(ValidationError) as caught:
        adapter.validate_python([{**GUEST, "name": 5}])
    assert "marker" not in str(caught.value)
    assert "marker" not in caught.value.json()
    assert caught.value.errors()[0]["loc"] == (0,)
    assert "/name should be a string" in str(caught.value)


def test_the_contract_of_the_mock_has_the_places_of_secrets(tmp_path: Path) -> None:
    file = tmp_path / "spec.yaml"
    file.write_text(document("x-error-format: {default: flat}\n", SPEC))
    first, second = mock_contract.resolved(load(file, strict=False))["operations"]
    guest = ["/code", "/friends/*/others/*", "/friends/*/pin", "/link", "/pin", "/word"]
    assert first["secrets"] == {
        "body": sorted([*(f"/guests/*{place}" for place in guest), "/pin"]),
        "responses": {"200": guest},
    }
    assert second["secrets"] == {"body": [], "responses": {}}
