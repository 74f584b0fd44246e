"""The single words of a query: terms, phrases, concepts and fields, checked where they stand."""

import difflib
import re
import unicodedata
from datetime import date, timedelta

from pipelines.errors import OperatorError
from pipelines.items import LANGUAGES, RELEVANCES
from pipelines.query.concepts import Concepts
from pipelines.query.patterns import Sequence, acronym_spellings, least_letters, parted, spellings
from pipelines.query.tree import (
    TEXT_FIELDS,
    WORD_FACTS,
    Concept,
    Days,
    Exact,
    Fact,
    Like,
    Phrase,
    Query,
)
from pipelines.text.fold import fold, tokens

MOST_SLOP = 100
USUAL_LEAST = 0.5
"""A few words are seldom nearer than .65 to an article that they describe: of five texts tried on
the 1,501 judged examples, .5 found 4 to 11 articles each, 25 of 40 on topic, and .7 found one."""
LONGEST_LIKE = 300
"""In letters: a longer text says several things, and is near to none of them."""
NAMES = {
    **{name: name for name in (*TEXT_FIELDS, *WORD_FACTS, "site", "lang", "country", "relevance")},
    **{name: name for name in ("date", "after", "before")},
    **{"intitle": "title", "inurl": "url", "domain": "site", "language": "lang"},
}
"""Every name that a field may be written with, and the field that it means."""
_LIKE = re.compile(r'like\s*\(\s*"([^"]*)"\s*(?:,\s*(\d*[.\u066b]\d+|\d+)\s*)?\)', re.IGNORECASE)
_DAY = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?$")
_OPERATOR = re.compile(r"AND|OR|NOT|O?NEAR(/\w+)?|[wW]/\w+")
_JOINERS = {"&": "AND", "&&": "AND", "|": "OR", "||": "OR", "!": "NOT", "+": "AND", ",": "AND"}


class AtomReader:
    """Makes the atoms of one query over some concepts."""

    def __init__(self, concepts: Concepts) -> None:
        self._concepts = concepts

    def atom(self, kind: str, token: str, field: str, column: int) -> Query:
        """Return what one token stands for within ``field`` ("" for the text).

        Raises:
            OperatorError: it stands for nothing; names the column and what to write instead.
        """
        if field and field not in TEXT_FIELDS | WORD_FACTS:
            if kind not in ("word", "phrase"):
                raise OperatorError(f"column {column}: write a plain value after {field}:")
            return _known(field, token.strip('"'), column)
        if kind == "concept":
            return self._concept(token, field, column)
        if kind == "exact":
            return _exact(token, field, column)
        if kind == "word" and not field:
            _check_word(token, column)
        return _phrase(token, field, column, self._concepts.acronyms)

    def _concept(self, token: str, field: str, column: int) -> Concept:
        concepts = self._concepts
        name, _, language = token[1:].lower().partition(".")
        if field in WORD_FACTS:
            raise OperatorError(f"column {column}: concepts stand for words of the text")
        try:
            words = concepts.word_list(name, language)
        except KeyError:
            if name in concepts.terms:
                known = ", ".join(f"@{name}.{one}" for one in sorted(concepts.terms[name]))
                hint = f"there are {known}"
            elif close := difflib.get_close_matches(name, concepts.terms, 3, 0.7):
                hint = f"did you mean {' or '.join(f'@{one}' for one in close)}?"
            else:
                hint = "`khabardar concepts list` shows all"
            raise OperatorError(f"column {column}: there is no {token}; {hint}") from None
        shown = f"{name}.{language}" if language else name
        return Concept(shown, concepts.version, field, words)


def like(token: str, field: str, column: int) -> Like:
    """Return what a text and a number in its brackets stand for; digits may be of any script.

    Raises:
        OperatorError: it is written in another way, or within a field.
    """
    if field:
        raise OperatorError(
            f"column {column}: like() compares whole articles; join it and {field}: with AND"
        )
    found = _LIKE.fullmatch(token)
    text = " ".join(found[1].split()) if found else ""
    said = (found[2] or str(USUAL_LEAST)).replace("\u066b", ".") if found else "0"
    least = round(float(said), 4)
    if not any(map(str.isalnum, text)) or not 0 < least <= 1:
        raise OperatorError(
            f'column {column}: write like("police ask tenants for papers", .5): a text between '
            "two quotation marks, and how near articles must be, above 0 and up to 1"
        )
    if len(text) > LONGEST_LIKE:
        raise OperatorError(
            f"column {column}: this text has {len(text)} letters; say one thing in at most "
            f"{LONGEST_LIKE}, and join several like() with OR"
        )
    return Like(text, least)


def _check_word(token: str, column: int) -> None:
    if token in _JOINERS:
        raise OperatorError(f"column {column}: {token!r} is not an operator; use {_JOINERS[token]}")
    found = re.match(r"[A-Za-z]+:", token)
    if found and found[0].lower().rstrip(":") in NAMES:
        raise OperatorError(f"column {column}: write {found[0]} and its word without a blank")
    if found:
        known = ", ".join(sorted(set(NAMES.values())))
        raise OperatorError(
            f"column {column}: there is no field {found[0]}; there are {known}; "
            "put words with a colon in quotation marks"
        )


def _phrase(token: str, field: str, column: int, acronyms: frozenset[str]) -> Phrase:
    quoted = token.startswith('"')
    inner, _, slop = token[1:].rpartition('"') if quoted else (token, "", "")
    if not quoted and not _OPERATOR.fullmatch(inner.rstrip(",")):
        inner = inner.rstrip(",")
    moves = int(slop[1:5]) if slop else 0
    if moves > MOST_SLOP:
        raise OperatorError(f"column {column}: write a number up to {MOST_SLOP} after ~")
    text = " ".join(inner.split())
    _check_wildcards(text, column)
    found = spellings(text)
    if not found:
        raise OperatorError(f"column {column}: {token} has no letter or digit to look for")
    if len(found) == 1 and len(found[0]) == 1:
        moves = 0
        if not quoted:
            found += parted(found[0][0])
    if not moves:
        found = tuple(dict.fromkeys((*found, *acronym_spellings(text, acronyms))))
    shown = f'"{text}"' if quoted else text
    return Phrase(shown, field, moves, found)


def _check_wildcards(text: str, column: int) -> None:
    """Refuse stars within a word and words of too few letters beside a star or question mark."""
    for word in re.split(r"[^\w*?]+|_", fold(text)):
        if not word or not set(word) & set("*?"):
            continue
        if "*" in word[:-1] or word == "*":
            raise OperatorError(
                f"column {column}: {word!r}: a star may only stand at a word's end; for words "
                'between others write "first last"~3, or NEAR'
            )
        letters = len(word.replace("*", "").replace("?", ""))
        if letters < least_letters(word):
            raise OperatorError(
                f"column {column}: {word!r} is too short; write {least_letters(word)} letters or "
                "more beside a star or question mark"
            )


def _exact(token: str, field: str, column: int) -> Exact:
    text = unicodedata.normalize("NFC", " ".join(token[1:].strip('"').split()))
    if text.startswith("@"):
        raise OperatorError(f"column {column}: = takes a word as it is written; write {text} alone")
    if set(text) & set("*?"):
        raise OperatorError(f"column {column}: {token}: = takes whole words; remove * and ?")
    found = list(tokens(text))
    if not found:
        raise OperatorError(f"column {column}: {token} has no letter or digit to look for")
    words = tuple(text[start:end] for _, start, end in found)
    # One spelling only: a word as written is never two.
    pattern: Sequence = tuple(p for p in spellings(" ".join(f for f, _, _ in found))[0])
    shown = f'"{text}"' if '"' in token else text
    return Exact(shown, field, words, (pattern,))


def _known(field: str, value: str, column: int) -> Query:
    """Return what is asked of an article's language, country, site, relevance or day."""
    if field in ("date", "after", "before"):
        return _days(field, value, column)
    shown = value.strip().lower()
    if field == "site":
        shown = re.sub(r"^(https?://)?(www\.)?", "", shown).strip("./*")
        if not re.fullmatch(r"[\w.-]+(/[^\s()\"]*)?", shown):
            raise OperatorError(f"column {column}: write a site's name, as in site:dawn.com")
        return Fact(field, shown)
    if field == "country":
        if not (shown.isascii() and shown.isalpha() and len(shown) == 2):
            raise OperatorError(f"column {column}: {value!r}: write its code, as in country:PK")
        return Fact(field, shown.upper())
    if field == "relevance":
        if shown not in RELEVANCES:
            known = ", ".join(RELEVANCES)
            raise OperatorError(f"column {column}: {value!r}: write relevance: and one of {known}")
        return Fact(field, shown)
    if shown not in LANGUAGES:
        known = ", ".join(f"{code} ({name})" for code, name in LANGUAGES.items())
        raise OperatorError(f"column {column}: {value!r}: write lang: and one of {known}")
    return Fact(field, shown)


def _days(field: str, value: str, column: int) -> Days:
    first, dots, last = value.partition("..")
    try:
        begin, end = _day(first)
        if dots:
            end = _day(last)[1]
    except (ValueError, OverflowError):
        raise OperatorError(
            f"column {column}: {value!r} is no day of the Gregorian calendar; write "
            f"{field}:2025-04-05, {field}:2025-04 or date:2025-04-01..2025-04-30"
        ) from None
    if end <= begin:
        raise OperatorError(f"column {column}: {value!r} ends before it begins")
    shown = f"{field}:{value}"
    if field == "date":
        return Days(shown, begin, end)
    if dots:
        raise OperatorError(f"column {column}: write date:{value} for days from one to another")
    return Days(shown, begin, None) if field == "after" else Days(shown, None, begin)


def _day(text: str) -> tuple[date, date]:
    """Return the first day that ``text`` names, and the day after the last."""
    found = _DAY.match(text)
    if not found:
        raise ValueError(text)
    year, month, day = (int(part) if part else 0 for part in found.groups())
    begin = date(year, month or 1, day or 1)
    if day:
        return begin, begin + timedelta(days=1)
    if month:
        return begin, date(year + month // 12, month % 12 + 1, 1)
    return begin, date(year + 1, 1, 1)
