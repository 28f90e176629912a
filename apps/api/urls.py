"""Addresses below /api/v1/."""

from django.urls import URLPattern, URLResolver, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from apps.api.views import accounts, farm, feeds, gcodes, incidents, jobs, printers, runs, stock
from apps.api.views.missing import MissingView

app_name = "api"

router = SimpleRouter()
router.register("jobs", jobs.JobViewSet, "job")
router.register("gcodes", gcodes.GcodeViewSet, "gcode")
router.register("runs", runs.RunViewSet, "run")
router.register("printers", printers.PrinterViewSet, "printer")
router.register("profiles", stock.ProfileViewSet, "profile")
router.register("groups", stock.GroupViewSet, "group")
router.register("materials", stock.MaterialViewSet, "material")
router.register("spools", stock.SpoolViewSet, "spool")
router.register("calibrations", stock.CalibrationViewSet, "calibration")
router.register("incidents", incidents.IncidentViewSet, "incident")
router.register("tokens", accounts.TokenViewSet, "token")
router.register("audit", accounts.AuditViewSet, "audit")

urlpatterns: list[URLPattern | URLResolver] = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api:schema"), name="docs"),
    path("gcodes/upload", gcodes.GcodeViewSet.as_view({"put": "upload"}), name="upload"),
    path(
        "printers/import",
        printers.PrinterViewSet.as_view({"post": "import_table"}),
        name="printer-import",
    ),
    path("farm/", farm.FarmView.as_view(), name="farm"),
    path("farm/stop-dispatch/", farm.StopDispatchView.as_view(), name="stop-dispatch"),
    path("farm/resume-dispatch/", farm.ResumeDispatchView.as_view(), name="resume-dispatch"),
    path("farm/setup/", farm.SetupView.as_view(), name="setup"),
    path("events/", feeds.EventsView.as_view(), name="events"),
    path("telemetry/", feeds.TelemetryView.as_view(), name="telemetry"),
    *router.urls,
    re_path(r".*/$", MissingView.as_view()),
]
