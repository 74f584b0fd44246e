"""Reads a user's own changes to the news agencies that the lexicon knows."""

from typing import Any

from pipelines.errors import OperatorError
from pipelines.metadata.agencies import Agencies, built_in_agencies
from press_catalogue.user_toml import at_line_of, parsed


def load_agencies(changes: str = "") -> Agencies:
    """Return the agencies with the ``changes`` that a user's TOML text makes to them.

    ``[add]`` gives spellings to an agency, a new one too; ``[remove]`` takes them.

    Raises:
        OperatorError: the text is not TOML, or of another shape; names the line.
    """
    names = dict(built_in_agencies().names)
    for what, table in parsed(changes).items():
        with at_line_of(changes, what):
            if what not in ("add", "remove") or not isinstance(table, dict):
                raise OperatorError(f"{what}: write [add] or [remove]")
        for name, said in table.items():
            with at_line_of(changes, name):
                spellings = _spellings(name, said)
            have = names.get(name, ())
            names[name] = (
                tuple(dict.fromkeys((*have, *spellings)))
                if what == "add"
                else tuple(one for one in have if one not in spellings)
            )
    return Agencies(names)


def _spellings(name: str, said: Any) -> list[str]:
    if not isinstance(said, list) or not all(isinstance(one, str) for one in said):
        raise OperatorError(f'agency {name}: write "{name}" = ["spelling", ...]')
    if not all(any(letter.isalnum() for letter in one) for one in said):
        raise OperatorError(f"agency {name}: a spelling has letters")
    return said
