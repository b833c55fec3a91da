"""A mock of the SmartphoneKey API that behaves like the service."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .aggregates.locks import Lock
    from .aggregates.temp_keys import TempKey
    from .aggregates.users import User
    from .http.asgi import App
    from .http.handler import Handler
    from .http.server import Server
    from .http.transport import Transport
    from .mock import World
    from .record.coverage import Coverage
    from .record.entries import Entry
    from .record.journal import Journal
    from .record.violations import Violation
    from .service.credentials import Credentials
    from .service.errors import Rejection
    from .service.message import Request, Response
    from .sites import Site, Worlds
    from .store.recorded import Recorded
    from .webhooks.subscriptions import Webhook
    from .world.clock import Clock
    from .world.faults import Fault, FaultKind, Faults
    from .world.limits import Limits
    from .world.settings import Settings
    from .world.temp_keys import DoorOptions
else:
    _MODULES = {
        "App": "http.asgi",
        "Clock": "world.clock",
        "Coverage": "record.coverage",
        "Credentials": "service.credentials",
        "DoorOptions": "world.temp_keys",
        "Entry": "record.entries",
        "Fault": "world.faults",
        "FaultKind": "world.faults",
        "Faults": "world.faults",
        "Handler": "http.handler",
        "Journal": "record.journal",
        "Limits": "world.limits",
        "Lock": "aggregates.locks",
        "Recorded": "store.recorded",
        "Rejection": "service.errors",
        "Request": "service.message",
        "Response": "service.message",
        "Server": "http.server",
        "Settings": "world.settings",
        "Site": "sites",
        "TempKey": "aggregates.temp_keys",
        "Transport": "http.transport",
        "User": "aggregates.users",
        "Violation": "record.violations",
        "Webhook": "webhooks.subscriptions",
        "World": "mock",
        "Worlds": "sites",
    }

    _EXTRA = {"httptools", "jsonschema_rs", "jwt", "uvloop"}

    def __dir__():
        return sorted(_MODULES)

    def __getattr__(name):
        # Imported on use: if dependencies are missing, the command can then say what to install.
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        try:
            return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
        except ModuleNotFoundError as error:
            if error.name not in _EXTRA:
                raise
            raise ModuleNotFoundError(
                "The mock's dependencies are not installed. Run: pip install 'spkey-client[mock]'", name=error.name
            ) from None


__all__ = [
    "App",
    "Clock",
    "Coverage",
    "Credentials",
    "DoorOptions",
    "Entry",
    "Fault",
    "FaultKind",
    "Faults",
    "Handler",
    "Journal",
    "Limits",
    "Lock",
    "Recorded",
    "Rejection",
    "Request",
    "Response",
    "Server",
    "Settings",
    "Site",
    "TempKey",
    "Transport",
    "User",
    "Violation",
    "Webhook",
    "World",
    "Worlds",
]
