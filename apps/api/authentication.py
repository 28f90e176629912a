"""Who calls: `Authorization: Token …`, or the slicers' `X-Api-Key`."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from apps.accounts.models import ApiToken
from apps.accounts.services import recognise

if TYPE_CHECKING:
    from django.contrib.auth.models import User

KEYWORD = "Token"


class TokenAuthentication(BaseAuthentication):
    """Recognises a token of the farm; first in the list, so that a stranger gets 401 and not 403."""

    def authenticate(self, request: Request) -> "tuple[User, ApiToken] | None":
        """The token's owner and the token; None without one, AuthenticationFailed with a wrong one."""
        secret = secret_in(request)
        if secret is None:
            return None
        token = recognise(secret)
        if token is None:
            raise AuthenticationFailed(_("The token is unknown, expired or revoked."))
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """What a 401 asks for."""
        return KEYWORD


def secret_in(request: Request) -> str | None:
    """The secret that the request carries, if any."""
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() in {"token", "bearer"}:
        return secret.strip()
    return request.headers.get("X-Api-Key")
