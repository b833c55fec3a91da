"""The subscriptions that can be set up."""

import re
from datetime import timedelta
from typing import Any

import pytest

from ..support import CONTRACT
from .publisher import Publisher, webhook


def test_a_secret_is_not_shown() -> None:
    secret = "Bearer of secrets"
    assert secret not in repr(webhook(header=("Authorization", secret)))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1",
        "HTTP://127.0.0.1:1",
        "https://127.255.255.254:65535/hook?a=b&c=%20",
        "http://localhost:9000/",
        "http://LocalHost?x",
        "http://[::1]:9000/hook",
        "http://[0:0:0:0:0:0:0:1]",
        "http://[::ffff:127.0.0.1]",
        "http://[::FFFF:7f00:1]",
    ],
)
def test_this_machine_may_be_named_in_every_clear_form(url: str) -> None:
    assert Publisher(webhook(url)).ids == ["webhook-1"]


@pytest.mark.parametrize(
    "host",
    [
        "example.com",
        "localhost.evil.test",
        "localhost.",
        "127.0.0.1.evil.test",
        "127.1",
        "0x7f.1",
        "0x7f000001",
        "2130706433",
        "0177.0.0.1",
        "127.0.0.01",
        "0.0.0.0",
        "0",
        "128.0.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "[::]",
        "[::2]",
        "[::ffff:8.8.8.8]",
        "[::ffff:0:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[::127.0.0.1]",
        "[fe80::1]",
        "[127.0.0.1]",
        "[::1:::]",
    ],
)
def test_other_machines_are_rejected(host: str) -> None:
    with pytest.raises(ValueError, match=r"The host of url must be localhost, 127.0.0.1 or \[::1\], not "):
        Publisher(webhook(f"http://{host}/hook"))


@pytest.mark.parametrize(
    ("allowed", "url"),
    [
        ("receiver", "http://receiver:9000/hook"),
        ("Receiver.Test", "https://receiver.test"),
        ("receiver.test", "https://RECEIVER.test"),
        ("10.0.0.1", "http://10.0.0.1"),
        ("FE80::1", "http://[fe80::1]:9000"),
        ("[fe80::1]", "http://[fe80::1]"),
    ],
)
def test_other_machines_can_be_allowed(allowed: str, url: str) -> None:
    assert Publisher(webhook(url), allowed_hosts=(allowed,)).ids == ["webhook-1"]


@pytest.mark.parametrize("host", ["evil-receiver.test", "a.receiver.test", "receiver.test.evil.test", "receiver.tes"])
def test_an_allowed_host_allows_no_other(host: str) -> None:
    with pytest.raises(ValueError, match=rf"not {host}\. To allow this host, add it to Settings\.webhook_hosts"):
        Publisher(webhook(f"http://{host}"), allowed_hosts=("receiver.test",))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/hook",
        "127.0.0.1:9000",
        "//127.0.0.1",
        "ftp://127.0.0.1",
        "file:///etc/passwd",
        "http:/127.0.0.1",
        "http://",
        "http:///hook",
        "http://:9000",
        "http://user@127.0.0.1",
        "http://user:secret@127.0.0.1",
        "http://127.0.0.1@example.com",
        "http://127.0.0.1:80@example.com",
        "http://127.0.0.1\\@example.com",
        "http://example.com\\@127.0.0.1",
        "http://127.0.0.1%2f@example.com",
        "http://127.0.0.1#@example.com",
        "http://127.0.0.1/hook#part",
        "http://127.0.0.1:",
        "http://127.0.0.1:0",
        "http://127.0.0.1:65536",
        "http://127.0.0.1:-1",
        "http://127.0.0.1:\uff19000",
        "http://127\u30020\uff0e0\uff611",
        "http://127.0.0.1\u3002evil.test",
        "http://\u24dbocalhost",
        "http://loca\u017fhost",
        "http://[::1%25eth0]",
        "http://[::1",
        "http://::1",
        " http://127.0.0.1",
        "http://127.0.0.1 ",
        "http://127.0.0.1\n",
        "http://127.0.0.1/a b",
        "http://127.0.0.1/\r\nX-Injected: 1",
        "http://127.0.0.1/ü",
        "http://127.0.0.1/" + "x" * 2000,
    ],
)
def test_a_url_that_could_be_read_in_two_ways_is_rejected(url: str) -> None:
    with pytest.raises(ValueError, match=r"^url must be an absolute http or https URL of at most 2000 printable ASCII"):
        webhook(url)


@pytest.mark.parametrize(
    "header", [("X-Webhook-Key", "a"), ("Authorization", "Bearer a.b-c~d"), ("x_1!", "a b\u0022"), ("X", "x" * 4096)]
)
def test_a_secret_can_be_sent_in_any_header(header: tuple[str, str]) -> None:
    assert webhook(header=header).header == header


@pytest.mark.parametrize(
    "value", ["", " ", "a ", "\ta", "secret\r\nX-Injected: 1", "secret\n", "secret\0", "\x7f", "süß", "x" * 4097]
)
def test_a_secret_cannot_inject_anything_and_is_not_repeated(value: str) -> None:
    with pytest.raises(
        ValueError, match="The value of header X-Webhook-Key must be 1 to 4096 printable ASCII"
    ) as caught:
        webhook(header=("X-Webhook-Key", value))
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "name", ["", " ", "X Y", "X:", "X\r\nY", "X\n", "Schlüssel", "\u017f", "(x)", "Host", "content-LENGTH", "x" * 201]
)
def test_a_header_needs_a_name_that_is_free(name: str) -> None:
    with pytest.raises(ValueError, match="The name of header must "):
        webhook(header=(name, "secret"))


@pytest.mark.parametrize(
    "header",
    ["s3cret", b"s3cret", {"X": "s3cret"}, ("s3cret",), ("X", "s3cret", "Y"), ("X", b"s3cret"), (5, "s3cret"), 5],
)
def test_a_header_is_a_name_and_a_value_and_errors_do_not_repeat_the_value(header: Any) -> None:
    with pytest.raises(ValueError, match=r"^header must be a name and a value, such as \('X-Webhook-Key', ") as caught:
        webhook(header=header)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("url", [None, 9000, b"http://127.0.0.1:9000/"])
def test_a_url_is_a_string(url: Any) -> None:
    with pytest.raises(ValueError, match=r"^url must be an absolute http or https URL .* not "):
        webhook(url)


NAN, INFINITE = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("timeout", (0, -1, 60.1, NAN, INFINITE, "5", None, True)),
        ("retry_delay", (-0.1, 86_401, NAN, INFINITE, timedelta(seconds=30))),
        ("delay", (-1, 86_401, NAN, -INFINITE, "1")),
        ("swapped", (-1, 86_401, NAN, None)),
    ],
)
def test_durations_have_a_range(name: str, values: tuple[object, ...]) -> None:
    for value in values:
        wrong: dict[str, Any] = {name: value}
        with pytest.raises(ValueError, match=f"^{name} must be from .* to .* seconds, not {re.escape(repr(value))}"):
            webhook(**wrong)


@pytest.mark.parametrize(("name", "most"), [("attempts", 100), ("copies", 10)])
def test_counts_are_whole_and_have_a_range(name: str, most: int) -> None:
    for value in (0, most + 1, 2.5, NAN, "3", True, None):
        wrong: dict[str, Any] = {name: value}
        message = f"{name} must be a whole number from 1 to {most}, not {value!r}."
        with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
            webhook(**wrong)


@pytest.mark.parametrize("detail_types", [(), ("*", "*"), ("PhysicalKeyAdded", "PhysicalKeyAdded")])
def test_each_event_is_named_once(detail_types: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"detail_types must name each event once, or be \* for all"):
        webhook(detail_types=detail_types)


@pytest.mark.parametrize("detail_types", ["PhysicalKeyAdded", "*", None, 5, [5]])
def test_events_are_named_in_a_list(detail_types: Any) -> None:
    message = f"detail_types must be a list, such as ['PhysicalKeyAdded'], not {detail_types!r}."
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        webhook(detail_types=detail_types)


@pytest.mark.parametrize("detail_types", [["PhysicalKeyAdded"], {"PhysicalKeyAdded"}, iter(["PhysicalKeyAdded"])])
def test_any_collection_names_events(detail_types: Any) -> None:
    assert webhook(detail_types=detail_types) == webhook(detail_types=("PhysicalKeyAdded",))


@pytest.mark.parametrize("name", ["physicalKeyAdded", "UserDeleted", "", "**"])
def test_an_unknown_event_is_rejected(name: str) -> None:
    with pytest.raises(
        ValueError,
        match=re.escape(f"Unknown detail type {name!r}. Known: {', '.join(CONTRACT['webhooks'])}, or * for all."),
    ):
        Publisher(webhook(detail_types=("PhysicalKeyAdded", name)))


@pytest.mark.parametrize("org_id", ["", None, 5])
def test_an_organisation_is_required(org_id: Any) -> None:
    message = f"org_id must name the organisation whose users' events are delivered, not {org_id!r}."
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        webhook(org_id=org_id)
