"""What a pass says of itself at the end: what was done, what failed, what is due next."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

_WORDS = {"read_again": "cleaned again, since their outlet is known better"}
"""What is counted under a name that says too little."""
_SINGULAR = {
    **{"entries ": "entry ", "stories ": "story ", "they refuse": "it refuses"},
    **{"as they were": "as it was", "their outlet": "its outlet"},
}
_PLURAL = re.compile(
    r"^((?:new |old |missing )?)"
    r"(alert|article|link|list|mail|outlet|page|report|revision|site|source)s\b"
)
"""What begins the words for what was counted."""
MOST_LINES = 3
"""More outlets that fail for one reason share a line."""


@dataclass(slots=True)
class PassReport:
    """What a pass did; ``trouble`` has a line for each thing that failed.

    ``notes`` are lines on the settings: what may not be meant, what a new rule would have found.
    ``silent`` are the outlets of which no URL answered, by the reason, ``refused`` counts the
    reasons of what was dropped, ``put_off`` those of what was left to a later pass without a try.
    ``next_due_at`` is when something is due again (ISO 8601 UTC), "" if unknown. ``told_before``
    are the troubles of the last day's passes. ``offline``: no outlet could be reached at all.
    """

    counts: Counter[str] = field(default_factory=Counter)
    trouble: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    silent: dict[str, list[str]] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    put_off: Counter[str] = field(default_factory=Counter)
    next_due_at: str = ""
    told_before: frozenset[str] = frozenset()
    offline: bool = False

    def say_once(self, trouble: str) -> None:
        """Put a trouble into the report, unless it is there already."""
        if trouble not in self.trouble:
            self.trouble.append(trouble)

    def take_in(self, part: "PassReport") -> None:
        """Add what a further part of the same work did and said."""
        self.counts.update(part.counts)
        self.refused.update(part.refused)
        for trouble in part.trouble:
            self.say_once(trouble)
        self.notes += (note for note in part.notes if note not in self.notes)

    @property
    def exit_code(self) -> int:
        """0 if all went well, 1 if some source or delivery failed."""
        return 1 if self.trouble or self.silent else 0

    @property
    def is_good(self) -> bool:
        """All that was to be done was done, and outlets answered, if not each of them."""
        silent = sum(len(names) for names in self.silent.values())
        return not self.trouble and (not silent or silent < self.counts["sources"])

    def troubles(self) -> list[str]:
        """Return a line for each outlet that did not answer, and for each thing that failed."""
        silent = [_silence(name, why) for why, names in self.silent.items() for name in names]
        return [*silent, *self.trouble]

    def news(self) -> list[str]:
        """Return what is wrong and was not said in the last day, whatever the numbers in it."""
        known = {_without_numbers(line) for line in self.told_before}

        def is_new(line: str) -> bool:
            return _without_numbers(line) not in known

        silent = {
            why: [name for name in names if is_new(_silence(name, why))]
            for why, names in self.silent.items()
        }
        left = replace(self, silent={why: names for why, names in silent.items() if names})
        return [*left._silent_lines(), *filter(is_new, self.trouble)]

    def counted(self) -> list[str]:
        """Return what was done and how often, in words."""
        said = []
        for what, count in self.counts.items():
            why = ", ".join(f"{n} {reason}" for reason, n in self.refused.most_common())
            more = f" ({why})" if what == "dropped" and why else ""
            words = _WORDS.get(what, what).replace("_", " ")
            if count == 1:
                words = in_singular(words)
            said.append(f"{count} {words}{more}")
        return said

    def lines(self) -> list[str]:
        """Return what to say at the end, notes and troubles first."""
        idle = "nothing was due"
        if self.next_due_at:
            idle += f" before {self.next_due_at}; `khabardar crawl --all` asks every outlet now"
        done = ", ".join(self.counted()) or idle
        return [
            *self.notes,
            *self._silent_lines(),
            *self.trouble,
            *(
                f"{count} {'URL is' if count == 1 else 'URLs are'} put off to a later pass: {why}"
                for why, count in self.put_off.most_common()
            ),
            done,
        ]

    def _silent_lines(self) -> Iterator[str]:
        """Yield who did not answer: a line each, or one for many with the same reason."""
        for why, names in self.silent.items():
            if len(names) > MOST_LINES:
                yield f"{len(names)} outlets: {why}: {', '.join(sorted(names))}"
            else:
                yield from (_silence(name, why) for name in names)


def in_singular(words: str) -> str:
    """Return what was counted as it is said of one: "stories compared" is "story compared"."""
    for many, one in _SINGULAR.items():
        words = words.replace(many, one)
    return _PLURAL.sub(r"\1\2", words)


def _silence(outlet: str, why: str) -> str:
    return f"{outlet}: {why}"


def _without_numbers(line: str) -> str:
    return re.sub(r"\d+", "#", line)
