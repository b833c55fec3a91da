"""SQLite files, and their failures."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import pytest
from spkey_mock.store import sqlite as module
from spkey_mock.store.connect import connect
from spkey_mock.store.durable import DurableStore, StoreError, UnusableError
from spkey_mock.store.sqlite import SQLite
from spkey_mock.store.store import ConflictError

from .conftest import new_world
from .stores import A, numbers, read_numbers


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state.db"


@pytest.fixture
def database(file: Path) -> Iterator[SQLite]:
    database = SQLite(str(file))
    yield database
    database.close()


@pytest.fixture
def store(database: SQLite) -> DurableStore:
    return new_world(database)


OWNER = """
import sys
from spkey_mock.store.connect import connect
from tests.mock.store.stores import A, numbers
store = connect(f"sqlite:{sys.argv[1]}").open("world", 0, create=True)
for n in range(3):
    store.append(numbers(A, n, n))
print("ready", flush=True)
sys.stdin.read()
"""


def test_a_file_has_one_owner_which_may_be_killed(file: Path) -> None:
    command = [sys.executable, "-c", OWNER, str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout
        assert owner.stdout.readline() == "ready\n"
        with pytest.raises(UnusableError) as raised:
            connect(f"sqlite:{file}")
        assert str(raised.value) == f"Another process uses the file {file}. Stop it, or use another file."
        owner.send_signal(signal.SIGKILL)
    database = connect(f"sqlite:{file}")
    store = database.open("world", 0, create=False)
    assert store
    assert read_numbers(store, A) == [0, 1, 2]
    database.close()


def test_a_file_has_one_owner_in_a_process(database: SQLite, file: Path) -> None:
    with pytest.raises(UnusableError, match="Another process uses the file"):
        SQLite(str(file))
    database.close()
    SQLite(str(file)).close()


def test_writes_are_durable_when_they_return(database: SQLite) -> None:
    with database.session() as session:
        assert session.rows("PRAGMA journal_mode") == [("wal",)]
        assert session.rows("PRAGMA synchronous") == [(2,)]  # full


def test_a_full_disk_is_an_error_until_there_is_room(database: SQLite, store: DurableStore) -> None:
    store.append(numbers(A, 0, 1))
    with database.session() as session:
        ((pages,),) = session.rows("PRAGMA page_count")
        session.rows(f"PRAGMA max_page_count = {pages}")
    long = [numbers(A, 1, *range(2000))]
    for _ in range(2):
        with pytest.raises(StoreError, match="cannot be used: the disk is full"):
            store.append(*long)
    assert read_numbers(store, A) == [1]
    with database.session() as session:
        session.rows(f"PRAGMA max_page_count = {pages + 1000}")
    store.append(*long)
    assert len(read_numbers(store, A)) == 2001


def test_a_file_that_cannot_be_written_is_an_error_until_it_can(database: SQLite, store: DurableStore) -> None:
    with database.session() as session:
        session.rows("PRAGMA query_only = on")
    with pytest.raises(StoreError, match="cannot be used: it is read-only"):
        store.append(numbers(A, 0, 1))
    assert read_numbers(store, A) == []
    with database.session() as session:
        session.rows("PRAGMA query_only = off")
    store.append(numbers(A, 0, 1))


def test_a_failed_transaction_leaves_the_connection_usable(database: SQLite, store: DurableStore) -> None:
    def fail(statement: str) -> None:
        with database.session() as session:
            session.change("DELETE FROM worlds")
            session.rows(statement)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail("SELECT 1")
    with pytest.raises(StoreError, match="no such table"):
        fail("SELECT * FROM unknown")
    store.append(numbers(A, 0, 1))
    with pytest.raises(ConflictError):
        store.append(numbers(A, 0, 1))


@pytest.mark.parametrize("replaced", [False, True])
def test_a_file_that_was_removed_or_replaced_is_reported(database: SQLite, file: Path, replaced: bool) -> None:
    database.check()
    file.rename(file.with_name("moved.db"))
    if replaced:
        file.touch()
    with pytest.raises(StoreError, match="was removed or replaced"):
        database.check()


def test_a_disk_without_room_is_reported(database: SQLite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "disk_usage", lambda _: SimpleNamespace(free=4096))
    with pytest.raises(StoreError, match="is full"):
        database.check()


def test_the_file_remains_the_same_when_the_folder_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    database = SQLite(file.name)
    monkeypatch.chdir("/")
    database.check()
    database.close()
    assert file.exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"This is a text and no database, and it is long enough to be one.", "it is not a SQLite database"),
        (b"SQLite format 3\0" + bytes(range(84)) * 50, "it is not a SQLite database|it is damaged"),
    ],
)
def test_a_file_that_is_not_a_database_is_rejected_and_unchanged(file: Path, content: bytes, message: str) -> None:
    file.write_bytes(content)
    with pytest.raises(UnusableError, match=f"The file {file} cannot be used: ({message})"):
        SQLite(str(file))
    assert file.read_bytes() == content


def test_a_damaged_file_is_an_error(file: Path) -> None:
    database = SQLite(str(file))
    store = new_world(database)
    store.append(numbers(A, 0, *range(500)))
    database.close()
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    file.write_bytes(content)
    with pytest.raises((StoreError, UnusableError), match="it is damaged"):
        SQLite(str(file)).worlds()


@pytest.mark.parametrize("table", ["theirs (x)", "meta (x)", "meta (version text)"])
def test_the_database_of_another_program_is_rejected_and_unchanged(file: Path, table: str) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute(f"CREATE TABLE {table}")
    connection.close()
    with pytest.raises(UnusableError, match=r"belongs to another program\. Use another file\."):
        SQLite(str(file))


@pytest.mark.parametrize("path", [":memory:", "file:state.db?mode=memory", "///state.db"])
def test_a_name_that_sqlite_would_not_take_for_a_file_is_rejected(path: str) -> None:
    with pytest.raises(UnusableError, match=r"names no file\. Use sqlite:PATH, or memory to keep nothing\."):
        SQLite(path)


def test_only_the_owner_can_read_the_file_because_it_contains_secrets(file: Path) -> None:
    with closing(SQLite(str(file))) as database:
        database.open("a", 0, create=True)
        modes = {path.name: path.stat().st_mode & 0o777 for path in file.parent.iterdir()}
    assert set(modes.values()) == {0o600}


@pytest.mark.parametrize("path", ["", "missing/state.db"])
def test_a_path_that_is_not_a_file_is_rejected(tmp_path: Path, path: str) -> None:
    with pytest.raises(
        UnusableError, match="it is a folder, or its folder does not exist, or one of the two cannot be written"
    ):
        SQLite(str(tmp_path / path))


@pytest.mark.skipif(os.name == "nt", reason="permissions are those of POSIX")
@pytest.mark.parametrize("folder", [0o755, 0o777])
def test_a_read_only_file_is_rejected(folder: int) -> None:
    script = """
import os
from spkey_mock.store.durable import UnusableError
from spkey_mock.store.sqlite import SQLite
if os.geteuid() == 0:
    os.setuid(65534)  # the superuser may write any file
try:
    SQLite("state.db")
except UnusableError as error:
    print(error)
"""
    with TemporaryDirectory() as name:  # other users cannot enter the folders of pytest
        file = Path(name, "state.db")
        SQLite(str(file)).close()
        file.chmod(0o444)
        file.parent.chmod(folder)
        command = [sys.executable, "-c", script]
        found = subprocess.run(command, capture_output=True, text=True, check=True, cwd=name)
    assert found.stdout == "The file state.db cannot be used: it is read-only.\n"
