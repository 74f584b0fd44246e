"""Opening the database, units of work, and what is said when it cannot be used."""

import importlib
import inspect
import pkgutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import db
from db import ahead, damage, history, retention, seal, status, upkeep
from db.articles import identity, insert, reextraction, relabel, revisions, update, write
from db.articles.write import SaveContext
from db.backfill import ledger
from db.crawl import (
    back_lists,
    control_pages,
    health,
    leads,
    learned_lists,
    links,
    mining_refusals,
    passes,
    past,
    revisits,
    rhythm,
    robots,
    site_boilerplate,
    sources,
    to_search,
    trials,
)
from db.events import decisions as event_decisions
from db.events import read as event_read
from db.events import work as event_work
from db.meaning import bits, nearest, vectors
from db.migrations.migrate import SCHEMA_VERSION, migrate
from db.outbox import (
    coverage,
    event_alerts,
    messages,
    new_alerts,
    notices,
    outbox,
    queue,
    rule_changes,
    rules,
    targets,
    unmailed,
    waiting,
    withdrawn,
)
from db.outbox.targets import AlertTarget
from db.people import audit, declarations, judgements, learned, saved_searches
from db.reading import (
    about,
    article_page,
    choices,
    crossings,
    days,
    event_cards,
    exports,
    found_stories,
    marked_text,
    outlets,
    story_cards,
    story_page,
    trial,
)
from db.reading import rules as rules_read
from db.search import concept_index, find, like, more_like, silence
from db.store import Store, iso, moment_of, open_store, sqlite_version
from db.stories import alerts, copies, decisions, event_marks, minhash_index, read, stories
from pipelines.alerts.messages import Delivery, Due, OutletNews
from pipelines.discovery.trial import Judged, Trial
from pipelines.errors import StoreError
from pipelines.items import Dropped, Entry, Failed, Lead, Link, Page
from pipelines.page_blocks import PageBlocks
from pipelines.site.learning import LEAST_PAGES
from pipelines.sources import BackList, Listing, Source, Window
from pipelines.stories.revisions import Change, Version
from pipelines.visits import LearnedList, Visit
from tests.samples import NOW, kept_article

CONTRACT = {
    "sources": "id name homepage country health health_reason health_since_at last_visit_at "
    "last_new_at next_visit_at",
    "visits": "id source_id at address outcome status found new duration_s error",
    "links": "url source_id found_at via state reason attempts next_try_at article_id",
    "articles": "id url source_id kind title byline published_at published_from first_seen_at "
    "language text word_count relevance score story_id copy_of copy_kind first_in_story "
    "archive_file archive_offset page_sha256 captured_at truncated garbled text_confidence",
    "revisions": "id article_id seen_at title text change summary",
    "stories": "id title first_article_id article_count source_count first_seen_at last_seen_at",
    "rules": "id name query schedule active",
    "matches": "id rule_id article_id matched_at spans",
    "outbox": "id rule_id story_id article_id subject channel recipient message_id state attempts "
    "next_try_at sent_at last_error created_at",
}


def test_a_new_database_has_every_table_that_others_rely_on(tmp_path: Path) -> None:
    with open_store(tmp_path / "new" / "k.db", write=True) as store:
        for table, columns in CONTRACT.items():
            found = {row["name"] for row in store.rows(f"PRAGMA table_xinfo({table})")}
            assert set(columns.split()) <= found, table
        strict = store.rows("SELECT name FROM pragma_table_list WHERE strict = 1")
        assert set(CONTRACT) <= {row["name"] for row in strict}
        assert store.rows("PRAGMA journal_mode")[0][0] == "wal"
        assert store.rows("PRAGMA foreign_keys")[0][0] == 1
        assert store.rows("PRAGMA synchronous")[0][0] == 2


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "k.db"
    open_store(path, write=True).close()
    with open_store(path, write=True) as store:
        assert store.rows("PRAGMA user_version")[0][0] == SCHEMA_VERSION
    with open_store(path, write=False) as store, pytest.raises(StoreError, match="not be written"):
        store.execute("DELETE FROM sources")


def test_an_interrupted_migration_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "k.db"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("CREATE TABLE sources (id TEXT)")
    connection.close()
    with open_store(path, write=True) as store:
        assert store.rows("SELECT * FROM sources") == []


@pytest.mark.parametrize("write", [True, False])
def test_a_newer_database_is_refused(tmp_path: Path, write: bool) -> None:
    path = tmp_path / "k.db"
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    with pytest.raises(StoreError, match="newer khabardar"):
        open_store(path, write=write)


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION))
def test_an_older_database_is_named_as_such_until_a_writer_upgrades_it(
    tmp_path: Path, version: int
) -> None:
    path = tmp_path / "k.db"
    connection = sqlite3.connect(path, isolation_level=None)
    migrate(connection, version)
    connection.close()
    with pytest.raises(StoreError, match="has an older schema; the next crawl upgrades it"):
        open_store(path, write=False)
    open_store(path, write=True).close()
    with open_store(path, write=False) as store:
        assert store.rows("PRAGMA user_version")[0][0] == SCHEMA_VERSION
        assert status.status(store).articles == 0


def test_other_files_are_refused_and_not_touched(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("these are my notes, they are not a database\n" * 20)
    with pytest.raises(StoreError, match="no SQLite database"):
        open_store(text, write=True)
    assert text.read_text().startswith("these are my notes")
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    with pytest.raises(StoreError, match="another program's"):
        open_store(other, write=True)
    with pytest.raises(StoreError, match="not filled yet"):
        open_store(other, write=False)


def test_a_missing_database_names_the_command_that_makes_it(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="khabardar crawl"):
        open_store(tmp_path / "none.db", write=False)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="may not be written"):
        open_store(tmp_path / "file" / "k.db", write=True)
    (tmp_path / "folder.db").mkdir()
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(tmp_path / "folder.db", write=True)


def test_a_damaged_page_is_said_to_be_damage(tmp_path: Path) -> None:
    path = tmp_path / "k.db"
    with open_store(path, write=True) as store:
        sources.sync_sources(store, [Source("a", "A", "https://a.example")], NOW)
    raw = bytearray(path.read_bytes())
    for page in range(4096, len(raw), 4096):
        raw[page : page + 200] = b"\xff" * 200
    path.write_bytes(raw)
    with open_store(path, write=False) as store, pytest.raises(StoreError, match="damaged"):
        status.status(store)


def test_a_full_database_says_so_and_keeps_what_it_had(tmp_path: Path) -> None:
    with open_store(tmp_path / "k.db", write=True) as store:
        sources.sync_sources(store, [Source("a", "A", "https://a.example")], NOW)
        pages = store.rows("PRAGMA page_count")[0][0]
        store.execute(f"PRAGMA max_page_count = {pages + 2}")
        many = [Entry(f"https://a.example/{n}", content="x" * 2000) for n in range(500)]
        with pytest.raises(StoreError, match="disk is full"):
            links.add_links(store, "a", "feed", many, NOW)
        assert store.rows("SELECT count(*) FROM links")[0][0] == 0
        assert len(sources.known_sources(store)) == 1


BACK = BackList("a", Listing("feed", "feed", "https://a.example/f"), Window(NOW, NOW), id=1)
REFUSING = Page("https://a.example/1", 200, "", b"", NOW, refusal="tdm-reservation: 1")
LINK = Link("a", "feed", Entry("https://a.example/1"))
DUE = Due("<m@x>", "mail", "a@b")
CONTEXT = SaveContext(NOW, None, "", "example.org")
LATER = datetime(2025, 12, 24, tzinfo=UTC)
STORED = revisions.StoredArticle(
    *(1, "https://a.example/1", Version("Old", "text"), "a", NOW, "page", None, "", None)
)
WRITES: dict[Callable[..., Any], tuple[Any, ...]] = {
    sources.sync_sources: ([Source("a", "A", "https://a.example")], NOW),
    reextraction.note_capture: (1, NOW),
    sources.add_source: (Source("b", "B", "https://b.example"),),
    sources.record_visits: ("a", [Visit("a", NOW, "https://a.example/feed", "ok")], NOW),
    health.judge_source: ("a", [Visit("a", NOW, "https://a.example/feed", "ok")], NOW),
    trials.keep_judged: ("a", Judged(False, "not yet", Trial(), NOW), NOW),
    sources.hold_host: ("a.example", NOW, "asked"),
    sources.visit_at_once: ("a", NOW),
    judgements.judge_article: (1, "off", NOW),
    judgements.take_back_judgement: (1,),
    saved_searches.save_search: ("Gate", "torkham", NOW),
    saved_searches.forget_search: (1,),
    declarations.record_declarations: ({("setting", "keep"): {"value": "*"}}, NOW),
    audit.note_write: ("ask", "a", ("", "now"), "::1", NOW),
    rules.pause_rule: (1,),
    rules.resume_rule: (1, NOW),
    sources.postpone: (["a"], ["https://a.example/1"], NOW),
    robots.keep_robots: ("https://a.example", "User-agent: *", NOW),
    mining_refusals.keep_robots_refusal: ("https://a.example", "User-agent: *", NOW),
    mining_refusals.keep_page_refusals: (REFUSING, NOW),
    mining_refusals.keep_file_refusals: ("https://a.example", {"/ai.txt": "Disallow: /"}, NOW),
    links.add_links: ("a", "feed", [Entry("https://a.example/2")], NOW),
    links.settle_dropped: ("https://a.example/1", Dropped("empty"), NOW),
    links.settle_failed: ("https://a.example/1", Failed("timeout"), NOW),
    learned_lists.keep_learned: ("a", [LearnedList("feed", "https://a.example/f", "x")], NOW),
    leads.add_leads: ("a", [Lead("https://n.example/t", "T", "O")], NOW),
    learned_lists.accept_learned: ("a", "https://b.example/f", NOW),
    learned_lists.undo_learned: ("a", "https://b.example/f"),
    learned_lists.note_lists_told: (["a"],),
    control_pages.plan_controls: ("a", ["https://a.example/1"], LATER),
    control_pages.note_control: ("https://a.example/1", "read", "", NOW),
    back_lists.begin_walk: ("a", [BACK], NOW),
    back_lists.add_old_links: (BACK, [Entry("https://a.example/3")], NOW),
    back_lists.end_back_list: (BACK, [], "", NOW),
    back_lists.fail_back_list: (BACK, "timeout", NOW),
    links.take_up: ("a", "https://a.example/2", NOW),
    links.take_up_lost: ("a", "2025-11-24T09:00:00Z", NOW),
    links.put_off: ("https://a.example/1", "a.example had its time", NOW),
    insert.save_kept: (LINK, kept_article("https://a.example/1"), CONTEXT),
    decisions.part: ([], [], "example.org", NOW),
    decisions.join: ([], "example.org", NOW),
    rules.sync_rules: ([], NOW),
    outbox.claim: (DUE, NOW),
    outbox.record_delivery: (DUE, Delivery("<m@x>", "a@b", "sent"), NOW),
    rule_changes.revive_dead: (NOW,),
    outbox.wake_waiting: (DUE, NOW),
    outbox.give_up: (DUE,),
    waiting.retry_waiting: (NOW,),
    notices.write_notice: (["a@b"], ("s", "n"), "example.org", NOW),
    notices.write_outlet_notice: (["a@b"], OutletNews((), ()), "example.org", NOW),
    notices.write_settings_notice: (["a@b"], ("s", "n"), "example.org", NOW),
    notices.write_heartbeat: (AlertTarget("mail", "a@b"), ("s", "n"), "example.org", NOW),
    passes.begin_pass: (NOW, "crawl", 1),
    passes.end_pass: (1, NOW, {}),
    passes.interrupt_pass: (1,),
    site_boilerplate.learn: ("a.example", NOW),
    site_boilerplate.undo: ("a.example", ["ab"]),
    vectors.want_vectors_of: ("ab",),
    bits.pack_block: ("aa", 0),
    learned.use_model: ("ab", "{}", NOW),
    learned.note_learned: ("ab", [learned.LearnedLabel(1, "off", 0.1)]),
    vectors.save_vectors: ("ab", [vectors.StoredVectors(1, "en", b"", None)]),
    ledger.take_up: (["a.warc.gz"], NOW),
    ledger.begin_merge: (1, [ledger.BackfillFile("a.warc.gz", 1)], "by"),
    ledger.note_merged: (1, 16),
    ledger.end_backfill: (1, NOW),
    upkeep.note_care: ("backup", NOW, "b.db"),
    upkeep.forget_care: ("backup",),
    event_work.want_events_of: ("another",),
    event_alerts.settle_event_alerts: ("example.org", NOW),
    event_alerts.release_event_alerts: (NOW,),
    event_work.want_all_events: (),
    event_work.drop_unready: (),
    retention.let_go: (None, 0, NOW),
    history.forget_history: (NOW,),
    history.forget_history_daily: (NOW,),
    revisits.put_off: (1, NOW),
    revisits.note_visit: (1, NOW, None),
    revisions.record_miss: (STORED, "HTTP 404", 1, "example.org", NOW),
    revisions.record_change: (
        *(STORED, kept_article("https://a.example/1", title="New")),
        *(Change("headline", "headline changed", True), CONTEXT),
    ),
}
READS = {
    ledger.open_backfill,
    ledger.waiting,
    ledger.files_of,
    ledger.kept_by_outlet,
    event_read.read_events,
    event_read.events_by_id,
    event_read.events_of_stories,
    event_read.near_stories,
    event_work.waiting_stories,
    event_work.compared_between,
    event_work.compared_stories,
    event_work.joined_with,
    event_work.links_within,
    event_work.decisions_within,
    event_work.drop_signs,  # this and the next six within their caller's transaction only
    event_work.save_signs,
    event_work.save_links,
    event_work.write_events,
    event_decisions.decisions_of,
    event_decisions.take_back,
    event_decisions.put_together,
    event_decisions.put_apart,
    rules.paused_rules,
    minhash_index.sharers,
    event_marks.note_marks,  # within its caller's transaction only
    copies.compared,
    minhash_index.index,  # this and the next within their caller's transaction only
    copies.remember,
    copies.reconsider,  # within its caller's transaction only
    copies.are_strangers,
    copies.renew_minhashes,  # writes only if a MinHash is old
    stories.story_for,
    stories.begin_story,
    stories.group_anew,
    stories.end_stories,
    alerts.carry_alerts,
    read.read_stories,
    read.read_story,
    read.story_texts,
    read.story_of,
    sources.known_source,
    sources.known_sources,
    trials.trials,
    sources.due_sources,
    sources.held_hosts,
    robots.known_robots,
    mining_refusals.refusals_of,
    mining_refusals.refusing_outlets,
    mining_refusals.sites_to_ask,
    find.candidates,
    find.fits_before,
    found_stories.found_stories,
    article_page.whole_article,
    choices.choices,
    crossings.crossings,
    find.articles_by_id,
    find.count_since,
    silence.silence,
    silence.silence_of_query,
    relabel.relabel,  # within its caller's transaction only, as the next two
    relabel.tell_new_hits,
    write.add_matches,
    learned.model_in_use,
    learned.judged_by_people,
    learned.to_judge,
    learned.doubtful,
    vectors.count_waiting,
    vectors.next_unread,
    vectors.read_copies,
    vectors.vectors_of,
    vectors.vectors_between,
    bits.loose_blocks,
    bits.vectors_of_block,
    bits.may_be_near,
    bits.newest_that_may_be_near,
    bits.nearest_signs,
    nearest.nearest,
    nearest.article_vector,
    nearest.near_enough,
    nearest.newest_near,
    nearest.nearness_to,
    like.find_like,
    like.just_missed,
    more_like.more_like,
    judgements.judged_lately,
    learned.count_judged,
    like.like_warnings,
    like.waiting_warnings,
    find.find_near,
    find.find,
    links.pending_links,
    links.pending_link,
    links.fate_of,
    past.last_visits,
    past.hosts_of,
    past.addresses_read,
    past.fates_since,
    to_search.outlets_to_search,
    rhythm.known_rhythm,
    to_search.owners_of,
    learned_lists.review_learned,  # writes only if a list that stands in was found
    learned_lists.untold_lists,
    control_pages.due_controls,
    control_pages.answered_controls,
    back_lists.watched_outlets,
    leads.recent_leads,
    back_lists.pending_back_lists,
    back_lists.walk_state,
    learned_lists.learned_lists,
    learned_lists.asked_now,
    links.settle_twins,  # within its caller's transaction only, as the next one
    links.postpone_twins,
    identity.identify,  # the same
    identity.correct_url,
    rules.active_rules,
    outbox.due_messages,
    outbox.gather_waiting,  # writes only if something waited
    outbox.postpone_channel,  # writes only if something waits
    messages.read_message,
    messages.mark_told,  # writes only if there was more to tell
    notices.dead_alerts,
    notices.outlet_news,
    notices.past_troubles,
    notices.quiet_recipients,
    coverage.coverage,
    coverage.coverage_of_corridors,
    coverage.watched_outlets,
    outbox.outbox_rows,
    waiting.waiting_alerts,
    queue.alert_id,
    targets.targets_of,
    targets.write_targets,  # within its caller's transaction only
    queue.queue_alert,  # within its caller's transaction only
    outbox.held_alerts,
    rule_changes.follow_recipients,  # within its caller's transaction only, as the next one
    rule_changes.follow_schedule,
    queue.base_line_id,
    new_alerts.note_unmailed,
    new_alerts.release_base_lines,  # writes only if something waits
    unmailed.unmailed_matches,
    status.unmailed_count,
    new_alerts.write_changes,
    new_alerts.write_alerts,  # within its caller's transaction only
    withdrawn.withdraw_matches,  # the same
    ahead.times_ahead,
    ahead.take_back,  # writes only if something lies ahead
    declarations.declarations,
    about.about_data,
    status.condition,
    status.count_troubled,
    status.status,
    status.status_of_sources,
    days.days_until,
    marked_text.marked_paragraphs,
    marked_text.matched_spans,
    marked_text.spans_of,
    outlets.outlet_rows,
    rules_read.rule_rows,
    saved_searches.saved_searches,
    trial.try_query,
    new_alerts.placement_when_stored,
    story_cards.cards_of,
    story_cards.chosen_stories,
    event_cards.event_cards,
    story_cards.story_cards,
    story_page.archive_place,
    story_page.whole_story,
    story_cards.first_articles,
    exports.exported_articles,
    exports.every_article,
    exports.every_story,
    exports.every_event,
    exports.articles_of_story,
    exports.first_of_story,
    exports.articles_of_rule,
    exports.rule_by_id,
    revisions.revisions_of_article,
    revisions.revisions_of_story,
    status.last_troubles,
    status.anything_due,
    status.next_due_at,
    upkeep.last_care,
    retention.plan_retention,
    passes.troubles_since,
    damage.damage_in,
    seal.add_seal,  # of a copy that nobody else has
    site_boilerplate.known_boilerplate,
    site_boilerplate.known_pages,
    site_boilerplate.shared_marks,
    site_boilerplate.hosts_with,
    site_boilerplate.learned_lines,
    site_boilerplate.learned_titles,
    site_boilerplate.unlearned_hosts,
    site_boilerplate.articles_to_clean,
    site_boilerplate.remember_page,  # within its caller's transaction only, as the next ones
    revisits.plan_revisit,
    revisits.write_visit,
    revisits.count_miss,
    revisits.hurry_revisit,
    revisits.due_revisits,
    revisits.times_missed,
    update.update_article,
    copies.forget,
    minhash_index.unindex,
    minhash_index.write_segment,
    concept_index.note_concepts,  # within its caller's transaction only
    concept_index.is_complete,
    concept_index.index_earlier,  # writes only if something is missing
    copies.partners,
    revisions.stored_article,
    revisions.revisions_since,
    write.write_article,  # within its caller's transaction only, as the next one
    write.tell_rules,
    reextraction.archived_articles,
    reextraction.archived_article,
    reextraction.archived_refusals,
}


@pytest.mark.parametrize("function", WRITES, ids=lambda f: f.__name__)
def test_a_locked_database_is_a_store_error(tmp_path: Path, function: Callable[..., Any]) -> None:
    path = tmp_path / "k.db"
    with open_store(path, write=True) as store:
        sources.sync_sources(store, [Source("a", "A", "https://a.example")], NOW)
        links.add_links(store, "a", "feed", [LINK.entry], NOW)
        insert.save_kept(store, LINK, kept_article("https://a.example/1"), CONTEXT)
        for number in range(LEAST_PAGES):  # fewer have no boilerplate, and nothing is written
            blocks = PageBlocks("a.example", str(number))
            site_boilerplate.remember_page(store, f"https://a.example/{number}", blocks, NOW)
        store.execute("PRAGMA busy_timeout = 1")
        holder = sqlite3.connect(path, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another program is writing"):
            function(store, *WRITES[function])
        holder.close()
        function(store, *WRITES[function])


def test_every_function_of_the_store_is_in_the_table_of_locks() -> None:
    seen: set[str] = set()
    for found in pkgutil.walk_packages(db.__path__, "db."):
        module = importlib.import_module(found.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            takes_store = "store" in inspect.signature(function).parameters
            if function.__module__ == module.__name__ and takes_store and name[0] != "_":
                seen.add(name)
    assert seen == {known.__name__ for known in (*WRITES, *READS)}


def test_an_error_in_a_unit_of_work_undoes_all_of_it(tmp_path: Path) -> None:
    with open_store(tmp_path / "k.db", write=True) as store:

        def work() -> None:
            with store.transaction():
                sources.add_source(store, Source("a", "A", "https://a.example"))
                raise KeyError("in the middle")

        with pytest.raises(KeyError):
            work()
        assert sources.known_sources(store) == {}


def test_moments_are_kept_to_the_second_in_utc() -> None:
    moment = datetime(2025, 4, 5, 3, 10, tzinfo=UTC)
    assert iso(moment) == "2025-04-05T03:10:00Z"
    assert moment_of(iso(moment)) == moment
    assert iso(None) is None
    assert moment_of(None) is None


def test_other_database_errors_are_named_too(tmp_path: Path) -> None:
    with open_store(tmp_path / "k.db", write=True) as store:
        with pytest.raises(StoreError, match="said no"):
            store.execute("SELECT * FROM nowhere")
        with pytest.raises(StoreError):
            list(store.stream("SELECT * FROM nowhere"))
        with pytest.raises(StoreError):
            store.execute_many("INSERT INTO nowhere VALUES (?)", [(1,)])
        with pytest.raises(StoreError):
            store.row("SELECT * FROM nowhere")
    assert isinstance(store, Store)
    assert sqlite_version() >= (3, 37)
