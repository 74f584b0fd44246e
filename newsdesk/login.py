"""A password before the desk: whoever others can reach asks for it; a signed cookie remembers.

The cookie holds when it ends and is signed with a key that only this process knows: who restarts
the desk, or changes the password, signs everybody out. Feed readers and scripts cannot fill in a
form: where they read, they may give the password with each request (RFC 7617).
"""

import asyncio
import base64
import binascii
import hashlib
import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from newsdesk.policy import App, Receive, Scope, Send, with_policy
from pipelines.exports.formats import FORMATS

PATH = "/-/login"
COOKIE = "khabardar_login"
LASTS_S = 14 * 24 * 3600
MOST_TRIES = 10
TRIES_S = 300.0
"""So many wrong passwords may come from one address in so many seconds."""
MOST_IN_ALL = 100
"""So many may come from all together in that time, for who has many addresses."""
TOO_MANY = "Too many wrong passwords. Wait five minutes, then try again."
WRONG = "That is not the password. Ask whoever runs this desk."
_BASIC = ((b"www-authenticate", b'Basic realm="khabardar", charset="UTF-8"'),)
_LONGEST_FORM = 4096
_COST, _BLOCK, _LANES, _MEMORY = 2**15, 8, 3, 2**26
"""N, r and p of scrypt, one of the settings of OWASP's Password Storage Cheat Sheet (32 MiB)."""
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<title>Password - khabardar</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="/desk/icon.svg">
<link rel="stylesheet" href="/desk/desk.css">
</head>
<body>
<main class="kh-login">
<h1>khabardar</h1>
<p>These pages are for people who know the password. Whoever runs this desk can tell it to you.</p>
{fault}
<form method="post" action="{path}">
<p><label>Password <input type="password" name="password" autocomplete="current-password" required
autofocus></label></p>
<p><input type="submit" value="Open the pages"></p>
</form>
<p>This browser is remembered for 14 days, or until the desk is started anew.</p>
</main>
</body>
</html>
"""


class Login:
    """What knows the password and who has given it."""

    def __init__(self, password: str, clock: Callable[[], float] = time.time) -> None:
        self._salt = secrets.token_bytes(16)
        self._key = secrets.token_bytes(32)
        self._hash = self._hashed(password)
        self._clock = clock
        self._wrong: OrderedDict[str, list[float]] = OrderedDict()

    def _hashed(self, password: str) -> bytes:
        return hashlib.scrypt(
            password.encode(), salt=self._salt, n=_COST, r=_BLOCK, p=_LANES, maxmem=_MEMORY
        )

    def is_right(self, password: str) -> bool:
        """Tell whether this is the password; takes as long if it is not."""
        return hmac.compare_digest(self._hashed(password), self._hash)

    def ticket(self) -> str:
        """Return what a browser shows from now on in place of the password."""
        ends = str(int(self._clock()) + LASTS_S)
        return f"{ends}.{self._signed(ends)}"

    def knows(self, ticket: str) -> bool:
        """Tell whether ``ticket`` was given out by this process and has not ended."""
        ends, _, signed = ticket.partition(".")
        right = hmac.compare_digest(signed.encode(), self._signed(ends).encode())
        return right and int(ends) > self._clock()

    def _signed(self, ends: str) -> str:
        return hmac.new(self._key, ends.encode(), hashlib.sha256).hexdigest()

    def may_try(self, address: str) -> bool:
        """Tell whether an address may try a password now, and count the try."""
        now = self._clock()
        for known, tries in list(self._wrong.items()):
            tries[:] = [at for at in tries if at > now - TRIES_S]
            if not tries:
                del self._wrong[known]
        mine = self._wrong.setdefault(address, [])
        if len(mine) >= MOST_TRIES or sum(map(len, self._wrong.values())) >= MOST_IN_ALL:
            return False
        mine.append(now)
        return True

    def forgive(self, address: str) -> None:
        """Forget the tries of an address that gave the right password."""
        self._wrong.pop(address, None)


def behind_login(app: App, login: Login) -> App:
    """Return ``app`` for browsers that gave the password; others get a page that asks for it."""
    hashing = asyncio.Semaphore(2)

    async def right(password: str) -> bool:
        async with hashing:
            return await asyncio.to_thread(login.is_right, password)

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
        elif scope["path"] == PATH and scope["method"] == "POST":
            await _try(scope, receive, send, login, right)
        elif login.knows(_cookie(scope)):
            await app(scope, receive, send)
        elif scope["path"].startswith("/desk/") or scope["path"] == "/robots.txt":
            await app(scope, receive, send)  # styles, which tell nothing
        elif not _is_for_programs(scope):
            await _ask(send, 401, "")
        elif (given := _given(scope)) is None:
            await _ask(send, 401, "", _BASIC)
        elif not login.may_try(_address(scope)):
            await _ask(send, 429, TOO_MANY)
        elif await right(given):
            login.forgive(_address(scope))
            await app(scope, receive, send)
        else:
            await _ask(send, 401, WRONG, _BASIC)

    return with_policy(guarded)


def _is_for_programs(scope: Scope) -> bool:
    """Tell whether something is asked for that feed readers, scripts or watchdogs read."""
    name = str(scope["path"]).rpartition("/")[2]
    reads = scope["method"] in ("GET", "HEAD")
    return reads and (name.partition(".")[2] in FORMATS or scope["path"] == "/-/health")


def _given(scope: Scope) -> str | None:
    """Return the password that came with a request, whatever the user's name; None if none did."""
    said = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
    kind, _, coded = said.decode("latin-1").partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        named = base64.b64decode(coded, validate=True).decode("utf8")
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return named.partition(":")[2]


def _address(scope: Scope) -> str:
    return str((scope.get("client") or ("",))[0])


async def _ask(
    send: Send, status: int, fault: str, challenge: tuple[tuple[bytes, bytes], ...] = ()
) -> None:
    said = f'<p class="kh-bad" role="alert">{fault}</p>' if fault else ""
    body = _PAGE.format(path=PATH, fault=said).encode()
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *challenge]})
    await send({"type": "http.response.body", "body": body})


async def _try(
    scope: Scope,
    receive: Receive,
    send: Send,
    login: Login,
    right: Callable[[str], Awaitable[bool]],
) -> None:
    if not login.may_try(_address(scope)):
        await _ask(send, 429, TOO_MANY)
        return
    if not await right(await _password(receive)):
        await _ask(send, 401, WRONG)
        return
    login.forgive(_address(scope))
    cookie = f"{COOKIE}={login.ticket()}; Path=/; Max-Age={LASTS_S}; HttpOnly; SameSite=Lax"
    if scope.get("scheme") == "https":
        cookie += "; Secure"
    headers = [(b"location", b"/"), (b"set-cookie", cookie.encode())]
    await send({"type": "http.response.start", "status": 303, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def _password(receive: Receive) -> str:
    body, more = b"", True
    while more and len(body) <= _LONGEST_FORM:
        event = await receive()
        body += event.get("body", b"")
        more = event.get("more_body", False)
    return parse_qs(body.decode("utf8", "replace")).get("password", [""])[0]


def _cookie(scope: Scope) -> str:
    said = next((value for name, value in scope["headers"] if name == b"cookie"), b"")
    try:
        found = SimpleCookie(said.decode("latin-1")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""
