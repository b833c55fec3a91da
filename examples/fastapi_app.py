"""Call the API from a FastAPI application: uvicorn fastapi_app:app.

The annotations are the SDK's models, so FastAPI reads, writes and documents them. One client serves all requests of the
process.
"""

import math
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Body, FastAPI, Request
from fastapi.responses import JSONResponse

from spkey_client import APIStatusError, AsyncSpkeyClient, SpkeyError, from_datetime
from spkey_client.models import CreateTempKeyResult, NewDoor, PhysicalKeyList, UserProfile

client = AsyncSpkeyClient(deadline=10.0)


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncGenerator[None, None]:
    """Close the client when the application shuts down."""
    async with client:
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/users/{user_id}")
async def profile(user_id: UUID) -> UserProfile:
    """Return a user's profile."""
    return await client.users.get_profile(user_id)


@app.get("/users/{user_id}/keys")
async def keys(user_id: UUID) -> PhysicalKeyList:
    """Return a user's keys."""
    return await client.physical_keys.list(user_id)


@app.post("/guests", status_code=201)
async def invite(door: Annotated[NewDoor, Body()]) -> CreateTempKeyResult:
    """Create a key for a guest. Without `Body()`, FastAPI would look for the door in the query."""
    now = datetime.now(UTC)
    return await client.temp_keys.create(
        valid_from=from_datetime(now), valid_until=from_datetime(now + timedelta(days=2)), doors=[door]
    )


RESPONSES = {
    400: (400, "invalid request"),
    401: (500, "the application is misconfigured"),  # its credential was rejected, not the caller's
    403: (500, "the application is misconfigured"),
    404: (404, "not found"),
    409: (409, "conflict"),
    429: (429, "too many requests"),
}
UNAVAILABLE = (503, "the service is not available")


@app.exception_handler(SpkeyError)
async def failure(_: Request, error: SpkeyError) -> JSONResponse:
    """Return the response for a failed call. The service's message can name ids, so it is not passed on."""
    status, detail = UNAVAILABLE
    if isinstance(error, APIStatusError):
        status, detail = RESPONSES.get(error.status_code, UNAVAILABLE)
    headers = {} if error.retry_after is None else {"Retry-After": str(math.ceil(error.retry_after))}
    return JSONResponse({"detail": detail}, status, headers)
