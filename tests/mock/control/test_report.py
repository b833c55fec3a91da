from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema_rs import Draft202012Validator
from spkey_mock import Worlds
from spkey_mock.report.document import SCHEMA
from spkey_mock.report.files import read, write
from spkey_mock.report.ledger import Ledger, collecting
from spkey_mock.report.thresholds import Thresholds

pytestmark = pytest.mark.xdist_group("control")  # one worker generates the client


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    with collecting() as ledger:
        yield ledger


def test_the_report_covers_all_worlds_of_the_server(
    ledger: Ledger, control: Any, http: httpx.Client, worlds: Worlds
) -> None:
    worlds.world("tests")
    http.get("/users/u1/profile")
    http.delete("/_mock/worlds/tests")
    with worlds.world("other").client(max_retries=0) as client, pytest.raises(Exception, match="404"):
        client.users.get_profile("u1")
    report = control.report.get()
    Draft202012Validator(SCHEMA.read_text("utf-8")).validate(report)
    (profile,) = [item for item in report["operations"] if item["operation"] == "get_user_profile"]
    assert {it["status"]: it["times"] for it in profile["statuses"] if it["times"]} == {401: 1, 404: 1}
    assert [it["world"] for it in report["violations"]] == ["tests", "other"]


def test_without_a_collector_there_is_no_report(http: httpx.Client) -> None:
    response = http.get("/_mock/report")
    assert response.status_code == 400
    assert "Start it with --report DIR." in response.text


def test_the_files_are_written_on_demand(ledger: Ledger, control: Any, http: httpx.Client, tmp_path: Path) -> None:
    http.get("/users/u1/profile")
    ledger.write = lambda: write(ledger.report, tmp_path, Thresholds())
    control.report.write()
    assert read(tmp_path) == ledger.report


def test_without_a_directory_no_files_are_written(ledger: Ledger, http: httpx.Client) -> None:
    response = http.post("/_mock/report")
    assert response.status_code == 400
    assert "This mock writes no report. Start it with --report DIR." in response.text


def test_files_that_cannot_be_written_are_explained(ledger: Ledger, http: httpx.Client, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ledger.write = lambda: write(ledger.report, tmp_path / "file", Thresholds())
    response = http.post("/_mock/report")
    assert response.status_code == 400
    assert f"The mock cannot create {tmp_path / 'file'}: File exists." in response.text


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_report_needs_the_control_token(method: str) -> None:
    from spkey_mock import Request

    from .held import Held

    response = Held(Worlds(control_token="t")).handle(Request(method, b"/_mock/report"))
    assert response.status == 401
