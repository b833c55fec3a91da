"""Teams: each has its own worlds and credentials."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from spkey_mock import Request, Settings, Transport, Worlds
from spkey_mock.store.documents import Ephemeral
from spkey_mock.world.teams import Teams

from ..support import USER

pytestmark = pytest.mark.xdist_group("control")  # one worker generates the client

T = TypeVar("T")

SERVER = "the-control-token"
PROFILE = f"/users/{USER}/profile"


@pytest.fixture
def worlds() -> Worlds:
    return Worlds(Settings(api_keys=(("server-key", "acme"),)), control_token=SERVER)


Call = Callable[..., httpx.Response]


@pytest.fixture
def call(worlds: Worlds) -> Iterator[Call]:
    """Send a request to the server, with the given credentials."""
    http = httpx.Client(transport=Transport(worlds), base_url="http://mock.example")

    def send(
        method: str, path: str, token: str = "", *, key: str = "", bearer: str = "", **options: Any
    ) -> httpx.Response:
        headers = {"X-Mock-Token": token, "X-API-Key": key, "Authorization": bearer and f"Bearer {bearer}"}
        return http.request(method, path, headers={name: it for name, it in headers.items() if it}, **options)

    with http:
        yield send


def created(call: Call, name: str, **body: str) -> dict[str, str]:
    response = call("POST", "/_mock/teams", SERVER, json={"name": name, **body})
    assert response.status_code == 201, response.text
    team: dict[str, str] = response.json()
    return team


# Life


def test_the_credentials_of_a_team_are_shown_once(call: Call) -> None:
    locks = created(call, "locks")
    vaults = created(call, "vaults", orgId="umbrella")
    assert len({locks["apiKey"], vaults["apiKey"], locks["controlToken"], vaults["controlToken"]}) == 4
    teams = [{"name": "locks", "orgId": "locks"}, {"name": "vaults", "orgId": "umbrella"}]
    assert call("GET", "/_mock/teams", SERVER).json() == {"teams": teams}


@pytest.mark.parametrize("name", ["", "a.b", "a~1", "a/b", "ä", "x" * 33])
def test_the_name_of_a_team_begins_the_name_of_a_world(call: Call, name: str) -> None:
    assert call("POST", "/_mock/teams", SERVER, json={"name": name}).status_code == 400


def test_the_name_of_a_team_is_taken_once(call: Call) -> None:
    created(call, "locks")
    response = call("POST", "/_mock/teams", SERVER, json={"name": "locks"})
    assert (response.status_code, "already a team locks" in response.json()["message"]) == (409, True)


@pytest.mark.parametrize("world", ["locks", "locks.ci"])
def test_a_team_does_not_take_over_a_world(call: Call, worlds: Worlds, world: str) -> None:
    worlds.world(world)
    response = call("POST", "/_mock/teams", SERVER, json={"name": "locks"})
    assert (response.status_code, f"The world {world} already exists" in response.json()["message"]) == (409, True)


def test_a_team_does_not_have_the_name_of_the_worlds_of_replays(call: Call) -> None:
    response = call("POST", "/_mock/teams", SERVER, json={"name": "replay"})
    assert (response.status_code, response.json()["error"]) == (409, "NameTaken")


def test_tokens_of_a_deleted_team_are_not_valid_in_a_new_one_of_its_name(call: Call, worlds: Worlds) -> None:
    created(call, "locks")
    token = worlds.world("locks").token("u1")
    request = Request("GET", b"/users/u1/profile", b"", ((b"authorization", f"Bearer {token}".encode()),))
    assert worlds.world("locks").handle(request).status == 404
    call("DELETE", "/_mock/teams/locks", SERVER)
    created(call, "locks")
    assert worlds.world("locks").handle(request).status == 401


def test_a_key_that_another_team_issues_does_not_take_over_the_requests_of_its_team(call: Call, worlds: Worlds) -> None:
    other, team = created(call, "doors"), created(call, "locks")
    worlds.world("doors").credentials.issue_key("doors", team["apiKey"])
    assert other["name"] == "doors"
    assert worlds.home(team["apiKey"].encode()) == "locks"


def test_a_team_is_deleted_with_its_worlds(call: Call, worlds: Worlds) -> None:
    team = created(call, "locks")
    for world in ("locks", "locks.ci", "locksmith"):
        worlds.world(world)
    assert call("DELETE", "/_mock/teams/locks", SERVER).status_code == 204
    assert [world.name for world in worlds.items()] == ["", "locksmith"]
    assert call("GET", PROFILE, key=team["apiKey"]).status_code == 401
    assert call("GET", "/w/locks/_mock/users", team["controlToken"]).status_code == 401
    assert call("DELETE", "/_mock/teams/locks", SERVER).status_code == 404


def test_new_credentials_replace_the_old_ones_and_the_worlds_stay(call: Call) -> None:
    old = created(call, "locks", orgId="acme")
    call("POST", "/w/locks/_mock/users", old["controlToken"], json={"userId": USER})
    new = call("POST", "/_mock/teams/locks/rotate", SERVER).json()
    assert (new["name"], new["orgId"]) == ("locks", "acme")
    for team, expected in ((old, 401), (new, 200)):
        assert call("GET", PROFILE, key=team["apiKey"]).status_code == expected
        assert call("GET", "/w/locks/_mock/users", team["controlToken"]).status_code == expected
    assert call("POST", "/_mock/teams/others/rotate", SERVER).status_code == 404


# The API key


def test_the_worlds_of_a_team_accept_its_api_key_and_no_other(call: Call) -> None:
    locks, vaults = created(call, "locks"), created(call, "vaults")
    for world in ("locks", "locks.ci"):
        for key, expected in ((locks["apiKey"], 404), (vaults["apiKey"], 401), ("server-key", 401)):
            assert call("GET", f"/w/{world}{PROFILE}", key=key).status_code == expected
    for world in ("other", "locksmith"):
        for key, expected in ((locks["apiKey"], 401), ("server-key", 404)):
            assert call("GET", f"/w/{world}{PROFILE}", key=key).status_code == expected


def test_a_rejected_request_creates_no_world_of_a_team(call: Call, worlds: Worlds) -> None:
    created(call, "locks")
    assert call("GET", f"/w/locks{PROFILE}", key="server-key").status_code == 401
    assert [world.name for world in worlds.items()] == [""]


def test_a_request_that_names_no_world_reaches_the_first_world_of_its_team(call: Call, worlds: Worlds) -> None:
    team = created(call, "locks")
    assert call("GET", PROFILE, key=team["apiKey"]).status_code == 404
    assert call("GET", PROFILE, key="server-key").status_code == 404
    assert [(world.name, world.journal.total) for world in worlds.items()] == [("", 1), ("locks", 1)]


def test_a_key_acts_for_the_organisation_of_its_team(call: Call, worlds: Worlds) -> None:
    team = created(call, "locks", orgId="umbrella")
    call("POST", "/w/locks/_mock/users", team["controlToken"], json={"userId": USER, "keys": 1})
    assert worlds.world("locks").inventory(USER)[0].org_id == "umbrella"
    removed = call("POST", f"/users/{USER}/RemovePhysicalKey", key=team["apiKey"], json={"number": 1})
    assert removed.status_code == 200


def test_the_key_of_a_team_outlives_a_reset(call: Call) -> None:
    team = created(call, "locks")
    assert call("POST", "/w/locks/_mock/reset", team["controlToken"]).status_code == 204
    assert call("GET", PROFILE, key=team["apiKey"]).status_code == 404


def test_a_bearer_token_is_valid_in_the_worlds_of_its_team_only(call: Call) -> None:
    locks, vaults = created(call, "locks"), created(call, "vaults")
    call("POST", "/w/vaults/_mock/users", vaults["controlToken"], json={})
    token = call("POST", "/w/locks/_mock/tokens", locks["controlToken"], json={"subject": USER}).json()["token"]
    worlds = ("locks", "locks.ci", "vaults", "other")
    statuses = {world: call("GET", f"/w/{world}{PROFILE}", bearer=token).status_code for world in worlds}
    assert statuses == {"locks": 404, "locks.ci": 404, "vaults": 401, "other": 401}


# The control token


ALLOWED = [
    ("POST", "/w/locks/_mock/reset", 204),
    ("GET", "/w/locks.ci/_mock/users", 200),
    ("POST", "/w/locks.ci/_mock/api-keys", 201),
    ("DELETE", "/_mock/worlds/locks.ci", 204),
]

FORBIDDEN = [
    ("GET", "/_mock/users", "the default world"),
    ("GET", "/w/vaults/_mock/users", "the world vaults"),
    ("GET", "/w/locksmith/_mock/users", "the world locksmith"),
    ("POST", "/w/other/_mock/reset", "the world other"),
    ("DELETE", "/_mock/worlds/vaults", "the world vaults"),
    ("GET", "/_mock/server", "the server as a whole"),
    ("GET", "/_mock/metrics", "the server as a whole"),
    ("GET", "/_mock/report", "the server as a whole"),
    ("GET", "/_mock/teams", "the server as a whole"),
    ("GET", "/w/locks/_mock/teams", "the server as a whole"),
    ("POST", "/_mock/teams", "the server as a whole"),
    ("DELETE", "/_mock/teams/locks", "the server as a whole"),
    ("POST", "/_mock/teams/vaults/rotate", "the server as a whole"),
]


@pytest.mark.parametrize(("method", "path", "status"), ALLOWED)
def test_the_control_token_of_a_team_reaches_its_worlds(
    call: Call, worlds: Worlds, method: str, path: str, status: int
) -> None:
    team = created(call, "locks")
    worlds.world("locks.ci")
    assert call(method, path, team["controlToken"]).status_code == status


@pytest.mark.parametrize(("method", "path", "place"), FORBIDDEN)
def test_the_control_token_of_a_team_reaches_nothing_else(
    call: Call, worlds: Worlds, method: str, path: str, place: str
) -> None:
    team = created(call, "locks")
    created(call, "vaults")
    existing = ["", "other", "vaults"]
    for name in existing:
        worlds.world(name)
    response = call(method, path, team["controlToken"])
    assert (response.status_code, response.json()["error"]) == (403, "Forbidden")
    assert "team locks" in response.json()["message"]
    assert place in response.json()["message"]
    assert sorted(world.name for world in worlds.items()) == existing
    assert len(worlds.teams.items()) == 2


def test_a_team_lists_and_deletes_its_own_worlds_only(call: Call, worlds: Worlds) -> None:
    team = created(call, "locks")
    for name in ("locks", "locks.ci", "locksmith", "other"):
        worlds.world(name)
    listed = call("GET", "/_mock/worlds", team["controlToken"]).json()["worlds"]
    assert [world["name"] for world in listed] == ["locks", "locks.ci"]
    assert call("DELETE", "/_mock/worlds?prefix=", team["controlToken"]).json() == {"deleted": 2}
    assert [world.name for world in worlds.items()] == ["", "locksmith", "other"]


def test_a_team_forks_and_prunes_its_own_worlds_only(call: Call, worlds: Worlds) -> None:
    token = created(call, "locks")["controlToken"]
    for name in ("locks", "other"):
        worlds.world(name).users.create(USER, keys=1)
    assert call("PUT", "/w/locks/_mock/snapshots/ready", token).status_code == 200
    forked = [
        call("POST", "/w/locks/_mock/snapshots/ready/fork", token, json={"world": name}).status_code
        for name in ("locks.copy", "other", "locksmith")
    ]
    assert forked == [204, 403, 403]
    assert call("GET", "/w/other/_mock/state", token).status_code == 403
    pruned = call("POST", "/_mock/prune", token, json={"olderThan": 1, "unusedWorlds": 0, "dryRun": True}).json()
    assert {*pruned["deleted"], *(world["name"] for world in pruned["worlds"])} == {"locks", "locks.copy"}
    assert call("POST", "/_mock/prune", token, json={"olderThan": 1, "world": "other"}).status_code == 403


def test_a_replay_of_a_team_runs_in_its_worlds(call: Call, worlds: Worlds) -> None:
    team = created(call, "locks")
    call("GET", PROFILE, key=team["apiKey"])
    replay = call("POST", "/w/locks/_mock/replay", team["controlToken"])
    assert replay.status_code == 201, replay.text
    run = replay.json()["run"]["world"]
    assert call("GET", f"/w/{run}/_mock/users", team["controlToken"]).status_code == 200
    assert call("GET", f"/w/{run}/users/{USER}/keys", key="server-key").status_code == 401


def test_on_this_machine_a_team_is_confined_to_its_worlds_though_no_token_is_required() -> None:
    worlds = Worlds()
    issued = worlds.teams.create("locks")
    with httpx.Client(transport=Transport(worlds), base_url="http://localhost") as http:
        token = {"X-Mock-Token": issued.control_token}
        assert http.get("/_mock/users", headers=token).status_code == 403
        assert http.get("/w/locks/_mock/users", headers=token).status_code == 200
        assert http.get("/_mock/users").status_code == 200


def test_the_secrets_of_a_team_are_not_kept() -> None:
    teams = Worlds().teams
    issued = teams.create("locks")
    assert issued.api_key not in repr(teams.items())
    assert issued.control_token not in repr(teams.items())


# Stores


def profile(worlds: Worlds, api_key: str, path: str = PROFILE) -> int:
    with httpx.Client(transport=Transport(worlds), base_url="http://mock.example") as http:
        return http.get(path, headers={"X-API-Key": api_key}).status_code


def users(worlds: Worlds, control_token: str) -> int:
    with httpx.Client(transport=Transport(worlds), base_url="http://mock.example") as http:
        return http.get("/w/locks/_mock/users", headers={"X-Mock-Token": control_token}).status_code


def test_teams_and_their_credentials_survive_a_restart(tmp_path: Path) -> None:
    store = f"sqlite:{tmp_path / 'state.db'}"
    with closing(Worlds(control_token=SERVER, store=store)) as worlds:
        locks, vaults = worlds.teams.create("locks"), worlds.teams.create("vaults")
        worlds.world("locks").users.create(USER)
        worlds.teams.delete("vaults")
        token = worlds.world("locks").token(USER)
    for file in tmp_path.iterdir():
        assert locks.api_key.encode() not in file.read_bytes()
        assert locks.control_token.encode() not in file.read_bytes()
    with closing(Worlds(control_token=SERVER, store=store)) as worlds:
        assert [team.name for team in worlds.teams.items()] == ["locks"]
        assert (profile(worlds, locks.api_key), users(worlds, locks.control_token)) == (200, 200)
        assert (profile(worlds, vaults.api_key), users(worlds, vaults.control_token)) == (401, 401)
        assert profile(worlds, worlds.default.api_key, f"/w/locks{PROFILE}") == 401
        assert worlds.world("locks").token(USER) == token


def test_replicas_see_each_others_teams(postgres_url: str) -> None:
    one, two = (Worlds(control_token=SERVER, store=postgres_url) for _ in range(2))
    with closing(one), closing(two):
        locks = one.teams.create("locks")
        assert profile(two, locks.api_key) == 404
        assert users(two, locks.control_token) == 200
        assert profile(two, two.default.api_key, f"/w/locks.ci{PROFILE}") == 401
        with pytest.raises(ValueError, match="already a team locks"):
            two.teams.create("locks")
        renewed = two.teams.rotate("locks")
        assert renewed is not None
        assert profile(one, renewed.api_key) == 404
        assert profile(one, locks.api_key) == 401
        assert one.teams.delete("locks")
        assert two.teams.items() == []


def test_the_teams_of_other_processes_are_looked_up_again_after_a_second() -> None:
    others, now = Elsewhere(), 0.0
    teams = Teams(others, clock=lambda: now)
    others.teams = teams
    issued = teams.create("locks")
    assert teams.with_token(issued.control_token.encode()) == issued.team
    looked, others.gone = others.runs, True
    assert teams.with_token(issued.control_token.encode()) == issued.team
    assert others.runs == looked
    now = 1.5
    assert teams.with_token(issued.control_token.encode()) is None


class Elsewhere(Ephemeral):
    """Documents that another process may remove."""

    shared = True
    gone = False
    runs = 0
    teams: Teams

    def run(self, function: Callable[[], T]) -> T:
        self.runs += 1
        if self.gone:
            self.teams.restore("team", "locks", None)
        return function()
