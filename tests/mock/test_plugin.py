"""The fixtures, in projects of their own that pytest runs."""

import pytest
from spkey_mock import World

pytest_plugins = ["pytester"]


@pytest.fixture(scope="module", autouse=True)
def imported() -> None:
    """Import all modules that a call needs.

    A run in this process unloads the modules that it imports, so a later import would make a second copy of them.
    """
    world = World()
    world.users.create("u1")
    with world.client() as client:
        client.physical_keys.remove("u1", number=client.physical_keys.add("u1", org_id=world.org_id).number)
        client.physical_keys.list("u1")


FIXTURES = """
import pytest
from spkey_client import NotFoundError

def test_a_number_is_never_used_again(spkey, spkey_world):
    spkey_world.users.create("u1", keys=3)
    spkey.physical_keys.remove("u1", number=2)
    with pytest.raises(NotFoundError):
        spkey.physical_keys.remove("u1", number=2)
    assert spkey.physical_keys.add("u1", org_id="acme").number == 4
    spkey_world.journal.assert_called("remove_physical_key", body={"number": 2}, times=2)

@pytest.mark.parametrize("again", range(4))
def test_each_test_has_a_world_of_its_own(spkey_world, spkey, again):
    assert len(spkey_world.users) == 0
    assert spkey_world.users.create("u1", keys=1).version == 2
    assert spkey.physical_keys.list("u1").total == 1

@pytest.mark.parametrize("again", range(4))
def test_each_test_has_a_world_of_its_own_on_the_server(spkey_server, spkey_world, again):
    assert spkey_server.world is spkey_world
    spkey_world.users.create("u1", keys=1)
    with spkey_server.client() as client:
        assert client.physical_keys.list("u1").total == 1
        client.physical_keys.remove("u1", number=1)
    assert spkey_world.inventory("u1") == ()
    spkey_world.journal.assert_called("list_physical_keys", times=1)
"""


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return pytester.runpytest_inprocess(*arguments)


def outcome(pytester: pytest.Pytester, *arguments: str, passed: int) -> None:
    result = pytester.runpytest_subprocess(*arguments)
    result.assert_outcomes(passed=passed)
    assert result.ret == 0


def test_each_test_gets_a_world_of_its_own(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(FIXTURES)
    outcome(pytester, passed=9)


def test_parallel_workers_do_not_share_worlds(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(FIXTURES)
    outcome(pytester, "-p", "xdist", "-n", "2", passed=9)


ASYNC = """
import pytest
{mark}
async def test_removal(async_spkey, spkey_world):
    spkey_world.users.create("u1", keys=1)
    removed = await async_spkey.physical_keys.remove("u1", number=1)
    assert (removed.number, removed.version) == (1, 3)
"""


def test_async_clients_work_with_anyio(pytester: pytest.Pytester) -> None:
    backend = "@pytest.fixture\ndef anyio_backend(): return 'asyncio'\n@pytest.mark.anyio"
    pytester.makepyfile(ASYNC.format(mark=backend))
    outcome(pytester, "-p", "anyio", passed=1)


def test_async_clients_work_with_pytest_asyncio(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nasyncio_mode = strict\nasyncio_default_fixture_loop_scope = function\n")
    pytester.makepyfile(ASYNC.format(mark="@pytest.mark.asyncio"))
    outcome(pytester, "-p", "pytest_asyncio.plugin", passed=1)


WIDE = """
import asyncio
import pytest

@pytest.fixture(scope="module")
def user(module_spkey_world, session_spkey_world):
    module_spkey_world.users.create("u1", keys=2)
    session_spkey_world.users.create("u1", keys=2)

{mark}
@pytest.mark.parametrize("number", [1, 2])
async def test_removal(user, number, module_async_spkey, session_async_spkey):
    for client in (module_async_spkey, session_async_spkey):
        assert (await client.physical_keys.remove("u1", number=number)).number == number

def test_a_loop_for_each_call(user, module_async_spkey, session_async_spkey):
    async def total(client):
        return (await client.physical_keys.list("u1")).total

    for client in (module_async_spkey, session_async_spkey):
        assert [asyncio.run(total(client)) for _ in range(2)] == [0, 0]
"""


@pytest.mark.parametrize(
    ("plugin", "mark"),
    [
        (("-p", "pytest_asyncio.plugin", "-o", "asyncio_default_fixture_loop_scope=function"), "@pytest.mark.asyncio"),
        (("-p", "anyio"), "@pytest.fixture\ndef anyio_backend(): return 'asyncio'\n@pytest.mark.anyio"),
    ],
    ids=["pytest-asyncio", "anyio"],
)
def test_async_tests_with_loops_of_their_own_share_a_client(
    pytester: pytest.Pytester, plugin: tuple[str, ...], mark: str
) -> None:
    pytester.makepyfile(WIDE.format(mark=mark))
    outcome(pytester, *plugin, passed=3)


def test_a_project_can_change_the_settings_of_its_worlds(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(
        """
        import pytest
        from spkey_mock import Settings

        @pytest.fixture(scope="session")
        def spkey_settings():
            return Settings(api_keys=(("my-key", "umbrella"),), errors="runtime")
        """
    )
    pytester.makepyfile(
        """
        import pytest
        from spkey_client import BadRequestError

        def test_settings(spkey_world, spkey, spkey_server):
            assert (spkey_world.api_key, spkey_world.org_id) == ("my-key", "umbrella")
            with pytest.raises(BadRequestError) as rejected:
                spkey.physical_keys.remove("u1", number=0)
            assert rejected.value.code == "7001"
            assert spkey_server.api_key == "my-key"
        """
    )
    outcome(pytester, passed=1)


def test_two_runs_of_a_test_see_the_same(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        def test_ids(spkey_world):
            print("IDS", spkey_world.users.create().id, spkey_world.api_key, spkey_world.token("u"))

        def test_other_ids(spkey_world):
            print("IDS", spkey_world.users.create().id)
        """
    )

    def lines() -> list[str]:
        result = pytester.runpytest_subprocess("-s")  # processes, which share nothing
        return [line.partition("IDS")[2] for line in result.outlines if "IDS" in line]

    first = lines()
    assert first == lines()
    assert len({line.split()[0] for line in first}) == 2


def test_a_project_that_uses_no_fixture_imports_no_mock(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import sys

        def test_nothing_of_the_mock_is_imported():
            loaded = [name for name in sys.modules if name.partition(".")[0] in ("spkey_mock", "spkey_client")]
            assert sorted(loaded) == ["spkey_mock", "spkey_mock.plugin"]
            assert not {"httpx", "jsonschema_rs", "jwt", "uvloop"} & set(sys.modules)
        """
    )
    pytester.runpytest_subprocess().assert_outcomes(passed=1)  # a process that has not imported the mock


def test_the_fixtures_explain_themselves(pytester: pytest.Pytester) -> None:
    result = run(pytester, "--fixtures")
    result.stdout.fnmatch_lines(["spkey_world*", "*A new world, to seed, to inject faults into *"])


def test_without_the_extra_a_fixture_says_what_to_install(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("import sys\nsys.modules['jsonschema_rs'] = None\n")
    pytester.makepyfile("def test_world(spkey_world): ...")
    result = pytester.runpytest_subprocess()  # a process that has not imported the mock
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*dependencies are not installed. Run: pip install 'spkey-client*"])


# Strict worlds

CLEAN = """
import pytest

def test_clean(spkey, spkey_world):
    spkey_world.users.create("u1", keys=1)
    spkey_world.fail_next("remove_physical_key", status=503, retry_after=0)
    spkey.physical_keys.remove("u1", number=1)
"""

VIOLATION = """
import pytest
from spkey_client import BadRequestError

@pytest.fixture
def removed(spkey):
    with pytest.raises(BadRequestError):
        spkey.physical_keys.remove("u1", number=0)

def test_violation(removed): ...
"""

UNUSED = """
def test_unused_fault(spkey_world):
    spkey_world.fail_next("remove_physical_key")
"""

UNSETTLED = """
from spkey_mock import Webhook

def test_unsettled_delivery(spkey_world, monkeypatch):
    spkey_world.webhooks.add(Webhook(url="http://localhost/", org_id="acme"))  # nothing delivers to it
    spkey_world.users.create("u1")
    monkeypatch.setattr(type(spkey_world), "settle", lambda world, timeout: None)  # do not wait
"""

DELIVERED = """
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
import pytest

class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_): ...

@pytest.fixture
def receiver():
    with HTTPServer(("127.0.0.1", 0), Receiver) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()

def test_delivery_that_is_not_awaited(spkey_world, receiver):
    spkey_world.add_webhook(receiver)
    spkey_world.users.create("u1")
"""


@pytest.mark.parametrize(
    ("test", "lines"),
    [
        (VIOLATION, ["requests broke the contract:", "*remove_physical_key*", "*schema.exclusiveMinimum*"]),
        (UNUSED, ["faults have not fired:", "*remove_physical_key*"]),
        (UNSETTLED, ["deliveries are due or in progress:", "*UserCreated version 1 to webhook-1"]),
    ],
    ids=["violation", "fault", "delivery"],
)
def test_a_strict_test_fails_with_the_reason_alone(pytester: pytest.Pytester, test: str, lines: list[str]) -> None:
    pytester.makepyfile(test)
    run(pytester).assert_outcomes(passed=1)
    result = run(pytester, "--spkey-strict")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["The test passed, but its world is strict (spkey_strict) and failed its checks:", *lines]
    )
    result.stdout.no_fnmatch_line("*Traceback*")
    assert result.outlines.count(lines[0]) == 1


def test_a_strict_test_whose_checks_pass_passes(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_clean=CLEAN, test_delivered=DELIVERED)
    outcome(pytester, "--spkey-strict", passed=2)  # a process, because it has a dispatcher


def test_strictness_is_configured_once(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nspkey_strict = true\n")
    pytester.makepyfile(UNUSED)
    run(pytester).assert_outcomes(failed=1)
    run(pytester, "-o", "spkey_strict=false").assert_outcomes(passed=1)


def test_strictness_is_a_setting_of_the_worlds_too(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(
        """
        import pytest
        from spkey_mock import Settings

        @pytest.fixture(scope="session")
        def spkey_settings():
            return Settings(strict=True)
        """
    )
    pytester.makepyfile(UNUSED)
    run(pytester).assert_outcomes(failed=1)


def test_a_test_can_be_exempt_from_strictness_or_be_strict_alone(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.spkey_strict(False)
        def test_exempt(spkey_world):
            spkey_world.fail_next("remove_physical_key")

        def test_exempt_while_it_runs(spkey_world):
            spkey_world.fail_next("remove_physical_key")
            spkey_world.configure(strict=False)

        @pytest.mark.spkey_strict
        def test_strict(spkey_world):
            spkey_world.fail_next("remove_physical_key")

        def test_default(spkey_world):
            spkey_world.fail_next("remove_physical_key")
        """
    )
    result = run(pytester, "-v", "--strict-markers")
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(["*test_strict FAILED*"])
    result = run(pytester, "-v", "--spkey-strict")
    result.assert_outcomes(passed=2, failed=2)
    result.stdout.fnmatch_lines(["*test_strict FAILED*", "*test_default FAILED*"])


@pytest.mark.parametrize(
    "arguments", ["'yes'", "None", "1", "True, False", "strict=False", "False, enabled=False"], ids=str
)
def test_a_marker_with_other_arguments_is_a_clear_error(pytester: pytest.Pytester, arguments: str) -> None:
    pytester.makepyfile(f"import pytest\n@pytest.mark.spkey_strict({arguments})\ndef test_it(spkey_world): ...")
    result = run(pytester)
    result.assert_outcomes(errors=1)
    line = f"The marker spkey_strict must have at most one argument, True or False, not ({arguments})."
    assert line in result.outlines


@pytest.mark.parametrize(("arguments", "failed"), [("", 1), ("True", 1), ("enabled=True", 1), ("enabled=False", 0)])
def test_the_argument_of_the_marker_has_a_name(pytester: pytest.Pytester, arguments: str, failed: int) -> None:
    pytester.makepyfile(f"import pytest\npytestmark = pytest.mark.spkey_strict({arguments})\n{UNUSED}")
    run(pytester).assert_outcomes(passed=1 - failed, failed=failed)


def test_a_test_that_fails_anyway_fails_for_its_own_reason_alone(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest

        def test_own_reason(spkey_world):
            spkey_world.fail_next("remove_physical_key")
            raise RuntimeError("the test's own reason")

        def test_skipped(spkey_world):
            spkey_world.fail_next("remove_physical_key")
            pytest.skip("no reason")
        """
    )
    result = run(pytester, "--spkey-strict")
    result.assert_outcomes(failed=1, skipped=1)
    result.stdout.no_fnmatch_line("*failed its checks*")


def test_a_strict_world_on_the_server_is_checked_like_any_other(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import httpx

        def test_served(spkey_server):
            headers = {"X-API-Key": spkey_server.api_key}
            body = {"number": 0}
            url = f"{spkey_server.base_url}/users/u1/RemovePhysicalKey"
            assert httpx.post(url, json=body, headers=headers, trust_env=False).status_code == 400
        """
    )
    result = run(pytester, "--spkey-strict")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["requests broke the contract:"])


# Wider scopes

SHARED = """
import pytest

@pytest.fixture(scope="module")
def user(module_spkey_world):
    return module_spkey_world.users.create("u1", keys=2)

def test_first(user, module_spkey):
    assert module_spkey.physical_keys.remove("u1", number=1).version == 4

@pytest.mark.anyio
async def test_second(user, module_async_spkey, module_spkey_server):
    assert (await module_async_spkey.physical_keys.list("u1")).total == 1
    assert module_spkey_server.base_url.endswith("/w/" + module_spkey_server.world.name)
    with module_spkey_server.client() as client:
        assert client.physical_keys.list("u1").total == 1

def test_session(session_spkey_world, session_spkey, session_async_spkey, session_spkey_server):
    assert len(session_spkey_world.users) == len(list(session_spkey_world.users)) == {before}
    session_spkey_world.users.create("{name}")
    assert session_spkey.users.get_profile("{name}").user_id == "{name}"
    assert session_spkey_server.world is session_spkey_world

def test_worlds_of_different_scopes_are_different(spkey_world, module_spkey_world, session_spkey_world):
    worlds = spkey_world, module_spkey_world, session_spkey_world
    assert len({{world.name for world in worlds}}) == 3
    print("NAMES", *(world.name for world in worlds))
"""


def test_tests_share_the_worlds_of_a_module_and_a_session(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("import pytest\n@pytest.fixture(scope='session')\ndef anyio_backend(): return 'asyncio'\n")
    pytester.makepyfile(test_a=SHARED.format(before=0, name="a"), test_b=SHARED.format(before=1, name="b"))
    run(pytester, "-p", "anyio").assert_outcomes(passed=8)


def test_the_names_of_shared_worlds_are_unique_and_repeatable(pytester: pytest.Pytester) -> None:
    test = "def test_names(spkey_world, module_spkey_world, session_spkey_world):\n" + (
        "    print('NAMES', spkey_world.name, module_spkey_world.name, session_spkey_world.name)\n"
    )
    pytester.makepyfile(test_a=test, test_b=test)

    def names() -> list[str]:
        result = run(pytester, "-s")
        return [line.partition("NAMES ")[2] for line in result.outlines if "NAMES" in line]

    first, second = (line.split() for line in names())
    assert len({*first, *second}) == 5
    assert first[2] == second[2]
    assert names() == [" ".join(first), " ".join(second)]


@pytest.mark.parametrize("scope", ["module", "session"])
def test_a_strict_world_that_tests_share_is_checked_at_the_end_of_its_scope(
    pytester: pytest.Pytester, scope: str
) -> None:
    pytester.makepyfile(
        f"""
        def test_fault(spkey_world, {scope}_spkey_world):
            {scope}_spkey_world.users.create("u1", keys=1)
            {scope}_spkey_world.fail_next("remove_physical_key", retry_after=0)

        def test_use({scope}_spkey): {scope}_spkey.physical_keys.remove("u1", number=1)
        """
    )
    run(pytester, "--spkey-strict").assert_outcomes(passed=2)
    result = run(pytester, "--spkey-strict", "-k", "test_fault")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(
        [
            f"The tests of this {scope} passed, but the world of {scope}_spkey_world is strict *",
            "faults have not fired:",
        ]
    )
    assert result.outlines.count("faults have not fired:") == 1


def test_a_module_can_be_exempt_from_strictness_with_the_world_that_its_tests_share(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest

        pytestmark = pytest.mark.spkey_strict(False)

        def test_exempt(spkey_world, module_spkey_world):
            spkey_world.fail_next("remove_physical_key")
            module_spkey_world.fail_next("remove_physical_key")
        """
    )
    run(pytester, "--spkey-strict").assert_outcomes(passed=1)


def test_a_world_that_a_failed_test_shares_is_not_checked(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        def test_fails(module_spkey_world):
            module_spkey_world.fail_next("remove_physical_key")
            raise RuntimeError("the test's own reason")

        def test_passes(module_spkey_world): ...
        """
    )
    run(pytester, "--spkey-strict").assert_outcomes(failed=1, passed=1)


def test_every_fixture_explains_itself(pytester: pytest.Pytester) -> None:
    result = run(pytester, "--fixtures")
    for name in ("spkey_world", "spkey", "async_spkey", "spkey_server"):
        for scope in ("", "module_", "session_"):
            (line,) = [it for it in range(len(result.outlines)) if result.outlines[it].startswith(f"{scope}{name} ")]
            assert "no docstring" not in result.outlines[line + 1]
            assert ("[" + scope.rstrip("_") + " scope]" in result.outlines[line]) is bool(scope)
