"""The values that flow from the outbox to a channel: messages, and what became of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pipelines.items import Relevance, Span, StateChange


@dataclass(frozen=True, slots=True)
class ToldChange:
    """What an outlet changed in an article: in words, state by state, and the passages around it.

    A passage has [-old-] {+new+} marks, isolated where its words run from right to left.
    """

    summary: str
    states: tuple[StateChange, ...]
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """Another copy of a story: who carries it, and where."""

    outlet: str
    url: str


@dataclass(frozen=True, slots=True)
class AlertItem:
    """One story in a message: the article that matched, and who else carries it.

    ``copies`` are the story's copies in other outlets, first seen first; ``text_confidence`` is how
    good its text is likely to be (0 to 1), None if that was not judged. ``change`` is what its
    outlet changed, if that is told and not the story; ``gist`` is what an outlet in English calls
    its event, if it is in another language; ``elsewhere`` are the other stories of that event.
    """

    article_id: int
    story_id: int
    title: str
    url: str
    outlet: str
    country: str
    language: str
    published_at: datetime | None
    first_seen_at: datetime
    text: str
    spans: tuple[Span, ...]
    copies: tuple[Copy, ...] = ()
    relevance: Relevance = "relevant"
    agency: str = ""
    text_confidence: float | None = None
    change: ToldChange | None = None
    elsewhere: tuple["Headline", ...] = ()
    gist: "Headline | None" = None


@dataclass(frozen=True, slots=True)
class Headline:
    """A story that a message names in one line, because it tells many others at length."""

    story_id: int
    title: str
    url: str
    outlet: str
    language: str


@dataclass(frozen=True, slots=True)
class Growth:
    """A story told of earlier that more outlets carry now; ``outlets`` counts the new ones."""

    story_id: int
    title: str
    url: str
    language: str
    outlets: int


@dataclass(frozen=True, slots=True)
class Silence:
    """An outlet that gives nothing: for how many hours, and why in words ("" if unknown).

    ``answers`` tells one that answers but has nothing new from one that does not answer; ``state``
    is its health if articles of it are missed though it answers, "" if it is only silent.
    """

    outlet: str
    hours: int
    why: str = ""
    answers: bool = False
    state: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the press was really watched: outlets that answered, of those that are watched.

    One that answers but of which nothing can be read (blocked, thin) counts as not answering.
    ``silent`` holds those that give nothing, first those that do not answer, longest first;
    ``unasked`` counts the ones that were never visited yet; ``gaps`` names in words the corridors
    and languages from which no newsroom of its own answered.
    """

    answered: int
    watched: int
    unasked: int = 0
    silent: tuple[Silence, ...] = ()
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reject:
    """An article that the keep query or the topic turned away, for a person to look at."""

    title: str
    url: str
    outlet: str
    why: str


MessageKind = Literal["alert", "notice", "outlets", "settings", "heartbeat"]


@dataclass(frozen=True, slots=True)
class Due:
    """A message whose time has come; all outbox rows with its Message-ID are this message.

    ``attempts`` counts the tries before this one; ``stumbles`` those of them, in a row, that ended
    with no answer from a channel because the message could not be written or the pass was killed.
    """

    message_id: str
    channel: str
    recipient: str
    attempts: int = 0
    stumbles: int = 0


@dataclass(frozen=True, slots=True)
class Message:
    """A mail as it is to be written: one recipient, and one rule with its stories, or a notice.

    ``schedule`` is the rule's ``when``; ``total`` counts the stories, of which ``items`` are the
    newest, to be told at length, and ``named`` the next ones; ``rule_changed`` says that the rule's
    query is not the one that matched. A notice or heartbeat has ``subject`` and ``note`` instead of
    stories. ``rule_number`` is the stored rule's, 0 for none; ``to_operator`` says that the
    recipient runs khabardar, and is told how it does. ``answers`` is the Message-ID of the
    recipient's first mail of this one story, "" if this is the first, or if there are several
    stories. ``base_line`` says that the stories were there already when their outlets were first
    visited; ``changes`` of the ``total`` tell what an outlet changed.
    """

    message_id: str
    channel: str
    recipient: str
    rule: str
    query: str
    schedule: str
    timezone: str
    attempts: int
    created_at: datetime
    items: tuple[AlertItem, ...]
    cap: int = 50
    total: int = 0
    kind: MessageKind = "alert"
    subject: str = ""
    note: str = ""
    rule_changed: bool = False
    growth: tuple[Growth, ...] = ()
    coverage: Coverage | None = None
    rejects: tuple[Reject, ...] = ()
    rule_number: int = 0
    to_operator: bool = False
    answers: str = ""
    base_line: bool = False
    changes: int = 0
    named: tuple[Headline, ...] = ()


Fault = Literal["", "answer", "refusal", "line", "channel", "letter"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a try: ``state`` is sent, retry (passing fault) or dead (refused for good).

    ``fault`` says where it failed: the other side answered no, the line broke in the midst, the
    channel could not be reached or used at all, or the letter itself cannot be written. A refusal
    is a final no that does not say that the recipient is the reason: "dead" if it may be.
    """

    message_id: str
    recipient: str
    state: Literal["sent", "retry", "dead"]
    error: str = ""
    fault: Fault = ""


@dataclass(frozen=True, slots=True)
class OutletState:
    """How an outlet is, as a notice tells of it; ``since`` is when its trouble began."""

    source_id: str
    outlet: str
    health: str
    reason: str
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class PastTrouble:
    """Trouble that an outlet was in, and that was over before its operators were told of it.

    ``times`` counts how often between ``began`` and ``ended``; ``health`` and ``reason`` are those
    of the last time.
    """

    health: str
    reason: str
    began: datetime
    ended: datetime
    times: int = 1


@dataclass(frozen=True, slots=True)
class OutletNews:
    """What operators have not been told yet: outlets newly in trouble, and those well again.

    ``still`` counts the others that are in trouble, of which they were told before. ``mended`` are
    the outlets whose lists have died and for which others were found, each in words. ``passed`` are
    the outlets that were in trouble since the last notice, until it was over: id, name, and what.
    """

    troubled: tuple[OutletState, ...]
    recovered: tuple[OutletState, ...]
    still: int = 0
    mended: tuple[tuple[str, str], ...] = ()
    passed: tuple[tuple[str, str, PastTrouble], ...] = ()


@dataclass(frozen=True, slots=True)
class DeadAlert:
    """Alerts that were given up, as a notice tells of them."""

    rule: str
    channel: str
    recipient: str
    subject: str
    count: int
    error: str
    since: datetime
