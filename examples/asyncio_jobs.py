"""Run each job in an event loop of its own: python asyncio_jobs.py USER_ID...

One async client serves all jobs. It connects again in each loop. If many jobs run per second, keep one loop instead,
with `asyncio.Runner`, so that the connections stay open.
"""

import asyncio
import sys

from spkey_client import AsyncSpkeyClient

client = AsyncSpkeyClient(deadline=10.0)


async def job(user_id: str) -> str:
    """Return a summary of a user and their keys."""
    async with asyncio.TaskGroup() as group:
        profile = group.create_task(client.users.get_profile(user_id))
        keys = group.create_task(client.physical_keys.list(user_id))
    return f"{profile.result().user_id}: {keys.result().total} keys"


def main(user_ids: list[str]) -> None:
    """Print a summary of each user."""
    for user_id in user_ids:
        print(asyncio.run(job(user_id)))
    asyncio.run(client.aclose())


if __name__ == "__main__":
    main(sys.argv[1:])
