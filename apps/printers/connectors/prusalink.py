"""PrusaLink's v1 interface as conversations (0.8.1 measured, Buddy 6.3.0 read in source)."""

from collections.abc import Sequence
from typing import Any, ClassVar

from apps.core.wording import gettext_noop
from apps.printers.connectors import hosts
from apps.printers.connectors.answers import (
    JSON,
    inner,
    mapping,
    message,
    number,
    quoted,
    text,
    transfer_s,
    whole,
)
from apps.printers.connectors.prusalink_evidence import began, ended, mark
from apps.printers.connectors.prusalink_state import Answers, snapshot
from apps.printers.port import (
    Busy,
    Call,
    Conversation,
    Evidence,
    FileBody,
    Identity,
    Kind,
    MachineError,
    Rejected,
    Reply,
    Snapshot,
    Unauthorised,
    Unreachable,
    Upload,
)

FILES = "/api/v1/files"
BUDDY, RPI = "buddy", "rpi"
STORAGE = {BUDDY: "usb", RPI: "local"}
ENDINGS = {BUDDY: (".gcode", ".bgcode"), RPI: (".gcode",)}
"""The Raspberry Pi stores binary G-code too, but cannot print it."""
LONGEST_PATH = 100
"""Buddy cuts `/usb/…` at 103 characters silently and then misses the ending."""
APPEARS_S = (0.5, 1.0, 2.0, 4.0)
"""The Raspberry Pi lists a file only up to a second after it answered 201 (0.8.1)."""
NOTHING_STORED = (400, 411, 413, 414, 415, 422, 501, 503, 507)
SHOWN = ("FINISHED", "STOPPED")
LOOK_S = 15.0
START_S = 30.0
"""Buddy answers a start only once it has decided."""


class PrusaLink:
    """Conversations with one PrusaLink; all its commands are asynchronous."""

    kind: ClassVar[Kind] = Kind.PRUSALINK

    def identify(self) -> Conversation[Identity]:
        version = _known((yield _get("/api/version")))
        if hosts.kind_of(version) is not Kind.PRUSALINK:
            raise (yield from hosts.refuse_stranger(self.kind, version))
        info = yield from _maybe("/api/v1/info")
        return _identity(mapping(version.content), info, (yield from _maybe("/api/v1/storage")))

    def look(self) -> Conversation[Snapshot]:
        return snapshot((yield from _answers()))

    def baseline(self, _name: str, /) -> Conversation[str]:
        return mark((yield from self.look()))

    def upload(self, upload: Upload) -> Conversation[str]:
        # First a question on the same connection: with a cold one the body may go twice.
        variant = yield from _variant()
        path = f"{STORAGE[variant]}/{upload.name}"
        _check_name(upload.name, path, ENDINGS[variant])
        if (yield from _make_room(path, upload.size)):
            yield from _send(path, upload)
        return path

    def stage(self, path: str) -> Conversation[None]:
        if not (yield from _size(path)):
            raise Rejected(
                gettext_noop("%(path)s is not stored on the printer, or is empty.") % {"path": path}
            )
        # The Raspberry Pi refuses a start while it shows how the last print ended, for 11 s.
        if path.startswith(f"{STORAGE[RPI]}/") and (yield from self.look()).host_state in SHOWN:
            raise Busy(gettext_noop("PrusaLink still shows how the last print ended."))

    def start(self, path: str) -> Conversation[None]:
        reply = yield Call("POST", _file(path), headers=JSON, timeout_s=START_S)
        if reply.status == 408 or reply.status >= 500:
            raise Unreachable(
                gettext_noop("The start was answered with %(said)s.") % {"said": message(reply)}
            )
        _accepted(reply, 204)

    def evidence(self, path: str, baseline: str) -> Conversation[Evidence]:
        return began((yield from self.look()), path, baseline)

    def outcome(self, path: str, baseline: str) -> Conversation[Evidence]:
        return ended((yield from self.look()), path, baseline)

    def pause(self, job_ref: str | None, /) -> Conversation[None]:
        yield from _command("PUT", job_ref, "/pause")

    def resume(self, job_ref: str | None, /) -> Conversation[None]:
        yield from _command("PUT", job_ref, "/resume")

    def cancel(self, job_ref: str | None, /) -> Conversation[None]:
        yield from _command("DELETE", job_ref)

    def stop(self) -> Conversation[None]:
        # There is no emergency stop over the network: ending the job is all there is.
        yield from _command("DELETE", None)

    def recover(self) -> Conversation[None]:
        # Nothing can be reset over the network; this only tells whether it answers.
        yield from _variant()

    def delete(self, path: str) -> Conversation[None]:
        yield from _remove(path)


def _get(path: str, delay_s: float = 0.0) -> Call:
    return Call("GET", path, headers=JSON, timeout_s=LOOK_S, delay_s=delay_s)


def _file(path: str) -> str:
    return f"{FILES}/{quoted(path)}"


def _known(reply: Reply) -> Reply:
    if reply.status in (401, 403):
        raise Unauthorised(gettext_noop("PrusaLink does not accept the API key."))
    if reply.status in (502, 504):
        raise Unreachable(gettext_noop("PrusaLink is away: %(said)s") % {"said": message(reply)})
    if reply.status == 503:
        raise Busy(gettext_noop("PrusaLink is starting, or its printer is not connected."))
    return reply


def _accepted(reply: Reply, *statuses: int) -> Reply:
    if _known(reply).status == 409:
        raise Busy(message(reply))
    if reply.status not in statuses:
        raise Rejected(message(reply))
    return reply


def _maybe(path: str) -> Conversation[dict[str, Any]]:
    """An answer that one can do without."""
    reply = yield _get(path)
    return mapping(reply.content) if reply.status == 200 else {}


def _answers() -> Conversation[Answers]:
    reply = yield _get("/api/v1/status")
    if reply.status == 503:
        return Answers({}, {}, starting=True)
    status = mapping(_accepted(reply, 200).content)
    if not inner(status, "printer"):
        raise Rejected(gettext_noop("/api/v1/status: no PrusaLink answers like this."))
    if not inner(status, "job"):
        return Answers(status, {})
    # The job may end between the two calls, then it is 204.
    job = _accepted((yield _get("/api/v1/job")), 200, 204)
    is_same = whole(mapping(job.content).get("id")) == whole(inner(status, "job").get("id"))
    return Answers(status, mapping(job.content) if is_same else {})


def _variant() -> Conversation[str]:
    version = mapping(_accepted((yield _get("/api/version")), 200).content)
    if not text(version.get("text")):
        raise Rejected(gettext_noop("/api/version: no PrusaLink answers like this."))
    return _variant_of(version)


def _variant_of(version: dict[str, Any]) -> str:
    return RPI if any(key in version for key in ("original", "firmware", "sdk")) else BUDDY


def _size(path: str, delay_s: float = 0.0) -> Conversation[int | None]:
    reply = _accepted((yield _get(_file(path), delay_s)), 200, 404)
    return whole(mapping(reply.content).get("size")) if reply.status == 200 else None


def _check_name(name: str, path: str, endings: tuple[str, ...]) -> None:
    if not name.endswith(endings):
        raise Rejected(
            gettext_noop("%(name)s: this printer prints only %(names)s.")
            % {"name": name, "names": " and ".join(endings)}
        )
    if len(path) > LONGEST_PATH or "/" in name or "%" in name or ".." in name:
        raise Rejected(
            gettext_noop("%(name)s: the printer cannot store a name like this.") % {"name": name}
        )


def _make_room(path: str, size: int) -> Conversation[bool]:
    """Whether the file has still to be sent; one of another size is removed first.

    Never by overwriting: the Raspberry Pi replaces a file even under a running print.
    """
    stored = yield from _size(path)
    if stored == size:
        return False
    if stored is not None:
        yield from _remove(path)
    return True


def _remove(path: str) -> Conversation[None]:
    reply = yield Call("DELETE", _file(path), headers=JSON, timeout_s=LOOK_S)
    # A second delete while the first is still listed is 500 on the Raspberry Pi (0.8.1).
    if reply.status == 500 and (yield from _appears(path, None, APPEARS_S)):
        return
    _accepted(reply, 204, 404)


def _send(path: str, upload: Upload) -> Conversation[None]:
    try:
        reply = yield _sending(path, upload)
    except Unreachable:
        if (yield from _appears(path, upload.size, APPEARS_S)):
            return
        raise
    if reply.status in (401, 403):
        _known(reply)
    # A refusal may come although the file is there ("409 Can't print right now").
    waits = () if _is_definite(reply) else APPEARS_S
    if not (yield from _appears(path, upload.size, waits)):
        raise _refusal(reply, path)


def _appears(path: str, size: int | None, waits: Sequence[float]) -> Conversation[bool]:
    """Whether the file has this size, or is gone for None, at once or after one of the waits."""
    for delay_s in (0.0, *waits):
        if (yield from _size(path, delay_s)) == size:
            return True
    return False


def _is_definite(reply: Reply) -> bool:
    """A refusal that no stored file can stand behind."""
    return reply.status in NOTHING_STORED or "transfer" in message(reply).lower()


def _sending(path: str, upload: Upload) -> Call:
    # The interface description's octet-stream gives 500 on the Raspberry Pi (0.8.1), and
    # with an existing file 415 and the loss of the old one.
    body = FileBody(upload.path, upload.size, content_type="text/x.gcode")
    return Call("PUT", _file(path), body=body, headers=JSON, timeout_s=transfer_s(upload.size))


def _refusal(reply: Reply, path: str) -> MachineError:
    said = message(reply)
    if reply.status == 201:
        return Rejected(
            gettext_noop("%(path)s: the stored file has another size than the one sent.")
            % {"path": path}
        )
    if reply.status in (400, 408, 500, 502, 504):
        return Unreachable(
            gettext_noop("%(path)s: the transfer broke off: %(said)s")
            % {"path": path, "said": said}
        )
    if reply.status in (409, 503):
        return Busy(said)
    return Rejected(f"{path}: {said}")


def _command(method: str, job_ref: str | None, suffix: str = "") -> Conversation[None]:
    job = job_ref or (yield from _answers()).job_id
    if job is None:
        raise Rejected(gettext_noop("The printer has no job."))
    path = f"/api/v1/job/{quoted(job)}{suffix}"
    reply = _known((yield Call(method, path, headers=JSON, timeout_s=LOOK_S)))
    if reply.status != 204:
        raise Rejected(message(reply))


def _identity(version: dict[str, Any], info: dict[str, Any], storage: dict[str, Any]) -> Identity:
    variant = _variant_of(version)
    nozzle = number(info.get("nozzle_diameter"))
    return Identity(
        kind=Kind.PRUSALINK,
        variant=variant,
        software=text(version.get("text")),
        firmware=text(version.get("firmware")),
        model=text(version.get("original")).removeprefix("PrusaLink").strip(),
        serial=text(info.get("serial")),
        nozzle_mm=number(version.get("nozzle_diameter")) if nozzle is None else nozzle,
        free_bytes=_free(storage, STORAGE[variant]),
    )


def _free(storage: dict[str, Any], name: str) -> int | None:
    """Only the Raspberry Pi tells it."""
    listed = storage.get("storage_list")
    for one in listed if isinstance(listed, list) else ():
        if text(mapping(one).get("path")).strip("/") == name:
            return whole(mapping(one).get("free_space"))
    return None
