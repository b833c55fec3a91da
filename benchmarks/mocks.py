"""The servers that are measured: our mock, other mocks of the same contract, and servers with an empty handler."""

import json
import os
import shutil
import signal
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from subprocess import Popen, TimeoutExpired
from typing import Any, Literal, TypeAlias

from attrs import evolve, field, frozen
from ruamel.yaml import YAML

from . import against
from .environment import FOLDER, ROOT, environment, install_sdk, node_packages, reason, start

USER = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
API_KEY = "my-key"
HEADERS = {"Content-Type": "application/json", "X-API-Key": API_KEY}
REMOVAL = f"/users/{USER}/RemovePhysicalKey"
BODY = b'{"number":1}'

_HOST = "127.0.0.1"
_CONTRACT = ROOT / "mock_server/spkey_mock/page/assets/contract.json"  # not every peer follows references to files
_POLL = 0.002
_READY = 60.0
_TIMEOUT = 2.0
_MEBIBYTE = 1 << 20
_PAGE = os.sysconf("SC_PAGE_SIZE")
_TICKS = os.sysconf("SC_CLK_TCK")

Command: TypeAlias = Sequence[str | Path]


@frozen
class Mock:
    """A server that can be measured.

    Attributes:
        name: Its name in the tables.
        command: Returns the command that serves at a port.
        kind: Our mock, an earlier revision of it, a peer with its defaults, a peer with options that make it fast, or a
            server without a mock.
        python: The interpreter of the environment that holds our mock.
    """

    name: str
    command: Callable[[int], Command]
    kind: Literal["ours", "earlier", "peer", "variant", "empty"]
    python: Path | None = field(default=None, kw_only=True)


class Running:
    """A running server.

    Attributes:
        mock: The server.
        base_url: Its base URL.
    """

    def __init__(self, mock: Mock, process: Popen[str], port: int) -> None:
        self.mock = mock
        self.base_url = f"http://{_HOST}:{port}"
        self._process = process
        self._port = port

    def wait(self) -> None:
        """Wait for the first response to a removal.

        Raises:
            RuntimeError: The server ended or did not respond in time.
        """
        deadline = time.monotonic() + _READY
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise RuntimeError(f"The server ended: {_last_error(self.mock)}")
            status, _ = self.ask(body=BODY)
            if status is not None and 200 <= status < 500:
                return
            time.sleep(_POLL)
        raise RuntimeError(f"The server did not respond within {_READY:.0f} s: {_last_error(self.mock)}")

    def ask(
        self, path: str = REMOVAL, *, body: bytes | None, headers: dict[str, str] = HEADERS
    ) -> tuple[int | None, bytes]:
        """Send a command on a new connection. The status is None if there is no response in time."""
        connection = HTTPConnection(_HOST, self._port, timeout=_TIMEOUT)
        try:
            connection.request("POST", path, body, headers)
            response = connection.getresponse()
            return response.status, response.read()
        except (OSError, HTTPException):
            return None, b""
        finally:
            connection.close()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Continue a stopped server for a while."""
        os.killpg(self._process.pid, signal.SIGCONT)
        try:
            yield
        finally:
            self.stop()

    def stop(self) -> None:
        """Suspend the server until its turn, so that it takes no time from others."""
        os.killpg(self._process.pid, signal.SIGSTOP)

    def resident(self) -> float:
        """Return the resident memory of the process and its children in MiB."""
        return sum(map(_resident, _tree(self._process.pid))) / _MEBIBYTE

    def spent(self) -> float:
        """Return the core time that the process and its children have used so far, in seconds."""
        return sum(map(_spent, _tree(self._process.pid)))


def seed(server: Running) -> None:
    """Create the user whose keys are removed, with three keys, if the server is a mock of ours."""
    if server.mock.python is None:
        return
    for command, body in (("CreateUser", {"userId": USER}), *[("AddPhysicalKey", {"orgId": "acme"})] * 3):
        status, content = server.ask(f"/users/{USER}/{command}", body=json.dumps(body).encode())
        if status not in {200, 201}:
            raise RuntimeError(f"{command} returned {status}: {content!r}")


@contextmanager
def serving(mock: Mock, core: int | None = None) -> Iterator[Running]:
    """Start a server, and end it with its children. Its output goes to a file."""
    with _log(mock).open("w", encoding="utf-8") as output:
        port = _free_port()
        process = start(*mock.command(port), core=core, output=output, group=True)
    try:
        yield Running(mock, process, port)
    finally:
        _end(process)


def _end(process: Popen[str]) -> None:
    for ending in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, ending)
            os.killpg(process.pid, signal.SIGCONT)
            process.wait(5)
        except ProcessLookupError:
            break
        except TimeoutExpired:
            continue


def _free_port() -> int:
    with socket.create_server((_HOST, 0)) as free:
        port: int = free.getsockname()[1]
    return port


def _log(mock: Mock) -> Path:
    name = "".join(character if character.isalnum() else "-" for character in mock.name.lower())
    folder = FOLDER / "logs"
    folder.mkdir(exist_ok=True)
    return folder / f"{name}.txt"


def _last_error(mock: Mock) -> str:
    """Return the line of a server's output that most likely says why it ended."""
    lines = _log(mock).read_text("utf-8", "replace").split("\n")
    errors = [line for line in lines if "error" in line.lower()]
    return next((line.strip() for line in reversed(errors or lines) if line.strip()), "no output")


def _tree(pid: int) -> Iterator[int]:
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text("ascii").split():
            yield from _tree(int(child))


def _resident(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * _PAGE


def _spent(pid: int) -> float:
    # User and system time come twelfth and thirteenth after the name, which is in parentheses and may hold spaces.
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def ours() -> Mock:
    """Install our mock as it is in the work tree."""
    python = environment("mock")
    install_sdk(python)
    return _spkey_mock("spkey-mock", "ours", python)


def earlier(revision: str) -> Mock:
    """Install an earlier revision of our mock."""
    return _spkey_mock(f"spkey-mock at {revision}", "earlier", against.install(revision))


def _spkey_mock(name: str, kind: Literal["ours", "earlier"], python: Path) -> Mock:
    command = python.with_name("spkey-mock")
    options = ("--json", "--api-key", f"{API_KEY}=acme")
    return Mock(name, lambda port: (command, "serve", "--port", str(port), *options), kind, python=python)


def roomy(mock: Mock) -> Mock:
    """Return our mock with limits that a large user fits into."""
    options = ("--max-keys", "1000000", "--max-text", "1000000000")
    return evolve(mock, command=lambda port: (*mock.command(port), *options))


def in_process(mock: Mock, module: str) -> Command:
    """Return the command that runs a file of this folder in the environment of our mock."""
    if mock.python is None:
        raise ValueError(f"{mock.name} has no environment of its own.")
    return (mock.python, "-I", ROOT / f"benchmarks/{module}.py")


def peers() -> tuple[list[Mock], list[str]]:
    """Install the other servers as far as possible. Return them, and notes on those that are missing."""
    mocks: list[Mock] = []
    notes: list[str] = []
    for name, make in {"Empty applications": _empty, "The npm peers": _npm}.items():
        try:
            mocks += make()
        except (OSError, RuntimeError) as error:
            notes.append(f"{name} could not be installed: {reason(error)}")
    if shutil.which("java") is None:
        mocks = [mock for mock in mocks if not mock.name.startswith("WireMock")]
        notes.append("WireMock is left out: it needs Java.")
    return mocks, notes


def _empty() -> list[Mock]:
    python = environment("servers")
    uvicorn = ("--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning")
    granian = ("--interface", "asgi", "--loop", "uvloop", "--no-ws", "--log-level", "warning")
    application = "benchmarks.empty:app"
    return [
        Mock(
            "empty ASGI app, uvicorn",
            lambda port: (python, "-m", "uvicorn", *uvicorn, "--port", str(port), application),
            "empty",
        ),
        Mock(
            "empty ASGI app, granian",
            lambda port: (python, "-m", "granian", *granian, "--port", str(port), application),
            "empty",
        ),
    ]


def _npm() -> list[Mock]:
    node, folder = node_packages()
    bin_folder = folder / "node_modules/.bin"

    def prism(port: int) -> Command:
        return (node, bin_folder / "prism", "mock", _CONTRACT, "--host", _HOST, "--port", str(port))

    def steady(port: int) -> Command:
        return (node, bin_folder / "steady", "--host", _HOST, "--port", str(port), _CONTRACT)

    def mockoon(port: int) -> Command:
        options = ("--disable-log-to-file", "--hostname", _HOST, "--port", str(port))
        return (node, bin_folder / "mockoon-cli", "start", "--data", _CONTRACT, *options)

    return [
        Mock("Prism", prism, "peer"),
        Mock("Prism, silent", lambda port: (*prism(port), "--verboseLevel", "silent"), "variant"),
        Mock("Steady", steady, "peer"),
        Mock("Steady, quiet", lambda port: (*steady(port), "--quiet"), "variant"),
        Mock("Mockoon", mockoon, "peer"),
        Mock("@scalar/mock-server", lambda port: (node, folder / "scalar.js", _CONTRACT, str(port)), "peer"),
        *_wiremock(folder),
    ]


def _wiremock(folder: Path) -> list[Mock]:
    """WireMock knows no contract. It gets stubs: one set checks as much as a stub can, the other checks nothing."""
    (jar,) = (folder / "node_modules/wiremock/build").glob("*.jar")
    strict, bare = FOLDER / "wiremock/strict", FOLDER / "wiremock/bare"
    document = YAML(typ="safe").load(_CONTRACT)
    for root, checked in ((strict, True), (bare, False)):
        stubs = [_stub(document, f"{name}PhysicalKey", checked) for name in ("Add", "Remove")]
        (root / "mappings").mkdir(parents=True, exist_ok=True)
        (root / "mappings/stubs.json").write_text(json.dumps({"mappings": stubs}), "utf-8")

    def command(port: int, root: Path) -> Command:
        options = ("--bind-address", _HOST, "--port", str(port), "--root-dir", root, "--disable-banner")
        return ("java", "-jar", jar, *options)

    fast = ("--no-request-journal", "--disable-request-logging")
    return [
        Mock("WireMock", lambda port: command(port, strict), "peer"),
        Mock("WireMock, bare, no journal", lambda port: (*command(port, bare), *fast), "variant"),
    ]


def _stub(document: Any, command: str, checked: bool) -> Any:
    operation = document["paths"][f"/users/{{id}}/{command}"]["post"]
    request: dict[str, Any] = {"method": "POST", "urlPathPattern": f"/users/[^/]+/{command}"}
    if checked:
        schema = document["components"]["schemas"][f"{command}Request"]
        request["headers"] = {"X-API-Key": {"equalTo": API_KEY}}
        request["bodyPatterns"] = [{"matchesJsonSchema": json.dumps(schema), "schemaVersion": "V202012"}]
    example = operation["responses"]["200"]["content"]["application/json"]["example"]
    headers = {"Content-Type": "application/json"}
    return {"request": request, "response": {"status": 200, "headers": headers, "jsonBody": example}}
