"""The files a simulated host keeps, with what it remembers about each."""

import asyncio
import json
from collections import OrderedDict
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from apps.simulator.job import PrintFile
from apps.simulator.toolpath import Toolpath, read_toolpath
from apps.simulator.uploads import Incoming

READ_FILES_KEPT = 64


def write_json(path: Path, value: object) -> None:
    """Replace the file in one step, so that a reader never sees half of it."""
    draft = path.with_name(f".{path.name}.draft")
    draft.write_text(json.dumps(value, indent=1), encoding="utf-8")
    draft.replace(path)


class ToolpathCache:
    """Reads each content once, in a thread; shared by all printers of a process."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Toolpath] = OrderedDict()
        self._one_at_a_time = asyncio.Lock()

    async def get(self, path: Path, sha256: str) -> Toolpath:
        async with self._one_at_a_time:
            if sha256 not in self._known:
                self._known[sha256] = await asyncio.to_thread(read_toolpath, path)
                while len(self._known) > READ_FILES_KEPT:
                    self._known.popitem(last=False)
            self._known.move_to_end(sha256)
            return self._known[sha256]


@dataclass(slots=True)
class StoredFile:
    """One file of a host; `stored_at` and `last_at` are seconds since 1970."""

    path: str
    size: int
    sha256: str
    sha1: str
    stored_at: float
    user: str = ""
    userdata: dict[str, Any] | None = None
    success: int = 0
    failure: int = 0
    last_at: float | None = None
    last_s: float | None = None
    last_success: bool = False

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]


class Shelf:
    """Files below one directory and an index beside it; both survive the process.

    `memory` holds further small facts of the host (counters, history) as JSON values.
    """

    def __init__(self, root: Path, toolpaths: ToolpathCache) -> None:
        self._root = root / "files"
        self._index = root / "index.json"
        self._toolpaths = toolpaths
        self.drafts = root / "drafts"
        self.files: dict[str, StoredFile] = {}
        self.memory: dict[str, Any] = {}
        self._root.mkdir(parents=True, exist_ok=True)
        self._empty_drafts()
        self._load()

    def locate(self, path: str) -> Path:
        return self._root / path

    def put(self, incoming: Incoming, path: str, user: str, stored_at: float) -> StoredFile:
        """Keep what was received under `path`, in place of an earlier file of that name."""
        target = self.locate(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        incoming.draft.replace(target)
        stored = StoredFile(path, incoming.size, incoming.sha256, incoming.sha1, stored_at, user)
        self.files[path] = stored
        self.save()
        return stored

    def remove(self, path: str) -> StoredFile:
        """Forget a file; KeyError when there is none of that name."""
        stored = self.files.pop(path)
        self.locate(path).unlink(missing_ok=True)
        self.save()
        return stored

    async def read(self, path: str) -> PrintFile:
        """What a print of that file would do; KeyError when there is none of that name."""
        stored = self.files[path]
        toolpath = await self._toolpaths.get(self.locate(path), stored.sha256)
        return PrintFile(path, stored.sha256, toolpath)

    def save(self) -> None:
        files = [asdict(stored) for stored in self.files.values()]
        write_json(self._index, {"files": files, "memory": self.memory})

    def _load(self) -> None:
        if not self._index.exists():
            return
        kept = json.loads(self._index.read_text(encoding="utf-8"))
        self.memory = kept["memory"]
        for entry in kept["files"]:
            if self.locate(entry["path"]).is_file():
                self.files[entry["path"]] = StoredFile(**entry)

    def _empty_drafts(self) -> None:
        self.drafts.mkdir(exist_ok=True)
        for left_over in self.drafts.iterdir():
            left_over.unlink()
