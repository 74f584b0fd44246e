"""The words of the database in plain English, for people who do not know its codes."""

import re
from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "kept": "it is here",
    "off_topic": "not about the topic, and no rule asks for it",
    "listing": "a list of articles, not an article",
    "media_only": "video, sound or pictures without the text of an article",
    "not_found": "the outlet has no such page",
    "gone": "the outlet took it away",
    "consent": "only a wall that asks for consent could be read",
    "login": "only a wall that asks to log in or to pay could be read",
    "redirect": "it leads to another page, which is no article",
    "not_html": "no web page",
    "empty": "no text is on the page",
    "error": "the outlet's server answered with an error",
    "robots": "the outlet's robots.txt does not let programs read it",
    "refused_address": "not an address of the public internet",
    "too_large": "too large to be read",
    "blocked": "the outlet refused to show it to a program",
    "timeout": "no answer in time",
    "dns": "the name of the server was not found",
    "tls": "the encryption of the server is not in order",
    "connection": "the server could not be reached",
    "http_5xx": "the outlet's server had a fault of its own",
    "cut": "the page ended in the middle",
    "headers_too_large": "too much came before the page",
    "unknown_encoding": "packed in a way that cannot be undone",
    "extraction_killed": "reading it took too long",
    "not_tried": "not fetched yet; a later pass does it",
    "not_a_feed": "the address does not list articles",
}
"""Why a URL is where it is, by the reason that links and visits have."""
STATES: Mapping[str, str] = {
    "kept": "kept",
    "dropped": "left out",
    "pending": "waits, and is tried again",
    "failed": "given up after the last try",
}
"""What became of a URL."""
MAILED: Mapping[str, str] = {"sent": "sent", "pending": "waiting", "dead": "given up"}
"""What became of a mail."""


def reason_words(reason: str) -> str:
    """Return a reason in plain words; one that is not known keeps its own."""
    return REASONS.get(reason, reason.replace("_", " "))


def health_words(said: str) -> str:
    """Return why an outlet is how it is, with words in place of the code in front."""
    found = re.match(r"([a-z0-9_]+): ", said)
    if not found or found[1] not in REASONS:
        return said
    return f"{REASONS[found[1]]}: {said[found.end() :]}"
