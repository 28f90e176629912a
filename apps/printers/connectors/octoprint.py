"""OctoPrint's REST interface as conversations (measured on 1.11.8 and 2.0.0rc3)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from apps.core.wording import gettext_noop
from apps.printers.connectors import hosts
from apps.printers.connectors.answers import (
    inner,
    mapping,
    message,
    number,
    quoted,
    text,
    transfer_s,
    whole,
)
from apps.printers.connectors.octoprint_evidence import newest_print, weigh
from apps.printers.connectors.octoprint_state import Answers, has_failed, is_offline, snapshot
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

FILES = "/api/files/local"
NEEDED = ("STATUS", "FILES_UPLOAD", "FILES_SELECT", "FILES_DELETE", "PRINT", "CONTROL")
GONE = (502, 503, 504)
"""A proxy whose OctoPrint is away, or is starting."""


class OctoPrint:
    """Conversations with one OctoPrint; a reply of 204 there means accepted, not done."""

    kind: ClassVar[Kind] = Kind.OCTOPRINT

    def identify(self) -> Conversation[Identity]:
        version = _known((yield Call("GET", "/api/version")))
        if hosts.kind_of(version) is not Kind.OCTOPRINT:
            raise (yield from hosts.refuse_stranger(self.kind, version))
        yield from _check_rights()
        profile = _current((yield from _maybe("/api/printerprofiles")).get("profiles"))
        return _identity(mapping(version.content), profile, (yield from _maybe("/api/files")))

    def look(self) -> Conversation[Snapshot]:
        return snapshot((yield from _answers()))

    def baseline(self, name: str, /) -> Conversation[str]:
        date = newest_print((yield from _info(name))).get("date")
        return "" if number(date) is None else str(date)

    def upload(self, upload: Upload) -> Conversation[str]:
        if _is_stored((yield from _info(upload.name)), upload):
            return upload.name
        try:
            path = _stored_path((yield _sending(upload)))
        except Unreachable:
            if _is_stored((yield from _info(upload.name)), upload):
                return upload.name
            raise
        if not _is_stored((yield from _info(path)), upload):
            raise Rejected(
                gettext_noop("%(path)s: the stored file differs from the one sent.")
                % {"path": path}
            )
        return path

    def stage(self, path: str) -> Conversation[None]:
        command = {"command": "select", "print": False}
        reply = _known((yield Call("POST", f"{FILES}/{quoted(path)}", json=command)))
        if reply.status == 409:
            raise Busy(message(reply))
        _accepted(reply, 204)
        yield from _check_selected(path)

    def start(self, path: str) -> Conversation[None]:
        try:
            yield from _check_selected(path)
        except Unreachable as error:
            raise Busy(
                gettext_noop("The start was not sent: %(error)s") % {"error": error}
            ) from error
        reply = yield _job("start", timeout_s=15)
        if reply.status >= 500:
            raise Unreachable(
                gettext_noop("The start was answered with %(said)s.") % {"said": message(reply)}
            )
        if _known(reply).status == 409:
            raise Busy(message(reply))
        _accepted(reply, 204)

    def evidence(self, path: str, baseline: str) -> Conversation[Evidence]:
        seen = yield from self.look()
        return weigh(seen, path, baseline, (yield from _info(path)))

    def outcome(self, path: str, baseline: str) -> Conversation[Evidence]:
        found = yield from self.evidence(path, baseline)
        if found.proof is Proof.NOT_STARTED:
            # After a kill of OctoPrint nothing of the print remains, not even as a failure.
            return replace(found, proof=Proof.UNCLEAR)
        return found

    def pause(self, _job_ref: str | None, /) -> Conversation[None]:
        _accepted((yield _job("pause", action="pause")), 204)

    def resume(self, _job_ref: str | None, /) -> Conversation[None]:
        _accepted((yield _job("pause", action="resume")), 204)

    def cancel(self, _job_ref: str | None, /) -> Conversation[None]:
        _accepted((yield _job("cancel")), 204)

    def stop(self) -> Conversation[None]:
        _accepted((yield Call("POST", "/api/printer/command", json={"command": "M112"})), 204)

    def recover(self) -> Conversation[None]:
        # Older versions dropped a running print on `connect` (OctoPrint #3043): look first.
        state = text(inner((yield from _get("/api/connection")), "current").get("state"))
        if not state:
            raise Rejected(gettext_noop("OctoPrint does not tell its connection."))
        if state.startswith(("Closed", "Offline", "Error")):
            _accepted((yield Call("POST", "/api/connection", json={"command": "connect"})), 204)

    def delete(self, path: str) -> Conversation[None]:
        reply = _known((yield Call("DELETE", f"{FILES}/{quoted(path)}")))
        if reply.status == 409:
            raise Busy(message(reply))
        _accepted(reply, 204, 404)


def _known(reply: Reply) -> Reply:
    """The reply, unless it is about the key or from a proxy whose OctoPrint is away."""
    # A bad key on POST is 400 "CSRF validation failed", on GET 403 (1.11.8).
    csrf = reply.status == 400 and "CSRF" in message(reply)
    if reply.status in (401, 403) or csrf:
        raise Unauthorised(
            gettext_noop("OctoPrint does not accept the API key, or it lacks the right.")
        )
    if reply.status in GONE:
        raise Unreachable(
            gettext_noop("OctoPrint is away or starting: %(said)s") % {"said": message(reply)}
        )
    return reply


def _accepted(reply: Reply, *statuses: int) -> Reply:
    if _known(reply).status not in statuses:
        raise Rejected(message(reply))
    return reply


def _get(path: str) -> Conversation[dict[str, Any]]:
    reply = _accepted((yield Call("GET", path)), 200)
    if not isinstance(reply.content, dict):
        raise Rejected(gettext_noop("%(path)s: no OctoPrint answers like this.") % {"path": path})
    return reply.content


def _maybe(path: str) -> Conversation[dict[str, Any]]:
    """An answer that one can do without."""
    reply = yield Call("GET", path)
    return mapping(reply.content) if reply.status == 200 else {}


def _job(command: str, timeout_s: float = 10, **more: str) -> Call:
    body: Mapping[str, Any] = {"command": command, **more}
    return Call("POST", "/api/job", json=body, timeout_s=timeout_s)


def _answers() -> Conversation[Answers]:
    """`/api/job` always answers; `/api/printer` gives 409 while not operational."""
    job = yield from _get("/api/job")
    if "state" not in job:
        raise Rejected(gettext_noop("/api/job: no OctoPrint answers like this."))
    printer: dict[str, Any] = {}
    if not is_offline(job):
        reply = _accepted((yield Call("GET", "/api/printer")), 200, 409)
        printer = mapping(reply.content) if reply.status == 200 else {}
    error = text(job.get("error"))
    if not error and has_failed(job):
        error = text((yield from _maybe("/api/printer/error")).get("error"))
    return Answers(job, printer, error)


def _info(path: str) -> Conversation[dict[str, Any] | None]:
    reply = _accepted((yield Call("GET", f"{FILES}/{quoted(path)}")), 200, 404)
    if reply.status == 404:
        return None
    if "path" not in mapping(reply.content):
        raise Rejected(
            gettext_noop("%(path)s: no OctoPrint tells of a file like this.") % {"path": path}
        )
    return mapping(reply.content)


def _is_stored(info: dict[str, Any] | None, upload: Upload) -> bool:
    if info is None or whole(info.get("size")) != upload.size:
        return False
    told = text(info.get("hash"))
    return not told or not upload.sha1 or told.lower() == upload.sha1.lower()


def _sending(upload: Upload) -> Call:
    """Neither `select` nor `print`: those are answered 201 even where they did not happen."""
    body = FileBody(upload.path, upload.size, form_field="file", filename=upload.name)
    return Call("POST", FILES, body=body, timeout_s=transfer_s(upload.size))


def _stored_path(reply: Reply) -> str:
    if _known(reply).status == 409:
        raise Busy(message(reply))
    content = mapping(_accepted(reply, 201).content)
    path = text(inner(content, "files", "local").get("path"))
    if not path:
        raise Rejected(gettext_noop("The upload was answered without a path."))
    return path


def _check_selected(path: str) -> Conversation[None]:
    """A start with no file selected is answered 204 and does nothing."""
    selected = text(inner((yield from _get("/api/job")), "job", "file").get("path"))
    if selected != path:
        raise Rejected(
            gettext_noop("%(said)s is selected, not %(path)s.")
            % {"said": selected or gettext_noop("No file"), "path": path}
        )


def _check_rights() -> Conversation[None]:
    granted = (yield from _maybe("/api/currentuser")).get("permissions")
    if not isinstance(granted, list) or "ADMIN" in granted:
        return
    missing = [right for right in NEEDED if right not in granted]
    if missing:
        raise Unauthorised(
            gettext_noop("The API key lacks rights: %(names)s.") % {"names": ", ".join(missing)}
        )


def _current(profiles: Any) -> dict[str, Any]:
    known = [mapping(one) for one in mapping(profiles).values()]
    return next((one for one in known if one.get("current")), known[0] if known else {})


def _identity(version: dict[str, Any], profile: dict[str, Any], files: dict[str, Any]) -> Identity:
    volume = inner(profile, "volume")
    return Identity(
        kind=Kind.OCTOPRINT,
        software=text(version.get("text")),
        model=text(profile.get("model")) or text(profile.get("name")),
        nozzle_mm=number(inner(profile, "extruder").get("nozzleDiameter")),
        bed_width_mm=number(volume.get("width")),
        bed_depth_mm=number(volume.get("depth")),
        height_mm=number(volume.get("height")),
        free_bytes=whole(files.get("free")),
    )
