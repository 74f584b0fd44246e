"""Canonical addresses: which of the many addresses of an article is the one that is kept."""

import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

# Case, default ports, dot-free paths and percent-encoding: RFC 3986, section 6.2. Host names in
# ASCII: RFC 3490.
# Parameters that follow a reader, not an article. Sources: the parameter lists of the W3C/GA
# campaign documentation (utm_*), Facebook (fbclid), Google Ads (gclid, dclid, gbraid, wbraid),
# Microsoft (msclkid), Mailchimp (mc_cid, mc_eid), Matomo (pk_*, mtm_*), AT Internet (at_*),
# Piano (xtor), HubSpot (_hs*), Yandex (yclid), Twitter (twclid, ref_src), Instagram (igshid).
_TRACKING = re.compile(
    r"^(utm_.*|fbclid|gclid|dclid|gbraid|wbraid|msclkid|mc_cid|mc_eid|pk_.*|mtm_.*|piwik_.*|at_.*|"
    r"xtor|_hs.*|hsctatracking|yclid|twclid|ref_src|ref_url|igshid|igsh|smid|cmpid|ocid|ito|ns_.*|"
    r"gclsrc|srsltid|fb_.*|guccounter|guce_.*|s_cid|cmp|__tn__|"
    r"__twitter_impression|spm|wt_mc|icid|ncid|sr_share|sfnsn|mibextid)$",
    re.IGNORECASE,
)
# Ways of showing the same article, and marks of one visit.
_PRESENTATION = re.compile(
    r"^(amp|amp_.*|outputtype|print|printable|printview|phpsessid|jsessionid|sessionid|"
    r"aspsessionid.*|cfid|cftoken|replytocom|nocache|noredirect|_ga|_gl)$",
    re.IGNORECASE,
)
# Marks of a reader in one place, the number of a story in another: kept where they are a number.
_MARK_UNLESS_NUMBER = {"sid", "share", "shared", "feature", "at_id"}
_EMPTY_MEANING = {"ref", "source", "src", "via", "from"}  # dropped only where they say "rss" or so
_REFERRERS = re.compile(r"^(rss|feed|twitter|facebook|whatsapp|telegram|social|newsletter|email)$")
# Ways of showing that are told by a value; Blogger shows a small screen's page at ?m=1.
_SHOWN = {
    **dict.fromkeys(("view", "format", "mode", "display", "output", "type"), "print|printable|amp"),
    "m": "1",
    "mobile": "1|true|yes",
}
# AMP caches put the page's own address into the path, /s/ before it if it is https. Sources:
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
_MIRROR_HOST = re.compile(r"^(www\d?|m|mobile|amp|touch|wap)\.")
_PORTS = {"http": "80", "https": "443"}
_ENCODED_SLASH = re.compile("%2f", re.IGNORECASE)
_KEPT = "/:@!$&'()*+,;=~-._"
# Second-level labels under which people register names: bbc.co.uk is one site, not all of co.uk.
_SHARED_LABELS = {"ac", "co", "com", "edu", "gov", "gob", "net", "nic", "org", "or", "ne", "go"}


def canonical_url(url: str) -> str:
    """Return the address of ``url`` without what follows the reader; it can still be opened.

    Host names come out in ASCII and lower case, percent-encoding in one form. Idempotent; text
    that is no address comes back trimmed.
    """
    url = _out_of_cache(url.strip())
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
    path = _encoded(_SESSION_IN_PATH.sub("", parts.path) or "/")
    path = _without_views(re.sub(r"/{2,}", "/", path))
    return urlunsplit((scheme, netloc, path, _query(parts.query), ""))


def url_key(url: str) -> str:
    """Return what addresses of one article share: no scheme, no www/m/amp host, no last slash."""
    canonical = canonical_url(url)
    try:
        parts = urlsplit(canonical)
    except ValueError:  # no address at all is its own key
        return canonical
    host = _MIRROR_HOST.sub("", parts.netloc)
    path = parts.path.rstrip("/") or "/"
    return f"{host}{path}?{parts.query}" if parts.query else host + path


def choose_canonical(final_url: str, declared: str) -> str:
    """Return the canonical address of a page that came from ``final_url``.

    The page's own word (``rel=canonical``, ``og:url``) is believed if it names the same site, is
    no front page, and names the article as closely as the address that answered.
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
    if theirs.scheme not in _PORTS or site_of(said) != site_of(own):
        return own
    vaguer = len(_steps(theirs.path)) < len(_steps(mine.path)) and mine.path.startswith(theirs.path)
    nameless = theirs.path in ("", "/") and not theirs.query
    if nameless or (vaguer and not theirs.query):
        return own
    return said


def host_of(url: str) -> str:
    """Return the host of an address in lower case, "" if there is none."""
    try:
        return _host(urlsplit(url.strip()).hostname or "")
    except ValueError:
        return ""


def site_of(url: str) -> str:
    """Return the registered name that an address belongs to: bbc.co.uk for news.bbc.co.uk."""
    labels = host_of(url).split(".")
    if all(label.isdigit() for label in labels):
        return ".".join(labels)
    shared = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SHARED_LABELS
    return ".".join(labels[-3:] if shared else labels[-2:])


def is_front_page(url: str) -> bool:
    """Tell whether an address names a site rather than something on it."""
    try:
        parts = urlsplit(canonical_url(url))
    except ValueError:
        return False
    return not parts.query and len(_steps(parts.path)) == 0


def _out_of_cache(url: str) -> str:
    """Return the address that an AMP cache's address stands for; any other comes back as it is."""
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


def _without_views(path: str) -> str:
    """Return ``path`` without its AMP, print and index-page marks, until none is left."""
    while True:
        plain = _INDEX_PAGE.sub("/", path)
        plain = _AMP_PATH.sub("", _AMP_PREFIX.sub("", _PRINT_PATH.sub("", plain)))
        if plain == path:
            return path or "/"
        path = plain or "/"


def _query(query: str) -> str:
    kept = [
        (name, value)
        for name, value in parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
        if not _says_nothing(name.lower(), value.lower())
    ]
    return urlencode(sorted(kept), errors="surrogateescape")


def _says_nothing(name: str, value: str) -> bool:
    """Tell whether a parameter names no article."""
    if name in _MARK_UNLESS_NUMBER:
        return len(value) > 12 or not value.isdigit() or (name == "share" and value == "1")
    if _TRACKING.match(name) or _PRESENTATION.match(name):
        return True
    if name in _SHOWN:
        return bool(re.fullmatch(_SHOWN[name], value))
    return name in _EMPTY_MEANING and bool(_REFERRERS.match(value))
