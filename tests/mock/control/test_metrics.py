"""The metrics of a server, as Prometheus reads them."""

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from typing import Any

import httpx
import pytest
from attrs import field, frozen
from prometheus_client.parser import text_string_to_metric_families
from spkey_mock import Server, Transport, World, Worlds
from spkey_mock.record.meter import METER
from spkey_mock.store.durable import StoreError
from spkey_mock.world.watched import watched

from ..support import USER

TOKEN = "the-control-token"

Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def scrape(worlds: Worlds) -> Samples:
    """Return the samples by name and labels. All must be of this process."""
    with httpx.Client(transport=Transport(worlds), base_url="http://mock.example") as http:
        return scraped(http)


def scraped(http: httpx.Client) -> Samples:
    response = http.get("/_mock/metrics", headers={"X-Mock-Token": TOKEN})
    assert (response.status_code, response.headers["content-type"].partition(";")[0]) == (200, "text/plain")
    samples: Samples = {}
    for metric in text_string_to_metric_families(response.text):
        for sample in metric.samples:
            labels = dict(sample.labels)
            assert labels.pop("pid") == str(os.getpid())
            samples[sample.name, tuple(sorted(labels.items()))] = sample.value
    return samples


def value(samples: Samples, name: str, **labels: str) -> float:
    return samples.get((f"spkey_mock_{name}", tuple(sorted(labels.items()))), 0)


def grown(before: Samples, after: Samples, name: str, **labels: str) -> float:
    return value(after, name, **labels) - value(before, name, **labels)


@pytest.fixture
def worlds() -> Worlds:
    return Worlds(control_token=TOKEN)


def ask(worlds: Worlds, path: str) -> None:
    with httpx.Client(transport=Transport(worlds), base_url="http://mock.example") as http:
        http.get(path, headers={"X-API-Key": worlds.default.api_key})


def test_requests_are_counted_from_the_start_by_operation_and_status(worlds: Worlds) -> None:
    before = scrape(worlds)
    worlds.world("a").users.create(USER)
    ask(worlds, f"/w/a/users/{USER}/profile")
    ask(worlds, f"/w/b/users/{USER}/profile")
    ask(worlds, "/nothing")
    worlds.world("a").lose_next_answer("get_user_profile")
    with pytest.raises(httpx.HTTPError):
        ask(worlds, f"/w/a/users/{USER}/profile")
    after = scrape(worlds)
    for status in ("200", "404", "0"):
        assert grown(before, after, "requests_total", operation="get_user_profile", status=status) == 1
    assert grown(before, after, "requests_total", operation="", status="404") == 1
    assert grown(before, after, "request_duration_seconds_count", operation="get_user_profile") == 3
    assert grown(before, after, "request_duration_seconds_bucket", operation="get_user_profile", le="+Inf") == 3
    assert 0 < grown(before, after, "request_duration_seconds_sum", operation="get_user_profile") < 5


def test_no_counter_decreases_when_a_world_is_deleted_or_reset(worlds: Worlds) -> None:
    before = scrape(worlds)
    for end in (World.reset, lambda world: worlds.delete(world.name)):
        worlds.world("a").users.create(USER)
        ask(worlds, f"/w/a/users/{USER}/profile")
        end(worlds.world("a"))
    after = scrape(worlds)
    assert grown(before, after, "requests_total", operation="get_user_profile", status="200") == 2
    assert grown(before, after, "events_total") == 2


def test_events_are_counted_however_they_came_about(worlds: Worlds) -> None:
    before = scrape(worlds)
    worlds.default.users.create(USER, keys=3)
    with worlds.default.client() as client:
        client.physical_keys.remove(USER, number=1)
    assert grown(before, scrape(worlds), "events_total") == 5


def test_the_worlds_the_teams_and_their_memory_are_measured(worlds: Worlds) -> None:
    worlds.teams.create("locks")
    worlds.world("a")
    samples = scrape(worlds)
    assert (value(samples, "worlds"), value(samples, "teams")) == (2, 1)
    assert value(samples, "memory_bytes") == worlds.memory


def test_deliveries_are_counted_by_state(worlds: Worlds) -> None:
    worlds.default.webhooks.add(webhook())
    worlds.default.users.create(USER, keys=1)
    samples = scrape(worlds)
    counts = {state: value(samples, "deliveries", state=state) for state in ("waiting", "delivered", "exhausted")}
    assert counts == {"waiting": len(worlds.default.webhooks.deliveries()), "delivered": 0, "exhausted": 0}
    assert counts["waiting"] > 0


def test_the_metrics_are_available_while_the_store_is_down(postgres_url: str) -> None:
    with closing(Worlds(control_token=TOKEN, store=postgres_url)) as worlds:
        worlds.teams.create("locks")
        worlds.world("locks")
        assert worlds.database is not None
        worlds.database.close()
        with httpx.Client(transport=Transport(worlds), base_url="http://mock.example") as http:
            assert http.get("/_mock/ready").status_code == 503
        samples = scrape(worlds)
        assert (value(samples, "worlds"), value(samples, "teams")) == (2, 1)
        assert value(samples, "store_errors_total", operation="check") >= 1


def webhook() -> Any:
    from spkey_mock.webhooks.subscriptions import Webhook

    return Webhook(url="http://127.0.0.1:9/", org_id="acme")


def test_the_connections_of_a_server_are_counted_while_they_are_open(worlds: Worlds) -> None:
    before = value(scrape(worlds), "connections")
    with Server(worlds) as server, httpx.Client(base_url=server.base_url, trust_env=False) as http:
        assert value(scraped(http), "connections") == before + 1
    assert value(scrape(worlds), "connections") == before


def test_the_process_and_its_versions_are_described(worlds: Worlds) -> None:
    samples = scrape(worlds)
    (labels,) = [dict(labels) for name, labels in samples if name == "spkey_mock_info"]
    assert (labels["store"], set(labels)) == ("memory", {"version", "contract", "store"})
    assert samples["process_cpu_seconds_total", ()] > 0


@frozen
class Flaky:
    """A database whose operations fail on demand."""

    url: str = "sqlite:flaky.db"
    shared: bool = False
    failing: set[str] = field(factory=set[str])

    def open(self, name: str, used: int, *, create: bool) -> Any:
        return self._do("open", self)

    def append(self, *appends: object) -> Any:
        return self._do("append", None)

    def changes(self) -> Any:
        return self._do("changes", "nothing")

    def _do(self, name: str, result: Any) -> Any:
        if name in self.failing:
            raise StoreError("the disk is full\nand a second line")
        return result


def failed(call: Callable[[], object]) -> None:
    with pytest.raises(StoreError):
        call()


def test_operations_of_the_store_are_counted_and_timed(worlds: Worlds) -> None:
    database: Any = watched(Flaky(failing=(failing := set[str]())))  # type: ignore[arg-type]
    before = scrape(worlds)
    store = database.open("w", 0, create=True)
    store.append()
    failing.add("append")
    failed(store.append)
    METER.count("conflicts")
    after = scrape(worlds)
    assert grown(before, after, "store_duration_seconds_count", operation="open") == 1
    assert grown(before, after, "store_duration_seconds_count", operation="append") == 2
    assert grown(before, after, "store_errors_total", operation="append") == 1
    assert grown(before, after, "store_conflicts_total") == 1


def test_an_outage_is_logged_once_and_so_is_the_recovery(caplog: pytest.LogCaptureFixture) -> None:
    database: Any = watched(Flaky(failing=(failing := {"append"})))  # type: ignore[arg-type]
    store = database.open("w", 0, create=True)
    for _ in range(3):
        failed(store.append)
        assert store.changes() == "nothing"
    failing.clear()
    store.append()
    store.append()
    assert [record.getMessage() for record in caplog.records] == [
        "The store sqlite:flaky.db failed: the disk is full",
        "The store sqlite:flaky.db has recovered.",
    ]


def test_metrics_without_their_package_name_the_fix(worlds: Worlds, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "prometheus_client.exposition", None)
    with httpx.Client(transport=Transport(worlds), base_url="http://mock.example") as http:
        response = http.get("/_mock/metrics", headers={"X-Mock-Token": TOKEN})
    assert (response.status_code, "pip install 'spkey-client[mock]'" in response.json()["message"]) == (501, True)


def test_the_metrics_need_the_control_token_and_their_package_only_when_they_are_read() -> None:
    program = """
import sys
from spkey_mock import Request, Worlds
worlds = Worlds(control_token="t")
assert worlds.handle(Request("GET", b"/_mock/metrics")).status == 401
assert worlds.handle(Request("GET", b"/_mock/server", b"", ((b"x-mock-token", b"t"),))).status == 200
assert "prometheus_client" not in sys.modules
assert worlds.handle(Request("GET", b"/_mock/metrics", b"", ((b"x-mock-token", b"t"),))).status == 200
"""
    subprocess.run([sys.executable, "-c", program], check=True)
