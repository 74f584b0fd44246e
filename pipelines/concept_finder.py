"""Finds every concept in an article in one look, for the index that searches go by."""

from collections.abc import Mapping

from pipelines.concepts import Concepts
from pipelines.finder import Finder
from pipelines.terms import Sequence, longest
from pipelines.words import Place, Words

ConceptPlaces = Mapping[str, tuple[Place, ...]]
"""Where each concept of an article stands, as first and last word positions, in order."""


class ConceptFinder:
    """All concepts of a version of the word lists, found as the matcher finds each of them."""

    def __init__(self, concepts: Concepts) -> None:
        names: dict[Sequence, list[str]] = {}
        for name in concepts.terms:
            for way in concepts.word_list(name).ways:
                names.setdefault(way, []).append(name)
        self._ways = list(names.items())
        self._finder = Finder((longest(way), number) for number, (way, _) in enumerate(self._ways))

    def places(self, words: Words) -> ConceptPlaces:
        """Return where each concept stands; those that do not are left out."""
        found: dict[str, set[Place]] = {}
        for number in self._finder.present(words):
            way, names = self._ways[number]
            places = words.sequence(way)
            if places:
                for name in names:
                    found.setdefault(name, set()).update(places)
        return {name: tuple(sorted(places)) for name, places in found.items()}
