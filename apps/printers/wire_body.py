"""A file as the body of a request, read block by block and never held whole."""

import secrets
from collections.abc import Callable, Iterator

from apps.core.wording import gettext_noop
from apps.printers.port import FileBody, Rejected

BLOCK = 16 * 1024
"""One block must leave within the send timeout, even at a few kB/s."""


class BodyStream:
    """Iterates over the bytes of a body; its length is known beforehand, as hosts demand.

    Raises Rejected where the file is missing, empty or has another size than declared.
    """

    def __init__(self, body: FileBody, progress: Callable[[int], None] | None = None) -> None:
        self._body = body
        self._progress = progress
        self._head, self._tail = b"", b""
        self.content_type = body.content_type
        if body.form_field:
            self._frame(f"farm-{secrets.token_hex(16)}")
        self._check()

    def __len__(self) -> int:
        return len(self._head) + self._body.size + len(self._tail)

    def __iter__(self) -> Iterator[bytes]:
        sent = 0
        if self._head:
            yield self._head
        for block in self._blocks():
            yield block
            sent += len(block)
            if self._progress is not None:
                self._progress(sent)
        if self._tail:
            yield self._tail

    def _blocks(self) -> Iterator[bytes]:
        left = self._body.size
        with self._body.path.open("rb") as file:
            while left and (block := file.read(min(BLOCK, left))):
                left -= len(block)
                yield block
        if left:
            raise OSError(gettext_noop("the file became shorter while it was sent"))

    def _check(self) -> None:
        try:
            size = self._body.path.stat().st_size
        except OSError as error:
            raise Rejected(gettext_noop("The file to send cannot be read.")) from error
        if size != self._body.size or size == 0:
            raise Rejected(
                gettext_noop("The file to send has %(size)s bytes, %(declared)s were declared.")
                % {"size": size, "declared": self._body.size}
            )

    def _frame(self, boundary: str) -> None:
        """RFC 7578: the small fields first, then the file."""
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in self._body.fields.items()
        ]
        name = self._body.filename.replace('"', "").replace("\r", "").replace("\n", "")
        parts.append(
            f"--{boundary}\r\nContent-Disposition: form-data; "
            f'name="{self._body.form_field}"; filename="{name}"\r\n'
            f"Content-Type: {self._body.content_type}\r\n\r\n"
        )
        self._head = "".join(parts).encode()
        self._tail = f"\r\n--{boundary}--\r\n".encode()
        self.content_type = f"multipart/form-data; boundary={boundary}"
