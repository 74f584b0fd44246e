"""Reads the files that say what a site refuses of text mining and AI: tdmrep.json and ai.txt."""

import json
import re
from collections.abc import Iterator, Mapping

from pipelines.web.robots import agent_names, lines_of

TDMREP = "/.well-known/tdmrep.json"
AI_TXT = "/ai.txt"
READ_BYTES = 200_000
"""So much of either file is read."""
MOST_SHOWN = 5
LONGEST_SHOWN = 80
_EVERYWHERE = frozenset(("", "/", "*", "/*", "/*$", "*$", "/**"))
_RULE = re.compile(r"(allow|disallow)\s*:\s*(\S*)", re.IGNORECASE)
_TEXT_TYPES = frozenset(("htm", "html", "txt", "pdf", "doc", "docx", "odt", "rtf", "xml", "json"))
_TYPE = re.compile(r"/?\*?\.([a-z]+)\$?", re.IGNORECASE)


def tdmrep_refusal(body: bytes) -> str:
    """Return what a tdmrep.json reserves, as "tdm-reservation: 1 for /news/*"; "" if nothing.

    The file is a list of rules, each with the pattern of a ``location``, ``tdm-reservation`` (1:
    rights are reserved) and the URL of a ``tdm-policy``, if there is one: TDM Reservation Protocol
    (W3C community group, 2024). What is no such list says nothing.
    """
    reserved: dict[str, None] = {}
    free: dict[str, None] = {}
    policies: dict[str, None] = {}
    for rule in _rules(body):
        location = rule.get("location", "/")
        if not isinstance(location, str):
            continue
        where = "everything" if location.strip() in _EVERYWHERE else _shown(location)
        match rule.get("tdm-reservation"):
            case 1 | 1.0 | "1" | True:
                reserved[where] = None
                if isinstance(policy := rule.get("tdm-policy"), str) and policy.strip():
                    policies[_shown(policy)] = None
            case 0 | 0.0 | "0" | False:
                free[where] = None
    if not reserved:
        return ""
    said = "tdm-reservation: 1"
    if "everything" not in reserved:
        said += f" for {_listed(reserved)}"
    said += f", but not for {_listed(free)}" if free else ""
    return said + (f" (terms: {_listed(policies)})" if policies else "")


def _rules(body: bytes) -> Iterator[Mapping[str, object]]:
    try:
        found = json.loads(body[:READ_BYTES])
    except (ValueError, RecursionError):
        return
    for rule in found if isinstance(found, list) else [found]:
        if isinstance(rule, dict):
            yield {str(key).strip().lower(): value for key, value in rule.items()}


def ai_txt_refusal(body: bytes) -> str:
    """Return what an ai.txt keeps from AI programs, as "Disallow: *.html, *.txt"; "" if no text.

    It has the form of a robots.txt (https://spawning.ai/ai-txt, 2023), with patterns of kinds of
    files. Only everything and kinds that hold text count, whichever program they are said to; what
    is allowed beside it is not refused. A page that was answered in its place says nothing.
    """
    text = body[:READ_BYTES].decode("utf8", "replace")
    if text.lstrip("\ufeff \t\r\n").startswith("<"):
        return ""
    rules: dict[str, dict[str, None]] = {"allow": {}, "disallow": {}}
    spoken_to = False
    for written in lines_of(text):
        line = written.partition("#")[0].strip()
        if agent_names(line) is not None:
            spoken_to = True
        elif spoken_to and (rule := _RULE.fullmatch(line)) and (what := _texts(rule[2])):
            rules[rule[1].lower()][what] = None
    refused = [what for what in rules["disallow"] if what not in rules["allow"]]
    if "/" in refused:
        free = [what for what in rules["allow"] if what != "/"]
        return "Disallow: /" + (f", but not {_listed(dict.fromkeys(free))}" if free else "")
    return f"Disallow: {_listed(dict.fromkeys(refused))}" if refused else ""


def _texts(pattern: str) -> str:
    """Return what a pattern covers of texts: "/" for everything, "*.html" for a kind, or ""."""
    if pattern and pattern in _EVERYWHERE:
        return "/"
    kind = _TYPE.fullmatch(pattern)
    return f"*.{kind[1].lower()}" if kind and kind[1].lower() in _TEXT_TYPES else ""


def _shown(text: str) -> str:
    plain = "".join(letter for letter in text.strip() if letter.isprintable())
    return plain if len(plain) <= LONGEST_SHOWN else f"{plain[:LONGEST_SHOWN]}…"


def _listed(names: Mapping[str, None]) -> str:
    """Return the first of ``names`` in one line, and how many more there are."""
    first = ", ".join(list(names)[:MOST_SHOWN])
    return first if len(names) <= MOST_SHOWN else f"{first} and {len(names) - MOST_SHOWN} more"
