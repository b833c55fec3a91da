"""The result of a run as one page for reviewers, which needs neither a network nor scripts."""

from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import cast

from ..exchange import Exchange
from ..result import Result
from ..verdicts import FAILING, Judged, Tested

_STYLE = Path(__file__).with_name("page.css")
_LONGEST_BODY = 2_000
_MOST_EXCHANGES = {"passed": 3}
"""The maximum number of exchanges that are shown of a test, by its outcome. `conformance.json` has more."""
_MOST_OF_OTHERS = 12


def page(result: Result) -> str:
    """Return the result as an HTML document. The browser runs no script in it and loads nothing."""
    style = _STYLE.read_text("utf-8") + "\n".join(_filters(result))
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'"
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">',
            f"<title>Conformance of {escape(', '.join(result.base_urls))}</title>",
            f"<style>{style}</style></head><body>",
            *_head(result),
            *_choice(result),
            "<main>",
            *(line for judged in _by_urgency(result.rules) for line in _rule(judged)),
            "</main></body></html>",
            "",
        ]
    )


def _by_urgency(rules: Iterable[Judged]) -> list[Judged]:
    return sorted(rules, key=lambda judged: (judged.verdict not in FAILING, judged.verdict == "passed"))


def _slug(verdict: str) -> str:
    return verdict.replace(" ", "-")


def _filters(result: Result) -> Iterator[str]:
    """Yield the rules of the style sheet that hide the rules of other verdicts."""
    for verdict in _counts(result):
        name = _slug(verdict)
        yield f"body:has(#show-{name}:checked) .rule:not(.{name}) {{ display: none; }}"


def _counts(result: Result) -> Counter[str]:
    return Counter(judged.verdict for judged in result.rules)


def _head(result: Result) -> Iterator[str]:
    kind = "a mock" if result.mock else "not a mock"
    facts = {
        "Server": f"{', '.join(result.base_urls)} ({kind})",
        "Contract": result.contract,
        "Started": f"{result.started:%Y-%m-%d %H:%M:%S} UTC, for {result.seconds:.1f} seconds",
        "Configuration": ", ".join(f"{name} = {_value(value)}" for name, value in result.configuration.items()),
    }
    yield f"<header><h1>Conformance report</h1><p>{escape(result.headline)}</p>"
    if result.problem:
        yield f"<p>{escape(result.problem)}</p>"
    yield "<dl>"
    for name, value in facts.items():
        yield f"<dt>{name}</dt><dd>{escape(value)}</dd>"
    for name, left in (("Users", result.users), ("Locks", [str(number) for number in result.locks])):
        listed = f"<details><summary>{len(left)}</summary>{escape(', '.join(left))}</details>"
        yield f"<dt>{name} that remain</dt><dd>{listed}</dd>"
    yield "</dl></header>"


def _value(value: object) -> str:
    return ", ".join(map(str, cast("Sequence[object]", value))) if isinstance(value, tuple | list) else str(value)


def _choice(result: Result) -> Iterator[str]:
    yield "<fieldset><legend>Show</legend>"
    yield f'<label><input type="radio" name="show" id="show-all" checked> all ({len(result.rules)})</label>'
    for verdict, count in _counts(result).items():
        box = f'<input type="radio" name="show" id="show-{_slug(verdict)}">'
        yield f"<label>{box} {verdict} ({count})</label>"
    yield "</fieldset>"


def _rule(judged: Judged) -> Iterator[str]:
    rule = judged.rule
    opened = " open" if judged.verdict in FAILING else ""
    yield f'<details class="rule {_slug(judged.verdict)}" id="{escape(rule.id)}"{opened}>'
    yield f"<summary><b>{judged.verdict}</b> <code>{escape(rule.id)}</code><small>{escape(rule.text)}</small></summary>"
    yield f"<div><p>Source: {escape(rule.source)}.</p>"
    if judged.reason:
        yield f"<pre>{escape(judged.reason)}</pre>"
    for tested in judged.tests:
        yield from _test(tested)
    yield "</div></details>"


def _test(tested: Tested) -> Iterator[str]:
    broken = tested.outcome in ("failed", "engine error")
    yield f'<details class="test {_slug(tested.outcome)}"{" open" if broken else ""}>'
    yield f"<summary><b>{tested.outcome}</b> {escape(tested.name)}</summary>"
    if tested.reason:
        yield f"<pre>{escape(tested.reason)}</pre>"
    shown = tested.exchanges[-_MOST_EXCHANGES.get(tested.outcome, _MOST_OF_OTHERS) :]
    if len(shown) < tested.sent:
        yield f"<p>The last {len(shown)} of {tested.sent} requests:</p>"
    for index, item in enumerate(shown, 1):
        yield from _exchange(item, opened=broken and index == len(shown))
    yield "</details>"


def _exchange(item: Exchange, *, opened: bool) -> Iterator[str]:
    status = str(item.status) if item.status else "no response"
    yield f'<details class="exchange"{" open" if opened else ""}>'
    yield f"<summary>{escape(item.method)} {escape(item.url)} → {status}</summary>"
    yield f"<pre>{escape(_message(item.headers, item.body))}</pre>"
    yield f"<pre>{escape(_message(item.response_headers, item.response))}</pre>"
    yield f"<pre><code>{escape(item.curl)}</code></pre></details>"


def _message(headers: Iterable[tuple[str, str]], body: str) -> str:
    cut = body if len(body) <= _LONGEST_BODY else f"{body[:_LONGEST_BODY]}... ({len(body)} characters)"
    return "\n".join([*(f"{name}: {value}" for name, value in headers), "", cut])
