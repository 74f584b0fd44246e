"""Recognises the news agency that a text is credited to, in every language of the lexicon."""

import re
from collections.abc import Mapping
from functools import cache, cached_property

from pipelines.lexicon.agency_names import AGENCY_NAMES
from pipelines.lexicon.joined import any_of, folded_patterns
from pipelines.text.fold import fold

_CREDIT = rf"(?:{folded_patterns(lambda language: language.bylines.credits)})\s*:?\s+(?:the )?"
"""What may stand before a name where it is credited; folded, as the texts are."""
_LEAD = re.compile(f"^{_CREDIT}")
_PARTS = re.compile(r"[;,،/|&–—-]| and | و ")
_HEAD, _TAIL = 160, 120
"""Characters at a text's two ends where a credit stands: the opening and the last line."""


class Agencies:
    """The agencies that are known, by the names that texts credit them under."""

    def __init__(self, names: Mapping[str, tuple[str, ...]]) -> None:
        """Know the agencies in ``names``: what each is called here, and its spellings."""
        self.names = names
        self._agency = {
            fold(spelling): name for name, spellings in names.items() for spelling in spellings
        }

    @cached_property
    def _marked(self) -> re.Pattern[str]:
        """Names in brackets, before the dash of an opening line, or alone at the end."""
        names = any_of(self._agency)
        return re.compile(
            rf"[(\[](?:[^()\[\]]{{0,40}}[/,،]\s*)?(?P<boxed>{names})"
            rf"(?:\s*[/,،][^()\[\]]{{0,40}})?[)\]]"
            rf"|^(?:[^\n.()]{{0,40}}[,،:/–—-]\s*)?(?P<opening>{names})\s*(?:[-–—]{{1,2}}|:)\s"
            rf"|(?:^|\n|[-–—/]\s*)(?:{_CREDIT})?(?P<last>{names})\.?\s*$"
        )

    def credited(self, byline: str, folded: str) -> str:
        """Return the agency that a byline, or a folded text's opening or last line, credits.

        It is "" if there is none. Being quoted inside the text is no credit. Any of the names in a
        byline is one.
        """
        if not self._agency:
            return ""
        signed = fold(byline)
        for part in (signed, *_PARTS.split(signed)):
            if agency := self._agency.get(_LEAD.sub("", part.strip(" .()[]"))):
                return agency
        for part in (folded[:_HEAD], folded[-_TAIL:]):
            if found := self._marked.search(part):
                return self._agency[next(name for name in found.groups() if name)]
        return ""


@cache
def built_in_agencies() -> Agencies:
    """Return the agencies that the lexicon knows."""
    return Agencies({name: tuple(spellings.split("|")) for name, spellings in AGENCY_NAMES.items()})
