"""The command, apart from its subcommand `serve`."""

import json
import os
import subprocess
import sys
from importlib.metadata import entry_points

import pytest
from spkey_mock.cli import main
from spkey_mock.page.files import contract

from spkey_client import __version__

from .support import COMMAND, run


def test_the_contract_is_printed_as_it_is_served() -> None:
    printed = subprocess.run([*COMMAND, "openapi"], capture_output=True, timeout=20, check=True)
    assert (printed.stdout, printed.stderr) == (contract(), b"")
    assert json.loads(printed.stdout)["openapi"] == "3.1.0"


@pytest.mark.parametrize("arguments", [[], ["serve", "now"], ["serve", "--auth", "none"], ["dance"]])
def test_an_invalid_command_line_is_explained(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.returncode == 2
    assert result.stderr.startswith("usage: spkey-mock")


@pytest.mark.parametrize("missing", ["jsonschema_rs", "httptools"])
def test_without_the_extra_it_says_what_to_install(missing: str) -> None:
    program = f"import sys; sys.modules[{missing!r}] = None; from spkey_mock.cli import main; sys.exit(main())"
    result = subprocess.run(
        [sys.executable, "-c", program, "serve", "--port", "0"],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
        env={**os.environ, "PYTHONWARNINGS": "error"},
    )
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == "The mock's dependencies are not installed. Run: pip install 'spkey-client[mock]'\n"


def test_without_the_extra_for_certificates_it_says_what_to_install() -> None:
    program = "import sys; sys.modules['trustme'] = None; from spkey_mock.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", program, "serve", "--port", "0", "--tls", "self-signed"]
    result = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    message = "Self-signed certificates need another package. Run: pip install 'spkey-client[mock,tls]'\n"
    assert (result.returncode, result.stdout, result.stderr) == (1, "", message)


def test_the_versions_are_printed_without_the_server() -> None:
    program = (
        "import sys; from spkey_mock.cli import main\n"
        "try: main(['--version'])\n"
        "finally: print({'jwt', 'httptools', 'asyncio', 'spkey_client'} & set(sys.modules))"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=20)
    version = json.loads(contract())["info"]["version"]
    assert result.stdout == f"spkey-mock {__version__} (contract {version})\nset()\n"


def test_a_server_starts_without_what_only_others_need() -> None:
    program = (
        "import sys; from spkey_mock.cli import main\n"
        "main(['serve', '--port', '0', '--ready-file', 'missing/ready'])\n"  # ends when all but the socket is ready
        "print({'jwt', 'http.client', 'shutil', 'spkey_mock.command.prune', 'spkey_mock.conformance'} & {*sys.modules})"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=20)
    assert (result.stdout, "missing/ready" in result.stderr) == ("set()\n", True)


def test_the_package_alone_imports_none_of_its_dependencies() -> None:
    program = (
        "import sys, spkey_mock, spkey_mock.cli;"
        "print({'jwt', 'jsonschema_rs', 'uvicorn', 'httpx', 'spkey_client'} & set(sys.modules))"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=20)
    assert result.stdout == "set()\n"


def test_the_package_alone_imports_no_aggregate() -> None:
    program = "import sys, spkey_mock; print([name for name in sys.modules if name.startswith('spkey_mock.')])"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=20)
    assert result.stdout == "[]\n"


def test_the_installed_command_is_the_same() -> None:
    (entry,) = entry_points(group="console_scripts", name="spkey-mock")
    assert entry.load() is main


def test_every_public_name_can_be_imported() -> None:
    import spkey_mock

    for name in spkey_mock.__all__:
        assert hasattr(spkey_mock, name)
    assert dir(spkey_mock) == sorted(spkey_mock.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        spkey_mock.nothing  # type: ignore[attr-defined]  # noqa: B018


@pytest.mark.parametrize("command", [["demo"], ["serve", "--port", "0"], ["serve", "--port", "0", "--json"]])
def test_output_that_cannot_be_written_is_reported_in_one_clear_line(command: list[str]) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run([*COMMAND, *command], stdout=full, stderr=subprocess.PIPE, text=True, timeout=20)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("spkey-mock: cannot write the output: ")
