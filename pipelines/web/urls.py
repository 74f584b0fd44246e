"""Canonical URLs: which of the many URLs of an article is the one that is kept."""

import re
from functools import lru_cache
from urllib.parse import (
    SplitResult,
    parse_qsl,
    quote,
    quote_plus,
    unquote,
    unquote_plus,
    urljoin,
    urlsplit,
    urlunsplit,
)

from pipelines.web.url_parameters import says_nothing

# Case, default ports, dot segments and percent-encoding: RFC 3986, sections 5.2.4 and 6.2. Host
# names in ASCII: RFC 3490.
# AMP caches put the page's own URL into the path, /s/ before it if it is https. Sources:
# amp.dev, "AMP Cache URL Format"; Google's viewer at /amp/s/.
_AMP_CACHE = re.compile(
    r"^https?://(?:[\w-]+\.(?:cdn\.ampproject\.org|bing-amp\.com)/[cv]|(?:www\.)?google\.[\w.]+/amp)"
    r"/(s/)?(?=[\w-]+\.)",
    re.IGNORECASE,
)
_SESSION_IN_PATH = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
_INDEX_PAGE = re.compile(r"/(index|default)\.(html?|php|aspx?)$", re.IGNORECASE)
_AMP_PATH = re.compile(r"(?<=.)/amp/?$|\.amp(?=\.html?$)|\.amp$", re.IGNORECASE)
_AMP_PREFIX = re.compile(r"^/amp(?=/.)", re.IGNORECASE)
_PRINT_PATH = re.compile(r"(?<=.)/print/?$", re.IGNORECASE)
_BARE_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+\.?(?::\d+)?(?:[/?#]|$)")
_MIRROR_HOST = re.compile(r"^(www\d?|m|mobile|amp|touch|wap)\.")
_PORTS = {"http": "80", "https": "443"}
_ENCODED_SLASH = re.compile("%2f", re.IGNORECASE)
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")  # JSON may hold one; no encoding does
_KEPT = "/:@!$&'()*+,;=~-._"
_KEPT_IN_QUERY = "/:@!$'()*,;~-._?"
# Second-level labels under which people register names: bbc.co.uk is one site, not all of co.uk.
_SHARED_LABELS = {"ac", "co", "com", "edu", "gov", "gob", "net", "nic", "org", "or", "ne", "go"}
_EXTENSION = re.compile(r"\.[a-z]{2,5}$")
_SCRIPT = re.compile(r"\.(php\d?|aspx?|ashx|jsp|do|cgi|cfm|pl|dll|exe)$", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d+")
# Parameters by which scripts of news sites tell their stories apart: a name that ends in "id"
# (id, nid, newsid, article_id), or one of these.
_ID_PARAMETER = re.compile(
    r".*id|p|n|no|nr|num|number|news|story|article|item|post|a|code|key|doc", re.IGNORECASE
)
_SLUG_WORDS = 4
"""A step of a path with so many words is a headline; with two or three it may be a section, too."""


@lru_cache(256)  # what reads a page asks for its own and its links' several times
def with_scheme(url: str) -> str:
    """Return what a person typed as an address; https:// stands before a host without a scheme."""
    typed = url.strip()
    return f"https://{typed}" if _BARE_HOST.match(typed) else typed


def canonical_url(url: str) -> str:
    """Return the URL of ``url`` without what follows the reader; it can still be opened.

    Host names come out in ASCII and lower case, percent-encoding in one form. Idempotent; text
    that is no URL comes back trimmed.
    """
    url = _out_of_cache(_HALF_CHARACTER.sub("\ufffd", url.strip()))
    try:
        parts = urlsplit(url)
        scheme, host = parts.scheme.lower(), _host(parts.hostname or "")
        port = parts.port
    except ValueError:
        return url
    if scheme not in _PORTS or not host:
        return url
    host = f"[{host}]" if ":" in host else host
    netloc = host if port is None or str(port) == _PORTS[scheme] else f"{host}:{port}"
    path = _plain_path(_encoded(parts.path))
    return urlunsplit((scheme, netloc, path, _query(parts.query), ""))


def url_key(url: str) -> str:
    """Return what URLs of one article share: no scheme, no www/m/amp host, no last slash."""
    canonical = canonical_url(url)
    try:
        parts = urlsplit(canonical)
    except ValueError:  # no URL at all is its own key
        return canonical
    host = _MIRROR_HOST.sub("", parts.netloc)
    path = parts.path.rstrip("/") or "/"
    return f"{host}{path}?{parts.query}" if parts.query else host + path


def choose_canonical(final_url: str, declared: str) -> str:
    """Return the canonical URL of a page that came from ``final_url``.

    What the page declares (``rel=canonical``, ``og:url``) is believed if it is of the same site and
    names the article as closely as the URL that answered. Templates often declare one URL for
    all their pages: the front page, a section, or a script without the number of the story.
    """
    own = canonical_url(final_url)
    if not declared.strip():
        return own
    if not own:  # a file from a disk: there is no other word than the page's own
        return canonical_url(declared)
    try:
        said = canonical_url(urljoin(final_url, declared.strip()))
        mine, theirs = urlsplit(own), urlsplit(said)
    except ValueError:
        return own
    if theirs.scheme not in ("http", "https") or site_of(said) != site_of(own):
        return own
    return own if _is_vaguer(theirs, mine) else said


def names_alike(own: str, declared: str) -> bool:
    """Tell whether two URLs share what names an article: a number or the words of its headline.

    A page's claim to a URL that shares nothing with its own is weak: others may claim it, too.
    """
    try:
        mine, theirs = (_name_of(urlsplit(canonical_url(url))) for url in (own, declared))
    except ValueError:
        return False
    return not mine.isdisjoint(theirs)


def host_of(url: str) -> str:
    """Return the host of a URL in lower case, "" if there is none."""
    try:
        return _host(urlsplit(url.strip()).hostname or "")
    except ValueError:
        return ""


def origin_of(url: str) -> str:
    """Return scheme, host and port of a web address, as https://n.example; "" if it is none."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not host:
        return ""
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme.lower()}://{shown}{f':{port}' if port else ''}"


def site_of(url: str) -> str:
    """Return the registered name that a URL belongs to: bbc.co.uk for news.bbc.co.uk."""
    labels = host_of(url).split(".")
    if all(label.isdigit() for label in labels):
        return ".".join(labels)
    shared = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SHARED_LABELS
    return ".".join(labels[-3:] if shared else labels[-2:])


def is_front_page(url: str) -> bool:
    """Tell whether a URL names a site rather than something on it."""
    try:
        parts = urlsplit(canonical_url(url))
    except ValueError:
        return False
    return not parts.query and len(_steps(parts.path)) == 0


def _out_of_cache(url: str) -> str:
    """Return the URL that an AMP cache's URL stands for; any other comes back as it is."""
    while found := _AMP_CACHE.match(url):
        url = f"{'https' if found[1] else 'http'}://{url[found.end() :]}"
    return url


def _host(host: str) -> str:
    host = host.rstrip(".").lower()
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _steps(path: str) -> list[str]:
    return [step for step in path.split("/") if step]


def _encoded(text: str) -> str:
    """Return a path or value percent-encoded one way, whatever way it was written."""
    parts = _ENCODED_SLASH.split(text)  # an encoded slash is part of a name, not a step
    plain = (unquote(part, errors="surrogateescape") for part in parts)
    return "%2F".join(quote(part, safe=_KEPT, errors="surrogateescape") for part in plain)


def _plain_path(path: str) -> str:
    """Return ``path`` without sessions, dot segments, AMP, print and index-page marks.

    What one of them hid may be another: it goes on until none is left.
    """
    while True:
        plain = _without_dots(_SESSION_IN_PATH.sub("", path))
        plain = _INDEX_PAGE.sub("/", plain)
        plain = _AMP_PATH.sub("", _AMP_PREFIX.sub("", _PRINT_PATH.sub("", plain)))
        plain = re.sub(r"/{2,}", "/", plain) or "/"
        if plain == path:
            return path
        path = plain


def _without_dots(path: str) -> str:
    """Return ``path`` with its ``.`` and ``..`` followed."""
    if "/." not in path:
        return path
    steps: list[str] = []
    for step in re.sub(r"/{2,}", "/", path).split("/")[1:]:
        if step == "..":
            del steps[-1:]
        elif step != ".":
            steps.append(step)
    ends = path.endswith(("/.", "/..")) and steps[-1:] != [""]
    return "/" + "/".join(steps) + ("/" if ends and steps else "")


def _query(query: str) -> str:
    """Return the parameters that may name an article, in one order and percent-encoded one way.

    One without ``=`` stays so: ``read.php?1423=`` need not open where ``read.php?1423`` does.
    """
    kept = []
    for piece in query.split("&"):
        name, equals, value = (
            unquote_plus(part, errors="surrogateescape") for part in piece.partition("=")
        )
        if piece and not says_nothing(name.lower(), value.lower()):
            kept.append((name, equals, value))
    return "&".join(
        _in_query(name) + equals + _in_query(value) for name, equals, value in sorted(kept)
    )


def _in_query(text: str) -> str:
    return quote_plus(text, safe=_KEPT_IN_QUERY, errors="surrogateescape")


def _is_vaguer(theirs: SplitResult, mine: SplitResult) -> bool:
    """Tell whether a declared URL says less of which article it is than the page's own."""
    if theirs.path in ("", "/") and not theirs.query:
        return True
    if theirs.path == mine.path:
        return _drops_the_id(theirs, mine)
    steps, own_steps = _plain_steps(theirs), _plain_steps(mine)
    if not theirs.query and own_steps[: len(steps)] == steps:
        return True
    said, own = _name_of(theirs), _name_of(mine)
    if not said:
        return bool(own)
    if any(_NUMBER.search(name) for name in said) or not said.isdisjoint(own):
        return False
    return _most_words(steps) < _SLUG_WORDS <= _most_words(own_steps)


def _drops_the_id(theirs: SplitResult, mine: SplitResult) -> bool:
    """Tell whether the same path is named without the number by which it tells its stories.

    A path that names a story by itself needs none: what follows it is somebody's tracking.
    """
    is_script = _SCRIPT.search(mine.path) is not None
    is_named = bool(_NUMBER.search(mine.path)) or _most_words(_plain_steps(mine)) >= _SLUG_WORDS
    if is_named and not is_script:
        return False
    kept = parse_qsl(theirs.query, keep_blank_values=True)
    dropped = [
        (name, value)
        for name, value in parse_qsl(mine.query, keep_blank_values=True)
        if (name, value) not in kept
    ]
    return any(
        len(_LETTERS.findall(value)) >= _SLUG_WORDS
        or (_NUMBER.search(value or name) and (_is_id(name) or (is_script and not is_named)))
        for name, value in dropped
    )


def _is_id(name: str) -> bool:
    return _ID_PARAMETER.fullmatch(name) is not None


def _name_of(parts: SplitResult) -> frozenset[str]:
    """Return what of a URL can tell one article from another; words that stand alone cannot."""
    values = [value for _, value in parse_qsl(parts.query, keep_blank_values=True)]
    bare = [name for name, value in parse_qsl(parts.query, keep_blank_values=True) if not value]
    pieces = [*_plain_steps(parts), *values, *bare]
    names = [piece for piece in pieces if len(_LETTERS.findall(piece)) > 1 or _NUMBER.search(piece)]
    numbers = [number for piece in pieces for number in _NUMBER.findall(piece) if len(number) > 2]
    return frozenset((*names, *numbers))


def _plain_steps(parts: SplitResult) -> list[str]:
    """Return the steps of a path in plain letters, lower case, without an extension."""
    steps = (unquote(step).lower() for step in parts.path.split("/") if step)
    return [_EXTENSION.sub("", step) for step in steps]


def _most_words(steps: list[str]) -> int:
    return max((len(_LETTERS.findall(step)) for step in steps), default=0)
