"""`spkey-mock proxy`: pass requests to a server, and record what it and its clients do."""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from . import arguments
from .bound import bound
from .failure import Failure

if TYPE_CHECKING:
    from ..proxy.server import Proxy
    from ..proxy.upstream import Upstream
    from . import Commands

NOT_RUN = 2
"""The exit code of a proxy that cannot run, or cannot write its archive."""

DEFAULT_PORT = 8788
_SIDES = ("client", "server")


def add(commands: "Commands") -> None:
    """Add the subcommand."""
    proxy = commands.add_parser(
        "proxy",
        usage="%(prog)s --upstream URL [OPTION ...]",
        help="pass requests to a server, and record violations of both sides",
        allow_abbrev=False,
    )
    _declare_network(proxy)
    _declare_records(proxy)
    proxy.set_defaults(run=run)


def _declare_network(proxy: ArgumentParser) -> None:
    group = proxy.add_argument_group("network")
    group.add_argument("--upstream", required=True, metavar="URL", help="the server; it may have a path")
    group.add_argument("--upstream-ca", type=_text, metavar="FILE", help="PEM file with the server's CA certificates")
    group.add_argument(
        "--timeout",
        type=_timeout,
        default=60.0,
        metavar="SECONDS",
        help="longest silence of the server before the proxy returns 504 (default: %(default)g)",
    )
    group.add_argument(
        "--host", type=arguments.host, default="127.0.0.1", help="address to bind (default: %(default)s)"
    )
    group.add_argument(
        "--port",
        type=arguments.port,
        default=DEFAULT_PORT,
        help="port to bind; 0 picks a free port (default: %(default)s)",
    )
    group.add_argument("--json", action="store_true", help="print one line of JSON when ready, for scripts")


def _declare_records(proxy: ArgumentParser) -> None:
    group = proxy.add_argument_group("records", "They are written when the proxy stops. Credentials are masked.")
    group.add_argument(
        "--log",
        nargs="?",
        choices=("text", "json"),
        const="text",
        help="log one line per request to standard error (default format: text)",
    )
    group.add_argument(
        "--report", type=_path, metavar="DIR", help="write a report about all requests to this directory"
    )
    group.add_argument("--har", type=_path, metavar="FILE", help="write the latest requests to this file, as HAR 1.2")
    group.add_argument(
        "--fail-on",
        type=_sides,
        default=frozenset[str](),
        metavar="WHO",
        help="exit with 1 if a client or the server broke the contract: client, server, or both with a comma between",
    )


def run(options: Namespace) -> int:
    """Run the proxy. Return 0, 1 if a side broke the contract, or 2 if the proxy cannot run."""
    try:
        return _run(options)
    except Failure as failure:
        print(f"spkey-mock: {failure}", file=sys.stderr)
        return NOT_RUN


def _run(options: Namespace) -> int:
    from ..proxy.server import Proxy
    from ..report.run import reported
    from ..report.thresholds import Thresholds
    from ..reporting.files import prepare
    from .serve import configure_logging

    upstream = _upstream(options)
    proxy = bound(partial(Proxy, upstream), options)
    if options.log is not None:
        configure_logging(options.log)
    with _reporting():  # a path that cannot be written ends the command now
        if options.har is not None:
            _write_har(options.har, proxy, upstream)
        if options.report is not None:
            prepare(options.report)

    def announce() -> None:
        facts = {"base_url": proxy.base_url, "upstream": upstream.url}
        text = (
            f"SmartphoneKey proxy running at {proxy.base_url} (Ctrl-C to stop). It passes requests to {upstream.url}."
        )
        print(json.dumps(facts) if options.json else text, flush=True)

    thresholds = Thresholds(violations="client" in options.fail_on, of_servers="server" in options.fail_on)
    code = reported(partial(proxy.run, announce), options.report, thresholds)
    if proxy.unreached:
        requests = "1 request" if proxy.unreached == 1 else f"{proxy.unreached} requests"
        print(f"spkey-mock: {requests} never reached {upstream.url}.", file=sys.stderr)
    with _reporting():
        if options.har is not None:
            _write_har(options.har, proxy, upstream)
    return code


def _upstream(options: Namespace) -> "Upstream":
    from ..proxy.upstream import Upstream

    try:
        return Upstream.at(options.upstream, timeout=options.timeout, ca=options.upstream_ca)
    except ValueError as error:
        raise Failure(str(error)) from None
    except OSError as error:
        raise Failure(f"cannot read {options.upstream_ca}: {error.strerror}.") from None


def _write_har(path: Path, proxy: "Proxy", upstream: "Upstream") -> None:
    from spkey_client import __version__

    from ..record.har import har
    from ..reporting.files import write

    archive = har(proxy.journal, __version__, upstream.url)
    write(path, json.dumps(archive, ensure_ascii=False, indent=1).encode("utf-8", "replace"))


@contextmanager
def _reporting() -> Generator[None]:
    from ..reporting.files import ReportError

    try:
        yield
    except ReportError as error:
        raise Failure(str(error)) from None


def _text(text: str) -> str:
    if not text:
        raise ArgumentTypeError("the value must not be empty")
    return text


def _path(text: str) -> Path:
    return Path(_text(text))


def _sides(text: str) -> frozenset[str]:
    found = {name.strip() for name in text.split(",")}
    if unknown := sorted(found - {*_SIDES}):
        raise ArgumentTypeError(f"unknown side {unknown[0]!r}; known: {', '.join(_SIDES)}")
    return frozenset(found)


def _timeout(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0
    if not 0 < seconds <= 86_400:
        raise ArgumentTypeError(f"a timeout must be a number of seconds, more than 0 and at most 86400, not {text!r}")
    return seconds
