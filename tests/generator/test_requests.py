"""The requests that generated code sends. The operations are in specs/requests.yaml."""

import inspect
import json
from email import message_from_bytes
from email.message import Message
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest

from .support import Package

pytestmark = pytest.mark.xdist_group("generated")  # one worker generates the packages


def sent_body(requests: Package, method: str, *args: Any, **kwargs: Any) -> Any:
    exchange = requests.call(method, *args, **kwargs)
    return exchange.json if exchange.body else None


WRITTEN: dict[str, Any] = {"name": "n", "maybe": None, "secret": "s", "free": {}}


def test_the_path_is_filled_in_its_own_order(requests: Package) -> None:
    request = requests.call("calls.two", "a/b ?#", 7).sent
    assert request.url.raw_path == b"/two/a%2Fb%20%3F%23/of/7.json"


def test_every_type_has_its_form_in_the_path(requests: Package) -> None:
    request = requests.call("calls.typed_path", True, 1.5, "on", 3, "x").sent
    assert request.url.raw_path == b"/typed/true/1.5/on/3/x"


@pytest.mark.parametrize("arguments", [(True, float("nan"), "on", 3, "x"), (True, 1.5, "on", 3, None)])
def test_values_without_a_form_in_the_path_are_rejected(requests: Package, arguments: tuple[Any, ...]) -> None:
    exchange = requests.call("calls.typed_path", *arguments)
    assert isinstance(exchange.result, ValueError)
    assert exchange.request is None


def test_a_parameter_may_stand_twice_in_the_path(requests: Package) -> None:
    assert requests.call("calls.twice", "a").sent.url.path == "/twice/a/and/a"


def test_an_id_is_named_after_what_it_identifies(requests: Package) -> None:
    assert requests.call("users.two_ids", user_id="a", user_id_2="b").sent.url.path == "/users/a/keys/b"


def test_a_path_parameter_fills_the_property_that_the_contract_marks(requests: Package) -> None:
    assert sent_body(requests, "users.put", "u", name="n") == {"userId": "u", "name": "n"}
    body = sent_body(requests, "users.put", "u", name="n", body_user_id="v")
    assert body == {"userId": "u", "name": "n", "user_id": "v"}


def test_a_property_of_the_same_name_is_an_argument_of_its_own(requests: Package) -> None:
    assert sent_body(requests, "users.patch", "u") is None
    assert sent_body(requests, "users.patch", "u", body_user_id="v", name="n") == {"userId": "v", "name": "n"}


def test_queries_and_headers_are_written(requests: Package) -> None:
    request = requests.call(
        "calls.query",
        needed="a b",
        x_needed="h",
        flag=False,
        list=[1, 2],
        flags=(True, False),
        number=1.5,
        nullable="",
        anything="c",
        a_b_c="&=",
        x_flag=True,
        x_const="one",
        x_nullable=0,
    ).sent
    assert request.url.query == (
        b"needed=a%20b&flag=false&list=1&list=2&flags=true&flags=false&number=1.5&nullable=&anything=c"
        b"&a%20b%26c%5B%5D=%26%3D"
    )
    headers = {name: request.headers[name] for name in ("X-Needed", "X-Flag", "X-Const", "X-Nullable")}
    assert headers == {"X-Needed": "h", "X-Flag": "true", "X-Const": "one", "X-Nullable": "0"}


def test_optional_queries_and_headers_are_left_out(requests: Package) -> None:
    request = requests.call("calls.query", needed="a", x_needed="h").sent
    assert request.url.query == b"needed=a"
    assert not {"x-flag", "x-const", "x-nullable"} & set(request.headers)


def test_any_sequence_is_a_list(requests: Package) -> None:
    request = requests.call("calls.query", needed="a", x_needed="h", list=range(2)).sent
    assert request.url.query == b"needed=a&list=0&list=1"


@pytest.mark.parametrize("arguments", [{"number": float("inf")}, {"x_const": "a\r\nX-Evil: 1"}, {"x_const": "\u00fc"}])
def test_values_that_cannot_be_sent_are_rejected(requests: Package, arguments: dict[str, Any]) -> None:
    exchange = requests.call("calls.query", needed="a", x_needed="h", **arguments)
    assert isinstance(exchange.result, ValueError)
    assert exchange.request is None


def test_headers_that_belong_to_http_are_no_arguments(requests: Package) -> None:
    signature = inspect.signature(requests.load("operations").query)
    assert not {"accept", "content_type", "authorization", "hidden"} & set(signature.parameters)


@pytest.mark.parametrize("method", ["calls.plain", "calls.plain_post"])
def test_without_a_body_nothing_is_written(requests: Package, method: str) -> None:
    request = requests.call(method).sent
    assert request.content == b""
    assert "content-type" not in request.headers


def test_required_members_are_always_written_and_optional_ones_left_out(requests: Package) -> None:
    assert sent_body(requests, "bodies.body", **WRITTEN) == WRITTEN


def test_null_is_written_where_it_is_a_value(requests: Package) -> None:
    body = sent_body(requests, "bodies.body", **WRITTEN, optional_nullable=None, optional_any=None)
    assert body == {**WRITTEN, "optional_nullable": None, "optional_any": None}


def test_none_leaves_out_what_cannot_be_null(requests: Package) -> None:
    body = sent_body(requests, "bodies.body", **WRITTEN, optional=None, part=None, parts=None, by_name=None)
    assert body == WRITTEN


def test_models_are_written_wherever_they_stand(requests: Package) -> None:
    part = requests.models.Part(id=1)
    body = sent_body(requests, "bodies.body", **WRITTEN, part=part, parts=(part,), by_name={"a": part})
    assert body == {**WRITTEN, "part": {"id": 1}, "parts": [{"id": 1}], "by_name": {"a": {"id": 1}}}


def test_members_that_only_the_service_writes_are_no_arguments(requests: Package) -> None:
    signature = inspect.signature(requests.load("operations").body)
    assert not {"id", "hidden"} & set(signature.parameters)


def test_an_optional_body_is_left_out_without_members(requests: Package) -> None:
    assert sent_body(requests, "bodies.optional") is None
    assert sent_body(requests, "bodies.optional", maybe=None) == {"maybe": None}
    assert sent_body(requests, "bodies.optional", name="n") == {"name": "n"}


def test_a_required_body_without_members_is_an_empty_object(requests: Package) -> None:
    assert requests.call("bodies.nothing_to_say").body == b"{}"


@pytest.mark.parametrize(
    ("method", "body"),
    [
        ("optional_array", ["a"]),
        ("scalar", 5),
        ("map", {"a": 1, "b": None}),
        ("anything", {"a": [None]}),
        ("anything", None),
        ("optional_nullable", None),
        ("optional_nullable", "a"),
    ],
)
def test_a_body_without_members_is_one_argument(requests: Package, method: str, body: Any) -> None:
    assert requests.call(f"bodies.{method}", body=body).body == json.dumps(body, separators=(",", ":")).encode()


def test_an_array_or_union_of_models_is_one_argument(requests: Package) -> None:
    part, other = requests.models.Part(id=1), requests.models.Other(other="o")
    assert sent_body(requests, "bodies.array", body=[part, part]) == [{"id": 1}, {"id": 1}]
    assert sent_body(requests, "bodies.union", body=other) == {"other": "o"}


@pytest.mark.parametrize("method", ["optional_array", "optional_nullable"])
def test_an_optional_body_of_one_argument_is_left_out(requests: Package, method: str) -> None:
    assert requests.call(f"bodies.{method}").body == b""


def test_arguments_of_one_name_are_told_apart(requests: Package) -> None:
    request = requests.call("bodies.clash", 1, query_name="q", header_name="h", body_name="b").sent
    assert (request.url.path, request.url.query) == ("/clash/1", b"name=q")
    assert request.headers["name"] == "h"
    assert json.loads(request.content) == {"name": "b"}


@pytest.mark.parametrize("path", ["{a}/{b}", "{c}", "{list}/matrix"])
def test_an_operation_that_would_send_wrong_requests_is_left_out(requests: Package, path: str) -> None:
    pointer = "/paths/" + f"/left-out/{path}".replace("/", "~1") + "/get"
    assert f"#{pointer}: The operation is left out because " in requests.notes
    assert {name for name in requests.methods if name.startswith("left_out.")} == {"left_out.without_options"}


@pytest.mark.parametrize("name", ["objects", "X Bad"])
def test_an_optional_parameter_that_cannot_be_sent_is_left_out(requests: Package, name: str) -> None:
    assert f"#/paths/~1left-out/get: The parameter {name} is left out because " in requests.notes
    assert requests.call("left_out.without_options").sent.url.path == "/left-out"


def test_arrays_and_objects_are_written_into_the_path(requests: Package) -> None:
    sizes = {"category": "a/b", "size": 3}
    request = requests.call("styles.in_path", ["a,b", "c"], sizes, sizes).sent
    assert request.url.raw_path == b"/styles/a%2Cb,c/category,a%2Fb,size,3/category=a%2Fb,size=3"


@pytest.mark.parametrize(
    ("arguments", "query"),
    [
        ({"joined": ["a", "b,c"]}, b"joined=a,b%2Cc"),
        ({"spaced": ["a", "b c"]}, b"spaced=a%20b%20c"),
        ({"piped": ("a", "b")}, b"piped=a%7Cb"),
        ({"exploded": {"category": "books", "size": 3}}, b"category=books&size=3"),
        ({"listed": {"category": "books", "size": 3}}, b"listed=category,books,size,3"),
        ({"deep": {"gt": 1}}, b"deep[gt]=1"),
        ({"deep": {"in": [1, 2]}}, b"deep[in][0]=1&deep[in][1]=2"),
        ({"json": {"id": 1}}, b"json=%7B%22id%22%3A1%7D"),
        ({"joined": None, "exploded": None, "deep": None, "json": None}, b""),
    ],
)
def test_arrays_and_objects_are_written_into_the_query(
    requests: Package, arguments: dict[str, Any], query: bytes
) -> None:
    # Brackets may be sent as they are or encoded.
    assert (
        requests.call("styles.styles", **arguments).sent.url.query.replace(b"%5B", b"[").replace(b"%5D", b"]") == query
    )


def test_models_are_written_into_the_query(requests: Package) -> None:
    part = requests.models.Part(id=1)
    sizes = requests.models.StylesExploded(category="books")
    assert requests.call("styles.styles", exploded=sizes, json=part).sent.url.params.multi_items() == [
        ("category", "books"),
        ("json", '{"id":1}'),
    ]


def test_arrays_and_objects_are_written_into_headers(requests: Package) -> None:
    sizes = {"category": "books", "size": 3}
    headers = requests.call("styles.styles", x_list=["a", "b"], x_object=sizes, x_pairs=sizes).sent.headers
    assert (headers["X-List"], headers["X-Object"]) == ("a,b", "category,books,size,3")
    assert headers["X-Pairs"] == "category=books,size=3"


def test_cookies_are_sent_together(requests: Package) -> None:
    assert requests.call("styles.styles", session="s", theme="dark").sent.headers["Cookie"] == "session=s; theme=dark"
    assert "Cookie" not in requests.call("styles.styles").sent.headers


def test_a_query_in_the_path_is_always_sent(requests: Package) -> None:
    assert requests.call("styles.fixed_query", page=2).sent.url.raw_path == b"/fixed?beta=true&tag=a&tag=b&page=2"
    assert requests.call("styles.fixed_query").sent.url.raw_path == b"/fixed?beta=true&tag=a&tag=b"


def test_a_fragment_in_the_path_is_not_sent(requests: Package) -> None:
    assert requests.call("styles.fragment").sent.url.raw_path == b"/fragment"


def test_a_form_is_written_as_one(requests: Package) -> None:
    part = requests.models.Part(id=1)
    request = requests.call("forms.form", grant_type="a b&c", scopes=["x", "y"], on=True, part=part).sent
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert parse_qsl(request.content.decode()) == [
        ("grant type", "a b&c"),
        ("scopes", "x"),
        ("scopes", "y"),
        ("on", "true"),
        ("part", '{"id":1}'),
    ]


def test_a_form_writes_arrays_as_the_contract_says(requests: Package) -> None:
    assert requests.call("forms.optional", scopes=["x", "y,z"]).body == b"scopes=x,y%2Cz"


def test_an_optional_form_is_left_out(requests: Package) -> None:
    request = requests.call("forms.optional").sent
    assert (request.content, "Content-Type" in request.headers) == (b"", False)


def test_files_are_uploaded_with_their_names(requests: Package) -> None:
    exchange = requests.call(
        "forms.multipart",
        file=("a.txt", b"content"),
        more=[b"one", ("two.png", b"two")],
        purpose="test",
        part=requests.models.Part(id=1),
    )
    parts = [(part.get_param("name", header="content-disposition"), part) for part in _parts(exchange.sent)]
    assert [name for name, _ in parts] == ["file", "more", "more", "purpose", "part"]
    assert [part.get_filename() for _, part in parts][:3] == ["a.txt", "more", "two.png"]
    assert [part.get_payload(decode=True) for _, part in parts] == [b"content", b"one", b"two", b"test", b'{"id":1}']
    assert [part.get_content_type() for _, part in parts][2:] == ["image/png", "text/plain", "application/json"]


def _parts(request: httpx.Request) -> list[Message]:
    head = f"Content-Type: {request.headers['Content-Type']}\r\n\r\n".encode()
    return list(message_from_bytes(head + request.content).walk())[1:]


@pytest.mark.parametrize(
    ("method", "body", "media_type", "content"),
    [
        ("binary_body", b"\x00\xff", "application/octet-stream", b"\x00\xff"),
        ("image", b"png", "image/png", b"png"),
        ("text_body", "\u00fc", "text/plain", "\u00fc".encode()),
    ],
)
def test_bytes_and_text_are_sent_as_they_are(
    requests: Package, method: str, body: Any, media_type: str, content: bytes
) -> None:
    request = requests.call(f"forms.{method}", body=body).sent
    assert (request.headers["Content-Type"].partition(";")[0], request.content) == (media_type, content)


@pytest.mark.parametrize(("method", "body"), [("binary_body", "text"), ("image", ["b"])])
def test_a_body_of_another_kind_is_rejected(requests: Package, method: str, body: Any) -> None:
    exchange = requests.call(f"forms.{method}", body=body)
    assert isinstance(exchange.result, TypeError)
    assert exchange.request is None


def test_an_optional_binary_body_is_left_out(requests: Package) -> None:
    assert requests.call("forms.image").body == b""


@pytest.mark.parametrize(
    ("method", "arguments", "media_type"),
    [
        ("bodies.body", WRITTEN, "application/json"),
        ("bodies.map", {"body": {}}, "application/merge-patch+json"),
        ("forms.any_type", {"name": "n"}, "application/json"),
        ("forms.json_first", {"a": "x"}, "application/json"),
    ],
)
def test_json_has_the_content_type_of_the_contract(
    requests: Package, method: str, arguments: dict[str, Any], media_type: str
) -> None:
    assert requests.call(method, **arguments).sent.headers["Content-Type"] == media_type


def test_properties_that_the_contract_does_not_name_are_written_besides(requests: Package) -> None:
    assert sent_body(requests, "forms.extra", a=1, extra={"b": "x"}) == {"a": 1, "b": "x"}
    assert sent_body(requests, "forms.extra", a=1) == {"a": 1}
    assert sent_body(requests, "forms.extra", a=1, extra={"a": "x"}) == {"a": 1}


def test_an_argument_with_one_possible_value_has_it_as_default(requests: Package) -> None:
    assert sent_body(requests, "forms.one_value", a=1) == {"kind": "card", "a": 1}
    assert sent_body(requests, "forms.one_value", a=1, kind="new") == {"kind": "new", "a": 1}


@pytest.mark.parametrize(
    ("method", "accept"),
    [
        ("kinds.xml_or_json", "application/vnd.part+json"),
        ("calls.plain", "application/json"),
        ("kinds.binary", "application/pdf"),
    ],
)
def test_a_request_accepts_what_the_client_can_read(requests: Package, method: str, accept: str) -> None:
    assert requests.call(method, answer={"id": 1}).sent.headers["Accept"] == accept


def test_a_documented_redirect_is_a_success(requests: Package) -> None:
    answer = httpx.Response(302, headers={"Location": "https://files.test/a"})
    assert requests.call("kinds.redirect", answer=answer).result == "https://files.test/a"


def test_an_operation_with_a_server_of_its_own_goes_there(requests: Package) -> None:
    with pytest.warns(DeprecationWarning, match="deprecated"):
        exchange = requests.call("elsewhere.elsewhere", client={"base_url": None})
    assert str(exchange.sent.url) == "https://uploads.test/v2/elsewhere"


def test_operations_without_an_id_get_a_name(requests: Package) -> None:
    assert requests.call("kinds.get_no_id_by_thing_id", "x").sent.url.path == "/no-id/x"
    assert requests.call("default.no_tag").sent.url.path == "/no-tag"
    assert "#/paths/~1no-tag/get: The operation has no tag, so its resource is default." in requests.notes


def test_commands_are_told_from_queries(requests: Package) -> None:
    operations = requests.load("operations")
    facts = {
        call.operation.method: (call.operation.command, call.operation.idempotent)
        for call in (
            operations.plain(),
            operations.plain_head(),
            operations.plain_post(),
            operations.put_user("a", name="n"),
            operations.patch_user("a"),
            operations.plain_delete(),
        )
    }
    assert facts == {
        "GET": (False, True),
        "HEAD": (False, True),
        "POST": (True, False),
        "PUT": (True, True),
        "PATCH": (True, False),
        "DELETE": (True, True),
    }
