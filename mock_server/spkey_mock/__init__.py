"""A mock of the SmartphoneKey API that behaves like the service."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .http.asgi import App
    from .http.server import Server
    from .http.transport import Transport
    from .http.worlds import Site, Worlds
    from .record.coverage import Coverage
    from .record.journal import Entry, Journal
    from .record.violations import Finding
    from .service.credentials import Credentials
    from .service.message import Handler, Request, Response
    from .webhooks.subscriptions import Webhook
    from .world.clock import Clock
    from .world.faults import Fault, FaultKind, Faults
    from .world.limits import Limits
    from .world.settings import Settings
    from .world.world import World
else:
    _MODULES = {
        "App": "http.asgi",
        "Clock": "world.clock",
        "Coverage": "record.coverage",
        "Credentials": "service.credentials",
        "Entry": "record.journal",
        "Fault": "world.faults",
        "FaultKind": "world.faults",
        "Faults": "world.faults",
        "Finding": "record.violations",
        "Handler": "service.message",
        "Journal": "record.journal",
        "Limits": "world.limits",
        "Request": "service.message",
        "Response": "service.message",
        "Server": "http.server",
        "Settings": "world.settings",
        "Site": "http.worlds",
        "Transport": "http.transport",
        "Webhook": "webhooks.subscriptions",
        "World": "world.world",
        "Worlds": "http.worlds",
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
