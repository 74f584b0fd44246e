"""Finds the outlets that a person names by their ids, and says which are like a wrong one."""

import difflib
from collections.abc import Mapping, Sequence

from pipelines.errors import OperatorError
from pipelines.sources import Source


def check_names(only: Sequence[str], known: Mapping[str, Source]) -> None:
    """Refuse ids of outlets that are not among the ``known`` ones.

    Raises:
        OperatorError: one is not; it names those that are like it.
    """
    for name in only:
        if name not in known:
            near = ids_near(name, known)
            hint = f"did you mean {', '.join(near)}? " if near else ""
            raise OperatorError(
                f"no outlet has the id {name!r}; {hint}`khabardar status` lists all"
            )


def ids_near(typed: str, sources: Mapping[str, Source]) -> list[str]:
    """Return up to three ids that are like what was typed, or whose outlet's name is."""
    ids = {name.lower(): name for name in sources}
    ids |= {source.name.lower(): name for name, source in sources.items()}
    words = typed.strip().lower()
    found = [*difflib.get_close_matches(words, ids, 3, 0.6)]
    found += [known for known in ids if len(words) > 2 and words in known]
    return [*dict.fromkeys(ids[known] for known in found)][:3]
