"""Every relative link in the Markdown of the project leads to a file that is there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)|!\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
INLINE_CODE = re.compile(r"`[^`\n]*`")
ELSEWHERE = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
HEADING = re.compile(r"^#+\s+(.*?)\s*$", re.MULTILINE)


def documents() -> list[Path]:
    """The Markdown files that belong to the project."""
    folders = [ROOT / name for name in ("docs", "deploy", "bench", "apps", "tests")]
    return sorted([*ROOT.glob("*.md"), *(p for folder in folders for p in folder.rglob("*.md"))])


def prose(text: str) -> str:
    """The text without code, in which a bracket is no link."""
    return INLINE_CODE.sub("", FENCE.sub("", text))


def links(text: str) -> Iterator[str]:
    """The targets of links and images that stay inside the project."""
    for match in LINK.finditer(prose(text)):
        target = match.group(1) or match.group(2)
        if not ELSEWHERE.match(target):
            yield target


def anchors(text: str) -> set[str]:
    """The anchors a Markdown host makes of the headings."""
    titles = (title.replace("`", "").lower() for title in HEADING.findall(FENCE.sub("", text)))
    return {re.sub(r"[^\w\- ]", "", title).replace(" ", "-") for title in titles}


def leads_somewhere(document: Path, target: str) -> bool:
    """Whether the file of the link exists and, in a Markdown file, the heading too."""
    name, _, anchor = target.partition("#")
    path = document if not name else (document.parent / name).resolve()
    if not path.exists() or not path.is_relative_to(ROOT):
        return False
    return not anchor or path.suffix != ".md" or anchor in anchors(path.read_text("utf-8"))


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_relative_links_lead_to_files(document: Path) -> None:
    targets = links(document.read_text("utf-8"))
    assert [target for target in targets if not leads_somewhere(document, target)] == []


def test_links_are_found_outside_code_only() -> None:
    text = "[a](one.md) ![b](two.png) [c](https://example.org) `[d](no.md)`\n```\n[e](no.md)\n```\n"
    assert list(links(text)) == ["one.md", "two.png"]


def test_a_link_to_nowhere_is_noticed(tmp_path: Path) -> None:
    assert not leads_somewhere(ROOT / "CONTRIBUTING.md", "docs/not-there.md")
    assert not leads_somewhere(ROOT / "CONTRIBUTING.md", "CHANGELOG.md#not-there")
    assert leads_somewhere(ROOT / "CONTRIBUTING.md", "CHANGELOG.md#unreleased")
