"""Every witness is run: here once more, by other means."""

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from generator.diff.changes import AUDIENCES, Change, Severity, Use, Witness
from generator.diff.compare import compare
from generator.diff.witnesses import accepts, find
from generator.document.document import Document, Node

from . import pairs

JSON = "application/json"
PING = "POST /users/{id}/ping"


def contract(**parts: Any) -> Node:
    """A contract with the operation POST /users/{id}/ping and these parts of it: `body`, `result` and others."""
    operation: Node = {
        "operationId": "ping",
        "tags": ["users"],
        "responses": {"200": {"description": "Done.", **_content(parts.pop("result", None))}},
    }
    if "body" in parts:
        operation["requestBody"] = {"required": True, **_content(parts.pop("body"))}
    root = {
        "openapi": "3.1.0",
        "info": {"title": "Service", "version": "1"},
        "servers": [{"url": "https://service.test"}],
    }
    root |= {key: parts.pop(key) for key in ("components", "webhooks") if key in parts}
    ident = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    item = {"parameters": [ident], "post": {**operation, **parts}}
    return {**root, "paths": {"/users/{id}/ping": item}}


def _content(schema: Any) -> Node:
    return {} if schema is None else {"content": {JSON: {"schema": schema}}}


def obj(required: str = "", **properties: Any) -> Node:
    return {"type": "object", "properties": properties, **({"required": required.split()} if required else {})}


def document(root: Node) -> Document:
    return Document("openapi.yaml", deepcopy(root))


def change(
    kind: str,
    use: Use,
    *,
    pointer: str = "",
    old: Any = None,
    new: Any = None,
    severity: Severity = Severity.BREAKING,
    uses: tuple[Use, ...] = (),
) -> Change:
    concerned = {each.audience for each in (use, *uses)}
    request, response, webhook = (severity if each in concerned else Severity.NONE for each in AUDIENCES)
    text = "It has changed."
    return Change(kind, "openapi.yaml", pointer, request, response, webhook, text, old, new, (use, *uses))


def body(*path: str) -> Use:
    return Use(PING, "request", "body", media=JSON, path=path)


def result(*path: str) -> Use:
    return Use(PING, "response", "body", "200", JSON, path)


def witness(old: Node, new: Node, found: Change) -> Witness:
    (changed,) = find(document(old), document(new), [found])
    assert changed.with_witness(None) == found
    assert changed.witness is not None
    return changed.witness


def text(**limits: Any) -> Node:
    return {"type": "string", **limits}


NUMBER = {"type": "number"}
LOW = {"type": "number", "maximum": 5}
CAT, DOG = (obj("kind", kind={"const": kind}) for kind in ("cat", "dog"))

# What changes in the property `value` of a body, with the part of the outcome that says so.
TIGHTENED = {
    "shorter": (text(maxLength=500), text(maxLength=100), "longer than 100"),
    "longer": (text(), text(minLength=1), "shorter than 1"),
    "lower": ({"type": "integer", "maximum": 100}, {"type": "integer", "maximum": 99}, "maximum of 99"),
    "above": ({**NUMBER, "minimum": 0}, {**NUMBER, "exclusiveMinimum": 0}, "minimum of 0"),
    "stepped": ({"type": "integer"}, {"type": "integer", "multipleOf": 5}, "multiple of 5"),
    "whole": (NUMBER, {"type": "integer"}, '"integer"'),
    "patterned": (text(pattern="^[a-z]+$"), text(pattern="^[a-c]+$"), "match"),
    "formatted": (text(), text(format="date"), '"date"'),
    "not null": ({"type": ["string", "null"]}, text(), '"string"'),
    "retyped": (text(), {"type": "integer"}, '"integer"'),
    "fewer values": (text(enum=["a", "b"]), text(enum=["a"]), '"a"'),
    "listed": (text(), text(enum=["a"]), '"a"'),
    "constant": (text(enum=["a", "b"]), {"const": "a"}, '"a"'),
    "fewer items": ({"type": "array", "maxItems": 5}, {"type": "array", "maxItems": 4}, "4"),
    "distinct": ({"type": "array"}, {"type": "array", "uniqueItems": True}, "non-unique"),
    "other items": ({"type": "array", "items": NUMBER}, {"type": "array", "items": {"type": "integer"}}, "/value/0"),
    "more properties": ({"type": "object"}, {"type": "object", "minProperties": 1}, "less than 1 property"),
    "certain": (
        {"type": "object", "minProperties": 1},
        {"type": "object", "minProperties": 1, "required": ["a"]},
        '"a" is a required property',
    ),
    "named by a pattern": (
        {"type": "object", "additionalProperties": NUMBER},
        {"type": "object", "additionalProperties": NUMBER, "patternProperties": {"^x-": {"type": "integer"}}},
        "/value/x-",
    ),
    "closed": (obj(a=NUMBER), {**obj(a=NUMBER), "additionalProperties": False}, "Additional properties"),
    "typed": ({"type": "object"}, {"type": "object", "additionalProperties": NUMBER}, '"number"'),
    "one less": ({"oneOf": [CAT, DOG]}, {"oneOf": [CAT]}, "/value"),
    "nested": (obj(a=obj(b=text())), obj(a=obj(b=text(maxLength=3))), "/value/a/b"),
    "excluded": (text(), text(**{"not": {"const": "admin"}}), '"admin"'),
    "conditional": (
        obj(a=NUMBER),
        {**obj(a=NUMBER), "if": {"required": ["a"]}, "then": {"properties": {"a": {"minimum": 3}}}},
        "minimum of 3",
    ),
    "named": ({"type": "object"}, {"type": "object", "propertyNames": {"maxLength": 3}}, "longer than 3"),
    "exclusive": ({"anyOf": [NUMBER, LOW]}, {"oneOf": [NUMBER, LOW]}, "more than one"),
    "int32": ({"type": "integer", "format": "int64"}, {"type": "integer", "format": "int32"}, "2147483648"),
}


@pytest.mark.parametrize(("before", "after", "said"), TIGHTENED.values(), ids=TIGHTENED)
@pytest.mark.parametrize("required", ["value", ""], ids=["required", "optional"])
def test_a_request_shows_that_a_body_allows_less(before: Any, after: Any, said: str, required: str) -> None:
    old, new = (contract(body=obj(required, value=schema)) for schema in (before, after))
    found = witness(old, new, change("constraint-tightened", body("value")))
    assert found.kind == "request"
    assert found.confirmed, found.outcome
    assert said in found.outcome
    assert accepts(document(old), found.value) is None
    assert accepts(document(new), found.value) == found.outcome


@pytest.mark.parametrize(("before", "after"), [pair[:2] for pair in TIGHTENED.values()], ids=TIGHTENED)
def test_a_place_is_found_even_if_the_change_does_not_name_it(before: Any, after: Any) -> None:
    old, new = (contract(body=obj(value=schema)) for schema in (before, after))
    assert witness(old, new, change("constraint-tightened", body())).confirmed


def test_a_request_is_complete() -> None:
    old, new = (contract(body=obj("name", name=text(maxLength=size, examples=["Ada"]))) for size in (4, 3))
    found = witness(old, new, change("constraint-tightened", body("name")))
    assert found.value == {
        "method": "POST",
        "path": "/users/text/ping",
        "query": {},
        "headers": {"Content-Type": JSON},
        "body": {"name": "text"},
    }
    assert found.outcome.startswith("The body does not match its schema at /name: ")


def test_a_witness_shows_its_own_change_although_there_are_others() -> None:
    old = contract(body=obj("a b", a=text(), b={"enum": ["x", "y", "z"]}))
    new = contract(body=obj("a b c", a=text(maxLength=2), b={"enum": ["x"]}, c=NUMBER))
    changes = [
        change("constraint-tightened", body("a")),
        change("value-removed", body("b"), old="y"),
        change("value-removed", body("b"), old="z"),
        change("property-added", body("c")),
    ]
    found = [each.witness for each in find(document(old), document(new), changes)]
    assert [each and each.confirmed for each in found] == [True] * 4
    bodies = [each.value["body"] for each in found if each]
    assert len(bodies[0]["a"]) == 3
    assert [each["b"] for each in bodies] == ["x", "y", "z", "x"]
    assert ["c" in each for each in bodies] == [True, True, True, False]


@pytest.mark.parametrize("names", ["a", "b"])
def test_a_property_that_became_required_is_missing(names: str) -> None:
    old, new = (contract(body=obj(required, a=text(), b=text())) for required in ("", "a b"))
    pointer = f"/paths/~1users~1{{id}}~1ping/post/requestBody/content/application~1json/schema/properties/{names}"
    found = witness(old, new, change("property-required", body(), pointer=pointer))
    assert found.confirmed
    assert {"a", "b"} - found.value["body"].keys() == {names}


def parameter(name: str, place: str = "query", schema: Any = None, **more: Any) -> Node:
    described = more if "content" in more else {"schema": schema or {"type": "integer"}, **more}
    return {"name": name, "in": place, **described}


LIMITED = {"type": "integer", "maximum": 9}
LIST = {"type": "array", "items": {"type": "integer"}}
FILTER = obj(a={"type": "integer"})


@pytest.mark.parametrize("place", ["query", "header", "cookie"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param({}, {"required": True}, id="required"),
        pytest.param({"required": True}, {"required": True, "schema": LIMITED}, id="limited"),
        pytest.param({}, {"x-server-set": True}, id="set by the service"),
        pytest.param({"schema": LIST}, {"schema": {**LIST, "maxItems": 2}}, id="array"),
        pytest.param(
            {"schema": LIST, "explode": False}, {"schema": {**LIST, "maxItems": 2}, "explode": False}, id="list"
        ),
        pytest.param({"schema": FILTER}, {"schema": obj(a=LIMITED)}, id="object"),
        pytest.param(
            {"schema": FILTER, "explode": False}, {"schema": obj(a=LIMITED), "explode": False}, id="object as a list"
        ),
        pytest.param(
            {"content": {JSON: {"schema": FILTER}}}, {"content": {JSON: {"schema": obj(a=LIMITED)}}}, id="JSON"
        ),
    ],
)
def test_a_request_shows_that_a_parameter_allows_less(place: str, before: Node, after: Node) -> None:
    old, new = (contract(parameters=[parameter("X-Limit", place, **each)]) for each in (before, after))
    found = witness(old, new, change("constraint-tightened", Use(PING, "request", f"{place} X-Limit")))
    assert found.confirmed, found.outcome
    assert accepts(document(old), found.value) is None
    assert accepts(document(new), found.value) == found.outcome
    assert f"{place} X-Limit" in found.outcome


def test_a_parameter_in_a_path_may_have_another_name_in_the_new_version() -> None:
    old, new = contract(), contract()
    item = new["paths"].pop("/users/{id}/ping")
    new["paths"]["/users/{user}/ping"] = {**item, "parameters": [parameter("user", "path", required=True)]}
    found = witness(old, new, change("type-changed", Use("POST /users/{user}/ping", "request", "path user")))
    assert found.confirmed
    assert "path user" in found.outcome


def test_a_required_parameter_that_was_added_is_missing() -> None:
    old, new = contract(), contract(parameters=[parameter("limit", required=True)])
    found = witness(old, new, change("parameter-added", Use(PING, "request", "query limit")))
    assert (found.confirmed, found.outcome) == (True, "The parameter query limit is required.")


@pytest.mark.parametrize(
    ("before", "after", "sent"),
    [
        ({"explode": True}, {"explode": False}, ["1", "1"]),
        ({"explode": False}, {"explode": True}, "1,1"),
        ({"style": "pipeDelimited", "explode": False}, {"style": "form", "explode": False}, "1|1"),
    ],
)
def test_a_list_shows_that_a_parameter_is_written_otherwise(before: Node, after: Node, sent: Any) -> None:
    old, new = (contract(parameters=[parameter("ids", schema=LIST, **each)]) for each in (before, after))
    found = witness(old, new, change("parameter-style-changed", Use(PING, "request", "query ids")))
    assert found.confirmed, found.outcome
    assert found.value["query"] == {"ids": sent}


def test_an_operation_that_was_removed_has_no_route() -> None:
    old = contract()
    new = {**old, "paths": {"/users/{id}/pong": old["paths"]["/users/{id}/ping"]}}
    use = Use(PING, "request")
    found = witness(old, new, change("operation-removed", use, uses=(Use(PING, "response"),)))
    assert (found.kind, found.confirmed) == ("request", True)
    assert found.outcome == "Unknown operation POST /users/text/ping."


def test_a_media_type_that_was_removed_is_sent() -> None:
    old = contract(body=obj(a=NUMBER))
    new = deepcopy(old)
    content = old["paths"]["/users/{id}/ping"]["post"]["requestBody"]["content"]
    content["application/x-www-form-urlencoded"] = content[JSON]
    use = Use(PING, "request", "body", media="application/x-www-form-urlencoded")
    found = witness(old, new, change("media-type-removed", use, old="application/x-www-form-urlencoded"))
    assert (found.confirmed, found.value["headers"]) == (True, {"Content-Type": "application/x-www-form-urlencoded"})


def test_a_body_that_became_required_is_missing() -> None:
    old, new = (contract(requestBody={"required": required, **_content(obj(a=NUMBER))}) for required in (False, True))
    found = witness(old, new, change("body-required", Use(PING, "request", "body")))
    assert (found.confirmed, found.outcome) == (True, "The body is required.")
    assert "body" not in found.value


SCHEMES = {
    "token": {"type": "http", "scheme": "bearer"},
    "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
    "login": {"type": "oauth2", "flows": {}},
}


@pytest.mark.parametrize(
    ("before", "after", "headers"),
    [
        ([], [{"key": []}], {}),
        ([{"token": []}, {"key": []}], [{"token": []}], {"X-API-Key": "key"}),
        ([{"key": []}], [{"key": [], "token": []}], {"X-API-Key": "key"}),
        ([{"login": ["read"]}], [{"login": ["read", "write"]}], {"Authorization": "Bearer token"}),
    ],
)
def test_a_request_carries_credentials_that_no_longer_suffice(
    before: list[Node], after: list[Node], headers: dict[str, str]
) -> None:
    old, new = (contract(security=each, components={"securitySchemes": SCHEMES}) for each in (before, after))
    found = witness(old, new, change("security-tightened", Use(PING, "request")))
    assert (found.confirmed, found.value["headers"]) == (True, headers)
    assert accepts(document(old), found.value, with_credentials=True) is None
    assert accepts(document(new), found.value, with_credentials=True) == found.outcome
    assert accepts(document(new), found.value) is None


def test_a_request_names_a_server_that_was_removed() -> None:
    old, new = ({**contract(), "servers": [{"url": f"https://{name}.test"}]} for name in ("old", "new"))
    removed = Change(
        "server-removed",
        "openapi.yaml",
        "/servers/0",
        Severity.BREAKING,
        Severity.NONE,
        Severity.NONE,
        "",
        "https://old.test",
    )
    found = witness(old, new, removed)
    assert (found.confirmed, found.value["server"]) == (True, "https://old.test")


@pytest.mark.parametrize(
    ("keywords", "sent"),
    [({"x-server-set": True}, True), ({"readOnly": True}, False)],
    ids=["x-server-set", "readOnly"],
)
def test_properties_of_the_service_are_not_sent(keywords: Node, sent: bool) -> None:
    """Clients must not send what only the service sets, and need not send what they can only read."""
    schema = obj("a", a={**NUMBER, **keywords})
    root = document(contract(body=schema))
    request = {"method": "POST", "path": "/users/1/ping", "query": {}, "headers": {"Content-Type": JSON}}
    assert accepts(root, {**request, "body": {}}) is None
    reason = accepts(root, {**request, "body": {"a": 1}})
    assert (reason is not None) == sent


@pytest.mark.parametrize(
    ("parts", "given_", "reason"),
    [
        ({}, {"path": "/users/1/pong"}, "Unknown operation POST /users/1/pong."),
        ({}, {"path": "/users/1/ping/"}, "Unknown operation POST /users/1/ping/."),
        ({}, {"method": "GET"}, "The path /users/1/ping has no method GET. It has POST."),
        ({}, {"query": {"unknown": "1"}, "headers": {"X-Unknown": "1"}}, None),
        ({}, {"body": {"unknown": 1}}, None),
        ({"body": {}}, {}, "The body is required."),
        ({"body": {}}, {"body": 1, "headers": {"content-type": "Application/JSON; charset=utf-8"}}, None),
        (
            {"body": {}},
            {"body": 1, "headers": {"Content-Type": "text/csv"}},
            "The media type text/csv is not accepted.",
        ),
        ({"body": NUMBER}, {"body": "1"}, 'The body does not match its schema: "1" is not of type "number".'),
        ({"parameters": [parameter("a", schema=LIST)]}, {"query": {"a": ["1", "2"]}}, None),
        (
            {"parameters": [parameter("a")]},
            {"query": {"a": ["1", "2"]}},
            "The parameter query a must be sent only once.",
        ),
        ({"parameters": [parameter("a", schema=text())]}, {"query": {"a": "1"}}, None),
        ({"parameters": [parameter("a", schema={"type": "boolean"})]}, {"query": {"a": "true"}}, None),
        ({"parameters": [parameter("a", schema=FILTER, style="deepObject")]}, {"query": {"a[a]": "1"}}, None),
        ({"parameters": [parameter("A", "header", required=True)]}, {"headers": {"a": "1"}}, None),
        ({"parameters": [parameter("a", "cookie", required=True)]}, {"headers": {"Cookie": "b=x; a=1"}}, None),
        ({"parameters": [parameter("Authorization", "header", required=True)]}, {}, None),
        ({}, {"server": "https://service.test"}, None),
        ({}, {"server": "https://other.test"}, "The operation has no server https://other.test."),
        (
            {"servers": [{"url": "https://{x}.test", "variables": {"x": {"default": "a", "enum": ["a", "b"]}}}]},
            {"server": "https://b.test"},
            None,
        ),
    ],
)
def test_a_contract_says_why_it_rejects_a_request(parts: Node, given_: Node, reason: str | None) -> None:
    request = {"method": "POST", "path": "/users/1/ping", "query": {}, "headers": {"Content-Type": JSON}, **given_}
    assert accepts(document(contract(**parts)), request) == reason


@pytest.mark.parametrize(("style", "sent"), [("simple", "a"), ("label", ".a"), ("matrix", "%3Bid%3Da")])
def test_a_value_in_a_path_is_written_in_its_style(style: str, sent: str) -> None:
    def styled(name: str) -> Node:
        root = contract()
        root["paths"]["/users/{id}/ping"]["parameters"][0] |= {"style": name, "schema": text(enum=["a"])}
        return root

    other = "label" if style == "simple" else "simple"
    found = witness(styled(style), styled(other), change("parameter-style-changed", Use(PING, "request", "path id")))
    assert (found.confirmed, found.value["path"]) == (True, f"/users/{sent}/ping")


def test_examples_of_parameters_are_sent() -> None:
    old = contract()
    old["paths"]["/users/{id}/ping"]["parameters"][0]["example"] = "ada"
    found = witness(old, {**old, "paths": {}}, change("operation-removed", Use(PING, "request")))
    assert found.value["path"] == "/users/ada/ping"


def test_a_discriminator_selects_the_alternative() -> None:
    schemas = {"Cat": obj("kind", kind=text(), lives=NUMBER), "Dog": obj("kind", kind=text(), legs=NUMBER)}

    def union(*names: str) -> Node:
        refs = [{"$ref": f"#/components/schemas/{name}"} for name in names]
        schema = {"anyOf": refs, "discriminator": {"propertyName": "kind"}}
        return contract(body=schema, components={"schemas": schemas})

    found = witness(union("Cat", "Dog"), union("Cat"), change("alternative-removed", body()))
    assert (found.confirmed, found.value["body"]["kind"]) == (True, "Dog")


@pytest.mark.parametrize("kind", ["constraint-tightened", "type-changed", "server-removed", "security-tightened"])
def test_a_change_without_effect_is_unconfirmed(kind: str) -> None:
    same = contract(body=obj("a", a=text(maxLength=3)))
    use = body("a") if kind[0] in "ct" else Use(PING, "request")
    found = witness(same, same, change(kind, use, old="https://service.test"))
    assert (found.confirmed, found.outcome) == (False, "The new version accepts it.")
    assert accepts(document(same), found.value) is None


@pytest.mark.parametrize("severity", [each for each in Severity if each is not Severity.BREAKING])
def test_only_breaking_changes_have_a_witness(severity: Severity) -> None:
    old, new = (contract(body=obj("a", a=text(maxLength=size))) for size in (3, 2))
    changes = [change("constraint-tightened", body("a"), severity=severity)]
    assert find(document(old), document(new), changes) == changes


RECURSIVE = {"components": {"schemas": {"Node": obj("next", next={"$ref": "#/components/schemas/Node"})}}}
TREE = obj("name", name=text(maxLength=5), below={"type": "array", "items": {"$ref": "#/components/schemas/Tree"}})


@pytest.mark.parametrize(
    "schema", [{"$ref": "#/components/schemas/Node"}, False, {"type": "string", "minLength": 3, "maxLength": 2}]
)
def test_a_schema_without_values_has_no_witness_that_could_fail(schema: Any) -> None:
    old = contract(body=schema, **deepcopy(RECURSIVE))
    found = witness(old, old, change("constraint-tightened", body()))
    assert (found.value, found.confirmed) == (None, False)
    assert found.outcome == "No request was found that the old version accepts."


def test_a_recursive_schema_has_finite_witnesses() -> None:
    old, new = (
        contract(
            body={"$ref": "#/components/schemas/Tree"},
            components={
                "schemas": {"Tree": {**TREE, "properties": {**TREE["properties"], "name": text(maxLength=size)}}}
            },
        )
        for size in (5, 4)
    )
    assert witness(old, new, change("constraint-tightened", body("below", "*", "name"))).value["body"]["below"]
    assert witness(old, new, change("constraint-tightened", body())).confirmed


def test_values_are_never_huge() -> None:
    def nested(schema: Node, depth: int) -> Node:
        return {"type": "array", "items": nested(schema, depth - 1), "minItems": 999} if depth else schema

    old, new = (contract(body=obj(a=nested(text(), 4), b=text(maxLength=size))) for size in (3, 2))
    assert witness(old, new, change("constraint-tightened", body("b"))).value["body"] == {"b": "tex"}
    assert not witness(old, new, change("constraint-tightened", body("a"))).confirmed


# What changes in the property `value` of a response, and whether the reader notices it.
READ = {
    "removed": (obj("value", value=text()), obj(), True),
    "optional": (obj("value", value=text()), obj(value=text()), True),
    "null": (obj("value", value=text()), obj("value", value={"type": ["string", "null"]}), True),
    "number": (obj("value", value=text()), obj("value", value=NUMBER), True),
    "whole": (obj("value", value={"type": "integer"}), obj("value", value=NUMBER), True),
    "list": (
        obj("value", value={"type": "array", "items": text()}),
        obj("value", value={"type": "array", "items": NUMBER}),
        True,
    ),
    "unneeded": (obj(value=text()), obj(), False),
    "known": (obj("value", value=text(enum=["a"])), obj("value", value=text(enum=["a", "b"])), False),
}


@pytest.fixture(scope="module")
def read() -> dict[tuple[str, str], Witness]:
    """The witnesses of all changes of `READ` in responses and in deliveries, which are run together."""
    roots = [contract(webhooks={}), contract(webhooks={})]
    changes: dict[tuple[str, str], Change] = {}
    for name, pair in READ.items():
        for root, schema in zip(roots, pair[:2], strict=True):
            root["paths"][f"/{name}"] = {"get": {"operationId": name, "responses": {"200": _response(schema)}}}
            delivery = {"requestBody": _content(_envelope(name, schema)), "responses": {"200": {"description": ""}}}
            root["webhooks"][name] = {"post": delivery}
        sent = Use(f"GET /{name}", "response", "body", "200", JSON, ("value",))
        delivered = Use(name, "webhook", "body", media=JSON, path=("detail", "data", "value"))
        kind = "property-removed" if "value" not in pair[1]["properties"] else "type-added"
        changes |= {(use.audience, name): change(kind, use) for use in (sent, delivered)}
    found = find(document(roots[0]), document(roots[1]), list(changes.values()))
    return {key: each.witness for key, each in zip(changes, found, strict=True) if each.witness is not None}


def _response(schema: Node) -> Node:
    return {"description": "Done.", **_content(schema)}


def _envelope(name: str, data: Node) -> Node:
    named = ("partnerId", "aggregateType", "aggregateId")
    detail = obj("version timestamp data partnerId aggregateType aggregateId", **dict.fromkeys(named, text()))
    detail["properties"] |= {"version": {"type": "integer"}, "timestamp": {"type": "integer"}, "data": data}
    names = ("id", "source", "time", "region", "account")
    envelope = obj("id source time region account detail detail-type resources", **dict.fromkeys(names, text()))
    resources = {"type": "array", "items": text()}
    envelope["properties"] |= {"detail-type": {"const": name}, "detail": detail, "resources": resources}
    return envelope


@pytest.mark.parametrize("audience", ["response", "webhook"])
@pytest.mark.parametrize("name", READ)
def test_the_reader_of_the_old_version_reads_what_is_valid_in_the_new_one(
    audience: str, name: str, read: dict[tuple[str, str], Witness]
) -> None:
    found = read[audience, name]
    before, after, confirmed = READ[name]
    body = found.value if audience == "response" else found.value["detail"]["data"]
    assert (found.kind, found.confirmed) == (audience, confirmed), found.outcome
    assert Draft202012Validator(after).is_valid(body)
    if confirmed:
        assert not Draft202012Validator(before).is_valid(body)
        assert found.outcome.startswith("The reader of the old version rejects it: ")
        assert "value" in found.outcome
    else:
        assert found.outcome.startswith("The reader of the old version accepts it.")


def test_the_schema_of_the_old_version_is_the_second_judge() -> None:
    old, new = (contract(result=obj("value", value=text(maxLength=size))) for size in (2, 3))
    found = witness(old, new, change("constraint-loosened", result("value")))
    assert not found.confirmed
    assert found.outcome.startswith("The reader of the old version accepts it. Its schema rejects it: The body ")


@pytest.mark.parametrize(
    ("before", "after", "use", "confirmed"),
    [
        pytest.param({"200": obj("a", a=NUMBER)}, {"204": None}, {"status": "200"}, True, id="status"),
        pytest.param({"200": obj("a", a=NUMBER)}, {"302": None}, {"status": "200"}, True, id="redirect"),
        pytest.param(
            {"200": obj("a", a=NUMBER)}, {"201": obj("a", a=NUMBER)}, {"status": "200"}, False, id="status alike"
        ),
        pytest.param(
            {"200": obj("a", a=NUMBER)},
            {"200": None},
            {"status": "200", "part": "body", "media": JSON},
            True,
            id="body",
        ),
    ],
)
def test_other_responses_are_sent_instead_of_those_that_were_removed(
    before: dict[str, Any], after: dict[str, Any], use: dict[str, Any], confirmed: bool
) -> None:
    old, new = (
        contract(responses={status: {"description": "", **_content(schema)} for status, schema in each.items()})
        for each in (before, after)
    )
    kind = "media-type-removed" if "media" in use else "status-removed"
    assert witness(old, new, change(kind, Use(PING, "response", **use))).confirmed == confirmed


def test_a_removed_webhook_has_no_witness_because_a_delivery_that_never_comes_cannot_be_read() -> None:
    delivery = {"requestBody": _content(obj()), "responses": {"200": {"description": "Stored."}}}
    old, new = contract(webhooks={"Done": {"post": delivery}}), contract(webhooks={})
    changes = [change("webhook-removed", Use("Done", "webhook"))]
    assert find(document(old), document(new), changes) == changes


@pytest.mark.parametrize("idempotent", [True, False])
def test_the_client_of_the_old_version_retries_what_cannot_be_retried_any_more(idempotent: bool) -> None:
    old, new = contract(**{"x-idempotent": idempotent}), contract(**{"x-idempotent": False})
    found = witness(old, new, change("idempotency-lost", Use(PING, "request")))
    assert (found.kind, found.confirmed) == ("request", idempotent)
    assert found.value["path"] == "/users/text/ping"


def test_a_document_that_cannot_be_generated_is_said_to_be_one() -> None:
    old, new = contract(result=obj("a", a=NUMBER)), contract(result=obj(a=NUMBER))
    for root in (old, new):
        root["paths"]["/users/{id}/ping"]["post"]["security"] = [{"unknown": []}]
    found = witness(old, new, change("property-optional", result("a")))
    assert not found.confirmed
    assert "No client can be generated from the old version" in found.outcome


def test_the_same_changes_have_the_same_witnesses() -> None:
    old, new = (contract(body=obj(value=schema), result=obj("a", a=schema)) for schema in (text(), NUMBER))
    changes = [change("type-changed", body()), change("type-changed", result("a"))]
    first, second = (find(document(old), document(new), changes) for _ in range(2))
    assert first == second
    assert json.loads(json.dumps([each.witness and each.witness.value for each in first]))


BREAKING = [pair for pair in pairs.read() if pair.expected.get("request") == "breaking"]

# A witness has the values of a form, not its bytes. The client of the old version shows lost idempotency, see above.
NOT_IN_A_REQUEST = {"encoding-changed", "header-added", "idempotency-lost"}


def _is_shown_by_a_request(change: Change) -> bool:
    # Where alternatives overlap, the comparison assumes the worst.
    return change.kind not in NOT_IN_A_REQUEST and "alternatives overlap" not in change.text


@pytest.mark.parametrize("subject", sorted({pair.subject for pair in BREAKING}))
def test_every_change_of_the_cases_that_breaks_requests_has_a_request_that_shows_it(subject: str) -> None:
    for old, new in (pair.documents() for pair in BREAKING if pair.subject == subject):
        changes = [each for each in compare(old, new) if each.request is Severity.BREAKING]
        for each in find(old, new, [each for each in changes if _is_shown_by_a_request(each)]):
            assert each.witness is not None
            assert each.witness.confirmed, (each.text, each.witness)
            with_credentials = each.kind.startswith("security-")
            assert accepts(old, each.witness.value, with_credentials=with_credentials) is None
            # The new version may also accept a parameter, but with another value.
            reason = accepts(new, each.witness.value, with_credentials=with_credentials)
            assert reason is not None or each.kind == "parameter-style-changed"


SCALARS = st.one_of(
    st.fixed_dictionaries(
        {"type": st.just("string")}, optional={"minLength": st.integers(0, 6), "maxLength": st.integers(6, 12)}
    ),
    st.fixed_dictionaries(
        {"type": st.sampled_from(["integer", "number"])},
        optional={"minimum": st.integers(-9, 0), "maximum": st.integers(1, 9), "multipleOf": st.integers(1, 4)},
    ),
    st.fixed_dictionaries({"enum": st.lists(st.sampled_from(["a", "b", 1, None, True]), min_size=1, unique_by=repr)}),
    st.sampled_from([{"type": "boolean"}, {"type": ["string", "null"]}, {}]),
)


def objects(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    names = st.sampled_from("abc")
    return st.builds(
        lambda properties, required, closed: {
            **obj(" ".join(sorted(required)), **properties),
            **({"additionalProperties": False} if closed else {}),
        },
        st.dictionaries(names, children, max_size=3),
        st.sets(names, max_size=2),
        st.booleans(),
    )


SCHEMAS = st.recursive(
    SCALARS,
    lambda children: st.one_of(
        objects(children),
        st.fixed_dictionaries(
            {"type": st.just("array"), "items": children},
            optional={"minItems": st.integers(0, 2), "maxItems": st.integers(2, 4)},
        ),
        st.fixed_dictionaries({"anyOf": st.lists(children, min_size=1, max_size=3)}),
    ),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SCHEMAS, SCHEMAS)
def test_a_confirmed_request_is_valid_before_and_invalid_after(before: Any, further: Any) -> None:
    after = {"allOf": [before, further]}
    found = witness(contract(body=before), contract(body=after), change("constraint-tightened", body()))
    if found.confirmed:
        assert "body" not in found.value or Draft202012Validator(before).is_valid(found.value["body"])
        assert not Draft202012Validator(after).is_valid(found.value["body"])
    elif found.value is not None:
        assert Draft202012Validator(after).is_valid(found.value["body"])
