"""Says in the reader's language what was kept in English: histories, evidence, errors, findings."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from django.utils.translation import get_language, gettext
from django.utils.translation.trans_real import catalog

SENTENCES = frozenset({"said", "error", "reason"})
"""Names of parameters that hold a whole sentence, spoken in its turn."""
STATES = frozenset({"state", "link", "service", "activity", "source", "target", "outcome"})
"""Names of parameters that hold the code of a state, such as `in_service`."""
PLACEHOLDER = re.compile(r"%\((\w+)\)[-#0 +]*\d*(?:\.\d+)?[a-z]")
BETWEEN = re.compile(r"(?<=[.!?]) (?=\S)")
LETTERS = 3
"""A template with fewer letters of its own would be found in everything."""

Template = tuple[re.Pattern[str], str]


def spoken(text: str) -> str:
    """The translation of a stored text, with its values; a text that the farm did not write stays."""
    language = get_language() or "en"
    if not text or language.startswith("en"):
        return text
    return _spoken(language, text)


def rendered(template: str, params: Mapping[str, object]) -> str:
    """The translation of a stored template with its values; raises KeyError if one is missing."""
    if not template:
        return ""
    return _filled(gettext(template), {name: str(value) for name, value in params.items()})


@lru_cache(maxsize=4096)
def _spoken(language: str, text: str) -> str:
    exact = gettext(text)
    if exact != text:
        return exact
    pieces = BETWEEN.split(text)
    if len(pieces) > 1 and all(_matched(language, piece) for piece in pieces):
        return " ".join(_spoken(language, piece) for piece in pieces)
    return _matched(language, text) or " ".join(
        _matched(language, piece) or piece for piece in pieces
    )


def _matched(language: str, text: str) -> str:
    """The translation of the template with most words of its own that this text fits, or nothing."""
    exact = gettext(text)
    if exact != text:
        return exact
    for pattern, translation in _templates(language):
        if found := pattern.fullmatch(text):
            return _filled(translation, found.groupdict())
    return ""


def _filled(translation: str, values: Mapping[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        name = found[1]
        if name in SENTENCES:
            return spoken(values[name])
        return word(values[name]) if name in STATES else values[name]

    return PLACEHOLDER.sub(value, translation).replace("%%", "%")


def word(code: str) -> str:
    """A state's name in the reader's language where it has one, else its code."""
    for known in (code.replace("_", " ").capitalize(), code):
        if known and (translated := gettext(known)) != known:
            return translated
    return code


@lru_cache(maxsize=8)
def _templates(language: str) -> list[Template]:
    """Patterns and translations of all templates of a language, the most telling first."""
    found = sorted(_known(), key=lambda pair: len(PLACEHOLDER.sub("", pair[0])), reverse=True)
    return [(_pattern(template), translation) for template, translation in found]


def _known() -> Iterator[tuple[str, str]]:
    # Django lists a catalogue nowhere; its catalogue for JavaScript reads the same attribute.
    texts = catalog()._catalog  # type: ignore[attr-defined]
    for template, translation in texts.items():
        if isinstance(template, str) and "\x04" not in template and _tells(template):
            yield template, str(translation)


def _tells(template: str) -> bool:
    """Whether it has values, and enough of its own words to be known by them."""
    if not PLACEHOLDER.search(template):
        return False
    own = PLACEHOLDER.sub(" ", template)
    letters, words = re.findall(r"[^\W\d]", own), re.findall(r"\w+", own)
    begins = PLACEHOLDER.match(template) is None
    return len(letters) >= LETTERS and (begins or len(words) > 1 or ":" in own)


def _pattern(template: str) -> re.Pattern[str]:
    parts: list[str] = []
    names: set[str] = set()
    end = 0
    for found in PLACEHOLDER.finditer(template):
        parts.append(re.escape(template[end : found.start()].replace("%%", "%")))
        parts.append(f"(?P={found[1]})" if found[1] in names else f"(?P<{found[1]}>.+?)")
        names.add(found[1])
        end = found.end()
    parts.append(re.escape(template[end:].replace("%%", "%")))
    return re.compile("".join(parts), re.DOTALL)
