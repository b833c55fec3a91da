"""The operations of an API."""

from attrs import field, frozen

from .models import Field
from .types import Type, one_of


@frozen(kw_only=True)
class Parameter:
    """An argument of an operation.

    Attributes:
        name: The argument.
        wire: The name that it is sent by.
        location: Where it is sent: `path`, `query`, `header`, `cookie`, `body` (as a property), `extra` (as the
            properties of the body that the contract does not name) or `content` (as the whole body).
        type: Its type.
        required: Whether it must be given.
        nullable: Whether None is a value, so that an omitted argument differs from None.
        description: The contract's description, with limits and default.
        style: The function of `_styles` that writes the value. None if it is written as plain text.
        same_as: A property of the body that the same argument fills.
        secret: Whether no repr and no log may show its value.
        deprecated: Whether the contract discourages its use.
        replacement: The contract's advice if it does.
    """

    name: str
    wire: str
    location: str
    type: Type
    required: bool
    nullable: bool
    description: str
    style: str | None = None
    same_as: str | None = None
    secret: bool = False
    deprecated: bool = False
    replacement: str = ""


@frozen(kw_only=True)
class Body:
    """The body of a request.

    Attributes:
        form: How it is written: `json`, `form`, `multipart`, `text` or `binary`.
        media_type: Its media type.
        required: Whether the request requires a body.
    """

    form: str
    media_type: str
    required: bool


@frozen(kw_only=True)
class Success:
    """A response that is a success.

    Attributes:
        status: Its status: "200", "2XX" or "default".
        type: Its type.
        reader: The function of `_call` or `_redirects` that reads it.
        outcome: The properties that its status adds to its body.
        kinds: The parameters in the location of a redirect that are not text, with their types.
    """

    status: str
    type: Type
    reader: str
    outcome: tuple[tuple[str, bool], ...] = ()
    kinds: tuple[tuple[str, str], ...] = ()


@frozen(kw_only=True)
class Failure:
    """A response that is an error.

    Attributes:
        status: Its status.
        meaning: The contract's description.
        is_empty: Whether it has no body.
    """

    status: str
    meaning: str
    is_empty: bool = field(default=False, eq=False)


@frozen(kw_only=True)
class Rule:
    """A promise of the contract that no schema can express."""

    id: str
    text: str
    source: str


@frozen(kw_only=True)
class Pages:
    """The pages of a list, of which an operation returns one.

    Attributes:
        method: The method that iterates over the items of all pages.
        parameter: The argument of the operation that selects the page.
        items: The attribute of a page that holds its items.
        total: The attribute of a page that holds the number of pages.
    """

    method: str
    parameter: str
    items: Field
    total: Field

    @property
    def item(self) -> str:
        """The annotation of an item."""
        return self.items.type.item or "Any"


@frozen(kw_only=True)
class Operation:
    """An operation.

    Attributes:
        id: The operationId.
        function: The function of `operations`.
        constant: The value of `operations` that the function uses.
        method: The method of its resource.
        http_method: The HTTP method, in capitals.
        path: The path template.
        fixed_query: Names and values that every request has in its query.
        summary: The contract's summary.
        description: The contract's description.
        deprecated: Whether the contract discourages its use.
        replacement: The contract's advice if it does.
        command: Whether it can change something.
        idempotent: Whether a request that may have been processed can safely be retried.
        parameters: Its arguments, required ones first.
        body: The body of its request, or None.
        successes: Its responses that are successes.
        failures: Its responses that are errors.
        accept: The value of the Accept header.
        server: The only server that offers it, or None if every server of the service does.
        security: The alternative sets of credentials, each as the names of arguments of the client. An empty set makes
            the others optional. None of the client's credentials is sent if there are no sets.
        is_public: Whether it accepts no credential, unlike other operations of the service.
        rules: Its rules.
        pages: The pages of the list of which it returns one. None if it returns something else.
    """

    id: str
    function: str
    constant: str
    method: str
    http_method: str
    path: str
    summary: str
    description: str
    command: bool
    idempotent: bool
    parameters: tuple[Parameter, ...]
    successes: tuple[Success, ...]
    failures: tuple[Failure, ...]
    rules: tuple[Rule, ...]
    fixed_query: tuple[tuple[str, str], ...] = ()
    body: Body | None = None
    accept: str | None = None
    server: str | None = None
    security: tuple[tuple[str, ...], ...] = ()
    is_public: bool = False
    deprecated: bool = False
    replacement: str = ""
    pages: Pages | None = None

    @property
    def annotation(self) -> str:
        """The return type."""
        return one_of((success.type for success in self.successes), "").annotation

    def located(self, *locations: str) -> list[Parameter]:
        """Return the arguments that are sent in these locations."""
        return [parameter for parameter in self.parameters if parameter.location in locations]


@frozen(kw_only=True)
class Resource:
    """The operations of one tag.

    Attributes:
        name: The attribute of the client, and the module.
        class_name: The class.
        description: The contract's description of the tag.
        operations: Its operations.
    """

    name: str
    class_name: str
    description: str
    operations: tuple[Operation, ...]
