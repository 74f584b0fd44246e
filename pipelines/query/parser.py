"""The query language: what a person writes, as a tree; the grammar, and what it refuses."""

from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Any

from pipelines.errors import OperatorError
from pipelines.query.atoms import NAMES, AtomReader, like
from pipelines.query.concepts import Concepts
from pipelines.query.lint import warnings
from pipelines.query.normalize import advice, plain_query
from pipelines.query.patterns import ARABIC, WordPattern
from pipelines.query.tree import (
    WORD_FACTS,
    And,
    AtLeast,
    Days,
    Everything,
    Fact,
    Like,
    Near,
    Not,
    Or,
    Phrase,
    Query,
)

MOST_DEEP = 60
MOST_NEAR = 100
MOST_PAIRS = 400
"""So many pairs of parts may NEAR compare; AND and NOT inside its groups multiply them."""
FARTHEST = 100
USUAL_DISTANCE = 4
MOST_LIKES = 10
"""Each text costs up to a fifth of a second of CPU, once a process."""
SHORTEST_JOINED = 3
"""Shorter words, such as those for in and from, are seldom meant as part of a longer one."""

GRAMMAR = rf"""
start: either
either: both (_OR both)*
both: near (_AND? near)*
near: single (NEAR single)*
?single: _NOT single -> negated
    | _MINUS single -> negated
    | atom
?atom: FIELD atom -> fielded
    | "(" either ")"
    | ATLEAST "(" either ")" -> atleast
    | LIKE -> like
    | PHRASE -> phrase
    | EXACT -> exact
    | CONCEPT -> concept
    | STAR -> everything
    | WORD -> word
_OR.5: /OR(?![^\s()"])/
_AND.5: /AND(?![^\s()"])/
_NOT.5: /NOT(?![^\s()"])/
NEAR.5: /(?:O?NEAR(?:\/\w+)?|[wW]\/(?:\d+|s))(?![^\s()"])/
ATLEAST.5: /ATLEAST\/\d+(?=\()/
_MINUS.4: /-(?=[^\s)-])/
FIELD.4: /(?i:{"|".join(sorted(NAMES, key=len, reverse=True))}):(?=[^\s)])/
LIKE.5: /like(?:\((?:"[^"]*"|[^"()])*\)|\s+\(\s*"[^"]*"\s*,[^"()]*\))/i
PHRASE.3: /"[^"]*"(?:~\d+)?/
EXACT.3: /=(?:"[^"]*"|[^\s()"]+)/
CONCEPT.3: /@[^\s()"]+/
STAR.2: /\*(?=[\s()]|$)/
WORD: /(?!(?:AND|OR|NOT|O?NEAR(?:\/\w+)?|[wW]\/(?:\d+|s))(?![^\s()"]))[^\s()"@=~-][^\s()"]*/
%ignore /\s+/
"""


@dataclass(frozen=True, slots=True)
class Understood:
    """A query as it was understood, with what may not be what was meant."""

    query: Query
    warnings: tuple[str, ...]


def understand(text: str, concepts: Concepts) -> Understood:
    """Return the tree of a query with warnings.

    Raises:
        OperatorError: it cannot be understood; names the column and what to write instead.
    """
    plain = plain_query(text)
    query = _Builder(concepts).build(_tree(plain), "", 0)
    return Understood(query, warnings(plain))


def parse_query(text: str, concepts: Concepts) -> Query:
    """Return the tree of a query; ``str()`` of it shows with brackets how it was understood.

    Raises:
        OperatorError: it cannot be understood; names the column and what to write instead.
    """
    return understand(text, concepts).query


def _tree(text: str) -> Any:
    from lark.exceptions import UnexpectedInput

    try:
        return _parser().parse(text)
    except UnexpectedInput as error:
        # lark counts lines; a query's column runs over them.
        at = getattr(error, "pos_in_stream", None)
        column = len(text) + 1 if at is None or at < 0 else at + 1
        if getattr(getattr(error, "token", None), "type", "") == "$END":
            column = len(text) + 1
        raise OperatorError(f"column {column}: {advice(text, column)}") from None


@cache
def _parser() -> Any:
    from lark import Lark

    return Lark(GRAMMAR, parser="lalr", propagate_positions=True)


class _Builder:
    """Turns the parser's tree into ours, checking each word where it stands."""

    def __init__(self, concepts: Concepts) -> None:
        self._atoms = AtomReader(concepts)
        self._nears = 0
        self._likes = 0

    def build(self, node: Any, field: str, depth: int) -> Query:
        """Return the query of a node; ``field`` is what all words in it are limited to."""
        if depth > MOST_DEEP * 3:
            column = node.meta.start_pos + 1
            raise OperatorError(f"column {column}: nested too deep; write it flatter")
        kind = node.data
        if kind in ("start", "either", "both"):
            parts = tuple(self.build(child, field, depth + 1) for child in node.children)
            if len(parts) == 1:
                return parts[0]
            return Or(parts) if kind == "either" else And(_with_half_spaces(parts))
        if kind == "near":
            return self._near(node, field, depth)
        if kind == "negated":
            return Not(self.build(node.children[0], field, depth + 1))
        if kind == "fielded":
            return self._fielded(node, field, depth)
        if kind == "everything":
            return Everything()
        if kind == "atleast":
            return self._at_least(node, field, depth)
        token = node.children[0]
        if kind == "like":
            return self._like(str(token), field, token.start_pos + 1)
        return self._atoms.atom(kind, str(token), field, token.start_pos + 1)

    def _like(self, token: str, field: str, column: int) -> Query:
        self._likes += 1
        if self._likes > MOST_LIKES:
            raise OperatorError(
                f"column {column}: more than {MOST_LIKES} like() in one query; split it"
            )
        return like(token, field, column)

    def _fielded(self, node: Any, field: str, depth: int) -> Query:
        name = NAMES[str(node.children[0]).lower().rstrip(":")]
        if field:
            column = node.children[0].start_pos + 1
            raise OperatorError(
                f"column {column}: {name}: cannot stand within {field}:; join the two with AND"
            )
        return self.build(node.children[1], name, depth + 1)

    def _at_least(self, node: Any, field: str, depth: int) -> Query:
        token = node.children[0]
        count = int(str(token).partition("/")[2][:6])
        part = self.build(node.children[1], field, depth + 1)
        if not 1 <= count <= 1000 or _cost(part) is None:
            raise OperatorError(
                f"column {token.start_pos + 1}: write ATLEAST/3(word), with a number from 1 to "
                "1000 and words of the text in the bracket"
            )
        return AtLeast(count, part)

    def _near(self, node: Any, field: str, depth: int) -> Query:
        query = self.build(node.children[0], field, depth + 1)
        for token, child in zip(node.children[1::2], node.children[2::2], strict=True):
            column = token.start_pos + 1
            right = self.build(child, field, depth + 1)
            distance = _distance(str(token), column)
            self._nears += 1
            if isinstance(query, Not) and isinstance(right, Not):
                raise OperatorError(
                    f"column {column}: {token} needs a word without NOT on one side at least"
                )
            query = Near(query, right, distance, str(token).startswith("O"))
            cost = _cost(query)
            if cost is None:
                raise OperatorError(
                    f"column {column}: {token} compares words of the text; join languages, sites, "
                    "days, like() and * with AND"
                )
            if self._nears > MOST_NEAR or cost > MOST_PAIRS:
                raise OperatorError(
                    f"column {column}: too many words to compare by NEAR; split the query, or "
                    "take AND and NOT out of the brackets beside NEAR"
                )
        return query


def _with_half_spaces(parts: tuple[Query, ...]) -> tuple[Query, ...]:
    """Let neighbouring words of Arabic script also fit where a half-space makes one of them."""
    found = list(parts)
    for at, (one, other) in enumerate(pairwise(parts)):
        words = _bare_word(one), _bare_word(other)
        if min(map(len, words)) >= SHORTEST_JOINED:
            joined = "".join(words)
            for place in (at, at + 1):
                phrase = found[place]
                assert isinstance(phrase, Phrase)  # noqa: S101 - it is a bare word
                patterns = (*phrase.spellings, (WordPattern(joined),))
                found[place] = replace(phrase, spellings=patterns, joined=(*phrase.joined, joined))
    return tuple(found)


def _bare_word(query: Query) -> str:
    """Return the folded word that a query is, if it is one of Arabic script without marks."""
    if not isinstance(query, Phrase) or query.field or query.text.startswith('"'):
        return ""
    spelling = query.spellings[0]
    return (
        spelling[0].text
        if len(spelling) == 1 and spelling[0].plain and ARABIC.search(spelling[0].text)
        else ""
    )


def _distance(token: str, column: int) -> int | None:
    _, slash, number = token.partition("/")
    if not slash:
        return USUAL_DISTANCE
    if number == "s":
        return None
    if not number.isdecimal() or int(number[:6]) > FARTHEST:
        raise OperatorError(
            f"column {column}: {token}: write a number up to {FARTHEST} after the slash, or s for "
            "one sentence; for words farther apart use AND"
        )
    return int(number)


def _cost(query: Query) -> int | None:
    """Return how many pairs of parts it takes to find a query's places, None if it has none."""
    match query:
        case Fact() | Days() | Like() | Everything():
            return None
        case Not() | AtLeast():
            return _cost(query.part)
        case Near():
            left, right = _cost(query.left), _cost(query.right)
            return None if left is None or right is None else left * right
        case And() | Or():
            costs = [_cost(part) for part in query.parts]
            if any(cost is None for cost in costs):
                return None
            known = [cost for cost in costs if cost]
            plain = isinstance(query, Or) and max(known) == 1
            return 1 if plain else sum(known)
        case _:
            return None if query.field in WORD_FACTS else 1
