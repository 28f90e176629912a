"""Reads one file into `Metadata`: both ends for what the slicer says, then every line."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from apps.core.wording import gettext_noop
from apps.gcode import bgcode, dialects, judging, thumbnails, values
from apps.gcode.comments import Comments, comments_of
from apps.gcode.errors import NotGcode
from apps.gcode.lines import chunks, lines
from apps.gcode.metadata import Metadata, Source, Thumbnail
from apps.gcode.reading import Reading
from apps.gcode.sniffing import Format, sniff

END = 1 << 18
PICTURES = 1 << 20
Progress = Callable[[float], None]

__all__ = ["Format", "Metadata", "NotGcode", "read_metadata", "sniff"]


def _silent(_done: float) -> None:
    return None


def read_metadata(path: Path, progress: Progress = _silent) -> Metadata:
    """Everything about the file in bounded memory; `progress` is told fractions from 0 to 1.

    Raises `NotGcode` for what is no G-code, has no command at all, or is damaged binary G-code.
    """
    size = path.stat().st_size
    with path.open("rb") as stream:
        head = stream.read(END)
        if sniff(head) is Format.BGCODE:
            stream.seek(0)
            return _binary(stream, size, progress)
        picture = thumbnails.largest(head + stream.read(PICTURES - END))
        stream.seek(max(size - END, 0))
        tail = stream.read() if size > END else head
        stream.seek(0)
        reading = _read(_told(chunks(stream), size, progress))
    ends = head.decode("utf-8", "replace"), tail.decode("utf-8", "replace")
    comments = comments_of(*ends)
    return _metadata(reading, comments, picture, ends[1], text=True)


def _told(blocks: Iterator[bytes], size: int, progress: Progress) -> Iterator[bytes]:
    done = 0
    for block in blocks:
        yield block
        done += len(block)
        progress(min(done / max(size, 1), 1.0))


def _read(blocks: Iterator[bytes]) -> Reading:
    reading = Reading()
    feed = reading.feed
    for offset, line in lines(blocks):
        feed(offset, line)
    if not reading.commands:
        raise NotGcode(
            "NO_COMMANDS", gettext_noop("The file holds no G-code command, only comments.")
        )
    return reading


def _binary(stream: BinaryIO, size: int, progress: Progress) -> Metadata:
    comments, pictures = Comments(), list[Thumbnail]()

    def texts() -> Iterator[bytes]:
        for block in bgcode.blocks(stream, size):
            if block.kind is bgcode.Kind.GCODE:
                yield block.text()
                progress(stream.tell() / size)
            else:
                _metadata_block(block, comments, pictures)

    reading = _read(texts())
    picture = max(pictures, key=lambda found: found.width * found.height, default=None)
    return _metadata(reading, comments, picture, "", text=False)


def _metadata_block(block: bgcode.Block, comments: Comments, pictures: list[Thumbnail]) -> None:
    if block.kind is bgcode.Kind.THUMBNAIL:
        kind = thumbnails.kind_of(block.content)
        if kind:
            _, width, height = block.parameters
            pictures.append(Thumbnail(kind, width, height, block.content))
        return
    for key, value in block.pairs().items():
        if key == "Producer":
            comments.slicer, _, comments.version = value.partition(" ")
        comments.put(key, value)


def _metadata(
    reading: Reading, comments: Comments, picture: Thumbnail | None, tail: str, *, text: bool
) -> Metadata:
    told = dialects.fields_of(comments)
    found = judging.findings(reading, comments, told, tail, text=text)
    findings = tuple(found)
    merged = told | _seen(reading, told)
    if "filament_g" not in merged:
        weights = dialects.grams(comments, merged.get("filament_mm", ((),))[0])
        if weights:
            merged["filament_g"] = (weights, Source.COMPUTED)
    return Metadata(
        slicer=comments.slicer,
        slicer_version=comments.version,
        **{name: value for name, (value, _) in merged.items()},
        **_plain(reading),
        thumbnail=picture,
        sources={name: source for name, (_, source) in merged.items()},
        findings=findings,
    )


def _seen(reading: Reading, told: dialects.Found) -> dialects.Found:
    """What the commands say where they weigh more than the comments, or where those are mute."""
    heating, motion, found = reading.heating, reading.motion, dict[str, tuple[Any, Source]]()
    heaters = (("nozzle_first_c", "nozzle"), ("bed_c", "bed"), ("chamber_c", "chamber"))
    for name, heater in ((name, getattr(heating, attribute)) for name, attribute in heaters):
        if heater.first is not None:
            found[name] = (heater.first, heater.source)
    for name, highest in (("nozzle_max_c", heating.nozzle), ("bed_max_c", heating.bed)):
        if highest.highest is not None:
            found[name] = (highest.highest, highest.source)
    if reading.layers.starts:
        found["layers"] = (len(reading.layers.starts), Source.COMPUTED)
    if box := motion.bounds.box():
        found["extents"] = (box, Source.COMPUTED)
    if "filament_mm" not in told and (used := _filament(motion.filament)):
        found["filament_mm"] = (used, Source.COMPUTED)
    if "materials" not in told and heating.macro_material:
        found["materials"] = ((values.material(heating.macro_material),), Source.MACRO)
    return found | _time(reading, told)


def _time(reading: Reading, told: dialects.Found) -> dialects.Found:
    if "estimated_s" in told:
        return {}
    if reading.minutes_left:
        return {"estimated_s": (round(reading.minutes_left * 60), Source.COMMAND)}
    if reading.motion.seconds >= 1:
        return {"estimated_s": (round(reading.motion.seconds), Source.COMPUTED)}
    return {}


def _filament(used: dict[int, float]) -> tuple[float, ...]:
    if not any(length > 0 for length in used.values()):
        return ()
    return tuple(round(max(used.get(tool, 0.0), 0.0), 2) for tool in range(max(used) + 1))


def _plain(reading: Reading) -> dict[str, Any]:
    return {
        "tools": tuple(sorted(reading.tools)),
        "filament_changes": reading.filament_changes,
        "object_count": reading.object_count,
        "prime_extents": reading.motion.prime.box(),
        "travel_extents": reading.motion.travel.box(),
        "homes": _homes(reading),
        "heats": _heats(reading),
        "layer_offsets": reading.layers.starts,
        "first_layer_end_offset": reading.layers.first_end,
    }


def _homes(reading: Reading) -> bool | None:
    if reading.homed >= set("XYZ"):
        return True
    return None if reading.macro_may_act else False


def _heats(reading: Reading) -> bool | None:
    if reading.heating.nozzle.first is not None:
        return True
    return None if reading.macro_may_act else False
