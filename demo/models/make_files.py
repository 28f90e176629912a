"""Slices the demo's models with PrusaSlicer's own bundled profiles: `make_files.py TARGET TINY`."""

import base64
import configparser
import json
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import draw
import make_models

PROFILES = Path("/usr/share/PrusaSlicer/profiles")
OMITTED = ("inherits", "alias", "renamed_from", "compatible_printers_condition")
ENDER = (
    "Creality.ini",
    "Creality Ender-3 (0.4 mm nozzle)",
    "0.24 mm DRAFT (0.4 mm nozzle) @CREALITY",
)
VORON = ("Voron.ini", "Voron_v2_250 0.4 nozzle", "0.3mm 0.4nozzle V2")
MK3S = ("PrusaResearch.ini", "Original Prusa i3 MK3S & MK3S+", "0.20mm QUALITY @MK3")
# 2.5 writes Voron files as Marlin; Klipper hosts without the macros must print them too.
PLAIN = {
    "start_gcode": r"G28 ; home all axes\nG1 Z5 F3000\n",
    "end_gcode": r"M104 S0\nM140 S0\nM107\nG91\nG1 Z5 F600\nG90\nM84\n",
}
PETG = {"filament_type": "PETG"}
TINY = {
    "skirts": "0",
    "brim_width": "0",
    "layer_height": "0.2",
    "first_layer_height": "0.2",
    "temperature": "180",
    "first_layer_temperature": "180",
    "bed_temperature": "60",
    "first_layer_bed_temperature": "60",
    "min_print_speed": "20",
    "slowdown_below_layer_time": "0",
}
BRIEF_START = r"G90\nM83\nM140 S60\nM104 S180\nG28\nM190 S60\nM109 S180\n"
BRIEF_END = r"M104 S0\nM140 S0\nM107\nM84\n"


@dataclass(frozen=True)
class Recipe:
    """One file: what is sliced, with which profiles, changed how, and its colour."""

    name: str
    model: str
    machine: tuple[str, str, str]
    filament: str
    centre: str
    colour: str
    changes: dict[str, str] = field(default_factory=dict)


RECIPES = (
    Recipe("washer_pla_ender3", "washer", ENDER, "Generic PLA @CREALITY", "117,117", "#F2754E"),
    Recipe("hook_petg_ender3", "hook", ENDER, "Generic PETG @CREALITY", "117,117", "#2F6FDE"),
    Recipe("key_tag_pla_ender3", "key_tag", ENDER, "Generic PLA @CREALITY", "117,117", "#F2C94C"),
    Recipe(
        "cable_clip_pla_voron",
        "cable_clip",
        VORON,
        "Basic PLA @VORON",
        "125,125",
        "#4C9F70",
        PLAIN,
    ),
    Recipe(
        "knob_petg_voron",
        "knob",
        VORON,
        "Basic PET @VORON",
        "125,125",
        "#D64550",
        PLAIN | PETG,
    ),
    Recipe("spacer_pla_voron", "spacer", VORON, "Basic PLA @VORON", "125,125", "#8A8D91", PLAIN),
    Recipe("spacer_petg_mk3s", "spacer", MK3S, "Generic PETG", "125,105", "#FF8000"),
    Recipe("key_tag_pla_mk3s", "key_tag", MK3S, "Prusament PLA", "125,105", "#3FB8AF"),
    Recipe("hook_pla_mk3s", "hook", MK3S, "Prusament PLA", "125,105", "#7A5AA6"),
)
TINIES = (
    Recipe(
        "tiny_octoprint",
        "ring",
        ENDER,
        "Generic PLA @CREALITY",
        "30,30",
        "",
        TINY | {"start_gcode": BRIEF_START, "end_gcode": BRIEF_END},
    ),
    Recipe(
        "tiny_klipper",
        "ring",
        VORON,
        "Basic PLA @VORON",
        "30,30",
        "",
        TINY | {"start_gcode": BRIEF_START, "end_gcode": BRIEF_END},
    ),
    Recipe(
        "tiny_mk3s",
        "ring",
        MK3S,
        "Prusament PLA",
        "30,30",
        "",
        TINY | {"start_gcode": BRIEF_START, "end_gcode": BRIEF_END},
    ),
)


def flattened(bundle: configparser.RawConfigParser, kind: str, name: str) -> dict[str, str]:
    """A profile of a vendor's bundle with everything that it inherits."""
    section = bundle[f"{kind}:{name}"]
    values: dict[str, str] = {}
    for parent in filter(None, map(str.strip, section.get("inherits", "").split(";"))):
        values |= flattened(bundle, kind, parent)
    return values | dict(section)


def settings(recipe: Recipe) -> dict[str, str]:
    bundle = configparser.RawConfigParser(strict=False, delimiters=("=",), comment_prefixes=("#",))
    bundle.read(PROFILES / recipe.machine[0], encoding="utf-8")
    values: dict[str, str] = {}
    names = {"printer": recipe.machine[1], "print": recipe.machine[2], "filament": recipe.filament}
    for kind, name in names.items():
        values |= flattened(bundle, kind, name) | {f"{kind}_settings_id": name}
    values |= {"gcode_label_objects": "1"} | recipe.changes
    if recipe.colour:
        values |= {"filament_colour": recipe.colour}
    return {key: text for key, text in values.items() if key not in OMITTED}


def sliced(recipe: Recipe, work: Path, target: Path) -> Path:
    config, output = work / f"{recipe.name}.ini", target / f"{recipe.name}.gcode"
    lines = [f"{key} = {text}" for key, text in settings(recipe).items()]
    config.write_text("\n".join(lines) + "\n", encoding="utf-8")
    command = ["prusa-slicer", "--export-gcode", "--load", str(config), "--center", recipe.centre]
    subprocess.run(  # noqa: S603
        [*command, "--output", str(output), str(work / f"{recipe.model}.stl")],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return output


def with_thumbnail(path: Path, recipe: Recipe) -> None:
    """Adds the picture that the slicer draws only where it has a screen."""
    image = draw.picture(make_models.MODELS[recipe.model](), 220, 124, recipe.colour)
    text = base64.b64encode(image).decode()
    rows = "\n".join(f"; {text[i : i + 78]}" for i in range(0, len(text), 78))
    block = f";\n; thumbnail begin 220x124 {len(text)}\n{rows}\n; thumbnail end\n;\n"
    first, rest = path.read_text(encoding="utf-8").split("\n", 1)
    path.write_text(f"{first}\n\n{block}{rest}", encoding="utf-8")


def described(path: Path) -> dict[str, str | int]:
    text = path.read_text(encoding="utf-8")
    times = re.search(r"estimated printing time \(normal mode\) = (.*)", text)
    parts = re.findall(r"(\d+)([hms])", times.group(1) if times else "")
    seconds = sum(int(count) * {"h": 3600, "m": 60, "s": 1}[unit] for count, unit in parts)
    return {
        "file": path.name,
        "printer_model": _setting(text, "printer_model"),
        "flavour": _setting(text, "gcode_flavor"),
        "material": _setting(text, "filament_type"),
        "colour": _setting(text, "filament_colour"),
        "estimated_s": seconds,
    }


def _setting(text: str, key: str) -> str:
    found = re.search(rf"^; {key} = (.*)$", text, re.MULTILINE)
    return found.group(1) if found else ""


def main(target: Path, tiny: Path) -> None:
    manifest = []
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        make_models.main(work)
        for recipe in RECIPES:
            path = sliced(recipe, work, target)
            with_thumbnail(path, recipe)
            manifest.append(described(path))
        for recipe in TINIES:
            sliced(recipe, work, tiny)
    text = json.dumps(manifest, indent=2)
    (target / "manifest.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
