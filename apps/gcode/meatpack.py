"""Unpacks MeatPack, the four-bit packing of G-code text inside .bgcode (libbgcode 0.2)."""

PLAIN = b"0123456789. \nGX"
SIGNAL = 0xFF
ENABLE, DISABLE, RESET, NO_SPACES, SPACES = 0xFB, 0xFA, 0xF9, 0xF7, 0xF6
E_INSTEAD_OF_SPACE = b"0123456789.E\nGX"


def unpacked(content: bytes) -> bytes:
    """The text of one block; each block is packed by itself."""
    decoder = _Decoder()
    decoder.feed(content)
    return bytes(decoder.out)


class _Decoder:
    __slots__ = ("_first", "_owed", "_packing", "_signals", "_table", "out")

    def __init__(self) -> None:
        self.out = bytearray()
        self._packing = False
        self._table = PLAIN
        self._signals = 0
        self._owed = 0
        self._first: int | None = None

    def feed(self, content: bytes) -> None:
        for byte in content:
            if self._signals == 2:
                self._signals = 0
                self._command(byte)
            elif byte == SIGNAL:
                self._signals += 1
            else:
                if self._signals:
                    self._signals = 0
                    self._take(SIGNAL)
                self._take(byte)

    def _command(self, byte: int) -> None:
        if byte in (ENABLE, DISABLE, RESET):
            self._packing = byte == ENABLE
        if byte in (NO_SPACES, SPACES, RESET):
            self._table = E_INSTEAD_OF_SPACE if byte == NO_SPACES else PLAIN

    def _take(self, byte: int) -> None:
        if not self._packing:
            self.out.append(byte)
        elif self._owed:
            self._pay(byte)
        else:
            self._pair(byte & 0xF, byte >> 4)

    def _pair(self, low: int, high: int) -> None:
        """Two characters; 15 means that the character itself follows."""
        if low != 15:
            self.out.append(self._table[low])
            if high != 15:
                if self._table[low] != 10:
                    self.out.append(self._table[high])
            else:
                self._owed = 1
        else:
            self._owed = 2 if high == 15 else 1
            self._first = None if high == 15 else self._table[high]

    def _pay(self, byte: int) -> None:
        self._owed -= 1
        self.out.append(byte)
        if self._first is not None:
            if byte != 10:
                self.out.append(self._first)
            self._first = None
