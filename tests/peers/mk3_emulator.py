"""An emulated Prusa MK3S on a pseudo terminal; faults as lines of text on a TCP port."""

import argparse
import logging
import os
import pty
import select
import socketserver
import threading
import time
import tty
from pathlib import Path

from tests.peers.mk3_printer import Printer

IDLE_S = 0.05
log = logging.getLogger("mk3")


class SerialLine:
    """The printer's end of the line, written to by two threads."""

    def __init__(self, link: Path) -> None:
        self.end, other_end = pty.openpty()
        self._lock = threading.Lock()
        tty.setraw(self.end)
        tty.setraw(other_end)
        os.set_blocking(self.end, False)
        link.symlink_to(os.ttyname(other_end))

    def say(self, *lines: str) -> None:
        """Writes the lines whole; waits while the reader is slow."""
        data = "".join(f"{line}\n" for line in lines).encode()
        with self._lock:
            while data:
                try:
                    data = data[os.write(self.end, data) :]
                except BlockingIOError:
                    time.sleep(0.002)

    def read(self) -> bytes:
        """What has come in the next moment, or nothing."""
        ready, _, _ = select.select([self.end], [], [], IDLE_S)
        try:
            return os.read(self.end, 4096) if ready else b""
        except OSError:
            return b""


def serve_faults(printer: Printer, port: int) -> None:
    """Lets the printer obey each line that comes to the port, from a thread of its own."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            for order in self.rfile:
                answer = printer.obey(order.decode().strip())
                self.wfile.write(f"{answer}\n".encode())

    server = socketserver.ThreadingTCPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()


def serve_line(printer: Printer, line: SerialLine) -> None:
    """Gives the printer line after line, for ever."""
    waiting = b""
    while True:
        printer.tick()
        *lines, waiting = (waiting + line.read()).split(b"\n")
        for raw in lines:
            if text := raw.decode("latin1").strip():
                _receive(printer, text)


def _receive(printer: Printer, text: str) -> None:
    try:
        printer.receive(text)
    except Exception:
        log.exception("could not carry out %r", text)
        printer.say("ok")


def main() -> None:
    """Runs until it is killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--link", type=Path, required=True)
    parser.add_argument("--control-port", type=int, required=True)
    parser.add_argument("--speed", type=float, default=20.0)
    given = parser.parse_args()
    line = SerialLine(given.link)
    printer = Printer(line.say, given.speed)
    serve_faults(printer, given.control_port)
    serve_line(printer, line)


if __name__ == "__main__":
    main()
