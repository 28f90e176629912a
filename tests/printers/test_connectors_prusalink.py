"""PrusaLink's quirks: the Raspberry Pi's as 0.8.1 answered, the embedded one's by its source."""

from pathlib import Path
from typing import Any

import pytest

from apps.printers.connectors.prusalink import PrusaLink
from apps.printers.connectors.prusalink_state import remote_file
from apps.printers.port import (
    Activity,
    Busy,
    Heater,
    Identity,
    Kind,
    MachineError,
    Proof,
    Rejected,
    Reply,
    Snapshot,
    Unauthorised,
    Unreachable,
    Upload,
)
from tests.printers.replay import Heard, ok, recorded, replay

NAME = "run-7.gcode"
PATH = f"usb/{NAME}"
UPLOAD = Upload(path=Path(NAME), name=NAME, size=4000, sha256="00")
LOST = Unreachable("connection reset")
GONE = Reply(404, content={"title": "404: Not Found", "message": ""})


def answer(name: str) -> Any:
    return recorded(f"prusalink/{name}")


BUDDY = ok(answer("version_buddy"))
RPI = ok(answer("version_rpi"))
STORED = ok(answer("file"))
JOB = ok(answer("job_buddy"))


def status(state: str = "PRINTING", *, job: bool = True, **printer: Any) -> Reply:
    content = answer("status_printing")
    content["printer"] |= {"state": state, **printer}
    if not job:
        del content["job"]
    return ok(content)


def look(*replies: Reply) -> Snapshot:
    return replay(PrusaLink().look(), replies)


def test_a_print_is_told_in_full() -> None:
    assert look(ok(answer("status_printing")), JOB) == Snapshot(
        activity=Activity.PRINTING,
        tools=(Heater(214.8, 215.0),),
        bed=Heater(60.1, 60.0),
        progress=0.425,
        elapsed_s=61.0,
        remaining_s=83.0,
        remote_file=PATH,
        job_ref="301",
        z_mm=1.4,
        host_state="PRINTING",
    )


def test_a_resting_printer_is_one_call() -> None:
    assert look(ok(answer("status_idle"))).activity is Activity.IDLE


@pytest.mark.parametrize(
    ("state", "activity"),
    [
        ("IDLE", Activity.IDLE),
        ("READY", Activity.IDLE),
        ("BUSY", Activity.BUSY),
        ("PRINTING", Activity.PRINTING),
        ("PAUSED", Activity.PAUSED),
        ("ATTENTION", Activity.ATTENTION),
        ("FINISHED", Activity.FINISHED),
        ("STOPPED", Activity.IDLE),
        ("ERROR", Activity.ERROR),
        ("UNKNOWN", Activity.UNKNOWN),
    ],
)
def test_every_state_has_its_meaning(state: str, activity: Activity) -> None:
    assert look(status(state, job=False)).activity is activity


@pytest.mark.parametrize(
    ("file", "path"),
    [
        (answer("job_buddy")["file"], "usb/run-7.gcode"),
        (answer("job_rpi")["file"], "local/run-7.gcode"),
        ({"name": "a.gcode", "path": "/local"}, "local/a.gcode"),
        ({"name": "a.gcode", "path": "/gcodes/sub/a.gcode"}, "local/sub/a.gcode"),
        ({"name": "a.gcode", "path": "/usb/sub"}, "usb/sub/a.gcode"),
        ({}, None),
    ],
)
def test_both_servers_names_become_the_paths_of_the_files_interface(
    file: dict[str, Any], path: str | None
) -> None:
    assert remote_file(file) == path


def test_a_job_that_ended_between_the_calls_has_no_file() -> None:
    assert look(ok(answer("status_printing")), ok(status=204)).remote_file is None


def test_the_stale_progress_of_a_new_job_is_not_believed() -> None:
    content = answer("status_printing")
    content["job"] = {"id": 302, "progress": 100.0}

    assert look(ok(content), ok(status=204)).progress is None


def test_the_cause_of_an_error_is_told() -> None:
    told = {"ok": False, "message": "Serial device does not exist"}

    seen = look(status("ERROR", job=False, status_printer=told))

    assert seen.error == "Serial device does not exist"


def test_a_server_without_its_printer_yet_is_unknown_not_lost() -> None:
    seen = look(Reply(503))

    assert (seen.activity, seen.settled, seen.host_state) == (Activity.UNKNOWN, False, "starting")


@pytest.mark.parametrize(
    ("version", "storage", "expected"),
    [
        (
            BUDDY,
            "storage_buddy",
            Identity(
                kind=Kind.PRUSALINK,
                variant="buddy",
                software="PrusaLink",
                serial="10589-3742441633909",
                nozzle_mm=0.4,
            ),
        ),
        (
            RPI,
            "storage_rpi",
            Identity(
                kind=Kind.PRUSALINK,
                variant="rpi",
                software="PrusaLink 0.8.1",
                firmware="3.14.1-8237",
                model="I3MK3S",
                serial="10589-3742441633909",
                nozzle_mm=0.4,
                free_bytes=51843719168,
            ),
        ),
    ],
)
def test_the_two_servers_are_told_apart(version: Reply, storage: str, expected: Identity) -> None:
    replies = [version, ok(answer("info")), ok(answer(storage))]

    assert replay(PrusaLink().identify(), replies) == expected


@pytest.mark.parametrize(("version", "path"), [(BUDDY, PATH), (RPI, f"local/{NAME}")])
def test_upload_asks_first_and_sends_gcode_as_text(version: Reply, path: str) -> None:
    heard = Heard()

    found = replay(PrusaLink().upload(UPLOAD), [version, GONE, ok(status=201), STORED], heard)

    (put,) = heard.sent("PUT")
    assert found == path
    assert heard.lines[0] == "GET /api/version"
    assert put.body is not None
    assert (put.body.content_type, put.body.form_field) == ("text/x.gcode", "")
    assert not {"print-after-upload", "overwrite"} & {name.lower() for name in put.headers}


@pytest.mark.parametrize(
    "reply",
    [
        Reply(409, content={"title": "409: Conflict", "message": "File already exists"}),
        Reply(409, content={"title": "409: Conflict", "message": "Can't print right now"}),
        Reply(500),
        LOST,
    ],
)
def test_a_refusal_that_stored_the_file_counts_as_stored(reply: Reply | MachineError) -> None:
    assert replay(PrusaLink().upload(UPLOAD), [BUDDY, GONE, reply, STORED]) == PATH


@pytest.mark.parametrize(
    ("reply", "looks", "error"),
    [
        (Reply(409, content={"message": "Another transfer in progress"}), 1, Busy),
        (Reply(507, content="USB drive full"), 1, Rejected),
        (Reply(415, content="Not a GCODE"), 1, Rejected),
        (Reply(503), 1, Busy),
        (Reply(408), 5, Unreachable),
        (ok(status=201), 5, Rejected),
        (LOST, 5, Unreachable),
    ],
)
def test_refused_uploads(
    reply: Reply | MachineError, looks: int, error: type[MachineError]
) -> None:
    with pytest.raises(error):
        replay(PrusaLink().upload(UPLOAD), [BUDDY, GONE, reply, *[GONE] * looks])


def test_a_stored_file_that_is_listed_late_is_awaited() -> None:
    heard = Heard()

    replay(PrusaLink().upload(UPLOAD), [RPI, GONE, ok(status=201), GONE, GONE, STORED], heard)

    assert [call.delay_s for call in heard.calls[3:]] == [0.0, 0.5, 1.0]


def test_a_file_of_another_size_is_removed_before_it_is_sent_again() -> None:
    heard = Heard()
    half = ok({**answer("file"), "size": 12})

    replay(
        PrusaLink().upload(UPLOAD),
        [BUDDY, half, ok(status=204), ok(status=201), STORED],
        heard,
    )

    assert [call.method for call in heard.calls] == ["GET", "GET", "DELETE", "PUT", "GET"]


def test_a_delete_that_is_answered_500_counts_when_the_file_is_gone() -> None:
    replay(PrusaLink().delete(PATH), [Reply(500), STORED, GONE])


def test_a_delete_that_is_answered_500_fails_when_the_file_stays() -> None:
    with pytest.raises(Rejected):
        replay(PrusaLink().delete(PATH), [Reply(500), *[STORED] * 5])


@pytest.mark.parametrize(
    ("version", "name"),
    [
        (RPI, "run-7.bgcode"),
        (BUDDY, "run-7.txt"),
        (BUDDY, f"{'x' * 100}.gcode"),
        (RPI, "../run-7.gcode"),
        (RPI, "%2e%2e.gcode"),
    ],
)
def test_names_that_would_go_wrong_are_not_sent(version: Reply, name: str) -> None:
    heard = Heard()
    upload = Upload(path=Path(NAME), name=name, size=4000, sha256="")

    with pytest.raises(Rejected):
        replay(PrusaLink().upload(upload), [version], heard)

    assert heard.sent("PUT") == []


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(409, content="Can't print right now"), Busy),
        (GONE, Rejected),
        (Reply(401), Unauthorised),
        (Reply(408), Unreachable),
        (Reply(500), Unreachable),
        (Reply(503), Unreachable),
    ],
)
def test_only_an_unanswered_question_leaves_a_start_in_doubt(
    reply: Reply, error: type[MachineError]
) -> None:
    with pytest.raises(error):
        replay(PrusaLink().start(PATH), [reply])


IDLE = status("IDLE", job=False)
OTHER = ok({**answer("job_buddy"), "file": {"name": "X.GCO", "display_name": "x.gcode"}})


@pytest.mark.parametrize(
    ("replies", "baseline", "proof"),
    [
        ([status("PRINTING"), JOB], ":IDLE", Proof.PRINTING),
        ([status("PRINTING"), JOB], "300:FINISHED", Proof.PRINTING),
        ([status("PRINTING"), JOB], "301:PRINTING", Proof.NOT_STARTED),
        ([status("PRINTING"), OTHER], ":IDLE", Proof.NOT_STARTED),
        ([status("PRINTING"), ok(status=204)], ":IDLE", Proof.UNCLEAR),
        ([status("PAUSED"), JOB], ":IDLE", Proof.PAUSED),
        ([status("ATTENTION"), JOB], ":IDLE", Proof.PAUSED),
        ([status("BUSY"), JOB], ":IDLE", Proof.PRINTING),
        ([status("ERROR"), JOB], ":IDLE", Proof.FAILED),
        ([IDLE], ":IDLE", Proof.NOT_STARTED),
        ([status("FINISHED", job=False)], ":FINISHED", Proof.NOT_STARTED),
        ([status("FINISHED", job=False)], ":IDLE", Proof.UNCLEAR),
        ([status("STOPPED", job=False)], ":FINISHED", Proof.UNCLEAR),
        ([status("BUSY", job=False)], ":IDLE", Proof.UNCLEAR),
        ([status("ERROR", job=False)], ":ERROR", Proof.UNCLEAR),
        ([Reply(503)], ":IDLE", Proof.UNCLEAR),
    ],
)
def test_evidence(replies: list[Reply], baseline: str, proof: Proof) -> None:
    assert replay(PrusaLink().evidence(PATH, baseline), replies).proof is proof


@pytest.mark.parametrize(
    ("replies", "proof"),
    [
        ([status("PRINTING"), JOB], Proof.PRINTING),
        ([status("FINISHED", job=False)], Proof.FINISHED),
        ([status("STOPPED", job=False)], Proof.CANCELLED),
        ([status("ERROR", job=False)], Proof.FAILED),
        ([IDLE], Proof.UNCLEAR),
        ([status("PRINTING"), OTHER], Proof.UNCLEAR),
    ],
)
def test_outcome(replies: list[Reply], proof: Proof) -> None:
    assert replay(PrusaLink().outcome(PATH, ":IDLE"), replies).proof is proof


def test_the_baseline_keeps_job_and_state() -> None:
    assert replay(PrusaLink().baseline(NAME), [IDLE]) == ":IDLE"
    assert replay(PrusaLink().baseline(NAME), [status("PRINTING"), JOB]) == "301:PRINTING"


@pytest.mark.parametrize(
    ("command", "line"),
    [
        ("pause", "PUT /api/v1/job/301/pause"),
        ("resume", "PUT /api/v1/job/301/resume"),
        ("cancel", "DELETE /api/v1/job/301"),
    ],
)
def test_commands_name_the_job(command: str, line: str) -> None:
    heard = Heard()

    replay(getattr(PrusaLink(), command)("301"), [ok(status=204)], heard)

    assert heard.lines == [line]


def test_a_cancel_without_a_reference_asks_which_job_it_is() -> None:
    heard = Heard()

    replay(PrusaLink().cancel(None), [status("PRINTING"), JOB, ok(status=204)], heard)

    assert heard.lines[-1] == "DELETE /api/v1/job/301"


def test_stop_ends_the_job_and_says_so_where_there_is_none() -> None:
    with pytest.raises(Rejected, match="no job"):
        replay(PrusaLink().stop(), [IDLE])


def test_a_resume_that_only_a_person_there_can_give_is_refused() -> None:
    with pytest.raises(Rejected):
        replay(PrusaLink().resume("301"), [Reply(409, content="Printer Is Not Paused")])


@pytest.mark.parametrize("shown", ["FINISHED", "STOPPED"])
def test_stage_waits_while_the_raspberry_pi_shows_how_a_print_ended(shown: str) -> None:
    stored = ok({"name": NAME, "size": 4000})
    with pytest.raises(Busy):
        replay(PrusaLink().stage(f"local/{NAME}"), [stored, status(shown, job=False)])
    replay(PrusaLink().stage(f"local/{NAME}"), [stored, status("IDLE", job=False)])
    replay(PrusaLink().stage(PATH), [stored])
