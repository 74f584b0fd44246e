"""Measures revisions: unchanged pages under other widgets, changed digits, and invented updates.

python -m benchmarks.stories.revisions
"""

import json
import random
import re
from collections import Counter, defaultdict
from typing import Any

from benchmarks.shared_data import NEWSROOM, PAGES, need, truth
from db.archive import read_pages
from pipelines.decide import Decider, decide
from pipelines.items import Entry, Kept, Page
from pipelines.lexicon.volatile_lines import is_moving
from pipelines.site.known import NOTHING_KNOWN, SiteBoilerplate
from pipelines.site.learning import learned
from pipelines.site.page_traces import site_host
from pipelines.sources import Source
from pipelines.stories.quotes import paragraph_key
from pipelines.stories.revisions import Version, compare, word_diff
from press_catalogue.decider import DeciderSpec, build_decider

VISITS = 3
DIGITS_A_PAGE = 3
COUNTERS = frozenset(("views", "views_disc", "min_read", "updated"))


def updates() -> None:
    """Print what is said of each later version of an invented article."""
    path = need(NEWSROOM / "stories_dev.jsonl")
    rows = [json.loads(line) for line in path.read_text(encoding="utf8").splitlines()]
    by_id = {row["id"]: row for row in rows}
    for row in rows:
        if row["variant"] == "update":
            old, new = (
                Version(r["title"], "\n\n".join(r["paragraphs"])) for r in (by_id[row["base"]], row)
            )
            found = compare(old, new)
            print(f"{row['id']} {row['lang']}:", found and (found.change, found.summary))
            print(word_diff(old, new))


def false_revisions(decider: Decider, rng: random.Random) -> None:
    """Print how many revisions come of pages whose widgets turn and whose articles do not."""
    rows = {row["url"]: row for row in truth(NEWSROOM)}
    pages = [p for p in read_pages(NEWSROOM / "pages.warc.gz") if isinstance(p, Page)]
    by_host: dict[str, list[Page]] = defaultdict(list)
    for page in pages:
        if rows.get(page.url, {}).get("text"):
            by_host[site_host(page.url)].append(page)
    count: Counter[str] = Counter()
    for host_pages in by_host.values():
        boilerplate = _boilerplate(decider, host_pages)
        debris: dict[str, list[str]] = defaultdict(list)
        for page in host_pages:
            for kind, text in _widgets(rows[page.url]):
                debris[kind].append(text)
        for page in host_pages:
            before = _verdict(decider, page, boilerplate)
            if before is None:
                continue
            count["articles"] += 1
            for _ in range(VISITS):
                turned = _turned(page, rows[page.url], debris, rng)
                after = _verdict(decider, turned, boilerplate)
                count["visits"] += 1
                count["pages that differ"] += turned.body != page.body
                _count_change(count, before, after, page.url)
    print("unchanged articles under turning widgets:", dict(count))


def _count_change(count: Counter[str], before: Kept, after: Kept | None, url: str) -> None:
    if after is None:
        count["not read (no revision)"] += 1
        return
    found = _change(before, after)
    if found:
        count["false revisions"] += 1
        print("  false:", url, found[1])


def _boilerplate(decider: Decider, pages: list[Page]) -> SiteBoilerplate:
    kept = (_verdict(decider, page, NOTHING_KNOWN) for page in pages)
    return learned(one.blocks for one in kept if one and one.blocks)


def _verdict(decider: Decider, page: Page, boilerplate: SiteBoilerplate) -> Kept | None:
    source = Source("x", "X", f"http://{site_host(page.url)}/")
    found = decide(decider, page, Entry(page.url), source, "full", page.fetched_at, boilerplate)
    return found if isinstance(found, Kept) else None


def _change(before: Kept, after: Kept) -> tuple[str, str] | None:
    removed = (*before.article.removed, *after.article.removed)
    ignored = frozenset(paragraph_key(block.text) for block in removed)
    old, new = (Version(kept.article.title, kept.article.text) for kept in (before, after))
    found = compare(old, new, ignored)
    return (found.change, found.summary) if found else None


def _widgets(row: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the strings of a page that turn: listed titles, counters, and when it was touched."""
    pairs = zip(row["debris_kind"], row["debris"], strict=True)
    return [(kind, text) for kind, text in pairs if kind.endswith("_title") or kind in COUNTERS]


def _turned(
    page: Page, row: dict[str, Any], pool: dict[str, list[str]], rng: random.Random
) -> Page:
    """Return a page with other titles in its lists, and its counters moved on."""
    html = page.body.decode("utf8", "surrogateescape")
    for kind, text in sorted(_widgets(row), key=lambda pair: -len(pair[1])):
        if text in row["text"] or text in row["title"]:
            continue
        if kind in COUNTERS:
            other = "".join(rng.choice("123456789") if c in "0123456789" else c for c in text)
        else:
            other = rng.choice(pool[kind])
        html = html.replace(text, other)
    return _with_body(page, html)


def _with_body(page: Page, html: str) -> Page:
    body = html.encode("utf8", "surrogateescape")
    return Page(page.url, page.status, page.content_type, body, page.fetched_at)


def changed_digits(decider: Decider, folder: Any, rng: random.Random) -> None:
    """Print how many changed digits of real texts give just one revision of a figure."""
    count: Counter[str] = Counter()
    for page in read_pages(folder / "pages.warc.gz"):
        if not isinstance(page, Page):
            continue
        before = _verdict(decider, page, NOTHING_KNOWN)
        if before is None:
            continue
        html = page.body.decode("utf8", "surrogateescape")
        paragraphs = before.article.text.split("\n\n")
        once = [p for p in paragraphs if html.count(f">{p}<") == 1 and not is_moving(p)]
        # A heading's line in a table of contents is a link, and no part of the body.
        numbered = [p for p in once if not re.search(rf"<a\b[^>]*>{re.escape(p)}<", html)]
        for paragraph in rng.sample(numbered, min(DIGITS_A_PAGE, len(numbered))):
            places = [n for n, c in enumerate(paragraph) if c in "0123456789۰۱۲۳۴۵۶۷۸۹"]
            if not places:
                continue
            place = rng.choice(places)
            old = paragraph[place]
            digits = "0123456789" if old.isascii() else "۰۱۲۳۴۵۶۷۸۹"
            new = rng.choice([digit for digit in digits if digit != old])
            edited = paragraph[:place] + new + paragraph[place + 1 :]
            after = _verdict(
                decider, _with_body(page, html.replace(paragraph, edited)), NOTHING_KNOWN
            )
            count["digits changed"] += 1
            found = _change(before, after) if after else None
            count[found[0] if found else "missed"] += 1
            if not found or found[0] != "figure":
                print("  ", page.url, found, edited[:100])
    print(f"changed digits, {folder.name}:", dict(count))


def main() -> None:
    """Print all three measurements."""
    decider = build_decider(DeciderSpec("*"))
    rng = random.Random(7)
    updates()
    false_revisions(decider, rng)
    changed_digits(decider, NEWSROOM, rng)
    changed_digits(decider, PAGES, rng)


if __name__ == "__main__":
    main()
