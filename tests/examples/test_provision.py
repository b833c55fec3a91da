"""Users are created many at a time, once each, and a later run continues."""

import csv
from pathlib import Path
from uuid import UUID

from spkey_mock import Fault, Site

from .programs import run


def user(number: int) -> str:
    return str(UUID(int=number))


def write(folder: Path, users: int) -> Path:
    """Return a new file of users."""
    file = folder / "users.csv"
    rows = [f"{user(number)},user{number}@example.com,Ada" for number in range(users)]
    file.write_text("\n".join(["user_id,email,first_name", *rows]), "utf-8")
    return file


def done(table: Path) -> list[str]:
    return table.with_name("users.csv.done").read_text("utf-8").split()


def errors(table: Path) -> dict[str, str]:
    with table.with_name("users.csv.errors").open(newline="", encoding="utf-8") as file:
        return {row["user_id"]: row["error"] for row in csv.DictReader(file)}


def test_all_users_are_created(spkey_server: Site, tmp_path: Path) -> None:
    table = write(tmp_path, 100)
    assert run(spkey_server, "provision.py", str(table)) == "100 created, 0 failed, 0 skipped\n"
    assert sorted(done(table)) == [user(number) for number in range(100)]
    found = spkey_server.world.users.get(user(7))
    assert found is not None
    assert found.email == "user7@example.com"
    assert errors(table) == {}


def test_a_later_run_creates_the_users_that_failed(spkey_server: Site, tmp_path: Path) -> None:
    table, world = write(tmp_path, 100), spkey_server.world
    world.faults.add(Fault(kind="status", operation="create_user", status=400, skip=50, times=3))
    world.faults.add(Fault(kind="lose_answer", operation="create_user", skip=80, times=2))  # retried
    assert run(spkey_server, "provision.py", str(table), code=1) == "97 created, 3 failed, 0 skipped\n"
    assert len(errors(table)) == 3
    assert all(message.startswith("400: ") for message in errors(table).values())
    assert set(done(table)).isdisjoint(errors(table))
    assert run(spkey_server, "provision.py", str(table)) == "3 created, 0 failed, 97 skipped\n"
    assert errors(table) == {}
    assert len(set(done(table))) == 100


def test_an_invalid_row_is_reported(spkey_server: Site, tmp_path: Path) -> None:
    table = tmp_path / "users.csv"
    table.write_text(f"user_id,email\nada,\n,\n{user(1)},\n", "utf-8")
    assert run(spkey_server, "provision.py", str(table), code=1) == "1 created, 2 failed, 0 skipped\n"
    assert errors(table).keys() == {"ada", ""}


def test_a_rejected_credential_ends_the_run(spkey_server: Site, tmp_path: Path) -> None:
    table = write(tmp_path, 100)
    run(spkey_server, "provision.py", str(table), code=1, SPKEY_API_KEY="wrong")
    assert len(spkey_server.world.journal.find("create_user")) <= 20
    assert done(table) == []
