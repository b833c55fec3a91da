"""Everything that is generated for one document."""

from attrs import field, frozen

from .events import Event
from .models import Alias, Enum, Model
from .operations import Resource
from .service import Service
from .testing import Testing


@frozen(kw_only=True)
class API:
    """Everything that is generated for one document.

    Attributes:
        source: The file name of the document.
        service: The facts about the whole service.
        models: The classes of objects.
        enums: The enums.
        aliases: The names of unions, arrays and maps.
        resources: The operations by resource.
        events: The events that the service delivers to webhooks.
        testing: The examples for users who test.
        notes: The problems in the document and the parts that could not be generated.
    """

    source: str
    service: Service
    models: tuple[Model, ...]
    enums: tuple[Enum, ...]
    resources: tuple[Resource, ...]
    notes: tuple[str, ...]
    aliases: tuple[Alias, ...] = ()
    events: tuple[Event, ...] = ()
    testing: Testing = field(factory=Testing)

    @property
    def has_public(self) -> bool:
        """Whether some operations accept no credential, unlike others."""
        return any(operation.is_public for resource in self.resources for operation in resource.operations)
