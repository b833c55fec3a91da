"""Add a physical key once, although a response may be lost: python add_once.py USER_ID ORG_ID MARK [NOTE].

Adding a key twice adds two keys. The program therefore writes a mark into the note of the key, and looks up the mark
before it adds the key. Choose a mark for each key that you want, such as the id of the order, and store it before the
first run. If the program exits with 75, run it again later with the same mark. docs/recipes.md lists what the mark
cannot protect against.
"""

import sys
import time

from spkey_client import SpkeyClient, SpkeyError

TRY_AGAIN_LATER = 75  # EX_TEMPFAIL of sysexits.h
PAUSES = (0.0, 1.0, 5.0)


def add_once(
    client: SpkeyClient,
    user_id: str,
    mark: str,
    *,
    org_id: str,
    note: str = "",
    pauses: tuple[float, ...] = PAUSES,
) -> int:
    """Add the key with this mark, unless the user has it. Return its number.

    Args:
        client: The client.
        user_id: The user's id.
        mark: A text that stands for this key and for no other, such as a UUID.
        org_id: The organisation that issues the key.
        note: A note on the key. The mark is appended to it.
        pauses: The pauses in seconds before each lookup that follows an unclear failure.

    Raises:
        SpkeyError: The call failed. The user may or may not have the key. Call the function again later, with the same
            mark.
        LookupError: Several keys carry the mark.
        ValueError: The mark is empty.
    """
    if not mark:
        raise ValueError("mark must not be empty.")
    number = find(client, user_id, mark)
    if number is not None:
        return number
    try:
        return client.physical_keys.add(user_id, org_id=org_id, note=f"{note} [{mark}]".lstrip()).number
    except SpkeyError as error:
        if error.maybe_applied:
            number = find_later(client, user_id, mark, pauses)
        if number is None:
            raise
        return number


def find(client: SpkeyClient, user_id: str, mark: str) -> int | None:
    """Return the number of the key with this mark, or None if the user has no such key.

    Raises:
        SpkeyError: The lookup failed.
        LookupError: Several keys carry the mark.
    """
    listed = client.physical_keys.list(user_id, q=f"[{mark}]")  # q ignores case and searches the whole note
    numbers = [key.number for key in listed.keys if key.note is not None and key.note.endswith(f"[{mark}]")]
    if len(numbers) > 1 or listed.total > len(listed.keys):
        raise LookupError(f"{listed.total} keys of user {user_id} carry the mark {mark}. Remove all but one.")
    return numbers[0] if numbers else None


def find_later(client: SpkeyClient, user_id: str, mark: str, pauses: tuple[float, ...]) -> int | None:
    """Look up a mark after each pause, because a request whose response was lost may still be in progress."""
    for pause in pauses:
        time.sleep(pause)
        try:
            number = find(client, user_id, mark)
        except SpkeyError:  # says nothing about the key
            continue
        if number is not None:
            return number
    return None


def main(user_id: str, org_id: str, mark: str, note: str = "") -> int:
    """Print the number of the key. Return the exit code."""
    with SpkeyClient(deadline=20.0) as client:
        try:
            print(add_once(client, user_id, mark, org_id=org_id, note=note))
        except SpkeyError as error:
            print(error, file=sys.stderr)
            return TRY_AGAIN_LATER
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
