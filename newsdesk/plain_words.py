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

TOPIC_RULES: Mapping[str, str] = {
    "R1": "Afghans, and deportation",
    "R2": "families or migrants, named as Afghan, who return or leave a host country",
    "R3": "Afghans who are detained in a host country or at a crossing",
    "R4": "papers of Afghans that expire or are withdrawn",
    "R5": "migrants of a host country who are deported, detained or have to leave",
    "R6": "a camp of Afghans that is cleared or has to be left",
    "R7": "a programme of return, and people who are moved or detained",
    "R8": "families or migrants who cross the border",
    "R9": "people from Afghanistan's provinces who are deported",
    "R10": "families from Afghanistan's provinces who leave a host country",
    "R11": "the word Afghan close to words for detention",
    "A1": "people deported or detained, told by an Afghan outlet",
    "A2": "a crossing, and people who return or leave, told by an Afghan outlet",
    "A3": "families or papers in a host country, told by an Afghan outlet",
    "A4": "migrants who are deported, return or leave, told by an Afghan outlet",
    "A5": "a camp in a host country, told by an Afghan outlet",
    "A6": "an aid agency or authority on returns, told by an Afghan outlet",
    "V1": "families who leave a host country, by itself for a person to judge",
    "V2": "families detained in a host country, by itself for a person to judge",
    "V3": "an aid agency or authority on deportation, by itself for a person to judge",
    "-sport": "sport",
    "-disaster": "a disaster",
    "-accident": "an accident",
    "-crime": "crime",
    "-security": "fighting or an attack",
    "-legal": "the law in general",
    "-rights": "rights in general",
    "-others": "people of other countries",
    "-resettlement": "resettlement",
    "-schools": "schools",
    "-trade": "trade",
    "-other": "another subject",
}
"""What each rule of the topic finds, and with a minus what speaks against it (topic.toml)."""


def topic_words(codes: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what the rules of the topic that hold found, and what spoke against, in plain words.

    ``codes`` are those that an article has, a space between them. A rule that holds stays behind
    its words; one that is not known stays as it is.
    """
    found, against = [], []
    for code in codes.split():
        words = TOPIC_RULES.get(code, code.removeprefix("-"))
        if code.startswith("-"):
            against.append(words)
        else:
            found.append(f"{words} ({code})" if code in TOPIC_RULES else code)
    return tuple(found), tuple(against)


def reason_words(reason: str) -> str:
    """Return a reason in plain words; one that is not known keeps its own."""
    return REASONS.get(reason, reason.replace("_", " "))


def health_words(said: str) -> str:
    """Return why an outlet is how it is, with words in place of the code in front."""
    found = re.match(r"([a-z0-9_]+): ", said)
    if not found or found[1] not in REASONS:
        return said
    return f"{REASONS[found[1]]}: {said[found.end() :]}"
