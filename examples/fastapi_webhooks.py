"""Receive webhooks with FastAPI: uvicorn fastapi_webhooks:app.

The receiver stores each event and the inventory that follows from it in one transaction, and only then confirms the
event. If the database fails, the response is 500 and the service delivers the event again.

Environment variables: SPKEY_WEBHOOK_SECRET, SPKEY_PARTNER_ID (your organisation) and DATABASE (an SQLite file).
"""

import os
import sqlite3
from contextlib import closing

from fastapi import FastAPI, HTTPException, Request
from fastapi.concurrency import run_in_threadpool

from spkey_client import webhooks

SECRETS = os.environ["SPKEY_WEBHOOK_SECRET"].split()  # two of them, separated by a space, while you rotate the secret
PARTNER_ID = os.environ["SPKEY_PARTNER_ID"]
DATABASE = os.environ.get("DATABASE", "webhooks.sqlite")

SCHEMA = """
CREATE TABLE IF NOT EXISTS events (id TEXT PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS keys (
    user_id TEXT, number INTEGER, present INTEGER NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (user_id, number)
);
"""
# A late event has a lower version than the one that is stored, and changes nothing.
STORE_KEY = """
INSERT INTO keys VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE
SET present = excluded.present, version = excluded.version WHERE excluded.version > version
"""

app = FastAPI()

with closing(sqlite3.connect(DATABASE)) as database:
    database.executescript(SCHEMA)


@app.post("/webhooks/spkey", status_code=204)
async def receive(request: Request) -> None:
    """Verify, parse and store an event."""
    try:
        webhooks.verify_token(request.headers.get("Authorization"), *SECRETS)
        event = webhooks.parse(await request.body(), partner_id=PARTNER_ID)
    except webhooks.WebhookError as error:
        raise HTTPException(400, error.message) from None  # ends the delivery of the event
    await run_in_threadpool(store, event)


def store(event: webhooks.WebhookEvent) -> None:
    """Store an event and its result, unless it is stored already."""
    with closing(sqlite3.connect(DATABASE)) as database, database:
        inserted = database.execute("INSERT OR IGNORE INTO events VALUES (?, ?)", (event.id, event.detail_type))
        if not inserted.rowcount:
            return  # a duplicate
        match event.data:
            case webhooks.PhysicalKeyAdded(user_id=user_id, number=number):
                database.execute(STORE_KEY, (user_id, number, True, event.version))
            case webhooks.PhysicalKeyRemoved(user_id=user_id, number=number):
                database.execute(STORE_KEY, (user_id, number, False, event.version))
            case _:
                pass  # an event of another kind
