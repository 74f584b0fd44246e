"""Learns a host's boilerplate: lines that recur on its pages are not its articles' own."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from pipelines.page_blocks import PageBlocks
from pipelines.site.known import SiteBoilerplate, packed, short_keys
from pipelines.site.line_keys import label_mark, labels_in, twice_mark
from pipelines.site.page_traces import opening_marks

LEAST_PAGES = 3
LEAST_LABELLED = 2
LEAST_BEGUN = 4
"""Articles that a banner stands above. A long report may be written anew under two or three."""
LEAST_SHARE = 0.25
"""Of a host's distinct articles; a quote that some of them repeat stays below it."""
MANY_PAGES = 8
"""So many pages are no versions of one article, whatever they share."""
SAME_TITLE, SAME_CORE = 0.3, 0.5
"""Pages of one title, or with a long line in common, are versions of one article if they share
more of the shorter one's lines than this."""


def learned(pages: Iterable[PageBlocks]) -> SiteBoilerplate:
    """Return what the pages of one host tell together; their order does not matter."""
    known = list(pages)
    titles = packed({key for page in known for key in page.titles})
    return SiteBoilerplate(boilerplate_of(known) | labels_of(known, titles), titles)


def boilerplate_of(pages: Sequence[PageBlocks]) -> frozenset[str]:
    """Return the marks that are boilerplate of a host: of texts, and of shapes at the edge.

    One article under several URLs, cut or edited, counts once, so it cannot delete its own body.
    A shape counts where it stands above or below the prose of a page, where no daily list stands.
    """
    articles = _articles([page for page in pages if page.lines])
    share = LEAST_SHARE * len(articles)
    least = max(LEAST_PAGES, share)
    said = [{line.text for page in same for line in page.lines} for same in articles]
    texts = _recurring(least, said)
    short = (
        {line.text for page in same for line in page.lines if line.tells_twice} for same in articles
    )
    twice = _recurring(max(2, share), short) - texts
    shapes = _recurring(
        least, ({line.shape for page in same for line in page.lines} for same in articles)
    ) - {""}
    at_edge = _recurring(
        least,
        (
            {shape for page in same for shape in _shapes_at_edge(page, texts, shapes)}
            for same in articles
        ),
    )
    begun = _recurring(
        max(LEAST_BEGUN, share),
        ({mark for page in same for mark in opening_marks(page)} for same in articles),
    )
    return texts | at_edge | begun | {twice_mark(text) for text in twice}


def labels_of(pages: Iterable[PageBlocks], titles: bytes) -> frozenset[str]:
    """Return the marks of the labels that stand before the titles of other articles.

    Before two titles, on two pages at least: "Must read - Storks return to the canal".
    """
    known = short_keys(titles)
    named: dict[bytes, set[bytes]] = defaultdict(set)
    places: dict[bytes, set[str]] = defaultdict(set)
    for page in pages:
        for keys in page.tails:
            for label, tail in labels_in(keys):
                if label and tail in known:
                    named[label].add(tail)
                    places[label].add(page.core)
    return frozenset(
        label_mark(label)
        for label, tails in named.items()
        if min(len(tails), len(places[label])) >= LEAST_LABELLED
    )


def _recurring(least: float, articles: Iterable[set[str]]) -> frozenset[str]:
    places: dict[str, int] = defaultdict(int)
    for marks in articles:
        for mark in marks:
            places[mark] += 1
    return frozenset(mark for mark, count in places.items() if count >= least)


def _shapes_at_edge(
    page: PageBlocks, texts: frozenset[str], shapes: frozenset[str]
) -> Iterable[str]:
    """Yield the recurring shapes that stand above or below the prose which is the page's own."""
    own = [
        number
        for number, line in enumerate(page.lines)
        if line.kind and line.text not in texts and line.shape not in shapes
    ]
    if own:
        for number, line in enumerate(page.lines):
            if line.shape in shapes and not own[0] < number < own[-1]:
                yield line.shape


def _articles(pages: Sequence[PageBlocks]) -> list[list[PageBlocks]]:
    """Return the pages with those together that are versions of one article."""
    alike: dict[str, list[int]] = defaultdict(list)
    for number, page in enumerate(pages):
        alike[page.core].append(number)
    first = {number: numbers[0] for numbers in alike.values() for number in numbers}
    near: dict[str, list[int]] = defaultdict(list)
    for number in dict.fromkeys(first.values()):
        page = pages[number]
        if page.title:
            near[f"title {page.title}"].append(number)
        for line in page.lines:
            if line.kind == "core":
                near[line.text].append(number)
    texts = [frozenset(line.text for line in page.lines) for page in pages]
    for why, numbers in sorted(near.items()):
        least = SAME_TITLE if why.startswith("title ") else SAME_CORE
        if len(numbers) < MANY_PAGES:
            for one, other in combinations(numbers, 2):
                shorter = min(len(texts[one]), len(texts[other]))
                if len(texts[one] & texts[other]) > least * shorter:
                    _join(first, one, other)
    groups: dict[int, list[PageBlocks]] = defaultdict(list)
    for number, page in enumerate(pages):
        groups[_root(first, number)].append(page)
    return list(groups.values())


def _root(first: dict[int, int], number: int) -> int:
    while first[number] != number:
        number = first[number]
    return number


def _join(first: dict[int, int], one: int, other: int) -> None:
    low, high = sorted((_root(first, one), _root(first, other)))
    first[high] = low
