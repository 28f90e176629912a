"""What every page's frame shows."""

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest

from apps.accounts.roles import Role, role_of
from apps.dashboard.language import ROLES
from apps.jobs.models import Job
from apps.jobs.states import OPEN
from apps.live.selectors import farm_state
from apps.printers.models import Printer
from apps.printers.states import Bed, Service


def shell(request: HttpRequest) -> dict[str, object]:
    """Context of the sidebar and the top bar; nearly nothing for strangers and for the admin."""
    base: dict[str, object] = {"time_zone": settings.TIME_ZONE}
    user = getattr(request, "user", None)
    role = role_of(user) if user is not None else None
    if role is None or request.path.startswith("/admin/"):
        return base
    return base | {
        "role": ROLES[role],
        "can_operate": role.covers(Role.OPERATOR),
        "can_administer": role.covers(Role.ADMINISTRATOR),
        "farm": farm_state(),
        "open_jobs": Job.objects.filter(state__in=OPEN).count(),
        "beds_to_clear": _beds_to_clear(),
    }


def _beds_to_clear() -> int:
    """Printers in service whose bed waits for a hand while nothing prints on it."""
    waits = Q(bed=Bed.DOUBTFUL) | Q(bed=Bed.OCCUPIED, activity__in=["idle", "finished"])
    return Printer.objects.filter(waits, service=Service.IN_SERVICE, link="online").count()
