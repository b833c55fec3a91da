"""The reference: what its pages hold, and that their links lead somewhere."""

import json
import re
from pathlib import Path, PurePosixPath

import pytest
from attrs import evolve, fields

from generator.emit.docs import reference
from generator.emit.files import ROOT
from generator.emit.markdown import anchors
from generator.emit.sdk import sources
from generator.ir.api import API
from generator.ir.events import Event
from spkey_client.webhooks import WebhookEvent

from .. import large
from ..support import Package, understand

pytestmark = pytest.mark.xdist_group("generated")  # one worker generates the packages

PETS = """
servers: [{url: 'https://pets.test', x-environment: live}, {url: 'https://try.pets.test', x-environment: trial}]
tags: [{name: pets, description: All | pets.}]
x-rules: [{id: pets.tame, text: All pets are tame., source: inferred}]
paths:
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, description: The id of the pet., schema: {type: string}}]
    get:
      operationId: get_pet
      tags: [pets]
      summary: Get a pet.
      x-rules: [{id: pets.get.known, text: An unknown pet returns 404., source: documented}]
      responses: {'200': {description: '', content: &pet {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}, '404': {description: No such pet.}, '401': &who {description: Who are you?}}
    put:
      operationId: update_pet
      tags: [pets]
      deprecated: true
      requestBody: {required: true, content: *pet}
      responses: {'200': {description: '', content: *pet}, '401': *who}
  /owners:
    get:
      operationId: list_owners
      tags: [owners]
      responses: {'200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Owner'}}}}, '401': *who}
components:
  schemas:
    Pet: {type: object, description: A pet., required: [kind], properties: {kind: {$ref: '#/components/schemas/Kind'}, food: {$ref: '#/components/schemas/Food'}}}
    Kind: {enum: [cat, dog], description: The kind of a pet.}
    Food: {type: object, description: Something to eat., properties: {name: {type: string, description: Its name.}}}
    Owner: {type: object, properties: {eats: {$ref: '#/components/schemas/Food'}}}
"""  # noqa: E501


def pages(api: API) -> dict[str, str]:
    client = sources(api)[PurePosixPath("_client.py")]
    return {str(path): text for path, text in reference(api, client).items()}


@pytest.fixture(scope="module")
def pets_api(tmp_path_factory: pytest.TempPathFactory) -> API:
    return understand(tmp_path_factory.mktemp("pets"), PETS)


@pytest.fixture(scope="module")
def pets(pets_api: API) -> dict[str, str]:
    return pages(pets_api)


def section(page: str, heading: str) -> str:
    """The text below a heading."""
    return page.partition(f"# {heading}\n")[2].partition("\n#")[0]


def test_each_resource_has_a_page(pets: dict[str, str]) -> None:
    assert [*pets] == ["README.md", "pets.md", "owners.md", "retries.md", "models.md"]


def test_every_page_says_in_its_first_line_that_it_is_generated(pets: dict[str, str]) -> None:
    first = "<!-- Generated from spec.yaml by python -m generator. Do not edit. -->"
    assert {text.partition("\n")[0] for text in pets.values()} == {first}


def test_the_first_page_lists_resources_servers_arguments_and_rules(pets: dict[str, str]) -> None:
    page = pets["README.md"]
    assert "| [`client.pets`](pets.md) | All \\| pets. |" in page
    assert "| `live`, the default | `https://pets.test` |" in section(page, "Environments")
    assert re.search(r"\| `max_retries` \| `int` \| `2` \| \w", section(page, "Clients"))
    assert "| `float \\| httpx.Timeout \\| None` | see text |" in section(page, "Clients")
    assert re.search(r"\| `timeout` \| `float \\\| httpx.Timeout \\\| None` \| \w", section(page, "Options"))
    assert "| `pets.tame` | inferred | All pets are tame. |" in section(page, "Rules")


def test_errors_of_most_operations_are_listed_once(pets: dict[str, str]) -> None:
    found = [name for name, text in pets.items() if "Who are you?" in text]
    assert found == ["README.md"]
    assert "| `NotFoundError` | No such pet. |" in section(pets["pets.md"], "`pets.get`")


def test_an_operation_has_its_signature_arguments_and_rules(pets: dict[str, str]) -> None:
    text = section(pets["pets.md"], "`pets.get`")
    assert "```python\nclient.pets.get(pet_id: str | UUID) -> Pet\n```" in text
    assert "| `pet_id` | `str \\| UUID` | The id of the pet. |" in text
    assert "Returns [`Pet`](#pet)." in text
    assert "| `pets.get.known` | documented | An unknown pet returns 404. |" in text


def test_optional_and_deprecated_parts_are_marked(pets: dict[str, str]) -> None:
    text = section(pets["pets.md"], "`pets.update`")
    assert "Deprecated." in text
    assert "| `food`, optional | [`Food`](models.md#food) |" in text


def test_a_model_is_on_the_page_of_the_only_resource_that_uses_it(pets: dict[str, str]) -> None:
    assert "### `Pet`" in pets["pets.md"]
    assert "### `Kind`" in pets["pets.md"]
    assert "## `Food`" in pets["models.md"]
    assert "Known values: `cat`, `dog`." in pets["pets.md"]


def test_an_enum_says_whether_requests_may_have_other_values(pets: dict[str, str], tmp_path: Path) -> None:
    assert section(pets["pets.md"], "`Kind`").endswith(
        "Type checkers and the client accept other values, but the service rejects those that it does not know.\n"
    )
    only_received = pages(understand(tmp_path, PETS.replace("requestBody: {required: true, content: *pet}\n", "\n")))
    assert section(only_received["pets.md"], "`Kind`").endswith(
        "Known values: `cat`, `dog`. Unknown values are accepted.\n"
    )


def test_data_of_an_event_stays_with_the_resource_that_returns_it(pets_api: API) -> None:
    data = {resource.name: resource.operations[0].successes[0].type for resource in pets_api.resources}
    event = Event(detail_type="PetChanged", data=data["pets"], description="A pet changed.")
    made = pages(evolve(pets_api, events=(event,)))
    assert "| `PetChanged` | [`Pet`](pets.md#pet) | A pet changed. |" in made["events.md"]
    assert re.findall(r"^\| `(\w+)` \| `", section(made["events.md"], "`WebhookEvent`"), re.MULTILINE) == [
        each.name for each in fields(WebhookEvent)
    ]


def test_every_operation_is_in_the_table_of_retries(pets: dict[str, str]) -> None:
    rows = [line for line in pets["retries.md"].splitlines() if line.startswith("| [")]
    assert rows == [
        "| [`pets.get`](pets.md#petsget) | `GET /pets/{id}` | no | yes |",
        "| [`pets.update`](pets.md#petsupdate) | `PUT /pets/{id}` | yes | yes |",
        "| [`owners.list`](owners.md#ownerslist) | `GET /owners` | no | yes |",
    ]


def test_an_iteration_is_described_after_its_page(tmp_path: Path) -> None:
    made = pages(understand(tmp_path, PAGED))
    text = section(made["pets.md"], "`pets.iterate_found`")
    assert "```python\nclient.pets.iterate_found(*, kind: str | None = None) -> Iterator[str]\n```" in text
    assert "It takes the other arguments of [`list`](#petslist)" in text
    assert (
        "- [`iterate_found`](#petsiterate_found): Iterate over the `found` of all pages of `list`." in made["pets.md"]
    )
    assert "(#petslater)" in made["pets.md"]
    assert "| [`pets.later`](pets.md#petslater) |" in made["retries.md"]


PAGED = """
paths:
  /pets:
    get:
      operationId: list_pets
      tags: [pets]
      x-pages: {parameter: page, items: found, total: pages}
      parameters: [{name: page, in: query, schema: {type: integer}}, {name: kind, in: query, schema: {type: string}}]
      responses: {'200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Page'}}}}}
  /later: {get: {operationId: later, tags: [pets], responses: {'204': {description: ''}}}}
components:
  schemas:
    Page:
      type: object
      required: [found, pages]
      properties: {found: {type: array, items: {type: string}}, pages: {type: integer}}
"""


def test_lists_are_named(pets_api: API) -> None:
    pet = next(model for model in pets_api.models if model.name == "Pet")
    kind = pet.fields[0]
    listing = evolve(pet, items=kind)
    others = tuple(model for model in pets_api.models if model is not pet)
    made = pages(evolve(pets_api, models=(listing, *others)))
    assert f"| [`Pet`](pets.md#pet) | `.{kind.name}[0]` |" in section(made["README.md"], "Models")
    assert "[0]" not in section(pages(pets_api)["README.md"], "Models")


@pytest.mark.parametrize("name", ["readme", "models", "events", "retries"])
def test_a_resource_hides_no_other_page(pets_api: API, name: str) -> None:
    renamed = tuple(evolve(resource, name=name) for resource in pets_api.resources[:1])
    made = pages(evolve(pets_api, resources=renamed))
    assert f"{name}_2.md" in made
    assert f"[`client.{name}`]({name}_2.md)" in made["README.md"]


@pytest.mark.parametrize("text", [PETS, json.dumps(large.document(large.PUBLISHED))], ids=["pets", "large"])
def test_every_link_leads_to_a_heading(tmp_path: Path, text: str) -> None:
    check_links(pages(understand(tmp_path, text)))


def test_every_link_to_an_odd_name_leads_to_a_heading(odd: Package) -> None:
    made = reference(odd.api, odd.files[PurePosixPath("_client.py")])
    check_links({str(path): text for path, text in made.items()})


def check_links(made: dict[str, str]) -> None:
    targets = {page: anchors(headings(text)) for page, text in made.items()}
    links = {
        (page, target, anchor)
        for page, text in made.items()
        for target, anchor in re.findall(r"\]\(([\w.-]*)(?:#([\w-]+))?\)", text)
    }
    assert links
    assert {link for link in links if (link[1] or link[0]) not in made} == set()
    assert {link for link in links if link[2] and link[2] not in targets[link[1] or link[0]]} == set()


def headings(page: str) -> list[str]:
    """The headings of a page."""
    text = re.sub(r"^```python\n.*?\n```\n", "", page, flags=re.DOTALL | re.MULTILINE)
    return [line.lstrip("#").strip() for line in text.splitlines() if line.startswith("#")]


def test_our_own_reference_links_to_guides_that_exist() -> None:
    for page in sorted((ROOT / "docs/api").glob("*.md")):
        for target in re.findall(r"\]\((\.\./[\w.-]+)", page.read_text("utf-8")):
            assert (page.parent / target).is_file(), (page.name, target)
