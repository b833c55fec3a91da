"""`spkey-mock prune`."""

from pathlib import Path

import pytest
from spkey_mock import Server, Worlds
from spkey_mock.cli import main

from .support import run_alone


def test_old_records_of_a_store_are_dropped_and_reported(tmp_path: Path) -> None:
    store = f"sqlite:{tmp_path / 'state.db'}"
    worlds = Worlds(store=store)
    worlds.world("a").users.create("u1", keys=2)
    worlds.close()
    for options, report in (
        (["--dry-run"], "a: would drop 3 events, 0 requests, 0 deliveries\n"),
        ([], "a: dropped 3 events, 0 requests, 0 deliveries\n"),
        ([], "nothing to drop\n"),
        (["--unused-worlds", "0", "--dry-run"], "a: would be deleted\n"),
        (["--unused-worlds", "0"], "a: deleted\n"),
    ):
        done = run_alone("prune", "--older-than", "0", "--store", store, *options)
        assert (done.returncode, done.stdout, done.stderr) == (0, report, "")
    worlds = Worlds(store=store)
    assert worlds.names() == [""]
    worlds.close()


def test_a_running_mock_is_pruned(capsys: pytest.CaptureFixture[str]) -> None:
    worlds = Worlds(control_token="secret")
    worlds.default.users.create("u1")
    worlds.default.clock.freeze(worlds.default.clock.now() + 86_400_000)
    with Server(worlds) as server:
        prune = ["prune", "--older-than", "0.5", "--base-url", server.base_url]
        assert main([*prune, "--control-token", "secret"]) == 0
        assert capsys.readouterr().out == "the default world: dropped 1 events, 0 requests, 0 deliveries\n"
        assert main([*prune, "--control-token", "other"]) == 1
        assert "X-Mock-Token" in capsys.readouterr().err
        assert main([*prune, "--control-token", "secret", "--world", "x"]) == 1
        assert capsys.readouterr().err == "spkey-mock: There is no world x.\n"


@pytest.mark.parametrize("days", ["-1", "nan", "x", "36501", ""])
def test_the_number_of_days_is_checked(days: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["prune", "--older-than", days])
    assert f"the number of days must be from 0 to 36500, not {days!r}" in capsys.readouterr().err
