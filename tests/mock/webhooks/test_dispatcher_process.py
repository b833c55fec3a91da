"""The dispatcher of a process: when it starts, and how it ends."""

import os
import subprocess
import sys
import textwrap

import pytest

from ..receiver import Receiver

SETUP = """
import os, socket, sys
from spkey_mock.store.recorded import Recorded, Stream
from spkey_mock.webhooks.dispatcher import DISPATCHER
from spkey_mock.webhooks.subscriptions import Webhook
from spkey_mock.webhooks.webhooks import Webhooks

def publish():
    recorded = Recorded(Stream("user", "ada"), 1, 1, 0, "PhysicalKeyRemoved", {"number": 1})
    webhooks.publish(recorded, org_id="acme", data={"userId": "ada", "number": 1, "removedAt": 0})

webhooks = Webhooks(lambda: 0, lambda: "id", ("PhysicalKeyRemoved",), ticks=lambda: False)
"""


def run(script: str, *arguments: str) -> str:
    """Run a script, which must succeed without a warning. Return what it prints."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SETUP + textwrap.dedent(script), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_the_thread_starts_when_a_webhook_is_served() -> None:
    script = """
    from threading import active_count
    publish()
    webhooks.settle()
    assert active_count() == 1
    webhooks.add(Webhook(url="http://127.0.0.1:1", org_id="acme"))
    DISPATCHER.serve(webhooks)
    publish()
    webhooks.settle()
    print(active_count(), webhooks.deliveries()[0].state)
    """
    assert run(script) == "2 waiting\n"


@pytest.mark.skipif(sys.platform == "win32", reason="this system does not limit open files")
def test_receivers_that_hang_do_not_use_up_the_files_of_the_process(receiver: Receiver) -> None:
    script = """
    import resource
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    healthy = webhooks
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        worlds = []
        for _ in range(5):
            webhooks = Webhooks(lambda: 0, lambda: "id", ("PhysicalKeyRemoved",), ticks=lambda: False)
            for _ in range(20):
                webhooks.add(Webhook(url=url, org_id="acme", timeout=60))
            DISPATCHER.serve(webhooks)
            publish()
            worlds.append(webhooks)
        webhooks = healthy
        webhooks.add(Webhook(url=sys.argv[1], org_id="acme", attempts=1))
        DISPATCHER.serve(webhooks)
        publish()
        webhooks.settle()
        print(webhooks.deliveries()[0].state, sum(len(it.deliveries()[0].attempts) for it in worlds))
    """
    assert run(script, receiver.url) == "delivered 0\n"


@pytest.mark.parametrize("statement", ["pass", "DISPATCHER.serve(webhooks)", "publish()", "sys.exit()"])
def test_a_process_ends_in_the_middle_of_a_delivery(statement: str) -> None:
    script = f"""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{{listener.getsockname()[1]}}"
        webhooks.add(Webhook(url=url, org_id="acme", timeout=60))
        DISPATCHER.serve(webhooks)
        publish()
        connection, _ = listener.accept()
        with connection:
            print("posted", flush=True)
            {statement}
    """
    assert run(script) == "posted\n"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_child_process_delivers_with_a_dispatcher_of_its_own(receiver: Receiver) -> None:
    script = """
    import warnings
    warnings.simplefilter("ignore", DeprecationWarning)  # forking beside threads is the point
    webhooks.add(Webhook(url=sys.argv[1], org_id="acme"))
    DISPATCHER.serve(webhooks)
    publish()
    webhooks.settle()
    child = os.fork()
    publish()
    webhooks.settle()
    if child:
        _, status = os.waitpid(child, 0)
        assert status == 0, status
        print([it.state for it in webhooks.deliveries()])
    """
    assert run(script, receiver.url) == "['delivered', 'delivered']\n"
    assert len(receiver.got()) == 3
