"""Remembers what was found out about a text: most words of an article have been met before."""

import itertools
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TypeVar

MOST = 50_000
LONGEST = 60
"""Texts of more characters are no words that come again."""
Answer = TypeVar("Answer")


class Memory(dict[str, Answer]):
    """Answers by text, each worked out when first looked up, or many together beforehand.

    A dictionary, since ``map(memory.__getitem__, texts)`` never leaves C for a known text. When it
    is full it begins anew: what is common is back at once.
    """

    def __init__(self, answers: Callable[[Sequence[str]], Iterable[Answer]]) -> None:
        super().__init__()
        self._answers = answers

    def __missing__(self, text: str) -> Answer:
        """Work out the answer for ``text``."""
        (answer,) = self._answers((text,))
        self._keep(text, answer)
        return answer

    def learn(self, texts: Collection[str]) -> None:
        """Work out together what is not known yet of ``texts``."""
        new = tuple(itertools.filterfalse(self.__contains__, texts))
        for text, answer in zip(new, self._answers(new), strict=True):
            self._keep(text, answer)

    def _keep(self, text: str, answer: Answer) -> None:
        if len(text) <= LONGEST:
            if len(self) >= MOST:
                self.clear()
            self[text] = answer
