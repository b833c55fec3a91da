"""The options of `spkey-mock serve`."""

import os
from argparse import ArgumentParser, ArgumentTypeError

from attrs import fields

from ..world.limits import Limits
from . import arguments

DEFAULT_PORT = 8787

_MOST_WORKERS = 64

_LIMITS = {
    "worlds": "named worlds",
    "memory": "approximate bytes of all worlds",
    "users": "users",
    "locks": "locks",
    "temp_keys": "temporary keys",
    "keys": "keys",
    "text": "characters",
    "events": "events in the log",
    "journal": "requests in the journal",
    "journal_bytes": "bytes of the journal",
    "faults": "faults",
    "webhooks": "webhooks",
    "deliveries": "recorded deliveries",
    "credentials": "API keys",
    "body": "bytes of a body",
    "connections": "connections",
}


def declare(serve: ArgumentParser) -> None:
    """Declare all options."""
    for declare_group in (
        _declare_network,
        _declare_tls,
        _declare_store,
        _declare_readiness,
        _declare_credentials,
        _declare_behaviour,
        _declare_worlds,
        _declare_records,
        _declare_limits,
    ):
        declare_group(serve)


def _declare_network(serve: ArgumentParser) -> None:
    group = serve.add_argument_group("network")
    group.add_argument(
        "--host",
        type=arguments.host,
        default="127.0.0.1",
        help="address to bind; 0.0.0.0 is every IPv4 address, and :: every address (default: %(default)s)",
    )
    group.add_argument(
        "--port",
        type=arguments.port,
        default=DEFAULT_PORT,
        help="port to bind; 0 picks a free port (default: %(default)s)",
    )
    group.add_argument("--no-cors", action="store_true", help="send no CORS headers, which blocks other origins")
    group.add_argument(
        "--allow-webhook-host",
        action="append",
        default=[],
        metavar="HOST",
        help="another host to which webhooks may be delivered; repeatable (default: this machine only)",
    )
    group.add_argument("--webhook-ca", metavar="FILE", help="PEM file with CA certificates of webhook receivers")


def _declare_tls(serve: ArgumentParser) -> None:
    group = serve.add_argument_group("TLS", "Without these options, the mock speaks plain HTTP.")
    group.add_argument(
        "--tls", choices=("self-signed",), help="use a new certificate for this machine (needs the extra 'tls')"
    )
    group.add_argument("--tls-ca-out", metavar="FILE", help="write its CA certificate here (default: a temporary file)")
    group.add_argument("--tls-cert", metavar="FILE", help="use this PEM certificate, followed by its chain")
    group.add_argument("--tls-key", metavar="FILE", help="its private key (default: in the file of --tls-cert)")


def _declare_store(serve: ArgumentParser) -> None:
    group = serve.add_argument_group("store and processes")
    group.add_argument(
        "--store",
        default=os.environ.get("SPKEY_MOCK_STORE") or "memory",
        metavar="URL",
        help="where the worlds are kept: memory, sqlite:PATH, or postgresql://USER@HOST/DATABASE. Other users of this "
        "machine see a password in the command line, so pass it in PGPASSWORD, in ~/.pgpass, or in the URL of the "
        "environment variable SPKEY_MOCK_STORE (default: that variable, or memory)",
    )
    group.add_argument(
        "--workers",
        type=_workers,
        default=1,
        metavar="N",
        help="processes that share the port and the store, which must be PostgreSQL (default: %(default)s)",
    )
    group.add_argument(
        "--grace",
        type=arguments.seconds,
        default=5,
        metavar="SECONDS",
        help="longest time to finish requests after SIGTERM or Ctrl-C; a second signal stops immediately (default: "
        "%(default)s)",
    )


def _workers(text: str) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= _MOST_WORKERS:
        return int(text)
    raise ArgumentTypeError(f"the number of workers must be from 1 to {_MOST_WORKERS}, not {text!r}")


def _declare_readiness(serve: ArgumentParser) -> None:
    group = serve.add_argument_group(
        "readiness", "The files are written when the mock is ready and removed when it stops."
    )
    group.add_argument("--json", action="store_true", help="print one line of JSON when ready, for scripts")
    group.add_argument("--ready-file", metavar="FILE", help="write the same JSON to this file")
    group.add_argument("--env-file", metavar="FILE", help="write SPKEY_BASE_URL, SPKEY_API_KEY, ... to this file")


def _declare_credentials(serve: ArgumentParser) -> None:
    group = serve.add_argument_group("credentials")
    group.add_argument(
        "--api-key",
        type=arguments.api_key,
        action="append",
        metavar="KEY=ORG",
        help="API key to accept, with its organisation; repeatable (default: a random key for acme, or none if --host "
        "is not a loopback address)",
    )
    group.add_argument("--secret", help="HS256 secret that signs bearer tokens, at least 32 bytes (default: random)")
    group.add_argument(
        "--auth",
        choices=("either", "both"),
        default="either",
        help="require either an API key or a bearer token, or both (default: %(default)s)",
    )
    group.add_argument(
        "--control-token",
        default=os.environ.get("SPKEY_MOCK_CONTROL_TOKEN") or None,
        metavar="TOKEN",
        help="token required by the control API (default: the environment variable SPKEY_MOCK_CONTROL_TOKEN, or none, "
        "or random if --host is not a loopback address)",
    )


def _declare_behaviour(serve: ArgumentParser) -> None:
    group = serve.add_argument_group("behaviour")
    group.add_argument(
        "--errors",
        choices=("documented", "runtime"),
        default="documented",
        help="error format: as documented, or as the service's HTTP stack sends errors (default: %(default)s)",
    )
    group.add_argument(
        "--caller-org-id",
        choices=("refuse", "override"),
        default="refuse",
        help="reject a request that sends _callerOrgId, or override the value (default: %(default)s)",
    )
    group.add_argument(
        "--org-scope",
        choices=("on", "off"),
        default="on",
        help="restrict each organisation to getting and removing the keys that it issued (default: %(default)s)",
    )
    group.add_argument("--seed", help="seed for API keys, secrets and ids, for repeatable runs (default: random)")


def _declare_worlds(serve: ArgumentParser) -> None:
    group = serve.add_argument_group("worlds")
    group.add_argument("--strict-worlds", action="store_true", help="reject requests to the default world")
    group.add_argument(
        "--strict",
        action="store_true",
        help="return 409 when a world with violations, unused faults or unsettled deliveries is deleted",
    )
    group.add_argument(
        "--world-ttl",
        type=arguments.seconds,
        metavar="SECONDS",
        help="seconds after which an idle named world is deleted; 0 means never (default: a day; never in a database)",
    )


def _declare_records(serve: ArgumentParser) -> None:
    group = serve.add_argument_group("records")
    group.add_argument(
        "--log",
        nargs="?",
        choices=("text", "json"),
        const="text",
        help="log one line per request to standard error (default format: text)",
    )
    group.add_argument(
        "--report", metavar="DIR", help="directory for a report about all requests, written when the mock stops"
    )
    group.add_argument("--report-min", metavar="PERCENT", help="exit with 1 if the coverage is lower")
    group.add_argument(
        "--fail-on",
        metavar="CONDITIONS",
        help="exit with 1 on these conditions, separated by commas: never-called (operations), violations (by clients)",
    )


def _declare_limits(serve: ArgumentParser) -> None:
    group = serve.add_argument_group(
        "limits", "Limits of the server (worlds, memory, body, connections) and of each world."
    )
    for limit in fields(Limits):
        group.add_argument(
            f"--max-{limit.name.replace('_', '-')}",
            type=arguments.count,
            default=limit.default,
            metavar="N",
            help=f"{_LIMITS[limit.name]} (default: %(default)s)",
        )
