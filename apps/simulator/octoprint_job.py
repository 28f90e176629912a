"""A simulated OctoPrint 1.11: the job and its commands."""

from typing import Any

from aiohttp import web

from apps.simulator.job import NotNowError, Phase
from apps.simulator.octoprint_files import error_answer, file_reference, json_command
from apps.simulator.octoprint_host import USER, OctoPrint

NOT_OPERATIONAL = "Printer is not operational"


class JobOfOctoPrint:
    """`/api/job`"""

    def __init__(self, host: OctoPrint) -> None:
        self.host = host
        self.printer = host.printer

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/api/job", self.job), web.post("/api/job", self.job_command)]

    async def job(self, _: web.Request) -> web.Response:
        self.host.refresh()
        answer = {
            "job": self._job_part(),
            "progress": self._progress_part(),
            "state": self.host.state_text,
        }
        if self.host.machine.error:
            answer["error"] = self.host.machine.error
        return web.json_response(answer)

    def _job_part(self) -> dict[str, Any]:
        stored = self.printer.shelf.files.get(self.host.selected or "")
        names: dict[str, Any] = dict.fromkeys(("name", "path", "size", "origin", "date"))
        return {
            "file": names if stored is None else file_reference(stored),
            "estimatedPrintTime": None,
            "averagePrintTime": None if stored is None or not stored.success else stored.last_s,
            "lastPrintTime": None if stored is None or not stored.success else stored.last_s,
            "filament": None,
            "user": self.host.user,
        }

    def _progress_part(self) -> dict[str, Any]:
        job, done = self.host.machine.job, self.host.done
        if done is not None:
            size = done.file.toolpath.size
            return _progress(100.0 if size else -100.0, size, int(done.moved_s), 0)
        if job is None:
            return _progress(None, None, None, None)
        left = int(job.remaining_s) if job.share >= 0.3 else None
        return _progress(job.share * 100, job.offset, int(job.moved_s), left)

    async def job_command(self, request: web.Request) -> web.Response:
        body = await json_command(request)
        self.host.refresh()
        if not self.host.operational:
            return error_answer(409, NOT_OPERATIONAL)
        match body.get("command"):
            case "start":
                return await self._start()
            case "pause":
                return self._pause(str(body.get("action", "toggle")))
            case "restart":
                return await self._restart()
            case "cancel":
                return self._cancel()
        return error_answer(400, "command is invalid")

    async def _start(self) -> web.Response:
        if self.host.machine.busy:
            return error_answer(
                409, "Printer already has an active print job, did you mean 'restart'?"
            )
        if self.host.selected is not None:
            await self._print_selected(self.host.selected)
        return web.Response(status=204)

    async def _print_selected(self, path: str) -> None:
        """As on the real host, whatever goes wrong from here is not told to the caller."""
        try:
            await self.printer.start(path, user=USER)
        except (KeyError, NotNowError):
            return
        self.host.refresh()

    def _pause(self, action: str) -> web.Response:
        machine = self.host.machine
        if machine.job is None:
            return error_answer(
                409, "Printer is neither printing nor paused, 'pause' command cannot be performed"
            )
        if action not in ("pause", "resume", "toggle"):
            return error_answer(400, f"Unknown action '{action}'")
        if action in ("pause", "toggle") and machine.phase is Phase.PRINTING:
            machine.pause()
        elif action in ("resume", "toggle") and machine.phase is Phase.PAUSED:
            machine.resume()
        return web.Response(status=204)

    async def _restart(self) -> web.Response:
        machine = self.host.machine
        if machine.phase is not Phase.PAUSED or machine.job is None:
            return error_answer(409, "Printer does not have an active print job or is not paused")
        path = machine.job.file.path
        machine.cancel_now("restarted")
        await self._print_selected(path)
        return web.Response(status=204)

    def _cancel(self) -> web.Response:
        if self.host.machine.job is None:
            return error_answer(
                409,
                "Printer is neither printing nor paused, 'cancel' command cannot be performed",
            )
        self.host.machine.cancel()
        return web.Response(status=204)


def _progress(
    completion: float | None, filepos: int | None, printed_s: int | None, left_s: int | None
) -> dict[str, Any]:
    return {
        "completion": completion,
        "filepos": filepos,
        "printTime": printed_s,
        "printTimeLeft": left_s,
        "printTimeLeftOrigin": None if filepos is None else "linear",
    }
