"""What a browser may load and run on the desk's pages: what is ours, and nothing else.

Scripts and styles that stand within a page are run only with the nonce of that very answer
(https://www.w3.org/TR/CSP3/#framework-directive-source-list). The nonce is written into the text
of the templates, before a value is filled in: a tag within a value never has one.
"""

import re
import secrets
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from jinja2.ext import Extension

if TYPE_CHECKING:
    from datasette.app import Datasette

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

NO_NEEDS: Mapping[str, str] = {}
_NEEDS: "WeakKeyDictionary[Datasette, dict[str, str]]" = WeakKeyDictionary()
_NONCE: ContextVar[str] = ContextVar("csp_nonce", default="")
_OWN_TAG = re.compile(r"<(script|style)(?=[\s>{])(?![^>]*\bnonce=)", re.IGNORECASE)
_STYLE = re.compile(r"""\sstyle="(?:\{\{.*?\}\}|\{%.*?%\}|[^"])*\"""", re.DOTALL)
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)


class NoncedTags(Extension):
    """Gives each script and style of a template the answer's nonce, and drops style attributes.

    Those of Datasette's templates colour a margin by the name of the database; a policy without
    'unsafe-inline' has no way to allow them.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the text of a template with the nonce in it."""
        return _OWN_TAG.sub(r'<\1 nonce="{{ csp_nonce() }}"', _STYLE.sub("", source))


def csp_nonce() -> str:
    """Return the nonce of the answer that is being written, "" outside of one."""
    return _NONCE.get()


def policy(nonce: str, needs: Mapping[str, str] = NO_NEEDS) -> str:
    """Return the Content-Security-Policy of the one answer that ``nonce`` was made for.

    ``needs`` is what plugins must be allowed beyond it, by the directive.
    """
    own = {
        "default-src": "'none'",
        "script-src": f"'self' 'nonce-{nonce}'",
        "style-src": f"'self' 'nonce-{nonce}'",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }
    for directive, allowed in needs.items():
        own[directive] = f"{own[directive]} {allowed}" if directive in own else allowed
    return "; ".join(f"{directive} {allowed}" for directive, allowed in own.items())


def _hidden_from_scripts(header: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
    """Return a header, a cookie with HttpOnly: no script of the desk reads one."""
    name, value = header
    bare = name.lower() != b"set-cookie" or b"httponly" in value.lower()
    return header if bare else (name, value + b"; HttpOnly")


def widen_policy(datasette: "Datasette", needs: Mapping[str, str]) -> None:
    """Let the policy of a desk allow what its plugins need."""
    _needs_of(datasette).update(needs)


def own_policy(datasette: "Datasette") -> Callable[[App], App]:
    """Return what sends the policy of a desk, and what its plugins need, with every answer."""
    return partial(with_policy, needs=_needs_of(datasette))


def _needs_of(datasette: "Datasette") -> dict[str, str]:
    """Return the one dictionary of a desk's needs: Datasette wraps itself before they are known."""
    return _NEEDS.setdefault(datasette, {})


def with_policy(app: App, needs: Mapping[str, str] = NO_NEEDS) -> App:
    """Return ``app`` with headers at every answer that keep foreign scripts and frames out.

    What ``app`` says itself stays as it is: of two policies a browser obeys both, and no tag has
    the nonces of both.
    """

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        nonce = secrets.token_urlsafe(16)
        said = (b"content-security-policy", policy(nonce, needs).encode())

        async def guarded(event: dict[str, Any]) -> None:
            if event["type"] == "http.response.start":
                given = [_hidden_from_scripts(one) for one in event.get("headers", ())]
                names = {name.lower() for name, _ in given}
                added = [one for one in (said, *_HEADERS) if one[0] not in names]
                event = {**event, "headers": [*given, *added]}
            await send(event)

        before = _NONCE.set(nonce)
        try:
            await app(scope, receive, guarded)
        finally:
            _NONCE.reset(before)

    return wrapped
