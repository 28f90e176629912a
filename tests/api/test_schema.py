"""The OpenAPI document is complete, and its pages are served from here."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from rest_framework.test import APIClient


@pytest.fixture
def document(tmp_path: Path) -> dict[str, Any]:
    file = tmp_path / "schema.yml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(file))
    described: dict[str, Any] = yaml.safe_load(file.read_text())
    return described


def test_every_operation_tells_its_problems(document: dict[str, Any]) -> None:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            answers = operation["responses"]
            assert {"400", "401", "403"} <= set(answers), (method, path)
            assert "404" in answers or "{" not in path
            assert "409" in answers or method == "get"


def test_both_ways_to_show_a_token_are_described(document: dict[str, Any]) -> None:
    schemes = document["components"]["securitySchemes"]
    assert {scheme["name"] for scheme in schemes.values()} >= {"Authorization", "X-Api-Key"}


def test_bodies_are_closed_and_keys_are_not_in_answers(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    assert schemas["NewJobRequest"]["additionalProperties"] is False
    assert "api_key" in schemas["NewPrinterRequest"]["properties"]
    assert "api_key" not in schemas["Printer"]["properties"]


def test_addresses_are_the_promised_ones(document: dict[str, Any]) -> None:
    promised = {
        "/api/v1/jobs/{id}/why/",
        "/api/v1/gcodes/upload",
        "/api/v1/runs/{id}/settle/",
        "/api/v1/printers/import",
        "/api/v1/printers/{id}/return-to-service/",
        "/api/v1/farm/stop-dispatch/",
        "/api/v1/events/",
        "/api/v1/telemetry/",
    }
    assert promised <= set(document["paths"])


@pytest.mark.django_db
def test_pages_load_nothing_from_elsewhere() -> None:
    page = APIClient().get("/api/v1/docs/")
    assert page.status_code == 200
    assert b"https://" not in page.content
    assert b"<script>" not in page.content
    assert APIClient().get("/api/v1/schema/").status_code == 200
