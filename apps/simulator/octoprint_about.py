"""A simulated OctoPrint 1.11: what it is, who may do what, which printer it drives."""

from aiohttp import web

from apps.simulator.octoprint_files import json_command
from apps.simulator.octoprint_host import USER
from apps.simulator.printer import Printer

VERSION = "1.11.8"
PERMISSIONS = "STATUS CONNECTION FILES_LIST FILES_UPLOAD FILES_SELECT FILES_DELETE PRINT CONTROL"


class AboutOctoPrint:
    """Answers that do not change."""

    def __init__(self, printer: Printer) -> None:
        self.printer = printer

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/api/version", self.version),
            web.get("/api/server", self.server),
            web.get("/api/currentuser", self.current_user),
            web.post("/api/login", self.login),
            web.get("/api/settings", self.settings),
            web.get("/api/printerprofiles", self.profiles),
        ]

    async def version(self, _: web.Request) -> web.Response:
        return web.json_response({"api": "0.1", "server": VERSION, "text": f"OctoPrint {VERSION}"})

    async def server(self, _: web.Request) -> web.Response:
        return web.json_response({"version": VERSION, "safemode": None})

    async def current_user(self, _: web.Request) -> web.Response:
        permissions = PERMISSIONS.split()
        return web.json_response({"name": USER, "groups": ["admins"], "permissions": permissions})

    async def login(self, request: web.Request) -> web.Response:
        await json_command(request)
        return web.json_response(
            {"name": USER, "active": True, "admin": True, "session": "simulated", "needs": {}}
        )

    async def settings(self, _: web.Request) -> web.Response:
        return web.json_response(
            {
                "feature": {"sdSupport": False},
                "gcodeAnalysis": {"runAt": "never"},
                "webcam": {},
                "plugins": {},
            }
        )

    async def profiles(self, _: web.Request) -> web.Response:
        model = self.printer.spec.model
        profile = {
            "id": "_default",
            "name": model.name,
            "model": model.name,
            "color": "default",
            "default": True,
            "current": True,
            "heatedBed": True,
            "heatedChamber": False,
            "volume": {
                "width": float(model.bed_width_mm),
                "depth": float(model.bed_depth_mm),
                "height": float(model.height_mm),
                "formFactor": "rectangular",
                "origin": "lowerleft",
                "custom_box": False,
            },
            "extruder": {
                "count": 1,
                "nozzleDiameter": model.nozzle_mm,
                "offsets": [[0.0, 0.0]],
                "sharedNozzle": False,
                "defaultExtrusionLength": 5,
            },
        }
        return web.json_response({"profiles": {"_default": profile}})
