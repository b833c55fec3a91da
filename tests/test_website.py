"""The documentation site: its pages, the links between them, and the problems that end a build."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from posixpath import normpath
from urllib.parse import unquote, urlsplit

import pytest
from attrs import define, field

from generator.document.bundle import bundle
from website.build import build
from website.navigation import Group, listed
from website.output import files
from website.problem import SiteError
from website.site import Site
from website.tree import Tree

from .documents import ROOT

pytestmark = pytest.mark.xdist_group("website")

CONTRACTS = {"contract": ROOT / "openapi.yaml", "control": ROOT / "contract/control.yaml"}

RESOURCES = {("link", "href"), *((tag, "src") for tag in ("embed", "iframe", "img", "script", "source"))}
LINKS = {("a", "href"), ("form", "action"), *RESOURCES}


@define
class Html(HTMLParser):
    """A page as a browser reads it."""

    ids: list[str] = field(factory=list[str])
    targets: list[tuple[str, str, str]] = field(factory=list[tuple[str, str, str]])
    headings: list[str] = field(factory=list[str])
    title: str = ""
    description: str = ""
    text: str = ""
    _inside: str = ""

    def __attrs_pre_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        values = {name: value or "" for name, value in attrs}
        self.ids += [values["id"]] if "id" in values else []
        self.targets += [(tag, name, value) for name, value in values.items() if (tag, name) in LINKS]
        self.headings += [tag] if tag == "h1" else []
        if values.get("name") == "description":
            self.description = values["content"]

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._inside == "title":
            self.title += data.strip()


@pytest.fixture(scope="module")
def site() -> Mapping[PurePosixPath, str]:
    return build()


@pytest.fixture(scope="module")
def pages(site: Mapping[PurePosixPath, str]) -> Mapping[PurePosixPath, Html]:
    parsed = {path: Html() for path in site if path.suffix == ".html"}
    for path, page in parsed.items():
        page.feed(site[path])
    return parsed


def test_the_command_replaces_the_site_by_one_that_is_equal_byte_for_byte(
    site: Mapping[PurePosixPath, str], tmp_path: Path
) -> None:
    for name in ("search.html", "removed.html"):
        (tmp_path / name).write_text("from the last build")
    command = [sys.executable, "-m", "website", "--output", str(tmp_path)]
    subprocess.run(command, check=True, cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": "1"}, timeout=60)
    written = {file.relative_to(tmp_path): file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    assert written == {Path(path): text.encode() for path, text in site.items()}


def test_every_link_and_every_anchor_is_alive(
    site: Mapping[PurePosixPath, str], pages: Mapping[PurePosixPath, Html]
) -> None:
    dead: list[str] = []
    for path, page in pages.items():
        for _, _, target in page.targets:
            url = urlsplit(target)
            if url.scheme:
                continue
            found = PurePosixPath(normpath(path.parent / unquote(url.path))) if url.path else path
            if found not in site or (url.fragment and unquote(url.fragment) not in pages[found].ids):
                dead.append(f"{path}: {target}")
    assert dead == []


def test_links_between_the_markdown_copies_are_alive(site: Mapping[PurePosixPath, str]) -> None:
    for path, text in site.items():
        prose = re.sub(r"^(`{3,}).*?^\1", "", text, flags=re.MULTILINE | re.DOTALL) if path.suffix == ".md" else ""
        for target in re.findall(r"(?<=\]\()(?![a-z]+:|#)[^)#\s]+", re.sub(r"`[^`\n]*`", "", prose)):
            found = PurePosixPath(normpath(path.parent / target))
            assert found in site or found / "README.md" in site, f"{path}: {target}"


def test_no_page_loads_anything_from_the_network(
    site: Mapping[PurePosixPath, str], pages: Mapping[PurePosixPath, Html]
) -> None:
    loaded = {target for page in pages.values() for tag, name, target in page.targets if (tag, name) in RESOURCES}
    assert {urlsplit(target).scheme for target in loaded} == {"", "data"}
    assert not any(target.startswith("/") for target in loaded)
    for name in ("style.css", "search.js", "menu.js"):
        assert not re.search(r"@import|url\(|fetch|XMLHttpRequest|https?:", site[PurePosixPath("assets") / name])


def test_every_page_has_a_title_of_its_own_a_description_and_one_main_heading(
    pages: Mapping[PurePosixPath, Html],
) -> None:
    titles = [page.title for page in pages.values()]
    assert len(set(titles)) == len(titles)
    for path, page in pages.items():
        assert page.title, path
        assert page.description, path
        assert page.headings == ["h1"], path
        assert len(set(page.ids)) == len(page.ids), path


def test_every_page_lists_every_page(pages: Mapping[PurePosixPath, Html]) -> None:
    every = set(pages) - {PurePosixPath("search.html")}
    for path, page in pages.items():
        linked = {PurePosixPath(normpath(path.parent / urlsplit(each[2]).path)) for each in page.targets}
        assert every <= linked | {path}


def test_every_guide_and_every_page_of_the_reference_is_a_page(site: Mapping[PurePosixPath, str]) -> None:
    sources = [file.relative_to(ROOT) for file in (ROOT / "docs").rglob("*.md")]
    assert len(sources) > 20
    assert {PurePosixPath(source) for source in sources} <= set(site)


def test_llms_txt_lists_every_page_as_markdown(
    site: Mapping[PurePosixPath, str], pages: Mapping[PurePosixPath, Html]
) -> None:
    text = site[PurePosixPath("llms.txt")]
    assert re.match(r"# spkey-client\n\n> .+\n\n", text)
    entries = re.findall(r"^- \[.+\]\((.+)\): .+$", text, re.MULTILINE)
    assert {PurePosixPath(entry) for entry in entries} <= set(site)
    assert len(entries) == len(pages) - 1  # without the search


def test_llms_full_txt_has_the_text_of_every_guide(site: Mapping[PurePosixPath, str]) -> None:
    full = site[PurePosixPath("llms-full.txt")]
    for guide in (ROOT / "docs").glob("*.md"):
        assert guide.read_text("utf-8").strip() in full
    assert "<a id=" not in full


def texts(node: object) -> Iterator[str]:
    """Yield the descriptions, summaries and texts of rules below a node."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("description", "summary", "text") and isinstance(value, str):
                yield value
            elif key not in ("example", "examples", "value"):
                yield from texts(value)
    elif isinstance(node, list):
        for item in node:
            yield from texts(item)


def squeezed(text: str) -> str:
    return re.sub(r"[\s`]", "", text)


@pytest.mark.parametrize("folder", CONTRACTS)
def test_the_reference_has_everything_of_the_contract(folder: str, pages: Mapping[PurePosixPath, Html]) -> None:
    contract = bundle(CONTRACTS[folder]).root
    own = {path.relative_to(folder): page for path, page in pages.items() if path.is_relative_to(folder)}
    shown = squeezed("".join(page.text for page in own.values()))
    assert [text for text in texts(contract) if squeezed(text) not in shown] == []
    schemas = contract["components"]["schemas"]
    assert {name.lower() for name in schemas} <= set(own[PurePosixPath("schemas.html")].ids)
    for path, item in contract["paths"].items():
        for method, operation in item.items():
            page = own[PurePosixPath(f"operations/{operation['tags'][0]}.html")]
            assert operation["operationId"] in page.ids
            assert f"{method.upper()} {path}" in page.text
    for name in contract.get("webhooks", {}):
        assert name.lower() in own[PurePosixPath("webhooks.html")].ids


def test_an_operation_leads_to_its_method_in_python(pages: Mapping[PurePosixPath, Html]) -> None:
    for tag in ("physical_keys", "users"):
        page = pages[PurePosixPath(f"contract/operations/{tag}.html")]
        methods = {target for *_, target in page.targets if target.startswith(f"../../docs/api/{tag}.html#{tag}")}
        assert len(methods) == page.text.count("In Python, call client.") > 2


def test_code_is_highlighted(site: Mapping[PurePosixPath, str]) -> None:
    assert '<span class="keyword">from</span>' in site[PurePosixPath("index.html")]
    assert '<span class="name">"number"</span>' in site[PurePosixPath("contract/schemas.html")]


def test_every_rule_has_an_anchor(pages: Mapping[PurePosixPath, Html]) -> None:
    contract = bundle(CONTRACTS["contract"]).root
    operations = [operation for item in contract["paths"].values() for operation in item.values()]
    rules = [rule["id"] for node in (contract, *operations) for rule in node.get("x-rules", [])]
    assert len(rules) > 50
    assert set(rules) <= set(pages[PurePosixPath("contract/rules.html")].ids)


GROUP = Group("Start", ("README.md", "docs/*.md"))


def read(folder: Path, **texts: str) -> Site:
    """Return the site of a folder with a README and further files in docs/."""
    (folder / "docs").mkdir()
    for name, text in texts.items():
        file = folder / ("README.md" if name == "README" else f"docs/{name}.md")
        file.write_text(text, "utf-8")
    tree = Tree(folder, {})
    return Site.read(tree, listed(tree, [GROUP]))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[x](docs/gone.md)", "README.md:5: The link docs/gone.md leads to docs/gone.md, which does not exist."),
        ("One\n[x](gone)", "README.md:6: The link gone leads to gone, which does not exist."),
        ("| a |\n|---|\n| b |\n| [x](gone) |", "README.md:8: The link gone leads to gone, which does not exist."),
        ("Text [x](../README.md)", "README.md:5: The link ../README.md leads to ../README.md, which does not exist."),
        ("Text [x](/README.md)", "README.md:5: The link /README.md leads to /README.md, which does not exist."),
        ("Text [x](#gone)", "README.md:5: The link #gone leads to an anchor that README.md does not have."),
        (
            "Text [x](docs/guide.md#Part)",
            "README.md:5: The link docs/guide.md#Part leads to an anchor that docs/guide.md does not have.",
        ),
        ("![A picture](picture.png)", "README.md: Images are not supported."),
    ],
)
def test_a_dead_link_ends_the_build_and_is_located(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(SiteError) as caught:
        read(tmp_path, README=f"# Title\n\nText.\n\n{text}\n", guide="# Guide\n\nA guide.\n\n## Part\n")
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_all_problems_are_reported_at_once(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match=r"\AREADME\.md: .*does not begin.*\ndocs/guide\.md:1: .*\Z"):
        read(tmp_path, README="", guide="# [A](gone)\n\nText.\n")


def test_links_become_relative_addresses_of_pages(tmp_path: Path) -> None:
    links = "[a](../README.md) [b](#part) [c](../x.py) [d](https://example.org/a.md#b) [e](mailto:a@example.org)"
    (tmp_path / "x.py").write_text('"""A program."""\n')
    site = read(tmp_path, README="# Title\n\n[a](docs/guide.md#part)\n", guide=f"# Guide\n\n{links}\n\n## Part\n")
    assert 'href="docs/guide.html#part"' in site.html(site.pages[PurePosixPath("README.md")])
    found = re.findall(r'<a href="([^"]*)"', site.html(site.pages[PurePosixPath("docs/guide.md")]))
    assert found == ["../index.html", "#part", "../x.py.html", "https://example.org/a.md#b", "mailto:a@example.org"]


def test_a_file_that_a_page_links_to_becomes_a_page(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text('"""A program."""\n\nFENCE = "```"\n')
    site = read(tmp_path, README="# Title\n\n[a](x.py)\n")
    written = files(site)
    assert "A program." in written[PurePosixPath("x.py.html")]
    assert written[PurePosixPath("x.py")] == (tmp_path / "x.py").read_text()
    assert "## Optional\n\n- [x.py](x.py): A program." in written[PurePosixPath("llms.txt")]


def test_a_new_guide_is_picked_up(tmp_path: Path) -> None:
    site = read(tmp_path, README="# Title\n\nText.\n", later="# Later\n\nText.\n")
    assert [str(path) for path in site.pages] == ["README.md", "docs/later.md"]
    assert '<a href="docs/later.html">Later</a>' in files(site)[PurePosixPath("index.html")]


def test_a_page_that_the_navigation_does_not_list_ends_the_build(tmp_path: Path) -> None:
    (tmp_path / "docs/deep").mkdir(parents=True)
    (tmp_path / "docs/deep/page.md").write_text("# Page\n\nText.\n")
    with pytest.raises(SiteError, match=r"\Adocs/deep/page\.md: The page is not in the navigation\."):
        listed(Tree(tmp_path, {}), [Group("Guides", ("docs/*.md",))])


def test_a_name_in_the_navigation_without_a_page_ends_the_build(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match=r"docs/gone\.md does not exist"):
        listed(Tree(tmp_path, {}), [Group("Guides", ("docs/gone.md",))])


def test_the_command_replaces_no_folder_with_other_files(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("important")
    command = [sys.executable, "-m", "website", "--output", str(tmp_path)]
    done = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "Choose another folder." in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.txt"]
