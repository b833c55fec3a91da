"""The command `spkey-mock`."""

import argparse
import errno
import json
import logging
import os
import secrets
import sys
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from attrs import fields

from .service.loopback import is_loopback
from .world.limits import Limits

if TYPE_CHECKING:
    from . import Settings

DEFAULT_PORT = 8787


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code.

    Args:
        arguments: The arguments after the program's name. Defaults to those of this process.
    """
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except ModuleNotFoundError as error:
        return _fail(str(error))
    except (OSError, UnicodeEncodeError) as error:
        # The pipe was closed, the disk is full, or the encoding is too narrow. Redirecting the rest of the output to
        # the null device prevents a second error when the process exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _fail(f"spkey-mock: cannot write the output: {error}")
    except KeyboardInterrupt:
        return 0


_LIMITS = {
    "worlds": "worlds",
    "users": "users",
    "keys": "keys",
    "text": "characters",
    "events": "events in the log",
    "journal": "requests in the journal",
    "journal_bytes": "bytes of the journal",
    "faults": "faults",
    "webhooks": "webhooks",
    "deliveries": "deliveries on record",
    "credentials": "API keys",
    "body": "bytes of a body",
    "connections": "connections",
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="spkey-mock", description="A mock server for the SmartphoneKey API.", allow_abbrev=False
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    serve = commands.add_parser(
        "serve", usage="%(prog)s [OPTION ...]", help="run the mock server until it is stopped", allow_abbrev=False
    )
    serve.add_argument("--host", type=_host, default="127.0.0.1", help="address to bind (default: %(default)s)")
    serve.add_argument(
        "--port", type=_port, default=DEFAULT_PORT, help="port to bind; 0 picks a free port (default: %(default)s)"
    )
    serve.add_argument("--json", action="store_true", help="print one line of JSON when ready, for scripts")
    serve.add_argument(
        "--api-key",
        type=_api_key,
        action="append",
        metavar="KEY=ORG",
        help="API key to accept, with its organisation; repeatable (default: a random key for acme)",
    )
    serve.add_argument("--secret", help="HS256 secret that signs bearer tokens, at least 32 bytes (default: random)")
    serve.add_argument(
        "--auth",
        choices=("either", "both"),
        default="either",
        help="require either an API key or a bearer token, or both (default: %(default)s)",
    )
    serve.add_argument(
        "--errors",
        choices=("documented", "runtime"),
        default="documented",
        help="error format: as documented, or as the service's HTTP stack sends errors (default: %(default)s)",
    )
    serve.add_argument(
        "--caller-org-id",
        choices=("refuse", "override"),
        default="refuse",
        help="reject a request that sends _callerOrgId, or override the value (default: %(default)s)",
    )
    serve.add_argument(
        "--org-scope",
        choices=("on", "off"),
        default="on",
        help="restrict each organisation to getting and removing the keys that it issued (default: %(default)s)",
    )
    serve.add_argument("--seed", help="seed for API keys, secrets and ids, for repeatable runs (default: random)")
    serve.add_argument(
        "--control-token",
        metavar="TOKEN",
        help="token required by the control API (default: none, or random if --host is not a loopback address)",
    )
    serve.add_argument(
        "--allow-webhook-host",
        action="append",
        default=[],
        metavar="HOST",
        help="another host to which webhooks may be delivered; repeatable (default: this machine only)",
    )
    serve.add_argument("--log", action="store_true", help="log one line per request to standard error")
    limits = serve.add_argument_group("limits", "Limits of the server (worlds, body, connections) and of each world.")
    for limit in fields(Limits):
        limits.add_argument(
            f"--max-{limit.name.replace('_', '-')}",
            type=_count,
            default=limit.default,
            metavar="N",
            help=f"{_LIMITS[limit.name]} (default: %(default)s)",
        )
    serve.set_defaults(run=_serve)

    openapi = commands.add_parser("openapi", help="print the contract as one OpenAPI document", allow_abbrev=False)
    openapi.set_defaults(run=_openapi)

    demo = commands.add_parser("demo", help="run a short demo of the SDK against the mock", allow_abbrev=False)
    demo.set_defaults(run=_demo)
    return parser


def _host(text: str) -> str:
    try:
        text.encode("idna")
    except UnicodeError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a host name or IP address") from None
    # The system would take these for all interfaces.
    if not text or text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a host name or IP address; use 0.0.0.0 for all interfaces")
    return text


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text[:6]) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError(f"a port must be a number from 0 to 65535, not {text!r}")


def _count(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text[:10]) <= 10**9 and len(text) <= 10:
        return int(text)
    raise argparse.ArgumentTypeError(f"a limit must be a number from 1 to {10**9}, not {text!r}")


def _api_key(text: str) -> tuple[str, str]:
    key, _, org_id = text.rpartition("=")
    if not org_id or not key or not all("!" <= character <= "~" for character in key):
        raise argparse.ArgumentTypeError(f"an API key must be KEY=ORG with printable ASCII characters, not {text!r}")
    return key, org_id


def _serve(options: argparse.Namespace) -> int:
    from . import Server, Worlds

    control_token = options.control_token
    if control_token is None and not is_loopback(options.host):
        control_token = secrets.token_urlsafe(24)
    try:
        worlds = Worlds(_settings(options), control_token=control_token)
    except ValueError as error:
        return _fail(f"spkey-mock: {error}")
    try:
        server = Server(worlds, host=options.host, port=options.port)
    except OSError as error:
        return _fail(_unbound(options.host, options.port, error))
    if options.log:
        logging.basicConfig(level=logging.INFO, format="%(message)s")
        logging.getLogger("httpx").setLevel(logging.WARNING)
    world = worlds.default
    user_id = world.new_id()
    facts = {
        "base_url": server.base_url,
        "api_key": world.api_key,
        "org_id": world.org_id,
        "token": world.token(user_id),
        "token_user": user_id,
        **({} if control_token is None else {"control_token": control_token}),
    }
    server.run(partial(_announce, facts, as_json=options.json))
    return 0


def _settings(options: argparse.Namespace) -> "Settings":
    from . import Settings

    return Settings(
        api_keys=tuple(options.api_key or ()),
        secret=options.secret,
        auth=options.auth,
        errors=options.errors,
        caller_org_id=options.caller_org_id,
        org_scope=options.org_scope == "on",
        seed=options.seed,
        webhook_hosts=tuple(options.allow_webhook_host),
        limits=Limits(**{limit.name: getattr(options, f"max_{limit.name}") for limit in fields(Limits)}),
    )


def _openapi(_options: argparse.Namespace) -> int:
    from .page.files import contract

    sys.stdout.buffer.write(contract())  # in UTF-8, whatever the terminal uses
    sys.stdout.flush()
    return 0


def _demo(_options: argparse.Namespace) -> int:
    from . import demo

    return demo.run()


def _announce(facts: dict[str, str], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(facts), flush=True)
        return
    lines = [
        f"SmartphoneKey mock running at {facts['base_url']} (Ctrl-C to stop). Open it in a browser for the console.",
        f"  API key  {facts['api_key']}  (organisation {facts['org_id']})",
        f"  token    {facts['token']}  (user {facts['token_user']})",
    ]
    if "control_token" in facts:
        lines.append(f"  control  {facts['control_token']}  (send it to the control API as X-Mock-Token)")
    print("\n".join(lines), flush=True)


def _unbound(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"spkey-mock: port {port} on {host} is in use. Choose another, or pass --port 0 for any free port."
    return f"spkey-mock: cannot listen on {host}, port {port}: {error.strerror}."


def _fail(message: str) -> int:
    print(message, file=sys.stderr)
    return 1
