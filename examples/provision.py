"""Create the users of a CSV file: python provision.py users.csv.

The file has a column `user_id` and may have `email`, `first_name`, `last_name` and `phone_number`. The program appends
each user that exists now to `users.csv.done`, so that another run continues where this one stopped, and writes each
user that failed to `users.csv.errors`. Creating a user twice changes nothing, so a killed run can be repeated.
"""

import asyncio
import csv
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from spkey_client import AsyncSpkeyClient, AuthenticationError, PermissionDeniedError, SpkeyError

WORKERS = 20

Row = dict[str, str]
Report = Callable[[str, Exception | None], None]
"""Records that a user exists, or the error that prevented it."""


async def provision(rows: list[Row], report: Report) -> None:
    """Create the users of these rows, 20 at a time.

    Raises:
        ExceptionGroup: The service rejected the credential. The remaining users were not created.
    """
    waiting = iter(rows)
    async with AsyncSpkeyClient(deadline=60.0, max_retries=4) as client, asyncio.TaskGroup() as group:
        for _ in range(WORKERS):
            group.create_task(work(client, waiting, report))


async def work(client: AsyncSpkeyClient, waiting: Iterator[Row], report: Report) -> None:
    """Create the next user until none is left. The workers share the iterator."""
    for row in waiting:
        try:
            await client.users.create(
                row["user_id"],
                email=row.get("email") or None,
                first_name=row.get("first_name") or None,
                last_name=row.get("last_name") or None,
                phone_number=row.get("phone_number") or None,
            )
        except (AuthenticationError, PermissionDeniedError):  # every other row would fail too
            raise
        except (SpkeyError, ValueError) as error:
            report(row["user_id"], error)
        else:
            report(row["user_id"], None)


def main(file: Path) -> int:
    """Create the users of a file that no earlier run created. Return the exit code."""
    done_file, errors_file = file.with_name(f"{file.name}.done"), file.with_name(f"{file.name}.errors")
    done = set(done_file.read_text("utf-8").split()) if done_file.exists() else set[str]()
    with file.open(newline="", encoding="utf-8") as source:
        rows = [row for row in csv.DictReader(source) if row["user_id"] not in done]
    failed = 0
    # Line buffering: what a killed run has written is complete up to its last lines.
    with done_file.open("a", 1, "utf-8") as created, errors_file.open("w", 1, "utf-8", newline="") as errors:
        table = csv.writer(errors)
        table.writerow(["user_id", "error"])

        def report(user_id: str, error: Exception | None) -> None:
            nonlocal failed
            if error is None:
                print(user_id, file=created)
            else:
                failed += 1
                table.writerow([user_id, error])

        asyncio.run(provision(rows, report))
    print(f"{len(rows) - failed} created, {failed} failed, {len(done)} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
