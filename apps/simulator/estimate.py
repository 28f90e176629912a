"""How long a print takes, in the words of the slicer that made the file."""

import mmap
import re

ESTIMATE = re.compile(rb"; estimated printing time \(normal mode\)\s*=\s*([0-9dhms ]+)")
CURA_TIME = re.compile(rb"^;TIME:(\d+)", re.MULTILINE)
CURA_PLACEHOLDER_S = 6666.0
SPAN = re.compile(rb"(\d+)([dhms])")
UNIT_S = {b"d": 86400, b"h": 3600, b"m": 60, b"s": 1}


def estimated_s(data: "bytes | mmap.mmap") -> float | None:
    """The slicer's own estimate in seconds, None where there is none."""
    found = ESTIMATE.search(data, max(0, len(data) - 200_000)) or ESTIMATE.search(data, 0, 50_000)
    if found:
        return float(sum(int(n) * UNIT_S[unit] for n, unit in SPAN.findall(found[1])))
    cura = CURA_TIME.search(data, 0, 50_000)
    if cura and float(cura[1]) != CURA_PLACEHOLDER_S:
        return float(cura[1])
    return None
