"""Decides which articles are one story: copies together, people's own decisions above all."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pipelines.dates.moments import is_day_only
from pipelines.stories.copies import CopyVerdict

Pair = frozenset[str]


@dataclass(frozen=True, slots=True)
class Member:
    """An article in a story. ``first_seen_at`` is our clock, ``published_at`` its own, both UTC."""

    url: str
    first_seen_at: datetime
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of pairs of articles, each pair a set of two URLs.

    ``apart`` are pairs that say different numbers; ``split`` and ``merged`` are the decisions of
    people, which outweigh every verdict. In a contradiction between the two, split wins.
    """

    copies: Mapping[Pair, CopyVerdict] = field(default_factory=dict)
    apart: frozenset[Pair] = frozenset()
    split: frozenset[Pair] = frozenset()
    merged: frozenset[Pair] = frozenset()


@dataclass(frozen=True, slots=True)
class GroupedStory:
    """Articles that are one story, by URL; the two firsts may be different articles.

    ``first_published`` is None if no article says when it was published; of a day, those come
    first that say the time.
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
    split, apart = _partners(evidence.split), _partners(evidence.apart)
    for one, other in sorted(map(_sorted, evidence.merged)):
        if one in groups and other in groups and not _barred(groups[one], groups[other], split):
            _join(groups, one, other)
    by_hand = {url for url, group in groups.items() if len(group) > 1}
    for one, other in _closest_first(evidence.copies):
        if one not in groups or other not in groups or groups[one] is groups[other]:
            continue
        mine, theirs = groups[one], groups[other]
        # What a person put together differs already: that a copy differs, too, says nothing.
        of_one_hand = mine.isdisjoint(by_hand) or theirs.isdisjoint(by_hand)
        lenient = of_one_hand and not by_hand.isdisjoint((one, other))
        if not _barred(mine, theirs, split) and (lenient or not _barred(mine, theirs, apart)):
            _join(groups, one, other)
    distinct = {min(group): group for group in groups.values()}
    return [_story([by_url[url] for url in distinct[name]]) for name in sorted(distinct)]


def _partners(pairs: Iterable[Pair]) -> dict[str, set[str]]:
    """Return for each article those that it must not join."""
    partners: dict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        for url in pair:
            partners[url] |= pair - {url}
    return partners


def _barred(mine: set[str], theirs: set[str], partners: Mapping[str, set[str]]) -> bool:
    """Tell whether an article of one group must not join one of the other."""
    if not partners:
        return False
    fewer, more = sorted((mine, theirs), key=len)
    return any(not partners[url].isdisjoint(more) for url in fewer if url in partners)


def _join(groups: dict[str, set[str]], one: str, other: str) -> None:
    mine, theirs = groups[one], groups[other]
    if mine is theirs:
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


def first_published(dated: Iterable[tuple[datetime, str]]) -> str | None:
    """Return the URL that was published first, of pairs of moment and URL, None if none.

    Of one day those that tell the time come first: of the others nobody knows.
    """
    ranked = [(at.date(), is_day_only(at), at, address) for at, address in dated]
    return min(ranked)[-1] if ranked else None


def _story(members: list[Member]) -> GroupedStory:
    dated = [(m.published_at, m.url) for m in members if m.published_at is not None]
    return GroupedStory(
        urls=tuple(sorted(member.url for member in members)),
        first_seen=min((member.first_seen_at, member.url) for member in members)[1],
        first_published=first_published(dated),
    )
