"""Remembers what was found out about a text: most words of an article have been met before."""

import itertools
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TypeVar

MOST = 50_000
LONGEST = 60
"""Texts of more characters are no words that come again."""
Answer = TypeVar("Answer")


class Memory(dict[str, Answer]):
    """Answers by text, each worked out when first looked up, or many together.

    A dictionary, since ``map(memory.__getitem__, texts)`` never leaves C for a known text. When it
    is full it begins anew: what is common is back at once.
    """

    def __init__(self, answers: Callable[[Sequence[str]], Iterable[Answer]]) -> None:
        super().__init__()
        self._answers = answers

    def __missing__(self, text: str) -> Answer:
        """Work out the answer for ``text``."""
        return self.known((text,))[text]

    def known(self, texts: Collection[str]) -> dict[str, Answer]:
        """Return a dictionary that answers for ``texts``; what is new is worked out together."""
        new = tuple(itertools.filterfalse(self.__contains__, texts))
        if not new:
            return self
        fresh = dict(zip(new, self._answers(new), strict=True))
        kept = {text: answer for text, answer in fresh.items() if len(text) <= LONGEST}
        if len(kept) == len(fresh) and len(self) + len(kept) <= MOST:
            self.update(kept)
            return self
        together = {text: self[text] for text in texts if text not in fresh} | fresh
        if len(self) + len(kept) > MOST:
            self.clear()
        self.update(itertools.islice(kept.items(), MOST))
        return together
