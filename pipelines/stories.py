"""Decides which articles are one story: copies together, people's own decisions above all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pipelines.duplicates import CopyVerdict

Pair = frozenset[str]


@dataclass(frozen=True, slots=True)
class Member:
    """An article in a story. ``first_seen_at`` is our clock, ``published_at`` its own, both UTC."""

    url: str
    first_seen_at: datetime
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of pairs of articles, each pair a set of two addresses.

    ``apart`` are pairs that say different numbers; ``split`` and ``merged`` are the decisions of
    people, which outweigh every verdict. In a contradiction between the two, split wins.
    """

    copies: Mapping[Pair, CopyVerdict] = field(default_factory=dict)
    apart: frozenset[Pair] = frozenset()
    split: frozenset[Pair] = frozenset()
    merged: frozenset[Pair] = frozenset()


@dataclass(frozen=True, slots=True)
class GroupedStory:
    """Articles that are one story, by address; the two firsts may be different articles.

    ``first_published`` is None if no article says when it was published.
    """

    urls: tuple[str, ...]
    first_seen: str
    first_published: str | None


def group_stories(members: Iterable[Member], evidence: Evidence) -> list[GroupedStory]:
    """Return the stories that articles form, the same ones in whatever order they came.

    Closest copies join first; two groups that hold a pair which must stay apart never join, so a
    cut copy without numbers does not make one story of two days' tallies.
    """
    by_url = {member.url: member for member in members}
    groups = {url: {url} for url in by_url}
    for pairs, barred in (
        (sorted(map(_sorted, evidence.merged)), evidence.split),
        (_closest_first(evidence.copies), evidence.split | (evidence.apart - evidence.merged)),
    ):
        for one, other in pairs:
            if one in groups and other in groups:
                _join(groups, one, other, barred)
    distinct = {min(group): group for group in groups.values()}
    return [_story([by_url[url] for url in distinct[name]]) for name in sorted(distinct)]


def _join(groups: dict[str, set[str]], one: str, other: str, barred: frozenset[Pair]) -> None:
    mine, theirs = groups[one], groups[other]
    if mine is theirs or any(frozenset((a, b)) in barred for a in mine for b in theirs):
        return
    mine |= theirs
    for url in theirs:
        groups[url] = mine


def _sorted(pair: Pair) -> tuple[str, str]:
    return min(pair), max(pair)


def _closest_first(copies: Mapping[Pair, CopyVerdict]) -> list[tuple[str, str]]:
    ranks = {"exact": 0, "near": 1, "excerpt": 2}
    ordered = sorted(
        (ranks[verdict.kind], -verdict.coverage, _sorted(pair)) for pair, verdict in copies.items()
    )
    return [pair for _, _, pair in ordered]


def _story(members: list[Member]) -> GroupedStory:
    dated = [(m.published_at, m.url) for m in members if m.published_at is not None]
    return GroupedStory(
        urls=tuple(sorted(member.url for member in members)),
        first_seen=min((member.first_seen_at, member.url) for member in members)[1],
        first_published=min(dated)[1] if dated else None,
    )
