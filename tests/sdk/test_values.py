"""The values of arguments and attributes: ids, null, secrets and pages, by the operations of the contract."""

import json
import logging
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
import pytest

from spkey_client import SpkeyClient, SpkeyError, models, operations, testing

from .conftest import Connect
from .test_secrets import MARKER, exposed, failure

ID = "7c9e6679-7425-40de-944b-e07fc1f90ae7"


def body(call: Any) -> Any:
    return json.loads(call.content)


def test_ids_are_texts_or_uuids_and_are_sent_in_the_canonical_form() -> None:
    given: Any = {"valid_from": "2026-11-05T16:00:00Z", "valid_until": "2026-11-06T16:00:00Z", "access_mode": "public"}
    calls = [
        operations.create_lock_temp_key(7, temp_key_uuid=key, allowed_user_ids=[key], **given)
        for key in (ID, UUID(ID.upper()))
    ]
    assert calls[0] == calls[1]
    assert body(calls[0])["allowedUserIds"] == [body(calls[0])["tempKeyUuid"]] == [ID]
    assert operations.revoke_temp_key(UUID(ID)).path == f"/temp-keys/{ID}"


@pytest.mark.parametrize("lock_id", [True, 7.0, None])
def test_a_lock_is_named_by_its_number(lock_id: Any) -> None:
    assert operations.open_lock(7).path == "/locks/7/OpenLock"
    with pytest.raises(TypeError, match=r"^lock_id must be an int, not (bool|float|NoneType)\."):
        operations.open_lock(lock_id)


def test_null_is_sent_where_it_differs_from_absence() -> None:
    absent = operations.update_lock_temp_key(7, temp_key_uuid=ID)
    assert body(absent) == {"tempKeyUuid": ID}
    assert body(operations.update_lock_temp_key(7, temp_key_uuid=ID, max_uses=None)) == {
        **body(absent),
        "maxUses": None,
    }
    assert body(operations.update_user_phone_number(ID, phone_number=None)) == {"phoneNumber": None}
    with pytest.raises(TypeError, match="phone_number"):
        operations.update_user_phone_number(ID)  # type: ignore[call-arg]


def test_a_change_tells_null_from_absence() -> None:
    lifted, unchanged = (models.TempKeyChanges.from_dict(value) for value in ({"maxUses": None}, {}))
    assert (lifted.max_uses, unchanged.max_uses) == (None, None)
    assert (lifted.nulls, unchanged.nulls) == ({"max_uses"}, set())
    assert (lifted.to_dict(), unchanged.to_dict()) == ({"maxUses": None}, {})


SECRETS: dict[str, Callable[[], Any]] = {
    "PIN": lambda: testing.create_temp_key_result(pin=MARKER),
    "PIN of a collective key": lambda: testing.create_temp_key_result(pin=MARKER, url="/collective-temp-keys/u"),
    "password": lambda: testing.three_deye_credentials(password=MARKER),
    "wallet link": lambda: testing.wallet_key_link(url=f"https://a.example/?{MARKER}"),
    "wallet pass": lambda: testing.wallet_key(pass_url=f"https://a.example/{MARKER}"),
    "wallet pass in an event": lambda: testing.webhook_event(testing.wallet_key_committed(pass_url=MARKER)),
}


@pytest.mark.parametrize("make", SECRETS.values(), ids=SECRETS)
def test_no_repr_shows_what_gives_access(make: Callable[[], Any]) -> None:
    value = make()
    assert MARKER not in f"{value!r} {value} {[value]} {vars(type(value)).get('__doc__')}"
    assert "<secret>" in repr(value)


@pytest.mark.parametrize("status", [401, 429, 503])
def test_an_error_of_an_opening_does_not_show_its_pin(
    connect: Connect, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    sent: list[bytes] = []

    def respond(request: httpx.Request) -> httpx.Response:
        sent.append(request.content)
        return testing.error_response(status, operation="open_lock_with_pin")

    with caplog.at_level(logging.DEBUG):
        error = failure(connect(httpx.MockTransport(respond)), lambda client: client.locks.open_with_pin(7, pin=pin()))
    assert isinstance(error, SpkeyError)
    assert json.loads(sent[0]) == {"pin": MARKER}
    assert MARKER not in f"{error!r} {error} {caplog.text}"
    assert exposed(error) == []


def pin() -> str:
    """The PIN, in a frame that has returned when an error occurs."""
    return MARKER


def test_every_property_with_the_name_of_a_secret_is_one() -> None:
    named = re.compile(r"(^|_)(pin|password|secret|token)$")
    fields = [
        field
        for name in models.__all__
        for field in getattr(getattr(models, name), "__attrs_attrs__", ())
        if named.search(field.name)
    ]
    assert fields
    assert [field.name for field in fields if field.repr is True] == []


def test_the_events_of_a_lock_are_iterated_over_page_by_page() -> None:
    asked: list[int] = []

    def respond(request: httpx.Request) -> httpx.Response:
        page = int(request.url.params["page"])
        asked.append(page)
        events = [testing.recorded_lock_event(version=page)]
        return testing.response(testing.lock_event_page(page=page, total_pages=3, events=events))

    http = httpx.Client(transport=httpx.MockTransport(respond))
    with http, SpkeyClient(api_key="k", base_url="https://service.test", http_client=http) as client:
        assert [event.version for event in client.locks.iterate_events(7)] == [1, 2, 3]
    assert asked == [1, 2, 3]


def test_importing_the_package_imports_no_http_library_and_no_model() -> None:
    program = (
        "import sys; from spkey_client import SpkeyClient, SpkeyError, models, operations\n"
        "heavy = {'httpx', 'httpcore', 'attrs', 'attr', 'ssl', 'asyncio', 'anyio'}\n"
        "print([name for name in sys.modules if name in heavy or name.startswith('spkey_client.models.')])\n"
        "SpkeyClient(api_key='k').close()"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert shown.stdout == "[]\n"
