"""What holds for every operation."""

import json
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spkey_mock.aggregates.users import Event, User
from spkey_mock.service.engine import INTERNAL_HEADERS
from spkey_mock.store.memory import MemoryStore
from spkey_mock.world.limits import Limits

from .support import CONTRACT, ORG, OTHER_ORG, OTHER_USER, USER, Answer, Header, Mock, rule

COMMANDS = ["AddPhysicalKey", "RemovePhysicalKey", "CreateUser"]
QUERIES = ["PhysicalKeys", "PhysicalKeys/1", "profile"]

GOOD_BODIES: dict[str, object] = {
    "AddPhysicalKey": {"orgId": ORG},
    "RemovePhysicalKey": {"number": 9},
    "CreateUser": {"userId": USER},
}


def strangers(mock: Mock) -> list[Header]:
    """The credentials of another user."""
    return [mock.bearer(OTHER_USER)]


def own(mock: Mock) -> list[Header]:
    return [mock.bearer()]


# Each row has one fault less than the one before it; the first check that fails decides.
COMMAND_ORDER: list[tuple[Callable[[Mock], list[Header]], str, int]] = [
    (lambda _: [], "{}", 401),
    (strangers, "{}", 400),
    (strangers, '{"number":9}', 403),
    (own, '{"number":9}', 404),
]


@rule("service.commands_checked_in_order")
@pytest.mark.parametrize(("headers", "body", "status"), COMMAND_ORDER)
@pytest.mark.parametrize("exists", [False, True])
def test_a_command_is_checked_for_credentials_schema_access_and_existence_in_this_order(
    mock: Mock, headers: Callable[[Mock], list[Header]], body: str, status: int, exists: bool
) -> None:
    if exists:
        mock.create()
    assert mock.command("RemovePhysicalKey", body.encode(), headers=headers(mock)).status == status


QUERY_ORDER: list[tuple[Callable[[Mock], list[Header]], bool, str, int, str]] = [
    (lambda _: [], False, "zero", 401, "An API key or a bearer token is required."),
    (strangers, False, "zero", 403, "This token gives access to the record of its own user only."),
    (own, False, "zero", 404, f"There is no user {USER}."),
    (own, True, "zero", 400, 'the value is not of type "integer"'),
    (own, True, "9", 404, "There is no physical key 9 in the inventory."),
]


@rule("service.queries_checked_in_order")
@pytest.mark.parametrize(("headers", "exists", "number", "status", "message"), QUERY_ORDER)
def test_a_query_is_checked_for_credentials_access_user_schema_and_key_in_this_order(
    mock: Mock, headers: Callable[[Mock], list[Header]], exists: bool, number: str, status: int, message: str
) -> None:
    if exists:
        mock.create()
    answer = mock.get(number, headers=headers(mock))
    assert (answer.status, answer.message) == (status, message)


def test_a_claimed_organisation_is_refused_after_the_user_was_found(mock: Mock) -> None:
    assert mock.get(1, query="_callerOrgId=acme").status == 404
    mock.create()
    assert mock.get(1, query="_callerOrgId=acme").status == 400


@rule("service.either_credential_suffices")
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_needs_one_credential(mock: Mock, name: str) -> None:
    for header in (mock.key(), mock.bearer(), mock.bearer("cron", ORG)):
        assert mock.command(name, GOOD_BODIES[name], headers=[header]).status in (200, 201, 404)
    assert mock.command(name, GOOD_BODIES[name], headers=[]).status == 401


@rule("service.user_token_own_record_only")
def test_the_token_of_a_user_opens_the_record_of_that_user_alone(stocked: Mock) -> None:
    before = stocked.store.load(USER)
    stranger = strangers(stocked)
    for name in COMMANDS:
        assert stocked.command(name, GOOD_BODIES[name], headers=stranger).status == 403
    for name in QUERIES:
        assert stocked.send("GET", f"/users/{USER}/{name}", headers=stranger).status == 403
        assert stocked.send("GET", f"/users/{USER}/{name}", headers=own(stocked)).status == 200
    assert stocked.store.load(USER) is before


@rule("service.internal_headers_refused")
@pytest.mark.parametrize("name", sorted(INTERNAL_HEADERS))
@pytest.mark.parametrize("value", ["", "acme"])
def test_a_header_that_belongs_to_the_service_is_refused(stocked: Mock, name: bytes, value: str) -> None:
    for spelling in (name.decode(), name.decode().title(), name.decode().upper()):
        headers = [stocked.key(), (spelling, value)]
        answers = [
            stocked.remove(1, headers=headers),
            stocked.remove("invalid", headers=headers),
            stocked.profile(headers=headers),
            stocked.send("GET", "/nowhere", headers=headers),
        ]
        assert [answer.status for answer in answers] == [403] * 4
        assert all(spelling in answer.message for answer in answers)
        assert stocked.remove(1, headers=headers[1:]).status == 401
    assert stocked.version == 4


@rule("service.unknown_route_not_found")
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", ""),
        ("GET", "/users"),
        ("GET", f"/users/{USER}"),
        ("GET", f"/users/{USER}/profile/"),
        ("GET", f"/users/{USER}/Profile"),
        ("GET", f"/users/{USER}/RemovePhysicalKey"),
        ("POST", f"/users/{USER}/profile"),
        ("PUT", f"/users/{USER}/RemovePhysicalKey"),
        ("DELETE", f"/users/{USER}/PhysicalKeys/1"),
        ("OPTIONS", "*"),
        ("GET", "/users//profile"),
    ],
)
def test_an_unknown_method_or_path_is_not_found(stocked: Mock, method: str, path: str) -> None:
    answer = stocked.send(method, path, b"not JSON")
    assert (answer.status, answer.body) == (404, "404 Not Found")


def test_head_answers_like_get_without_a_body(stocked: Mock) -> None:
    for name in QUERIES:
        path = f"/users/{USER}/{name}"
        got, head = stocked.send("GET", path), stocked.send("HEAD", path)
        assert (head.status, head.body) == (200, None)
        assert head.headers["content-type"] == got.headers["content-type"]
    assert stocked.send("HEAD", f"/users/{OTHER_USER}/profile").status == 404
    assert stocked.send("HEAD", f"/users/{USER}/RemovePhysicalKey").status == 404


@rule("service.content_type_ignored")
@pytest.mark.parametrize(
    "content_type", [None, "", "text/plain", "application/x-www-form-urlencoded", "application/vnd.x+json", "a/b; c=ü"]
)
def test_a_body_is_json_whatever_its_content_type_says(stocked: Mock, content_type: str | None) -> None:
    headers = [stocked.key()] + ([] if content_type is None else [("Content-Type", content_type)])
    assert stocked.remove(1, headers=headers).status == 200


@rule("service.unknown_members_ignored")
def test_unknown_members_and_parameters_are_ignored(stocked: Mock) -> None:
    deep = b"[" * 400 + b"]" * 400
    body = b'{"number":2,"Number":1,"force":true,"deep":%b,"big":1e999,"\\ud800":"\\udc00"}' % deep
    path = f"/users/{USER}/RemovePhysicalKey"
    answer = stocked.send("POST", path, body, query="number=1&_callerOrgId=umbrella")
    assert answer.body["number"] == 2
    assert stocked.command("AddPhysicalKey", {"orgId": ORG, "_callerOrgId": OTHER_ORG, "number": 77}).status == 200
    assert stocked.numbers() == [1, 3, 4]
    assert stocked.search("_callerOrgId=acme").status == 200


BAD_BODIES = {
    "empty": b"",
    "blank": b"  ",
    "form": b"number=1",
    "cut": b'{"number":1',
    "two values": b'{"number":1} {}',
    "single quotes": b"{'number':1}",
    "NaN": b'{"number":NaN}',
    "Infinity": b'{"number":Infinity}',
    "1e400": b'{"number":1e400}',
    "5000 digits": b'{"number":' + b"1" * 5000 + b"}",
    "NaN elsewhere": b'{"number":1,"x":NaN}',
    "list": b"[1]",
    "null": b"null",
    "string": b'"{}"',
    "deep list": b"[" * 500_000,
    "deep object": b'{"number":' * 100_000,
    "deep value": b'{"number":' + b"[" * 900 + b"]" * 900 + b"}",
    "invalid UTF-8": b'{"number":1,"x":"\xff"}',
    "UTF-16": '{"number":1}'.encode("utf-16"),
    "UTF-16 without mark": '{"number":1}'.encode("utf-16-le"),
    "NUL": b"\0",
    "raw control character": b'{"number":1,"x":"\n"}',
    "half a pair as a value": b'{"number":"\\ud800"}',
    "half a pair as a name": b'{"number":{"\\ud800":1}}',
    "at the limit": b" " * Limits().body,
}


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("body", BAD_BODIES.values(), ids=BAD_BODIES)
def test_a_bad_body_is_refused_as_documented(stocked: Mock, name: str, body: bytes) -> None:
    answer = stocked.command(name, body)
    assert answer.status == 400
    assert answer.body.keys() == {"error", "message"}
    assert answer.message.startswith("body")
    assert len(answer.message) < 300
    assert stocked.version == 4


def test_a_bad_body_does_not_disturb_a_query(stocked: Mock) -> None:
    assert stocked.send("GET", f"/users/{USER}/profile", b"{").status == 200


@pytest.mark.parametrize(
    "body", [b'\xef\xbb\xbf{"number":1}', b'{"number":9,"number":1}', b'{"number":1.0}', b' {"number":1e0}\n']
)
def test_unusual_json_is_read(stocked: Mock, body: bytes) -> None:
    assert stocked.command("RemovePhysicalKey", body).body["number"] == 1


def test_a_body_over_the_limit_is_refused(stocked: Mock) -> None:
    too_long = b'{"number":1}'.ljust(Limits().body + 1)
    answer = stocked.command("RemovePhysicalKey", too_long)
    assert (answer.status, answer.body["error"]) == (413, "PayloadTooLarge")
    assert stocked.send("GET", f"/users/{USER}/profile", too_long).body["errors"][0]["code"] == 413
    assert stocked.command("RemovePhysicalKey", too_long, headers=[]).status == 401
    assert stocked.command("RemovePhysicalKey", too_long[:-1]).status == 200


def test_strange_text_goes_in_and_comes_out_again(mock: Mock) -> None:
    for user in ("%00", "%zz", "%ff", "%E2%82", "%F0%9F%98%80", "a%2Fb", "..", "%2e", "%22%5C", "ü"):
        assert mock.command("CreateUser", {"userId": USER}, user=user).status == 201
        assert mock.profile(user).status == 200
    mock.create()
    note = '\ud800 \0 \x1f "\\ \u2028 😀'
    assert mock.add(note=note).body["note"] == note
    assert mock.search("q=%F0%9F%98%80").body["keys"][0]["note"] == note


REFUSED: list[Callable[[Mock], Answer]] = [
    lambda mock: mock.remove(1, headers=[]),
    lambda mock: mock.remove(0),
    lambda mock: mock.remove(1, headers=strangers(mock)),
    lambda mock: mock.remove(9),
    lambda mock: mock.remove(3),
    lambda mock: mock.add(""),
    lambda mock: mock.add(headers=strangers(mock)),
    lambda mock: mock.command("RemovePhysicalKey", {"number": 1, "_callerOrgId": ORG}),
    lambda mock: mock.remove(1, headers=[mock.key(), ("X-Org-Id", ORG)]),
    lambda mock: mock.remove(1, user=OTHER_USER),
]


@rule("service.refusal_changes_nothing")
@pytest.mark.parametrize("refused", REFUSED)
def test_a_refused_request_changes_nothing(stocked: Mock, refused: Callable[[Mock], Answer]) -> None:
    before, events = stocked.store.load(USER), stocked.store.events(USER)
    assert refused(stocked).status >= 400
    assert stocked.store.load(USER) is before
    assert stocked.store.events(USER) == events
    assert stocked.store.load(OTHER_USER) == User(OTHER_USER)
    assert stocked.add().body["number"] == 4


@rule("service.query_changes_nothing")
def test_a_query_changes_nothing(stocked: Mock) -> None:
    before = stocked.store.load(USER)
    for path in (*QUERIES, "PhysicalKeys/9", "PhysicalKeys/0"):
        for method in ("GET", "HEAD"):
            stocked.send(method, f"/users/{USER}/{path}")
            stocked.send(method, f"/users/{OTHER_USER}/{path}")
    assert stocked.store.load(USER) is before
    assert stocked.store.load(OTHER_USER) == User(OTHER_USER)


@rule("service.version_counts_events")
def test_the_version_counts_the_events_of_all_commands(stocked: Mock) -> None:
    versions = [
        stocked.create().body["version"],
        stocked.add().body["version"],
        stocked.remove(1).body["version"],
        stocked.create().body["version"],
        stocked.remove(2).body["version"],
    ]
    assert versions == [4, 5, 6, 6, 7]
    assert len(stocked.store.events(USER)) == 7


def at_once(call: Callable[[], Answer], times: int) -> list[Answer]:
    """The answers to calls from as many threads, all let go at the same moment."""
    barrier = threading.Barrier(times)

    def wait_and_call() -> Answer:
        barrier.wait(10)
        return call()

    with ThreadPoolExecutor(times) as pool:
        pending = [pool.submit(wait_and_call) for _ in range(times)]
        return [answer.result() for answer in pending]


@rule("service.one_writer_per_user")
def test_of_parallel_removals_of_one_key_one_succeeds(stocked: Mock) -> None:
    answers = at_once(lambda: stocked.remove(1), 16)
    assert Counter(answer.status for answer in answers) == {200: 1, 404: 15}
    assert stocked.version == 5


@rule("service.one_writer_per_user")
def test_parallel_additions_get_consecutive_numbers_and_versions(mock: Mock) -> None:
    created = at_once(mock.create, 8)
    assert Counter(answer.status for answer in created) == {201: 1, 200: 7}
    added = at_once(mock.add, 16)
    assert sorted(answer.body["number"] for answer in added) == list(range(1, 17))
    assert sorted(answer.body["version"] for answer in added) == list(range(2, 18))
    assert all(answer.body["version"] == answer.body["number"] + 1 for answer in added)


class RacedStore(MemoryStore):
    """A store in which another writer is always faster than the first attempt to append."""

    overtake: Callable[[], object] | None = None

    def append(self, user_id: str, expected_version: int, events: Sequence[Event]) -> User:
        overtake, self.overtake = self.overtake, None
        if overtake is not None:
            overtake()
        return super().append(user_id, expected_version, events)


@rule("service.one_writer_per_user")
def test_a_command_that_was_overtaken_is_decided_again() -> None:
    mock = Mock(store=RacedStore)
    assert isinstance(mock.store, RacedStore)
    mock.create()
    mock.add()
    mock.add()
    mock.store.overtake = lambda: mock.remove(1)
    assert mock.remove(1).status == 404
    mock.store.overtake = mock.add
    assert mock.add().body["number"] == 4


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
members = st.dictionaries(
    st.sampled_from(["number", "_callerOrgId", "orgId", "orgName", "note", "userId", "email", "phoneNumber"]),
    json_values | st.integers(-1, 5) | st.just(USER),
)
bodies = st.binary(max_size=60) | json_values.map(lambda it: json.dumps(it).encode()) | members
raw_paths = st.binary(max_size=40).map(lambda path: b"/" + path)
segments = st.text(st.characters(codec="ascii", exclude_characters="/?"), min_size=1, max_size=8)
known_paths = st.builds(
    lambda path, user, number: path.replace("{id}", user).replace("{number}", number).encode(),
    st.sampled_from([operation["path"] for operation in CONTRACT["operations"]]),
    st.just(USER) | segments,
    st.integers(-1, 5).map(str) | segments,
)
queries = st.text(st.sampled_from("qorgIdNamecl_=&%+2F\ud800\u00fc"), max_size=12).map(
    lambda text: text.encode("utf-8", "replace").decode()
)
header_names = st.sampled_from(["X-API-Key", "Authorization", "Content-Type", "X-Org-Id", "Accept", "Host"])
extra_headers = st.lists(st.tuples(header_names, st.text(st.characters(codec="latin-1"), max_size=12)), max_size=2)


@settings(max_examples=400, deadline=None)
@given(
    method=st.sampled_from(["GET", "POST", "HEAD", "PUT"]),
    path=known_paths | raw_paths,
    body=bodies,
    query=queries,
    extra=st.just([]) | extra_headers,
    credential=st.sampled_from(["key", "other", "user", "both", "none"]),
)
def test_whatever_comes_in_a_response_of_the_contract_goes_out(
    method: str, path: bytes, body: object, query: str, extra: list[Header], credential: str
) -> None:
    mock = Mock()
    mock.create()
    mock.add()
    mock.add(OTHER_ORG)
    credentials: dict[str, list[Header]] = {
        "key": [mock.key()],
        "other": [mock.other],
        "user": [mock.bearer()],
        "both": [mock.key(), mock.bearer()],
        "none": [],
    }
    mock.send(method, path, body, query=query, headers=credentials[credential] + extra)
    assert mock.version == len(mock.store.events(USER))
