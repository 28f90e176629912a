"""The connectors do on real hosts what the port promises, from the first look to the delete."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from apps.printers.gateway import Machine
from apps.printers.port import Activity, Busy, Kind, Proof, Rejected, Unauthorised, Unreachable
from apps.printers.wire import Target
from tests.peers.peer import Peer, awaited, free_port, until
from tests.peers.prints import SLICED, Trial, await_rest, brought, long_file

PRINT_S = 120.0


@dataclass(frozen=True, slots=True)
class Host:
    """A real host and how the farm reaches it."""

    kind: Kind
    target: Target
    machine: Machine


@pytest.fixture(params=list(Kind))
def host(request: pytest.FixtureRequest) -> Host:
    """Each real host in turn, at rest."""
    peer: Peer = request.getfixturevalue(request.param)
    target = Target(kind=request.param, url=peer.url, api_key=peer.api_key)
    machine = Machine(target)
    await_rest(machine)
    return Host(request.param, target, machine)


@pytest.fixture
def long_print(host: Host, tmp_path: Path) -> Iterator[Trial]:
    """A started print that goes on until the test ends it, or its end does."""
    trial = brought(host.machine, long_file(tmp_path))
    host.machine.start(trial.path)
    trial.await_evidence(Proof.PRINTING)
    yield trial
    seen = host.machine.look()
    if seen.activity in {Activity.PRINTING, Activity.PAUSED} and not seen.cancelling:
        host.machine.cancel(seen.job_ref)
    await_rest(host.machine)
    host.machine.delete(trial.path)


def test_a_host_says_what_it_is(host: Host) -> None:
    identity = host.machine.identify()

    assert identity.kind is host.kind
    assert identity.software
    assert identity.variant == ("rpi" if host.kind is Kind.PRUSALINK else "")


def test_a_look_at_rest_tells_the_temperatures(host: Host) -> None:
    seen = awaited(host.machine.look, lambda found: found.bed is not None, 10)

    assert seen.activity in {Activity.IDLE, Activity.FINISHED}
    assert seen.bed is not None
    assert [heater.actual_c is not None for heater in (*seen.tools, seen.bed)] == [True, True]
    assert seen.error == ""


def test_a_staged_file_counts_as_not_started(host: Host, tmp_path: Path) -> None:
    trial = brought(host.machine, long_file(tmp_path))

    assert trial.evidence().proof is Proof.NOT_STARTED
    host.machine.delete(trial.path)


def test_a_file_brought_twice_is_there_once(host: Host, tmp_path: Path) -> None:
    trial = brought(host.machine, long_file(tmp_path), name="twice.gcode")
    again = brought(host.machine, long_file(tmp_path), name="twice.gcode")

    assert again.path == trial.path
    host.machine.delete(trial.path)


def test_a_file_that_is_gone_may_be_deleted_again(host: Host, tmp_path: Path) -> None:
    trial = brought(host.machine, long_file(tmp_path))

    host.machine.delete(trial.path)
    host.machine.delete(trial.path)

    until(lambda: _is_refused(lambda: host.machine.stage(trial.path)), 5)


def _is_refused(work: Callable[[], None]) -> bool:
    try:
        work()
    except Rejected:
        return True
    return False


def test_a_print_pauses_goes_on_and_is_cancelled(host: Host, long_print: Trial) -> None:
    job_ref = long_print.await_activity(Activity.PRINTING).job_ref
    assert job_ref

    host.machine.pause(job_ref)
    paused = long_print.await_activity(Activity.PAUSED)
    assert paused.job_ref == job_ref
    assert paused.remote_file == long_print.path
    assert long_print.evidence().proof is Proof.PAUSED

    host.machine.resume(job_ref)
    long_print.await_activity(Activity.PRINTING)
    long_print.await_evidence(Proof.PRINTING)

    host.machine.cancel(job_ref)
    long_print.await_outcome(Proof.CANCELLED)


def test_an_ended_print_is_no_evidence_for_the_next(host: Host, long_print: Trial) -> None:
    host.machine.cancel(host.machine.look().job_ref)
    await_rest(host.machine)
    long_print.await_activity(Activity.IDLE)

    baseline = host.machine.baseline(long_print.path)
    again = Trial(host.machine, long_print.path, baseline)

    assert again.evidence().proof not in {Proof.PRINTING, Proof.PAUSED, Proof.FINISHED}


def test_a_print_of_a_sliced_file_runs_to_its_end(host: Host) -> None:
    trial = brought(host.machine, SLICED[host.kind])

    host.machine.start(trial.path)
    started = trial.await_evidence(Proof.PRINTING)
    finished = trial.await_outcome(Proof.FINISHED, PRINT_S)

    assert started.text
    assert finished.text
    await_rest(host.machine)
    host.machine.delete(trial.path)


def test_a_printing_host_keeps_its_print_and_its_file(host: Host, long_print: Trial) -> None:
    with pytest.raises((Busy, Rejected)):
        host.machine.start(long_print.path)
    with pytest.raises(Busy):
        host.machine.delete(long_print.path)

    assert long_print.evidence().proof is Proof.PRINTING


def test_a_wrong_key_is_told(host: Host) -> None:
    with pytest.raises(Unauthorised):
        Machine(replace(host.target, api_key="wrong")).identify()


def test_a_host_of_another_kind_is_named(host: Host) -> None:
    other = Kind.PRUSALINK if host.kind is not Kind.PRUSALINK else Kind.OCTOPRINT

    with pytest.raises((Rejected, Unauthorised)):
        Machine(replace(host.target, kind=other)).identify()


def test_a_dead_address_is_unreachable(host: Host) -> None:
    with pytest.raises(Unreachable):
        Machine(replace(host.target, url=f"http://127.0.0.1:{free_port()}")).look()
