"""The options of the marker, and the errors that count as reported."""

import asyncio
from typing import Any

import pytest
from spkey_mock.replay.errors import ReplayError
from spkey_mock.replay.kinds import KINDS
from spkey_mock.replay.options import Options, options

from spkey_client import APIConnectionError, SpkeyError


class BookingError(Exception):
    pass


def caused(error: BaseException, cause: BaseException) -> BaseException:
    error.__cause__ = cause
    return error


FAILURE = APIConnectionError("no response")


@pytest.mark.parametrize(
    ("error", "accepted"),
    [
        (FAILURE, True),
        (BookingError(), True),
        (caused(KeyError(), FAILURE), True),
        (caused(KeyError(), caused(ValueError(), BookingError())), True),
        (ExceptionGroup("tasks", [FAILURE, BookingError()]), True),
        (ExceptionGroup("tasks", [FAILURE, KeyError()]), False),
        (caused(ExceptionGroup("tasks", [KeyError()]), FAILURE), False),
        (AssertionError(), False),
        (KeyError(), False),
        (caused(KeyError(), ValueError()), False),
        (asyncio.CancelledError(), False),
    ],
    ids=repr,
)
def test_an_accepted_error_or_cause_reports_the_failure(error: BaseException, accepted: bool) -> None:
    assert options(accept=(BookingError,)).accepts(error) is accepted


def test_an_error_that_only_happened_while_another_was_handled_is_not_accepted() -> None:
    error = KeyError()
    error.__context__ = FAILURE
    assert not options().accepts(error)


def test_causes_that_form_a_cycle_are_not_accepted() -> None:
    first, second = KeyError(), ValueError()
    first.__cause__, second.__cause__ = second, first
    assert not options().accepts(first)


def test_everything_is_replayed_by_default() -> None:
    assert options() == Options(KINDS, None, (SpkeyError,))


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        ({"kind": ()}, r"Unknown option 'kind'\. Known: kinds, operations, accept, latency\."),
        ({"kinds": "drop"}, "kinds must be a tuple of names, not 'drop'"),
        ({"kinds": (["drop"],)}, r"kinds must be a tuple of names, not \(\['drop'\],\)"),
        ({"kinds": ("explode",)}, r"Unknown kind 'explode'\. Known: "),
        ({"operations": ("remove_key",)}, r"Unknown operation 'remove_key'\. Known: create_user, "),
        ({"operations": ("create_user", 1)}, r"operations must be a tuple of names, not \('create_user', 1\)"),
        ({"operations": ()}, "operations must name at least one operation"),
        ({"accept": "BookingError"}, "accept must be a tuple of exception classes, not 'BookingError'"),
        ({"accept": (BookingError, 1)}, "accept must be a tuple of exception classes, not "),
        ({"latency": "1"}, "latency must be a number of seconds, not '1'"),
        ({"latency": True}, "latency must be a number of seconds, not True"),
        ({"latency": -1}, "latency must be from 0 to 600 seconds, not -1"),
    ],
)
def test_an_invalid_option_is_rejected(chosen: dict[str, Any], message: str) -> None:
    with pytest.raises(ReplayError, match=message):
        options(**chosen)


def test_options_have_names() -> None:
    with pytest.raises(ReplayError, match="Pass the options by name: kinds, operations, accept, latency"):
        options("drop")
