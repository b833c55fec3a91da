"""The suite itself: a test for every rule, and the selection of tests."""

import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from spkey_mock import Settings, Worlds
from spkey_mock.conformance.configuration import Configuration, ConfigurationError
from spkey_mock.conformance.plugin import CATEGORIES
from spkey_mock.conformance.promises import load
from spkey_mock.conformance.result import Result
from spkey_mock.conformance.run import verify
from spkey_mock.conformance.setting import Unusable
from spkey_mock.http.transport import Transport

from .support import PROFILE, URL, Changed, broken, verdicts, verified

pytestmark = pytest.mark.xdist_group("conformance")

USER = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
DOCUMENTED = {it.id for it in load().rules.values() if it.id.startswith("users.get_") and it.source == "documented"}


def test_the_mock_keeps_every_rule(whole: Result) -> None:
    assert whole.lines() == [f"Verified {len(load().rules)} of {len(load().rules)} rules."]


def test_every_rule_has_a_test_and_every_test_names_rules_of_the_contract(whole: Result) -> None:
    assert [judged.rule.id for judged in whole.rules if not judged.tests] == []
    assert {name for tested in whole.tests for name in tested.rules} == {*load().rules}
    assert {name for tested in whole.tests for name in tested.categories} == {*CATEGORIES}


def test_every_request_is_a_test_about_the_server_alone(whole: Result) -> None:
    assert all(tested.sent for tested in whole.tests)
    assert {item.url.removeprefix(URL)[:1] for tested in whole.tests for item in tested.exchanges} == {"/"}


@pytest.mark.parametrize(
    ("settings", "select", "disabled"),
    [
        (Settings(errors="runtime", caller_org_id="override"), (), []),
        (
            Settings(auth="both", org_scope=False),
            ("auth", "physical_keys.*"),  # the rules about credentials, and those about other organisations
            [
                "service.either_credential_suffices",
                "service.user_token_own_record_only",
                "service.user_token_reads_own_record_only",
                "service.commands_checked_in_order",
                "service.queries_checked_in_order",
                "physical_keys.remove.other_org_not_found",
                "physical_keys.get.other_org_not_found",
            ],
        ),
    ],
    ids=["runtime errors, override", "both credentials, without scope"],
)
def test_the_mock_keeps_every_rule_that_a_switch_leaves_on(
    settings: Settings, select: tuple[str, ...], disabled: list[str]
) -> None:
    found = verified(Transport(Worlds(settings)), *select)
    assert [judged.rule.id for judged in found.rules if judged.verdict == "disabled"] == disabled
    assert {judged.verdict for judged in found.rules} <= {"passed", "disabled", "partly passed", "not exercised"}
    skipped = {it.reason for it in found.tests if it.outcome != "passed" and not {*it.rules} <= {*disabled}}
    assert skipped <= {"The mock requires an API key, so no user calls it."}
    assert found.exit_code == 0


@pytest.mark.parametrize(
    ("select", "deselect", "expected"),
    [
        ((PROFILE,), (), {PROFILE}),
        (("users.get_*",), (), {name for name in load().rules if name.startswith("users.get_")}),
        (("users.get_*",), ("inferred",), DOCUMENTED),
        (("users.get_*",), ("users.get_keys.*", "inferred"), DOCUMENTED - {"users.get_keys.user_must_exist"}),
    ],
)
def test_tests_are_selected_by_rule_and_category(
    select: tuple[str, ...], deselect: tuple[str, ...], expected: set[str]
) -> None:
    found = verified(None, *select, deselect=deselect)
    assert set(verdicts(found)) & {name for name in load().rules if name.startswith("users.get")} == expected
    assert found.verified <= len(verdicts(found))
    assert {judged.reason for judged in found.rules if not judged.tests} == {"No test of this rule was selected."}


@pytest.mark.parametrize("option", ["select", "deselect"])
@pytest.mark.parametrize("name", ["nothing", "users.gone.*", "Auth"])
def test_a_selection_that_matches_nothing_is_an_error(option: str, name: str) -> None:
    with pytest.raises(ConfigurationError, match=f"--{option} '{name.replace('*', '.')}' matches neither a rule"):
        verify(Configuration(base_url=URL, **{option: (name,)}), Changed())  # type: ignore[arg-type]


def test_without_permission_only_reading_tests_run_against_a_server_that_is_not_a_mock() -> None:
    worlds = Worlds()
    server = Changed(worlds=worlds, control=False)
    found = verified(server, api_key=worlds.default.api_key, org_id="acme")
    assert {request.method for request in server.requests} <= {"GET", "HEAD"}
    assert found.exit_code == 0
    assert verdicts(found)["service.credential_required_on_any_path"] == "passed"
    reasons = {judged.reason for judged in found.rules if judged.verdict == "not exercised"}
    assert "Creates a user, which needs --allow-writes." in reasons
    assert found.users == ()


def test_a_run_whose_tests_were_all_skipped_gives_no_verdict() -> None:
    worlds = Worlds()
    server = Changed(worlds=worlds, control=False)
    found = verified(server, "physical_keys.add.*", api_key=worlds.default.api_key, org_id="acme")
    assert found.exit_code == 2
    assert found.problem == (
        "No rule was exercised, so the server was not verified: "
        "Creates a user, which needs --allow-writes; Sends commands, which needs --allow-writes."
    )


def test_a_rule_of_which_only_some_tests_can_run_is_not_counted_as_verified() -> None:
    worlds = Worlds()
    server = Changed(worlds=worlds, control=False)
    found = verified(server, "service.credential_required", api_key=worlds.default.api_key, org_id="acme")
    (rule,) = [judged for judged in found.rules if judged.rule.id == "service.credential_required"]
    assert (rule.verdict, found.exit_code) == ("partly passed", 0)
    gaps = [it for it in rule.tests if it.outcome == "not exercised"]
    first, *others = rule.reason.splitlines()
    assert first == f"{len(gaps)} of {len(rule.tests)} tests not exercised:"
    assert others == [f"{it.name.rpartition('::')[2]}: {it.reason}" for it in gaps]
    assert (found.verified, found.partly_verified) == (0, 1)


class Ending(Changed):
    """A mock that ends when the first user is created."""

    ended = False

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.ended = self.ended or request.url.path.endswith("/CreateUser")
        if self.ended:
            raise httpx.ConnectError("Connection refused", request=request)
        return super().handle_request(request)


def test_a_mock_that_ends_during_the_run_fails_the_rules() -> None:
    found = verified(Ending(), "users.create.*")
    assert found.exit_code == 1
    assert "Connection refused" in found.failing[0].reason


LONG = ("schema.requests", "service.unknown_route_not_found")
"""Rules whose tests send many requests and need nothing but the main credential."""


def test_with_permission_and_credentials_every_rule_is_verified_but_those_that_only_a_mock_shows() -> None:
    worlds = Worlds(Settings(api_keys=(("main-api-key", "acme"), ("other-api-key", "umbrella"))))
    world = worlds.default
    with world.client() as client:
        client.users.create(USER)
    found = verified(
        Changed(worlds=worlds, control=False),
        api_key="main-api-key",
        org_id="acme",
        other_api_key="other-api-key",
        other_org_id="umbrella",
        revoked_api_key="revoked-api-key",
        token=world.token(USER),
        token_user=USER,
        expired_token=world.token("x", expires_in=-60),
        super_api_key=world.credentials.issue_key("acme", superuser=True),
        allow_writes=True,
        deselect=LONG,
    )
    unverified = {it.rule.id: it.verdict for it in found.rules if it.verdict != "passed" and it.rule.id not in LONG}
    assert set(unverified.values()) == {"partly passed", "not exercised"}
    assert unverified["schema.responses"] == "partly passed"
    assert {name for name in unverified if name.startswith(("service.", "physical_keys."))} == set()
    assert {it.reason for it in found.tests if it.outcome != "passed"} == {
        "Only a mock can provoke this.",
        "Needs the token of a second user, which only a mock issues.",
    }


def test_without_the_credentials_of_others_their_tests_are_not_exercised() -> None:
    worlds = Worlds()
    server = Changed(worlds=worlds, control=False)
    found = verified(server, "locks.*", api_key=worlds.default.api_key, org_id="acme", allow_writes=True, strict=True)
    assert {it.outcome for it in found.tests} == {"passed", "not exercised"}
    assert {it.reason for it in found.tests if it.outcome != "passed"} >= {"Needs --other-api-key.", "Needs --token."}
    assert found.locks
    assert found.exit_code == 0


def offline(request: httpx.Request, response: httpx.Response) -> httpx.Response:
    error = {"success": False, "error": "DeviceUnreachable", "message": "The lock did not respond."}
    return httpx.Response(502, json=error) if request.url.path.endswith(("/OpenLock", "/AddKey")) else response


def test_rules_about_the_device_of_a_lock_are_not_exercised_if_it_cannot_be_reached() -> None:
    worlds = Worlds()
    server = Changed(offline, worlds, control=False)
    found = verified(
        server, "locks.open.event_recorded", api_key=worlds.default.api_key, org_id="acme", allow_writes=True
    )
    assert verdicts(found)["locks.open.event_recorded"] == "not exercised"
    assert {it.reason for it in found.tests} == {"Needs a lock whose device can be reached."}


def test_a_given_user_is_read_instead_of_a_new_one() -> None:
    worlds = Worlds()
    with worlds.default.client() as client:
        client.users.create(USER)
    server = Changed(worlds=worlds, control=False)
    found = verified(server, "service.head_without_body", api_key=worlds.default.api_key, org_id="acme", user=(USER,))
    assert verdicts(found)["service.head_without_body"] == "partly passed"  # some queries need more than a user
    assert any(f"/users/{USER}/" in str(request.url) for request in server.requests)
    assert {request.method for request in server.requests} == {"GET", "HEAD"}


def test_the_keys_are_removed_and_the_users_that_remain_are_named() -> None:
    worlds = Worlds()
    found = verified(Transport(worlds), "physical_keys.add.*", "users.create.*", "service.unset_members_absent")
    with worlds.default.client() as client:
        users = {it: client.users.get_keys(it).physical_keys for it in found.users}
    assert users
    assert {key.org_id for keys in users.values() for key in keys if key.org_id == "acme"} == set()
    created = {event.stream.id for event in worlds.default.events() if event.type == "UserCreated"}
    assert created == set(found.users)


def lost(request: httpx.Request, response: httpx.Response) -> httpx.Response:
    if request.url.path.endswith("/AddPhysicalKey"):
        raise httpx.ReadError("Connection reset", request=request)
    return response


def failed(request: httpx.Request, response: httpx.Response) -> httpx.Response:
    return httpx.Response(500) if request.url.path.endswith("/AddPhysicalKey") else response


@pytest.mark.parametrize("change", [lost, failed])
def test_a_key_is_removed_even_if_no_response_says_that_it_was_added(change: object) -> None:
    worlds = Worlds()
    found = verified(Changed(change, worlds), "physical_keys.add.event_recorded")  # type: ignore[arg-type]
    assert found.exit_code == 1
    assert any(event.type == "PhysicalKeyAdded" for event in worlds.default.events())
    with worlds.default.client() as client:
        assert [client.users.get_keys(it).physical_keys for it in found.users] == [()] * len(found.users)


# Smoke test


def unchanged(_: httpx.Request, response: httpx.Response) -> httpx.Response:
    return response


def page(_: httpx.Request, __: httpx.Response) -> httpx.Response:
    return httpx.Response(200, html="<h1>Welcome</h1>")


def gone(request: httpx.Request, _: httpx.Response) -> httpx.Response:
    raise httpx.ConnectError("Connection refused", request=request)


def redirected(_: httpx.Request, __: httpx.Response) -> httpx.Response:
    return httpx.Response(302, headers={"Location": "https://login.example"})


@pytest.mark.parametrize(
    ("change", "options", "message"),
    [
        (gone, {"api_key": "any-api-key", "org_id": "acme"}, "does not respond: ConnectError: Connection refused"),
        (page, {"api_key": "any-api-key", "org_id": "acme"}, r"does not look like .* returned 200 \(text/html"),
        (redirected, {"api_key": "any-api-key", "org_id": "acme"}, "does not look like .* returned 302"),
        (gone, {}, "does not respond: ConnectError: Connection refused"),
        (page, {}, r"does not look like .* returned 200 \(text/html"),
        (unchanged, {}, "is not a mock, so it needs a credential. Pass --api-key and --org-id"),
        (unchanged, {"control_token": "any-token"}, "has another control token. Check --control"),
        (
            unchanged,
            {"api_key": "wrong-api-key", "org_id": "acme"},
            "rejects the credential with 401. Check --api-key and --token",
        ),
    ],
    ids=[
        "no server",
        "a web page",
        "a redirection",
        "no server, no credential",
        "a web page, no credential",
        "no credential",
        "a wrong control token",
        "a wrong key",
    ],
)
def test_a_server_that_cannot_be_verified_is_one_line(change: object, options: dict[str, str], message: str) -> None:
    with pytest.raises(Unusable, match=message) as caught:
        verified(Changed(change, control=False), **options)  # type: ignore[arg-type]
    assert str(caught.value).startswith(URL)
    assert "\n" not in str(caught.value)
    assert "-api-key" not in str(caught.value).replace("--api-key", "")


# A broken server


def test_a_broken_rule_fails_with_the_requests_that_show_it() -> None:
    found = verified(Changed(broken), PROFILE)
    (rule,) = found.failing
    assert (rule.rule.id, rule.verdict, found.exit_code) == (PROFILE, "failed", 1)
    (item,) = next(it for it in rule.tests if it.outcome == "failed" and "test_users" in it.name).exchanges
    assert (item.method, item.status, item.response) == ("GET", 200, '{"userId":"x","status":"ACTIVE"}')


JSON = {"Content-Type": "application/json"}


def missing(request: httpx.Request, response: httpx.Response) -> httpx.Response:
    return httpx.Response(201, json={}) if request.url.path.endswith("/CreateUser") else response


def emptied(request: httpx.Request, response: httpx.Response) -> httpx.Response:
    return httpx.Response(200, json=None) if request.method == "GET" and response.is_success else response


def failing(request: httpx.Request, response: httpx.Response) -> httpx.Response:
    return httpx.Response(500, json={"message": "boom"}) if request.url.path.endswith("/keys") else response


def surrogate(request: httpx.Request, response: httpx.Response) -> httpx.Response:
    return httpx.Response(404, text='{"error": "\\ud800"}', headers=JSON) if request.method == "GET" else response


def nested(request: httpx.Request, response: httpx.Response) -> httpx.Response:
    return httpx.Response(404, text="[" * 100_000, headers=JSON) if request.method == "GET" else response


def nested_less(request: httpx.Request, response: httpx.Response) -> httpx.Response:
    return httpx.Response(404, text="[" * 500 + "]" * 500, headers=JSON) if request.method == "GET" else response


@pytest.mark.parametrize("change", [missing, emptied, failing, surrogate, nested, nested_less])
def test_no_response_makes_the_suite_itself_fail(change: object) -> None:
    selected = ("users.create.*", "users.get_keys.*", "physical_keys.add.event_recorded", "physical_keys.get.*")
    found = verified(Changed(change), *selected)  # type: ignore[arg-type]
    assert {judged.rule.id: judged.reason for judged in found.rules if judged.verdict == "engine error"} == {}
    assert found.exit_code == 1


def echoing(request: httpx.Request, _: httpx.Response) -> httpx.Response:
    told = {**request.headers, "url": str(request.url)}
    return httpx.Response(418, json=told, headers={"X-Echo": told.get("x-api-key", ""), "Set-Cookie": "session=abcdef"})


def test_no_secret_is_in_the_result_even_if_the_server_repeats_it() -> None:
    secrets: set[str] = set()

    def noting(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        key, token = request.headers.get("x-api-key"), request.headers.get("authorization")
        secrets.update(filter(None, [key, token and token.split()[-1]]))
        return response if response.status_code in (201, 404) else echoing(request, response)

    found = verified(Changed(noting), "service.unknown_*", "service.every_*", "users.get_profile.*", org_id="acme")
    shown = repr([(judged, judged.tests, [t.exchanges for t in judged.tests]) for judged in found.rules])
    shown += "".join(item.curl for tested in found.tests for item in tested.exchanges)
    known = {secret for secret in secrets if len(secret) > 20}
    assert len(known) > 3
    assert [secret for secret in known if secret in shown] == []
    assert "session=abcdef" not in shown
    assert "***" in shown


def test_no_pin_is_in_the_result() -> None:
    pins: set[str] = set()

    def noting(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        if (request.method, request.url.path, response.status_code) == ("POST", "/temp-keys", 201):
            pins.add(response.json()["pin"])
        return response

    found = verified(Changed(noting), "locks.open_with_pin.pin_of_live_key")
    assert verdicts(found)["locks.open_with_pin.pin_of_live_key"] == "passed"
    exchanges = [item for tested in found.tests for item in tested.exchanges]
    assert any(item.url.endswith("open-with-pin") for item in exchanges)
    assert pins - {None}
    assert [pin for pin in pins if pin and any(f'"{pin}"' in item.body + item.response for item in exchanges)] == []


# The user's own pytest


@pytest.fixture
def hostile_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --nonsense\n", "utf-8")
    (tmp_path / "conftest.py").write_text("raise RuntimeError('not for the suite')", "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTEST_ADDOPTS", "--nonsense -k nothing")
    monkeypatch.setenv("PYTEST_PLUGINS", "a_plugin_that_does_not_exist")
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "")
    before = dict(os.environ)
    yield
    after = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    assert after == {name: value for name, value in before.items() if name != "PYTEST_CURRENT_TEST"}


@pytest.mark.usefixtures("hostile_environment")
def test_options_and_plugins_of_the_users_pytest_do_not_reach_the_run(tmp_path: Path) -> None:
    assert verdicts(verified(None, PROFILE))[PROFILE] == "passed"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["conftest.py", "pytest.ini"]
