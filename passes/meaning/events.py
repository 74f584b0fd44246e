"""Finds which stories tell of one event, at the end of a pass and within a time budget."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from db.events.work import (
    ComparedStory,
    StoryLink,
    WaitingStory,
    compared_between,
    compared_stories,
    decisions_within,
    drop_signs,
    drop_unready,
    joined_with,
    links_within,
    save_links,
    save_signs,
    waiting_stories,
    want_events_of,
    write_events,
)
from db.outbox.event_alerts import release_event_alerts, settle_event_alerts
from db.store import Store, moment_of
from passes.begin import PassContext
from pipelines.events.conflicts import conflicts
from pipelines.events.finding import Candidates, EventLink, find_events, links_of
from pipelines.events.grouping import Decided
from pipelines.events.likeness import WINDOW, EventModel, Report, report_of
from pipelines.events.signs import EventSigns, EventText, read_signs
from pipelines.meaning.engine import NoModel, find_model
from press_catalogue.known_events import event_places, shipped_event_model

AT_ONCE = 40
"""So many stories are compared in one transaction."""
SPAN = timedelta(days=4)
"""Those compared at once lie so near to each other, that one window holds what is near to them."""


def make_events(context: PassContext, until: datetime) -> int:
    """Compare the stories that wait, the newest first, until then.

    Returns how many alerts are due by that: of rules that tell once an event, one of each goes out.
    What is left waits for the next pass. Without the sentence model nothing is compared: the pass
    says so where it makes vectors. The events are those that a comparison of all stories anew
    would find.
    """
    config, store, now = context.config, context.store, context.clock()
    model = shipped_event_model()
    found = find_model()
    if isinstance(found, NoModel) or found.digest != model.sentence_model:
        return release_event_alerts(store, now)
    if now >= until:
        return 0
    want_events_of(store, model.digest)
    while not context.is_over(until) and (count := compare_some(store, model, context.clock())):
        context.count("stories_compared", count)
        context.tell_counts()
    return settle_event_alerts(store, config.sender_domain, context.clock())


def compare_some(store: Store, model: EventModel, now: datetime) -> int:
    """Compare some stories that wait, and write the events that follow; return how many.

    Those judged off topic are compared with none: they fill lists, and what tells events apart was
    learned of the topic.
    """
    waiting = _near_to_first(waiting_stories(store, AT_ONCE))
    if not waiting:
        drop_unready(store)
        return 0
    on_topic = [one for one in waiting if one.relevance != "off"]
    texts = [(one, read_signs(_text(one), event_places()).to_text()) for one in on_topic]
    with store.transaction():
        drop_signs(store, {one.story_id for one in waiting if one.relevance == "off"})
        save_signs(store, texts, model.digest)
        known = _around(store, waiting, model)
        for one in on_topic:
            links = links_of(str(one.story_id), known, model)
            save_links(store, [_stored(link) for link in links])
        write_anew(store, [one.story_id for one in waiting], model, now)
    return len(waiting)


def write_anew(store: Store, stories: Iterable[int], model: EventModel, now: datetime) -> None:
    """Find the events of all that is joined with some stories, in the caller's transaction."""
    for part in joined_with(store, stories, model.link_from):
        reports = _reports(compared_stories(store, model.sentence_model, part))
        links = [EventLink(str(a), str(b), odds) for a, b, odds in links_within(store, part)]
        decided = _decided(store, part)
        known = [one for one in links if {one.one, one.other} <= reports.keys()]
        groups = find_events(reports, known, model, decided)
        signs = {name: one.signs for name, one in reports.items()}
        numbers = [[int(name) for name in group] for group in groups]
        contradicted = {at: _conflicts(signs, group) for at, group in enumerate(groups)}
        by_hand = frozenset(int(name) for pair in decided.merged for name in pair)
        write_events(store, part, numbers, contradicted, by_hand, now)


def _near_to_first(waiting: Sequence[WaitingStory]) -> list[WaitingStory]:
    if not waiting:
        return []
    newest = _moment(waiting[0].at)
    return [one for one in waiting if newest - _moment(one.at) <= SPAN]


def _text(one: WaitingStory) -> EventText:
    return EventText(one.title, one.text, one.language, one.country, _moment(one.at))


def _around(store: Store, waiting: Sequence[WaitingStory], model: EventModel) -> Candidates:
    """Return the stories that may be linked with some: those of the same days."""
    moments = [_moment(one.at) for one in waiting]
    first, last = min(moments) - WINDOW, max(moments) + WINDOW
    found = compared_between(store, model.sentence_model, first, last)
    return Candidates.of({str(one.story_id): (one.signs, one.head) for one in found})


def _reports(stories: Sequence[ComparedStory]) -> dict[str, Report]:
    return {
        str(one.story_id): report_of(EventSigns.from_text(one.signs), one.head) for one in stories
    }


def _decided(store: Store, stories: Iterable[int]) -> Decided:
    said: dict[str, set[frozenset[str]]] = {"merge": set(), "split": set()}
    for one, other, decision in decisions_within(store, stories):
        said[decision].add(frozenset((str(one), str(other))))
    return Decided(frozenset(said["merge"]), frozenset(said["split"]))


def _conflicts(signs: Mapping[str, EventSigns], group: Sequence[str]) -> str:
    found = conflicts({name: signs[name] for name in group if name in signs})
    return json.dumps(
        [[[value, [int(name) for name in names]] for value, names in one.said] for one in found]
    )


def _stored(link: EventLink) -> StoryLink:
    one, other = sorted((int(link.one), int(link.other)))
    return StoryLink(one, other, link.odds)


def _moment(text: str) -> datetime:
    moment = moment_of(text)
    assert moment is not None  # noqa: S101 - every article was first seen some day
    return moment
