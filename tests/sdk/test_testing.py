"""The examples for tests of applications: each is valid by contract, and the SDK reads it as the service's own."""

import inspect
import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, cast

import httpx
import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import spkey_client
from spkey_client import (
    APIStatusError,
    NotFoundError,
    RateLimitError,
    SpkeyClient,
    models,
    operations,
    testing,
    webhooks,
)
from spkey_client.testing import OperationId

from ..documents import BUNDLE

CONTRACT: dict[str, Any] = json.loads(BUNDLE.read_bytes())
OTHERS = {"Delivery", "Envelope", "OperationId", "delivery", "error", "error_response", "response", "webhook_event"}
FACTORIES: dict[str, Callable[..., Any]] = {name: getattr(testing, name) for name in {*testing.__all__} - OTHERS}
USER = "7c9e6679-7425-40de-944b-e07fc1f90ae7"


def called(function: Callable[..., Any]) -> Any:
    """A call of an operation, with any values for its required arguments."""
    parameters = inspect.signature(function).parameters.values()
    required = [each for each in parameters if each.default is inspect.Parameter.empty]
    values = {each.name: 1 if each.annotation == "int" else value_of(each.annotation) for each in required}
    return function(**values)


def value_of(annotation: str) -> Any:
    return [] if annotation.startswith("Sequence") else USER


OPERATIONS: dict[OperationId, Any] = {
    node["operationId"]: node for item in CONTRACT["paths"].values() for node in item.values()
}
CALLS = {name: called(getattr(operations, name)) for name in OPERATIONS}
SUCCESSES = [
    (name, int(status), schema["$ref"].rpartition("/")[2])
    for name, node in OPERATIONS.items()
    for status, response in node["responses"].items()
    if status[0] in "23"
    for schema in [
        *(media["schema"] for media in response.get("content", {}).values()),
        *([response["x-redirect"]] if "x-redirect" in response else []),
    ]
]


def errors(operation: OperationId) -> list[int]:
    """Return the statuses of an operation's errors."""
    return [int(status) for status in OPERATIONS[operation]["responses"] if status[0] in "45"]


def content(operation: OperationId, status: int) -> dict[str, Any]:
    """The content of a response. Empty if it has no body."""
    return cast("dict[str, Any]", resolved(OPERATIONS[operation]["responses"][str(status)]).get("content", {}))


def class_of(function: str) -> str:
    """The schema of the contract that a factory is named after."""
    return "".join(word.capitalize() for word in function.split("_"))


def matches(schema: Any, value: object) -> bool:
    return _validator(json.dumps(schema)).is_valid(value)


@cache
def _validator(schema: str) -> jsonschema_rs.Draft202012Validator:
    whole = {**json.loads(schema), "components": {"schemas": CONTRACT["components"]["schemas"]}}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)


def named(schema: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{schema}"}


def resolved(node: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in node:
        return node
    *_, kind, name = node["$ref"].split("/")
    return cast("dict[str, Any]", CONTRACT["components"][kind][name])


def answering(response: httpx.Response) -> SpkeyClient:
    """A client of a service that always returns this response."""
    http = httpx.Client(transport=httpx.MockTransport(lambda _: response))
    return SpkeyClient(api_key="my-key", base_url="https://service.test", http_client=http, max_retries=0)


def failure(response: httpx.Response, operation: OperationId = "remove_physical_key") -> APIStatusError:
    """The error that the SDK raises for a response."""
    with pytest.raises(APIStatusError) as caught:
        answering(response).send(CALLS[operation])
    return caught.value


def test_every_model_has_a_factory() -> None:
    classes = {name for name in models.__all__ if inspect.isclass(getattr(models, name))}
    assert {type(make()).__name__ for make in FACTORIES.values()} == classes


def test_an_example_is_valid_by_contract() -> None:
    for name, make in FACTORIES.items():
        value, model = make(), getattr(models, type(make()).__name__)
        response = testing.response(value)
        assert matches(named(class_of(name)), value.to_dict() if response.is_redirect else response.json()), name
        assert model.from_dict(value.to_dict()) == value == make()


def test_an_example_has_no_property_that_the_contract_does_not_know() -> None:
    for name, make in FACTORIES.items():
        assert make().extra == {}, name
        assert make(extra={"colour": [1]}).extra == {"colour": [1]}, name


def test_every_attribute_is_an_argument() -> None:
    for name, make in FACTORIES.items():
        attributes = inspect.signature(getattr(models, type(make()).__name__)).parameters.keys()
        assert inspect.signature(make).parameters.keys() == attributes - {"created", "nulls"}, name


def test_arguments_replace_the_values_of_the_example() -> None:
    assert testing.physical_key(number=3) == models.PhysicalKey(
        number=3, org_id="acme", note="back door", added_at=1793923202000
    )
    assert testing.physical_key(note=None).note is None
    assert testing.user_keys(wallet_key=testing.wallet_key(key_index=7)).to_dict()["walletKey"]["keyIndex"] == 7


@given(number=st.integers(min_value=1), note=st.none() | st.text(), org_name=st.none() | st.text())
def test_an_object_of_any_arguments_is_valid_by_contract(number: int, note: str | None, org_name: str | None) -> None:
    key = testing.physical_key(number=number, note=note, org_name=org_name)
    assert (key.number, key.note, key.org_name) == (number, note, org_name)
    result = testing.add_physical_key_result(number=number, note=note, org_name=org_name)
    assert matches(named("PhysicalKey"), testing.response(key).json())
    assert matches(named("AddPhysicalKeyResult"), testing.response(result).json())


def test_the_example_of_an_object_within_repeats_the_arguments() -> None:
    added = testing.add_physical_key_result(aggregate_id="u1", number=7, note=None, org_id="initech")
    assert added.event is not None
    assert added.event.data == testing.physical_key_added(
        user_id="u1", number=7, note=None, org_id="initech", org_name="Acme Property Management"
    )
    removed = testing.remove_physical_key_result(aggregate_id="u1", number=7)
    assert removed.event is not None
    assert (removed.event.data.user_id, removed.event.data.number) == ("u1", 7)


def test_an_object_within_can_be_given() -> None:
    event = testing.physical_key_removed_event(data=testing.physical_key_removed(number=9))
    assert testing.remove_physical_key_result(event=event).event == event
    assert testing.remove_physical_key_result(event=None).event is None


def test_the_total_of_a_list_counts_its_items() -> None:
    keys = [testing.physical_key(number=number) for number in (1, 2, 5)]
    assert testing.physical_key_list(keys=keys).keys == tuple(keys)
    assert testing.physical_key_list(keys=keys).total == 3
    assert testing.physical_key_list(keys=[]).total == 0
    assert testing.physical_key_list(keys=keys, total=250).total == 250


def test_the_name_that_the_contract_uses_is_a_type_error_that_lists_the_arguments() -> None:
    known = "number, org_id, added_at, org_name, note, extra"
    with pytest.raises(TypeError, match=rf"^Unknown argument 'orgId' of physical_key\. Known: {known}\.$"):
        testing.physical_key(orgId="acme")  # type: ignore[call-arg]


def test_a_value_of_another_type_is_a_value_error_that_names_the_property() -> None:
    message = r"^physical_key would not match the contract: /number should be an integer but is a string\.$"
    with pytest.raises(ValueError, match=message):
        testing.physical_key(number="3")  # type: ignore[arg-type]


@pytest.mark.parametrize(("operation", "status", "schema"), SUCCESSES)
def test_the_sdk_reads_a_response_as_the_example(operation: OperationId, status: int, schema: str) -> None:
    (example,) = [make() for name, make in FACTORIES.items() if class_of(name) == schema]
    response = testing.response(example)
    assert response.status_code == status
    assert answering(response).send(CALLS[operation]).parsed == example


def test_a_response_has_any_status_headers_and_body() -> None:
    response = testing.response(testing.physical_key(), status_code=203, headers={"X-Request-Id": "r1"})
    assert (response.status_code, response.headers["x-request-id"]) == (203, "r1")
    assert testing.response([testing.physical_key()]).json() == [testing.physical_key().to_dict()]
    empty = testing.response()
    assert (empty.status_code, empty.content) == (204, b"")


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_error_is_that_of_the_contract(operation: OperationId) -> None:
    for status in errors(operation):
        response = testing.error_response(status, operation=operation)
        if not content(operation, status):
            assert response.content == b"", status
            continue
        (media,) = content(operation, status).values()
        examples = [media["example"]] if "example" in media else [resolved(each) for each in media["examples"].values()]
        assert response.json() in [each.get("value", each) for each in examples], status
        assert matches(media["schema"], response.json()), status


@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_sdk_raises_the_error(operation: OperationId) -> None:
    for status in errors(operation):
        raised = failure(testing.error_response(status, operation=operation), operation)
        error = testing.error(status, operation=operation)
        shown = [(type(each), each.code, each.message, each.body, each.maybe_applied) for each in (raised, error)]
        assert shown[0] == shown[1], status


def test_operations_differ_in_the_form_of_their_errors() -> None:
    removed, got = (testing.error(404, operation=name) for name in ("remove_physical_key", "get_physical_key"))
    assert (removed.code, got.code) == ("NotFound", "404")
    assert removed.message == got.message == "There is no physical key 2 in the inventory."


def test_an_unnamed_operation_is_the_first_that_declares_the_status() -> None:
    assert testing.error(404).body == testing.error(404, operation="get_user_profile").body
    assert testing.error(503).maybe_applied
    assert not testing.error(503, operation="get_physical_key").maybe_applied


@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_message_of_an_error_can_be_replaced(operation: OperationId) -> None:
    for status in errors(operation):
        if content(operation, status):
            response = testing.error_response(status, "Not today.", operation=operation)
            (media,) = content(operation, status).values()
            assert matches(media["schema"], response.json()), status
            assert failure(response, operation).message.rpartition(": ")[2] == "Not today.", status


@pytest.mark.parametrize(("status", "message"), [(418, "I'm a teapot"), (504, "Gateway Timeout")])
def test_an_error_that_the_contract_does_not_declare_is_text(status: int, message: str) -> None:
    assert failure(testing.error_response(status)).message == message
    error = failure(testing.error_response(status, "Not today."))
    assert (error.message, error.code, error.body) == ("Not today.", None, "Not today.")


def test_an_error_has_headers_or_a_body_of_ones_own() -> None:
    limited = testing.error(429, headers={"Retry-After": "2"})
    assert isinstance(limited, RateLimitError)
    assert limited.retry_after == 2
    own = testing.error(404, body={"error": "Gone", "message": "No."})
    assert isinstance(own, NotFoundError)
    assert (own.code, own.message) == ("Gone", "No.")


def test_a_success_and_an_unknown_operation_are_no_errors() -> None:
    with pytest.raises(ValueError, match=r"^status_code must be from 300 to 599, not 200\.$"):
        testing.error_response(200)
    with pytest.raises(ValueError, match=r"^Unknown operation 'removePhysicalKey'\. Known: create_user, "):
        testing.error(404, operation="removePhysicalKey")  # type: ignore[arg-type]


def test_responses_of_httpx2_are_made_for_its_mocks() -> None:
    httpx2 = pytest.importorskip("httpx2")
    assert isinstance(testing.response(testing.physical_key(), library=httpx2), httpx2.Response)
    assert isinstance(testing.error_response(404, library=httpx2), httpx2.Response)


def data_of(name: str) -> Any:
    """The data of an event about the lock 7 or the user u1."""
    make = FACTORIES[re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()]
    lock = inspect.signature(make).parameters.get("lock_id")
    return make(lock_id=7) if lock is not None and lock.annotation == "int" else make(user_id="u1")


EVENTS: Mapping[str, Any] = {name: data_of(name) for name in CONTRACT["webhooks"]}


@pytest.mark.parametrize("name", CONTRACT["webhooks"])
def test_an_event_is_valid_by_contract_and_parsed(name: str) -> None:
    (media,) = CONTRACT["webhooks"][name]["post"]["requestBody"]["content"].values()
    delivery = testing.delivery(EVENTS[name])
    assert matches(media["schema"], json.loads(delivery.body))
    event = webhooks.parse(delivery.body, partner_id="acme")
    assert event == testing.webhook_event(EVENTS[name])
    assert (event.detail_type, event.data) == (name, EVENTS[name])
    assert event.aggregate_id == ("7" if event.aggregate_type == "lock" else "u1")
    example = media["example"]
    assert (event.id, event.version, event.timestamp) == (
        example["id"],
        example["detail"]["version"],
        example["detail"]["timestamp"],
    )


def test_the_attributes_of_an_event_can_be_replaced() -> None:
    changes: testing.Envelope = {
        "id": "e1",
        "source": "spk.test",
        "time": "2026-11-05T18:00:00Z",
        "region": "eu-west-1",
        "account": "1",
        "resources": ("r",),
        "partner_id": "initech",
        "aggregate_type": "user",
        "aggregate_id": "u2",
        "version": 9,
        "timestamp": 1,
    }
    event = testing.webhook_event(EVENTS["UserCreated"], **changes)
    assert {name: getattr(event, name) for name in changes} == changes
    assert webhooks.parse(testing.delivery(EVENTS["UserCreated"], **changes).body) == event


def test_an_event_that_the_contract_does_not_know_has_a_name() -> None:
    event = testing.webhook_event({"lockId": "l1"}, detail_type="LockOpened")
    assert (event.detail_type, event.data) == ("LockOpened", {"lockId": "l1"})
    with pytest.raises(ValueError, match=r"^detail_type must be given if data is dict, which is none of UserCreated, "):
        testing.webhook_event({"lockId": "l1"})


def test_an_unknown_attribute_of_an_event_is_a_type_error() -> None:
    with pytest.raises(TypeError, match=r"^Unknown attribute 'partnerId' of an event\. Known: detail_type, id, "):
        testing.webhook_event(testing.user_created(), partnerId="acme")  # type: ignore[call-arg]


def test_a_delivery_carries_its_secret() -> None:
    data = testing.physical_key_removed()
    webhooks.verify_token(testing.delivery(data, secret="s3cret").headers["Authorization"], "s3cret")
    webhooks.verify_token(testing.delivery(data, secret="s3cret", header="X-Key").headers["X-Key"], "s3cret")
    assert testing.delivery(data).headers == {"Content-Type": "application/json"}
    assert "s3cret" not in repr(testing.delivery(data, secret="s3cret"))


def test_the_client_does_not_import_it_and_it_needs_no_mock() -> None:
    assert "testing" not in spkey_client.__all__
    code = "import sys, spkey_client; print([name for name in sys.modules if '_client.testing' in name])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
    code = (
        "import sys; sys.modules.update(dict.fromkeys(['spkey_mock', 'jsonschema_rs', 'pytest', 'respx']))\n"
        "from spkey_client import testing; testing.response(testing.physical_key()); testing.error(404)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
