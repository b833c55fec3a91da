"""Runs the conformance suite against mutants."""

from importlib import import_module

import httpx
from spkey_mock.conformance.configuration import Configuration
from spkey_mock.conformance.result import Result
from spkey_mock.conformance.run import verify

from .catalogue import BASE_URL, CATALOGUE, Mutant

TOPICS = (
    "numbers",
    "versions",
    "events",
    "inventory",
    "people",
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
    """Return the verdicts of the suite, or of its tests of some rules."""
    return verify(Configuration(base_url=BASE_URL, strict=True, select=rules, timeout=3.0), transport)


def failing(result: Result) -> list[str]:
    """Return the ids of the rules that fail a run."""
    return [judged.rule.id for judged in result.failing if judged.verdict == "failed"]
