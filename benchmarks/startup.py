"""Time to the first response of a new process, in an environment that holds the SDK alone."""

import json
import time
from pathlib import Path

from .environment import run
from .subjects import API_KEY

IMPORTS = ("import httpx, attrs", "import spkey_client")

_TIMED = "import time; begun = time.perf_counter(); {}; print(time.perf_counter() - begun)"

_FIRST_RESPONSES = {
    "httpx.Client.post": """
import httpx
with httpx.Client(base_url="{url}", headers={{"X-API-Key": "{key}"}}, trust_env=False) as client:
    client.post("/users/u/RemovePhysicalKey", json={{"number": 1}}).raise_for_status().json()
""",
    "spkey-client": """
from spkey_client import SpkeyClient
with SpkeyClient(api_key="{key}", base_url="{url}") as client:
    client.physical_keys.remove("u", number=1)
""",
}

_BEYOND = """
import json, sys
import httpx, attrs
before = set(sys.modules)
import spkey_client
print(json.dumps(sorted(name for name in set(sys.modules) - before if not name.startswith("spkey_client"))))
"""


def imports(python: Path, repeats: int, core: int) -> dict[str, list[float]]:
    """Return the milliseconds that each import takes in a new process, in turns."""
    times: dict[str, list[float]] = {name: [] for name in IMPORTS}
    for _ in range(repeats):
        for statement in IMPORTS:
            times[statement].append(float(run(python, "-I", "-c", _TIMED.format(statement), core=core)) * 1000)
    return times


def imported_beyond(python: Path) -> list[str]:
    """Return the modules that importing the SDK adds to those of httpx, attrs and the SDK."""
    found: list[str] = json.loads(run(python, "-I", "-c", _BEYOND))
    return found


def first_responses(python: Path, base_url: str, repeats: int, core: int) -> dict[str, list[float]]:
    """Return the milliseconds from start to end of a process that makes one call, in turns."""
    times: dict[str, list[float]] = {name: [] for name in _FIRST_RESPONSES}
    for _ in range(repeats):
        for name, program in _FIRST_RESPONSES.items():
            begun = time.perf_counter()
            run(python, "-I", "-c", program.format(url=base_url, key=API_KEY), core=core)
            times[name].append((time.perf_counter() - begun) * 1000)
    return times
