"""Concepts: named lists of terms, by language; the value that queries look names up in."""

import difflib
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

from pipelines.errors import OperatorError
from pipelines.query.patterns import (
    Sequence,
    acronym_spellings,
    is_acronym,
    least_letters,
    longest,
    spellings,
)
from pipelines.query.prefilter import Prefilter
from pipelines.query.token_index import Place, TokenIndex
from pipelines.text.fold import fold, folded_words

ListName = tuple[str, str]
"""A concept and the language of its terms, "" for those of all languages."""
ConceptPlaces = Mapping[str, tuple[Place, ...]]
"""Where each concept of an article stands, as first and last word positions, in order."""


@dataclass(frozen=True)
class Concepts:
    """Terms by concept and language. ``about`` says in words what a concept stands for.

    ``proclitics`` names, by concept, the languages whose terms may have the Arabic particles and
    article written onto them.
    """

    terms: Mapping[str, Mapping[str, tuple[str, ...]]]
    about: Mapping[str, str] = field(default_factory=dict)
    proclitics: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, name: str, language: str = "") -> tuple[str, ...]:
        """Return the terms of a concept (of one language), each once.

        Raises:
            KeyError: there is no such concept, or it has no terms in that language.
        """
        languages = self.terms[name]
        chosen = [languages[language]] if language else list(languages.values())
        return tuple(dict.fromkeys(term for terms in chosen for term in terms))

    def word_list(self, name: str, language: str = "") -> "WordList":
        """Return every spelling of a concept's terms (of one language), each once.

        Raises:
            KeyError: there is no such concept, or it has no terms in that language.
        """
        key = (name, language)
        if key not in self._word_lists:
            terms = self.terms[name]
            chosen = {language: terms[language]} if language else terms
            self._word_lists[key] = WordList(self, key, chosen)
        return self._word_lists[key]

    @cached_property
    def acronyms(self) -> frozenset[str]:
        """The folded words that some list has in capitals, such as "unhcr"."""
        terms = (
            term for languages in self.terms.values() for one in languages.values() for term in one
        )
        return frozenset(fold(word) for term in terms for word in term.split() if is_acronym(word))

    def named_by(self, words: str) -> str | None:
        """Return the concept that words are the name or a whole term of, None if of no one.

        A name comes before a term; of several concepts with the term, the one with the fewest.
        """
        return self._by_words.get(" ".join(folded_words(fold(words))))

    @cached_property
    def _by_words(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for name in sorted(self.terms, key=lambda name: (len(self.of(name)), name)):
            for term in self.of(name):
                if "*" not in term:
                    found.setdefault(" ".join(folded_words(fold(term))), name)
        return found | {name.replace("_", " "): name for name in self.terms}

    @cached_property
    def _word_lists(self) -> dict[tuple[str, str], "WordList"]:
        return {}

    def places(self, words: TokenIndex) -> ConceptPlaces:
        """Return where each concept stands in an article; those that do not are left out."""
        found = self.list_places(words).items()
        return {name: tuple(sorted(places)) for (name, language), places in found if not language}

    def list_places(self, words: TokenIndex) -> Mapping[ListName, set[Place]]:
        """Return where the terms of each word list stand; an article is looked through once."""
        known = words.lists_found.get(self.version)
        if known is None:
            known = {}
            for number, fitting in self._prefilter.fitting(words).items():
                spelling, lists = self._spellings[number]
                places = words.around(spelling, fitting)
                if places:
                    for name in lists:
                        known.setdefault(name, set()).update(places)
            words.lists_found[self.version] = known
        return known

    @cached_property
    def _spellings(self) -> list[tuple[Sequence, list[ListName]]]:
        """Every spelling, with the lists that it is in: those of one language, and of all."""
        lists: dict[Sequence, list[ListName]] = {}
        for name, languages in self.terms.items():
            for language in ("", *languages):
                for spelling in self.word_list(name, language).spellings:
                    lists.setdefault(spelling, []).append((name, language))
        return list(lists.items())

    @cached_property
    def _prefilter(self) -> Prefilter:
        every = enumerate(self._spellings)
        return Prefilter((spelling[longest(spelling)], number) for number, (spelling, _) in every)

    def __getstate__(self) -> dict[str, object]:
        """Return what is pickled: all else is made anew where it is needed."""
        return {"terms": self.terms, "about": self.about, "proclitics": self.proclitics}

    @cached_property
    def version(self) -> str:
        """Eight hex digits that change whenever a term does."""
        parts = [
            f"{name}.{language}:{'|'.join(sorted(terms))}"
            for name, languages in sorted(self.terms.items())
            for language, terms in sorted(languages.items())
        ]
        parts += [
            f"{name}+{'|'.join(open_to)}" for name, open_to in sorted(self.proclitics.items())
        ]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:8]


class WordList:
    """The terms of one concept by language, all or those of one, in every spelling."""

    def __init__(
        self, concepts: Concepts, name: ListName, terms: Mapping[str, tuple[str, ...]]
    ) -> None:
        self._concepts = concepts
        self._name = name
        self._terms = terms

    def __getstate__(self) -> dict[str, object]:
        """Return what is pickled: all else is made anew where it is needed."""
        return {"_concepts": self._concepts, "_name": self._name, "_terms": self._terms}

    @cached_property
    def spellings(self) -> tuple[Sequence, ...]:
        """Every spelling, each once."""
        open_to = self._concepts.proclitics.get(self._name[0], ())
        every = (
            spelling
            for language, terms in self._terms.items()
            for term in terms
            for spelling in (
                *spellings(term, language in open_to),
                *acronym_spellings(term, proclitic=language in open_to),
            )
        )
        return tuple(dict.fromkeys(every))

    def places(self, words: TokenIndex) -> list[Place]:
        """Return where the terms stand in an article, in order."""
        return sorted(self._concepts.list_places(words).get(self._name, ()))


def with_changes(concepts: Concepts, tree: Mapping[str, Any]) -> Concepts:
    """Return ``concepts`` with the terms that a user's own file adds and removes.

    ``tree`` is the parsed file: ``[name]`` with ``add`` and ``remove``, each a table of term
    lists by language.

    Raises:
        OperatorError: the file has another shape; says what to write.
    """
    terms = {name: dict(languages) for name, languages in concepts.terms.items()}
    about = dict(concepts.about)
    for name, change in tree.items():
        if not isinstance(change, Mapping) or not set(change) <= {"add", "remove", "about"}:
            raise OperatorError(f"concept {name}: write [{name}.add] or [{name}.remove]")
        languages = terms.setdefault(name, {})
        if "about" in change:
            about[name] = str(change["about"])
        for what in ("add", "remove"):
            for language, words in _lists(name, what, change.get(what, {})):
                have = languages.get(language, ())
                languages[language] = (
                    tuple(dict.fromkeys((*have, *words)))
                    if what == "add"
                    else tuple(word for word in have if fold(word) not in set(map(fold, words)))
                )
    return Concepts(terms, about, concepts.proclitics)


def change_warnings(concepts: Concepts, tree: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a user's own file, whose shape is right, may not mean."""
    known = {language for languages in concepts.terms.values() for language in languages}
    for name, change in tree.items():
        here = concepts.terms.get(name, {})
        close = difflib.get_close_matches(name, concepts.terms, 1, 0.7)
        if not here and close and "about" not in change:
            yield f"concept {name} is new; was [{close[0]}] meant? If not, give it an about = ..."
        for what in ("add", "remove"):
            for language, words in _lists(name, what, change.get(what, {})):
                where = f"concept {name}: {what}.{language}"
                if language not in known:
                    yield f"{where}: languages are written as {', '.join(sorted(known))}"
                told = _term_warning if what == "add" else partial(_removal_warning, here, language)
                yield from (f"{where}: {said}" for word in words if (said := told(word)))


def _term_warning(term: str) -> str:
    if not spellings(term):
        return f"{term!r} has no letter or digit to look for"
    if set(term) & set('"()@') or re.search(r"(^|\s)(AND|OR|NOT|NEAR\S*)(\s|$)", term):
        return f"{term!r} is looked for as words; lists take no queries"
    letters = len(re.sub(r"\W", "", term))
    least = least_letters(term)
    if "*" in term and letters < least:
        return f"{term!r} stands for very many words; write {least} letters or more"
    return ""


def _removal_warning(here: Mapping[str, tuple[str, ...]], language: str, term: str) -> str:
    if fold(term) not in map(fold, here.get(language, ())):
        close = difflib.get_close_matches(term, here.get(language, ()), 1, 0.6)
        return f"{term!r} is not in the list{f'; there is {close[0]!r}' if close else ''}"
    others = [other for other, terms in here.items() if term in terms and other != language]
    return f"{term!r} stays in {', '.join(others)}" if others else ""


def _lists(name: str, what: str, table: Any) -> Iterable[tuple[str, list[str]]]:
    if not isinstance(table, Mapping):
        raise OperatorError(f"concept {name}: {what} is a table of lists, by language")
    for language, words in table.items():
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise OperatorError(f'concept {name}: write {what}.{language} = ["term", ...]')
        yield language, words
