"""Mutation testing of the aggregates and the retry policy, by mutmut on a copy of the project.

mutmut expects the mutated packages under `src/`, and leaves decorated functions as they are. The copy therefore has
both packages there, and registers handlers and checks by calls after their definitions.
"""

import ast
import shutil
import subprocess
import sys

from .documents import ROOT

COPY = ROOT / "build" / "mutation"

MUTATED = (
    "spkey_mock/aggregates/users/state.py",
    "spkey_mock/aggregates/users/users.py",
    "spkey_mock/aggregates/users/contacts.py",
    "spkey_mock/aggregates/users/lookup.py",
    "spkey_mock/aggregates/users/physical_keys.py",
    "spkey_mock/aggregates/phone_number.py",
    "spkey_client/_retry.py",
)
"""The modules to mutate."""

TESTS = ("tests/mock/aggregates", "tests/sdk/test_retry.py")
"""The tests that must notice the mutations."""

_CONFIGURATION = f"""\
[tool.mutmut]
source_paths = ["src"]
only_mutate = {[f"src/{module}" for module in MUTATED]}
also_copy = ["openapi.yaml", "contract", "tests"]
pytest_add_cli_args = ["-p", "no:cacheprovider", "-p", "no:spkey"]
pytest_add_cli_args_test_selection = {list(TESTS)}

[tool.pytest.ini_options]
addopts = ["--import-mode=importlib"]
asyncio_default_fixture_loop_scope = "function"
"""


def undecorated(source: str) -> str:
    """Return a module whose functions are decorated by calls after their definitions."""
    lines = source.splitlines()
    for function in reversed(ast.parse(source).body):
        if isinstance(function, ast.FunctionDef) and function.decorator_list:
            calls = [ast.unparse(decorator) for decorator in reversed(function.decorator_list)]
            first, last = function.decorator_list[0].lineno - 1, function.end_lineno or function.lineno
            after = [f"{function.name} = {call}({function.name})" for call in calls]
            lines[first:last] = [*lines[function.lineno - 1 : last], "", "", *after]
    return "\n".join([*lines, ""])


def prepare() -> None:
    """Write the copy."""
    shutil.rmtree(COPY, ignore_errors=True)
    ignored = shutil.ignore_patterns("__pycache__", "node_modules", "browser", "outside", "generator")
    shutil.copytree(ROOT / "spkey_client", COPY / "src" / "spkey_client", ignore=ignored)
    shutil.copytree(ROOT / "mock_server" / "spkey_mock", COPY / "src" / "spkey_mock", ignore=ignored)
    for name in ("contract", "tests"):
        shutil.copytree(ROOT / name, COPY / name, ignore=ignored)
    shutil.copy(ROOT / "openapi.yaml", COPY)
    for module in MUTATED:
        file = COPY / "src" / module
        file.write_text(undecorated(file.read_text("utf-8")), "utf-8")
    (COPY / "pyproject.toml").write_text(_CONFIGURATION, "utf-8")


def main() -> int:
    """Run mutmut and print the mutations that no test noticed. Return its exit code."""
    prepare()
    command = [sys.executable, "-m", "mutmut"]
    code = subprocess.run([*command, "run", *sys.argv[1:]], cwd=COPY, check=False).returncode
    survivors = subprocess.run([*command, "results"], cwd=COPY, check=False, capture_output=True, text=True).stdout
    for line in survivors.splitlines():
        name = line.strip().partition(":")[0]
        subprocess.run([*command, "show", name], cwd=COPY, check=False)
    return code


if __name__ == "__main__":
    sys.exit(main())
