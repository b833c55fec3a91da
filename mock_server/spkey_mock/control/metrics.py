"""Metrics for Prometheus, in the control API."""

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, get_args

from ..record.meter import BOUNDS, METER, Durations
from ..service import contract
from ..service.errors import NotImplementedHere
from ..service.message import Response
from ..webhooks.deliveries import State
from ..world.registry import WorldRegistry
from .call import Call, Handler
from .server import store_of

if TYPE_CHECKING:
    from prometheus_client.core import Metric

_PREFIX = "spkey_mock"

_Key = tuple[str, ...]
"""The values of the labels of a sample."""


def _get(call: Call) -> Response:
    try:
        # Imported on use, because few servers are scraped.
        from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
    except ModuleNotFoundError:
        raise NotImplementedHere(
            "Metrics need the package prometheus-client. Run: pip install 'spkey-client[mock]'"
        ) from None
    return Response(200, ((b"content-type", CONTENT_TYPE_LATEST.encode()),), generate_latest(_registry(call.worlds)))


def _registry(worlds: WorldRegistry[Any]) -> Any:
    """Return the metrics of a server and its process. Each sample has the label `pid`."""
    from prometheus_client import CollectorRegistry, ProcessCollector
    from prometheus_client.registry import Collector

    class Labelled(Collector):
        def collect(self) -> Iterable["Metric"]:
            for metric in (*_metrics(worlds), *ProcessCollector(registry=None).collect()):
                for sample in metric.samples:
                    sample.labels["pid"] = str(os.getpid())
                yield metric

    registry = CollectorRegistry(auto_describe=False)
    registry.register(Labelled())
    return registry


def _metrics(worlds: WorldRegistry[Any]) -> Iterator["Metric"]:
    """Return the metrics of the mock. Does not query the database, which may be down."""
    yield from _process(worlds)
    yield from _requests()
    yield from _worlds(worlds)
    yield from _store(worlds)


def _process(worlds: WorldRegistry[Any]) -> Iterator["Metric"]:
    from spkey_client import __version__

    info = (__version__, contract.load().version, store_of(worlds))
    yield _gauge(
        "info", "The versions of the mock and its contract, and its store.", {info: 1}, "version contract store"
    )
    yield _gauge("connections", "The open connections.", {(): sum(map(len, METER.connections))})


def _requests() -> Iterator["Metric"]:
    requests = METER.requests
    by_operation: dict[_Key, Durations] = {}
    for (operation, _), durations in requests.items():
        by_operation.setdefault((operation,), Durations()).merge(durations)
    counts: dict[_Key, int] = {(name, str(status)): durations.count for (name, status), durations in requests.items()}
    yield _counter("requests", "Requests to the service. Status 0 is a dropped connection.", counts, "operation status")
    yield _histogram("request_duration_seconds", "The time that requests took.", by_operation, "operation")


def _worlds(worlds: WorldRegistry[Any]) -> Iterator["Metric"]:
    loaded = worlds.loaded()
    yield _gauge("worlds", "The worlds in memory.", {(): len(loaded)})
    yield _gauge("teams", "The teams.", {(): len(worlds.teams)})
    yield _gauge("memory_bytes", "The approximate memory of the worlds.", {(): worlds.memory})
    yield _counter("worlds_expired", "Worlds that were deleted because they were idle.", {(): worlds.expired})
    yield _counter("worlds_evicted", "Worlds that were evicted to make room.", {(): worlds.evicted})
    yield _counter("events", "Events that were recorded.", {(): METER.counts.get("events", 0)})
    deliveries: dict[_Key, int] = {(state,): 0 for state in get_args(State)}
    for world in loaded:
        for delivery in world.known.webhooks.deliveries():
            deliveries[delivery.state,] += 1
    yield _gauge("deliveries", "The deliveries that the worlds still hold, by state.", deliveries, "state")


def _store(worlds: WorldRegistry[Any]) -> Iterator["Metric"]:
    conflicts = METER.counts.get("conflicts", 0)
    yield _counter("store_conflicts", "Transactions that were retried after a lost race.", {(): conflicts})
    errors: dict[_Key, int] = {(name,): number for name, number in METER.store_errors.items()}
    yield _counter("store_errors", "Operations of the store that failed.", errors, "operation")
    durations: dict[_Key, Durations] = {(name,): it for name, it in METER.store_operations.items()}
    yield _histogram("store_duration_seconds", "The time that operations of the store took.", durations, "operation")
    behind = sum(world.known.journal.behind for world in worlds.loaded())
    yield _gauge("journal_unwritten", "Requests whose journal entries are not in the store yet.", {(): behind})


def _gauge(name: str, text: str, values: Mapping[_Key, float], labels: str = "") -> "Metric":
    from prometheus_client.core import GaugeMetricFamily

    metric = GaugeMetricFamily(f"{_PREFIX}_{name}", text, labels=labels.split())
    for key, value in values.items():
        metric.add_metric(key, value)
    return metric


def _counter(name: str, text: str, values: Mapping[_Key, float], labels: str = "") -> "Metric":
    from prometheus_client.core import CounterMetricFamily

    metric = CounterMetricFamily(f"{_PREFIX}_{name}", text, labels=labels.split())
    for key, value in values.items():
        metric.add_metric(key, value)
    return metric


def _histogram(name: str, text: str, values: Mapping[_Key, Durations], labels: str) -> "Metric":
    from prometheus_client.core import HistogramMetricFamily

    metric = HistogramMetricFamily(f"{_PREFIX}_{name}", text, labels=labels.split())
    for key, durations in values.items():
        metric.add_metric(key, _cumulative(durations), durations.total / 1e9)
    return metric


def _cumulative(durations: Durations) -> list[tuple[str, float]]:
    """Return the upper bounds of the buckets, each with the number of durations up to it."""
    total, buckets = 0, list[tuple[str, float]]()
    for bound, number in zip((*map(str, BOUNDS), "+Inf"), durations.buckets, strict=True):
        total += number
        buckets.append((bound, total))
    return buckets


OPERATIONS: Mapping[str, Handler] = {"get_server_metrics": _get}
