"""The result of a run as a JSON document, whose schema is `schema.json`."""

import json
from datetime import UTC
from pathlib import Path
from typing import Any

from ..exchange import Exchange
from ..result import Result
from ..verdicts import Judged, Tested

JSON = dict[str, Any]

SCHEMA = Path(__file__).with_name("schema.json")
"""The JSON schema of the document."""

_FORMAT = {"format": "spkey-conformance", "version": 1}


def to_json(result: Result) -> JSON:
    """Return the result of a run as JSON."""
    return {
        **_FORMAT,
        "contract": result.contract,
        "server": {"url": result.base_urls[0], "urls": list(result.base_urls), "mock": result.mock},
        "started": result.started.astimezone(UTC).isoformat(timespec="milliseconds"),
        "seconds": round(result.seconds, 3),
        "configuration": dict(result.configuration),
        "headline": result.headline,
        "problem": result.problem,
        "interrupted": result.interrupted,
        "exitCode": result.exit_code,
        "verified": result.verified,
        "partlyVerified": result.partly_verified,
        "rules": [_rule(judged) for judged in result.rules],
        "tests": [_test(tested) for tested in result.tests],
        "users": list(result.users),
        "locks": list(result.locks),
    }


def dumps(result: Result) -> bytes:
    """Return the result of a run as the text of a JSON document."""
    return json.dumps(to_json(result), ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"


def _rule(judged: Judged) -> JSON:
    return {
        "id": judged.rule.id,
        "text": judged.rule.text,
        "source": judged.rule.source,
        "verdict": judged.verdict,
        "reason": judged.reason,
        "tests": [tested.name for tested in judged.tests],
    }


def _test(tested: Tested) -> JSON:
    return {
        "name": tested.name,
        "rules": list(tested.rules),
        "categories": list(tested.categories),
        "outcome": tested.outcome,
        "reason": tested.reason,
        "seconds": round(tested.seconds, 3),
        "sent": tested.sent,
        "exchanges": [_exchange(item) for item in tested.exchanges],
    }


def _exchange(item: Exchange) -> JSON:
    return {
        "started": item.started.astimezone(UTC).isoformat(timespec="milliseconds"),
        "seconds": round(item.seconds, 6),
        "request": {"method": item.method, "url": item.url, "headers": _headers(item.headers), "body": item.body},
        "response": {"status": item.status, "headers": _headers(item.response_headers), "body": item.response},
        "whole": item.whole,
        "curl": item.curl,
    }


def _headers(headers: tuple[tuple[str, str], ...]) -> list[JSON]:
    return [{"name": name, "value": value} for name, value in headers]
