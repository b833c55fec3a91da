"""Faults in the search for users, and in their belongings."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
from attrs import evolve
from spkey_mock.aggregates.users import USERS, User
from spkey_mock.aggregates.users.contacts import UserEmailUpdated, UserPhoneNumberUpdated
from spkey_mock.service.aggregate import Context
from spkey_mock.service.decision import Decision
from spkey_mock.service.errors import Conflict, InvalidState, NotFound
from spkey_mock.service.outside import USUAL

from .catalogue import Upstream, Users, altered, body_of, in_proxy, in_response, in_users, operation, resent

Decide = Callable[[User, Any, Context], Any]
Identify = Callable[[Any, Context], str]

BY_EMAIL = "find_or_create_user_by_email"
BY_PHONE = "find_or_create_user_by_phone"
SEARCHES = (BY_EMAIL, BY_PHONE)


def of_searches(rule: str) -> tuple[str, str]:
    """Return the ids of a rule that both searches have."""
    return f"users.find_or_create_by_email.{rule}", f"users.find_or_create_by_phone.{rule}"


def wrap(users: Users, operations: tuple[str, ...], wrapper: Callable[[Decide, User, Any, Context], Any]) -> None:
    """Replace the functions of operations with one that gets the original function as its first argument."""

    def wrapped(function: Decide) -> Decide:
        return lambda user, request, context: wrapper(function, user, request, context)

    for name in operations:
        users.handle(name, wrapped(users.function(name)))


def identify(users: Users, wrapper: Callable[[Identify, Any, Context], str]) -> None:
    """Replace how the searches identify a user, with a function that gets the original one as its first argument."""

    def wrapped(original: Identify) -> Identify:
        return lambda request, context: wrapper(original, request, context)

    for name in SEARCHES:
        handler = users.aggregate.handlers[name]
        assert handler.identify is not None
        users.aggregate.handlers[name] = evolve(handler, identify=wrapped(handler.identify))


@in_users("users.create.email_must_be_free")
def taken_address_dropped(users: Users) -> None:
    """A user is created without the e-mail address that another user has."""

    def dropped(create: Decide, user: User, request: Any, context: Context) -> Any:
        try:
            return create(user, request, context)
        except InvalidState:
            return create(user, altered(request, email=None), context)

    wrap(users, ("create_user",), dropped)


@in_users(*of_searches("miss_creates_user"))
def uuid_of_new_user_ignored(users: Users) -> None:
    """A new user always has a generated id."""
    identify(users, lambda original, request, context: original(altered(request, uuid=None), context))


@in_users(*of_searches("known_user_unchanged"))
def search_records_an_event(users: Users) -> None:
    """Finding a user records an event for the user."""

    def recorded(find: Decide, user: User, request: Any, context: Context) -> Any:
        events = (UserPhoneNumberUpdated(user.phone_number),) if user.version else ()
        decision: Decision = find(user, request, context)
        return evolve(decision, events=(*decision.events, *events))

    wrap(users, SEARCHES, recorded)


@in_users(*of_searches("uuid_ignored_if_known"))
def other_uuid_of_known_user_rejected(users: Users) -> None:
    """If the user is known, the uuid must be its id."""

    def compared(find: Decide, user: User, request: Any, context: Context) -> Any:
        if user.version and request.uuid not in (None, user.id):
            raise Conflict("The uuid is not that of the user.")
        return find(user, request, context)

    wrap(users, SEARCHES, compared)


@in_users(*of_searches("search_only_creates_nothing"))
def search_only_ignored(users: Users) -> None:
    """A search that misses creates a user in any case."""
    wrap(users, SEARCHES, lambda find, user, request, context: find(user, altered(request, search_only=None), context))


@in_users(*of_searches("uuid_must_be_free"))
def taken_uuid_replaced(users: Users) -> None:
    """If the uuid is that of another user, a new user has a generated id."""

    def replaced(original: Identify, request: Any, context: Context) -> str:
        other = original(altered(request, uuid=None), context)
        wanted: str = request.uuid or other
        is_known = context.others.load(USERS, other).version > 0
        is_taken = context.others.load(USERS, wanted).version > 0
        return other if is_known or is_taken else wanted

    identify(users, replaced)


@in_users("users.find_or_create_by_email.case_ignored")
def addresses_compared_exactly(users: Users) -> None:
    """An e-mail address is found only as it was set."""

    def exact(find: Decide, user: User, request: Any, context: Context) -> Any:
        if user.version and user.email != request.email:
            raise NotFound("No user has this e-mail address.")
        return find(user, request, context)

    wrap(users, (BY_EMAIL,), exact)


@in_users("users.find_or_create_by_phone.spellings_are_one_number")
def numbers_compared_exactly(users: Users) -> None:
    """A phone number is found only in its normal form."""

    def exact(find: Decide, user: User, request: Any, context: Context) -> Any:
        if user.version and user.phone_number != request.phone_number:
            raise NotFound("No user has this phone number.")
        return find(user, request, context)

    wrap(users, (BY_PHONE,), exact)


@in_proxy("users.find_or_create_by_phone.phone_number_international")
def search_for_national_number_accepted(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A number to find need not begin with + or 00."""
    number = request.url.params.get("phoneNumber", "")
    if operation(request) != BY_PHONE or not number.isdigit() or number.startswith("0"):
        return upstream.send(request)
    return upstream.send(resent(request, url=request.url.copy_set_param("phoneNumber", f"+{number}")))


@in_users("users.find_or_create_by_phone.email_recorded_on_creation_only")
def address_of_new_user_ignored(users: Users) -> None:
    """A user who is created by phone number has no e-mail address."""
    wrap(users, (BY_PHONE,), lambda find, user, request, context: find(user, altered(request, email=None), context))


@in_users("users.find_or_create_by_phone.email_recorded_on_creation_only")
def address_of_known_user_replaced(users: Users) -> None:
    """A search by phone number replaces the e-mail address of a known user."""

    def replaced(find: Decide, user: User, request: Any, context: Context) -> Any:
        decision: Decision = find(user, request, context)
        if not user.version or request.email in (None, user.email):
            return decision
        return evolve(decision, events=(UserEmailUpdated(request.email),))

    wrap(users, (BY_PHONE,), replaced)


@in_users("users.find_or_create_by_phone.email_must_be_free")
def taken_address_of_new_user_dropped(users: Users) -> None:
    """A user is created by phone number without the e-mail address that another user has."""

    def dropped(find: Decide, user: User, request: Any, context: Context) -> Any:
        taken = request.email is not None and context.others.find(USERS, "email", request.email.lower())
        return find(user, altered(request, email=None) if taken else request, context)

    wrap(users, (BY_PHONE,), dropped)


@in_response("users.get_phone_number.user_must_exist", to="get_user_phone_number", status=404, becomes=200)
def unknown_user_has_no_number(body: Any) -> None:
    """An unknown user has no phone number."""
    body.clear()
    body.update(userId="00000000-0000-4000-8000-000000000000", phoneNumber=None)


@in_response("users.get_phone_number.null_without_number", to="get_user_phone_number")
def missing_number_is_empty(body: Any) -> None:
    """A missing phone number is an empty string."""
    body["phoneNumber"] = body["phoneNumber"] or ""


@in_response("users.get_phone_number.shows_normal_form", to="get_user_phone_number")
def number_begins_with_zeros(body: Any) -> None:
    """A phone number is shown with 00 in place of +."""
    body["phoneNumber"] = body["phoneNumber"] and body["phoneNumber"].replace("+", "00")


def _succeed(body: Any) -> None:
    """Replace an error with the result of a command that changed nothing."""
    body.clear()
    body.update(success=True, aggregateId="00000000-0000-4000-8000-000000000000", version=1, event=None)


@in_response("users.update_phone_number.user_must_exist", to="update_user_phone_number", status=404, becomes=200)
def number_of_unknown_user_set(body: Any) -> None:
    """Setting the phone number of an unknown user succeeds."""
    _succeed(body)


@in_users("users.update_phone_number.event_masks_number")
def two_digits_shown(users: Users) -> None:
    """The event of a phone number shows its last two digits."""
    users.published(
        UserPhoneNumberUpdated,
        lambda data: (
            {**data, "maskedPhoneNumber": f"***{data['maskedPhoneNumber'][-2:]}"}
            if "maskedPhoneNumber" in data
            else data
        ),
    )


@in_users("users.update_phone_number.null_removes_number")
def removed_number_stays(users: Users) -> None:
    """Removing a phone number only records the event."""
    users.applied(
        UserPhoneNumberUpdated, lambda before, after: {"phone_number": after.phone_number or before.phone_number}
    )


@in_proxy("users.update_phone_number.phone_number_international")
def national_number_set(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A number to set need not begin with + or 00."""
    number = body_of(request).get("phoneNumber")
    if operation(request) != "update_user_phone_number" or not isinstance(number, str) or not number.isdigit():
        return upstream.send(request)
    return upstream.send(resent(request, json={"phoneNumber": f"+{number.lstrip('0')}"}))


def _ignored(update: Decide, user: User, request: Any, context: Context) -> Any:
    """Change nothing where the original function rejects a value that is taken."""
    try:
        return update(user, request, context)
    except Conflict:
        return None


@in_users("users.update_phone_number.phone_number_must_be_free")
def taken_number_ignored(users: Users) -> None:
    """Setting the phone number of another user succeeds without effect."""
    wrap(users, ("update_user_phone_number",), _ignored)


@in_response("users.update_email.user_must_exist", to="update_user_email", status=404, becomes=200)
def address_of_unknown_user_set(body: Any) -> None:
    """Setting the e-mail address of an unknown user succeeds."""
    _succeed(body)


@in_users("users.update_email.event_masks_email")
def first_letter_masked(users: Users) -> None:
    """The event of an e-mail address shows no letter of it."""
    users.published(UserEmailUpdated, lambda data: {**data, "maskedEmail": data["maskedEmail"][1:]})


@in_users("users.update_email.only_without_email")
def address_replaced(users: Users) -> None:
    """A second e-mail address replaces the first."""
    wrap(
        users,
        ("update_user_email",),
        lambda update, user, request, context: update(evolve(user, email=None), request, context),
    )


@in_users("users.update_email.email_must_be_free")
def taken_address_ignored(users: Users) -> None:
    """Setting the e-mail address of another user succeeds without effect."""
    wrap(users, ("update_user_email",), _ignored)


@in_response("users.list_owned_locks.user_must_exist", to="list_user_owned_locks", status=404, becomes=200)
def unknown_user_owns_nothing(body: Any) -> None:
    """An unknown user owns no locks."""
    body.clear()
    body.update(locks=[], totalCount=0, source="spacetimedb")


@in_response("users.list_owned_locks.locks_of_owner", to="list_user_owned_locks")
def one_lock_listed(body: Any) -> None:
    """Only one lock of a user is listed."""
    body["locks"] = body["locks"][:1]
    body["totalCount"] = len(body["locks"])


@in_users("users.list_owned_locks.empty_if_unavailable")
def unavailable_locks_listed(users: Users) -> None:
    """Locks are listed even if the read model cannot be reached."""
    wrap(
        users,
        ("list_user_owned_locks",),
        lambda owned, user, request, context: owned(user, request, evolve(context, outside=USUAL)),
    )


THREE_DEYE = "get_user_three_deye_credentials"


@in_response("users.get_three_deye_credentials.user_must_exist", to=THREE_DEYE, status=404, becomes=200)
def unknown_user_has_an_account(body: Any) -> None:
    """An unknown user has an account at 3dEye."""
    body.clear()
    body.update(userId="", email="", threeDeyeUserId=None, password="")


@in_response("users.get_three_deye_credentials.account_created_once", to=THREE_DEYE)
def password_of_each_call(body: Any) -> None:
    """Each call returns another password."""
    body["password"] = str(uuid4())


@in_users("users.get_three_deye_credentials.version_unchanged")
def account_is_an_event_of_the_user(users: Users) -> None:
    """Creating an account records an event for the user."""

    def recorded(get: Decide, user: User, request: Any, context: Context) -> Any:
        decision: Decision = get(user, request, context)
        return evolve(decision, events=(UserPhoneNumberUpdated(user.phone_number),)) if decision.others else decision

    wrap(users, (THREE_DEYE,), recorded)


@in_users("users.get_three_deye_credentials.email_required")
def account_without_address(users: Users) -> None:
    """A user without an e-mail address gets an account."""
    wrap(
        users,
        (THREE_DEYE,),
        lambda get, user, request, context: get(evolve(user, email=user.email or "nobody@spkey.co"), request, context),
    )
