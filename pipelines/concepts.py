"""Concepts: named lists of terms, by language; the value that queries look names up in."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pipelines.errors import OperatorError
from pipelines.finder import WordList
from pipelines.terms import spellings


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

    def word_list(self, name: str, language: str = "") -> WordList:
        """Return every spelling of a concept's terms (of one language), each once.

        Raises:
            KeyError: there is no such concept, or it has no terms in that language.
        """
        key = (name, language)
        if key not in self._word_lists:
            languages = self.terms[name]
            open_to = self.proclitics.get(name, ())
            ways = (
                way
                for one in ([language] if language else languages)
                for term in languages[one]
                for way in spellings(term, one in open_to)
            )
            self._word_lists[key] = WordList(tuple(dict.fromkeys(ways)))
        return self._word_lists[key]

    @cached_property
    def _word_lists(self) -> dict[tuple[str, str], WordList]:
        return {}

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


def with_changes(concepts: Concepts, tree: Mapping[str, Any]) -> Concepts:
    """Return ``concepts`` with the terms that a user's own file adds and removes.

    ``tree`` is the parsed file: ``[name]`` with ``add`` and ``remove``, each a table of term
    lists by language.

    Raises:
        OperatorError: the file has another shape; says what to write.
    """
    terms = {name: dict(languages) for name, languages in concepts.terms.items()}
    for name, change in tree.items():
        if not isinstance(change, Mapping) or not set(change) <= {"add", "remove", "about"}:
            raise OperatorError(f"concept {name}: write [{name}.add] or [{name}.remove]")
        languages = terms.setdefault(name, {})
        for what in ("add", "remove"):
            for language, words in _lists(name, what, change.get(what, {})):
                have = languages.get(language, ())
                languages[language] = (
                    tuple(dict.fromkeys((*have, *words)))
                    if what == "add"
                    else tuple(word for word in have if word not in words)
                )
    return Concepts(terms, concepts.about, concepts.proclitics)


def _lists(name: str, what: str, table: Any) -> Iterable[tuple[str, list[str]]]:
    if not isinstance(table, Mapping):
        raise OperatorError(f"concept {name}: {what} is a table of lists, by language")
    for language, words in table.items():
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise OperatorError(f'concept {name}: write {what}.{language} = ["term", ...]')
        yield language, words
