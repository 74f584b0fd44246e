"""The pages of the invented outlets: a text among the menus, boxes and lines of a news site."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

from khabardar.demo.press import DemoArticle, DemoOutlet, Version

NOTICE = "Demonstration of khabardar: all outlets, people and events are invented"
_BCP47 = {"prs": "fa-AF"}
_STYLE = (
    "body{font:17px/1.7 serif;max-width:46em;margin:0 auto;padding:0 1em}"
    "nav a{margin-inline-end:1em}footer,time{color:#666}"
)


def front_page(outlet: DemoOutlet, shown: Sequence[tuple[str, str]]) -> str:
    """Return the front page with (path, headline) of what is ``shown``."""
    items = "".join(f'<li><a href="{path}">{escape(title)}</a></li>' for path, title in shown)
    return _page(
        outlet, outlet.name, f"<main><h1>{escape(outlet.name)}</h1><ul>{items}</ul></main>"
    )


def article_page(
    outlet: DemoOutlet, article: DemoArticle, version: Version, times: tuple[datetime, datetime]
) -> str:
    """Return the page of an article in a version; ``times`` are of the first version and of it."""
    first, changed = (time.isoformat().replace("+00:00", "Z") for time in times)
    byline = (
        f'<span class="author" rel="author">{escape(article.author)}</span> '
        if article.author
        else ""
    )
    credit = f"<p><em>{escape(article.credit)}</em></p>" if article.credit else ""
    text = "".join(f"<p>{escape(part)}</p>" for part in version.text)
    debris = "".join(f"<p>{escape(line)}</p>" for line in outlet.debris)
    body = (
        f'<main><article><h1>{escape(version.title)}</h1><p class="meta">{byline}'
        f'<time datetime="{first}">{first[:16].replace("T", " ")}</time></p>'
        f"{text}{credit}{debris}</article></main>"
    )
    head = (
        f'<meta property="og:type" content="article"><meta property="og:title" '
        f'content="{escape(version.title)}"><meta property="article:published_time" '
        f'content="{first}"><meta property="article:modified_time" content="{changed}">'
    )
    if article.author:
        head += f'<meta name="author" content="{escape(article.author)}">'
    return _page(outlet, version.title, body, head)


def _page(outlet: DemoOutlet, title: str, body: str, head: str = "") -> str:
    language = _BCP47.get(outlet.language, outlet.language)
    menu = " ".join(f'<a href="/">{escape(word)}</a>' for word in outlet.menu)
    return (
        f'<!doctype html><html lang="{language}" dir="{"rtl" if outlet.is_rtl else "ltr"}"><head>'
        f'<meta charset="utf-8"><title>{escape(title)}</title>{head}<style>{_STYLE}</style></head>'
        f"<body><header><nav>{menu}</nav></header>{body}"
        f'<footer lang="en" dir="ltr"><p>{escape(outlet.name)}</p><p>{NOTICE}.</p></footer>'
        "</body></html>"
    )
