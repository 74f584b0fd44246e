"""An alert rule as khabardar.toml has it, ready to be pasted."""

import json
from collections.abc import Sequence


def rule_toml(name: str, query: str, when: str, to: Sequence[str] = ()) -> str:
    """Return a [[rule]] of khabardar.toml; without ``to`` it tells whom [mail].to names."""
    lines = [
        "[[rule]]",
        f"name = {_text(name)}",
        f"query = {_text(query)}",
        f"when = {_text(when)}",
    ]
    if to:
        lines.append(f"to = [{', '.join(map(_text, to))}]")
    return "\n".join(lines) + "\n"


def _text(value: str) -> str:
    """Return a string of TOML, without escapes where it can: a query is full of quotation marks."""
    if "'" not in value and value.isprintable():
        return f"'{value}'"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
