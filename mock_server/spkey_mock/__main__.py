"""The command `spkey-mock`."""

import argparse
import errno
import json
import os
import sys
from collections.abc import Sequence
from functools import partial
from uuid import uuid4

DEFAULT_PORT = 8787
DEFAULT_ORG = "acme"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code.

    Args:
        arguments: The command line after the program's name; by default that of this process.
    """
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except ModuleNotFoundError as error:
        return _fail(str(error))
    except (OSError, UnicodeEncodeError) as error:
        # Nobody reads the output, or there is no room for it. What is left of it must not fail once more at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _fail(f"spkey-mock: the output cannot be written: {error}")
    except KeyboardInterrupt:
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="spkey-mock", description="A mock of the SmartphoneKey API.", allow_abbrev=False
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    serve = commands.add_parser("serve", help="run the mock until it is stopped", allow_abbrev=False)
    serve.add_argument("--host", type=_host, default="127.0.0.1", help="address to bind (default: %(default)s)")
    serve.add_argument(
        "--port", type=_port, default=DEFAULT_PORT, help="port to bind, 0 for any (default: %(default)s)"
    )
    serve.add_argument("--json", action="store_true", help="print one line of JSON when ready, for scripts")
    serve.add_argument(
        "--api-key",
        type=_api_key,
        action="append",
        metavar="KEY=ORG",
        help=f"accept this API key of this organisation; may repeat (default: a random key of {DEFAULT_ORG})",
    )
    serve.add_argument("--secret", help="HS256 secret of bearer tokens, 32 bytes or more (default: random)")
    serve.add_argument(
        "--auth",
        choices=("either", "both"),
        default="either",
        help="whether one credential is enough (default: %(default)s)",
    )
    serve.set_defaults(run=_serve)

    demo = commands.add_parser("demo", help="show the SDK at work on the mock", allow_abbrev=False)
    demo.set_defaults(run=_demo)
    return parser


def _host(text: str) -> str:
    try:
        text.encode("idna")
    except UnicodeError:
        raise argparse.ArgumentTypeError(f"{text!r} is not an address") from None
    # To the system, these too would mean every interface.
    if not text or text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not an address; 0.0.0.0 is every interface")
    return text


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text[:6]) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a port: a number from 0 to 65535")


def _api_key(text: str) -> tuple[str, str]:
    key, _, org_id = text.rpartition("=")
    if not org_id or not key or not all("!" <= character <= "~" for character in key):
        raise argparse.ArgumentTypeError(f"{text!r} is not KEY=ORG, with a key of printable ASCII characters")
    return key, org_id


def _serve(options: argparse.Namespace) -> int:
    from spkey_mock import Credentials, Engine, Server

    given = [key for key, _ in options.api_key or ()]
    if len(set(given)) < len(given):
        return _fail("spkey-mock: an API key is given twice; each belongs to one organisation")
    try:
        credentials = Credentials(options.secret, require=options.auth)
    except ValueError as error:
        return _fail(f"spkey-mock: {error}")
    keys = [(credentials.issue_key(org_id, key), org_id) for key, org_id in options.api_key or [(None, DEFAULT_ORG)]]
    try:
        server = Server(Engine(credentials), host=options.host, port=options.port)
    except OSError as error:
        return _fail(_unbound(options.host, options.port, error))
    api_key, org_id = keys[0]
    user_id = str(uuid4())
    facts = {
        "base_url": server.base_url,
        "api_key": api_key,
        "org_id": org_id,
        "token": credentials.issue_token(user_id),
        "token_user": user_id,
    }
    server.run(partial(_announce, facts, as_json=options.json))
    return 0


def _demo(_options: argparse.Namespace) -> int:
    from spkey_mock import demo

    return demo.run()


def _announce(facts: dict[str, str], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(facts), flush=True)
        return
    print(
        f"The SmartphoneKey mock listens at {facts['base_url']} until Ctrl-C.",
        f"  API key  {facts['api_key']}  (organisation {facts['org_id']})",
        f"  token    {facts['token']}  (user {facts['token_user']})",
        sep="\n",
        flush=True,
    )


def _unbound(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"spkey-mock: port {port} on {host} is taken; choose another, or --port 0 for any free one"
    return f"spkey-mock: cannot listen on {host}, port {port}: {error.strerror}"


def _fail(message: str) -> int:
    print(message, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
