"""FastAPI applications are tested in process, as docs/testing.md shows."""

import os
import subprocess
import sys
from pathlib import Path

from ..documents import blocks
from .programs import BIN

# TestClient runs each request in an event loop of its own, unless it is a context manager.
WITH_TEST_CLIENT = """
from fastapi.testclient import TestClient


def test_client(module_async_spkey, module_spkey_world, monkeypatch):
    module_spkey_world.users.create("u1", keys=2)
    monkeypatch.setitem(app.dependency_overrides, spkey_client, lambda: module_async_spkey)
    client = TestClient(app)
    assert [client.get("/users/u1/keys").json()["total"] for _ in range(2)] == [2, 2]
    with client:
        assert client.get("/users/u1/keys").json()["total"] == 2
"""


def test_an_application_is_tested_with_the_fixtures(tmp_path: Path) -> None:
    (block,) = blocks("py")
    (tmp_path / "conftest.py").write_text("import pytest\n\n@pytest.fixture\ndef anyio_backend(): return 'asyncio'\n")
    (tmp_path / "test_app.py").write_text(block.code + WITH_TEST_CLIENT)
    (packages,) = BIN.parent.glob("lib/python*/site-packages")
    command = [sys.executable, "-m", "pytest", "-q", "--rootdir", "."]
    command += [word for name in ("asyncio", "cacheprovider", "hypothesispytest") for word in ("-p", f"no:{name}")]
    done = subprocess.run(
        command,
        env=os.environ | {"PYTHONPATH": str(packages)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "2 passed" in done.stdout, done.stdout + done.stderr
