"""Files in and out through the API."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.http import StreamingHttpResponse
from pytest_django import Settings
from rest_framework.test import APIClient

from apps.jobs.models import GcodeFile
from apps.jobs.storage import path_of, thumbnail_path
from tests.builders import GCODE, a_gcode

pytestmark = pytest.mark.django_db
GCODES = "/api/v1/gcodes/"
PNG = b"\x89PNG\r\n\x1a\n"


def send(
    client: APIClient,
    content: bytes = GCODE,
    query: str = "name=a.gcode",
    kind: str = "application/octet-stream",
) -> Any:
    body: Any = content
    return client.generic("PUT", f"{GCODES}upload?{query}", body, kind)


@pytest.mark.parametrize("kind", ["application/octet-stream", "text/x.gcode", ""])
def test_raw_body_is_stored(operator: APIClient, kind: str) -> None:
    answer = send(operator, kind=kind)
    assert answer.status_code == 201, answer.content
    gcode = GcodeFile.objects.get(pk=answer.json()["id"])
    assert (gcode.name, gcode.analysis) == ("a.gcode", "waiting")
    assert path_of(gcode).read_bytes() == GCODE


def test_same_content_is_the_same_file(operator: APIClient) -> None:
    first = send(operator, GCODE, "name=a.gcode")
    again = send(operator, GCODE, "name=b.gcode")
    assert first.json()["id"] == again.json()["id"]


def test_hash_is_compared(operator: APIClient) -> None:
    query = "name=a.gcode&sha256="
    right, wrong = hashlib.sha256(GCODE).hexdigest(), "0" * 64
    assert send(operator, GCODE, query + right).status_code == 201
    answer = send(operator, GCODE + b"G1 X1\n", query + wrong)
    assert (answer.status_code, answer.json()["code"]) == (400, "HASH_MISMATCH")


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "FILE_EMPTY"), (b"<html><body/></html>", "IS_HTML")]
)
def test_what_is_no_gcode_leaves_nothing(
    operator: APIClient, storage: Path, content: bytes, code: str
) -> None:
    answer = send(operator, content, "name=a.gcode")
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert not [path for path in storage.rglob("*") if path.is_file()]


def test_too_large_is_413(operator: APIClient, settings: Settings) -> None:
    settings.MAX_UPLOAD_BYTES = 100
    answer = send(operator, GCODE, "name=a.gcode")
    assert (answer.status_code, answer.json()["code"]) == (413, "FILE_TOO_LARGE")


def test_download_streams_what_was_sent(viewer: APIClient) -> None:
    gcode = a_gcode(name="größe.gcode")
    answer: Any = viewer.get(f"{GCODES}{gcode.pk}/download/", headers={"Accept": "text/plain"})
    assert isinstance(answer, StreamingHttpResponse)
    assert answer.is_async
    assert b"".join(async_to_sync(read)(answer)) == path_of(gcode).read_bytes()
    assert answer["Content-Length"] == str(gcode.size)
    assert "attachment" in answer["Content-Disposition"]


async def read(answer: StreamingHttpResponse) -> list[bytes]:
    return [piece async for piece in answer]


def test_thumbnail(viewer: APIClient) -> None:
    gcode = a_gcode(has_thumbnail=True)
    thumbnail_path(gcode).write_bytes(PNG)
    answer = viewer.get(f"{GCODES}{gcode.pk}/thumbnail/", headers={"Accept": "image/png"})
    assert (answer["Content-Type"], answer.content) == ("image/png", PNG)
    plain = a_gcode()
    answer = viewer.get(f"{GCODES}{plain.pk}/thumbnail/", headers={"Accept": "image/png"})
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_metadata_is_null_until_the_file_was_read(viewer: APIClient) -> None:
    waiting = a_gcode(analysis=GcodeFile.WAITING, metadata=None)
    GcodeFile.objects.filter(pk=waiting.pk).update(metadata=None)
    assert viewer.get(f"{GCODES}{waiting.pk}/").json()["metadata"] is None
    rows = viewer.get(f"{GCODES}?analysis=waiting").json()["results"]
    assert [row["id"] for row in rows] == [waiting.pk]
