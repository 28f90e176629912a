"""Answers for whoever watches the process: alive, and ready."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.operations import dependencies

log = logging.getLogger(__name__)


@never_cache
@require_safe
def alive(request: HttpRequest) -> JsonResponse:
    """The process serves requests; asks nothing else."""
    return JsonResponse({"status": "alive"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Each dependency by its name, `ok` or `failed`; 503 if one fails. The reasons are in the log."""
    answers = {name: _answer(name, ask) for name, ask in dependencies.ALL.items()}
    is_ready = all(answer == "ok" for answer in answers.values())
    body = {"status": "ready" if is_ready else "not ready", "checks": answers}
    return JsonResponse(body, status=200 if is_ready else 503)


def _answer(name: str, ask: Callable[[], str]) -> str:
    try:
        ask()
    except Exception:
        log.warning("not ready: %s", name, exc_info=True)
        return "failed"
    return "ok"
