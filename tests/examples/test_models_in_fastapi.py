"""Models as return annotations of a real FastAPI application, and its documentation page."""

import json
import subprocess
import textwrap
from typing import Any

import pytest

from ..documents import ROOT
from .programs import BIN

PROGRAM = """
    import asyncio, json
    from fastapi import FastAPI
    from spkey_client import models

    app = FastAPI()
    KEY = models.PhysicalKey(number=1, org_id="acme", added_at=1793923200000, extra={"colour": "red"})

    @app.get("/key")
    async def key() -> models.PhysicalKey:
        return KEY

    @app.get("/list")
    def listed() -> models.PhysicalKeyList:
        return models.PhysicalKeyList(keys=(KEY,), total=7)

    @app.get("/many")
    def many() -> list[models.PhysicalKey]:
        return [KEY]

    @app.get("/maybe")
    def maybe() -> models.PhysicalKey | None:
        return None

    async def get(path):
        sent = []

        async def receive():
            return {"type": "http.request"}

        async def send(message):
            sent.append(message)

        scope = {"type": "http", "http_version": "1.1", "method": "GET", "path": path, "query_string": b""}
        await app({**scope, "headers": []}, receive, send)
        assert sent[0]["status"] == 200, sent
        return b"".join(message.get("body", b"") for message in sent).decode()

    paths = ["/key", "/list", "/many", "/maybe", "/openapi.json"]
    print(json.dumps({path: json.loads(asyncio.run(get(path))) for path in paths}))
    assert "swagger-ui" in asyncio.run(get("/docs"))
"""
KEY = {"number": 1, "orgId": "acme", "addedAt": 1793923200000, "colour": "red"}


@pytest.fixture(scope="module")
def responses() -> dict[str, Any]:
    command = [str(BIN / "python"), "-c", textwrap.dedent(PROGRAM)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize(
    ("path", "body"),
    [("/key", KEY), ("/list", {"keys": [KEY], "total": 7}), ("/many", [KEY]), ("/maybe", None)],
)
def test_a_model_is_returned_as_the_service_wrote_it(responses: dict[str, Any], path: str, body: Any) -> None:
    assert responses[path] == body


def test_the_documentation_page_shows_the_models(responses: dict[str, Any]) -> None:
    document = responses["/openapi.json"]
    key = {"$ref": "#/components/schemas/PhysicalKey"}
    returned = {
        path: item["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        for path, item in document["paths"].items()
    }
    assert returned["/key"] == key
    assert returned["/many"]["items"] == key
    assert returned["/maybe"]["anyOf"] == [key, {"type": "null"}]
    schemas = document["components"]["schemas"]
    assert schemas["PhysicalKeyList"]["properties"]["keys"]["items"] == key
    assert schemas["PhysicalKey"]["required"] == ["number", "orgId", "addedAt"]
    assert schemas["PhysicalKey"]["properties"]["note"] == {"type": "string", "description": "A note on the key."}
