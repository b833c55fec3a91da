"""`spkey-mock state export` and `state import`."""

import json
import os
import resource
import signal
import stat
import subprocess
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from attrs import frozen
from spkey_mock import Fault, Limits, Server, Settings, Worlds
from spkey_mock.cli import main

from .support import COMMAND, run_alone

USER: dict[str, Any] = {"userId": "u1", "version": 1, "nextNumber": 1, "keys": []}
HEADER = {"kind": "spkey-mock worlds", "format": 1}


@frozen
class Running:
    """A mock that runs."""

    base_url: str
    worlds: Worlds


@pytest.fixture
def server() -> Iterator[Running]:
    worlds = Worlds(Settings(limits=Limits(users=2, body=10_000)))
    with Server(worlds) as server:
        yield Running(server.base_url, worlds)


def lines(*values: object) -> str:
    return "".join(json.dumps(value) + "\n" for value in values)


def import_(server: Running, file: Path, *options: str) -> int:
    return main(["state", "import", str(file), "--base-url", server.base_url, *options])


def test_all_worlds_move_from_a_store_to_a_server_and_back(server: Running, tmp_path: Path) -> None:
    store, file, copy = f"sqlite:{tmp_path / 'a.db'}", tmp_path / "worlds.jsonl", tmp_path / "copy.jsonl"
    worlds = Worlds(store=store)
    worlds.default.users.create("d", keys=1)
    worlds.world("x").users.create("u\ud800\0", keys=3)
    worlds.world("x").faults.add(Fault(kind="drop"))
    worlds.world("x").add_webhook("http://localhost:9/hook", header=("X-Secret", "hush"))
    worlds.close()
    exported = run_alone("state", "export", str(file), "--store", store)
    assert (exported.returncode, exported.stdout, exported.stderr) == (0, f"exported 2 worlds to {file}\n", "")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert import_(server, file) == 0
    assert main(["state", "export", str(copy), "--base-url", server.base_url]) == 0
    assert copy.read_text() == file.read_text()
    world = server.worlds.world("x")
    assert [[key.number for key in user.keys] for user in world.users] == [[1, 2, 3]]
    assert (len(world.faults.items()), len(world.webhooks.items())) == (1, 1)
    imported = run_alone("state", "import", str(copy), "--world", "x", "--store", f"sqlite:{tmp_path / 'b.db'}")
    assert imported.stdout == "imported world x: 1 user, 4 events, 2 documents\n"


def test_one_world_is_exported_and_imported_under_another_name(server: Running, tmp_path: Path) -> None:
    file = tmp_path / "worlds.jsonl"
    server.worlds.world("x").users.create("u1")
    assert main(["state", "export", str(file), "--world", "x", "--base-url", server.base_url]) == 0
    assert import_(server, file, "--world", "y") == 0
    assert [user.id for user in server.worlds.world("y").users] == ["u1"]


def test_a_state_of_the_control_api_is_imported_too(
    server: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "state.json"
    for indent, name in ((None, "a"), (2, "b")):
        file.write_text(json.dumps({"users": [USER]}, indent=indent))
        assert import_(server, file, "--world", name) == 0
        assert len(server.worlds.world(name).users) == 1
    assert capsys.readouterr().out == "imported world a: 1 user\nimported world b: 1 user\n"


def test_each_world_is_imported_as_a_whole_or_not_at_all(
    server: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "worlds.jsonl"
    bad: dict[str, Any] = {
        "users": [USER, {**USER, "userId": "u2", "keys": [{"number": 1, "orgId": "a", "addedAt": 0}]}]
    }
    many = {"users": [{**USER, "userId": str(number)} for number in range(3)]}
    large = {"users": [{**USER, "email": "x" * 10_000}]}
    states = {"bad": bad, "good": {"users": [USER]}, "many": many, "large": large}
    named = [{"world": name, "state": state} for name, state in states.items()]
    file.write_text(lines(HEADER, *named, {"worlds": 4}))
    server.worlds.world("bad").users.create("before")
    assert import_(server, file) == 1
    captured = capsys.readouterr()
    assert captured.out == "imported world good: 1 user\n"
    assert captured.err.splitlines() == [
        f"spkey-mock: {file}:2: world bad: users/1/keys: nextNumber must be greater than every key number (highest: "
        "1), not 1.",
        f"spkey-mock: {file}:4: world many: Too many users in this world (limit 2). Reset the world or raise "
        "Limits.users.",
        f"spkey-mock: {file}:5: world large: The body is longer than 10000 bytes. Start the mock with a larger "
        "--max-body, or stop it and import with --store.",
        "spkey-mock: 3 worlds not imported",
    ]
    assert [user.id for user in server.worlds.world("bad").users] == ["before"]


def test_a_failed_import_creates_no_world(server: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "worlds.jsonl"
    many = {"users": [{**USER, "userId": str(number)} for number in range(3)]}
    states: dict[str, Any] = {"good": {"users": [USER]}, "many": many, "new": many}
    named = [{"world": name, "state": state} for name, state in states.items()]
    file.write_text(lines(HEADER, *named, {"worlds": 3}))
    server.worlds.world("many")
    assert import_(server, file) == 1
    assert capsys.readouterr().err.endswith("spkey-mock: 2 worlds not imported\n")
    assert server.worlds.names() == ["", "many", "good"]


@pytest.mark.parametrize("name", ["../w/keep", "keep/../keep", "keep?x", "keep#", "a b", "..", "é", "x" * 65])
def test_the_name_of_a_world_must_not_be_a_path(
    server: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    file = tmp_path / "worlds.jsonl"
    file.write_text(lines(HEADER, WORLD, {**WORLD, "world": name}, {"worlds": 2}))
    rule = "The name of a world must be 1 to 64 letters, digits, dots, hyphens, underscores and tildes."
    assert import_(server, file) == 1
    assert capsys.readouterr() == ("", f"spkey-mock: {file}:3: Invalid world name {name!r}. {rule}\n")
    file.write_text(lines(HEADER, WORLD, {"worlds": 1}))
    assert import_(server, file, "--world", name) == 1
    assert capsys.readouterr().err == f"spkey-mock: --world must be a valid world name, not {name!r}. {rule}\n"
    assert server.worlds.names() == [""]


WORLD = {"world": "x", "state": {"users": [USER]}}
MALFORMED: list[tuple[str, str]] = [
    ("", ":1: The line is not JSON: Expecting value: line 1 column 1 (char 0)."),
    ("[]", ":1: The line must be a JSON object."),
    ('{"a": 1}', ":1: The file is neither an archive of `spkey-mock state export` nor an exported state."),
    (lines({**HEADER, "format": 2}), ":1: format must be at most 1, not 2. Upgrade the mock."),
    (lines(HEADER, WORLD) + '{"world"', ":3: The line is not JSON: Expecting ':' delimiter: line 1 column 9 (char 8)."),
    (lines(HEADER, WORLD), ": The file is truncated: its last line, with the number of worlds, is missing."),
    (
        lines(HEADER, WORLD, {"worlds": 2}),
        ":3: The line must have a world and its state, or the number of worlds above it.",
    ),
]


@pytest.mark.parametrize(("text", "message"), MALFORMED, ids=[message for _, message in MALFORMED])
def test_a_malformed_file_imports_nothing_and_the_message_names_the_line(
    server: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, message: str
) -> None:
    file = tmp_path / "worlds.jsonl"
    file.write_text(text)
    assert import_(server, file) == 1
    assert capsys.readouterr() == ("", f"spkey-mock: {file}{message}\n")
    assert [world.name for world in server.worlds.items()] == [""]


@pytest.mark.parametrize(
    ("action", "options", "message"),
    [
        ("import", ["--base-url", "{url}"], "cannot read {file}: No such file or directory."),
        ("export", ["--base-url", "{url}", "--world", "z"], "Unknown world 'z'. Known: none."),
        ("export", ["--base-url", "http://[::1]:1"], "cannot reach http://[::1]:1: "),
        ("export", ["--store", "memory"], "--store memory has nothing to act on, because it ends with its process."),
        ("export", ["--store", "sqlite:{file}"], "{file} does not exist."),
        ("export", [], "Pass either --base-url, the URL of a running mock, or --store, the store of one."),
    ],
)  # fmt: skip
def test_a_command_that_cannot_run_says_why_in_one_line(
    server: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str], action: str, options: list[str], message: str
) -> None:
    file = tmp_path / "missing"
    filled = partial(str.format, url=server.base_url, file=file)
    assert (
        main(["state", action, str(file), *(option.format(url=server.base_url, file=file) for option in options)]) == 1
    )
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(f"spkey-mock: {filled(message)}")
    assert captured.err.count("\n") == 1
    assert not file.exists()


def test_a_store_that_a_server_owns_is_unchanged(tmp_path: Path) -> None:
    store = f"sqlite:{tmp_path / 'a.db'}"
    worlds = Worlds(store=store)
    done = run_alone("state", "export", str(tmp_path / "out"), "--store", store)
    worlds.close()
    assert (done.returncode, done.stdout) == (1, "")
    assert str(tmp_path / "a.db") in done.stderr
    assert done.stderr.endswith("If a mock is running on this store, pass its --base-url instead.\n")


class Hanging(BaseHTTPRequestHandler):
    """A mock with two worlds, of which it exports the first only."""

    reached: Event

    def do_GET(self) -> None:
        if self.path.startswith("/w/second"):
            self.reached.set()
            Event().wait(30)
        worlds = {"worlds": [{"name": "first"}, {"name": "second"}]}
        body = json.dumps(worlds if self.path == "/_mock/worlds" else {"users": [USER] * 1000}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 # the base class calls it so
        pass


@pytest.fixture
def hanging() -> Iterator[tuple[str, Event]]:
    reached = Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Hanging,), {"reached": reached}))
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", reached
    server.shutdown()
    server.server_close()


def test_a_killed_export_leaves_the_previous_file(hanging: tuple[str, Event], tmp_path: Path) -> None:
    url, reached = hanging
    file = tmp_path / "worlds.jsonl"
    file.write_text("the previous export")
    process = subprocess.Popen([*COMMAND, "state", "export", str(file), "--base-url", url])
    assert reached.wait(20)
    process.kill()
    assert process.wait(10) == -signal.SIGKILL
    assert file.read_text() == "the previous export"


def limit_files(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_a_full_disk_leaves_the_previous_file(server: Running, tmp_path: Path) -> None:
    file = tmp_path / "worlds.jsonl"
    file.write_text("the previous export")
    server.worlds.world("x").users.create("u1", keys=100)
    command = [*COMMAND, "state", "export", str(file), "--base-url", server.base_url]
    limit: Callable[[], None] = partial(limit_files, 4096)
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False, preexec_fn=limit)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"spkey-mock: cannot write {file}: File too large. An existing file is unchanged.\n"
    assert file.read_text() == "the previous export"
    assert os.listdir(tmp_path) == [file.name]


@pytest.mark.parametrize("name", ["folder", "pipe"])
def test_only_a_file_is_replaced(
    server: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    target = tmp_path / name
    if name == "folder":
        target.mkdir()
    else:
        os.mkfifo(target)
    assert main(["state", "export", str(target), "--base-url", server.base_url]) == 1
    assert capsys.readouterr().err == f"spkey-mock: cannot write {target}: It is not a regular file.\n"


def test_a_link_stays_a_link(server: Running, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "target")
    assert main(["state", "export", str(tmp_path / "link"), "--base-url", server.base_url]) == 0
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text().endswith('{"worlds":1}\n')
