"""OctoPrint's quirks, replayed in the shapes that 1.11.8 and 2.0.0rc3 answered."""

from pathlib import Path
from typing import Any

import pytest

from apps.printers.connectors.octoprint import OctoPrint
from apps.printers.port import (
    Activity,
    Busy,
    Evidence,
    Heater,
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

FILE = "run-7.gcode"
SHA1 = "b6589fc6ab0dc82cf12099d1c2d40ab994e8410c"
UPLOAD = Upload(path=Path(FILE), name=FILE, size=4000, sha256="00", sha1=SHA1)
OFFLINE = Reply(409, content={"error": "Printer is not operational"})
CSRF = Reply(400, content={"error": "CSRF validation failed"})
LOST = Unreachable("connection reset")
GONE = Reply(404, content={"error": "Not found"})


def answer(name: str) -> Any:
    return recorded(f"octoprint/{name}")


def job(name: str, **changes: Any) -> Reply:
    return ok({**answer(f"job_{name}"), **changes})


def printer(*flags: str) -> Reply:
    content = answer("printer_idle")
    content["state"]["flags"] |= {"ready": False} | dict.fromkeys(flags, True)
    return ok(content)


def info(**last: Any) -> Reply:
    prints = {"prints": {"success": 1, "failure": 0, "last": last}} if last else {}
    return ok({**answer("info"), **prints})


def look(*replies: Reply) -> Snapshot:
    return replay(OctoPrint().look(), replies)


def test_a_print_is_told_in_full() -> None:
    seen = look(job("printing"), ok(answer("printer_printing")))

    assert seen == Snapshot(
        activity=Activity.PRINTING,
        tools=(Heater(214.8, 215.0),),
        bed=Heater(60.1, 60.0),
        progress=0.425,
        file_position=1700,
        elapsed_s=61.0,
        remaining_s=83.0,
        remote_file=FILE,
        job_ref=f"{FILE}@1763800000",
        host_state="Printing",
    )


@pytest.mark.parametrize(
    ("flags", "activity", "pausing", "cancelling"),
    [
        (("ready", "operational"), Activity.IDLE, False, False),
        (("printing",), Activity.PRINTING, False, False),
        (("printing", "pausing"), Activity.PRINTING, True, False),
        (("printing", "cancelling"), Activity.PRINTING, False, True),
        (("printing", "pausing", "cancelling"), Activity.PRINTING, True, True),
        (("paused",), Activity.PAUSED, False, False),
        (("resuming",), Activity.PRINTING, False, False),
        (("finishing",), Activity.PRINTING, False, False),
        (("error", "closedOrError"), Activity.ERROR, False, False),
        ((), Activity.UNKNOWN, False, False),
    ],
)
def test_flags_are_read_in_order_of_what_they_hide(
    flags: tuple[str, ...], activity: Activity, pausing: bool, cancelling: bool
) -> None:
    seen = look(job("selected"), printer(*flags))

    assert (seen.activity, seen.pausing, seen.cancelling) == (activity, pausing, cancelling)


def test_a_selected_file_is_no_print() -> None:
    seen = look(job("selected"), printer("ready"))

    assert (seen.remote_file, seen.job_ref) == (FILE, None)


def test_a_file_read_to_the_end_is_finished() -> None:
    assert look(job("done"), printer("ready")).activity is Activity.FINISHED


def test_an_empty_file_has_no_progress() -> None:
    progress = {**answer("job_done")["progress"], "completion": -100}

    assert look(job("done", progress=progress), printer("ready")).progress is None


def test_offline_after_error_is_an_error_with_its_text_and_one_call() -> None:
    seen = look(job("failed"))

    assert seen.activity is Activity.ERROR
    assert seen.error.startswith("Thermal Runaway")


def test_an_error_without_text_is_asked_for_as_version_2_needs() -> None:
    said = {"error": "MAXTEMP triggered!", "reason": "firmware"}

    assert look(job("failed", error=None), ok(said)).error == "MAXTEMP triggered!"


def test_a_printer_somebody_disconnected_is_an_error() -> None:
    seen = look(job("idle", state="Offline"))

    assert (seen.activity, seen.error) == (
        Activity.ERROR,
        "The printer is not connected to OctoPrint.",
    )


def test_a_printer_that_is_being_connected_is_busy() -> None:
    assert look(job("idle", state="Opening serial connection"), OFFLINE).activity is Activity.BUSY


def test_a_bed_the_profile_lacks_is_not_told() -> None:
    content = answer("printer_idle")
    del content["temperature"]["bed"]

    assert look(job("idle"), ok(content)).bed is None


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_proxy_without_its_octoprint_is_unreachable(status: int) -> None:
    with pytest.raises(Unreachable):
        look(Reply(status, content="<html>Bad Gateway</html>"))


def test_a_key_without_the_right_to_print_is_named_at_once() -> None:
    user = {"permissions": ["STATUS", "FILES_UPLOAD", "FILES_SELECT", "FILES_DELETE"]}

    with pytest.raises(Unauthorised, match="PRINT, CONTROL"):
        replay(OctoPrint().identify(), [ok(answer("version")), ok(user)])


def test_upload_never_asks_to_print() -> None:
    heard = Heard()

    path = replay(OctoPrint().upload(UPLOAD), [GONE, ok(answer("uploaded"), 201), info()], heard)

    (post,) = heard.sent("POST")
    assert path == FILE
    assert post.body is not None
    assert (post.body.form_field, dict(post.body.fields)) == ("file", {})


def test_the_path_is_the_one_the_host_names() -> None:
    content = answer("uploaded")
    content["files"]["local"]["path"] = "etc/run-7.gcode"
    heard = Heard()

    path = replay(OctoPrint().upload(UPLOAD), [GONE, ok(content, 201), info()], heard)

    assert path == "etc/run-7.gcode"
    assert heard.lines[-1] == "GET /api/files/local/etc/run-7.gcode"


@pytest.mark.parametrize(
    ("stored", "error"),
    [({"size": 3999}, Rejected), ({"hash": "0" * 40}, Rejected)],
)
def test_a_stored_file_that_differs_is_refused(
    stored: dict[str, Any], error: type[MachineError]
) -> None:
    replies = [GONE, ok(answer("uploaded"), 201), ok({**answer("info"), **stored})]

    with pytest.raises(error, match="differs"):
        replay(OctoPrint().upload(UPLOAD), replies)


def test_a_key_refused_after_the_body_is_unauthorised() -> None:
    with pytest.raises(Unauthorised):
        replay(OctoPrint().upload(UPLOAD), [GONE, CSRF])


def test_a_lost_upload_that_was_not_stored_stays_lost() -> None:
    with pytest.raises(Unreachable, match="reset"):
        replay(OctoPrint().upload(UPLOAD), [GONE, LOST, GONE])


def test_stage_selects_without_printing_and_checks_it() -> None:
    heard = Heard()

    replay(OctoPrint().stage(FILE), [ok(status=204), job("selected")], heard)

    assert heard.calls[0].json == {"command": "select", "print": False}


def test_stage_notices_that_nothing_was_selected() -> None:
    with pytest.raises(Rejected, match="No file is selected"):
        replay(OctoPrint().stage(FILE), [ok(status=204), job("idle")])


def test_stage_while_something_prints_is_busy() -> None:
    said = {"error": "Printer is already printing, cannot select a new file"}

    with pytest.raises(Busy, match="already printing"):
        replay(OctoPrint().stage(FILE), [Reply(409, content=said)])


def test_a_start_without_our_file_selected_is_never_sent() -> None:
    heard = Heard()

    with pytest.raises(Rejected):
        replay(OctoPrint().start(FILE), [job("idle")], heard)

    assert heard.sent("POST") == []


def test_a_start_that_could_not_be_prepared_leaves_no_doubt() -> None:
    with pytest.raises(Busy, match="not sent"):
        replay(OctoPrint().start(FILE), [LOST])


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(409, content={"error": "Printer is not operational"}), Busy),
        (CSRF, Unauthorised),
        (Reply(500, content="<html>"), Unreachable),
        (Reply(502), Unreachable),
        (Reply(400, content={"error": "command is invalid"}), Rejected),
    ],
)
def test_only_a_server_error_leaves_a_start_in_doubt(
    reply: Reply, error: type[MachineError]
) -> None:
    with pytest.raises(error):
        replay(OctoPrint().start(FILE), [job("selected"), reply])


NEWER = {"date": 2000.5, "printTime": 144.2, "success": True}


@pytest.mark.parametrize(
    ("replies", "baseline", "proof"),
    [
        ([job("printing"), printer("printing"), info()], "", Proof.PRINTING),
        ([job("printing"), printer("printing", "pausing"), info()], "", Proof.PRINTING),
        ([job("printing"), printer("printing", "cancelling"), info()], "", Proof.PRINTING),
        ([job("printing"), printer("paused"), info()], "", Proof.PAUSED),
        ([job("done"), printer("ready"), info()], "", Proof.FINISHED),
        ([job("idle"), printer("ready"), info(**NEWER)], "", Proof.FINISHED),
        ([job("idle"), printer("ready"), info(**NEWER)], "1999.5", Proof.FINISHED),
        ([job("idle"), printer("ready"), info(**NEWER)], "2000.5", Proof.NOT_STARTED),
        ([job("idle"), printer("ready"), info(date=2000.5, success=False)], "", Proof.CANCELLED),
        ([job("failed"), info(date=2000.5, success=False)], "", Proof.FAILED),
        ([job("failed"), info()], "", Proof.UNCLEAR),
        ([job("selected"), printer("ready"), info()], "", Proof.NOT_STARTED),
        ([job("idle"), printer("ready"), info()], "", Proof.NOT_STARTED),
        ([job("idle"), printer("ready"), GONE], "", Proof.UNCLEAR),
        ([job("selected"), printer("operational"), info()], "", Proof.UNCLEAR),
    ],
)
def test_evidence(replies: list[Reply], baseline: str, proof: Proof) -> None:
    assert replay(OctoPrint().evidence(FILE, baseline), replies).proof is proof


def test_our_path_with_a_file_position_is_no_denial() -> None:
    progress = {**answer("job_selected")["progress"], "filepos": 900, "completion": 22.5}
    replies = [job("selected", progress=progress), printer("ready"), info()]

    assert replay(OctoPrint().evidence(FILE, ""), replies) == Evidence(
        Proof.UNCLEAR, "Our file was read to byte 900."
    )


def test_another_print_denies_ours() -> None:
    replies = [job("printing"), printer("printing"), info()]

    assert replay(OctoPrint().evidence("run-8.gcode", ""), replies).proof is Proof.NOT_STARTED


def test_a_restarted_host_that_forgot_is_no_denial_of_a_print_seen() -> None:
    replies = [job("idle"), printer("ready"), info()]

    assert replay(OctoPrint().outcome(FILE, ""), replies).proof is Proof.UNCLEAR


def test_the_baseline_is_the_last_counted_print() -> None:
    assert replay(OctoPrint().baseline(FILE), [info(**NEWER)]) == "2000.5"
    assert replay(OctoPrint().baseline(FILE), [GONE]) == ""


def test_pause_and_resume_never_toggle() -> None:
    heard = Heard()

    replay(OctoPrint().pause(None), [ok(status=204)], heard)
    replay(OctoPrint().resume(None), [ok(status=204)], heard)

    assert [call.json for call in heard.calls] == [
        {"command": "pause", "action": "pause"},
        {"command": "pause", "action": "resume"},
    ]


@pytest.mark.parametrize(
    ("state", "posts"), [("Closed", 1), ("Offline", 1), ("Printing", 0), ("Operational", 0)]
)
def test_recovery_connects_only_what_is_not_connected(state: str, posts: int) -> None:
    heard = Heard()
    replies = [ok({"current": {"state": state}}), *[ok(status=204)] * posts]

    replay(OctoPrint().recover(), replies, heard)

    assert len(heard.sent("POST")) == posts
