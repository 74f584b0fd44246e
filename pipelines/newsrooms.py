"""Counts the independent newsrooms that answer, for each corridor and language."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pipelines.items import LANGUAGES

Corridor = Literal["PK", "IR", "TR", "TJ", "EU", "US", "AF"]
Independence = Literal["own", "shared", "reprint", "official", "index"]
"""Whose reports an outlet prints: its own, those of a newsroom that it shares with other outlets,
reprints, statements of an authority, or none (an index)."""
CORRIDORS: dict[Corridor, str] = {
    **{"PK": "Pakistan", "IR": "Iran", "TR": "Turkey", "TJ": "Tajikistan and Uzbekistan"},
    **{"EU": "Germany and Europe", "US": "United States", "AF": "inside Afghanistan"},
}
"""The ways on which Afghans are sent back, by the country that they are in."""
_EUROPE = (
    *("AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"),
    *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"),
)
_BY_COUNTRY: dict[str, Corridor] = {
    **{"PK": "PK", "IR": "IR", "TR": "TR", "TJ": "TJ", "UZ": "TJ", "US": "US", "AF": "AF"},
    **dict.fromkeys(_EUROPE, "EU"),
}


@dataclass(frozen=True, slots=True)
class WatchedOutlet:
    """What the count needs of an outlet: what it reports on, and whether it answers.

    ``corridors`` are keys of ``CORRIDORS``, ``languages`` keys of ``LANGUAGES``. ``newsroom`` names
    the one that it shares, "" for one of its own. ``unproven``: nothing of it is fetched yet.
    """

    id: str
    corridors: tuple[str, ...]
    languages: tuple[str, ...]
    independence: str = "own"
    newsroom: str = ""
    answers: bool = False
    unproven: bool = False

    @property
    def own_newsroom(self) -> str:
        """The newsroom that its reports come from, "" if they are those of others."""
        if self.independence not in ("own", "shared"):
            return ""
        return self.newsroom or self.id


@dataclass(frozen=True, slots=True)
class Cell:
    """What is watched and answers of one corridor in one language.

    ``newsrooms`` are those watched, ``answered`` those of them that answered within 24 h. Several
    outlets of one newsroom count once; ``others`` counts outlets without reports of their own
    (reprints, authorities), ``unproven`` outlets that nothing is fetched of yet.
    """

    corridor: str
    language: str
    newsrooms: int = 0
    answered: int = 0
    others: int = 0
    unproven: int = 0

    @property
    def words(self) -> str:
        """What it holds, in words: "no outlet watched" is another thing than "none answered"."""
        if self.answered:
            return f"{self.answered} of {_newsrooms(self.newsrooms)} answered"
        if self.newsrooms:
            return f"{_newsrooms(self.newsrooms)} watched, none answered"
        if self.others:
            outlets = "outlet" if self.others == 1 else "outlets"
            return f"no newsroom watched, only {self.others} {outlets} without reports of its own"
        if self.unproven:
            return f"no outlet watched yet, {self.unproven} on trial"
        return "no outlet watched"


def _newsrooms(count: int) -> str:
    return "1 newsroom" if count == 1 else f"{count} newsrooms"


def corridors_of(country: str) -> tuple[Corridor, ...]:
    """Return the corridor that an outlet of a country (ISO 3166 alpha-2) reports on, if any."""
    return (_BY_COUNTRY[country],) if country in _BY_COUNTRY else ()


def coverage_matrix(outlets: Sequence[WatchedOutlet]) -> tuple[Cell, ...]:
    """Return a cell for each corridor and each language that an outlet of any corridor has.

    The corridors stand in the order of ``CORRIDORS``, within each the languages in that of
    ``LANGUAGES``. Nothing if no outlet has a corridor.
    """
    placed = [one for one in outlets if one.corridors]
    spoken = {language for one in placed for language in one.languages}
    ranks = {language: rank for rank, language in enumerate(LANGUAGES)}
    languages = sorted(spoken, key=lambda one: (ranks.get(one, len(ranks)), one))
    return tuple(
        _cell(
            corridor,
            language,
            [one for one in placed if corridor in one.corridors and language in one.languages],
        )
        for corridor in CORRIDORS
        for language in languages
    )


def _cell(corridor: str, language: str, outlets: Iterable[WatchedOutlet]) -> Cell:
    newsrooms: dict[str, bool] = {}
    others = unproven = 0
    for one in outlets:
        if one.unproven:
            unproven += 1
        elif one.own_newsroom:
            known = newsrooms.get(one.own_newsroom, False)
            newsrooms[one.own_newsroom] = known or one.answers
        else:
            others += 1
    return Cell(corridor, language, len(newsrooms), sum(newsrooms.values()), others, unproven)


def gap_lines(matrix: Sequence[Cell]) -> Iterator[str]:
    """Yield in words the cells in which no newsroom answered; those that should have come first.

    For example: "none answered, with the number watched: Pakistan in Urdu (3), Pashto (1)" and
    "no newsroom watched: Iran in Arabic, Turkish; Turkey in Urdu".
    """
    silent: dict[str, list[str]] = {}
    unwatched: dict[str, list[str]] = {}
    for cell in matrix:
        if cell.newsrooms and not cell.answered:
            silent.setdefault(_corridor(cell), []).append(f"{_language(cell)} ({cell.newsrooms})")
        elif not cell.newsrooms:
            unwatched.setdefault(_corridor(cell), []).append(_language(cell))
    for said, gaps in (
        ("none answered, with the number watched", silent),
        ("no newsroom watched", unwatched),
    ):
        if gaps:
            told = (f"{corridor} in {', '.join(names)}" for corridor, names in gaps.items())
            yield f"{said}: {'; '.join(told)}"


def _corridor(cell: Cell) -> str:
    return next(name for code, name in CORRIDORS.items() if code == cell.corridor)


def _language(cell: Cell) -> str:
    return LANGUAGES.get(cell.language, cell.language)
