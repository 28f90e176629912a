"""The pinned requirements are what the lists ask for: exact, hashed, agreeing."""

import re

import pytest

from tests.architecture.tree import ROOT

LISTS = sorted(path.stem for path in ROOT.glob("requirements*.in"))
WANTED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)$")
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;]+)")


def normal(name: str) -> str:
    """A package name as the pinned files spell it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def lines(file: str) -> list[str]:
    """The lines that ask for a package: no comments, no continuation, no reference to a list."""
    text = (ROOT / file).read_text("utf-8")
    return [line for line in text.splitlines() if line and line[0] not in "# -"]


def wanted(name: str) -> dict[str, str]:
    """Package and version of each line of a list. ValueError: one is not exact."""
    matches = {line: WANTED.match(line) for line in lines(f"{name}.in")}
    if loose := [line for line, match in matches.items() if match is None]:
        raise ValueError(f"not pinned exactly: {loose}")
    return {normal(match[1]): match[2] for match in matches.values() if match}


def pinned(name: str) -> dict[str, set[str]]:
    """The versions of each package of a pinned file; markers may choose among several."""
    found: dict[str, set[str]] = {}
    for line in lines(f"{name}.txt"):
        if match := PINNED.match(line):
            found.setdefault(normal(match[1]), set()).add(match[2])
    return found


@pytest.mark.parametrize("name", LISTS)
def test_the_pinned_file_has_what_the_list_asks_for(name: str) -> None:
    pins = pinned(name)
    assert {p: v for p, v in wanted(name).items() if pins.get(p) != {v}} == {}


@pytest.mark.parametrize("name", LISTS)
def test_every_pin_has_a_hash(name: str) -> None:
    text = (ROOT / f"{name}.txt").read_text("utf-8")
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text)
    bare = [block.split()[0] for block in blocks if "==" in block and "--hash=sha256:" not in block]
    assert bare == []


@pytest.mark.parametrize("name", LISTS)
def test_the_pinned_file_names_no_host_and_no_folder(name: str) -> None:
    text = (ROOT / f"{name}.txt").read_text("utf-8")
    assert not re.search(r"://|--index|--extra-index|--find-links|^-[fi]|file:", text, re.MULTILINE)


@pytest.mark.parametrize("name", [name for name in LISTS if name != "requirements"])
def test_an_extra_agrees_with_the_base(name: str) -> None:
    base = pinned("requirements")
    assert {p: v for p, v in pinned(name).items() if base.get(p, v) != v} == {}


def test_development_brings_the_whole_base() -> None:
    base, development = pinned("requirements"), pinned("requirements-dev")
    assert {p for p, v in base.items() if development.get(p) != v} == set()
