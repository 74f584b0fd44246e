"""The URL that a listing means: mended, made whole, and taken out of a redirect."""

import re
from urllib.parse import parse_qs, urljoin, urlsplit

from pipelines.web.ip_addresses import may_ask
from pipelines.web.logins import without_logins
from pipelines.web.urls import site_of

# Most URLs are whole; nothing of them needs mending.
_WHOLE = re.compile(
    r"https?://[a-z\d-]+(?:\.[a-z\d-]+)+(?::\d+)?/(?:[!#-%'-:=?-~]|&(?!amp;|#0?38;))*+"
)
_HREF = re.compile(r"<a\s[^<>]{0,500}?href\s*=\s*[\"']?([^\"'<>\s]+)", re.IGNORECASE)
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f]")
_TAG = re.compile(r"</?[A-Za-z]\w*(?:\s[^<>]{0,500})?/?>")
_QUOTED = re.compile(r"[\"'<]+([^\"'<>]+)[\"'>]+")
_FIRST_OF_SEVERAL = re.compile(r"(https?://\S+)\s+https?://", re.IGNORECASE)
_LINE_BREAK = re.compile(r"[ \t]*[\r\n\t]+[ \t]*")
# A scheme said twice or damaged: http://https://, http:/, http//, htp://.
_SCHEMES = re.compile(
    r"(?:(?:https?(?::[/\\]*+|[/\\]{2,}+))|(?:(?:htt?ps?|hhttps?|htttps?):?[/\\]{2,}+))++"
    r"(?=(?:[\w-]+\.)+\w|localhost\b|\[)",
    re.IGNORECASE,
)
# Addresses that were meant for feed readers: feed:https://host/, feed://host/.
_FEED_SCHEME = re.compile(r"feed:(?=https?:)|feed:(?=//)", re.IGNORECASE)
_HOST = re.compile(r"((?:[\w-]+\.)+([\w-]{2,63}))(:\d{1,5})?(?=[/?#]|$)")
_FILE_ENDINGS = {
    *("html", "htm", "shtml", "xhtml", "php", "php3", "php5", "asp", "aspx", "jsp", "jsf", "cgi"),
    *("cfm", "do", "action", "xml", "rss", "json", "txt", "pdf", "pl"),
}
# Services that send on to the URL in a parameter: host, path, parameters. Names after the
# redirections in ClearURLs' rules (docs.clearurls.xyz/latest/specs/rules, data.min.json) and the
# services' own links: Google Alerts, Bing News, Facebook, Instagram, YouTube, VK, Tumblr, LinkedIn.
_REDIRECTS = tuple(
    (re.compile(host), re.compile(path), parameters)
    for host, path, parameters in (
        (r"(?:www\.|news\.)?google\.[a-z.]{2,6}", r"/(?:news/)?url", ("url", "q")),
        (r"(?:www\.)?bing\.com", r"/news/apiclick\.aspx", ("url",)),
        (r"(?:l|lm|m|www)\.facebook\.com", r"/l\.php", ("u",)),
        (r"l\.instagram\.com", r"/", ("u",)),
        (r"(?:www\.)?youtube\.com", r"/redirect", ("q",)),
        (r"(?:m\.|www\.)?vk\.com", r"/away\.php", ("to",)),
        (r"t\.umblr\.com", r"/redirect", ("z",)),
        (r"(?:www\.)?linkedin\.com", r"/(?:redir/redirect|safety/go)", ("url",)),
        (r"(?:www\.)?duckduckgo\.com", r"/l/", ("uddg",)),
        (r"out\.reddit\.com", r"/.*", ("url",)),
        (r"[\w.-]+\.safelinks\.protection\.outlook\.com", r"/.*", ("url",)),
    )
)
_MAY_REDIRECT = re.compile(
    r"//[\w.-]*(?:google|bing|facebook|instagram|youtube|vk|umblr|linkedin|duckduckgo|reddit|outlook)"
    r"\.[\w.:]+/(?=[^#]*\?)",
    re.IGNORECASE,
)
_HOPS = 5
_LONGEST_WRITTEN = 66_000
_LONGEST_URL = 65_536
"""More than is asked for: a URL that is refused for its length is to have that verdict."""


def entry_url(written: str, base: str) -> str:
    """Return the whole URL that ``written`` means on a page at ``base``, "" if it means none.

    Takes URLs without a scheme, with one said twice, with line breaks or in a link of HTML;
    redirects of search engines and networks give where they lead. Only http and https are taken,
    and no user information.
    """
    whole = written.strip()
    if len(whole) > _LONGEST_URL or not _WHOLE.fullmatch(whole):
        text = _cleaned(written[:_LONGEST_WRITTEN])
        if not text or len(text) > _LONGEST_URL:
            return ""
        try:
            whole = urljoin(base, _with_scheme(text, base))
        except ValueError:
            return ""
    for _ in range(_HOPS):
        target = redirect_target(whole)
        if target == whole:
            break
        whole = target
    return without_logins(whole) if may_ask(whole) else ""


def redirect_target(url: str) -> str:
    """Return where a known redirect leads; any other URL comes back as it is."""
    if not _MAY_REDIRECT.search(url):
        return url
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return url
    for hosts, paths, names in _REDIRECTS:
        if hosts.fullmatch(host) and paths.fullmatch(parts.path.lower()):
            carried = parse_qs(parts.query)
            targets = (target for name in names for target in carried.get(name, ()))
            return next((target.strip() for target in targets if may_ask(target.strip())), url)
    return url


def is_absolute(written: str) -> bool:
    """Tell whether ``written`` names a host, with or without a scheme, or a path from the root."""
    text = _cleaned(written[:_LONGEST_URL])
    return bool(re.match(r"https?:|www\.|/", text, re.IGNORECASE)) and " " not in text


def _cleaned(written: str) -> str:
    """Return a URL without what a template put around it or broke it with."""
    text = _INVISIBLE.sub("", written.replace("<![CDATA[", "").replace("]]>", "")).strip()
    anchor = _HREF.search(text)
    text = anchor[1] if anchor else _TAG.sub("", text).strip()
    quoted = _QUOTED.fullmatch(text)
    several = _FIRST_OF_SEVERAL.match(text)
    text = several[1] if several else _LINE_BREAK.sub("", quoted[1] if quoted else text)
    while "&amp;" in text or "&#38;" in text or "&#038;" in text:  # escaped more than once
        text = re.sub("&(?:amp|#0?38);", "&", text)
    path, mark, rest = text.strip().partition("?")
    # Browsers read a backslash as a slash (WHATWG URL, "path state").
    return (path.replace("\\", "/") + mark + rest).replace(" ", "%20")


def _with_scheme(text: str, base: str) -> str:
    """Return ``text`` with one scheme if it begins with a host, else as it is."""
    text = _FEED_SCHEME.sub("", text)
    text = text.removeprefix(":") if text.startswith("://") else text
    damaged = _SCHEMES.match(text)
    if damaged:
        scheme = (re.findall(r"https?(?=[:/\\])", damaged[0].lower()) or ["http"])[-1]
        return f"{scheme}://{text[damaged.end() :]}"
    here = urlsplit(base)
    scheme = here.scheme or "http"
    if here.netloc and re.split("[/?#]", text, maxsplit=1)[0].lower() == here.netloc.lower():
        return f"{scheme}://{text}"
    host = _HOST.match(text)
    if host is None or host[2].lower() in _FILE_ENDINGS:
        return text
    ours = text.lower().startswith("www.") or site_of(f"http://{host[1]}/") == site_of(base)
    named = text[host.end() :].startswith("/") and host[2].isalpha()
    return f"{scheme}://{text}" if ours or named else text
