"""Subscriptions: the webhooks of partners, and the events that each receives."""

import re
from collections.abc import Collection, Iterable
from typing import TypedDict

from attrs import field, frozen

from ..service.arguments import is_a, several
from ..service.loopback import is_loopback

ALL = "*"
"""Matches every detail type."""

_LONGEST_PAUSE = 1800.0
_DAY = 86_400.0
_SECONDS = {
    "timeout": (0.001, 60.0),
    "retry_delay": (0.0, _DAY),
    "delay": (0.0, _DAY),
    "swapped": (0.0, _DAY),
}
_COUNTS = {"attempts": 100, "copies": 10}

# Strict, so that our host check and the HTTP client cannot parse the same URL differently.
_URL = re.compile(
    r"https?://(?P<host>[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(?P<port>\d{1,5}))?(?:[/?][!-\"$-~]*)?",
    re.ASCII | re.IGNORECASE,
)
_LONGEST_URL = 2000
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9a-z-]{1,200}", re.ASCII | re.IGNORECASE)
_HEADER_VALUE = re.compile(r"[!-~](?:[ -~]{0,4094}[!-~])?", re.ASCII)
_SET_BY_DISPATCHER = frozenset(
    {"connection", "content-length", "content-type", "expect", "host", "te", "trailer", "transfer-encoding", "upgrade"}
)


def _names(detail_types: Iterable[str]) -> tuple[str, ...]:
    return several("detail_types", detail_types, "['PhysicalKeyAdded']", str)


@frozen(kw_only=True)
class Webhook:
    """A partner's subscription to events. Durations are in seconds.

    Attributes:
        url: The URL to post events to.
        org_id: The organisation whose users' events are delivered.
        detail_types: The names of the events to deliver, or `*` for all.
        header: The name and value of a header that carries a secret. A bearer token is
            `("Authorization", "Bearer ...")`.
        timeout: The maximum duration of an attempt in real time, from connecting to the end of the response.
        retry_delay: The delay after the first failure. It doubles with each further failure, up to half an hour.
        attempts: The number of failed attempts after which the delivery ends.
        copies: The number of times that each event is delivered, to simulate duplicates.
        delay: The delay before the first attempt.
        swapped: The maximum time that an event is held back for the next one to overtake it, to simulate reordering.
            Pairs of events then arrive in the wrong order.

    Raises:
        ValueError: A value is out of range or malformed.
    """

    url: str
    org_id: str
    detail_types: tuple[str, ...] = field(default=(ALL,), converter=_names)
    header: tuple[str, str] | None = field(default=None, repr=False)
    timeout: float = 5.0
    retry_delay: float = 30.0
    attempts: int = 15
    copies: int = 1
    delay: float = 0.0
    swapped: float = 0.0

    def __attrs_post_init__(self) -> None:
        _check_url(self.url)
        if not (is_a(self.org_id, str) and self.org_id):
            raise ValueError(
                f"org_id must name the organisation whose users' events are delivered, not {self.org_id!r:.100}."
            )
        if not self.detail_types or len(set(self.detail_types)) < len(self.detail_types):
            raise ValueError(f"detail_types must name each event once, or be {ALL} for all.")
        if self.header is not None:
            _check_header(self.header)
        for name, (least, most) in _SECONDS.items():
            value = getattr(self, name)
            if not (is_a(value, int | float) and least <= value <= most):  # also false for NaN
                raise ValueError(f"{name} must be from {least:g} to {most:g} seconds, not {value!r}.")
        for name, most in _COUNTS.items():
            value = getattr(self, name)
            if not (is_a(value, int) and 1 <= value <= most):
                raise ValueError(f"{name} must be a whole number from 1 to {most}, not {value!r}.")

    @property
    def host(self) -> str:
        """The host of the URL in lower case; an IPv6 address is in brackets."""
        match = _URL.fullmatch(self.url)
        return match["host"].lower() if match else ""

    def wants(self, detail_type: str, org_id: str) -> bool:
        """Return whether the webhook subscribes to this detail type and organisation."""
        return org_id == self.org_id and (ALL in self.detail_types or detail_type in self.detail_types)

    def pause(self, failures: int) -> float:
        """Return the backoff in seconds after this many failures, at least one."""
        return min(self.retry_delay * 2.0 ** (failures - 1), max(self.retry_delay, _LONGEST_PAUSE))


class WebhookOptions(TypedDict, total=False):
    """The optional arguments of `Webhook`."""

    org_id: str
    detail_types: Iterable[str]
    header: tuple[str, str] | None
    timeout: float
    retry_delay: float
    attempts: int
    copies: int
    delay: float
    swapped: float


def check_allowed(webhook: Webhook, hosts: Collection[str], detail_types: Collection[str]) -> None:
    """Check that a webhook may be added.

    Args:
        webhook: The webhook.
        hosts: Hosts other than this machine to which events may be posted, as `bare` returns them.
        detail_types: The names of deliverable events.

    Raises:
        ValueError: Its host is not allowed, or it names an unknown event.
    """
    host = webhook.host
    if not is_loopback(host) and bare(host) not in hosts:
        raise ValueError(
            f"The host of url must be localhost, 127.0.0.1 or [::1], not {host}. To allow this host, add it to "
            "Settings.webhook_hosts or pass it as --allow-webhook-host."
        )
    unknown = [name for name in webhook.detail_types if name != ALL and name not in detail_types]
    if unknown:
        known = ", ".join(detail_types)
        raise ValueError(f"Unknown detail type {unknown[0]!r}. Known: {known}, or {ALL} for all.")


def bare(host: str) -> str:
    """Return a host in lower case and without the brackets of an IPv6 address."""
    return host.strip("[]").lower()


def _check_url(url: object) -> None:
    match = _URL.fullmatch(url) if isinstance(url, str) and len(url) <= _LONGEST_URL else None
    if match is None or not 0 < int(match["port"] or 80) <= 65535:
        raise ValueError(
            f"url must be an absolute http or https URL of at most {_LONGEST_URL} printable ASCII characters without "
            f"credentials or a fragment, such as http://127.0.0.1:9000/hook, not {url!r:.100}."
        )


def _check_header(header: object) -> None:
    # The value is a secret, so no message repeats it.
    match header:
        case (str(name), str(value)):
            pass
        case _:
            raise ValueError("header must be a name and a value, such as ('X-Webhook-Key', 'my-secret').")
    if not _HEADER_NAME.fullmatch(name):
        raise ValueError(
            f"The name of header must be a valid HTTP header name, such as X-Webhook-Key, not {name[:100]!r}."
        )
    if name.lower() in _SET_BY_DISPATCHER:
        raise ValueError(f"The name of header must not be {name!r}, because the mock sets that header.")
    if not _HEADER_VALUE.fullmatch(value):
        raise ValueError(
            f"The value of header {name} must be 1 to 4096 printable ASCII characters, with no space at either end."
        )
