"""Names and passwords in URLs: for the one request that needs them, and out of all else."""

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from pipelines.sources import Source

# Greedy: a password may hold an @ that nobody encoded.
_USERINFO = re.compile(r"(?<=://)[^\s/?#]*@")
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Login:
    """What a URL said of user and password, ``url`` being the rest of it."""

    url: str
    user: str
    password: str = field(repr=False)

    @property
    def basic_auth(self) -> str:
        """The value of an Authorization header: Basic, in UTF-8 (RFC 7617)."""
        pair = f"{self.user}:{self.password}".encode()
        return f"Basic {base64.b64encode(pair).decode('ascii')}"


def without_logins(text: str) -> str:
    """Return ``text``, a URL or words around some, without user information in its URLs."""
    return _USERINFO.sub("", text) if "@" in text else text


def split_login(url: str) -> tuple[str, Login | None]:
    """Return a URL without its user information, and that, None if there was none.

    What stands for other signs (``%40``) is undone. Text that is no URL comes back as it is.
    """
    try:
        parts = urlsplit(url)
        user, password = parts.username, parts.password
    except ValueError:
        return url, None
    if user is None:
        return url, None
    plain = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    return plain, Login(plain, unquote(user), unquote(password or ""))


def source_without_logins(source: Source) -> Source:
    """Return a source as it may be stored and shown."""
    plain: dict[str, Any] = {
        one.name: _stripped(value)
        for one in fields(source)
        if "@" in str(value := getattr(source, one.name))  # as in every URL with a login
        and isinstance(value, str | tuple)
    }
    return replace(source, **plain) if plain else source


def _stripped(value: str | tuple[object, ...]) -> object:
    if isinstance(value, str):
        return without_logins(value)
    return tuple(without_logins(one) if isinstance(one, str) else one for one in value)


def logins_of(urls: Iterable[str]) -> tuple[Login, ...]:
    """Return the logins that stand in ``urls``."""
    return tuple(login for _, login in map(split_login, urls) if login)


def login_for(logins: Iterable[Login], url: str) -> Login | None:
    """Return the login for ``url``: its own, else one for the same scheme, host and port."""
    near = [login for login in logins if is_same_origin(login.url, url)]
    return next((login for login in near if login.url == url), near[0] if near else None)


def is_same_origin(one: str, other: str) -> bool:
    """Tell whether two URLs are of one origin: scheme, host and port (RFC 6454)."""
    try:
        return _origin(urlsplit(one)) == _origin(urlsplit(other))
    except ValueError:
        return False


def _origin(parts: SplitResult) -> tuple[str, str, int | None]:
    return parts.scheme, parts.hostname or "", parts.port or _PORTS.get(parts.scheme)
