"""What `khabardar doctor` checks: one verdict in words for each thing that can be wrong."""

import importlib.metadata
import itertools
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from db.ahead import ahead_words, times_ahead
from db.damage import accept_changed_texts, refuse_damaged
from db.lock import writer_lock
from db.meaning.vectors import count_waiting
from db.outbox.outbox import message_id
from db.outbox.targets import declared_targets
from db.status import status
from db.store import open_store, sqlite_version
from db.upkeep import last_care, waiting_bytes
from khabardar.asking import ask_few
from khabardar.kept_settings import config_or_kept
from khabardar.wiring import clock, pass_config
from messengers.channels import open_channels
from passes.config import OUT_OF_REACH, PassConfig
from pipelines.alerts.channels import MAIL
from pipelines.alerts.letter import compose
from pipelines.alerts.messages import Message
from pipelines.errors import KhabardarError
from pipelines.items import Failed
from pipelines.meaning.engine import NoModel, find_model
from pipelines.query.tree import likes_of
from pipelines.text.moments import utc_text
from pipelines.web.logins import without_logins
from press_catalogue.check_rules import check_queries, query_warnings

Verdict = tuple[bool, str, str]
LEAST_FREE_BYTES = 1_000_000_000
CHECKPOINT_RACE_MENDED_IN = (3, 51, 3)
"""Older SQLite can damage a WAL file when two connections checkpoint at once."""
LARGE_WAL_BYTES = 100_000_000
OLD_BACKUP = timedelta(days=7)
LATE_AFTER = timedelta(days=1)
"""An alert that fails to go out for so long needs somebody to look."""
OUTLETS_TRIED = 3
"""So many outlets are asked whether the network is well."""
PATIENCE_S = 10.0
"""So long a mail server is waited for."""
TRIAL_SUBJECT = "khabardar: a test"
BUILT = datetime(2026, 11, 1, tzinfo=UTC)


def examine(path: Path) -> Iterator[Verdict]:
    """Yield a verdict for each check: is it well, what was checked, and what was found."""
    try:
        config = config_or_kept(path)
        understood = check_queries(config.decider, config.rules)
    except KhabardarError as error:
        yield False, "configuration", str(error)
        return
    counted = f"{path}: {len(config.sources)} outlets, {len(config.rules)} rules"
    if config.settings_fault:
        counted = f"{config.settings_fault}; what follows is by the last that could be read"
    yield not config.settings_fault, "configuration", "; ".join((counted, *config.warnings))
    warnings = query_warnings(config.decider, config.rules, understood, config.sources)
    yield True, "queries", "; ".join(warnings) or "all understood"
    for what, check in (
        ("contact", _contact),
        ("network", _network),
        ("database", _database),
        ("backup", _backup),
        ("versions", _versions),
        ("meaning", _meaning),
        ("disk", _disk),
        ("clock", _clock),
        ("mail", _mail),
        ("channels", _channels),
        ("outbox", _outbox),
    ):
        yield _verdict(what, check, config)


def _verdict(what: str, check: Callable[[PassConfig], str], config: PassConfig) -> Verdict:
    try:
        return True, what, check(config)
    except (KhabardarError, OSError) as error:
        return False, what, str(error)


def _contact(config: PassConfig) -> str:
    if not config.network.contact:
        raise KhabardarError("[network] contact is empty; give an e-mail address for outlets")
    return config.network.contact


def _network(config: PassConfig) -> str:
    """Ask for the front pages of a few outlets, as a crawl would; one that answers is enough."""
    visited = (s for s in config.sources if s.homepage and s.listings())
    chosen = [*itertools.islice(visited, OUTLETS_TRIED)]
    if not chosen:
        return "no outlet to try"
    network = config.network
    through = f" through {without_logins(network.proxy)}" if network.proxy else ""
    urls = tuple(source.homepage for source in chosen)
    answers = ask_few(urls, network)
    silent = {
        url: answer.detail
        for url, answer in answers.items()
        if isinstance(answer, Failed) and answer.reason in OUT_OF_REACH
    }
    for source in chosen:
        if source.homepage not in silent:
            return f"{source.name} answers{through}"
    names = ", ".join(source.name for source in chosen)
    advice = "the proxy and " if network.proxy else ""
    raise KhabardarError(
        f"none of {names} can be reached{through} ({silent[urls[0]]}); "
        f"look at {advice}this machine's connection"
    )


def _database(config: PassConfig) -> str:
    if not config.database.exists():
        return f"{config.database}: not there yet; the first crawl makes it"
    open_store(config.database, write=False).close()
    refuse_damaged(config.database, thorough=True)
    waiting = waiting_bytes(config.database)
    if waiting > LARGE_WAL_BYTES:
        return (
            f"{config.database}: intact; warning: {waiting // 1_000_000} MB wait in "
            f"{config.database.name}-wal, for a program reads the database without end; restart "
            "`khabardar serve`"
        )
    more = f"; {waiting // 1000} kB still in {config.database.name}-wal" if waiting else ""
    return f"{config.database}: intact{more}"


def _meaning(config: PassConfig) -> str:
    """Say whether the sentence model is there, and how many articles it has not read; no fault.

    Rules that ask by like() are named where it is missing.
    """
    found = find_model()
    if isinstance(found, NoModel):
        understood = check_queries(config.decider, config.rules)
        asking = [rule.name for rule in config.rules if likes_of(understood[rule.query].query)]
        waiting_rules = f"; rules that ask by like() wait: {', '.join(asking)}" if asking else ""
        told = f"{found}{waiting_rules}"
    else:
        told = f"the sentence model is at {found.path}"
    waiting = 0
    if config.database.exists():
        with open_store(config.database, write=False) as store:
            waiting = count_waiting(store)
    return f"{told}; {waiting} articles wait to be read by it" if waiting else told


def _backup(config: PassConfig) -> str:
    """Say when the last backup was made; what holds much and has none, or an old one, is warned."""
    if not config.database.exists():
        return "nothing to copy yet"
    with open_store(config.database, write=False) as store:
        last = last_care(store, "backup")
        articles = status(store).articles
    if last is None:
        warning = "warning: none was made yet; `khabardar backup FILE` makes one"
        return warning if articles else "none yet"
    at, where = last
    age = clock() - datetime.fromisoformat(at)
    if age > OLD_BACKUP:
        return f"warning: the last is {age.days} days old ({where}); `khabardar backup FILE`"
    return f"{at}: {where}"


def _versions(_: PassConfig) -> str:
    names = ("scrapy", "trafilatura", "sqlite-utils", "apscheduler", "datasette")
    found = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)
    old = sqlite_version() < CHECKPOINT_RACE_MENDED_IN
    note = " (run one khabardar at a time on a database)" if old else ""
    sqlite = ".".join(map(str, sqlite_version()))
    return f"Python {sys.version.split()[0]}, SQLite {sqlite}{note}, {found}"


def _disk(config: PassConfig) -> str:
    folder = config.database.parent
    if not folder.exists():
        return f"{folder}: not there yet; the first crawl makes it"
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        raise KhabardarError(f"only {free // 1_000_000} MB free in {folder}; make room")
    return f"{free // 1_000_000_000} GB free in {folder}"


def _clock(config: PassConfig) -> str:
    now = clock()
    if now < BUILT:
        raise KhabardarError(f"this machine says that it is {utc_text(now)}; set its clock")
    if config.database.exists():
        with open_store(config.database, write=False) as store:
            found = times_ahead(store, now)
        if found:
            raise KhabardarError(
                f"{ahead_words(found)}; if {utc_text(now)} is right, the "
                "next pass mends it, else set the clock"
            )
    return f"{utc_text(now)}"


def _mail(config: PassConfig) -> str:
    post = config.post
    if (
        post.host
        and post.user
        and post.tls == "none"
        and post.host not in ("localhost", "127.0.0.1", "::1")
    ):
        raise KhabardarError(
            "the password would be sent unencrypted; write [mail] tls = starttls or implicit"
        )
    with open_channels(replace(post, timeout_s=PATIENCE_S)) as channels:
        return channels[MAIL].check()


def accepted_texts(path: Path) -> list[str]:
    """Take the texts that changed on disk as they are now, and return their articles in words.

    Raises:
        OperatorError: the settings are missing or wrong.
        StoreError: another process writes to the database, or it is damaged otherwise, too.
    """
    database = config_or_kept(path).database
    with writer_lock(database):
        return accept_changed_texts(database)


def send_trial(path: Path) -> Iterator[Verdict]:
    """Send a test to each of [mail] to, and yield what became of it.

    Raises:
        OperatorError: the settings are missing or wrong.
    """
    config = pass_config(path)
    now = clock()
    with open_channels(replace(config.post, timeout_s=PATIENCE_S)) as channels:
        for recipient in config.operators:
            number = message_id(config.sender_domain, "trial", utc_text(now), recipient)
            trial = Message(
                *(number, MAIL, recipient, "", "", "", "UTC", 0, now, ()),
                kind="notice",
                subject=TRIAL_SUBJECT,
                note=f"This mail was sent by `khabardar doctor --send` at {utc_text(now)}. "
                "Alerts reach you the same way.",
            )
            sent = channels[MAIL].send(compose(trial, config.post.sender, now), recipient, now)
            how = "sent" if config.post.host else f"written to {config.post.folder}"
            yield sent.state == "sent", "test mail", f"{recipient}: {sent.error or how}"


def _channels(config: PassConfig) -> str:
    targets = {target for rule in config.rules for target in declared_targets(rule)}
    with open_channels(config.post) as channels:
        found = [
            channels[target.channel].check(target.recipient)
            for target in sorted(targets)
            if target.channel != MAIL
        ]
    return ", ".join(found) or "none but e-mail"


def _outbox(config: PassConfig) -> str:
    if not config.database.exists():
        return "empty"
    with open_store(config.database, write=False) as store:
        found = status(store)
    oldest = found.oldest_unsent_at or ""
    waiting = found.outbox.get("pending", 0)
    told = f"{waiting} wait{f' since {oldest}' if waiting else ''}, {found.outbox.get('dead', 0)}"
    told += " given up"
    faults = [fault for fault in found.outbox_faults if fault.state == "pending"]
    late = [f for f in faults if f.since_at < utc_text(clock() - LATE_AFTER)]
    if late:
        raise KhabardarError(f"{told}; {late[0].recipient}: {late[0].error}")
    return told
