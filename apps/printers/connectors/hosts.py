"""Recognise a host by its answers, to tell what stands where another was expected."""

import re

from apps.core.wording import gettext_noop
from apps.printers.connectors.answers import inner, is_page, mapping, text
from apps.printers.port import Call, Conversation, Kind, Rejected, Reply

NAMES = {
    Kind.OCTOPRINT: "OctoPrint",
    Kind.MOONRAKER: "Moonraker",
    Kind.PRUSALINK: "PrusaLink",
}
TITLE = re.compile(r"<title[^>]*>([^<]{1,80})</title>", re.IGNORECASE)


def kind_of(version: Reply) -> Kind | None:
    """Whose answer to `/api/version` this is; Moonraker plays OctoPrint there and says so."""
    said = text(mapping(version.content).get("text"))
    if version.status != 200 or not said:
        return None
    if "moonraker" in said.lower():
        return Kind.MOONRAKER
    return next((kind for kind, name in NAMES.items() if said.startswith(name)), None)


def is_moonraker(info: Reply) -> bool:
    """Whether this answer to `/server/info` is Moonraker's."""
    return info.status == 200 and "klippy_state" in inner(info.content, "result")


def refuse_stranger(expected: Kind, first: Reply) -> Conversation[Rejected]:
    """The refusal that names what answered `first` where `expected` was declared."""
    found = yield from _found(first)
    name = NAMES[expected]
    return Rejected(
        gettext_noop(
            "%(said)s answers here, %(name)s was expected: check the address and the kind."
        )
        % {"said": found, "name": name}
    )


def _found(first: Reply) -> Conversation[str]:
    kind = kind_of(first) or kind_of((yield Call("GET", "/api/version")))
    if kind is None and is_moonraker((yield Call("GET", "/server/info"))):
        kind = Kind.MOONRAKER
    return NAMES[kind] if kind else _something(first)


def _something(reply: Reply) -> str:
    if not is_page(reply.content):
        return gettext_noop("Something that answers HTTP %(status)s") % {"status": reply.status}
    title = TITLE.search(text(reply.content))
    return (
        gettext_noop("A web page (%(title)s)") % {"title": title[1].strip()}
        if title
        else gettext_noop("A web page")
    )
