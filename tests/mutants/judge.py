"""Runs the conformance suite against mutants."""

from collections.abc import Sequence
from importlib import import_module

import httpx
from spkey_mock.conformance.configuration import Configuration
from spkey_mock.conformance.result import Result
from spkey_mock.conformance.run import verify
from spkey_mock.conformance.verdicts import Tested

from .catalogue import BASE_URL, CATALOGUE, Mutant

TOPICS = (
    "numbers",
    "versions",
    "events",
    "inventory",
    "people",
    "users",
    "wallet_keys",
    "accessible_locks",
    "license_plates",
    "user_devices",
    "locks",
    "lock_keys",
    "residents",
    "temp_keys",
    "access",
    "requests",
    "concurrency",
    "deliveries",
    "unusual",
    "caches",
    "texts",
    "gateways",
)
"""The modules of the mutants."""


def mutants() -> dict[str, Mutant]:
    """Return all mutants by name."""
    for topic in TOPICS:
        import_module(f"{__package__}.{topic}")
    return CATALOGUE


def judge(transport: httpx.BaseTransport, *rules: str) -> Result:
    """Return the verdicts of the suite's tests of some rules. The run ends once each rule has failed."""

    def enough(tests: Sequence[Tested]) -> bool:
        return {*rules} <= {rule for tested in tests if tested.outcome == "failed" for rule in tested.rules}

    configuration = Configuration(base_url=BASE_URL, strict=True, select=rules, timeout=3.0)
    return verify(configuration, transport, enough=enough)


def failing(result: Result) -> list[str]:
    """Return the ids of the rules that fail a run."""
    return [judged.rule.id for judged in result.failing if judged.verdict == "failed"]
