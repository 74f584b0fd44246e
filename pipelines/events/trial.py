"""Puts reports that are not stored into stories and events."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from pipelines.events.finding import all_links, find_events
from pipelines.events.likeness import EventModel, report_of
from pipelines.events.signs import EventText, read_signs
from pipelines.stories.copies import CopyVerdict, DuplicateText, compare
from pipelines.stories.grouping import Evidence, GroupedStory, Member, Pair, group_stories
from pipelines.stories.minhash import minhash
from pipelines.stories.places import Places
from pipelines.text.fold import fold

LEAST_OF_LEAD = 0.3


@dataclass(frozen=True, slots=True)
class TriedReport:
    """A report with the vector of its head as it is stored; ``id`` tells it from the others."""

    id: str
    text: EventText
    head: bytes


@dataclass(frozen=True, slots=True)
class Placed:
    """The event and the story that a report belongs to, numbered from 1 in the order given."""

    id: str
    event: int
    story: int


def place(reports: Sequence[TriedReport], places: Places, model: EventModel) -> list[Placed]:
    """Return the event and story of each report, in their order; copies are one story.

    A story is looked at as the report of it that was published first. Which reports stand together
    does not depend on their order.
    """
    stories = _stories(reports)
    by_id = {one.id: one for one in reports}
    firsts = {story.urls[0]: by_id[story.first_seen] for story in stories}
    seen = {
        name: report_of(read_signs(first.text, places), first.head)
        for name, first in firsts.items()
    }
    events = find_events(seen, all_links(seen, model), model)
    story_of = {number: story.urls[0] for story in stories for number in story.urls}
    event_of = {name: name for name in seen} | {
        name: group[0] for group in events for name in group
    }
    return _numbered(reports, story_of, event_of)


def _numbered(
    reports: Sequence[TriedReport], story_of: Mapping[str, str], event_of: Mapping[str, str]
) -> list[Placed]:
    events: dict[str, int] = {}
    stories: dict[str, int] = {}
    found = []
    for one in reports:
        story = story_of[one.id]
        event = events.setdefault(event_of[story], len(events) + 1)
        found.append(Placed(one.id, event, stories.setdefault(story, len(stories) + 1)))
    return found


def _stories(reports: Sequence[TriedReport]) -> list[GroupedStory]:
    texts = {one.id: DuplicateText(fold(one.text.text), fold(one.text.title)) for one in reports}
    leads = {one.id: DuplicateText(fold(one.text.text.partition("\n\n")[0])) for one in reports}
    holders: dict[int, set[str]] = defaultdict(set)
    for number, text in texts.items():
        for key in minhash(text.folded).keys:
            holders[key].add(number)
    copies: dict[Pair, CopyVerdict] = {}
    apart: set[Pair] = set()
    pairs = {frozenset(two) for held in holders.values() for two in combinations(sorted(held), 2)}
    for pair in sorted(pairs, key=sorted):
        one, other = sorted(pair)
        match compare(texts[one], texts[other]):
            case CopyVerdict() as verdict:
                if _has_lead(leads[one], texts[other]) or _has_lead(leads[other], texts[one]):
                    copies[pair] = verdict
            case "apart":
                apart.add(pair)
    members = [Member(one.id, one.text.published_at) for one in reports]
    return group_stories(members, Evidence(copies, frozenset(apart)))


def _has_lead(lead: DuplicateText, text: DuplicateText) -> bool:
    """Tell whether a text has a good part of another's lead: else they share background alone."""
    return len(lead.runs & text.runs) >= LEAST_OF_LEAD * max(len(lead.runs), 1)
