"""What a person does in the browser, through the very functions that the commands use."""

from collections.abc import Callable, Mapping
from datetime import datetime

from db.crawl import site_boilerplate
from db.crawl.learned_lists import undo_learned
from db.crawl.sources import known_source, visit_at_once
from db.damage import open_sound_store
from db.lock import LockBusy, writer_lock
from db.outbox.rules import pause_rule, resume_rule, sync_rules
from db.people.audit import note_write
from db.people.judgements import Judged, judge_article, take_back_judgement
from db.people.saved_searches import forget_search, save_search
from db.store import Store
from passes.config import LOCK_WAIT_S, Clock, PassConfig, tell_of_wait
from passes.meaning.event_decisions import merge_events_in, split_event_in, take_back_in
from passes.meaning.labelling import tell_judged
from passes.stories import existing, merge_in, split_in
from pipelines.errors import OperatorError
from pipelines.web.ip_addresses import may_ask
from pipelines.web.urls import with_scheme

WAIT_S = 5.0
"""So long a person in the browser waits for another writer."""
LONGEST_QUERY, LONGEST_NAME, LONGEST_URL = 5_000, 100, 2_000
COMMAND_LINE = "command line"
"""Where a change came from that was not made in the browser."""
JUDGED = {"relevant": "on topic", "review": "unsure", "off": "off topic"}

Deed = Callable[[Store, PassConfig, str, str, datetime], tuple[str, tuple[str, str]]]


def write_from_desk(
    config: PassConfig, clock: Clock, what: str, about: str, value: str, address: str
) -> str:
    """Carry out what a person asks for, and return in words what was done.

    ``what`` is a key of ``_DEEDS``; ``about`` names the article, rule, outlet, story, search, host
    or URL; ``address`` is where the person came from. All of it is written down in ``audit``. That
    an outlet is checked or a URL fetched is only written down: another process does it.

    Raises:
        OperatorError: another process writes for long, or what is asked for cannot be done.
        StoreError: the database cannot be used.
    """
    deed = _DEEDS.get(what)
    if deed is None:
        raise OperatorError(f"there is nothing called {what!r} that can be done here")
    try:
        with (
            writer_lock(config.database, WAIT_S),
            open_sound_store(config.database, clock()) as store,
            store.transaction(),
        ):
            said, change = deed(store, config, about, value, clock())
            note_write(store, what, about, change, address, clock())
            return said
    except LockBusy as error:
        raise OperatorError(
            f"nothing was changed: {error.holder} is writing since {error.held_s:.0f} s; "
            "try again when it has ended"
        ) from error


def _judge(
    store: Store, config: PassConfig, about: str, value: str, now: datetime
) -> tuple[str, tuple[str, str]]:
    if value not in ("relevant", "off"):
        raise OperatorError("say whether it is on topic or off topic")
    before = judge_article(store, _number(about), "relevant" if value == "relevant" else "off", now)
    if before is None:
        raise OperatorError(f"there is no article {about}")
    alerts = tell_judged(store, config, _number(about), now)
    told = f" Mails about it that go out with the next pass: {alerts}." if alerts else ""
    return f"Kept: this is {JUDGED[value]}. No later pass changes that.{told}", (before, value)


def _unjudge(
    store: Store, config: PassConfig, about: str, value: str, now: datetime
) -> tuple[str, tuple[str, str]]:
    found = take_back_judgement(store, _number(about))
    if found is None:
        raise OperatorError("nobody judged this article, or that was taken back already")
    return f"Taken back: this is {JUDGED[found[1]]}, until a pass finds otherwise.", found


def teach(config: PassConfig, article_id: int, clock: Clock, *, on_topic: bool) -> tuple[str, int]:
    """Keep whether an article is on topic, for good, and tell the rules that match it by that.

    Returns the relevance that it had before, and how many alerts were queued.

    Raises:
        OperatorError: there is no such article.
        LockBusy: another process writes to this database, and did so for a while.
    """
    with (
        writer_lock(config.database, LOCK_WAIT_S, tell_of_wait),
        open_sound_store(config.database, clock()) as store,
        store.transaction(),
    ):
        judged: Judged = "relevant" if on_topic else "off"
        before = judge_article(store, article_id, judged, clock())
        if before is None:
            raise OperatorError(f"there is no article {article_id}")
        note_write(store, "judge", str(article_id), (before, judged), COMMAND_LINE, clock())
        return before, tell_judged(store, config, article_id, clock())


def unteach(config: PassConfig, article_id: int, clock: Clock) -> tuple[str, str]:
    """Forget what was said of an article; return that, and the relevance that it has now.

    Raises:
        OperatorError: nobody judged it.
        LockBusy: another process writes to this database, and did so for a while.
    """
    with (
        writer_lock(config.database, LOCK_WAIT_S, tell_of_wait),
        open_sound_store(config.database, clock()) as store,
        store.transaction(),
    ):
        found = take_back_judgement(store, article_id)
        if found is None:
            raise OperatorError(f"nobody judged article {article_id}, or there is none")
        note_write(store, "unjudge", str(article_id), found, COMMAND_LINE, clock())
        return found


def _switch(
    store: Store, config: PassConfig, about: str, value: str, now: datetime
) -> tuple[str, tuple[str, str]]:
    if value == "off":
        name = pause_rule(store, _number(about))
        if name is None:
            raise OperatorError("this rule is paused or off already")
        return f"{name} is paused: it mails nothing until somebody resumes it here.", ("on", "off")
    name = resume_rule(store, _number(about), now)
    if name is None:
        raise OperatorError("this rule is off in khabardar.toml, or not paused; look there")
    return f"{name} is on again; what is found from now on is mailed.", ("off", "on")


def _alert(
    store: Store, config: PassConfig, about: str, value: str, now: datetime
) -> tuple[str, tuple[str, str]]:
    rule = next((one for one in config.rules if one.name == about), None)
    if rule is None:
        raise OperatorError(f"there is no rule {about!r} in khabardar.toml")
    sync_rules(store, config.rules, now)
    told = ", ".join(rule.to)
    return f"{about} is an alert now: what is found from now on is mailed to {told}.", ("", value)


def _ask(
    store: Store, config: PassConfig, about: str, value: str, now: datetime
) -> tuple[str, tuple[str, str]]:
    found = visit_at_once(store, about, now)
    if found is None:
        raise OperatorError(f"the outlet {about!r} is not watched")
    name, before = found
    return f"{name} is asked with the next pass.", (before, "now")


def _split(
    store: Store, config: PassConfig, about: str, value: str, now: datetime
) -> tuple[str, tuple[str, str]]:
    story, made = split_in(store, _number(about), [_number(value)], config.sender_domain, now)
    said = f"This article is story {made.id} of its own now, for good."
    return said, (f"story {about} with article {value}", f"stories {story.id} and {made.id}")


def _merge(
    store: Store, config: PassConfig, about: str, value: str, now: datetime
) -> tuple[str, tuple[str, str]]:
    existing(store, _number(about))
    story = merge_in(store, [_number(about), _number(value)], config.sender_domain, now)
    said = f"Both are story {story.id} now, for good."
    return said, (f"stories {about} and {value}", f"story {story.id}")


def _split_event(
    store: Store, config: PassConfig, about: str, value: str, now: datetime
) -> tuple[str, tuple[str, str]]:
    split_event_in(store, _number(about), [_number(value)], config.sender_domain, now)
    said = f"Story {value} tells of another event than the rest, for good."
    return said, (f"event {about} with story {value}", f"story {value} apart")


def _merge_events(
    store: Store, config: PassConfig, about: str, value: str, now: datetime
) -> tuple[str, tuple[str, str]]:
    stories = [_number(about), _number(value)]
    (event,) = merge_events_in(store, stories, config.sender_domain, now)
    said = f"Stories {about} and {value} tell of one event, for good."
    return said, (f"stories {about} and {value}", f"event {event.id}")


def _unsay_event(
    store: Store, config: PassConfig, about: str, value: str, now: datetime
) -> tuple[str, tuple[str, str]]:
    stories = take_back_in(store, _number(about), value, config.sender_domain, now)
    named = ", ".join(map(str, sorted(stories)))
    said = f"Taken back: whether stories {named} tell of one event is found out as before."
    return said, (f"said at {value} of stories {named}", "")


def _save(
    store: Store, config: PassConfig, about: str, value: str, now: datetime
) -> tuple[str, tuple[str, str]]:
    query, name = about.strip(), value.strip()
    if not query or len(query) > LONGEST_QUERY:
        raise OperatorError(f"give a query of at most {LONGEST_QUERY} letters")
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise OperatorError(f"give a name of at most {LONGEST_NAME} letters, on one line")
    before = save_search(store, name, query, now)
    return f"{name} is kept on Today.", (before, name)


def _forget(
    store: Store, config: PassConfig, about: str, value: str, now: datetime
) -> tuple[str, tuple[str, str]]:
    gone = forget_search(store, _number(about))
    if gone is None:
        raise OperatorError("this search was forgotten already")
    return f"{gone.name} is forgotten.", (f"{gone.name}: {gone.query}", "")


def _unlearn(
    store: Store, config: PassConfig, about: str, value: str, now: datetime
) -> tuple[str, tuple[str, str]]:
    if value == "titles":
        if not site_boilerplate.learned_titles(store, about):
            raise OperatorError(f"no titles of {about!r} are known, or they are kept already")
        site_boilerplate.undo(store, about, (), titles=True)
        return f"Titles stay in the texts of {about} from now on.", ("titles taken out", "kept")
    line = next(
        (one for one in site_boilerplate.learned_lines(store, about) if one.mark == value), None
    )
    if line is None or line.undone:
        raise OperatorError(f"this line of {about!r} is not known, or it is kept already")
    site_boilerplate.undo(store, about, [value])
    said = f"This line stays in the texts of {about} from now on: {line.sample}"
    return said, (f"{value}: {line.sample}", "kept")


def _undo_list(
    store: Store, config: PassConfig, about: str, value: str, now: datetime
) -> tuple[str, tuple[str, str]]:
    if not undo_learned(store, about, value):
        raise OperatorError(f"no list {value[:100]!r} was found for {about!r}, or it is undone")
    return "This list is not asked any more, and not taken again.", (value, "undone")


def _check(
    store: Store, config: PassConfig, about: str, value: str, now: datetime
) -> tuple[str, tuple[str, str]]:
    source = known_source(store, about)
    if source is None:
        raise OperatorError(f"there is no outlet {about!r}")
    return f"The lists of {source.name} are being asked.", ("", "checked")


def _fetch(
    store: Store, config: PassConfig, about: str, value: str, now: datetime
) -> tuple[str, tuple[str, str]]:
    if len(about) > LONGEST_URL or not may_ask(with_scheme(about)):
        raise OperatorError(
            f"{about[:100]!r} is no address; write it as https://www.example.org/news/1"
        )
    return "It is being fetched.", ("", "fetched")


_DEEDS: Mapping[str, Deed] = {
    "judge": _judge,
    "unjudge": _unjudge,
    "rule": _switch,
    "alert": _alert,
    "ask": _ask,
    "split": _split,
    "merge": _merge,
    "split_event": _split_event,
    "merge_events": _merge_events,
    "unsay_event": _unsay_event,
    "save": _save,
    "forget": _forget,
    "unlearn": _unlearn,
    "undo_list": _undo_list,
    "check": _check,
    "fetch": _fetch,
}


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 15):
        raise OperatorError(f"{text[:40]!r} is not a number")
    return int(text)
