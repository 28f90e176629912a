"""How bodies are read: nothing is ever held in memory beyond a small limit."""

import io
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser, JSONParser

CHUNK = 1 << 20


class BodyTooLarge(APIException):
    """A body that has to fit into memory does not."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = _("The body of the request is too large.")
    default_code = "body_too_large"


def limited(stream: IO[Any]) -> bytes:
    """The whole body; raises BodyTooLarge above `DATA_UPLOAD_MAX_MEMORY_SIZE`."""
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or CHUNK
    body: bytes = stream.read(limit + 1)
    if len(body) > limit:
        raise BodyTooLarge
    return body


class SmallJson(JSONParser):
    """JSON of limited size and depth."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """The parsed value; raises ParseError."""
        body = io.BytesIO(limited(stream))
        try:
            return super().parse(body, media_type, parser_context)
        except RecursionError:
            raise ParseError(_("The JSON is nested too deeply.")) from None


class CsvText(BaseParser):
    """A small CSV file as text."""

    media_type = "text/csv"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """The text; raises ParseError if it is not UTF-8."""
        try:
            return limited(stream).decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ParseError(_("The CSV file is not UTF-8 text.")) from None


class RawChunks(BaseParser):
    """A body of any size, piece by piece."""

    media_type = "*/*"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """An iterator over the body."""
        return iter(lambda: stream.read(CHUNK), b"")
