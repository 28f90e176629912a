"""Relations between tables obey the floors of imports: string foreign keys hide from the linter."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models

FLOORS: tuple[frozenset[str], ...] = (
    frozenset({"core"}),
    frozenset({"accounts"}),
    frozenset({"events"}),
    frozenset({"materials", "gcode"}),
    frozenset({"jobs", "printers"}),
    frozenset({"preflight", "telemetry"}),
    frozenset({"dispatch"}),
    frozenset({"incidents", "quality", "statistics", "live"}),
    frozenset({"api", "dashboard", "backoffice", "intake", "operations"}),
)
APART = frozenset({"simulator"})
RANK = {label: rank for rank, floor in enumerate(FLOORS) for label in floor}


def points_down(ours: str, theirs: str) -> bool:
    """Whether tables of `ours` may refer to those of `theirs`; libraries are below all."""
    if ours == theirs or theirs not in RANK.keys() | APART:
        return True
    return ours in RANK and theirs in RANK and RANK[theirs] < RANK[ours]


def related_app(field: object) -> str | None:
    """The app that a model's own field refers to, if it refers to a table at all."""
    if not isinstance(field, models.Field) or not isinstance(field.related_model, type):
        return None
    return field.related_model._meta.app_label


def relations() -> Iterator[tuple[str, str, str]]:
    """Every relation declared by an app of ours: its name, its app, the app it refers to."""
    for model in apps.get_models(include_auto_created=True):
        if not model.__module__.startswith("apps."):
            continue
        for field in model._meta.get_fields():
            if (theirs := related_app(field)) is not None:
                yield f"{model.__name__}.{field.name}", model._meta.app_label, theirs


def test_relations_point_down() -> None:
    upward = [
        f"{name} -> {theirs}" for name, ours, theirs in relations() if not points_down(ours, theirs)
    ]
    assert upward == []


def test_every_app_of_ours_has_a_floor() -> None:
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("apps.")}
    assert ours <= RANK.keys() | APART


def test_a_relation_upward_or_sideways_is_noticed() -> None:
    assert not points_down("printers", "dispatch")
    assert not points_down("printers", "jobs")
    assert not points_down("simulator", "jobs")
    assert not points_down("dispatch", "simulator")
    assert points_down("dispatch", "printers")
    assert points_down("accounts", "auth")
