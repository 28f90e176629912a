"""The real hosts say who they are in the words that the connectors were written for."""

import pytest
import requests

from tests.peers.peer import Peer, until


def test_octoprint_tells_its_version(octoprint: Peer) -> None:
    answer = octoprint.get("/api/version")

    assert answer == {"api": "0.1", "server": "1.11.8", "text": "OctoPrint 1.11.8"}


def test_octoprint_has_a_heated_printer(octoprint: Peer) -> None:
    until(lambda: "bed" in octoprint.get("/api/printer")["temperature"], 10)

    printer = octoprint.get("/api/printer")
    assert printer["state"]["flags"]["ready"] is True
    assert set(printer["temperature"]["tool0"]) >= {"actual", "target"}


def test_octoprint_obeys_a_fault(octoprint: Peer) -> None:
    octoprint.control("send T:140.0 /0.0 B:60.0 /0.0 @:0")

    until(lambda: octoprint.get("/api/printer")["temperature"]["tool0"]["actual"] == 140.0, 5)


def test_moonraker_has_a_connected_printer(moonraker: Peer) -> None:
    answer = moonraker.get("/server/info")["result"]

    assert answer["klippy_connected"] is True
    assert answer["moonraker_version"] == "0.11.0"


def test_moonraker_obeys_a_fault(moonraker: Peer) -> None:
    moonraker.control(op="runout", present=False)

    sensor = moonraker.get("/printer/objects/query?filament_switch_sensor%20runout")
    found = sensor["result"]["status"]["filament_switch_sensor runout"]["filament_detected"]
    moonraker.control(op="runout", present=True)
    assert found is False


def test_prusalink_tells_that_it_is_the_one_on_a_raspberry_pi(prusalink: Peer) -> None:
    answer = prusalink.get("/api/version")

    assert answer["server"] == "0.8.1"
    assert answer["original"] == "PrusaLink I3MK3S"
    assert answer["capabilities"] == {"upload-by-put": True}


def test_prusalink_obeys_a_fault(prusalink: Peer) -> None:
    prusalink.control("attention on")
    until(lambda: prusalink.get("/api/v1/status")["printer"]["state"] == "ATTENTION", 10)

    prusalink.control("attention off")
    until(lambda: prusalink.get("/api/v1/status")["printer"]["state"] == "IDLE", 20)


@pytest.mark.parametrize(
    ("host", "path", "status"),
    [
        ("octoprint", "/api/job", 403),
        ("moonraker", "/server/info", 401),
        ("prusalink", "/api/v1/status", 403),
    ],
)
def test_a_wrong_key_is_refused(
    host: str, path: str, status: int, request: pytest.FixtureRequest
) -> None:
    peer: Peer = request.getfixturevalue(host)

    reply = requests.get(peer.url + path, headers={"X-Api-Key": "wrong"}, timeout=5)

    assert reply.status_code == status
