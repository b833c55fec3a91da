"""Which requests name an operation of the contract, and which of them fit it."""

import copy
import re

import pytest
from spkey_mock.aggregates import REGISTRY
from spkey_mock.service import contract
from spkey_mock.service.errors import Invalid, Problem

from ..support import CONTRACT, USER

LOADED = contract.load()


UNFINISHED: frozenset[str] = frozenset()
"""Operations of the contract that the mock does not carry out yet. They return 501."""


def test_every_operation_of_the_contract_is_implemented_but_for_those_that_are_listed() -> None:
    assert LOADED.operations.keys() - REGISTRY.handlers.keys() == UNFINISHED
    assert REGISTRY.handlers.keys() <= LOADED.operations.keys()


def test_operations_with_idempotence_are_commands_and_the_others_queries() -> None:
    commands = {item["id"] for item in CONTRACT["operations"] if item["idempotent"] is not None}
    assert {operation.id for operation in LOADED.operations.values() if not operation.query} == commands


@pytest.mark.parametrize("item", CONTRACT["operations"], ids=lambda item: str(item["id"]))
def test_the_path_of_an_operation_leads_to_it(item: dict[str, str]) -> None:
    names = re.findall(r"{(\w+)}", item["path"])
    route = LOADED.route(item["method"], re.sub(r"{\w+}", "a%2Fb", item["path"]).encode())
    assert route is not None
    assert route.operation.id == item["id"]
    assert route.params == dict.fromkeys(names, "a/b")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", b""),
        ("GET", b"/"),
        ("GET", b"*"),
        ("GET", b"users/x/profile"),
        ("GET", b"//users/x/profile"),
        ("GET", b"/users//profile"),
        ("GET", b"/users/x/profile/"),
        ("GET", b"/users/x/Profile"),
        ("GET", b"/Users/x/profile"),
        ("GET", b"/users/x/PhysicalKeys/1/2"),
        ("GET", b"/users/x/PhysicalKeys/"),
        ("GET", b"/users/x/RemovePhysicalKey"),
        ("PUT", b"/users/x/RemovePhysicalKey"),
        ("post", b"/users/x/RemovePhysicalKey"),
        ("POST", b"/users/x/removephysicalkey"),
        ("POST", b"/users/x%2FRemovePhysicalKey"),
        ("HEAD", b"/users/x/profile"),
    ],
)
def test_no_other_method_or_path_names_an_operation(method: str, path: bytes) -> None:
    assert LOADED.route(method, path) is None


def test_a_path_is_compared_after_its_escapes_were_decoded() -> None:
    route = LOADED.route("GET", b"/users/x/%70rofile")
    assert route is not None
    assert route.operation.id == "get_user_profile"


def read(method: str, path: str, *, query: bytes = b"", body: bytes = b"") -> contract.Values:
    route = LOADED.route(method, path.encode())
    assert route is not None
    return route.operation.read(route.params, query, body)


def test_values_that_the_contract_does_not_know_are_dropped() -> None:
    values = read("POST", "/users/x/RemovePhysicalKey", query=b"a=1", body=b'{"b":{"\\ud800":1},"number":2}')
    assert {name: values[name] for name in ("params", "query", "body")} == {
        "params": {"id": "x"},
        "query": {},
        "body": {"number": 2},
    }
    assert values["ignored"].keys() == {"a", "b"}


@pytest.mark.parametrize("tolerance", [contract.STRICT, contract.Tolerance(server_set=True)])
def test_an_empty_query_parameter_is_rejected_even_if_it_matches_its_schema(tolerance: contract.Tolerance) -> None:
    (problem,) = read_search(b"q=", tolerance)
    assert (problem.place, problem.keyword) == (("query", "q"), "minLength")
    assert read_search(b"q=%20", tolerance) == ()


def test_an_empty_query_parameter_can_be_tolerated() -> None:
    assert read_search(b"q=", contract.Tolerance(empty=True)) == ()


def read_search(query: bytes, tolerance: contract.Tolerance) -> tuple[Problem, ...]:
    """Return the problems of a query whose filters have no least length in the contract."""
    document = copy.deepcopy(CONTRACT)
    for operation in document["operations"]:
        for parameter in operation["parameters"]:
            parameter["schema"].pop("minLength", None)
    route = contract.Contract(document, tolerance).route("GET", b"/users/x/PhysicalKeys")
    assert route is not None
    try:
        route.operation.read(route.params, query, b"")
    except Invalid as error:
        return error.problems
    return ()


def test_path_values_are_numbers_where_the_schema_says_so() -> None:
    values = read("GET", "/users/007/PhysicalKeys/007")
    assert values == {"params": {"id": "007", "number": 7}, "query": {}}


@pytest.mark.parametrize(
    ("body", "places"),
    [
        (b"", [("body",)]),
        (b"{", [("body",)]),
        (b"[]", [("body",)]),
        (b"null", [("body",)]),
        (b'"number"', [("body",)]),
        (b"{}", [("body", "number")]),
        (b'{"number":null}', [("body", "number")]),
        (b'{"number":"1"}', [("body", "number")]),
        (b'{"number":true}', [("body", "number")]),
        (b'{"number":[1]}', [("body", "number")]),
        (b'{"number":1.5}', [("body", "number")]),
        (b'{"number":0}', [("body", "number")]),
        (b'{"number":-1}', [("body", "number")]),
        (b'{"number":9007199254740992}', [("body", "number")]),
        (b'{"number":1e400}', [("body", "number")]),
        pytest.param(b'{"number":' + b"9" * 5000 + b"}", [("body", "number")], id="5000 digits"),
        (b'{"number":1,"number":0}', [("body", "number")]),
        (b'{"number":NaN}', [("body",)]),
        (b'{"number":{"\\ud800":1}}', [("body",)]),
        pytest.param(b'{"number":' + b"[" * 500 + b"]" * 500 + b"}", [("body",)], id="deep"),
        (b'{"number":0,"_callerOrgId":1}', [("body", "number"), ("body", "_callerOrgId")]),
    ],
)
def test_a_body_that_does_not_fit_is_rejected_with_every_place(body: bytes, places: list[tuple[str, ...]]) -> None:
    with pytest.raises(Invalid) as rejected:
        read("POST", "/users/x/RemovePhysicalKey", body=body)
    assert [problem.place for problem in rejected.value.problems] == places


@pytest.mark.parametrize("number", [b"42", b"42.0", b"4.2e1", b"9007199254740991"])
def test_a_number_without_a_fraction_is_an_integer(number: bytes) -> None:
    values = read("POST", "/users/x/RemovePhysicalKey", body=b'{"number":%b}' % number)
    assert values["body"]["number"] == float(number)


@pytest.mark.parametrize("user_id", [USER + "\n", " " + USER, USER[:-1], USER.replace("-", ""), "", "{" + USER + "}"])
def test_the_user_id_of_a_new_user_is_a_uuid(user_id: str) -> None:
    body = b'{"userId":"%b"}' % user_id.replace("\n", "\\n").encode()
    with pytest.raises(Invalid):
        read("POST", "/users/x/CreateUser", body=body)


def test_a_message_never_repeats_a_value_of_the_request() -> None:
    with pytest.raises(Invalid) as rejected:
        read("POST", "/users/x/AddPhysicalKey", body=b'{"orgId":["a secret"],"note":5}')
    assert "secret" not in str(rejected.value)
