"""What a process pays before its first answer, in an environment that holds the SDK alone."""

import json
import time
from pathlib import Path

from .environment import run
from .subjects import API_KEY

IMPORTS = ("import httpx, attrs", "import spkey_client")

_TIMED = "import time; begun = time.perf_counter(); {}; print(time.perf_counter() - begun)"

_FIRST_ANSWERS = {
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
    """Milliseconds that each import takes in a new process, the kinds taking turns."""
    times: dict[str, list[float]] = {name: [] for name in IMPORTS}
    for _ in range(repeats):
        for statement in IMPORTS:
            times[statement].append(float(run(python, "-I", "-c", _TIMED.format(statement), core=core)) * 1000)
    return times


def imported_beyond(python: Path) -> list[str]:
    """The modules that the SDK imports and httpx and attrs do not, its own apart."""
    found: list[str] = json.loads(run(python, "-I", "-c", _BEYOND))
    return found


def first_answers(python: Path, base_url: str, repeats: int, core: int) -> dict[str, list[float]]:
    """Milliseconds from the start of a process to its end, with one call in between, the kinds taking turns."""
    times: dict[str, list[float]] = {name: [] for name in _FIRST_ANSWERS}
    for _ in range(repeats):
        for name, program in _FIRST_ANSWERS.items():
            begun = time.perf_counter()
            run(python, "-I", "-c", program.format(url=base_url, key=API_KEY), core=core)
            times[name].append((time.perf_counter() - begun) * 1000)
    return times
