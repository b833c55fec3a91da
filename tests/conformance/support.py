"""Servers under test, in process, and runs of the suite against them."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import httpx
from spkey_mock import Worlds
from spkey_mock.conformance.configuration import Configuration
from spkey_mock.conformance.exchange import Exchange
from spkey_mock.conformance.promises import Rule
from spkey_mock.conformance.result import Result
from spkey_mock.conformance.run import verify
from spkey_mock.conformance.verdicts import Judged, Tested, Verdict
from spkey_mock.http.transport import Transport

URL = "http://localhost"
PROFILE = "users.get_profile.user_must_exist"

Change = Callable[[httpx.Request, httpx.Response], httpx.Response]


class Changed(httpx.BaseTransport):
    """A server whose responses differ from those of the mock.

    Args:
        change: Returns the response to send instead.
        worlds: The mock.
        control: Whether the suite can see that it is a mock.

    Attributes:
        requests: The requests that arrived, other than those to the control API.
    """

    def __init__(
        self, change: Change = lambda _, response: response, worlds: Worlds | None = None, *, control: bool = True
    ) -> None:
        self._inner = Transport(worlds or Worlds())
        self._change = change
        self._control = control
        self.requests: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.startswith("/_mock/"):
            return self._inner.handle_request(request) if self._control else httpx.Response(404)
        self.requests.append(request)
        response = self._inner.handle_request(request)
        response.read()
        return self._change(request, response)


def broken(request: httpx.Request, response: httpx.Response) -> httpx.Response:
    """Return a profile for every user: breaks the rule `PROFILE`."""
    if request.method == "GET" and request.url.path.endswith("/profile") and response.status_code == 404:
        return httpx.Response(200, json={"userId": "x", "status": "ACTIVE"})
    return response


def verified(transport: httpx.BaseTransport | None = None, *select: str, **options: Any) -> Result:
    """Verify a server in process, by default a new mock."""
    return verify(Configuration(base_url=URL, select=select, **options), transport or Transport(Worlds()))


def verdicts(result: Result) -> dict[str, Verdict]:
    """Return the verdicts on the rules that were tested."""
    return {judged.rule.id: judged.verdict for judged in result.rules if judged.tests}


def exchange(**changes: Any) -> Exchange:
    """Return an exchange."""
    values: dict[str, Any] = {
        "started": datetime(2026, 11, 26, 12, 0, tzinfo=UTC),
        "method": "POST",
        "url": "http://localhost/users/7/AddPhysicalKey",
        "headers": (("content-type", "application/json"), ("x-api-key", "***")),
        "body": '{"orgId":"acme"}',
        "status": 200,
        "response_headers": (("content-type", "application/json"),),
        "response": '{"number":1}',
        "seconds": 0.005,
    }
    return Exchange(**{**values, **changes})


def judged(verdict: Verdict, reason: str = "", *, name: str = "", exchanges: Sequence[Exchange] = ()) -> Judged:
    """Return a rule with one test."""
    name = name or f"rule.{verdict.replace(' ', '_')}"
    outcomes = {it: it for it in ("passed", "not exercised", "engine error")} | {"partly passed": "not exercised"}
    tested = Tested(
        name=f"test_suite.py::test_{name}",
        rules=(name,),
        categories=("core",),
        outcome=outcomes.get(verdict, "failed"),  # type: ignore[arg-type]
        reason=reason,
        seconds=0.25,
        exchanges=exchanges,
        sent=len(exchanges),
    )
    rule = Rule(name, f"The promise of {name}.", "documented", "request")
    return Judged(rule=rule, verdict=verdict, reason=reason, tests=[tested])


def result(*rules: Judged, **changes: Any) -> Result:
    """Return the result of a run."""
    values: dict[str, Any] = {
        "base_urls": (URL,),
        "mock": True,
        "contract": "1.0.0",
        "started": datetime(2026, 11, 26, 12, 0, tzinfo=UTC),
        "seconds": 1.5,
        "configuration": {"base_url": URL, "api_key": "***"},
        "users": ("user-1",),
        "rules": rules,
    }
    return Result(**{**values, **changes})
