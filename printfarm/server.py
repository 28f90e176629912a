"""Daphne, made fit for large files: `python -m printfarm.server` or `serve()`.

Bodies go to disk as they come and to the application piece by piece; a slow reader of a download
slows the download down instead of filling the memory. Temporary files lie in the data directory.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from typing import Any

import daphne.server as daphne_server  # first: it installs Twisted's reactor

from printfarm.bodies import KEY, Application, FromFile
from printfarm.connection import FarmHTTPFactory, FarmRequest


class FarmServer(daphne_server.Server):  # type: ignore[misc]
    """Daphne's server with bodies in files and answers that wait for their reader."""

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        """Run the application on a request; its true length is in the headers, chunked or not."""
        if isinstance(protocol, FarmRequest):
            scope[KEY], size = protocol.taken_body()
            scope["headers"] = with_length(scope["headers"], size)
        return super().create_application(protocol, scope)

    async def handle_reply(self, protocol: Any, message: dict[str, Any]) -> None:
        """Send, and come back when the client has taken enough of it."""
        await super().handle_reply(protocol, message)
        if isinstance(protocol, FarmRequest):
            await protocol.drained.wait()

    connections: dict[Any, dict[str, Any]]

    def kill_all_applications(self) -> Any:
        """End the applications at shutdown; a request still on its way in has none."""
        self.connections = {
            protocol: details
            for protocol, details in self.connections.items()
            if "application_instance" in details
        }
        return super().kill_all_applications()


def with_length(headers: list[tuple[bytes, bytes]], size: int) -> list[tuple[bytes, bytes]]:
    """The headers of a request whose body has this size and came in chunks."""
    names = {name for name, _value in headers}
    if b"transfer-encoding" not in names:
        return headers
    kept = [header for header in headers if header[0] not in {b"transfer-encoding"}]
    return [*kept, (b"content-length", str(size).encode())]


def make_server(
    host: str,
    port: int,
    *,
    ready: Callable[[], None] | None = None,
    application: Application | None = None,
    behind_proxy: bool = False,
) -> FarmServer:
    """A server of the farm's application, or of another; `run()` blocks until it is stopped.

    `ready` is called once it listens; without an address in `listening_addresses` after `run()`
    the port was taken. `behind_proxy` believes `X-Forwarded-For`, `-Port` and `-Proto`.
    """
    use_own_folders()
    served = application or farm()
    # Daphne 4.2 names its factory by this module variable only.
    daphne_server.HTTPFactory = FarmHTTPFactory
    return FarmServer(
        FromFile(served),
        endpoints=[f"tcp:{port}:interface={quoted(host)}"],
        ready_callable=ready,
        server_name="printfarm",
        proxy_forwarded_address_header="X-Forwarded-For" if behind_proxy else None,
        proxy_forwarded_port_header="X-Forwarded-Port" if behind_proxy else None,
        proxy_forwarded_proto_header="X-Forwarded-Proto" if behind_proxy else None,
    )


def serve(
    application: Application, host: str, port: int, ready: Callable[[], None] | None = None
) -> bool:
    """Serve `application` until a signal; False if the port was taken (`ready` never ran then)."""
    server = make_server(host, port, ready=ready, application=application)
    server.run()
    return bool(server.listening_addresses)


def farm() -> Application:
    """The farm's ASGI application."""
    from printfarm.asgi import application  # noqa: PLC0415  (loads the settings)

    served: Application = application
    return served


def quoted(host: str) -> str:
    """An address as part of an endpoint description, where colons separate."""
    return host.replace("\\", "\\\\").replace(":", "\\:")


def use_own_folders() -> None:
    """From now on this process keeps its temporary files in the data directory."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "printfarm.settings")
    from django.conf import settings  # noqa: PLC0415  (not before the variable is set)

    folder = settings.DATA_DIR / "tmp"
    for needed in (folder, settings.STATIC_ROOT):
        needed.mkdir(parents=True, exist_ok=True)
    tempfile.tempdir = str(folder)


def main(arguments: list[str] | None = None) -> int:
    """Serve as one process of several; the exit code is 1 if the port is taken."""
    parser = argparse.ArgumentParser("printfarm.server", description="Serve the farm's web side.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument(
        "--behind-proxy", action="store_true", help="believe the X-Forwarded-… headers"
    )
    asked = parser.parse_args(arguments)
    server = make_server(asked.host, asked.port, behind_proxy=asked.behind_proxy)
    server.run()
    if server.listening_addresses:
        return 0
    sys.stderr.write(f"port {asked.port} on {asked.host} is taken\n")
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
