"""A simulated PrusaLink as the Buddy firmware (6.3) serves it: status and job."""

from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from apps.simulator.faults import disturbed_by
from apps.simulator.job import NotNowError, Phase, PrintJob, Result
from apps.simulator.machine import Machine
from apps.simulator.printer import Printer
from apps.simulator.prusalink_auth import Door, guarded_by
from apps.simulator.prusalink_files import FilesOfPrusaLink, error_answer, short_name

FIRST_JOB_ID = 300
JOB_ID_WRAPS_AT = 65536
LONGEST_URL = 168
STATES = {
    Phase.PRINTING: "PRINTING",
    Phase.CANCELLING: "PRINTING",
    Phase.FINISHING: "PRINTING",
    Phase.PAUSING: "PAUSED",
    Phase.PAUSED: "PAUSED",
    Phase.RESUMING: "PAUSED",
}
STICKY = {Result.FINISHED: "FINISHED", Result.CANCELLED: "STOPPED"}


class PrusaLink:
    """What the firmware says of itself on top of the machine."""

    def __init__(self, printer: Printer) -> None:
        self.printer = printer
        self.door = Door(printer.spec.api_key, printer.machine.clock)
        self._generation = printer.generation

    @property
    def machine(self) -> Machine:
        return self.printer.machine

    def refresh(self) -> None:
        self.machine.advance()
        if self._generation != self.printer.generation:
            self._generation = self.printer.generation
            self.door.reboot()

    @property
    def state(self) -> str:
        machine = self.machine
        if machine.error:
            return "ERROR"
        if machine.phase is Phase.PAUSED and machine.attention:
            return "ATTENTION"
        if machine.phase is not Phase.IDLE:
            return STATES[machine.phase]
        if machine.outcome is None or machine.dismissed:
            return "IDLE"
        return STICKY.get(machine.outcome.result, "IDLE")

    @property
    def job_id(self) -> int:
        """Of the current job, else of the last one; kept over restarts."""
        return (FIRST_JOB_ID + self.machine.jobs_started) % JOB_ID_WRAPS_AT


class PrusaLinkApi:
    """`/api/version`, `/api/v1/status`, `/api/v1/job` and the like."""

    def __init__(self, host: PrusaLink, files: FilesOfPrusaLink) -> None:
        self.host = host
        self.printer = host.printer
        self.files = files

    async def version(self, _: web.Request) -> web.Response:
        return web.json_response(
            {
                "api": "2.0.0",
                "server": "2.1.2",
                "nozzle_diameter": self.printer.spec.model.nozzle_mm,
                "text": "PrusaLink",
                "hostname": self.printer.spec.name.lower(),
                "capabilities": {"upload-by-put": True},
            }
        )

    async def info(self, _: web.Request) -> web.Response:
        spec = self.printer.spec
        return web.json_response(
            {
                "nozzle_diameter": spec.model.nozzle_mm,
                "mmu": False,
                "serial": f"SIM-{spec.name}",
                "hostname": spec.name.lower(),
                "min_extrusion_temp": 170,
            }
        )

    async def storage(self, _: web.Request) -> web.Response:
        entry = {"path": "/usb/", "name": "usb", "type": "USB", "read_only": False}
        return web.json_response({"storage_list": [{**entry, "available": True}]})

    async def status(self, _: web.Request) -> web.Response:
        self.host.refresh()
        answer: dict[str, Any] = {
            "storage": {"path": "/usb/", "name": "usb", "read_only": False},
            "printer": self._printer_part(),
        }
        job = self.host.machine.job
        if job is not None:
            answer["job"] = self._job_figures(job)
        if self.files.transfer is not None:
            answer["transfer"] = self.files.transfer.figures()
        return web.json_response(answer)

    def _printer_part(self) -> dict[str, Any]:
        machine = self.host.machine
        job = machine.job
        part: dict[str, Any] = {
            "state": self.host.state,
            "temp_bed": round(machine.bed.reading, 1),
            "target_bed": round(machine.bed.target, 1),
            "temp_nozzle": round(machine.nozzle.reading, 1),
            "target_nozzle": round(machine.nozzle.target, 1),
            "axis_z": 0.0 if job is None else job.file.toolpath.height_at(job.moved_s),
            "flow": 100,
            "speed": 100,
            "fan_hotend": 0 if job is None else 4000,
            "fan_print": 0 if job is None else 5000,
        }
        if job is None:
            part.update(axis_x=0.0, axis_y=0.0)
        return part

    def _job_figures(self, job: PrintJob) -> dict[str, Any]:
        percent = job.percent if job.percent is not None else job.share * 100
        return {
            "id": self.host.job_id,
            "progress": float(min(100, int(percent))),
            "time_remaining": int(job.remaining_s),
            "time_printing": int(job.elapsed_s - job.paused_s),
        }

    async def job(self, _: web.Request) -> web.Response:
        self.host.refresh()
        job = self.host.machine.job
        if job is None:
            return web.Response(status=204)
        state = self.host.state
        return web.json_response(
            {
                "state": {"ATTENTION": "PAUSED"}.get(state, state),
                **self._job_figures(job),
                "file": self._file_part(job),
            }
        )

    def _file_part(self, job: PrintJob) -> dict[str, Any]:
        folder, _, name = job.file.path.rpartition("/")
        directory = f"/usb/{folder}".rstrip("/")
        short = short_name(name)
        return {
            "refs": {
                "icon": f"/thumb/s{directory}/{short}",
                "thumbnail": f"/thumb/l{directory}/{short}",
                "download": f"{directory}/{short}",
            },
            "name": short,
            "display_name": name,
            "path": directory,
            "size": job.file.toolpath.size,
            "m_timestamp": int(job.started_at),
        }

    async def stop(self, request: web.Request) -> web.Response:
        refused = self._wrong_id(request)
        if refused is not None:
            return refused
        if self.host.machine.phase not in (Phase.PRINTING, Phase.PAUSED):
            return error_answer(409, "Can't stop job now")
        self.host.machine.cancel()
        return web.Response(status=204)

    async def command(self, request: web.Request) -> web.Response:
        refused = self._wrong_id(request)
        if refused is not None:
            return refused
        machine = self.host.machine
        try:
            match request.match_info["command"]:
                case "pause":
                    machine.pause()
                case "resume" if self.host.state == "ATTENTION":
                    return error_answer(409, "Can't resume job now")
                case "resume":
                    machine.resume()
                case _:
                    return error_answer(400, "Unknown command")
        except NotNowError:
            return error_answer(409, "Not possible in this state")
        return web.Response(status=204)

    def _wrong_id(self, request: web.Request) -> web.Response | None:
        self.host.refresh()
        text = request.match_info["id"]
        if not text.isdecimal():
            return error_answer(400, "Bad job id")
        return None if int(text) == self.host.job_id else error_answer(404, "No such job")

    async def old_printer(self, _: web.Request) -> web.Response:
        """The legacy answer, from which the loaded filament can be read."""
        self.host.refresh()
        machine = self.host.machine
        material = self.printer.spec.material if machine.filament_present else "---"
        busy = machine.phase is not Phase.IDLE
        return web.json_response(
            {
                "telemetry": {
                    "temp-bed": machine.bed.reading,
                    "temp-nozzle": machine.nozzle.reading,
                    "print-speed": 100,
                    "z-height": 0.0,
                    "material": material,
                },
                "temperature": {
                    "tool0": {"actual": machine.nozzle.reading, "target": machine.nozzle.target},
                    "bed": {"actual": machine.bed.reading, "target": machine.bed.target},
                },
                "state": {
                    "text": "Printing" if busy else "Operational",
                    "flags": {
                        "operational": not busy,
                        "printing": busy,
                        "paused": machine.phase is Phase.PAUSED,
                        "ready": not busy,
                        "error": bool(machine.error),
                    },
                },
            }
        )


@web.middleware
async def limit_url(request: web.Request, handler: Handler) -> web.StreamResponse:
    if len(request.raw_path) > LONGEST_URL:
        return error_answer(414, "URI too long")
    return await handler(request)


def build_prusalink(printer: Printer) -> web.Application:
    """The HTTP application of one simulated PrusaLink."""
    host = PrusaLink(printer)
    files = FilesOfPrusaLink(host)
    api = PrusaLinkApi(host, files)
    app = web.Application(
        middlewares=[disturbed_by(printer.faults), limit_url, guarded_by(host.door)]
    )
    app.add_routes(
        [
            web.get("/api/version", api.version),
            web.get("/api/v1/info", api.info),
            web.get("/api/v1/storage", api.storage),
            web.get("/api/v1/status", api.status),
            web.get("/api/v1/job", api.job),
            web.delete("/api/v1/job/{id}", api.stop),
            web.put("/api/v1/job/{id}/{command}", api.command),
            web.get("/api/printer", api.old_printer),
            *files.routes(),
        ]
    )
    return app
