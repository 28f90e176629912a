"""Pictures of parts."""

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from apps.dashboard.access import viewer
from apps.jobs.models import GcodeFile
from apps.jobs.storage import thumbnail_path


@viewer
@require_GET
@cache_control(private=True, max_age=86_400, immutable=True)
def thumbnail(request: HttpRequest, gcode_id: int) -> FileResponse:
    """The slicer's picture of a file; a content never changes."""
    gcode = GcodeFile.objects.filter(pk=gcode_id, has_thumbnail=True).defer("metadata").first()
    if gcode is None:
        raise Http404
    try:
        return FileResponse(thumbnail_path(gcode).open("rb"), content_type="image/png")
    except FileNotFoundError as error:
        raise Http404 from error
