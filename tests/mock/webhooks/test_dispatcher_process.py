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


def test_httpx_is_imported_when_a_webhook_is_served() -> None:
    script = """
    assert "httpx" not in sys.modules
    publish()
    DISPATCHER.settle(webhooks)
    assert "httpx" not in sys.modules
    webhooks.add(Webhook(url="http://127.0.0.1:1", org_id="acme"))
    DISPATCHER.serve(webhooks)
    publish()
    DISPATCHER.settle(webhooks)
    print("httpx" in sys.modules, webhooks.deliveries()[0].state)
    """
    assert run(script) == "True waiting\n"


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
    DISPATCHER.settle(webhooks)
    child = os.fork()
    publish()
    DISPATCHER.settle(webhooks)
    if child:
        _, status = os.waitpid(child, 0)
        assert status == 0, status
        print([it.state for it in webhooks.deliveries()])
    """
    assert run(script, receiver.url) == "['delivered', 'delivered']\n"
    assert len(receiver.got()) == 3
