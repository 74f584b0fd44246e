"""Which stored articles are one story: kept the same whatever the order in which they came."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations

from db.store import Store, iso, moment_of
from db.stories.copies import Pair as Compared
from db.stories.copies import are_strangers
from pipelines.items import Kept
from pipelines.stories.copies import CopyVerdict
from pipelines.stories.grouping import Evidence, Member, Pair, first_published, group_stories
from pipelines.stories.minhash import MinHash

Moves = dict[int, tuple[int, int]]
"""For each article whose story was looked at again: the story before, and the one after."""

_KINDS = ("exact", "near", "excerpt")
_KNOWN = """
SELECT other AS id, kind, coverage FROM copy_pairs WHERE one = :id
UNION ALL SELECT one, kind, coverage FROM copy_pairs WHERE other = :id
UNION ALL SELECT other, decision, 0 FROM story_decisions WHERE one = :id
UNION ALL SELECT one, decision, 0 FROM story_decisions WHERE other = :id
"""
_MEMBER = (
    "SELECT id, url, story_id, source_id, title, first_seen_at, published_at, news_at, copy_of, "
    "copy_kind, first_in_story, coalesce(keys, x'') FROM articles LEFT JOIN copy_signatures "
    "ON article_id = id WHERE id = ?"
)


@dataclass(frozen=True, slots=True)
class _Row:
    """A member of the stories that are grouped anew, as it is stored."""

    id: int
    url: str
    story_id: int
    source_id: str
    title: str
    first_seen_at: str
    published_at: str | None
    news_at: str | None
    copy_of: int | None
    copy_kind: str | None
    first_in_story: int
    keys: bytes


@dataclass(slots=True)
class _Known:
    """The articles that copies or decisions join with each other, and all that is known of them."""

    rows: dict[int, _Row] = field(default_factory=dict)
    copies: dict[frozenset[int], CopyVerdict] = field(default_factory=dict)
    pairs: dict[str, set[frozenset[int]]] = field(default_factory=dict)

    def evidence(self) -> Evidence:
        """Return what is known, by URL: that, unlike ids, is no matter of order."""
        return Evidence(
            {self._named(pair): verdict for pair, verdict in self.copies.items()},
            self._all("apart", "stranger"),
            self._all("split"),
            self._all("merge"),
        )

    def _all(self, *kinds: str) -> frozenset[Pair]:
        return frozenset(self._named(pair) for kind in kinds for pair in self.pairs.get(kind, ()))

    def unknown(self) -> Iterator[tuple[int, int]]:
        """Yield the pairs of different texts that share no key and were never compared."""
        seen = set(self.copies).union(*self.pairs.values())
        texts = {row.keys: row.id for row in self.rows.values()}
        for one, other in combinations(sorted(texts.values()), 2):
            if frozenset((one, other)) not in seen and not self._share_a_key(one, other):
                yield one, other

    def _share_a_key(self, one: int, other: int) -> bool:
        mine, theirs = (MinHash.from_bytes(self.rows[n].keys).keys for n in (one, other))
        return not set(mine).isdisjoint(theirs)

    def _named(self, pair: frozenset[int]) -> Pair:
        return frozenset(self.rows[number].url for number in pair if number in self.rows)


def story_for(store: Store, kept: Kept, compared: Sequence[Compared], now: datetime) -> int:
    """Return the story that an article is stored under at first: its closest copy's, or a new one.

    Within the caller's transaction, as all that follows here.
    """
    copies = [(pair.verdict.coverage, -pair.story_id) for pair in compared if pair.verdict]
    return -max(copies)[1] if copies else _new_story(store, kept.article.title, iso(now) or "")


def _new_story(store: Store, title: str, seen_at: str) -> int:
    made = store.execute(
        "INSERT INTO stories (title, article_count, source_count, first_seen_at, last_seen_at) "
        "VALUES (?, 0, 0, ?, ?)",
        (title, seen_at, seen_at),
    )
    return made.lastrowid or 0


def begin_story(store: Store, article_id: int) -> None:
    """Make an article that copies nothing the first of its story."""
    row = store.row(_MEMBER, (article_id,))
    if row:
        _write_story(store, [_Row(*row)], row["story_id"])


def group_anew(store: Store, articles: Iterable[int]) -> Moves:
    """Group all that ``articles`` are joined with into stories; return which articles moved.

    A story keeps its number as long as its first article. Stories that end are not deleted yet.
    """
    known = _known(store, articles)
    by_url = {row.url: row for row in known.rows.values()}
    members = [
        Member(row.url, _moment(row.first_seen_at), moment_of(row.published_at))
        for row in known.rows.values()
    ]
    groups = [
        sorted((by_url[url] for url in story.urls), key=_by_arrival)
        for story in group_stories(members, known.evidence())
    ]
    moves: Moves = {}
    for group, story_id in zip(groups, _numbers(store, groups), strict=True):
        moves |= {row.id: (row.story_id, story_id) for row in group}
        _write_members(store, group, story_id, known.copies)
        _write_story(store, group, story_id)
    return moves


def end_stories(store: Store, moves: Moves) -> None:
    """Delete the stories that articles moved out of and that have none left."""
    gone = {old for old, _ in moves.values()} - {new for _, new in moves.values()}
    store.execute_many("DELETE FROM stories WHERE id = ?", [(story_id,) for story_id in gone])


def _known(store: Store, articles: Iterable[int]) -> _Known:
    known = _Known()
    ahead = list(articles)
    while ahead:
        number = ahead.pop()
        if number in known.rows:
            continue
        found = store.row(_MEMBER, (number,))
        if found is None:
            continue
        known.rows[number] = _Row(*found)
        for row in store.rows(_KNOWN, {"id": number}):
            pair = frozenset((number, row["id"]))
            if row["kind"] in _KINDS:
                known.copies[pair] = CopyVerdict(row["kind"], row["coverage"])
            else:
                known.pairs.setdefault(row["kind"], set()).add(pair)
            if row["kind"] in (*_KINDS, "merge"):
                ahead.append(row["id"])
    for one, other in [*known.unknown()]:
        kind = "stranger" if are_strangers(store, one, other) else "kin"
        known.pairs.setdefault(kind, set()).add(frozenset((one, other)))
    return known


def _numbers(store: Store, groups: Sequence[Sequence[_Row]]) -> list[int]:
    """Return the story number of each group: the oldest whose first article it holds, or a new one.

    So no two groups claim one number.
    """
    numbers = []
    for group in groups:
        held = ", ".join("?" * len(group))
        mine = store.row(
            f"SELECT min(id) AS id FROM stories WHERE first_article_id IN ({held})",  # noqa: S608
            [row.id for row in group],
        )
        number: int | None = mine["id"] if mine else None
        numbers.append(number or _new_story(store, group[0].title, group[0].first_seen_at))
    return numbers


def _write_members(
    store: Store, group: Sequence[_Row], story_id: int, copies: Mapping[frozenset[int], CopyVerdict]
) -> None:
    """Write down what each article of a story copies, where that has changed."""
    for place, row in enumerate(group):
        copy_of, kind = _original(row, group, place, copies) if place else (None, None)
        wanted = (story_id, copy_of, kind, int(place == 0))
        if wanted != (row.story_id, row.copy_of, row.copy_kind, row.first_in_story):
            store.execute(
                "UPDATE articles SET story_id = ?, copy_of = ?, copy_kind = ?, first_in_story = ? "
                "WHERE id = ?",
                (*wanted, row.id),
            )


def _original(
    row: _Row, group: Sequence[_Row], place: int, copies: Mapping[frozenset[int], CopyVerdict]
) -> tuple[int | None, str | None]:
    """Return what an article copies: the story's first article, else the closest one before it."""
    ranked = [
        (other != 0, other > place, _KINDS.index(verdict.kind), -verdict.coverage, other)
        for other, candidate in enumerate(group)
        if (verdict := copies.get(frozenset((row.id, candidate.id))))
    ]
    if not ranked:
        return None, None
    original = group[min(ranked)[-1]].id
    return original, copies[frozenset((row.id, original))].kind


def _write_story(store: Store, group: Sequence[_Row], story_id: int) -> None:
    first = group[0]
    ids = {row.url: row.id for row in group}
    dated = [(_moment(row.published_at), row.url) for row in group if row.published_at]
    published = first_published(dated)
    store.execute(
        "UPDATE stories SET title = :title, first_article_id = :first, "
        "first_published_article_id = :published, article_count = :articles, "
        "source_count = :sources, first_seen_at = :since, last_seen_at = :until, "
        "last_news_at = :news WHERE id = :id",
        {
            "title": first.title,
            "first": first.id,
            "published": ids[published] if published else None,
            "articles": len(group),
            "sources": len({row.source_id for row in group}),
            "since": first.first_seen_at,
            "until": max(row.first_seen_at for row in group),
            "news": max((row.news_at for row in group if row.news_at), default=None),
            "id": story_id,
        },
    )


def _by_arrival(row: _Row) -> tuple[str, int]:
    return row.first_seen_at, row.id


def _moment(text: str) -> datetime:
    moment = moment_of(text)
    assert moment is not None  # noqa: S101 - the column is never null
    return moment
