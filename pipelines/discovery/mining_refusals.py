"""Reads whether an outlet asks not to be used for text and data mining (TDM) or by AI programs."""

import re
from collections.abc import Iterable, Iterator

from pipelines.web.markup_scan import attribute, tags
from pipelines.web.robots import agent_names, lines_of

HEAD_BYTES = 100_000
"""So much of a page is looked at: its metas stand at its beginning."""
AI_AGENTS = {
    name.casefold(): name
    for name in (
        *("AI2Bot", "Amazonbot", "anthropic-ai", "Applebot-Extended", "Bytespider", "CCBot"),
        *("ChatGPT-User", "Claude-SearchBot", "Claude-User", "Claude-Web", "ClaudeBot"),
        *("cohere-ai", "cohere-training-data-crawler", "Diffbot", "FacebookBot"),
        *("Google-CloudVertexBot", "Google-Extended", "GPTBot", "img2dataset"),
        *("Meta-ExternalAgent", "Meta-ExternalFetcher", "MistralAI-User", "OAI-SearchBot"),
        *("omgili", "omgilibot", "PanguBot", "Perplexity-User", "PerplexityBot", "Timpibot"),
        *("Webzio-Extended", "YouBot"),
    )
}
"""Programs that gather for AI, as their makers name them in robots.txt, by their folded names."""
_RULE = re.compile(r"(allow|disallow)\s*:\s*(.*)", re.IGNORECASE)
_EVERYTHING = re.compile(r"/|/?\*+\$?")
_SIGNAL = re.compile(r"content-signal\s*:\s*(.*)", re.IGNORECASE)
_SIGNALLED = frozenset(("ai-train", "ai-input"))
_MARKS = b"tdm-reservation", b"noai"
_META = frozenset(("meta",))


def robots_refusal(text: str) -> str:
    """Return which AI programs a robots.txt keeps from everything, by name; "" if none.

    Only those count that it names: who turns everyone away does not speak of AI. A group of
    several names holds for each of them, a page that is let through all the same changes nothing,
    but ``Allow: /`` beside ``Disallow: /`` allows (RFC 9309, 2.2.2). Of Cloudflare's content
    signals, those for training and for answers count.
    """
    refused: dict[str, None] = {}
    allowed: set[str] = set()
    signals: dict[str, None] = {}
    group: dict[str, None] = {}
    in_rules = False
    for written in lines_of(text):
        line = written.partition("#")[0].strip()
        names = agent_names(line)
        if names is not None:
            group = {} if in_rules else group
            group.update((AI_AGENTS[name], None) for name in names if name in AI_AGENTS)
            in_rules = False
        elif rule := _RULE.fullmatch(line):
            in_rules = True
            if _EVERYTHING.fullmatch(rule[2]):
                if rule[1].lower() == "allow":
                    allowed.update(group)
                else:
                    refused |= group
        elif signal := _SIGNAL.fullmatch(line):
            signals |= dict.fromkeys(_refused_signals(signal[1]))
    return ", ".join([*(name for name in refused if name not in allowed), *signals])


def _refused_signals(value: str) -> Iterator[str]:
    for part in value.lower().split(","):
        name, _, answer = (word.strip() for word in part.partition("="))
        if name in _SIGNALLED and answer == "no":
            yield f"{name}=no"


def header_refusal(headers: Iterable[tuple[str, str]]) -> str:
    """Return what the headers of an answer refuse, as "tdm-reservation: 1"; "" for nothing.

    ``headers`` are names and values. See the TDM Reservation Protocol (W3C community group, 2024),
    where 1 reserves the rights and 0 does not, and ``X-Robots-Tag: noai``.
    """
    return "; ".join(dict.fromkeys(_refusals(headers, "x-robots-tag")))


def meta_refusal(body: bytes) -> str:
    """Return what the metas of a page refuse, as "robots: noai"; "" for nothing.

    Reads ``tdm-reservation`` and ``robots`` of the first ``HEAD_BYTES`` bytes, in any encoding
    that has ASCII in it.
    """
    start = body[:HEAD_BYTES]
    folded = start.lower()  # a pattern that ignores case took fifty times as long, page by page
    if not any(mark in folded for mark in _MARKS):
        return ""
    text = start.decode("ascii", "replace")
    metas = (
        (attribute(tag.attributes, "name"), attribute(tag.attributes, "content"))
        for tag in tags(text, 0, _META)
    )
    return "; ".join(dict.fromkeys(_refusals(metas, "robots")))


def _refusals(pairs: Iterable[tuple[str, str]], robots: str) -> Iterator[str]:
    """Yield what pairs of name and value refuse; ``robots`` is the name of orders to programs."""
    for written, value in pairs:
        name = written.strip().lower()
        if name == "tdm-reservation" and value.strip() == "1":
            yield "tdm-reservation: 1"
        elif name == robots and "noai" in re.split(r"[\s,:;]+", value.lower()):
            yield f"{robots}: noai"
