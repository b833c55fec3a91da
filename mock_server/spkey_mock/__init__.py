"""A mock of the SmartphoneKey API that behaves like the service."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spkey_mock.asgi import App
    from spkey_mock.credentials import Caller, Credentials
    from spkey_mock.engine import Engine
    from spkey_mock.message import Request, Response
    from spkey_mock.server import Server
    from spkey_mock.store import ConflictError, MemoryStore, Store
    from spkey_mock.transport import EngineTransport
else:
    _MODULES = {
        "App": "asgi",
        "Caller": "credentials",
        "ConflictError": "store",
        "Credentials": "credentials",
        "Engine": "engine",
        "EngineTransport": "transport",
        "MemoryStore": "store",
        "Request": "message",
        "Response": "message",
        "Server": "server",
        "Store": "store",
    }

    _EXTRA = {"httptools", "jsonschema_rs", "jwt", "uvicorn", "uvloop"}

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
    "Caller",
    "ConflictError",
    "Credentials",
    "Engine",
    "EngineTransport",
    "MemoryStore",
    "Request",
    "Response",
    "Server",
    "Store",
]
