"""Puts stories into lines for a person, or into rows for a program."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from db.events.read import EventStory
from db.stories.read import Story, StoryArticle
from khabardar.output.events import conflict_words, named_line, published_day, published_when
from pipelines.dates.moments import is_day_only
from pipelines.stories.text_diff import Difference

MOST_PASSAGES = 5
SHOWN = 160
"""Characters of an added or cut sentence that a person is shown."""


def story_row(story: Story, changed: Mapping[int, Difference] | None = None) -> dict[str, Any]:
    """Return a story as a program reads it; with ``changed``, also what each copy changed."""
    first, *copies = story.articles
    published = _first_published(story)
    return {
        "story_id": story.id,
        "title": story.title,
        "article_count": story.article_count,
        "source_count": story.source_count,
        "first_published_at": published.published_at if published else None,
        "first_seen_at": story.first_seen_at,
        "last_seen_at": story.last_seen_at,
        "first_article": asdict(first),
        "first_published_article": asdict(published) if published else None,
        "copies": [
            asdict(article)
            | (asdict(changed[article.id]) if changed and article.id in changed else {})
            for article in copies
        ],
        "event_id": story.event.id if story.event else None,
        "also_reported_by": [asdict(other) for other in _others(story)],
    }


def story_line(story: Story) -> str:
    """Return a story as a line for a person."""
    outlets = f"{story.source_count} {'outlet' if story.source_count == 1 else 'outlets'}"
    first, published = story.articles[0], _first_published(story)
    day = published_day(published.published_at if published else None)
    return (
        f"{story.id:>6}  {outlets:10} {day}, seen {story.first_seen_at}  "
        f"{story.title}  ({first.outlet})"
    )


def _first_published(story: Story) -> StoryArticle | None:
    """Return the article of a story that was published first by its own word, None if unknown."""
    number = story.first_published_article_id
    return next((article for article in story.articles if article.id == number), None)


def joining_lines(stories: Iterable[Story]) -> Iterator[str]:
    """Yield the headlines of stories whose events become one, with those that come along."""
    for story in stories:
        first = story.articles[0]
        yield f"story {story.id}: {first.language}, {first.outlet}: {story.title}"
        for other in _others(story):
            yield f"  with {named_line(other)}"


def joining_undone(stories: Sequence[Story], event_id: int) -> str | None:
    """Return how stories are parted that became one event; None if they were one before."""
    before = [
        frozenset([story.id, *(other.story_id for other in _others(story))]) for story in stories
    ]
    _, *come = dict.fromkeys(before)
    if not come:
        return None
    if len(come) == 1:
        return f"to undo it: khabardar events split {event_id} {' '.join(map(str, sorted(*come)))}"
    return f'to undo it: "Say what you know" on the page of story {stories[0].id} in the browser'


def story_lines(story: Story, changed: Mapping[int, Difference]) -> Iterator[str]:
    """Yield all that is known of a story, for a person."""
    yield f"story {story.id}: {story.title}"
    first, *copies = story.articles
    yield f"first seen {first.first_seen_at}: {_article(first)}"
    one = _first_published(story)
    if one:
        same = "the same" if one.id == first.id else _article(one)
        yield f"first {published_when(one.published_at)}, by its own word: {same}"
        for other in _of_the_same_day(one, story):
            yield f"    of that day too, at an hour that is not told: {_article(other)}"
    for copy in copies:
        kind = _kind(copy, changed.get(copy.id))
        when = published_when(copy.published_at)
        yield f"  {when}, seen {copy.first_seen_at}, {kind}: {_article(copy)}"
        if copy.id in changed:
            yield from _changed(changed[copy.id])
    for told in _others(story):
        yield (
            f"the same event, {told.language}, {told.outlet} (story {told.story_id}): "
            f"{told.title}  {told.url}"
        )
    for conflict in story.event.conflicts if story.event else ():
        yield f"numbers that differ: {conflict_words(conflict)}"


def _others(story: Story) -> list[EventStory]:
    """Return the other stories of a story's event."""
    told = story.event.stories if story.event else ()
    return [other for other in told if other.story_id != story.id]


def _kind(copy: StoryArticle, change: Difference | None) -> str:
    if copy.kind is None:
        return "put here by hand"
    if copy.kind == "excerpt" and change and change.words_added > change.words_cut:
        return f"fuller text, of which {copy.copy_of} is an excerpt"
    return f"{copy.kind} copy of {copy.copy_of}"


def _of_the_same_day(first: StoryArticle, story: Story) -> list[StoryArticle]:
    """Return the articles of the day of ``first`` that tell no hour: they may be earlier."""
    day = (first.published_at or "")[:10]
    return [
        one
        for one in story.articles
        if one.id != first.id
        and one.published_at
        and one.published_at.startswith(day)
        and is_day_only(datetime.fromisoformat(one.published_at))
    ]


def _article(article: StoryArticle) -> str:
    credit = f", credits {article.agency}" if article.agency else ""
    return f"[{article.id}] {article.outlet}{credit}: {article.title}  {article.url}"


def _changed(change: Difference) -> Iterator[str]:
    if not change.words_added and not change.words_cut:
        yield "    the same words"
        return
    yield f"    {change.words_added} words added, {change.words_cut} cut"
    for mark, sentences in (("+", change.added), ("-", change.cut)):
        if sentences:
            more = f" (and {len(sentences) - 1} more)" if len(sentences) > 1 else ""
            text = sentences[0]
            shown = text if len(text) <= SHOWN else text[: SHOWN - 1].rstrip() + "…"
            yield f"    {mark} {shown}{more}"
    for passage in change.passages[:MOST_PASSAGES]:
        yield f"    {passage}"
