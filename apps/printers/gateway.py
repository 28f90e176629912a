"""Where the farm meets a machine: the only importer of the connectors."""

from apps.printers import wire
from apps.printers.connectors import CONNECTORS
from apps.printers.port import Connector, Evidence, Identity, Snapshot, Upload
from apps.printers.wire import Progress, Session, Target


class Machine:
    """One machine; every method blocks until the conversation ends.

    Raises Unreachable, Unauthorised, Busy, Rejected as `Connector` promises.
    """

    def __init__(self, target: Target) -> None:
        self.target = target
        self._connector = connector_for(target)

    def identify(self) -> Identity:
        return wire.hold(self._connector.identify(), self.target)

    def look(self) -> Snapshot:
        return wire.hold(self._connector.look(), self.target)

    def baseline(self, name: str) -> str:
        return wire.hold(self._connector.baseline(name), self.target)

    def upload(self, upload: Upload, progress: Progress | None = None) -> str:
        return wire.hold(self._connector.upload(upload), self.target, progress)

    def stage(self, path: str) -> None:
        wire.hold(self._connector.stage(path), self.target)

    def start(self, path: str) -> None:
        wire.hold(self._connector.start(path), self.target)

    def evidence(self, path: str, baseline: str) -> Evidence:
        return wire.hold(self._connector.evidence(path, baseline), self.target)

    def outcome(self, path: str, baseline: str) -> Evidence:
        return wire.hold(self._connector.outcome(path, baseline), self.target)

    def pause(self, job_ref: str | None = None) -> None:
        wire.hold(self._connector.pause(job_ref), self.target)

    def resume(self, job_ref: str | None = None) -> None:
        wire.hold(self._connector.resume(job_ref), self.target)

    def cancel(self, job_ref: str | None = None) -> None:
        wire.hold(self._connector.cancel(job_ref), self.target)

    def stop(self) -> None:
        wire.hold(self._connector.stop(), self.target)

    def recover(self) -> None:
        wire.hold(self._connector.recover(), self.target)

    def delete(self, path: str) -> None:
        wire.hold(self._connector.delete(path), self.target)


def connector_for(target: Target) -> Connector:
    """A connector that speaks the target's protocol."""
    return CONNECTORS[target.kind]()


async def look_at(target: Target, session: Session) -> Snapshot:
    """One look on a kept session of `wire.open_session`."""
    return await wire.hold_async(connector_for(target).look(), target, session)
