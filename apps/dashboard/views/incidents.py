"""Incidents: seen and resolved at the page where they stand."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from apps.core.errors import Refused
from apps.dashboard.access import operator, page_actor
from apps.dashboard.actions import act
from apps.incidents import services
from apps.incidents.selectors import incident_with_id
from apps.live.marks import Text

BUTTONS: dict[str, tuple[Callable[..., Any], Text]] = {
    "acknowledge": (services.acknowledge, gettext_lazy("Noted that you have seen it")),
    "resolve": (services.resolve, gettext_lazy("Resolved")),
}


@operator
@require_POST
def button(request: HttpRequest, incident_id: int, action: str) -> HttpResponse:
    """Acknowledge or resolve."""
    service, done = BUTTONS[action]
    try:
        incident = incident_with_id(incident_id)
    except Refused as error:
        raise Http404 from error
    actor = page_actor(request)
    return act(request, lambda: service(incident, actor=actor), f"I-{incident.pk}: {done}")
