"""One simulated printer: a machine, its host's files and its part of the log."""

import time
from dataclasses import dataclass, field
from typing import Any

from apps.simulator.faults import Faults
from apps.simulator.job import PrintJob
from apps.simulator.log import PrintLog
from apps.simulator.machine import Machine
from apps.simulator.shelf import Shelf, StoredFile
from apps.simulator.spec import Spec
from apps.simulator.uploads import Incoming

HISTORY_KEPT = 200


@dataclass(slots=True)
class Printer:
    """What the three hosts have in common."""

    spec: Spec
    machine: Machine
    shelf: Shelf
    log: PrintLog
    faults: Faults = field(default_factory=lambda: Faults(time.monotonic))
    generation: int = 0
    """Grows with every restart of the host."""

    def __post_init__(self) -> None:
        self.machine.jobs_started = int(self.shelf.memory.get("jobs_started", 0))
        self.machine.journal = self.keep
        for entry in self.history:
            if entry["status"] == "printing":
                entry["status"] = "interrupted"

    @property
    def history(self) -> list[dict[str, Any]]:
        """One entry per print, oldest first; times are seconds since 1970."""
        entries: list[dict[str, Any]] = self.shelf.memory.setdefault("history", [])
        return entries

    def store(self, incoming: Incoming, path: str, user: str = "farm") -> StoredFile:
        stored = self.shelf.put(incoming, path, user, self.machine.wall())
        self.log.write(self.spec.name, "upload", path, stored.sha256, None)
        return stored

    def delete(self, path: str) -> None:
        """Remove a file from the host; KeyError when there is none of that name."""
        stored = self.shelf.remove(path)
        self.log.write(self.spec.name, "delete", path, stored.sha256, None)

    async def start(self, path: str, user: str = "farm", foreign: bool = False) -> None:
        """Print a stored file; KeyError when there is none, NotNowError when it cannot."""
        self.machine.start(await self.shelf.read(path), user=user, foreign=foreign)

    def is_printing(self, path: str) -> bool:
        """Whether that file belongs to the job on the machine."""
        self.machine.advance()
        return self.machine.job is not None and self.machine.job.file.path == path

    def keep(self, event: str, job: PrintJob, message: str) -> None:
        """Write down one change of a job: in the log, in the history, at its file."""
        self.log.write(self.spec.name, event, job.file.path, job.file.sha256, job.number, message)
        if event == "start":
            self.shelf.memory["jobs_started"] = job.number
            self.history.append(_entry(job))
            del self.history[:-HISTORY_KEPT]
        elif event in ("finish", "cancel", "error"):
            self._close(event, job, message)
        self.shelf.save()

    def _close(self, event: str, job: PrintJob, message: str) -> None:
        now = self.machine.wall()
        for entry in reversed(self.history):
            if entry["job"] == job.number:
                entry.update(_figures(job), status=event, ended_at=now, message=message)
                break
        stored = self.shelf.files.get(job.file.path)
        if stored is None:
            return
        stored.last_at, stored.last_s = now, job.moved_s
        stored.last_success = event == "finish"
        if stored.last_success:
            stored.success += 1
        else:
            stored.failure += 1


def _entry(job: PrintJob) -> dict[str, Any]:
    return {
        "job": job.number,
        "file": job.file.path,
        "size": job.file.toolpath.size,
        "status": "printing",
        "started_at": job.started_at,
        "ended_at": None,
        "message": "",
        "foreign": job.foreign,
        **_figures(job),
    }


def _figures(job: PrintJob) -> dict[str, float]:
    return {
        "printing_s": round(job.printing_s, 2),
        "elapsed_s": round(job.elapsed_s, 2),
        "extruded_mm": job.file.toolpath.extruded_at(job.moved_s),
    }
