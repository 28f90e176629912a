"""Moonraker's quirks, replayed in the shapes that 0.11.0 with real Klipper answered."""

from pathlib import Path
from typing import Any

import pytest

from apps.printers.connectors.moonraker import Moonraker
from apps.printers.port import (
    Activity,
    Busy,
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
UPLOAD = Upload(path=Path(FILE), name=FILE, size=4000, sha256="ab" * 32)
LOST = Unreachable("connection reset")
SHUTDOWN = {
    "state": "shutdown",
    "state_message": "Lost communication with MCU 'mcu'\nOnce the underlying issue is corrected",
}


def answer(name: str) -> Any:
    return recorded(f"moonraker/{name}")


def objects(name: str, **changes: dict[str, Any]) -> Reply:
    """A recorded query answer with some fields of some objects changed."""
    content = answer(name)
    for obj, fields in changes.items():
        content["result"]["status"].setdefault(obj, {}).update(fields)
    return ok(content)


AWAY = Reply(503, content=recorded("moonraker/no_klippy"))
NEVER = Reply(404, content={"error": {"code": 404, "message": "Not Found", "traceback": ""}})
NO_HISTORY = Reply(404, content={"error": {"code": 404, "message": "Not Found"}})
EMPTY = ok({"result": {"count": 0, "jobs": []}})
PAUSED = objects("printing", print_stats={"state": "paused"})
DEAD = objects("printing", print_stats={"state": "paused"}, webhooks=SHUTDOWN)


def history(*rows: tuple[str, str, str]) -> Reply:
    jobs = [{"job_id": i, "filename": f, "status": s} for i, f, s in rows]
    return ok({"result": {"count": len(jobs), "jobs": jobs}})


def look(*replies: Reply) -> Snapshot:
    return replay(Moonraker().look(), replies)


def test_a_print_is_told_in_full() -> None:
    assert look(objects("printing"), ok(answer("history"))) == Snapshot(
        activity=Activity.PRINTING,
        tools=(Heater(214.8, 215.0),),
        bed=Heater(60.1, 60.0),
        progress=0.425,
        file_position=1700,
        elapsed_s=88.5,
        remote_file=FILE,
        job_ref="0000A2",
        layer=7,
        layers=40,
        z_mm=1.4,
        filament_present=True,
        host_state="printing",
    )


@pytest.mark.parametrize(
    ("state", "activity"),
    [
        ("standby", Activity.IDLE),
        ("printing", Activity.PRINTING),
        ("paused", Activity.PAUSED),
        ("complete", Activity.FINISHED),
        ("cancelled", Activity.IDLE),
        ("error", Activity.ERROR),
        ("something", Activity.UNKNOWN),
    ],
)
def test_print_states_count_while_klipper_is_ready(state: str, activity: Activity) -> None:
    seen = look(objects("printing", print_stats={"state": state}), EMPTY)

    assert seen.activity is activity


def test_a_pause_in_a_shutdown_is_an_error_with_klippers_text() -> None:
    seen = look(DEAD, EMPTY)

    assert seen.activity is Activity.ERROR
    assert seen.error.startswith("Lost communication with MCU 'mcu'")
    assert seen.remote_file == FILE


@pytest.mark.parametrize("reply", [AWAY, NEVER])
def test_klipper_away_is_told_the_same_whichever_status(reply: Reply) -> None:
    seen = look(reply, EMPTY)

    assert (seen.activity, seen.host_state) == (Activity.UNKNOWN, "klippy away")
    assert seen.error == "Klipper is not connected to Moonraker."


def test_a_starting_klipper_is_busy() -> None:
    seen = look(objects("idle", webhooks={"state": "startup"}), EMPTY)

    assert (seen.activity, seen.settled) == (Activity.BUSY, False)


@pytest.mark.parametrize(
    "changes",
    [
        {"extruder": {"temperature": 0.0}},
        {"toolhead": {"estimated_print_time": 1.2}},
    ],
)
def test_sensors_just_after_ready_are_not_believed(changes: dict[str, Any]) -> None:
    runout = {"filament_switch_sensor runout": {"filament_detected": False}}

    seen = look(objects("idle", **changes, **runout), EMPTY)

    assert (seen.settled, seen.tools, seen.bed, seen.filament_present) == (False, (), None, None)


@pytest.mark.parametrize(
    ("sensor", "present"),
    [
        ({"filament_detected": False, "enabled": True}, False),
        ({"filament_detected": True, "enabled": True}, True),
        ({"filament_detected": False, "enabled": False}, None),
    ],
)
def test_only_an_enabled_sensor_tells_of_filament(
    sensor: dict[str, Any], present: bool | None
) -> None:
    seen = look(objects("idle", **{"filament_switch_sensor runout": sensor}), EMPTY)

    assert seen.filament_present is present


def test_layers_nobody_set_are_not_told() -> None:
    seen = look(objects("idle"), EMPTY)

    assert (seen.layer, seen.layers, seen.remote_file) == (None, None, None)


def test_old_hosts_that_lack_fields_are_read_all_the_same() -> None:
    status = {"webhooks": {"state": "ready"}, "print_stats": {"state": "printing"}}

    seen = look(ok({"result": {"status": status}}), NO_HISTORY)

    assert (seen.activity, seen.progress, seen.job_ref) == (Activity.PRINTING, None, None)


def test_upload_sends_the_checksum_and_never_print() -> None:
    heard = Heard()

    path = replay(Moonraker().upload(UPLOAD), [ok(answer("uploaded"), 201)], heard)

    body = heard.calls[0].body
    assert path == FILE
    assert body is not None
    assert dict(body.fields) == {"root": "gcodes", "checksum": "ab" * 32}


@pytest.mark.parametrize(
    ("reply", "error", "said"),
    [
        (Reply(422, content={"error": {"message": "Unprocessable Entity"}}), Rejected, "checksum"),
        (Reply(403, content={"error": {"message": "Forbidden"}}), Busy, "Forbidden"),
        (Reply(401, content={"error": {"code": 401}}), Unauthorised, "key"),
        (Reply(400), Rejected, "HTTP 400"),
        (ok({"item": {"path": FILE, "size": 12}}, 201), Rejected, "another size"),
    ],
)
def test_refused_uploads(reply: Reply, error: type[MachineError], said: str) -> None:
    with pytest.raises(error, match=said):
        replay(Moonraker().upload(UPLOAD), [reply])


def test_a_name_klipper_cannot_print_is_not_sent() -> None:
    upload = Upload(path=Path("A.GCODE"), name="A.GCODE", size=1, sha256="")

    with pytest.raises(Rejected, match=r"\.gcode"):
        replay(Moonraker().upload(upload), [])


def test_stage_clears_a_pause_left_by_an_earlier_print() -> None:
    heard = Heard()
    left = objects("idle", pause_resume={"is_paused": True})

    replay(Moonraker().stage(FILE), [ok(answer("metadata")), left, ok({"result": "ok"})], heard)

    assert heard.calls[-1].json == {"script": "CLEAR_PAUSE"}


@pytest.mark.parametrize("state", [PAUSED, objects("printing"), AWAY, DEAD])
def test_a_start_is_not_sent_where_it_would_replace_a_print_or_fail(state: Reply) -> None:
    heard = Heard()

    with pytest.raises(Busy):
        replay(Moonraker().start(FILE), [state], heard)

    assert heard.sent("POST") == []


def test_a_start_goes_through_json_rpc() -> None:
    heard = Heard()

    replay(Moonraker().start(FILE), [objects("idle"), ok({"result": "ok"})], heard)

    (post,) = heard.sent("POST")
    assert post.path == "/server/jsonrpc"
    assert post.json is not None
    assert post.json["params"] == {"filename": FILE}


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (ok({"error": {"code": 400, "message": "SD busy"}}), Busy),
        (ok({"error": {"code": 503, "message": "Klippy Host not connected"}}), Busy),
        (ok({"error": {"code": 400, "message": "Unable to open file"}}), Rejected),
        (ok({"error": {"code": -32602, "message": "Unauthorized"}}), Unauthorised),
        (Reply(401), Unauthorised),
        (Reply(500), Unreachable),
        (Reply(504), Unreachable),
        (ok("<html>captive portal</html>"), Unreachable),
    ],
)
def test_only_an_answer_without_meaning_leaves_a_start_in_doubt(
    reply: Reply, error: type[MachineError]
) -> None:
    with pytest.raises(error):
        replay(Moonraker().start(FILE), [objects("idle"), reply])


def live(state: str, **stats: Any) -> Reply:
    return objects("printing", print_stats={"state": state, **stats})


OTHER = live("printing", filename="other.gcode")
OURS = ("0000A2", FILE, "in_progress")
BEFORE = ("0000A1", FILE, "completed")


@pytest.mark.parametrize(
    ("state", "rows", "proof"),
    [
        (live("printing"), EMPTY, Proof.PRINTING),
        (live("printing"), history(OURS), Proof.PRINTING),
        (live("paused"), history(OURS), Proof.PAUSED),
        (live("complete"), EMPTY, Proof.FINISHED),
        (live("cancelled"), EMPTY, Proof.CANCELLED),
        (live("error", message="Move out of range"), EMPTY, Proof.FAILED),
        (live("standby"), EMPTY, Proof.NOT_STARTED),
        (objects("idle"), EMPTY, Proof.NOT_STARTED),
        (OTHER, EMPTY, Proof.NOT_STARTED),
        (objects("idle"), history(BEFORE), Proof.NOT_STARTED),
        (objects("idle"), NO_HISTORY, Proof.UNCLEAR),
        (OTHER, history(("0000A2", FILE, "completed")), Proof.FINISHED),
        (OTHER, history(("0000A2", FILE, "cancelled")), Proof.CANCELLED),
        (objects("idle"), history(("0000A2", FILE, "klippy_disconnect")), Proof.FAILED),
        (objects("idle"), history(("0000A2", FILE, "klippy_shutdown")), Proof.FAILED),
        (objects("idle"), history(("0000A2", FILE, "server_exit")), Proof.UNCLEAR),
        (live("printing"), history(("0000A2", FILE, "server_exit")), Proof.PRINTING),
        (DEAD, history(OURS), Proof.FAILED),
        (AWAY, history(("0000A2", FILE, "klippy_disconnect")), Proof.FAILED),
        (AWAY, EMPTY, Proof.UNCLEAR),
        (AWAY, history(OURS), Proof.UNCLEAR),
    ],
)
def test_evidence(state: Reply, rows: Reply, proof: Proof) -> None:
    assert replay(Moonraker().evidence(FILE, "0000A1"), [state, rows]).proof is proof


def test_a_failure_carries_klippers_text() -> None:
    found = replay(Moonraker().evidence(FILE, ""), [DEAD, history(OURS)])

    assert found.error.startswith("Lost communication with MCU")
    assert found.job_ref == "0000A2"


def test_a_later_prints_text_is_not_taken_for_ours() -> None:
    other = live("error", filename="other.gcode", message="Must home axis first")
    rows = history(("0000A2", FILE, "klippy_disconnect"))

    assert replay(Moonraker().evidence(FILE, ""), [other, rows]).error == "klippy_disconnect"


def test_an_idle_printer_does_not_deny_a_print_that_was_seen() -> None:
    assert replay(Moonraker().outcome(FILE, ""), [objects("idle"), EMPTY]).proof is Proof.UNCLEAR


@pytest.mark.parametrize(
    ("command", "state"),
    [
        ("pause", objects("idle")),
        ("pause", PAUSED),
        ("resume", objects("idle")),
        ("resume", DEAD),
        ("cancel", objects("idle")),
        ("cancel", AWAY),
    ],
)
def test_commands_the_host_would_accept_in_vain_are_not_sent(command: str, state: Reply) -> None:
    heard = Heard()

    with pytest.raises(Rejected):
        replay(getattr(Moonraker(), command)(None), [state], heard)

    assert heard.sent("POST") == []


def test_the_text_klipper_hides_in_the_traceback_is_told() -> None:
    error = {
        "code": 400,
        "message": "Unknown",
        "traceback": "Traceback:\nServerError: Must home axis first",
    }

    with pytest.raises(Rejected, match="Must home axis first"):
        replay(Moonraker().cancel(None), [PAUSED, Reply(400, content={"error": error})])


def test_recovery_restarts_the_firmware() -> None:
    heard = Heard()

    replay(Moonraker().recover(), [ok({"result": "ok"})], heard)

    assert heard.lines == ["POST /printer/firmware_restart"]


def test_a_loaded_file_is_not_deleted() -> None:
    with pytest.raises(Busy):
        replay(Moonraker().delete(FILE), [Reply(403, content={"error": {"message": "in use"}})])
