"""What was lost when a host did not answer: one sentence for what HTTP libraries raise."""

from collections.abc import Iterator

from apps.core.wording import gettext_noop

LOSSES = (
    (
        ("connectionrefused", "connection refused", "connect call failed"),
        gettext_noop("The connection was refused: nothing listens at this address."),
    ),
    (
        ("nameresolution", "name or service not known", "getaddrinfo", "dnserror", "gaierror"),
        gettext_noop("The name of the host is not known."),
    ),
    (
        ("no route to host", "network is unreachable"),
        gettext_noop("There is no way through the network to this address."),
    ),
    (("certificate",), gettext_noop("The certificate of the host is not trusted.")),
    (
        ("badstatusline", "badhttpmessage", "badstatus", "invalid http", "expected http"),
        gettext_noop("What answers here does not speak HTTP."),
    ),
    (("timeout", "timed out"), gettext_noop("No answer in time.")),
    (
        ("disconnected", "reset by peer", "connection aborted", "broken pipe", "incompleteread"),
        gettext_noop("The connection was cut off in the middle."),
    ),
)
"""Signs of a loss in what the libraries raise, and the sentence for people; the first that fits."""


def reason_of(error: BaseException) -> str:
    """What was lost, as a sentence; a loss of an unknown kind by its name and text."""
    seen = " ".join(f"{type(one).__name__} {one}" for one in _causes(error)).lower()
    for signs, sentence in LOSSES:
        if any(sign in seen for sign in signs):
            return sentence
    said = str(error).split("(Caused by ")[-1]
    return f"{type(error).__name__}: {said}"[:300] if said else type(error).__name__


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and everything behind it; libraries wrap several times."""
    found: BaseException | None = error
    for _ in range(8):
        if found is None:
            return
        yield found
        found = found.__cause__ or found.__context__
