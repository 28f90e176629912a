"""Moonraker's HTTP interface as conversations (measured on 0.11.0 with real Klipper)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import quote

from apps.core.wording import gettext_noop
from apps.printers.connectors import hosts
from apps.printers.connectors.answers import (
    inner,
    mapping,
    message,
    quoted,
    text,
    transfer_s,
    whole,
)
from apps.printers.connectors.moonraker_evidence import weigh
from apps.printers.connectors.moonraker_identity import CONFIGURATION, identity
from apps.printers.connectors.moonraker_state import (
    CHAMBERS,
    READY,
    SENSOR_KINDS,
    TOOLS,
    Answers,
    snapshot,
)
from apps.printers.port import (
    Busy,
    Call,
    Conversation,
    Evidence,
    FileBody,
    Identity,
    Kind,
    Proof,
    Rejected,
    Reply,
    Snapshot,
    Unauthorised,
    Unreachable,
    Upload,
)

SENSORS = ("runout", "filament_sensor", "filament", "fsensor", "switch_sensor", "extruder")
"""Usual names; Klipper answers an unknown object with `{}`, so asking costs nothing."""
PRINT = ("webhooks", "print_stats", "virtual_sdcard", "pause_resume")
COMMAND_S = 15.0
"""Commands wait behind a blocking heat-up; a timeout leaves them under way."""


class Moonraker:
    """Conversations with one Moonraker; `sensors` are names of filament sensors to ask."""

    kind: ClassVar[Kind] = Kind.MOONRAKER

    def __init__(self, sensors: Sequence[str] = SENSORS) -> None:
        told = [f"{kind} {name}" for kind in SENSOR_KINDS for name in sensors]
        self._objects = (*PRINT, "toolhead", "heater_bed", *TOOLS, *CHAMBERS, *told)

    def identify(self) -> Conversation[Identity]:
        info = _known((yield Call("GET", "/server/info")))
        if not hosts.is_moonraker(info):
            raise (yield from hosts.refuse_stranger(self.kind, info))
        return identity(
            inner(info.content, "result"),
            (yield from _maybe("/printer/info")),
            inner((yield from _maybe(CONFIGURATION)), "status"),
            (yield from _maybe("/server/files/directory?path=gcodes")),
            (yield from _maybe("/server/webcams/list")),
        )

    def look(self) -> Conversation[Snapshot]:
        answers = yield from _query(self._objects)
        rows = yield from _history(limit=1)
        return snapshot(replace(answers, newest=rows[0] if rows else None))

    def baseline(self, _name: str, /) -> Conversation[str]:
        rows = yield from _history(limit=1)
        return text(rows[0].get("job_id")) if rows else ""

    def upload(self, upload: Upload) -> Conversation[str]:
        if not upload.name.endswith(".gcode"):
            raise Rejected(
                gettext_noop("%(upload)s: Klipper prints only names that end in .gcode.")
                % {"upload": upload.name}
            )
        try:
            return _stored_path((yield _sending(upload)), upload)
        except Unreachable:
            if (yield from _size(upload.name)) == upload.size:
                return upload.name
            raise

    def stage(self, path: str) -> Conversation[None]:
        if not (yield from _size(path)):
            raise Rejected(
                gettext_noop("%(path)s is not stored on the host, or is empty.") % {"path": path}
            )
        answers = yield from _startable()
        if answers.object("pause_resume").get("is_paused"):
            # It survives the paused print it belongs to, and would mark ours as paused.
            yield from _command("/printer/gcode/script", {"script": "CLEAR_PAUSE"})

    def start(self, path: str) -> Conversation[None]:
        try:
            yield from _startable()
        except Unreachable as error:
            raise Busy(
                gettext_noop("The start was not sent: %(error)s") % {"error": error}
            ) from error
        # JSON-RPC gives Klipper's full text, HTTP often only "Unknown"; its status is 200.
        reply = yield Call(
            "POST",
            "/server/jsonrpc",
            json={
                "jsonrpc": "2.0",
                "method": "printer.print.start",
                "params": {"filename": path},
                "id": 1,
            },
            timeout_s=COMMAND_S,
        )
        _check_started(reply)

    def evidence(self, path: str, baseline: str) -> Conversation[Evidence]:
        answers = yield from _query(PRINT)
        return weigh(answers, (yield from _history(limit=20)), path, baseline)

    def outcome(self, path: str, baseline: str) -> Conversation[Evidence]:
        found = yield from self.evidence(path, baseline)
        if found.proof is Proof.NOT_STARTED:
            return replace(found, proof=Proof.UNCLEAR)
        return found

    def pause(self, _job_ref: str | None, /) -> Conversation[None]:
        # Without a print it is answered 200 and marks the next print as paused.
        yield from _check_print("printing")
        yield from _command("/printer/print/pause")

    def resume(self, _job_ref: str | None, /) -> Conversation[None]:
        yield from _check_print("paused")
        yield from _command("/printer/print/resume")

    def cancel(self, _job_ref: str | None, /) -> Conversation[None]:
        yield from _check_print("printing", "paused")
        yield from _command("/printer/print/cancel")

    def stop(self) -> Conversation[None]:
        yield from _command("/printer/emergency_stop")

    def recover(self) -> Conversation[None]:
        # Not `restart`: with hot heaters it ends in an error that only this one clears.
        yield from _command("/printer/firmware_restart")

    def delete(self, path: str) -> Conversation[None]:
        reply = _known((yield Call("DELETE", f"/server/files/gcodes/{quoted(path)}")))
        if reply.status == 403:
            raise Busy(
                gettext_noop("%(path)s is loaded: %(said)s")
                % {"path": path, "said": message(reply)}
            )
        # A missing file is 400 on 0.11.0.
        if reply.status not in (400, 404):
            _result(reply)


def _known(reply: Reply) -> Reply:
    if reply.status == 401:
        raise Unauthorised(gettext_noop("Moonraker does not accept the API key."))
    if reply.status in (502, 504):
        raise Unreachable(gettext_noop("Moonraker is away: %(said)s") % {"said": message(reply)})
    return reply


def _result(reply: Reply) -> dict[str, Any]:
    content = mapping(_known(reply).content)
    if reply.status != 200 or "result" not in content:
        raise Rejected(message(reply))
    return mapping(content["result"])


def _maybe(path: str) -> Conversation[dict[str, Any]]:
    """A result that one can do without."""
    reply = yield Call("GET", path)
    return inner(reply.content, "result") if reply.status == 200 else {}


def _query(objects: Sequence[str]) -> Conversation[Answers]:
    """404 (never connected) and 503 (lost) both mean that Klipper is not there."""
    names = "&".join(quote(name) for name in objects)
    reply = _known((yield Call("GET", f"/printer/objects/query?{names}")))
    if reply.status in (404, 503):
        if "error" not in mapping(reply.content):
            raise Rejected(gettext_noop("No Moonraker answers like this."))
        return Answers({}, away=gettext_noop("Klipper is not connected to Moonraker."))
    return Answers(inner(_result(reply), "status"))


def _history(limit: int) -> Conversation[list[dict[str, Any]] | None]:
    """Newest first; None where the host keeps no history."""
    reply = _known((yield Call("GET", f"/server/history/list?limit={limit}&order=desc")))
    if reply.status != 200:
        return None
    jobs = _result(reply).get("jobs")
    return [mapping(row) for row in jobs] if isinstance(jobs, list) else None


def _size(path: str) -> Conversation[int | None]:
    """Bytes of a stored file, None if it is not there."""
    name = quote(path, safe="")
    reply = _known((yield Call("GET", f"/server/files/metadata?filename={name}")))
    return whole(inner(reply.content, "result").get("size")) if reply.status == 200 else None


def _sending(upload: Upload) -> Call:
    """With the checksum and without `print`, whose refusal the host would swallow."""
    fields = {"root": "gcodes", "checksum": upload.sha256}
    body = FileBody(upload.path, upload.size, "file", upload.name, fields)
    return Call("POST", "/server/files/upload", body=body, timeout_s=transfer_s(upload.size))


def _stored_path(reply: Reply, upload: Upload) -> str:
    if _known(reply).status == 403:
        raise Busy(
            gettext_noop("%(upload)s cannot be replaced now: %(said)s")
            % {"upload": upload.name, "said": message(reply)}
        )
    if reply.status == 422:
        raise Rejected(
            gettext_noop("%(upload)s: the checksum differs, the file arrived damaged.")
            % {"upload": upload.name}
        )
    item = inner(reply.content, "item")
    if reply.status != 201 or not text(item.get("path")):
        raise Rejected(
            gettext_noop("Upload of %(upload)s: %(said)s")
            % {"upload": upload.name, "said": message(reply)}
        )
    if whole(item.get("size")) not in (None, upload.size):
        raise Rejected(
            gettext_noop("%(upload)s: the stored file has another size.") % {"upload": upload.name}
        )
    return text(item["path"])


def _startable() -> Conversation[Answers]:
    """Klipper's state; Busy where a start would fail, or would silently replace a paused print."""
    answers = yield from _query(PRINT)
    if answers.away or answers.host != READY:
        raise Busy(answers.cause or gettext_noop("Klipper is %(state)s.") % {"state": answers.host})
    if answers.print_state in ("printing", "paused"):
        raise Busy(
            gettext_noop("%(filename)s is %(state)s.")
            % {"filename": answers.filename, "state": answers.print_state}
        )
    return answers


def _check_print(*states: str) -> Conversation[None]:
    answers = yield from _query(PRINT)
    if answers.away or answers.host != READY:
        raise Rejected(
            answers.cause or gettext_noop("Klipper is %(state)s.") % {"state": answers.host}
        )
    if answers.print_state not in states:
        raise Rejected(
            gettext_noop("The print is %(state)s, not %(names)s.")
            % {"state": answers.print_state, "names": " or ".join(states)}
        )


def _command(path: str, body: Mapping[str, Any] | None = None) -> Conversation[None]:
    reply = _known((yield Call("POST", path, json=body or {}, timeout_s=COMMAND_S)))
    if reply.status == 503:
        raise Busy(message(reply))
    _result(reply)


def _check_started(reply: Reply) -> None:
    if reply.status >= 500:
        raise Unreachable(
            gettext_noop("The start was answered with %(said)s.") % {"said": message(reply)}
        )
    content = mapping(_known(reply).content)
    error = mapping(content.get("error"))
    if reply.status == 200 and "result" in content:
        return
    said, code = message(reply), error.get("code")
    if code == -32602:
        raise Unauthorised(said)
    if code == 503 or "SD busy" in said:
        raise Busy(said)
    if reply.status == 200 and not error:
        raise Unreachable(
            gettext_noop("The start was answered with something that is no Moonraker's.")
        )
    raise Rejected(said)
