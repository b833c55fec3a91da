"""A mock of the SmartphoneKey API that behaves like the service."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spkey_mock.asgi import App
    from spkey_mock.clock import Clock
    from spkey_mock.coverage import Coverage
    from spkey_mock.credentials import Credentials
    from spkey_mock.faults import Fault, FaultKind, Faults
    from spkey_mock.findings import Finding
    from spkey_mock.journal import Entry, Journal
    from spkey_mock.limits import Limits
    from spkey_mock.message import Handler, Request, Response
    from spkey_mock.server import Server
    from spkey_mock.settings import Settings
    from spkey_mock.transport import Transport
    from spkey_mock.webhooks import Webhook
    from spkey_mock.world import World
    from spkey_mock.worlds import Site, Worlds
else:
    _MODULES = {
        "App": "asgi",
        "Clock": "clock",
        "Coverage": "coverage",
        "Credentials": "credentials",
        "Entry": "journal",
        "Fault": "faults",
        "FaultKind": "faults",
        "Faults": "faults",
        "Finding": "findings",
        "Handler": "message",
        "Journal": "journal",
        "Limits": "limits",
        "Request": "message",
        "Response": "message",
        "Server": "server",
        "Settings": "settings",
        "Site": "worlds",
        "Transport": "transport",
        "Webhook": "webhooks",
        "World": "world",
        "Worlds": "worlds",
    }

    _EXTRA = {"httptools", "jsonschema_rs", "jwt", "uvloop"}

    def __dir__():
        return sorted(_MODULES)

    def __getattr__(name):
        # Imported on use, so that the command can say what to install where dependencies are missing.
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        try:
            return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
        except ModuleNotFoundError as error:
            if error.name not in _EXTRA:
                raise
            raise ModuleNotFoundError(
                "spkey-mock needs more packages: pip install 'spkey-client[mock]'", name=error.name
            ) from None


__all__ = [
    "App",
    "Clock",
    "Coverage",
    "Credentials",
    "Entry",
    "Fault",
    "FaultKind",
    "Faults",
    "Finding",
    "Handler",
    "Journal",
    "Limits",
    "Request",
    "Response",
    "Server",
    "Settings",
    "Site",
    "Transport",
    "Webhook",
    "World",
    "Worlds",
]
