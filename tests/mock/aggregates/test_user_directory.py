"""Random requests that find, create and change users, against a model of who has which address and number."""

from attrs import frozen
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, run_state_machine_as_test
from hypothesis.stateful import rule as step
from spkey_mock.aggregates.users import USERS, User

from ..support import Mock, Reply, rule

IDS = st.sampled_from([f"00000000-0000-4000-8000-00000000000{digit}" for digit in range(3)])
EMAILS = st.sampled_from(["ada@example.com", "ADA@example.com", "eve@example.com", "eve@EXAMPLE.com"])
NUMBERS = st.sampled_from(["+4812345", "004812345", "+4867890", "00 48 678 90"])
SEARCH_ONLY = st.sampled_from(["true", "false"])


@frozen
class Person:
    """What a client knows of a user: the address in lower case, and the digits of the number."""

    email: str | None = None
    digits: str | None = None


def digits_of(number: str) -> str:
    return number.replace(" ", "").removeprefix("+").removeprefix("00")


def person_of(user: User) -> Person:
    return Person(user.email and user.email.lower(), user.phone_number and digits_of(user.phone_number))


class Directory(RuleBasedStateMachine):
    """The users of a mock, and what a client can know of them from the responses so far."""

    def __init__(self) -> None:
        super().__init__()
        self.mock = Mock()
        self.people: dict[str, Person] = {}
        self.versions: dict[str, int] = {}

    def put(self, user: str, person: Person) -> None:
        self.people[user] = person
        self.versions[user] = self.versions.get(user, 0) + 1

    def holder(self, email: str | None = None, number: str | None = None) -> str | None:
        """The user who has this address, or this number."""
        wanted = email.lower() if email is not None else digits_of(number or "")
        return next((user for user, it in self.people.items() if wanted in (it.email, it.digits)), None)

    @step(user=IDS, email=st.none() | EMAILS)
    def create(self, user: str, email: str | None) -> None:
        reply = self.mock.create(user) if email is None else self.mock.create(user, email=email)
        if user in self.people:
            assert (reply.status, reply.body["version"]) == (200, self.versions[user])
        elif email is not None and self.holder(email):
            assert reply.status == 400
        else:
            assert reply.status == 201
            self.put(user, Person(email and email.lower()))

    @step(email=EMAILS, user=IDS, search_only=SEARCH_ONLY)
    def find_by_email(self, email: str, user: str, search_only: str) -> None:
        query = f"email={email}&uuid={user}&searchOnly={search_only}"
        reply = self.mock.send("GET", "/users/by-email", query=query)
        self.judge(reply, user, search_only, self.holder(email), Person(email.lower()), free=True)

    @step(number=NUMBERS, email=st.none() | EMAILS, user=IDS, search_only=SEARCH_ONLY)
    def find_by_phone(self, number: str, email: str | None, user: str, search_only: str) -> None:
        spelt = number.replace("+", "%2B").replace(" ", "%20")
        query = f"phoneNumber={spelt}&uuid={user}&searchOnly={search_only}"
        reply = self.mock.send("GET", "/users/by-phone", query=query if email is None else f"{query}&email={email}")
        person = Person(email and email.lower(), digits_of(number))
        free = email is None or self.holder(email) is None
        self.judge(reply, user, search_only, self.holder(number=number), person, free=free)

    def judge(
        self, reply: Reply, user: str, search_only: str, holder: str | None, person: Person, *, free: bool
    ) -> None:
        """Check the response to a search, for which a user is created unless there is a holder."""
        if holder is not None:
            assert (reply.status, reply.body["uuid"]) == (200, holder)
        elif search_only == "true":
            assert reply.status == 404
        elif user in self.people or not free:
            assert reply.status == 409
        else:
            assert (reply.status, reply.body["uuid"]) == (200, user)
            self.put(user, person)

    @step(user=IDS, number=st.none() | NUMBERS)
    def set_number(self, user: str, number: str | None) -> None:
        reply = self.mock.command("UpdatePhoneNumber", {"phoneNumber": number}, user=user)
        if user not in self.people:
            assert reply.status == 404
        elif number is not None and self.holder(number=number) not in (None, user):
            assert reply.status == 409
        else:
            self.put(user, Person(self.people[user].email, None if number is None else digits_of(number)))
            assert (reply.status, reply.body["version"]) == (200, self.versions[user])

    @step(user=IDS, email=EMAILS)
    def set_email(self, user: str, email: str) -> None:
        reply = self.mock.command("UpdateEmail", {"email": email}, user=user)
        if user not in self.people:
            assert reply.status == 404
        elif self.people[user].email is not None or self.holder(email):
            assert reply.status == 409
        else:
            self.put(user, Person(email.lower(), self.people[user].digits))
            assert (reply.status, reply.body["version"]) == (200, self.versions[user])

    @property
    def users(self) -> list[User]:
        """The users of the mock."""
        return list(self.mock.world.repository.states(USERS))

    @invariant()
    def the_users_are_those_of_the_model(self) -> None:
        assert {user.id: user.version for user in self.users} == self.versions
        assert {user.id: person_of(user) for user in self.users} == self.people

    @invariant()
    def no_two_users_share_an_address_or_a_number(self) -> None:
        values = [value for user in self.users for value in user.unique]
        assert len(values) == len(set(values))


@rule("users.create.email_must_be_free", "users.update_phone_number.phone_number_must_be_free")
@rule("users.update_email.email_must_be_free", "users.find_or_create_by_phone.email_must_be_free")
def test_random_requests_leave_addresses_and_numbers_unique() -> None:
    run_state_machine_as_test(Directory, settings=settings(max_examples=60, stateful_step_count=30, deadline=None))
