"""A control API whose responses are held to its document."""

import json
from importlib.resources import files
from typing import Any

from jsonschema_rs import Draft202012Validator
from spkey_mock import Request, Response, Worlds
from spkey_mock.http.handler import complete
from spkey_mock.service.contract import load_control

BASE = "http://localhost:8787"
DOCUMENT: dict[str, Any] = json.loads(files("spkey_mock").joinpath("control.json").read_bytes())


class Held:
    """Worlds whose control API is held to its document."""

    def __init__(self, worlds: Worlds) -> None:
        self._worlds = worlds
        self.limits = worlds.limits
        self.reject = worlds.reject

    def handle(self, request: Request) -> Response:
        response = complete(self._worlds.handle(request))
        route = load_control().route(request.method, request.path.removeprefix(b"/w/tests"))
        if route is not None:
            operation = next(item for item in DOCUMENT["operations"] if item["id"] == route.operation.id)
            name = operation["responses"][str(response.status)]
            if name is None:
                assert response.body == b""
            else:
                Draft202012Validator(DOCUMENT["schemas"][name]).validate(json.loads(response.body))
        return response
