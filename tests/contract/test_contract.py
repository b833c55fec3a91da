"""The contract itself: whether it is complete, true to its own examples, and what its other forms say."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jsonschema_rs
from jsonschema_rs import Draft202012Validator, Registry
from openapi_spec_validator import OpenAPIV31SpecValidator

from generator.build import mock_contract as contract
from generator.document.bundle import bundle
from generator.document.document import Document, Node, Part, PathOperation, json_media
from generator.document.load import EXTENSIONS, load
from generator.document.problem import pointer
from generator.document.syntax import read

ROOT = Path(__file__).parents[2]
DOCUMENT: Document = load(ROOT / "openapi.yaml", strict=True)
REGISTRY = Registry([("urn:contract", DOCUMENT.root)], draft=jsonschema_rs.Draft202012)
PARTS: list[Part] = list(DOCUMENT.parts())
OPERATIONS: list[PathOperation] = list(DOCUMENT.operations())
ALL_OPERATIONS: list[tuple[str, Node]] = [
    *((operation.pointer, operation.node) for operation in OPERATIONS),
    *((pointer("webhooks", name), node) for name, node in DOCUMENT.webhooks()),
]
MEDIA = [part for part in PARTS if part.keyword == "content"]
# A webhook narrows properties of the envelope, where they are described.
PROPERTIES = [part for part in PARTS if part.keyword == "properties" and not part.pointer.startswith("/webhooks/")]
SCHEMAS = [
    part
    for part in PARTS
    if part.keyword in {"additionalProperties", "allOf", "anyOf", "items", "oneOf", "properties", "schema", "schemas"}
]


def validator(where: str) -> Draft202012Validator:
    """Return a validator of the schema at a pointer."""
    return Draft202012Validator({"$ref": f"urn:contract#{quote(where)}"}, validate_formats=True, registry=REGISTRY)


def examples(node: Node) -> list[Any]:
    """The examples of a parameter or media type, whichever way they are given."""
    several = [DOCUMENT.deref(example)["value"] for example in node.get("examples", {}).values()]
    return [node["example"], *several] if "example" in node else several


def test_the_contract_is_valid_openapi() -> None:
    assert [error.message for error in OpenAPIV31SpecValidator(DOCUMENT.root).iter_errors()] == []


def test_every_body_has_an_example() -> None:
    for where, node in ALL_OPERATIONS:
        bodies = [DOCUMENT.request_body(node), *DOCUMENT.responses(node).values()]
        media = [json_media(body["content"]) for body in bodies if body is not None and "content" in body]
        assert all(examples(it) for it in media if it is not None), where


def changes(operation: PathOperation) -> bool:
    """Whether an operation changes something."""
    return operation.method != "get" or "x-writes" in operation.node


def test_a_command_says_whether_it_may_be_retried() -> None:
    said = {operation.pointer for operation in OPERATIONS if isinstance(operation.node.get("x-idempotent"), bool)}
    assert said == {operation.pointer for operation in OPERATIONS if changes(operation)}


def test_a_body_with_required_properties_is_required() -> None:
    for operation in OPERATIONS:
        body = DOCUMENT.request_body(operation.node)
        if body is not None:
            media = json_media(body["content"])
            assert operation.method == "post", operation.pointer
            assert media is not None, operation.pointer
            assert body.get("required") or "required" not in DOCUMENT.deref(media["schema"]), operation.pointer


def test_an_operation_declares_how_it_fails() -> None:
    for operation in OPERATIONS:
        responses = DOCUMENT.responses(operation.node)
        public = operation.node.get("security") == []
        assert {"400", *(() if public else ("401",)), "429", "500", "503"} <= set(responses), operation.pointer
        for status, response in responses.items():
            assert response["description"].endswith("."), (operation.pointer, status)
            assert ("x-source" in response) == (not status.startswith("2")), (operation.pointer, status)
        assert sum(status < "400" for status in responses) in (1, 2), operation.pointer


def test_every_property_has_a_description_and_examples() -> None:
    assert [part.pointer for part in PROPERTIES if not part.node["description"].endswith(".")] == []
    assert [part.pointer for part in PROPERTIES if not part.node["examples"]] == []


def test_every_schema_has_a_description() -> None:
    assert [name for name, schema in DOCUMENT.schemas().items() if not schema["description"].endswith(".")] == []


def test_examples_of_bodies_fit() -> None:
    for part in MEDIA:
        found = examples(part.node)
        assert found, part.pointer
        fit = validator(f"{part.pointer}/schema")
        assert [error.message for value in found for error in fit.iter_errors(value)] == [], part.pointer


def test_no_schema_knows_nullable() -> None:
    assert [part.pointer for part in SCHEMAS if "nullable" in part.node] == []


def test_a_webhook_narrows_the_envelope_to_its_event() -> None:
    for name, node in DOCUMENT.webhooks():
        body = DOCUMENT.request_body(node)
        assert body is not None, name
        narrowed = {"detail-type": {"const": name}, "detail": {"properties": {"data": _schema(name)}}}
        schema = body["content"]["application/json"]["schema"]
        assert schema["allOf"] == [_schema("EventEnvelope"), {"properties": narrowed}]


def test_a_delivery_repeats_what_its_command_returned() -> None:
    for name, node in DOCUMENT.webhooks():
        (example,) = examples((DOCUMENT.request_body(node) or {})["content"]["application/json"])
        data = dict(example["detail"]["data"])
        assert (example["detail-type"], data.pop("type")) == (name, name)
        kind = example["detail"]["aggregateType"]
        assert example["detail"]["aggregateId"] == str(data[f"{kind}Id"]), name
        assert [error.message for error in validator(f"/components/schemas/{name}").iter_errors(data)] == [], name
        assert data.keys() <= DOCUMENT.schemas()[name]["properties"].keys(), name


def _schema(name: str) -> Node:
    return {"$ref": f"#/components/schemas/{name}"}


def test_a_property_that_repeats_a_parameter_names_one_of_the_path() -> None:
    found: dict[str, str] = {}
    for operation in OPERATIONS:
        body = DOCUMENT.request_body(operation.node)
        media = json_media(body["content"]) if body is not None else None
        properties = DOCUMENT.deref(media["schema"])["properties"] if media is not None else {}
        for name, node in properties.items():
            if "x-same-as" in node:
                found[f"{operation.path} {name}"] = node["x-same-as"]
                assert f"{{{node['x-same-as']}}}" in operation.path
    assert found == {"/users/{id}/CreateUser userId": "id", "/locks/{id}/CreateLock index": "id"}


# The files


CONTROL = ROOT / "contract/control.yaml"
FILES = sorted({*(ROOT / "contract").glob("*.yaml")} - {CONTROL, ROOT / "contract/approvals.yaml"})


def test_the_root_lists_every_path_and_webhook_in_one_line() -> None:
    lines = (ROOT / "openapi.yaml").read_text("utf-8").splitlines()
    listed = [re.fullmatch(r"  (\S+): \{\$ref: (contract/\w+\.yaml)#/(?:paths|webhooks)/\w+\}", line) for line in lines]
    names = [match[1] for match in listed if match]
    assert names == [*DOCUMENT.root["paths"], *DOCUMENT.root["webhooks"]]


def test_the_files_hold_nothing_that_the_contract_does_not_use() -> None:
    origins = bundle(ROOT / "openapi.yaml").origins.values()
    used = {(origin.file.name, origin.pointer) for origin in origins if origin.file in FILES}
    assert used == {
        (file.name, pointer(kind, name)) for file in FILES for kind, table in read(file).items() for name in table
    }


def test_the_contract_of_the_control_api_is_one_file() -> None:
    assert [origin.file for origin in bundle(CONTROL).origins.values()] == [CONTROL]


def test_rules_have_ids_that_say_what_they_are_about() -> None:
    general = [rule["id"] for rule in DOCUMENT.root["x-rules"]]
    assert all(identifier.startswith(("service.", "webhooks.")) for identifier in general)
    found = list(general)
    operations = contract.resolved(DOCUMENT)["operations"]
    methods = _methods()
    for operation in operations:
        prefix = f"{operation['resource']}.{methods[operation['id']]}."
        assert all(rule["id"].startswith(prefix) for rule in operation["rules"]), operation["id"]
        assert operation["rules"]
        found += [rule["id"] for rule in operation["rules"]]
    assert [identifier for identifier, count in Counter(found).items() if count > 1] == []


def test_rules_about_webhooks_say_so() -> None:
    rules = contract.resolved(DOCUMENT)["rules"]
    webhook = {rule["id"] for rule in rules if rule["subject"] == "webhook"}
    assert webhook == {rule["id"] for rule in rules if rule["id"].startswith("webhooks.")}


def test_only_errors_of_commands_warn_of_effects() -> None:
    for operation in OPERATIONS:
        responses = DOCUMENT.responses(operation.node).items()
        warning = {status for status, response in responses if "may have taken effect" in response["description"]}
        assert warning == ({"500", "503"} if changes(operation) else set()), operation.pointer


def _methods() -> dict[str, str]:
    """What the SDK calls each operation, as its reference says."""
    text = "\n".join(page.read_text("utf-8") for page in sorted((ROOT / "docs/api").glob("*.md")))
    found = re.findall(r"^## `\w+\.(\w+)`$(?:(?!^## ).)*?^`[A-Z]+ \S+` \(`(\w+)`\)", text, re.MULTILINE | re.DOTALL)
    return {identifier: method for method, identifier in found}


def test_servers_have_names_and_known_hosts() -> None:
    servers = {server["x-environment"]: server["url"] for server in DOCUMENT.root["servers"]}
    assert servers == {
        "production": "https://api.spkey.co",
        "staging": "https://b2c-api.spk-stage.workers.dev",
        "development": "https://b2c-api.spk-dev.workers.dev",
        "local": "http://localhost:8787",
    }


def test_either_credential_is_enough() -> None:
    assert DOCUMENT.root["security"] == [{"BearerAuth": []}, {"ApiKeyAuth": []}]


def test_extensions_are_explained_at_the_head() -> None:
    head = (ROOT / "openapi.yaml").read_text("utf-8").partition("openapi: 3.1.0")[0]
    assert {name for name in EXTENSIONS if f"#   {name} " not in head} == set()


def read_written() -> Any:
    """Return the contract of the mock."""
    return json.loads((ROOT / "mock_server/spkey_mock/contract.json").read_text("utf-8"))


def test_the_contract_of_the_mock_says_what_the_contract_says() -> None:
    written = read_written()
    assert [operation["id"] for operation in written["operations"]] == [
        operation.node["operationId"] for operation in OPERATIONS
    ]
    assert written["rules"] == [{"subject": "request", **rule} for rule in DOCUMENT.root["x-rules"]]
    assert written["errors"] == DOCUMENT.root["x-error-format"]
    assert list(written["webhooks"]) == [name for name, _ in DOCUMENT.webhooks()]
    assert "$ref" not in _keys(written)
    for operation, found in zip(OPERATIONS, written["operations"], strict=True):
        assert (found["path"], found["method"]) == (operation.path, operation.method.upper())
        assert found["rules"] == [{"subject": "request", **rule} for rule in operation.node["x-rules"]]
        assert found["errors"] == written["errors"] | operation.node.get("x-error-format", {})
        assert found["idempotent"] == operation.node.get("x-idempotent")
        assert list(found["responses"]) == list(DOCUMENT.responses(operation.node))
        assert [(node["name"], node["in"]) for node in found["parameters"]] == [
            (node["name"], node["in"]) for node in DOCUMENT.parameters(operation)
        ]


def test_the_contract_of_the_mock_accepts_and_rejects_the_same() -> None:
    written = read_written()
    for operation, found in zip(OPERATIONS, written["operations"], strict=True):
        for name, body in (
            ("body", DOCUMENT.request_body(operation.node)),
            *DOCUMENT.responses(operation.node).items(),
        ):
            where = f"{operation.pointer} {name}"
            schema = found["body"] if name == "body" else written["schemas"].get(found["responses"][name])
            node = json_media((body or {}).get("content", {}))
            assert (schema is None) == (node is None), where
            if node is not None:
                mocks = jsonschema_rs.validator_for(schema, validate_formats=True)
                assert all(mocks.is_valid(value) for value in examples(node)), where
                assert not mocks.is_valid("something else"), where


def _keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return {*value, *(key for inner in value.values() for key in _keys(inner))}
    return {key for inner in value for key in _keys(inner)} if isinstance(value, list) else set()
