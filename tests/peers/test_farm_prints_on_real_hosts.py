"""A sliced file goes in by REST and is printed to its end on each real host, unattended."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.farm.process import Farm, running_farm
from tests.peers.peer import Peer, awaited

DATA = Path(__file__).parents[1] / "data"
FILES = {
    "octoprint": ("tiny_octoprint.gcode", "ender-3"),
    "moonraker": ("tiny_klipper.gcode", "voron-250"),
    "prusalink": ("tiny_mk3s.gcode", "mk3s"),
}
PRINT_S = 240


@pytest.fixture(scope="module")
def farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    with running_farm(tmp_path_factory.mktemp("farm")) as running:
        yield running


def add_printer(farm: Farm, peer: Peer, profile: str) -> int:
    """Add the host as somebody in front of it would: PLA loaded, bed clear and level."""
    printer: dict[str, Any] = farm.post(
        "printers/",
        json={
            "name": peer.kind,
            "kind": peer.kind,
            "url": peer.url,
            "api_key": peer.api_key,
            "profile": profile,
            "trial_runs": 0,
        },
    )
    row = {"printer": peer.kind, "material": "PLA", "bed_clear": True, "level_ok": True}
    farm.post("farm/setup/", json=[row])
    return int(printer["id"])


@pytest.mark.parametrize("kind", ["octoprint", "moonraker", "prusalink"])
def test_two_parts_are_printed_one_after_the_other(
    kind: str, farm: Farm, request: pytest.FixtureRequest
) -> None:
    peer: Peer = request.getfixturevalue(kind)
    name, profile = FILES[kind]
    printer = add_printer(farm, peer, profile)
    with (DATA / name).open("rb") as file:
        job = farm.post(
            "jobs/", files={"file": (name, file)}, data={"quantity": "2", "printer": peer.kind}
        )

    def clear_when_done() -> dict[str, Any]:
        """The one thing that needs a hand: take the part off."""
        current: dict[str, Any] = farm.get(f"jobs/{job['id']}/")
        state = farm.get(f"printers/{printer}/")
        at_rest = state["activity"] in {"idle", "finished"}
        if current["in_flight"] == 0 and state["bed"] == "occupied" and at_rest:
            occupancy = {"occupancy": state["occupancy"]["id"]}
            farm.post(f"printers/{printer}/clear-bed/", json=occupancy)
        return current

    ended = awaited(clear_when_done, lambda seen: seen["state"] == "completed", PRINT_S)
    assert (ended["good"], ended["in_flight"], ended["given_up"]) == (2, 0, 0)
    runs = farm.get(f"runs/?job={job['id']}")["results"]
    assert [run["state"] for run in runs] == ["finished", "finished"]
    assert len({run["remote_name"] for run in runs}) == 2
