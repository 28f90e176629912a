"""How every button of a page ends: done with a word, or refused with the reason."""

import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from apps.core.errors import Conflict, FarmError, Refused, Unavailable
from apps.core.speaking import spoken

STATUS: dict[type[FarmError], tuple[int, str]] = {
    Refused: (422, "refused"),
    Conflict: (409, "conflict"),
    Unavailable: (503, "unavailable"),
}


def act(
    request: HttpRequest,
    do: Callable[[], Any],
    done: str,
    then: Callable[[], str] | None = None,
) -> HttpResponse:
    """Call the service; tell `done` in a toast, or the error's message in a dialog.

    With htmx the page stays and refreshes its regions, or goes to the address that `then` gives;
    without scripts it is a redirect, and an error is a page.
    """
    try:
        do()
    except FarmError as error:
        return refusal(request, error)
    return _done(request, done, then() if then else "")


def refusal(request: HttpRequest, error: FarmError) -> HttpResponse:
    """The error as the page shows it."""
    status, kind = next((s for k, s in STATUS.items() if isinstance(error, k)), (422, "refused"))
    told = {
        "kind": kind,
        "code": error.code,
        "message": spoken(error.message),
        "errors": _spoken(error),
    }
    if not getattr(request, "htmx", False):
        return render(request, "dashboard/refused.html", {"error": told}, status=status)
    return _triggering(HttpResponse(status=status), {"farm:trouble": told})


def _spoken(error: FarmError) -> dict[str, list[str]]:
    return {field: [spoken(text) for text in texts] for field, texts in error.errors.items()}


def _done(request: HttpRequest, done: str, then: str) -> HttpResponse:
    if not getattr(request, "htmx", False):
        return HttpResponseRedirect(then or _back(request))
    response = HttpResponse(status=204)
    if then:
        response["HX-Redirect"] = then
    return _triggering(response, {"farm:toast": {"text": str(done)}, "farm:changed": {}})


def _back(request: HttpRequest) -> str:
    came_from = request.META.get("HTTP_REFERER", "")
    is_ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()})
    return came_from if is_ours else "/"


def _triggering(response: HttpResponse, events: dict[str, Any]) -> HttpResponse:
    """ASCII JSON: headers carry no other letters."""
    response["HX-Trigger"] = json.dumps(events)
    return response
