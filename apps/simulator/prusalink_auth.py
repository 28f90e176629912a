"""PrusaLink's two ways to log in: the key as a header, or RFC 2069 digest (Buddy firmware)."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

USER = "maker"
REALM = "Printer API"
NONCE_LIVES_S = 300.0
FIELD = re.compile(r'(\w+)="([^"]*)"')


def md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


class Door:
    """Judges the credentials of a request; a reboot makes every nonce invalid."""

    def __init__(self, password: str, clock: Callable[[], float]) -> None:
        self._password = password
        self._clock = clock
        self.reboot()

    def reboot(self) -> None:
        self._boot = secrets.token_hex(4)
        self._booted_at = self._clock()

    def nonce(self) -> str:
        return f"{self._boot}{int(self._clock() - self._booted_at):08x}"

    def opens_for(self, request: web.Request) -> bool:
        given = request.headers.get("X-Api-Key")
        if given is not None:
            return hmac.compare_digest(given.encode(), self._password.encode())
        return self._digest_fits(request) and self._fresh(_fields(request).get("nonce", ""))

    def challenge(self, request: web.Request) -> str:
        """The WWW-Authenticate header of a refusal."""
        if "X-Api-Key" in request.headers:
            return f'ApiKey realm="{REALM}"'
        stale = "true" if self._digest_fits(request) else "false"
        return f'Digest realm="{REALM}", nonce="{self.nonce()}", stale="{stale}"'

    def _digest_fits(self, request: web.Request) -> bool:
        fields = _fields(request)
        if "nonce" not in fields or "response" not in fields:
            return False
        who = md5(f"{USER}:{REALM}:{self._password}")
        what = md5(f"{request.method}:{request.raw_path}")
        return hmac.compare_digest(md5(f"{who}:{fields['nonce']}:{what}"), fields["response"])

    def _fresh(self, nonce: str) -> bool:
        try:
            made_at = int(nonce[8:], 16)
        except ValueError:
            return False
        age = self._clock() - self._booted_at - made_at
        return nonce.startswith(self._boot) and age < NONCE_LIVES_S


def _fields(request: web.Request) -> dict[str, str]:
    header = request.headers.get("Authorization", "")
    return dict(FIELD.findall(header)) if header.startswith("Digest ") else {}


def guarded_by(door: Door) -> Middleware:
    """A middleware: 401 with a challenge; after one with a body the connection is closed."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        if door.opens_for(request):
            return await handler(request)
        answer = web.Response(
            status=401,
            text="401: Unauthorized",
            headers={"WWW-Authenticate": door.challenge(request)},
        )
        if request.method in ("PUT", "POST"):
            answer.force_close()
        return answer

    return guard
