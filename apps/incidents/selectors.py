"""Reading incidents."""

from dataclasses import dataclass

from django.db.models import QuerySet

from apps.core.errors import Refused
from apps.core.wording import gettext_noop
from apps.incidents.models import Incident
from apps.incidents.texts import words_of


@dataclass(frozen=True, slots=True)
class Explanation:
    """An incident in the language of whoever reads it; `probable` may be empty."""

    title: str
    probable: str
    remedy: str


def open_incidents() -> QuerySet[Incident]:
    """Incidents that nobody resolved, the newest first."""
    return Incident.objects.exclude(state=Incident.RESOLVED).select_related("printer", "job", "run")


def incident_with_id(incident_id: int) -> Incident:
    """One incident; raises Refused (NOT_FOUND) naming it."""
    found = Incident.objects.select_related("printer", "job", "run").filter(pk=incident_id).first()
    if found is None:
        raise Refused(
            gettext_noop("there is no incident %(incident)s") % {"incident": incident_id},
            code="NOT_FOUND",
        )
    return found


def explained(incident: Incident) -> Explanation:
    """What the incident is called, what usually lies behind it, and what to do."""
    words = words_of(incident.code)
    return Explanation(str(words.title), str(words.probable), str(words.remedy))
