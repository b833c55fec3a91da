"""`spkey-mock serve`: run the mock until it is stopped."""

import gc
import logging
import os
import secrets
from argparse import Namespace
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
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
    import ssl
    from typing import TypeAlias

    from .. import Server, Settings, Worlds
    from . import Commands

    Context: TypeAlias = ssl.SSLContext | None


def add(commands: "Commands") -> None:
    """Add the subcommand."""
    serve = commands.add_parser(
        "serve", usage="%(prog)s [OPTION ...]", help="run the mock server until it is stopped", allow_abbrev=False
    )
    declared.declare(serve)
    serve.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Run the server and return the exit code."""
    from .certificate import context_of

    context, authority = context_of(options)
    control_token = options.control_token
    if control_token is None and not is_loopback(options.host):
        control_token = secrets.token_urlsafe(24)
    if options.log is not None:
        configure_logging(options.log)
    serve = _serve if options.workers == 1 else _serve_with_workers
    with ExitStack() as stack:
        return serve(stack, options, control_token, context, authority)


def _serve(
    stack: ExitStack, options: Namespace, control_token: str | None, context: "Context", authority: bytes | None
) -> int:
    """Serve in this process."""
    # Nothing is garbage before the mock has started, so collections would only delay the start.
    gc.disable()
    stack.callback(gc.enable)
    from .. import Server

    with _opened(options, _new_worlds(options, control_token)) as worlds:
        server = bound(partial(Server, worlds, grace=options.grace, tls=context), options)
        announce = _announcing(stack, options, _facts(worlds, server, options, control_token), authority)

        def started() -> None:
            gc.freeze()
            gc.enable()
            announce()

        return _reported(options, partial(server.run, started))


def _serve_with_workers(
    stack: ExitStack, options: Namespace, control_token: str | None, context: "Context", authority: bytes | None
) -> int:
    """Serve in several processes, which share the sockets and the store."""
    from .. import Server
    from ..http.binding import bind

    _check_workers(options)
    from ..aggregates import REGISTRY
    from .workers import Workers

    REGISTRY.load()
    new_worlds = _new_worlds(options, control_token)  # with its imports and settings, which the workers share
    sockets = bound(bind, options)

    def serve(ready: Callable[[Facts], None]) -> int:
        with _opened(options, new_worlds) as worlds:
            server = Server(worlds, host=options.host, sockets=sockets, grace=options.grace, tls=context)
            server.run(partial(ready, _facts(worlds, server, options, control_token)))
        return 0

    def announce(facts: Facts) -> None:
        _announcing(stack, options, facts, authority)()

    return Workers(options.workers, serve, sockets).run(announce)


def _check_workers(options: Namespace) -> None:
    """Check that these options allow several workers.

    Raises:
        Failure: They do not allow them.
    """
    if not hasattr(os, "fork"):
        raise Failure("--workers needs fork, which this system lacks. Run several `spkey-mock serve` on one store.")
    if not options.store.startswith(("postgresql:", "postgres:")):
        raise Failure(
            f"--workers {options.workers} needs a store that processes can share. Pass --store postgresql://..., or "
            "omit --workers."
        )
    if options.report is not None or options.report_min is not None or options.fail_on is not None:
        raise Failure(
            "--report, --report-min and --fail-on need --workers 1, because each worker sees only its own requests. "
            "GET /_mock/coverage covers all workers."
        )


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


def configure_logging(form: str, team_of: Callable[[str], str | None] = lambda _: None) -> None:
    """Log each request to standard error.

    Args:
        form: Whether to log `text` or `json`.
        team_of: Returns the team that a world belongs to, or None.
    """
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    if form == "json":
        from ..record.log import JSONLines

        for handler in logging.getLogger().handlers:
            handler.setFormatter(JSONLines(team_of))


def _new_worlds(options: Namespace, control_token: str | None) -> "Callable[[], Worlds]":
    """Return a function that creates the worlds.

    Raises:
        Failure: A setting is invalid.
    """
    from .. import Worlds

    try:
        settings = _settings(options)
    except ValueError as error:
        raise Failure(str(error)) from None
    return partial(
        Worlds,
        settings,
        control_token=control_token,
        cors=not options.no_cors,
        strict=options.strict_worlds,
        world_ttl=... if options.world_ttl is None else options.world_ttl or None,
        store=options.store,
    )


@contextmanager
def _opened(options: Namespace, new_worlds: "Callable[[], Worlds]") -> "Generator[Worlds]":
    """Yield the worlds, and release their store afterwards.

    Raises:
        Failure: An option is invalid, or the store cannot be used.
    """
    from ..store.durable import StoreError

    try:
        worlds = new_worlds()
    except (ValueError, StoreError) as error:
        raise Failure(str(error)) from None
    if options.log is not None:
        configure_logging(options.log, worlds.teams.name_of)
    try:
        yield worlds
    finally:
        try:
            worlds.close()
        except StoreError as error:
            raise Failure(f"The last records could not be stored: {error}") from None


def _settings(options: Namespace) -> "Settings":
    from .. import Settings
    from ..world.settings import undisclosed

    return Settings(
        api_keys=tuple(options.api_key or ()) if _discloses_key(options) else undisclosed(),
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


def _discloses_key(options: Namespace) -> bool:
    """Return whether to print an API key: it was passed, or only this machine can use it."""
    return bool(options.api_key) or is_loopback(options.host)


def _facts(worlds: "Worlds", server: "Server", options: Namespace, control_token: str | None) -> Facts:
    """Return the facts. Generated API keys and bearer tokens are omitted if other machines can reach the mock."""
    world = worlds.default
    facts = Facts(base_url=server.base_url, control_token=control_token)
    if _discloses_key(options):
        facts = evolve(facts, api_key=world.api_key, org_id=world.org_id)
    if options.secret is not None or is_loopback(options.host):
        user_id = world.new_id()
        facts = evolve(facts, token=world.token(user_id), token_user=user_id)
    return facts


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
