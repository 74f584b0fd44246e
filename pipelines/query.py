"""The query language: what a person writes, as a tree; AND OR NOT, phrases, prefixes, concepts."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipelines.concepts import Concepts
from pipelines.errors import OperatorError
from pipelines.terms import Sequence, WordPattern, plain_words, spellings

LONGEST_QUERY = 20_000
MOST_BRACKETS = 50
SHORTEST_PREFIX = {"latin": 3, "arabic": 2}
_ARABIC = re.compile("[\u0600-\u06ff]")
_QUOTES = str.maketrans(
    dict.fromkeys("“”„«»″", '"') | dict.fromkeys("‘’‚", "'") | {"،": " ", "؛": " "}
)
_BIDI = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]")

GRAMMAR = r"""
start: either
either: both ("OR" both)*
both: single ("AND"? single)*
?single: "NOT" single -> negated
    | "-" single -> negated
    | "(" either ")"
    | PHRASE -> phrase
    | CONCEPT -> concept
    | STAR -> everything
    | WORD -> word
PHRASE: /"[^"]*"/
CONCEPT.3: /@[^\s()"]+/
STAR.2: /\*(?=[\s()]|$)/
WORD: /(?!(?:AND|OR|NOT)(?=[\s()"]|$))[^\s()"@-][^\s()"]*/
%ignore /\s+/
"""


@dataclass(frozen=True, slots=True)
class Words:
    """Words that must stand next to each other, in one of several spellings."""

    spellings: tuple[Sequence, ...]
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Concept:
    """Any of a concept's terms; ``text`` is how it was named."""

    name: str
    spellings: tuple[Sequence, ...]

    def __str__(self) -> str:
        return f"@{self.name}"


@dataclass(frozen=True, slots=True)
class Everything:
    """What every article fits."""

    def __str__(self) -> str:
        return "*"


@dataclass(frozen=True, slots=True)
class Not:
    """What must not fit."""

    part: "Query"

    def __str__(self) -> str:
        return f"NOT {self.part}"


@dataclass(frozen=True, slots=True)
class And:
    """All parts must fit."""

    parts: tuple["Query", ...]

    def __str__(self) -> str:
        return f"({' AND '.join(map(str, self.parts))})"


@dataclass(frozen=True, slots=True)
class Or:
    """One part must fit."""

    parts: tuple["Query", ...]

    def __str__(self) -> str:
        return f"({' OR '.join(map(str, self.parts))})"


Query = Words | Concept | Everything | Not | And | Or


def parse_query(text: str, concepts: Concepts) -> Query:
    """Return the tree of a query; ``str()`` of it shows with brackets how it was understood.

    Raises:
        OperatorError: it cannot be understood; names the column and what to write instead.
    """
    plain = _BIDI.sub("", text).translate(_QUOTES)
    if not plain.strip():
        raise OperatorError("the query is empty; write a word, or * for everything")
    if len(plain) > LONGEST_QUERY or plain.count("(") > 20 * MOST_BRACKETS:
        raise OperatorError(f"the query is longer than {LONGEST_QUERY} characters; split it")
    _check_pairs(plain)
    return _build(_tree(plain), concepts)


def _tree(text: str) -> Any:
    from lark.exceptions import UnexpectedInput

    try:
        return _parser().parse(text)
    except UnexpectedInput as error:
        column = getattr(error, "column", -1)
        if column is None or column < 1:
            column = len(text) + 1
        raise OperatorError(f"column {column}: {_advice(text, column)}", text.strip()) from None


@cache
def _parser() -> Any:
    from lark import Lark

    return Lark(GRAMMAR, parser="lalr", propagate_positions=True)


def _check_pairs(text: str) -> None:
    if text.count('"') % 2:
        column = text.rfind('"') + 1
        raise OperatorError(f'column {column}: this quotation mark has no partner; add a "', text)
    open_at: list[int] = []
    inside = False
    for column, character in enumerate(text, 1):
        if character == '"':
            inside = not inside
        elif character == "(" and not inside:
            open_at.append(column)
            if len(open_at) > MOST_BRACKETS:
                raise OperatorError(f"column {column}: more than {MOST_BRACKETS} brackets deep")
        elif character == ")" and not inside:
            if not open_at:
                raise OperatorError(f"column {column}: this bracket was never opened", text)
            open_at.pop()
    if open_at:
        raise OperatorError(f"column {open_at[-1]}: this bracket is never closed; add a )", text)


def _advice(text: str, column: int) -> str:
    word = re.match(r"\S+", text[column - 1 :])
    found = word[0] if word else ""
    if found in ("AND", "OR"):
        return f"{found} needs a word on both sides"
    if not found:
        return "a word is missing at the end; AND, OR, NOT and - need one after them"
    if found.startswith(")"):
        return "there is nothing in this bracket; write a word in it"
    return f"{found!r} cannot stand here; put it in quotation marks"


def _build(node: Any, concepts: Concepts) -> Query:
    """Turn the parser's tree into ours, checking each word where it stands."""
    kind = node.data
    if kind == "start":
        return _build(node.children[0], concepts)
    if kind in ("either", "both"):
        parts = tuple(_build(child, concepts) for child in node.children)
        if len(parts) == 1:
            return parts[0]
        return Or(parts) if kind == "either" else And(parts)
    if kind == "negated":
        return Not(_build(node.children[0], concepts))
    if kind == "everything":
        return Everything()
    token = node.children[0]
    if kind == "concept":
        return _concept(str(token), token.column, concepts)
    return _words(str(token), token.column)


def _concept(token: str, column: int, concepts: Concepts) -> Concept:
    name, _, language = token[1:].lower().partition(".")
    try:
        terms = concepts.of(name, language)
    except KeyError:
        if name in concepts.terms:
            known = ", ".join(f"@{name}.{one}" for one in sorted(concepts.terms[name]))
        else:
            known = ", ".join(f"@{one}" for one in sorted(concepts.terms))
        raise OperatorError(f"column {column}: there is no {token}; there are {known}") from None
    every = dict.fromkeys(way for term in terms for way in spellings(term))
    return Concept(f"{name}.{language}" if language else name, tuple(every))


def _words(token: str, column: int) -> Words:
    quoted = token.startswith('"')
    text = token.strip('"').strip()
    if not quoted and re.match(r"[a-z]+:", text):
        raise OperatorError(
            f"column {column}: {text!r}: fields are not known; put words with a colon in quotes"
        )
    prefix = text.endswith("*")
    if "*" in text.rstrip("*") or text.count("*") > 1:
        raise OperatorError(f"column {column}: {text!r}: a star may only stand at a word's end")
    words = plain_words(text)
    if not words:
        raise OperatorError(f"column {column}: {token} has no letter or digit to look for")
    if prefix:
        kind = "arabic" if _ARABIC.search(words[-1]) else "latin"
        if len(words[-1]) < SHORTEST_PREFIX[kind]:
            raise OperatorError(
                f"column {column}: {text!r} is too short; write {SHORTEST_PREFIX[kind]} letters "
                "or more before the star"
            )
    patterns = [WordPattern(word) for word in words]
    if prefix:
        patterns[-1] = WordPattern(words[-1], open_end=True)
    shown = " ".join(map(str, patterns))
    if not quoted and len(patterns) == 1:
        return Words((tuple(patterns),), shown)
    # A phrase in Arabic script is found with its half-spaces lost, as concepts are.
    return Words(spellings(shown), f'"{shown}"')
