"""Addresses of the pages."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.auth import views as auth
from django.http import HttpResponseBase
from django.urls import URLPattern, path

from apps.dashboard.views import (
    adding,
    farm,
    files,
    incidents,
    jobs,
    loading,
    printers,
    queue,
    runs,
    setup,
    testing,
)


def _buttons(
    kind: str, names: Iterable[str], view: Callable[..., HttpResponseBase]
) -> list[URLPattern]:
    """One address for each button: `jobs/<id>/hold/`, named `job-hold`."""
    return [_button(kind, name, view) for name in names]


def _button(kind: str, name: str, view: Callable[..., Any]) -> URLPattern:
    route = f"{kind}s/<int:{kind}_id>/{name}/"
    return path(route, view, {"action": name}, name=f"{kind}-{name}")


urlpatterns = [
    path("", farm.farm, name="farm"),
    path("login/", auth.LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("farm/cards/", farm.cards, name="farm-cards"),
    path("farm/stop/", farm.stop, name="farm-stop"),
    path("farm/resume/", farm.resume, name="farm-resume"),
    path("queue/", queue.queue, name="queue"),
    path("jobs/<int:job_id>/", jobs.job, name="job"),
    path("jobs/<int:job_id>/why/", queue.why, name="job-why"),
    path("jobs/<int:job_id>/change/", jobs.change, name="job-change"),
    path("jobs/<int:job_id>/reprint/", jobs.reprint, name="job-reprint"),
    *_buttons("job", jobs.BUTTONS, jobs.button),
    path("runs/<int:run_id>/", runs.run, name="run"),
    path("runs/<int:run_id>/curve/", runs.curve, name="run-curve"),
    path("runs/<int:run_id>/settle/", runs.settle, name="run-settle"),
    *_buttons("run", runs.BUTTONS, runs.button),
    path("printers/", printers.printers, name="printers"),
    path("printers/new/", adding.add, name="printer-new"),
    path("printers/<int:printer_id>/", printers.printer, name="printer"),
    path("printers/<int:printer_id>/card/", printers.card, name="printer-card"),
    path("printers/<int:printer_id>/clear-bed/", printers.clear_bed, name="printer-clear-bed"),
    path("printers/<int:printer_id>/load/", loading.load, name="printer-load"),
    path("printers/<int:printer_id>/unload/", loading.unload, name="printer-unload"),
    path("printers/<int:printer_id>/test/", testing.test, name="printer-test"),
    *_buttons("printer", printers.BUTTONS, printers.button),
    *_buttons("incident", incidents.BUTTONS, incidents.button),
    path("setup/", setup.setup, name="setup"),
    path("setup/csv/", setup.setup_csv, name="setup-csv"),
    path("gcodes/<int:gcode_id>/thumbnail.png", files.thumbnail, name="thumbnail"),
]
