"""The fixtures, in projects of their own that pytest runs."""

import pytest

pytest_plugins = ["pytester"]

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


def outcome(pytester: pytest.Pytester, *arguments: str, passed: int) -> None:
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-W", "error", *arguments)
    result.assert_outcomes(passed=passed)
    assert result.ret == 0


def test_each_test_gets_a_world_of_its_own(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(FIXTURES)
    outcome(pytester, "-p", "no:asyncio", passed=9)


def test_parallel_workers_do_not_share_worlds(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(FIXTURES)
    outcome(pytester, "-p", "no:asyncio", "-n", "2", passed=9)


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
    outcome(pytester, "-p", "no:asyncio", passed=1)


def test_async_clients_work_with_pytest_asyncio(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nasyncio_mode = strict\nasyncio_default_fixture_loop_scope = function\n")
    pytester.makepyfile(ASYNC.format(mark="@pytest.mark.asyncio"))
    outcome(pytester, passed=1)


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
    outcome(pytester, "-p", "no:asyncio", passed=1)


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
        result = pytester.runpytest_subprocess("-s", "-p", "no:asyncio", "-p", "no:cacheprovider")
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
    # anyio's plugin comes with httpx, and imports anyio by itself.
    outcome(pytester, "-p", "no:asyncio", "-p", "no:anyio", "-p", "no:respx", passed=1)


def test_the_fixtures_explain_themselves(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_subprocess("--fixtures", "-p", "no:asyncio")
    result.stdout.fnmatch_lines(["spkey_world*", "*A new world, to seed, to inject faults into *"])


def test_without_the_extra_a_fixture_says_what_to_install(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("import sys\nsys.modules['jwt'] = None\n")
    pytester.makepyfile("def test_world(spkey_world): ...")
    result = pytester.runpytest_subprocess("-p", "no:asyncio", "-p", "no:cacheprovider")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*dependencies are not installed. Run: pip install 'spkey-client*"])
