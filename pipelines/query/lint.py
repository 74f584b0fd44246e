"""Warnings about a query: slips of writing, what fits nothing or nearly all, unknown outlets."""

import difflib
import re
from collections.abc import Iterable, Iterator

from pipelines.query.article_view import ArticleView
from pipelines.query.matcher import fits
from pipelines.query.token_index import TokenIndex
from pipelines.query.tree import (
    SINGLE_FACTS,
    And,
    Concept,
    Days,
    Exact,
    Fact,
    Near,
    Not,
    Phrase,
    Query,
    parts_of,
)
from pipelines.sources import Source

_NAMES_ALL = "the table sources in the browser names all"


class Outlets:
    """The outlets that are known, as queries ask for them; made once for many queries."""

    def __init__(self, sources: Iterable[Source]) -> None:
        known = tuple(sources)
        self.names = {name.casefold(): name for s in known for name in (s.id, s.name)}
        self._asked = [
            TokenIndex(ArticleView(source=f"{s.id} {s.name}", url=address or "", country=s.country))
            for s in known
            for address in (s.homepage, *(x.url for x in s.listings() if x.via != "search"))
        ]

    def fit(self, query: Query) -> bool:
        """Tell whether one of them fits what a query asks of an outlet."""
        return any(fits(query, asked) for asked in self._asked)


def lint(query: Query, outlets: Outlets) -> tuple[str, ...]:
    """Return in words why ``query``, or a part of it, may not be what was meant."""
    alone = query.parts if isinstance(query, And) else (query,)
    loose = all(isinstance(part, Not) and not isinstance(part.part, Fact) for part in alone)
    said = [f"{query} fits all other articles; write what it shall find, too"] if loose else []
    return tuple(dict.fromkeys((*said, *_impossible(query), *_unknown(query, outlets))))


def _impossible(query: Query) -> Iterator[str]:
    if isinstance(query, And):
        parts = frozenset(query.parts)
        for field in SINGLE_FACTS:
            asked = sorted(str(p) for p in parts if isinstance(p, Fact) and p.field == field)
            if len(asked) > 1:
                yield f"no article is {' and '.join(asked)} at once; join them with OR"
        days = [part for part in query.parts if isinstance(part, Days)]
        first = max((day.first for day in days if day.first), default=None)
        end = min((day.end for day in days if day.end), default=None)
        if first and end and first >= end:
            yield f"no day is {' and '.join(map(str, days))} at once"
        for part in query.parts:
            if isinstance(part, Not) and part.part in parts:
                yield f"nothing fits {part.part} and {part} at once"
    if isinstance(query, Near) and not any(isinstance(side, Not) for side in parts_of(query)):
        left, right = fields_of(query.left), fields_of(query.right)
        if "" not in left | right and not left & right:
            yield f"{query}: different parts of an article are never near each other; use AND"
    for part in parts_of(query):
        yield from _impossible(part)


def fields_of(query: Query) -> frozenset[str]:
    """Return the parts of an article that the words of a query must stand in; "" for all.

    The lead is a part of the body.
    """
    if isinstance(query, Phrase | Exact | Concept):
        return frozenset({"body" if query.field == "lead" else query.field})
    return frozenset().union(*map(fields_of, parts_of(query)))


def _unknown(query: Query, outlets: Outlets) -> Iterator[str]:
    asked = query
    if isinstance(query, Fact) and query.field == "site":
        asked = Fact("site", query.value.partition("/")[0])
    named = isinstance(query, Phrase | Exact) and query.field == "source"
    placed = isinstance(query, Fact) and query.field in ("site", "country")
    if (named or placed) and not outlets.fit(asked):
        said = str(query).partition(":")[2].strip('="').casefold()
        close = difflib.get_close_matches(said, outlets.names, 3, 0.6)
        there = " or ".join(dict.fromkeys(outlets.names[name] for name in close))
        yield f"no known outlet fits {query}; {f'there is {there}' if there else _NAMES_ALL}"
    for part in parts_of(query):
        yield from _unknown(part, outlets)


_START, _END = r"(?<![^\s(])", r"(?![^\s)])"
_OPERATOR = r"(?:AND|OR|NOT|O?NEAR(?:/\w+)?)"
_SLIPS = (
    (
        rf"{_START}(?!{_OPERATOR}{_END})((?i:and|or|not){_END}|o?near(?:/\w+)?{_END})",
        "{0!r} is looked for as a word; write {capitals} in capitals to join words with it",
    ),
    (
        rf"{_START}((?:PRE|ADJ|WITHIN|N|P)/\d+|ANDNOT|[wW]/p){_END}",
        "{0!r} is looked for as a word; write NEAR/5, ONEAR/5 (in this order) or -word",
    ),
    (
        rf"{_START}((?i:ATLEAST)(?!/\d+\())",
        "{0} is looked for as a word; write how often and what, as in ATLEAST/2(deported)",
    ),
    (
        rf"{_START}(O?NEAR(?:\d+|\s*\(\d+\)|/-\S*|\s+/\w+))",
        "{0!r} does not say how near; write it as in NEAR/5",
    ),
    (
        rf'{_START}((?i:like))\s+\(\s*(?="[^"]*"(?!\s*,))',
        '{0!r} is looked for as a word; to find by meaning write like("a text", .5)',
    ),
    (rf"{_START}!(\w+)", "!{0} is looked for as a word; write -{0}"),
    (rf"(?<=[^\W\d_]{{3}})([%$]){_END}", "{0!r} stands for nothing; write * for any ending"),
    (
        rf"{_START}'([^'\s]+(?:\s[^'\s]+)+)'{_END}",
        'each of these words is looked for alone; write "{0}" for a phrase',
    ),
    (
        rf'{_START}[^\s():"]*[^\W\d_],(?=[^\W\d_])',
        "words with a comma between are looked for next to each other; put a blank after it",
    ),
    (r"\b(\w+)\s+:(?=\w)", "a field stands right before its word, as in {0}:word"),
)
"""What a person writes in other search engines or by a slip, and what is said of it."""
_SLIPS_ANYWHERE = (
    (r"\b(\w+)\?(?![\w?*])", "? stands for one more letter; leave it out to find {0!r}"),
    (
        r"(?i:date|after|before):1[34]\d\d\b",
        "days are those of the Gregorian calendar, as in 2025-04-05",
    ),
)


def warnings(text: str) -> tuple[str, ...]:
    """Return what a person may not have meant: operators of other tongues, and small slips."""
    outside = re.sub(r'"[^"]*"', lambda found: '"' + "_" * (len(found[0]) - 2) + '"', text)
    said = [
        (found.start(), words.format(*found.groups(), capitals=found[0].partition("/")[0].upper()))
        for slips, where in ((_SLIPS, outside), (_SLIPS_ANYWHERE, text))
        for pattern, words in slips
        for found in re.finditer(pattern, where)
    ]
    for quoted in re.finditer(r'"[^"]*"', text):
        for name in re.finditer(r'(?<=["\s])@\w+', quoted[0]):
            words = f"{name[0]} is a plain word within quotation marks"
            said.append((quoted.start() + name.start(), words))
    told = [f"column {at + 1}: {words}" for at, words in sorted(said)]
    if re.search(r"(?<!-)(?<!NOT )lang:fa\b", outside) and "lang:prs" not in outside:
        told.append("articles in Dari are left out; write (lang:fa OR lang:prs) for both")
    return tuple(told)
