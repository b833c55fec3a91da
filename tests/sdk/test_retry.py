"""When a call is sent again, and after how long."""

import re
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spkey_client import (
    APIConnectionError,
    APIResponseError,
    APIStatusError,
    APITimeoutError,
    RateLimitError,
    SpkeyError,
    TokenProviderError,
    operations,
)
from spkey_client._call import Operation
from spkey_client._errors import status_error
from spkey_client._retry import FIRST_PAUSE, LONGEST_PAUSE, LONGEST_WAIT, pause

from .conftest import USER, Connect

ADD = operations.add_physical_key(USER, org_id="acme").operation
REMOVE = operations.remove_physical_key(USER, number=1).operation
LIST = operations.list_physical_keys(USER).operation


def refused(status: int, retry_after: str | None = None) -> SpkeyError:
    headers = {} if retry_after is None else {"retry-after": retry_after}
    return status_error(httpx.Response(status, headers=headers), command=True)


NOT_SENT = APIConnectionError("no connect")
CUT = APIConnectionError("cut", maybe_applied=True)
SLOW = APITimeoutError("slow", maybe_applied=True)
BROKEN = APIResponseError("bad", pointer="", response=httpx.Response(200), maybe_applied=True)


@pytest.mark.parametrize(
    ("error", "idempotent", "other"),
    [
        (NOT_SENT, True, True),
        (CUT, True, False),
        (SLOW, True, False),
        (refused(408), True, False),
        (refused(429), True, True),
        (refused(500), True, False),
        (refused(503), True, False),
        (refused(520), True, False),
        (refused(400), False, False),
        (refused(401), False, False),
        (refused(404), False, False),
        (refused(409), False, False),
        (BROKEN, False, False),
    ],
)
def test_transient_errors_are_retried_only_if_that_is_safe(error: SpkeyError, idempotent: bool, other: bool) -> None:
    assert (pause(LIST, 1, error, 0.5) is not None) is idempotent
    assert (pause(REMOVE, 1, error, 0.5) is not None) is idempotent
    assert (pause(ADD, 1, error, 0.5) is not None) is other


@settings(deadline=None)
@given(st.integers(1, 50), st.floats(0, 1))
def test_backoff_is_random_and_bounded(attempt: int, jitter: float) -> None:
    seconds = pause(LIST, attempt, CUT, jitter)
    assert seconds is not None
    assert 0 <= seconds <= min(FIRST_PAUSE * 2 ** (attempt - 1), LONGEST_PAUSE)
    assert pause(LIST, attempt, CUT, 0) == 0


@pytest.mark.parametrize(("attempt", "seconds"), [(1, 0.5), (2, 1), (3, 2), (4, 4), (5, 8), (6, 8), (50, 8)])
def test_the_upper_limit_of_the_backoff_doubles_up_to_8_seconds(attempt: int, seconds: float) -> None:
    assert pause(LIST, attempt, CUT, 1) == seconds


@pytest.mark.parametrize(
    ("retry_after", "seconds"), [("2", 2.0), ("0", 0.0), ("60", LONGEST_WAIT), ("nonsense", 0.0), (None, 0.0)]
)
def test_retry_after_lengthens_the_backoff(retry_after: str | None, seconds: float) -> None:
    assert pause(LIST, 1, refused(503, retry_after), 0) == seconds
    assert pause(LIST, 1, refused(503, retry_after), 1) == max(seconds, FIRST_PAUSE)


@settings(deadline=None)
@given(st.integers(61, 10**9), st.sampled_from([408, 429, 503]), st.integers(1, 50), st.floats(0, 1))
def test_a_call_fails_at_once_if_the_service_requires_more_than_a_minute(
    seconds: int, status: int, attempt: int, jitter: float
) -> None:
    error = refused(status, str(seconds))
    assert pause(LIST, attempt, error, jitter) is None
    assert isinstance(error, APIStatusError)
    assert error.retry_after == seconds


@settings(deadline=None)
@given(st.integers(0, 60), st.integers(1, 50), st.floats(0, 1))
def test_a_retry_is_never_earlier_than_the_service_requires(seconds: int, attempt: int, jitter: float) -> None:
    found = pause(LIST, attempt, refused(429, str(seconds)), jitter)
    assert found is not None
    assert found >= seconds


def test_a_provider_that_fails_is_not_retried() -> None:
    assert pause(LIST, 1, TokenProviderError("no"), 0.5) is None


def test_a_call_whose_response_names_too_long_a_delay_is_sent_once(connect: Connect) -> None:
    requests: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(429, headers={"retry-after": "3600"})

    with pytest.raises(RateLimitError) as caught:
        connect(httpx.MockTransport(respond), max_retries=2)(lambda client: client.users.get_profile(USER))
    assert caught.value.retry_after == 3600
    assert len(requests) == 1


TABLE = Path(__file__).parents[2] / "docs/api/retries.md"
ROW = re.compile(r"\| \[`\w+\.\w+`]\(\S+\) \| `(\S+) (\S+)` \| (yes|no) \| (yes|no) \|")


def test_the_table_of_retries_has_every_operation_and_says_what_happens() -> None:
    modules = (import_module(f"spkey_client.operations.{each.name}") for each in iter_modules(operations.__path__))
    known = [each for module in modules for each in vars(module).values() if isinstance(each, Operation)]
    rows = {
        (row[1], row[2]): (row[3], row[4]) for row in map(ROW.fullmatch, TABLE.read_text("utf-8").splitlines()) if row
    }
    assert rows == {
        (each.method, each.path): (
            "yes" if each.command else "no",
            "yes" if pause(each, 1, refused(503), 0.5) is not None else "no",
        )
        for each in known
    }
    assert all(pause(each, 1, refused(429), 0.5) is not None for each in known)
    assert len(rows) > 50
