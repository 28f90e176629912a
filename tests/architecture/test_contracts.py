"""The import contracts name every application and every rule module that exists."""

import configparser
from pathlib import Path

import pytest

from tests.architecture.tree import APPS, ROOT

RULES = ("assignment", "cadence", "causes", "facts", "queueing", "safety", "states", "connectors")
RULES_OF_ONE_APP = ("preflight.checks", "printers.port", "events.catalog")


@pytest.fixture(scope="module")
def contracts() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter", "utf-8")
    return parser


def listed(contracts: configparser.ConfigParser, contract: str, key: str) -> list[str]:
    return contracts[f"importlinter:contract:{contract}"][key].split()


def app_names() -> set[str]:
    return {path.parent.name for path in APPS.glob("*/__init__.py")}


def covers(expression: str, module: str) -> bool:
    """Whether an import-linter expression is this module; `*` stands for one name."""
    parts, names = expression.split("."), module.split(".")
    pairs = zip(parts, names, strict=False)
    return len(parts) == len(names) and all(part in ("*", name) for part, name in pairs)


def exists(module: str) -> bool:
    path = APPS.joinpath(*module.split("."))
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def test_the_simulator_is_forbidden_every_other_application(
    contracts: configparser.ConfigParser,
) -> None:
    forbidden = {
        name.split(".")[-1] for name in listed(contracts, "simulator", "forbidden_modules")
    }
    assert app_names() - {"simulator"} <= forbidden


def test_every_rule_module_is_kept_pure(contracts: configparser.ConfigParser) -> None:
    sources = listed(contracts, "pure", "source_modules")
    modules = {f"{app}.{rule}" for app in app_names() for rule in RULES} | set(RULES_OF_ONE_APP)
    present = sorted(f"apps.{module}" for module in modules if exists(module))
    assert [m for m in present if not any(covers(source, m) for source in sources)] == []


@pytest.mark.parametrize("name", ["utils", "helpers", "manager", "misc", "common"])
def test_no_module_has_a_name_that_says_nothing(name: str) -> None:
    places = [ROOT / "apps", ROOT / "printfarm", ROOT / "tests", ROOT / "bench"]
    found: list[Path] = [path for place in places for path in place.rglob(f"{name}.py")]
    assert found == []
