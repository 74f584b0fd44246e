"""Wraps true articles in the damage that pages of the field have, and counts what is lost.

    python -m benchmarks.text.damage [PAGES]      5,000 if not said

Each page holds the prose of an article whose text is known, in one kind of damage, chosen and
filled in by a seeded generator. Ends with 1 if an article or a paragraph of one is lost.
"""

import json
import random
import re
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from html import escape, unescape

from benchmarks.shared_data import NEWSROOM, PAGES, truth
from pipelines.decide import Draft, draft_page, finish
from pipelines.items import Article, Entry, Page
from pipelines.sources import Source

NOW = datetime(2026, 1, 1, tzinfo=UTC)
URL = "https://hill.example/news/story-{number}"
SEED = 7
USUAL_PAGES = 5_000
LEAST_WORDS, LEAST_PARAGRAPHS, MOST_PARAGRAPHS = 8, 3, 25
EXAMPLES = 3
# Lines about the page itself that some of the true texts have.
_NOTICE = re.compile(r"©|click here|copyright|\[•", re.IGNORECASE)
_CLOSED = re.compile(r"[.!?؟۔。]\W*$")

Story = list[str]
Damage = Callable[[Story, str, random.Random], str]


def stories() -> list[Story]:
    """Return the paragraphs of every true article that has a few sentences of prose.

    Some true texts hold an entity of their page ("A&amp;E"): it is read as the sign that it is.
    """
    found = []
    for row in (*truth(PAGES), *truth(NEWSROOM)):
        lines = (" ".join(line.split()) for line in unescape(row.get("text") or "").split("\n"))
        prose = (ln for ln in lines if len(ln.split()) >= LEAST_WORDS and _CLOSED.search(ln))
        own = (line for line in prose if not _NOTICE.match(line))
        paragraphs = list(dict.fromkeys(own))[:MOST_PARAGRAPHS]
        if len(paragraphs) >= LEAST_PARAGRAPHS:
            found.append(paragraphs)
    return found


def tagged(story: Story, tag: str = "p") -> str:
    """Return paragraphs as HTML."""
    return "".join(f"<{tag}>{escape(text)}</{tag}>" for text in story)


def titles(count: int, rng: random.Random, row: str = '<li><a href="/n/{n}">{t}</a></li>') -> str:
    """Return linked titles of other articles."""
    words = ["council", "market", "valley", "school", "bridge", "winter", "doctor", "harvest"]
    rows = (" ".join(rng.sample(words, 6)).capitalize() for _ in range(count))
    return "".join(row.format(n=n, t=title) for n, title in enumerate(rows))


def anchor_around(story: Story, url: str, rng: random.Random) -> str:
    """An anchor that leads nowhere, and is often not closed, stands around the story."""
    opened = rng.choice(
        [
            *('name="top"', 'id="story"', 'href="#"', 'href="#p1"', 'href="javascript:void(0)"'),
            *(f'href="{url}"', f'href="{url}#more"', 'href="/other"'),
        ]
    )
    closed = rng.choice(["", "</a>"])
    return f"<main><h1>A story</h1><a {opened}>{tagged(story)}{closed}</main>"


def anchor_within(story: Story, url: str, rng: random.Random) -> str:
    """One paragraph is an anchor that leads nowhere."""
    opened = rng.choice(['name="p"', 'href="#p3"', f'href="{url}"', 'href="javascript:x()"'])
    place = rng.randrange(len(story))
    parts = [tagged([text]) for text in story]
    parts[place] = f"<p><a {opened}>{escape(story[place])}</a></p>"
    return f"<article><h1>A story</h1>{''.join(parts)}</article>"


def closing_outside(story: Story, url: str, rng: random.Random) -> str:
    """The last paragraph stands behind the box that holds the others."""
    last = f"<p>{escape(story[-1])}</p>"
    if rng.random() < 0.5:
        last = f'<div class="part">{last}</div>'
    inner = f'<div class="{rng.choice(["first", "lede", "c1"])}">{tagged(story[:-1])}</div>'
    return f'<article><h1>A story</h1><div class="story-body">{inner}{last}</div></article>'


def many_boxes(story: Story, url: str, rng: random.Random) -> str:
    """Each paragraph has a box of its own, with advertisements between them."""
    advert = '<div class="advert"><p>Advertisement</p></div>'
    box = "".join(
        f'<div class="grid-{rng.choice("ab")}">{tagged([text])}</div>'
        + (advert if rng.random() < 0.3 else "")
        for text in story
    )
    return f"<main><h1>A story</h1>{box}</main>"


def headlines_around(story: Story, url: str, rng: random.Random) -> str:
    """A layout table holds a short story, and many titles of others."""
    row = rng.choice(
        [
            '<p>9:{n}0</p><p><a href="/n/{n}">{t}</a></p>',
            '<table><tr><td>{n}</td><td><a href="/n/{n}">{t}</a></td></tr></table>',
            '<h3><a href="/n/{n}">{t}</a></h3>',
        ]
    )
    before, after = titles(rng.randint(8, 30), rng, row), titles(rng.randint(0, 20), rng, row)
    return (
        f"<table><tr><td>{before}</td></tr><tr><td>{tagged(story)}</td></tr>"
        f"<tr><td>{after}</td></tr></table>"
    )


def links_between(story: Story, url: str, rng: random.Random) -> str:
    """A title of another article stands behind every second paragraph."""
    parts = []
    for number, text in enumerate(story):
        parts.append(tagged([text]))
        if number % 2:
            parts.append(titles(1, rng, '<p><a href="/n/{n}">{t}</a></p>'))
    return f"<article><h1>A story</h1>{''.join(parts)}</article>"


def controls(story: Story, url: str, rng: random.Random) -> str:
    """A few words of each paragraph stand in a button, an output or an unknown element."""
    parts = []
    for text in story:
        words = text.split()
        at = rng.randrange(1, len(words) - 2)
        tag = rng.choice(["button", "output", "nobr", "x-term", "st1:place", "meter"])
        inner = escape(" ".join(words[at : at + 2]))
        before, after = escape(" ".join(words[:at])), escape(" ".join(words[at + 2 :]))
        parts.append(f"<p>{before} <{tag}>{inner}</{tag}> {after}</p>")
    return f"<article><h1>A story</h1>{''.join(parts)}</article>"


def in_script(story: Story, url: str, rng: random.Random) -> str:
    """The text stands only in data for scripts."""
    data = json.dumps({"story": {"body": [{"type": "p", "text": text} for text in story]}})
    data = data.replace("</", "<\\/")
    row = json.dumps(f"5:{data}\n")
    cut = len(row) // 2
    while row[cut - 1] == "\\" or row[cut - 6 : cut].count("\\"):
        cut += 1
    return rng.choice(
        [
            f"<script>window.__STATE__ = {data};</script>",
            f"<script>self.d=self.d||[];self.d.push([1, {json.dumps(data)}])</script>",
            f'<script>s.push([1,{row[:cut]}"])</script><script>s.push([1,"{row[cut:]}])</script>',
            f'<script type="application/json">{json.dumps({"props": data})}</script>',
            f"<script>x = JSON.parse({json.dumps(data)})</script>",
        ]
    )


def live_blog(story: Story, url: str, rng: random.Random) -> str:
    """The posts of a live blog stand only in JSON-LD."""
    posts = [{"@type": "BlogPosting", "articleBody": text} for text in story]
    data = json.dumps({"@type": "LiveBlogPosting", "liveBlogUpdate": posts}).replace("</", "<\\/")
    menu = f"<ul>{titles(12, rng)}</ul>" if rng.random() < 0.5 else ""
    return f'{menu}<script type="application/ld+json">{data}</script>'


def breaks(story: Story, url: str, rng: random.Random) -> str:
    """Line breaks part the paragraphs, in a cell of an old layout table."""
    body = rng.choice(["<br><br>", "<br/>\n<br/>"]).join(map(escape, story))
    menu = titles(5, rng, '<a href="/n/{n}">{t}</a><br>')
    return f"<table><tr><td>{menu}</td><td><h1>A story</h1><font>{body}</font></td></tr></table>"


def spans(story: Story, url: str, rng: random.Random) -> str:
    """The paragraphs are items of a list, within spans."""
    items = "".join(f"<li><span><span>{escape(text)}</span></span></li>" for text in story)
    return f"<article><h1>A story</h1><ul>{items}</ul></article>"


def wrong_canonical(story: Story, url: str, rng: random.Random) -> str:
    """The page declares an address that all pages of its site declare."""
    said = rng.choice(["/", "/home", "/?lang=fa", "/latest"])
    head = rng.choice(['<link rel="canonical" href="{}">', '<meta property="og:url" content="{}">'])
    return f"{head.format(said)}<ul>{titles(9, rng)}</ul><article>{tagged(story)}</article>"


KINDS: tuple[Damage, ...] = (
    *(anchor_around, anchor_within, closing_outside, many_boxes, headlines_around, links_between),
    *(controls, in_script, live_blog, breaks, spans, wrong_canonical),
)


def lost_of(story: Story, body: str, url: str) -> Story | None:
    """Return which paragraphs are lost of a page with ``body``, None if the whole article is."""
    html = f"<html><head><title>A story</title></head><body>{body}</body></html>"
    page = Page(url, 200, "text/html; charset=utf-8", html.encode(), NOW)
    source = Source("hill", "Hill Courier", "https://hill.example/")
    draft = draft_page(page, Entry(url), source, "full", NOW)
    article = finish(draft) if isinstance(draft, Draft) else draft
    if not isinstance(article, Article):
        return None
    text = "".join(article.text.split()).replace("\u200c", "")
    return [p for p in story if "".join(p.split()).replace("\u200c", "") not in text]


def measure(known: list[Story], count: int, rng: random.Random) -> tuple[Counter[str], list[str]]:
    """Return counts by kind (pages, articles and paragraphs lost), and a few examples."""
    found: Counter[str] = Counter()
    shown: list[str] = []
    for number in range(count):
        damage = KINDS[number % len(KINDS)]
        story, url = known[rng.randrange(len(known))], URL.format(number=number)
        if damage is headlines_around:
            story = story[: rng.randint(LEAST_PARAGRAPHS, 6)]
        lost = lost_of(story, damage(story, url, rng), url)
        name = damage.__name__
        found[f"{name} pages"] += 1
        found[f"{name} articles"] += lost is None
        found[f"{name} paragraphs"] += len(lost or ())
        if lost is None or lost:
            shown.append(f"{name}: {lost[0][:90] if lost else 'the whole article'}")
    return found, shown


def main() -> None:
    """Measure, print what is lost by kind, and end with 1 if anything is."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else USUAL_PAGES
    found, shown = measure(stories(), count, random.Random(SEED))
    print(f"{'kind':20}{'pages':>7}{'articles lost':>15}{'paragraphs lost':>17}")
    for name in (damage.__name__ for damage in KINDS):
        articles, paragraphs = found[f"{name} articles"], found[f"{name} paragraphs"]
        print(f"{name:20}{found[f'{name} pages']:7}{articles:15}{paragraphs:17}")
    for line in shown[: EXAMPLES * len(KINDS)]:
        print("lost", line)
    sys.exit(bool(shown))


if __name__ == "__main__":
    main()
