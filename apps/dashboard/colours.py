"""Colours of filament: from the word somebody typed to what the ring shows."""

import re

_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_WORDS = {
    "black": "#1c1c1e", "schwarz": "#1c1c1e",
    "white": "#f4f4f2", "weiß": "#f4f4f2", "weiss": "#f4f4f2",
    "grey": "#8b9098", "gray": "#8b9098", "grau": "#8b9098", "silver": "#b9bec5", "silber": "#b9bec5",
    "red": "#d1342c", "rot": "#d1342c",
    "orange": "#f08a24",
    "yellow": "#f2c724", "gelb": "#f2c724", "gold": "#c9a13b",
    "green": "#2f9e57", "grün": "#2f9e57", "gruen": "#2f9e57",
    "blue": "#2f62d9", "blau": "#2f62d9",
    "purple": "#7f46c5", "violet": "#7f46c5", "violett": "#7f46c5", "lila": "#7f46c5",
    "pink": "#e773b3", "rosa": "#e773b3", "magenta": "#cf2e8d",
    "brown": "#7a5230", "braun": "#7a5230",
    "natural": "#e6dfcb", "natur": "#e6dfcb", "beige": "#d9c7a3", "transparent": "#e3e8ec",
    "turquoise": "#27a6a4", "türkis": "#27a6a4", "teal": "#27a6a4",
}  # fmt: skip


def shade(name: str) -> str:
    """The colour that `name` means as #rrggbb; empty when it is not known.

    Hex codes stand for themselves; of several words the last known one counts
    ("Galaxy Black" is black).
    """
    text = name.strip().lower()
    if _HEX.fullmatch(text):
        return text
    known = [_WORDS[word] for word in re.findall(r"[^\W\d_]+", text) if word in _WORDS]
    return known[-1] if known else ""


def spoken(name: str) -> str:
    """What stands beside the ring: the word; a bare hex code says nothing to people."""
    return "" if _HEX.fullmatch(name.strip()) else name
