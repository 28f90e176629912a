"""Every error of the API as `application/problem+json` (RFC 9457)."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.core import signals
from django.core.exceptions import (
    BadRequest,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.core.exceptions import PermissionDenied as Forbidden
from django.db.models import ProtectedError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response

from apps.core.errors import Conflict, FarmError, Unavailable
from apps.core.speaking import spoken

log = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"
OWN_STATUS = {
    "NOT_FOUND": HTTPStatus.NOT_FOUND,
    "FILE_TOO_LARGE": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
}
CODES = {
    "invalid": "INVALID",
    "parse_error": "MALFORMED",
    "error": "ERROR",
    "permission_denied": "FORBIDDEN",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong; `errors` holds messages by field, nested fields as `slots.0.nozzle`."""

    status: int
    code: str
    detail: str
    errors: dict[str, list[str]] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def body(self) -> dict[str, Any]:
        """The members of the JSON object."""
        title = HTTPStatus(self.status).phrase
        members: dict[str, Any] = {"type": "about:blank", "title": title, "status": self.status}
        members |= {"detail": self.detail, "code": self.code}
        return {**members, "errors": self.errors} if self.errors else members


def handle(error: Exception, context: dict[str, Any]) -> Response:
    """Answer an exception of a view; what nobody expected is logged and answered with 500."""
    problem = problem_of(error)
    if problem is None:
        request = getattr(context.get("request"), "_request", None)
        log.error("error in %s", getattr(request, "path", "a view"), exc_info=error)
        signals.got_request_exception.send(sender=None, request=request)
        problem = Problem(500, "INTERNAL", _("The farm made a mistake; its log says more."))
    return Response(
        problem.body, problem.status, headers=problem.headers, content_type=CONTENT_TYPE
    )


def problem_of(error: Exception) -> Problem | None:
    """The problem that an expected exception stands for; None for others."""
    match error:
        case FarmError():
            return _of_farm(error)
        case exceptions.ValidationError():
            return _of_fields(error)
        case exceptions.APIException():
            return _of_rest(error)
        case Http404():
            return Problem(404, "NOT_FOUND", str(error) or _("Not found."))
        case Forbidden():
            return Problem(403, "FORBIDDEN", str(error) or _("This is not allowed."))
        case RequestDataTooBig():
            return Problem(413, "BODY_TOO_LARGE", _("The fields of the request are too large."))
        case SuspiciousOperation() | BadRequest():
            return Problem(400, "MALFORMED", _("The request can not be understood."))
        case ProtectedError():
            return _of_protected(error)
    return None


def _of_farm(error: FarmError) -> Problem:
    if isinstance(error, Conflict):
        status: int = HTTPStatus.CONFLICT
    elif isinstance(error, Unavailable):
        status = HTTPStatus.SERVICE_UNAVAILABLE
    else:
        status = OWN_STATUS.get(error.code, HTTPStatus.BAD_REQUEST)
    return Problem(status, error.code, spoken(error.message), _spoken(error))


def _spoken(error: FarmError) -> dict[str, list[str]]:
    return {field: [spoken(text) for text in texts] for field, texts in error.errors.items()}


def _of_fields(error: exceptions.ValidationError) -> Problem:
    errors: dict[str, list[str]] = {}
    for path, text in _flat(error.detail):
        errors.setdefault(path, []).append(text)
    path, texts = next(iter(errors.items()), ("", [_("Invalid.")]))
    detail = f"{path}: {texts[0]}" if path else texts[0]
    return Problem(400, "INVALID", detail, {name: errors[name] for name in errors if name})


def _flat(detail: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Pairs of dotted path and message."""
    if isinstance(detail, dict):
        for key, value in detail.items():
            own = "" if key == "non_field_errors" else str(key)
            yield from _flat(value, ".".join(part for part in (path, own) if part))
    elif isinstance(detail, list):
        for index, value in enumerate(detail):
            nested = isinstance(value, dict | list)
            yield from _flat(value, f"{path}.{index}" if nested else path)
    else:
        yield path, str(detail)


def _of_rest(error: exceptions.APIException) -> Problem:
    code = str(error.get_codes())
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = str(challenge)
    if (wait := getattr(error, "wait", None)) is not None:
        headers["Retry-After"] = str(int(wait) + 1)
    return Problem(
        error.status_code, CODES.get(code, code.upper()), str(error.detail), headers=headers
    )


def _of_protected(error: ProtectedError) -> Problem:
    users = ", ".join(sorted(str(each) for each in error.protected_objects)[:5])
    detail = _("This is still in use by: %(users)s") % {"users": users}
    return Problem(409, "IN_USE", detail)
