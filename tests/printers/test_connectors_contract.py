"""What every connector promises, whatever it speaks."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest

from apps.printers.connectors import CONNECTORS
from apps.printers.port import (
    Activity,
    Busy,
    Connector,
    Conversation,
    Heater,
    Kind,
    MachineError,
    Rejected,
    Reply,
    Unauthorised,
    Unreachable,
    Upload,
)
from tests.printers.replay import Heard, ok, recorded, replay

T = TypeVar("T")
NAME = "run-7.gcode"
LOST = Unreachable("connection reset")
SHA1 = "b6589fc6ab0dc82cf12099d1c2d40ab994e8410c"
UPLOAD = Upload(path=Path(NAME), name=NAME, size=4000, sha256="ab" * 32, sha1=SHA1)
PAGE = Reply(200, content="<!DOCTYPE html><html><title>Router login</title></html>")
STARTED = {"result": "ok"}


@dataclass(frozen=True)
class Host:
    """One host's recorded answers to the conversations that all share."""

    kind: Kind
    path: str
    identify: tuple[Reply, ...]
    printing: tuple[Reply, ...]
    idle: tuple[Reply, ...]
    upload: tuple[Reply, ...]
    lost_upload: tuple[Reply | MachineError, ...]
    before_start: tuple[Reply, ...]
    started: Reply
    bad_key: Reply
    in_use: Reply

    @property
    def connector(self) -> Connector:
        return CONNECTORS[self.kind]()


def told(name: str, status: int = 200) -> Reply:
    return ok(recorded(name), status)


GONE = Reply(404, content={"error": "Not found"})
HOSTS = [
    Host(
        kind=Kind.OCTOPRINT,
        path=NAME,
        identify=(
            told("octoprint/version"),
            told("octoprint/currentuser"),
            told("octoprint/printerprofiles"),
            told("octoprint/files"),
        ),
        printing=(told("octoprint/job_printing"), told("octoprint/printer_printing")),
        idle=(told("octoprint/job_idle"), told("octoprint/printer_idle")),
        upload=(GONE, told("octoprint/uploaded", 201), told("octoprint/info")),
        lost_upload=(GONE, LOST, told("octoprint/info")),
        before_start=(told("octoprint/job_selected"),),
        started=ok(status=204),
        bad_key=Reply(403, content={"error": "You don't have the permission"}),
        in_use=Reply(409, content={"error": "Trying to delete a file that is currently in use"}),
    ),
    Host(
        kind=Kind.MOONRAKER,
        path=NAME,
        identify=(
            told("moonraker/info"),
            told("moonraker/printer_info"),
            told("moonraker/configuration"),
            told("moonraker/directory"),
            told("moonraker/webcams"),
        ),
        printing=(told("moonraker/printing"), told("moonraker/history")),
        idle=(told("moonraker/idle"), told("moonraker/history")),
        upload=(told("moonraker/uploaded", 201),),
        lost_upload=(LOST, told("moonraker/metadata")),
        before_start=(told("moonraker/idle"),),
        started=ok(STARTED),
        bad_key=Reply(401, content={"error": {"code": 401, "message": "Unauthorized"}}),
        in_use=Reply(403, content={"error": {"code": 403, "message": "File is loaded"}}),
    ),
    Host(
        kind=Kind.PRUSALINK,
        path=f"usb/{NAME}",
        identify=(
            told("prusalink/version_buddy"),
            told("prusalink/info"),
            told("prusalink/storage_buddy"),
        ),
        printing=(told("prusalink/status_printing"), told("prusalink/job_buddy")),
        idle=(told("prusalink/status_idle"),),
        upload=(
            told("prusalink/version_buddy"),
            GONE,
            told("prusalink/file", 201),
            told("prusalink/file"),
        ),
        lost_upload=(told("prusalink/version_buddy"), GONE, LOST, told("prusalink/file")),
        before_start=(),
        started=ok(status=204),
        bad_key=Reply(401, content="401: Unauthorized"),
        in_use=Reply(409, content={"title": "409: Conflict", "message": "File is busy"}),
    ),
]
COMMANDS = ("pause", "resume", "cancel")


@pytest.fixture(params=HOSTS, ids=[host.kind.value for host in HOSTS])
def host(request: pytest.FixtureRequest) -> Host:
    found: Host = request.param
    return found


def conversations(host: Host) -> dict[str, Conversation[Any]]:
    """Each conversation there is, not yet begun."""
    connector = host.connector
    return {
        "identify": connector.identify(),
        "look": connector.look(),
        "baseline": connector.baseline(NAME),
        "upload": connector.upload(UPLOAD),
        "stage": connector.stage(host.path),
        "start": connector.start(host.path),
        "evidence": connector.evidence(host.path, ""),
        "outcome": connector.outcome(host.path, ""),
        **{name: getattr(connector, name)("301") for name in COMMANDS},
        "stop": connector.stop(),
        "recover": connector.recover(),
        "delete": connector.delete(host.path),
    }


NAMES = tuple(conversations(HOSTS[0]))


def test_it_says_what_it_is(host: Host) -> None:
    identity = replay(host.connector.identify(), host.identify)

    assert identity.kind is host.kind
    assert identity.software
    assert identity.nozzle_mm == 0.4


def test_a_print_reads_the_same_from_every_host(host: Host) -> None:
    seen = replay(host.connector.look(), host.printing)

    assert seen.activity is Activity.PRINTING
    assert seen.tools == (Heater(214.8, 215.0),)
    assert seen.bed == Heater(60.1, 60.0)
    assert seen.progress == pytest.approx(0.425)
    assert seen.remote_file == host.path
    assert seen.job_ref


def test_rest_reads_the_same_from_every_host(host: Host) -> None:
    seen = replay(host.connector.look(), host.idle)

    assert seen.activity is Activity.IDLE
    assert seen.tools == (Heater(21.5, 0.0),)
    assert (seen.remote_file, seen.error, seen.settled) == (None, "", True)


def test_looking_only_asks(host: Host) -> None:
    heard = Heard()

    replay(host.connector.look(), host.printing, heard)

    assert {call.method for call in heard.calls} == {"GET"}


def test_upload_returns_the_path_by_which_a_look_names_the_file(host: Host) -> None:
    assert replay(host.connector.upload(UPLOAD), host.upload) == host.path


def test_an_upload_whose_answer_was_lost_counts_when_it_is_stored(host: Host) -> None:
    heard = Heard()

    assert replay(host.connector.upload(UPLOAD), host.lost_upload, heard) == host.path
    assert sum(call.body is not None for call in heard.calls) == 1


def test_no_call_ever_asks_to_print_with_the_upload(host: Host) -> None:
    heard = Heard()

    replay(host.connector.upload(UPLOAD), host.upload, heard)

    bodies = [call.body for call in heard.calls if call.body is not None]
    assert ["print" in body.fields for body in bodies] == [False]


def test_a_start_is_one_command(host: Host) -> None:
    heard = Heard()

    replay(host.connector.start(host.path), (*host.before_start, host.started), heard)

    assert len(heard.sent("POST")) == 1


def test_a_start_whose_answer_was_lost_is_unreachable_and_not_repeated(host: Host) -> None:
    heard = Heard()

    with pytest.raises(Unreachable):
        replay(host.connector.start(host.path), (*host.before_start, LOST), heard)

    assert len(heard.sent("POST")) == 1
    assert heard.calls[-1].method == "POST"


def test_deleting_what_is_gone_is_fine(host: Host) -> None:
    replay(host.connector.delete(host.path), [GONE])


def test_deleting_what_is_in_use_is_busy(host: Host) -> None:
    with pytest.raises(Busy):
        replay(host.connector.delete(host.path), [host.in_use])


@pytest.mark.parametrize("name", NAMES)
def test_a_refused_key_is_unauthorised_everywhere(host: Host, name: str) -> None:
    with pytest.raises(Unauthorised):
        replay(conversations(host)[name], [host.bad_key])


@pytest.mark.parametrize("name", NAMES)
def test_a_lost_connection_raises_nothing_foreign(host: Host, name: str) -> None:
    # A start that was never sent is Busy: nothing is in doubt then.
    with pytest.raises((Unreachable, Busy)):
        replay(conversations(host)[name], [LOST] * 2 if name == "upload" else [LOST])


def echo(talk: Conversation[T], reply: Reply) -> T:
    """Hold `talk` with a host that answers everything the same."""
    try:
        next(talk)
        while True:
            talk.send(reply)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("content", [PAGE.content, None, [], {}, 7, {"error": []}])
def test_an_answer_no_host_gives_is_refused(host: Host, name: str, content: Any) -> None:
    with pytest.raises(MachineError):
        echo(conversations(host)[name], ok(content))


STRANGERS = {
    "OctoPrint": [told("octoprint/version")],
    "PrusaLink": [told("prusalink/version_buddy")],
    "Moonraker": [GONE, told("moonraker/info")],
    "Moonraker that plays OctoPrint": [
        ok({"server": "1.5.0", "api": "0.1", "text": "OctoPrint (Moonraker v0.3.1-12)"})
    ],
}


@pytest.mark.parametrize(
    ("host", "stranger"),
    [
        (HOSTS[0], "PrusaLink"),
        (HOSTS[0], "Moonraker that plays OctoPrint"),
        (HOSTS[0], "Moonraker"),
        (HOSTS[1], "OctoPrint"),
        (HOSTS[1], "PrusaLink"),
        (HOSTS[2], "OctoPrint"),
        (HOSTS[2], "Moonraker"),
    ],
    indirect=["host"],
)
def test_a_host_of_another_kind_is_named(host: Host, stranger: str) -> None:
    first = [GONE] if host.kind is Kind.MOONRAKER or stranger == "Moonraker" else []

    with pytest.raises(Rejected, match=f"^{stranger.split(maxsplit=1)[0]} answers here"):
        replay(host.connector.identify(), [*first, *STRANGERS[stranger]])


def test_a_web_page_is_named_by_its_title(host: Host) -> None:
    with pytest.raises(Rejected, match=r"A web page \(Router login\) answers here"):
        replay(host.connector.identify(), [PAGE] * 3)
