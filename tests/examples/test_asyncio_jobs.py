"""One async client serves jobs that each have an event loop of their own."""

from spkey_mock import Site

from .programs import run


def test_each_job_has_an_event_loop(spkey_server: Site) -> None:
    for number in range(3):
        spkey_server.world.users.create(f"u{number}", keys=number)
    assert run(spkey_server, "asyncio_jobs.py", "u0", "u1", "u2") == "u0: 0 keys\nu1: 1 keys\nu2: 2 keys\n"
