"""A simulated Moonraker 0.11: its files, their metadata, its history."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from typing import Any

from apps.simulator.metadata import read_metadata
from apps.simulator.printer import Printer

START_EXTENSIONS = (".gcode", ".g", ".gco")
"""In lower case only."""
Params = dict[str, Any]
Method = Callable[[Params], Awaitable[Any]]
HISTORY_STATUS = {
    "printing": "in_progress",
    "finish": "completed",
    "cancel": "cancelled",
    "error": "klippy_shutdown",
    "interrupted": "interrupted",
}


class CallError(Exception):
    """An answer that is an error: HTTP-like code and the full text."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Records:
    """The methods that need no Klipper."""

    def __init__(self, printer: Printer) -> None:
        self.printer = printer

    def table(self) -> dict[str, Method]:
        return {
            "server.files.list": self.files,
            "server.files.get_directory": self.directory,
            "server.files.metadata": self.metadata,
            "server.files.delete_file": self.delete_file,
            "server.history.list": self.history,
            "server.history.totals": self.totals,
        }

    async def directory(self, _: Params) -> Params:
        disk = shutil.disk_usage(self.printer.shelf.drafts)
        files = [
            {"filename": stored.path, "modified": stored.stored_at, "size": stored.size}
            for stored in self.printer.shelf.files.values()
        ]
        usage = {"total": disk.total, "used": disk.used, "free": disk.free}
        root = {"name": "gcodes", "permissions": "rw"}
        return {"dirs": [], "files": files, "disk_usage": usage, "root_info": root}

    async def files(self, _: Params) -> list[Params]:
        return [
            {
                "path": stored.path,
                "modified": stored.stored_at,
                "size": stored.size,
                "permissions": "rw",
            }
            for stored in self.printer.shelf.files.values()
        ]

    async def metadata(self, params: Params) -> Params:
        path = str(params.get("filename", ""))
        stored = self.printer.shelf.files.get(path)
        if stored is None or not path.endswith(START_EXTENSIONS):
            raise CallError(404, f"Metadata not available for <{path}>\n")
        found = await asyncio.to_thread(read_metadata, self.printer.shelf.locate(path))
        last = next((e for e in reversed(self.printer.history) if e["file"] == path), None)
        return {
            **found,
            "filename": path,
            "size": stored.size,
            "modified": stored.stored_at,
            "uuid": stored.sha256[:32],
            "print_start_time": None if last is None else last["started_at"],
            "job_id": None if last is None else job_id(last["job"]),
        }

    async def delete_file(self, params: Params) -> Params:
        path = str(params.get("path", "")).removeprefix("gcodes/")
        if path not in self.printer.shelf.files:
            raise CallError(400, f"File {path} does not exist")
        if self.printer.is_printing(path):
            raise CallError(403, "File currently in use")
        self.printer.delete(path)
        item = {"path": path, "root": "gcodes", "modified": 0, "size": 0, "permissions": ""}
        return {"item": item, "action": "delete_file"}

    async def history(self, params: Params) -> Params:
        rows = [self._history_row(entry) for entry in self.printer.history]
        if str(params.get("order", "desc")) == "desc":
            rows.reverse()
        begin, limit = int(params.get("start", 0)), int(params.get("limit", 50))
        return {"count": len(rows), "jobs": rows[begin : begin + limit]}

    def _history_row(self, entry: Params) -> Params:
        status = HISTORY_STATUS[entry["status"]]
        if entry["message"] == "power lost":
            status = "klippy_disconnect"
        return {
            "job_id": job_id(entry["job"]),
            "exists": entry["file"] in self.printer.shelf.files,
            "user": None if entry["foreign"] else "_API_KEY_USER_",
            "filename": entry["file"],
            "status": status,
            "start_time": entry["started_at"],
            "end_time": entry["ended_at"],
            "print_duration": entry["printing_s"],
            "total_duration": entry["elapsed_s"],
            "filament_used": entry["extruded_mm"],
            "metadata": {"size": entry["size"]},
            "auxiliary_data": [],
        }

    async def totals(self, _: Params) -> Params:
        entries = self.printer.history
        return {
            "job_totals": {
                "total_jobs": len(entries),
                "total_time": sum(entry["elapsed_s"] for entry in entries),
                "total_print_time": sum(entry["printing_s"] for entry in entries),
                "total_filament_used": sum(entry["extruded_mm"] for entry in entries),
                "longest_job": max((entry["elapsed_s"] for entry in entries), default=0.0),
                "longest_print": max((entry["printing_s"] for entry in entries), default=0.0),
            },
            "auxiliary_totals": [],
        }


def job_id(number: int) -> str:
    return f"{number:06X}"
