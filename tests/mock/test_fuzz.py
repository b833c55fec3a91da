"""A little fuzzing over HTTP. `make fuzz` does more."""

import sys
from pathlib import Path

import pytest
from spkey_mock.service.error_formats import Name

from .fuzz import fuzz_control, fuzz_service
from .hostile import fuzz_http

OPTIONS = ["--seed=1", "--max-examples=1"]


@pytest.mark.parametrize(
    ("errors", "phases"), [("documented", "examples,coverage"), ("runtime", "examples,fuzzing,stateful")]
)
def test_schemathesis_finds_nothing_in_the_service(errors: Name, phases: str, tmp_path: Path) -> None:
    assert fuzz_service(errors, tmp_path, *OPTIONS, f"--phases={phases}") == ""


def test_schemathesis_finds_nothing_in_the_control_api(tmp_path: Path) -> None:
    assert fuzz_control(tmp_path, *OPTIONS) == ""


@pytest.mark.parametrize(("errors", "loop"), [("documented", "uvloop"), ("runtime", "asyncio")])
def test_whatever_is_sent_the_server_responds_in_http_and_goes_on(
    errors: Name, loop: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if loop == "asyncio":
        monkeypatch.setitem(sys.modules, "uvloop", None)
    fuzz_http(errors, 150)
