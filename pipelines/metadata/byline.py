"""Reads who wrote an article: people and agencies, without titles of the trade, dates and desks."""

import re
from collections.abc import Iterator
from functools import cache

from pipelines.lexicon.joined import (
    GREGORIAN_MONTHS,
    MONTHS,
    any_pattern,
    any_written,
    folded_patterns,
    words,
)
from pipelines.lexicon.volatile_lines import is_moving
from pipelines.metadata.agencies import built_in_agencies
from pipelines.text.fold import fold, folded_words
from pipelines.text.headlines import clean_title

MOST_NAMES = 12
# Old pages write Persian and Urdu words with the letters of Arabic.
_LETTERS = str.maketrans({"ی": "[یي]", "ک": "[کك]"})
_LEAD = any_pattern(lambda language: language.bylines.leads).translate(_LETTERS)
_SAID_BY = any_pattern(lambda language: language.bylines.by).translate(_LETTERS)
_LABELS = any_written(lambda language: language.bylines.labels).translate(_LETTERS)
_LEADS = re.compile(
    rf"^\s*(?:{_LEAD})"
    r"(?:\s*[:：]\s*|\s*[-–,]\s+|\s+)",
    re.IGNORECASE,
)
_LABEL = re.compile(
    rf"(?:{_LEAD}"
    rf"|{_LABELS})"
    rf"(?:\s*/\s*\w+)?\s*[:：,]?",
    re.IGNORECASE,
)
_BY = re.compile(
    rf"^\s*(?:{_SAID_BY})\s*[:：]?\s+\w|"
    rf"^\s*(?:{_LABELS})\s*(?:[:：]|,\s)",
    re.IGNORECASE,
)
_TRAILS = any_written(lambda language: language.bylines.trails)
_TRAIL = re.compile(rf"[\s,]+(?:{_TRAILS})$", re.IGNORECASE)
_PLACE = re.compile(rf"^(\S+ .*\S) (?:{_TRAILS}) [^\W\d_a-z]\S*(?: [^\W\d_a-z]\S*)?$")
_JOINS = any_written(lambda language: language.bylines.joins)
_PARTS = re.compile(rf"\s+(?:{_JOINS})\s+|\s*&\s*", re.IGNORECASE)
_JOINED = re.compile(rf"^\s*(?:{_JOINS}|&)\s+", re.IGNORECASE)
# What stands before a name in a line that begins with a date: "16 May 2025 By Zara Noor".
_BEHIND_DATE = re.compile(
    rf"^.*\d.*?\s(?:{_LABELS})"
    r"(?:\s*[:：]\s*|\s+)(?=\D+$)",
    re.IGNORECASE,
)
# Behind such a mark stands where the one who signed belongs: a place, a post, an outlet.
_MARK = re.compile(r"\s*/\s*|\s+[-–—]\s+")
# An address, an e-mail address, the name of an account, a host with a path.
_ADDRESS = re.compile(r"\S*(?:https?:|www\.|@)\S*|\b[\w-]+(?:\.[\w-]+)+/\S*", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}")
_BEFORE_COLON = re.compile(r"[^:：\d]+(?=[:：])")
_BRACKETS = re.compile(r"\s*[(\[（][^()\[\]（）]*[)\]）]")
_NO_NAME = re.compile(r"[{}<>=_]|\bread\b|lesezeit|\bago\b|^(?:updated|published)\b")
# A date written without a blank behind a name: "Zara NoorOctober 15", "ثنا۱۵ سنبله".
_LATIN_WEEKDAYS = frozenset(
    day for day in words(lambda language: language.dates.weekdays) if day.isascii()
)
_LATIN_DAYS = "|".join(sorted(day.title() for day in _LATIN_WEEKDAYS))
_LATIN_MONTHS = "|".join(sorted(name.title() for name in GREGORIAN_MONTHS if name.isascii()))
_GLUED = re.compile(
    rf"(?<=[^\W\d_])(?=\d{{1,4}}(?:\W|$))|(?<=[a-zäöüß])(?=(?:{_LATIN_MONTHS})\b\.?\s*\d)"
    rf"|(?<=[a-zäöüß])(?=(?:{_LATIN_DAYS})\b[\s,.]*(?:\d|$)|(?:Updated|Published|Posted)\b)",
)
# A desk is no one, whatever it is called; of these words alone, no one's name is made.
_DESK = re.compile(rf"(?<!\w)(?:{folded_patterns(lambda language: language.bylines.desks)})(?!\w)")
_GENERIC = frozenset(words(lambda language: language.bylines.generic))
_POSTS = frozenset(words(lambda language: language.bylines.posts))
_WEEKDAYS = frozenset(words(lambda language: language.dates.weekdays))
_TRAIL_WORDS = frozenset(words(lambda language: language.bylines.trails))
_PICTURES = any_written(lambda language: language.bylines.pictures)
_PICTURE = re.compile(
    rf"^\W*(?:{_PICTURES})\b|\b(?:{_PICTURES})\s*[/:：]|\bvia (?:{_PICTURES})\b|^\s*(?:©|\(c\))",
    re.IGNORECASE,
)
_CONTROL = re.compile(
    rf"^(?:{any_pattern(lambda language: language.bylines.controls)})", re.IGNORECASE
)
_PARTICLES = frozenset(
    ("della", "dalla", "delle", "dello", "degli", "dalle", "vande", "bint", "bent")
)
_LONGEST_PARTICLE = 3
"""Longer words without a capital, among others with one, make a phrase and no name."""


def clean_names(raw: list[str], shown: bool = False) -> tuple[str, ...]:
    """Return the names in ``raw``, each once, in the order given.

    A string may hold several names joined by "and", semicolons or commas; those that are a date,
    an address, a desk, a post or a credit of a picture are left out. ``shown`` are lines of a page,
    which may also be what a reader is asked to do; names that a page tells programs are not.
    """
    names = [name for text in raw for name in _parts(text)]
    kept = {fold(name): name for name in reversed(names)}
    found = [name for name in reversed(kept.values()) if not (shown and _is_phrase(name))]
    people = [name for name in found if not _is_post(name)]
    # "Correspondent in Nangarhar" is a name where there is no other one.
    alone = [name for name in found if " " in name and folded_words(fold(name))[0] in _POSTS]
    return tuple((people or alone)[:MOST_NAMES])


def leads_with_by(text: str) -> bool:
    """Tell whether a line says whose it is: "By Zara Noor", "تحریر: ثنا گیلانی"."""
    return bool(_BY.match(text))


def is_label(text: str) -> bool:
    """Tell whether a text is no more than what stands before a name: "By", "Autorin/Autor"."""
    return len(text) < 40 and bool(_LABEL.fullmatch(text.strip()))


def is_joined(text: str) -> bool:
    """Tell whether a text goes on with another name: "and Omar Gul"."""
    return bool(_JOINED.match(text))


def is_join(text: str) -> bool:
    """Tell whether a text is no more than what stands between two names: "and", a comma."""
    return text.strip() in (",", "،") or bool(_JOINED.fullmatch(f"{text.strip()} "))


def is_host(name: str) -> bool:
    """Tell whether a name is that of a site: "dawn.example"."""
    return bool(_HOST.fullmatch(name))


def is_account(name: str) -> bool:
    """Tell whether a name may be that of an account: one Latin word, and no agency's."""
    return len(name.split()) == 1 and name.isascii() and not _is_agency(name)


def _parts(text: str) -> Iterator[str]:
    """Yield the names of a text that may hold several."""
    plain = clean_title(re.sub(r"<[^>]{0,200}>", " ", text))
    plain = _GLUED.sub(" ", _ADDRESS.sub(" ", plain))
    plain = _BRACKETS.sub(" ", plain).strip() or plain
    for several in plain.split(";"):
        yield from _signers(several)


def _signers(text: str) -> Iterator[str]:
    """Yield the names that a text begins with, and behind a mark those that say that they sign.

    What stands there else is a place, a post or an outlet; an agency counts, and so does what
    "and" or "by" stands before.
    """
    named = False
    for chunk in re.split(r"\s*[|•·]\s*", text):
        if _PICTURE.search(chunk) and not _LEADS.match(chunk):
            continue
        for part in _MARK.split(_BEHIND_DATE.sub("", chunk)):
            signs = not named or leads_with_by(part) or is_joined(part)
            names = _several(_JOINED.sub("", _LEADS.sub("", part)))
            yield from (name for name in names if signs or _is_agency(name))
            named = named or not all(_is_post(name) or _is_agency(name) for name in names)


def _is_agency(name: str) -> bool:
    return bool(built_in_agencies().credited(re.sub(r"^[Tt]he ", "", name), ""))


def _several(text: str) -> list[str]:
    """Return the names of a text that holds no mark, as "and" and commas part them."""
    return [name for part in _PARTS.split(text) for one in _commas(part) if (name := _name(one))]


def _belongs_to_trade(text: str) -> bool:
    return not (_GENERIC | _POSTS).isdisjoint(folded_words(fold(text)))


def _commas(part: str) -> list[str]:
    pieces = [piece.strip() for piece in re.split("[,،]", part) if piece.strip()]
    if len(pieces) < 2:
        return pieces
    # "Name, Name, Name" is several people; "Name, Chief Editor" one; so is "Doe, Jane".
    if all(2 <= len(piece.split()) <= 4 for piece in pieces):
        first, *others = pieces
        return [first, *(one for one in others if _is_another(one, first))]
    inverted = len(pieces[0].split()) == 1 or pieces[0][0].islower()
    if len(pieces) == 2 and inverted and len(part.split()) < 6 and not pieces[1][0].isdigit():
        return [part]
    return [pieces[0], *(piece for piece in pieces[1:] if _is_agency(piece))]


def _is_another(text: str, first: str) -> bool:
    """Tell whether what stands behind a name and a comma is a name, no post, place or outlet."""
    if _is_agency(text):
        return True
    beside = _belongs_to_trade(text) or _begins_with_trail(text) or _label_of(text)
    return not beside and (first.isupper() or not _is_body(text))


def _begins_with_trail(text: str) -> bool:
    """Tell whether a text says where or for whom: "در کابل", "in Kabul"."""
    first = text.split()[0]
    return first == first.lower() and fold(first) in _TRAIL_WORDS


def _label_of(text: str) -> str:
    """Return what stands before a colon in a text that is no time of day, "" if nothing does."""
    found = _BEFORE_COLON.match(text)
    return found[0] if found else ""


def _is_body(text: str) -> bool:
    """Tell whether a text holds a word in capitals, as names of broadcasters do: "MDR Erfurt"."""
    return any(len(word) > 1 and word.isupper() and word.isalpha() for word in text.split())


def _name(text: str) -> str:
    text = _LEADS.sub("", text).strip(" .:-–—|,،*+")
    if label := _label_of(text):
        # Who translated or took pictures is told behind a label, too.
        text = text[len(label) :].strip(" :：") if _belongs_to_trade(label) else ""
    text = _TRAIL.sub("", _undated(text)).strip(" .:-–—|,،*")
    if found := _PLACE.match(text):
        text = found[1]
    folded = fold(text)
    if not text or len(text) > 80 or len(text.split()) > 7 or not re.search(r"[^\W\d_]", text):
        return ""
    if (
        _begins_with_trail(text)
        or _NO_NAME.search(folded)
        or _DESK.search(folded)
        or _CONTROL.match(text)
    ):
        return ""
    if is_moving(text) or is_label(text) or _PICTURE.match(text):
        return ""
    said = folded_words(folded)
    return (
        "" if _GENERIC.issuperset(said) or (len(said) == 1 and said[0] in _LATIN_WEEKDAYS) else text
    )


def _undated(text: str) -> str:
    """Return a text without a date or a weekday at its end."""
    tokens = text.split()
    folded = [fold(token).strip(".,،:") for token in tokens]
    end = next((at for at, token in enumerate(folded) if token[:1].isdigit()), len(tokens))
    dated = end < len(tokens)
    while end and (
        folded[end - 1] in _TRAIL_WORDS
        or (dated and folded[end - 1] in _date_words())
        or (folded[end - 1] in _WEEKDAYS and end > 1 and folded[end - 2] in _TRAIL_WORDS)
    ):
        end -= 1
    return " ".join(tokens[:end])


@cache
def _date_words() -> frozenset[str]:
    return frozenset((*(word for month in MONTHS for word in month.split()), *_WEEKDAYS))


def _is_phrase(name: str) -> bool:
    """Tell whether words without a capital stand among others with one: "Read all his posts"."""
    parts = [word for word in name.split() if word[0].isalpha()]
    if not any(word[0].isupper() for word in parts):
        return False
    return any(
        word.islower() and len(word) > _LONGEST_PARTICLE and word not in _PARTICLES
        for word in parts
    )


def _is_post(name: str) -> bool:
    """Tell whether a name is what somebody does: "Senior Politics Editor"."""
    said = folded_words(fold(name))
    if "of" in said[1:3] and said[0] in _POSTS | _GENERIC:
        return True
    return not _POSTS.isdisjoint(said) and (
        said[-1] in _POSTS or said[0] in _POSTS | _GENERIC or "of" in said
    )
