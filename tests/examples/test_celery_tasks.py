"""Celery's forked workers each have a client, and add each key once."""

import json
import subprocess
from pathlib import Path

from spkey_mock import Fault, Site

from .programs import BIN, variables, working

# Sends tasks, and prints their results.
SEND = """
import json, sys
from celery_tasks import add_key
sent = [add_key.delay(user, "acme", mark) for user, mark in json.load(sys.stdin)]
print(json.dumps([result.get(timeout=30) for result in sent]))
"""


def test_each_key_is_added_once(spkey_server: Site, tmp_path: Path) -> None:
    world = spkey_server.world
    users = [f"u{number}" for number in range(6)]
    for user in users:
        world.users.create(user)
    world.faults.add(Fault(kind="lose_answer", operation="add_physical_key", times=3))
    world.faults.add(Fault(kind="status", operation="add_physical_key", status=429, skip=3))
    for folder in ("results", "data_out"):
        (tmp_path / folder).mkdir()
    (tmp_path / "data_in").symlink_to("data_out")  # Celery's broker of files: what one process sends, another receives
    broker = {"CELERY_BROKER_URL": "filesystem://", "CELERY_RESULT_BACKEND": f"file://{tmp_path}/results"}
    environment = variables(spkey_server, **broker)
    worker = ("--app", "celery_tasks", "worker", "--concurrency", "2", "--without-mingle", "--without-gossip")
    with working(tmp_path, environment, "celery", *worker):
        tasks = json.dumps([(user, f"order-{user}") for user in users]).encode()
        command = [str(BIN / "python"), "-c", SEND]
        sent = subprocess.run(command, input=tasks, env=environment, cwd=tmp_path, stdout=subprocess.PIPE, check=True)
    assert json.loads(sent.stdout) == [1] * 6
    assert [[key.note for key in world.inventory(user)] for user in users] == [[f"[order-{user}]"] for user in users]
