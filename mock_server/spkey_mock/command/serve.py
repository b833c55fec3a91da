"""`spkey-mock serve`: run the mock until it is stopped."""

import logging
import os
import secrets
from argparse import Namespace
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, fields

from ..service.loopback import is_loopback
from ..world.limits import Limits
from . import options as declared
from .bound import bound
from .facts import Facts
from .failure import Failure
from .placing import PUBLIC, placing

if TYPE_CHECKING:
    from .. import Server, Settings, Worlds
    from . import Commands


def add(commands: "Commands") -> None:
    """Add the subcommand."""
    serve = commands.add_parser(
        "serve", usage="%(prog)s [OPTION ...]", help="run the mock server until it is stopped", allow_abbrev=False
    )
    declared.declare(serve)
    serve.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Run the server and return the exit code."""
    from .. import Server
    from .certificate import context_of

    context, authority = context_of(options)
    control_token = options.control_token
    if control_token is None and not is_loopback(options.host):
        control_token = secrets.token_urlsafe(24)
    worlds = _worlds(options, control_token)
    server = bound(partial(Server, worlds, tls=context), options)
    if options.log is not None:
        configure_logging(options.log)
    with ExitStack() as stack:
        announce = _announcing(stack, options, _facts(worlds, server, control_token), authority)
        return _reported(options, partial(server.run, announce))


def _reported(options: Namespace, serve: Callable[[], None]) -> int:
    if options.report is None and options.report_min is None and options.fail_on is None:
        serve()
        return 0
    from ..report.run import reported
    from ..report.thresholds import Thresholds

    try:
        thresholds = Thresholds.read(options.report_min, options.fail_on)
    except ValueError as error:
        raise Failure(str(error)) from None
    return reported(serve, None if options.report is None else Path(options.report), thresholds)


def configure_logging(form: str) -> None:
    """Log each request to standard error, as text or as JSON."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    if form == "json":
        from ..record.log import JSONLines

        for handler in logging.getLogger().handlers:
            handler.setFormatter(JSONLines())


def _worlds(options: Namespace, control_token: str | None) -> "Worlds":
    from .. import Worlds

    try:
        return Worlds(
            _settings(options),
            control_token=control_token,
            cors=not options.no_cors,
            strict=options.strict_worlds,
            world_ttl=options.world_ttl or None,
        )
    except ValueError as error:
        raise Failure(str(error)) from None


def _settings(options: Namespace) -> "Settings":
    from .. import Settings

    return Settings(
        api_keys=tuple(options.api_key or ()),
        secret=options.secret,
        auth=options.auth,
        errors=options.errors,
        caller_org_id=options.caller_org_id,
        org_scope=options.org_scope == "on",
        strict=options.strict,
        seed=options.seed,
        webhook_hosts=tuple(options.allow_webhook_host),
        webhook_ca=options.webhook_ca,
        limits=Limits(**{limit.name: getattr(options, f"max_{limit.name}") for limit in fields(Limits)}),
    )


def _facts(worlds: "Worlds", server: "Server", control_token: str | None) -> Facts:
    world = worlds.default
    user_id = world.new_id()
    return Facts(
        base_url=server.base_url,
        api_key=world.api_key,
        org_id=world.org_id,
        token=world.token(user_id),
        token_user=user_id,
        control_token=control_token,
    )


def _announcing(stack: ExitStack, options: Namespace, facts: Facts, authority: bytes | None) -> Callable[[], None]:
    """Return a function that announces the server in files and on standard output.

    The files are opened immediately, so that an unwritable path ends the command before the server runs.
    """
    paths = [path for path in (options.tls_ca_out, options.env_file, options.ready_file) if path is not None]
    if len({os.path.abspath(path) for path in paths}) < len(paths):
        raise Failure("--ready-file, --env-file and --tls-ca-out must name different files.")
    announcements: list[tuple[Callable[[str], None], str]] = []
    if authority is not None:
        path = options.tls_ca_out or _temporary()
        start = "-----BEGIN CERTIFICATE-----"
        write = stack.enter_context(placing("--tls-ca-out", path, start=start, mode=PUBLIC))
        announcements.append((write, authority.decode()))
        facts = evolve(facts, ca_file=os.path.abspath(path))
    if options.env_file is not None:
        write = stack.enter_context(placing("--env-file", options.env_file, start="SPKEY_BASE_URL="))
        announcements.append((write, facts.to_environment()))
    if options.ready_file is not None:
        write = stack.enter_context(placing("--ready-file", options.ready_file, start='{"base_url": '))
        announcements.append((write, facts.to_json() + "\n"))

    def announce() -> None:
        for write, text in announcements:
            write(text)
        print(facts.to_json() if options.json else facts.to_text(), flush=True)

    return announce


def _temporary() -> str:
    from tempfile import mkstemp

    descriptor, path = mkstemp(prefix="spkey-mock-ca-", suffix=".pem")
    os.close(descriptor)
    return path
