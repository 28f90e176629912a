"""G-code files: listed, sent in as they are, and given out piece by piece."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.filters.gcodes import GcodeFilter
from apps.api.parsers import RawChunks, SmallJson
from apps.api.serializers.gcodes import GcodeSerializer
from apps.api.viewsets import Resource
from apps.core.whole import whole
from apps.jobs import services, storage
from apps.jobs.models import GcodeFile

NAME = OpenApiParameter("name", str, description="The name of the file.")
SHA256 = OpenApiParameter("sha256", str, description="What arrives must have this hash.")


class GcodeViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Resource[GcodeFile]):
    """G-code files, each content once."""

    queryset = GcodeFile.objects.all()
    serializer_class = GcodeSerializer
    filterset_class = GcodeFilter
    search_fields = ["name", "sha256", "uploaded_by"]
    ordering_fields = ["id", "name", "size", "created_at"]
    queries = {"upload": frozenset({"name", "sha256"})}

    def get_parsers(self) -> list[BaseParser]:
        """The upload reads any body piece by piece; nothing else takes one."""
        raw = "put" in getattr(self, "action_map", {})
        return [RawChunks()] if raw else [SmallJson()]

    @extend_schema(
        request={"application/octet-stream": OpenApiTypes.BINARY},
        responses={201: GcodeSerializer},
        parameters=[NAME, SHA256],
    )
    def upload(self, request: Request) -> Response:
        """Send a file of any size as the body; the same content again is the same file."""
        chunks: Any = request.data or ()
        gcode = services.receive_file(
            chunks,
            request.query_params.get("name", ""),
            actor=self.actor,
            size=length_of(request),
            sha256=request.query_params.get("sha256", ""),
        )
        return self.answer(gcode, status.HTTP_201_CREATED)

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(detail=True)
    def download(self, request: Request, pk: str) -> HttpResponseBase:
        """The file as it was sent in."""
        gcode = self.get_object()
        answer = StreamingHttpResponse(
            storage.chunks_of_async(gcode), content_type="application/octet-stream"
        )
        answer["Content-Length"] = str(gcode.size)
        answer["ETag"] = f'"{gcode.sha256}"'
        answer["Content-Disposition"] = content_disposition_header(True, gcode.name) or ""
        return answer

    @extend_schema(responses={(200, "image/png"): OpenApiTypes.BINARY})
    @action(detail=True)
    def thumbnail(self, request: Request, pk: str) -> HttpResponse:
        """The slicer's picture; 404 if the file has none."""
        gcode = self.get_object()
        if not gcode.has_thumbnail:
            raise Http404
        answer = HttpResponse(storage.thumbnail_path(gcode).read_bytes(), content_type="image/png")
        answer["Cache-Control"] = "private, max-age=86400"
        return answer


def length_of(request: Request) -> int | None:
    """How many bytes the client promised, if it did."""
    return whole(request.META.get("CONTENT_LENGTH") or "")
