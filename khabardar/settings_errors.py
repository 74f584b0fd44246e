"""What is wrong in khabardar.toml, in words that name the line and what to write instead."""

import re
from collections.abc import Sequence
from pathlib import Path

from pydantic_core import ErrorDetails

_HEADER = re.compile(r"\s*\[\[?\s*([\w.-]+)\s*\]")
_QUERY = re.compile(r"\s*query\s*=")


def toml_complaint(path: Path, text: str, said: str) -> str:
    """Return what tomllib ``said`` of the ``text`` of a file, with the place first."""
    found = re.match(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)$", said)
    if found and found[2]:
        return f"{path}:{found[2]}:{found[3]}: this is not TOML: {found[1].lower()}"
    what = found[1] if found else said
    last = len(text.splitlines())
    return f"{path}:{last}: this is not TOML: {what.lower()}, at the end of the file"


def complaint(where: tuple[int | str, ...], error: ErrorDetails, known: Sequence[str]) -> str:
    """Return what is wrong with one setting, and what to write instead.

    ``where`` is the path of the setting, ``known`` the names of the settings beside it.
    """
    name = ".".join(str(part) for part in where if not isinstance(part, int))
    given, limits = error.get("input"), error.get("ctx", {})
    match error["type"]:
        case "extra_forbidden":
            return f"{name}: there is no such setting; known here: {', '.join(known)}"
        case "missing":
            return f"{name}: is missing; write {where[-1]} = ..."
        case "secret":
            return f"{name}: {error['msg']}"
        case "string_too_short":
            return f"{name}: is empty; write a text"
        case "string_type":
            return f'{name}: {given!r} is not text; write it in quotes: "{given}"'
        case "tuple_type" if isinstance(given, dict):
            return f"{name}: write [[{name}]] with two brackets, since there may be several"
        case "tuple_type":
            return f"{name}: {given!r} is not a list; write {where[-1]} = [...]"
        case "string_pattern_mismatch":
            return f"{name}: {given!r} may hold small letters, digits, dot, dash and underscore"
        case "int_parsing" | "int_type" | "int_from_float":
            return f"{name}: {given!r} is not a whole number"
        case "float_parsing" | "float_type" | "finite_number":
            return f"{name}: {given!r} is not a number"
        case "bool_parsing" | "bool_type":
            return f"{name}: {given!r} is not true or false"
        case "greater_than_equal" | "greater_than":
            least = limits["ge"] if "ge" in limits else f"more than {limits['gt']}"
            return f"{name}: {given!r} is too small; the least is {least}"
        case "less_than_equal":
            return f"{name}: {given!r} is too large; the most is {limits['le']}"
        case "literal_error":
            return f"{name}: {given!r} is not known here; write {limits['expected']}"
    message = str(error["msg"]).removeprefix("Input should be ").removeprefix("Value error, ")
    return f"{name}: {given!r} is not valid; write {message}"


def line_of(text: str, where: tuple[int | str, ...]) -> int:
    """Return the 1-based line of a setting (section, [index,] key) in TOML ``text``, 1 if unknown.

    tomllib keeps no positions; headers and keys at the start of a line are enough for ours.
    """
    section = str(where[0]) if where else ""
    index = next((part for part in where if isinstance(part, int)), 0)
    key = next((part for part in reversed(where[1:]) if isinstance(part, str)), "")
    seen, best, inside = -1, 1, False
    for number, line in enumerate(text.splitlines(), 1):
        header = _HEADER.match(line)
        if header:
            seen += header[1] == section
            inside = header[1] == section and (seen == index or "[[" not in line)
            best = number if inside else best
        elif re.match(rf"\s*{re.escape(key or section)}\s*=", line) and (inside or not key):
            return number
    return best


def query_lines(text: str) -> list[int]:
    """Return the line of each rule's query, in one look at the whole; its header if it has none."""
    lines: list[int] = []
    inside = False
    for number, line in enumerate(text.splitlines(), 1):
        header = _HEADER.match(line)
        if header:
            inside = header[1] == "rule"
            lines += [number] if inside else []
        elif inside and _QUERY.match(line):
            lines[-1] = number
    return lines
