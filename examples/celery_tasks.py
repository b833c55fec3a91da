"""Add keys from Celery's workers: celery --app celery_tasks worker --concurrency 4.

Celery can run a task twice, for example if a worker dies. `add_once` makes that safe for a key, as long as the same
task does not run in two workers at once.
"""

import os
from functools import cache

from add_once import add_once
from celery import Celery

from spkey_client import SpkeyClient, SpkeyError

app = Celery("celery_tasks", broker=os.environ["CELERY_BROKER_URL"], backend=os.environ.get("CELERY_RESULT_BACKEND"))
app.conf.task_acks_late = True  # a task whose worker dies runs again


@cache
def client() -> SpkeyClient:
    """Return the client of this process, for all of its tasks."""
    return SpkeyClient(deadline=10.0)  # five calls and 6 s of pauses end before the soft time limit


@app.task(autoretry_for=(SpkeyError,), retry_backoff=True, max_retries=8, soft_time_limit=60)
def add_key(user_id: str, org_id: str, mark: str) -> int:
    """Add the key with this mark once. Return its number."""
    return add_once(client(), user_id, mark, org_id=org_id)
