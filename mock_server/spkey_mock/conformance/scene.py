"""A valid request for every operation, and the requests that must come first for it to succeed."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any
from uuid import uuid4

from attrs import evolve, frozen

from .cases import MISSING, Case
from .lock import Lock
from .promises import Operation
from .server import Reply, Server, segment
from .temp_key import door
from .texts import new_email, new_phone_number, new_plate
from .user import User


@frozen
class Input:
    """The input of a request: the values of its path, its query and its body."""

    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Mapping[str, Any] | None


class Scene:
    """A user and a lock with their belongings, for requests of every operation.

    Args:
        server: The server, as the caller sees it.
        user: Returns the user. It is called when the user is first needed.
        lock: Returns the lock. It is called when the lock is first needed.
        times: Returns the window of temporary keys. It is called when the window is first needed.
    """

    def __init__(
        self, server: Server, user: Callable[[], User], lock: Callable[[], Lock], times: Callable[[], Mapping[str, str]]
    ) -> None:
        self.server = server
        self._user = user
        self._lock = lock
        self._times = times
        self._made: dict[str, Reply] = {}
        self.key, self.temp_key, self.device = str(uuid4()), str(uuid4()), str(uuid4())
        self.email, self.phone_number, self.plate = new_email(), new_phone_number(), new_plate()

    @cached_property
    def user(self) -> User:
        """The user."""
        return self._user()

    @cached_property
    def lock(self) -> Lock:
        """The lock."""
        return self._lock()

    @cached_property
    def times(self) -> Mapping[str, str]:
        """The window of temporary keys."""
        return self._times()

    def prepare(self, operation: Operation) -> None:
        """Send the requests that a request for an operation needs in order to succeed."""
        for name in FIRST.get(operation.id, ()):
            if name not in self._made:
                before = self.server.promises.operations[name]
                self.prepare(before)
                reply = self.send(before)
                assert reply.status < 300, f"{name} must succeed, not return {reply.status}: {reply.text[:300]}"
                self._made[name] = reply
        self.input(operation)  # creates the user or the lock that the request is about

    def input(self, operation: Operation) -> Input:
        """Return the input of a valid request."""
        values = {"number": "1", "uuid": self._of_temp_key(operation, "uuid", str(uuid4()))}
        values["doorId"] = str(self._of_temp_key(operation, "doors", [{"id": 1}])[0]["id"])
        if operation.path.startswith("/users/{id}"):
            values["id"] = segment(self.user.id)
        elif operation.path.startswith("/locks/{id}"):
            values["id"] = str(self.lock.id)
        given = INPUTS[operation.id](self) if operation.id in INPUTS else {}
        path = {name: value for name, value in values.items() if f"{{{name}}}" in operation.path}
        if operation.method == "GET":
            return Input(path, given, None)
        return Input(path, {}, given if operation.body is not None else None)

    def send(
        self,
        operation: Operation,
        given: Input | None = None,
        *,
        server: Server | None = None,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> Reply:
        """Send a request.

        Args:
            operation: The operation.
            given: The input; by default a valid one.
            server: The server as another caller sees it.
            headers: Further headers.
            content: A different body.
        """
        given = given or self.input(operation)
        return (server or self.server).send(
            operation.method,
            operation.path.format(**given.path),
            query=given.query,
            json=given.body,
            content=content,
            headers=headers,
        )

    def pin(self) -> str:
        """Return the PIN of the temporary key, or a wrong one if there is none."""
        return str(self._made["create_temp_key"]["pin"]) if "create_temp_key" in self._made else "000000"

    def state(self) -> list[object]:
        """Return what queries show of the user and the lock, as far as requests have needed them."""
        needed = [self.__dict__.get(name) for name in ("user", "lock")]
        return [it.state() for it in needed if isinstance(it, User | Lock)]

    def _of_temp_key(self, operation: Operation, name: str, default: Any) -> Any:
        kind = "collective_temp_key" if operation.path.startswith("/collective") else "temp_key"
        return self._made[f"create_{kind}"][name] if f"create_{kind}" in self._made else default


def _temp_key(scene: Scene) -> dict[str, Any]:
    return {**scene.times, "doors": [door(scene.lock, "both", label="Front door")]}


INPUTS: Mapping[str, Callable[[Scene], dict[str, Any]]] = {
    "create_user": lambda scene: {"userId": scene.user.id},
    "find_or_create_user_by_email": lambda scene: {"email": scene.email},
    "find_or_create_user_by_phone": lambda scene: {"phoneNumber": scene.phone_number},
    "update_user_phone_number": lambda scene: {"phoneNumber": scene.phone_number},
    "update_user_email": lambda scene: {"email": scene.email},
    "add_physical_key": lambda scene: {"orgId": scene.user.org_id, "note": "front door"},
    "remove_physical_key": lambda scene: {"number": 1},
    "add_wallet_key": lambda scene: {"walletType": "GOOGLE", "keyIndex": 1},
    "add_accessible_lock": lambda scene: {
        "lockId": "4711",
        "lockName": "Front door",
        "accessLevel": "USER",
        "grantedBy": "a test",
    },
    "remove_accessible_lock": lambda scene: {"lockId": "4711", "removedBy": "a test", "reason": "moved out"},
    "add_license_plate": lambda scene: {"plate": scene.plate},
    "remove_license_plate": lambda scene: {"plate": scene.plate},
    "add_user_device": lambda scene: {
        "deviceId": scene.device,
        "deviceType": "camera",
        "orgId": scene.user.org_id,
    },
    "remove_user_device": lambda scene: {"deviceId": scene.device, "removedBy": "a test", "reason": "sold"},
    "create_lock": lambda scene: {"index": scene.lock.id, "uuid": scene.lock.uuid},
    "open_lock_with_pin": lambda scene: {"pin": scene.pin()},
    "set_lock_owner": lambda scene: {"userId": scene.user.id},
    "set_lock_organization": lambda scene: {"orgId": scene.lock.org_id},
    "add_lock_key": lambda scene: {"keyUuid": scene.key},
    "remove_lock_key": lambda scene: {"keyUuid": scene.key},
    "write_lock_key": lambda scene: {"keyUuid": scene.key},
    "add_lock_keys_in_bulk": lambda scene: {"keys": [{"keyUuid": scene.key}]},
    "add_resident": lambda scene: {"name": "Ada Lovelace", "userId": scene.user.id},
    "remove_resident": lambda scene: {"userId": scene.user.id},
    "create_lock_temp_key": lambda scene: {
        "tempKeyUuid": scene.temp_key,
        "accessMode": "user-whitelist",
        "allowedUserIds": [scene.device],
        **scene.times,
    },
    "update_lock_temp_key": lambda scene: {"tempKeyUuid": scene.temp_key, "maxUses": 3},
    "delete_lock_temp_key": lambda scene: {"tempKeyUuid": scene.temp_key},
    "create_temp_key": _temp_key,
    "create_collective_temp_key": _temp_key,
}
"""The query of a GET, or the body of any other request. Other operations need neither."""

FIRST: Mapping[str, tuple[str, ...]] = {
    "get_user_three_deye_credentials": ("update_user_email",),
    "remove_physical_key": ("add_physical_key",),
    "get_physical_key": ("add_physical_key",),
    "list_physical_keys": ("add_physical_key",),
    "get_user_keys": ("add_physical_key",),
    "get_wallet_key_link": ("add_wallet_key",),
    "remove_accessible_lock": ("add_accessible_lock",),
    "list_accessible_locks": ("add_accessible_lock",),
    "remove_license_plate": ("add_license_plate",),
    "list_license_plates": ("add_license_plate",),
    "remove_user_device": ("add_user_device",),
    "list_user_devices": ("add_user_device",),
    "open_lock_with_pin": ("create_temp_key",),
    "remove_lock_key": ("add_lock_key",),
    "get_lock_details": ("add_lock_key", "add_resident"),
    "remove_resident": ("add_resident",),
    "list_residents": ("add_resident",),
    "list_lock_temp_keys": ("create_lock_temp_key",),
    "update_lock_temp_key": ("create_lock_temp_key",),
    "delete_lock_temp_key": ("create_lock_temp_key",),
    "list_temp_keys": ("create_temp_key",),
    "revoke_temp_key": ("create_temp_key",),
    "open_temp_key": ("create_temp_key",),
    "open_temp_key_door": ("create_temp_key",),
    "revoke_collective_temp_key": ("create_collective_temp_key",),
    "open_collective_temp_key_door": ("create_collective_temp_key",),
}
"""The operations whose requests must come first."""


def spoiled(given: Input, case: Case) -> Input:
    """Return an input with the value of a case."""
    if not case.parameter:
        return evolve(given, body=case.applied(given.body))
    name = str(case.place[0])
    values = given.path if name in given.path else given.query
    kept = {key: value for key, value in values.items() if key != name}
    changed = kept if case.value is MISSING else {**kept, name: str(case.value)}
    return evolve(given, path=changed) if values is given.path else evolve(given, query=changed)
