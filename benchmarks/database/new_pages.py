"""Writes a WARC file of invented pages, as outlets of the large invented database publish them."""

import gzip
import json
import random
from datetime import datetime, timedelta
from html import escape
from pathlib import Path

from benchmarks.database.big_database import (
    OUTLETS,
    RULES,
    invented_body,
    outlet_of,
    rules_decider,
    vocabulary,
)
from pipelines.items import Article

COPIED = 0.1
"""Such a share of the pages has the text of an earlier one of another outlet."""
_PAGE = """<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8"><title>{title} | {outlet}</title>
<link rel="canonical" href="{url}"><meta property="og:title" content="{title}">
<script type="application/ld+json">{facts}</script></head>
<body><header><nav><a href="/">Home</a> <a href="/world">World</a></nav></header>
<main><article><h1>{title}</h1><time datetime="{at}">{at}</time>
{paragraphs}
</article></main>
<aside><h2>Most read</h2><ul><li><a href="/news/1">One</a></li></ul></aside>
<footer><p>All rights reserved</p></footer></body></html>
"""


def write_pages(path: Path, pages: int, seed: int, now: datetime) -> None:
    """Write so many pages published in the hours before ``now``, no URL of them of another seed."""
    chance = random.Random(seed)
    decider, source = rules_decider(), outlet_of(0)
    words = {latin: vocabulary(latin) for latin in (True, False)}
    told: list[Article] = []
    with path.open("wb") as stream:
        for number in range(pages):
            if not told or chance.random() >= COPIED:
                told.append(invented_body(chance, decider, source, words).kept.article)
                article = told[-1]
            else:
                article = chance.choice(told)
            at = now - timedelta(seconds=10 * (pages - number))
            host = f"o{(number * 7 + seed) % OUTLETS}.example"
            url = f"https://{host}/news/{seed}-{number}"
            stream.write(gzip.compress(_record(article, url, at, number), compresslevel=1))


def settings_of(database: Path) -> str:
    """Return a khabardar.toml over the outlets and rules of the large invented database."""
    sources = "".join(
        f'[[source]]\nid = "{one.id}"\nname = "{one.name}"\nhomepage = "{one.homepage}"\n'
        f'country = "{one.country}"\n'
        for one in map(outlet_of, range(OUTLETS))
    )
    rules = "".join(
        f"[[rule]]\nname = {json.dumps(rule.name)}\nquery = {json.dumps(rule.query)}\n"
        f"to = {json.dumps(list(rule.to))}\nwhen = {json.dumps(rule.when)}\n"
        for rule in RULES
    )
    return (
        f"[database]\npath = {json.dumps(str(database.resolve()))}\n"
        '[network]\ncontact = "benchmark@example.org"\n[topic]\nkeep = "*"\n'
        f"[catalogue]\nuse = false\n{rules}{sources}"
    )


def _record(article: Article, url: str, at: datetime, number: int) -> bytes:
    facts = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "datePublished": at.isoformat(),
        "url": url,
    }
    page = _PAGE.format(
        language=article.language,
        title=escape(article.title),
        outlet=escape(url.split("/")[2]),
        url=url,
        at=at.isoformat(),
        facts=json.dumps(facts),
        paragraphs="\n".join(f"<p>{escape(part)}</p>" for part in article.text.split("\n\n")),
    ).encode()
    block = (
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
        f"Content-Length: {len(page)}\r\n\r\n"
    ).encode() + page
    return (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: {at:%Y-%m-%dT%H:%M:%SZ}\r\n"
        f"WARC-Record-ID: <urn:uuid:{number:08x}-0000-4000-8000-000000000000>\r\n"
        f"WARC-Target-URI: {url}\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    ).encode() + (block + b"\r\n\r\n")
